/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `correlation`: pairs of inputs that move together, as `win_rate and deal: 0.5`. Inputs that pairs link form
   a group; a group whose correlations cannot hold together is refused with the nearest that can. */
#include "base/intl.h"
#include "base/text.h"
#include "random/copula.h"
#include "scenario/read.h"

#include <stdlib.h>
#include <string.h>

/* The pairs while they are read. */
typedef struct pairs {
  sai_reader *r;
  size_t n;
  sai_pair *list;
  const sai_node **nodes; /* [n] */
  size_t *group;          /* [n_inputs] an input of the group, the same for all of them */
} pairs;

/* Inputs that were refused have no name. */
static const char *name_of(const sai_reader *r, size_t input) {
  const char *name = r->scenario->inputs[input].name;
  return name ? name : "";
}

static const sai_input *input_named(const sai_reader *r, const char *name) {
  const sai_scenario *s = r->scenario;
  for (size_t i = 0; i < s->n_inputs; i++)
    if (strcmp(name_of(r, i), name) == 0) return &s->inputs[i];
  return NULL;
}

static void report_unknown(sai_parser *p, sai_place place, const char *name) {
  const sai_scenario *s = p->r->scenario;
  const char *names[SAI_INPUTS_MAX];
  size_t n = 0;
  for (size_t i = 0; i < s->n_inputs; i++) names[n++] = name_of(p->r, i);
  sai_error *err = sai_parser_report(p, place, _("there is no input named `%s`"), name);
  const char *near = sai_text_nearest(name, names, n);
  if (near)
    sai_error_hint(err, _("did you mean `%s`?"), near);
  else
    sai_error_hint(err, "%s", _("only quantities under `inputs` can be correlated: give it a name there"));
}

/* Only what is one draw of one distribution in every run has a rank. */
static void report_unfit(sai_parser *p, sai_place place, const sai_input *input) {
  const sai_quantity *q = input->quantity;
  if (q->anew != SAI_ONCE_PER_RUN)
    sai_error_hint(sai_parser_report(p, place, _("`%s` is drawn anew and cannot be correlated"), input->name),
                   "%s", _("delete `anew ...` there: a correlated input has one value in each run"));
  else if (!input->uncertain)
    sai_error_hint(sai_parser_report(p, place, _("`%s` is certain and cannot be correlated"), input->name),
                   "%s", _("give it a distribution, such as 2% to 6%, or delete this line"));
  else
    sai_error_hint(sai_parser_report(p, place,
                                     _("`%s` is an expression; only one distribution can be correlated"),
                                     input->name),
                   "%s", _("correlate the input it is made of; what is made of it follows"));
}

/* The input that the word at the token names, stepped over; SIZE_MAX after a problem. */
static size_t take_input(sai_parser *p) {
  if (p->failed) return SIZE_MAX;
  sai_place place = sai_parser_token_place(p);
  if (p->token.kind != SAI_TOKEN_WORD) {
    sai_error_hint(sai_parser_report(p, place, "%s", _("two inputs belong here")), "%s",
                   _("write `NAME and NAME: 0.5`, as in win_rate and deal: 0.5"));
    return SIZE_MAX;
  }
  const char *name = sai_parser_token_text(p);
  const sai_input *input = input_named(p->r, name);
  sai_parser_next(p);
  if (!input) {
    report_unknown(p, place, name);
    return SIZE_MAX;
  }
  if (!input->quantity) { /* it was reported itself */
    p->failed = true;
    return SIZE_MAX;
  }
  if (input->quantity->expr->kind != SAI_EXPR_DIST || input->quantity->anew != SAI_ONCE_PER_RUN) {
    report_unfit(p, place, input);
    return SIZE_MAX;
  }
  return (size_t)(input - p->r->scenario->inputs);
}

/* `NAME and NAME`. */
static bool read_names(sai_reader *r, const sai_node *key, sai_pair *pair) {
  sai_parser p;
  if (!sai_parser_open(&p, r, key, (sai_scope){0})) return false;
  pair->a = take_input(&p);
  if (!p.failed && !sai_parser_take_word(&p, "and"))
    sai_error_hint(
        sai_parser_report(&p, sai_parser_token_place(&p), "%s", _("`and` is missing between two inputs")),
        "%s", _("write `NAME and NAME: 0.5`, as in win_rate and deal: 0.5"));
  pair->b = take_input(&p);
  if (!p.failed && p.token.kind != SAI_TOKEN_END)
    sai_error_hint(sai_parser_report(&p, sai_parser_token_place(&p), "%s", _("a pair is two inputs")), "%s",
                   _("write one line for each two of them"));
  if (!p.failed && pair->a == pair->b)
    sai_error_hint(sai_parser_report(&p, key->place, "%s", _("an input always moves with itself")), "%s",
                   _("name two different inputs"));
  return !p.failed;
}

