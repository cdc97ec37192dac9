/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PCG64 DXSM: a 128-bit congruential generator with the "double xorshift multiply" output, cheap multiplier
   (M. O'Neill, PCG family; the variant NumPy calls PCG64DXSM). Its words are frozen for ever. */
#ifndef SAI_RANDOM_PCG64_H
#define SAI_RANDOM_PCG64_H

#include <gsl/gsl_rng.h>
#include <stddef.h>
#include <stdint.h>

__extension__ typedef unsigned __int128 sai_u128;

typedef struct sai_pcg64 {
  sai_u128 state, increment; /**< the increment is odd */
} sai_pcg64;

/** The next states of a generator, in lanes that go through its sequence side by side; how many there are and
   in which parts a state is kept is the business of the loops that fill and move them. Aligned to 64 bytes.
 */
typedef struct sai_pcg64_lanes {
  _Alignas(64) uint64_t state[3 * 16];
  uint64_t addend[3 * 2]; /**< of steps or leaps; in lanes at even and at odd places, where they differ */
} sai_pcg64_lanes;

/** Seed as NumPy's `pcg64_srandom_r` does: increment = 2 sequence + 1, one step, add state, one step. */
void sai_pcg64_seed(sai_pcg64 *g, sai_u128 state, sai_u128 sequence);
/** The next raw word. */
uint64_t sai_pcg64_next(sai_pcg64 *g);
/** Skip `steps` words. */
void sai_pcg64_advance(sai_pcg64 *g, sai_u128 steps);
/** Lanes for the words that g gives next; g stays where it is. */
void sai_pcg64_begin(const sai_pcg64 *g, sai_pcg64_lanes *lanes);
/** Fill u[0..n) like sai_pcg64_fill() with what comes next; n is a multiple of 16, but for the last time. */
void sai_pcg64_continue(sai_pcg64_lanes *lanes, double *u, size_t n);
/** Fill u[0..n) with ((word >> 12) + 1/2) 2^-52: in (0, 1), never an end, exactly symmetric. */
void sai_pcg64_fill(sai_pcg64 *g, double *u, size_t n);
/** The generator as a GSL type; gsl_rng_set() seeds state and sequence from the seed. */
extern const gsl_rng_type *const sai_gsl_rng_pcg64;

#endif
