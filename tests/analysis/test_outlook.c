/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is owed in any case, worked out by hand. */
#include "exact_check.h"

#include "analysis/outlook.h"

#include <criterion/criterion.h>

#define FUNNEL                                                                                               \
  "funnel:\n  - call: 1,000 per month\n  - appointment: 4% of call\n  - order: 20% of appointment\n"          \
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

/* At the end of its minimum a contract is left without the fee for leaving inside a term: 6 x 500,000 within the
 * horizon; 12 x 500,000 where the planned exit is behind it; 6 x (500,000 + 100,000) where it is in the first term. */
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
  cr_expect_eq(o.minimum_payable, 3600000);
}
