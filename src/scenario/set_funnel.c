/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `--set funnel.…` and `--set offers.….funnel.…`: the stages. */
#include "base/intl.h"
#include "scenario/set.h"

#include <string.h>

static sai_node *source_node(sai_node *stage, const char *key) {
  sai_node *node = sai_tree_find(stage, key);
  return node ? node : sai_tree_find(stage, "value");
}

/* The text of a stage's volume or rate, from which a bare value takes its basis. */
static const char *source_text(sai_node *stage, const char *key) {
  sai_node *node = stage && stage->kind == SAI_NODE_MAP ? source_node(stage, key) : stage;
  if (node && node->kind == SAI_NODE_MAP) node = sai_tree_find(node, "value");
  return node && node->kind == SAI_NODE_TEXT ? node->text : "";
}

/* The whole source of a stage in one setting. */
static void set_source(sai_setter *s, sai_node *stage, const char *old) {
  if (stage->kind != SAI_NODE_MAP) {
    sai_set_quantity(s, stage, old);
    return;
  }
  sai_node *volume = sai_tree_find(stage, "volume"), *rate = sai_tree_find(stage, "rate"),
           *value = sai_tree_find(stage, "value");
  if (volume && rate) {
    sai_error_hint(
        sai_report(s->r, sai_setter_place(s, s->at, s->end), "%s", _("this stage has a volume and a rate")),
        "%s", _("write `.volume` or `.rate` at the end of the key"));
    return;
  }
  sai_node *node = volume ? volume : rate ? rate : value;
  if (!node) node = sai_set_child(s, stage, "value");
  if (node) sai_set_quantity(s, node, *source_text(node, "value") ? NULL : old);
}

static void set_stage_key(sai_setter *s, sai_node *stage, const char *common) {
  sai_setter_names known = {0};
  size_t n;
  const sai_key *keys = sai_schema(&n), *key = NULL;
  for (size_t i = 0; i < n; i++) {
    if (keys[i].within != SAI_IN_STAGE) continue;
    sai_setter_add_name(&known, keys[i].name);
    if (sai_setter_is_part(s, keys[i].name)) key = &keys[i];
  }
  if (!key) {
    if (sai_setter_number(s) && stage->kind != SAI_NODE_TEXT)
      set_source(s, stage, NULL);
    else
      sai_setter_report_unknown(s, &known);
    return;
  }
  bool source = strcmp(key->name, "volume") == 0 || strcmp(key->name, "rate") == 0;
  sai_setter_step(s, strlen(key->name));
  if (source && stage->kind != SAI_NODE_MAP && (stage->kind == SAI_NODE_LIST || *stage->text)) {
    if (stage->kind == SAI_NODE_LIST || sai_setter_fits(s, key->name, stage->text))
      sai_set_quantity(s, stage, NULL);
    return;
  }
  sai_set_wrap(s, stage, "value");
  if (source && !sai_tree_find(stage, key->name) && sai_tree_find(stage, "value")) {
    if (sai_setter_fits(s, key->name, source_text(stage, "value")))
      sai_set_quantity(s, sai_tree_find(stage, "value"), NULL);
    return;
  }
  sai_node *node = sai_set_find_or_make(s, stage, key->name);
  bool quantity = key->kind == SAI_KEY_QUANTITY;
  if (node && quantity)
    sai_set_quantity(s, node, sai_setter_bare_basis(node, key->name, common));
  else if (node && sai_setter_expect_end(s))
    sai_set_put(s, node, NULL);
}

/* The entry of a stage in a funnel's list, and what stands behind its name. */
static sai_node *find_stage(const sai_setter *s, sai_node *list, sai_setter_names *known) {
  if (!list || list->kind != SAI_NODE_LIST) return NULL;
  sai_node *found = NULL;
  for (sai_node *entry = list->child; entry; entry = entry->next) {
    if (entry->kind != SAI_NODE_MAP || !entry->child) continue;
    sai_setter_add_name(known, entry->child->key->text);
    if (sai_setter_is_part(s, entry->child->key->text)) found = entry->child;
  }
  return found;
}

static void set_stage(sai_setter *s, sai_node *stage, const char *common) {
  sai_setter_step(s, sai_setter_part_length(s));
  if (sai_setter_at_end(s))
    set_source(s, stage, common);
  else
    set_stage_key(s, stage, common);
}

void sai_set_funnel(sai_setter *s, sai_node *list) {
  sai_setter_names known = {0};
  sai_node *stage = find_stage(s, list, &known);
  if (stage)
    set_stage(s, stage, NULL);
  else
    sai_setter_report_unknown(s, &known);
}

/* A stage of an offer: what is not yet overridden takes its basis from the common funnel. */
void sai_set_override(sai_setter *s, sai_node *offer) {
  sai_setter_names known = {0};
  sai_node *list = sai_tree_find(offer, "funnel"), *stage = find_stage(s, list, NULL);
  sai_node *common = find_stage(s, sai_tree_find(s->root, "funnel"), &known);
  if (!common) {
    sai_setter_report_unknown(s, &known);
    return;
  }
  const char *name = sai_setter_part(s), *dot = s->at + sai_setter_part_length(s);
  bool volume = s->end - dot == 7 && memcmp(dot, ".volume", 7) == 0;
  const char *old = source_text(common, volume ? "volume" : "rate");
  if (!*old) old = source_text(common, "volume");
  if (!list) list = sai_set_child(s, offer, "funnel");
  if (!stage && list) {
    list->kind = SAI_NODE_LIST;
    sai_node *entry = sai_set_child(s, list, NULL);
    if (!entry) return;
    entry->kind = SAI_NODE_MAP;
    stage = sai_set_child(s, entry, name);
  }
  if (stage) set_stage(s, stage, old);
}
