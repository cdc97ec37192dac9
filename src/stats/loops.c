/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compiled for each level. In sums element i goes to partial sum i mod 8, and the eight are added as a fixed
   tree: every compiler and instruction set makes the same bits. */
#include "stats/loops.h"

#include <math.h>
#include <string.h>

/* Twice the bucket of each value, plus 1 if the value is not the bucket's middle. All but the last steps look
   at the upper half of the number, where 10 of 20 mantissa bits are dropped: 32-bit vectors. */
static void find_keys(const double *x, size_t n, uint32_t *key) {
  for (size_t i = 0; i < n; i++) {
    uint64_t bits;
    memcpy(&bits, &x[i], sizeof bits);
    const int32_t upper = (int32_t)(bits >> 32), lower = (int32_t)(uint32_t)bits;
    const int32_t sign = upper >> 31, size = upper & INT32_MAX;
    const int32_t code = (size + 512) >> 10;
    int32_t m = code - SAI_BUCKET_FIRST_CODE;
    m = m < 0 ? 0 : m;
    m = m >= SAI_BUCKET_SIZES ? SAI_BUCKET_SIZES - 1 : m;
    const int32_t off_middle = (lower | (size & 1023) | (m + SAI_BUCKET_FIRST_CODE - code)) != 0;
    m += code > 0;
    m = size >= SAI_BUCKET_INFINITE_CODE << 10 ? SAI_BUCKET_SIZES + 1 : m;
    key[i] = (uint32_t)(SAI_BUCKET_ZERO + ((m ^ sign) - sign)) << 1 | (uint32_t)off_middle;
  }
}

/* Smallest and largest of x, by four chains. */
static sai_ends ends_of(const double *x, size_t n) {
  double a0 = INFINITY, a1 = a0, a2 = a0, a3 = a0, b0 = -INFINITY, b1 = b0, b2 = b0, b3 = b0;
  size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    a0 = x[i] < a0 ? x[i] : a0, b0 = x[i] > b0 ? x[i] : b0;
    a1 = x[i + 1] < a1 ? x[i + 1] : a1, b1 = x[i + 1] > b1 ? x[i + 1] : b1;
    a2 = x[i + 2] < a2 ? x[i + 2] : a2, b2 = x[i + 2] > b2 ? x[i + 2] : b2;
    a3 = x[i + 3] < a3 ? x[i + 3] : a3, b3 = x[i + 3] > b3 ? x[i + 3] : b3;
  }
  for (; i < n; i++) a0 = x[i] < a0 ? x[i] : a0, b0 = x[i] > b0 ? x[i] : b0;
  a0 = a1 < a0 ? a1 : a0, a2 = a3 < a2 ? a3 : a2;
  b0 = b1 > b0 ? b1 : b0, b2 = b3 > b2 ? b3 : b2;
  return (sai_ends){a2 < a0 ? a2 : a0, b2 > b0 ? b2 : b0};
}

/* Vectors as wide as the level has them: gcc 12 takes wider ones to pieces in memory. */
#if defined __AVX512F__
enum { WIDTH = 8 };
#elif defined __AVX__
enum { WIDTH = 4 };
#else
enum { WIDTH = 2 };
#endif
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

static void powers(const double *x, size_t n, const sai_scale *of, double power[4]) {
  const sai_scale scale = *of;
  double last[LANES];
  lanes sum[4] = {0};
  for (size_t i = 0; i + LANES <= n; i += LANES) add_powers(x + i, &scale, sum);
  last_lanes(x, n, &scale, last);
  if (n % LANES) add_powers(last, &scale, sum);
  for (size_t k = 0; k < 4; k++) power[k] = tree_sum(&sum[k]);
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

const sai_stats_loops SAI_AT_LEVEL(sai_stats_loops) = {
    .ends = ends_of, .keys = find_keys, .powers = powers, .products = products};
