/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers who pay month by month: what they pay and what fees take of it, by hand; and what must hold in
   every run. */
#include "model/plan.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MONTHS = 5 };

typedef struct bill {
  const char *value;    /**< what an order is worth */
  const char *contract; /**< fees, and more of the only offer */
  double cost[MONTHS];
} bill;

/* 100 calls and 10 orders a month. */
static const char format[] =
    "saisan: 1\nmonths: 5\nfunnel:\n  - call: 100 per month\n  - appointment: 0.1 per call\n"
    "  - order: 100%% of appointment\nvalue:\n%s\noffers:\n  - name: A\n%s\n";
#define MONTHLY "  revenue: 100 per month per order\n  margin: 50%\n"
#define FEES    "    fees:\n"

/* A fee of 100% of a sum shows that sum. */
static const bill bills[] = {
    {MONTHLY, FEES "      - 100% of recurring_revenue", {1000, 2000, 3000, 4000, 5000}},
    {MONTHLY, FEES "      - 10% of gross_profit", {50, 100, 150, 200, 250}},
    {"  gross_profit: 100 per month per order",
     FEES "      - 10% of gross_profit",
     {100, 200, 300, 400, 500}},
    /* Half of them leave each month: 10, 10 + 5, 10 + 7.5, 10 + 8.75, 10 + 9.375. */
    {MONTHLY "  churn: 50% per month",
     FEES "      - 100% of recurring_revenue",
     {1000, 1500, 1750, 1875, 1937.5}},
    {MONTHLY "  churn: 100% per month",
     FEES "      - 100% of recurring_revenue",
     {1000, 1000, 1000, 1000, 1000}},
    {MONTHLY "  churn: 0% per month",
     FEES "      - 100% of recurring_revenue",
     {1000, 2000, 3000, 4000, 5000}},
    {MONTHLY "  lasts: 2 months", FEES "      - 100% of recurring_revenue", {1000, 2000, 2000, 2000, 2000}},
    {MONTHLY "  lasts: 1 month", FEES "      - 100% of recurring_revenue", {1000, 1000, 1000, 1000, 1000}},
    {MONTHLY "  lasts: 5 months", FEES "      - 100% of recurring_revenue", {1000, 2000, 3000, 4000, 5000}},
    /* 10 and the half of 10: nobody pays a third month. */
    {MONTHLY "  lasts: 2 months\n  churn: 50% per month",
     FEES "      - 100% of recurring_revenue",
     {1000, 1500, 1500, 1500, 1500}},
    {MONTHLY "  churn: 50% per month",
     FEES "      - fee: 100% of recurring_revenue\n        within: 2 months",
     {1000, 1500, 1500, 1500, 1500}},
    {MONTHLY "  churn: 50% per month",
     FEES "      - fee: 100% of recurring_revenue\n        within: 5 months",
     {1000, 1500, 1750, 1875, 1937.5}},
    {MONTHLY "  churn: 50% per month\n  lasts: 3 months",
     FEES "      - fee: 100% of recurring_revenue\n        within: 12 months",
     {1000, 1500, 1750, 1750, 1750}},
    {MONTHLY,
     FEES "      - fee: 100% of recurring_revenue\n        within: 1 month",
     {1000, 1000, 1000, 1000, 1000}},
    /* One clause that follows customers for two months, beside all of them: 1,000 + 1,000, 1,500 + 1,500, ...
     */
    {MONTHLY "  churn: 50% per month",
     FEES
     "      - fee: 100% of recurring_revenue\n        within: 2 months\n      - 100% of recurring_revenue",
     {2000, 3000, 3250, 3375, 3437.5}},
    /* 10 x 12 x 100; where customers pay 5 months at most, 10 x 5 x 100; churn does not count. */
    {MONTHLY "  churn: 50% per month",
     FEES "      - 100% of first_year_revenue",
     {12000, 12000, 12000, 12000, 12000}},
    {MONTHLY "  lasts: 5 months", FEES "      - 100% of first_year_revenue", {5000, 5000, 5000, 5000, 5000}},
    {MONTHLY "  lasts: 24 months", FEES "      - 30% of first_year_revenue", {3600, 3600, 3600, 3600, 3600}},
    {"  revenue: 700 per order\n  margin: 50%",
     FEES "      - 100% of first_year_revenue",
     {7000, 7000, 7000, 7000, 7000}},
    /* Fees end with the contract; in its second month customers of both months pay. */
    {MONTHLY, "    term: 2 months\n" FEES "      - 100% of recurring_revenue", {1000, 2000, 0, 0, 0}},
    {MONTHLY "  churn: 50% per month",
     FEES "      - fee: 100% of recurring_revenue\n        included: 1,200\n        cap: 600",
     {0, 300, 550, 600, 600}},
    /* 70 for each of 10 orders. Half of the 10 leave at the end of the first month, half of the 5 others at
       that of the second: 350 and 175 come back. */
    {MONTHLY "  churn: 50% per month",
     FEES "      - fee: 70 per order\n        clawback: {within: 1 month, back: 100%}",
     {350, 350, 350, 350, 350}},
    {MONTHLY "  churn: 50% per month",
     FEES "      - fee: 70 per order\n        clawback: {within: 2 months, back: 100%}",
     {350, 175, 175, 175, 175}},
    {MONTHLY "  churn: 50% per month",
     FEES "      - fee: 70 per order\n        clawback: {within: 2 months, back: 40%}",
     {560, 490, 490, 490, 490}},
    {MONTHLY "  churn: 50% per month",
     FEES "      - fee: 10% of first_year_revenue\n        clawback: {within: 12 months, back: 100%}",
     {600, 300, 150, 75, 37.5}},
    {MONTHLY "  churn: 100% per month",
     FEES "      - fee: 70 per order\n        clawback: {within: 5 months, back: 100%}",
     {0, 0, 0, 0, 0}},
    /* Who has paid for all months leaves nobody: after 2 months only those who left before. */
    {MONTHLY "  churn: 50% per month\n  lasts: 2 months",
     FEES "      - fee: 70 per order\n        clawback: {within: 3 months, back: 100%}",
     {350, 350, 350, 350, 350}},
    /* What was paid in months 1 and 2 comes back after the contract has ended: 350, 350 + 175, 175. */
    {MONTHLY "  churn: 50% per month",
     "    term: 2 months\n" FEES
     "      - fee: 70 per order\n        clawback: {within: 2 months, back: 100%}",
     {350, 175, -175, 0, 0}},
    {MONTHLY "  churn: 50% per month",
     FEES "      - fee: 70 per order\n        months: 1..1\n        clawback: {within: 2 months, back: 100%}",
     {350, -175, 0, 0, 0}},
    {MONTHLY "  churn: 50% per month\n  payment: 2 months",
     FEES "      - 100% of cash_received",
     {0, 0, 1000, 1500, 1750}},
    {"  revenue: 700 per order\n  margin: 50%\n  payment: 1 month",
     FEES "      - 100% of cash_received",
     {0, 7000, 7000, 7000, 7000}},
    {"  revenue: 700 per order\n  margin: 50%",
     FEES "      - 100% of cash_received",
     {7000, 7000, 7000, 7000, 7000}},
};

