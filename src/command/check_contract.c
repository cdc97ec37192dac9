/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A contract in words: whose it is, when it starts and ends, what it guarantees, who works in it and what it
   covers. */
#include "command/check.h"

#include "base/intl.h"

#include <math.h>
#include <string.h>

static void add_covers(const sai_check *check, const sai_offer *offer, const sai_contract *contract,
                       size_t width) {
  sai_text list = {.whole = check->out}, line = {.whole = check->out};
  bool all = true;
  for (size_t s = 0; offer->funnel && s < offer->funnel->n_stages; s++) {
    all = all && contract->covers[s];
    if (!contract->covers[s]) continue;
    if (list.length) sai_text_add(&list, _(", "));
    sai_say_stage(&list, &offer->funnel->stages[s]);
  }
  if (!offer->funnel)
    sai_text_add(&line, _("no funnel, so no orders"));
  else if (!list.length)
    sai_text_add(&line, _("no stage"));
  else if (all)
    sai_text_add(&line, _("all stages"));
  else
    sai_text_format(&line, contract->listed ? "%s" : _("%s; the rest is the buyer's own"),
                    sai_text_string(&list));
  sai_check_line(check, SAI_CHECK_PART, _("Covers"), width, sai_text_string(&line));
  sai_text_free(&list);
  sai_text_free(&line);
}

/* In which months a contract starts whose start is drawn: all that can be, or nine tenths where there is no
   bound. */
static void add_starts(const sai_check *check, const sai_contract *contract, sai_text *line) {
  const sai_quantity_summary *s = sai_check_summary(check, contract->start_after);
  const double upper = rint(contract->start_after->upper);
  const bool all = !s || upper <= SAI_MONTHS_MAX;
  const unsigned first = all ? sai_contract_first_start(contract)
                             : contract->start + (unsigned)fmax(rint(s->p5), 0),
                 last = contract->start + (unsigned)fmin(all ? upper : rint(s->p95), SAI_MONTHS_MAX);
  char from[16], to[16];
  sai_scenario_month_name(check->scenario, first, from);
  sai_scenario_month_name(check->scenario, last, to);
  const char *one = check->scenario->start_year ? _("; that is in %s") : _("; that is in month %s"),
             *several =
                 check->scenario->start_year ? _("; that is in %s to %s") : _("; that is in months %s to %s");
  sai_text_format(line, first == last ? one : several, from, to);
  if (!all) sai_text_add(line, _(" (90%)"));
  if (last >= check->scenario->months)
    sai_text_add(line, _("; where it starts after the period, nothing of it is counted"));
}

/* How long it takes until the contract starts. */
static void add_wait(const sai_check *check, const sai_contract *contract, size_t width) {
  sai_text line = {.whole = check->out}, months = {.whole = check->out};
  sai_say_quantity(check, &months, contract->start_after);
  if (sai_contract_is_drawn(contract, check->scenario->months)) {
    sai_text_format(&line, _("starts after %s, drawn once per run"), sai_text_string(&months));
    add_starts(check, contract, &line);
  } else {
    sai_text_format(&line, _("starts after %s"), sai_text_string(&months));
  }
  sai_check_line(check, SAI_CHECK_PART, "", width, sai_text_string(&line));
  sai_text_free(&line);
  sai_text_free(&months);
}

/* How the contract goes on after its minimum. */
static void add_terms(const sai_check *check, const sai_offer *offer, const sai_contract *contract,
                      size_t width) {
  static const char *const endings[] = {N_("never ended"), N_("ended after term %u"),
                                        N_("left after month %u, inside a term"), N_("ended when %s")};
  const sai_renewal *renewal = &contract->renewal;
  sai_text line = {.whole = check->out}, condition = {.whole = check->out};
  sai_text_format(&line, P_("at least %u month", "at least %u months", renewal->minimum), renewal->minimum);
  if (renewal->months)
    sai_text_format(
        &line,
        P_(", then renewed by %u month at a time", ", then renewed by %u months at a time", renewal->months),
        renewal->months);
  sai_text_add(&line, _("; "));
  if (renewal->condition) {
    sai_say_counted(&condition, renewal->condition->text, offer->funnel);
    sai_text_format(&line, _(endings[SAI_ENDS_WHEN]), sai_text_string(&condition));
  } else {
    sai_text_format(&line, _(endings[renewal->ending]), renewal->after);
  }
  sai_check_line(check, SAI_CHECK_PART, "", width, sai_text_string(&line));
  sai_text_free(&line);
  sai_text_free(&condition);
}

/* The same where notice for the end of a term may be due before that term begins. */
static void add_looked_at_before(const sai_renewal *renewal, sai_text *line) {
  const unsigned end = sai_renewal_length(renewal, sai_renewal_first_chance(renewal));
  sai_text_format(
      line,
      P_("looked at %u month before the end of each term, when notice is due: what the term of that "
         "month has counted by then decides",
         "looked at %u months before the end of each term, when notice is due: what the term of that "
         "month has counted by then decides",
         renewal->notice),
      renewal->notice);
  sai_text_format(line, _("; first at the end of month %u, to leave with month %u"), end - renewal->notice,
                  end);
}

/* What the condition for the end of a term is looked at with: notice must be given before the term is over.
 */
