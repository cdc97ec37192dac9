/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The funnel: stages, what feeds them, and an order in which every stage comes after those it is fed by. */
#include "base/intl.h"
#include "base/text.h"
#include "scenario/read.h"

#include <math.h>
#include <string.h>

/* One stage while it is read. */
typedef struct draft {
  const sai_node *node; /* what stands behind its name */
  sai_stage stage;
  sai_flow flows[SAI_FLOWS_MAX];
  size_t n, n_own; /* flows; those written here, for their names */
  const char *path, *source;
  bool right;
} draft;

typedef struct funnel_reader {
  sai_reader *r;
  sai_funnel names; /* only the names of the stages hold while flows are read */
  draft *drafts;
} funnel_reader;

void sai_stage_report_unknown(sai_parser *p, const sai_funnel *funnel) {
  const char *names[SAI_STAGES_MAX], *word = sai_parser_token_text(p);
  size_t n = 0;
  sai_error *err;
  for (size_t i = 0; funnel && i < funnel->n_stages; i++)
    if (!*funnel->stages[i].name) p->failed = true; /* a stage whose name was refused: it could be that one */
  if (p->failed) return;
  if (p->token.kind == SAI_TOKEN_END)
    err = sai_parser_report(p, sai_parser_token_place(p), "%s", _("the name of a stage is missing here"));
  else
    err = sai_parser_report(p, sai_parser_token_place(p), _("there is no stage `%s`"), word);
  char room[SAI_ERROR_TEXT];
  sai_text list = SAI_TEXT_IN(room);
  for (size_t i = 0; funnel && i < funnel->n_stages; i++) {
    names[n++] = funnel->stages[i].name;
    sai_text_format(&list, "%s%s", i ? ", " : "", funnel->stages[i].name);
  }
  const char *near = sai_text_nearest(word, names, n);
  if (near)
    sai_error_hint(err, _("did you mean `%s`?"), near);
  else if (n && sai_input_find(p, word) != SIZE_MAX)
    sai_error_hint(err, _("`%s` is an input; behind `of` or `per` stands a stage: write %s of %s"), word,
                   word, names[0]);
  else if (n)
    sai_error_hint(err, _("the stages are: %s"), sai_text_string(&list));
  else
    sai_error_hint(err, "%s", _("this offer has no stages (`own_funnel: none`)"));
}

size_t sai_stage_take(sai_parser *p, const sai_funnel *funnel) {
  if (p->failed) return SIZE_MAX;
  size_t stage =
      p->token.kind == SAI_TOKEN_WORD ? sai_stage_find(funnel, sai_parser_token_text(p)) : SIZE_MAX;
  if (stage == SIZE_MAX)
    sai_stage_report_unknown(p, funnel);
  else
    sai_parser_next(p);
  return p->failed ? SIZE_MAX : stage;
}

/* What a source may be where it stands. */
typedef enum source_kind { ANY_SOURCE, VOLUME_SOURCE, RATE_SOURCE } source_kind;

static void report_bare(sai_parser *p, sai_place place, source_kind kind, bool first) {
  sai_error *err;
  if (kind == VOLUME_SOURCE)
    err = sai_parser_report(p, place, "%s", _("a volume needs to say for how long"));
  else if (kind == RATE_SOURCE && !first)
    err = sai_parser_report(p, place, "%s", _("a rate is written with %, or as a share of a stage"));
  else if (first)
    err = sai_parser_report(p, place, "%s", _("the first stage has no stage before it to take a share of"));
  else
    err = sai_parser_report(p, place, "%s", _("a plain number could be a volume or a rate"));
  if (first)
    sai_error_hint(err, "%s", _("write how many there are: 1,000 per month, or 6,000 in all"));
  else if (kind == RATE_SOURCE)
    sai_error_hint(err, "%s", _("write a percentage, as in 4% of call"));
  else
    sai_error_hint(err, "%s", _("write 1,000 per month, 6,000 in all, or 4% of call"));
}

