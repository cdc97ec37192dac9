/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distribution functions, moments and quantiles, one draw at a time in extended precision. GSL's are not
   used: its beta function loses five digits at beta(2, 100000), and its inverses fail at ordinary parameters.
 */
#include "random/dist.h"

#include "random/beta.h"
#include "random/dist_inside.h"
#include "random/table.h"

#include <math.h>
#include <string.h>

sai_beta_shape sai_dist_beta_shape(const sai_dist *d) {
  if (d->family == SAI_BETA) return (sai_beta_shape){d->p[0], d->p[1], 0, 1};
  double low = d->p[0], mode = d->p[1], high = d->p[2], width = high - low;
  return (sai_beta_shape){1 + 4 * ((mode - low) / width), 1 + 4 * ((high - mode) / width), low, high};
}

long double sai_normal_cdf(long double z) {
  return 0.5L * erfcl(-z * 0.70710678118654752440084436210485L);
}

/* The table is near enough for two steps of Newton's method to leave nothing. */
long double sai_normal_solve(double tail) {
  long double z = sai_normal_inline(tail);
  for (int i = 0; i < (tail < 0x1p-53 ? 60 : 2); i++) {
    long double density = expl(-0.5L * z * z) * 0.39894228040143267793994605993438L;
    long double cdf = sai_normal_cdf(z), newton = cdf * logl(cdf / tail) / density;
    z -= newton;
  }
  return z;
}

static double discrete_total(const sai_dist *d) {
  long double sum = 0;
  for (size_t i = 0; i < d->n; i++) sum += d->weight[i];
  return (double)sum;
}

static double discrete_mean(const sai_dist *d) {
  long double sum = 0;
  for (size_t i = 0; i < d->n; i++) sum += (long double)d->weight[i] * d->value[i];
  return (double)(sum / discrete_total(d));
}

static double discrete_sd(const sai_dist *d) {
  double mean = discrete_mean(d);
  long double sum = 0;
  for (size_t i = 0; i < d->n; i++) {
    long double distance = d->value[i] - mean;
    sum += d->weight[i] * distance * distance;
  }
  return (double)sqrtl(sum / discrete_total(d));
}

double sai_dist_mean(const sai_dist *d) {
  const double *p = d->p;
  switch (d->family) {
  case SAI_BETA:
    return p[0] / (p[0] + p[1]);
  case SAI_PERT:
    return p[0] / 6 + p[1] * (2.0 / 3) + p[2] / 6;
  case SAI_TRIANGULAR:
    return p[0] / 3 + p[1] / 3 + p[2] / 3;
  case SAI_UNIFORM:
    return p[0] / 2 + p[1] / 2;
  case SAI_LOGNORMAL:
    return exp(p[0] + p[1] * p[1] / 2);
  case SAI_DISCRETE:
    return discrete_mean(d);
  default:
    return p[0];
  }
}

double sai_dist_sd(const sai_dist *d) {
  const double *p = d->p;
  switch (d->family) {
  case SAI_BETA:
  case SAI_PERT: {
    sai_beta_shape s = sai_dist_beta_shape(d);
    double n = s.a + s.b;
    return (s.high - s.low) / n * sqrt(s.a * s.b / (n + 1));
  }
  case SAI_TRIANGULAR: {
    double width = p[2] - p[0], mode = (p[1] - p[0]) / width;
    return width * sqrt((1 - mode * (1 - mode)) / 18);
  }
  case SAI_UNIFORM:
    return (p[1] - p[0]) / sqrt(12);
  case SAI_NORMAL:
    return p[1];
  case SAI_LOGNORMAL:
    return exp(p[0] + p[1] * p[1] / 2) * sqrt(expm1(p[1] * p[1]));
  case SAI_EXPONENTIAL:
    return p[0];
  case SAI_DISCRETE:
    return discrete_sd(d);
  default:
    return 0;
  }
}

double sai_dist_lower(const sai_dist *d) {
  switch (d->family) {
  case SAI_NORMAL:
    return -INFINITY;
  case SAI_BETA:
  case SAI_LOGNORMAL:
  case SAI_EXPONENTIAL:
    return 0;
  case SAI_DISCRETE:
    return d->value[0];
  default:
    return d->p[0];
  }
}

double sai_dist_upper(const sai_dist *d) {
  switch (d->family) {
  case SAI_CONSTANT:
    return d->p[0];
  case SAI_BETA:
    return 1;
  case SAI_UNIFORM:
    return d->p[1];
  case SAI_DISCRETE:
    return d->value[d->n - 1];
  case SAI_NORMAL:
  case SAI_LOGNORMAL:
  case SAI_EXPONENTIAL:
    return INFINITY;
  default:
    return d->p[2];
  }
}

typedef struct tails {
  long double lower, upper;
} tails;

static tails beta_tails(const sai_dist *d, double x) {
  sai_beta_shape s = sai_dist_beta_shape(d);
  if (x <= s.low) return (tails){0, 1};
  if (x >= s.high) return (tails){1, 0};
  long double width = (long double)s.high - s.low;
  tails t;
  sai_beta_tails(s.a, s.b, ((long double)x - s.low) / width, (s.high - (long double)x) / width, &t.lower,
                 &t.upper);
  return t;
}

