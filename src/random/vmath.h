/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exp and log with a fixed order of operations, for columns. libm gives other bits with and without FMA, so
   nothing in the per-run loop calls it; sqrt is correctly rounded everywhere and needs no twin here. */
#ifndef SAI_RANDOM_VMATH_H
#define SAI_RANDOM_VMATH_H

#include <stddef.h>

/** Within 1 ulp of exp(x); 0 below -745.2, INFINITY above 709.8. */
double sai_exp(double x);
/** Within 1 ulp of log(x) for x > 0 (subnormals too); -INFINITY at 0, NaN below. */
double sai_log(double x);
/** The same over columns; y may be x. */
void sai_exp_fill(const double *x, size_t n, double *y);
void sai_log_fill(const double *x, size_t n, double *y);

#endif
