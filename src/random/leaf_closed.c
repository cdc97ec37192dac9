/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Families whose distribution function is a formula. */
#include "random/leaf.h"
#include "random/table.h"

#include <math.h>

static const sai_tails none_below = {0, 1}, all_below = {1, 0};

static double first(const sai_dist *d) {
  return d->p[0];
}

static double second(const sai_dist *d) {
  return d->p[1];
}

static double third(const sai_dist *d) {
  return d->p[2];
}

static double zero(const sai_dist *d) {
  (void)d;
  return 0;
}

static double infinite(const sai_dist *d) {
  (void)d;
  return INFINITY;
}

static double minus_infinite(const sai_dist *d) {
  (void)d;
  return -INFINITY;
}

/* Uniform: min, max. */

static double uniform_mean(const sai_dist *d) {
  return d->p[0] / 2 + d->p[1] / 2;
}

static double uniform_sd(const sai_dist *d) {
  return (d->p[1] - d->p[0]) / sqrt(12);
}

static sai_tails uniform_tails(const sai_leaf *leaf, long double x) {
  const double *p = leaf->d->p;
  long double width = (long double)p[1] - p[0];
  if (x <= p[0]) return none_below;
  if (x >= p[1]) return all_below;
  return (sai_tails){(x - p[0]) / width, (p[1] - x) / width};
}

static sai_jet uniform_jet(const sai_leaf *leaf, long double x, long double inside) {
  const double *p = leaf->d->p;
  (void)x;
  if (inside < p[0] || inside > p[1]) return (sai_jet){0, 0, 0};
  return (sai_jet){1 / ((long double)p[1] - p[0]), 0, 0};
}

static long double uniform_quantile(const sai_leaf *leaf, long double tail, bool upper) {
  const double *p = leaf->d->p;
  long double width = (long double)p[1] - p[0];
  return upper ? p[1] - tail * width : p[0] + tail * width;
}

const sai_leaf_kind sai_kind_uniform = {
    2, uniform_mean, uniform_sd, first, second, NULL, uniform_tails, uniform_jet, uniform_quantile, NULL};

/* Triangular: min, mode, max. */

static double triangular_mean(const sai_dist *d) {
  return d->p[0] / 3 + d->p[1] / 3 + d->p[2] / 3;
}

static double triangular_sd(const sai_dist *d) {
  double width = d->p[2] - d->p[0], mode = (d->p[1] - d->p[0]) / width;
  return width * sqrt((1 - mode * (1 - mode)) / 18);
}

/* Each tail is a sum of positive products, so that neither cancels. */
static sai_tails triangular_tails(const sai_leaf *leaf, long double x) {
  const double *p = leaf->d->p;
  if (x <= p[0]) return none_below;
  if (x >= p[2]) return all_below;
  long double width = (long double)p[2] - p[0], left = x - p[0], right = p[2] - x;
  long double rise = (long double)p[1] - p[0], fall = (long double)p[2] - p[1], rest = fabsl(p[1] - x);
  if (x <= p[1]) return (sai_tails){left / width * (left / rise), (left / rise * rest + right) / width};
  return (sai_tails){(right / fall * rest + left) / width, right / width * (right / fall)};
}

static sai_jet triangular_jet(const sai_leaf *leaf, long double x, long double inside) {
  const double *p = leaf->d->p;
  long double width = (long double)p[2] - p[0];
  if (inside < p[0] || inside > p[2]) return (sai_jet){0, 0, 0};
  if (inside < p[1]) {
    long double slope = 2 / width / ((long double)p[1] - p[0]);
    return (sai_jet){(x - p[0]) * slope, slope, 0};
  }
  long double slope = 2 / width / ((long double)p[2] - p[1]);
  return (sai_jet){(p[2] - x) * slope, -slope, 0};
}

static long double triangular_quantile(const sai_leaf *leaf, long double tail, bool upper) {
  const double *p = leaf->d->p;
  long double width = (long double)p[2] - p[0], left = (long double)p[1] - p[0],
              right = (long double)p[2] - p[1];
  long double below = upper ? 1 - tail : tail, above = upper ? tail : 1 - tail;
  return below * width <= left ? p[0] + sqrtl(below * width) * sqrtl(left)
                               : p[2] - sqrtl(above * width) * sqrtl(right);
}

const sai_leaf_kind sai_kind_triangular = {3,
                                           triangular_mean,
                                           triangular_sd,
                                           first,
                                           third,
                                           NULL,
                                           triangular_tails,
                                           triangular_jet,
                                           triangular_quantile,
                                           NULL};

/* Normal: mean, sd. */

long double sai_normal_cdf(long double z) {
  return 0.5L * erfcl(-z * 0.70710678118654752440084436210485L);
}

static long double normal_density(long double z) {
  return expl(-0.5L * z * z) * 0.39894228040143267793994605993438L;
}

/* The table is near enough for two steps of Newton's method to leave nothing. */
long double sai_normal_solve(long double tail) {
  long double z = sai_normal_inline((double)tail);
  for (int i = 0; i < (tail < 0x1p-53L ? 60 : 2); i++) {
    long double cdf = sai_normal_cdf(z);
    z -= cdf * logl(cdf / tail) / normal_density(z);
  }
  return z;
}

static long double standard_quantile(long double tail, bool upper) {
  long double z = tail <= 0.5L ? sai_normal_solve(tail) : -sai_normal_solve(1 - tail);
  return upper ? -z : z;
}

