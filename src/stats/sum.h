/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums that do not depend on the order in which stripes arrive: inside a stripe a double sum in fixed order, between
   stripes a 128-bit integer in a unit that is a power of two. */
#ifndef SAI_STATS_SUM_H
#define SAI_STATS_SUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** One quantity's sum. Plain data: copy it freely, merge by adding. */
typedef struct sai_sum {
  __int128 units; /**< the sum, in units of 2^exponent; saturates instead of wrapping */
  int exponent;
  bool saturated;
} sai_sum;

/** An empty sum whose unit keeps 2^-44 of `scale` (> 0, finite), the size of one stripe's sum as far as known. */
sai_sum sai_sum_start(double scale);
/** Add one stripe's sum. */
void sai_sum_add(sai_sum *sum, double stripe_sum);
/** Add another sum of the same unit. */
void sai_sum_merge(sai_sum *sum, const sai_sum *other);
double sai_sum_value(const sai_sum *sum);

#endif
