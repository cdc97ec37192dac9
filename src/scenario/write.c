/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scenario as a file: lists and mappings in block style, one line a fact. libyaml's emitter is not used,
   since it would put list entries under their key and no empty lines between the parts. */
#include "scenario/writer.h"

#include "scenario/expr.h"
#include "scenario/schema.h"

#include <math.h>
#include <string.h>
#include <unistr.h>

enum { STEP = 2 };

/* What YAML could take for something else than text, or would not give back. */
static bool is_plain(const char *text) {
  size_t n = strlen(text);
  if (n == 0 || strchr(" ?:,[]{}#&*!|>'\"%@`", text[0]) || strchr(" :", text[n - 1])) return false;
  if (text[0] == '-' && (n == 1 || text[1] == ' ' || text[1] == '-')) return false;
  if (strstr(text, ": ") || strstr(text, " #")) return false;
  for (size_t i = 0; i < n;) {
    ucs4_t c;
    i += (size_t)u8_mbtouc(&c, (const uint8_t *)text + i, n - i);
    if (c == '\t' || c == '\n' || !sai_is_printable(c)) return false;
  }
  return true;
}

void sai_scalar_write(const char *text, sai_text *out) {
  if (is_plain(text)) {
    sai_text_add(out, text);
    return;
  }
  sai_text_add(out, "\"");
  for (size_t n = strlen(text); n > 0;) {
    ucs4_t c;
    size_t used = (size_t)u8_mbtouc(&c, (const uint8_t *)text, n);
    if (c == '"' || c == '\\')
      sai_text_format(out, "\\%c", (int)c);
    else if (c == '\n' || c == '\t')
      sai_text_add(out, c == '\n' ? "\\n" : "\\t");
    else if (!sai_is_printable(c))
      sai_text_format(out, "\\u%04X", (unsigned)c);
    else
      sai_text_add_bytes(out, text, used);
    text += used;
    n -= used;
  }
  sai_text_add(out, "\"");
}

static void begin_line(sai_writer *w) {
  sai_text_repeat(w->out, " ", w->indent - (w->dash ? STEP : 0));
  if (w->dash) sai_text_add(w->out, "- ");
  w->dash = false;
}

void sai_write_entry(sai_writer *w, const char *key, const char *value) {
  begin_line(w);
  if (key) sai_text_format(w->out, "%s: ", key);
  sai_scalar_write(value, w->out);
  sai_text_add(w->out, "\n");
}

void sai_write_optional(sai_writer *w, const char *key, const char *value) {
  if (value) sai_write_entry(w, key, value);
}

/* A key with more lines under it. */
void sai_write_open(sai_writer *w, const char *key) {
  begin_line(w);
  sai_text_format(w->out, "%s:\n", key);
  w->indent += STEP;
}

void sai_write_part(sai_writer *w, const char *key) {
  sai_text_add(w->out, "\n");
  sai_write_open(w, key);
}

void sai_write_item(sai_writer *w) {
  w->indent += STEP;
  w->dash = true;
}

void sai_write_close(sai_writer *w) {
  w->indent -= STEP;
}

/* A number under a key, or an entry of a list if there is none; with its source if it is not said elsewhere.
 */
void sai_write_sourced(sai_writer *w, const char *key, const char *value, const char *source) {
  if (!source) {
    sai_write_entry(w, key, value);
    return;
  }
  if (key) sai_write_open(w, key);
  sai_write_entry(w, "value", value);
  sai_write_entry(w, "source", source);
  if (key) sai_write_close(w);
}

/* A quantity, what it is for (` per call`), and how often it is drawn. */
void sai_write_quantity(sai_writer *w, const char *key, const sai_quantity *q, const char *basis,
                        const sai_funnel *stages, const char *shared_source) {
  static const char *const anew[] = {"", ", anew each month", ", anew each order"};
  if (!q) return;
  sai_text text = {.whole = w->out};
  sai_quantity_write(w->s, q, stages, &text);
  sai_text_add(&text, basis);
  sai_text_add(&text, anew[q->anew]);
  sai_write_sourced(w, key, sai_text_string(&text), shared_source ? NULL : q->source);
  sai_text_free(&text);
}

void sai_write_whole(sai_writer *w, const char *key, unsigned value) {
  sai_text text = {.whole = w->out};
  sai_text_format(&text, "%u", value);
  sai_write_entry(w, key, sai_text_string(&text));
  sai_text_free(&text);
}

void sai_write_duration(sai_writer *w, const char *key, unsigned months) {
  sai_text text = {.whole = w->out};
  if (!months) return;
  sai_text_format(&text, months == 1 ? "%u month" : "%u months", months);
  sai_write_entry(w, key, sai_text_string(&text));
  sai_text_free(&text);
}

