/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a table, each of them eight numbers in one line of the cache, for eight runs at once: read line by
   line and transposed, which takes half the time of eight gathers. */
#ifndef SAI_RANDOM_ROWS_H
#define SAI_RANDOM_ROWS_H

#ifdef __AVX512DQ__
#include <immintrin.h>
#include <stdint.h>

enum { SAI_ROWS_LANES = 8 };

/** c[j][i] = rows[offset[i] + j]. */
static inline __attribute__((always_inline)) void sai_rows_read(const double *rows, const int64_t *offset,
                                                                __m512d c[SAI_ROWS_LANES]) {
  __m512d pair[8];
  for (int half = 0; half < 2; half++)
    for (int i = 0; i < 4; i++)
      pair[4 * half + i] =
          _mm512_insertf64x4(_mm512_castpd256_pd512(_mm256_loadu_pd(rows + offset[i] + 4 * half)),
                             _mm256_loadu_pd(rows + offset[i + 4] + 4 * half), 1);
  const __m512i lower = _mm512_setr_epi64(0, 1, 8, 9, 4, 5, 12, 13),
                upper = _mm512_setr_epi64(2, 3, 10, 11, 6, 7, 14, 15);
  for (int half = 0; half < 2; half++) {
    const __m512d *of = pair + 4 * half;
    const __m512d even01 = _mm512_unpacklo_pd(of[0], of[1]), odd01 = _mm512_unpackhi_pd(of[0], of[1]);
    const __m512d even23 = _mm512_unpacklo_pd(of[2], of[3]), odd23 = _mm512_unpackhi_pd(of[2], of[3]);
    c[4 * half] = _mm512_permutex2var_pd(even01, lower, even23);
    c[4 * half + 1] = _mm512_permutex2var_pd(odd01, lower, odd23);
    c[4 * half + 2] = _mm512_permutex2var_pd(even01, upper, even23);
    c[4 * half + 3] = _mm512_permutex2var_pd(odd01, upper, odd23);
  }
}

/** c[from] + t (c[from + 1] + t (... c[7])). */
static inline __attribute__((always_inline)) __m512d sai_rows_polynomial(const __m512d c[SAI_ROWS_LANES],
                                                                         int from, __m512d t) {
  __m512d y = c[SAI_ROWS_LANES - 1];
  for (int j = SAI_ROWS_LANES - 2; j >= from; j--) y = _mm512_add_pd(c[j], _mm512_mul_pd(t, y));
  return y;
}
#endif

#endif
