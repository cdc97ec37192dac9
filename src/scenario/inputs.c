/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Named quantities. They may use each other in any order, but not in a circle. */
#include "base/intl.h"
#include "base/text.h"
#include "scenario/read.h"

#include <string.h>

/* One input while it is read. */
typedef struct draft {
  const sai_node *node;
  const char *name, *label, *source;
  sai_written written;
  bool right;
  enum { UNSEEN, OPEN, DONE } state;
} draft;

typedef struct inputs {
  sai_reader *r;
  size_t n;
  draft *drafts;
  const char **names;
  const sai_quantity **quantities;
  double *weights;
  size_t *index, *sorted, n_sorted;
  sai_input_table *table;
  size_t path[SAI_INPUTS_MAX + 1];
} inputs;

static bool allocate(inputs *in, const sai_node *map) {
  sai_reader *r = in->r;
  size_t n = in->n = map ? map->n : 0;
  in->drafts = sai_reader_scratch(r, n, sizeof *in->drafts);
  in->names = sai_reader_scratch(r, n, sizeof *in->names);
  in->quantities = sai_reader_scratch(r, n, sizeof *in->quantities);
  in->weights = sai_reader_scratch(r, n, sizeof *in->weights);
  in->index = sai_reader_scratch(r, n, sizeof *in->index);
  in->sorted = sai_reader_scratch(r, n, sizeof *in->sorted);
  in->table = sai_reader_scratch(r, 1, sizeof *in->table);
  if (r->no_memory) return false;
  *in->table = (sai_input_table){n, in->names, in->quantities, in->weights, in->index, false};
  r->inputs = in->table;
  return true;
}

static const sai_node *open_mapping(sai_reader *r, const sai_node *node, draft *d) {
  if (!sai_map_check(r, node, SAI_IN_INPUT, d->name)) return NULL;
  d->source = sai_text_read(r, node, sai_schema_find(SAI_IN_INPUT, "source"));
  const char *label = sai_text_read(r, node, sai_schema_find(SAI_IN_INPUT, "label"));
  if (label) d->label = label;
  return sai_tree_find(node, "value");
}

static void read_name(inputs *in, size_t i) {
  draft *d = &in->drafts[i];
  d->name = sai_name_read(in->r, d->node->key, _("quantity"));
  d->label = d->name;
  in->names[i] = d->name ? d->name : "";
  for (size_t j = 0; d->name && j < i; j++)
    if (strcmp(in->names[j], d->name) == 0) {
      sai_error_hint(sai_report(in->r, d->node->key->place, _("`%s` is written twice"), d->name),
                     _("keep one of them; the first is on line %u"), in->drafts[j].node->key->place.line);
      d->name = NULL;
    }
}

static void read_expression(inputs *in, size_t i) {
  draft *d = &in->drafts[i];
  if (!d->name) return;
  const sai_node *value = d->node->kind == SAI_NODE_MAP ? open_mapping(in->r, d->node, d) : d->node;
  d->right = value && sai_written_open(in->r, value, (sai_scope){.inputs = true}, &d->written) &&
             sai_written_expr(&d->written);
}

static void report_cycle(inputs *in, size_t depth, size_t begin) {
  char room[SAI_ERROR_TEXT];
  sai_text cycle = SAI_TEXT_IN(room);
  while (depth > 0 && in->path[depth - 1] != begin) depth--;
  size_t first = depth ? depth - 1 : 0;
  for (size_t k = first; in->path[k] != SIZE_MAX; k++) {
    sai_text_add(&cycle, in->names[in->path[k]]);
    sai_text_add(&cycle, " -> ");
  }
  sai_text_add(&cycle, in->names[begin]);
  sai_error_hint(sai_report(in->r, in->drafts[begin].written.expr->place,
                            _("these inputs use each other in a circle: %s"), sai_text_string(&cycle)),
                 "%s", _("give one of them a number or a distribution of its own"));
}

static void visit(inputs *in, size_t i, size_t depth);

static void visit_names(inputs *in, const sai_expr *e, size_t depth) {
  if (e->kind == SAI_EXPR_INPUT) visit(in, e->index, depth);
  for (size_t k = 0; k < e->n_args; k++) visit_names(in, e->args[k], depth);
}

/* Depth first, so that an input comes after all that it uses. The path is as long as there are inputs, at
 * most. */
