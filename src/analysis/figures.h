/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures with intervals out of a tally; private to the analyses. */
#ifndef SAI_ANALYSIS_FIGURES_H
#define SAI_ANALYSIS_FIGURES_H

#include "engine/simulate.h"
#include "model/plan.h"
#include "result/result.h"

/** No such watched column. */
#define SAI_NOT_WATCHED SIZE_MAX

sai_figure sai_figure_of(double value);

/** A tally, and the level of the intervals of what is read from it. */
typedef struct sai_reading {
  const sai_tally *tally;
  double level;
} sai_reading;

/** value +- the quantile of Student's t times se; the value alone if it is infinite or without freedom. */
sai_figure sai_figure_student(sai_estimate estimate, double freedom, double level);
/** The same for n independent runs. */
sai_figure sai_figure_estimate(sai_estimate estimate, uint64_t n, double level);
/** The same of a tally with groups, from how far each group's figure is from that of all runs;
 * see sai_groups_error().
 *  @param estimate  of all runs, with the error that it would have if they were independent
 *  @param index  of a column that the figure rests on
 *  @param off    [sai_tally_groups()] */
sai_figure sai_figure_of_groups(const sai_reading *from, size_t index, sai_estimate estimate,
                                const double *off);
sai_figure sai_figure_mean(const sai_reading *from, size_t index);
sai_figure sai_figure_sd(const sai_reading *from, size_t index);
sai_figure sai_figure_quantile(const sai_reading *from, size_t index, double q);
/** Share of runs in which an indicator column (0 or 1) was 1. */
sai_figure sai_figure_indicator(const sai_reading *from, size_t index);
/** Share of runs in which a column of whole numbers was `first`..`last`. */
sai_figure sai_figure_share(const sai_reading *from, size_t index, size_t first, size_t last);
/** The pooled ratio of two columns; `pair` is their pair. */
sai_figure sai_figure_ratio(const sai_reading *from, size_t x, size_t y, size_t pair);
/** The difference of two pooled ratios x/y - v/w, not present if it is none.
 *  @param columns  [4] x, y, v, w
 *  @param pairs    [6] as sai_pooled_difference() has their covariances */
sai_figure sai_figure_ratio_gap(const sai_reading *from, const size_t columns[4], const size_t pairs[6]);
/** Mean and 10%, 50%, 90% quantiles. */
sai_band sai_figure_band(const sai_reading *from, size_t index);

/** A product of means to the powers +1 and -1, e.g. E[a] E[b] / (E[c] E[d]), with all its covariances. */
typedef struct sai_mean_product {
  size_t n, index[4];
  int power[4];
  size_t pair[6];
} sai_mean_product;

/** Watch n <= 4 columns of the last segment, with powers, and their pairs. */
void sai_mean_product_watch(sai_mean_product *product, sai_watch *watch, size_t segment, size_t n,
                            const sai_column *columns, const int *powers);
/** The product, with its delta-method standard error. */
sai_figure sai_mean_product_figure(const sai_mean_product *product, const sai_reading *from);

#endif
