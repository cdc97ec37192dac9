/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Probability distributions of the scenario language: description, exact scalar functions, and samplers that
   turn a column of uniforms into draws by inversion. */
#ifndef SAI_RANDOM_DIST_H
#define SAI_RANDOM_DIST_H

#include "base/arena.h"
#include "base/error.h"

/** Families, with the parameters p[] of each. */
typedef enum sai_family {
  SAI_CONSTANT,    /**< value; as a part of a mixture an atom */
  SAI_BETA,        /**< a, b */
  SAI_PERT,        /**< min, mode, max: beta with a = 1 + 4 (mode - min) / (max - min) on [min, max] */
  SAI_TRIANGULAR,  /**< min, mode, max */
  SAI_UNIFORM,     /**< min, max */
  SAI_NORMAL,      /**< mean, sd */
  SAI_LOGNORMAL,   /**< meanlog, sdlog */
  SAI_EXPONENTIAL, /**< mean */
  SAI_DISCRETE,    /**< n values with probabilities; data, with count / n for each value */
  SAI_GAMMA,       /**< shape, scale: mean shape * scale */
  SAI_WEIBULL,     /**< shape, scale */
  SAI_POISSON,     /**< mean */
  SAI_METALOG,     /**< sai_metalog_form; n coefficients in value[], from sai_dist_metalog() */
  SAI_MIXTURE,     /**< n parts with weights; any families, atoms and nested mixtures too */
  SAI_TRUNCATED,   /**< min, max, of which one may be infinite: part[0], given min <= X <= max */
  SAI_FAMILIES
} sai_family;

/** What a metalog's terms add up to: the value, its logarithm (values above 0), or its logit (values in (0,
 * 1)).
 */
typedef enum sai_metalog_form { SAI_METALOG_PLAIN, SAI_METALOG_LOG, SAI_METALOG_LOGIT } sai_metalog_form;

/** A distribution; the arrays are borrowed. */
typedef struct sai_dist {
  sai_family family;
  double p[3];
  size_t n;                    /**< values, coefficients or parts; 1 part for SAI_TRUNCATED */
  const double *value;         /**< discrete: [n] ascending, distinct; metalog: [n] coefficients */
  const double *weight;        /**< discrete, mixture: [n] probabilities > 0 that add up to 1 */
  const struct sai_dist *part; /**< mixture: [n]; truncated: [1] */
} sai_dist;

/** Values of a discrete distribution (or of all discrete parts together); terms of a metalog; leaves of
   nested mixtures and truncations, and how deep those may stand; atoms beside continuous parts. */
enum {
  SAI_DISCRETE_MAX = 100000,
  SAI_METALOG_MAX = 10,
  SAI_PARTS_MAX = 20,
  SAI_DIST_DEPTH = 4,
  SAI_ATOMS_MAX = 4000
};

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
/** Largest |meanlog| + 8.3 sdlog (draws stay finite and normal) and meanlog + sdlog^2 (so do mean and sd),
 * and smallest sdlog / max(1, |meanlog|). */
#define SAI_LOGNORMAL_MOST  700
#define SAI_LOGNORMAL_LEAST 1e-5
/** Smallest standard deviation of a normal distribution, and mean of an exponential one. */
#define SAI_SMALLEST 1e-150
/** Shapes of gamma and Weibull distributions, and means of Poisson ones. */
#define SAI_GAMMA_LEAST   0.05
#define SAI_GAMMA_MOST    1e6
#define SAI_WEIBULL_LEAST 0.1
#define SAI_WEIBULL_MOST  1e5
#define SAI_POISSON_MOST  1e7
/** The smallest probability that a truncation may keep. */
#define SAI_TRUNCATED_LEAST 1e-30

/** Refuse parameters that describe no distribution (min > mode, sd <= 0, not finite, ...) or one beyond the
   range for which the bounds of this file are proven: that of the constants above; no number above 1e150 in
   size; min < max; weights that add up to 1 within 1e-9 (they are then divided by their sum); a mean. The
   text says which parameter and why, the hint what to write. */
SAI_MUST_USE sai_code sai_dist_check(const sai_dist *d, sai_error *err);
/** The same for a part of another distribution, as far as it can be told without that: a truncation gives a
 *  mean to what has none. */
SAI_MUST_USE sai_code sai_dist_check_part(const sai_dist *d, sai_error *err);

/** All of these take a checked distribution, cannot fail and are reentrant. */
double sai_dist_mean(const sai_dist *d);
/** INFINITY where there is none: a metalog in log form with a heavy tail. */
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
/** True if both describe the same distribution, to the last bit and part, so that one table serves both. */
bool sai_dist_equal(const sai_dist *a, const sai_dist *b);

/** The beta distribution, or the lognormal one, whose central interval of probability `level` is [low, high].
 *  Refused (code SAI_REJECTED, with text) unless 0 < low < high (< 1 for beta) and the fit succeeds to 1e-9.
 */
SAI_MUST_USE sai_code sai_dist_beta_interval(double low, double high, double level, sai_dist *d,
                                             sai_error *err);
SAI_MUST_USE sai_code sai_dist_lognormal_interval(double low, double high, double level, sai_dist *d,
                                                  sai_error *err);

/** The metalog distribution of n terms through n points: P(X <= x[i]) = u[i], u ascending in (0, 1), x
 * ascending, 2 <= n <= SAI_METALOG_MAX; T. Keelin, "The Metalog Distributions", Decision Analysis 13(4),
 * 2016. coefficient[n] (the caller's) is filled and borrowed by *d. Refused (code SAI_REJECTED, with text)
 * where it is no distribution: the density is proven to be positive, by interval arithmetic. Checked as a
 * part: it may have no mean. */
SAI_MUST_USE sai_code sai_dist_metalog(const double *u, const double *x, size_t n, sai_metalog_form form,
                                       double coefficient[], sai_dist *d, sai_error *err);

/** z[0..n): the standard normal quantiles of u in (0, 1); F is within 1e-11. z may be u. */
void sai_normal_fill(const double *u, size_t n, double *z);
/** u[0..n): P(Z <= z) for any z but NaN: within 1e-11, relatively within 1e-7 in both tails, inside (0, 1),
 * never falling where z rises. u may be z. Both: reentrant; the same bits on every x86-64. */
void sai_normal_cdf_fill(const double *z, size_t n, double *u);

/** A sampler: what inversion by table or formula needs, built once per plan. Immutable, so all threads share
 * it. */
typedef struct sai_sampler sai_sampler;

/** Build the sampler of a checked distribution in an arena. A table is checked against the CDF as it is
 * built. */
SAI_MUST_USE sai_code sai_sampler_create(const sai_dist *d, sai_arena *arena, const sai_sampler **sampler,
                                         sai_error *err);

/** The same for a first look, where about three digits are enough (|F(x) - u| <= 1e-3, monotone); built in a
 *  fraction of the time. */
SAI_MUST_USE sai_code sai_sampler_create_preview(const sai_dist *d, sai_arena *arena,
                                                 const sai_sampler **sampler, sai_error *err);

/** Fill x[0..n) with draws by inversion: monotone in u, one uniform each.
 *  |F(x) - u| <= 1e-10 and <= 1e-6 min(u, 1 - u), or u lies between F at the two doubles next to x; atoms:
 * the smallest x with F(x) >= u. Cannot fail, every x is finite and inside the support. x may be u.
 * Reentrant; the same bits on every x86-64. */
void sai_sampler_fill(const sai_sampler *sampler, const double *u, size_t n, double *x);

#endif
