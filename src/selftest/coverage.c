/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "selftest/coverage.h"

#include "analysis/analysis.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIGURES_MAX = 1000, NAME = 120 };

/* One figure: what is exact, and how often its interval held it. */
typedef struct counted {
  char name[NAME];
  bool skipped, estimate;
  double exact;
  double factor[SAI_COVERAGE_FAULTS]; /* estimates: what the half width is multiplied by; 0: does not apply */
  double beside;                      /* quantiles: that of a level beside; NAN: does not apply */
  uint64_t held[SAI_COVERAGE_FAULTS];
} counted;

struct sai_coverage {
  uint64_t seeds;
  bool sobol;
  size_t n, at; /* figures, and the one that is visited */
  bool first;   /* figures are listed at the first seed */
  bool same;    /* all seeds had the same figures */
  counted figures[FIGURES_MAX];
};

/* The next figure; at the first seed it is new, and has no name yet. */
static counted *next(sai_coverage *c) {
  if (c->first && c->n < FIGURES_MAX) c->n++;
  if (c->at < c->n) return &c->figures[c->at++];
  c->same = false;
  return &c->figures[0];
}

static bool is_new(counted *x, const sai_exact_spot *s, const char *figure) {
  if (*x->name) return false;
  snprintf(x->name, NAME, "%.80s %.30s", s->where, figure);
  return true;
}

/* What the error of E[x] / E[y] grows by if the covariance is left out, from the exact standard deviations; 0
   where that is hardly anything. */
static double widening(const sai_exact_spot *s, const json_t *pooled) {
  const char *over_key = s->metric == SAI_ROI ? "net" : s->metric == SAI_CPA ? "cost" : "fees";
  if (s->metric != SAI_CPA && s->metric != SAI_CPA_FEES && s->metric != SAI_ROI) return 0;
  const json_t *over = json_object_get(s->metrics, over_key),
               *under = json_object_get(s->metrics, s->metric == SAI_ROI ? "cost" : "orders");
  double sx = sai_exact_number(over, "sd"), sy = sai_exact_number(under, "sd"), r = sai_exact_real(pooled);
  double factor = sqrt(sx * sx + r * r * sy * sy) / sai_exact_number(under, "mean") /
                  sai_exact_real(json_array_get(pooled, 1));
  return fabs(factor - 1) > 0.25 ? factor : 0;
}

static void count_estimate(void *context, const sai_exact_spot *s, const char *figure, const sai_figure *f,
                           const json_t *expected) {
  counted *x = next(context);
  if (is_new(x, s, figure)) {
    x->estimate = true;
    x->exact = sai_exact_real(expected);
    x->skipped = !(sai_exact_real(json_array_get(expected, 1)) > 0); /* nothing varies */
    x->factor[SAI_COVERAGE_TRUE] = 1;
    x->factor[SAI_COVERAGE_LEVEL] = gsl_cdf_ugaussian_Pinv(0.9) / gsl_cdf_ugaussian_Pinv(0.95);
    if (strcmp(figure, "pooled") == 0) x->factor[SAI_COVERAGE_COVARIANCE] = widening(s, expected);
  }
  for (int fault = 0; fault < SAI_COVERAGE_FAULTS; fault++)
    x->held[fault] += fabs(x->exact - f->value) <= x->factor[fault] * (f->high - f->value);
}

static bool encloses(const sai_figure *f, double x) {
  const double slack = isinf(x) ? 0 : 1e-12 * fabs(x);
  return f->low <= x + slack && x - slack <= f->high;
}

static void count_share(void *context, const sai_exact_spot *s, const char *figure, const sai_figure *f,
                        double expected) {
  counted *x = next(context);
  if (is_new(x, s, figure)) {
    x->exact = expected;
    x->beside = NAN;
  }
  x->held[SAI_COVERAGE_TRUE] += f->low <= expected + 1e-12 && expected - 1e-12 <= f->high;
}

