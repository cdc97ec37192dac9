/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Playing a plan: stripes handed to threads, sums merged, progress told, stopped when asked. */
#ifndef SAI_ENGINE_SIMULATE_H
#define SAI_ENGINE_SIMULATE_H

#include "engine/observe.h"

#include <signal.h>

/** Most runs of one simulation, and of threads. */
#define SAI_RUNS_MAX UINT64_C(1000000000)
enum { SAI_THREADS_MAX = 256 };

/** Looks at the sums on the way, which decide whether to go on. */
typedef struct sai_looks {
  uint64_t first; /**< after so many runs and after every doubling: whole stripes, 16,384 runs at least, up to
                    which exact quantiles are kept */
  /** @param tally  finished sums of the first `runs` runs, borrowed
   *  @return how many runs it will take in all; at most `runs`: no more are played */
  uint64_t (*needed)(void *context, const sai_tally *tally, uint64_t runs);
  void *context;
} sai_looks;

typedef struct sai_simulation {
  const sai_program *program; /**< sealed, not for point calculation only */
  const sai_watch *watch;
  uint64_t runs;          /**< 1..SAI_RUNS_MAX; with looks, the last of them */
  const sai_looks *looks; /**< NULL: all runs are played without any */
  uint64_t early_runs;    /**< segments before the last are summed up only over the first so many runs (whole
                             stripes) */
  double parameter;       /**< what the program's parameter is, if it has one */
  unsigned threads;       /**< 0: as many as the machine has */
  volatile sig_atomic_t *stop; /**< set from outside to stop after the stripes under way; may be NULL */
  void (*progress)(void *context, uint64_t done,
                   uint64_t runs); /**< from one thread, now and then; `runs` are those that it is expected to
                                      take; may be NULL */
  void *context;
} sai_simulation;

/** Play all runs.
 *  @param tally  receives the finished sums; sai_tally_free() it. After a stop it holds the stripes that were
 * played
 *  @param runs   receives the number of runs played: fewer than asked for only after a stop or a look
 *  @return SAI_NO_MEMORY at worst; SAI_INTERRUPTED if nothing at all was played. The sums are the same bytes
 * for any number of threads. */
SAI_MUST_USE sai_code sai_simulate(const sai_simulation *simulation, sai_tally **tally, uint64_t *runs,
                                   sai_error *err);

/** Play runs one stripe after the other and hand each stripe's registers, after its last segment, to a
 * function; for output run by run. Stops when the function returns a code. */
SAI_MUST_USE sai_code sai_simulate_each(const sai_simulation *simulation,
                                        sai_code (*visit)(void *context, const sai_registers *registers,
                                                          uint64_t first_run, size_t n, sai_error *err),
                                        void *context, sai_error *err);

#endif
