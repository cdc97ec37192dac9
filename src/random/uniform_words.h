/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eight states of the generator in vectors of words, for AVX-512 without multiplications of 52 bits. */
#ifndef SAI_RANDOM_UNIFORM_WORDS_H
#define SAI_RANDOM_UNIFORM_WORDS_H

#include "random/pcg64_inside.h"

#include <immintrin.h>

enum { PARTS = 2 };

/* Bits 0 to 63 and 64 to 127. */
typedef struct states {
  __m512i part[PARTS];
} states;

#define EACH_PART(of, x) of(x, 0), of(x, 1)
#define PART(x, k)       ((uint64_t)((x) >> 64 * (k)))

/* The upper 64 bits of a product, from products of 32-bit halves. */
static inline __m512i upper_product(__m512i a, __m512i b) {
  const __m512i mask = _mm512_set1_epi64(0xffffffff);
  const __m512i a_high = _mm512_srli_epi64(a, 32), b_high = _mm512_srli_epi64(b, 32);
  const __m512i outer = _mm512_mul_epu32(a_high, b_high);
  const __m512i middle =
      _mm512_add_epi64(_mm512_mul_epu32(a_high, b), _mm512_srli_epi64(_mm512_mul_epu32(a, b), 32));
  const __m512i other = _mm512_add_epi64(_mm512_mul_epu32(a, b_high), _mm512_and_si512(middle, mask));
  return _mm512_add_epi64(outer,
                          _mm512_add_epi64(_mm512_srli_epi64(middle, 32), _mm512_srli_epi64(other, 32)));
}

/* s a + c */
static inline states leap_on(states s, states a, states c) {
  const __m512i low = _mm512_add_epi64(_mm512_mullo_epi64(s.part[0], a.part[0]), c.part[0]);
  const __mmask8 carry = _mm512_cmplt_epu64_mask(low, c.part[0]);
  const __m512i cross =
      _mm512_add_epi64(_mm512_mullo_epi64(s.part[0], a.part[1]), _mm512_mullo_epi64(s.part[1], a.part[0]));
  const __m512i high =
      _mm512_add_epi64(_mm512_add_epi64(upper_product(s.part[0], a.part[0]), c.part[1]), cross);
  return (states){{low, _mm512_mask_add_epi64(high, carry, high, _mm512_set1_epi64(1))}};
}

static inline states only_counting(states s) {
  return s;
}

static inline __m512i lower_word(states s) {
  return s.part[0];
}

static inline __m512i upper_word(states s) {
  return s.part[1];
}

/* The upper 52 bits of a word as the mantissa of a number in [1, 2). */
static inline __m512i above_one(__m512i word) {
  return _mm512_or_si512(_mm512_srli_epi64(word, 12), _mm512_set1_epi64(0x3ff0000000000000));
}

#endif
