/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `guarantee` of a contract: below a number of units at the end of its term the vendor works on for free.
   Refused is what leaves open which term, which units, or how much work that is. */
#include "base/intl.h"
#include "scenario/read.h"

#include <string.h>

/* The number stands under the name of a stage, so the table of keys has no row for it. */
static const sai_key number_key = {.within = SAI_IN_GUARANTEE,
                                   .name = "guarantee",
                                   .kind = SAI_KEY_QUANTITY,
                                   .lower = 1,
                                   .upper = 1e9,
                                   .open = true,
                                   .unit = SAI_UNIT_COUNT,
                                   .example = "10"};

static void refuse(sai_reader *r, sai_place place, const char *text, const char *hint) {
  sai_error_hint(sai_report(r, place, "%s", text), "%s", hint);
}

static const char *whole_hint(void) {
  return _("write `guarantee: {appointment: 10, works_on: 3 months}`");
}

/* The entry of the stage; NULL after a problem. */
static const sai_node *find_stage(sai_reader *r, const sai_node *map) {
  const sai_node *found = NULL;
  for (const sai_node *child = map->child; child; child = child->next) {
    if (strcmp(child->key->text, "works_on") == 0) continue;
    if (found) {
      refuse(r, child->key->place, _("a guarantee is of one stage"),
             _("leave the others out; a contract works on until this one is reached"));
      return NULL;
    }
    found = child;
  }
  if (found && sai_tree_find(map, "works_on")) return found;
  refuse(r, map->key->place,
         _("a guarantee says of a stage how many there will be, and how long the vendor works on below that"),
         whole_hint());
  return NULL;
}

/* A term that ends once, in a month that is not chosen, and somebody else who works on after it. */
static bool check_term(sai_reader *r, const sai_node *map, const sai_contract *contract) {
  const sai_renewal *renewal = &contract->renewal;
  if (contract->kind == SAI_IN_HOUSE)
    refuse(r, map->key->place, _("own people are paid on, whatever they reach: nobody works for free here"),
           _("delete it, or write what you expect of them as `promise: {appointment: 10 per month}`"));
  else if (!renewal->minimum)
    refuse(r, map->key->place, _("a guarantee is looked at when the term ends, and the contract has none"),
           _("add `term: 6 months`"));
  else if (renewal->months || renewal->ending == SAI_ENDS_AFTER_MONTH)
    refuse(r, map->key->place,
           _("does the vendor work on for free, or does the contract renew or end early? it cannot be told"),
           _("write a plain `term: 6 months` beside the guarantee, or a refund such as `fee: -30,000`, "
             "`count: max(0, 10 - appointment)`"));
  else
    return true;
  return false;
}

/* How much is worked in the free months must be known. */
static bool check_work(sai_reader *r, const sai_node *map, const sai_funnel *funnel,
                       const sai_contract *contract) {
  for (size_t s = 0; s < funnel->n_stages; s++)
    for (size_t f = 0; f < funnel->stages[s].n_flows; f++) {
      if (!contract->covers[s] || funnel->stages[s].flows[f].kind != SAI_FLOW_IN_ALL) continue;
      sai_error_hint(sai_report(r, map->key->place,
                                _("all work on `%s` is done within the term, so what is worked for free "
                                  "after it cannot be told"),
                                funnel->stages[s].name),
                     "%s", _("write its volume per month"));
      return false;
    }
  return true;
}

void sai_guarantee_read(sai_reader *r, const sai_node *map, const sai_funnel *funnel, const char *path,
                        sai_contract *contract) {
  sai_guarantee *guarantee = &contract->guarantee;
  const sai_node *node = sai_tree_find(map, "guarantee");
  sai_parser p;
  if (!node || (node->kind != SAI_NODE_MAP && !sai_map_check(r, node, SAI_IN_GUARANTEE, "guarantee"))) return;
  const sai_node *of = find_stage(r, node);
  if (!of || !sai_parser_open(&p, r, of->key, (sai_scope){0})) return;
  guarantee->stage = sai_stage_take(&p, funnel);
  if (guarantee->stage == SIZE_MAX || !sai_parser_finish(&p)) return;
  if (!contract->covers[guarantee->stage])
    refuse(r, of->key->place, _("the contract does not cover this stage, so it cannot guarantee it"),
           _("write a stage that it covers, or change `covers`"));
  else if (check_term(r, node, contract) && check_work(r, node, funnel, contract) &&
           sai_duration_read(r, node, sai_schema_find(SAI_IN_GUARANTEE, "works_on"), &guarantee->works_on)) {
    sai_use use = {.path =
                       sai_reader_format(r, "%s.guarantee.%s", path, funnel->stages[guarantee->stage].name),
                   .key = &number_key,
                   .unit = SAI_UNIT_COUNT};
    if (use.path) guarantee->number = sai_quantity_read(r, of, (sai_scope){.inputs = true}, &use);
  }
}
