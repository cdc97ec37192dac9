/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layout in terminal columns. Cells are right-aligned, labels and headings are not; a heading is wrapped over
   at most three lines and then cut. */
#include "report/grid.h"

#include "report/clean.h"

#include <string.h>

enum { INDENT = 2, GROUP_GAP = 3, COLUMN_GAP = 2, HEADING_LINES = 3, HEADING_MIN = 22, COLUMNS_MAX = 8 };

/** Widths that all blocks share, so that they line up below each other. */
typedef struct layout {
  size_t label, column[COLUMNS_MAX], group;
} layout;

const char *sai_grid_keep(sai_grid *grid, sai_text *text) {
  const char *copy = sai_arena_copy(grid->arena, sai_text_string(text), text->length);
  if (!copy) grid->failed = true;
  sai_text_free(text);
  return copy ? copy : "";
}

sai_grid_row *sai_grid_add(sai_grid *grid, const char *label) {
  if (grid->n_rows == grid->capacity) {
    size_t capacity = grid->capacity ? 2 * grid->capacity : 32;
    sai_grid_row *rows = sai_arena_array(grid->arena, capacity, sizeof *rows);
    if (!rows) {
      grid->failed = true;
      return NULL;
    }
    if (grid->n_rows) memcpy(rows, grid->rows, grid->n_rows * sizeof *rows);
    grid->rows = rows;
    grid->capacity = capacity;
  }
  const char **cells = sai_arena_array(grid->arena, grid->n_groups * grid->n_columns, sizeof *cells);
  if (!cells) {
    grid->failed = true;
    return NULL;
  }
  sai_grid_row *row = &grid->rows[grid->n_rows++];
  *row = (sai_grid_row){label, cells};
  return row;
}

void sai_grid_set(const sai_grid *grid, sai_grid_row *row, size_t group, size_t column, const char *text) {
  if (row) row->cells[group * grid->n_columns + column] = text;
}

static size_t max_size(size_t a, size_t b) {
  return a > b ? a : b;
}

/** Line number `line` of a heading wrapped to `columns`; empty beyond its end. */
static void heading_line(const char *name, size_t columns, size_t line, sai_text *out) {
  for (size_t i = 0; i < line && *name; i++) {
    name += sai_clean_line_bytes(name, columns);
    while (*name == ' ') name++;
  }
  size_t n = sai_clean_line_bytes(name, columns);
  if (line + 1 == HEADING_LINES && name[n]) {
    sai_clean_cut(out, name, columns);
    return;
  }
  while (n > 0 && name[n - 1] == ' ') n--;
  sai_text_add_bytes(out, name, n);
}

static size_t heading_lines(const char *name, size_t columns) {
  size_t lines = 0;
  while (*name && lines < HEADING_LINES) {
    name += sai_clean_line_bytes(name, columns);
    while (*name == ' ') name++;
    lines++;
  }
  return lines;
}

static layout layout_of(const sai_grid *grid) {
  layout l = {0};
  for (size_t c = 0; c < grid->n_columns; c++)
    l.column[c] = max_size(6, grid->column_names ? sai_text_width(grid->column_names[c]) : 0);
  for (size_t r = 0; r < grid->n_rows; r++) {
    l.label = max_size(l.label, sai_text_width(grid->rows[r].label));
    for (size_t i = 0; i < grid->n_groups * grid->n_columns; i++) {
      const char *cell = grid->rows[r].cells[i];
      size_t c = i % grid->n_columns;
      if (cell) l.column[c] = max_size(l.column[c], sai_text_width(cell));
    }
  }
  for (size_t c = 0; c < grid->n_columns; c++) l.group += l.column[c] + (c ? COLUMN_GAP : 0);
  size_t longest = 0;
  for (size_t g = 0; g < grid->n_groups; g++)
    longest = max_size(longest, sai_text_width(grid->group_names[g]));
  if (longest > HEADING_MIN) longest = HEADING_MIN;
  if (l.group < longest) {
    l.column[0] += longest - l.group;
    l.group = longest;
  }
  return l;
}

