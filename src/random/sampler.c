/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of draws by inversion: closed forms where they are exact and cheap, tables for the rest. The loops
   hold no branch and no call; each kind has its own. */
#include "random/dist.h"

#include "random/atoms.h"
#include "random/inverse.h"

#include <math.h>

typedef enum kind {
  KIND_CONSTANT,
  KIND_UNIFORM,
  KIND_TRIANGULAR,
  KIND_EXPONENTIAL,
  KIND_NORMAL,
  KIND_LOGNORMAL,
  KIND_WEIBULL,
  KIND_INVERSE,
  KIND_ATOMS
} kind;

typedef struct triangle {
  double low, mode, high, width, rise, fall, root_rise, root_fall, at_mode;
} triangle;

struct sai_sampler {
  kind kind;
  double c[3];       /* constants of a closed form; their meaning stands at each loop */
  triangle triangle; /* with c[0] its median */
  sai_inverse inverse;
  sai_atom_table atoms;
};

/* Distance of a draw from the lower end (for u <= 1/2, v = 1 - u) or from the upper one. Where it is a
   difference, width - sqrt(...), it is rewritten so that it does not cancel. */
SAI_INLINE double triangular_inline(const triangle *t, double u, double v, double median) {
  double below = t->root_rise * sqrt(u), above = t->root_fall * sqrt(v);
  double from_low = u <= t->at_mode ? below : t->width * (t->rise + t->fall * u) / (t->width + above);
  double from_high = u <= t->at_mode ? t->width * (t->fall + t->rise * v) / (t->width + below) : above;
  double lower = t->low + from_low, upper = t->high - from_high;
  lower = lower < median ? lower : median;
  upper = upper > median ? upper : median;
  double x = u <= 0.5 ? lower : upper, before = x < t->mode ? x : t->mode, after = x > t->mode ? x : t->mode;
  return u <= t->at_mode ? before : after;
}

static void create_triangular(const double *p, sai_sampler *s) {
  double width = p[2] - p[0], rise = p[1] - p[0], fall = p[2] - p[1];
  triangle t = {
      p[0], p[1], p[2], width, rise, fall, sqrt(width) * sqrt(rise), sqrt(width) * sqrt(fall), rise / width};
  s->kind = KIND_TRIANGULAR;
  s->triangle = t;
  s->c[0] = triangular_inline(&t, 0.5, 0.5, INFINITY);
}

/* Families with a closed form. */
static bool create_closed(const sai_dist *d, sai_sampler *s) {
  static const kind kinds[SAI_FAMILIES] = {
      [SAI_UNIFORM] = KIND_UNIFORM, [SAI_TRIANGULAR] = KIND_TRIANGULAR, [SAI_EXPONENTIAL] = KIND_EXPONENTIAL,
      [SAI_NORMAL] = KIND_NORMAL,   [SAI_LOGNORMAL] = KIND_LOGNORMAL,   [SAI_WEIBULL] = KIND_WEIBULL,
  };
  s->kind = kinds[d->family];
  for (int i = 0; i < 3; i++) s->c[i] = d->p[i];
  if (s->kind == KIND_TRIANGULAR) create_triangular(d->p, s);
  return d->family == SAI_CONSTANT || s->kind != KIND_CONSTANT;
}

static sai_code create(const sai_dist *d, const sai_inverse_aim *aim, sai_arena *arena,
                       const sai_sampler **sampler, sai_error *err) {
  sai_sampler *s = sai_arena_alloc(arena, sizeof *s);
  if (!s) return sai_error_no_memory(err);
  if (create_closed(d, s)) {
    *sampler = s;
    return SAI_OK;
  }
  sai_law law;
  sai_law_make(d, &law);
  size_t continuous = 0;
  for (size_t i = 0; i < law.n; i++) continuous += !law.leaf[i].kind->atoms;
  s->kind = continuous ? KIND_INVERSE : KIND_ATOMS;
  if (continuous)
    SAI_TRY(sai_inverse_build(&law, aim, arena, &s->inverse, err));
  else
    SAI_TRY(sai_atom_table_build(&law, arena, &s->atoms, err));
  *sampler = s;
  return SAI_OK;
}

sai_code sai_sampler_create(const sai_dist *d, sai_arena *arena, const sai_sampler **sampler,
                            sai_error *err) {
  static const sai_inverse_aim contract = {5e-11, 5e-7, 0x1p-53}; /* half of what dist.h grants */
  return create(d, &contract, arena, sampler, err);
}

