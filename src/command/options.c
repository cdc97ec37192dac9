/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options by tables, and what every command does with their texts. */
#include "command/command.h"

#include "base/file.h"
#include "base/intl.h"
#include "scenario/number.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPTIONS_MAX = 24, OWN_VALUE = 1000, COLUMN = 28, WORDS_MAX = 16, LIST = 256 };

const sai_command *const sai_commands[] = {
    &sai_command_run,    &sai_command_check,    &sai_command_init,       &sai_command_plot,
    &sai_command_schema, &sai_command_selftest, &sai_command_completion, NULL};

/* Options of all commands. */
static const sai_option common[] = {
    {"lang", SAI_OPTION_LANGUAGE, 0, SAI_LANGUAGES, NULL, N_("language (default: that of the locale)")},
    {"help", SAI_OPTION_HELP, 0, NULL, NULL, N_("this text")},
    {"version", SAI_OPTION_VERSION, 0, NULL, NULL, N_("version of the program")},
};

const sai_command *sai_command_find(const char *name) {
  for (size_t i = 0; sai_commands[i]; i++)
    if (strcmp(sai_commands[i]->name, name) == 0) return sai_commands[i];
  return NULL;
}

const sai_option *sai_command_option(const sai_command *command, size_t i) {
  size_t n = 0;
  while (command->options[n].name) n++;
  if (i < n) return &command->options[i];
  return i - n < sizeof common / sizeof *common ? &common[i - n] : NULL;
}

sai_code sai_session_fail(sai_session *session, const sai_error *err) {
  sai_error_list_add(&session->errors, err);
  return err->code;
}

sai_code sai_session_fail_output(sai_session *session, const sai_error *err) {
  return errno == EPIPE ? err->code : sai_session_fail(session, err);
}

/* Without memory gettext leaves messages in English and says nothing: there must be some to the end. */
static sai_code check_memory(sai_error *err) {
  sai_text probe = {0};
  sai_text_add(&probe, " ");
  sai_code code = sai_text_check(&probe, err);
  sai_text_free(&probe);
  return code;
}

sai_code sai_session_print(sai_session *session, const sai_text *text) {
  sai_error err;
  sai_code code = sai_text_check(text, &err);
  if (!code) code = check_memory(&err);
  if (code) return sai_session_fail(session, &err);
  code = sai_file_write_all(STDOUT_FILENO, sai_text_string(text), text->length, _("standard output"), &err);
  return code ? sai_session_fail_output(session, &err) : SAI_OK;
}

static bool scale_of(const char *suffix, uint64_t *scale) {
  *scale = 1;
  if (strcmp(suffix, "K") == 0 || strcmp(suffix, "k") == 0) *scale = 1000;
  if (strcmp(suffix, "M") == 0) *scale = 1000000;
  return *suffix == '\0' || *scale > 1;
}

/* Say what is wrong, and what to write: the number itself where it can be guessed, as for 1e3. */
static sai_code refuse_whole(const char *option, const char *text, uint64_t low, uint64_t high,
                             sai_error *err) {
  char *end;
  double guess = strtod(text, &end);
  char from_room[64], to_room[64];
  sai_text from = SAI_TEXT_IN(from_room), to = SAI_TEXT_IN(to_room);
  sai_text_grouped(&from, (double)low, 0);
  sai_text_grouped(&to, (double)high, 0);
  sai_error_set(err, SAI_USAGE, _("%s: `%s` is not a whole number from %s to %s"), option, text,
                sai_text_string(&from), sai_text_string(&to));
  bool whole = end > text && *end == '\0' && guess >= (double)low && guess <= (double)high && guess < 1e15;
  if (whole && guess == floor(guess))
    sai_error_hint(err, _("write it out: %s %.0f"), option, guess);
  else
    sai_error_hint(err, _("write it like 1000, 1,000, 100K or 2M"));
  return SAI_USAGE;
}

