/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bill of one offer in one month, line by line. A line's charge is a function of the units of its period
   so far; what a month is billed is what the charge has grown by. So tiers and caps act when they are
   reached, while a minimum and a `count` are settled in the period's last month (docs/adr/0004). */
#include "model/build.h"

#include <math.h>

/* Where a month stands in the life of a fee line. */
typedef struct moment {
  bool active, first_of_period;
  bool due; /* an amount that is paid once */
  const sai_contract *contract;
  sai_column settles; /* 1 in the last month of the period, or of the contract */
} moment;

/* Whether a month of a contract (from 0) is the first or the last of a period. */
static void find_period(const sai_contract *contract, sai_period every, unsigned age, bool *first,
                        bool *last) {
  static const unsigned lengths[] = {[SAI_EVERY_MONTH] = 1, [SAI_EVERY_QUARTER] = 3, [SAI_EVERY_YEAR] = 12};
  if (every == SAI_EVERY_TERM) {
    sai_term_month at = sai_contract_term_at(contract, age);
    *first = at.first_month;
    *last = at.months_left == 0;
  } else {
    *first = age % lengths[every] == 0;
    *last = (age + 1) % lengths[every] == 0;
  }
}

/* Whether a month is the last of a contract that is left inside a term: not where only the horizon ends it.
 */
static bool leaves_inside_term(const sai_life *life, unsigned month) {
  const sai_contract *contract = life->contract;
  return contract->renewal.ending == SAI_ENDS_AFTER_MONTH && month + 1 == life->first + contract->term;
}

static moment moment_of(sai_builder *b, const sai_life *life, const sai_fee *fee, unsigned month) {
  unsigned begin = life->first + fee->first_month - 1, end = sai_life_end(life, fee);
  bool cut = fee->last_month && life->first + fee->last_month < end, last;
  if (cut) end = life->first + fee->last_month;
  moment m = {.active = month >= begin && month < end, .contract = life->contract};
  if (!m.active) return m;
  find_period(life->contract, fee->every, month - life->first, &m.first_of_period, &last);
  m.first_of_period |= month == begin;
  m.due = fee->at_exit ? leaves_inside_term(life, month) : month == begin;
  last |= month + 1 == end || month + 1 == b->plan->months;
  m.settles = last ? sai_program_constant(b->program, 1) : life->ends[month];
  return m;
}

static sai_column build_tiers(sai_builder *b, const sai_fee *fee, sai_column units, unsigned month) {
  sai_program *p = b->program;
  sai_column charge = b->zero, below = b->zero;
  if (fee->tier_rule == SAI_TIERS_ALL) {
    sai_column price = sai_build_quantity(b, fee->tiers[fee->n_tiers - 1].price, month, NULL);
    for (size_t t = fee->n_tiers - 1; t-- > 0;) {
      sai_column within =
          sai_program_binary(p, SAI_OP_LESS_EQUAL, units, sai_program_constant(p, fee->tiers[t].up_to));
      price = sai_program_ternary(p, SAI_OP_SELECT, within,
                                  sai_build_quantity(b, fee->tiers[t].price, month, NULL), price);
    }
    return sai_build_multiply(b, units, price);
  }
  for (size_t t = 0; t < fee->n_tiers; t++) {
    sai_column upto = units;
    if (isfinite(fee->tiers[t].up_to))
      upto = sai_program_binary(p, SAI_OP_MIN, units, sai_program_constant(p, fee->tiers[t].up_to));
    sai_column here = sai_program_binary(p, SAI_OP_SUBTRACT, upto, below);
    charge = sai_build_add(
        b, charge, sai_build_multiply(b, here, sai_build_quantity(b, fee->tiers[t].price, month, NULL)));
    below = upto;
  }
  return charge;
}

/* The part of a month's orders that a line follows. Of customers who pay month by month it follows all. */
static sai_column paid_orders(sai_builder *b, const sai_offer_build *o, const sai_fee *fee,
                              const sai_contract *contract, unsigned month) {
  bool older = b->scenario->value.recurring && fee->basis != SAI_BASIS_FIRST_YEAR;
  if (fee->own || older) return sai_program_constant(b->program, 1);
  return sai_build_paid_orders(b, o, contract, month);
}

