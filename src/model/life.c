/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When contracts begin, renew and end. What the scenario fixes is known when the plan is made; a start that
   is drawn splits a contract into lives, of which each run has one, and an end that depends on results
   switches the months after it off. */
#include "model/build.h"

#include <math.h>
#include <stdio.h>

/* Free months of a guarantee are played within the horizon only. */
static unsigned end_of_work(const sai_builder *b, const sai_contract *contract, unsigned paid_end) {
  unsigned horizon = b->plan->months, end = paid_end + contract->guarantee.works_on;
  if (paid_end >= horizon) return paid_end;
  return end < horizon ? end : horizon;
}

static sai_code add_life(sai_builder *b, sai_offer_build *o, const sai_contract *contract, unsigned first,
                         sai_column lived, sai_error *err) {
  unsigned played = b->plan->months_played;
  sai_arena *arena = &b->plan->arena;
  sai_life *life = &o->lives[o->n_lives++];
  bool ends = contract->term && contract->term < played - first;
  unsigned last = contract->term || !b->options->horizon ? played : b->options->horizon,
           paid_end = ends ? first + contract->term : last;
  *life = (sai_life){.contract = contract,
                     .first = first,
                     .end = end_of_work(b, contract, paid_end),
                     .paid_end = paid_end,
                     .lived = lived,
                     .left = b->zero,
                     .runs = sai_arena_array(arena, played, sizeof(sai_column)),
                     .open = sai_arena_array(arena, played, sizeof(sai_column)),
                     .ends = sai_arena_array(arena, played, sizeof(sai_column)),
                     .leaving = sai_arena_array(arena, played, sizeof(sai_column)),
                     .fees = sai_arena_array(arena, contract->n_fees + 1, sizeof(sai_fee_build)),
                     .limits = sai_arena_array(arena, contract->n_limits + 1, sizeof(sai_limit_build))};
  if (!life->runs || !life->open || !life->ends || !life->leaving || !life->fees || !life->limits)
    return sai_error_no_memory(err);
  for (unsigned month = 0; month < played; month++)
    life->runs[month] = life->open[month] = life->ends[month] = life->leaving[month] = b->zero;
  return SAI_OK;
}

/* The wait of a point calculation, which is one future: the possible one nearest to the mean, the shorter of
 * two. */
static unsigned usual_wait(const sai_lead_time *wait, unsigned most) {
  double mean = 0;
  unsigned usual = 0;
  for (unsigned k = 0; k < wait->n; k++) mean += k * wait->probability[k];
  while (wait->probability[usual] <= 0) usual++;
  for (unsigned k = usual; k < wait->n && k < most; k++)
    if (wait->probability[k] > 0 && fabs(k - mean) < fabs(usual - mean) - 1e-9) usual = k;
  return usual;
}

unsigned sai_build_horizon(const sai_builder *b) {
  return b->options->horizon ? b->options->horizon : b->plan->months;
}

/* One life for each month in which the contract may start: of the runs in which it has not started before, it
   starts then with probability P(k) / P(k or later). Starts behind the horizon bring and cost nothing. */
static sai_code add_drawn_lives(sai_builder *b, sai_offer_build *o, const sai_contract *contract,
                                sai_error *err) {
  sai_lead_time wait;
  SAI_TRY(sai_build_lead_time(b, contract->start_after, &wait, err));
  sai_program *p = b->program;
  sai_column waiting = sai_program_constant(p, 1);
  const unsigned horizon = sai_build_horizon(b),
                 usual =
                     usual_wait(&wait, b->options->horizon ? horizon - contract->start : SAI_DELAY_MAX + 1);
  double later = 1;
  for (unsigned k = 0; k < wait.n && contract->start + k < horizon; k++) {
    double chance = wait.probability[k];
    if (chance <= 0) continue;
    char name[600];
    snprintf(name, sizeof name, "%s+%u", contract->start_after->path, k);
    sai_column starts = waiting;
    if (chance < later)
      starts = sai_program_add(p, (sai_instruction){.op = SAI_OP_EVENT,
                                                    .a = waiting,
                                                    .b = sai_program_constant(p, chance / later),
                                                    .c = sai_program_uniform(p, name),
                                                    .of = k == usual});
    waiting = sai_program_binary(p, SAI_OP_SUBTRACT, waiting, starts);
    later -= chance;
    SAI_TRY(add_life(b, o, contract, contract->start + k, starts, err));
  }
  return SAI_OK;
}

