/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The funnel of one offer in one month: what is put in, what converts, and when it arrives. */
#include "model/build.h"

#include <stdio.h>
#include <string.h>

sai_column sai_build_parameter(sai_builder *b) {
  return sai_program_ternary(b->program, SAI_OP_PARAMETER, SAI_NO_COLUMN, SAI_NO_COLUMN, SAI_NO_COLUMN);
}

sai_column sai_build_units(sai_builder *b, const sai_offer_build *o, size_t stage, unsigned month) {
  sai_column units = o->units[stage * b->plan->months_played + month];
  bool order = stage + 1 == o->offer->funnel->n_stages;
  if (b->options->scaled != SAI_SCALE_ORDERS || !order) return units;
  return sai_build_multiply(b, units, sai_build_parameter(b));
}

sai_column sai_build_units_of(sai_builder *b, const sai_offer_build *o, const sai_funnel *funnel,
                              size_t stage, const sai_contract *contract, unsigned month) {
  size_t ours = sai_stage_in(o->offer->funnel, funnel, stage);
  if (ours == SIZE_MAX) return b->zero;
  return contract ? sai_build_paid_units(b, o, contract, ours, month) : sai_build_units(b, o, ours, month);
}

/* Whole units of this month out of an amount that need not be whole: what rounding leaves is carried into the
   next month, so that half a unit a month is six in a year. */
static sai_column build_whole(sai_builder *b, sai_column *carried, sai_column amount) {
  sai_program *p = b->program;
  sai_column before = *carried;
  *carried = sai_build_add(b, before, amount);
  return sai_program_binary(p, SAI_OP_SUBTRACT, sai_program_unary(p, SAI_OP_ROUND, *carried),
                            sai_program_unary(p, SAI_OP_ROUND, before));
}

static sai_column times_ramp(sai_builder *b, sai_column amount, sai_column ramp) {
  return ramp == SAI_NO_COLUMN ? amount : sai_build_multiply(b, amount, ramp);
}

/* Month `month`'s even share of an amount that a life spreads over all its months, also those beyond the
   horizon. */
static sai_column build_even_share(sai_builder *b, sai_column amount, const sai_life *life, unsigned month) {
  unsigned first = life ? life->first : 0, term = life ? life->contract->term : 0;
  if (!term && month >= sai_build_horizon(b)) return b->zero;
  return sai_program_add(b->program, (sai_instruction){.op = SAI_OP_SHARE,
                                                       .a = amount,
                                                       .b = SAI_NO_COLUMN,
                                                       .c = SAI_NO_COLUMN,
                                                       .month = month - first,
                                                       .of = term ? term : sai_build_horizon(b) - first});
}

/* Work is put into a stage in the months of the contracts that cover it, or over the horizon if none does. */
static sai_column build_volume(sai_builder *b, const sai_offer_build *o, size_t stage, const sai_flow *flow,
                               unsigned month, sai_column *carried) {
  if (month >= b->plan->months) return b->zero;
  sai_program *p = b->program;
  sai_column volume = sai_build_quantity(b, flow->quantity, month, NULL);
  volume = sai_program_binary(p, SAI_OP_MAX, volume, b->zero);
  if (!flow->per) volume = sai_build_at_most(b, o, flow, volume);
  bool in_all = flow->kind == SAI_FLOW_IN_ALL, covered = sai_stage_is_covered(o->offer, stage);
  if (in_all) volume = sai_program_unary(p, SAI_OP_ROUND, volume);
  sai_column sum = b->zero;
  if (!covered)
    sum = in_all ? build_even_share(b, volume, NULL, month)
                 : times_ramp(b, volume, sai_build_ramp_at(b, o, stage, month, month));
  for (size_t i = 0; i < o->n_lives; i++) {
    const sai_life *life = &o->lives[i];
    if (!life->contract->covers[stage] || month < life->first || month >= life->end) continue;
    sai_column share =
        in_all ? build_even_share(b, volume, life, month)
               : times_ramp(b, volume, sai_build_ramp_at(b, o, stage, month - life->first, month));
    if (flow->per) {
      sai_column work = sai_build_staff(b, &life->contract->staff, flow->per, month);
      share = sai_build_at_most(b, o, flow, sai_build_multiply(b, share, work));
    }
    sum = sai_build_add(b, sum, sai_build_multiply(b, share, life->runs[month]));
  }
  return in_all || sum == b->zero ? sum : build_whole(b, carried, sum);
}

