/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bills month by month, without chance: what each clause of a fee makes of known counts. Sums by hand. */
#include "model/plan.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MONTHS = 14 };

typedef struct bill {
  const char *months;   /**< horizon, and further keys of the scenario */
  const char *contract; /**< start, term and fees of the only offer */
  double cost[MONTHS];
} bill;

/* 100 calls a month; an appointment for each tenth, and each is an order. */
static const char format[] =
    "saisan: 1\nmonths: %s\nfunnel:\n  - call: 100 per month\n  - appointment: 0.1 per call\n"
    "  - order: 100%% of appointment\nvalue:\n  revenue: 20,000 per order\n  margin: 50%%\n"
    "offers:\n  - name: A\n    kind: outsourcing\n%s";

static sai_scenario *parse(const char *yaml) {
  static sai_error_list errors;
  sai_scenario *scenario = NULL;
  errors = (sai_error_list){0};
  sai_code code = sai_scenario_parse(yaml, strlen(yaml), "bill.yaml", NULL, 0, &scenario, &errors);
  cr_assert_eq(code, SAI_OK, "%s: %s\n%s", errors.errors[0].source, errors.errors[0].text, yaml);
  return scenario;
}

static void play(const bill *b, bool point, double cost[MONTHS], unsigned *months) {
  char yaml[2000];
  snprintf(yaml, sizeof yaml, format, b->months, b->contract);
  sai_scenario *scenario = parse(yaml);
  sai_plan_options options = {.seed = 1};
  sai_plan *plan = NULL;
  sai_error err = {0};
  cr_assert_eq(sai_plan_create(scenario, &options, &plan, &err), SAI_OK, "%s", err.text);
  cr_assert_eq(sai_program_seal(plan->program, point ? SAI_SEAL_POINT : SAI_SEAL_RUNS, &err), SAI_OK);
  sai_registers *registers = sai_registers_create(plan->program);
  *months = plan->months;
  for (unsigned month = 0; month < plan->months; month++) {
    if (point)
      sai_program_run_point(plan->program, month, 1, registers);
    else
      sai_program_run(plan->program, month, 0, 1, registers);
    cost[month] = sai_registers_column(registers, plan->offers[0].month_cost[month])[0];
  }
  sai_registers_free(registers);
  sai_plan_free(plan);
  sai_scenario_free(scenario);
}

