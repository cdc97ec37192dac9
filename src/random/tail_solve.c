/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random/tail_solve.h"

#include <math.h>
#include <stdbool.h>

long double sai_tail_solve(sai_tail_at *at, const long double *p, long double s, long double tail, int upper,
                           long double near) {
  long double low = -11300, high = 11300;
  for (int i = 0; i < 200; i++) {
    long double density, reached = at(p, s, upper, &density);
    bool too_far = upper ? reached < tail : reached > tail;
    if (too_far)
      high = s;
    else
      low = s;
    long double step = reached > 0 ? reached * logl(reached / tail) / density : INFINITY;
    long double next = upper ? s + step : s - step;
    if (!(next > low && next < high)) next = 0.5L * (low + high);
    if (fabsl(reached - tail) <= 2e-18L * tail || fabsl(next - s) <= near * fabsl(s) + 1e-20L) break;
    s = next;
  }
  return s;
}
