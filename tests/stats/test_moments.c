/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means, deviations, ratios and their standard errors, against extended precision and by coverage. */
#include "stats/moments.h"

#include "local.h"
#include "support/budget.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

SAI_STATISTICAL_CHECKS(24);

enum { STRIPE = 1024, LONG = 20 * STRIPE + 5 };

static sai_moments moments_of(const double *x, size_t n) {
  sai_moments m;
  sai_moments_start(&m, sai_scale_of(x, n < STRIPE ? n : STRIPE));
  for (size_t i = 0; i < n; i += STRIPE) sai_moments_update(&m, x + i, n - i < STRIPE ? n - i : STRIPE);
  return m;
}

static sai_comoment comoment_of(const double *x, const double *y, size_t n, const sai_moments *mx,
                                const sai_moments *my) {
  sai_comoment c;
  sai_comoment_start(&c, mx->scale, my->scale);
  for (size_t i = 0; i < n; i += STRIPE)
    sai_comoment_update(&c, x + i, y + i, n - i < STRIPE ? n - i : STRIPE);
  return c;
}

/* ---- precision ---- */

typedef struct {
  long double mean, sd, sd_se;
} reference;

static reference reference_of(const double *x, size_t n_) {
  const long double n = (long double)n_;
  long double mean = 0, m2 = 0, m4 = 0;
  for (size_t i = 0; i < n_; i++) mean += x[i] / n;
  for (size_t i = 0; i < n_; i++) {
    long double d = x[i] - mean;
    m2 += d * d / n;
    m4 += d * d * d * d / n;
  }
  long double variance = m2 * n / (n - 1);
  long double of_square = (m4 - variance * variance * (n - 3) / (n - 1)) / n;
  return (reference){mean, sqrtl(variance), sqrtl(of_square / variance) / 2};
}

static double column_value(int kind, uint64_t *state) {
  switch (kind) {
  case 0:
    return local_normal(state);
  case 1:
    return 1e6 + local_normal(state);
  case 2:
    return exp(3 * local_normal(state));
  case 3:
    return local_uniform(state) < 0.01;
  case 4:
    return floor(40 * local_exponential(state));
  case 5:
    return 1e-200 * local_uniform(state);
  case 6:
    return 1e100 * local_normal(state);
  case 7:
    return -3e9 + floor(1e6 * local_uniform(state));
  default:
    return local_uniform(state) < 0.5 ? 0 : 160000 * exp(0.3 * local_normal(state));
  }
}

static double relative(long double is, long double should) {
  return (double)fabsl((is - should) / should);
}

Test(moments, ten_digits_against_extended_precision) {
  double *x = malloc(LONG * sizeof *x);
  for (int kind = 0; kind < 9; kind++) {
    uint64_t state = 100 + (uint64_t)kind;
    for (size_t i = 0; i < LONG; i++) x[i] = column_value(kind, &state);
    const sai_moments m = moments_of(x, LONG);
    const reference r = reference_of(x, LONG);
    const sai_estimate mean = sai_moments_mean(&m), sd = sai_moments_sd(&m);
    cr_expect_lt(fabs(mean.value - (double)r.mean), 1e-11 * (double)r.sd + 1e-15 * (double)fabsl(r.mean),
                 "%d: %.17g", kind, mean.value);
    cr_expect_lt(relative(sd.value, r.sd), 1e-11, "%d: sd %.17g", kind, sd.value);
    cr_expect_lt(relative(mean.se, r.sd / sqrtl(LONG)), 1e-11, "%d: se %.17g", kind, mean.se);
    cr_expect_lt(relative(sd.se, r.sd_se), 1e-7, "%d: se of sd %.17g", kind, sd.se);
    if (r.sd > 1e-100L) cr_expect_lt(relative(sai_moments_variance(&m), r.sd * r.sd), 2e-11);
  }
  free(x);
}

