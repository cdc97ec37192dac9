/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which parameters describe a distribution that can be sampled within the bounds of dist.h. */
#include "random/dist.h"

#include "base/intl.h"
#include "random/dist_inside.h"

#include <math.h>

/* Sums, differences and squares of numbers up to this stay finite. */
static const double largest = 1e150;

#define REJECT(err, ...) sai_error_set(err, SAI_REJECTED, __VA_ARGS__)

static sai_code check_finite(const double *p, int n, sai_error *err) {
  for (int i = 0; i < n; i++)
    if (!(fabs(p[i]) <= largest))
      return REJECT(err, _("parameter %d is %g: a number of at most 1e150 in size is needed"), i + 1, p[i]);
  return SAI_OK;
}

static sai_code check_beta(const double *p, sai_error *err) {
  for (int i = 0; i < 2; i++) {
    if (!(p[i] > 0)) {
      REJECT(err, _("parameter %s of beta is %g, but must be above zero"), i ? "b" : "a", p[i]);
      sai_error_hint(err, _("a and b count successes and failures: 40 in 1,000 is beta(40, 960)"));
      return SAI_REJECTED;
    }
    double least = i ? SAI_BETA_LEAST_B : SAI_BETA_LEAST_A;
    if (p[i] < least || p[i] > SAI_BETA_MOST)
      return REJECT(err, _("parameter %s of beta is %g; it can be from %g to %g"), i ? "b" : "a", p[i], least,
                    SAI_BETA_MOST);
  }
  double smaller = fmin(p[0], p[1]), larger = fmax(p[0], p[1]);
  if (larger < SAI_BETA_BIMODAL)
    return REJECT(err, _("beta(%g, %g): one of the parameters must be at least %g"), p[0], p[1],
                  SAI_BETA_BIMODAL);
  if (larger > SAI_BETA_LARGE && smaller < SAI_BETA_BESIDE)
    return REJECT(err, _("beta(%g, %g): beside one above %g the other parameter must be at least %g"), p[0],
                  p[1], SAI_BETA_LARGE, SAI_BETA_BESIDE);
  return SAI_OK;
}

static sai_code check_three(const double *p, sai_error *err) {
  if (!(p[0] < p[2])) {
    REJECT(err, _("the minimum, %g, is not below the maximum, %g"), p[0], p[2]);
    sai_error_hint(err, _("for a value without uncertainty write the number alone"));
    return SAI_REJECTED;
  }
  if (!(p[0] <= p[1] && p[1] <= p[2]))
    return REJECT(err, _("the most likely value, %g, is not between the minimum, %g, and the maximum, %g"),
                  p[1], p[0], p[2]);
  return SAI_OK;
}

static sai_code check_uniform(const double *p, sai_error *err) {
  if (p[0] < p[1]) return SAI_OK;
  REJECT(err, _("the minimum, %g, is not below the maximum, %g"), p[0], p[1]);
  sai_error_hint(err, _("for a value without uncertainty write the number alone"));
  return SAI_REJECTED;
}

static sai_code check_normal(const double *p, sai_error *err) {
  if (!(p[1] > 0)) {
    REJECT(err, _("the standard deviation is %g, but must be above zero"), p[1]);
    sai_error_hint(err, _("for a value without uncertainty write the number alone"));
    return SAI_REJECTED;
  }
  if (p[1] < SAI_SMALLEST)
    return REJECT(err, _("the standard deviation is %g; the smallest possible is %g"), p[1], SAI_SMALLEST);
  return SAI_OK;
}

/* exp(meanlog +- 8.3 sdlog) must be a double, and rounding of the logarithm small beside sdlog: with an error
   of e = 3 * 2^-53 (|meanlog| + 8.3 sdlog) in it, F is wrong by at most 0.4 e / sdlog. */
static sai_code check_lognormal(const double *p, sai_error *err) {
  if (!(p[1] > 0)) {
    REJECT(err, _("sdlog is %g, but must be above zero"), p[1]);
    sai_error_hint(err,
                   _("sdlog is the standard deviation of the logarithm: 0.3 means about 30%% up or down"));
    return SAI_REJECTED;
  }
  if (!(fabs(p[0]) + 8.3 * p[1] <= SAI_LOGNORMAL_MOST)) {
    REJECT(err, _("lognormal(%g, %g) reaches beyond the numbers a computer can hold"), p[0], p[1]);
    sai_error_hint(err,
                   _("meanlog and sdlog belong to the logarithm of the value: meanlog of 200,000 is 12.2"));
    return SAI_REJECTED;
  }
  if (p[1] < SAI_LOGNORMAL_LEAST * fmax(1, fabs(p[0])))
    return REJECT(err, _("sdlog is %g; the smallest possible here is %g"), p[1],
                  SAI_LOGNORMAL_LEAST * fmax(1, fabs(p[0])));
  return SAI_OK;
}

static sai_code check_exponential(const double *p, sai_error *err) {
  if (p[0] > 0 && p[0] >= SAI_SMALLEST) return SAI_OK;
  if (p[0] > 0) return REJECT(err, _("the mean is %g; the smallest possible is %g"), p[0], SAI_SMALLEST);
  return REJECT(err, _("the mean is %g, but must be above zero"), p[0]);
}

static sai_code check_discrete(const sai_dist *d, sai_error *err) {
  if (d->n < 1 || d->n > SAI_DISCRETE_MAX)
    return REJECT(err, _("%zu values; a discrete distribution has 1 to %d"), d->n, (int)SAI_DISCRETE_MAX);
  long double sum = 0;
  for (size_t i = 0; i < d->n; i++) {
    if (!(fabs(d->value[i]) <= largest))
      return REJECT(err, _("value %zu is %g: a number of at most 1e150 in size is needed"), i + 1,
                    d->value[i]);
    if (i && !(d->value[i] > d->value[i - 1]))
      return REJECT(err, _("value %zu, %g, is not above the one before it, %g"), i + 1, d->value[i],
                    d->value[i - 1]);
    if (!(d->weight[i] > 0))
      return REJECT(err, _("the probability of value %g is %g, but must be above zero"), d->value[i],
                    d->weight[i]);
    sum += d->weight[i];
  }
  if (!(fabsl(sum - 1) <= 1e-9L)) {
    REJECT(err, _("the probabilities add up to %.12g, not to 1"), (double)sum);
    sai_error_hint(err, _("change them so that they add up to 100%%"));
    return SAI_REJECTED;
  }
  return SAI_OK;
}

sai_code sai_dist_check(const sai_dist *d, sai_error *err) {
  static const int parameters[SAI_FAMILIES] = {1, 2, 3, 3, 2, 2, 2, 1, 0};
  if ((unsigned)d->family >= SAI_FAMILIES) return REJECT(err, _("unknown distribution"));
  SAI_TRY(check_finite(d->p, parameters[d->family], err));
  switch (d->family) {
  case SAI_BETA:
    return check_beta(d->p, err);
  case SAI_PERT:
  case SAI_TRIANGULAR:
    return check_three(d->p, err);
  case SAI_UNIFORM:
    return check_uniform(d->p, err);
  case SAI_NORMAL:
    return check_normal(d->p, err);
  case SAI_LOGNORMAL:
    return check_lognormal(d->p, err);
  case SAI_EXPONENTIAL:
    return check_exponential(d->p, err);
  case SAI_DISCRETE:
    return check_discrete(d, err);
  default:
    return SAI_OK;
  }
}
