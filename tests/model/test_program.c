/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Programs of columns: what each instruction computes, that equal instructions are one value, and that
   sharing registers changes nothing (random programs against a value-by-value evaluation). */
#include "model/program.h"
#include "random/binomial.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A program that is sealed with its registers. */
typedef struct player {
  sai_program *program;
  sai_registers *registers;
} player;

static player sealed(sai_program *program, bool point) {
  sai_error err = {0};
  cr_assert_eq(sai_program_seal(program, point ? SAI_SEAL_POINT : SAI_SEAL_RUNS, &err), SAI_OK, "%s",
               err.text);
  player p = {program, sai_registers_create(program)};
  cr_assert(p.registers);
  return p;
}

static void finish(player p) {
  sai_registers_free(p.registers);
  sai_program_free(p.program);
}

/* ---- one instruction ---- */

/* The value of an instruction over constants; folded or computed. */
static double folded(sai_op op, double a, double b, double c, uint32_t month, uint32_t of) {
  sai_program *p = sai_program_create(1);
  sai_column x = sai_program_add(p, (sai_instruction){.op = op,
                                                      .a = sai_program_constant(p, a),
                                                      .b = sai_program_constant(p, b),
                                                      .c = sai_program_constant(p, c),
                                                      .month = month,
                                                      .of = of});
  double value = NAN;
  cr_assert(sai_program_is_constant(p, x, &value));
  sai_program_free(p);
  return value;
}

/* The same when the program runs: the parameter stands for a. */
static double played(sai_op op, double a, double b, double c, uint32_t month, uint32_t of) {
  sai_program *p = sai_program_create(1);
  sai_instruction parameter = {
      .op = SAI_OP_PARAMETER, .a = SAI_NO_COLUMN, .b = SAI_NO_COLUMN, .c = SAI_NO_COLUMN};
  sai_column x = sai_program_add(p, (sai_instruction){.op = op,
                                                      .a = sai_program_add(p, parameter),
                                                      .b = sai_program_constant(p, b),
                                                      .c = sai_program_constant(p, c),
                                                      .month = month,
                                                      .of = of});
  sai_program_keep(p, x);
  player all = sealed(p, false);
  double *column = sai_registers_parameter(all.registers);
  for (size_t i = 0; i < SAI_STRIPE; i++) column[i] = a;
  sai_program_run(p, 0, 0, SAI_STRIPE, all.registers);
  double first = sai_registers_column(all.registers, x)[0],
         last = sai_registers_column(all.registers, x)[SAI_STRIPE - 1];
  cr_assert(memcmp(&first, &last, sizeof first) == 0);
  finish(all);
  return first;
}

