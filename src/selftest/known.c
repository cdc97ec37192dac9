/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random numbers: generator, streams, distribution functions, draws and counts. */
#include "selftest/known.h"

#include "random/binomial.h"
#include "random/stream.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- generator and streams ---- */

static sai_u128 hexadecimal(const char *digits) {
  sai_u128 x = 0;
  for (; *digits; digits++) x = x << 4 | (unsigned)(*digits <= '9' ? *digits - '0' : *digits - 'a' + 10);
  return x;
}

static void compare_word(sai_audit *audit, const char *what, uint64_t word, const char *expected) {
  char text[SAI_AUDIT_WORDS];
  snprintf(text, sizeof text, "%s: %016llx, expected %s", what, (unsigned long long)word, expected);
  sai_audit_holds(audit, text, word == (uint64_t)hexadecimal(expected));
}

void sai_known_words(char *text, bool fault, sai_audit *audit) {
  for (sai_kat k = sai_kat_begin(text); sai_kat_next(&k);) {
    sai_pcg64 g = {hexadecimal(k.field[0]), hexadecimal(k.field[1]) + (fault ? 2 : 0)};
    sai_pcg64_advance(&g, hexadecimal(k.field[2]) + strtoull(k.field[3], NULL, 10));
    compare_word(audit, "word", sai_pcg64_next(&g), k.field[4]);
  }
}

/* The generator of a row of streams.csv, before its word. */
static sai_pcg64 generator_of(const sai_kat *k, uint64_t other_seed) {
  sai_stream stream = sai_stream_named(strtoull(k->field[0], NULL, 10) + other_seed, k->field[1]);
  uint64_t stripe = strtoull(k->field[2], NULL, 10);
  sai_pcg64 g;
  if (*k->field[3])
    sai_stream_start_run(&stream, stripe, strtoull(k->field[3], NULL, 10), &g);
  else
    sai_stream_start(&stream, stripe, &g);
  sai_pcg64_advance(&g, strtoull(k->field[4], NULL, 10));
  return g;
}

void sai_known_streams(char *text, bool fault, sai_audit *audit) {
  for (sai_kat k = sai_kat_begin(text); sai_kat_next(&k);) {
    sai_pcg64 g = generator_of(&k, fault);
    compare_word(audit, k.field[1], sai_pcg64_next(&g), k.field[5]);
  }
}

void sai_known_uniforms(char *text, bool fault, sai_audit *audit) {
  for (sai_kat k = sai_kat_begin(text); sai_kat_next(&k);) {
    sai_pcg64 g = generator_of(&k, 0);
    double u;
    sai_pcg64_fill(&g, &u, 1);
    sai_audit_within(audit, "uniform", u - (fault ? 0x1p-53 : 0), sai_kat_number(&k, 6), 0);
  }
}

/* ---- distributions ---- */

static const char *const family_names[SAI_FAMILIES] = {[SAI_BETA] = "beta",
                                                       [SAI_PERT] = "pert",
                                                       [SAI_TRIANGULAR] = "triangular",
                                                       [SAI_UNIFORM] = "uniform",
                                                       [SAI_NORMAL] = "normal",
                                                       [SAI_LOGNORMAL] = "lognormal",
                                                       [SAI_EXPONENTIAL] = "exponential",
                                                       [SAI_GAMMA] = "gamma",
                                                       [SAI_WEIBULL] = "weibull",
                                                       [SAI_POISSON] = "poisson"};

sai_dist sai_known_dist(const sai_kat *row) {
  for (size_t i = 0; i < SAI_KNOWN_NESTEDS; i++)
    if (strcmp(sai_known_nesteds[i].name, row->field[0]) == 0) return sai_known_nesteds[i].d;
  sai_dist d = {.family = SAI_CONSTANT};
  while (d.family < SAI_FAMILIES &&
         (!family_names[d.family] || strcmp(family_names[d.family], row->field[0]) != 0))
    d.family++;
  for (size_t i = 0; i < 3; i++) d.p[i] = sai_kat_number(row, 1 + i);
  return d;
}

static void name_row(const sai_kat *k, size_t fields, char name[SAI_AUDIT_WORDS]) {
  size_t n = 0;
  for (size_t i = 0; i < fields; i++)
    n += (size_t)snprintf(name + n, 40, "%s%.30s", i ? (i == 1 ? "(" : ", ") : "", k->field[i]);
  snprintf(name + n, 40, ")");
}

/* Relative to a known answer; subnormal ones have fewer digits. */
static void compare_relative(sai_audit *audit, const char *what, double value, double expected,
                             double bound) {
  if (fabs(expected) >= DBL_MIN) sai_audit_within(audit, what, value, expected, bound * fabs(expected));
}

void sai_known_tails(char *text, bool fault, sai_audit *audit) {
  const double bound = 4e-15;
  for (sai_kat k = sai_kat_begin(text); sai_kat_next(&k);) {
    char name[SAI_AUDIT_WORDS];
    sai_dist d = sai_known_dist(&k);
    name_row(&k, 5, name);
    if (d.family == SAI_FAMILIES) {
      sai_audit_holds(audit, name, false);
      continue;
    }
    double x = sai_kat_number(&k, 4) * (fault ? 1 + 1e-12 : 1);
    compare_relative(audit, name, sai_dist_cdf(&d, x), sai_kat_number(&k, 5), bound);
    compare_relative(audit, name, sai_dist_survival(&d, x), sai_kat_number(&k, 6), bound);
  }
}

