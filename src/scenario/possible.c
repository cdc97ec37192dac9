/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether clauses over what is counted can hold together. Boxes of counts are halved until all clauses surely
   hold in one, or none is left; what is not decided soon counts as possible. */
#include "scenario/possible.h"

#include <math.h>

/* Boxes are halved up to the largest number that anything counts up to; a search that does not end in so many
   boxes follows a line between two counts, where some numbers always fit. */
enum { BOXES = 2000, OPEN = 128 };
static const double COUNTS_MOST = 0x1p40;

typedef struct box {
  sai_range counts[SAI_COUNTED_MAX];
} box;

typedef struct search {
  const sai_scenario *scenario;
  const sai_clause *clauses;
  size_t n;
  bool used[SAI_COUNTED_MAX];
} search;

typedef enum outcome { EXCLUDED, UNDECIDED, HOLDS } outcome;

static outcome look(const search *s, const box *b) {
  outcome all = HOLDS;
  for (size_t i = 0; i < s->n; i++) {
    sai_range x = sai_expr_range_at(s->scenario, b->counts, s->clauses[i].expr);
    bool zero = x.lower == 0 && x.upper == 0, other = x.lower > 0 || x.upper < 0;
    if (s->clauses[i].zero ? other : zero) return EXCLUDED;
    if (!(s->clauses[i].zero ? zero : other)) all = UNDECIDED;
  }
  return all;
}

/* Sides are measured and halved by orders of magnitude, so that a bound of one count does not cut the others
   to pieces of its own size. Work of staff need not be whole, and is left undecided between two numbers. */
static double size_of(sai_range x, bool whole) {
  return x.upper - x.lower < (whole ? 1 : 2) ? 0 : log2((x.upper + 1) / (x.lower + 1));
}

/* Halve a box along its longest side, the lower half in place. @return false if it is one point */
static bool halve(const search *s, box *lower, box *upper) {
  size_t longest = 0;
  double most = 0;
  for (size_t i = 0; i < SAI_COUNTED_MAX; i++) {
    double size = s->used[i] ? size_of(lower->counts[i], i < SAI_PERSON) : 0;
    if (size > most) longest = i;
    if (size > most) most = size;
  }
  if (most <= 0) return false;
  *upper = *lower;
  sai_range *x = &lower->counts[longest];
  double middle = floor(sqrt((x->lower + 1) * (x->upper + 1))) - 1;
  x->upper = fmin(fmax(middle, x->lower), x->upper - 1);
  upper->counts[longest].lower = x->upper + (longest < SAI_PERSON);
  return true;
}

bool sai_clauses_can_hold(const sai_scenario *scenario, const sai_counts *counts, const sai_clause *clauses,
                          size_t n) {
  search s = {.scenario = scenario, .clauses = clauses, .n = n};
  box open[OPEN];
  size_t n_open = 1;
  for (size_t c = 0; c < SAI_COUNTED_MAX; c++) {
    for (size_t i = 0; i < n; i++) s.used[c] |= sai_expr_counts(clauses[i].expr, c);
    double least = counts && counts->least ? counts->least[c] : 0,
           most = counts && counts->most ? floor(counts->most[c]) : INFINITY;
    open->counts[c] = (sai_range){ceil(least), fmax(fmin(most, COUNTS_MOST), ceil(least))};
  }
  for (size_t step = 0; n_open && step < BOXES; step++) {
    box *b = &open[--n_open];
    outcome found = look(&s, b);
    if (found == HOLDS) return true;
    if (found == EXCLUDED) continue;
    if (n_open + 2 > OPEN || !halve(&s, b, b + 1)) return true;
    n_open += 2;
  }
  return n_open > 0;
}

static double most_of_flow(const sai_flow *flow, const double *most, unsigned months) {
  double each = flow->quantity->upper;
  switch (flow->kind) {
  case SAI_FLOW_PER_MONTH:
    return flow->per ? INFINITY : ceil(each) * months;
  case SAI_FLOW_IN_ALL:
    return ceil(each);
  case SAI_FLOW_RATE:
    return each > 0 ? most[flow->parent] : 0;
  default:
    return most[flow->parent] > 0 ? ceil(most[flow->parent] * each) + months : 0;
  }
}

/* Work that replaces invalid units is not in the funnel. */
static bool replaces(const sai_offer *offer) {
  for (size_t c = 0; c < offer->n_contracts; c++)
    for (size_t f = 0; f < offer->contracts[c].n_fees; f++)
      if (offer->contracts[c].fees[f].invalid >= SAI_INVALID_REPLACED) return true;
  return false;
}

/* Whether units can come later than the work that they come of. */
static bool comes_late(const sai_offer *offer) {
  bool late = replaces(offer);
  for (size_t s = 0; offer->funnel && s < offer->funnel->n_stages; s++)
    late |= offer->funnel->stages[s].delay || offer->funnel->stages[s].above == SAI_ABOVE_WAITS;
  return late;
}

void sai_counts_most(const sai_offer *offer, unsigned horizon, unsigned months, double *most) {
  const sai_funnel *funnel = offer->funnel;
  for (size_t i = 0; i < SAI_COUNTED_MAX; i++) most[i] = INFINITY;
  if (replaces(offer)) return;
  const bool late = comes_late(offer); /* then it may come together with what was put in before */
  for (size_t i = 0; funnel && i < funnel->n_stages; i++) {
    const sai_stage *stage = &funnel->stages[funnel->sorted[i]];
    double sum = 0;
    for (size_t f = 0; f < stage->n_flows; f++)
      sum += most_of_flow(&stage->flows[f], most, late ? horizon : months);
    if (stage->list && stage->list->upper < sum) sum = stage->list->upper;
    if (stage->capacity && stage->capacity->upper * months < sum) sum = stage->capacity->upper * months;
    most[funnel->sorted[i]] = sum;
  }
}

/* Whether a stage is all the contract's, and nothing can lessen what is put in. */
static bool is_steady(const sai_offer *offer, const sai_contract *contract, size_t stage) {
  const sai_stage *s = &offer->funnel->stages[stage];
  size_t covering = 0;
  for (size_t c = 0; c < offer->n_contracts; c++) covering += offer->contracts[c].covers[stage];
  return contract->covers[stage] && covering == 1 && s->owner == SAI_OWNER_UNSAID && !s->capacity &&
         !s->list && !s->n_ramp;
}

void sai_counts_least(const sai_offer *offer, const sai_contract *contract, double *least) {
  const sai_funnel *funnel = offer->funnel;
  for (size_t i = 0; i < SAI_COUNTED_MAX; i++) least[i] = 0;
  /* Behind a contract's end what comes late is billed beside nothing that is put in. */
  if (comes_late(offer)) return;
  for (size_t i = 0; funnel && i < funnel->n_stages; i++) {
    const size_t s = funnel->sorted[i];
    for (size_t f = 0; is_steady(offer, contract, s) && f < funnel->stages[s].n_flows; f++) {
      const sai_flow *flow = &funnel->stages[s].flows[f];
      if (flow->kind == SAI_FLOW_PER_MONTH && !flow->per) least[s] += floor(flow->quantity->lower);
      if (flow->kind == SAI_FLOW_RATE && flow->quantity->lower >= 1) least[s] += least[flow->parent];
    }
  }
}