static sai_column month_units(sai_builder *b, const sai_offer_build *o, const sai_fee *fee, unsigned month,
                              const sai_month_money *money, const moment *m) {
  switch (fee->basis) {
  case SAI_BASIS_ONCE:
    return sai_program_constant(b->program, m->due);
  case SAI_BASIS_MONTH:
    return sai_program_constant(b->program, 1);
  case SAI_BASIS_STAGE:
    if (fee->stage >= SAI_PERSON) return sai_build_staff(b, &m->contract->staff, fee->stage, month);
    return sai_build_units_of(b, o, fee->funnel, sai_fee_charged(fee), fee->own ? NULL : m->contract, month);
  case SAI_BASIS_REVENUE:
    return sai_build_multiply(b, money->revenue, paid_orders(b, o, fee, m->contract, month));
  case SAI_BASIS_GROSS_PROFIT:
    return sai_build_multiply(b, money->gross_profit, paid_orders(b, o, fee, m->contract, month));
  case SAI_BASIS_FIRST_YEAR:
    return sai_build_multiply(b, sai_build_first_year(b, money, month),
                              paid_orders(b, o, fee, m->contract, month));
  case SAI_BASIS_RECURRING:
    return sai_build_recurring(b, o, money, month, fee->within);
  case SAI_BASIS_CASH:
    return sai_build_received(b, o, month);
  default:
    return b->zero;
  }
}

sai_column sai_build_price(sai_builder *b, const sai_fee *fee, unsigned month) {
  sai_column price = sai_build_quantity(b, fee->amount, month, NULL);
  bool scaled = b->options->scaled == SAI_SCALE_PRICE && b->options->scaled_fee == fee;
  return scaled ? sai_build_multiply(b, price, sai_build_parameter(b)) : price;
}

/* The charge of the period up to and including this month, before minimum and cap. */
static sai_column charge_to_date(sai_builder *b, const sai_offer_build *o, const sai_fee *fee,
                                 sai_fee_build *state, unsigned month, const sai_month_money *money,
                                 const moment *m) {
  sai_program *p = b->program;
  if (fee->basis == SAI_BASIS_COUNT) {
    if (m->settles == b->zero) return b->zero;
    sai_column units =
        sai_build_multiply(b, m->settles, sai_build_quantity(b, fee->count, month, state->counted));
    return sai_build_multiply(b, sai_build_price(b, fee, month), units);
  }
  sai_column units = month_units(b, o, fee, month, money, m);
  state->units = sai_build_add(b, state->units, units);
  if (fee->n_tiers) return build_tiers(b, fee, state->units, month);
  if (fee->included) {
    sai_column beyond = sai_program_binary(p, SAI_OP_SUBTRACT, state->units,
                                           sai_build_quantity(b, fee->included, month, NULL));
    beyond = sai_program_binary(p, SAI_OP_MAX, beyond, b->zero);
    return sai_build_multiply(b, beyond, sai_build_price(b, fee, month));
  }
  /* Without a kink the money adds up month by month, so that a price drawn anew each month is right too. */
  sai_column now = sai_build_multiply(b, units, sai_build_price(b, fee, month));
  state->money = sai_build_add(b, state->money, now);
  return state->money;
}

/* A period's charge so far within its minimum, which is settled in its last month, and its cap. */
static sai_column within_limits(sai_builder *b, const sai_fee *fee, unsigned month, const moment *m,
                                sai_column charge) {
  sai_program *p = b->program;
  if (fee->minimum && m->settles != b->zero) {
    sai_column least =
        sai_program_binary(p, SAI_OP_MAX, charge, sai_build_quantity(b, fee->minimum, month, NULL));
    charge = sai_program_ternary(p, SAI_OP_SELECT, m->settles, least, charge);
  }
  if (!fee->cap) return charge;
  return sai_program_binary(p, SAI_OP_MIN, charge, sai_build_quantity(b, fee->cap, month, NULL));
}

