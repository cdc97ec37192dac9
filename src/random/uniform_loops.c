/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of uniforms, compiled for each level. Lanes leapfrog the one sequence of a generator: of n lanes,
   lane i holds states i, n + i, 2n + i and so on, so that as many chains of multiplications run side by side.

   A word takes its state with bit 0 set. Multiplier and increment are odd, so states are odd and even in
   turn, and with an even number of lanes all states of a lane are odd or all are even. So lanes hold the
   state with bit 0 set for good: an even s as s + 1, whose leap is a s + c + 1 = a (s + 1) + (c + 1 - a),
   with an addend of its own. */
#include "random/loops.h"
#include "random/pcg64_inside.h"

#include <stdbool.h>
#include <string.h>

/* i <= 16 steps multiply a state by POWER(i) and add SUM(i) times the increment: the powers of the multiplier
   below, summed up (F. Brown, Random number generation with arbitrary strides, 1994). */
#define POWER_1                 ((sai_u128)SAI_PCG64_MULTIPLIER)
#define POWER_2                 (POWER_1 * POWER_1)
#define POWER_4                 (POWER_2 * POWER_2)
#define POWER_8                 (POWER_4 * POWER_4)
#define POWER_16                (POWER_8 * POWER_8)
#define SUM_1                   ((sai_u128)1)
#define SUM_2                   (SUM_1 * (POWER_1 + 1))
#define SUM_4                   (SUM_2 * (POWER_2 + 1))
#define SUM_8                   (SUM_4 * (POWER_4 + 1))
#define SUM_16                  (SUM_8 * (POWER_8 + 1))
#define THEN_POWER(power, i, n) ((i) & (n) ? (power)*POWER_##n : (power))
#define THEN_SUM(sum, i, n)     ((i) & (n) ? (sum)*POWER_##n + SUM_##n : (sum))
#define AFTER(then, none, i)    then(then(then(then(then(none, i, 1), i, 2), i, 4), i, 8), i, 16)
#define POWER(i)                AFTER(THEN_POWER, (sai_u128)1, i)
#define SUM(i)                  AFTER(THEN_SUM, (sai_u128)0, i)

/* What a leap adds in lanes of even and odd place. */
static inline sai_u128 addend(const sai_pcg64 *g, int lanes, int place) {
  const bool even = ((g->state + (unsigned)place) & 1) == 0;
  return g->increment * SUM(lanes) + (even ? 1 - POWER(lanes) : 0);
}

#ifdef __AVX512DQ__
#include <immintrin.h>

enum { LANES = 16 };

/* Of eight lanes the low 64 bits and the high ones. */
typedef struct states {
  __m512i low, high;
} states;

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
  const __m512i low = _mm512_add_epi64(_mm512_mullo_epi64(s.low, a.low), c.low);
  const __mmask8 carry = _mm512_cmplt_epu64_mask(low, c.low);
  const __m512i cross =
      _mm512_add_epi64(_mm512_mullo_epi64(s.low, a.high), _mm512_mullo_epi64(s.high, a.low));
  const __m512i high = _mm512_add_epi64(_mm512_add_epi64(upper_product(s.low, a.low), c.high), cross);
  return (states){low, _mm512_mask_add_epi64(high, carry, high, _mm512_set1_epi64(1))};
}

/* The words of the states as uniforms: the word's upper 52 bits as the mantissa of a number in [1, 2). */
static inline __m512d uniforms_of(states s) {
  const __m512i one = _mm512_set1_epi64(0x3ff0000000000000);
  __m512i high = _mm512_xor_si512(s.high, _mm512_srli_epi64(s.high, 32));
  high = _mm512_mullo_epi64(high, _mm512_set1_epi64((int64_t)SAI_PCG64_MULTIPLIER));
  high = _mm512_xor_si512(high, _mm512_srli_epi64(high, 48));
  const __m512i word = _mm512_mullo_epi64(high, s.low);
  const __m512d above_one = _mm512_castsi512_pd(_mm512_or_si512(_mm512_srli_epi64(word, 12), one));
  return _mm512_sub_pd(above_one, _mm512_set1_pd(1 - 0x1p-53));
}

static inline states all(sai_u128 x) {
  return (states){_mm512_set1_epi64((int64_t)(uint64_t)x), _mm512_set1_epi64((int64_t)(uint64_t)(x >> 64))};
}

static inline states load(const uint64_t *low, const uint64_t *high) {
  return (states){_mm512_load_si512(low), _mm512_load_si512(high)};
}

static inline void store(states s, uint64_t *low, uint64_t *high) {
  _mm512_store_si512(low, s.low);
  _mm512_store_si512(high, s.high);
}

static inline __m512i in_turn(const uint64_t pair[2]) {
  return _mm512_broadcast_i64x2(_mm_loadu_si128((const __m128i *)pair));
}