static bool is_new(const pairs *all, const sai_pair *pair, const sai_node *key) {
  for (size_t i = 0; i < all->n; i++) {
    const sai_pair *old = &all->list[i];
    bool same = (old->a == pair->a && old->b == pair->b) || (old->a == pair->b && old->b == pair->a);
    if (!same) continue;
    sai_error_hint(sai_report(all->r, key->place, "%s", _("this pair is written twice")),
                   _("keep one of them; the first is on line %u"), all->nodes[i]->key->place.line);
    return false;
  }
  return true;
}

static const sai_node *open_value(sai_reader *r, const sai_node *node, const char **source) {
  if (node->kind != SAI_NODE_MAP) return node;
  if (!sai_map_check(r, node, SAI_IN_PAIR, node->key->text)) return NULL;
  *source = sai_text_read(r, node, sai_schema_find(SAI_IN_PAIR, "source"));
  return sai_tree_find(node, "value");
}

static bool read_value(sai_reader *r, const sai_node *node, sai_pair *pair) {
  const sai_input *inputs = r->scenario->inputs;
  sai_use use = {.path =
                     sai_reader_format(r, "correlation.%s.%s", inputs[pair->a].name, inputs[pair->b].name),
                 .key = sai_schema_find(SAI_IN_PAIR, "value"),
                 .unit = SAI_UNIT_NUMBER};
  sai_written w;
  node = open_value(r, node, &use.source);
  if (!node || !sai_written_open(r, node, (sai_scope){.inputs = true}, &w) || !sai_written_expr(&w))
    return false;
  if (!sai_expr_constant(w.expr, &pair->rank)) {
    sai_error_hint(sai_report(r, w.expr->place, "%s", _("a correlation is one number")), "%s",
                   _("write a number between -1 and 1, such as 0.5"));
    return false;
  }
  pair->quantity = sai_written_close(&w, &use);
  return pair->quantity != NULL;
}

static size_t group_of(const pairs *all, size_t input) {
  while (all->group[input] != input) input = all->group[input];
  return input;
}

static void read_pair(pairs *all, const sai_node *node) {
  sai_pair pair = {0};
  if (!read_names(all->r, node->key, &pair) || !is_new(all, &pair, node->key) ||
      !read_value(all->r, node, &pair))
    return;
  all->nodes[all->n] = node;
  all->list[all->n++] = pair;
  all->group[group_of(all, pair.a)] = group_of(all, pair.b);
}

/* The largest hundredth by which all of them can be multiplied. */
static sai_code find_factor(const double *rank, size_t n, double *factor, sai_error *err) {
  double scaled[SAI_COPULA_MOST * SAI_COPULA_MOST];
  bool possible = false;
  for (int hundredths = 99; !possible && hundredths >= 0; hundredths--) {
    *factor = hundredths / 100.0;
    for (size_t i = 0; i < n * n; i++) scaled[i] = i % (n + 1) == 0 ? 1 : *factor * rank[i];
    SAI_TRY(sai_copula_factor(scaled, n, &possible, NULL, err));
  }
  return SAI_OK;
}

static sai_code list_nearest(const pairs *all, const size_t *inputs, size_t n, const double *rank,
                             sai_text *list, sai_error *err) {
  double nearest[SAI_COPULA_MOST * SAI_COPULA_MOST];
  SAI_TRY(sai_copula_nearest(rank, n, nearest, err));
  for (size_t i = 0; i < n; i++)
    for (size_t j = i + 1; j < n; j++) {
      if (nearest[i * n + j] == 0 && rank[i * n + j] == 0) continue;
      sai_text_format(list, "%s%s and %s: %.2f", list->length ? "; " : "", name_of(all->r, inputs[i]),
                      name_of(all->r, inputs[j]), nearest[i * n + j]);
    }
  return sai_text_check(list, err);
}

/* The nearest possible correlations, to be copied; one factor for all of them where they are too many. */
static void hint_nearest(const pairs *all, const size_t *inputs, size_t n, const double *rank,
                         sai_error *err) {
  enum { LONGEST = 500 };
  sai_text list = {0};
  sai_error problem;
  double factor = 0;
  sai_code code = list_nearest(all, inputs, n, rank, &list, &problem);
  if (!code && list.length > LONGEST) code = find_factor(rank, n, &factor, &problem);
  if (code)
    sai_report_no_memory(all->r);
  else if (list.length > LONGEST)
    sai_error_hint(err, _("multiply all of them by %.2f, or leave some out"), factor);
  else
    sai_error_hint(err, _("the nearest possible ones are %s"), sai_text_string(&list));
  sai_text_free(&list);
}

