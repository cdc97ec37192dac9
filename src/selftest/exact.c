/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The walk through a result beside its exact case. */
#include "selftest/exact.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Who visits, and the spot that is being visited. */
typedef struct walk {
  const sai_exact_visitor *visitor;
  sai_exact_spot spot;
} walk;

static walk inside(const walk *outer, const char *name) {
  walk w = *outer;
  snprintf(w.spot.where, sizeof w.spot.where, "%.90s%s%.90s", outer->spot.where,
           *outer->spot.where ? " " : "", name);
  return w;
}

static void holds(const walk *w, const char *what, bool ok) {
  w->visitor->holds(w->visitor->context, &w->spot, what, ok);
}

static void estimate(const walk *w, const char *figure, const sai_figure *f, const json_t *expected) {
  holds(w, figure, f->present);
  if (f->present) w->visitor->estimate(w->visitor->context, &w->spot, figure, f, expected);
}

static void quantile(const walk *w, const char *figure, const sai_figure *f, const json_t *steps, double q) {
  holds(w, figure, f->present);
  if (f->present) w->visitor->quantile(w->visitor->context, &w->spot, figure, f, steps, q);
}

static void share(const walk *w, const char *figure, const sai_figure *f, double expected) {
  holds(w, figure, f->present);
  if (f->present) w->visitor->share(w->visitor->context, &w->spot, figure, f, expected);
}

static bool has(const json_t *object, const char *key) {
  return json_object_get(object, key) != NULL;
}

double sai_exact_real(const json_t *value) {
  if (json_is_array(value)) return sai_exact_real(json_array_get(value, 0));
  if (json_is_string(value)) return json_string_value(value)[0] == '-' ? -INFINITY : INFINITY;
  return json_is_number(value) ? json_number_value(value) : NAN;
}

double sai_exact_number(const json_t *object, const char *key) {
  return sai_exact_real(json_object_get(object, key));
}

static void visit_band(const walk *s, const sai_band *band, const json_t *expected) {
  const json_t *steps = json_object_get(expected, "steps");
  estimate(s, "mean", &band->mean, json_object_get(expected, "mean"));
  quantile(s, "p10", &band->p10, steps, 0.1);
  quantile(s, "p50", &band->p50, steps, 0.5);
  quantile(s, "p90", &band->p90, steps, 0.9);
}

/* ---- a result ---- */

static void visit_metric(const walk *outer, sai_metric_id m, const sai_metric *metric,
                         const json_t *expected) {
  walk s = inside(outer, sai_metric_infos[m].key);
  s.spot.metric = m;
  const struct {
    const char *key;
    const sai_figure *figure;
  } estimates[] = {{"pooled", &metric->pooled}, {"mean", &metric->mean}, {"sd", &metric->sd}};
  for (size_t i = 0; i < 3; i++)
    if (has(expected, estimates[i].key))
      estimate(&s, estimates[i].key, estimates[i].figure, json_object_get(expected, estimates[i].key));
  for (size_t q = 0; q < SAI_QUANTILES; q++)
    quantile(&s, sai_quantile_names[q], &metric->quantile[q], json_object_get(expected, "steps"),
             sai_quantile_levels[q]);
  for (size_t i = 0; i < 2; i++) {
    const char *key = sai_metric_infos[m].probability_keys[i];
    holds(&s, key ? key : "probability", metric->probability[i].present == (key && has(expected, key)));
    if (metric->probability[i].present)
      share(&s, key, &metric->probability[i], sai_exact_number(expected, key));
  }
}

static void visit_payback(const walk *outer, const sai_payback *payback, unsigned months,
                          const json_t *expected) {
  const walk s = inside(outer, "payback");
  const json_t *first = json_object_get(expected, "by_month"),
               *lasting = json_object_get(expected, "lasting_by_month");
  for (unsigned month = 0; month < months; month++) {
    share(&s, "by month", &payback->by_month[month], sai_exact_real(json_array_get(first, month)));
    share(&s, "lasting", &payback->lasting_by_month[month], sai_exact_real(json_array_get(lasting, month)));
  }
  share(&s, "never", &payback->never, sai_exact_number(expected, "never"));
  share(&s, "never lasting", &payback->never_lasting, sai_exact_number(expected, "never_lasting"));
}

