/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is allowed but seldom meant. */
#include "command/check_warnings.h"

#include "analysis/cautions.h"
#include "base/intl.h"
#include "model/plan.h"
#include "report/clean.h"

#include <math.h>
#include <string.h>

enum { TEXT = 4 };

static void warn(sai_warner *w, const sai_text *text) {
  if (w->n++ == 0) sai_text_format(w->check->out, "\n%s\n", _("Please look at"));
  sai_clean_wrap(w->check->out, sai_text_string(text), TEXT, SAI_CHECK_WIDTH);
}

void sai_warn_offer(sai_warner *w, const sai_offer *offer, const char *format, ...) {
  sai_text text = {.whole = w->check->out}, harmless = {.whole = w->check->out};
  sai_text_add(&text, offer->name);
  sai_text_add(&text, _(": "));
  va_list args;
  va_start(args, format);
  sai_text_vformat(&text, format, args);
  va_end(args);
  sai_say_text(&harmless, sai_text_string(&text));
  warn(w, &harmless);
  sai_text_free(&text);
  sai_text_free(&harmless);
}

const char *sai_warned_fee(sai_warner *w, const sai_fee *fee) {
  sai_text_clear(&w->fee);
  sai_say_fee(w->check, &w->fee, fee);
  return sai_text_string(&w->fee);
}

static bool has_limits(const sai_fee *fee) {
  return fee->minimum || fee->cap || fee->included || fee->n_tiers || fee->when ||
         fee->basis == SAI_BASIS_COUNT;
}

static void check_period(sai_warner *w, const sai_offer *offer, const sai_contract *contract,
                         const sai_fee *fee) {
  unsigned first, end, length = sai_check_period_months(fee->every), horizon = w->check->scenario->months;
  sai_contract_months(contract, w->check->scenario->months, &first, &end);
  if (!has_limits(fee) || first >= end || contract->start_after || contract->renewal.condition) return;
  if (end < horizon) {
    if (length > 0 && (end - first) % length != 0)
      sai_warn_offer(
          w, offer,
          _("`%s`: the contract ends after %u of the last period's %u months; its limits are settled as if "
            "it were whole"),
          sai_warned_fee(w, fee), (end - first) % length, length);
    return;
  }
  bool ends_there = contract->term && contract->start + contract->term == horizon;
  if (length == 0 && contract->term && !ends_there)
    sai_warn_offer(w, offer,
                   _("`%s`: the horizon ends after %u of the %u months of the term; limits over the term are "
                     "settled as if it ended there"),
                   sai_warned_fee(w, fee), end - first, contract->term);
  if (length > 0 && (end - first) % length != 0 && !ends_there)
    sai_warn_offer(
        w, offer,
        _("`%s`: the horizon cuts the last period after %u of its %u months; its limits are settled as "
          "if it were whole"),
        sai_warned_fee(w, fee), (end - first) % length, length);
}

static void check_fee_months(sai_warner *w, const sai_offer *offer, const sai_contract *contract,
                             const sai_fee *fee) {
  const unsigned played = sai_contract_played(contract, w->check->scenario->months);
  if (played && fee->first_month > played)
    sai_warn_offer(w, offer, _("`%s` begins in month %u, but only %u months of the contract are played"),
                   sai_warned_fee(w, fee), fee->first_month, played);
}

static double price_of(const sai_warner *w, const sai_tier *tier) {
  const sai_quantity_summary *s = sai_check_summary(w->check, tier->price);
  return s ? s->mean : NAN;
}

static void warn_inversion(sai_warner *w, const sai_offer *offer, const sai_fee *fee, double from,
                           double to) {
  sai_text low = {.whole = w->check->out}, high = {.whole = w->check->out}, more = {.whole = w->check->out};
  sai_say_value(w->check, &low, from, SAI_UNIT_COUNT, true);
  sai_say_value(w->check, &high, to, SAI_UNIT_COUNT, true);
  sai_say_value(w->check, &more, to + 1, SAI_UNIT_COUNT, true);
  sai_warn_offer(
      w, offer, _("`%s`: the tier reached prices all units, so any number from %s to %s costs more than %s"),
      sai_warned_fee(w, fee), sai_text_string(&low), sai_text_string(&high), sai_text_string(&more));
  sai_text_free(&low);
  sai_text_free(&high);
  sai_text_free(&more);
}

/* With all-units tiers the charge falls where a tier begins: n units cost more than the next tier's first
   ones if n times this price is more than (up_to + 1) times the next. */
