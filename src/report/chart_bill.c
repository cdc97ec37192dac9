/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters of the bill: one panel an offer, its lines stacked by month, credits below zero, and beside it
   what each line comes to. Lines beyond the largest few are drawn as one. */
#include "base/intl.h"
#include "report/chart.h"
#include "report/params.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  WIDTH = 960,
  HEAD = 92,
  FOOT = 70,
  LABELS = 9,
  PARTS = 8,
  LINES_MAX = 2048,
  PLOT = 140,
  EMPTY = 10,
  ABOVE = 26,
  BELOW = 44,
  NAME_LINE = 18,
  ROW = 18,
  WRAPPED_ROW = 32,
  LEGEND_COLUMNS = 36,
  CONTRACT_COLUMNS = 24
};

#define NOTHING 1e-6
#define MARGIN  1.02 /* no bar touches the frame */

/** What is drawn in one colour: a line, or several small ones. */
typedef struct part {
  const json_t *line; /**< NULL: several */
  size_t n;
  double total, se;
} part;

typedef struct bill {
  size_t n;
  part parts[PARTS];
  double low, high; /**< of the stacks, with zero in it */
} bill;

typedef struct bills {
  size_t n_months;
  bill at[SAI_CHART_OFFERS];
  double *bottom, *top; /**< [SAI_CHART_OFFERS][PARTS][n_months] */
  double *net; /**< [SAI_CHART_OFFERS][n_months] what a month with credits comes to; NAN without credits */
} bills;

/** What rounding leaves of nothing is no credit. */
static double amount_of(const json_t *line, size_t month) {
  double x = json_number_value(json_array_get(json_object_get(line, "months"), month));
  return isfinite(x) && fabs(x) > NOTHING ? x : 0;
}

static double size_of(const json_t *line, size_t months) {
  double sum = 0;
  for (size_t m = 0; m < months; m++) sum += fabs(amount_of(line, m));
  return sum;
}

/** By which lines get a part of their own: credits first, since they would vanish in a sum with what is
 * charged. */
static bool comes_before(const double *sizes, const bool *credit, size_t i, size_t j) {
  if (credit[i] != credit[j]) return credit[i];
  return sizes[i] > sizes[j] || (sizes[i] == sizes[j] && i < j);
}

/** Which part a line belongs to: the largest each have their own, in the order of the bill.
 *  @param parts  [n] PARTS for lines that are never billed. @return how many parts there are */
static size_t choose_parts(const double *sizes, const bool *credit, size_t n, size_t *parts) {
  size_t billed = 0, used = 0;
  for (size_t i = 0; i < n; i++) billed += sizes[i] > 0;
  size_t own = billed <= PARTS ? PARTS : PARTS - 1;
  for (size_t i = 0; i < n; i++) {
    size_t before = 0;
    for (size_t j = 0; j < n; j++) before += sizes[j] > 0 && comes_before(sizes, credit, j, i);
    parts[i] = sizes[i] <= 0 ? PARTS : before < own ? used++ : PARTS - 1;
  }
  return billed <= PARTS ? used : PARTS;
}

static void add_line(bills *b, size_t offer, const json_t *line, size_t at) {
  part *p = &b->at[offer].parts[at];
  double se = json_number_value(json_object_get(line, "mean_se"));
  p->line = p->n++ ? NULL : line;
  p->total += json_number_value(json_object_get(line, "mean"));
  p->se += isfinite(se) ? se : 0;
  for (size_t m = 0; m < b->n_months; m++)
    b->top[(offer * PARTS + at) * b->n_months + m] += amount_of(line, m);
}

static void read_bill(const sai_chart_data *data, bills *b, size_t offer) {
  const json_t *lines = sai_chart_member(data->offers[offer], "bill");
  size_t n = json_array_size(lines), parts[LINES_MAX];
  double sizes[LINES_MAX];
  bool credit[LINES_MAX];
  if (n > LINES_MAX) n = LINES_MAX;
  for (size_t i = 0; i < n; i++) {
    const json_t *line = json_array_get(lines, i);
    sizes[i] = size_of(line, b->n_months);
    credit[i] = json_number_value(json_object_get(line, "mean")) < -NOTHING;
  }
  b->at[offer].n = choose_parts(sizes, credit, n, parts);
  for (size_t i = 0; i < n; i++)
    if (parts[i] < PARTS) add_line(b, offer, json_array_get(lines, i), parts[i]);
}

/** Amounts become places: what is charged stands on what is charged, credits hang below credits. */
static void stack(bills *b, size_t offer, size_t month) {
  double up = 0, down = 0;
  for (size_t k = 0; k < b->at[offer].n; k++) {
    size_t at = (offer * PARTS + k) * b->n_months + month;
    double amount = b->top[at], *edge = amount < 0 ? &down : &up;
    b->bottom[at] = *edge;
    b->top[at] = *edge += amount;
  }
  b->at[offer].low = fmin(b->at[offer].low, down);
  b->at[offer].high = fmax(b->at[offer].high, up);
  b->net[offer * b->n_months + month] = down < 0 ? up + down : NAN;
}

