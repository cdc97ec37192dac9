/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binomial counts. A column is guessed by a loop without branches (Cornish and Fisher's expansion of the
   quantile, in single precision); a guess counts only where its guard proves it. Of the others, small means
   are added up for all of a stripe, larger ones guessed again in double precision, and what that does not
   prove is decided one by one. docs/methods/binomial-counts.md has the expansion, the guard and the budget of
   errors. */
#include "random/binomial.h"

#include "random/beta.h"
#include "random/binomial_inside.h"
#include "random/first_reached.h"
#include "random/loops.h"
#include "random/stream.h"
#include "random/table.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { BLOCK = SAI_TABLE_BLOCK };

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

/* The guess in double precision, x such that ceil(x) is nearly always the count: Cornish-Fisher with lattice
   correction (Abramowitz and Stegun 26.2.49 with the cumulants kappa2 - 1/12 and kappa4 + 1/120), and the
   guard, a bound of its error. */
typedef struct guess {
  double x, guard;
} guess;

/* Where a guess may count at all, beside wide variances: z^2 below the first figure, or below the third where
   the variance is above the second. */
static const double usual_z2 = 12.25, far_variance = 64, far_z2 = 25;

static guess guess_at(double n, double p, double z) {
  double q = 1 - p, pq = p * q, mean = n * p, sigma = sqrt(n * pq), inverse = 1 / sigma;
  double z2 = z * z, skew = q - p;
  double first = z * inverse * ((7 * pq - 1) * (1.0 / 36) - (1 + 2 * pq) * z2 * (1.0 / 72));
  double second =
      skew * (1 + 0.5 * pq) * inverse * inverse * (z2 * z2 * (1.0 / 270) + z2 * (7.0 / 810) - 8.0 / 405);
  double x = mean - 0.5 + sigma * z + skew * (z2 - 1) * (1.0 / 6) + first + second;
  double spread = (1 + z2) * (1 + z2) * 0.0115 * (inverse * inverse * inverse);
  return (guess){x, spread + 6e-11 * sigma + 1e-15 * mean + 1e-12};
}

double sai_binomial_quantile(double u, double n, double p) {
  if (!(n > 0) || !(p > 0)) return 0;
  if (p >= 1) return n;
  double x = ceil(guess_at(n, p, sai_normal_inline(u)).x);
  return sai_first_reached(reaches, n, p, u, isfinite(x) ? x : floor(n * p), 0, n);
}

bool sai_binomial_guess_again(double n, double p, double u, double *k) {
  const double z = sai_normal_inline(u), variance = n * p * (1 - p);
  if (!(variance > SAI_LEAST_VARIANCE) || !(z * z < (variance > far_variance ? far_z2 : usual_z2)))
    return false;
  const guess g = guess_at(n, p, z);
  *k = ceil(g.x);
  return fabs(g.x - sai_round(g.x)) > g.guard && *k >= 0 && *k <= n;
}

/* The smaller of a count's two means up to which probabilities are added up from zero in extended precision.
 */
static const double medium_mean = 400;

/* Mirrored, the count is n - min{j : F'(j) > 1 - u}. */
static double add_up(double n, double p, double u) {
  const bool mirrored = p > 0.5;
  const long double r = mirrored ? 1 - (long double)p : p, target = mirrored ? 1 - (long double)u : u;
  const long double odds = r / (1 - r);
  long double term = expl((long double)n * log1pl(-r)), sum = term, k = 0;
  while (k < n && (mirrored ? sum <= target : sum < target)) {
    term *= (n - k) * odds / (k + 1);
    k += 1;
    sum += term;
  }
  return (double)(mirrored ? n - k : k);
}

/* A sum from the one end cannot tell how near the other is. */
static double decide(double n, double p, double u) {
  double k;
  if (sai_binomial_guess_again(n, p, u, &k)) return k;
  const bool mirrored = p > 0.5;
  if (n * (mirrored ? 1 - p : p) <= medium_mean && (mirrored ? u : 1 - u) > SAI_SURE_TAIL)
    return add_up(n, p, u);
  return sai_binomial_quantile(u, n, p);
}

