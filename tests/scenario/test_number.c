/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers in every form people write, and what is no number. */
#include "scenario/number.h"

#include "base/text.h"

#include <criterion/criterion.h>
#include <string.h>

static sai_number read_one(const char *text) {
  sai_text folded = {0};
  sai_number x;
  sai_text_fold(&folded, text, strlen(text));
  sai_number_read(sai_text_string(&folded), folded.length, "JPY", &x);
  if (!x.problem && x.length != folded.length) x.problem = "not consumed";
  sai_text_free(&folded);
  return x;
}

typedef struct good {
  const char *text;
  double value;
  bool percent, money;
} good;

Test(scenario_number, forms) {
  static const good cases[] = {
      {"0", 0},
      {"7", 7},
      {"1,000", 1000},
      {"1_000", 1000},
      {"12,345,678.5", 12345678.5},
      {"1.5K", 1500},
      {"1.5k", 1500},
      {"2M", 2e6},
      {"50万", 5e5},
      {"50万円", 5e5, false, true},
      {"1.2億", 1.2e8},
      {"1億2,000万円", 1.2e8, false, true},
      {"1億2,000万500円", 120000500, false, true},
      {"3千", 3000},
      {"2百万", 2e6},
      {"¥400", 400, false, true},
      {"￥400", 400, false, true},
      {"400円", 400, false, true},
      {"10,000 JPY", 10000, false, true},
      {"50%", 0.5, true},
      {"50 %", 0.5, true},
      {"10％", 0.1, true},
      {"2.9%", 0.029, true},
      {"0.07%", 0.0007, true},
      {"１，０００", 1000},
      {"１．５％", 0.015, true},
      {"1000000000000", 1e12},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    sai_number x = read_one(cases[i].text);
    cr_assert_null(x.problem, "%s: %s", cases[i].text, x.problem);
    cr_assert_eq(x.value, cases[i].value, "%s: %.17g", cases[i].text, x.value);
    cr_assert_eq(x.percent, cases[i].percent, "%s", cases[i].text);
    cr_assert_eq(x.money, cases[i].money, "%s", cases[i].text);
  }
}

Test(scenario_number, wrong) {
  static const char *const cases[] = {
      "1,00",  "1,0000", "10,00,000", "1,000_000", "012",
      "00",    "1.",     ".5",        "1.2.3",     "1,0.5",
      "1e6",   "5x",     "5円%",      "5%%",       "$5",
      "5 USD", "5万3億", "1.5億3万",  "5件",       "0x10",
      "5MM",   "1億1億", "1_00",      "1.000,5",   "999999999999999999999999999999兆"};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    cr_assert(read_one(cases[i]).problem, "%s is accepted as %g", cases[i], read_one(cases[i]).value);
}

Test(scenario_number, a_comma_before_a_space_ends_it) {
  sai_number x;
  sai_number_read("40, 960", 7, "JPY", &x);
  cr_assert_null(x.problem);
  cr_assert_eq(x.value, 40);
  cr_assert_eq(x.length, 2);
  sai_number_read("40,960", 6, "JPY", &x);
  cr_assert_eq(x.value, 40960);
  cr_assert(x.grouped);
}

Test(scenario_number, units_do_not_scale_ends) {
  sai_number x = read_one("50万");
  cr_assert_eq(x.scale, 1e4);
  cr_assert_eq(read_one("50").scale, 1);
}

Test(scenario_number, currencies) {
  cr_assert_eq(sai_currency_decimals("JPY"), 0);
  cr_assert_eq(sai_currency_decimals("USD"), 2);
  cr_assert_eq(sai_currency_decimals("KWD"), 3);
  cr_assert_eq(sai_currency_decimals("XXX"), -1);
  cr_assert_eq(sai_currency_decimals("jpy"), -1);
  cr_assert_eq(sai_currency_decimals("Y K"), -1);
  cr_assert_eq(sai_currency_decimals(""), -1);
}
