/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/unit_words.h"

#include "base/intl.h"
#include "result/stage_words.h"

#include <string.h>

const char *sai_per_work(size_t counted) {
  static const char *const words[] = {N_("per person and month"), N_("per person and day"),
                                      N_("per hour of each person"), N_("per hour of overtime")};
  return _(words[counted - SAI_PERSON]);
}

static const char *per_words(sai_per per, sai_unit unit) {
  switch (per) {
  case SAI_PER_MONTH:
    return unit == SAI_UNIT_MONEY ? _("per month") : _("each month");
  case SAI_PER_QUARTER:
    return _("per quarter");
  case SAI_PER_YEAR:
    return _("per year");
  case SAI_PER_TERM:
    return _("per term");
  case SAI_PER_HORIZON:
    return _("in all");
  case SAI_PER_REVENUE:
    return _("share of revenue");
  case SAI_PER_GROSS_PROFIT:
    return _("share of gross profit");
  case SAI_PER_FIRST_YEAR:
    return _("of first-year revenue");
  case SAI_PER_RECURRING:
    return _("of recurring revenue");
  case SAI_PER_CASH:
    return _("of cash received");
  case SAI_PER_PAID:
    return _("of what was paid");
  case SAI_PER_ORDER_MONTH:
    return _("per order and month");
  case SAI_PER_CUSTOMER:
    return _("of customers each month");
  case SAI_PER_PERSON:
  case SAI_PER_DAY:
  case SAI_PER_HOUR:
  case SAI_PER_OVERTIME_HOUR:
    return sai_per_work(SAI_PERSON + (size_t)(per - SAI_PER_PERSON));
  case SAI_PER_COUNT:
    return _("per unit counted");
  case SAI_PER_PLATEAU:
    return _("of its full measure");
  case SAI_PER_STAFF_PEOPLE:
    return _("people");
  case SAI_PER_STAFF_DAYS:
    return _("days a month each");
  case SAI_PER_STAFF_HOURS:
    return _("hours a day");
  case SAI_PER_STAFF_OVERTIME:
    return _("hours a month each");
  default:
    return "";
  }
}

static void add_per_stage(const sai_stage *stage, sai_text *out) {
  const char *per = sai_stage_per(stage->name, stage->label);
  if (per)
    sai_text_add(out, per);
  else
    sai_text_format(out, _("per %s"), stage->label);
}

void sai_unit_words(const sai_scenario *scenario, const sai_quantity_summary *s, sai_text *out) {
  sai_text per = {.whole = out};
  sai_unit unit = s->unit;
  if (s->stage && unit == SAI_UNIT_RATE)
    sai_text_format(&per, _("of %s"), sai_stage_noun(s->stage->name, s->stage->label));
  else if (s->stage)
    add_per_stage(s->stage, &per);
  else
    sai_text_add(&per, per_words(s->per, unit));
  bool yen = strcmp(scenario->currency, "JPY") == 0;
  const char *name = unit == SAI_UNIT_MONEY    ? (yen ? _("yen") : scenario->currency)
                     : unit == SAI_UNIT_MONTHS ? _("months")
                                               : "";
  sai_text_format(out, "%s%s%s", name, *name && per.length ? " " : "", sai_text_string(&per));
  sai_text_free(&per);
}
