/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/csv_column.h"

#include "base/intl.h"
#include "base/text.h"
#include "scenario/csv_lines.h"
#include "scenario/number.h"

#include <stdlib.h>
#include <string.h>

enum { QUOTED = 60 };

typedef struct table {
  sai_csv_lines lines;
  const char *name, *currency; /* `name`: the header's, as written */
  sai_text wanted;             /* the same, folded */
  bool in_data;                /* the header is behind us */
  size_t n_columns, column, n_found;
  bool missing;      /* this record's cell is empty */
  bool other_marks;  /* the header has what separates cells elsewhere */
  char near[QUOTED]; /* a name of the header that may be meant; others are not quoted: not all may read the
                        file */
  size_t n_percent;
  sai_csv_column *out;
} table;

static void take_header(table *t, const sai_text *cell, size_t column) {
  t->other_marks |= strpbrk(sai_text_string(cell), ";\t") != NULL;
  const char *name = sai_text_string(cell);
  if (cell->length < QUOTED && sai_text_nearest(sai_text_string(&t->wanted), &name, 1))
    sai_text_copy(t->near, sizeof t->near, name);
  if (strcmp(name, sai_text_string(&t->wanted)) != 0) return;
  t->column = column;
  t->n_found++;
}

static bool read_value(table *t, const char *s, size_t n, double *value) {
  sai_number x = {0};
  bool negative = n && *s == '-';
  if (negative) s++, n--;
  if (!sai_number_begins(s, n)) return false;
  sai_number_read(s, n, t->currency, &x);
  if (x.problem || x.length != n) return false;
  *value = negative ? -x.value : x.value;
  t->n_percent += x.percent;
  return true;
}

static void take_value(table *t, const sai_text *cell) {
  double value;
  char quoted[QUOTED];
  sai_csv_column *out = t->out;
  t->missing = cell->length == 0;
  if (t->missing) return;
  if (!read_value(t, sai_text_string(cell), cell->length, &value)) {
    sai_text_copy(quoted, sizeof quoted, sai_text_string(cell));
    sai_csv_fail(&t->lines, _("`%s` in the column `%s` is not a number"), quoted, t->name);
    sai_error_hint(t->lines.err, "%s",
                   _("write it like 1,000 or 4%; in CSV a number with commas stands in double quotes"));
    return;
  }
  out->values[out->n++] = value;
  if (t->n_percent && t->n_percent != out->n) {
    sai_csv_fail(&t->lines, _("some values of the column `%s` have a %%, others none"), t->name);
    sai_error_hint(t->lines.err, "%s", _("write all of them with %, or none"));
  }
}

static void take_cell(void *context, const sai_text *cell, size_t column) {
  table *t = context;
  if (!t->in_data)
    take_header(t, cell, column);
  else if (column == t->column)
    take_value(t, cell);
}

static void end_header(table *t, size_t n_cells) {
  t->in_data = true;
  t->n_columns = n_cells;
  if (t->n_found == 1) return;
  sai_csv_fail(&t->lines,
               t->n_found ? _("the column `%s` is there %zu times")
                          : _("there is no column `%s` among the %zu of the first line"),
               t->name, t->n_found ? t->n_found : n_cells);
  if (t->n_found)
    sai_error_hint(t->lines.err, "%s", _("give each column a name of its own"));
  else if (t->other_marks)
    sai_error_hint(t->lines.err, "%s", _("cells are separated by commas, not by semicolons or tabs"));
  else if (*t->near)
    sai_error_hint(t->lines.err, _("did you mean `%s`?"), t->near);
  else
    sai_error_hint(t->lines.err, "%s",
                   _("the first line holds the names of the columns, with commas between them"));
}

/* A number with commas in it that are not in quotes would be read as far as the first comma. */
static void end_values(table *t, size_t n_cells) {
  if (n_cells > t->n_columns) {
    sai_csv_fail(&t->lines, _("%zu cells stand on this line, but %zu names on the first one"), n_cells,
                 t->n_columns);
    sai_error_hint(t->lines.err, "%s", _("a number with commas stands in double quotes: \"1,000\""));
  } else if (t->missing || n_cells <= t->column) {
    sai_csv_fail(&t->lines, _("nothing stands in the column `%s`"), t->name);
    sai_error_hint(t->lines.err, "%s", _("fill it in, or delete the line"));
  }
}

static void end_line(void *context, size_t n_cells) {
  table *t = context;
  if (t->in_data)
    end_values(t, n_cells);
  else
    end_header(t, n_cells);
}

static void read_table(table *t, const char *bytes, size_t n) {
  sai_csv_read_lines(&t->lines, bytes, n);
  if (t->lines.code || t->out->n) return;
  sai_csv_fail(&t->lines, "%s",
               t->in_data ? _("no numbers follow the names of the columns") : _("the file is empty"));
  sai_error_hint(t->lines.err, "%s",
                 _("write the names of the columns on the first line, and under them one value a line"));
}

static size_t count_lines(const char *bytes, size_t n) {
  size_t lines = 1;
  for (size_t i = 0; i < n; i++) lines += bytes[i] == '\n' || bytes[i] == '\r';
  return lines < SAI_CSV_ROWS ? lines : SAI_CSV_ROWS;
}

sai_code sai_csv_read(const char *bytes, size_t n, const char *file, const char *column, const char *currency,
                      sai_csv_column *out, sai_error *err) {
  sai_error ignored;
  sai_csv_column read = {0};
  table t = {.lines = {.file = file,
                       .most_lines = SAI_CSV_ROWS,
                       .most_cells = SAI_CSV_COLUMNS,
                       .take = take_cell,
                       .end = end_line,
                       .context = &t,
                       .err = err ? err : &ignored},
             .name = column,
             .currency = currency,
             .out = &read};
  sai_csv_fold(column, strlen(column), &t.wanted);
  read.values = malloc(count_lines(bytes, n) * sizeof *read.values);
  if (!read.values || t.wanted.failed) t.lines.code = sai_error_no_memory(t.lines.err);
  if (!t.lines.code) read_table(&t, bytes, n);
  read.percent = t.n_percent > 0;
  sai_text_free(&t.wanted);
  if (t.lines.code)
    free(read.values);
  else
    *out = read;
  return t.lines.code;
}
