/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clauses that do nothing as the work is planned, or more than they seem to. */
#include "command/check_warnings.h"

#include "base/intl.h"
#include "scenario/possible.h"
#include "scenario/write.h"

#include <string.h>

/* Whether all of n conditions, of which some may be NULL, can hold in one period. */
static bool can_hold(const sai_warner *w, const sai_counts *counts, const sai_quantity *const *conditions,
                     size_t n) {
  sai_clause clauses[2];
  size_t given = 0;
  for (size_t i = 0; i < n; i++)
    if (conditions[i]) clauses[given++] = (sai_clause){conditions[i]->expr, false};
  return sai_clauses_can_hold(w->check->scenario, counts, clauses, given);
}

/* Whether a condition need not hold. */
static bool can_fail(const sai_warner *w, const sai_counts *counts, const sai_quantity *condition) {
  const sai_clause clause = {condition->expr, true};
  return sai_clauses_can_hold(w->check->scenario, counts, &clause, 1);
}

/* Lines that are never due, and conditions that change nothing. */
static void check_conditions(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  for (size_t f = 0; f < contract->n_fees; f++) {
    const sai_fee *fee = &contract->fees[f];
    const sai_quantity *conditions[] = {fee->when, fee->count}, *shown = fee->when ? fee->when : fee->count;
    if (!shown || fee->funnel != offer->funnel) continue;
    const unsigned length = sai_check_period_months(fee->every);
    double least[SAI_COUNTED_MAX], most[SAI_COUNTED_MAX];
    sai_counts_least(offer, contract, least);
    sai_warn_counts(w, offer, contract, length, false, most);
    const bool never = !can_hold(w, &(sai_counts){least, most}, conditions, 2);
    sai_warn_counts(w, offer, contract, length, true, most);
    if (!never && (!fee->when || can_fail(w, &(sai_counts){least, most}, fee->when))) continue;
    sai_text text = {.whole = w->check->out};
    sai_say_counted(&text, shown->text, offer->funnel);
    sai_warn_offer(
        w, offer,
        never ? _("`%s` is never due: with the work as planned nothing can bring about `%s`")
              : _("`%s`: its condition changes nothing: with the work as planned nothing can prevent `%s`"),
        sai_warned_fee(w, fee), sai_text_string(&text));
    sai_text_free(&text);
  }
}

static void check_ending(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  const sai_quantity *condition = contract->renewal.condition;
  if (!condition) return;
  const unsigned horizon = w->check->scenario->months, start = sai_contract_first_start(contract),
                 end = sai_renewal_length(&contract->renewal, sai_renewal_first_chance(&contract->renewal));
  if (start < horizon && end >= horizon - start) {
    sai_warn_offer(w, offer,
                   _("`ends: when` can end the contract with its month %u at the earliest, not before the "
                     "end of the period: no cost here depends on it"),
                   end);
    return;
  }
  double most[SAI_COUNTED_MAX];
  sai_warn_counts(w, offer, contract, 0, false, most);
  const bool never = !can_hold(w, &(sai_counts){.most = most}, &condition, 1),
             first = sai_renewal_first_chance(&contract->renewal) == 1;
  sai_warn_counts(w, offer, contract, 0, true, most);
  if (!never && can_fail(w, &(sai_counts){.most = most}, condition)) return;
  sai_text text = {.whole = w->check->out};
  sai_say_counted(&text, condition->text, offer->funnel);
  sai_warn_offer(w, offer,
                 never ? _("the contract never ends: with the work as planned nothing can bring about `%s`")
                 : first
                     ? _("the contract always ends with its first term: with the work as planned nothing "
                         "can prevent `%s`")
                     : _("the contract always ends as soon as notice can end it: with the work as planned "
                         "nothing can prevent `%s`"),
                 sai_text_string(&text));
  sai_text_free(&text);
}

