/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files about distributions share. */
#ifndef SAI_RANDOM_DIST_INSIDE_H
#define SAI_RANDOM_DIST_INSIDE_H

#include "random/dist.h"

/** The shape of a beta or PERT distribution, and the interval it is stretched to. */
typedef struct sai_beta_shape {
  double a, b, low, high;
} sai_beta_shape;

sai_beta_shape sai_dist_beta_shape(const sai_dist *d);
/** The standard normal z with P(Z <= z) = tail, 0 < tail <= 1/2, in extended precision. */
long double sai_normal_solve(double tail);
/** P(Z <= z) in extended precision. */
long double sai_normal_cdf(long double z);

#endif
