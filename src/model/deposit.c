/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An amount that is paid in a contract's first month and from which charges are drawn until it is used up or
   expires. The end of the contract, or of the horizon, is its expiry if it comes before. */
#include "model/build.h"

sai_column sai_build_deposit(sai_builder *b, const sai_life *life, const sai_fee *fee,
                             sai_deposit_build *state, unsigned month, sai_column billed) {
  sai_program *p = b->program;
  unsigned end = sai_life_end(life, fee);
  if (month < life->first || month >= end || month - life->first >= fee->deposit_expires) return billed;
  unsigned age = month - life->first;
  if (age == 0) state->drawn = state->beyond = b->zero;
  sai_column paid = sai_build_quantity(b, fee->deposit, life->first, NULL);
  sai_column drawn = sai_build_add(b, state->drawn, billed),
             rest = sai_program_binary(p, SAI_OP_SUBTRACT, paid, drawn),
             beyond = sai_program_binary(p, SAI_OP_MAX, sai_program_unary(p, SAI_OP_NEGATE, rest), b->zero),
             due = sai_program_binary(p, SAI_OP_SUBTRACT, beyond, state->beyond);
  state->drawn = drawn;
  state->beyond = beyond;
  if (age == 0) due = sai_build_add(b, due, sai_build_multiply(b, paid, life->open[month]));
  if (!fee->deposit_refunded) return due;
  bool last = age + 1 == fee->deposit_expires || month + 1 == end || month + 1 == b->plan->months;
  sai_column back = sai_build_multiply(b, sai_program_binary(p, SAI_OP_MAX, rest, b->zero),
                                       last ? life->open[month] : life->ends[month]);
  return sai_program_binary(p, SAI_OP_SUBTRACT, due, back);
}
