/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws against the distribution functions, which test_dist.c holds against mpmath. */
#include "random/dist.h"
#include "random/pcg64.h"
#include "support/budget.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

SAI_STATISTICAL_CHECKS(30);

static const double outcome[] = {0, 1, 3, 10}, chance[] = {0.1, 0.6, 0.2, 0.1};

static const sai_dist cases[] = {
    {SAI_BETA, {40, 960}},          {SAI_BETA, {20, 20}},         {SAI_BETA, {5, 15}},
    {SAI_BETA, {2, 100000}},        {SAI_BETA, {0.5, 0.5}},       {SAI_BETA, {0.05, 5}},
    {SAI_BETA, {0.05, 0.25}},       {SAI_BETA, {0.25, 0.1}},      {SAI_BETA, {0.1, 1e6}},
    {SAI_BETA, {1e7, 0.5}},         {SAI_BETA, {1e7, 1e7}},       {SAI_BETA, {1, 1}},
    {SAI_BETA, {0.14, 3}},          {SAI_BETA, {250, 1.5}},       {SAI_PERT, {300, 400, 500}},
    {SAI_PERT, {0.01, 0.01, 0.07}}, {SAI_PERT, {-5, 7, 7}},       {SAI_TRIANGULAR, {8000, 10000, 20000}},
    {SAI_TRIANGULAR, {0, 0, 1}},    {SAI_TRIANGULAR, {-2, 1, 1}}, {SAI_UNIFORM, {2, 3}},
    {SAI_UNIFORM, {1e9, 1e9 + 1}},  {SAI_NORMAL, {0, 1}},         {SAI_NORMAL, {1e6, 1e-3}},
    {SAI_LOGNORMAL, {12.2, 0.3}},   {SAI_LOGNORMAL, {2, 3}},      {SAI_LOGNORMAL, {50, 0.001}},
    {SAI_EXPONENTIAL, {7}},         {SAI_CONSTANT, {5}},          {SAI_DISCRETE, {0}, 4, outcome, chance},
};
enum { CASES = sizeof cases / sizeof *cases, POINTS = 10240 };

static double points[POINTS], draws[POINTS];

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Tails by even steps of the exponent; the knots of the tables with their neighbours among the uniforms (odd
   multiples of 2^-53); the rest random. Sorted. */
static void make_points(void) {
  sai_pcg64 g;
  sai_pcg64_seed(&g, 11, 11);
  sai_pcg64_fill(&g, points, POINTS);
  size_t n = 0;
  for (int i = 0; i < 1500; i++) {
    double v = exp2(-53 + 52.0 * i / 1500);
    points[n++] = v;
    points[n++] = 1 - v;
  }
  for (int octave = 1; octave < 50; octave++)
    for (int cell = 0; cell < 8; cell++) {
      double knot = ldexp(1 + cell / 8.0, -octave - 1);
      for (int side = -1; side <= 1; side += 2) {
        points[n++] = fmax(0x1p-53, knot + side * 0x1p-53);
        points[n++] = 1 - fmax(0x1p-53, knot + side * 0x1p-53);
      }
    }
  points[n++] = 0.5;
  cr_assert_lt(n, POINTS);
  qsort(points, POINTS, sizeof *points, ascending);
}

/* The contract: F near u, or u between F at the doubles next to x. */
static bool holds(const sai_dist *d, double u, double x) {
  if (!isfinite(x) || x < sai_dist_lower(d) || x > sai_dist_upper(d)) return false;
  double before = nextafter(x, -INFINITY), after = nextafter(x, INFINITY);
  double slack = 1 + 1e-15, error = u <= 0.5 ? sai_dist_cdf(d, x) - u : (1 - u) - sai_dist_survival(d, x);
  if (fabs(error) <= 1e-10 && fabs(error) <= 1e-6 * fmin(u, 1 - u)) return true;
  return sai_dist_cdf(d, before) <= u * slack && sai_dist_survival(d, after) <= (1 - u) * slack;
}

static size_t misses(const sai_dist *d) {
  size_t wrong = 0;
  for (size_t i = 0; i < POINTS; i++) wrong += !holds(d, points[i], draws[i]);
  return wrong;
}

static void draw(const sai_dist *d, const double *u, size_t n, double *x) {
  sai_arena arena = {0};
  sai_error err = {0};
  const sai_sampler *s;
  cr_assert_eq(sai_dist_check(d, &err), SAI_OK, "%s", err.text);
  cr_assert_eq(sai_sampler_create(d, &arena, &s, &err), SAI_OK, "%s", err.text);
  sai_sampler_fill(s, u, n, x);
  sai_arena_free(&arena);
}

