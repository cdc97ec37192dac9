/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text: growth, folding, width on a terminal, numbers, near words. */
#include "base/text.h"

#include <criterion/criterion.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- growth ---- */

Test(text, grows_and_keeps_its_end) {
  sai_text t = {0};
  cr_assert_str_eq(sai_text_string(&t), "");
  for (int i = 0; i < 1000; i++) sai_text_format(&t, "%d,", i);
  cr_assert_eq(t.length, strlen(t.data));
  cr_assert_str_eq(t.data + t.length - 8, "998,999,");
  sai_text_add_bytes(&t, "a\0b", 3);
  cr_assert(t.data[t.length - 2] == '\0' && t.data[t.length] == '\0');
  sai_text_clear(&t);
  cr_assert_str_eq(sai_text_string(&t), "");
  sai_text_repeat(&t, "ab", 3);
  sai_text_repeat(&t, "z", 0);
  cr_assert_str_eq(t.data, "ababab");
  cr_assert_eq(sai_text_check(&t, NULL), SAI_OK);
  sai_text_free(&t);
  cr_assert_null(t.data);
}

/* 63 to 65 bytes: the first block's edge. */
Test(text, grows_at_the_edge) {
  for (size_t n = 60; n < 70; n++) {
    sai_text t = {0};
    sai_text_repeat(&t, "x", n);
    cr_assert(t.length == n && strlen(t.data) == n && t.capacity > n);
    sai_text_free(&t);
  }
}

Test(text, a_failure_stays) {
  sai_text t = {.failed = true};
  sai_error err;
  sai_text_add(&t, "lost");
  sai_text_format(&t, "%d", 1);
  cr_assert_str_eq(sai_text_string(&t), "");
  cr_assert_eq(sai_text_check(&t, &err), SAI_NO_MEMORY);
  cr_assert_eq(err.code, SAI_NO_MEMORY);
}

/* ---- UTF-8 ---- */

Test(text, copies_are_cut_between_characters) {
  char out[8];
  sai_text_copy(out, sizeof out, "abc");
  cr_assert_str_eq(out, "abc");
  sai_text_copy(out, sizeof out, "1234567");
  cr_assert_str_eq(out, "1234567");
  sai_text_copy(out, sizeof out, "12345678");
  cr_assert_str_eq(out, "1234567");
  sai_text_copy(out, sizeof out, "1234あ");
  cr_assert_str_eq(out, "1234あ");
  sai_text_copy(out, sizeof out, "12345あ");
  cr_assert_str_eq(out, "12345");
  sai_text_copy(out, 1, "あ");
  cr_assert_str_eq(out, "");
}

Test(text, ill_formed_bytes_are_found) {
  size_t bad = 99;
  cr_assert(sai_text_is_utf8("受注 abc", strlen("受注 abc"), &bad) && bad == 99);
  cr_assert(!sai_text_is_utf8("ab\xFFz", 4, &bad) && bad == 2);
  cr_assert(!sai_text_is_utf8("ab\xE3\x81", 4, &bad) && bad == 2, "cut in the middle");
  cr_assert(!sai_text_is_utf8("\xC0\xAF", 2, NULL), "overlong");
  cr_assert(!sai_text_is_utf8("\xED\xA0\x80", 3, NULL), "surrogate");
  cr_assert(sai_text_is_utf8("", 0, &bad));
}

static void check_fold(const char *from, const char *to) {
  sai_text t = {0};
  sai_text_fold(&t, from, strlen(from));
  cr_expect_str_eq(sai_text_string(&t), to, "%s becomes %s, not %s", from, sai_text_string(&t), to);
  cr_expect(!t.failed);
  sai_text_free(&t);
}

