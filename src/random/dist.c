/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distribution functions, moments and quantiles, one at a time in extended precision. */
#include "random/dist.h"

#include "random/law.h"

#include <math.h>
#include <string.h>

double sai_dist_mean(const sai_dist *d) {
  sai_law law;
  sai_law_make(d, &law);
  return (double)sai_law_mean(&law);
}

double sai_dist_sd(const sai_dist *d) {
  sai_law law;
  sai_law_make(d, &law);
  return (double)sai_law_sd(&law);
}

double sai_dist_lower(const sai_dist *d) {
  sai_law law;
  sai_law_make(d, &law);
  return sai_law_lower(&law);
}

double sai_dist_upper(const sai_dist *d) {
  sai_law law;
  sai_law_make(d, &law);
  return sai_law_upper(&law);
}

double sai_dist_cdf(const sai_dist *d, double x) {
  sai_law law;
  sai_law_make(d, &law);
  return (double)sai_law_tails(&law, x).lower;
}

double sai_dist_survival(const sai_dist *d, double x) {
  sai_law law;
  sai_law_make(d, &law);
  return (double)sai_law_tails(&law, x).upper;
}

double sai_dist_quantile(const sai_dist *d, double u) {
  sai_law law;
  sai_law_make(d, &law);
  return sai_law_quantile(&law, u);
}

/* How many of p[] a family has. */
static int parameters(sai_family family) {
  const sai_leaf_kind *kind = sai_leaf_kind_of(family);
  return kind ? kind->parameters : family == SAI_TRUNCATED ? 2 : 0;
}

static bool same_numbers(const double *a, const double *b, size_t n) {
  return !memcmp(a, b, n * sizeof *a);
}

bool sai_dist_equal(const sai_dist *a, const sai_dist *b) {
  if (a->family != b->family) return false;
  for (int i = 0; i < parameters(a->family); i++)
    if (a->p[i] != b->p[i]) return false;
  if (a->family == SAI_TRUNCATED) return sai_dist_equal(a->part, b->part);
  bool values = a->family == SAI_DISCRETE || a->family == SAI_METALOG;
  bool weights = a->family == SAI_DISCRETE || a->family == SAI_MIXTURE;
  if (!values && !weights) return true;
  if (a->n != b->n) return false;
  if (values && !same_numbers(a->value, b->value, a->n)) return false;
  if (weights && !same_numbers(a->weight, b->weight, a->n)) return false;
  for (size_t i = 0; a->family == SAI_MIXTURE && i < a->n; i++)
    if (!sai_dist_equal(&a->part[i], &b->part[i])) return false;
  return true;
}
