/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's own examination: known answers, exact cases and statistical checks that need nothing but the
   data installed beside the program, so that its user can audit it. With faults planted, to show that every
   kind of check can fail. docs/validation.md says what each one is worth. */
#ifndef SAI_SELFTEST_SELFTEST_H
#define SAI_SELFTEST_SELFTEST_H

#include "base/arena.h"
#include "selftest/audit.h"

#include <signal.h>

/** The whole selftest may raise a false alarm with this probability, whatever the seed; it is shared out
 * evenly over as many statistical comparisons as it makes at most. */
#define SAI_SELFTEST_FALSE_ALARM 1e-6
#define SAI_SELFTEST_CHANCES     40000
/** Runs of each exact case: usually, and at most. */
enum { SAI_SELFTEST_RUNS = 200000, SAI_SELFTEST_RUNS_MAX = 100000000 };

typedef enum sai_selftest_part {
  SAI_SELFTEST_KNOWN, /**< known answers */
  SAI_SELFTEST_EXACT, /**< simulations against exact distributions */
  SAI_SELFTEST_CHANCE /**< statistical checks */
} sai_selftest_part;

typedef struct sai_selftest_options {
  const char *data; /**< folder of the data */
  uint64_t seed, runs;
  unsigned threads; /**< 0: as many as the machine has */
  bool planted;     /**< compare things that are a little wrong; a check is ok if it refuses them */
  volatile sig_atomic_t *stop; /**< or NULL */
  void (*progress)(void *context, uint64_t done, uint64_t all);
  void *context;
} sai_selftest_options;

/** One line of the answer. */
typedef struct sai_selftest_line {
  sai_selftest_part part;
  const char *name;    /**< one word, for programs */
  const char *what;    /**< what is compared; translated */
  const char *source;  /**< against what; translated */
  const char *planted; /**< what is wrong with it; NULL: nothing is planted */
  bool ok;
  sai_audit audit;
} sai_selftest_line;

typedef struct sai_selftest {
  sai_arena arena; /**< owns everything below */
  bool planted, ok;
  uint64_t seed, runs;
  size_t n_lines, capacity;
  sai_selftest_line *lines;
  size_t figures, chances; /**< in all; chances is 0 with planted faults */
} sai_selftest;

/** Run it. @param out  sai_selftest_free() it; failed comparisons are no error but lines that are not ok
 *  @return SAI_IO if data is missing or damaged, SAI_NO_MEMORY, SAI_INTERRUPTED */
SAI_MUST_USE sai_code sai_selftest_run(const sai_selftest_options *options, sai_selftest **out,
                                       sai_error *err);
void sai_selftest_free(sai_selftest *selftest);

#endif
