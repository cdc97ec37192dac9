/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a stage says beside its sources and its delay: how many units it has room for. */
#include "base/intl.h"
#include "scenario/read.h"

#include <math.h>

static const sai_key *key_of(const char *name) {
  return sai_schema_find(SAI_IN_STAGE, name);
}

/* `30 per month`. */
static const sai_quantity *read_capacity(sai_reader *r, const sai_node *node, const char *path,
                                         const char *source) {
  sai_written w;
  if (!sai_written_open(r, node, (sai_scope){.inputs = true}, &w) || !sai_written_expr(&w)) return NULL;
  sai_parser *p = &w.p;
  if (!sai_parser_take_word(p, "per")) {
    if (p->token.kind != SAI_TOKEN_END && !sai_parser_is_symbol(p, ',')) {
      sai_parser_finish(p);
      return NULL;
    }
    sai_error_hint(sai_parser_report(p, w.expr->place, "%s", _("a capacity is counted per month")),
                   _("write %s per month"), sai_parser_text(p, w.begin, w.end));
    return NULL;
  }
  if (!sai_parser_take_word(p, "month")) {
    if (!sai_slip_period(p, w.expr))
      sai_error_hint(
          sai_parser_report(p, sai_parser_token_place(p), "%s", _("a capacity is counted per month")),
          _("write %s per month"), sai_parser_text(p, w.begin, w.end));
    return NULL;
  }
  sai_use use = {.path = sai_reader_format(r, "%s.capacity", path),
                 .key = key_of("capacity"),
                 .unit = SAI_UNIT_COUNT,
                 .source = source};
  return sai_written_close(&w, &use);
}

/* How long after `waits`: so many months, or as long as it takes. */
static bool read_wait(sai_parser *p, unsigned *months) {
  const sai_key *key = key_of("above");
  *months = 0;
  if (p->token.kind != SAI_TOKEN_NUMBER) return true;
  const sai_number *x = &p->token.number;
  sai_place place = sai_parser_token_place(p);
  bool whole = !x->percent && x->value == floor(x->value);
  if (!whole || x->value < key->lower || x->value > key->upper) {
    sai_error *err = sai_parser_report(p, place, "%s", _("this is not a number of months to wait"));
    sai_error_hint(
        err, _("write from %.0f to %.0f months, or `lost` for none, or `waits` for as long as it takes"),
        key->lower, key->upper);
    return false;
  }
  *months = (unsigned)x->value;
  sai_parser_next(p);
  if (sai_parser_take_word(p, "months") || sai_parser_take_word(p, "month")) return true;
  if (p->token.kind == SAI_TOKEN_END)
    sai_error_hint(sai_parser_report(p, place, "%s", _("a wait is counted in months")),
                   _("write waits %u months"), *months);
  return true;
}

static void read_above(sai_reader *r, const sai_node *node, sai_stage *stage) {
  sai_parser p;
  if (node->kind != SAI_NODE_TEXT) {
    sai_error_hint(sai_report(r, node->place, _("`%s` takes one value, not a list or a mapping"), "above"),
                   "%s", _("write lost, waits, or for example waits 3 months"));
    return;
  }
  if (!sai_parser_open(&p, r, node, (sai_scope){0})) return;
  stage->above = SAI_ABOVE_LOST;
  stage->waits = 0;
  if (sai_parser_take_word(&p, "waits")) {
    stage->above = SAI_ABOVE_WAITS;
    if (!read_wait(&p, &stage->waits)) return;
  } else if (!sai_parser_take_word(&p, "lost")) {
    sai_place place = *node->text ? sai_parser_token_place(&p) : node->key->place;
    sai_error_hint(
        sai_parser_report(&p, place, "%s", _("this does not say what becomes of units above the capacity")),
        "%s", _("write lost, waits, or for example waits 3 months"));
    return;
  }
  if (!p.failed && p.token.kind != SAI_TOKEN_END)
    sai_error_hint(sai_parser_report(&p, sai_parser_place(&p, p.token.begin, p.folded.n), "%s",
                                     _("this does not belong to `above`")),
                   "%s", _("write lost, waits, or for example waits 3 months"));
}

bool sai_stage_limits_read(sai_reader *r, const sai_node *map, const char *path, const char *source,
                           sai_stage *stage) {
  const sai_node *capacity = sai_tree_find(map, "capacity"), *above = sai_tree_find(map, "above");
  size_t before = r->n_reports;
  if (capacity) stage->capacity = read_capacity(r, capacity, path, source);
  if (above) read_above(r, above, stage);
  return r->n_reports == before && !r->no_memory;
}

bool sai_stage_limits_check(sai_reader *r, const sai_node *node, const sai_stage *stage) {
  const sai_node *capacity = sai_tree_find(node, "capacity"), *above = sai_tree_find(node, "above");
  if (stage->capacity && stage->above == SAI_ABOVE_UNSAID) {
    sai_error_hint(sai_report(r, capacity->key->place, "%s",
                              _("a `capacity` needs `above`: what becomes of units above it")),
                   "%s", _("add above: lost, above: waits, or for example above: waits 3 months"));
    return false;
  }
  if (!stage->capacity && stage->above != SAI_ABOVE_UNSAID) {
    sai_error_hint(sai_report(r, above->key->place, "%s", _("`above` without a `capacity` says nothing")),
                   "%s", _("add for example capacity: 30 per month, or delete this line"));
    return false;
  }
  return true;
}
