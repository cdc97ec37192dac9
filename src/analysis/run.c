/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main question of `saisan run`: plan, watch, play, and write down. */
#include "analysis/analysis.h"
#include "analysis/cautions.h"
#include "analysis/curves.h"
#include "analysis/outcome.h"
#include "analysis/precision.h"
#include "analysis/prices.h"
#include "analysis/unit_words.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *copy_text(sai_result *r, const char *text) {
  return text ? sai_arena_copy(&r->arena, text, strlen(text)) : NULL;
}

static sai_figure target_figure(sai_target target) {
  return target.given ? sai_figure_of(target.value) : (sai_figure){0};
}

static const char *kind_name(const sai_offer *offer) {
  static const char *const names[] = {"outsourcing", "dispatch", "in-house", "nothing"};
  return offer->n_contracts ? names[offer->contracts[0].kind] : names[SAI_NOTHING];
}

static const char *owner_name(const sai_offer *offer, size_t stage) {
  static const char *const names[SAI_OWNERS] = {NULL, "own", "vendor", "dispatch", "nobody"};
  return names[sai_stage_owner(offer, stage)];
}

static sai_code fill_promises_frame(sai_result *r, const sai_offer *offer, sai_offer_result *out,
                                    sai_error *err) {
  out->promises = sai_arena_array(&r->arena, offer->n_promises + 1, sizeof *out->promises);
  if (!out->promises) return sai_error_no_memory(err);
  for (; out->n_promises < offer->n_promises; out->n_promises++) {
    const sai_promise *promise = &offer->promises[out->n_promises];
    const sai_stage *stage = &offer->funnel->stages[promise->stage],
                    *of = &offer->funnel->stages[promise->of];
    bool compared = promise->kind >= SAI_PROMISE_SHARE;
    sai_promise_result *p = &out->promises[out->n_promises];
    *p = (sai_promise_result){.stage = copy_text(r, stage->name),
                              .label = copy_text(r, stage->label),
                              .kind = (sai_promised)promise->kind,
                              .promised = promise->promised,
                              .trials = promise->trials,
                              .of = compared ? copy_text(r, of->name) : NULL,
                              .of_label = compared ? copy_text(r, of->label) : NULL};
    if (!p->stage || !p->label || (compared && (!p->of || !p->of_label))) return sai_error_no_memory(err);
  }
  return SAI_OK;
}

static sai_code fill_offer_frame(sai_result *r, const sai_offer *offer, sai_offer_result *out,
                                 sai_error *err) {
  unsigned months = r->horizon_months;
  out->id = copy_text(r, offer->id);
  out->name = copy_text(r, offer->name);
  out->kind = kind_name(offer);
  out->n_stages = offer->funnel ? offer->funnel->n_stages : 0;
  out->stages = sai_arena_array(&r->arena, out->n_stages + 1, sizeof *out->stages);
  out->months = sai_arena_array(&r->arena, months, sizeof *out->months);
  out->years = sai_arena_array(&r->arena, r->n_years + 1, sizeof *out->years);
  out->payback.by_month = sai_arena_array(&r->arena, months, sizeof(sai_figure));
  out->payback.lasting_by_month = sai_arena_array(&r->arena, months, sizeof(sai_figure));
  out->cpa.share = sai_arena_array(&r->arena, SAI_HISTOGRAM_BINS, sizeof(double));
  if (!out->name || !out->id || !out->years || !out->stages || !out->months || !out->payback.by_month ||
      !out->payback.lasting_by_month || !out->cpa.share)
    return sai_error_no_memory(err);
  for (size_t s = 0; s < out->n_stages; s++) {
    out->stages[s].name = copy_text(r, offer->funnel->stages[s].name);
    out->stages[s].label = copy_text(r, offer->funnel->stages[s].label);
    out->stages[s].covered = sai_stage_is_covered(offer, s);
    out->stages[s].owner = owner_name(offer, s);
    if (!out->stages[s].name || !out->stages[s].label) return sai_error_no_memory(err);
  }
  return fill_promises_frame(r, offer, out, err);
}

