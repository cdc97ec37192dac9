/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON document of a result. jansson builds and escapes; the layout is ours: a container stands on one
   line if it fits, so that a person can read what a program wrote. */
#include "report/clean.h"
#include "report/dump.h"
#include "report/precision.h"
#include "report/report.h"

#include <jansson.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 12, LINE = 120, LAYOUT = JSON_ENCODE_ANY | JSON_REAL_PRECISION(DIGITS) };

/** Building goes on after a failed allocation and is given up at the end. */
typedef struct builder {
  bool failed;
} builder;

static void put(builder *b, json_t *object, const char *key, json_t *value) {
  if (json_object_set_new(object, key, value) != 0) b->failed = true;
}

static void append(builder *b, json_t *array, json_t *value) {
  if (json_array_append_new(array, value) != 0) b->failed = true;
}

/** A finite number with 12 significant digits, without a point if it is whole; infinite is null. */
static json_t *number(double value) {
  if (!isfinite(value)) return json_null();
  char digits[40];
  snprintf(digits, sizeof digits, "%.*e", DIGITS - 1, value);
  double rounded = strtod(digits, NULL);
  if (fabs(rounded) < 1e15 && rounded == floor(rounded)) return json_integer((json_int_t)rounded);
  return json_real(rounded);
}

static json_t *string(builder *b, const char *s) {
  sai_text clean = {0};
  sai_clean_utf8(&clean, s);
  json_t *value = clean.failed ? NULL : json_string(sai_text_string(&clean));
  sai_text_free(&clean);
  if (!value) b->failed = true;
  return value;
}

static void put_string(builder *b, json_t *object, const char *key, const char *s) {
  if (s) put(b, object, key, string(b, s));
}

static json_t *pair(builder *b, double low, double high) {
  json_t *array = json_array();
  append(b, array, number(low));
  append(b, array, number(high));
  return array;
}

/** Put a figure, and its interval into `intervals` (NULL: the answer has none). */
static void put_figure(builder *b, json_t *object, json_t *intervals, const char *key,
                       const sai_figure *figure) {
  /* What could not be estimated is absent: null would say infinite. */
  if (!figure->present || isnan(figure->value)) return;
  put(b, object, key, number(figure->value));
  if (intervals && !isnan(figure->low) && !isnan(figure->high))
    put(b, intervals, key, pair(b, figure->low, figure->high));
}

/** The same with its standard error as KEY_se after it. */
static void put_estimate(builder *b, json_t *object, json_t *intervals, const char *key,
                         const sai_figure *figure) {
  put_figure(b, object, intervals, key, figure);
  if (!figure->present || !intervals || isnan(figure->se)) return;
  char name[80];
  snprintf(name, sizeof name, "%s_se", key);
  put(b, object, name, number(figure->se));
}

/** Put the collected intervals last; an empty object is dropped. */
static void put_intervals(builder *b, json_t *object, json_t *intervals) {
  if (intervals && json_object_size(intervals) > 0)
    put(b, object, "interval90", intervals);
  else
    json_decref(intervals);
}

/** Somewhere to collect intervals, or NULL if the answer has none; *failed if there is no memory. */
static json_t *intervals_of(builder *b, const sai_result *result) {
  if (result->point) return NULL;
  json_t *intervals = json_object();
  if (!intervals) b->failed = true;
  return intervals;
}

static json_t *metric_json(builder *b, const sai_result *result, const sai_metric *metric,
                           const sai_metric_info *info) {
  json_t *object = json_object(), *intervals = intervals_of(b, result);
  put_estimate(b, object, intervals, "mean", &metric->mean);
  put_estimate(b, object, intervals, "pooled", &metric->pooled);
  put_figure(b, object, intervals, "sd", &metric->sd);
  for (size_t q = 0; q < SAI_QUANTILES; q++)
    put_figure(b, object, intervals, sai_quantile_names[q], &metric->quantile[q]);
  for (size_t i = 0; i < 2; i++)
    if (info->probability_keys[i])
      put_figure(b, object, intervals, info->probability_keys[i], &metric->probability[i]);
  put_intervals(b, object, intervals);
  return object;
}

