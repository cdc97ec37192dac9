/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/local.h"
#include "report/report.h"
#include "report/sample.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const sample_offer offers[] = {
    {"A社, \"本社\"", 9550000, 900000, 58, 26, 230000, 0.12, 10000, 4800000},
    {"=cmd|' /C calc'!A0", 7200000, 0, 0, 0, 230000, 1, 0, 7200000},
};

static sai_text csv_of(const sai_result *result, bool excel) {
  sai_text text = {0};
  sai_report_csv(result, excel, &text);
  cr_assert(!text.failed);
  return text;
}

Test(csv, golden) {
  sai_result *result = sample_result("x", offers, 2, 2);
  sai_text text = csv_of(result, false);
  local_expect("offers.csv", &text);
  sai_text_free(&text);
  sai_result_free(result);
}

Test(csv, no_cell_is_a_formula) {
  static const char *const starts[] = {"=1", "+1", "-1", "@x", "\t=1", "\r=1", " -1", "＝1"};
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
    sample_offer one = offers[0];
    one.name = starts[i];
    sai_result *result = sample_result("x", &one, 1, 1);
    sai_text text = csv_of(result, false);
    const char *line = strchr(sai_text_string(&text), '\n') + 1;
    while (*line == '"') line++;
    cr_expect(*line == '\'', "`%s` starts a line: %.20s", starts[i], line);
    sai_text_free(&text);
    sai_result_free(result);
  }
}

Test(csv, excel_gets_a_mark_and_its_line_ends) {
  sai_result *result = sample_result("x", offers, 2, 1);
  sai_text text = csv_of(result, true);
  cr_expect(strncmp(text.data, "\xEF\xBB\xBFoffer,", 9) == 0);
  size_t lines = 0, returns = 0;
  for (const char *p = text.data; *p; p++) {
    lines += *p == '\n';
    returns += *p == '\r' && p[1] == '\n';
  }
  cr_expect(lines > 20 && lines == returns);
  sai_text_free(&text);
  sai_result_free(result);
}

/** Cells of a line, quotes respected. */
static size_t cells_of(const char *line) {
  size_t cells = 1;
  bool quoted = false;
  for (; *line && (quoted || *line != '\n'); line++) {
    if (*line == '"') quoted = !quoted;
    cells += !quoted && *line == ',';
  }
  return cells;
}

static void check_file(const char *folder, const char *name, size_t least) {
  sai_text text = local_read(folder, name);
  size_t lines = 0, expected = cells_of(text.data);
  for (char *line = text.data; line && *line; lines++) {
    cr_expect(cells_of(line) == expected, "%s line %zu: %zu cells, not %zu", name, lines + 1, cells_of(line),
              expected);
    line = strchr(line, '\n');
    if (line) line++;
  }
  cr_expect(lines >= least, "%s: %zu lines", name, lines);
  sai_text_free(&text);
}

Test(files, complete_and_rectangular) {
  char folder[256];
  local_folder(folder);
  sample_offer bad[] = {offers[0], offers[1]};
  bad[0].name = "a\n1,1,2026-04,9,9\r\n\"b";
  sai_result *result = sample_result("x", bad, 2, 12);
  sai_file_set *set = NULL;
  sai_error err;
  cr_assert(sai_file_set_begin(folder, &set, &err) == SAI_OK);
  cr_assert(sai_report_files(result, false, set, &err) == SAI_OK);
  cr_expect(!local_exists(folder, "result.json"), "nothing appears before the end");
  cr_assert(sai_file_set_commit(set, &err) == SAI_OK);
  sai_file_set_end(set);
  check_file(folder, "offers.csv", 100);
  check_file(folder, "months.csv", 25);
  check_file(folder, "fees.csv", 53);
  check_file(folder, "cpa.csv", 50);
  check_file(folder, "cost-curve.csv", 80);
  check_file(folder, "quantiles.csv", 20);
  check_file(folder, "comparisons.csv", 4);
  check_file(folder, "assumptions.csv", 4);
  cr_expect(local_exists(folder, "result.json"));
  local_remove(folder);
  sai_result_free(result);
}

/* Two offers of two lines in two months. The total stands where the number of a month would. */
Test(files, the_bill) {
  char folder[256];
  local_folder(folder);
  sai_result *result = sample_result("x", offers, 2, 2);
  sai_file_set *set = NULL;
  sai_error err;
  cr_assert(sai_file_set_begin(folder, &set, &err) == SAI_OK);
  cr_assert(sai_report_files(result, false, set, &err) == SAI_OK);
  cr_assert(sai_file_set_commit(set, &err) == SAI_OK);
  sai_file_set_end(set);
  sai_text text = local_read(folder, "fees.csv");
  local_expect("fees.csv", &text);
  sai_text_free(&text);
  local_remove(folder);
  sai_result_free(result);
}

Test(files, histogram_shares_add_up) {
  char folder[256];
  local_folder(folder);
  sai_result *result = sample_two();
  sai_file_set *set = NULL;
  sai_error err;
  cr_assert(sai_file_set_begin(folder, &set, &err) == SAI_OK);
  cr_assert(sai_report_files(result, false, set, &err) == SAI_OK);
  cr_assert(sai_file_set_commit(set, &err) == SAI_OK);
  sai_file_set_end(set);
  sai_text text = local_read(folder, "cpa.csv");
  double sum[3] = {0};
  char from[40], to[40];
  for (char *line = strchr(text.data, '\n'); line && line[1]; line = strchr(line + 1, '\n')) {
    int offer;
    double share;
    cr_assert(sscanf(line + 1, "%d,%39[^,],%39[^,],%lf", &offer, from, to, &share) == 4);
    sum[offer] += share;
  }
  cr_expect_float_eq(sum[1], 1, 1e-9);
  cr_expect_float_eq(sum[2], 1, 1e-9);
  sai_text_free(&text);
  local_remove(folder);
  sai_result_free(result);
}
