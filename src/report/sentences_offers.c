/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How offers stand: of one its figures; two are told apart by their odds; of more, the two best on average
   are. An offer of the kind `nothing` is never called cheap: the others are measured against it. */
#include "report/sentences_parts.h"

#include "base/intl.h"
#include "report/words.h"

#include <math.h>
#include <string.h>

enum { NOBODY = -1 };

/** A chance from which on something is said without reserve. */
static const double LIKELY = 0.75;

static bool never_sells(const sai_offer_result *offer) {
  const sai_metric *cpa = &offer->metrics[SAI_CPA];
  return cpa->present &&
         ((cpa->probability[0].present && cpa->probability[0].value >= 1) || isinf(cpa->pooled.value));
}

/** How low an offer is in a metric on average: net counts downwards. NAN: it does not take part. */
static double level(const sai_offer_result *offer, sai_metric_id id) {
  const sai_metric *metric = &offer->metrics[id];
  const sai_figure *figure = metric->mean.present ? &metric->mean : &metric->pooled;
  if (!metric->present || !figure->present || sai_tell_nothing_is_bought(offer)) return NAN;
  if (id == SAI_CPA && never_sells(offer)) return NAN;
  return id == SAI_NET ? -figure->value : figure->value;
}

/** The best offer in a metric and the next one; NOBODY where there is none. @return how many take part */
static size_t ranking(const sai_result *result, sai_metric_id id, int *best, int *next) {
  size_t n = 0;
  *best = *next = NOBODY;
  for (size_t i = 0; i < result->n_offers; i++) {
    double at = level(&result->offers[i], id);
    if (isnan(at)) continue;
    n++;
    if (*best == NOBODY || at < level(&result->offers[*best], id)) {
      *next = *best;
      *best = (int)i;
    } else if (*next == NOBODY || at < level(&result->offers[*next], id)) {
      *next = (int)i;
    }
  }
  return n;
}

/** The chances that x is better, that y is better, and that they are equal, in the same futures. */
typedef struct duel {
  bool known;
  sai_figure x, y, equal;
} duel;

static duel duel_of(const sai_result *result, size_t x, size_t y, sai_metric_id id) {
  const sai_comparison *c = sai_result_comparison(result, x < y ? x : y, x < y ? y : x, id);
  if (!c || !c->a_lower.present || !c->equal.present) return (duel){0};
  double noise = sai_words_noise(&c->a_lower);
  sai_figure lower = sai_tell_chance(c->a_lower.value, noise);
  sai_figure higher = sai_tell_chance(1 - c->a_lower.value - c->equal.value, noise);
  bool x_is_lower_side = (x < y) != (id == SAI_NET);
  return (duel){true, x_is_lower_side ? lower : higher, x_is_lower_side ? higher : lower, c->equal};
}

static bool about_even(const duel *d) {
  return fabs(d->x.value - d->y.value) <= fmax(0.04, 2 * sai_words_noise(&d->x));
}

/** How two offers stand in cost; *winner is NOBODY if they are even. */
static void tell_cost_of_two(const sai_teller *t, size_t x, size_t y, const duel *d, int *winner) {
  *winner = NOBODY;
  if (d->equal.value >= 1) {
    sai_text_add(t->out, _("The total cost is the same in every run."));
  } else if (about_even(d)) {
    SAI_TELL(t, _("The total cost is about even: %s is lower in %s, %s in %s."), sai_tell_name(t, x),
             sai_tell_odds(t, &d->x), sai_tell_name(t, y), sai_tell_odds(t, &d->y));
  } else {
    bool first = d->x.value > d->y.value;
    *winner = (int)(first ? x : y);
    const sai_figure *odds = first ? &d->x : &d->y;
    SAI_TELL(t,
             odds->value < LIKELY ? _("%s tends to be cheaper: its total cost is lower in %s.")
                                  : _("%s is cheaper: its total cost is lower in %s."),
             sai_tell_name(t, (size_t)*winner), sai_tell_odds(t, odds));
  }
  if (d->equal.value < 1 && d->equal.value >= 0.005) {
    sai_tell_space(t->out);
    SAI_TELL(t, _("It is the same in %s."), sai_tell_odds(t, &d->equal));
  }
}

