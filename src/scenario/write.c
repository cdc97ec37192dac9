/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scenario as a file: lists and mappings in block style, one line a fact. libyaml's emitter is not used,
   since it would put list entries under their key and no empty lines between the parts. */
#include "scenario/write.h"

#include "scenario/expr.h"
#include "scenario/schema.h"

#include <math.h>
#include <string.h>
#include <unistr.h>

enum { STEP = 2, YEAR_MOST = 2200 };

typedef struct writer {
  const sai_scenario *s;
  sai_text *out;
  size_t indent;
  bool dash; /* the next line begins an entry of a list */
} writer;

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

static void begin_line(writer *w) {
  sai_text_repeat(w->out, " ", w->indent - (w->dash ? STEP : 0));
  if (w->dash) sai_text_add(w->out, "- ");
  w->dash = false;
}

static void write_entry(writer *w, const char *key, const char *value) {
  begin_line(w);
  if (key) sai_text_format(w->out, "%s: ", key);
  sai_scalar_write(value, w->out);
  sai_text_add(w->out, "\n");
}

static void write_optional(writer *w, const char *key, const char *value) {
  if (value) write_entry(w, key, value);
}

/* A key with more lines under it. */
static void open_key(writer *w, const char *key) {
  begin_line(w);
  sai_text_format(w->out, "%s:\n", key);
  w->indent += STEP;
}

static void open_part(writer *w, const char *key) {
  sai_text_add(w->out, "\n");
  open_key(w, key);
}

static void open_item(writer *w) {
  w->indent += STEP;
  w->dash = true;
}

static void close_one(writer *w) {
  w->indent -= STEP;
}

/* A number under a key, or an entry of a list if there is none; with its source if it is not said elsewhere.
 */
static void write_sourced(writer *w, const char *key, const char *value, const char *source) {
  if (!source) {
    write_entry(w, key, value);
    return;
  }
  if (key) open_key(w, key);
  write_entry(w, "value", value);
  write_entry(w, "source", source);
  if (key) close_one(w);
}

/* A quantity, what it is for (` per call`), and how often it is drawn. */
static void write_quantity(writer *w, const char *key, const sai_quantity *q, const char *basis,
                           const sai_funnel *stages, const char *shared_source) {
  static const char *const anew[] = {"", ", anew each month", ", anew each order"};
  if (!q) return;
  sai_text text = {.whole = w->out};
  sai_quantity_write(w->s, q, stages, &text);
  sai_text_add(&text, basis);
  sai_text_add(&text, anew[q->anew]);
  write_sourced(w, key, sai_text_string(&text), shared_source ? NULL : q->source);
  sai_text_free(&text);
}

static void write_whole(writer *w, const char *key, unsigned value) {
  sai_text text = {.whole = w->out};
  sai_text_format(&text, "%u", value);
  write_entry(w, key, sai_text_string(&text));
  sai_text_free(&text);
}

static void write_duration(writer *w, const char *key, unsigned months) {
  sai_text text = {.whole = w->out};
  if (!months) return;
  sai_text_format(&text, months == 1 ? "%u month" : "%u months", months);
  write_entry(w, key, sai_text_string(&text));
  sai_text_free(&text);
}

/* Word number i of a key that is a choice. */
static void write_choice(writer *w, sai_within within, const char *key, unsigned i) {
  const char *words = sai_schema_find(within, key)->choices;
  for (; i > 0; i--) words += strcspn(words, " ") + 1;
  sai_text word = {.whole = w->out};
  sai_text_add_bytes(&word, words, strcspn(words, " "));
  write_entry(w, key, sai_text_string(&word));
  sai_text_free(&word);
}

/* The source that all of n quantities have, else NULL. */
static const char *common_source(const sai_quantity *const *quantities, size_t n) {
  const char *source = n ? quantities[0]->source : NULL;
  for (size_t i = 1; source && i < n; i++)
    if (!quantities[i]->source || strcmp(quantities[i]->source, source) != 0) source = NULL;
  return source;
}

static void write_head(writer *w) {
  char start[16];
  write_entry(w, "saisan", "1");
  if (w->s->title != w->s->file) write_entry(w, "title", w->s->title);
  write_entry(w, "currency", w->s->currency);
  sai_scenario_month_name(w->s, 0, start);
  if (w->s->start_month) write_entry(w, "start", start);
  write_whole(w, "months", w->s->months);
}

