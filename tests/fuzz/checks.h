/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conditions on what the scenario reader hands back, for several targets. */
#ifndef SAI_TESTS_FUZZ_CHECKS_H
#define SAI_TESTS_FUZZ_CHECKS_H

#include "fuzz/require.h"
#include "scenario/scenario.h"

/** A quantity (NULL: none) of a scenario; stage names in it belong to `stages`, or cannot stand if NULL. */
void fuzz_check_quantity(const sai_scenario *scenario, const sai_quantity *quantity,
                         const sai_funnel *stages);
/** A scenario that was accepted. */
void fuzz_check_scenario(const sai_scenario *scenario);
/** Two scenarios that must mean the same: in every field, and in the plan they compile to. */
void fuzz_check_same(const sai_scenario *a, const sai_scenario *b);
/** A scenario that must be the same when it is written as a file and read again. */
void fuzz_check_written(const sai_scenario *scenario);
/** Errors of one that was not: there is one, each has a text, and renders as clean UTF-8. */
void fuzz_check_errors(const sai_error_list *errors);

enum { FUZZ_SETTINGS = 8 };

/** The bytes of an input: a scenario, in which comments that begin with `#set ` are settings. */
typedef struct fuzz_input {
  char *exact; /**< [size], with nothing behind it */
  size_t size;
  char *copy; /**< what settings point into */
  const char *settings[FUZZ_SETTINGS];
  size_t n_settings;
} fuzz_input;

void fuzz_open(fuzz_input *input, const uint8_t *data, size_t size);
void fuzz_close(fuzz_input *input);
/** Read it, and check what came of it; NULL if it is refused. */
sai_scenario *fuzz_read(const fuzz_input *input);
/** The same for any bytes. */
sai_scenario *fuzz_read_bytes(const char *bytes, size_t n, const char *const *settings, size_t n_settings);

#endif
