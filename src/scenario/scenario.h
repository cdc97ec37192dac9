/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The typed scenario: what a file meant, checked, with the place of everything that can still be wrong later.
   Plain read-only data in one arena; the model turns it into a plan. */
#ifndef SAI_SCENARIO_SCENARIO_H
#define SAI_SCENARIO_SCENARIO_H

#include "base/arena.h"
#include "base/error.h"
#include "random/dist.h"

enum {
  SAI_MONTHS_MAX = 120,
  SAI_OFFERS_MAX = 20,
  SAI_STAGES_MIN = 2,
  SAI_STAGES_MAX = 30,
  SAI_FLOWS_MAX = 8, /**< sources of one stage */
  SAI_INPUTS_MAX = 200,
  SAI_PAIRS_MAX = 400,    /**< correlations of two inputs */
  SAI_FEES_MAX = 40,      /**< lines of one contract, and own costs beside them */
  SAI_LIMITS_MAX = 20,    /**< limits over several lines of one contract */
  SAI_CONTRACTS_MAX = 10, /**< contracts of one offer */
  SAI_TAXES_MAX = 50,     /**< rows of tax rates */
  SAI_TIERS_MIN = 2,
  SAI_TIERS_MAX = 20,
  SAI_DATA_MAX = 40,     /**< columns of files */
  SAI_RAMP_MAX = 24,     /**< months of a ramp */
  SAI_PROMISES_MAX = 30, /**< of one offer */
  SAI_WAIT_MAX = 24,     /**< months that units above a capacity wait at most */
  SAI_SCENARIO_BYTES = 1 << 20
};

typedef enum sai_expr_kind {
  SAI_EXPR_NUMBER,
  SAI_EXPR_DIST,    /**< drawn anew for each place where it is written */
  SAI_EXPR_INPUT,   /**< `index` into sai_scenario.inputs */
  SAI_EXPR_COUNTED, /**< in `count` and conditions only: units of what is counted under `index` in the period
                     */
  SAI_EXPR_ADD,
  SAI_EXPR_SUBTRACT,
  SAI_EXPR_MULTIPLY,
  SAI_EXPR_DIVIDE,
  SAI_EXPR_NEGATE,
  SAI_EXPR_MIN, /**< 2 or more arguments */
  SAI_EXPR_MAX, /**< 2 or more arguments */
  SAI_EXPR_ABS,
  SAI_EXPR_EXP,
  SAI_EXPR_LOG,
  SAI_EXPR_SQRT,
  SAI_EXPR_LESS, /**< conditions, in the same places: 1 or 0 */
  SAI_EXPR_LESS_EQUAL,
  SAI_EXPR_AND,
  SAI_EXPR_OR
} sai_expr_kind;

/** What is counted each month: the stages of a funnel by their index, and behind them the work of staff. */
enum { SAI_PERSON = SAI_STAGES_MAX, SAI_DAY, SAI_HOUR, SAI_OVERTIME_HOUR, SAI_COUNTED_MAX };

typedef struct sai_expr {
  sai_expr_kind kind;
  sai_place place;
  double number;        /**< SAI_EXPR_NUMBER; 4% is 0.04 */
  bool percent;         /**< SAI_EXPR_NUMBER: written with %; SAI_EXPR_DIST: its numbers were */
  const sai_dist *dist; /**< SAI_EXPR_DIST */
  const char *text;     /**< SAI_EXPR_DIST: as written; folded, unless `verbatim` */
  bool verbatim;        /**< SAI_EXPR_DIST: the text names a file */
  size_t index;
  size_t n_args;
  const struct sai_expr *const *args;
} sai_expr;

/** How often a quantity is drawn. */
typedef enum sai_anew { SAI_ONCE_PER_RUN, SAI_ANEW_EACH_MONTH, SAI_ANEW_EACH_ORDER } sai_anew;

typedef enum sai_unit {
  SAI_UNIT_NUMBER,
  SAI_UNIT_RATE,
  SAI_UNIT_MONEY,
  SAI_UNIT_COUNT,
  SAI_UNIT_MONTHS
} sai_unit;

