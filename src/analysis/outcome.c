/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/outcome.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void sai_outcome_ratio(sai_metric_id metric, sai_metric_id *over, sai_metric_id *under) {
  *over = metric == SAI_CPA ? SAI_COST : metric == SAI_CPA_FEES ? SAI_FEES : SAI_NET;
  *under = metric == SAI_ROI ? SAI_COST : SAI_ORDERS;
}

sai_column sai_outcome_column(const sai_offer_columns *v, sai_metric_id metric) {
  const sai_column columns[SAI_METRICS] = {
      [SAI_COST] = v->cost,
      [SAI_FEES] = v->fees,
      [SAI_OWN_COST] = v->own_cost,
      [SAI_TAX] = v->tax,
      [SAI_COST_WITH_TAX] = v->cost_with_tax,
      [SAI_TAX_NOT_DEDUCTIBLE] = v->tax_not_deductible,
      [SAI_ORDERS] = v->orders,
      [SAI_PIPELINE_ORDERS] = v->pipeline_orders,
      [SAI_CPA] = v->cpa,
      [SAI_CPA_FEES] = v->cpa_fees,
      [SAI_GROSS_PROFIT] = v->gross_profit,
      [SAI_NET] = v->net,
      [SAI_ROI] = v->roi,
      [SAI_DEEPEST_CASH_NEED] = v->deepest_cash_need,
  };
  return columns[metric];
}

void sai_outcome_keep_totals(sai_plan *plan) {
  for (size_t i = 0; i < plan->scenario->n_offers; i++) {
    const sai_offer_columns *v = &plan->offers[i];
    for (sai_metric_id m = 0; m < SAI_METRICS; m++)
      if (sai_outcome_column(v, m) != SAI_NO_COLUMN)
        sai_program_keep(plan->program, sai_outcome_column(v, m));
    for (size_t s = 0; s < v->n_stages; s++) {
      sai_program_keep(plan->program, v->stages[s]);
      if (v->waiting[s] != SAI_NO_COLUMN) sai_program_keep(plan->program, v->waiting[s]);
      if (v->peak[s] != SAI_NO_COLUMN) sai_program_keep(plan->program, v->peak[s]);
    }
    for (size_t l = 0; l < v->n_lines; l++) sai_program_keep(plan->program, v->lines[l].total);
    for (size_t k = 0; k < v->n_parts; k++) sai_program_keep(plan->program, v->parts[k].sum);
    for (size_t k = 0; k < plan->scenario->offers[i].n_promises; k++) {
      sai_program_keep(plan->program, v->promises[k].simulated);
      sai_program_keep(plan->program, v->promises[k].reached);
      sai_program_keep(plan->program, v->promises[k].equal);
    }
    for (size_t g = 0; g < v->n_guarantees; g++) {
      sai_program_keep(plan->program, v->guarantees[g].free_months);
      sai_program_keep(plan->program, v->guarantees[g].works_on);
    }
    sai_program_keep(plan->program, v->budgeted);
    for (unsigned y = 0; y < plan->n_years; y++) {
      sai_program_keep(plan->program, v->year_cost[y]);
      sai_program_keep(plan->program, v->year_with_tax[y]);
    }
    if (!plan->has_value) continue;
    sai_program_keep(plan->program, v->first_payback);
    sai_program_keep(plan->program, v->lasting_payback);
  }
}

static size_t last_segment(const sai_plan *plan) {
  return sai_program_segments(plan->program);
}

static size_t watch_last(sai_plan *plan, sai_watch *watch, sai_column column, unsigned how, size_t n_counts) {
  sai_program_keep(plan->program, column);
  return sai_watch_column(watch, column, last_segment(plan), how, n_counts);
}

static size_t watch_indicator(sai_plan *plan, sai_watch *watch, sai_op op, sai_column a, sai_column b) {
  return watch_last(plan, watch, sai_program_binary(plan->program, op, a, b), SAI_WATCH_COUNTS, 2);
}