static sai_tails normal_tails(const sai_leaf *leaf, long double x) {
  long double z = (x - leaf->d->p[0]) / leaf->d->p[1];
  return (sai_tails){sai_normal_cdf(z), sai_normal_cdf(-z)};
}

static sai_jet normal_jet(const sai_leaf *leaf, long double x, long double inside) {
  (void)inside;
  long double sd = leaf->d->p[1], z = (x - leaf->d->p[0]) / sd, f = normal_density(z) / sd;
  return (sai_jet){f, -f * z / sd, f * (z * z - 1) / (sd * sd)};
}

static long double normal_quantile(const sai_leaf *leaf, long double tail, bool upper) {
  return leaf->d->p[0] + leaf->d->p[1] * standard_quantile(tail, upper);
}

const sai_leaf_kind sai_kind_normal = {2,    first,        second,     minus_infinite,  infinite,
                                       NULL, normal_tails, normal_jet, normal_quantile, NULL};

/* Lognormal: meanlog, sdlog. */

static double lognormal_mean(const sai_dist *d) {
  return exp(d->p[0] + d->p[1] * d->p[1] / 2);
}

static double lognormal_sd(const sai_dist *d) {
  return lognormal_mean(d) * sqrt(expm1(d->p[1] * d->p[1]));
}

static sai_tails lognormal_tails(const sai_leaf *leaf, long double x) {
  if (!(x > 0)) return none_below;
  long double z = (logl(x) - leaf->d->p[0]) / leaf->d->p[1];
  return (sai_tails){sai_normal_cdf(z), sai_normal_cdf(-z)};
}

static sai_jet lognormal_jet(const sai_leaf *leaf, long double x, long double inside) {
  if (!(x > 0) || !(inside > 0)) return (sai_jet){0, 0, 0};
  long double sd = leaf->d->p[1], z = (logl(x) - leaf->d->p[0]) / sd, f = normal_density(z) / (sd * x);
  long double slope = -(1 + z / sd) / x;
  return (sai_jet){f, f * slope, f * (slope * slope + (1 + z / sd - 1 / (sd * sd)) / (x * x))};
}

static long double lognormal_quantile(const sai_leaf *leaf, long double tail, bool upper) {
  return expl(leaf->d->p[0] + leaf->d->p[1] * standard_quantile(tail, upper));
}

const sai_leaf_kind sai_kind_lognormal = {2,
                                          lognormal_mean,
                                          lognormal_sd,
                                          zero,
                                          infinite,
                                          NULL,
                                          lognormal_tails,
                                          lognormal_jet,
                                          lognormal_quantile,
                                          NULL};

/* Exponential: mean. */

static sai_tails exponential_tails(const sai_leaf *leaf, long double x) {
  if (!(x > 0)) return none_below;
  long double z = x / leaf->d->p[0];
  return (sai_tails){-expm1l(-z), expl(-z)};
}

static sai_jet exponential_jet(const sai_leaf *leaf, long double x, long double inside) {
  if (!(inside > 0)) return (sai_jet){0, 0, 0};
  long double mean = leaf->d->p[0], f = expl(-x / mean) / mean;
  return (sai_jet){f, -f / mean, f / mean / mean};
}

static long double exponential_quantile(const sai_leaf *leaf, long double tail, bool upper) {
  return -leaf->d->p[0] * (upper ? logl(tail) : log1pl(-tail));
}

const sai_leaf_kind sai_kind_exponential = {
    1, first, first, zero, infinite, NULL, exponential_tails, exponential_jet, exponential_quantile, NULL};

/* Weibull: shape, scale. */

static double weibull_mean(const sai_dist *d) {
  return d->p[1] * tgamma(1 + 1 / d->p[0]);
}

/* Gamma(1 + 2/k) - Gamma(1 + 1/k)^2 cancels for large k; its logarithm's difference does not. */
static double weibull_sd(const sai_dist *d) {
  int sign; /* lgammal() itself writes to a global */
  long double one = lgammal_r(1 + 1 / (long double)d->p[0], &sign);
  long double two = lgammal_r(1 + 2 / (long double)d->p[0], &sign);
  return (double)(d->p[1] * expl(one) * sqrtl(expm1l(two - 2 * one)));
}

static sai_tails weibull_tails(const sai_leaf *leaf, long double x) {
  if (!(x > 0)) return none_below;
  long double z = expl(leaf->d->p[0] * logl(x / leaf->d->p[1]));
  return (sai_tails){-expm1l(-z), expl(-z)};
}

static sai_jet weibull_jet(const sai_leaf *leaf, long double x, long double inside) {
  if (!(inside > 0)) return (sai_jet){0, 0, 0};
  long double k = leaf->d->p[0], z = expl(k * logl(x / leaf->d->p[1])), f = k / x * z * expl(-z);
  if (z > 11000) return (sai_jet){0, 0, 0};
  long double slope = (k - 1 - k * z) / x;
  return (sai_jet){f, f * slope, f * (slope * slope - (k - 1 + k * (k - 1) * z) / (x * x))};
}

static long double weibull_quantile(const sai_leaf *leaf, long double tail, bool upper) {
  return leaf->d->p[1] * expl(logl(upper ? -logl(tail) : -log1pl(-tail)) / leaf->d->p[0]);
}

const sai_leaf_kind sai_kind_weibull = {
    2, weibull_mean, weibull_sd, zero, infinite, NULL, weibull_tails, weibull_jet, weibull_quantile, NULL};
