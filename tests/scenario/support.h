/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenarios from short texts, for the tests of the reader. */
#ifndef SAI_TESTS_SCENARIO_SUPPORT_H
#define SAI_TESTS_SCENARIO_SUPPORT_H

#include "base/text.h"
#include "scenario/scenario.h"

#include <criterion/criterion.h>
#include <string.h>

#define HEAD "saisan: 1\nmonths: 12\n"
#define FUNNEL                                                                                               \
  "funnel:\n  - call: 1,000 per month\n  - appointment: 4% of call\n  - order: 25% of appointment\n"
#define OFFERS "offers:\n  - name: A\n    fees:\n      - 400 per call\n"

/** Read a text with settings; NULL if it is refused. Errors are printed if they are not expected. */
static inline sai_scenario *read_with(const char *text, const char *const *settings, size_t n,
                                      bool expect_errors) {
  static sai_error_list errors;
  memset(&errors, 0, sizeof errors);
  sai_scenario *scenario = NULL;
  if (sai_scenario_parse(text, strlen(text), "test.yaml", settings, n, &scenario, &errors) == SAI_OK)
    return scenario;
  for (size_t i = 0; i < errors.count && !expect_errors; i++) {
    sai_text out = {0};
    sai_error_render(&errors.errors[i], &out);
    fprintf(stderr, "%s", sai_text_string(&out));
    sai_text_free(&out);
  }
  return NULL;
}

static inline sai_scenario *read_text(const char *text) {
  sai_scenario *s = read_with(text, NULL, 0, false);
  cr_assert(s, "refused:\n%s", text);
  return s;
}

static inline bool is_refused(const char *text) {
  sai_scenario *s = read_with(text, NULL, 0, true);
  sai_scenario_free(s);
  return !s;
}

static inline const sai_quantity *quantity_at(const sai_scenario *s, const char *path) {
  for (size_t i = 0; i < s->n_quantities; i++)
    if (strcmp(s->quantities[i]->path, path) == 0) return s->quantities[i];
  return NULL;
}

#endif
