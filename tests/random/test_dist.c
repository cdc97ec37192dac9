/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random/csv.h"
#include "random/dist.h"

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>

static const char *const names[SAI_FAMILIES] = {
    "constant", "beta", "pert", "triangular", "uniform", "normal", "lognormal", "exponential", "discrete"};

static sai_dist row_dist(const csv *c) {
  sai_dist d = {0};
  while (strcmp(names[d.family], c->field[0])) d.family++;
  for (int i = 0; i < 3; i++) d.p[i] = csv_number(c, 1 + i);
  return d;
}

/* The largest relative error of both tails against mpmath, at x moved by a factor. */
static double tails_error(double factor, int *rows) {
  csv c = csv_open("distributions.csv");
  double worst = 0;
  for (*rows = 0; csv_next(&c); ++*rows) {
    sai_dist d = row_dist(&c);
    double x = csv_number(&c, 4) * factor, cdf = csv_number(&c, 5), survival = csv_number(&c, 6);
    worst = fmax(worst, fabs(sai_dist_cdf(&d, x) / cdf - 1));
    worst = fmax(worst, fabs(sai_dist_survival(&d, x) / survival - 1));
  }
  return worst;
}

Test(dist, tails_agree_with_mpmath) {
  int rows;
  double worst = tails_error(1, &rows);
  cr_assert_lt(worst, 4e-15, "%g", worst);
  cr_assert_gt(rows, 400);
  cr_assert_gt(tails_error(1 + 1e-12, &rows), 4e-15, "the check can fail");
}

/* The smallest double that reaches u: it does, the one before does not, up to the rounding of F itself. */
static bool is_quantile(const sai_dist *d, double u, double x) {
  double before = nextafter(x, -INFINITY), slack = 1e-15;
  if (u <= 0.5)
    return sai_dist_cdf(d, x) >= u * (1 - slack) &&
           (x <= sai_dist_lower(d) || sai_dist_cdf(d, before) <= u * (1 + slack));
  return sai_dist_survival(d, x) <= (1 - u) * (1 + slack) &&
         (x <= sai_dist_lower(d) || sai_dist_survival(d, before) >= (1 - u) * (1 - slack));
}

Test(dist, quantiles_are_the_smallest_doubles_that_reach_u) {
  static const double us[] = {0x1p-53, 1e-12, 1e-5, 0.01, 0.3, 0.5, 0.75, 0.99, 1 - 1e-6, 1 - 0x1p-53};
  csv c = csv_open("distributions.csv");
  while (csv_next(&c)) {
    sai_dist d = row_dist(&c);
    for (size_t i = 0; i < sizeof us / sizeof *us; i++) {
      double x = sai_dist_quantile(&d, us[i]);
      cr_assert(is_quantile(&d, us[i], x), "%s(%g, %g, %g) at %g: %a", c.field[0], d.p[0], d.p[1], d.p[2],
                us[i], x);
    }
    for (int i = 0; i < 19 && fgets(c.line, sizeof c.line, c.file); i++) continue;
  }
  sai_dist beta = {SAI_BETA, {40, 960}, 0, NULL, NULL};
  double x = sai_dist_quantile(&beta, 0.3);
  cr_assert_not(is_quantile(&beta, 0.3, nextafter(nextafter(nextafter(x, 1), 1), 1)), "the check can fail");
}

static const double die_values[] = {1, 2, 3, 4, 5, 6},
                    die_weights[] = {0.125, 0.125, 0.25, 0.25, 0.125, 0.125};

Test(dist, discrete_steps_are_closed_on_the_right) {
  sai_dist d = {.family = SAI_DISCRETE, .n = 6, .value = die_values, .weight = die_weights};
  cr_assert_eq(sai_dist_cdf(&d, 0.999), 0);
  cr_assert_eq(sai_dist_cdf(&d, 1), 0.125);
  cr_assert_eq(sai_dist_survival(&d, 5), 0.125);
  cr_assert_eq(sai_dist_quantile(&d, 0.125), 1);
  cr_assert_eq(sai_dist_quantile(&d, 0.1250001), 2);
  cr_assert_eq(sai_dist_quantile(&d, 1 - 1e-16), 6);
}

