/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals are true: over many seeds of 2,000 runs each, 90% intervals hold the exact value in 90% of them.
   The same counts must refuse intervals of another level, a pooled ratio's error without its covariance, and
   quantiles of a level beside. */
#include "exact_check.h"

#include "selftest/coverage.h"
#include "support/budget.h"
#include "support/sanitized.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHECKS = 400 };
SAI_STATISTICAL_CHECKS(2000);

enum { SEEDS = SAI_SANITIZED ? 1500 : 5000, RUNS = 2000 };

static const json_t *find_case(const json_t *document, const char *name) {
  const json_t *cases = json_object_get(document, "cases");
  for (size_t i = 0; i < json_array_size(cases); i++)
    if (strcmp(json_string_value(json_object_get(json_array_get(cases, i), "name")), name) == 0)
      return json_array_get(cases, i);
  cr_assert(false, "%s", name);
  return NULL;
}

static sai_audit compare(const sai_coverage *coverage, sai_coverage_fault fault) {
  sai_audit audit = {.alpha = budget_alpha()};
  sai_coverage_compare(coverage, fault, &audit);
  return audit;
}

/* All questions are asked of one long count. */
Test(coverage, of_intervals, .timeout = 800) {
  json_t *document = exact_load("more.json");
  char *yaml = exact_read("coverage.yaml");
  sai_scenario *scenario = exact_parse(yaml);
  const sai_coverage_options options = {.seed = 1, .seeds = SEEDS, .runs = RUNS};
  sai_coverage *coverage = NULL;
  sai_error err = {0};
  cr_assert_eq(sai_coverage_play(scenario, find_case(document, "coverage"), &options, &coverage, &err),
               SAI_OK, "%s", err.text);
  sai_audit right = compare(coverage, SAI_COVERAGE_TRUE);
  exact_print("coverage", &right);
  cr_expect_eq(right.refused, 0);
  cr_expect(right.figures >= 200 && right.chances <= CHECKS, "%zu figures, %zu chances", right.figures,
            right.chances);
  static const struct {
    sai_coverage_fault fault;
    size_t least;
  } twins[] = {{SAI_COVERAGE_LEVEL, 30}, {SAI_COVERAGE_COVARIANCE, 2}, {SAI_COVERAGE_BESIDE, 3}};
  for (size_t i = 0; i < sizeof twins / sizeof *twins; i++) {
    sai_audit wrong = compare(coverage, twins[i].fault);
    cr_expect(wrong.figures >= twins[i].least && wrong.refused == wrong.figures,
              "fault %zu: %zu of %zu refused", i + 1, wrong.refused, wrong.figures);
  }
  /* The record that docs/validation.md quotes. */
  double low, high, least;
  sai_coverage_range(coverage, &low, &high, &least);
  printf("%zu figures, %d seeds: estimates covered in %.1f-%.1f%%, probabilities and quantiles in %.1f%% and "
         "more\n",
         right.figures, SEEDS, 100 * low, 100 * high, 100 * least);
  sai_coverage_free(coverage);
  sai_scenario_free(scenario);
  json_decref(document);
  free(yaml);
}

/* One stripe of each scrambling. */
enum { SOBOL_SEEDS = SAI_SANITIZED ? 30 : 300, SOBOL_RUNS = 16384 };

static void cover_by_sobol(const json_t *document, const char *name, size_t figures) {
  const json_t *one = find_case(document, name);
  char *yaml = exact_read(json_string_value(json_object_get(one, "scenario")));
  sai_scenario *scenario = exact_parse(yaml);
  const sai_coverage_options options = {.seed = 1, .seeds = SOBOL_SEEDS, .runs = SOBOL_RUNS, .sobol = true};
  sai_coverage *coverage = NULL;
  sai_error err = {0};
  cr_assert_eq(sai_coverage_play(scenario, one, &options, &coverage, &err), SAI_OK, "%s", err.text);
  sai_audit right = compare(coverage, SAI_COVERAGE_TRUE), beside = compare(coverage, SAI_COVERAGE_BESIDE);
  exact_print(name, &right);
  cr_expect_eq(right.refused, 0, "%s", name);
  cr_expect(right.figures >= figures && right.chances <= CHECKS, "%s: %zu figures", name, right.figures);
  cr_expect_eq(beside.refused, beside.figures, "%s: %zu of %zu refused", name, beside.refused,
               beside.figures);
  double low, high, least;
  sai_coverage_range(coverage, &low, &high, &least);
  printf("%s: %zu figures, %d seeds: estimates covered in %.1f-%.1f%%, probabilities and quantiles in %.1f%% "
         "and more\n",
         name, right.figures, SOBOL_SEEDS, 100 * low, 100 * high, 100 * least);
  sai_coverage_free(coverage);
  sai_scenario_free(scenario);
  free(yaml);
}

/* Luck alone, quantities too, correlated ones, and two offers of which both share some. */
Test(coverage, of_intervals_from_scramblings, .timeout = 800) {
  static const char *const names[] = {"coverage", "seed-month-uncertain", "correlated", "two-offers-shared"};
  json_t *document = exact_load("more.json");
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) cover_by_sobol(document, names[i], 80);
  json_decref(document);
}