/* Word number i of a key that is a choice. */
void sai_write_choice(sai_writer *w, sai_within within, const char *key, unsigned i) {
  const char *words = sai_schema_find(within, key)->choices;
  for (; i > 0; i--) words += strcspn(words, " ") + 1;
  sai_text word = {.whole = w->out};
  sai_text_add_bytes(&word, words, strcspn(words, " "));
  sai_write_entry(w, key, sai_text_string(&word));
  sai_text_free(&word);
}

/* The source that all of n quantities have, else NULL. */
const char *sai_common_source(const sai_quantity *const *quantities, size_t n) {
  const char *source = n ? quantities[0]->source : NULL;
  for (size_t i = 1; source && i < n; i++)
    if (!quantities[i]->source || strcmp(quantities[i]->source, source) != 0) source = NULL;
  return source;
}

static void write_head(sai_writer *w) {
  char start[16];
  sai_write_entry(w, "saisan", "1");
  if (w->s->title != w->s->file) sai_write_entry(w, "title", w->s->title);
  sai_write_entry(w, "currency", w->s->currency);
  sai_scenario_month_name(w->s, 0, start);
  if (w->s->start_month) sai_write_entry(w, "start", start);
  sai_write_whole(w, "months", w->s->months);
}

static void write_inputs(sai_writer *w) {
  if (!w->s->n_inputs) return;
  sai_write_part(w, "inputs");
  for (size_t i = 0; i < w->s->n_inputs; i++) {
    const sai_input *input = &w->s->inputs[i];
    if (strcmp(input->label, input->name) == 0) {
      sai_write_quantity(w, input->name, input->quantity, "", NULL, NULL);
      continue;
    }
    sai_write_open(w, input->name);
    sai_write_quantity(w, "value", input->quantity, "", NULL, input->quantity->source);
    sai_write_optional(w, "source", input->quantity->source);
    sai_write_entry(w, "label", input->label);
    sai_write_close(w);
  }
  sai_write_close(w);
}

static void write_pairs(sai_writer *w) {
  if (!w->s->n_pairs) return;
  sai_write_part(w, "correlation");
  for (size_t i = 0; i < w->s->n_pairs; i++) {
    const sai_pair *pair = &w->s->pairs[i];
    sai_text key = {.whole = w->out};
    sai_text_format(&key, "%s and %s", w->s->inputs[pair->a].name, w->s->inputs[pair->b].name);
    sai_write_quantity(w, sai_text_string(&key), pair->quantity, "", NULL, NULL);
    sai_text_free(&key);
  }
  sai_write_close(w);
}

static bool is_volume(const sai_flow *flow) {
  return flow->kind == SAI_FLOW_PER_MONTH || flow->kind == SAI_FLOW_IN_ALL;
}

const char *sai_write_counted(const sai_funnel *funnel, size_t counted) {
  static const char *const works[] = {"person and month", "person and day", "person and hour",
                                      "overtime_hour"};
  return counted < SAI_PERSON ? sai_counted_name(funnel, counted) : works[counted - SAI_PERSON];
}

static void write_flow(sai_writer *w, const char *key, const sai_funnel *funnel, const sai_flow *flow,
                       const char *source) {
  static const char *const forms[] = {" per month", " in all", " of ", " per "};
  sai_text basis = {.whole = w->out};
  sai_text_add(&basis, forms[flow->kind]);
  if (!is_volume(flow)) sai_text_add(&basis, funnel->stages[flow->parent].name);
  if (flow->per) sai_text_clear(&basis);
  if (flow->per) sai_text_format(&basis, " per %s", sai_write_counted(NULL, flow->per));
  sai_write_quantity(w, key, flow->quantity, sai_text_string(&basis), NULL, source);
  sai_text_free(&basis);
}

/* What a stage says: all of it, or what differs from the stage of the common funnel. */
typedef struct stage_part {
  const sai_stage *stage;
  const sai_flow *flows;
  size_t n_flows, n_kept; /* own ones; those of the common funnel that stay beside them */
  bool changes;
  const sai_quantity *delay, *capacity, *list;
  sai_above above; /* unsaid: as in the common funnel */
  size_t n_ramp;   /* 0: as there */
  sai_owner owner; /* unsaid: as there */
  const char *label;
} stage_part;

