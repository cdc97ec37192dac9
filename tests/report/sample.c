/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/sample.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double z_of[SAI_QUANTILES] = {-1.645, -1.2816, -0.6745, 0, 0.6745, 1.2816, 1.645};

sai_figure sample_figure(double value, double half) {
  return (sai_figure){true, value, half / 1.645, value - half, value + half};
}

static sai_figure quantile(double value, double half) {
  sai_figure figure = sample_figure(value, half);
  figure.se = NAN;
  return figure;
}

/** The share of a normal spread that lies at or below x; spread is the distance of the 90% point. */
static double at_most(double x, double middle, double spread) {
  if (spread == 0) return x >= middle;
  return 0.5 * erfc(-(x - middle) / spread * 1.2816 / sqrt(2));
}

static void fill_plain(sai_metric *metric, double middle, double spread, double noise) {
  metric->present = true;
  metric->mean = sample_figure(middle, noise);
  metric->sd = sample_figure(spread / 1.2816, noise);
  for (size_t q = 0; q < SAI_QUANTILES; q++)
    metric->quantile[q] = quantile(middle + spread * z_of[q] / 1.2816, spread > 0 ? 1.5 * noise : 0);
}

static void fill_whole(sai_metric *metric) {
  for (size_t q = 0; q < SAI_QUANTILES; q++) {
    double value = fmax(0, round(metric->quantile[q].value));
    metric->quantile[q] = quantile(value, 0);
  }
}

/** CPA from the quantiles of cost and orders; levels beyond 1 - no_order are infinite. */
static void fill_cpa(sai_metric *metric, const sample_offer *o) {
  metric->present = true;
  double pooled = o->orders > 0 ? o->cost / o->orders : INFINITY;
  metric->pooled = isfinite(pooled) ? sample_figure(pooled, pooled * 0.001)
                                    : (sai_figure){true, INFINITY, NAN, INFINITY, INFINITY};
  for (size_t q = 0; q < SAI_QUANTILES; q++) {
    double orders = o->orders - o->orders_spread * z_of[q] / 1.2816;
    bool infinite = sai_quantile_levels[q] > 1 - o->no_order || orders <= 0;
    double value = infinite ? INFINITY : o->cost / fmax(orders, 0.05 * o->orders);
    metric->quantile[q] = quantile(value, infinite ? 0 : 0.002 * value);
    if (infinite) metric->quantile[q].low = metric->quantile[q].high = INFINITY;
  }
  metric->probability[0] = sample_figure(o->no_order, o->no_order > 0 && o->no_order < 1 ? 0.0002 : 0);
}

static void fill_histogram(sai_result *r, sai_offer_result *offer, const sample_offer *o) {
  sai_histogram *h = &offer->cpa;
  double low = offer->metrics[SAI_CPA].quantile[SAI_P5].value,
         high = offer->metrics[SAI_CPA].quantile[SAI_P90].value;
  h->infinite = o->no_order;
  if (!isfinite(low)) return;
  if (!isfinite(high)) high = 6 * low;
  h->start = floor(low * 0.5);
  h->n = 50;
  h->width = fmax(1, ceil((high * 1.3 - h->start) / 50));
  h->share = sai_arena_array(&r->arena, h->n, sizeof *h->share);
  double total = 0, middle = offer->metrics[SAI_CPA].quantile[SAI_P50].value;
  if (!isfinite(middle)) middle = (low + high) / 2;
  double sigma = fmax(0.05, log(middle / low) / 1.645);
  for (size_t i = 0; i < h->n; i++) {
    double x = h->start + h->width * ((double)i + 0.5);
    h->share[i] = exp(-0.5 * pow(log(x / middle) / sigma, 2)) / x;
    total += h->share[i];
  }
  h->beyond = 0.02 * (1 - o->no_order);
  for (size_t i = 0; i < h->n; i++) h->share[i] *= (1 - o->no_order) * 0.98 / total;
}

static sai_band band(double middle, double spread, double noise) {
  return (sai_band){sample_figure(middle, noise), quantile(middle - spread, noise), quantile(middle, noise),
                    quantile(middle + spread, noise)};
}

