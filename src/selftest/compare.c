/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every figure of a result, its standard error and its interval against the exact case. */
#include "selftest/exact.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>

static const char *name_of(const sai_exact_spot *s, const char *figure, char name[SAI_AUDIT_WORDS]) {
  snprintf(name, SAI_AUDIT_WORDS, "%s %s", s->where, figure);
  return name;
}

/* P(X <= y) at most, and P(X < y) at least, as far as the steps tell: between listed steps the next one's, or
   the last one's, side. */
static double at_most(const json_t *steps, double y) {
  for (size_t i = 0; i < json_array_size(steps); i++) {
    const json_t *step = json_array_get(steps, i);
    if (sai_exact_real(step) > y) return sai_exact_real(json_array_get(step, 1));
  }
  return 1;
}

static double below(const json_t *steps, double y) {
  double found = 0;
  for (size_t i = 0; i < json_array_size(steps); i++) {
    const json_t *step = json_array_get(steps, i);
    if (sai_exact_real(step) >= y) break;
    found = sai_exact_real(json_array_get(step, 2));
  }
  return found;
}

/* ---- one figure ---- */

static void compare_presence(void *context, const sai_exact_spot *s, const char *what, bool ok) {
  char name[SAI_AUDIT_WORDS];
  if (!ok) sai_audit_holds(context, name_of(s, what, name), false);
}

/* Ends of an interval are value -+ t se, t of n - 1 degrees of freedom; it differs from the normal z by less
   than (z^3 + z) / 2n. Standard deviations end at 0. */
static void compare_ends(sai_audit *audit, const sai_exact_spot *s, const char *figure, const sai_figure *f) {
  char name[SAI_AUDIT_WORDS];
  double z = gsl_cdf_ugaussian_Pinv((1 + SAI_INTERVAL_LEVEL) / 2), half = z * f->se;
  double bound = half * (z * z + 1) / (double)s->runs + 1e-12 * fabs(f->value);
  bool ends_at_zero = f->low == 0 && f->value - half <= 0;
  name_of(s, figure, name);
  if (!ends_at_zero) sai_audit_within(audit, name, f->low, f->value - half, bound);
  sai_audit_within(audit, name, f->high, f->value + half, bound);
}

/* An estimate with its standard error and interval. */
static void compare_estimate(void *context, const sai_exact_spot *s, const char *figure, const sai_figure *f,
                             const json_t *expected) {
  sai_audit *audit = context;
  char name[SAI_AUDIT_WORDS];
  double part[5] = {NAN, 0, 0, 0, 0}, n = (double)s->runs;
  part[0] = sai_exact_real(expected);
  for (size_t i = 1; i < json_array_size(expected) && i < 5; i++)
    part[i] = sai_exact_real(json_array_get(expected, i));
  sai_audit_mean(audit, name_of(s, figure, name), f->value, part[0], (sai_noise){n, part[1], part[2]});
  if (!isfinite(part[0])) return;
  snprintf(name, sizeof name, "%s %s, standard error", s->where, figure);
  if (part[1] > 0)
    sai_audit_mean(audit, name, f->se * sqrt(n), part[1], (sai_noise){n, part[3], part[4]});
  else
    sai_audit_within(audit, name, f->se, 0, 1e-9 * fabs(f->value));
  compare_ends(audit, s, figure, f);
}

/* Clopper and Pearson: at either end of the interval what was counted, or more, has a probability of 5%. */
static void compare_share_interval(sai_audit *audit, const sai_exact_spot *s, const char *figure,
                                   const sai_figure *f, unsigned hits) {
  char name[SAI_AUDIT_WORDS];
  const double tail = (1 - SAI_INTERVAL_LEVEL) / 2, bound = 1e-6 * tail;
  unsigned n = (unsigned)s->runs;
  snprintf(name, sizeof name, "%s %s, interval", s->where, figure);
  double low = hits == 0 ? tail + f->low : gsl_cdf_binomial_Q(hits - 1, f->low, n);
  double high = hits == n ? tail + 1 - f->high : gsl_cdf_binomial_P(hits, f->high, n);
  sai_audit_within(audit, name, low, tail, bound);
  sai_audit_within(audit, name, high, tail, bound);
  snprintf(name, sizeof name, "%s %s, standard error", s->where, figure);
  sai_audit_within(audit, name, f->se * f->se * n, f->value * (1 - f->value), 1e-12);
}

static void compare_share(void *context, const sai_exact_spot *s, const char *figure, const sai_figure *f,
                          double expected) {
  sai_audit *audit = context;
  char name[SAI_AUDIT_WORDS];
  double counted = f->value * (double)s->runs;
  uint64_t hits = (uint64_t)llround(fmax(counted, 0));
  if (!(fabs(counted - (double)hits) < 1e-3) || hits > s->runs) {
    compare_presence(audit, s, "is a share of the runs", false);
    return;
  }
  sai_audit_count(audit, name_of(s, figure, name), hits, s->runs, expected);
  compare_share_interval(audit, s, figure, f, (unsigned)hits);
}

/* Order statistic number r of n is at most x if r of them are: F, not x, is compared. `off` is the width of a
   sketch's bucket, relative to x. */