static void put_by_month(builder *b, json_t *object, json_t *intervals, const char *key,
                         const sai_figure *by_month, unsigned months) {
  json_t *values = json_array(), *ranges = intervals ? json_array() : NULL;
  for (unsigned m = 0; m < months; m++) {
    append(b, values, number(by_month[m].value));
    if (intervals) append(b, ranges, pair(b, by_month[m].low, by_month[m].high));
  }
  put(b, object, key, values);
  if (intervals) put(b, intervals, key, ranges);
}

static json_t *payback_json(builder *b, const sai_result *result, const sai_payback *payback) {
  json_t *object = json_object(), *intervals = intervals_of(b, result);
  put_by_month(b, object, intervals, "probability_by_month", payback->by_month, result->horizon_months);
  put_figure(b, object, intervals, "probability_never", &payback->never);
  put_by_month(b, object, intervals, "lasting_by_month", payback->lasting_by_month, result->horizon_months);
  put_figure(b, object, intervals, "probability_never_lasting", &payback->never_lasting);
  put_intervals(b, object, intervals);
  return object;
}

static bool band_present(const sai_band *band) {
  return band->mean.present || band->p10.present || band->p50.present || band->p90.present;
}

static json_t *ratio_json(builder *b, const sai_result *result, const sai_figure *pooled,
                          const sai_band *band) {
  json_t *object = json_object(), *intervals = intervals_of(b, result);
  put_estimate(b, object, intervals, "mean", &band->mean);
  put_estimate(b, object, intervals, "pooled", pooled);
  put_figure(b, object, intervals, "p10", &band->p10);
  put_figure(b, object, intervals, "p50", &band->p50);
  put_figure(b, object, intervals, "p90", &band->p90);
  put_intervals(b, object, intervals);
  return object;
}

static json_t *band_json(builder *b, const sai_result *result, const sai_band *band) {
  return ratio_json(b, result, &(sai_figure){0}, band);
}

static json_t *stages_json(builder *b, const sai_result *result, const sai_offer_result *offer) {
  json_t *stages = json_object();
  for (size_t s = 0; s < offer->n_stages; s++) {
    json_t *stage = band_json(b, result, &offer->stages[s].units);
    if (strcmp(offer->stages[s].label, offer->stages[s].name) != 0)
      put_string(b, stage, "label", offer->stages[s].label);
    put_string(b, stage, "owner", offer->stages[s].owner);
    if (band_present(&offer->stages[s].peak_month))
      put(b, stage, "peak_month", band_json(b, result, &offer->stages[s].peak_month));
    if (band_present(&offer->stages[s].waiting))
      put(b, stage, "waiting", band_json(b, result, &offer->stages[s].waiting));
    put(b, stages, offer->stages[s].name, stage);
  }
  return stages;
}

static json_t *months_json(builder *b, const sai_result *result, const sai_offer_result *offer) {
  json_t *months = json_array();
  for (unsigned m = 0; offer->months && m < result->horizon_months; m++) {
    const sai_month_result *month = &offer->months[m];
    json_t *object = json_object();
    put_string(b, object, "month", result->month_names[m]);
    put(b, object, "orders", band_json(b, result, &month->orders));
    put(b, object, "cost", band_json(b, result, &month->cost));
    if (band_present(&month->cumulative_net))
      put(b, object, "cumulative_net", band_json(b, result, &month->cumulative_net));
    if (band_present(&month->cumulative_cash))
      put(b, object, "cumulative_cash", band_json(b, result, &month->cumulative_cash));
    append(b, months, object);
  }
  return months;
}

/* What each line is billed; no other figures than means, which can be added up. */
static json_t *bill_json(builder *b, const sai_result *result, const sai_offer_result *offer) {
  json_t *bill = json_array();
  for (size_t i = 0; i < offer->n_bill; i++) {
    const sai_bill_result *line = &offer->bill[i];
    json_t *object = json_object(), *months = json_array();
    put_string(b, object, "contract", line->contract);
    put_string(b, object, "line", line->line);
    put_string(b, object, "amount", line->amount);
    put_string(b, object, "per", line->per);
    put_string(b, object, "owner", line->own ? "own_cost" : "fees");
    put(b, object, "mean", number(line->total.value));
    if (!result->point) put(b, object, "mean_se", number(line->total.se));
    for (unsigned m = 0; m < result->horizon_months; m++) append(b, months, number(line->months[m].value));
    put(b, object, "months", months);
    append(b, bill, object);
  }
  return bill;
}

