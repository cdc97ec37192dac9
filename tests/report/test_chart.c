/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/chart.h"
#include "report/local.h"
#include "report/sample.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { N_CHARTS = 7 };

static void write_result(const char *folder, const sai_result *result, bool excel) {
  sai_file_set *set = NULL;
  sai_error err;
  cr_assert(sai_file_set_begin(folder, &set, &err) == SAI_OK);
  cr_assert(sai_report_files(result, excel, set, &err) == SAI_OK);
  cr_assert(sai_file_set_commit(set, &err) == SAI_OK);
  sai_file_set_end(set);
}

static sai_code draw_kinds(const char *folder, const sai_chart_options *options, sai_error *err) {
  sai_file_set *set = NULL;
  *err = (sai_error){0};
  sai_code code = sai_file_set_begin(folder, &set, err);
  if (!code) code = sai_report_charts(set, options, err);
  sai_file_set_end(set);
  return code;
}

static sai_code draw(const char *folder, const char *gnuplot, unsigned seconds, sai_error *err) {
  sai_chart_options options = {.plots = local_build_path("plots"),
                               .gnuplot = gnuplot,
                               .seconds = seconds,
                               .pictures = 1U << SAI_SVG | 1U << SAI_PNG};
  return draw_kinds(folder, &options, err);
}

/** Draw a sample with the real gnuplot; the folder is to be removed by the caller. */
static void draw_sample(char folder[256], sai_result *result, bool excel) {
  sai_error err;
  local_folder(folder);
  write_result(folder, result, excel);
  cr_assert(draw(folder, NULL, 0, &err) == SAI_OK, "%s", err.text);
  sai_result_free(result);
  cr_expect(local_count(folder, ".tmp") == 0);
}

static void expect_pictures(const char *folder, const char *name) {
  char file[64];
  snprintf(file, sizeof file, "%s.svg", name);
  sai_text svg = local_read(folder, file);
  cr_expect(strstr(sai_text_string(&svg), "</svg>"), "%s is complete", file);
  sai_text_free(&svg);
  snprintf(file, sizeof file, "%s.png", name);
  sai_text png = local_read(folder, file);
  cr_expect(png.length > 5000 && memcmp(png.data, "\x89PNG", 4) == 0 &&
                memcmp(png.data + png.length - 8, "IEND", 4) == 0,
            "%s is complete", file);
  sai_text_free(&png);
}

