/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exact_check.h"

#include "support/budget.h"

#include <criterion/criterion.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

SAI_STATISTICAL_CHECKS(4400);

/* ---- files ---- */

char *exact_read(const char *file) {
  char path[4096];
  snprintf(path, sizeof path, "%s/exact/%s", getenv("SAISAN_TESTS"), file);
  FILE *f = fopen(path, "rb");
  cr_assert(f, "%s", path);
  char *text = calloc(1, 1 << 20);
  size_t n = fread(text, 1, (1 << 20) - 1, f);
  cr_assert(n > 0 && feof(f), "%s", path);
  fclose(f);
  return text;
}

json_t *exact_load(const char *file) {
  char path[4096];
  json_error_t error;
  snprintf(path, sizeof path, "%s/exact/%s", getenv("SAISAN_TESTS"), file);
  json_t *document = json_load_file(path, 0, &error);
  cr_assert(document, "%s:%d: %s", path, error.line, error.text);
  return document;
}

char *exact_edit(const char *text, const char *old, const char *new) {
  const char *at = strstr(text, old);
  cr_assert(at && !strstr(at + 1, old), "%s must stand once in:\n%s", old, text);
  size_t size = strlen(text) + strlen(new) + 1;
  char *edited = malloc(size);
  snprintf(edited, size, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
  return edited;
}

sai_scenario *exact_parse(const char *yaml) {
  static sai_error_list errors;
  sai_scenario *scenario = NULL;
  errors = (sai_error_list){0};
  sai_code code = sai_scenario_parse(yaml, strlen(yaml), "test.yaml", NULL, 0, &scenario, &errors);
  sai_text words = {0};
  for (size_t i = 0; i < errors.count; i++) sai_error_render(&errors.errors[i], &words);
  cr_assert_eq(code, SAI_OK, "%s\n%s", sai_text_string(&words), yaml);
  sai_text_free(&words);
  return scenario;
}

sai_result *exact_run(const char *yaml, const sai_run_options *options) {
  sai_scenario *scenario = exact_parse(yaml);
  sai_result *result = NULL;
  sai_error err = {0};
  sai_code code = sai_analyse_run(scenario, options, &result, &err);
  cr_assert_eq(code, SAI_OK, "%s", err.text);
  sai_scenario_free(scenario);
  return result;
}

/* ---- one figure ---- */

/* Where a figure stands, and what it is held against. */
typedef struct spot {
  exact_tally *tally;
  uint64_t runs;
  char where[200];
} spot;

static spot inside(const spot *outer, const char *name) {
  spot s = *outer;
  snprintf(s.where, sizeof s.where, "%.90s %.90s", outer->where, name);
  return s;
}

static void judge(const spot *s, const char *figure, bool ok, double value, double expected, double bound) {
  s->tally->checks++;
  if (ok) return;
  s->tally->refused++;
  if (s->tally->report)
    fprintf(stderr, "%s: %s %s is %.12g, expected %.12g (bound %.3g)\n", s->tally->name, s->where, figure,
            value, expected, bound);
}

static bool has(const json_t *object, const char *key) {
  return json_object_get(object, key) != NULL;
}

static double number_of(const json_t *value) {
  if (json_is_string(value)) return json_string_value(value)[0] == '-' ? -INFINITY : INFINITY;
  cr_assert(json_is_number(value));
  return json_number_value(value);
}

static double number_at(const json_t *object, const char *key) {
  return number_of(json_object_get(object, key));
}

/* An estimate that is normal with `sd` per run. */
static void check_normal(const spot *s, const char *figure, const sai_figure *f, double expected, double sd) {
  double bound = budget_z() * sd / sqrt((double)s->runs) + 1e-11 * fabs(expected);
  bool ok = f->present && (f->value == expected || fabs(f->value - expected) <= bound);
  judge(s, figure, ok, f->value, expected, bound);
}

static void check_probability(const spot *s, const char *figure, const sai_figure *f, double expected) {
  size_t hits = (size_t)llround(f->value * (double)s->runs);
  bool ok = f->present && fabs(f->value * (double)s->runs - (double)hits) < 1e-3;
  if (expected <= 0 || expected > 1 - 1e-12)
    ok = ok && hits == (expected <= 0 ? 0 : s->runs);
  else
    ok = ok && budget_binomial_ok(hits, s->runs, expected);
  judge(s, figure, ok, f->value, expected, 0);
}

/* P(X <= y) at most, and P(X < y) at least, as far as the steps tell: between listed steps the next one's, or
   the last one's, side. */
static double at_most(const json_t *steps, double y) {
  for (size_t i = 0; i < json_array_size(steps); i++) {
    const json_t *step = json_array_get(steps, i);
    if (number_of(json_array_get(step, 0)) > y) return number_of(json_array_get(step, 1));
  }
  return 1;
}

static double below(const json_t *steps, double y) {
  double found = 0;
  for (size_t i = 0; i < json_array_size(steps); i++) {
    const json_t *step = json_array_get(steps, i);
    if (number_of(json_array_get(step, 0)) >= y) break;
    found = number_of(json_array_get(step, 2));
  }
  return found;
}

/* Order statistic number r of n is at most x if r of them are: F, not x, is compared. A sketch may be 0.05%
 * off. */
static void check_quantile(const spot *s, const char *figure, const sai_figure *f, const json_t *steps,
                           double q) {
  double x = f->value, off = isinf(x) ? 0 : 5e-4 * fabs(x), n = (double)s->runs;
  double high = fmin(at_most(steps, x + off), 1), low = below(steps, x - off);
  unsigned rank = (unsigned)ceil(q * n * (1 - 1e-15)), runs = (unsigned)s->runs;
  double not_above = high >= 1 ? 1 : gsl_cdf_binomial_Q(rank - 1, high, runs);
  double not_below = low <= 0 ? 1 : gsl_cdf_binomial_P(rank - 1, low, runs);
  bool ok = f->present && fmin(not_above, not_below) >= budget_alpha() / 2;
  judge(s, figure, ok, x, low, high);
}

static void check_band(const spot *s, const sai_band *band, const json_t *expected) {
  const json_t *steps = json_object_get(expected, "steps");
  check_normal(s, "mean", &band->mean, number_at(expected, "mean"), number_at(expected, "sd"));
  check_quantile(s, "p10", &band->p10, steps, 0.1);
  check_quantile(s, "p50", &band->p50, steps, 0.5);
  check_quantile(s, "p90", &band->p90, steps, 0.9);
}

static void check_ratio(const spot *s, const char *figure, const sai_figure *f, const json_t *expected) {
  check_normal(s, figure, f, number_at(expected, "value"), number_at(expected, "sd"));
}

/* ---- a result ---- */

static void check_metric(const spot *outer, sai_metric_id m, const sai_metric *metric,
                         const json_t *expected) {
  const spot s = inside(outer, sai_metric_infos[m].key);
  cr_assert(metric->present);
  if (has(expected, "pooled"))
    check_ratio(&s, "pooled", &metric->pooled, json_object_get(expected, "pooled"));
  if (has(expected, "mean")) {
    check_normal(&s, "mean", &metric->mean, number_at(expected, "mean"), number_at(expected, "sd"));
    check_normal(&s, "sd", &metric->sd, number_at(expected, "sd"), number_at(expected, "sd_sd"));
  }
  for (size_t q = 0; q < SAI_QUANTILES; q++)
    check_quantile(&s, sai_quantile_names[q], &metric->quantile[q], json_object_get(expected, "steps"),
                   sai_quantile_levels[q]);
  for (size_t i = 0; i < 2; i++) {
    const char *key = sai_metric_infos[m].probability_keys[i];
    cr_assert_eq(metric->probability[i].present, key && has(expected, key), "%s %s", s.where, key);
    if (metric->probability[i].present)
      check_probability(&s, key, &metric->probability[i], number_at(expected, key));
  }
}

static void check_payback(const spot *outer, const sai_payback *payback, unsigned months,
                          const json_t *expected) {
  const spot s = inside(outer, "payback");
  cr_assert(payback->present);
  for (unsigned month = 0; month < months; month++) {
    const json_t *first = json_object_get(expected, "by_month"),
                 *lasting = json_object_get(expected, "lasting_by_month");
    check_probability(&s, "by month", &payback->by_month[month], number_of(json_array_get(first, month)));
    check_probability(&s, "lasting", &payback->lasting_by_month[month],
                      number_of(json_array_get(lasting, month)));
  }
  check_probability(&s, "never", &payback->never, number_at(expected, "never"));
  check_probability(&s, "never lasting", &payback->never_lasting, number_at(expected, "never_lasting"));
}

static void check_months(const spot *outer, const sai_month_result *months, uint64_t runs,
                         const json_t *expected) {
  for (size_t i = 0; i < json_array_size(expected); i++) {
    const json_t *month = json_array_get(expected, i);
    char name[40];
    snprintf(name, sizeof name, "month %zu", i + 1);
    spot s = inside(outer, name), orders = inside(&s, "orders"), cost = inside(&s, "cost"),
         net = inside(&s, "net");
    orders.runs = cost.runs = net.runs = runs;
    check_band(&orders, &months[i].orders, json_object_get(month, "orders"));
    check_band(&cost, &months[i].cost, json_object_get(month, "cost"));
    cr_assert_eq(months[i].cumulative_net.mean.present, has(month, "cumulative_net"));
    if (has(month, "cumulative_net"))
      check_band(&net, &months[i].cumulative_net, json_object_get(month, "cumulative_net"));
  }
}

static const sai_stage_result *find_stage(const sai_offer_result *offer, const char *name) {
  for (size_t i = 0; i < offer->n_stages; i++)
    if (strcmp(offer->stages[i].name, name) == 0) return &offer->stages[i];
  return NULL;
}

static void check_offer(const spot *outer, const sai_result *result, size_t i, const json_t *expected) {
  const sai_offer_result *offer = &result->offers[i];
  const spot s = inside(outer, offer->name);
  const json_t *metrics = json_object_get(expected, "metrics");
  for (sai_metric_id m = 0; m < SAI_METRICS; m++) {
    cr_assert_eq(offer->metrics[m].present, has(metrics, sai_metric_infos[m].key));
    if (offer->metrics[m].present)
      check_metric(&s, m, &offer->metrics[m], json_object_get(metrics, sai_metric_infos[m].key));
  }
  const char *name;
  json_t *stage;
  json_object_foreach(json_object_get(expected, "stages"), name, stage) {
    const spot at = inside(&s, name);
    cr_assert(find_stage(offer, name), "%s", name);
    check_band(&at, &find_stage(offer, name)->units, stage);
  }
  const json_t *months = json_object_get(expected, "months");
  cr_assert_eq(json_array_size(months), result->horizon_months);
  check_months(&s, offer->months, result->months_runs, months);
  cr_assert_eq(offer->payback.present, has(expected, "payback"));
  if (offer->payback.present)
    check_payback(&s, &offer->payback, result->horizon_months, json_object_get(expected, "payback"));
  const json_t *even = json_object_get(expected, "break_even");
  if (!even) return;
  check_ratio(&s, "break-even orders", &offer->break_even.orders, json_object_get(even, "orders"));
  check_ratio(&s, "break-even profit", &offer->break_even.profit_per_order,
              json_object_get(even, "profit_per_order"));
}

static sai_metric_id metric_of(const char *key) {
  for (sai_metric_id m = 0; m < SAI_METRICS; m++)
    if (strcmp(sai_metric_infos[m].key, key) == 0) return m;
  cr_assert(false, "%s", key);
  return SAI_METRICS;
}

static void check_comparison(const spot *outer, const sai_result *result, const json_t *expected) {
  const char *key = json_string_value(json_object_get(expected, "metric"));
  size_t a = (size_t)number_at(expected, "a"), b = (size_t)number_at(expected, "b");
  const sai_comparison *c = sai_result_comparison(result, a, b, metric_of(key));
  cr_assert(c, "%s of %zu and %zu", key, a, b);
  char name[60];
  snprintf(name, sizeof name, "%s of %zu - %zu", key, a + 1, b + 1);
  const spot s = inside(outer, name);
  const json_t *steps = json_object_get(expected, "steps");
  if (has(expected, "mean"))
    check_normal(&s, "mean", &c->mean, number_at(expected, "mean"), number_at(expected, "sd"));
  cr_assert_eq(c->pooled.present, has(expected, "pooled"), "%s", s.where);
  if (c->pooled.present) check_ratio(&s, "pooled", &c->pooled, json_object_get(expected, "pooled"));
  check_quantile(&s, "p5", &c->p5, steps, 0.05);
  check_quantile(&s, "p95", &c->p95, steps, 0.95);
  check_probability(&s, "a lower", &c->a_lower, number_at(expected, "probability_a_lower"));
  check_probability(&s, "equal", &c->equal, number_at(expected, "probability_equal"));
}

void exact_check_result(exact_tally *tally, const json_t *expected, const sai_result *result) {
  const spot s = {tally, result->runs, ""};
  const json_t *offers = json_object_get(expected, "offers"),
               *pairs = json_object_get(expected, "comparisons");
  cr_assert_eq(json_array_size(offers), result->n_offers);
  for (size_t i = 0; i < result->n_offers; i++) check_offer(&s, result, i, json_array_get(offers, i));
  for (size_t i = 0; i < json_array_size(pairs); i++) check_comparison(&s, result, json_array_get(pairs, i));
}

void exact_check_point(exact_tally *tally, const json_t *expected, const sai_result *result) {
  const json_t *offers = json_object_get(expected, "point");
  for (size_t i = 0; i < json_array_size(offers); i++) {
    const sai_offer_result *offer = &result->offers[i];
    const spot outer = {tally, 1, "point"}, s = inside(&outer, offer->name);
    const char *key;
    json_t *value;
    json_object_foreach(json_array_get(offers, i), key, value) {
      const sai_stage_result *stage = find_stage(offer, key);
      const sai_metric *metric = stage ? NULL : &offer->metrics[metric_of(key)];
      const sai_figure *f = stage                    ? &stage->units.mean
                            : metric->pooled.present ? &metric->pooled
                                                     : &metric->mean;
      double v = number_of(value);
      judge(&s, key, f->present && fabs(f->value - v) <= 1e-12 * fabs(v), f->value, v, 1e-12 * fabs(v));
    }
  }
}

/* ---- seed.json ---- */

/* Steps of one value: what lies above it has at least P(X <= x), what lies below at most P(X < x). */
static void check_seed_quantile(const spot *s, const char *name, double q, const sai_figure *f,
                                const json_t *expected) {
  char key[40];
  snprintf(key, sizeof key, "%s_cdf_below_and_at", name);
  const json_t *x = json_object_get(expected, name), *known = json_object_get(expected, key);
  json_t *steps = json_pack("[[f,O,O]]", json_is_null(x) ? 0.0 : json_number_value(x),
                            json_array_get(known, 0), json_array_get(known, 1));
  if (json_is_null(x)) json_array_set_new(json_array_get(steps, 0), 0, json_string("inf"));
  check_quantile(s, name, f, steps, q);
  json_decref(steps);
}

void exact_check_seed(exact_tally *tally, const json_t *expected, const sai_result *result) {
  const sai_metric *metrics = result->offers[0].metrics;
  const spot s = {tally, result->runs, "seed"};
  /* Its figures are rounded: probabilities to 6 digits after the point, so they are compared by their bound.
   */
  double sd_cost = number_at(expected, "sd_cost"), sd_orders = number_at(expected, "sd_orders");
  double none = number_at(expected, "p_no_order"), within = number_at(expected, "p_cpa_le_target");
  check_normal(&s, "cost", &metrics[SAI_COST].mean, number_at(expected, "e_cost"), sd_cost);
  check_normal(&s, "orders", &metrics[SAI_ORDERS].mean, number_at(expected, "e_orders"), sd_orders);
  check_normal(&s, "no order", &metrics[SAI_CPA].probability[0], none, sqrt(none * (1 - none)));
  check_normal(&s, "within target", &metrics[SAI_CPA].probability[1], within, sqrt(within * (1 - within)));
  /* Bounds without fourth moments: the kurtosis of these counts and costs is below 4. */
  check_normal(&s, "sd of cost", &metrics[SAI_COST].sd, sd_cost, sd_cost * sqrt(3) / 2);
  check_normal(&s, "sd of orders", &metrics[SAI_ORDERS].sd, sd_orders, sd_orders * sqrt(3) / 2);
  double pooled = number_at(expected, "pooled_cpa");
  check_normal(&s, "pooled", &metrics[SAI_CPA].pooled, pooled,
               (sd_cost + pooled * sd_orders) / number_at(expected, "e_orders"));
  for (size_t q = 0; q < SAI_QUANTILES; q++)
    check_seed_quantile(&s, sai_quantile_names[q], sai_quantile_levels[q], &metrics[SAI_CPA].quantile[q],
                        expected);
}