/* A count below zero turns what is paid round. */
static void check_signs(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  for (size_t f = 0; f < contract->n_fees; f++) {
    const sai_fee *fee = &contract->fees[f];
    if (!fee->count || fee->count->lower >= 0) continue;
    sai_text text = {.whole = w->check->out};
    sai_say_counted(&text, fee->count->text, fee->funnel);
    sai_warn_offer(w, offer,
                   _("`%s` can be negative, which makes a refund of a charge and a charge of a refund; write "
                     "max(0, ...) if that is not meant"),
                   sai_text_string(&text));
    sai_text_free(&text);
  }
}

static bool overlap(const sai_fee *a, const sai_fee *b) {
  return (!a->last_month || b->first_month <= a->last_month) &&
         (!b->last_month || a->first_month <= b->last_month);
}

/* Two lines with one name, or two fixed amounts a month without any. */
static void check_names(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  for (size_t f = 0; f < contract->n_fees; f++)
    for (size_t before = 0; before < f; before++) {
      const sai_fee *a = &contract->fees[before], *b = &contract->fees[f];
      if (a->own != b->own || !overlap(a, b)) continue;
      if (a->name && b->name && strcmp(a->name, b->name) == 0) {
        sai_warn_offer(w, offer, _("two lines are called `%s`; give each its own name"), a->name);
        break;
      }
      bool monthly = a->basis == SAI_BASIS_MONTH && b->basis == SAI_BASIS_MONTH && !a->when && !b->when;
      if (!monthly || a->name || b->name || strcmp(a->text, b->text) == 0) continue;
      sai_text first = {.whole = w->check->out};
      sai_say_fee(w->check, &first, a);
      sai_warn_offer(w, offer,
                     _("`%s` and `%s` are both paid in the same months; give each a `name` if that is meant"),
                     sai_text_string(&first), sai_warned_fee(w, b));
      sai_text_free(&first);
      break;
    }
}

static void check_promises(sai_warner *w, const sai_offer *offer) {
  const unsigned horizon = w->check->scenario->months;
  double most[SAI_COUNTED_MAX];
  sai_counts_most(offer, horizon, horizon, most);
  for (size_t i = 0; i < offer->n_promises; i++) {
    const sai_promise *promise = &offer->promises[i];
    unsigned months = 1, first, end;
    if (promise->kind > SAI_PROMISE_IN_ALL) continue;
    if (promise->kind == SAI_PROMISE_PER_MONTH) {
      if (offer->n_contracts != 1 || offer->contracts->start_after || offer->contracts->renewal.condition)
        continue;
      sai_contract_months(offer->contracts, horizon, &first, &end);
      months = end - first;
    }
    if (promise->promised * months <= most[promise->stage]) continue;
    sai_text noun = {.whole = w->check->out};
    sai_say_stage(&noun, &offer->funnel->stages[promise->stage]);
    sai_warn_offer(w, offer, _("with the work as planned the promised number of `%s` can never be reached"),
                   sai_text_string(&noun));
    sai_text_free(&noun);
  }
}

static void check_guarantee(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  double most[SAI_COUNTED_MAX];
  if (!contract->guarantee.number) return;
  sai_text noun = {.whole = w->check->out};
  sai_say_stage(&noun, &offer->funnel->stages[contract->guarantee.stage]);
  sai_warn_counts(w, offer, contract, 0, false, most);
  if (contract->guarantee.number->lower > most[contract->guarantee.stage])
    sai_warn_offer(w, offer,
                   _("with the work as planned the guaranteed number of `%s` is never reached, so the vendor "
                     "always works on for free"),
                   sai_text_string(&noun));
  sai_text_free(&noun);
  if (contract->kind == SAI_DISPATCH)
    sai_warn_offer(w, offer, "%s",
                   _("dispatched staff is paid for its time and seldom guarantees a result; is the guarantee "
                     "in the contract?"));
}