static void fill_months(sai_result *r, sai_offer_result *offer, const sample_offer *o) {
  unsigned n = r->horizon_months;
  offer->months = sai_arena_array(&r->arena, n, sizeof *offer->months);
  sai_payback *p = &offer->payback;
  p->present = true;
  p->by_month = sai_arena_array(&r->arena, n, sizeof *p->by_month);
  p->lasting_by_month = sai_arena_array(&r->arena, n, sizeof *p->lasting_by_month);
  double net = o->orders * o->profit_per_order - o->cost;
  double spread = o->profit_per_order * o->orders_spread + o->cost_spread;
  for (unsigned m = 0; m < n; m++) {
    double share = (m + 1.0) / n, lag = o->cost * 0.3 * (1 - share);
    offer->months[m].orders = band(floor(o->orders / n), ceil(o->orders_spread / n), 0);
    offer->months[m].cost = band(o->cost / n, o->cost_spread / n, 100);
    offer->months[m].cumulative_net = band(net * share - lag, spread * sqrt(share), 1000);
    offer->months[m].cumulative_cash = band(net * share - 2 * lag, spread * sqrt(share), 1000);
    double lasting = at_most(net * share - lag, 0, spread * sqrt(share));
    p->lasting_by_month[m] = sample_figure(0.95 * lasting, 0.001);
    p->by_month[m] = sample_figure(fmin(1, lasting * 1.02), 0.001);
  }
  p->never = sample_figure(1 - p->by_month[n - 1].value, 0.001);
  p->never_lasting = sample_figure(1 - p->lasting_by_month[n - 1].value, 0.001);
}

static void fill_stages(sai_result *r, sai_offer_result *offer, const sample_offer *o) {
  static const char *const names[] = {"call", "appointment", "order"};
  static const char *const labels[] = {"架電", "アポ", "受注"};
  static const double factor[] = {200, 8, 1};
  offer->n_stages = 3;
  offer->stages = sai_arena_array(&r->arena, 3, sizeof *offer->stages);
  for (size_t s = 0; s < 3; s++)
    offer->stages[s] = (sai_stage_result){names[s], labels[s], s < 2, s < 2 ? "vendor" : "own",
                                          band(o->orders * factor[s], o->orders_spread * factor[s], 0)};
}

/* Three quarters for the vendor's line, a quarter own cost that follows no contract. */
static void fill_bill(sai_result *r, sai_offer_result *offer, const sample_offer *o) {
  offer->n_bill = 2;
  offer->bill = sai_arena_array(&r->arena, 2, sizeof *offer->bill);
  for (size_t i = 0; i < 2; i++) {
    sai_bill_result *line = &offer->bill[i];
    double mean = o->cost * (i ? 0.25 : 0.75);
    *line = (sai_bill_result){i ? NULL : o->name, i ? "4,000 per call" : "基本料", i ? "4,000" : NULL, i ? "call" : NULL, i == 1,
                              sample_figure(mean, 100),
                              sai_arena_array(&r->arena, r->horizon_months, sizeof *line->months)};
    for (unsigned m = 0; m < r->horizon_months; m++)
      line->months[m] = sample_figure(mean / r->horizon_months, 100);
  }
}

