/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters of the CPA histograms: one row an offer, all on one axis of money. Heights are densities, so
   that equal areas are equal shares of runs whatever the width of the bins. */
#include "base/intl.h"
#include "report/chart.h"
#include "report/params.h"

#include <math.h>

enum { WIDTH = 960, HEAD = 92, FOOT = 92 };

/* The axis ends here in units of the largest 90% point: one long tail must not squeeze all rows. */
#define LONGEST_TAIL 1.5

typedef struct rows {
  double p10[SAI_CHART_OFFERS], p50[SAI_CHART_OFFERS], p90[SAI_CHART_OFFERS], never[SAI_CHART_OFFERS];
  double peak[SAI_CHART_OFFERS], beyond[SAI_CHART_OFFERS];
  double beyond_at[SAI_CHART_OFFERS]; /**< where the bins end, NAN if the axis ends before */
} rows;

static bool is_bin(const sai_chart_data *data, const sai_chart_row *row) {
  double share = row->at[3];
  return row->at[0] >= 1 && row->at[0] <= (double)data->n_offers && isfinite(row->at[1]) &&
         isfinite(row->at[2]) && row->at[2] > row->at[1] && isfinite(share) && share >= 0;
}

/** Up to where an offer's bins are looked at: what lies beyond is at most 2% of runs. */
static double end_of(const sai_chart_data *data, size_t offer) {
  double rest = 0, high = -INFINITY;
  for (size_t i = data->cpa.n; i-- > 0;) {
    const sai_chart_row *row = &data->cpa.rows[i];
    if (row->at[0] != (double)offer + 1 || !(row->at[3] > 0)) continue;
    bool finite = isfinite(row->at[1]);
    if (finite && is_bin(data, row) && rest + row->at[3] > 0.02) {
      high = row->at[2];
      break;
    }
    if (finite) rest += row->at[3];
  }
  return high;
}

/** The range of money that holds something to see. */
static void range_of(const sai_chart_data *data, double *low, double *high) {
  *low = INFINITY;
  *high = -INFINITY;
  for (size_t i = 0; i < data->cpa.n; i++) {
    const sai_chart_row *row = &data->cpa.rows[i];
    if (!is_bin(data, row) || row->at[3] < 0.0002) continue;
    *low = fmin(*low, row->at[1]);
  }
  for (size_t o = 0; o < data->n_offers; o++) {
    sai_figure p90 = sai_chart_figure(sai_chart_metric(data, o, "cpa"), "p90");
    double end = end_of(data, o);
    *high = fmax(*high, p90.present && p90.value > 0 ? fmin(end, LONGEST_TAIL * p90.value) : end);
  }
  sai_figure target = sai_chart_target(data, "cpa");
  if (target.present && isfinite(target.value) && *high > 0 && target.value < 2 * *high)
    *high = fmax(*high, 1.05 * target.value);
  if (*low < 0.4 * *high) *low = fmin(0, *low);
}

static void fill_peaks(const sai_chart_data *data, double divisor, rows *r) {
  for (size_t i = 0; i < data->cpa.n; i++) {
    const sai_chart_row *row = &data->cpa.rows[i];
    if (!is_bin(data, row)) continue;
    double *peak = &r->peak[(size_t)row->at[0] - 1];
    *peak = fmax(*peak, row->at[3] / ((row->at[2] - row->at[1]) / divisor));
  }
}

/** One height for all if the peaks are of a size; else each its own. @return true if common */
static bool common_height(size_t n, double *peak) {
  double least = INFINITY, most = 0;
  for (size_t i = 0; i < n; i++) {
    if (peak[i] <= 0) continue;
    least = fmin(least, peak[i]);
    most = fmax(most, peak[i]);
  }
  bool common = most <= 4 * least;
  for (size_t i = 0; i < n; i++)
    if (common || peak[i] <= 0) peak[i] = most > 0 ? most : 1;
  return common;
}

/** `low 10.9 / middle 16.5 / high 27.2`, or that there is never an order. */
static void headline(const sai_chart *chart, size_t offer, double divisor, sai_text *out) {
  const json_t *cpa = sai_chart_metric(chart->data, offer, "cpa");
  sai_figure figures[] = {sai_chart_figure(cpa, "p10"), sai_chart_figure(cpa, "p50"),
                          sai_chart_figure(cpa, "p90"), sai_chart_figure(cpa, "pooled")};
  if (!figures[1].present || isinf(figures[0].value)) return;
  sai_text texts[] = {{.whole = out}, {.whole = out}, {.whole = out}, {.whole = out}};
  sai_chart_numbers(texts, figures, 4, divisor, _("no order"));
  sai_text_format(out, _("low %s   middle %s   high %s   overall %s"), sai_text_string(&texts[0]),
                  sai_text_string(&texts[1]), sai_text_string(&texts[2]), sai_text_string(&texts[3]));
  for (size_t i = 0; i < 4; i++) sai_text_free(&texts[i]);
}

static double scaled(const json_t *metric, const char *key, double divisor) {
  sai_figure figure = sai_chart_figure(metric, key);
  return figure.present && isfinite(figure.value) ? figure.value / divisor : NAN;
}

/** Shares of runs that are finite but not in the picture: above the bins, or above the axis. */
static void fill_beyond(const sai_chart_data *data, double high, double divisor, rows *r) {
  for (size_t o = 0; o < data->n_offers; o++) r->beyond_at[o] = NAN;
  for (size_t i = 0; i < data->cpa.n; i++) {
    const sai_chart_row *row = &data->cpa.rows[i];
    bool known =
        row->at[0] >= 1 && row->at[0] <= (double)data->n_offers && isfinite(row->at[1]) && row->at[3] > 0;
    if (!known || (isfinite(row->at[2]) && row->at[1] < high)) continue;
    size_t offer = (size_t)row->at[0] - 1;
    r->beyond[offer] += row->at[3];
    if (row->at[1] < high) r->beyond_at[offer] = row->at[1] / divisor;
  }
}

