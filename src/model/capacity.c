/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What bounds the units of a stage: the ramp of its first months, the list that its volume is taken from, and
   its capacity: how many of the units that arrive in a month reach it, and which of the others wait for a
   later one. Those who came first go first, so that ages need not be kept: whoever still waits came after all
   who have left, and with a longest wait of N months only arrivals of the last N months can wait. */
#include "model/build.h"

/* The month of the contract that covers a stage, from 0: of the one that began last; of the horizon if none
   covers it. */
static unsigned month_of_work(const sai_offer *offer, size_t stage, unsigned month) {
  unsigned begun = 0;
  for (size_t c = 0; c < offer->n_contracts; c++) {
    const sai_contract *contract = &offer->contracts[c];
    if (contract->covers[stage] && contract->start <= month && contract->start > begun)
      begun = contract->start;
  }
  return month - begun;
}

sai_column sai_build_ramp_at(sai_builder *b, const sai_offer_build *o, size_t stage, unsigned age,
                             unsigned month) {
  const sai_stage *s = &o->offer->funnel->stages[stage];
  if (!s->n_ramp) return SAI_NO_COLUMN;
  return sai_build_quantity(b, s->ramp[age < s->n_ramp ? age : s->n_ramp - 1], month, NULL);
}

/* Whether a contract that covers a stage has a drawn start. */
static bool begins_by_chance(const sai_offer_build *o, size_t stage) {
  for (size_t i = 0; i < o->n_lives; i++)
    if (o->lives[i].contract->covers[stage] && o->lives[i].contract->start_after) return true;
  return false;
}

sai_column sai_build_ramp(sai_builder *b, const sai_offer_build *o, size_t stage, unsigned month) {
  if (!o->offer->funnel->stages[stage].n_ramp) return SAI_NO_COLUMN;
  if (!begins_by_chance(o, stage))
    return sai_build_ramp_at(b, o, stage, month_of_work(o->offer, stage, month), month);
  sai_column one = sai_program_constant(b->program, 1), share = b->zero;
  for (unsigned begun = 0; begun <= month; begun++)
    for (size_t i = 0; i < o->n_lives; i++) {
      const sai_life *life = &o->lives[i];
      if (!life->contract->covers[stage] || life->first != begun) continue;
      sai_column before = sai_program_binary(b->program, SAI_OP_SUBTRACT, one, life->lived),
                 own = sai_build_ramp_at(b, o, stage, month - begun, month);
      share = sai_build_add(b, sai_build_multiply(b, share, before), sai_build_multiply(b, life->lived, own));
    }
  return share;
}

/* Whole units: a rounded number, less one where rounding went up. In a point calculation ROUND leaves the
   number as it is. What arithmetic took off a whole number (29 written as 0.29 * 100) is forgiven. */
static sai_column build_floor(sai_builder *b, sai_column x) {
  sai_program *p = b->program;
  sai_column rounded = sai_program_unary(p, SAI_OP_ROUND, x);
  sai_column lenient = sai_build_add(b, x, sai_program_constant(p, 1e-9));
  return sai_program_binary(p, SAI_OP_SUBTRACT, rounded,
                            sai_program_binary(p, SAI_OP_LESS, lenient, rounded));
}

sai_column sai_build_listed(sai_builder *b, sai_offer_build *o, size_t stage, sai_column volume) {
  const sai_quantity *list = o->offer->funnel->stages[stage].list;
  sai_program *p = b->program;
  if (!list) return volume;
  sai_column *left = &o->unlisted[stage];
  if (*left == SAI_NO_COLUMN)
    *left = build_floor(b, sai_program_binary(p, SAI_OP_MAX, sai_build_quantity(b, list, 0, NULL), b->zero));
  volume = sai_program_binary(p, SAI_OP_MIN, volume, *left);
  *left = sai_program_binary(p, SAI_OP_SUBTRACT, *left, volume);
  return volume;
}

