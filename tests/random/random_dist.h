/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random distributions of every family, nested and cut, over the range that sai_dist_check() accepts. */
#ifndef SAI_TEST_RANDOM_DIST_H
#define SAI_TEST_RANDOM_DIST_H

#include "random/dist.h"
#include "random/pcg64.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Memory of one distribution, all nested parts included. */
typedef struct dist_maker {
  sai_pcg64 g;
  sai_dist part[256];
  double number[4096];
  size_t n_parts, n_numbers;
} dist_maker;

static inline double maker_uniform(dist_maker *m) {
  double u;
  sai_pcg64_fill(&m->g, &u, 1);
  return u;
}

static inline double maker_log(dist_maker *m, double low, double high) {
  return low * exp(log(high / low) * maker_uniform(m));
}

static inline size_t maker_choice(dist_maker *m, size_t n) {
  return (size_t)(maker_uniform(m) * (double)n);
}

/* Places and sizes of the kind that sales plans have, now and then extreme ones. */
static inline double maker_size(dist_maker *m) {
  return maker_choice(m, 8) ? maker_log(m, 1e-3, 1e7) : maker_log(m, 1e-30, 1e30);
}

static inline double maker_place(dist_maker *m) {
  size_t kind = maker_choice(m, 4);
  return kind == 0   ? 0
         : kind == 1 ? floor(10 * maker_uniform(m))
         : kind == 2 ? maker_size(m)
                     : -maker_size(m);
}

static inline double *maker_shares(dist_maker *m, size_t n) {
  double *w = m->number + m->n_numbers, sum = 0;
  m->n_numbers += n;
  for (size_t i = 0; i < n; i++) sum += w[i] = maker_choice(m, 3) ? maker_uniform(m) : maker_log(m, 1e-9, 1);
  for (size_t i = 0; i < n; i++) w[i] /= sum;
  return w;
}

static inline sai_dist maker_discrete(dist_maker *m) {
  size_t n = 1 + maker_choice(m, 12);
  double *w = maker_shares(m, n), *x = m->number + m->n_numbers, at = maker_place(m);
  m->n_numbers += n;
  for (size_t i = 0; i < n; i++) x[i] = at, at = fmax(at + maker_size(m), nextafter(at, INFINITY));
  return (sai_dist){.family = SAI_DISCRETE, .n = n, .value = x, .weight = w};
}

static inline sai_dist maker_metalog(dist_maker *m) {
  size_t n = 2 + maker_choice(m, 6), form = maker_choice(m, 3);
  double u[SAI_METALOG_MAX], x[SAI_METALOG_MAX], *terms = m->number + m->n_numbers;
  double centre = form == SAI_METALOG_PLAIN ? maker_place(m) : 5 * maker_uniform(m) - 3,
         spread = maker_log(m, 0.01, 1);
  double bend = 0.5 * maker_uniform(m), scale = form == SAI_METALOG_PLAIN ? maker_size(m) : 1;
  m->n_numbers += n;
  for (size_t i = 0; i < n; i++) {
    u[i] = ((double)i + 0.1 + 0.8 * maker_uniform(m)) / (double)n;
    double z = spread * (log(u[i] / (1 - u[i])) + bend * 4 * u[i] * u[i] + 0.05 * maker_uniform(m));
    x[i] = centre + scale * z;
    if (form == SAI_METALOG_LOG) x[i] = exp(x[i]);
    if (form == SAI_METALOG_LOGIT) x[i] = 1 / (1 + exp(-x[i]));
  }
  sai_dist d = {.family = SAI_FAMILIES};
  if (sai_dist_metalog(u, x, n, (sai_metalog_form)form, terms, &d, NULL))
    return (sai_dist){.family = SAI_FAMILIES};
  return d;
}

