/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/prices.h"

#include "analysis/figures.h"
#include "analysis/search.h"

#include <math.h>
#include <string.h>

/* One aim of one offer: what must be zero on average is a sum of columns with these factors. */
typedef struct aim {
  size_t offer, other; /* the same offer where it is compared with nothing */
  sai_price_aim what;
  double cpa;   /* SAI_PRICE_SAME_CPA: the other's cost per order */
  double share; /* and this offer's orders for each of the other's */
} aim;

static sai_column times(sai_program *p, double factor, sai_column x) {
  return sai_program_binary(p, SAI_OP_MULTIPLY, sai_program_constant(p, factor), x);
}

static sai_column minus(sai_program *p, sai_column x, sai_column y) {
  return sai_program_binary(p, SAI_OP_SUBTRACT, x, y);
}

/* What is left at the price, zero on average where it is the one that is asked for. The other's cost per
   order is known from the same runs: its error is in the last term, which is zero on average. */
static sai_column gap_of(const sai_plan *plan, const aim *a, size_t offer, size_t other) {
  const sai_offer_columns *v = &plan->offers[offer], *w = &plan->offers[other];
  sai_program *p = plan->program;
  switch (a->what) {
  case SAI_PRICE_SAME_NET:
    return minus(p, v->net, w->net);
  case SAI_PRICE_SAME_CPA:
    return sai_program_binary(p, SAI_OP_ADD, minus(p, times(p, a->cpa, v->orders), v->cost),
                              times(p, a->share, minus(p, w->cost, times(p, a->cpa, w->orders))));
  default:
    return v->net;
  }
}

/* Fees with one price that is known; amounts of 0 cannot be scaled, and refunds are no price. */
static bool has_price(const sai_bill_line *line) {
  const sai_fee *fee = line->fee;
  return !line->limit && !line->back && !fee->own && !fee->n_tiers && fee->amount && fee->amount->lower > 0 &&
         fee->amount->lower == fee->amount->upper;
}

/* What a vendor charges at a price that is not known, 0, or not one. */
static bool is_unpriced(const sai_bill_line *line) {
  return !line->limit && !line->back && !line->fee->own && !has_price(line);
}

/* Whether what the offer pays is a multiple of the line's price, and something else. */
static bool is_linear(const sai_bill_line *line) {
  const sai_contract *contract = line->contract;
  const size_t f = (size_t)(line->fee - contract->fees);
  bool linear = !line->fee->minimum && !line->fee->cap && !line->fee->deposit;
  for (size_t l = 0; l < contract->n_limits; l++) linear &= !contract->limits[l].lines[f];
  return linear;
}

static double value_of(const sai_figure *figure) {
  return figure->present ? figure->value : (double)NAN;
}

/* What an aim goes by in an offer, the higher the better; NAN: the offer is not compared. */
static double merit(const sai_offer_result *offer, sai_price_aim what) {
  const sai_metric *net = &offer->metrics[SAI_NET], *cpa = &offer->metrics[SAI_CPA];
  if (what == SAI_PRICE_SAME_NET) return net->present ? value_of(&net->mean) : (double)NAN;
  if (offer->kind && strcmp(offer->kind, "nothing") == 0) return NAN;
  double pooled = cpa->present ? value_of(&cpa->pooled) : (double)NAN;
  return isfinite(pooled) ? -pooled : (double)NAN;
}

/* @return false if there is nothing to ask */
static bool find_aim(const sai_result *r, size_t offer, sai_price_aim what, aim *out) {
  *out = (aim){.offer = offer, .other = offer, .what = what};
  if (what != SAI_PRICE_SAME_CPA && !r->has_value) return false;
  if (what == SAI_PRICE_ZERO_NET) return true;
  double best = -INFINITY;
  for (size_t i = 0; i < r->n_offers; i++) {
    double at = i == offer ? (double)NAN : merit(&r->offers[i], what);
    if (!(at > best)) continue;
    best = at;
    out->other = i;
  }
  if (out->other == offer) return false;
  if (what == SAI_PRICE_SAME_NET) return true;
  double ours = value_of(&r->offers[offer].metrics[SAI_ORDERS].mean),
         others = value_of(&r->offers[out->other].metrics[SAI_ORDERS].mean);
  out->cpa = r->offers[out->other].metrics[SAI_CPA].pooled.value;
  out->share = ours / others;
  return ours > 0 && others > 0;
}

