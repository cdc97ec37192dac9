/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/cautions.h"

#include "analysis/correlation.h"
#include "analysis/outlook.h"
#include "base/intl.h"
#include "base/text.h"
#include "model/plan.h"
#include "result/stage_words.h"

#include <math.h>
#include <string.h>

/* Months from the first of one contract to the last of another, at most, whether one runs between or not. */
static unsigned months_between(unsigned horizon, const sai_contract *a, const sai_contract *b) {
  if (a == b) return sai_contract_played(a, horizon);
  const unsigned first = sai_contract_first_start(a), last = sai_contract_last_start(b, horizon);
  const unsigned end = b->term && last < horizon && b->term < horizon - last ? last + b->term : horizon;
  return first < end ? end - first : 0;
}

static unsigned months_of(const sai_scenario *scenario, const sai_offer *offer) {
  unsigned most = 0;
  for (size_t a = 0; a < offer->n_contracts; a++)
    for (size_t b = 0; b < offer->n_contracts; b++) {
      if (offer->contracts[a].buyer || offer->contracts[b].buyer) continue;
      unsigned months = months_between(scenario->months, &offer->contracts[a], &offer->contracts[b]);
      if (months > most) most = months;
    }
  return most;
}

/* Whether runs can be shorter. */
static bool length_varies(const sai_scenario *scenario, const sai_offer *offer) {
  for (size_t c = 0; c < offer->n_contracts; c++)
    if (sai_contract_is_drawn(&offer->contracts[c], scenario->months) ||
        offer->contracts[c].renewal.condition)
      return true;
  return false;
}

static bool pays_by_order(const sai_offer *offer) {
  for (size_t c = 0; c < offer->n_contracts; c++)
    for (size_t f = 0; f < offer->contracts[c].n_fees; f++)
      if (sai_fee_follows_orders(offer, &offer->contracts[c].fees[f])) return true;
  return false;
}

/* The longest and the shortest contract, where they differ; offers that do nothing have none. */
static void say_lengths(const sai_scenario *scenario, sai_text *out) {
  const sai_offer *longest = NULL, *shortest = NULL;
  for (size_t i = 0; i < scenario->n_offers; i++) {
    const sai_offer *offer = &scenario->offers[i];
    if (offer->n_contracts == 0 || offer->contracts[0].kind == SAI_NOTHING) continue;
    if (!longest || months_of(scenario, offer) > months_of(scenario, longest)) longest = offer;
    if (!shortest || months_of(scenario, offer) < months_of(scenario, shortest)) shortest = offer;
  }
  if (!longest || months_of(scenario, longest) == months_of(scenario, shortest)) return;
  bool varies = length_varies(scenario, longest) || length_varies(scenario, shortest);
  sai_text_format(
      out,
      varies
          ? _("the contracts differ in length: %s runs for %u months at most, %s for %u; totals are over the "
              "horizon")
          : _("the contracts differ in length: %s runs for %u months, %s for %u; totals are over the "
              "horizon"),
      longest->name, months_of(scenario, longest), shortest->name, months_of(scenario, shortest));
}

bool sai_promise_shares_capacity(const sai_offer *offer, const sai_promise *promise) {
  const sai_funnel *funnel = offer->funnel;
  bool about[SAI_STAGES_MAX] = {false}, others[SAI_STAGES_MAX] = {false}, shared = false;
  if (promise->kind == SAI_PROMISE_OUT_OF) return false;
  for (size_t i = 0; i < funnel->n_stages; i++) {
    size_t s = funnel->sorted[i];
    bool begins = promise->kind == SAI_PROMISE_SHARE && s == promise->of, covered = false;
    for (size_t c = 0; c < offer->n_contracts && promise->kind < SAI_PROMISE_SHARE; c++)
      covered |= offer->contracts[c].covers[s] && sai_promise_follows(offer, promise, &offer->contracts[c]);
    about[s] = begins |= covered;
    for (size_t f = 0; f < funnel->stages[s].n_flows; f++) {
      const sai_flow *flow = &funnel->stages[s].flows[f];
      bool from = flow->kind >= SAI_FLOW_RATE;
      about[s] |= from && about[flow->parent];
      others[s] |= !begins && (!from || others[flow->parent]);
    }
    shared |= funnel->stages[s].capacity && about[s] && others[s];
  }
  return shared;
}

static void say_promises(const sai_offer *offer, sai_text *out) {
  bool shared = false;
  for (size_t i = 0; i < offer->n_promises; i++)
    shared |= sai_promise_shares_capacity(offer, &offer->promises[i]);
  if (shared)
    sai_text_format(out,
                    _("how often %s keeps its promise is approximate: units that the promise is not about "
                      "share a capacity with it"),
                    offer->name);
}

