/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Negative binomial numbers of trials. A geometric variable is above t where u < (1 - p)^t, so it is
   1 + floor(log u / log(1 - p)). Sums of many are inverted whole instead: T <= t where t trials have k
   successes or more, which is a binomial tail (L. Devroye, Non-uniform random variate generation, X.4). */
#include "random/trials.h"

#include "random/beta.h"
#include "random/first_reached.h"
#include "random/table.h"

#include <math.h>
#include <stdbool.h>

enum { ONE_BY_ONE = 2048, CHUNK = 64 };

/* P(T <= t) = P(Bin(t, p) >= k) = I_p(k, t - k + 1), and the rest. */
static void tails(double t, double k, double p, long double *lower, long double *upper) {
  t = floor(t);
  if (t < k || p >= 1) {
    *lower = t >= k;
    *upper = t < k;
    return;
  }
  sai_beta_tails(k, t - k + 1.0L, p, 1 - (long double)p, lower, upper);
}

double sai_trials_cdf(double t, double k, double p) {
  long double lower, upper;
  tails(t, k, p, &lower, &upper);
  return (double)lower;
}

/* F(t) >= u, decided in the smaller tail. */
static bool reaches(double t, double k, double p, double u) {
  long double lower, upper;
  tails(t, k, p, &lower, &upper);
  return u <= 0.5 ? lower >= u : upper <= 1 - (long double)u;
}

/* Near the quantile: Cornish and Fisher's expansion (Abramowitz and Stegun 26.2.49) with skewness and
   kurtosis of the number of failures. */
static double guess(double u, double k, double p) {
  double q = 1 - p, z = sai_normal_inline(u), z2 = z * z, sigma = sqrt(k * q) / p;
  double skew = (2 - p) / sqrt(k * q), kurtosis = (6 + p * p / q) / k;
  double w = z + skew * (z2 - 1) / 6 + kurtosis * z * (z2 - 3) / 24 - skew * skew * z * (2 * z2 - 5) / 36;
  return ceil(k / p + sigma * w - 0.5);
}

double sai_trials_quantile(double u, double k, double p) {
  if (p >= 1) return k;
  const double near = guess(u, k, p), most = SAI_TRIALS_MOST;
  const double t = sai_first_reached(reaches, k, p, u, isfinite(near) ? near : k, k, most);
  return t < most || reaches(most, k, p, u) ? t : INFINITY;
}

/* The sum of n geometric variables, n <= CHUNK. */
static void geometric(double *restrict u, size_t n, double inverse) {
  for (size_t i = 0; i < n; i++) {
    double x = sai_log_inline(u[i]) * inverse, capped = x < SAI_TRIALS_MOST ? x : SAI_TRIALS_MOST;
    double nearest = sai_round(capped);
    u[i] = nearest > capped ? nearest - 1 : nearest;
  }
}

static double geometric_sum(sai_pcg64 *g, size_t n, double inverse) {
  double u[CHUNK], sum = 0;
  sai_pcg64_fill(g, u, n);
  geometric(u, n, inverse);
  for (size_t i = 0; i < n; i++) sum += u[i];
  return sum + (double)n;
}

double sai_trials_draw(double k, double p, sai_pcg64 *g) {
  if (!(k > 0)) return 0;
  if (!(p > 0)) return INFINITY;
  if (p >= 1) return k;
  double inverse = 1 / sai_log1m_inline(p), sum = 0;
  size_t single = k < ONE_BY_ONE ? (size_t)k : ONE_BY_ONE;
  for (size_t done = 0; done < single; done += CHUNK)
    sum += geometric_sum(g, single - done < CHUNK ? single - done : CHUNK, inverse);
  if (k > ONE_BY_ONE) {
    double u;
    sai_pcg64_fill(g, &u, 1);
    sum += sai_trials_quantile(u, k - ONE_BY_ONE, p);
  }
  return sum <= SAI_TRIALS_MOST ? sum : INFINITY;
}
