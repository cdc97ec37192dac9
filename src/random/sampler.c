/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of draws by inversion: closed forms where they are exact and cheap, tables for the rest. The loops
   hold no branch and no call; each kind has its own. */
#include "random/dist.h"

#include "base/intl.h"
#include "random/leaf.h"
#include "random/table.h"

#include <math.h>
#include <stdint.h>

typedef enum kind {
  KIND_CONSTANT,
  KIND_UNIFORM,
  KIND_TRIANGULAR,
  KIND_EXPONENTIAL,
  KIND_NORMAL,
  KIND_LOGNORMAL,
  KIND_TABLE,
  KIND_TABLE_LOG, /* a table with a side in log form */
  KIND_DISCRETE
} kind;

typedef struct triangle {
  double low, mode, high, width, rise, fall, root_rise, root_fall, at_mode;
} triangle;

struct sai_sampler {
  kind kind;
  double c[3];           /* constants of a closed form; their meaning stands at each loop */
  triangle triangle;     /* with c[0] its median */
  const double *rows;    /* table: both sides, lower first */
  sai_table table;       /* its forms */
  size_t n, guides;      /* discrete */
  const double *value;   /* [n] */
  const double *until;   /* [n] F at each value; the last is 1 */
  const uint32_t *guide; /* [guides] the first value that u >= i / guides can have */
};

static sai_code create_table(const sai_dist *d, sai_arena *arena, sai_sampler *s, sai_error *err) {
  const size_t rows = SAI_TABLE_ROWS(SAI_BETA_BITS), line = SAI_TABLE_ROW * sizeof(double);
  char *memory = sai_arena_array(arena, 2 * rows + 1, line);
  if (!memory) return sai_error_no_memory(err);
  double *aligned = (double *)(void *)(memory + (line - (uintptr_t)memory % line) % line);
  s->table.side[0].rows = aligned;
  s->table.side[1].rows = aligned + rows * SAI_TABLE_ROW;
  sai_leaf leaf = sai_leaf_make(d, -INFINITY, INFINITY);
  if (leaf.kind != &sai_kind_beta && leaf.kind != &sai_kind_pert)
    return sai_error_set(err, SAI_FAILURE, _("unknown distribution"));
  SAI_TRY(sai_table_build_beta((double)leaf.c[0], (double)leaf.c[1], sai_dist_lower(d), sai_dist_upper(d),
                               &s->table, err));
  s->rows = aligned;
  bool log_form = s->table.side[0].form == SAI_FORM_LOG || s->table.side[1].form == SAI_FORM_LOG;
  s->kind = log_form ? KIND_TABLE_LOG : KIND_TABLE;
  return SAI_OK;
}

static sai_code create_discrete(const sai_dist *d, sai_arena *arena, sai_sampler *s, sai_error *err) {
  s->kind = KIND_DISCRETE;
  s->n = d->n;
  for (s->guides = 1; s->guides < 4 * d->n;) s->guides *= 2;
  double *value = sai_arena_array(arena, d->n, sizeof *value);
  double *until = sai_arena_array(arena, d->n, sizeof *until);
  uint32_t *guide = sai_arena_array(arena, s->guides, sizeof *guide);
  if (!value || !until || !guide) return sai_error_no_memory(err);
  for (size_t i = 0; i < d->n; i++) {
    value[i] = d->value[i];
    until[i] = i + 1 < d->n ? sai_dist_cdf(d, d->value[i]) : 1;
  }
  for (size_t i = 0, k = 0; i < s->guides; i++) {
    while (until[k] < (double)i / (double)s->guides) k++;
    guide[i] = (uint32_t)k;
  }
  s->value = value;
  s->until = until;
  s->guide = guide;
  return SAI_OK;
}

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

