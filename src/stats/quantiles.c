/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buckets in ascending order: -infinity, negative values by size, zero, positive values by size, +infinity.
   The code of a size is its exponent and mantissa rounded to 10 bits, counted from 2^-48, so a bucket's
   middle is a number with 10 mantissa bits: within 2^-11 of all in the bucket, and exact for whole numbers
   below 2048. Buckets come in pages of 1,024; a page that no value fell into is never read or written. */
#include "stats/quantiles.h"

#include "stats/loops.h"
#include "stats/tail.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { STRIPE = 1024 /* values handled at a time */ };

struct sai_quantiles {
  uint64_t count;
  double low, high; /* smallest and largest finite value, if there is one */
  bool some_finite;
  uint8_t touched[2 * SAI_BUCKET_PAGES]; /* of each page: holds values that are the middle of their bucket;
                                            holds others */
  uint32_t counts[SAI_BUCKET_PAGES][SAI_BUCKET_PAGE];
};

size_t sai_quantiles_bytes(void) {
  return sizeof(sai_quantiles);
}

/* The same of the finite ones among at most STRIPE values; low > high if there are none. */
static sai_ends finite_ends_of(const double *x, size_t n) {
  const sai_ends all = sai_stats_loops_used()->ends(x, n);
  if (all.low >= -DBL_MAX && all.high <= DBL_MAX) return all;
  double finite[STRIPE];
  size_t kept = 0;
  for (size_t i = 0; i < n; i++) {
    finite[kept] = x[i];
    kept += fabs(x[i]) <= DBL_MAX;
  }
  return sai_stats_loops_used()->ends(finite, kept);
}

/* Adding 0 turns -0 into 0, so that the order of zeros of either sign leaves no trace. */
static void widen(sai_quantiles *s, sai_ends e) {
  if (e.low > e.high) return;
  s->low = (s->some_finite && s->low < e.low ? s->low : e.low) + 0.0;
  s->high = (s->some_finite && s->high > e.high ? s->high : e.high) + 0.0;
  s->some_finite = true;
}

/* Four at a time: where one value prevails, adding to it one by one would wait for the store before. */
static void count_keys(sai_quantiles *s, const uint32_t *key, size_t n) {
  uint32_t *counts = s->counts[0];
  size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    for (size_t j = i; j < i + 4; j++) s->touched[(key[j] >> 11) << 1 | (key[j] & 1)] = 1;
    const uint32_t a = key[i] >> 1, b = key[i + 1] >> 1, c = key[i + 2] >> 1, d = key[i + 3] >> 1;
    if (a == b && c == d && a == c) {
      counts[a] += 4;
      continue;
    }
    counts[a]++, counts[b]++, counts[c]++, counts[d]++;
  }
  for (; i < n; i++) {
    s->touched[(key[i] >> 11) << 1 | (key[i] & 1)] = 1;
    counts[key[i] >> 1]++;
  }
}

void sai_quantiles_update(sai_quantiles *s, const double *x, size_t n) {
  uint32_t key[STRIPE];
  s->count += n;
  while (n > 0) {
    const size_t part = n < STRIPE ? n : STRIPE;
    widen(s, finite_ends_of(x, part));
    sai_stats_loops_used()->keys(x, part, key);
    count_keys(s, key, part);
    x += part, n -= part;
  }
}

static bool page_touched(const sai_quantiles *s, size_t page) {
  return s->touched[2 * page] || s->touched[2 * page + 1];
}

void sai_quantiles_merge(sai_quantiles *s, const sai_quantiles *other) {
  s->count += other->count;
  if (other->some_finite) widen(s, (sai_ends){other->low, other->high});
  for (size_t page = 0; page < SAI_BUCKET_PAGES; page++) {
    if (!page_touched(other, page)) continue;
    s->touched[2 * page] |= other->touched[2 * page];
    s->touched[2 * page + 1] |= other->touched[2 * page + 1];
    for (size_t i = 0; i < SAI_BUCKET_PAGE; i++) s->counts[page][i] += other->counts[page][i];
  }
}