/* What customers pay behind the horizon is not counted, so that its length decides about the net. */
static void say_horizon(const sai_scenario *scenario, sai_text *out) {
  if (!scenario->value.recurring) return;
  sai_text_format(out,
                  P_("customers pay each month, and what they pay after the %u month of the horizon is not "
                     "counted: the length of the horizon decides about the net",
                     "customers pay each month, and what they pay after the %u months of the horizon is not "
                     "counted: the length of the horizon decides about the net",
                     scenario->months),
                  scenario->months);
}

static bool has_own_lines(const sai_offer *offer) {
  for (size_t c = 0; c < offer->n_contracts; c++) {
    const sai_contract *contract = &offer->contracts[c];
    if (contract->kind == SAI_IN_HOUSE && contract->n_fees) return true;
    for (size_t f = 0; f < contract->n_fees; f++)
      if (contract->fees[f].own) return true;
  }
  return false;
}

/* A stage of an offer by name that nobody is paid for, since own people do it; SIZE_MAX if there is none. */
static size_t unpaid_stage(const sai_offer *offer, const char *name) {
  size_t stage = offer->funnel ? sai_stage_find(offer->funnel, name) : SIZE_MAX;
  bool own = stage != SIZE_MAX && !sai_stage_is_covered(offer, stage) &&
             sai_stage_owner(offer, stage) == SAI_OWNER_OWN;
  return own ? stage : SIZE_MAX;
}

static bool is_nothing(const sai_offer *offer) {
  return offer->n_contracts == 0 || offer->contracts[0].kind == SAI_NOTHING;
}

/* The first stage that one offer pays somebody for and another leaves to own people at no cost. */
static void say_coverage(const sai_scenario *scenario, sai_text *out) {
  for (size_t i = 0; i < scenario->n_offers; i++) {
    const sai_offer *more = &scenario->offers[i];
    for (size_t s = 0; more->funnel && !is_nothing(more) && s < more->funnel->n_stages; s++)
      for (size_t k = 0; sai_stage_is_covered(more, s) && k < scenario->n_offers; k++) {
        const sai_offer *less = &scenario->offers[k];
        if (is_nothing(less) || has_own_lines(less)) continue;
        if (unpaid_stage(less, more->funnel->stages[s].name) == SIZE_MAX) continue;
        sai_text_format(
            out,
            _("the offers do not cover the same work: %s covers `%s`, which with %s own people do, "
              "and at no cost as long as `own_costs` does not say it"),
            more->name, more->funnel->stages[s].name, less->name);
        return;
      }
  }
}

static void say_late_orders(const sai_offer *offer, const sai_outlook *outlook, sai_text *out) {
  if (outlook->late_orders < 0.05 || !pays_by_order(offer)) return;
  sai_text_format(out,
                  _("%s: about %.1f orders are dated after the contract's end, and no fee is due on them"),
                  offer->name, outlook->late_orders);
}

static bool charges_on_leaving(const sai_contract *contract) {
  for (size_t f = 0; f < contract->n_fees; f++)
    if (contract->fees[f].at_exit) return true;
  return false;
}

void sai_caution_left_early(const sai_offer *offer, sai_text *out) {
  for (size_t c = 0; c < offer->n_contracts && out->length == 0; c++) {
    const sai_contract *contract = &offer->contracts[c];
    if (contract->renewal.ending != SAI_ENDS_AFTER_MONTH || charges_on_leaving(contract)) continue;
    sai_text_format(
        out,
        _("%s: the contract is left inside a term, after month %u, and nothing is due for it; what it "
          "asks then is a line with `at: exit`"),
        offer->name, contract->renewal.after);
  }
}

/* A mean number of units, for people: tenths only below ten. */
static void add_about(sai_text *out, double units) {
  double tenths = round(10 * units) / 10;
  sai_text_grouped(out, tenths, tenths < 10 && tenths != round(tenths) ? 1 : 0);
}

/* A line like one of a contract, in a contract that covers nothing and goes on after its end. */
static const sai_fee *paid_after(const sai_offer *offer, const sai_contract *contract, const sai_fee *fee) {
  for (size_t c = 0; c < offer->n_contracts; c++) {
    const sai_contract *later = &offer->contracts[c];
    bool covers = false;
    for (size_t s = 0; s < offer->funnel->n_stages; s++) covers |= later->covers[s];
    if (covers || (later->term && later->start + later->term <= contract->start + contract->term)) continue;
    for (size_t f = 0; f < later->n_fees; f++) {
      const sai_fee *line = &later->fees[f];
      if (line->basis == fee->basis && (fee->basis != SAI_BASIS_STAGE || line->stage == fee->stage))
        return line;
    }
  }
  return NULL;
}