sai_code sai_option_whole(const char *option, const char *text, uint64_t low, uint64_t high, uint64_t *value,
                          sai_error *err) {
  char digits[64];
  size_t n = 0;
  for (const char *c = text; *c && n + 1 < sizeof digits; c++)
    if (*c != ',' && *c != '_') digits[n++] = *c;
  digits[n] = '\0';
  char *end = digits;
  errno = 0;
  unsigned long long number = digits[0] >= '0' && digits[0] <= '9' ? strtoull(digits, &end, 10) : 0;
  uint64_t scale;
  bool ok = strlen(text) < sizeof digits && end > digits && errno == 0 && scale_of(end, &scale) &&
            number <= UINT64_MAX / scale;
  if (!ok || number * scale < low || number * scale > high) return refuse_whole(option, text, low, high, err);
  *value = number * scale;
  return SAI_OK;
}

sai_code sai_option_percent(const char *option, const char *text, double low, double high, double *share,
                            sai_error *err) {
  char room[64];
  sai_text folded = SAI_TEXT_IN(room);
  sai_number x = {0};
  sai_text_fold(&folded, text, strlen(text));
  const char *s = sai_text_string(&folded);
  if (!folded.failed && sai_number_begins(s, folded.length)) sai_number_read(s, folded.length, "JPY", &x);
  if (x.length == folded.length && !x.problem && x.percent && x.value >= low && x.value <= high) {
    *share = x.value;
    return SAI_OK;
  }
  sai_error_set(err, SAI_USAGE, _("%s: `%s` is not a percentage from %g%% to %g%%"), option, text, 100 * low,
                100 * high);
  sai_error_hint(err, "%s", _("write it like 1% or 0.5%"));
  return SAI_USAGE;
}

const char *sai_option_word(const char *words, size_t i, size_t *length) {
  for (*length = strcspn(words, "|"); i > 0; i--) {
    if (!words[*length]) return NULL;
    words += *length + 1;
    *length = strcspn(words, "|");
  }
  return words;
}

static sai_code refuse_word(const char *option, const char *text, const char *words, sai_error *err) {
  char list[LIST];
  const char *near[WORDS_MAX];
  size_t n = 0;
  char room[LIST];
  sai_text all = SAI_TEXT_IN(room);
  snprintf(list, sizeof list, "%s", words);
  for (char *word = list, *end; word && n < WORDS_MAX; word = end) {
    end = strchr(word, '|');
    if (end) *end++ = '\0';
    sai_text_format(&all, "%s%s", n ? ", " : "", word);
    near[n++] = word;
  }
  sai_error_set(err, SAI_USAGE, _("%s: `%s` is none of: %s"), option, text, sai_text_string(&all));
  const char *nearest = sai_text_nearest(text, near, n);
  if (nearest) sai_error_hint(err, _("did you mean `%s`?"), nearest);
  return SAI_USAGE;
}

sai_code sai_option_choice(const char *option, const char *text, const char *words, size_t *choice,
                           sai_error *err) {
  size_t n = 0, length;
  for (const char *word; (word = sai_option_word(words, n, &length)); n++)
    if (strlen(text) == length && memcmp(text, word, length) == 0) {
      *choice = n;
      return SAI_OK;
    }
  return refuse_word(option, text, words, err);
}

sai_code sai_option_unit(const char *text, sai_money_unit *unit, sai_error *err) {
  static const sai_money_unit units[] = {SAI_MONEY_AUTO, SAI_MONEY_PLAIN, SAI_MONEY_PLAIN, SAI_MONEY_THOUSAND,
                                         SAI_MONEY_TEN_THOUSAND};
  size_t choice = 0;
  if (text) SAI_TRY(sai_option_choice("--unit", text, "auto|yen|円|千円|万円", &choice, err));
  *unit = units[choice];
  return SAI_OK;
}

sai_code sai_option_pictures(const char *text, unsigned *pictures, sai_error *err) {
  unsigned found = 0;
  for (const char *rest = text ? text : SAI_PICTURES_DEFAULT; rest;) {
    char word[16];
    size_t choice = SAI_PICTURES, n = strcspn(rest, ",");
    snprintf(word, sizeof word, "%.*s", (int)(n < sizeof word ? n : sizeof word), rest);
    SAI_TRY(sai_option_choice("--charts", word, SAI_PICTURE_WORDS, &choice, err));
    if (choice < SAI_PICTURES) found |= 1U << choice; /* the last word is `none` */
    rest = rest[n] ? rest + n + 1 : NULL;
  }
  *pictures = found;
  return SAI_OK;
}

