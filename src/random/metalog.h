/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The metalog distribution (T. Keelin, "The Metalog Distributions", Decision Analysis 13(4), 2016,
   doi 10.1287/deca.2016.0338): its quantile function is M(y) = P(c) L + R(c), with y the probability,
   c = y - 1/2, L = log(y / (1 - y)), and polynomials P and R. The values are M itself, exp M (log form) or
   1 / (1 + exp -M) (logit form). */
#ifndef SAI_RANDOM_METALOG_H
#define SAI_RANDOM_METALOG_H

#include "random/dist.h"

/** M and its first three derivatives by L, at L. */
typedef struct sai_metalog_slopes {
  long double m[4];
} sai_metalog_slopes;

sai_metalog_slopes sai_metalog_at(const sai_dist *d, long double l);
/** Whether dM/dL is at least `least` everywhere; proven by interval arithmetic, so a narrow no is possible.
 */
bool sai_metalog_rises(const sai_dist *d, long double least);

/** The upper tail falls like x^(-1/r): no mean from r = 1, no variance from r = 1/2. 0 unless in log form. */
long double sai_metalog_heaviness(const sai_dist *d);

#endif
