/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "selftest/audit.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>

double sai_alarm_z(double alpha) {
  return gsl_cdf_ugaussian_Qinv(alpha / 2);
}

double sai_alarm_chi_square(double alpha, double degrees) {
  return gsl_cdf_chisq_Qinv(alpha, degrees);
}

double sai_alarm_kolmogorov(double alpha, size_t n) {
  return sqrt(log(2 / alpha) / (2 * (double)n));
}

double sai_alarm_binomial(uint64_t k, uint64_t n, double p) {
  double at_most = gsl_cdf_binomial_P((unsigned)k, p, (unsigned)n);
  double at_least = k == 0 ? 1 : gsl_cdf_binomial_Q((unsigned)k - 1, p, (unsigned)n);
  return fmin(at_most, at_least);
}

/* One comparison; a deviation that is no number counts as infinite. */
static void judge(sai_audit *audit, const char *what, double deviation, double value, double expected,
                  double bound) {
  if (isnan(deviation)) deviation = INFINITY;
  audit->figures++;
  audit->worst = fmax(audit->worst, deviation);
  if (deviation <= 1) return;
  if (audit->refused++ < SAI_AUDIT_TOLD)
    snprintf(audit->told[audit->refused - 1], SAI_AUDIT_WORDS, "%s: %.12g, expected %.12g (bound %.3g)", what,
             value, expected, bound);
}

void sai_audit_within(sai_audit *audit, const char *what, double value, double expected, double bound) {
  judge(audit, what, value == expected ? 0 : fabs(value - expected) / bound, value, expected, bound);
}

void sai_audit_holds(sai_audit *audit, const char *what, bool ok) {
  judge(audit, what, ok ? 0 : INFINITY, ok, 1, 0);
}

void sai_audit_mean(sai_audit *audit, const char *what, double value, double expected, sai_noise noise) {
  double z = sai_alarm_z(audit->alpha), root = sqrt(noise.n);
  double limit = z + fabs(noise.skew) * (z * z - 1) / (6 * root);
  audit->chances += noise.sd > 0;
  sai_audit_within(audit, what, value, expected, limit * noise.sd / root + 1e-11 * fabs(expected));
}

void sai_audit_tail(sai_audit *audit, const char *what, double tail, double value, double expected) {
  double deviation = tail >= 0.5 ? 0 : gsl_cdf_ugaussian_Qinv(tail) / sai_alarm_z(audit->alpha);
  audit->chances++;
  judge(audit, what, deviation, value, expected, 0);
}

void sai_audit_count(sai_audit *audit, const char *what, uint64_t k, uint64_t n, double p) {
  double share = (double)k / (double)n;
  if (p <= 0 || p > 1 - 1e-12)
    sai_audit_within(audit, what, share, p <= 0 ? 0 : 1, 0);
  else
    sai_audit_tail(audit, what, sai_alarm_binomial(k, n, p), share, p);
}

void sai_audit_below(sai_audit *audit, const char *what, double statistic, double limit) {
  audit->chances++;
  judge(audit, what, statistic / limit, statistic, 0, limit);
}
