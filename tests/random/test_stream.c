/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random/stream.h"
#include "selftest/luck.h"
#include "support/budget.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* 8 + 8 uniformity, 28 + 28 correlations, 2 avalanche checks of 255 bits each, one of runs. */
SAI_STATISTICAL_CHECKS(600);

typedef void (*luck)(uint64_t seed, bool fault, sai_audit *audit);

static sai_audit audit_of(luck check, uint64_t seed, bool fault) {
  sai_audit audit = {.alpha = budget_alpha()};
  check(seed, fault, &audit);
  for (size_t i = 0; !fault && i < audit.refused && i < SAI_AUDIT_TOLD; i++)
    fprintf(stderr, "%s\n", audit.told[i]);
  return audit;
}

static void check_luck(luck check, uint64_t seed, size_t chances, size_t faults) {
  sai_audit right = audit_of(check, seed, false), wrong = audit_of(check, seed, true);
  cr_assert_eq(right.refused, 0);
  cr_assert_eq(right.chances, chances, "%zu", right.chances);
  cr_assert_geq(wrong.refused, faults, "%zu of the planted faults are noticed", wrong.refused);
}

Test(stream, names_are_independent_and_uniform) {
  check_luck(sai_luck_names, 1, 36, 2);
}

Test(stream, stripes_are_independent_and_uniform) {
  check_luck(sai_luck_stripes, 1, 36, 2);
}

Test(stream, stripes_differ_in_all_bits) {
  check_luck(sai_luck_starts, 3, 510, 2);
}

Test(stream, every_bit_of_seed_name_and_stripe_counts) {
  sai_stream base = sai_stream_named(1, "x"), seed = sai_stream_named(1ULL << 63 | 1, "x"),
             name = sai_stream_named(1, "y");
  cr_assert_neq(memcmp(&base, &seed, sizeof base), 0);
  cr_assert_neq(memcmp(&base, &name, sizeof base), 0);
  sai_stream empty = sai_stream_named(1, "");
  cr_assert_neq(memcmp(&base, &empty, sizeof base), 0);
}

/* Frozen: what was drawn once is drawn for ever. */
Test(stream, words_are_frozen) {
  sai_stream s = sai_stream_named(1, "inputs.win_rate");
  sai_pcg64 g;
  sai_stream_start(&s, 5, &g);
  uint64_t first = sai_pcg64_next(&g);
  sai_stream_start_run(&s, 5, 17, &g);
  uint64_t of_run = sai_pcg64_next(&g);
  cr_assert_eq(first, 0x7c78895eecd6032fU, "%016lx", first);
  cr_assert_eq(of_run, 0xe3bb7b392938ee3aU, "%016lx", of_run);
}

/* Against the generator's words one by one: from odd and from even states, in pieces of one leap and of many,
   and with every remainder. */
Test(stream, pieces_are_the_words_of_the_stripe) {
  static const size_t pieces[] = {16, 256, 0, 32, 512, 16, 176};
  const sai_stream s = sai_stream_named(3, "pieces");
  for (uint64_t stripe = 0; stripe < 64; stripe++) {
    sai_pcg64 g;
    sai_stream_place place;
    double u[SAI_STRIPE];
    size_t from = 0;
    sai_stream_start(&s, stripe, &g);
    sai_stream_begin(&s, stripe, &place);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; from += pieces[i++])
      sai_stream_continue(&place, u + from, pieces[i]);
    cr_assert_eq(from, SAI_STRIPE - 16);
    sai_stream_continue(&place, u + from, stripe % 16);
    for (size_t i = 0; i < from + stripe % 16; i++) {
      const double expected = ((double)(int64_t)(sai_pcg64_next(&g) >> 12) + 0.5) * 0x1p-52;
      cr_assert_eq(u[i], expected, "stripe %zu, word %zu", (size_t)stripe, i);
    }
  }
}

Test(stream, runs_have_their_own_generators) {
  sai_stream s = sai_stream_named(1, "inputs.order_value");
  double limit = budget_z(), sum = 0;
  sai_pcg64 g, h;
  double u, v;
  for (size_t run = 0; run < 20000; run++) {
    sai_stream_start_run(&s, 3, run, &g);
    sai_stream_start_run(&s, 3, run + 1, &h);
    sai_pcg64_fill(&g, &u, 1);
    sai_pcg64_fill(&h, &v, 1);
    sum += (u - 0.5) * (v - 0.5);
  }
  cr_assert_lt(fabs(sum) * 12 / sqrt(20000), limit);
}
