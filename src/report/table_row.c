/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the table: its figures, the unit and the digits that all of them are shown with. */
#include "report/table.h"

#include "base/intl.h"
#include "report/words.h"

#include <math.h>

enum { POINT_COLUMN = 0, MIDDLE_COLUMN = 1 };

sai_row sai_row_new(sai_sheet *s) {
  size_t n = s->grid.n_groups * s->grid.n_columns;
  sai_row f = {sai_arena_array(&s->arena, n, sizeof *f.at), n};
  if (!f.at) {
    s->grid.failed = true;
    f.n = 0;
  }
  return f;
}

void sai_row_put(const sai_sheet *s, sai_row *f, size_t offer, size_t column, const sai_figure *figure) {
  if (f->n && figure->present) f->at[offer * s->grid.n_columns + column] = figure;
}

void sai_row_band(const sai_sheet *s, sai_row *f, size_t offer, const sai_band *band) {
  const sai_figure *const levels[] = {&band->p10, &band->p50, &band->p90};
  if (s->result->point)
    sai_row_put(s, f, offer, POINT_COLUMN, &band->mean);
  else
    for (size_t c = 0; c < 3; c++) sai_row_put(s, f, offer, c, levels[c]);
}

size_t sai_row_single_column(const sai_sheet *s) {
  return s->result->point ? POINT_COLUMN : MIDDLE_COLUMN;
}

static bool any_finite(const sai_row *f) {
  for (size_t i = 0; i < f->n; i++)
    if (f->at[i] && isfinite(f->at[i]->value)) return true;
  return false;
}

static bool any(const sai_row *f) {
  for (size_t i = 0; i < f->n; i++)
    if (f->at[i]) return true;
  return false;
}

/** Decimals with which the largest of the figures has `digits` significant digits and the smallest two. */
static int row_decimals(const sai_row *f, double divisor, int digits) {
  double largest = 0, smallest = INFINITY;
  for (size_t i = 0; i < f->n; i++) {
    if (!f->at[i] || !isfinite(f->at[i]->value) || f->at[i]->value == 0) continue;
    double size = fabs(f->at[i]->value) / divisor;
    largest = fmax(largest, size);
    smallest = fmin(smallest, size);
  }
  if (largest == 0) return 0;
  int wanted = digits - 1 - (int)floor(log10(largest) + 1e-12),
      least = 1 - (int)floor(log10(smallest) + 1e-12);
  if (wanted < least) wanted = least;
  return wanted < 0 ? 0 : wanted > 4 ? 4 : wanted;
}

/** Fewer decimals if all figures are whole at fewer, as prices often are. */
static int needed_decimals(const sai_row *f, double divisor, int decimals) {
  int needed = 0;
  for (size_t i = 0; i < f->n; i++) {
    if (!f->at[i] || !isfinite(f->at[i]->value)) continue;
    double shown = f->at[i]->value / divisor;
    while (needed < decimals) {
      double unit = pow(10, -needed);
      if (fabs(shown - round(shown / unit) * unit) < 1e-9 * fmax(1, fabs(shown))) break;
      needed++;
    }
  }
  return needed;
}

static sai_grid_row *add_numbers(sai_sheet *s, sai_text *label, const sai_row *f, double divisor,
                                 int decimals) {
  sai_grid_row *row = sai_grid_add(&s->grid, sai_grid_keep(&s->grid, label));
  for (size_t i = 0; i < f->n; i++) {
    if (!f->at[i]) continue;
    sai_text cell = {.whole = label};
    double noise = f->quantiles ? sai_words_quantile_noise(f->at[i]) : sai_words_noise(f->at[i]);
    int places = sai_words_number(&cell, f->at[i]->value / divisor, noise / divisor, decimals);
    if (isfinite(f->at[i]->value) && places < decimals)
      sai_text_repeat(&cell, " ", (size_t)(decimals - places) + (places == 0));
    sai_grid_set(&s->grid, row, i / s->grid.n_columns, i % s->grid.n_columns, sai_grid_keep(&s->grid, &cell));
  }
  return row;
}

void sai_row_range(const sai_sheet *s, const sai_row *f, double *largest, double *smallest) {
  *largest = 0;
  *smallest = INFINITY;
  for (size_t o = 0; f->n && o < s->grid.n_groups; o++) {
    double size = 0;
    for (size_t c = 0; c < s->grid.n_columns; c++) {
      const sai_figure *figure = f->at[o * s->grid.n_columns + c];
      if (figure && isfinite(figure->value)) size = fmax(size, fabs(figure->value));
    }
    *largest = fmax(*largest, size);
    if (size > 0) *smallest = fmin(*smallest, size);
  }
}

