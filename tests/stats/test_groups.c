/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors from the sixteen scramblings are true: over many seeds, 90% intervals of means, shares and quantiles
   whose exact values are known hold them in 90% or more. Functions of one to six quantities, smooth, with
   edges and kinks, with luck and without. */
#include "random/dist.h"
#include "random/sobol.h"
#include "stats/groups.h"
#include "stats/moments.h"
#include "support/budget.h"
#include "support/sanitized.h"

#include <criterion/criterion.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* 7 functions, 2 numbers of stripes, 14 figures each; and those of faults. */
SAI_STATISTICAL_CHECKS(300);

enum { GROUPS = SAI_SOBOL_SCRAMBLINGS, DIMENSIONS = 6, SEEDS = SAI_SANITIZED ? 60 : 400 };
enum { QUANTILES = 9, SHARES = 4, FIGURES = QUANTILES + SHARES + 1 };

static const double levels[QUANTILES] = {0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99};

/* What is played: of quantities z, normal scores of the points, and luck, normal too. */
typedef struct game {
  const char *name;
  double (*value)(const double *u, const double *z, double luck);
  double (*cdf)(double x);
  unsigned used; /* dimensions, as bits */
  double mean;
  double edges[SHARES]; /* of which the shares of runs up to them are figures */
} game;

static double first(const double *u, const double *z, double luck) {
  (void)z, (void)luck;
  return u[0];
}

static double uniform_cdf(double x) {
  return fmin(fmax(x, 0), 1);
}

static double pair(const double *u, const double *z, double luck) {
  (void)z, (void)luck;
  return u[1] + u[4];
}

static double triangle_cdf(double x) {
  return x < 1 ? x * x / 2 : 1 - (2 - x) * (2 - x) / 2;
}

static double six(const double *u, const double *z, double luck) {
  (void)u, (void)luck;
  return z[0] + z[1] + z[2] + z[3] + z[4] + z[5];
}

static double six_cdf(double x) {
  return gsl_cdf_gaussian_P(x, sqrt(6));
}

static double skewed(const double *u, const double *z, double luck) {
  (void)u, (void)luck;
  return exp(0.7 * (z[0] + z[2] - z[5]));
}

static double skewed_cdf(double x) {
  return gsl_cdf_lognormal_P(x, 0, 0.7 * sqrt(3));
}

static double largest(const double *u, const double *z, double luck) {
  (void)z, (void)luck;
  return fmax(fmax(u[0], u[1]), fmax(u[2], u[3]));
}

static double largest_cdf(double x) {
  return pow(uniform_cdf(x), 4);
}

static double lucky(const double *u, const double *z, double luck) {
  (void)u;
  return z[0] + z[3] + luck;
}

static double lucky_cdf(double x) {
  return gsl_cdf_gaussian_P(x, sqrt(3));
}

/* Whole numbers: how many of four quantities are below 0.3. */
static double steps(const double *u, const double *z, double luck) {
  (void)z, (void)luck;
  return (u[0] < 0.3) + (u[1] < 0.3) + (u[2] < 0.3) + (u[3] < 0.3);
}

static double steps_cdf(double x) {
  return x < 0 ? 0 : x >= 4 ? 1 : gsl_cdf_binomial_P((unsigned)x, 0.3, 4);
}

static const game games[] = {
    {"one", first, uniform_cdf, 1, 0.5, {4e-5, 0.003, 0.3, 0.9}},
    {"pair", pair, triangle_cdf, 0x12, 1, {0.015, 0.1, 0.77, 1.5}},
    {"six", six, six_cdf, 0x3f, 0, {-9, -5, -1, 2}},
    {"skewed", skewed, skewed_cdf, 0x25, 2.0855216, {0.01, 0.05, 1, 20}},
    {"largest", largest, largest_cdf, 0xf, 0.8, {0.1, 0.3, 0.8, 0.95}},
    {"lucky", lucky, lucky_cdf, 9, 0, {-6, -3, 0.1, 2}},
    {"steps", steps, steps_cdf, 0xf, 1.2, {0, 1, 2, 3}},
};
enum { GAMES = sizeof games / sizeof *games };

