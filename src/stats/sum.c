/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Integer sums. A term may take 104 bits and 2^22 terms are promised, so 127 bits never wrap. Which of the
   two integers a term goes to, and whether it is too large for both, depends on the term alone: so nothing
   depends on the order, not even saturation. */
#include "stats/sum.h"

#include <math.h>

enum { UNIT_BITS = 44, COARSE_BITS = 60 };
static const double largest_term = 0x1p104; /* exclusive, in units */

sai_sum sai_sum_start(double scale) {
  int exponent = scale > 0 && isfinite(scale) ? ilogb(scale) : 0;
  return (sai_sum){.exponent = exponent - UNIT_BITS};
}

static void saturate(sai_sum *sum) {
  sum->units = sum->coarse = 0;
  sum->saturated = true;
}

void sai_sum_add(sai_sum *sum, double stripe_sum) {
  if (sum->saturated) return;
  const double units = rint(ldexp(stripe_sum, -sum->exponent));
  const double coarse = rint(ldexp(stripe_sum, -sum->exponent - COARSE_BITS));
  if (fabs(units) < largest_term)
    sum->units += (sai_int128)units;
  else if (fabs(coarse) < largest_term)
    sum->coarse += (sai_int128)coarse;
  else
    saturate(sum);
}

void sai_sum_merge(sai_sum *sum, const sai_sum *other) {
  if (sum->saturated || other->saturated || other->exponent != sum->exponent ||
      __builtin_add_overflow(sum->units, other->units, &sum->units) ||
      __builtin_add_overflow(sum->coarse, other->coarse, &sum->coarse))
    saturate(sum);
}

double sai_sum_value(const sai_sum *sum) {
  if (sum->saturated) return NAN;
  return ldexp((double)sum->units, sum->exponent) + ldexp((double)sum->coarse, sum->exponent + COARSE_BITS);
}