static void fill_offer(sai_result *r, sai_offer_result *offer, const sample_offer *o) {
  double net = o->orders * o->profit_per_order - o->cost, gross = o->orders * o->profit_per_order;
  double net_spread = o->orders_spread * o->profit_per_order + o->cost_spread;
  offer->id = offer->name = o->name;
  offer->kind = "outsourcing";
  sai_metric *m = offer->metrics;
  fill_plain(&m[SAI_COST], o->cost, o->cost_spread, o->cost_spread > 0 ? 0.0005 * o->cost : 0);
  fill_plain(&m[SAI_FEES], o->cost, o->cost_spread, o->cost_spread > 0 ? 0.0005 * o->cost : 0);
  fill_plain(&m[SAI_OWN_COST], 0, 0, 0);
  fill_plain(&m[SAI_ORDERS], o->orders, o->orders_spread, 0.02);
  fill_whole(&m[SAI_ORDERS]);
  fill_plain(&m[SAI_PIPELINE_ORDERS], o->orders / 20, o->orders_spread / 20, 0.01);
  fill_whole(&m[SAI_PIPELINE_ORDERS]);
  fill_cpa(&m[SAI_CPA], o);
  fill_cpa(&m[SAI_CPA_FEES], o);
  m[SAI_CPA_FEES].probability[0] = m[SAI_CPA_FEES].probability[1] = (sai_figure){0};
  fill_plain(&m[SAI_GROSS_PROFIT], gross, o->orders_spread * o->profit_per_order, gross * 0.001);
  fill_plain(&m[SAI_NET], net, net_spread, gross * 0.001);
  m[SAI_NET].probability[0] = sample_figure(at_most(net, 0, net_spread), 0.0008);
  fill_plain(&m[SAI_DEEPEST_CASH_NEED], 0.3 * o->cost, 0.3 * o->cost_spread, 0.0005 * o->cost);
  m[SAI_ROI].present = true;
  m[SAI_ROI].pooled = o->cost > 0 ? sample_figure(net / o->cost, 0.001)
                                  : (sai_figure){true, INFINITY, NAN, INFINITY, INFINITY};
  for (size_t q = 0; q < SAI_QUANTILES; q++)
    m[SAI_ROI].quantile[q] = quantile(o->cost > 0 ? m[SAI_NET].quantile[q].value / o->cost : 0, 0.001);
  fill_stages(r, offer, o);
  fill_months(r, offer, o);
  fill_bill(r, offer, o);
  offer->break_even.orders = o->profit_per_order > 0 ? sample_figure(o->cost / o->profit_per_order, 0.05)
                                                     : (sai_figure){true, INFINITY, NAN, INFINITY, INFINITY};
  offer->break_even.profit_per_order = m[SAI_CPA].pooled;
  fill_histogram(r, offer, o);
}

static void fill_targets(sai_result *r) {
  r->target_cpa = (sai_figure){.present = true, .value = 160000};
  r->target_orders = (sai_figure){.present = true, .value = 60};
  r->target_budget = (sai_figure){.present = true, .value = 10000000};
  for (size_t i = 0; i < r->n_offers; i++) {
    sai_metric *m = r->offers[i].metrics;
    double cost = m[SAI_COST].mean.value, spread = m[SAI_COST].sd.value * 1.2816;
    m[SAI_COST].probability[0] = sample_figure(at_most(1e7, cost, spread), spread > 0 ? 0.0008 : 0);
    m[SAI_ORDERS].probability[0] =
        sample_figure(1 - at_most(59.5, m[SAI_ORDERS].mean.value, m[SAI_ORDERS].sd.value * 1.2816), 0.0008);
    double middle = m[SAI_CPA].quantile[SAI_P50].value;
    m[SAI_CPA].probability[1] =
        sample_figure(isfinite(middle) ? at_most(160000, middle, 0.5 * middle) : 0, 0.0008);
  }
}

static void fill_comparison(sai_result *r, size_t a, size_t b, sai_metric_id id) {
  const sai_metric *x = &r->offers[a].metrics[id], *y = &r->offers[b].metrics[id];
  sai_comparison *c = &r->comparisons[r->n_comparisons++];
  bool ratio = sai_metric_infos[id].is_ratio;
  double at_x = ratio ? x->quantile[SAI_P50].value : x->mean.value,
         at_y = ratio ? y->quantile[SAI_P50].value : y->mean.value;
  double spread = ratio ? 0.4 * fmin(at_x, at_y) : hypot(x->sd.value, y->sd.value) * 1.2816;
  *c = (sai_comparison){.a = a, .b = b, .metric = id};
  double difference = isfinite(at_x) && isfinite(at_y) ? at_x - at_y : isfinite(at_x) ? -INFINITY : INFINITY;
  bool same = (isinf(at_x) && isinf(at_y)) || (difference == 0 && spread == 0);
  *(ratio ? &c->pooled : &c->mean) =
      isfinite(difference) ? sample_figure(difference, fabs(difference) * 0.001) : (sai_figure){0};
  c->p5 = quantile(difference - spread * 1.2836, 0);
  c->p95 = quantile(difference + spread * 1.2836, 0);
  double lower = same ? 0 : isfinite(difference) ? at_most(0, difference, spread) : difference < 0;
  c->a_lower = sample_figure(lower, lower > 0 && lower < 1 ? 0.0008 : 0);
  c->equal = sample_figure(same, 0);
}