/* A value that is known before anything is played. */
static sai_figure known(double value) {
  return isnan(value) ? (sai_figure){0} : sai_figure_of(value);
}

static sai_code fill_assumptions(sai_result *r, sai_scenario *scenario, const sai_market *market,
                                 sai_error *err) {
  sai_quantity_summary *summaries;
  SAI_TRY(sai_analyse_quantities(scenario, market, &summaries, err));
  sai_assumption *list = sai_arena_array(&r->arena, scenario->n_quantities + 1, sizeof *list);
  if (!list) return sai_error_no_memory(err);
  for (size_t i = 0; i < scenario->n_quantities; i++) {
    const sai_quantity *q = scenario->quantities[i];
    const sai_quantity_summary *s = &summaries[i];
    sai_text unit = {0};
    sai_unit_words(scenario, s, &unit);
    list[i] = (sai_assumption){.path = copy_text(r, q->path),
                               .text = copy_text(r, q->text),
                               .source = copy_text(r, sai_quantity_source(scenario, q)),
                               .market = s->outside_market ? copy_text(r, s->market) : NULL,
                               .mean = known(s->mean),
                               .p5 = known(s->p5),
                               .p95 = known(s->p95),
                               .unit = unit.failed ? NULL : copy_text(r, sai_text_string(&unit))};
    sai_text_free(&unit);
    if (!list[i].path || !list[i].text || !list[i].unit) return sai_error_no_memory(err);
  }
  r->assumptions = list;
  r->n_assumptions = scenario->n_quantities;
  return SAI_OK;
}

static sai_code fill_data(sai_result *r, const sai_scenario *scenario, sai_error *err) {
  sai_data_source *list = sai_arena_array(&r->arena, scenario->n_data + 1, sizeof *list);
  if (!list) return sai_error_no_memory(err);
  for (size_t i = 0; i < scenario->n_data; i++) {
    const sai_data *data = &scenario->data[i];
    list[i] = (sai_data_source){copy_text(r, data->file), copy_text(r, data->column),
                                copy_text(r, data->sha256), data->rows};
    if (!list[i].file || !list[i].column || !list[i].sha256) return sai_error_no_memory(err);
  }
  r->data = list;
  r->n_data = scenario->n_data;
  return SAI_OK;
}

static sai_code fill_market(sai_result *r, const sai_market *market, sai_error *err) {
  if (!market || !market->file) return SAI_OK;
  r->market_file = copy_text(r, market->file);
  r->market_sha256 = copy_text(r, market->sha256);
  return r->market_file && r->market_sha256 ? SAI_OK : sai_error_no_memory(err);
}

static sai_code fill_months(sai_result *r, const sai_scenario *scenario, sai_error *err) {
  const char **names = sai_arena_array(&r->arena, scenario->months, sizeof *names);
  if (!names) return sai_error_no_memory(err);
  for (unsigned month = 0; month < scenario->months; month++) {
    char name[16];
    sai_scenario_month_name(scenario, month, name);
    names[month] = copy_text(r, name);
    if (!names[month]) return sai_error_no_memory(err);
  }
  r->n_years = sai_fiscal_years(scenario);
  r->first_year = r->n_years ? sai_fiscal_year(scenario, 0) : 0;
  r->year_months = sai_arena_array(&r->arena, r->n_years + 1, sizeof *r->year_months);
  if (!r->year_months) return sai_error_no_memory(err);
  for (unsigned month = 0; r->n_years && month < scenario->months; month++)
    r->year_months[sai_fiscal_year(scenario, month) - r->first_year]++;
  r->month_names = names;
  r->calendar = scenario->start_year != 0;
  r->horizon_months = scenario->months;
  return SAI_OK;
}

