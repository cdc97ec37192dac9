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
  sai_budget_read(r, map, sai_schema_find(SAI_IN_TARGETS, "budget"));
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
  sai_fiscal_read(r, root);
  sai_tax_read(r, sai_tree_find(root, "tax"));
  sai_inputs_read(r, sai_tree_find(root, "inputs"));
  const sai_node *correlation = sai_tree_find(root, "correlation"), *funnel = sai_tree_find(root, "funnel");
  if (correlation) sai_correlation_read(r, correlation);
  if (funnel) s->funnel = sai_funnel_read(r, funnel, "funnel");
  sai_value_read(r, sai_tree_find(root, "value"));
  read_targets(r, root);
  s->own_costs = sai_own_costs_read(r, sai_tree_find(root, "own_costs"), s->funnel, "own_costs");
  read_offers(r, root);
  if (!r->n_reports) sai_churn_check(r, sai_tree_find(root, "value"));
  sai_quantities_collect(r);
}