Test(text, folds_full_width_forms) {
  check_fold("", "");
  check_fold("plain 12%", "plain 12%");
  check_fold("ＣＰＡ：１２，３４５．６％", "CPA:12,345.6%");
  check_fold("（ａ＋ｂ）＊２～３", "(a+b)*2~3");
  check_fold("全角　空白", "全角 空白");
  check_fold("ｱﾎﾟｲﾝﾄ", "アポイント");
  check_fold("か\u3099", "が");
  check_fold("ok\xFF\xFE!", "ok\xFF\xFE!");
}

Test(text, width_on_a_terminal) {
  cr_assert_eq(sai_text_width(""), 0);
  cr_assert_eq(sai_text_width("abc"), 3);
  cr_assert_eq(sai_text_width("受注単価"), 8);
  cr_assert_eq(sai_text_width("ＡＢ"), 4);
  cr_assert_eq(sai_text_width("ｱﾎﾟ"), 3);
  cr_assert_eq(sai_text_width("e\u0301"), 1);
  cr_assert_eq(sai_text_width("a\tb"), 3);
  cr_assert_eq(sai_text_width("¥é€"), 3);
  cr_assert_eq(sai_text_width_prefix("a受b注", 0), 0);
  cr_assert_eq(sai_text_width_prefix("a受b注", 2), 3);
  cr_assert_eq(sai_text_width_prefix("a受b注", 4), 6);
  cr_assert_eq(sai_text_width_prefix("a受b注", 400), 6);
}

/* ---- numbers ---- */

static void check_number(double value, int digits, const char *should) {
  sai_text t = {0};
  sai_text_number(&t, value, digits);
  cr_expect_str_eq(sai_text_string(&t), should, "%.17g with %d digits: %s, not %s", value, digits,
                   sai_text_string(&t), should);
  sai_text_free(&t);
}

Test(text, numbers_as_results_are_written) {
  check_number(0, 12, "0");
  check_number(-0.0, 12, "0");
  check_number(160000, 12, "160000");
  check_number(-160000, 12, "-160000");
  check_number(0.125, 12, "0.125");
  check_number(1. / 3, 12, "0.333333333333");
  check_number(2e5 / 3, 12, "66666.6666667");
  check_number(-1234.5, 12, "-1234.5");
  check_number(123456789012345, 12, "123456789012000");
  check_number(123456789012345, 15, "123456789012345");
  check_number(999999999999999, 15, "999999999999999");
  check_number(100000, 1, "100000");
  check_number(0.000012345, 12, "0.000012345");
  check_number(-1e-9, 12, "-0.000000001");
  check_number(1e-10, 12, "1e-10");
  check_number(1e15, 12, "1e+15");
  check_number(1.5e300, 12, "1.5e+300");
  check_number(9.9996, 3, "10");
  check_number(0.09996, 3, "0.1");
  check_number(999.6, 3, "1000");
  check_number(DBL_MAX, 17, "1.7976931348623157e+308");
  check_number(INFINITY, 12, "inf");
  check_number(-INFINITY, 12, "-inf");
  check_number(NAN, 12, "nan");
  check_number(-(double)NAN, 12, "nan");
}

/* What is written with 17 digits is read back as the same double. */
Test(text, numbers_survive_a_round_trip) {
  uint64_t state = 1;
  for (int i = 0; i < 20000; i++) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    const double value = ldexp((double)(int64_t)state, (int)(state >> 40) % 90 - 110);
    sai_text t = {0};
    sai_text_number(&t, value, 17);
    cr_assert_eq(strtod(t.data, NULL), value, "%s", t.data);
    sai_text_free(&t);
  }
}

static void check_grouped(double value, int decimals, const char *should) {
  sai_text t = {0};
  sai_text_grouped(&t, value, decimals);
  cr_expect_str_eq(sai_text_string(&t), should, "%.17g: %s, not %s", value, sai_text_string(&t), should);
  sai_text_free(&t);
}

