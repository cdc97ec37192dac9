/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Summaries: intervals, moments, ratios and quantiles. */
#include "selftest/known.h"

#include "result/result.h"
#include "stats/moments.h"
#include "stats/proportion.h"
#include "stats/quantiles.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void compare_relative(sai_audit *audit, const char *what, double value, double expected,
                             double bound) {
  sai_audit_within(audit, what, value, expected, bound * fabs(expected));
}

static void compare_share(const sai_kat *k, const char *name, double level, sai_audit *audit) {
  sai_proportion p =
      sai_proportion_of(strtoull(k->field[2], NULL, 10), strtoull(k->field[1], NULL, 10), level);
  compare_relative(audit, name, p.low, sai_kat_number(k, 4), 1e-10);
  compare_relative(audit, name, p.high, sai_kat_number(k, 5), 1e-10);
}

/* The program never lets an end pass the quantile's own rank. */
static void compare_ranks(const sai_kat *k, const char *name, double level, sai_audit *audit) {
  double n = sai_kat_number(k, 1), q = sai_kat_number(k, 2), rank = ceil(n * q * (1 - 1e-15));
  uint64_t low, high;
  sai_quantile_ranks((uint64_t)n, q, level, &low, &high);
  sai_audit_within(audit, name, (double)low, fmin(sai_kat_number(k, 4), rank), 0);
  sai_audit_within(audit, name, (double)high, fmax(sai_kat_number(k, 5), rank), 0);
}

void sai_known_intervals(char *text, bool fault, sai_audit *audit) {
  const double level = fault ? 0.89 : SAI_INTERVAL_LEVEL;
  for (sai_kat k = sai_kat_begin(text); sai_kat_next(&k);) {
    char name[SAI_AUDIT_WORDS];
    snprintf(name, sizeof name, "%.20s of %.20s, %.20s", k.field[0], k.field[1], k.field[2]);
    if (strcmp(k.field[0], "share") == 0)
      compare_share(&k, name, level, audit);
    else
      compare_ranks(&k, name, level, audit);
  }
}

/* ---- fixed columns ---- */

enum { X, Y, V, W, COLUMNS, COLUMN = 5000, STRIPE = 1024 };

typedef struct columns {
  size_t n;
  double value[COLUMNS][COLUMN], sorted[COLUMN];
  sai_moments moments[COLUMNS];
} columns;

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* As the head of summaries.csv says; with the fault one value in a thousand, from the 500th, is the first
 * again. */
static void fill(columns *c, size_t n, bool fault) {
  c->n = n;
  for (size_t i = 0; i < n; i++) {
    size_t j = fault && i % 1000 == 500 ? 0 : i;
    c->value[X][i] = 400000 + 10000 * (double)((7 * j * j + 3 * j) % 101);
    c->value[Y][i] = c->sorted[i] = (double)((5 * j * j + j) % 13);
    c->value[V][i] = 80000 * c->value[Y][i] + 1000 * (double)(j % 11);
    c->value[W][i] = 1 + (double)((3 * j * j + 2 * j) % 7);
  }
  qsort(c->sorted, n, sizeof *c->sorted, ascending);
  for (size_t k = 0; k < COLUMNS; k++) {
    sai_moments_start(&c->moments[k], sai_scale_of(c->value[k], n < STRIPE ? n : STRIPE));
    for (size_t i = 0; i < n; i += STRIPE)
      sai_moments_update(&c->moments[k], c->value[k] + i, n - i < STRIPE ? n - i : STRIPE);
  }
}

static double covariance(const columns *c, size_t a, size_t b) {
  sai_comoment both;
  sai_comoment_start(&both, c->moments[a].scale, c->moments[b].scale);
  for (size_t i = 0; i < c->n; i += STRIPE)
    sai_comoment_update(&both, c->value[a] + i, c->value[b] + i, c->n - i < STRIPE ? c->n - i : STRIPE);
  return sai_comoment_covariance(&both, &c->moments[a], &c->moments[b]);
}

/* The estimate that a row asks for. */
static sai_estimate estimate_of(const columns *c, const char *figure) {
  const sai_moments *m = c->moments;
  if (strcmp(figure, "covariance") == 0) return (sai_estimate){covariance(c, X, Y), NAN};
  if (strcmp(figure, "pooled") == 0) return sai_pooled_ratio(&m[X], &m[Y], covariance(c, X, Y));
  if (strcmp(figure, "pooled difference") == 0) {
    const double all[6] = {covariance(c, X, Y), covariance(c, V, W), covariance(c, X, V),
                           covariance(c, X, W), covariance(c, Y, V), covariance(c, Y, W)};
    return sai_pooled_difference(&m[X], &m[Y], &m[V], &m[W], all);
  }
  const sai_moments *of = &m[figure[0] == 'x' ? X : Y];
  return strcmp(figure + 2, "sd") == 0 ? sai_moments_sd(of) : sai_moments_mean(of);
}

static void compare_quantile(const columns *c, const sai_kat *k, sai_audit *audit) {
  double q = strtod(k->field[1] + strlen("quantile "), NULL);
  sai_quantile found = sai_quantiles_sorted(c->sorted, c->n, q, SAI_INTERVAL_LEVEL);
  sai_audit_within(audit, k->field[1], found.value, sai_kat_number(k, 2), 0);
  if (*k->field[3]) sai_audit_within(audit, k->field[1], found.low, sai_kat_number(k, 3), 0);
  if (*k->field[4]) sai_audit_within(audit, k->field[1], found.high, sai_kat_number(k, 4), 0);
}

static void compare_estimate(const columns *c, const sai_kat *k, sai_audit *audit) {
  sai_estimate e = estimate_of(c, k->field[1]);
  bool of_sd = strcmp(k->field[1] + 2, "sd") == 0;
  compare_relative(audit, k->field[1], e.value, sai_kat_number(k, 2), 1e-11);
  if (*k->field[3]) compare_relative(audit, k->field[1], e.se, sai_kat_number(k, 3), of_sd ? 1e-7 : 1e-11);
}

void sai_known_summaries(char *text, bool fault, sai_audit *audit) {
  columns *c = calloc(1, sizeof *c);
  sai_audit_holds(audit, "memory", c != NULL);
  if (!c) return;
  for (sai_kat k = sai_kat_begin(text); sai_kat_next(&k);) {
    size_t n = (size_t)sai_kat_number(&k, 0);
    if (n > COLUMN) n = COLUMN;
    if (n != c->n) fill(c, n, fault);
    if (strncmp(k.field[1], "quantile ", 9) == 0)
      compare_quantile(c, &k, audit);
    else
      compare_estimate(c, &k, audit);
  }
  free(c);
}