static void check_tiers(sai_warner *w, const sai_offer *offer, const sai_fee *fee) {
  if (fee->tier_rule != SAI_TIERS_ALL) return;
  for (size_t t = 0; t + 1 < fee->n_tiers; t++) {
    double here = price_of(w, &fee->tiers[t]), next = price_of(w, &fee->tiers[t + 1]),
           edge = fee->tiers[t].up_to;
    if (!(here > 0) || !(edge * here > (edge + 1) * next)) continue;
    double from = floor((edge + 1) * next / here) + 1, bottom = t ? fee->tiers[t - 1].up_to + 1 : 1;
    warn_inversion(w, offer, fee, from > bottom ? from : bottom, edge);
  }
}

static bool is_negative(const sai_warner *w, const sai_quantity *quantity) {
  const sai_quantity_summary *s = quantity ? sai_check_summary(w->check, quantity) : NULL;
  return s && s->mean < 0;
}

static void check_late_orders(sai_warner *w, size_t at, const sai_offer *offer,
                              const sai_contract *contract) {
  double late = w->check->outlooks[at].late_orders;
  for (size_t f = 0; f < contract->n_fees && late > 0; f++) {
    if (!sai_fee_follows_orders(offer, &contract->fees[f])) continue;
    sai_text count = {.whole = w->check->out};
    sai_say_value(w->check, &count, late, SAI_UNIT_COUNT, false);
    sai_warn_offer(w, offer, _("about %s orders are dated after the contract's end; `%s` is not due on them"),
                   sai_text_string(&count), sai_warned_fee(w, &contract->fees[f]));
    sai_text_free(&count);
  }
}

/* A warning with texts of the scenario in it; none if it is empty. */
static void warn_text(sai_warner *w, const sai_text *text) {
  if (text->length == 0) return;
  sai_text harmless = {.whole = w->check->out};
  sai_say_text(&harmless, sai_text_string(text));
  warn(w, &harmless);
  sai_text_free(&harmless);
}

static void check_followed(sai_warner *w, size_t at, const sai_offer *offer) {
  for (size_t c = 0; c < offer->n_contracts; c++) {
    sai_text text = {.whole = w->check->out};
    sai_caution_followed(offer, c, &w->check->outlooks[at], &text);
    warn_text(w, &text);
    sai_text_free(&text);
  }
}

static void check_left_early(sai_warner *w, const sai_offer *offer) {
  sai_text text = {.whole = w->check->out};
  sai_caution_left_early(offer, &text);
  warn_text(w, &text);
  sai_text_free(&text);
}

static void check_limits(sai_warner *w, size_t at, const sai_offer *offer) {
  const sai_outlook *o = &w->check->outlooks[at];
  for (size_t s = 0; offer->funnel && s < offer->funnel->n_stages; s++) {
    sai_text text = {.whole = w->check->out};
    const sai_quantity *list = offer->funnel->stages[s].list;
    if (list && list->upper >= 1) sai_caution_list(w->check->scenario, offer, s, o, &text);
    warn_text(w, &text);
    sai_text_clear(&text);
    sai_caution_waiting(offer, s, o->waiting[s], o->left[s], &text);
    warn_text(w, &text);
    sai_text_free(&text);
  }
}

/* A condition that notice makes decide early. */
static void check_early(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  sai_text condition = {.whole = w->check->out};
  sai_say_counted(&condition, contract->renewal.condition->text, offer->funnel);
  sai_warn_offer(
      w, offer,
      _("`%s` is looked at when notice is due, over the first months of a term; as planned, the whole term "
        "would decide otherwise"),
      sai_text_string(&condition));
  sai_text_free(&condition);
}

static void check_costs(sai_warner *w, const sai_offer *offer) {
  bool nothing = offer->n_contracts > 0 && offer->contracts->kind == SAI_NOTHING;
  for (size_t c = 0; c < offer->n_contracts; c++)
    if (offer->contracts[c].n_fees) return;
  if (!nothing) sai_warn_offer(w, offer, "%s", _("there is no fee, so the offer costs nothing"));
}

/* Months of free work that would lie behind the horizon. */
static void check_guarantee(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  unsigned horizon = w->check->scenario->months, end = sai_contract_first_start(contract) + contract->term,
           played = end < horizon ? horizon - end : 0, works_on = contract->guarantee.works_on;
  if (!contract->guarantee.number || sai_contract_is_drawn(contract, horizon) || works_on <= played) return;
  sai_warn_offer(w, offer,
                 P_("only %u of the %u month of free work that is guaranteed lies within the horizon",
                    "only %u of the %u months of free work that are guaranteed lie within the horizon",
                    works_on),
                 played, works_on);
}

/* What own people cost is no fee of a vendor, and is not owed to one. */
static void check_own_people(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  for (size_t f = 0; f < contract->n_fees && contract->kind == SAI_IN_HOUSE; f++) {
    if (contract->fees[f].own) continue;
    sai_warn_offer(
        w, offer,
        _("`%s` counts as a vendor's fee, though the people are your own: what they cost is `own_costs`"),
        sai_warned_fee(w, &contract->fees[f]));
    return;
  }
}