/** A number of the scenario, certain or not. Two places that share a quantity share its draw. */
typedef struct sai_quantity {
  const char *path; /**< dotted path, e.g. `offers.b.funnel.appointment.rate`: the name of its random stream;
                       no position in a list is part of it, so that adding lines or offers renames nothing */
  const char *text; /**< as written, without what belongs to the key: `400`, `2% to 6%` */
  const char *source; /**< where the number comes from, or NULL */
  sai_place place;
  sai_unit unit;
  sai_anew anew;
  const sai_expr *expr;
  double lower, upper; /**< range by interval arithmetic over the supports; may be infinite; a lower end of
                          DBL_MIN means above zero */
} sai_quantity;

/** What feeds a stage. */
typedef enum sai_flow_kind {
  SAI_FLOW_PER_MONTH, /**< volume each month, rounded to whole units */
  SAI_FLOW_IN_ALL,    /**< volume spread evenly over the months of the contract (or the horizon) */
  SAI_FLOW_RATE,      /**< share of the parent's units, each by chance */
  SAI_FLOW_PER_UNIT   /**< so many for each unit of the parent, by count */
} sai_flow_kind;

typedef struct sai_flow {
  sai_flow_kind kind;
  size_t parent; /**< stage index in the same funnel; RATE and PER_UNIT only */
  size_t per;    /**< PER_MONTH: SAI_PERSON, SAI_DAY or SAI_HOUR if the volume is for each of these, else 0 */
  const sai_quantity *quantity; /**< share 0..1, or units >= 0 */
  const char *path; /**< the name of its luck: `funnel.appointment`, `funnel.appointment.2` for the second
                       source, `offers.b.funnel.appointment` where the offer wrote the source itself */
} sai_flow;

/** Who does the work of a stage. */
typedef enum sai_owner {
  SAI_OWNER_UNSAID, /**< in a stage: who does it by the contract that covers it */
  SAI_OWNER_OWN,
  SAI_OWNER_VENDOR,
  SAI_OWNER_DISPATCH,
  SAI_OWNER_NOBODY,
  SAI_OWNERS
} sai_owner;

/** What becomes of units above the capacity of a stage. */
typedef enum sai_above { SAI_ABOVE_UNSAID, SAI_ABOVE_LOST, SAI_ABOVE_WAITS } sai_above;

typedef struct sai_stage {
  const char *name;
  const char *label; /**< what people read; the name if none was given */
  sai_place place;
  size_t n_flows; /**< at least 1 */
  const sai_flow *flows;
  const sai_quantity *delay; /**< months each unit takes, NULL if none: a number or one distribution, >= 0 */
  const sai_quantity *capacity; /**< units that reach the stage in a month, at most; NULL: any number */
  sai_above above;              /**< given exactly where there is a capacity */
  unsigned waits;               /**< SAI_ABOVE_WAITS: months, 1..SAI_WAIT_MAX; 0: until their turn comes */
  const sai_quantity *list;     /**< units that its volumes put in, in all months together at most; or NULL */
  size_t n_ramp;
  const sai_quantity *const *ramp; /**< [n_ramp] shares of its volume, or of its rate if it has none, in the
                                      first months; the last one holds on */
  sai_owner owner;
} sai_stage;

/** A graph of stages in file order; the last one is the order. `sorted` lists the indexes parents first. */
typedef struct sai_funnel {
  size_t n_stages;
  const sai_stage *stages;
  const size_t *sorted;
} sai_funnel;

typedef enum sai_basis {
  SAI_BASIS_ONCE,
  SAI_BASIS_MONTH,
  SAI_BASIS_STAGE,
  SAI_BASIS_REVENUE,
  SAI_BASIS_GROSS_PROFIT,
  SAI_BASIS_FIRST_YEAR, /**< revenue of an order's first twelve months if the customer stays */
  SAI_BASIS_RECURRING,  /**< what customers pay in the month */
  SAI_BASIS_CASH,       /**< revenue in the month in which it is paid */
  SAI_BASIS_COUNT
} sai_basis;

