/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loops over columns, compiled once for each instruction set; all of them give the same bytes, except
   that a guess of a count may be rejected by one and accepted, rightly, by another.
   docs/adr/0010-instruction-sets.md */
#ifndef SAI_RANDOM_LOOPS_H
#define SAI_RANDOM_LOOPS_H

#include "base/level.h"
#include "random/dist.h"
#include "random/pcg64.h"
#include "random/table.h"

#include <stdbool.h>
#include <stdint.h>

#define SAI_NONE_GUESSED SIZE_MAX

/** What guesses of a block of counts can use again for the next block: terms of its probabilities, and of its
 * distributions. A caller says what the block shares with the one before, and whether the next will have the
 * same trials and probabilities; the rest is the loop's own. */
typedef struct sai_laws {
  bool probabilities_known, trials_known, trials_again;
  _Alignas(64) float p[SAI_TABLE_BLOCK], skew[SAI_TABLE_BLOCK], first[2][SAI_TABLE_BLOCK],
      second[SAI_TABLE_BLOCK];
  float n[SAI_TABLE_BLOCK], mean[SAI_TABLE_BLOCK], a[5][SAI_TABLE_BLOCK], least[SAI_TABLE_BLOCK],
      spread[SAI_TABLE_BLOCK];
} sai_laws;

/** Columns may have any length, except where SAI_TABLE_BLOCK is said to be the most. */
typedef struct sai_random_loops {
  void (*exp)(const double *x, size_t n, double *y);
  void (*log)(const double *x, size_t n, double *y);
  void (*normal)(const double *u, size_t n, double *z);
  void (*normal_cdf)(const double *z, size_t n, double *u);
  void (*draw)(const sai_sampler *s, const double *u, size_t n, double *x);
  /** Counts k of at most SAI_TABLE_BLOCK runs, of which those listed in rejected[0..), ascending, are not
     proven.
     @return how many are listed; SAI_NONE_GUESSED, and nothing is listed, if all variances are too small:
     then all smaller means are below 3 */
  size_t (*guess)(const double *n, const double *p, const double *u, size_t m, double *k, uint16_t *rejected,
                  sai_laws *laws);
  /** Counts of at most SAI_TABLE_BLOCK runs by adding up probabilities, in single precision up to a smaller
     mean of 5, or in double precision up to one of SAI_SUMS_MEAN; lists those that are not proven likewise.
   */
  size_t (*sums_single)(const double *n, const double *p, const double *u, size_t m, double *k,
                        uint16_t *rejected);
  size_t (*sums)(const double *n, const double *p, const double *u, size_t m, double *k, uint16_t *rejected);
} sai_random_loops;

SAI_DECLARE_LEVELS(sai_random_loops, sai_random_loops);

/** sai_pcg64_begin() and sai_pcg64_continue(). */
typedef struct sai_uniform_loops {
  void (*begin)(const sai_pcg64 *g, sai_pcg64_lanes *lanes);
  void (*fill)(sai_pcg64_lanes *lanes, double *u, size_t n);
} sai_uniform_loops;

SAI_DECLARE_LEVELS(sai_uniform_loops, sai_uniform_loops);
#ifdef __x86_64__
extern const sai_uniform_loops sai_uniform_loops_v4ifma;
#endif

/** Those of sai_level_used(). */
const sai_random_loops *sai_random_loops_used(void);
const sai_uniform_loops *sai_uniform_loops_used(void);

#ifdef SAI_LEVEL
void SAI_AT_LEVEL(sai_draw_loop)(const sai_sampler *s, const double *u, size_t n, double *x);
size_t SAI_AT_LEVEL(sai_guess_loop)(const double *n, const double *p, const double *u, size_t m, double *k,
                                    uint16_t *rejected, sai_laws *laws);
size_t SAI_AT_LEVEL(sai_sums_single_loop)(const double *n, const double *p, const double *u, size_t m,
                                          double *k, uint16_t *rejected);
size_t SAI_AT_LEVEL(sai_sums_loop)(const double *n, const double *p, const double *u, size_t m, double *k,
                                   uint16_t *rejected);
#endif

#endif
