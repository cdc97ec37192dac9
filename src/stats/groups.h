/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors of figures from groups of runs. Groups are independent of each other and alike; inside a group runs
   may depend on each other in any way, as the points of one scrambling do, so only groups tell how far a
   figure is off. docs/methods/sobol-points.md */
#ifndef SAI_STATS_GROUPS_H
#define SAI_STATS_GROUPS_H

#include "stats/quantiles.h"

enum { SAI_GROUPS_MAX = 16 };

/** A standard error, and the degrees of freedom of Student's distribution that go with it. NAN and 0 if fewer
 * than two groups have runs. */
typedef struct sai_group_error {
  double se, freedom;
} sai_group_error;

/** The error of a figure that, in first order, differs from the truth by the mean of `off` over all runs.
 *  @param runs  [n] of each group; 0 for a group that has none
 *  @param off   [n] by how much each group's figure differs from the one of all runs
 *  @param sd    of what the figure moves with, over single runs; the error is no less than 1e-9 of it, to
 *               which draws are exact, however even the points are */
sai_group_error sai_groups_error(const uint64_t *runs, const double *off, size_t n, double sd);

/** A share of runs with its error and interval. Where groups all have the same share, which says little if
 * hits are few, the interval keeps what independent runs would allow: ln(2 / (1 - level)) hits to either
 * side.
 *  @param hits  [n] of each group */
typedef struct sai_group_share {
  double value, se, low, high;
} sai_group_share;

sai_group_share sai_groups_share(const uint64_t *runs, const uint64_t *hits, size_t n, double level);

/** The quantile of all runs, as sai_quantiles_at() has it, with an interval: all x at which the share of runs
 * up to x agrees with q by sai_groups_share().
 *  @param all     the sum of the groups' sketches
 *  @param groups  [n] */
sai_quantile sai_groups_quantile(const sai_quantiles *all, const sai_quantiles *const *groups, size_t n,
                                 double q, double level);

#endif