/** True if a fee is a share of money, not an amount per unit. */
static inline bool sai_is_share(sai_basis basis) {
  return basis >= SAI_BASIS_REVENUE && basis < SAI_BASIS_COUNT;
}

typedef enum sai_period { SAI_EVERY_MONTH, SAI_EVERY_QUARTER, SAI_EVERY_YEAR, SAI_EVERY_TERM } sai_period;
typedef enum sai_tier_rule { SAI_TIERS_NONE, SAI_TIERS_ALL, SAI_TIERS_EXCESS } sai_tier_rule;

typedef struct sai_tier {
  double up_to; /**< largest number of units at this price, ascending; INFINITY for the last (`above`) */
  const sai_quantity *price; /**< per unit; a share for % bases */
} sai_tier;

/** What an amount says about consumption tax. */
typedef enum sai_tax { SAI_TAX_EXCLUDED, SAI_TAX_INCLUDED, SAI_TAX_NONE } sai_tax;

/** A rate of consumption tax, from a month on. */
typedef struct sai_tax_rate {
  unsigned year, month;  /**< 1..12 */
  double rate;           /**< 0.1 */
  bool deductible_given; /**< else `deductible` means nothing */
  double deductible;     /**< share of the tax of vendors who are not registered that buyers can deduct */
} sai_tax_rate;

/** What becomes of units of a fee's stage that do not become units of its valid stage. */
typedef enum sai_invalid {
  SAI_INVALID_NOTHING,          /**< the line does not ask */
  SAI_INVALID_CHARGED,          /**< they are paid like the others */
  SAI_INVALID_CREDITED,         /**< they are not paid */
  SAI_INVALID_REPLACED,         /**< the vendor works on, without pay, until as many are valid as were made */
  SAI_INVALID_REPLACED_CHARGED, /**< the same, and the units of the stage before that it takes are charged */
  SAI_INVALIDS
} sai_invalid;

typedef struct sai_fee {
  const char *name; /**< for the bill, or NULL */
  bool own;         /**< paid by the buyer to others than the vendor: an own cost */
  const char *path; /**< `offers.b.fees.call`: by name, else by basis, with .2 .3 for more of the same */
  const char *text; /**< the fee as written: `400 per call` */
  sai_place place;
  sai_basis basis;
  const sai_funnel *funnel; /**< in which the stages of the line have their indexes, NULL if there is none */
  size_t stage;             /**< SAI_BASIS_STAGE: index in that funnel */
  const sai_quantity *amount; /**< money per unit, or a share 0..1 for % bases; NULL with tiers */
  const sai_quantity *count;  /**< SAI_BASIS_COUNT: number of units in the period */
  const sai_quantity
      *when;        /**< the condition under which a period is charged, over its counts; NULL: always */
  sai_period every; /**< the period of all limits of the line, counted from the contract's start */
  bool every_given;
  bool at_exit; /**< SAI_BASIS_ONCE: due when the contract is left inside a term, not at the start */
  unsigned first_term,
      last_term; /**< the terms that first_month and last_month come from; first_term 0: none */
  unsigned first_month,
      last_month;  /**< months of the contract in which the line holds, from 1; last 0: no end */
  unsigned within; /**< SAI_BASIS_RECURRING: only of customers in their first so many months; 0: of all */
  const sai_quantity *clawback; /**< share of what was paid for an order that comes back; NULL: none */
  unsigned clawback_within;     /**< if its customer leaves within so many months */
  sai_invalid invalid;
  size_t valid; /**< unless SAI_INVALID_NOTHING: the stage that makes a unit valid, in `funnel` */
  const sai_quantity *deposit; /**< paid in the contract's first month, and drawn from; NULL: none */
  unsigned deposit_expires;    /**< months of the contract after which what is unused is */
  bool deposit_refunded;       /**< paid back; else lost */
  const sai_quantity *included, *minimum, *cap; /**< per period, or NULL */
  sai_tax tax;
  sai_tier_rule tier_rule;
  size_t n_tiers;
  const sai_tier *tiers;
} sai_fee;

