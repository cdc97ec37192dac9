/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of market ranges of any bytes: what is read lies within bounds and can be said, what is refused has
   a clean reason. */
#include "analysis/market.h"
#include "fuzz/require.h"

#include <math.h>
#include <string.h>

static void check_range(const sai_market_range *range) {
  size_t bad;
  sai_text words = {0};
  REQUIRE(range->low >= 0 && range->low <= range->high && isfinite(range->high));
  for (size_t c = 0; c < SAI_MARKET_COLUMNS; c++) REQUIRE(strlen(range->text[c]) <= SAI_MARKET_CELL);
  sai_market_words(range, &words);
  REQUIRE(!words.failed && words.length && sai_text_is_utf8(sai_text_string(&words), words.length, &bad));
  sai_text_free(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  size_t bad;
  sai_market market = {0};
  sai_error err;
  if (sai_market_parse((const char *)data, size, "fuzz.csv", &market, &err)) {
    REQUIRE(err.code == SAI_REJECTED && err.text[0] && err.hint[0]);
    REQUIRE(sai_text_is_utf8(err.text, strlen(err.text), &bad));
    REQUIRE(sai_text_is_utf8(err.hint, strlen(err.hint), &bad));
  }
  REQUIRE(market.n < SAI_MARKET_LINES);
  for (size_t i = 0; i < market.n; i++) check_range(&market.ranges[i]);
  sai_market_free(&market);
  return 0;
}