/* Everything that does not depend on what is played. */
static sai_code fill_frame(sai_result *r, sai_scenario *scenario, const sai_run_options *options,
                           sai_error *err) {
  r->version = SAI_VERSION;
  r->title = copy_text(r, scenario->title);
  r->file = copy_text(r, scenario->file);
  r->sha256 = copy_text(r, scenario->sha256);
  r->currency = copy_text(r, scenario->currency);
  r->currency_decimals = scenario->currency_decimals;
  r->sampler = options->sobol && !options->point ? "sobol" : "pseudo";
  r->seed = options->seed;
  r->runs_asked = options->precision > 0 ? sai_precision_last_look(options->runs) : options->runs;
  r->precision.asked = options->precision;
  r->point = options->point;
  r->target_cpa = target_figure(scenario->target_cpa);
  r->target_orders = target_figure(scenario->target_orders);
  r->target_budget = target_figure(scenario->target_budget);
  static const char *const periods[] = {NULL, "month", "fiscal year"};
  r->budget_per = periods[scenario->budget_per];
  r->n_offers = scenario->n_offers;
  r->offers = sai_arena_array(&r->arena, r->n_offers, sizeof *r->offers);
  if (!r->title || !r->file || !r->sha256 || !r->currency || !r->offers) return sai_error_no_memory(err);
  SAI_TRY(fill_months(r, scenario, err));
  SAI_TRY(fill_data(r, scenario, err));
  SAI_TRY(fill_market(r, options->market, err));
  for (size_t i = 0; i < r->n_offers; i++)
    SAI_TRY(fill_offer_frame(r, &scenario->offers[i], &r->offers[i], err));
  return fill_assumptions(r, scenario, options->market, err);
}

/* Metrics in which every two offers are compared. */
static const sai_metric_id compared[] = {SAI_COST, SAI_ORDERS, SAI_CPA, SAI_NET, SAI_DEEPEST_CASH_NEED};
enum { COMPARED = sizeof compared / sizeof *compared };

/* A plan with everything that is watched in it. */
typedef struct playing {
  sai_plan *plan;
  sai_watch watch;
  sai_outcome_watch *offers;
  sai_pair_watch *pairs;
  size_t n_pairs;
  size_t excess[SAI_EXCESS_MAX]; /* of the plan, as indicators */
} playing;

static void stop_playing(playing *p) {
  sai_watch_free(&p->watch);
  sai_plan_free(p->plan);
}

static void watch_excess(playing *p) {
  sai_program *program = p->plan->program;
  for (size_t i = 0; i < p->plan->n_excess; i++) {
    sai_column most = p->plan->excess[i].most,
               indicator = sai_program_binary(program, SAI_OP_LESS,
                                              sai_program_constant(program, SAI_VOLUME_MAX), most);
    sai_program_keep(program, indicator);
    p->excess[i] =
        sai_watch_column(&p->watch, indicator, sai_program_segments(program), SAI_WATCH_MOMENTS, 0);
  }
}

/* The source that gives too many units most often is the error. */
static sai_code check_excess(const playing *p, const sai_tally *tally, sai_error *err) {
  double most = 0;
  const sai_excess *worst = NULL;
  for (size_t i = 0; i < p->plan->n_excess; i++) {
    double share = sai_moments_mean(sai_tally_moments(tally, p->excess[i])).value;
    if (share <= most) continue;
    most = share;
    worst = &p->plan->excess[i];
  }
  return worst ? sai_plan_excess(p->plan, worst, most, err) : SAI_OK;
}

static sai_code start_playing(const sai_scenario *scenario, const sai_run_options *options, sai_arena *arena,
                              playing *p, sai_error *err) {
  sai_plan_options plan_options = {.seed = options->seed, .sobol = options->sobol};
  SAI_TRY(sai_plan_create(scenario, &plan_options, &p->plan, err));
  size_t n = scenario->n_offers;
  p->offers = sai_arena_array(arena, n, sizeof *p->offers);
  p->pairs = sai_arena_array(arena, n * n * COMPARED, sizeof *p->pairs);
  if (!p->offers || !p->pairs) return sai_error_no_memory(err);
  for (size_t i = 0; i < n; i++) SAI_TRY(sai_outcome_start(p->plan, i, &p->watch, arena, &p->offers[i], err));
  for (size_t a = 0; a < n; a++)
    for (size_t b = a + 1; b < n; b++)
      for (size_t m = 0; m < COMPARED; m++) {
        if (sai_outcome_column(&p->plan->offers[a], compared[m]) == SAI_NO_COLUMN) continue;
        sai_pair_watch *pair = &p->pairs[p->n_pairs++];
        *pair = (sai_pair_watch){.a = a, .b = b, .metric = compared[m]};
        sai_outcome_compare(p->plan, &p->offers[a], &p->offers[b], &p->watch, pair);
      }
  watch_excess(p);
  return sai_program_seal(p->plan->program, SAI_SEAL_RUNS, err);
}

