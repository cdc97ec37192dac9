/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random/loops.h"

const sai_random_loops *sai_random_loops_used(void) {
  static const sai_random_loops *const at[SAI_LEVELS] = SAI_ALL_LEVELS(sai_random_loops);
  return at[sai_level_used()];
}

const sai_uniform_loops *sai_uniform_loops_used(void) {
#ifdef __x86_64__
  if (sai_level_used() == SAI_LEVEL_V4_IFMA) return &sai_uniform_loops_v4ifma;
#endif
  static const sai_uniform_loops *const at[SAI_LEVELS] = SAI_ALL_LEVELS(sai_uniform_loops);
  return at[sai_level_used()];
}
