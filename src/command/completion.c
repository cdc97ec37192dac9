/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `saisan completion`: what a shell needs to complete commands, options, their values, scenarios and folders,
   from the tables that the program goes by. */
#include "command/command.h"

#include "base/intl.h"

#include <stdio.h>
#include <string.h>

/* What can stand as an argument, or as the value of an option. */
typedef enum target_kind { NOTHING, WORDS, SCENARIO, FOLDER, ANY_FILE } target_kind;

static target_kind target_of(const char *value, size_t n) {
  static const struct {
    const char *word;
    target_kind target;
  } known[] = {{"SCENARIO", SCENARIO}, {"DIR", FOLDER}, {"FILE", ANY_FILE}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (n == strlen(known[i].word) && memcmp(value, known[i].word, n) == 0) return known[i].target;
  return memchr(value, '|', n) ? WORDS : NOTHING;
}

static target_kind option_target(const sai_option *option) {
  return option->value ? target_of(option->value, strlen(option->value)) : NOTHING;
}

/* Of argument number i, from 0; *name is its name without brackets. */
static target_kind argument_target(const sai_command *command, size_t i, const char **name, size_t *length) {
  const char *at = command->arguments;
  for (size_t number = 0;; number++) {
    at += strspn(at, " []");
    *length = strcspn(at, " []");
    *name = at;
    if (*length == 0) return NOTHING;
    if (number == i) return i == 0 && command->words ? WORDS : target_of(at, *length);
    at += *length;
  }
}

/* Words separated by `|` with spaces between them. */
static void add_words(sai_text *out, const char *words) {
  const char *word;
  size_t length;
  for (size_t i = 0; (word = sai_option_word(words, i, &length)); i++)
    sai_text_format(out, "%s%.*s", i ? " " : "", (int)length, word);
}

/* Text inside single quotes: `masked` characters get a backslash, a quote becomes `quote`. */
static void add_masked(sai_text *out, const char *text, const char *masked, const char *quote) {
  for (; *text; text++) {
    if (strchr(masked, *text)) sai_text_add(out, "\\");
    if (*text == '\'')
      sai_text_add(out, quote);
    else
      sai_text_add_bytes(out, text, 1);
  }
}

static const char bash_begin[] = "# bash completion for saisan; made by `saisan completion bash`\n"
                                 "_saisan_table() {\n"
                                 "  case $1 in\n";

/* COMP_WORDS parts --format=json into three words. */
static const char bash_end[] =
    "  esac\n"
    "}\n"
    "\n"
    "_saisan() {\n"
    "  local cur=${COMP_WORDS[COMP_CWORD]} command='' option='' number=0 word i what\n"
    "  COMPREPLY=()\n"
    "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "    word=${COMP_WORDS[i]}\n"
    "    [[ $word == '=' ]] && continue\n"
    "    if [[ $option ]]; then\n"
    "      option=''\n"
    "    elif [[ $word == --* ]]; then\n"
    "      [[ \" $(_saisan_table \"$command takes\") \" == *\" $word \"* ]] && option=$word\n"
    "    elif [[ $word != -* ]]; then\n"
    "      if [[ $command ]]; then number=$((number + 1)); else command=$word; fi\n"
    "    fi\n"
    "  done\n"
    "  [[ $cur == '=' ]] && cur=''\n"
    "  if [[ $option ]]; then\n"
    "    what=$(_saisan_table \"$command $option\")\n"
    "  elif [[ $cur == -* ]]; then\n"
    "    what=$(_saisan_table \"$command options\")\n"
    "  elif [[ $command ]]; then\n"
    "    what=$(_saisan_table \"$command $((number + 1))\")\n"
    "  else\n"
    "    what=$(_saisan_table commands)\n"
    "  fi\n"
    "  case $what in\n"
    "    /scenario)\n"
    "      compopt -o filenames\n"
    "      mapfile -t COMPREPLY < <(compgen -f -X '!*.yaml' -- \"$cur\"; compgen -f -X '!*.yml' -- \"$cur\"; "
    "compgen -d -- \"$cur\") ;;\n"
    "    /folder)\n"
    "      compopt -o filenames\n"
    "      mapfile -t COMPREPLY < <(compgen -d -- \"$cur\") ;;\n"
    "    /file)\n"
    "      compopt -o filenames\n"
    "      mapfile -t COMPREPLY < <(compgen -f -- \"$cur\") ;;\n"
    "    *) mapfile -t COMPREPLY < <(compgen -W \"$what\" -- \"$cur\") ;;\n"
    "  esac\n"
    "}\n"
    "complete -F _saisan saisan\n";

static void bash_target(sai_text *out, target_kind target, const char *words) {
  static const char *const names[] = {[SCENARIO] = "/scenario", [FOLDER] = "/folder", [ANY_FILE] = "/file"};
  if (target == WORDS)
    add_words(out, words);
  else
    sai_text_add(out, names[target]);
  sai_text_add(out, "' ;;\n");
}

static void bash_options(sai_text *out, const char *name, const sai_command *command) {
  const sai_option *option;
  sai_text takes = {.whole = out};
  sai_text_format(out, "    '%s options') echo '", name);
  for (size_t i = 0; (option = sai_command_option(command, i)); i++) {
    sai_text_format(out, "%s--%s", i ? " " : "", option->name);
    if (option->value) sai_text_format(&takes, "%s--%s", takes.length ? " " : "", option->name);
  }
  sai_text_format(out, "' ;;\n    '%s takes') echo '%s' ;;\n", name, sai_text_string(&takes));
  for (size_t i = 0; (option = sai_command_option(command, i)); i++) {
    if (option_target(option) == NOTHING) continue;
    sai_text_format(out, "    '%s --%s') echo '", name, option->name);
    bash_target(out, option_target(option), option->value);
  }
  sai_text_free(&takes);
}

static void bash_command(sai_text *out, const sai_command *command) {
  bash_options(out, command->name, command);
  const char *name;
  size_t length;
  for (size_t i = 0; i < command->most; i++) {
    target_kind target = argument_target(command, i, &name, &length);
    sai_text_format(out, "    '%s %zu') echo '", command->name, i + 1);
    bash_target(out, target, command->words);
  }
}

/* Before a command only the options of all commands can stand. */
static const sai_option no_options[] = {{NULL}};
static const sai_command no_command = {.name = "", .arguments = "", .options = no_options};

static void write_bash(sai_text *out) {
  sai_text names = {.whole = out};
  for (size_t i = 0; sai_commands[i]; i++) sai_text_format(&names, "%s ", sai_commands[i]->name);
  sai_text_add(out, bash_begin);
  sai_text_format(out, "    commands) echo '%shelp' ;;\n    'help 1') echo '%s' ;;\n",
                  sai_text_string(&names), sai_text_string(&names));
  bash_options(out, "", &no_command);
  for (size_t i = 0; sai_commands[i]; i++) bash_command(out, sai_commands[i]);
  sai_text_add(out, bash_end);
  sai_text_free(&names);
}

static void zsh_target(sai_text *out, target_kind target, const char *words) {
  static const char *const actions[] = {[NOTHING] = " ",
                                        [SCENARIO] = "_files -g \"*.(yaml|yml)\"",
                                        [FOLDER] = "_files -/",
                                        [ANY_FILE] = "_files"};
  sai_text_add(out, target == WORDS ? "(" : actions[target]);
  if (target == WORDS) add_words(out, words);
  sai_text_add(out, target == WORDS ? ")'" : "'");
}

static void zsh_options(sai_text *out, const sai_command *command) {
  const sai_option *option;
  for (size_t i = 0; (option = sai_command_option(command, i)); i++) {
    bool many = option->kind == SAI_OPTION_SETTINGS;
    sai_text_format(out, " \\\n      '%s--%s%s[", many ? "*" : "", option->name, option->value ? "=" : "");
    add_masked(out, _(option->help), "[]:\\", "'\\''");
    sai_text_add(out, option->value ? "]:" : "]'");
    if (!option->value) continue;
    sai_text_format(out, "%s:", option_target(option) == WORDS ? option->name : option->value);
    zsh_target(out, option_target(option), option->value);
  }
}

static void zsh_command(sai_text *out, const sai_command *command) {
  sai_text_format(out, "    %s) _arguments", command->name);
  zsh_options(out, command);
  const char *name;
  size_t length;
  for (size_t i = 0; i < command->most; i++) {
    target_kind target = argument_target(command, i, &name, &length);
    sai_text_format(out, " \\\n      '%zu:%.*s:", i + 1, (int)length, name);
    zsh_target(out, target, command->words);
  }
  sai_text_add(out, " ;;\n");
}

static void write_zsh(sai_text *out) {
  sai_text_add(out, "#compdef saisan\n"
                    "# zsh completion for saisan; made by `saisan completion zsh`\n"
                    "_saisan() {\n"
                    "  local context state state_descr line\n"
                    "  typeset -A opt_args\n"
                    "  local -a commands=(\n");
  for (size_t i = 0; sai_commands[i]; i++) {
    sai_text_format(out, "    '%s:", sai_commands[i]->name);
    add_masked(out, _(sai_commands[i]->help), "\\", "'\\''");
    sai_text_add(out, "'\n");
  }
  sai_text_add(out, "  )\n  _arguments -C");
  zsh_options(out, &no_command);
  sai_text_add(out, " \\\n      '1:command:->command' '*::argument:->argument'\n"
                    "  case $state in\n"
                    "  command) _describe command commands; return ;;\n"
                    "  argument) ;;\n"
                    "  *) return ;;\n"
                    "  esac\n"
                    "  case $words[1] in\n");
  for (size_t i = 0; sai_commands[i]; i++) zsh_command(out, sai_commands[i]);
  sai_text_add(out,
               "    help) _describe command commands ;;\n"
               "  esac\n"
               "}\n"
               "if [[ $funcstack[1] == _saisan ]]; then _saisan \"$@\"; else compdef _saisan saisan; fi\n");
}

static void fish_help(sai_text *out, const char *help) {
  sai_text_add(out, " -d '");
  add_masked(out, help, "\\", "\\'");
  sai_text_add(out, "'\n");
}

static void fish_target(sai_text *out, target_kind target, const char *words) {
  static const char *const actions[] = {[NOTHING] = "",
                                        [SCENARIO] = " -k -a '(__fish_complete_suffix .yaml)'",
                                        [FOLDER] = " -a '(__fish_complete_directories)'",
                                        [ANY_FILE] = " -F"};
  sai_text_add(out, target == WORDS ? " -a '" : actions[target]);
  if (target == WORDS) add_words(out, words);
  sai_text_add(out, target == WORDS ? "'" : "");
}

static void fish_options(sai_text *out, const char *condition, const sai_command *command) {
  const sai_option *option;
  for (size_t i = 0; (option = sai_command_option(command, i)); i++) {
    const char *takes = option_target(option) == ANY_FILE ? " -r" : " -x"; /* -x would keep files out */
    sai_text_format(out, "complete -c saisan -n '%s' -l %s%s", condition, option->name,
                    option->value ? takes : "");
    fish_target(out, option_target(option), option->value);
    fish_help(out, _(option->help));
  }
}

/* Arguments come one after the other: a fish condition counts those that are there. */
static void fish_command(sai_text *out, const sai_command *command) {
  char condition[80];
  snprintf(condition, sizeof condition, "__saisan_at %s", command->name);
  fish_options(out, condition, command);
  const char *name;
  size_t length;
  for (size_t i = 0; i < command->most; i++) {
    target_kind target = argument_target(command, i, &name, &length);
    sai_text_format(out, "complete -c saisan -n '%s %zu'", condition, i + 1);
    fish_target(out, target, command->words);
    sai_text_add(out, "\n");
  }
}

/* __saisan_at '' : no command yet; __saisan_at run : after that command; __saisan_at run 1 : at its first
 * argument. */
static void write_fish(sai_text *out) {
  sai_text_add(out, "# fish completion for saisan; made by `saisan completion fish`\n"
                    "function __saisan_at\n"
                    "  set -l command ''\n"
                    "  set -l number 1\n"
                    "  set -l words (commandline -opc)\n"
                    "  set -l skip no\n"
                    "  for word in $words[2..-1]\n"
                    "    if test $skip = yes\n"
                    "      set skip no\n"
                    "    else if contains -- $word $__saisan_takes\n"
                    "      set skip yes\n"
                    "    else if string match -q -- '-*' $word\n"
                    "    else if test -z \"$command\"\n"
                    "      set command $word\n"
                    "    else\n"
                    "      set number (math $number + 1)\n"
                    "    end\n"
                    "  end\n"
                    "  test \"$command\" = \"$argv[1]\"; and begin\n"
                    "    not set -q argv[2]; or test $argv[2] = $number\n"
                    "  end\n"
                    "end\n"
                    "set -g __saisan_takes");
  const sai_option *option;
  for (size_t i = 0; sai_commands[i]; i++)
    for (size_t j = 0; (option = sai_command_option(sai_commands[i], j)); j++)
      if (option->value) sai_text_format(out, " --%s", option->name);
  sai_text_add(out, "\ncomplete -c saisan -f\n");
  for (size_t i = 0; sai_commands[i]; i++) {
    sai_text_format(out, "complete -c saisan -n '__saisan_at \"\"' -a %s", sai_commands[i]->name);
    fish_help(out, _(sai_commands[i]->help));
    sai_text_format(out, "complete -c saisan -n '__saisan_at help 1' -a %s\n", sai_commands[i]->name);
  }
  fish_options(out, "__saisan_at \"\"", &no_command);
  for (size_t i = 0; sai_commands[i]; i++) fish_command(out, sai_commands[i]);
}

static sai_code answer(sai_session *session, const char *shell) {
  static void (*const writers[])(sai_text *) = {write_bash, write_zsh, write_fish};
  sai_error err;
  size_t choice;
  if (sai_option_choice("SHELL", shell, sai_command_completion.words, &choice, &err))
    return sai_session_fail(session, &err);
  sai_text text = {0};
  writers[choice](&text);
  sai_code code = sai_session_print(session, &text);
  sai_text_free(&text);
  return code;
}

static sai_code run(sai_session *session, int argc, const char **argv) {
  const char *shell = NULL;
  bool helped = false;
  sai_code code = sai_options_parse(session, &sai_command_completion, argc, argv, NULL, &shell, &helped);
  return code || helped ? code : answer(session, shell);
}

const sai_command sai_command_completion = {"completion",
                                            "SHELL",
                                            "bash|zsh|fish",
                                            N_("print what a shell needs to complete commands and options"),
                                            run,
                                            1,
                                            1,
                                            no_options};