/* What figures are filled into. */
static sai_code lay_out(const playing *p, sai_result *r, sai_error *err) {
  r->has_value = p->plan->has_value;
  r->sobol_dimensions = sai_program_dimensions(p->plan->program, &r->sobol_beyond);
  for (size_t i = 0; i < r->n_offers; i++)
    SAI_TRY(sai_outcome_bill(p->plan, i, &r->arena, &r->offers[i], err));
  r->comparisons = sai_arena_array(&r->arena, p->n_pairs + 1, sizeof *r->comparisons);
  if (!r->comparisons) return sai_error_no_memory(err);
  r->n_comparisons = p->n_pairs;
  return SAI_OK;
}

static void fill_figures(const playing *p, const sai_tally *tally, double level, sai_result *r) {
  const sai_reading from = {tally, level};
  for (size_t i = 0; i < r->n_offers; i++) sai_outcome_fill(p->plan, i, &p->offers[i], &from, &r->offers[i]);
  for (size_t i = 0; i < p->n_pairs; i++)
    sai_outcome_fill_pair(&p->pairs[i], &p->offers[p->pairs[i].a], &p->offers[p->pairs[i].b], &from,
                          &r->comparisons[i]);
}

static sai_code fill_break_even(const playing *p, const sai_tally *tally, const sai_run_options *options,
                                sai_result *r, sai_error *err) {
  for (size_t i = 0; p->plan->has_value && i < r->n_offers; i++)
    SAI_TRY(sai_break_even_finish(p->plan, i, &p->offers[i].break_even, tally, options,
                                  &r->offers[i].break_even, err));
  return SAI_OK;
}

typedef struct looking {
  const playing *playing;
  sai_result *result;
  uint64_t seen; /* runs at the last look */
} looking;

static uint64_t look(void *context, const sai_tally *tally, uint64_t runs) {
  looking *l = context;
  sai_precision *precision = &l->result->precision;
  fill_figures(l->playing, tally, SAI_PRECISION_LEVEL, l->result);
  sai_precision_judge(l->result, runs);
  l->seen = runs;
  return precision->reached ? runs : precision->needed < 0x1p60 ? (uint64_t)precision->needed : UINT64_MAX;
}

static sai_code play_runs(const playing *p, const sai_run_options *options, sai_result *r, sai_tally **tally,
                          sai_error *err) {
  looking l = {p, r, 0};
  const sai_looks looks = {SAI_PRECISION_FIRST, look, &l};
  const bool precise = options->precision > 0;
  const sai_simulation simulation = {.program = p->plan->program,
                                     .watch = &p->watch,
                                     .runs = r->runs_asked,
                                     .looks = precise ? &looks : NULL,
                                     .early_runs = SAI_MONTHS_RUNS,
                                     .parameter = 1,
                                     .threads = options->threads,
                                     .stop = options->stop,
                                     .progress = options->progress,
                                     .context = options->context};
  SAI_TRY(sai_simulate(&simulation, tally, &r->runs, err));
  if (precise && l.seen != r->runs) {
    look(&l, *tally, r->runs);
    r->precision.reached = false; /* it may be by luck where nobody was to look */
  }
  r->interrupted = r->runs < r->runs_asked && !r->precision.reached;
  r->months_runs = r->runs < SAI_MONTHS_RUNS ? r->runs : SAI_MONTHS_RUNS;
  return SAI_OK;
}