static sai_plan *plan_of(const char *value, const char *contract, sai_scenario **scenario, bool point) {
  static sai_error_list errors;
  char yaml[2000];
  snprintf(yaml, sizeof yaml, format, value, contract);
  errors = (sai_error_list){0};
  sai_code code = sai_scenario_parse(yaml, strlen(yaml), "value.yaml", NULL, 0, scenario, &errors);
  cr_assert_eq(code, SAI_OK, "%s: %s\n%s", errors.errors[0].source, errors.errors[0].text, yaml);
  sai_plan_options options = {.seed = 7};
  sai_plan *plan = NULL;
  sai_error err = {0};
  cr_assert_eq(sai_plan_create(*scenario, &options, &plan, &err), SAI_OK, "%s", err.text);
  sai_program_keep(plan->program, plan->offers[0].cost);
  cr_assert_eq(sai_program_seal(plan->program, point ? SAI_SEAL_POINT : SAI_SEAL_RUNS, &err), SAI_OK);
  return plan;
}

static bool right(const bill *b) {
  sai_scenario *scenario;
  sai_plan *plan = plan_of(b->value, b->contract, &scenario, true);
  sai_registers *registers = sai_registers_create(plan->program);
  bool same = true;
  for (unsigned month = 0; month < MONTHS; month++) {
    sai_program_run_point(plan->program, month, 1, registers);
    double cost = sai_registers_column(registers, plan->offers[0].month_cost[month])[0];
    same &= fabs(cost - b->cost[month]) < 1e-6;
  }
  sai_registers_free(registers);
  sai_plan_free(plan);
  sai_scenario_free(scenario);
  return same;
}

