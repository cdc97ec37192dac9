/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `--set KEY=VALUE`: finds the node that KEY names and edits the tree before it is read, so that a setting is
   judged like the same text in the file. What was not there is made. */
#include "base/intl.h"
#include "base/text.h"
#include "scenario/read.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

/* A setting while its key is followed. */
typedef struct setter {
  sai_reader *r;
  sai_node *root;
  const char *setting, *at, *end; /* what is left of the key: [at, end); `end` is the `=` */
  const char *value;
  unsigned index;
} setter;

static unsigned column_of(const setter *s, const char *at) {
  return (unsigned)u8_mbsnlen((const uint8_t *)s->setting, (size_t)(at - s->setting)) + 1;
}

static sai_place place_of(const setter *s, const char *from, const char *to) {
  unsigned column = column_of(s, from), end = column_of(s, to);
  return (sai_place){SAI_SETTING_LINE + s->index, column, end > column ? end - column : 1};
}

static size_t part_length(const setter *s) {
  size_t n = 0;
  while (s->at + n < s->end && s->at[n] != '.') n++;
  return n;
}

static bool at_end(const setter *s) {
  return s->at >= s->end;
}

static void step(setter *s, size_t n) {
  s->at += n;
  if (s->at < s->end && *s->at == '.') s->at++;
}

static bool is_part(const setter *s, const char *word) {
  size_t n = strlen(word);
  return part_length(s) == n && memcmp(s->at, word, n) == 0;
}

static const char *part_text(const setter *s) {
  char *copy = sai_arena_copy(&s->r->scratch, s->at, part_length(s));
  if (!copy) sai_report_no_memory(s->r);
  return copy ? copy : "";
}

/* Names that could have been meant. */
typedef struct names {
  const char *at[SAI_TREE_CHILDREN];
  size_t n;
} names;

static void add_name(names *list, const char *name) {
  if (list && list->n < SAI_TREE_CHILDREN && *name) list->at[list->n++] = name;
}

static void report_unknown(const setter *s, const names *known) {
  sai_error *err;
  sai_place place = place_of(s, s->at, s->at + part_length(s));
  if (at_end(s))
    err = sai_report(s->r, place, "%s", _("the key of this setting goes on"));
  else
    err = sai_report(s->r, place, _("there is no `%s` to set here"), part_text(s));
  const char *near = known ? sai_text_nearest(part_text(s), known->at, known->n) : NULL;
  char room[SAI_ERROR_TEXT];
  sai_text list = SAI_TEXT_IN(room);
  for (size_t i = 0; known && i < known->n && i < 20; i++)
    sai_text_format(&list, "%s%s", i ? ", " : "", known->at[i]);
  if (near)
    sai_error_hint(err, _("did you mean `%s`?"), near);
  else if (list.length)
    sai_error_hint(err, _("it can be: %s"), sai_text_string(&list));
  else
    sai_error_hint(err, "%s", _("write a key of the scenario, as in --set offers.1.fees.call=350"));
}

static const char *const basis_words[] = {"per", "of", "in", "once", "month", "months", "year", "years"};

static bool is_basis_word(const char *s, size_t n) {
  for (size_t i = 0; i < sizeof basis_words / sizeof *basis_words; i++)
    if (strlen(basis_words[i]) == n && memcmp(basis_words[i], s, n) == 0) return true;
  return false;
}

/* Where, outside brackets, the part of a text begins that says what the amount is for; its end if there is
 * none. */
static size_t find_basis(const sai_folded *f) {
  size_t depth = 0;
  for (size_t i = 0; i < f->n;) {
    size_t n = sai_name_length(f->text, f->n, i);
    if (n && depth == 0 && is_basis_word(f->text + i, n)) return i;
    depth += f->text[i] == '(';
    depth -= f->text[i] == ')' && depth > 0;
    i += n ? n : 1;
  }
  return f->n;
}

