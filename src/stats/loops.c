/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiled for each level. In sums element i goes to partial sum i mod 8, and the eight are added as a fixed
   tree: every compiler and instruction set makes the same bits. */
#include "stats/loops.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* The bucket of each value. All steps look at the upper half of the number, where 10 of 20 mantissa bits are
   dropped: 32-bit vectors. m counts buckets from that of zero; distances from it are unsigned, so that what
   lies on the other side is far away, and zero itself, at -1, farthest. */
static sai_bucket_survey find_buckets(const double *x, size_t n, uint32_t *bucket) {
  uint64_t any = 0;
  uint32_t above = UINT32_MAX, below = UINT32_MAX, farthest = 0;
  for (size_t i = 0; i < n; i++) {
    uint64_t bits;
    memcpy(&bits, &x[i], sizeof bits);
    any |= bits;
    const int32_t upper = (int32_t)(bits >> 32), sign = upper >> 31, size = upper & INT32_MAX;
    const int32_t code = (size + 512) >> 10, least = code < 1 ? code : 1;
    int32_t m = code - (SAI_BUCKET_FIRST_CODE - 1);
    m = m < least ? least : m;
    m = m > SAI_BUCKET_SIZES ? SAI_BUCKET_SIZES : m;
    m += size >= SAI_BUCKET_INFINITE_CODE << 10;
    m = (m ^ sign) - sign;
    bucket[i] = (uint32_t)(SAI_BUCKET_ZERO + m);
    const uint32_t up = (uint32_t)m - 1, down = UINT32_MAX - (uint32_t)m;
    above = up < above ? up : above;
    below = down < below ? down : below;
    farthest = up > farthest ? up : farthest;
  }
  return (sai_bucket_survey){any, above, below, farthest == UINT32_MAX};
}

/* No number is neither below the smallest nor above the largest, so it may be among them: it must have a
   bucket that there is. */
static sai_bucket_survey find_positive_buckets(const double *x, size_t n, uint32_t *bucket) {
  const uint32_t last = SAI_BUCKET_ZERO + SAI_BUCKET_SIZES + 1;
  uint64_t any = 0;
  uint32_t nearest = UINT32_MAX;
  for (size_t i = 0; i < n; i++) {
    uint64_t bits;
    memcpy(&bits, &x[i], sizeof bits);
    any |= bits;
    uint32_t b = (((uint32_t)(bits >> 32) + 512) >> 10) + (SAI_BUCKET_ZERO + 1 - SAI_BUCKET_FIRST_CODE);
    b = b < last ? b : last;
    nearest = b < nearest ? b : nearest;
    bucket[i] = b;
  }
  return (sai_bucket_survey){any, nearest - (SAI_BUCKET_ZERO + 1), UINT32_MAX, false};
}

/* Vectors as wide as the level has them: gcc 12 takes wider ones to pieces in memory. */
#if defined __AVX512F__
enum { WIDTH = 8 };
#elif defined __AVX__
enum { WIDTH = 4 };
#else
enum { WIDTH = 2 };
#endif
enum { CHAINS = 4 * WIDTH };

/* Smallest and largest by many chains; finite_only leaves infinities out. */
static inline sai_ends ends_among(const double *x, size_t n, bool finite_only) {
  double low[CHAINS], high[CHAINS];
  const double least = finite_only ? -DBL_MAX : -(double)INFINITY, most = -least;
  for (size_t c = 0; c < CHAINS; c++) low[c] = INFINITY, high[c] = -(double)INFINITY;
  for (size_t i = 0; i + CHAINS <= n; i += CHAINS)
    for (size_t c = 0; c < CHAINS; c++) {
      low[c] = x[i + c] < low[c] && (!finite_only || x[i + c] >= least) ? x[i + c] : low[c];
      high[c] = x[i + c] > high[c] && (!finite_only || x[i + c] <= most) ? x[i + c] : high[c];
    }
  for (size_t i = n - n % CHAINS; i < n; i++) {
    low[0] = x[i] < low[0] && x[i] >= least ? x[i] : low[0];
    high[0] = x[i] > high[0] && x[i] <= most ? x[i] : high[0];
  }
  for (size_t c = 1; c < CHAINS; c++) {
    low[0] = low[c] < low[0] ? low[c] : low[0];
    high[0] = high[c] > high[0] ? high[c] : high[0];
  }
  return (sai_ends){low[0], high[0]};
}

static sai_ends ends_of(const double *x, size_t n) {
  return ends_among(x, n, false);
}

static sai_ends finite_ends_of(const double *x, size_t n) {
  return ends_among(x, n, true);
}

enum { STRIPE = 1024, BYTES = 8 * WIDTH };
typedef uint8_t bytes __attribute__((vector_size(BYTES)));

/* x is padded to whole vectors; no byte of the sum overflows, as at most STRIPE / 16 values meet in one. */
static uint32_t count_equal(const uint8_t *x, size_t n, uint8_t value) {
  bytes sum = {0}, some;
  for (size_t i = 0; i < n; i += BYTES) {
    memcpy(&some, x + i, sizeof some);
    sum -= (bytes)(some == value); /* true is -1 */
  }
  uint8_t part[BYTES];
  memcpy(part, &sum, sizeof part);
  uint32_t total = 0;
  for (size_t i = 0; i < BYTES; i++) total += part[i];
  return total;
}