void sai_scenario_options_free(sai_scenario_options *options) {
  free(options->settings);
}

sai_code sai_scenario_options_read(sai_session *session, const sai_scenario_options *options,
                                   sai_scenario **scenario) {
  return sai_scenario_read(options->path, options->settings, options->n_settings, scenario, &session->errors);
}

sai_code sai_session_market(sai_session *session, const char *path, sai_market *market) {
  sai_error err;
  sai_code code = sai_market_read(path ? path : session->market, market, &err);
  market->file = path;
  return code ? sai_session_fail(session, &err) : SAI_OK;
}

static sai_code add_setting(sai_scenario_options *scenario, const char *setting, sai_error *err) {
  const char **grown = realloc(scenario->settings, (scenario->n_settings + 1) * sizeof *grown);
  if (!grown) return sai_error_no_memory(err);
  scenario->settings = grown;
  grown[scenario->n_settings++] = setting;
  return SAI_OK;
}

static void add_option_help(const sai_option *option, sai_text *out) {
  sai_text name = {.whole = out};
  sai_text_format(&name, option->kind == SAI_OPTION_HELP ? "  -h, --%s" : "      --%s", option->name);
  if (option->value) sai_text_format(&name, "=%s", option->value);
  size_t width = sai_text_width(sai_text_string(&name));
  sai_text_add(out, sai_text_string(&name));
  if (width + 2 > COLUMN) sai_text_add(out, "\n");
  sai_text_repeat(out, " ", width + 2 > COLUMN ? COLUMN : COLUMN - width);
  sai_text_add(out, _(option->help));
  if (option->without) sai_text_format(out, _(" (default %s)"), option->without);
  sai_text_add(out, "\n");
  sai_text_free(&name);
}

/* Own layout, in columns of a terminal. */
static sai_code print_help(sai_session *session, const sai_command *command) {
  sai_text text = {0};
  sai_text_format(&text, _("Usage: saisan %s [OPTION...]%s%s\n"), command->name,
                  *command->arguments ? " " : "", command->arguments);
  sai_text_format(&text, "%s\n\n", _(command->help));
  sai_text_add(&text, _("Options:\n"));
  const sai_option *option;
  for (size_t i = 0; (option = sai_command_option(command, i)); i++) add_option_help(option, &text);
  sai_code code = sai_session_print(session, &text);
  sai_text_free(&text);
  return code;
}

static sai_code refuse_value(const sai_command *command, const char *format, const char *word,
                             sai_error *err) {
  sai_error_set(err, SAI_USAGE, format, word);
  sai_error_hint(err, _("`saisan %s --help` lists the options"), command->name);
  return SAI_USAGE;
}

static sai_code refuse_option(const sai_command *command, const char *element, sai_error *err) {
  char word[64]; /* without a value */
  snprintf(word, sizeof word, "%.*s", (int)strcspn(element, "="), element);
  char names[OPTIONS_MAX][32];
  const char *candidates[OPTIONS_MAX];
  const sai_option *option;
  size_t n = 0;
  for (; n < OPTIONS_MAX && (option = sai_command_option(command, n)); n++) {
    snprintf(names[n], sizeof names[n], "--%s", option->name);
    candidates[n] = names[n];
  }
  const char *near = sai_text_nearest(word, candidates, n);
  refuse_value(command, _("`%s`: there is no such option"), element, err);
  if (near) sai_error_hint(err, _("did you mean `%s`?"), near);
  return SAI_USAGE;
}

/* What getopt_long() stumbled over: optopt is 0 for a long option that it does not know. */
static sai_code refuse_found(const sai_command *command, int found, const char *element, sai_error *err) {
  if (optopt >= OWN_VALUE)
    return refuse_value(command, found == ':' ? _("`%s` needs a value") : _("`%s` takes no value"), element,
                        err);
  const char letter[] = {'-', (char)optopt, '\0'};
  return refuse_option(command, optopt ? letter : element, err);
}

