/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions that are lists of points: values with their chances, percentiles with their values. */
#include "base/intl.h"
#include "scenario/distribution.h"

#include <math.h>
#include <stdlib.h>

/* `left=right`. */
typedef struct point {
  double left, right;
  bool left_percent, right_percent;
} point;

static int by_left(const void *a, const void *b) {
  double x = ((const point *)a)->left, y = ((const point *)b)->left;
  return (x > y) - (x < y);
}

static bool read_point(sai_parser *p, const sai_pattern *f, point *out) {
  sai_number x = {0};
  if (!sai_signed_number_read(p, f->name, &out->left, &x)) return false;
  out->left_percent = x.percent;
  if (!sai_parser_take_symbol(p, '=')) {
    sai_error_hint(
        sai_parser_report(p, sai_parser_token_place(p), _("%s needs pairs with a `=` between"), f->name),
        _("write %s"), sai_pattern_example(f));
    return false;
  }
  bool right = sai_signed_number_read(p, f->name, &out->right, &x);
  out->right_percent = x.percent;
  return right;
}

/* All points up to the `)`, sorted; NULL after a problem. */
static point *read_points(sai_parser *p, const sai_pattern *f, size_t most, size_t *n) {
  point *points = sai_reader_scratch(p->r, most, sizeof *points);
  bool more = true;
  if (!points) return NULL;
  *n = 0;
  for (sai_parser_next(p); more; ++*n) {
    if (*n == most) {
      sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), _("%s has too many values"), f->name),
                     _("at most %d can stand here"), (int)most);
      return NULL;
    }
    if (!read_point(p, f, &points[*n]) || !sai_pattern_next(p, f, &more)) return NULL;
  }
  qsort(points, *n, sizeof *points, by_left);
  return points;
}

static bool split(sai_parser *p, const point *points, size_t n, double **left, double **right) {
  *left = sai_reader_alloc(p->r, n, sizeof **left);
  *right = sai_reader_alloc(p->r, n, sizeof **right);
  if (!*left || !*right) return false;
  for (size_t i = 0; i < n; i++) {
    (*left)[i] = points[i].left;
    (*right)[i] = points[i].right;
  }
  return true;
}

enum { DISCRETE_MOST = 1000 };

sai_expr *sai_discrete_read(sai_parser *p, const sai_pattern *f, size_t begin) {
  size_t n, n_percent = 0;
  double *values, *weights;
  point *points = read_points(p, f, DISCRETE_MOST, &n);
  if (!points) return NULL;
  for (size_t i = 0; i < n; i++) {
    n_percent += points[i].left_percent;
    if (i == 0 || points[i].left > points[i - 1].left) continue;
    sai_error_hint(sai_pattern_report(p, begin, _("discrete names the value %g twice"), points[i].left), "%s",
                   _("add their chances together"));
    return NULL;
  }
  if (!sai_pattern_units(p, f, n, n_percent, begin) || !split(p, points, n, &values, &weights)) return NULL;
  sai_dist d = {.family = SAI_DISCRETE, .n = n, .value = values, .weight = weights};
  return sai_pattern_finish(p, &d, n_percent, begin);
}

/* Values must rise with their percentages. */
static bool check_rising(sai_parser *p, const point *points, size_t n, size_t begin) {
  for (size_t i = 0; i < n; i++) {
    const point *at = &points[i];
    if (!at->left_percent || !(at->left > 0 && at->left < 1)) {
      sai_error_hint(sai_pattern_report(p, begin, "%s",
                                        _("the points of quantiles are percentages between 0% and 100%")),
                     "%s",
                     _("write quantiles(10%=300, 50%=400, 90%=800): in 10 of 100 cases it is 300 or less"));
      return false;
    }
    if (i == 0 || (at->left > at[-1].left && at->right > at[-1].right)) continue;
    sai_error_hint(sai_pattern_report(p, begin,
                                      _("the value at %g%% is not above the one before it, at %g%%"),
                                      100 * at->left, 100 * at[-1].left),
                   "%s", _("a larger percentage has a larger value, and each stands there once"));
    return false;
  }
  return true;
}

static bool check_shares(sai_parser *p, const point *points, size_t n, size_t begin) {
  if (points[0].right > 0 && points[n - 1].right < 1) return true;
  sai_error_hint(
      sai_pattern_report(p, begin, "%s", _("values of quantiles with % must be between 0% and 100%")), "%s",
      _("for a share write for example 1% instead of 0%; for a factor write 0.8 or 1.2"));
  return false;
}

/* The form is chosen by what is written, never by what fits. */
sai_expr *sai_quantiles_read(sai_parser *p, const sai_pattern *f, size_t begin) {
  size_t n, n_percent = 0;
  double *u, *x, *coefficient;
  point *points = read_points(p, f, SAI_METALOG_MAX, &n);
  if (!points || !check_rising(p, points, n, begin)) return NULL;
  for (size_t i = 0; i < n; i++) n_percent += points[i].right_percent;
  if (!sai_pattern_units(p, f, n, n_percent, begin)) return NULL;
  if (n < 2) {
    sai_error_hint(sai_pattern_report(p, begin, "%s", _("quantiles needs two points or more")), _("write %s"),
                   sai_pattern_example(f));
    return NULL;
  }
  if (n_percent && !check_shares(p, points, n, begin)) return NULL;
  sai_metalog_form form = n_percent             ? SAI_METALOG_LOGIT
                          : points[0].right > 0 ? SAI_METALOG_LOG
                                                : SAI_METALOG_PLAIN;
  coefficient = sai_reader_alloc(p->r, n, sizeof *coefficient);
  if (!coefficient || !split(p, points, n, &u, &x)) return NULL;
  sai_dist d;
  sai_error err;
  if (sai_dist_metalog(u, x, n, form, coefficient, &d, &err)) {
    p->failed = true;
    sai_report_error(p->r, sai_parser_place(p, begin, p->last_end), &err);
    return NULL;
  }
  return sai_pattern_finish(p, &d, n_percent, begin);
}
