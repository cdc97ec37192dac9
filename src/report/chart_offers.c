/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters of the offers side by side: cost, orders and CPA as intervals, one panel each. */
#include "base/intl.h"
#include "report/chart.h"
#include "report/params.h"

#include <math.h>

enum { WIDTH = 960, HEAD = 92, FOOT = 96, PANEL_HEAD = 34, PANELS = 3 };

typedef struct panel {
  const char *metric, *target;
  const char *label, *target_label;
  bool money;
  double divisor, largest;
} panel;

static sai_figure figure_of(const sai_chart_data *data, const panel *p, size_t offer, const char *key) {
  const json_t *metric = sai_chart_metric(data, offer, p->metric);
  return sai_chart_is_point(data) ? sai_chart_middle(metric) : sai_chart_figure(metric, key);
}

static double largest_of(const sai_chart_data *data, const panel *p) {
  static const char *const keys[] = {"p90", "p50", "p10"};
  double largest = 0;
  for (size_t o = 0; o < data->n_offers; o++)
    for (size_t k = 0; k < 3; k++) {
      sai_figure figure = figure_of(data, p, o, keys[k]);
      if (figure.present && isfinite(figure.value)) largest = fmax(largest, fabs(figure.value));
    }
  sai_figure target = sai_chart_target(data, p->target);
  if (target.present && isfinite(target.value) && target.value < 2 * largest)
    largest = fmax(largest, target.value);
  return largest;
}

/** `955 (872-1,051)`: the middle, and what lies between low and high. */
static void interval_text(const sai_chart_data *data, const panel *p, size_t offer, sai_text *out) {
  const sai_figure figures[] = {figure_of(data, p, offer, "p50"), figure_of(data, p, offer, "p10"),
                                figure_of(data, p, offer, "p90")};
  sai_chart_interval(out, figures, p->divisor);
}

/** True if a bar goes on to no order, so that it ends with an arrow. */
static bool any_arrow(const sai_chart_data *data, const panel *panels) {
  for (size_t j = 0; j < PANELS; j++)
    for (size_t o = 0; o < data->n_offers; o++) {
      sai_figure low = figure_of(data, &panels[j], o, "p10"), high = figure_of(data, &panels[j], o, "p90");
      if (low.present && high.present && isfinite(low.value) && isinf(high.value)) return true;
    }
  return false;
}

static void put_legend(const sai_chart *chart, const panel *panels) {
  sai_text legend = {.whole = chart->out};
  bool target = false;
  for (size_t j = 0; j < PANELS; j++) target |= sai_chart_target(chart->data, panels[j].target).present;
  if (!sai_chart_is_point(chart->data)) {
    sai_text_add(&legend, _("Bar: the 10-90% range of runs; tick: middle."));
    if (target) sai_text_add(&legend, _(" Dashed: budget or target."));
    if (any_arrow(chart->data, panels)) sai_text_add(&legend, _(" Arrow: up to no order."));
  }
  sai_params_string(chart->out, "legend", sai_text_string(&legend));
  sai_text_free(&legend);
}

static void put_values(const sai_chart *chart, const panel *panels, const char *name, const char *key) {
  double values[PANELS * SAI_CHART_OFFERS];
  const sai_chart_data *data = chart->data;
  for (size_t j = 0; j < PANELS; j++)
    for (size_t o = 0; o < data->n_offers; o++) {
      sai_figure figure = figure_of(data, &panels[j], o, key);
      /* beyond every axis: the script cuts the bar there and draws an arrow */
      values[j * data->n_offers + o] = !figure.present       ? NAN
                                       : isinf(figure.value) ? 1e300
                                                             : figure.value / panels[j].divisor;
    }
  sai_params_numbers(chart->out, name, values, PANELS * data->n_offers);
}

static void put_texts(const sai_chart *chart, const panel *panels) {
  const sai_chart_data *data = chart->data;
  sai_chart_texts texts = {0};
  for (size_t j = 0; j < PANELS; j++)
    for (size_t o = 0; o < data->n_offers; o++)
      interval_text(data, &panels[j], o, &texts.at[j * data->n_offers + o]);
  sai_chart_put_texts(chart, "texts", &texts, PANELS * data->n_offers);
}

static void put_targets(const sai_chart *chart, const panel *panels, const double *highs) {
  double at[PANELS];
  sai_chart_texts texts = {0};
  for (size_t j = 0; j < PANELS; j++) {
    sai_figure target = sai_chart_target(chart->data, panels[j].target);
    at[j] = target.present && target.value / panels[j].divisor <= highs[j] ? target.value / panels[j].divisor
                                                                           : NAN;
    if (!target.present) continue;
    sai_text number = {.whole = chart->out};
    sai_chart_number(&number, &target, panels[j].divisor, "");
    sai_text_format(&texts.at[j], "%s %s", panels[j].target_label, sai_text_string(&number));
    if (isnan(at[j])) sai_text_add(&texts.at[j], " →");
    sai_text_free(&number);
  }
  sai_params_numbers(chart->out, "targets", at, PANELS);
  sai_chart_put_texts(chart, "target_texts", &texts, PANELS);
}

static void put_axes(const sai_chart *chart, const panel *panels, double *highs) {
  sai_chart_texts tics = {0};
  for (size_t j = 0; j < PANELS; j++) {
    sai_axis axis = sai_axis_over(0, panels[j].largest / panels[j].divisor * 1.08, 3, false);
    highs[j] = axis.high;
    sai_axis_tics(&tics.at[j], &axis, false);
  }
  sai_params_numbers(chart->out, "highs", highs, PANELS);
  sai_chart_put_texts(chart, "tics", &tics, PANELS);
}

static void put_headings(const sai_chart *chart, panel *panels) {
  sai_chart_texts headings = {0};
  for (size_t j = 0; j < PANELS; j++) {
    sai_scale scale = sai_words_scale(chart->data->currency, chart->data->currency_decimals, chart->unit,
                                      panels[j].largest);
    panels[j].divisor = panels[j].money ? scale.divisor : 1;
    if (panels[j].money)
      sai_text_format(&headings.at[j], _("%s (%s)"), panels[j].label, scale.name);
    else
      sai_text_add(&headings.at[j], panels[j].label);
  }
  sai_chart_put_texts(chart, "headings", &headings, PANELS);
}

bool sai_chart_build_offers(sai_chart *chart) {
  const sai_chart_data *data = chart->data;
  panel panels[PANELS] = {
      {"cost", "budget", _("total cost"), _("budget"), true, 1, 0},
      {"orders", "orders", _("orders"), _("target"), false, 1, 0},
      {"cpa", "cpa", _("CPA, cost per order"), _("target"), true, 1, 0},
  };
  double highs[PANELS];
  for (size_t j = 0; j < PANELS; j++) panels[j].largest = largest_of(data, &panels[j]);
  put_headings(chart, panels);
  put_axes(chart, panels, highs);
  put_values(chart, panels, "low", "p10");
  put_values(chart, panels, "middle", "p50");
  put_values(chart, panels, "high", "p90");
  put_texts(chart, panels);
  put_targets(chart, panels, highs);
  size_t row = data->n_offers <= 3 ? 78 : data->n_offers <= 8 ? 58 : 46;
  sai_params_number(chart->out, "head", HEAD + PANEL_HEAD);
  sai_params_number(chart->out, "row", (double)row);
  put_legend(chart, panels);
  sai_chart_names_wrapped(chart, 34);
  chart->width = WIDTH;
  chart->height = (unsigned)(HEAD + PANEL_HEAD + FOOT + row * data->n_offers);
  chart->subtitle = _("The offers side by side");
  return true;
}
