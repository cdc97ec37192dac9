/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "selftest/luck.h"

#include "random/binomial.h"
#include "random/stream.h"
#include "selftest/known.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- streams ---- */

enum { NAMES = 8, N = 64 * SAI_STRIPE, CELLS = 256 };

typedef double column[N];

static void fill_by_name(uint64_t seed, column columns[NAMES]) {
  for (int i = 0; i < NAMES; i++) {
    char name[40];
    snprintf(name, sizeof name, "offers.a%d.funnel.rate", i);
    sai_stream s = sai_stream_named(seed, name);
    for (uint64_t stripe = 0; stripe < N / SAI_STRIPE; stripe++)
      sai_stream_fill(&s, stripe, columns[i] + stripe * SAI_STRIPE, SAI_STRIPE);
  }
}

/* Columns are neighbouring stripes of one name, N / SAI_STRIPE groups apart. */
static void fill_by_stripe(uint64_t seed, column columns[NAMES]) {
  sai_stream s = sai_stream_named(seed, "inputs.win_rate");
  for (uint64_t i = 0; i < NAMES; i++)
    for (uint64_t group = 0; group < N / SAI_STRIPE; group++)
      sai_stream_fill(&s, group * NAMES + i, columns[i] + group * SAI_STRIPE, SAI_STRIPE);
}

static double chi_square(const double *u) {
  double count[CELLS] = {0}, expected = (double)N / CELLS, sum = 0;
  for (size_t i = 0; i < N; i++) count[(int)(u[i] * CELLS)]++;
  for (int i = 0; i < CELLS; i++) sum += (count[i] - expected) * (count[i] - expected) / expected;
  return sum;
}

/* The standard normal statistic of the correlation of two columns of uniforms. */
static double correlation(const double *a, const double *b) {
  double sum = 0;
  for (size_t i = 0; i < N; i++) sum += (a[i] - 0.5) * (b[i] - 0.5);
  return sum * 12 / sqrt(N);
}

static void compare_columns(column columns[NAMES], sai_audit *audit) {
  for (int i = 0; i < NAMES; i++) {
    char name[60];
    snprintf(name, sizeof name, "chi-square of column %d", i);
    sai_audit_below(audit, name, chi_square(columns[i]), sai_alarm_chi_square(audit->alpha, CELLS - 1));
    for (int j = 0; j < i; j++) {
      snprintf(name, sizeof name, "correlation of columns %d and %d", i, j);
      sai_audit_below(audit, name, fabs(correlation(columns[i], columns[j])), sai_alarm_z(audit->alpha));
    }
  }
}

static void compare_streams(void (*fill)(uint64_t, column[NAMES]), uint64_t seed, bool fault,
                            sai_audit *audit) {
  column *columns = calloc(NAMES, sizeof *columns);
  if (!columns) {
    sai_audit_holds(audit, "memory", false);
    return;
  }
  fill(seed, columns);
  for (size_t i = 0; fault && i < N; i++) {
    columns[1][i] = fmod(columns[0][i] * 0.05 + columns[1][i] * 0.95, 1);
    columns[2][i] *= 0.99;
  }
  compare_columns(columns, audit);
  free(columns);
}

void sai_luck_names(uint64_t seed, bool fault, sai_audit *audit) {
  compare_streams(fill_by_name, seed, fault, audit);
}

void sai_luck_stripes(uint64_t seed, bool fault, sai_audit *audit) {
  compare_streams(fill_by_stripe, seed, fault, audit);
}

enum { STARTS = 2000, BITS = 128 };

/* How often each bit of state and increment changes from one stripe to the next. */
static void count_flips(const sai_stream *s, uint64_t stride, uint64_t flips[2 * BITS]) {
  for (uint64_t k = 0; k < STARTS; k++) {
    sai_pcg64 g, h;
    sai_stream_start(s, k * stride, &g);
    sai_stream_start(s, (k + 1) * stride, &h);
    for (int bit = 0; bit < BITS; bit++) {
      flips[bit] += (uint64_t)((g.state ^ h.state) >> bit & 1);
      flips[BITS + bit] += (uint64_t)((g.increment ^ h.increment) >> bit & 1);
    }
  }
}

void sai_luck_starts(uint64_t seed, bool fault, sai_audit *audit) {
  const sai_stream s = sai_stream_named(seed, "funnel.appointment@2026-04");
  for (int shift = 0; shift <= 40; shift += 40) {
    uint64_t flips[2 * BITS] = {0};
    count_flips(&s, UINT64_C(1) << shift, flips);
    if (fault) flips[77] = STARTS * 6 / 10;
    for (int bit = 0; bit < 2 * BITS; bit++) {
      char name[60];
      snprintf(name, sizeof name, "flips of bit %d of %s", bit % BITS, bit < BITS ? "state" : "increment");
      sai_audit_count(audit, name, flips[bit], STARTS, bit == BITS ? 0 : 0.5);
    }
  }
}

/* ---- draws ---- */

