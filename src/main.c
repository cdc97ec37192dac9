/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: arguments to a command to an exit code. Only here are errors printed and is the process ended.
 */
#include "analysis/analysis.h"
#include "base/intl.h"
#include "command/command.h"

#include <errno.h>
#include <fcntl.h>
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

/* From now on the first interrupt ends the simulation in order; a second one ends the process. */
static void catch_interrupts(void) {
  struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESETHAND | SA_RESTART};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
}

/* A standard stream that the caller closed stays unusable, but its number is taken, lest a file of ours get
 * it. */
static void hold_standard_streams(void) {
  for (int fd = 0; fd < 3; fd++)
    if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
        open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
      return;
}

static bool is_language(const char *word) {
  return strcmp(word, "en") == 0 || strcmp(word, "ja") == 0;
}

/* Of `--lang L`, `--lang=L`, or else of the environment: "ja", or "en" for everything else. */
static const char *wanted_language(int argc, char **argv) {
  const char *language = NULL;
  for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
    const char *word = NULL;
    if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc) word = argv[i + 1];
    if (strncmp(argv[i], "--lang=", 7) == 0) word = argv[i] + 7;
    if (word && is_language(word)) language = word;
  }
  static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  for (size_t i = 0; i < 3 && !language; i++) {
    const char *value = getenv(variables[i]);
    if (value && *value) language = value;
  }
  return language && strncmp(language, "ja", 2) == 0 ? "ja" : "en";
}

/* Numbers stay as in C everywhere; C.UTF-8 is always there, so the language needs no installed locale.
   Without memory gettext leaves messages untranslated and says nothing: a catalogue that is there must be in
   use. */
static sai_code set_language(const char *language, const char *catalogues, sai_error *err) {
  if (setenv("LANGUAGE", language, 1) != 0) return sai_error_no_memory(err);
  setlocale(LC_CTYPE, "C.UTF-8");
  setlocale(LC_MESSAGES, "C.UTF-8");
  bindtextdomain(SAI_TEXT_DOMAIN, catalogues);
  bind_textdomain_codeset(SAI_TEXT_DOMAIN, "UTF-8");
  char file[PATH_MAX + 128];
  snprintf(file, sizeof file, "%s/%s/LC_MESSAGES/" SAI_TEXT_DOMAIN ".mo", catalogues, language);
  if (strcmp(_("out of memory"), "out of memory") != 0 || access(file, R_OK) != 0) return SAI_OK;
  return sai_error_set(err, SAI_NO_MEMORY, "%s: %s", file, _("out of memory"));
}

/* Where the program's own files are: beside a build, or under the prefix it is installed in. */
typedef struct places {
  char catalogues[PATH_MAX + 64], plots[PATH_MAX + 64], scenarios[PATH_MAX + 64], market[PATH_MAX + 64],
      selftest[PATH_MAX + 64];
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
    snprintf(p->market, sizeof p->market, "%s/../scenarios/market.csv", top);
    snprintf(p->selftest, sizeof p->selftest, "%s/selftest", top);
    return;
  }
  snprintf(p->plots, sizeof p->plots, "%s/../share/saisan/plots", top);
  snprintf(p->catalogues, sizeof p->catalogues, "%s/../share/locale", top);
  snprintf(p->scenarios, sizeof p->scenarios, "%s/../share/saisan/scenarios", top);
  snprintf(p->market, sizeof p->market, "%s/../share/saisan/scenarios/market.csv", top);
  snprintf(p->selftest, sizeof p->selftest, "%s/../share/saisan/selftest", top);
}

static void add_usage(sai_text *out) {
  sai_text_add(out,
               _("Usage: saisan COMMAND [OPTION...]\n\nDoes it pay? Plays out the cost and the funnel of "
                 "outsourced sales.\n\n"));
  const sai_command *c;
  for (size_t i = 0; (c = sai_commands[i]); i++) {
    int width = (int)(strlen(c->name) + strlen(c->arguments));
    sai_text_format(out, "  saisan %s %s%*s%s\n", c->name, c->arguments, width < 18 ? 18 - width : 1, "",
                    _(c->help));
  }
  sai_text_format(out, "  saisan %-18s%s\n", "help COMMAND", _("list a command's options"));
  sai_text_add(out, _("\n`saisan COMMAND --help` lists a command's options.\n"));
}

