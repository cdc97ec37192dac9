/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PCG64 DXSM. The word is made from the state before the step, so the multiplications of the output and of
   the step do not wait for each other. */
#include "random/pcg64.h"

static const uint64_t multiplier = 0xda942042e4dd58b5U;

static inline sai_u128 step(sai_u128 state, sai_u128 increment) {
  return state * multiplier + increment;
}

static inline uint64_t output(sai_u128 state) {
  uint64_t high = (uint64_t)(state >> 64), low = (uint64_t)state | 1;
  high ^= high >> 32;
  high *= multiplier;
  high ^= high >> 48;
  return high * low;
}

/* The composition of `steps` steps is again x -> a x + c; squaring finds it in 128 rounds (F. Brown, Random
   number generation with arbitrary strides, 1994). */
static void jump(sai_u128 increment, sai_u128 steps, sai_u128 *a, sai_u128 *c) {
  sai_u128 square_a = multiplier, square_c = increment;
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

void sai_pcg64_seed(sai_pcg64 *g, sai_u128 state, sai_u128 sequence) {
  g->increment = (sequence << 1) | 1;
  g->state = step(step(0, g->increment) + state, g->increment);
}

uint64_t sai_pcg64_next(sai_pcg64 *g) {
  uint64_t word = output(g->state);
  g->state = step(g->state, g->increment);
  return word;
}

void sai_pcg64_advance(sai_pcg64 *g, sai_u128 steps) {
  sai_u128 a, c;
  jump(g->increment, steps, &a, &c);
  g->state = g->state * a + c;
}

static inline double uniform(uint64_t word) {
  return ((double)(int64_t)(word >> 12) + 0.5) * 0x1p-52;
}

/* Four lanes leapfrog the one stream, so that four chains of multiplications run side by side. */
void sai_pcg64_fill(sai_pcg64 *g, double *u, size_t n) {
  size_t i = 0;
  if (n >= 4) {
    sai_u128 a, c, s0 = g->state, s1 = step(s0, g->increment), s2 = step(s1, g->increment),
                   s3 = step(s2, g->increment);
    jump(g->increment, 4, &a, &c);
    for (; i + 4 <= n; i += 4) {
      u[i] = uniform(output(s0));
      u[i + 1] = uniform(output(s1));
      u[i + 2] = uniform(output(s2));
      u[i + 3] = uniform(output(s3));
      s0 = s0 * a + c;
      s1 = s1 * a + c;
      s2 = s2 * a + c;
      s3 = s3 * a + c;
    }
    g->state = s0;
  }
  for (; i < n; i++) u[i] = uniform(sai_pcg64_next(g));
}

static void gsl_seed(void *state, unsigned long seed) {
  sai_pcg64_seed(state, seed, seed);
}

/* GSL asks for words of up to `unsigned long`, which is 64 bits on every system saisan runs on. */
static unsigned long gsl_word(void *state) {
  return sai_pcg64_next(state);
}

static double gsl_uniform(void *state) {
  return uniform(sai_pcg64_next(state));
}

static const gsl_rng_type gsl_type = {
    .name = "pcg64dxsm",
    .max = UINT64_MAX,
    .min = 0,
    .size = sizeof(sai_pcg64),
    .set = gsl_seed,
    .get = gsl_word,
    .get_double = gsl_uniform,
};
const gsl_rng_type *const sai_gsl_rng_pcg64 = &gsl_type;
