/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guesses of binomial counts in single precision, with a guard; compiled for each level. What the guard
   proves is the count, so that here alone multiplications and additions may be fused where a level can.
   docs/methods/binomial-counts.md has the expansion and the guard. */
#include "random/binomial_inside.h"
#include "random/loops.h"
#include "random/rejected.h"
#include "random/single.h"
#include "random/table.h"

#include <math.h>
#include <string.h>

enum { BLOCK = SAI_TABLE_BLOCK };

/* z = x P(w), x = 2u - 1, w = -log(1 - x^2) (the form of M. Giles, Approximating the erfinv function, 2011);
   P minimax for 0 <= w <= SAI_GUESS_W, its error 3.7e-8. */
SAI_INLINE float normal_single(float x, float w) {
  const float s = w - 3.475f;
  float p = -3.595836171e-9f + s * 7.934194082e-10f;
  p = -4.715376724e-8f + s * p;
  p = 4.870154860e-7f + s * p;
  p = -6.540634138e-7f + s * p;
  p = -2.235238107e-5f + s * p;
  p = 2.271291051e-4f + s * p;
  p = -7.030161919e-4f + s * p;
  p = -9.447586720e-3f + s * p;
  p = 3.333206321e-1f + s * p;
  p = 2.456406630e+0f + s * p;
  return x * p;
}

/* What a guess is made from; the mean is whole + rest. */
typedef struct premises {
  double whole[BLOCK];
  float rest[BLOCK], variance[BLOCK], p[BLOCK], x[BLOCK], y[BLOCK];
} premises;

/* @return how many variances are wide enough for a guess */
static int count_wide(const double *restrict n, const double *restrict p, size_t m) {
  int wide = 0;
  for (size_t i = 0; i < m; i++) wide += n[i] * p[i] * (1 - p[i]) > SAI_WIDE_VARIANCE;
  return wide;
}

static void prepare(const double *restrict n, const double *restrict p, const double *restrict u, size_t m,
                    premises *restrict s) {
  for (size_t i = 0; i < m; i++) {
    double mean = n[i] * p[i], variance = mean * (1 - p[i]), whole = sai_round(mean);
    s->whole[i] = whole;
    s->rest[i] = (float)(mean - whole);
    s->variance[i] = (float)variance;
    s->p[i] = (float)p[i];
    s->x[i] = (float)(2 * u[i] - 1);
    s->y[i] = (float)(4 * u[i] * (1 - u[i]));
  }
}

/* count: relative to `whole`. */
static void guess_offsets(const premises *restrict s, size_t m, float *restrict count,
                          int32_t *restrict proven) {
  const float magic = 0x1.8p23f;
  for (size_t i = 0; i < m; i++) {
    const float w = -sai_log_single(s->y[i]), z = normal_single(s->x[i], w), z2 = z * z;
    const float variance = s->variance[i], sigma = sqrtf(variance), inverse = 1 / sigma;
    const float pq = s->p[i] * (1 - s->p[i]), skew = 1 - 2 * s->p[i];
    const float first = z * inverse * ((7 * pq - 1) * (1.0f / 36) - (1 + 2 * pq) * z2 * (1.0f / 72));
    const float second = skew * (1 + 0.5f * pq) * inverse * inverse *
                         (z2 * z2 * (1.0f / 270) + z2 * (7.0f / 810) - 8.0f / 405);
    const float x = (s->rest[i] - 0.5f) + (sigma * z + (skew * (z2 - 1) * (1.0f / 6) + (first + second)));
    const float spread = (1 + z2) * (1 + z2);
    const float guard =
        spread * (0.0115f * (inverse * inverse * inverse) + 2e-7f * sigma) + 2e-6f * sigma + 2e-5f;
    const float nearest = (x + magic) - magic, off = x - nearest, distance = fabsf(off);
    count[i] = off > 0 ? nearest + 1 : nearest;
    proven[i] = (distance > guard ? 1 : 0) & (w < SAI_GUESS_W ? 1 : 0) &
                (variance > (float)SAI_WIDE_VARIANCE ? 1 : 0);
  }
}

static void add_offsets(const premises *restrict s, const float *restrict count, const double *restrict n,
                        size_t m, double *restrict k, int32_t *restrict proven) {
  for (size_t i = 0; i < m; i++) {
    double at = s->whole[i] + (double)count[i];
    k[i] = at;
    proven[i] &= (at >= 0 ? 1 : 0) & (at <= n[i] ? 1 : 0);
  }
}

size_t SAI_AT_LEVEL(sai_guess_loop)(const double *n, const double *p, const double *u, size_t m, double *k,
                                    uint16_t *rejected) {
  premises s;
  float count[BLOCK];
  int32_t proven[BLOCK];
  if (!count_wide(n, p, m)) return SAI_NONE_GUESSED;
  prepare(n, p, u, m, &s);
  guess_offsets(&s, m, count, proven);
  add_offsets(&s, count, n, m, k, proven);
  return sai_list_rejected(proven, m, rejected);
}
