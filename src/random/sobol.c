/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scrambling: J. Matousek's random linear scrambling with a random digital shift (On the L2-discrepancy for
   anchored boxes, J. Complexity 14, 1998, 527-556). Any two points are as far apart and as random as under
   A. Owen's nested one, so variances are the same (A. Owen, Variance with alternative scramblings of digital
   nets, ACM TOMACS 13, 2003, 363-378), for the price of a matrix instead of a tree of permutations. */
#include "random/sobol.h"

#include <string.h>

enum { DIGITS = 52, STRIPE_BITS = 10 };

/* From the stripes of the stream on which no runs are played. */
static const uint64_t first_stripe = UINT64_C(1) << 63;

/* P. Bratley and B. Fox, Algorithm 659, ACM TOMS 14 (1988) 88-100: number k is the sum of those before it, at
   the places of the polynomial's coefficients, each shifted by how far it lies behind. */
void sai_sobol_directions(unsigned dimension, uint32_t direction[SAI_SOBOL_BITS]) {
  const sai_sobol_row *row = &sai_sobol_rows[dimension];
  const unsigned degree = row->polynomial > 1 ? 31 - (unsigned)__builtin_clz(row->polynomial) : 0;
  uint32_t m[SAI_SOBOL_BITS];
  for (unsigned k = 0; k < SAI_SOBOL_BITS; k++) {
    if (degree == 0 || k < degree) {
      m[k] = degree == 0 ? 1 : row->numbers[k];
    } else {
      m[k] = m[k - degree];
      for (unsigned back = 1; back <= degree; back++)
        if (row->polynomial >> (degree - back) & 1) m[k] ^= m[k - back] << back;
    }
    direction[k] = m[k] << (SAI_SOBOL_BITS - 1 - k);
  }
}

/* Columns of the random matrix: digit j goes to digit j and, by chance, to each of those after it. */
static void draw_columns(sai_pcg64 *g, uint64_t column[SAI_SOBOL_BITS]) {
  for (unsigned j = 0; j < SAI_SOBOL_BITS; j++) {
    const uint64_t one = UINT64_C(1) << (DIGITS - 1 - j);
    column[j] = one | ((sai_pcg64_next(g) >> (64 - DIGITS)) & (one - 1));
  }
}

static uint64_t scrambled(const uint64_t column[SAI_SOBOL_BITS], uint32_t direction) {
  uint64_t sum = 0;
  for (unsigned j = 0; j < SAI_SOBOL_BITS; j++)
    if (direction >> (SAI_SOBOL_BITS - 1 - j) & 1) sum ^= column[j];
  return sum;
}

void sai_sobol_scramble(unsigned dimension, const sai_stream *stream, sai_sobol *out) {
  uint32_t direction[SAI_SOBOL_BITS];
  sai_sobol_directions(dimension, direction);
  for (unsigned r = 0; r < SAI_SOBOL_SCRAMBLINGS; r++) {
    sai_pcg64 g;
    uint64_t column[SAI_SOBOL_BITS];
    sai_stream_start(stream, first_stripe + r, &g);
    draw_columns(&g, column);
    out->shift[r] = sai_pcg64_next(&g) >> (64 - DIGITS);
    for (unsigned b = 0; b < SAI_SOBOL_BITS; b++) out->direction[r][b] = scrambled(column, direction[b]);
  }
}

/* (k + 1/2) 2^-52, by k as the mantissa of a number in [1, 2). */
static inline double uniform_of(uint64_t k) {
  double above_one;
  const uint64_t bits = k | UINT64_C(0x3ff0000000000000);
  memcpy(&above_one, &bits, sizeof above_one);
  return above_one - (1 - 0x1p-53);
}

/* The points of a stripe by doubling: those with bit b set are those without it, plus direction b. */
void sai_sobol_fill(const sai_sobol *dimension, uint64_t stripe, size_t first, double *u, size_t n) {
  const unsigned r = (unsigned)(stripe % SAI_SOBOL_SCRAMBLINGS);
  const uint64_t *direction = dimension->direction[r];
  uint64_t point[SAI_STRIPE];
  point[0] = dimension->shift[r];
  for (uint64_t left = stripe / SAI_SOBOL_SCRAMBLINGS, b = STRIPE_BITS; left; left >>= 1, b++)
    if (left & 1) point[0] ^= direction[b];
  for (unsigned b = 0; b < STRIPE_BITS; b++)
    if (first >> b & 1) point[0] ^= direction[b];
  for (unsigned b = 0; b < STRIPE_BITS && (size_t)1 << b < n; b++)
    for (size_t i = 0, half = (size_t)1 << b; i < half; i++) point[half + i] = point[i] ^ direction[b];
  for (size_t i = 0; i < n; i++) u[i] = uniform_of(point[i]);
}
