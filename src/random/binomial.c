/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binomial counts. A column is guessed by a loop without branches (Cornish and Fisher's expansion of the
   quantile); a guess counts only where the guard proves it, and the others are decided exactly.
   docs/methods/binomial-counts.md has the expansion, the guard and the budget of errors. */
#include "random/binomial.h"

#include "random/beta.h"
#include "random/stream.h"
#include "random/table.h"

#include <math.h>
#include <stdbool.h>

static const long double two_pi = 6.283185307179586476925286766559L;

static long double pmf(long double k, long double n, long double p) {
  long double q = 1 - p, rest = n - k;
  if (k < 0 || k > n) return 0;
  if (p == 0 || p == 1) return k == n * p;
  if (k == 0) return expl(n * log1pl(-p));
  if (rest == 0) return expl(n * logl(p));
  long double exponent = sai_deviance(k, n * p) + sai_deviance(rest, n * q) + sai_stirling_error(k) +
                         sai_stirling_error(rest) - sai_stirling_error(n);
  return sqrtl(n / (two_pi * k * rest)) * expl(-exponent);
}

/* P(K <= k) = I_{1-p}(n - k, k + 1) and the rest. */
static void tails(double k, double n, double p, long double *lower, long double *upper) {
  k = floor(k);
  if (k < 0 || k >= n) {
    *lower = k >= n;
    *upper = k < n;
    return;
  }
  sai_beta_tails(k + 1.0L, (long double)n - k, p, 1 - (long double)p, upper, lower);
}

double sai_binomial_cdf(double k, double n, double p) {
  long double lower, upper;
  tails(k, n, p, &lower, &upper);
  return (double)lower;
}

double sai_binomial_survival(double k, double n, double p) {
  long double lower, upper;
  tails(k, n, p, &lower, &upper);
  return (double)upper;
}

double sai_binomial_pmf(double k, double n, double p) {
  return k == floor(k) ? (double)pmf(k, n, p) : 0;
}

/* F(k) >= u, decided in the smaller tail. */
static bool reaches(double k, double n, double p, double u) {
  long double lower, upper;
  tails(k, n, p, &lower, &upper);
  return u <= 0.5 ? lower >= u : upper <= 1 - (long double)u;
}

/* The guess, x such that ceil(x) is nearly always the count: Cornish-Fisher with lattice correction
   (Abramowitz and Stegun 26.2.49 with the cumulants kappa2 - 1/12 and kappa4 + 1/120), and the guard, a bound
   of its error. */
typedef struct guess {
  double x, guard;
} guess;

SAI_INLINE guess guess_at(double n, double p, double u) {
  double q = 1 - p, pq = p * q, mean = n * p, sigma = sqrt(n * pq), inverse = 1 / sigma;
  double z = sai_normal_inline(u), z2 = z * z, skew = q - p;
  double first = z * inverse * ((7 * pq - 1) * (1.0 / 36) - (1 + 2 * pq) * z2 * (1.0 / 72));
  double second =
      skew * (1 + 0.5 * pq) * inverse * inverse * (z2 * z2 * (1.0 / 270) + z2 * (7.0 / 810) - 8.0 / 405);
  double x = mean - 0.5 + sigma * z + skew * (z2 - 1) * (1.0 / 6) + first + second;
  double spread = (1 + z2) * (1 + z2) * 0.0115 * (inverse * inverse * inverse);
  return (guess){x, spread + 4e-12 * sigma + 1e-15 * mean + 1e-12};
}

/* The smallest k with F(k) >= u, from a place near it: steps of growing length until it is bracketed, then
 * halving. */
static double search(double u, double n, double p, double k) {
  double low, high, stride = 1;
  k = fmin(fmax(k, 0), n);
  if (reaches(k, n, p, u)) {
    for (high = k, low = k - stride; low >= 0 && reaches(low, n, p, u); stride *= 2, low = high - stride)
      high = low;
    low = fmax(low, -1);
  } else {
    for (low = k, high = k + stride; high < n && !reaches(high, n, p, u); stride *= 2, high = low + stride)
      low = high;
    high = fmin(high, n);
  }
  while (high - low > 1) {
    double middle = floor(0.5 * (low + high));
    if (reaches(middle, n, p, u))
      high = middle;
    else
      low = middle;
  }
  return high;
}