/* One price that is asked for. */
typedef struct question {
  aim aim;
  const sai_bill_line *line;
  size_t index; /* of the line in the bill */
  sai_price_result *out;
  bool linear;
  sai_mean_product product; /* of the line's charge and what it may be; linear ones */
} question;

typedef struct asking {
  const sai_scenario *scenario;
  const sai_run_options *options; /* NULL: point calculation */
  const sai_program *tables;
  question *questions;
  size_t n;
} asking;

static sai_figure times_price(double price, sai_figure scale) {
  if (scale.value < 0 || !isfinite(scale.value)) return sai_figure_of(copysign(INFINITY, scale.value));
  scale.value *= price;
  scale.se *= price;
  scale.low *= price;
  scale.high *= price;
  return scale;
}

static sai_column charge_of(const sai_plan *plan, const question *q) {
  const sai_offer_columns *v = &plan->offers[q->aim.offer];
  sai_column charge = v->lines[q->index].total;
  bool back = q->index + 1 < v->n_lines && v->lines[q->index + 1].back;
  return back ? sai_program_binary(plan->program, SAI_OP_ADD, charge, v->lines[q->index + 1].total) : charge;
}

static void watch_linear(const sai_plan *plan, question *q, sai_watch *watch) {
  const int powers[2] = {1, -1};
  sai_column charge = charge_of(plan, q),
             may = sai_program_binary(plan->program, SAI_OP_ADD,
                                      gap_of(plan, &q->aim, q->aim.offer, q->aim.other), charge);
  const sai_column columns[2] = {may, charge};
  for (size_t i = 0; i < 2; i++) sai_program_keep(plan->program, columns[i]);
  sai_mean_product_watch(&q->product, watch, sai_program_segments(plan->program), 2, columns, powers);
}

static void read_linear(const question *q, const sai_tally *tally) {
  const sai_reading from = {tally, SAI_INTERVAL_LEVEL};
  double may = sai_moments_mean(sai_tally_moments(tally, q->product.index[0])).value,
         charge = sai_moments_mean(sai_tally_moments(tally, q->product.index[1])).value;
  sai_figure scale = charge != 0 ? sai_mean_product_figure(&q->product, &from)
                                 : sai_figure_of(may < 0 ? -INFINITY : INFINITY);
  if (charge < 0 && may > 0) scale = sai_figure_of(INFINITY); /* the line brings money, and none is needed */
  q->out->least[q->aim.what] = charge < 0 && isfinite(scale.value);
  q->out->at[q->aim.what] = times_price(q->out->price, scale);
}

/* All lines whose charge is a multiple of their price, in one simulation of as many runs as the main one. */
static sai_code ask_linear(const asking *a, uint64_t runs, sai_error *err) {
  sai_plan_options plan_options = {.seed = a->options->seed, .sobol = a->options->sobol};
  sai_plan *plan = NULL;
  sai_watch watch = {0};
  sai_tally *tally = NULL;
  uint64_t played = 0;
  SAI_TRY(sai_plan_create(a->scenario, &plan_options, &plan, err));
  for (size_t i = 0; i < a->n; i++)
    if (a->questions[i].linear) watch_linear(plan, &a->questions[i], &watch);
  sai_program_share(plan->program, a->tables);
  sai_code code = sai_program_seal(plan->program, SAI_SEAL_RUNS, err);
  const sai_simulation simulation = {.program = plan->program,
                                     .watch = &watch,
                                     .runs = runs,
                                     .early_runs = 1,
                                     .parameter = 1,
                                     .threads = a->options->threads,
                                     .stop = a->options->stop};
  if (!code && watch.n) code = sai_simulate(&simulation, &tally, &played, err);
  for (size_t i = 0; !code && played == runs && i < a->n; i++)
    if (a->questions[i].linear) read_linear(&a->questions[i], tally);
  sai_tally_free(tally);
  sai_watch_free(&watch);
  sai_plan_free(plan);
  return code;
}