static void watch_probabilities(sai_plan *plan, const sai_offer_columns *v, sai_watch *watch,
                                sai_outcome_watch *out) {
  const sai_scenario *s = plan->scenario;
  sai_program *p = plan->program;
  sai_column zero = sai_program_constant(p, 0);
  for (size_t m = 0; m < SAI_METRICS; m++) out->probability[m][0] = out->probability[m][1] = SAI_NOT_WATCHED;
  if (s->target_budget.given)
    out->probability[SAI_COST][0] = watch_indicator(plan, watch, SAI_OP_LESS_EQUAL, v->budgeted,
                                                    sai_program_constant(p, s->target_budget.value));
  if (s->target_orders.given)
    out->probability[SAI_ORDERS][0] = watch_indicator(
        plan, watch, SAI_OP_LESS_EQUAL, sai_program_constant(p, s->target_orders.value), v->orders);
  out->probability[SAI_CPA][0] = watch_indicator(plan, watch, SAI_OP_EQUAL, v->orders, zero);
  if (s->target_cpa.given)
    out->probability[SAI_CPA][1] =
        watch_indicator(plan, watch, SAI_OP_LESS_EQUAL, v->cpa, sai_program_constant(p, s->target_cpa.value));
  if (plan->has_value) out->probability[SAI_NET][0] = watch_indicator(plan, watch, SAI_OP_LESS, zero, v->net);
}

static void watch_metrics(sai_plan *plan, const sai_offer_columns *v, sai_watch *watch,
                          sai_outcome_watch *out) {
  for (sai_metric_id m = 0; m < SAI_METRICS; m++) {
    sai_column column = sai_outcome_column(v, m);
    out->metric[m] = out->pooled[m] = SAI_NOT_WATCHED;
    if (column == SAI_NO_COLUMN) continue;
    unsigned how =
        sai_metric_infos[m].is_ratio ? SAI_WATCH_QUANTILES : SAI_WATCH_MOMENTS | SAI_WATCH_QUANTILES;
    out->metric[m] = watch_last(plan, watch, column, how, 0);
  }
  for (sai_metric_id m = 0; m < SAI_METRICS; m++) {
    if (!sai_metric_infos[m].is_ratio || out->metric[m] == SAI_NOT_WATCHED) continue;
    sai_metric_id over, under;
    sai_outcome_ratio(m, &over, &under);
    out->pooled[m] = sai_watch_pair(watch, out->metric[over], out->metric[under]);
  }
}

static void watch_bill(sai_plan *plan, const sai_offer_columns *v, sai_watch *watch, size_t *bill) {
  for (size_t i = 0; i < v->n_lines; i++) {
    size_t *line = bill + i * (plan->months + 1);
    for (unsigned month = 0; month < plan->months; month++)
      line[month] = sai_watch_column(watch, v->lines[i].months[month], month, SAI_WATCH_MOMENTS, 0);
    line[plan->months] = watch_last(plan, watch, v->lines[i].total, SAI_WATCH_MOMENTS, 0);
  }
}

static void watch_promise(sai_plan *plan, const sai_promise_columns *v, sai_watch *watch,
                          sai_promise_watch *out) {
  bool ratio = v->base != SAI_NO_COLUMN;
  out->simulated = watch_last(plan, watch, v->simulated,
                              ratio ? SAI_WATCH_QUANTILES : SAI_WATCH_MOMENTS | SAI_WATCH_QUANTILES, 0);
  out->reached = watch_last(plan, watch, v->reached, SAI_WATCH_COUNTS, 2);
  out->equal = watch_last(plan, watch, v->equal, SAI_WATCH_COUNTS, 2);
  if (!ratio) return;
  out->units = watch_last(plan, watch, v->units, SAI_WATCH_MOMENTS, 0);
  out->base = watch_last(plan, watch, v->base, SAI_WATCH_MOMENTS, 0);
  out->pair = sai_watch_pair(watch, out->units, out->base);
}

static sai_code watch_guarantees(sai_plan *plan, const sai_offer_columns *v, sai_watch *watch,
                                 sai_arena *arena, sai_outcome_watch *out, sai_error *err) {
  out->free_months = sai_arena_array(arena, v->n_guarantees + 1, sizeof(size_t));
  out->works_on = sai_arena_array(arena, v->n_guarantees + 1, sizeof(size_t));
  if (!out->free_months || !out->works_on) return sai_error_no_memory(err);
  for (size_t g = 0; g < v->n_guarantees; g++) {
    out->free_months[g] =
        watch_last(plan, watch, v->guarantees[g].free_months, SAI_WATCH_MOMENTS | SAI_WATCH_QUANTILES, 0);
    out->works_on[g] = watch_last(plan, watch, v->guarantees[g].works_on, SAI_WATCH_COUNTS, 2);
  }
  return SAI_OK;
}

