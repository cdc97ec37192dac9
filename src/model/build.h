/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the plan's builder share; private to the model. */
#ifndef SAI_MODEL_BUILD_H
#define SAI_MODEL_BUILD_H

#include "model/plan.h"

/** Months of one delay, months of all delays on one way through the funnel. */
enum { SAI_DELAY_MAX = 120, SAI_LEAD_MAX = 240 };

/** Probabilities of a lead time of 0, 1, ... n - 1 months; they add up to 1. */
typedef struct sai_lead_time {
  size_t n;
  double probability[SAI_DELAY_MAX + 1];
} sai_lead_time;

typedef struct sai_builder {
  const sai_scenario *scenario;
  const sai_plan_options *options;
  sai_plan *plan;
  sai_program *program;
  sai_column zero;
  bool failed; /**< a name could not be allocated */
} sai_builder;

/** Months by which contracts begin, and to which go those without a term and work in all that no contract
 * does. */
unsigned sai_build_horizon(const sai_builder *b);

/** Customers of one offer who pay month by month. The first `n_ages` months of each order's life are followed
 * one by one, since something asks for them; older customers are one number, for the luck of leaving has no
 * memory. */
typedef struct sai_customers {
  unsigned n_ages;
  bool end;            /**< at `n_ages` customers are through, so that none are older */
  sai_column *paying;  /**< [n_ages] in the month, by full months since the order */
  sai_column *staying; /**< [n_ages] of these, who do not leave at its end */
  sai_column older;    /**< staying at its end, with those who have just outgrown `n_ages` */
} sai_customers;

/** State of a deposit. */
typedef struct sai_deposit_build {
  sai_column drawn, beyond; /**< charged so far, and of it what the deposit did not cover */
} sai_deposit_build;

/** State of one fee line within its current period. */
typedef struct sai_fee_build {
  sai_column units, money, billed;     /**< so far in the period */
  sai_column counted[SAI_COUNTED_MAX]; /**< so far in the period, for `count` */
  sai_column *paid;                    /**< [months] for each order of a month; NULL until something was */
  sai_column month;                    /**< billed in the current one, less what comes back */
  sai_deposit_build deposit;
} sai_fee_build;

/** State of one limit over several lines within its current period. */
typedef struct sai_limit_build {
  sai_column sum, corrected; /**< what its lines bill, and what it has added, so far in the period */
  sai_column month;          /**< added in the current month */
  sai_deposit_build deposit; /**< that its lines draw from */
} sai_limit_build;

/** One way in which a contract may run its course. A contract whose start is drawn has one for each month in
    which it may start. All that is known when the plan is made is a constant. */
typedef struct sai_life {
  const sai_contract *contract;
  unsigned first;      /**< its first month */
  unsigned end;        /**< the month after the last in which it may run; months_played if it may run on */
  unsigned paid_end;   /**< the month after the last in which the vendor may be paid; before `end` where a
                            guarantee may keep him at work for free */
  sai_column lived;    /**< 1 where it starts in `first`, else 0 */
  sai_column left;     /**< 1 where it has ended before `end` */
  sai_column *leaving; /**< [months_played] 1 where notice has been given to end it with this month */
  sai_column *runs;    /**< [months_played] 1 in the months in which it runs */
  sai_column *open;    /**< [months_played] the same, given that it starts in `first`: what is billed before
                            `lived` weighs it */
  sai_column *ends;    /**< [months] 1 in its last month within the horizon, given the same */
  sai_column term_units[SAI_COUNTED_MAX]; /**< so far in the term, for the condition of its end */
  sai_fee_build *fees;                    /**< [contract->n_fees] */
  sai_limit_build *limits;                /**< [contract->n_limits] */
} sai_life;

/** A capacity in the current month. */
typedef struct sai_queue {
  sai_column staffed;   /**< 1 where those who wait are still waited for */
  sai_column all, left; /**< units that want to reach the stage, and those among them who do not */
} sai_queue;

