/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A result as text for people, as JSON, as CSV, and as charts. Everything is written into memory first, so
   that a full disk or a closed pipe cannot leave half of it. */
#ifndef SAI_REPORT_REPORT_H
#define SAI_REPORT_REPORT_H

#include "base/file.h"
#include "base/text.h"
#include "result/result.h"

/** How money is shown to people; JSON and CSV always hold plain currency units. */
typedef enum sai_money_unit {
  SAI_MONEY_AUTO,
  SAI_MONEY_PLAIN,
  SAI_MONEY_THOUSAND,
  SAI_MONEY_TEN_THOUSAND
} sai_money_unit;

/** The summary on the terminal, in the current language: title line, sentences, table, notes. */
void sai_report_table(const sai_result *result, sai_money_unit unit, sai_text *out);
/** The JSON document of the public language, ending in a newline. @return SAI_NO_MEMORY at worst */
SAI_MUST_USE sai_code sai_report_json(const sai_result *result, sai_text *out, sai_error *err);
/** One CSV of all metrics of all offers: one line a figure. */
void sai_report_csv(const sai_result *result, bool excel, sai_text *out);

/** Add result.json and the CSVs that the charts read to a set of files. */
SAI_MUST_USE sai_code sai_report_files(const sai_result *result, bool excel, sai_file_set *files,
                                       sai_error *err);

/** Where the charts' scripts are, and how the charts are to be drawn. */
typedef struct sai_chart_options {
  const char *plots;   /**< folder with the *.gp scripts */
  const char *gnuplot; /**< program, NULL: `gnuplot` from PATH */
  sai_money_unit unit;
  unsigned seconds; /**< time limit for one chart, 0: 60 */
} sai_chart_options;

/** Draw all charts of a folder that holds the files of sai_report_files(), as SVG and PNG, in the current
 * language; the drawn files join nothing but themselves: each replaces its old one when it is complete.
 *  @return SAI_IO if gnuplot is missing (the hint names the package) or fails; the data files stay as they
 * are */
SAI_MUST_USE sai_code sai_report_charts(const char *folder, const sai_chart_options *options, sai_error *err);

#endif