sai_code sai_outcome_start(sai_plan *plan, size_t offer, sai_watch *watch, sai_arena *arena,
                           sai_outcome_watch *out, sai_error *err) {
  const sai_offer_columns *v = &plan->offers[offer];
  const unsigned band = SAI_WATCH_MOMENTS | SAI_WATCH_QUANTILES;
  out->stages = sai_arena_array(arena, v->n_stages + 1, sizeof(size_t));
  out->waiting = sai_arena_array(arena, v->n_stages + 1, sizeof(size_t));
  out->peak = sai_arena_array(arena, v->n_stages + 1, sizeof(size_t));
  out->month_orders = sai_arena_array(arena, plan->months, sizeof(size_t));
  out->month_cost = sai_arena_array(arena, plan->months, sizeof(size_t));
  out->month_net_sum = sai_arena_array(arena, plan->months, sizeof(size_t));
  out->month_cash_sum = sai_arena_array(arena, plan->months, sizeof(size_t));
  out->bill = sai_arena_array(arena, v->n_lines * (plan->months + 1) + 1, sizeof(size_t));
  if (!out->stages || !out->waiting || !out->peak || !out->month_orders || !out->month_cost ||
      !out->month_net_sum || !out->month_cash_sum || !out->bill)
    return sai_error_no_memory(err);
  watch_bill(plan, v, watch, out->bill);
  out->year_cost = sai_arena_array(arena, plan->n_years + 1, sizeof(size_t));
  out->year_with_tax = sai_arena_array(arena, plan->n_years + 1, sizeof(size_t));
  if (!out->year_cost || !out->year_with_tax) return sai_error_no_memory(err);
  watch_metrics(plan, v, watch, out);
  for (unsigned y = 0; y < plan->n_years; y++) {
    out->year_cost[y] = watch_last(plan, watch, v->year_cost[y], band, 0);
    if (v->tax != SAI_NO_COLUMN)
      out->year_with_tax[y] = watch_last(plan, watch, v->year_with_tax[y], band, 0);
  }
  watch_probabilities(plan, v, watch, out);
  out->parts = sai_arena_array(arena, v->n_parts + 1, sizeof *out->parts);
  if (!out->parts) return sai_error_no_memory(err);
  for (size_t i = 0; i < v->n_parts; i++) out->parts[i] = watch_last(plan, watch, v->parts[i].sum, band, 0);
  size_t n_promises = plan->scenario->offers[offer].n_promises;
  out->promises = sai_arena_array(arena, n_promises + 1, sizeof *out->promises);
  if (!out->promises) return sai_error_no_memory(err);
  for (size_t i = 0; i < n_promises; i++) watch_promise(plan, &v->promises[i], watch, &out->promises[i]);
  SAI_TRY(watch_guarantees(plan, v, watch, arena, out, err));
  for (size_t s = 0; s < v->n_stages; s++) {
    out->stages[s] = watch_last(plan, watch, v->stages[s], band, 0);
    if (v->waiting[s] != SAI_NO_COLUMN) out->waiting[s] = watch_last(plan, watch, v->waiting[s], band, 0);
    if (v->peak[s] != SAI_NO_COLUMN) out->peak[s] = watch_last(plan, watch, v->peak[s], band, 0);
  }
  for (unsigned month = 0; month < plan->months; month++) {
    out->month_orders[month] = sai_watch_column(watch, v->month_orders[month], month, band, 0);
    out->month_cost[month] = sai_watch_column(watch, v->month_cost[month], month, band, 0);
    if (!plan->has_value) continue;
    out->month_net_sum[month] = sai_watch_column(watch, v->month_net_sum[month], month, band, 0);
    out->month_cash_sum[month] = sai_watch_column(watch, v->month_cash_sum[month], month, band, 0);
  }
  if (!plan->has_value) return SAI_OK;
  out->first_payback = watch_last(plan, watch, v->first_payback, SAI_WATCH_COUNTS, plan->months + 1);
  out->lasting_payback = watch_last(plan, watch, v->lasting_payback, SAI_WATCH_COUNTS, plan->months + 1);
  sai_break_even_start(plan, offer, watch, &out->break_even);
  return SAI_OK;
}

