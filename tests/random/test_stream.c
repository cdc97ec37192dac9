/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random/stream.h"
#include "support/budget.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* 8 uniformity, 28 + 28 + 7 correlations, 2 avalanche checks of 256 bits each. */
SAI_STATISTICAL_CHECKS(600);

enum { NAMES = 8, N = 64 * SAI_STRIPE };

static double columns[NAMES][N];

static void fill_by_name(void) {
  for (int i = 0; i < NAMES; i++) {
    char name[40];
    snprintf(name, sizeof name, "offers.a%d.funnel.rate", i);
    sai_stream s = sai_stream_named(1, name);
    for (uint64_t stripe = 0; stripe < N / SAI_STRIPE; stripe++)
      sai_stream_fill(&s, stripe, columns[i] + stripe * SAI_STRIPE, SAI_STRIPE);
  }
}

/* Columns are neighbouring stripes of one name, N / SAI_STRIPE groups apart. */
static void fill_by_stripe(void) {
  sai_stream s = sai_stream_named(1, "inputs.win_rate");
  for (uint64_t i = 0; i < NAMES; i++)
    for (uint64_t group = 0; group < N / SAI_STRIPE; group++)
      sai_stream_fill(&s, group * NAMES + i, columns[i] + group * SAI_STRIPE, SAI_STRIPE);
}

/* z of the correlation of two columns of uniforms. */
static double correlation_z(const double *a, const double *b) {
  double sum = 0;
  for (size_t i = 0; i < N; i++) sum += (a[i] - 0.5) * (b[i] - 0.5);
  return sum * 12 / sqrt(N);
}

static double chi_square(const double *u) {
  enum { CELLS = 256 };
  double count[CELLS] = {0}, sum = 0;
  for (size_t i = 0; i < N; i++) count[(int)(u[i] * CELLS)]++;
  for (int i = 0; i < CELLS; i++)
    sum += (count[i] - N / CELLS) * (count[i] - N / CELLS) / ((double)N / CELLS);
  return sum;
}

static void check_independence(void) {
  double limit = budget_z();
  for (int i = 0; i < NAMES; i++)
    for (int j = 0; j < i; j++) {
      double z = correlation_z(columns[i], columns[j]);
      cr_assert_lt(fabs(z), limit, "columns %d and %d: z = %g", i, j, z);
    }
}

Test(stream, names_are_independent_and_uniform) {
  fill_by_name();
  check_independence();
  for (int i = 0; i < NAMES; i++) cr_assert_lt(chi_square(columns[i]), budget_chi_square(255));
}

Test(stream, stripes_are_independent) {
  fill_by_stripe();
  check_independence();
}

Test(stream, the_checks_can_fail) {
  fill_by_name();
  for (size_t i = 0; i < N; i++) columns[1][i] = fmod(columns[0][i] * 0.05 + columns[1][i] * 0.95, 1);
  cr_assert_gt(fabs(correlation_z(columns[0], columns[1])), budget_z(), "a twentieth of another column");
  for (size_t i = 0; i < N; i++) columns[2][i] *= 0.99;
  cr_assert_gt(chi_square(columns[2]), budget_chi_square(255), "uniforms one percent too small");
}

Test(stream, every_bit_of_seed_name_and_stripe_counts) {
  sai_stream base = sai_stream_named(1, "x"), seed = sai_stream_named(1ULL << 63 | 1, "x"),
             name = sai_stream_named(1, "y");
  cr_assert_neq(memcmp(&base, &seed, sizeof base), 0);
  cr_assert_neq(memcmp(&base, &name, sizeof base), 0);
  sai_stream empty = sai_stream_named(1, "");
  cr_assert_neq(memcmp(&base, &empty, sizeof base), 0);
}

/* How often each bit of state and increment changes from one stripe to the next. */
static void count_flips(const sai_stream *s, uint64_t stride, int n, int flips[256]) {
  memset(flips, 0, 256 * sizeof *flips);
  for (int k = 0; k < n; k++) {
    sai_pcg64 g, h;
    sai_stream_start(s, (uint64_t)k * stride, &g);
    sai_stream_start(s, ((uint64_t)k + 1) * stride, &h);
    for (int bit = 0; bit < 128; bit++) {
      flips[bit] += (int)((g.state ^ h.state) >> bit & 1);
      flips[128 + bit] += (int)((g.increment ^ h.increment) >> bit & 1);
    }
  }
}

Test(stream, stripes_differ_in_all_bits) {
  sai_stream s = sai_stream_named(3, "funnel.appointment@2026-04");
  enum { TIMES = 2000 };
  int flips[256];
  for (int shift = 0; shift <= 40; shift += 40) {
    count_flips(&s, 1ULL << shift, TIMES, flips);
    for (int bit = 0; bit < 256; bit++) {
      if (bit == 128)
        cr_assert_eq(flips[bit], 0, "increments are odd");
      else
        cr_assert(budget_binomial_ok((size_t)flips[bit], TIMES, 0.5), "bit %d: %d", bit, flips[bit]);
    }
  }
  cr_assert_not(budget_binomial_ok(TIMES * 6 / 10, TIMES, 0.5), "a bit that flips in 60%% must be noticed");
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