Test(charts, all_of_them) {
  char folder[256];
  local_language("ja");
  draw_sample(folder, sample_two(), false);
  expect_pictures(folder, "cpa");
  expect_pictures(folder, "net");
  expect_pictures(folder, "cash");
  expect_pictures(folder, "cost");
  expect_pictures(folder, "offers");
  expect_pictures(folder, "boxes");
  expect_pictures(folder, "bill");
  sai_text svg = local_read(folder, "cpa.svg");
  static const char *const texts[] = {
      "テレアポ代行 2社の比較",       "A社 (コール+アポ)", "目標 16", "受注なし",
      "試算であり成果を保証しません", "シード 1",          "税抜"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    cr_expect(strstr(sai_text_string(&svg), texts[i]), "%s is in the picture", texts[i]);
  sai_text_free(&svg);
  local_remove(folder);
}

Test(charts, csv_for_excel_draws_the_same) {
  char plain[256], excel[256];
  local_language("en");
  draw_sample(plain, sample_two(), false);
  draw_sample(excel, sample_two(), true);
  static const char *const names[] = {"cpa.svg", "net.svg", "cash.svg", "cost.svg", "boxes.svg", "bill.svg"};
  for (size_t i = 0; i < 6; i++) {
    sai_text a = local_read(plain, names[i]), b = local_read(excel, names[i]);
    cr_expect_str_eq(sai_text_string(&a), sai_text_string(&b), "%s", names[i]);
    sai_text_free(&a);
    sai_text_free(&b);
  }
  local_remove(plain);
  local_remove(excel);
}

Test(charts, hostile_texts_are_drawn_as_written) {
  char folder[256];
  local_folder(folder);
  local_remove(folder);
  char title[700], name[400];
  snprintf(title, sizeof title, "'`touch %s`\" $(touch %s)\n%%s \\ {/Bold x} @x ''", folder, folder);
  snprintf(name, sizeof name, "\\n'''@a `id` \" %%d %%%% <script> & ${HOME} #");
  sample_offer bad[] = {{name, 9550000, 900000, 58, 26, 230000, 0.0002, 10000, 4800000},
                        {"system('id')", 7200000, 0, 50, 29, 230000, 0.0041, 0, 7200000}};
  char out[256], expected[500];
  local_language("en");
  draw_sample(out, sample_result(title, bad, 2, 12), false);
  cr_expect(access(folder, F_OK) != 0, "no command was run");
  sai_text svg = local_read(out, "offers.svg");
  snprintf(expected, sizeof expected, "'`touch %s`\" $(touch", folder);
  cr_expect(strstr(sai_text_string(&svg), expected), "the title is drawn as written");
  cr_expect(strstr(sai_text_string(&svg), "%s \\ {/Bold x} @x ''</text>"), "with a space for the line end");
  cr_expect(strstr(sai_text_string(&svg), "\\n'''@a `id` \" %d %%"), "the name is drawn as written");
  cr_expect(strstr(sai_text_string(&svg), "<script") == NULL, "no element comes of a text");
  sai_text_free(&svg);
  local_remove(out);
}

Test(charts, every_kind_of_result) {
  static const sample_offer offers[] = {
      {"A社 (コール+アポ)", 9550000, 900000, 58, 26, 230000, 0.0002, 10000, 4800000},
      {"受注のない社", 1200000, 0, 0, 0, 230000, 1, 0, 1200000},
      {"零", 0, 0, 12, 5, 0.9, 0.001, 0, 0},
      {"巨大な案の名前がとても長いときにも図からはみ出さずに読めること", 3.1e13, 6e12, 1.2e7, 5e6, 3e6, 0,
       1e5, 2e13},
      {"E", 3.1, 0.6, 12, 5, 0.9, 0.001, NAN, 0},
      {"F", 3.1, 0.6, 12, 5, 0.9, 0.2, 1, 0},
      {"G", 5, 0.6, 12, 5, 0.9, 0.2, 1, 0},
      {"H", 6, 0.6, 12, 5, 0.9, 0.2, 1, 0},
  };
  static const size_t first[] = {0, 1, 2, 3, 0}, count[] = {1, 1, 1, 2, 8}, months[] = {1, 12, 36, 120, 12};
  for (size_t i = 0; i < 5; i++) {
    char folder[256];
    draw_sample(folder, sample_result("図", &offers[first[i]], count[i], (unsigned)months[i]), false);
    const size_t drawn = i == 2 ? N_CHARTS - 1 : N_CHARTS; /* for nothing there is no bill */
    cr_expect(local_count(folder, ".png") == drawn && local_count(folder, ".svg") == drawn, "sample %zu", i);
    local_remove(folder);
  }
}

static bool is_in(const char *folder, const char *file, const char *what) {
  sai_text svg = local_read(folder, file);
  bool found = strstr(sai_text_string(&svg), what) != NULL;
  sai_text_free(&svg);
  return found;
}

/** Infinite quantiles leave the picture, with the share of runs with no order; long whiskers with their end.
 */
Test(charts, boxes_say_what_is_beyond_them) {
  static const sample_offer few[] = {
      {"A", 1e6, 1e5, 20, 5, 1e5, 0, 0, 1e6},
      {"sometimes", 1e6, 1e5, 6, 5, 1e5, 0.12, 0, 1e6},
      {"never", 1e6, 0, 0, 0, 1e5, 1, 0, 1e6},
  };
  char folder[256];
  local_language("en");
  draw_sample(folder, sample_result("boxes", few, 3, 12), false);
  cr_expect(is_in(folder, "boxes.svg", "no order in 12% →") &&
            is_in(folder, "boxes.svg", "no order in 100% →"));
  cr_expect(!is_in(folder, "boxes.svg", "no order in 0%"), "where all figures are finite nothing is said");
  local_remove(folder);
  sai_result *result = sample_result("boxes", few, 1, 12);
  result->offers[0].metrics[SAI_CPA].quantile[SAI_P95].value = 9e5;
  draw_sample(folder, result, false);
  cr_expect(is_in(folder, "boxes.svg", "up to 900 →"));
  local_remove(folder);
}

/** A small offer beside a large one has a scale of its own; offers of a size share theirs. */
Test(charts, net_of_a_small_offer_is_not_flat) {
  static const sample_offer pair[] = {
      {"large", 9e6, 9e5, 58, 26, 230000, 0.0002, 0, 9e6},
      {"small", 9e4, 9e3, 5, 2, 23000, 0.01, 0, 9e4},
  };
  static const char *const note = "Each offer has its own scale.";
  char folder[256];
  local_language("en");
  draw_sample(folder, sample_result("net", pair, 2, 12), false);
  cr_expect(is_in(folder, "net.svg", note));
  local_remove(folder);
  draw_sample(folder, sample_two(), false);
  cr_expect(!is_in(folder, "net.svg", note));
  local_remove(folder);
}

/** The months may rest on fewer runs than the table: what stands at the end of a fan is the table's, and it
 * is said. */
Test(charts, net_ends_with_the_figures_of_the_table) {
  char folder[256];
  local_language("en");
  sai_result *result = sample_two();
  sai_offer_result *offer = &result->offers[0];
  offer->metrics[SAI_NET].quantile[SAI_P90] = sample_figure(9830400, 4000);
  offer->months[11].cumulative_net.p90 = sample_figure(9904128, 4000);
  draw_sample(folder, result, false);
  cr_expect(is_in(folder, "net.svg", "high 9,830"));
  cr_expect(!is_in(folder, "net.svg", "high 9,90"));
  cr_expect(is_in(folder, "net.svg", "the first 131,072 runs"));
  cr_expect(is_in(folder, "cpa.svg", "Gaps: a fixed cost"), "the second offer costs the same in all runs");
  local_remove(folder);
  result = sample_two();
  result->months_runs = result->runs;
  draw_sample(folder, result, false);
  cr_expect(!is_in(folder, "net.svg", "the first"), "all runs need no remark");
  local_remove(folder);
}

/** What stands under the name is the metric of all runs; the months are those of the first. */
Test(charts, cash_says_the_deepest_need) {
  char folder[256];
  local_language("en");
  sai_result *result = sample_two();
  sai_metric *need = &result->offers[0].metrics[SAI_DEEPEST_CASH_NEED];
  need->quantile[SAI_P50] = sample_figure(1234000, 100);
  need->quantile[SAI_P10] = sample_figure(1010000, 100);
  need->quantile[SAI_P90] = sample_figure(1860000, 100);
  result->offers[0].months[11].cumulative_cash.p90 = sample_figure(9876000, 100);
  draw_sample(folder, result, false);
  cr_expect(is_in(folder, "cash.svg", "deepest need: 1,230 (1,010 to 1,860)"));
  cr_expect(is_in(folder, "cash.svg", "high 9,880"));
  cr_expect(is_in(folder, "cash.svg", "Months: the first 131,072 runs"));
  cr_expect(is_in(folder, "cash.svg", "payments with tax") && is_in(folder, "net.svg", "excluding tax"));
  local_remove(folder);
}

static bool says(const sai_text *text, const char *line) {
  return strstr(sai_text_string(text), line) != NULL;
}

/** Nine lines are billed, 100 to 800 a month and a credit of 50: the credit and the six largest have a part each in
    the order of the bill, 100 and 200 are one; a tenth is never billed. A month stacks 300 + 400 + ... + 800 = 3,300 and
    the others up to 3,600, the credit hangs from 0 to -50, and it comes to 3,550. */
Test(charts, bill_stacks_its_lines) {
  char folder[256];
  sai_error err;
  local_language("en");
  sai_result *result = sample_two();
  result->horizon_months = 2;
  sai_offer_result *offer = &result->offers[0];
  offer->n_bill = 10;
  offer->bill = sai_arena_array(&result->arena, 10, sizeof *offer->bill);
  for (size_t i = 0; i < 10; i++) {
    double amount = i == 8 ? -50 : i == 9 ? 0 : 100.0 * ((double)i + 1);
    offer->bill[i] = (sai_bill_result){"X", i == 8 ? "credit" : "fee", NULL, NULL, i == 3, sample_figure(2 * amount, 0),
                                       sai_arena_array(&result->arena, 2, sizeof(sai_figure))};
    for (size_t m = 0; m < 2; m++) offer->bill[i].months[m] = sample_figure(amount, 0);
  }
  local_folder(folder);
  write_result(folder, result, false);
  sai_chart_data data;
  sai_text out = {0};
  sai_chart chart = {.data = &data, .out = &out};
  cr_assert(sai_chart_data_read(folder, &data, &err) == SAI_OK, "%s", err.text);
  cr_assert(sai_chart_build_bill(&chart));
  static const char *const lines[] = {
      "parts[1] = 8.0",   "bottom[1] = 0.0",    "top[1] = 300.0",   "bottom[11] = 2500.0", "top[11] = 3300.0",
      "bottom[13] = 0.0", "top[13] = -50.0",    "top[14] = -50.0",  "bottom[15] = 3300.0", "top[15] = 3600.0",
      "net[1] = 3550.0",  "net[2] = 3550.0",    "net[3] = NaN",     "parts[2] = 2.0",      "part_1[1] = 'X: fee'",
      "part_1[2] = 'own cost: fee'", "part_1[7] = 'X: credit'", "part_1[8] = '2 other lines'"};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
    cr_expect(says(&out, lines[i]), "%s is missing in\n%s", lines[i], i ? "" : sai_text_string(&out));
  sai_text_free(&out);
  sai_chart_data_free(&data);
  sai_result_free(result);
  local_remove(folder);
}

/** A PDF is whole and holds the font that its Japanese text needs. */
Test(charts, pdf_with_its_fonts) {
  char folder[256];
  sai_error err;
  sai_result *result = sample_two();
  local_language("ja");
  local_folder(folder);
  write_result(folder, result, false);
  sai_chart_options options = {.plots = local_build_path("plots"), .pictures = 1U << SAI_PDF};
  cr_assert(draw_kinds(folder, &options, &err) == SAI_OK, "%s", err.text);
  cr_expect(local_count(folder, ".pdf") == N_CHARTS && local_count(folder, ".svg") == 0);
  sai_text pdf = local_read(folder, "boxes.pdf");
  cr_expect(pdf.length > 5000 && memcmp(pdf.data, "%PDF-", 5) == 0);
  cr_expect(memmem(pdf.data, pdf.length, "NotoSansCJK", 11) && memmem(pdf.data, pdf.length, "/FontFile", 9));
  sai_text_free(&pdf);
  sai_result_free(result);
  local_remove(folder);
}

/** Pictures of another kind that belong to the result before do not lie beside the new figures. */
Test(charts, other_kinds_of_an_earlier_result_go) {
  char folder[256];
  sai_error err;
  draw_sample(folder, sample_two(), false);
  usleep(20000);
  sai_result *result = sample_two();
  write_result(folder, result, false);
  sai_chart_options options = {.plots = local_build_path("plots"), .pictures = 1U << SAI_SVG};
  cr_assert(draw_kinds(folder, &options, &err) == SAI_OK, "%s", err.text);
  cr_expect(local_count(folder, ".svg") == N_CHARTS && local_count(folder, ".png") == 0);
  sai_result_free(result);
  local_remove(folder);
}

Test(charts, only_those_that_apply) {
  char folder[256];
  sai_result *result = sample_two();
  sample_drop_value(result);
  result->curves.stage_label = NULL;
  result->n_crossings = 0;
  draw_sample(folder, result, false);
  cr_expect(local_exists(folder, "cpa.svg") && local_exists(folder, "offers.png"));
  cr_expect(!local_exists(folder, "net.svg") && !local_exists(folder, "cash.svg"), "no net without value");
  cr_expect(!local_exists(folder, "cost.png"), "no cost curve without a stage");
  local_remove(folder);
  result = sample_two();
  sample_make_point(result);
  draw_sample(folder, result, false);
  cr_expect(!local_exists(folder, "cpa.svg") && !local_exists(folder, "boxes.svg"), "no spread of one value");
  cr_expect(local_exists(folder, "net.svg") && local_exists(folder, "cash.svg") && local_exists(folder, "bill.svg") &&
            local_exists(folder, "cost.svg") &&
            local_exists(folder, "offers.svg"));
  local_remove(folder);
}

Test(charts, one_that_does_not_apply_any_more_goes) {
  char folder[256];
  draw_sample(folder, sample_two(), false);
  cr_expect(local_exists(folder, "net.svg"));
  sai_result *result = sample_two();
  sai_error err;
  sample_drop_value(result);
  write_result(folder, result, false);
  local_write(folder, "mine.svg", "<svg/>", 0644);
  cr_expect(draw(folder, NULL, 0, &err) == SAI_OK);
  cr_expect(!local_exists(folder, "net.svg") && !local_exists(folder, "net.png"));
  cr_expect(local_exists(folder, "mine.svg"), "other people's files stay");
  sai_result_free(result);
  local_remove(folder);
}

/** A folder with a result, and a stand-in for gnuplot in it. */
static void fake(char folder[256], char program[512], const char *script) {
  sai_result *result = sample_two();
  local_language("en");
  local_folder(folder);
  write_result(folder, result, false);
  local_write(folder, "fake-gnuplot", script, 0755);
  snprintf(program, 512, "%s/fake-gnuplot", folder);
  sai_result_free(result);
}

static void expect_untouched(const char *folder) {
  cr_expect(local_exists(folder, "result.json") && local_exists(folder, "offers.csv"), "the data stay");
  cr_expect(local_count(folder, ".tmp") == 0, "nothing half-written stays");
  cr_expect(local_count(folder, ".svg") == 0 && local_count(folder, ".png") == 0);
  local_remove(folder);
}

Test(faults, gnuplot_is_missing) {
  char folder[256], program[512];
  sai_error err;
  fake(folder, program, "");
  cr_expect(draw(folder, "no-such-gnuplot", 0, &err) == SAI_IO);
  cr_expect_str_eq(err.text, "no-such-gnuplot could not be started: No such file or directory");
  cr_expect(strstr(err.hint, "apt install gnuplot-nox fonts-noto-cjk"), "%s", err.hint);
  cr_expect(draw(folder, "/nowhere/gnuplot", 0, &err) == SAI_IO);
  expect_untouched(folder);
}

Test(faults, gnuplot_hangs) {
  char folder[256], program[512];
  sai_error err;
  fake(folder, program, "#!/bin/sh\nsleep 30\n");
  time_t start = time(NULL);
  cr_expect(draw(folder, program, 1, &err) == SAI_IO);
  cr_expect(time(NULL) - start < 10, "it was not waited for");
  cr_expect_str_eq(err.text, "chart cpa: gnuplot took longer than 1 seconds");
  expect_untouched(folder);
}

Test(faults, gnuplot_fails) {
  char folder[256], program[512];
  sai_error err;
  fake(folder, program, "#!/bin/sh\ncat >/dev/null\necho 'line 3:' >&2\necho '  no font' >&2\nexit 7\n");
  cr_expect(draw(folder, program, 5, &err) == SAI_IO);
  cr_expect_str_eq(err.text, "chart cpa: gnuplot failed: line 3: no font");
  expect_untouched(folder);
}

Test(faults, gnuplot_dies) {
  char folder[256], program[512];
  sai_error err;
  fake(folder, program, "#!/bin/sh\nkill -SEGV $$\n");
  cr_expect(draw(folder, program, 5, &err) == SAI_IO);
  cr_expect_str_eq(err.text, "chart cpa: gnuplot was ended by signal 11");
  expect_untouched(folder);
}

Test(faults, gnuplot_writes_nothing) {
  char folder[256], program[512];
  sai_error err;
  fake(folder, program, "#!/bin/sh\nexit 0\n");
  cr_expect(draw(folder, program, 5, &err) == SAI_IO);
  cr_expect_str_eq(err.text, "chart cpa: gnuplot wrote nothing");
  expect_untouched(folder);
}

Test(faults, gnuplot_writes_a_part) {
  char folder[256], program[512];
  sai_error err;
  fake(folder, program, "#!/bin/sh\necho '<svg'\n");
  cr_expect(draw(folder, program, 5, &err) == SAI_IO);
  cr_expect_str_eq(err.text, "chart cpa: gnuplot wrote only a part of it");
  expect_untouched(folder);
}

Test(faults, gnuplot_says_too_much) {
  char folder[256], program[512];
  sai_error err;
  fake(folder, program, "#!/bin/sh\nyes 'a long complaint' | head -c 1000000 >&2\nexit 1\n");
  cr_expect(draw(folder, program, 20, &err) == SAI_IO);
  cr_expect(strstr(err.text, "a long complaint a long complaint"), "%s", err.text);
  expect_untouched(folder);
}

Test(faults, outdated_pictures_go_with_a_failure) {
  char folder[256];
  sai_error err;
  local_language("en");
  draw_sample(folder, sample_two(), false);
  cr_expect(draw(folder, "no-such-gnuplot", 0, &err) == SAI_IO);
  cr_expect(local_exists(folder, "cpa.svg"), "pictures of this result stay");
  usleep(20000);
  sai_result *result = sample_two();
  write_result(folder, result, false);
  cr_expect(draw(folder, "no-such-gnuplot", 0, &err) == SAI_IO);
  cr_expect(!local_exists(folder, "cpa.svg"), "pictures of an earlier one do not");
  sai_result_free(result);
  local_remove(folder);
}

Test(faults, not_a_result) {
  char folder[256];
  sai_error err;
  local_language("en");
  local_folder(folder);
  cr_expect(draw(folder, NULL, 0, &err) == SAI_IO, "no result.json");
  static const char *const broken[] = {
      "",
      "{",
      "[]",
      "{\"offers\": []}",
      "{\"offers\": [{}]}",
      "{\"offers\": [1, 2]}",
      "{\"offers\": [{\"name\": \"A\"}], \"currency\": 5, \"horizon_months\": 12}",
      "{\"offers\": [{\"name\": \"A\"}], \"currency\": \"JPY\", \"horizon_months\": 1e9}"};
  for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
    local_write(folder, "result.json", broken[i], 0644);
    cr_expect(draw(folder, NULL, 0, &err) == SAI_REJECTED, "%s", broken[i]);
  }
  local_remove(folder);
}