sai_code sai_build_lives(sai_builder *b, sai_offer_build *o, sai_error *err) {
  size_t most = 1;
  for (size_t c = 0; c < o->offer->n_contracts; c++)
    most += o->offer->contracts[c].start_after ? b->plan->months : 1;
  o->lives = sai_arena_array(&b->plan->arena, most, sizeof *o->lives);
  if (!o->lives) return sai_error_no_memory(err);
  for (size_t c = 0; c < o->offer->n_contracts; c++) {
    const sai_contract *contract = &o->offer->contracts[c];
    if (contract->start_after)
      SAI_TRY(add_drawn_lives(b, o, contract, err));
    else if (contract->start < sai_build_horizon(b))
      SAI_TRY(add_life(b, o, contract, contract->start, sai_program_constant(b->program, 1), err));
  }
  return SAI_OK;
}

void sai_build_lives_open(sai_builder *b, sai_offer_build *o, unsigned month) {
  for (size_t i = 0; i < o->n_lives; i++) {
    sai_life *life = &o->lives[i];
    if (month < life->first || month >= life->end) continue;
    bool begins = sai_contract_term_at(life->contract, month - life->first).first_month;
    if (month > life->first && life->leaving[month - 1] != b->zero)
      life->left = sai_program_binary(b->program, SAI_OP_MAX, life->left, life->leaving[month - 1]);
    for (size_t s = 0; s < SAI_COUNTED_MAX && begins; s++) life->term_units[s] = b->zero;
    life->open[month] =
        sai_program_binary(b->program, SAI_OP_SUBTRACT, sai_program_constant(b->program, 1), life->left);
    life->runs[month] = sai_build_multiply(b, life->lived, life->open[month]);
  }
}

/* Whether notice is given, in the month in which it must be for a term to end: in that term, or before it
   where the notice is as long as the term. */
static void look_at_end(sai_builder *b, const sai_offer_build *o, sai_life *life, unsigned month) {
  const sai_renewal *renewal = &life->contract->renewal;
  sai_build_counts(b, o, life->contract, NULL, month, life->term_units);
  const unsigned last = month + renewal->notice;
  if (last >= b->plan->months_played || sai_contract_term_at(life->contract, last - life->first).months_left)
    return;
  sai_column holds = sai_build_quantity(b, renewal->condition, month, life->term_units);
  life->leaving[last] = sai_program_binary(b->program, SAI_OP_LESS, b->zero, holds);
}

/* Whether what is guaranteed is reached, in the last month of the term and in the free ones. What rounding
   takes off a whole number in a point calculation costs no free month. */
static void look_at_guarantee(sai_builder *b, const sai_offer_build *o, sai_life *life, unsigned month) {
  const sai_guarantee *guarantee = &life->contract->guarantee;
  sai_column *units = &life->term_units[guarantee->stage];
  *units = sai_build_add(b, *units, sai_build_paid_units(b, o, life->contract, guarantee->stage, month));
  if (month + 1 < life->paid_end) return;
  sai_column number = sai_build_quantity(b, guarantee->number, month, NULL),
             lenient = sai_build_add(b, *units, sai_program_constant(b->program, 1e-6));
  life->leaving[month] = sai_program_binary(b->program, SAI_OP_LESS_EQUAL, number, lenient);
}

void sai_build_lives_close(sai_builder *b, sai_offer_build *o, unsigned month) {
  for (size_t i = 0; i < o->n_lives; i++) {
    sai_life *life = &o->lives[i];
    if (month < life->first || month >= life->end) continue;
    if (life->contract->renewal.condition) look_at_end(b, o, life, month);
    if (life->paid_end < life->end) look_at_guarantee(b, o, life, month);
    bool last = month + 1 == life->end || month + 1 == b->plan->months;
    if (last)
      life->ends[month] = life->open[month];
    else if (sai_contract_term_at(life->contract, month - life->first).months_left == 0)
      life->ends[month] = sai_build_multiply(b, life->open[month], life->leaving[month]);
  }
}