Test(moments, small_cases_by_hand) {
  const double x[] = {1, 2, 3, 4, 10}, y[] = {2, 1, 4, 3, 10};
  const sai_moments mx = moments_of(x, 5), my = moments_of(y, 5);
  cr_assert_eq(sai_moments_mean(&mx).value, 4);
  cr_assert_float_eq(sai_moments_mean(&mx).se, sqrt(12.5 / 5), 1e-14);
  cr_assert_float_eq(sai_moments_sd(&mx).value, sqrt(12.5), 1e-14);
  /* mu4 = (81 + 16 + 1 + 0 + 1296) / 5 = 278.8 */
  cr_assert_float_eq(sai_moments_sd(&mx).se, sqrt((278.8 - 12.5 * 12.5 * 2 / 4) / 5 / 12.5) / 2, 1e-12);
  const sai_comoment c = comoment_of(x, y, 5, &mx, &my);
  /* deviations -3 -2 -1 0 6 and -2 -3 0 -1 6: products 6 6 0 0 36 */
  cr_assert_float_eq(sai_comoment_covariance(&c, &mx, &my), 12, 1e-13);
  const sai_estimate r = sai_pooled_ratio(&mx, &my, 12);
  cr_assert_float_eq(r.value, 1, 1e-15);
  cr_assert_float_eq(r.se, sqrt((12.5 - 24 + 12.5) / 5) / 4, 1e-14);
}

Test(moments, none_one_and_two_values) {
  const double x[] = {7, 9};
  const sai_moments none = moments_of(x, 0), one = moments_of(x, 1), two = moments_of(x, 2);
  cr_assert(isnan(sai_moments_mean(&none).value) && isnan(sai_moments_sd(&none).value));
  cr_assert(sai_moments_mean(&one).value == 7 && sai_moments_mean(&one).se == 0 &&
            sai_moments_sd(&one).value == 0);
  cr_assert(sai_moments_mean(&two).value == 8 && sai_moments_mean(&two).se == 1);
  cr_assert_float_eq(sai_moments_sd(&two).value, sqrt(2), 1e-15);
}

Test(moments, a_constant_is_exact) {
  const double values[] = {0, 0.1, 800000, -1e-300, 1e300, 123456789.123};
  double x[3 * STRIPE + 3];
  for (size_t v = 0; v < 6; v++) {
    for (size_t i = 0; i < 3 * STRIPE + 3; i++) x[i] = values[v];
    const sai_moments m = moments_of(x, 3 * STRIPE + 3);
    cr_assert_eq(sai_moments_mean(&m).value, values[v]);
    cr_assert(sai_moments_mean(&m).se == 0 && sai_moments_sd(&m).value == 0 && sai_moments_sd(&m).se == 0);
  }
}

/* A first stripe that shows nothing of what comes: rare values, small or huge, after zeros or a constant. */
Test(moments, rare_values_after_a_dull_first_stripe) {
  const double base[] = {0, 0, 0, 0, 800000, 1}, rare[] = {1, 1e9, 0.01, 1e8, 900000, 1e6};
  double *x = malloc(LONG * sizeof *x);
  for (size_t c = 0; c < 6; c++) {
    uint64_t state = 7;
    for (size_t i = 0; i < LONG; i++) x[i] = base[c];
    for (size_t i = 0; i < 20; i++) {
      const size_t at = STRIPE + local_word(&state) % (LONG - STRIPE);
      x[at] = rare[c] * (1 + local_uniform(&state));
    }
    const sai_moments m = moments_of(x, LONG);
    const reference r = reference_of(x, LONG);
    cr_expect_lt(relative(sai_moments_mean(&m).value, r.mean), 1e-9, "case %zu: mean", c);
    cr_expect_lt(relative(sai_moments_sd(&m).value, r.sd), 1e-4, "case %zu: sd %g", c,
                 sai_moments_sd(&m).value);
    if (rare[c] > 0.1)
      cr_expect_lt(relative(sai_moments_sd(&m).se, r.sd_se), 1e-2, "case %zu: se %g", c,
                   sai_moments_sd(&m).se);
  }
  free(x);
}

