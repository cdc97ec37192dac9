/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures are vendors' own publications; they disagree by up to ten times. */
#include "analysis/market.h"

#include "base/intl.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static const sai_market_range ranges[] = {
    {"appointment", "call", NULL, 0.005, 0.03, "wsf-is.com, sweek.co.jp, 2026-11"},
    {"connect", "call", NULL, 0.15, 0.20, "wsf-is.com, 2026-11"},
    {"response", "mailing", NULL, 0.005, 0.10, "sellmarke.jp, 2026-11"},
    {"response", "form", NULL, 0.003, 0.003, "global-axis.jp, 2026-11"},
    {"meeting", "lead", NULL, 0.20, 0.30, "decisense.co.jp, 2026-11"},
    {"order", "meeting", NULL, 0.20, 0.20, "decisense.co.jp, thunderbit.com, 2026-11"},
    {"call", NULL, "JPY", 300, 700, "reinolz.co.jp, 2026-11"},
    {"appointment", NULL, "JPY", 10000, 50000, "reinolz.co.jp, listcluster.com, 2026-11"},
    {"mailing", NULL, "JPY", 55, 90, "imitsu-cloud.jp, 2026-11"},
    {"letter", NULL, "JPY", 500, 2000, N_("a guess without source")},
    {"form", NULL, "JPY", 10, 100, N_("a guess without source")},
    {"meeting", NULL, "JPY", 20000, 100000, N_("a guess without source")},
    {"month", NULL, "JPY", 250000, 1000000, "listcluster.com, value-fax.com, 2026-11"},
    {"once", NULL, "JPY", 0, 150000, "telapo.energist.co.jp, 2026-11"},
    {"revenue", NULL, NULL, 0.10, 0.50, "comperu.jp, onlystory.co.jp, 2026-11"},
    {"meeting", NULL, "USD", 300, 800, "growtoro.com, 2026-11"},
    {"month", NULL, "USD", 3000, 8000, "growtoro.com, rev-growth.com, 2026-11"},
};

/* Names under which people write the stages above. */
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

static bool is_name_of(const char *written, const char *name) {
  if (strcmp(written, name) == 0) return true;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    for (size_t j = 0; strcmp(names[i][0], name) == 0 && j < NAMES && names[i][j]; j++)
      if (strcmp(written, names[i][j]) == 0) return true;
  return false;
}

static bool is_stage(const sai_stage *stage, const char *name) {
  return is_name_of(stage->name, name) || is_name_of(stage->label, name);
}

const sai_market_range *sai_market_rate(const sai_stage *stage, const sai_stage *parent) {
  for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
    if (ranges[i].parent && is_stage(stage, ranges[i].stage) && is_stage(parent, ranges[i].parent))
      return &ranges[i];
  return NULL;
}

const sai_market_range *sai_market_price(sai_basis basis, const sai_stage *stage, const char *currency) {
  static const char *const bases[] = {[SAI_BASIS_ONCE] = "once",
                                      [SAI_BASIS_MONTH] = "month",
                                      [SAI_BASIS_REVENUE] = "revenue",
                                      [SAI_BASIS_COUNT] = NULL};
  const char *name = basis == SAI_BASIS_STAGE ? NULL : bases[basis];
  for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
    if (ranges[i].parent || (ranges[i].currency && strcmp(ranges[i].currency, currency) != 0)) continue;
    if (stage ? is_stage(stage, ranges[i].stage) : name && strcmp(name, ranges[i].stage) == 0)
      return &ranges[i];
  }
  return NULL;
}

static void add_value(const sai_market_range *range, double value, sai_text *out) {
  if (range->currency)
    sai_text_grouped(out, value, 0);
  else
    sai_text_number(out, 100 * value, 6);
}

static const char *form_of(const sai_market_range *range) {
  if (!range->currency) return _("%s-%s%% (%s)");
  return strcmp(range->currency, "JPY") == 0 ? _("%s-%s yen (%s)") : "%s-%s USD (%s)";
}

void sai_market_words(const sai_market_range *range, char *out, size_t size) {
  char low_room[64], high_room[64];
  sai_text low = SAI_TEXT_IN(low_room), high = SAI_TEXT_IN(high_room);
  add_value(range, range->low, &low);
  add_value(range, range->high, &high);
  if (range->low == range->high)
    snprintf(out, size, _("about %s%% (%s)"), sai_text_string(&low), _(range->source));
  else
    snprintf(out, size, form_of(range), sai_text_string(&low), sai_text_string(&high), _(range->source));
}