static void put_rows(const sai_chart *chart, double divisor, rows *r) {
  const sai_chart_data *data = chart->data;
  sai_chart_texts heads = {0}, nevers = {0}, beyonds = {0}, empties = {0};
  for (size_t i = 0; i < data->n_offers; i++) {
    const json_t *cpa = sai_chart_metric(data, i, "cpa");
    sai_figure never = sai_chart_figure(cpa, "probability_no_order");
    r->p10[i] = scaled(cpa, "p10", divisor);
    r->p50[i] = scaled(cpa, "p50", divisor);
    r->p90[i] = scaled(cpa, "p90", divisor);
    r->never[i] = never.present ? never.value : NAN;
    headline(chart, i, divisor, &heads.at[i]);
    if (never.present) sai_words_percent(&nevers.at[i], &never);
    if (r->beyond[i] >= 0.0005) {
      sai_figure beyond = {true, r->beyond[i], NAN, r->beyond[i], r->beyond[i]};
      sai_words_percent(&beyonds.at[i], &beyond);
      sai_text_add(&beyonds.at[i], " →");
    }
    if (never.present && never.value >= 1) sai_text_add(&empties.at[i], _("no order in any run"));
  }
  sai_chart_put_texts(chart, "heads", &heads, data->n_offers);
  sai_chart_put_texts(chart, "never_texts", &nevers, data->n_offers);
  sai_chart_put_texts(chart, "beyond_texts", &beyonds, data->n_offers);
  sai_chart_put_texts(chart, "empty_texts", &empties, data->n_offers);
  sai_params_numbers(chart->out, "p10", r->p10, data->n_offers);
  sai_params_numbers(chart->out, "p50", r->p50, data->n_offers);
  sai_params_numbers(chart->out, "p90", r->p90, data->n_offers);
  sai_params_numbers(chart->out, "never", r->never, data->n_offers);
  sai_params_numbers(chart->out, "peak", r->peak, data->n_offers);
  sai_params_numbers(chart->out, "beyond_at", r->beyond_at, data->n_offers);
}

static void put_target(const sai_chart *chart, double divisor) {
  sai_figure target = sai_chart_target(chart->data, "cpa");
  sai_text text = {.whole = chart->out}, number = {.whole = chart->out};
  if (target.present) {
    sai_chart_number(&number, &target, divisor, "");
    sai_text_format(&text, _("target %s"), sai_text_string(&number));
  }
  sai_params_number(chart->out, "target", target.present ? target.value / divisor : NAN);
  sai_params_string(chart->out, "target_text", sai_text_string(&text));
  sai_text_free(&text);
  sai_text_free(&number);
}

/** True if an offer costs the same in all runs, so that its CPA has few values. */
static bool any_fixed(const sai_chart_data *data) {
  for (size_t i = 0; i < data->n_offers; i++) {
    const json_t *cost = sai_chart_metric(data, i, "cost");
    sai_figure low = sai_chart_figure(cost, "p5"), high = sai_chart_figure(cost, "p95");
    if (low.present && high.present && low.value > 0 && low.value == high.value) return true;
  }
  return false;
}

bool sai_chart_build_cpa(sai_chart *chart) {
  const sai_chart_data *data = chart->data;
  if (sai_chart_is_point(data) || data->cpa.n == 0) return false;
  double low, high;
  range_of(data, &low, &high);
  bool finite = high > low;
  if (!finite) low = 0, high = 1;
  sai_scale scale = sai_chart_scale(chart, high);
  rows r = {0};
  fill_peaks(data, scale.divisor, &r);
  fill_beyond(data, high, scale.divisor, &r);
  bool common = common_height(data->n_offers, r.peak);
  put_rows(chart, scale.divisor, &r);
  put_target(chart, scale.divisor);
  sai_axis axis = sai_axis_over(low / scale.divisor, high / scale.divisor, 8, false);
  sai_params_axis(chart->out, "x", &axis);
  if (!finite) {
    sai_text_add(chart->out, "x_tics = x_blank\n");
    chart->unit_name[0] = '\0';
  }
  sai_params_number(chart->out, "divisor", scale.divisor);
  sai_params_string(chart->out, "never_label", _("no order"));
  sai_text legend = {.whole = chart->out};
  sai_text_add(&legend,
               common
                   ? _("Dark: the 10-90% range of runs; line: middle. Equal areas are equal shares of runs.")
                   : _("Dark: the 10-90% range of runs; line: middle. Each row has its own height."));
  if (any_fixed(data)) sai_text_add(&legend, _(" Gaps: a fixed cost divided by whole numbers of orders."));
  sai_params_string(chart->out, "legend", sai_text_string(&legend));
  sai_text_free(&legend);
  size_t row = data->n_offers == 1 ? 330 : data->n_offers == 2 ? 200 : data->n_offers <= 4 ? 150 : 116;
  sai_params_number(chart->out, "head", HEAD);
  sai_params_number(chart->out, "row", (double)row);
  sai_chart_names(chart, "names", 64);
  chart->width = WIDTH;
  chart->height = (unsigned)(HEAD + FOOT + row * data->n_offers);
  chart->subtitle = _("CPA (total cost per order): how often which value occurs");
  return true;
}
