/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `--set offers.…`: offers, contracts and their lines. */
#include "base/intl.h"
#include "scenario/set.h"

#include <string.h>

/* What a fee line goes by: the word after `per` or `of`, `once`, `count`. */
static const char *basis_name(sai_reader *r, const sai_node *fee) {
  const sai_node *node = fee;
  if (fee->kind == SAI_NODE_MAP) node = sai_tree_find(fee, sai_tree_find(fee, "fee") ? "fee" : "value");
  if (node && node->kind == SAI_NODE_MAP) node = sai_tree_find(node, "value");
  if (!node || node->kind != SAI_NODE_TEXT) return "";
  sai_folded f;
  const char *basis = sai_setter_basis(r, node->text);
  if (!*basis) return sai_tree_find(fee, "count") ? "count" : "";
  if (!sai_fold(r, basis, &f)) return "";
  size_t at = sai_name_length(f.text, f.n, 0);
  if (at == 4 && memcmp(f.text, "once", 4) == 0) return "once";
  while (at < f.n && f.text[at] == ' ') at++;
  char *name = sai_arena_copy(&r->scratch, f.text + at, sai_name_length(f.text, f.n, at));
  return name ? name : "";
}

/* The line that the key names, stepped over: by number, name, or basis and its number. */
static sai_node *find_fee(sai_setter *s, sai_node *list) {
  sai_setter_names known = {0};
  sai_node *matches[SAI_FEES_MAX + 1] = {NULL};
  size_t n = 0, length = 0;
  long number = sai_setter_number(s), at = 1;
  for (sai_node *fee = list->child; fee; fee = fee->next, at++) {
    const char *name = sai_setter_text(fee, "name"), *basis = basis_name(s->r, fee), *match = NULL;
    sai_setter_add_name(&known, *name ? name : basis);
    if (sai_setter_begins_with(s, name)) match = name;
    if (!match && sai_setter_begins_with(s, basis)) match = basis;
    if (at == number) match = sai_setter_part(s);
    if (!match || n > SAI_FEES_MAX - 1) continue;
    matches[n++] = fee;
    length = strlen(match);
  }
  if (n == 0) {
    sai_setter_report_unknown(s, &known);
    return NULL;
  }
  const char *begin = s->at;
  sai_setter_step(s, length);
  long which = sai_setter_number(s);
  if (which && (size_t)which <= n) sai_setter_step(s, sai_setter_part_length(s));
  if (n == 1 || which) return matches[which && (size_t)which <= n ? which - 1 : 0];
  sai_error_hint(sai_report(s->r, sai_setter_place(s, begin, s->end), _("%zu lines go by this name"), n),
                 _("say which by its number: fees.%.*s.1"), (int)length, begin);
  return NULL;
}

static sai_node *find_tier(const sai_setter *s, sai_node *fee) {
  sai_node *tiers = sai_tree_find(fee, "tiers_all");
  if (!tiers) tiers = sai_tree_find(fee, "tiers_excess");
  for (sai_node *tier = tiers && tiers->kind == SAI_NODE_MAP ? tiers->child : NULL; tier; tier = tier->next) {
    sai_folded f;
    char name[64];
    size_t n = 0;
    if (!sai_fold(s->r, tier->key->text, &f)) return NULL;
    for (size_t i = 0; i < f.n && n + 1 < sizeof name; i++)
      if (f.text[i] != ',') name[n++] = f.text[i] == ' ' ? '_' : f.text[i];
    name[n] = '\0';
    if (sai_setter_is_part(s, name) || sai_setter_is_part(s, tier->key->text)) return tier;
  }
  return NULL;
}

static void set_fee_key(sai_setter *s, sai_node *fee) {
  sai_setter_names known = {0};
  size_t n;
  const sai_key *keys = sai_schema(&n), *key = NULL;
  sai_node *tier = find_tier(s, fee);
  if (tier) {
    sai_setter_step(s, sai_setter_part_length(s));
    sai_set_quantity(s, tier, NULL);
    return;
  }
  for (size_t i = 0; i < n; i++) {
    if (keys[i].within != SAI_IN_FEE) continue;
    sai_setter_add_name(&known, keys[i].name);
    if (sai_setter_is_part(s, keys[i].name)) key = &keys[i];
  }
  if (!key) {
    sai_setter_report_unknown(s, &known);
    return;
  }
  bool deposit = strcmp(key->name, "deposit") == 0;
  if (deposit || strcmp(key->name, "clawback") == 0) {
    sai_set_wrap(s, fee, "fee");
    sai_setter_step(s, strlen(key->name));
    sai_set_inner(s, sai_set_find_or_make(s, fee, key->name), deposit ? SAI_IN_DEPOSIT : SAI_IN_CLAWBACK);
    return;
  }
  if (key->kind == SAI_KEY_MAP) {
    sai_setter_step(s, strlen(key->name));
    tier = find_tier(s, fee);
    if (!tier) sai_setter_report_unknown(s, NULL);
    if (!tier) return;
    sai_setter_step(s, sai_setter_part_length(s));
    sai_set_quantity(s, tier, NULL);
    return;
  }
  sai_set_wrap(s, fee, "fee");
  sai_set_plain(s, fee, key);
}