/** A limit over the sum of what several fee lines of a contract bill in a period, or a deposit
 * (`fee.deposit`) that they draw from together. */
typedef struct sai_limit {
  const char *name; /**< for the bill, or NULL */
  sai_place place;
  bool lines_given;
  bool lines[2 * SAI_FEES_MAX]; /**< which of the contract's `fees` it limits; own costs never */
  sai_fee fee;                  /**< its line on the bill: name, path, period, minimum, cap, deposit */
} sai_limit;

typedef enum sai_kind { SAI_OUTSOURCING, SAI_DISPATCH, SAI_IN_HOUSE, SAI_NOTHING } sai_kind;

/** People who work under a contract; `people` NULL: it does not say. Those not given are NULL. */
typedef struct sai_staff {
  const sai_quantity *people, *days_per_month, *hours_per_day, *overtime_hours;
} sai_staff;

/** When a contract that renews ends. */
typedef enum sai_ending {
  SAI_ENDS_NEVER,
  SAI_ENDS_AFTER_TERM,  /**< number `after`, the minimum being the first */
  SAI_ENDS_AFTER_MONTH, /**< number `after`, inside a term */
  SAI_ENDS_WHEN         /**< at the end of the first term for which `condition` holds when notice is due */
} sai_ending;

/** Terms behind the first, which is the minimum. */
typedef struct sai_renewal {
  unsigned minimum; /**< months of the first term; 0: one term to the horizon */
  unsigned months;  /**< of each later term; 0: the contract does not renew */
  unsigned notice;  /**< months before the end of a term by which notice must be given */
  bool notice_given;
  sai_ending ending;
  unsigned after;
  const sai_quantity *condition; /**< over what the term in which notice is due has counted by then */
} sai_renewal;

/** The number of the first term at whose end a contract can be left by notice; 1 where the notice is shorter
 *  than the minimum. */
unsigned sai_renewal_first_chance(const sai_renewal *renewal);
/** Months of so many terms, 1 or more. */
unsigned sai_renewal_length(const sai_renewal *renewal, unsigned terms);

/** Below a number of units at the end of its term a vendor works on for free until it is reached. */
typedef struct sai_guarantee {
  const sai_quantity *number; /**< over the whole term; NULL: nothing is guaranteed */
  size_t stage;               /**< in the offer's funnel; the contract covers it */
  unsigned works_on;          /**< months after the term at most, 1..SAI_MONTHS_MAX */
} sai_guarantee;

/** One contract of an offer. An offer in flat form has exactly one. The buyer's own costs that follow no
    contract are one, too, which covers nothing. */
typedef struct sai_contract {
  const char *name, *id;
  sai_place place;
  sai_kind kind;
  bool buyer;  /**< own costs that follow no contract */
  bool listed; /**< written under `contracts` */
  bool covers_given;
  bool covers[SAI_STAGES_MAX]; /**< stages it owns, by index in the offer's funnel; all true if `covers` is
                                  not given */
  unsigned start; /**< month index of its first month, from 0; the earliest one where it is drawn */
  bool start_given;
  const sai_quantity
      *start_after; /**< months until it starts, drawn once per run; NULL: `start` is certain */
  unsigned term;    /**< months after which it has ended in any case; 0: to the horizon */
  sai_renewal renewal;
  sai_guarantee guarantee; /**< of contracts with one term only */
  sai_staff staff;
  bool unregistered; /**< the vendor is not registered for consumption tax */
  unsigned payment;  /**< months after which its invoices are paid */
  size_t n_fees;
  const sai_fee *fees; /**< fees and own costs */
  size_t n_limits;
  const sai_limit *limits; /**< in the order in which they act */
} sai_contract;

/** Where a month stands in its term. */
typedef struct sai_term_month {
  unsigned number;      /**< of the term, from 1 */
  unsigned months_left; /**< after this one; UINT_MAX in a term that has no end */
  bool first_month;
} sai_term_month;

