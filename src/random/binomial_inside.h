/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The guess of binomial counts, for the test that proves its guard. */
#ifndef SAI_RANDOM_BINOMIAL_INSIDE_H
#define SAI_RANDOM_BINOMIAL_INSIDE_H

#include <stddef.h>

/** Guess counts as sai_binomial_fill does: accepted[i] is 1 where k[i] is proven to be the count, else 0. */
void sai_binomial_guess(const double *n, const double *p, const double *u, size_t m, double *k, double *accepted);

#endif
