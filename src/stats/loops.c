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

enum { LANES = 8 };
typedef double lanes __attribute__((vector_size(8 * LANES)));

static double tree_sum(const lanes *v) {
  const lanes s = *v;
  return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

/* Load count <= LANES deviations from the centre, in spreads; missing ones are 0 and change no sum. */
static void load_deviations(lanes *z, const double *x, size_t count, const sai_scale *scale) {
  double tail[LANES];
  if (count < LANES) {
    for (size_t i = 0; i < LANES; i++) tail[i] = i < count ? x[i] : scale->centre;
    x = tail;
  }
  memcpy(z, x, sizeof *z);
  *z = (*z - scale->centre) * (1 / scale->spread);
}

static void powers(const double *x, size_t n, const sai_scale *of, double power[4]) {
  const sai_scale scale = *of;
  lanes s1 = {0}, s2 = {0}, s3 = {0}, s4 = {0};
  for (size_t i = 0; i < n; i += LANES) {
    lanes z;
    load_deviations(&z, x + i, n - i < LANES ? n - i : LANES, &scale);
    const lanes zz = z * z;
    s1 += z;
    s2 += zz;
    s3 += zz * z;
    s4 += zz * zz;
  }
  power[0] = tree_sum(&s1);
  power[1] = tree_sum(&s2);
  power[2] = tree_sum(&s3);
  power[3] = tree_sum(&s4);
}

static double products(const double *x, const double *y, size_t n, const sai_scale *scale_x,
                       const sai_scale *scale_y) {
  const sai_scale of_x = *scale_x, of_y = *scale_y;
  lanes sum = {0};
  for (size_t i = 0; i < n; i += LANES) {
    const size_t count = n - i < LANES ? n - i : LANES;
    lanes zx, zy;
    load_deviations(&zx, x + i, count, &of_x);
    load_deviations(&zy, y + i, count, &of_y);
    sum += zx * zy;
  }
  return tree_sum(&sum);
}

const sai_stats_loops SAI_AT_LEVEL(sai_stats_loops) = {
    .ends = ends_of, .keys = find_keys, .powers = powers, .products = products};
