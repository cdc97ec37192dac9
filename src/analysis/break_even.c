/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/break_even.h"

#include "analysis/search.h"
#include "stats/groups.h"

#include <math.h>

static sai_column minus(sai_program *p, sai_column x, sai_column y) {
  return sai_program_binary(p, SAI_OP_SUBTRACT, x, y);
}

/* E[units] E[fixed] / E[scaling], and for profit also / E[orders]. */
static void watch_ratio(sai_plan *plan, sai_watch *watch, sai_column units, sai_column fixed,
                        sai_column scaling, sai_column per, sai_break_even_ratio *out) {
  size_t segment = sai_program_segments(plan->program);
  sai_column columns[4] = {fixed, scaling, units, per};
  const int powers[4] = {1, -1, 1, -1};
  /* units = scaling (orders that are never any, too): they cancel, and E[fixed] / E[per] is what stays. */
  bool cancel = units == scaling;
  if (cancel) columns[1] = per;
  size_t n = (cancel ? 1 : 3) + (per == SAI_NO_COLUMN ? 0 : 1);
  for (size_t i = 0; i < n; i++) sai_program_keep(plan->program, columns[i]);
  sai_program_keep(plan->program, scaling);
  sai_program_keep(plan->program, units);
  sai_mean_product_watch(&out->product, watch, segment, n, columns, powers);
  out->fixed = out->product.index[0];
  out->units = sai_watch_column(watch, units, segment, SAI_WATCH_MOMENTS, 0);
  out->scaling = sai_watch_column(watch, scaling, segment, SAI_WATCH_MOMENTS, 0);
}

void sai_break_even_start(sai_plan *plan, size_t offer, sai_watch *watch, sai_break_even_watch *out) {
  const sai_offer_columns *v = &plan->offers[offer];
  sai_program *p = plan->program;
  watch_ratio(plan, watch, v->gross_profit, minus(p, v->cost, v->profit_fees),
              minus(p, v->gross_profit, v->profit_fees), v->orders, &out->profit);
  watch_ratio(plan, watch, v->orders, minus(p, v->cost, v->order_fees),
              minus(p, v->gross_profit, v->order_fees), SAI_NO_COLUMN, &out->orders);
}

static double mean_of(const sai_tally *tally, size_t index) {
  return sai_moments_mean(sai_tally_moments(tally, index)).value;
}

/* Where nothing is left to earn back, nothing is needed; where the more there is the more is lost, nothing
 * helps. */
static sai_figure ratio_figure(const sai_break_even_ratio *ratio, const sai_tally *tally) {
  const sai_reading from = {tally, SAI_INTERVAL_LEVEL};
  double fixed = mean_of(tally, ratio->fixed), scaling = mean_of(tally, ratio->scaling);
  if (scaling < 0 || (scaling == 0 && fixed > 0)) return sai_figure_of(INFINITY);
  if (fixed <= 0) return sai_figure_estimate((sai_estimate){0, 0}, 2, SAI_INTERVAL_LEVEL);
  return sai_mean_product_figure(&ratio->product, &from);
}

/* Whose break-even, and what the search can use. */
typedef struct question {
  const sai_scenario *scenario;
  size_t offer;
  const sai_run_options *options; /* NULL: point calculation */
  const sai_program *tables;      /* the main program, whose tables serve here too; NULL if there is none */
} question;

/* One offer with something scaled, and what is watched of it: net, what is scaled, orders. */
typedef struct scaled_offer {
  sai_scenario scenario; /* the one offer alone, borrowing everything */
  sai_scaled scaled;
  sai_plan *plan;
  sai_watch watch;
  size_t index[3], pair[3];       /* of the watched; net and units, net and orders, units and orders */
  const sai_run_options *options; /* NULL: point calculation */
} scaled_offer;

enum { NET, UNITS, ORDERS, WATCHED };

/* What it came to at one scale, and in each group of runs; covariances are 0 in point calculations. */
typedef struct seen {
  uint64_t runs, group_runs[SAI_GROUPS_MAX];
  double mean[WATCHED], covariance[WATCHED][WATCHED], group_mean[SAI_GROUPS_MAX][WATCHED];
  size_t groups;
} seen;

static void watched_columns(const scaled_offer *s, sai_column columns[WATCHED]) {
  const sai_offer_columns *v = &s->plan->offers[0];
  columns[NET] = v->net;
  columns[UNITS] = s->scaled == SAI_SCALE_ORDERS ? v->orders : v->gross_profit;
  columns[ORDERS] = v->orders;
}