Test(text, numbers_in_groups_of_three) {
  check_grouped(0, 0, "0");
  check_grouped(999, 0, "999");
  check_grouped(1000, 0, "1,000");
  check_grouped(1234567.84, 1, "1,234,567.8");
  check_grouped(-123456, 0, "-123,456");
  check_grouped(-0.4, 0, "0");
  check_grouped(-0.04, 1, "0.0");
  check_grouped(-0.06, 1, "-0.1");
  check_grouped(999999.5, 0, "1,000,000");
  check_grouped(1e15, 2, "1,000,000,000,000,000.00");
  check_grouped(5, -1, "5");
  check_grouped(INFINITY, 0, "inf");
  check_grouped(-INFINITY, 2, "-inf");
  check_grouped(NAN, 2, "nan");
  sai_text t = {0};
  sai_text_grouped(&t, -DBL_MAX, 60);
  cr_assert_eq(t.length, 1 + 309 + 102 + 1 + 60);
  sai_text_free(&t);
}

/* Builds a locale with a decimal comma, where the system has the parts for it. */
static bool use_german_numbers(const char *folder) {
  char command[200];
  if (setlocale(LC_NUMERIC, "de_DE.UTF-8")) return true;
  snprintf(command, sizeof command, "localedef -i de_DE -f UTF-8 %s/de_DE.UTF-8 >/dev/null 2>&1", folder);
  if (system(command) != 0) return false;
  setenv("LOCPATH", folder, 1);
  return setlocale(LC_NUMERIC, "de_DE.UTF-8") != NULL;
}

Test(text, numbers_do_not_depend_on_the_locale) {
  char folder[] = "/tmp/saisan-locale-XXXXXX", command[100], probe[20];
  cr_assert_not_null(mkdtemp(folder));
  cr_assert(use_german_numbers(folder), "a locale with a decimal comma needs the package locales");
  snprintf(probe, sizeof probe, "%.1f", 1.5);
  cr_expect_str_eq(probe, "1,5", "the locale is in force");
  check_number(1234.5, 12, "1234.5");
  check_number(1.25e20, 12, "1.25e+20");
  check_number(0.00125, 12, "0.00125");
  check_grouped(1234567.25, 2, "1,234,567.25");
  check_grouped(0.5, 1, "0.5");
  snprintf(command, sizeof command, "rm -rf %s", folder);
  cr_assert_eq(system(command), 0);
}

/* ---- near words ---- */

Test(text, distance_counts_characters) {
  cr_assert_eq(sai_text_distance("", ""), 0);
  cr_assert_eq(sai_text_distance("rate", "rate"), 0);
  cr_assert_eq(sai_text_distance("", "rate"), 4);
  cr_assert_eq(sai_text_distance("kitten", "sitting"), 3);
  cr_assert_eq(sai_text_distance("sitting", "kitten"), 3);
  cr_assert_eq(sai_text_distance("受注率", "受注数"), 1);
  cr_assert_eq(sai_text_distance("受注", "受注率"), 1);
  char a[400], b[400];
  memset(a, 'a', sizeof a);
  memset(b, 'b', sizeof b);
  a[399] = b[399] = '\0';
  cr_assert_gt(sai_text_distance(a, b), 60);
}

Test(text, nearest_word) {
  static const char *const keys[] = {"rate",      "price",        "minimum", "cap",
                                     "tiers_all", "tiers_excess", "受注率"};
  cr_assert_str_eq(sai_text_nearest("rat", keys, 7), "rate");
  cr_assert_str_eq(sai_text_nearest("pirce", keys, 7), "price");
  cr_assert_str_eq(sai_text_nearest("minimun", keys, 7), "minimum");
  cr_assert_str_eq(sai_text_nearest("tier_excess", keys, 7), "tiers_excess");
  cr_assert_str_eq(sai_text_nearest("cap", keys, 7), "cap");
  cr_assert_str_eq(sai_text_nearest("受注卒", keys, 7), "受注率");
  cr_assert_null(sai_text_nearest("banana", keys, 7));
  cr_assert_null(sai_text_nearest("x", keys, 7));
  cr_assert_null(sai_text_nearest("", keys, 7));
  cr_assert_null(sai_text_nearest("rate", keys, 0));
}
