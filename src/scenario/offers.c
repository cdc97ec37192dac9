/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offers: who does which stages, from when to when, for which fees, and where its funnel differs. */
#include "base/intl.h"
#include "base/text.h"
#include "scenario/read.h"

#include <string.h>

static const sai_key *key_of(const char *name) {
  return sai_schema_find(SAI_IN_OFFER, name);
}

static const char *read_id(sai_reader *r, const sai_node *map) {
  const char *id = sai_text_read(r, map, key_of("id"));
  if (!id || !strpbrk(id, " .\t\n=")) return id;
  sai_error_hint(
      sai_report(r, sai_tree_find(map, "id")->place, "%s", _("an `id` has no spaces, points or equal signs")),
      "%s", _("write one short word, such as a or vendor_b"));
  return NULL;
}

static bool is_none(const sai_node *node) {
  return node->kind == SAI_NODE_TEXT && strcmp(node->text, "none") == 0;
}

static void read_own_funnel(sai_reader *r, const sai_node *own, sai_offer *offer) {
  offer->own_funnel = true;
  if (is_none(own)) return;
  const char *path = sai_reader_format(r, "offers.%s.own_funnel", offer->id);
  if (path) offer->funnel = sai_funnel_read(r, own, path);
}

static void read_funnel(sai_reader *r, const sai_node *map, sai_offer *offer, sai_kind kind) {
  const sai_node *own = sai_tree_find(map, "own_funnel"), *changes = sai_tree_find(map, "funnel");
  const sai_funnel *common = r->scenario->funnel;
  offer->funnel = common;
  if (own && changes) {
    sai_error_hint(
        sai_report(r, changes->key->place, "%s", _("an offer has `funnel` or `own_funnel`, not both")), "%s",
        _("`funnel` changes stages of the common funnel; `own_funnel` replaces it whole"));
  } else if (own) {
    offer->funnel = NULL;
    read_own_funnel(r, own, offer);
  } else if (kind == SAI_NOTHING) {
    const sai_node *node = sai_tree_find(map, "kind");
    sai_error_hint(sai_report(r, node->place, "%s",
                              _("doing nothing would get the orders of the common funnel for free")),
                   "%s",
                   _("add `own_funnel: none`, or an `own_funnel` with the orders that come by themselves"));
  } else if (changes && common) {
    const char *path = sai_reader_format(r, "offers.%s.funnel", offer->id);
    if (path) offer->funnel = sai_funnel_override(r, common, changes, path);
  }
}

static void cover(sai_contract *contract, size_t first, size_t last) {
  contract->covers_given = true;
  for (size_t i = first; i <= last; i++) contract->covers[i] = true;
}

static void read_covers(sai_reader *r, const sai_node *map, const sai_offer *offer, sai_contract *contract) {
  const sai_node *node = sai_tree_find(map, "covers");
  sai_parser p;
  if (!node) {
    for (size_t i = 0; i < SAI_STAGES_MAX; i++) contract->covers[i] = true;
    return;
  }
  if (node->kind != SAI_NODE_TEXT) {
    sai_error_hint(sai_report(r, node->place, _("`%s` takes one value, not a list or a mapping"), "covers"),
                   "%s", _("write the first and the last stage: call..appointment"));
    return;
  }
  if (!sai_parser_open(&p, r, node, (sai_scope){0})) return;
  size_t first = sai_stage_take(&p, offer->funnel), last = first;
  if (sai_parser_take_symbol(&p, '.')) last = sai_stage_take(&p, offer->funnel);
  if (p.failed) return;
  if (p.token.kind != SAI_TOKEN_END)
    sai_error_hint(sai_report(r, sai_parser_place(&p, p.token.begin, p.folded.n), "%s",
                              _("this does not belong to a range of stages")),
                   "%s", _("write the first and the last stage: call..appointment"));
  else if (first > last)
    sai_error_hint(
        sai_report(r, node->place, "%s", _("these stages stand the other way round in the funnel")),
        _("write %s..%s"), offer->funnel->stages[last].name, offer->funnel->stages[first].name);
  else
    cover(contract, first, last);
}

static void report_start(sai_reader *r, const sai_node *node) {
  const sai_scenario *s = r->scenario;
  char first[16], last[16];
  sai_scenario_month_name(s, 0, first);
  sai_scenario_month_name(s, s->months ? s->months - 1 : 0, last);
  sai_error_hint(
      sai_report(r, node->place, "%s", _("the contract begins outside the months of the scenario")),
      _("write a month from %s to %s"), first, last);
}