/** The first month in which a contract may begin. */
unsigned sai_contract_first_start(const sai_contract *contract);
/** The last one; `horizon` if it may begin behind it. */
unsigned sai_contract_last_start(const sai_contract *contract, unsigned horizon);
/** Whether it is left to chance when it begins. */
bool sai_contract_is_drawn(const sai_contract *contract, unsigned horizon);
/** The months inside the horizon in which a contract may run: [first, end). */
void sai_contract_months(const sai_contract *contract, unsigned horizon, unsigned *first, unsigned *end);
/** How many of its months are played at most. */
unsigned sai_contract_played(const sai_contract *contract, unsigned horizon);
/** Where month `age` of a contract (from 0) stands in its terms. */
sai_term_month sai_contract_term_at(const sai_contract *contract, unsigned age);
/** The first month of term `number` (both from 1) of a contract that renews. */
unsigned sai_contract_term_begin(const sai_contract *contract, unsigned number);

/** What the number of a promise is compared with. */
typedef enum sai_promise_kind {
  SAI_PROMISE_PER_MONTH, /**< units that come of the contract's work, for each of its months */
  SAI_PROMISE_IN_ALL,    /**< the same within the horizon */
  SAI_PROMISE_SHARE,     /**< units that come of another stage, for each one of that, within the horizon */
  SAI_PROMISE_OUT_OF     /**< units that come of `trials` units of another stage */
} sai_promise_kind;

/** What is promised of a stage of an offer. It binds nothing: runs are compared with it. */
typedef struct sai_promise {
  sai_promise_kind kind;
  size_t stage;                             /**< index in the offer's funnel */
  bool orders;                              /**< the stage was written as `orders` */
  const char *path;                         /**< `offers.b.promise.appointment`: the name of its luck */
  double promised;                          /**< above 0; a share where it is one */
  size_t of;                                /**< SAI_PROMISE_SHARE and _OUT_OF: a stage before it */
  double trials;                            /**< SAI_PROMISE_OUT_OF: whole */
  size_t n_ways;                            /**< SAI_PROMISE_OUT_OF: steps from `of` to the stage, */
  const sai_quantity *ways[SAI_STAGES_MAX]; /**< [n_ways] and the share of each */
} sai_promise;

typedef struct sai_offer {
  const char *id; /**< `id` if given, else the name */
  const char *name;
  sai_place place;
  const sai_funnel *funnel; /**< NULL: none (`own_funnel: none`): no stage, no order */
  bool own_funnel;          /**< its funnel replaces the common one whole */
  size_t n_contracts;
  const sai_contract *contracts;
  size_t n_promises;
  const sai_promise *promises;
} sai_offer;

typedef struct sai_input {
  const char *name, *label;
  const sai_quantity *quantity;
  bool uncertain; /**< a distribution stands in it or in the inputs that it uses */
} sai_input;

/** A column of a file that a distribution was taken from. */
typedef struct sai_data {
  const char *file, *column; /**< as written */
  char sha256[65];           /**< of the file's bytes */
  size_t rows;               /**< values in the column */
  bool percent;
  const sai_dist *dist;
} sai_data;

/** Two inputs that move together: indexes into sai_scenario.inputs. */
typedef struct sai_pair {
  size_t a, b;
  double rank; /**< Spearman's rank correlation, between -1 and 1 */
  const sai_quantity *quantity;
} sai_pair;

/** Inputs that are linked by pairs, in the order of their names. Independent standard normal variables times
   the factor have the normal scores of the inputs. */
typedef struct sai_group {
  size_t n;
  const size_t *inputs; /**< [n] indexes into sai_scenario.inputs */
  const double *factor; /**< [n][n], lower triangular */
} sai_group;