/* A value alone is a share of the stage before, if it can be one. */
static bool read_bare(funnel_reader *fr, size_t index, sai_written *w, source_kind kind, sai_flow *flow) {
  const sai_expr *e = w->expr;
  bool plain = e->kind == SAI_EXPR_NUMBER && !e->percent, ok = true;
  sai_range x = sai_expr_range(fr->r, e, &ok);
  bool share = !plain && (e->percent || (x.lower >= 0 && x.upper <= 1));
  if (!ok) w->p.failed = true;
  if (!share && !plain && kind != VOLUME_SOURCE && index > 0) {
    if (sai_slip_report_input(fr->r, e)) return false;
    if (sai_slip_share_hint(e, NULL)) {
      sai_slip_share_hint(e, sai_parser_report(&w->p, e->place, "%s", _("a share is written with %")));
      return false;
    }
  }
  if (kind == VOLUME_SOURCE || index == 0 || (!share && (plain || kind == ANY_SOURCE))) {
    report_bare(&w->p, e->place, kind, index == 0 && share);
    return false;
  }
  flow->kind = SAI_FLOW_RATE;
  flow->parent = index - 1;
  return true;
}

static bool read_basis(funnel_reader *fr, size_t index, sai_written *w, source_kind kind, sai_flow *flow) {
  sai_parser *p = &w->p;
  if (sai_parser_take_word(p, "per")) {
    flow->kind = SAI_FLOW_PER_MONTH;
    if (sai_parser_take_word(p, "month")) return true;
    bool stage =
        p->token.kind == SAI_TOKEN_WORD && sai_stage_find(&fr->names, sai_parser_token_text(p)) != SIZE_MAX;
    if (!stage && !sai_parser_is_word(p, "overtime_hour") && sai_staff_take(p, &flow->per)) return true;
    if (p->failed) return false;
    if (!stage && sai_slip_period(p, w->expr)) return false;
    flow->kind = SAI_FLOW_PER_UNIT;
    flow->parent = sai_stage_take(p, &fr->names);
    return flow->parent != SIZE_MAX;
  }
  if (sai_parser_take_word(p, "of")) {
    flow->kind = SAI_FLOW_RATE;
    flow->parent = sai_stage_take(p, &fr->names);
    return flow->parent != SIZE_MAX;
  }
  if (sai_parser_is_word(p, "in")) {
    size_t begin = p->token.begin;
    sai_parser_next(p);
    flow->kind = SAI_FLOW_IN_ALL;
    if (sai_parser_take_word(p, "all")) return true;
    sai_error_hint(sai_parser_report(p, sai_parser_place(p, begin, p->token.end), "%s",
                                     _("`in` must be followed by `all`")),
                   "%s", _("write 6,000 in all"));
    return false;
  }
  if (p->token.kind != SAI_TOKEN_END && !sai_parser_is_symbol(p, ',')) return sai_parser_finish(p);
  return read_bare(fr, index, w, kind, flow);
}

static bool check_kind(const funnel_reader *fr, sai_written *w, source_kind kind, const sai_flow *flow) {
  bool volume = flow->kind == SAI_FLOW_PER_MONTH || flow->kind == SAI_FLOW_IN_ALL;
  sai_place place = sai_parser_place(&w->p, w->begin, w->p.last_end);
  if (kind == VOLUME_SOURCE && !volume)
    sai_error_hint(sai_parser_report(&w->p, place, "%s", _("this is a rate, not a volume")), "%s",
                   _("write it behind `rate:`"));
  else if (kind == RATE_SOURCE && volume)
    sai_error_hint(sai_parser_report(&w->p, place, "%s", _("this is a volume, not a rate")), "%s",
                   _("write it behind `volume:`"));
  else if (flow->kind == SAI_FLOW_PER_UNIT && w->expr->percent)
    sai_error_hint(sai_parser_report(&w->p, place, "%s",
                                     _("a percentage is taken `of` a stage, and a number `per` stage")),
                   _("write %s of %s; several for each are written as in 3 per company"),
                   sai_parser_text(&w->p, w->begin, w->end), fr->names.stages[flow->parent].name);
  return !w->p.failed;
}