void sai_caution_followed(const sai_offer *offer, size_t contract, const sai_outlook *outlook,
                          sai_text *out) {
  if (!outlook->followed[contract].fee) return;
  sai_text units = {.whole = out};
  add_about(&units, outlook->followed[contract].units);
  sai_text_format(out,
                  _("%s: about %s units of the work of %s arrive after its end; `%s` is not due on them, and "
                    "whoever follows is not paid for them"),
                  offer->name, sai_text_string(&units), offer->contracts[contract].name,
                  outlook->followed[contract].fee->text);
  sai_text_free(&units);
  const sai_fee *later = paid_after(offer, &offer->contracts[contract], outlook->followed[contract].fee);
  if (later)
    sai_text_format(out,
                    _("; `%s` of the contract that covers nothing is due on all units of its months, no "
                      "matter whose work they are"),
                    later->text);
}

void sai_caution_waiting(const sai_offer *offer, size_t stage, double waiting, double left, sai_text *out) {
  const sai_stage *s = &offer->funnel->stages[stage];
  const char *noun = sai_stage_noun(s->name, s->label);
  if (s->above != SAI_ABOVE_WAITS || waiting < 0.05) return;
  sai_text units = {.whole = out}, still = {.whole = out};
  add_about(&units, waiting);
  add_about(&still, left);
  if (left < 0.05)
    sai_text_format(out,
                    _("%s: at the end of the horizon about %s wait for `%s`; what comes of them is dated "
                      "later and not in the CPA"),
                    offer->name, sai_text_string(&units), noun);
  else
    sai_text_format(out,
                    _("%s: at the end of the horizon about %s wait for `%s`; about %s still wait %d months "
                      "later, and what comes of them is not counted at all"),
                    offer->name, sai_text_string(&units), noun, sai_text_string(&still), SAI_WAIT_MAX);
  sai_text_free(&units);
  sai_text_free(&still);
}

void sai_caution_list(const sai_scenario *scenario, const sai_offer *offer, size_t stage,
                      const sai_outlook *outlook, sai_text *out) {
  const sai_stage *s = &offer->funnel->stages[stage];
  unsigned month = (unsigned)outlook->listed_months[stage];
  if (!s->list || month >= scenario->months) return;
  char name[16];
  sai_scenario_month_name(scenario, month, name);
  if (scenario->start_year)
    sai_text_format(out, _("%s: the list of `%s` runs out in %s (point calculation)"), offer->name,
                    sai_stage_noun(s->name, s->label), name);
  else
    sai_text_format(out, _("%s: the list of `%s` runs out in month %s (point calculation)"), offer->name,
                    sai_stage_noun(s->name, s->label), name);
}

static void say_reached(const sai_scenario *scenario, const sai_pair *pair, sai_text *out) {
  double reached = sai_correlation_reached(scenario, pair);
  if (fabs(reached - pair->rank) <= SAI_CORRELATION_NOTABLE) return;
  sai_text_format(out, _("%s and %s: values repeat, so their rank correlation is %.2f and not %.2f"),
                  scenario->inputs[pair->a].label, scenario->inputs[pair->b].label, reached, pair->rank);
}

static sai_code add(sai_result *result, const char **list, sai_text *text, sai_error *err) {
  SAI_TRY(sai_text_check(text, err));
  if (text->length == 0) return SAI_OK;
  list[result->n_warnings] = sai_arena_copy(&result->arena, sai_text_string(text), text->length);
  if (!list[result->n_warnings]) return sai_error_no_memory(err);
  result->n_warnings++;
  sai_text_clear(text);
  return SAI_OK;
}

/* The mean of a quantity that is a number, a distribution, or an input that is one; NAN if it is something
 * else. */
static double mean_of(const sai_scenario *scenario, const sai_quantity *quantity) {
  while (quantity && quantity->expr->kind == SAI_EXPR_INPUT)
    quantity = scenario->inputs[quantity->expr->index].quantity;
  if (!quantity) return NAN;
  const sai_expr *e = quantity->expr;
  return e->kind == SAI_EXPR_NUMBER ? e->number : e->kind == SAI_EXPR_DIST ? sai_dist_mean(e->dist) : NAN;
}

