/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stages with a capacity, a list or a ramp: their months by hand, and what must hold in every run. */
#include "model/plan.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MONTHS = 5 };

/* Orders by month of a funnel in which nothing is left to chance. */
typedef struct funnel_case {
  const char *funnel;   /**< stages before the order */
  const char *order;    /**< keys of the order */
  const char *contract; /**< of the only offer */
  double orders[MONTHS];
  double later; /**< after the horizon */
} funnel_case;

static const char format[] = "saisan: 1\nmonths: 5\nfunnel:\n%s  - order:\n%s"
                             "offers:\n  - name: A\n%s";
#define CALLS  "  - call: 50 per month\n"
#define ALL    "      rate: 100%\n"
#define TWO    "    term: 2 months\n"
#define OWN    "    covers: call\n" TWO
#define ROOM   "      rate: 100%\n      capacity: 30 per month\n"
#define VOLUME "  - call:\n      volume: 50 per month\n"
#define RAMPED "      ramp: 40%, 70%, 100%\n"

static const funnel_case cases[] = {
    {CALLS, ROOM "      above: lost\n", "", {30, 30, 30, 30, 30}, 0},
    /* 20 more wait each month: 100 in the end, 30 a month from then on. */
    {CALLS, ROOM "      above: waits\n", "", {30, 30, 30, 30, 30}, 100},
    {CALLS, ROOM "      above: waits\n", OWN, {30, 30, 30, 10, 0}, 0},
    /* Those of month 2 who are left after month 3 have waited one month. */
    {CALLS, ROOM "      above: waits 1 month\n", OWN, {30, 30, 30, 0, 0}, 0},
    {CALLS, ROOM "      above: waits 2 months\n", OWN, {30, 30, 30, 10, 0}, 0},
    /* Who waits for a stage that the contract covers is left when it ends, unless own people do the stage. */
    {CALLS, ROOM "      above: waits\n", TWO, {30, 30, 0, 0, 0}, 0},
    {CALLS, ROOM "      above: waits 2 months\n", TWO, {30, 30, 0, 0, 0}, 0},
    /* Of the 50 under way when it ends 30 arrive, as all would without a capacity; the 20 who wait are left. */
    {CALLS, ROOM "      above: waits\n      delay: 1 month\n", TWO, {0, 30, 30, 0, 0}, 0},
    {CALLS, "      rate: 100%\n      delay: 1 month\n", TWO, {0, 50, 50, 0, 0}, 0},
    {CALLS, ROOM "      above: waits\n", "    term: 5 months\n", {30, 30, 30, 30, 30}, 0},
    {CALLS, ROOM "      above: waits\n      owner: own\n", TWO, {30, 30, 30, 10, 0}, 0},
    /* 40 wait after month 5, all of that month; 30 of them are let in, the others have waited long enough. */
    {CALLS, ROOM "      above: waits 1 month\n", "", {30, 30, 30, 30, 30}, 30},
    {CALLS, "      rate: 100%\n      capacity: 0 per month\n      above: lost\n", "", {0}, 0},
    {CALLS, "      rate: 100%\n      capacity: 0 per month\n      above: waits\n", "", {0}, 0},
    {CALLS, ROOM "      above: lost\n      delay: 1 month\n", "", {0, 30, 30, 30, 30}, 30},
    {CALLS, ROOM "      above: waits\n      delay: 1 month\n", OWN, {0, 30, 30, 30, 10}, 0},
    {CALLS, ROOM "      above: waits\n      delay: 3 months\n", OWN, {0, 0, 0, 30, 30}, 40},
    /* Two sources share the room. */
    {"  - call: 20 per month\n  - letter: 20 per month\n",
     "      rate:\n        - 100% of call\n        - 100% of letter\n      capacity: 30 per month\n"
     "      above: lost\n",
     "",
     {30, 30, 30, 30, 30},
     0},
    /* What is put in is bounded too, and what is behind follows. */
    {VOLUME "      capacity: 30 per month\n      above: waits\n", ALL, TWO, {30, 30, 0, 0, 0}, 0},
    {VOLUME "      capacity: 30 per month\n      above: lost\n  - visit: 2 per call\n",
     "      rate: 100%\n      capacity: 50 per month\n      above: lost\n",
     "",
     {50, 50, 50, 50, 50},
     0},
    {VOLUME "      list: 120\n", ALL, "", {50, 50, 20, 0, 0}, 0},
    {VOLUME "      list: 100\n", ALL, "", {50, 50, 0, 0, 0}, 0},
    {VOLUME "      list: 0\n", ALL, "", {0}, 0},
    {"  - call:\n      volume: 250 in all\n      list: 120\n", ALL, "", {50, 50, 20, 0, 0}, 0},
    {"  - call:\n      volume:\n        - 50 per month\n        - 30 per month\n      list: 120\n",
     ALL,
     "",
     {80, 40, 0, 0, 0},
     0},
    {VOLUME "      list: 120\n", ALL, "    start: 3\n", {0, 0, 50, 50, 20}, 0},
    {VOLUME RAMPED, ALL, "", {20, 35, 50, 50, 50}, 0},
    {VOLUME RAMPED, ALL, "    start: 2\n", {0, 20, 35, 50, 50}, 0},
    {VOLUME "      ramp: 40%\n", ALL, "", {20, 20, 20, 20, 20}, 0},
    {VOLUME "      ramp: 0%, 0%, 100%, 50%\n", ALL, "", {0, 0, 50, 25, 25}, 0},
    {VOLUME RAMPED "      list: 100\n", ALL, "", {20, 35, 45, 0, 0}, 0},
    /* The stage is the buyer's own, so its months are those of the horizon. */
    {VOLUME RAMPED, ALL, "    covers: order\n    start: 2\n", {0, 35, 50, 50, 50}, 0},
    /* Without a volume it is the rate that grows; with one the rate stays. */
    {CALLS, "      rate: 50% of call\n" RAMPED, "", {10, 17.5, 25, 25, 25}, 0},
    {CALLS, "      rate: 2 per call\n" RAMPED, "", {40, 70, 100, 100, 100}, 0},
    {CALLS, "      rate: 20% of call\n      volume: 10 per month\n" RAMPED, "", {14, 17, 20, 20, 20}, 0},
    {VOLUME RAMPED, ROOM "      above: waits\n", OWN, {20, 30, 5, 0, 0}, 0},
};

