/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of draws by inversion: closed forms where they are exact and cheap, tables for the rest. */
#include "random/loops.h"
#include "random/sampler_inside.h"

#include <math.h>

static void create_triangular(const double *p, sai_sampler *s) {
  double width = p[2] - p[0], rise = p[1] - p[0], fall = p[2] - p[1];
  sai_triangle t = {
      p[0], p[1], p[2], width, rise, fall, sqrt(width) * sqrt(rise), sqrt(width) * sqrt(fall), rise / width};
  s->kind = KIND_TRIANGULAR;
  s->triangle = t;
  s->c[0] = sai_triangular_inline(&t, 0.5, 0.5, INFINITY);
}

/* Families with a closed form. */
static bool create_closed(const sai_dist *d, sai_sampler *s) {
  static const sai_sampler_kind kinds[SAI_FAMILIES] = {
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

void sai_sampler_fill(const sai_sampler *s, const double *u, size_t n, double *x) {
  sai_random_loops_used()->draw(s, u, n, x);
}