Test(program, what_instructions_compute) {
  const double inf = INFINITY;
  const struct {
    sai_op op;
    double a, b, c;
    uint32_t month, of;
    double is;
  } known[] = {
      {SAI_OP_ROUND, 2.5, 0, 0, 0, 0, 2},
      {SAI_OP_ROUND, 3.5, 0, 0, 0, 0, 4},
      {SAI_OP_ROUND, 1e9 - 0.3, 0, 0, 0, 0, 1e9},
      {SAI_OP_DOWN, 33.3, 0, 0, 0, 0, 33},
      {SAI_OP_DOWN, 33, 0, 0, 0, 0, 33},
      {SAI_OP_DOWN, 0.9999, 0, 0, 0, 0, 0},
      {SAI_OP_DOWN, -33.3, 0, 0, 0, 0, -33},           /* towards 0 */
      {SAI_OP_DOWN, 40000 - 1e-10, 0, 0, 0, 0, 40000}, /* 11,000 / 1.1 * 40 * 10% */
      {SAI_OP_DOWN, -40000 + 1e-10, 0, 0, 0, 0, -40000},
      {SAI_OP_DOWN, 1e13 - 1, 0, 0, 0, 0, 1e13 - 1},
      {SAI_OP_SUBTRACT, 5, 7, 0, 0, 0, -2},
      {SAI_OP_DIVIDE, 7, 2, 0, 0, 0, 3.5},
      {SAI_OP_MIN, 3, 2, 0, 0, 0, 2},
      {SAI_OP_MAX, 3, 2, 0, 0, 0, 3},
      {SAI_OP_ABS, -3, 0, 0, 0, 0, 3},
      {SAI_OP_SQRT, 9, 0, 0, 0, 0, 3},
      {SAI_OP_LESS, 2, 2, 0, 0, 0, 0},
      {SAI_OP_LESS, 1, 2, 0, 0, 0, 1},
      {SAI_OP_LESS_EQUAL, 2, 2, 0, 0, 0, 1},
      {SAI_OP_LESS_EQUAL, 3, 2, 0, 0, 0, 0},
      {SAI_OP_EQUAL, inf, inf, 0, 0, 0, 1},
      {SAI_OP_SELECT, 1, 5, 6, 0, 0, 5},
      {SAI_OP_SELECT, 0, 5, 6, 0, 0, 6},
      {SAI_OP_PER_UNIT, 10, 4, 0, 0, 0, 2.5},
      {SAI_OP_PER_UNIT, 10, 0, 0, 0, 0, inf},
      {SAI_OP_PER_UNIT, 0, 0, 0, 0, 0, inf}, /* no order is infinite, also at cost 0 */
      {SAI_OP_RETURN, 5, 10, 0, 0, 0, 0.5},
      {SAI_OP_RETURN, 0, 0, 0, 0, 0, 0},
      {SAI_OP_RETURN, 5, 0, 0, 0, 0, inf},
      {SAI_OP_GAP, inf, inf, 0, 0, 0, 0},
      {SAI_OP_GAP, 3, inf, 0, 0, 0, -inf},
      {SAI_OP_GAP, inf, 3, 0, 0, 0, inf},
      {SAI_OP_PAID_BACK, 12, 1, 0, 3, 12, 3},   /* first month with profit and nothing lost */
      {SAI_OP_PAID_BACK, 12, 0, 0, 3, 12, 12},  /* no profit yet */
      {SAI_OP_PAID_BACK, 12, 1, -1, 3, 12, 12}, /* still below 0 */
      {SAI_OP_PAID_BACK, 2, 1, -1, 3, 12, 2},   /* once is enough */
      {SAI_OP_STAYS_PAID, 12, 1, 0, 3, 12, 3},
      {SAI_OP_STAYS_PAID, 2, 1, 0, 3, 12, 2},
      {SAI_OP_STAYS_PAID, 2, 1, -1, 3, 12, 12}, /* lost again */
      {SAI_OP_SHARE, 100, 0, 0, 0, 3, 33},
      {SAI_OP_SHARE, 100, 0, 0, 1, 3, 34},
      {SAI_OP_SHARE, 100, 0, 0, 2, 3, 33},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    double f = played(known[i].op, known[i].a, known[i].b, known[i].c, known[i].month, known[i].of);
    cr_expect(f == known[i].is, "played %zu: %g, not %g", i, f, known[i].is);
    if (known[i].op == SAI_OP_ROUND || known[i].op == SAI_OP_SHARE)
      continue; /* differ in point calculations */
    f = folded(known[i].op, known[i].a, known[i].b, known[i].c, known[i].month, known[i].of);
    cr_expect(f == known[i].is, "folded %zu: %g, not %g", i, f, known[i].is);
  }
}

Test(program, shares_are_even_and_whole) {
  for (uint32_t of = 2; of <= 120; of += 7)
    for (double all = 0; all < 4000; all = all * 3 + 1) {
      double sum = 0, least = INFINITY, most = 0;
      for (uint32_t month = 0; month < of; month++) {
        double share = played(SAI_OP_SHARE, all, 0, 0, month, of);
        cr_assert(share == rint(share));
        sum += share;
        least = fmin(least, share);
        most = fmax(most, share);
      }
      cr_expect(sum == all && most - least <= 1, "%g over %u months: %g, %g to %g", all, of, sum, least,
                most);
    }
}

Test(program, normal_scores_and_back) {
  cr_expect(played(SAI_OP_NORMAL, 0.5, 0, 0, 0, 0) == 0);
  cr_expect_lt(fabs(played(SAI_OP_NORMAL, 0.975, 0, 0, 0, 0) - 1.959963984540054), 1e-9);
  cr_expect_lt(fabs(played(SAI_OP_NORMAL_CDF, 1.959963984540054, 0, 0, 0, 0) - 0.975), 1e-11);
  for (double z = -40; z <= 40; z += 0.5) {
    double u = played(SAI_OP_NORMAL_CDF, z, 0, 0, 0, 0);
    cr_expect(u > 0 && u < 1, "%g", z);
  }
}

