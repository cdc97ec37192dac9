/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/grid.h"
#include "report/local.h"
#include "report/report.h"
#include "report/sample.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const sample_offer offers[] = {
    {"A社 (コール+アポ)", 9550000, 900000, 58, 26, 230000, 0.0002, 10000, 4800000},
    {"B社 (月額固定)", 7200000, 0, 50, 29, 230000, 0.0041, 0, 7200000},
    {"株式会社セールスアウトソーシング・パートナーズ東日本営業本部 (複合型・最低保証つき)", 8200000, 300000,
     40, 19, 230000, 0.03, 5000, 5200000},
    {"成果報酬のみ", 3200000, 1600000, 20, 14, 230000, 0.12, 20000, 0},
    {"In-house hire of a senior field sales representative", 12200000, 2300000, 70, 49, 230000, 0.0, NAN, 0},
    {"受注のない社", 1200000, 0, 0, 0, 230000, 1, 0, 1200000},
};

static sai_text table_of(const sai_result *result) {
  sai_text text = {0};
  sai_report_table(result, SAI_MONEY_AUTO, &text);
  cr_assert(!text.failed);
  return text;
}

/** Compare in both languages, and free the result. */
static void expect_both(sai_result *result, const char *name) {
  static const char *const languages[] = {"en", "ja"};
  for (size_t i = 0; i < 2; i++) {
    char file[200];
    local_language(languages[i]);
    snprintf(file, sizeof file, "%s.%s.txt", name, languages[i]);
    sai_text text = table_of(result);
    local_expect(file, &text);
    sai_text_free(&text);
  }
  sai_result_free(result);
}

Test(table, two_offers) {
  expect_both(sample_two(), "two");
}

Test(table, one_offer) {
  expect_both(sample_result("1社の見積り", offers, 1, 12), "one");
}

Test(table, six_offers_in_blocks) {
  expect_both(sample_result("相見積もり 6社の比較 — 2026年度 新規開拓プロジェクト (関東・関西・中部) 稟議用",
                            offers, 6, 24),
              "six");
}

Test(table, point_calculation) {
  sai_result *result = sample_two();
  sample_make_point(result);
  expect_both(result, "point");
}

Test(table, without_value) {
  sai_result *result = sample_two();
  sample_drop_value(result);
  expect_both(result, "no-value");
}

Test(table, never_an_order) {
  expect_both(sample_result("受注のない案", &offers[5], 1, 1), "never");
}

Test(table, twenty_offers) {
  sample_offer many[20];
  static char names[20][16];
  for (size_t i = 0; i < 20; i++) {
    many[i] = offers[i % 5];
    snprintf(names[i], sizeof names[i], "案%zu", i + 1);
    many[i].name = names[i];
    many[i].cost += 10000.0 * (double)i;
  }
  expect_both(sample_result("20案", many, 20, 120), "twenty");
}

Test(table, interrupted_with_few_runs) {
  sai_result *result = sample_two();
  result->interrupted = true;
  result->runs = 1024;
  result->months_runs = 1024;
  for (size_t o = 0; o < 2; o++) {
    sai_figure *pooled = &result->offers[o].metrics[SAI_CPA].pooled;
    *pooled = sample_figure(pooled->value, 0.05 * pooled->value);
  }
  expect_both(result, "interrupted");
}

Test(table, ties) {
  sample_offer same[] = {offers[1], offers[1]};
  same[1].name = "C社";
  sai_result *result = sample_result("同じ料金", same, 2, 12);
  for (size_t i = 0; i < result->n_comparisons; i++) {
    result->comparisons[i].a_lower =
        sample_figure(result->comparisons[i].metric == SAI_COST ? 0 : 0.496, 0.0008);
    result->comparisons[i].equal =
        sample_figure(result->comparisons[i].metric == SAI_COST ? 1 : 0.01, 0.0002);
  }
  result->crossings[0].same = true;
  expect_both(result, "ties");
}

Test(table, against_doing_nothing) {
  sample_offer with[] = {offers[0], {"現状維持", 0, 0, 0, 0, 230000, 1, NAN, 0}};
  sai_result *result = sample_result("何もしない場合との差", with, 2, 12);
  result->offers[1].kind = "nothing";
  expect_both(result, "nothing");
}

/** 200,000 and 22,000 an appointment against 1,553,846: who works it out from the number told must come to
 * that cost.
 */
