/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binomial tails, ranks of order statistics and Clopper-Pearson intervals: against exact figures and by
 * enumeration. */
#include "stats/proportion.h"
#include "stats/quantiles.h"
#include "stats/tail.h"

#include "local.h"

#include <criterion/criterion.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

/* ---- tails ---- */

typedef struct {
  uint64_t n, k;
  double p, tail;
} known_tail;

/* mpmath 1.2.1, 40 digits: the sum of exp(loggamma(n+1) - loggamma(k+1) - loggamma(n-k+1)) p^k (1-p)^(n-k).
 */
static const known_tail at_most[] = {
    {10, 2, 0.5, 0.0546875},
    {1000, 0, 0.001, 0.36769542477096404},
    {1000, 20, 0.04, 0.00029689495981433324},
    {12000, 5900, 0.5, 0.034635961186782727},
    {1000000, 99000, 0.1, 0.00042469673811751833},
    {1000000, 3, 1e-05, 0.010335785844433462},
    {100000000, 99950, 0.001, 0.43797801354830721},
    {4000000000, 1999900000, 0.5, 0.00078274363030297645},
    {4000000000, 30, 1.5e-08, 1.4174341691424727e-5},
    {1000000, 999980, 0.99999, 0.0034541740303249871},
};
static const known_tail at_least[] = {
    {10, 8, 0.5, 0.0546875},
    {1000, 3, 0.001, 0.080209342840201057},
    {1000, 60, 0.04, 0.0015153048353646838},
    {1000000, 101000, 0.1, 0.00043861997629503734},
    {1000000, 30, 1e-05, 2.5094634430504588e-7},
    {4000000000, 2000100000, 0.5, 0.00078274363030297645},
    {4000000000, 90, 1.5e-08, 0.00018050932042613609},
};

static void check_relative(double is, double should, double tolerance, const char *what, uint64_t n,
                           uint64_t k) {
  cr_expect_lt(fabs(is / should - 1), tolerance, "%s n %llu k %llu: %.17g, not %.17g", what,
               (unsigned long long)n, (unsigned long long)k, is, should);
}

Test(tail, known_values) {
  for (size_t i = 0; i < sizeof at_most / sizeof *at_most; i++) {
    const known_tail *t = &at_most[i];
    check_relative(sai_tail_at_most(t->n, t->k, t->p), t->tail, 1e-10, "at most", t->n, t->k);
    check_relative(sai_tail_at_least(t->n, t->k + 1, t->p), 1 - t->tail, 1e-10, "more than", t->n, t->k);
  }
  for (size_t i = 0; i < sizeof at_least / sizeof *at_least; i++) {
    const known_tail *t = &at_least[i];
    check_relative(sai_tail_at_least(t->n, t->k, t->p), t->tail, 1e-10, "at least", t->n, t->k);
    check_relative(sai_tail_at_most(t->n, t->k - 1, t->p), 1 - t->tail, 1e-10, "fewer than", t->n, t->k);
  }
}

/* Every k of small n, by adding the products up. */
Test(tail, every_count_of_small_n) {
  const double ps[] = {1e-6, 0.01, 0.3, 0.5, 0.77, 0.999};
  for (uint64_t n = 1; n <= 60; n++)
    for (size_t i = 0; i < 6; i++) {
      long double p = ps[i], term = powl(1 - p, (long double)n), below = 0;
      for (uint64_t k = 0; k <= n; k++) {
        if (term > 1e-300L) check_relative(sai_tail_pmf(n, k, ps[i]), (double)term, 1e-12, "pmf", n, k);
        below += term;
        if (below > 1e-300L)
          check_relative(sai_tail_at_most(n, k, ps[i]), (double)below, 1e-12, "at most", n, k);
        term *= (long double)(n - k) / (long double)(k + 1) * p / (1 - p);
      }
    }
}

/* ---- ranks ---- */

/* By their definition, one rank at a time; a tail that equals the bound but for rounding counts as above it.
 */