/* What of the charge is due: all of it, or with a condition at the period's end what it lets pass. */
static sai_column due(sai_builder *b, const sai_fee *fee, const sai_fee_build *state, unsigned month,
                      const moment *m, sai_column charge) {
  if (!fee->when) return charge;
  if (m->settles == b->zero) return b->zero;
  sai_column holds = sai_build_quantity(b, fee->when, month, state->counted);
  holds = sai_program_binary(b->program, SAI_OP_LESS, b->zero, holds);
  return sai_build_multiply(b, sai_build_multiply(b, m->settles, holds), charge);
}

static sai_column build_fee(sai_builder *b, const sai_offer_build *o, const sai_life *life,
                            const sai_fee *fee, sai_fee_build *state, unsigned month,
                            const sai_month_money *money) {
  if (month < life->first || month >= sai_life_end(life, fee)) return b->zero;
  moment m = moment_of(b, life, fee, month);
  if (!m.active) return b->zero;
  if (m.first_of_period) {
    state->units = state->money = state->billed = b->zero;
    for (size_t s = 0; s < SAI_COUNTED_MAX; s++) state->counted[s] = b->zero;
  }
  if (fee->count || fee->when) sai_build_counts(b, o, m.contract, fee, month, state->counted);
  if (fee->clawback) {
    sai_column part =
        fee->own ? sai_program_constant(b->program, 1) : sai_build_paid_orders(b, o, life->contract, month);
    sai_build_paid(b, fee, state, sai_build_multiply(b, part, life->open[month]), month);
  }
  sai_column charge = charge_to_date(b, o, fee, state, month, money, &m);
  charge = due(b, fee, state, month, &m, within_limits(b, fee, month, &m, charge));
  sai_column billed = sai_program_binary(b->program, SAI_OP_SUBTRACT, charge, state->billed);
  state->billed = charge;
  return sai_build_multiply(b, billed, life->open[month]);
}

static bool follows_profit(const sai_fee *fee) {
  return fee->basis == SAI_BASIS_GROSS_PROFIT;
}

bool sai_fee_follows_orders(const sai_offer *offer, const sai_fee *fee) {
  if (!offer->funnel || !fee->funnel) return false;
  if (sai_is_share(fee->basis)) return true;
  size_t order = offer->funnel->n_stages - 1;
  size_t counted = sai_stage_in(fee->funnel, offer->funnel, order);
  if (fee->when && sai_expr_counts(fee->when->expr, counted)) return true;
  if (fee->basis == SAI_BASIS_COUNT) return sai_expr_counts(fee->count->expr, counted);
  return sai_fee_stage(offer, fee) == order;
}

/* Whether an earlier limit of the contract acts within a later one, which then sees what it has left. */
static bool is_within(const sai_limit *inner, const sai_limit *outer) {
  for (size_t f = 0; f < 2 * SAI_FEES_MAX; f++)
    if (inner->lines[f] && !outer->lines[f]) return false;
  return true;
}

/* What the lines of a limit bill in a month, after the limits within it. */
static sai_column limited_lines(sai_builder *b, const sai_life *life, size_t l) {
  const sai_limit *limits = life->contract->limits;
  sai_column sum = b->zero;
  for (size_t f = 0; f < life->contract->n_fees; f++)
    if (limits[l].lines[f]) sum = sai_build_add(b, sum, life->fees[f].month);
  for (size_t i = 0; i < l; i++)
    if (is_within(&limits[i], &limits[l])) sum = sai_build_add(b, sum, life->limits[i].month);
  return sum;
}

/* What a limit adds in a month: what the difference between the limited sum of its period and the sum itself
   has grown by. A deposit adds what is paid into it and takes off what its lines draw. */
