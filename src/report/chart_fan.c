/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters of the fans of cumulative net and of cumulative cash by month: one panel an offer. */
#include "base/intl.h"
#include "report/chart.h"
#include "report/params.h"

#include <math.h>

enum { WIDTH = 960, HEAD = 92, FOOT = 70 };

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

/** What a fan shows. */
typedef struct fan {
  const char *key;    /**< of a month */
  const char *metric; /**< what it comes to in the end; NULL: there is no such metric */
  size_t mean_column; /**< in months.csv; p10, p50 and p90 follow it */
} fan;

static const json_t *band_of(const sai_chart_data *data, const fan *f, size_t offer, size_t month) {
  const json_t *months = sai_chart_member(data->offers[offer], "months");
  return json_object_get(json_array_get(months, month), f->key);
}

/** The figure of a point calculation is its mean. */
static sai_figure month_figure(const sai_chart_data *data, const fan *f, size_t offer, size_t month,
                               const char *key) {
  return sai_chart_figure(band_of(data, f, offer, month), sai_chart_is_point(data) ? "mean" : key);
}

/** At the end of a fan stands the metric of all runs, as in the table; the months may rest on fewer. */
static sai_figure end_figure(const sai_chart_data *data, const fan *f, size_t offer, const char *key) {
  if (!f->metric) return month_figure(data, f, offer, data->n_months - 1, key);
  return sai_chart_figure(sai_chart_metric(data, offer, f->metric), sai_chart_is_point(data) ? "mean" : key);
}

/** What each offer's fan takes, with zero in it. @return true if there is one */
static bool find_ranges(const sai_chart_data *data, const fan *f, double *low, double *high) {
  bool found = false;
  for (size_t o = 0; o < data->n_offers; o++) {
    low[o] = high[o] = 0;
    for (size_t m = 0; m < data->n_months; m++) {
      sai_figure p10 = month_figure(data, f, o, m, "p10"), p90 = month_figure(data, f, o, m, "p90");
      if (!p10.present || !p90.present) continue;
      found = true;
      if (isfinite(p10.value)) low[o] = fmin(low[o], p10.value);
      if (isfinite(p90.value)) high[o] = fmax(high[o], p90.value);
    }
  }
  return found;
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
      sai_text_add(&when, _("not in time"));
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
  sai_params_numbers(chart->out, "mark", months, data->n_offers);
  sai_chart_put_texts(chart, "notes", &texts, data->n_offers);
}

/** How deep each offer goes, under its name; no month is marked, since it differs from run to run. */
static void put_needs(const sai_chart *chart, double divisor) {
  const sai_chart_data *data = chart->data;
  double months[SAI_CHART_OFFERS];
  sai_chart_texts texts = {0};
  for (size_t o = 0; o < data->n_offers; o++) {
    const json_t *need = sai_chart_metric(data, o, "deepest_cash_need");
    const sai_figure figures[] = {sai_chart_middle(need), sai_chart_figure(need, "p10"),
                                  sai_chart_figure(need, "p90")};
    sai_text range = {.whole = chart->out};
    sai_chart_interval(&range, figures, divisor);
    sai_text_format(&texts.at[o], _("deepest need: %s"), sai_text_string(&range));
    sai_text_free(&range);
    months[o] = NAN;
  }
  sai_params_numbers(chart->out, "mark", months, data->n_offers);
  sai_chart_put_texts(chart, "notes", &texts, data->n_offers);
}

