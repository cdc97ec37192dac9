/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and their plain values: words, whole numbers, months. */
#include "scenario/fields.h"

#include "base/intl.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

enum { KEYS_MAX = 100, BEGINNING = 4 };

/* The keys that can be written in a mapping. */
static size_t usable_keys(sai_within within, const char *names[KEYS_MAX]) {
  size_t n_keys, n = 0;
  const sai_key *keys = sai_schema(&n_keys);
  for (size_t i = 0; i < n_keys && n < KEYS_MAX; i++)
    if (sai_schema_belongs(&keys[i], within) && keys[i].kind != SAI_KEY_LATER) names[n++] = keys[i].name;
  return n;
}

/* The key that begins with what was written, else the nearest one. */
static const char *nearest_key(sai_within within, const char *name) {
  const char *names[KEYS_MAX];
  size_t n = usable_keys(within, names), length = strlen(name);
  for (size_t i = 0; i < n; i++)
    if (length >= BEGINNING && strncmp(names[i], name, length) == 0) return names[i];
  return sai_text_nearest(name, names, n);
}

/* `one, two, three`: all that can stand here. */
static void hint_keys(sai_error *err, sai_within within) {
  const char *names[KEYS_MAX];
  size_t n = usable_keys(within, names);
  char room[SAI_ERROR_TEXT];
  sai_text all = SAI_TEXT_IN(room);
  for (size_t i = 0; i < n; i++) sai_text_format(&all, "%s%s", i ? ", " : "", names[i]);
  sai_error_hint(err, _("what can stand here: %s"), sai_text_string(&all));
}

/* The mapping in which a key does exist. */
static const char *other_place(const char *name) {
  size_t n;
  const sai_key *keys = sai_schema(&n);
  for (size_t i = 0; i < n; i++)
    if (strcmp(keys[i].name, name) == 0 && *sai_schema_where(keys[i].within))
      return sai_schema_where(keys[i].within);
  return NULL;
}

/* What a key is for, with a line to type. */
static void hint_example(sai_error *err, const sai_key *key) {
  if (key->kind == SAI_KEY_LIST || key->kind == SAI_KEY_MAP)
    sai_error_hint(err, _("write `%s:` and under it, indented by two spaces, lines such as `%s` (%s)"),
                   key->name, key->example, _(key->help));
  else
    sai_error_hint(err, _("write for example `%s: %s` (%s)"), key->name, key->example, _(key->help));
}

static void report_unknown(sai_reader *r, const sai_node *key, sai_within within) {
  const char *name = sai_folded_copy(r, key->text);
  sai_error *err = sai_report(r, key->place, _("there is no key `%s` here"), key->text);
  const char *near = name ? nearest_key(within, name) : NULL, *other = name ? other_place(name) : NULL;
  const sai_key *top = name ? sai_schema_find(SAI_IN_SCENARIO, name) : NULL;
  bool of_offer = other && strcmp(other, "offers") == 0;
  unsigned column = of_offer ? sai_column_in_entry(r, other, key->place.line) : 0;
  if (strchr(key->text, '=') || strchr(key->text, ')'))
    sai_error_hint(err, "%s", _("inside { } a value with commas goes in quotes: {value: \"pert(1, 2, 4)\"}"));
  else if (top)
    sai_error_hint(err, _("write `%s` at the left edge of the file, without spaces before it"), name);
  else if (other && strcmp(other, "offers.fees") == 0)
    sai_error_hint(err,
                   _("`%s` belongs to one line of `fees`: write `- fee: 400 per call`, and `%s` below `fee`"),
                   name, name);
  else if (column)
    sai_error_hint(err, _("`%s` belongs to the offer: begin it in column %u, where its `name` begins"), name,
                   column);
  else if (other && strcmp(other, "funnel") == 0)
    sai_error_hint(
        err, _("`%s` belongs to a stage: write it below the stage, four spaces to the right of its `- `"),
        name);
  else if (other)
    sai_error_hint(err, _("`%s` belongs under `%s`: indent it by two more spaces than that"), name, other);
  else if (near)
    sai_error_hint(err, _("did you mean `%s`?"), near);
  else
    hint_keys(err, within);
}

static bool check_entries(sai_reader *r, const sai_node *map, sai_within within) {
  bool right = true;
  for (const sai_node *child = map->child; child; child = child->next) {
    const char *name = sai_folded_copy(r, child->key->text);
    const sai_key *key = name ? sai_schema_find(within, name) : NULL;
    if (!key) {
      report_unknown(r, child->key, within);
      right = false;
    } else if (key->kind == SAI_KEY_LATER) {
      sai_error_hint(sai_report(r, child->key->place, _("this version cannot do `%s` yet"), key->name), "%s",
                     _("leave it out for now"));
      right = false;
    }
  }
  return right;
}

