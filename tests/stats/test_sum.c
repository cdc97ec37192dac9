/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Integer sums: exact, the same in every order and grouping, never wrapped. */
#include "stats/sum.h"

#include "local.h"

#include <criterion/criterion.h>
#include <float.h>

enum { TERMS = 3000 };

static void fill_terms(double *term, uint64_t seed) {
  for (size_t i = 0; i < TERMS; i++) {
    const int exponent = (int)(local_word(&seed) % 140) - 20;
    const double size = ldexp(local_uniform(&seed), exponent);
    term[i] = local_word(&seed) & 1 ? size : -size;
  }
}

static bool same(const sai_sum *a, const sai_sum *b) {
  return a->units == b->units && a->coarse == b->coarse && a->exponent == b->exponent &&
         a->saturated == b->saturated;
}

/* The terms in a random order, cut into random groups, the groups merged in another random order. */
static sai_sum in_some_order(const double *term, uint64_t seed) {
  size_t order[TERMS], group_order[7];
  sai_sum groups[7], sum = sai_sum_start(1000);
  for (size_t g = 0; g < 7; g++) groups[g] = sai_sum_start(1000);
  local_shuffle(order, TERMS, &seed);
  local_shuffle(group_order, 7, &seed);
  for (size_t i = 0; i < TERMS; i++) sai_sum_add(&groups[local_word(&seed) % 7], term[order[i]]);
  for (size_t g = 0; g < 7; g++) sai_sum_merge(&sum, &groups[group_order[g]]);
  return sum;
}

Test(sum, any_order_and_grouping_gives_the_same_integers) {
  double term[TERMS];
  fill_terms(term, 1);
  const sai_sum first = in_some_order(term, 10);
  for (uint64_t seed = 11; seed < 60; seed++) {
    const sai_sum again = in_some_order(term, seed);
    cr_assert(same(&first, &again));
  }
  term[17] = 2 * term[17] + 1e-9;
  const sai_sum other = in_some_order(term, 10);
  cr_assert(!same(&first, &other), "a sum that ignores its terms would pass too");
}

Test(sum, plain_doubles_would_depend_on_the_order) {
  double term[TERMS], sum[2] = {0, 0};
  fill_terms(term, 1);
  for (size_t i = 0; i < TERMS; i++) {
    sum[0] += term[i];
    sum[1] += term[TERMS - 1 - i];
  }
  cr_assert(sum[0] != sum[1]);
}

Test(sum, whole_numbers_are_exact) {
  sai_sum sum = sai_sum_start(1);
  for (int i = 1; i <= 100000; i++) sai_sum_add(&sum, i % 2 ? i : -3.0 * i);
  cr_assert_eq(sai_sum_value(&sum), 2500000000.0 - 3 * 2500050000.0);
}

Test(sum, keeps_44_bits_of_the_scale) {
  for (int exponent = -1000; exponent <= 1000; exponent += 100) {
    const double scale = ldexp(1.7, exponent);
    sai_sum sum = sai_sum_start(scale);
    for (int i = 0; i < 1000; i++) sai_sum_add(&sum, scale * (1. / 3));
    const double error = sai_sum_value(&sum) / scale - 1000. / 3;
    cr_assert_leq(fabs(error), 1000 * 0x1p-45 + 1e-12, "2^%d: %g", exponent, error);
  }
}

Test(sum, large_stripes_keep_44_bits_of_themselves_and_small_ones_all) {
  sai_sum sum = sai_sum_start(1);
  for (int i = 0; i < 1000; i++) {
    sai_sum_add(&sum, 1. / 3);
    sai_sum_add(&sum, 0x1p100 / 3);
  }
  cr_assert_lt(fabs(sai_sum_value(&sum) / (0x1p100 * 1000 / 3) - 1), 0x1p-43);
  for (int i = 0; i < 1000; i++) sai_sum_add(&sum, -0x1p100 / 3);
  cr_assert_lt(fabs(sai_sum_value(&sum) - 1000. / 3), 1000 * 0x1p-45 + 1e-12);
}

Test(sum, a_strange_scale_is_taken_as_one) {
  const double strange[] = {0, -1, INFINITY, NAN};
  for (size_t i = 0; i < 4; i++) {
    sai_sum sum = sai_sum_start(strange[i]);
    sai_sum_add(&sum, 2.5);
    cr_assert_eq(sai_sum_value(&sum), 2.5);
  }
}

Test(sum, four_million_largest_terms_do_not_wrap) {
  const double largest[] = {nextafter(0x1p60, 0), nextafter(0x1p120, 0)};
  for (int tier = 0; tier < 2; tier++) {
    sai_sum sum = sai_sum_start(1);
    for (int i = 0; i < 1 << 22; i++) sai_sum_add(&sum, largest[tier]);
    cr_assert_eq(sai_sum_value(&sum), largest[tier] * 0x1p22);
    for (int i = 0; i < 1 << 22; i++) sai_sum_add(&sum, -largest[tier]);
    cr_assert(!sum.saturated && sum.units == 0 && sum.coarse == 0);
  }
}

Test(sum, too_large_infinite_and_nan_saturate_in_every_order) {
  const double bad[] = {0x1p120, -0x1p120, DBL_MAX, INFINITY, -INFINITY, NAN};
  sai_sum seen[12];
  for (size_t i = 0; i < 6; i++) {
    sai_sum early = sai_sum_start(1), late = sai_sum_start(1), merged = sai_sum_start(1);
    sai_sum_add(&early, bad[i]);
    sai_sum_add(&early, 5);
    sai_sum_add(&late, 5);
    sai_sum_add(&late, bad[i]);
    sai_sum_add(&merged, 7);
    sai_sum_merge(&merged, &early);
    cr_assert(isnan(sai_sum_value(&early)) && isnan(sai_sum_value(&merged)));
    cr_assert(same(&early, &late) && same(&early, &merged));
    seen[2 * i] = early;
    seen[2 * i + 1] = late;
  }
  for (size_t i = 1; i < 12; i++) cr_assert(same(&seen[0], &seen[i]));
}

Test(sum, wrapping_by_merges_saturates) {
  sai_sum a = sai_sum_start(1);
  sai_sum_add(&a, 0x1p119);
  for (int i = 0; i < 23; i++) {
    const sai_sum copy = a;
    sai_sum_merge(&a, &copy);
  }
  cr_assert_eq(sai_sum_value(&a), 0x1p142);
  const sai_sum copy = a;
  sai_sum_merge(&a, &copy);
  cr_assert(isnan(sai_sum_value(&a)));
}

Test(sum, different_units_do_not_mix) {
  sai_sum a = sai_sum_start(1), b = sai_sum_start(4);
  sai_sum_add(&b, 1);
  sai_sum_merge(&a, &b);
  cr_assert(isnan(sai_sum_value(&a)));
}
