/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options by popt tables, and what every command does with their texts. */
#include "command/command.h"

#include "base/file.h"
#include "base/intl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const sai_command sai_commands[] = {
    {"run", "SCENARIO", N_("simulate, and say what it costs, what it brings and whether it pays"), sai_command_run},
    {"check", "SCENARIO", N_("say back what a scenario means, without simulating"), sai_command_check},
    {"init", "KIND [FILE]", N_("write a commented scenario to start from"), sai_command_init},
    {"plot", "DIR", N_("draw the charts of a result again"), sai_command_plot},
    {NULL, NULL, NULL, NULL},
};

const sai_command *sai_command_find(const char *name) {
  for (const sai_command *c = sai_commands; c->name; c++)
    if (strcmp(c->name, name) == 0) return c;
  return NULL;
}

sai_code sai_session_fail(sai_session *session, const sai_error *err) {
  sai_error_list_add(&session->errors, err);
  return err->code;
}

sai_code sai_session_print(sai_session *session, const sai_text *text) {
  sai_error err;
  sai_code code = sai_text_check(text, &err);
  if (!code) code = sai_file_write_all(STDOUT_FILENO, sai_text_string(text), text->length, _("standard output"), &err);
  return code ? sai_session_fail(session, &err) : SAI_OK;
}

static bool scale_of(const char *suffix, uint64_t *scale) {
  *scale = 1;
  if (strcmp(suffix, "K") == 0 || strcmp(suffix, "k") == 0) *scale = 1000;
  if (strcmp(suffix, "M") == 0) *scale = 1000000;
  return *suffix == '\0' || *scale > 1;
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
  bool ok = end > digits && errno == 0 && scale_of(end, &scale) && number <= UINT64_MAX / scale;
  if (ok && number * scale >= low && number * scale <= high) {
    *value = number * scale;
    return SAI_OK;
  }
  sai_error_set(err, SAI_USAGE, _("%s: `%s` is not a whole number from %llu to %llu"), option, text,
                (unsigned long long)low, (unsigned long long)high);
  return SAI_USAGE;
}

sai_code sai_option_choice(const char *option, const char *text, const char *const *words, size_t n, size_t *choice,
                           sai_error *err) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(text, words[i]) == 0) {
      *choice = i;
      return SAI_OK;
    }
  sai_text all = {0};
  for (size_t i = 0; i < n; i++) sai_text_format(&all, "%s%s", i ? ", " : "", words[i]);
  sai_error_set(err, SAI_USAGE, _("%s: `%s` is none of: %s"), option, text, sai_text_string(&all));
  const char *near = sai_text_nearest(text, words, n);
  if (near) sai_error_hint(err, _("did you mean `%s`?"), near);
  sai_text_free(&all);
  return SAI_USAGE;
}

static sai_code add_setting(sai_scenario_options *scenario, char *setting, sai_error *err) {
  const char **grown = realloc(scenario->settings, (scenario->n_settings + 1) * sizeof *grown);
  if (!grown) return sai_error_no_memory(err);
  scenario->settings = grown;
  grown[scenario->n_settings++] = setting;
  return SAI_OK;
}

static void print_help(poptContext context, const sai_command *command) {
  printf(_("Usage: saisan %s [OPTION...] %s\n"), command->name, command->arguments);
  printf("%s\n\n", _(command->help));
  fflush(stdout);
  poptPrintHelp(context, stdout, 0);
}

/* 's' is --set and 'h' is --help; every other option stores its text by itself. */
static sai_code take_options(poptContext context, const sai_command *command, sai_scenario_options *scenario,
                             bool *helped, sai_error *err) {
  int option;
  while ((option = poptGetNextOpt(context)) > 0) {
    if (option == 'h') {
      print_help(context, command);
      *helped = true;
      return SAI_OK;
    }
    if (option == 's') SAI_TRY(add_setting(scenario, poptGetOptArg(context), err));
  }
  if (option == -1) return SAI_OK;
  sai_error_set(err, SAI_USAGE, "%s: %s", poptBadOption(context, POPT_BADOPTION_NOALIAS), poptStrerror(option));
  sai_error_hint(err, _("`saisan %s --help` lists the options"), command->name);
  return SAI_USAGE;
}

static sai_code take_arguments(poptContext context, const sai_command *command, const char **arguments, size_t least,
                               size_t most, sai_error *err) {
  size_t n = 0;
  for (const char *argument; (argument = poptGetArg(context)); n++) {
    if (n == most) {
      sai_error_set(err, SAI_USAGE, _("one argument too many: `%s`"), argument);
      sai_error_hint(err, _("usage: saisan %s [OPTION...] %s"), command->name, command->arguments);
      return SAI_USAGE;
    }
    arguments[n] = argument;
  }
  if (n >= least) return SAI_OK;
  sai_error_set(err, SAI_USAGE, _("`saisan %s` needs %s"), command->name, command->arguments);
  sai_error_hint(err, _("`saisan %s --help` says more"), command->name);
  return SAI_USAGE;
}

/* Arguments come from argv, so they outlive the context that found them. */
static void point_into_argv(int argc, const char **argv, const char **arguments, size_t most) {
  for (size_t i = 0; i < most; i++)
    for (int j = 1; arguments[i] && j < argc; j++)
      if (strcmp(arguments[i], argv[j]) == 0) {
        arguments[i] = argv[j];
        break;
      }
}

sai_code sai_options_parse(sai_session *session, const sai_command *command, int argc, const char **argv,
                           struct poptOption *table, sai_scenario_options *scenario, const char **arguments,
                           size_t least, size_t most, bool *helped) {
  poptContext context = poptGetContext("saisan", argc, argv, table, 0);
  sai_error err;
  *helped = false;
  sai_code code = context ? take_options(context, command, scenario, helped, &err) : sai_error_no_memory(&err);
  if (!code && !*helped) code = take_arguments(context, command, arguments, least, most, &err);
  if (!code) point_into_argv(argc, argv, arguments, most);
  poptFreeContext(context);
  return code ? sai_session_fail(session, &err) : SAI_OK;
}