static void compare_rank(sai_audit *audit, const sai_exact_spot *s, const char *name, double x,
                         const json_t *steps, unsigned rank, double off) {
  double width = isinf(x) ? 0 : off * fabs(x);
  double high = fmin(at_most(steps, x + width), 1), low = below(steps, x - width);
  unsigned runs = (unsigned)s->runs;
  double not_above = high >= 1 ? 1 : gsl_cdf_binomial_Q(rank - 1, high, runs);
  double not_below = low <= 0 ? 1 : gsl_cdf_binomial_P(rank - 1, low, runs);
  sai_audit_tail(audit, name, isnan(x) ? 0 : fmin(not_above, not_below), x, low);
}

/* The ranks whose order statistics enclose the q-quantile: the largest r that fewer than r values reach below
   with 5%, and its mirror image. */
static void enclosing_ranks(unsigned n, double q, unsigned *low, unsigned *high) {
  const double tail = (1 - SAI_INTERVAL_LEVEL) / 2, z = gsl_cdf_ugaussian_Qinv(tail);
  double centre = n * q, half = z * sqrt(n * q * (1 - q));
  *low = (unsigned)fmax(centre - half - 3, 0);
  *high = (unsigned)fmax(centre + half - 3, 1);
  while (*low < n && gsl_cdf_binomial_P(*low, q, n) <= tail) ++*low;
  while (*high <= n && gsl_cdf_binomial_Q(*high - 1, q, n) > tail) ++*high;
}

static void compare_quantile(void *context, const sai_exact_spot *s, const char *figure, const sai_figure *f,
                             const json_t *steps, double q) {
  sai_audit *audit = context;
  char name[SAI_AUDIT_WORDS];
  unsigned n = (unsigned)s->runs, low, high, rank = (unsigned)ceil(q * n * (1 - 1e-15));
  compare_rank(audit, s, name_of(s, figure, name), f->value, steps, rank, 5e-4);
  enclosing_ranks(n, q, &low, &high);
  snprintf(name, sizeof name, "%s %s, interval", s->where, figure);
  if (low >= 1) compare_rank(audit, s, name, f->low, steps, low < rank ? low : rank, 1e-3);
  if (high <= n) compare_rank(audit, s, name, f->high, steps, high > rank ? high : rank, 1e-3);
}

void sai_exact_compare(sai_audit *audit, const json_t *expected, const sai_result *result) {
  const sai_exact_visitor visitor = {audit, compare_estimate, compare_share, compare_quantile,
                                     compare_presence};
  sai_exact_visit(&visitor, expected, result);
}

/* ---- seed.json ---- */

/* Steps of one value: what lies above it has at least P(X <= x), what lies below at most P(X < x). */
static void compare_seed_quantile(sai_audit *audit, const sai_exact_spot *s, size_t q, const sai_figure *f,
                                  const json_t *expected) {
  char key[40];
  const char *name = sai_quantile_names[q];
  snprintf(key, sizeof key, "%s_cdf_below_and_at", name);
  const json_t *x = json_object_get(expected, name), *known = json_object_get(expected, key);
  json_t *at = json_is_null(x) ? json_string("inf") : json_deep_copy(x);
  json_t *steps = json_pack("[[o,O,O]]", at, json_array_get(known, 0), json_array_get(known, 1));
  compare_quantile(audit, s, name, f, steps, sai_quantile_levels[q]);
  json_decref(steps);
}

void sai_exact_compare_seed(sai_audit *audit, const json_t *expected, const sai_result *result) {
  const sai_metric *metrics = result->offers[0].metrics;
  const double n = (double)result->runs, cost = sai_exact_number(expected, "sd_cost"),
               orders = sai_exact_number(expected, "sd_orders"),
               none = sai_exact_number(expected, "p_no_order"),
               within = sai_exact_number(expected, "p_cpa_le_target"),
               pooled = sai_exact_number(expected, "pooled_cpa"),
               mean = sai_exact_number(expected, "e_orders");
  /* Probabilities are rounded to 6 digits after the point, so they are compared by their bound; of fourth
     moments it is only known that the kurtosis of these counts and costs is below 4. */
  const struct {
    const char *name;
    double value, expected, sd;
  } figures[] = {
      {"cost", metrics[SAI_COST].mean.value, sai_exact_number(expected, "e_cost"), cost},
      {"orders", metrics[SAI_ORDERS].mean.value, mean, orders},
      {"no order", metrics[SAI_CPA].probability[0].value, none, sqrt(none * (1 - none))},
      {"within target", metrics[SAI_CPA].probability[1].value, within, sqrt(within * (1 - within))},
      {"sd of cost", metrics[SAI_COST].sd.value, cost, cost * sqrt(3) / 2},
      {"sd of orders", metrics[SAI_ORDERS].sd.value, orders, orders * sqrt(3) / 2},
      {"pooled", metrics[SAI_CPA].pooled.value, pooled, (cost + pooled * orders) / mean},
  };
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
    sai_audit_mean(audit, figures[i].name, figures[i].value, figures[i].expected,
                   (sai_noise){n, figures[i].sd, 0});
  const sai_exact_spot s = {.where = "CPA", .runs = result->runs};
  for (size_t q = 0; q < SAI_QUANTILES; q++)
    compare_seed_quantile(audit, &s, q, &metrics[SAI_CPA].quantile[q], expected);
}
