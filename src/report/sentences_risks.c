/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can go wrong: the budget exceeded, no order at all. */
#include "report/sentences_parts.h"

#include "base/intl.h"
#include "report/words.h"

#include <string.h>

enum { LISTED = 4 };

/** The chance of something bad for an offer; not present if it does not apply. */
typedef sai_figure bad_luck(const sai_result *result, size_t offer);

static sai_figure overrun(const sai_result *result, size_t offer) {
  const sai_figure *within = &result->offers[offer].metrics[SAI_COST].probability[0];
  if (!within->present) return (sai_figure){0};
  return sai_tell_chance(1 - within->value, sai_words_noise(within));
}

static sai_figure no_order(const sai_result *result, size_t offer) {
  const sai_offer_result *o = &result->offers[offer];
  if (sai_tell_nothing_is_bought(o) || !o->metrics[SAI_CPA].present) return (sai_figure){0};
  return o->metrics[SAI_CPA].probability[0];
}

typedef struct odds_list {
  size_t n, rare, none, certain; /**< offers to which it applies; with a chance below 1 in 200, of 0, of 1 */
  size_t n_shown, shown[LISTED];
} odds_list;

/** The offer with the highest chance among those not taken yet; n_offers if there is none. */
static size_t worst_left(const sai_result *result, bad_luck *luck, const bool *taken, bool with_none) {
  size_t worst = result->n_offers;
  for (size_t i = 0; i < result->n_offers; i++) {
    sai_figure p = luck(result, i);
    if (!p.present || taken[i] || (p.value <= 0 && !with_none)) continue;
    if (worst == result->n_offers || p.value > luck(result, worst).value) worst = i;
  }
  return worst;
}

/** Those with the highest chances, in file order. Of two offers both are listed, of more only those at risk.
 */
static odds_list list_of(const sai_result *result, bad_luck *luck) {
  enum { OFFERS = 64 };
  odds_list list = {0};
  bool taken[OFFERS] = {false};
  if (result->n_offers > OFFERS) return list;
  for (size_t i = 0; i < result->n_offers; i++) {
    sai_figure p = luck(result, i);
    if (!p.present) continue;
    list.n++;
    list.rare += p.value < 0.005;
    list.none += p.value <= 0;
    list.certain += p.value >= 1;
  }
  for (size_t k = 0; k < LISTED; k++) {
    size_t worst = worst_left(result, luck, taken, list.n <= 2);
    if (worst < result->n_offers) taken[worst] = true;
  }
  for (size_t i = 0; i < result->n_offers; i++)
    if (taken[i]) list.shown[list.n_shown++] = i;
  return list;
}

/* The odds that all offers share in words; empty if they differ, or if there is but one offer. */
static sai_text shared_odds(const sai_teller *t, const odds_list *list, bad_luck *luck) {
  sai_text shared = {.whole = t->out};
  bool same = list->n > 1;
  for (size_t i = 0; same && i < t->result->n_offers; i++) {
    sai_figure p = luck(t->result, i);
    if (!p.present) continue;
    sai_text odds = sai_tell_odds(t, &p);
    if (shared.length)
      same = strcmp(sai_text_string(&shared), sai_text_string(&odds)) == 0;
    else
      sai_text_add(&shared, sai_text_string(&odds));
    sai_text_free(&odds);
  }
  if (!same) sai_text_clear(&shared);
  return shared;
}

static sai_text odds_texts(const sai_teller *t, const odds_list *list, bad_luck *luck) {
  sai_text text = {.whole = t->out}, shared = shared_odds(t, list, luck);
  bool same = shared.length > 0;
  if (same) sai_text_format(&text, _("each offer in %s"), sai_text_string(&shared));
  sai_text_free(&shared);
  if (same) return text;
  for (size_t k = 0; k < list->n_shown; k++) {
    sai_text name = sai_tell_name(t, list->shown[k]);
    sai_figure p = luck(t->result, list->shown[k]);
    sai_text odds = sai_tell_odds(t, &p);
    if (k) sai_text_add(&text, _(", "));
    /* TRANSLATORS: an offer and a chance: `Vendor A in 31 of 100 runs` */
    sai_text_format(&text, _("%s in %s"), sai_text_string(&name), sai_text_string(&odds));
    sai_text_free(&name);
    sai_text_free(&odds);
  }
  if (list->n > list->n_shown)
    sai_text_add(&text, list->n - list->n_shown == list->none ? _("; the others never")
                                                              : _("; the others less often"));
  return text;
}

/* The budget, and the period that it is for. */
static sai_text budget_of(const sai_teller *t) {
  const char *per = t->result->budget_per;
  sai_text money = sai_tell_money(t, t->result->target_budget.value), text = {.whole = t->out};
  sai_text_format(&text,
                  !per                        ? "%s"
                  : strcmp(per, "month") == 0 ? _("%s a month")
                                              : _("%s a fiscal year"),
                  sai_text_string(&money));
  sai_text_free(&money);
  return text;
}

static void tell_budget(const sai_teller *t) {
  const sai_result *result = t->result;
  odds_list list = list_of(result, overrun);
  if (!result->target_budget.present || list.n == 0) return;
  if (list.none == list.n)
    SAI_TELL(t, _("No run exceeds the budget of %s."), budget_of(t));
  else if (list.certain == list.n)
    SAI_TELL(t,
             list.n == 1 ? _("Every run exceeds the budget of %s.")
                         : _("Every offer exceeds the budget of %s in every run."),
             budget_of(t));
  else
    SAI_TELL(t, _("Over the budget of %s: %s."), budget_of(t), odds_texts(t, &list, overrun));
  sai_text_add(t->out, "\n");
}

static void tell_no_order(const sai_teller *t) {
  odds_list list = list_of(t->result, no_order);
  if (list.n == 0 || list.none == list.n) return;
  if (list.rare == list.n)
    sai_text_add(t->out, _("No order at all: less than 1 of 100 runs."));
  else if (list.certain == list.n)
    sai_text_add(t->out, _("No run brings an order."));
  else
    SAI_TELL(t, _("No order at all: %s."), odds_texts(t, &list, no_order));
  sai_text_add(t->out, "\n");
}

static void tell_point_budget(const sai_teller *t) {
  const sai_result *result = t->result;
  if (!result->target_budget.present) return;
  sai_text names = {.whole = t->out};
  for (size_t i = 0; i < result->n_offers; i++) {
    const sai_figure *cost =
        result->budget_per ? &result->offers[i].budgeted : &result->offers[i].metrics[SAI_COST].mean;
    if (!cost->present || !(cost->value > result->target_budget.value)) continue;
    sai_text name = sai_tell_name(t, i);
    if (names.length) sai_text_add(&names, _(", "));
    sai_text_add(&names, sai_text_string(&name));
    sai_text_free(&name);
  }
  if (names.length)
    SAI_TELL(t, _("Over the budget of %s: %s."), budget_of(t), names);
  else if (!names.failed)
    SAI_TELL(t, _("Every offer stays within the budget of %s."), budget_of(t));
  if (!names.length) sai_text_free(&names);
  sai_text_add(t->out, "\n");
}

void sai_tell_risks(const sai_teller *t) {
  if (t->result->point) {
    tell_point_budget(t);
    return;
  }
  tell_budget(t);
  tell_no_order(t);
}
