/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Market ranges: what a file may say, which range a number is compared with, and the shipped file. */
#include "analysis/analysis.h"
#include "scenario/support.h"

#include <stdlib.h>

#define COLUMNS "kind,stage,low,high,unit,of,after,source,date\n"

static const char market_text[] = COLUMNS "rate,appointment,0.5%,3%,%,call,,a,2026-11\n"
                                          "rate,appointment,3%,10%,%,call,letter,b,2026-11\n"
                                          "outsourcing,call,\"1,000\",2000,JPY,,,c,\n"
                                          "outsourcing,コール,3,5,USD,,,,2026-11-30\n"
                                          "dispatch,hour,3000,3000,JPY,,,d,2025\n"
                                          "outsourcing,once,5,10,JPY,,,e,\n"
                                          "outsourcing,day,25000,35000,JPY,,,f,\n"
                                          ",,,,\n"
                                          "work,call,40,50,units,day,,g,2026\n"
                                          "work,call,5,5,units,hour,,h,\n"
                                          "in-house,person,400000,500000,JPY,,,i,\n"
                                          "outsourcing,revenue,10%,50%,%\n";

static sai_market parsed(const char *text) {
  sai_market market = {0};
  sai_error err = {0};
  cr_assert_eq(sai_market_parse(text, strlen(text), "m.csv", &market, &err), SAI_OK, "%s", err.text);
  return market;
}

/* The words of the range that the first quantity with a path is compared with; "" without one. */
static const char *words_of(const char *yaml, const char *path, bool *outside) {
  static char words[200];
  sai_market market = parsed(market_text);
  sai_scenario *s = read_text(yaml);
  sai_quantity_summary *summaries = NULL;
  cr_assert_eq(sai_analyse_quantities(s, &market, &summaries, NULL), SAI_OK);
  bool found = false;
  words[0] = '\0';
  for (size_t i = 0; i < s->n_quantities; i++) {
    if (strcmp(summaries[i].quantity->path, path) != 0) continue;
    found = true;
    *outside = summaries[i].outside_market;
    if (summaries[i].market) snprintf(words, sizeof words, "%s", summaries[i].market);
  }
  cr_assert(found, "%s", path);
  sai_scenario_free(s);
  sai_market_free(&market);
  return words;
}

#define CALLED(first)                                                                                        \
  HEAD "funnel:\n" first "  - アポ: 4% of 架電\n  - order: 20% of アポ\noffers:\n  - name: A\n"

#define STAFF "    staff: {people: 2, days_per_month: 20, hours_per_day: 8}\n"
#define HOUSE "    kind: in-house\n"
#define LEFT "    term: {minimum: 2 months, ends: after month 1}\n"

