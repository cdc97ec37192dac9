/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random/pcg64.h"

#include "random/loops.h"
#include "random/pcg64_inside.h"

void sai_pcg64_seed(sai_pcg64 *g, sai_u128 state, sai_u128 sequence) {
  g->increment = (sequence << 1) | 1;
  g->state = sai_pcg64_step(sai_pcg64_step(0, g->increment) + state, g->increment);
}

uint64_t sai_pcg64_next(sai_pcg64 *g) {
  uint64_t word = sai_pcg64_output(g->state);
  g->state = sai_pcg64_step(g->state, g->increment);
  return word;
}

void sai_pcg64_advance(sai_pcg64 *g, sai_u128 steps) {
  sai_u128 a, c;
  sai_pcg64_jump(g->increment, steps, &a, &c);
  g->state = g->state * a + c;
}

void sai_pcg64_begin(const sai_pcg64 *g, sai_pcg64_lanes *lanes) {
  sai_uniform_loops_used()->begin(g, lanes);
}

void sai_pcg64_continue(sai_pcg64_lanes *lanes, double *u, size_t n) {
  sai_uniform_loops_used()->fill(lanes, u, n);
}

/* Lanes cost as much to start as some dozens of steps. */
enum { FEW = 32 };

void sai_pcg64_fill(sai_pcg64 *g, double *u, size_t n) {
  if (n < FEW) {
    for (size_t i = 0; i < n; i++) u[i] = sai_pcg64_uniform(sai_pcg64_next(g));
    return;
  }
  sai_pcg64_lanes lanes;
  sai_pcg64_begin(g, &lanes);
  sai_pcg64_continue(&lanes, u, n);
  sai_pcg64_advance(g, n);
}

static void gsl_seed(void *state, unsigned long seed) {
  sai_pcg64_seed(state, seed, seed);
}

/* GSL asks for words of up to `unsigned long`, which is 64 bits on every system saisan runs on. */
static unsigned long gsl_word(void *state) {
  return sai_pcg64_next(state);
}

static double gsl_uniform(void *state) {
  return sai_pcg64_uniform(sai_pcg64_next(state));
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
