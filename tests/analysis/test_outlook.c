/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is owed in any case, worked out by hand. */
#include "exact_check.h"

#include "analysis/outlook.h"

#include <criterion/criterion.h>

#define FUNNEL                                                                                               \
  "funnel:\n  - call: 1,000 per month\n  - appointment: 4% of call\n  - order: 20% of appointment\n"         \
  "offers:\n  - name: A\n"

static sai_outlook owed(const char *yaml) {
  sai_scenario *scenario = exact_parse(yaml);
  sai_outlook outlook = {0};
  sai_error err = {0};
  sai_code code = sai_analyse_outlook(scenario, &outlook, &err);
  if (!code) code = sai_analyse_owed(scenario, &outlook, &err);
  cr_assert_eq(code, SAI_OK, "%s", err.text);
  sai_scenario_free(scenario);
  return outlook;
}

/* A start that is drawn begins within the horizon of 6 months, and all that is owed then counts: 6 x (100 +
 * 10), 4 x 100 + 500 for leaving. A contract without a term beside it goes to the horizon and no further: 6 x
 * 100 + 12 x 10 + 60 calls; one that begins 2 months later for 4 months, 4 x (100 + 10 calls) + 12 x 10; one
 * that mostly begins behind the horizon is owed where it does not, 6 x 100 + 12 x 10. */
Test(outlook, what_is_owed_after_a_drawn_start_and_beside_others) {
  static const char head[] =
      "saisan: 1\nmonths: 6\nfunnel:\n  - call: 10 per month\n  - appointment: 30% of call\n"
      "  - order: 50% of appointment\noffers:\n  - name: A\n";
  static const struct {
    const char *contract;
    double owed;
  } cases[] = {
      {"    covers: call..appointment\n    start: after 2 to 5 months\n    term: 6 months\n"
       "    fees: [100 per month, 1 per call]\n",
       660},
      {"    covers: call..appointment\n    start: after 2 to 5 months\n"
       "    term: {minimum: 6 months, renews: 6 months, notice: 1 month, ends: after term 2}\n"
       "    fees: [100 per month, 1 per call]\n",
       660},
      {"    covers: call..appointment\n    start: after 2 to 5 months\n"
       "    term: {minimum: 6 months, renews: 6 months, ends: after month 4}\n"
       "    fees: [100 per month, {fee: 500 once, at: exit}]\n",
       900},
      {"    contracts:\n      - {name: X, covers: call, fees: [100 per month]}\n"
       "      - {name: Y, covers: appointment, term: {minimum: 12 months, renews: 6 months, ends: never},\n"
       "         fees: [10 per month, 1 per call]}\n",
       780},
      {"    contracts:\n      - {name: X, covers: call, start: 'after discrete(2=100%) months',\n"
       "         fees: [100 per month, 1 per call]}\n"
       "      - {name: Y, covers: appointment, term: 12 months, fees: [10 per month]}\n",
       560},
      {"    contracts:\n      - {name: X, covers: call, start: 'after discrete(0=10%, 8=90%) months',\n"
       "         fees: [100 per month]}\n"
       "      - {name: Y, covers: appointment, term: 12 months, fees: [10 per month]}\n",
       720},
      {"    start: after discrete(0=10%, 8=90%) months\n    fees: [100 per month]\n", 600},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char yaml[1000];
    snprintf(yaml, sizeof yaml, "%s%s", head, cases[i].contract);
    cr_expect_eq(owed(yaml).minimum_payable, cases[i].owed, "case %zu", i);
  }
}

/* At the end of its minimum a contract is left without the fee for leaving inside a term: 6 x 500,000 within
 * the horizon; 12 x 500,000 where the planned exit is behind it; 4 x (500,000 + 100,000) and the fee where it
 * is in the first term, which is the first chance; notice that is missed costs the next term, 3 x 600,000. */
