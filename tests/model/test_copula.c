/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Correlated inputs as they are drawn: the probability that both are below their medians, the rank
   correlation they have, and that nothing else moves. */
#include "base/text.h"
#include "model/plan.h"
#include "random/copula.h"
#include "scenario/support.h"
#include "support/budget.h"
#include "support/sanitized.h"

#include <math.h>
#include <stdlib.h>

/* 2 checks of each of 3 correlations, and the twins. */
SAI_STATISTICAL_CHECKS(12);

enum { STRIPES = SAI_SANITIZED ? 16 : 1000, N = STRIPES * SAI_STRIPE, N_RANKS = N < 200000 ? N : 200000 };

static double drawn[4][N];

/* The draws of inputs in every run. */
static void draw(const char *text, const char *const *names, size_t n) {
  sai_scenario *s = read_text(text);
  sai_program *p = sai_program_create(1);
  sai_column columns[4];
  sai_error err;
  for (size_t i = 0; i < n; i++) {
    char path[40];
    snprintf(path, sizeof path, "inputs.%s", names[i]);
    columns[i] = sai_plan_quantity(s, p, quantity_at(s, path));
    sai_program_keep(p, columns[i]);
  }
  cr_assert_eq(sai_program_seal(p, SAI_SEAL_RUNS, &err), SAI_OK, "%s", err.text);
  sai_registers *registers = sai_registers_create(p);
  for (uint64_t stripe = 0; stripe < STRIPES; stripe++) {
    sai_program_run(p, 0, stripe, SAI_STRIPE, registers);
    for (size_t i = 0; i < n; i++)
      memcpy(drawn[i] + stripe * SAI_STRIPE, sai_registers_column(registers, columns[i]),
             SAI_STRIPE * sizeof(double));
  }
  sai_registers_free(registers);
  sai_program_free(p);
  sai_scenario_free(s);
}

#define INPUTS                                                                                               \
  "inputs:\n  a: beta(2, 5)\n  b: lognormal(meanlog=1, sdlog=0.5)\n  c: uniform(0, 1)\n  d: 1 to 2\n"

static void draw_pair(double rank) {
  static const char *const names[] = {"a", "b"};
  char text[600];
  snprintf(text, sizeof text, "%scorrelation:\n  a and b: %.4f\n%s", HEAD INPUTS, rank, FUNNEL OFFERS);
  draw(text, names, 2);
}

/* Both below their medians with probability asin(r) / (2 pi) + 1/4 (W. F. Sheppard 1899). */
static bool orthant_agrees(double rank) {
  const sai_dist a = {.family = SAI_BETA, .p = {2, 5}}, b = {.family = SAI_LOGNORMAL, .p = {1, 0.5}};
  double median_a = sai_dist_quantile(&a, 0.5), median_b = sai_dist_quantile(&b, 0.5);
  size_t both = 0;
  for (size_t i = 0; i < N; i++) both += drawn[0][i] <= median_a && drawn[1][i] <= median_b;
  return budget_binomial_ok(both, N, asin(sai_copula_normal(rank)) / (2 * acos(-1.0)) + 0.25);
}

/* Spearman's correlation is 12 E[(U - 1/2)(V - 1/2)] of the ranks U, V in the distributions themselves; the
   mean of bounded products is normal. */
static bool rank_agrees(double rank) {
  const sai_dist a = {.family = SAI_BETA, .p = {2, 5}}, b = {.family = SAI_LOGNORMAL, .p = {1, 0.5}};
  double sum = 0, squares = 0;
  for (size_t i = 0; i < N_RANKS; i++) {
    double product = 12 * (sai_dist_cdf(&a, drawn[0][i]) - 0.5) * (sai_dist_cdf(&b, drawn[1][i]) - 0.5);
    sum += product;
    squares += product * product;
  }
  double mean = sum / N_RANKS, error = sqrt((squares / N_RANKS - mean * mean) / N_RANKS);
  return fabs(mean - rank) <= budget_z() * error;
}

Test(copula, ranks_are_correlated_as_asked) {
  const double ranks[] = {0.5, -0.8, 0.1};
  for (size_t i = 0; i < 3; i++) {
    draw_pair(ranks[i]);
    cr_expect(orthant_agrees(ranks[i]), "%g", ranks[i]);
    cr_expect(rank_agrees(ranks[i]), "%g", ranks[i]);
  }
}

/* The rank correlation taken for the normal one: 0.5 becomes 0.4826. */
Test(copula, a_missing_transform_is_noticed) {
  draw_pair(sai_copula_rank(0.5));
  bool orthant = orthant_agrees(0.5), rank = rank_agrees(0.5);
  if (SAI_SANITIZED) return; /* so few runs cannot tell */
  cr_expect(!orthant && !rank);
}

/* ---- what moves, and what stays ---- */

static double before[4][N];

static bool same(size_t i, size_t j) {
  return memcmp(before[i], drawn[j], sizeof before[i]) == 0;
}

Test(copula, uncorrelated_inputs_and_the_first_of_a_group_stay_bit_for_bit) {
  static const char *const names[] = {"a", "b", "c", "d"};
  draw(HEAD INPUTS FUNNEL OFFERS, names, 4);
  memcpy(before, drawn, sizeof before);
  draw(HEAD INPUTS "correlation:\n  c and b: 0.5\n" FUNNEL OFFERS, names, 4);
  cr_expect(same(0, 0) && same(3, 3), "inputs that are in no pair");
  cr_expect(same(1, 1), "the first by name");
  cr_expect(!same(2, 2), "the other one has to move");
  memcpy(before, drawn, sizeof before);
  draw(HEAD
       "inputs:\n  x: 5 to 6\n  d: 1 to 2\n  c: uniform(0, 1)\n  b: lognormal(meanlog=1, sdlog=0.5)\n"
       "  a: beta(2, 5)\n  y: normal(0, 1)\ncorrelation:\n  b and c: 0.5\n  x and y: 0.9\n" FUNNEL OFFERS,
       names, 4);
  cr_expect(same(0, 0) && same(1, 1) && same(2, 2) && same(3, 3),
            "the order in the file, further inputs and further groups");
}

Test(copula, what_is_made_of_an_input_follows_it) {
  static const char *const names[] = {"b", "e"};
  draw(HEAD INPUTS "  e: 2 * b\ncorrelation:\n  a and b: 0.7\n" FUNNEL OFFERS, names, 2);
  for (size_t i = 0; i < N; i++) cr_assert(drawn[1][i] == 2 * drawn[0][i]);
}