static sai_code run_simulation(const sai_scenario *scenario, const sai_run_options *options, sai_result *r,
                               sai_error *err) {
  playing p = {0};
  sai_arena scratch = {0};
  sai_tally *tally = NULL;
  sai_code code = start_playing(scenario, options, &scratch, &p, err);
  if (!code) code = lay_out(&p, r, err);
  if (!code) code = play_runs(&p, options, r, &tally, err);
  if (!code) code = check_excess(&p, tally, err);
  if (!code) {
    sai_run_options same = *options; /* as if so many runs had been asked for */
    if (options->precision > 0) same.runs = r->runs;
    fill_figures(&p, tally, SAI_INTERVAL_LEVEL, r);
    code = fill_break_even(&p, tally, &same, r, err);
    if (!code && options->prices && !r->interrupted)
      code = sai_prices_fill(scenario, p.plan, &same, p.plan->program, r, err);
  }
  sai_tally_free(tally);
  stop_playing(&p);
  sai_arena_free(&scratch);
  return code;
}

static double point_of(const sai_registers *registers, sai_column column) {
  return sai_registers_column(registers, column)[0];
}

static void fill_point_payback(const sai_plan *plan, const sai_offer_columns *v,
                               const sai_registers *registers, sai_payback *out) {
  double first = point_of(registers, v->first_payback), lasting = point_of(registers, v->lasting_payback);
  out->present = true;
  for (unsigned month = 0; month < plan->months; month++) {
    out->by_month[month] = sai_figure_of(month >= first);
    out->lasting_by_month[month] = sai_figure_of(month >= lasting);
  }
  out->never = sai_figure_of(first == plan->months);
  out->never_lasting = sai_figure_of(lasting == plan->months);
}

static void fill_point_months(const sai_plan *plan, const sai_offer_columns *v,
                              const sai_registers *registers, unsigned month, sai_offer_result *offer) {
  sai_month_result *out = &offer->months[month];
  out->orders.mean = sai_figure_of(point_of(registers, v->month_orders[month]));
  out->cost.mean = sai_figure_of(point_of(registers, v->month_cost[month]));
  if (plan->has_value) {
    out->cumulative_net.mean = sai_figure_of(point_of(registers, v->month_net_sum[month]));
    out->cumulative_cash.mean = sai_figure_of(point_of(registers, v->month_cash_sum[month]));
  }
  for (size_t i = 0; i < v->n_lines; i++)
    offer->bill[i].months[month] = sai_figure_of(point_of(registers, v->lines[i].months[month]));
}

static void fill_point_offer(const sai_plan *plan, size_t offer, const sai_registers *registers,
                             sai_offer_result *out) {
  const sai_offer_columns *v = &plan->offers[offer];
  for (sai_metric_id m = 0; m < SAI_METRICS; m++) {
    sai_column column = sai_outcome_column(v, m);
    if (column == SAI_NO_COLUMN) continue;
    sai_metric *metric = &out->metrics[m];
    metric->present = true;
    *(sai_metric_infos[m].is_ratio ? &metric->pooled : &metric->mean) =
        sai_figure_of(point_of(registers, column));
  }
  for (size_t s = 0; s < v->n_stages; s++) {
    out->stages[s].units.mean = sai_figure_of(point_of(registers, v->stages[s]));
    if (v->waiting[s] != SAI_NO_COLUMN)
      out->stages[s].waiting.mean = sai_figure_of(point_of(registers, v->waiting[s]));
    if (v->peak[s] != SAI_NO_COLUMN)
      out->stages[s].peak_month.mean = sai_figure_of(point_of(registers, v->peak[s]));
  }
  for (size_t i = 0; i < v->n_lines; i++)
    out->bill[i].total = sai_figure_of(point_of(registers, v->lines[i].total));
  for (size_t i = 0; i < out->n_parts; i++)
    out->parts[i].cost.mean = sai_figure_of(point_of(registers, v->parts[i].sum));
  for (size_t i = 0; i < out->n_promises; i++) {
    sai_promise_result *p = &out->promises[i];
    bool ratio = v->promises[i].base != SAI_NO_COLUMN;
    *(ratio ? &p->pooled : &p->simulated.mean) = sai_figure_of(point_of(registers, v->promises[i].simulated));
    p->reached = sai_figure_of(point_of(registers, v->promises[i].reached));
    p->equal = sai_figure_of(point_of(registers, v->promises[i].equal));
  }
  for (size_t g = 0; g < out->n_guarantees; g++) {
    out->guarantees[g].free_months.mean = sai_figure_of(point_of(registers, v->guarantees[g].free_months));
    out->guarantees[g].works_on = sai_figure_of(point_of(registers, v->guarantees[g].works_on));
  }
  out->budgeted = sai_figure_of(point_of(registers, v->budgeted));
  for (unsigned y = 0; y < plan->n_years; y++) {
    out->years[y].cost.mean = sai_figure_of(point_of(registers, v->year_cost[y]));
    if (v->tax != SAI_NO_COLUMN)
      out->years[y].cost_with_tax.mean = sai_figure_of(point_of(registers, v->year_with_tax[y]));
  }
  if (plan->has_value) fill_point_payback(plan, v, registers, &out->payback);
}