void sai_set_fees(sai_setter *s, sai_node *list) {
  if (!list || list->kind != SAI_NODE_LIST) {
    sai_setter_report_unknown(s, NULL);
    return;
  }
  sai_node *fee = find_fee(s, list);
  if (!fee) return;
  bool short_form = fee->kind == SAI_NODE_TEXT || !sai_tree_find(fee, "fee");
  if (!sai_setter_at_end(s) && !(short_form && fee->kind == SAI_NODE_MAP))
    set_fee_key(s, fee);
  else
    sai_set_quantity(s, short_form ? fee : sai_tree_find(fee, "fee"), NULL);
}

/* An offer, or a contract of one: by id, name or number. */
static sai_node *find_named(sai_setter *s, sai_node *list) {
  sai_setter_names known = {0};
  long number = sai_setter_number(s), at = 1;
  for (sai_node *offer = list ? list->child : NULL; offer; offer = offer->next, at++) {
    const char *id = sai_setter_text(offer, "id"), *name = sai_setter_text(offer, "name");
    sai_setter_add_name(&known, *id ? id : name);
    const char *match = sai_setter_begins_with(s, id)     ? id
                        : sai_setter_begins_with(s, name) ? name
                        : at == number                    ? sai_setter_part(s)
                                                          : NULL;
    if (!match || offer->kind != SAI_NODE_MAP) continue;
    sai_setter_step(s, strlen(match));
    return offer;
  }
  sai_setter_report_unknown(s, &known);
  return NULL;
}

static void set_offer_key(sai_setter *s, sai_node *map, sai_within within);

/* Keys of `term`, which may be written short. */
static void set_term(sai_setter *s, sai_node *map) {
  sai_node *term = sai_set_find_or_make(s, map, "term");
  if (!term) return;
  sai_set_wrap(s, term, "minimum");
  const sai_key *key = sai_setter_key(s, SAI_IN_TERM);
  if (key) sai_set_plain(s, term, key);
}

static void set_staff(sai_setter *s, sai_node *map) {
  const sai_key *key = sai_setter_key(s, SAI_IN_STAFF);
  sai_node *staff = key ? sai_set_find_or_make(s, map, "staff") : NULL;
  if (!staff) return;
  if (staff->kind == SAI_NODE_TEXT && !*staff->text) staff->kind = SAI_NODE_MAP;
  if (staff->kind == SAI_NODE_MAP) sai_set_plain(s, staff, key);
}

/* `works_on`, or the number under the name of the stage. */
static void set_guarantee(sai_setter *s, sai_node *map) {
  sai_node *guarantee = sai_set_find_or_make(s, map, "guarantee");
  sai_setter_names known = {0};
  if (!guarantee) return;
  for (sai_node *child = guarantee->child; child; child = child->next) {
    sai_setter_add_name(&known, child->key->text);
    if (!sai_setter_is_part(s, child->key->text)) continue;
    sai_setter_step(s, sai_setter_part_length(s));
    sai_set_quantity(s, child, NULL);
    return;
  }
  sai_setter_report_unknown(s, &known);
}

/* The promise of a stage, which is made if there is none; of several one, by its number. */
static void set_promise(sai_setter *s, sai_node *offer) {
  sai_node *map = sai_set_find_or_make(s, offer, "promise");
  if (!map) return;
  if (map->kind == SAI_NODE_TEXT && !*map->text) map->kind = SAI_NODE_MAP;
  if (map->kind != SAI_NODE_MAP) return;
  sai_node *node = sai_set_find_or_make(s, map, sai_setter_part(s));
  sai_setter_step(s, sai_setter_part_length(s));
  if (node) sai_set_quantity(s, node, NULL);
}

static void set_contract(sai_setter *s, sai_node *offer) {
  sai_node *contract = find_named(s, sai_tree_find(offer, "contracts"));
  if (contract) set_offer_key(s, contract, SAI_IN_CONTRACT);
}

/* A key of an offer, or of one of its contracts. */
static void set_offer_key(sai_setter *s, sai_node *map, sai_within within) {
  const sai_key *key = sai_setter_key(s, within);
  if (!key) return;
  bool whole = s->at + strlen(key->name) == s->end, term = strcmp(key->name, "term") == 0;
  if (whole || (key->kind != SAI_KEY_LIST && key->kind != SAI_KEY_MAP && !term)) {
    sai_set_plain(s, map, key);
    return;
  }
  sai_setter_step(s, strlen(key->name));
  if (term)
    set_term(s, map);
  else if (strcmp(key->name, "guarantee") == 0)
    set_guarantee(s, map);
  else if (strcmp(key->name, "staff") == 0)
    set_staff(s, map);
  else if (strcmp(key->name, "fees") == 0 || strcmp(key->name, "own_costs") == 0)
    sai_set_fees(s, sai_tree_find(map, key->name));
  else if (strcmp(key->name, "contracts") == 0)
    set_contract(s, map);
  else if (strcmp(key->name, "deposit") == 0)
    sai_set_inner(s, sai_set_find_or_make(s, map, "deposit"), SAI_IN_COMMON_DEPOSIT);
  else if (strcmp(key->name, "limits") == 0)
    sai_set_inner(s, find_named(s, sai_tree_find(map, "limits")), SAI_IN_LIMIT);
  else if (strcmp(key->name, "promise") == 0)
    set_promise(s, map);
  else if (strcmp(key->name, "own_funnel") == 0)
    sai_set_funnel(s, sai_tree_find(map, "own_funnel"));
  else
    sai_set_override(s, map);
}

void sai_set_offer(sai_setter *s, sai_node *list) {
  sai_node *offer = find_named(s, list);
  if (offer) set_offer_key(s, offer, SAI_IN_OFFER);
}
