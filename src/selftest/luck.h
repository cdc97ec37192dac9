/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistical checks of the random numbers themselves; each takes a seed, and with `fault` looks at something
   a little wrong, which must be refused. */
#ifndef SAI_SELFTEST_LUCK_H
#define SAI_SELFTEST_LUCK_H

#include "selftest/audit.h"

/** Eight named streams, 65,536 uniforms each: each is uniform over 256 cells, no two are correlated. Fault:
 * one has a twentieth of another in it, one is 1% too small. */
void sai_luck_names(uint64_t seed, bool fault, sai_audit *audit);
/** The same of neighbouring stripes of one stream. */
void sai_luck_stripes(uint64_t seed, bool fault, sai_audit *audit);
/** Every bit of a generator's start changes from stripe to stripe in half of all cases, for neighbours and
 * for stripes 2^40 apart; increments stay odd. Fault: a bit that flips in 60%. */
void sai_luck_starts(uint64_t seed, bool fault, sai_audit *audit);
/** distributions.csv (cut up in place): 6,144 random draws of each distribution against its function, by
 *  Kolmogorov's distance. Fault: uniforms 10% too small. @return SAI_NO_MEMORY, or a sampler's error */
SAI_MUST_USE sai_code sai_luck_draws(char *text, uint64_t seed, bool fault, sai_audit *audit, sai_error *err);
/** Binomial counts of four n and p, by chi-square. Fault: p 2% too large. */
void sai_luck_counts(uint64_t seed, bool fault, sai_audit *audit);

#endif