static void check_needed(sai_reader *r, const sai_node *map, sai_within within) {
  size_t n;
  const sai_key *keys = sai_schema(&n);
  for (size_t i = 0; i < n; i++) {
    if (!sai_schema_belongs(&keys[i], within) || !keys[i].needed || sai_tree_find(map, keys[i].name))
      continue;
    const char *near = NULL;
    for (const sai_node *child = map->child; child && !near; child = child->next)
      if (!sai_schema_find(within, child->key->text))
        near = sai_text_nearest(child->key->text, &keys[i].name, 1);
    if (near) continue; /* it is there, misspelt, and was reported */
    sai_place place = map->child ? map->child->key->place : map->place;
    place.column = within == SAI_IN_SCENARIO ? 0 : place.column;
    place.line = within == SAI_IN_SCENARIO ? 0 : place.line;
    hint_example(sai_report(r, place, _("the key `%s` is missing"), keys[i].name), &keys[i]);
  }
}

bool sai_map_check(sai_reader *r, const sai_node *map, sai_within within, const char *what) {
  if (map->kind != SAI_NODE_MAP) {
    bool empty = map->key && map->kind == SAI_NODE_TEXT && !*map->text;
    sai_place place = empty ? map->key->place : map->place;
    sai_error_hint(sai_report(r, place, _("`%s` needs lines of `name: value` under it"), what), "%s",
                   _("write each on a line of its own, indented by two more spaces"));
    return false;
  }
  size_t before = r->n_reports;
  check_entries(r, map, within);
  check_needed(r, map, within);
  return r->n_reports == before;
}

bool sai_list_check(sai_reader *r, const sai_node *list, const char *name, size_t least, size_t most) {
  if (list->kind != SAI_NODE_LIST) {
    bool empty = list->key && list->kind == SAI_NODE_TEXT && !*list->text;
    sai_place place = empty ? list->key->place : list->place;
    sai_error_hint(sai_report(r, place, _("`%s` needs a list"), name), "%s",
                   _("begin each entry with `- ` on a line of its own"));
    return false;
  }
  if (list->n >= least && list->n <= most) return true;
  sai_error *err =
      sai_report(r, list->place, P_("`%s` has %zu entry", "`%s` has %zu entries", list->n), name, list->n);
  sai_error_hint(err, _("it can have %zu to %zu"), least, most);
  return false;
}

/* The value of a key as a text that is not empty. */
static const sai_node *plain_value(sai_reader *r, const sai_node *map, const sai_key *key) {
  const sai_node *node = sai_tree_find(map, key->name);
  if (!node) return NULL;
  if (node->kind != SAI_NODE_TEXT) {
    hint_example(sai_report(r, node->place, _("`%s` takes one value, not a list or a mapping"), key->name),
                 key);
    return NULL;
  }
  if (!*node->text) {
    hint_example(sai_report(r, node->key->place, _("`%s` has no value"), key->name), key);
    return NULL;
  }
  return node;
}

const char *sai_text_read(sai_reader *r, const sai_node *map, const sai_key *key) {
  const sai_node *node = plain_value(r, map, key);
  if (!node) return NULL;
  if (strlen(node->text) > (size_t)key->upper) {
    sai_error_hint(sai_report(r, node->place, _("the text of `%s` is too long"), key->name),
                   _("at most %.0f bytes can stand here"), key->upper);
    return NULL;
  }
  return sai_reader_copy(r, node->text, strlen(node->text));
}

void sai_above_hint(sai_error *err, const sai_key *key) {
  const char *where = sai_schema_where(key->within), *dot = strrchr(where, '.');
  char least[40];
  sai_bound_write(least, key->lower, key->unit == SAI_UNIT_RATE);
  /* TRANSLATORS: a bound, a value, and a key: `write more than 0, such as 500,000, or leave out `deposit`` */
  sai_error_hint(err, _("write more than %s, such as %s, or leave out `%s`"), least, key->example,
                 key->needed ? (dot ? dot + 1 : where) : key->name);
}

static bool is_out(const sai_key *key, double value) {
  return value < key->lower || value > key->upper || (key->above && value <= key->lower);
}

static void report_bounds(sai_reader *r, sai_place place, const sai_key *key, double value) {
  char low_room[64], high_room[64];
  sai_text low = SAI_TEXT_IN(low_room), high = SAI_TEXT_IN(high_room);
  sai_text_grouped(&low, key->lower, 0);
  sai_text_grouped(&high, key->upper, 0);
  sai_error *err = sai_report(r, place, _("`%s` is out of range"), key->name);
  if (key->above && value <= key->lower)
    sai_above_hint(err, key);
  else if (key->lower == key->upper)
    sai_error_hint(err, _("write %s"), sai_text_string(&low));
  else if (key->kind == SAI_KEY_DURATION)
    sai_error_hint(err, _("write from %s to %s months"), sai_text_string(&low), sai_text_string(&high));
  else
    sai_error_hint(err, _("write a number from %s to %s"), sai_text_string(&low), sai_text_string(&high));
}

