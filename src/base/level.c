/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/level.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#ifdef __x86_64__
#include <cpuid.h>
#include <stdbool.h>

/* Of level 3, what the compilers' own question does not know. */
static bool has_rest_of_v3(void) {
  unsigned a, b, c, d, extended;
  return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_MOVBE) && (c & bit_F16C) &&
         __get_cpuid(0x80000001, &a, &b, &extended, &d) && (extended & bit_LZCNT);
}

static bool has_v4(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}

static sai_level best(void) {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("sse4.2") || !__builtin_cpu_supports("ssse3") ||
      !__builtin_cpu_supports("popcnt"))
    return SAI_LEVEL_PLAIN;
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") || !__builtin_cpu_supports("bmi") ||
      !__builtin_cpu_supports("bmi2") || !has_rest_of_v3())
    return SAI_LEVEL_V2;
  if (!has_v4()) return SAI_LEVEL_V3;
  return __builtin_cpu_supports("avx512ifma") && __builtin_cpu_supports("avx512vbmi2") ? SAI_LEVEL_V4_IFMA
                                                                                       : SAI_LEVEL_V4;
}
#else
static sai_level best(void) {
  return SAI_LEVEL_PLAIN;
}
#endif

static sai_level find(void) {
  static const char *const names[] = {"plain", "v2", "v3", "v4", "v4ifma"};
  const char *asked = getenv("SAISAN_LEVEL");
  const sai_level most = best();
  for (int i = 0; asked && i < (int)most; i++)
    if (strcmp(asked, names[i]) == 0) return (sai_level)i;
  return most;
}

/* Threads that ask at once find the same. */
sai_level sai_level_used(void) {
  static _Atomic int found = -1;
  int level = atomic_load_explicit(&found, memory_order_relaxed);
  if (level < 0) {
    level = (int)find();
    atomic_store_explicit(&found, level, memory_order_relaxed);
  }
  return (sai_level)level;
}
