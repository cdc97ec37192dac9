/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places of figures by tables, so that the pointer and the words for each are side by side. */
#include "report/precision.h"

#include "base/intl.h"
#include "report/clean.h"
#include "report/words.h"
#include "result/stage_words.h"

#include <math.h>
#include <string.h>

/* A member's name within a pointer. */
static void add_name(sai_text *out, const char *name) {
  sai_text clean = {.whole = out};
  sai_clean_utf8(&clean, name);
  for (const char *c = sai_text_string(&clean); *c; c++) {
    if (*c == '~' || *c == '/')
      sai_text_add(out, *c == '~' ? "~0" : "~1");
    else
      sai_text_add_bytes(out, c, 1);
  }
  sai_text_free(&clean);
}

/* Quantiles and means of a promise stand one level below its chances; likewise of a comparison. */
static bool is_chance(const char *key) {
  return strncmp(key, "probability", strlen("probability")) == 0;
}

void sai_precision_pointer(sai_text *out, const sai_result *result, const sai_figure_place *place) {
  if (place->group == SAI_GROUP_COMPARISON) {
    sai_text_format(out, "/comparisons/%zu/%s%s", place->offer, is_chance(place->key) ? "" : "difference/",
                    place->key);
    return;
  }
  const sai_offer_result *offer = &result->offers[place->offer];
  sai_text_format(out, "/offers/%zu/", place->offer);
  switch (place->group) {
  case SAI_GROUP_METRIC:
    sai_text_format(out, "metrics/%s/%s", sai_metric_infos[place->item].key, place->key);
    break;
  case SAI_GROUP_PAYBACK:
    sai_text_format(out, "metrics/payback/%s", place->key);
    if (strstr(place->key, "by_month")) sai_text_format(out, "/%zu", place->month);
    break;
  case SAI_GROUP_STAGE:
  case SAI_GROUP_PEAK_MONTH:
  case SAI_GROUP_WAITING:
    sai_text_add(out, "stages/");
    add_name(out, offer->stages[place->item].name);
    sai_text_format(out, "/%s%s",
                    place->group == SAI_GROUP_STAGE        ? ""
                    : place->group == SAI_GROUP_PEAK_MONTH ? "peak_month/"
                                                           : "waiting/",
                    place->key);
    break;
  case SAI_GROUP_YEAR:
  case SAI_GROUP_YEAR_WITH_TAX:
    sai_text_format(out, "fiscal_years/%zu/%s/%s", place->item,
                    place->group == SAI_GROUP_YEAR ? "cost" : "cost_with_tax", place->key);
    break;
  case SAI_GROUP_PART:
    if (offer->parts[place->item].by_contract) /* these come first */
      sai_text_format(out, "by_contract/%zu/%s", place->item, place->key);
    else
      sai_text_format(out, "by_owner/%s/%s", offer->parts[place->item].owner, place->key);
    break;
  case SAI_GROUP_GUARANTEE:
    sai_text_format(out, "guarantees/%zu/%s%s", place->item, is_chance(place->key) ? "" : "free_months/",
                    place->key);
    break;
  default:
    sai_text_format(out, "promises/%zu/%s%s", place->item, is_chance(place->key) ? "" : "simulated/",
                    place->key);
  }
}

static void add_stage(sai_text *out, const sai_stage_result *stage, sai_figure_group group) {
  sai_text noun = {.whole = out};
  sai_clean_line(&noun, sai_stage_noun(stage->name, stage->label));
  if (group == SAI_GROUP_PEAK_MONTH)
    sai_text_format(out, _("own %s, busiest month"), sai_text_string(&noun));
  else if (group == SAI_GROUP_WAITING)
    sai_text_format(out, _("%s waiting at the end"), sai_text_string(&noun));
  else
    sai_text_add(out, sai_text_string(&noun));
  sai_text_free(&noun);
}

static void add_part(sai_text *out, const sai_part_result *part) {
  if (!part->by_contract)
    sai_text_add(out, sai_words_owner(part->owner));
  else if (part->own)
    sai_text_add(out, _("own cost"));
  else
    sai_clean_line(out, part->contract);
}

/* Who or what a figure is of: offers, then a metric, a stage, a year. */
static void add_subject(sai_text *out, const sai_result *result, const sai_figure_place *place) {
  sai_text a = {.whole = out}, b = {.whole = out}, of = {.whole = out};
  const bool pair = place->group == SAI_GROUP_COMPARISON;
  const sai_comparison *c = pair ? &result->comparisons[place->offer] : NULL;
  const sai_offer_result *offer = &result->offers[pair ? c->a : place->offer];
  sai_clean_line(&a, offer->name);
  if (pair) sai_clean_line(&b, result->offers[c->b].name);
  switch (place->group) {
  case SAI_GROUP_METRIC:
  case SAI_GROUP_COMPARISON:
    sai_text_add(&of, _(sai_metric_infos[pair ? c->metric : place->item].label));
    break;
  case SAI_GROUP_PAYBACK:
    sai_text_add(&of, _("payback"));
    break;
  case SAI_GROUP_STAGE:
  case SAI_GROUP_PEAK_MONTH:
  case SAI_GROUP_WAITING:
    add_stage(&of, &offer->stages[place->item], place->group);
    break;
  case SAI_GROUP_YEAR:
  case SAI_GROUP_YEAR_WITH_TAX:
    sai_text_format(&of, place->group == SAI_GROUP_YEAR ? _("FY%u") : _("FY%u with tax"),
                    result->first_year + (unsigned)place->item);
    break;
  case SAI_GROUP_PART:
    add_part(&of, &offer->parts[place->item]);
    break;
  case SAI_GROUP_GUARANTEE:
    sai_text_add(&of, _("free months"));
    break;
  default:
    sai_words_promise(&of, &offer->promises[place->item]);
  }
  if (pair) /* TRANSLATORS: two offers that are compared, and in what: `A against B, total cost` */
    sai_text_format(out, _("%s against %s, %s"), sai_text_string(&a), sai_text_string(&b),
                    sai_text_string(&of));
  else /* TRANSLATORS: an offer, and which of its figures: `A, total cost` */
    sai_text_format(out, _("%s, %s"), sai_text_string(&a), sai_text_string(&of));
  sai_text_free(&a);
  sai_text_free(&b);
  sai_text_free(&of);
}

