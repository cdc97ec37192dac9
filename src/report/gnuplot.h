/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gnuplot as a child process: a program in, a picture out. */
#ifndef SAI_REPORT_GNUPLOT_H
#define SAI_REPORT_GNUPLOT_H

#include "base/error.h"
#include "base/text.h"
#include "report/process.h"

/** How gnuplot is to be run. */
typedef struct sai_gnuplot {
  const char *name;                  /**< as the user knows it, for messages */
  char path[SAI_PROCESS_PATH];       /**< absolute; see sai_process_find() */
  unsigned seconds;                  /**< time limit */
  const volatile sig_atomic_t *stop; /**< may be NULL */
} sai_gnuplot;

/** Find the program. @return SAI_IO with a hint that names the package */
SAI_MUST_USE sai_code sai_gnuplot_find(sai_gnuplot *gnuplot, sai_error *err);

/** Run a program that draws to standard output.
 *  @param chart    its name in messages
 *  @param folder   descriptor of the folder in which its data files are
 *  @param output   descriptor of the empty file that receives the picture
 *  @return SAI_IO if gnuplot fails, SAI_INTERRUPTED */
SAI_MUST_USE sai_code sai_gnuplot_draw(const sai_gnuplot *gnuplot, const char *chart, const sai_text *program,
                                       int folder, int output, sai_error *err);

#endif