/** Units among those of an offer that come of some work. They share the luck of all, so that following them
 * changes no other figure: of n units k convert, and of m among them as many as would of m alone; that is
 * never more than k, and it has the distribution of the part. */
typedef struct sai_trace {
  unsigned contracts; /**< bit by contract: it begins where one of these works; 0: at stage `from` */
  bool anywhere;      /**< none of the offer's contracts covers a stage: it begins at any in their months */
  size_t from;        /**< all units of this stage are meant */
  bool behind[SAI_STAGES_MAX];        /**< it or a stage that its units can come to */
  sai_column *units;                  /**< [n_stages][months_played] by stage, as in the offer */
  sai_column *carried;                /**< [n_stages][SAI_FLOWS_MAX] */
  sai_column waiting[SAI_STAGES_MAX]; /**< above a capacity */
} sai_trace;

enum { SAI_STRANDS_MAX = 64 };

/** Units of an offer that the same contracts have worked on: all its units are in one strand each, with luck
 * of its own. */
typedef struct sai_strand {
  unsigned contracts; /**< bit by contract */
  const char *luck;   /**< behind the names of its luck, where there is more than one strand */
  sai_column *units;  /**< [n_stages][months_played] by stage, as in the offer */
  sai_column waiting[SAI_STAGES_MAX];
} sai_strand;

/** Flows of one offer while its months are emitted. All arrays are [n_stages][months_played] by stage. */
typedef struct sai_offer_build {
  const sai_offer *offer;
  sai_column *units; /**< units that reached the stage in a month, arrivals of delayed ones included */
  sai_lead_time *lead_times;        /**< [n_stages] */
  unsigned longest[SAI_STAGES_MAX]; /**< months from work put in to a stage, delays and waits, at most */
  sai_column *arrived; /**< units that arrived before a capacity up to a month; only where there is one */
  sai_column unlisted[SAI_STAGES_MAX];      /**< records of a list that are left; where there is one */
  sai_column listed_months[SAI_STAGES_MAX]; /**< months of the horizon after which some are left */
  sai_column
      replacing[SAI_STAGES_MAX]; /**< units worked in the month to replace invalid ones of a later stage */
  sai_column waiting[SAI_STAGES_MAX];            /**< units above a capacity that wait for the next month */
  sai_column waiting_at_horizon[SAI_STAGES_MAX]; /**< the same at the end of the horizon */
  sai_column room[SAI_STAGES_MAX]; /**< units that its capacity lets through within the horizon, where a stage
                                      is scaled */
  sai_column *carried; /**< [n_stages][SAI_FLOWS_MAX] unrounded units that a source has put in so far */
  sai_column *entered; /**< [n_stages][SAI_FLOWS_MAX] units of a source in the month, before their delay */
  sai_column
      replaced[SAI_STAGES_MAX]; /**< the part that is made up for of those that do not convert in the month */
  sai_queue queues[SAI_STAGES_MAX];                  /**< where there is a capacity */
  sai_column worked[SAI_STAGES_MAX * SAI_FLOWS_MAX]; /**< the part that a source works on of the units of the
                                                        stage before in the month */
  size_t n_strands;    /**< 0: nobody takes over from another while units are under way */
  sai_strand *strands; /**< [SAI_STRANDS_MAX] the first is that of no contract, the second of all of them */
  unsigned rivals[SAI_CONTRACTS_MAX + 2]; /**< by contract: those that cover a stage that it covers, by bit */
  size_t n_traces;
  sai_trace *traces;           /**< what promises are about */
  double most[SAI_STAGES_MAX]; /**< no stage has more units in a month */
  sai_column won_later;        /**< orders won so far that are dated after the horizon */
  sai_customers customers;     /**< of recurring revenue */
  sai_column *revenue;         /**< [months] of each month so far */
  sai_column *invoices;   /**< [n_contracts + 1][months] what each bills with tax; the last: all own costs */
  sai_column *profit_sum; /**< [months] gross profit up to each month so far */
  sai_column paid_sum;    /**< what has been paid so far, where a contract is paid later */
  bool pays_later;        /**< a contract is */
  size_t n_lives;
  sai_life *lives; /**< contract by contract */
} sai_offer_build;