/* The text of one option, into its place. */
static sai_code take_text(const sai_option *option, const char *text, void *values, sai_error *err) {
  void *place = (char *)values + option->place;
  size_t choice;
  if (option->kind == SAI_OPTION_SETTINGS) return add_setting(place, text, err);
  if (option->kind == SAI_OPTION_LANGUAGE)
    return sai_option_choice("--lang", text, SAI_LANGUAGES, &choice, err);
  *(const char **)place = text;
  return SAI_OK;
}

/* The element of argv that the option just found stands in. */
static const char *element_of(char *const *argv) {
  bool apart = optarg && optarg == argv[optind - 1];
  return argv[optind - (apart ? 2 : 1)];
}

/* getopt_long() also takes the beginning of a name; a new option would then change what that means. */
static bool is_written_out(const sai_option *option, const char *element) {
  size_t n = strlen(option->name);
  return element[1] != '-' || (strncmp(element + 2, option->name, n) == 0 && strchr("=", element[2 + n]));
}

/* The options as getopt_long() is to see them. */
static void make_table(const sai_command *command, struct option out[OPTIONS_MAX + 1]) {
  const sai_option *option;
  size_t n = 0;
  for (; n < OPTIONS_MAX && (option = sai_command_option(command, n)); n++)
    out[n] = (struct option){.name = option->name,
                             .has_arg = option->value ? required_argument : no_argument,
                             .val = option->kind == SAI_OPTION_HELP ? 'h' : OWN_VALUE + (int)n};
  out[n] = (struct option){0};
}

static const sai_option *option_of(const sai_command *command, int found) {
  const sai_option *option;
  for (size_t i = 0; (option = sai_command_option(command, i)); i++)
    if (found == 'h' ? option->kind == SAI_OPTION_HELP : found == OWN_VALUE + (int)i) break;
  return option;
}

static sai_code take_options(sai_session *session, const sai_command *command, int argc, char *const *argv,
                             void *values, bool *helped, sai_error *err) {
  struct option table[OPTIONS_MAX + 1];
  make_table(command, table);
  int found;
  optind = 0;
  opterr = 0;
  while ((found = getopt_long(argc, argv, ":h", table, NULL)) != -1) {
    const char *element = element_of(argv);
    if (found == '?' || found == ':') return refuse_found(command, found, element, err);
    const sai_option *option = option_of(command, found);
    if (!is_written_out(option, element)) return refuse_option(command, element, err);
    *helped = option->kind == SAI_OPTION_HELP || option->kind == SAI_OPTION_VERSION;
    if (option->kind == SAI_OPTION_VERSION) printf("saisan %s\n", SAI_VERSION);
    if (option->kind == SAI_OPTION_HELP) return print_help(session, command);
    if (*helped) return SAI_OK;
    if (option->kind == SAI_OPTION_FLAG)
      *(int *)(void *)((char *)values + option->place) = 1;
    else
      SAI_TRY(take_text(option, optarg, values, err));
  }
  return SAI_OK;
}

static sai_code take_arguments(const sai_command *command, int argc, char *const *argv,
                               const char **arguments, sai_error *err) {
  size_t n = 0;
  for (int i = optind; i < argc; i++) {
    if (n == command->most) {
      sai_error_set(err, SAI_USAGE, _("one argument too many: `%s`"), argv[i]);
      sai_error_hint(err, _("usage: saisan %s [OPTION...]%s%s"), command->name,
                     *command->arguments ? " " : "", command->arguments);
      return SAI_USAGE;
    }
    arguments[n++] = argv[i];
  }
  if (n >= command->least) return SAI_OK;
  sai_error_set(err, SAI_USAGE, _("`saisan %s` needs %s"), command->name, command->arguments);
  sai_error_hint(err, _("`saisan %s --help` says more"), command->name);
  return SAI_USAGE;
}

/* getopt_long() has the state of one command line in global variables, as main() has one to give. Unlike popt
   it asks for no memory. */
sai_code sai_options_parse(sai_session *session, const sai_command *command, int argc, const char **argv,
                           void *values, const char **arguments, bool *helped) {
  char *const *words = (char *const *)argv; /* the texts are only moved */
  sai_error err = {0};
  *helped = false;
  sai_code code = take_options(session, command, argc, words, values, helped, &err);
  if (!code && !*helped) code = take_arguments(command, argc, words, arguments, &err);
  return err.code ? sai_session_fail(session, &err) : code;
}
