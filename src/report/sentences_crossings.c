/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the costs of two offers cross, and whether a run comes there. */
#include "report/sentences_parts.h"

#include "base/intl.h"
#include "report/clean.h"
#include "report/sentences.h"
#include "result/stage_words.h"

#include <math.h>
#include <string.h>

enum { CROSSINGS = 6, FEW_OFFERS = 4, NOBODY = -1 };

/** Cost of an offer at a number of units, from the chart's curve; NAN if it has none. */
static double cost_at(const sai_cost_curves *curves, size_t offer, double units) {
  for (size_t i = 1; i < curves->n; i++) {
    double left = curves->units[i - 1], right = curves->units[i];
    if (units > right || right <= left) continue;
    double share = (units - left) / (right - left);
    return curves->cost[offer][i - 1] * (1 - share) + curves->cost[offer][i] * share;
  }
  return NAN;
}

/** The offer that is cheaper at a number of units, or NOBODY if it is not known. */
static int cheaper_at(const sai_result *result, const sai_crossing *c, double units) {
  const sai_cost_curves *curves = &result->curves;
  if (!curves->stage_label || !c->stage_label || strcmp(curves->stage_label, c->stage_label) != 0)
    return NOBODY;
  double a = cost_at(curves, c->a, units), b = cost_at(curves, c->b, units);
  return a < b ? (int)c->a : b < a ? (int)c->b : NOBODY;
}

/** Three digits, as of the cost beside it: who works it out again from the number must come to that cost. */
static sai_text count_of(const sai_teller *t, double units) {
  sai_text text = {.whole = t->out};
  bool whole = fabs(units - round(units)) <= 1e-6 * units;
  sai_text_grouped(&text, units, whole || units >= 100 ? 0 : units >= 10 ? 1 : 2);
  return text;
}

static sai_text line_of(const sai_teller *t, const char *s) {
  sai_text text = {.whole = t->out};
  sai_clean_line(&text, s);
  return text;
}

/** The stage and its number where costs cross: `appointments 20`. */
static sai_text place_of(const sai_teller *t, const sai_crossing *c, size_t i) {
  sai_text place = {.whole = t->out}, label = line_of(t, sai_stage_noun(c->stage_label, c->stage_label)),
           count = count_of(t, c->units[i]);
  /* TRANSLATORS: a stage and a number of its units: `appointment 20` */
  sai_text_format(&place, _("%s = %s"), sai_text_string(&label), sai_text_string(&count));
  sai_text_free(&label);
  sai_text_free(&count);
  return place;
}

/** The stage of an offer by which two cross; NULL if it has none. */
static const sai_band *units_of(const sai_result *result, size_t offer, const char *stage_label) {
  const sai_offer_result *o = &result->offers[offer];
  for (size_t s = 0; stage_label && s < o->n_stages; s++)
    if (strcmp(o->stages[s].label, stage_label) == 0) return &o->stages[s].units;
  return NULL;
}

/** 1 if nearly every run of an offer has more units than that, -1 if fewer, else 0. The distance of the 10%
 * and 90% points from the middle is doubled, which in a normal spread leaves 1 of 200 runs outside on each
 * side. */
static int side_of(const sai_band *band, double units) {
  if (!band || !band->p10.present || !band->p50.present || !band->p90.present) return 0;
  double middle = band->p50.value;
  if (units > 2 * band->p90.value - middle) return -1;
  return units < 2 * band->p10.value - middle ? 1 : 0;
}

/** What cannot be compared in practice, since nearly no run of one or of both comes there. */
static void tell_reach(const sai_teller *t, const sai_crossing *c, size_t i) {
  int a = side_of(units_of(t->result, c->a, c->stage_label), c->units[i]),
      b = side_of(units_of(t->result, c->b, c->stage_label), c->units[i]);
  if (a == 0 && b == 0) return;
  sai_tell_space(t->out);
  if (a == b)
    sai_text_add(t->out, a < 0 ? _("Out of reach: nearly every run stays below that.")
                               : _("Out of reach: nearly every run has more than that."));
  else if (a < 0 || b < 0)
    SAI_TELL(t, _("But %s stays below that in nearly every run."), sai_tell_name(t, a < 0 ? c->a : c->b));
  else
    SAI_TELL(t, _("But %s has more than that in nearly every run."), sai_tell_name(t, a > 0 ? c->a : c->b));
}

static void tell_crossing(const sai_teller *t, const sai_crossing *c, size_t i) {
  double below = i ? (c->units[i - 1] + c->units[i]) / 2 : c->units[i] / 2;
  int cheaper = cheaper_at(t->result, c, below);
  SAI_TELL(t, _("The costs of %s and %s cross at %s (%s)"), sai_tell_name(t, c->a), sai_tell_name(t, c->b),
           place_of(t, c, i),
           sai_tell_rounded_money(t, &(sai_figure){true, c->cost[i], NAN, c->cost[i], c->cost[i]}));
  if (cheaper == NOBODY)
    sai_text_add(t->out, _("."));
  else
    SAI_TELL(t, _(": below that %s is cheaper, above it %s."), sai_tell_name(t, (size_t)cheaper),
             sai_tell_name(t, (size_t)cheaper == c->a ? c->b : c->a));
  tell_reach(t, c, i);
  sai_text_add(t->out, "\n");
}

/** True if a third offer costs less at a crossing: then it does not change which offer is the cheapest. */
static bool is_undercut(const sai_result *result, const sai_crossing *c, size_t i) {
  const sai_cost_curves *curves = &result->curves;
  if (!curves->stage_label || !c->stage_label || strcmp(curves->stage_label, c->stage_label) != 0)
    return false;
  for (size_t o = 0; o < result->n_offers; o++)
    if (cost_at(curves, o, c->units[i]) < c->cost[i] * (1 - 1e-6)) return true;
  return false;
}

/** Of many offers only the crossings at which the cheapest changes are told. */
static bool is_told(const sai_result *result, const sai_crossing *c, size_t i) {
  return result->n_offers <= FEW_OFFERS || !is_undercut(result, c, i);
}

void sai_sentences_crossings(const sai_result *result, sai_money_unit unit, sai_text *out) {
  sai_teller t = {result, unit, out};
  size_t shown = 0, more = 0;
  for (size_t k = 0; k < result->n_crossings; k++) {
    const sai_crossing *c = &result->crossings[k];
    for (size_t i = 0; i < c->n && i < 4; i++) {
      if (shown < CROSSINGS && is_told(result, c, i)) {
        tell_crossing(&t, c, i);
        shown++;
      } else {
        more++;
      }
    }
  }
  if (more) {
    sai_text_format(out, _("Further crossings: %zu. They are in result.json."), more);
    sai_text_add(out, "\n");
  }
}
