/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A CSV file cell by cell: UTF-8, commas between cells, cells in NFKC without blanks around them. */
#ifndef SAI_SCENARIO_CSV_LINES_H
#define SAI_SCENARIO_CSV_LINES_H

#include "base/error.h"
#include "base/text.h"

/** A file while it is read. Zeroed but for the first group. */
typedef struct sai_csv_lines {
  const char *file; /**< names the bytes in errors */
  size_t most_lines, most_cells;
  void (*take)(void *context, const sai_text *cell, size_t column); /**< each cell */
  void (*end)(void *context, size_t n_cells); /**< each line in which any cell holds something */
  void *context;
  sai_error *err;

  sai_code code; /**< once not SAI_OK, the rest of the file is passed over */
  size_t line, n_cells, n_filled;
  sai_text text;
} sai_csv_lines;

/** `FILE, line N: ...`, unless something was wrong before; a hint may follow. @return false */
bool sai_csv_fail(sai_csv_lines *csv, const char *format, ...) SAI_PRINTF(2, 3);
/** The text of a cell as cells are handed over. */
void sai_csv_fold(const char *bytes, size_t n, sai_text *out);
/** Read all lines. Afterwards csv->code says what came of it. */
void sai_csv_read_lines(sai_csv_lines *csv, const char *bytes, size_t n);

#endif
