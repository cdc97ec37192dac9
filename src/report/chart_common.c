/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the charts share. */
#include "base/intl.h"
#include "report/chart.h"
#include "report/clean.h"
#include "report/params.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FLAT = 5 };

sai_scale sai_chart_scale(sai_chart *chart, double largest) {
  sai_scale scale =
      sai_words_scale(chart->data->currency, chart->data->currency_decimals, chart->unit, largest);
  sai_text_copy(chart->unit_name, sizeof chart->unit_name, scale.name);
  return scale;
}

/** Decimals with which the largest of some figures has three digits, as far as they are needed. */
static int decimals_of(const sai_figure *figures, size_t n, double divisor) {
  double largest = 0;
  for (size_t i = 0; i < n; i++)
    if (figures[i].present && isfinite(figures[i].value))
      largest = fmax(largest, fabs(figures[i].value) / divisor);
  if (largest == 0) return 0;
  int most = 2 - (int)floor(log10(largest) + 1e-12), needed = 0;
  most = most < 0 ? 0 : most > 4 ? 4 : most;
  for (size_t i = 0; i < n; i++) {
    double shown = figures[i].value / divisor;
    if (!figures[i].present || !isfinite(shown)) continue;
    while (needed < most &&
           fabs(shown - round(shown * pow(10, needed)) / pow(10, needed)) > 1e-9 * fabs(shown))
      needed++;
  }
  return needed;
}

void sai_chart_numbers(sai_text *out, const sai_figure *figures, size_t n, double divisor,
                       const char *infinite) {
  int decimals = decimals_of(figures, n, divisor);
  for (size_t i = 0; i < n; i++) {
    if (isfinite(figures[i].value))
      sai_words_number(&out[i], figures[i].value / divisor, sai_words_quantile_noise(&figures[i]) / divisor,
                       decimals);
    else
      sai_text_add(&out[i], infinite);
  }
}

void sai_chart_number(sai_text *out, const sai_figure *figure, double divisor, const char *infinite) {
  sai_chart_numbers(out, figure, 1, divisor, infinite);
}

void sai_chart_interval(sai_text *out, const sai_figure figures[3], double divisor) {
  sai_text texts[] = {{.whole = out}, {.whole = out}, {.whole = out}};
  if (!figures[0].present) return;
  sai_chart_numbers(texts, figures, 3, divisor, _("no order"));
  if (figures[1].value == figures[2].value)
    sai_text_add(out, sai_text_string(&texts[0]));
  else
    sai_text_format(out, _("%s (%s to %s)"), sai_text_string(&texts[0]), sai_text_string(&texts[1]),
                    sai_text_string(&texts[2]));
  for (size_t k = 0; k < 3; k++) sai_text_free(&texts[k]);
}

void sai_chart_cut(sai_text *out, const char *s, size_t columns) {
  sai_text line = {.whole = out};
  sai_clean_line(&line, s);
  sai_clean_cut(out, sai_text_string(&line), columns);
  sai_text_free(&line);
}

void sai_chart_put_texts(const sai_chart *chart, const char *name, sai_chart_texts *texts, size_t n) {
  const char *values[SAI_CHART_TEXTS];
  for (size_t i = 0; i < n; i++) {
    values[i] = sai_text_string(&texts->at[i]);
    if (texts->at[i].failed) sai_text_fail(chart->out);
  }
  sai_params_strings(chart->out, name, values, n);
  for (size_t i = 0; i < SAI_CHART_TEXTS; i++) sai_text_free(&texts->at[i]);
}

void sai_chart_names(const sai_chart *chart, const char *name, size_t columns) {
  sai_chart_texts texts = {0};
  for (size_t i = 0; i < chart->data->n_offers; i++)
    sai_chart_cut(&texts.at[i], chart->data->names[i], columns);
  sai_chart_put_texts(chart, name, &texts, chart->data->n_offers);
}

void sai_chart_two_lines(const char *s, size_t columns, sai_text *first, sai_text *second) {
  sai_text line = {.whole = first};
  sai_clean_line(&line, s);
  const char *text = sai_text_string(&line);
  size_t n = sai_clean_first_of_two(text, columns);
  const char *end = text + n;
  while (n > 0 && text[n - 1] == ' ') n--;
  sai_text_add_bytes(first, text, n);
  sai_clean_cut(second, end + strspn(end, " "), columns);
  sai_text_free(&line);
}