/* A source of a stage in a month. */
typedef struct step {
  size_t stage, f;
  unsigned month;
} step;

/* 1 where units of the parent that some contracts have worked on (by bit) are worked on when they reach a
   stage in a month: while a contract runs that covers the stage, and after it what it has begun in its own
   stages. */
static sai_column build_worked_of(sai_builder *b, const sai_offer_build *o, const step *at,
                                  unsigned contracts) {
  const size_t parent = o->offer->funnel->stages[at->stage].flows[at->f].parent;
  sai_column one = sai_program_constant(b->program, 1), worked = b->zero;
  if (!sai_stage_is_covered(o->offer, at->stage)) return one;
  for (size_t i = 0; i < o->n_lives; i++) {
    const sai_contract *contract = o->lives[i].contract;
    if (!contract->covers[at->stage]) continue;
    bool begun = contracts >> (contract - o->offer->contracts) & 1;
    if (begun && contract->covers[parent]) return one;
    worked = sai_program_binary(b->program, SAI_OP_MAX, worked, o->lives[i].runs[at->month]);
  }
  return worked;
}

/* The same where it is not followed whose units they are: all that a contract covers is its own, or, where
   another takes over, nothing is under way, so that it has no more units when it does not run. */
static sai_column build_worked(sai_builder *b, const sai_offer_build *o, const step *at) {
  unsigned alone = 0;
  for (size_t c = 0; c < o->offer->n_contracts; c++)
    if (!o->rivals[c]) alone |= 1u << c;
  return build_worked_of(b, o, at, alone);
}

sai_column sai_build_binomial(sai_builder *b, sai_column n, sai_column share, const char *luck) {
  sai_program *p = b->program;
  double k;
  if (sai_program_is_constant(p, n, &k) && k == 0) return b->zero;
  return sai_program_ternary(p, SAI_OP_BINOMIAL, n, share, sai_program_uniform(p, luck));
}

/* The share that converts: as it is written, or scaled unless it is work that is done in any case. */
static sai_column build_share(sai_builder *b, const sai_offer_build *o, size_t stage, const sai_flow *flow,
                              unsigned month, sai_column ramp) {
  sai_column share = times_ramp(b, sai_build_quantity(b, flow->quantity, month, NULL), ramp);
  if (b->options->scaled != SAI_SCALE_RATES || sai_flow_is_work(o->offer->funnel, stage, flow)) return share;
  sai_program *p = b->program;
  return sai_program_binary(p, SAI_OP_MIN, sai_build_multiply(b, share, sai_build_parameter(b)),
                            sai_program_constant(p, 1));
}

/* The share of its rate that a stage has in a month: of a ramp, unless that is of its volume. */
static sai_column own_ramp(sai_builder *b, const sai_offer_build *o, size_t stage, unsigned month) {
  bool fed = sai_stage_has_volume(&o->offer->funnel->stages[stage]);
  return fed ? SAI_NO_COLUMN : sai_build_ramp(b, o, stage, month);
}

/* The share of the stage before that becomes units of a stage with one source. */
static sai_column build_rate(sai_builder *b, const sai_offer_build *o, size_t stage, unsigned month) {
  const sai_flow *flow = o->offer->funnel->stages[stage].flows;
  return build_share(b, o, stage, flow, month, own_ramp(b, o, stage, month));
}

/* 1 where a contract runs in a month in which a line of it holds and is paid. */
static sai_column build_holds(sai_builder *b, const sai_offer_build *o, const sai_contract *contract,
                              const sai_fee *fee, unsigned month) {
  sai_column holds = b->zero;
  for (size_t i = 0; i < o->n_lives; i++) {
    const sai_life *life = &o->lives[i];
    if (life->contract != contract || month < life->first || month >= life->paid_end) continue;
    unsigned number = month - life->first + 1;
    if (number >= fee->first_month && (!fee->last_month || number <= fee->last_month))
      holds = sai_program_binary(b->program, SAI_OP_MAX, holds, life->runs[month]);
  }
  return holds;
}

