/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A distribution of any family, nested ones too, from bytes. What sai_dist_check() accepts must have a mean
   within its support, a CDF that rises from 0 to 1, quantiles that invert it, and, where the first byte asks
   for the time that takes, a sampler that keeps the contract of dist.h. */
#include "fuzz/require.h"
#include "random/dist.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { PARTS_MOST = 4, VALUES_MOST = 6, DEPTH_MOST = 5, POINTS = 17 };

/* The bytes that are left; zeros behind their end. */
typedef struct bytes {
  const uint8_t *at;
  size_t n;
  sai_arena arena;
} bytes;

static unsigned take(bytes *b) {
  if (b->n == 0) return 0;
  b->n--;
  return *b->at++;
}

/* Small whole numbers, decimals of every size, and any bits at all. */
static double take_number(bytes *b) {
  unsigned kind = take(b);
  if (kind < 128) return (double)kind - 28;
  double mantissa = (double)(int8_t)take(b), decade = (double)(int8_t)take(b);
  if (kind < 250) return mantissa * pow(10, kind < 220 ? fmod(decade, 8) : decade);
  uint64_t bits = 0;
  for (int i = 0; i < 8; i++) bits = bits << 8 | take(b);
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static double *take_numbers(bytes *b, size_t n) {
  double *x = sai_arena_array(&b->arena, n, sizeof *x);
  REQUIRE(x);
  for (size_t i = 0; i < n; i++) x[i] = take_number(b);
  return x;
}

/* Shares of 256, which add up to 1 unless a byte is wrong. */
static double *take_weights(bytes *b, size_t n) {
  double *weight = sai_arena_array(&b->arena, n, sizeof *weight), left = 1;
  REQUIRE(weight);
  for (size_t i = 0; i + 1 < n; i++) left -= weight[i] = take(b) / 256.0;
  weight[n - 1] = left;
  return weight;
}

static bool take_metalog(bytes *b, size_t n, sai_dist *d) {
  double *u = sai_arena_array(&b->arena, n, sizeof *u), *a = sai_arena_array(&b->arena, n, sizeof *a);
  REQUIRE(u && a);
  double sum = 0;
  for (size_t i = 0; i < n; i++) u[i] = sum += (1 + take(b)) / 1024.0;
  const double *x = take_numbers(b, n);
  return sai_dist_metalog(u, x, n, (sai_metalog_form)(take(b) % 3), a, d, NULL) == SAI_OK;
}

static bool take_dist(bytes *b, int depth, sai_dist *d) {
  *d = (sai_dist){.family = (sai_family)(take(b) % SAI_FAMILIES)};
  if (d->family == SAI_METALOG) return take_metalog(b, 2 + take(b) % 4, d);
  for (size_t i = 0; i < 3; i++) d->p[i] = take_number(b);
  bool nested = d->family == SAI_MIXTURE || d->family == SAI_TRUNCATED;
  if (d->family == SAI_DISCRETE || d->family == SAI_MIXTURE) {
    d->n = 1 + take(b) % (nested ? PARTS_MOST : VALUES_MOST);
    d->weight = take_weights(b, d->n);
  }
  if (d->family == SAI_DISCRETE) d->value = take_numbers(b, d->n);
  if (d->family == SAI_TRUNCATED) {
    d->n = 1;
    unsigned open = take(b) % 4;
    if (open == 1) d->p[0] = -INFINITY;
    if (open == 2) d->p[1] = INFINITY;
  }
  if (!nested) return true;
  sai_dist *part = sai_arena_array(&b->arena, d->n, sizeof *part);
  REQUIRE(part);
  for (size_t i = 0; i < d->n; i++)
    if (depth == DEPTH_MOST || !take_dist(b, depth + 1, &part[i])) return false;
  d->part = part;
  return true;
}

static const double points[POINTS] = {0x1p-53, 1e-12,  1e-6,     0.001,     0.01,       0.05,
                                      0.25,    0.4999, 0.5,      0.75,      0.9,        0.95,
                                      0.99,    0.999,  1 - 1e-6, 1 - 1e-12, 1 - 0x1p-53};

static bool all_leaves(const sai_dist *d, bool (*is)(const sai_dist *leaf)) {
  if (d->family != SAI_MIXTURE && d->family != SAI_TRUNCATED) return is(d);
  bool all = true;
  for (size_t i = 0; i < d->n; i++) all &= all_leaves(&d->part[i], is);
  return all;
}

static bool is_atoms(const sai_dist *d) {
  return d->family == SAI_CONSTANT || d->family == SAI_DISCRETE || d->family == SAI_POISSON;
}

static bool has_light_tails(const sai_dist *d) {
  return d->family != SAI_METALOG || d->p[0] != SAI_METALOG_LOG;
}

/* The nearer tail, which loses no digits, falls from one double below x to the one above it past what u
   leaves; so at an atom u may lie anywhere in its jump. */
static bool is_between(const sai_dist *d, double u, double x, double slack) {
  double below = nextafter(x, -INFINITY), above = nextafter(x, INFINITY), v = 1 - u;
  if (u <= 0.5) return sai_dist_cdf(d, below) <= u * (1 + slack) && sai_dist_cdf(d, above) >= u * (1 - slack);
  return sai_dist_survival(d, below) >= v * (1 - slack) && sai_dist_survival(d, above) <= v * (1 + slack);
}

/* The contract of draws. */
static bool is_draw(const sai_dist *d, double u, double x) {
  double wanted = fmin(u, 1 - u),
         off = fabs((u <= 0.5 ? sai_dist_cdf(d, x) : sai_dist_survival(d, x)) - wanted);
  return (off <= 1e-10 && off <= 1e-6 * wanted) || is_between(d, u, x, 1e-12);
}

static void check_order(const sai_dist *d, const double *x) {
  for (size_t i = 0; i < POINTS; i++) {
    REQUIRE(isfinite(x[i]) && x[i] >= sai_dist_lower(d) && x[i] <= sai_dist_upper(d));
    if (i) REQUIRE(x[i] >= x[i - 1]);
  }
}

static void check_quantiles(const sai_dist *d, const double *x) {
  check_order(d, x);
  for (size_t i = 0; i < POINTS; i++) {
    double u = points[i];
    REQUIRE(is_between(d, u, x[i], 1e-12));
    REQUIRE(u <= 0.5 ? sai_dist_cdf(d, x[i]) >= u * (1 - 1e-12)
                     : sai_dist_survival(d, x[i]) <= (1 - u) * (1 + 1e-12));
  }
}

static void check_cdf(const sai_dist *d, const double *x) {
  double before = 0;
  for (size_t i = 0; i < POINTS; i++) {
    double f = sai_dist_cdf(d, x[i]), s = sai_dist_survival(d, x[i]);
    REQUIRE(f >= before && f <= 1 && s >= 0 && s <= 1 && fabs(f + s - 1) <= 1e-12);
    before = f;
  }
  double lower = sai_dist_lower(d), upper = sai_dist_upper(d);
  if (isfinite(lower)) REQUIRE(sai_dist_cdf(d, nextafter(lower, -INFINITY)) == 0);
  if (isfinite(upper)) REQUIRE(sai_dist_cdf(d, upper) == 1);
}

static void check_moments(const sai_dist *d) {
  double mean = sai_dist_mean(d), sd = sai_dist_sd(d), lower = sai_dist_lower(d), upper = sai_dist_upper(d);
  double slack = 1e-9 * fabs(mean) + DBL_MIN;
  REQUIRE(isfinite(mean) && sd >= 0 && lower <= upper);
  REQUIRE(isfinite(sd) || !all_leaves(d, has_light_tails));
  REQUIRE(mean >= lower - slack && mean <= upper + slack);
}

static void check_sampler(const sai_dist *d, const double *quantile) {
  sai_arena arena = {0};
  const sai_sampler *sampler;
  double x[POINTS];
  REQUIRE(sai_sampler_create(d, &arena, &sampler, NULL) == SAI_OK);
  sai_sampler_fill(sampler, points, POINTS, x);
  check_order(d, x);
  bool atoms = all_leaves(d, is_atoms);
  for (size_t i = 0; i < POINTS; i++) {
    REQUIRE(is_draw(d, points[i], x[i]));
    if (atoms && x[i] != quantile[i]) REQUIRE(is_between(d, points[i], fmin(x[i], quantile[i]), 1e-12));
  }
  sai_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  bytes b = {.at = data, .n = size};
  sai_dist d;
  double x[POINTS];
  bool sample = take(&b) % 16 == 1;
  if (take_dist(&b, 0, &d) && sai_dist_check(&d, NULL) == SAI_OK) {
    check_moments(&d);
    for (size_t i = 0; i < POINTS; i++) x[i] = sai_dist_quantile(&d, points[i]);
    check_quantiles(&d, x);
    check_cdf(&d, x);
    REQUIRE(sai_dist_equal(&d, &d));
    if (sample) check_sampler(&d, x);
  }
  sai_arena_free(&b.arena);
  return 0;
}
