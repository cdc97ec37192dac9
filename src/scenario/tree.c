/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libyaml's events as nodes. What YAML can do beyond lists, mappings and text is refused: aliases, anchors,
   tags, several documents; and the comma rule is checked, since YAML silently reads `{paid: 500,000}` as 500
   and a key. */
#include "scenario/tree.h"

#include "base/intl.h"
#include "base/text.h"
#include "scenario/yaml_problem.h"

#include <string.h>
#include <yaml.h>

/* A list or mapping that is being read. */
typedef struct level {
  sai_node *node, *last, *key;
  bool flow;
} level;

typedef struct builder {
  sai_reader *r;
  sai_node *root;
  level levels[SAI_TREE_DEPTH];
  unsigned depth, documents;
  size_t n_nodes;
  bool stopped;
} builder;

static sai_place place_of(const yaml_mark_t *start, const yaml_mark_t *end) {
  size_t length = end->line == start->line && end->column > start->column ? end->column - start->column : 1;
  return (sai_place){(unsigned)start->line + 1, (unsigned)start->column + 1, (unsigned)length};
}

static sai_place event_place(const yaml_event_t *event) {
  return place_of(&event->start_mark, &event->end_mark);
}

static sai_error *stop(builder *b, sai_place place, const char *text) {
  b->stopped = true;
  return sai_report(b->r, place, "%s", text);
}

static sai_node *new_node(sai_reader *r, sai_node_kind kind, sai_place place) {
  sai_node *node = sai_reader_scratch(r, 1, sizeof *node);
  if (!node) return NULL;
  node->kind = kind;
  node->place = place;
  node->order = r->next_order += SAI_TREE_GAP;
  node->text = "";
  return node;
}

sai_node *sai_tree_find(const sai_node *map, const char *key) {
  if (!map || map->kind != SAI_NODE_MAP) return NULL;
  for (sai_node *child = map->child; child; child = child->next)
    if (strcmp(child->key->folded, key) == 0) return child;
  return NULL;
}

static const char *fold_key(sai_reader *r, const char *text) {
  sai_text folded = {0};
  sai_text_fold(&folded, text, strlen(text));
  const char *copy =
      folded.failed ? NULL : sai_arena_copy(&r->scratch, sai_text_string(&folded), folded.length);
  sai_text_free(&folded);
  if (!copy) sai_report_no_memory(r);
  return copy ? copy : text;
}

static void check_key(builder *b, level *at, const sai_node *key) {
  if (key->kind != SAI_NODE_TEXT) {
    stop(b, key->place, _("a list or mapping cannot be a key"));
    return;
  }
  const sai_node *before = NULL;
  for (const sai_node *child = at->node->child; child && !before; child = child->next)
    if (strcmp(child->key->folded, key->folded) == 0) before = child->key;
  if (before && !sai_reader_has_problem(b->r, key->place.line))
    sai_error_hint(sai_report(b->r, key->place, _("`%s` is written twice"), key->text),
                   _("keep one of them; the first is on line %u"), before->place.line);
}

static void append(level *at, sai_node *node) {
  if (at->last)
    at->last->next = node;
  else
    at->node->child = node;
  at->last = node;
  at->node->n++;
}

static void attach(builder *b, sai_node *node) {
  if (b->depth == 0) {
    b->root = node;
    return;
  }
  level *at = &b->levels[b->depth - 1];
  if (at->node->n == SAI_TREE_CHILDREN) {
    sai_error_hint(stop(b, node->place, _("this list or mapping has too many entries")),
                   _("at most %d can stand here"), SAI_TREE_CHILDREN);
    return;
  }
  if (at->node->kind == SAI_NODE_MAP && !at->key) {
    node->folded = fold_key(b->r, node->text);
    check_key(b, at, node);
    at->key = node;
    return;
  }
  node->key = at->key;
  at->key = NULL;
  append(at, node);
}

static bool has_extras(builder *b, const yaml_event_t *event, const yaml_char_t *anchor,
                       const yaml_char_t *tag) {
  if (anchor)
    sai_error_hint(sai_report(b->r, event_place(event), "%s",
                              _("`&` gives a name to a part of the file; that is not used here")),
                   "%s",
                   _("put text that begins with `&` in quotes; to share a quantity, name it under `inputs`"));
  else if (tag)
    sai_error_hint(sai_report(b->r, event_place(event), "%s", _("`!` begins a type; that is not used here")),
                   "%s", _("put text that begins with `!` in quotes"));
  return anchor || tag;
}

/* Does the source hold the text as it is, from this character of the line on? */
static bool stands_at(const builder *b, const sai_node *node, unsigned column) {
  size_t n, length = strlen(node->text);
  const char *line = sai_source_line(b->r->scenario, node->place.line, &n);
  size_t offset = 0;
  for (unsigned i = 1; i < column && offset < n; i++) {
    offset++;
    while (offset < n && ((unsigned char)line[offset] & 0xC0) == 0x80) offset++;
  }
  return offset <= n && n - offset >= length && memcmp(line + offset, node->text, length) == 0;
}

