/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes in: the worth of a month's orders, or what the customers that earlier orders brought pay in it.
   A customer pays from the month of the order on; at the end of each month some leave by chance
   (docs/adr/0009). */
#include "model/build.h"

#include <stdio.h>

enum { YEAR = 12 };

static unsigned at_least(unsigned x, unsigned y) {
  return x > y ? x : y;
}

/* The oldest customers that a clause tells from others; the same for all offers, so that they share their
   luck. */
static unsigned ages_asked_for(const sai_scenario *s, unsigned months) {
  unsigned ages = 0;
  for (size_t i = 0; i < s->n_offers; i++)
    for (size_t c = 0; c < s->offers[i].n_contracts; c++)
      for (size_t f = 0; f < s->offers[i].contracts[c].n_fees; f++) {
        const sai_fee *fee = &s->offers[i].contracts[c].fees[f];
        if (fee->within < months) ages = at_least(ages, fee->within);
        ages = at_least(ages, fee->clawback_within < months ? fee->clawback_within : months);
      }
  return ages;
}

sai_code sai_build_value(sai_builder *b, sai_offer_build *o, sai_error *err) {
  const sai_value *value = &b->scenario->value;
  sai_customers *c = &o->customers;
  sai_arena *arena = &b->plan->arena;
  o->revenue = sai_arena_array(arena, b->plan->months, sizeof(sai_column));
  c->end = value->lasts && value->lasts < b->plan->months;
  c->n_ages = c->end ? value->lasts : ages_asked_for(b->scenario, b->plan->months);
  c->paying = sai_arena_array(arena, c->n_ages + 1, sizeof(sai_column));
  c->staying = sai_arena_array(arena, c->n_ages + 1, sizeof(sai_column));
  if (!o->revenue || !c->paying || !c->staying) return sai_error_no_memory(err);
  for (unsigned age = 0; age < c->n_ages; age++) c->staying[age] = b->zero;
  c->older = b->zero;
  return SAI_OK;
}

/* Of customers who pay in a month, those who stay; `age` is SAI_OLDER for those who are one number. */
#define SAI_OLDER UINT32_MAX
static sai_column who_stays(sai_builder *b, sai_column paying, unsigned month, unsigned age) {
  const sai_quantity *churn = b->scenario->value.churn;
  if (!churn || paying == b->zero) return paying;
  sai_program *p = b->program;
  char luck[64];
  const char *path = sai_build_month_path(b, "value.customers", age == SAI_OLDER ? month : month - age);
  snprintf(luck, sizeof luck, age == SAI_OLDER ? "%s" : "%s+%u", path, age);
  sai_column stays = sai_program_binary(p, SAI_OP_SUBTRACT, sai_program_constant(p, 1),
                                        sai_build_quantity(b, churn, month, NULL));
  return sai_build_binomial(b, paying, stays, luck);
}

/* The customers who pay in a month; then some of them leave. */
static sai_column build_customers(sai_builder *b, sai_customers *c, unsigned month, sai_column won) {
  sai_column all = c->older;
  for (unsigned age = c->n_ages; age-- > 0;) {
    c->paying[age] = age ? c->staying[age - 1] : won;
    bool through = c->end && age + 1 == c->n_ages;
    c->staying[age] = through ? c->paying[age] : who_stays(b, c->paying[age], month, age);
    all = sai_build_add(b, all, c->paying[age]);
  }
  if (!c->n_ages) all = sai_build_add(b, all, won);
  c->older = who_stays(b, c->n_ages ? c->older : all, month, SAI_OLDER);
  if (c->n_ages && !c->end) c->older = sai_build_add(b, c->older, c->staying[c->n_ages - 1]);
  return all;
}

static bool has_more_orders(const sai_builder *b) {
  return b->options->scaled == SAI_SCALE_ORDERS;
}

/* The amount of a month's orders, or of all customers. */
static sai_code build_amount(sai_builder *b, const sai_quantity *quantity, unsigned month, sai_column count,
                             sai_column *amount, sai_error *err) {
  if (!b->scenario->value.recurring) return sai_build_order_sum(b, quantity, month, count, amount, err);
  *amount = sai_build_multiply(b, count, sai_build_quantity(b, quantity, month, NULL));
  return SAI_OK;
}

