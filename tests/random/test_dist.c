/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random/dist.h"
#include "random/known.h"
#include "random/nested.h"
#include "random/pcg64.h"

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>

static const char *const names[SAI_FAMILIES] = {
    [SAI_CONSTANT] = "constant",   [SAI_BETA] = "beta",
    [SAI_PERT] = "pert",           [SAI_TRIANGULAR] = "triangular",
    [SAI_UNIFORM] = "uniform",     [SAI_NORMAL] = "normal",
    [SAI_LOGNORMAL] = "lognormal", [SAI_EXPONENTIAL] = "exponential",
    [SAI_DISCRETE] = "discrete",   [SAI_GAMMA] = "gamma",
    [SAI_WEIBULL] = "weibull",     [SAI_POISSON] = "poisson",
    [SAI_METALOG] = "metalog",     [SAI_MIXTURE] = "mixture",
    [SAI_TRUNCATED] = "truncated"};

Test(dist, tails_agree_with_mpmath) {
  sai_audit right = known_answers("distributions.csv", sai_known_tails, false),
            wrong = known_answers("distributions.csv", sai_known_tails, true);
  cr_assert_eq(right.refused, 0, "%s", right.told[0]);
  cr_assert_gt(right.figures, 1300);
  cr_assert_gt(wrong.refused, 800, "the check can fail");
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
  char *text = known_text("distributions.csv");
  sai_dist last = {.family = SAI_CONSTANT};
  for (sai_kat c = sai_kat_begin(text); sai_kat_next(&c);) {
    sai_dist d = sai_known_dist(&c);
    if (sai_dist_equal(&d, &last)) continue;
    last = d;
    for (size_t i = 0; i < sizeof us / sizeof *us; i++) {
      double x = sai_dist_quantile(&d, us[i]);
      cr_assert(is_quantile(&d, us[i], x), "%s(%g, %g, %g) at %g: %a", c.field[0], d.p[0], d.p[1], d.p[2],
                us[i], x);
    }
  }
  free(text);
  sai_dist beta = {SAI_BETA, {40, 960}};
  double x = sai_dist_quantile(&beta, 0.3);
  cr_assert_not(is_quantile(&beta, 0.3, nextafter(nextafter(nextafter(x, 1), 1), 1)), "the check can fail");
}

/* The median of a wide normal distribution: about half of all doubles lie between the mean and what rounds to
   it. */
Test(dist, quantiles_are_found_from_the_other_side_of_zero) {
  for (double sd = 1; sd < 1e150; sd *= 1e10) {
    const sai_dist wide[] = {{SAI_NORMAL, {3, sd}}, {SAI_NORMAL, {-3, sd}}};
    for (int i = 0; i < 2; i++) cr_assert(is_quantile(&wide[i], 0.5, sai_dist_quantile(&wide[i], 0.5)));
  }
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
  check_moments((sai_dist){.family = SAI_GAMMA, .p = {4, 3}}, 12, 6);
  check_moments((sai_dist){.family = SAI_WEIBULL, .p = {1, 5}}, 5, 5);
  check_moments((sai_dist){.family = SAI_WEIBULL, .p = {2, 1}}, sqrt(M_PI) / 2, sqrt(1 - M_PI / 4));
  check_moments((sai_dist){.family = SAI_POISSON, .p = {16}}, 16, 4);
}

static sai_dist cut(const sai_dist *part, double low, double high) {
  return (sai_dist){.family = SAI_TRUNCATED, .p = {low, high}, .n = 1, .part = part};
}

static sai_dist mix(size_t n, const double *weight, const sai_dist *part) {
  return (sai_dist){.family = SAI_MIXTURE, .n = n, .weight = weight, .part = part};
}

