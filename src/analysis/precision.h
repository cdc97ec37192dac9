/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the figures of a result are as precise as was asked for. Private to the analyses. */
#ifndef SAI_ANALYSIS_PRECISION_H
#define SAI_ANALYSIS_PRECISION_H

#include "result/result.h"

/** Compare the 95% intervals that the figures of a result hold at present with result->precision.asked, and
 *  fill the rest of result->precision. `reached` says that all are narrow enough.
 *
 *  Half of an interval may be asked x |figure|; of a probability asked / 10; of net, the deepest cash need
 * and their differences and those of costs, asked x mean cost; of ROI asked; of other differences, asked x
 * the larger mean of the two offers. Infinite figures are exempt; so are those of what is nothing in nine of
 * ten runs, those by month, which rest on the first runs only, lines of the bill, and break-even points,
 * which may be searched in fewer runs.
 *  @param runs  runs that the figures rest on, > 0 */
void sai_precision_judge(sai_result *result, uint64_t runs);

/** The last number of runs at which a simulation of `runs` >= SAI_PRECISION_FIRST is looked at. */
uint64_t sai_precision_last_look(uint64_t runs);

#endif