static const bill bills[] = {
    {"3", "    fees:\n      - 5,000 once\n      - 700 per month\n      - 3 per call\n", {6000, 1000, 1000}},
    {"4",
     "    start: 2\n    term: 2 months\n    fees:\n      - 5,000 once\n      - 700 per month\n      - 3 per "
     "call\n",
     {0, 6000, 1000, 0}},
    {"3", "    term: 9 months\n    fees:\n      - 700 per month\n", {700, 700, 700}},
    {"3", "    fees:\n      - 10% of revenue\n      - 1% of gross_profit\n", {21000, 21000, 21000}},
    /* Months of a line count from the contract's start. */
    {"5", "    start: 2\n    fees:\n      - fee: 9 per call\n        months: 2..3\n", {0, 0, 900, 900, 0}},
    {"4", "    fees:\n      - fee: 9,000 once\n        months: 3..\n", {0, 0, 9000, 0}},
    /* Included and caps act when they are reached; periods count from the start. */
    {"3", "    fees:\n      - fee: 10 per call\n        included: 30\n", {700, 700, 700}},
    {"7",
     "    fees:\n      - fee: 10 per call\n        included: 150\n        every: quarter\n",
     {0, 500, 1000, 0, 500, 1000, 0}},
    {"6",
     "    start: 3\n    fees:\n      - fee: 10 per call\n        cap: 2,500\n        every: quarter\n",
     {0, 0, 1000, 1000, 500, 1000}},
    {"14",
     "    fees:\n      - fee: 10 per call\n        cap: 10,500\n        every: year\n",
     {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 500, 0, 1000, 1000}},
    {"4",
     "    fees:\n      - fee: 10% of revenue\n        cap: 50,000\n        every: term\n",
     {20000, 20000, 10000, 0}},
    /* A minimum is settled in the last month of its period, or of the contract, or of the horizon, whole. */
    {"3", "    fees:\n      - fee: 10 per call\n        minimum: 1,200\n", {1200, 1200, 1200}},
    {"5",
     "    fees:\n      - fee: 10 per call\n        minimum: 3,600\n        every: quarter\n",
     {1000, 1000, 1600, 1000, 2600}},
    {"5",
     "    start: 2\n    term: 2 months\n    fees:\n      - fee: 10 per call\n        minimum: 3,600\n"
     "        every: quarter\n",
     {0, 1000, 2600, 0, 0}},
    {"3",
     "    fees:\n      - fee: 10 per call\n        minimum: 3,600\n        every: year\n",
     {1000, 1000, 1600}},
    {"3",
     "    fees:\n      - fee: 10 per call\n        minimum: 1,200\n        every: term\n",
     {1000, 1000, 1000}},
    {"2", "    fees:\n      - fee: 10 per call\n        minimum: 800\n        cap: 900\n", {900, 900}},
    /* A count is settled there too, on the counts of the whole period. */
    {"4",
     "    fees:\n      - 9,000 per month\n      - fee: -100\n        count: max(0, 32 - appointment)\n"
     "        every: quarter\n",
     {9000, 9000, 9000 - 200, 9000 - 2200}},
    {"2", "    fees:\n      - fee: 7\n        count: call / 2 + appointment\n", {420, 420}},
    /* A condition lets a whole period pass or none of it, in its last month. */
    {"2", "    fees:\n      - fee: 3 per call\n        when: appointment >= 10\n", {300, 300}},
    {"2", "    fees:\n      - fee: 3 per call\n        when: appointment > 10\n", {0, 0}},
    {"4",
     "    fees:\n      - fee: 3 per call\n        when: appointment >= 30\n        every: quarter\n",
     {0, 0, 900, 0}},
    {"4",
     "    fees:\n      - fee: 70 per month\n        when: appointment < 20 or call > 250\n"
     "        every: quarter\n",
     {0, 0, 210, 70}},
    {"4",
     "    start: 2\n    term: 2 months\n    fees:\n      - fee: 5,000 once\n        when: appointment >= 20\n"
     "        every: term\n",
     {0, 0, 5000, 0}},
    {"3",
     "    fees:\n      - fee: 10 per call\n        minimum: 2,500\n        cap: 2,700\n"
     "        when: call >= 200\n        every: term\n",
     {0, 0, 2700}},
    {"3",
     "    fees:\n      - fee: 10 per call\n        minimum: 1,500\n        when: call >= 200\n",
     {0, 0, 0}},
    {"2",
     "    fees:\n      - fee: -7\n        count: 12 - appointment\n        when: call >= 200\n"
     "        every: term\n",
     {0, 56}},
    /* Left when 30 appointments are reached, so the term ends with month 3, and the line holds in months 2 to 3. */
    {"6",
     "    term: {minimum: 3 months, renews: 3 months, ends: when appointment >= 30}\n    fees:\n"
     "      - fee: 3 per call\n        months: 2..\n        when: appointment >= 20\n        every: year\n",
     {0, 0, 600, 0, 0, 0}},
    /* A limit over several lines: 1,000 + 500 a month. A cap takes off what is above it when it comes, a minimum
       adds what is missing in the period's last month; the limits of the lines act before. */
#define TWO "    fees:\n      - 10 per call\n      - 50 per appointment\n    own_costs: [7 per month]\n    limits:\n"
    {"2", TWO "      - cap: 1,200\n", {1207, 1207}},
    {"2", TWO "      - minimum: 1,800\n", {1807, 1807}},
    {"4", TWO "      - cap: 2,000\n        every: quarter\n", {1507, 507, 7, 1507}},
    {"4", TWO "      - minimum: 5,000\n        every: quarter\n", {1507, 1507, 2007, 5007}},
    {"3", TWO "      - cap: 2,000\n        minimum: 1,800\n        every: term\n", {1507, 507, 7}},
    {"2", TWO "      - lines: [appointment]\n        minimum: 600\n", {1607, 1607}},
    {"3",
     TWO "      - lines: [call]\n        cap: 900\n      - cap: 3,000\n        every: term\n",
     {1407, 1407, 207}},
    {"3",
     TWO "      - minimum: 1,600\n      - cap: 4,000\n        every: quarter\n",
     {1607, 1607, 807}},
    {"2",
     "    fees:\n      - 10 per call\n      - fee: 50 per appointment\n        cap: 300\n    limits:\n"
     "      - minimum: 1,400\n",
     {1400, 1400}},
    {"2",
     "    fees:\n      - 10 per call\n      - fee: -50\n        count: appointment\n    limits:\n"
     "      - lines: [call, count]\n        minimum: 600\n",
     {600, 600}},
    /* Left when 20 appointments are reached, in month 2; the period is settled there, whole. */
    {"4",
     "    term: {minimum: 2 months, renews: 2 months, ends: when appointment >= 20}\n" TWO
     "      - minimum: 4,500\n        every: quarter\n",
     {1507, 3007, 0, 0}},
    {"4",
     "    start: 2\n    term: 2 months\n" TWO "      - minimum: 4,500\n        every: year\n",
     {0, 1507, 3007, 0}},
    /* A deposit of 2,500 is drawn down by 1,000 a month; what is above it is billed, and so is all after its expiry. */
#define DEPOSIT(months, unused) "        deposit: {paid: 2500, expires: " months " months, unused: " unused "}\n"
    {"5", "    fees:\n      - fee: 10 per call\n" DEPOSIT("4", "lost"), {2500, 0, 500, 1000, 1000}},
    {"4", "    fees:\n      - fee: 10 per call\n" DEPOSIT("2", "lost"), {2500, 0, 1000, 1000}},
    {"4", "    fees:\n      - fee: 10 per call\n" DEPOSIT("2", "refunded"), {2500, -500, 1000, 1000}},
    {"2", "    fees:\n      - fee: 10 per call\n" DEPOSIT("6", "refunded"), {2500, -500}},
    {"4",
     "    start: 2\n    term: 2 months\n    fees:\n      - fee: 10 per call\n" DEPOSIT("2", "refunded"),
     {0, 2500, -500, 0}},
    {"4",
     "    term: {minimum: 2 months, renews: 2 months, ends: when appointment >= 20}\n    fees:\n"
     "      - fee: 10 per call\n" DEPOSIT("4", "refunded"),
     {2500, -500, 0, 0}},
    /* Drawn are the charges after the line's own limits: 2,600 in the quarter's last month. */
    {"4",
     "    fees:\n      - fee: 10 per call\n        cap: 2,600\n        every: quarter\n"
     "        when: call > 200\n" DEPOSIT("4", "lost"),
     {2500, 0, 100, 0}},
    /* 20 appointments are made in the term, months 2 and 3, and 10 in each free month. Below 35 there are two of them, in
       which only own costs go on: 50 a month and 2 a call; 20 are enough; below 100 three are all that is promised; the
       horizon ends them too. */
#define GUARANTEED(number, clauses)                                                                                    \
  "    start: 2\n    term: 2 months\n    guarantee: {appointment: " number ", works_on: 3 months}\n    own_costs:\n"     \
  "      - 50 per month\n      - 2 per call\n    fees:\n      - fee: 10 per call\n" clauses
    {"8", GUARANTEED("35", ""), {0, 1250, 1250, 250, 250, 0, 0, 0}},
    {"8", GUARANTEED("20", ""), {0, 1250, 1250, 0, 0, 0, 0, 0}},
    {"8", GUARANTEED("21", ""), {0, 1250, 1250, 250, 0, 0, 0, 0}},
    {"8", GUARANTEED("100", ""), {0, 1250, 1250, 250, 250, 250, 0, 0}},
    {"4", GUARANTEED("100", ""), {0, 1250, 1250, 250}},
    /* What a period or a deposit settles is settled at the end of the term, also where a limit does it. */
    {"8", GUARANTEED("35", "        minimum: 3,000\n        every: quarter\n"), {0, 1250, 2250, 250, 250, 0, 0, 0}},
    {"8", GUARANTEED("35", "    limits:\n      - minimum: 3,000\n        every: year\n"), {0, 1250, 2250, 250, 250, 0, 0, 0}},
    {"8", GUARANTEED("35", DEPOSIT("2", "refunded")), {0, 2750, -250, 250, 250, 0, 0, 0}},
    /* Tiers, minimum, cap, refund and a limit over two lines together. Calls 60 x 80 + 40 x 50 = 6,800, capped at 6,500;
       appointments 3,000, at least 4,000; 2 too few, 1,000 back. 3 x 10,500 are 1,500 above the quarter's cap. */
    {"4",
     "    fees:\n      - fee: per call\n        tiers_excess:\n          up to 60: 80\n          above: 50\n"
     "        cap: 6,500\n      - fee: 300 per appointment\n        minimum: 4,000\n      - fee: -500\n"
     "        count: max(0, 12 - appointment)\n    limits:\n      - lines: [call, appointment]\n"
     "        cap: 30,000\n        every: quarter\n",
     {9500, 9500, 8000, 9500}},
    /* Another price after the renewal, a bonus of each term, and an exit inside term 2, which is settled there. */
    {"6",
     "    term: {minimum: 3 months, renews: 2 months, ends: after month 4}\n    fees:\n"
     "      - fee: 700 per month\n        terms: 1\n      - fee: 600 per month\n        terms: 2..\n"
     "      - fee: 5,000 once\n        at: exit\n      - fee: 10 per call\n        when: call >= 300\n"
     "        every: term\n",
     {700, 700, 3700, 5600, 0, 0}},
    /* Tiers: all units at the price that they reach, or each part at its own. */
    {"2",
     "    fees:\n      - fee: per call\n        tiers_all:\n          up to 99: 80\n          above: 55\n",
     {5500, 5500}},
    {"2",
     "    fees:\n      - fee: per call\n        tiers_all:\n          up to 100: 80\n          above: 55\n",
     {8000, 8000}},
    {"3",
     "    fees:\n      - fee: per call\n        tiers_all:\n          up to 150: 80\n          above: 50\n"
     "        every: term\n",
     {8000, 2000, 5000}},
    {"3",
     "    fees:\n      - fee: per call\n        tiers_excess:\n          up to 150: 80\n          up to 220: "
     "60\n"
     "          above: 50\n        every: term\n",
     {8000, 4000 + 3000, 1200 + 4000}},
    {"2",
     "    fees:\n      - fee: per call\n        tiers_excess:\n          up to 30: 80\n          above: 50\n",
     {5900, 5900}},
};

