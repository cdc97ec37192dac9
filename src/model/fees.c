/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bill of one offer in one month. A line's charge is a function of the units of its period so far; what a
   month is billed is what the charge has grown by. So tiers and caps act when they are reached, while a
   minimum and a `count` are settled in the period's last month (docs/adr/0004). */
#include "model/build.h"

#include <math.h>

static unsigned period_length(sai_period every) {
  switch (every) {
  case SAI_EVERY_MONTH:
    return 1;
  case SAI_EVERY_QUARTER:
    return 3;
  case SAI_EVERY_YEAR:
    return 12;
  default:
    return 12 * SAI_MONTHS_MAX;
  }
}

/* Where a month stands in the life of a fee line. */
typedef struct moment {
  bool active, first_ever, first_of_period, last_of_period;
} moment;

static moment moment_of(const sai_builder *b, const sai_contract *contract, const sai_fee *fee,
                        unsigned month) {
  unsigned first, end;
  sai_contract_months(contract, b->plan->months, &first, &end);
  unsigned begin = first + fee->first_month - 1;
  if (fee->last_month && first + fee->last_month < end) end = first + fee->last_month;
  moment m = {.active = month >= begin && month < end};
  if (!m.active) return m;
  unsigned length = period_length(fee->every), at = month - first;
  m.first_ever = month == begin;
  m.first_of_period = m.first_ever || at % length == 0;
  m.last_of_period = month + 1 == end || (at + 1) % length == 0;
  return m;
}

static sai_column build_tiers(sai_builder *b, const sai_fee *fee, sai_column units, unsigned month) {
  sai_program *p = b->program;
  sai_column charge = b->zero, below = b->zero;
  if (fee->tier_rule == SAI_TIERS_ALL) {
    sai_column price = sai_build_quantity(b, fee->tiers[fee->n_tiers - 1].price, month, NULL);
    for (size_t t = fee->n_tiers - 1; t-- > 0;) {
      sai_column within =
          sai_program_binary(p, SAI_OP_LESS_EQUAL, units, sai_program_constant(p, fee->tiers[t].up_to));
      price = sai_program_ternary(p, SAI_OP_SELECT, within,
                                  sai_build_quantity(b, fee->tiers[t].price, month, NULL), price);
    }
    return sai_build_multiply(b, units, price);
  }
  for (size_t t = 0; t < fee->n_tiers; t++) {
    sai_column upto = units;
    if (isfinite(fee->tiers[t].up_to))
      upto = sai_program_binary(p, SAI_OP_MIN, units, sai_program_constant(p, fee->tiers[t].up_to));
    sai_column here = sai_program_binary(p, SAI_OP_SUBTRACT, upto, below);
    charge = sai_build_add(
        b, charge, sai_build_multiply(b, here, sai_build_quantity(b, fee->tiers[t].price, month, NULL)));
    below = upto;
  }
  return charge;
}

static sai_column month_units(sai_builder *b, const sai_offer_build *o, const sai_fee *fee, unsigned month,
                              const sai_month_money *money, const moment *m) {
  switch (fee->basis) {
  case SAI_BASIS_ONCE:
    return sai_program_constant(b->program, m->first_ever ? 1 : 0);
  case SAI_BASIS_MONTH:
    return sai_program_constant(b->program, 1);
  case SAI_BASIS_STAGE:
    return sai_build_units(b, o, fee->stage, month);
  case SAI_BASIS_REVENUE:
    return money->revenue;
  case SAI_BASIS_GROSS_PROFIT:
    return money->gross_profit;
  case SAI_BASIS_FIRST_YEAR:
    return sai_build_first_year(b, money, month);
  case SAI_BASIS_RECURRING:
    return sai_build_recurring(b, o, money, month, fee->within);
  case SAI_BASIS_CASH:
    return sai_build_received(b, o, month);
  default:
    return b->zero;
  }
}

