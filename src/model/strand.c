/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose work units are, where one contract takes over from another while units are under way: a late arrival
   is its own whose work it comes of, and nobody else is paid for it (docs/adr/0005). */
#include "model/build.h"

static unsigned bit_of(const sai_offer *offer, const sai_contract *contract) {
  return 1u << (contract - offer->contracts);
}

static bool share_stages(const sai_offer *offer, const sai_contract *x, const sai_contract *y) {
  for (size_t s = 0; s < offer->funnel->n_stages; s++)
    if (x->covers[s] && y->covers[s]) return true;
  return false;
}

/* Whether a contract takes over from another while units are under way. */
static bool is_needed(sai_offer_build *o) {
  const sai_offer *offer = o->offer;
  bool late = false, rivals = false;
  for (size_t s = 0; s < offer->funnel->n_stages; s++) late |= o->longest[s] > 0;
  for (size_t x = 0; x < offer->n_contracts; x++) {
    for (size_t y = 0; y < offer->n_contracts; y++)
      if (x != y && share_stages(offer, &offer->contracts[x], &offer->contracts[y])) o->rivals[x] |= 1u << y;
    rivals |= o->rivals[x] > 0;
  }
  return late && rivals;
}

static const char *luck_of(sai_builder *b, const sai_offer *offer, unsigned contracts) {
  const char *luck = "+of";
  for (size_t c = 0; c < offer->n_contracts; c++)
    if (contracts >> c & 1) luck = sai_build_name(b, sai_build_name(b, luck, "+"), offer->contracts[c].id);
  return luck;
}

/* The strand of some contracts, begun if need be; where there are too many, that of all contracts. */
static size_t strand_of(sai_builder *b, sai_offer_build *o, unsigned contracts) {
  for (size_t k = 0; k < o->n_strands; k++)
    if (o->strands[k].contracts == contracts) return k;
  if (o->n_strands == SAI_STRANDS_MAX) return 1;
  const size_t n = o->offer->funnel->n_stages * b->plan->months_played;
  sai_strand *strand = &o->strands[o->n_strands];
  *strand = (sai_strand){.contracts = contracts,
                         .luck = luck_of(b, o->offer, contracts),
                         .units = sai_arena_array(&b->plan->arena, n, sizeof(sai_column))};
  b->failed |= !strand->units;
  if (!strand->units) return 0;
  for (size_t i = 0; i < n; i++) strand->units[i] = b->zero;
  for (size_t s = 0; s < SAI_STAGES_MAX; s++) strand->waiting[s] = b->zero;
  return o->n_strands++;
}

sai_code sai_build_strands(sai_builder *b, sai_offer_build *o, sai_error *err) {
  if (!o->offer->funnel || !is_needed(o)) return SAI_OK;
  o->strands = sai_arena_array(&b->plan->arena, SAI_STRANDS_MAX, sizeof *o->strands);
  if (!o->strands) return sai_error_no_memory(err);
  strand_of(b, o, 0);
  strand_of(b, o, (1u << o->offer->n_contracts) - 1);
  return o->n_strands == 2 ? SAI_OK : sai_error_no_memory(err);
}

/* 1 where a contract runs in a month. */
static sai_column runs_in(sai_builder *b, const sai_offer_build *o, unsigned contracts, size_t stage,
                          unsigned month) {
  sai_column runs = b->zero;
  for (size_t i = 0; i < o->n_lives; i++) {
    const sai_contract *contract = o->lives[i].contract;
    bool here = stage == SIZE_MAX || contract->covers[stage];
    if (contracts & bit_of(o->offer, contract) && here)
      runs = sai_program_binary(b->program, SAI_OP_MAX, runs, o->lives[i].runs[month]);
  }
  return runs;
}

static sai_column without(sai_builder *b, sai_column units, sai_column share) {
  sai_column one = sai_program_constant(b->program, 1);
  return sai_build_multiply(b, units, sai_program_binary(b->program, SAI_OP_SUBTRACT, one, share));
}

static void add_to(sai_builder *b, sai_offer_build *o, const sai_joining *at, unsigned contracts,
                   sai_column units) {
  if (units == b->zero) return;
  sai_column *part = &at->parts[strand_of(b, o, contracts)];
  *part = sai_build_add(b, *part, units);
}

/* No stage is covered by two contracts at a time (src/scenario/contracts.c). */
void sai_build_join(sai_builder *b, sai_offer_build *o, const sai_joining *at, unsigned contracts,
                    sai_column units) {
  const sai_offer *offer = o->offer;
  bool begun = false;
  for (size_t c = 0; c < offer->n_contracts; c++)
    begun |= contracts >> c & 1 && offer->contracts[c].covers[at->stage];
  for (size_t c = 0; c < offer->n_contracts && units != b->zero && (at->anew || !begun); c++) {
    sai_column runs = contracts >> c & 1 ? b->zero : runs_in(b, o, 1u << c, at->stage, at->month);
    if (runs == b->zero) continue;
    add_to(b, o, at, contracts | 1u << c, sai_build_multiply(b, units, runs));
    units = without(b, units, runs);
  }
  add_to(b, o, at, contracts, units);
}

