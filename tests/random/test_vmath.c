/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random/pcg64.h"
#include "random/vmath.h"

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>

static double ulp(double x) {
  x = fabs(x);
  return x < DBL_MIN ? 0x1p-1074 : ldexp(1, ilogb(x) - 52);
}

static double exp_error(double x, double y) {
  return (double)(fabsl(y - expl(x)) / ulp((double)expl(x)));
}

static double log_error(double x, double y) {
  return (double)(fabsl(y - logl(x)) / ulp((double)logl(x)));
}

enum { N = 300000 };

Test(vmath, exp_is_within_an_ulp) {
  sai_pcg64 g;
  sai_pcg64_seed(&g, 1, 1);
  for (int i = 0; i < N; i++) {
    double u;
    sai_pcg64_fill(&g, &u, 1);
    double x = i % 3 ? (i % 3 == 1 ? 2 * u - 1 : 40 * u - 20) : -745 + 1454 * u, y = sai_exp(x);
    cr_assert_lt(exp_error(x, y), 1, "exp(%a)", x);
  }
  double y = sai_exp(1.25);
  cr_assert_gt(exp_error(1.25, nextafter(nextafter(y, 0), 0)), 1, "the check can fail");
}

Test(vmath, log_is_within_an_ulp) {
  sai_pcg64 g;
  sai_pcg64_seed(&g, 1, 2);
  for (int i = 0; i < N; i++) {
    double u;
    sai_pcg64_fill(&g, &u, 1);
    double x =
        i % 3 ? (i % 3 == 1 ? 0.5 + u : 1 + (u - 0.5) * ldexp(1, -(i % 52))) : ldexp(u, i % 2000 - 1040);
    if (x == 1) continue;
    cr_assert_lt(log_error(x, sai_log(x)), 1, "log(%a)", x);
  }
  double y = sai_log(1.25);
  cr_assert_gt(log_error(1.25, nextafter(nextafter(y, 0), 0)), 1, "the check can fail");
}

Test(vmath, ends) {
  cr_assert_eq(sai_exp(0), 1);
  cr_assert_eq(sai_exp(-745.2), 0);
  cr_assert_eq(sai_exp(-INFINITY), 0);
  cr_assert_eq(sai_exp(-745), 0x1p-1074);
  cr_assert_eq(sai_exp(709.8), INFINITY);
  cr_assert_eq(sai_exp(INFINITY), INFINITY);
  cr_assert(isfinite(sai_exp(709.7)));
  cr_assert(isnan(sai_exp(NAN)));
  cr_assert_eq(sai_log(1), 0);
  cr_assert_eq(sai_log(0), -INFINITY);
  cr_assert_eq(sai_log(INFINITY), INFINITY);
  cr_assert(isnan(sai_log(-1)));
  cr_assert(isnan(sai_log(NAN)));
}

/* Inside a piece of the argument reduction each function is monotone, for its last addition is and what is
   added moves more slowly than the leading term. Between pieces there is one pair of neighbouring doubles:
   all are tried. */
Test(vmath, exp_is_monotone_where_the_reduction_changes) {
  const double magic = 0x1.8p52, log2e = 0x1.71547652b82fep+0;
  for (int k = -1070; k <= 1022; k++) {
    double low = (k + 0.5) * M_LN2 - 1e-9 * (abs(k) + 1), high = low + 2e-9 * (abs(k) + 1);
    double below = low * log2e + magic;
    for (double middle = low + (high - low) / 2; low < middle && middle < high;
         middle = low + (high - low) / 2)
      *(middle * log2e + magic > below ? &high : &low) = middle;
    cr_assert_eq(nextafter(low, INFINITY), high);
    cr_assert_leq(sai_exp(low), sai_exp(high), "exp at %a", low);
  }
}

Test(vmath, log_is_monotone_where_the_reduction_changes) {
  for (int k = -1022; k <= 1023; k++) {
    double x = ldexp(0x1.6a09ep-1, k);
    cr_assert_leq(sai_log(nextafter(x, 0)), sai_log(x), "log at %a", x);
  }
}

Test(vmath, columns_have_the_bits_of_single_values) {
  double x[1001], y[1001], z[1001];
  for (int i = 0; i < 1001; i++) x[i] = 0.37 * (i + 1);
  sai_exp_fill(x, 1001, y);
  sai_log_fill(x, 1001, z);
  for (int i = 0; i < 1001; i++) {
    cr_assert_eq(y[i], sai_exp(x[i]));
    cr_assert_eq(z[i], sai_log(x[i]));
  }
  sai_exp_fill(x, 1001, x);
  cr_assert_arr_eq(x, y, sizeof x);
}