static stage_part whole_stage(const sai_stage *stage) {
  bool labelled = strcmp(stage->label, stage->name) != 0;
  return (stage_part){.stage = stage,
                      .flows = stage->flows,
                      .n_flows = stage->n_flows,
                      .delay = stage->delay,
                      .capacity = stage->capacity,
                      .above = stage->above,
                      .list = stage->list,
                      .n_ramp = stage->n_ramp,
                      .owner = stage->owner,
                      .label = labelled ? stage->label : NULL};
}

static bool has_flow(const sai_stage *stage, const sai_flow *flow) {
  for (size_t i = 0; i < stage->n_flows; i++)
    if (stage->flows[i].quantity == flow->quantity) return true;
  return false;
}

static stage_part changed_stage(const sai_stage *common, const sai_stage *stage) {
  stage_part p = whole_stage(stage);
  p.changes = true;
  while (p.n_flows > 0 && has_flow(common, p.flows)) {
    p.flows++;
    p.n_flows--;
    p.n_kept++;
  }
  if (stage->delay == common->delay) p.delay = NULL;
  if (stage->capacity == common->capacity) p.capacity = NULL;
  if (stage->above == common->above && stage->waits == common->waits) p.above = SAI_ABOVE_UNSAID;
  if (stage->list == common->list) p.list = NULL;
  if (stage->ramp == common->ramp) p.n_ramp = 0;
  if (stage->owner == common->owner) p.owner = SAI_OWNER_UNSAID;
  p.label = strcmp(stage->label, common->label) != 0 ? stage->label : NULL;
  return p;
}

/* The key of a stage's sources where other keys stand beside it. `value` replaces all that the common stage
 * has. */
static const char *flows_key(const stage_part *p) {
  if (p->n_kept == 0 && (p->changes || p->n_flows > 1)) return "value";
  return is_volume(p->flows) ? "volume" : "rate";
}

static void write_flows(sai_writer *w, const char *key, const sai_funnel *funnel, const stage_part *p,
                        const char *source) {
  if (p->n_flows == 1) {
    write_flow(w, key, funnel, p->flows, source);
    return;
  }
  sai_write_open(w, key);
  for (size_t i = 0; i < p->n_flows; i++) {
    sai_write_item(w);
    write_flow(w, NULL, funnel, &p->flows[i], source);
    sai_write_close(w);
  }
  sai_write_close(w);
}

static void write_delay(sai_writer *w, const sai_quantity *delay, const char *source) {
  bool one = delay && delay->expr->kind == SAI_EXPR_NUMBER && delay->expr->number == 1;
  sai_write_quantity(w, "delay", delay, one ? " month" : " months", NULL, source);
}

static void write_above(sai_writer *w, const stage_part *p) {
  if (p->above == SAI_ABOVE_UNSAID) return;
  sai_text text = {.whole = w->out};
  sai_text_add(&text, p->above == SAI_ABOVE_LOST ? "lost" : "waits");
  if (p->stage->waits) sai_text_format(&text, " %u month%s", p->stage->waits, p->stage->waits > 1 ? "s" : "");
  sai_write_entry(w, "above", sai_text_string(&text));
  sai_text_free(&text);
}

static void write_ramp(sai_writer *w, const stage_part *p, const char *source) {
  if (!p->n_ramp) return;
  sai_text text = {.whole = w->out};
  for (size_t i = 0; i < p->n_ramp; i++) {
    if (i) sai_text_add(&text, ", ");
    sai_quantity_write(w->s, p->stage->ramp[i], NULL, &text);
  }
  sai_write_sourced(w, "ramp", sai_text_string(&text), source ? NULL : p->stage->ramp[0]->source);
  sai_text_free(&text);
}

static void write_limits(sai_writer *w, const stage_part *p, const char *source) {
  sai_write_quantity(w, "capacity", p->capacity, " per month", NULL, source);
  write_above(w, p);
  sai_write_quantity(w, "list", p->list, "", NULL, source);
  write_ramp(w, p, source);
  if (p->owner) sai_write_choice(w, SAI_IN_STAGE, "owner", p->owner - SAI_OWNER_OWN);
}

/* Whether anything but sources is said. */
static bool says_more(const stage_part *p) {
  return p->delay || p->capacity || p->above || p->list || p->n_ramp || p->owner || p->label;
}

