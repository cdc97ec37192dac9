/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/local.h"
#include "report/sample.h"
#include "report/words.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void expect_number(double value, double noise, int decimals, const char *expected) {
  sai_text text = {0};
  sai_words_number(&text, value, noise, decimals);
  cr_expect_str_eq(sai_text_string(&text), expected, "%.10g with noise %g: %s, expected %s", value, noise,
                   sai_text_string(&text), expected);
  sai_text_free(&text);
}

Test(words, no_digit_beyond_the_noise) {
  local_language("en");
  expect_number(16.53, 0.05, 1, "16.5");
  expect_number(16.53, 0.1, 1, "16.5");
  expect_number(16.53, 0.19, 1, "16.5");
  expect_number(16.53, 0.21, 1, "17");
  expect_number(16.53, 1.5, 1, "17");
  expect_number(16.53, 5, 1, "20");
  expect_number(2520000, 105000, 0, "2,500,000");
  expect_number(2520000, 210000, 0, "2,500,000"); /* not 3,000,000: two digits */
  expect_number(1234, 30, 0, "1,200");
  expect_number(1234, 10, 0, "1,230");
  expect_number(9550000, 0, 0, "9,550,000");
  expect_number(-310.4, 2, 1, "-310");
  expect_number(0.0042, 0, 2, "0.00");
  expect_number(7.2, 50, 0, "7"); /* one digit at least */
  expect_number(INFINITY, 0, 1, "no order");
  expect_number(-0.001, 0, 0, "0");
}

/** The value of one unit of the last digit that is not a filling nought. */
static double last_unit(const char *shown, double noise) {
  const char *point = strchr(shown, '.');
  if (point) return pow(10, -(double)strlen(point + 1));
  double unit = 1;
  for (size_t i = strlen(shown); i-- > 0 && (shown[i] == '0' || shown[i] == ',');)
    if (shown[i] == '0') unit *= 10;
  return fmax(unit, noise <= 1 ? 1 : unit);
}

Test(words, last_digit_is_worth_at_least_half_the_noise) {
  srand(7);
  size_t seen = 0;
  for (int i = 0; i < 20000; i++) {
    double value = pow(10, 8.0 * rand() / RAND_MAX - 2),
           noise = value * pow(10, -6.0 * rand() / RAND_MAX - 0.5);
    sai_text text = {0};
    sai_words_number(&text, value, noise, 4);
    double unit = last_unit(sai_text_string(&text), noise), lead = pow(10, floor(log10(value)));
    if (noise < lead / 10) {
      cr_expect(unit >= noise / 2 * (1 - 1e-9), "%.10g +- %g was shown as %s", value, noise,
                sai_text_string(&text));
      seen++;
    }
    sai_text_free(&text);
  }
  cr_expect(seen > 5000);
  cr_expect(last_unit("16.53", 0.05) < 0.05 / 2, "the check rejects a digit too many");
}

Test(words, noise_is_half_the_interval) {
  sai_figure figure = sample_figure(100, 3);
  cr_expect_float_eq(sai_words_noise(&figure), 3, 1e-12);
  figure.high = INFINITY;
  cr_expect_float_eq(sai_words_noise(&figure), 3, 1e-12);
  figure.value = figure.low = INFINITY;
  cr_expect_eq(sai_words_noise(&figure), 0);
}

/** A quantile of 2,160,000 that came back from the sketch as the middle of its bucket. */
Test(words, no_digit_finer_than_the_sketch) {
  sai_figure figure = {true, 2160640, NAN, 2160000, 2161664};
  sai_text exact = {0}, rounded = {0};
  local_language("en");
  sai_words_number(&rounded, figure.value / 1e3, sai_words_quantile_noise(&figure) / 1e3, 0);
  cr_expect_str_eq(sai_text_string(&rounded), "2,160");
  figure.low = figure.high = figure.value = 2161000; /* the same in all runs: exact */
  sai_words_number(&exact, figure.value / 1e3, sai_words_quantile_noise(&figure) / 1e3, 0);
  cr_expect_str_eq(sai_text_string(&exact), "2,161");
  sai_text_free(&exact);
  sai_text_free(&rounded);
  figure = (sai_figure){true, 1234, NAN, 1233, 1235}; /* the sketch keeps whole numbers below 2,048 */
  expect_number(figure.value, sai_words_quantile_noise(&figure), 0, "1,234");
}