void sai_outcome_compare(sai_plan *plan, const sai_outcome_watch *a_watch, const sai_outcome_watch *b_watch,
                         sai_watch *watch, sai_pair_watch *pair) {
  sai_program *p = plan->program;
  bool ratio = sai_metric_infos[pair->metric].is_ratio;
  sai_column a = sai_outcome_column(&plan->offers[pair->a], pair->metric);
  sai_column b = sai_outcome_column(&plan->offers[pair->b], pair->metric);
  unsigned how = ratio ? SAI_WATCH_QUANTILES : SAI_WATCH_MOMENTS | SAI_WATCH_QUANTILES;
  pair->gap = watch_last(plan, watch, sai_program_binary(p, SAI_OP_GAP, a, b), how, 0);
  pair->lower = watch_indicator(plan, watch, SAI_OP_LESS, a, b);
  pair->equal = watch_indicator(plan, watch, SAI_OP_EQUAL, a, b);
  if (!ratio) return;
  sai_metric_id over, under;
  sai_outcome_ratio(pair->metric, &over, &under);
  size_t x = a_watch->metric[over], y = a_watch->metric[under], v = b_watch->metric[over],
         w = b_watch->metric[under];
  const size_t pairs[6][2] = {{x, y}, {v, w}, {x, v}, {x, w}, {y, v}, {y, w}};
  for (size_t i = 0; i < 6; i++) pair->covariance[i] = sai_watch_pair(watch, pairs[i][0], pairs[i][1]);
}

static double mean_of(const sai_tally *tally, size_t index) {
  return sai_moments_mean(sai_tally_moments(tally, index)).value;
}

static void fill_metric(sai_metric_id m, const sai_outcome_watch *watch, const sai_reading *from,
                        sai_metric *out) {
  size_t index = watch->metric[m];
  if (index == SAI_NOT_WATCHED) return;
  out->present = true;
  for (size_t q = 0; q < SAI_QUANTILES; q++)
    out->quantile[q] = sai_figure_quantile(from, index, sai_quantile_levels[q]);
  for (size_t i = 0; i < 2; i++)
    if (watch->probability[m][i] != SAI_NOT_WATCHED)
      out->probability[i] = sai_figure_indicator(from, watch->probability[m][i]);
  if (!sai_metric_infos[m].is_ratio) {
    out->mean = sai_figure_mean(from, index);
    out->sd = sai_figure_sd(from, index);
    return;
  }
  sai_metric_id over, under;
  sai_outcome_ratio(m, &over, &under);
  out->pooled = sai_figure_ratio(from, watch->metric[over], watch->metric[under], watch->pooled[m]);
  /* Without a cost there is no return on it: nothing where net is nothing, else infinite, as in each run. */
  if (m == SAI_ROI && mean_of(from->tally, watch->metric[under]) <= 0)
    out->pooled = sai_figure_estimate(
        (sai_estimate){mean_of(from->tally, watch->metric[over]) == 0 ? 0 : (double)INFINITY, 0},
        sai_tally_runs(from->tally, index), from->level);
}

static void fill_payback(const sai_plan *plan, const sai_outcome_watch *watch, const sai_reading *from,
                         sai_payback *out) {
  const size_t first = watch->first_payback, lasting = watch->lasting_payback;
  out->present = true;
  for (unsigned month = 0; month < plan->months; month++) {
    out->by_month[month] = sai_figure_share(from, first, 0, month);
    out->lasting_by_month[month] = sai_figure_share(from, lasting, 0, month);
  }
  out->never = sai_figure_share(from, first, plan->months, plan->months);
  out->never_lasting = sai_figure_share(from, lasting, plan->months, plan->months);
}

/* A width of 1, 2 or 5 times a power of ten, so that bins have edges that people read. */
static double round_width(double width) {
  double unit = pow(10, floor(log10(width)));
  static const double steps[] = {1, 2, 5};
  for (size_t i = 0; i < 3; i++)
    if (steps[i] * unit >= width * 0.999999) return steps[i] * unit;
  return 10 * unit;
}

