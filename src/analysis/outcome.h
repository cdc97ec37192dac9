/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The metrics of each offer: what to watch in a plan, and the figures out of the tally. Private to the
 * analyses. */
#ifndef SAI_ANALYSIS_OUTCOME_H
#define SAI_ANALYSIS_OUTCOME_H

#include "analysis/break_even.h"

/** Most bins of a histogram of CPA. */
enum { SAI_HISTOGRAM_BINS = 96 };

/** Watched columns of one promise. */
typedef struct sai_promise_watch {
  size_t simulated, units, base, pair; /**< units, base and their pair of ratios alone */
  size_t reached, equal;
} sai_promise_watch;

/** Watched columns of one offer. */
typedef struct sai_outcome_watch {
  size_t metric[SAI_METRICS];         /**< SAI_NOT_WATCHED where the metric does not apply */
  size_t probability[SAI_METRICS][2]; /**< indicators, as sai_metric_info.probability_keys */
  size_t pooled[SAI_METRICS];         /**< pairs, of ratio metrics */
  size_t first_payback, lasting_payback;
  size_t *stages;                         /**< [n_stages] */
  size_t *peak;                           /**< [n_stages], the same */
  size_t *waiting;                        /**< [n_stages], where the plan has such a column */
  size_t *month_orders, *month_cost;      /**< [months] */
  size_t *month_net_sum, *month_cash_sum; /**< [months], with `value` */
  size_t *bill;                      /**< [lines][months + 1]: what a line is billed by month, then in all */
  size_t *year_cost, *year_with_tax; /**< [n_years] */
  size_t *parts;                     /**< as in the plan */
  sai_promise_watch *promises;       /**< as in the offer */
  size_t *free_months, *works_on;    /**< as the guarantees of the plan */
  sai_break_even_watch break_even;
} sai_outcome_watch;

/** Comparison of two offers in one metric. */
typedef struct sai_pair_watch {
  size_t a, b;
  sai_metric_id metric;
  size_t gap, lower, equal;
  size_t covariance[6]; /**< pairs for the difference of pooled ratios */
} sai_pair_watch;

/** Numerator and denominator of a ratio metric. */
void sai_outcome_ratio(sai_metric_id metric, sai_metric_id *over, sai_metric_id *under);
/** The column of a metric, SAI_NO_COLUMN where it does not apply. */
sai_column sai_outcome_column(const sai_offer_columns *columns, sai_metric_id metric);

/** Keep the metrics, stages and paybacks of every offer readable when the program has run. */
void sai_outcome_keep_totals(sai_plan *plan);

/** Add indicators to the unsealed plan and watch everything about an offer; arrays come from the arena. */
SAI_MUST_USE sai_code sai_outcome_start(sai_plan *plan, size_t offer, sai_watch *watch, sai_arena *arena,
                                        sai_outcome_watch *out, sai_error *err);
/** Watch offers a < b in one metric. */
void sai_outcome_compare(sai_plan *plan, const sai_outcome_watch *a_watch, const sai_outcome_watch *b_watch,
                         sai_watch *watch, sai_pair_watch *pair);

/** Lay out the bill of an offer in an arena; texts are copied into it. */
SAI_MUST_USE sai_code sai_outcome_bill(const sai_plan *plan, size_t offer, sai_arena *arena,
                                       sai_offer_result *out, sai_error *err);
/** Fill the figures of an offer (its arrays are allocated). */
void sai_outcome_fill(const sai_plan *plan, size_t offer, const sai_outcome_watch *watch,
                      const sai_reading *from, sai_offer_result *out);
/** Fill a comparison; the watches are those of its two offers. */
void sai_outcome_fill_pair(const sai_pair_watch *pair, const sai_outcome_watch *a_watch,
                           const sai_outcome_watch *b_watch, const sai_reading *from, sai_comparison *out);

#endif
