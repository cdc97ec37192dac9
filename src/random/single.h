/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logarithm and exponential in single precision, for loops whose results are proven or thrown away: they need
   not be the same bits everywhere. */
#ifndef SAI_RANDOM_SINGLE_H
#define SAI_RANDOM_SINGLE_H

#include "random/vmath_inline.h"

/** log(1 + f) = f + f^2 Q(f), Q minimax on [sqrt(1/2) - 1, sqrt(2) - 1]. @return f + f^2 Q(f), within 4e-8 +
 * 1e-7 |f| */
SAI_INLINE float sai_log1_single(float f) {
  float q = 1.633564039e-1f + f * -1.003460835e-1f;
  q = -1.732599597e-1f + f * q;
  q = 1.988827763e-1f + f * q;
  q = -2.496146510e-1f + f * q;
  q = 3.333526138e-1f + f * q;
  q = -5.000058438e-1f + f * q;
  return f + f * f * q;
}

/** log(y) of a normal y in (0, 1]. */
SAI_INLINE float sai_log_single(float y) {
  uint32_t bits;
  float f;
  memcpy(&bits, &y, sizeof bits);
  bits += 0x3f800000U - 0x3f3504f3U;
  const float e = (float)((int32_t)(bits >> 23) - 127);
  bits = (bits & 0x007fffffU) + 0x3f3504f3U;
  memcpy(&f, &bits, sizeof f);
  return e * 0.693147181f + sai_log1_single(f - 1);
}

/** log(1 - r), 0 <= r <= 1/2, to a relative error of some 2e-7 also for tiny r. */
SAI_INLINE float sai_log1m_single(float r) {
  const float far = r > 0.29f ? 1 : 0, f = far > 0 ? 1 - 2 * r : -r;
  return sai_log1_single(f) - far * 0.693147181f;
}

/** 1 / sqrt(v), v > 0 and normal, to a relative error of 2e-7, in fewer cycles than a root and a division: a
 * guess from halved exponent bits (within 3.5%), a step of Newton's (within 0.18%) and one of third order. */
SAI_INLINE float sai_inverse_root_single(float v) {
  uint32_t bits;
  float y;
  memcpy(&bits, &v, sizeof bits);
  bits = 0x5f3759dfU - (bits >> 1);
  memcpy(&y, &bits, sizeof y);
  y = y * (1.5f - 0.5f * v * y * y);
  const float e = 1 - v * y * y;
  return y + y * (e * (0.5f + 0.375f * e));
}

/** exp(x), -80 <= x <= 0: 2^k exp(r), |r| <= (ln 2) / 2, exp by its series to r^6. */
SAI_INLINE float sai_exp_single(float x) {
  const float magic = 0x1.8p23f, k = (x * 1.44269504f + magic) - magic,
              r = (x - k * 0.693359375f) + k * 2.12194440e-4f;
  float p = 1.0f / 120 + r * (1.0f / 720);
  p = 1.0f / 24 + r * p;
  p = 1.0f / 6 + r * p;
  p = 0.5f + r * p;
  p = 1 + r * (1 + r * p);
  const uint32_t bits = (uint32_t)((int32_t)k + 127) << 23;
  float scale;
  memcpy(&scale, &bits, sizeof scale);
  return p * scale;
}

#endif