/** The size of money by which a row's unit is chosen: the largest figure of the table, unless an offer would
   show nothing but noughts in that unit; then that offer's largest. */
static double size_of(const sai_sheet *s, const sai_row *f) {
  double largest, smallest;
  sai_row_range(s, f, &largest, &smallest);
  largest = fmax(largest, s->largest);
  const sai_result *r = s->result;
  double unit = sai_words_scale(r->currency, r->currency_decimals, s->unit, largest).divisor;
  return smallest < unit ? smallest : largest;
}

void sai_row_add_money(sai_sheet *s, const char *name, const sai_row *f, const sai_row *above) {
  if (!any(f)) return;
  const sai_result *r = s->result;
  double size = size_of(s, above ? above : f);
  sai_scale scale = sai_words_scale(r->currency, r->currency_decimals, s->unit, size);
  int decimals = row_decimals(f, scale.divisor, r->point ? 4 : 3);
  decimals = needed_decimals(f, scale.divisor, decimals < scale.decimals ? decimals : scale.decimals);
  sai_text label = {.whole = s->out};
  if (above)
    sai_text_format(&label, "  %s", name);
  else if (!any_finite(f))
    sai_text_add(&label, name);
  else /* TRANSLATORS: a row of the table and its unit: `total cost (thousand JPY)` */
    sai_text_format(&label, _("%s (%s)"), name, scale.name);
  add_numbers(s, &label, f, scale.divisor, decimals);
}

sai_grid_row *sai_row_add_count(sai_sheet *s, const char *name, const sai_row *f) {
  if (!any(f)) return NULL;
  int decimals = needed_decimals(f, 1, row_decimals(f, 1, 3));
  sai_text label = {.whole = s->out};
  sai_text_add(&label, name);
  return add_numbers(s, &label, f, 1, decimals);
}

void sai_row_add_percent(sai_sheet *s, const char *name, const sai_row *f, bool complement) {
  if (!any(f)) return;
  sai_text label = {.whole = s->out};
  sai_text_add(&label, name);
  sai_grid_row *row = sai_grid_add(&s->grid, sai_grid_keep(&s->grid, &label));
  for (size_t i = 0; i < f->n; i++) {
    if (!f->at[i]) continue;
    sai_figure p = *f->at[i];
    if (complement) p = (sai_figure){true, 1 - p.value, p.se, 1 - p.high, 1 - p.low};
    sai_text cell = {.whole = s->out};
    sai_words_percent(&cell, &p);
    sai_grid_set(&s->grid, row, i / s->grid.n_columns, i % s->grid.n_columns, sai_grid_keep(&s->grid, &cell));
  }
}

sai_row sai_row_quantiles(sai_sheet *s, sai_metric_id id) {
  static const int levels[] = {SAI_P10, SAI_P50, SAI_P90};
  sai_row f = sai_row_new(s);
  f.quantiles = !s->result->point;
  for (size_t o = 0; o < s->result->n_offers; o++) {
    const sai_metric *metric = &s->result->offers[o].metrics[id];
    if (!metric->present) continue;
    if (s->result->point)
      sai_row_put(s, &f, o, POINT_COLUMN, metric->mean.present ? &metric->mean : &metric->pooled);
    else
      for (size_t c = 0; c < 3; c++) sai_row_put(s, &f, o, c, &metric->quantile[levels[c]]);
  }
  return f;
}

sai_row sai_row_pooled(sai_sheet *s, sai_metric_id id) {
  sai_row f = sai_row_new(s);
  for (size_t o = 0; o < s->result->n_offers; o++)
    if (s->result->offers[o].metrics[id].present)
      sai_row_put(s, &f, o, sai_row_single_column(s), &s->result->offers[o].metrics[id].pooled);
  return f;
}

sai_row sai_row_probabilities(sai_sheet *s, sai_metric_id id, size_t which) {
  sai_row f = sai_row_new(s);
  if (s->result->point) return f;
  for (size_t o = 0; o < s->result->n_offers; o++)
    if (s->result->offers[o].metrics[id].present)
      sai_row_put(s, &f, o, MIDDLE_COLUMN, &s->result->offers[o].metrics[id].probability[which]);
  return f;
}
