/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What promises are compared with, after all months of the horizon. */
#include "model/build.h"

/* A count of units over what it is counted in reaches a decimal fraction exactly where the rounded quotient
   does; point calculations with real numbers may be short of it by their own rounding. */
#define ROUNDING 1e-12

/* Months within the horizon in which a contract runs that the promise is bound to. What a vendor makes up for
   free counts, its months do not. */
static sai_column months_of(sai_builder *b, const sai_offer_build *o, const sai_promise *promise) {
  sai_column sum = b->zero;
  for (unsigned month = 0; month < b->plan->months; month++) {
    sai_column runs = b->zero;
    for (size_t i = 0; i < o->n_lives; i++)
      if (month < o->lives[i].paid_end && sai_promise_follows(o->offer, promise, o->lives[i].contract))
        runs = sai_program_binary(b->program, SAI_OP_MAX, runs, o->lives[i].runs[month]);
    sum = sai_build_add(b, sum, runs);
  }
  return sum;
}

/* How many of so many units convert: the shares are those of the run, the luck is that of these units alone.
 */
static sai_column trials_of(sai_builder *b, const sai_promise *promise) {
  sai_column chance = sai_program_constant(b->program, 1);
  for (size_t i = 0; i < promise->n_ways; i++)
    chance = sai_build_multiply(b, chance, sai_build_quantity(b, promise->ways[i], 0, NULL));
  return sai_build_binomial(b, sai_program_constant(b->program, promise->trials), chance, promise->path);
}

static void build_promise(sai_builder *b, const sai_offer_build *o, const sai_offer_columns *v,
                          const sai_promise *promise, sai_promise_columns *out) {
  sai_program *p = b->program;
  *out = (sai_promise_columns){.units = v->stages[promise->stage], .base = SAI_NO_COLUMN};
  if (promise->kind == SAI_PROMISE_OUT_OF) out->units = trials_of(b, promise);
  if (promise->kind == SAI_PROMISE_PER_MONTH) out->base = months_of(b, o, promise);
  if (promise->kind == SAI_PROMISE_SHARE) out->base = v->stages[promise->of];
  out->simulated =
      out->base == SAI_NO_COLUMN ? out->units : sai_program_binary(p, SAI_OP_RETURN, out->units, out->base);
  sai_column least = sai_program_constant(p, promise->promised * (1 - ROUNDING)),
             most = sai_program_constant(p, promise->promised * (1 + ROUNDING));
  out->reached = sai_program_binary(p, SAI_OP_LESS_EQUAL, least, out->simulated);
  out->equal =
      sai_build_multiply(b, out->reached, sai_program_binary(p, SAI_OP_LESS_EQUAL, out->simulated, most));
}

void sai_build_promises(sai_builder *b, const sai_offer_build *o, sai_offer_columns *v) {
  for (size_t i = 0; i < o->offer->n_promises; i++)
    build_promise(b, o, v, &o->offer->promises[i], &v->promises[i]);
}
