/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plain named figures of one answer. Reports read only this: they know neither scenario, model nor
   engine. All texts are UTF-8 as the user wrote them, unescaped; all money is in currency units; ratios are
   plain numbers. */
#ifndef SAI_RESULT_RESULT_H
#define SAI_RESULT_RESULT_H

#include "base/arena.h"
#include "base/error.h"

#include <stdint.h>

/** The level of every interval in a result. */
#define SAI_INTERVAL_LEVEL 0.90

/** One figure. low..high is its 90% interval. Values may be INFINITY (a ratio with nothing in its
 * denominator). */
typedef struct sai_figure {
  bool present;
  double value, se, low, high; /**< se is NAN where there is none (quantiles) */
} sai_figure;

/** The quantiles that results give. */
enum { SAI_P5, SAI_P10, SAI_P25, SAI_P50, SAI_P75, SAI_P90, SAI_P95, SAI_QUANTILES };
extern const double sai_quantile_levels[SAI_QUANTILES];
extern const char *const sai_quantile_names[SAI_QUANTILES]; /**< "p5" ... "p95" */

typedef enum sai_metric_id {
  SAI_COST,
  SAI_FEES,
  SAI_OWN_COST,
  SAI_TAX,
  SAI_COST_WITH_TAX,
  SAI_TAX_NOT_DEDUCTIBLE,
  SAI_ORDERS,
  SAI_PIPELINE_ORDERS,
  SAI_CPA,
  SAI_CPA_FEES,
  SAI_GROSS_PROFIT,
  SAI_NET,
  SAI_ROI,
  SAI_DEEPEST_CASH_NEED,
  SAI_METRICS
} sai_metric_id;

typedef enum sai_measure { SAI_MEASURE_MONEY, SAI_MEASURE_COUNT, SAI_MEASURE_RATIO } sai_measure;

/** What every report needs to know of a metric. */
typedef struct sai_metric_info {
  const char *key;   /**< in JSON and CSV: "cost" */
  const char *label; /**< for people, marked with N_(); translate with _() */
  sai_measure measure;
  bool is_ratio;                   /**< pooled and quantiles; never a mean or sd */
  const char *probability_keys[2]; /**< "probability_within_budget", ... or NULL */
} sai_metric_info;

extern const sai_metric_info sai_metric_infos[SAI_METRICS];

typedef struct sai_metric {
  bool present;
  sai_figure mean, sd; /**< absent for ratios */
  sai_figure pooled;   /**< ratios only */
  sai_figure quantile[SAI_QUANTILES];
  sai_figure probability[2]; /**< as sai_metric_info.probability_keys; absent if it does not apply */
} sai_metric;

/** First and lasting payback, by month index from 0; cumulative probabilities. Present only with `value`. */
typedef struct sai_payback {
  bool present;
  sai_figure *by_month, *lasting_by_month; /**< [horizon_months] */
  sai_figure never, never_lasting;
} sai_payback;

/** Mean and the 10%, 50%, 90% quantiles. */
typedef struct sai_band {
  sai_figure mean, p10, p50, p90;
} sai_band;

typedef struct sai_stage_result {
  const char *name, *label;
  bool covered;        /**< by a contract of the offer, else the buyer's own */
  const char *owner;   /**< who does it: "own", "vendor", "dispatch", "nobody" */
  sai_band units;      /**< over the horizon */
  sai_band peak_month; /**< in the month with most of them; only where own people do the work */
  sai_band
      waiting; /**< units above the capacity that wait at the end of the horizon; absent where none can */
} sai_stage_result;

typedef struct sai_month_result {
  sai_band orders, cost;
  sai_band cumulative_net, cumulative_cash; /**< absent without `value` */
} sai_month_result;

/** A line of the bill. */
typedef struct sai_bill_result {
  const char *contract; /**< its name; NULL for own costs that follow no contract */
  const char *line;     /**< its name, else as it is written */
  const char *amount;   /**< of a line without a name, as written: `400`; else NULL */
  const char *per;  /**< what that is for: the name of a stage or of work, or a word as `month`; else NULL */
  bool own;         /**< an own cost, else a fee */
  sai_figure total; /**< mean over the horizon */
  sai_figure *months; /**< [horizon_months] mean of each */
} sai_bill_result;

/** A part of an offer's cost. Those by contract add up to it, and so do those by owner. */
typedef struct sai_part_result {
  bool by_contract;
  const char *contract; /**< by contract: its name; NULL for own costs that follow no contract */
  bool own;             /**< by contract: its own costs, else its fees */
  const char *owner;    /**< by owner: "vendor", "dispatch", "own"; else NULL */
  sai_band cost;
} sai_part_result;

/** What the number of a promise is. */
typedef enum sai_promised {
  SAI_PROMISED_PER_MONTH,
  SAI_PROMISED_IN_ALL,
  SAI_PROMISED_SHARE,
  SAI_PROMISED_OUT_OF
} sai_promised;

