/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of binomial counts share, and the test that proves their guards. */
#ifndef SAI_RANDOM_BINOMIAL_INSIDE_H
#define SAI_RANDOM_BINOMIAL_INSIDE_H

#include <stdbool.h>

/** A guess needs a variance above this, and one in single precision w = -log(4u(1 - u)) below that: |z|
 * < 3.49. */
#define SAI_WIDE_VARIANCE 1.44
#define SAI_GUESS_W       6.95f
/** Beyond this tail a sum of probabilities that starts at the other end cannot tell. */
#define SAI_SURE_TAIL 1e-7

/** Up to this mean sums of probabilities in double precision are within their margin. */
#define SAI_SUMS_MEAN 100

/** The guess in double precision for a count whose mean is above 1. @return it is proven */
bool sai_binomial_guess_again(double n, double p, double u, double *k);

#endif