Test(model_value, by_hand) {
  for (size_t i = 0; i < sizeof bills / sizeof *bills; i++) {
    cr_expect(right(&bills[i]), "%s%s", bills[i].value, bills[i].contract);
    bill wrong = bills[i];
    wrong.cost[MONTHS - 1] += 0.01;
    cr_expect_not(right(&wrong), "%s", wrong.value);
  }
}

/* The cost of every run of a stripe. */
static void play(const char *value, const char *contract, double cost[SAI_STRIPE]) {
  sai_scenario *scenario;
  sai_plan *plan = plan_of(value, contract, &scenario, false);
  sai_registers *registers = sai_registers_create(plan->program);
  for (size_t s = 0; s < sai_program_segments(plan->program); s++)
    sai_program_run(plan->program, s, 0, SAI_STRIPE, registers);
  memcpy(cost, sai_registers_column(registers, plan->offers[0].cost), SAI_STRIPE * sizeof *cost);
  sai_registers_free(registers);
  sai_plan_free(plan);
  sai_scenario_free(scenario);
}

/* Two scenarios with the same luck: the first never costs more in any run, and less in some. */
typedef struct order {
  const char *less, *less_fees, *more, *more_fees;
} order;

#define ALL            FEES "      - 100% of recurring_revenue"
#define FIRST(n)       FEES "      - fee: 100% of recurring_revenue\n        within: " n
#define BACK(n, share) FEES "      - fee: 70 per order\n        clawback: {within: " n ", back: " share "}"
static const order orders[] = {
    {MONTHLY "  churn: 6% per month", ALL, MONTHLY "  churn: 5% per month", ALL},
    {MONTHLY "  churn: 60% per month", ALL, MONTHLY "  churn: 50% per month", ALL},
    {MONTHLY "  churn: 30% per month", FIRST("3 months"), MONTHLY "  churn: 20% per month",
     FIRST("3 months")},
    {MONTHLY "  churn: 30% per month\n  lasts: 3 months", ALL,
     MONTHLY "  churn: 20% per month\n  lasts: 3 months", ALL},
    {MONTHLY "  churn: 30% per month\n  lasts: 2 months", ALL,
     MONTHLY "  churn: 30% per month\n  lasts: 3 months", ALL},
    {MONTHLY "  churn: 30% per month", FIRST("2 months"), MONTHLY "  churn: 30% per month",
     FIRST("3 months")},
    /* A clawback over more months, or of more, never raises the fee. */
    {MONTHLY "  churn: 10% per month", BACK("3 months", "100%"), MONTHLY "  churn: 10% per month",
     BACK("2 months", "100%")},
    {MONTHLY "  churn: 10% per month", BACK("3 months", "100%"), MONTHLY "  churn: 10% per month",
     BACK("3 months", "60%")},
    {MONTHLY "  churn: 10% per month", BACK("3 months", "100%"), MONTHLY "  churn: 10% per month",
     FEES "      - 70 per order"},
    {MONTHLY "  churn: 20% to 30% per month", ALL, MONTHLY "  churn: 10% to 20% per month", ALL},
};

static bool never_more(const order *o) {
  static double less[SAI_STRIPE], more[SAI_STRIPE];
  play(o->less, o->less_fees, less);
  play(o->more, o->more_fees, more);
  bool ever = false;
  for (size_t i = 0; i < SAI_STRIPE; i++) {
    if (less[i] > more[i]) return false;
    ever |= less[i] < more[i];
  }
  return ever;
}

Test(model_value, more_churn_never_brings_more) {
  for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
    const order *o = &orders[i], turned = {o->more, o->more_fees, o->less, o->less_fees};
    cr_expect(never_more(o), "%s%s", o->less, o->less_fees);
    cr_expect_not(never_more(&turned), "%s%s", o->less, o->less_fees);
  }
}