/* Rank correlations of the inputs of a group, by rows. */
static void fill_matrix(const pairs *all, const size_t *inputs, size_t n, double *rank) {
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      rank[i * n + j] = i == j;
      for (size_t k = 0; k < all->n; k++) {
        const sai_pair *p = &all->list[k];
        bool here = (p->a == inputs[i] && p->b == inputs[j]) || (p->a == inputs[j] && p->b == inputs[i]);
        if (here) rank[i * n + j] = p->rank;
      }
    }
}

static sai_place place_of_group(const pairs *all, size_t group) {
  for (size_t k = 0; k < all->n; k++)
    if (group_of(all, all->list[k].a) == group) return all->nodes[k]->key->place;
  return all->nodes[0]->key->place;
}

static void make_group(pairs *all, size_t group, const size_t *inputs, size_t n, sai_group *out) {
  double rank[SAI_COPULA_MOST * SAI_COPULA_MOST];
  double *factor = sai_reader_alloc(all->r, n * n, sizeof *factor);
  size_t *copy = sai_reader_alloc(all->r, n, sizeof *copy);
  bool possible = true;
  sai_error problem;
  if (!factor || !copy) return;
  memcpy(copy, inputs, n * sizeof *copy);
  fill_matrix(all, inputs, n, rank);
  if (sai_copula_factor(rank, n, &possible, factor, &problem)) {
    sai_report_no_memory(all->r);
    return;
  }
  *out = (sai_group){n, copy, factor};
  if (!possible)
    hint_nearest(
        all, inputs, n, rank,
        sai_report(all->r, place_of_group(all, group), "%s",
                   _("these correlations cannot hold together; pairs that are not listed count as 0")));
}

/* Inputs by name, so that the order in the file does not matter. */
static void make_groups(pairs *all) {
  sai_scenario *s = all->r->scenario;
  size_t *order = sai_reader_scratch(all->r, s->n_inputs, sizeof *order);
  sai_group *groups = sai_reader_alloc(all->r, all->n, sizeof *groups);
  if (!order || !groups) return;
  for (size_t i = 0; i < s->n_inputs; i++) {
    size_t at = i;
    for (; at > 0 && strcmp(name_of(all->r, order[at - 1]), name_of(all->r, i)) > 0; at--)
      order[at] = order[at - 1];
    order[at] = i;
  }
  for (size_t g = 0; g < s->n_inputs; g++) {
    size_t inputs[SAI_COPULA_MOST], n = 0;
    for (size_t i = 0; i < s->n_inputs && group_of(all, g) == g; i++) {
      if (group_of(all, order[i]) != g) continue;
      if (n == SAI_COPULA_MOST) {
        sai_error_hint(
            sai_report(all->r, place_of_group(all, g), "%s", _("too many inputs hang together here")),
            _("at most %d inputs can be correlated with each other"), SAI_COPULA_MOST);
        return;
      }
      inputs[n++] = order[i];
    }
    if (n > 1) make_group(all, g, inputs, n, &groups[s->n_groups++]);
  }
  s->groups = groups;
}

void sai_correlation_read(sai_reader *r, const sai_node *map) {
  if (map->kind != SAI_NODE_MAP || map->n > SAI_PAIRS_MAX) {
    if (map->kind != SAI_NODE_MAP)
      sai_error_hint(
          sai_report(r, map->place, _("`%s` needs lines of `name: value` under it"), "correlation"), "%s",
          _("write `NAME and NAME: 0.5`, as in win_rate and deal: 0.5"));
    else
      sai_error_hint(sai_report(r, map->place, _("there are %zu correlations"), map->n),
                     _("at most %d are read"), SAI_PAIRS_MAX);
    return;
  }
  size_t n = r->scenario->n_inputs, before = r->n_reports;
  pairs all = {.r = r};
  all.list = sai_reader_alloc(r, map->n, sizeof *all.list);
  all.nodes = sai_reader_scratch(r, map->n, sizeof *all.nodes);
  all.group = sai_reader_scratch(r, n, sizeof *all.group);
  if (!all.list || !all.nodes || !all.group) return;
  for (size_t i = 0; i < n; i++) all.group[i] = i;
  for (const sai_node *child = map->child; child; child = child->next) read_pair(&all, child);
  r->scenario->pairs = all.list;
  r->scenario->n_pairs = all.n;
  if (r->n_reports == before && !r->no_memory && all.n) make_groups(&all);
}