static void add_looked_at(const sai_check *check, const sai_renewal *renewal, size_t width) {
  if (!renewal->condition || !renewal->notice) return;
  unsigned first = renewal->minimum - renewal->notice, later = renewal->months - renewal->notice;
  sai_text line = {.whole = check->out};
  if (renewal->notice >= renewal->minimum || renewal->notice >= renewal->months)
    add_looked_at_before(renewal, &line);
  else if (later == first)
    sai_text_format(&line, _("what is counted by the end of month %u of a term decides, when notice is due"),
                    first);
  else
    sai_text_format(
        &line,
        _("what is counted by the end of month %u of the first term, and of month %u of a later one, "
          "decides, when notice is due"),
        first, later);
  sai_check_line(check, SAI_CHECK_PART, "", width, sai_text_string(&line));
  sai_text_free(&line);
}

static void add_guarantee(const sai_check *check, const sai_offer *offer, const sai_guarantee *guarantee,
                          size_t width) {
  if (!guarantee->number) return;
  sai_text line = {.whole = check->out}, number = {.whole = check->out}, stage = {.whole = check->out},
           months = {.whole = check->out};
  sai_say_quantity(check, &number, guarantee->number);
  sai_say_stage(&stage, &offer->funnel->stages[guarantee->stage]);
  sai_say_value(check, &months, guarantee->works_on, SAI_UNIT_MONTHS, true);
  /* TRANSLATORS: a number of units, their stage, and a number of months */
  sai_text_format(&line, _("guaranteed: %s of `%s` in the term, else free work for %s at most"),
                  sai_text_string(&number), sai_text_string(&stage), sai_text_string(&months));
  sai_check_line(check, SAI_CHECK_PART, "", width, sai_text_string(&line));
  sai_text_free(&line);
  sai_text_free(&number);
  sai_text_free(&stage);
  sai_text_free(&months);
}

/* `2 people, 20 days a month, 8 hours a day`. */
static void add_staff(const sai_check *check, const sai_staff *staff, size_t width) {
  const struct {
    const sai_quantity *quantity;
    const char *one, *form;
  } parts[] = {
      {staff->people, _("1 person"), _("%s people")},
      {staff->days_per_month, _("1 day a month each"), _("%s days a month each")},
      {staff->hours_per_day, _("1 hour a day"), _("%s hours a day")},
      {staff->overtime_hours, _("1 hour of overtime a month each"), _("%s hours of overtime a month each")}};
  sai_text line = {.whole = check->out};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    if (!parts[i].quantity) continue;
    sai_text value = {.whole = &line};
    sai_say_quantity(check, &value, parts[i].quantity);
    if (line.length) sai_text_add(&line, _(", "));
    if (strcmp(sai_text_string(&value), "1") == 0)
      sai_text_add(&line, parts[i].one);
    else
      sai_text_format(&line, parts[i].form, sai_text_string(&value));
    sai_text_free(&value);
  }
  if (line.length) sai_check_line(check, SAI_CHECK_PART, "", width, sai_text_string(&line));
  sai_text_free(&line);
}

/* When its invoices are paid. */
static void add_payment(const sai_check *check, const sai_contract *contract, size_t width) {
  sai_text line = {.whole = check->out}, later = {.whole = check->out};
  sai_say_value(check, &later, contract->payment, SAI_UNIT_MONTHS, true);
  sai_text_format(&line, _("a month's invoice is paid %s later"), sai_text_string(&later));
  sai_check_line(check, SAI_CHECK_PART, "", width, sai_text_string(&line));
  sai_text_free(&line);
  sai_text_free(&later);
}

/* `12 months from a start that is drawn`. */
static void add_drawn_length(const sai_contract *contract, sai_text *line) {
  if (contract->term)
    sai_text_format(
        line,
        P_("%u month from a start that is drawn", "%u months from a start that is drawn", contract->term),
        contract->term);
  else
    sai_text_add(line, _("from a start that is drawn"));
}

void sai_check_contract(const sai_check *check, const sai_offer *offer, const sai_contract *contract) {
  static const char *const kinds[] = {N_("sales outsourcing"), N_("dispatched staff"), N_("in-house"),
                                      N_("nothing is bought")};
  const char *const labels[] = {_("Contract"), _("Covers")};
  size_t width = sai_check_widest(labels, 2) + 2;
  sai_text line = {.whole = check->out};
  unsigned first, end;
  sai_contract_months(contract, check->scenario->months, &first, &end);
  if (contract->listed) {
    sai_say_text(&line, contract->name);
    sai_text_add(&line, _(": "));
  }
  sai_text_format(&line, "%s%s", _(kinds[contract->kind]), _(" · "));
  if (sai_contract_is_drawn(contract, check->scenario->months))
    add_drawn_length(contract, &line);
  else if (end > first)
    sai_say_months(check, &line, first, end - 1);
  else
    sai_text_add(&line, _("never within the horizon"));
  if (!contract->renewal.minimum) sai_text_add(&line, _(", no term given: to the horizon"));
  sai_check_line(check, SAI_CHECK_PART, labels[0], width, sai_text_string(&line));
  sai_text_free(&line);
  if (contract->start_after) add_wait(check, contract, width);
  if (contract->renewal.months || contract->renewal.ending) add_terms(check, offer, contract, width);
  add_looked_at(check, &contract->renewal, width);
  add_guarantee(check, offer, &contract->guarantee, width);
  add_staff(check, &contract->staff, width);
  add_covers(check, offer, contract, width);
  if (contract->unregistered)
    sai_check_line(check, SAI_CHECK_PART, "", width,
                   _("not registered for consumption tax: a part of its tax cannot be deducted"));
  if (contract->payment) add_payment(check, contract, width);
}