void sai_build_list_month(sai_builder *b, sai_offer_build *o, size_t stage, unsigned month) {
  if (month >= b->plan->months || !o->offer->funnel->stages[stage].list) return;
  sai_column *months = &o->listed_months[stage], left = o->unlisted[stage];
  sai_column some = left == SAI_NO_COLUMN ? sai_program_constant(b->program, 1)
                                          : sai_program_binary(b->program, SAI_OP_LESS, b->zero, left);
  *months = sai_build_add(b, *months, some);
}

/* Whether those who do a stage come and go with the contract that covers it. */
static bool ends_with_contract(const sai_offer *offer, size_t stage) {
  sai_owner said = offer->funnel->stages[stage].owner;
  return sai_stage_is_covered(offer, stage) && said != SAI_OWNER_OWN && said != SAI_OWNER_NOBODY;
}

/* 1 where a contract that covers a stage runs in a month. Of a contract's lives each run has one, so that
   they add up; in a point calculation to its chance. */
static sai_column build_staffed(sai_builder *b, const sai_offer_build *o, size_t stage, unsigned month) {
  if (!ends_with_contract(o->offer, stage)) return sai_program_constant(b->program, 1);
  sai_column staffed = b->zero;
  for (size_t c = 0; c < o->offer->n_contracts; c++) {
    sai_column runs = b->zero;
    for (size_t i = 0; i < o->n_lives; i++)
      if (o->lives[i].contract == &o->offer->contracts[c] && o->lives[i].contract->covers[stage])
        runs = sai_build_add(b, runs, o->lives[i].runs[month]);
    staffed = sai_program_binary(b->program, SAI_OP_MAX, staffed, runs);
  }
  return staffed;
}

/* Whether all contracts that cover a stage are known to have ended after a month. */
static bool has_ended(const sai_offer_build *o, size_t stage, unsigned month) {
  if (!ends_with_contract(o->offer, stage)) return false;
  for (size_t i = 0; i < o->n_lives; i++) {
    const sai_life *life = &o->lives[i];
    unsigned term = life->contract->term;
    if (!life->contract->covers[stage]) continue;
    if (!term || month + 1 < life->first + term || month + 1 < life->end) return false;
  }
  return true;
}

static sai_column build_room(sai_builder *b, const sai_stage *stage, unsigned month) {
  sai_column capacity = sai_build_quantity(b, stage->capacity, month, NULL);
  return build_floor(b, sai_program_binary(b->program, SAI_OP_MAX, capacity, b->zero));
}

/* Those among `left` who go on waiting after this month, where nobody leaves them. */
static sai_column build_waiting(sai_builder *b, const sai_offer_build *o, size_t stage, unsigned month,
                                sai_column left) {
  const sai_stage *s = &o->offer->funnel->stages[stage];
  const sai_column *arrived = &o->arrived[stage * b->plan->months_played];
  if (s->above == SAI_ABOVE_LOST) return b->zero;
  if (!s->waits || s->waits > month) return left;
  sai_column recent =
      sai_program_binary(b->program, SAI_OP_SUBTRACT, arrived[month], arrived[month - s->waits]);
  return sai_program_binary(b->program, SAI_OP_MIN, left, recent);
}