/* Every stripe is the same, so the sums of a billion runs are those of one stripe times a million. */
Test(moments, a_billion_runs) {
  double x[STRIPE];
  uint64_t state = 3;
  for (size_t i = 0; i < STRIPE; i++) x[i] = exp(2 * local_normal(&state));
  sai_moments m = moments_of(x, STRIPE);
  const sai_moments once = m;
  for (int i = 0; i < 20; i++) {
    const sai_moments copy = m;
    sai_moments_merge(&m, &copy);
  }
  cr_assert_eq(m.n, UINT64_C(1) << 30);
  cr_assert_eq(sai_moments_mean(&m).value, sai_moments_mean(&once).value);
  cr_assert_lt(relative(sai_moments_sd(&m).value, sai_moments_sd(&once).value * sqrt(1023. / 1024)), 1e-9);
}

Test(moments, unknown_rather_than_wrong) {
  double x[STRIPE] = {0};
  sai_moments m = moments_of(x, STRIPE);
  x[5] = 1e20;
  sai_moments_update(&m, x, STRIPE);
  cr_assert_eq(sai_moments_mean(&m).value, 1e20 / 2048);
  cr_assert(isnan(sai_moments_mean(&m).se) && isnan(sai_moments_sd(&m).value));
  x[5] = INFINITY;
  sai_moments_update(&m, x, STRIPE);
  cr_assert(isnan(sai_moments_mean(&m).value));
}

/* ---- sameness ---- */

static bool same_sum(const sai_sum *a, const sai_sum *b) {
  return a->units == b->units && a->coarse == b->coarse && a->exponent == b->exponent &&
         a->saturated == b->saturated;
}

static bool same_moments(const sai_moments *a, const sai_moments *b) {
  bool same = a->n == b->n;
  for (int k = 0; k < 4; k++) same = same && same_sum(&a->power[k], &b->power[k]);
  return same;
}

enum { STRIPES = 40 };

static sai_moments merged_somehow(const double *x, size_t n_groups, uint64_t seed) {
  const sai_scale scale = sai_scale_of(x, STRIPE);
  size_t order[STRIPES], group_order[STRIPES];
  sai_moments groups[STRIPES], all;
  sai_moments_start(&all, scale);
  for (size_t g = 0; g < n_groups; g++) sai_moments_start(&groups[g], scale);
  local_shuffle(order, STRIPES, &seed);
  local_shuffle(group_order, n_groups, &seed);
  for (size_t i = 0; i < STRIPES; i++)
    sai_moments_update(&groups[local_word(&seed) % n_groups], x + order[i] * STRIPE, STRIPE);
  for (size_t g = 0; g < n_groups; g++) sai_moments_merge(&all, &groups[group_order[g]]);
  return all;
}

Test(moments, any_order_and_grouping_gives_the_same_sums) {
  double *x = malloc(STRIPES * STRIPE * sizeof *x);
  uint64_t state = 5;
  for (size_t i = 0; i < STRIPES * STRIPE; i++) x[i] = exp(4 * local_normal(&state));
  const sai_moments first = merged_somehow(x, 1, 1);
  for (uint64_t seed = 2; seed < 40; seed++) {
    const sai_moments again = merged_somehow(x, 1 + seed % STRIPES, seed);
    cr_assert(same_moments(&first, &again));
  }
  x[99] *= 2;
  const sai_moments other = merged_somehow(x, 1, 1);
  cr_assert(!same_moments(&first, &other));
  free(x);
}

/* The sums of a fixed column to the last bit: the same for every compiler, level of optimisation and
   instruction set. The column is made of operations that are exact or correctly rounded everywhere. */
