/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions asked of simulations; each fills a result. */
#ifndef SAI_ANALYSIS_ANALYSIS_H
#define SAI_ANALYSIS_ANALYSIS_H

#include "analysis/market.h"
#include "base/text.h"
#include "engine/simulate.h"
#include "result/result.h"
#include "scenario/scenario.h"

#define SAI_VERSION "0.1.0"

/** Runs that figures by month rest on, at most. */
enum { SAI_MONTHS_RUNS = 131072 };

/** Runs after which the figures are first compared with a precision; then after every doubling. And the most
 * runs that are played for it unless told otherwise. */
#define SAI_PRECISION_FIRST UINT64_C(16384)
#define SAI_PRECISION_RUNS  (SAI_PRECISION_FIRST << 12)
/** The precisions that can be asked for. Quantiles are known to within 0.05% at best. */
#define SAI_PRECISION_LEAST 0.001
#define SAI_PRECISION_MOST  0.5

typedef struct sai_run_options {
  uint64_t runs, seed;
  bool sobol;       /**< quantities by points of Sobol'; SAI_PRECISION_FIRST runs or more, but for
                       sai_analyse_each() */
  double precision; /**< a share, SAI_PRECISION_LEAST..SAI_PRECISION_MOST: play until every figure is known so
                       well, at most `runs` (SAI_PRECISION_FIRST or more) runs; 0: play `runs` */
  unsigned threads; /**< 0: as many as the machine has */
  bool point;       /**< point calculation instead of a simulation */
  bool prices;      /**< also the prices at which offers come to nothing, or to what another one does */
  const sai_market *market; /**< what assumptions are compared with, or NULL */
  volatile sig_atomic_t *stop;
  void (*progress)(void *context, uint64_t done, uint64_t runs);
  void *context;
} sai_run_options;

/** The main question: what will it cost, how many orders, does it pay. @param result receives the answer;
 *  sai_result_free() it. The result owns all of its texts. */
SAI_MUST_USE sai_code sai_analyse_run(sai_scenario *scenario, const sai_run_options *options,
                                      sai_result **result, sai_error *err);

/** Every run as a line of CSV (run, then cost, orders, ... of each offer), handed piece by piece to `write`.
 */
SAI_MUST_USE sai_code sai_analyse_each(const sai_scenario *scenario, const sai_run_options *options,
                                       sai_code (*write)(void *context, const char *text, size_t n,
                                                         sai_error *err),
                                       void *context, sai_error *err);

/** What a quantity is counted against. */
typedef enum sai_per {
  SAI_PER_NOTHING, /**< a number by itself */
  SAI_PER_STAGE,   /**< a share of, or so much for each of, the units of `stage` */
  SAI_PER_MONTH,
  SAI_PER_QUARTER,
  SAI_PER_YEAR,
  SAI_PER_TERM,
  SAI_PER_HORIZON, /**< in all, spread over the months */
  SAI_PER_REVENUE,
  SAI_PER_GROSS_PROFIT,
  SAI_PER_FIRST_YEAR,  /**< a share of the revenue of an order's first twelve months */
  SAI_PER_RECURRING,   /**< a share of what customers pay in the month */
  SAI_PER_CASH,        /**< a share of what customers have paid in the month */
  SAI_PER_PAID,        /**< a share of what was paid for an order */
  SAI_PER_ORDER_MONTH, /**< for each month and order, as long as the customer stays */
  SAI_PER_CUSTOMER,    /**< a share of customers each month */
  SAI_PER_PERSON,      /**< of work, in the order of SAI_PERSON and those behind it */
  SAI_PER_DAY,
  SAI_PER_HOUR,
  SAI_PER_OVERTIME_HOUR,
  SAI_PER_COUNT,        /**< for each unit of a fee's own count */
  SAI_PER_PLATEAU,      /**< a share of what a ramp leads to */
  SAI_PER_STAFF_PEOPLE, /**< of staff: people; days a month; hours a day; hours of overtime a month */
  SAI_PER_STAFF_DAYS,
  SAI_PER_STAFF_HOURS,
  SAI_PER_STAFF_OVERTIME
} sai_per;

/** What is known of a quantity before anything is simulated. */
typedef struct sai_quantity_summary {
  const sai_quantity *quantity;
  bool uncertain;
  double mean, p5, p95; /**< NAN if it depends on counts of stages */
  const char *family;   /**< "beta", "lognormal", ...; "expression"; NULL if certain */
  sai_unit unit; /**< of an input: of the one thing that it stands for by itself; else the quantity's */
  sai_per per;   /**< likewise */
  const sai_stage *stage; /**< SAI_PER_STAGE: which; else NULL */
  const char *market;     /**< the usual market range in words, or NULL if none is known */
  bool outside_market;
} sai_quantity_summary;

/** Summaries of all quantities of a scenario, in its order, in its own arena. @param market  or NULL */
SAI_MUST_USE sai_code sai_analyse_quantities(sai_scenario *scenario, const sai_market *market,
                                             sai_quantity_summary **summaries, sai_error *err);

#endif
