/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many trials it takes until so many have succeeded: negative binomial, the sum of that many geometric
   variables. */
#ifndef SAI_RANDOM_TRIALS_H
#define SAI_RANDOM_TRIALS_H

#include "random/pcg64.h"

/** More trials than this are not told apart: they are INFINITY. */
#define SAI_TRIALS_MOST 2e9

/** P(T <= t) for T the number of trials until success number k, whole k >= 1, chance p in (0, 1]; accurate to
 *  1e-12 relative. */
double sai_trials_cdf(double t, double k, double p);
/** The smallest t with F(t) >= u, 0 < u < 1, INFINITY above SAI_TRIALS_MOST: the definition. */
double sai_trials_quantile(double u, double k, double p);
/** A draw of T: one uniform for each of the first 2,048 successes, and one for all beyond them together, so
 *  that under the same generator it never falls with k or with smaller p. Each geometric variable is off by
 *  one with probability below 1e-15 / p.
 *  @param k  whole; 0 or less gives 0
 *  @param p  0 or less gives INFINITY, 1 or more gives k
 *  @return k.., INFINITY where it is more than can be told apart
 *  Cannot fail, allocates nothing. Some 10 ns for each success up to 2,048, then some 20 microseconds for all
 * others. */
double sai_trials_draw(double k, double p, sai_pcg64 *g);

#endif