Test(moments, sums_are_the_same_bits_everywhere) {
  static const char *const known[4] = {"fffffffffffffffffffff8f601e4ebea", "00000000000000019b28cfb3eae20000",
                                       "00000000000000034b97402689500000",
                                       "00000000000000086e293ccd13918000"};
  double x[1000];
  uint64_t state = 77;
  for (size_t i = 0; i < 1000; i++) x[i] = 1 / (local_uniform(&state) + 0.001) - 20;
  const sai_moments m = moments_of(x, 1000);
  for (int k = 0; k < 4; k++) {
    char units[40];
    snprintf(units, sizeof units, "%016llx%016llx", (unsigned long long)(m.power[k].units >> 64),
             (unsigned long long)m.power[k].units);
    cr_expect_str_eq(units, known[k], "power %d: %s", k + 1, units);
  }
}

/* ---- coverage ---- */

/* Costs and orders of two offers in one run; means 3, 2, 5, 4. Offers share z, so that all six covariances
 * count. */
typedef struct {
  double cost, orders, other_cost, other_orders;
} run;

static run one_run(uint64_t *state) {
  const double z = local_normal(state), e = local_exponential(state);
  const double orders = 2 + 0.5 * z + 0.4 * local_normal(state);
  const double other_orders = 4 + 0.7 * z - 0.6 * local_normal(state);
  return (run){3 + 1.2 * (orders - 2) + 0.3 * (e - 1), orders, 5 + 0.9 * (other_orders - 4) + 0.5 * (e - 1),
               other_orders};
}

enum { RUNS = 600, SEEDS = 4000, FIGURES = 6 };
static const double truth[FIGURES] = {3,    2,    1.5,
                                      1.25, 0.25, 0.64031242374328486865 /* sqrt(0.41), sd of orders */};
static const double z90 = 1.6448536269514722;

/* What a planted fault changes. */
typedef struct {
  double z, mean_factor;
  bool forget_covariance;
} fault;

/* Whether each figure's interval covers the truth, for one seed. */
static void one_seed(uint64_t seed, fault f, bool covered[FIGURES]) {
  double x[4][RUNS];
  sai_moments m[4];
  for (size_t i = 0; i < RUNS; i++) {
    const run r = one_run(&seed);
    x[0][i] = r.cost, x[1][i] = r.orders, x[2][i] = r.other_cost, x[3][i] = r.other_orders;
  }
  for (size_t j = 0; j < 4; j++) m[j] = moments_of(x[j], RUNS);
  static const int first[6] = {0, 2, 0, 0, 1, 1}, second[6] = {1, 3, 2, 3, 2, 3};
  double covariance[6];
  for (size_t j = 0; j < 6; j++) {
    const sai_moments *a = &m[first[j]], *b = &m[second[j]];
    const sai_comoment c = comoment_of(x[first[j]], x[second[j]], RUNS, a, b);
    covariance[j] = f.forget_covariance ? 0 : sai_comoment_covariance(&c, a, b);
  }
  const sai_estimate figures[FIGURES] = {
      sai_moments_mean(&m[0]),
      sai_moments_mean(&m[1]),
      sai_pooled_ratio(&m[0], &m[1], covariance[0]),
      sai_pooled_ratio(&m[2], &m[3], covariance[1]),
      sai_pooled_difference(&m[0], &m[1], &m[2], &m[3], covariance),
      sai_moments_sd(&m[1]),
  };
  for (size_t j = 0; j < FIGURES; j++)
    covered[j] = fabs(figures[j].value * f.mean_factor - truth[j]) <= f.z * figures[j].se;
}

static void count_covered(fault f, size_t count[FIGURES]) {
  for (size_t j = 0; j < FIGURES; j++) count[j] = 0;
  for (uint64_t seed = 0; seed < SEEDS; seed++) {
    bool covered[FIGURES];
    one_seed(seed * 1000003 + 17, f, covered);
    for (size_t j = 0; j < FIGURES; j++) count[j] += covered[j];
  }
}

Test(moments, ninety_percent_intervals_cover) {
  size_t count[FIGURES];
  count_covered((fault){z90, 1, false}, count);
  for (size_t j = 0; j < FIGURES; j++)
    cr_expect(budget_binomial_ok(count[j], SEEDS, 0.9), "figure %zu: %zu of %d", j, count[j], SEEDS);
}

