/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inverse of the standard normal distribution function as a table. It is indexed by v = min(u, 1 - u)
   from 2^-53 to 1/2: exponent and leading mantissa bits of v choose a row, the rest of the mantissa, scaled
   to t in [0, 1), is the argument of the row's polynomial. So cells shrink with the tail, and errors are
   relative to v. */
#ifndef SAI_RANDOM_TABLE_H
#define SAI_RANDOM_TABLE_H

#include "base/error.h"
#include "random/rows.h"
#include "random/vmath_inline.h"

#include <stddef.h>

/** Coefficients of a row, of t^0 first: one line of the cache. */
#define SAI_TABLE_ROW 8
/** Rows of a side with `bits` mantissa bits in the index: 52 octaves, and one row for v = 1/2 itself. */
#define SAI_TABLE_ROWS(bits) ((52 << (bits)) + 1)
/** Mantissa bits of the normal table. */
#define SAI_NORMAL_BITS 2

/** The standard normal distribution's lower side: z(v) <= 0; F is within 1e-11, z within 3e-11 down to z =
 * -5. */
extern const double sai_normal_rows[SAI_TABLE_ROWS(SAI_NORMAL_BITS) * SAI_TABLE_ROW];

/** Columns are worked through in blocks of this length, whose intermediate columns stay in the nearest cache.
 */
enum { SAI_TABLE_BLOCK = 256 };

/** Offset of the row of v in [2^-53, 1/2] among a side's coefficients, and the polynomial's argument. */
SAI_INLINE void sai_table_locate(double v, int bits, int64_t *offset, double *t) {
  const uint64_t mantissa = 0x000fffffffffffffU, one = 0x3ff0000000000000U, first = 0x3ca0000000000000U;
  uint64_t word = sai_bits(v);
  *offset = (int64_t)(((word - first) >> (52 - bits)) * SAI_TABLE_ROW);
  *t = sai_from_bits(((word << bits) & mantissa) | one) - 1;
}

/** The polynomial of the row at an offset. Written with plain indices: only so does gcc gather. */
SAI_INLINE double sai_table_polynomial(const double *rows, int64_t offset, double t) {
  double y = rows[offset + 6] + t * rows[offset + 7];
  y = rows[offset + 5] + t * y;
  y = rows[offset + 4] + t * y;
  y = rows[offset + 3] + t * y;
  y = rows[offset + 2] + t * y;
  y = rows[offset + 1] + t * y;
  return rows[offset] + t * y;
}

/** min(u, 1 - u), not below what the tables begin with. */
SAI_INLINE double sai_table_tail(double u) {
  double v = u <= 0.5 ? u : 1 - u;
  return v < 0x1p-53 ? 0x1p-53 : v;
}

/** y[i]: the polynomial of the row at offset[i] in t[i]. */
SAI_INLINE void sai_table_evaluate(const double *restrict rows, const int64_t *restrict offset,
                                   const double *restrict t, size_t n, double *restrict y) {
  size_t i = 0;
#ifdef __AVX512DQ__
  for (; i + SAI_ROWS_LANES <= n; i += SAI_ROWS_LANES) {
    __m512d c[SAI_ROWS_LANES];
    sai_rows_read(rows, offset + i, c);
    _mm512_storeu_pd(y + i, sai_rows_polynomial(c, 0, _mm512_loadu_pd(t + i)));
  }
#endif
  for (; i < n; i++) y[i] = sai_table_polynomial(rows, offset[i], t[i]);
}

/** z[0..n), n <= SAI_TABLE_BLOCK: the standard normal quantiles of u. Several loops, so that each becomes
 * vectors. */
SAI_INLINE void sai_normal_column(const double *restrict u, size_t n, double *restrict z) {
  int64_t offset[SAI_TABLE_BLOCK];
  double t[SAI_TABLE_BLOCK];
  for (size_t i = 0; i < n; i++) sai_table_locate(sai_table_tail(u[i]), SAI_NORMAL_BITS, &offset[i], &t[i]);
  sai_table_evaluate(sai_normal_rows, offset, t, n, z);
  for (size_t i = 0; i < n; i++) z[i] = u[i] <= 0.5 ? z[i] : -z[i];
}

/** The standard normal quantile of one u. */
SAI_INLINE double sai_normal_inline(double u) {
  int64_t offset;
  double t;
  sai_table_locate(sai_table_tail(u), SAI_NORMAL_BITS, &offset, &t);
  double z = sai_table_polynomial(sai_normal_rows, offset, t);
  return u <= 0.5 ? z : -z;
}

#endif