/* ---- one value for equal instructions ---- */

Test(program, equal_instructions_are_one_value) {
  sai_program *p = sai_program_create(1);
  sai_column u = sai_program_uniform(p, "a"), v = sai_program_uniform(p, "b");
  cr_expect_eq(u, sai_program_uniform(p, "a"));
  cr_expect_neq(u, v);
  sai_column sum = sai_program_binary(p, SAI_OP_ADD, u, v);
  size_t length = sai_program_length(p);
  cr_expect_eq(sum, sai_program_binary(p, SAI_OP_ADD, u, v));
  cr_expect_eq(sai_program_length(p), length);
  cr_expect_neq(sum, sai_program_binary(p, SAI_OP_SUBTRACT, u, v));
  const sai_dist one = {.family = SAI_UNIFORM, .p = {1, 2}}, other = {.family = SAI_UNIFORM, .p = {1, 3}};
  cr_expect_eq(sai_program_draw(p, "a", &one), sai_program_draw(p, "a", &one));
  cr_expect_neq(sai_program_draw(p, "a", &one), sai_program_draw(p, "a", &other));
  cr_expect_neq(sai_program_draw(p, "a", &one), sai_program_draw(p, "b", &one));
  sai_column zero = sai_program_constant(p, 0), unit = sai_program_constant(p, 1);
  cr_expect_eq(sai_program_constant(p, -0.0), zero);
  cr_expect_eq(sai_program_binary(p, SAI_OP_ADD, u, zero), u);
  cr_expect_eq(sai_program_binary(p, SAI_OP_MULTIPLY, unit, u), u);
  cr_expect_eq(sai_program_binary(p, SAI_OP_MULTIPLY, u, zero), zero);
  cr_expect_eq(sai_program_ternary(p, SAI_OP_BINOMIAL, zero, u, v), zero);
  sai_program_free(p);
}

/* ---- order and registers ---- */

/* Counts of more than one window, in runs that are no whole number of pieces. */
enum { STEPS = 700, SEGMENTS = 10, LANES = 600, UNIFORMS = 8, COUNTS_FROM = 12 };

static uint64_t next(uint64_t *state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return *state >> 33;
}

static double value_of(sai_op op, double a, double b, double c) {
  switch (op) {
  case SAI_OP_ADD:
    return a + b;
  case SAI_OP_SUBTRACT:
    return a - b;
  case SAI_OP_MULTIPLY:
    return a * b;
  case SAI_OP_MIN:
    return b < a ? b : a;
  case SAI_OP_MAX:
    return b > a ? b : a;
  case SAI_OP_LESS:
    return a < b;
  case SAI_OP_SELECT:
    return a != 0 ? b : c;
  default:
    return NAN;
  }
}

/* Values by the number of their column, computed one by one in the order of the program. */
typedef struct reference {
  sai_column columns[STEPS];
  double value[STEPS][LANES];
  size_t segment[STEPS];
  bool kept[STEPS];
  size_t trials[STEPS], n_trials; /* steps whose values can be numbers of trials */
} reference;

static void add_uniform(sai_program *p, reference *r, size_t step) {
  char name[8];
  double u[SAI_STRIPE];
  snprintf(name, sizeof name, "u%zu", step);
  r->columns[step] = sai_program_uniform(p, name);
  const sai_stream stream = sai_stream_named(7, name);
  sai_stream_fill(&stream, 5, u, SAI_STRIPE);
  memcpy(r->value[step], u, sizeof r->value[step]);
}

static void add_trials(sai_program *p, reference *r, size_t step) {
  const double n = (double)(20U << 2 * (step - UNIFORMS));
  r->columns[step] = sai_program_constant(p, n);
  for (size_t i = 0; i < LANES; i++) r->value[step][i] = n;
  r->trials[r->n_trials++] = step;
}

/* Of one of the first uniforms' probability, with the uniforms of the step before, or others. */
static void add_count(sai_program *p, reference *r, size_t step, uint64_t *state) {
  const size_t reach = next(state) % 3 ? 3 : r->n_trials,
               n = r->trials[r->n_trials - 1 - next(state) % reach], rate = next(state) % 4,
               luck = next(state) % 8 ? step - 1 : next(state) % UNIFORMS;
  r->columns[step] = sai_program_ternary(p, next(state) % 4 ? SAI_OP_BINOMIAL : SAI_OP_EVENT, r->columns[n],
                                         r->columns[rate], r->columns[luck]);
  sai_binomial_fill(r->value[n], r->value[rate], r->value[luck], LANES, r->value[step]);
  r->trials[r->n_trials++] = step;
}

