/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals are true: over many seeds of 2,000 runs each, 90% intervals hold the exact value in 90% of them.
   The same count must refuse intervals of another level, and a pooled ratio's error without its covariance.
 */
#include "exact_check.h"

#include "support/budget.h"
#include "support/sanitized.h"

#include <criterion/criterion.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

SAI_STATISTICAL_CHECKS(200);

enum { SEEDS = SAI_SANITIZED ? 1500 : 5000, RUNS = 2000, FIGURES_MAX = 200 };

/* What one figure's interval is held against. */
typedef struct truth {
  double exact;
  bool continuous; /* covers in 90%, neither less nor more; probabilities and quantiles of counts in at least
                      90% */
  double widening; /* what the error of a pooled ratio grows by without its covariance; else 0 */
  double beside;   /* a quantile that is 0.03 beside this one; NAN where none is tried */
} truth;

/* How often it held it, and the same for intervals with a fault. */
typedef struct counted {
  char name[100];
  truth truth;
  size_t covered, at_80, without_covariance, beside;
} counted;

typedef struct counting {
  counted figures[FIGURES_MAX];
  size_t n, at;
  bool first; /* the figures are listed at the first seed */
} counting;

/* Where figures come from: their offer and metric. */
typedef struct source {
  counting *counting;
  const char *offer, *metric;
} source;

static void count(const source *from, const char *name, const sai_figure *f, truth t) {
  counting *c = from->counting;
  if (c->first) {
    cr_assert_lt(c->n, FIGURES_MAX);
    counted *new = &c->figures[c->n++];
    snprintf(new->name, sizeof new->name, "%.20s %.30s %.30s", from->offer, from->metric, name);
    new->truth = t;
  }
  counted *x = &c->figures[c->at++];
  cr_assert(f->present, "%s", x->name);
  const double ratio = gsl_cdf_ugaussian_Pinv(0.9) / gsl_cdf_ugaussian_Pinv(0.95);
  const double slack = 1e-12 * fabs(t.exact), half = (f->high - f->low) / 2;
  x->covered += f->low <= t.exact + slack && t.exact - slack <= f->high;
  x->at_80 += fabs(t.exact - f->value) <= ratio * half;
  x->without_covariance += fabs(t.exact - f->value) <= t.widening * half;
  x->beside += f->low <= t.beside && t.beside <= f->high;
}

static void count_normal(const source *from, const char *name, const sai_figure *f, double exact,
                         double widening) {
  count(from, name, f, (truth){exact, true, widening, NAN});
}

static void count_share(const source *from, const char *name, const sai_figure *f, double exact) {
  count(from, name, f, (truth){exact, false, 0, NAN});
}

static double real_at(const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  cr_assert(value, "%s", key);
  return json_is_string(value) ? (double)INFINITY : json_number_value(value);
}

/* The smallest x with F(x) >= q. */
static double exact_quantile(const json_t *steps, double q) {
  for (size_t i = 0; i < json_array_size(steps); i++) {
    const json_t *step = json_array_get(steps, i), *x = json_array_get(step, 0);
    double at = json_number_value(json_array_get(step, 2));
    cr_assert(fabs(at - q) > 1e-9, "on a knife's edge");
    if (at >= q) return json_is_string(x) ? (double)INFINITY : json_number_value(x);
  }
  return INFINITY;
}

/* The quantiles of the first offer's CPA have small atoms, so that a wrong level shows. */
static void count_quantiles(const source *from, const sai_metric *metric, const json_t *steps) {
  bool fine = strcmp(from->offer, "A社") == 0 && strcmp(from->metric, "cpa") == 0;
  for (size_t i = 0; i < SAI_QUANTILES; i++) {
    double q = sai_quantile_levels[i];
    truth t = {exact_quantile(steps, q), false, 0, fine ? exact_quantile(steps, q + 0.03) : (double)NAN};
    count(from, sai_quantile_names[i], &metric->quantile[i], t);
  }
}

/* What the error of E[x] / E[y] grows by if the covariance is left out, from the exact standard deviations.
 */
static double widening(const json_t *over, const json_t *under, const json_t *pooled) {
  double sx = real_at(over, "sd"), sy = real_at(under, "sd"), r = real_at(pooled, "value");
  return sqrt(sx * sx + r * r * sy * sy) / real_at(under, "mean") / real_at(pooled, "sd");
}

static void count_metric(const source *from, sai_metric_id m, const sai_metric *metric,
                         const json_t *metrics) {
  const json_t *exact = json_object_get(metrics, from->metric), *pooled = json_object_get(exact, "pooled");
  if (!pooled && real_at(exact, "sd") == 0) return; /* nothing varies */
  if (pooled) {
    const char *over = m == SAI_ROI ? "net" : "cost", *under = m == SAI_ROI ? "cost" : "orders";
    count_normal(from, "pooled", &metric->pooled, real_at(pooled, "value"),
                 widening(json_object_get(metrics, over), json_object_get(metrics, under), pooled));
  } else {
    count_normal(from, "mean", &metric->mean, real_at(exact, "mean"), 0);
    count_normal(from, "sd", &metric->sd, real_at(exact, "sd"), 0);
  }
  count_quantiles(from, metric, json_object_get(exact, "steps"));
  for (size_t i = 0; i < 2; i++) {
    const char *key = sai_metric_infos[m].probability_keys[i];
    if (metric->probability[i].present) count_share(from, key, &metric->probability[i], real_at(exact, key));
  }
}

