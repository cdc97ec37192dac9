/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every message of the reader, as people see it: errors/NAME.yaml (read with the settings in NAME.set, one a
   line) must be refused with exactly NAME.txt. SAISAN_WRITE_GOLDENS=1 writes the files instead, to be read
   before they are kept. */
#include "base/file.h"
#include "base/text.h"
#include "scenario/scenario.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 1024, SETTINGS = 10, LIMIT = 2 << 20 };

static void path_of(char path[PATH_SIZE], const char *name, const char *ending) {
  snprintf(path, PATH_SIZE, "%s/scenario/errors/%s%s", getenv("SAISAN_TESTS"), name, ending);
}

static char *read_file(const char *name, const char *ending, size_t *n) {
  char path[PATH_SIZE], *data = NULL;
  sai_error err;
  path_of(path, name, ending);
  return sai_file_read(path, LIMIT, &data, n, &err) ? NULL : data;
}

static size_t split_lines(char *text, const char *lines[SETTINGS]) {
  size_t n = 0;
  for (char *line = text ? strtok(text, "\n") : NULL; line && n < SETTINGS; line = strtok(NULL, "\n"))
    lines[n++] = line;
  return n;
}

/* What a user would see; empty if the scenario is accepted. */
static void errors_of(const char *name, sai_text *out) {
  size_t n, ignored;
  char *bytes = read_file(name, ".yaml", &n), *set = read_file(name, ".set", &ignored), file[PATH_SIZE];
  const char *settings[SETTINGS];
  size_t n_settings = split_lines(set, settings);
  static sai_error_list errors;
  memset(&errors, 0, sizeof errors);
  sai_scenario *scenario = NULL;
  snprintf(file, sizeof file, "%s.yaml", name);
  cr_assert(bytes, "%s", name);
  if (sai_scenario_parse(bytes, n, file, settings, n_settings, &scenario, &errors) == SAI_OK)
    sai_scenario_free(scenario);
  for (size_t i = 0; i < errors.count; i++) sai_error_render(&errors.errors[i], out);
  if (errors.more) sai_text_format(out, "... and %zu more\n", errors.more);
  free(bytes);
  free(set);
}

static void write_golden(const char *name, const sai_text *text) {
  char path[PATH_SIZE];
  path_of(path, name, ".txt");
  FILE *file = fopen(path, "w");
  cr_assert(file);
  fputs(sai_text_string(text), file);
  fclose(file);
}

static bool is_right(const char *name) {
  sai_text text = {0};
  errors_of(name, &text);
  if (getenv("SAISAN_WRITE_GOLDENS")) write_golden(name, &text);
  size_t n;
  char *wanted = read_file(name, ".txt", &n);
  bool same = wanted && text.length > 0 && strcmp(wanted, sai_text_string(&text)) == 0;
  if (!same)
    fprintf(stderr, "%s: wanted\n%s\ngot\n%s\n", name, wanted ? wanted : "(no file)", sai_text_string(&text));
  free(wanted);
  sai_text_free(&text);
  return same;
}

static int is_scenario(const struct dirent *entry) {
  size_t n = strlen(entry->d_name);
  return n > 5 && strcmp(entry->d_name + n - 5, ".yaml") == 0;
}

Test(scenario_errors, each_message_as_people_see_it) {
  char folder[PATH_SIZE];
  struct dirent **entries;
  path_of(folder, "..", "");
  cr_assert_eq(chdir(folder), 0); /* scenarios name files in data/ */
  path_of(folder, "", "");
  int n = scandir(folder, &entries, is_scenario, alphasort), wrong = 0;
  for (int i = 0; i < n; i++) {
    entries[i]->d_name[strlen(entries[i]->d_name) - 5] = '\0';
    wrong += !is_right(entries[i]->d_name);
    free(entries[i]);
  }
  free(entries);
  cr_assert_gt(n, 150, "only %d cases", n);
  cr_assert_eq(wrong, 0, "%d of %d differ", wrong, n);
}