/** Money of one offer in one month. */
typedef struct sai_month_money {
  sai_column won;                   /**< orders, before they are scaled */
  sai_column revenue, gross_profit; /**< SAI_NO_COLUMN without `value` */
} sai_month_money;

/** The value of a quantity in a month. `counted`, [SAI_COUNTED_MAX] if not NULL, holds the units that names
 * of what is counted stand for. */
sai_column sai_build_quantity(sai_builder *b, const sai_quantity *quantity, unsigned month,
                              const sai_column *counted);
/** The sum of a quantity over `count` orders of a month: count times its value, or that many draws. */
SAI_MUST_USE sai_code sai_build_order_sum(sai_builder *b, const sai_quantity *quantity, unsigned month,
                                          sai_column count, sai_column *sum, sai_error *err);
/** Two texts as one, in the arena; "" if there is no memory. */
const char *sai_build_name(sai_builder *b, const char *name, const char *more);
/** `NAME@MONTH`, in the arena; "" if there is no memory. */
const char *sai_build_month_path(sai_builder *b, const char *path, unsigned month);

/** The lead-time distribution of a delay (NULL: none). @return SAI_REJECTED if it is too long */
SAI_MUST_USE sai_code sai_build_lead_time(const sai_builder *b, const sai_quantity *delay,
                                          sai_lead_time *lead_time, sai_error *err);
/** Months from work put in to each stage, with delays and waits; sets o->longest. @return the longest of all
 */
unsigned sai_build_longest_lead(sai_offer_build *o);
/** The share of its volume or rate that a stage has in a month; SAI_NO_COLUMN for all of it. */
sai_column sai_build_ramp(sai_builder *b, const sai_offer_build *o, size_t stage, unsigned month);
/** The same in month `age` of the work, from 0. */
sai_column sai_build_ramp_at(sai_builder *b, const sai_offer_build *o, size_t stage, unsigned age,
                             unsigned month);
/** What a list still has of a month's volume of a source: it is taken from the list. */
sai_column sai_build_listed(sai_builder *b, sai_offer_build *o, size_t stage, sai_column volume);
/** After all sources of a month: note whether records are left. */
void sai_build_list_month(sai_builder *b, sai_offer_build *o, size_t stage, unsigned month);
/** Let only so many units of a month reach a stage as its capacity has room for, after all that arrive in the
 * month are known. Does nothing without a capacity. */
void sai_build_capacity(sai_builder *b, sai_offer_build *o, size_t stage, unsigned month);
/** Units of a stage within the horizon, at most, where a stage is scaled: what the capacities and lists of
 * this and of the stages before let through, if all of that converts. SAI_NO_COLUMN: there are none. */
sai_column sai_build_most(sai_builder *b, const sai_offer_build *o, size_t stage);
/** Bounds of the units of every stage. */
void sai_build_bounds(const sai_builder *b, sai_offer_build *o);
/** The units of a source, at most SAI_VOLUME_MAX; where that can cut, the plan notes by how much. */
sai_column sai_build_at_most(sai_builder *b, const sai_offer_build *o, const sai_flow *flow,
                             sai_column units);
/** The same of units that it takes to replace invalid ones, of which nothing is known before. */
sai_column sai_build_replacing_at_most(sai_builder *b, const sai_quantity *share, sai_column units);
/** The same of the units that a trace follows. Whose of them come first is not known: they are let in, and
 * wait, in proportion. */
void sai_build_trace_capacity(sai_builder *b, const sai_offer_build *o, sai_trace *trace, size_t stage,
                              unsigned month);
/** Whose work units are is to be followed, where one contract follows another. */
SAI_MUST_USE sai_code sai_build_strands(sai_builder *b, sai_offer_build *o, sai_error *err);
/** Where units come to be somebody's work. */
typedef struct sai_joining {
  size_t stage;
  unsigned month;
  bool anew; /**< they have waited, and whoever is there begins them; else what has been begun in the stages
                of a contract stays its own after its end */
  sai_column *parts; /**< [SAI_STRANDS_MAX] which they are added to */
} sai_joining;

