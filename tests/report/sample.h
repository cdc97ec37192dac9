/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results made by hand, for the tests of reports. */
#ifndef SAI_TEST_SAMPLE_H
#define SAI_TEST_SAMPLE_H

#include "result/result.h"

/** A figure with an interval of value +- half. */
sai_figure sample_figure(double value, double half);

/** How offer number i of a sample behaves: normal-like spreads around these. */
typedef struct sample_offer {
  const char *name;
  double cost, cost_spread;     /**< middle, and distance of the 10% and 90% points from it */
  double orders, orders_spread; /**< 0 and 0: never an order */
  double profit_per_order;
  double no_order;                /**< probability */
  double fee_per_unit, fee_fixed; /**< its cost curve; fee_per_unit NAN: it has no such stage */
} sample_offer;

/** A complete result of n offers over some months, with `value`; 1,000,000 runs. Free with sai_result_free().
 */
sai_result *sample_result(const char *title, const sample_offer *offers, size_t n, unsigned months);
/** The two offers of the public language's example. */
sai_result *sample_two(void);
/** Turn a sample into a point calculation. */
void sample_make_point(sai_result *result);
/** Take `value` away: no gross profit, net, ROI, payback. */
void sample_drop_value(sai_result *result);

#endif
