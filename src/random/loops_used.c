/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random/loops.h"

const sai_random_loops *sai_random_loops_used(void) {
  static const sai_random_loops *const at[SAI_LEVELS] = SAI_ALL_LEVELS(sai_random_loops);
  return at[sai_level_used()];
}