static const char *basis_of(sai_reader *r, const char *text) {
  sai_folded f;
  return sai_fold(r, text, &f) ? text + f.offset[find_basis(&f)] : "";
}

/* Put the value into a node; a value that does not say what it is for keeps what `old` says. */
static void put(const setter *s, sai_node *node, const char *old) {
  sai_reader *r = s->r;
  const char *text = s->value;
  if (old && !*basis_of(r, text) && *basis_of(r, old))
    text = sai_reader_format(r, "%s %s", text, basis_of(r, old));
  if (!text) return;
  node->kind = SAI_NODE_TEXT;
  node->child = NULL;
  node->n = 0;
  node->text = text;
  node->quoted = false;
  node->exact = true;
  node->place = place_of(s, s->value, s->value + strlen(s->value));
}

/* The place in the file of the last text under a node. */
static unsigned last_order(const sai_node *node) {
  unsigned order = node->order;
  for (const sai_node *child = node->child; child; child = child->next)
    if (!child->next) order = last_order(child);
  return order;
}

/* New entries come last among their neighbours, also in the list of assumptions. */
static sai_node *make_child(const setter *s, sai_node *parent, const char *key) {
  sai_node *child = sai_tree_text(s->r, "", place_of(s, s->setting, s->end), last_order(parent) + 1);
  return sai_tree_add(s->r, parent, key, child);
}

static sai_node *find_or_make(const setter *s, sai_node *map, const char *key) {
  sai_node *child = sai_tree_find(map, key);
  return child ? child : make_child(s, map, key);
}

/* A mapping where there was a text, which goes under a key. */
static void wrap(const setter *s, sai_node *node, const char *key) {
  if (node->kind == SAI_NODE_MAP) return;
  sai_node inner = *node;
  bool empty = node->kind == SAI_NODE_TEXT && !*node->text;
  node->kind = SAI_NODE_MAP;
  node->child = NULL;
  node->n = 0;
  if (empty) return;
  sai_node *child = make_child(s, node, key);
  if (!child) return;
  child->kind = inner.kind;
  child->place = inner.place;
  child->text = inner.text;
  child->quoted = inner.quoted;
  child->exact = inner.exact;
  child->child = inner.child;
  child->n = inner.n;
}

static bool expect_end(const setter *s) {
  if (at_end(s)) return true;
  report_unknown(s, NULL);
  return false;
}

static long part_number(const setter *s) {
  char *end;
  size_t n = part_length(s);
  if (n == 0 || n > 4 || s->at[0] < '1' || s->at[0] > '9') return 0;
  long number = strtol(s->at, &end, 10);
  return end == s->at + n ? number : 0;
}

static bool is_volume_text(sai_reader *r, const char *text) {
  const char *basis = basis_of(r, text);
  sai_folded f;
  if (!sai_fold(r, basis, &f)) return false;
  return strncmp(f.text, "in ", 3) == 0 || strncmp(f.text, "per month", 9) == 0;
}

/* `rate` of a stage that has a volume, or the other way round. */
static bool fits(const setter *s, const char *key, const char *text) {
  if (!*text || is_volume_text(s->r, text) == (strcmp(key, "volume") == 0)) return true;
  sai_error_hint(sai_report(s->r, place_of(s, s->at, s->end), _("this stage has no `%s`"), key),
                 _("write `%s` instead"), strcmp(key, "volume") == 0 ? "rate" : "volume");
  return false;
}

static void set_quantity(setter *s, sai_node *node, const char *old);

/* One of several sources, by its number; its path goes on with `rate` or `volume`. */
static void set_element(setter *s, sai_node *list) {
  long number = part_number(s);
  if (number < 1 || (size_t)number > list->n) {
    sai_error_hint(sai_report(s->r, place_of(s, s->at, s->end),
                              P_("there is %zu value here", "there are %zu values here", list->n), list->n),
                   "%s", _("say which by its number at the end of the key, as in funnel.meeting.rate.2=3%"));
    return;
  }
  sai_node *child = list->child;
  for (long i = 1; i < number; i++) child = child->next;
  step(s, part_length(s));
  for (size_t i = 0; i < 2 && child->kind == SAI_NODE_TEXT; i++) {
    const char *key = i ? "rate" : "volume";
    if (!is_part(s, key)) continue;
    if (!fits(s, key, child->text)) return;
    step(s, strlen(key));
  }
  set_quantity(s, child, NULL);
}

