/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan whose parameter scales one stage is run once with a different scale in every lane; 1,024 points of a
   curve cost as much as one stripe. */
#include "analysis/curves.h"

#include "model/plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LANES = SAI_STRIPE, CURVE_POINTS = 121, CROSSINGS_MAX = 4 };

/* Costs are looked at up to so many times the expected units. */
static const double farthest = 20, chart_range = 2;

/* A point plan of one or two offers in which one stage is scaled. */
typedef struct scaled_plan {
  sai_offer offers[2];
  sai_scenario scenario; /* of these offers alone, borrowing everything */
  sai_plan *plan;
  sai_registers *registers;
  sai_column stage[2];  /* SAI_NO_COLUMN where the offer has none */
  double units[2];      /* of the stage at scale 1; 0 where the offer has none */
  double most[2];       /* that the offer can deliver; INFINITY where nothing bounds them */
  double at[2][LANES];  /* units at equal steps of the scale up to the farthest */
  bool proportional[2]; /* they are: no contract ends by what is counted */
} scaled_plan;

static size_t stage_index(const sai_offer *offer, const char *name) {
  for (size_t s = 0; offer->funnel && s < offer->funnel->n_stages; s++)
    if (strcmp(offer->funnel->stages[s].name, name) == 0) return s;
  return SIZE_MAX;
}

/* Own cost beside a vendor is no price: by it offers that sell different things would be compared. */
static bool is_price(const sai_contract *contract, const sai_fee *fee) {
  return !fee->own || (contract->kind == SAI_IN_HOUSE && !contract->buyer);
}

static bool pays_by(const sai_offer *offer, size_t stage) {
  for (size_t c = 0; c < offer->n_contracts; c++) {
    const sai_contract *contract = &offer->contracts[c];
    for (size_t f = 0; f < contract->n_fees; f++)
      if (is_price(contract, &contract->fees[f]) && sai_fee_stage(offer, &contract->fees[f]) == stage)
        return true;
  }
  return false;
}

static bool is_appointment(const char *name) {
  static const char *const names[] = {"appointment", "appointments",     "apo",     "アポ",
                                      "アポイント",  "アポイントメント", "アポ獲得"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(name, names[i]) == 0) return true;
  return false;
}

/* The last stage before the order that both have and are paid by; else appointments; else the order. */
static const char *common_stage(const sai_offer *a, const sai_offer *b) {
  if (!a->funnel || !b->funnel) return NULL;
  const char *appointments = NULL, *order = a->funnel->stages[a->funnel->n_stages - 1].name;
  for (size_t s = a->funnel->n_stages; s-- > 0;) {
    const char *name = a->funnel->stages[s].name;
    size_t other = stage_index(b, name);
    if (other == SIZE_MAX) continue;
    if (pays_by(a, s) && pays_by(b, other)) return name;
    if (is_appointment(name)) appointments = name;
  }
  if (appointments) return appointments;
  return stage_index(b, order) == SIZE_MAX ? NULL : order;
}

/* Appointments if two offers have them (or the only one); else the stage that most offers have, of several
   the one that most are paid by. */
static const char *chart_stage(const sai_scenario *scenario) {
  const char *best = NULL;
  size_t best_score = 0;
  for (size_t i = 0; i < scenario->n_offers; i++) {
    const sai_funnel *funnel = scenario->offers[i].funnel;
    for (size_t s = 0; funnel && s < funnel->n_stages; s++) {
      size_t score = 0, n_with = 0;
      for (size_t j = 0; j < scenario->n_offers; j++) {
        size_t at = stage_index(&scenario->offers[j], funnel->stages[s].name);
        if (at == SIZE_MAX) continue;
        n_with++;
        score += 2 * SAI_OFFERS_MAX + pays_by(&scenario->offers[j], at);
      }
      bool several = n_with >= 2 || n_with == scenario->n_offers;
      if (several && is_appointment(funnel->stages[s].name)) score += 4 * SAI_OFFERS_MAX * SAI_OFFERS_MAX;
      if (score <= best_score) continue;
      best_score = score;
      best = funnel->stages[s].name;
    }
  }
  return best;
}

static void run_point(const scaled_plan *s, size_t n) {
  for (size_t i = 0; i < sai_program_segments(s->plan->program); i++)
    sai_program_run_point(s->plan->program, i, n, s->registers);
}