/* Which figure of it. */
static void add_figure(sai_text *out, const sai_figure_place *place) {
  static const struct {
    const char *key, *words;
  } named[] = {{"mean", N_("mean")},
               {"pooled", N_("overall")},
               {"sd", N_("standard deviation")},
               {"probability_within_budget", N_("chance of keeping the budget")},
               {"probability_reached_target", N_("chance of the target orders")},
               {"probability_no_order", N_("chance of no order")},
               {"probability_within_target", N_("chance of CPA within the target")},
               {"probability_positive", N_("chance of a profit")},
               {"probability_never", N_("chance that it never comes")},
               {"probability_never_lasting", N_("chance that none lasts")},
               {"probability_reached", N_("chance that it is kept")},
               {"probability_a_lower", N_("chance that the first is lower")},
               {"probability_equal", N_("chance that both are equal")}};
  for (size_t i = 0; i < sizeof named / sizeof *named; i++)
    if (strcmp(named[i].key, place->key) == 0) sai_text_add(out, _(named[i].words));
  for (size_t q = 0; q < SAI_QUANTILES; q++)
    if (strcmp(sai_quantile_names[q], place->key) == 0)
      sai_text_format(out, _("%g%% point"), 100 * sai_quantile_levels[q]);
  if (strstr(place->key, "by_month")) {
    sai_text month = {.whole = out};
    sai_words_month(&month, (unsigned)place->month);
    /* TRANSLATORS: %s is a month: `chance up to month 5` */
    sai_text_format(out, _("chance up to %s"), sai_text_string(&month));
    sai_text_free(&month);
  }
}

/* A share or difference of shares with two digits, rounded up: 0.97 of what is allowed must not read 1. */
static void add_share(sai_text *out, double share, bool points) {
  sai_text number = {.whole = out};
  double unit = share > 0 && isfinite(share) ? pow(10, floor(log10(share)) - 1) : 1;
  double shown = isfinite(share) ? 100 * unit * ceil(share / unit * (1 - 1e-12)) : share;
  sai_text_number(&number, shown, 12);
  sai_text_format(out, points ? _("%s points") : "%s%%", sai_text_string(&number));
  sai_text_free(&number);
}

/* `A, total cost, 10% point (within 0.97%)`. */
static void add_widest(sai_text *out, const sai_result *result) {
  const sai_precision *p = &result->precision;
  sai_text subject = {.whole = out}, figure = {.whole = out}, width = {.whole = out};
  add_subject(&subject, result, &p->widest);
  add_figure(&figure, &p->widest);
  if (p->chance || p->allowed > 0)
    add_share(&width, p->chance ? p->half_width : p->asked * p->half_width / p->allowed, p->chance);
  /* TRANSLATORS: an offer with its metric, which figure of it, and how wide its interval is: `A, total cost,
     10% point: within 0.97%` */
  sai_text_format(out, width.length ? _("%s, %s: within %s") : _("%s, %s"), sai_text_string(&subject),
                  sai_text_string(&figure), sai_text_string(&width));
  sai_text_free(&subject);
  sai_text_free(&figure);
  sai_text_free(&width);
}

static void add_reached(sai_text *out, const sai_result *result, const char *bounds, const char *widest) {
  sai_text runs = {.whole = out};
  sai_text_grouped(&runs, (double)result->runs, 0);
  sai_text_format(
      out, _("Precision reached after %s runs: every figure is known to within %s, each in 95 of 100 cases."),
      sai_text_string(&runs), bounds);
  if (*widest) sai_text_format(out, _(" The last was %s."), widest);
  sai_text_free(&runs);
}

static void add_missed(sai_text *out, const sai_result *result, const char *bounds, const char *widest) {
  const sai_precision *p = &result->precision;
  sai_text all = {.whole = out}, more = {.whole = out};
  sai_text_grouped(&all, p->needed, 0);
  sai_text_grouped(&more, p->needed - (double)result->runs, 0);
  sai_text_format(out, _("Precision not reached: not every figure is known to within %s."), bounds);
  if (*widest) sai_text_format(out, _(" The widest is %s."), widest);
  if (isfinite(p->needed))
    sai_text_format(out, _(" It would take about %s runs, %s more (--runs)."), sai_text_string(&all),
                    sai_text_string(&more));
  else
    sai_text_add(out, _(" How many runs it would take cannot be told yet."));
  sai_text_free(&all);
  sai_text_free(&more);
}

void sai_precision_sentence(sai_text *out, const sai_result *result) {
  const sai_precision *p = &result->precision;
  sai_text share = {.whole = out}, points = {.whole = out}, bounds = {.whole = out}, widest = {.whole = out};
  sai_text_number(&share, 100 * p->asked, 6);
  sai_text_number(&points, 10 * p->asked, 6);
  sai_text_format(&bounds, _("%s%% (chances %s points)"), sai_text_string(&share), sai_text_string(&points));
  if (p->widest.key) add_widest(&widest, result);
  (p->reached ? add_reached : add_missed)(out, result, sai_text_string(&bounds), sai_text_string(&widest));
  sai_text *const all[] = {&share, &points, &bounds, &widest};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) sai_text_free(all[i]);
}