static void visit_months(const walk *outer, const sai_month_result *months, uint64_t runs,
                         const json_t *expected) {
  for (size_t i = 0; i < json_array_size(expected); i++) {
    const json_t *month = json_array_get(expected, i);
    char name[40];
    snprintf(name, sizeof name, "month %zu", i + 1);
    walk s = inside(outer, name);
    s.spot.runs = runs;
    const walk orders = inside(&s, "orders"), cost = inside(&s, "cost"), net = inside(&s, "net");
    visit_band(&orders, &months[i].orders, json_object_get(month, "orders"));
    visit_band(&cost, &months[i].cost, json_object_get(month, "cost"));
    holds(&net, "is there", months[i].cumulative_net.mean.present == has(month, "cumulative_net"));
    if (has(month, "cumulative_net"))
      visit_band(&net, &months[i].cumulative_net, json_object_get(month, "cumulative_net"));
  }
}

/* The figures of a stage: `meeting`, or what else is known of it, `meeting.waiting`. NULL if there is none.
 */
static const sai_band *find_band(const sai_offer_result *offer, const char *name) {
  size_t n = strcspn(name, ".");
  for (size_t i = 0; i < offer->n_stages; i++) {
    const sai_stage_result *stage = &offer->stages[i];
    if (strlen(stage->name) != n || memcmp(stage->name, name, n) != 0) continue;
    return strcmp(name + n, ".waiting") == 0      ? &stage->waiting
           : strcmp(name + n, ".peak_month") == 0 ? &stage->peak_month
                                                  : &stage->units;
  }
  return NULL;
}

static void visit_stages(const walk *s, const sai_offer_result *offer, const json_t *expected) {
  const char *name;
  json_t *stage;
  json_object_foreach((json_t *)(uintptr_t)expected, name, stage) {
    const walk at = inside(s, name);
    const sai_band *found = find_band(offer, name);
    holds(&at, "is there", found && found->mean.present);
    if (found && found->mean.present) visit_band(&at, found, stage);
  }
}

static void visit_break_even(const walk *outer, const sai_break_even *even, const json_t *expected) {
  const walk s = inside(outer, "break-even");
  if (has(expected, "orders")) estimate(&s, "orders", &even->orders, json_object_get(expected, "orders"));
  if (has(expected, "profit_per_order"))
    estimate(&s, "profit", &even->profit_per_order, json_object_get(expected, "profit_per_order"));
}

/* The enumerations are before tax. */
static bool is_taxed(sai_metric_id m) {
  return m == SAI_TAX || m == SAI_COST_WITH_TAX || m == SAI_TAX_NOT_DEDUCTIBLE || m == SAI_DEEPEST_CASH_NEED;
}

static void visit_offer(const walk *outer, const sai_result *result, size_t i, const json_t *expected) {
  const sai_offer_result *offer = &result->offers[i];
  walk s = inside(outer, offer->name);
  const json_t *metrics = json_object_get(expected, "metrics"), *months = json_object_get(expected, "months"),
               *payback = json_object_get(expected, "payback");
  s.spot.metrics = metrics;
  for (sai_metric_id m = 0; m < SAI_METRICS; m++) {
    const json_t *known = json_object_get(metrics, sai_metric_infos[m].key);
    if (is_taxed(m) && !known) continue;
    holds(&s, sai_metric_infos[m].key, offer->metrics[m].present == (known != NULL));
    if (known && offer->metrics[m].present) visit_metric(&s, m, &offer->metrics[m], known);
  }
  visit_stages(&s, offer, json_object_get(expected, "stages"));
  bool same_months = json_array_size(months) == result->horizon_months;
  holds(&s, "months", same_months);
  if (same_months) visit_months(&s, offer->months, result->months_runs, months);
  holds(&s, "payback", offer->payback.present == (payback != NULL));
  if (payback && offer->payback.present) visit_payback(&s, &offer->payback, result->horizon_months, payback);
  visit_break_even(&s, &offer->break_even, json_object_get(expected, "break_even"));
}

