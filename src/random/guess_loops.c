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

/* z = x P(w), x = 2u - 1, w = -log(1 - x^2) = -log(4u(1 - u)) (the form of M. Giles, Approximating the erfinv
   function, 2011); P minimax for 0 <= w <= SAI_GUESS_W, its error 3.7e-8. */
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

/* What a guess is made from; the mean is whole + rest, tail is u below 1/2 and u - 1 from there on. */
typedef struct premises {
  double whole[BLOCK];
  float rest[BLOCK], variance[BLOCK], p[BLOCK], tail[BLOCK];
} premises;

static void prepare(const double *restrict n, const double *restrict p, const double *restrict u, size_t m,
                    premises *restrict s) {
  for (size_t i = 0; i < m; i++) {
    double mean = n[i] * p[i], variance = mean * (1 - p[i]), whole = sai_round(mean);
    s->whole[i] = whole;
    s->rest[i] = (float)(mean - whole);
    s->variance[i] = (float)variance;
    s->p[i] = (float)p[i];
    s->tail[i] = (float)(u[i] - (u[i] < 0.5 ? 0.0 : 1.0));
  }
}

/* @return how many variances are wide enough for a guess */
static int32_t count_wide(const premises *s, size_t m) {
  int32_t wide = 0;
  for (size_t i = 0; i < m; i++) wide += s->variance[i] > (float)SAI_WIDE_VARIANCE ? 1 : 0;
  return wide;
}

/* count: x + 1/2 to the nearest, so that x rounded up, relative to `whole`. */
static void guess_offsets(const premises *restrict s, size_t m, float *restrict count,
                          int32_t *restrict proven) {
  const float magic = 0x1.8p23f;
  for (size_t i = 0; i < m; i++) {
    const float tail = fabsf(s->tail[i]), w = -sai_log_single(4 * tail * (1 - tail));
    const float z = normal_single(copysignf(1 - 2 * tail, -s->tail[i]), w), z2 = z * z;
    const float variance = s->variance[i], inverse = sai_inverse_root_single(variance),
                sigma = variance * inverse;
    const float pq = s->p[i] - s->p[i] * s->p[i], skew = 1 - 2 * s->p[i];
    const float first = z * ((pq * (7.0f / 36) - 1.0f / 36) - z2 * (pq * (1.0f / 36) + 1.0f / 72));
    const float second = (skew + skew * pq * 0.5f) * (z2 * (z2 * (1.0f / 270) + 7.0f / 810) - 8.0f / 405);
    const float above =
        s->rest[i] +
        (sigma * z + (skew * (z2 * (1.0f / 6) - 1.0f / 6) + inverse * (first + inverse * second)));
    const float spread = (1 + z2) * (1 + z2), small = 0.0115f * inverse;
    const float guard = spread * (small * (inverse * inverse)) + ((2e-7f * spread + 2e-6f) * sigma + 2e-5f);
    const float nearest = (above + magic) - magic;
    count[i] = nearest;
    proven[i] = (fabsf(above - nearest) + guard < 0.5f ? 1 : 0) & (w < SAI_GUESS_W ? 1 : 0) &
                (variance > (float)SAI_WIDE_VARIANCE ? 1 : 0);
  }
}

/* A guess may pass the ends, where the count is the end. */
static void add_offsets(const premises *restrict s, const float *restrict count, const double *restrict n,
                        size_t m, double *restrict k) {
  for (size_t i = 0; i < m; i++) {
    double at = s->whole[i] + (double)count[i];
    at = at > 0 ? at : 0;
    k[i] = at < n[i] ? at : n[i];
  }
}

size_t SAI_AT_LEVEL(sai_guess_loop)(const double *n, const double *p, const double *u, size_t m, double *k,
                                    uint16_t *rejected) {
  premises s;
  float count[BLOCK];
  int32_t proven[BLOCK];
  prepare(n, p, u, m, &s);
  if (count_wide(&s, m) == 0) return SAI_NONE_GUESSED;
  guess_offsets(&s, m, count, proven);
  add_offsets(&s, count, n, m, k);
  return sai_list_rejected(proven, m, rejected);
}
