/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of binomial counts by adding up probabilities from zero in single precision, compiled for each
   level. A count is proven where no sum on the way came near its target; so multiplications and additions may
   be fused here. docs/methods/binomial-counts.md */
#include "random/loops.h"
#include "random/rejected.h"
#include "random/single.h"
#include "random/table.h"

#include <math.h>

enum { GROUP = 64, MOST_TERMS = 32 };

/* Up to this mean the sums are within the margin of the true ones. */
static const float single_mean = 5, margin = 4e-6f;

/* As they are or mirrored; lane i looks for the smallest k with sum_{j <= k} P(j) >= target. */
typedef struct lanes {
  float n[GROUP], odds[GROUP], target[GROUP], term[GROUP], sum[GROUP], count[GROUP];
  int32_t clear[GROUP]; /* no sum came near its target */
} lanes;

static void start(const double *restrict n, const double *restrict p, const double *restrict u, size_t m,
                  lanes *restrict l) {
  const float most = 1 - 2 * margin;
  for (size_t i = 0; i < m; i++) {
    const float r = (float)(p[i] <= 0.5 ? p[i] : 1 - p[i]), target = (float)(p[i] <= 0.5 ? u[i] : 1 - u[i]);
    const float of = (float)n[i];
    const int32_t fit = (of * r <= single_mean ? 1 : 0) & (target < most ? 1 : 0);
    l->n[i] = of;
    l->odds[i] = r / (1 - r);
    l->target[i] = fit ? target : 0;
    l->term[i] = l->sum[i] = sai_exp_single(fit ? of * sai_log1m_single(r) : 0);
    l->count[i] = 0;
    l->clear[i] = fit;
  }
}

/* Terms k + 1 to k + 4. @return the lanes that have not reached their target */
static int four_terms(lanes *restrict l, size_t m, float k) {
  const float k1 = k + 1, k2 = k + 2, k3 = k + 3, r1 = 1 / k1, r2 = 1 / k2, r3 = 1 / k3, r4 = 1 / (k + 4);
  int open = 0;
  for (size_t i = 0; i < m; i++) {
    const float n = l->n[i], odds = l->odds[i], target = l->target[i], s0 = l->sum[i];
    const float t1 = l->term[i] * ((n - k) * odds * r1), t2 = t1 * ((n - k1) * odds * r2);
    const float t3 = t2 * ((n - k2) * odds * r3), t4 = t3 * ((n - k3) * odds * r4);
    const float s1 = s0 + t1, s2 = s1 + t2, s3 = s2 + t3, s4 = s3 + t4;
    l->count[i] += ((s0 < target ? 1.0f : 0.0f) + (s1 < target ? 1.0f : 0.0f)) +
                   ((s2 < target ? 1.0f : 0.0f) + (s3 < target ? 1.0f : 0.0f));
    l->clear[i] &= (fabsf(s0 - target) > margin ? 1 : 0) & (fabsf(s1 - target) > margin ? 1 : 0) &
                   (fabsf(s2 - target) > margin ? 1 : 0) & (fabsf(s3 - target) > margin ? 1 : 0);
    l->term[i] = t4;
    l->sum[i] = s4;
    open += s4 <= target + margin;
  }
  return open;
}

/* What is still open, or has more than n, is not proven. */
static void end(const lanes *restrict l, const double *restrict n, const double *restrict p, size_t m,
                double *restrict k, int32_t *restrict proven) {
  for (size_t i = 0; i < m; i++) {
    const double count = (double)l->count[i];
    k[i] = p[i] <= 0.5 ? count : n[i] - count;
    proven[i] = l->clear[i] & (l->sum[i] > l->target[i] + margin ? 1 : 0) & (count <= n[i] ? 1 : 0);
  }
}

/* In small groups, since the longest sum decides for all of a group. */
size_t SAI_AT_LEVEL(sai_sums_single_loop)(const double *n, const double *p, const double *u, size_t m,
                                          double *k, uint16_t *rejected) {
  int32_t proven[SAI_TABLE_BLOCK];
  for (size_t i = 0; i < m; i += GROUP) {
    const size_t part = m - i < GROUP ? m - i : GROUP;
    lanes l;
    start(n + i, p + i, u + i, part, &l);
    for (int j = 0; j < MOST_TERMS && four_terms(&l, part, (float)j); j += 4) continue;
    end(&l, n + i, p + i, part, k + i, proven + i);
  }
  return sai_list_rejected(proven, m, rejected);
}