/* Units that are missing at a stage, and who is to make them. */
typedef struct replacing {
  const sai_contract *contract;
  const sai_fee *fee;
  size_t stage;
  unsigned month;
  sai_column missing, share; /**< share: of the stage before that becomes one of the stage */
} replacing;

/* Units of the stages before the charged one that it takes until so many more are valid: as many of the
   nearest as it takes to get these, of the one before as it takes to get those. They are worked in the month
   for these alone, so they come to their stages after all others have gone on from there. */
static void build_replacing(sai_builder *b, sai_offer_build *o, const replacing *r) {
  const sai_stage *stages = o->offer->funnel->stages;
  const sai_flow *flow = stages[r->stage].flows;
  const sai_quantity *rate = flow->quantity;
  sai_column units = r->missing, share = r->share;
  size_t at = flow->parent, before;
  for (; at != r->fee->stage; at = stages[at].flows->parent)
    share = sai_build_multiply(b, share, build_rate(b, o, at, r->month));
  for (unsigned depth = 0; (before = sai_contract_work_before(r->contract, o->offer->funnel, at)) != SIZE_MAX;
       depth++) {
    char name[600];
    snprintf(name, sizeof name, depth ? "%s+replaced+%u" : "%s+replaced",
             sai_build_month_path(b, flow->path, r->month), depth);
    sai_column here = build_rate(b, o, at, r->month);
    share = depth ? here : sai_build_multiply(b, share, here);
    rate = depth ? stages[at].flows->quantity : rate;
    units = sai_build_replacing_at_most(b, rate, sai_program_trials(b->program, units, share, name));
    o->replacing[before] = sai_build_add(b, o->replacing[before], units);
    at = before;
  }
}

/* Units of a stage that do not convert in a month, by strand, or all as the first one. */
typedef struct failing {
  size_t stage;
  unsigned month;
  size_t n;
  sai_column share; /* that converts */
  sai_column failed[SAI_STRANDS_MAX];
  sai_column replaced[SAI_STRANDS_MAX]; /* 1 where they are made after all */
  sai_column charged[SAI_STRANDS_MAX];  /* and the units of stages before that this takes are paid */
} failing;

/* What a line of a contract makes good in a month: units of its own work, since nobody pays it for others. */
static void replace_by(sai_builder *b, sai_offer_build *o, const sai_contract *contract, const sai_fee *fee,
                       failing *x) {
  sai_program *p = b->program;
  sai_column holds = build_holds(b, o, contract, fee, x->month), one = sai_program_constant(p, 1),
             missing = b->zero;
  for (size_t k = 0; k < x->n; k++) {
    if (x->failed[k] == b->zero || sai_strand_is_others(o, contract, k)) continue;
    x->replaced[k] = sai_program_binary(p, SAI_OP_MAX, x->replaced[k], holds);
    if (fee->invalid != SAI_INVALID_REPLACED_CHARGED) continue;
    sai_column now = sai_build_multiply(b, holds, sai_program_binary(p, SAI_OP_SUBTRACT, one, x->charged[k]));
    missing = sai_build_add(b, missing, sai_build_multiply(b, now, x->failed[k]));
    x->charged[k] = sai_program_binary(p, SAI_OP_MAX, x->charged[k], holds);
  }
  if (missing != b->zero)
    build_replacing(b, o, &(replacing){contract, fee, x->stage, x->month, missing, x->share});
}

/* What is made after all of the missing units of a stage: in the months of a contract that says so. */
static void build_replaced(sai_builder *b, sai_offer_build *o, failing *x) {
  sai_column missing = b->zero, made = b->zero;
  for (size_t k = 0; k < x->n; k++) x->replaced[k] = x->charged[k] = b->zero;
  for (size_t c = 0; c < o->offer->n_contracts; c++) {
    const sai_contract *contract = &o->offer->contracts[c];
    for (size_t f = 0; f < contract->n_fees; f++) {
      const sai_fee *fee = &contract->fees[f];
      if (fee->invalid >= SAI_INVALID_REPLACED && sai_fee_decides(fee, x->stage))
        replace_by(b, o, contract, fee, x);
    }
  }
  for (size_t k = 0; k < x->n; k++) {
    missing = sai_build_add(b, missing, x->failed[k]);
    made = sai_build_add(b, made, sai_build_multiply(b, x->replaced[k], x->failed[k]));
  }
  o->replaced[x->stage] =
      x->n == 1 ? x->replaced[0] : sai_program_binary(b->program, SAI_OP_RETURN, made, missing);
}

