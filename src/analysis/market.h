/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Usual market ranges of prices and rates, with source and date: for warnings, never for truth. Private to
   the analyses. */
#ifndef SAI_ANALYSIS_MARKET_H
#define SAI_ANALYSIS_MARKET_H

#include "scenario/scenario.h"

typedef struct sai_market_range {
  const char
      *stage; /**< what is converted to, or what is paid for: "appointment", "call", "month", "once", ... */
  const char *parent;   /**< stage that a rate is of; NULL for prices */
  const char *currency; /**< of a price; NULL for shares */
  double low, high;     /**< share, or money; equal: only "about" is known, and nothing is outside */
  const char *source;   /**< who says so, and when */
} sai_market_range;

/** The range of a rate, or NULL if none is known. Stages are known by their common English and Japanese
 * names. */
const sai_market_range *sai_market_rate(const sai_stage *stage, const sai_stage *parent);
/** The range of a vendor's price in a currency; `stage` is what SAI_BASIS_STAGE is per, else NULL. */
const sai_market_range *sai_market_price(sai_basis basis, const sai_stage *stage, const char *currency);
/** The range in words: "0.5-3% (wsf-is.com, 2026-11)". */
void sai_market_words(const sai_market_range *range, char *out, size_t size);

#endif