/* Set a quantity: a text, the `value` of a mapping, or one of a list by its number. */
static void set_quantity(setter *s, sai_node *node, const char *old) {
  if (node->kind == SAI_NODE_MAP && sai_tree_find(node, "value")) {
    if (is_part(s, "value") || is_part(s, "source") || is_part(s, "label")) {
      const char *key = part_text(s);
      sai_node *child = find_or_make(s, node, key);
      step(s, part_length(s));
      if (child && expect_end(s)) put(s, child, strcmp(key, "value") == 0 ? child->text : NULL);
      return;
    }
    node = sai_tree_find(node, "value");
  }
  if (node->kind == SAI_NODE_LIST)
    set_element(s, node);
  else if (expect_end(s))
    put(s, node, old ? old : node->text);
}

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
static void set_source(setter *s, sai_node *stage, const char *old) {
  if (stage->kind != SAI_NODE_MAP) {
    set_quantity(s, stage, old);
    return;
  }
  sai_node *volume = sai_tree_find(stage, "volume"), *rate = sai_tree_find(stage, "rate"),
           *value = sai_tree_find(stage, "value");
  if (volume && rate) {
    sai_error_hint(
        sai_report(s->r, place_of(s, s->at, s->end), "%s", _("this stage has a volume and a rate")), "%s",
        _("write `.volume` or `.rate` at the end of the key"));
    return;
  }
  sai_node *node = volume ? volume : rate ? rate : value;
  if (!node) node = make_child(s, stage, "value");
  if (node) set_quantity(s, node, *source_text(node, "value") ? NULL : old);
}

/* What a value without a basis gets where nothing was written yet: that of the common funnel, or months. */
static const char *bare_basis(const sai_node *node, const char *key, const char *common) {
  if (node->kind != SAI_NODE_TEXT || *node->text) return NULL;
  if (strcmp(key, "volume") == 0 || strcmp(key, "rate") == 0 || strcmp(key, "value") == 0) return common;
  bool monthly = strcmp(key, "capacity") == 0 || strcmp(key, "churn") == 0;
  return strcmp(key, "delay") == 0 ? "1 months" : monthly ? "1 per month" : NULL;
}

static void set_stage_key(setter *s, sai_node *stage, const char *common) {
  names known = {0};
  size_t n;
  const sai_key *keys = sai_schema(&n), *key = NULL;
  for (size_t i = 0; i < n; i++) {
    if (keys[i].within != SAI_IN_STAGE) continue;
    add_name(&known, keys[i].name);
    if (is_part(s, keys[i].name)) key = &keys[i];
  }
  if (!key) {
    if (part_number(s) && stage->kind != SAI_NODE_TEXT)
      set_source(s, stage, NULL);
    else
      report_unknown(s, &known);
    return;
  }
  bool source = strcmp(key->name, "volume") == 0 || strcmp(key->name, "rate") == 0;
  step(s, strlen(key->name));
  if (source && stage->kind != SAI_NODE_MAP && (stage->kind == SAI_NODE_LIST || *stage->text)) {
    if (stage->kind == SAI_NODE_LIST || fits(s, key->name, stage->text)) set_quantity(s, stage, NULL);
    return;
  }
  wrap(s, stage, "value");
  if (source && !sai_tree_find(stage, key->name) && sai_tree_find(stage, "value")) {
    if (fits(s, key->name, source_text(stage, "value"))) set_quantity(s, sai_tree_find(stage, "value"), NULL);
    return;
  }
  sai_node *node = find_or_make(s, stage, key->name);
  bool quantity = key->kind == SAI_KEY_QUANTITY;
  if (node && quantity)
    set_quantity(s, node, bare_basis(node, key->name, common));
  else if (node && expect_end(s))
    put(s, node, NULL);
}

