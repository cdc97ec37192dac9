/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the summary on the terminal share; private to it. */
#ifndef SAI_REPORT_TABLE_H
#define SAI_REPORT_TABLE_H

#include "base/arena.h"
#include "report/grid.h"
#include "report/report.h"

enum { SAI_TABLE_WIDTH = 100 };

/** The table while it is filled. */
typedef struct sai_sheet {
  const sai_result *result;
  sai_money_unit unit;
  sai_text *out; /**< what all texts become a part of */
  sai_arena arena;
  sai_grid grid;
  double largest; /**< figure of money, whose unit all rows have that can */
} sai_sheet;

/** The figures of one row: [offer * n_columns + column], NULL where empty. */
typedef struct sai_row {
  const sai_figure **at;
  size_t n;
  bool quantiles;
} sai_row;

/** A row of figures to be filled; `n` is 0 if there is no memory. */
sai_row sai_row_new(sai_sheet *s);
void sai_row_put(const sai_sheet *s, sai_row *f, size_t offer, size_t column, const sai_figure *figure);
/** Put low, middle and high of an offer, or its only figure. */
void sai_row_band(const sai_sheet *s, sai_row *f, size_t offer, const sai_band *band);
/** A metric of all offers: low, middle and high; total over total; or one of its chances. */
sai_row sai_row_quantiles(sai_sheet *s, sai_metric_id id);
sai_row sai_row_pooled(sai_sheet *s, sai_metric_id id);
sai_row sai_row_probabilities(sai_sheet *s, sai_metric_id id, size_t which);
/** Where the only figure of an offer stands. */
size_t sai_row_single_column(const sai_sheet *s);
/** The largest figure of each offer in a row, and of these the largest and the smallest that is not 0. */
void sai_row_range(const sai_sheet *s, const sai_row *f, double *largest, double *smallest);

/** Add a row of money; none if there is no figure.
 *  @param above  the row of which this one is a part, shown in the same unit; NULL: a row of its own */
void sai_row_add_money(sai_sheet *s, const char *name, const sai_row *f, const sai_row *above);
/** @return the row, or NULL if there is no figure */
sai_grid_row *sai_row_add_count(sai_sheet *s, const char *name, const sai_row *f);
/** Add a row of texts: one percentage an offer; of the `complement` where it is asked for. */
void sai_row_add_percent(sai_sheet *s, const char *name, const sai_row *f, bool complement);

/** All rows, and those of a part of them. */
void sai_table_rows(sai_sheet *s);
void sai_table_costs(sai_sheet *s);
void sai_table_cpa(sai_sheet *s);
void sai_table_chances(sai_sheet *s);

/** Append a paragraph wrapped to the width, every line indented. */
void sai_table_paragraph(sai_text *out, const char *text);
/** Append one warning of the result. */
void sai_table_warning(const sai_result *result, size_t warning, sai_text *out);
/** Append what is said below the table. */
void sai_table_notes(const sai_result *result, sai_text *out);

#endif
