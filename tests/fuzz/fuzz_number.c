/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One number, as folded bytes that end where the buffer ends; the first byte chooses the currency. What is
   accepted is finite, ends where it says, and means the same alone, without its commas, and to strtod. With
   SAI_PLANTED_FAULT one form of number is read wrongly by a bit: `tests/fuzz/run --planted` proves that this
   is found. */
#include "fuzz/require.h"
#include "scenario/number.h"

#include <math.h>
#include <string.h>

enum { SIZE_MOST = 256 };

static sai_number read_number(const char *s, size_t n, const char *currency) {
  sai_number x;
  sai_number_read(s, n, currency, &x);
#ifdef SAI_PLANTED_FAULT
  if (x.grouped && x.percent) x.value *= 1 + 1e-15;
#endif
  return x;
}

static size_t without_groups(const char *s, size_t n, char out[SIZE_MOST]) {
  size_t kept = 0;
  for (size_t i = 0; i < n; i++)
    if (s[i] != ',' && s[i] != '_') out[kept++] = s[i];
  return kept;
}

/* What the canonical form of the number reads to. */
static void check_written(const sai_number *x, const char *currency) {
  for (int grouped = 0; grouped < 2; grouped++) {
    sai_text text = {0};
    sai_number_write(x->value, x->percent, grouped, &text);
    sai_number again = read_number(sai_text_string(&text), text.length, currency);
    REQUIRE(!again.problem && again.length == text.length && again.value == x->value);
    REQUIRE(again.percent == x->percent && (grouped || !again.grouped));
    sai_text_free(&text);
  }
}

static bool is_plain(const char *s, size_t n) {
  for (size_t i = 0; i < n; i++)
    if ((s[i] < '0' || s[i] > '9') && s[i] != '.') return false;
  return true;
}

static void check_meaning(const char *s, const sai_number *x, const char *currency) {
  char bare[SIZE_MOST];
  sai_number alone = read_number(s, x->length, currency);
  REQUIRE(!alone.problem && alone.length == x->length && alone.value == x->value);
  size_t n = without_groups(s, x->length, bare);
  sai_number again = read_number(bare, n, currency);
  REQUIRE(!again.problem && again.length == n && again.value == x->value && !again.grouped);
  REQUIRE(again.percent == x->percent && again.money == x->money);
  if (!is_plain(bare, n)) return;
  bare[n] = '\0';
  REQUIRE(strtod(bare, NULL) == x->value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const currencies[] = {"JPY", "USD", "CNY", "KRW"};
  if (size < 2 || size > SIZE_MOST) return 0;
  const char *currency = currencies[data[0] % 4], *s = (const char *)data + 1;
  size_t n = size - 1;
  if (!sai_number_begins(s, n)) return 0;
  sai_number x = read_number(s, n, currency);
  REQUIRE(x.length <= n);
  if (x.problem) {
    REQUIRE(x.hint && x.problem_at + x.problem_size <= n + 1);
    return 0;
  }
  REQUIRE(x.length > 0 && isfinite(x.value) && x.value >= 0 && x.scale >= 1);
  check_meaning(s, &x, currency);
  check_written(&x, currency);
  return 0;
}
