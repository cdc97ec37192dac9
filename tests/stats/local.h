/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small generator for this folder's tests (SplitMix64: Steele, Lea, Flood 2014), so that the statistics are
   tested without the project's own random numbers. */
#ifndef SAI_TEST_STATS_LOCAL_H
#define SAI_TEST_STATS_LOCAL_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

static inline uint64_t local_word(uint64_t *state) {
  uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}

static inline double local_uniform(uint64_t *state) {
  return ((double)(local_word(state) >> 12) + 0.5) * 0x1p-52;
}

static inline double local_exponential(uint64_t *state) {
  return -log(local_uniform(state));
}

static inline double local_normal(uint64_t *state) {
  double radius = sqrt(2 * local_exponential(state));
  return radius * cos(2 * M_PI * local_uniform(state));
}

static inline void local_shuffle(size_t *order, size_t n, uint64_t *state) {
  for (size_t i = 0; i < n; i++) order[i] = i;
  for (size_t i = n; i > 1; i--) {
    size_t j = local_word(state) % i, kept = order[i - 1];
    order[i - 1] = order[j];
    order[j] = kept;
  }
}

#endif