static sai_column build_limit(sai_builder *b, sai_life *life, size_t l, unsigned month) {
  const sai_fee *fee = &life->contract->limits[l].fee;
  sai_limit_build *state = &life->limits[l];
  sai_program *p = b->program;
  if (month < life->first || month >= life->paid_end) return b->zero;
  moment m = moment_of(b, life, fee, month);
  if (m.first_of_period) state->sum = state->corrected = b->zero;
  if (fee->deposit) {
    sai_column lines = limited_lines(b, life, l);
    return sai_program_binary(p, SAI_OP_SUBTRACT,
                              sai_build_deposit(b, life, fee, &state->deposit, month, lines), lines);
  }
  sai_column sum = state->sum = sai_build_add(b, state->sum, limited_lines(b, life, l)),
             limited = within_limits(b, fee, month, &m, sum);
  sai_column correction = sai_program_binary(p, SAI_OP_SUBTRACT, limited, sum),
             grown = sai_program_binary(p, SAI_OP_SUBTRACT, correction, state->corrected);
  state->corrected = correction;
  return sai_build_multiply(b, grown, life->open[month]);
}

/* A line of a contract in all its lives. */
static sai_column build_line(sai_builder *b, sai_offer_build *o, const sai_contract *contract, size_t f,
                             unsigned month, const sai_month_money *money) {
  const sai_fee *fee = &contract->fees[f];
  sai_column sum = b->zero;
  for (size_t i = 0; i < o->n_lives; i++) {
    const sai_life *life = &o->lives[i];
    if (life->contract != contract) continue;
    sai_column billed = build_fee(b, o, life, fee, &life->fees[f], month, money);
    if (fee->deposit) billed = sai_build_deposit(b, life, fee, &o->lives[i].fees[f].deposit, month, billed);
    o->lives[i].fees[f].month = billed;
    sum = sai_build_add(b, sum, sai_build_multiply(b, billed, life->lived));
  }
  return sai_build_untaxed(b, fee, month, sum);
}

/* What comes back of a line in all lives of its contract, below zero; the line itself is built. */
static sai_column build_back(sai_builder *b, sai_offer_build *o, const sai_contract *contract, size_t f,
                             unsigned month) {
  const sai_fee *fee = &contract->fees[f];
  sai_column sum = b->zero;
  for (size_t i = 0; i < o->n_lives; i++) {
    const sai_life *life = &o->lives[i];
    if (life->contract != contract) continue;
    sai_column back = sai_build_clawback(b, o, fee, &life->fees[f], month);
    life->fees[f].month = sai_build_add(b, life->fees[f].month, back);
    sum = sai_build_add(b, sum, sai_build_multiply(b, back, life->lived));
  }
  return sai_build_untaxed(b, fee, month, sum);
}

static sai_column build_limit_line(sai_builder *b, sai_offer_build *o, const sai_contract *contract, size_t l,
                                   unsigned month) {
  sai_column sum = b->zero;
  for (size_t i = 0; i < o->n_lives; i++) {
    sai_life *life = &o->lives[i];
    if (life->contract != contract) continue;
    life->limits[l].month = build_limit(b, life, l, month);
    sum = sai_build_add(b, sum, sai_build_multiply(b, life->limits[l].month, life->lived));
  }
  return sai_build_untaxed(b, &contract->limits[l].fee, month, sum);
}

/* Whether a limit is over a line that follows gross profit, or orders. */
static bool limit_follows(const sai_offer *offer, const sai_contract *contract, const sai_limit *limit,
                          bool profit) {
  for (size_t f = 0; f < contract->n_fees; f++) {
    const sai_fee *fee = &contract->fees[f];
    if (limit->lines[f] && (profit ? follows_profit(fee) : sai_fee_follows_orders(offer, fee))) return true;
  }
  return false;
}

/* Orders that are guaranteed decide how long the vendor works on, and so how long own costs go on. */
static bool own_costs_follow_orders(const sai_offer *offer, const sai_contract *contract) {
  bool own = false;
  for (size_t f = 0; f < contract->n_fees; f++) own |= contract->fees[f].own;
  return own && contract->guarantee.number && contract->guarantee.stage + 1 == offer->funnel->n_stages;
}

