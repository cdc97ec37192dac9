/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is drawn once, what anew, and what offers share: the part of a scenario that most easily means
   something else than its writer thought. */
#include "command/check.h"

#include "analysis/correlation.h"
#include "base/intl.h"
#include "report/clean.h"

#include <math.h>
#include <string.h>

enum { EVERYBODY = -1 };

static bool has_draw(const sai_expr *e) {
  if (e->kind == SAI_EXPR_DIST) return true;
  for (size_t i = 0; i < e->n_args; i++)
    if (has_draw(e->args[i])) return true;
  return false;
}

/* True if a path lies inside an offer: `offers.ID.` and more. */
static bool is_inside(const char *path, const sai_offer *offer) {
  static const char start[] = "offers.";
  size_t n = strlen(offer->id);
  if (strncmp(path, start, sizeof start - 1) != 0) return false;
  path += sizeof start - 1;
  return strncmp(path, offer->id, n) == 0 && path[n] == '.';
}

/* The offer that a path belongs to (the longest id, if one is the beginning of another), or EVERYBODY. */
static int owner_of(const sai_scenario *scenario, const char *path) {
  int owner = EVERYBODY;
  for (size_t i = 0; i < scenario->n_offers; i++) {
    const sai_offer *offer = &scenario->offers[i];
    if (!is_inside(path, offer)) continue;
    if (owner == EVERYBODY || strlen(offer->id) > strlen(scenario->offers[owner].id)) owner = (int)i;
  }
  return owner;
}

static void add_group(const sai_check *check, const char *when, int owner, const sai_text *list) {
  if (!list->length) return;
  sai_text name = {.whole = check->out}, head = {.whole = check->out};
  if (owner != EVERYBODY) sai_say_text(&name, check->scenario->offers[owner].name);
  if (check->scenario->n_offers == 1)
    sai_text_add(&head, when);
  else if (owner == EVERYBODY)
    sai_text_format(&head, _("%s, the same for all offers"), when);
  else
    /* TRANSLATORS: how often drawn, and an offer: `once per run, for A alone` */
    sai_text_format(&head, _("%s, for %s alone"), when, sai_text_string(&name));
  sai_text_format(check->out, "  %s\n", sai_text_string(&head));
  sai_clean_wrap(check->out, sai_text_string(list), SAI_CHECK_ENTRY, SAI_CHECK_WIDTH);
  sai_text_free(&name);
  sai_text_free(&head);
}

static void add_item(sai_text *list, const char *item) {
  if (list->length) sai_text_add(list, _(", "));
  sai_say_text(list, item);
}

/* How often numbers are drawn. A lead time is always one of each unit, however it is written. */
typedef enum moment { ONCE, EACH_MONTH, EACH_ORDER, EACH_UNIT } moment;

static bool is_start(const sai_scenario *s, const sai_quantity *q) {
  for (size_t i = 0; i < s->n_offers; i++)
    for (size_t c = 0; c < s->offers[i].n_contracts; c++)
      if (s->offers[i].contracts[c].start_after == q) return true;
  return false;
}

static moment moment_of(const sai_scenario *s, const sai_quantity *q) {
  if (q->unit == SAI_UNIT_MONTHS) return is_start(s, q) ? ONCE : EACH_UNIT;
  return q->anew == SAI_ANEW_EACH_MONTH ? EACH_MONTH : q->anew == SAI_ANEW_EACH_ORDER ? EACH_ORDER : ONCE;
}

static size_t add_quantities(const sai_check *check, moment when, const char *words) {
  const sai_scenario *s = check->scenario;
  size_t n = 0;
  for (int owner = EVERYBODY; owner < (int)s->n_offers; owner++) {
    sai_text list = {.whole = check->out};
    for (size_t i = 0; i < s->n_quantities; i++) {
      const sai_quantity *q = s->quantities[i];
      bool mine = s->n_offers == 1 ? owner == EVERYBODY : owner_of(s, q->path) == owner;
      if (moment_of(s, q) != when || !has_draw(q->expr) || !mine) continue;
      add_item(&list, q->path);
      n++;
    }
    add_group(check, words, owner, &list);
    sai_text_free(&list);
  }
  return n;
}

static bool is_listed(const sai_text *list, const sai_text *noun) {
  const char *separator = _(", "), *at = sai_text_string(list);
  size_t n = noun->length;
  while (n && (at = strstr(at, sai_text_string(noun)))) {
    bool starts = at == sai_text_string(list) || at[-1] == separator[strlen(separator) - 1];
    if (starts && (!at[n] || strncmp(at + n, separator, strlen(separator)) == 0)) return true;
    at += n;
  }
  return false;
}