static json_t *promise_json(builder *b, const sai_result *result, const sai_promise_result *promise) {
  static const char *const kinds[] = {"per_month", "in_all", "share", "out_of"};
  const sai_figure *reached = &promise->reached;
  json_t *object = json_object(), *intervals = intervals_of(b, result);
  put_string(b, object, "stage", promise->stage);
  put_string(b, object, "kind", kinds[promise->kind]);
  put(b, object, "promised", number(promise->promised));
  put_string(b, object, "of", promise->of);
  if (promise->kind == SAI_PROMISED_OUT_OF) put(b, object, "trials", number(promise->trials));
  put(b, object, "simulated", ratio_json(b, result, &promise->pooled, &promise->simulated));
  const sai_figure below = {true, 1 - reached->value, reached->se, 1 - reached->high, 1 - reached->low};
  put_figure(b, object, intervals, "probability_below", &below);
  put_figure(b, object, intervals, "probability_equal", &promise->equal);
  put_figure(b, object, intervals, "probability_reached", reached);
  put_intervals(b, object, intervals);
  return object;
}

static json_t *guarantees_json(builder *b, const sai_result *result, const sai_offer_result *offer) {
  json_t *guarantees = json_array();
  for (size_t i = 0; i < offer->n_guarantees; i++) {
    const sai_guarantee_result *guarantee = &offer->guarantees[i];
    json_t *object = json_object(), *intervals = intervals_of(b, result);
    put_string(b, object, "contract", guarantee->contract);
    put_string(b, object, "stage", guarantee->stage);
    put(b, object, "free_months", band_json(b, result, &guarantee->free_months));
    put_figure(b, object, intervals, "probability_free_months", &guarantee->works_on);
    put_intervals(b, object, intervals);
    append(b, guarantees, object);
  }
  return guarantees;
}

/* The bill summed by contract, with its keys, and by owner. */
static void put_parts(builder *b, json_t *object, const sai_result *result, const sai_offer_result *offer) {
  json_t *contracts = json_array(), *owners = json_object();
  for (size_t i = 0; i < offer->n_parts; i++) {
    const sai_part_result *part = &offer->parts[i];
    json_t *band = band_json(b, result, &part->cost);
    if (!part->by_contract) {
      put(b, owners, part->owner, band);
      continue;
    }
    json_t *entry = json_object();
    put_string(b, entry, "contract", part->contract);
    put_string(b, entry, "owner", part->own ? "own_cost" : "fees");
    if (json_object_update(entry, band) != 0) b->failed = true;
    json_decref(band);
    append(b, contracts, entry);
  }
  if (json_array_size(contracts) > 0)
    put(b, object, "by_contract", contracts);
  else
    json_decref(contracts);
  if (json_object_size(owners) > 0)
    put(b, object, "by_owner", owners);
  else
    json_decref(owners);
}

static json_t *promises_json(builder *b, const sai_result *result, const sai_offer_result *offer) {
  json_t *promises = json_array();
  for (size_t i = 0; i < offer->n_promises; i++)
    append(b, promises, promise_json(b, result, &offer->promises[i]));
  return promises;
}

static json_t *years_json(builder *b, const sai_result *result, const sai_offer_result *offer) {
  json_t *years = json_array();
  for (unsigned y = 0; offer->years && y < result->n_years; y++) {
    const sai_year_result *year = &offer->years[y];
    json_t *object = json_object();
    put(b, object, "year", json_integer(result->first_year + y));
    put(b, object, "months", json_integer(result->year_months[y]));
    put(b, object, "cost", band_json(b, result, &year->cost));
    if (band_present(&year->cost_with_tax))
      put(b, object, "cost_with_tax", band_json(b, result, &year->cost_with_tax));
    append(b, years, object);
  }
  return years;
}

static json_t *break_even_json(builder *b, const sai_result *result, const sai_break_even *even) {
  json_t *object = json_object(), *intervals = intervals_of(b, result);
  put_estimate(b, object, intervals, "orders", &even->orders);
  put_estimate(b, object, intervals, "gross_profit_per_order", &even->profit_per_order);
  put_intervals(b, object, intervals);
  return object;
}