/* Counts that are looked at again, and where each goes. */
struct sai_counts {
  double n[SAI_STRIPE], p[SAI_STRIPE], u[SAI_STRIPE], k[SAI_STRIPE];
  double *to[SAI_STRIPE];
  size_t m;
  sai_laws laws;
};

static void start(sai_counts *c) {
  c->m = 0;
  c->laws.probabilities_known = c->laws.trials_known = false;
}

sai_counts *sai_counts_create(void) {
  sai_counts *counts = aligned_alloc(_Alignof(sai_counts), sizeof *counts);
  if (counts) start(counts);
  return counts;
}

void sai_counts_free(sai_counts *counts) {
  free(counts);
}

/* By sums of a block at once in double precision, then one by one. */
void sai_counts_settle(sai_counts *c) {
  uint16_t rejected[BLOCK];
  for (size_t first = 0; first < c->m; first += BLOCK) {
    const size_t m = c->m - first < BLOCK ? c->m - first : BLOCK;
    const size_t n_rejected =
        sai_random_loops_used()->sums(c->n + first, c->p + first, c->u + first, m, c->k + first, rejected);
    for (size_t j = 0; j < n_rejected; j++) {
      const size_t i = first + rejected[j];
      c->k[i] = decide(c->n[i], c->p[i], c->u[i]);
    }
  }
  for (size_t i = 0; i < c->m; i++) *c->to[i] = c->k[i];
  c->m = 0;
}

static void put_off(sai_counts *c, double n, double p, double u, double *to) {
  if (c->m == SAI_STRIPE) sai_counts_settle(c);
  c->n[c->m] = n;
  c->p[c->m] = p;
  c->u[c->m] = u;
  c->to[c->m++] = to;
}

/* The guesses of a block, or sums in single precision where no guess is wide enough. Rejected runs with a
   small mean are put off, so that their loops run full. */
static void guess_block(sai_counts *c, const double *n, const double *p, const double *u, size_t m,
                        double *k) {
  const sai_random_loops *loops = sai_random_loops_used();
  uint16_t rejected[BLOCK];
  size_t n_rejected = loops->guess(n, p, u, m, k, rejected, &c->laws);
  if (n_rejected == SAI_NONE_GUESSED) n_rejected = loops->sums_single(n, p, u, m, k, rejected);
  for (size_t j = 0; j < n_rejected; j++) {
    const size_t i = rejected[j];
    if (n[i] * (p[i] <= 0.5 ? p[i] : 1 - p[i]) <= SAI_SUMS_MEAN)
      put_off(c, n[i], p[i], u[i], &k[i]);
    else
      k[i] = decide(n[i], p[i], u[i]);
  }
}

/* What is known of a block is of use to the next one if the caller says so. */
static void recall(sai_laws *laws, unsigned like) {
  laws->probabilities_known &= (like & SAI_SAME_PROBABILITIES) != 0;
  laws->trials_known &= (like & SAI_SAME_TRIALS) != 0;
  laws->trials_again = (like & SAI_TRIALS_AGAIN) != 0;
}

void sai_counts_guess(sai_counts *c, const double *restrict n, const double *restrict p,
                      const double *restrict u, size_t m, unsigned like, double *restrict k) {
  for (size_t i = 0; i < m; i += BLOCK) {
    recall(&c->laws, m <= BLOCK ? like : 0);
    guess_block(c, n + i, p + i, u + i, m - i < BLOCK ? m - i : BLOCK, k + i);
  }
}

void sai_binomial_fill(const double *restrict n, const double *restrict p, const double *restrict u, size_t m,
                       double *restrict k) {
  sai_counts counts;
  start(&counts);
  sai_counts_guess(&counts, n, p, u, m, 0, k);
  sai_counts_settle(&counts);
}
