/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions that come from data: counts of successes, columns of files. */
#include "base/file.h"
#include "base/hash.h"
#include "base/intl.h"
#include "scenario/csv_column.h"
#include "scenario/distribution.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

sai_expr *sai_observed_read(sai_parser *p, const sai_pattern *f, size_t begin) {
  double k, n;
  sai_number x, y;
  bool more;
  sai_parser_next(p);
  if (!sai_signed_number_read(p, f->name, &k, &x)) return NULL;
  if (!sai_parser_take_word(p, "of")) {
    sai_error_hint(
        sai_parser_report(p, sai_parser_token_place(p), "%s", _("observed needs how many of how many")), "%s",
        _("write observed(40 of 1000)"));
    return NULL;
  }
  if (!sai_signed_number_read(p, f->name, &n, &y) || !sai_pattern_next(p, f, &more)) return NULL;
  bool whole = k == floor(k) && n == floor(n) && !x.percent && !y.percent;
  if (more || !whole || k < 0 || n < 1 || k > n) {
    sai_error_hint(
        sai_pattern_report(p, begin, "%s", _("observed counts whole units: from 0 to all of at least 1")),
        "%s", _("write observed(40 of 1000) for 40 successes in 1,000 tries"));
    return NULL;
  }
  sai_dist d = {.family = SAI_BETA, .p = {k + 0.5, n - k + 0.5}};
  return sai_pattern_finish(p, &d, true, begin);
}

/* Where the argument that begins at folded byte `at` ends: at a comma with a space behind it, or at the `)`
   that closes the distribution. */
static size_t argument_end(const sai_folded *f, size_t at) {
  size_t depth = 0;
  for (; at < f->n; at++) {
    char c = f->text[at];
    if (depth == 0 && (c == ')' || (c == ',' && f->text[at + 1] == ' '))) return at;
    depth += c == '(';
    depth -= c == ')' && depth > 0;
  }
  return at;
}

/* The original text of the argument behind the token, since folding would change the name of a file; the
   token becomes what ends it. */
static const char *take_argument(sai_parser *p) {
  size_t begin = p->token.end;
  while (p->folded.text[begin] == ' ') begin++;
  size_t end = argument_end(&p->folded, begin), last = end;
  while (last > begin && p->folded.text[last - 1] == ' ') last--;
  p->token.end = end;
  sai_parser_next(p);
  return p->failed || last == begin ? NULL : sai_parser_text(p, begin, last);
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Sorted values as a discrete distribution, each row equally likely. */
static sai_dist *make_dist(sai_reader *r, double *sorted, size_t n, size_t n_distinct) {
  sai_dist *d = sai_reader_alloc(r, 1, sizeof *d);
  double *values = sai_reader_alloc(r, n_distinct, sizeof *values),
         *weights = sai_reader_alloc(r, n_distinct, sizeof *weights);
  if (!d || !values || !weights) return NULL;
  for (size_t i = 0, k = 0, count = 1; i < n; i++, count++) {
    if (i + 1 < n && sorted[i + 1] == sorted[i]) continue;
    values[k] = sorted[i];
    weights[k++] = (double)count / (double)n;
    count = 0;
  }
  *d = (sai_dist){.family = SAI_DISCRETE, .n = n_distinct, .value = values, .weight = weights};
  return d;
}

static const sai_dist *resample(sai_parser *p, const sai_csv_column *column, size_t begin) {
  qsort(column->values, column->n, sizeof *column->values, by_value);
  size_t n_distinct = 1;
  for (size_t i = 1; i < column->n; i++) n_distinct += column->values[i] > column->values[i - 1];
  if (n_distinct <= SAI_DISCRETE_MAX) return make_dist(p->r, column->values, column->n, n_distinct);
  sai_error_hint(sai_pattern_report(p, begin, _("the column has %zu different values"), n_distinct),
                 _("at most %d are read; round them"), (int)SAI_DISCRETE_MAX);
  return NULL;
}

/* The folder of the scenario; the working directory for standard input. */
static const char *folder_of(sai_reader *r) {
  const char *file = r->scenario->file, *slash = strrchr(file, '/');
  if (!slash) return "";
  return sai_reader_copy(r, file, slash == file ? 1 : (size_t)(slash - file));
}

static bool read_column(sai_parser *p, const char *file, const char *column, sai_csv_column *values,
                        sai_data *data, sai_error *err) {
  char *bytes;
  size_t n;
  uint8_t digest[SAI_HASH_BYTES];
  const char *folder = folder_of(p->r), *currency = p->r->scenario->currency;
  if (!folder || sai_file_read_below(folder, file, SAI_CSV_BYTES, &bytes, &n, err)) return false;
  sai_hash(bytes, n, digest);
  sai_hash_hex(digest, data->sha256);
  sai_code code = sai_csv_read(bytes, n, file, column, currency, values, err);
  free(bytes);
  return !code;
}

static const sai_data *known_data(const sai_reader *r, const char *file, const char *column) {
  const sai_scenario *s = r->scenario;
  for (size_t i = 0; i < s->n_data; i++)
    if (strcmp(s->data[i].file, file) == 0 && strcmp(s->data[i].column, column) == 0) return &s->data[i];
  return NULL;
}

/* A column is read once, however often it is written. */
static const sai_data *load(sai_parser *p, const char *file, const char *column, size_t begin) {
  sai_scenario *s = p->r->scenario;
  const sai_data *known = known_data(p->r, file, column);
  if (known) return known;
  if (s->n_data == SAI_DATA_MAX) {
    sai_error_hint(sai_pattern_report(p, begin, "%s", _("too many columns of files are used")),
                   _("at most %d are read"), SAI_DATA_MAX);
    return NULL;
  }
  sai_data *list = s->n_data ? (sai_data *)s->data : sai_reader_alloc(p->r, SAI_DATA_MAX, sizeof *list);
  sai_csv_column values;
  sai_data data = {.file = file, .column = column};
  sai_error err = {.code = SAI_NO_MEMORY};
  if (!list) return NULL;
  if (!read_column(p, file, column, &values, &data, &err)) {
    p->failed = true;
    if (!err.hint[0])
      sai_error_hint(&err, "%s",
                     _("the path is relative to the folder of the scenario, or to the working directory if "
                       "that comes from standard input"));
    sai_report_error(p->r, sai_parser_place(p, begin, p->last_end), &err);
    return NULL;
  }
  data.rows = values.n;
  data.percent = values.percent;
  data.dist = resample(p, &values, begin);
  free(values.values);
  if (!data.dist) return NULL;
  s->data = list;
  list[s->n_data] = data;
  return &list[s->n_data++];
}

sai_expr *sai_empirical_read(sai_parser *p, const sai_pattern *f, size_t begin) {
  const char *file = take_argument(p), *column = NULL;
  if (file && sai_parser_is_symbol(p, ',')) column = take_argument(p);
  if (!column || !sai_parser_take_symbol(p, ')')) {
    sai_error_hint(sai_pattern_report(p, begin, "%s", _("empirical needs a file and the name of a column")),
                   _("write for example %s"), sai_pattern_example(f));
    return NULL;
  }
  const sai_data *data = load(p, file, column, begin);
  return data ? sai_pattern_finish(p, data->dist, data->percent, begin) : NULL;
}