/* One aim of a price: with which offer it compares, and the price, or that any or none is low enough. */
static json_t *price_at_json(builder *b, const sai_result *result, const sai_offer_result *offer,
                             const sai_figure *at, sai_price_aim aim) {
  json_t *object = json_object(), *intervals = intervals_of(b, result);
  if (aim != SAI_PRICE_ZERO_NET) put_string(b, object, "offer", result->offers[offer->compared[aim]].name);
  put_estimate(b, object, isinf(at->value) ? NULL : intervals, "price", at);
  if (isinf(at->value)) put_string(b, object, "reached", at->value > 0 ? "at any price" : "at no price");
  put_intervals(b, object, intervals);
  return object;
}

static json_t *prices_json(builder *b, const sai_result *result, const sai_offer_result *offer) {
  static const char *const keys[SAI_PRICE_AIMS] = {"zero_net", "same_net", "same_cpa"};
  json_t *list = json_array();
  for (size_t i = 0; i < offer->n_prices; i++) {
    const sai_price_result *price = &offer->prices[i];
    json_t *object = json_object();
    if (price->contract) put_string(b, object, "contract", price->contract);
    put_string(b, object, "line", price->line);
    put(b, object, "price", number(price->price));
    for (int aim = 0; aim < SAI_PRICE_AIMS; aim++)
      if (price->at[aim].present)
        put(b, object, keys[aim], price_at_json(b, result, offer, &price->at[aim], (sai_price_aim)aim));
    append(b, list, object);
  }
  return list;
}

static json_t *offer_json(builder *b, const sai_result *result, const sai_offer_result *offer) {
  json_t *object = json_object(), *metrics = json_object();
  put_string(b, object, "name", offer->name);
  if (offer->id && strcmp(offer->id, offer->name) != 0) put_string(b, object, "id", offer->id);
  put_string(b, object, "kind", offer->kind);
  for (size_t m = 0; m < SAI_METRICS; m++)
    if (offer->metrics[m].present)
      put(b, metrics, sai_metric_infos[m].key,
          metric_json(b, result, &offer->metrics[m], &sai_metric_infos[m]));
  if (offer->payback.present) put(b, metrics, "payback", payback_json(b, result, &offer->payback));
  put(b, object, "metrics", metrics);
  if (offer->break_even.orders.present || offer->break_even.profit_per_order.present)
    put(b, object, "break_even", break_even_json(b, result, &offer->break_even));
  if (offer->n_prices) put(b, object, "prices", prices_json(b, result, offer));
  if (result->n_years) put(b, object, "fiscal_years", years_json(b, result, offer));
  put_parts(b, object, result, offer);
  if (offer->n_promises) put(b, object, "promises", promises_json(b, result, offer));
  if (offer->n_guarantees) put(b, object, "guarantees", guarantees_json(b, result, offer));
  put(b, object, "stages", stages_json(b, result, offer));
  put(b, object, "months", months_json(b, result, offer));
  put(b, object, "bill", bill_json(b, result, offer));
  return object;
}

static json_t *comparison_json(builder *b, const sai_result *result, const sai_comparison *c) {
  json_t *object = json_object(), *difference = json_object();
  json_t *inner = intervals_of(b, result), *outer = intervals_of(b, result);
  put_string(b, object, "a", result->offers[c->a].name);
  put_string(b, object, "b", result->offers[c->b].name);
  put(b, object, "metric", json_string(sai_metric_infos[c->metric].key));
  put_estimate(b, difference, inner, "mean", &c->mean);
  put_estimate(b, difference, inner, "pooled", &c->pooled);
  put_figure(b, difference, inner, "p5", &c->p5);
  put_figure(b, difference, inner, "p95", &c->p95);
  put_intervals(b, difference, inner);
  put(b, object, "difference", difference);
  put_figure(b, object, outer, "probability_a_lower", &c->a_lower);
  put_figure(b, object, outer, "probability_equal", &c->equal);
  put_intervals(b, object, outer);
  return object;
}

static json_t *crossing_json(builder *b, const sai_result *result, const sai_crossing *crossing) {
  json_t *object = json_object(), *units = json_array(), *cost = json_array();
  put_string(b, object, "a", result->offers[crossing->a].name);
  put_string(b, object, "b", result->offers[crossing->b].name);
  put_string(b, object, "stage", crossing->stage_label);
  if (crossing->same) put(b, object, "same", json_true());
  for (size_t i = 0; i < crossing->n; i++) {
    append(b, units, number(crossing->units[i]));
    append(b, cost, number(crossing->cost[i]));
  }
  put(b, object, "units", units);
  put(b, object, "cost", cost);
  return object;
}

