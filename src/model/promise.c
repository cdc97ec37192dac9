/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises: which units they are about, and what they are compared with after all months of the horizon. */
#include "model/build.h"

/* A count of units over what it is counted in reaches a decimal fraction exactly where the rounded quotient
   does; point calculations with real numbers may be short of it by their own rounding. */
#define ROUNDING 1e-12

/* Whose units a promise is about: bits of the contracts, or 0 for those of stage `*from`. */
static unsigned about(const sai_offer *offer, const sai_promise *promise, size_t *from) {
  unsigned contracts = 0;
  *from = promise->of;
  if (promise->kind >= SAI_PROMISE_SHARE) return 0;
  *from = SIZE_MAX;
  for (size_t c = 0; c < offer->n_contracts; c++)
    if (sai_promise_follows(offer, promise, &offer->contracts[c])) contracts |= 1u << c;
  return contracts;
}

static sai_trace *find_trace(const sai_offer_build *o, unsigned contracts, size_t from) {
  for (size_t t = 0; t < o->n_traces; t++)
    if (o->traces[t].contracts == contracts && o->traces[t].from == from) return &o->traces[t];
  return NULL;
}

static sai_code add_trace(sai_builder *b, sai_offer_build *o, unsigned contracts, size_t from,
                          sai_error *err) {
  const sai_funnel *funnel = o->offer->funnel;
  const size_t n = funnel->n_stages * b->plan->months_played, sources = SAI_STAGES_MAX * SAI_FLOWS_MAX;
  sai_trace *trace = &o->traces[o->n_traces++];
  *trace = (sai_trace){.contracts = contracts, .anywhere = !sai_contracts_cover(o->offer), .from = from};
  trace->units = sai_arena_array(&b->plan->arena, n, sizeof(sai_column));
  trace->carried = sai_arena_array(&b->plan->arena, sources, sizeof(sai_column));
  if (!trace->units || !trace->carried) return sai_error_no_memory(err);
  for (size_t i = 0; i < n; i++) trace->units[i] = b->zero;
  for (size_t i = 0; i < sources; i++) trace->carried[i] = b->zero;
  for (size_t i = 0; i < funnel->n_stages; i++) {
    size_t s = funnel->sorted[i];
    trace->waiting[s] = b->zero;
    trace->behind[s] = s == from;
    for (size_t f = 0; f < funnel->stages[s].n_flows; f++)
      if (funnel->stages[s].flows[f].kind >= SAI_FLOW_RATE)
        trace->behind[s] |= trace->behind[funnel->stages[s].flows[f].parent];
  }
  return SAI_OK;
}

sai_code sai_build_traces(sai_builder *b, sai_offer_build *o, sai_error *err) {
  const sai_offer *offer = o->offer;
  o->traces = sai_arena_array(&b->plan->arena, offer->n_promises + 1, sizeof *o->traces);
  if (!o->traces) return sai_error_no_memory(err);
  for (size_t i = 0; i < offer->n_promises; i++) {
    size_t from;
    unsigned contracts = about(offer, &offer->promises[i], &from);
    bool known = o->n_strands && contracts;
    if (known || offer->promises[i].kind == SAI_PROMISE_OUT_OF || find_trace(o, contracts, from)) continue;
    SAI_TRY(add_trace(b, o, contracts, from, err));
  }
  return SAI_OK;
}

/* Units of the promised stage within the horizon that the promise is about. */
static sai_column units_of(sai_builder *b, const sai_offer_build *o, const sai_promise *promise) {
  size_t from;
  unsigned contracts = about(o->offer, promise, &from);
  const sai_trace *trace = find_trace(o, contracts, from);
  const size_t at = promise->stage * b->plan->months_played;
  sai_column sum = b->zero;
  for (unsigned month = 0; month < b->plan->months; month++) {
    if (trace) sum = sai_build_add(b, sum, trace->units[at + month]);
    for (size_t k = 0; k < o->n_strands && !trace; k++)
      if (o->strands[k].contracts & contracts) sum = sai_build_add(b, sum, o->strands[k].units[at + month]);
  }
  return sum;
}

/* Months within the horizon in which a contract works that the promise is about, free ones too: what is made
   in them counts. */
static sai_column months_of(sai_builder *b, const sai_offer_build *o, const sai_promise *promise) {
  sai_column sum = b->zero;
  for (unsigned month = 0; month < b->plan->months; month++) {
    sai_column runs = b->zero;
    for (size_t i = 0; i < o->n_lives; i++)
      if (sai_promise_follows(o->offer, promise, o->lives[i].contract))
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
  *out = (sai_promise_columns){.base = SAI_NO_COLUMN};
  out->units = promise->kind == SAI_PROMISE_OUT_OF ? trials_of(b, promise) : units_of(b, o, promise);
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
