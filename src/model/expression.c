/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantities as instructions. Every distribution that is written somewhere is one random variable, named by
   the path of its quantity (with #2, #3 for more than one), drawn once per run or once a month. */
#include "model/build.h"

#include "base/intl.h"

#include <stdio.h>
#include <string.h>

/* Beyond every price and count, and small enough to be squared. */
#define LARGEST 1e150

/* Where in an expression we are: the variable's name, and how many distributions came before. */
typedef struct place {
  const char *path;
  unsigned month, n_dists;
  const sai_column *counted;
  const sai_quantity *quantity;
} place;

const char *sai_build_name(sai_builder *b, const char *name, const char *more) {
  size_t size = strlen(name) + strlen(more) + 1;
  char *full = sai_arena_alloc(&b->plan->arena, size);
  if (!full) b->failed = true;
  if (!full) return "";
  snprintf(full, size, "%s%s", name, more);
  return full;
}

const char *sai_build_month_path(sai_builder *b, const char *path, unsigned month) {
  char name[17] = "@";
  sai_scenario_month_name(b->scenario, month, name + 1);
  return sai_build_name(b, path, name);
}

static const sai_quantity *input_of(const sai_builder *b, const sai_group *group, size_t i) {
  return b->scenario->inputs[group->inputs[i]].quantity;
}

/* Uniforms that are correlated with those of the inputs before in the group: the normal scores of all of
   them, by the row of the factor, back as a uniform. The first one stays what it is. */
static sai_column build_correlated(sai_builder *b, const sai_group *group, size_t row) {
  sai_program *p = b->program;
  sai_column sum = b->zero;
  for (size_t j = 0; j <= row; j++) {
    sai_column uniform = sai_program_quantity(p, input_of(b, group, j)->path);
    if (row == 0) return uniform;
    double weight = group->factor[row * group->n + j];
    if (weight == 0) continue;
    sai_column score = sai_program_unary(p, SAI_OP_NORMAL, uniform);
    sum = sai_build_add(b, sum, sai_build_multiply(b, score, sai_program_constant(p, weight)));
  }
  return sai_program_unary(p, SAI_OP_NORMAL_CDF, sum);
}

static sai_column build_uniform(sai_builder *b, const place *at, const char *name) {
  const sai_scenario *s = b->scenario;
  for (size_t g = 0; g < s->n_groups; g++)
    for (size_t i = 0; i < s->groups[g].n; i++)
      if (input_of(b, &s->groups[g], i) == at->quantity) return build_correlated(b, &s->groups[g], i);
  return at->quantity->anew == SAI_ONCE_PER_RUN ? sai_program_quantity(b->program, name)
                                                : sai_program_uniform(b->program, name);
}

static sai_column build_draw(sai_builder *b, const sai_dist *dist, place *at) {
  char name[600];
  if (at->n_dists++ == 0)
    snprintf(name, sizeof name, "%s", at->path);
  else
    snprintf(name, sizeof name, "%s#%u", at->path, at->n_dists);
  return sai_program_invert(b->program, build_uniform(b, at, name), dist);
}

static sai_op op_of(sai_expr_kind kind) {
  static const sai_op ops[] = {[SAI_EXPR_ADD] = SAI_OP_ADD,
                               [SAI_EXPR_SUBTRACT] = SAI_OP_SUBTRACT,
                               [SAI_EXPR_MULTIPLY] = SAI_OP_MULTIPLY,
                               [SAI_EXPR_DIVIDE] = SAI_OP_DIVIDE,
                               [SAI_EXPR_NEGATE] = SAI_OP_NEGATE,
                               [SAI_EXPR_MIN] = SAI_OP_MIN,
                               [SAI_EXPR_MAX] = SAI_OP_MAX,
                               [SAI_EXPR_ABS] = SAI_OP_ABS,
                               [SAI_EXPR_EXP] = SAI_OP_EXP,
                               [SAI_EXPR_LOG] = SAI_OP_LOG,
                               [SAI_EXPR_SQRT] = SAI_OP_SQRT,
                               [SAI_EXPR_LESS] = SAI_OP_LESS,
                               [SAI_EXPR_LESS_EQUAL] = SAI_OP_LESS_EQUAL,
                               [SAI_EXPR_AND] = SAI_OP_MIN,
                               [SAI_EXPR_OR] = SAI_OP_MAX};
  return ops[kind];
}

/* Products, quotients and exponentials stay finite, so that nothing later is infinity times zero, or less
   infinity. */
static sai_column keep_finite(sai_builder *b, sai_op op, sai_column x) {
  if (op != SAI_OP_EXP && op != SAI_OP_DIVIDE && op != SAI_OP_MULTIPLY) return x;
  x = sai_program_binary(b->program, SAI_OP_MIN, x, sai_program_constant(b->program, LARGEST));
  return sai_program_binary(b->program, SAI_OP_MAX, x, sai_program_constant(b->program, -LARGEST));
}

static sai_column build_expr(sai_builder *b, const sai_expr *e, place *at) {
  switch (e->kind) {
  case SAI_EXPR_NUMBER:
    return sai_program_constant(b->program, e->number);
  case SAI_EXPR_DIST:
    return build_draw(b, e->dist, at);
  case SAI_EXPR_INPUT:
    return sai_build_quantity(b, b->scenario->inputs[e->index].quantity, at->month, NULL);
  case SAI_EXPR_COUNTED:
    return at->counted[e->index];
  default:
    break;
  }
  sai_column x = build_expr(b, e->args[0], at);
  sai_op op = op_of(e->kind);
  if (e->n_args == 1) return keep_finite(b, op, sai_program_unary(b->program, op, x));
  for (size_t i = 1; i < e->n_args; i++)
    x = keep_finite(b, op, sai_program_binary(b->program, op, x, build_expr(b, e->args[i], at)));
  return x;
}

sai_column sai_build_quantity(sai_builder *b, const sai_quantity *quantity, unsigned month,
                              const sai_column *counted) {
  const char *path = quantity->path;
  if (quantity->anew == SAI_ANEW_EACH_MONTH) path = sai_build_month_path(b, path, month);
  place at = {path, month, 0, counted, quantity};
  return build_expr(b, quantity->expr, &at);
}

/* An expression as scale * X + offset with one distribution X; dist NULL if there is none. */
typedef struct affine {
  const sai_dist *dist;
  sai_column scale, offset;
} affine;

static bool as_affine(sai_builder *b, const sai_expr *e, place *at, affine *out);

static bool combine(sai_builder *b, sai_expr_kind kind, affine x, affine y, affine *out) {
  sai_program *p = b->program;
  bool both = x.dist && y.dist;
  switch (kind) {
  case SAI_EXPR_ADD:
  case SAI_EXPR_SUBTRACT:
    if (both) return false;
    out->dist = x.dist ? x.dist : y.dist;
    out->scale = x.dist ? x.scale : y.scale;
    if (y.dist && kind == SAI_EXPR_SUBTRACT) out->scale = sai_program_unary(p, SAI_OP_NEGATE, out->scale);
    out->offset = sai_program_binary(p, op_of(kind), x.offset, y.offset);
    return true;
  case SAI_EXPR_MULTIPLY:
  case SAI_EXPR_DIVIDE:
    if (both || (kind == SAI_EXPR_DIVIDE && y.dist)) return false;
    if (y.dist) return combine(b, kind, y, x, out);
    out->dist = x.dist;
    out->scale = sai_program_binary(p, op_of(kind), x.scale, y.offset);
    out->offset = sai_program_binary(p, op_of(kind), x.offset, y.offset);
    return true;
  default:
    return false;
  }
}

static bool has_dist(const sai_expr *e) {
  if (e->kind == SAI_EXPR_DIST) return true;
  for (size_t i = 0; i < e->n_args; i++)
    if (has_dist(e->args[i])) return true;
  return false;
}

static bool as_affine(sai_builder *b, const sai_expr *e, place *at, affine *out) {
  *out = (affine){NULL, b->zero, b->zero};
  if (!has_dist(e)) {
    out->offset = build_expr(b, e, at);
    return true;
  }
  if (e->kind == SAI_EXPR_DIST) {
    *out = (affine){e->dist, sai_program_constant(b->program, 1), b->zero};
    return true;
  }
  affine x, y;
  if (!as_affine(b, e->args[0], at, &x)) return false;
  if (e->kind == SAI_EXPR_NEGATE) {
    out->dist = x.dist;
    out->scale = sai_program_unary(b->program, SAI_OP_NEGATE, x.scale);
    out->offset = sai_program_unary(b->program, SAI_OP_NEGATE, x.offset);
    return true;
  }
  return e->n_args == 2 && as_affine(b, e->args[1], at, &y) && combine(b, e->kind, x, y, out);
}

sai_code sai_build_order_sum(sai_builder *b, const sai_quantity *quantity, unsigned month, sai_column count,
                             sai_column *sum, sai_error *err) {
  if (quantity->anew != SAI_ANEW_EACH_ORDER) {
    *sum = sai_build_multiply(b, count, sai_build_quantity(b, quantity, month, NULL));
    return SAI_OK;
  }
  place at = {quantity->path, month, 0, NULL, quantity};
  affine x;
  if (!as_affine(b, quantity->expr, &at, &x)) {
    sai_scenario_error(b->scenario, quantity->place, err, "%s",
                       _("`anew each order` needs one distribution, at most multiplied and added to"));
    sai_error_hint(err, "%s", _("write for example 150,000 to 400,000, anew each order"));
    return SAI_REJECTED;
  }
  *sum = sai_build_multiply(b, count, x.offset);
  if (!x.dist) return SAI_OK;
  sai_column draws =
      sai_program_sum_of_draws(b->program, count, sai_build_month_path(b, quantity->path, month), x.dist);
  *sum = sai_build_add(b, *sum, sai_build_multiply(b, draws, x.scale));
  return SAI_OK;
}
