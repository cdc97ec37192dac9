/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the program: each parses its options, calls the layers and says what came of it. */
#ifndef SAI_COMMAND_COMMAND_H
#define SAI_COMMAND_COMMAND_H

#include "analysis/analysis.h"
#include "base/error.h"
#include "base/text.h"

#include <popt.h>
#include <signal.h>

/** What every command gets from main(). */
typedef struct sai_session {
  const char *plots;             /**< folder with the chart scripts */
  const char *scenarios;         /**< folder with the scenarios that `init` prints */
  volatile sig_atomic_t *stop;   /**< set when the user interrupts */
  sai_error_list errors;         /**< what main() prints on standard error */
} sai_session;

typedef struct sai_command {
  const char *name;
  const char *arguments; /**< e.g. "SCENARIO" */
  const char *help;      /**< one line, marked with N_() */
  sai_code (*run)(sai_session *session, int argc, const char **argv);
} sai_command;

/** All commands, ended by a NULL name. */
extern const sai_command sai_commands[];

sai_code sai_command_run(sai_session *session, int argc, const char **argv);
sai_code sai_command_check(sai_session *session, int argc, const char **argv);
sai_code sai_command_init(sai_session *session, int argc, const char **argv);
sai_code sai_command_plot(sai_session *session, int argc, const char **argv);

/** Add an error to the session. @return its code */
sai_code sai_session_fail(sai_session *session, const sai_error *err);
/** Write to standard output, whole. */
SAI_MUST_USE sai_code sai_session_print(sai_session *session, const sai_text *text);

/** Options of a scenario that all commands share; a popt table to include, and where its answers go. */
typedef struct sai_scenario_options {
  const char *path;      /**< the SCENARIO argument */
  const char **settings; /**< of --set; free() */
  size_t n_settings;
} sai_scenario_options;

/** Parsed options are plain text until here: whole numbers with K and M, within a range. */
SAI_MUST_USE sai_code sai_option_whole(const char *option, const char *text, uint64_t low, uint64_t high,
                                       uint64_t *value, sai_error *err);
/** One of several words. @return its index in *choice */
SAI_MUST_USE sai_code sai_option_choice(const char *option, const char *text, const char *const *words, size_t n,
                                        size_t *choice, sai_error *err);

/** Parse a command's options. The table must hold the options; arguments are handed back in order.
 *  @param arguments  [most] receives up to `most` arguments, NULL where there are fewer; they live as long as argv
 *  @return SAI_USAGE with an error in the session, or SAI_OK; *helped is set if help was printed instead */
SAI_MUST_USE sai_code sai_options_parse(sai_session *session, const sai_command *command, int argc, const char **argv,
                                        struct poptOption *table, sai_scenario_options *scenario,
                                        const char **arguments, size_t least, size_t most, bool *helped);

/** The command of a name, or NULL. */
const sai_command *sai_command_find(const char *name);

#endif
