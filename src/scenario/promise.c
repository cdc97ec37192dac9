/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises: what a vendor says will come of a stage. Numbers alone, since it is the runs that are compared
   with them. */
#include "base/intl.h"
#include "scenario/read.h"

#include <math.h>
#include <string.h>

typedef struct promise_reader {
  sai_reader *r;
  sai_offer *offer;
  sai_promise *promises; /* [SAI_PROMISES_MAX], of which the offer has so many */
} promise_reader;

static bool report_shape(sai_reader *r, sai_place place) {
  sai_error_hint(sai_report(r, place, "%s", _("this is no promise that runs can be compared with")), "%s",
                 _("write 8 per month, 96 in all, 3% of call, or 8 in 500 call"));
  return false;
}

/* A number without uncertainty and currency, stepped over. */
static bool take_number(sai_parser *p, sai_number *x) {
  if (p->token.kind != SAI_TOKEN_NUMBER || p->token.number.money) return false;
  *x = p->token.number;
  sai_parser_next(p);
  return true;
}

static bool take_of(sai_parser *p, const sai_funnel *funnel, sai_promise *promise) {
  promise->of = sai_stage_take(p, funnel);
  return promise->of != SIZE_MAX;
}

/* What stands behind the number: `per month`, `in all`, `of call`, `in 500 call`. */
static bool read_kind(sai_parser *p, const sai_funnel *funnel, bool share, sai_promise *promise) {
  sai_number trials = {0};
  if (share) {
    promise->kind = SAI_PROMISE_SHARE;
    return sai_parser_take_word(p, "of") && take_of(p, funnel, promise);
  }
  if (sai_parser_take_word(p, "per")) {
    promise->kind = SAI_PROMISE_PER_MONTH;
    return sai_parser_take_word(p, "month");
  }
  if (!sai_parser_take_word(p, "in")) return false;
  promise->kind = SAI_PROMISE_IN_ALL;
  if (sai_parser_take_word(p, "all")) return true;
  promise->kind = SAI_PROMISE_OUT_OF;
  if (!take_number(p, &trials) || trials.percent) return false;
  promise->trials = trials.value;
  return take_of(p, funnel, promise);
}

static bool check_number(sai_reader *r, sai_place place, const sai_promise *promise) {
  const double most = promise->kind == SAI_PROMISE_SHARE ? 1 : 1e9;
  const bool out_of = promise->kind == SAI_PROMISE_OUT_OF;
  if (!(promise->promised > 0 && promise->promised <= most)) {
    sai_error_hint(sai_report(r, place, "%s", _("this promises nothing, or more than can be played")), "%s",
                   _("write a number above 0 and up to 1,000,000,000, or a share up to 100%"));
    return false;
  }
  bool whole = promise->promised == floor(promise->promised) && promise->trials == floor(promise->trials);
  if (!out_of || (whole && promise->promised <= promise->trials && promise->trials <= 1e9)) return true;
  sai_error_hint(sai_report(r, place, "%s", _("so many cannot come of so many")), "%s",
                 _("write two whole numbers, the smaller one first, as in 8 in 500 call"));
  return false;
}

/* In how many ways units of `from` become units of each stage; 2 for more than one. */
static void count_ways(const sai_funnel *funnel, size_t from, unsigned ways[SAI_STAGES_MAX]) {
  for (size_t i = 0; i < funnel->n_stages; i++) {
    size_t s = funnel->sorted[i];
    unsigned n = s == from;
    for (size_t f = 0; f < funnel->stages[s].n_flows; f++) {
      const sai_flow *flow = &funnel->stages[s].flows[f];
      if (flow->kind >= SAI_FLOW_RATE) n += ways[flow->parent];
    }
    ways[s] = n < 2 ? n : 2;
  }
}

static bool is_monthly(const sai_scenario *s, const sai_expr *e) {
  if (e->kind == SAI_EXPR_INPUT) {
    const sai_quantity *input = s->inputs[e->index].quantity;
    return input->anew != SAI_ONCE_PER_RUN || is_monthly(s, input->expr);
  }
  for (size_t i = 0; i < e->n_args; i++)
    if (is_monthly(s, e->args[i])) return true;
  return false;
}

/* A step in which each unit has the same chance in all months. */
static bool is_plain(const sai_scenario *s, const sai_stage *stage, const sai_flow *flow) {
  bool ramped = stage->n_ramp && !sai_stage_has_volume(stage);
  return flow->kind == SAI_FLOW_RATE && !stage->capacity && !ramped &&
         flow->quantity->anew == SAI_ONCE_PER_RUN && !is_monthly(s, flow->quantity->expr);
}

