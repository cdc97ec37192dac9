/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Usual market ranges of prices and rates, with source and date: for warnings, never for truth. Private to the
   analyses. */
#ifndef SAI_ANALYSIS_MARKET_H
#define SAI_ANALYSIS_MARKET_H

#include "scenario/scenario.h"

/** What a market range is known for. */
typedef struct sai_market_range {
  const char *stage;  /**< what is converted to, or what is paid for: "appointment", "call", "month", "once", ... */
  const char *parent; /**< stage that a rate is of; NULL for prices */
  double low, high;   /**< share, or yen */
  const char *source; /**< who says so, when */
} sai_market_range;

/** The range for a share of `parent`, or for a price (parent NULL); NULL if none is known. Stages are matched by their
 *  common English and Japanese names. */
const sai_market_range *sai_market_find(const char *stage, const char *parent);
/** The range in words: "0.5-3% (listcluster.com, 2026-11)". */
void sai_market_words(const sai_market_range *range, char *out, size_t size);

#endif
