/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Gaussian copula: quantities that move together, given by Spearman rank correlations. Matrices are
   square, by rows, symmetric, with ones on the diagonal. */
#ifndef SAI_RANDOM_COPULA_H
#define SAI_RANDOM_COPULA_H

#include "random/dist.h"

/** Quantities of one matrix, at most. */
enum { SAI_COPULA_MOST = 50 };

/** The correlation of two standard normal variables whose ranks have the correlation `rank`:
 *  2 sin(pi rank / 6) (K. Pearson 1907), and back. Both in [-1, 1]. */
double sai_copula_normal(double rank);
double sai_copula_rank(double normal);

/** The lower triangular factor L of the normal correlations R = L L' of a matrix of rank correlations: L
 * times independent standard normal variables have the correlations R.
 *  @param n         1..SAI_COPULA_MOST
 *  @param possible  false if R is not positive definite (least eigenvalue below 1e-6); `factor` is untouched
 *  then
 *  @param factor    [n][n], or NULL if only the answer is wanted
 *  @return SAI_NO_MEMORY or SAI_OK */
SAI_MUST_USE sai_code sai_copula_factor(const double *rank, size_t n, bool *possible, double *factor,
                                        sai_error *err);

/** A matrix of rank correlations, whole hundredths, that sai_copula_factor() accepts: the normal correlations
 *  nearest to the given ones in the Frobenius norm (N. J. Higham, IMA J. Numer. Anal. 22, 2002: alternating
 *  projections with Dykstra's correction), with as much room to the edge as rounding needs.
 *  @param nearest  [n][n] */
SAI_MUST_USE sai_code sai_copula_nearest(const double *rank, size_t n, double *nearest, sai_error *err);

/** The rank correlation that two checked distributions have when they are drawn with the normal correlation
 *  sai_copula_normal(rank): `rank` itself if both are continuous, less where values repeat (ties have their
 *  mean rank; the correlation is that of these ranks). Within 1e-3, deterministic, a few milliseconds. */
double sai_copula_reached(const sai_dist *a, const sai_dist *b, double rank);

#endif