/* Closed forms: logistic and log-logistic metalogs, a half-normal, a memoryless tail, a die's upper half. */
Test(dist, moments_of_nested_distributions) {
  const double logistic[] = {5, 2}, log_logistic[] = {1, 0.25};
  check_moments((sai_dist){.family = SAI_METALOG, .n = 2, .value = logistic}, 5, 2 * M_PI / sqrt(3));
  double b = 0.25 * M_PI, mean = exp(1) * b / sin(b), square = exp(2) * 2 * b / sin(2 * b);
  check_moments((sai_dist){.family = SAI_METALOG, .p = {SAI_METALOG_LOG}, .n = 2, .value = log_logistic},
                mean, sqrt(square - mean * mean));
  check_moments(cut(standard, 0, INFINITY), sqrt(2 / M_PI), sqrt(1 - 2 / M_PI));
  const sai_dist parts[] = {{SAI_EXPONENTIAL, {3}}, {SAI_CONSTANT, {10}}, {SAI_UNIFORM, {-1e6, 1e6}}};
  check_moments(cut(&parts[0], 5, INFINITY), 8, 3);
  check_moments(cut(&parts[2], 1, 4), 2.5, sqrt(0.75));
  check_moments(mix(2, halves, parts), 6.5, sqrt(4.5 + 12.25));
  const sai_dist die = {.family = SAI_DISCRETE, .n = 6, .value = die_values, .weight = die_weights};
  check_moments(cut(&die, 4, 6), 4.75, sqrt(0.6875));
  const sai_dist calls = {SAI_POISSON, {1}};
  check_moments(cut(&calls, 0, 1), 0.5, 0.5);
  check_moments(cut(two_normals, 0, 300), 125, sqrt(0.75 * 100 + 0.25 * 25 + 0.1875 * 10000));
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
  cr_assert_eq(check(SAI_GAMMA, 0.05, 5, 0), SAI_OK);
  cr_assert_eq(check(SAI_WEIBULL, 1e5, 5, 0), SAI_OK);
  cr_assert_eq(check(SAI_POISSON, 1e7, 0, 0), SAI_OK);
  for (size_t i = 0; i < NESTED; i++)
    cr_assert_eq(sai_dist_check(&nested[i].d, NULL), SAI_OK, "%s", nested[i].name);
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
  cr_assert_eq(check(SAI_LOGNORMAL, 0, 26, 0), SAI_OK);
  cr_assert_eq(check(SAI_LOGNORMAL, 0, 68, 0), SAI_REJECTED); /* its mean is beyond a double */
  cr_assert_eq(check(SAI_EXPONENTIAL, 0, 0, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_GAMMA, 0.04, 1, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_GAMMA, 2, 0, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_WEIBULL, 0.05, 1, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_WEIBULL, 2, NAN, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_POISSON, 0, 0, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_POISSON, 1.1e7, 0, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_METALOG, 0, 0, 0), SAI_REJECTED);
  cr_assert_eq(check(SAI_MIXTURE, 0, 0, 0), SAI_REJECTED);
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

static void refused(sai_dist d, const char *why) {
  sai_error err = {0};
  cr_assert_eq(sai_dist_check(&d, &err), SAI_REJECTED, "%s", why);
  cr_assert_neq(err.text[0], 0);
}

Test(dist, refuses_nested_distributions_that_are_none) {
  double uneven[] = {0.5, 0.51}, negative[] = {1.5, -0.5};
  refused(mix(2, uneven, normal_parts), "more than 1");
  refused(mix(2, negative, normal_parts), "a negative share");
  refused(mix(21, halves, normal_parts), "too many parts");
  refused(cut(standard, 9, 8), "ends swapped");
  refused(cut(standard, NAN, 8), "no number");
  refused(cut(standard, 13, INFINITY), "nothing there");
  sai_dist bad[] = {{SAI_NORMAL, {0, 1}}, {SAI_NORMAL, {0, -1}}}, deep[6] = {{SAI_NORMAL, {0, 1}}};
  refused(mix(2, halves, bad), "a bad part");
  for (int i = 1; i < 6; i++) deep[i] = cut(&deep[i - 1], -9 + i, 9);
  cr_assert_eq(sai_dist_check(&deep[4], NULL), SAI_OK);
  refused(deep[5], "too deep");
  static double twenty[20];
  static sai_dist many[20];
  for (int i = 0; i < 20; i++) twenty[i] = 0.05, many[i] = i ? standard[0] : mix(2, halves, normal_parts);
  refused(mix(20, twenty, many), "21 parts in all");
  many[0] = standard[0];
  sai_dist crowd = mix(20, twenty, many);
  cr_assert_eq(sai_dist_check(&crowd, NULL), SAI_OK);
  const sai_dist counts[] = {{SAI_POISSON, {1e6}}, {SAI_NORMAL, {0, 1}}};
  refused(mix(2, halves, counts), "too many atoms beside a density");
}

static sai_code through(const double *u, const double *x, size_t n, sai_metalog_form form, sai_dist *d) {
  static double terms[SAI_METALOG_MAX];
  sai_error err = {0};
  sai_code code = sai_dist_metalog(u, x, n, form, terms, d, &err);
  cr_assert(code == SAI_OK || err.text[0]);
  return code;
}

Test(dist, metalogs_go_through_their_points) {
  static const double u[] = {0.01, 0.05, 0.1, 0.25, 0.5, 0.6, 0.75, 0.9, 0.95, 0.99};
  for (size_t n = 2; n <= 10; n++)
    for (int form = SAI_METALOG_PLAIN; form <= SAI_METALOG_LOGIT; form++) {
      double x[10];
      for (size_t i = 0; i < n; i++) {
        double logit = log(u[i] / (1 - u[i])), z = -2 + 0.3 * logit + 0.1 * (u[i] - 0.5);
        x[i] = form == SAI_METALOG_PLAIN ? z : form == SAI_METALOG_LOG ? exp(z) : 1 / (1 + exp(-z));
      }
      sai_dist d;
      cr_assert_eq(through(u, x, n, (sai_metalog_form)form, &d), SAI_OK, "%zu points, form %d", n, form);
      for (size_t i = 0; i < n; i++) cr_assert_float_eq(sai_dist_cdf(&d, x[i]), u[i], 1e-9);
    }
}

/* Feasible for three points is (T. Keelin, 2016): the median not too near to either end. */
Test(dist, metalogs_that_are_no_distributions_are_refused) {
  const double u[] = {0.1, 0.5, 0.9}, even[] = {1, 2, 3}, skew[] = {1, 1.34, 3}, too_skew[] = {1, 1.33, 3};
  sai_dist d;
  cr_assert_eq(through(u, even, 3, SAI_METALOG_PLAIN, &d), SAI_OK);
  cr_assert_eq(through(u, skew, 3, SAI_METALOG_PLAIN, &d), SAI_OK);
  cr_assert_eq(through(u, too_skew, 3, SAI_METALOG_PLAIN, &d), SAI_REJECTED);
  const double falling[] = {1, 3, 2}, negative[] = {-1, 2, 3}, heavy[] = {1, 10, 100},
               swapped[] = {0.5, 0.1, 0.9};
  cr_assert_eq(through(u, falling, 3, SAI_METALOG_PLAIN, &d), SAI_REJECTED);
  cr_assert_eq(through(swapped, even, 3, SAI_METALOG_PLAIN, &d), SAI_REJECTED);
  cr_assert_eq(through(u, negative, 3, SAI_METALOG_LOG, &d), SAI_REJECTED);
  cr_assert_eq(through(u, even, 3, SAI_METALOG_LOGIT, &d), SAI_REJECTED);
  cr_assert_eq(through(u, even, 1, SAI_METALOG_PLAIN, &d), SAI_REJECTED);
  cr_assert_eq(through(u, heavy, 3, SAI_METALOG_LOG, &d), SAI_OK);
  cr_assert_eq(sai_dist_check(&d, NULL), SAI_REJECTED, "no mean");
  const sai_dist cut = {.family = SAI_TRUNCATED, .p = {0, 1e6}, .n = 1, .part = &d};
  cr_assert_eq(sai_dist_check(&cut, NULL), SAI_OK, "cut off it has one");
  const double pairs[] = {0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95}, wide[] = {-10, -5, -2, 0, 2.5, 6, 12};
  cr_assert_eq(through(pairs, wide, 7, SAI_METALOG_PLAIN, &d), SAI_REJECTED, "four odd terms, three pairs");
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
  for (size_t i = 0; i < NESTED; i++)
    for (size_t j = 0; j < NESTED; j++) cr_assert_eq(sai_dist_equal(&nested[i].d, &nested[j].d), i == j);
  sai_dist parts[] = {normal_parts[0], normal_parts[1]}, same = mix(2, three_quarters, parts);
  cr_assert(sai_dist_equal(&same, two_normals), "other places, the same contents");
  parts[1].p[0] = 201;
  cr_assert_not(sai_dist_equal(&same, two_normals));
}

/* Phi against the extended precision that the known answers hold against mpmath. */
Test(dist, normal_columns) {
  enum { N = 20001 };
  static double z[N], u[N], back[N];
  for (int i = 0; i < N; i++) z[i] = -10 + i * 1e-3;
  sai_normal_cdf_fill(z, N, u);
  sai_normal_fill(u, N, back);
  for (int i = 0; i < N; i++) {
    long double exact = 0.5L * erfcl(-z[i] * sqrtl(0.5L)), above = 0.5L * erfcl(z[i] * sqrtl(0.5L));
    cr_assert_leq(fabsl(u[i] - exact), 1e-11L);
    cr_assert_leq(fabsl(u[i] - exact), 1e-7L * exact, "z = %g", z[i]);
    cr_assert_leq(fabsl((1 - u[i]) - above), 1e-7L * above + 0x1p-53L, "z = %g", z[i]);
    if (i) cr_assert_leq(u[i - 1], u[i]);
    if (fabs(z[i]) < 5) cr_assert_float_eq(back[i], z[i], 1e-5);
  }
  double ends[] = {-INFINITY, INFINITY, -1e300, 40, 0};
  sai_normal_cdf_fill(ends, 5, ends);
  cr_assert(ends[0] > 0 && ends[1] < 1 && ends[2] > 0 && ends[3] < 1);
  cr_assert_float_eq(ends[4], 0.5, 1e-13);
  sai_pcg64 g;
  sai_pcg64_seed(&g, 8, 8);
  for (int i = 0; i < 200000; i++) {
    double pair[2];
    sai_pcg64_fill(&g, pair, 1);
    pair[0] = 18 * pair[0] - 9;
    pair[1] = pair[0];
    for (int j = i % 3000; j >= 0; j -= 100) pair[1] = nextafter(pair[1], 9);
    sai_normal_cdf_fill(pair, 2, pair);
    cr_assert_leq(pair[0], pair[1]);
  }
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
