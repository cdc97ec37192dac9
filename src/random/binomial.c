/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binomial counts. A column is guessed by a loop without branches (Cornish and Fisher's expansion of the
   quantile); a guess counts only where the guard proves it, and the others are decided exactly.
   docs/methods/binomial-counts.md has the expansion, the guard and the budget of errors. */
#include "random/binomial.h"

#include "random/beta.h"
#include "random/binomial_inside.h"
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

/* Where a guess may count at all: variance above the first figure; z^2 below the second, or below the fourth
   where the variance is above the third. */
static const double wide_variance = 1.44, usual_z2 = 12.25, far_variance = 64, far_z2 = 25;

SAI_INLINE guess guess_at(double n, double p, double z) {
  double q = 1 - p, pq = p * q, mean = n * p, sigma = sqrt(n * pq), inverse = 1 / sigma;
  double z2 = z * z, skew = q - p;
  double first = z * inverse * ((7 * pq - 1) * (1.0 / 36) - (1 + 2 * pq) * z2 * (1.0 / 72));
  double second =
      skew * (1 + 0.5 * pq) * inverse * inverse * (z2 * z2 * (1.0 / 270) + z2 * (7.0 / 810) - 8.0 / 405);
  double x = mean - 0.5 + sigma * z + skew * (z2 - 1) * (1.0 / 6) + first + second;
  double spread = (1 + z2) * (1 + z2) * 0.0115 * (inverse * inverse * inverse);
  return (guess){x, spread + 6e-11 * sigma + 1e-15 * mean + 1e-12};
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
  double x = ceil(guess_at(n, p, sai_normal_inline(u)).x);
  return search(u, n, p, isfinite(x) ? x : n * p);
}

/* The smaller of a count's two means up to which probabilities are added up from zero. */
static const double small_mean = 12;
/* Beyond this tail a sum that starts at the other end cannot tell; and so many terms always suffice before
 * it. */
static const double sure_tail = 1e-7;
enum { MOST_TERMS = 64, BLOCK = SAI_TABLE_BLOCK };

/* Counts with a small mean, as they are or mirrored, so that their mean is at most small_mean: lane i looks
   for the smallest k with sum_{j <= k} P(j) >= target. */
typedef struct lanes {
  double n[BLOCK], odds[BLOCK], target[BLOCK], term[BLOCK], sum[BLOCK], count[BLOCK];
} lanes;

/* Mirrored, the count is n - min{j : F'(j) > 1 - u}; "above t" is "at least the double after t". The first
   term is q^n = exp(n log(1 - r)), where 1 - r = w + rest, w rounded. */
SAI_COLUMN_LOOP static void start_lanes(const double *restrict n, const double *restrict p,
                                        const double *restrict u, size_t m, lanes *restrict l) {
  for (size_t i = 0; i < m; i++) {
    double r = p[i] <= 0.5 ? p[i] : 1 - p[i], mirrored = sai_from_bits(sai_bits(1 - u[i]) + 1);
    double w = 1 - r, inverse = 1 / w, rest = (1 - w) - r;
    l->n[i] = n[i];
    l->odds[i] = r * inverse;
    l->target[i] = p[i] <= 0.5 ? u[i] : mirrored;
    l->term[i] = l->sum[i] = sai_exp_inline(n[i] * (sai_log_inline(w) + rest * inverse));
    l->count[i] = 0;
  }
}

/* Terms k + 1 to k + 4 for all lanes; k is common to them. @return the lanes that have not reached their
 * target */
SAI_COLUMN_LOOP static int four_terms(lanes *restrict l, size_t m, double k) {
  const double k1 = k + 1, k2 = k + 2, k3 = k + 3, r1 = 1 / k1, r2 = 1 / k2, r3 = 1 / k3, r4 = 1 / (k + 4);
  int open = 0;
  for (size_t i = 0; i < m; i++) {
    double n = l->n[i], odds = l->odds[i], target = l->target[i], sum = l->sum[i], count = l->count[i];
    double t1 = l->term[i] * ((n - k) * odds * r1), t2 = t1 * ((n - k1) * odds * r2);
    double t3 = t2 * ((n - k2) * odds * r3), t4 = t3 * ((n - k3) * odds * r4);
    double s1 = sum + t1, s2 = s1 + t2, s3 = s2 + t3, s4 = s3 + t4;
    count += (sum < target ? 1.0 : 0.0) + (s1 < target ? 1.0 : 0.0);
    l->count[i] = count + ((s2 < target ? 1.0 : 0.0) + (s3 < target ? 1.0 : 0.0));
    l->term[i] = t4;
    l->sum[i] = s4;
    open += s4 < target;
  }
  return open;
}