static void ranks_by_search(unsigned n, double q, double level, uint64_t *low, uint64_t *high) {
  const double tail = (1 - level) / 2 * (1 - 1e-9);
  double below = 0, above = 0;
  *low = 0;
  *high = n + 1;
  for (unsigned k = 0; k <= n && (below += gsl_ran_binomial_pdf(k, q, n)) <= tail; k++) *low = k + 1;
  for (unsigned k = n; k <= n && (above += gsl_ran_binomial_pdf(k, q, n)) <= tail; k--) *high = k;
}

static const double qs[] = {0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.987, 0.999};
static const double levels[] = {0.3, 0.5, 0.8, 0.9, 0.95, 0.99, 0.9999};

Test(ranks, the_narrowest_that_cover) {
  for (unsigned n = 1; n < 400; n = n < 60 ? n + 1 : n + 17)
    for (size_t i = 0; i < sizeof qs / sizeof *qs; i++)
      for (size_t j = 0; j < sizeof levels / sizeof *levels; j++) {
        uint64_t low, high, by_low, by_high;
        sai_quantile_ranks(n, qs[i], levels[j], &low, &high);
        ranks_by_search(n, qs[i], levels[j], &by_low, &by_high);
        const uint64_t rank = (uint64_t)ceil(n * qs[i] - 1e-9);
        by_low = by_low < rank ? by_low : rank;
        by_high = by_high > rank ? by_high : rank;
        cr_assert(low == by_low && high == by_high, "n %u q %g level %g: %d %d, not %d %d", n, qs[i],
                  levels[j], (int)low, (int)high, (int)by_low, (int)by_high);
      }
}

/* The defining inequalities at sizes where only the tails can tell; both fail one rank further in. */
Test(ranks, cover_at_large_n_and_no_rank_too_many) {
  const uint64_t ns[] = {1000, 131072, 1000000, 50000000, 1000000000, 4000000000};
  for (size_t i = 0; i < 6; i++)
    for (size_t j = 0; j < sizeof qs / sizeof *qs; j++) {
      const uint64_t n = ns[i];
      uint64_t low, high;
      sai_quantile_ranks(n, qs[j], 0.9, &low, &high);
      if (low) cr_expect_leq(sai_tail_at_most(n, low - 1, qs[j]), 0.05);
      cr_expect_gt(sai_tail_at_most(n, low, qs[j]), 0.05 * (1 - 1e-8));
      if (high <= n) cr_expect_leq(sai_tail_at_least(n, high, qs[j]), 0.05);
      cr_expect_gt(sai_tail_at_least(n, high - 1, qs[j]), 0.05 * (1 - 1e-8));
    }
}

Test(ranks, at_the_edges) {
  uint64_t low, high;
  sai_quantile_ranks(0, 0.5, 0.9, &low, &high);
  cr_assert(low == 0 && high == 1);
  sai_quantile_ranks(1, 0.5, 0.9, &low, &high);
  cr_assert(low == 0 && high == 2);
  sai_quantile_ranks(100, 1, 0.9, &low, &high);
  cr_assert(low == 100 && high == 101);
  sai_quantile_ranks(100, 0, 0.9, &low, &high);
  cr_assert(low == 0 && high == 1);
  sai_quantile_ranks(20, 0.1, 0.999999, &low, &high);
  cr_assert(low == 0 && high <= 21);
}

/* ---- proportions ---- */

typedef struct {
  uint64_t hits, n;
  double level, low, high;
} known_interval;

/* mpmath, 30 digits: roots of the tails above. */
static const known_interval intervals[] = {
    {1, 10, 0.9, 0.005116196891823701, 0.3941633024365048},
    {5, 10, 0.9, 0.2224411010081291, 0.7775588989918709},
    {3, 1000, 0.95, 0.0006190999316495713, 0.008742023238478304},
    {999, 1000, 0.95, 0.9944410757201733, 0.9999746825125087},
    {480, 1000, 0.9, 0.453582231002044, 0.5065052219826671},
    {1, 1000000000, 0.95, 2.531780798396938e-11, 5.571643378203115e-9},
    {123456, 1000000, 0.9, 0.1229152148720876, 0.123998396379316},
    {10, 4000000000, 0.99, 9.29230533480429e-10, 5.349456867292044e-9},
    {999999, 1000000, 0.9, 0.9999952561443618, 0.9999999487067069},
};

