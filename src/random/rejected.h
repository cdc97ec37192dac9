/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which runs of a block have to be decided again. */
#ifndef SAI_RANDOM_REJECTED_H
#define SAI_RANDOM_REJECTED_H

#include <stddef.h>
#include <stdint.h>

enum { SAI_FLAGS_AT_ONCE = 16 };

/** Lists, ascending, the runs whose flag is 0 and not 1. @return how many there are */
static inline size_t sai_list_rejected(const int32_t *proven, size_t m, uint16_t *rejected) {
  size_t listed = 0;
  for (size_t i = 0; i < m; i += SAI_FLAGS_AT_ONCE) {
    const size_t end = i + SAI_FLAGS_AT_ONCE < m ? i + SAI_FLAGS_AT_ONCE : m;
    int32_t sum = 0;
    if (end - i == SAI_FLAGS_AT_ONCE)
      for (size_t j = 0; j < SAI_FLAGS_AT_ONCE; j++) sum += proven[i + j];
    if (sum == SAI_FLAGS_AT_ONCE) continue;
    for (size_t j = i; j < end; j++) {
      rejected[listed] = (uint16_t)j;
      listed += !proven[j];
    }
  }
  return listed;
}

#endif