static void add_arithmetic(sai_program *p, reference *r, size_t step, uint64_t *state) {
  static const sai_op ops[] = {SAI_OP_ADD, SAI_OP_SUBTRACT, SAI_OP_MULTIPLY, SAI_OP_MIN,
                               SAI_OP_MAX, SAI_OP_LESS,     SAI_OP_SELECT};
  sai_op op = ops[next(state) % 7];
  /* Mostly recent values, so that registers are freed and taken again. */
  size_t reach = next(state) % 4 ? 12 : step, x[3];
  for (size_t i = 0; i < 3; i++) x[i] = step - 1 - next(state) % (reach < step ? reach : step);
  bool ternary = op == SAI_OP_SELECT;
  r->columns[step] = ternary
                         ? sai_program_ternary(p, op, r->columns[x[0]], r->columns[x[1]], r->columns[x[2]])
                         : sai_program_binary(p, op, r->columns[x[0]], r->columns[x[1]]);
  for (size_t i = 0; i < LANES; i++)
    r->value[step][i] = value_of(op, r->value[x[0]][i], r->value[x[1]][i], r->value[x[2]][i]);
}

static void add_step(sai_program *p, reference *r, size_t step, uint64_t *state) {
  if (step < UNIFORMS || (step >= COUNTS_FROM && step % 6 == 0))
    add_uniform(p, r, step);
  else if (step < COUNTS_FROM)
    add_trials(p, r, step);
  else if (step % 6 == 1)
    add_count(p, r, step, state);
  else
    add_arithmetic(p, r, step, state);
}

static void check_kept(const reference *r, size_t segment, const sai_registers *registers) {
  for (size_t step = 0; step < STEPS; step++) {
    if (!r->kept[step] || r->segment[step] != segment) continue;
    const double *column = sai_registers_column(registers, r->columns[step]);
    for (size_t i = 0; i < LANES; i++)
      cr_assert(memcmp(&column[i], &r->value[step][i], sizeof *column) == 0, "step %zu, run %zu: %g, not %g",
                step, i, column[i], r->value[step][i]);
  }
}

static void check_random_program(uint64_t state, size_t *registers) {
  static reference r;
  r = (reference){0};
  sai_program *p = sai_program_create(7);
  for (size_t step = 0; step < STEPS; step++) {
    add_step(p, &r, step, &state);
    r.segment[step] = step * SEGMENTS / STEPS;
    r.kept[step] = next(&state) % 5 == 0;
    if (r.kept[step]) sai_program_keep(p, r.columns[step]);
    if ((step + 1) % (STEPS / SEGMENTS) == 0) sai_program_end_segment(p);
  }
  player all = sealed(p, false);
  for (int again = 0; again < 2; again++) { /* what the first time leaves must not matter */
    for (size_t segment = 0; segment < SEGMENTS; segment++) {
      sai_program_run(p, segment, 5, LANES, all.registers);
      check_kept(&r, segment, all.registers);
    }
    sai_program_run_through(p, 5, LANES, all.registers);
    check_kept(&r, SEGMENTS - 1, all.registers);
  }
  *registers = sai_program_registers(p);
  finish(all);
}

Test(program, order_and_shared_registers_change_nothing) {
  size_t most = 0;
  for (uint64_t seed = 1; seed <= 60; seed++) {
    size_t registers;
    check_random_program(seed, &registers);
    if (registers > most) most = registers;
  }
  cr_expect_lt(most, STEPS / 2, "registers are shared");
}

/* Each takes the stream from its beginning, piece by piece. */
Test(program, luck_and_a_quantity_of_one_name_are_alike) {
  double want[SAI_STRIPE];
  sai_program *p = sai_program_create(7);
  const sai_column luck = sai_program_uniform(p, "name"), quantity = sai_program_quantity(p, "name");
  const sai_stream stream = sai_stream_named(7, "name");
  sai_program_keep(p, luck);
  sai_program_keep(p, quantity);
  player all = sealed(p, false);
  sai_stream_fill(&stream, 5, want, SAI_STRIPE);
  sai_program_run_through(p, 5, SAI_STRIPE, all.registers);
  cr_expect_arr_eq(sai_registers_column(all.registers, luck), want, sizeof want);
  cr_expect_arr_eq(sai_registers_column(all.registers, quantity), want, sizeof want);
  finish(all);
}

