/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Families that consist of atoms: a constant, a list of values, Poisson counts. */
#include "random/beta.h"
#include "random/leaf.h"

#include <math.h>

/* Atoms below this share of the largest are as good as none. */
static const long double negligible = 1e-24L;

static double constant_value(const sai_dist *d) {
  return d->p[0];
}

static double none(const sai_dist *d) {
  (void)d;
  return 0;
}

/* (value - centre)^power, 0 <= power <= 2. */
static long double powered(long double value, int power, long double centre) {
  long double apart = value - centre;
  return power == 0 ? 1 : power == 1 ? apart : apart * apart;
}

static long double constant_sum(const sai_leaf *leaf, double low, double high, int power,
                                long double centre) {
  double value = leaf->d->p[0];
  return value < low || value > high ? 0 : powered(value, power, centre);
}

static size_t constant_atoms(const sai_leaf *leaf, double low, double high, double *x,
                             long double *probability) {
  double value = leaf->d->p[0];
  if (value < low || value > high) return 0;
  if (x) *x = value, *probability = 1;
  return 1;
}

const sai_leaf_kind sai_kind_constant = {.parameters = 1,
                                         .mean = constant_value,
                                         .sd = none,
                                         .lower = constant_value,
                                         .upper = constant_value,
                                         .sum = constant_sum,
                                         .atoms = constant_atoms};

/* A list. c[0] is the sum of the weights. */

static long double total(const sai_dist *d) {
  long double sum = 0;
  for (size_t i = 0; i < d->n; i++) sum += d->weight[i];
  return sum;
}

static double discrete_mean(const sai_dist *d) {
  long double sum = 0;
  for (size_t i = 0; i < d->n; i++) sum += (long double)d->weight[i] * d->value[i];
  return (double)(sum / total(d));
}

static double discrete_sd(const sai_dist *d) {
  double mean = discrete_mean(d);
  long double sum = 0;
  for (size_t i = 0; i < d->n; i++) {
    long double distance = d->value[i] - (long double)mean;
    sum += d->weight[i] * distance * distance;
  }
  return (double)sqrtl(sum / total(d));
}

static double discrete_lower(const sai_dist *d) {
  return d->value[0];
}

static double discrete_upper(const sai_dist *d) {
  return d->value[d->n - 1];
}

static void discrete_prepare(sai_leaf *leaf) {
  leaf->c[0] = total(leaf->d);
}

/* How many values are below x; `or_at`: or at it. */
static size_t count_below(const sai_dist *d, double x, bool or_at) {
  size_t low = 0, high = d->n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (d->value[middle] < x || (or_at && d->value[middle] == x))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static long double discrete_sum(const sai_leaf *leaf, double low, double high, int power,
                                long double centre) {
  const sai_dist *d = leaf->d;
  size_t begin = count_below(d, low, false), end = count_below(d, high, true);
  long double sum = 0;
  for (size_t i = begin; i < end; i++) sum += d->weight[i] * powered(d->value[i], power, centre);
  return sum / leaf->c[0];
}

static size_t discrete_atoms(const sai_leaf *leaf, double low, double high, double *x,
                             long double *probability) {
  const sai_dist *d = leaf->d;
  size_t begin = count_below(d, low, false), end = count_below(d, high, true);
  for (size_t i = begin; x && i < end; i++)
    x[i - begin] = d->value[i], probability[i - begin] = d->weight[i] / leaf->c[0];
  return end > begin ? end - begin : 0;
}

const sai_leaf_kind sai_kind_discrete = {.parameters = 0,
                                         .mean = discrete_mean,
                                         .sd = discrete_sd,
                                         .lower = discrete_lower,
                                         .upper = discrete_upper,
                                         .prepare = discrete_prepare,
                                         .sum = discrete_sum,
                                         .atoms = discrete_atoms};

/* Poisson: mean. */

static double poisson_sd(const sai_dist *d) {
  return sqrt(d->p[0]);
}

static double poisson_upper(const sai_dist *d) {
  (void)d;
  return INFINITY;
}

/* C. Loader's saddle-point form. */
static long double poisson_probability(double mean, long double k) {
  if (k == 0) return expl(-(long double)mean);
  return expl(-sai_deviance(k, mean) - sai_stirling_error(k)) / sqrtl(6.283185307179586476925286766559L * k);
}

/* The counts in [low, high], from the likeliest of them outward until they are negligible. */
typedef struct counts {
  long double first, last, mode; /* last < first if there are none */
  long double at_mode;
} counts;

static counts poisson_counts(double mean, double low, double high) {
  const long double none_beyond = 100.0L * SAI_POISSON_MOST;
  counts c = {fmaxl(0, ceill(low)), fminl(floorl(high), none_beyond), 0, 0};
  c.mode = fminl(fmaxl(floorl(mean), c.first), c.last);
  if (c.last < c.first) return c;
  c.at_mode = poisson_probability(mean, c.mode);
  long double k = c.mode, p = 1;
  while (k > c.first && p > negligible) p *= k-- / mean;
  c.first = k;
  for (k = c.mode, p = 1; k < c.last && p > negligible;) p *= mean / ++k;
  c.last = k;
  return c;
}

static long double poisson_sum(const sai_leaf *leaf, double low, double high, int power, long double centre) {
  long double mean = leaf->d->p[0];
  counts c = poisson_counts(leaf->d->p[0], low, high);
  if (c.last < c.first) return 0;
  long double sum = powered(c.mode, power, centre), p = 1;
  for (long double k = c.mode; k > c.first; k--) {
    p *= k / mean;
    sum += p * powered(k - 1, power, centre);
  }
  p = 1;
  for (long double k = c.mode + 1; k <= c.last; k++) {
    p *= mean / k;
    sum += p * powered(k, power, centre);
  }
  return c.at_mode * sum;
}

static size_t poisson_atoms(const sai_leaf *leaf, double low, double high, double *x,
                            long double *probability) {
  double mean = leaf->d->p[0];
  counts c = poisson_counts(mean, low, high);
  if (c.last < c.first) return 0;
  size_t n = (size_t)(c.last - c.first) + 1, mode = (size_t)(c.mode - c.first);
  if (!x) return n;
  for (size_t i = 0; i < n; i++) x[i] = (double)c.first + (double)i;
  probability[mode] = c.at_mode;
  for (size_t i = mode; i > 0; i--) probability[i - 1] = probability[i] * (x[i] / (long double)mean);
  for (size_t i = mode + 1; i < n; i++) probability[i] = probability[i - 1] * (mean / (long double)x[i]);
  return n;
}

const sai_leaf_kind sai_kind_poisson = {.parameters = 1,
                                        .mean = constant_value,
                                        .sd = poisson_sd,
                                        .lower = none,
                                        .upper = poisson_upper,
                                        .sum = poisson_sum,
                                        .atoms = poisson_atoms};
