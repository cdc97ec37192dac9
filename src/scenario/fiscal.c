/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fiscal years: in which month they start, and which one a month belongs to. */
#include "base/intl.h"
#include "base/text.h"
#include "scenario/read.h"

#include <stdlib.h>
#include <string.h>

enum { YEAR = 12, JANUARY = 1, APRIL = 4 };

static const char *const names[YEAR] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};

const char *sai_month_word(unsigned month) {
  return names[month - 1];
}

/* A month by its name or number, 0 if it is none. */
static unsigned month_of(const char *text) {
  for (unsigned i = 0; i < YEAR; i++)
    if (strcmp(text, names[i]) == 0) return i + 1;
  char *end;
  unsigned long number = strtoul(text, &end, 10);
  bool plain = *text >= '0' && *text <= '9' && !*end && number >= JANUARY && number <= YEAR;
  return plain ? (unsigned)number : 0;
}

void sai_fiscal_read(sai_reader *r, const sai_node *root) {
  sai_scenario *s = r->scenario;
  const sai_node *node = sai_tree_find(root, "fiscal_year_starts");
  s->fiscal_start = strcmp(s->currency, "JPY") == 0 ? APRIL : JANUARY;
  if (!node) return;
  bool text = node->kind == SAI_NODE_TEXT;
  const char *folded = text ? sai_folded_copy(r, node->text) : NULL;
  unsigned month = folded ? month_of(folded) : 0;
  s->fiscal_start_given = true;
  if (month) {
    s->fiscal_start = month;
    if (!sai_tree_find(root, "start"))
      sai_error_hint(
          sai_report(r, node->key->place, "%s", _("fiscal years need `start:` at the top of the scenario")),
          "%s", _("add for example `start: 2026-04`"));
    return;
  }
  sai_error *err = sai_report(r, node->place, "%s", _("this is no month in which a fiscal year can start"));
  const char *near = folded ? sai_text_nearest(folded, names, YEAR) : NULL;
  if (near)
    sai_error_hint(err, _("did you mean `%s`?"), near);
  else
    sai_error_hint(err, "%s", _("write its English name, such as April, or its number from 1 to 12"));
}

unsigned sai_fiscal_year(const sai_scenario *s, unsigned index) {
  unsigned month = s->start_month - 1 + index;
  return s->start_year + month / YEAR - (month % YEAR + 1 < s->fiscal_start);
}

unsigned sai_fiscal_years(const sai_scenario *s) {
  return s->start_month ? sai_fiscal_year(s, s->months - 1) - sai_fiscal_year(s, 0) + 1 : 0;
}