static sai_plan *plan_of(const funnel_case *c, sai_scenario **scenario, sai_seal seal) {
  static sai_error_list errors;
  char yaml[2000];
  snprintf(yaml, sizeof yaml, format, c->funnel, c->order, c->contract);
  errors = (sai_error_list){0};
  sai_code code = sai_scenario_parse(yaml, strlen(yaml), "capacity.yaml", NULL, 0, scenario, &errors);
  cr_assert_eq(code, SAI_OK, "%s: %s\n%s", errors.errors[0].source, errors.errors[0].text, yaml);
  sai_plan_options options = {.seed = 7};
  sai_plan *plan = NULL;
  sai_error err = {0};
  cr_assert_eq(sai_plan_create(*scenario, &options, &plan, &err), SAI_OK, "%s", err.text);
  sai_program_keep(plan->program, plan->offers[0].orders);
  sai_program_keep(plan->program, plan->offers[0].pipeline_orders);
  cr_assert_eq(sai_program_seal(plan->program, seal, &err), SAI_OK);
  return plan;
}

static bool right(const funnel_case *c) {
  sai_scenario *scenario;
  sai_plan *plan = plan_of(c, &scenario, SAI_SEAL_POINT);
  const sai_offer_columns *v = &plan->offers[0];
  sai_registers *registers = sai_registers_create(plan->program);
  bool same = true;
  for (unsigned s = 0; s < sai_program_segments(plan->program); s++) {
    sai_program_run_point(plan->program, s, 1, registers);
    if (s < MONTHS)
      same &= fabs(sai_registers_column(registers, v->month_orders[s])[0] - c->orders[s]) < 1e-9;
  }
  same &= fabs(sai_registers_column(registers, v->pipeline_orders)[0] - c->later) < 1e-9;
  sai_registers_free(registers);
  sai_plan_free(plan);
  sai_scenario_free(scenario);
  return same;
}

Test(model_capacity, by_hand) {
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    cr_expect(right(&cases[i]), "%s%s%s", cases[i].funnel, cases[i].order, cases[i].contract);
    funnel_case wrong = cases[i];
    wrong.orders[MONTHS - 1] += 0.01;
    cr_expect_not(right(&wrong));
    wrong = cases[i];
    wrong.later += 0.01;
    cr_expect_not(right(&wrong));
  }
}

/* Orders of every run of a stripe, with those after the horizon if asked for. */
static void play(const funnel_case *c, bool with_later, double orders[SAI_STRIPE]) {
  sai_scenario *scenario;
  sai_plan *plan = plan_of(c, &scenario, SAI_SEAL_RUNS);
  sai_registers *registers = sai_registers_create(plan->program);
  for (size_t s = 0; s < sai_program_segments(plan->program); s++)
    sai_program_run(plan->program, s, 0, SAI_STRIPE, registers);
  const double *won = sai_registers_column(registers, plan->offers[0].orders),
               *later = sai_registers_column(registers, plan->offers[0].pipeline_orders);
  for (size_t i = 0; i < SAI_STRIPE; i++) orders[i] = won[i] + (with_later ? later[i] : 0);
  sai_registers_free(registers);
  sai_plan_free(plan);
  sai_scenario_free(scenario);
}