static void close_plan(scaled_plan *s) {
  sai_registers_free(s->registers);
  sai_plan_free(s->plan);
  *s = (scaled_plan){0};
}

static const double *column_of(const scaled_plan *s, sai_column column) {
  return sai_registers_column(s->registers, column);
}

static void spread(double from, double to, double *values) {
  for (size_t i = 0; i < LANES; i++) values[i] = from + (to - from) * (double)i / (LANES - 1);
}

static double step_of_scale(void) {
  return farthest / (LANES - 1);
}

/* The first step at which an offer has so many units; the last if it never has. */
static size_t step_with(const scaled_plan *s, size_t offer, double units) {
  size_t k = 1;
  while (k + 1 < LANES && s->at[offer][k] < units) k++;
  return k;
}

/* A contract that ends where little comes of it makes units jump between two scales. */
static bool jumps_before(const scaled_plan *s, size_t offer, size_t k) {
  double here = s->at[offer][k] / (double)k, before = k > 1 ? s->at[offer][k - 1] / (double)(k - 1) : here;
  return fabs(here - before) > 1e-9 * here;
}

/* What is expected can be delivered. The capacity of a contract that runs on where much is asked of it is
   looked at there; if nothing less than that comes near, what comes before the jump is the most. */
static void find_most(scaled_plan *s, size_t offer, double most) {
  size_t k = step_with(s, offer, most);
  if (!s->proportional[offer] && s->at[offer][k] >= most && jumps_before(s, offer, k))
    most = s->at[offer][k - 1];
  s->most[offer] = fmax(most, s->units[offer]);
}

static void find_units(scaled_plan *s) {
  double *scale = sai_registers_parameter(s->registers), most[2] = {INFINITY, INFINITY};
  size_t n = s->scenario.n_offers;
  if (scale) spread(0, farthest, scale);
  run_point(s, LANES);
  for (size_t i = 0; i < n; i++) {
    sai_column bound = s->plan->offers[i].most;
    if (bound != SAI_NO_COLUMN) most[i] = column_of(s, bound)[LANES - 1];
    if (s->stage[i] != SAI_NO_COLUMN) memcpy(s->at[i], column_of(s, s->stage[i]), sizeof s->at[i]);
  }
  if (scale) scale[0] = 1;
  run_point(s, 1);
  for (size_t i = 0; i < n; i++) {
    if (s->stage[i] != SAI_NO_COLUMN) s->units[i] = column_of(s, s->stage[i])[0];
    s->proportional[i] = true;
    for (size_t k = 1; k < LANES; k++) {
      double units = (double)k * step_of_scale() * s->units[i];
      s->proportional[i] &= fabs(s->at[i][k] - units) <= 1e-9 * units;
    }
    find_most(s, i, most[i]);
  }
}

static sai_code open_plan(const sai_scenario *scenario, const size_t *offers, size_t n, const char *stage,
                          scaled_plan *out, sai_error *err) {
  for (size_t i = 0; i < n; i++) out->offers[i] = scenario->offers[offers[i]];
  out->scenario = *scenario;
  out->scenario.offers = out->offers;
  out->scenario.n_offers = n;
  sai_plan_options options = {.scaled = SAI_SCALE_STAGE, .scaled_stage = stage};
  SAI_TRY(sai_plan_create(&out->scenario, &options, &out->plan, err));
  sai_program *p = out->plan->program;
  for (size_t i = 0; i < n; i++) {
    sai_program_keep(p, out->plan->offers[i].cost);
    size_t at = stage_index(&out->offers[i], stage);
    out->stage[i] = at == SIZE_MAX ? SAI_NO_COLUMN : out->plan->offers[i].stages[at];
    if (at != SIZE_MAX) sai_program_keep(p, out->stage[i]);
    if (out->plan->offers[i].most != SAI_NO_COLUMN) sai_program_keep(p, out->plan->offers[i].most);
  }
  SAI_TRY(sai_program_seal(p, SAI_SEAL_POINT, err));
  out->registers = sai_registers_create(p);
  if (!out->registers) return sai_error_no_memory(err);
  find_units(out);
  return SAI_OK;
}

