/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which runs of a block have to be decided again. */
#ifndef SAI_RANDOM_REJECTED_H
#define SAI_RANDOM_REJECTED_H

#include "random/table.h"

#include <stdint.h>
#include <string.h>

/** Lists, ascending, the runs whose flag is 0 and not 1. @return how many there are */
static inline size_t sai_list_rejected(const int32_t *proven, size_t m, uint16_t *rejected) {
  uint8_t open[SAI_TABLE_BLOCK];
  size_t listed = 0;
  for (size_t i = 0; i < m; i++) open[i] = (uint8_t)(1 - proven[i]);
  for (size_t i = m; i < SAI_TABLE_BLOCK; i++) open[i] = 0;
  for (size_t i = 0; i < m; i += sizeof(uint64_t)) {
    uint64_t eight;
    memcpy(&eight, &open[i], sizeof eight);
    if (eight == 0) continue;
    for (size_t j = i; j < i + sizeof eight; j++) {
      rejected[listed] = (uint16_t)j;
      listed += open[j];
    }
  }
  return listed;
}

#endif