#define CHANCE "  - call: 60 per month\n  - meeting:\n      rate: 50% of call\n"
#define HALF   "      rate: 50%\n"

/* Runs have whole units: 5 months of 30, and of 29 that arithmetic left a little short of it. */
Test(model_capacity, whole_units) {
  const struct {
    funnel_case one;
    double orders;
  } whole[] = {
      {{CALLS, "      rate: 100%\n      capacity: 30.7 per month\n      above: lost\n", ""}, 150},
      {{CALLS, "      rate: 100%\n      capacity: 0.29 * 100 per month\n      above: lost\n", ""}, 145},
      {{CALLS, "      rate: 100%\n      capacity: 30.7 per month\n      above: waits\n", OWN}, 100},
      {{VOLUME "      list: 120.9\n", ALL, ""}, 120},
      {{VOLUME "      list: 1.1 * 100\n", ALL, ""}, 110},
      {{"  - call:\n      volume: 9 per month\n      ramp: 50%\n", ALL, ""}, 22}, /* 4.5 a month, carried */
  };
  for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
    static double orders[SAI_STRIPE];
    play(&whole[i].one, false, orders);
    for (size_t k = 0; k < SAI_STRIPE; k++)
      cr_assert_eq(orders[k], whole[i].orders, "%g: %s%s", orders[k], whole[i].one.funnel,
                   whole[i].one.order);
  }
}

/* Two ways to write a funnel, of which the second never gives fewer orders in the same luck. */
typedef struct order {
  funnel_case less, more;
  bool with_later;
} order;

#define LOST(room)         CHANCE "      capacity: " room " per month\n      above: lost\n"
#define WAIT(room, months) CHANCE "      capacity: " room " per month\n      above: waits" months "\n"

static const order orders[] = {
    {{LOST("20"), HALF, ""}, {LOST("25"), HALF, ""}, true},
    {{LOST("25"), HALF, ""}, {CHANCE, HALF, ""}, true},
    {{LOST("15 to 25"), HALF, ""}, {LOST("25 to 35"), HALF, ""}, false},
    {{LOST("15 to 25"), HALF, ""}, {LOST("5 + (15 to 25)"), HALF, ""}, true},
    {{LOST("28"), HALF, ""}, {WAIT("28", ""), HALF, ""}, false},
    {{LOST("28"), HALF, ""}, {WAIT("28", " 1 month"), HALF, ""}, false},
    {{LOST("28"), HALF, ""}, {WAIT("28", " 1 month"), HALF, ""}, true},
    {{WAIT("15", " 1 month"), HALF, ""}, {WAIT("15", " 3 months"), HALF, ""}, true},
    {{WAIT("15", " 3 months"), HALF, ""}, {WAIT("15", ""), HALF, ""}, true},
    /* Room moves units to earlier months, whose luck is another: all that arrive have to order. */
    {{WAIT("25", ""), ALL, ""}, {WAIT("30", ""), ALL, ""}, false},
    {{WAIT("25", " 2 months"), ALL, ""}, {WAIT("30", " 2 months"), ALL, ""}, true},
    {{WAIT("28", ""), ALL, ""}, {CHANCE, ALL, ""}, false},
    {{VOLUME "      list: 90\n", HALF, ""}, {VOLUME "      list: 120\n", HALF, ""}, false},
    {{VOLUME "      list: 90\n", HALF, ""}, {VOLUME, HALF, ""}, false},
    {{VOLUME "      ramp: 40%, 70%, 100%\n", HALF, ""},
     {VOLUME "      ramp: 50%, 90%, 100%\n", HALF, ""},
     false},
    {{VOLUME, HALF RAMPED, ""}, {VOLUME, HALF, ""}, false},
};

static bool never_fewer(const funnel_case *less, const funnel_case *more, bool with_later) {
  static double few[SAI_STRIPE], many[SAI_STRIPE];
  play(less, with_later, few);
  play(more, with_later, many);
  bool ever = false;
  for (size_t i = 0; i < SAI_STRIPE; i++) {
    if (few[i] > many[i]) return false;
    ever |= few[i] < many[i];
  }
  return ever;
}

Test(model_capacity, more_room_never_brings_fewer_orders) {
  for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
    const order *o = &orders[i];
    cr_expect(never_fewer(&o->less, &o->more, o->with_later), "%s%s against %s%s", o->less.funnel,
              o->less.order, o->more.funnel, o->more.order);
    cr_expect_not(never_fewer(&o->more, &o->less, o->with_later));
  }
}
