/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A CSV file of any bytes, of which one column is read; the first line of the input names it. What is read are
   finite numbers, which written one a line read to the same doubles; what is refused has a clean reason. */
#include "base/text.h"
#include "fuzz/require.h"
#include "scenario/csv_column.h"
#include "scenario/number.h"

#include <math.h>
#include <string.h>

enum { NAME_MOST = 64 };

static void check_refusal(const sai_error *err) {
  size_t bad;
  REQUIRE(err->code == SAI_REJECTED && err->text[0]);
  REQUIRE(sai_text_is_utf8(err->text, strlen(err->text), &bad));
  REQUIRE(sai_text_is_utf8(err->hint, strlen(err->hint), &bad));
}

static void check_values(const sai_csv_column *column) {
  sai_csv_column again = {0};
  sai_text text = {0};
  REQUIRE(column->n >= 1);
  sai_text_add(&text, "x\n");
  for (size_t i = 0; i < column->n; i++) {
    REQUIRE(isfinite(column->values[i]));
    sai_number_write(column->values[i], column->percent, false, &text);
    sai_text_add(&text, "\n");
  }
  REQUIRE(sai_csv_read(text.data, text.length, "again.csv", "x", "JPY", &again, NULL) == SAI_OK);
  REQUIRE(again.n == column->n && again.percent == column->percent);
  for (size_t i = 0; i < column->n; i++) REQUIRE(again.values[i] == column->values[i]);
  free(again.values);
  sai_text_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char name[NAME_MOST];
  const uint8_t *end = memchr(data, '\n', size < NAME_MOST ? size : NAME_MOST);
  if (!end) return 0;
  size_t n = (size_t)(end - data), bad;
  memcpy(name, data, n);
  name[n] = '\0';
  if (!sai_text_is_utf8(name, n, &bad)) return 0; /* scenarios are UTF-8 */
  sai_csv_column column = {0};
  sai_error err;
  if (sai_csv_read((const char *)end + 1, size - n - 1, "fuzz.csv", name, "JPY", &column, &err))
    check_refusal(&err);
  else
    check_values(&column);
  free(column.values);
  return 0;
}