/* The entry of a stage in a funnel's list, and what stands behind its name. */
static sai_node *find_stage(const setter *s, sai_node *list, names *known) {
  if (!list || list->kind != SAI_NODE_LIST) return NULL;
  sai_node *found = NULL;
  for (sai_node *entry = list->child; entry; entry = entry->next) {
    if (entry->kind != SAI_NODE_MAP || !entry->child) continue;
    add_name(known, entry->child->key->text);
    if (is_part(s, entry->child->key->text)) found = entry->child;
  }
  return found;
}

static void set_stage(setter *s, sai_node *stage, const char *common) {
  step(s, part_length(s));
  if (at_end(s))
    set_source(s, stage, common);
  else
    set_stage_key(s, stage, common);
}

static void set_funnel(setter *s, sai_node *list) {
  names known = {0};
  sai_node *stage = find_stage(s, list, &known);
  if (stage)
    set_stage(s, stage, NULL);
  else
    report_unknown(s, &known);
}

/* A stage of an offer: what is not yet overridden takes its basis from the common funnel. */
static void set_override(setter *s, sai_node *offer) {
  names known = {0};
  sai_node *list = sai_tree_find(offer, "funnel"), *stage = find_stage(s, list, NULL);
  sai_node *common = find_stage(s, sai_tree_find(s->root, "funnel"), &known);
  if (!common) {
    report_unknown(s, &known);
    return;
  }
  const char *name = part_text(s), *dot = s->at + part_length(s);
  bool volume = s->end - dot == 7 && memcmp(dot, ".volume", 7) == 0;
  const char *old = source_text(common, volume ? "volume" : "rate");
  if (!*old) old = source_text(common, "volume");
  if (!list) list = make_child(s, offer, "funnel");
  if (!stage && list) {
    list->kind = SAI_NODE_LIST;
    sai_node *entry = make_child(s, list, NULL);
    if (!entry) return;
    entry->kind = SAI_NODE_MAP;
    stage = make_child(s, entry, name);
  }
  if (stage) set_stage(s, stage, old);
}

/* A name in front of what is left of the key; names may hold points. */
static bool begins_with(const setter *s, const char *name) {
  size_t n = strlen(name), left = (size_t)(s->end - s->at);
  return n > 0 && n <= left && memcmp(s->at, name, n) == 0 && (n == left || s->at[n] == '.');
}

static const char *text_of(const sai_node *map, const char *key) {
  const sai_node *node = sai_tree_find(map, key);
  return node && node->kind == SAI_NODE_TEXT ? node->text : "";
}

/* What a fee line goes by: the word after `per` or `of`, `once`, `count`. */
static const char *basis_name(sai_reader *r, const sai_node *fee) {
  const sai_node *node = fee;
  if (fee->kind == SAI_NODE_MAP) node = sai_tree_find(fee, sai_tree_find(fee, "fee") ? "fee" : "value");
  if (node && node->kind == SAI_NODE_MAP) node = sai_tree_find(node, "value");
  if (!node || node->kind != SAI_NODE_TEXT) return "";
  sai_folded f;
  const char *basis = basis_of(r, node->text);
  if (!*basis) return sai_tree_find(fee, "count") ? "count" : "";
  if (!sai_fold(r, basis, &f)) return "";
  size_t at = sai_name_length(f.text, f.n, 0);
  if (at == 4 && memcmp(f.text, "once", 4) == 0) return "once";
  while (at < f.n && f.text[at] == ' ') at++;
  char *name = sai_arena_copy(&r->scratch, f.text + at, sai_name_length(f.text, f.n, at));
  return name ? name : "";
}

