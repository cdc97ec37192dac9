/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures are vendors' own publications, read in 2026-11; they disagree by up to ten times. */
#include "analysis/market.h"

#include "base/intl.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static const sai_market_range ranges[] = {
    {"appointment", "call", 0.005, 0.03, "wsf-is.com, sweek.co.jp, 2026-11"},
    {"connect", "call", 0.15, 0.20, "wsf-is.com, 2026-11"},
    {"response", "mailing", 0.005, 0.10, "sellmarke.jp, 2026-11"},
    {"call", NULL, 300, 700, "reinolz.co.jp, 2026-11"},
    {"appointment", NULL, 10000, 50000, "reinolz.co.jp, listcluster.com, 2026-11"},
    {"mailing", NULL, 55, 90, "imitsu-cloud.jp, 2026-11"},
    {"month", NULL, 250000, 700000, "listcluster.com, value-fax.com, 2026-11"},
    {"once", NULL, 0, 150000, "telapo.energist.co.jp, 2026-11"},
    {"revenue", NULL, 0.10, 0.50, "comperu.jp, onlystory.co.jp, 2026-11"},
};

/* Names under which people write the stages above. */
static const char *const names[][6] = {
    {"call", "calls", "架電", "コール", "テレアポ"},
    {"appointment", "appointments", "アポ", "アポイント", "アポイントメント", "apo"},
    {"connect", "connects", "接続", "通電"},
    {"mailing", "dm", "DM", "piece"},
    {"response", "responses", "反応", "反響"},
};

static bool means(const char *written, const char *name) {
  if (strcmp(written, name) == 0) return true;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    for (size_t j = 0; strcmp(names[i][0], name) == 0 && j < 6 && names[i][j]; j++)
      if (strcmp(written, names[i][j]) == 0) return true;
  return false;
}

const sai_market_range *sai_market_find(const char *stage, const char *parent) {
  for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
    const sai_market_range *r = &ranges[i];
    if (!r->parent != !parent || !means(stage, r->stage)) continue;
    if (!parent || means(parent, r->parent)) return r;
  }
  return NULL;
}

void sai_market_words(const sai_market_range *range, char *out, size_t size) {
  sai_text low = {0}, high = {0};
  bool share = range->high <= 1;
  if (share) {
    sai_text_number(&low, 100 * range->low, 6);
    sai_text_number(&high, 100 * range->high, 6);
    snprintf(out, size, _("%s-%s%% (%s)"), sai_text_string(&low), sai_text_string(&high), range->source);
  } else {
    sai_text_grouped(&low, range->low, 0);
    sai_text_grouped(&high, range->high, 0);
    snprintf(out, size, _("%s-%s yen (%s)"), sai_text_string(&low), sai_text_string(&high), range->source);
  }
  sai_text_free(&low);
  sai_text_free(&high);
}
