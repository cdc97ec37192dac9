/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libcsv hands over cells and ends of records; fed line by line, so that errors know where they are. */
#include "scenario/csv_column.h"

#include "base/intl.h"
#include "base/text.h"
#include "scenario/number.h"
#include "scenario/reader.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

enum { QUOTED = 60 };

typedef struct table {
  const char *file, *name, *currency; /* `name`: the header's, as written */
  sai_text wanted, text;              /* the same, folded; the cell that is looked at */
  sai_error *err;
  sai_code code; /* once not SAI_OK, the rest of the file is passed over */
  size_t line;
  bool in_data; /* the header is behind us */
  size_t n_columns, column, n_found, cell, n_filled;
  bool missing;     /* this record's cell is empty */
  bool other_marks; /* the header has what separates cells elsewhere */
  size_t n_percent;
  sai_csv_column *out;
} table;

static bool fail(table *t, const char *format, ...) SAI_PRINTF(2, 3);

/* `FILE, line N: ...`; false, so that a check can end with it. */
static bool fail(table *t, const char *format, ...) {
  if (t->code) return false;
  sai_text text = {0};
  va_list args;
  sai_text_format(&text, _("%s, line %zu: "), t->file, t->line);
  va_start(args, format);
  sai_text_vformat(&text, format, args);
  va_end(args);
  t->code = sai_error_set(t->err, SAI_REJECTED, "%s", sai_text_string(&text));
  if (text.failed) t->code = sai_error_no_memory(t->err);
  sai_text_free(&text);
  return false;
}

/* NFKC without blanks around it. */
static void fold_cell(const char *bytes, size_t n, sai_text *out) {
  size_t plain = 0;
  sai_text_clear(out);
  while (plain < n && (unsigned char)bytes[plain] < 0x80) plain++;
  if (plain == n)
    sai_text_add_bytes(out, bytes, n);
  else
    sai_text_fold(out, bytes, n);
  size_t begin = 0, end = out->length;
  while (begin < end && strchr(" \t\r\n", out->data[begin])) begin++;
  while (end > begin && strchr(" \t\r\n", out->data[end - 1])) end--;
  if (!out->data) return;
  memmove(out->data, out->data + begin, end - begin);
  out->data[end - begin] = '\0';
  out->length = end - begin;
}

static void take_header(table *t, const sai_text *cell) {
  t->other_marks |= strpbrk(sai_text_string(cell), ";\t") != NULL;
  if (strcmp(sai_text_string(cell), sai_text_string(&t->wanted)) != 0) return;
  t->column = t->cell;
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
  if (cell->length == 0) {
    t->missing = true;
    return;
  }
  if (!read_value(t, sai_text_string(cell), cell->length, &value)) {
    sai_text_copy(quoted, sizeof quoted, sai_text_string(cell));
    fail(t, _("`%s` in the column `%s` is not a number"), quoted, t->name);
    sai_error_hint(t->err, "%s",
                   _("write it like 1,000 or 4%; in CSV a number with commas stands in double quotes"));
    return;
  }
  out->values[out->n++] = value;
  if (t->n_percent && t->n_percent != out->n) {
    fail(t, _("some values of the column `%s` have a %%, others none"), t->name);
    sai_error_hint(t->err, "%s", _("write all of them with %, or none"));
  }
}

static void on_cell(void *bytes, size_t n, void *context) {
  table *t = context;
  if (t->code) return;
  if (t->cell == SAI_CSV_COLUMNS) {
    fail(t, "%s", _("too many columns"));
    sai_error_hint(t->err, _("at most %d are read"), SAI_CSV_COLUMNS);
    return;
  }
  fold_cell(bytes ? bytes : "", n, &t->text);
  if (t->text.failed) t->code = sai_error_no_memory(t->err);
  t->n_filled += t->text.length > 0;
  if (!t->code && !t->in_data) take_header(t, &t->text);
  if (!t->code && t->in_data && t->cell == t->column) take_value(t, &t->text);
  t->cell++;
}

static void end_header(table *t) {
  t->in_data = true;
  t->n_columns = t->cell;
  if (t->n_found == 1) return;
  fail(t,
       t->n_found ? _("the column `%s` is there %zu times")
                  : _("there is no column `%s` among the %zu of the first line"),
       t->name, t->n_found ? t->n_found : t->cell);
  if (t->n_found)
    sai_error_hint(t->err, "%s", _("give each column a name of its own"));
  else if (t->other_marks)
    sai_error_hint(t->err, "%s", _("cells are separated by commas, not by semicolons or tabs"));
  else
    sai_error_hint(t->err, "%s",
                   _("the first line holds the names of the columns, with commas between them"));
}

