/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lead times: a number of months, or a distribution rounded to whole months, as probabilities by month. */
#include "model/build.h"

#include "base/intl.h"

#include <math.h>

static sai_code too_long(const sai_builder *b, const sai_quantity *delay, sai_error *err) {
  sai_scenario_error(b->scenario, delay->place, err, _("a delay of more than %d months cannot be played"),
                     SAI_DELAY_MAX);
  sai_error_hint(err, "%s", _("shorten it, or leave the stage out"));
  return SAI_REJECTED;
}

sai_code sai_build_lead_time(const sai_builder *b, const sai_quantity *delay, sai_lead_time *lead_time,
                             sai_error *err) {
  *lead_time = (sai_lead_time){.n = 1, .probability = {1}};
  if (!delay) return SAI_OK;
  if (delay->expr->kind != SAI_EXPR_DIST) {
    double months = rint(delay->upper);
    if (!(months <= SAI_DELAY_MAX)) return too_long(b, delay, err);
    lead_time->probability[0] = 0;
    lead_time->probability[(size_t)months] = 1;
    lead_time->n = (size_t)months + 1;
    return SAI_OK;
  }
  const sai_dist *d = delay->expr->dist;
  if (sai_dist_survival(d, SAI_DELAY_MAX + 0.5) > 1e-9) return too_long(b, delay, err);
  double before = 0;
  lead_time->n = 0;
  while (lead_time->n <= SAI_DELAY_MAX) {
    double k = (double)lead_time->n, after = sai_dist_survival(d, k + 0.5);
    lead_time->probability[lead_time->n++] = (1 - after) - before;
    before = 1 - after;
    if (after < 1e-10) break;
  }
  lead_time->probability[lead_time->n - 1] += 1 - before;
  return SAI_OK;
}

static unsigned longest_wait(const sai_stage *stage) {
  if (stage->above != SAI_ABOVE_WAITS) return 0;
  return stage->waits ? stage->waits : SAI_WAIT_MAX;
}

unsigned sai_build_longest_lead(sai_offer_build *o) {
  const sai_funnel *funnel = o->offer->funnel;
  unsigned *longest = o->longest, most = 0;
  for (size_t i = 0; i < funnel->n_stages; i++) {
    size_t s = funnel->sorted[i];
    const sai_stage *stage = &funnel->stages[s];
    for (size_t f = 0; f < stage->n_flows; f++) {
      if (stage->flows[f].kind < SAI_FLOW_RATE) continue;
      unsigned before = longest[stage->flows[f].parent];
      if (before > longest[s]) longest[s] = before;
    }
    longest[s] += (unsigned)o->lead_times[s].n - 1 + longest_wait(stage);
    if (longest[s] > most) most = longest[s];
  }
  return most;
}
