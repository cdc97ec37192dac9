/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of uniforms, compiled for each level. */
#include "random/loops.h"
#include "random/pcg64_inside.h"

/* Four lanes leapfrog the one stream, so that four chains of multiplications run side by side. */
static void four_lanes(sai_pcg64 *g, double *u, size_t n) {
  size_t i = 0;
  if (n >= 4) {
    sai_u128 a, c, s0 = g->state, s1 = sai_pcg64_step(s0, g->increment),
                   s2 = sai_pcg64_step(s1, g->increment), s3 = sai_pcg64_step(s2, g->increment);
    sai_pcg64_jump(g->increment, 4, &a, &c);
    for (; i + 4 <= n; i += 4) {
      u[i] = sai_pcg64_uniform(sai_pcg64_output(s0));
      u[i + 1] = sai_pcg64_uniform(sai_pcg64_output(s1));
      u[i + 2] = sai_pcg64_uniform(sai_pcg64_output(s2));
      u[i + 3] = sai_pcg64_uniform(sai_pcg64_output(s3));
      s0 = s0 * a + c;
      s1 = s1 * a + c;
      s2 = s2 * a + c;
      s3 = s3 * a + c;
    }
    g->state = s0;
  }
  for (; i < n; i++) u[i] = sai_pcg64_uniform(sai_pcg64_next(g));
}

#ifdef __AVX512DQ__
#include <immintrin.h>

/* Eight states; the low half of 128 bits and the high one. */
typedef struct states {
  __m512i low, high;
} states;

/* The upper 64 bits of a product, from products of 32-bit halves; b_high is b >> 32 in every lane. */
static inline __m512i upper_product(__m512i a, __m512i b, __m512i b_high) {
  const __m512i mask = _mm512_set1_epi64(0xffffffff), a_high = _mm512_srli_epi64(a, 32);
  const __m512i outer = _mm512_mul_epu32(a_high, b_high);
  const __m512i middle =
      _mm512_add_epi64(_mm512_mul_epu32(a_high, b), _mm512_srli_epi64(_mm512_mul_epu32(a, b), 32));
  const __m512i other = _mm512_add_epi64(_mm512_mul_epu32(a, b_high), _mm512_and_si512(middle, mask));
  return _mm512_add_epi64(outer,
                          _mm512_add_epi64(_mm512_srli_epi64(middle, 32), _mm512_srli_epi64(other, 32)));
}

/* The words of the states as uniforms: the word's upper 52 bits as the mantissa of a number in [1, 2). */
static inline __m512d uniforms_of(states s) {
  const __m512i one = _mm512_set1_epi64(0x3ff0000000000000);
  __m512i high = _mm512_xor_si512(s.high, _mm512_srli_epi64(s.high, 32));
  high = _mm512_mullo_epi64(high, _mm512_set1_epi64((int64_t)sai_pcg64_multiplier));
  high = _mm512_xor_si512(high, _mm512_srli_epi64(high, 48));
  const __m512i word = _mm512_mullo_epi64(high, _mm512_or_si512(s.low, _mm512_set1_epi64(1)));
  const __m512d above_one = _mm512_castsi512_pd(_mm512_or_si512(_mm512_srli_epi64(word, 12), one));
  return _mm512_sub_pd(above_one, _mm512_set1_pd(1 - 0x1p-53));
}

typedef struct leap {
  __m512i a_low, a_low_high, a_high, c_low, c_high;
} leap;

static inline states leap_on(states s, const leap *l) {
  const __m512i low = _mm512_add_epi64(_mm512_mullo_epi64(s.low, l->a_low), l->c_low);
  const __mmask8 carry = _mm512_cmplt_epu64_mask(low, l->c_low);
  const __m512i cross =
      _mm512_add_epi64(_mm512_mullo_epi64(s.low, l->a_high), _mm512_mullo_epi64(s.high, l->a_low));
  const __m512i high =
      _mm512_add_epi64(_mm512_add_epi64(upper_product(s.low, l->a_low, l->a_low_high), l->c_high), cross);
  return (states){low, _mm512_mask_add_epi64(high, carry, high, _mm512_set1_epi64(1))};
}

static inline __m512i all(sai_u128 x) {
  return _mm512_set1_epi64((int64_t)(uint64_t)x);
}

enum { LANES = 16 };

/* The states that come next, in their order. */
static void spread(const sai_pcg64 *g, states s[2]) {
  uint64_t low[LANES], high[LANES];
  sai_u128 state = g->state;
  for (int i = 0; i < LANES; i++) {
    low[i] = (uint64_t)state;
    high[i] = (uint64_t)(state >> 64);
    state = sai_pcg64_step(state, g->increment);
  }
  for (int i = 0; i < 2; i++)
    s[i] = (states){_mm512_loadu_si512(low + 8 * i), _mm512_loadu_si512(high + 8 * i)};
}

/* Sixteen lanes leapfrog the one stream. */
void SAI_AT_LEVEL(sai_uniform_loop)(sai_pcg64 *g, double *u, size_t n) {
  size_t i = 0;
  if (n >= LANES) {
    sai_u128 a, c;
    states s[2];
    spread(g, s);
    sai_pcg64_jump(g->increment, LANES, &a, &c);
    const leap l = {all(a), all(a >> 32 & UINT32_MAX), all(a >> 64), all(c), all(c >> 64)};
    for (; i + LANES <= n; i += LANES) {
      _mm512_storeu_pd(u + i, uniforms_of(s[0]));
      _mm512_storeu_pd(u + i + 8, uniforms_of(s[1]));
      s[0] = leap_on(s[0], &l);
      s[1] = leap_on(s[1], &l);
    }
    g->state = (sai_u128)(uint64_t)_mm_cvtsi128_si64(_mm512_castsi512_si128(s[0].high)) << 64 |
               (uint64_t)_mm_cvtsi128_si64(_mm512_castsi512_si128(s[0].low));
  }
  four_lanes(g, u + i, n - i);
}
#else
void SAI_AT_LEVEL(sai_uniform_loop)(sai_pcg64 *g, double *u, size_t n) {
  four_lanes(g, u, n);
}
#endif
