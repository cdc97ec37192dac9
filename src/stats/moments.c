/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Power sums about a fixed centre. Deviations are divided by the spread, a power of two, so that fourth
   powers of tiny or huge quantities neither vanish nor overflow, and rounding is the same as without. */
#include "stats/moments.h"

#include "stats/loops.h"

#include <math.h>

/* What the sums' units are chosen for: power k keeps 2^-44 of this many spread^k. Below 1, so that a first
   stripe of nothing but zeros does not lose small values; higher powers need fewer digits, as they serve
   standard errors only. */
static const double power_scale[4] = {1, 0x1p-20, 0x1p-22, 0x1p-24};

static double power_of_two_above(double x) {
  int exponent;
  double fraction = frexp(x, &exponent);
  return ldexp(1, fraction == 0.5 ? exponent - 1 : exponent);
}

/* The least power of two not below x, kept where it and its inverse are normal numbers. */
static double spread_above(double x) {
  return power_of_two_above(fmin(fmax(x, 0x1p-1000), 0x1p1000));
}

sai_scale sai_scale_of(const double *x, size_t n) {
  if (n == 0) return (sai_scale){.centre = 0, .spread = 1024};
  double low = x[0], high = x[0], mean = 0;
  for (size_t i = 0; i < n; i++) {
    low = fmin(low, x[i]);
    high = fmax(high, x[i]);
    mean += x[i] / (double)n;
  }
  if (low == high) return (sai_scale){low + 0.0, low == 0 ? 1024 : spread_above(fabs(low))};
  double reach = spread_above(high / 2 - low / 2);
  /* A centre with few digits makes the deviations of whole numbers, and their squares, exact. */
  double centre = 0x1p-8 * reach * rint(mean / (0x1p-8 * reach));
  if (!isfinite(centre) || centre < low || centre > high) centre = mean;
  double spread = fmax(fmax(high - centre, centre - low), 0x1p-20 * fabs(centre));
  return (sai_scale){centre + 0.0, spread_above(spread)};
}

void sai_moments_start(sai_moments *m, sai_scale scale) {
  *m = (sai_moments){.scale = scale, .n = 0};
  for (int k = 0; k < 4; k++) m->power[k] = sai_sum_start(power_scale[k]);
}

static void add_powers(sai_moments *m, size_t n, const double power[4]) {
  m->n += n;
  for (int k = 0; k < 4; k++) sai_sum_add(&m->power[k], power[k]);
}

void sai_moments_update(sai_moments *m, const double *x, size_t n) {
  double power[4];
  sai_stats_loops_used()->powers(x, n, &m->scale, power);
  add_powers(m, n, power);
}

/* Of the centre itself all powers are 0, and so are their sums. */
void sai_moments_update_equal(sai_moments *m, const double *x, size_t n) {
  if (x[0] == m->scale.centre)
    m->n += n;
  else
    sai_moments_update(m, x, n);
}

void sai_moments_update_counting(sai_moments *m, const double *x, size_t n, const uint32_t *bucket,
                                 uint32_t *counts) {
  double power[4];
  sai_stats_loops_used()->count_and_powers(bucket, counts, x, n, &m->scale, power);
  add_powers(m, n, power);
}

void sai_moments_merge(sai_moments *m, const sai_moments *other) {
  m->n += other->n;
  for (int k = 0; k < 4; k++) sai_sum_merge(&m->power[k], &other->power[k]);
}

/* The mean deviation from the centre, in spreads. */
static double mean_deviation(const sai_moments *m) {
  return sai_sum_value(&m->power[0]) / (double)m->n;
}

/* The sample variance in squared spreads; NAN stays NAN. */
static double scaled_variance(const sai_moments *m) {
  if (m->n == 0) return NAN;
  if (m->n == 1) return 0;
  double d = mean_deviation(m);
  double squares = sai_sum_value(&m->power[1]) - (double)m->n * d * d;
  return squares < 0 ? 0 : squares / ((double)m->n - 1);
}