Test(outlook, a_minimum_ends_without_an_exit_fee) {
  sai_outlook o =
      owed("saisan: 1\nmonths: 12\n" FUNNEL
           "    term: {minimum: 6 months, renews: 6 months, notice: 1 month, ends: after month 8}\n"
           "    fees:\n      - 500,000 per month\n      - {fee: '1,000,000 once', at: exit}\n");
  cr_expect_eq(o.minimum_payable, 3000000);
  cr_expect_eq(o.missed[0], 3000000);
  o = owed("saisan: 1\nmonths: 12\n" FUNNEL
           "    term: {minimum: 12 months, renews: 12 months, notice: 1 month, ends: after month 18}\n"
           "    fees:\n      - 500,000 per month\n      - {fee: '1,000,000 once', at: exit}\n");
  cr_expect_eq(o.minimum_payable, 6000000);
  cr_expect_eq(o.missed[0], 6000000);
  o = owed("saisan: 1\nmonths: 24\n" FUNNEL
           "    term: {minimum: 6 months, renews: 3 months, notice: 2 months, ends: after month 4}\n"
           "    fees:\n      - 500,000 per month\n      - {fee: '200,000 once', at: exit}\n"
           "      - {fee: '10,000 per appointment', minimum: '100,000'}\n");
  cr_expect_eq(o.minimum_payable, 2600000);
  cr_expect_eq(o.missed[0], 1800000);
}

/* With notice as long as the minimum of 3 months the first end is that of the second term, of 1, 3 or 2
 * months; a missed notice is the next one. With 2 months of notice the minimum alone is owed. */
Test(outlook, a_long_notice_goes_to_a_later_term) {
  static const char head[] = "saisan: 1\nmonths: 5\n" FUNNEL;
  static const struct {
    const char *term;
    double owed, missed;
    sai_owed beyond;
  } cases[] = {
      {"minimum: 3 months, renews: 1 month, notice: 3 months, ends: never", 400, 100, SAI_OWED_WITHIN},
      {"minimum: 3 months, renews: 3 months, notice: 3 months, ends: when appointment < 60", 600, 300,
       SAI_OWED_NOTICE},
      {"minimum: 3 months, renews: 2 months, notice: 6 months, ends: after term 4", 700, 200,
       SAI_OWED_NOTICE},
      {"minimum: 3 months, renews: 1 month, notice: 2 months, ends: never", 300, 100, SAI_OWED_WITHIN},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char yaml[1000];
    snprintf(yaml, sizeof yaml, "%s    term: {%s}\n    fees: [100 per month]\n", head, cases[i].term);
    sai_outlook o = owed(yaml);
    cr_expect_eq(o.minimum_payable, cases[i].owed, "case %zu", i);
    cr_expect_eq(o.missed[0], cases[i].missed, "case %zu", i);
    cr_expect_eq((int)o.owed_beyond, (int)cases[i].beyond, "case %zu", i);
  }
}

/* X's missed notice costs its 3 months x 10 calls x 20, whether Y follows with month 4 or nobody: Y bills its
 * own calls in any case, and a call is not put in twice. Y's missed notice costs 3 x 10 x 5, with X before it
 * and Z behind it; those who close orders count as planned. */
Test(outlook, a_missed_notice_costs_no_call_of_who_follows) {
  static const char head[] = "saisan: 1\nmonths: 12\nfunnel:\n  - call: 10 per month\n"
                             "  - order: 100% of call\noffers:\n  - name: A\n    contracts:\n";
  static const char x[] = "      - {name: X, covers: call, term: {minimum: 3 months, renews: 3 months,\n"
                          "         notice: 1 month, ends: after term 1}, fees: [20 per call]}\n";
  char yaml[1000];
  snprintf(yaml, sizeof yaml, "%s%s", head, x);
  cr_expect_eq(owed(yaml).missed[0], 600);
  snprintf(yaml, sizeof yaml, "%s%s      - {name: Y, covers: call, start: 4, fees: [5 per call]}\n", head, x);
  cr_expect_eq(owed(yaml).missed[0], 600);
  snprintf(yaml, sizeof yaml,
           "%s%s      - {name: Y, covers: call, start: 4, term: {minimum: 3 months, renews: 3 months,\n"
           "         notice: 1 month, ends: after term 1}, fees: [5 per call]}\n"
           "      - {name: Z, covers: call, start: 7, fees: [1 per call, 7 per month]}\n"
           "      - {name: W, covers: order, fees: [1000 per month]}\n",
           head, x);
  cr_expect_eq(owed(yaml).missed[0], 600);
  cr_expect_eq(owed(yaml).missed[1], 150);
}