void sai_quantiles_clear(sai_quantiles *s) {
  for (size_t page = 0; page < SAI_BUCKET_PAGES; page++)
    if (page_touched(s, page)) memset(s->counts[page], 0, sizeof s->counts[page]);
  memset(s->touched, 0, sizeof s->touched);
  s->count = 0;
  s->low = s->high = 0;
  s->some_finite = false;
}

uint64_t sai_quantiles_count(const sai_quantiles *s) {
  return s->count;
}

/* The bucket of order statistic number rank, 1 <= rank <= count. */
static size_t bucket_of_rank(const sai_quantiles *s, uint64_t rank) {
  uint64_t below = 0;
  for (size_t page = 0; page < SAI_BUCKET_PAGES; page++) {
    if (!page_touched(s, page)) continue;
    for (size_t i = 0; i < SAI_BUCKET_PAGE; i++) {
      below += s->counts[page][i];
      if (below >= rank) return page * SAI_BUCKET_PAGE + i;
    }
  }
  return 0;
}

/* A point of a bucket: its lower end, middle or upper end for side -1, 0, 1. The ends are the middle if all
   values of the page are middles. */
static double point_of_bucket(const sai_quantiles *s, size_t bucket, int side) {
  const int64_t position = (int64_t)bucket - SAI_BUCKET_ZERO, m = position < 0 ? -position : position;
  if (m == 0) return 0;
  if (m > SAI_BUCKET_SIZES) return position < 0 ? -(double)INFINITY : (double)INFINITY;
  const int outward = s->touched[2 * (bucket / SAI_BUCKET_PAGE) + 1] ? (position < 0 ? -side : side) : 0;
  const int64_t middle = (m - 1 + SAI_BUCKET_FIRST_CODE) << SAI_BUCKET_DROPPED_BITS;
  const int64_t bits = middle + outward * (INT64_C(1) << (SAI_BUCKET_DROPPED_BITS - 1));
  double size;
  memcpy(&size, &bits, sizeof size);
  if (m == 1 && outward < 0) size = 0;
  if (m == SAI_BUCKET_SIZES && outward > 0) size = INFINITY;
  return fmin(fmax(position < 0 ? -size : size, s->low), s->high);
}

/* ceil(q n) in 1..n; a product that is whole but for rounding counts as whole, as 0.07 * 100 does. */
static uint64_t rank_of(uint64_t n, double q) {
  double product = q * (double)n, whole = rint(product);
  if (fabs(product - whole) > 0x1p-50 * product) whole = ceil(product);
  return whole < 1 ? 1 : whole > (double)n ? n : (uint64_t)whole;
}

sai_quantile sai_quantiles_at(const sai_quantiles *s, double q, double level) {
  const uint64_t n = s->count;
  if (n == 0 || n > UINT32_MAX) return (sai_quantile){NAN, NAN, NAN};
  uint64_t low, high;
  sai_quantile_ranks(n, q, level, &low, &high);
  return (sai_quantile){
      .value = point_of_bucket(s, bucket_of_rank(s, rank_of(n, q)), 0),
      .low = low == 0 ? -(double)INFINITY : point_of_bucket(s, bucket_of_rank(s, low), -1),
      .high = high > n ? (double)INFINITY : point_of_bucket(s, bucket_of_rank(s, high), 1),
  };
}

double sai_quantiles_point(const sai_quantiles *s, size_t bucket, int side) {
  return point_of_bucket(s, bucket, side);
}

static uint32_t count_at(const sai_quantiles *s, size_t bucket) {
  return s->counts[bucket / SAI_BUCKET_PAGE][bucket % SAI_BUCKET_PAGE];
}

static uint64_t count_below(const sai_quantiles *s, size_t bucket) {
  uint64_t below = 0;
  for (size_t page = 0; page <= bucket / SAI_BUCKET_PAGE; page++) {
    const size_t end = page < bucket / SAI_BUCKET_PAGE ? SAI_BUCKET_PAGE : bucket % SAI_BUCKET_PAGE;
    for (size_t i = 0; page_touched(s, page) && i < end; i++) below += s->counts[page][i];
  }
  return below;
}