/* The line that the key names, stepped over: by number, name, or basis and its number. */
static sai_node *find_fee(setter *s, sai_node *list) {
  names known = {0};
  sai_node *matches[SAI_FEES_MAX + 1] = {NULL};
  size_t n = 0, length = 0;
  long number = part_number(s), at = 1;
  for (sai_node *fee = list->child; fee; fee = fee->next, at++) {
    const char *name = text_of(fee, "name"), *basis = basis_name(s->r, fee), *match = NULL;
    add_name(&known, *name ? name : basis);
    if (begins_with(s, name)) match = name;
    if (!match && begins_with(s, basis)) match = basis;
    if (at == number) match = part_text(s);
    if (!match || n > SAI_FEES_MAX - 1) continue;
    matches[n++] = fee;
    length = strlen(match);
  }
  if (n == 0) {
    report_unknown(s, &known);
    return NULL;
  }
  const char *begin = s->at;
  step(s, length);
  long which = part_number(s);
  if (which && (size_t)which <= n) step(s, part_length(s));
  if (n == 1 || which) return matches[which && (size_t)which <= n ? which - 1 : 0];
  sai_error_hint(sai_report(s->r, place_of(s, begin, s->end), _("%zu lines go by this name"), n),
                 _("say which by its number: fees.%.*s.1"), (int)length, begin);
  return NULL;
}

static sai_node *find_tier(const setter *s, sai_node *fee) {
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
    if (is_part(s, name) || is_part(s, tier->key->text)) return tier;
  }
  return NULL;
}

/* A key that takes one value; a bare number of months or a bare share keeps what it is counted by. */
static void set_plain(setter *s, sai_node *map, const sai_key *key) {
  sai_node *node = find_or_make(s, map, key->name);
  step(s, strlen(key->name));
  if (!node) return;
  if (key->kind == SAI_KEY_QUANTITY)
    set_quantity(s, node, bare_basis(node, key->name, NULL));
  else if (expect_end(s))
    put(s, node,
        key->kind == SAI_KEY_DURATION ? (*node->text ? node->text : "1 months")
        : key->kind == SAI_KEY_NUMBER ? node->text
                                      : NULL);
}

/* A key of a mapping, by the schema; NULL after a report. */
static const sai_key *find_key(const setter *s, sai_within within) {
  names known = {0};
  size_t n;
  const sai_key *keys = sai_schema(&n);
  for (size_t i = 0; i < n; i++) {
    if (!sai_schema_belongs(&keys[i], within)) continue;
    if (is_part(s, keys[i].name)) return &keys[i];
    add_name(&known, keys[i].name);
  }
  report_unknown(s, &known);
  return NULL;
}

/* A key of a mapping inside a line; the mapping is made if it is missing. */
static void set_inner(setter *s, sai_node *map, sai_within within) {
  const sai_key *key = map ? find_key(s, within) : NULL;
  if (!key) return;
  if (map->kind == SAI_NODE_TEXT && !*map->text) map->kind = SAI_NODE_MAP;
  if (map->kind == SAI_NODE_MAP) set_plain(s, map, key);
}

static void set_fee_key(setter *s, sai_node *fee) {
  names known = {0};
  size_t n;
  const sai_key *keys = sai_schema(&n), *key = NULL;
  sai_node *tier = find_tier(s, fee);
  if (tier) {
    step(s, part_length(s));
    set_quantity(s, tier, NULL);
    return;
  }
  for (size_t i = 0; i < n; i++) {
    if (keys[i].within != SAI_IN_FEE) continue;
    add_name(&known, keys[i].name);
    if (is_part(s, keys[i].name)) key = &keys[i];
  }
  if (!key) {
    report_unknown(s, &known);
    return;
  }
  bool deposit = strcmp(key->name, "deposit") == 0;
  if (deposit || strcmp(key->name, "clawback") == 0) {
    wrap(s, fee, "fee");
    step(s, strlen(key->name));
    set_inner(s, find_or_make(s, fee, key->name), deposit ? SAI_IN_DEPOSIT : SAI_IN_CLAWBACK);
    return;
  }
  if (key->kind == SAI_KEY_MAP) {
    step(s, strlen(key->name));
    tier = find_tier(s, fee);
    if (!tier) report_unknown(s, NULL);
    if (!tier) return;
    step(s, part_length(s));
    set_quantity(s, tier, NULL);
    return;
  }
  wrap(s, fee, "fee");
  set_plain(s, fee, key);
}