/* Units that convert. While a contract runs that replaces invalid ones, all of a stage that makes others
 * valid do. */
static sai_column build_converted(sai_builder *b, sai_offer_build *o, size_t stage, const sai_flow *flow,
                                  unsigned month, sai_column parent) {
  sai_column share = build_share(b, o, stage, flow, month, own_ramp(b, o, stage, month));
  sai_column units = sai_build_binomial(b, parent, share, sai_build_month_path(b, flow->path, month));
  failing x = {.stage = stage, .month = month, .n = 1, .share = share};
  x.failed[0] = sai_program_binary(b->program, SAI_OP_SUBTRACT, parent, units);
  build_replaced(b, o, &x);
  return sai_build_add(b, units, sai_build_multiply(b, x.replaced[0], x.failed[0]));
}

/* So many for each unit of the stage before. */
static sai_column build_counted(sai_builder *b, sai_offer_build *o, size_t stage, size_t f, unsigned month,
                                sai_column parent) {
  const sai_flow *flow = &o->offer->funnel->stages[stage].flows[f];
  sai_column each = times_ramp(b, sai_build_quantity(b, flow->quantity, month, NULL),
                               own_ramp(b, o, stage, month)),
             units = sai_build_multiply(b, parent, each);
  return build_whole(b, &o->carried[stage * SAI_FLOWS_MAX + f], sai_build_at_most(b, o, flow, units));
}

/* What a source gives in a month. */
static sai_column build_flow(sai_builder *b, sai_offer_build *o, size_t stage, size_t f, unsigned month) {
  const sai_flow *flow = &o->offer->funnel->stages[stage].flows[f];
  sai_column *carried = &o->carried[stage * SAI_FLOWS_MAX + f];
  if (flow->kind == SAI_FLOW_PER_MONTH || flow->kind == SAI_FLOW_IN_ALL)
    return sai_build_listed(b, o, stage, build_volume(b, o, stage, flow, month, carried));
  sai_column worked = build_worked(b, o, &(step){stage, f, month}),
             parent = sai_build_multiply(b, o->units[flow->parent * b->plan->months_played + month], worked);
  o->worked[stage * SAI_FLOWS_MAX + f] = worked;
  if (flow->kind == SAI_FLOW_RATE) return build_converted(b, o, stage, flow, month, parent);
  return build_counted(b, o, stage, f, month, parent);
}

/* Units that come from a stage to the next, by strand. */
typedef struct stranded {
  size_t stage, f; /* source f of the stage */
  unsigned month;
  sai_column parents[SAI_STRANDS_MAX]; /* units of the stage before */
  sai_column units[SAI_STRANDS_MAX];
} stranded;

/* Each strand converts with luck of its own. */
static void convert_strands(sai_builder *b, sai_offer_build *o, stranded *x) {
  const sai_flow *flow = &o->offer->funnel->stages[x->stage].flows[x->f];
  const char *path = sai_build_month_path(b, flow->path, x->month);
  sai_column share = build_share(b, o, x->stage, flow, x->month, own_ramp(b, o, x->stage, x->month));
  failing lost = {.stage = x->stage, .month = x->month, .n = o->n_strands, .share = share};
  bool first = true;
  for (size_t k = 0; k < SAI_STRANDS_MAX; k++) {
    x->units[k] = lost.failed[k] = b->zero;
    if (x->parents[k] == b->zero) continue;
    const char *luck = first ? path : sai_build_name(b, path, o->strands[k].luck);
    first = false;
    x->units[k] = sai_build_binomial(b, x->parents[k], share, luck);
    lost.failed[k] = sai_program_binary(b->program, SAI_OP_SUBTRACT, x->parents[k], x->units[k]);
  }
  build_replaced(b, o, &lost);
  for (size_t k = 0; k < lost.n; k++)
    x->units[k] = sai_build_add(b, x->units[k], sai_build_multiply(b, lost.replaced[k], lost.failed[k]));
}

