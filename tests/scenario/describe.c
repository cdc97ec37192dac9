/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every field of the typed scenario that something can depend on, one line a thing. */
#include "describe.h"

#include <stdlib.h>
#include <string.h>

static void add_dist(sai_text *out, const sai_dist *d) {
  sai_text_format(out, " [%d %.17g %.17g %.17g", (int)d->family, d->p[0], d->p[1], d->p[2]);
  for (size_t i = 0; d->value && i < d->n; i++) sai_text_format(out, " %.17g", d->value[i]);
  for (size_t i = 0; d->weight && i < d->n; i++) sai_text_format(out, " @%.17g", d->weight[i]);
  for (size_t i = 0; d->part && i < d->n; i++) add_dist(out, &d->part[i]);
  sai_text_add(out, "]");
}

static void add_expr(sai_text *out, const sai_expr *e) {
  sai_text_format(out, "(%d %.17g %d %zu", (int)e->kind, e->number, e->percent, e->index);
  if (e->dist) add_dist(out, e->dist);
  for (size_t i = 0; i < e->n_args; i++) add_expr(out, e->args[i]);
  sai_text_add(out, ")");
}

static const char *path_of(const sai_quantity *q) {
  return q ? q->path : "-";
}

static void add_funnel(sai_text *out, const sai_funnel *f) {
  for (size_t i = 0; f && i < f->n_stages; i++) {
    const sai_stage *stage = &f->stages[i];
    sai_text_format(out, "stage %s %s %s %s %d %u %s %d\n", stage->name, stage->label, path_of(stage->delay),
                    path_of(stage->capacity), (int)stage->above, stage->waits, path_of(stage->list),
                    (int)stage->owner);
    for (size_t k = 0; k < stage->n_ramp; k++) sai_text_format(out, "  %s\n", path_of(stage->ramp[k]));
    for (size_t k = 0; k < stage->n_flows; k++)
      sai_text_format(out, "  %d %zu %zu %s %s\n", (int)stage->flows[k].kind, stage->flows[k].parent,
                      stage->flows[k].per, stage->flows[k].path, stage->flows[k].quantity->path);
  }
}

static void add_fee(sai_text *out, const sai_fee *fee) {
  sai_text_format(out, "fee %s %s %d %zu %d %d %u %u %d %zu %s %s %s %s %s\n", fee->path,
                  fee->name ? fee->name : "-", (int)fee->basis, fee->stage, (int)fee->every, fee->every_given,
                  fee->first_month, fee->last_month, (int)fee->tier_rule, fee->n_tiers, path_of(fee->amount),
                  path_of(fee->count), path_of(fee->included), path_of(fee->minimum), path_of(fee->cap));
  sai_text_format(out, "  %u %s %u %s %d %d %u %u %d\n", fee->within, path_of(fee->clawback), fee->clawback_within,
                  path_of(fee->when), fee->own, fee->at_exit, fee->first_term, fee->last_term, (int)fee->tax);
  sai_text_format(out, "  %s %u %d\n", path_of(fee->deposit), fee->deposit_expires, fee->deposit_refunded);
  sai_text_format(out, "  %d %zu\n", (int)fee->invalid, fee->valid);
  for (size_t i = 0; i < fee->n_tiers; i++)
    sai_text_format(out, "  %.17g %s\n", fee->tiers[i].up_to, fee->tiers[i].price->path);
}

static void add_contract(sai_text *out, const sai_contract *c) {
  const sai_renewal *r = &c->renewal;
  sai_text_format(out, "contract %s %s %d %d %d %u %d %s %u %d %d %u\n", c->id, c->name, (int)c->kind, c->buyer,
                  c->listed, c->start, c->start_given, path_of(c->start_after), c->term, c->covers_given,
                  c->unregistered, c->payment);
  sai_text_format(out, "  %u %u %u %d %d %u %s\n", r->minimum, r->months, r->notice, r->notice_given,
                  (int)r->ending, r->after, path_of(r->condition));
  sai_text_format(out, "  %s %s %s %s\n", path_of(c->staff.people), path_of(c->staff.days_per_month),
                  path_of(c->staff.hours_per_day), path_of(c->staff.overtime_hours));
  sai_text_format(out, "  %s %zu %u\n", path_of(c->guarantee.number), c->guarantee.stage, c->guarantee.works_on);
  for (size_t i = 0; i < SAI_STAGES_MAX; i++) sai_text_add(out, c->covers[i] ? "1" : "0");
  sai_text_add(out, "\n");
  for (size_t i = 0; i < c->n_fees; i++) add_fee(out, &c->fees[i]);
  for (size_t i = 0; i < c->n_limits; i++) {
    add_fee(out, &c->limits[i].fee);
    for (size_t f = 0; f < 2 * SAI_FEES_MAX; f++) sai_text_add(out, c->limits[i].lines[f] ? "1" : "0");
  }
}

