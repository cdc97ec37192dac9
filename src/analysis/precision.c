/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every figure is measured by its half-width over what is allowed; the widest decides. */
#include "analysis/precision.h"

#include "analysis/analysis.h"

#include <math.h>

/* A half-width shrinks with the square root of the runs. */
static double runs_needed(uint64_t runs, double width) {
  if (!isfinite(width)) return INFINITY;
  const double least = (double)runs * fmax(width * width, 1);
  double look = (double)SAI_PRECISION_FIRST;
  while (look < least || (width > 1 && look <= (double)runs)) look *= 2;
  return look;
}

typedef struct judge {
  const sai_result *result;
  sai_precision *out;
  double widest;          /* half-width of the widest, in what it may be */
  sai_figure_place place; /* of what is looked at now, but for its key */
} judge;

/* `base`: what the half-width is a share of. */
static void measure(judge *j, const char *key, const sai_figure *figure, double base) {
  if (!figure->present || !isfinite(figure->value)) return;
  double half = (figure->high - figure->low) / 2, allowed = j->out->asked * base;
  if (isnan(half)) half = INFINITY; /* not estimated: its sum is saturated */
  double width = half == 0 ? 0 : allowed > 0 ? half / allowed : (double)INFINITY;
  if (width <= j->widest) return;
  j->widest = width;
  j->out->widest = j->place;
  j->out->widest.key = key;
  j->out->half_width = half;
  j->out->allowed = allowed;
  j->out->chance = false;
}

static void measure_itself(judge *j, const char *key, const sai_figure *figure) {
  measure(j, key, figure, fabs(figure->value));
}

static void measure_chance(judge *j, const char *key, const sai_figure *figure) {
  const double before = j->widest, tenth = 0.1;
  measure(j, key, figure, tenth);
  if (j->widest > before) j->out->chance = true;
}

/* Nothing in nine of ten runs: tables leave it out, and its mean would take runs without end. */
static bool is_rare(const sai_figure *p10, const sai_figure *p50, const sai_figure *p90) {
  return p10->value == 0 && p50->value == 0 && p90->value == 0;
}

static void measure_band(judge *j, const sai_band *band) {
  if (is_rare(&band->p10, &band->p50, &band->p90)) return;
  measure_itself(j, "mean", &band->mean);
  measure_itself(j, "p10", &band->p10);
  measure_itself(j, "p50", &band->p50);
  measure_itself(j, "p90", &band->p90);
}

/* What figures near zero are measured by, 0: by themselves. */
static double base_of(const sai_offer_result *offer, sai_metric_id metric) {
  const double cost = offer->metrics[SAI_COST].mean.value;
  return metric == SAI_NET || metric == SAI_DEEPEST_CASH_NEED ? cost : metric == SAI_ROI ? 1 : 0;
}

static void measure_metric(judge *j, const sai_offer_result *offer, sai_metric_id id) {
  const sai_metric *metric = &offer->metrics[id];
  const double base = base_of(offer, id);
  j->place.item = id;
  for (size_t i = 0; i < 2; i++)
    measure_chance(j, sai_metric_infos[id].probability_keys[i], &metric->probability[i]);
  if (is_rare(&metric->quantile[SAI_P10], &metric->quantile[SAI_P50], &metric->quantile[SAI_P90])) return;
  const struct {
    const char *key;
    const sai_figure *figure;
  } named[] = {{"mean", &metric->mean}, {"pooled", &metric->pooled}, {"sd", &metric->sd}};
  for (size_t i = 0; i < 3; i++)
    measure(j, named[i].key, named[i].figure, base > 0 ? base : fabs(named[i].figure->value));
  for (size_t q = 0; q < SAI_QUANTILES; q++)
    measure(j, sai_quantile_names[q], &metric->quantile[q],
            base > 0 ? base : fabs(metric->quantile[q].value));
}

static void measure_payback(judge *j, const sai_payback *payback) {
  j->place.item = 0;
  for (j->place.month = 0; j->place.month < j->result->horizon_months; j->place.month++) {
    measure_chance(j, "probability_by_month", &payback->by_month[j->place.month]);
    measure_chance(j, "lasting_by_month", &payback->lasting_by_month[j->place.month]);
  }
  measure_chance(j, "probability_never", &payback->never);
  measure_chance(j, "probability_never_lasting", &payback->never_lasting);
}

