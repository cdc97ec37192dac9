/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of chances: of the targets, of no order, and of what vendors promise. */
#include "report/table.h"

#include "base/intl.h"
#include "report/words.h"

#include <string.h>

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
static void add_promises(sai_sheet *s) {
  const sai_result *r = s->result;
  for (size_t o = 0; !r->point && o < r->n_offers; o++)
    for (size_t k = 0; k < r->offers[o].n_promises; k++) {
      const sai_promise_result *promise = &r->offers[o].promises[k];
      bool before = false;
      for (size_t i = 0; i < o; i++) before |= promise_chance(&r->offers[i], promise) != NULL;
      if (before || promise_chance(&r->offers[o], promise) != &promise->reached) continue;
      sai_row f = sai_row_new(s);
      for (size_t i = o; i < r->n_offers; i++) {
        const sai_figure *reached = promise_chance(&r->offers[i], promise);
        if (reached) sai_row_put(s, &f, i, sai_row_single_column(s), reached);
      }
      sai_text words = {.whole = s->out}, label = {.whole = s->out};
      sai_words_promise(&words, promise);
      /* TRANSLATORS: a promise: `chance of appointment: 8 a month on average` */
      sai_text_format(&label, _("chance of %s"), sai_text_string(&words));
      sai_row_add_percent(s, sai_grid_keep(&s->grid, &label), &f, false);
      sai_text_free(&words);
    }
}

void sai_table_chances(sai_sheet *s) {
  sai_row f = sai_row_probabilities(s, SAI_COST, 0);
  sai_row_add_percent(s, _("chance of exceeding the budget"), &f, true);
  f = sai_row_probabilities(s, SAI_CPA, 1);
  sai_row_add_percent(s, _("chance of CPA within the target"), &f, false);
  f = sai_row_probabilities(s, SAI_ORDERS, 0);
  sai_row_add_percent(s, _("chance of the target orders"), &f, false);
  f = sai_row_probabilities(s, SAI_CPA, 0);
  sai_row_add_percent(s, _("chance of no order"), &f, false);
  add_promises(s);
}