static void set_fees(setter *s, sai_node *list) {
  if (!list || list->kind != SAI_NODE_LIST) {
    report_unknown(s, NULL);
    return;
  }
  sai_node *fee = find_fee(s, list);
  if (!fee) return;
  bool short_form = fee->kind == SAI_NODE_TEXT || !sai_tree_find(fee, "fee");
  if (!at_end(s) && !(short_form && fee->kind == SAI_NODE_MAP))
    set_fee_key(s, fee);
  else
    set_quantity(s, short_form ? fee : sai_tree_find(fee, "fee"), NULL);
}

/* An offer, or a contract of one: by id, name or number. */
static sai_node *find_named(setter *s, sai_node *list) {
  names known = {0};
  long number = part_number(s), at = 1;
  for (sai_node *offer = list ? list->child : NULL; offer; offer = offer->next, at++) {
    const char *id = text_of(offer, "id"), *name = text_of(offer, "name");
    add_name(&known, *id ? id : name);
    const char *match = begins_with(s, id)     ? id
                        : begins_with(s, name) ? name
                        : at == number         ? part_text(s)
                                               : NULL;
    if (!match || offer->kind != SAI_NODE_MAP) continue;
    step(s, strlen(match));
    return offer;
  }
  report_unknown(s, &known);
  return NULL;
}

static void set_offer_key(setter *s, sai_node *map, sai_within within);

/* Keys of `term`, which may be written short. */
static void set_term(setter *s, sai_node *map) {
  sai_node *term = find_or_make(s, map, "term");
  if (!term) return;
  wrap(s, term, "minimum");
  const sai_key *key = find_key(s, SAI_IN_TERM);
  if (key) set_plain(s, term, key);
}

static void set_staff(setter *s, sai_node *map) {
  const sai_key *key = find_key(s, SAI_IN_STAFF);
  sai_node *staff = key ? find_or_make(s, map, "staff") : NULL;
  if (!staff) return;
  if (staff->kind == SAI_NODE_TEXT && !*staff->text) staff->kind = SAI_NODE_MAP;
  if (staff->kind == SAI_NODE_MAP) set_plain(s, staff, key);
}

static void set_contract(setter *s, sai_node *offer) {
  sai_node *contract = find_named(s, sai_tree_find(offer, "contracts"));
  if (contract) set_offer_key(s, contract, SAI_IN_CONTRACT);
}

/* A key of an offer, or of one of its contracts. */
static void set_offer_key(setter *s, sai_node *map, sai_within within) {
  const sai_key *key = find_key(s, within);
  if (!key) return;
  bool whole = s->at + strlen(key->name) == s->end, term = strcmp(key->name, "term") == 0;
  if (whole || (key->kind != SAI_KEY_LIST && key->kind != SAI_KEY_MAP && !term)) {
    set_plain(s, map, key);
    return;
  }
  step(s, strlen(key->name));
  if (term)
    set_term(s, map);
  else if (strcmp(key->name, "staff") == 0)
    set_staff(s, map);
  else if (strcmp(key->name, "fees") == 0 || strcmp(key->name, "own_costs") == 0)
    set_fees(s, sai_tree_find(map, key->name));
  else if (strcmp(key->name, "contracts") == 0)
    set_contract(s, map);
  else if (strcmp(key->name, "limits") == 0)
    set_inner(s, find_named(s, sai_tree_find(map, "limits")), SAI_IN_LIMIT);
  else if (strcmp(key->name, "own_funnel") == 0)
    set_funnel(s, sai_tree_find(map, "own_funnel"));
  else
    set_override(s, map);
}

