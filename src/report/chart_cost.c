/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters of the cost of each offer against the number of units of a stage. */
#include "base/intl.h"
#include "report/chart.h"
#include "report/params.h"
#include "result/stage_words.h"

#include <math.h>
#include <string.h>

enum {
  WIDTH = 960,
  HEAD = 96,
  FOOT = 128,
  PLOT_HEIGHT = 400,
  CROSSINGS = 12,
  NAME_COLUMNS = 20,
  FEW_OFFERS = 4
};

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

static double member_at(const json_t *crossing, const char *key, size_t i) {
  const json_t *value = json_array_get(json_object_get(crossing, key), i);
  return json_is_number(value) ? json_number_value(value) : NAN;
}

/** `1  240: 720万円  A社 = B社`: the number stands beside the ring. */
static void crossing_text(const json_t *crossing, size_t number, double units, double cost,
                          const sai_scale *scale, sai_text *out) {
  static const char *const sides[] = {"a", "b"};
  sai_text count = {.whole = out}, amount = {.whole = out}, names[2] = {{.whole = out}, {.whole = out}};
  sai_chart_number(&count, &(sai_figure){true, units, NAN, units, units}, 1, "");
  sai_chart_number(&amount, &(sai_figure){true, cost, NAN, cost, cost}, scale->divisor, "");
  for (size_t i = 0; i < 2; i++) {
    const char *name = json_string_value(json_object_get(crossing, sides[i]));
    sai_chart_cut(&names[i], name ? name : "", NAME_COLUMNS);
  }
  if (number) sai_text_format(out, "%zu  ", number);
  /* TRANSLATORS: a number of units, a cost with its unit, and two offers that cost the same there */
  sai_text_format(out, _("%s: %s %s  %s = %s"), sai_text_string(&count), sai_text_string(&amount),
                  scale->name, sai_text_string(&names[0]), sai_text_string(&names[1]));
  sai_text_free(&count);
  sai_text_free(&amount);
  sai_text_free(&names[0]);
  sai_text_free(&names[1]);
}

/** True if a third offer costs less at a crossing: then it does not change which offer is the cheapest. */
static bool is_undercut(const sai_chart_data *data, double units, double cost) {
  for (size_t i = 1; i < data->curve.n; i++) {
    const sai_chart_row *row = &data->curve.rows[i], *before = row - 1;
    size_t o = offer_of(data, row);
    if (o == SAI_CHART_OFFERS || offer_of(data, before) != o) continue;
    double width = row->at[1] - before->at[1];
    if (!(width > 0) || units < before->at[1] || units > row->at[1]) continue;
    double at = before->at[2] + (row->at[2] - before->at[2]) * (units - before->at[1]) / width;
    if (at < cost * (1 - 1e-6)) return true;
  }
  return false;
}

/** True if the point i is one of those before it: equal offers cross others at equal points. */
static bool is_told(const double *x, const double *y, size_t i) {
  for (size_t k = 0; k < i; k++)
    if (fabs(x[k] - x[i]) <= 1e-6 * fabs(x[i]) && fabs(y[k] - y[i]) <= 1e-6 * fabs(y[i])) return true;
  return false;
}

/** Of many offers only the crossings at which the cheapest changes are told, each point once. @return their
 * number */
static size_t put_crossings(const sai_chart *chart, const ends *e, const sai_scale *scale) {
  const json_t *crossings = sai_chart_member(chart->data->root, "crossings"), *found[CROSSINGS];
  double x[CROSSINGS], y[CROSSINGS];
  sai_chart_texts texts = {0};
  size_t n = 0;
  for (size_t i = 0; i < json_array_size(crossings); i++) {
    const json_t *crossing = json_array_get(crossings, i);
    const char *stage = json_string_value(json_object_get(crossing, "stage"));
    /* A crossing by another stage has no place on this axis. */
    if (stage && strcmp(stage, stage_of(chart->data)) != 0) continue;
    for (size_t k = 0; k < json_array_size(json_object_get(crossing, "units")) && n < CROSSINGS; k++) {
      x[n] = member_at(crossing, "units", k);
      y[n] = member_at(crossing, "cost", k);
      found[n] = crossing;
      bool matters =
          chart->data->n_offers <= FEW_OFFERS || (!is_undercut(chart->data, x[n], y[n]) && !is_told(x, y, n));
      if (x[n] >= 0 && x[n] <= e->units && isfinite(y[n]) && matters) n++;
    }
  }
  for (size_t i = 0; i < n; i++) {
    crossing_text(found[i], n > 1 ? i + 1 : 0, x[i], y[i], scale, &texts.at[i]);
    y[i] /= scale->divisor;
  }
  sai_params_count(chart->out, "n_crossings", n);
  sai_params_numbers(chart->out, "crossing_x", x, n);
  sai_params_numbers(chart->out, "crossing_y", y, n);
  sai_chart_put_texts(chart, "crossing_texts", &texts, n);
  return n;
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
  size_t crossings = put_crossings(chart, &e, &scale);
  sai_params_number(chart->out, "divisor", scale.divisor);
  sai_text label = {.whole = chart->out}, stage = {.whole = chart->out};
  const char *name = stage_of(data);
  sai_chart_cut(&stage, sai_stage_noun(name, name), 40);
  /* TRANSLATORS: the axis of a chart: a stage whose units are counted */
  sai_text_format(&label, _("Number within the period: %s"), sai_text_string(&stage));
  sai_params_string(chart->out, "x_label", sai_text_string(&label));
  sai_text_free(&label);
  sai_text_free(&stage);
  sai_params_string(chart->out, "legend",
                    crossings == 0 ? _("Point calculation. Filled dot: expected number.")
                    : data->n_offers <= FEW_OFFERS
                        ? _("Point calculation. Filled dot: expected number; ring: equal cost.")
                        : _("Point calculation. Filled dot: expected number; ring: another offer becomes the "
                            "cheapest."));
  sai_chart_names(chart, "names", 30);
  chart->width = WIDTH;
  sai_params_number(chart->out, "head", HEAD);
  sai_params_number(chart->out, "plot_height", PLOT_HEIGHT);
  chart->height = HEAD + PLOT_HEIGHT + FOOT + 18 * (unsigned)((crossings + 1) / 2);
  chart->subtitle = _("Total cost by number of units");
  return true;
}
