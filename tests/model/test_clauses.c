/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What no clause of a fee can do, run by run, with the same luck on both sides: a cap raise the cost, a free
   month cost more, the order of lines matter. Each comparison has a case that must not hold. */
#include "model/plan.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { RUNS = 512 };

static const char head[] =
    "saisan: 1\nmonths: 7\nfunnel:\n  - call: 60 to 140 per month, anew each month\n"
    "  - appointment: 5% to 15% of call\n  - valid: 80% of appointment\n  - order: 30% of valid\n"
    "value:\n  revenue: 20,000 per order\n  margin: 50%\noffers:\n  - name: A\n    term: 6 months\n";

typedef struct played {
  double cost[RUNS], valid[RUNS];
} played;

static sai_scenario *parse(const char *terms) {
  static sai_error_list errors;
  char yaml[3000];
  snprintf(yaml, sizeof yaml, "%s%s", head, terms);
  sai_scenario *scenario = NULL;
  errors = (sai_error_list){0};
  cr_assert_eq(sai_scenario_parse(yaml, strlen(yaml), "clause.yaml", NULL, 0, &scenario, &errors), SAI_OK,
               "%s: %s\n%s", errors.errors[0].source, errors.errors[0].text, yaml);
  return scenario;
}

static void play(const char *terms, played *out) {
  sai_scenario *scenario = parse(terms);
  sai_plan_options options = {.seed = 7};
  sai_plan *plan = NULL;
  sai_error err = {0};
  cr_assert_eq(sai_plan_create(scenario, &options, &plan, &err), SAI_OK, "%s", err.text);
  sai_program_keep(plan->program, plan->offers[0].cost);
  sai_program_keep(plan->program, plan->offers[0].stages[2]);
  cr_assert_eq(sai_program_seal(plan->program, SAI_SEAL_RUNS, &err), SAI_OK);
  sai_registers *registers = sai_registers_create(plan->program);
  for (size_t s = 0; s < sai_program_segments(plan->program); s++)
    sai_program_run(plan->program, s, 0, RUNS, registers);
  memcpy(out->cost, sai_registers_column(registers, plan->offers[0].cost), sizeof out->cost);
  memcpy(out->valid, sai_registers_column(registers, plan->offers[0].stages[2]), sizeof out->valid);
  sai_registers_free(registers);
  sai_plan_free(plan);
  sai_scenario_free(scenario);
}

/* How many runs cost less, the same to rounding, and more under the second terms. */
static void compare(const char *first, const char *second, size_t counts[3]) {
  static played a, b;
  play(first, &a);
  play(second, &b);
  counts[0] = counts[1] = counts[2] = 0;
  for (size_t i = 0; i < RUNS; i++) {
    double gap = b.cost[i] - a.cost[i];
    counts[fabs(gap) < 1e-6 * (1 + fabs(a.cost[i])) ? 1 : gap < 0 ? 0 : 2]++;
  }
}

typedef struct pair {
  const char *less, *more;
} pair;

#define BASE   "    fees:\n      - 100 per call\n      - fee: 3,000 per appointment\n"
#define REFUND "      - fee: -500\n        count: max(0, 15 - appointment)\n"

#define OWN    "    own_costs:\n      - 1,000 per month\n"
#define GUARANTEED(number, months)                                                                            \
  OWN "    guarantee: {appointment: " number ", works_on: " months "}\n"

/* The second never costs less, and in some runs it costs more. */
static const pair pairs[] = {
    {BASE "        cap: 20,000\n", BASE},
    {BASE "        cap: 60,000\n        every: quarter\n", BASE},
    {BASE "        cap: 20,000\n", BASE "        cap: 30,000\n"},
    {BASE, BASE "        minimum: 30,000\n"},
    {BASE "    limits:\n      - cap: 38,000\n", BASE},
    {BASE
     "    limits:\n      - cap: 38,000\n        every: month\n      - cap: 190,000\n        every: term\n",
     BASE "    limits:\n      - cap: 38,000\n"},
    {BASE, BASE "    limits:\n      - minimum: 45,000\n"},
    {BASE "    limits:\n      - lines: [appointment]\n        cap: 25,000\n", BASE},
    {BASE REFUND, BASE},
    {BASE "        when: appointment >= 8\n", BASE},
    {BASE "        when: appointment >= 12\n", BASE "        when: appointment >= 8\n"},
    {BASE "        months: 4..\n", BASE "        months: 2..\n"},
    {BASE "        included: 5\n", BASE "        included: 3\n"},
    {BASE, BASE "        deposit: {paid: 150000, expires: 4 months, unused: lost}\n"},
    {BASE "        deposit: {paid: 150000, expires: 4 months, unused: refunded}\n",
     BASE "        deposit: {paid: 150000, expires: 4 months, unused: lost}\n"},
    {BASE "        valid: valid\n        invalid: credited\n",
     BASE "        valid: valid\n        invalid: charged\n"},
    {BASE "        valid: valid\n        invalid: replaced\n",
     BASE "        valid: valid\n        invalid: replaced with calls charged\n"},
    /* Free work costs the buyer's own money: more where more is guaranteed, or for more months. */
    {BASE GUARANTEED("60", "6 months"), BASE GUARANTEED("65", "6 months")},
    {BASE OWN, BASE GUARANTEED("65", "6 months")},
};