static void check_text(builder *b, const yaml_event_t *event, const sai_node *node) {
  const char *bytes = (const char *)event->data.scalar.value;
  size_t n = event->data.scalar.length;
  if (n > SAI_TREE_TEXT) {
    sai_error_hint(stop(b, node->place, _("this text is too long")), _("at most %d bytes can stand here"),
                   SAI_TREE_TEXT);
    return;
  }
  for (size_t i = 0; i < n; i++) {
    unsigned char c = (unsigned char)bytes[i];
    bool high = c == 0xC2 && i + 1 < n && (unsigned char)bytes[i + 1] < 0xA0;
    if ((c >= 0x20 && c != 0x7F && !high) || c == '\n' || c == '\t') continue;
    sai_error_hint(sai_report(b->r, node->place, _("the text contains the control character U+%04X"), c),
                   "%s", _("delete the \\ sequence that makes it, or use '...' instead of \"...\""));
    return;
  }
}

static void add_scalar(builder *b, const yaml_event_t *event) {
  sai_node *node = new_node(b->r, SAI_NODE_TEXT, event_place(event));
  if (!node) return;
  has_extras(b, event, event->data.scalar.anchor, event->data.scalar.tag);
  check_text(b, event, node);
  node->text =
      sai_arena_copy(&b->r->scratch, (const char *)event->data.scalar.value, event->data.scalar.length);
  if (!node->text) {
    sai_report_no_memory(b->r);
    return;
  }
  node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
  unsigned column = node->place.column + (node->quoted ? 1 : 0);
  node->exact = stands_at(b, node, column);
  if (node->quoted && node->exact && node->place.length > 2) {
    node->place.column++;
    node->place.length -= 2;
  }
  attach(b, node);
}

static void open_level(builder *b, const yaml_event_t *event, sai_node_kind kind, bool flow) {
  sai_place place = {(unsigned)event->start_mark.line + 1, (unsigned)event->start_mark.column + 1, 1};
  if (b->depth == SAI_TREE_DEPTH) {
    sai_error_hint(stop(b, place, _("lists and mappings stand too deep inside each other")),
                   _("at most %d levels are allowed; a scenario needs about 6"), SAI_TREE_DEPTH);
    return;
  }
  sai_node *node = new_node(b->r, kind, place);
  if (!node) return;
  if (kind == SAI_NODE_LIST)
    has_extras(b, event, event->data.sequence_start.anchor, event->data.sequence_start.tag);
  else
    has_extras(b, event, event->data.mapping_start.anchor, event->data.mapping_start.tag);
  attach(b, node);
  b->levels[b->depth++] = (level){.node = node, .flow = flow};
}

static void start_document(builder *b, const yaml_event_t *event) {
  if (++b->documents == 1) return;
  sai_error_hint(stop(b, event_place(event), _("a second document begins here; a scenario is one document")),
                 "%s", _("delete the line `---`, or put the rest in a file of its own"));
}

