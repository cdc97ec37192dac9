/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the program: each parses its options, calls the layers and says what came of it. */
#ifndef SAI_COMMAND_COMMAND_H
#define SAI_COMMAND_COMMAND_H

#include "analysis/analysis.h"
#include "base/error.h"
#include "base/text.h"
#include "report/report.h"

#include <popt.h>
#include <signal.h>

/** What every command gets from main(). */
typedef struct sai_session {
  const char *plots;              /**< folder with the chart scripts */
  const char *scenarios;          /**< folder with the scenarios that `init` prints */
  volatile sig_atomic_t *stop;    /**< set when the user interrupts, once catch_interrupts() was called */
  void (*catch_interrupts)(void); /**< from now on the first interrupt only sets `stop` */
  sai_error_list errors;          /**< what main() prints on standard error */
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

/** After a failed write to standard output: add the error, unless the reader has gone, which needs no word.
 *  @return the error's code */
sai_code sai_session_fail_output(sai_session *session, const sai_error *err);

/** What the options of a table have in common; `arg` of a string option is a char * that receives malloc'd
 * text. */
#define SAI_OPTION_SET                                                                                       \
  {                                                                                                          \
    "set", 0, POPT_ARG_STRING, NULL, 's', _("change a value, e.g. offers.1.fees.call=350 (repeatable)"),     \
        "KEY=VALUE"                                                                                          \
  }
#define SAI_OPTIONS_COMMON                                                                                   \
  {"lang", 0, POPT_ARG_STRING, NULL, 'l', _("language (default: that of the locale)"), "en|ja"},             \
      {"help", 'h', POPT_ARG_NONE, NULL, 'h', _("this text"), NULL},                                         \
      {"version", 0, POPT_ARG_NONE, NULL, 'v', _("version of the program"), NULL}, POPT_TABLEEND

/** What commands that read a scenario take. */
typedef struct sai_scenario_options {
  const char *path; /**< the SCENARIO argument */
  char **settings;  /**< of --set */
  size_t n_settings;
} sai_scenario_options;

void sai_scenario_options_free(sai_scenario_options *options);
/** Read the scenario; on failure its errors are in the session. */
SAI_MUST_USE sai_code sai_scenario_options_read(sai_session *session, const sai_scenario_options *options,
                                                sai_scenario **scenario);

/** The languages that --lang takes. */
extern const char *const sai_languages[2];

/** Parsed options are plain text until here: whole numbers with K and M, within a range. */
SAI_MUST_USE sai_code sai_option_whole(const char *option, const char *text, uint64_t low, uint64_t high,
                                       uint64_t *value, sai_error *err);
/** One of several words. @return its index in *choice */
SAI_MUST_USE sai_code sai_option_choice(const char *option, const char *text, const char *const *words,
                                        size_t n, size_t *choice, sai_error *err);

/** A unit of money as typed: auto, yen, 円, 千円, 万円. NULL gives automatic scaling. */
SAI_MUST_USE sai_code sai_option_unit(const char *text, sai_money_unit *unit, sai_error *err);

/** A unit of money as it is typed (auto, yen, 円, 千円, 万円); automatic for NULL. */
SAI_MUST_USE sai_code sai_option_unit(const char *text, sai_money_unit *unit, sai_error *err);

/** Parse a command's options. Of an option given twice the last counts; arguments are handed back in order.
 *  @param arguments  [most] receives up to `most` arguments, NULL where there are fewer; they live as long as
 * argv
 *  @return SAI_USAGE with an error in the session, or SAI_OK; *helped is set if help or version was printed
 * instead */
SAI_MUST_USE sai_code sai_options_parse(sai_session *session, const sai_command *command, int argc,
                                        const char **argv, const struct poptOption *table,
                                        sai_scenario_options *scenario, const char **arguments, size_t least,
                                        size_t most, bool *helped);

/** The command of a name, or NULL. */
const sai_command *sai_command_find(const char *name);

#endif