/** A promise of an offer beside what comes of it in the runs, in the same unit. */
typedef struct sai_promise_result {
  const char *stage, *label;
  sai_promised kind;
  double promised;           /**< units, or a share */
  double trials;             /**< SAI_PROMISED_OUT_OF: of so many */
  const char *of, *of_label; /**< SAI_PROMISED_SHARE and _OUT_OF: the other stage, else NULL */
  sai_band simulated;        /**< its mean is absent for numbers per month and shares */
  sai_figure pooled; /**< these alone: all units over all months, or over all units of the other stage */
  sai_figure reached, equal; /**< shares of runs with at least, and with exactly, what is promised */
} sai_promise_result;

/** What comes of the guarantee of a contract within the horizon. */
typedef struct sai_guarantee_result {
  const char *contract, *stage;
  sai_band free_months; /**< in which the vendor works on for free */
  sai_figure works_on;  /**< probability that there are any */
} sai_guarantee_result;

/** Cost of an offer in one fiscal year, as far as it lies in the horizon. */
typedef struct sai_year_result {
  sai_band cost, cost_with_tax; /**< cost_with_tax absent where no month of the horizon has tax */
} sai_year_result;

/** Where expected net is zero, everything else staying as it is. */
typedef struct sai_break_even {
  sai_figure orders;           /**< INFINITY: no number of orders pays; absent without `value` */
  sai_figure profit_per_order; /**< INFINITY if there is no order */
} sai_break_even;

/** What a price can be asked for, everything else staying as it is. */
typedef enum sai_price_aim {
  SAI_PRICE_ZERO_NET, /**< expected net is zero */
  SAI_PRICE_SAME_NET, /**< expected net is that of the other offer with the highest */
  SAI_PRICE_SAME_CPA, /**< the pooled CPA is that of the other offer with the lowest */
  SAI_PRICE_AIMS
} sai_price_aim;

/** A fee line with one fixed price, and the prices at which its offer comes to what is asked for. */
typedef struct sai_price_result {
  const char *contract, *line; /**< as in the bill */
  double price;                /**< as it is written: money, or a share */
  bool share;
  sai_figure at[SAI_PRICE_AIMS]; /**< INFINITY: any price will do; -INFINITY: none does */
  bool least[SAI_PRICE_AIMS];    /**< the price is the least that will do, as the line brings money; else the
                                    most */
} sai_price_result;

/** Shares of runs in equal bins of CPA, for the histogram; the first bin starts at `start`. */
typedef struct sai_histogram {
  double start, width;
  size_t n;
  double *share;        /**< [n] */
  double below, beyond; /**< finite values outside the bins */
  double infinite;      /**< runs with no order */
} sai_histogram;

typedef struct sai_offer_result {
  const char *id, *name;
  const char *kind; /**< "outsourcing", "dispatch", "in-house", "nothing" */
  sai_metric metrics[SAI_METRICS];
  sai_payback payback;
  size_t n_stages;
  sai_stage_result *stages; /**< in the order of the funnel; empty without a funnel */
  sai_month_result *months; /**< [horizon_months] */
  size_t n_bill;
  sai_bill_result *bill;  /**< contract by contract, fees before own costs */
  sai_figure budgeted;    /**< point calculations: what a budget is compared with */
  sai_year_result *years; /**< [n_years] */
  size_t n_parts;
  sai_part_result *parts; /**< by contract, then by owner; empty where that would be one sum */
  size_t n_promises;
  sai_promise_result *promises; /**< in the order of the scenario */
  size_t n_guarantees;
  sai_guarantee_result *guarantees; /**< of contracts whose free months can lie within the horizon */
  sai_break_even break_even;
  size_t n_prices;
  sai_price_result *prices; /**< where prices are asked for */
  size_t n_unpriced;
  sai_price_result *unpriced;      /**< the vendor's fee lines without one known price above 0: names alone */
  size_t compared[SAI_PRICE_AIMS]; /**< with which other offer each aim compares */
  sai_histogram cpa;
} sai_offer_result;

/** Offers a and b (a before b in file order) in the same futures. */
typedef struct sai_comparison {
  size_t a, b;
  sai_metric_id metric;
  sai_figure mean;   /**< of a - b; absent for ratios */
  sai_figure pooled; /**< pooled a - pooled b; ratios only */
  sai_figure p5, p95;
  sai_figure a_lower, equal; /**< probabilities; a_lower is strict */
} sai_comparison;

/** Where the costs of two offers cross, as the number of units of a stage over the horizon that both can
 * deliver (point calculation). */
typedef struct sai_crossing {
  size_t a, b;
  const char *stage_label;
  size_t n; /**< crossings found, 0 to 4 */
  double units[4], cost[4];
  bool same; /**< costs equal at every number */
} sai_crossing;

