/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of binomial counts by adding up probabilities from zero, compiled for each level.
   docs/methods/binomial-counts.md has the budget of errors. */
#include "random/binomial_inside.h"
#include "random/loops.h"
#include "random/rejected.h"
#include "random/table.h"

enum { BLOCK = SAI_TABLE_BLOCK };

/* So many terms always suffice before SAI_SURE_TAIL. */
enum { MOST_TERMS = 64 };

/* Counts with a small mean, as they are or mirrored, so that their mean is at most small_mean: lane i looks
   for the smallest k with sum_{j <= k} P(j) >= target. */
typedef struct lanes {
  double n[BLOCK], odds[BLOCK], target[BLOCK], term[BLOCK], sum[BLOCK], count[BLOCK];
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
    l->term[i] = l->sum[i] = sai_exp_inline(n[i] * (sai_log_inline(w) + rest * inverse));
    l->count[i] = 0;
  }
}

/* Terms k + 1 to k + 4 for all lanes; k is common to them. @return the lanes that have not reached their
 * target */
static int four_terms(lanes *restrict l, size_t m, double k) {
  const double k1 = k + 1, k2 = k + 2, k3 = k + 3, r1 = 1 / k1, r2 = 1 / k2, r3 = 1 / k3, r4 = 1 / (k + 4);
  int open = 0;
  for (size_t i = 0; i < m; i++) {
    double n = l->n[i], odds = l->odds[i], target = l->target[i], sum = l->sum[i], count = l->count[i];
    double t1 = l->term[i] * ((n - k) * odds * r1), t2 = t1 * ((n - k1) * odds * r2);
    double t3 = t2 * ((n - k2) * odds * r3), t4 = t3 * ((n - k3) * odds * r4);
    double s1 = sum + t1, s2 = s1 + t2, s3 = s2 + t3, s4 = s3 + t4;
    count += (sum < target ? 1.0 : 0.0) + (s1 < target ? 1.0 : 0.0);
    l->count[i] = count + ((s2 < target ? 1.0 : 0.0) + (s3 < target ? 1.0 : 0.0));
    l->term[i] = t4;
    l->sum[i] = s4;
    open += s4 < target;
  }
  return open;
}

/* Counts from lanes; from k = n on the terms are zero, and rounding may leave the sum below its target there.
   Not proven are those whose target is too near to 1. */
static void end_lanes(const lanes *restrict l, const double *restrict p, size_t m, double *restrict k,
                      int32_t *restrict proven) {
  for (size_t i = 0; i < m; i++) {
    double n = l->n[i], count = l->count[i] < n ? l->count[i] : n;
    k[i] = p[i] <= 0.5 ? count : n - count;
    proven[i] = l->target[i] <= 1 - SAI_SURE_TAIL ? 1 : 0;
  }
}

size_t SAI_AT_LEVEL(sai_sums_loop)(const double *n, const double *p, const double *u, size_t m, double *k,
                                   uint16_t *rejected) {
  lanes l;
  int32_t proven[BLOCK];
  start_lanes(n, p, u, m, &l);
  for (int j = 0; j < MOST_TERMS && four_terms(&l, m, j); j += 4) continue;
  end_lanes(&l, p, m, k, proven);
  return sai_list_rejected(proven, m, rejected);
}
