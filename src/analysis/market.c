/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/market.h"

#include "base/intl.h"

#include <math.h>
#include <string.h>

/* Names under which people write stages. */
enum { NAMES = 7 };
static const char *const names[][NAMES] = {
    {"call", "calls", "架電", "コール", "テレアポ", "電話"},
    {"appointment", "appointments", "アポ", "アポイント", "アポイントメント", "apo"},
    {"connect", "connects", "接続", "通電"},
    {"mailing", "dm", "DM", "piece", "mail", "発送"},
    {"response", "responses", "反応", "反響", "返信", "reply"},
    {"form", "forms", "submission", "フォーム", "フォーム送信", "送信"},
    {"letter", "letters", "手紙"},
    {"lead", "leads", "リード", "見込み客"},
    {"meeting", "meetings", "商談"},
    {"order", "orders", "受注"},
};

/* The first of the names that a word is one of, else the word. */
static const char *common_name(const char *word) {
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    for (size_t j = 0; j < NAMES && names[i][j]; j++)
      if (strcmp(word, names[i][j]) == 0) return names[i][0];
  return word;
}

static bool is_stage(const sai_stage *stage, const char *name) {
  const char *common = common_name(name);
  return strcmp(common_name(stage->name), common) == 0 || strcmp(common_name(stage->label), common) == 0;
}

/* True if units of a stage of that name become units of the stage, in one step or more. */
static bool comes_of(const sai_funnel *funnel, size_t stage, const char *name) {
  bool known[SAI_STAGES_MAX] = {false};
  for (size_t i = 0; i < funnel->n_stages; i++) {
    size_t s = funnel->sorted[i];
    for (size_t f = 0; f < funnel->stages[s].n_flows; f++) {
      const sai_flow *flow = &funnel->stages[s].flows[f];
      if (flow->kind >= SAI_FLOW_RATE)
        known[s] |= known[flow->parent] || is_stage(&funnel->stages[flow->parent], name);
    }
  }
  return known[stage];
}

const sai_market_range *sai_market_rate(const sai_market *market, const sai_funnel *funnel, size_t stage,
                                        size_t of) {
  const sai_market_range *found = NULL;
  for (size_t i = 0; market && i < market->n; i++) {
    const sai_market_range *range = &market->ranges[i];
    const char *after = range->text[SAI_MARKET_AFTER];
    bool fits = range->is_rate && is_stage(&funnel->stages[stage], range->text[SAI_MARKET_STAGE]) &&
                is_stage(&funnel->stages[of], range->text[SAI_MARKET_OF]);
    if (!fits || (*after && !comes_of(funnel, of, after))) continue;
    if (!found || (*after && !*found->text[SAI_MARKET_AFTER])) found = range;
  }
  return found;
}

const sai_market_range *sai_market_work(const sai_market *market, const sai_stage *stage, size_t per) {
  for (size_t i = 0; market && i < market->n; i++) {
    const sai_market_range *range = &market->ranges[i];
    if (range->is_work && is_stage(stage, range->text[SAI_MARKET_STAGE]) &&
        strcmp(sai_counted_name(NULL, per), range->text[SAI_MARKET_OF]) == 0)
      return range;
  }
  return NULL;
}

static bool is_of_person(const sai_fee *fee) {
  return fee->basis == SAI_BASIS_STAGE && fee->stage == SAI_PERSON;
}

static bool is_wage(const sai_contract *contract, const sai_fee *fee) {
  for (size_t f = 0; f < contract->n_fees && contract->kind == SAI_IN_HOUSE; f++)
    if (contract->fees[f].own && is_of_person(&contract->fees[f])) return &contract->fees[f] == fee;
  return false;
}

/* What is usual is the price itself: not what is paid back, or due on leaving or later, or what stands with a
   name of its own beside the work that is paid for, such as expenses of a day. */