/** What an order is worth: gross profit directly, or revenue and margin. Both NULL: no value was given. */
typedef struct sai_value {
  const sai_quantity *gross_profit; /**< per order */
  const sai_quantity *revenue;      /**< per order */
  const sai_quantity *margin;       /**< share of revenue */
  bool recurring; /**< the amounts come each month from the order on, while the customer stays */
  const sai_quantity
      *churn;       /**< recurring: share of customers that leave at the end of a month; NULL: none */
  unsigned lasts;   /**< recurring: months that a customer pays at most; 0: no end */
  unsigned payment; /**< months after which customers pay */
} sai_value;

/** What a budget is for. */
typedef enum sai_budget_per { SAI_BUDGET_IN_ALL, SAI_BUDGET_MONTH, SAI_BUDGET_FISCAL_YEAR } sai_budget_per;

typedef struct sai_target {
  bool given;
  double value;
} sai_target;

typedef struct sai_scenario {
  sai_arena arena;                  /**< owns everything below */
  const char *file;                 /**< as given; "-" for standard input */
  const char *text;                 /**< the bytes that were read, for error lines */
  char sha256[65];                  /**< of these bytes */
  const char *title;                /**< never NULL; the file's name if none was given */
  const char *currency;             /**< ISO 4217 */
  unsigned currency_decimals;       /**< 0 for JPY */
  unsigned start_year, start_month; /**< first month, 0 and 0 without `start`; start_month 1..12 */
  unsigned months;                  /**< horizon */
  unsigned fiscal_start;            /**< month in which fiscal years start, 1..12 */
  bool fiscal_start_given;          /**< by the scenario, else by its currency */
  bool taxes_given;                 /**< by the scenario, else by its currency */
  size_t n_taxes;
  const sai_tax_rate *taxes; /**< oldest first */
  size_t n_inputs;
  const sai_input *inputs; /**< in an order in which each uses only earlier ones */
  size_t n_pairs, n_groups;
  const sai_pair *pairs;    /**< in the order of the file */
  const sai_group *groups;  /**< no input is in two of them */
  const sai_funnel *funnel; /**< the common one; never NULL */
  sai_value value;
  sai_target target_cpa, target_orders, target_budget;
  sai_budget_per budget_per;
  const sai_contract *own_costs; /**< of every offer, which each has as its last contract; NULL: none */
  size_t n_offers;
  const sai_offer *offers;
  size_t n_quantities;
  const sai_quantity *const *quantities; /**< every quantity once, in file order: the assumptions */
  size_t n_data;
  const sai_data *data; /**< each column of a file once, in the order in which they were first read */
  size_t n_settings;
  const char *const *settings; /**< the `--set` texts that were applied */
} sai_scenario;

/** Read a scenario file ("-": standard input), with KEY=VALUE settings applied as if the file had been
 * edited.
 *  @param scenario  receives the scenario; sai_scenario_free() it
 *  @param errors    receives every error found, up to 20; its first code is returned */
SAI_MUST_USE sai_code sai_scenario_read(const char *path, const char *const *settings, size_t n_settings,
                                        sai_scenario **scenario, sai_error_list *errors);
/** The same from n bytes in memory; `file` names them in errors. */
SAI_MUST_USE sai_code sai_scenario_parse(const char *bytes, size_t n, const char *file,
                                         const char *const *settings, size_t n_settings,
                                         sai_scenario **scenario, sai_error_list *errors);
/** Free a scenario and everything in it; NULL is allowed. */
void sai_scenario_free(sai_scenario *scenario);

/** Set *err to an error at a place of the scenario, with its source line. @return SAI_REJECTED */
sai_code sai_scenario_error(const sai_scenario *scenario, sai_place place, sai_error *err, const char *format,
                            ...) SAI_PRINTF(4, 5);

/** The stage with a name, SIZE_MAX if there is none. */
size_t sai_stage_find(const sai_funnel *funnel, const char *name);
/** What is counted under a name: a stage, or `person`, `day`, `hour`, `overtime_hour`; SIZE_MAX if nothing
 * is. */
size_t sai_counted_find(const sai_funnel *funnel, const char *name);
/** Its name. */
const char *sai_counted_name(const sai_funnel *funnel, size_t counted);
/** The stage of `funnel` that stage `stage` of `from` is: the same, or in another funnel the one of its name.
 */