/** Units of contracts (by bit) that are put in or convert at a stage in a month, added to the strand that
 * they are in from then on: a contract that covers the stage joins those who have begun at stages before. */
void sai_build_join(sai_builder *b, sai_offer_build *o, const sai_joining *joining, unsigned contracts,
                    sai_column units);
/** Share out a whole number of units among strands in proportion, in whole units.
 *  @param sizes  [SAI_STRANDS_MAX] their sum is the whole's or more; may be parts */
void sai_build_divide(sai_builder *b, sai_column whole, const sai_column *sizes, sai_column *parts);
/** Let in of each strand what a capacity has let in of all, in proportion. */
void sai_build_strands_capacity(sai_builder *b, sai_offer_build *o, size_t stage, unsigned month);
/** Whether the units of a strand are of those whom a contract follows, and not its own. */
bool sai_strand_is_others(const sai_offer_build *o, const sai_contract *contract, size_t strand);
/** Units of a stage that a contract is paid by: all but those of others whom it follows. */
sai_column sai_build_paid_units(sai_builder *b, const sai_offer_build *o, const sai_contract *contract,
                                size_t stage, unsigned month);
/** The part of a month's orders that these are; 1 where they are all of them. */
sai_column sai_build_paid_orders(sai_builder *b, const sai_offer_build *o, const sai_contract *contract,
                                 unsigned month);
/** Units of a stage that come of a contract's work after its end, while another that follows it works; nobody
 * is paid for them. */
sai_column sai_build_late_units(sai_builder *b, const sai_offer_build *o, const sai_contract *contract,
                                size_t stage, unsigned month);
/** What the promises of an offer are about is to be followed. */
SAI_MUST_USE sai_code sai_build_traces(sai_builder *b, sai_offer_build *o, sai_error *err);
/** The units of a stage in a month as fees and value see them: orders may be scaled. */
sai_column sai_build_units(sai_builder *b, const sai_offer_build *o, size_t stage, unsigned month);
/** The program's parameter. */
sai_column sai_build_parameter(sai_builder *b);
/** Emit the stages of one month. */
void sai_build_stages(sai_builder *b, sai_offer_build *o, unsigned month);
/** A binomial count; no trials, no luck. */
sai_column sai_build_binomial(sai_builder *b, sai_column n, sai_column share, const char *luck);
/** Memory for what comes in to an offer, which has no customers yet. */
SAI_MUST_USE sai_code sai_build_value(sai_builder *b, sai_offer_build *o, sai_error *err);
/** Emit what comes in in one month; `won` are its orders before they are scaled. */
SAI_MUST_USE sai_code sai_build_money(sai_builder *b, sai_offer_build *o, unsigned month, sai_column won,
                                      sai_month_money *money, sai_error *err);
/** Revenue of the first year of a month's orders if all customers stay. */
sai_column sai_build_first_year(sai_builder *b, const sai_month_money *money, unsigned month);
/** What customers in their first `within` months pay in a month; 0: all. */
sai_column sai_build_recurring(sai_builder *b, const sai_offer_build *o, const sai_month_money *money,
                               unsigned month, unsigned within);
/** Revenue that is paid in a month. */
sai_column sai_build_received(sai_builder *b, const sai_offer_build *o, unsigned month);
/** Note what a line with a clawback pays for each order of a month; `part`: of these it pays such a part. */
void sai_build_paid(sai_builder *b, const sai_fee *fee, sai_fee_build *state, sai_column part,
                    unsigned month);
/** The amount of a line in a month, scaled if it is asked what it must be. */
sai_column sai_build_price(sai_builder *b, const sai_fee *fee, unsigned month);
/** What comes back of a line in a month, from customers who leave at its end; below zero. */
sai_column sai_build_clawback(sai_builder *b, const sai_offer_build *o, const sai_fee *fee,
                              const sai_fee_build *state, unsigned month);
