/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorting a column of doubles by their digits: the runs that are kept as they are, a tenth of the time of a
   sort that compares. */
#ifndef SAI_STATS_SORT_H
#define SAI_STATS_SORT_H

#include <stddef.h>

/** Sort x[0..n), n below 2^32, in ascending order; infinities are allowed, NaN is not; -0 becomes 0.
 *  @param scratch  [n], overwritten */
void sai_sort_ascending(double *x, double *scratch, size_t n);

#endif