/* Two windows full of counts with nothing between them, each count of the second out of one of the first:
   their guesses are sometimes wrong. */
Test(program, counts_are_decided_before_they_are_needed) {
  enum { COUNTS = 60 };
  static double want[COUNTS][SAI_STRIPE], u[SAI_STRIPE], n[SAI_STRIPE], p[SAI_STRIPE];
  sai_program *program = sai_program_create(7);
  const sai_column trials = sai_program_constant(program, 20), rate = sai_program_constant(program, 0.3);
  sai_column counts[COUNTS];
  for (size_t i = 0; i < SAI_STRIPE; i++) n[i] = 20, p[i] = 0.3;
  for (size_t c = 0; c < 2 * COUNTS; c++) {
    char name[8];
    snprintf(name, sizeof name, "u%zu", c);
    const sai_stream stream = sai_stream_named(7, name);
    const size_t at = c % COUNTS;
    counts[at] = sai_program_ternary(program, SAI_OP_BINOMIAL, c < COUNTS ? trials : counts[at], rate,
                                     sai_program_uniform(program, name));
    sai_stream_fill(&stream, 5, u, SAI_STRIPE);
    if (c >= COUNTS) memcpy(n, want[at], sizeof n);
    sai_binomial_fill(n, p, u, SAI_STRIPE, want[at]);
    if (c >= COUNTS) sai_program_keep(program, counts[at]);
    if (at == COUNTS - 1) sai_program_end_segment(program);
  }
  player all = sealed(program, false);
  sai_program_run_through(program, 5, SAI_STRIPE, all.registers);
  for (size_t c = 0; c < COUNTS; c++)
    cr_assert_arr_eq(sai_registers_column(all.registers, counts[c]), want[c], sizeof want[c]);
  finish(all);
}

/* A value that nobody reads is not computed: it takes no register, whoever only it reads neither. */
static size_t registers_with(int unread) {
  sai_program *p = sai_program_create(1);
  const sai_column u = sai_program_uniform(p, "u");
  sai_column of = u;
  for (int i = 0; i < unread; i++) of = sai_program_unary(p, SAI_OP_SQRT, of);
  sai_program_keep(p, sai_program_unary(p, SAI_OP_NEGATE, u));
  player all = sealed(p, false);
  const size_t registers = sai_program_registers(p);
  sai_program_run(p, 0, 2, LANES, all.registers);
  finish(all);
  return registers;
}

Test(program, what_nobody_reads_is_not_computed) {
  const size_t least = registers_with(0);
  cr_expect_leq(least, 2);
  cr_expect_eq(registers_with(1), least);
  cr_expect_eq(registers_with(20), least);
}

/* ---- runs ---- */

static sai_column worked(sai_program *p) {
  const sai_dist rate = {.family = SAI_BETA, .p = {40, 960}},
                 profit = {.family = SAI_LOGNORMAL, .p = {12, 0.3}};
  sai_column n = sai_program_constant(p, 1000), share = sai_program_draw(p, "rate", &rate);
  sai_column k = sai_program_ternary(p, SAI_OP_BINOMIAL, n, share, sai_program_uniform(p, "luck"));
  return sai_program_sum_of_draws(p, k, "profit", &profit);
}

/* Run i is the same run however many are played with it. */
Test(program, shorter_stripes_hold_the_same_runs) {
  sai_program *p = sai_program_create(3);
  sai_column x = worked(p);
  sai_program_keep(p, x);
  player all = sealed(p, false);
  double whole[SAI_STRIPE];
  sai_program_run(p, 0, 9, SAI_STRIPE, all.registers);
  memcpy(whole, sai_registers_column(all.registers, x), sizeof whole);
  const size_t ns[] = {1, 7, 31, 333, 1000, 1023};
  for (size_t i = 0; i < sizeof ns / sizeof *ns; i++) {
    sai_program_run(p, 0, 9, ns[i], all.registers);
    cr_expect(memcmp(whole, sai_registers_column(all.registers, x), ns[i] * sizeof *whole) == 0, "%zu runs",
              ns[i]);
  }
  sai_program_run(p, 0, 10, SAI_STRIPE, all.registers);
  cr_expect(memcmp(whole, sai_registers_column(all.registers, x), sizeof whole) != 0,
            "another stripe is another luck");
  finish(all);
}

