/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tails of the binomial distribution to full relative accuracy, for the layer's own use. */
#ifndef SAI_STATS_TAIL_H
#define SAI_STATS_TAIL_H

#include <stdint.h>

/** P(B = k) for B ~ Bin(n, p), k <= n < 2^53, 0 < p < 1; relative error below 1e-10 where it exceeds 1e-300.
 */
double sai_tail_pmf(uint64_t n, uint64_t k, double p);
/** P(B <= k). Time of the order of sqrt(n). */
double sai_tail_at_most(uint64_t n, uint64_t k, double p);
/** P(B >= k). */
double sai_tail_at_least(uint64_t n, uint64_t k, double p);

#endif