sai_estimate sai_moments_mean(const sai_moments *m) {
  double d = mean_deviation(m), n = (double)m->n;
  return (sai_estimate){m->scale.centre + m->scale.spread * d,
                        m->scale.spread * sqrt(scaled_variance(m) / n)};
}

/* Var(s^2) = (mu4 - sigma^4 (n - 3) / (n - 1)) / n, and se(s) = se(s^2) / 2s. */
sai_estimate sai_moments_sd(const sai_moments *m) {
  double n = (double)m->n, variance = scaled_variance(m);
  if (!(variance > 0)) return (sai_estimate){variance, variance};
  double d = mean_deviation(m), m2 = sai_sum_value(&m->power[1]) / n, m3 = sai_sum_value(&m->power[2]) / n;
  double fourth = sai_sum_value(&m->power[3]) / n - d * (4 * m3 - d * (6 * m2 - 3 * d * d));
  double of_square = (fourth - variance * variance * (n - 3) / (n - 1)) / n;
  double se = of_square < 0 ? 0 : sqrt(of_square / variance) / 2;
  return (sai_estimate){m->scale.spread * sqrt(variance), m->scale.spread * se};
}

double sai_moments_variance(const sai_moments *m) {
  return m->scale.spread * scaled_variance(m) * m->scale.spread;
}

void sai_comoment_start(sai_comoment *c, sai_scale x, sai_scale y) {
  *c = (sai_comoment){.x = x, .y = y, .product = sai_sum_start(1)};
}

void sai_comoment_update(sai_comoment *c, const double *x, const double *y, size_t n) {
  sai_sum_add(&c->product, sai_stats_loops_used()->products(x, y, n, &c->x, &c->y));
}

void sai_comoment_merge(sai_comoment *c, const sai_comoment *other) {
  sai_sum_merge(&c->product, &other->product);
}

double sai_comoment_covariance(const sai_comoment *c, const sai_moments *x, const sai_moments *y) {
  if (x->n == 0) return NAN;
  if (x->n == 1) return 0;
  double n = (double)x->n;
  double scaled = sai_sum_value(&c->product) - n * mean_deviation(x) * mean_deviation(y);
  return c->x.spread * (scaled / (n - 1)) * c->y.spread;
}

/* The standard error of a mean of n from a variance that rounding may have made negative. */
static double standard_error(double variance, uint64_t n) {
  return variance < 0 ? 0 : sqrt(variance / (double)n);
}

sai_estimate sai_pooled_ratio(const sai_moments *x, const sai_moments *y, double covariance) {
  double mean_y = sai_moments_mean(y).value;
  if (mean_y == 0) return (sai_estimate){INFINITY, 0};
  double ratio = sai_moments_mean(x).value / mean_y;
  double variance =
      sai_moments_variance(x) - 2 * ratio * covariance + ratio * ratio * sai_moments_variance(y);
  return (sai_estimate){ratio, standard_error(variance, x->n) / fabs(mean_y)};
}

sai_estimate sai_pooled_difference(const sai_moments *x, const sai_moments *y, const sai_moments *v,
                                   const sai_moments *w, const double covariance[6]) {
  double mean_y = sai_moments_mean(y).value, mean_w = sai_moments_mean(w).value;
  if (mean_y == 0 || mean_w == 0) return (sai_estimate){NAN, NAN};
  double first = sai_moments_mean(x).value / mean_y, second = sai_moments_mean(v).value / mean_w;
  /* The difference moves with a x + b y + c v + d w. */
  const double a = 1 / mean_y, b = -first / mean_y, c = -1 / mean_w, d = second / mean_w;
  double own = a * a * sai_moments_variance(x) + b * b * sai_moments_variance(y) +
               c * c * sai_moments_variance(v) + d * d * sai_moments_variance(w);
  double crossed = a * b * covariance[0] + c * d * covariance[1] + a * c * covariance[2] +
                   a * d * covariance[3] + b * c * covariance[4] + b * d * covariance[5];
  return (sai_estimate){first - second, standard_error(own + 2 * crossed, x->n)};
}