static void write_stage(sai_writer *w, const sai_funnel *funnel, const stage_part *p) {
  const sai_quantity *quantities[SAI_FLOWS_MAX + 4];
  size_t n = 0;
  for (size_t i = 0; i < p->n_flows; i++) quantities[n++] = p->flows[i].quantity;
  if (p->delay) quantities[n++] = p->delay;
  if (p->capacity) quantities[n++] = p->capacity;
  if (p->list) quantities[n++] = p->list;
  if (p->n_ramp) quantities[n++] = p->stage->ramp[0]; /* all of them have its source */
  const char *source = sai_common_source(quantities, n);
  sai_write_item(w);
  if (!says_more(p) && !p->n_kept) {
    write_flows(w, p->stage->name, funnel, p, NULL);
  } else {
    sai_write_open(w, p->stage->name);
    if (p->n_flows) write_flows(w, flows_key(p), funnel, p, source);
    write_delay(w, p->delay, source);
    write_limits(w, p, source);
    sai_write_optional(w, "source", source);
    sai_write_optional(w, "label", p->label);
    sai_write_close(w);
  }
  sai_write_close(w);
}

void sai_write_funnel(sai_writer *w, const sai_funnel *funnel) {
  for (size_t i = 0; i < funnel->n_stages; i++) {
    stage_part p = whole_stage(&funnel->stages[i]);
    write_stage(w, funnel, &p);
  }
  sai_write_close(w);
}

void sai_write_changes(sai_writer *w, const sai_funnel *funnel) {
  bool open = false;
  for (size_t i = 0; i < funnel->n_stages; i++) {
    stage_part p = changed_stage(&w->s->funnel->stages[i], &funnel->stages[i]);
    if (!p.n_flows && !says_more(&p)) continue;
    if (!open) sai_write_open(w, "funnel");
    open = true;
    write_stage(w, funnel, &p);
  }
  if (open) sai_write_close(w);
}

static void write_value(sai_writer *w) {
  const sai_value *value = &w->s->value;
  if (!value->gross_profit && !value->revenue) return;
  sai_write_part(w, "value");
  const char *basis = value->recurring ? " per month per order" : " per order";
  sai_write_quantity(w, "gross_profit", value->gross_profit, basis, NULL, NULL);
  sai_write_quantity(w, "revenue", value->revenue, basis, NULL, NULL);
  sai_write_quantity(w, "margin", value->margin, "", NULL, NULL);
  sai_write_quantity(w, "churn", value->churn, " per month", NULL, NULL);
  sai_write_duration(w, "lasts", value->lasts);
  sai_write_duration(w, "payment", value->payment);
  sai_write_close(w);
}

static void write_share(sai_writer *w, const char *key, double share) {
  sai_text text = {.whole = w->out};
  sai_number_write(share, true, true, &text);
  sai_write_entry(w, key, sai_text_string(&text));
  sai_text_free(&text);
}

static void write_taxes(sai_writer *w) {
  if (!w->s->taxes_given) return;
  sai_write_part(w, "tax");
  for (size_t i = 0; i < w->s->n_taxes; i++) {
    const sai_tax_rate *row = &w->s->taxes[i];
    char from[24];
    snprintf(from, sizeof from, "%04u-%02u", row->year, row->month);
    sai_write_item(w);
    sai_write_entry(w, "from", from);
    write_share(w, "rate", row->rate);
    if (row->deductible_given) write_share(w, "unregistered", row->deductible);
    sai_write_close(w);
  }
  sai_write_close(w);
}

static void write_targets(sai_writer *w) {
  const sai_target *targets[] = {&w->s->target_cpa, &w->s->target_orders, &w->s->target_budget};
  static const char *const keys[] = {"cpa", "orders", "budget"};
  bool open = false;
  for (size_t i = 0; i < 3; i++) {
    if (!targets[i]->given) continue;
    if (!open) sai_write_part(w, "targets");
    open = true;
    sai_text text = {.whole = w->out};
    static const char *const periods[] = {"", " per month", " per fiscal year"};
    sai_number_write(targets[i]->value, false, true, &text);
    if (targets[i] == &w->s->target_budget) sai_text_add(&text, periods[w->s->budget_per]);
    sai_write_entry(w, keys[i], sai_text_string(&text));
    sai_text_free(&text);
  }
  if (open) sai_write_close(w);
}

void sai_scenario_write(const sai_scenario *scenario, sai_text *out) {
  sai_writer w = {.s = scenario, .out = out};
  write_head(&w);
  write_inputs(&w);
  write_pairs(&w);
  sai_write_part(&w, "funnel");
  sai_write_funnel(&w, scenario->funnel);
  write_value(&w);
  write_targets(&w);
  write_taxes(&w);
  if (scenario->fiscal_start_given) {
    sai_text_add(out, "\n");
    sai_write_entry(&w, "fiscal_year_starts", sai_month_word(scenario->fiscal_start));
  }
  if (scenario->own_costs) sai_write_own_costs(&w, scenario->own_costs);
  sai_write_part(&w, "offers");
  for (size_t i = 0; i < scenario->n_offers; i++) sai_write_offer(&w, &scenario->offers[i]);
}