static bool read_start_month(sai_parser *p, const sai_scenario *s, long *index) {
  unsigned year, month;
  if (!sai_calendar_begins(p)) {
    const sai_number *x = &p->token.number;
    bool whole = p->token.kind == SAI_TOKEN_NUMBER && !x->percent && !x->money &&
                 x->value == (double)(long)(x->value < 1e6 ? x->value : 0);
    if (whole) *index = (long)x->value - 1;
    if (whole) sai_parser_next(p);
    return whole && !p->failed;
  }
  size_t begin = p->token.begin;
  if (!sai_calendar_read(p, &year, &month)) return false;
  if (p->r->start_wrong) p->failed = true;
  if (!s->start_month) {
    sai_error_hint(sai_parser_report(p, sai_parser_place(p, begin, p->last_end), "%s",
                                     _("calendar months need `start:` at the top of the scenario")),
                   "%s", _("add for example `start: 2026-04`, or write the number of the month: 3"));
    return false;
  }
  *index = 12L * ((long)year - (long)s->start_year) + (long)month - (long)s->start_month;
  return true;
}

static void read_start(sai_reader *r, const sai_node *map, sai_contract *contract) {
  const sai_node *node = sai_tree_find(map, "start");
  sai_parser p;
  long index;
  if (!node) return;
  if (node->kind != SAI_NODE_TEXT || !*node->text) {
    sai_error_hint(sai_report(r, node->key->place, "%s", _("this is not a month")), "%s",
                   _("write year and month as in 2026-04"));
    return;
  }
  if (!sai_parser_open(&p, r, node, (sai_scope){0})) return;
  bool right = read_start_month(&p, r->scenario, &index);
  if (p.failed) return;
  if (!right || p.token.kind != SAI_TOKEN_END) {
    sai_error_hint(sai_report(r, node->place, "%s", _("this is not a month")), "%s",
                   _("write year and month as in 2026-04"));
    return;
  }
  contract->start_given = true;
  if (index < 0 || (r->scenario->months && index >= (long)r->scenario->months))
    report_start(r, node);
  else
    contract->start = (unsigned)index;
}

static bool is_taken(const sai_scenario *s, size_t n, const char *id) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(s->offers[i].id, id) == 0 || strcmp(s->offers[i].name, id) == 0) return true;
  return false;
}

bool sai_offer_read(sai_reader *r, const sai_node *map, sai_offer *offer) {
  offer->place = map->place;
  offer->name = offer->id = "";
  if (map->kind != SAI_NODE_MAP) {
    sai_error_hint(
        sai_report(r, map->place, "%s", _("an offer is a group of lines, the first of them `- name: ...`")),
        "%s", _("write `- name: A社` and the other keys under it, in the same column as `name`"));
    return false;
  }
  if (!sai_map_check(r, map, SAI_IN_OFFER, "offers") && !sai_tree_find(map, "name")) return false;
  const char *name = sai_text_read(r, map, key_of("name")), *id = read_id(r, map);
  if (!name) return false;
  size_t n = (size_t)(offer - r->scenario->offers);
  const char *taken = is_taken(r->scenario, n, name)       ? "name"
                      : id && is_taken(r->scenario, n, id) ? "id"
                                                           : NULL;
  if (taken) {
    const sai_node *node = sai_tree_find(map, taken);
    sai_error_hint(sai_report(r, node->place, _("two offers are called `%s`"), node->text), "%s",
                   _("give each its own name"));
    return false;
  }
  offer->name = name;
  offer->id = id ? id : name;
  sai_contract *contract = sai_reader_alloc(r, 1, sizeof *contract);
  const char *path = sai_reader_format(r, "offers.%s.fees", offer->id);
  if (!contract || !path) return false;
  offer->contracts = contract;
  offer->n_contracts = 1;
  contract->name = offer->name;
  contract->kind = (sai_kind)sai_choice_read(r, map, key_of("kind"));
  size_t before = r->n_reports;
  read_funnel(r, map, offer, contract->kind);
  bool funnel_right = r->n_reports == before && (offer->funnel || offer->own_funnel);
  read_start(r, map, contract);
  sai_duration_read(r, map, key_of("term"), &contract->term);
  if (!funnel_right) return false;
  read_covers(r, map, offer, contract);
  sai_fees_read(r, sai_tree_find(map, "fees"), offer, path, contract);
  return true;
}
