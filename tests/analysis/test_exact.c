/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Simulations against full enumerations: every figure of every case in tests/exact/, and each case changed a
   little, which the same checks must refuse. */
#include "exact_check.h"

#include "support/budget.h"
#include "support/sanitized.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { CHECKS = 25000 };
SAI_STATISTICAL_CHECKS(25000);

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

/* Audits of one case. */
static sai_audit audit_case(const json_t *one, const char *yaml, const sai_run_options *o) {
  sai_audit audit = {.alpha = budget_alpha()};
  sai_result *result = exact_run_as(text_at(one, "scenario"), yaml, o);
  if (o->point)
    sai_exact_compare_point(&audit, one, result);
  else
    sai_exact_compare(&audit, one, result);
  sai_result_free(result);
  return audit;
}

Test(exact, every_figure_of_every_case) {
  json_t *document = exact_load("more.json"), *one;
  size_t i, figures = 0, chances = 0;
  json_array_foreach(cases_of(document), i, one) {
    char *yaml = exact_read(text_at(one, "scenario"));
    sai_audit audit = audit_case(one, yaml, &options);
    cr_assert_geq(audit.figures, 100, "%s has only %zu figures", text_at(one, "name"), audit.figures);
    exact_print(text_at(one, "name"), &audit);
    cr_expect_eq(audit.refused, 0, "%s: %zu of %zu", text_at(one, "name"), audit.refused, audit.figures);
    figures += audit.figures;
    chances += audit.chances;
    free(yaml);
  }
  /* The record that docs/validation.md quotes. */
  printf("%zu figures of %zu scenarios compared at %llu runs, %zu of them statistically\n", figures,
         json_array_size(cases_of(document)), (unsigned long long)options.runs, chances);
  cr_expect_leq(chances, CHECKS - 200, "declare %zu checks", chances);
  json_decref(document);
}

Test(exact, point_calculations_by_hand) {
  json_t *document = exact_load("more.json"), *one;
  sai_run_options point = options;
  point.point = true;
  size_t i;
  json_array_foreach(cases_of(document), i, one) {
    char *yaml = exact_read(text_at(one, "scenario"));
    sai_audit audit = audit_case(one, yaml, &point);
    cr_assert_gt(audit.figures, 0);
    exact_print(text_at(one, "name"), &audit);
    cr_expect_eq(audit.refused, 0, "%s: %zu of %zu", text_at(one, "name"), audit.refused, audit.figures);
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
static size_t refused_by_seed(const json_t *known, const char *old, const char *new) {
  sai_audit audit = {.alpha = budget_alpha()};
  char file[100];
  snprintf(file, sizeof file, "%s.yaml", text_at(known, "name"));
  char *yaml = exact_read(file), *edited = old ? exact_edit(yaml, old, new) : NULL;
  sai_result *result = exact_run(edited ? edited : yaml, &options);
  sai_exact_compare_seed(&audit, known, result);
  if (!old) exact_print(text_at(known, "name"), &audit);
  if (!old) printf("%s: %zu figures compared\n", text_at(known, "name"), audit.figures);
  sai_result_free(result);
  free(edited);
  free(yaml);
  return audit.refused;
}

Test(exact, seed_cases) {
  json_t *document = exact_load("seed.json"), *known;
  size_t i;
  json_array_foreach(cases_of(document), i, known) {
    cr_expect_eq(refused_by_seed(known, NULL, NULL), 0);
    cr_expect_gt(refused_by_seed(known, "10,000 per appointment", "10,100 per appointment"), 0);
  }
  const json_t *uncertain = json_array_get(cases_of(document), 1);
  cr_expect_gt(refused_by_seed(uncertain, "beta(40, 960)", "beta(960, 40)"), 0);
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
    char *edited = exact_edit(yaml, old, new);
    sai_audit audit = audit_case(one, edited, &fault_options);
    cr_expect_gt(audit.refused, 0, "%s: not seen that `%s` became `%s`", text_at(one, "name"), old, new);
    unseen += audit.refused == 0;
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