static void bills_free(bills *b) {
  free(b->bottom);
  free(b->top);
  free(b->net);
}

/** @return false if there is no memory */
static bool read_bills(const sai_chart_data *data, bills *b) {
  size_t n = SAI_CHART_OFFERS * data->n_months;
  *b = (bills){.n_months = data->n_months};
  b->bottom = calloc(n * PARTS, sizeof(double));
  b->top = calloc(n * PARTS, sizeof(double));
  b->net = calloc(n, sizeof(double));
  if (!b->bottom || !b->top || !b->net) return false;
  for (size_t o = 0; o < data->n_offers; o++) {
    read_bill(data, b, o);
    for (size_t m = 0; m < b->n_months; m++) stack(b, o, m);
  }
  return true;
}

/** `contract: line`, without a contract that is called like its offer. */
static void part_name(const sai_chart_data *data, size_t offer, const part *p, sai_text *out) {
  if (!p->line) {
    sai_text_format(out, P_("%zu other line", "%zu other lines", p->n), p->n);
    return;
  }
  const char *contract = json_string_value(json_object_get(p->line, "contract")),
             *line = json_string_value(json_object_get(p->line, "line")),
             *owner = json_string_value(json_object_get(p->line, "owner"));
  if (owner && strcmp(owner, "own_cost") == 0)
    sai_text_format(out, "%s%s", _("own cost"), _(": "));
  else if (contract && strcmp(contract, data->names[offer]) != 0) {
    sai_chart_cut(out, contract, CONTRACT_COLUMNS);
    sai_text_add(out, _(": "));
  }
  const char *amount = json_string_value(json_object_get(p->line, "amount")),
             *per = json_string_value(json_object_get(p->line, "per"));
  if (!amount || !per) {
    sai_text_add(out, line ? line : "");
    return;
  }
  const json_t *stages = sai_chart_member(data->offers[offer], "stages");
  const char *label = json_string_value(json_object_get(json_object_get(stages, per), "label"));
  sai_words_line(out, amount, per, label ? label : per, data->currency);
}

static void put_totals(const sai_chart *chart, const bills *b, double divisor) {
  sai_chart_texts totals = {0};
  for (size_t o = 0; o < chart->data->n_offers; o++) {
    sai_figure figures[PARTS];
    sai_text *texts = &totals.at[o * PARTS];
    for (size_t k = 0; k < b->at[o].n; k++) {
      const part *p = &b->at[o].parts[k];
      figures[k] = (sai_figure){true, p->total, p->se, p->total - 1.645 * p->se, p->total + 1.645 * p->se};
    }
    sai_chart_numbers(texts, figures, b->at[o].n, divisor, "");
  }
  sai_chart_put_texts(chart, "part_totals", &totals, PARTS * chart->data->n_offers);
}

/** Names of the parts with their places below the top of the panel. @param heights  [n_offers] of the lists
 */
static void put_legends(const sai_chart *chart, const bills *b, double *heights) {
  size_t n = chart->data->n_offers;
  double at[PARTS * SAI_CHART_OFFERS], counts[SAI_CHART_OFFERS];
  sai_chart_texts first = {0}, second = {0};
  for (size_t o = 0; o < n; o++) {
    double y = 0;
    for (size_t k = 0; k < PARTS; k++) {
      size_t i = o * PARTS + k;
      at[i] = y;
      if (k >= b->at[o].n) continue;
      sai_text name = {.whole = chart->out};
      part_name(chart->data, o, &b->at[o].parts[k], &name);
      sai_chart_two_lines(sai_text_string(&name), LEGEND_COLUMNS, &first.at[i], &second.at[i]);
      sai_text_free(&name);
      y += second.at[i].length ? WRAPPED_ROW : ROW;
    }
    counts[o] = (double)b->at[o].n;
    heights[o] = y;
  }
  sai_params_numbers(chart->out, "parts", counts, n);
  sai_params_numbers(chart->out, "part_at", at, PARTS * n);
  sai_chart_put_texts(chart, "part_1", &first, PARTS * n);
  sai_chart_put_texts(chart, "part_2", &second, PARTS * n);
}

