/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Integer sums. A term may take 104 bits and 2^22 terms are promised, so 127 bits never wrap; whether a term
   is too large depends on the term alone, which keeps even saturation independent of the order. */
#include "stats/sum.h"

#include <math.h>

enum { UNIT_BITS = 44, TERM_BITS = 104 };

sai_sum sai_sum_start(double scale) {
  int exponent = scale > 0 && isfinite(scale) ? ilogb(scale) : 0;
  return (sai_sum){.units = 0, .exponent = exponent - UNIT_BITS, .saturated = false};
}

static void saturate(sai_sum *sum) {
  sum->units = 0;
  sum->saturated = true;
}

void sai_sum_add(sai_sum *sum, double stripe_sum) {
  double units = rint(ldexp(stripe_sum, -sum->exponent));
  if (!(fabs(units) < ldexp(1, TERM_BITS))) saturate(sum);
  if (!sum->saturated) sum->units += (sai_int128)units;
}

void sai_sum_merge(sai_sum *sum, const sai_sum *other) {
  if (other->saturated || other->exponent != sum->exponent) saturate(sum);
  if (sum->saturated || __builtin_add_overflow(sum->units, other->units, &sum->units)) saturate(sum);
}

double sai_sum_value(const sai_sum *sum) {
  return sum->saturated ? (double)NAN : ldexp((double)sum->units, sum->exponent);
}
