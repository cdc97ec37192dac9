/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Break-even of one offer: the number of orders, and the gross profit per order, at which expected net is
   zero, all else staying as it is. Private to the analyses; docs/methods/break-even.md has the formulas. */
#ifndef SAI_ANALYSIS_BREAK_EVEN_H
#define SAI_ANALYSIS_BREAK_EVEN_H

#include "analysis/analysis.h"
#include "analysis/figures.h"

/** A break-even in proportion to the main simulation's means: units * fixed / (income that scales). */
typedef struct sai_break_even_ratio {
  sai_mean_product product;
  size_t units, fixed,
      scaling; /**< watched: what is asked for, cost that does not scale, income less cost that does */
} sai_break_even_ratio;

typedef struct sai_break_even_watch {
  sai_break_even_ratio orders, profit;
} sai_break_even_watch;

/** Add what the break-even of an offer needs to an unsealed plan and to the watch. The plan has a value. */
void sai_break_even_start(sai_plan *plan, size_t offer, sai_watch *watch, sai_break_even_watch *out);
/** The break-even from the finished tally; where a limit or tier stands between orders or gross profit and a
 *  fee, by simulations of this offer alone in which they are scaled until expected net is zero. */
SAI_MUST_USE sai_code sai_break_even_finish(const sai_plan *plan, size_t offer,
                                            const sai_break_even_watch *watch, const sai_tally *tally,
                                            const sai_run_options *options, sai_break_even *out,
                                            sai_error *err);
/** The same by point calculation, in which the offer has so many `orders`. */
SAI_MUST_USE sai_code sai_break_even_point(const sai_scenario *scenario, size_t offer, double orders,
                                           sai_break_even *out, sai_error *err);

#endif
