/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points of Sobol' with the direction numbers of Joe and Kuo, in sixteen independent scramblings. A stripe
   takes the next points of the scrambling that is its turn, so what a stripe holds never depends on how many
   there are. docs/methods/sobol-points.md */
#ifndef SAI_RANDOM_SOBOL_H
#define SAI_RANDOM_SOBOL_H

#include "random/stream.h"

enum {
  SAI_SOBOL_DIMENSIONS = 1024,
  SAI_SOBOL_SCRAMBLINGS = 16,
  SAI_SOBOL_BITS = 26, /**< 2^26 points of each scrambling */
  SAI_SOBOL_DEGREE = 13
};

/** A dimension's polynomial over {0, 1}, from its leading bit on, and its first direction numbers, as many as
 * its degree. The first dimension has degree 0, and all numbers are 1. */
typedef struct sai_sobol_row {
  uint16_t polynomial, numbers[SAI_SOBOL_DEGREE];
} sai_sobol_row;

extern const sai_sobol_row sai_sobol_rows[SAI_SOBOL_DIMENSIONS];

/** One dimension: point number i of scrambling r is the sum modulo 2 of the shift and of direction[b] over
 * the bits b of i, as a fraction of 2^52. Plain data. */
typedef struct sai_sobol {
  uint64_t shift[SAI_SOBOL_SCRAMBLINGS], direction[SAI_SOBOL_SCRAMBLINGS][SAI_SOBOL_BITS];
} sai_sobol;

/** The direction numbers of a dimension, 0 .. SAI_SOBOL_DIMENSIONS - 1: number b, a fraction of
 * 2^SAI_SOBOL_BITS, is point number 2^b without any scrambling. */
void sai_sobol_directions(unsigned dimension, uint32_t direction[SAI_SOBOL_BITS]);
/** The sixteen scramblings of a dimension, out of a stream that serves nothing else. */
void sai_sobol_scramble(unsigned dimension, const sai_stream *stream, sai_sobol *out);
/** Fill u[0..n), n <= SAI_STRIPE, with the points of runs `first` to `first` + n of a stripe, stripe < 2^20:
 * those from number 1,024 (stripe / 16) + first on of scrambling stripe modulo 16. Never 0 or 1, on the
 * lattice of sai_pcg64_fill().
 *  @param first  a multiple of a power of two that is not below n */
void sai_sobol_fill(const sai_sobol *dimension, uint64_t stripe, size_t first, double *u, size_t n);

#endif