static void check_moments(sai_dist d, double mean, double sd) {
  cr_assert_float_eq(sai_dist_mean(&d), mean, 1e-14 * (fabs(mean) + sd), "%s mean", names[d.family]);
  cr_assert_float_eq(sai_dist_sd(&d), sd, 1e-14 * (fabs(mean) + sd), "%s sd", names[d.family]);
}

Test(dist, moments) {
  check_moments((sai_dist){.family = SAI_CONSTANT, .p = {7}}, 7, 0);
  check_moments((sai_dist){.family = SAI_BETA, .p = {2, 3}}, 0.4, 0.2);
  check_moments((sai_dist){.family = SAI_PERT, .p = {300, 400, 500}}, 400, 200 / sqrt(28));
  check_moments((sai_dist){.family = SAI_PERT, .p = {0, 0, 6}}, 1, 6 * sqrt(5.0 / 252));
  check_moments((sai_dist){.family = SAI_TRIANGULAR, .p = {0, 1, 2}}, 1, sqrt(1.0 / 6));
  check_moments((sai_dist){.family = SAI_TRIANGULAR, .p = {0, 0, 3}}, 1, sqrt(0.5));
  check_moments((sai_dist){.family = SAI_UNIFORM, .p = {2, 8}}, 5, sqrt(3));
  check_moments((sai_dist){.family = SAI_NORMAL, .p = {-3, 2}}, -3, 2);
  check_moments((sai_dist){.family = SAI_LOGNORMAL, .p = {0, 1}}, exp(0.5), sqrt(exp(2) - exp(1)));
  check_moments((sai_dist){.family = SAI_EXPONENTIAL, .p = {9}}, 9, 9);
  check_moments((sai_dist){.family = SAI_DISCRETE, .n = 6, .value = die_values, .weight = die_weights}, 3.5,
                sqrt(2.25));
}

static sai_code check(sai_family family, double a, double b, double c) {
  sai_dist d = {.family = family, .p = {a, b, c}};
  sai_error err;
  sai_code code = sai_dist_check(&d, &err);
  cr_assert(code == SAI_OK || (code == SAI_REJECTED && err.code == code && err.text[0]));
  return code;
}

Test(dist, accepts_what_describes_a_distribution) {
  cr_assert_eq(check(SAI_CONSTANT, -3, 0, 0), SAI_OK);
  cr_assert_eq(check(SAI_BETA, 0.05, 5, 0), SAI_OK);
  cr_assert_eq(check(SAI_BETA, 1e7, 1e7, 0), SAI_OK);
  cr_assert_eq(check(SAI_PERT, 0, 0, 1), SAI_OK);
  cr_assert_eq(check(SAI_TRIANGULAR, -1, 3, 3), SAI_OK);
  cr_assert_eq(check(SAI_UNIFORM, -1, 1, 0), SAI_OK);
  cr_assert_eq(check(SAI_NORMAL, 0, 1e-9, 0), SAI_OK);
  cr_assert_eq(check(SAI_LOGNORMAL, 12.2, 3, 0), SAI_OK);
  cr_assert_eq(check(SAI_EXPONENTIAL, 5, 0, 0), SAI_OK);
}

Test(dist, refuses_what_does_not) {
  cr_assert_eq(check(SAI_CONSTANT, NAN, 0, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_BETA, 0, 5, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_BETA, 0.04, 5, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_BETA, 0.2, 0.2, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_BETA, 2e6, 0.3, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_BETA, 1e8, 5, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_BETA, -1, 5, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_BETA, INFINITY, 5, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_PERT, 3, 2, 4), SAI_REJECTED);
  cr_assert_eq(check(SAI_PERT, 3, 3, 3), SAI_REJECTED);
  cr_assert_eq(check(SAI_TRIANGULAR, 0, 5, 4), SAI_REJECTED);
  cr_assert_eq(check(SAI_UNIFORM, 2, 2, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_NORMAL, 0, 0, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_NORMAL, 0, -1, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_LOGNORMAL, 200000, 1, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_LOGNORMAL, 12, 1e-7, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_EXPONENTIAL, 0, 0, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_DISCRETE, 0, 0, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_FAMILIES, 0, 0, 0), SAI_REJECTED);
}