/** The values at the end of each fan, and where their labels stand. */
static void put_ends(const sai_chart *chart, const fan *f, double divisor, const sai_axis *axes,
                     double plot_height) {
  static const char *const keys[] = {"p10", "p50", "p90"};
  const sai_chart_data *data = chart->data;
  double at[3 * SAI_CHART_OFFERS];
  sai_chart_texts texts = {0};
  const char *words[] = {_("low"), _("middle"), _("high")};
  sai_figure figures[3 * SAI_CHART_OFFERS];
  sai_text numbers[3 * SAI_CHART_OFFERS];
  for (size_t i = 0; i < 3 * data->n_offers; i++) {
    figures[i] = end_figure(data, f, i / 3, keys[i % 3]);
    numbers[i] = (sai_text){.whole = chart->out};
  }
  sai_chart_numbers(numbers, figures, 3 * data->n_offers, divisor, ""); /* as many digits in all of them */
  for (size_t o = 0; o < data->n_offers; o++) {
    for (size_t i = 3 * o; i < 3 * o + 3; i++) {
      at[i] = figures[i].present && isfinite(figures[i].value) ? figures[i].value / divisor : NAN;
      if (figures[i].present && !sai_chart_is_point(data))
        sai_text_format(&texts.at[i], "%s %s", words[i % 3], sai_text_string(&numbers[i]));
      else if (figures[i].present && i % 3 == 1)
        sai_text_add(&texts.at[i], sai_text_string(&numbers[i]));
      sai_text_free(&numbers[i]);
    }
    if (at[3 * o] == at[3 * o + 2]) at[3 * o] = at[3 * o + 2] = NAN; /* no spread: the middle says it all */
    double gap = 16 / (plot_height - 60) * (axes[o].high - axes[o].low);
    sai_chart_spread(at + 3 * o, (double[]){gap, gap, gap}, 3, axes[o].low - gap / 2, axes[o].high + gap / 2);
  }
  sai_params_numbers(chart->out, "end_at", at, 3 * data->n_offers);
  sai_chart_put_texts(chart, "end_texts", &texts, 3 * data->n_offers);
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

/** @param words  what band, line and note are
 *  @param fewer  what rests on fewer runs than the rest, with %s for their number */
static void put_legend(const sai_chart *chart, const char *words, const char *fewer, bool own) {
  sai_text legend = {.whole = chart->out};
  if (!sai_chart_is_point(chart->data)) sai_text_add(&legend, words);
  sai_chart_put_first_runs(chart, fewer, &legend);
  if (own) sai_text_format(&legend, "%s%s", legend.length ? " " : "", _("Each offer has its own scale."));
  sai_params_string(chart->out, "legend", sai_text_string(&legend));
  sai_text_free(&legend);
}

/** What both have in common. @return false if no offer has a fan */
static bool build_fans(sai_chart *chart, const fan *f, sai_scale *scale, bool *own) {
  const sai_chart_data *data = chart->data;
  double low[SAI_CHART_OFFERS], high[SAI_CHART_OFFERS], largest = 0;
  sai_axis axes[SAI_CHART_OFFERS];
  if (!find_ranges(data, f, low, high)) return false;
  for (size_t o = 0; o < data->n_offers; o++) largest = fmax(largest, fmax(-low[o], high[o]));
  *own = sai_chart_choose_scales(data->n_offers, low, high);
  *scale = sai_chart_scale(chart, largest);
  panels p = panels_for(data->n_offers, *own);
  size_t lines = sai_chart_names_wrapped(chart, p.across == 1 ? 100 : p.across == 2 ? 54 : 36);
  p.height += 18 * (double)(lines - 1);
  for (size_t o = 0; o < data->n_offers; o++)
    axes[o] = sai_axis_over(low[o] / scale->divisor, high[o] / scale->divisor, p.height > 300 ? 6 : 4, true);
  size_t labels = p.across == 1 ? 14 : p.across == 2 ? 5 : 3;
  put_axes(chart, axes);
  sai_chart_put_months(chart, (data->n_months + labels - 1) / labels);
  put_ends(chart, f, scale->divisor, axes, p.height - 18 * (double)lines);
  sai_params_number(chart->out, "divisor", scale->divisor);
  sai_params_count(chart->out, "mean_column", f->mean_column);
  sai_params_count(chart->out, "across", p.across);
  sai_params_count(chart->out, "own", *own);
  sai_params_count(chart->out, "months", data->n_months);
  sai_params_count(chart->out, "fan", !sai_chart_is_point(data));
  sai_params_number(chart->out, "head", HEAD);
  sai_params_number(chart->out, "panel", p.height);
  sai_params_count(chart->out, "name_lines", lines);
  chart->width = WIDTH;
  chart->height = HEAD + FOOT + (unsigned)(p.height * (double)p.down);
  return true;
}

bool sai_chart_build_net(sai_chart *chart) {
  sai_scale scale;
  bool own;
  if (!build_fans(chart, &(fan){"cumulative_net", "net", 12}, &scale, &own)) return false;
  put_paybacks(chart);
  put_legend(chart,
             _("Band: the 10-90% range of runs; line: middle. Payback (dashed): the "
               "month from which half of the runs stay in profit."),
             _(" Band and line: the first %s runs; figures: all."), own);
  chart->subtitle = _("Cumulative net (gross profit - cost) by month");
  return true;
}

bool sai_chart_build_cash(sai_chart *chart) {
  sai_scale scale;
  bool own;
  if (!build_fans(chart, &(fan){"cumulative_cash", NULL, 16}, &scale, &own)) return false;
  put_needs(chart, scale.divisor);
  put_legend(
      chart,
      _("Band: the 10-90% range of runs; line: middle. Deepest need: how far below 0 a run goes, middle "
        "and 10-90%."),
      _(" Months: the first %s runs."), own);
  chart->with_tax = true;
  chart->subtitle = _("Cumulative cash (received - paid with tax) by month");
  return true;
}