static void pad(sai_text *out, const char *text, size_t width, bool right) {
  size_t used = sai_text_width(text);
  if (right && used < width) sai_text_repeat(out, " ", width - used);
  sai_text_add(out, text);
  if (!right && used < width) sai_text_repeat(out, " ", width - used);
}

static void end_line(sai_text *out, bool strip) {
  if (strip && out->data)
    while (out->length > 0 && out->data[out->length - 1] == ' ') out->data[--out->length] = '\0';
  sai_text_add(out, "\n");
}

static void add_headings(const sai_grid *grid, const layout *l, size_t first, size_t last, bool strip,
                         sai_text *out) {
  size_t lines = 0;
  for (size_t g = first; g < last; g++)
    lines = max_size(lines, heading_lines(grid->group_names[g], l->group));
  for (size_t line = 0; line < lines; line++) {
    sai_text_repeat(out, " ", INDENT + l->label);
    for (size_t g = first; g < last; g++) {
      sai_text part = {.whole = out};
      heading_line(grid->group_names[g], l->group, line, &part);
      sai_text_repeat(out, " ", GROUP_GAP);
      pad(out, sai_text_string(&part), l->group, false);
      sai_text_free(&part);
    }
    end_line(out, strip);
  }
  if (!grid->column_names) return;
  sai_text_repeat(out, " ", INDENT + l->label);
  for (size_t g = first; g < last; g++)
    for (size_t c = 0; c < grid->n_columns; c++) {
      sai_text_repeat(out, " ", c ? COLUMN_GAP : GROUP_GAP);
      pad(out, grid->column_names[c], l->column[c], true);
    }
  end_line(out, strip);
}

static bool has_cells(const sai_grid *grid, size_t r, size_t first, size_t last) {
  for (size_t i = first * grid->n_columns; i < last * grid->n_columns; i++)
    if (grid->rows[r].cells[i]) return true;
  return false;
}

/** The cell of a group that a row says nothing of, where it does of others: a dash in its middle. */
static const char *cell_of(const sai_grid *grid, size_t r, size_t group, size_t column) {
  const char *cell = grid->rows[r].cells[group * grid->n_columns + column];
  if (cell) return cell;
  return column == grid->n_columns / 2 && !has_cells(grid, r, group, group + 1) ? "-" : "";
}

/** A row that says nothing of any group of a block is left out there. */
static void add_row(const sai_grid *grid, const layout *l, size_t r, size_t first, size_t last, bool strip,
                    sai_text *out) {
  if (!has_cells(grid, r, first, last) && has_cells(grid, r, 0, grid->n_groups)) return;
  sai_text_repeat(out, " ", INDENT);
  pad(out, grid->rows[r].label, l->label, false);
  for (size_t g = first; g < last; g++)
    for (size_t c = 0; c < grid->n_columns; c++) {
      const char *cell = cell_of(grid, r, g, c);
      sai_text_repeat(out, " ", c ? COLUMN_GAP : GROUP_GAP);
      pad(out, cell, l->column[c], true);
    }
  end_line(out, strip);
}

void sai_grid_render(const sai_grid *grid, size_t width, bool strip, sai_text *out) {
  if (grid->failed) sai_text_fail(out);
  layout l = layout_of(grid);
  size_t start = INDENT + l.label, each = GROUP_GAP + l.group;
  size_t fit = width > start + each ? (width - start) / each : 1;
  for (size_t first = 0; first < grid->n_groups; first += fit) {
    size_t last = first + fit < grid->n_groups ? first + fit : grid->n_groups;
    if (first) sai_text_add(out, "\n");
    add_headings(grid, &l, first, last, strip, out);
    for (size_t r = 0; r < grid->n_rows; r++) add_row(grid, &l, r, first, last, strip, out);
  }
}