static void warn_free(sai_warner *w, const sai_offer *offer, const sai_fee *fee) {
  if (!fee->cap || fee->cap->upper > 0) return;
  sai_warn_offer(w, offer, _("`%s`: with a cap of 0 it costs nothing"), sai_warned_fee(w, fee));
}

static void check_caps(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  for (size_t f = 0; f < contract->n_fees; f++) warn_free(w, offer, &contract->fees[f]);
  for (size_t i = 0; i < contract->n_limits; i++) warn_free(w, offer, &contract->limits[i].fee);
}

/* Two lines of a contract with the same words are more often a slip than paid twice. */
static void check_twice(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  for (size_t f = 0; f < contract->n_fees; f++) {
    sai_text line = {.whole = w->check->out};
    sai_fee_write(w->check->scenario, contract, &contract->fees[f], &line);
    for (size_t before = 0; before < f; before++) {
      sai_text other = {.whole = w->check->out};
      bool alike = contract->fees[before].own == contract->fees[f].own;
      if (alike) sai_fee_write(w->check->scenario, contract, &contract->fees[before], &other);
      alike = alike && strcmp(sai_text_string(&line), sai_text_string(&other)) == 0;
      sai_text_free(&other);
      if (!alike) continue;
      sai_warn_offer(w, offer,
                     _("the line `%s` stands twice and is paid twice; give each a `name` if that is meant"),
                     sai_warned_fee(w, &contract->fees[f]));
      break;
    }
    sai_text_free(&line);
  }
}

static void check_exit(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  unsigned left = sai_contract_first_start(contract) + contract->renewal.after;
  if (contract->renewal.ending != SAI_ENDS_AFTER_MONTH || left <= w->check->scenario->months) return;
  for (size_t f = 0; f < contract->n_fees; f++)
    if (contract->fees[f].at_exit)
      sai_warn_offer(w, offer,
                     _("`%s` is due when the contract is left, after the horizon: it is not counted"),
                     sai_warned_fee(w, &contract->fees[f]));
}

static void check_refunds(sai_warner *w, const sai_offer *offer, const sai_outlook *outlook) {
  if (!(outlook->minimum_payable < 0)) return;
  sai_text most = {.whole = w->check->out};
  sai_say_money(w->check, &most, -outlook->minimum_payable);
  sai_warn_offer(
      w, offer,
      _("if nothing converts the refunds exceed the fees, and the vendor would pay you %s; bound the "
        "count, as in min(5, max(0, 10 - appointment)), if the contract does"),
      sai_text_string(&most));
  sai_text_free(&most);
}

/* Customers who have left by `lasts` give nothing back any more. */
static void check_clawback(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  const unsigned lasts = w->check->scenario->value.lasts;
  for (size_t f = 0; f < contract->n_fees && lasts; f++) {
    const sai_fee *fee = &contract->fees[f];
    if (!fee->clawback || fee->clawback_within <= lasts) continue;
    sai_warn_offer(
        w, offer,
        _("`%s`: customers pay for %u of the %u months of its clawback at most, and the end of `lasts` "
          "is no leaving: nothing comes back later"),
        sai_warned_fee(w, fee), lasts, fee->clawback_within);
  }
}

/* Nobody, or nobody for any time, works under the contract. */
static void check_staff(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  const sai_staff *staff = &contract->staff;
  const struct {
    const sai_quantity *quantity;
    const char *none;
  } parts[] = {
      {staff->people,
       N_("`people` is 0, so nobody works: what is paid or done per person, day or hour is 0")},
      {staff->days_per_month, N_("`days_per_month` is 0, so what is paid or done per day or hour is 0")},
      {staff->hours_per_day, N_("`hours_per_day` is 0, so what is paid or done per hour is 0")}};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (parts[i].quantity && !(parts[i].quantity->upper > 0))
      sai_warn_offer(w, offer, "%s", _(parts[i].none));
}

