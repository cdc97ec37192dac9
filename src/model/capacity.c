/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The capacity of a stage: how many of the units that arrive in a month reach it, and which of the others
   wait for a later one. Those who came first go first, so that ages need not be kept: whoever still waits
   came after all who have left, and with a longest wait of N months only arrivals of the last N months can
   wait. */
#include "model/build.h"

/* Whole units: a rounded number, less one where rounding went up. In a point calculation ROUND leaves the
   number as it is. What arithmetic took off a whole number (29 written as 0.29 * 100) is forgiven. */
static sai_column build_floor(sai_builder *b, sai_column x) {
  sai_program *p = b->program;
  sai_column rounded = sai_program_unary(p, SAI_OP_ROUND, x);
  sai_column lenient = sai_build_add(b, x, sai_program_constant(p, 1e-9));
  return sai_program_binary(p, SAI_OP_SUBTRACT, rounded,
                            sai_program_binary(p, SAI_OP_LESS, lenient, rounded));
}

static sai_column build_room(sai_builder *b, const sai_stage *stage, unsigned month) {
  sai_column capacity = sai_build_quantity(b, stage->capacity, month, NULL);
  return build_floor(b, sai_program_binary(b->program, SAI_OP_MAX, capacity, b->zero));
}

/* Those among `left` who go on waiting after this month. */
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
  sai_column all = sai_build_add(b, o->waiting[stage], o->units[at]), reached = all;
  double k;
  bool nobody = sai_program_is_constant(b->program, all, &k) && k == 0;
  /* Who would be let in later than the stage can be reached in time would not arrive before the end. */
  bool open = month < b->plan->months + o->longest[stage];
  if (!nobody && open)
    reached = sai_program_binary(b->program, SAI_OP_MIN, all, build_room(b, &funnel->stages[stage], month));
  else
    reached = b->zero;
  o->units[at] = reached;
  sai_column left = sai_program_binary(b->program, SAI_OP_SUBTRACT, all, reached);
  o->waiting[stage] = build_waiting(b, o, stage, month, left);
  if (month + 1 == b->plan->months) o->waiting_at_horizon[stage] = o->waiting[stage];
  bool order = stage + 1 == funnel->n_stages;
  if (order && month >= b->plan->months) o->won_later = sai_build_add(b, o->won_later, reached);
}