static void add_offer(sai_text *out, const sai_offer *offer) {
  sai_text_format(out, "offer %s %s %d\n", offer->id, offer->name, offer->own_funnel);
  add_funnel(out, offer->funnel);
  for (size_t i = 0; i < offer->n_contracts; i++) add_contract(out, &offer->contracts[i]);
  for (size_t i = 0; i < offer->n_promises; i++) {
    const sai_promise *p = &offer->promises[i];
    sai_text_format(out, "promise %s %d %zu %d %.17g %zu %.17g %zu\n", p->path, (int)p->kind, p->stage, p->orders,
                    p->promised, p->of, p->trials, p->n_ways);
  }
}

static int by_path(const void *a, const void *b) {
  const sai_quantity *const *x = a, *const *y = b;
  return strcmp((*x)->path, (*y)->path);
}

static void add_quantities(sai_text *out, const sai_scenario *s) {
  const sai_quantity **sorted = calloc(s->n_quantities + 1, sizeof *sorted);
  if (!sorted) abort();
  for (size_t i = 0; i < s->n_quantities; i++) sorted[i] = s->quantities[i];
  qsort(sorted, s->n_quantities, sizeof *sorted, by_path);
  for (size_t i = 0; i < s->n_quantities; i++) {
    const sai_quantity *q = sorted[i];
    sai_text_format(out, "%s (%s) %d %d %.17g..%.17g ", q->path, q->source ? q->source : "-", (int)q->unit,
                    (int)q->anew, q->lower, q->upper);
    add_expr(out, q->expr);
    sai_text_add(out, "\n");
  }
  free(sorted);
}

void sai_describe(const sai_scenario *s, sai_text *out) {
  sai_text_format(out, "%s %s %u-%u %u\n", s->title, s->currency, s->start_year, s->start_month, s->months);
  const sai_target *targets[] = {&s->target_cpa, &s->target_orders, &s->target_budget};
  for (size_t i = 0; i < 3; i++)
    sai_text_format(out, "target %d %.17g\n", targets[i]->given, targets[i]->value);
  for (size_t i = 0; i < s->n_inputs; i++)
    sai_text_format(out, "input %s %s %d\n", s->inputs[i].name, s->inputs[i].label, s->inputs[i].uncertain);
  for (size_t i = 0; i < s->n_pairs; i++)
    sai_text_format(out, "pair %s %s %.17g\n", s->inputs[s->pairs[i].a].name, s->inputs[s->pairs[i].b].name,
                    s->pairs[i].rank);
  const sai_value *value = &s->value;
  sai_text_format(out, "value %s %s %s %d %s %u %u\n", path_of(value->gross_profit), path_of(value->revenue),
                  path_of(value->margin), value->recurring, path_of(value->churn), value->lasts,
                  value->payment);
  sai_text_format(out, "fiscal %u %d budget %d\n", s->fiscal_start, s->fiscal_start_given, (int)s->budget_per);
  for (size_t i = 0; i < s->n_taxes; i++)
    sai_text_format(out, "tax %u-%u %.17g %d %.17g\n", s->taxes[i].year, s->taxes[i].month, s->taxes[i].rate,
                    s->taxes[i].deductible_given, s->taxes[i].deductible);
  add_quantities(out, s);
  add_funnel(out, s->funnel);
  for (size_t i = 0; i < s->n_offers; i++) add_offer(out, &s->offers[i]);
}