static double largest_finite(const sai_tally *tally, size_t index, double q) {
  double x = sai_tally_quantile(tally, index, q, SAI_INTERVAL_LEVEL).value;
  while (!isfinite(x) && q > 0.01) x = sai_tally_quantile(tally, index, q -= 0.01, SAI_INTERVAL_LEVEL).value;
  return x;
}

/* Share of runs before the bin that begins at `edge`. Bins hold their lower edge, and of a sketch all that
   shares its bucket: a value that stands on an edge but for rounding belongs to the right. */
static double share_before(const sai_tally *tally, size_t index, double edge, double width) {
  return sai_tally_below(tally, index, edge - 1e-9 * width) / (double)sai_tally_runs(tally, index);
}

static void fill_shares(const sai_tally *tally, size_t index, sai_histogram *out) {
  double before = out->below = share_before(tally, index, out->start, out->width);
  for (size_t i = 0; i < out->n; i++) {
    double up_to = share_before(tally, index, out->start + out->width * (double)(i + 1), out->width);
    out->share[i] = up_to - before;
    before = up_to;
  }
  out->beyond = 1 - out->infinite - before;
  if (out->beyond < 1e-12) out->beyond = 0;
}

static double largest_share(const double *share, size_t begin, size_t end) {
  double largest = 0;
  for (size_t i = begin; i < end; i++) largest = fmax(largest, share[i]);
  return largest;
}

/* A fixed fee over a few orders leaves teeth: bins far below others close by on both sides, at several
 * places. */
static bool is_comb(const sai_histogram *h, size_t n) {
  enum { NEAR = 5 };
  size_t gaps = 0;
  bool in_gap = false;
  for (size_t i = 0; i < n; i++) {
    double left = largest_share(h->share, i > NEAR ? i - NEAR : 0, i);
    double right = largest_share(h->share, i + 1, i + 1 + NEAR < n ? i + 1 + NEAR : n);
    double lower = fmin(left, right);
    bool gap = lower > 0.002 && h->share[i] < 0.7 * lower;
    if (gap && !in_gap) gaps++;
    in_gap = gap;
  }
  return gaps >= 2;
}

/* Bins that people read: round edges, so wide that a few values do not stand like teeth, and on beyond the
   98% quantile as far as there is room, so that a chart with other offers can show more of the tail. */
static void fill_histogram(const sai_tally *tally, size_t index, size_t no_order, sai_histogram *out) {
  enum { BINS = 40, LEAST = 8 };
  double n = (double)sai_tally_runs(tally, index);
  out->infinite = (double)sai_tally_count(tally, no_order, 1) / n;
  double low = sai_tally_quantile(tally, index, 0.002, SAI_INTERVAL_LEVEL).value;
  double high = largest_finite(tally, index, 0.98);
  out->n = 0;
  if (!isfinite(low) || !isfinite(high)) return;
  if (!(high > low)) { /* one value: a bar around it that can be seen */
    out->width = fabs(low) > 0 ? 0.04 * fabs(low) : 1;
    out->start = low - out->width / 2;
    out->n = 1;
    fill_shares(tally, index, out);
    return;
  }
  double last = fmax(high, largest_finite(tally, index, 0.9995));
  last += 0x1p-11 * fabs(last); /* to the end of its bucket, which is told whole */
  for (out->width = round_width((high - low) / BINS);; out->width = round_width(1.1 * out->width)) {
    out->start = out->width * floor(low / out->width);
    size_t shown = (size_t)floor((high - out->start) / out->width) + 1;
    out->n = (size_t)fmin(SAI_HISTOGRAM_BINS, floor((last - out->start) / out->width) + 1);
    fill_shares(tally, index, out);
    if (!is_comb(out, shown) || (high - low) / round_width(1.1 * out->width) < LEAST - 1) return;
  }
}

static sai_code lay_out_parts(const sai_offer_columns *v, sai_arena *arena, sai_offer_result *out,
                              sai_error *err) {
  static const char *const owners[SAI_OWNERS] = {NULL, "own", "vendor", "dispatch", "nobody"};
  out->parts = sai_arena_array(arena, v->n_parts + 1, sizeof *out->parts);
  if (!out->parts) return sai_error_no_memory(err);
  for (; out->n_parts < v->n_parts; out->n_parts++) {
    const sai_cost_part *part = &v->parts[out->n_parts];
    sai_part_result *result = &out->parts[out->n_parts];
    *result =
        (sai_part_result){.by_contract = part->contract, .own = part->own, .owner = owners[part->owner]};
    if (!part->contract || part->contract->buyer) continue;
    result->contract = sai_arena_copy(arena, part->contract->name, strlen(part->contract->name));
    if (!result->contract) return sai_error_no_memory(err);
  }
  return SAI_OK;
}