static const struct {
  const char *yaml, *path, *words;
  bool outside;
} cases[] = {
    {CALLED("  - 架電: 100 per month\n"), "funnel.アポ.rate", "0.5-3% (a, 2026-11)", true},
    /* Calls that follow letters, at once or through a stage between them, have a range of their own. */
    {CALLED("  - 手紙: 100 per month\n  - 架電: 70% of 手紙\n"), "funnel.アポ.rate", "3-10% (b, 2026-11)",
     false},
    {CALLED("  - letter: 100 per month\n  - late: 70% of letter\n  - 架電: 1 per late\n"), "funnel.アポ.rate",
     "3-10% (b, 2026-11)", false},
    {CALLED("  - 架電: 100 per month\n") "    fees:\n      - 400 per 架電\n", "offers.A.fees.架電",
     "1,000-2,000 yen (c)", true},
    {"currency: USD\n" CALLED("  - 架電: 100 per month\n") "    fees:\n      - 4 per 架電\n",
     "offers.A.fees.架電", "3-5 USD (a guess without source, 2026-11-30)", false},
    {CALLED("  - 架電: 100 per month\n") "    kind: dispatch\n    fees:\n      - 400 per 架電\n",
     "offers.A.fees.架電", "", false},
    {CALLED("  - 架電: 100 per month\n") "    own_costs:\n      - 400 per 架電\n", "offers.A.own_costs.架電",
     "", false},
    /* Of what is known as one number alone nothing is outside. */
    {CALLED("  - 架電: 100 per month\n") "    kind: dispatch\n    staff: {people: 2, days_per_month: 20, "
                                         "hours_per_day: "
                                         "8}\n    fees:\n      - 9,000 per hour\n",
     "offers.A.fees.hour", "about 3,000 yen (d, 2025)", false},
    {"value: {revenue: 5 per order, margin: 5%}\n" CALLED(
         "  - 架電: 100 per month\n") "    fees:\n      - 5% of revenue\n",
     "offers.A.fees.revenue", "10-50% (a guess without source)", true},
    {"value: {revenue: 5 per order, margin: 5%}\n" CALLED("  - 架電: 100 per month\n") "    fees:\n      - -5% of revenue\n",
     "offers.A.fees.revenue", "", false},
    /* Only what is paid at the start is like the usual initial fee, and expenses of a day are not its rate. */
    {CALLED("  - 架電: 100 per month\n") "    fees:\n      - 500 once\n", "offers.A.fees.once", "5-10 yen (e)", true},
    {CALLED("  - 架電: 100 per month\n") "    fees:\n      - {fee: 500 once, months: 3..}\n", "offers.A.fees.once", "",
     false},
    {CALLED("  - 架電: 100 per month\n") LEFT "    fees:\n      - {fee: 500 once, at: exit}\n", "offers.A.fees.once",
     "", false},
    {CALLED("  - 架電: 100 per month\n") STAFF "    fees:\n      - 9 per day\n", "offers.A.fees.day",
     "25,000-35,000 yen (f)", true},
    {CALLED("  - 架電: 100 per month\n") STAFF "    fees:\n      - {fee: 9 per day, name: travel}\n",
     "offers.A.fees.travel", "", false},
    /* What one person does, by what it is written for. */
    {CALLED("  - 架電: 30 per person and day\n") STAFF "    fees:\n      - 9 per day\n", "funnel.架電.volume",
     "40-50 (g, 2026)", true},
    {CALLED("  - 架電: 45 per day\n") STAFF "    fees:\n      - 9 per day\n", "funnel.架電.volume",
     "40-50 (g, 2026)", false},
    {CALLED("  - 架電: 9 per person and hour\n") STAFF "    fees:\n      - 9 per day\n", "funnel.架電.volume",
     "about 5 (h)", false},
    {CALLED("  - 架電: 45 per month\n") STAFF "    fees:\n      - 9 per day\n", "funnel.架電.volume", "", false},
    /* The wage of own people is the first line per person, whatever its name; others pay no wages. */
    {CALLED("  - 架電: 100 per month\n") STAFF HOUSE "    own_costs:\n      - {fee: 300000 per person, name: wages}\n",
     "offers.A.own_costs.wages", "400,000-500,000 yen (i)", true},
    {CALLED("  - 架電: 100 per month\n") STAFF HOUSE
     "    own_costs:\n      - 450000 per person\n      - {fee: 15000 per person, name: desk}\n",
     "offers.A.own_costs.desk", "", false},
    {CALLED("  - 架電: 100 per month\n") STAFF "    own_costs:\n      - 450000 per person\n",
     "offers.A.own_costs.person", "", false},
};

Test(market, ranges_of_what_is_bought) {
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    bool outside = false;
    const char *words = words_of(cases[i].yaml, cases[i].path, &outside);
    cr_expect_str_eq(words, cases[i].words, "case %zu: %s, not %s", i, words, cases[i].words);
    cr_expect_eq(outside, cases[i].outside, "case %zu", i);
  }
}

