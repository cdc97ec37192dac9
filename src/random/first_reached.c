/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps of growing length until the place is between two numbers, then halving. */
#include "random/first_reached.h"

#include <math.h>

double sai_first_reached(sai_reaches *reaches, double a, double b, double u, double near, double least,
                         double most) {
  double low, high, stride = 1, k = fmin(fmax(near, least), most);
  if (reaches(k, a, b, u)) {
    for (high = k, low = k - stride; low >= least && reaches(low, a, b, u); stride *= 2, low = high - stride)
      high = low;
    low = fmax(low, least - 1);
  } else {
    for (low = k, high = k + stride; high < most && !reaches(high, a, b, u); stride *= 2, high = low + stride)
      low = high;
    high = fmin(high, most);
  }
  while (high - low > 1) {
    const double middle = floor(0.5 * (low + high));
    if (reaches(middle, a, b, u))
      high = middle;
    else
      low = middle;
  }
  return high;
}
