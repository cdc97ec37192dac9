/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every run as a line of CSV, so that others can look at single futures and tests can compare them. */
#include "analysis/analysis.h"
#include "analysis/outcome.h"

#include <math.h>

typedef struct writing {
  const sai_plan *plan;
  sai_text text;
  sai_code (*write)(void *context, const char *text, size_t n, sai_error *err);
  void *context;
} writing;

/* Columns of a run, by offer: the metrics, then first and lasting payback month from 1 (empty: never). */
static void add_number(sai_text *text, double x) {
  sai_text_add(text, ",");
  if (isinf(x))
    sai_text_add(text, x > 0 ? "inf" : "-inf");
  else
    sai_text_number(text, x, 15);
}

static void add_header(const sai_plan *plan, sai_text *text) {
  sai_text_add(text, "run");
  for (size_t i = 0; i < plan->scenario->n_offers; i++) {
    for (sai_metric_id m = 0; m < SAI_METRICS; m++)
      if (sai_outcome_column(&plan->offers[i], m) != SAI_NO_COLUMN)
        sai_text_format(text, ",%zu.%s", i + 1, sai_metric_infos[m].key);
    if (plan->has_value) sai_text_format(text, ",%zu.payback_month,%zu.lasting_payback_month", i + 1, i + 1);
  }
  sai_text_add(text, "\n");
}

static void add_month(sai_text *text, double month, unsigned months) {
  sai_text_add(text, ",");
  if (month < months) sai_text_number(text, month + 1, 15);
}

static void add_run(const sai_plan *plan, const sai_registers *registers, uint64_t run, size_t lane,
                    sai_text *text) {
  sai_text_format(text, "%llu", (unsigned long long)run + 1);
  for (size_t i = 0; i < plan->scenario->n_offers; i++) {
    const sai_offer_columns *v = &plan->offers[i];
    for (sai_metric_id m = 0; m < SAI_METRICS; m++)
      if (sai_outcome_column(v, m) != SAI_NO_COLUMN)
        add_number(text, sai_registers_column(registers, sai_outcome_column(v, m))[lane]);
    if (!plan->has_value) continue;
    add_month(text, sai_registers_column(registers, v->first_payback)[lane], plan->months);
    add_month(text, sai_registers_column(registers, v->lasting_payback)[lane], plan->months);
  }
  sai_text_add(text, "\n");
}

static sai_code flush(writing *w, sai_error *err) {
  SAI_TRY(sai_text_check(&w->text, err));
  sai_code code = w->write(w->context, sai_text_string(&w->text), w->text.length, err);
  sai_text_clear(&w->text);
  return code;
}

static sai_code visit(void *context, const sai_registers *registers, uint64_t first_run, size_t n,
                      sai_error *err) {
  writing *w = context;
  for (size_t lane = 0; lane < n; lane++) add_run(w->plan, registers, first_run + lane, lane, &w->text);
  return flush(w, err);
}

sai_code sai_analyse_each(const sai_scenario *scenario, const sai_run_options *options,
                          sai_code (*write)(void *context, const char *text, size_t n, sai_error *err),
                          void *context, sai_error *err) {
  sai_plan *plan = NULL;
  sai_plan_options plan_options = {.seed = options->seed, .sobol = options->sobol};
  SAI_TRY(sai_plan_create(scenario, &plan_options, &plan, err));
  sai_outcome_keep_totals(plan);
  writing w = {.plan = plan, .write = write, .context = context};
  sai_code code = sai_program_seal(plan->program, SAI_SEAL_RUNS, err);
  add_header(plan, &w.text);
  if (!code) code = flush(&w, err);
  sai_simulation simulation = {.program = plan->program,
                               .runs = options->runs,
                               .parameter = 1,
                               .stop = options->stop,
                               .progress = options->progress,
                               .context = options->context};
  if (!code) code = sai_simulate_each(&simulation, visit, &w, err);
  sai_text_free(&w.text);
  sai_plan_free(plan);
  return code;
}