static void put_notes(const sai_chart *chart, const bills *b, double divisor) {
  sai_chart_texts notes = {0};
  for (size_t o = 0; o < chart->data->n_offers; o++) {
    sai_figure cost = sai_chart_figure(sai_chart_metric(chart->data, o, "cost"), "mean");
    sai_text number = {.whole = chart->out};
    if (cost.present) sai_chart_number(&number, &cost, divisor, "");
    if (b->at[o].n)
      sai_text_format(&notes.at[o],
                      sai_chart_is_point(chart->data) ? _("in all %s") : _("in all %s on average"),
                      sai_text_string(&number));
    else
      sai_text_add(&notes.at[o], _("nothing is billed"));
    sai_text_free(&number);
  }
  sai_chart_put_texts(chart, "notes", &notes, chart->data->n_offers);
}

/** @return true if each offer has its own scale */
static bool put_axes(sai_chart *chart, const bills *b, sai_scale *scale) {
  size_t n = chart->data->n_offers;
  double low[SAI_CHART_OFFERS], high[SAI_CHART_OFFERS], largest = 0;
  sai_chart_texts tics = {0};
  for (size_t o = 0; o < n; o++) {
    low[o] = b->at[o].low;
    high[o] = b->at[o].high;
    largest = fmax(largest, fmax(-low[o], high[o]));
  }
  bool own = sai_chart_choose_scales(n, low, high);
  *scale = sai_chart_scale(chart, largest);
  for (size_t o = 0; o < n; o++) {
    sai_axis axis =
        sai_axis_over(low[o] / scale->divisor * MARGIN, high[o] / scale->divisor * MARGIN, 4, true);
    sai_axis_tics(&tics.at[o], &axis, false);
    low[o] = axis.low;
    high[o] = axis.high;
  }
  sai_params_numbers(chart->out, "y_min", low, n);
  sai_params_numbers(chart->out, "y_max", high, n);
  sai_chart_put_texts(chart, "y_tics", &tics, n);
  return own;
}

static void put_legend(const sai_chart *chart, const bills *b, bool own) {
  sai_text legend = {.whole = chart->out};
  bool credits = false;
  for (size_t o = 0; o < chart->data->n_offers; o++) credits |= b->at[o].low < 0;
  if (!sai_chart_is_point(chart->data)) sai_text_add(&legend, _("Bars: means."));
  sai_chart_put_first_runs(chart, _(" Months: means of %s of the runs."), &legend);
  if (credits)
    sai_text_format(&legend, "%s%s", legend.length ? " " : "",
                    _("Below 0: credits; black: what the month comes to."));
  if (own) sai_text_format(&legend, "%s%s", legend.length ? " " : "", _("Each offer has its own scale."));
  sai_params_string(chart->out, "legend", sai_text_string(&legend));
  sai_text_free(&legend);
}

/** Where each panel begins, and how high its plot is. @return where the last one ends */
static double put_panels(const sai_chart *chart, const double *heights, size_t name_lines) {
  double begins[SAI_CHART_OFFERS], plots[SAI_CHART_OFFERS], y = HEAD;
  for (size_t o = 0; o < chart->data->n_offers; o++) {
    begins[o] = y;
    plots[o] = heights[o] > 0 ? fmax(PLOT, heights[o]) : EMPTY;
    y += ABOVE + NAME_LINE * (double)name_lines + plots[o] + BELOW;
  }
  sai_params_numbers(chart->out, "panel_at", begins, chart->data->n_offers);
  sai_params_numbers(chart->out, "plot_heights", plots, chart->data->n_offers);
  sai_params_count(chart->out, "name_lines", name_lines);
  return y;
}

static void put_all(sai_chart *chart, const bills *b) {
  size_t n = chart->data->n_offers, months = b->n_months;
  double heights[SAI_CHART_OFFERS];
  sai_scale scale;
  bool own = put_axes(chart, b, &scale);
  put_legends(chart, b, heights);
  put_totals(chart, b, scale.divisor);
  put_notes(chart, b, scale.divisor);
  put_legend(chart, b, own);
  double end = put_panels(chart, heights, sai_chart_names_wrapped(chart, 130));
  sai_chart_put_months(chart, (months + LABELS - 1) / LABELS);
  sai_params_numbers(chart->out, "bottom", b->bottom, n * PARTS * months);
  sai_params_numbers(chart->out, "top", b->top, n * PARTS * months);
  sai_params_numbers(chart->out, "net", b->net, n * months);
  sai_params_number(chart->out, "divisor", scale.divisor);
  sai_params_count(chart->out, "months", months);
  sai_params_count(chart->out, "most_parts", PARTS);
  chart->width = WIDTH;
  chart->height = (unsigned)end + FOOT;
  chart->subtitle = _("The bill by line and month");
}

bool sai_chart_build_bill(sai_chart *chart) {
  bills b;
  bool any = false, memory = read_bills(chart->data, &b);
  if (!memory) sai_text_fail(chart->out);
  for (size_t o = 0; memory && o < chart->data->n_offers; o++) any |= b.at[o].n > 0;
  if (any) put_all(chart, &b);
  bills_free(&b);
  return any;
}