void sai_build_linearity(const sai_offer *offer, bool *orders_linear, bool *profit_linear) {
  *orders_linear = *profit_linear = true;
  for (size_t c = 0; c < offer->n_contracts; c++) {
    const sai_contract *contract = &offer->contracts[c];
    if (own_costs_follow_orders(offer, contract)) *orders_linear = false;
    for (size_t i = 0; i < contract->n_limits; i++) {
      if (limit_follows(offer, contract, &contract->limits[i], true)) *profit_linear = false;
      if (limit_follows(offer, contract, &contract->limits[i], false)) *orders_linear = false;
    }
    for (size_t f = 0; f < contract->n_fees; f++) {
      const sai_fee *fee = &contract->fees[f];
      bool straight = !fee->included && !fee->minimum && !fee->cap && !fee->n_tiers && !fee->deposit &&
                      !fee->when && fee->basis != SAI_BASIS_COUNT;
      if (!straight && follows_profit(fee)) *profit_linear = false;
      if (!straight && sai_fee_follows_orders(offer, fee)) *orders_linear = false;
    }
  }
}

static sai_column build_bill_line(sai_builder *b, sai_offer_build *o, const sai_bill_line *line,
                                  unsigned month, const sai_month_money *money) {
  const sai_contract *contract = line->contract;
  if (line->limit) return build_limit_line(b, o, contract, (size_t)(line->limit - contract->limits), month);
  size_t f = (size_t)(line->fee - contract->fees);
  return line->back ? build_back(b, o, contract, f, month) : build_line(b, o, contract, f, month, money);
}

/* The stage whose units a vendor's line is for; SIZE_MAX: it is for none, or for all customers. */
static size_t paid_stage(const sai_builder *b, const sai_offer *offer, const sai_fee *fee) {
  if (fee->own || !offer->funnel || !fee->funnel) return SIZE_MAX;
  if (fee->basis == SAI_BASIS_STAGE)
    return fee->stage < SAI_PERSON ? sai_stage_in(offer->funnel, fee->funnel, sai_fee_charged(fee))
                                   : SIZE_MAX;
  bool orders = sai_is_share(fee->basis) && !b->scenario->value.recurring && fee->basis != SAI_BASIS_CASH;
  return orders || fee->basis == SAI_BASIS_FIRST_YEAR ? offer->funnel->n_stages - 1 : SIZE_MAX;
}

static void add_late(sai_builder *b, const sai_offer_build *o, sai_bill_line *line, unsigned month) {
  size_t stage = line->limit || line->back ? SIZE_MAX : paid_stage(b, o->offer, line->fee);
  if (!o->n_strands || stage == SIZE_MAX) return;
  if (line->late == SAI_NO_COLUMN) line->late = b->zero;
  line->late = sai_build_add(b, line->late, sai_build_late_units(b, o, line->contract, stage, month));
}

void sai_build_bill(sai_builder *b, sai_offer_build *o, unsigned month, const sai_month_money *money,
                    sai_offer_columns *v) {
  sai_column fees = b->zero, own = b->zero;
  for (size_t i = 0; i < v->n_lines; i++) {
    sai_bill_line *line = &v->lines[i];
    const sai_fee *fee = line->fee;
    sai_column billed = build_bill_line(b, o, line, month, money);
    add_late(b, o, line, month);
    line->months[month] = billed;
    line->total = sai_build_add(b, line->total, billed);
    *(fee->own ? &own : &fees) = sai_build_add(b, fee->own ? own : fees, billed);
    bool profit =
             line->limit ? limit_follows(o->offer, line->contract, line->limit, true) : follows_profit(fee),
         orders = line->limit ? limit_follows(o->offer, line->contract, line->limit, false)
                              : sai_fee_follows_orders(o->offer, fee);
    if (profit) v->profit_fees = sai_build_add(b, v->profit_fees, billed);
    if (orders) v->order_fees = sai_build_add(b, v->order_fees, billed);
  }
  v->fees = sai_build_add(b, v->fees, fees);
  v->own_cost = sai_build_add(b, v->own_cost, own);
  v->month_cost[month] = sai_build_add(b, fees, own);
}
