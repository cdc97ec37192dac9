/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binomial probabilities by the saddle-point form of C. Loader, "Fast and accurate computation of binomial
   probabilities" (2000): log-gamma differences would lose digits at large n. Tails are sums outward from k,
   whose terms fall like those of a geometric series or faster. */
#include "stats/tail.h"

#include <math.h>

/* log n! - log(sqrt(2 pi n) (n/e)^n): Stirling's series from 16 on, where its error is below 1e-17, and
   downward by the recurrence delta(n) = delta(n + 1) + (n + 1/2) log1p(1/n) - 1, whose terms are summed as a
   series in 1/(2n + 1). */
static double stirling_error(double n) {
  double below = 0;
  for (; n < 16; n++) {
    double t = 1 / (2 * n + 1), t2 = t * t, power = t2, sum = 0;
    for (int j = 3; power > 1e-18 && j < 80; j += 2, power *= t2) sum += power / j;
    below += sum;
  }
  const double r = 1 / (n * n);
  return below + (1. / 12 - r * (1. / 360 - r * (1. / 1260 - r * (1. / 1680 - r * (1. / 1188))))) / n;
}

/* The deviance x log(x/m) + m - x without cancellation near x = m. */
static double deviance(double x, double m) {
  if (fabs(x - m) > 0.1 * (x + m)) return x * log(x / m) + m - x;
  double v = (x - m) / (x + m), sum = (x - m) * v, term = 2 * x * v;
  for (int j = 3; j < 60; j += 2) {
    term *= v * v;
    double next = sum + term / j;
    if (next == sum) break;
    sum = next;
  }
  return sum;
}

double sai_tail_pmf(uint64_t n_, uint64_t k_, double p) {
  const double n = (double)n_, k = (double)k_, q = 1 - p;
  if (k_ == 0) return exp(n * log1p(-p));
  if (k_ == n_) return exp(n * log(p));
  double exponent = stirling_error(n) - stirling_error(k) - stirling_error(n - k);
  exponent -= deviance(k, n * p) + deviance(n - k, n * q);
  return exp(exponent) * sqrt(n / (2 * M_PI * k * (n - k)));
}

/* Sum of P(B = j) / P(B = k) over j = k, k - 1, ..., 0 for k below the mean; odds = (1 - p) / p. */
static double sum_down(double n, double k, double odds) {
  double sum = 1, term = 1;
  for (; k > 0 && term > 1e-18 * sum; k--) {
    term *= k / (n - k + 1) * odds;
    sum += term;
  }
  return sum;
}

double sai_tail_at_most(uint64_t n, uint64_t k, double p) {
  if (k >= n) return 1;
  if ((double)k >= (double)n * p) return 1 - sai_tail_at_least(n, k + 1, p);
  return sai_tail_pmf(n, k, p) * sum_down((double)n, (double)k, (1 - p) / p);
}

double sai_tail_at_least(uint64_t n, uint64_t k, double p) {
  if (k == 0) return 1;
  if (k > n) return 0;
  if ((double)k <= (double)n * p) return 1 - sai_tail_at_most(n, k - 1, p);
  return sai_tail_pmf(n, k, p) * sum_down((double)n, (double)(n - k), p / (1 - p));
}
