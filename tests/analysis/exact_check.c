/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exact_check.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *exact_read(const char *file) {
  char path[4096];
  snprintf(path, sizeof path, "%s/exact/%s", getenv("SAISAN_TESTS"), file);
  FILE *f = fopen(path, "rb");
  cr_assert(f, "%s", path);
  char *text = calloc(1, 1 << 20);
  size_t n = fread(text, 1, (1 << 20) - 1, f);
  cr_assert(n > 0 && feof(f), "%s", path);
  fclose(f);
  return text;
}

json_t *exact_load(const char *file) {
  char path[4096];
  json_error_t error;
  snprintf(path, sizeof path, "%s/exact/%s", getenv("SAISAN_TESTS"), file);
  json_t *document = json_load_file(path, 0, &error);
  cr_assert(document, "%s:%d: %s", path, error.line, error.text);
  return document;
}

char *exact_edit(const char *text, const char *old, const char *new) {
  char *edited = sai_exact_edit(text, old, new);
  cr_assert(edited, "%s must stand once in:\n%s", old, text);
  return edited;
}

void exact_print(const char *name, const sai_audit *audit) {
  for (size_t i = 0; i < audit->refused && i < SAI_AUDIT_TOLD; i++)
    fprintf(stderr, "%s: %s\n", name, audit->told[i]);
}

sai_scenario *exact_parse(const char *yaml) {
  return exact_parse_as("test.yaml", yaml);
}

sai_scenario *exact_parse_as(const char *file, const char *yaml) {
  static sai_error_list errors;
  sai_scenario *scenario = NULL;
  errors = (sai_error_list){0};
  char path[4096];
  snprintf(path, sizeof path, "%s/exact/%s", getenv("SAISAN_TESTS"), file);
  sai_code code = sai_scenario_parse(yaml, strlen(yaml), path, NULL, 0, &scenario, &errors);
  sai_text words = {0};
  for (size_t i = 0; i < errors.count; i++) sai_error_render(&errors.errors[i], &words);
  cr_assert_eq(code, SAI_OK, "%s\n%s", sai_text_string(&words), yaml);
  sai_text_free(&words);
  return scenario;
}

sai_result *exact_run(const char *yaml, const sai_run_options *options) {
  return exact_run_as("test.yaml", yaml, options);
}

sai_result *exact_run_as(const char *file, const char *yaml, const sai_run_options *options) {
  sai_scenario *scenario = exact_parse_as(file, yaml);
  sai_result *result = NULL;
  sai_error err = {0};
  sai_code code = sai_analyse_run(scenario, options, &result, &err);
  cr_assert_eq(code, SAI_OK, "%s", err.text);
  sai_scenario_free(scenario);
  return result;
}
