/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters of the box plots: the axes, and what is said in words. The boxes are drawn from quantiles.csv.
 */
#include "base/intl.h"
#include "report/chart.h"
#include "report/params.h"

#include <math.h>

enum { WIDTH = 960, WIDE = 1212, HEAD = 92, PANEL_HEAD = 34, FOOT = 96, PANELS = 4 };

/* An axis that ends here in units of the longest box: one long whisker must not squeeze all boxes. */
#define LONGEST_WHISKER 4.0

typedef struct panel {
  const char *metric, *label;
  bool money;
  double divisor;
  double low, high; /**< of the axis, in currency units or counts */
} panel;

static sai_figure figure_of(const sai_chart_data *data, const panel *p, size_t offer, const char *key) {
  return sai_chart_figure(sai_chart_metric(data, offer, p->metric), key);
}

static sai_figure centre_of(const sai_chart_data *data, const panel *p, size_t offer) {
  sai_figure mean = figure_of(data, p, offer, "mean");
  return mean.present ? mean : figure_of(data, p, offer, "pooled");
}

static bool is_finite(const sai_figure *figure) {
  return figure->present && isfinite(figure->value);
}

/** The range that the figures of a key take. */
static void widen(const sai_figure *figure, double *low, double *high) {
  if (!is_finite(figure)) return;
  *low = fmin(*low, figure->value);
  *high = fmax(*high, figure->value);
}

/** Everything from p5 to p95 is in the picture but whiskers that are much longer than the boxes.
 *  @return false if no offer has quantiles */
static bool find_range(const sai_chart_data *data, panel *p) {
  static const char *const keys[] = {"p5", "p25", "p50", "p75"};
  double low = INFINITY, high = -INFINITY, end = -INFINITY;
  bool found = false;
  for (size_t o = 0; o < data->n_offers; o++) {
    sai_figure last = figure_of(data, p, o, "p95"), centre = centre_of(data, p, o);
    found |= figure_of(data, p, o, "p50").present;
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
      sai_figure figure = figure_of(data, p, o, keys[k]);
      widen(&figure, &low, &high);
    }
    widen(&centre, &low, &high);
    if (is_finite(&last)) end = fmax(end, last.value);
  }
  if (high > 0) end = fmin(end, LONGEST_WHISKER * high);
  p->low = isfinite(low) ? low : 0;
  p->high = isfinite(high) ? fmax(high, end) : 1;
  if (p->low >= 0 && p->low < 0.5 * p->high) p->low = 0;
  return found;
}

/** `955 (864 to 1,061)`: middle, p5 and p95. */
static void middle_text(const sai_chart_data *data, const panel *p, size_t offer, sai_text *out) {
  const sai_figure figures[] = {figure_of(data, p, offer, "p50"), figure_of(data, p, offer, "p5"),
                                figure_of(data, p, offer, "p95")};
  sai_chart_interval(out, figures, p->divisor);
}

/** Where a whisker leaves the picture: how many runs have no order, or where it ends. */
static void tail_text(const sai_chart_data *data, const panel *p, size_t offer, sai_text *out) {
  sai_figure last = figure_of(data, p, offer, "p95"),
             never = figure_of(data, p, offer, "probability_no_order");
  sai_text text = {.whole = out};
  if (!last.present || last.value <= p->high) return;
  if (isfinite(last.value)) {
    sai_chart_number(&text, &last, p->divisor, "");
    sai_text_format(out, _("up to %s →"), sai_text_string(&text));
  } else if (never.present) {
    sai_words_percent(&text, &never);
    sai_text_format(out, _("no order in %s →"), sai_text_string(&text));
  }
  sai_text_free(&text);
}

/** @return true if a whisker leaves the picture */
static bool put_texts(const sai_chart *chart, const panel *panels, size_t n) {
  const sai_chart_data *data = chart->data;
  sai_chart_texts middles = {0}, tails = {0};
  bool leaves = false;
  for (size_t j = 0; j < n; j++)
    for (size_t o = 0; o < data->n_offers; o++) {
      size_t k = j * data->n_offers + o;
      middle_text(data, &panels[j], o, &middles.at[k]);
      tail_text(data, &panels[j], o, &tails.at[k]);
      leaves |= tails.at[k].length > 0;
    }
  sai_chart_put_texts(chart, "texts", &middles, n * data->n_offers);
  sai_chart_put_texts(chart, "tails", &tails, n * data->n_offers);
  return leaves;
}

static void put_panels(const sai_chart *chart, panel *panels, size_t n) {
  double lows[PANELS], highs[PANELS], divisors[PANELS];
  const char *metrics[PANELS];
  sai_chart_texts tics = {0}, headings = {0};
  for (size_t j = 0; j < n; j++) {
    panel *p = &panels[j];
    sai_scale scale = sai_words_scale(chart->data->currency, chart->data->currency_decimals, chart->unit,
                                      fmax(-p->low, p->high));
    p->divisor = p->money ? scale.divisor : 1;
    double margin = 0.04 * (p->high - p->low);
    sai_axis axis = sai_axis_over(p->low == 0 ? 0 : (p->low - margin) / p->divisor,
                                  (p->high + margin) / p->divisor, 3, false);
    p->high = axis.high * p->divisor;
    lows[j] = axis.low;
    highs[j] = axis.high;
    divisors[j] = p->divisor;
    metrics[j] = p->metric;
    sai_axis_tics(&tics.at[j], &axis, false);
    if (p->money)
      sai_text_format(&headings.at[j], _("%s (%s)"), p->label, scale.name);
    else
      sai_text_add(&headings.at[j], p->label);
  }
  sai_params_count(chart->out, "panels", n);
  sai_params_numbers(chart->out, "lows", lows, n);
  sai_params_numbers(chart->out, "highs", highs, n);
  sai_params_numbers(chart->out, "divisors", divisors, n);
  sai_params_strings(chart->out, "metrics", metrics, n);
  sai_chart_put_texts(chart, "tics", &tics, n);
  sai_chart_put_texts(chart, "headings", &headings, n);
}

bool sai_chart_build_boxes(sai_chart *chart) {
  const panel known[PANELS] = {
      {"cost", _("total cost"), true, 1, 0, 0},
      {"orders", _("orders"), false, 1, 0, 0},
      {"cpa", _("CPA, cost per order"), true, 1, 0, 0},
      {"net", _("net"), true, 1, 0, 0},
  };
  panel panels[PANELS];
  size_t n = 0;
  for (size_t j = 0; j < PANELS; j++) {
    panels[n] = known[j];
    if (find_range(chart->data, &panels[n])) n++;
  }
  if (n == 0) return false;
  put_panels(chart, panels, n);
  bool leaves = put_texts(chart, panels, n);
  size_t row = leaves ? 66 : 52;
  sai_params_number(chart->out, "head", HEAD + PANEL_HEAD);
  sai_params_number(chart->out, "row", (double)row);
  sai_params_string(
      chart->out, "legend",
      _("Box: the 25-75% range of runs; line: middle; whiskers: 5-95%; diamond: mean, of CPA total cost / "
        "total orders."));
  sai_chart_names_wrapped(chart, 34);
  chart->width = n > 3 ? WIDE : WIDTH;
  chart->height = (unsigned)(HEAD + PANEL_HEAD + FOOT + row * chart->data->n_offers);
  chart->subtitle = _("The spread of each offer");
  return true;
}
