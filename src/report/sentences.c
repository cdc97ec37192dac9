/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings in words. Two offers are told apart by their odds; of more, the two best on average are. An offer
   of the kind `nothing` is never called cheap: the others are measured against it. */
#include "report/sentences.h"

#include "base/intl.h"
#include "report/clean.h"
#include "report/words.h"
#include "result/stage_words.h"

#include <math.h>
#include <string.h>

enum { NAME_COLUMNS = 36, LISTED = 4, CROSSINGS = 6, PROMISES = 6, FEW_OFFERS = 4, NOBODY = -1 };

/** A chance from which on something is said without reserve. */
static const double LIKELY = 0.75;

typedef struct teller {
  const sai_result *result;
  sai_money_unit unit;
  sai_text *out;
} teller;

/** Bytes of a name without the remark in brackets at its end: `A社 (コール+アポ)` is `A社` in a sentence. */
static size_t short_bytes(const char *name) {
  const char *plain = strstr(name, " ("), *wide = strstr(name, "（");
  const char *end = plain && wide ? (plain < wide ? plain : wide) : plain ? plain : wide;
  return end && end > name ? (size_t)(end - name) : strlen(name);
}

/** True if no other offer has the same short name. */
static bool short_is_unique(const sai_result *result, size_t offer) {
  const char *name = result->offers[offer].name;
  size_t n = short_bytes(name);
  for (size_t i = 0; i < result->n_offers; i++) {
    const char *other = result->offers[i].name;
    if (i != offer && short_bytes(other) == n && strncmp(other, name, n) == 0) return false;
  }
  return true;
}

/** The name of an offer in a sentence. The caller frees it, as all texts below. */
static sai_text name_of(const teller *t, size_t offer) {
  sai_text line = {.whole = t->out}, name = {.whole = t->out}, whole = {.whole = t->out};
  const char *full = t->result->offers[offer].name;
  sai_text_add_bytes(&whole, full, short_is_unique(t->result, offer) ? short_bytes(full) : strlen(full));
  sai_clean_line(&line, sai_text_string(&whole));
  sai_clean_cut(&name, sai_text_string(&line), NAME_COLUMNS);
  sai_text_free(&line);
  sai_text_free(&whole);
  return name;
}

static sai_text odds_of(const teller *t, const sai_figure *p) {
  sai_text odds = {.whole = t->out};
  sai_words_odds(&odds, p);
  return odds;
}

static sai_text money_of(const teller *t, double value) {
  sai_text money = {.whole = t->out};
  sai_words_money(&money, value, t->result->currency, t->result->currency_decimals, t->unit);
  return money;
}

/** Append a message with up to four texts, and free them. */
#define TELL(t, format, ...)                                                                                 \
  do {                                                                                                       \
    sai_text texts[] = {__VA_ARGS__};                                                                        \
    tell(t, format, texts, sizeof texts / sizeof *texts);                                                    \
  } while (0)

static void tell(const teller *t, const char *format, sai_text *texts, size_t n) {
  const char *s[4] = {"", "", "", ""};
  for (size_t i = 0; i < n; i++) s[i] = sai_text_string(&texts[i]);
  sai_text_format(t->out, format, s[0], s[1], s[2], s[3]);
  for (size_t i = 0; i < n; i++) sai_text_free(&texts[i]);
}

/** What stands between two sentences: nothing after a full-width stop. */
static void add_space(sai_text *out) {
  static const char stop[] = "。";
  size_t n = sizeof stop - 1;
  bool wide = out->length >= n && memcmp(out->data + out->length - n, stop, n) == 0;
  if (out->length && !wide) sai_text_add(out, " ");
}

static bool is_nothing(const sai_offer_result *offer) {
  return offer->kind && strcmp(offer->kind, "nothing") == 0;
}

static bool never_sells(const sai_offer_result *offer) {
  const sai_metric *cpa = &offer->metrics[SAI_CPA];
  return cpa->present &&
         ((cpa->probability[0].present && cpa->probability[0].value >= 1) || isinf(cpa->pooled.value));
}

