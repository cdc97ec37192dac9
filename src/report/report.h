/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A result as text for people, as JSON, as CSV, and as charts. Everything is written into memory first, so
   that a full disk or a closed pipe cannot leave half of it. */
#ifndef SAI_REPORT_REPORT_H
#define SAI_REPORT_REPORT_H

#include "base/file.h"
#include "base/text.h"
#include "result/result.h"

#include <signal.h>

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

/** The kinds of picture that charts are drawn as. */
typedef enum sai_picture { SAI_SVG, SAI_PNG, SAI_PDF, SAI_PICTURES } sai_picture;
/** Their names, which are also the ends of file names. */
extern const char *const sai_picture_names[SAI_PICTURES];

/** Where the charts' scripts are, and how the charts are to be drawn. */
typedef struct sai_chart_options {
  const char *plots;   /**< folder with the *.gp scripts */
  const char *gnuplot; /**< program, NULL: `gnuplot` from PATH */
  sai_money_unit unit;
  unsigned pictures;                 /**< a set of sai_picture, as bits 1 << picture; 0 draws none */
  unsigned seconds;                  /**< time limit for one picture, 0: 60 */
  const volatile sig_atomic_t *stop; /**< give up when it is set; may be NULL */
} sai_chart_options;

/** Draw all charts of a folder that holds the files of sai_report_files(), in the current language. The
 * pictures of a chart replace its old ones when all of them are complete; pictures that are older than
 * result.json are removed.
 *  @param files   open in that folder, with nothing that is not committed
 *  @return SAI_IO if gnuplot is missing (the hint names the package) or fails; the data files stay as they
 * are */
SAI_MUST_USE sai_code sai_report_charts(sai_file_set *files, const sai_chart_options *options,
                                        sai_error *err);

#endif
