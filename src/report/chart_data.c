/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/chart_data.h"

#include "base/intl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES = 256 << 20, PATH_BYTES = 8192 };

static sai_code path_in(const char *folder, const char *name, char path[PATH_BYTES], sai_error *err) {
  if (snprintf(path, PATH_BYTES, "%s/%s", folder, name) >= PATH_BYTES)
    return sai_error_set(err, SAI_IO, _("%s: the path is too long"), folder);
  return SAI_OK;
}

static sai_code broken(sai_error *err, const char *path) {
  sai_error_set(err, SAI_REJECTED, _("%s: not a result that saisan wrote"), path);
  sai_error_hint(err, "%s", _("Run the scenario again with --out."));
  return SAI_REJECTED;
}

/** The numbers at the start of a line of CSV; @return the next line, or NULL at the end. */
static const char *read_row(const char *line, sai_chart_row *row) {
  const char *p = line;
  for (size_t i = 0; i < 4; i++) row->at[i] = NAN;
  for (size_t i = 0; i < 4 && *p && *p != '\n'; i++) {
    char *end;
    double value = strtod(p, &end);
    if (end != p) row->at[i] = value;
    p += strcspn(p, ",\n");
    if (*p == ',') p++;
  }
  const char *next = strchr(p, '\n');
  return next ? next + 1 : NULL;
}

/** Lines inside quoted cells only shift into rows whose numbers are NAN; offer numbers are checked where
 * used. */
static sai_code read_rows(const char *folder, const char *name, sai_chart_rows *rows, sai_error *err) {
  char path[PATH_BYTES], *text;
  size_t size, capacity = 2;
  SAI_TRY(path_in(folder, name, path, err));
  SAI_TRY(sai_file_read(path, FILE_BYTES, &text, &size, err));
  for (const char *p = text; *p; p++) capacity += *p == '\n';
  rows->rows = malloc(capacity * sizeof *rows->rows);
  if (!rows->rows) {
    free(text);
    return sai_error_no_memory(err);
  }
  const char *line = strchr(text, '\n');
  for (line = line ? line + 1 : NULL; line && *line;) {
    line = read_row(line, &rows->rows[rows->n]);
    rows->n++;
  }
  free(text);
  return SAI_OK;
}

/* jansson (2.14) drops bytes, or takes text for wrong, where memory runs out: two readings must be the same.
   NULL with *memory if they are not. */
static json_t *parse(const char *text, size_t size, bool *memory) {
  json_error_t first, second;
  json_t *root = json_loadb(text, size, JSON_ALLOW_NUL, &first);
  json_t *again = json_loadb(text, size, JSON_ALLOW_NUL, &second);
  *memory = root || again
                ? !json_equal(root, again)
                : !*first.text || first.position != second.position || strcmp(first.text, second.text);
  json_decref(again);
  if (!*memory) return root;
  json_decref(root);
  return NULL;
}

static sai_code read_json(const char *folder, sai_chart_data *data, sai_error *err) {
  char path[PATH_BYTES], *text;
  size_t size;
  SAI_TRY(path_in(folder, "result.json", path, err));
  SAI_TRY(sai_file_read(path, FILE_BYTES, &text, &size, err));
  bool memory;
  data->root = parse(text, size, &memory);
  free(text);
  if (memory) return sai_error_no_memory(err);
  const json_t *offers = sai_chart_member(data->root, "offers");
  size_t n = json_array_size(offers);
  if (!data->root || n == 0 || n > SAI_CHART_OFFERS) return broken(err, path);
  for (size_t i = 0; i < n; i++) {
    data->offers[i] = json_array_get(offers, i);
    data->names[i] = json_string_value(sai_chart_member(data->offers[i], "name"));
    if (!data->names[i]) return broken(err, path);
  }
  data->n_offers = n;
  data->currency = json_string_value(sai_chart_member(data->root, "currency"));
  json_int_t months = json_integer_value(sai_chart_member(data->root, "horizon_months"));
  if (!data->currency || strlen(data->currency) > 8 || months < 1 || months > SAI_CHART_MONTHS)
    return broken(err, path);
  data->n_months = (size_t)months;
  data->currency_decimals = strcmp(data->currency, "JPY") == 0 || strcmp(data->currency, "KRW") == 0 ? 0 : 2;
  return SAI_OK;
}

sai_code sai_chart_data_read(const char *folder, sai_chart_data *data, sai_error *err) {
  *data = (sai_chart_data){0};
  sai_code code = read_json(folder, data, err);
  if (!code) code = read_rows(folder, "cpa.csv", &data->cpa, err);
  if (!code) code = read_rows(folder, "cost-curve.csv", &data->curve, err);
  if (code) sai_chart_data_free(data);
  return code;
}

void sai_chart_data_free(sai_chart_data *data) {
  json_decref(data->root);
  free(data->cpa.rows);
  free(data->curve.rows);
  *data = (sai_chart_data){0};
}

const json_t *sai_chart_member(const json_t *object, const char *path) {
  char key[64];
  while (object && *path) {
    size_t n = strcspn(path, ".");
    if (n >= sizeof key) return NULL;
    memcpy(key, path, n);
    key[n] = '\0';
    object = json_object_get(object, key);
    path += n + (path[n] == '.');
  }
  return object;
}

static double number_of(const json_t *value) {
  return json_is_number(value) ? json_number_value(value) : json_is_null(value) ? INFINITY : NAN;
}

sai_figure sai_chart_figure(const json_t *object, const char *key) {
  double value = number_of(json_object_get(object, key));
  if (isnan(value)) return (sai_figure){0};
  const json_t *interval = json_object_get(json_object_get(object, "interval90"), key);
  double low = number_of(json_array_get(interval, 0)), high = number_of(json_array_get(interval, 1));
  if (isnan(low) || isnan(high)) low = high = value;
  return (sai_figure){true, value, NAN, low, high};
}

const json_t *sai_chart_metric(const sai_chart_data *data, size_t offer, const char *key) {
  return json_object_get(json_object_get(data->offers[offer], "metrics"), key);
}

sai_figure sai_chart_middle(const json_t *metric) {
  sai_figure figure = sai_chart_figure(metric, "p50");
  if (!figure.present) figure = sai_chart_figure(metric, "mean");
  if (!figure.present) figure = sai_chart_figure(metric, "pooled");
  return figure;
}

sai_figure sai_chart_target(const sai_chart_data *data, const char *key) {
  const json_t *targets = json_object_get(data->root, "targets");
  /* A budget for each month or fiscal year is no line among totals. */
  bool of_part = strcmp(key, "budget") == 0 && json_object_get(targets, "budget_per");
  return of_part ? (sai_figure){0} : sai_chart_figure(targets, key);
}

bool sai_chart_is_point(const sai_chart_data *data) {
  return json_is_true(json_object_get(data->root, "point"));
}