/* The steps from the other stage to the promised one. */
static bool find_steps(const sai_scenario *s, const sai_funnel *funnel, const unsigned *ways,
                       sai_promise *promise) {
  if (ways[promise->stage] != 1) return false;
  for (size_t at = promise->stage; at != promise->of;) {
    const sai_stage *stage = &funnel->stages[at];
    const sai_flow *flow = stage->flows;
    while (flow->kind < SAI_FLOW_RATE || !ways[flow->parent]) flow++;
    if (!is_plain(s, stage, flow)) return false;
    promise->ways[promise->n_ways++] = flow->quantity;
    at = flow->parent;
  }
  return true;
}

/* Whether what is promised comes of what it is compared with. */
static bool check_way(promise_reader *pr, sai_place place, sai_promise *promise) {
  const sai_funnel *funnel = pr->offer->funnel;
  unsigned ways[SAI_STAGES_MAX] = {0};
  if (promise->kind < SAI_PROMISE_SHARE) return true;
  count_ways(funnel, promise->of, ways);
  const char *stage = funnel->stages[promise->stage].name, *of = funnel->stages[promise->of].name;
  if (promise->stage == promise->of || !ways[promise->stage])
    sai_error_hint(sai_report(pr->r, place, _("no unit of `%s` becomes one of `%s`"), of, stage), "%s",
                   _("name a stage before it, as in 3% of call"));
  else if (promise->kind == SAI_PROMISE_OUT_OF && !find_steps(pr->r->scenario, funnel, ways, promise))
    sai_error_hint(
        sai_report(pr->r, place, _("a unit of `%s` has no single chance to become one of `%s`"), of, stage),
        _("this needs one chain of shares, without capacity and the same in all months; write %g%% of %s"),
        100 * promise->promised / promise->trials, of);
  else
    return true;
  return false;
}

/* One promise of a stage. */
static bool read_promise(promise_reader *pr, const sai_node *node, sai_promise promise, size_t number) {
  sai_reader *r = pr->r;
  sai_parser p;
  sai_number x = {0};
  if (pr->offer->n_promises == SAI_PROMISES_MAX) {
    sai_error_hint(sai_report(r, node->place, "%s", _("this offer has too many promises")),
                   _("at most %d are read"), SAI_PROMISES_MAX);
    return false;
  }
  if (node->kind != SAI_NODE_TEXT || !*node->text) return report_shape(r, node->place);
  if (!sai_parser_open(&p, r, node, (sai_scope){0})) return false;
  bool right = take_number(&p, &x) && read_kind(&p, pr->offer->funnel, x.percent, &promise);
  if (p.failed || sai_parser_report_confusion(&p)) return false;
  if (!right || p.token.kind != SAI_TOKEN_END) return report_shape(r, node->place);
  promise.promised = x.value;
  if (number > 1) promise.path = sai_reader_format(r, "%s.%zu", promise.path, number);
  if (!promise.path || !check_number(r, node->place, &promise) || !check_way(pr, node->place, &promise))
    return false;
  pr->promises[pr->offer->n_promises++] = promise;
  return true;
}

/* The stage that a key names: `orders` is the last one. */
static bool read_stage(promise_reader *pr, const sai_node *key, sai_promise *promise) {
  const sai_funnel *funnel = pr->offer->funnel;
  sai_parser p;
  if (!sai_parser_open(&p, pr->r, key, (sai_scope){0})) return false;
  promise->orders = funnel && sai_parser_take_word(&p, "orders");
  promise->stage = promise->orders ? funnel->n_stages - 1 : sai_stage_take(&p, funnel);
  if (promise->stage == SIZE_MAX || !sai_parser_finish(&p)) return false;
  const char *word = promise->orders ? "orders" : funnel->stages[promise->stage].name;
  promise->path = sai_reader_format(pr->r, "offers.%s.promise.%s", pr->offer->id, word);
  return promise->path;
}

void sai_promises_read(sai_reader *r, const sai_node *map, sai_offer *offer) {
  if (!map) return;
  promise_reader pr = {r, offer, NULL};
  if (map->kind != SAI_NODE_MAP || !map->n) {
    bool empty = map->kind == SAI_NODE_TEXT && !*map->text;
    sai_error_hint(sai_report(r, empty ? map->key->place : map->place,
                              _("`%s` needs lines of `name: value` under it"), "promise"),
                   "%s", _("write each on a line of its own, indented by two more spaces"));
    return;
  }
  offer->promises = pr.promises = sai_reader_alloc(r, SAI_PROMISES_MAX, sizeof *pr.promises);
  for (const sai_node *child = map->child; pr.promises && child; child = child->next) {
    sai_promise promise = {0};
    size_t number = 0;
    if (!read_stage(&pr, child->key, &promise)) continue;
    if (child->kind != SAI_NODE_LIST || !child->n) {
      read_promise(&pr, child, promise, 1);
      continue;
    }
    for (const sai_node *one = child->child; one; one = one->next) read_promise(&pr, one, promise, ++number);
  }
}
