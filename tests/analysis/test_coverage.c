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

SAI_STATISTICAL_CHECKS(400);

enum { SEEDS = SAI_SANITIZED ? 1500 : 5000, RUNS = 2000, FIGURES_MAX = 200 };

/* How often one figure's interval held its exact value. Intervals of continuous figures cover in 90%, neither
   less nor more; those of probabilities and of quantiles of whole numbers in at least 90%. */
typedef struct counted {
  char name[100];
  double exact;
  bool continuous;
  size_t covered, covered_at_80, covered_without_covariance;
  double widening; /* of the error, without its covariance; 0 if the figure is no pooled ratio */
} counted;

typedef struct counting {
  counted figures[FIGURES_MAX];
  size_t n, at;
  bool first; /* the figures are listed at the first seed */
} counting;

static void count(counting *c, const char *offer, const char *metric, const char *name, double exact,
                  bool continuous, const sai_figure *f, double widening) {
  if (c->first) {
    cr_assert_lt(c->n, FIGURES_MAX);
    counted *new = &c->figures[c->n++];
    snprintf(new->name, sizeof new->name, "%.20s %.30s %.30s", offer, metric, name);
    new->exact = exact;
    new->continuous = continuous;
    new->widening = widening;
  }
  counted *x = &c->figures[c->at++];
  cr_assert(f->present, "%s", x->name);
  double ratio = gsl_cdf_ugaussian_Pinv(0.9) / gsl_cdf_ugaussian_Pinv(0.95), slack = 1e-12 * fabs(exact);
  x->covered += f->low <= exact + slack && exact - slack <= f->high;
  x->covered_at_80 += fabs(exact - f->value) <= ratio * (f->high - f->low) / 2;
  x->covered_without_covariance += fabs(exact - f->value) <= widening * (f->high - f->low) / 2;
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
    cr_assert(fabs(json_number_value(json_array_get(step, 2)) - q) > 1e-9, "on a knife's edge");
    if (json_number_value(json_array_get(step, 2)) >= q)
      return json_is_string(x) ? (double)INFINITY : json_number_value(x);
  }
  return INFINITY;
}

/* What the error of E[x] / E[y] grows by if the covariance is left out, from the exact standard deviations.
 */
static double widening(const json_t *over, const json_t *under, const json_t *pooled) {
  double sx = real_at(over, "sd"), sy = real_at(under, "sd"), r = real_at(pooled, "value");
  return sqrt(sx * sx + r * r * sy * sy) / real_at(under, "mean") / real_at(pooled, "sd");
}

static void count_metric(counting *c, const char *offer, sai_metric_id m, const sai_metric *metric,
                         const json_t *metrics) {
  const json_t *exact = json_object_get(metrics, sai_metric_infos[m].key),
               *pooled = json_object_get(exact, "pooled");
  const char *key = sai_metric_infos[m].key;
  if (!exact) return;
  bool varies = pooled || real_at(exact, "sd") > 0;
  if (!varies) return;
  if (!pooled) {
    count(c, offer, key, "mean", real_at(exact, "mean"), true, &metric->mean, 0);
    count(c, offer, key, "sd", real_at(exact, "sd"), true, &metric->sd, 0);
  } else {
    bool roi = m == SAI_ROI;
    double grows = widening(json_object_get(metrics, roi ? "net" : "cost"),
                            json_object_get(metrics, roi ? "cost" : "orders"), pooled);
    count(c, offer, key, "pooled", real_at(pooled, "value"), true, &metric->pooled, grows);
  }
  for (size_t q = 0; q < SAI_QUANTILES; q++)
    count(c, offer, key, sai_quantile_names[q],
          exact_quantile(json_object_get(exact, "steps"), sai_quantile_levels[q]), false,
          &metric->quantile[q], 0);
  for (size_t i = 0; i < 2; i++)
    if (metric->probability[i].present) {
      const char *name = sai_metric_infos[m].probability_keys[i];
      count(c, offer, key, name, real_at(exact, name), false, &metric->probability[i], 0);
    }
}

static void count_break_even(counting *c, const char *offer, const char *name, const sai_figure *f,
                             const json_t *exact) {
  double value = real_at(exact, "value");
  if (real_at(exact, "sd") > 1e-9 * value) count(c, offer, "break-even", name, value, true, f, 0);
}

static void count_result(counting *c, const sai_result *result, const json_t *expected) {
  c->at = 0;
  for (size_t i = 0; i < result->n_offers; i++) {
    const json_t *exact = json_array_get(json_object_get(expected, "offers"), i),
                 *even = json_object_get(exact, "break_even");
    const sai_offer_result *offer = &result->offers[i];
    for (sai_metric_id m = 0; m < SAI_METRICS; m++)
      if (offer->metrics[m].present)
        count_metric(c, offer->name, m, &offer->metrics[m], json_object_get(exact, "metrics"));
    count_break_even(c, offer->name, "orders", &offer->break_even.orders, json_object_get(even, "orders"));
    count_break_even(c, offer->name, "profit", &offer->break_even.profit_per_order,
                     json_object_get(even, "profit_per_order"));
    count(c, offer->name, "payback", "never", real_at(json_object_get(exact, "payback"), "never"), false,
          &offer->payback.never, 0);
  }
  const sai_comparison *cost = sai_result_comparison(result, 0, 1, SAI_COST);
  const json_t *pair = json_array_get(json_object_get(expected, "comparisons"), 0);
  count(c, "difference", "cost", "mean", real_at(pair, "mean"), true, &cost->mean, 0);
  count(c, "difference", "cost", "a lower", real_at(pair, "probability_a_lower"), false, &cost->a_lower, 0);
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

static bool too_few(size_t covered) {
  return gsl_cdf_binomial_P((unsigned)covered, SAI_INTERVAL_LEVEL, SEEDS) < budget_alpha() / 2;
}

static bool refused(const counted *x, size_t covered) {
  return x->continuous ? !budget_binomial_ok(covered, SEEDS, SAI_INTERVAL_LEVEL) : too_few(covered);
}

/* Counting is one long loop, so all questions are asked of it in one test. */
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
  size_t continuous = 0, without = 0;
  for (size_t i = 0; i < c.n; i++) {
    const counted *x = &c.figures[i];
    cr_expect(!refused(x, x->covered), "%s: %g is covered by %.4f", x->name, x->exact,
              (double)x->covered / SEEDS);
    if (!x->continuous) continue;
    continuous++;
    cr_expect(refused(x, x->covered_at_80), "%s: intervals of level 0.8 are not noticed", x->name);
    /* The lack of the covariance must show wherever it changes the error by a quarter. */
    if (x->widening == 0 || fabs(x->widening - 1) < 0.25) continue;
    without++;
    cr_expect(refused(x, x->covered_without_covariance), "%s: the lack of the covariance is not noticed",
              x->name);
  }
  cr_expect_geq(c.n, 80, "%zu figures", c.n);
  cr_expect_geq(continuous, 20, "%zu continuous figures", continuous);
  cr_expect_geq(without, 2, "%zu pooled ratios", without);
  sai_scenario_free(scenario);
  json_decref(document);
  free(yaml);
}