#define OF_LANES(part)                                                                                       \
  {                                                                                                          \
    part(0), part(1), part(2), part(3), part(4), part(5), part(6), part(7), part(8), part(9), part(10),      \
        part(11), part(12), part(13), part(14), part(15)                                                     \
  }
#define POWER_LOW(i)  (uint64_t) POWER(i)
#define POWER_HIGH(i) (uint64_t)(POWER(i) >> 64)
#define SUM_LOW(i)    (uint64_t) SUM(i)
#define SUM_HIGH(i)   (uint64_t)(SUM(i) >> 64)

void SAI_AT_LEVEL(sai_begin_uniform_loop)(const sai_pcg64 *g, sai_pcg64_lanes *lanes) {
  static const _Alignas(64) uint64_t power[][LANES] = {OF_LANES(POWER_LOW), OF_LANES(POWER_HIGH)};
  static const _Alignas(64) uint64_t sum[][LANES] = {OF_LANES(SUM_LOW), OF_LANES(SUM_HIGH)};
  const states state = all(g->state), increment = all(g->increment);
  for (int i = 0; i < LANES; i += 8) {
    const states start = leap_on(increment, load(sum[0] + i, sum[1] + i), all(0));
    states s = leap_on(state, load(power[0] + i, power[1] + i), start);
    s.low = _mm512_or_si512(s.low, _mm512_set1_epi64(1));
    store(s, lanes->state[0] + i, lanes->state[1] + i);
  }
  for (int i = 0; i < 2; i++) {
    const sai_u128 c = addend(g, LANES, i);
    lanes->addend[0][i] = (uint64_t)c;
    lanes->addend[1][i] = (uint64_t)(c >> 64);
  }
}

void SAI_AT_LEVEL(sai_uniform_loop)(sai_pcg64_lanes *lanes, double *u, size_t n) {
  const states a = all(POWER(LANES)), c = {in_turn(lanes->addend[0]), in_turn(lanes->addend[1])};
  uint64_t *low = lanes->state[0], *high = lanes->state[1];
  states first = load(low, high), second = load(low + 8, high + 8);
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    _mm512_storeu_pd(u + i, uniforms_of(first));
    _mm512_storeu_pd(u + i + 8, uniforms_of(second));
    first = leap_on(first, a, c);
    second = leap_on(second, a, c);
  }
  store(first, low, high);
  store(second, low + 8, high + 8);
  if (i == n) return;
  double rest[LANES];
  _mm512_storeu_pd(rest, uniforms_of(first));
  _mm512_storeu_pd(rest + 8, uniforms_of(second));
  memcpy(u + i, rest, (n - i) * sizeof *u);
}
#else
enum { LANES = 4 };

static inline sai_u128 load(const uint64_t low, const uint64_t high) {
  return (sai_u128)high << 64 | low;
}

static inline void store(sai_u128 x, uint64_t *low, uint64_t *high) {
  *low = (uint64_t)x;
  *high = (uint64_t)(x >> 64);
}

void SAI_AT_LEVEL(sai_begin_uniform_loop)(const sai_pcg64 *g, sai_pcg64_lanes *lanes) {
  static const sai_u128 power[LANES] = {POWER(0), POWER(1), POWER(2), POWER(3)};
  static const sai_u128 sum[LANES] = {SUM(0), SUM(1), SUM(2), SUM(3)};
  for (int i = 0; i < LANES; i++)
    store((g->state * power[i] + g->increment * sum[i]) | 1, &lanes->state[0][i], &lanes->state[1][i]);
  for (int i = 0; i < 2; i++) store(addend(g, LANES, i), &lanes->addend[0][i], &lanes->addend[1][i]);
}

void SAI_AT_LEVEL(sai_uniform_loop)(sai_pcg64_lanes *lanes, double *u, size_t n) {
  uint64_t *low = lanes->state[0], *high = lanes->state[1];
  sai_u128 s0 = load(low[0], high[0]), s1 = load(low[1], high[1]), s2 = load(low[2], high[2]),
           s3 = load(low[3], high[3]);
  const sai_u128 even = load(lanes->addend[0][0], lanes->addend[1][0]),
                 odd = load(lanes->addend[0][1], lanes->addend[1][1]);
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    u[i] = sai_pcg64_uniform(sai_pcg64_output(s0));
    u[i + 1] = sai_pcg64_uniform(sai_pcg64_output(s1));
    u[i + 2] = sai_pcg64_uniform(sai_pcg64_output(s2));
    u[i + 3] = sai_pcg64_uniform(sai_pcg64_output(s3));
    s0 = s0 * POWER(LANES) + even;
    s1 = s1 * POWER(LANES) + odd;
    s2 = s2 * POWER(LANES) + even;
    s3 = s3 * POWER(LANES) + odd;
  }
  const sai_u128 left[LANES] = {s0, s1, s2, s3};
  for (int k = 0; k < LANES; k++) store(left[k], &low[k], &high[k]);
  for (int k = 0; i < n; i++, k++) u[i] = sai_pcg64_uniform(sai_pcg64_output(left[k]));
}
#endif
