/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of uniforms, compiled for each level. Lanes go through the one sequence of a generator side by
   side, so that their chains of multiplications do not wait for each other: in vectors they leapfrog (of n
   lanes, lane i holds states i, n + i, 2n + i and so on); without, each makes a piece of a block, step by
   step. */
#include "random/loops.h"
#include "random/pcg64_inside.h"

#include <stdbool.h>
#include <string.h>

/* i <= 16 steps, or 64, multiply a state by POWER(i) and add SUM(i) times the increment: the powers of the
   multiplier below, summed up (F. Brown, Random number generation with arbitrary strides, 1994). */
#define POWER_1                 ((sai_u128)SAI_PCG64_MULTIPLIER)
#define POWER_2                 (POWER_1 * POWER_1)
#define POWER_4                 (POWER_2 * POWER_2)
#define POWER_8                 (POWER_4 * POWER_4)
#define POWER_16                (POWER_8 * POWER_8)
#define POWER_32                (POWER_16 * POWER_16)
#define POWER_64                (POWER_32 * POWER_32)
#define SUM_1                   ((sai_u128)1)
#define SUM_2                   (SUM_1 * (POWER_1 + 1))
#define SUM_4                   (SUM_2 * (POWER_2 + 1))
#define SUM_8                   (SUM_4 * (POWER_4 + 1))
#define SUM_16                  (SUM_8 * (POWER_8 + 1))
#define SUM_32                  (SUM_16 * (POWER_16 + 1))
#define SUM_64                  (SUM_32 * (POWER_32 + 1))
#define THEN_POWER(power, i, n) ((i) & (n) ? POWER_##n * (power) : (power))
#define THEN_SUM(sum, i, n)     ((i) & (n) ? POWER_##n * (sum) + SUM_##n : (sum))
#define AFTER(then, none, i)    then(then(then(then(then(none, i, 1), i, 2), i, 4), i, 8), i, 16)
#define POWER(i)                AFTER(THEN_POWER, (sai_u128)1, i)
#define SUM(i)                  AFTER(THEN_SUM, (sai_u128)0, i)

#ifdef __AVX512DQ__
#if defined __AVX512IFMA__ && defined __AVX512VBMI2__
#include "random/uniform_limbs.h"
#else
#include "random/uniform_words.h"
#endif

enum { LANES = 16 };

/* The words of the states as uniforms. */
static inline __m512d uniforms_of(states s) {
  __m512i high = upper_word(s);
  high = _mm512_xor_si512(high, _mm512_srli_epi64(high, 32));
  high = _mm512_mullo_epi64(high, _mm512_set1_epi64((int64_t)SAI_PCG64_MULTIPLIER));
  high = _mm512_xor_si512(high, _mm512_srli_epi64(high, 48));
  const __m512i word = _mm512_mullo_epi64(high, lower_word(s));
  return _mm512_sub_pd(_mm512_castsi512_pd(above_one(word)), _mm512_set1_pd(1 - 0x1p-53));
}

static inline states all(sai_u128 x) {
  states s;
  for (int k = 0; k < PARTS; k++) s.part[k] = _mm512_set1_epi64((int64_t)PART(x, k));
  return s;
}

/* Lanes from `first` on. */
static inline states load(const uint64_t *parts, int first) {
  states s;
  for (int k = 0; k < PARTS; k++) s.part[k] = _mm512_load_si512(parts + LANES * k + first);
  return s;
}

static inline void store(states s, uint64_t *parts, int first) {
  for (int k = 0; k < PARTS; k++) _mm512_store_si512(parts + LANES * k + first, s.part[k]);
}

#define ROW(f, k)                                                                                            \
  PART(f(0), k), PART(f(1), k), PART(f(2), k), PART(f(3), k), PART(f(4), k), PART(f(5), k), PART(f(6), k),   \
      PART(f(7), k), PART(f(8), k), PART(f(9), k), PART(f(10), k), PART(f(11), k), PART(f(12), k),           \
      PART(f(13), k), PART(f(14), k), PART(f(15), k)