/* A term that the horizon cuts: always, or where it starts late, if that is left to chance. */
static void check_term(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  const unsigned horizon = w->check->scenario->months, first = sai_contract_first_start(contract),
                 last = sai_contract_last_start(contract, horizon);
  if (first >= horizon)
    sai_warn_offer(w, offer, _("the contract begins after the horizon of %u months"), horizon);
  else if (contract->term > horizon - first)
    sai_warn_offer(
        w, offer,
        first == last
            ? _("the term of %u months ends after the horizon: only %u months of it are counted")
            : _("the term of %u months ends after the horizon: at most %u months of it are counted"),
        contract->term, horizon - first);
  else if (contract->term && last < horizon && contract->term > horizon - last)
    sai_warn_offer(
        w, offer,
        _("if it starts as late as it can, only %u of the term's %u months fall within the horizon"),
        horizon - last, contract->term);
}

/* A contract that renews until somebody ends it, and is inside a term when the horizon ends. */
static void check_bound(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  const unsigned horizon = w->check->scenario->months, first = sai_contract_first_start(contract);
  const sai_renewal *renewal = &contract->renewal;
  if (!renewal->months || contract->term || first >= horizon || sai_contract_is_drawn(contract, horizon))
    return;
  const unsigned left = sai_contract_term_at(contract, horizon - 1 - first).months_left;
  if (left == 0) return;
  sai_warn_offer(
      w, offer,
      renewal->condition
          ? P_("unless the contract has ended by then, it goes on for %u month after the horizon, which is "
               "not counted",
               "unless the contract has ended by then, it goes on for %u months after the horizon, which are "
               "not counted",
               left)
          : P_("at the end of the horizon the contract goes on for %u month more, which is not counted",
               "at the end of the horizon the contract goes on for %u months more, which are not counted",
               left),
      left);
}

/* Months in any run between the end of the contracts that covered a stage before and the begin of one; 0 if
   there are none. @param before  the last of those */
static unsigned gap_before(const sai_offer *offer, const sai_contract *contract, size_t stage,
                           unsigned horizon, const sai_contract **before) {
  const unsigned first = sai_contract_first_start(contract);
  unsigned end = 0;
  for (size_t c = 0; c < offer->n_contracts; c++) {
    const sai_contract *other = &offer->contracts[c];
    if (!other->covers[stage] || sai_contract_first_start(other) >= first) continue;
    unsigned until = sai_contract_last_start(other, horizon) + other->term + other->guarantee.works_on;
    if (!other->term || until >= first) return 0;
    if (until > end) *before = other;
    if (until > end) end = until;
  }
  return end && first < horizon ? first - end : 0;
}

static void check_gap(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  for (size_t s = 0; offer->funnel && s < offer->funnel->n_stages; s++) {
    const sai_contract *before = NULL;
    unsigned gap =
        contract->covers[s] ? gap_before(offer, contract, s, w->check->scenario->months, &before) : 0;
    if (!gap) continue;
    sai_text noun = {.whole = w->check->out};
    sai_say_stage(&noun, &offer->funnel->stages[s]);
    sai_warn_offer(w, offer,
                   P_("`%s` ends %u month before `%s` begins: nobody works on `%s` between them",
                      "`%s` ends %u months before `%s` begins: nobody works on `%s` between them", gap),
                   before->name, gap, contract->name, sai_text_string(&noun));
    sai_text_free(&noun);
    return;
  }
}

static void check_contract(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  check_bound(w, offer, contract);
  check_gap(w, offer, contract);
  check_term(w, offer, contract);
  if (contract->term && !contract->covers_given && contract->kind != SAI_NOTHING && offer->funnel)
    sai_warn_offer(
        w, offer, "%s",
        _("there is a `term` but no `covers`, so every stage counts as the vendor's and all work ends with "
          "the contract"));
  check_guarantee(w, offer, contract);
  check_own_people(w, offer, contract);
  for (size_t f = 0; f < contract->n_fees; f++) {
    check_fee_months(w, offer, contract, &contract->fees[f]);
    if (contract->fees[f].basis != SAI_BASIS_COUNT && is_negative(w, contract->fees[f].amount))
      sai_warn_offer(w, offer,
                     contract->fees[f].own ? _("`%s` is negative: it lowers your own cost")
                                           : _("`%s` is negative: the vendor pays you"),
                     sai_warned_fee(w, &contract->fees[f]));
    if (!contract->buyer) check_period(w, offer, contract, &contract->fees[f]);
    check_tiers(w, offer, &contract->fees[f]);
  }
  for (size_t i = 0; i < contract->n_limits; i++) check_period(w, offer, contract, &contract->limits[i].fee);
}

