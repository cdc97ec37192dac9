/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Simulations against full enumerations: every figure of every case in tests/exact/, and each case changed a
   little, which the same checks must refuse. */
#include "exact_check.h"

#include "support/sanitized.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* Faults show in fewer runs; the thresholds follow from them. */
enum { RUNS = SAI_SANITIZED ? 200000 : 1000000, FAULT_RUNS = SAI_SANITIZED ? 200000 : 400000 };
enum { FAULTS = SAI_SANITIZED ? 1 : 100 };

static const sai_run_options options = {.runs = RUNS, .seed = 1, .threads = 2};
static const sai_run_options fault_options = {.runs = FAULT_RUNS, .seed = 1, .threads = 2};

static const char *text_at(const json_t *object, const char *key) {
  return json_string_value(json_object_get(object, key));
}

static json_t *cases_of(json_t *document) {
  json_t *cases = json_object_get(document, "cases");
  cr_assert(json_array_size(cases) > 0);
  return cases;
}

Test(exact, every_figure_of_every_case) {
  json_t *document = exact_load("more.json"), *one;
  size_t i, checks = 0;
  json_array_foreach(cases_of(document), i, one) {
    exact_tally tally = {.name = text_at(one, "name"), .report = true};
    char *yaml = exact_read(text_at(one, "scenario"));
    sai_result *result = exact_run(yaml, &options);
    exact_check_result(&tally, one, result);
    cr_assert_geq(tally.checks, 40, "%s has only %zu checks", tally.name, tally.checks);
    cr_expect_eq(tally.refused, 0, "%s: %zu of %zu figures", tally.name, tally.refused, tally.checks);
    checks += tally.checks;
    sai_result_free(result);
    free(yaml);
  }
  /* The record that docs/validation.md quotes. */
  printf("%zu figures of %zu scenarios compared at %llu runs\n", checks, json_array_size(cases_of(document)),
         (unsigned long long)options.runs);
  cr_expect_leq(checks, 4300, "declare %zu checks", checks);
  json_decref(document);
}

Test(exact, point_calculations_by_hand) {
  json_t *document = exact_load("more.json"), *one;
  sai_run_options point = options;
  point.point = true;
  size_t i;
  json_array_foreach(cases_of(document), i, one) {
    exact_tally tally = {.name = text_at(one, "name"), .report = true};
    char *yaml = exact_read(text_at(one, "scenario"));
    sai_result *result = exact_run(yaml, &point);
    exact_check_point(&tally, one, result);
    cr_assert_gt(tally.checks, 0);
    cr_expect_eq(tally.refused, 0, "%s: %zu of %zu figures", tally.name, tally.refused, tally.checks);
    sai_result_free(result);
    free(yaml);
  }
  json_decref(document);
}

/* To the last digit, as the arithmetic on paper. */
Test(exact, worked_example_on_paper) {
  char *yaml = exact_read("seed-month.yaml");
  sai_run_options point = {.runs = 1, .point = true};
  sai_result *result = exact_run(yaml, &point);
  const sai_offer_result *offer = &result->offers[0];
  cr_expect(offer->metrics[SAI_COST].mean.value == 800000);
  cr_expect(offer->stages[1].units.mean.value == 40);
  cr_expect(offer->stages[2].units.mean.value == 20);
  cr_expect(offer->metrics[SAI_ORDERS].mean.value == 5);
  cr_expect(offer->metrics[SAI_CPA].pooled.value == 160000);
  sai_result_free(result);
  free(yaml);
}

/* The scenario of a case of seed.json, changed if `old` is given. */
static size_t refused_by_seed(const json_t *known, const char *old, const char *new, bool report) {
  exact_tally tally = {.name = text_at(known, "name"), .report = report};
  char file[100];
  snprintf(file, sizeof file, "%s.yaml", tally.name);
  char *yaml = exact_read(file), *edited = old ? exact_edit(yaml, old, new) : NULL;
  sai_result *result = exact_run(edited ? edited : yaml, &options);
  exact_check_seed(&tally, known, result);
  if (!old) printf("%s: %zu figures compared\n", tally.name, tally.checks);
  sai_result_free(result);
  free(edited);
  free(yaml);
  return tally.refused;
}

Test(exact, seed_cases) {
  json_t *document = exact_load("seed.json"), *known;
  size_t i;
  json_array_foreach(cases_of(document), i, known) {
    cr_expect_eq(refused_by_seed(known, NULL, NULL, true), 0);
    cr_expect_gt(refused_by_seed(known, "10,000 per appointment", "10,100 per appointment", false), 0);
  }
  const json_t *uncertain = json_array_get(cases_of(document), 1);
  cr_expect_gt(refused_by_seed(uncertain, "beta(40, 960)", "beta(960, 40)", false), 0);
  json_decref(document);
}

/* Faults of one case that its checks do not see. */
static size_t unseen_faults(const json_t *one) {
  const json_t *faults = json_object_get(one, "faults");
  char *yaml = exact_read(text_at(one, "scenario"));
  size_t unseen = 0, n = json_array_size(faults);
  cr_assert_gt(n, 0);
  for (size_t i = 0; i < (n < FAULTS ? n : FAULTS); i++) {
    const char *old = json_string_value(json_array_get(json_array_get(faults, i), 0));
    const char *new = json_string_value(json_array_get(json_array_get(faults, i), 1));
    exact_tally tally = {.name = text_at(one, "name")};
    char *edited = exact_edit(yaml, old, new);
    sai_result *result = exact_run(edited, &fault_options);
    exact_check_result(&tally, one, result);
    cr_expect_gt(tally.refused, 0, "%s: not seen that `%s` became `%s`", tally.name, old, new);
    unseen += tally.refused == 0;
    sai_result_free(result);
    free(edited);
  }
  free(yaml);
  return unseen;
}

Test(exact, planted_faults_are_refused) {
  json_t *document = exact_load("more.json"), *one;
  size_t i, unseen = 0;
  json_array_foreach(cases_of(document), i, one) unseen += unseen_faults(one);
  cr_expect_eq(unseen, 0);
  json_decref(document);
}