enum { DRAWS = 6 * SAI_STRIPE, COUNTS = 32 * SAI_STRIPE };

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Largest distance of the share of draws from F, on both sides of every value. */
static double kolmogorov(const sai_dist *d, double *x, size_t n) {
  double worst = 0;
  qsort(x, n, sizeof *x, ascending);
  for (size_t i = 0, next; i < n; i = next) {
    for (next = i + 1; next < n && x[next] == x[i];) next++;
    double below = sai_dist_cdf(d, nextafter(x[i], -INFINITY)), at = sai_dist_cdf(d, x[i]);
    worst = fmax(worst, fabs(below - (double)i / (double)n));
    worst = fmax(worst, fabs(at - (double)next / (double)n));
  }
  return worst;
}

/* What is drawn for every distribution: by one seed, into one column. */
typedef struct drawing {
  uint64_t seed;
  bool fault;
  double *x; /* [DRAWS] */
} drawing;

static sai_code compare_draws(const drawing *drawn, const sai_dist *d, const char *family, sai_audit *audit,
                              sai_error *err) {
  char name[120];
  double *x = drawn->x;
  snprintf(name, sizeof name, "%.30s(%g, %g, %g)", family, d->p[0], d->p[1], d->p[2]);
  sai_stream s = sai_stream_named(drawn->seed, name);
  sai_arena arena = {0};
  const sai_sampler *sampler;
  sai_code code = sai_sampler_create(d, &arena, &sampler, err);
  if (!code) {
    for (uint64_t stripe = 0; stripe < DRAWS / SAI_STRIPE; stripe++)
      sai_stream_fill(&s, stripe, x + stripe * SAI_STRIPE, SAI_STRIPE);
    for (size_t i = 0; drawn->fault && i < DRAWS; i++) x[i] *= 0.9;
    sai_sampler_fill(sampler, x, DRAWS, x);
    sai_audit_below(audit, name, kolmogorov(d, x, DRAWS), sai_alarm_kolmogorov(audit->alpha, DRAWS));
  }
  sai_arena_free(&arena);
  return code;
}

sai_code sai_luck_draws(char *text, uint64_t seed, bool fault, sai_audit *audit, sai_error *err) {
  const drawing drawn = {seed, fault, calloc(DRAWS, sizeof *drawn.x)};
  if (!drawn.x) return sai_error_no_memory(err);
  sai_dist last = {.family = SAI_CONSTANT};
  sai_code code = SAI_OK;
  for (sai_kat k = sai_kat_begin(text); !code && sai_kat_next(&k);) {
    sai_dist d = sai_known_dist(&k);
    if (d.family == SAI_FAMILIES || sai_dist_equal(&d, &last)) continue;
    code = compare_draws(&drawn, &d, k.field[0], audit, err);
    last = d;
  }
  free(drawn.x);
  return code;
}

/* ---- counts ---- */

enum { LARGEST = 400 };

/* Probabilities by recurrence outward from the mode in extended precision, divided by their sum: nothing of
   what is tested is used. */
static void exact_probabilities(int n, double p, double at[LARGEST + 1]) {
  long double term[LARGEST + 1], q = 1 - (long double)p, sum = 1;
  int mode = (int)(n * p);
  term[mode] = 1;
  for (int k = mode; k < n; k++) sum += term[k + 1] = term[k] * ((n - k) * p / ((k + 1) * q));
  for (int k = mode; k > 0; k--) sum += term[k - 1] = term[k] * (k * q / ((n - k + 1.0L) * p));
  for (int k = 0; k <= n; k++) at[k] = (double)(term[k] / sum);
}

/* Counts that are rarer than 100 draws in all are left out, with their share: that makes the sum smaller. */
static void compare_counts(int n, double p, double fault, uint64_t seed, sai_audit *audit) {
  double at[LARGEST + 1], count[LARGEST + 1] = {0}, sum = 0, cells = 0;
  double ns[SAI_STRIPE], ps[SAI_STRIPE], u[SAI_STRIPE], k[SAI_STRIPE];
  char name[60];
  snprintf(name, sizeof name, "binomial(%d, %g)", n, p);
  sai_stream s = sai_stream_named(seed, name);
  for (int i = 0; i < SAI_STRIPE; i++) ns[i] = n, ps[i] = p * (1 + fault);
  for (uint64_t stripe = 0; stripe < COUNTS / SAI_STRIPE; stripe++) {
    sai_stream_fill(&s, stripe, u, SAI_STRIPE);
    sai_binomial_fill(ns, ps, u, SAI_STRIPE, k);
    for (int i = 0; i < SAI_STRIPE; i++) count[(int)k[i]]++;
  }
  exact_probabilities(n, p, at);
  for (int i = 0; i <= n; i++) {
    double expected = COUNTS * at[i];
    if (expected < 100) continue;
    sum += (count[i] - expected) * (count[i] - expected) / expected;
    cells++;
  }
  sai_audit_below(audit, name, sum, sai_alarm_chi_square(audit->alpha, cells));
}

void sai_luck_counts(uint64_t seed, bool fault, sai_audit *audit) {
  static const struct {
    int n;
    double p;
  } cases[] = {{100, 0.2}, {1, 0.3}, {400, 0.04}, {12, 0.5}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    compare_counts(cases[i].n, cases[i].p, fault ? 0.02 : 0, seed, audit);
}