enum { POINTS = 1200 };

/* From 2^-53 to 1 - 2^-53, ascending: even steps of the exponent towards both ends, and of u in between. */
static void make_points(double u[POINTS]) {
  for (int i = 0; i < POINTS / 4; i++) {
    double v = exp2(-53 + 50.0 * i / (POINTS / 4 - 1));
    u[i] = v;
    u[POINTS - 1 - i] = 1 - v;
  }
  for (int i = POINTS / 4; i < POINTS - POINTS / 4; i++)
    u[i] = 0.125 + 0.75 * (i - POINTS / 4 + 0.5) / (POINTS / 2);
}

/* In units of the contract's bound: 0 where u lies between F at the doubles next to x. */
static double draw_deviation(const sai_dist *d, double u, double x) {
  const double slack = 1 + 1e-15;
  if (!isfinite(x) || x < sai_dist_lower(d) || x > sai_dist_upper(d)) return INFINITY;
  double error = fabs(u <= 0.5 ? sai_dist_cdf(d, x) - u : (1 - u) - sai_dist_survival(d, x));
  double deviation = error / fmin(1e-10, 1e-6 * fmin(u, 1 - u));
  if (deviation <= 1) return deviation;
  bool between = sai_dist_cdf(d, nextafter(x, -INFINITY)) <= u * slack &&
                 sai_dist_survival(d, nextafter(x, INFINITY)) <= (1 - u) * slack;
  return between ? 0 : deviation;
}

static sai_code compare_draws(const sai_dist *d, const char *name, bool fault, sai_audit *audit,
                              sai_error *err) {
  double u[POINTS], x[POINTS];
  sai_arena arena = {0};
  const sai_sampler *sampler;
  sai_code code = sai_dist_check(d, err);
  if (!code) code = sai_sampler_create(d, &arena, &sampler, err);
  if (!code) {
    make_points(u);
    sai_sampler_fill(sampler, u, POINTS, x);
    for (int i = 0; i < POINTS; i++) {
      if (fault) x[i] *= 1 + 1e-9;
      sai_audit_within(audit, name, draw_deviation(d, u[i], x[i]), 0, 1);
      if (i && x[i] < x[i - 1]) sai_audit_holds(audit, "draws ascend with u", false);
    }
  }
  sai_arena_free(&arena);
  return code;
}

sai_code sai_known_draws(char *text, bool fault, sai_audit *audit, sai_error *err) {
  sai_dist last = {.family = SAI_CONSTANT};
  for (sai_kat k = sai_kat_begin(text); sai_kat_next(&k);) {
    sai_dist d = sai_known_dist(&k);
    if (d.family == SAI_FAMILIES || sai_dist_equal(&d, &last)) continue;
    char name[SAI_AUDIT_WORDS];
    name_row(&k, 4, name);
    SAI_TRY(compare_draws(&d, name, fault, audit, err));
    last = d;
  }
  return SAI_OK;
}

/* ---- counts ---- */

void sai_known_binomials(char *text, bool fault, sai_audit *audit) {
  const double bound = 1e-13;
  for (sai_kat k = sai_kat_begin(text); sai_kat_next(&k);) {
    char name[SAI_AUDIT_WORDS];
    name_row(&k, 3, name);
    double n = sai_kat_number(&k, 0), p = sai_kat_number(&k, 1), count = sai_kat_number(&k, 2) + fault;
    const double found[3] = {sai_binomial_cdf(count, n, p), sai_binomial_survival(count, n, p),
                             sai_binomial_pmf(count, n, p)};
    for (size_t i = 0; i < 3; i++)
      if (sai_kat_number(&k, 3 + i) > 1e-300)
        compare_relative(audit, name, found[i], sai_kat_number(&k, 3 + i), bound);
  }
}

/* The count at u, against the known step: k at u in (F(k - 1), F(k)], k + 1 just above. */
static void compare_count(sai_audit *audit, const sai_kat *row, double u, double expected, double p) {
  char name[SAI_AUDIT_WORDS];
  double n = sai_kat_number(row, 0), k;
  if (!(u > 0 && u < 1)) return;
  name_row(row, 2, name);
  sai_binomial_fill(&n, &p, &u, 1, &k);
  sai_audit_within(audit, name, k, expected, 0);
}

void sai_known_counts(char *text, bool fault, sai_audit *audit) {
  for (sai_kat row = sai_kat_begin(text); sai_kat_next(&row);) {
    double k = sai_kat_number(&row, 2), cdf = sai_kat_number(&row, 3), above = sai_kat_number(&row, 4),
           at = sai_kat_number(&row, 5), p = sai_kat_number(&row, 1) * (fault ? 0.99 : 1);
    /* So near to a step that a draw is wrong with a probability below 1e-13, and as near as doubles are. */
    double step = fmax(fmin(1e-13, 1e-6 * fmin(cdf, above)), 0x1p-51 * cdf);
    /* The next count's probability is above that of k times (n - k) / (k + 1) p. */
    double next = at * (sai_kat_number(&row, 0) - k) / (k + 1) * sai_kat_number(&row, 1);
    if (at < 4 * step || next < 4 * step) continue;
    compare_count(audit, &row, cdf - at / 2, k, p);
    compare_count(audit, &row, cdf - step, k, p);
    compare_count(audit, &row, cdf + step, k + 1, p);
  }
}
