/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table for the terminal: a column of labels, then groups of equal columns with a heading each. It knows
   widths, not meanings. */
#ifndef SAI_REPORT_GRID_H
#define SAI_REPORT_GRID_H

#include "base/arena.h"
#include "base/text.h"

/** One line: a label and n_groups * n_columns cells; NULL cells are empty. */
typedef struct sai_grid_row {
  const char *label;
  const char **cells;
} sai_grid_row;

typedef struct sai_grid {
  sai_arena *arena;                /**< rows and texts live there */
  size_t n_groups, n_columns;      /**< columns of each group */
  const char *const *group_names;  /**< [n_groups] */
  const char *const *column_names; /**< [n_columns] or NULL */
  size_t n_rows, capacity;
  sai_grid_row *rows;
  bool failed; /**< no memory for a row */
} sai_grid;

/** A copy of a text that lives as long as the grid, and the text freed; "" if there is no memory. */
const char *sai_grid_keep(sai_grid *grid, sai_text *text);
/** Append an empty row; NULL if there is no memory. The label is kept, not copied. */
sai_grid_row *sai_grid_add(sai_grid *grid, const char *label);
/** Set one cell; the text is kept, not copied. row may be NULL. */
void sai_grid_set(const sai_grid *grid, sai_grid_row *row, size_t group, size_t column, const char *text);

/** Render blocks of as many groups as fit into `width` columns, one below the other, an empty line between
 * them. Every line of a block takes the same number of columns; `strip` removes the blanks at line ends
 * instead. */
void sai_grid_render(const sai_grid *grid, size_t width, bool strip, sai_text *out);

#endif
