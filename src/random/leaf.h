/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Families that are not made of others, one probability at a time in extended precision. A leaf is such a
   family with its constants prepared, a window that it is cut to, and its share of the whole. GSL's functions
   are not used: its beta loses five digits at beta(2, 100000), and its inverses fail at ordinary parameters.
 */
#ifndef SAI_RANDOM_LEAF_H
#define SAI_RANDOM_LEAF_H

#include "random/dist.h"

/** P(X <= x) and P(X > x), each relatively accurate. */
typedef struct sai_tails {
  long double lower, upper;
} sai_tails;

/** A density and its first two derivatives. */
typedef struct sai_jet {
  long double f, f1, f2;
} sai_jet;

typedef struct sai_leaf sai_leaf;

/** What a family consists of. A discrete one has sum and atoms, the others tails, jet and quantile. */
typedef struct sai_leaf_kind {
  int parameters;                    /**< how many of p[] it has */
  double (*mean)(const sai_dist *d); /**< NULL: by quadrature */
  double (*sd)(const sai_dist *d);   /**< NULL: by quadrature */
  double (*lower)(const sai_dist *d);
  double (*upper)(const sai_dist *d);
  void (*prepare)(sai_leaf *leaf); /**< fill c[]; NULL if there is nothing to */
  sai_tails (*tails)(const sai_leaf *leaf, long double x);
  /** At x, as continued from the side of `inside`; the derivatives may be infinite. */
  sai_jet (*jet)(const sai_leaf *leaf, long double x, long double inside);
  /** Where a tail is reached, 0 < tail < 1: to a few units of extended precision, or nearly. */
  long double (*quantile)(const sai_leaf *leaf, long double tail, bool upper);
  /** The sum over the atoms within [low, high] of probability * (value - centre)^power. */
  long double (*sum)(const sai_leaf *leaf, double low, double high, int power, long double centre);
  /** Those atoms, ascending, with their probabilities; only counted if x is NULL. The sum and this leave out
      what is less than 1e-24 of the largest. */
  size_t (*atoms)(const sai_leaf *leaf, double low, double high, double *x, long double *probability);
} sai_leaf_kind;

struct sai_leaf {
  const sai_leaf_kind *kind;
  const sai_dist *d;
  long double weight; /**< share of the whole */
  double low, high;   /**< window, both ends belong to it */
  sai_tails at_low;   /**< P(X < low) and P(X >= low) of the whole family */
  sai_tails at_high;  /**< P(X <= high) and P(X > high) */
  long double inside; /**< P(low <= X <= high) */
  long double c[4];   /**< constants of the family */
};

extern const sai_leaf_kind sai_kind_constant, sai_kind_discrete, sai_kind_poisson;
extern const sai_leaf_kind sai_kind_uniform, sai_kind_triangular, sai_kind_normal, sai_kind_lognormal,
    sai_kind_exponential, sai_kind_weibull;
extern const sai_leaf_kind sai_kind_beta, sai_kind_pert, sai_kind_gamma;
extern const sai_leaf_kind sai_kind_metalog;

/** NULL for families made of others. */
const sai_leaf_kind *sai_leaf_kind_of(sai_family family);
/** The whole family, or what lies in [low, high] of it. */
sai_leaf sai_leaf_make(const sai_dist *d, double low, double high);
/** Narrow the window, and fill what depends on it. */
void sai_leaf_cut(sai_leaf *leaf, double low, double high);
/** Ends of the window or of the support, whichever is nearer; of a list or counts they need not be values. */
double sai_leaf_low(const sai_leaf *leaf);
double sai_leaf_high(const sai_leaf *leaf);
/** P(X <= x) and P(X > x) of the whole family. */
sai_tails sai_leaf_tails(const sai_leaf *leaf, long double x);
/** Both tails within the window, at x. */
sai_tails sai_leaf_window_tails(const sai_leaf *leaf, long double x);
/** Mean, or mean squared distance from a centre, within the window. */
long double sai_leaf_mean(const sai_leaf *leaf);
long double sai_leaf_spread(const sai_leaf *leaf, long double centre);
/** A point near where the window's tail is reached, within the window; continuous families only. */
long double sai_leaf_window_quantile(const sai_leaf *leaf, long double tail, bool upper);

/** The standard normal z with P(Z <= z) = tail, 0 < tail <= 1/2, in extended precision. */
long double sai_normal_solve(long double tail);
/** P(Z <= z) in extended precision. */
long double sai_normal_cdf(long double z);

#endif