Test(sampler, every_draw_keeps_the_bounds_and_the_order) {
  make_points();
  for (size_t c = 0; c < CASES; c++) {
    const sai_dist *d = &cases[c];
    draw(d, points, POINTS, draws);
    if (d->family == SAI_DISCRETE || d->family == SAI_CONSTANT) continue;
    cr_assert_eq(misses(d), 0, "case %zu, beta or other %g, %g, %g", c, d->p[0], d->p[1], d->p[2]);
    for (size_t i = 1; i < POINTS; i++)
      cr_assert_leq(draws[i - 1], draws[i], "case %zu at u = %a", c, points[i]);
  }
}

Test(sampler, the_bounds_can_fail) {
  make_points();
  sai_dist d = cases[0], swapped = {SAI_BETA, {960, 40}};
  draw(&d, points, POINTS, draws);
  cr_assert_gt(misses(&swapped), POINTS / 2, "swapped parameters");
  for (size_t i = 0; i < POINTS; i++) draws[i] *= 1 + 1e-9;
  cr_assert_gt(misses(&d), POINTS / 10, "draws too large by 1e-9");
}

Test(sampler, discrete_draws_are_the_smallest_values_that_reach_u) {
  const sai_dist *d = &cases[CASES - 1];
  make_points();
  draw(d, points, POINTS, draws);
  for (size_t i = 0; i < POINTS; i++)
    cr_assert_eq(draws[i], sai_dist_quantile(d, points[i]), "u = %a", points[i]);
  static double value[SAI_DISCRETE_MAX], weight[SAI_DISCRETE_MAX];
  double sum = 0;
  for (int i = 0; i < SAI_DISCRETE_MAX; i++) sum += weight[i] = 1.0 / (1 + (double)i * i);
  for (int i = 0; i < SAI_DISCRETE_MAX; i++) value[i] = i, weight[i] /= sum;
  sai_dist many = {.family = SAI_DISCRETE, .n = SAI_DISCRETE_MAX, .value = value, .weight = weight};
  draw(&many, points, POINTS, draws);
  for (size_t i = 0; i < POINTS; i += 16)
    cr_assert_eq(draws[i], sai_dist_quantile(&many, points[i]), "u = %a", points[i]);
}

/* Every draw stands alone: any portion, in place, gives the same bits. */
Test(sampler, portions_do_not_matter) {
  make_points();
  for (size_t c = 0; c < CASES; c++) {
    sai_arena arena = {0};
    const sai_sampler *s;
    double one[1000];
    cr_assert_eq(sai_sampler_create(&cases[c], &arena, &s, NULL), SAI_OK);
    sai_sampler_fill(s, points + 4000, 1000, draws);
    memcpy(one, points + 4000, sizeof one);
    for (size_t at = 0, n = 0; at < 1000; at += n, n = (n + 1) % 29)
      sai_sampler_fill(s, one + at, at + n > 1000 ? 1000 - at : n, one + at);
    cr_assert_arr_eq(one, draws, sizeof one, "case %zu", c);
    sai_arena_free(&arena);
  }
}

static double kolmogorov(const sai_dist *d, double *x, size_t n) {
  double worst = 0;
  qsort(x, n, sizeof *x, ascending);
  for (size_t i = 0; i < n; i++) {
    double f = sai_dist_cdf(d, x[i]);
    worst = fmax(worst, fmax(f - (double)i / (double)n, ((double)i + 1) / (double)n - f));
  }
  return worst;
}

Test(sampler, random_draws_follow_their_distribution) {
  sai_pcg64 g;
  sai_pcg64_seed(&g, 3, 3);
  double limit = budget_kolmogorov(POINTS);
  for (size_t c = 0; c < CASES - 2; c++) {
    sai_pcg64_fill(&g, points, POINTS);
    draw(&cases[c], points, POINTS, draws);
    cr_assert_lt(kolmogorov(&cases[c], draws, POINTS), limit, "case %zu", c);
  }
  sai_dist d = cases[0], shifted = {SAI_BETA, {42, 958}};
  draw(&d, points, POINTS, draws);
  cr_assert_gt(kolmogorov(&shifted, draws, POINTS), limit, "a mean that is 5%% off");
}

/* Whatever sai_dist_check() lets through has a table. */
Test(sampler, all_accepted_betas_can_be_built) {
  sai_pcg64 g;
  sai_pcg64_seed(&g, 5, 5);
  int built = 0;
  for (int i = 0; i < 400; i++) {
    double u[2];
    sai_pcg64_fill(&g, u, 2);
    sai_dist d = {.family = SAI_BETA};
    for (int k = 0; k < 2; k++) d.p[k] = i < 200 ? 0.05 * pow(1e7 / 0.05, u[k]) : 0.05 * pow(40, u[k]);
    if (sai_dist_check(&d, NULL)) continue;
    sai_arena arena = {0};
    sai_error err = {0};
    const sai_sampler *s;
    cr_assert_eq(sai_sampler_create(&d, &arena, &s, &err), SAI_OK, "beta(%g, %g): %s", d.p[0], d.p[1],
                 err.text);
    sai_arena_free(&arena);
    built++;
  }
  cr_assert_gt(built, 200);
}
