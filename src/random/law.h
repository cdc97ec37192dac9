/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any distribution as a weighted sum of leaves, each cut to a window: nested mixtures and truncations come
   down to that. */
#ifndef SAI_RANDOM_LAW_H
#define SAI_RANDOM_LAW_H

#include "random/leaf.h"

typedef struct sai_law {
  size_t n;
  sai_leaf leaf[SAI_PARTS_MAX];
  long double least; /**< the smallest probability that a truncation kept; 1 if there is none */
} sai_law;

/** Of a distribution with at most SAI_PARTS_MAX leaves whose numbers have been checked; n = 0 if a truncation
    leaves nothing. The distribution is borrowed. */
void sai_law_make(const sai_dist *d, sai_law *law);
/** P(X <= x) and P(X > x), each relatively accurate. */
sai_tails sai_law_tails(const sai_law *law, long double x);
/** The density and its derivatives without atoms, at x as continued from the side of `inside`. */
sai_jet sai_law_jet(const sai_law *law, long double x, long double inside);
long double sai_law_mean(const sai_law *law);
long double sai_law_sd(const sai_law *law);
double sai_law_lower(const sai_law *law);
double sai_law_upper(const sai_law *law);
/** The smallest double x with F(x) >= u. */
double sai_law_quantile(const sai_law *law, double u);

#endif
