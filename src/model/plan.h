/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenario -> Plan: the program that plays one scenario, month by month and offer by offer, and the names of
   what can be read from it. */
#ifndef SAI_MODEL_PLAN_H
#define SAI_MODEL_PLAN_H

#include "model/program.h"
#include "scenario/scenario.h"

/** What the program's parameter multiplies. */
typedef enum sai_scaled {
  SAI_SCALE_NOTHING,
  SAI_SCALE_STAGE,  /**< the units of one stage, and so what follows from it; in point calculations only */
  SAI_SCALE_ORDERS, /**< the number of orders, as fees and value see it */
  SAI_SCALE_PROFIT, /**< gross profit per order; revenue stays */
  SAI_SCALE_PRICE,  /**< the amount of one fee line */
  SAI_SCALE_RATES /**< every rate of every funnel but those that are work (sai_flow_is_work), 100% at most: at
                     0 nothing converts */
} sai_scaled;

typedef struct sai_plan_options {
  uint64_t seed;
  bool sobol; /**< quantities by points of Sobol' */
  sai_scaled scaled;
  const char *scaled_stage;  /**< SAI_SCALE_STAGE: its name; offers without such a stage are unchanged */
  unsigned horizon;          /**< months of the scenario, where more are played to settle what is owed, by a
                                  start within them; 0: no more are */
  const sai_fee *scaled_fee; /**< SAI_SCALE_PRICE: the line, of the scenario */
} sai_plan_options;

/** A line of an offer's bill. */
typedef struct sai_bill_line {
  const sai_contract *contract;
  const sai_fee *fee;     /**< of a limit that of the limit, which has a name, a path and no amount */
  const sai_limit *limit; /**< what the line corrects the sum of others for; NULL for fees themselves */
  bool back;              /**< what comes back of the line before it */
  sai_column *months;     /**< [months] what each is billed */
  sai_column total;       /**< over the horizon */
  sai_column late; /**< units that it is for, of the contract's work, that arrive after its end in months of a
                      contract that follows: it is not due on them; SAI_NO_COLUMN where there can be none */
} sai_bill_line;

/** A part of an offer's cost over the horizon. */
typedef struct sai_cost_part {
  const sai_contract *contract; /**< whose lines these are, fees or `own` costs; NULL: those of an owner */
  bool own;
  sai_owner owner; /**< without a contract: who does what is paid for, the vendor, dispatched or own people */
  sai_column sum;
} sai_cost_part;

enum { SAI_COST_PARTS_MAX = 2 * (SAI_CONTRACTS_MAX + 2) + SAI_OWNERS };

/** What a promise is compared with, over the horizon. */
typedef struct sai_promise_columns {
  sai_column simulated;   /**< in what the promise is in */
  sai_column units, base; /**< the same is units / base, infinite without base; SAI_NO_COLUMN: units alone */
  sai_column reached, equal; /**< 1 where `simulated` is at least, and exactly, what is promised */
} sai_promise_columns;

/** What comes of the guarantee of a contract within the horizon. */
typedef struct sai_guarantee_columns {
  const sai_contract *contract; /**< borrowed */
  sai_column free_months;       /**< in which the vendor works on for free */
  sai_column works_on;          /**< 1 where there are any */
} sai_guarantee_columns;

/** The values of one offer. Totals are over the horizon and live in the last segment; arrays by month live in
   the segment of their month. Without `value` the money that comes in is SAI_NO_COLUMN. */
