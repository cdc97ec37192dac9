/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Probabilities estimated by counting. */
#ifndef SAI_STATS_PROPORTION_H
#define SAI_STATS_PROPORTION_H

#include <stdint.h>

typedef struct sai_proportion {
  double value, se, low, high;
} sai_proportion;

/** hits / n with its standard error and the exact (Clopper-Pearson) interval of the given level. n > 0, hits
 * <= n. The interval covers with probability >= level for every p, also for events never or always seen. */
sai_proportion sai_proportion_of(uint64_t hits, uint64_t n, double level);

#endif
