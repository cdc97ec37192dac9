/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same bits from every compiler, instruction set and sanitizer build: checksums of draws, frozen.
   Families whose tables are built with libm's extended precision are left out, since another libm may give
   them another last bit. */
#include "random/binomial.h"
#include "random/dist.h"
#include "random/pcg64.h"
#include "random/vmath.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

enum { N = 4096 };

/* FNV-1a over the bytes. */
static uint64_t checksum(const double *x, size_t n) {
  uint64_t hash = 0xcbf29ce484222325U;
  const unsigned char *bytes = (const unsigned char *)x;
  for (size_t i = 0; i < n * sizeof *x; i++) hash = (hash ^ bytes[i]) * 0x100000001b3U;
  return hash;
}

static double u[N], x[N];

static uint64_t draws(sai_family family, double a, double b, double c) {
  sai_dist d = {.family = family, .p = {a, b, c}};
  sai_arena arena = {0};
  const sai_sampler *s;
  cr_assert_eq(sai_sampler_create(&d, &arena, &s, NULL), SAI_OK);
  sai_sampler_fill(s, u, N, x);
  sai_arena_free(&arena);
  return checksum(x, N);
}

static uint64_t counts(double n0, double p0) {
  static double n[N], p[N];
  for (int i = 0; i < N; i++) {
    n[i] = floor(n0 * (0.5 + u[N - 1 - i]));
    /* A stride and a remainder here are read past the array by clang 14's vectoriser. */
    p[i] = fmin(1, p0 * (0.5 + u[(uint32_t)i * 2654435761u >> 20]));
  }
  sai_binomial_fill(n, p, u, N, x);
  return checksum(x, N);
}

static uint64_t normals(void (*fill)(const double *, size_t, double *), double scale) {
  for (int i = 0; i < N; i++) x[i] = scale == 1 ? u[i] : scale * (u[i] - 0.5);
  fill(x, N, x);
  return checksum(x, N);
}

Test(sameness, draws_have_the_frozen_bits) {
  sai_pcg64 g;
  sai_pcg64_seed(&g, 2026, 11);
  sai_pcg64_fill(&g, u, N);
  const uint64_t found[] = {
      checksum(u, N),
      draws(SAI_UNIFORM, 2, 3, 0),
      draws(SAI_TRIANGULAR, 8000, 10000, 20000),
      draws(SAI_EXPONENTIAL, 7, 0, 0),
      draws(SAI_NORMAL, -5, 2, 0),
      draws(SAI_LOGNORMAL, 12.2, 0.3, 0),
      draws(SAI_LOGNORMAL, 0, 3, 0),
      draws(SAI_UNIFORM, -1930.8, -225.3, 0),
      draws(SAI_WEIBULL, 0.8, 30, 0),
      draws(SAI_WEIBULL, 0.1, 1, 0),
      normals(sai_normal_fill, 1),
      normals(sai_normal_cdf_fill, 20),
      counts(4, 0.2),
      counts(40, 0.25),
      counts(400, 0.1),
      counts(4000, 0.9),
  };
  static const uint64_t frozen[] = {
      0x2873d3e6b0573a5fU, 0x355ffc85c8b062c5U, 0xb490d6860c722a23U, 0xa1b3e783b4d565ceU,
      0x7cbc50891070ff79U, 0xa0d74fc0884a2bf9U, 0xb468976acdb6a476U, 0x92bbbf4068615f14U,
      0x377b3442bf6cdf1cU, 0x484e025f2e69723cU, 0xbed72cd79b4849deU, 0x19e10b2c34ff9958U,
      0x479340d6157415adU, 0x3389fc11ef1642bfU, 0x0f7af4f837e67c86U, 0x0aab930179d35656U};
  for (size_t i = 0; i < sizeof found / sizeof *found; i++)
    cr_expect_eq(found[i], frozen[i], "checksum %zu is 0x%016lxU", i, found[i]);
  x[17] = nextafter(x[17], 1e9);
  cr_assert_neq(checksum(x, N), found[sizeof found / sizeof *found - 1], "one bit must be noticed");
}