/** Results that were edited: strange, but not a crash, and never a command. */
Test(faults, edited_results) {
  char folder[256];
  sai_error err;
  local_folder(folder);
  local_write(folder, "result.json",
              "{\"offers\": [{\"name\": \"A\", \"months\": [{\"month\": \"2026-04'; system 'id\"}],"
              " \"metrics\": {\"cpa\": {\"p10\": 1e308, \"p50\": \"x\"}, \"cost\": {\"p50\": null}}}],"
              " \"currency\": \"'`id`'\", \"horizon_months\": 3, \"crossings\": [{\"units\": [1, \"a\"], "
              "\"cost\": []}]}",
              0644);
  local_write(folder, "cpa.csv",
              "offer_number,from,to,share\n1,0,1e308,1\n99,1,2,3\nx\n1,5,4,1\n1,inf,inf,nan\n", 0644);
  local_write(folder, "cost-curve.csv", "h\n1,0,5,\n1,1e300,1e300,7\n-1,2,3,4\n", 0644);
  local_write(folder, "months.csv", "h\n", 0644);
  sai_code code = draw(folder, NULL, 20, &err);
  cr_expect(code == SAI_OK || code == SAI_IO || code == SAI_REJECTED);
  local_remove(folder);
}

Test(chart, labels_are_spread) {
  double at[] = {5, 5.1, NAN, 4.9, 100};
  static const double two[] = {2, 2, 2, 2, 2};
  sai_chart_spread(at, two, 5, -1, 101);
  cr_expect(isnan(at[2]) && at[3] == 4.9 && at[4] == 100);
  cr_expect_float_eq(at[0], 6.9, 1e-12);
  cr_expect_float_eq(at[1], 8.9, 1e-12);
  double top[] = {99, 99.5, 100};
  sai_chart_spread(top, two, 3, -1, 101);
  cr_expect(top[0] == 96 && top[1] == 98 && top[2] == 100);
  double bottom[] = {1, 2, 30};
  sai_chart_spread(bottom, (double[]){2, 6, 4}, 3, 0, 40);
  cr_expect(bottom[0] == 1 && bottom[1] == 5 && bottom[2] == 30, "a high one needs more room");
}
