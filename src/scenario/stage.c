/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a stage says beside its sources and its delay: how many units it has room for, how many records there
   are, how it grows at first, and who does it. */
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

static const sai_quantity *read_list(sai_reader *r, const sai_node *node, const char *path,
                                     const char *source) {
  sai_use use = {.path = sai_reader_format(r, "%s.list", path),
                 .key = key_of("list"),
                 .unit = SAI_UNIT_COUNT,
                 .source = source};
  const sai_quantity *list = sai_quantity_read(r, node, (sai_scope){.inputs = true}, &use);
  if (!list || list->anew == SAI_ONCE_PER_RUN) return list;
  sai_error_hint(sai_report(r, list->place, "%s", _("a list is the same in all months")), "%s",
                 _("delete `anew each month`"));
  return NULL;
}

/* One share of a ramp; its number is that of the month. */
static const sai_quantity *read_share(sai_written *w, const char *path, const char *source, size_t number) {
  if (!sai_written_expr(w)) return NULL;
  sai_use use = {.path = sai_reader_format(w->p.r, "%s.ramp.%zu", path, number),
                 .key = key_of("ramp"),
                 .unit = SAI_UNIT_RATE,
                 .source = source};
  return sai_written_part(w, &use);
}

/* `40%, 70%, 100%`. */
static void read_ramp(sai_reader *r, const sai_node *node, const char *path, const char *source,
                      sai_stage *stage) {
  const sai_quantity **ramp = sai_reader_alloc(r, SAI_RAMP_MAX, sizeof *ramp);
  sai_written w;
  stage->n_ramp = 0;
  stage->ramp = ramp;
  if (node->kind == SAI_NODE_LIST) {
    sai_error_hint(sai_report(r, node->place, _("`%s` takes one value, not a list or a mapping"), "ramp"),
                   "%s", _("write the shares behind each other: 40%, 70%, 100%"));
    return;
  }
  if (!ramp || !sai_written_open(r, node, (sai_scope){.inputs = true}, &w)) return;
  do {
    if (stage->n_ramp == SAI_RAMP_MAX) {
      sai_error_hint(
          sai_parser_report(&w.p, sai_parser_token_place(&w.p), "%s", _("this ramp has too many months")),
          _("at most %d are read"), SAI_RAMP_MAX);
      return;
    }
    const sai_quantity *share = read_share(&w, path, source, stage->n_ramp + 1);
    if (!share) return;
    ramp[stage->n_ramp++] = share;
  } while (sai_parser_take_symbol(&w.p, ','));
  sai_parser_finish(&w.p);
}

bool sai_stage_limits_read(sai_reader *r, const sai_node *map, const char *path, const char *source,
                           sai_stage *stage) {
  const sai_node *capacity = sai_tree_find(map, "capacity"), *above = sai_tree_find(map, "above"),
                 *list = sai_tree_find(map, "list"), *ramp = sai_tree_find(map, "ramp"),
                 *owner = sai_tree_find(map, "owner");
  size_t before = r->n_reports;
  if (capacity) stage->capacity = read_capacity(r, capacity, path, source);
  if (above) read_above(r, above, stage);
  if (list) stage->list = read_list(r, list, path, source);
  if (ramp) read_ramp(r, ramp, path, source, stage);
  if (owner) stage->owner = SAI_OWNER_OWN + (sai_owner)sai_choice_read(r, map, key_of("owner"));
  return r->n_reports == before && !r->no_memory;
}

/* Where a contradiction is reported: at a key that is written here, else at the name of the stage. */
static sai_place place_in(const sai_node *node, const char *key) {
  const sai_node *found = sai_tree_find(node, key);
  return found ? found->key->place : node->key->place;
}

static bool check_capacity(sai_reader *r, const sai_node *node, const sai_stage *stage) {
  if (stage->capacity && stage->above == SAI_ABOVE_UNSAID)
    sai_error_hint(sai_report(r, place_in(node, "capacity"), "%s",
                              _("a `capacity` needs `above`: what becomes of units above it")),
                   "%s", _("add above: lost, above: waits, or for example above: waits 3 months"));
  else if (!stage->capacity && stage->above != SAI_ABOVE_UNSAID)
    sai_error_hint(
        sai_report(r, place_in(node, "above"), "%s", _("`above` without a `capacity` says nothing")), "%s",
        _("add for example capacity: 30 per month, or delete this line"));
  else if (stage->capacity && stage->owner == SAI_OWNER_NOBODY)
    sai_error_hint(sai_report(r, place_in(node, "owner"), "%s",
                              _("nobody does this stage, so it has no capacity that could be full")),
                   "%s", _("delete `capacity`, or say who does it: owner: own"));
  else
    return true;
  return false;
}

static bool has_flow(const sai_stage *stage, sai_flow_kind kind) {
  for (size_t f = 0; f < stage->n_flows; f++)
    if (stage->flows[f].kind == kind) return true;
  return false;
}

bool sai_stage_limits_check(sai_reader *r, const sai_node *node, const sai_stage *stage) {
  if (!check_capacity(r, node, stage)) return false;
  if (stage->list && !sai_stage_has_volume(stage))
    sai_error_hint(
        sai_report(r, place_in(node, "list"), "%s", _("a `list` bounds a volume, and there is none")), "%s",
        _("put it under the stage that has a `volume`, as in 1,500 per month"));
  else if (stage->n_ramp && has_flow(stage, SAI_FLOW_IN_ALL))
    sai_error_hint(sai_report(r, place_in(node, "ramp"), "%s",
                              _("with a `ramp` a volume `in all` would not come to all of it")),
                   "%s", _("write the full volume of a month, as in 1,000 per month"));
  else
    return true;
  return false;
}