static sai_code open_scaled(const question *q, sai_scaled scaled, scaled_offer *out, sai_error *err) {
  sai_column columns[WATCHED];
  out->scenario = *q->scenario;
  out->scenario.offers = &q->scenario->offers[q->offer];
  out->scenario.n_offers = 1;
  out->scaled = scaled;
  out->options = q->options;
  sai_plan_options plan_options = {
      .seed = q->options ? q->options->seed : 0, .sobol = q->options && q->options->sobol, .scaled = scaled};
  SAI_TRY(sai_plan_create(&out->scenario, &plan_options, &out->plan, err));
  watched_columns(out, columns);
  for (size_t i = 0; i < WATCHED; i++) {
    out->index[i] = sai_watch_column(&out->watch, columns[i], sai_program_segments(out->plan->program),
                                     SAI_WATCH_MOMENTS, 0);
    sai_program_keep(out->plan->program, columns[i]);
  }
  out->pair[0] = sai_watch_pair(&out->watch, out->index[NET], out->index[UNITS]);
  out->pair[1] = sai_watch_pair(&out->watch, out->index[NET], out->index[ORDERS]);
  out->pair[2] = sai_watch_pair(&out->watch, out->index[UNITS], out->index[ORDERS]);
  sai_program_share(out->plan->program, q->tables);
  return sai_program_seal(out->plan->program, q->options ? SAI_SEAL_RUNS : SAI_SEAL_POINT, err);
}

static void close_scaled(scaled_offer *s) {
  sai_watch_free(&s->watch);
  sai_plan_free(s->plan);
}

static void read_point(const scaled_offer *s, const sai_registers *registers, seen *out) {
  sai_column columns[WATCHED];
  watched_columns(s, columns);
  *out = (seen){.runs = 1};
  for (size_t i = 0; i < WATCHED; i++) out->mean[i] = sai_registers_column(registers, columns[i])[0];
}

/* Columns may be one and the same: then so are their indices. */
static void read_tally(const scaled_offer *s, const sai_tally *tally, seen *out) {
  static const size_t of_pair[3][2] = {{NET, UNITS}, {NET, ORDERS}, {UNITS, ORDERS}};
  for (size_t i = 0; i < WATCHED; i++) {
    const sai_moments *m = sai_tally_moments(tally, s->index[i]);
    out->mean[i] = sai_moments_mean(m).value;
    out->covariance[i][i] = sai_moments_variance(m);
  }
  for (size_t k = 0; k < 3; k++) {
    size_t i = of_pair[k][0], j = of_pair[k][1];
    out->covariance[i][j] = out->covariance[j][i] =
        s->index[i] == s->index[j] ? out->covariance[i][i] : sai_tally_covariance(tally, s->pair[k]);
  }
  out->runs = sai_tally_runs(tally, s->index[0]);
  out->groups = sai_tally_groups(tally);
  for (size_t g = 0; g < out->groups; g++) {
    out->group_runs[g] = sai_tally_runs(sai_tally_group(tally, g), s->index[0]);
    for (size_t i = 0; i < WATCHED; i++)
      out->group_mean[g][i] = mean_of(sai_tally_group(tally, g), s->index[i]);
  }
}

static sai_code see(const scaled_offer *s, double scale, seen *out, sai_error *err) {
  if (!s->options) {
    sai_registers *registers = NULL;
    SAI_TRY(sai_search_point(s->plan->program, scale, &registers, err));
    read_point(s, registers, out);
    sai_registers_free(registers);
    return SAI_OK;
  }
  sai_tally *tally = NULL;
  SAI_TRY(sai_search_runs(s->plan->program, &s->watch, s->options, scale, &tally, err));
  read_tally(s, tally, out);
  sai_tally_free(tally);
  return SAI_OK;
}

static sai_code look_at_net(const void *of, double scale, double *value, sai_error *err) {
  seen at;
  SAI_TRY(see((const scaled_offer *)of, scale, &at, err));
  *value = at.mean[NET];
  return SAI_OK;
}

/* The smallest scale found at which expected net is not negative; INFINITY if none up to 2^30 is. */
static sai_code find_scale(const scaled_offer *s, double *scale, sai_error *err) {
  const sai_search search = {look_at_net, s, 0x1p30};
  double at_0, at_1;
  SAI_TRY(look_at_net(s, 0, &at_0, err));
  SAI_TRY(look_at_net(s, 1, &at_1, err));
  *scale = at_1 < 0 ? (double)INFINITY : 0;
  return at_0 >= 0 ? SAI_OK : sai_search_zero(&search, at_0, at_1, scale, err);
}