/** What a line with a deposit bills in a month, or lines that share one, where it would bill `billed`
 * without.
 */
sai_column sai_build_deposit(sai_builder *b, const sai_life *life, const sai_fee *fee,
                             sai_deposit_build *state, unsigned month, sai_column billed);
/** The month after the last in which a line of a contract may be charged: own costs follow all its months. */
static inline unsigned sai_life_end(const sai_life *life, const sai_fee *fee) {
  return fee->own ? life->end : life->paid_end;
}
/** The lives of all contracts of an offer. */
SAI_MUST_USE sai_code sai_build_lives(sai_builder *b, sai_offer_build *o, sai_error *err);
/** Say which lives run in a month, before its stages are emitted; and after them, which ones end. */
void sai_build_lives_open(sai_builder *b, sai_offer_build *o, unsigned month);
void sai_build_lives_close(sai_builder *b, sai_offer_build *o, unsigned month);
/** What the staff of a contract works in a month of what is counted under an index from SAI_PERSON on. */
sai_column sai_build_staff(sai_builder *b, const sai_staff *staff, size_t counted, unsigned month);
/** The units of everything that is counted in a month for a line of a contract, or for its term (`fee` NULL),
 * added to `counted`, [SAI_COUNTED_MAX]. */
void sai_build_counts(sai_builder *b, const sai_offer_build *o, const sai_contract *contract,
                      const sai_fee *fee, unsigned month, sai_column *counted);
/** The units of a stage of `funnel` in a month, what a contract is paid by or all; 0 where the offer has no
 * such stage. @param contract  NULL: all */
sai_column sai_build_units_of(sai_builder *b, const sai_offer_build *o, const sai_funnel *funnel,
                              size_t stage, const sai_contract *contract, unsigned month);
/** Emit the bill of one month of all contracts: its lines, their sums, and the parts that follow orders and
 * gross profit (added to). */
void sai_build_bill(sai_builder *b, sai_offer_build *o, unsigned month, const sai_month_money *money,
                    sai_offer_columns *columns);
/** What a line bills without the tax that its amounts may include. */
sai_column sai_build_untaxed(sai_builder *b, const sai_fee *fee, unsigned month, sai_column billed);
/** The tax on what one invoice of a month bills, rounded down. */
sai_column sai_build_invoice_tax(sai_builder *b, sai_column taxed, unsigned month);
/** Emit a month's invoices and their tax, after its bill. */
void sai_build_invoices(sai_builder *b, sai_offer_build *o, unsigned month, sai_offer_columns *columns);
/** Memory for the cash of an offer, which has paid nothing yet. */
SAI_MUST_USE sai_code sai_build_cash_start(sai_builder *b, sai_offer_build *o, sai_error *err);
/** Emit the cash of a month, after its invoices and gross profit. */
void sai_build_cash(sai_builder *b, sai_offer_build *o, unsigned month, sai_offer_columns *columns);
/** Emit the sums of the bill by contract and by owner, after all months; none where there is but one. */
void sai_build_parts(sai_builder *b, const sai_offer *offer, sai_offer_columns *columns);
/** Emit what the promises of an offer are compared with, after its stages are summed over the horizon. */
void sai_build_promises(sai_builder *b, const sai_offer_build *o, sai_offer_columns *columns);
/** Emit how long the vendors of an offer work on for free, after all months. */
void sai_build_guarantees(sai_builder *b, const sai_offer_build *o, sai_offer_columns *columns);
/** Whether the fees that follow orders, and those that follow gross profit, are proportional to them. */
void sai_build_linearity(const sai_offer *offer, bool *orders_linear, bool *profit_linear);

static inline sai_column sai_build_add(sai_builder *b, sai_column x, sai_column y) {
  return sai_program_binary(b->program, SAI_OP_ADD, x, y);
}
static inline sai_column sai_build_multiply(sai_builder *b, sai_column x, sai_column y) {
  return sai_program_binary(b->program, SAI_OP_MULTIPLY, x, y);
}

#endif
