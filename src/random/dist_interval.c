/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions given by a central interval, as in `2% to 6%`. */
#include "random/dist.h"

#include "base/intl.h"
#include "random/beta.h"
#include "random/leaf.h"

#include <math.h>

static sai_code check_interval(double low, double high, double level, double most, sai_error *err) {
  if (!(low > 0)) {
    sai_error_set(err, SAI_REJECTED, _("the lower end, %g, must be above zero"), low);
    sai_error_hint(
        err, _("for a quantity that can be zero or negative, name the distribution: normal, pert, uniform"));
    return SAI_REJECTED;
  }
  if (!(low < high))
    return sai_error_set(err, SAI_REJECTED, _("the lower end, %g, is not below the upper end, %g"), low,
                         high);
  if (!(high < most))
    return sai_error_set(err, SAI_REJECTED, _("the upper end, %g, must be below %g"), high, most);
  if (!(level >= 0.01 && level <= 0.9999))
    return sai_error_set(err, SAI_REJECTED,
                         _("the interval's probability is %g; it can be from 0.01 to 0.9999"), level);
  return SAI_OK;
}

sai_code sai_dist_lognormal_interval(double low, double high, double level, sai_dist *d, sai_error *err) {
  SAI_TRY(check_interval(low, high, level, 1e150, err));
  long double z = -sai_normal_solve((1 - (long double)level) / 2), log_low = logl(low);
  sai_dist fit = {.family = SAI_LOGNORMAL};
  fit.p[0] = (double)(0.5L * (log_low + logl(high)));
  fit.p[1] = (double)((logl(high) - log_low) / (2 * z));
  SAI_TRY(sai_dist_check(&fit, err));
  *d = fit;
  return SAI_OK;
}

/* What a fit is to reach: each tail's probability outside [low, high]. */
typedef struct target {
  double low, high;
  long double tail;
} target;

/* log(tail odds / wanted odds) on both sides: nearly linear in log a and log b. */
static void residuals(const target *t, const long double log_ab[2], long double r[2]) {
  long double a = expl(log_ab[0]), b = expl(log_ab[1]), below, inside, above;
  sai_beta_tails(a, b, t->low, 1 - (long double)t->low, &below, &inside);
  long double odds = logl(t->tail / (1 - t->tail));
  r[0] = logl(fmaxl(below, 1e-300L) / fmaxl(inside, 1e-300L)) - odds;
  sai_beta_tails(a, b, t->high, 1 - (long double)t->high, &inside, &above);
  r[1] = logl(fmaxl(above, 1e-300L) / fmaxl(inside, 1e-300L)) - odds;
}

static long double size(const long double r[2]) {
  return hypotl(r[0], r[1]);
}

/* A Newton step by finite differences, cut to a factor of e^2 in each parameter. */
static void newton_step(const target *t, const long double at[2], const long double r[2],
                        long double step[2]) {
  const long double h = 1e-8L;
  long double j[2][2];
  for (int k = 0; k < 2; k++) {
    long double moved[2] = {at[0], at[1]}, there[2];
    moved[k] += h;
    residuals(t, moved, there);
    for (int i = 0; i < 2; i++) j[i][k] = (there[i] - r[i]) / h;
  }
  long double det = j[0][0] * j[1][1] - j[0][1] * j[1][0];
  step[0] = -(r[0] * j[1][1] - r[1] * j[0][1]) / det;
  step[1] = -(r[1] * j[0][0] - r[0] * j[1][0]) / det;
  long double longest = fmaxl(fabsl(step[0]), fabsl(step[1]));
  for (int k = 0; k < 2; k++) step[k] *= longest > 2 ? 2 / longest : 1;
}

/* Damped Newton from the beta whose logit has the interval's centre and spread: for large a and b the logit's
   mean is log(a / b) and its variance 1/a + 1/b, for small ones its spread goes with 1/a and 1/b. */
static bool fit_beta(const target *t, long double at[2]) {
  long double logit_low = logl(t->low / (1 - (long double)t->low));
  long double logit_high = logl(t->high / (1 - (long double)t->high));
  long double z = -sai_normal_solve(t->tail), odds = expl(0.5L * (logit_low + logit_high));
  long double spread = (logit_high - logit_low) / (2 * z), shrink = 1 / (spread * spread) + 0.3L / spread;
  long double r[2], step[2];
  at[0] = logl((1 + odds) * shrink);
  at[1] = logl((1 + 1 / odds) * shrink);
  residuals(t, at, r);
  for (int i = 0; i < 100 && size(r) > 1e-15L; i++) {
    newton_step(t, at, r, step);
    long double next[2], there[2], scale = 1;
    for (int half = 0; half < 40; half++, scale *= 0.5L) {
      for (int k = 0; k < 2; k++) next[k] = at[k] + scale * step[k];
      residuals(t, next, there);
      if (size(there) < size(r)) break;
    }
    if (!(size(there) < size(r))) break;
    for (int k = 0; k < 2; k++) {
      at[k] = next[k];
      r[k] = there[k];
    }
  }
  return size(r) < 1e-11L;
}

sai_code sai_dist_beta_interval(double low, double high, double level, sai_dist *d, sai_error *err) {
  SAI_TRY(check_interval(low, high, level, 1, err));
  target t = {low, high, (1 - (long double)level) / 2};
  long double at[2];
  if (!fit_beta(&t, at)) {
    sai_error_set(err, SAI_REJECTED, _("no beta distribution was found with %g%% of it from %g to %g"),
                  100 * level, low, high);
    sai_error_hint(err, _("write beta(a, b) or pert(min, mode, max)"));
    return SAI_REJECTED;
  }
  sai_dist fit = {.family = SAI_BETA, .p = {(double)expl(at[0]), (double)expl(at[1])}};
  SAI_TRY(sai_dist_check(&fit, err));
  *d = fit;
  return SAI_OK;
}