typedef struct sai_offer_columns {
  sai_column fees, own_cost, cost, orders, pipeline_orders, cpa, cpa_fees;
  sai_column revenue, gross_profit, net, roi;
  sai_column
      budgeted; /**< what a budget is compared with: cost, or that of the dearest month or fiscal year */
  sai_column tax, cost_with_tax;             /**< SAI_NO_COLUMN where no month has tax */
  sai_column tax_not_deductible;             /**< SAI_NO_COLUMN where all vendors are registered */
  sai_column first_payback, lasting_payback; /**< month index from 0; `months` where it never comes */
  sai_column
      order_fees; /**< the part of fees that follows the number of orders, their revenue or gross profit */
  sai_column profit_fees; /**< the part of these that follows gross profit */
  bool orders_linear;     /**< order_fees is proportional to orders: no limit or tier in between */
  bool profit_linear;     /**< profit_fees is proportional to the gross profit of an order */
  size_t n_stages;
  sai_column *stages; /**< [n_stages] units over the horizon, in funnel order */
  sai_column *peak;   /**< [n_stages] units in the month with most; SAI_NO_COLUMN where others do the work */
  sai_column *listed_months; /**< [n_stages] months of the horizon after which records of the list are left;
                                SAI_NO_COLUMN without a list */
  sai_column
      most; /**< units of the scaled stage that capacities and lists allow; SAI_NO_COLUMN: any number */
  sai_column *waiting, *left; /**< [n_stages] units above a capacity that wait at the end of the horizon, and
                                 when nothing more is played; SAI_NO_COLUMN where none can */
  sai_column *month_orders, *month_cost, *month_net_sum; /**< [months]; month_net_sum is cumulative net */
  sai_column *month_tax;                                 /**< [months] */
  sai_column *month_cash_sum;                            /**< [months] cumulative cash; only with `value` */
  sai_column lowest_cash;                                /**< of them, 0 at most */
  sai_column deepest_cash_need;                          /**< how far below 0 that is */
  sai_column *year_cost, *year_with_tax; /**< [n_years] by fiscal year; year_with_tax where there is tax */
  size_t n_parts;
  sai_cost_part *parts; /**< [n_parts] by contract, then by owner; none where that would be one sum */
  sai_promise_columns *promises; /**< as in the offer */
  size_t n_guarantees;
  sai_guarantee_columns
      *guarantees; /**< [n_guarantees] of contracts whose free months can lie within the horizon */
  size_t n_lines;
  sai_bill_line *lines; /**< [n_lines] contract by contract, fees before own costs */
} sai_offer_columns;

enum { SAI_EXCESS_MAX = 32 };

/** A source that may give too many units; those beyond SAI_EXCESS_MAX share the last place. */
typedef struct sai_excess {
  const sai_quantity *quantity;
  bool replaces;   /**< units that replace invalid ones; the quantity is the share that is valid */
  sai_column most; /**< in a month of the run */
} sai_excess;

/** A plan. Its program is not sealed yet, so that an analysis can add what it asks for; the plan owns the
 * program. */
typedef struct sai_plan {
  sai_arena arena;
  const sai_scenario *scenario; /**< borrowed */
  sai_program *program;
  unsigned months;        /**< horizon */
  unsigned n_years;       /**< fiscal years that the horizon touches, 0 without a calendar */
  unsigned months_played; /**< with the months after it in which what is under way still arrives */
  bool has_value;
  sai_offer_columns *offers; /**< [scenario->n_offers] */
  size_t n_excess;
  sai_excess excess[SAI_EXCESS_MAX]; /**< sources that may give more units a month than can be played */
} sai_plan;

/** Make the plan of a scenario. @param plan receives it; sai_plan_free() it.
 *  @return SAI_REJECTED with a place if the scenario asks for what cannot be played */
SAI_MUST_USE sai_code sai_plan_create(const sai_scenario *scenario, const sai_plan_options *options,
                                      sai_plan **plan, sai_error *err);
/** True if both play the same months with equal programs, and read the same values from them. */
bool sai_plan_equal(const sai_plan *a, const sai_plan *b);
/** Add one quantity, as it is in the first month, to a program of its own; stage names in it count 0. */
sai_column sai_plan_quantity(const sai_scenario *scenario, sai_program *program,
                             const sai_quantity *quantity);
/** Units of one source in a month, at most. */
#define SAI_VOLUME_MAX 1e9
/** The error that a source gives more units than that, in a share of the runs. @return SAI_FAILURE */
sai_code sai_plan_excess(const sai_plan *plan, const sai_excess *excess, double share, sai_error *err);
/** True if a fee line follows the number of orders, their revenue or their gross profit. */
bool sai_fee_follows_orders(const sai_offer *offer, const sai_fee *fee);
/** Free a plan and its program; NULL is allowed. */
void sai_plan_free(sai_plan *plan);

#endif
