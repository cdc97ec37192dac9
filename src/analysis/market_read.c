/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of market ranges, one a line. */
#include "analysis/market.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/intl.h"
#include "scenario/csv_lines.h"
#include "scenario/number.h"

#include <stdlib.h>
#include <string.h>

enum { KINDS = 3, QUOTED = 60, MOST_COLUMNS = 100 };

#define MONEY_MOST 1e13

static const char *const columns[SAI_MARKET_COLUMNS] = {
    [SAI_MARKET_KIND] = "kind",   [SAI_MARKET_STAGE] = "stage",   [SAI_MARKET_LOW] = "low",
    [SAI_MARKET_HIGH] = "high",   [SAI_MARKET_UNIT] = "unit",     [SAI_MARKET_OF] = "of",
    [SAI_MARKET_AFTER] = "after", [SAI_MARKET_SOURCE] = "source", [SAI_MARKET_DATE] = "date"};
static const char all_columns[] = "kind, stage, low, high, unit, of, after, source, date";
enum { NEEDED = SAI_MARKET_UNIT + 1 };

static const char *const kinds[KINDS] = {
    [SAI_OUTSOURCING] = "outsourcing", [SAI_DISPATCH] = "dispatch", [SAI_IN_HOUSE] = "in-house"};

typedef struct file_reader {
  sai_csv_lines lines;
  sai_market *market;
  bool in_data; /* the header is behind us */
  size_t n_columns;
  sai_market_column at[MOST_COLUMNS]; /* what each column holds */
  bool there[SAI_MARKET_COLUMNS];
  sai_market_range range; /* of this line */
} file_reader;

/* Something is wrong in a cell of the line. */
static bool refuse(file_reader *f, sai_market_column column, const char *format, const char *hint) {
  char quoted[QUOTED];
  sai_text_copy(quoted, sizeof quoted, f->range.text[column]);
  sai_csv_fail(&f->lines, format, columns[column], quoted);
  sai_error_hint(f->lines.err, "%s", hint);
  return false;
}

static void take_name(file_reader *f, const sai_text *cell, size_t place) {
  for (size_t i = 0; i < SAI_MARKET_COLUMNS; i++) {
    if (strcmp(sai_text_string(cell), columns[i]) != 0 || f->there[i]) continue;
    f->there[i] = true;
    f->at[place] = (sai_market_column)i;
    return;
  }
  char quoted[QUOTED];
  sai_text_copy(quoted, sizeof quoted, sai_text_string(cell));
  sai_csv_fail(&f->lines, _("`%s` is no column of market ranges, or stands here twice"), quoted);
  sai_error_hint(f->lines.err, _("the columns are: %s"), all_columns);
}

static void take_cell(void *context, const sai_text *cell, size_t place) {
  file_reader *f = context;
  if (!f->in_data) {
    take_name(f, cell, place);
    return;
  }
  if (cell->length > SAI_MARKET_CELL) {
    sai_csv_fail(&f->lines, "%s", _("a cell of this line is too long"));
    sai_error_hint(f->lines.err, _("at most %d bytes are read"), SAI_MARKET_CELL);
    return;
  }
  if (place >= f->n_columns) return;
  f->range.text[f->at[place]] = sai_arena_copy(&f->market->arena, sai_text_string(cell), cell->length);
  if (!f->range.text[f->at[place]]) f->lines.code = sai_error_no_memory(f->lines.err);
}

static void end_header(file_reader *f, size_t n_cells) {
  f->in_data = true;
  f->n_columns = n_cells;
  for (size_t i = 0; i < NEEDED; i++) {
    if (f->there[i]) continue;
    sai_csv_fail(&f->lines, _("the column `%s` is missing"), columns[i]);
    sai_error_hint(f->lines.err, _("the columns are: %s"), all_columns);
    return;
  }
}

static bool check_kind(file_reader *f) {
  const char *kind = f->range.text[SAI_MARKET_KIND];
  const char *const *text = f->range.text;
  f->range.is_rate = strcmp(kind, "rate") == 0;
  f->range.is_work = strcmp(kind, "work") == 0;
  bool known = f->range.is_rate || f->range.is_work;
  for (size_t i = 0; i < KINDS && !known; i++) {
    known = strcmp(kind, kinds[i]) == 0;
    f->range.kind = (sai_kind)i;
  }
  if (!known)
    return refuse(f, SAI_MARKET_KIND, _("`%s` cannot be `%s`"),
                  _("write rate, work, or for a price outsourcing, dispatch or in-house"));
  if (!*text[SAI_MARKET_STAGE])
    return refuse(f, SAI_MARKET_STAGE, _("nothing stands in the column `%s`"),
                  _("write a stage such as call, or month, once, revenue, person, day or hour"));
  if (f->range.is_rate && !*text[SAI_MARKET_OF])
    return refuse(f, SAI_MARKET_OF, _("nothing stands in the column `%s`"),
                  _("write the stage that the rate is a share of"));
  if (f->range.is_work && sai_counted_find(NULL, text[SAI_MARKET_OF]) == SIZE_MAX)
    return refuse(f, SAI_MARKET_OF, _("`%s` cannot be `%s`"),
                  _("write what the work is done in: person (a month of one), day or hour"));
  if (!f->range.is_rate && !f->range.is_work && *text[SAI_MARKET_OF])
    return refuse(f, SAI_MARKET_OF, _("a price has no `%s`"),
                  _("leave the cell empty, or write rate as its kind"));
  if (!f->range.is_rate && *text[SAI_MARKET_AFTER])
    return refuse(f, SAI_MARKET_AFTER, _("a price has no `%s`"),
                  _("leave the cell empty, or write rate as its kind"));
  return true;
}

