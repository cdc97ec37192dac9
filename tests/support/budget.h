/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The false-alarm budget. The whole suite may raise a false alarm with probability 1e-6; it is shared out evenly
   over SAI_CHECKS_MAX statistical checks. Every test file declares how many it makes; tests/budget.py adds them
   up and fails if there are more. Thresholds are those of src/selftest/audit.h, which the program itself uses. */
#ifndef SAI_TEST_BUDGET_H
#define SAI_TEST_BUDGET_H

#include <stddef.h>

#define SAI_FALSE_ALARM 1e-6
#define SAI_CHECKS_MAX  80000
/** Declares, once at file scope, that this file makes n statistical checks at most. */
#define SAI_STATISTICAL_CHECKS(n) _Static_assert((n) > 0 && (n) <= SAI_CHECKS_MAX, "checks of this file")

/** The false-alarm probability of one check. */
double budget_alpha(void);
/** |z| beyond which a standard normal test statistic raises the alarm (two-sided). */
double budget_z(void);
/** Two-sided exact test: true if k successes in n trials are compatible with probability p. */
int budget_binomial_ok(size_t k, size_t n, double p);
/** Critical value of chi-square with the given degrees of freedom. */
double budget_chi_square(double degrees);
/** Critical value of sup |F_n - F| over n draws (Dvoretzky-Kiefer-Wolfowitz, with Massart's constant). */
double budget_kolmogorov(size_t n);

#endif
