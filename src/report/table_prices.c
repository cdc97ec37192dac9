/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/table_prices.h"

#include "base/intl.h"
#include "report/clean.h"
#include "report/grid.h"
#include "report/words.h"

#include <math.h>
#include <string.h>

/** The table while it is filled. */
typedef struct table {
  const sai_result *result;
  sai_text *out; /**< what all texts become a part of */
  sai_scale scale;
  int finer; /**< decimals more than in plain money */
  sai_arena arena;
  sai_grid grid;
} table;

/** Small prices have three digits, too; in a larger unit all have as many digits as in the smaller one. */
static int places_of(const table *t, double price) {
  int places = price > 0 ? 2 - (int)floor(log10(price)) : 0, most = price < 1 ? 4 : 2;
  if (places > most) places = most;
  if (places < (int)t->result->currency_decimals) places = (int)t->result->currency_decimals;
  return places + t->finer;
}

/** The price as it is written: all of its digits. */
static const char *written_text(table *t, const sai_price_result *price) {
  sai_text cell = {.whole = t->out};
  int places = 0;
  double shown = price->share ? 100 * price->price : price->price / t->scale.divisor;
  while (places < 4 + t->finer &&
         fabs(shown - round(shown * pow(10, places)) / pow(10, places)) > 1e-9 * shown)
    places++;
  sai_text_grouped(&cell, shown, places);
  if (price->share) sai_text_add(&cell, "%");
  return sai_grid_keep(&t->grid, &cell);
}

static const char *price_text(table *t, const sai_figure *at, bool share, bool least) {
  sai_text cell = {.whole = t->out}, from = {.whole = t->out};
  if (isinf(at->value))
    sai_text_add(&cell, at->value > 0 ? _("any price") : _("no price"));
  else if (share)
    sai_words_number(&cell, 100 * at->value, 100 * sai_words_noise(at), 2);
  else
    sai_words_number(&cell, at->value / t->scale.divisor, sai_words_noise(at) / t->scale.divisor,
                     places_of(t, at->value));
  if (share && isfinite(at->value)) sai_text_add(&cell, "%");
  if (!least) return sai_grid_keep(&t->grid, &cell);
  /* TRANSLATORS: the least price that will do: `from 18%` */
  sai_text_format(&from, _("from %s"), sai_text_string(&cell));
  sai_text_free(&cell);
  return sai_grid_keep(&t->grid, &from);
}

/** An offer and its line, and between them the contract where it has a name of its own. */
static void add_label(sai_text *out, const sai_offer_result *offer, const sai_price_result *price) {
  sai_text label = {.whole = out};
  sai_text_format(&label, "%s: ", offer->name);
  if (price->contract && strcmp(price->contract, offer->name) != 0)
    sai_text_format(&label, "%s: ", price->contract);
  sai_text_add(&label, price->line);
  sai_clean_line(out, sai_text_string(&label));
  sai_text_free(&label);
}

static void add_price(table *t, const sai_offer_result *offer, const sai_price_result *price) {
  sai_text line = {.whole = t->out};
  add_label(&line, offer, price);
  sai_grid_row *row = sai_grid_add(&t->grid, sai_grid_keep(&t->grid, &line));
  sai_grid_set(&t->grid, row, 0, 0, written_text(t, price));
  for (size_t aim = 0; aim < SAI_PRICE_AIMS; aim++)
    if (price->at[aim].present)
      sai_grid_set(&t->grid, row, 0, aim + 1,
                   price_text(t, &price->at[aim], price->share, price->least[aim]));
}

