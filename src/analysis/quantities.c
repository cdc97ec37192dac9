/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of each quantity of a scenario before anything is played: family, mean, 5-95%, denominator,
 * market. */
#include "analysis/analysis.h"
#include "analysis/figures.h"
#include "analysis/market.h"
#include "base/intl.h"

#include <math.h>
#include <string.h>

enum { COMPOUND_RUNS = 65536 };

static const char *const family_names[SAI_FAMILIES] = {
    [SAI_CONSTANT] = N_("constant"),   [SAI_BETA] = N_("beta"),
    [SAI_PERT] = N_("PERT"),           [SAI_TRIANGULAR] = N_("triangular"),
    [SAI_UNIFORM] = N_("uniform"),     [SAI_NORMAL] = N_("normal"),
    [SAI_LOGNORMAL] = N_("lognormal"), [SAI_EXPONENTIAL] = N_("exponential"),
    [SAI_DISCRETE] = N_("discrete"),   [SAI_GAMMA] = N_("gamma"),
    [SAI_WEIBULL] = N_("Weibull"),     [SAI_POISSON] = N_("Poisson"),
    [SAI_METALOG] = N_("quantiles"),   [SAI_MIXTURE] = N_("mixture"),
    [SAI_TRUNCATED] = N_("truncated"),
};

static bool is_data(const sai_scenario *scenario, const sai_dist *dist) {
  for (size_t i = 0; i < scenario->n_data; i++)
    if (dist->value && dist->value == scenario->data[i].dist->value) return true;
  return false;
}

/* Distributions simply written down are known exactly; expressions of several are drawn. */
static void summarise_simple(const sai_scenario *scenario, sai_quantity_summary *s) {
  const sai_expr *e = s->quantity->expr;
  while (e->kind == SAI_EXPR_INPUT) e = scenario->inputs[e->index].quantity->expr;
  s->uncertain = sai_expr_is_uncertain(scenario, e);
  s->mean = s->p5 = s->p95 = NAN;
  if (!s->uncertain) {
    s->mean = s->p5 = s->p95 = s->quantity->lower == s->quantity->upper ? s->quantity->lower : NAN;
  } else if (e->kind == SAI_EXPR_DIST) {
    s->family = is_data(scenario, e->dist) ? _("data") : _(family_names[e->dist->family]);
    s->mean = sai_dist_mean(e->dist);
    s->p5 = sai_dist_quantile(e->dist, 0.05);
    s->p95 = sai_dist_quantile(e->dist, 0.95);
  } else {
    s->family = _("expression");
  }
}

static bool counts_stages(const sai_expr *e) {
  if (e->kind == SAI_EXPR_COUNTED) return true;
  for (size_t i = 0; i < e->n_args; i++)
    if (counts_stages(e->args[i])) return true;
  return false;
}

/* Interval arithmetic may leave a range even where all is certain, so those are computed too. */
static bool needs_draws(const sai_quantity_summary *s) {
  return isnan(s->mean) && !counts_stages(s->quantity->expr);
}

static sai_code draw_compounds(const sai_scenario *scenario, sai_quantity_summary *summaries,
                               sai_error *err) {
  sai_program *program = sai_program_create(1);
  if (!program) return sai_error_no_memory(err);
  sai_watch watch = {0};
  sai_tally *tally = NULL;
  uint64_t runs;
  for (size_t i = 0; i < scenario->n_quantities; i++) {
    if (!needs_draws(&summaries[i])) continue;
    sai_column column = sai_plan_quantity(scenario, program, scenario->quantities[i]);
    sai_program_keep(program, column);
    sai_watch_column(&watch, column, 0, SAI_WATCH_MOMENTS | SAI_WATCH_QUANTILES, 0);
  }
  sai_code code = watch.n ? sai_program_seal(program, SAI_SEAL_PREVIEW, err) : SAI_OK;
  sai_simulation simulation = {.program = program, .watch = &watch, .runs = COMPOUND_RUNS};
  if (!code && watch.n) code = sai_simulate(&simulation, &tally, &runs, err);
  for (size_t i = 0; !code && tally && i < scenario->n_quantities; i++) {
    sai_quantity_summary *s = &summaries[i];
    if (!needs_draws(s)) continue;
    size_t at = sai_watch_column(&watch, sai_plan_quantity(scenario, program, s->quantity), 0, 0, 0);
    s->mean = sai_moments_mean(sai_tally_moments(tally, at)).value;
    s->p5 = sai_tally_quantile(tally, at, 0.05, SAI_INTERVAL_LEVEL).value;
    s->p95 = sai_tally_quantile(tally, at, 0.95, SAI_INTERVAL_LEVEL).value;
  }
  sai_tally_free(tally);
  sai_watch_free(&watch);
  sai_program_free(program);
  return code;
}