static json_t *assumption_json(builder *b, const sai_assumption *assumption) {
  json_t *object = json_object();
  put_string(b, object, "path", assumption->path);
  put_string(b, object, "text", assumption->text);
  put(b, object, "source", assumption->source ? string(b, assumption->source) : json_null());
  put_string(b, object, "market", assumption->market);
  put_figure(b, object, NULL, "mean", &assumption->mean);
  put_figure(b, object, NULL, "p5", &assumption->p5);
  put_figure(b, object, NULL, "p95", &assumption->p95);
  if (assumption->unit && *assumption->unit) put_string(b, object, "unit", assumption->unit);
  return object;
}

/* The files that distributions were taken from; absent if there are none. */
static void put_data(builder *b, json_t *scenario, const sai_result *result) {
  json_t *array = json_array();
  for (size_t i = 0; i < result->n_data; i++) {
    json_t *object = json_object();
    put_string(b, object, "file", result->data[i].file);
    put_string(b, object, "column", result->data[i].column);
    put_string(b, object, "sha256", result->data[i].sha256);
    put(b, object, "rows", json_integer((json_int_t)result->data[i].rows));
    append(b, array, object);
  }
  if (result->n_data)
    put(b, scenario, "data", array);
  else
    json_decref(array);
}

/* The widest figure by its place, and its 95% interval against what it may be. */
static json_t *precision_json(builder *b, const sai_result *result) {
  const sai_precision *precision = &result->precision;
  json_t *object = json_object();
  put(b, object, "asked", number(precision->asked));
  put(b, object, "reached", json_boolean(precision->reached));
  if (precision->widest.key) {
    sai_text pointer = {0};
    sai_precision_pointer(&pointer, result, &precision->widest);
    if (pointer.failed) b->failed = true;
    put_string(b, object, "widest", sai_text_string(&pointer));
    put(b, object, "half_width", number(precision->half_width));
    put(b, object, "allowed", number(precision->allowed));
    sai_text_free(&pointer);
  }
  if (!precision->reached) put(b, object, "runs_needed", number(precision->needed));
  return object;
}

static void put_provenance(builder *b, json_t *root, const sai_result *result) {
  json_t *scenario = json_object();
  put_string(b, root, "saisan", result->version);
  put_string(b, scenario, "title", result->title);
  put_string(b, scenario, "file", result->file);
  put_string(b, scenario, "sha256", result->sha256);
  put_data(b, scenario, result);
  if (result->market_file) {
    json_t *market = json_object();
    put_string(b, market, "file", result->market_file);
    put_string(b, market, "sha256", result->market_sha256);
    put(b, scenario, "market", market);
  }
  put(b, root, "scenario", scenario);
  if (result->point) {
    put(b, root, "point", json_true());
  } else {
    put(b, root, "runs", json_integer((json_int_t)result->runs));
    if (result->interrupted) put(b, root, "runs_asked", json_integer((json_int_t)result->runs_asked));
    put(b, root, "seed",
        result->seed <= INT64_MAX ? json_integer((json_int_t)result->seed) : number((double)result->seed));
    put_string(b, root, "sampler", result->sampler);
    if (result->sobol_dimensions + result->sobol_beyond > 0) {
      json_t *sobol = json_object();
      put(b, sobol, "dimensions", json_integer((json_int_t)result->sobol_dimensions));
      put(b, sobol, "pseudo", json_integer((json_int_t)result->sobol_beyond));
      put(b, root, "sobol", sobol);
    }
  }
  put(b, root, "horizon_months", json_integer(result->horizon_months));
  put_string(b, root, "currency", result->currency);
  if (result->precision.asked > 0) put(b, root, "precision", precision_json(b, result));
  if (!result->point) put(b, root, "months_runs", json_integer((json_int_t)result->months_runs));
}

static void put_targets(builder *b, json_t *root, const sai_result *result) {
  json_t *targets = json_object();
  put_figure(b, targets, NULL, "cpa", &result->target_cpa);
  put_figure(b, targets, NULL, "orders", &result->target_orders);
  put_figure(b, targets, NULL, "budget", &result->target_budget);
  put_string(b, targets, "budget_per", result->budget_per);
  put(b, root, "targets", targets);
}