/* Unless it is certain, as the orders that a fixed fee needs. */
static void count_break_even(const source *from, const char *name, const sai_figure *f, const json_t *exact) {
  double value = real_at(exact, "value");
  if (real_at(exact, "sd") > 1e-9 * value) count_normal(from, name, f, value, 0);
}

static void count_offer(counting *c, const sai_offer_result *offer, const json_t *exact) {
  const json_t *metrics = json_object_get(exact, "metrics"), *even = json_object_get(exact, "break_even");
  for (sai_metric_id m = 0; m < SAI_METRICS; m++) {
    const source from = {c, offer->name, sai_metric_infos[m].key};
    if (offer->metrics[m].present) count_metric(&from, m, &offer->metrics[m], metrics);
  }
  const source from = {c, offer->name, "break-even"}, payback = {c, offer->name, "payback"};
  count_break_even(&from, "orders", &offer->break_even.orders, json_object_get(even, "orders"));
  count_break_even(&from, "profit", &offer->break_even.profit_per_order,
                   json_object_get(even, "profit_per_order"));
  count_share(&payback, "never", &offer->payback.never, real_at(json_object_get(exact, "payback"), "never"));
}

static void count_result(counting *c, const sai_result *result, const json_t *expected) {
  c->at = 0;
  for (size_t i = 0; i < result->n_offers; i++)
    count_offer(c, &result->offers[i], json_array_get(json_object_get(expected, "offers"), i));
  const sai_comparison *cost = sai_result_comparison(result, 0, 1, SAI_COST);
  const json_t *pair = json_array_get(json_object_get(expected, "comparisons"), 0);
  const source from = {c, "difference", "cost"};
  count_normal(&from, "mean", &cost->mean, real_at(pair, "mean"), 0);
  count_share(&from, "a lower", &cost->a_lower, real_at(pair, "probability_a_lower"));
  c->first = false;
}

static const json_t *find_case(const json_t *document, const char *name) {
  const json_t *cases = json_object_get(document, "cases");
  for (size_t i = 0; i < json_array_size(cases); i++)
    if (strcmp(json_string_value(json_object_get(json_array_get(cases, i), "name")), name) == 0)
      return json_array_get(cases, i);
  cr_assert(false, "%s", name);
  return NULL;
}

static bool refused(const counted *x, size_t covered) {
  if (x->truth.continuous) return !budget_binomial_ok(covered, SEEDS, SAI_INTERVAL_LEVEL);
  return gsl_cdf_binomial_P((unsigned)covered, SAI_INTERVAL_LEVEL, SEEDS) < budget_alpha() / 2;
}

/* The same counts for intervals with a fault must be refused. */
static void check_twins(const counting *c) {
  size_t level = 0, covariance = 0, beside = 0;
  for (size_t i = 0; i < c->n; i++) {
    const counted *x = &c->figures[i];
    bool quantile = x->name[strlen(x->name) - 1] <= '9';
    if (!quantile) {
      cr_expect(refused(x, x->at_80), "%s: level 0.8 is not noticed", x->name);
      level++;
    }
    /* Only where the covariance changes the error by a quarter. */
    if (x->truth.widening > 0 && fabs(x->truth.widening - 1) > 0.25) {
      cr_expect(refused(x, x->without_covariance), "%s: a missing covariance is not noticed", x->name);
      covariance++;
    }
    if (!isnan(x->truth.beside)) {
      cr_expect(refused(x, x->beside), "%s: a quantile beside is not noticed", x->name);
      beside++;
    }
  }
  cr_expect(level >= 40 && covariance >= 2 && beside == SAI_QUANTILES, "%zu, %zu, %zu", level, covariance,
            beside);
}

/* Counting is one long loop, so all questions are asked of it in one test. */
/* The record that docs/validation.md quotes. */
static void print_record(const counting *c) {
  double low[2] = {1, 1}, high[2] = {0, 0};
  for (size_t i = 0; i < c->n; i++) {
    double share = (double)c->figures[i].covered / SEEDS;
    bool continuous = c->figures[i].truth.continuous;
    low[continuous] = fmin(low[continuous], share);
    high[continuous] = fmax(high[continuous], share);
  }
  printf("%zu figures, %d seeds: continuous covered in %.1f-%.1f%%, probabilities and quantiles in %.1f%% and more\n",
         c->n, SEEDS, 100 * low[1], 100 * high[1], 100 * low[0]);
}

Test(coverage, of_intervals, .timeout = 800) {
  static counting c = {.first = true};
  json_t *document = exact_load("more.json");
  const json_t *expected = find_case(document, "coverage");
  char *yaml = exact_read("coverage.yaml");
  sai_scenario *scenario = exact_parse(yaml);
  for (uint64_t seed = 1; seed <= SEEDS; seed++) {
    sai_run_options options = {.runs = RUNS, .seed = seed, .threads = 1};
    sai_result *result = NULL;
    sai_error err = {0};
    cr_assert_eq(sai_analyse_run(scenario, &options, &result, &err), SAI_OK, "%s", err.text);
    count_result(&c, result, expected);
    sai_result_free(result);
  }
  for (size_t i = 0; i < c.n; i++) {
    const counted *x = &c.figures[i];
    cr_expect(!refused(x, x->covered), "%s: %g is covered by %.4f", x->name, x->truth.exact,
              (double)x->covered / SEEDS);
  }
  print_record(&c);
  check_twins(&c);
  cr_expect_geq(c.n, 140, "%zu figures", c.n);
  sai_scenario_free(scenario);
  json_decref(document);
  free(yaml);
}
