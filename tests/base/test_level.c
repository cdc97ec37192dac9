/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Run once for each level, with SAISAN_LEVEL set to it: the other tests of that level then test what they
 * say. */
#include "base/level.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

Test(level, is_the_one_asked_for_or_the_best_below) {
  static const char *const names[] = {"plain", "v2", "v3", "v4", "v4ifma"};
  const char *asked = getenv("SAISAN_LEVEL");
  const int used = (int)sai_level_used();
  cr_assert(used >= 0 && used < (int)SAI_LEVELS);
  if (!asked) return;
  int at = 0;
  while (strcmp(names[at], asked) != 0) cr_assert_lt(++at, 5, "%s", asked);
  cr_assert_leq(used, at);
  unsetenv("SAISAN_LEVEL");
  cr_assert_eq((int)sai_level_used(), used, "once found, it stays");
}

#ifdef __x86_64__
#define HAS(feature) __builtin_cpu_supports(feature)
Test(level, asked_for_and_there_means_used) {
  const char *asked = getenv("SAISAN_LEVEL");
  __builtin_cpu_init();
  if (!asked) return;
  if (strcmp(asked, "v2") == 0 && HAS("sse4.2")) cr_assert_eq(sai_level_used(), SAI_LEVEL_V2);
  if (strcmp(asked, "v3") == 0 && HAS("avx2") && HAS("bmi2")) cr_assert_eq(sai_level_used(), SAI_LEVEL_V3);
  if (strcmp(asked, "v4") == 0 && HAS("avx512bw")) cr_assert_eq(sai_level_used(), SAI_LEVEL_V4);
}
#endif