/* The scale at which an offer has so many units, if there is one. */
static double scale_for(const scaled_plan *s, size_t offer, double units) {
  if (s->proportional[offer] || units == 0) return units / s->units[offer];
  size_t k = step_with(s, offer, units);
  double scale = units / s->at[offer][k] * (double)k;
  if (k > 1 && scale < (double)(k - 1)) scale = units / s->at[offer][k - 1] * (double)(k - 1);
  return scale * step_of_scale();
}

/* Costs of an offer at n <= LANES numbers of units; NAN where it never has as many. */
static void costs_at(const scaled_plan *s, size_t offer, const double *units, size_t n, double *cost) {
  double *scale = sai_registers_parameter(s->registers);
  for (size_t i = 0; scale && i < n; i++) scale[i] = scale_for(s, offer, units[i]);
  run_point(s, n);
  memcpy(cost, column_of(s, s->plan->offers[offer].cost), n * sizeof *cost);
  const double *got = column_of(s, s->stage[offer]);
  for (size_t i = 0; !s->proportional[offer] && i < n; i++)
    if (!(fabs(got[i] - units[i]) <= 1e-9 * units[i])) cost[i] = NAN;
}

static void gaps_at(const scaled_plan *s, const double *units, double *gap, double *cost) {
  double other[LANES];
  costs_at(s, 0, units, LANES, cost);
  costs_at(s, 1, units, LANES, other);
  for (size_t i = 0; i < LANES; i++) gap[i] = cost[i] - other[i];
}

/* Nine digits: what is left of a crossing's error after two rounds of refinement lies far below. */
static double nine_digits(double x) {
  if (x == 0) return 0;
  double unit = pow(10, floor(log10(fabs(x))) - 8);
  return rint(x / unit) * unit;
}

static bool crosses(double left, double right) {
  return (left < 0 && right >= 0) || (left > 0 && right <= 0);
}

static void refine(const scaled_plan *s, double from, double to, sai_crossing *out) {
  double units[LANES], gap[LANES], cost[LANES];
  spread(from, to, units);
  gaps_at(s, units, gap, cost);
  for (size_t i = 0; i + 1 < LANES; i++) {
    if (!crosses(gap[i], gap[i + 1])) continue;
    double share = gap[i] / (gap[i] - gap[i + 1]);
    out->units[out->n] = nine_digits(units[i] + share * (units[i + 1] - units[i]));
    out->cost[out->n++] = nine_digits(cost[i] + share * (cost[i + 1] - cost[i]));
    return;
  }
}

static void find_crossings(const scaled_plan *s, sai_crossing *out) {
  double units[LANES], gap[LANES], cost[LANES];
  double end = farthest * fmax(s->units[0], s->units[1]);
  spread(0, fmin(end, fmin(s->most[0], s->most[1])), units);
  gaps_at(s, units, gap, cost);
  out->same = true;
  for (size_t i = 0; i < LANES; i++) out->same &= !(fabs(gap[i]) > 1e-9 * fabs(cost[i]));
  for (size_t i = 0; !out->same && i + 1 < LANES && out->n < CROSSINGS_MAX; i++)
    if (crosses(gap[i], gap[i + 1])) refine(s, units[i], units[i + 1], out);
}

static const char *label_of(const sai_offer *offer, const char *stage) {
  return offer->funnel->stages[stage_index(offer, stage)].label;
}

static char *copy_text(sai_arena *arena, const char *text) {
  return sai_arena_copy(arena, text, strlen(text));
}

static sai_code fill_crossing(const sai_scenario *scenario, size_t a, size_t b, sai_result *result,
                              sai_error *err) {
  const char *stage = common_stage(&scenario->offers[a], &scenario->offers[b]);
  if (!stage) return SAI_OK;
  scaled_plan s = {0};
  sai_code code = open_plan(scenario, (size_t[]){a, b}, 2, stage, &s, err);
  if (!code && s.units[0] > 0 && s.units[1] > 0) {
    sai_crossing *out = &result->crossings[result->n_crossings++];
    *out = (sai_crossing){.a = a, .b = b};
    out->stage_label = copy_text(&result->arena, label_of(&scenario->offers[a], stage));
    if (!out->stage_label) code = sai_error_no_memory(err);
    find_crossings(&s, out);
  }
  close_plan(&s);
  return code;
}

/* Far enough for every expectation and for the first crossings, as long as these do not dwarf the rest; no
   farther than an offer can deliver. */