static void expect_percent(double p, double half, const char *expected) {
  sai_text text = {0};
  sai_figure figure = sample_figure(p, half);
  sai_words_percent(&text, &figure);
  cr_expect_str_eq(sai_text_string(&text), expected, "%g: %s, expected %s", p, sai_text_string(&text),
                   expected);
  sai_text_free(&text);
}

Test(words, percent) {
  expect_percent(0.31, 0.0008, "31%");
  expect_percent(0.31, 0.024, "30%");
  expect_percent(0.0071, 0.0002, "0.7%");
  expect_percent(0.0071, 0.004, "1%");
  expect_percent(0.0002, 0.00003, "<0.1%");
  expect_percent(0.003, 0.006, "<1%");
  expect_percent(0.9999, 0.00001, ">99.9%");
  expect_percent(0.9942, 0.0001, "99.4%");
  expect_percent(0, 0, "0%");
  expect_percent(1, 0, "100%");
}

static void expect_odds(double p, double half, const char *expected) {
  sai_text text = {0};
  sai_figure figure = sample_figure(p, half);
  sai_words_odds(&text, &figure);
  cr_expect_str_eq(sai_text_string(&text), expected, "%g: %s, expected %s", p, sai_text_string(&text),
                   expected);
  sai_text_free(&text);
}

Test(words, odds_in_two_languages) {
  local_language("en");
  expect_odds(0.31, 0.0008, "31 of 100 runs");
  expect_odds(0.31, 0.03, "3 of 10 runs");
  expect_odds(0.001, 0.0001, "less than 1 of 100 runs");
  expect_odds(0.999, 0.0001, "more than 99 of 100 runs");
  expect_odds(0, 0, "no run");
  expect_odds(1, 0, "all runs");
  local_language("ja");
  expect_odds(0.31, 0.0008, "100回中31回");
  expect_odds(0.001, 0.0001, "100回中1回未満");
  expect_odds(0.999, 0.0001, "100回中99回超");
}

static void expect_money(double value, const char *currency, sai_money_unit unit, const char *expected) {
  sai_text text = {0};
  sai_words_money(&text, value, currency, strcmp(currency, "JPY") == 0 ? 0 : 2, unit);
  cr_expect_str_eq(sai_text_string(&text), expected, "%g: %s, expected %s", value, sai_text_string(&text),
                   expected);
  sai_text_free(&text);
}

Test(words, money_in_fitting_units) {
  local_language("ja");
  expect_money(10000000, "JPY", SAI_MONEY_AUTO, "1,000万円");
  expect_money(160000, "JPY", SAI_MONEY_AUTO, "16万円");
  expect_money(163265, "JPY", SAI_MONEY_AUTO, "16.33万円");
  expect_money(9800, "JPY", SAI_MONEY_AUTO, "9,800円");
  expect_money(3.1e13, "JPY", SAI_MONEY_AUTO, "310,000億円");
  expect_money(160000, "JPY", SAI_MONEY_PLAIN, "160,000円");
  expect_money(160000, "JPY", SAI_MONEY_THOUSAND, "160千円");
  expect_money(250000, "USD", SAI_MONEY_AUTO, "25万USD");
  local_language("en");
  expect_money(10000000, "JPY", SAI_MONEY_AUTO, "10,000 thousand JPY");
  expect_money(9800, "JPY", SAI_MONEY_AUTO, "9,800 JPY");
  expect_money(99.5, "USD", SAI_MONEY_AUTO, "99.5 USD");
  expect_money(0, "JPY", SAI_MONEY_AUTO, "0 JPY");
}