/* Intervals of a lower level; groups counted three times; quantiles of a level beside; shares without
   allowance for few hits. */
enum { FAULT_NONE, FAULT_LEVEL, FAULT_COPIES, FAULT_BESIDE, FAULT_BARE, FAULTS };

typedef struct sheet {
  size_t held[FAULTS][FIGURES];
  double width[FIGURES], plain[FIGURES]; /* of intervals, and of those of as many independent runs */
} sheet;

typedef struct table {
  double u[DIMENSIONS][SAI_STRIPE], z[DIMENSIONS][SAI_STRIPE], luck[SAI_STRIPE], x[SAI_STRIPE];
  sai_sobol points[DIMENSIONS];
  sai_quantiles *all, *groups[GROUPS];
  uint64_t runs[GROUPS], hits[SHARES][GROUPS];
  sai_moments moments[GROUPS], total;
} table;

static void deal(table *t, const game *g, uint64_t seed, uint64_t stripe) {
  const sai_stream luck = sai_stream_named(seed, "luck");
  for (size_t d = 0; d < DIMENSIONS; d++) {
    if (!(g->used >> d & 1)) continue;
    sai_sobol_fill(&t->points[d], stripe, 0, t->u[d], SAI_STRIPE);
    sai_normal_fill(t->u[d], SAI_STRIPE, t->z[d]);
  }
  sai_stream_fill(&luck, stripe, t->luck, SAI_STRIPE);
  sai_normal_fill(t->luck, SAI_STRIPE, t->luck);
  for (size_t i = 0; i < SAI_STRIPE; i++) {
    double u[DIMENSIONS], z[DIMENSIONS];
    for (size_t d = 0; d < DIMENSIONS; d++) u[d] = t->u[d][i], z[d] = t->z[d][i];
    t->x[i] = g->value(u, z, t->luck[i]);
  }
}

static void play(table *t, const game *g, uint64_t seed, uint64_t stripes) {
  static const char *const names[DIMENSIONS] = {"a", "b", "c", "d", "e", "f"};
  for (unsigned d = 0; d < DIMENSIONS; d++) {
    if (!(g->used >> d & 1)) continue;
    const sai_stream stream = sai_stream_named(seed, names[d]);
    sai_sobol_scramble(d, &stream, &t->points[d]);
  }
  sai_quantiles_clear(t->all);
  sai_moments_start(&t->total, (sai_scale){0, 1024});
  for (size_t r = 0; r < GROUPS; r++) {
    sai_quantiles_clear(t->groups[r]);
    sai_moments_start(&t->moments[r], (sai_scale){0, 1024});
    t->runs[r] = 0;
    for (size_t k = 0; k < SHARES; k++) t->hits[k][r] = 0;
  }
  for (uint64_t stripe = 0; stripe < stripes; stripe++) {
    const size_t r = stripe % GROUPS;
    deal(t, g, seed, stripe);
    t->runs[r] += SAI_STRIPE;
    sai_quantiles_update(t->groups[r], t->x, SAI_STRIPE);
    sai_moments_update(&t->moments[r], t->x, SAI_STRIPE);
    for (size_t i = 0; i < SAI_STRIPE; i++)
      for (size_t k = 0; k < SHARES; k++) t->hits[k][r] += t->x[i] <= g->edges[k];
  }
  for (size_t r = 0; r < GROUPS; r++) {
    sai_quantiles_merge(t->all, t->groups[r]);
    sai_moments_merge(&t->total, &t->moments[r]);
  }
}

static double level_of(int fault) {
  return fault == FAULT_LEVEL ? 0.7 : 0.9;
}

static bool mean_held(const table *t, const game *g, int fault, double *width) {
  double off[3 * GROUPS];
  uint64_t runs[3 * GROUPS];
  const double mean = sai_moments_mean(&t->total).value;
  for (size_t r = 0; r < 3 * GROUPS; r++) {
    off[r] = sai_moments_mean(&t->moments[r % GROUPS]).value - mean;
    runs[r] = t->runs[r % GROUPS];
  }
  const size_t seeming = fault == FAULT_COPIES ? 3 * GROUPS : GROUPS;
  const sai_group_error e = sai_groups_error(runs, off, seeming, sqrt(sai_moments_variance(&t->total)));
  *width = 2 * e.se * gsl_cdf_tdist_Qinv((1 - level_of(fault)) / 2, e.freedom);
  return fabs(mean - g->mean) <= *width / 2;
}

