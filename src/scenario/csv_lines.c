/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libcsv hands over cells and ends of records; fed line by line, so that errors know where they are. */
#include "scenario/csv_lines.h"

#include "base/intl.h"
#include "scenario/reader.h"

#include <csv.h>
#include <string.h>
#include <unistr.h>

bool sai_csv_fail(sai_csv_lines *csv, const char *format, ...) {
  if (csv->code) return false;
  sai_text text = {0};
  va_list args;
  sai_text_format(&text, _("%s, line %zu: "), csv->file, csv->line);
  va_start(args, format);
  sai_text_vformat(&text, format, args);
  va_end(args);
  csv->code = sai_error_set(csv->err, SAI_REJECTED, "%s", sai_text_string(&text));
  if (text.failed) csv->code = sai_error_no_memory(csv->err);
  sai_text_free(&text);
  return false;
}

void sai_csv_fold(const char *bytes, size_t n, sai_text *out) {
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

static void on_cell(void *bytes, size_t n, void *context) {
  sai_csv_lines *csv = context;
  if (csv->code) return;
  if (csv->n_cells == csv->most_cells) {
    sai_csv_fail(csv, "%s", _("too many columns"));
    sai_error_hint(csv->err, _("at most %d are read"), (int)csv->most_cells);
    return;
  }
  sai_csv_fold(bytes ? bytes : "", n, &csv->text);
  if (csv->text.failed) csv->code = sai_error_no_memory(csv->err);
  csv->n_filled += csv->text.length > 0;
  if (!csv->code) csv->take(csv->context, &csv->text, csv->n_cells);
  csv->n_cells++;
}

static void on_record(int c, void *context) {
  sai_csv_lines *csv = context;
  (void)c;
  if (csv->code) return;
  if (csv->n_filled) csv->end(csv->context, csv->n_cells);
  csv->n_cells = csv->n_filled = 0;
}

/* Bytes up to the end of the line, with it: LF, CR LF or CR. */
static size_t line_length(const char *s, size_t n) {
  size_t i = 0;
  while (i < n && s[i] != '\n' && s[i] != '\r') i++;
  if (i + 1 < n && s[i] == '\r' && s[i + 1] == '\n') i++;
  return i < n ? i + 1 : n;
}

static bool check_text(sai_csv_lines *csv, const char *bytes, size_t n) {
  size_t bad;
  if (!sai_text_is_utf8(bytes, n, &bad)) {
    sai_csv_fail(csv, "%s", _("the file is not UTF-8"));
    sai_error_hint(csv->err, "%s", _("save it as \"CSV UTF-8\""));
    return false;
  }
  for (size_t i = 0; i < n;) {
    ucs4_t c;
    i += (size_t)u8_mbtouc(&c, (const uint8_t *)bytes + i, n - i);
    if (sai_is_printable(c) || c == '\n' || c == '\r') continue;
    sai_csv_fail(csv, _("a control character (U+%04X) stands here"), (unsigned)c);
    sai_error_hint(csv->err, "%s", _("delete it; perhaps this is not a text file"));
    return false;
  }
  return true;
}

static void check_parser(sai_csv_lines *csv, struct csv_parser *parser) {
  if (csv->code || csv_error(parser) == CSV_SUCCESS) return;
  if (csv_error(parser) != CSV_EPARSE) {
    csv->code = sai_error_no_memory(csv->err);
    return;
  }
  sai_csv_fail(csv, "%s", _("a double quote stands where none can"));
  sai_error_hint(csv->err, "%s", _("put the whole cell in double quotes, and write a quote inside it twice"));
}

static void feed_lines(sai_csv_lines *csv, struct csv_parser *parser, const char *bytes, size_t n) {
  while (n > 0 && !csv->code) {
    size_t length = line_length(bytes, n);
    csv->line++;
    if (!check_text(csv, bytes, length)) return;
    if (csv->line > csv->most_lines) {
      sai_csv_fail(csv, "%s", _("the file is too long"));
      sai_error_hint(csv->err, _("at most %d lines are read"), (int)csv->most_lines);
      return;
    }
    if (csv_parse(parser, bytes, length, on_cell, on_record, csv) != length) check_parser(csv, parser);
    bytes += length;
    n -= length;
  }
  if (!csv->code && csv_fini(parser, on_cell, on_record, csv)) check_parser(csv, parser);
}

void sai_csv_read_lines(sai_csv_lines *csv, const char *bytes, size_t n) {
  struct csv_parser parser;
  if (n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) bytes += 3, n -= 3;
  csv->line = n == 0;
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI)) {
    csv->code = sai_error_no_memory(csv->err);
    return;
  }
  feed_lines(csv, &parser, bytes, n);
  csv_free(&parser);
  sai_text_free(&csv->text);
}