static void tell_cpa_of_two(const sai_teller *t, size_t x, size_t y, const duel *d, int cost_winner) {
  if (d->equal.value >= 1) return;
  sai_tell_space(t->out);
  if (about_even(d)) {
    SAI_TELL(t, _("Per order the two are about even: %s is cheaper in %s, %s in %s."), sai_tell_name(t, x),
             sai_tell_odds(t, &d->x), sai_tell_name(t, y), sai_tell_odds(t, &d->y));
    return;
  }
  bool first = d->x.value > d->y.value;
  int winner = (int)(first ? x : y);
  const char *format = cost_winner == NOBODY   ? _("Per order, %s is cheaper in %s.")
                       : cost_winner == winner ? _("Per order, too, %s is cheaper in %s.")
                                               : _("Per order, however, %s is cheaper in %s.");
  SAI_TELL(t, format, sai_tell_name(t, (size_t)winner), sai_tell_odds(t, first ? &d->x : &d->y));
}

static void tell_net_of_two(const sai_teller *t, size_t x, size_t y) {
  duel d = duel_of(t->result, x, y, SAI_NET);
  if (!d.known || d.equal.value >= 1) return;
  sai_tell_space(t->out);
  bool first = d.x.value > d.y.value;
  if (about_even(&d))
    SAI_TELL(t, _("The net is about even: %s is higher in %s, %s in %s."), sai_tell_name(t, x),
             sai_tell_odds(t, &d.x), sai_tell_name(t, y), sai_tell_odds(t, &d.y));
  else
    SAI_TELL(t, _("The net is higher with %s in %s."), sai_tell_name(t, first ? x : y),
             sai_tell_odds(t, first ? &d.x : &d.y));
}

static void tell_two(const sai_teller *t, size_t x, size_t y) {
  duel cost = duel_of(t->result, x, y, SAI_COST), cpa = duel_of(t->result, x, y, SAI_CPA);
  if (!cost.known) return;
  int winner;
  tell_cost_of_two(t, x, y, &cost, &winner);
  if (cpa.known) tell_cpa_of_two(t, x, y, &cpa, winner);
  tell_net_of_two(t, x, y);
}

/** What is said of the best offer: alone, with its odds against the next one, and if the two are equal. */
typedef struct best_words {
  const char *alone, *with_odds, *alike;
} best_words;

static void tell_best(const sai_teller *t, sai_metric_id id, best_words words) {
  int best, next;
  if (ranking(t->result, id, &best, &next) < 2) return;
  duel d = duel_of(t->result, (size_t)best, (size_t)next, id);
  double low = level(&t->result->offers[best], id), high = level(&t->result->offers[next], id);
  bool equal = d.known ? d.equal.value >= 1 : high - low <= 1e-9 * fabs(high);
  sai_tell_space(t->out);
  if (equal)
    SAI_TELL(t, words.alike, sai_tell_name(t, (size_t)best), sai_tell_name(t, (size_t)next));
  else if (d.known)
    SAI_TELL(t, words.with_odds, sai_tell_name(t, (size_t)best), sai_tell_name(t, (size_t)next),
             sai_tell_odds(t, &d.x));
  else
    SAI_TELL(t, words.alone, sai_tell_name(t, (size_t)best));
}

static void tell_many(const sai_teller *t) {
  tell_best(t, SAI_COST,
            (best_words){_("Lowest total cost: %s."),
                         _("Lowest total cost on average: %s, below the next, %s, in %s."),
                         _("Lowest total cost: %s and %s, the same.")});
  tell_best(t, SAI_CPA,
            (best_words){_("Cheapest per order: %s."),
                         _("Cheapest per order on average: %s, below the next, %s, in %s."),
                         _("Cheapest per order: %s and %s, the same.")});
  tell_best(t, SAI_NET,
            (best_words){_("Highest net: %s."), _("Highest net on average: %s, above the next, %s, in %s."),
                         _("Highest net: %s and %s, the same.")});
}