static const char *copy(sai_arena *arena, const char *text) {
  return sai_arena_copy(arena, text, strlen(text));
}

static sai_code lay_out_guarantees(const sai_plan *plan, size_t offer, sai_arena *arena,
                                   sai_offer_result *out, sai_error *err) {
  const sai_offer_columns *v = &plan->offers[offer];
  const sai_funnel *funnel = plan->scenario->offers[offer].funnel;
  out->guarantees = sai_arena_array(arena, v->n_guarantees + 1, sizeof *out->guarantees);
  if (!out->guarantees) return sai_error_no_memory(err);
  for (; out->n_guarantees < v->n_guarantees; out->n_guarantees++) {
    const sai_contract *contract = v->guarantees[out->n_guarantees].contract;
    sai_guarantee_result *g = &out->guarantees[out->n_guarantees];
    *g = (sai_guarantee_result){.contract = copy(arena, contract->name),
                                .stage = copy(arena, funnel->stages[contract->guarantee.stage].name)};
    if (!g->contract || !g->stage) return sai_error_no_memory(err);
  }
  return SAI_OK;
}

/* What the amount of a line without a name is for; NULL where that takes more than a word. */
static const char *per_of(const sai_bill_line *line) {
  const sai_fee *fee = line->fee;
  bool more = line->limit || line->back || fee->name || !fee->amount || fee->basis == SAI_BASIS_COUNT;
  return more ? NULL : sai_fee_word(fee);
}

/* As it is written, so that it is found in the file; what comes back of it has the key of that behind it. */
static sai_code copy_line_name(sai_arena *arena, const sai_bill_line *line, const char **out,
                               sai_error *err) {
  sai_text name = {0};
  sai_text_add(&name, line->fee->name ? line->fee->name : line->fee->text);
  if (line->back) sai_text_add(&name, " (clawback)");
  *out = name.failed ? NULL : copy(arena, sai_text_string(&name));
  sai_text_free(&name);
  return *out ? SAI_OK : sai_error_no_memory(err);
}

sai_code sai_outcome_bill(const sai_plan *plan, size_t offer, sai_arena *arena, sai_offer_result *out,
                          sai_error *err) {
  const sai_offer_columns *v = &plan->offers[offer];
  out->bill = sai_arena_array(arena, v->n_lines + 1, sizeof *out->bill);
  if (!out->bill) return sai_error_no_memory(err);
  for (; out->n_bill < v->n_lines; out->n_bill++) {
    const sai_bill_line *line = &v->lines[out->n_bill];
    sai_bill_result *bill = &out->bill[out->n_bill];
    bill->own = line->fee->own;
    SAI_TRY(copy_line_name(arena, line, &bill->line, err));
    bill->months = sai_arena_array(arena, plan->months, sizeof *bill->months);
    const char *per = per_of(line);
    bill->per = per ? sai_arena_copy(arena, per, strlen(per)) : NULL;
    const char *amount = per ? line->fee->amount->text : NULL;
    bill->amount = amount ? sai_arena_copy(arena, amount, strlen(amount)) : NULL;
    if (!line->contract->buyer)
      bill->contract = sai_arena_copy(arena, line->contract->name, strlen(line->contract->name));
    if (!bill->line || !bill->months || (per && (!bill->per || !bill->amount)) ||
        (!line->contract->buyer && !bill->contract))
      return sai_error_no_memory(err);
  }
  SAI_TRY(lay_out_guarantees(plan, offer, arena, out, err));
  return lay_out_parts(v, arena, out, err);
}

static void fill_bill(const sai_plan *plan, const size_t *watch, const sai_reading *from,
                      sai_offer_result *out) {
  for (size_t i = 0; i < out->n_bill; i++) {
    const size_t *line = watch + i * (plan->months + 1);
    for (unsigned month = 0; month < plan->months; month++)
      out->bill[i].months[month] = sai_figure_mean(from, line[month]);
    out->bill[i].total = sai_figure_mean(from, line[plan->months]);
  }
}