/* Intervals hold the smallest x whose probability is q or more. */
static bool quantile_held(const game *g, sai_quantile x, double q) {
  return g->cdf(x.high) >= q && g->cdf(nextafter(x.low, -INFINITY)) <= q;
}

static bool share_held(const table *t, const game *g, size_t k, int fault, double *width) {
  const double p = g->cdf(g->edges[k]);
  sai_group_share x = sai_groups_share(t->runs, t->hits[k], GROUPS, level_of(fault));
  *width = x.high - x.low;
  if (fault == FAULT_BARE) x.low = x.value - 1.76 * x.se, x.high = x.value + 1.76 * x.se;
  return x.low <= p && p <= x.high;
}

static void mark(const table *t, const game *g, int fault, sheet *s) {
  const sai_quantiles *groups[GROUPS];
  const double n = (double)sai_quantiles_count(t->all);
  size_t *held = s->held[fault];
  double width;
  for (size_t r = 0; r < GROUPS; r++) groups[r] = t->groups[r];
  for (size_t k = 0; k < QUANTILES && fault != FAULT_COPIES && fault != FAULT_BARE; k++) {
    const double q = levels[k], asked = fault == FAULT_BESIDE ? q + (q < 0.5 ? 0.02 : -0.02) : q;
    const sai_quantile x = sai_groups_quantile(t->all, groups, GROUPS, asked, level_of(fault));
    held[k] += quantile_held(g, x, q);
    s->width[k] += fault ? 0 : g->cdf(x.high) - g->cdf(x.low);
    s->plain[k] = 3.29 * sqrt(q * (1 - q) / n);
  }
  for (size_t k = 0; k < SHARES && fault != FAULT_COPIES && fault != FAULT_BESIDE; k++) {
    const double p = g->cdf(g->edges[k]);
    held[QUANTILES + k] += share_held(t, g, k, fault, &width);
    s->width[QUANTILES + k] += fault ? 0 : width;
    s->plain[QUANTILES + k] = 3.29 * sqrt(p * (1 - p) / n);
  }
  held[FIGURES - 1] += mean_held(t, g, fault, &width);
  s->width[FIGURES - 1] += fault ? 0 : width;
  s->plain[FIGURES - 1] = 3.29 * sqrt(sai_moments_variance(&t->total) / n);
}

static size_t too_few(const size_t held[FIGURES], size_t first_figure, size_t after) {
  size_t n = 0;
  for (size_t k = first_figure; k < after; k++)
    n += gsl_cdf_binomial_P((unsigned)held[k], 0.9, SEEDS) < budget_alpha();
  return n;
}

/* Shares of seeds in which intervals held, and their widths over those of as many independent runs. */
static void print(const game *g, uint64_t stripes, const sheet *s) {
  printf("%-8s %3d stripes: ", g->name, (int)stripes);
  for (size_t k = 0; k < FIGURES; k++)
    printf(" %.1f/%.2f", 100.0 * (double)s->held[FAULT_NONE][k] / SEEDS, s->width[k] / SEEDS / s->plain[k]);
  printf("\n");
}

static void play_seeds(const game *g, uint64_t stripes, bool faults, sheet *s) {
  static table t;
  t.all = calloc(1, sai_quantiles_bytes());
  for (size_t r = 0; r < GROUPS; r++) t.groups[r] = calloc(1, sai_quantiles_bytes());
  for (uint64_t seed = 0; seed < SEEDS; seed++) {
    play(&t, g, seed, stripes);
    for (int fault = 0; fault < (faults ? FAULTS : 1); fault++) mark(&t, g, fault, s);
  }
  for (size_t r = 0; r < GROUPS; r++) free(t.groups[r]);
  free(t.all);
  print(g, stripes, s);
}

