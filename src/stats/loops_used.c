/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stats/loops.h"

const sai_stats_loops *sai_stats_loops_used(void) {
  static const sai_stats_loops *const at[SAI_LEVELS] = SAI_ALL_LEVELS(sai_stats_loops);
  return at[sai_level_used()];
}