/* A source: the quantity, and what it is taken of. */
static bool read_source(funnel_reader *fr, size_t index, const sai_node *node, source_kind kind) {
  draft *d = &fr->drafts[index];
  sai_reader *r = fr->r;
  sai_written w;
  sai_flow flow = {0};
  if (d->n == SAI_FLOWS_MAX) {
    sai_error_hint(sai_report(r, node->place, "%s", _("this stage has too many sources")),
                   _("at most %d are read"), SAI_FLOWS_MAX);
    return false;
  }
  sai_scope scope = {.inputs = true};
  if (!sai_written_open(r, node, scope, &w) || !sai_written_expr(&w)) return false;
  if (!read_basis(fr, index, &w, kind, &flow) || !check_kind(fr, &w, kind, &flow)) return false;
  bool volume = flow.kind == SAI_FLOW_PER_MONTH || flow.kind == SAI_FLOW_IN_ALL;
  bool rate = flow.kind == SAI_FLOW_RATE;
  flow.path = d->n_own ? sai_reader_format(r, "%s.%zu", d->path, d->n_own + 1) : d->path;
  d->n_own++;
  if (!flow.path) return false;
  sai_use use = {.path = sai_reader_format(r, "%s.%s", flow.path, volume ? "volume" : "rate"),
                 .key = sai_schema_find(SAI_IN_STAGE, rate ? "rate" : "volume"),
                 .unit = rate ? SAI_UNIT_RATE : SAI_UNIT_COUNT,
                 .source = d->source};
  flow.quantity = sai_written_close(&w, &use);
  if (!flow.quantity) return false;
  if (flow.kind == SAI_FLOW_IN_ALL && flow.quantity->anew != SAI_ONCE_PER_RUN) {
    sai_error_hint(
        sai_report(r, flow.quantity->place, "%s", _("a volume `in all` cannot be drawn anew each month")),
        "%s", _("delete `anew each month`, or write the volume of a month, as in 200 to 600 per month"));
    return false;
  }
  d->flows[d->n++] = flow;
  return true;
}

static bool read_sources(funnel_reader *fr, size_t index, const sai_node *node, source_kind kind) {
  if (node->kind != SAI_NODE_LIST) return read_source(fr, index, node, kind);
  bool right = node->n > 0;
  if (!right)
    sai_error_hint(sai_report(fr->r, node->place, "%s", _("nothing is written here")), "%s",
                   _("write 1,000 per month, 6,000 in all, or 4% of call"));
  for (const sai_node *child = node->child; child; child = child->next)
    right &= read_source(fr, index, child, kind);
  return right;
}

/* `1 to 3 months`, `2 months`, `discrete(...)`. */
static bool read_delay(funnel_reader *fr, size_t index, const sai_node *node) {
  draft *d = &fr->drafts[index];
  sai_written w;
  if (!sai_written_open(fr->r, node, (sai_scope){0}, &w) || !sai_written_expr(&w)) return false;
  sai_parser *p = &w.p;
  bool unit = sai_parser_take_word(p, "months") || sai_parser_take_word(p, "month");
  if (!unit && p->token.kind == SAI_TOKEN_WORD) {
    sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), "%s", _("a delay is counted in months")),
                   "%s", _("write 1 month, 1 to 3 months, or 0 months for less than half a month"));
    return false;
  }
  const sai_expr *e = w.expr;
  bool simple = e->kind == SAI_EXPR_NUMBER || e->kind == SAI_EXPR_DIST;
  bool named = e->kind == SAI_EXPR_DIST && e != p->bare_interval;
  if (!simple || (!unit && !named && p->token.kind == SAI_TOKEN_END)) {
    sai_error_hint(
        sai_parser_report(p, e->place, "%s", _("a delay is a number of months, or one distribution")), "%s",
        _("write for example 2 months, 1 to 3 months, or discrete(0=50%, 1=30%, 2=20%)"));
    return false;
  }
  if (e->kind == SAI_EXPR_NUMBER && e->number != floor(e->number)) {
    sai_error_hint(sai_parser_report(p, e->place, "%s", _("a fixed delay is a whole number of months")),
                   _("write %.0f or %.0f months"), floor(e->number), ceil(e->number));
    return false;
  }
  sai_use use = {.path = sai_reader_format(fr->r, "%s.delay", d->path),
                 .key = sai_schema_find(SAI_IN_STAGE, "delay"),
                 .unit = SAI_UNIT_MONTHS,
                 .source = d->source};
  d->stage.delay = sai_written_close(&w, &use);
  return d->stage.delay;
}

