/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of what an offer costs: in all, by contract, by who is paid, by fiscal year, and per order. */
#include "report/table.h"

#include "base/intl.h"
#include "report/clean.h"
#include "report/words.h"

#include <math.h>
#include <string.h>

/** True if the buyer has own cost in any offer, so that fees and cost differ. */
static bool has_own_cost(const sai_result *result) {
  for (size_t o = 0; o < result->n_offers; o++) {
    const sai_metric *own = &result->offers[o].metrics[SAI_OWN_COST];
    if (own->present && own->mean.present && own->mean.value != 0) return true;
  }
  return false;
}

/* The figures of a fiscal year, with tax where there is tax. */
static sai_row year_of(sai_sheet *s, unsigned y) {
  sai_row f = sai_row_new(s);
  f.quantiles = !s->result->point;
  for (size_t o = 0; o < s->result->n_offers; o++) {
    const sai_year_result *year = &s->result->offers[o].years[y];
    const sai_band *band = year->cost_with_tax.mean.present ? &year->cost_with_tax : &year->cost;
    sai_row_band(s, &f, o, band);
  }
  return f;
}

/* A row for each fiscal year, where the horizon touches more than one. */
static void add_years(sai_sheet *s, const sai_row *above) {
  bool taxed = s->result->offers[0].metrics[SAI_COST_WITH_TAX].present;
  for (unsigned y = 0; s->result->n_years > 1 && y < s->result->n_years; y++) {
    sai_row f = year_of(s, y);
    sai_text label = {.whole = s->out};
    /* TRANSLATORS: costs of a fiscal year, 2026年度 */
    sai_text_format(&label, taxed ? _("FY%u with tax") : _("FY%u"), s->result->first_year + y);
    sai_row_add_money(s, sai_grid_keep(&s->grid, &label), &f, above);
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
static void add_part(sai_sheet *s, const sai_part_result *part, const char *name, const sai_row *above) {
  sai_row f = sai_row_new(s);
  f.quantiles = !s->result->point;
  for (size_t o = 0; o < s->result->n_offers; o++) {
    const sai_part_result *p = part_like(&s->result->offers[o], part);
    if (!p) continue;
    sai_row_band(s, &f, o, &p->cost);
  }
  sai_text label = {.whole = s->out};
  sai_text_add(&label, part->by_contract ? "  " : "");
  sai_clean_line(&label, name);
  sai_row_add_money(s, sai_grid_keep(&s->grid, &label), &f, above);
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
static void add_parts(sai_sheet *s, const sai_row *above, bool by_contract) {
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

void sai_table_costs(sai_sheet *s) {
  sai_row cost = sai_row_quantiles(s, SAI_COST), orders = sai_row_quantiles(s, SAI_ORDERS);
  sai_row_add_money(s, _("total cost"), &cost, NULL);
  if (has_own_cost(s->result)) {
    sai_row fees = sai_row_quantiles(s, SAI_FEES), own = sai_row_quantiles(s, SAI_OWN_COST);
    sai_row_add_money(s, _("vendor fees"), &fees, &cost);
    add_parts(s, &cost, true);
    sai_row_add_money(s, _("own cost"), &own, &cost);
  } else {
    add_parts(s, &cost, true);
  }
  add_parts(s, &cost, false);
  sai_row taxed = sai_row_quantiles(s, SAI_COST_WITH_TAX),
          lost = sai_row_quantiles(s, SAI_TAX_NOT_DEDUCTIBLE);
  sai_row_add_money(s, _("total with tax"), &taxed, &cost);
  add_years(s, &cost);
  sai_row_add_money(s, _("tax that cannot be deducted"), &lost, &cost);
  sai_row_add_count(s, _("orders"), &orders);
}

/* Fees per order say nothing where nobody is paid a fee. */
static void drop_without_fees(const sai_sheet *s, sai_row *f) {
  for (size_t i = 0; i < f->n; i++) {
    const sai_metric *fees = &s->result->offers[i / s->grid.n_columns].metrics[SAI_FEES];
    if (fees->mean.present && fees->mean.value == 0) f->at[i] = NULL;
  }
}

void sai_table_cpa(sai_sheet *s) {
  sai_row cpa = sai_row_quantiles(s, SAI_CPA);
  sai_row_add_money(s, _("CPA, cost per order"), &cpa, NULL);
  if (!s->result->point) {
    sai_row pooled = sai_row_pooled(s, SAI_CPA);
    sai_row_add_money(s, _("overall: total cost / orders"), &pooled, &cpa);
  }
  if (has_own_cost(s->result)) {
    sai_row fees = sai_row_quantiles(s, SAI_CPA_FEES);
    drop_without_fees(s, &fees);
    sai_row_add_money(s, _("vendor fees only"), &fees, &cpa);
  }
}
