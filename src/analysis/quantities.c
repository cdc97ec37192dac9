/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of each quantity of a scenario before anything is played: family, mean, 5-95%, denominator, market. */
#include "analysis/analysis.h"
#include "analysis/figures.h"
#include "analysis/market.h"
#include "base/intl.h"

#include <math.h>
#include <string.h>

enum { COMPOUND_RUNS = 65536 };

static const char *const family_names[SAI_FAMILIES] = {
    [SAI_CONSTANT] = N_("constant"),       [SAI_BETA] = N_("beta"),
    [SAI_PERT] = N_("PERT"),               [SAI_TRIANGULAR] = N_("triangular"),
    [SAI_UNIFORM] = N_("uniform"),         [SAI_NORMAL] = N_("normal"),
    [SAI_LOGNORMAL] = N_("lognormal"),     [SAI_EXPONENTIAL] = N_("exponential"),
    [SAI_DISCRETE] = N_("discrete"),
};

/* Distributions simply written down are known exactly; expressions of several are drawn. */
static void summarise_simple(const sai_scenario *scenario, sai_quantity_summary *s) {
  const sai_expr *e = s->quantity->expr;
  while (e->kind == SAI_EXPR_INPUT) e = scenario->inputs[e->index].quantity->expr;
  s->uncertain = sai_expr_is_uncertain(scenario, e);
  s->mean = s->p5 = s->p95 = NAN;
  if (!s->uncertain) {
    s->mean = s->p5 = s->p95 = s->quantity->lower == s->quantity->upper ? s->quantity->lower : NAN;
  } else if (e->kind == SAI_EXPR_DIST) {
    s->family = _(family_names[e->dist->family]);
    s->mean = sai_dist_mean(e->dist);
    s->p5 = sai_dist_quantile(e->dist, 0.05);
    s->p95 = sai_dist_quantile(e->dist, 0.95);
  } else {
    s->family = _("expression");
  }
}

static bool needs_draws(const sai_quantity_summary *s) {
  return s->uncertain && isnan(s->mean);
}

static sai_code draw_compounds(const sai_scenario *scenario, sai_quantity_summary *summaries, sai_error *err) {
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
  sai_code code = watch.n ? sai_program_seal(program, false, err) : SAI_OK;
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

/* Where a summary's quantity is used decides its denominator and its market range. */
typedef struct context {
  sai_scenario *scenario;
  sai_quantity_summary *summaries;
} context;

static void note(context *c, const sai_quantity *quantity, const char *stage, const char *parent,
                 const char *denominator) {
  for (size_t i = 0; quantity && i < c->scenario->n_quantities; i++) {
    sai_quantity_summary *s = &c->summaries[i];
    if (s->quantity != quantity) continue;
    s->denominator = denominator;
    const sai_market_range *range = sai_market_find(stage, parent);
    bool yen = strcmp(c->scenario->currency, "JPY") == 0;
    if (!range || (!yen && range->high > 1)) return;
    char words[200];
    sai_market_words(range, words, sizeof words);
    s->market = sai_arena_copy(&c->scenario->arena, words, strlen(words));
    s->outside_market = s->mean < range->low * (1 - 1e-9) || s->mean > range->high * (1 + 1e-9);
  }
}

static void note_funnel(context *c, const sai_funnel *funnel) {
  for (size_t s = 0; funnel && s < funnel->n_stages; s++)
    for (size_t f = 0; f < funnel->stages[s].n_flows; f++) {
      const sai_flow *flow = &funnel->stages[s].flows[f];
      if (flow->kind != SAI_FLOW_RATE && flow->kind != SAI_FLOW_PER_UNIT) continue;
      const sai_stage *parent = &funnel->stages[flow->parent];
      note(c, flow->quantity, funnel->stages[s].name, parent->name, parent->label);
    }
}

static void note_fee(context *c, const sai_offer *offer, const sai_fee *fee) {
  static const char *const bases[] = {"once", "month", NULL, "revenue", "gross_profit", NULL};
  if (fee->basis == SAI_BASIS_STAGE) {
    const sai_stage *stage = &offer->funnel->stages[fee->stage];
    note(c, fee->amount, stage->name, NULL, stage->label);
  } else if (bases[fee->basis]) {
    note(c, fee->amount, bases[fee->basis], NULL, NULL);
  }
}

sai_code sai_analyse_quantities(sai_scenario *scenario, sai_quantity_summary **out, sai_error *err) {
  sai_quantity_summary *summaries =
      sai_arena_array(&scenario->arena, scenario->n_quantities + 1, sizeof *summaries);
  if (!summaries) return sai_error_no_memory(err);
  for (size_t i = 0; i < scenario->n_quantities; i++) {
    summaries[i].quantity = scenario->quantities[i];
    summarise_simple(scenario, &summaries[i]);
  }
  SAI_TRY(draw_compounds(scenario, summaries, err));
  context c = {scenario, summaries};
  note_funnel(&c, scenario->funnel);
  for (size_t i = 0; i < scenario->n_offers; i++) {
    const sai_offer *offer = &scenario->offers[i];
    note_funnel(&c, offer->funnel);
    for (size_t k = 0; k < offer->n_contracts; k++)
      for (size_t f = 0; f < offer->contracts[k].n_fees; f++) note_fee(&c, offer, &offer->contracts[k].fees[f]);
  }
  *out = summaries;
  return SAI_OK;
}
