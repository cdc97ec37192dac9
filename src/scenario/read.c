/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scenario's top level, in the order in which one part needs another. */
#include "scenario/read.h"

#include "base/intl.h"
#include "base/text.h"

#include <string.h>

static const sai_key *key_of(const char *name) {
  return sai_schema_find(SAI_IN_SCENARIO, name);
}

static void read_currency(sai_reader *r, const sai_node *root) {
  sai_scenario *s = r->scenario;
  s->currency = "JPY";
  const char *code = sai_text_read(r, root, key_of("currency"));
  if (!code) return;
  int decimals = sai_currency_decimals(code);
  if (decimals < 0) {
    sai_error_hint(
        sai_report(r, sai_tree_find(root, "currency")->place, _("there is no currency `%s`"), code), "%s",
        _("write its ISO 4217 code in capitals, such as JPY, USD or EUR"));
    return;
  }
  s->currency = code;
  s->currency_decimals = (unsigned)decimals;
}

static void read_start(sai_reader *r, const sai_node *root) {
  const sai_node *node = sai_tree_find(root, "start");
  sai_parser p;
  unsigned year, month;
  if (!node) return;
  r->start_wrong = true;
  if (node->kind != SAI_NODE_TEXT || !*node->text) {
    sai_error_hint(sai_report(r, node->key->place, "%s", _("this is not a month")), "%s",
                   _("write year and month as in 2026-04"));
    return;
  }
  if (!sai_parser_open(&p, r, node, (sai_scope){0}) || !sai_calendar_read(&p, &year, &month) ||
      !sai_parser_finish(&p))
    return;
  r->start_wrong = false;
  r->scenario->start_year = year;
  r->scenario->start_month = month;
}

static void read_title(sai_reader *r, const sai_node *root) {
  const char *title = sai_text_read(r, root, key_of("title"));
  r->scenario->title = title ? title : r->scenario->file;
}

static void read_targets(sai_reader *r, const sai_node *root) {
  sai_scenario *s = r->scenario;
  const sai_node *map = sai_tree_find(root, "targets");
  if (!map || (!sai_map_check(r, map, SAI_IN_TARGETS, "targets") && map->kind != SAI_NODE_MAP)) return;
  sai_number_field_read(r, map, sai_schema_find(SAI_IN_TARGETS, "cpa"), &s->target_cpa);
  sai_number_field_read(r, map, sai_schema_find(SAI_IN_TARGETS, "orders"), &s->target_orders);
  sai_number_field_read(r, map, sai_schema_find(SAI_IN_TARGETS, "budget"), &s->target_budget);
}

/* `150,000 per order`, where the order may also go by the name of the last stage. */
static const sai_quantity *read_per_order(sai_reader *r, const sai_node *map, const char *name) {
  const sai_node *node = sai_tree_find(map, name);
  sai_written w;
  if (!node || !sai_written_open(r, node, (sai_scope){.inputs = true}, &w) || !sai_written_expr(&w))
    return NULL;
  const sai_funnel *funnel = r->scenario->funnel;
  const char *last = funnel ? funnel->stages[funnel->n_stages - 1].name : "order";
  size_t begin = w.p.token.begin;
  bool per = sai_parser_take_word(&w.p, "per") &&
             (sai_parser_take_word(&w.p, "order") || sai_parser_take_word(&w.p, last));
  if (!per) {
    sai_error_hint(sai_parser_report(&w.p, sai_parser_place(&w.p, begin, w.p.folded.n),
                                     _("`%s` is an amount for each order"), name),
                   _("write `%s per order`"), sai_parser_text(&w.p, w.begin, w.end));
    return NULL;
  }
  sai_use use = {.path = sai_reader_format(r, "value.%s", name),
                 .key = sai_schema_find(SAI_IN_VALUE, name),
                 .unit = SAI_UNIT_MONEY,
                 .each_order = true};
  return sai_written_close(&w, &use);
}

static void read_value(sai_reader *r, const sai_node *root) {
  sai_value *value = &r->scenario->value;
  const sai_node *map = sai_tree_find(root, "value");
  if (!map || (!sai_map_check(r, map, SAI_IN_VALUE, "value") && map->kind != SAI_NODE_MAP)) return;
  const sai_node *profit = sai_tree_find(map, "gross_profit"), *revenue = sai_tree_find(map, "revenue"),
                 *margin = sai_tree_find(map, "margin");
  if (profit && (revenue || margin)) {
    sai_error_hint(sai_report(r, profit->key->place, "%s", _("the gross profit is given twice")), "%s",
                   _("write `gross_profit` alone, or `revenue` with `margin`"));
    return;
  }
  if (!profit && !(revenue && margin)) {
    const sai_node *node = revenue ? revenue->key : margin ? margin->key : map->key;
    sai_error_hint(
        sai_report(r, node->place, "%s", _("the gross profit of an order cannot be told from this")), "%s",
        _("write `gross_profit: 200,000 per order`, or `revenue: 1,000,000 per order` with `margin: 50%`"));
    return;
  }
  value->gross_profit = read_per_order(r, map, "gross_profit");
  value->revenue = read_per_order(r, map, "revenue");
  if (!margin) return;
  sai_use use = {
      .path = "value.margin", .key = sai_schema_find(SAI_IN_VALUE, "margin"), .unit = SAI_UNIT_RATE};
  value->margin = sai_quantity_read(r, margin, (sai_scope){.inputs = true}, &use);
}

static void read_offers(sai_reader *r, const sai_node *root) {
  sai_scenario *s = r->scenario;
  const sai_node *list = sai_tree_find(root, "offers");
  if (!list || !sai_list_check(r, list, "offers", 1, SAI_OFFERS_MAX)) return;
  sai_offer *offers = sai_reader_alloc(r, list->n, sizeof *offers);
  if (!offers) return;
  s->offers = offers;
  for (const sai_node *child = list->child; child; child = child->next)
    sai_offer_read(r, child, &offers[s->n_offers++]);
}

static void read_version(sai_reader *r, const sai_node *root) {
  unsigned version = 1;
  sai_whole_read(r, root, key_of("saisan"), &version);
}

void sai_scenario_fill(sai_reader *r, const sai_node *root) {
  sai_scenario *s = r->scenario;
  s->currency = "JPY";
  if (root->kind != SAI_NODE_MAP) {
    sai_error_hint(sai_report(r, root->place, "%s", _("this is not a scenario")), "%s",
                   _("a scenario begins with `saisan: 1`; `saisan init teleapo` prints one to start from"));
    return;
  }
  sai_map_check(r, root, SAI_IN_SCENARIO, "saisan");
  read_version(r, root);
  read_title(r, root);
  read_currency(r, root);
  read_start(r, root);
  sai_whole_read(r, root, key_of("months"), &s->months);
  sai_inputs_read(r, sai_tree_find(root, "inputs"));
  const sai_node *correlation = sai_tree_find(root, "correlation"), *funnel = sai_tree_find(root, "funnel");
  if (correlation) sai_correlation_read(r, correlation);
  if (funnel) s->funnel = sai_funnel_read(r, funnel, "funnel");
  read_value(r, root);
  read_targets(r, root);
  read_offers(r, root);
  sai_quantities_collect(r);
}
