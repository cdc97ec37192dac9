/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means, standard deviations, covariances and pooled ratios of columns, each with its standard error. All
   values that are fed in must be finite. */
#ifndef SAI_STATS_MOMENTS_H
#define SAI_STATS_MOMENTS_H

#include "stats/sum.h"

/** Where a quantity is centred and how large its deviations are; the same for every accumulator of the
 * quantity. Taken from the first stripe by sai_scale_of(), so that it never depends on threads. */
typedef struct sai_scale {
  double centre,
      spread; /**< spread > 0: a power of two not below the largest deviation seen, or a fallback */
} sai_scale;

/** The scale of a quantity from its first stripe. Constant columns get their value as the centre, so that
 * their mean is exact; the spread is at least 2^-20 |centre|, and 1024 if there are only zeros. Later values
 * may stray 2^60, 2^30, 2^32, 2^24 spreads from the centre before the sums of powers 1, 2, 3, 4 saturate. */
sai_scale sai_scale_of(const double *x, size_t n);

/** Sums of ((x - centre) / spread)^k, k = 1..4. */
typedef struct sai_moments {
  sai_scale scale;
  uint64_t n;
  sai_sum power[4];
} sai_moments;

/** An estimate with its standard error. */
typedef struct sai_estimate {
  double value, se;
} sai_estimate;

void sai_moments_start(sai_moments *m, sai_scale scale);
/** Add one stripe, n <= 1024, in an order of operations that depends on n alone. */
void sai_moments_update(sai_moments *m, const double *x, size_t n);
/** The same of n values that all equal x[0]. */
void sai_moments_update_equal(sai_moments *m, const double *x, size_t n);
/** The same, and counts[bucket[i]]++ for each of the n. */
void sai_moments_update_counting(sai_moments *m, const double *x, size_t n, const uint32_t *bucket,
                                 uint32_t *counts);
void sai_moments_merge(sai_moments *m, const sai_moments *other);
/** The mean; se 0 for n < 2. Here and below: NAN for n = 0, and an estimate (or only its standard error) that
 * rests on a saturated sum is NAN. */
sai_estimate sai_moments_mean(const sai_moments *m);
/** The sample standard deviation (n - 1) and its standard error from the fourth moment; both 0 for n = 1. */
sai_estimate sai_moments_sd(const sai_moments *m);
/** The sample variance (n - 1). */
double sai_moments_variance(const sai_moments *m);

/** Sum of (x - cx)(y - cy), in spreads, for a pair whose moments are kept too. */
typedef struct sai_comoment {
  sai_scale x, y;
  sai_sum product;
} sai_comoment;

void sai_comoment_start(sai_comoment *c, sai_scale x, sai_scale y);
/** Add one stripe, n <= 1024. */
void sai_comoment_update(sai_comoment *c, const double *x, const double *y, size_t n);
void sai_comoment_merge(sai_comoment *c, const sai_comoment *other);
/** The sample covariance (n - 1); x and y are the moments of the same runs. */
double sai_comoment_covariance(const sai_comoment *c, const sai_moments *x, const sai_moments *y);

/** Pooled ratio R = E[x] / E[y] of nonnegative y, with the delta-method standard error
 *  sqrt((Sxx - 2 R Sxy + R^2 Syy) / n) / mean y. INFINITY with se 0 if mean y = 0. */
sai_estimate sai_pooled_ratio(const sai_moments *x, const sai_moments *y, double covariance);

/** Difference of two pooled ratios x/y - v/w over the same runs, with its delta-method standard error. The
 * six covariances are those of (x,y), (v,w), (x,v), (x,w), (y,v), (y,w). NAN if either denominator is 0. */
sai_estimate sai_pooled_difference(const sai_moments *x, const sai_moments *y, const sai_moments *v,
                                   const sai_moments *w, const double covariance[6]);

#endif
