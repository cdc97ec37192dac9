/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All rows of the table, in order; costs and chances have files of their own. */
#include "report/table.h"

#include "base/intl.h"
#include "report/clean.h"
#include "report/words.h"
#include "result/stage_words.h"

#include <math.h>
#include <string.h>

/** The first month by which half of the runs have paid back; the horizon if none. */
static unsigned median_month(const sai_figure *by_month, unsigned months) {
  unsigned m = 0;
  while (m < months && by_month[m].value < 0.5) m++;
  return m;
}

static void add_payback(sai_sheet *s, const char *name, bool lasting) {
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
    sai_grid_set(&s->grid, row, o, sai_row_single_column(s), sai_grid_keep(&s->grid, &cell));
  }
}

static void add_paybacks(sai_sheet *s) {
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

static void add_value_rows(sai_sheet *s) {
  sai_row net = sai_row_quantiles(s, SAI_NET), profit = sai_row_probabilities(s, SAI_NET, 0);
  sai_row_add_money(s, _("net: gross profit - cost"), &net, NULL);
  sai_row_add_percent(s, _("chance of a profit"), &profit, false);
  add_paybacks(s);
  sai_row need = sai_row_quantiles(s, SAI_DEEPEST_CASH_NEED);
  sai_row_add_money(s, _("deepest cash need"), &need, NULL);
}

static void add_break_even(sai_sheet *s) {
  sai_row orders = sai_row_new(s), profit = sai_row_new(s);
  for (size_t o = 0; o < s->result->n_offers; o++) {
    const sai_break_even *even = &s->result->offers[o].break_even;
    if (isfinite(even->orders.value)) sai_row_put(s, &orders, o, sai_row_single_column(s), &even->orders);
    sai_row_put(s, &profit, o, sai_row_single_column(s), &even->profit_per_order);
  }
  sai_grid_row *row = sai_row_add_count(s, _("break-even orders"), &orders);
  for (size_t o = 0; o < s->result->n_offers; o++) {
    const sai_figure *even = &s->result->offers[o].break_even.orders;
    if (!even->present || isfinite(even->value)) continue;
    if (!row) row = sai_grid_add(&s->grid, _("break-even orders"));
    sai_grid_set(&s->grid, row, o, sai_row_single_column(s), _("never"));
  }
  sai_row_add_money(s, _("break-even profit/order"), &profit, NULL);
}

static bool all_zero(const sai_row *f) {
  for (size_t i = 0; i < f->n; i++)
    if (f->at[i] && f->at[i]->value != 0) return false;
  return true;
}

/** A stage of an offer by its name where own people do the work, before the order; NULL elsewhere.
 *  @param from 1: what is put in is no work to be looked at; 0: where other offers have it later, it is */
static const sai_stage_result *own_stage(const sai_offer_result *offer, const char *name, size_t from) {
  for (size_t k = from; k + 1 < offer->n_stages; k++)
    if (offer->stages[k].peak_month.mean.present && strcmp(offer->stages[k].name, name) == 0)
      return &offer->stages[k];
  return NULL;
}

static void add_busiest_month(sai_sheet *s, const sai_stage_result *stage) {
  sai_row f = sai_row_new(s);
  for (size_t o = 0; o < s->result->n_offers; o++) {
    const sai_stage_result *own = own_stage(&s->result->offers[o], stage->name, 0);
    if (!own) continue;
    sai_row_band(s, &f, o, &own->peak_month);
  }
  sai_text label = {.whole = s->out}, noun = {.whole = s->out};
  sai_clean_line(&noun, sai_stage_noun(stage->name, stage->label));
  /* TRANSLATORS: a row of the table, %s is a stage: how many meetings own people hold in the month with most
   */
  sai_text_format(&label, _("own %s, busiest month"), sai_text_string(&noun));
  sai_row_add_count(s, sai_grid_keep(&s->grid, &label), &f);
  sai_text_free(&noun);
}

/** A row for each stage that own people do in some offer. */
static void add_busiest_months(sai_sheet *s) {
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

static void find_largest(sai_sheet *s) {
  static const sai_metric_id ids[] = {SAI_COST, SAI_NET, SAI_DEEPEST_CASH_NEED};
  for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
    sai_row f = sai_row_quantiles(s, ids[i]);
    double largest, smallest;
    sai_row_range(s, &f, &largest, &smallest);
    s->largest = fmax(s->largest, largest);
  }
}

void sai_table_rows(sai_sheet *s) {
  find_largest(s);
  sai_table_costs(s);
  sai_table_cpa(s);
  add_value_rows(s);
  sai_table_chances(s);
  add_break_even(s);
  sai_row pipeline = sai_row_quantiles(s, SAI_PIPELINE_ORDERS);
  if (!all_zero(&pipeline)) sai_row_add_count(s, _("orders after the horizon"), &pipeline);
  add_busiest_months(s);
}
