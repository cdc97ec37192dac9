/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out while a text is put together is in that text, wherever it was: no label and no line
   goes missing unseen. */
#include "report/chart.h"
#include "report/local.h"
#include "report/report.h"
#include "report/sample.h"
#include "scenario/write.h"
#include "support/memory.h"

#include <criterion/criterion.h>

/* Its long name makes a text that it becomes a part of grow more than once. */
#define STAGE "an_appointment_that_has_a_very_long_name_so_that_it_takes_more_than_one_piece_of_memory"

static const char written[] =
    "saisan: 1\nmonths: 12\nstart: 2026-04\ninputs:\n  a: 5% to 6%\n  b: (a + 1%) * min(a, 50%)\n  c:\n    "
    "value: truncated(gamma(2, 5), 1, 9)\n    source: \"x: y\"\n"
    "correlation:\n  a and c: 0.5\nfunnel:\n  - call: 1,000 per month\n  - " STAGE ": b of call\n"
    "  - order: a of " STAGE
    "\nvalue:\n  gross_profit: 5 per order\ntargets: {cpa: 5}\noffers:\n  - name: A\n"
    "    term: 6 months\n    fees:\n      - fee: per call\n        tiers_all:\n          up to 5: 3\n"
    "          above: 2\n      - 5 per order\n      - 7 per " STAGE "\n";

static sai_result *result;
static sai_scenario *scenario;
static sai_chart_data data;

static void put_chart(sai_text *out, sai_chart_build *build) {
  sai_chart chart = {.data = &data, .out = out};
  bool applies = build(&chart);
  cr_expect(applies || out->failed, "the chart applies");
}

static void put_cpa(sai_text *out) {
  put_chart(out, sai_chart_build_cpa);
}

static void put_net(sai_text *out) {
  put_chart(out, sai_chart_build_net);
}

static void put_cash(sai_text *out) {
  put_chart(out, sai_chart_build_cash);
}

static void put_cost(sai_text *out) {
  put_chart(out, sai_chart_build_cost);
}

static void put_offers(sai_text *out) {
  put_chart(out, sai_chart_build_offers);
}

static void put_boxes(sai_text *out) {
  put_chart(out, sai_chart_build_boxes);
}

static void put_bill(sai_text *out) {
  put_chart(out, sai_chart_build_bill);
}

static void put_table(sai_text *out) {
  sai_report_table(result, 0, out);
}

static void put_csv(sai_text *out) {
  sai_report_csv(result, false, out);
}

static void put_scenario(sai_text *out) {
  sai_scenario_write(scenario, out);
}

static void put_error(sai_text *out) {
  sai_error err = {.file = "x.yaml", .place = {.line = 3, .column = 2, .length = 2}, .source = "a: b"};
  sai_text_copy(err.text, sizeof err.text, "wrong");
  sai_text_copy(err.hint, sizeof err.hint, "right");
  sai_error_render(&err, out);
}

/** Fail at allocation 1, 2, 3 ... until all of them succeed. */
static void expect_no_loss(const char *name, void (*put)(sai_text *out)) {
  bool failed = true;
  size_t lost = 0, n = 0;
  sai_text whole = {0};
  put(&whole);
  cr_assert(!whole.failed && whole.length > 0, "%s", name);
  while (failed) {
    sai_text out = {0};
    memory_fail_at(++n);
    put(&out);
    failed = memory_has_failed();
    bool same = strcmp(sai_text_string(&out), sai_text_string(&whole)) == 0;
    lost += !out.failed && !same;
    cr_expect(failed || same, "%s: undisturbed it is the same", name);
    sai_text_free(&out);
  }
  cr_expect_eq(lost, 0, "%s: %zu of %zu failures go unseen", name, lost, n - 1);
  cr_expect_gt(n, 3, "%s", name);
  sai_text_free(&whole);
}

static void write_files(const char *folder) {
  sai_file_set *set = NULL;
  sai_error err;
  cr_assert(sai_file_set_begin(folder, &set, &err) == SAI_OK);
  cr_assert(sai_report_files(result, false, set, &err) == SAI_OK);
  cr_assert(sai_file_set_commit(set, &err) == SAI_OK);
  sai_file_set_end(set);
}

Test(report_memory, nothing_goes_missing_unseen) {
  static const struct {
    const char *name;
    void (*put)(sai_text *out);
  } texts[] = {{"cpa", put_cpa},       {"net", put_net},     {"cost", put_cost},
               {"cash", put_cash}, {"bill", put_bill}, {"offers", put_offers}, {"boxes", put_boxes}, {"table", put_table},
               {"csv", put_csv},       {"error", put_error}, {"scenario", put_scenario}};
  static sai_error_list errors;
  sai_error err;
  char folder[256];
  local_language("ja");
  local_folder(folder);
  result = sample_two();
  write_files(folder);
  cr_assert(sai_chart_data_read(folder, &data, &err) == SAI_OK, "%s", err.text);
  cr_assert(sai_scenario_parse(written, strlen(written), "x.yaml", NULL, 0, &scenario, &errors) == SAI_OK,
            "%s", errors.errors[0].text);
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) expect_no_loss(texts[i].name, texts[i].put);
  sai_scenario_free(scenario);
  sai_chart_data_free(&data);
  sai_result_free(result);
  local_remove(folder);
}