sai_code sai_sampler_create(const sai_dist *d, sai_arena *arena, const sai_sampler **sampler,
                            sai_error *err) {
  sai_sampler *s = sai_arena_alloc(arena, sizeof *s);
  if (!s) return sai_error_no_memory(err);
  for (int i = 0; i < 3; i++) s->c[i] = d->p[i];
  switch (d->family) {
  case SAI_CONSTANT:
    s->kind = KIND_CONSTANT;
    break;
  case SAI_UNIFORM:
    s->kind = KIND_UNIFORM;
    break;
  case SAI_TRIANGULAR:
    create_triangular(d->p, s);
    break;
  case SAI_EXPONENTIAL:
    s->kind = KIND_EXPONENTIAL;
    break;
  case SAI_NORMAL:
    s->kind = KIND_NORMAL;
    break;
  case SAI_LOGNORMAL:
    s->kind = KIND_LOGNORMAL;
    break;
  case SAI_DISCRETE:
    SAI_TRY(create_discrete(d, arena, s, err));
    break;
  default:
    SAI_TRY(create_table(d, arena, s, err));
    break;
  }
  *sampler = s;
  return SAI_OK;
}

sai_code sai_sampler_create_preview(const sai_dist *d, sai_arena *arena, const sai_sampler **sampler,
                                    sai_error *err) {
  return sai_sampler_create(d, arena, sampler, err);
}

static void fill_constant(double value, size_t n, double *x) {
  for (size_t i = 0; i < n; i++) x[i] = value;
}

static void fill_uniform(const double *c, const double *u, size_t n, double *x) {
  double low = c[0], high = c[1], width = high - low;
  for (size_t i = 0; i < n; i++) {
    double y = low + u[i] * width;
    x[i] = y < high ? y : high;
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

enum { UPPER = SAI_TABLE_ROWS(SAI_BETA_BITS) * SAI_TABLE_ROW };

SAI_COLUMN_LOOP static void fill_table(const sai_sampler *s, const double *u, size_t n, double *x) {
  const double lower = s->table.side[0].offset, upper = s->table.side[1].offset;
  double y[SAI_TABLE_BLOCK];
  sai_table_column(s->rows, SAI_BETA_BITS, UPPER, u, n, y);
  for (size_t i = 0; i < n; i++) x[i] = (u[i] <= 0.5 ? lower : upper) + y[i];
}

/* exp is taken of all; a side in linear form has its polynomial as it is. */
SAI_COLUMN_LOOP static void fill_table_log(const sai_sampler *s, const double *u, size_t n, double *x) {
  const sai_table_side lower = s->table.side[0], upper = s->table.side[1];
  const double log_lower = lower.form == SAI_FORM_LOG, log_upper = upper.form == SAI_FORM_LOG;
  double y[SAI_TABLE_BLOCK];
  sai_table_column(s->rows, SAI_BETA_BITS, UPPER, u, n, y);
  for (size_t i = 0; i < n; i++) {
    double offset = u[i] <= 0.5 ? lower.offset : upper.offset, sign = u[i] <= 0.5 ? lower.sign : upper.sign;
    double is_log = u[i] <= 0.5 ? log_lower : log_upper, e = sign * sai_exp_inline(y[i]);
    x[i] = offset + (is_log > 0 ? e : y[i]);
  }
}

static void fill_discrete(const sai_sampler *s, const double *u, size_t n, double *x) {
  for (size_t i = 0; i < n; i++) {
    size_t k = s->guide[(size_t)(u[i] * (double)s->guides)];
    while (s->until[k] < u[i]) k++;
    x[i] = s->value[k];
  }
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
  case KIND_TABLE:
    fill_table(s, u, n, x);
    break;
  case KIND_TABLE_LOG:
    fill_table_log(s, u, n, x);
    break;
  case KIND_DISCRETE:
    fill_discrete(s, u, n, x);
    break;
  }
}

void sai_sampler_fill(const sai_sampler *s, const double *u, size_t n, double *x) {
  for (size_t i = 0; i < n; i += SAI_TABLE_BLOCK)
    fill_block(s, u + i, n - i < SAI_TABLE_BLOCK ? n - i : SAI_TABLE_BLOCK, x + i);
}
