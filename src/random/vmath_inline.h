/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bodies of sai_exp and sai_log, for the column loops of this layer: no branches, no calls and no integer
   arithmetic that SSE2 lacks, so that compilers turn the loops around them into vectors. Multiplications and
   additions stay apart (-ffp-contract=off): the same bits on every instruction set. */
#ifndef SAI_RANDOM_VMATH_INLINE_H
#define SAI_RANDOM_VMATH_INLINE_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#define SAI_INLINE static inline __attribute__((always_inline))

SAI_INLINE uint64_t sai_bits(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

SAI_INLINE double sai_from_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/** 1.5 * 2^52: adding it rounds to a whole number, to even at ties, and leaves that number in the low bits.
 */
static const double sai_round_magic = 0x1.8p52;

/** The whole number nearest to x, |x| < 2^51. */
SAI_INLINE double sai_round(double x) {
  return (x + sai_round_magic) - sai_round_magic;
}

/* ln 2 in two parts; the upper one has 21 trailing zeros, so that its product with an exponent is exact. */
static const double sai_ln2_high = 0x1.62e42fee00000p-1, sai_ln2_low = 0x1.a39ef35793c76p-33;

/* exp(x) = 2^k exp(r), |r| <= (ln 2)/2; exp(r) = 1 + r + r^2 P(r) with P minimax (Remez; error 3.4e-18). r is
   kept as high - low, and only the last two additions round at the scale of the result: 0.85 ulp. The factor
   2^k is applied in two halves, so that subnormal results and overflow come out by themselves. */
SAI_INLINE double sai_exp_inline(double x) {
  x = x < -746 ? -746 : x;
  x = x > 710 ? 710 : x;
  double shifted = x * 0x1.71547652b82fep+0 + sai_round_magic;
  double k = shifted - sai_round_magic;
  double high = x - k * sai_ln2_high, low = k * sai_ln2_low;
  double r = high - low;
  double p = 0x1.28b04913a281ep-22 + r * 0x1.af858702f7cd7p-26;
  p = 0x1.71dddfcc284cap-19 + r * p;
  p = 0x1.a0199693bc67ap-16 + r * p;
  p = 0x1.a01a01bae2352p-13 + r * p;
  p = 0x1.6c16c185a757bp-10 + r * p;
  p = 0x1.111111110d63ap-7 + r * p;
  p = 0x1.5555555550030p-5 + r * p;
  p = 0x1.5555555555561p-3 + r * p;
  p = 0x1.000000000000bp-1 + r * p;
  double y = 1 + (high + (r * r * p - low));
  uint64_t biased = (sai_bits(shifted) + 2048) & 0xfff, half = biased >> 1;
  return y * sai_from_bits((half - 1) << 52) * sai_from_bits((biased - half - 1) << 52);
}

/* log(x) = k ln 2 + log(1 + f), 1 + f in [sqrt(1/2), sqrt(2)); with s = f / (2 + f) and z = s^2
   log(1 + f) = 2 atanh(s) = f - f^2/2 + s (f^2/2 + z Q(z)), Q minimax (Remez; error 2.5e-18): the largest
   term is exact, so that rounding is below one ulp also near x = 1. */
SAI_INLINE double sai_log_inline(double x) {
  const uint64_t sqrt_half = 0x3fe6a09e00000000U, one = 0x3ff0000000000000U;
  double tiny = x < 0x1p-1022 ? 54 : 0;
  double scaled = x < 0x1p-1022 ? x * 0x1p54 : x;
  uint64_t bits = sai_bits(scaled) + (one - sqrt_half);
  double k = sai_from_bits((bits >> 52) | 0x4330000000000000U) - (0x1p52 + 1023) - tiny;
  double f = sai_from_bits((bits & 0x000fffffffffffffU) + sqrt_half) - 1;
  double s = f / (2 + f), z = s * s, half_square = 0.5 * f * f;
  double q = 0x1.39a0fabfefcdbp-3 + z * 0x1.2f0d591335707p-3;
  q = 0x1.746645ee27e5bp-3 + z * q;
  q = 0x1.c71c51e94acd4p-3 + z * q;
  q = 0x1.2492494215c26p-2 + z * q;
  q = 0x1.999999997fb5ap-2 + z * q;
  q = 0x1.5555555555593p-1 + z * q;
  double y = k * sai_ln2_high - ((half_square - (s * (half_square + z * q) + k * sai_ln2_low)) - f);
  y = x == INFINITY ? INFINITY : y;
  y = x == 0 ? -INFINITY : y;
  return x >= 0 ? y : NAN;
}

/** log(1 - x), 0 <= x < 1, to the accuracy of sai_log also where 1 - x is rounded (W. Kahan's correction). */
SAI_INLINE double sai_log1m_inline(double x) {
  double w = 1 - x;
  return sai_log_inline(w) + ((1 - w) - x) / w;
}

#endif