/* The error of a figure that moves with the means by these weights. */
static sai_group_error error_of(const seen *at, const double weight[WATCHED]) {
  double variance = 0, off[SAI_GROUPS_MAX] = {0};
  for (size_t g = 0; g < at->groups; g++)
    for (size_t i = 0; i < WATCHED; i++) off[g] += weight[i] * (at->group_mean[g][i] - at->mean[i]);
  for (size_t i = 0; i < WATCHED; i++)
    for (size_t j = 0; j < WATCHED; j++) variance += weight[i] * weight[j] * at->covariance[i][j];
  variance = fmax(variance, 0);
  if (at->groups) return sai_groups_error(at->group_runs, off, at->groups, sqrt(variance));
  return (sai_group_error){sqrt(variance / (double)at->runs), (double)at->runs - 1};
}

/* What is scaled, where expected net is zero, with its standard error: that of the root is the error of net
   over its slope, and goes with the errors of the means that the scale multiplies, since they come from the
   same runs. See docs/methods/break-even.md. */
static sai_code value_at(const scaled_offer *s, double scale, sai_figure *out, sai_error *err) {
  const double beside = 0.01;
  seen at, less, more;
  SAI_TRY(see(s, scale, &at, err));
  bool per_order = s->scaled == SAI_SCALE_PROFIT;
  double value = at.mean[UNITS] / (per_order ? at.mean[ORDERS] : 1);
  *out = sai_figure_estimate((sai_estimate){value, 0}, at.runs, SAI_INTERVAL_LEVEL);
  if (!s->options || scale <= 0) return SAI_OK;
  SAI_TRY(see(s, scale * (1 - beside), &less, err));
  SAI_TRY(see(s, scale * (1 + beside), &more, err));
  double slope = (more.mean[NET] - less.mean[NET]) / (2 * beside * scale);
  const double weight[WATCHED] = {[NET] = -value / scale / slope,
                                  [UNITS] = per_order ? 1 / at.mean[ORDERS] : 1,
                                  [ORDERS] = per_order ? -value / at.mean[ORDERS] : 0};
  const sai_group_error error = error_of(&at, weight);
  *out = sai_figure_student((sai_estimate){value, slope > 0 ? error.se : (double)NAN}, error.freedom,
                            SAI_INTERVAL_LEVEL);
  return SAI_OK;
}

static sai_code search(const question *q, sai_scaled scaled, sai_figure *out, sai_error *err) {
  scaled_offer s = {0};
  double scale = 0;
  sai_figure value = sai_figure_estimate((sai_estimate){0, 0}, 2, SAI_INTERVAL_LEVEL);
  sai_code code = open_scaled(q, scaled, &s, err);
  if (!code) code = find_scale(&s, &scale, err);
  if (!code && isfinite(scale)) code = value_at(&s, scale, &value, err);
  close_scaled(&s);
  if (code == SAI_INTERRUPTED) {
    /* What was played before the interrupt is worth more than this one figure. */
    *out = (sai_figure){0};
    return SAI_OK;
  }
  if (code) return code;
  *out = isfinite(scale) ? value : sai_figure_of(INFINITY);
  return SAI_OK;
}

sai_code sai_break_even_finish(const sai_plan *plan, size_t offer, const sai_break_even_watch *watch,
                               const sai_tally *tally, const sai_run_options *options, sai_break_even *out,
                               sai_error *err) {
  const sai_offer_columns *v = &plan->offers[offer];
  question q = {plan->scenario, offer, options, plan->program};
  double orders = mean_of(tally, watch->orders.units);
  out->orders = out->profit_per_order = sai_figure_of(INFINITY);
  if (orders <= 0) return SAI_OK;
  if (v->orders_linear)
    out->orders = ratio_figure(&watch->orders, tally);
  else
    SAI_TRY(search(&q, SAI_SCALE_ORDERS, &out->orders, err));
  if (v->profit_linear) {
    out->profit_per_order = ratio_figure(&watch->profit, tally);
    return SAI_OK;
  }
  return search(&q, SAI_SCALE_PROFIT, &out->profit_per_order, err);
}

sai_code sai_break_even_point(const sai_scenario *scenario, size_t offer, double orders, sai_break_even *out,
                              sai_error *err) {
  out->orders = out->profit_per_order = sai_figure_of(INFINITY);
  if (orders <= 0) return SAI_OK;
  question q = {scenario, offer, NULL, NULL};
  SAI_TRY(search(&q, SAI_SCALE_ORDERS, &out->orders, err));
  return search(&q, SAI_SCALE_PROFIT, &out->profit_per_order, err);
}
