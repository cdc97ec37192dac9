/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cash of one offer month by month: gross profit when customers pay, less invoices with tax when they are
   paid (docs/adr/0009). */
#include "model/build.h"

sai_code sai_build_cash_start(sai_builder *b, sai_offer_build *o, sai_error *err) {
  size_t n = o->offer->n_contracts, months = b->plan->months;
  o->invoices = sai_arena_array(&b->plan->arena, (n + 1) * months, sizeof(sai_column));
  o->profit_sum = sai_arena_array(&b->plan->arena, months, sizeof(sai_column));
  if (!o->invoices || !o->profit_sum) return sai_error_no_memory(err);
  for (size_t c = 0; c < n; c++) o->pays_later |= o->offer->contracts[c].payment > 0;
  o->paid_sum = b->zero;
  return SAI_OK;
}

/* What is paid into the deposit of a line, or of several lines, in a month in which contracts begin. */
static void add_deposit(sai_builder *b, const sai_life *life, const sai_fee *fee, sai_column *all,
                        sai_column *taxed) {
  unsigned month = life->first;
  if (!fee->deposit || fee->own) return;
  sai_column paid =
      sai_build_multiply(b, sai_build_quantity(b, fee->deposit, month, NULL), life->runs[month]);
  paid = sai_build_untaxed(b, fee, month, paid);
  *all = sai_build_add(b, *all, paid);
  if (fee->tax != SAI_TAX_NONE) *taxed = sai_build_add(b, *taxed, paid);
}

/* Deposits of a contract that begins in a month, with their tax: the part of its invoice that cannot wait. */
static sai_column deposits(sai_builder *b, const sai_offer_build *o, const sai_contract *contract,
                           unsigned month) {
  sai_column all = b->zero, taxed = b->zero;
  for (size_t i = 0; i < o->n_lives; i++) {
    const sai_life *life = &o->lives[i];
    if (life->contract != contract || life->first != month) continue;
    for (size_t f = 0; f < contract->n_fees; f++) add_deposit(b, life, &contract->fees[f], &all, &taxed);
    for (size_t l = 0; l < contract->n_limits; l++)
      add_deposit(b, life, &contract->limits[l].fee, &all, &taxed);
  }
  return sai_build_add(b, all, sai_build_invoice_tax(b, taxed, month));
}

/* What is paid to one contract's vendor in a month. */
static sai_column paid_to(sai_builder *b, const sai_offer_build *o, size_t c, unsigned month) {
  const sai_contract *contract = &o->offer->contracts[c];
  const sai_column *invoices = o->invoices + c * b->plan->months;
  unsigned later = contract->payment;
  if (!later) return invoices[month];
  sai_column now = deposits(b, o, contract, month);
  if (month < later) return now;
  sai_column waited = sai_program_binary(b->program, SAI_OP_SUBTRACT, invoices[month - later],
                                         deposits(b, o, contract, month - later));
  return sai_build_add(b, now, waited);
}

/* What has been paid up to a month. */
static sai_column build_paid_sum(sai_builder *b, sai_offer_build *o, const sai_offer_columns *v,
                                 unsigned month) {
  size_t n = o->offer->n_contracts;
  if (!o->pays_later) { /* the running sums of the bill are these, and without tax those of net */
    sai_column cost = sai_build_add(b, v->fees, v->own_cost);
    return v->tax == SAI_NO_COLUMN ? cost : sai_build_add(b, cost, v->tax);
  }
  for (size_t c = 0; c < n; c++) o->paid_sum = sai_build_add(b, o->paid_sum, paid_to(b, o, c, month));
  o->paid_sum = sai_build_add(b, o->paid_sum, o->invoices[n * b->plan->months + month]);
  return o->paid_sum;
}

void sai_build_cash(sai_builder *b, sai_offer_build *o, unsigned month, sai_offer_columns *v) {
  unsigned later = b->scenario->value.payment;
  o->profit_sum[month] = v->gross_profit;
  sai_column received = month < later ? b->zero : o->profit_sum[month - later];
  sai_column cash = sai_program_binary(b->program, SAI_OP_SUBTRACT, received, build_paid_sum(b, o, v, month));
  v->month_cash_sum[month] = cash;
  v->lowest_cash = sai_program_binary(b->program, SAI_OP_MIN, v->lowest_cash, cash);
}