/* What may stand behind a number: nothing, or the words of a period. */
static bool take_period(sai_parser *p, sai_budget_per *per) {
  if (!per || p->token.kind == SAI_TOKEN_END) return true;
  if (sai_parser_take_word(p, "in")) return sai_parser_take_word(p, "all");
  if (!sai_parser_take_word(p, "per")) return false;
  *per = sai_parser_take_word(p, "month") ? SAI_BUDGET_MONTH : SAI_BUDGET_FISCAL_YEAR;
  return *per == SAI_BUDGET_MONTH || (sai_parser_take_word(p, "fiscal") && sai_parser_take_word(p, "year"));
}

/* One plain number without names and distributions; with `per` a period may follow. */
static bool read_number(sai_reader *r, const sai_node *map, const sai_key *key, sai_budget_per *per,
                        double *value) {
  const sai_node *node = plain_value(r, map, key);
  if (!node) return false;
  sai_parser p;
  sai_number x = {0};
  if (!sai_parser_open(&p, r, node, (sai_scope){0})) return false;
  bool negative = sai_parser_take_symbol(&p, '-');
  bool right = p.token.kind == SAI_TOKEN_NUMBER;
  if (right) {
    x = p.token.number;
    sai_parser_next(&p);
    right = !x.percent && take_period(&p, per);
  }
  if (p.failed || sai_parser_report_confusion(&p)) return false;
  if (!right || p.token.kind != SAI_TOKEN_END) {
    sai_error *err = sai_report(r, node->place, _("`%s` takes one plain number"), key->name);
    if (sai_slip_before_hint(p.folded.text, per, err)) return false;
    if (per)
      sai_error_hint(err, "%s", _("write 10,000,000, 800,000 per month, or 6,000,000 per fiscal year"));
    else
      hint_example(err, key);
    return false;
  }
  *value = negative ? -x.value : x.value;
  if (!is_out(key, *value)) return true;
  report_bounds(r, node->place, key, *value);
  return false;
}

bool sai_budget_read(sai_reader *r, const sai_node *map, const sai_key *key) {
  sai_scenario *s = r->scenario;
  double value;
  if (!read_number(r, map, key, &s->budget_per, &value)) return false;
  s->target_budget = (sai_target){true, value};
  if (s->budget_per != SAI_BUDGET_FISCAL_YEAR || s->start_month || r->start_wrong) return true;
  sai_error_hint(sai_report(r, sai_tree_find(map, key->name)->place, "%s",
                            _("fiscal years need `start:` at the top of the scenario")),
                 "%s", _("add for example `start: 2026-04`"));
  return false;
}

bool sai_whole_read(sai_reader *r, const sai_node *map, const sai_key *key, unsigned *out) {
  double value;
  if (!read_number(r, map, key, NULL, &value)) return false;
  if (value != floor(value)) {
    sai_error_hint(
        sai_report(r, sai_tree_find(map, key->name)->place, _("`%s` takes a whole number"), key->name),
        _("write %.0f or %.0f"), floor(value), ceil(value));
    return false;
  }
  *out = (unsigned)value;
  return true;
}

bool sai_number_field_read(sai_reader *r, const sai_node *map, const sai_key *key, sai_target *out) {
  double value;
  if (!read_number(r, map, key, NULL, &value)) return false;
  *out = (sai_target){true, value};
  return true;
}

static size_t split_choices(sai_reader *r, const char *choices, const char *words[16]) {
  size_t n = 0;
  while (*choices && n < 16) {
    size_t length = strcspn(choices, " ");
    words[n] = sai_arena_copy(&r->scratch, choices, length);
    if (!words[n++]) return 0;
    choices += length + (choices[length] == ' ');
  }
  return n;
}

size_t sai_choice_read(sai_reader *r, const sai_node *map, const sai_key *key) {
  const sai_node *node = plain_value(r, map, key);
  const char *words[16], *text = node ? sai_folded_copy(r, node->text) : NULL;
  if (!text) return 0;
  size_t n = split_choices(r, key->choices, words);
  for (size_t i = 0; i < n; i++)
    if (strcmp(words[i], text) == 0) return i;
  sai_error *err = sai_report(r, node->place, _("`%s` cannot be `%s`"), key->name, node->text);
  const char *near = sai_text_nearest(text, words, n);
  if (near)
    sai_error_hint(err, _("did you mean `%s`?"), near);
  else
    sai_error_hint(err, _("write one of: %s"), key->choices);
  return 0;
}