static void write_inputs(writer *w) {
  if (!w->s->n_inputs) return;
  open_part(w, "inputs");
  for (size_t i = 0; i < w->s->n_inputs; i++) {
    const sai_input *input = &w->s->inputs[i];
    if (strcmp(input->label, input->name) == 0) {
      write_quantity(w, input->name, input->quantity, "", NULL, NULL);
      continue;
    }
    open_key(w, input->name);
    write_quantity(w, "value", input->quantity, "", NULL, input->quantity->source);
    write_optional(w, "source", input->quantity->source);
    write_entry(w, "label", input->label);
    close_one(w);
  }
  close_one(w);
}

static void write_pairs(writer *w) {
  if (!w->s->n_pairs) return;
  open_part(w, "correlation");
  for (size_t i = 0; i < w->s->n_pairs; i++) {
    const sai_pair *pair = &w->s->pairs[i];
    sai_text key = {.whole = w->out};
    sai_text_format(&key, "%s and %s", w->s->inputs[pair->a].name, w->s->inputs[pair->b].name);
    write_quantity(w, sai_text_string(&key), pair->quantity, "", NULL, NULL);
    sai_text_free(&key);
  }
  close_one(w);
}

static bool is_volume(const sai_flow *flow) {
  return flow->kind == SAI_FLOW_PER_MONTH || flow->kind == SAI_FLOW_IN_ALL;
}