sai_code sai_build_money(sai_builder *b, sai_offer_build *o, unsigned month, sai_column won,
                         sai_month_money *money, sai_error *err) {
  const sai_value *value = &b->scenario->value;
  *money = (sai_month_money){won, SAI_NO_COLUMN, SAI_NO_COLUMN};
  if (!b->plan->has_value) return SAI_OK;
  sai_column payers = won;
  if (value->recurring || value->churn) payers = build_customers(b, &o->customers, month, won);
  if (!value->recurring) payers = won;
  if (value->revenue) {
    SAI_TRY(build_amount(b, value->revenue, month, payers, &money->revenue, err));
    money->gross_profit =
        sai_build_multiply(b, money->revenue, sai_build_quantity(b, value->margin, month, NULL));
  } else {
    SAI_TRY(build_amount(b, value->gross_profit, month, payers, &money->gross_profit, err));
  }
  if (has_more_orders(b) && value->revenue)
    money->revenue = sai_build_multiply(b, money->revenue, sai_build_parameter(b));
  if (has_more_orders(b) || b->options->scaled == SAI_SCALE_PROFIT)
    money->gross_profit = sai_build_multiply(b, money->gross_profit, sai_build_parameter(b));
  o->revenue[month] = money->revenue;
  return SAI_OK;
}

/* What one customer pays in a month. */
static sai_column build_price(sai_builder *b, unsigned month) {
  sai_column price = sai_build_quantity(b, b->scenario->value.revenue, month, NULL);
  return has_more_orders(b) ? sai_build_multiply(b, price, sai_build_parameter(b)) : price;
}

/* What one order that is paid once leaves. */
static sai_column build_profit(sai_builder *b, unsigned month) {
  const sai_value *value = &b->scenario->value;
  if (value->revenue)
    return sai_build_multiply(b, build_price(b, month), sai_build_quantity(b, value->margin, month, NULL));
  sai_column profit = sai_build_quantity(b, value->gross_profit, month, NULL);
  return has_more_orders(b) ? sai_build_multiply(b, profit, sai_build_parameter(b)) : profit;
}

/* What one customer pays in a year, or until `lasts` if that is shorter; all at once where an order is paid
 * once. */
static sai_column build_year(sai_builder *b, unsigned month) {
  unsigned lasts = b->scenario->value.lasts, paid = lasts && lasts < YEAR ? lasts : YEAR;
  if (!b->scenario->value.recurring) return build_price(b, month);
  return sai_build_multiply(b, build_price(b, month), sai_program_constant(b->program, paid));
}

sai_column sai_build_first_year(sai_builder *b, const sai_month_money *money, unsigned month) {
  if (!b->scenario->value.recurring) return money->revenue;
  return sai_build_multiply(b, money->won, build_year(b, month));
}

sai_column sai_build_recurring(sai_builder *b, const sai_offer_build *o, const sai_month_money *money,
                               unsigned month, unsigned within) {
  const sai_customers *c = &o->customers;
  if (!within || within >= b->plan->months || (c->end && within >= c->n_ages)) return money->revenue;
  sai_column young = b->zero;
  for (unsigned age = 0; age < within; age++) young = sai_build_add(b, young, c->paying[age]);
  return sai_build_multiply(b, young, build_price(b, month));
}

sai_column sai_build_received(sai_builder *b, const sai_offer_build *o, unsigned month) {
  unsigned later = b->scenario->value.payment;
  return month < later ? b->zero : o->revenue[month - later];
}

/* A line's amount for one order of a month. */
static sai_column build_paid(sai_builder *b, const sai_fee *fee, unsigned month) {
  sai_column amount = sai_build_price(b, fee, month);
  if (fee->basis == SAI_BASIS_GROSS_PROFIT) {
    sai_column profit = build_profit(b, month);
    bool more = b->options->scaled == SAI_SCALE_PROFIT;
    return sai_build_multiply(b, amount,
                              more ? sai_build_multiply(b, profit, sai_build_parameter(b)) : profit);
  }
  if (sai_is_share(fee->basis)) return sai_build_multiply(b, amount, build_year(b, month));
  return has_more_orders(b) ? sai_build_multiply(b, amount, sai_build_parameter(b)) : amount;
}

void sai_build_paid(sai_builder *b, const sai_fee *fee, sai_fee_build *state, sai_column part,
                    unsigned month) {
  if (!state->paid) {
    state->paid = sai_arena_array(&b->plan->arena, b->plan->months, sizeof(sai_column));
    b->failed |= !state->paid;
    for (unsigned m = 0; state->paid && m < b->plan->months; m++) state->paid[m] = b->zero;
  }
  if (state->paid) state->paid[month] = sai_build_multiply(b, build_paid(b, fee, month), part);
}

sai_column sai_build_clawback(sai_builder *b, const sai_offer_build *o, const sai_fee *fee,
                              const sai_fee_build *state, unsigned month) {
  const sai_customers *c = &o->customers;
  sai_column back = b->zero;
  for (unsigned age = 0; state->paid && age <= month && age < fee->clawback_within && age < c->n_ages;
       age++) {
    sai_column left = sai_program_binary(b->program, SAI_OP_SUBTRACT, c->paying[age], c->staying[age]);
    back = sai_build_add(b, back, sai_build_multiply(b, left, state->paid[month - age]));
  }
  back = sai_build_multiply(b, back, sai_build_quantity(b, fee->clawback, month, NULL));
  return sai_program_unary(b->program, SAI_OP_NEGATE, back);
}
