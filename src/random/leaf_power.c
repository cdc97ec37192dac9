/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Families with a power of the distance at the ends of their support: beta, PERT and gamma. */
#include "random/beta.h"
#include "random/gamma.h"
#include "random/leaf.h"

#include <math.h>

/* Constants of a beta: a and b. It is stretched to [lower, upper]. */

static double beta_lower(const sai_dist *d) {
  return d->family == SAI_PERT ? d->p[0] : 0;
}

static double beta_upper(const sai_dist *d) {
  return d->family == SAI_PERT ? d->p[2] : 1;
}

static void shape(const sai_dist *d, long double *a, long double *b) {
  *a = d->p[0], *b = d->p[1];
  if (d->family != SAI_PERT) return;
  double width = d->p[2] - d->p[0];
  *a = 1 + 4 * ((d->p[1] - d->p[0]) / width), *b = 1 + 4 * ((d->p[2] - d->p[1]) / width);
}

static double beta_mean(const sai_dist *d) {
  const double *p = d->p;
  return d->family == SAI_PERT ? p[0] / 6 + p[1] * (2.0 / 3) + p[2] / 6 : p[0] / (p[0] + p[1]);
}

static double beta_sd(const sai_dist *d) {
  long double a, b;
  shape(d, &a, &b);
  return (double)((beta_upper(d) - beta_lower(d)) / (a + b) * sqrtl(a * b / (a + b + 1)));
}

static void beta_prepare(sai_leaf *leaf) {
  shape(leaf->d, &leaf->c[0], &leaf->c[1]);
}

static sai_tails beta_tails(const sai_leaf *leaf, long double x) {
  double low = beta_lower(leaf->d), high = beta_upper(leaf->d);
  if (x <= low) return (sai_tails){0, 1};
  if (x >= high) return (sai_tails){1, 0};
  long double width = (long double)high - low;
  sai_tails t;
  sai_beta_tails(leaf->c[0], leaf->c[1], (x - low) / width, (high - x) / width, &t.lower, &t.upper);
  return t;
}

/* At an end, where the density is C x^power (1 + slope x + ...): nothing for a high power, C and its
   neighbours for none, and no derivatives in between. */
static sai_jet jet_at_end(long double power, long double c, long double slope, long double curve) {
  if (power > 2) return (sai_jet){0, 0, 0};
  return power == 0 ? (sai_jet){c, c * slope, c * curve} : (sai_jet){NAN, NAN, NAN};
}

static sai_jet beta_jet(const sai_leaf *leaf, long double at, long double inside) {
  double low = beta_lower(leaf->d), high = beta_upper(leaf->d);
  if (inside < low || inside > high) return (sai_jet){0, 0, 0};
  long double width = (long double)high - low, x = (at - low) / width, y = (high - at) / width;
  long double a = leaf->c[0] - 1, b = leaf->c[1] - 1;
  if (!(x > 0)) return jet_at_end(a, (b + 1) / width, -b / width, b * (b - 1) / (width * width));
  if (!(y > 0)) return jet_at_end(b, (a + 1) / width, a / width, a * (a - 1) / (width * width));
  long double f = sai_beta_kernel(leaf->c[0], leaf->c[1], x, y) / (x * y) / width;
  long double slope = (a / x - b / y) / width;
  return (sai_jet){f, f * slope, f * (slope * slope - (a / (x * x) + b / (y * y)) / (width * width))};
}

static long double beta_quantile(const sai_leaf *leaf, long double tail, bool upper) {
  double low = beta_lower(leaf->d), high = beta_upper(leaf->d);
  long double width = (long double)high - low, y, x = sai_beta_solve(leaf->c[0], leaf->c[1], tail, upper, &y);
  return x < y ? low + width * x : high - width * y;
}

const sai_leaf_kind sai_kind_beta = {
    2, beta_mean, beta_sd, beta_lower, beta_upper, beta_prepare, beta_tails, beta_jet, beta_quantile, NULL};
const sai_leaf_kind sai_kind_pert = {
    3, beta_mean, beta_sd, beta_lower, beta_upper, beta_prepare, beta_tails, beta_jet, beta_quantile, NULL};

/* Gamma: shape, scale. */

static double gamma_mean(const sai_dist *d) {
  return d->p[0] * d->p[1];
}

static double gamma_sd(const sai_dist *d) {
  return sqrt(d->p[0]) * d->p[1];
}

static double gamma_lower(const sai_dist *d) {
  (void)d;
  return 0;
}

static double gamma_upper(const sai_dist *d) {
  (void)d;
  return INFINITY;
}

static sai_tails gamma_tails(const sai_leaf *leaf, long double x) {
  sai_tails t;
  sai_gamma_tails(leaf->d->p[0], x / leaf->d->p[1], &t.lower, &t.upper);
  return t;
}

static sai_jet gamma_jet(const sai_leaf *leaf, long double x, long double inside) {
  if (!(inside > 0)) return (sai_jet){0, 0, 0};
  long double k = leaf->d->p[0], scale = leaf->d->p[1];
  if (!(x > 0)) return jet_at_end(k - 1, 1 / scale, -1 / scale, 1 / (scale * scale));
  long double f = sai_gamma_kernel(k, x / scale) / x;
  long double slope = (k - 1) / x - 1 / scale;
  return (sai_jet){f, f * slope, f * (slope * slope - (k - 1) / (x * x))};
}

static long double gamma_quantile(const sai_leaf *leaf, long double tail, bool upper) {
  return leaf->d->p[1] * sai_gamma_solve(leaf->d->p[0], tail, upper);
}

const sai_leaf_kind sai_kind_gamma = {2,    gamma_mean,  gamma_sd,  gamma_lower,    gamma_upper,
                                      NULL, gamma_tails, gamma_jet, gamma_quantile, NULL};