static void fill_comparisons(sai_result *r) {
  static const sai_metric_id compared[] = {SAI_COST, SAI_CPA, SAI_NET};
  r->comparisons = sai_arena_array(&r->arena, 3 * r->n_offers * r->n_offers, sizeof *r->comparisons);
  for (size_t a = 0; a < r->n_offers; a++)
    for (size_t b = a + 1; b < r->n_offers; b++)
      for (size_t i = 0; i < 3; i++) fill_comparison(r, a, b, compared[i]);
}

static void fill_curves(sai_result *r, const sample_offer *offers) {
  sai_cost_curves *c = &r->curves;
  double most = 0;
  c->stage_label = "アポ";
  c->n = 41;
  c->units = sai_arena_array(&r->arena, c->n, sizeof *c->units);
  c->cost = sai_arena_array(&r->arena, r->n_offers, sizeof *c->cost);
  c->expected = sai_arena_array(&r->arena, r->n_offers, sizeof *c->expected);
  c->most = sai_arena_array(&r->arena, r->n_offers, sizeof *c->most);
  for (size_t o = 0; o < r->n_offers; o++) c->most[o] = INFINITY;
  for (size_t o = 0; o < r->n_offers; o++) most = fmax(most, 16 * offers[o].orders);
  for (size_t i = 0; i < c->n; i++) c->units[i] = fmax(most, 40) * (double)i / 40;
  for (size_t o = 0; o < r->n_offers; o++) {
    c->cost[o] = sai_arena_array(&r->arena, c->n, sizeof *c->cost[o]);
    for (size_t i = 0; i < c->n; i++)
      c->cost[o][i] = offers[o].fee_fixed + offers[o].fee_per_unit * c->units[i];
    c->expected[o] = isnan(offers[o].fee_per_unit) ? NAN : 8 * offers[o].orders;
  }
}

static void fill_crossings(sai_result *r, const sample_offer *offers) {
  r->crossings = sai_arena_array(&r->arena, r->n_offers * r->n_offers, sizeof *r->crossings);
  for (size_t a = 0; a < r->n_offers; a++)
    for (size_t b = a + 1; b < r->n_offers; b++) {
      sai_crossing *c = &r->crossings[r->n_crossings++];
      *c = (sai_crossing){.a = a, .b = b, .stage_label = "アポ"};
      double units =
          (offers[a].fee_fixed - offers[b].fee_fixed) / (offers[b].fee_per_unit - offers[a].fee_per_unit);
      if (!isfinite(units) || units < 0) continue;
      c->n = 1;
      c->units[0] = units;
      c->cost[0] = offers[a].fee_fixed + offers[a].fee_per_unit * units;
    }
}

static void fill_names(sai_result *r, const char *title) {
  r->version = "0.1.0";
  r->title = title;
  r->file = "two-vendors.yaml";
  r->sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  r->currency = "JPY";
  r->sampler = "pseudo";
  r->runs = r->runs_asked = 1000000;
  r->seed = 1;
  r->months_runs = 131072;
  r->calendar = true;
  r->has_value = true;
  const char **names = sai_arena_array(&r->arena, r->horizon_months, sizeof *names);
  for (unsigned m = 0; m < r->horizon_months; m++) {
    char name[32];
    int n = snprintf(name, sizeof name, "%04u-%02u", 2026 + (m + 3) / 12, (m + 3) % 12 + 1);
    names[m] = sai_arena_copy(&r->arena, name, (size_t)n);
  }
  r->month_names = names;
}

