/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantities: an expression with its range, its source and its name in the streams of randomness. */
#include "base/intl.h"
#include "base/text.h"
#include "scenario/fields.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A quantity and where it stands in the file. */
struct sai_quantity_entry {
  const sai_quantity *quantity;
  unsigned order, index;
  struct sai_quantity_entry *next;
};

bool sai_written_open(sai_reader *r, const sai_node *node, sai_scope scope, sai_written *w) {
  *w = (sai_written){0};
  if (node->kind == SAI_NODE_MAP) {
    if (!sai_map_check(r, node, SAI_IN_QUANTITY, "value")) return false;
    w->source = sai_text_read(r, node, sai_schema_find(SAI_IN_QUANTITY, "source"));
    node = sai_tree_find(node, "value");
  }
  if (!node || node->kind != SAI_NODE_TEXT) {
    if (node)
      sai_error_hint(sai_report(r, node->place, "%s", _("one quantity is expected here, not a list")), "%s",
                     _("write a number or a distribution behind the colon"));
    return false;
  }
  if (!*node->text) {
    sai_place place = node->key ? node->key->place : node->place;
    sai_error_hint(sai_report(r, place, "%s", _("nothing is written here")), "%s",
                   _("write a number such as 1,000 or 4%, or a distribution such as 2% to 6%"));
    return false;
  }
  return sai_parser_open(&w->p, r, node, scope);
}

bool sai_written_expr(sai_written *w) {
  w->begin = w->p.token.begin;
  w->expr = sai_expr_read(&w->p);
  w->end = w->p.last_end;
  return w->expr && !w->p.failed;
}

/* A plain number that is out of range: the nearest one that is not. */
static void hint_bound(sai_error *err, const sai_use *use, sai_range x) {
  char least[40], most[40];
  bool share = use->unit == SAI_UNIT_RATE, months = use->unit == SAI_UNIT_MONTHS;
  sai_bound_write(least, use->key->lower, share);
  sai_bound_write(most, use->key->upper, share);
  if (x.lower < use->key->lower && (use->key->lower < 0 || x.lower >= 0))
    sai_error_hint(err, _("write at least %s"), least);
  else if (x.lower < use->key->lower)
    sai_error_hint(err, _("delete the minus, or write %s"), least);
  else if (months)
    sai_error_hint(err, _("write at most %s months"), most);
  else
    sai_error_hint(err, _("write at most %s; is a zero, 万 or 億 too many?"), most);
}

static void hint_range(sai_error *err, const sai_use *use, sai_range x, const sai_expr *e) {
  bool number = e->kind == SAI_EXPR_NUMBER || e->kind == SAI_EXPR_NEGATE;
  if (use->key->within == SAI_IN_PAIR)
    sai_error_hint(err, "%s",
                   _("0.5 is a moderate link, -0.5 says that one falls where the other rises; what always "
                     "moves together "
                     "is one input and a multiple of it"));
  else if (use->unit == SAI_UNIT_RATE && sai_slip_share_hint(e, err))
    return;
  else if (number)
    hint_bound(err, use, x);
  else if (use->unit == SAI_UNIT_RATE)
    sai_error_hint(err, "%s",
                   _("write min(max(..., 0%), 100%), truncated(..., 0%, 100%), or a range such as 2% to 6%, "
                     "which is a beta "
                     "distribution"));
  else if (use->unit == SAI_UNIT_MONTHS)
    sai_error_hint(err, "%s", _("write for example 1 to 3 months, or discrete(0=50%, 1=30%, 2=20%)"));
  else if (x.lower < use->key->lower)
    sai_error_hint(err, "%s",
                   _("write max(0, ...), or a distribution that stays above zero, such as 800 to 1,200"));
  else
    hint_bound(err, use, x);
}

/* Certain to be no more than the lower bound, where more is meant. */
static bool is_not_above(const sai_key *key, sai_range x) {
  return key->above && x.upper <= key->lower;
}

static void report_range(const sai_written *w, const sai_use *use, sai_range x) {
  bool share = use->unit == SAI_UNIT_RATE;
  if (share && sai_slip_report_input(w->p.r, w->expr)) return;
  char low[40], high[40], least[40], most[40];
  sai_bound_write(low, x.lower, share);
  sai_bound_write(high, x.upper, share);
  sai_bound_write(least, use->key->lower, share);
  sai_bound_write(most, use->key->upper, share);
  sai_error *err;
  if (is_not_above(use->key, x) && x.lower == x.upper) {
    sai_above_hint(sai_report(w->p.r, w->expr->place, _("this is %s, but must be above %s"), low, least),
                   use->key);
    return;
  }
  if (x.lower == x.upper)
    err = sai_report(w->p.r, w->expr->place, _("this is %s, but must be from %s to %s"), low, least, most);
  else
    err = sai_report(w->p.r, w->expr->place, _("this can be from %s to %s, but must stay from %s to %s"), low,
                     high, least, most);
  hint_range(err, use, x, w->expr);
}

/* An end without limit is allowed where single draws are far below it, and below zero only where amounts may
 * be. */
static bool check_range(const sai_written *w, const sai_use *use, sai_range x) {
  const sai_key *key = use->key;
  bool low = x.lower >= key->lower || (key->open && key->lower < 0 && isinf(x.lower) && x.lower < 0);
  bool high = x.upper <= key->upper || (key->open && isinf(x.upper) && x.upper > 0);
  bool finite = x.lower < INFINITY && x.upper > -INFINITY;
  if (low && high && finite && !is_not_above(key, x)) return true;
  report_range(w, use, x);
  return false;
}