static sai_code unknown_command(sai_session *session, const char *word) {
  const char *names[16];
  size_t n = 0;
  for (; sai_commands[n]; n++) names[n] = sai_commands[n]->name;
  sai_error err;
  const char *near = sai_text_nearest(word, names, n);
  bool option = word[0] == '-' && word[1];
  sai_error_set(&err, SAI_USAGE, option ? _("`%s`: there is no such option") : _("there is no command `%s`"),
                word);
  if (near)
    sai_error_hint(&err, _("did you mean `%s`?"), near);
  else if (!option && access(word, F_OK) == 0)
    sai_error_hint(&err, _("did you mean `saisan run %s`?"), word);
  else
    sai_error_hint(&err, "%s", _("`saisan --help` lists the commands"));
  return sai_session_fail(session, &err);
}

static bool is_one_of(const char *word, const char *a, const char *b, const char *c) {
  return strcmp(word, a) == 0 || strcmp(word, b) == 0 || strcmp(word, c) == 0;
}

/* `saisan help COMMAND` is `saisan COMMAND --help`. */
static sai_code help(sai_session *session, int argc, char **argv) {
  const sai_command *command = argc > 2 ? sai_command_find(argv[2]) : NULL;
  if (argc > 2 && !command && argv[2][0] != '-') return unknown_command(session, argv[2]);
  if (command) return command->run(session, 2, (const char *[]){command->name, "--help", NULL});
  sai_text text = {0};
  add_usage(&text);
  sai_code code = sai_session_print(session, &text);
  sai_text_free(&text);
  return code;
}

/* `--lang L` may also stand before the command. @return how many arguments it takes, 0: none is there */
static int skip_language(sai_session *session, int argc, char **argv, sai_code *code) {
  bool joined = argc > 1 && strncmp(argv[1], "--lang=", 7) == 0;
  if (!joined && (argc < 3 || strcmp(argv[1], "--lang") != 0)) return 0;
  sai_error err;
  size_t choice;
  *code = sai_option_choice("--lang", joined ? argv[1] + 7 : argv[2], SAI_LANGUAGES, &choice, &err);
  if (*code) sai_session_fail(session, &err);
  return joined ? 1 : 2;
}

static sai_code dispatch(sai_session *session, int argc, char **argv) {
  sai_code code = SAI_OK;
  for (int n; (n = skip_language(session, argc, argv, &code)) > 0 && !code;) {
    argc -= n;
    argv += n;
  }
  if (code) return code;
  if (argc < 2) {
    sai_text text = {0};
    add_usage(&text);
    fputs(sai_text_string(&text), stderr);
    sai_text_free(&text);
    return SAI_USAGE;
  }
  const char *word = argv[1];
  if (is_one_of(word, "--help", "-h", "help")) return help(session, argc, argv);
  if (is_one_of(word, "--version", "-V", "version")) {
    printf("saisan %s\n", SAI_VERSION);
    return SAI_OK;
  }
  const sai_command *command = sai_command_find(word);
  if (!command) return unknown_command(session, word);
  return command->run(session, argc - 1, (const char **)(argv + 1));
}

/* Without memory for the messages at least that is said. @return code, or SAI_NO_MEMORY then */
static sai_code print_errors(const sai_error_list *errors, sai_code code) {
  sai_text text = {0};
  for (size_t i = 0; i < errors->count; i++) sai_error_render(&errors->errors[i], &text);
  if (errors->more) sai_text_format(&text, _("... and %zu more\n"), errors->more);
  if (text.failed) {
    sai_error err;
    code = sai_error_no_memory(&err);
    fprintf(stderr, _("error: %s"), err.text);
    fputs("\n", stderr);
  } else {
    fputs(sai_text_string(&text), stderr);
  }
  sai_text_free(&text);
  return code;
}

/* Text that went through stdio reaches the user, or an error does. */
static sai_code flush_output(sai_session *session) {
  if (fflush(stdout) == 0 && !ferror(stdout)) return SAI_OK;
  sai_error err;
  sai_error_errno(&err, _("standard output"));
  return sai_session_fail_output(session, &err);
}

int main(int argc, char **argv) {
  gsl_set_error_handler_off();
  hold_standard_streams();
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
  static places found;
  static sai_session session;
  find_places(&found);
  session.plots = found.plots;
  session.scenarios = found.scenarios;
  session.market = found.market;
  session.selftest = found.selftest;
  session.stop = &stop;
  session.catch_interrupts = catch_interrupts;
  sai_error err;
  session.language = wanted_language(argc, argv);
  sai_code code = set_language(session.language, found.catalogues, &err);
  code = code ? sai_session_fail(&session, &err) : dispatch(&session, argc, argv);
  sai_code flushed = flush_output(&session);
  if (!code) code = flushed;
  return sai_code_exit(print_errors(&session.errors, code));
}
