/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Correlations of ranks: the transform, what can hold together, the nearest that can, and what is reached
   where values repeat, against closed forms. */
#include "random/copula.h"

#include <criterion/criterion.h>
#include <math.h>

Test(copula, transform_and_back) {
  for (int i = -100; i <= 100; i++) {
    double rank = i / 100.0, r = sai_copula_normal(rank);
    cr_expect_lt(fabs(sai_copula_rank(r) - rank), 1e-15);
    cr_expect_lt(fabs(r - 2 * sin(acos(-1.0) * rank / 6)), 1e-15);
  }
  cr_expect(sai_copula_normal(1) <= 1 + 1e-15 && sai_copula_normal(0) == 0);
}

static bool is_possible(const double *rank, size_t n) {
  bool possible = false;
  cr_assert_eq(sai_copula_factor(rank, n, &possible, NULL, NULL), SAI_OK);
  return possible;
}

/* Three equal correlations r hold together if r > -1/2, as normal ones. */
Test(copula, definiteness_is_that_of_the_normal_correlations) {
  for (int i = -70; i < 100; i++) {
    double p = i / 100.0, rank[9] = {1, p, p, p, 1, p, p, p, 1};
    cr_expect_eq(is_possible(rank, 3), sai_copula_normal(p) > -0.5, "%g", p);
  }
  /* -0.49 as ranks is -0.508 as normal correlations: definite before the transform, not after it. */
  double p = -0.49, rank[9] = {1, p, p, p, 1, p, p, p, 1};
  cr_expect(1 + 2 * p > 0 && !is_possible(rank, 3));
}

/* The example of Higham (2002), sections 1 and 4: 1, 1, 0 between three variables; the nearest correlation
   matrix has 0.7607 and 0.1573. */
Test(copula, nearest_is_that_of_higham) {
  const double rank[9] = {1, 1, 0, 1, 1, 1, 0, 1, 1};
  double nearest[9];
  cr_assert_eq(sai_copula_nearest(rank, 3, nearest, NULL), SAI_OK);
  cr_expect(is_possible(nearest, 3) && !is_possible(rank, 3));
  cr_expect_lt(fabs(sai_copula_normal(nearest[1]) - 0.7607), 0.012, "%g", sai_copula_normal(nearest[1]));
  cr_expect_lt(fabs(sai_copula_normal(nearest[2]) - 0.1573), 0.012, "%g", sai_copula_normal(nearest[2]));
  cr_expect(nearest[1] == nearest[5] && nearest[1] == nearest[3] && nearest[0] == 1);
  /* What can hold together is its own nearest. */
  const double fine[9] = {1, 0.5, 0, 0.5, 1, 0.25, 0, 0.25, 1};
  cr_assert_eq(sai_copula_nearest(fine, 3, nearest, NULL), SAI_OK);
  for (size_t i = 0; i < 9; i++) cr_expect_eq(nearest[i], fine[i]);
}

Test(copula, continuous_distributions_reach_what_is_asked) {
  const sai_dist a = {.family = SAI_BETA, .p = {2, 5}}, b = {.family = SAI_LOGNORMAL, .p = {0, 1}};
  cr_expect_eq(sai_copula_reached(&a, &b, 0.37), 0.37);
}

static sai_dist coin(const double value[2], const double weight[2]) {
  return (sai_dist){.family = SAI_DISCRETE, .n = 2, .value = value, .weight = weight};
}

/* Two fair coins: asin(r) 2/pi, by Sheppard's formula; a fair coin and a continuous one: 2 sqrt(3)/pi asin(r
   / sqrt(2)). */
Test(copula, what_coins_reach) {
  const double value[2] = {0, 1}, half[2] = {0.5, 0.5}, pi = acos(-1.0);
  const sai_dist a = coin(value, half), u = {.family = SAI_UNIFORM, .p = {0, 1}};
  for (int i = -9; i <= 9; i++) {
    double rank = i / 10.0, r = sai_copula_normal(rank);
    cr_expect_lt(fabs(sai_copula_reached(&a, &a, rank) - 2 / pi * asin(r)), 1e-3, "%g", rank);
    cr_expect_lt(fabs(sai_copula_reached(&a, &u, rank) - 2 * sqrt(3) / pi * asin(r / sqrt(2))), 1e-3, "%g",
                 rank);
    cr_expect_lt(fabs(sai_copula_reached(&u, &a, rank) - sai_copula_reached(&a, &u, rank)), 1e-3, "%g", rank);
  }
}

/* Many values are as good as continuous, whatever they are. */
Test(copula, fine_steps_lose_nothing) {
  enum { N = 1000 };
  double value[N], weight[N];
  for (int i = 0; i < N; i++) {
    value[i] = i * (double)i;
    weight[i] = 1.0 / N;
  }
  const sai_dist d = {.family = SAI_DISCRETE, .n = N, .value = value, .weight = weight};
  for (int i = -9; i <= 9; i++)
    cr_expect_lt(fabs(sai_copula_reached(&d, &d, i / 10.0) - i / 10.0), 1e-3, "%d", i);
}
