/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Probability distributions of the scenario language: description, exact scalar functions, and samplers that
   turn a column of uniforms into draws by inversion. */
#ifndef SAI_RANDOM_DIST_H
#define SAI_RANDOM_DIST_H

#include "base/arena.h"
#include "base/error.h"

/** Families, with the parameters p[] of each. */
typedef enum sai_family {
  SAI_CONSTANT,    /**< value */
  SAI_BETA,        /**< a, b */
  SAI_PERT,        /**< min, mode, max: beta with a = 1 + 4 (mode - min) / (max - min) on [min, max] */
  SAI_TRIANGULAR,  /**< min, mode, max */
  SAI_UNIFORM,     /**< min, max */
  SAI_NORMAL,      /**< mean, sd */
  SAI_LOGNORMAL,   /**< meanlog, sdlog */
  SAI_EXPONENTIAL, /**< mean */
  SAI_DISCRETE,    /**< n values with probabilities */
  SAI_FAMILIES
} sai_family;

typedef struct sai_dist {
  sai_family family;
  double p[3];
  size_t n;             /**< discrete only: number of values, 1..SAI_DISCRETE_MAX */
  const double *value;  /**< discrete only: [n] ascending, distinct; borrowed */
  const double *weight; /**< discrete only: [n] probabilities > 0 that add up to 1; borrowed */
} sai_dist;

enum { SAI_DISCRETE_MAX = 1000 };

/** Range of the parameters of beta: a from SAI_BETA_LEAST_A, b from SAI_BETA_LEAST_B (nearer to a pole at 1
   doubles are too coarse for tables) to SAI_BETA_MOST; the larger one at least SAI_BETA_BIMODAL (below it the
   two poles leave a step at u = 1/2 that is steeper than a table cell); the smaller one at least
   SAI_BETA_BESIDE if the larger is above SAI_BETA_LARGE. */
#define SAI_BETA_LEAST_A 0.05
#define SAI_BETA_LEAST_B 0.1
#define SAI_BETA_MOST    1e7
#define SAI_BETA_BIMODAL 0.25
#define SAI_BETA_LARGE   1e6
#define SAI_BETA_BESIDE  0.5
/** Largest |meanlog| + 8.3 sdlog (draws stay finite and normal), and smallest sdlog / max(1, |meanlog|). */
#define SAI_LOGNORMAL_MOST  700
#define SAI_LOGNORMAL_LEAST 1e-5
/** Smallest standard deviation of a normal distribution, and mean of an exponential one. */
#define SAI_SMALLEST 1e-150

/** Refuse parameters that describe no distribution (min > mode, sd <= 0, not finite, ...) or one beyond the
   range for which the bounds of this file are proven: that of the constants above; no number above 1e150 in
   size; min < max; discrete weights that add up to 1 within 1e-9 (they are then divided by their sum). The
   text says which parameter and why, the hint what to write. */
SAI_MUST_USE sai_code sai_dist_check(const sai_dist *d, sai_error *err);

/** All of these take a checked distribution, cannot fail and are reentrant. */
double sai_dist_mean(const sai_dist *d);
double sai_dist_sd(const sai_dist *d);
/** Ends of the support; -INFINITY and INFINITY where there is none. */
double sai_dist_lower(const sai_dist *d);
double sai_dist_upper(const sai_dist *d);
/** P(X <= x). */
double sai_dist_cdf(const sai_dist *d, double x);
/** P(X > x), without cancellation in the upper tail. */
double sai_dist_survival(const sai_dist *d, double x);
/** The smallest x with F(x) >= u, u in (0, 1), as exact as a double allows; slow (microseconds). */
double sai_dist_quantile(const sai_dist *d, double u);
/** True if both describe the same distribution, so that one table serves both. */
bool sai_dist_equal(const sai_dist *a, const sai_dist *b);

/** The beta distribution, or the lognormal one, whose central interval of probability `level` is [low, high].
 *  Refused (code SAI_REJECTED, with text) unless 0 < low < high (< 1 for beta) and the fit succeeds to 1e-9.
 */
SAI_MUST_USE sai_code sai_dist_beta_interval(double low, double high, double level, sai_dist *d,
                                             sai_error *err);
SAI_MUST_USE sai_code sai_dist_lognormal_interval(double low, double high, double level, sai_dist *d,
                                                  sai_error *err);

/** A sampler: what inversion by table or formula needs, built once per plan. Immutable, so all threads share
 * it. */
typedef struct sai_sampler sai_sampler;

/** Build the sampler of a checked distribution in an arena. A table is checked against the CDF as it is
 * built. */
SAI_MUST_USE sai_code sai_sampler_create(const sai_dist *d, sai_arena *arena, const sai_sampler **sampler,
                                         sai_error *err);

/** Fill x[0..n) with draws by inversion: monotone in u, one uniform each.
 *  |F(x) - u| <= 1e-10 and <= 1e-6 min(u, 1 - u), or u lies between F at the two doubles next to x; discrete:
 * the smallest x with F(x) >= u. Cannot fail, every x is finite and inside the support. x may be u.
 * Reentrant; the same bits on every x86-64. */
void sai_sampler_fill(const sai_sampler *sampler, const double *u, size_t n, double *x);

#endif
