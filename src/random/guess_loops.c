/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guesses of binomial counts in single precision, with a guard; compiled for each level. What the guard
   proves is the count, so that here alone multiplications and additions may be fused where a level can.
   docs/methods/binomial-counts.md has the expansion and the guard. */
#include "random/binomial_inside.h"
#include "random/loops.h"
#include "random/rejected.h"
#include "random/single.h"
#include "random/table.h"

#ifdef __AVX512DQ__
#include "random/normal_single_table.h"

#include <immintrin.h>
#endif
#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Up to this mean the guard that grows with it rejects less than the distance from a whole number costs. */
enum { BLOCK = SAI_TABLE_BLOCK, NEAR_MEAN = 4096 };

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

/* Blocks of large means. */

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
                (variance > (float)SAI_LEAST_VARIANCE ? 1 : 0);
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

/* @return as sai_guess_loop */
static size_t guess_far(const double *n, const double *p, const double *u, size_t m, double *k,
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

/* Blocks of small means: the same without a double's arithmetic, in several loops, since one would be a chain
   too long for the processor to begin the next runs before its end. Of the loops that take most of the time
   AVX-512 has a second form, to which the first is the definition. */

/* The count is mean + a polynomial in z, the guard is least + spread times (1 + z^2)^2. */
typedef struct law {
  float n, mean, a[5], least, spread;
} law;

/* A loop of its own, so that clang makes the others as wide as floats allow. */
static void to_single(const double *restrict x, size_t m, float *restrict y) {
  for (size_t i = 0; i < m; i++) y[i] = (float)x[i];
}

/* Terms of the probabilities alone. */
static void learn_probabilities(const double *restrict p, size_t m, sai_laws *restrict laws) {
  to_single(p, m, laws->p);
  for (size_t i = 0; i < m; i++) {
    const float of = laws->p[i], pq = of - of * of, skew = 1 - 2 * of;
    laws->skew[i] = skew * (1.0f / 6);
    laws->first[0][i] = pq * (7.0f / 36) - 1.0f / 36;
    laws->first[1][i] = pq * (-1.0f / 36) - 1.0f / 72;
    laws->second[i] = (skew + skew * pq * 0.5f) * (1.0f / 270);
  }
}

#ifndef __AVX512DQ__
/* z, infinite where normal_single() does not hold. */
static void normal_near(const double *restrict u, size_t m, float *restrict z) {
  float tail[BLOCK], x[BLOCK], w[BLOCK];
  for (size_t i = 0; i < m; i++) tail[i] = (float)(u[i] - (u[i] < 0.5 ? 0.0 : 1.0));
  for (size_t i = 0; i < m; i++) {
    const float v = fabsf(tail[i]);
    w[i] = -sai_log_single(4 * v * (1 - v));
    x[i] = copysignf(1 - 2 * v, -tail[i]);
  }
  for (size_t i = 0; i < m; i++) {
    const float inside = normal_single(x[i], w[i]);
    z[i] = w[i] < SAI_GUESS_W ? inside : INFINITY;
  }
}

/* The mean is in single precision, too, for which the guard grows by 3.2e-7 of it. */
SAI_INLINE law law_of(float n, const sai_laws *laws, size_t i) {
  const float p = laws->p[i], skew = laws->skew[i], mean = n * p, variance = mean - mean * p;
  const float sigma = sqrtf(variance), inverse = 1 / sigma, squared = inverse * inverse;
  const float second = squared * laws->second[i], least = sigma * 2e-6f + (mean * 3.2e-7f + 2e-5f);
  return (law){.n = n,
               .mean = mean,
               .a = {second * (-16.0f / 3) - skew, inverse * laws->first[0][i] + sigma,
                     second * (7.0f / 3) + skew, inverse * laws->first[1][i], second},
               .least = variance > (float)SAI_LEAST_VARIANCE ? least : 1,
               .spread = sigma * 2e-7f + squared * (inverse * 0.0115f)};
}

SAI_INLINE law law_again(const sai_laws *laws, size_t i) {
  law l = {.n = laws->n[i], .mean = laws->mean[i], .least = laws->least[i], .spread = laws->spread[i]};
  for (int power = 0; power < 5; power++) l.a[power] = laws->a[power][i];
  return l;
}

static void learn_laws(const double *restrict n, size_t m, sai_laws *restrict laws) {
  to_single(n, m, laws->n);
  for (size_t i = 0; i < m; i++) {
    const law l = law_of(laws->n[i], laws, i);
    laws->mean[i] = l.mean;
    laws->least[i] = l.least;
    laws->spread[i] = l.spread;
    for (int power = 0; power < 5; power++) laws->a[power][i] = l.a[power];
  }
}

/* A guess may pass the ends, where the count is the end. @return 1 where it is proven, else 0 */
SAI_INLINE int32_t guess_by(const law *l, float z, float *count) {
  const float magic = 0x1.8p23f, squared = 1 + z * z;
  const float x = l->mean + ((((l->a[4] * z + l->a[3]) * z + l->a[2]) * z + l->a[1]) * z + l->a[0]);
  const float nearest = (x + magic) - magic, guard = squared * squared * l->spread + l->least;
  const float above = nearest < 0 ? 0 : nearest;
  *count = above < l->n ? above : l->n;
  return fabsf(x - nearest) + guard < 0.5f ? 1 : 0;
}

static void guess_again(const float *restrict z, size_t m, float *restrict count, int32_t *restrict proven,
                        const sai_laws *restrict laws) {
  for (size_t i = 0; i < m; i++) {
    const law l = law_again(laws, i);
    proven[i] = guess_by(&l, z[i], &count[i]);
  }
}

static void guess_once(const float *restrict n, const float *restrict z, size_t m, float *restrict count,
                       int32_t *restrict proven, const sai_laws *restrict laws) {
  for (size_t i = 0; i < m; i++) {
    const law l = law_of(n[i], laws, i);
    proven[i] = guess_by(&l, z[i], &count[i]);
  }
}

/* By laws that are known, if `again`. @return as sai_guess_loop */
static size_t count_near(const double *restrict n, const float *restrict z, size_t m, double *restrict k,
                         uint16_t *restrict rejected, const sai_laws *restrict laws, bool again) {
  float trials[BLOCK], count[BLOCK];
  int32_t proven[BLOCK];
  if (again) {
    guess_again(z, m, count, proven, laws);
  } else {
    to_single(n, m, trials);
    guess_once(trials, z, m, count, proven, laws);
  }
  for (size_t i = 0; i < m; i++) k[i] = (double)count[i];
  return sai_list_rejected(proven, m, rejected);
}
#else
enum { LANES = 16 };

static inline __m512 narrow(__m512d low, __m512d high) {
  return _mm512_insertf32x8(_mm512_castps256_ps512(_mm512_cvtpd_ps(low)), _mm512_cvtpd_ps(high), 1);
}

static inline __m512 all(float x) {
  return _mm512_set1_ps(x);
}

static inline unsigned lanes_at(size_t i, size_t m) {
  return m - i < LANES ? (1U << (m - i)) - 1 : 0xffff;
}

static inline __m512 narrow_at(const double *x, size_t i, unsigned on) {
  return narrow(_mm512_maskz_loadu_pd((__mmask8)on, x + i),
                _mm512_maskz_loadu_pd((__mmask8)(on >> 8), x + i + 8));
}

/* z, as normal_single() has it, by the row of the table that holds the tail; infinite for tails below 2^-12.
 */
static inline __m512 normal_by_table(__m512 tail) {
  const __m512i bits = _mm512_castps_si512(_mm512_abs_ps(tail)), row = _mm512_srli_epi32(bits, 22);
  const __m512i mantissa = _mm512_set1_epi32(0x007fffff), one = _mm512_set1_epi32(0x3f800000);
  const __m512 t =
      _mm512_sub_ps(_mm512_castsi512_ps(_mm512_ternarylogic_epi32(bits, mantissa, one, 0xea)), all(1.5f));
  __m512 z = _mm512_permutex2var_ps(_mm512_loadu_ps(sai_normal_single[5]), row,
                                    _mm512_loadu_ps(sai_normal_single[5] + LANES));
  for (int power = 4; power >= 0; power--)
    z = _mm512_fmadd_ps(z, t,
                        _mm512_permutex2var_ps(_mm512_loadu_ps(sai_normal_single[power]), row,
                                               _mm512_loadu_ps(sai_normal_single[power] + LANES)));
  const __m512i sign = _mm512_set1_epi32(INT32_MIN);
  z = _mm512_castsi512_ps(
      _mm512_ternarylogic_epi32(_mm512_castps_si512(z), _mm512_castps_si512(tail), sign, 0xd2));
  return _mm512_mask_mov_ps(all(INFINITY), _mm512_cmp_ps_mask(_mm512_abs_ps(tail), all(0x1p-12f), _CMP_GE_OQ),
                            z);
}

static void normal_near(const double *u, size_t m, float *z) {
  for (size_t i = 0; i < m; i += LANES) {
    const unsigned on = lanes_at(i, m);
    const __m512d u0 = _mm512_maskz_loadu_pd((__mmask8)on, u + i),
                  u1 = _mm512_maskz_loadu_pd((__mmask8)(on >> 8), u + i + 8);
    _mm512_storeu_ps(z + i, normal_by_table(narrow(_mm512_reduce_pd(u0, 0), _mm512_reduce_pd(u1, 0))));
  }
}

/* Sixteen laws. */
typedef struct laws16 {
  __m512 n, mean, a[5], least, spread;
} laws16;

static inline laws16 laws_of(__m512 n, const sai_laws *laws, size_t i) {
  const __m512 p = _mm512_loadu_ps(laws->p + i), skew = _mm512_loadu_ps(laws->skew + i);
  const __m512 mean = _mm512_mul_ps(n, p), variance = _mm512_fnmadd_ps(mean, p, mean);
  const __m512 near = _mm512_rsqrt14_ps(variance), sigma_near = _mm512_mul_ps(variance, near);
  const __m512 error = _mm512_fnmadd_ps(sigma_near, near, all(1));
  const __m512 inverse = _mm512_fmadd_ps(_mm512_mul_ps(near, all(0.5f)), error, near),
               sigma = _mm512_mul_ps(variance, inverse), squared = _mm512_mul_ps(inverse, inverse);
  const __m512 second = _mm512_mul_ps(squared, _mm512_loadu_ps(laws->second + i));
  const __m512 cubed = _mm512_mul_ps(squared, _mm512_mul_ps(inverse, all(0.0115f)));
  const __m512 least = _mm512_fmadd_ps(sigma, all(2e-6f), _mm512_fmadd_ps(mean, all(3.2e-7f), all(2e-5f)));
  const __mmask16 narrow = _mm512_cmp_ps_mask(variance, all((float)SAI_LEAST_VARIANCE), _CMP_NGT_UQ);
  return (laws16){.n = n,
                  .mean = mean,
                  .a = {_mm512_fmsub_ps(second, all(-16.0f / 3), skew),
                        _mm512_fmadd_ps(inverse, _mm512_loadu_ps(laws->first[0] + i), sigma),
                        _mm512_fmadd_ps(second, all(7.0f / 3), skew),
                        _mm512_mul_ps(inverse, _mm512_loadu_ps(laws->first[1] + i)), second},
                  .least = _mm512_mask_mov_ps(least, narrow, all(1)),
                  .spread = _mm512_fmadd_ps(sigma, all(2e-7f), cubed)};
}

/* @return the counts that are proven */
static inline __mmask16 guess_sixteen(const laws16 *l, __m512 z, __m512 *count) {
  const __m512 squared = _mm512_fmadd_ps(z, z, all(1));
  __m512 x = l->a[4];
  for (int power = 3; power >= 0; power--) x = _mm512_fmadd_ps(x, z, l->a[power]);
  x = _mm512_add_ps(l->mean, x);
  const __m512 guard = _mm512_fmadd_ps(_mm512_mul_ps(squared, squared), l->spread, l->least);
  const __m512 off = _mm512_reduce_ps(x, 0);
  *count = _mm512_min_ps(_mm512_max_ps(_mm512_sub_ps(x, off), all(0)), l->n);
  return _mm512_cmp_ps_mask(_mm512_add_ps(_mm512_abs_ps(off), guard), all(0.5f), _CMP_LT_OQ);
}

static inline laws16 laws_again(const sai_laws *laws, size_t i) {
  laws16 l = {.n = _mm512_loadu_ps(laws->n + i),
              .mean = _mm512_loadu_ps(laws->mean + i),
              .least = _mm512_loadu_ps(laws->least + i),
              .spread = _mm512_loadu_ps(laws->spread + i)};
  for (int power = 0; power < 5; power++) l.a[power] = _mm512_loadu_ps(laws->a[power] + i);
  return l;
}

static inline void keep_laws(const laws16 *l, size_t i, sai_laws *laws) {
  _mm512_storeu_ps(laws->n + i, l->n);
  _mm512_storeu_ps(laws->mean + i, l->mean);
  _mm512_storeu_ps(laws->least + i, l->least);
  _mm512_storeu_ps(laws->spread + i, l->spread);
  for (int power = 0; power < 5; power++) _mm512_storeu_ps(laws->a[power] + i, l->a[power]);
}

static void learn_laws(const double *n, size_t m, sai_laws *laws) {
  for (size_t i = 0; i < m; i += LANES) {
    const laws16 l = laws_of(narrow_at(n, i, lanes_at(i, m)), laws, i);
    keep_laws(&l, i, laws);
  }
}

/* By laws that are known, if `again`. open: those that are not proven, sixteen a word. */
static inline void guess_lanes(const double *n, const float *z, size_t m, double *k, uint16_t *open,
                               const sai_laws *laws, bool again) {
  for (size_t i = 0; i < m; i += LANES) {
    const unsigned on = lanes_at(i, m);
    const laws16 l = again ? laws_again(laws, i) : laws_of(narrow_at(n, i, on), laws, i);
    __m512 count;
    const __mmask16 proven = guess_sixteen(&l, _mm512_loadu_ps(z + i), &count);
    _mm512_mask_storeu_pd(k + i, (__mmask8)on, _mm512_cvtps_pd(_mm512_castps512_ps256(count)));
    _mm512_mask_storeu_pd(k + i + 8, (__mmask8)(on >> 8), _mm512_cvtps_pd(_mm512_extractf32x8_ps(count, 1)));
    open[i / LANES] = (uint16_t)(on & ~(unsigned)proven);
  }
}

static size_t list_open(const uint16_t *open, uint16_t *rejected) {
  size_t listed = 0;
  for (size_t word = 0; word < BLOCK / 64; word++) {
    uint64_t bits;
    memcpy(&bits, open + 4 * word, sizeof bits);
    for (; bits; bits &= bits - 1) rejected[listed++] = (uint16_t)(64 * word + (size_t)__builtin_ctzll(bits));
  }
  return listed;
}

/* By laws that are known, if `again`. @return as sai_guess_loop */
static size_t count_near(const double *n, const float *z, size_t m, double *k, uint16_t *rejected,
                         const sai_laws *laws, bool again) {
  uint16_t open[BLOCK / LANES] = {0};
  if (again)
    guess_lanes(n, z, m, k, open, laws, true);
  else
    guess_lanes(n, z, m, k, open, laws, false);
  return list_open(open, rejected);
}
#endif

/* @return as sai_guess_loop */
static size_t guess_near(const double *n, const double *p, const double *u, size_t m, double *k,
                         uint16_t *rejected, sai_laws *laws) {
  const bool again = laws->trials_known || laws->trials_again;
  float z[BLOCK];
  if (!laws->probabilities_known) learn_probabilities(p, m, laws);
  if (again && !laws->trials_known) learn_laws(n, m, laws);
  laws->probabilities_known = true;
  laws->trials_known = again;
  normal_near(u, m, z);
  return count_near(n, z, m, k, rejected, laws, again);
}

size_t SAI_AT_LEVEL(sai_guess_loop)(const double *n, const double *p, const double *u, size_t m, double *k,
                                    uint16_t *rejected, sai_laws *laws) {
  /* The first run stands for all as to what is quicker; the guard holds for any. */
  const double mean = n[0] * p[0];
  if (mean < NEAR_MEAN && mean * (1 - p[0]) > SAI_WIDE_VARIANCE)
    return guess_near(n, p, u, m, k, rejected, laws);
  return guess_far(n, p, u, m, k, rejected);
}