Test(dist, refuses_discrete_lists_that_are_not_distributions) {
  double values[3] = {1, 2, 3}, weights[3] = {0.5, 0.25, 0.25};
  sai_dist d = {.family = SAI_DISCRETE, .n = 3, .value = values, .weight = weights};
  cr_assert_eq(sai_dist_check(&d, NULL), SAI_OK);
  weights[2] = 0.26;
  cr_assert_eq(sai_dist_check(&d, NULL), SAI_REJECTED, "more than 1");
  weights[1] = 0.5, weights[2] = 0;
  cr_assert_eq(sai_dist_check(&d, NULL), SAI_REJECTED, "a zero");
  weights[1] = 0.25, weights[2] = 0.25, values[1] = 1;
  cr_assert_eq(sai_dist_check(&d, NULL), SAI_REJECTED, "a value twice");
}

Test(dist, equality) {
  sai_dist a = {.family = SAI_NORMAL, .p = {1, 2, 99}}, b = {.family = SAI_NORMAL, .p = {1, 2, 0}};
  cr_assert(sai_dist_equal(&a, &b), "the third parameter does not belong to a normal");
  b.p[1] = 3;
  cr_assert_not(sai_dist_equal(&a, &b));
  sai_dist c = {.family = SAI_DISCRETE, .n = 6, .value = die_values, .weight = die_weights}, d = c;
  cr_assert(sai_dist_equal(&c, &d));
  d.weight = die_values;
  cr_assert_not(sai_dist_equal(&c, &d));
}

typedef sai_code (*interval_fit)(double, double, double, sai_dist *, sai_error *);

static void check_fit(interval_fit fit, double low, double high, double level) {
  sai_dist d;
  sai_error err = {0};
  double tail = (1 - level) / 2;
  cr_assert_eq(fit(low, high, level, &d, &err), SAI_OK, "%g to %g: %s", low, high, err.text);
  cr_assert_float_eq(sai_dist_cdf(&d, low), tail, 1e-9 * tail);
  cr_assert_float_eq(sai_dist_survival(&d, high), tail, 1e-9 * tail);
}

Test(dist, intervals_are_met) {
  static const double cases[][3] = {{0.02, 0.06, 0.9},     {0.001, 0.003, 0.9}, {0.5, 0.99, 0.9},
                                    {0.01, 0.99, 0.9},     {0.03, 0.031, 0.95}, {1e-6, 0.9, 0.9},
                                    {0.9, 0.99, 0.9},      {0.3, 0.7, 0.5},     {1e-6, 3e-6, 0.9},
                                    {0.0001, 0.9999, 0.9}, {0.2, 0.21, 0.99}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    check_fit(sai_dist_beta_interval, cases[i][0], cases[i][1], cases[i][2]);
    check_fit(sai_dist_lognormal_interval, cases[i][0] * 1e6, cases[i][1] * 1e6, cases[i][2]);
  }
}

Test(dist, impossible_intervals_are_refused) {
  static const double cases[][3] = {
      {0, 0.06, 0.9},   {-0.1, 0.06, 0.9}, {0.06, 0.02, 0.9}, {0.06, 0.06, 0.9}, {0.02, NAN, 0.9},
      {NAN, 0.06, 0.9}, {0.02, 0.06, 0},   {0.02, 0.06, 1},   {0.02, 0.06, NAN}, {0.02, INFINITY, 0.9}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    sai_dist d = {.n = 77};
    sai_error err = {0};
    cr_assert_eq(sai_dist_beta_interval(cases[i][0], cases[i][1], cases[i][2], &d, &err), SAI_REJECTED);
    cr_assert_neq(err.text[0], 0);
    cr_assert_eq(sai_dist_lognormal_interval(cases[i][0], cases[i][1], cases[i][2], &d, &err), SAI_REJECTED);
    cr_assert_eq(d.n, 77, "outputs stay untouched on failure");
  }
  sai_dist d;
  cr_assert_eq(sai_dist_beta_interval(0.5, 1, 0.9, &d, NULL), SAI_REJECTED);
  cr_assert_eq(sai_dist_beta_interval(0.4, 0.6, 0.01, &d, NULL), SAI_REJECTED, "two poles");
  cr_assert_eq(sai_dist_beta_interval(0.49999, 0.50001, 0.9, &d, NULL), SAI_REJECTED,
               "beyond the range of beta");
}