sai_result *sample_result(const char *title, const sample_offer *offers, size_t n, unsigned months) {
  sai_result *r = calloc(1, sizeof *r);
  if (!r) abort();
  r->horizon_months = months;
  fill_names(r, title);
  r->n_offers = n;
  r->offers = sai_arena_array(&r->arena, n, sizeof *r->offers);
  for (size_t i = 0; i < n; i++) fill_offer(r, &r->offers[i], &offers[i]);
  fill_targets(r);
  fill_comparisons(r);
  fill_curves(r, offers);
  fill_crossings(r, offers);
  static const sai_assumption assumptions[] = {
      {"funnel.appointment.rate", "beta(40, 960)", "A社提案書 2026-03-12", NULL, {true, 0.04, NAN, NAN, NAN},
       {true, 0.0304, NAN, NAN, NAN}, {true, 0.0507, NAN, NAN, NAN}, "架電に対して"},
      {"inputs.win_rate", "15% to 35%", NULL, NULL},
      {"offers.A社.fees.call", "400", NULL, "公開値は300〜700円"},
  };
  r->assumptions = assumptions;
  r->n_assumptions = 3;
  return r;
}

sai_result *sample_two(void) {
  static const sample_offer offers[] = {
      {"A社 (コール+アポ)", 9550000, 900000, 58, 26, 230000, 0.0002, 10000, 4800000},
      {"B社 (月額固定)", 7200000, 0, 50, 29, 230000, 0.0041, 0, 7200000},
  };
  return sample_result("テレアポ代行 2社の比較", offers, 2, 12);
}

void sample_make_point(sai_result *r) {
  r->point = true;
  r->runs = r->runs_asked = 1;
  r->n_comparisons = 0;
  for (size_t o = 0; o < r->n_offers; o++)
    for (size_t m = 0; m < SAI_METRICS; m++) {
      sai_metric *metric = &r->offers[o].metrics[m];
      metric->sd.present = metric->probability[0].present = metric->probability[1].present = false;
      for (size_t q = 0; q < SAI_QUANTILES; q++) metric->quantile[q].present = false;
      sai_figure *figures[] = {&metric->mean, &metric->pooled};
      for (size_t i = 0; i < 2; i++)
        figures[i]->se = NAN, figures[i]->low = figures[i]->high = figures[i]->value;
    }
  for (size_t o = 0; o < r->n_offers; o++) {
    r->offers[o].cpa = (sai_histogram){0};
    for (unsigned m = 0; m < r->horizon_months; m++) {
      sai_band *bands[] = {&r->offers[o].months[m].orders, &r->offers[o].months[m].cost,
                           &r->offers[o].months[m].cumulative_net,
                           &r->offers[o].months[m].cumulative_cash};
      for (size_t i = 0; i < 4; i++)
        bands[i]->p10.present = bands[i]->p50.present = bands[i]->p90.present = false;
      bool paid = r->offers[o].payback.by_month[m].value >= 0.5;
      r->offers[o].payback.by_month[m].value = r->offers[o].payback.lasting_by_month[m].value = paid;
    }
    for (size_t s = 0; s < r->offers[o].n_stages; s++) {
      sai_band *units = &r->offers[o].stages[s].units;
      units->p10.present = units->p50.present = units->p90.present = false;
    }
  }
}

void sample_drop_value(sai_result *r) {
  r->has_value = false;
  for (size_t o = 0; o < r->n_offers; o++) {
    sai_offer_result *offer = &r->offers[o];
    offer->metrics[SAI_GROSS_PROFIT] = offer->metrics[SAI_NET] = offer->metrics[SAI_ROI] = (sai_metric){0};
    offer->payback = (sai_payback){0};
    offer->break_even = (sai_break_even){0};
    offer->metrics[SAI_DEEPEST_CASH_NEED] = (sai_metric){0};
    for (unsigned m = 0; m < r->horizon_months; m++)
      offer->months[m].cumulative_net = offer->months[m].cumulative_cash = (sai_band){0};
  }
  size_t n = 0;
  for (size_t i = 0; i < r->n_comparisons; i++)
    if (r->comparisons[i].metric != SAI_NET) r->comparisons[n++] = r->comparisons[i];
  r->n_comparisons = n;
}