void sai_build_divide(sai_builder *b, sai_column whole, const sai_column *sizes, sai_column *parts) {
  sai_program *p = b->program;
  sai_column rest = b->zero;
  size_t last = 0;
  for (size_t k = 0; k < SAI_STRANDS_MAX; k++) {
    if (sizes[k] == b->zero) continue;
    last = k;
    rest = sai_build_add(b, rest, sizes[k]);
  }
  for (size_t k = 0; k < SAI_STRANDS_MAX; k++) {
    sai_column size = sizes[k];
    parts[k] = b->zero;
    if (size == b->zero) continue;
    sai_column share = sai_program_binary(p, SAI_OP_RETURN, size, rest);
    parts[k] = k == last ? whole : sai_program_unary(p, SAI_OP_ROUND, sai_build_multiply(b, whole, share));
    whole = sai_program_binary(p, SAI_OP_SUBTRACT, whole, parts[k]);
    rest = sai_program_binary(p, SAI_OP_SUBTRACT, rest, size);
  }
}

void sai_build_strands_capacity(sai_builder *b, sai_offer_build *o, size_t stage, unsigned month) {
  const size_t at = stage * b->plan->months_played + month;
  sai_column all[SAI_STRANDS_MAX], parts[SAI_STRANDS_MAX];
  for (size_t k = 0; k < SAI_STRANDS_MAX; k++) all[k] = b->zero;
  for (size_t k = 0; k < o->n_strands; k++)
    sai_build_join(b, o, &(sai_joining){stage, month, true, all}, o->strands[k].contracts,
                   sai_build_multiply(b, o->strands[k].waiting[stage], o->queues[stage].staffed));
  for (size_t k = 0; k < o->n_strands; k++) all[k] = sai_build_add(b, all[k], o->strands[k].units[at]);
  sai_build_divide(b, o->units[at], all, parts);
  for (size_t k = 0; k < o->n_strands; k++) {
    o->strands[k].units[at] = parts[k];
    all[k] = sai_program_binary(b->program, SAI_OP_SUBTRACT, all[k], parts[k]);
  }
  sai_build_divide(b, o->waiting[stage], all, parts);
  for (size_t k = 0; k < o->n_strands; k++) o->strands[k].waiting[stage] = parts[k];
}

bool sai_strand_is_others(const sai_offer_build *o, const sai_contract *contract, size_t strand) {
  if (!o->n_strands) return false;
  const size_t c = (size_t)(contract - o->offer->contracts);
  const unsigned contracts = o->strands[strand].contracts;
  return contracts & o->rivals[c] && !(contracts >> c & 1);
}

/* Units of the strands of those whom a contract follows, without its own. */
static sai_column others_units(sai_builder *b, const sai_offer_build *o, const sai_contract *contract,
                               size_t stage, unsigned month) {
  sai_column sum = b->zero;
  for (size_t k = 0; k < o->n_strands; k++)
    if (sai_strand_is_others(o, contract, k))
      sum = sai_build_add(b, sum, o->strands[k].units[stage * b->plan->months_played + month]);
  return sum;
}

sai_column sai_build_paid_units(sai_builder *b, const sai_offer_build *o, const sai_contract *contract,
                                size_t stage, unsigned month) {
  sai_column all = sai_build_units(b, o, stage, month), others = others_units(b, o, contract, stage, month);
  if (others == b->zero) return all;
  bool order = stage + 1 == o->offer->funnel->n_stages;
  if (b->options->scaled == SAI_SCALE_ORDERS && order)
    others = sai_build_multiply(b, others, sai_build_parameter(b));
  return sai_program_binary(b->program, SAI_OP_SUBTRACT, all, others);
}

sai_column sai_build_paid_orders(sai_builder *b, const sai_offer_build *o, const sai_contract *contract,
                                 unsigned month) {
  sai_column one = sai_program_constant(b->program, 1);
  if (!o->n_strands) return one;
  const size_t order = o->offer->funnel->n_stages - 1, at = order * b->plan->months_played + month;
  sai_column others = others_units(b, o, contract, order, month);
  if (others == b->zero) return one;
  return sai_program_binary(b->program, SAI_OP_SUBTRACT, one,
                            sai_program_binary(b->program, SAI_OP_RETURN, others, o->units[at]));
}

sai_column sai_build_late_units(sai_builder *b, const sai_offer_build *o, const sai_contract *contract,
                                size_t stage, unsigned month) {
  const size_t c = (size_t)(contract - o->offer->contracts);
  sai_column sum = b->zero;
  for (size_t k = 0; k < o->n_strands; k++)
    if (o->strands[k].contracts >> c & 1 && !(o->strands[k].contracts & o->rivals[c]))
      sum = sai_build_add(b, sum, o->strands[k].units[stage * b->plan->months_played + month]);
  sum = sai_build_multiply(b, sum, runs_in(b, o, o->rivals[c], SIZE_MAX, month));
  return without(b, sum, runs_in(b, o, 1u << c, SIZE_MAX, month));
}
