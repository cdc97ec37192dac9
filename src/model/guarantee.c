/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long vendors work on for free, after all months of the horizon. */
#include "model/build.h"

/* Months of the horizon in which a contract runs behind the end of its term; `any`: there can be some. */
static sai_column free_months_of(sai_builder *b, const sai_offer_build *o, const sai_contract *contract,
                                 bool *any) {
  sai_column sum = b->zero;
  *any = false;
  for (size_t i = 0; i < o->n_lives; i++) {
    const sai_life *life = &o->lives[i];
    for (unsigned month = life->paid_end; life->contract == contract && month < life->end; month++) {
      if (month >= b->plan->months) break;
      sum = sai_build_add(b, sum, life->runs[month]);
      *any = true;
    }
  }
  return sum;
}

void sai_build_guarantees(sai_builder *b, const sai_offer_build *o, sai_offer_columns *v) {
  for (size_t c = 0; c < o->offer->n_contracts; c++) {
    const sai_contract *contract = &o->offer->contracts[c];
    bool any;
    if (!contract->guarantee.number) continue;
    sai_column months = free_months_of(b, o, contract, &any);
    if (!any) continue;
    v->guarantees[v->n_guarantees++] =
        (sai_guarantee_columns){.contract = contract,
                                .free_months = months,
                                .works_on = sai_program_binary(b->program, SAI_OP_LESS, b->zero, months)};
  }
}