static bool digits(const char *s, size_t n, unsigned *value) {
  *value = 0;
  for (size_t i = 0; i < n; i++) {
    if (s[i] < '0' || s[i] > '9') return false;
    *value = 10 * *value + (unsigned)(s[i] - '0');
  }
  return true;
}

/* Length of what is meant as a calendar month, with a dash, slash or point between year and month; 0 if
 * nothing is. */
static size_t calendar_length(const sai_parser *p) {
  const char *s = p->folded.text + p->token.begin;
  size_t n = p->folded.n - p->token.begin, i = 4;
  unsigned year;
  if (n < 6 || !digits(s, 4, &year) || !strchr("-/.", s[4]) || (s[4] == '.' && s[5] == '.')) return 0;
  for (i = 5; i < n && strchr("0123456789-/", s[i]);) i++;
  return i;
}

bool sai_calendar_begins(const sai_parser *p) {
  return calendar_length(p) > 0;
}

bool sai_calendar_read(sai_parser *p, unsigned *year, unsigned *month) {
  size_t n = calendar_length(p);
  const char *s = p->folded.text + p->token.begin;
  bool right = n == 7 && s[4] == '-' && digits(s, 4, year) && digits(s + 5, 2, month) && *month >= 1 &&
               *month <= 12 && *year >= 1900 && *year <= 2200;
  size_t end = p->token.begin + (n ? n : p->token.end - p->token.begin);
  if (!right) {
    sai_error_hint(
        sai_parser_report(p, sai_parser_place(p, p->token.begin, end), "%s", _("this is not a month")), "%s",
        _("write year and month as in 2026-04"));
    return false;
  }
  p->token.end = end;
  sai_parser_next(p);
  return !p->failed;
}

bool sai_duration_read(sai_reader *r, const sai_node *map, const sai_key *key, unsigned *months) {
  const sai_node *node = plain_value(r, map, key);
  sai_parser p;
  if (!node || !sai_parser_open(&p, r, node, (sai_scope){0})) return false;
  double value = -1;
  bool right = p.token.kind == SAI_TOKEN_NUMBER && !p.token.number.percent && !p.token.number.money;
  if (right) {
    value = p.token.number.value;
    sai_parser_next(&p);
    if (sai_parser_take_word(&p, "year") || sai_parser_take_word(&p, "years"))
      value *= 12;
    else
      right = sai_parser_take_word(&p, "months") || sai_parser_take_word(&p, "month");
  }
  if (p.failed) return false;
  if (!right || p.token.kind != SAI_TOKEN_END || value != floor(value)) {
    sai_error_hint(sai_report(r, node->place, _("`%s` takes a number of months"), key->name), "%s",
                   _("write for example 6 months, or 1 year"));
    return false;
  }
  if (is_out(key, value)) {
    report_bounds(r, node->place, key, value);
    return false;
  }
  *months = (unsigned)value;
  return true;
}

const char *sai_folded_copy(sai_reader *r, const char *text) {
  sai_text folded = {0};
  sai_text_fold(&folded, text, strlen(text));
  const char *copy = folded.failed ? NULL : sai_reader_copy(r, sai_text_string(&folded), folded.length);
  if (folded.failed) sai_report_no_memory(r);
  sai_text_free(&folded);
  return copy;
}

static bool is_reserved(const char *name) {
  size_t n;
  const char *const *words = sai_schema_reserved(&n);
  for (size_t i = 0; i < n; i++)
    if (strcmp(words[i], name) == 0) return true;
  return false;
}

const char *sai_name_read(sai_reader *r, const sai_node *node, const char *what) {
  sai_folded folded;
  if (!sai_fold(r, node->text, &folded)) return NULL;
  size_t n = sai_name_length(folded.text, folded.n, 0);
  if (folded.n == 0) {
    sai_error_hint(sai_report(r, node->place, _("the %s has no name"), what), "%s",
                   _("write a name and a colon, as in `call: `"));
    return NULL;
  }
  if (n != folded.n) {
    sai_place place = sai_tree_place(node, folded.at[n], folded.at[n] + 1);
    sai_error_hint(sai_report(r, place, _("`%s` cannot be the name of a %s"), node->text, what), "%s",
                   _("a name is one word of letters, digits and `_` that does not begin with a digit; free "
                     "text goes into `label`"));
    return NULL;
  }
  if (folded.n > SAI_NAME_BYTES) {
    sai_error_hint(sai_report(r, node->place, _("the name of this %s is too long"), what),
                   _("at most %d bytes; free text goes into `label`"), SAI_NAME_BYTES);
    return NULL;
  }
  if (is_reserved(folded.text)) {
    sai_error_hint(sai_report(r, node->place,
                              _("`%s` has a meaning of its own and cannot be the name of a %s"), node->text,
                              what),
                   _("choose another name, for example my_%s"), folded.text);
    return NULL;
  }
  return sai_reader_copy(r, folded.text, folded.n);
}
