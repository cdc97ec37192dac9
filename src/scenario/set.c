/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `--set KEY=VALUE`: finds the node that KEY names and edits the tree before it is read, so that a setting is
   judged like the same text in the file. What was not there is made. */
#include "scenario/set.h"
#include "base/intl.h"
#include "base/text.h"

#include <string.h>
#include <unistr.h>

static void set_input(sai_setter *s, sai_node *map) {
  sai_setter_names known = {0};
  for (sai_node *child = map && map->kind == SAI_NODE_MAP ? map->child : NULL; child; child = child->next) {
    sai_setter_add_name(&known, child->key->text);
    if (!sai_setter_is_part(s, child->key->text)) continue;
    sai_setter_step(s, sai_setter_part_length(s));
    sai_set_quantity(s, child, NULL);
    return;
  }
  sai_setter_report_unknown(s, &known);
}

/* The two names of `a and b`; false if they are not two. */
static bool pair_names(sai_reader *r, const char *text, const char *name[2]) {
  sai_folded f;
  if (!sai_fold(r, text, &f)) return false;
  const char *and = strstr(f.text, " and ");
  if (!and) return false;
  name[0] = sai_arena_copy(&r->scratch, f.text, (size_t)(and-f.text));
  name[1] = and+strlen(" and ");
  return name[0] != NULL;
}

/* A correlation by its number, or by the names of its inputs, which are linked if they were not. */
static void set_pair(sai_setter *s) {
  sai_setter_names known = {0};
  const char *first = sai_setter_part(s), *pair[2];
  long number = sai_setter_number(s), at = 1;
  sai_node *map = sai_set_find_or_make(s, s->root, "correlation"), *found = NULL;
  if (!map || (map->kind == SAI_NODE_TEXT && *map->text) || map->kind == SAI_NODE_LIST) return;
  map->kind = SAI_NODE_MAP;
  sai_setter_step(s, sai_setter_part_length(s));
  const char *second = number ? "" : sai_setter_part(s);
  for (sai_node *child = map->child; child; child = child->next, at++) {
    if (at == number) found = child;
    if (!pair_names(s->r, child->key->text, pair)) continue;
    bool same = strcmp(pair[0], first) == 0 && strcmp(pair[1], second) == 0;
    bool turned = strcmp(pair[1], first) == 0 && strcmp(pair[0], second) == 0;
    if (same || turned) found = child;
  }
  if (!number) sai_setter_step(s, sai_setter_part_length(s));
  if (!found && !number && *first && *second)
    found = sai_set_child(s, map, sai_reader_format(s->r, "%s and %s", first, second));
  if (found)
    sai_set_quantity(s, found, NULL);
  else
    sai_setter_report_unknown(s, &known);
}

/* An entry of `value` or `targets`; the mapping is made if it is missing. */
static void set_entry(sai_setter *s, sai_within within, const char *name) {
  const sai_key *key = sai_setter_key(s, within);
  if (!key) return;
  sai_node *map = sai_set_find_or_make(s, s->root, name);
  if (!map) return;
  if (map->kind == SAI_NODE_TEXT && !*map->text) map->kind = SAI_NODE_MAP;
  if (map->kind == SAI_NODE_MAP) sai_set_plain(s, map, key);
}

/* A key of a row of `tax`, which is named by its month or number. */
static void set_tax(sai_setter *s) {
  sai_setter_names known = {0};
  const sai_node *list = sai_tree_find(s->root, "tax");
  long number = sai_setter_number(s), at = 1;
  for (sai_node *row = list ? list->child : NULL; row; row = row->next, at++) {
    const char *from = sai_setter_text(row, "from");
    sai_setter_add_name(&known, from);
    if (row->kind != SAI_NODE_MAP || !(sai_setter_is_part(s, from) || at == number)) continue;
    sai_setter_step(s, sai_setter_part_length(s));
    sai_set_inner(s, row, SAI_IN_TAX);
    return;
  }
  sai_setter_report_unknown(s, &known);
}

static void follow(sai_setter *s) {
  const sai_key *key = sai_setter_key(s, SAI_IN_SCENARIO);
  if (!key) return;
  bool parts = key->kind == SAI_KEY_LIST || key->kind == SAI_KEY_MAP;
  if (!parts) {
    sai_set_plain(s, s->root, key);
    return;
  }
  sai_setter_step(s, strlen(key->name));
  if (strcmp(key->name, "inputs") == 0)
    set_input(s, sai_tree_find(s->root, "inputs"));
  else if (strcmp(key->name, "funnel") == 0)
    sai_set_funnel(s, sai_tree_find(s->root, "funnel"));
  else if (strcmp(key->name, "offers") == 0)
    sai_set_offer(s, sai_tree_find(s->root, "offers"));
  else if (strcmp(key->name, "own_costs") == 0)
    sai_set_fees(s, sai_tree_find(s->root, "own_costs"));
  else if (strcmp(key->name, "correlation") == 0)
    set_pair(s);
  else if (strcmp(key->name, "tax") == 0)
    set_tax(s);
  else
    set_entry(s, strcmp(key->name, "value") == 0 ? SAI_IN_VALUE : SAI_IN_TARGETS, key->name);
}

/* Settings come from a command line, where anything can stand. */
static bool is_clean(sai_reader *r, const char *setting, sai_place place) {
  size_t n = strlen(setting), bad;
  bool plain = n <= SAI_TREE_TEXT && sai_text_is_utf8(setting, n, &bad);
  for (size_t i = 0; plain && i < n;) {
    ucs4_t c;
    i += (size_t)u8_mbtouc(&c, (const uint8_t *)setting + i, n - i);
    plain = sai_is_printable(c);
  }
  if (plain) return true;
  sai_error_hint(sai_report(r, place, "%s", _("this setting is not one line of text in UTF-8")), "%s",
                 _("write KEY=VALUE, as in --set offers.1.fees.call=350"));
  return false;
}

void sai_setting_apply(sai_reader *r, sai_node *root, const char *setting, unsigned index) {
  sai_place place = {SAI_SETTING_LINE + index, 1, 1};
  if (!is_clean(r, setting, place)) return;
  const char *equals = strchr(setting, '=');
  if (!equals || equals == setting) {
    sai_error_hint(sai_report(r, place, "%s", _("a setting is a key, `=` and a value")), "%s",
                   _("write KEY=VALUE, as in --set offers.1.fees.call=350"));
    return;
  }
  if (root->kind != SAI_NODE_MAP) return;
  sai_setter s = {.r = r, .root = root, .setting = setting, .at = setting, .end = equals, .index = index};
  s.value = equals + 1 + strspn(equals + 1, " ");
  follow(&s);
}
