/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many units a month can come of a source, so that those who might give too many are watched, and only
   those. */
#include "model/build.h"

#include "base/intl.h"

#include <math.h>

/* The largest uniform is 1 - 2^-53, so draws of one distribution end even where its support does not. */
static double most_of(const sai_scenario *scenario, const sai_quantity *quantity) {
  const sai_expr *e = quantity->expr;
  while (e->kind == SAI_EXPR_INPUT) e = scenario->inputs[e->index].quantity->expr;
  bool endless = isinf(quantity->upper) && e->kind == SAI_EXPR_DIST;
  return endless ? sai_dist_quantile(e->dist, 1 - 0x1p-53) : quantity->upper;
}

/* What the staff of any contract of the offer can work in a month. */
static double most_of_staff(const sai_builder *b, const sai_offer *offer, size_t counted) {
  double most = 0;
  for (size_t c = 0; c < offer->n_contracts; c++) {
    const sai_staff *staff = &offer->contracts[c].staff;
    if (!sai_staff_says(staff, counted)) continue;
    double work = most_of(b->scenario, staff->people);
    if (counted != SAI_PERSON) work *= most_of(b->scenario, staff->days_per_month);
    if (counted == SAI_HOUR) work *= most_of(b->scenario, staff->hours_per_day);
    most = fmax(most, work);
  }
  return most;
}

static double most_of_flow(const sai_builder *b, const sai_offer_build *o, const sai_flow *flow) {
  double most = most_of(b->scenario, flow->quantity);
  if (flow->per) most *= most_of_staff(b, o->offer, flow->per);
  if (flow->kind == SAI_FLOW_RATE) return o->most[flow->parent];
  if (flow->kind == SAI_FLOW_PER_UNIT) return o->most[flow->parent] > 0 ? most * o->most[flow->parent] : 0;
  return most;
}

void sai_build_bounds(const sai_builder *b, sai_offer_build *o) {
  const sai_funnel *funnel = o->offer->funnel;
  for (size_t i = 0; funnel && i < funnel->n_stages; i++) {
    size_t s = funnel->sorted[i];
    double sum = 0;
    for (size_t f = 0; f < funnel->stages[s].n_flows; f++)
      sum += fmin(most_of_flow(b, o, &funnel->stages[s].flows[f]), SAI_VOLUME_MAX) + 1;
    o->most[s] = sum * (double)o->lead_times[s].n; /* months that arrive together */
    const sai_quantity *capacity = funnel->stages[s].capacity;
    if (capacity) o->most[s] = fmin(o->most[s], most_of(b->scenario, capacity));
  }
}

static sai_excess *excess_of(sai_builder *b, const sai_quantity *quantity, bool replaces) {
  sai_plan *plan = b->plan;
  for (size_t i = 0; i < plan->n_excess; i++)
    if (plan->excess[i].quantity == quantity && plan->excess[i].replaces == replaces) return &plan->excess[i];
  if (plan->n_excess == SAI_EXCESS_MAX) return &plan->excess[SAI_EXCESS_MAX - 1];
  plan->excess[plan->n_excess] = (sai_excess){quantity, replaces, b->zero};
  return &plan->excess[plan->n_excess++];
}

static sai_column cut(sai_builder *b, sai_excess *excess, sai_column units) {
  sai_program *p = b->program;
  excess->most = sai_program_binary(p, SAI_OP_MAX, excess->most, units);
  return sai_program_binary(p, SAI_OP_MIN, units, sai_program_constant(p, SAI_VOLUME_MAX));
}

sai_column sai_build_at_most(sai_builder *b, const sai_offer_build *o, const sai_flow *flow,
                             sai_column units) {
  if (most_of_flow(b, o, flow) <= SAI_VOLUME_MAX) return units;
  return cut(b, excess_of(b, flow->quantity, false), units);
}

sai_column sai_build_replacing_at_most(sai_builder *b, const sai_quantity *share, sai_column units) {
  return cut(b, excess_of(b, share, true), units);
}

sai_code sai_plan_excess(const sai_plan *plan, const sai_excess *excess, double share, sai_error *err) {
  if (excess->replaces) {
    sai_scenario_error(
        plan->scenario, excess->quantity->place, err,
        _("in %.3g%% of the runs it takes more than 1,000,000,000 units a month to replace what is "
          "not valid, so few become it"),
        100 * share);
    sai_error_hint(
        err, "%s",
        _("write larger shares here and in the stage before, or `invalid: credited` in the fee line"));
    err->code = SAI_FAILURE;
    return SAI_FAILURE;
  }
  sai_scenario_error(plan->scenario, excess->quantity->place, err,
                     _("in %.3g%% of the runs more than 1,000,000,000 units a month come of this"),
                     100 * share);
  sai_error_hint(err, "%s",
                 _("write a smaller number here or in a stage before; is a zero, 万 or 億 too many?"));
  err->code = SAI_FAILURE;
  return SAI_FAILURE;
}