Test(proportion, known_intervals) {
  for (size_t i = 0; i < sizeof intervals / sizeof *intervals; i++) {
    const known_interval *k = &intervals[i];
    const sai_proportion p = sai_proportion_of(k->hits, k->n, k->level);
    check_relative(p.low, k->low, 1e-10, "low", k->n, k->hits);
    check_relative(p.high, k->high, 1e-10, "high", k->n, k->hits);
    cr_expect(p.low <= k->low && p.high >= k->high, "errs outward");
    const double value = (double)k->hits / (double)k->n;
    cr_expect(p.value == value && p.se == sqrt(value * (1 - value) / (double)k->n));
  }
}

Test(proportion, never_and_always_have_closed_forms) {
  const uint64_t ns[] = {1, 2, 30, 1000, 1000000000};
  for (size_t i = 0; i < 5; i++) {
    const double n = (double)ns[i];
    const sai_proportion never = sai_proportion_of(0, ns[i], 0.95),
                         always = sai_proportion_of(ns[i], ns[i], 0.95);
    cr_assert(never.value == 0 && never.se == 0 && never.low == 0);
    cr_assert(always.value == 1 && always.se == 0 && always.high == 1);
    check_relative(never.high, -expm1(log(0.025) / n), 1e-14, "never", ns[i], 0);
    check_relative(always.low, pow(0.025, 1 / n), 1e-14, "always", ns[i], 0);
  }
}

/* The ends put half of 1 - level into each tail, for all hits of many n. */
Test(proportion, ends_are_the_roots) {
  for (uint64_t n = 1; n <= 3000; n = n * 2 + 1)
    for (uint64_t hits = 0; hits <= n; hits += 1 + n / 40) {
      const sai_proportion p = sai_proportion_of(hits, n, 0.9);
      cr_assert(0 <= p.low && p.low <= p.value && p.value <= p.high && p.high <= 1);
      if (hits > 0)
        check_relative(gsl_cdf_binomial_Q((unsigned)hits - 1, p.low, (unsigned)n), 0.05, 1e-7, "low", n,
                       hits);
      if (hits < n)
        check_relative(gsl_cdf_binomial_P((unsigned)hits, p.high, (unsigned)n), 0.05, 1e-7, "high", n, hits);
      const sai_proportion mirror = sai_proportion_of(n - hits, n, 0.9);
      cr_assert(fabs(mirror.high - (1 - p.low)) < 2e-11 && fabs(mirror.low - (1 - p.high)) < 2e-11);
    }
}

static sai_proportion by_normal(uint64_t hits, uint64_t n, double level) {
  sai_proportion p = sai_proportion_of(hits, n, level);
  const double z = gsl_cdf_ugaussian_Pinv((1 + level) / 2);
  p.low = p.value - z * p.se;
  p.high = p.value + z * p.se;
  return p;
}

/* The least coverage over a grid of p, by enumeration of all hits. */
static double least_coverage(uint64_t n, double level,
                             sai_proportion (*interval)(uint64_t, uint64_t, double)) {
  double least = 1;
  for (int i = 1; i < 2000; i++) {
    const double p = i / 2000.;
    double coverage = 0;
    for (uint64_t hits = 0; hits <= n; hits++) {
      const sai_proportion a = interval(hits, n, level);
      if (a.low <= p && p <= a.high) coverage += gsl_ran_binomial_pdf((unsigned)hits, p, (unsigned)n);
    }
    least = fmin(least, coverage);
  }
  return least;
}

Test(proportion, covers_for_every_p) {
  const uint64_t ns[] = {1, 5, 20, 60};
  for (size_t i = 0; i < 4; i++) {
    cr_expect_geq(least_coverage(ns[i], 0.9, sai_proportion_of), 0.9 - 1e-12);
    cr_expect_lt(least_coverage(ns[i], 0.9, by_normal), 0.9, "a normal interval does not cover");
  }
}