static void write_flow(writer *w, const char *key, const sai_funnel *funnel, const sai_flow *flow,
                       const char *source) {
  static const char *const forms[] = {" per month", " in all", " of ", " per "};
  sai_text basis = {.whole = w->out};
  sai_text_add(&basis, forms[flow->kind]);
  if (!is_volume(flow)) sai_text_add(&basis, funnel->stages[flow->parent].name);
  write_quantity(w, key, flow->quantity, sai_text_string(&basis), NULL, source);
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

static void write_flows(writer *w, const char *key, const sai_funnel *funnel, const stage_part *p,
                        const char *source) {
  if (p->n_flows == 1) {
    write_flow(w, key, funnel, p->flows, source);
    return;
  }
  open_key(w, key);
  for (size_t i = 0; i < p->n_flows; i++) {
    open_item(w);
    write_flow(w, NULL, funnel, &p->flows[i], source);
    close_one(w);
  }
  close_one(w);
}

static void write_delay(writer *w, const sai_quantity *delay, const char *source) {
  bool one = delay && delay->expr->kind == SAI_EXPR_NUMBER && delay->expr->number == 1;
  write_quantity(w, "delay", delay, one ? " month" : " months", NULL, source);
}

static void write_above(writer *w, const stage_part *p) {
  if (p->above == SAI_ABOVE_UNSAID) return;
  sai_text text = {.whole = w->out};
  sai_text_add(&text, p->above == SAI_ABOVE_LOST ? "lost" : "waits");
  if (p->stage->waits) sai_text_format(&text, " %u month%s", p->stage->waits, p->stage->waits > 1 ? "s" : "");
  write_entry(w, "above", sai_text_string(&text));
  sai_text_free(&text);
}

static void write_ramp(writer *w, const stage_part *p, const char *source) {
  if (!p->n_ramp) return;
  sai_text text = {.whole = w->out};
  for (size_t i = 0; i < p->n_ramp; i++) {
    if (i) sai_text_add(&text, ", ");
    sai_quantity_write(w->s, p->stage->ramp[i], NULL, &text);
  }
  write_sourced(w, "ramp", sai_text_string(&text), source ? NULL : p->stage->ramp[0]->source);
  sai_text_free(&text);
}

static void write_limits(writer *w, const stage_part *p, const char *source) {
  write_quantity(w, "capacity", p->capacity, " per month", NULL, source);
  write_above(w, p);
  write_quantity(w, "list", p->list, "", NULL, source);
  write_ramp(w, p, source);
  if (p->owner) write_choice(w, SAI_IN_STAGE, "owner", p->owner - SAI_OWNER_OWN);
}

/* Whether anything but sources is said. */
static bool says_more(const stage_part *p) {
  return p->delay || p->capacity || p->above || p->list || p->n_ramp || p->owner || p->label;
}

static void write_stage(writer *w, const sai_funnel *funnel, const stage_part *p) {
  const sai_quantity *quantities[SAI_FLOWS_MAX + 4];
  size_t n = 0;
  for (size_t i = 0; i < p->n_flows; i++) quantities[n++] = p->flows[i].quantity;
  if (p->delay) quantities[n++] = p->delay;
  if (p->capacity) quantities[n++] = p->capacity;
  if (p->list) quantities[n++] = p->list;
  if (p->n_ramp) quantities[n++] = p->stage->ramp[0]; /* all of them have its source */
  const char *source = common_source(quantities, n);
  open_item(w);
  if (!says_more(p) && !p->n_kept) {
    write_flows(w, p->stage->name, funnel, p, NULL);
  } else {
    open_key(w, p->stage->name);
    if (p->n_flows) write_flows(w, flows_key(p), funnel, p, source);
    write_delay(w, p->delay, source);
    write_limits(w, p, source);
    write_optional(w, "source", source);
    write_optional(w, "label", p->label);
    close_one(w);
  }
  close_one(w);
}

static void write_funnel(writer *w, const sai_funnel *funnel) {
  for (size_t i = 0; i < funnel->n_stages; i++) {
    stage_part p = whole_stage(&funnel->stages[i]);
    write_stage(w, funnel, &p);
  }
  close_one(w);
}

static void write_changes(writer *w, const sai_funnel *funnel) {
  bool open = false;
  for (size_t i = 0; i < funnel->n_stages; i++) {
    stage_part p = changed_stage(&w->s->funnel->stages[i], &funnel->stages[i]);
    if (!p.n_flows && !says_more(&p)) continue;
    if (!open) open_key(w, "funnel");
    open = true;
    write_stage(w, funnel, &p);
  }
  if (open) close_one(w);
}

static void write_value(writer *w) {
  const sai_value *value = &w->s->value;
  if (!value->gross_profit && !value->revenue) return;
  open_part(w, "value");
  const char *basis = value->recurring ? " per month per order" : " per order";
  write_quantity(w, "gross_profit", value->gross_profit, basis, NULL, NULL);
  write_quantity(w, "revenue", value->revenue, basis, NULL, NULL);
  write_quantity(w, "margin", value->margin, "", NULL, NULL);
  write_quantity(w, "churn", value->churn, " per month", NULL, NULL);
  write_duration(w, "lasts", value->lasts);
  write_duration(w, "payment", value->payment);
  close_one(w);
}

static void write_targets(writer *w) {
  const sai_target *targets[] = {&w->s->target_cpa, &w->s->target_orders, &w->s->target_budget};
  static const char *const keys[] = {"cpa", "orders", "budget"};
  bool open = false;
  for (size_t i = 0; i < 3; i++) {
    if (!targets[i]->given) continue;
    if (!open) open_part(w, "targets");
    open = true;
    sai_text text = {.whole = w->out};
    sai_number_write(targets[i]->value, false, true, &text);
    write_entry(w, keys[i], sai_text_string(&text));
    sai_text_free(&text);
  }
  if (open) close_one(w);
}

/* ` per call`: what an amount is for. */
static void add_basis(const sai_offer *offer, const sai_fee *fee, sai_text *out) {
  static const char *const words[] = {" once",
                                      " per month",
                                      " per ",
                                      " of revenue",
                                      " of gross_profit",
                                      " of first_year_revenue",
                                      " of recurring_revenue",
                                      " of cash_received",
                                      ""};
  sai_text_add(out, words[fee->basis]);
  if (fee->basis == SAI_BASIS_STAGE) sai_text_add(out, offer->funnel->stages[fee->stage].name);
}

static void write_tiers(writer *w, const sai_fee *fee, const char *source) {
  if (!fee->n_tiers) return;
  open_key(w, fee->tier_rule == SAI_TIERS_ALL ? "tiers_all" : "tiers_excess");
  for (size_t i = 0; i < fee->n_tiers; i++) {
    sai_text key = {.whole = w->out};
    bool last = isinf(fee->tiers[i].up_to);
    sai_text_add(&key, last ? "above" : "up to ");
    if (!last) sai_number_write(fee->tiers[i].up_to, false, true, &key);
    write_quantity(w, sai_text_string(&key), fee->tiers[i].price, "", NULL, source);
    sai_text_free(&key);
  }
  close_one(w);
}

static void write_clawback(writer *w, const sai_fee *fee, const char *source) {
  if (!fee->clawback) return;
  open_key(w, "clawback");
  write_duration(w, "within", fee->clawback_within);
  write_quantity(w, "back", fee->clawback, "", NULL, source);
  close_one(w);
}

static bool is_calendar(const sai_scenario *s, unsigned month_index) {
  return s->start_month && s->start_year + (s->start_month - 1 + month_index) / 12 <= YEAR_MOST;
}

/* Months of the contract by their numbers, as far as these go. */
static void write_months(writer *w, const sai_contract *contract, const sai_fee *fee) {
  if (fee->first_month == 1 && !fee->last_month) return;
  char first[16], last[16];
  sai_text text = {.whole = w->out};
  if (fee->last_month > 10 * SAI_MONTHS_MAX) {
    sai_scenario_month_name(w->s, contract->start + fee->first_month - 1, first);
    sai_scenario_month_name(w->s, contract->start + fee->last_month - 1, last);
    sai_text_format(&text, "%s..%s", first, last);
  } else {
    sai_text_format(&text, "%u..", fee->first_month);
    if (fee->last_month) sai_text_format(&text, "%u", fee->last_month);
  }
  write_entry(w, "months", sai_text_string(&text));
  sai_text_free(&text);
}

static const char *fee_source(const sai_fee *fee) {
  const sai_quantity *all[SAI_TIERS_MAX + 6];
  const sai_quantity *const parts[] = {fee->amount,  fee->count, fee->included,
                                       fee->minimum, fee->cap,   fee->clawback};
  size_t n = 0;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (parts[i]) all[n++] = parts[i];
  for (size_t i = 0; i < fee->n_tiers; i++) all[n++] = fee->tiers[i].price;
  return common_source(all, n);
}

static bool is_short(const sai_fee *fee, const char *source) {
  return fee->amount && !fee->name && !fee->count && !fee->every_given && fee->first_month == 1 &&
         !fee->last_month && !fee->within && !fee->clawback && !fee->included && !fee->minimum && !fee->cap &&
         !source;
}

static void write_fee(writer *w, const sai_offer *offer, const sai_contract *contract, const sai_fee *fee) {
  const char *source = fee_source(fee);
  sai_text basis = {.whole = w->out};
  add_basis(offer, fee, &basis);
  const char *words = sai_text_string(&basis);
  open_item(w);
  if (is_short(fee, source)) {
    write_quantity(w, NULL, fee->amount, words, NULL, NULL);
  } else {
    if (fee->amount)
      write_quantity(w, "fee", fee->amount, words, NULL, source);
    else
      write_entry(w, "fee", words + strspn(words, " "));
    write_quantity(w, "count", fee->count, "", offer->funnel, source);
    if (fee->every_given) write_choice(w, SAI_IN_FEE, "every", fee->every);
    write_months(w, contract, fee);
    write_duration(w, "within", fee->within);
    write_quantity(w, "included", fee->included, "", NULL, source);
    write_quantity(w, "minimum", fee->minimum, "", NULL, source);
    write_quantity(w, "cap", fee->cap, "", NULL, source);
    write_tiers(w, fee, source);
    write_clawback(w, fee, source);
    write_optional(w, "name", fee->name);
    write_optional(w, "source", source);
  }
  close_one(w);
  sai_text_free(&basis);
}

static void write_covers(writer *w, const sai_offer *offer, const sai_contract *contract) {
  size_t first = 0, last = 0;
  if (!contract->covers_given) return;
  while (!contract->covers[first]) first++;
  for (size_t i = first; i < offer->funnel->n_stages; i++)
    if (contract->covers[i]) last = i;
  sai_text text = {.whole = w->out};
  sai_text_add(&text, offer->funnel->stages[first].name);
  if (last > first) sai_text_format(&text, "..%s", offer->funnel->stages[last].name);
  write_entry(w, "covers", sai_text_string(&text));
  sai_text_free(&text);
}

static void write_contract(writer *w, const sai_offer *offer, const sai_contract *contract) {
  char start[16];
  if (contract->kind != SAI_OUTSOURCING) write_choice(w, SAI_IN_OFFER, "kind", contract->kind);
  write_covers(w, offer, contract);
  sai_scenario_month_name(w->s, contract->start, start);
  if (contract->start_given && is_calendar(w->s, contract->start))
    write_entry(w, "start", start);
  else if (contract->start_given)
    write_whole(w, "start", contract->start + 1);
  write_duration(w, "term", contract->term);
  if (!contract->n_fees) return;
  open_key(w, "fees");
  for (size_t i = 0; i < contract->n_fees; i++) write_fee(w, offer, contract, &contract->fees[i]);
  close_one(w);
}

static void write_offer(writer *w, const sai_offer *offer) {
  open_item(w);
  write_entry(w, "name", offer->name);
  if (strcmp(offer->id, offer->name) != 0) write_entry(w, "id", offer->id);
  write_contract(w, offer, offer->contracts);
  if (!offer->funnel) {
    write_entry(w, "own_funnel", "none");
  } else if (offer->own_funnel) {
    open_key(w, "own_funnel");
    write_funnel(w, offer->funnel);
  } else if (offer->funnel != w->s->funnel) {
    write_changes(w, offer->funnel);
  }
  close_one(w);
}

void sai_scenario_write(const sai_scenario *scenario, sai_text *out) {
  writer w = {.s = scenario, .out = out};
  write_head(&w);
  write_inputs(&w);
  write_pairs(&w);
  open_part(&w, "funnel");
  write_funnel(&w, scenario->funnel);
  write_value(&w);
  write_targets(&w);
  open_part(&w, "offers");
  for (size_t i = 0; i < scenario->n_offers; i++) write_offer(&w, &scenario->offers[i]);
}
