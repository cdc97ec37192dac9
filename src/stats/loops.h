/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loops over columns, compiled once for each instruction set; all of them give the same bytes. */
#ifndef SAI_STATS_LOOPS_H
#define SAI_STATS_LOOPS_H

#include "base/level.h"
#include "stats/moments.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Smallest and largest of some values; low > high if there are none. */
typedef struct sai_ends {
  double low, high;
} sai_ends;

/* What it takes longer to count by comparing with each of them than one by one. */
enum { SAI_FEW_COUNTS = 32 };

/* The buckets of the sketch (stats/quantiles.c). */
enum {
  SAI_BUCKET_DROPPED_BITS = 42,                /* of 52 mantissa bits */
  SAI_BUCKET_OCTAVES = 128,                    /* 2^-48 to 2^80 */
  SAI_BUCKET_SIZES = SAI_BUCKET_OCTAVES << 10, /* sizes of one sign that are neither zero nor infinite */
  SAI_BUCKET_FIRST_CODE = (1023 - 48) << 10,   /* exponent and mantissa of 2^-48 */
  SAI_BUCKET_INFINITE_CODE = 2047 << 10,       /* of infinity */
  SAI_BUCKET_ZERO = SAI_BUCKET_SIZES + 1,      /* of zero; a size code m is at ZERO - m and ZERO + m */
  SAI_BUCKET_PAGE = 1024,                      /* buckets of a page */
  /* enough for 2 (SIZES + 1) + 1 buckets */
  SAI_BUCKET_PAGES = (2 * (SAI_BUCKET_SIZES + 1) + SAI_BUCKET_PAGE) / SAI_BUCKET_PAGE
};

/** What is known of a column's values once their buckets are. */
typedef struct sai_bucket_survey {
  uint64_t bits;         /**< those set in any of the values */
  uint32_t above, below; /**< buckets between that of zero and the nearest on either side; SIZES and more:
                            only infinities there, or nothing */
  bool zero;             /**< some are in the bucket of zero */
} sai_bucket_survey;

typedef struct sai_stats_loops {
  sai_ends (*ends)(const double *x, size_t n);
  /** The same of the finite values alone. */
  sai_ends (*finite_ends)(const double *x, size_t n);
  /** The bucket of each value. */
  sai_bucket_survey (*buckets)(const double *x, size_t n, uint32_t *bucket);
  /** The same of values of 2^-48 to 2^79, which are most: in fewer steps. */
  sai_bucket_survey (*positive_buckets)(const double *x, size_t n, uint32_t *bucket);
  /** Adds to counts[v] how many of n <= 1,024 whole numbers are v, for each v < n_counts <= SAI_FEW_COUNTS:
     the values that there are. */
  void (*count_few)(const double *x, size_t n, size_t n_counts, uint64_t *counts);
  /** Sums of the first four powers of the deviations from a centre, in spreads. */
  void (*powers)(const double *x, size_t n, const sai_scale *of, double power[4]);
  /** The buckets' counts, and the same powers beside: counting waits for stores, and powers for sums, so that
     both together take little longer than one. */
  void (*count_and_powers)(const uint32_t *bucket, uint32_t *counts, const double *x, size_t n,
                           const sai_scale *of, double power[4]);
  void (*count)(const uint32_t *bucket, uint32_t *counts, size_t n);
  /** Sum of the products of two columns' deviations. */
  double (*products)(const double *x, const double *y, size_t n, const sai_scale *of_x,
                     const sai_scale *of_y);
} sai_stats_loops;

SAI_DECLARE_LEVELS(sai_stats_loops, sai_stats_loops);

/** Those of sai_level_used(). */
const sai_stats_loops *sai_stats_loops_used(void);

#endif