static void set_offer(setter *s, sai_node *list) {
  sai_node *offer = find_named(s, list);
  if (offer) set_offer_key(s, offer, SAI_IN_OFFER);
}

static void set_input(setter *s, sai_node *map) {
  names known = {0};
  for (sai_node *child = map && map->kind == SAI_NODE_MAP ? map->child : NULL; child; child = child->next) {
    add_name(&known, child->key->text);
    if (!is_part(s, child->key->text)) continue;
    step(s, part_length(s));
    set_quantity(s, child, NULL);
    return;
  }
  report_unknown(s, &known);
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
static void set_pair(setter *s) {
  names known = {0};
  const char *first = part_text(s), *pair[2];
  long number = part_number(s), at = 1;
  sai_node *map = find_or_make(s, s->root, "correlation"), *found = NULL;
  if (!map || (map->kind == SAI_NODE_TEXT && *map->text) || map->kind == SAI_NODE_LIST) return;
  map->kind = SAI_NODE_MAP;
  step(s, part_length(s));
  const char *second = number ? "" : part_text(s);
  for (sai_node *child = map->child; child; child = child->next, at++) {
    if (at == number) found = child;
    if (!pair_names(s->r, child->key->text, pair)) continue;
    bool same = strcmp(pair[0], first) == 0 && strcmp(pair[1], second) == 0;
    bool turned = strcmp(pair[1], first) == 0 && strcmp(pair[0], second) == 0;
    if (same || turned) found = child;
  }
  if (!number) step(s, part_length(s));
  if (!found && !number && *first && *second)
    found = make_child(s, map, sai_reader_format(s->r, "%s and %s", first, second));
  if (found)
    set_quantity(s, found, NULL);
  else
    report_unknown(s, &known);
}

/* An entry of `value` or `targets`; the mapping is made if it is missing. */
static void set_entry(setter *s, sai_within within, const char *name) {
  const sai_key *key = find_key(s, within);
  if (!key) return;
  sai_node *map = find_or_make(s, s->root, name);
  if (!map) return;
  if (map->kind == SAI_NODE_TEXT && !*map->text) map->kind = SAI_NODE_MAP;
  if (map->kind == SAI_NODE_MAP) set_plain(s, map, key);
}

/* A key of a row of `tax`, which is named by its month or number. */
static void set_tax(setter *s) {
  names known = {0};
  const sai_node *list = sai_tree_find(s->root, "tax");
  long number = part_number(s), at = 1;
  for (sai_node *row = list ? list->child : NULL; row; row = row->next, at++) {
    const char *from = text_of(row, "from");
    add_name(&known, from);
    if (row->kind != SAI_NODE_MAP || !(is_part(s, from) || at == number)) continue;
    step(s, part_length(s));
    set_inner(s, row, SAI_IN_TAX);
    return;
  }
  report_unknown(s, &known);
}

static void follow(setter *s) {
  const sai_key *key = find_key(s, SAI_IN_SCENARIO);
  if (!key) return;
  bool parts = key->kind == SAI_KEY_LIST || key->kind == SAI_KEY_MAP;
  if (!parts) {
    set_plain(s, s->root, key);
    return;
  }
  step(s, strlen(key->name));
  if (strcmp(key->name, "inputs") == 0)
    set_input(s, sai_tree_find(s->root, "inputs"));
  else if (strcmp(key->name, "funnel") == 0)
    set_funnel(s, sai_tree_find(s->root, "funnel"));
  else if (strcmp(key->name, "offers") == 0)
    set_offer(s, sai_tree_find(s->root, "offers"));
  else if (strcmp(key->name, "own_costs") == 0)
    set_fees(s, sai_tree_find(s->root, "own_costs"));
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
  setter s = {.r = r, .root = root, .setting = setting, .at = setting, .end = equals, .index = index};
  s.value = equals + 1 + strspn(equals + 1, " ");
  follow(&s);
}
