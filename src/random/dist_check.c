/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which parameters describe a distribution that can be sampled within the bounds of dist.h. */
#include "random/dist.h"

#include "base/intl.h"
#include "random/law.h"
#include "random/metalog.h"

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
  if (larger < SAI_BETA_BIMODAL) {
    REJECT(err, _("beta(%g, %g): one of the parameters must be at least %g"), p[0], p[1], SAI_BETA_BIMODAL);
    sai_error_hint(err, "%s", _("write a narrower range, as in 1% to 20%"));
    return SAI_REJECTED;
  }
  if (larger > SAI_BETA_LARGE && smaller < SAI_BETA_BESIDE)
    return REJECT(err, _("beta(%g, %g): beside one above %g the other parameter must be at least %g"), p[0],
                  p[1], SAI_BETA_LARGE, SAI_BETA_BESIDE);
  return SAI_OK;
}

static const char order_of_three[] =
    N_("the smallest value comes first, then the most likely, then the largest: "
       "pert(min, mode, max); for a value that is certain write one number");

static sai_code check_three(const double *p, sai_error *err) {
  if (!(p[0] < p[2])) {
    REJECT(err, _("the minimum, %g, is not below the maximum, %g"), p[0], p[2]);
    sai_error_hint(err, "%s", _(order_of_three));
    return SAI_REJECTED;
  }
  if (p[0] <= p[1] && p[1] <= p[2]) return SAI_OK;
  REJECT(err, _("the most likely value, %g, is not between the minimum, %g, and the maximum, %g"), p[1], p[0],
         p[2]);
  sai_error_hint(err, "%s", _(order_of_three));
  return SAI_REJECTED;
}

static sai_code check_uniform(const double *p, sai_error *err) {
  if (p[0] < p[1]) return SAI_OK;
  REJECT(err, _("the minimum, %g, is not below the maximum, %g"), p[0], p[1]);
  sai_error_hint(err, _("write the smaller number first, as in uniform(100, 300); for a value that is "
                        "certain write one number"));
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

/* exp(meanlog +- 8.3 sdlog), the mean and the standard deviation must be doubles, and rounding of the
   logarithm small beside sdlog: with an error of e = 3 * 2^-53 (|meanlog| + 8.3 sdlog) in it, F is wrong by
   at most 0.4 e / sdlog. */
static sai_code check_lognormal(const double *p, sai_error *err) {
  if (!(p[1] > 0)) {
    REJECT(err, _("sdlog is %g, but must be above zero"), p[1]);
    sai_error_hint(err,
                   _("sdlog is the standard deviation of the logarithm: 0.3 means about 30%% up or down"));
    return SAI_REJECTED;
  }
  if (!(fabs(p[0]) + 8.3 * p[1] <= SAI_LOGNORMAL_MOST && p[0] + p[1] * p[1] <= SAI_LOGNORMAL_MOST)) {
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
    REJECT(err, _("the probabilities add up to %.12g%%, not to 100%%"), (double)(100 * sum));
    sai_error_hint(err, _("change them so that they add up to 100%%"));
    return SAI_REJECTED;
  }
  return SAI_OK;
}

static sai_code check_range(const char *what, const char *name, double value, double least, double most,
                            sai_error *err) {
  if (value >= least && value <= most) return SAI_OK;
  return REJECT(err, _("the %s of %s is %g; it can be from %g to %g"), what, name, value, least, most);
}

static sai_code check_gamma(const double *p, sai_error *err) {
  SAI_TRY(check_range(_("shape"), "gamma", p[0], SAI_GAMMA_LEAST, SAI_GAMMA_MOST, err));
  return check_range(_("scale"), "gamma", p[1], SAI_SMALLEST, largest / SAI_GAMMA_MOST, err);
}

static sai_code check_weibull(const double *p, sai_error *err) {
  SAI_TRY(check_range(_("shape"), "weibull", p[0], SAI_WEIBULL_LEAST, SAI_WEIBULL_MOST, err));
  return check_range(_("scale"), "weibull", p[1], SAI_SMALLEST, largest, err);
}

static sai_code check_poisson(const double *p, sai_error *err) {
  if (!(p[0] > 0)) return REJECT(err, _("the mean is %g, but must be above zero"), p[0]);
  return check_range(_("mean"), "poisson", p[0], SAI_SMALLEST, SAI_POISSON_MOST, err);
}

/* The rise is held against the size of the terms that change, so that rounding cannot hide a fall. */
static sai_code check_metalog(const sai_dist *d, sai_error *err) {
  if (d->n < 2 || d->n > SAI_METALOG_MAX)
    return REJECT(err, _("%zu points; quantiles takes 2 to %d"), d->n, (int)SAI_METALOG_MAX);
  long double size = 0;
  for (size_t i = 0; i < d->n; i++) {
    if (!(fabs(d->value[i]) <= largest)) return REJECT(err, _("the points of quantiles are too far apart"));
    size += i ? fabsl(d->value[i]) : 0;
  }
  if (!sai_metalog_rises(d, 1e-7L * size)) {
    REJECT(err, _("quantiles: no smooth distribution goes through these points"));
    sai_error_hint(err, _("leave a point out, or move points so that their distances change more evenly"));
    return SAI_REJECTED;
  }
  bool plain = d->p[0] == SAI_METALOG_PLAIN;
  for (int side = -1; side <= 1; side += 2)
    if (!plain && !(fabsl(sai_metalog_at(d, side * 37.5L).m[0]) <= SAI_LOGNORMAL_MOST))
      return REJECT(err, _("the points of quantiles are too far apart"));
  return SAI_OK;
}

/* What nested distributions have in all. */
typedef struct nest {
  int depth;
  size_t leaves, listed; /* values of lists */
} nest;

static sai_code check_any(const sai_dist *d, nest *all, sai_error *err);

static sai_code check_mixture(const sai_dist *d, nest *all, sai_error *err) {
  if (d->n < 1 || d->n > SAI_PARTS_MAX)
    return REJECT(err, _("%zu parts; a mixture has 1 to %d"), d->n, (int)SAI_PARTS_MAX);
  long double sum = 0;
  for (size_t i = 0; i < d->n; i++) {
    if (!(d->weight[i] > 0))
      return REJECT(err, _("the share of part %zu is %g, but must be above zero"), i + 1, d->weight[i]);
    sum += d->weight[i];
    SAI_TRY(check_any(&d->part[i], all, err));
  }
  if (fabsl(sum - 1) <= 1e-9L) return SAI_OK;
  REJECT(err, _("the shares of the mixture add up to %.12g%%, not to 100%%"), (double)(100 * sum));
  sai_error_hint(err, _("change them so that they add up to 100%%"));
  return SAI_REJECTED;
}

static sai_code check_truncated(const sai_dist *d, nest *all, sai_error *err) {
  for (int i = 0; i < 2; i++)
    if (!(fabs(d->p[i]) <= largest || d->p[i] == (i ? INFINITY : -INFINITY)))
      return REJECT(err, _("parameter %d is %g: a number of at most 1e150 in size is needed"), i + 2,
                    d->p[i]);
  if (!(d->p[0] < d->p[1]))
    return REJECT(err, _("the minimum, %g, is not below the maximum, %g"), d->p[0], d->p[1]);
  return check_any(&d->part[0], all, err);
}

static sai_code check_nested(const sai_dist *d, nest *all, sai_error *err) {
  if (all->depth >= SAI_DIST_DEPTH) {
    REJECT(err, _("mixtures and truncations stand more than %d deep in each other"), (int)SAI_DIST_DEPTH);
    sai_error_hint(err, _("write a mixture of mixtures as one mixture"));
    return SAI_REJECTED;
  }
  all->depth++;
  SAI_TRY(d->family == SAI_MIXTURE ? check_mixture(d, all, err) : check_truncated(d, all, err));
  all->depth--;
  return SAI_OK;
}

static sai_code check_leaf(const sai_dist *d, sai_error *err) {
  SAI_TRY(check_finite(d->p, sai_leaf_kind_of(d->family)->parameters, err));
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
  case SAI_GAMMA:
    return check_gamma(d->p, err);
  case SAI_WEIBULL:
    return check_weibull(d->p, err);
  case SAI_POISSON:
    return check_poisson(d->p, err);
  case SAI_METALOG:
    return check_metalog(d, err);
  default:
    return SAI_OK;
  }
}