double sai_binomial_quantile(double u, double n, double p) {
  if (!(n > 0) || !(p > 0)) return 0;
  if (p >= 1) return n;
  double x = ceil(guess_at(n, p, u).x);
  return search(u, n, p, isfinite(x) ? x : n * p);
}

/* Small means: search from zero in double precision, which is exact to 1e-14 up to here. */
static const double search_mean = 12;

/* The smallest k with F(k) >= u by adding up probabilities from k = 0; strict: with F(k) > u instead. odds =
   p / q, first = q^n. Where the tail beyond u is small the sum itself cannot tell, and *sure is false. */
static double search_from_zero(double u, double n, double odds, double first, bool strict, bool *sure) {
  double term = first, sum = first, k = 0;
  while (strict ? sum <= u : sum < u) {
    if (k >= n) break;
    term *= (n - k) / (k + 1) * odds;
    k++;
    sum += term;
    if (term < 1e-18 * sum && k > n * odds) {
      *sure = false;
      return k;
    }
  }
  return k;
}

/* Counts whose mean is small, as they are or mirrored: k = n - min{j : F'(j) > 1 - u}. */
static double small_count(double n, double p, double u, bool mirrored) {
  double q = 1 - p, log_first = mirrored ? n * sai_log_inline(p) : n * sai_log1m_inline(p);
  double first = sai_exp_inline(log_first), tail = mirrored ? u : 1 - u;
  bool sure = tail > 1e-7;
  double k = 0;
  if (sure) k = search_from_zero(mirrored ? 1 - u : u, n, mirrored ? q / p : p / q, first, mirrored, &sure);
  if (!sure) return sai_binomial_quantile(u, n, p);
  return mirrored ? n - k : k;
}

static double exact_count(double n, double p, double u) {
  if (!(n > 0) || !(p > 0)) return 0;
  if (p >= 1) return n;
  double q = 1 - p, mean = n * (p < q ? p : q);
  if (mean <= search_mean) return small_count(n, p, u, p > q);
  guess g = guess_at(n, p, u);
  return search(u, n, p, sai_round(g.x));
}

SAI_COLUMN_LOOP static void guess_column(const double *n, const double *p, const double *u, size_t m,
                                         double *k, double *accepted) {
  for (size_t i = 0; i < m; i++) {
    guess g = guess_at(n[i], p[i], u[i]);
    double nearest = sai_round(g.x), off = g.x - nearest, distance = fabs(off);
    double v = u[i] <= 0.5 ? u[i] : 1 - u[i], variance = n[i] * p[i] * (1 - p[i]);
    k[i] = off > 0 ? nearest + 1 : nearest;
    accepted[i] = (distance > g.guard ? 1.0 : 0.0) * (v > 2.4e-4 ? 1.0 : 0.0) * (variance > 1.44 ? 1.0 : 0.0);
  }
}

enum { BLOCK = 256 };

static void fill_block(const double *n, const double *p, const double *u, size_t m, double *k) {
  double guessed[BLOCK], accepted[BLOCK];
  unsigned short rejects[BLOCK];
  size_t count = 0;
  guess_column(n, p, u, m, guessed, accepted);
  for (size_t i = 0; i < m; i++) {
    rejects[count] = (unsigned short)i;
    count += !(accepted[i] > 0);
  }
  for (size_t j = 0; j < count; j++) {
    size_t i = rejects[j];
    guessed[i] = exact_count(n[i], p[i], u[i]);
  }
  for (size_t i = 0; i < m; i++) k[i] = guessed[i];
}

void sai_binomial_fill(const double *n, const double *p, const double *u, size_t m, double *k) {
  for (size_t i = 0; i < m; i += BLOCK) fill_block(n + i, p + i, u + i, m - i < BLOCK ? m - i : BLOCK, k + i);
}