void sai_build_capacity(sai_builder *b, sai_offer_build *o, size_t stage, unsigned month) {
  const sai_funnel *funnel = o->offer->funnel;
  if (!funnel->stages[stage].capacity) return;
  const size_t at = stage * b->plan->months_played + month;
  o->arrived[at] = month ? sai_build_add(b, o->arrived[at - 1], o->units[at]) : o->units[at];
  /* What waits has not been begun and is left when nobody is there any more; what arrives was. */
  sai_column staffed = build_staffed(b, o, stage, month);
  sai_column all = sai_build_add(b, sai_build_multiply(b, o->waiting[stage], staffed), o->units[at]),
             reached = all;
  double k;
  bool nobody = sai_program_is_constant(b->program, all, &k) && k == 0;
  /* Who would be let in later than the stage can be reached in time would not arrive before the end. */
  bool open = month < b->plan->months + o->longest[stage];
  if (!nobody && open) {
    sai_column room = build_room(b, &funnel->stages[stage], month);
    reached = sai_program_binary(b->program, SAI_OP_MIN, all, room);
    if (b->options->scaled == SAI_SCALE_STAGE && month < b->plan->months)
      o->room[stage] = sai_build_add(b, o->room[stage], sai_build_multiply(b, staffed, room));
  } else {
    reached = b->zero;
  }
  o->units[at] = reached;
  const sai_column left = sai_program_binary(b->program, SAI_OP_SUBTRACT, all, reached);
  o->waiting[stage] = has_ended(o, stage, month)
                          ? b->zero
                          : sai_build_multiply(b, staffed, build_waiting(b, o, stage, month, left));
  o->queues[stage] = (sai_queue){staffed, all, left};
  if (month + 1 == b->plan->months) o->waiting_at_horizon[stage] = o->waiting[stage];
  bool order = stage + 1 == funnel->n_stages;
  if (order && month >= b->plan->months) o->won_later = sai_build_add(b, o->won_later, reached);
}

/* The part of x that a part of a whole is, in whole units. */
static sai_column build_part(sai_builder *b, sai_column x, sai_column part, sai_column whole) {
  if (x == whole) return part;
  sai_column share = sai_program_binary(b->program, SAI_OP_RETURN, part, whole);
  return sai_program_unary(b->program, SAI_OP_ROUND, sai_build_multiply(b, x, share));
}

void sai_build_trace_capacity(sai_builder *b, const sai_offer_build *o, sai_trace *trace, size_t stage,
                              unsigned month) {
  const sai_queue *queue = &o->queues[stage];
  const size_t at = stage * b->plan->months_played + month;
  sai_column waited = sai_build_multiply(b, trace->waiting[stage], queue->staffed),
             all = sai_build_add(b, waited, trace->units[at]),
             reached = build_part(b, all, o->units[at], queue->all),
             left = sai_program_binary(b->program, SAI_OP_SUBTRACT, all, reached);
  trace->units[at] = reached;
  trace->waiting[stage] = build_part(b, left, o->waiting[stage], queue->left);
}

/* What comes to a stage, where all its sources are bounded; volumes share its list. */
static sai_column build_most_of_flows(sai_builder *b, const sai_stage *stage, const sai_column *most) {
  sai_column sum = b->zero;
  bool listed = false;
  for (size_t f = 0; f < stage->n_flows; f++) {
    const sai_flow *flow = &stage->flows[f];
    bool volume = flow->kind == SAI_FLOW_PER_MONTH || flow->kind == SAI_FLOW_IN_ALL;
    sai_column units = volume ? SAI_NO_COLUMN : most[flow->parent];
    if (volume && stage->list)
      units = listed ? b->zero : build_floor(b, sai_build_quantity(b, stage->list, 0, NULL));
    if (units == SAI_NO_COLUMN) return SAI_NO_COLUMN;
    listed |= volume;
    if (flow->kind == SAI_FLOW_PER_UNIT)
      units = sai_build_multiply(b, units, sai_build_quantity(b, flow->quantity, 0, NULL));
    sum = sai_build_add(b, sum, units);
  }
  return sum;
}

sai_column sai_build_most(sai_builder *b, const sai_offer_build *o, size_t stage) {
  const sai_funnel *funnel = o->offer->funnel;
  sai_column most[SAI_STAGES_MAX];
  for (size_t i = 0; i < funnel->n_stages; i++) {
    size_t s = funnel->sorted[i];
    most[s] = build_most_of_flows(b, &funnel->stages[s], most);
    if (!funnel->stages[s].capacity) continue;
    most[s] = most[s] == SAI_NO_COLUMN ? o->room[s]
                                       : sai_program_binary(b->program, SAI_OP_MIN, most[s], o->room[s]);
  }
  return most[stage];
}
