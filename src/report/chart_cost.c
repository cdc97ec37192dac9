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
  LINE = 16,
  LABEL_GAP = 4,
  LABEL_COLUMNS = 34,
  CROSSINGS = 12,
  CROSSING_COLUMNS = 70, /**< of a text with room for another beside it */
  NAME_COLUMNS = 60,
  FEW_OFFERS = 4
};

/** The ends of the curves, and the points where the offers are expected to be. */
typedef struct ends {
  double units, cost; /**< largest of all */
  double end[SAI_CHART_OFFERS], expected_units[SAI_CHART_OFFERS], expected_cost[SAI_CHART_OFFERS];
  double end_units[SAI_CHART_OFFERS];
  double most_units[SAI_CHART_OFFERS]; /**< where a curve ends because no more can be delivered; else NAN */
  double likely_from[SAI_CHART_OFFERS], likely_to[SAI_CHART_OFFERS]; /**< nearly all runs lie between */
} ends;

static size_t offer_of(const sai_chart_data *data, const sai_chart_row *row) {
  bool usable =
      row->at[0] >= 1 && row->at[0] <= (double)data->n_offers && isfinite(row->at[1]) && isfinite(row->at[2]);
  return usable ? (size_t)row->at[0] - 1 : SAI_CHART_OFFERS;
}

/** The label of the stage that the costs are drawn against. */
static const char *stage_of(const sai_chart_data *data) {
  const char *stage = json_string_value(json_object_get(sai_chart_member(data->root, "cost_curve"), "stage"));
  if (stage) return stage;
  const json_t *crossing = json_array_get(sai_chart_member(data->root, "crossings"), 0);
  stage = json_string_value(json_object_get(crossing, "stage"));
  return stage ? stage : _("units");
}

/** How many units of the stage an offer has; NULL if the result does not say. */
static const json_t *units_of(const sai_chart_data *data, size_t offer) {
  const char *stage = stage_of(data), *name;
  json_t *at;
  json_object_foreach((json_t *)sai_chart_member(data->offers[offer], "stages"), name, at) {
    const char *label = json_string_value(json_object_get(at, "label"));
    if (strcmp(label ? label : name, stage) == 0) return at;
  }
  return NULL;
}

/** The ranges are wider than those of the figures as the table's are that says what is out of reach. */
static ends no_ends(const sai_chart_data *data) {
  ends e = {0};
  const json_t *most = sai_chart_member(data->root, "cost_curve.most_units");
  for (size_t o = 0; o < SAI_CHART_OFFERS; o++) {
    e.end[o] = e.expected_units[o] = e.expected_cost[o] = e.end_units[o] = NAN;
    const json_t *units = json_array_get(most, o);
    e.most_units[o] = json_is_number(units) ? json_number_value(units) : NAN;
    const json_t *band = o < data->n_offers ? units_of(data, o) : NULL;
    sai_figure low = sai_chart_figure(band, "p10"), middle = sai_chart_figure(band, "p50"),
               high = sai_chart_figure(band, "p90");
    e.likely_from[o] = low.present && middle.present ? 2 * low.value - middle.value : NAN;
    e.likely_to[o] = high.present && middle.present ? 2 * high.value - middle.value : NAN;
  }
  return e;
}