size_t sai_stage_in(const sai_funnel *funnel, const sai_funnel *from, size_t stage);
/** True if a share that feeds a stage is more work on the units of the stage before, as second calls are, not
 * what comes of them: a stage behind takes a share of both. */
bool sai_flow_is_work(const sai_funnel *funnel, size_t stage, const sai_flow *flow);
/** What a fee line goes by: its name, else what it is for: `call`, `month`, `revenue`. */
const char *sai_fee_word(const sai_fee *fee);
/** What `invalid` says: `charged`. */
const char *sai_invalid_word(sai_invalid invalid);
/** The stage in a fee line's funnel whose units it charges: where invalid ones are credited, the valid stage.
 */
size_t sai_fee_charged(const sai_fee *fee);
/** True if a unit that a line charges can fail to become valid at a stage: at its valid stage, or at one
 * between.
 */
bool sai_fee_decides(const sai_fee *fee, size_t stage);
/** The stage whose units a contract makes to get more units of `stage`, all in the same month; SIZE_MAX if
 * that is not one stage, or not of the contract's work. */
size_t sai_contract_work_before(const sai_contract *contract, const sai_funnel *funnel, size_t stage);
/** The stage of an offer's funnel that a fee line charges by the unit; SIZE_MAX for other lines. */
size_t sai_fee_stage(const sai_offer *offer, const sai_fee *fee);
/** True if the staff of a contract says how much is worked of what is counted under an index from SAI_PERSON
 * on. */
bool sai_staff_says(const sai_staff *staff, size_t counted);
/** True if what is counted under an index stands in the expression. */
bool sai_expr_counts(const sai_expr *expr, size_t counted);
/** True for comparisons, and for such that are joined by `and` and `or`. */
bool sai_expr_is_condition(const sai_expr *expr);

/** True if any distribution stands in the expression or in the inputs that it uses. */
bool sai_expr_is_uncertain(const sai_scenario *scenario, const sai_expr *expr);

/** Who does a stage of an offer: as the stage says, else by the contract that covers it, else the buyer. */
sai_owner sai_stage_owner(const sai_offer *offer, size_t stage);
/** True if a contract of the offer covers a stage, and so bounds its months. */
bool sai_stage_is_covered(const sai_offer *offer, size_t stage);
/** True if a contract of the offer covers any stage. */
bool sai_contracts_cover(const sai_offer *offer);
/** True if a promise is about the work and the months of a contract: it covers the stage; or no contract
 * does, and it covers others; or none covers anything. */
bool sai_promise_follows(const sai_offer *offer, const sai_promise *promise, const sai_contract *contract);
/** True if work is put into a stage from outside. */
bool sai_stage_has_volume(const sai_stage *stage);
/** Where a quantity comes from: its own source, or that of the input which it is and nothing else; NULL if
 * none is given. */
const char *sai_quantity_source(const sai_scenario *scenario, const sai_quantity *quantity);

/** The row of tax rates that holds in a month of the horizon; NULL: none. Without `start` the latest one. */
const sai_tax_rate *sai_tax_at(const sai_scenario *scenario, unsigned month);
/** Its rate, 0 if there is none. */
double sai_tax_rate_at(const sai_scenario *scenario, unsigned month);
/** The fiscal year of month `index` of the horizon, named by its first month; only with `start`. */
unsigned sai_fiscal_year(const sai_scenario *scenario, unsigned index);
/** How many the horizon touches, 0 without `start`. */
unsigned sai_fiscal_years(const sai_scenario *scenario);
/** English name of a month, 1..12. */
const char *sai_month_word(unsigned month);
/** True if any month of the horizon has tax. */
bool sai_has_tax(const sai_scenario *scenario);

/** The name of month `index` (from 0) as `2026-04`, or as a number from 1 without `start`. */
void sai_scenario_month_name(const sai_scenario *scenario, unsigned index, char name[16]);

#endif