static void drop_flows(draft *d, bool volumes, bool rates) {
  size_t kept = 0;
  for (size_t i = 0; i < d->n; i++) {
    bool volume = d->flows[i].kind == SAI_FLOW_PER_MONTH || d->flows[i].kind == SAI_FLOW_IN_ALL;
    if (volume ? !volumes : !rates) d->flows[kept++] = d->flows[i];
  }
  d->n = kept;
}

/* What is written replaces what a stage had under the same keys. */
static bool read_mapping(funnel_reader *fr, size_t index) {
  draft *d = &fr->drafts[index];
  sai_reader *r = fr->r;
  if (!sai_map_check(r, d->node, SAI_IN_STAGE, d->stage.name)) return false;
  const sai_node *value = sai_tree_find(d->node, "value"), *volume = sai_tree_find(d->node, "volume"),
                 *rate = sai_tree_find(d->node, "rate"), *delay = sai_tree_find(d->node, "delay");
  d->source = sai_text_read(r, d->node, sai_schema_find(SAI_IN_STAGE, "source"));
  const char *label = sai_text_read(r, d->node, sai_schema_find(SAI_IN_STAGE, "label"));
  if (label) d->stage.label = label;
  if (value && (volume || rate)) {
    sai_error_hint(sai_report(r, value->key->place, "%s", _("`value` stands beside `volume` or `rate`")),
                   "%s", _("keep one of them"));
    return false;
  }
  bool right = true;
  drop_flows(d, value || volume, value || rate);
  if (value) right &= read_sources(fr, index, value, ANY_SOURCE);
  if (volume) right &= read_sources(fr, index, volume, VOLUME_SOURCE);
  if (rate) right &= read_sources(fr, index, rate, RATE_SOURCE);
  if (delay) right &= read_delay(fr, index, delay);
  right &= sai_stage_limits_read(r, d->node, d->path, d->source, &d->stage);
  if (right && d->n == 0) {
    sai_error_hint(sai_report(r, d->node->key->place, _("nothing feeds the stage `%s`"), d->stage.name), "%s",
                   _("give it a `volume`, as in 1,000 per month, or a `rate`, as in 4% of call"));
    right = false;
  }
  return right;
}

static bool is_empty(const sai_node *node) {
  return node->kind == SAI_NODE_TEXT && !*node->text && !node->quoted;
}

static void read_stage(funnel_reader *fr, size_t index) {
  draft *d = &fr->drafts[index];
  if (d->node->kind == SAI_NODE_MAP) {
    d->right = read_mapping(fr, index);
  } else if (is_empty(d->node)) {
    sai_error_hint(sai_report(fr->r, d->node->key->place, _("nothing feeds the stage `%s`"), d->stage.name),
                   "%s", _("give it a `volume`, as in 1,000 per month, or a `rate`, as in 4% of call"));
  } else {
    drop_flows(d, true, true);
    d->right = read_sources(fr, index, d->node, ANY_SOURCE);
  }
  if (!d->right) return;
  sai_stage whole = d->stage;
  whole.flows = d->flows;
  whole.n_flows = d->n;
  d->right = sai_stage_limits_check(fr->r, d->node, &whole);
}

/* An entry of a funnel is one name with what stands behind it. */
static const sai_node *open_entry(sai_reader *r, const sai_node *entry) {
  if (entry->kind != SAI_NODE_MAP) {
    sai_error_hint(
        sai_report(r, entry->place, "%s", _("a stage is a name, a colon and where its units come from")),
        "%s", _("write `- call: 1,000 per month`"));
    return NULL;
  }
  if (entry->n == 1) return entry->child;
  const sai_node *second = entry->child->next;
  bool under = is_empty(entry->child);
  sai_error *err = sai_report(r, second->key->place,
                              under ? _("`%s` stands under `%s`, not inside it")
                                    : _("`%s` stands in the same entry as `%s`"),
                              second->key->text, entry->child->key->text);
  if (under)
    sai_error_hint(err, "%s", _("indent it by two more spaces"));
  else
    sai_error_hint(
        err, "%s",
        _("begin each stage with `- `; put keys of a stage under its name, indented by two more spaces"));
  return NULL;
}

