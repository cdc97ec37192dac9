/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consumption tax of one offer in one month. An invoice is what one contract bills in a month, or all own
   costs of it; its tax is rounded down once (docs/adr/0009). */
#include "model/build.h"

enum { PER_CENT = 100 };

sai_column sai_build_untaxed(sai_builder *b, const sai_fee *fee, unsigned month, sai_column billed) {
  double rate = sai_tax_rate_at(b->scenario, month);
  if (fee->tax != SAI_TAX_INCLUDED || rate == 0) return billed;
  /* Times 100 / 110, so that 440 becomes 400 exactly. */
  sai_column hundredfold = sai_build_multiply(b, billed, sai_program_constant(b->program, PER_CENT));
  return sai_program_binary(b->program, SAI_OP_DIVIDE, hundredfold,
                            sai_program_constant(b->program, PER_CENT + PER_CENT * rate));
}

sai_column sai_build_invoice_tax(sai_builder *b, sai_column taxed, unsigned month) {
  sai_program *p = b->program;
  double rate = sai_tax_rate_at(b->scenario, month), coins = 1;
  if (rate <= 0) return b->zero;
  /* Down to whole units of the currency's least coin. */
  for (unsigned i = 0; i < b->scenario->currency_decimals; i++) coins *= 10;
  sai_column tax = sai_build_multiply(b, taxed, sai_program_constant(p, rate * coins));
  tax = sai_program_unary(p, SAI_OP_DOWN, tax);
  return coins > 1 ? sai_program_binary(p, SAI_OP_DIVIDE, tax, sai_program_constant(p, coins)) : tax;
}

/* What the lines of one contract (NULL: all own costs) bill in a month, and what of it is taxed. */
static sai_column billed_sum(sai_builder *b, const sai_offer_columns *v, const sai_contract *contract,
                             unsigned month, sai_column *taxed) {
  sai_column sum = *taxed = b->zero;
  for (size_t i = 0; i < v->n_lines; i++) {
    const sai_bill_line *line = &v->lines[i];
    bool on_it = contract ? line->contract == contract && !line->fee->own : line->fee->own;
    if (!on_it) continue;
    sum = sai_build_add(b, sum, line->months[month]);
    if (line->fee->tax != SAI_TAX_NONE) *taxed = sai_build_add(b, *taxed, line->months[month]);
  }
  return sum;
}

void sai_build_invoices(sai_builder *b, sai_offer_build *o, unsigned month, sai_offer_columns *v) {
  const sai_offer *offer = o->offer;
  const sai_tax_rate *row = sai_tax_at(b->scenario, month);
  sai_column month_tax = b->zero;
  for (size_t c = 0; c <= offer->n_contracts; c++) {
    const sai_contract *contract = c < offer->n_contracts ? &offer->contracts[c] : NULL;
    sai_column taxed, billed = billed_sum(b, v, contract, month, &taxed),
                      tax = sai_build_invoice_tax(b, taxed, month);
    o->invoices[c * b->plan->months + month] = sai_build_add(b, billed, tax);
    month_tax = sai_build_add(b, month_tax, tax);
    if (!row || !contract || !contract->unregistered || v->tax_not_deductible == SAI_NO_COLUMN) continue;
    sai_column lost = sai_build_multiply(b, tax, sai_program_constant(b->program, 1 - row->deductible));
    v->tax_not_deductible = sai_build_add(b, v->tax_not_deductible, lost);
  }
  v->month_tax[month] = month_tax;
  if (v->tax != SAI_NO_COLUMN) v->tax = sai_build_add(b, v->tax, month_tax);
  if (!b->plan->n_years) return;
  unsigned year = sai_fiscal_year(b->scenario, month) - sai_fiscal_year(b->scenario, 0);
  v->year_cost[year] = sai_build_add(b, v->year_cost[year], v->month_cost[month]);
  v->year_with_tax[year] =
      sai_build_add(b, v->year_with_tax[year], sai_build_add(b, v->month_cost[month], month_tax));
}