/** The middle of a metric: the median, or the only value of the point calculation. */
static const sai_figure *middle(const sai_metric *metric) {
  return metric->quantile[SAI_P50].present ? &metric->quantile[SAI_P50]
         : metric->mean.present            ? &metric->mean
                                           : &metric->pooled;
}

static sai_text rounded_count(const sai_teller *t, const sai_figure *figure) {
  sai_text count = {.whole = t->out};
  sai_words_number(&count, figure->value, sai_words_quantile_noise(figure), figure->value < 10 ? 1 : 0);
  char *point = count.data ? strstr(count.data, ".0") : NULL;
  if (point) count.length = (size_t)(point - count.data), *point = '\0';
  return count;
}

static void tell_chances_of_one(const sai_teller *t, const sai_metric *metrics) {
  const sai_figure *within = &metrics[SAI_CPA].probability[1], *profit = &metrics[SAI_NET].probability[0];
  if (within->present && t->result->target_cpa.present) {
    sai_text target = sai_tell_money(t, t->result->target_cpa.value);
    sai_tell_space(t->out);
    if (within->value > 0)
      SAI_TELL(t, _("CPA stays within the target of %s in %s."), target, sai_tell_odds(t, within));
    else
      SAI_TELL(t, _("No run keeps CPA within the target of %s."), target);
  }
  if (metrics[SAI_NET].present && profit->present) {
    sai_tell_space(t->out);
    if (profit->value > 0)
      SAI_TELL(t, _("There is a profit in %s."), sai_tell_odds(t, profit));
    else
      sai_text_add(t->out, _("No run makes a profit."));
  }
}

static void tell_one(const sai_teller *t, size_t offer) {
  const sai_metric *metrics = t->result->offers[offer].metrics;
  if (!metrics[SAI_COST].present || !metrics[SAI_ORDERS].present) return;
  const sai_figure *cpa = middle(&metrics[SAI_CPA]);
  if (metrics[SAI_CPA].present && cpa->present && isfinite(cpa->value))
    SAI_TELL(t,
             t->result->point ? _("%s: total cost %s, orders %s, %s per order.")
                              : _("%s, in the middle: total cost %s, orders %s, %s per order."),
             sai_tell_name(t, offer), sai_tell_rounded_money(t, middle(&metrics[SAI_COST])),
             rounded_count(t, middle(&metrics[SAI_ORDERS])), sai_tell_rounded_money(t, cpa));
  else
    SAI_TELL(t,
             t->result->point ? _("%s: total cost %s, orders %s.")
                              : _("%s, in the middle: total cost %s, orders %s."),
             sai_tell_name(t, offer), sai_tell_rounded_money(t, middle(&metrics[SAI_COST])),
             rounded_count(t, middle(&metrics[SAI_ORDERS])));
  if (!t->result->point) tell_chances_of_one(t, metrics);
}

static void tell_against_nothing(const sai_teller *t) {
  int best, next;
  if (ranking(t->result, SAI_NET, &best, &next) < 1) return;
  for (size_t i = 0; i < t->result->n_offers; i++) {
    if (!sai_tell_nothing_is_bought(&t->result->offers[i])) continue;
    duel d = duel_of(t->result, (size_t)best, i, SAI_NET);
    if (!d.known) return;
    sai_tell_space(t->out);
    SAI_TELL(t, _("Compared with %s, the net of %s is higher in %s."), sai_tell_name(t, i),
             sai_tell_name(t, (size_t)best), sai_tell_odds(t, &d.x));
    return;
  }
}

void sai_tell_offers(const sai_teller *t) {
  const sai_result *result = t->result;
  int best, next;
  size_t n = ranking(result, SAI_COST, &best, &next);
  if (n == 1)
    tell_one(t, (size_t)best);
  else if (n == 2 && !result->point)
    tell_two(t, (size_t)(best < next ? best : next), (size_t)(best < next ? next : best));
  else if (n >= 2)
    tell_many(t);
  if (!result->point) tell_against_nothing(t);
}
