/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search for the scale at which a figure is zero, on figures whose zero is known. */
#include "analysis/search.h"

#include <criterion/criterion.h>
#include <math.h>

/* A figure, how often it was looked at, and the look that fails; 0: none. */
typedef struct figure {
  double (*at)(double scale);
  int *looks;
  int fails;
} figure;

static double rising(double scale) {
  return 7 * scale - 14;
}

static double falling(double scale) {
  return 3 - scale / 4;
}

static double bent(double scale) {
  return fmin(1000 * scale, 50) - scale * scale;
}

static double jumping(double scale) {
  return scale < 5 ? -2 : 100;
}

static double always(double scale) {
  return 1 + scale;
}

static double never(double scale) {
  return -1 - scale;
}

static sai_code look(const void *of, double scale, double *value, sai_error *err) {
  const figure *f = of;
  if (++*f->looks == f->fails) return sai_error_set(err, SAI_INTERRUPTED, "interrupted");
  *value = f->at(scale);
  return SAI_OK;
}

static sai_code zero_of(double (*at)(double), int fails, double *scale, int *looks) {
  const figure f = {at, looks, fails};
  const sai_search search = {look, &f, 0x1p10};
  sai_error err = {0};
  *looks = 0;
  return sai_search_zero(&search, at(0), at(1), scale, &err);
}

/* The brackets 1 to 4, and 4 to 16, which is widened twice. */
Test(search, a_straight_line_needs_one_look_after_the_bracket) {
  double scale;
  int looks;
  cr_assert_eq(zero_of(rising, 0, &scale, &looks), SAI_OK);
  cr_assert_eq(scale, 2);
  cr_assert_eq(looks, 2);
  cr_assert_eq(zero_of(falling, 0, &scale, &looks), SAI_OK);
  cr_assert_eq(scale, 12);
  cr_assert_eq(looks, 3);
}

Test(search, a_bend_and_a_jump_are_closed_in) {
  double scale;
  int looks;
  cr_assert_eq(zero_of(bent, 0, &scale, &looks), SAI_OK);
  cr_assert_float_eq(scale, sqrt(50), 1e-9);
  cr_assert_eq(zero_of(jumping, 0, &scale, &looks), SAI_OK);
  cr_assert_float_eq(scale, 5, 1e-8);
}

Test(search, without_a_change_of_sign_there_is_no_scale) {
  double scale;
  int looks;
  cr_assert_eq(zero_of(always, 0, &scale, &looks), SAI_OK);
  cr_assert_eq(scale, INFINITY);
  cr_assert_eq(zero_of(never, 0, &scale, &looks), SAI_OK);
  cr_assert_eq(scale, INFINITY);
  cr_assert_eq(looks, 5, "4, 16, 64, 256 and 1,024, the limit: %d", looks);
}

Test(search, a_look_that_fails_ends_it) {
  double scale;
  int looks;
  for (int fails = 1; fails <= 3; fails++)
    cr_assert_eq(zero_of(falling, fails, &scale, &looks), SAI_INTERRUPTED, "look %d", fails);
}