/* Where a quantity is used decides what it is counted against and its market range. */
typedef struct context {
  sai_scenario *scenario;
  sai_quantity_summary *summaries;
  const sai_market *market;
  bool *failed; /* there was no memory for the words of a range */
} context;

static sai_quantity_summary *summary_of(const context *c, const sai_quantity *quantity) {
  for (size_t i = 0; quantity && i < c->scenario->n_quantities; i++)
    if (c->summaries[i].quantity == quantity) return &c->summaries[i];
  return NULL;
}

static void note_per(const context *c, const sai_quantity *quantity, sai_per per, const sai_stage *stage) {
  sai_quantity_summary *s = summary_of(c, quantity);
  if (!s) return;
  s->per = per;
  s->stage = stage;
}

static void note_market(const context *c, const sai_quantity *quantity, const sai_market_range *range) {
  sai_quantity_summary *s = summary_of(c, quantity);
  if (!s || !range) return;
  sai_text words = {0};
  sai_market_words(range, &words);
  s->market = sai_arena_copy(&c->scenario->arena, sai_text_string(&words), words.length);
  *c->failed |= words.failed || !s->market;
  sai_text_free(&words);
  s->outside_market =
      range->low < range->high && (s->mean < range->low * (1 - 1e-9) || s->mean > range->high * (1 + 1e-9));
}

static sai_per per_work(size_t counted) {
  return (sai_per)(SAI_PER_PERSON + (counted - SAI_PERSON));
}

static void note_flow(const context *c, const sai_funnel *funnel, const sai_stage *stage,
                      const sai_flow *flow) {
  if (flow->kind == SAI_FLOW_PER_MONTH || flow->kind == SAI_FLOW_IN_ALL) {
    sai_per month = flow->per ? per_work(flow->per) : SAI_PER_MONTH;
    note_per(c, flow->quantity, flow->kind == SAI_FLOW_PER_MONTH ? month : SAI_PER_HORIZON, NULL);
    if (flow->per) note_market(c, flow->quantity, sai_market_work(c->market, stage, flow->per));
    return;
  }
  const sai_stage *parent = &funnel->stages[flow->parent];
  note_per(c, flow->quantity, SAI_PER_STAGE, parent);
  if (flow->kind == SAI_FLOW_RATE)
    note_market(c, flow->quantity,
                sai_market_rate(c->market, funnel, (size_t)(stage - funnel->stages), flow->parent));
}

static void note_funnel(const context *c, const sai_funnel *funnel) {
  for (size_t s = 0; funnel && s < funnel->n_stages; s++) {
    for (size_t f = 0; f < funnel->stages[s].n_flows; f++)
      note_flow(c, funnel, &funnel->stages[s], &funnel->stages[s].flows[f]);
    note_per(c, funnel->stages[s].capacity, SAI_PER_MONTH, NULL);
    note_per(c, funnel->stages[s].list, SAI_PER_HORIZON, NULL);
    for (size_t r = 0; r < funnel->stages[s].n_ramp; r++)
      note_per(c, funnel->stages[s].ramp[r], SAI_PER_PLATEAU, NULL);
  }
}

/* What one amount or tier price of a fee is for. */
static void note_price(const context *c, const sai_contract *contract, const sai_fee *fee,
                       const sai_quantity *price) {
  static const sai_per pers[] = {[SAI_BASIS_ONCE] = SAI_PER_NOTHING,
                                 [SAI_BASIS_MONTH] = SAI_PER_MONTH,
                                 [SAI_BASIS_STAGE] = SAI_PER_STAGE,
                                 [SAI_BASIS_REVENUE] = SAI_PER_REVENUE,
                                 [SAI_BASIS_GROSS_PROFIT] = SAI_PER_GROSS_PROFIT,
                                 [SAI_BASIS_FIRST_YEAR] = SAI_PER_FIRST_YEAR,
                                 [SAI_BASIS_RECURRING] = SAI_PER_RECURRING,
                                 [SAI_BASIS_CASH] = SAI_PER_CASH,
                                 [SAI_BASIS_COUNT] = SAI_PER_COUNT};
  bool of_stage = fee->basis == SAI_BASIS_STAGE && fee->stage < SAI_PERSON;
  const sai_stage *stage = of_stage ? &fee->funnel->stages[fee->stage] : NULL;
  bool of_work = fee->basis == SAI_BASIS_STAGE && fee->stage >= SAI_PERSON;
  note_per(c, price, of_work ? per_work(fee->stage) : pers[fee->basis], stage);
  note_market(c, price, sai_market_price(c->market, contract, fee, c->scenario->currency));
}