static void measure_stage(judge *j, const sai_stage_result *stage) {
  const struct {
    sai_figure_group group;
    const sai_band *band;
  } bands[] = {{SAI_GROUP_STAGE, &stage->units},
               {SAI_GROUP_PEAK_MONTH, &stage->peak_month},
               {SAI_GROUP_WAITING, &stage->waiting}};
  for (size_t i = 0; i < 3; i++) {
    j->place.group = bands[i].group;
    measure_band(j, bands[i].band);
  }
}

static void measure_promise(judge *j, const sai_promise_result *promise) {
  measure_itself(j, "pooled", &promise->pooled);
  measure_band(j, &promise->simulated);
  measure_chance(j, "probability_reached", &promise->reached);
  measure_chance(j, "probability_equal", &promise->equal);
}

static void measure_offer(judge *j, const sai_offer_result *offer) {
  j->place.group = SAI_GROUP_METRIC;
  for (sai_metric_id m = 0; m < SAI_METRICS; m++) measure_metric(j, offer, m);
  j->place.group = SAI_GROUP_PAYBACK;
  if (offer->payback.present) measure_payback(j, &offer->payback);
  for (j->place.item = 0; j->place.item < offer->n_stages; j->place.item++)
    measure_stage(j, &offer->stages[j->place.item]);
  for (j->place.item = 0; j->place.item < j->result->n_years; j->place.item++) {
    j->place.group = SAI_GROUP_YEAR;
    measure_band(j, &offer->years[j->place.item].cost);
    j->place.group = SAI_GROUP_YEAR_WITH_TAX;
    measure_band(j, &offer->years[j->place.item].cost_with_tax);
  }
  j->place.group = SAI_GROUP_PART;
  for (j->place.item = 0; j->place.item < offer->n_parts; j->place.item++)
    measure_band(j, &offer->parts[j->place.item].cost);
  j->place.group = SAI_GROUP_PROMISE;
  for (j->place.item = 0; j->place.item < offer->n_promises; j->place.item++)
    measure_promise(j, &offer->promises[j->place.item]);
  j->place.group = SAI_GROUP_GUARANTEE;
  for (j->place.item = 0; j->place.item < offer->n_guarantees; j->place.item++) {
    measure_band(j, &offer->guarantees[j->place.item].free_months);
    measure_chance(j, "probability_free_months", &offer->guarantees[j->place.item].works_on);
  }
}

/* The size of an offer's figures of a metric. */
static double size_of(const sai_offer_result *offer, sai_metric_id id) {
  const double base = base_of(offer, id);
  const sai_metric *metric = &offer->metrics[id];
  const sai_figure *size = sai_metric_infos[id].is_ratio ? &metric->pooled : &metric->mean;
  return base > 0 ? base : isfinite(size->value) ? fabs(size->value) : 0;
}

static void measure_comparison(judge *j, const sai_comparison *c) {
  const sai_offer_result *offers = j->result->offers;
  const double base = fmax(size_of(&offers[c->a], c->metric), size_of(&offers[c->b], c->metric));
  measure(j, "mean", &c->mean, base);
  measure(j, "pooled", &c->pooled, base);
  measure(j, "p5", &c->p5, base);
  measure(j, "p95", &c->p95, base);
  measure_chance(j, "probability_a_lower", &c->a_lower);
  measure_chance(j, "probability_equal", &c->equal);
}

void sai_precision_judge(sai_result *result, uint64_t runs) {
  result->precision = (sai_precision){.asked = result->precision.asked};
  judge j = {.result = result, .out = &result->precision};
  for (j.place.offer = 0; j.place.offer < result->n_offers; j.place.offer++)
    measure_offer(&j, &result->offers[j.place.offer]);
  j.place = (sai_figure_place){.group = SAI_GROUP_COMPARISON};
  for (; j.place.offer < result->n_comparisons; j.place.offer++)
    measure_comparison(&j, &result->comparisons[j.place.offer]);
  result->precision.reached = j.widest <= 1;
  result->precision.needed = runs_needed(runs, j.widest);
}

uint64_t sai_precision_last_look(uint64_t runs) {
  uint64_t look = SAI_PRECISION_FIRST;
  while (2 * look <= runs) look *= 2;
  return look;
}