/* The offer of a question with its price scaled, and the one that it is compared with. */
typedef struct probe {
  const asking *asking;
  sai_scenario scenario;
  sai_offer offers[2];
  sai_plan *plan;
  sai_watch watch;
  sai_column gap;
  size_t index;
  double sense; /* -1 where what is left rises with the price: a share of what is negative */
} probe;

static sai_code open_probe(const asking *a, const question *q, probe *out, sai_error *err) {
  const sai_run_options *options = a->options;
  const bool alone = q->aim.other == q->aim.offer;
  *out = (probe){.asking = a, .scenario = *a->scenario, .sense = 1};
  out->offers[0] = a->scenario->offers[q->aim.offer];
  out->offers[1] = a->scenario->offers[q->aim.other];
  out->scenario.offers = out->offers;
  out->scenario.n_offers = alone ? 1 : 2;
  sai_plan_options plan_options = {.seed = options ? options->seed : 0,
                                   .sobol = options && options->sobol,
                                   .scaled = SAI_SCALE_PRICE,
                                   .scaled_fee = q->line->fee};
  SAI_TRY(sai_plan_create(&out->scenario, &plan_options, &out->plan, err));
  sai_program *p = out->plan->program;
  out->gap = gap_of(out->plan, &q->aim, 0, !alone);
  sai_program_keep(p, out->gap);
  out->index = sai_watch_column(&out->watch, out->gap, sai_program_segments(p), SAI_WATCH_MOMENTS, 0);
  if (a->tables) sai_program_share(p, a->tables);
  return sai_program_seal(p, options ? SAI_SEAL_RUNS : SAI_SEAL_POINT, err);
}

static sai_code see(const probe *s, double scale, sai_figure *out, sai_error *err) {
  const sai_run_options *options = s->asking->options;
  if (!options) {
    sai_registers *registers = NULL;
    SAI_TRY(sai_search_point(s->plan->program, scale, &registers, err));
    *out = sai_figure_of(sai_registers_column(registers, s->gap)[0]);
    sai_registers_free(registers);
    return SAI_OK;
  }
  sai_tally *tally = NULL;
  SAI_TRY(sai_search_runs(s->plan->program, &s->watch, options, scale, &tally, err));
  const sai_reading from = {tally, SAI_INTERVAL_LEVEL};
  *out = sai_figure_mean(&from, s->index);
  sai_tally_free(tally);
  return SAI_OK;
}

/* What is left at a scale, the less the dearer. */
static sai_code look(const probe *s, double scale, sai_figure *gap, sai_error *err) {
  SAI_TRY(see(s, scale, gap, err));
  if (s->sense < 0) *gap = (sai_figure){gap->present, -gap->value, gap->se, -gap->high, -gap->low};
  return SAI_OK;
}

static sai_code look_at_gap(const void *of, double scale, double *value, sai_error *err) {
  sai_figure gap;
  SAI_TRY(look((const probe *)of, scale, &gap, err));
  *value = gap.value;
  return SAI_OK;
}

/* The scale of the price at which nothing is left and nothing missing: INFINITY if any price will do,
   -INFINITY if none from 0 to 2^20 times the price does. */
static sai_code find_scale(probe *s, double *scale, sai_error *err) {
  const sai_search search = {look_at_gap, s, 0x1p20};
  double at_0, at_1;
  SAI_TRY(look_at_gap(s, 0, &at_0, err));
  SAI_TRY(look_at_gap(s, 1, &at_1, err));
  *scale = -INFINITY;
  if (at_0 < 0) {
    if (!(at_1 > at_0)) return SAI_OK;
    s->sense = -1;
    at_0 = -at_0;
    at_1 = -at_1;
  }
  SAI_TRY(sai_search_zero(&search, at_0, at_1, scale, err));
  if (isinf(*scale)) *scale = copysign(INFINITY, s->sense);
  return SAI_OK;
}