static bool finish_stages(sai_reader *r, draft *drafts, size_t n, sai_stage *stages) {
  for (size_t i = 0; i < n; i++) {
    if (!drafts[i].right) return false;
    sai_flow *flows = sai_reader_alloc(r, drafts[i].n, sizeof *flows);
    if (!flows) return false;
    memcpy(flows, drafts[i].flows, drafts[i].n * sizeof *flows);
    stages[i] = drafts[i].stage;
    stages[i].flows = flows;
    stages[i].n_flows = drafts[i].n;
  }
  return true;
}

static bool is_ready(const sai_stage *stage, const bool *placed) {
  for (size_t f = 0; f < stage->n_flows; f++)
    if (stage->flows[f].kind >= SAI_FLOW_RATE && !placed[stage->flows[f].parent]) return false;
  return true;
}

static const sai_flow *waiting_flow(const sai_stage *stage, const bool *placed) {
  const sai_flow *flow = stage->flows;
  while (flow->kind < SAI_FLOW_RATE || placed[flow->parent]) flow++;
  return flow;
}

/* From any stage that cannot be placed, parents that cannot be placed lead into a circle within n steps. */
static void report_circle(sai_reader *r, const sai_stage *stages, size_t n, const bool *placed) {
  size_t at = 0;
  while (placed[at]) at++;
  for (size_t step = 0; step < n; step++) at = waiting_flow(&stages[at], placed)->parent;
  while (waiting_flow(&stages[at], placed)->parent < at) at = waiting_flow(&stages[at], placed)->parent;
  char room[SAI_ERROR_TEXT];
  sai_text circle = SAI_TEXT_IN(room);
  sai_text_add(&circle, stages[at].name);
  size_t first = at; /* fed by a stage that stands below it, or by itself */
  sai_place place = waiting_flow(&stages[first], placed)->quantity->place;
  do {
    at = waiting_flow(&stages[at], placed)->parent;
    sai_text_format(&circle, " <- %s", stages[at].name);
  } while (at != first);
  sai_error *err =
      sai_report(r, place, _("these stages feed each other in a circle: %s"), sai_text_string(&circle));
  if (first > 0)
    sai_error_hint(err, _("take the share of a stage above: write `of %s`"), stages[first - 1].name);
  else
    sai_error_hint(err, _("`%s` is the first stage: write how many there are, as in 1,000 per month"),
                   stages[first].name);
}

static bool sort_stages(sai_reader *r, sai_funnel *funnel) {
  size_t n = funnel->n_stages, *sorted = sai_reader_alloc(r, n, sizeof *sorted), n_sorted = 0;
  bool placed[SAI_STAGES_MAX] = {false};
  if (!sorted) return false;
  for (size_t i = 0; i < n;) {
    if (placed[i] || !is_ready(&funnel->stages[i], placed)) {
      i++;
      continue;
    }
    placed[i] = true;
    sorted[n_sorted++] = i;
    i = 0;
  }
  funnel->sorted = sorted;
  if (n_sorted == n) return true;
  report_circle(r, funnel->stages, n, placed);
  return false;
}

static sai_funnel *finish_funnel(funnel_reader *fr) {
  size_t n = fr->names.n_stages;
  sai_funnel *funnel = sai_reader_alloc(fr->r, 1, sizeof *funnel);
  sai_stage *stages = sai_reader_alloc(fr->r, n, sizeof *stages);
  if (!funnel || !stages || !finish_stages(fr->r, fr->drafts, n, stages)) return NULL;
  *funnel = (sai_funnel){.n_stages = n, .stages = stages};
  return sort_stages(fr->r, funnel) ? funnel : NULL;
}

static bool start(funnel_reader *fr, size_t n, sai_stage **names) {
  fr->drafts = sai_reader_scratch(fr->r, n, sizeof *fr->drafts);
  *names = sai_reader_scratch(fr->r, n, sizeof **names);
  if (!fr->drafts || !*names) return false;
  for (size_t i = 0; i < n; i++) (*names)[i].name = "";
  fr->names = (sai_funnel){.n_stages = n, .stages = *names};
  return true;
}