/* Units of the stage before that are worked on, in the strands that they come to be in. */
static sai_column join_parents(sai_builder *b, sai_offer_build *o, stranded *x) {
  const sai_flow *flow = &o->offer->funnel->stages[x->stage].flows[x->f];
  const size_t before = flow->parent * b->plan->months_played + x->month;
  sai_column one = sai_program_constant(b->program, 1), sum = b->zero, all = one;
  for (size_t k = 0; k < SAI_STRANDS_MAX; k++) x->parents[k] = b->zero;
  for (size_t k = 0; k < o->n_strands; k++) {
    const sai_strand *strand = &o->strands[k];
    if (strand->units[before] == b->zero) continue;
    sai_column worked = build_worked_of(b, o, &(step){x->stage, x->f, x->month}, strand->contracts);
    if (worked != one) all = b->zero;
    sai_build_join(b, o, &(sai_joining){x->stage, x->month, false, x->parents}, strand->contracts,
                   sai_build_multiply(b, strand->units[before], worked));
  }
  for (size_t k = 0; k < SAI_STRANDS_MAX; k++) sum = sai_build_add(b, sum, x->parents[k]);
  o->worked[x->stage * SAI_FLOWS_MAX + x->f] =
      all == one ? one : sai_program_binary(b->program, SAI_OP_RETURN, sum, o->units[before]);
  return sum;
}

/* What a source gives in a month, added to the strands that it comes to be in. */
static sai_column build_strands(sai_builder *b, sai_offer_build *o, size_t stage, size_t f, unsigned month,
                                sai_column *parts) {
  const sai_flow *flow = &o->offer->funnel->stages[stage].flows[f];
  if (flow->kind == SAI_FLOW_PER_MONTH || flow->kind == SAI_FLOW_IN_ALL) {
    sai_column volume = build_flow(b, o, stage, f, month);
    sai_build_join(b, o, &(sai_joining){stage, month, false, parts}, 0, volume);
    return volume;
  }
  stranded x = {.stage = stage, .f = f, .month = month};
  sai_column parent = join_parents(b, o, &x), sum = b->zero;
  if (flow->kind == SAI_FLOW_RATE)
    convert_strands(b, o, &x);
  else
    sai_build_divide(b, build_counted(b, o, stage, f, month, parent), x.parents, x.units);
  for (size_t k = 0; k < SAI_STRANDS_MAX; k++) {
    parts[k] = sai_build_add(b, parts[k], x.units[k]);
    sum = sai_build_add(b, sum, x.units[k]);
  }
  return sum;
}

/* Where units arrive, and what their luck is called. */
typedef struct course {
  sai_column *units;
  sai_column *all; /* of which they are a strand, or NULL */
  const char *luck;
} course;

static void arrive(sai_builder *b, sai_offer_build *o, const course *to, size_t stage, unsigned month,
                   sai_column units) {
  bool order = stage + 1 == o->offer->funnel->n_stages, traced = to->units != o->units && !to->all;
  if (!traced && order && month >= b->plan->months && !o->offer->funnel->stages[stage].capacity)
    o->won_later = sai_build_add(b, o->won_later, units);
  if (month >= b->plan->months_played) return;
  const size_t at = stage * b->plan->months_played + month;
  to->units[at] = sai_build_add(b, to->units[at], units);
  if (to->all) to->all[at] = sai_build_add(b, to->all[at], units);
}

/* Units that start their lead time together part by sequential binomials: of those still under way at k
   months, each arrives then with probability P(k) / P(k or later). */
