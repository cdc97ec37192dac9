/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interval arithmetic: the least and the largest value that an expression can take, too wide rather than too
   narrow. Input names stand for the range of their quantity. */
#include "base/intl.h"
#include "base/text.h"
#include "scenario/expr.h"

#include <float.h>
#include <math.h>

static const sai_range everything = {-INFINITY, INFINITY};

static sai_range hull(const double *x, size_t n) {
  sai_range out = {INFINITY, -INFINITY};
  for (size_t i = 0; i < n; i++) {
    if (isnan(x[i])) return everything;
    out.lower = fmin(out.lower, x[i]);
    out.upper = fmax(out.upper, x[i]);
  }
  return out;
}

/* Zero times infinity: the zero is a certain one, so the product is. */
static double times(double a, double b) {
  return a == 0 || b == 0 ? 0 : a * b;
}

/* True if a lower end of zero is never reached; with shapes below 0.2 draws can be too small for a double. */
static bool is_open(const sai_dist *d) {
  switch (d->family) {
  case SAI_LOGNORMAL:
  case SAI_EXPONENTIAL:
  case SAI_METALOG:
    return true;
  case SAI_BETA:
  case SAI_GAMMA:
  case SAI_WEIBULL:
    return d->p[0] >= 0.2;
  case SAI_MIXTURE:
    for (size_t i = 0; i < d->n; i++)
      if (sai_dist_lower(&d->part[i]) == 0 && !is_open(&d->part[i])) return false;
    return true;
  case SAI_TRUNCATED:
    return sai_dist_lower(d->part) == 0 && is_open(d->part);
  default:
    return false;
  }
}

/* The support's ends; a lower end of zero that is never reached is the smallest number above it, so that
   dividing by such a quantity is allowed. */
static sai_range support(const sai_dist *d) {
  sai_range out = {sai_dist_lower(d), sai_dist_upper(d)};
  if (out.lower == 0 && is_open(d)) out.lower = DBL_MIN;
  return out;
}

/* What is known of names: the inputs of a reader, or of a scenario that is read, or nothing; and what is
 * counted. */
typedef struct names {
  sai_reader *r;
  const sai_scenario *scenario;
  const sai_range *counts; /* [SAI_COUNTED_MAX], or NULL: any number */
} names;

static sai_range input_range(const names *known, size_t index) {
  if (known->scenario) {
    const sai_quantity *q = known->scenario->inputs[index].quantity;
    return (sai_range){q->lower, q->upper};
  }
  const sai_input_table *t = known->r ? known->r->inputs : NULL;
  for (size_t i = 0; t && i < t->n; i++)
    if ((t->sorted ? t->index[i] : i) == index && t->quantities[i])
      return (sai_range){t->quantities[i]->lower, t->quantities[i]->upper};
  return everything;
}

void sai_bound_write(char out[40], double x, bool share) {
  if (fabs(x) <= DBL_MIN) x = 0;
  if (isinf(x)) {
    sai_text_copy(out, 40, x < 0 ? _("minus infinity") : _("infinity"));
    return;
  }
  char room[64];
  sai_text text = SAI_TEXT_IN(room);
  double value = share ? 100 * x : x;
  if (fabs(value) >= 1000 && fabs(value) < 1e15 && value == floor(value))
    sai_text_grouped(&text, value, 0);
  else
    sai_text_number(&text, value, 6);
  if (share) sai_text_add(&text, "%");
  sai_text_copy(out, 40, sai_text_string(&text));
}

static void report(sai_reader *r, const sai_expr *e, bool *ok, sai_range x, const char *text,
                   const char *hint) {
  if (!*ok) return;
  *ok = false;
  char low[40], high[40];
  sai_bound_write(low, x.lower, false);
  sai_bound_write(high, x.upper, false);
  sai_error_hint(sai_report(r, e->place, _("%s; it goes from %s to %s"), text, low, high), "%s", hint);
}

