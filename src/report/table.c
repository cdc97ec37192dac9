/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The summary on the terminal: title, findings, table, notes. */
#include "base/intl.h"
#include "report/clean.h"
#include "report/grid.h"
#include "report/precision.h"
#include "report/prices.h"
#include "report/report.h"
#include "report/sentences.h"
#include "report/words.h"
#include "result/stage_words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 100, WARNINGS = 5, FEW_RUNS = 100, POINT_COLUMN = 0, MIDDLE_COLUMN = 1 };

/** The table while it is filled. */
typedef struct sheet {
  const sai_result *result;
  sai_money_unit unit;
  sai_text *out; /**< what all texts become a part of */
  sai_arena arena;
  sai_grid grid;
  double largest; /**< figure of money, whose unit all rows have that can */
} sheet;

/** The figures of one row: [offer * n_columns + column], NULL where empty. */
typedef struct figures {
  const sai_figure **at;
  size_t n;
  bool quantiles;
} figures;

static const char *keep(sheet *s, sai_text *text) {
  const char *copy = sai_arena_copy(&s->arena, sai_text_string(text), text->length);
  if (!copy) s->grid.failed = true;
  sai_text_free(text);
  return copy ? copy : "";
}

static bool any_finite(const figures *f) {
  for (size_t i = 0; i < f->n; i++)
    if (f->at[i] && isfinite(f->at[i]->value)) return true;
  return false;
}

static bool any(const figures *f) {
  for (size_t i = 0; i < f->n; i++)
    if (f->at[i]) return true;
  return false;
}

/** A row of figures to be filled; `n` is 0 if there is no memory. */
static figures figures_new(sheet *s) {
  size_t n = s->grid.n_groups * s->grid.n_columns;
  figures f = {sai_arena_array(&s->arena, n, sizeof *f.at), n};
  if (!f.at) {
    s->grid.failed = true;
    f.n = 0;
  }
  return f;
}

static void figures_put(const sheet *s, figures *f, size_t offer, size_t column, const sai_figure *figure) {
  if (f->n && figure->present) f->at[offer * s->grid.n_columns + column] = figure;
}

/** Where the only figure of an offer stands. */
static size_t single_column(const sheet *s) {
  return s->result->point ? POINT_COLUMN : MIDDLE_COLUMN;
}

