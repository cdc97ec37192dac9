/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One column of numbers out of a CSV file: UTF-8, a header line, commas between cells. */
#ifndef SAI_SCENARIO_CSV_COLUMN_H
#define SAI_SCENARIO_CSV_COLUMN_H

#include "base/error.h"

enum {
  SAI_CSV_BYTES = 16 << 20, /**< of a file */
  SAI_CSV_ROWS = 1000000,
  SAI_CSV_COLUMNS = 1000
};

/** Numbers in the order of the file. */
typedef struct sai_csv_column {
  double *values; /**< malloc'd */
  size_t n;       /**< at least 1 */
  bool percent;   /**< all of them were written with % */
} sai_csv_column;

/** Read the column under a header. Names are compared after NFKC and without blanks around them; cells hold
 *  numbers as scenarios do. Lines of empty cells are skipped.
 *  @param file      names the bytes in errors, which quote no more of them than one cell
 *  @param currency  ISO code that amounts are compared with
 *  @param out       free() its values
 *  @return SAI_REJECTED with text and hint, naming the line of the file */
SAI_MUST_USE sai_code sai_csv_read(const char *bytes, size_t n, const char *file, const char *column,
                                   const char *currency, sai_csv_column *out, sai_error *err);

#endif
