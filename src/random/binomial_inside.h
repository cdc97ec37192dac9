/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of binomial counts share, and the test that proves their guards. */
#ifndef SAI_RANDOM_BINOMIAL_INSIDE_H
#define SAI_RANDOM_BINOMIAL_INSIDE_H

#include <stdbool.h>

/** A guess needs a variance above the first of these, and one in single precision w = -log(4u(1 - u)) below
 * that: |z| < 3.49. */
#define SAI_LEAST_VARIANCE 0.5
#define SAI_GUESS_W        6.95f
/** Columns without a variance above this are added up sooner than guessed. */
#define SAI_WIDE_VARIANCE 1.44
/** Beyond this tail a sum of probabilities that starts at the other end cannot tell. */
#define SAI_SURE_TAIL 1e-7

/** Up to this mean sums of probabilities in double precision are within their margin. */
#define SAI_SUMS_MEAN 100

/** The guess in double precision for any count; proven only with a variance above SAI_LEAST_VARIANCE. @return
 * it is proven */
bool sai_binomial_guess_again(double n, double p, double u, double *k);

#endif