static void count_few(const double *x, size_t n, size_t n_counts, uint64_t *counts) {
  uint8_t whole[STRIPE];
  for (size_t i = 0; i < n; i++) whole[i] = (uint8_t)(int32_t)x[i];
  memset(whole + n, UINT8_MAX, (STRIPE - n) % BYTES);
  uint64_t zeros = n;
  for (size_t v = 1; v < n_counts; v++) {
    const uint32_t equal = count_equal(whole, n, (uint8_t)v);
    counts[v] += equal;
    zeros -= equal;
  }
  counts[0] += zeros;
}

enum { LANES = 8, VECTORS = LANES / WIDTH };
typedef double vector __attribute__((vector_size(8 * WIDTH)));
typedef struct lanes {
  vector of[VECTORS];
} lanes;

static double tree_sum(const lanes *v) {
  double s[LANES];
  memcpy(s, v, sizeof s);
  return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

/* Deviations of WIDTH values from the centre, in spreads. */
static inline vector deviations(const double *x, const sai_scale *scale) {
  vector z;
  memcpy(&z, x, sizeof z);
  return (z - scale->centre) * (1 / scale->spread);
}

/* What is left of a column after its last whole LANES; missing values are the centre and change no sum. */
static void last_lanes(const double *x, size_t n, const sai_scale *scale, double out[LANES]) {
  const size_t begin = n - n % LANES;
  for (size_t i = 0; i < LANES; i++) out[i] = begin + i < n ? x[begin + i] : scale->centre;
}

static inline void add_powers(const double *x, const sai_scale *scale, lanes sum[4]) {
  for (size_t v = 0; v < VECTORS; v++) {
    const vector z = deviations(x + v * WIDTH, scale), zz = z * z;
    sum[0].of[v] += z;
    sum[1].of[v] += zz;
    sum[2].of[v] += zz * z;
    sum[3].of[v] += zz * zz;
  }
}

/* Four at a time: where one value prevails, adding to it one by one would wait for the store before. */
static inline void count_four(const uint32_t *bucket, uint32_t *counts) {
  const uint32_t a = bucket[0], b = bucket[1], c = bucket[2], d = bucket[3];
  if (a == b && c == d && a == c)
    counts[a] += 4;
  else
    counts[a]++, counts[b]++, counts[c]++, counts[d]++;
}

static void count(const uint32_t *bucket, uint32_t *counts, size_t n) {
  size_t i = 0;
  for (; i + 4 <= n; i += 4) count_four(bucket + i, counts);
  for (; i < n; i++) counts[bucket[i]]++;
}

static inline void powers_beside(const uint32_t *bucket, uint32_t *counts, const double *x, size_t n,
                                 const sai_scale *of, double power[4]) {
  const sai_scale scale = *of;
  double last[LANES];
  lanes sum[4] = {0};
  for (size_t i = 0; i + LANES <= n; i += LANES) {
    add_powers(x + i, &scale, sum);
    for (size_t j = 0; counts && j < LANES; j += 4) count_four(bucket + i + j, counts);
  }
  last_lanes(x, n, &scale, last);
  if (n % LANES) add_powers(last, &scale, sum);
  for (size_t i = n - n % LANES; counts && i < n; i++) counts[bucket[i]]++;
  for (size_t k = 0; k < 4; k++) power[k] = tree_sum(&sum[k]);
}

static void powers(const double *x, size_t n, const sai_scale *of, double power[4]) {
  powers_beside(NULL, NULL, x, n, of, power);
}

static void count_and_powers(const uint32_t *bucket, uint32_t *counts, const double *x, size_t n,
                             const sai_scale *of, double power[4]) {
  powers_beside(bucket, counts, x, n, of, power);
}

static inline void add_products(const double *x, const double *y, const sai_scale *of_x,
                                const sai_scale *of_y, lanes *sum) {
  for (size_t v = 0; v < VECTORS; v++)
    sum->of[v] += deviations(x + v * WIDTH, of_x) * deviations(y + v * WIDTH, of_y);
}

static double products(const double *x, const double *y, size_t n, const sai_scale *scale_x,
                       const sai_scale *scale_y) {
  const sai_scale of_x = *scale_x, of_y = *scale_y;
  double last_x[LANES], last_y[LANES];
  lanes sum = {0};
  for (size_t i = 0; i + LANES <= n; i += LANES) add_products(x + i, y + i, &of_x, &of_y, &sum);
  last_lanes(x, n, &of_x, last_x);
  last_lanes(y, n, &of_y, last_y);
  if (n % LANES) add_products(last_x, last_y, &of_x, &of_y, &sum);
  return tree_sum(&sum);
}

const sai_stats_loops SAI_AT_LEVEL(sai_stats_loops) = {.ends = ends_of,
                                                       .finite_ends = finite_ends_of,
                                                       .buckets = find_buckets,
                                                       .positive_buckets = find_positive_buckets,
                                                       .count_few = count_few,
                                                       .count = count,
                                                       .powers = powers,
                                                       .count_and_powers = count_and_powers,
                                                       .products = products};
