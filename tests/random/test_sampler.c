/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws against the distribution functions, which test_dist.c holds against mpmath. */
#include "random/dist.h"
#include "random/law.h"
#include "random/nested.h"
#include "random/pcg64.h"
#include "random/random_dist.h"
#include "support/budget.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

SAI_STATISTICAL_CHECKS(60);

static const double outcome[] = {0, 1, 3, 10}, chance[] = {0.1, 0.6, 0.2, 0.1};

static const sai_dist cases[] = {
    {SAI_BETA, {40, 960}},        {SAI_BETA, {20, 20}},
    {SAI_BETA, {5, 15}},          {SAI_BETA, {2, 100000}},
    {SAI_BETA, {0.5, 0.5}},       {SAI_BETA, {0.05, 5}},
    {SAI_BETA, {0.05, 0.25}},     {SAI_BETA, {0.25, 0.1}},
    {SAI_BETA, {0.1, 1e6}},       {SAI_BETA, {1e7, 0.5}},
    {SAI_BETA, {1e7, 1e7}},       {SAI_BETA, {1, 1}},
    {SAI_BETA, {0.14, 3}},        {SAI_BETA, {250, 1.5}},
    {SAI_PERT, {300, 400, 500}},  {SAI_PERT, {0.01, 0.01, 0.07}},
    {SAI_PERT, {-5, 7, 7}},       {SAI_TRIANGULAR, {8000, 10000, 20000}},
    {SAI_TRIANGULAR, {0, 0, 1}},  {SAI_TRIANGULAR, {-2, 1, 1}},
    {SAI_UNIFORM, {2, 3}},        {SAI_UNIFORM, {1e9, 1e9 + 1}},
    {SAI_NORMAL, {0, 1}},         {SAI_NORMAL, {1e6, 1e-3}},
    {SAI_LOGNORMAL, {12.2, 0.3}}, {SAI_LOGNORMAL, {2, 3}},
    {SAI_LOGNORMAL, {50, 0.001}}, {SAI_UNIFORM, {-1930.8, -225.3}},
    {SAI_EXPONENTIAL, {7}},       {SAI_GAMMA, {0.05, 3}},
    {SAI_GAMMA, {0.5, 1}},        {SAI_GAMMA, {1, 2}},
    {SAI_GAMMA, {7.5, 1000}},     {SAI_GAMMA, {1e6, 1}},
    {SAI_WEIBULL, {0.1, 2}},      {SAI_WEIBULL, {0.8, 30}},
    {SAI_WEIBULL, {3, 1e-9}},     {SAI_WEIBULL, {1e5, 5}},
    {SAI_CONSTANT, {5}},          {SAI_DISCRETE, {0}, 4, outcome, chance},
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

/* The contract: F near u, or u between F at the doubles next to x. F is looked at through a law, which is
 * made once.
 */
static bool holds(const sai_law *law, double u, double x) {
  if (!isfinite(x)) return false;
  sai_tails at = sai_law_tails(law, x);
  double slack = 1 + 1e-15, error = (double)(u <= 0.5 ? at.lower - u : (1 - (long double)u) - at.upper);
  if (fabs(error) <= 1e-10 && fabs(error) <= 1e-6 * fmin(u, 1 - u)) return true;
  double before = nextafter(x, -INFINITY), after = nextafter(x, INFINITY);
  return sai_law_tails(law, before).lower <= u * slack && sai_law_tails(law, after).upper <= (1 - u) * slack;
}

static size_t misses(const sai_dist *d) {
  size_t wrong = 0;
  sai_law law;
  sai_law_make(d, &law);
  double low = sai_law_lower(&law), high = sai_law_upper(&law);
  for (size_t i = 0; i < POINTS; i++)
    wrong += draws[i] < low || draws[i] > high || !holds(&law, points[i], draws[i]);
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

static void check_case(const sai_dist *d, size_t c) {
  draw(d, points, POINTS, draws);
  cr_assert_eq(misses(d), 0, "case %zu: %g, %g, %g", c, d->p[0], d->p[1], d->p[2]);
  for (size_t i = 1; i < POINTS; i++)
    cr_assert_leq(draws[i - 1], draws[i], "case %zu at u = %a", c, points[i]);
}

Test(sampler, every_draw_keeps_the_bounds_and_the_order) {
  make_points();
  for (size_t c = 0; c < CASES; c++) {
    check_case(&cases[c], c);
  }
  for (size_t c = 0; c < NESTED; c++) check_case(&nested[c].d, 1000 + c);
}

/* Between the atom and the rest lies a gap of over a hundred orders of magnitude. */
Test(sampler, an_atom_far_from_all_else_keeps_the_bounds) {
  static const double weight[] = {255.0 / 256, 1.0 / 256};
  static const sai_dist part[] = {{SAI_GAMMA, {35, 4}}, {SAI_CONSTANT, {3.8e117}}};
  const sai_dist d = {.family = SAI_MIXTURE, .n = 2, .weight = weight, .part = part};
  make_points();
  check_case(&d, 0);
}

/* Between the draws of the wide part and those of the narrow one derivatives lead across the latter. */
Test(sampler, a_part_that_is_far_narrower_than_another_keeps_the_bounds) {
  static const double widths[] = {1e9, 3e9, 1e10, 1e13};
  make_points();
  for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
    for (size_t k = 0; k < 2; k++) {
      const sai_dist part[] = {{SAI_NORMAL, {k ? -3 : 0, 1}}, {SAI_NORMAL, {0, widths[i]}}};
      check_case(&(sai_dist){.family = SAI_MIXTURE, .n = 2, .weight = halves, .part = part}, 10 * i + k);
    }
}

Test(sampler, the_bounds_can_fail) {
  make_points();
  sai_dist d = cases[0], swapped = {SAI_BETA, {960, 40}};
  draw(&d, points, POINTS, draws);
  cr_assert_gt(misses(&swapped), POINTS / 2, "swapped parameters");
  for (size_t i = 0; i < POINTS; i++) draws[i] *= 1 + 1e-9;
  cr_assert_gt(misses(&d), POINTS / 10, "draws too large by 1e-9");
  draw(&nested[0].d, points, POINTS, draws);
  sai_dist other = nested[0].d;
  other.n--;
  cr_assert_gt(misses(&other), POINTS / 2, "one term less");
  const sai_dist *mixed = two_normals;
  draw(mixed, points, POINTS, draws);
  const double shares[] = {0.7500000005, 0.2499999995};
  sai_dist shifted = {.family = SAI_MIXTURE, .n = 2, .weight = shares, .part = normal_parts};
  cr_assert_gt(misses(&shifted), POINTS / 10, "shares that are off by 5e-10");
  sai_dist longer = {.family = SAI_TRUNCATED, .p = {8, 9 + 1e-8}, .n = 1, .part = standard};
  draw(&longer, points, POINTS, draws);
  cr_assert_gt(misses(nested_named("far_normal")), 0, "cut 1e-8 too far out");
}

/* Between u and the next uniform, over the places where cells, octaves and pieces meet. */
Test(sampler, draws_of_neighbouring_uniforms_keep_their_order) {
  for (size_t c = 0; c < CASES + NESTED; c++) {
    const sai_dist *d = c < CASES ? &cases[c] : &nested[c - CASES].d;
    size_t n = 0;
    for (int octave = 1; octave < 12; octave++)
      for (int cell = 0; cell < 32; cell++)
        for (int step = -4; step < 4; step++) {
          double near = ldexp(1 + cell / 32.0, -octave - 1) + (2 * step + 1) * 0x1p-53;
          points[n++] = near;
          points[n++] = 1 - near;
        }
    for (size_t i = 0; i < 2000; i++) points[n++] = 0.25 + (2 * (double)i - 1999) * 0x1p-53;
    for (size_t i = 0; i < 2000; i++) points[n++] = 0.75 + (2 * (double)i - 1999) * 0x1p-53;
    cr_assert_leq(n, POINTS);
    qsort(points, n, sizeof *points, ascending);
    draw(d, points, n, draws);
    for (size_t i = 1; i < n; i++) cr_assert_leq(draws[i - 1], draws[i], "case %zu at u = %a", c, points[i]);
  }
}

/* Atoms beside a density: exact where a value begins and where it ends. */
Test(sampler, atoms_of_mixtures_are_exact) {
  const sai_dist *d = nested_named("maybe_gamma");
  double u[] = {0x1p-53, 0.2, 0.25, nextafter(0.25, 1), 0.25 + 0x1p-40}, x[5];
  draw(d, u, 5, x);
  for (int i = 0; i < 3; i++) cr_assert_eq(x[i], 0);
  cr_assert_gt(x[3], 0);
  cr_assert_gt(x[4], x[3]);
  const sai_dist parts[] = {{SAI_CONSTANT, {10}}, {SAI_UNIFORM, {0, 1}}};
  const sai_dist top = {.family = SAI_MIXTURE, .n = 2, .weight = quarter, .part = parts};
  double v[] = {nextafter(0.75, 0), 0.75, nextafter(0.75, 1), 1 - 0x1p-53};
  draw(&top, v, 4, x);
  cr_assert_lt(x[0], 1);
  cr_assert_eq(x[1], 1, "the smallest value that reaches u: %a", x[1]);
  cr_assert_eq(x[2], 10);
  cr_assert_eq(x[3], 10);
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
  for (size_t c = 0; c < CASES + NESTED; c++) {
    sai_arena arena = {0};
    const sai_sampler *s;
    double one[1000];
    cr_assert_eq(sai_sampler_create(c < CASES ? &cases[c] : &nested[c - CASES].d, &arena, &s, NULL), SAI_OK);
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
  sai_law law;
  sai_law_make(d, &law);
  qsort(x, n, sizeof *x, ascending);
  for (size_t i = 0; i < n; i++) {
    double f = (double)sai_law_tails(&law, x[i]).lower;
    worst = fmax(worst, fmax(f - (double)i / (double)n, ((double)i + 1) / (double)n - f));
  }
  return worst;
}

Test(sampler, random_draws_follow_their_distribution) {
  sai_pcg64 g;
  sai_pcg64_seed(&g, 3, 3);
  double limit = budget_kolmogorov(POINTS);
  for (size_t c = 0; c < CASES - 2 + NESTED; c++) {
    const sai_dist *d = c < CASES - 2 ? &cases[c] : &nested[c - CASES + 2].d;
    if (d == nested_named("maybe_gamma")) continue; /* an atom of 25% is no step of 1/n */
    sai_pcg64_fill(&g, points, POINTS);
    draw(d, points, POINTS, draws);
    cr_assert_lt(kolmogorov(d, draws, POINTS), limit, "case %zu", c);
  }
  sai_dist d = cases[0], shifted = {SAI_BETA, {42, 958}};
  draw(&d, points, POINTS, draws);
  cr_assert_gt(kolmogorov(&shifted, draws, POINTS), limit, "a mean that is 5%% off");
}

/* Poisson counts against sums of probabilities, and how many values a table holds. */
Test(sampler, poisson_draws_are_the_smallest_counts_that_reach_u) {
  static const double means[] = {1e-9, 0.3, 4, 170, 1e6};
  make_points();
  for (size_t m = 0; m < sizeof means / sizeof *means; m++) {
    sai_dist d = {SAI_POISSON, {means[m]}};
    draw(&d, points, POINTS, draws);
    for (size_t i = 0; i<POINTS; i += means[m]> 1e5 ? 512 : 8)
      cr_assert_eq(draws[i], sai_dist_quantile(&d, points[i]), "mean %g at u = %a", means[m], points[i]);
  }
}

Test(sampler, a_preview_is_good_to_three_digits) {
  make_points();
  for (size_t c = 0; c < CASES + NESTED; c++) {
    const sai_dist *d = c < CASES ? &cases[c] : &nested[c - CASES].d;
    sai_arena arena = {0};
    const sai_sampler *s;
    cr_assert_eq(sai_sampler_create_preview(d, &arena, &s, NULL), SAI_OK);
    sai_sampler_fill(s, points, POINTS, draws);
    for (size_t i = 0; i < POINTS; i += 7) {
      double low = sai_dist_cdf(d, nextafter(draws[i], -INFINITY)), high = sai_dist_cdf(d, draws[i]);
      cr_assert(low <= points[i] + 1e-3 && high >= points[i] - 1e-3, "case %zu at u = %g", c, points[i]);
      if (i) cr_assert_leq(draws[i - 1], draws[i]);
    }
    sai_arena_free(&arena);
  }
}

/* What random distributions once found: a count whose F rounds to u, a part of four doubles, a row that ends
   beside a bound far below its values. */
Test(sampler, narrow_places) {
  sai_dist count = {SAI_POISSON, {35.330711630749242}};
  double u = 1 - 0x1p-52, x;
  draw(&count, &u, 1, &x);
  cr_assert_eq(x, sai_dist_quantile(&count, u));
  const sai_dist parts[] = {{SAI_PERT, {5, 5 + 0x1p-49, 5 + 0x1p-48}}, {SAI_UNIFORM, {100, 200}}};
  const sai_dist tiny[] = {{SAI_UNIFORM, {6.6831784578e-77, 6.6831791153e-77}}, {SAI_NORMAL, {1, 2}}};
  const double rare[] = {0.9996, 0.0004};
  const sai_dist mixtures[] = {{.family = SAI_MIXTURE, .n = 2, .weight = quarter, .part = parts},
                               {.family = SAI_MIXTURE, .n = 2, .weight = rare, .part = tiny}};
  make_points();
  for (size_t i = 0; i < 2; i++) check_case(&mixtures[i], i);
}

/* Uniforms by even steps of the exponent, pairs of neighbours, and any. */
static size_t make_few_points(dist_maker *m) {
  size_t n = 0;
  for (int i = 0; i < 40; i++) {
    double v = ldexp(rint(ldexp(exp2(-53 + 52 * maker_uniform(m)), 53)), -53), any = maker_uniform(m);
    double few[] = {v, 1 - v, any, fmin(any + 0x1p-52, 1 - 0x1p-53)};
    for (int k = 0; k < 4; k++) points[n++] = few[k];
  }
  qsort(points, n, sizeof *points, ascending);
  return n;
}

/* Whatever sai_dist_check() lets through can be drawn from, within the bounds and in order. */
Test(sampler, random_distributions_keep_the_bounds) {
  static dist_maker m;
  static char text[20000];
  int accepted = 0;
  for (uint64_t seed = 0; seed < 600; seed++) {
    sai_pcg64_seed(&m.g, 77, seed);
    sai_dist d = maker_next(&m);
    if (sai_dist_check(&d, NULL)) continue;
    accepted++;
    text[0] = 0;
    maker_describe(&d, text, sizeof text);
    sai_law law;
    sai_law_make(&d, &law);
    double low = sai_law_lower(&law), high = sai_law_upper(&law);
    size_t n = make_few_points(&m);
    draw(&d, points, n, draws);
    for (size_t i = 0; i < n; i++) {
      cr_assert(draws[i] >= low && draws[i] <= high && holds(&law, points[i], draws[i]),
                "seed %llu at u = %a: %s", (unsigned long long)seed, points[i], text);
      if (i)
        cr_assert_leq(draws[i - 1], draws[i], "seed %llu at u = %a: %s", (unsigned long long)seed, points[i],
                      text);
    }
  }
  cr_assert_gt(accepted, 500);
}