static bool fee_uses(const sai_offer *offer, const sai_fee *fee, size_t stage) {
  size_t counted = sai_stage_in(fee->funnel, offer->funnel, stage);
  if (fee->when && sai_expr_counts(fee->when->expr, counted)) return true;
  if (fee->invalid && fee->valid == counted) return true;
  if (fee->basis == SAI_BASIS_STAGE) return sai_fee_stage(offer, fee) == stage;
  return fee->basis == SAI_BASIS_COUNT && sai_expr_counts(fee->count->expr, counted);
}

/* A stage is used if another is fed by it or a fee is paid for it; the last one always is. */
static bool uses_stage(const sai_offer *offer, size_t stage) {
  const sai_funnel *funnel = offer->funnel;
  if (stage + 1 == funnel->n_stages) return true;
  for (size_t s = 0; s < funnel->n_stages; s++)
    for (size_t f = 0; f < funnel->stages[s].n_flows; f++)
      if (funnel->stages[s].flows[f].kind >= SAI_FLOW_RATE && funnel->stages[s].flows[f].parent == stage)
        return true;
  for (size_t c = 0; c < offer->n_contracts; c++)
    for (size_t f = 0; f < offer->contracts[c].n_fees; f++)
      if (fee_uses(offer, &offer->contracts[c].fees[f], stage)) return true;
  return false;
}

/* Whether an offer uses its stage of a name; offers without one do not count. */
static bool somebody_uses(const sai_scenario *scenario, const char *name) {
  for (size_t i = 0; i < scenario->n_offers; i++) {
    const sai_offer *offer = &scenario->offers[i];
    for (size_t s = 0; offer->funnel && s < offer->funnel->n_stages; s++)
      if (strcmp(offer->funnel->stages[s].name, name) == 0 && uses_stage(offer, s)) return true;
  }
  return false;
}

static bool came_before(const sai_scenario *scenario, size_t offer, const char *name) {
  for (size_t i = 0; i < offer; i++) {
    const sai_funnel *funnel = scenario->offers[i].funnel;
    for (size_t s = 0; funnel && s < funnel->n_stages; s++)
      if (strcmp(funnel->stages[s].name, name) == 0) return true;
  }
  return false;
}

static void check_stages(sai_warner *w) {
  const sai_scenario *s = w->check->scenario;
  for (size_t i = 0; i < s->n_offers; i++)
    for (size_t k = 0; s->offers[i].funnel && k < s->offers[i].funnel->n_stages; k++) {
      const sai_stage *stage = &s->offers[i].funnel->stages[k];
      if (came_before(s, i, stage->name) || somebody_uses(s, stage->name)) continue;
      sai_text text = {.whole = w->check->out}, noun = {.whole = w->check->out};
      sai_say_stage(&noun, stage);
      sai_text_format(&text, _("stage `%s`: nothing comes of it and nothing is paid for it"),
                      sai_text_string(&noun));
      warn(w, &text);
      sai_text_free(&text);
      sai_text_free(&noun);
    }
}

static void check_amounts(sai_warner *w) {
  for (unsigned i = 0; i < SAI_CAUTION_AMOUNTS; i++) {
    sai_text text = {.whole = w->check->out};
    sai_caution_amount(w->check->scenario, w->check->outlooks, i, &text);
    if (text.length) warn(w, &text);
    sai_text_free(&text);
  }
}

void sai_check_warnings(const sai_check *check) {
  sai_warner w = {.check = check, .fee = {.whole = check->out}};
  for (size_t i = 0; i < check->scenario->n_offers; i++)
    for (size_t c = 0; c < check->scenario->offers[i].n_contracts; c++) {
      check_contract(&w, &check->scenario->offers[i], &check->scenario->offers[i].contracts[c]);
      if (check->outlooks[i].early[c])
        check_early(&w, &check->scenario->offers[i], &check->scenario->offers[i].contracts[c]);
      check_late_orders(&w, i, &check->scenario->offers[i], &check->scenario->offers[i].contracts[c]);
    }
  for (size_t i = 0; i < check->scenario->n_offers; i++) sai_warn_clauses(&w, i);
  for (size_t i = 0; i < check->scenario->n_offers; i++) {
    check_followed(&w, i, &check->scenario->offers[i]);
    check_left_early(&w, &check->scenario->offers[i]);
    check_limits(&w, i, &check->scenario->offers[i]);
  }
  for (size_t i = 0; i < check->scenario->n_offers; i++) check_costs(&w, &check->scenario->offers[i]);
  check_amounts(&w);
  const sai_value *value = &check->scenario->value;
  if (is_negative(&w, value->gross_profit) || is_negative(&w, value->revenue)) {
    sai_text text = {.whole = check->out};
    sai_text_add(&text, _("what an order is worth is negative"));
    warn(&w, &text);
    sai_text_free(&text);
  }
  check_stages(&w);
  sai_text_free(&w.fee);
}
