/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inverse of any distribution function as a table. A side of it is indexed by v = min(u, 1 - u): exponent
   and leading mantissa bits of v lead to a row, or to the first of a few that are then searched; a row is a
   polynomial of degree 6 in v - origin, one line of the cache. Cells are as narrow as the bounds of dist.h
   demand. */
#ifndef SAI_RANDOM_INVERSE_H
#define SAI_RANDOM_INVERSE_H

#include "random/law.h"
#include "random/rows.h"
#include "random/table.h"

enum { SAI_INVERSE_BITS = 4, SAI_INVERSE_GUIDES = SAI_TABLE_ROWS(SAI_INVERSE_BITS) };

typedef struct sai_inverse {
  const double *rows;   /**< [..][SAI_TABLE_ROW]: origin, value there, coefficients of degree 1 to 6 */
  const double *knots;  /**< [..] where each row begins, ascending in each side; INFINITY behind a side */
  const int64_t *guide; /**< [2][SAI_INVERSE_GUIDES] first row that can hold v, lower side first; NULL if each
                           place has just one row: then the rows themselves stand in these places */
  int64_t widest;       /**< power of two: how far the search begins to jump; 0 if there is none to do */
  double least;         /**< smaller v count as this */
  size_t n_rows;
} sai_inverse;

/** How near F(x) has to be to u, and from which v on. */
typedef struct sai_inverse_aim {
  double absolute, relative, least;
} sai_inverse_aim;

/** Build the table in an arena. Every cell is held against the distribution function as it is made; fails,
   with a text, if one cannot keep the bounds. */
SAI_MUST_USE sai_code sai_inverse_build(const sai_law *law, const sai_inverse_aim *aim, sai_arena *arena,
                                        sai_inverse *inverse, sai_error *err);

/** The draw of the row at an offset. Written with plain indices: only so does gcc gather. */
SAI_INLINE double sai_inverse_row_at(const double *rows, int64_t offset, double v) {
  double d = v - rows[offset];
  double y = rows[offset + 6] + d * rows[offset + 7];
  y = rows[offset + 5] + d * y;
  y = rows[offset + 4] + d * y;
  y = rows[offset + 3] + d * y;
  y = rows[offset + 2] + d * y;
  return rows[offset + 1] + d * y;
}

/* Each of these is a loop of its own over a block, with nothing but restricted arrays: so all become vectors.
 */

SAI_INLINE void sai_inverse_locate(const double *restrict u, double least, size_t n, double *restrict v,
                                   int64_t *restrict row) {
  for (size_t i = 0; i < n; i++) {
    double tail = u[i] <= 0.5 ? u[i] : 1 - u[i];
    v[i] = tail < least ? least : tail;
    int64_t at = (int64_t)((sai_bits(v[i]) - 0x3ca0000000000000U) >> (52 - SAI_INVERSE_BITS));
    row[i] = at + (u[i] <= 0.5 ? 0 : SAI_INVERSE_GUIDES);
  }
}

SAI_INLINE void sai_inverse_guided(const int64_t *restrict guide, size_t n, int64_t *restrict row) {
  for (size_t i = 0; i < n; i++) row[i] = guide[row[i]];
}

SAI_INLINE void sai_inverse_search(const double *restrict knots, int64_t jump, const double *restrict v,
                                   size_t n, int64_t *restrict row) {
  for (size_t i = 0; i < n; i++) {
    int64_t next = row[i] + jump;
    row[i] = knots[next] <= v[i] ? next : row[i];
  }
}

SAI_INLINE void sai_inverse_evaluate(const double *restrict rows, const double *restrict v,
                                     int64_t *restrict row, size_t n, double *restrict x) {
  size_t i = 0;
  for (size_t j = 0; j < n; j++) row[j] *= SAI_TABLE_ROW;
#ifdef __AVX512DQ__
  for (; i + SAI_ROWS_LANES <= n; i += SAI_ROWS_LANES) {
    __m512d c[SAI_ROWS_LANES];
    sai_rows_read(rows, row + i, c);
    _mm512_storeu_pd(x + i, sai_rows_polynomial(c, 1, _mm512_sub_pd(_mm512_loadu_pd(v + i), c[0])));
  }
#endif
  for (; i < n; i++) x[i] = sai_inverse_row_at(rows, row[i], v[i]);
}

/** x[0..n), n <= SAI_TABLE_BLOCK; x may not be u. */
SAI_INLINE void sai_inverse_column(const sai_inverse *t, const double *restrict u, size_t n,
                                   double *restrict x) {
  int64_t row[SAI_TABLE_BLOCK];
  double v[SAI_TABLE_BLOCK];
  sai_inverse_locate(u, t->least, n, v, row);
  if (t->guide) sai_inverse_guided(t->guide, n, row);
  for (int64_t jump = t->widest; jump > 0; jump /= 2) sai_inverse_search(t->knots, jump, v, n, row);
  sai_inverse_evaluate(t->rows, v, row, n, x);
}

#endif