/* The charge of the period up to and including this month, before minimum and cap. */
static sai_column charge_to_date(sai_builder *b, const sai_offer_build *o, const sai_fee *fee,
                                 sai_fee_build *state, unsigned month, const sai_month_money *money,
                                 const moment *m) {
  sai_program *p = b->program;
  if (fee->basis == SAI_BASIS_COUNT) {
    for (size_t s = 0; o->offer->funnel && s < o->offer->funnel->n_stages; s++)
      state->stage_units[s] = sai_build_add(b, state->stage_units[s], sai_build_units(b, o, s, month));
    if (!m->last_of_period) return b->zero;
    return sai_build_multiply(b, sai_build_quantity(b, fee->amount, month, NULL),
                              sai_build_quantity(b, fee->count, month, state->stage_units));
  }
  sai_column units = month_units(b, o, fee, month, money, m);
  state->units = sai_build_add(b, state->units, units);
  if (fee->n_tiers) return build_tiers(b, fee, state->units, month);
  if (fee->included) {
    sai_column beyond = sai_program_binary(p, SAI_OP_SUBTRACT, state->units,
                                           sai_build_quantity(b, fee->included, month, NULL));
    beyond = sai_program_binary(p, SAI_OP_MAX, beyond, b->zero);
    return sai_build_multiply(b, beyond, sai_build_quantity(b, fee->amount, month, NULL));
  }
  /* Without a kink the money adds up month by month, so that a price drawn anew each month is right too. */
  sai_column now = sai_build_multiply(b, units, sai_build_quantity(b, fee->amount, month, NULL));
  state->money = sai_build_add(b, state->money, now);
  return state->money;
}

static sai_column build_fee(sai_builder *b, const sai_offer_build *o, const sai_contract *contract,
                            const sai_fee *fee, sai_fee_build *state, unsigned month,
                            const sai_month_money *money) {
  moment m = moment_of(b, contract, fee, month);
  if (!m.active) return b->zero;
  if (m.first_of_period) {
    state->units = state->money = state->billed = b->zero;
    for (size_t s = 0; s < SAI_STAGES_MAX; s++) state->stage_units[s] = b->zero;
  }
  if (fee->clawback) sai_build_paid(b, fee, state, month);
  sai_program *p = b->program;
  sai_column charge = charge_to_date(b, o, fee, state, month, money, &m);
  if (fee->minimum && m.last_of_period)
    charge = sai_program_binary(p, SAI_OP_MAX, charge, sai_build_quantity(b, fee->minimum, month, NULL));
  if (fee->cap)
    charge = sai_program_binary(p, SAI_OP_MIN, charge, sai_build_quantity(b, fee->cap, month, NULL));
  sai_column billed = sai_program_binary(p, SAI_OP_SUBTRACT, charge, state->billed);
  state->billed = charge;
  return billed;
}

static bool mentions_stage(const sai_expr *e, size_t stage) {
  if (e->kind == SAI_EXPR_STAGE && e->index == stage) return true;
  for (size_t i = 0; i < e->n_args; i++)
    if (mentions_stage(e->args[i], stage)) return true;
  return false;
}

static bool follows_profit(const sai_fee *fee) {
  return fee->basis == SAI_BASIS_GROSS_PROFIT;
}

bool sai_fee_follows_orders(const sai_offer *offer, const sai_fee *fee) {
  if (!offer->funnel) return false;
  if (sai_is_share(fee->basis)) return true;
  size_t order = offer->funnel->n_stages - 1;
  if (fee->basis == SAI_BASIS_COUNT) return mentions_stage(fee->count->expr, order);
  return fee->basis == SAI_BASIS_STAGE && fee->stage == order;
}

void sai_build_linearity(const sai_offer *offer, bool *orders_linear, bool *profit_linear) {
  *orders_linear = *profit_linear = true;
  for (size_t c = 0; c < offer->n_contracts; c++)
    for (size_t f = 0; f < offer->contracts[c].n_fees; f++) {
      const sai_fee *fee = &offer->contracts[c].fees[f];
      bool straight =
          !fee->included && !fee->minimum && !fee->cap && !fee->n_tiers && fee->basis != SAI_BASIS_COUNT;
      if (!straight && follows_profit(fee)) *profit_linear = false;
      if (!straight && sai_fee_follows_orders(offer, fee)) *orders_linear = false;
    }
}

void sai_build_fees(sai_builder *b, sai_offer_build *o, unsigned month, const sai_month_money *money,
                    sai_column *fees, sai_column *order_fees, sai_column *profit_fees) {
  *fees = b->zero;
  sai_fee_build *state = o->fees;
  for (size_t c = 0; c < o->offer->n_contracts; c++) {
    const sai_contract *contract = &o->offer->contracts[c];
    for (size_t f = 0; f < contract->n_fees; f++, state++) {
      const sai_fee *fee = &contract->fees[f];
      sai_column billed = build_fee(b, o, contract, fee, state, month, money);
      if (fee->clawback) billed = sai_build_clawback(b, o, fee, state, month, billed);
      *fees = sai_build_add(b, *fees, billed);
      if (follows_profit(fee)) *profit_fees = sai_build_add(b, *profit_fees, billed);
      if (sai_fee_follows_orders(o->offer, fee)) *order_fees = sai_build_add(b, *order_fees, billed);
    }
  }
}
