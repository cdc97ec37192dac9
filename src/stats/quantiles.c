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
#define DROPPED ((UINT64_C(1) << SAI_BUCKET_DROPPED_BITS) - 1)
static const double smallest_size = 0x1p-48, beyond_sizes = 0x1p80;

/* What a page holds: values that are the middle of their bucket, or others too. */
enum { NOTHING, MIDDLES, OTHERS };

struct sai_quantiles {
  uint64_t count;
  double low, high; /* smallest and largest finite value, if there is one */
  bool some_finite;
  uint8_t holds[SAI_BUCKET_PAGES];
  uint32_t counts[SAI_BUCKET_PAGES][SAI_BUCKET_PAGE];
};

size_t sai_quantiles_bytes(void) {
  return sizeof(sai_quantiles);
}

/* Adding 0 turns -0 into 0, so that the order of zeros of either sign leaves no trace. */
static void widen(sai_quantiles *s, sai_ends e) {
  if (e.low > e.high) return;
  s->low = (s->some_finite && s->low < e.low ? s->low : e.low) + 0.0;
  s->high = (s->some_finite && s->high > e.high ? s->high : e.high) + 0.0;
  s->some_finite = true;
}

static void now_holds(sai_quantiles *s, size_t page, uint8_t kind) {
  if (s->holds[page] < kind) s->holds[page] = kind;
}

static bool is_middle(double x, uint32_t bucket) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bucket == SAI_BUCKET_ZERO ||
         ((bits & DROPPED) == 0 && fabs(x) >= smallest_size && fabs(x) < beyond_sizes);
}

static void note_pages(sai_quantiles *s, const double *x, const uint32_t *bucket, size_t n) {
  for (size_t i = 0; i < n; i++)
    now_holds(s, bucket[i] / SAI_BUCKET_PAGE, is_middle(x[i], bucket[i]) ? MIDDLES : OTHERS);
}

/* Whether the pages of all buckets from the first to the last hold such values already. */
static bool all_hold(const sai_quantiles *s, uint32_t first, uint32_t last, uint8_t kind) {
  for (size_t page = first / SAI_BUCKET_PAGE; page <= last / SAI_BUCKET_PAGE; page++)
    if (s->holds[page] < kind) return false;
  return true;
}

/* Whether note_pages() would change nothing, told without a look at each value: the pages between the
   smallest and the largest of one sign are noted as a rule since long. May be false though nothing would
   change. */
static bool all_noted(const sai_quantiles *s, sai_ends all, sai_ends finite, const sai_bucket_survey *of) {
  const double ends[2] = {finite.low, finite.high};
  const uint8_t kind = of->bits & DROPPED ? OTHERS : MIDDLES;
  uint32_t end[2];
  if (of->above == 0 || of->below == 0 || fmax(-finite.low, finite.high) >= beyond_sizes) return false;
  sai_stats_loops_used()->buckets(ends, 2, end);
  if (of->zero && !s->holds[SAI_BUCKET_ZERO / SAI_BUCKET_PAGE]) return false;
  if (all.low < finite.low && s->holds[0] < OTHERS) return false;
  if (all.high > finite.high && s->holds[SAI_BUCKET_PAGES - 1] < OTHERS) return false;
  return (of->above >= SAI_BUCKET_SIZES || all_hold(s, SAI_BUCKET_ZERO + 1 + of->above, end[1], kind)) &&
         (of->below >= SAI_BUCKET_SIZES || all_hold(s, end[0], SAI_BUCKET_ZERO - 1 - of->below, kind));
}

/* At most STRIPE values; of equal ones the first stands for all. The moments may be NULL. */
static void update_part(sai_quantiles *s, sai_moments *moments, const double *x, size_t n) {
  const sai_stats_loops *loops = sai_stats_loops_used();
  const sai_ends all = loops->ends(x, n);
  const bool all_finite = all.low >= -DBL_MAX && all.high <= DBL_MAX, equal = all.low == all.high;
  const sai_ends finite = all_finite ? all : loops->finite_ends(x, n);
  uint32_t bucket[STRIPE];
  const bool positive = all.low >= smallest_size && all.high <= beyond_sizes / 2;
  const sai_bucket_survey survey =
      (positive ? loops->positive_buckets : loops->buckets)(x, equal ? 1 : n, bucket);
  widen(s, finite);
  if (equal) {
    note_pages(s, x, bucket, 1);
    s->counts[bucket[0] / SAI_BUCKET_PAGE][bucket[0] % SAI_BUCKET_PAGE] += (uint32_t)n;
    if (moments) sai_moments_update_equal(moments, x, n);
    return;
  }
  if (!all_noted(s, all, finite, &survey)) note_pages(s, x, bucket, n);
  if (moments)
    sai_moments_update_counting(moments, x, n, bucket, s->counts[0]);
  else
    loops->count(bucket, s->counts[0], n);
}

void sai_quantiles_update(sai_quantiles *s, const double *x, size_t n) {
  s->count += n;
  while (n > 0) {
    const size_t part = n < STRIPE ? n : STRIPE;
    update_part(s, NULL, x, part);
    x += part, n -= part;
  }
}

void sai_quantiles_update_both(sai_quantiles *s, sai_moments *moments, const double *x, size_t n) {
  s->count += n;
  update_part(s, moments, x, n);
}

void sai_quantiles_merge(sai_quantiles *s, const sai_quantiles *other) {
  s->count += other->count;
  if (other->some_finite) widen(s, (sai_ends){other->low, other->high});
  for (size_t page = 0; page < SAI_BUCKET_PAGES; page++) {
    if (!other->holds[page]) continue;
    now_holds(s, page, other->holds[page]);
    for (size_t i = 0; i < SAI_BUCKET_PAGE; i++) s->counts[page][i] += other->counts[page][i];
  }
}

void sai_quantiles_clear(sai_quantiles *s) {
  for (size_t page = 0; page < SAI_BUCKET_PAGES; page++)
    if (s->holds[page]) memset(s->counts[page], 0, sizeof s->counts[page]);
  memset(s->holds, NOTHING, sizeof s->holds);
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
    if (!s->holds[page]) continue;
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
  const int outward = s->holds[bucket / SAI_BUCKET_PAGE] == OTHERS ? (position < 0 ? -side : side) : 0;
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
    for (size_t i = 0; s->holds[page] && i < end; i++) below += s->counts[page][i];
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
    if (!s->holds[page])
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
    if (!s->holds[page]) continue;
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