/* 16,384 runs, and as many that groups have two stripes or three. */
Test(groups, intervals_hold_the_truth, .timeout = 400) {
  for (size_t g = 0; g < GAMES; g++)
    for (uint64_t stripes = 16; stripes <= 40; stripes += 24) {
      sheet s = {0};
      play_seeds(&games[g], stripes, false, &s);
      cr_expect_eq(too_few(s.held[FAULT_NONE], 0, FIGURES), 0, "%s", games[g].name);
    }
}

/* Luck makes errors nearly normal; one quantity alone, shares of few hits. It takes more seeds than
   sanitizers have time for. */
Test(groups, wrong_intervals_are_noticed, .timeout = 400, .disabled = SAI_SANITIZED) {
  sheet lucky_sheet = {0}, one_sheet = {0};
  play_seeds(&games[5], 16, true, &lucky_sheet);
  play_seeds(&games[0], 16, true, &one_sheet);
  size_t(*lucky_held)[FIGURES] = lucky_sheet.held;
  cr_expect_geq(too_few(lucky_held[FAULT_LEVEL], 0, QUANTILES), 5);
  cr_expect_geq(too_few(lucky_held[FAULT_LEVEL], QUANTILES, FIGURES - 1), 2);
  cr_expect_eq(too_few(lucky_held[FAULT_LEVEL], FIGURES - 1, FIGURES), 1);
  cr_expect_eq(too_few(lucky_held[FAULT_COPIES], FIGURES - 1, FIGURES), 1);
  cr_expect_eq(too_few(lucky_held[FAULT_BESIDE], 0, QUANTILES), QUANTILES);
  cr_expect_geq(too_few(one_sheet.held[FAULT_BARE], QUANTILES, FIGURES - 1), 1);
}

static const uint64_t even[4] = {1024, 1024, 1024, 1024};

Test(groups, errors_by_hand) {
  /* Four means 1, 2, 4, 5 about 3: variance (4 + 1 + 1 + 4) / 3, over 4; half of three degrees of freedom. */
  const double off[4] = {-2, -1, 1, 2};
  sai_group_error e = sai_groups_error(even, off, 4, 0);
  cr_assert_float_eq(e.se, sqrt(10.0 / 3 / 4), 1e-15);
  cr_assert_float_eq(e.freedom, 1.5, 1e-15);
  /* Of what hardly differs, no error below what draws are exact to. */
  const double none[4] = {0};
  cr_assert_float_eq(sai_groups_error(even, none, 4, 7e3).se, 7e-6, 1e-20);
  /* A group without runs is none; one alone tells nothing. */
  const uint64_t lone[2] = {1024, 0};
  e = sai_groups_error(lone, off, 2, 1);
  cr_assert(isnan(e.se) && e.freedom == 0);
  /* Two stripes and one: weights 2/3, 1/3 of differences 1 and -2; (4/9 + 4/9) / (1 - 5/9). */
  const uint64_t uneven[2] = {2048, 1024};
  const double apart[2] = {1, -2};
  cr_assert_float_eq(sai_groups_error(uneven, apart, 2, 0).se, sqrt(2), 1e-15);
}

Test(groups, shares_by_hand) {
  const uint64_t none[4] = {0}, some[4] = {100, 110, 90, 100};
  sai_group_share s = sai_groups_share(even, none, 4, 0.9);
  cr_assert_eq(s.value, 0);
  cr_assert_eq(s.low, 0);
  cr_assert_float_eq(s.high, log(20) / 4096, 1e-12); /* the rule of three */
  s = sai_groups_share(even, some, 4, 0.9);
  cr_assert_float_eq(s.se, sqrt(200.0 / 3 / 4) / 1024, 1e-12);
  cr_assert_float_eq(s.high - s.value, 2.353363434801825 * s.se + log(20) / 4096, 1e-9);
  const uint64_t lone[2] = {1024, 0}, hits[2] = {500, 0};
  s = sai_groups_share(lone, hits, 2, 0.9);
  cr_assert(s.low == 0 && s.high == 1);
}