/* The smallest x with F(x) >= q, and its probability; NAN where F is on a knife's edge or not known. */
static double exact_quantile(const json_t *steps, double q, double *atom) {
  *atom = 1;
  for (size_t i = 0; i < json_array_size(steps); i++) {
    const json_t *step = json_array_get(steps, i);
    double below = sai_exact_real(json_array_get(step, 1)), at = sai_exact_real(json_array_get(step, 2));
    *atom = at - below;
    if (fabs(at - q) < 1e-9) return NAN;
    if (at >= q) return below < q ? sai_exact_real(step) : (double)NAN;
  }
  return INFINITY;
}

static void count_quantile(void *context, const sai_exact_spot *s, const char *figure, const sai_figure *f,
                           const json_t *steps, double q) {
  counted *x = next(context);
  if (is_new(x, s, figure)) {
    double atom, atom_beside;
    x->exact = exact_quantile(steps, q, &atom);
    x->skipped = isnan(x->exact);
    x->beside = exact_quantile(steps, q + 0.03, &atom_beside);
    /* Only where steps are so fine that the level beside has another quantile for certain. */
    if (atom > 0.005 || atom_beside > 0.005) x->beside = NAN;
  }
  x->held[SAI_COVERAGE_TRUE] += encloses(f, x->exact);
  x->held[SAI_COVERAGE_BESIDE] += encloses(f, x->beside);
}

static void count_presence(void *context, const sai_exact_spot *s, const char *what, bool ok) {
  (void)s;
  (void)what;
  sai_coverage *c = context;
  c->same = c->same && ok;
}

sai_code sai_coverage_play(sai_scenario *scenario, const json_t *expected,
                           const sai_coverage_options *options, sai_coverage **coverage, sai_error *err) {
  sai_coverage *c = calloc(1, sizeof *c);
  if (!c) return sai_error_no_memory(err);
  c->seeds = options->seeds;
  c->sobol = options->sobol;
  c->first = c->same = true;
  const sai_exact_visitor visitor = {c, count_estimate, count_share, count_quantile, count_presence};
  sai_code code = SAI_OK;
  for (uint64_t i = 0; i < options->seeds && !code; i++) {
    sai_run_options run = {.runs = options->runs,
                           .seed = options->seed + i,
                           .sobol = options->sobol,
                           .threads = 1,
                           .stop = options->stop};
    sai_result *result = NULL;
    code = sai_analyse_run(scenario, &run, &result, err);
    if (!code) sai_exact_visit(&visitor, expected, result);
    sai_result_free(result);
    c->same = c->same && c->at == c->n;
    c->at = 0;
    c->first = false;
    if (!code && options->stop && *options->stop) code = sai_error_set(err, SAI_INTERRUPTED, "interrupted");
  }
  if (code)
    sai_coverage_free(c);
  else
    *coverage = c;
  return code;
}

static bool applies(const counted *x, sai_coverage_fault fault) {
  if (x->skipped || fault == SAI_COVERAGE_TRUE) return !x->skipped;
  return x->estimate ? x->factor[fault] > 0 : fault == SAI_COVERAGE_BESIDE && !isnan(x->beside);
}

void sai_coverage_compare(const sai_coverage *c, sai_coverage_fault fault, sai_audit *audit) {
  const double level = SAI_INTERVAL_LEVEL;
  if (!c->same) sai_audit_holds(audit, "every seed has the same figures", false);
  for (size_t i = 0; i < c->n; i++) {
    const counted *x = &c->figures[i];
    if (!applies(x, fault)) continue;
    uint64_t held = x->held[fault];
    if (x->estimate && !c->sobol)
      sai_audit_count(audit, x->name, held, c->seeds, level);
    else
      sai_audit_tail(audit, x->name, gsl_cdf_binomial_P((unsigned)held, level, (unsigned)c->seeds),
                     (double)held / (double)c->seeds, level);
  }
}

void sai_coverage_range(const sai_coverage *c, double *low, double *high, double *least) {
  *low = *least = 1;
  *high = 0;
  for (size_t i = 0; i < c->n; i++) {
    if (c->figures[i].skipped) continue;
    double share = (double)c->figures[i].held[SAI_COVERAGE_TRUE] / (double)c->seeds;
    if (c->figures[i].estimate) {
      *low = fmin(*low, share);
      *high = fmax(*high, share);
    } else {
      *least = fmin(*least, share);
    }
  }
}

void sai_coverage_free(sai_coverage *coverage) {
  free(coverage);
}