static sai_code check_any(const sai_dist *d, nest *all, sai_error *err) {
  if ((unsigned)d->family >= SAI_FAMILIES) return REJECT(err, _("unknown distribution"));
  if (!sai_leaf_kind_of(d->family)) return check_nested(d, all, err);
  all->leaves++;
  all->listed += d->family == SAI_DISCRETE ? d->n : 0;
  if (all->leaves > SAI_PARTS_MAX)
    return REJECT(err, _("a mixture has at most %d parts, those of its parts counted in"),
                  (int)SAI_PARTS_MAX);
  return check_leaf(d, err);
}

/* What only the whole shows: how much truncations keep, whether there is a mean, and how many atoms stand
   beside continuous parts. */
static sai_code check_leaves(const sai_law *law, sai_error *err) {
  size_t atoms = 0, continuous = 0;
  for (size_t i = 0; i < law->n; i++) {
    const sai_leaf *leaf = &law->leaf[i];
    if (leaf->d->family == SAI_METALOG && isinf(leaf->high) && sai_metalog_heaviness(leaf->d) >= 0.99L) {
      REJECT(err, _("quantiles: the upper end is so long that there is no mean"));
      sai_error_hint(err,
                     _("bring the upper points nearer, or cut it off: truncated(quantiles(...), min, max)"));
      return SAI_REJECTED;
    }
    if (leaf->kind->atoms)
      atoms += leaf->kind->atoms(leaf, leaf->low, leaf->high, NULL, NULL);
    else
      continuous++;
  }
  if (continuous && atoms > SAI_ATOMS_MAX)
    return REJECT(err, _("beside continuous parts a mixture can have %d single values, not %zu"),
                  (int)SAI_ATOMS_MAX, atoms);
  return SAI_OK;
}

sai_code sai_dist_check_part(const sai_dist *d, sai_error *err) {
  nest all = {0, 0, 0};
  return check_any(d, &all, err);
}

sai_code sai_dist_check(const sai_dist *d, sai_error *err) {
  nest all = {0, 0, 0};
  SAI_TRY(check_any(d, &all, err));
  if (all.listed > SAI_DISCRETE_MAX)
    return REJECT(err, _("%zu values; a discrete distribution has 1 to %d"), all.listed,
                  (int)SAI_DISCRETE_MAX);
  sai_law law;
  sai_law_make(d, &law);
  if (law.least >= SAI_TRUNCATED_LEAST) return check_leaves(&law, err);
  REJECT(err, _("hardly anything of the distribution lies between the ends it is cut to"));
  sai_error_hint(err, _("choose the minimum and the maximum where its values are"));
  return SAI_REJECTED;
}
