/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: arguments to a command to an exit code. Only here are errors printed and is the process ended. */
#include "analysis/analysis.h"
#include "base/intl.h"
#include "command/command.h"

#include <gsl/gsl_errno.h>
#include <libgen.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t stop;

static void on_interrupt(int signal) {
  (void)signal;
  stop = 1;
}

/* The first interrupt ends the simulation in order, a second one ends the process. */
static void catch_signals(void) {
  struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESETHAND | SA_RESTART};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  signal(SIGPIPE, SIG_IGN);
}

/* Of `--lang L`, `--lang=L`, or else of the environment: "ja", or "en" for everything else. */
static const char *wanted_language(int argc, char **argv) {
  const char *language = NULL;
  for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
    if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc) language = argv[i + 1];
    if (strncmp(argv[i], "--lang=", 7) == 0) language = argv[i] + 7;
  }
  static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  for (size_t i = 0; i < 3 && !language; i++) {
    const char *value = getenv(variables[i]);
    if (value && *value) language = value;
  }
  return language && strncmp(language, "ja", 2) == 0 ? "ja" : "en";
}

/* Numbers stay as in C everywhere; C.UTF-8 is always there, so the language needs no installed locale. */
static void set_language(const char *language, const char *catalogues) {
  setenv("LANGUAGE", language, 1);
  setlocale(LC_CTYPE, "C.UTF-8");
  setlocale(LC_MESSAGES, "C.UTF-8");
  bindtextdomain(SAI_TEXT_DOMAIN, catalogues);
  bind_textdomain_codeset(SAI_TEXT_DOMAIN, "UTF-8");
}

/* Where the program's own files are: beside a build, or under the prefix it is installed in. */
typedef struct places {
  char catalogues[PATH_MAX + 64], plots[PATH_MAX + 64], scenarios[PATH_MAX + 64];
} places;

static void find_places(places *p) {
  char binary[PATH_MAX];
  ssize_t n = readlink("/proc/self/exe", binary, sizeof binary - 1);
  binary[n > 0 ? n : 0] = '\0';
  char *folder = dirname(binary), *top = folder;
  snprintf(p->plots, sizeof p->plots, "%s/../plots", folder);
  if (access(p->plots, X_OK) == 0) {
    snprintf(p->catalogues, sizeof p->catalogues, "%s/../po", top);
    snprintf(p->scenarios, sizeof p->scenarios, "%s/../scenarios", top);
    return;
  }
  snprintf(p->plots, sizeof p->plots, "%s/../share/saisan/plots", top);
  snprintf(p->catalogues, sizeof p->catalogues, "%s/../share/locale", top);
  snprintf(p->scenarios, sizeof p->scenarios, "%s/../share/saisan/scenarios", top);
}

static void print_usage(FILE *out) {
  fprintf(out, "%s", _("Usage: saisan COMMAND [OPTION...]\n\nDoes it pay? Plays out the cost and the funnel of outsourced sales.\n\n"));
  for (const sai_command *c = sai_commands; c->name; c++) {
    int width = (int)(strlen(c->name) + strlen(c->arguments));
    fprintf(out, "  saisan %s %s%*s%s\n", c->name, c->arguments, width < 18 ? 18 - width : 1, "", _(c->help));
  }
  fprintf(out, "%s", _("\n`saisan COMMAND --help` lists a command's options.\n"));
}

static sai_code unknown_command(sai_session *session, const char *word) {
  const char *names[16];
  size_t n = 0;
  while (sai_commands[n].name) {
    names[n] = sai_commands[n].name;
    n++;
  }
  sai_error err;
  sai_error_set(&err, SAI_USAGE, _("there is no command `%s`"), word);
  const char *near = sai_text_nearest(word, names, n);
  if (near)
    sai_error_hint(&err, _("did you mean `%s`?"), near);
  else
    sai_error_hint(&err, "%s", _("`saisan --help` lists the commands"));
  return sai_session_fail(session, &err);
}

static sai_code dispatch(sai_session *session, int argc, char **argv) {
  const char *word = argc > 1 ? argv[1] : "--help";
  if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
    print_usage(argc > 1 ? stdout : stderr);
    return argc > 1 ? SAI_OK : SAI_USAGE;
  }
  if (strcmp(word, "--version") == 0) {
    printf("saisan %s\n", SAI_VERSION);
    return SAI_OK;
  }
  const sai_command *command = sai_command_find(word);
  if (!command) return unknown_command(session, word);
  return command->run(session, argc - 1, (const char **)(argv + 1));
}

static void print_errors(const sai_error_list *errors) {
  sai_text text = {0};
  for (size_t i = 0; i < errors->count; i++) sai_error_render(&errors->errors[i], &text);
  if (errors->more) sai_text_format(&text, _("... and %zu more\n"), errors->more);
  fputs(sai_text_string(&text), stderr);
  sai_text_free(&text);
}

/* Text that went through stdio reaches the user, or an error does. */
static sai_code flush_output(sai_session *session) {
  if (fflush(stdout) == 0 && !ferror(stdout)) return SAI_OK;
  sai_error err;
  sai_error_errno(&err, _("standard output"));
  return sai_session_fail(session, &err);
}

int main(int argc, char **argv) {
  gsl_set_error_handler_off();
  static places found;
  static sai_session session;
  find_places(&found);
  set_language(wanted_language(argc, argv), found.catalogues);
  catch_signals();
  session.plots = found.plots;
  session.scenarios = found.scenarios;
  session.stop = &stop;
  sai_code code = dispatch(&session, argc, argv);
  sai_code flushed = flush_output(&session);
  if (!code) code = flushed;
  print_errors(&session.errors);
  return sai_code_exit(code);
}