static void read_name(funnel_reader *fr, size_t index, const sai_node *entry, sai_stage *names,
                      const char *path) {
  draft *d = &fr->drafts[index];
  sai_reader *r = fr->r;
  const char *name = sai_name_read(r, entry->key, _("stage"));
  if (!name) return;
  if (sai_stage_find(&fr->names, name) != SIZE_MAX) {
    sai_error_hint(sai_report(r, entry->key->place, _("there are two stages `%s`"), name), "%s",
                   _("rename one; to let two sources feed one stage, list both under it"));
    return;
  }
  names[index].name = name;
  d->node = entry;
  d->stage = (sai_stage){.name = name, .label = name, .place = entry->key->place};
  d->path = sai_reader_format(r, "%s.%s", path, name);
}

const sai_funnel *sai_funnel_read(sai_reader *r, const sai_node *list, const char *path) {
  funnel_reader fr = {.r = r};
  sai_stage *names;
  size_t i = 0, before = r->n_reports;
  const char *name = strchr(path, '.') ? "own_funnel" : "funnel";
  if (!sai_list_check(r, list, name, 0, SAI_STAGES_MAX) || !start(&fr, list->n, &names)) return NULL;
  for (const sai_node *child = list->child; child; child = child->next, i++) {
    const sai_node *entry = open_entry(r, child);
    if (entry) read_name(&fr, i, entry, names, path);
  }
  if (r->n_reports == before && !sai_list_check(r, list, name, SAI_STAGES_MIN, SAI_STAGES_MAX)) return NULL;
  for (i = 0; i < list->n; i++)
    if (fr.drafts[i].node && fr.drafts[i].path) read_stage(&fr, i);
  return r->n_reports == before && !r->no_memory ? finish_funnel(&fr) : NULL;
}

static void copy_common(funnel_reader *fr, const sai_funnel *common, sai_stage *names) {
  for (size_t i = 0; i < common->n_stages; i++) {
    draft *d = &fr->drafts[i];
    names[i].name = common->stages[i].name;
    d->stage = common->stages[i];
    d->n = common->stages[i].n_flows;
    memcpy(d->flows, common->stages[i].flows, d->n * sizeof *d->flows);
    d->right = true;
  }
}

static void override_stage(funnel_reader *fr, const sai_node *entry, const char *path) {
  sai_reader *r = fr->r;
  const char *name = sai_folded_copy(r, entry->key->text);
  size_t i = name ? sai_stage_find(&fr->names, name) : SIZE_MAX;
  if (i == SIZE_MAX) {
    const char *names[SAI_STAGES_MAX];
    for (size_t k = 0; k < fr->names.n_stages; k++) names[k] = fr->names.stages[k].name;
    const char *near = name ? sai_text_nearest(name, names, fr->names.n_stages) : NULL;
    sai_error *err =
        sai_report(r, entry->key->place, _("the common funnel has no stage `%s`"), entry->key->text);
    if (near)
      sai_error_hint(err, _("did you mean `%s`?"), near);
    else
      sai_error_hint(err, "%s",
                     _("`funnel` in an offer changes stages of the common funnel; a funnel with other stages "
                       "goes under `own_funnel`"));
    return;
  }
  draft *d = &fr->drafts[i];
  if (d->node) {
    sai_error_hint(sai_report(r, entry->key->place, _("`%s` is written twice"), name),
                   _("keep one of them; the first is on line %u"), d->node->key->place.line);
    return;
  }
  d->node = entry;
  d->right = false;
  d->path = sai_reader_format(r, "%s.%s", path, name);
  if (d->path) read_stage(fr, i);
}

const sai_funnel *sai_funnel_override(sai_reader *r, const sai_funnel *common, const sai_node *list,
                                      const char *path) {
  funnel_reader fr = {.r = r};
  sai_stage *names;
  size_t before = r->n_reports;
  if (!sai_list_check(r, list, "funnel", 1, SAI_STAGES_MAX) || !start(&fr, common->n_stages, &names))
    return NULL;
  copy_common(&fr, common, names);
  for (const sai_node *child = list->child; child; child = child->next) {
    const sai_node *entry = open_entry(r, child);
    if (entry) override_stage(&fr, entry, path);
  }
  return r->n_reports == before && !r->no_memory ? finish_funnel(&fr) : NULL;
}