/* Stages that nothing can reach. */
static void check_room(sai_warner *w, const sai_offer *offer) {
  for (size_t s = 0; offer->funnel && s < offer->funnel->n_stages; s++) {
    const sai_stage *stage = &offer->funnel->stages[s];
    sai_text noun = {.whole = w->check->out};
    sai_say_stage(&noun, stage);
    if (stage->capacity && stage->capacity->upper < 1)
      sai_warn_offer(w, offer, _("the capacity of `%s` is less than one a month, so nothing ever reaches it"),
                     sai_text_string(&noun));
    if (stage->list && stage->list->upper < 1)
      sai_warn_offer(w, offer, _("the list of `%s` is empty, so no work is put in"), sai_text_string(&noun));
    sai_text_free(&noun);
  }
}

static bool takes_over(const sai_offer *offer, const sai_contract *contract) {
  bool late = false, before = false;
  for (size_t s = 0; offer->funnel && s < offer->funnel->n_stages; s++) {
    const sai_stage *stage = &offer->funnel->stages[s];
    late |= stage->delay || (stage->capacity && stage->above == SAI_ABOVE_WAITS);
    for (size_t c = 0; c < offer->n_contracts; c++)
      before |=
          offer->contracts[c].start < contract->start && offer->contracts[c].covers[s] && contract->covers[s];
  }
  return late && before;
}

static bool is_anew(const sai_quantity *quantity) {
  return quantity && quantity->anew == SAI_ANEW_EACH_ORDER;
}

/* What a month's orders bring is one sum where it differs from order to order: a contract that follows has
   its part of it by number, which is right on average, but not for what is limited. */
static void check_parts(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  const sai_value *value = &w->check->scenario->value;
  if (!is_anew(value->revenue) && !is_anew(value->gross_profit) && !is_anew(value->margin)) return;
  if (!takes_over(offer, contract)) return;
  for (size_t f = 0; f < contract->n_fees; f++) {
    const sai_fee *fee = &contract->fees[f];
    bool limited = fee->minimum || fee->cap || fee->n_tiers || contract->n_limits;
    if (!sai_is_share(fee->basis) || !limited) continue;
    sai_warn_offer(
        w, offer,
        _("`%s` has its part, by number, of what all orders of a month bring, where late ones of the "
          "contract before arrive in it; amounts differ from order to order, so what limits or tiers "
          "make of that is not exact there"),
        sai_warned_fee(w, fee));
  }
}

/* Whose units wait longest is not followed where one contract follows another. */
static void check_queues(sai_warner *w, const sai_offer *offer) {
  bool follows = false;
  for (size_t c = 0; c < offer->n_contracts; c++) follows |= takes_over(offer, &offer->contracts[c]);
  for (size_t s = 0; follows && s < offer->funnel->n_stages; s++) {
    const sai_stage *stage = &offer->funnel->stages[s];
    if (!stage->capacity || stage->above != SAI_ABOVE_WAITS) continue;
    sai_warn_offer(
        w, offer,
        _("the capacity of `%s` lets in the units of contracts that follow one another in proportion, "
          "not in the order in which they came"),
        stage->name);
  }
}

void sai_warn_clauses(sai_warner *w, size_t at) {
  const sai_offer *offer = &w->check->scenario->offers[at];
  for (size_t c = 0; c < offer->n_contracts; c++) {
    const sai_contract *contract = &offer->contracts[c];
    check_conditions(w, offer, contract);
    check_ending(w, offer, contract);
    check_guarantee(w, offer, contract);
    check_signs(w, offer, contract);
    sai_warn_bounds(w, offer, contract);
    check_names(w, offer, contract);
    check_caps(w, offer, contract);
    check_twice(w, offer, contract);
    check_exit(w, offer, contract);
    check_clawback(w, offer, contract);
    check_staff(w, offer, contract);
    check_parts(w, offer, contract);
  }
  check_promises(w, offer);
  check_queues(w, offer);
  check_refunds(w, offer, &w->check->outlooks[at]);
  check_room(w, offer);
}