/* A word takes its state with bit 0 set. Multiplier and increment are odd, so states are odd and even in
   turn, and all states of a lane are odd or all are even. So lanes hold the state with bit 0 set for good: an
   even s as s + 1, whose leap is a s + c + 1 = a (s + 1) + (c + 1 - a), with an addend of its own. */
static void begin(const sai_pcg64 *g, sai_pcg64_lanes *lanes) {
  static const _Alignas(64) uint64_t power[] = {EACH_PART(ROW, POWER)}, sum[] = {EACH_PART(ROW, SUM)};
  const states state = all(g->state), increment = all(g->increment);
  for (int i = 0; i < LANES; i += 8) {
    const states start = only_counting(leap_on(increment, load(sum, i), all(0)));
    states s = leap_on(state, load(power, i), start);
    s.part[0] = _mm512_or_si512(s.part[0], _mm512_set1_epi64(1));
    store(s, lanes->state, i);
  }
  for (int i = 0; i < 2; i++) {
    const bool even = ((g->state + (unsigned)i) & 1) == 0;
    const sai_u128 c = g->increment * SUM(LANES) + (even ? 1 - POWER(LANES) : 0);
    for (int k = 0; k < PARTS; k++) lanes->addend[2 * k + i] = PART(c, k);
  }
}

static void fill(sai_pcg64_lanes *lanes, double *u, size_t n) {
  const states a = all(POWER(LANES));
  states first = load(lanes->state, 0), second = load(lanes->state, 8), c;
  for (int k = 0; k < PARTS; k++)
    c.part[k] = _mm512_broadcast_i64x2(_mm_load_si128((const __m128i *)lanes->addend + k));
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    const states next = leap_on(first, a, c), after = leap_on(second, a, c);
    _mm512_storeu_pd(u + i, uniforms_of(first));
    _mm512_storeu_pd(u + i + 8, uniforms_of(second));
    first = next;
    second = after;
  }
  store(first, lanes->state, 0);
  store(second, lanes->state, 8);
  if (i == n) return;
  double rest[LANES];
  _mm512_storeu_pd(rest, uniforms_of(first));
  _mm512_storeu_pd(rest + 8, uniforms_of(second));
  memcpy(u + i, rest, (n - i) * sizeof *u);
}
#else
/* A step multiplies by 64 bits, a leap of several by 128, which would take a fifth more time. */
enum { LANES = 4, PIECE = 64 };

static inline sai_u128 load(const uint64_t *words) {
  return (sai_u128)words[1] << 64 | words[0];
}

static inline void store(sai_u128 x, uint64_t *words) {
  words[0] = (uint64_t)x;
  words[1] = (uint64_t)(x >> 64);
}

/* One state; what a step adds, and what a leap over a piece does. */
static void begin(const sai_pcg64 *g, sai_pcg64_lanes *lanes) {
  store(g->state, lanes->state);
  store(g->increment, lanes->addend);
  store(g->increment * SUM_64, lanes->addend + 2);
}

/* @return the next state */
static inline sai_u128 step(sai_u128 state, sai_u128 increment, double *u) {
  *u = sai_pcg64_uniform(sai_pcg64_output(state));
  return sai_pcg64_step(state, increment);
}

static void fill(sai_pcg64_lanes *lanes, double *u, size_t n) {
  const sai_u128 step_adds = load(lanes->addend), leap_adds = load(lanes->addend + 2);
  sai_u128 s = load(lanes->state);
  size_t i = 0;
  for (; i + LANES * PIECE <= n; i += LANES * PIECE) {
    sai_u128 s1 = s * POWER_64 + leap_adds, s2 = s1 * POWER_64 + leap_adds, s3 = s2 * POWER_64 + leap_adds;
    for (double *to = u + i; to < u + i + PIECE; to++) {
      s = step(s, step_adds, to);
      s1 = step(s1, step_adds, to + PIECE);
      s2 = step(s2, step_adds, to + 2 * PIECE);
      s3 = step(s3, step_adds, to + 3 * PIECE);
    }
    s = s3;
  }
  for (; i < n; i++) s = step(s, step_adds, u + i);
  store(s, lanes->state);
}
#endif

const sai_uniform_loops SAI_AT_LEVEL(sai_uniform_loops) = {begin, fill};
