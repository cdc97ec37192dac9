/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "selftest/cases.h"

#include "analysis/analysis.h"
#include "report/report.h"
#include "selftest/data.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 4096, SAME_RUNS = 20000, COVERAGE_SEEDS = 1000, COVERAGE_RUNS = 600 };

/* The scenario of a text that lies in the data folder; its first error, if it has one. */
static sai_code parse(const sai_selftest_options *o, const char *file, const char *text,
                      sai_scenario **scenario, sai_error *err) {
  char path[PATH_BYTES];
  snprintf(path, sizeof path, "%s/%s", o->data, file);
  sai_error_list *errors = calloc(1, sizeof *errors);
  if (!errors) return sai_error_no_memory(err);
  sai_code code = sai_scenario_parse(text, strlen(text), path, NULL, 0, scenario, errors);
  if (code && errors->count) *err = errors->errors[0];
  free(errors);
  return code;
}

static sai_code read_scenario(const sai_selftest_options *o, const sai_case *c, sai_scenario **scenario,
                              sai_error *err) {
  char *text = NULL;
  SAI_TRY(sai_selftest_read(o->data, c->file, &text, err));
  char *edited = c->old ? sai_exact_edit(text, c->old, c->new) : NULL;
  sai_code code = SAI_OK;
  if (c->old && !edited)
    code = sai_error_set(err, SAI_FAILURE, "%s: `%s` must stand in it once", c->file, c->old);
  else
    code = parse(o, c->file, edited ? edited : text, scenario, err);
  free(edited);
  free(text);
  return code;
}

sai_code sai_case_play(const sai_selftest_options *o, const sai_case *played, sai_result **result,
                       sai_error *err) {
  sai_scenario *scenario = NULL;
  SAI_TRY(read_scenario(o, played, &scenario, err));
  sai_run_options run = {.runs = played->runs ? played->runs : 1,
                         .seed = o->seed,
                         .threads = played->threads,
                         .point = played->runs == 0,
                         .stop = o->stop};
  sai_code code = sai_analyse_run(scenario, &run, result, err);
  if (!code && (*result)->interrupted) {
    sai_result_free(*result);
    code = sai_error_set(err, SAI_INTERRUPTED, "interrupted");
  }
  sai_scenario_free(scenario);
  return code;
}

/* ---- planted in results ---- */

static void scale_ends(sai_figure *f, double factor) {
  f->low = f->value + (f->low - f->value) * factor;
  f->high = f->value + (f->high - f->value) * factor;
}

static void plant_estimate(sai_figure *f, sai_case_fault fault) {
  if (fault == SAI_CASE_ERRORS) f->se *= 1.05;
  if (fault == SAI_CASE_ERRORS) scale_ends(f, 1.05);
  if (fault == SAI_CASE_ENDS) scale_ends(f, 1.2816 / 1.6449);
}

void sai_case_plant(sai_result *result, sai_case_fault fault) {
  for (size_t i = 0; i < result->n_offers; i++)
    for (sai_metric_id m = 0; m < SAI_METRICS; m++) {
      sai_metric *metric = &result->offers[i].metrics[m];
      plant_estimate(&metric->mean, fault);
      plant_estimate(&metric->sd, fault);
      plant_estimate(&metric->pooled, fault);
      for (size_t k = 0; k < 2 && fault == SAI_CASE_SHARES; k++) {
        sai_figure *f = &metric->probability[k];
        f->low = f->value - 1.6449 * f->se;
        f->high = f->value + 1.6449 * f->se;
      }
      for (size_t q = 0; q < SAI_QUANTILES && fault == SAI_CASE_QUANTILES; q++)
        scale_ends(&metric->quantile[q], 30);
    }
}

/* ---- threads ---- */

static sai_code result_text(const sai_selftest_options *o, unsigned threads, bool fault, sai_text *text,
                            sai_error *err) {
  sai_result *result = NULL;
  const sai_case played = {.file = "months-payback.yaml", .runs = SAME_RUNS, .threads = threads};
  SAI_TRY(sai_case_play(o, &played, &result, err));
  double *figure = &result->offers[0].metrics[SAI_COST].mean.value;
  if (fault) *figure *= 1 + 1e-11;
  sai_code code = sai_report_json(result, text, err);
  sai_result_free(result);
  return code;
}

sai_code sai_case_threads(const sai_selftest_options *o, bool fault, sai_audit *audit, sai_error *err) {
  static const unsigned others[] = {2, 7};
  sai_text one = {0};
  sai_code code = result_text(o, 1, false, &one, err);
  for (size_t i = 0; i < 2 && !code; i++) {
    sai_text many = {0};
    char name[40];
    snprintf(name, sizeof name, "result with %u threads", others[i]);
    code = result_text(o, others[i], fault, &many, err);
    if (!code) sai_audit_holds(audit, name, strcmp(sai_text_string(&one), sai_text_string(&many)) == 0);
    sai_text_free(&many);
  }
  sai_text_free(&one);
  return code;
}

/* ---- coverage ---- */

sai_code sai_case_coverage(const sai_selftest_options *o, const json_t *expected, bool fault,
                           sai_audit *audit, sai_error *err) {
  sai_scenario *scenario = NULL;
  sai_coverage *coverage = NULL;
  const char *file = json_string_value(json_object_get(expected, "scenario"));
  SAI_TRY(read_scenario(o, &(sai_case){.file = file ? file : ""}, &scenario, err));
  const sai_coverage_options options = {
      .seed = o->seed * COVERAGE_SEEDS, .seeds = COVERAGE_SEEDS, .runs = COVERAGE_RUNS, .stop = o->stop};
  sai_code code = sai_coverage_play(scenario, expected, &options, &coverage, err);
  if (!code) sai_coverage_compare(coverage, fault ? SAI_COVERAGE_LEVEL : SAI_COVERAGE_TRUE, audit);
  sai_coverage_free(coverage);
  sai_scenario_free(scenario);
  return code;
}
