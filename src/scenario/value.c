/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an order is worth: paid once, or month by month while the customer stays. */
#include "base/intl.h"
#include "scenario/read.h"

static const sai_key *key_of(const char *name) {
  return sai_schema_find(SAI_IN_VALUE, name);
}

static const char *last_stage(const sai_reader *r) {
  const sai_funnel *funnel = r->scenario->funnel;
  return funnel ? funnel->stages[funnel->n_stages - 1].name : "order";
}

/* `per order` or `per month per order`, where the order may also go by the name of the last stage. */
static bool read_per_order(sai_written *w, const char *name, bool *recurring) {
  sai_parser *p = &w->p;
  size_t begin = p->token.begin;
  bool order = false, per = sai_parser_take_word(p, "per");
  if (per && sai_slip_period(p, w->expr)) return false;
  *recurring = per && sai_parser_take_word(p, "month");
  if (!*recurring || sai_parser_take_word(p, "per"))
    order = per && (sai_parser_take_word(p, "order") || sai_parser_take_word(p, last_stage(p->r)));
  if (order) return true;
  sai_error_hint(sai_parser_report(p, sai_parser_place(p, begin, p->folded.n),
                                   _("`%s` is an amount for each order"), name),
                 *recurring ? _("write `%s per month per order`") : _("write `%s per order`"),
                 sai_parser_text(p, w->begin, w->end));
  return false;
}

/* Customers of many months pay together, and nobody knows any more whose draw was whose. */
static bool check_anew(sai_reader *r, const sai_quantity *quantity, bool recurring) {
  if (!quantity || !recurring || quantity->anew != SAI_ANEW_EACH_ORDER) return quantity;
  sai_error_hint(sai_report(r, quantity->place, "%s",
                            _("an amount that comes each month cannot be drawn anew for each order")),
                 "%s", _("leave `anew each order` out, or write `anew each month`"));
  return false;
}

static const sai_quantity *read_amount(sai_reader *r, const sai_node *map, const char *name) {
  const sai_node *node = sai_tree_find(map, name);
  sai_value *value = &r->scenario->value;
  sai_written w;
  if (!node || !sai_written_open(r, node, (sai_scope){.inputs = true}, &w) || !sai_written_expr(&w) ||
      !read_per_order(&w, name, &value->recurring))
    return NULL;
  sai_use use = {.path = sai_reader_format(r, "value.%s", name),
                 .key = key_of(name),
                 .unit = SAI_UNIT_MONEY,
                 .each_order = true};
  const sai_quantity *quantity = sai_written_close(&w, &use);
  return check_anew(r, quantity, value->recurring) ? quantity : NULL;
}

static const sai_quantity *read_share(sai_reader *r, const sai_node *map, const char *name) {
  const sai_node *node = sai_tree_find(map, name);
  sai_use use = {.path = sai_reader_format(r, "value.%s", name), .key = key_of(name), .unit = SAI_UNIT_RATE};
  return node ? sai_quantity_read(r, node, (sai_scope){.inputs = true}, &use) : NULL;
}

/* One way to the gross profit of an order, and only one. */
static bool check_amounts(sai_reader *r, const sai_node *map) {
  const sai_node *profit = sai_tree_find(map, "gross_profit"), *revenue = sai_tree_find(map, "revenue"),
                 *margin = sai_tree_find(map, "margin");
  if (profit && (revenue || margin)) {
    sai_error_hint(sai_report(r, profit->key->place, "%s", _("the gross profit is given twice")), "%s",
                   _("write `gross_profit` alone, or `revenue` with `margin`"));
    return false;
  }
  if (profit || (revenue && margin)) return true;
  const sai_node *node = revenue ? revenue->key : margin ? margin->key : map->key;
  sai_error_hint(
      sai_report(r, node->place, "%s", _("the gross profit of an order cannot be told from this")), "%s",
      _("write `gross_profit: 200,000 per order`, or `revenue: 1,000,000 per order` with `margin: 50%`"));
  return false;
}

/* `churn: 3% per month`. */
static const sai_quantity *read_churn(sai_reader *r, const sai_node *map) {
  const sai_node *node = sai_tree_find(map, "churn");
  sai_written w;
  if (!node || !sai_written_open(r, node, (sai_scope){.inputs = true}, &w) || !sai_written_expr(&w))
    return NULL;
  size_t begin = w.p.token.begin;
  bool bare = w.p.token.kind == SAI_TOKEN_END;
  if (!sai_parser_take_word(&w.p, "per") || !sai_parser_take_word(&w.p, "month")) {
    sai_error *err = sai_parser_report(&w.p, sai_parser_place(&w.p, begin, w.p.folded.n), "%s",
                                       _("`churn` is the share of customers that leave each month"));
    if (bare)
      sai_error_hint(err, _("write `%s per month`"), sai_parser_text(&w.p, w.begin, w.end));
    else
      sai_error_hint(err, "%s", _("write the share of a single month, as in 3% per month"));
    return NULL;
  }
  sai_use use = {.path = "value.churn", .key = key_of("churn"), .unit = SAI_UNIT_RATE};
  return sai_written_close(&w, &use);
}

static bool check_recurring(sai_reader *r, const sai_node *map, const char *name) {
  const sai_node *node = sai_tree_find(map, name);
  if (!node || r->scenario->value.recurring) return true;
  sai_error_hint(
      sai_report(r, node->key->place, _("`%s` has no meaning where an order is paid once"), name), "%s",
      _("leave it out, or write what comes each month, as in `revenue: 50,000 per month per order`"));
  return false;
}

void sai_value_read(sai_reader *r, const sai_node *map) {
  sai_value *value = &r->scenario->value;
  if (!map || (!sai_map_check(r, map, SAI_IN_VALUE, "value") && map->kind != SAI_NODE_MAP)) return;
  if (!check_amounts(r, map)) return;
  value->gross_profit = read_amount(r, map, "gross_profit");
  if (!value->gross_profit) value->revenue = read_amount(r, map, "revenue");
  value->margin = read_share(r, map, "margin");
  sai_duration_read(r, map, key_of("payment"), &value->payment);
  if (!value->gross_profit && !value->revenue) return;
  value->churn = read_churn(r, map);
  if (check_recurring(r, map, "lasts")) sai_duration_read(r, map, key_of("lasts"), &value->lasts);
}

static bool has_clawback(const sai_offer *offer) {
  for (size_t c = 0; c < offer->n_contracts; c++)
    for (size_t f = 0; f < offer->contracts[c].n_fees; f++)
      if (offer->contracts[c].fees[f].clawback) return true;
  return false;
}

void sai_churn_check(sai_reader *r, const sai_node *map) {
  const sai_scenario *s = r->scenario;
  bool clawback = false;
  for (size_t i = 0; i < s->n_offers; i++) clawback |= has_clawback(&s->offers[i]);
  if (!s->value.churn || s->value.recurring || clawback) return;
  sai_error_hint(
      sai_report(r, sai_tree_find(map, "churn")->key->place, "%s",
                 _("`churn` changes nothing where an order is paid once and no fee has a `clawback`")),
      "%s", _("leave it out, or write what comes each month, as in `revenue: 50,000 per month per order`"));
}