static bool read_end(file_reader *f, sai_market_column column, bool share, double *value) {
  const char *s = f->range.text[column];
  const char *currency = share || f->range.is_work ? "JPY" : f->range.text[SAI_MARKET_UNIT];
  sai_number x = {0};
  bool right = sai_number_begins(s, strlen(s)), priced = !share && !f->range.is_work;
  if (right) sai_number_read(s, strlen(s), currency, &x);
  right = right && !x.problem && x.length == strlen(s) && x.percent == share && (priced || !x.money);
  if (!right || x.value > (share ? 1 : MONEY_MOST))
    return refuse(f, column, _("`%s` cannot be `%s`"),
                  share ? _("write a share such as 0.5%, up to 100%")
                        : _("write an amount such as 300; one with commas stands in double quotes"));
  *value = x.value;
  return true;
}

static bool check_numbers(file_reader *f) {
  const char *unit = f->range.text[SAI_MARKET_UNIT];
  bool share = strcmp(unit, "%") == 0, right = f->range.is_work   ? strcmp(unit, "units") == 0
                                               : f->range.is_rate ? share
                                                                  : share || sai_currency_decimals(unit) >= 0;
  if (!right)
    return refuse(f, SAI_MARKET_UNIT, _("`%s` cannot be `%s`"),
                  f->range.is_work   ? _("work is a number: write units")
                  : f->range.is_rate ? _("a rate is a share: write %")
                                     : _("write the code of a currency such as JPY, or %"));
  if (!read_end(f, SAI_MARKET_LOW, share, &f->range.low) ||
      !read_end(f, SAI_MARKET_HIGH, share, &f->range.high))
    return false;
  if (f->range.low <= f->range.high) return true;
  return refuse(f, SAI_MARKET_LOW, _("`%s` is above `high`"), _("exchange them, or change one"));
}

static bool is_digits(const char *s, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (s[i] < '0' || s[i] > '9') return false;
  return true;
}

/* 2026, 2026-11 or 2026-11-30. */
static bool check_date(file_reader *f) {
  const char *s = f->range.text[SAI_MARKET_DATE];
  size_t n = strlen(s);
  bool right = n == 0 || ((n == 4 || n == 7 || n == 10) && is_digits(s, 4));
  for (size_t i = 4; right && i < n; i += 3) {
    int part = 10 * (s[i + 1] - '0') + s[i + 2] - '0', most = i == 4 ? 12 : 31;
    right = s[i] == '-' && is_digits(s + i + 1, 2) && part >= 1 && part <= most;
  }
  return right || refuse(f, SAI_MARKET_DATE, _("`%s` cannot be `%s`"), _("write it like 2026-11"));
}

static bool check_new(file_reader *f) {
  static const sai_market_column keys[] = {SAI_MARKET_KIND, SAI_MARKET_STAGE, SAI_MARKET_UNIT, SAI_MARKET_OF,
                                           SAI_MARKET_AFTER};
  for (size_t i = 0; i < f->market->n; i++) {
    bool same = true;
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
      same = same && strcmp(f->market->ranges[i].text[keys[k]], f->range.text[keys[k]]) == 0;
    if (same)
      return refuse(f, SAI_MARKET_STAGE, _("this range stands here twice (%s: %s)"), _("keep one of them"));
  }
  return true;
}

static void end_line(void *context, size_t n_cells) {
  file_reader *f = context;
  if (!f->in_data) {
    end_header(f, n_cells);
    return;
  }
  if (n_cells > f->n_columns) {
    sai_csv_fail(&f->lines, _("%zu cells stand on this line, but %zu names on the first one"), n_cells,
                 f->n_columns);
    sai_error_hint(f->lines.err, "%s", _("a number with commas stands in double quotes: \"1,000\""));
    return;
  }
  for (size_t i = 0; i < SAI_MARKET_COLUMNS; i++)
    if (!f->range.text[i]) f->range.text[i] = "";
  if (check_kind(f) && check_numbers(f) && check_date(f) && check_new(f))
    f->market->ranges[f->market->n++] = f->range;
  f->range = (sai_market_range){0};
}

sai_code sai_market_parse(const char *bytes, size_t n, const char *file, sai_market *market, sai_error *err) {
  sai_error ignored;
  file_reader f = {.lines = {.file = file,
                             .most_lines = SAI_MARKET_LINES,
                             .most_cells = MOST_COLUMNS,
                             .take = take_cell,
                             .end = end_line,
                             .context = &f,
                             .err = err ? err : &ignored},
                   .market = market};
  market->ranges = sai_arena_array(&market->arena, SAI_MARKET_LINES, sizeof *market->ranges);
  if (!market->ranges) return sai_error_no_memory(f.lines.err);
  sai_csv_read_lines(&f.lines, bytes, n);
  if (f.lines.code || f.in_data) return f.lines.code;
  sai_csv_fail(&f.lines, "%s", _("the file is empty"));
  sai_error_hint(f.lines.err, _("the columns are: %s"), all_columns);
  return f.lines.code;
}

sai_code sai_market_read(const char *path, sai_market *market, sai_error *err) {
  char *bytes;
  size_t n;
  SAI_TRY(sai_file_read(path, SAI_MARKET_BYTES, &bytes, &n, err));
  uint8_t digest[SAI_HASH_BYTES];
  sai_hash(bytes, n, digest);
  sai_hash_hex(digest, market->sha256);
  sai_code code = sai_market_parse(bytes, n, path, market, err);
  free(bytes);
  return code;
}