Test(table, a_crossing_can_be_worked_out_again) {
  sai_result *result = sample_two();
  result->crossings[0].units[0] = 61.538;
  result->crossings[0].cost[0] = 1553846;
  local_language("ja");
  sai_text text = table_of(result);
  cr_expect(strstr(sai_text_string(&text), "アポ61.5件で並ぶ (155万円)"), "%s", sai_text_string(&text));
  sai_text_free(&text);
  sai_result_free(result);
}

Test(table, hostile_texts) {
  sample_offer bad[] = {offers[0], offers[1]};
  bad[0].name = "x'`id`\n\x1B[31m\"q\" $(id) %s %n \\ <script>";
  bad[1].name = "%n%s%1$s";
  sai_result *result = sample_result("%s%n\n\x1B]0;t\x07\xFF", bad, 2, 12);
  local_language("en");
  sai_text text = table_of(result);
  cr_expect_null(strchr(sai_text_string(&text), '\x1B'), "escape sequences do not reach the terminal");
  cr_expect(strstr(sai_text_string(&text), "%n%s%1$s"), "texts are shown as written");
  cr_expect(sai_text_is_utf8(text.data, text.length, NULL));
  sai_text_free(&text);
  sai_result_free(result);
}

/** Words that a first-time reader does not need. */
Test(table, plain_words_only) {
  sai_result *result = sample_result("比較", offers, 6, 12);
  local_language("ja");
  sai_text text = table_of(result);
  cr_expect_null(strstr(sai_text_string(&text), "パーセンタイル"));
  cr_expect_null(strstr(sai_text_string(&text), "予測区間"));
  cr_expect(strstr(sai_text_string(&text), "少なめ"));
  sai_text_free(&text);
  sai_result_free(result);
}

static size_t widest_line(const char *s) {
  size_t widest = 0;
  while (*s) {
    size_t n = strcspn(s, "\n");
    sai_text line = {0};
    sai_text_add_bytes(&line, s, n);
    size_t width = sai_text_width(sai_text_string(&line));
    if (width > widest) widest = width;
    sai_text_free(&line);
    s += n + (s[n] == '\n');
  }
  return widest;
}

Test(table, fits_into_100_columns) {
  for (size_t n = 1; n <= 6; n++) {
    sai_result *result = sample_result("比較", offers, n, 12);
    for (int japanese = 0; japanese < 2; japanese++) {
      local_language(japanese ? "ja" : "en");
      sai_text text = table_of(result);
      cr_expect(widest_line(sai_text_string(&text)) <= 100, "%zu offers", n);
      sai_text_free(&text);
    }
    sai_result_free(result);
  }
}

static const char *const pieces[] = {"",         "1",       "1,051", "-310.5",   "受注なし",
                                     "回収せず", "6か月目", "<0.1%", "no order", "１２３",
                                     "…",        "ｶﾅ",      "é",     "é"};

/** Fill a grid at random; every line of every block must take the same columns. */
static void check_alignment(unsigned seed) {
  srand(seed);
  sai_arena arena = {0};
  const char *names[8], *columns[] = {"少なめ", "middle", "多め"};
  static const char *const long_names[] = {"A社", "株式会社とても長い名前の営業代行サービス (複合型)", "B",
                                           "In-house team"};
  size_t n_groups = 1 + (size_t)rand() % 8;
  for (size_t g = 0; g < n_groups; g++) names[g] = long_names[rand() % 4];
  sai_grid grid = {
      .arena = &arena, .n_groups = n_groups, .n_columns = 3, .group_names = names, .column_names = columns};
  for (int r = 0; r < 6; r++) {
    sai_grid_row *row = sai_grid_add(&grid, r % 2 ? "総費用 (万円)" : "orders");
    for (size_t g = 0; g < n_groups; g++)
      for (size_t c = 0; c < 3; c++)
        sai_grid_set(&grid, row, g, c,
                     rand() % 4 ? pieces[(size_t)rand() % (sizeof pieces / sizeof *pieces)] : NULL);
  }
  sai_text text = {0};
  sai_grid_render(&grid, 100, false, &text);
  size_t width = 0;
  for (char *line = text.data, *end; line && *line; line = end + 1) {
    end = strchr(line, '\n');
    *end = '\0';
    if (line == end) width = 0; /* between blocks, which may hold fewer groups */
    if (line == end) continue;
    if (!width) width = sai_text_width(line);
    cr_expect(sai_text_width(line) == width, "seed %u: %zu columns, not %zu: %s", seed, sai_text_width(line),
              width, line);
  }
  sai_text_free(&text);
  sai_arena_free(&arena);
}

Test(grid, all_lines_take_the_same_columns) {
  for (unsigned seed = 1; seed <= 300; seed++) check_alignment(seed);
}