Test(bills, by_hand) {
  for (size_t i = 0; i < sizeof bills / sizeof *bills; i++)
    for (int point = 0; point < 2; point++) {
      double cost[MONTHS];
      unsigned months;
      play(&bills[i], point, cost, &months);
      for (unsigned month = 0; month < months; month++)
        cr_expect(fabs(cost[month] - bills[i].cost[month]) < 1e-9, "bill %zu, %s, month %u: %g, not %g\n%s",
                  i, point ? "point" : "run", month + 1, cost[month], bills[i].cost[month],
                  bills[i].contract);
    }
}

static double bill_of(const char *volume, const char *fees) {
  char yaml[2000];
  snprintf(
      yaml, sizeof yaml,
      "saisan: 1\nmonths: 1\nfunnel:\n  - piece: %s in all\n  - order: 1%% of piece\noffers:\n  - name: A\n"
      "    kind: outsourcing\n    fees:\n%s",
      volume, fees);
  sai_scenario *scenario = parse(yaml);
  sai_plan_options options = {.seed = 1};
  sai_plan *plan = NULL;
  sai_error err = {0};
  cr_assert_eq(sai_plan_create(scenario, &options, &plan, &err), SAI_OK, "%s", err.text);
  sai_program_keep(plan->program, plan->offers[0].cost);
  cr_assert_eq(sai_program_seal(plan->program, SAI_SEAL_RUNS, &err), SAI_OK);
  sai_registers *registers = sai_registers_create(plan->program);
  for (size_t s = 0; s < sai_program_segments(plan->program); s++)
    sai_program_run(plan->program, s, 0, 1, registers);
  double cost = sai_registers_column(registers, plan->offers[0].cost)[0];
  sai_registers_free(registers);
  sai_plan_free(plan);
  sai_scenario_free(scenario);
  return cost;
}

/* Contracts as buyers have them, with the figures on their quotes. */
Test(bills, of_real_contracts) {
  const char *all =
      "      - fee: per piece\n        tiers_all:\n          up to 1,000: 80\n          up to 10,000: 65\n"
      "          above: 55\n        every: term\n";
  const char *excess = "      - fee: per piece\n        tiers_excess:\n          up to 1,000: 80\n"
                       "          up to 10,000: 65\n          above: 55\n        every: term\n";
  const char *overage = "      - 250,000 per month\n      - fee: 350 per piece\n        included: 500\n";
  cr_expect(bill_of("12,000", all) == 660000);
  cr_expect(bill_of("12,000", excess) == 775000);
  cr_expect(bill_of("10,000", all) == 650000);
  cr_expect(bill_of("10,001", all) == 550055, "all units at the lower price");
  cr_expect(bill_of("800", overage) == 355000);
  cr_expect(bill_of("400", overage) == 250000, "what is not used is not paid back");
}