/** With whom the prices of an offer compare it, where there is a choice. */
static void add_compared(const sai_result *r, size_t offer, size_t width, sai_text *out) {
  const sai_offer_result *o = &r->offers[offer];
  if (r->n_offers < 3 || o->n_prices == 0) return;
  bool net = o->prices[0].at[SAI_PRICE_SAME_NET].present, cpa = o->prices[0].at[SAI_PRICE_SAME_CPA].present;
  const char *same_net = r->offers[o->compared[SAI_PRICE_SAME_NET]].name,
             *same_cpa = r->offers[o->compared[SAI_PRICE_SAME_CPA]].name;
  sai_text text = {.whole = out}, line = {.whole = out};
  if (net && cpa)
    sai_text_format(&text, _("%s: net as %s, CPA as %s."), o->name, same_net, same_cpa);
  else if (net)
    sai_text_format(&text, _("%s: net as %s."), o->name, same_net);
  else if (cpa)
    sai_text_format(&text, _("%s: CPA as %s."), o->name, same_cpa);
  sai_clean_line(&line, sai_text_string(&text));
  if (net || cpa) sai_clean_wrap(out, sai_text_string(&line), 2, width);
  sai_text_free(&text);
  sai_text_free(&line);
}

static void add_rows(table *t) {
  const sai_result *r = t->result;
  for (size_t o = 0; o < r->n_offers; o++)
    for (size_t i = 0; i < r->offers[o].n_prices; i++) add_price(t, &r->offers[o], &r->offers[o].prices[i]);
}

/** Which lines the table leaves out, in one sentence. */
static void add_unpriced(const sai_result *r, size_t width, sai_text *out) {
  sai_text names = {.whole = out}, text = {.whole = out};
  for (size_t o = 0; o < r->n_offers; o++)
    for (size_t i = 0; i < r->offers[o].n_unpriced; i++) {
      if (names.length) sai_text_add(&names, _(", "));
      add_label(&names, &r->offers[o], &r->offers[o].unpriced[i]);
    }
  if (names.length) {
    sai_text_format(&text, _("No price is looked for where it is uncertain, 0, in tiers or a refund: %s."),
                    sai_text_string(&names));
    sai_clean_wrap(out, sai_text_string(&text), 2, width);
  }
  sai_text_free(&names);
  sai_text_free(&text);
}

static void add_table(const sai_result *r, sai_money_unit unit, size_t width, sai_text *out) {
  table t = {.result = r, .out = out};
  sai_text at = {.whole = out};
  t.scale =
      sai_words_scale(r->currency, r->currency_decimals, unit == SAI_MONEY_AUTO ? SAI_MONEY_PLAIN : unit, 0);
  t.finer = (int)lround(log10(t.scale.divisor));
  sai_text_format(&at, _("price at which (%s)"), t.scale.name);
  const char *const columns[SAI_PRICE_AIMS + 1] = {_("price now"), _("net is 0"), _("same net"),
                                                   _("same CPA")},
                                             *const group[1] = {sai_text_string(&at)};
  t.grid = (sai_grid){.arena = &t.arena,
                      .n_groups = 1,
                      .n_columns = SAI_PRICE_AIMS + 1,
                      .group_names = group,
                      .column_names = columns};
  add_rows(&t);
  if (t.grid.failed)
    sai_text_fail(out);
  else
    sai_grid_render(&t.grid, width, true, out);
  sai_arena_free(&t.arena);
  sai_text_free(&at);
  sai_text_add(out, "\n");
  sai_clean_wrap(out,
                 _("Prices: everything else stays as it is. net is 0: above it the offer loses on average; "
                   "same net, same CPA: as the best other offer has them on average; any price: none is too "
                   "high; no price: not even free of charge."),
                 2, width);
}

static bool any_least(const sai_result *r) {
  for (size_t o = 0; o < r->n_offers; o++)
    for (size_t i = 0; i < r->offers[o].n_prices; i++)
      for (size_t aim = 0; aim < SAI_PRICE_AIMS; aim++)
        if (r->offers[o].prices[i].least[aim]) return true;
  return false;
}

void sai_table_prices(const sai_result *r, sai_money_unit unit, size_t width, sai_text *out) {
  size_t n = 0, unpriced = 0;
  for (size_t o = 0; o < r->n_offers; o++) n += r->offers[o].n_prices, unpriced += r->offers[o].n_unpriced;
  if (n == 0 && unpriced == 0) return;
  if (n) add_table(r, unit, width, out);
  if (any_least(r))
    sai_clean_wrap(out, _("from: the line brings money, and it must be at least so high."), 2, width);
  add_unpriced(r, width, out);
  for (size_t o = 0; o < r->n_offers; o++) add_compared(r, o, width, out);
}
