/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thresholds against closed forms, and what an audit counts. */
#include "selftest/audit.h"

#include <criterion/criterion.h>
#include <math.h>

Test(audit, thresholds_are_the_distributions_own) {
  cr_assert_float_eq(sai_alarm_z(0.05), 1.959963984540054, 1e-12);
  cr_assert_float_eq(sai_alarm_chi_square(0.05, 2), -2 * log(0.05), 1e-12);
  cr_assert_float_eq(sai_alarm_kolmogorov(0.05, 200), sqrt(log(40) / 400), 1e-15);
  cr_assert_float_eq(sai_alarm_binomial(2, 10, 0.5), 56.0 / 1024, 1e-15);
  cr_assert_float_eq(sai_alarm_binomial(8, 10, 0.5), 56.0 / 1024, 1e-15);
  cr_assert_float_eq(sai_alarm_binomial(0, 10, 0.5), 1.0 / 1024, 1e-15);
}

/* The refusals of one comparison on either side of its bound. */
static void check_sides(sai_audit inside, sai_audit outside) {
  cr_assert(inside.figures == 1 && inside.refused == 0 && inside.worst <= 1 && inside.worst > 0.9, "%g",
            inside.worst);
  cr_assert(outside.figures == 1 && outside.refused == 1 && outside.worst > 1 && outside.worst < 1.1, "%g",
            outside.worst);
}

Test(audit, an_exact_bound_has_two_sides) {
  sai_audit a = {0}, b = {0};
  sai_audit_within(&a, "x", 1.0099, 1, 0.01);
  sai_audit_within(&b, "x", 0.9899, 1, 0.01);
  check_sides(a, b);
  cr_assert_eq(a.chances + b.chances, 0);
  cr_assert_str_eq(b.told[0], "x: 0.9899, expected 1 (bound 0.01)");
}

Test(audit, what_is_no_number_is_refused) {
  sai_audit a = {.alpha = 0.01};
  sai_audit_within(&a, "nan", NAN, 1, 1);
  sai_audit_within(&a, "infinite", INFINITY, 1, 1);
  sai_audit_mean(&a, "mean", NAN, 1, (sai_noise){100, 1, 0});
  sai_audit_below(&a, "statistic", NAN, 3);
  sai_audit_holds(&a, "fact", false);
  cr_assert(a.figures == 5 && a.refused == 5 && isinf(a.worst));
  sai_audit_within(&a, "equal", INFINITY, INFINITY, 1);
  sai_audit_holds(&a, "fact", true);
  cr_assert(a.figures == 7 && a.refused == 5);
}

/* z = 2.575829 at alpha 0.01; a skewness of 3 at 100 runs adds 3 (z^2 - 1) / 60. */
Test(audit, means) {
  const double z = 2.5758293035489004, skewed = z + 3 * (z * z - 1) / 60;
  sai_audit a = {.alpha = 0.01}, b = a, c = a, d = a;
  sai_audit_mean(&a, "mean", 5 + 0.999 * z * 2 / 10, 5, (sai_noise){100, 2, 0});
  sai_audit_mean(&b, "mean", 5 - 1.001 * z * 2 / 10, 5, (sai_noise){100, 2, 0});
  check_sides(a, b);
  sai_audit_mean(&c, "mean", 5 + 0.999 * skewed * 2 / 10, 5, (sai_noise){100, 2, -3});
  sai_audit_mean(&d, "mean", 5 + 1.001 * skewed * 2 / 10, 5, (sai_noise){100, 2, 3});
  check_sides(c, d);
  cr_assert_eq(a.chances, 1);
}

/* Of 1,000 at one half: 541 or more have probability 0.0052, 542 or more 0.0044. */
Test(audit, counts) {
  sai_audit a = {.alpha = 0.01}, b = a, never = a;
  sai_audit_count(&a, "count", 541, 1000, 0.5);
  sai_audit_count(&b, "count", 542, 1000, 0.5);
  check_sides(a, b);
  sai_audit_count(&never, "never", 0, 1000, 0);
  sai_audit_count(&never, "always", 1000, 1000, 1);
  cr_assert(never.refused == 0 && never.chances == 0);
  sai_audit_count(&never, "never", 1, 1000, 0);
  cr_assert_eq(never.refused, 1);
}

Test(audit, only_the_first_refusals_are_told) {
  sai_audit a = {0};
  for (int i = 0; i < 20; i++) sai_audit_within(&a, "x", i, -1, 0.5);
  cr_assert_eq(a.refused, 20);
  cr_assert_str_eq(a.told[SAI_AUDIT_TOLD - 1], "x: 7, expected -1 (bound 0.5)");
}
