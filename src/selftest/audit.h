/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparisons with known figures, counted. A statistical comparison takes its threshold from a false-alarm
   probability and the number of runs alone; an exact one from a stated bound. */
#ifndef SAI_SELFTEST_AUDIT_H
#define SAI_SELFTEST_AUDIT_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/** Refusals whose words are kept, and their length. */
enum { SAI_AUDIT_TOLD = 8, SAI_AUDIT_WORDS = 320 };

/** What a series of comparisons came to. Start with {.alpha = ...}. */
typedef struct sai_audit {
  double alpha;   /**< false-alarm probability of one statistical comparison, both sides together */
  size_t figures; /**< compared */
  size_t chances; /**< of these, how many are statistical: each may raise a false alarm */
  size_t refused;
  double worst; /**< largest deviation in units of its bound; above 1 it was refused */
  char told[SAI_AUDIT_TOLD][SAI_AUDIT_WORDS]; /**< the first refusals, one line each */
} sai_audit;

/** |z| beyond which a standard normal statistic is refused. */
double sai_alarm_z(double alpha);
/** Critical value of chi-square with the given degrees of freedom. */
double sai_alarm_chi_square(double alpha, double degrees);
/** Critical value of sup |F_n - F| over n draws (Dvoretzky-Kiefer-Wolfowitz, with Massart's constant). */
double sai_alarm_kolmogorov(double alpha, size_t n);
/** The smaller of P(X <= k) and P(X >= k) of k successes in n trials of probability p. */
double sai_alarm_binomial(uint64_t k, uint64_t n, double p);

/** Equal within a bound; equal infinities are equal. NAN is refused. */
void sai_audit_within(sai_audit *audit, const char *what, double value, double expected, double bound);
/** Something that holds or does not. */
void sai_audit_holds(sai_audit *audit, const char *what, bool ok);

/** How a mean of runs varies: their number, and the standard deviation and skewness of each (of an estimate:
 * of its influence function). */
typedef struct sai_noise {
  double n, sd, skew;
} sai_noise;
/** Statistical. A mean with its noise; the bound is Cornish and Fisher's to second order, the same on both
 *  sides. Without noise (sd 0): equal to 1 in 1e11. */
void sai_audit_mean(sai_audit *audit, const char *what, double value, double expected, sai_noise noise);
/** Statistical. Something as extreme as `value` has probability `tail` on its side; `expected` is only told.
 */
void sai_audit_tail(sai_audit *audit, const char *what, double tail, double value, double expected);
/** Statistical. k successes in n trials of probability p; 0 and 1 are exact. */
void sai_audit_count(sai_audit *audit, const char *what, uint64_t k, uint64_t n, double p);
/** Statistical. A statistic that is refused above `limit`, a critical value of the audit's alpha. */
void sai_audit_below(sai_audit *audit, const char *what, double statistic, double limit);

#endif