static void spread(sai_builder *b, sai_offer_build *o, const course *to, size_t stage, unsigned month,
                   sai_column units) {
  const sai_lead_time *lead = &o->lead_times[stage];
  double later = 1;
  const char *path = NULL;
  for (unsigned k = 0; k < lead->n; k++) {
    double chance = lead->probability[k];
    if (chance <= 0) continue;
    sai_column arriving = units;
    if (k + 1 < lead->n && chance < later) {
      char name[600];
      if (!path) path = sai_build_month_path(b, o->offer->funnel->stages[stage].delay->path, month);
      snprintf(name, sizeof name, "%s+%u%s", path, k, to->luck);
      arriving = sai_build_binomial(b, units, sai_program_constant(b->program, chance / later), name);
      units = sai_program_binary(b->program, SAI_OP_SUBTRACT, units, arriving);
    }
    arrive(b, o, to, stage, month + k, arriving);
    later -= chance;
  }
}

/* 1 where all units that come to a stage in a month are those that a trace follows. */
static sai_column build_begins(sai_builder *b, const sai_offer_build *o, const sai_trace *trace, size_t stage,
                               unsigned month) {
  if (!trace->contracts) return stage == trace->from ? sai_program_constant(b->program, 1) : b->zero;
  sai_column begins = b->zero;
  for (size_t i = 0; i < o->n_lives; i++) {
    const sai_life *life = &o->lives[i];
    size_t contract = (size_t)(life->contract - o->offer->contracts);
    if (trace->contracts >> contract & 1 && (trace->anywhere || life->contract->covers[stage]))
      begins = sai_program_binary(b->program, SAI_OP_MAX, begins, life->runs[month]);
  }
  return begins;
}

/* What a source gives of the units that a trace follows. */
static sai_column trace_flow(sai_builder *b, const sai_offer_build *o, sai_trace *trace, size_t stage,
                             size_t f, unsigned month) {
  const sai_flow *flow = &o->offer->funnel->stages[stage].flows[f];
  const size_t at = stage * SAI_FLOWS_MAX + f;
  sai_column begins = build_begins(b, o, trace, stage, month), all = o->entered[at];
  if (flow->kind == SAI_FLOW_PER_MONTH || flow->kind == SAI_FLOW_IN_ALL)
    return sai_build_multiply(b, all, begins);
  const size_t before = flow->parent * b->plan->months_played + month;
  sai_column parent =
      sai_program_ternary(b->program, SAI_OP_SELECT, begins, o->units[before], trace->units[before]);
  if (parent == o->units[before]) {
    trace->carried[at] = o->carried[at];
    return all;
  }
  parent = sai_build_multiply(b, parent, o->worked[at]);
  if (o->n_strands) parent = sai_program_unary(b->program, SAI_OP_ROUND, parent);
  sai_column ramp = own_ramp(b, o, stage, month);
  if (flow->kind == SAI_FLOW_PER_UNIT) {
    sai_column each = times_ramp(b, sai_build_quantity(b, flow->quantity, month, NULL), ramp);
    return build_whole(b, &trace->carried[at], sai_build_multiply(b, parent, each));
  }
  sai_column share = build_share(b, o, stage, flow, month, ramp),
             units = sai_build_binomial(b, parent, share, sai_build_month_path(b, flow->path, month)),
             missing = sai_program_binary(b->program, SAI_OP_SUBTRACT, parent, units);
  sai_column made = sai_build_multiply(b, o->replaced[stage], missing);
  return sai_build_add(b, units, sai_program_unary(b->program, SAI_OP_ROUND, made));
}

static void build_trace(sai_builder *b, sai_offer_build *o, sai_trace *trace, unsigned month) {
  const sai_funnel *funnel = o->offer->funnel;
  const unsigned played = b->plan->months_played;
  for (size_t i = 0; i < funnel->n_stages; i++) {
    size_t s = funnel->sorted[i];
    sai_column units = b->zero;
    for (size_t f = 0; f < funnel->stages[s].n_flows; f++)
      units = sai_build_add(b, units, trace_flow(b, o, trace, s, f, month));
    spread(b, o, &(course){trace->units, NULL, ""}, s, month, units);
    if (funnel->stages[s].capacity) sai_build_trace_capacity(b, o, trace, s, month);
  }
  for (size_t s = 0; s < funnel->n_stages; s++) {
    sai_column *at = &trace->units[s * played + month], made = o->replacing[s];
    if (made == b->zero) continue;
    /* What replaces invalid units is made on one way: of a stage, it is what comes to that one or behind. */
    sai_column begins = build_begins(b, o, trace, s, month);
    if (!trace->contracts) begins = sai_program_constant(b->program, trace->behind[s]);
    *at = sai_build_add(b, *at, sai_build_multiply(b, made, begins));
  }
}