Test(clauses, never_cost_less) {
  size_t counts[3];
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    compare(pairs[i].less, pairs[i].more, counts);
    cr_expect(counts[0] == 0 && counts[2] > 0, "pair %zu: %zu less, %zu same, %zu more", i, counts[0],
              counts[1], counts[2]);
    compare(pairs[i].more, pairs[i].less, counts);
    cr_expect(counts[0] > 0, "pair %zu the other way round must be seen", i);
  }
}

/* Both cost the same in every run. */
static const pair equals[] = {
    {"    fees:\n      - 100 per call\n", "    fees:\n      - 50 per call\n      - 50 per call\n"},
    {"    fees:\n      - 9,000 per month\n", "    fees:\n      - 4,500 per month\n      - 4,500 per month\n"},
    {BASE "        cap: 20,000\n" REFUND,
     "    fees:\n" REFUND "      - fee: 3,000 per appointment\n        cap: 20,000\n      - 100 per call\n"},
    {BASE "      - 7 once\n    limits:\n      - lines: [appointment, call]\n        cap: 38,000\n",
     "    fees:\n      - 7 once\n      - fee: 3,000 per appointment\n      - 100 per call\n    limits:\n"
     "      - lines: [call, appointment]\n        cap: 38,000\n"},
    /* A limit of one line is its own. */
    {BASE "        cap: 60,000\n        minimum: 50,000\n        every: quarter\n",
     BASE "    limits:\n      - lines: [appointment]\n        cap: 60,000\n        minimum: 50,000\n        "
          "every: quarter\n"},
    /* What is paid first and comes back in the end changes no total; a refund of what is above a cap is the
       cap. */
    {BASE, BASE "        deposit: {paid: 150000, expires: 4 months, unused: refunded}\n"},
    {BASE "        minimum: 150,000\n        every: term\n",
     BASE "        deposit: {paid: 150000, expires: 6 months, unused: lost}\n"},
    {BASE "    limits:\n      - minimum: 45,000\n",
     BASE "      - fee: 1\n        count: max(0, 45000 - 100 * call - 3000 * appointment)\n"},
    {BASE "        when: appointment >= 8\n", "    fees:\n      - 100 per call\n      - fee: 3,000\n        "
                                              "count: appointment * (appointment >= 8)\n"},
    {BASE, BASE "        valid: valid\n        invalid: charged\n"},
    {BASE "        valid: valid\n        invalid: credited\n",
     "    fees:\n      - 100 per call\n      - 3,000 per valid\n"},
};

Test(clauses, cost_the_same) {
  size_t counts[3];
  for (size_t i = 0; i < sizeof equals / sizeof *equals; i++) {
    compare(equals[i].less, equals[i].more, counts);
    cr_expect(counts[1] == RUNS, "pair %zu: %zu less, %zu same, %zu more", i, counts[0], counts[1],
              counts[2]);
  }
  compare("    fees:\n      - 100 per call\n", "    fees:\n      - 50 per call\n      - 51 per call\n",
          counts);
  cr_expect(counts[1] < RUNS, "another price must be seen");
}

Test(clauses, replaced_units_are_all_valid) {
  static played charged, replaced;
  play(BASE "        valid: valid\n        invalid: charged\n", &charged);
  play(BASE "        valid: valid\n        invalid: replaced\n", &replaced);
  size_t more = 0;
  for (size_t i = 0; i < RUNS; i++) {
    cr_assert(fabs(replaced.cost[i] - charged.cost[i]) < 1e-6, "the same is paid");
    cr_assert(replaced.valid[i] >= charged.valid[i], "never fewer are valid");
    more += replaced.valid[i] > charged.valid[i];
  }
  cr_expect(more > RUNS / 2);
}
