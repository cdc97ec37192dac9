/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/budget.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

double budget_alpha(void) {
  return SAI_FALSE_ALARM / SAI_CHECKS_MAX;
}

double budget_z(void) {
  return gsl_cdf_ugaussian_Qinv(budget_alpha() / 2);
}

int budget_binomial_ok(size_t k, size_t n, double p) {
  double at_most = gsl_cdf_binomial_P((unsigned)k, p, (unsigned)n);
  double at_least = k == 0 ? 1 : gsl_cdf_binomial_Q((unsigned)k - 1, p, (unsigned)n);
  return fmin(at_most, at_least) >= budget_alpha() / 2;
}

double budget_chi_square(double degrees) {
  return gsl_cdf_chisq_Qinv(budget_alpha(), degrees);
}

double budget_kolmogorov(size_t n) {
  return sqrt(log(2 / budget_alpha()) / (2 * (double)n));
}
