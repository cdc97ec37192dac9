/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters of the fan of cumulative net: one panel an offer. */
#include "base/intl.h"
#include "report/chart.h"
#include "report/params.h"

#include <math.h>

enum { WIDTH = 960, HEAD = 92, FOOT = 70, FLAT = 5 };

/** Panels side by side, and how large they are in pixels. */
typedef struct panels {
  size_t across, down;
  double height;
} panels;

/** Panels with labels of their own need more room each. */
static panels panels_for(size_t n, bool own) {
  panels p = {n == 1 ? 1 : n <= 4 || own ? 2 : 3, 0, 0};
  p.down = (n + p.across - 1) / p.across;
  p.height = n == 1 ? 400 : n == 2 ? 360 : n <= 4 ? 260 : 220;
  return p;
}

static const json_t *net_of(const sai_chart_data *data, size_t offer, size_t month) {
  const json_t *months = sai_chart_member(data->offers[offer], "months");
  return json_object_get(json_array_get(months, month), "cumulative_net");
}

/** The figure of a point calculation is its mean. */
static sai_figure net_figure(const sai_chart_data *data, size_t offer, size_t month, const char *key) {
  return sai_chart_figure(net_of(data, offer, month), sai_chart_is_point(data) ? "mean" : key);
}

/** At the end of a fan stands the net of all runs, as in the table; the months may rest on fewer. */
static sai_figure end_figure(const sai_chart_data *data, size_t offer, const char *key) {
  return sai_chart_figure(sai_chart_metric(data, offer, "net"), sai_chart_is_point(data) ? "mean" : key);
}

/** What each offer's fan takes, with zero in it. @return true if there is one */
static bool find_ranges(const sai_chart_data *data, double *low, double *high) {
  bool found = false;
  for (size_t o = 0; o < data->n_offers; o++) {
    low[o] = high[o] = 0;
    for (size_t m = 0; m < data->n_months; m++) {
      sai_figure p10 = net_figure(data, o, m, "p10"), p90 = net_figure(data, o, m, "p90");
      if (!p10.present || !p90.present) continue;
      found = true;
      if (isfinite(p10.value)) low[o] = fmin(low[o], p10.value);
      if (isfinite(p90.value)) high[o] = fmax(high[o], p90.value);
    }
  }
  return found;
}

/** One scale for all, unless a small offer would be flat beside a large one. @return true if each has its own
 */
