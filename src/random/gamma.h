/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gamma distribution of scale 1 in extended precision. Not for the per-run loop. */
#ifndef SAI_RANDOM_GAMMA_H
#define SAI_RANDOM_GAMMA_H

/** x^k e^-x / Gamma(k) for k > 0: the density times x, in C. Loader's saddle-point form. */
long double sai_gamma_kernel(long double k, long double x);
/** P(X <= x) and P(X > x), each to a relative accuracy of some 1e-17 of the smaller one. */
void sai_gamma_tails(long double k, long double x, long double *lower, long double *upper);
/** The x with P(X <= x) = tail if `upper` is false, P(X > x) = tail if true, 0 < tail < 1. */
long double sai_gamma_solve(long double k, long double tail, int upper);

#endif
