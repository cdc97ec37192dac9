/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of PCG64 DXSM, for the loops. The word is made from the state before the step, so the
   multiplications of the output and of the step do not wait for each other. */
#ifndef SAI_RANDOM_PCG64_INSIDE_H
#define SAI_RANDOM_PCG64_INSIDE_H

#include "random/pcg64.h"

#define SAI_PCG64_MULTIPLIER 0xda942042e4dd58b5U

static inline sai_u128 sai_pcg64_step(sai_u128 state, sai_u128 increment) {
  return state * SAI_PCG64_MULTIPLIER + increment;
}

static inline uint64_t sai_pcg64_output(sai_u128 state) {
  uint64_t high = (uint64_t)(state >> 64), low = (uint64_t)state | 1;
  high ^= high >> 32;
  high *= SAI_PCG64_MULTIPLIER;
  high ^= high >> 48;
  return high * low;
}

static inline double sai_pcg64_uniform(uint64_t word) {
  return ((double)(int64_t)(word >> 12) + 0.5) * 0x1p-52;
}

/** The composition of `steps` steps, which is again x -> a x + c; squaring finds it (F. Brown, Random number
   generation with arbitrary strides, 1994). */
static inline void sai_pcg64_jump(sai_u128 increment, sai_u128 steps, sai_u128 *a, sai_u128 *c) {
  sai_u128 square_a = SAI_PCG64_MULTIPLIER, square_c = increment;
  *a = 1;
  *c = 0;
  for (; steps; steps >>= 1) {
    if (steps & 1) {
      *a *= square_a;
      *c = *c * square_a + square_c;
    }
    square_c *= square_a + 1;
    square_a *= square_a;
  }
}

#endif
