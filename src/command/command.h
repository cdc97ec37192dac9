/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the program: each parses its options, calls the layers and says what came of it. */
#ifndef SAI_COMMAND_COMMAND_H
#define SAI_COMMAND_COMMAND_H

#include "analysis/analysis.h"
#include "base/error.h"
#include "base/text.h"
#include "report/report.h"

#include <signal.h>
#include <stddef.h>

/** What every command gets from main(). */
typedef struct sai_session {
  const char *plots;              /**< folder with the chart scripts */
  const char *language;           /**< of all messages: "en" or "ja" */
  const char *scenarios;          /**< folder with the scenarios that `init` prints */
  const char *market;             /**< file with the market ranges that are shipped */
  const char *selftest;           /**< folder with the data that `selftest` compares with */
  volatile sig_atomic_t *stop;    /**< set when the user interrupts, once catch_interrupts() was called */
  void (*catch_interrupts)(void); /**< from now on the first interrupt only sets `stop` */
  sai_error_list errors;          /**< what main() prints on standard error */
} sai_session;

typedef enum sai_option_kind {
  SAI_OPTION_FLAG,     /**< an int that becomes 1 */
  SAI_OPTION_TEXT,     /**< a const char * that receives its text; the last one counts */
  SAI_OPTION_SETTINGS, /**< a sai_scenario_options that collects every one */
  SAI_OPTION_LANGUAGE, /**< checked, since main() has set it */
  SAI_OPTION_HELP,
  SAI_OPTION_VERSION
} sai_option_kind;

/** An option of a command. Parsing, --help, `saisan schema`, completion and the test of the manual page go by
 * it. */
typedef struct sai_option {
  const char *name; /**< without its dashes */
  sai_option_kind kind;
  size_t place; /**< of FLAG, TEXT and SETTINGS: offset in the command's own values */
  const char
      *value; /**< what stands for its value, as N or DIR; or the words it can be, as en|ja; NULL: a flag */
  const char *without; /**< default as it would be typed, or NULL */
  const char *help;    /**< one line, marked with N_() */
} sai_option;

typedef struct sai_command {
  const char *name;
  const char *arguments; /**< e.g. "KIND [FILE]", where DIR is a folder, SCENARIO and FILE are files */
  const char *words;     /**< what the first argument can be, as teleapo|letter; NULL: a file or a folder */
  const char *help;      /**< one line, marked with N_() */
  sai_code (*run)(sai_session *session, int argc, const char **argv);
  size_t least, most;        /**< arguments */
  const sai_option *options; /**< ended by a NULL name; those of all commands come on top */
} sai_command;

extern const sai_command sai_command_run, sai_command_check, sai_command_init, sai_command_plot,
    sai_command_schema, sai_command_completion, sai_command_selftest;
/** All commands in the order of the help, ended by NULL. */
extern const sai_command *const sai_commands[];
/** Option number i of a command, those of all commands last; NULL behind the end. */
const sai_option *sai_command_option(const sai_command *command, size_t i);

/** Add an error to the session. @return its code */
sai_code sai_session_fail(sai_session *session, const sai_error *err);
/** Write to standard output, whole. */
SAI_MUST_USE sai_code sai_session_print(sai_session *session, const sai_text *text);

/** After a failed write to standard output: add the error, unless the reader has gone, which needs no word.
 *  @return the error's code */
sai_code sai_session_fail_output(sai_session *session, const sai_error *err);

/** What commands that read a scenario take. */
typedef struct sai_scenario_options {
  const char *path;      /**< the SCENARIO argument */
  const char **settings; /**< of --set */
  size_t n_settings;
} sai_scenario_options;

/** The option --set of a command whose values have a member of this type. */
#define SAI_OPTION_SET(values, member)                                                                       \
  {                                                                                                          \
    "set", SAI_OPTION_SETTINGS, offsetof(values, member), "KEY=VALUE", NULL,                                 \
        N_("change a value, e.g. offers.1.fees.call=350 (repeatable)")                                       \
  }

/** The option --market of a command whose values have a text of this name. */
#define SAI_OPTION_MARKET(values, member)                                                                    \
  {                                                                                                          \
    "market", SAI_OPTION_TEXT, offsetof(values, member), "FILE", NULL,                                       \
        N_("compare with the market ranges of a CSV file (default: those shipped)")                          \
  }