sai_code sai_sampler_create_preview(const sai_dist *d, sai_arena *arena, const sai_sampler **sampler,
                                    sai_error *err) {
  static const sai_inverse_aim preview = {2e-4, 0.05, 0x1p-24};
  return create(d, &preview, arena, sampler, err);
}

static void fill_constant(double value, size_t n, double *x) {
  for (size_t i = 0; i < n; i++) x[i] = value;
}

/* From the nearer end, so that the tails keep their digits; neither half crosses the median. */
SAI_COLUMN_LOOP static void fill_uniform(const double *c, const double *u, size_t n, double *x) {
  const double low = c[0], high = c[1], width = high - low, median = low + 0.5 * width;
  for (size_t i = 0; i < n; i++) {
    double lower = low + u[i] * width, upper = high - (1 - u[i]) * width;
    upper = upper > median ? upper : median;
    x[i] = u[i] <= 0.5 ? lower : upper;
  }
}

SAI_COLUMN_LOOP static void fill_triangular(const sai_sampler *s, const double *u, size_t n, double *x) {
  const triangle t = s->triangle;
  const double median = s->c[0];
  for (size_t i = 0; i < n; i++) x[i] = triangular_inline(&t, u[i], 1 - u[i], median);
}

SAI_COLUMN_LOOP static void fill_exponential(double mean, const double *u, size_t n, double *x) {
  for (size_t i = 0; i < n; i++) x[i] = -mean * sai_log1m_inline(u[i]);
}

/* n <= SAI_TABLE_BLOCK here and below. */
SAI_COLUMN_LOOP static void fill_normal(const double *c, const double *u, size_t n, double *x) {
  double z[SAI_TABLE_BLOCK], mean = c[0], sd = c[1];
  sai_normal_column(u, n, z);
  for (size_t i = 0; i < n; i++) x[i] = mean + sd * z[i];
}

SAI_COLUMN_LOOP static void fill_lognormal(const double *c, const double *u, size_t n, double *x) {
  double z[SAI_TABLE_BLOCK], mean = c[0], sd = c[1];
  sai_normal_column(u, n, z);
  for (size_t i = 0; i < n; i++) x[i] = sai_exp_inline(mean + sd * z[i]);
}

/* c: shape, scale. */
SAI_COLUMN_LOOP static void fill_weibull(const double *c, const double *u, size_t n, double *x) {
  double power = 1 / c[0], scale = c[1];
  for (size_t i = 0; i < n; i++)
    x[i] = scale * sai_exp_inline(power * sai_log_inline(-sai_log1m_inline(u[i])));
}

SAI_COLUMN_LOOP static void fill_inverse(const sai_inverse *inverse, const double *u, size_t n, double *x) {
  double block[SAI_TABLE_BLOCK];
  sai_inverse_column(inverse, u, n, block);
  for (size_t i = 0; i < n; i++) x[i] = block[i];
}

static void fill_block(const sai_sampler *s, const double *u, size_t n, double *x) {
  switch (s->kind) {
  case KIND_CONSTANT:
    fill_constant(s->c[0], n, x);
    break;
  case KIND_UNIFORM:
    fill_uniform(s->c, u, n, x);
    break;
  case KIND_TRIANGULAR:
    fill_triangular(s, u, n, x);
    break;
  case KIND_EXPONENTIAL:
    fill_exponential(s->c[0], u, n, x);
    break;
  case KIND_NORMAL:
    fill_normal(s->c, u, n, x);
    break;
  case KIND_LOGNORMAL:
    fill_lognormal(s->c, u, n, x);
    break;
  case KIND_WEIBULL:
    fill_weibull(s->c, u, n, x);
    break;
  case KIND_INVERSE:
    fill_inverse(&s->inverse, u, n, x);
    break;
  case KIND_ATOMS:
    sai_atom_table_fill(&s->atoms, u, n, x);
    break;
  }
}

void sai_sampler_fill(const sai_sampler *s, const double *u, size_t n, double *x) {
  for (size_t i = 0; i < n; i += SAI_TABLE_BLOCK)
    fill_block(s, u + i, n - i < SAI_TABLE_BLOCK ? n - i : SAI_TABLE_BLOCK, x + i);
}
