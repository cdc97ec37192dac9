/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The beta distribution in extended precision: the kernel that distribution functions, tables and binomial
   counts share. Arguments come as x and y = 1 - x, so that neither end loses digits. Not for the per-run
   loop. */
#ifndef SAI_RANDOM_BETA_H
#define SAI_RANDOM_BETA_H

/** x^a y^b / B(a, b) for a, b > 0, x + y = 1: the density times x y. C. Loader's saddle-point form ("Fast and
    accurate computation of binomial probabilities", 2000), without cancellation for large a and b. */
long double sai_beta_kernel(long double a, long double b, long double x, long double y);
/** P(X <= x) and P(X > x), each to a relative accuracy of some 1e-17 of the smaller one. Time grows with the
    square root of max(a, b) near the middle. */
void sai_beta_tails(long double a, long double b, long double x, long double y, long double *lower,
                    long double *upper);
/** The x with P(X <= x) = tail if `upper` is false, P(X > x) = tail if true, 0 < tail < 1; *y gets 1 - x
   without cancellation. */
long double sai_beta_solve(long double a, long double b, long double tail, int upper, long double *y);
/** log Gamma(a) less its Stirling approximation (a - 1/2) log a - a + log(2 pi)/2. */
long double sai_stirling_error(long double a);
/** x log(x / m) + m - x for x, m > 0, without cancellation near x = m. */
long double sai_deviance(long double x, long double m);

#endif