static bool is_price(const sai_contract *contract, const sai_fee *fee) {
  if (fee->own) return is_wage(contract, fee);
  bool of_work = fee->basis == SAI_BASIS_STAGE && fee->stage >= SAI_PERSON,
       later = fee->at_exit || fee->first_month > 1 || fee->first_term > 1,
       refund = fee->amount && fee->amount->upper <= 0 && fee->amount->lower < 0;
  return !refund && !(of_work && fee->name) && !(fee->basis == SAI_BASIS_ONCE && later);
}

const sai_market_range *sai_market_price(const sai_market *market, const sai_contract *contract,
                                         const sai_fee *fee, const char *currency) {
  static const char *const bases[] = {[SAI_BASIS_ONCE] = "once",
                                      [SAI_BASIS_MONTH] = "month",
                                      [SAI_BASIS_REVENUE] = "revenue",
                                      [SAI_BASIS_GROSS_PROFIT] = "gross_profit",
                                      [SAI_BASIS_FIRST_YEAR] = "first_year_revenue",
                                      [SAI_BASIS_RECURRING] = "recurring_revenue",
                                      [SAI_BASIS_CASH] = "cash_received",
                                      [SAI_BASIS_COUNT] = NULL};
  bool counted = fee->basis == SAI_BASIS_STAGE, of_stage = counted && fee->stage < SAI_PERSON;
  const char *word = counted ? sai_counted_name(fee->funnel, fee->stage) : bases[fee->basis];
  for (size_t i = 0; market && word && is_price(contract, fee) && i < market->n; i++) {
    const sai_market_range *range = &market->ranges[i];
    const char *name = range->text[SAI_MARKET_STAGE], *unit = range->text[SAI_MARKET_UNIT];
    if (range->is_rate || range->is_work || range->kind != contract->kind) continue;
    if (strcmp(unit, sai_is_share(fee->basis) ? "%" : currency) != 0) continue;
    if (of_stage ? is_stage(&fee->funnel->stages[fee->stage], name) : strcmp(word, name) == 0) return range;
  }
  return NULL;
}

static void add_value(double value, bool share, sai_text *out) {
  if (share)
    sai_text_number(out, 100 * value, 6);
  else
    sai_text_grouped(out, value, value == floor(value) ? 0 : 2);
}

/* `reinolz.co.jp, 2026-11`. */
static void add_source(const sai_market_range *range, sai_text *out) {
  const char *source = range->text[SAI_MARKET_SOURCE], *date = range->text[SAI_MARKET_DATE];
  sai_text_add(out, *source ? source : _("a guess without source"));
  if (*date) sai_text_format(out, ", %s", date);
}

void sai_market_words(const sai_market_range *range, sai_text *out) {
  const char *unit = range->text[SAI_MARKET_UNIT];
  bool share = strcmp(unit, "%") == 0, about = range->low == range->high;
  sai_text low = {.whole = out}, high = {.whole = out}, source = {.whole = out};
  add_value(range->low, share, &low);
  add_value(range->high, share, &high);
  add_source(range, &source);
  const char *from = sai_text_string(&low), *to = sai_text_string(&high), *who = sai_text_string(&source);
  if (share && about)
    sai_text_format(out, _("about %s%% (%s)"), from, who);
  else if (share)
    sai_text_format(out, _("%s-%s%% (%s)"), from, to, who);
  else if (range->is_work && about)
    sai_text_format(out, _("about %s (%s)"), from, who);
  else if (range->is_work)
    sai_text_format(out, _("%s-%s (%s)"), from, to, who);
  else if (about)
    sai_text_format(out, _("about %s %s (%s)"), from, strcmp(unit, "JPY") == 0 ? _("yen") : unit, who);
  else if (strcmp(unit, "JPY") == 0)
    sai_text_format(out, _("%s-%s yen (%s)"), from, to, who);
  else
    sai_text_format(out, "%s-%s %s (%s)", from, to, unit, who);
  sai_text_free(&low);
  sai_text_free(&high);
  sai_text_free(&source);
}

void sai_market_free(sai_market *market) {
  sai_arena_free(&market->arena);
  *market = (sai_market){0};
}