static void visit(inputs *in, size_t i, size_t depth) {
  draft *d = &in->drafts[i];
  if (d->state == DONE) return;
  if (d->state == OPEN) {
    in->path[depth] = SIZE_MAX;
    report_cycle(in, depth, i);
    d->right = false;
    return;
  }
  d->state = OPEN;
  in->path[depth] = i;
  if (d->right) visit_names(in, d->written.expr, depth + 1);
  d->state = DONE;
  in->sorted[in->n_sorted++] = i;
}

/* Expressions were read before the order was known. */
static void renumber(const inputs *in, const sai_expr *e) {
  if (e->kind == SAI_EXPR_INPUT) ((sai_expr *)e)->index = in->index[e->index];
  for (size_t k = 0; k < e->n_args; k++) renumber(in, e->args[k]);
}

static double weight_of(const inputs *in, const sai_expr *e) {
  double weight = 1;
  if (e->kind == SAI_EXPR_INPUT) weight += in->weights[in->sorted[e->index]];
  for (size_t k = 0; k < e->n_args; k++) weight += weight_of(in, e->args[k]);
  return weight;
}

static bool uses_wrong(const inputs *in, const sai_expr *e) {
  if (e->kind == SAI_EXPR_INPUT) return !in->quantities[in->sorted[e->index]];
  for (size_t k = 0; k < e->n_args; k++)
    if (uses_wrong(in, e->args[k])) return true;
  return false;
}

static void finish(inputs *in, size_t i) {
  draft *d = &in->drafts[i];
  if (!d->right || uses_wrong(in, d->written.expr)) return;
  in->weights[i] = weight_of(in, d->written.expr);
  if (in->weights[i] > SAI_EXPR_WEIGHT) {
    sai_error_hint(
        sai_report(in->r, d->written.expr->place, "%s", _("with all its inputs this quantity is too long")),
        "%s", _("use fewer inputs that are made of other inputs"));
    return;
  }
  sai_use use = {.path = sai_reader_format(in->r, "inputs.%s", d->name),
                 .key = sai_schema_find(SAI_IN_INPUT, "value"),
                 .source = d->source};
  in->quantities[i] = sai_written_close(&d->written, &use);
}

static bool is_uncertain(const sai_input *done, const sai_expr *e) {
  if (e->kind == SAI_EXPR_DIST) return true;
  if (e->kind == SAI_EXPR_INPUT) return done[e->index].uncertain;
  for (size_t k = 0; k < e->n_args; k++)
    if (is_uncertain(done, e->args[k])) return true;
  return false;
}

static void keep(inputs *in) {
  sai_input *out = sai_reader_alloc(in->r, in->n, sizeof *out);
  if (!out) return;
  for (size_t k = 0; k < in->n_sorted; k++) {
    const draft *d = &in->drafts[in->sorted[k]];
    const sai_quantity *q = in->quantities[in->sorted[k]];
    out[k] = (sai_input){d->name, d->label, q, q && is_uncertain(out, q->expr)};
  }
  in->r->scenario->inputs = out;
  in->r->scenario->n_inputs = in->n_sorted;
}

static bool check_map(sai_reader *r, const sai_node *map) {
  if (!map) return true;
  if (map->kind != SAI_NODE_MAP) {
    sai_error_hint(sai_report(r, map->place, _("`%s` needs lines of `name: value` under it"), "inputs"), "%s",
                   _("write each on a line of its own, indented by two more spaces"));
    return false;
  }
  if (map->n <= SAI_INPUTS_MAX) return true;
  sai_error_hint(sai_report(r, map->place, _("there are %zu inputs"), map->n), _("at most %d are read"),
                 SAI_INPUTS_MAX);
  return false;
}

void sai_inputs_read(sai_reader *r, const sai_node *map) {
  inputs *in = sai_reader_scratch(r, 1, sizeof *in);
  if (!in) return;
  in->r = r;
  if (!check_map(r, map)) map = NULL;
  if (!allocate(in, map)) return;
  size_t i = 0;
  for (const sai_node *child = map ? map->child : NULL; child; child = child->next)
    in->drafts[i++].node = child;
  for (i = 0; i < in->n; i++) read_name(in, i);
  for (i = 0; i < in->n; i++) read_expression(in, i);
  for (i = 0; i < in->n; i++) visit(in, i, 0);
  for (i = 0; i < in->n; i++) in->index[in->sorted[i]] = i;
  for (i = 0; i < in->n; i++)
    if (in->drafts[i].right) renumber(in, in->drafts[i].written.expr);
  in->table->sorted = true;
  for (i = 0; i < in->n; i++) finish(in, in->sorted[i]);
  keep(in);
}
