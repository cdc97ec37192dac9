/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `--set`: steps along a key, and puts values into the tree. */
#include "base/intl.h"
#include "scenario/set.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

static unsigned column_of(const sai_setter *s, const char *at) {
  return (unsigned)u8_mbsnlen((const uint8_t *)s->setting, (size_t)(at - s->setting)) + 1;
}

sai_place sai_setter_place(const sai_setter *s, const char *from, const char *to) {
  unsigned column = column_of(s, from), end = column_of(s, to);
  return (sai_place){SAI_SETTING_LINE + s->index, column, end > column ? end - column : 1};
}

size_t sai_setter_part_length(const sai_setter *s) {
  size_t n = 0;
  while (s->at + n < s->end && s->at[n] != '.') n++;
  return n;
}

bool sai_setter_at_end(const sai_setter *s) {
  return s->at >= s->end;
}

void sai_setter_step(sai_setter *s, size_t n) {
  s->at += n;
  if (s->at < s->end && *s->at == '.') s->at++;
}

bool sai_setter_is_part(const sai_setter *s, const char *word) {
  size_t n = strlen(word);
  return sai_setter_part_length(s) == n && memcmp(s->at, word, n) == 0;
}

const char *sai_setter_part(const sai_setter *s) {
  char *copy = sai_arena_copy(&s->r->scratch, s->at, sai_setter_part_length(s));
  if (!copy) sai_report_no_memory(s->r);
  return copy ? copy : "";
}

void sai_setter_add_name(sai_setter_names *list, const char *name) {
  if (list && list->n < SAI_TREE_CHILDREN && *name) list->at[list->n++] = name;
}

