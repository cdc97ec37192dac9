/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plain Student interval over the groups, which P. L'Ecuyer, M. Nakayama, A. Owen and B. Tuffin
   (Confidence intervals for randomized quasi-Monte Carlo estimators, Winter Simulation Conference 2023) found
   truer than bootstraps. Quantiles: the inversion of R. Woodruff, J. American Statistical Association 47
   (1952) 635-646. */
#include "stats/groups.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static uint64_t sum(const uint64_t *x, size_t n) {
  uint64_t all = 0;
  for (size_t i = 0; i < n; i++) all += x[i];
  return all;
}

/* The sum of squared weights, 1 / n if groups are equal. */
static double concentration(const uint64_t *runs, size_t n) {
  const double all = (double)sum(runs, n);
  double squares = 0;
  for (size_t i = 0; i < n; i++) squares += (double)runs[i] / all * ((double)runs[i] / all);
  return squares;
}

/* Squared weighted differences, by what is missing in them because they are from the mean of all. Exactly
   unbiased for equal groups, and for unequal ones if a group's variance is in inverse proportion to its runs;
   within 2% if it falls with their square, groups having one stripe or two. Freedom is half of what normal
   errors would have: those of scrambled points have longer tails (excess kurtosis 2 makes their variance so
   uncertain). */
sai_group_error sai_groups_error(const uint64_t *runs, const double *off, size_t n, double sd) {
  const double all = (double)sum(runs, n), squares = concentration(runs, n);
  double variance = 0;
  for (size_t i = 0; i < n; i++) {
    const double part = runs[i] ? (double)runs[i] / all * off[i] : 0;
    variance += part * part;
  }
  if (!(squares < 1)) return (sai_group_error){NAN, 0};
  return (sai_group_error){sqrt(variance / (1 - squares) + 1e-18 * sd * sd), (1 / squares - 1) / 2};
}

/* Student's quantile, and hits that are allowed for besides. */
typedef struct allowance {
  const uint64_t *runs;
  size_t n;
  double student, hits;
} allowance;

static allowance allowance_of(const uint64_t *runs, size_t n, double level) {
  const double freedom = 1 / concentration(runs, n) - 1, tail = (1 - level) / 2;
  return (allowance){runs, n, freedom > 0 ? gsl_cdf_tdist_Qinv(tail, freedom) : (double)NAN, -log(tail)};
}

/* Half of the interval of a share; anything if there is but one group. */
static double half_width(const allowance *a, const uint64_t *hits, double value, double *se) {
  double off[SAI_GROUPS_MAX] = {0};
  for (size_t i = 0; i < a->n; i++) off[i] = a->runs[i] ? (double)hits[i] / (double)a->runs[i] - value : 0;
  *se = sai_groups_error(a->runs, off, a->n, 0).se;
  const double half = a->student * *se + a->hits / (double)sum(a->runs, a->n);
  return isnan(half) ? 1 : half;
}

sai_group_share sai_groups_share(const uint64_t *runs, const uint64_t *hits, size_t n, double level) {
  const allowance a = allowance_of(runs, n, level);
  sai_group_share s = {.value = (double)sum(hits, n) / (double)sum(runs, n)};
  const double half = half_width(&a, hits, s.value, &s.se);
  s.low = fmax(s.value - half, 0);
  s.high = fmin(s.value + half, 1);
  return s;
}

/* Whether the share of values before a bucket (`upward`), or up to its end, may be q: true if it is on q's
   other side by no more than chance. */
static bool agrees(const allowance *a, const sai_bucket_walk *at, bool upward, double q) {
  uint64_t hits[SAI_GROUPS_MAX];
  for (size_t i = 0; i < a->n; i++) hits[i] = at->below[i] + (upward ? 0 : at->at[i]);
  const double share = (double)sum(hits, a->n) / (double)sum(a->runs, a->n);
  double se;
  if (upward ? share <= q : share >= q) return true;
  return fabs(share - q) <= half_width(a, hits, share, &se);
}

/* The end of the last bucket that agrees; without end if there is none that does not. */
static double end_of(const sai_quantiles *all, const sai_quantiles *const *groups, const allowance *a,
                     sai_bucket_walk at, double q, bool upward) {
  size_t last = at.bucket;
  const double beyond = upward ? 1 - q : q;
  while (sai_quantiles_step(all, groups, a->n, upward, &at)) {
    if (!agrees(a, &at, upward, q)) return sai_quantiles_point(all, last, upward ? 1 : -1);
    last = at.bucket;
  }
  if (beyond <= a->hits / (double)sum(a->runs, a->n)) return upward ? (double)INFINITY : -(double)INFINITY;
  return sai_quantiles_point(all, last, upward ? 1 : -1);
}

sai_quantile sai_groups_quantile(const sai_quantiles *all, const sai_quantiles *const *groups, size_t n,
                                 double q, double level) {
  uint64_t runs[SAI_GROUPS_MAX];
  const uint64_t count = sai_quantiles_count(all);
  if (count == 0 || count > UINT32_MAX) return (sai_quantile){NAN, NAN, NAN};
  for (size_t i = 0; i < n; i++) runs[i] = sai_quantiles_count(groups[i]);
  const allowance a = allowance_of(runs, n, level);
  const sai_bucket_walk at = sai_quantiles_walk(all, groups, n, q);
  return (sai_quantile){.value = sai_quantiles_point(all, at.bucket, 0),
                        .low = end_of(all, groups, &a, at, q, false),
                        .high = end_of(all, groups, &a, at, q, true)};
}