/* Units of a month at a stage, as one or by strand. */
static void put(sai_builder *b, sai_offer_build *o, size_t stage, unsigned month, sai_column units,
                const sai_column *parts) {
  bool first = true;
  if (!o->n_strands) spread(b, o, &(course){o->units, NULL, ""}, stage, month, units);
  for (size_t k = 0; k < o->n_strands; k++) {
    const sai_strand *strand = &o->strands[k];
    if (parts[k] == b->zero) continue;
    spread(b, o, &(course){strand->units, o->units, first ? "" : strand->luck}, stage, month, parts[k]);
    first = false;
  }
}

static void scale_stage(sai_builder *b, sai_offer_build *o, size_t stage, unsigned month) {
  const size_t at = stage * b->plan->months_played + month;
  o->units[at] = sai_build_multiply(b, o->units[at], sai_build_parameter(b));
  for (size_t k = 0; k < o->n_strands; k++)
    o->strands[k].units[at] = sai_build_multiply(b, o->strands[k].units[at], sai_build_parameter(b));
}

static void join_replacing(sai_builder *b, sai_offer_build *o, size_t stage, unsigned month) {
  const size_t at = stage * b->plan->months_played + month;
  sai_column parts[SAI_STRANDS_MAX];
  for (size_t k = 0; k < SAI_STRANDS_MAX; k++) parts[k] = b->zero;
  sai_build_join(b, o, &(sai_joining){stage, month, false, parts}, 0, o->replacing[stage]);
  for (size_t k = 0; k < o->n_strands; k++)
    o->strands[k].units[at] = sai_build_add(b, o->strands[k].units[at], parts[k]);
}

void sai_build_stages(sai_builder *b, sai_offer_build *o, unsigned month) {
  const sai_funnel *funnel = o->offer->funnel;
  if (!funnel) return;
  for (size_t s = 0; s < funnel->n_stages; s++) o->replacing[s] = o->replaced[s] = b->zero;
  for (size_t i = 0; i < funnel->n_stages; i++) {
    size_t s = funnel->sorted[i];
    sai_column units = b->zero, parts[SAI_STRANDS_MAX];
    for (size_t k = 0; k < SAI_STRANDS_MAX; k++) parts[k] = b->zero;
    for (size_t f = 0; f < funnel->stages[s].n_flows; f++) {
      size_t at = s * SAI_FLOWS_MAX + f;
      o->entered[at] = o->n_strands ? build_strands(b, o, s, f, month, parts) : build_flow(b, o, s, f, month);
      units = sai_build_add(b, units, o->entered[at]);
    }
    sai_build_list_month(b, o, s, month);
    const sai_plan_options *options = b->options;
    bool scaled =
        options->scaled == SAI_SCALE_STAGE && strcmp(options->scaled_stage, funnel->stages[s].name) == 0;
    const bool limited = funnel->stages[s].capacity;
    if (scaled && !limited) {
      units = sai_build_multiply(b, units, sai_build_parameter(b));
      for (size_t k = 0; k < SAI_STRANDS_MAX; k++)
        parts[k] = sai_build_multiply(b, parts[k], sai_build_parameter(b));
    }
    put(b, o, s, month, units, parts);
    sai_build_capacity(b, o, s, month);
    if (limited && o->n_strands) sai_build_strands_capacity(b, o, s, month);
    if (scaled && limited) scale_stage(b, o, s, month);
  }
  for (size_t t = 0; t < o->n_traces && month < b->plan->months; t++) build_trace(b, o, &o->traces[t], month);
  for (size_t s = 0; s < funnel->n_stages; s++) {
    sai_column *at = &o->units[s * b->plan->months_played + month];
    *at = sai_build_add(b, *at, o->replacing[s]);
    if (o->n_strands) join_replacing(b, o, s, month);
  }
}