static void fill_promise(const sai_promise_columns *v, const sai_promise_watch *watch,
                         const sai_reading *from, sai_promise_result *out) {
  static const double levels[] = {0.1, 0.5, 0.9};
  sai_figure *const at[] = {&out->simulated.p10, &out->simulated.p50, &out->simulated.p90};
  for (size_t i = 0; i < 3; i++) *at[i] = sai_figure_quantile(from, watch->simulated, levels[i]);
  out->reached = sai_figure_indicator(from, watch->reached);
  out->equal = sai_figure_indicator(from, watch->equal);
  if (v->base == SAI_NO_COLUMN)
    out->simulated.mean = sai_figure_mean(from, watch->simulated);
  else
    out->pooled = sai_figure_ratio(from, watch->units, watch->base, watch->pair);
}

void sai_outcome_fill(const sai_plan *plan, size_t offer, const sai_outcome_watch *watch,
                      const sai_reading *from, sai_offer_result *out) {
  for (sai_metric_id m = 0; m < SAI_METRICS; m++) fill_metric(m, watch, from, &out->metrics[m]);
  for (size_t s = 0; s < plan->offers[offer].n_stages; s++) {
    out->stages[s].units = sai_figure_band(from, watch->stages[s]);
    if (plan->offers[offer].waiting[s] != SAI_NO_COLUMN)
      out->stages[s].waiting = sai_figure_band(from, watch->waiting[s]);
    if (plan->offers[offer].peak[s] != SAI_NO_COLUMN)
      out->stages[s].peak_month = sai_figure_band(from, watch->peak[s]);
  }
  for (unsigned month = 0; month < plan->months; month++) {
    out->months[month].orders = sai_figure_band(from, watch->month_orders[month]);
    out->months[month].cost = sai_figure_band(from, watch->month_cost[month]);
    if (!plan->has_value) continue;
    out->months[month].cumulative_net = sai_figure_band(from, watch->month_net_sum[month]);
    out->months[month].cumulative_cash = sai_figure_band(from, watch->month_cash_sum[month]);
  }
  fill_bill(plan, watch->bill, from, out);
  for (size_t i = 0; i < out->n_parts; i++) out->parts[i].cost = sai_figure_band(from, watch->parts[i]);
  for (size_t i = 0; i < out->n_promises; i++)
    fill_promise(&plan->offers[offer].promises[i], &watch->promises[i], from, &out->promises[i]);
  for (size_t g = 0; g < out->n_guarantees; g++) {
    out->guarantees[g].free_months = sai_figure_band(from, watch->free_months[g]);
    out->guarantees[g].works_on = sai_figure_indicator(from, watch->works_on[g]);
  }
  for (unsigned y = 0; y < plan->n_years; y++) {
    out->years[y].cost = sai_figure_band(from, watch->year_cost[y]);
    if (plan->offers[offer].tax != SAI_NO_COLUMN)
      out->years[y].cost_with_tax = sai_figure_band(from, watch->year_with_tax[y]);
  }
  if (plan->has_value) fill_payback(plan, watch, from, &out->payback);
  fill_histogram(from->tally, watch->metric[SAI_CPA], watch->probability[SAI_CPA][0], &out->cpa);
}

void sai_outcome_fill_pair(const sai_pair_watch *pair, const sai_outcome_watch *a_watch,
                           const sai_outcome_watch *b_watch, const sai_reading *from, sai_comparison *out) {
  *out = (sai_comparison){.a = pair->a, .b = pair->b, .metric = pair->metric};
  out->p5 = sai_figure_quantile(from, pair->gap, 0.05);
  out->p95 = sai_figure_quantile(from, pair->gap, 0.95);
  out->a_lower = sai_figure_indicator(from, pair->lower);
  out->equal = sai_figure_indicator(from, pair->equal);
  if (!sai_metric_infos[pair->metric].is_ratio) {
    out->mean = sai_figure_mean(from, pair->gap);
    return;
  }
  sai_metric_id over, under;
  sai_outcome_ratio(pair->metric, &over, &under);
  const size_t columns[4] = {a_watch->metric[over], a_watch->metric[under], b_watch->metric[over],
                             b_watch->metric[under]};
  out->pooled = sai_figure_ratio_gap(from, columns, pair->covariance);
}
