/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offers: what is compared, and where its funnel differs. */
#include "base/intl.h"
#include "base/text.h"
#include "scenario/read.h"

#include <string.h>

static const sai_key *key_of(const char *name) {
  return sai_schema_find(SAI_IN_OFFER, name);
}

const char *sai_id_read(sai_reader *r, const sai_node *map, sai_within within) {
  const char *id = sai_text_read(r, map, sai_schema_find(within, "id"));
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
  const char *name = sai_text_read(r, map, key_of("name")), *id = sai_id_read(r, map, SAI_IN_OFFER);
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
  size_t before = r->n_reports;
  bool nothing = sai_choice_read(r, map, key_of("kind")) == SAI_NOTHING;
  read_funnel(r, map, offer, nothing ? SAI_NOTHING : SAI_OUTSOURCING);
  bool funnel_right = r->n_reports == before && (offer->funnel || offer->own_funnel);
  sai_contracts_read(r, map, offer, funnel_right);
  if (funnel_right) sai_promises_read(r, sai_tree_find(map, "promise"), offer);
  return funnel_right;
}
