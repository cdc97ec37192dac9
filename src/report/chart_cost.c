/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters of the cost of each offer against the number of units of a stage. */
#include "base/intl.h"
#include "report/chart.h"
#include "report/params.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 960, HEIGHT = 600, PLOT_HEIGHT = 400, CROSSINGS = 12 };

/** The ends of the curves, and the points where the offers are expected to be. */
typedef struct ends {
  double units, cost; /**< largest of all */
  double end[SAI_CHART_OFFERS], expected_units[SAI_CHART_OFFERS], expected_cost[SAI_CHART_OFFERS];
} ends;

static size_t offer_of(const sai_chart_data *data, const sai_chart_row *row) {
  bool usable =
      row->at[0] >= 1 && row->at[0] <= (double)data->n_offers && isfinite(row->at[1]) && isfinite(row->at[2]);
  return usable ? (size_t)row->at[0] - 1 : SAI_CHART_OFFERS;
}

static ends ends_of(const sai_chart_data *data) {
  ends e = {0};
  for (size_t o = 0; o < SAI_CHART_OFFERS; o++) e.end[o] = e.expected_units[o] = e.expected_cost[o] = NAN;
  for (size_t i = 0; i < data->curve.n; i++) {
    const sai_chart_row *row = &data->curve.rows[i], *before = i ? row - 1 : NULL;
    size_t o = offer_of(data, row);
    if (o == SAI_CHART_OFFERS) continue;
    e.units = fmax(e.units, row->at[1]);
    e.cost = fmax(e.cost, row->at[2]);
    e.end[o] = row->at[2];
    double x = row->at[3];
    if (!before || offer_of(data, before) != o || !(x >= before->at[1] && x <= row->at[1])) continue;
    double width = row->at[1] - before->at[1];
    e.expected_units[o] = x;
    e.expected_cost[o] =
        width > 0 ? before->at[2] + (row->at[2] - before->at[2]) * (x - before->at[1]) / width : row->at[2];
  }
  return e;
}

/** The label of the stage that the costs are drawn against. */
static const char *stage_of(const sai_chart_data *data) {
  const char *stage = json_string_value(json_object_get(sai_chart_member(data->root, "cost_curve"), "stage"));
  if (stage) return stage;
  const json_t *crossing = json_array_get(sai_chart_member(data->root, "crossings"), 0);
  stage = json_string_value(json_object_get(crossing, "stage"));
  return stage ? stage : _("units");
}

static void put_crossings(const sai_chart *chart, const ends *e, const sai_scale *scale) {
  const json_t *crossings = sai_chart_member(chart->data->root, "crossings");
  double x[CROSSINGS], y[CROSSINGS];
  sai_chart_texts texts = {0};
  size_t n = 0;
  for (size_t i = 0; i < json_array_size(crossings); i++) {
    const json_t *units = json_object_get(json_array_get(crossings, i), "units");
    const json_t *cost = json_object_get(json_array_get(crossings, i), "cost");
    for (size_t k = 0; k < json_array_size(units) && n < CROSSINGS; k++) {
      double at = json_number_value(json_array_get(units, k)),
             money = json_number_value(json_array_get(cost, k));
      if (!(at >= 0 && at <= e->units)) continue;
      sai_text count = {0}, amount = {0};
      sai_chart_number(&count, &(sai_figure){.present = true, .value = at, .low = at, .high = at}, 1, "");
      sai_chart_number(&amount, &(sai_figure){.present = true, .value = money, .low = money, .high = money},
                       scale->divisor, "");
      sai_text_format(&texts.at[n], _("%s: %s %s"), sai_text_string(&count), sai_text_string(&amount),
                      scale->name);
      sai_text_free(&count);
      sai_text_free(&amount);
      x[n] = at;
      y[n++] = money / scale->divisor;
    }
  }
  sai_params_count(chart->out, "n_crossings", n);
  sai_params_numbers(chart->out, "crossing_x", x, n);
  sai_params_numbers(chart->out, "crossing_y", y, n);
  sai_chart_put_texts(chart, "crossing_texts", &texts, n);
}

bool sai_chart_build_cost(sai_chart *chart) {
  const sai_chart_data *data = chart->data;
  ends e = ends_of(data);
  if (!(e.units > 0)) return false;
  sai_scale scale = sai_chart_scale(chart, e.cost);
  sai_axis x = sai_axis_over(0, e.units, 8, false),
           y = sai_axis_over(0, e.cost / scale.divisor * 1.03, 7, true);
  double label_at[SAI_CHART_OFFERS];
  for (size_t o = 0; o < data->n_offers; o++) {
    e.expected_cost[o] /= scale.divisor;
    label_at[o] = e.end[o] / scale.divisor;
  }
  double gap = 17.0 / PLOT_HEIGHT * (y.high - y.low);
  sai_chart_spread(label_at, data->n_offers, gap, y.low + gap / 2, y.high);
  sai_params_axis(chart->out, "x", &x);
  sai_params_axis(chart->out, "y", &y);
  sai_params_numbers(chart->out, "label_at", label_at, data->n_offers);
  for (size_t o = 0; o < data->n_offers; o++) e.end[o] /= scale.divisor;
  sai_params_numbers(chart->out, "end_at", e.end, data->n_offers);
  sai_params_numbers(chart->out, "expected_x", e.expected_units, data->n_offers);
  sai_params_numbers(chart->out, "expected_y", e.expected_cost, data->n_offers);
  put_crossings(chart, &e, &scale);
  sai_params_number(chart->out, "divisor", scale.divisor);
  sai_text label = {0}, stage = {0};
  sai_chart_cut(&stage, stage_of(data), 40);
  sai_text_format(&label, _("%s within the period"), sai_text_string(&stage));
  sai_params_string(chart->out, "x_label", sai_text_string(&label));
  sai_text_free(&label);
  sai_text_free(&stage);
  sai_params_string(chart->out, "legend",
                    _("Point calculation. Filled dot: expected number; ring: equal cost."));
  sai_chart_names(chart, "names", 30);
  chart->width = WIDTH;
  chart->height = HEIGHT;
  chart->subtitle = _("Total cost by number of units");
  return true;
}
