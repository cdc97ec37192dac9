/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of correlations. Private to the analyses and `check`. */
#ifndef SAI_ANALYSIS_CORRELATION_H
#define SAI_ANALYSIS_CORRELATION_H

#include "scenario/scenario.h"

/** A reached rank correlation that is further than this from the one asked for is worth a word. */
#define SAI_CORRELATION_NOTABLE 0.02

/** The rank correlation that a pair's inputs have, since values that repeat have no rank of their own: see
 *  sai_copula_reached(). */
double sai_correlation_reached(const sai_scenario *scenario, const sai_pair *pair);

#endif
