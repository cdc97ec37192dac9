/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of binomial counts by adding up probabilities from zero, compiled for each level.
   docs/methods/binomial-counts.md has the budget of errors. */
#include "random/binomial_inside.h"
#include "random/loops.h"
#include "random/rejected.h"
#include "random/table.h"

#include <math.h>

enum { BLOCK = SAI_TABLE_BLOCK, VECTOR = 8 };

/* So many terms always suffice before SAI_SURE_TAIL, up to a mean of SAI_SUMS_MEAN. */
enum { MOST_TERMS = 176 };

/* A bound of the sums' errors up to that mean. */
static const double margin = 5e-13;

/* Counts with a small mean, as they are or mirrored, so that their mean is at most SAI_SUMS_MEAN: lane i
   looks for the smallest k with sum_{j <= k} P(j) >= target. `above` is the sum so far minus the target,
   `near` the smallest distance of a sum from it. */
typedef struct lanes {
  double n[BLOCK], odds[BLOCK], target[BLOCK], term[BLOCK], above[BLOCK], count[BLOCK], near[BLOCK];
} lanes;

/* Mirrored, the count is n - min{j : F'(j) > 1 - u}; "above t" is "at least the double after t". The first
   term is q^n = exp(n log(1 - r)), where 1 - r = w + rest, w rounded. */
static void start_lanes(const double *restrict n, const double *restrict p, const double *restrict u,
                        size_t m, lanes *restrict l) {
  for (size_t i = 0; i < m; i++) {
    double r = p[i] <= 0.5 ? p[i] : 1 - p[i], mirrored = sai_from_bits(sai_bits(1 - u[i]) + 1);
    double w = 1 - r, inverse = 1 / w, rest = (1 - w) - r;
    l->n[i] = n[i];
    l->odds[i] = r * inverse;
    l->target[i] = p[i] <= 0.5 ? u[i] : mirrored;
    l->term[i] = sai_exp_inline(n[i] * (sai_log_inline(w) + rest * inverse));
    l->above[i] = l->term[i] - l->target[i];
    l->count[i] = 0;
    l->near[i] = 1;
  }
}

/* Up to a whole number of vectors, lanes that are at their end. @return how many lanes there are in all */
static size_t fill_up(lanes *l, size_t m) {
  for (; m % VECTOR != 0; m++) {
    l->n[m] = l->odds[m] = l->target[m] = l->term[m] = l->count[m] = 0;
    l->above[m] = l->near[m] = 1;
  }
  return m;
}

SAI_INLINE double smaller(double x, double y) {
  return x < y ? x : y;
}

/* Terms k + 1 to k + 4 for all lanes; k is common to them. @return the lanes that have not passed their
   target by more than the margin */
static int four_terms(lanes *restrict l, size_t m, double k) {
  const double k1 = k + 1, k2 = k + 2, k3 = k + 3, r1 = 1 / k1, r2 = 1 / k2, r3 = 1 / k3, r4 = 1 / (k + 4);
  int open = 0;
  for (size_t i = 0; i < m; i++) {
    const double n = l->n[i], odds = l->odds[i], a0 = l->above[i];
    const double t1 = l->term[i] * ((n - k) * odds * r1), t2 = t1 * ((n - k1) * odds * r2);
    const double t3 = t2 * ((n - k2) * odds * r3), t4 = t3 * ((n - k3) * odds * r4);
    const double a1 = a0 + t1, a2 = a1 + t2, a3 = a2 + t3, a4 = a3 + t4;
    l->count[i] +=
        ((a0 < 0 ? 1.0 : 0.0) + (a1 < 0 ? 1.0 : 0.0)) + ((a2 < 0 ? 1.0 : 0.0) + (a3 < 0 ? 1.0 : 0.0));
    l->near[i] = smaller(l->near[i], smaller(smaller(fabs(a0), fabs(a1)), smaller(fabs(a2), fabs(a3))));
    l->term[i] = t4;
    l->above[i] = a4;
    open += a4 <= margin;
  }
  return open;
}

/* Not proven are those whose target is too near to a sum, or to 1. */
static void end_lanes(const lanes *restrict l, const double *restrict p, size_t m, double *restrict k,
                      int32_t *restrict proven) {
  for (size_t i = 0; i < m; i++) {
    k[i] = p[i] <= 0.5 ? l->count[i] : l->n[i] - l->count[i];
    proven[i] = (l->target[i] <= 1 - SAI_SURE_TAIL ? 1 : 0) & (l->near[i] > margin ? 1 : 0) &
                (l->above[i] > margin ? 1 : 0);
  }
}

size_t SAI_AT_LEVEL(sai_sums_loop)(const double *n, const double *p, const double *u, size_t m, double *k,
                                   uint16_t *rejected) {
  lanes l;
  int32_t proven[BLOCK];
  start_lanes(n, p, u, m, &l);
  const size_t full = fill_up(&l, m);
  for (int j = 0; j < MOST_TERMS && four_terms(&l, full, j); j += 4) continue;
  end_lanes(&l, p, m, k, proven);
  return sai_list_rejected(proven, m, rejected);
}
