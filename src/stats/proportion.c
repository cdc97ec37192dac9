/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interval of C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404-413: its ends are the
   probabilities at which so many hits or more (low), or so few or fewer (high), have probability (1 - level)
   / 2. Both are found by Newton's method inside a bracket: GSL's inverse of the beta distribution does not
   always converge. */
#include "stats/proportion.h"

#include "stats/tail.h"

#include <math.h>

typedef struct {
  uint64_t hits, n;
  double tail;
} bound;

/* The probability that decides about an end, as a function of p, and the size of its derivative. */
static double low_tail(const bound *b, double p, double *slope) {
  *slope = (double)b->n * sai_tail_pmf(b->n - 1, b->hits - 1, p);
  return sai_tail_at_least(b->n, b->hits, p);
}

static double high_tail(const bound *b, double p, double *slope) {
  *slope = -(double)b->n * sai_tail_pmf(b->n - 1, b->hits, p);
  return sai_tail_at_most(b->n, b->hits, p);
}

/* The p between `inner` (hits / n) and `outer` (0 or 1) where the tail is b->tail, by Newton's method on its
   logarithm, which is concave; a step out of the bracket becomes a bisection, unless it is so small that
   rounding alone may have led it there. */
static double solve(const bound *b, double (*tail)(const bound *, double, double *), double inner,
                    double outer) {
  double p = inner + (outer > inner ? 2 : -2) * sqrt(inner * (1 - inner) / (double)b->n);
  if (!(p > 0 && p < 1)) p = (inner + outer) / 2;
  for (int i = 0; i < 200; i++) {
    double slope, probability = tail(b, p, &slope);
    if (probability > b->tail)
      inner = p;
    else
      outer = p;
    double next = p - log(probability / b->tail) * probability / slope;
    if (fabs(next - p) <= 1e-13 * p) break;
    if (!(next > fmin(inner, outer) && next < fmax(inner, outer))) next = (inner + outer) / 2;
    if (next == p) break;
    p = next;
  }
  return p;
}

/* Both ends for at most n / 2 hits, pushed outward by more than the root's error. */
static void few_hits(uint64_t hits, uint64_t n, double tail, double *low, double *high) {
  const bound b = {hits, n, tail};
  const double p = (double)hits / (double)n;
  *low = hits == 0 ? 0 : solve(&b, low_tail, p, 0) * (1 - 1e-11);
  *high = hits == 0 ? -expm1(log(tail) / (double)n) : fmin(1, solve(&b, high_tail, p, 1) * (1 + 1e-11));
}

sai_proportion sai_proportion_of(uint64_t hits, uint64_t n, double level) {
  const double p = (double)hits / (double)n, tail = (1 - level) / 2;
  sai_proportion result = {.value = p, .se = sqrt(p * (1 - p) / (double)n)};
  if (hits == n)
    result.low = exp(log(tail) / (double)n), result.high = 1;
  else if (hits <= n / 2)
    few_hits(hits, n, tail, &result.low, &result.high);
  else {
    few_hits(n - hits, n, tail, &result.high, &result.low);
    result.high = 1 - result.high;
    result.low = 1 - result.low;
  }
  return result;
}
