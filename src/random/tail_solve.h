/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a distribution has a given tail, in extended precision. Not for the per-run loop. */
#ifndef SAI_RANDOM_TAIL_SOLVE_H
#define SAI_RANDOM_TAIL_SOLVE_H

/** P(X <= x), or P(X > x) if `upper`, at a transformed point s that rises with x; *density gets its density
 * in s.
 *  @param p  parameters of the distribution */
typedef long double sai_tail_at(const long double *p, long double s, int upper, long double *density);

/** The s, within -11300..11300, at which the tail is `tail`, 0 < tail < 1. Newton's method on the logarithm
 of the tail, which is to be concave (lower) and nearly linear far out; a bracket guards it.
 *  @param s     where to begin
 *  @param near  relative accuracy of s */
long double sai_tail_solve(sai_tail_at *at, const long double *p, long double s, long double tail, int upper,
                           long double near);

#endif