static bool choose_scales(size_t n, double *low, double *high) {
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

/** The number of the month by which half of the runs have paid back for good; NAN if none. */
static double payback_month(const sai_chart_data *data, size_t offer) {
  const json_t *by_month = json_object_get(sai_chart_metric(data, offer, "payback"), "lasting_by_month");
  for (size_t m = 0; m < json_array_size(by_month) && m < data->n_months; m++)
    if (json_number_value(json_array_get(by_month, m)) >= 0.5) return (double)m + 1;
  return NAN;
}

static void put_paybacks(const sai_chart *chart) {
  const sai_chart_data *data = chart->data;
  double months[SAI_CHART_OFFERS];
  sai_chart_texts texts = {0};
  for (size_t o = 0; o < data->n_offers; o++) {
    months[o] = payback_month(data, o);
    sai_figure never = sai_chart_figure(sai_chart_metric(data, o, "payback"), "probability_never_lasting");
    sai_text when = {.whole = chart->out};
    if (isnan(months[o]))
      sai_text_add(&when, _("not within the period"));
    else
      sai_words_month(&when, (unsigned)months[o] - 1);
    sai_text_format(&texts.at[o], _("payback: %s"), sai_text_string(&when));
    sai_text_free(&when);
    if (never.present && !sai_chart_is_point(data)) {
      sai_text percent = {.whole = chart->out};
      sai_words_percent(&percent, &never);
      sai_text_format(&texts.at[o], _(", never in %s of runs"), sai_text_string(&percent));
      sai_text_free(&percent);
    }
  }
  sai_params_numbers(chart->out, "payback", months, data->n_offers);
  sai_chart_put_texts(chart, "payback_texts", &texts, data->n_offers);
}

/** The values at the end of each fan, and where their labels stand. */
static void put_ends(const sai_chart *chart, double divisor, const sai_axis *axes, double plot_height) {
  static const char *const keys[] = {"p10", "p50", "p90"};
  const sai_chart_data *data = chart->data;
  double at[3 * SAI_CHART_OFFERS];
  sai_chart_texts texts = {0};
  const char *words[] = {_("low"), _("middle"), _("high")};
  for (size_t o = 0; o < data->n_offers; o++) {
    for (size_t k = 0; k < 3; k++) {
      sai_figure figure = end_figure(data, o, keys[k]);
      at[3 * o + k] = figure.present && isfinite(figure.value) ? figure.value / divisor : NAN;
      if (!figure.present || (sai_chart_is_point(data) && k != 1)) continue;
      sai_text number = {.whole = chart->out};
      sai_chart_number(&number, &figure, divisor, "");
      if (sai_chart_is_point(data))
        sai_text_add(&texts.at[3 * o + k], sai_text_string(&number));
      else
        sai_text_format(&texts.at[3 * o + k], "%s %s", words[k], sai_text_string(&number));
      sai_text_free(&number);
    }
    if (at[3 * o] == at[3 * o + 2]) at[3 * o] = at[3 * o + 2] = NAN; /* no spread: the middle says it all */
    double gap = 16 / (plot_height - 60) * (axes[o].high - axes[o].low);
    sai_chart_spread(at + 3 * o, 3, gap, axes[o].low, axes[o].high);
  }
  sai_params_numbers(chart->out, "end_at", at, 3 * data->n_offers);
  sai_chart_put_texts(chart, "end_texts", &texts, 3 * data->n_offers);
}

/** Month labels: at most one every `apart` months, the first always. */
static void put_months(const sai_chart *chart, size_t apart) {
  const sai_chart_data *data = chart->data;
  const json_t *months = sai_chart_member(data->offers[0], "months");
  sai_text tics = {.whole = chart->out}, name = {.whole = chart->out};
  sai_text_add(&tics, "(");
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

static void put_axes(const sai_chart *chart, const sai_axis *axes) {
  double lows[SAI_CHART_OFFERS], highs[SAI_CHART_OFFERS];
  sai_chart_texts tics = {0}, blanks = {0};
  size_t n = chart->data->n_offers;
  for (size_t o = 0; o < n; o++) {
    lows[o] = axes[o].low;
    highs[o] = axes[o].high;
    sai_axis_tics(&tics.at[o], &axes[o], false);
    sai_axis_tics(&blanks.at[o], &axes[o], true);
  }
  sai_params_numbers(chart->out, "y_min", lows, n);
  sai_params_numbers(chart->out, "y_max", highs, n);
  sai_chart_put_texts(chart, "y_tics", &tics, n);
  sai_chart_put_texts(chart, "y_blank", &blanks, n);
}

static void put_legend(const sai_chart *chart, bool own) {
  sai_text legend = {.whole = chart->out};
  if (!sai_chart_is_point(chart->data))
    sai_text_add(&legend, _("Band: the 10-90% range of runs; line: middle. Payback: the month "
                            "from which half of the runs stay in profit."));
  json_int_t runs = json_integer_value(sai_chart_member(chart->data->root, "runs")),
             months_runs = json_integer_value(sai_chart_member(chart->data->root, "months_runs"));
  if (legend.length && 0 < months_runs && months_runs < runs) {
    sai_text first = {.whole = chart->out};
    sai_text_grouped(&first, (double)months_runs, 0);
    sai_text_format(&legend, _(" Band and line: the first %s runs; figures: all."), sai_text_string(&first));
    sai_text_free(&first);
  }
  if (own) sai_text_format(&legend, "%s%s", legend.length ? " " : "", _("Each offer has its own scale."));
  sai_params_string(chart->out, "legend", sai_text_string(&legend));
  sai_text_free(&legend);
}

bool sai_chart_build_net(sai_chart *chart) {
  const sai_chart_data *data = chart->data;
  double low[SAI_CHART_OFFERS], high[SAI_CHART_OFFERS], largest = 0;
  sai_axis axes[SAI_CHART_OFFERS];
  if (!find_ranges(data, low, high)) return false;
  for (size_t o = 0; o < data->n_offers; o++) largest = fmax(largest, fmax(-low[o], high[o]));
  bool own = choose_scales(data->n_offers, low, high);
  sai_scale scale = sai_chart_scale(chart, largest);
  panels p = panels_for(data->n_offers, own);
  size_t lines = sai_chart_names_wrapped(chart, p.across == 1 ? 100 : p.across == 2 ? 54 : 36);
  p.height += 18 * (double)(lines - 1);
  for (size_t o = 0; o < data->n_offers; o++)
    axes[o] = sai_axis_over(low[o] / scale.divisor, high[o] / scale.divisor, p.height > 300 ? 6 : 4, true);
  size_t labels = p.across == 1 ? 14 : p.across == 2 ? 5 : 3;
  put_axes(chart, axes);
  put_months(chart, (data->n_months + labels - 1) / labels);
  put_paybacks(chart);
  put_ends(chart, scale.divisor, axes, p.height - 18 * (double)lines);
  put_legend(chart, own);
  sai_params_number(chart->out, "divisor", scale.divisor);
  sai_params_count(chart->out, "across", p.across);
  sai_params_count(chart->out, "own", own);
  sai_params_count(chart->out, "months", data->n_months);
  sai_params_count(chart->out, "fan", !sai_chart_is_point(data));
  sai_params_number(chart->out, "head", HEAD);
  sai_params_number(chart->out, "panel", p.height);
  sai_params_count(chart->out, "name_lines", lines);
  chart->width = WIDTH;
  chart->height = HEAD + FOOT + (unsigned)(p.height * (double)p.down);
  chart->subtitle = _("Cumulative net (gross profit - cost) by month");
  return true;
}