static void note_fee(const context *c, const sai_contract *contract, const sai_fee *fee) {
  static const sai_per periods[] = {SAI_PER_MONTH, SAI_PER_QUARTER, SAI_PER_YEAR, SAI_PER_TERM};
  note_price(c, contract, fee, fee->amount);
  for (size_t t = 0; t < fee->n_tiers; t++) note_price(c, contract, fee, fee->tiers[t].price);
  note_per(c, fee->clawback, SAI_PER_PAID, NULL);
  note_per(c, fee->deposit, SAI_PER_NOTHING, NULL);
  const sai_quantity *limits[] = {fee->included, fee->minimum, fee->cap, fee->count, fee->when};
  for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
    note_per(c, limits[i], periods[fee->every], NULL);
}

static void note_limit(const context *c, const sai_limit *limit) {
  static const sai_per periods[] = {SAI_PER_MONTH, SAI_PER_QUARTER, SAI_PER_YEAR, SAI_PER_TERM};
  note_per(c, limit->fee.minimum, periods[limit->fee.every], NULL);
  note_per(c, limit->fee.cap, periods[limit->fee.every], NULL);
  note_per(c, limit->fee.deposit, SAI_PER_NOTHING, NULL);
}

static void note_value(const context *c) {
  const sai_value *value = &c->scenario->value;
  const sai_stage *order = &c->scenario->funnel->stages[c->scenario->funnel->n_stages - 1];
  const sai_per per = value->recurring ? SAI_PER_ORDER_MONTH : SAI_PER_STAGE;
  note_per(c, value->gross_profit, per, value->recurring ? NULL : order);
  note_per(c, value->revenue, per, value->recurring ? NULL : order);
  note_per(c, value->margin, SAI_PER_REVENUE, NULL);
  note_per(c, value->churn, SAI_PER_CUSTOMER, NULL);
}

static void note_staff(const context *c, const sai_staff *staff) {
  note_per(c, staff->people, SAI_PER_STAFF_PEOPLE, NULL);
  note_per(c, staff->days_per_month, SAI_PER_STAFF_DAYS, NULL);
  note_per(c, staff->hours_per_day, SAI_PER_STAFF_HOURS, NULL);
  note_per(c, staff->overtime_hours, SAI_PER_STAFF_OVERTIME, NULL);
}

static void note_offer(const context *c, const sai_offer *offer) {
  note_funnel(c, offer->funnel);
  for (size_t k = 0; k < offer->n_contracts; k++) {
    for (size_t f = 0; f < offer->contracts[k].n_fees; f++)
      note_fee(c, &offer->contracts[k], &offer->contracts[k].fees[f]);
    note_staff(c, &offer->contracts[k].staff);
    note_per(c, offer->contracts[k].guarantee.number, SAI_PER_TERM, NULL);
    for (size_t i = 0; i < offer->contracts[k].n_limits; i++) note_limit(c, &offer->contracts[k].limits[i]);
  }
}

static bool is_same_thing(const sai_quantity_summary *a, const sai_quantity_summary *b) {
  bool same = a->per == b->per && a->unit == b->unit && !a->stage == !b->stage;
  return same && (!a->stage || strcmp(a->stage->label, b->stage->label) == 0);
}

/* An input has no denominator until it is used: it takes that of the places where it stands alone, if they
 * agree. */
static void note_input(const context *c, size_t input) {
  const sai_quantity_summary *used = NULL;
  for (size_t i = 0; i < c->scenario->n_quantities; i++) {
    const sai_quantity_summary *s = &c->summaries[i];
    bool alone = s->quantity->expr->kind == SAI_EXPR_INPUT && s->quantity->expr->index == input;
    if (!alone || s->unit == SAI_UNIT_NUMBER) continue;
    if (used && !is_same_thing(used, s)) return;
    used = s;
  }
  sai_quantity_summary *own = summary_of(c, c->scenario->inputs[input].quantity);
  if (!used || !own) return;
  own->unit = used->unit;
  own->per = used->per == SAI_PER_COUNT ? SAI_PER_NOTHING : used->per;
  own->stage = used->stage;
}

sai_code sai_analyse_quantities(sai_scenario *scenario, const sai_market *market, sai_quantity_summary **out,
                                sai_error *err) {
  sai_quantity_summary *summaries =
      sai_arena_array(&scenario->arena, scenario->n_quantities + 1, sizeof *summaries);
  if (!summaries) return sai_error_no_memory(err);
  for (size_t i = 0; i < scenario->n_quantities; i++) {
    summaries[i].quantity = scenario->quantities[i];
    summaries[i].unit = scenario->quantities[i]->unit;
    summarise_simple(scenario, &summaries[i]);
  }
  SAI_TRY(draw_compounds(scenario, summaries, err));
  bool failed = false;
  context c = {scenario, summaries, market, &failed};
  note_funnel(&c, scenario->funnel);
  note_value(&c);
  for (size_t i = 0; i < scenario->n_offers; i++) note_offer(&c, &scenario->offers[i]);
  for (size_t i = 0; i < scenario->n_inputs; i++) note_input(&c, i);
  *out = summaries;
  return failed ? sai_error_no_memory(err) : SAI_OK;
}