/** Cost of every offer against the number of units of one stage, for the chart. */
typedef struct sai_cost_curves {
  const char *stage_label; /**< NULL: there is no such stage */
  size_t n;
  double *units; /**< [n] ascending from 0 */
  double **cost; /**< [n_offers][n]; NAN where the offer has no such stage, and beyond what it can deliver */
  double *expected; /**< [n_offers] units expected by the point calculation; NAN without such a stage */
  double *most; /**< [n_offers] units that capacities and lists allow, among `units` unless beyond their end;
                   INFINITY: any number */
} sai_cost_curves;

typedef struct sai_assumption {
  const char *path, *text;
  const char *source; /**< or NULL */
  const char *market; /**< "公開値は0.5〜3%"-like remark if it lies outside the usual market range, or NULL;
                         translated */
  sai_figure mean, p5, p95; /**< values only; absent if it depends on counts of stages */
  const char *unit;         /**< what they are in: "of call", "yen per call"; "" if nothing; translated */
} sai_assumption;

/** A column of a file that a distribution was taken from. */
typedef struct sai_data_source {
  const char *file, *column, *sha256;
  size_t rows; /**< values in the column */
} sai_data_source;

/** Where a figure stands in a result. */
typedef enum sai_figure_group {
  SAI_GROUP_METRIC,
  SAI_GROUP_PAYBACK,
  SAI_GROUP_STAGE,
  SAI_GROUP_PEAK_MONTH,
  SAI_GROUP_WAITING,
  SAI_GROUP_YEAR,
  SAI_GROUP_YEAR_WITH_TAX,
  SAI_GROUP_PART,
  SAI_GROUP_PROMISE,
  SAI_GROUP_GUARANTEE,
  SAI_GROUP_COMPARISON
} sai_figure_group;

typedef struct sai_figure_place {
  sai_figure_group group;
  size_t offer; /**< of comparisons: which of them */
  size_t item;  /**< metric, stage, fiscal year, part of the cost, promise or guarantee; 0 where there is one
                   only */
  const char *key; /**< its key in JSON: "mean", "p10", "probability_by_month"; NULL: no figure */
  size_t month;    /**< of figures by month */
} sai_figure_place;

/** The level of the intervals that a precision is about. */
#define SAI_PRECISION_LEVEL 0.95

/** How near the figures come to the precision that was asked for. */
typedef struct sai_precision {
  double asked;               /**< a share: 0.01 is 1%; 0 if none was asked for */
  bool reached;               /**< at a look, for every figure */
  sai_figure_place widest;    /**< nearest to what is allowed, or farthest beyond; key NULL: all are exact */
  bool chance;                /**< it is a probability */
  double half_width, allowed; /**< of its 95% interval, in its own unit */
  double needed;              /**< runs that it would take in all, about; INFINITY if that cannot be told */
} sai_precision;

typedef struct sai_result {
  sai_arena arena; /**< owns everything below */
  const char *version;
  const char *title, *file, *sha256;
  const char *currency;
  unsigned currency_decimals;
  bool point;       /**< point calculation: one run without chance; quantiles, se and intervals absent */
  bool interrupted; /**< fewer runs than asked for, because the user stopped */
  uint64_t runs, runs_asked, seed, months_runs; /**< runs_asked: at most, where a precision was asked for */
  sai_precision precision;
  const char *sampler;                   /**< "pseudo", "sobol" */
  size_t sobol_dimensions, sobol_beyond; /**< quantities drawn by points of Sobol', and those for which there
                                            are no more dimensions */
  unsigned horizon_months;
  const char *const *month_names; /**< [horizon_months] `2026-04`, or `1`, `2` without a start */
  unsigned n_years;               /**< fiscal years that the horizon touches; 0 without a start */
  unsigned first_year;            /**< the first one, by its first month */
  unsigned *year_months;          /**< [n_years] months of the horizon in it */
  bool calendar;                  /**< month_names are calendar months */
  sai_figure target_cpa, target_orders, target_budget; /**< value only */
  const char *budget_per; /**< "month", "fiscal year", or NULL: the budget is for all months */
  bool has_value;
  size_t n_data;
  const sai_data_source *data;
  const char *market_file,
      *market_sha256; /**< what assumptions were compared with, if it was given; else NULL */
  size_t n_assumptions, n_warnings, n_offers, n_comparisons, n_crossings;
  const sai_assumption *assumptions;
  const char *const *warnings; /**< translated */
  bool lengths_differ;         /**< the first warning says so, and is read before the totals */
  sai_offer_result *offers;
  sai_comparison *comparisons;
  sai_crossing *crossings;
  sai_cost_curves curves;
} sai_result;

/** Free a result; NULL is allowed. */
void sai_result_free(sai_result *result);
/** The comparison of offers a < b in a metric, or NULL. */
const sai_comparison *sai_result_comparison(const sai_result *result, size_t a, size_t b,
                                            sai_metric_id metric);

#endif