static bool check_percent(const sai_written *w, const sai_use *use) {
  bool amount = use->unit == SAI_UNIT_MONEY || use->unit == SAI_UNIT_COUNT || use->unit == SAI_UNIT_MONTHS;
  if (!amount || !w->expr->percent) return true;
  sai_error *err = sai_report(w->p.r, w->expr->place, "%s", _("a percentage cannot stand here"));
  if (use->unit == SAI_UNIT_MONEY)
    sai_error_hint(err, "%s", _("write an amount, or say of what: 30% of revenue, 5% of gross_profit"));
  else
    sai_error_hint(err, "%s", _("write a number without %"));
  return false;
}

/* What people write `.` for a comma in: amounts of a currency without decimals, and numbers of units. */
static bool check_points(const sai_written *w, const sai_use *use) {
  bool whole_money = use->unit == SAI_UNIT_MONEY && w->p.r->scenario->currency &&
                     sai_currency_decimals(w->p.r->scenario->currency) == 0;
  bool volume =
      use->unit == SAI_UNIT_COUNT && use->key->within == SAI_IN_STAGE && strstr(use->path, ".volume");
  return (!whole_money && !volume) || sai_slip_check_points(&w->p, w->expr, w->begin, w->end);
}

static bool is_drawn_here(const sai_expr *e) {
  if (e->kind == SAI_EXPR_DIST) return true;
  for (size_t i = 0; i < e->n_args; i++)
    if (is_drawn_here(e->args[i])) return true;
  return false;
}

static bool check_anew(const sai_written *w, const sai_use *use, size_t from) {
  if (w->anew == SAI_ONCE_PER_RUN) return true;
  sai_place place = sai_parser_place(&w->p, from, w->p.folded.n);
  if (use->unit == SAI_UNIT_MONTHS) {
    sai_error_hint(sai_report(w->p.r, place, "%s", _("a delay is drawn for every unit anyway")), "%s",
                   _("delete `anew ...`"));
    return false;
  }
  if (w->anew == SAI_ANEW_EACH_ORDER && !use->each_order) {
    sai_error_hint(
        sai_report(w->p.r, place, "%s", _("`anew each order` works for `gross_profit` and `revenue` only")),
        "%s", _("write `anew each month`, or write the distribution itself under `value`"));
    return false;
  }
  if (!is_drawn_here(w->expr)) {
    sai_error_hint(sai_report(w->p.r, place, "%s", _("no distribution stands here that could be drawn anew")),
                   "%s", _("write the distribution itself here; an input is drawn as its own line says"));
    return false;
  }
  return true;
}

static bool register_quantity(sai_reader *r, const sai_quantity *quantity, const sai_node *node) {
  struct sai_quantity_entry *entry = sai_reader_scratch(r, 1, sizeof *entry);
  if (!entry) return false;
  entry->quantity = quantity;
  entry->order = node->order;
  entry->index = r->entries ? r->entries->index + 1 : 0;
  entry->next = r->entries;
  r->entries = entry;
  return true;
}

const sai_quantity *sai_written_part(const sai_written *w, const sai_use *use) {
  sai_reader *r = w->p.r;
  bool ok = true;
  sai_range x = sai_expr_range(r, w->expr, &ok);
  if (!ok || !check_percent(w, use) || !check_points(w, use) || !check_range(w, use, x)) return NULL;
  sai_quantity *q = sai_reader_alloc(r, 1, sizeof *q);
  if (!q) return NULL;
  q->path = use->path;
  q->text = sai_parser_text(&w->p, w->begin, w->end);
  q->source = w->source ? w->source : use->source;
  q->place = w->expr->place;
  q->unit = use->unit;
  q->anew = w->anew;
  q->expr = w->expr;
  q->lower = x.lower;
  q->upper = x.upper;
  if (!q->text || !q->path || !register_quantity(r, q, w->p.node)) return NULL;
  return q;
}

const sai_quantity *sai_written_close(sai_written *w, const sai_use *use) {
  size_t from = w->p.token.begin;
  w->anew = sai_anew_read(&w->p);
  if (!sai_parser_finish(&w->p) || !w->expr) return NULL;
  const sai_quantity *q = sai_written_part(w, use);
  return q && check_anew(w, use, from) ? q : NULL;
}

const sai_quantity *sai_quantity_read(sai_reader *r, const sai_node *node, sai_scope scope,
                                      const sai_use *use) {
  sai_written w;
  if (!sai_written_open(r, node, scope, &w) || !sai_written_expr(&w)) return NULL;
  return sai_written_close(&w, use);
}

static int by_order(const void *a, const void *b) {
  const struct sai_quantity_entry *x = *(const struct sai_quantity_entry *const *)a;
  const struct sai_quantity_entry *y = *(const struct sai_quantity_entry *const *)b;
  if (x->order != y->order) return x->order < y->order ? -1 : 1;
  return (x->index > y->index) - (x->index < y->index);
}

bool sai_quantities_collect(sai_reader *r) {
  size_t n = r->entries ? r->entries->index + 1 : 0, i = 0;
  const struct sai_quantity_entry **sorted = sai_reader_scratch(r, n, sizeof *sorted);
  const sai_quantity **quantities = sai_reader_alloc(r, n, sizeof *quantities);
  if (!sorted || !quantities) return false;
  for (const struct sai_quantity_entry *e = r->entries; e; e = e->next) sorted[i++] = e;
  qsort(sorted, n, sizeof *sorted, by_order);
  for (i = 0; i < n; i++) quantities[i] = sorted[i]->quantity;
  r->scenario->quantities = quantities;
  r->scenario->n_quantities = n;
  return true;
}