/* Terms go far behind the 120 months that a scenario can have: 120 x 100 from month 13 on, and the 60 months
 * of a second term that ends with month 132. */
Test(outlook, what_is_owed_goes_behind_the_longest_horizon) {
  sai_outlook o = owed("saisan: 1\nmonths: 24\n" FUNNEL
                       "    start: 13\n    term: 120 months\n    fees: [100 per month]\n");
  cr_expect_eq(o.minimum_payable, 12000);
  o = owed("saisan: 1\nmonths: 24\n" FUNNEL
           "    start: 13\n    term: {minimum: 60 months, renews: 60 months, notice: 1 month, ends: never}\n"
           "    fees: [100 per month]\n");
  cr_expect_eq(o.minimum_payable, 6000);
  cr_expect_eq(o.missed[0], 6000);
}

/* Left in month 3 of a minimum of 12: 3 x 450,000 and 150,000 for leaving, though only 2 months are looked
 * at. */
Test(outlook, what_is_owed_goes_to_the_first_chance) {
  sai_outlook o = owed("saisan: 1\nmonths: 2\n" FUNNEL "    term: {minimum: 12 months, ends: after month 3}\n"
                       "    fees:\n      - 450,000 per month\n      - {fee: '150,000 once', at: exit}\n");
  cr_expect_eq(o.minimum_payable, 1500000);
  cr_expect_eq((int)o.owed_beyond, SAI_OWED_EXIT);
  o = owed("saisan: 1\nmonths: 3\n" FUNNEL
           "    term: {minimum: 12 months, ends: after month 3}\n    fees: [450000 per month]\n");
  cr_expect_eq(o.minimum_payable, 1350000);
  cr_expect_eq((int)o.owed_beyond, SAI_OWED_WITHIN);
  o = owed("saisan: 1\nmonths: 3\n" FUNNEL "    term: 12 months\n    fees: [450000 per month]\n");
  cr_expect_eq(o.minimum_payable, 5400000);
  cr_expect_eq((int)o.owed_beyond, SAI_OWED_MINIMUM);
}

/* 12 x (1,000 x 400 + 600 x 300) are owed, since second calls go to those who were not reached: appointments
 * come of both. A third of 50% behind them, of which nothing else comes, is a result, and so are
 * appointments: 12 x 10,000 x 0. Written as a number it is work: 12 x 300 x 50 more. */
Test(outlook, a_share_that_is_work_is_owed) {
  static const char start[] =
      "saisan: 1\nmonths: 12\nfunnel:\n  - call: 1,000 per month\n  - again: 60% of call\n";
  static const char end[] =
      "  - appointment:\n    - 4% of call\n    - 2% of again\n    - 1% of third\n  - order: 25% of "
      "appointment\n"
      "offers:\n  - name: A\n    fees:\n      - 400 per call\n      - 300 per again\n      - 50 per third\n"
      "      - 10,000 per appointment\n";
  char yaml[1000];
  snprintf(yaml, sizeof yaml, "%s  - reached: 50%% of again\n  - third: 100%% of reached\n%s", start, end);
  cr_expect_eq(owed(yaml).minimum_payable, 12 * (1000 * 400 + 600 * 300));
  snprintf(yaml, sizeof yaml, "%s  - reached: 0.5 per again\n  - third: 1 per reached\n%s", start, end);
  cr_expect_eq(owed(yaml).minimum_payable, 12 * (1000 * 400 + 600 * 300 + 300 * 50));
}