static sai_metric_id metric_of(const char *key) {
  sai_metric_id m = 0;
  while (m < SAI_METRICS && strcmp(sai_metric_infos[m].key, key) != 0) m++;
  return m;
}

static void visit_pair(const walk *outer, const sai_result *result, const json_t *expected) {
  const char *key = json_string_value(json_object_get(expected, "metric"));
  size_t a = (size_t)sai_exact_number(expected, "a"), b = (size_t)sai_exact_number(expected, "b");
  const sai_comparison *c = sai_result_comparison(result, a, b, metric_of(key ? key : ""));
  char name[60];
  snprintf(name, sizeof name, "%.30s of %zu - %zu", key ? key : "", a + 1, b + 1);
  const walk s = inside(outer, name);
  const json_t *steps = json_object_get(expected, "steps");
  holds(&s, "is there", c != NULL);
  if (!c) return;
  if (has(expected, "mean")) estimate(&s, "mean", &c->mean, json_object_get(expected, "mean"));
  holds(&s, "pooled", c->pooled.present == has(expected, "pooled"));
  if (has(expected, "pooled")) estimate(&s, "pooled", &c->pooled, json_object_get(expected, "pooled"));
  quantile(&s, "p5", &c->p5, steps, 0.05);
  quantile(&s, "p95", &c->p95, steps, 0.95);
  share(&s, "a lower", &c->a_lower, sai_exact_number(expected, "probability_a_lower"));
  share(&s, "equal", &c->equal, sai_exact_number(expected, "probability_equal"));
}

void sai_exact_visit(const sai_exact_visitor *visitor, const json_t *expected, const sai_result *result) {
  const walk w = {visitor, {.runs = result->runs, .metric = SAI_METRICS}};
  const json_t *offers = json_object_get(expected, "offers"),
               *pairs = json_object_get(expected, "comparisons");
  bool same = json_array_size(offers) == result->n_offers;
  holds(&w, "offers", same);
  for (size_t i = 0; same && i < result->n_offers; i++) visit_offer(&w, result, i, json_array_get(offers, i));
  for (size_t i = 0; same && i < json_array_size(pairs); i++)
    visit_pair(&w, result, json_array_get(pairs, i));
}

/* A figure of a stage by its name, or a metric. */
static const sai_figure *point_figure(const sai_offer_result *offer, const char *key) {
  const sai_band *band = find_band(offer, key);
  if (band) return &band->mean;
  sai_metric_id m = metric_of(key);
  if (m == SAI_METRICS) return NULL;
  return sai_metric_infos[m].is_ratio ? &offer->metrics[m].pooled : &offer->metrics[m].mean;
}

void sai_exact_compare_point(sai_audit *audit, const json_t *expected, const sai_result *result) {
  const json_t *offers = json_object_get(expected, "point");
  for (size_t i = 0; i < json_array_size(offers) && i < result->n_offers; i++) {
    const char *key;
    json_t *value;
    json_object_foreach(json_array_get(offers, i), key, value) {
      char name[SAI_AUDIT_WORDS];
      const sai_figure *f = point_figure(&result->offers[i], key);
      double v = sai_exact_real(value);
      snprintf(name, sizeof name, "%.90s %.90s", result->offers[i].name, key);
      sai_audit_within(audit, name, f && f->present ? f->value : NAN, v, 1e-12 * fabs(v));
    }
  }
}

char *sai_exact_edit(const char *text, const char *old, const char *new) {
  const char *at = strstr(text, old);
  if (!at || strstr(at + 1, old)) return NULL;
  size_t size = strlen(text) + strlen(new) + 1;
  char *edited = malloc(size);
  if (edited) snprintf(edited, size, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
  return edited;
}
