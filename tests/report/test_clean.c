/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/axis.h"
#include "report/clean.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

typedef void clean(sai_text *out, const char *s);

static void expect(clean *how, const char *s, const char *expected) {
  sai_text text = {0};
  how(&text, s);
  cr_expect_str_eq(sai_text_string(&text), expected, "`%s` became `%s`, expected `%s`", s,
                   sai_text_string(&text), expected);
  sai_text_free(&text);
}

Test(clean, csv_cells) {
  expect(sai_clean_csv, "A社", "A社");
  expect(sai_clean_csv, "a,b", "\"a,b\"");
  expect(sai_clean_csv, "say \"x\"", "\"say \"\"x\"\"\"");
  expect(sai_clean_csv, "=1+1", "'=1+1");
  expect(sai_clean_csv, "+81", "'+81");
  expect(sai_clean_csv, "-5", "'-5");
  expect(sai_clean_csv, "@SUM(A1)", "'@SUM(A1)");
  expect(sai_clean_csv, "＝1+1", "'＝1+1");
  expect(sai_clean_csv, "  =1+1", "\"'  =1+1\"");
  expect(sai_clean_csv, " A", "\" A\"");
  expect(sai_clean_csv, "=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
}

Test(clean, one_line) {
  expect(sai_clean_line, "a\nb\r\nc\td", "a b c d");
  expect(sai_clean_line, "a\x01z\x7F", "a z ");
  expect(sai_clean_line, "a\xE2\x80\xA8z", "a z");
  expect(sai_clean_line, "right\xE2\x80\xAEleft", "right left");
  expect(sai_clean_line, "a\xEF\xBF\xBEz\xEF\xBF\xBF", "a z ");
  expect(sai_clean_line, "bad\xFFz", "bad\xEF\xBF\xBDz");
  expect(sai_clean_line, "cut\xE3\x81", "cut\xEF\xBF\xBD\xEF\xBF\xBD");
}

Test(clean, gnuplot_expressions) {
  expect(sai_clean_gnuplot, "plain `x` \\n @m", "'plain `x` \\n @m'");
  expect(sai_clean_gnuplot, "it's", "'it'.apos.'s'");
  expect(sai_clean_gnuplot, "''", "''.apos.''.apos.''");
  expect(sai_clean_gnuplot, "a\nb", "'a b'");
  expect(sai_clean_gnuplot, "x]]>y", "'x]] >y'");
}

static void cut_12(sai_text *out, const char *s) {
  sai_clean_cut(out, s, 12);
}

static void wrap_20(sai_text *out, const char *s) {
  sai_clean_wrap(out, s, 2, 20);
}

Test(clean, cut_and_wrapped) {
  expect(cut_12, "short", "short");
  expect(cut_12, "日本語の長い名前", "日本語の長…");
  expect(cut_12, "twelve chars", "twelve chars");
  expect(cut_12, "thirteen char", "thirteen ch…");
  expect(wrap_20, "one two three four five six", "  one two three\n  four five six\n");
  expect(wrap_20, "公開値は 0.5-3% (wsf-is.com, x)", "  公開値は 0.5-3%\n  (wsf-is.com, x)\n");
  expect(wrap_20, "それより少なければB社が安い。", "  それより少なければ\n  B社が安い。\n");
  expect(wrap_20, "早ければ費用の総額は300万円。", "  早ければ費用の総額\n  は300万円。\n");
  expect(wrap_20, "総費用は百回中九十八回で下。受注も。", "  総費用は百回中九十\n  八回で下。受注も。\n");
}

static void expect_tics(double low, double high, int tics, const char *expected) {
  sai_text text = {0};
  sai_axis axis = sai_axis_over(low, high, tics, true);
  sai_axis_tics(&text, &axis, false);
  cr_expect_str_eq(sai_text_string(&text), expected, "%s", sai_text_string(&text));
  sai_text_free(&text);
}

Test(axis, round_steps) {
  expect_tics(0, 955, 5, "('0' 0, '200' 200, '400' 400, '600' 600, '800' 800, '1,000' 1000)");
  expect_tics(-210, 1260, 4, "('-500' -500, '0' 0, '500' 500, '1,000' 1000, '1,500' 1500)");
  expect_tics(0, 0.43, 3, "('0.0' 0, '0.2' 0.2, '0.4' 0.4, '0.6' 0.6)");
  expect_tics(0, 0, 2, "('0.0' 0, '0.5' 0.5, '1.0' 1)");
  expect_tics(NAN, INFINITY, 1, "('0' 0, '1' 1)");
}

Test(axis, covers_its_range_with_few_tics) {
  for (int e = -9; e < 14; e++)
    for (double m = 1; m < 10; m += 0.37) {
      double high = m * pow(10, e);
      sai_axis axis = sai_axis_over(-high / 3, high, 6, true);
      cr_expect(axis.low <= -high / 3 * (1 - 1e-6) && axis.high >= high * (1 - 1e-6));
      double n = (axis.high - axis.low) / axis.step;
      cr_expect(n >= 2 && n <= 9, "%g tics for %g", n, high);
    }
}

/* A line ends at a blank or before a bracket, in Japanese between words, and never inside a run of katakana
 * if it can be helped. */
Test(clean, lines_end_between_words) {
  static const struct {
    const char *text, *room, *line;
  } cases[] = {{"Consolidated Outbound Telemarketing", "Consolidated Outbound Tele", "Consolidated Outbound"},
               {"複合 (月額 + 成果)", "複合 (月額 + 成", "複合 (月額 +"},
               {"A社の手紙(1通ごと)", "A社の手紙(1", "A社の手紙"},
               {"株式会社日本セールスアウトソーシング", "株式会社日本セールスア", "株式会社日本"},
               {"お客様に届けるプラン", "お客様に届ける", "お客様に届ける"},
               {"派遣社員1名と育成", "派遣社員1名", "派遣社員1名"},
               {"株式会社B社と育成", "株式会社B", "株式会社"},
               {"営業A社", "営業A", "営業"},
               {"費用は300万円", "費用は300", "費用は"},
               {"費用は300万円", "費用は300万", "費用は"},
               {"支払は12か月後", "支払は12か", "支払は"},
               {"予算2027年度分", "予算2027年", "予算"},
               {"受注を待つ。次へ", "受注を待つ", "受注を"},
               {"案は「東京」だ", "案は「", "案は"},
               {"営業サポート", "営業サポ", "営業"},
               {"営業・サポート", "営業・サポ", "営業・"},
               {"株式会社セールスアウトソーシング", "株式会社セールスアウトソー", "株式会社セールスアウトソー"},
               {"サポート", "サポ", "サ"},
               {"待って売る", "待", "待"},
               {"source wsf-is.com here", "source wsf-", "source"},
               {"契約2027-04まで", "契約2027-", "契約"},
               {"ab ABCDEFGHIJ", "ab ABCDEFG", "ab"},
               {"ＡＢＣ社案", "ＡＢＣ", "ＡＢＣ"},
               {"案ＡＢＣ社", "案ＡＢＣ", "案"},
               {"ABCDEFGH", "ABCDE", "ABCDE"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    cr_expect_eq(sai_clean_break(cases[i].text, strlen(cases[i].room)), strlen(cases[i].line), "%s",
                 cases[i].text);
  cr_expect_eq(sai_clean_break("x", 0), 0);
}

/* Of a text on two lines the first ends so late that the second holds the rest, if it can. */
Test(clean, two_lines) {
  static const struct {
    const char *text;
    size_t columns;
    const char *line;
  } cases[] = {{"Vendor Bridge", 20, "Vendor Bridge"},
               {"Vendor Bridge (per appointment)", 20, "Vendor Bridge"},
               {"日本代行サービス株式会社関西第二営業部", 28, "日本代行サービス"},
               {"日本代行サービス株式会社関西第二営業部", 22, "日本代行サービス"},
               {"日本代行サービス株式会社関西第二営業部", 20, "日本代行サービス株式"},
               {"日本代行サービス株式会社関西第二営業部", 18, "日本代行サービス"},
               {"Consolidated Telemarketing", 14, "Consolidated"},
               {"ABCDEFGHIJ", 4, "ABCD"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    cr_expect_eq(sai_clean_first_of_two(cases[i].text, cases[i].columns), strlen(cases[i].line), "%s in %zu",
                 cases[i].text, cases[i].columns);
}
