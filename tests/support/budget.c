/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/budget.h"

#include "selftest/audit.h"

double budget_alpha(void) {
  return SAI_FALSE_ALARM / SAI_CHECKS_MAX;
}

double budget_z(void) {
  return sai_alarm_z(budget_alpha());
}

int budget_binomial_ok(size_t k, size_t n, double p) {
  return sai_alarm_binomial(k, n, p) >= budget_alpha() / 2;
}

double budget_chi_square(double degrees) {
  return sai_alarm_chi_square(budget_alpha(), degrees);
}

double budget_kolmogorov(size_t n) {
  return sai_alarm_kolmogorov(budget_alpha(), n);
}