/* Stages whose counts depend on chance: all of one offer, or what no offer wrote for itself; and who stays.
 */
static void add_luck(const sai_check *check) {
  const sai_scenario *s = check->scenario;
  for (int owner = EVERYBODY; owner < (int)s->n_offers; owner++) {
    sai_text list = {.whole = check->out};
    for (size_t i = 0; i < s->n_offers; i++) {
      const sai_funnel *funnel = s->offers[i].funnel;
      for (size_t k = 0; funnel && k < funnel->n_stages; k++)
        for (size_t f = 0; f < funnel->stages[k].n_flows; f++) {
          const sai_flow *flow = &funnel->stages[k].flows[f];
          bool mine = s->n_offers == 1 ? owner == EVERYBODY : owner_of(s, flow->path) == owner;
          if (flow->kind != SAI_FLOW_RATE || !mine) continue;
          sai_text noun = {.whole = check->out};
          sai_say_stage(&noun, &funnel->stages[k]);
          if (!is_listed(&list, &noun)) add_item(&list, sai_text_string(&noun));
          sai_text_free(&noun);
        }
    }
    if (owner == EVERYBODY && s->value.churn) add_item(&list, _("customers who leave"));
    add_group(check, _("luck of counts, each month"), owner, &list);
    sai_text_free(&list);
  }
}

/* `a high win rate mostly comes with a high deal (rank correlation 0.5)`. */
static void add_pair(const sai_check *check, const sai_pair *pair) {
  const sai_input *inputs = check->scenario->inputs;
  double reached = sai_correlation_reached(check->scenario, pair);
  sai_text a = {.whole = check->out}, b = {.whole = check->out}, rank = {.whole = check->out},
           line = {.whole = check->out};
  sai_say_text(&a, inputs[pair->a].label);
  sai_say_text(&b, inputs[pair->b].label);
  sai_text_number(&rank, pair->rank, 6);
  sai_text_format(&line,
                  pair->rank < 0 ? _("a high %s mostly comes with a low %s (rank correlation %s)")
                                 : _("a high %s mostly comes with a high %s (rank correlation %s)"),
                  sai_text_string(&a), sai_text_string(&b), sai_text_string(&rank));
  if (fabs(reached - pair->rank) >= 0.005)
    sai_text_format(&line, _("; values repeat, so it is %.2f"), reached);
  sai_clean_wrap(check->out, sai_text_string(&line), SAI_CHECK_ENTRY, SAI_CHECK_WIDTH);
  sai_text_free(&a);
  sai_text_free(&b);
  sai_text_free(&rank);
  sai_text_free(&line);
}

static void add_pairs(const sai_check *check) {
  const sai_scenario *s = check->scenario;
  if (s->n_pairs) sai_text_format(check->out, "  %s\n", _("inputs that move together"));
  for (size_t i = 0; i < s->n_pairs; i++) add_pair(check, &s->pairs[i]);
}

static void add_data(const sai_check *check) {
  const sai_scenario *s = check->scenario;
  if (s->n_data) sai_text_format(check->out, "  %s\n", _("resampled from files"));
  for (size_t i = 0; i < s->n_data; i++) {
    sai_text name = {.whole = check->out}, line = {.whole = check->out};
    sai_text_format(&name, "%s, %s", s->data[i].file, s->data[i].column);
    sai_say_text(&line, sai_text_string(&name));
    sai_text_format(&line, P_(": %zu value, %zu different", ": %zu values, %zu different", s->data[i].rows),
                    s->data[i].rows, s->data[i].dist->n);
    sai_clean_wrap(check->out, sai_text_string(&line), SAI_CHECK_ENTRY, SAI_CHECK_WIDTH);
    sai_text_free(&name);
    sai_text_free(&line);
  }
}

void sai_check_draws(const sai_check *check) {
  sai_text_format(check->out, "\n%s\n", _("What is left to chance"));
  size_t n = add_quantities(check, ONCE, _("drawn once per run"));
  n += add_quantities(check, EACH_MONTH, _("drawn anew each month"));
  n += add_quantities(check, EACH_ORDER, _("drawn anew for each order"));
  n += add_quantities(check, EACH_UNIT, _("drawn anew for each unit"));
  if (n == 0) sai_text_format(check->out, "  %s\n", _("no number is uncertain"));
  add_pairs(check);
  add_data(check);
  add_luck(check);
}