/* Single orders of a run come from a generator of its own: more orders in one run shift no other. */
Test(program, sums_of_draws_are_apart) {
  const sai_dist profit = {.family = SAI_EXPONENTIAL, .p = {2}};
  sai_program *p = sai_program_create(3);
  sai_instruction parameter = {
      .op = SAI_OP_PARAMETER, .a = SAI_NO_COLUMN, .b = SAI_NO_COLUMN, .c = SAI_NO_COLUMN};
  sai_column x = sai_program_sum_of_draws(p, sai_program_add(p, parameter), "profit", &profit);
  sai_program_keep(p, x);
  player all = sealed(p, false);
  double *count = sai_registers_parameter(all.registers), before[SAI_STRIPE];
  for (size_t i = 0; i < SAI_STRIPE; i++) count[i] = (double)(i % 100);
  sai_program_run(p, 0, 0, SAI_STRIPE, all.registers);
  memcpy(before, sai_registers_column(all.registers, x), sizeof before);
  count[40] = 41;
  sai_program_run(p, 0, 0, SAI_STRIPE, all.registers);
  const double *after = sai_registers_column(all.registers, x);
  cr_expect(before[0] == 0);
  cr_expect_gt(after[40], before[40], "one more");
  for (size_t i = 0; i < SAI_STRIPE; i++) cr_expect(i == 40 || after[i] == before[i], "run %zu", i);
  finish(all);
}

/* A number of trials comes of its run's own generator: those of other runs do not touch it. Without successes
   there are none, and with a chance of 1 as many as successes; a point calculation has a / b. */
Test(program, trials_are_apart) {
  sai_program *p = sai_program_create(3);
  sai_instruction parameter = {
      .op = SAI_OP_PARAMETER, .a = SAI_NO_COLUMN, .b = SAI_NO_COLUMN, .c = SAI_NO_COLUMN};
  sai_column wanted = sai_program_add(p, parameter), none = sai_program_constant(p, 0);
  sai_column x = sai_program_trials(p, wanted, sai_program_constant(p, 0.25), "calls");
  cr_expect_eq(sai_program_trials(p, none, sai_program_constant(p, 0.25), "calls"), none);
  cr_expect_eq(sai_program_trials(p, wanted, sai_program_constant(p, 1), "calls"), wanted);
  cr_expect_neq(sai_program_trials(p, wanted, sai_program_constant(p, 0.25), "letters"), x);
  sai_program_keep(p, x);
  player all = sealed(p, false);
  double *count = sai_registers_parameter(all.registers), before[SAI_STRIPE];
  const double *out = sai_registers_column(all.registers, x);
  for (size_t i = 0; i < SAI_STRIPE; i++) count[i] = (double)(i % 100);
  sai_program_run(p, 0, 0, SAI_STRIPE, all.registers);
  memcpy(before, out, sizeof before);
  for (size_t i = 0; i < SAI_STRIPE; i++)
    cr_expect(before[i] >= count[i] && (count[i] > 0 || before[i] == 0));
  count[40] = 41;
  sai_program_run(p, 0, 0, SAI_STRIPE, all.registers);
  cr_expect_gt(out[40], before[40], "one more");
  for (size_t i = 0; i < SAI_STRIPE; i++) cr_expect(i == 40 || out[i] == before[i], "run %zu", i);
  sai_program_run(p, 0, 1, SAI_STRIPE, all.registers);
  cr_expect_neq(out[41], before[41], "another stripe");
  sai_program_run_point(p, 0, 2, all.registers);
  cr_expect(out[0] == 0 && out[1] == 4);
  finish(all);
}

/* A point calculation draws nothing: distributions are at their mean, counts are real numbers. */
Test(program, point_calculation) {
  sai_program *p = sai_program_create(3);
  sai_column x = worked(p);
  sai_program_keep(p, x);
  player all = sealed(p, true);
  sai_program_run_point(p, 0, 1, all.registers);
  double is = sai_registers_column(all.registers, x)[0], expected = 40 * exp(12 + 0.045);
  cr_expect_lt(fabs(is / expected - 1), 1e-14, "%.17g, not %.17g", is, expected);
  finish(all);
}