/** Decimals with which the largest of the figures has `digits` significant digits and the smallest two. */
static int row_decimals(const figures *f, double divisor, int digits) {
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
static int needed_decimals(const figures *f, double divisor, int decimals) {
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

static sai_grid_row *add_numbers(sheet *s, sai_text *label, const figures *f, double divisor, int decimals) {
  sai_grid_row *row = sai_grid_add(&s->grid, keep(s, label));
  for (size_t i = 0; i < f->n; i++) {
    if (!f->at[i]) continue;
    sai_text cell = {.whole = label};
    double noise = f->quantiles ? sai_words_quantile_noise(f->at[i]) : sai_words_noise(f->at[i]);
    int places = sai_words_number(&cell, f->at[i]->value / divisor, noise / divisor, decimals);
    if (isfinite(f->at[i]->value) && places < decimals)
      sai_text_repeat(&cell, " ", (size_t)(decimals - places) + (places == 0));
    sai_grid_set(&s->grid, row, i / s->grid.n_columns, i % s->grid.n_columns, keep(s, &cell));
  }
  return row;
}

/** The largest figure of each offer in a row, and of these the largest and the smallest that is not 0. */
static void range_of(const sheet *s, const figures *f, double *largest, double *smallest) {
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
static double size_of(const sheet *s, const figures *f) {
  double largest, smallest;
  range_of(s, f, &largest, &smallest);
  largest = fmax(largest, s->largest);
  const sai_result *r = s->result;
  double unit = sai_words_scale(r->currency, r->currency_decimals, s->unit, largest).divisor;
  return smallest < unit ? smallest : largest;
}

/** A row of money. `above`: the row of which this one is a part, shown in the same unit; NULL: a row of its
 * own. */
static void add_money(sheet *s, const char *name, const figures *f, const figures *above) {
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

/** @return the row, or NULL if there is no figure */
static sai_grid_row *add_count(sheet *s, const char *name, const figures *f) {
  if (!any(f)) return NULL;
  int decimals = needed_decimals(f, 1, row_decimals(f, 1, 3));
  sai_text label = {.whole = s->out};
  sai_text_add(&label, name);
  return add_numbers(s, &label, f, 1, decimals);
}

/** A row of texts: one percentage an offer. */
static void add_percent(sheet *s, const char *name, const figures *f, bool complement) {
  if (!any(f)) return;
  sai_text label = {.whole = s->out};
  sai_text_add(&label, name);
  sai_grid_row *row = sai_grid_add(&s->grid, keep(s, &label));
  for (size_t i = 0; i < f->n; i++) {
    if (!f->at[i]) continue;
    sai_figure p = *f->at[i];
    if (complement) p = (sai_figure){true, 1 - p.value, p.se, 1 - p.high, 1 - p.low};
    sai_text cell = {.whole = s->out};
    sai_words_percent(&cell, &p);
    sai_grid_set(&s->grid, row, i / s->grid.n_columns, i % s->grid.n_columns, keep(s, &cell));
  }
}

static figures quantiles_of(sheet *s, sai_metric_id id) {
  static const int levels[] = {SAI_P10, SAI_P50, SAI_P90};
  figures f = figures_new(s);
  f.quantiles = !s->result->point;
  for (size_t o = 0; o < s->result->n_offers; o++) {
    const sai_metric *metric = &s->result->offers[o].metrics[id];
    if (!metric->present) continue;
    if (s->result->point)
      figures_put(s, &f, o, POINT_COLUMN, metric->mean.present ? &metric->mean : &metric->pooled);
    else
      for (size_t c = 0; c < 3; c++) figures_put(s, &f, o, c, &metric->quantile[levels[c]]);
  }
  return f;
}

static figures pooled_of(sheet *s, sai_metric_id id) {
  figures f = figures_new(s);
  for (size_t o = 0; o < s->result->n_offers; o++)
    if (s->result->offers[o].metrics[id].present)
      figures_put(s, &f, o, single_column(s), &s->result->offers[o].metrics[id].pooled);
  return f;
}

static figures probabilities_of(sheet *s, sai_metric_id id, size_t which) {
  figures f = figures_new(s);
  if (s->result->point) return f;
  for (size_t o = 0; o < s->result->n_offers; o++)
    if (s->result->offers[o].metrics[id].present)
      figures_put(s, &f, o, MIDDLE_COLUMN, &s->result->offers[o].metrics[id].probability[which]);
  return f;
}

/** True if the buyer has own cost in any offer, so that fees and cost differ. */
static bool has_own_cost(const sai_result *result) {
  for (size_t o = 0; o < result->n_offers; o++) {
    const sai_metric *own = &result->offers[o].metrics[SAI_OWN_COST];
    if (own->present && own->mean.present && own->mean.value != 0) return true;
  }
  return false;
}

/** The first month by which half of the runs have paid back; the horizon if none. */
static unsigned median_month(const sai_figure *by_month, unsigned months) {
  unsigned m = 0;
  while (m < months && by_month[m].value < 0.5) m++;
  return m;
}

static void add_payback(sheet *s, const char *name, bool lasting) {
  const sai_result *r = s->result;
  sai_grid_row *row = sai_grid_add(&s->grid, name);
  for (size_t o = 0; o < r->n_offers; o++) {
    const sai_payback *payback = &r->offers[o].payback;
    if (!payback->present) continue;
    unsigned m = median_month(lasting ? payback->lasting_by_month : payback->by_month, r->horizon_months);
    sai_text cell = {.whole = s->out};
    if (m < r->horizon_months)
      sai_words_month(&cell, m);
    else
      sai_text_add(&cell, _("not paid back"));
    sai_grid_set(&s->grid, row, o, single_column(s), keep(s, &cell));
  }
}

static void add_paybacks(sheet *s) {
  bool present = false, differ = false;
  for (size_t o = 0; o < s->result->n_offers; o++) {
    const sai_payback *p = &s->result->offers[o].payback;
    if (!p->present) continue;
    present = true;
    differ |= median_month(p->by_month, s->result->horizon_months) !=
              median_month(p->lasting_by_month, s->result->horizon_months);
  }
  if (!present) return;
  bool point = s->result->point;
  add_payback(s, point ? _("payback") : _("payback (middle)"), true);
  if (differ) add_payback(s, point ? _("  first in profit") : _("  first in profit (middle)"), false);
}

static void add_break_even(sheet *s) {
  figures orders = figures_new(s), profit = figures_new(s);
  for (size_t o = 0; o < s->result->n_offers; o++) {
    const sai_break_even *even = &s->result->offers[o].break_even;
    if (isfinite(even->orders.value)) figures_put(s, &orders, o, single_column(s), &even->orders);
    figures_put(s, &profit, o, single_column(s), &even->profit_per_order);
  }
  sai_grid_row *row = add_count(s, _("break-even orders"), &orders);
  for (size_t o = 0; o < s->result->n_offers; o++) {
    const sai_figure *even = &s->result->offers[o].break_even.orders;
    if (!even->present || isfinite(even->value)) continue;
    if (!row) row = sai_grid_add(&s->grid, _("break-even orders"));
    sai_grid_set(&s->grid, row, o, single_column(s), _("never"));
  }
  add_money(s, _("break-even profit/order"), &profit, NULL);
}

static bool all_zero(const figures *f) {
  for (size_t i = 0; i < f->n; i++)
    if (f->at[i] && f->at[i]->value != 0) return false;
  return true;
}

/* The figures of a fiscal year, with tax where there is tax. */
static figures year_of(sheet *s, unsigned y) {
  figures f = figures_new(s);
  f.quantiles = !s->result->point;
  for (size_t o = 0; o < s->result->n_offers; o++) {
    const sai_year_result *year = &s->result->offers[o].years[y];
    const sai_band *band = year->cost_with_tax.mean.present ? &year->cost_with_tax : &year->cost;
    const sai_figure *const levels[] = {&band->p10, &band->p50, &band->p90};
    if (s->result->point)
      figures_put(s, &f, o, POINT_COLUMN, &band->mean);
    else
      for (size_t c = 0; c < 3; c++) figures_put(s, &f, o, c, levels[c]);
  }
  return f;
}

/* A row for each fiscal year, where the horizon touches more than one. */
static void add_years(sheet *s, const figures *above) {
  bool taxed = s->result->offers[0].metrics[SAI_COST_WITH_TAX].present;
  for (unsigned y = 0; s->result->n_years > 1 && y < s->result->n_years; y++) {
    figures f = year_of(s, y);
    sai_text label = {.whole = s->out};
    /* TRANSLATORS: costs of a fiscal year, 2026年度 */
    sai_text_format(&label, taxed ? _("FY%u with tax") : _("FY%u"), s->result->first_year + y);
    add_money(s, keep(s, &label), &f, above);
  }
}

static const sai_part_result *part_like(const sai_offer_result *offer, const sai_part_result *part) {
  for (size_t i = 0; i < offer->n_parts; i++) {
    const sai_part_result *p = &offer->parts[i];
    const char *name = part->by_contract ? part->contract : part->owner,
               *other = p->by_contract ? p->contract : p->owner;
    if (p->by_contract == part->by_contract && p->own == part->own && name && other &&
        strcmp(name, other) == 0)
      return p;
  }
  return NULL;
}

/** A row of one part, of all offers that have it. */
static void add_part(sheet *s, const sai_part_result *part, const char *name, const figures *above) {
  figures f = figures_new(s);
  f.quantiles = !s->result->point;
  for (size_t o = 0; o < s->result->n_offers; o++) {
    const sai_part_result *p = part_like(&s->result->offers[o], part);
    if (!p) continue;
    const sai_figure *const levels[] = {&p->cost.p10, &p->cost.p50, &p->cost.p90};
    if (s->result->point)
      figures_put(s, &f, o, POINT_COLUMN, &p->cost.mean);
    else
      for (size_t c = 0; c < 3; c++) figures_put(s, &f, o, c, levels[c]);
  }
  sai_text label = {.whole = s->out};
  sai_text_add(&label, part->by_contract ? "  " : "");
  sai_clean_line(&label, name);
  add_money(s, keep(s, &label), &f, above);
}

/** True if the owners of an offer's costs are not simply vendors, by their fees, and the buyer, by own costs.
 */
static bool has_owners(const sai_offer_result *offer) {
  const sai_figure *own_cost = &offer->metrics[SAI_OWN_COST].mean;
  size_t n = 0;
  bool other = false;
  for (size_t i = 0; i < offer->n_parts; i++) {
    const sai_part_result *part = &offer->parts[i];
    if (part->by_contract) continue;
    n++;
    other |= strcmp(part->owner, "dispatch") == 0;
    other |= strcmp(part->owner, "own") == 0 &&
             fabs(part->cost.mean.value - own_cost->value) > 1e-9 * part->cost.mean.value;
  }
  return n > 1 && other;
}

/** True if fees go to several contracts. */
static bool has_contracts(const sai_offer_result *offer) {
  size_t n = 0;
  for (size_t i = 0; i < offer->n_parts; i++) n += offer->parts[i].by_contract && !offer->parts[i].own;
  return n > 1;
}

/** Fees by contract where an offer has several, and all costs by owner where fees do not go to vendors alone.
 */
static void add_parts(sheet *s, const figures *above, bool by_contract) {
  enum { ROWS = 12 };
  const sai_result *r = s->result;
  size_t rows = 0;
  for (size_t o = 0; o < r->n_offers; o++)
    for (size_t i = 0; i < r->offers[o].n_parts; i++) {
      const sai_part_result *part = &r->offers[o].parts[i];
      bool shown = by_contract ? has_contracts(&r->offers[o]) : has_owners(&r->offers[o]);
      bool before = part->by_contract != by_contract || part->own || !shown;
      for (size_t k = 0; k < o && !before; k++)
        before = part_like(&r->offers[k], part) &&
                 (by_contract ? has_contracts(&r->offers[k]) : has_owners(&r->offers[k]));
      if (before || rows++ >= ROWS) continue;
      add_part(s, part, by_contract ? part->contract : sai_words_owner(part->owner), above);
    }
}

static void add_cost_rows(sheet *s) {
  figures cost = quantiles_of(s, SAI_COST), orders = quantiles_of(s, SAI_ORDERS);
  add_money(s, _("total cost"), &cost, NULL);
  if (has_own_cost(s->result)) {
    figures fees = quantiles_of(s, SAI_FEES), own = quantiles_of(s, SAI_OWN_COST);
    add_money(s, _("vendor fees"), &fees, &cost);
    add_parts(s, &cost, true);
    add_money(s, _("own cost"), &own, &cost);
  } else {
    add_parts(s, &cost, true);
  }
  add_parts(s, &cost, false);
  figures taxed = quantiles_of(s, SAI_COST_WITH_TAX), lost = quantiles_of(s, SAI_TAX_NOT_DEDUCTIBLE);
  add_money(s, _("total with tax"), &taxed, &cost);
  add_years(s, &cost);
  add_money(s, _("tax that cannot be deducted"), &lost, &cost);
  add_count(s, _("orders"), &orders);
}

/* Fees per order say nothing where nobody is paid a fee. */
static void drop_without_fees(const sheet *s, figures *f) {
  for (size_t i = 0; i < f->n; i++) {
    const sai_metric *fees = &s->result->offers[i / s->grid.n_columns].metrics[SAI_FEES];
    if (fees->mean.present && fees->mean.value == 0) f->at[i] = NULL;
  }
}

static void add_cpa_rows(sheet *s) {
  figures cpa = quantiles_of(s, SAI_CPA);
  add_money(s, _("CPA, cost per order"), &cpa, NULL);
  if (!s->result->point) {
    figures pooled = pooled_of(s, SAI_CPA);
    add_money(s, _("overall: total cost / orders"), &pooled, &cpa);
  }
  if (has_own_cost(s->result)) {
    figures fees = quantiles_of(s, SAI_CPA_FEES);
    drop_without_fees(s, &fees);
    add_money(s, _("vendor fees only"), &fees, &cpa);
  }
}

static void add_value_rows(sheet *s) {
  figures net = quantiles_of(s, SAI_NET), profit = probabilities_of(s, SAI_NET, 0);
  add_money(s, _("net: gross profit - cost"), &net, NULL);
  add_percent(s, _("chance of a profit"), &profit, false);
  add_paybacks(s);
  figures need = quantiles_of(s, SAI_DEEPEST_CASH_NEED);
  add_money(s, _("deepest cash need"), &need, NULL);
}

static bool same_promise(const sai_promise_result *a, const sai_promise_result *b) {
  return strcmp(a->stage, b->stage) == 0 && a->kind == b->kind && a->promised == b->promised &&
         a->trials == b->trials && (!a->of || strcmp(a->of, b->of) == 0);
}

/** An offer's chance of what is promised; NULL if it does not promise that. */
static const sai_figure *promise_chance(const sai_offer_result *offer, const sai_promise_result *promise) {
  for (size_t k = 0; k < offer->n_promises; k++)
    if (same_promise(&offer->promises[k], promise)) return &offer->promises[k].reached;
  return NULL;
}

/** A row for each promise that no offer before has made. */
static void add_promises(sheet *s) {
  const sai_result *r = s->result;
  for (size_t o = 0; !r->point && o < r->n_offers; o++)
    for (size_t k = 0; k < r->offers[o].n_promises; k++) {
      const sai_promise_result *promise = &r->offers[o].promises[k];
      bool before = false;
      for (size_t i = 0; i < o; i++) before |= promise_chance(&r->offers[i], promise) != NULL;
      if (before || promise_chance(&r->offers[o], promise) != &promise->reached) continue;
      figures f = figures_new(s);
      for (size_t i = o; i < r->n_offers; i++) {
        const sai_figure *reached = promise_chance(&r->offers[i], promise);
        if (reached) figures_put(s, &f, i, MIDDLE_COLUMN, reached);
      }
      sai_text words = {.whole = s->out}, label = {.whole = s->out};
      sai_words_promise(&words, promise);
      /* TRANSLATORS: a promise: `chance of appointment: 8 a month on average` */
      sai_text_format(&label, _("chance of %s"), sai_text_string(&words));
      add_percent(s, keep(s, &label), &f, false);
      sai_text_free(&words);
    }
}

static void add_chance_rows(sheet *s) {
  figures f = probabilities_of(s, SAI_COST, 0);
  add_percent(s, _("chance of exceeding the budget"), &f, true);
  f = probabilities_of(s, SAI_CPA, 1);
  add_percent(s, _("chance of CPA within the target"), &f, false);
  f = probabilities_of(s, SAI_ORDERS, 0);
  add_percent(s, _("chance of the target orders"), &f, false);
  f = probabilities_of(s, SAI_CPA, 0);
  add_percent(s, _("chance of no order"), &f, false);
  add_promises(s);
}

/** A stage of an offer by its name where own people do the work, before the order; NULL elsewhere.
 *  @param from 1: what is put in is no work to be looked at; 0: where other offers have it later, it is */
static const sai_stage_result *own_stage(const sai_offer_result *offer, const char *name, size_t from) {
  for (size_t k = from; k + 1 < offer->n_stages; k++)
    if (offer->stages[k].peak_month.mean.present && strcmp(offer->stages[k].name, name) == 0)
      return &offer->stages[k];
  return NULL;
}

static void add_busiest_month(sheet *s, const sai_stage_result *stage) {
  figures f = figures_new(s);
  for (size_t o = 0; o < s->result->n_offers; o++) {
    const sai_stage_result *own = own_stage(&s->result->offers[o], stage->name, 0);
    if (!own) continue;
    const sai_figure *const levels[] = {&own->peak_month.p10, &own->peak_month.p50, &own->peak_month.p90};
    if (s->result->point)
      figures_put(s, &f, o, POINT_COLUMN, &own->peak_month.mean);
    else
      for (size_t c = 0; c < 3; c++) figures_put(s, &f, o, c, levels[c]);
  }
  sai_text label = {.whole = s->out}, noun = {.whole = s->out};
  sai_clean_line(&noun, sai_stage_noun(stage->name, stage->label));
  /* TRANSLATORS: a row of the table, %s is a stage: how many meetings own people hold in the month with most
   */
  sai_text_format(&label, _("own %s, busiest month"), sai_text_string(&noun));
  add_count(s, keep(s, &label), &f);
  sai_text_free(&noun);
}

/** A row for each stage that own people do in some offer. */
static void add_busiest_months(sheet *s) {
  for (size_t o = 0; o < s->result->n_offers; o++) {
    const sai_offer_result *offer = &s->result->offers[o];
    for (size_t k = 0; k < offer->n_stages; k++) {
      bool before = false;
      for (size_t i = 0; i < o; i++)
        before |= own_stage(&s->result->offers[i], offer->stages[k].name, 1) != NULL;
      if (!before && own_stage(offer, offer->stages[k].name, 1)) add_busiest_month(s, &offer->stages[k]);
    }
  }
}

static void find_largest(sheet *s) {
  static const sai_metric_id ids[] = {SAI_COST, SAI_NET, SAI_DEEPEST_CASH_NEED};
  for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
    figures f = quantiles_of(s, ids[i]);
    double largest, smallest;
    range_of(s, &f, &largest, &smallest);
    s->largest = fmax(s->largest, largest);
  }
}

static void add_rows(sheet *s) {
  find_largest(s);
  add_cost_rows(s);
  add_cpa_rows(s);
  add_value_rows(s);
  add_chance_rows(s);
  add_break_even(s);
  figures pipeline = quantiles_of(s, SAI_PIPELINE_ORDERS);
  if (!all_zero(&pipeline)) add_count(s, _("orders after the horizon"), &pipeline);
  add_busiest_months(s);
}

/** Append a paragraph wrapped to the width, every line indented. */
static void add_paragraph(sai_text *out, const char *text) {
  sai_clean_wrap(out, text, 2, WIDTH);
}

static void add_lines(sai_text *out, sai_text *lines) {
  for (char *line = lines->data, *end; line && *line; line = end + 1) {
    end = strchr(line, '\n');
    if (!end) break;
    *end = '\0';
    add_paragraph(out, line);
  }
  sai_text_free(lines);
}

static sai_facts facts_of(const sai_result *r) {
  return (sai_facts){.first_month = r->calendar ? r->month_names[0] : NULL,
                     .last_month = r->calendar ? r->month_names[r->horizon_months - 1] : NULL,
                     .months = r->horizon_months,
                     .point = r->point,
                     .runs = r->runs,
                     .runs_asked = r->interrupted ? r->runs_asked : r->runs,
                     .seed = r->seed,
                     .sampler = r->sampler};
}

static void add_title(const sai_result *r, sai_text *out) {
  sai_text title = {.whole = out}, facts = {.whole = out};
  sai_clean_line(&title, r->title);
  sai_facts about = facts_of(r);
  sai_words_facts(&facts, &about);
  size_t used = sai_text_width(sai_text_string(&title)) + 5 + sai_text_width(sai_text_string(&facts));
  sai_text_format(out, "%s%s%s\n\n", sai_text_string(&title), used <= WIDTH ? "     " : "\n  ",
                  sai_text_string(&facts));
  sai_text_free(&title);
  sai_text_free(&facts);
}

static void add_assumptions(const sai_result *r, sai_text *out) {
  size_t unsourced = 0, outside = 0;
  const sai_assumption *first = NULL;
  for (size_t i = 0; i < r->n_assumptions; i++) {
    unsourced += !r->assumptions[i].source;
    outside += r->assumptions[i].market != NULL;
    if (r->assumptions[i].market && !first) first = &r->assumptions[i];
  }
  if (r->n_assumptions == 0) return;
  sai_text note = {.whole = out};
  sai_text_format(&note, _("Assumptions: %zu"), r->n_assumptions);
  if (unsourced) sai_text_format(&note, _(", without source: %zu"), unsourced);
  if (first) {
    sai_text_format(&note, _(", outside the usual market range: %zu"), outside);
    sai_text_format(&note, outside > 1 ? _(" (the first of them %s: %s; %s)") : _(" (%s: %s; %s)"),
                    first->path, first->text, first->market);
  }
  sai_text_add(&note, _(". -> saisan check"));
  sai_text line = {.whole = out};
  sai_clean_line(&line, sai_text_string(&note));
  add_paragraph(out, sai_text_string(&line));
  sai_text_free(&note);
  sai_text_free(&line);
}

/** The largest relative noise of a pooled CPA. */
static double relative_noise(const sai_result *r) {
  double worst = 0;
  for (size_t o = 0; o < r->n_offers; o++) {
    const sai_figure *pooled = &r->offers[o].metrics[SAI_CPA].pooled;
    if (r->offers[o].metrics[SAI_CPA].present && pooled->present && isfinite(pooled->value) &&
        pooled->value > 0)
      worst = fmax(worst, sai_words_noise(pooled) / pooled->value);
  }
  return worst;
}

static void add_run_notes(const sai_result *r, sai_text *out) {
  sai_text note = {.whole = out};
  if (r->point) {
    add_paragraph(
        out,
        _("Point calculation: every assumption at its mean, counts as real numbers; it says nothing about "
          "the spread, and is not a mean where fees have limits."));
    return;
  }
  add_paragraph(out, _("low, middle, high: 10, 50 and 90 of 100 runs stay at or below."));
  double noise = relative_noise(r);
  if (r->runs < FEW_RUNS) {
    sai_text runs = {.whole = out};
    sai_text_grouped(&runs, (double)r->runs, 0);
    sai_text_format(&note,
                    P_("%s run says little; more runs (--runs) make the figures firm.",
                       "%s runs say little; more runs (--runs) make the figures firm.", r->runs == 1 ? 1 : 2),
                    sai_text_string(&runs));
    add_paragraph(out, sai_text_string(&note));
    sai_text_free(&runs);
  } else if (noise > 0.02) {
    sai_text_format(&note, _("The overall CPA is known to within %.0f%% only; more runs (--runs) narrow it."),
                    ceil(100 * noise));
    add_paragraph(out, sai_text_string(&note));
  }
  sai_text_free(&note);
}

static void add_warning(const sai_result *r, size_t i, sai_text *out) {
  sai_text note = {.whole = out}, line = {.whole = out};
  sai_text_format(&note, _("Note: %s"), r->warnings[i]);
  sai_clean_line(&line, sai_text_string(&note));
  add_paragraph(out, sai_text_string(&line));
  sai_text_free(&note);
  sai_text_free(&line);
}

static void add_precision(const sai_result *r, sai_text *out) {
  sai_text line = {.whole = out};
  sai_precision_sentence(&line, r);
  add_paragraph(out, sai_text_string(&line));
  sai_text_free(&line);
}

static void add_notes(const sai_result *r, sai_text *out) {
  add_run_notes(r, out);
  if (r->precision.asked > 0) add_precision(r, out);
  for (size_t i = r->lengths_differ; i < r->n_warnings && i < WARNINGS; i++) add_warning(r, i, out);
  add_assumptions(r, out);
  add_paragraph(out, _("An estimate; it does not guarantee results."));
}

static void add_grid(const sai_result *r, sai_money_unit unit, sai_text *out) {
  sheet s = {.result = r, .unit = unit, .out = out};
  const char *columns[3] = {_("low"), _("middle"), _("high")};
  const char *point[1] = {_("point")};
  s.grid = (sai_grid){.arena = &s.arena, .n_groups = r->n_offers, .n_columns = r->point ? 1 : 3};
  s.grid.column_names = r->point ? point : columns;
  const char **names = sai_arena_array(&s.arena, r->n_offers, sizeof *names);
  for (size_t o = 0; names && o < r->n_offers; o++) {
    sai_text name = {.whole = out};
    sai_clean_line(&name, r->offers[o].name);
    names[o] = keep(&s, &name);
  }
  s.grid.group_names = names;
  if (names) add_rows(&s);
  if (!names || s.grid.failed)
    sai_text_fail(out);
  else
    sai_grid_render(&s.grid, WIDTH, true, out);
  sai_arena_free(&s.arena);
}

void sai_report_table(const sai_result *result, sai_money_unit unit, sai_text *out) {
  sai_text lines = {.whole = out};
  add_title(result, out);
  if (result->lengths_differ) add_warning(result, 0, out);
  sai_sentences_findings(result, unit, &lines);
  if (lines.length) {
    add_lines(out, &lines);
    sai_text_add(out, "\n");
  }
  sai_text_free(&lines);
  add_grid(result, unit, out);
  sai_text_add(out, "\n");
  sai_prices_table(result, WIDTH, out);
  sai_sentences_crossings(result, unit, &lines);
  add_lines(out, &lines);
  add_notes(result, out);
}