/* A number with commas in it that are not in quotes would be read as far as the first comma. */
static void end_line(table *t) {
  if (t->cell > t->n_columns) {
    fail(t, _("%zu cells stand on this line, but %zu names on the first one"), t->cell, t->n_columns);
    sai_error_hint(t->err, "%s", _("a number with commas stands in double quotes: \"1,000\""));
  } else if (t->missing || t->cell <= t->column) {
    fail(t, _("nothing stands in the column `%s`"), t->name);
    sai_error_hint(t->err, "%s", _("fill it in, or delete the line"));
  }
}

static void on_record(int c, void *context) {
  table *t = context;
  (void)c;
  if (t->code) return;
  if (t->n_filled && !t->in_data)
    end_header(t);
  else if (t->n_filled)
    end_line(t);
  t->cell = t->n_filled = 0;
  t->missing = false;
}

/* Bytes up to the end of the line, with it: LF, CR LF or CR. */
static size_t line_length(const char *s, size_t n) {
  size_t i = 0;
  while (i < n && s[i] != '\n' && s[i] != '\r') i++;
  if (i + 1 < n && s[i] == '\r' && s[i + 1] == '\n') i++;
  return i < n ? i + 1 : n;
}

static bool check_text(table *t, const char *bytes, size_t n) {
  size_t bad;
  if (!sai_text_is_utf8(bytes, n, &bad)) {
    fail(t, "%s", _("the file is not UTF-8"));
    sai_error_hint(t->err, "%s", _("save it as \"CSV UTF-8\""));
    return false;
  }
  for (size_t i = 0; i < n;) {
    ucs4_t c;
    i += (size_t)u8_mbtouc(&c, (const uint8_t *)bytes + i, n - i);
    if (sai_is_printable(c) || c == '\n' || c == '\r') continue;
    fail(t, _("a control character (U+%04X) stands here"), (unsigned)c);
    sai_error_hint(t->err, "%s", _("delete it; perhaps this is not a text file"));
    return false;
  }
  return true;
}

static void check_parser(table *t, struct csv_parser *parser) {
  if (t->code || csv_error(parser) == CSV_SUCCESS) return;
  if (csv_error(parser) != CSV_EPARSE) {
    t->code = sai_error_no_memory(t->err);
    return;
  }
  fail(t, "%s", _("a double quote stands where none can"));
  sai_error_hint(t->err, "%s", _("put the whole cell in double quotes, and write a quote inside it twice"));
}

static void feed_lines(table *t, struct csv_parser *parser, const char *bytes, size_t n) {
  while (n > 0 && !t->code) {
    size_t length = line_length(bytes, n);
    t->line++;
    if (!check_text(t, bytes, length)) return;
    if (t->line > SAI_CSV_ROWS) {
      fail(t, "%s", _("the file is too long"));
      sai_error_hint(t->err, _("at most %d lines are read"), SAI_CSV_ROWS);
      return;
    }
    if (csv_parse(parser, bytes, length, on_cell, on_record, t) != length) check_parser(t, parser);
    bytes += length;
    n -= length;
  }
  if (!t->code && csv_fini(parser, on_cell, on_record, t)) check_parser(t, parser);
}

static void read_table(table *t, const char *bytes, size_t n) {
  struct csv_parser parser;
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI)) {
    t->code = sai_error_no_memory(t->err);
    return;
  }
  feed_lines(t, &parser, bytes, n);
  csv_free(&parser);
  if (t->code || t->out->n) return;
  fail(t, "%s", t->in_data ? _("no numbers follow the names of the columns") : _("the file is empty"));
  sai_error_hint(t->err, "%s",
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
  table t = {.file = file,
             .name = column,
             .currency = currency,
             .err = err ? err : &ignored,
             .out = &read,
             .line = n == 0};
  if (n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) bytes += 3, n -= 3;
  fold_cell(column, strlen(column), &t.wanted);
  read.values = malloc(count_lines(bytes, n) * sizeof *read.values);
  if (!read.values || t.wanted.failed) t.code = sai_error_no_memory(t.err);
  if (!t.code) read_table(&t, bytes, n);
  read.percent = t.n_percent > 0;
  sai_text_free(&t.wanted);
  sai_text_free(&t.text);
  if (t.code)
    free(read.values);
  else
    *out = read;
  return t.code;
}