/* Each tail is a sum of positive products, so that neither cancels. */
static tails triangular_tails(const double *p, double x) {
  if (x <= p[0]) return (tails){0, 1};
  if (x >= p[2]) return (tails){1, 0};
  long double width = (long double)p[2] - p[0], left = (long double)x - p[0], right = p[2] - (long double)x;
  long double rise = (long double)p[1] - p[0], fall = (long double)p[2] - p[1],
              rest = fabsl(p[1] - (long double)x);
  if (x <= p[1]) return (tails){left / width * (left / rise), (left / rise * rest + right) / width};
  return (tails){(right / fall * rest + left) / width, right / width * (right / fall)};
}

static tails uniform_tails(const double *p, double x) {
  long double width = (long double)p[1] - p[0];
  if (x <= p[0]) return (tails){0, 1};
  if (x >= p[1]) return (tails){1, 0};
  return (tails){((long double)x - p[0]) / width, (p[1] - (long double)x) / width};
}

static tails discrete_tails(const sai_dist *d, double x) {
  tails t = {0, 0};
  for (size_t i = 0; i < d->n; i++) *(d->value[i] <= x ? &t.lower : &t.upper) += d->weight[i];
  long double total = t.lower + t.upper;
  return (tails){t.lower / total, t.upper / total};
}

static tails normal_tails(long double z) {
  return (tails){sai_normal_cdf(z), sai_normal_cdf(-z)};
}

static tails tails_at(const sai_dist *d, double x) {
  const double *p = d->p;
  switch (d->family) {
  case SAI_BETA:
  case SAI_PERT:
    return beta_tails(d, x);
  case SAI_TRIANGULAR:
    return triangular_tails(p, x);
  case SAI_UNIFORM:
    return uniform_tails(p, x);
  case SAI_NORMAL:
    return normal_tails(((long double)x - p[0]) / p[1]);
  case SAI_LOGNORMAL:
    return x > 0 ? normal_tails((logl(x) - p[0]) / p[1]) : (tails){0, 1};
  case SAI_EXPONENTIAL:
    return x > 0 ? (tails){-expm1l(-(long double)x / p[0]), expl(-(long double)x / p[0])} : (tails){0, 1};
  case SAI_DISCRETE:
    return discrete_tails(d, x);
  default:
    return x >= p[0] ? (tails){1, 0} : (tails){0, 1};
  }
}

double sai_dist_cdf(const sai_dist *d, double x) {
  return (double)tails_at(d, x).lower;
}

double sai_dist_survival(const sai_dist *d, double x) {
  return (double)tails_at(d, x).upper;
}

static bool reaches(const sai_dist *d, double x, double u) {
  tails t = tails_at(d, x);
  return u <= 0.5 ? t.lower >= u : t.upper <= 1 - (long double)u;
}

static double discrete_quantile(const sai_dist *d, double u) {
  size_t i = 0;
  while (i + 1 < d->n && !reaches(d, d->value[i], u)) i++;
  return d->value[i];
}

static long double triangular_guess(const double *p, double u) {
  long double width = (long double)p[2] - p[0], left = (long double)p[1] - p[0],
              right = (long double)p[2] - p[1];
  if (u * width <= left) return p[0] + sqrtl(u * width) * sqrtl(left);
  return p[2] - sqrtl((1 - (long double)u) * width) * sqrtl(right);
}

static long double beta_guess(const sai_dist *d, double u) {
  sai_beta_shape s = sai_dist_beta_shape(d);
  long double width = (long double)s.high - s.low, x, y;
  int upper = u > 0.5;
  x = sai_beta_solve(s.a, s.b, upper ? 1 - (long double)u : u, upper, &y);
  return x < y ? s.low + width * x : s.high - width * y;
}

static long double guess(const sai_dist *d, double u) {
  const double *p = d->p;
  long double z;
  switch (d->family) {
  case SAI_BETA:
  case SAI_PERT:
    return beta_guess(d, u);
  case SAI_TRIANGULAR:
    return triangular_guess(p, u);
  case SAI_UNIFORM:
    return p[0] + u * ((long double)p[1] - p[0]);
  case SAI_EXPONENTIAL:
    return -p[0] * log1pl(-(long double)u);
  case SAI_NORMAL:
  case SAI_LOGNORMAL:
    z = u <= 0.5 ? sai_normal_solve(u) : -sai_normal_solve(1 - u);
    return d->family == SAI_NORMAL ? p[0] + p[1] * z : expl(p[0] + p[1] * z);
  default:
    return p[0];
  }
}

/* The guess is within a rounding; the smallest double that reaches u is it or a neighbour. */
double sai_dist_quantile(const sai_dist *d, double u) {
  if (d->family == SAI_DISCRETE) return discrete_quantile(d, u);
  double x = (double)guess(d, u), low = sai_dist_lower(d), high = sai_dist_upper(d);
  x = fmin(fmax(x, low), high);
  for (int i = 0; i < 4 && x < high && !reaches(d, x, u); i++) x = nextafter(x, INFINITY);
  for (int i = 0; i < 4 && x > low; i++) {
    double before = nextafter(x, -INFINITY);
    if (!reaches(d, before, u)) break;
    x = before;
  }
  return x;
}

bool sai_dist_equal(const sai_dist *a, const sai_dist *b) {
  static const int parameters[SAI_FAMILIES] = {1, 2, 3, 3, 2, 2, 2, 1, 0};
  if (a->family != b->family) return false;
  for (int i = 0; i < parameters[a->family]; i++)
    if (a->p[i] != b->p[i]) return false;
  if (a->family != SAI_DISCRETE) return true;
  return a->n == b->n && !memcmp(a->value, b->value, a->n * sizeof *a->value) &&
         !memcmp(a->weight, b->weight, a->n * sizeof *a->weight);
}