/* Counts from lanes; from k = n on the terms are zero, and rounding may leave the sum below its target there.
   @return the lanes whose target is too near to 1 */
SAI_COLUMN_LOOP static int end_lanes(const lanes *restrict l, const double *restrict p, size_t m,
                                     double *restrict k) {
  int unsure = 0;
  for (size_t i = 0; i < m; i++) {
    double n = l->n[i], count = l->count[i] < n ? l->count[i] : n;
    k[i] = p[i] <= 0.5 ? count : n - count;
    unsure += l->target[i] > 1 - sure_tail;
  }
  return unsure;
}

static void small_counts(const double *n, const double *p, const double *u, size_t m, double *k) {
  lanes l;
  start_lanes(n, p, u, m, &l);
  for (int j = 0; j < MOST_TERMS && four_terms(&l, m, j); j += 4) continue;
  if (!end_lanes(&l, p, m, k)) return;
  for (size_t i = 0; i < m; i++)
    if (l.target[i] > 1 - sure_tail) k[i] = sai_binomial_quantile(u[i], n[i], p[i]);
}

static double large_count(double n, double p, double u) {
  return search(u, n, p, sai_round(guess_at(n, p, sai_normal_inline(u)).x));
}

/* m <= BLOCK. accepted[i] is 1 or 0. */
SAI_COLUMN_LOOP static void guess_column(const double *restrict n, const double *restrict p,
                                         const double *restrict u, size_t m, double *restrict k,
                                         double *restrict accepted) {
  double z[BLOCK];
  sai_normal_column(u, m, z);
  for (size_t i = 0; i < m; i++) {
    guess g = guess_at(n[i], p[i], z[i]);
    double nearest = sai_round(g.x), off = g.x - nearest, distance = fabs(off);
    double count = off > 0 ? nearest + 1 : nearest, variance = n[i] * p[i] * (1 - p[i]);
    double far = distance > g.guard ? 1 : 0,
           usual = z[i] * z[i] < (variance > far_variance ? far_z2 : usual_z2) ? 1 : 0,
           wide = variance > wide_variance ? 1 : 0;
    double possible = (count >= 0 ? 1.0 : 0.0) * (count <= n[i] ? 1.0 : 0.0);
    k[i] = count;
    accepted[i] = far * usual * (wide * possible);
  }
}

void sai_binomial_guess(const double *n, const double *p, const double *u, size_t m, double *k,
                        double *accepted) {
  for (size_t i = 0; i < m; i += BLOCK)
    guess_column(n + i, p + i, u + i, m - i < BLOCK ? m - i : BLOCK, k + i, accepted + i);
}

SAI_COLUMN_LOOP static int count_wide(const double *n, const double *p, size_t m) {
  int wide = 0;
  for (size_t i = 0; i < m; i++) wide += n[i] * p[i] * (1 - p[i]) > wide_variance;
  return wide;
}

/* Rejected runs of a block: those with a small mean are gathered, so that their loops run full, the others
   decided one by one. */
static void decide(const double *n, const double *p, const double *u, size_t m, const double *accepted,
                   double *k) {
  double small_n[BLOCK], small_p[BLOCK], small_u[BLOCK], small_k[BLOCK];
  unsigned short run[BLOCK];
  size_t small = 0;
  for (size_t i = 0; i < m; i++) {
    if (accepted[i] > 0) continue;
    if (n[i] * (p[i] <= 0.5 ? p[i] : 1 - p[i]) <= small_mean) {
      small_n[small] = n[i];
      small_p[small] = p[i];
      small_u[small] = u[i];
      run[small++] = (unsigned short)i;
    } else {
      k[i] = large_count(n[i], p[i], u[i]);
    }
  }
  if (small) small_counts(small_n, small_p, small_u, small, small_k);
  for (size_t j = 0; j < small; j++) k[run[j]] = small_k[j];
}

/* Where no variance is wide, all means are small and nothing needs to be guessed or gathered. */
static void fill_block(const double *n, const double *p, const double *u, size_t m, double *k) {
  double counts[BLOCK], accepted[BLOCK];
  if (count_wide(n, p, m)) {
    guess_column(n, p, u, m, counts, accepted);
    decide(n, p, u, m, accepted, counts);
  } else {
    small_counts(n, p, u, m, counts);
  }
  for (size_t i = 0; i < m; i++) k[i] = counts[i];
}

void sai_binomial_fill(const double *n, const double *p, const double *u, size_t m, double *k) {
  for (size_t i = 0; i < m; i += BLOCK) fill_block(n + i, p + i, u + i, m - i < BLOCK ? m - i : BLOCK, k + i);
}
