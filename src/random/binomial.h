/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binomial counts by exact inversion, a column at a time. */
#ifndef SAI_RANDOM_BINOMIAL_H
#define SAI_RANDOM_BINOMIAL_H

#include <stddef.h>

/** P(K <= k) for K ~ Binomial(n, p), whole n >= 0 to 1e9, p in [0, 1]; relative accuracy 1e-12 in either
 * tail. */
double sai_binomial_cdf(double k, double n, double p);
/** P(K > k), to the same accuracy. */
double sai_binomial_survival(double k, double n, double p);
/** P(K = k) by Loader's saddle-point form. */
double sai_binomial_pmf(double k, double n, double p);
/** The smallest k with F(k) >= u: the definition, exact and slow. */
double sai_binomial_quantile(double u, double n, double p);

/** Fill k[i] with the smallest k such that F(k; n[i], p[i]) >= u[i].
 *  @param n  [m] whole numbers 0..1e9 as doubles (a count column)
 *  @param p  [m] probabilities 0..1; p = 0 gives 0, p = 1 gives n
 *  @param u  [m] uniforms in (0, 1)
 *  @param k  [m] overlaps no input
 *  Monotone in u, n and p. Wrong with probability below 1e-12 per draw for n to 1e7. Time nearly independent
 * of n. Cannot fail, allocates nothing (70 KB of stack), reentrant; the same bits on every x86-64. */
void sai_binomial_fill(const double *restrict n, const double *restrict p, const double *restrict u, size_t m,
                       double *restrict k);

/** Counts that could not be proven yet; they are put off until there are many of them, or one is needed. */
typedef struct sai_counts sai_counts;

/** None; NULL if there is no memory. */
sai_counts *sai_counts_create(void);
void sai_counts_free(sai_counts *counts);

/** What a column of at most SAI_TABLE_BLOCK counts has in common with the one before, and with the next. */
enum {
  SAI_SAME_PROBABILITIES = 1, /**< p is as it was for the counts before */
  SAI_SAME_TRIALS = 2,        /**< so are n and p */
  SAI_TRIALS_AGAIN = 4        /**< n and p will be as they are for the counts that follow */
};

/** As sai_binomial_fill(), but for the counts that are put off: they come to their places in k by the next
 * sai_counts_settle() at the latest. Cannot fail, allocates nothing.
 *  @param like  of the above, together */
void sai_counts_guess(sai_counts *counts, const double *restrict n, const double *restrict p,
                      const double *restrict u, size_t m, unsigned like, double *restrict k);

/** Decide what was put off. */
void sai_counts_settle(sai_counts *counts);

#endif
