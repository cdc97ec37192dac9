/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of draws: each kind has a loop of its own, which holds no branch and no call. Compiled for each
 * level. */
#include "random/loops.h"
#include "random/sampler_inside.h"
#include "random/table.h"

static void fill_constant(double value, size_t n, double *x) {
  for (size_t i = 0; i < n; i++) x[i] = value;
}

/* From the nearer end, so that the tails keep their digits; neither half crosses the median. */
static void fill_uniform(const double *c, const double *u, size_t n, double *x) {
  const double low = c[0], high = c[1], width = high - low, median = low + 0.5 * width;
  for (size_t i = 0; i < n; i++) {
    double lower = low + u[i] * width, upper = high - (1 - u[i]) * width;
    upper = upper > median ? upper : median;
    x[i] = u[i] <= 0.5 ? lower : upper;
  }
}

static void fill_triangular(const sai_sampler *s, const double *u, size_t n, double *x) {
  const sai_triangle t = s->triangle;
  const double median = s->c[0];
  for (size_t i = 0; i < n; i++) x[i] = sai_triangular_inline(&t, u[i], 1 - u[i], median);
}

static void fill_exponential(double mean, const double *u, size_t n, double *x) {
  for (size_t i = 0; i < n; i++) x[i] = -mean * sai_log1m_inline(u[i]);
}

/* n <= SAI_TABLE_BLOCK here and below. */
static void fill_normal(const double *c, const double *u, size_t n, double *x) {
  double z[SAI_TABLE_BLOCK], mean = c[0], sd = c[1];
  sai_normal_column(u, n, z);
  for (size_t i = 0; i < n; i++) x[i] = mean + sd * z[i];
}

static void fill_lognormal(const double *c, const double *u, size_t n, double *x) {
  double z[SAI_TABLE_BLOCK], mean = c[0], sd = c[1];
  sai_normal_column(u, n, z);
  for (size_t i = 0; i < n; i++) x[i] = sai_exp_inline(mean + sd * z[i]);
}

/* c: shape, scale. */
static void fill_weibull(const double *c, const double *u, size_t n, double *x) {
  double power = 1 / c[0], scale = c[1];
  for (size_t i = 0; i < n; i++)
    x[i] = scale * sai_exp_inline(power * sai_log_inline(-sai_log1m_inline(u[i])));
}

static void fill_inverse(const sai_inverse *inverse, const double *u, size_t n, double *x) {
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

void SAI_AT_LEVEL(sai_draw_loop)(const sai_sampler *s, const double *u, size_t n, double *x) {
  for (size_t i = 0; i < n; i += SAI_TABLE_BLOCK)
    fill_block(s, u + i, n - i < SAI_TABLE_BLOCK ? n - i : SAI_TABLE_BLOCK, x + i);
}