void sai_setter_report_unknown(const sai_setter *s, const sai_setter_names *known) {
  sai_error *err;
  sai_place place = sai_setter_place(s, s->at, s->at + sai_setter_part_length(s));
  if (sai_setter_at_end(s))
    err = sai_report(s->r, place, "%s", _("the key of this setting goes on"));
  else
    err = sai_report(s->r, place, _("there is no `%s` to set here"), sai_setter_part(s));
  const char *near = known ? sai_text_nearest(sai_setter_part(s), known->at, known->n) : NULL;
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

const char *sai_setter_basis(sai_reader *r, const char *text) {
  sai_folded f;
  return sai_fold(r, text, &f) ? text + f.offset[find_basis(&f)] : "";
}

/* Put the value into a node; a value that does not say what it is for keeps what `old` says. */
void sai_set_put(const sai_setter *s, sai_node *node, const char *old) {
  sai_reader *r = s->r;
  const char *text = s->value;
  if (old && !*sai_setter_basis(r, text) && *sai_setter_basis(r, old))
    text = sai_reader_format(r, "%s %s", text, sai_setter_basis(r, old));
  if (!text) return;
  node->kind = SAI_NODE_TEXT;
  node->child = NULL;
  node->n = 0;
  node->text = text;
  node->quoted = false;
  node->exact = true;
  node->place = sai_setter_place(s, s->value, s->value + strlen(s->value));
}

/* The place in the file of the last text under a node. */
static unsigned last_order(const sai_node *node) {
  unsigned order = node->order;
  for (const sai_node *child = node->child; child; child = child->next)
    if (!child->next) order = last_order(child);
  return order;
}

/* New entries come last among their neighbours, also in the list of assumptions. */
sai_node *sai_set_child(const sai_setter *s, sai_node *parent, const char *key) {
  sai_node *child = sai_tree_text(s->r, "", sai_setter_place(s, s->setting, s->end), last_order(parent) + 1);
  return sai_tree_add(s->r, parent, key, child);
}

sai_node *sai_set_find_or_make(const sai_setter *s, sai_node *map, const char *key) {
  sai_node *child = sai_tree_find(map, key);
  return child ? child : sai_set_child(s, map, key);
}

/* A mapping where there was a text, which goes under a key. */
void sai_set_wrap(const sai_setter *s, sai_node *node, const char *key) {
  if (node->kind == SAI_NODE_MAP) return;
  sai_node inner = *node;
  bool empty = node->kind == SAI_NODE_TEXT && !*node->text;
  node->kind = SAI_NODE_MAP;
  node->child = NULL;
  node->n = 0;
  if (empty) return;
  sai_node *child = sai_set_child(s, node, key);
  if (!child) return;
  child->kind = inner.kind;
  child->place = inner.place;
  child->text = inner.text;
  child->quoted = inner.quoted;
  child->exact = inner.exact;
  child->child = inner.child;
  child->n = inner.n;
}

bool sai_setter_expect_end(const sai_setter *s) {
  if (sai_setter_at_end(s)) return true;
  sai_setter_report_unknown(s, NULL);
  return false;
}

long sai_setter_number(const sai_setter *s) {
  char *end;
  size_t n = sai_setter_part_length(s);
  if (n == 0 || n > 4 || s->at[0] < '1' || s->at[0] > '9') return 0;
  long number = strtol(s->at, &end, 10);
  return end == s->at + n ? number : 0;
}

static bool is_volume_text(sai_reader *r, const char *text) {
  const char *basis = sai_setter_basis(r, text);
  sai_folded f;
  if (!sai_fold(r, basis, &f)) return false;
  return strncmp(f.text, "in ", 3) == 0 || strncmp(f.text, "per month", 9) == 0;
}

/* `rate` of a stage that has a volume, or the other way round. */
bool sai_setter_fits(const sai_setter *s, const char *key, const char *text) {
  if (!*text || is_volume_text(s->r, text) == (strcmp(key, "volume") == 0)) return true;
  sai_error_hint(sai_report(s->r, sai_setter_place(s, s->at, s->end), _("this stage has no `%s`"), key),
                 _("write `%s` instead"), strcmp(key, "volume") == 0 ? "rate" : "volume");
  return false;
}

void sai_set_quantity(sai_setter *s, sai_node *node, const char *old);

/* One of several sources, by its number; its path goes on with `rate` or `volume`. */
static void set_element(sai_setter *s, sai_node *list) {
  long number = sai_setter_number(s);
  if (number < 1 || (size_t)number > list->n) {
    sai_error_hint(sai_report(s->r, sai_setter_place(s, s->at, s->end),
                              P_("there is %zu value here", "there are %zu values here", list->n), list->n),
                   "%s", _("say which by its number at the end of the key, as in funnel.meeting.rate.2=3%"));
    return;
  }
  sai_node *child = list->child;
  for (long i = 1; i < number; i++) child = child->next;
  sai_setter_step(s, sai_setter_part_length(s));
  for (size_t i = 0; i < 2 && child->kind == SAI_NODE_TEXT; i++) {
    const char *key = i ? "rate" : "volume";
    if (!sai_setter_is_part(s, key)) continue;
    if (!sai_setter_fits(s, key, child->text)) return;
    sai_setter_step(s, strlen(key));
  }
  sai_set_quantity(s, child, NULL);
}

/* Set a quantity: a text, the `value` of a mapping, or one of a list by its number. */
void sai_set_quantity(sai_setter *s, sai_node *node, const char *old) {
  if (node->kind == SAI_NODE_MAP && sai_tree_find(node, "value")) {
    if (sai_setter_is_part(s, "value") || sai_setter_is_part(s, "source") || sai_setter_is_part(s, "label")) {
      const char *key = sai_setter_part(s);
      sai_node *child = sai_set_find_or_make(s, node, key);
      sai_setter_step(s, sai_setter_part_length(s));
      if (child && sai_setter_expect_end(s))
        sai_set_put(s, child, strcmp(key, "value") == 0 ? child->text : NULL);
      return;
    }
    node = sai_tree_find(node, "value");
  }
  if (node->kind == SAI_NODE_LIST)
    set_element(s, node);
  else if (sai_setter_expect_end(s))
    sai_set_put(s, node, old ? old : node->text);
}

/* What a value without a basis gets where nothing was written yet: that of the common funnel, or months. */
const char *sai_setter_bare_basis(const sai_node *node, const char *key, const char *common) {
  if (node->kind != SAI_NODE_TEXT || *node->text) return NULL;
  if (strcmp(key, "volume") == 0 || strcmp(key, "rate") == 0 || strcmp(key, "value") == 0) return common;
  bool monthly = strcmp(key, "capacity") == 0 || strcmp(key, "churn") == 0;
  return strcmp(key, "delay") == 0 ? "1 months" : monthly ? "1 per month" : NULL;
}

/* A name in front of what is left of the key; names may hold points. */
bool sai_setter_begins_with(const sai_setter *s, const char *name) {
  size_t n = strlen(name), left = (size_t)(s->end - s->at);
  return n > 0 && n <= left && memcmp(s->at, name, n) == 0 && (n == left || s->at[n] == '.');
}

const char *sai_setter_text(const sai_node *map, const char *key) {
  const sai_node *node = sai_tree_find(map, key);
  return node && node->kind == SAI_NODE_TEXT ? node->text : "";
}

/* A key that takes one value; a bare number of months or a bare share keeps what it is counted by. */
void sai_set_plain(sai_setter *s, sai_node *map, const sai_key *key) {
  sai_node *node = sai_set_find_or_make(s, map, key->name);
  sai_setter_step(s, strlen(key->name));
  if (!node) return;
  if (key->kind == SAI_KEY_QUANTITY)
    sai_set_quantity(s, node, sai_setter_bare_basis(node, key->name, NULL));
  else if (sai_setter_expect_end(s))
    sai_set_put(s, node,
                key->kind == SAI_KEY_DURATION ? (*node->text ? node->text : "1 months")
                : key->kind == SAI_KEY_NUMBER ? node->text
                                              : NULL);
}

/* A key of a mapping, by the schema; NULL after a report. */
const sai_key *sai_setter_key(const sai_setter *s, sai_within within) {
  sai_setter_names known = {0};
  size_t n;
  const sai_key *keys = sai_schema(&n);
  for (size_t i = 0; i < n; i++) {
    if (!sai_schema_belongs(&keys[i], within)) continue;
    if (sai_setter_is_part(s, keys[i].name)) return &keys[i];
    sai_setter_add_name(&known, keys[i].name);
  }
  sai_setter_report_unknown(s, &known);
  return NULL;
}

/* A key of a mapping inside a line; the mapping is made if it is missing. */
void sai_set_inner(sai_setter *s, sai_node *map, sai_within within) {
  const sai_key *key = map ? sai_setter_key(s, within) : NULL;
  if (!key) return;
  if (map->kind == SAI_NODE_TEXT && !*map->text) map->kind = SAI_NODE_MAP;
  if (map->kind == SAI_NODE_MAP) sai_set_plain(s, map, key);
}