static const struct {
  const char *line, *text;
} refused[] = {
    {"rates,call,1%,2%,%", "line 2: `kind` cannot be `rates`"},
    {"nothing,call,1,2,JPY", "line 2: `kind` cannot be `nothing`"},
    {"outsourcing,,1,2,JPY", "nothing stands in the column `stage`"},
    {"rate,call,1%,2%,%", "nothing stands in the column `of`"},
    {"outsourcing,call,1,2,JPY,letter", "a price has no `of`"},
    {"outsourcing,call,1,2,JPY,,letter", "a price has no `after`"},
    {"outsourcing,call,1%,2,JPY", "`low` cannot be `1%`"},
    {"rate,call,1%,2,%,letter", "`high` cannot be `2`"},
    {"rate,call,1%,200%,%,letter", "`high` cannot be `200%`"},
    {"outsourcing,call,-1,2,JPY", "`low` cannot be `-1`"},
    {"outsourcing,call,nan,2,JPY", "`low` cannot be `nan`"},
    {"outsourcing,call,,2,JPY", "`low` cannot be ``"},
    {"outsourcing,call,1,99999999999999,JPY", "`high` cannot be `99999999999999`"},
    {"outsourcing,call,3,2,JPY", "`low` is above `high`"},
    {"outsourcing,call,3,4,円", "`unit` cannot be `円`"},
    {"rate,call,3%,4%,JPY,letter", "`unit` cannot be `JPY`"},
    {"outsourcing,call,3,4,JPY,,,,Nov", "`date` cannot be `Nov`"},
    {"outsourcing,call,3,4,JPY,,,,2026-99", "`date` cannot be `2026-99`"},
    {"outsourcing,call,3,4,JPY,,,,2026-11-00", "`date` cannot be `2026-11-00`"},
    {"outsourcing,call,3,4,JPY,,,,2026-11-3", "`date` cannot be `2026-11-3`"},
    {"outsourcing,call,3,4,JPY\noutsourcing,call,4,5,JPY",
     "line 3: this range stands here twice (stage: call)"},
    {"outsourcing,call,1,000,2,000,JPY,,,,", "11 cells stand on this line, but 9 names on the first one"},
    {"outsourcing,\"call,3,4,JPY", "a double quote stands where none can"},
    {"work,call,4,5,units", "`of` cannot be ``"},
    {"work,call,4,5,units,week", "`of` cannot be `week`"},
    {"work,call,4,5,JPY,day", "`unit` cannot be `JPY`"},
    {"work,call,4%,5,units,day", "`low` cannot be `4%`"},
    {"work,call,¥4,5,units,day", "`low` cannot be `¥4`"},
    {"outsourcing,ca\001ll,3,4,JPY", "a control character (U+0001) stands here"},
};

static void expect_refused(const char *text, const char *reason) {
  sai_market market = {0};
  sai_error err = {0};
  cr_expect_eq(sai_market_parse(text, strlen(text), "m.csv", &market, &err), SAI_REJECTED, "%s", text);
  cr_expect(strstr(err.text, reason), "%s, not %s", err.text, reason);
  cr_expect(strncmp(err.text, "m.csv, line ", 12) == 0 && err.hint[0], "%s %s", err.text, err.hint);
  sai_market_free(&market);
}

Test(market, what_is_wrong_is_refused_with_place_reason_and_hint) {
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    sai_text text = {0};
    sai_text_format(&text, COLUMNS "%s\n", refused[i].line);
    expect_refused(sai_text_string(&text), refused[i].text);
    sai_text_free(&text);
  }
  expect_refused("", "the file is empty");
  expect_refused("kind,stage,low,high\n", "the column `unit` is missing");
  expect_refused("kind,stage,low,high,unit,kind\n",
                 "`kind` is no column of market ranges, or stands here twice");
  expect_refused("kind;stage;low\n", "`kind;stage;low` is no column");
}

Test(market, files_have_an_end) {
  sai_text text = {0}, cell = {0};
  sai_text_add(&text, COLUMNS);
  sai_text_repeat(&text, "\n", SAI_MARKET_LINES);
  expect_refused(sai_text_string(&text), "the file is too long");
  sai_text_repeat(&cell, "a", SAI_MARKET_CELL + 1);
  sai_text_clear(&text);
  sai_text_format(&text, COLUMNS "outsourcing,%s,3,4,JPY\n", sai_text_string(&cell));
  expect_refused(sai_text_string(&text), "a cell of this line is too long");
  sai_text_free(&text);
  sai_text_free(&cell);
}

Test(market, the_shipped_file_says_who_and_when) {
  sai_market market = {0};
  sai_error err = {0};
  char path[4096];
  snprintf(path, sizeof path, "%s/../scenarios/market.csv", getenv("SAISAN_TESTS"));
  cr_assert_eq(sai_market_read(path, &market, &err), SAI_OK, "%s", err.text);
  cr_expect_gt(market.n, 15);
  for (size_t i = 0; i < market.n; i++) {
    const char *const *text = market.ranges[i].text;
    cr_expect_eq(*text[SAI_MARKET_SOURCE] == '\0', *text[SAI_MARKET_DATE] == '\0', "range %zu", i);
  }
  sai_market_free(&market);
}
