/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Axes of charts: round steps, labels with groups of three. */
#ifndef SAI_REPORT_AXIS_H
#define SAI_REPORT_AXIS_H

#include "base/text.h"

typedef struct sai_axis {
  double low, high, step;
  int decimals; /**< of the labels */
} sai_axis;

/** An axis over [low, high] with about `tics` labels at multiples of 1, 2 or 5 times a power of ten.
 * `outward` widens the ends to labels. An empty or infinite range becomes 0 to 1. */
sai_axis sai_axis_over(double low, double high, int tics, bool outward);
/** Append the labels as gnuplot's list of tics: `('0' 0, '200' 200)`, empty texts if `blank`. */
void sai_axis_tics(sai_text *out, const sai_axis *axis, bool blank);

#endif