void sai_caution_amount(const sai_scenario *scenario, const sai_outlook *outlooks, unsigned which,
                        sai_text *out) {
  static const char *const names[SAI_CAUTION_AMOUNTS] = {"targets.budget", "targets.cpa",
                                                         "value.gross_profit"};
  double cost = INFINITY, per_order = INFINITY;
  for (size_t i = 0; i < scenario->n_offers; i++) {
    const sai_outlook *o = &outlooks[i];
    if (o->cost > 0) cost = fmin(cost, o->cost);
    if (o->cost > 0 && o->orders > 0) per_order = fmin(per_order, o->cost / o->orders);
  }
  const sai_target *budget = &scenario->target_budget, *cpa = &scenario->target_cpa;
  double amounts[SAI_CAUTION_AMOUNTS] = {
      budget->given && !scenario->budget_per ? budget->value : NAN, cpa->given ? cpa->value : NAN,
      scenario->value.recurring ? NAN : mean_of(scenario, scenario->value.gross_profit)};
  double usual = which == 0 ? cost : per_order;
  if (isfinite(usual) && amounts[which] > 0 && amounts[which] < usual / 100)
    sai_text_format(
        out,
        _("`%s` is less than a hundredth of what the cheapest offer costs; is a zero, 万 or 億 missing?"),
        names[which]);
}

static sai_code add_amounts(const sai_scenario *scenario, const sai_outlook *outlooks, sai_result *result,
                            const char **list, sai_error *err) {
  sai_text text = {0};
  sai_code code = SAI_OK;
  for (unsigned i = 0; !code && i < SAI_CAUTION_AMOUNTS; i++) {
    sai_caution_amount(scenario, outlooks, i, &text);
    code = add(result, list, &text, err);
  }
  sai_text_free(&text);
  return code;
}

/* Lists of one offer that run out, and its stages in which units wait, by the figures of the runs where there
   are any. */
static sai_code add_stages(const sai_scenario *scenario, const sai_offer *offer, const sai_outlook *outlook,
                           const sai_offer_result *played, sai_result *result, const char **list,
                           sai_error *err) {
  sai_text text = {0};
  sai_code code = SAI_OK;
  for (size_t s = 0; !code && s < played->n_stages; s++) {
    sai_caution_list(scenario, offer, s, outlook, &text);
    code = add(result, list, &text, err);
    if (code || !played->stages[s].waiting.mean.present) continue;
    sai_caution_waiting(offer, s, played->stages[s].waiting.mean.value, outlook->left[s], &text);
    code = add(result, list, &text, err);
  }
  sai_text_free(&text);
  return code;
}

sai_code sai_cautions_fill(const sai_scenario *scenario, sai_result *result, sai_error *err) {
  sai_outlook outlooks[SAI_OFFERS_MAX];
  SAI_TRY(sai_analyse_outlook(scenario, outlooks, err));
  const char **list = sai_arena_array(&result->arena,
                                      scenario->n_offers * (5 + SAI_CONTRACTS_MAX + 2 * SAI_STAGES_MAX) +
                                          scenario->n_pairs + 6,
                                      sizeof *list);
  if (!list) return sai_error_no_memory(err);
  result->warnings = list;
  sai_text text = {0};
  say_lengths(scenario, &text);
  sai_code code = add(result, list, &text, err);
  result->lengths_differ = result->n_warnings > 0;
  say_coverage(scenario, &text);
  if (!code) code = add(result, list, &text, err);
  say_horizon(scenario, &text);
  if (!code) code = add(result, list, &text, err);
  if (!code) code = add_amounts(scenario, outlooks, result, list, err);
  for (size_t i = 0; !code && i < scenario->n_offers; i++) {
    sai_caution_left_early(&scenario->offers[i], &text);
    code = add(result, list, &text, err);
    say_promises(&scenario->offers[i], &text);
    if (!code) code = add(result, list, &text, err);
    say_late_orders(&scenario->offers[i], &outlooks[i], &text);
    if (!code) code = add(result, list, &text, err);
    for (size_t c = 0; !code && c < scenario->offers[i].n_contracts; c++) {
      sai_caution_followed(&scenario->offers[i], c, &outlooks[i], &text);
      code = add(result, list, &text, err);
    }
    if (!code)
      code = add_stages(scenario, &scenario->offers[i], &outlooks[i], &result->offers[i], result, list, err);
  }
  for (size_t i = 0; !code && i < scenario->n_pairs; i++) {
    say_reached(scenario, &scenario->pairs[i], &text);
    code = add(result, list, &text, err);
  }
  sai_text_free(&text);
  return code;
}