Test(moments, planted_faults_are_noticed) {
  size_t narrow[FIGURES], shifted[FIGURES], forgetful[FIGURES];
  count_covered((fault){1.2815515655446004 /* level 0.8 */, 1, false}, narrow);
  count_covered((fault){z90, 1.01, false}, shifted);
  count_covered((fault){z90, 1, true}, forgetful);
  for (size_t j = 0; j < FIGURES; j++)
    cr_expect(!budget_binomial_ok(narrow[j], SEEDS, 0.9), "level 0.8, figure %zu", j);
  for (size_t j = 0; j < 4; j++)
    cr_expect(!budget_binomial_ok(shifted[j], SEEDS, 0.9), "+1%%, figure %zu: %zu", j, shifted[j]);
  for (size_t j = 2; j < 5; j++)
    cr_expect(!budget_binomial_ok(forgetful[j], SEEDS, 0.9), "no covariance, figure %zu", j);
}

Test(moments, estimates_are_unbiased) {
  double sum = 0, shifted = 0, variance = 0;
  for (uint64_t seed = 0; seed < SEEDS; seed++) {
    double x[RUNS];
    uint64_t state = seed * 7919 + 3;
    for (size_t i = 0; i < RUNS; i++) x[i] = 10 * local_exponential(&state);
    const sai_moments m = moments_of(x, RUNS);
    const sai_estimate mean = sai_moments_mean(&m);
    sum += (mean.value - 10) / SEEDS;
    shifted += (1.01 * mean.value - 10) / SEEDS;
    variance += mean.se * mean.se / SEEDS;
  }
  const double limit = budget_z() * sqrt(variance / SEEDS);
  cr_assert_lt(fabs(sum), limit);
  cr_assert_gt(fabs(shifted), limit, "mean + 1%% is noticed");
}

/* ---- ratios at the edge ---- */

Test(ratio, no_orders_at_all) {
  const double cost[] = {1, 2, 3}, none[] = {0, 0, 0};
  const sai_moments x = moments_of(cost, 3), y = moments_of(none, 3);
  const sai_estimate r = sai_pooled_ratio(&x, &y, 0);
  cr_assert(r.value == INFINITY && r.se == 0);
  cr_assert(isnan(sai_pooled_difference(&x, &y, &x, &x, (double[6]){0}).value));
  cr_assert(isnan(sai_pooled_difference(&x, &x, &x, &y, (double[6]){0}).value));
}

Test(ratio, proportional_columns_have_no_error) {
  double cost[500], orders[500];
  uint64_t state = 9;
  for (size_t i = 0; i < 500; i++) {
    orders[i] = floor(20 * local_uniform(&state));
    cost[i] = 16000 * orders[i];
  }
  const sai_moments x = moments_of(cost, 500), y = moments_of(orders, 500);
  const sai_comoment c = comoment_of(cost, orders, 500, &x, &y);
  const sai_estimate r = sai_pooled_ratio(&x, &y, sai_comoment_covariance(&c, &x, &y));
  cr_assert_float_eq(r.value, 16000, 1e-8);
  cr_assert_lt(r.se, 1e-3);
}

Test(ratio, difference_of_an_offer_with_itself_is_zero) {
  double cost[500], orders[500];
  uint64_t state = 10;
  for (size_t i = 0; i < 500; i++) {
    orders[i] = floor(20 * local_uniform(&state));
    cost[i] = 1000 * local_exponential(&state);
  }
  const sai_moments x = moments_of(cost, 500), y = moments_of(orders, 500);
  const sai_comoment c = comoment_of(cost, orders, 500, &x, &y);
  const double xy = sai_comoment_covariance(&c, &x, &y), xx = sai_moments_variance(&x),
               yy = sai_moments_variance(&y);
  const sai_estimate d = sai_pooled_difference(&x, &y, &x, &y, (double[6]){xy, xy, xx, xy, xy, yy});
  cr_assert(d.value == 0 && d.se < 1e-5);
}