/* The error of the root is that of what is left there over the slope. */
static sai_code scale_figure(const probe *s, double scale, sai_figure *out, sai_error *err) {
  const double beside = 0.01;
  sai_figure at, less, more;
  *out = sai_figure_of(scale);
  if (!s->asking->options || !isfinite(scale) || scale <= 0) return SAI_OK;
  SAI_TRY(look(s, scale, &at, err));
  SAI_TRY(look(s, scale * (1 - beside), &less, err));
  SAI_TRY(look(s, scale * (1 + beside), &more, err));
  double slope = (less.value - more.value) / (2 * beside * scale);
  if (!(slope > 0)) return SAI_OK;
  double half = (at.high - at.low) / 2 / slope;
  *out = (sai_figure){true, scale, at.se / slope, scale - half, scale + half};
  return SAI_OK;
}

static sai_code search(const asking *a, const question *q, sai_error *err) {
  probe s = {0};
  double scale = 0;
  sai_figure figure = {0};
  sai_code code = open_probe(a, q, &s, err);
  if (!code) code = find_scale(&s, &scale, err);
  if (!code) code = scale_figure(&s, scale, &figure, err);
  sai_watch_free(&s.watch);
  sai_plan_free(s.plan);
  if (code == SAI_INTERRUPTED) return SAI_OK; /* what was played before is worth more than this one figure */
  if (code) return code;
  q->out->at[q->aim.what] = times_price(q->out->price, figure);
  q->out->least[q->aim.what] = s.sense < 0 && isfinite(figure.value);
  return SAI_OK;
}

/* The lines of an offer that have a price, and what is asked of each. */
static sai_code add_offer(const sai_plan *plan, size_t offer, sai_result *r, asking *a, sai_error *err) {
  const sai_offer_columns *v = &plan->offers[offer];
  sai_offer_result *o = &r->offers[offer];
  aim aims[SAI_PRICE_AIMS];
  bool asked[SAI_PRICE_AIMS];
  o->prices = sai_arena_array(&r->arena, v->n_lines + 1, sizeof *o->prices);
  o->unpriced = sai_arena_array(&r->arena, v->n_lines + 1, sizeof *o->unpriced);
  if (!o->prices || !o->unpriced) return sai_error_no_memory(err);
  for (int w = 0; w < SAI_PRICE_AIMS; w++) {
    asked[w] = find_aim(r, offer, (sai_price_aim)w, &aims[w]);
    o->compared[w] = aims[w].other;
  }
  for (size_t i = 0; i < v->n_lines; i++) {
    const sai_bill_line *line = &v->lines[i];
    const sai_price_result named = {.contract = o->bill[i].contract, .line = o->bill[i].line};
    if (is_unpriced(line)) o->unpriced[o->n_unpriced++] = named;
    if (!has_price(line)) continue;
    sai_price_result *out = &o->prices[o->n_prices++];
    *out = (sai_price_result){.contract = named.contract,
                              .line = named.line,
                              .price = line->fee->amount->lower,
                              .share = sai_is_share(line->fee->basis)};
    for (int w = 0; w < SAI_PRICE_AIMS; w++)
      if (asked[w])
        a->questions[a->n++] = (question){
            .aim = aims[w], .line = line, .index = i, .out = out, .linear = a->options && is_linear(line)};
  }
  return SAI_OK;
}

static sai_code ask(const asking *a, const sai_result *r, sai_error *err) {
  if (a->options) SAI_TRY(ask_linear(a, r->runs, err));
  for (size_t i = 0; i < a->n; i++) {
    if (a->options && a->options->stop && *a->options->stop) return SAI_OK;
    if (!a->questions[i].linear) SAI_TRY(search(a, &a->questions[i], err));
  }
  return SAI_OK;
}

sai_code sai_prices_fill(const sai_scenario *scenario, const sai_plan *plan, const sai_run_options *options,
                         const sai_program *tables, sai_result *r, sai_error *err) {
  asking a = {.scenario = scenario, .options = options->point ? NULL : options, .tables = tables};
  sai_arena scratch = {0};
  size_t n = 0;
  for (size_t i = 0; i < r->n_offers; i++) n += plan->offers[i].n_lines;
  a.questions = sai_arena_array(&scratch, n * SAI_PRICE_AIMS + 1, sizeof *a.questions);
  sai_code code = a.questions ? SAI_OK : sai_error_no_memory(err);
  for (size_t i = 0; !code && i < r->n_offers; i++) code = add_offer(plan, i, r, &a, err);
  if (!code) code = ask(&a, r, err);
  sai_arena_free(&scratch);
  return code;
}