static void put_lists(builder *b, json_t *root, const sai_result *result) {
  json_t *assumptions = json_array(), *warnings = json_array(), *offers = json_array();
  json_t *comparisons = json_array(), *crossings = json_array();
  for (size_t i = 0; i < result->n_assumptions; i++)
    append(b, assumptions, assumption_json(b, &result->assumptions[i]));
  for (size_t i = 0; i < result->n_warnings; i++) append(b, warnings, string(b, result->warnings[i]));
  for (size_t i = 0; i < result->n_offers; i++) append(b, offers, offer_json(b, result, &result->offers[i]));
  for (size_t i = 0; i < result->n_comparisons; i++)
    append(b, comparisons, comparison_json(b, result, &result->comparisons[i]));
  for (size_t i = 0; i < result->n_crossings; i++)
    append(b, crossings, crossing_json(b, result, &result->crossings[i]));
  put(b, root, "assumptions", assumptions);
  put(b, root, "warnings", warnings);
  put(b, root, "offers", offers);
  put(b, root, "comparisons", comparisons);
  put(b, root, "crossings", crossings);
  if (!result->curves.stage_label) return;
  json_t *curve = json_object(), *most = json_array();
  put_string(b, curve, "stage", result->curves.stage_label);
  for (size_t i = 0; i < result->n_offers; i++) append(b, most, number(result->curves.most[i]));
  put(b, curve, "most_units", most);
  put(b, root, "cost_curve", curve);
}

static void write_value(builder *b, const json_t *value, int indent, size_t lead, sai_text *out);

static char *dumped(builder *b, const json_t *value) {
  char *line = sai_json_dump(value, LAYOUT);
  if (!line) b->failed = true;
  return line;
}

static void write_member(builder *b, const char *key, const json_t *value, int indent, sai_text *out) {
  sai_text_repeat(out, " ", (size_t)indent);
  size_t lead = (size_t)indent;
  if (key) {
    json_t *name = json_string(key);
    char *quoted = name ? dumped(b, name) : NULL;
    if (!quoted) b->failed = true;
    if (quoted) sai_text_format(out, "%s: ", quoted);
    if (quoted) lead += strlen(quoted) + 2;
    free(quoted);
    json_decref(name);
  }
  write_value(b, value, indent, lead, out);
}

/** Write a value; `lead` columns of its first line are taken. */
static void write_value(builder *b, const json_t *value, int indent, size_t lead, sai_text *out) {
  const bool object = json_is_object(value), inner = object || json_is_array(value);
  bool fits = true;
  char *line = inner ? sai_json_line(value, LAYOUT, lead < LINE ? LINE - lead : 0, &fits) : dumped(b, value);
  if (!line) b->failed = true;
  if (line && fits) sai_text_add(out, line);
  free(line);
  if (!line || fits) return;
  const char *key;
  json_t *member;
  size_t i = 0, n = object ? json_object_size(value) : json_array_size(value);
  sai_text_add(out, object ? "{\n" : "[\n");
  if (object) {
    json_object_foreach((json_t *)(uintptr_t)value, key, member) {
      write_member(b, key, member, indent + 2, out);
      sai_text_add(out, ++i < n ? ",\n" : "\n");
    }
  } else {
    for (i = 0; i < n; i++) {
      write_member(b, NULL, json_array_get(value, i), indent + 2, out);
      sai_text_add(out, i + 1 < n ? ",\n" : "\n");
    }
  }
  sai_text_repeat(out, " ", (size_t)indent);
  sai_text_add(out, object ? "}" : "]");
}

sai_code sai_report_json(const sai_result *result, sai_text *out, sai_error *err) {
  builder b = {0};
  json_t *root = json_object();
  put_provenance(&b, root, result);
  put_targets(&b, root, result);
  put_lists(&b, root, result);
  sai_text text = {.whole = out};
  if (root && !b.failed) write_value(&b, root, 0, SIZE_MAX / 2, &text);
  sai_text_add(&text, "\n");
  json_decref(root);
  bool failed = !root || b.failed || text.failed;
  if (!failed) sai_text_add_bytes(out, text.data, text.length);
  sai_text_free(&text);
  return failed || out->failed ? sai_error_no_memory(err) : SAI_OK;
}
