/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantiles of a column in memory of fixed size: an integer histogram over sign, exponent and 10 mantissa
   bits (rounded to the nearest), with atoms at zero and at both infinities kept apart. Merging adds counts,
   in any order. A sketch holds up to 2^32 - 1 values; one that was fed more answers NAN. */
#ifndef SAI_STATS_QUANTILES_H
#define SAI_STATS_QUANTILES_H

#include "stats/moments.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The sketch. Its memory is one block of sai_quantiles_bytes() zero bytes (best fresh pages: those never
 * touched cost nothing), which the caller owns and which is the empty sketch. */
typedef struct sai_quantiles sai_quantiles;

size_t sai_quantiles_bytes(void);
/** Add x[0..n): finite values or +-INFINITY, never NaN. */
void sai_quantiles_update(sai_quantiles *s, const double *x, size_t n);
/** Add one stripe of finite values, 1 <= n <= 1024, to a sketch and to moments: the same as adding it to one
 * after the other, but sooner. */
void sai_quantiles_update_both(sai_quantiles *s, sai_moments *moments, const double *x, size_t n);
/** Add another sketch's counts; skips octaves that it never touched. */
void sai_quantiles_merge(sai_quantiles *s, const sai_quantiles *other);
/** Forget all values. */
void sai_quantiles_clear(sai_quantiles *s);
uint64_t sai_quantiles_count(const sai_quantiles *s);

/** A quantile with the ends of its confidence interval; any of them may be infinite. */
typedef struct sai_quantile {
  double value, low, high;
} sai_quantile;

/** The q-quantile: order statistic number ceil(q N), within 0.05% (exact at 0, at +-INFINITY, for whole
 * numbers below 2048, and if all values are equal; never outside [smallest, largest] seen). Buckets reach
 * from 2^-48 to 2^80 in size: what is smaller or larger is counted in the outermost, and what is below
 * 2^-1033 as zero. low and high are order statistics whose ranks cover the true q-quantile with probability
 * >= level, bucket width included; for a discrete quantity the interval holds the smallest x with F(x) >= q.
 * A sketch of nothing gives NAN. */
sai_quantile sai_quantiles_at(const sai_quantiles *s, double q, double level);

/** Values in buckets that lie below x as a whole: what shares a bucket with x counts as not below, so that a
 * value on the edge of a histogram belongs to the bin that begins there (x may be 0.1% lower than asked). 0
 * if x is NAN. */
uint64_t sai_quantiles_below(const sai_quantiles *s, double x);

/** The same from n sorted raw values, exactly: for runs few enough to be kept. */
sai_quantile sai_quantiles_sorted(const double *sorted, size_t n, double q, double level);

/** Where a walk over the buckets of several sketches stands. */
typedef struct sai_bucket_walk {
  size_t bucket;
  uint64_t below[16], at[16]; /**< values of each part in buckets before, and in this one */
} sai_bucket_walk;

/** At the bucket of the q-quantile of `all`, the sum of `parts`, n <= 16 of them; `all` holds something. */
sai_bucket_walk sai_quantiles_walk(const sai_quantiles *all, const sai_quantiles *const *parts, size_t n,
                                   double q);
/** On to the next bucket that holds something, upward or downward. @return false, and nothing changes, at the
 * last one */
bool sai_quantiles_step(const sai_quantiles *all, const sai_quantiles *const *parts, size_t n, bool upward,
                        sai_bucket_walk *walk);
/** Lower end, middle or upper end of a bucket that holds something, for side -1, 0, 1. */
double sai_quantiles_point(const sai_quantiles *s, size_t bucket, int side);

/** Ranks (from 1; 0 and n + 1 mean no bound) of the order statistics that cover the q-quantile with
 * probability
 *  >= level: P(X_(low) <= x_q <= X_(high)) >= level for every distribution. n below 2^53; time of the order
 * of sqrt(n), 0.3 ms for 1e9. */
void sai_quantile_ranks(uint64_t n, double q, double level, uint64_t *low, uint64_t *high);

#endif