static sai_code play_point(const sai_scenario *scenario, sai_plan *plan, sai_result *r, sai_error *err) {
  for (size_t i = 0; i < r->n_offers; i++) SAI_TRY(sai_outcome_bill(plan, i, &r->arena, &r->offers[i], err));
  sai_outcome_keep_totals(plan);
  SAI_TRY(sai_program_seal(plan->program, SAI_SEAL_POINT, err));
  sai_registers *registers = sai_registers_create(plan->program);
  if (!registers) return sai_error_no_memory(err);
  for (unsigned segment = 0; segment < sai_program_segments(plan->program); segment++) {
    sai_program_run_point(plan->program, segment, 1, registers);
    for (size_t i = 0; i < r->n_offers && segment < plan->months; i++)
      fill_point_months(plan, &plan->offers[i], registers, segment, &r->offers[i]);
  }
  for (size_t i = 0; i < r->n_offers; i++) fill_point_offer(plan, i, registers, &r->offers[i]);
  sai_registers_free(registers);
  sai_code code = SAI_OK;
  for (size_t i = 0; !code && plan->has_value && i < r->n_offers; i++)
    code = sai_break_even_point(scenario, i, r->offers[i].metrics[SAI_ORDERS].mean.value,
                                &r->offers[i].break_even, err);
  return code;
}

static sai_code run_point(const sai_scenario *scenario, const sai_run_options *asked, sai_result *r,
                          sai_error *err) {
  sai_plan_options options = {0};
  sai_plan *plan = NULL;
  SAI_TRY(sai_plan_create(scenario, &options, &plan, err));
  r->has_value = plan->has_value;
  r->runs = r->runs_asked = 1;
  sai_code code = play_point(scenario, plan, r, err);
  if (!code && asked->prices) code = sai_prices_fill(scenario, plan, asked, NULL, r, err);
  sai_plan_free(plan);
  return code;
}

sai_code sai_analyse_run(sai_scenario *scenario, const sai_run_options *options, sai_result **out,
                         sai_error *err) {
  sai_result *r = calloc(1, sizeof *r);
  if (!r) return sai_error_no_memory(err);
  sai_code code = fill_frame(r, scenario, options, err);
  if (!code)
    code = options->point ? run_point(scenario, options, r, err) : run_simulation(scenario, options, r, err);
  if (!code) code = sai_cautions_fill(scenario, r, err);
  /* Someone who interrupts wants what there is, now. */
  bool stopped = options->stop && *options->stop;
  if (!code && !stopped) code = sai_curves_fill(scenario, r, err);
  if (code) {
    sai_result_free(r);
    return code;
  }
  *out = r;
  return SAI_OK;
}