static sai_range divide(sai_reader *r, const sai_expr *e, sai_range x, sai_range y, bool *ok) {
  if (y.lower <= 0 && y.upper >= 0) {
    report(r, e->args[1], ok, y, _("the divisor can be zero"),
           _("divide by something above zero, for example max(x, 1)"));
    return everything;
  }
  double ends[] = {x.lower / y.lower, x.lower / y.upper, x.upper / y.lower, x.upper / y.upper};
  return hull(ends, 4);
}

static sai_range multiply(sai_range x, sai_range y) {
  double ends[] = {times(x.lower, y.lower), times(x.lower, y.upper), times(x.upper, y.lower),
                   times(x.upper, y.upper)};
  return hull(ends, 4);
}

static sai_range add(double lower, double upper) {
  return (sai_range){isnan(lower) ? -INFINITY : lower, isnan(upper) ? INFINITY : upper};
}

static sai_range one_argument(sai_reader *r, const sai_expr *e, sai_range x, bool *ok) {
  switch (e->kind) {
  case SAI_EXPR_NEGATE:
    return (sai_range){-x.upper, -x.lower};
  case SAI_EXPR_ABS:
    if (x.lower >= 0) return x;
    return (sai_range){x.upper <= 0 ? -x.upper : 0, fmax(-x.lower, x.upper)};
  case SAI_EXPR_EXP:
    return (sai_range){exp(x.lower), exp(x.upper)};
  case SAI_EXPR_LOG:
    if (!(x.lower > 0)) {
      report(r, e->args[0], ok, x, _("the logarithm needs a value above zero"),
             _("write log(max(x, 0.01)) with a bound that fits"));
      return everything;
    }
    return (sai_range){log(x.lower), log(x.upper)};
  default:
    if (!(x.lower >= 0)) {
      report(r, e->args[0], ok, x, _("the square root needs a value of zero or more"),
             _("write sqrt(max(x, 0))"));
      return everything;
    }
    return (sai_range){sqrt(x.lower), sqrt(x.upper)};
  }
}

static sai_range combine(sai_reader *r, const sai_expr *e, sai_range x, sai_range y, bool *ok) {
  switch (e->kind) {
  case SAI_EXPR_ADD:
    return add(x.lower + y.lower, x.upper + y.upper);
  case SAI_EXPR_SUBTRACT:
    return add(x.lower - y.upper, x.upper - y.lower);
  case SAI_EXPR_MULTIPLY:
    return multiply(x, y);
  case SAI_EXPR_DIVIDE:
    return divide(r, e, x, y, ok);
  case SAI_EXPR_LESS:
    return (sai_range){x.upper < y.lower, x.lower < y.upper};
  case SAI_EXPR_LESS_EQUAL:
    return (sai_range){x.upper <= y.lower, x.lower <= y.upper};
  case SAI_EXPR_MIN:
  case SAI_EXPR_AND:
    return (sai_range){fmin(x.lower, y.lower), fmin(x.upper, y.upper)};
  default:
    return (sai_range){fmax(x.lower, y.lower), fmax(x.upper, y.upper)};
  }
}

static sai_range range_of(const names *known, const sai_expr *e, bool *ok) {
  switch (e->kind) {
  case SAI_EXPR_NUMBER:
    return (sai_range){e->number, e->number};
  case SAI_EXPR_DIST:
    return support(e->dist);
  case SAI_EXPR_INPUT:
    return input_range(known, e->index);
  case SAI_EXPR_COUNTED:
    return known->counts ? known->counts[e->index] : (sai_range){0, INFINITY};
  default:
    break;
  }
  sai_range x = range_of(known, e->args[0], ok);
  if (e->n_args == 1) return one_argument(known->r, e, x, ok);
  for (size_t i = 1; i < e->n_args; i++) x = combine(known->r, e, x, range_of(known, e->args[i], ok), ok);
  return x;
}

sai_range sai_expr_range(sai_reader *r, const sai_expr *e, bool *ok) {
  return range_of(&(names){.r = r}, e, ok);
}

sai_range sai_expr_range_at(const sai_scenario *scenario, const sai_range *counts, const sai_expr *e) {
  bool silent = false;
  return range_of(&(names){.scenario = scenario, .counts = counts}, e, &silent);
}