sai_bucket_walk sai_quantiles_walk(const sai_quantiles *all, const sai_quantiles *const *parts, size_t n,
                                   double q) {
  sai_bucket_walk walk = {.bucket = bucket_of_rank(all, rank_of(all->count, q))};
  for (size_t i = 0; i < n; i++) {
    walk.below[i] = count_below(parts[i], walk.bucket);
    walk.at[i] = count_at(parts[i], walk.bucket);
  }
  return walk;
}

/* The next bucket that is not empty, or SIZE_MAX. */
static size_t next_bucket(const sai_quantiles *s, size_t bucket, bool upward) {
  const size_t end = SAI_BUCKET_PAGES * SAI_BUCKET_PAGE;
  while (upward ? ++bucket < end : bucket-- > 0) {
    const size_t page = bucket / SAI_BUCKET_PAGE;
    if (!page_touched(s, page))
      bucket = upward ? (page + 1) * SAI_BUCKET_PAGE - 1 : page * SAI_BUCKET_PAGE;
    else if (count_at(s, bucket))
      return bucket;
  }
  return SIZE_MAX;
}

bool sai_quantiles_step(const sai_quantiles *all, const sai_quantiles *const *parts, size_t n, bool upward,
                        sai_bucket_walk *walk) {
  const size_t next = next_bucket(all, walk->bucket, upward);
  if (next == SIZE_MAX) return false;
  walk->bucket = next;
  for (size_t i = 0; i < n; i++) {
    if (upward) walk->below[i] += walk->at[i];
    walk->at[i] = count_at(parts[i], next);
    if (!upward) walk->below[i] -= walk->at[i];
  }
  return true;
}

uint64_t sai_quantiles_below(const sai_quantiles *s, double x) {
  uint64_t below = 0;
  for (size_t page = 0; page < SAI_BUCKET_PAGES; page++) {
    if (!page_touched(s, page)) continue;
    for (size_t i = 0; i < SAI_BUCKET_PAGE; i++) {
      if (s->counts[page][i] == 0) continue;
      if (!(point_of_bucket(s, page * SAI_BUCKET_PAGE + i, 1) < x)) return below;
      below += s->counts[page][i];
    }
  }
  return below;
}

sai_quantile sai_quantiles_sorted(const double *sorted, size_t n, double q, double level) {
  if (n == 0) return (sai_quantile){NAN, NAN, NAN};
  uint64_t low, high;
  sai_quantile_ranks(n, q, level, &low, &high);
  return (sai_quantile){
      .value = sorted[rank_of(n, q) - 1],
      .low = low == 0 ? -(double)INFINITY : sorted[low - 1],
      .high = high > n ? (double)INFINITY : sorted[high - 1],
  };
}

/* The largest rank l with P(Bin(n, q) < l) <= tail; 0 if there is none. Then X_(l) > x_q has at most that
   probability, as fewer than l values are <= x_q, each with probability F(x_q) >= q. The normal quantile is a
   few ranks off. */
static uint64_t low_rank(uint64_t n, double q, double tail) {
  const double mean = (double)n * q;
  const double guess = rint(mean + gsl_cdf_ugaussian_Pinv(tail) * sqrt(mean * (1 - q)));
  uint64_t l = guess > 0 ? (uint64_t)guess : 0;
  double below = l ? sai_tail_at_most(n, l - 1, q) : 0;
  while (l > 0 && below > tail) below -= sai_tail_pmf(n, --l, q);
  for (double term; l < n && below + (term = sai_tail_pmf(n, l, q)) <= tail; l++) below += term;
  return l;
}

void sai_quantile_ranks(uint64_t n, double q, double level, uint64_t *low, uint64_t *high) {
  const double tail = (1 - level) / 2 * (1 - 1e-9); /* less the error of the probabilities */
  const uint64_t rank = n == 0 ? 0 : rank_of(n, q);
  *low = n == 0 || q <= 0 ? 0 : q >= 1 ? n : low_rank(n, q, tail);
  /* X_(h) < x_q if h values or more are < x_q, each with probability <= q: the mirror image, h = n + 1 - l.
   */
  *high = n + 1 - (n == 0 || q >= 1 ? 0 : q <= 0 ? n : low_rank(n, 1 - q, tail));
  if (*low > rank) *low = rank;
  if (*high < rank) *high = rank;
}
