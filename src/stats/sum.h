/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums that do not depend on the order in which stripes arrive: inside a stripe a double sum in fixed order,
   between stripes a 128-bit integer in a unit that is a power of two. */
#ifndef SAI_STATS_SUM_H
#define SAI_STATS_SUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

__extension__ typedef __int128 sai_int128;

/** One quantity's sum. Plain data: copy it freely, merge by adding. */
typedef struct sai_sum {
  sai_int128 units;  /**< of 2^exponent: stripes below 2^60 scale */
  sai_int128 coarse; /**< of 2^(exponent + 60): larger ones */
  int exponent;
  bool saturated; /**< something too large, infinite or NaN came in: the sum is not known, for good; units are
                     0 */
} sai_sum;

/** An empty sum whose unit keeps 2^-44 of `scale` (> 0, finite), the size of one stripe's sum as far as
 * known. */
sai_sum sai_sum_start(double scale);
/** Add one stripe's sum, rounded to the unit (one of 2^60 scale and more: to 2^-44 of itself). One of 2^120
 * scale and more saturates the sum, whatever it holds already: so 2^22 stripes (4e9 runs) in any order and
 * grouping can neither wrap nor differ. */
void sai_sum_add(sai_sum *sum, double stripe_sum);
/** Add another sum of the same unit. */
void sai_sum_merge(sai_sum *sum, const sai_sum *other);
/** The sum as a double, correctly rounded if no large stripe came in; NAN if it is saturated. */
double sai_sum_value(const sai_sum *sum);

#endif