size_t sai_chart_names_wrapped(const sai_chart *chart, size_t columns) {
  sai_chart_texts first = {0}, second = {0};
  size_t lines = 1;
  for (size_t i = 0; i < chart->data->n_offers; i++) {
    sai_chart_two_lines(chart->data->names[i], columns, &first.at[i], &second.at[i]);
    if (second.at[i].length) lines = 2;
  }
  sai_chart_put_texts(chart, "names_1", &first, chart->data->n_offers);
  sai_chart_put_texts(chart, "names_2", &second, chart->data->n_offers);
  return lines;
}

bool sai_chart_choose_scales(size_t n, double *low, double *high) {
  double least = INFINITY, most = 0, lowest = 0, highest = 0;
  for (size_t o = 0; o < n; o++) {
    if (high[o] > low[o]) least = fmin(least, high[o] - low[o]);
    most = fmax(most, high[o] - low[o]);
    lowest = fmin(lowest, low[o]);
    highest = fmax(highest, high[o]);
  }
  if (most > FLAT * least) return true;
  for (size_t o = 0; o < n; o++) {
    low[o] = lowest;
    high[o] = highest;
  }
  return false;
}

/** The next number of months that divides a year or is made of years. */
static size_t round_months(size_t apart) {
  for (size_t months = 1; months <= 12; months++)
    if (12 % months == 0 && months >= apart) return months;
  return (apart + 11) / 12 * 12;
}

void sai_chart_put_months(const sai_chart *chart, size_t apart) {
  const sai_chart_data *data = chart->data;
  const json_t *months = sai_chart_member(data->offers[0], "months");
  sai_text tics = {.whole = chart->out}, name = {.whole = chart->out};
  sai_text_add(&tics, "(");
  apart = round_months(apart);
  for (size_t m = 0; m < data->n_months; m += apart) {
    const char *month = json_string_value(json_object_get(json_array_get(months, m), "month"));
    unsigned year = 0, number = 0;
    sai_text_clear(&name);
    if (month && sscanf(month, "%4u-%2u", &year, &number) == 2)
      sai_text_format(&name, "%u/%02u", year, number);
    else
      sai_text_format(&name, "%zu", m + 1);
    sai_text_format(&tics, "%s\"%s\" %zu", m ? ", " : "", sai_text_string(&name), m + 1);
  }
  sai_text_add(&tics, ")");
  sai_params_string(chart->out, "x_tics", sai_text_string(&tics));
  sai_text_free(&tics);
  sai_text_free(&name);
}

void sai_chart_put_first_runs(const sai_chart *chart, const char *words, sai_text *out) {
  json_int_t runs = json_integer_value(sai_chart_member(chart->data->root, "runs")),
             months_runs = json_integer_value(sai_chart_member(chart->data->root, "months_runs"));
  if (sai_chart_is_point(chart->data) || months_runs <= 0 || months_runs >= runs) return;
  sai_text first = {.whole = out};
  sai_text_grouped(&first, (double)months_runs, 0);
  sai_text_format(out, words, sai_text_string(&first));
  sai_text_free(&first);
}

/** Indexes of the places that are numbers, ascending by place. */
static size_t sorted(const double *at, size_t n, size_t order[SAI_CHART_TEXTS]) {
  size_t count = 0;
  for (size_t i = 0; i < n && i < SAI_CHART_TEXTS; i++) {
    if (isnan(at[i])) continue;
    size_t k = count++;
    for (; k > 0 && at[order[k - 1]] > at[i]; k--) order[k] = order[k - 1];
    order[k] = i;
  }
  return count;
}

void sai_chart_spread(double *at, const double *heights, size_t n, double low, double high) {
  size_t order[SAI_CHART_TEXTS];
  size_t count = sorted(at, n, order);
  double edge = low;
  for (size_t k = 0; k < count; k++) {
    size_t i = order[k];
    at[i] = fmax(at[i], edge + heights[i] / 2);
    edge = at[i] + heights[i] / 2;
  }
  edge = high;
  for (size_t k = count; k-- > 0;) {
    size_t i = order[k];
    at[i] = fmin(at[i], edge - heights[i] / 2);
    edge = at[i] - heights[i] / 2;
  }
}