static inline sai_dist maker_leaf(dist_maker *m) {
  static const sai_family families[] = {
      SAI_CONSTANT,    SAI_BETA,     SAI_PERT,  SAI_TRIANGULAR, SAI_UNIFORM, SAI_NORMAL, SAI_LOGNORMAL,
      SAI_EXPONENTIAL, SAI_DISCRETE, SAI_GAMMA, SAI_WEIBULL,    SAI_POISSON, SAI_METALOG};
  sai_dist d = {.family = families[maker_choice(m, sizeof families / sizeof *families)]};
  double at = maker_place(m), size = maker_size(m), mode = fmax(0, fmin(1, 1.2 * maker_uniform(m) - 0.1));
  switch (d.family) {
  case SAI_BETA:
    d.p[0] = maker_log(m, 0.05, maker_choice(m, 2) ? 1e7 : 20),
    d.p[1] = maker_log(m, 0.05, maker_choice(m, 2) ? 1e7 : 20);
    break;
  case SAI_PERT:
  case SAI_TRIANGULAR:
    d.p[0] = at, d.p[1] = at + mode * size, d.p[2] = at + size;
    break;
  case SAI_UNIFORM:
    d.p[0] = at, d.p[1] = at + size;
    break;
  case SAI_NORMAL:
    d.p[0] = at, d.p[1] = size;
    break;
  case SAI_LOGNORMAL:
    d.p[0] = 40 * maker_uniform(m) - 20, d.p[1] = maker_log(m, 1e-3, 8);
    break;
  case SAI_DISCRETE:
    return maker_discrete(m);
  case SAI_GAMMA:
    d.p[0] = maker_log(m, SAI_GAMMA_LEAST, maker_choice(m, 3) ? 50 : SAI_GAMMA_MOST), d.p[1] = size;
    break;
  case SAI_WEIBULL:
    d.p[0] = maker_log(m, SAI_WEIBULL_LEAST, maker_choice(m, 3) ? 10 : SAI_WEIBULL_MOST), d.p[1] = size;
    break;
  case SAI_POISSON:
    d.p[0] = maker_log(m, 1e-3, maker_choice(m, 3) ? 50 : 1e4);
    break;
  case SAI_METALOG:
    return maker_metalog(m);
  default:
    d.p[0] = d.family == SAI_EXPONENTIAL ? size : at;
  }
  return d;
}

/* Ends at quantiles of the part, far out, or next to each other. */
static inline sai_dist maker_truncated(dist_maker *m, const sai_dist *part) {
  double u[2] = {maker_choice(m, 2) ? maker_uniform(m) : maker_log(m, 1e-25, 1e-3), maker_uniform(m)};
  double low = sai_dist_quantile(part, fmin(u[0], u[1])), high = sai_dist_quantile(part, fmax(u[0], u[1]));
  size_t kind = maker_choice(m, 6);
  if (kind == 0) low = -INFINITY;
  if (kind == 1) high = INFINITY;
  if (kind == 2) low = sai_dist_quantile(part, 1 - maker_log(m, 0x1p-53, 1e-3)), high = INFINITY;
  if (kind == 3) high = low + fabs(low) * maker_log(m, 1e-15, 1e-2);
  return (sai_dist){.family = SAI_TRUNCATED, .p = {low, high}, .n = 1, .part = part};
}

/* Any distribution at most `depth` deep; it may be one that is refused. */
static inline sai_dist maker_any(dist_maker *m, int depth) {
  size_t kind = depth > 0 ? maker_choice(m, 4) : 0;
  if (kind < 2) return maker_leaf(m);
  size_t n = kind == 2 ? 1 : 2 + maker_choice(m, 3);
  sai_dist *part = m->part + m->n_parts;
  m->n_parts += n;
  for (size_t i = 0; i < n; i++) {
    part[i] = maker_any(m, depth - 1);
    if (sai_dist_check(&part[i], NULL)) part[i] = (sai_dist){.family = SAI_NORMAL, .p = {1, 2}};
  }
  if (kind == 2) return maker_truncated(m, part);
  return (sai_dist){.family = SAI_MIXTURE, .n = n, .weight = maker_shares(m, n), .part = part};
}

static inline sai_dist maker_next(dist_maker *m) {
  m->n_parts = m->n_numbers = 0;
  return maker_any(m, 3);
}

static inline void maker_describe(const sai_dist *d, char *out, size_t room) {
  static const char *const names[SAI_FAMILIES] = {
      "constant", "beta",  "pert",    "triangular", "uniform", "normal",  "lognormal", "exponential",
      "discrete", "gamma", "weibull", "poisson",    "metalog", "mixture", "truncated"};
  size_t used = strlen(out);
  snprintf(out + used, room - used, "%s(%.17g, %.17g, %.17g", names[d->family], d->p[0], d->p[1], d->p[2]);
  for (size_t i = 0; i < d->n; i++) {
    used = strlen(out);
    snprintf(out + used, room - used, "; ");
    used = strlen(out);
    if (d->weight) snprintf(out + used, room - used, "%.17g of ", d->weight[i]);
    used = strlen(out);
    if (d->value) snprintf(out + used, room - used, "%.17g", d->value[i]);
    if (d->part) maker_describe(&d->part[i], out, room);
  }
  used = strlen(out);
  snprintf(out + used, room - used, ")");
}

#endif