static void take_event(builder *b, const yaml_event_t *event) {
  if (++b->n_nodes > SAI_TREE_NODES) {
    sai_error_hint(stop(b, event_place(event), _("the file has too many entries")), _("at most %d are read"),
                   SAI_TREE_NODES);
    return;
  }
  switch (event->type) {
  case YAML_DOCUMENT_START_EVENT:
    start_document(b, event);
    break;
  case YAML_ALIAS_EVENT:
    sai_error_hint(
        stop(b, event_place(event), _("`*` repeats another part of the file; that is not used here")), "%s",
        _("put text that begins with `*` in quotes; to share a quantity, name it under `inputs`"));
    break;
  case YAML_SCALAR_EVENT:
    add_scalar(b, event);
    break;
  case YAML_SEQUENCE_START_EVENT:
    open_level(b, event, SAI_NODE_LIST, event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
    break;
  case YAML_MAPPING_START_EVENT:
    open_level(b, event, SAI_NODE_MAP, event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
    break;
  case YAML_SEQUENCE_END_EVENT:
  case YAML_MAPPING_END_EVENT:
    b->depth--;
    break;
  default:
    break;
  }
}

static void report_comma(sai_reader *r, const yaml_mark_t *end) {
  sai_place place = {(unsigned)end->line + 1, (unsigned)end->column, 1};
  if (sai_reader_has_problem(r, place.line)) return;
  sai_error_hint(sai_report(r, place, "%s", _("inside [ ] and { } this comma ends a value")), "%s",
                 _("write a space after a comma between values; put a number with commas in quotes, or "
                   "write it without them: 500000"));
}

static int depth_change(const yaml_token_t *token) {
  bool opens = token->type == YAML_FLOW_SEQUENCE_START_TOKEN || token->type == YAML_FLOW_MAPPING_START_TOKEN;
  bool closes = token->type == YAML_FLOW_SEQUENCE_END_TOKEN || token->type == YAML_FLOW_MAPPING_END_TOKEN;
  return opens - closes;
}

/* Commas within brackets that are still open. */
typedef struct commas {
  size_t n;
  yaml_mark_t at[SAI_ERRORS_MAX];
} commas;

static void report_commas(sai_reader *r, commas *found) {
  for (size_t i = 0; i < found->n && r->n_problems < SAI_ERRORS_MAX; i++) report_comma(r, &found->at[i]);
  found->n = 0;
}

/* In flow style a comma must not touch what follows it. Behind a bracket that is never closed all commas of
   the file would be in flow style, so only closed ones count. Deeper than a scenario can be, scanning takes
   the square of the depth, and the file is refused anyway. */
static void check_commas(sai_reader *r, const char *bytes, size_t n) {
  yaml_parser_t parser;
  if (!yaml_parser_initialize(&parser)) {
    sai_report_no_memory(r);
    return;
  }
  yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, n);
  yaml_token_t token;
  yaml_mark_t comma = {0};
  commas found = {0};
  bool after_comma = false, done = false;
  int depth = 0;
  while (!done && r->n_problems < SAI_ERRORS_MAX && yaml_parser_scan(&parser, &token)) {
    depth += depth_change(&token);
    if (after_comma && token.start_mark.index == comma.index && depth_change(&token) >= 0 &&
        found.n < SAI_ERRORS_MAX)
      found.at[found.n++] = comma;
    if (depth == 0) report_commas(r, &found);
    after_comma = token.type == YAML_FLOW_ENTRY_TOKEN;
    comma = token.end_mark;
    done = token.type == YAML_STREAM_END_TOKEN || depth > SAI_TREE_DEPTH;
    yaml_token_delete(&token);
  }
  if (parser.error == YAML_MEMORY_ERROR) sai_report_no_memory(r);
  yaml_parser_delete(&parser);
}

static void read_events(builder *b, const char *bytes, size_t n) {
  yaml_parser_t parser;
  if (!yaml_parser_initialize(&parser)) {
    sai_report_no_memory(b->r);
    return;
  }
  yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, n);
  bool done = false;
  while (!done && !b->stopped && !b->r->no_memory) {
    yaml_event_t event;
    if (!yaml_parser_parse(&parser, &event)) {
      b->stopped = true;
      sai_yaml_report(b->r, &parser);
      break;
    }
    take_event(b, &event);
    done = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
}

static bool is_blank_or_comment(const char *line, size_t n) {
  size_t i = 0;
  while (i < n && (line[i] == ' ' || line[i] == '\t')) i++;
  return i == n || line[i] == '#';
}

static void check_tabs(sai_reader *r, const char *bytes, size_t n) {
  unsigned line = 1;
  for (size_t begin = 0; begin < n; line++) {
    size_t end = begin, at = begin;
    while (end < n && bytes[end] != '\n' && bytes[end] != '\r') end++;
    while (at < end && bytes[at] == ' ') at++;
    if (at < end && bytes[at] == '\t' && !is_blank_or_comment(bytes + at, end - at)) {
      sai_place place = {line, (unsigned)(at - begin) + 1, 1};
      sai_error_hint(sai_report(r, place, "%s", _("a tab stands in the indentation")), "%s",
                     _("indent with spaces, two for each step"));
    }
    begin = end + 1 + (end + 1 < n && bytes[end] == '\r' && bytes[end + 1] == '\n');
  }
}

sai_node *sai_tree_read(sai_reader *r, const char *bytes, size_t n) {
  if (n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
    bytes += 3;
    n -= 3;
  }
  builder b = {.r = r};
  r->structural = true;
  check_tabs(r, bytes, n);
  if (r->n_problems == 0) {
    check_commas(r, bytes, n);
    read_events(&b, bytes, n);
  }
  r->structural = false;
  return b.stopped || r->no_memory ? NULL : b.root;
}

sai_place sai_tree_place(const sai_node *node, size_t from, size_t to) {
  sai_place place = node->place;
  if (!node->exact) return place;
  place.column += (unsigned)from;
  place.length = to > from ? (unsigned)(to - from) : 1;
  return place;
}

sai_node *sai_tree_text(sai_reader *r, const char *text, sai_place place, unsigned order) {
  sai_node *node = new_node(r, SAI_NODE_TEXT, place);
  if (!node) return NULL;
  node->text = text;
  node->exact = true;
  node->order = order;
  return node;
}

sai_node *sai_tree_add(sai_reader *r, sai_node *parent, const char *key, sai_node *child) {
  if (!child) return NULL;
  level at = {.node = parent, .last = parent->child};
  while (at.last && at.last->next) at.last = at.last->next;
  if (key) child->key = sai_tree_text(r, key, child->place, child->order);
  if (key && !child->key) return NULL;
  if (key) child->key->folded = key;
  append(&at, child);
  return child;
}