static double chart_end(const sai_result *result) {
  const sai_cost_curves *curves = &result->curves;
  double end = 0, most = 0;
  for (size_t i = 0; i < result->n_offers; i++) {
    if (isnan(curves->expected[i])) continue;
    end = fmax(end, chart_range * curves->expected[i]);
    most = fmax(most, curves->most[i]);
  }
  double widest = 2.5 * end;
  for (size_t i = 0; i < result->n_crossings; i++) {
    const sai_crossing *c = &result->crossings[i];
    bool here = strcmp(c->stage_label, curves->stage_label) == 0;
    if (here && c->n && 1.2 * c->units[0] < widest) end = fmax(end, 1.2 * c->units[0]);
  }
  return fmin(end, most);
}

static sai_code fill_curve(const sai_scenario *scenario, size_t offer, const char *stage, bool expected_only,
                           sai_cost_curves *curves, sai_error *err) {
  scaled_plan s = {0};
  sai_code code = open_plan(scenario, &offer, 1, stage, &s, err);
  if (!code && expected_only) {
    curves->expected[offer] = s.units[0] > 0 ? s.units[0] : NAN;
    curves->most[offer] = s.most[0];
  }
  if (!code && !expected_only && s.units[0] > 0)
    costs_at(&s, 0, curves->units, curves->n, curves->cost[offer]);
  for (size_t k = 0; !code && !expected_only && k < curves->n; k++)
    if (curves->units[k] > curves->most[offer]) curves->cost[offer][k] = NAN;
  close_plan(&s);
  return code;
}

/* Equal steps, and between them where a curve ends. */
static void choose_units(sai_cost_curves *curves, size_t n_offers, double end) {
  for (size_t k = 0; k < CURVE_POINTS; k++) curves->units[k] = end * (double)k / (CURVE_POINTS - 1);
  curves->n = end > 0 ? CURVE_POINTS : 0;
  for (size_t i = 0; i < n_offers && end > 0; i++) {
    size_t k = curves->n;
    if (isnan(curves->expected[i]) || curves->most[i] >= end) continue;
    while (curves->units[k - 1] > curves->most[i]) k--;
    if (curves->units[k - 1] == curves->most[i]) continue;
    memmove(curves->units + k + 1, curves->units + k, (curves->n++ - k) * sizeof *curves->units);
    curves->units[k] = curves->most[i];
  }
}

static sai_code fill_curves(const sai_scenario *scenario, const char *stage, sai_result *result,
                            sai_error *err) {
  sai_cost_curves *curves = &result->curves;
  size_t n = scenario->n_offers, with = 0;
  while (stage_index(&scenario->offers[with], stage) == SIZE_MAX) with++;
  curves->stage_label = copy_text(&result->arena, label_of(&scenario->offers[with], stage));
  size_t points = CURVE_POINTS + n;
  curves->units = sai_arena_array(&result->arena, points, sizeof(double));
  curves->cost = sai_arena_array(&result->arena, n, sizeof(double *));
  curves->expected = sai_arena_array(&result->arena, n, sizeof(double));
  curves->most = sai_arena_array(&result->arena, n, sizeof(double));
  double *costs = sai_arena_array(&result->arena, n * points, sizeof(double));
  if (!curves->stage_label || !curves->units || !curves->cost || !curves->expected || !curves->most || !costs)
    return sai_error_no_memory(err);
  for (size_t i = 0; i < n; i++) SAI_TRY(fill_curve(scenario, i, stage, true, curves, err));
  choose_units(curves, n, chart_end(result));
  for (size_t i = 0; i < n; i++) {
    curves->cost[i] = costs + i * points;
    for (size_t k = 0; k < points; k++) curves->cost[i][k] = NAN;
    SAI_TRY(fill_curve(scenario, i, stage, false, curves, err));
  }
  return SAI_OK;
}

sai_code sai_curves_fill(const sai_scenario *scenario, sai_result *result, sai_error *err) {
  size_t n = scenario->n_offers;
  result->crossings = sai_arena_array(&result->arena, n * n, sizeof *result->crossings);
  if (!result->crossings) return sai_error_no_memory(err);
  for (size_t a = 0; a < n; a++)
    for (size_t b = a + 1; b < n; b++) SAI_TRY(fill_crossing(scenario, a, b, result, err));
  const char *stage = chart_stage(scenario);
  return stage ? fill_curves(scenario, stage, result, err) : SAI_OK;
}
