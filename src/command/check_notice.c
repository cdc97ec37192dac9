/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By when notice must be given, when to look at a contract before that, and what it costs to miss the date.
 */
#include "command/check.h"

#include "base/intl.h"

/* A contract is looked at between so many months before notice must be given, by the end of a month. */
enum { REVIEW_FROM = 2, REVIEW_TO = 1, NOTICE = 10 };

/* `the end of 2026-08`, or `the end of month 5`; for a contract whose start is drawn, of its own months. */
static void add_month_end(const sai_check *check, const sai_contract *contract, unsigned age, sai_text *out) {
  char name[16];
  if (sai_contract_is_drawn(contract, check->scenario->months)) {
    sai_text_format(out, _("the end of its month %u"), age + 1);
    return;
  }
  sai_scenario_month_name(check->scenario, sai_contract_first_start(contract) + age, name);
  sai_text_format(out, check->scenario->start_year ? _("the end of %s") : _("the end of month %s"), name);
}

/* By when notice must be given for the end that is planned, if that is a later one. */
static void add_planned_notice(const sai_check *check, const sai_contract *contract) {
  const sai_renewal *renewal = &contract->renewal;
  if (renewal->ending != SAI_ENDS_AFTER_TERM || renewal->after <= sai_renewal_first_chance(renewal)) return;
  unsigned end = contract->term - 1;
  sai_text line = {.whole = check->out}, by = {.whole = check->out}, last = {.whole = check->out};
  add_month_end(check, contract, end - renewal->notice, &by);
  add_month_end(check, contract, end, &last);
  sai_text_format(&line, _("as planned, by %s, to leave at %s"), sai_text_string(&by),
                  sai_text_string(&last));
  sai_check_line(check, SAI_CHECK_PART, "", NOTICE, sai_text_string(&line));
  sai_text_free(&line);
  sai_text_free(&by);
  sai_text_free(&last);
}

/* By when notice must be given for the first end that it can bring about, and when to look at the contract.
 */
static void add_first_notice(const sai_check *check, const sai_contract *contract) {
  const sai_renewal *renewal = &contract->renewal;
  unsigned end = sai_renewal_length(renewal, sai_renewal_first_chance(renewal)) - 1,
           due = end - renewal->notice;
  sai_text line = {.whole = check->out}, by = {.whole = check->out}, last = {.whole = check->out},
           from = {.whole = check->out}, to = {.whole = check->out};
  add_month_end(check, contract, due, &by);
  add_month_end(check, contract, end, &last);
  if (contract->listed) sai_text_format(&line, "%s%s", contract->name, _(": "));
  if (sai_contract_is_drawn(contract, check->scenario->months))
    sai_text_format(&line, P_("%u month before the end: ", "%u months before the end: ", renewal->notice),
                    renewal->notice);
  sai_text_format(&line, _("by %s, to leave at %s"), sai_text_string(&by), sai_text_string(&last));
  if (due >= REVIEW_FROM) {
    add_month_end(check, contract, due - REVIEW_FROM, &from);
    add_month_end(check, contract, due - REVIEW_TO, &to);
    sai_text_format(&line, _("; review from %s to %s"), sai_text_string(&from), sai_text_string(&to));
  }
  sai_check_line(check, SAI_CHECK_PART, _("Notice"), NOTICE, sai_text_string(&line));
  sai_text *const all[] = {&line, &by, &last, &from, &to};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) sai_text_free(all[i]);
}

/* When notice is due, and what it costs to miss the date. */
void sai_check_notice(const sai_check *check, const sai_contract *contract, double missed) {
  const sai_renewal *renewal = &contract->renewal;
  if (!renewal->months || !renewal->notice_given) return;
  add_first_notice(check, contract);
  sai_text line = {.whole = check->out}, cost = {.whole = check->out};
  sai_say_money(check, &cost, missed);
  sai_text_format(&line,
                  P_("missed, it goes on for %u month and costs %s more even if nothing converts",
                     "missed, it goes on for %u months and costs %s more even if nothing converts",
                     renewal->months),
                  renewal->months, sai_text_string(&cost));
  sai_check_line(check, SAI_CHECK_PART, "", NOTICE, sai_text_string(&line));
  add_planned_notice(check, contract);
  sai_text_free(&line);
  sai_text_free(&cost);
}