/** The option --charts of a command whose values have a text of this name. */
#define SAI_OPTION_CHARTS(values, member)                                                                    \
  {                                                                                                          \
    "charts", SAI_OPTION_TEXT, offsetof(values, member), SAI_PICTURE_WORDS, SAI_PICTURES_DEFAULT,            \
        N_("kinds of chart, several with commas")                                                            \
  }

/** The options --seed, --threads and --quiet of a command that plays futures. */
#define SAI_OPTION_SEED(values, member)                                                                      \
  { "seed", SAI_OPTION_TEXT, offsetof(values, member), "S", "1", N_("start of the random numbers") }
#define SAI_OPTION_THREADS(values, member)                                                                   \
  {                                                                                                          \
    "threads", SAI_OPTION_TEXT, offsetof(values, member), "N", NULL,                                         \
        N_("threads (default: all cores); the figures do not depend on it")                                  \
  }
#define SAI_OPTION_QUIET(values, member)                                                                     \
  { "quiet", SAI_OPTION_FLAG, offsetof(values, member), NULL, NULL, N_("no progress and no notes") }

void sai_scenario_options_free(sai_scenario_options *options);
/** Read the scenario; on failure its errors are in the session. */
SAI_MUST_USE sai_code sai_scenario_options_read(sai_session *session, const sai_scenario_options *options,
                                                sai_scenario **scenario);

/** Read the market ranges of --market, or for NULL the shipped ones; on failure the error is in the session.
 */
SAI_MUST_USE sai_code sai_session_market(sai_session *session, const char *path, sai_market *market);

/** The languages that --lang takes. */
#define SAI_LANGUAGES "en|ja"

/** Parsed options are plain text until here: whole numbers with K and M, within a range. */
SAI_MUST_USE sai_code sai_option_whole(const char *option, const char *text, uint64_t low, uint64_t high,
                                       uint64_t *value, sai_error *err);
/** A percentage from low to high, which are shares. */
SAI_MUST_USE sai_code sai_option_percent(const char *option, const char *text, double low, double high,
                                         double *share, sai_error *err);
/** One of several words, separated by `|`. @return its index in *choice */
SAI_MUST_USE sai_code sai_option_choice(const char *option, const char *text, const char *words,
                                        size_t *choice, sai_error *err);
/** Word number i of words separated by `|`, with its length; NULL behind the end. */
const char *sai_option_word(const char *words, size_t i, size_t *length);

/** The largest seed that JSON's numbers hold exactly everywhere. */
#define SAI_SEED_MAX (UINT64_C(1) << 53)

/** Show on standard error that `done` of `all` is done. @param shown  the int whose value was shown last, -1
 * at first */
void sai_progress_show(void *shown, uint64_t done, uint64_t all);
/** Remove what sai_progress_show() wrote. */
void sai_progress_clear(void);

/** A unit of money as it is typed (auto, yen, 円, 千円, 万円); automatic for NULL. */
SAI_MUST_USE sai_code sai_option_unit(const char *text, sai_money_unit *unit, sai_error *err);

/** Kinds of picture in the order of sai_picture, and none; those that are drawn without --charts. */
#define SAI_PICTURE_WORDS    "svg|png|pdf|none"
#define SAI_PICTURES_DEFAULT "svg,png"
/** Kinds of picture as typed, as `svg,pdf` or `none`; the default for NULL. */
SAI_MUST_USE sai_code sai_option_pictures(const char *text, unsigned *pictures, sai_error *err);

/** Parse a command's options. Of an option given twice the last counts; arguments are handed back in order.
 *  @param argv       its words are put in another order; all texts handed back are its own
 *  @param values     where the options of the command go, zeroed before; settings in it become the caller's,
 *                    also after a failure
 *  @param arguments  [command->most] receives the arguments, NULL where there are fewer
 *  @return SAI_USAGE with an error in the session, or SAI_OK; *helped is set if help or version was printed
 *          instead */
SAI_MUST_USE sai_code sai_options_parse(sai_session *session, const sai_command *command, int argc,
                                        const char **argv, void *values, const char **arguments,
                                        bool *helped);

/** The command of a name, or NULL. */
const sai_command *sai_command_find(const char *name);

#endif
