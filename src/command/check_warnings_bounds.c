/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits, tiers, deposits and payments beside all that can come in a period: those that do nothing, or always
   act. */
#include "command/check_warnings.h"

#include "base/intl.h"
#include "scenario/possible.h"

#include <math.h>

static unsigned longest_term(const sai_contract *contract) {
  const sai_renewal *renewal = &contract->renewal;
  return renewal->months > renewal->minimum ? renewal->months : renewal->minimum;
}

void sai_warn_counts(const sai_warner *w, const sai_offer *offer, const sai_contract *contract,
                     unsigned length, bool whole, double *most) {
  unsigned horizon = w->check->scenario->months, term = longest_term(contract);
  unsigned months = length ? length : term ? term : horizon;
  if (whole && months > horizon) horizon = months;
  sai_counts_most(offer, horizon, months < horizon ? months : horizon, most);
}

/* Amounts beside what all units of a period can come to. */
static void check_line(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  for (size_t f = 0; f < contract->n_fees; f++) {
    const sai_fee *fee = &contract->fees[f];
    double most[SAI_COUNTED_MAX];
    if (fee->basis != SAI_BASIS_STAGE || fee->funnel != offer->funnel || fee->n_tiers) continue;
    sai_warn_counts(w, offer, contract, sai_check_period_months(fee->every), false, most);
    const double units = most[sai_fee_charged(fee)], charge = units * fee->amount->upper;
    if (fee->included && units <= fee->included->lower)
      sai_warn_offer(w, offer, _("`%s` never costs anything: no more units can come than are included"),
                     sai_warned_fee(w, fee));
    if (fee->minimum && charge < fee->minimum->lower)
      sai_warn_offer(w, offer, _("`%s` always costs its minimum: no more units can come than it is worth"),
                     sai_warned_fee(w, fee));
    if (!fee->deposit) continue;
    sai_warn_counts(w, offer, contract, fee->deposit_expires, false, most);
    if (most[sai_fee_charged(fee)] * fee->amount->upper < fee->deposit->lower)
      sai_warn_offer(w, offer, _("`%s`: its deposit is more than can ever be drawn from it"),
                     sai_warned_fee(w, fee));
  }
}

/* The largest price of a unit; infinite where a line is not so much for each unit of a stage. */
static double price_most(const sai_offer *offer, const sai_fee *fee) {
  if (fee->basis != SAI_BASIS_STAGE || fee->funnel != offer->funnel) return INFINITY;
  double most = fee->n_tiers ? 0 : fee->amount->upper;
  for (size_t t = 0; t < fee->n_tiers; t++) most = fmax(most, fee->tiers[t].price->upper);
  return most;
}

/* All that a line without limits of its own can come to in so many months; 0: a whole term. */
static double charge_most(const sai_warner *w, const sai_offer *offer, const sai_contract *contract,
                          const sai_fee *fee, unsigned length) {
  double most[SAI_COUNTED_MAX];
  const unsigned horizon = w->check->scenario->months, term = longest_term(contract);
  if (fee->minimum || fee->deposit || fee->clawback) return INFINITY;
  if (fee->basis == SAI_BASIS_ONCE) return fmax(fee->amount->upper, 0);
  if (fee->basis == SAI_BASIS_MONTH)
    return fmax(fee->amount->upper, 0) * (length ? length : term > horizon ? term : horizon);
  const double price = price_most(offer, fee);
  if (!(price < INFINITY)) return INFINITY;
  sai_warn_counts(w, offer, contract, length, true, most);
  return price > 0 ? most[sai_fee_charged(fee)] * price : 0;
}

/* A cap that no bill can reach or go beyond; a cap of 0 is another matter.
 *  @param most  what all units of a period can come to */
static void warn_cap(sai_warner *w, const sai_offer *offer, const sai_fee *fee, double most) {
  const double cap = fee->cap->lower;
  const bool same = fabs(most - cap) <= 1e-9 * cap;
  if (!(cap > 0) || (!same && !(most < cap))) return;
  sai_warn_offer(w, offer,
                 same ? _("`%s`: its cap changes nothing: with the work as planned all units that can come "
                          "are worth just that")
                      : _("`%s` never reaches its cap: with the work as planned no more units can come than "
                          "it is worth"),
                 sai_warned_fee(w, fee));
}

static void check_cap(sai_warner *w, const sai_offer *offer, const sai_contract *contract,
                      const sai_fee *fee) {
  if (!fee->cap || fee->minimum || fee->deposit) return;
  const double price = price_most(offer, fee);
  double most[SAI_COUNTED_MAX];
  sai_warn_counts(w, offer, contract, sai_check_period_months(fee->every), true, most);
  if (price < INFINITY) warn_cap(w, offer, fee, most[sai_fee_charged(fee)] * price);
}

/* Tiers above all that can come. */
static void check_tiers(sai_warner *w, const sai_offer *offer, const sai_contract *contract,
                        const sai_fee *fee) {
  double most[SAI_COUNTED_MAX];
  if (!fee->n_tiers || fee->basis != SAI_BASIS_STAGE || fee->funnel != offer->funnel) return;
  sai_warn_counts(w, offer, contract, sai_check_period_months(fee->every), true, most);
  for (size_t t = 0; t + 1 < fee->n_tiers; t++) {
    if (most[sai_fee_charged(fee)] > fee->tiers[t].up_to) continue;
    sai_text edge = {.whole = w->check->out};
    sai_say_value(w->check, &edge, fee->tiers[t].up_to, SAI_UNIT_COUNT, true);
    sai_warn_offer(w, offer,
                   _("`%s`: no price above %s is ever reached: with the work as planned no more can come "
                     "in its period"),
                   sai_warned_fee(w, fee), sai_text_string(&edge));
    sai_text_free(&edge);
    return;
  }
}

/* Limits over several lines. */
static void check_limit(sai_warner *w, const sai_offer *offer, const sai_contract *contract,
                        const sai_limit *limit) {
  const unsigned length = sai_check_period_months(limit->fee.every);
  double sum = 0;
  for (size_t f = 0; f < contract->n_fees; f++)
    if (limit->lines[f]) sum += charge_most(w, offer, contract, &contract->fees[f], length);
  if (limit->fee.minimum && sum < limit->fee.minimum->lower)
    sai_warn_offer(w, offer, _("`%s` always costs its minimum: no more units can come than it is worth"),
                   sai_warned_fee(w, &limit->fee));
  if (limit->fee.cap && !limit->fee.minimum) warn_cap(w, offer, &limit->fee, sum);
}

/* Invoices that are all paid after the period. */
static void check_payment(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  const unsigned horizon = w->check->scenario->months, start = sai_contract_first_start(contract);
  if (!contract->n_fees || start >= horizon || contract->payment < horizon - start) return;
  sai_warn_offer(w, offer,
                 P_("invoices are paid %u month later, all after the period: no cash is paid for the "
                    "contract here",
                    "invoices are paid %u months later, all after the period: no cash is paid for the "
                    "contract here",
                    contract->payment),
                 contract->payment);
}

void sai_warn_bounds(sai_warner *w, const sai_offer *offer, const sai_contract *contract) {
  check_line(w, offer, contract);
  for (size_t f = 0; f < contract->n_fees; f++) {
    check_cap(w, offer, contract, &contract->fees[f]);
    check_tiers(w, offer, contract, &contract->fees[f]);
  }
  for (size_t i = 0; i < contract->n_limits; i++) check_limit(w, offer, contract, &contract->limits[i]);
  check_payment(w, offer, contract);
}