static ends ends_of(const sai_chart_data *data) {
  ends e = no_ends(data);
  for (size_t i = 0; i < data->curve.n; i++) {
    const sai_chart_row *row = &data->curve.rows[i], *before = i ? row - 1 : NULL;
    size_t o = offer_of(data, row);
    if (o == SAI_CHART_OFFERS) continue;
    e.units = fmax(e.units, row->at[1]);
    e.cost = fmax(e.cost, row->at[2]);
    e.end[o] = row->at[2];
    e.end_units[o] = row->at[1];
    double x = row->at[3];
    if (!before || offer_of(data, before) != o || !(x >= before->at[1] && x <= row->at[1])) continue;
    double width = row->at[1] - before->at[1];
    e.expected_units[o] = x;
    e.expected_cost[o] =
        width > 0 ? before->at[2] + (row->at[2] - before->at[2]) * (x - before->at[1]) / width : row->at[2];
  }
  return e;
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
 * number
 *  @param rows  how many rows their texts take */
static size_t put_crossings(const sai_chart *chart, const ends *e, const sai_scale *scale, size_t *rows) {
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
  bool wide = false;
  for (size_t i = 0; i < n; i++) {
    crossing_text(found[i], n > 1 ? i + 1 : 0, x[i], y[i], scale, &texts.at[i]);
    wide |= sai_text_width(sai_text_string(&texts.at[i])) > CROSSING_COLUMNS;
    y[i] /= scale->divisor;
  }
  size_t across = wide ? 1 : 2;
  *rows = (n + across - 1) / across;
  sai_params_count(chart->out, "crossings_across", across);
  sai_params_count(chart->out, "n_crossings", n);
  sai_params_numbers(chart->out, "crossing_x", x, n);
  sai_params_numbers(chart->out, "crossing_y", y, n);
  sai_chart_put_texts(chart, "crossing_texts", &texts, n);
  return n;
}

/** What stands at the end of each curve: the name on one line or two, and below it what limits the offer.
 *  @param heights  [n_offers] in pixels */
static void put_labels(const sai_chart *chart, const ends *e, double *heights) {
  sai_chart_texts texts = {0};
  size_t n = chart->data->n_offers;
  for (size_t o = 0; o < n; o++) {
    sai_text *lines = &texts.at[3 * o], number = {.whole = chart->out};
    sai_chart_two_lines(chart->data->names[o], LABEL_COLUMNS, &lines[0], &lines[1]);
    size_t used = lines[1].length ? 2 : 1;
    double units = e->most_units[o];
    if (isfinite(units) && units <= e->units * (1 + 1e-9)) {
      sai_chart_number(&number, &(sai_figure){true, units, NAN, units, units}, 1, "");
      /* TRANSLATORS: a number of units that an offer cannot exceed */
      sai_text_format(&lines[used++], _("%s at most"), sai_text_string(&number));
    }
    heights[o] = (double)(LINE * used + LABEL_GAP);
    sai_text_free(&number);
  }
  sai_chart_put_texts(chart, "label_lines", &texts, 3 * n);
}

/** Places of everything along the axes.
 *  @param heights  [n_offers] of the labels in pixels. @return that of the plot */
static double put_places(const sai_chart *chart, ends *e, const sai_scale *scale, double *heights) {
  size_t n = chart->data->n_offers;
  sai_axis x = sai_axis_over(0, e->units, 8, false),
           y = sai_axis_over(0, e->cost / scale->divisor * 1.03, 7, true);
  double label_at[SAI_CHART_OFFERS], height = 0;
  for (size_t o = 0; o < n; o++) height += heights[o];
  height = fmax(PLOT_HEIGHT, height);
  for (size_t o = 0; o < n; o++) {
    e->expected_cost[o] /= scale->divisor;
    e->end[o] /= scale->divisor;
    label_at[o] = e->end[o];
    if (e->most_units[o] > e->units * (1 + 1e-9)) e->most_units[o] = NAN;
  }
  for (size_t o = 0; o < n; o++) heights[o] *= (y.high - y.low) / height;
  sai_chart_spread(label_at, heights, n, y.low, y.high + LINE / 2 * (y.high - y.low) / height);
  sai_params_axis(chart->out, "x", &x);
  sai_params_axis(chart->out, "y", &y);
  sai_params_numbers(chart->out, "label_at", label_at, n);
  sai_params_numbers(chart->out, "end_x", e->end_units, n);
  sai_params_numbers(chart->out, "end_y", e->end, n);
  sai_params_numbers(chart->out, "most", e->most_units, n);
  sai_params_numbers(chart->out, "likely_from", e->likely_from, n);
  sai_params_numbers(chart->out, "likely_to", e->likely_to, n);
  sai_params_numbers(chart->out, "expected_x", e->expected_units, n);
  sai_params_numbers(chart->out, "expected_y", e->expected_cost, n);
  sai_params_number(chart->out, "divisor", scale->divisor);
  sai_params_number(chart->out, "plot_height", height);
  return height;
}

static void put_x_label(const sai_chart *chart) {
  sai_text label = {.whole = chart->out}, stage = {.whole = chart->out};
  const char *name = stage_of(chart->data);
  sai_chart_cut(&stage, sai_stage_noun(name, name), 40);
  /* TRANSLATORS: the axis of a chart: a stage whose units are counted */
  sai_text_format(&label, _("Number within the period: %s"), sai_text_string(&stage));
  sai_params_string(chart->out, "x_label", sai_text_string(&label));
  sai_text_free(&label);
  sai_text_free(&stage);
}

static void put_legend(const sai_chart *chart, const ends *e, size_t crossings) {
  bool likely = false, limited = false;
  for (size_t o = 0; o < chart->data->n_offers; o++) {
    likely |= e->likely_from[o] > 0 || e->likely_to[o] < e->units;
    limited |= isfinite(e->most_units[o]);
  }
  sai_text legend = {.whole = chart->out};
  sai_text_add(&legend,
               crossings == 0 ? _("Point calculation. Filled dot: expected number.")
               : chart->data->n_offers <= FEW_OFFERS
                   ? _("Point calculation. Filled dot: expected number; ring: equal cost.")
                   : _("Point calculation. Filled dot: expected number; ring: another offer becomes the "
                       "cheapest."));
  if (likely) sai_text_add(&legend, _(" Thin: where nearly no run comes."));
  if (limited) sai_text_add(&legend, _(" Bar: the most that an offer can deliver."));
  sai_params_string(chart->out, "legend", sai_text_string(&legend));
  sai_text_free(&legend);
}

bool sai_chart_build_cost(sai_chart *chart) {
  ends e = ends_of(chart->data);
  if (!(e.units > 0)) return false;
  sai_scale scale = sai_chart_scale(chart, e.cost);
  double heights[SAI_CHART_OFFERS];
  put_labels(chart, &e, heights);
  double height = put_places(chart, &e, &scale, heights);
  size_t rows;
  size_t crossings = put_crossings(chart, &e, &scale, &rows);
  put_x_label(chart);
  put_legend(chart, &e, crossings);
  sai_params_number(chart->out, "head", HEAD);
  chart->width = WIDTH;
  chart->height = HEAD + FOOT + (unsigned)height + 18 * (unsigned)rows;
  chart->subtitle = _("Total cost by number of units");
  return true;
}
