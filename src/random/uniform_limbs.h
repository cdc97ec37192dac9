/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eight states of the generator in vectors of limbs, for AVX-512 with IFMA (products of 52 bits, lower or
   upper half, added up) and VBMI2 (shifts of two words joined). */
#ifndef SAI_RANDOM_UNIFORM_LIMBS_H
#define SAI_RANDOM_UNIFORM_LIMBS_H

#include "random/pcg64_inside.h"

#include <immintrin.h>

enum { PARTS = 3, LIMB = 52, TOP = 128 - 2 * LIMB };

/* Bits 0 to 51, 52 to 103 and 104 to 127, each with bits above them that do not count: a product takes only
   the lower 52 bits of its factors. */
typedef struct states {
  __m512i part[PARTS];
} states;

#define EACH_PART(of, x) of(x, 0), of(x, 1), of(x, 2)
#define PART(x, k)       ((uint64_t)((x) >> LIMB * (k)) & ((UINT64_C(1) << LIMB) - 1))

/* s a + c, c without bits that do not count. No sum has more than 55 bits. */
static inline states leap_on(states s, states a, states c) {
  __m512i low = _mm512_madd52lo_epu64(c.part[0], s.part[0], a.part[0]);
  __m512i middle = _mm512_madd52hi_epu64(c.part[1], s.part[0], a.part[0]);
  middle = _mm512_madd52lo_epu64(middle, s.part[0], a.part[1]);
  middle = _mm512_madd52lo_epu64(middle, s.part[1], a.part[0]);
  __m512i high = _mm512_madd52hi_epu64(c.part[2], s.part[0], a.part[1]);
  high = _mm512_madd52lo_epu64(high, s.part[0], a.part[2]);
  high = _mm512_madd52hi_epu64(high, s.part[1], a.part[0]);
  high = _mm512_madd52lo_epu64(high, s.part[1], a.part[1]);
  high = _mm512_madd52lo_epu64(high, s.part[2], a.part[0]);
  middle = _mm512_add_epi64(middle, _mm512_srli_epi64(low, LIMB));
  high = _mm512_add_epi64(high, _mm512_srli_epi64(middle, LIMB));
  return (states){{low, middle, high}};
}

static inline states only_counting(states s) {
  const __m512i mask = _mm512_set1_epi64((INT64_C(1) << LIMB) - 1);
  for (int k = 0; k < PARTS; k++) s.part[k] = _mm512_and_si512(s.part[k], mask);
  return s;
}

static inline __m512i lower_word(states s) {
  const __m512i mask = _mm512_set1_epi64((INT64_C(1) << LIMB) - 1);
  enum { AND_OR = 0xea };
  return _mm512_ternarylogic_epi64(mask, s.part[0], _mm512_slli_epi64(s.part[1], LIMB), AND_OR);
}

static inline __m512i upper_word(states s) {
  return _mm512_shldi_epi64(s.part[2], _mm512_slli_epi64(s.part[1], 64 - LIMB), 64 - TOP);
}

/* The upper 52 bits of a word as the mantissa of a number in [1, 2). */
static inline __m512i above_one(__m512i word) {
  return _mm512_shrdi_epi64(word, _mm512_set1_epi64(0x3ff), 12);
}

#endif
