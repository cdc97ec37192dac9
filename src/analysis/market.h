/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Usual market ranges of prices and rates, with source and date, from a CSV file that a user can replace: for
   warnings, never for truth. */
#ifndef SAI_ANALYSIS_MARKET_H
#define SAI_ANALYSIS_MARKET_H

#include "base/text.h"
#include "scenario/scenario.h"

enum {
  SAI_MARKET_BYTES = 1 << 20, /**< of a file */
  SAI_MARKET_LINES = 2000,
  SAI_MARKET_CELL = 300 /**< bytes of a cell */
};

/** The columns of a file, in any order; those after `unit` can be missing. */
typedef enum sai_market_column {
  SAI_MARKET_KIND,  /**< `rate`, `work`, or the kind of offer that pays the price: outsourcing, dispatch,
                       in-house */
  SAI_MARKET_STAGE, /**< what is converted to, or paid for: a stage, `month`, `once`, `revenue`, `hour`, ...
                     */
  SAI_MARKET_LOW,
  SAI_MARKET_HIGH,
  SAI_MARKET_UNIT,   /**< `%`, `units` of work, or a currency */
  SAI_MARKET_OF,     /**< rates: the stage that it is a share of; work: what it is done in, `day` */
  SAI_MARKET_AFTER,  /**< rates: only where that stage comes of this one */
  SAI_MARKET_SOURCE, /**< who says so; empty: a guess */
  SAI_MARKET_DATE,   /**< 2026-11 */
  SAI_MARKET_COLUMNS
} sai_market_column;

typedef struct sai_market_range {
  const char *text[SAI_MARKET_COLUMNS]; /**< as in the file, folded; "" where nothing stands */
  bool is_rate, is_work;
  sai_kind kind;    /**< of prices */
  double low, high; /**< share, units, or money; equal: only "about" is known, and nothing is outside */
} sai_market_range;

/** A market. */
typedef struct sai_market {
  sai_arena arena;
  const char *file; /**< as it was given; NULL: the one that is shipped */
  char sha256[65];  /**< of its bytes */
  size_t n;
  sai_market_range *ranges;
} sai_market;

/** Read ranges from a file. @param market  zeroed; sai_market_free() it, also after a failure
 *  @return SAI_IO, or SAI_REJECTED with text and hint, naming the line of the file */
SAI_MUST_USE sai_code sai_market_read(const char *path, sai_market *market, sai_error *err);
/** The same from n bytes in memory; `file` names them in errors. */
SAI_MUST_USE sai_code sai_market_parse(const char *bytes, size_t n, const char *file, sai_market *market,
                                       sai_error *err);
void sai_market_free(sai_market *market);

/** The range of a rate, or NULL if none is known; of several that for what comes before. Stages are known by
 * their common English and Japanese names. */
const sai_market_range *sai_market_rate(const sai_market *market, const sai_funnel *funnel, size_t stage,
                                        size_t of);
/** The range of how much of a stage a person does in a month, day or hour, or NULL. */
const sai_market_range *sai_market_work(const sai_market *market, const sai_stage *stage, size_t per);
/** The range of a price that a contract pays in a currency, or NULL. Of own costs that is the wage of own
 *  people: the first line per person of a contract with them. */
const sai_market_range *sai_market_price(const sai_market *market, const sai_contract *contract,
                                         const sai_fee *fee, const char *currency);
/** Append the range in words: `0.5-3% (wsf-is.com, 2026-11)`. */
void sai_market_words(const sai_market_range *range, sai_text *out);

#endif