/** How low an offer is in a metric on average: net counts downwards. NAN: it does not take part. */
static double level(const sai_offer_result *offer, sai_metric_id id) {
  const sai_metric *metric = &offer->metrics[id];
  const sai_figure *figure = metric->mean.present ? &metric->mean : &metric->pooled;
  if (!metric->present || !figure->present || is_nothing(offer)) return NAN;
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

static sai_figure chance(double p, double noise) {
  p = p < 1e-12 ? 0 : p > 1 - 1e-12 ? 1 : p;
  return (sai_figure){true, p, NAN, p - noise, p + noise};
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
  sai_figure lower = chance(c->a_lower.value, noise);
  sai_figure higher = chance(1 - c->a_lower.value - c->equal.value, noise);
  bool x_is_lower_side = (x < y) != (id == SAI_NET);
  return (duel){true, x_is_lower_side ? lower : higher, x_is_lower_side ? higher : lower, c->equal};
}

static bool about_even(const duel *d) {
  return fabs(d->x.value - d->y.value) <= fmax(0.04, 2 * sai_words_noise(&d->x));
}

/** How two offers stand in cost; *winner is NOBODY if they are even. */
static void tell_cost_of_two(const teller *t, size_t x, size_t y, const duel *d, int *winner) {
  *winner = NOBODY;
  if (d->equal.value >= 1) {
    sai_text_add(t->out, _("The total cost is the same in every run."));
  } else if (about_even(d)) {
    TELL(t, _("The total cost is about even: %s is lower in %s, %s in %s."), name_of(t, x), odds_of(t, &d->x),
         name_of(t, y), odds_of(t, &d->y));
  } else {
    bool first = d->x.value > d->y.value;
    *winner = (int)(first ? x : y);
    const sai_figure *odds = first ? &d->x : &d->y;
    TELL(t,
         odds->value < LIKELY ? _("%s tends to be cheaper: its total cost is lower in %s.")
                              : _("%s is cheaper: its total cost is lower in %s."),
         name_of(t, (size_t)*winner), odds_of(t, odds));
  }
  if (d->equal.value < 1 && d->equal.value >= 0.005) {
    add_space(t->out);
    TELL(t, _("It is the same in %s."), odds_of(t, &d->equal));
  }
}

static void tell_cpa_of_two(const teller *t, size_t x, size_t y, const duel *d, int cost_winner) {
  if (d->equal.value >= 1) return;
  add_space(t->out);
  if (about_even(d)) {
    TELL(t, _("Per order the two are about even: %s is cheaper in %s, %s in %s."), name_of(t, x),
         odds_of(t, &d->x), name_of(t, y), odds_of(t, &d->y));
    return;
  }
  bool first = d->x.value > d->y.value;
  int winner = (int)(first ? x : y);
  const char *format = cost_winner == NOBODY   ? _("Per order, %s is cheaper in %s.")
                       : cost_winner == winner ? _("Per order, too, %s is cheaper in %s.")
                                               : _("Per order, however, %s is cheaper in %s.");
  TELL(t, format, name_of(t, (size_t)winner), odds_of(t, first ? &d->x : &d->y));
}

static void tell_net_of_two(const teller *t, size_t x, size_t y) {
  duel d = duel_of(t->result, x, y, SAI_NET);
  if (!d.known || d.equal.value >= 1) return;
  add_space(t->out);
  bool first = d.x.value > d.y.value;
  if (about_even(&d))
    TELL(t, _("The net is about even: %s is higher in %s, %s in %s."), name_of(t, x), odds_of(t, &d.x),
         name_of(t, y), odds_of(t, &d.y));
  else
    TELL(t, _("The net is higher with %s in %s."), name_of(t, first ? x : y),
         odds_of(t, first ? &d.x : &d.y));
}

static void tell_two(const teller *t, size_t x, size_t y) {
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

static void tell_best(const teller *t, sai_metric_id id, best_words words) {
  int best, next;
  if (ranking(t->result, id, &best, &next) < 2) return;
  duel d = duel_of(t->result, (size_t)best, (size_t)next, id);
  double low = level(&t->result->offers[best], id), high = level(&t->result->offers[next], id);
  bool equal = d.known ? d.equal.value >= 1 : high - low <= 1e-9 * fabs(high);
  add_space(t->out);
  if (equal)
    TELL(t, words.alike, name_of(t, (size_t)best), name_of(t, (size_t)next));
  else if (d.known)
    TELL(t, words.with_odds, name_of(t, (size_t)best), name_of(t, (size_t)next), odds_of(t, &d.x));
  else
    TELL(t, words.alone, name_of(t, (size_t)best));
}

static void tell_many(const teller *t) {
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

static sai_text rounded_money(const teller *t, const sai_figure *figure) {
  sai_text money = {.whole = t->out}, number = {.whole = t->out};
  sai_scale scale =
      sai_words_scale(t->result->currency, t->result->currency_decimals, t->unit, fabs(figure->value));
  double shown = figure->value / scale.divisor;
  int decimals = fabs(shown) >= 100 || shown == 0 ? 0 : fabs(shown) >= 10 ? 1 : 2;
  if (decimals > scale.decimals) decimals = scale.decimals;
  sai_words_number(&number, shown, sai_words_quantile_noise(figure) / scale.divisor, decimals);
  sai_words_amount(&money, sai_text_string(&number), &scale);
  sai_text_free(&number);
  return money;
}

static sai_text rounded_count(const teller *t, const sai_figure *figure) {
  sai_text count = {.whole = t->out};
  sai_words_number(&count, figure->value, sai_words_quantile_noise(figure), figure->value < 10 ? 1 : 0);
  char *point = count.data ? strstr(count.data, ".0") : NULL;
  if (point) count.length = (size_t)(point - count.data), *point = '\0';
  return count;
}

static void tell_chances_of_one(const teller *t, const sai_metric *metrics) {
  const sai_figure *within = &metrics[SAI_CPA].probability[1], *profit = &metrics[SAI_NET].probability[0];
  if (within->present && t->result->target_cpa.present) {
    sai_text target = money_of(t, t->result->target_cpa.value);
    add_space(t->out);
    if (within->value > 0)
      TELL(t, _("CPA stays within the target of %s in %s."), target, odds_of(t, within));
    else
      TELL(t, _("No run keeps CPA within the target of %s."), target);
  }
  if (metrics[SAI_NET].present && profit->present) {
    add_space(t->out);
    if (profit->value > 0)
      TELL(t, _("There is a profit in %s."), odds_of(t, profit));
    else
      sai_text_add(t->out, _("No run makes a profit."));
  }
}

static void tell_one(const teller *t, size_t offer) {
  const sai_metric *metrics = t->result->offers[offer].metrics;
  if (!metrics[SAI_COST].present || !metrics[SAI_ORDERS].present) return;
  const sai_figure *cpa = middle(&metrics[SAI_CPA]);
  if (metrics[SAI_CPA].present && cpa->present && isfinite(cpa->value))
    TELL(t,
         t->result->point ? _("%s: total cost %s, orders %s, %s per order.")
                          : _("%s, in the middle: total cost %s, orders %s, %s per order."),
         name_of(t, offer), rounded_money(t, middle(&metrics[SAI_COST])),
         rounded_count(t, middle(&metrics[SAI_ORDERS])), rounded_money(t, cpa));
  else
    TELL(t,
         t->result->point ? _("%s: total cost %s, orders %s.")
                          : _("%s, in the middle: total cost %s, orders %s."),
         name_of(t, offer), rounded_money(t, middle(&metrics[SAI_COST])),
         rounded_count(t, middle(&metrics[SAI_ORDERS])));
  if (!t->result->point) tell_chances_of_one(t, metrics);
}

static void tell_against_nothing(const teller *t) {
  int best, next;
  if (ranking(t->result, SAI_NET, &best, &next) < 1) return;
  for (size_t i = 0; i < t->result->n_offers; i++) {
    if (!is_nothing(&t->result->offers[i])) continue;
    duel d = duel_of(t->result, (size_t)best, i, SAI_NET);
    if (!d.known) return;
    add_space(t->out);
    TELL(t, _("Compared with %s, the net of %s is higher in %s."), name_of(t, i), name_of(t, (size_t)best),
         odds_of(t, &d.x));
    return;
  }
}

/** The chance of something bad for an offer; not present if it does not apply. */
typedef sai_figure bad_luck(const sai_result *result, size_t offer);

static sai_figure overrun(const sai_result *result, size_t offer) {
  const sai_figure *within = &result->offers[offer].metrics[SAI_COST].probability[0];
  if (!within->present) return (sai_figure){0};
  return chance(1 - within->value, sai_words_noise(within));
}

static sai_figure no_order(const sai_result *result, size_t offer) {
  const sai_offer_result *o = &result->offers[offer];
  if (is_nothing(o) || !o->metrics[SAI_CPA].present) return (sai_figure){0};
  return o->metrics[SAI_CPA].probability[0];
}

typedef struct odds_list {
  size_t n, rare, none, certain; /**< offers to which it applies; with a chance below 1 in 200, of 0, of 1 */
  size_t n_shown, shown[LISTED];
} odds_list;

/** The offer with the highest chance among those not taken yet; n_offers if there is none. */
static size_t worst_left(const sai_result *result, bad_luck *luck, const bool *taken, bool with_none) {
  size_t worst = result->n_offers;
  for (size_t i = 0; i < result->n_offers; i++) {
    sai_figure p = luck(result, i);
    if (!p.present || taken[i] || (p.value <= 0 && !with_none)) continue;
    if (worst == result->n_offers || p.value > luck(result, worst).value) worst = i;
  }
  return worst;
}

/** Those with the highest chances, in file order. Of two offers both are listed, of more only those at risk.
 */
static odds_list list_of(const sai_result *result, bad_luck *luck) {
  enum { OFFERS = 64 };
  odds_list list = {0};
  bool taken[OFFERS] = {false};
  if (result->n_offers > OFFERS) return list;
  for (size_t i = 0; i < result->n_offers; i++) {
    sai_figure p = luck(result, i);
    if (!p.present) continue;
    list.n++;
    list.rare += p.value < 0.005;
    list.none += p.value <= 0;
    list.certain += p.value >= 1;
  }
  for (size_t k = 0; k < LISTED; k++) {
    size_t worst = worst_left(result, luck, taken, list.n <= 2);
    if (worst < result->n_offers) taken[worst] = true;
  }
  for (size_t i = 0; i < result->n_offers; i++)
    if (taken[i]) list.shown[list.n_shown++] = i;
  return list;
}

/* The odds that all offers share in words; empty if they differ, or if there is but one offer. */
static sai_text shared_odds(const teller *t, const odds_list *list, bad_luck *luck) {
  sai_text shared = {.whole = t->out};
  bool same = list->n > 1;
  for (size_t i = 0; same && i < t->result->n_offers; i++) {
    sai_figure p = luck(t->result, i);
    if (!p.present) continue;
    sai_text odds = odds_of(t, &p);
    if (shared.length)
      same = strcmp(sai_text_string(&shared), sai_text_string(&odds)) == 0;
    else
      sai_text_add(&shared, sai_text_string(&odds));
    sai_text_free(&odds);
  }
  if (!same) sai_text_clear(&shared);
  return shared;
}

static sai_text odds_texts(const teller *t, const odds_list *list, bad_luck *luck) {
  sai_text text = {.whole = t->out}, shared = shared_odds(t, list, luck);
  bool same = shared.length > 0;
  if (same) sai_text_format(&text, _("each offer in %s"), sai_text_string(&shared));
  sai_text_free(&shared);
  if (same) return text;
  for (size_t k = 0; k < list->n_shown; k++) {
    sai_text name = name_of(t, list->shown[k]);
    sai_figure p = luck(t->result, list->shown[k]);
    sai_text odds = odds_of(t, &p);
    if (k) sai_text_add(&text, _(", "));
    /* TRANSLATORS: an offer and a chance: `Vendor A in 31 of 100 runs` */
    sai_text_format(&text, _("%s in %s"), sai_text_string(&name), sai_text_string(&odds));
    sai_text_free(&name);
    sai_text_free(&odds);
  }
  if (list->n > list->n_shown)
    sai_text_add(&text, list->n - list->n_shown == list->none ? _("; the others never")
                                                              : _("; the others less often"));
  return text;
}

/* The budget, and the period that it is for. */
static sai_text budget_of(const teller *t) {
  const char *per = t->result->budget_per;
  sai_text money = money_of(t, t->result->target_budget.value), text = {.whole = t->out};
  sai_text_format(&text,
                  !per                        ? "%s"
                  : strcmp(per, "month") == 0 ? _("%s a month")
                                              : _("%s a fiscal year"),
                  sai_text_string(&money));
  sai_text_free(&money);
  return text;
}

static void tell_budget(const teller *t) {
  const sai_result *result = t->result;
  odds_list list = list_of(result, overrun);
  if (!result->target_budget.present || list.n == 0) return;
  if (list.none == list.n)
    TELL(t, _("No run exceeds the budget of %s."), budget_of(t));
  else if (list.certain == list.n)
    TELL(t,
         list.n == 1 ? _("Every run exceeds the budget of %s.")
                     : _("Every offer exceeds the budget of %s in every run."),
         budget_of(t));
  else
    TELL(t, _("Over the budget of %s: %s."), budget_of(t), odds_texts(t, &list, overrun));
  sai_text_add(t->out, "\n");
}

static void tell_no_order(const teller *t) {
  odds_list list = list_of(t->result, no_order);
  if (list.n == 0 || list.none == list.n) return;
  if (list.rare == list.n)
    sai_text_add(t->out, _("No order at all: less than 1 of 100 runs."));
  else if (list.certain == list.n)
    sai_text_add(t->out, _("No run brings an order."));
  else
    TELL(t, _("No order at all: %s."), odds_texts(t, &list, no_order));
  sai_text_add(t->out, "\n");
}

/* The middle of what a promise is compared with, in its unit, with so many digits that it is not taken for
   the promised number where it is another one. */
static sai_text middle_of(const teller *t, const sai_promise_result *p) {
  enum { MOST = 6 };
  const sai_figure *figure = p->simulated.p50.present    ? &p->simulated.p50
                             : p->simulated.mean.present ? &p->simulated.mean
                                                         : &p->pooled;
  const bool share = p->kind == SAI_PROMISED_SHARE;
  const double factor = share ? 100 : 1, value = factor * figure->value, promised = factor * p->promised;
  int places = share ? 2 : value < 10 ? 1 : 0;
  while (places < MOST && fabs(value - promised) > 1e-9 * promised &&
         fabs(round(value * pow(10, places)) / pow(10, places) - promised) <= 1e-9 * promised)
    places++;
  sai_text number = {.whole = t->out}, text = {.whole = t->out};
  sai_words_number(&number, value, factor * sai_words_quantile_noise(figure), places);
  char *point = !share && number.data ? strstr(number.data, ".0") : NULL;
  if (point && point[2] == '\0') number.length = (size_t)(point - number.data), *point = '\0';
  if (share) sai_text_add(&number, "%");
  sai_words_promised(&text, p, sai_text_string(&number));
  sai_text_free(&number);
  return text;
}

static sai_text promise_of(const teller *t, const sai_promise_result *p) {
  sai_text text = {.whole = t->out};
  sai_words_promise(&text, p);
  return text;
}

static void tell_promises(const teller *t) {
  size_t told = 0, more = 0;
  for (size_t i = 0; i < t->result->n_offers; i++)
    for (size_t k = 0; k < t->result->offers[i].n_promises; k++) {
      const sai_promise_result *p = &t->result->offers[i].promises[k];
      if (told == PROMISES) {
        more++;
        continue;
      }
      told++;
      if (t->result->point)
        TELL(t, _("%s promises %s; the point calculation gives %s."), name_of(t, i), promise_of(t, p),
             middle_of(t, p));
      else
        TELL(t, _("%s promises %s; this is reached in %s, and the middle is %s."), name_of(t, i),
             promise_of(t, p), odds_of(t, &p->reached), middle_of(t, p));
      sai_text_add(t->out, "\n");
    }
  if (!more) return;
  sai_text_format(t->out, _("Further promises: %zu. They are in result.json."), more);
  sai_text_add(t->out, "\n");
}

static void tell_point_budget(const teller *t) {
  const sai_result *result = t->result;
  if (!result->target_budget.present) return;
  sai_text names = {.whole = t->out};
  for (size_t i = 0; i < result->n_offers; i++) {
    const sai_figure *cost =
        result->budget_per ? &result->offers[i].budgeted : &result->offers[i].metrics[SAI_COST].mean;
    if (!cost->present || !(cost->value > result->target_budget.value)) continue;
    sai_text name = name_of(t, i);
    if (names.length) sai_text_add(&names, _(", "));
    sai_text_add(&names, sai_text_string(&name));
    sai_text_free(&name);
  }
  if (names.length)
    TELL(t, _("Over the budget of %s: %s."), budget_of(t), names);
  else if (!names.failed)
    TELL(t, _("Every offer stays within the budget of %s."), budget_of(t));
  if (!names.length) sai_text_free(&names);
  sai_text_add(t->out, "\n");
}

void sai_sentences_findings(const sai_result *result, sai_money_unit unit, sai_text *out) {
  sai_text first = {.whole = out};
  teller t = {result, unit, &first};
  int best, next;
  size_t n = ranking(result, SAI_COST, &best, &next);
  if (n == 1)
    tell_one(&t, (size_t)best);
  else if (n == 2 && !result->point)
    tell_two(&t, (size_t)(best < next ? best : next), (size_t)(best < next ? next : best));
  else if (n >= 2)
    tell_many(&t);
  if (!result->point) tell_against_nothing(&t);
  if (first.length) sai_text_format(out, "%s\n", sai_text_string(&first));
  sai_text_free(&first);
  t.out = out;
  if (result->point) {
    tell_point_budget(&t);
  } else {
    tell_budget(&t);
    tell_no_order(&t);
  }
  tell_promises(&t);
}

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
static sai_text count_of(const teller *t, double units) {
  sai_text text = {.whole = t->out};
  bool whole = fabs(units - round(units)) <= 1e-6 * units;
  sai_text_grouped(&text, units, whole || units >= 100 ? 0 : units >= 10 ? 1 : 2);
  return text;
}

static sai_text line_of(const teller *t, const char *s) {
  sai_text text = {.whole = t->out};
  sai_clean_line(&text, s);
  return text;
}

/** The stage and its number where costs cross: `appointments 20`. */
static sai_text place_of(const teller *t, const sai_crossing *c, size_t i) {
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
static void tell_reach(const teller *t, const sai_crossing *c, size_t i) {
  int a = side_of(units_of(t->result, c->a, c->stage_label), c->units[i]),
      b = side_of(units_of(t->result, c->b, c->stage_label), c->units[i]);
  if (a == 0 && b == 0) return;
  add_space(t->out);
  if (a == b)
    sai_text_add(t->out, a < 0 ? _("Out of reach: nearly every run stays below that.")
                               : _("Out of reach: nearly every run has more than that."));
  else if (a < 0 || b < 0)
    TELL(t, _("But %s stays below that in nearly every run."), name_of(t, a < 0 ? c->a : c->b));
  else
    TELL(t, _("But %s has more than that in nearly every run."), name_of(t, a > 0 ? c->a : c->b));
}

static void tell_crossing(const teller *t, const sai_crossing *c, size_t i) {
  double below = i ? (c->units[i - 1] + c->units[i]) / 2 : c->units[i] / 2;
  int cheaper = cheaper_at(t->result, c, below);
  TELL(t, _("The costs of %s and %s cross at %s (%s)"), name_of(t, c->a), name_of(t, c->b), place_of(t, c, i),
       rounded_money(t, &(sai_figure){true, c->cost[i], NAN, c->cost[i], c->cost[i]}));
  if (cheaper == NOBODY)
    sai_text_add(t->out, _("."));
  else
    TELL(t, _(": below that %s is cheaper, above it %s."), name_of(t, (size_t)cheaper),
         name_of(t, (size_t)cheaper == c->a ? c->b : c->a));
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
  teller t = {result, unit, out};
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
