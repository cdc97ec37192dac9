/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scenario's head and its offers in words: contract, funnel stage by stage, fees, and what follows from
   them without any simulation. */
#include "command/check.h"

#include "base/intl.h"

#include <math.h>
#include <string.h>

enum { PART = 2, LINE = 4 };

/* A share of orders that is not worth a figure. */
#define SCARCELY 0.001

/* A contract is looked at between so many months before notice must be given, by the end of a month. */
enum { REVIEW_FROM = 2, REVIEW_TO = 1, NOTICE = 10 };

static size_t widest(const char *const *labels, size_t n) {
  size_t width = 0;
  for (size_t i = 0; i < n; i++) {
    size_t w = sai_text_width(labels[i]);
    if (w > width) width = w;
  }
  return width;
}

static void add_targets(const sai_check *check, sai_text *line) {
  const sai_scenario *s = check->scenario;
  const sai_target *targets[] = {&s->target_cpa, &s->target_orders, &s->target_budget};
  static const char *const budgets[] = {N_("budget %s"), N_("budget %s a month"),
                                        N_("budget %s a fiscal year")};
  const char *const forms[] = {N_("CPA at most %s"), N_("orders: %s"), budgets[s->budget_per]};
  for (size_t i = 0; i < 3; i++) {
    if (!targets[i]->given) continue;
    sai_text value = {.whole = line};
    sai_say_value(check, &value, targets[i]->value, i == 1 ? SAI_UNIT_COUNT : SAI_UNIT_MONEY, true);
    if (line->length) sai_text_add(line, _(" · "));
    sai_text_format(line, _(forms[i]), sai_text_string(&value));
    sai_text_free(&value);
  }
}

/* How long customers pay. */
static void add_customers(const sai_check *check, sai_text *line) {
  const sai_value *value = &check->scenario->value;
  sai_text churn = {.whole = line}, lasts = {.whole = line};
  sai_text_add(line, _(", from the month of the order on"));
  if (value->lasts) {
    sai_say_value(check, &lasts, value->lasts, SAI_UNIT_MONTHS, true);
    sai_text_format(line, _("; for %s at most"), sai_text_string(&lasts));
  }
  if (value->churn) {
    sai_say_quantity(check, &churn, value->churn);
    sai_text_format(line, _("; %s of customers leave at the end of each month"), sai_text_string(&churn));
  }
  sai_text_add(line, _("; what comes after the period is not counted"));
  sai_text_free(&churn);
  sai_text_free(&lasts);
}

/* What it means that customers leave who have paid once. */
static void add_leavers(const sai_check *check, sai_text *line) {
  sai_text churn = {.whole = line};
  sai_say_quantity(check, &churn, check->scenario->value.churn);
  sai_text_format(line,
                  _("; %s of customers leave or cancel at the end of each month: fees with a clawback come "
                    "back, what the "
                    "order brought stays"),
                  sai_text_string(&churn));
  sai_text_free(&churn);
}

static void add_value(const sai_check *check, sai_text *line) {
  const sai_value *value = &check->scenario->value;
  sai_text first = {.whole = line}, second = {.whole = line};
  if (value->gross_profit) {
    sai_say_quantity(check, &first, value->gross_profit);
    sai_text_format(line, value->recurring ? _("gross profit of %s each month") : _("gross profit of %s"),
                    sai_text_string(&first));
  } else if (value->revenue) {
    sai_say_quantity(check, &first, value->revenue);
    sai_say_quantity(check, &second, value->margin);
    sai_text_format(line,
                    value->recurring ? _("revenue of %s each month, of which %s is gross profit")
                                     : _("revenue of %s, of which %s is gross profit"),
                    sai_text_string(&first), sai_text_string(&second));
  } else {
    sai_text_add(line, _("not given: no gross profit, profit or payback is computed"));
  }
  sai_text_free(&first);
  sai_text_free(&second);
  if (value->recurring)
    add_customers(check, line);
  else if (value->churn)
    add_leavers(check, line);
  if (!value->payment) return;
  sai_text later = {.whole = line};
  sai_say_value(check, &later, value->payment, SAI_UNIT_MONTHS, true);
  sai_text_format(line, _("; paid %s later"), sai_text_string(&later));
  sai_text_free(&later);
}

/* `10% from 2019-10 on`, the rates that hold within the horizon. */
static void add_taxes(const sai_check *check, size_t width) {
  if (!check->scenario->taxes_given) return;
  const sai_tax_rate *last = NULL;
  sai_text line = {.whole = check->out};
  for (unsigned month = 0; month < check->scenario->months; month++) {
    const sai_tax_rate *row = sai_tax_at(check->scenario, month);
    if (!row || row == last) continue;
    sai_text rate = {.whole = check->out};
    sai_say_value(check, &rate, row->rate, SAI_UNIT_RATE, true);
    if (last) sai_text_add(&line, _(", "));
    sai_text_format(&line, _("consumption tax of %s from %04u-%02u on"), sai_text_string(&rate), row->year,
                    row->month);
    if (row->deductible_given) {
      sai_text_clear(&rate);
      sai_say_value(check, &rate, row->deductible, SAI_UNIT_RATE, true);
      sai_text_format(&line, _(" (%s of it deductible from vendors who are not registered)"),
                      sai_text_string(&rate));
    }
    sai_text_free(&rate);
    last = row;
  }
  sai_check_line(check, PART, "", width, last ? sai_text_string(&line) : _("no consumption tax"));
  sai_text_free(&line);
}

void sai_check_head(const sai_check *check) {
  const char *const labels[] = {_("Period"), _("Money"), _("Targets"), _("An order brings")};
  size_t width = widest(labels, 4) + 2;
  sai_say_text(check->out, check->scenario->title);
  sai_text_add(check->out, "\n");
  sai_text line = {.whole = check->out};
  sai_say_months(check, &line, 0, check->scenario->months - 1);
  sai_check_line(check, PART, labels[0], width, sai_text_string(&line));
  sai_text_clear(&line);
  if (check->scenario->fiscal_start_given) {
    sai_text_format(&line, _("fiscal years start in month %u"), check->scenario->fiscal_start);
    sai_check_line(check, PART, "", width, sai_text_string(&line));
    sai_text_clear(&line);
  }
  sai_text_format(&line, "%s%s%s", check->scenario->currency, _(" · "), _("all amounts before tax"));
  sai_check_line(check, PART, labels[1], width, sai_text_string(&line));
  add_taxes(check, width);
  sai_text_clear(&line);
  add_targets(check, &line);
  sai_check_line(check, PART, labels[2], width, line.length ? sai_text_string(&line) : _("none"));
  sai_text_clear(&line);
  add_value(check, &line);
  sai_check_line(check, PART, labels[3], width, sai_text_string(&line));
  sai_text_free(&line);
}

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
  sai_check_line(check, PART, _("Covers"), width, sai_text_string(&line));
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
  sai_check_line(check, PART, "", width, sai_text_string(&line));
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
  sai_check_line(check, PART, "", width, sai_text_string(&line));
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
  sai_check_line(check, PART, "", width, sai_text_string(&line));
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
  sai_check_line(check, PART, "", width, sai_text_string(&line));
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
  if (line.length) sai_check_line(check, PART, "", width, sai_text_string(&line));
  sai_text_free(&line);
}

/* When its invoices are paid. */
static void add_payment(const sai_check *check, const sai_contract *contract, size_t width) {
  sai_text line = {.whole = check->out}, later = {.whole = check->out};
  sai_say_value(check, &later, contract->payment, SAI_UNIT_MONTHS, true);
  sai_text_format(&line, _("a month's invoice is paid %s later"), sai_text_string(&later));
  sai_check_line(check, PART, "", width, sai_text_string(&line));
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

static void add_contract(const sai_check *check, const sai_offer *offer, const sai_contract *contract) {
  static const char *const kinds[] = {N_("sales outsourcing"), N_("dispatched staff"), N_("in-house"),
                                      N_("nothing is bought")};
  const char *const labels[] = {_("Contract"), _("Covers")};
  size_t width = widest(labels, 2) + 2;
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
  sai_check_line(check, PART, labels[0], width, sai_text_string(&line));
  sai_text_free(&line);
  if (contract->start_after) add_wait(check, contract, width);
  if (contract->renewal.months || contract->renewal.ending) add_terms(check, offer, contract, width);
  add_looked_at(check, &contract->renewal, width);
  add_guarantee(check, offer, &contract->guarantee, width);
  add_staff(check, &contract->staff, width);
  add_covers(check, offer, contract, width);
  if (contract->unregistered)
    sai_check_line(check, PART, "", width,
                   _("not registered for consumption tax: a part of its tax cannot be deducted"));
  if (contract->payment) add_payment(check, contract, width);
}

/* Who does a stage. */
static const char *owner_of(const sai_offer *offer, size_t stage) {
  static const char *const owners[SAI_OWNERS] = {NULL, N_("own staff"), N_("vendor"), N_("dispatched"),
                                                 N_("nobody")};
  return _(owners[sai_stage_owner(offer, stage)]);
}

static void add_flow(const sai_check *check, const sai_funnel *funnel, const sai_flow *flow, sai_text *line) {
  static const char *const forms[] = {[SAI_FLOW_PER_MONTH] = N_("%s per month"),
                                      [SAI_FLOW_IN_ALL] = N_("%s in all, spread evenly over the months"),
                                      [SAI_FLOW_RATE] = N_("%s of %s"),
                                      [SAI_FLOW_PER_UNIT] = N_("%s for each %s")},
                           *const works[] = {N_("%s per person and month"), N_("%s per person and day"),
                                             N_("%s per hour of each person"), N_("%s per hour of overtime")};
  sai_text value = {.whole = line}, parent = {.whole = line};
  sai_say_quantity(check, &value, flow->quantity);
  if (flow->kind >= SAI_FLOW_RATE) sai_say_stage(&parent, &funnel->stages[flow->parent]);
  if (flow->per)
    sai_text_format(line, _(works[flow->per - SAI_PERSON]), sai_text_string(&value));
  else
    sai_text_format(line, _(forms[flow->kind]), sai_text_string(&value), sai_text_string(&parent));
  sai_text_free(&value);
  sai_text_free(&parent);
}

static void add_delay(const sai_check *check, const sai_quantity *delay, sai_text *line) {
  const sai_quantity_summary *s = delay ? sai_check_summary(check, delay) : NULL;
  if (!delay || (s && !s->uncertain && s->mean == 0)) return;
  sai_text value = {.whole = line};
  sai_say_quantity(check, &value, delay);
  sai_text_format(line, _("; arrives after %s"), sai_text_string(&value));
  sai_text_free(&value);
}

static void add_capacity(const sai_check *check, const sai_stage *stage, sai_text *line) {
  if (!stage->capacity) return;
  sai_text value = {.whole = line};
  sai_say_quantity(check, &value, stage->capacity);
  sai_text_format(line, _("; capacity a month: %s; "), sai_text_string(&value));
  if (stage->above == SAI_ABOVE_LOST)
    sai_text_add(line, _("what is above is lost"));
  else if (stage->waits == 0)
    sai_text_add(line, _("what is above waits for its turn"));
  else
    sai_text_format(
        line,
        P_("what is above waits %u month at most", "what is above waits %u months at most", stage->waits),
        stage->waits);
  sai_text_free(&value);
}

static void add_list(const sai_check *check, const sai_stage *stage, sai_text *line) {
  if (!stage->list) return;
  sai_text value = {.whole = line};
  sai_say_quantity(check, &value, stage->list);
  sai_text_format(line, _("; from a list of %s"), sai_text_string(&value));
  sai_text_free(&value);
}

/* The shares of the first months, as they are written. */
static void add_ramp(const sai_stage *stage, sai_text *line) {
  if (!stage->n_ramp) return;
  sai_text shares = {.whole = line};
  for (size_t i = 0; i < stage->n_ramp; i++) {
    if (i) sai_text_add(&shares, _(", "));
    sai_say_text(&shares, stage->ramp[i]->text);
  }
  sai_text_format(line, _("; in its first months %s of that"), sai_text_string(&shares));
  sai_text_free(&shares);
}

static void add_stage(const sai_check *check, const sai_offer *offer, size_t stage, size_t name_width,
                      size_t owner_width) {
  const sai_stage *s = &offer->funnel->stages[stage];
  for (size_t f = 0; f < s->n_flows; f++) {
    sai_text label = {.whole = check->out}, line = {.whole = check->out};
    const char *owner = f ? "" : owner_of(offer, stage);
    if (f == 0) sai_say_stage(&label, s);
    sai_text_add(&line, owner);
    const size_t width = sai_text_width(owner); /* without memory it may be in English now, and wider */
    sai_text_repeat(&line, " ", width < owner_width ? owner_width - width : 0);
    if (f) sai_text_add(&line, _("and "));
    add_flow(check, offer->funnel, &s->flows[f], &line);
    if (f + 1 == s->n_flows) {
      add_ramp(s, &line);
      add_list(check, s, &line);
      add_delay(check, s->delay, &line);
      add_capacity(check, s, &line);
    }
    sai_check_line(check, LINE, sai_text_string(&label), name_width, sai_text_string(&line));
    sai_text_free(&label);
    sai_text_free(&line);
  }
}

static void add_funnel(const sai_check *check, const sai_offer *offer) {
  if (!offer->funnel) return;
  sai_check_line(check, PART, _("Funnel"), 0, "");
  size_t names = 0, owners = 0;
  for (size_t s = 0; s < offer->funnel->n_stages; s++) {
    sai_text label = {.whole = check->out};
    sai_say_stage(&label, &offer->funnel->stages[s]);
    size_t name = sai_text_width(sai_text_string(&label)), owner = sai_text_width(owner_of(offer, s));
    if (name > names) names = name;
    if (owner > owners) owners = owner;
    sai_text_free(&label);
  }
  for (size_t s = 0; s < offer->funnel->n_stages; s++) add_stage(check, offer, s, names + 2, owners + 2);
}

static void add_orders(const sai_check *check, const sai_outlook *o, sai_text *line) {
  sai_text cost = {.whole = line}, orders = {.whole = line};
  sai_say_money(check, &cost, o->cost);
  sai_say_value(check, &orders, o->orders, SAI_UNIT_COUNT, false);
  sai_text_format(line, _("%s for %s orders (point calculation)"), sai_text_string(&cost),
                  sai_text_string(&orders));
  sai_text_free(&cost);
  sai_text_free(&orders);
}

static void add_pipeline(const sai_check *check, const sai_outlook *o, sai_text *line) {
  double all = o->orders + o->pipeline_orders;
  if (o->pipeline_orders <= 0 || all <= 0) {
    sai_text_add(line, _("no orders"));
    return;
  }
  if (o->pipeline_orders < SCARCELY * all) {
    sai_text_add(line, _("fewer than 1 of 1,000 orders"));
    return;
  }
  sai_text share = {.whole = line}, late = {.whole = line};
  sai_say_value(check, &share, o->pipeline_orders / all, SAI_UNIT_RATE, false);
  sai_say_value(check, &late, o->pipeline_orders, SAI_UNIT_COUNT, false);
  sai_text_format(line, _("%s of the orders (%s) arrive later; they are not in the CPA"),
                  sai_text_string(&share), sai_text_string(&late));
  sai_text_free(&share);
  sai_text_free(&late);
}

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
  sai_check_line(check, PART, "", NOTICE, sai_text_string(&line));
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
  sai_check_line(check, PART, _("Notice"), NOTICE, sai_text_string(&line));
  sai_text *const all[] = {&line, &by, &last, &from, &to};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) sai_text_free(all[i]);
}

/* When notice is due, and what it costs to miss the date. */
static void add_notice(const sai_check *check, const sai_contract *contract, double missed) {
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
  sai_check_line(check, PART, "", NOTICE, sai_text_string(&line));
  add_planned_notice(check, contract);
  sai_text_free(&line);
  sai_text_free(&cost);
}

/* Whether units of a stage come by a share of others, or of some that do: where nothing converts there are
   none of these. */
static bool comes_by_share(const sai_funnel *funnel, size_t stage) {
  bool by[SAI_STAGES_MAX] = {false};
  for (size_t i = 0; i < funnel->n_stages; i++) {
    size_t s = funnel->sorted[i];
    for (size_t f = 0; f < funnel->stages[s].n_flows; f++) {
      const sai_flow *flow = &funnel->stages[s].flows[f];
      bool work = flow->kind == SAI_FLOW_PER_UNIT || sai_flow_is_work(funnel, s, flow);
      by[s] |= work ? by[flow->parent] : flow->kind == SAI_FLOW_RATE;
    }
  }
  return by[stage];
}

static bool has_fee_for(const sai_offer *offer, size_t stage) {
  for (size_t c = 0; c < offer->n_contracts; c++)
    for (size_t f = 0; f < offer->contracts[c].n_fees; f++) {
      const sai_fee *fee = &offer->contracts[c].fees[f];
      if (fee->own) continue;
      if (fee->basis == SAI_BASIS_STAGE && fee->stage < SAI_PERSON && sai_fee_stage(offer, fee) == stage)
        return true;
      if (fee->basis == SAI_BASIS_COUNT &&
          sai_expr_counts(fee->count->expr, sai_stage_in(fee->funnel, offer->funnel, stage)))
        return true;
    }
  return false;
}

static bool has_fees(const sai_offer *offer) {
  for (size_t c = 0; c < offer->n_contracts; c++)
    for (size_t f = 0; f < offer->contracts[c].n_fees; f++)
      if (!offer->contracts[c].fees[f].own) return true;
  return false;
}

/* Whether what is owed goes to nobody but the buyer's own people. */
static bool is_own_work(const sai_offer *offer) {
  for (size_t c = 0; c < offer->n_contracts; c++)
    if (!offer->contracts[c].buyer && offer->contracts[c].kind != SAI_IN_HOUSE) return false;
  return true;
}

/* Stages that vendors are paid for and that come by shares, of one sort: success, or work that is done
 * anyway. */
static void name_paid(const sai_offer *offer, bool work, sai_text *out) {
  for (size_t s = 0; offer->funnel && s < offer->funnel->n_stages; s++) {
    const sai_stage *stage = &offer->funnel->stages[s];
    bool is_work = false, by = comes_by_share(offer->funnel, s);
    for (size_t f = 0; f < stage->n_flows; f++)
      is_work |= sai_flow_is_work(offer->funnel, s, &stage->flows[f]);
    if (!has_fee_for(offer, s) || (work ? by || !is_work : !by)) continue;
    if (out->length) sai_text_add(out, _(", "));
    sai_say_stage(out, stage);
  }
}

/* To whom and until when something is owed. */
static const char *payable_form(bool own, sai_owed until) {
  static const char *const forms[][2] = {
      [SAI_OWED_WITHIN] = {N_("%s to vendors, even if nothing converts"), N_("%s, even if nothing converts")},
      [SAI_OWED_MINIMUM] = {N_("%s to vendors for the whole minimum term, even if nothing converts"),
                            N_("%s for the whole minimum term, even if nothing converts")},
      [SAI_OWED_EXIT] =
          {N_("%s to vendors until the contract is left, also after the end of the period, even "
              "if nothing converts"),
           N_("%s until the contract is left, also after the end of the period, even if nothing converts")},
      [SAI_OWED_NOTICE] = {
          N_("%s to vendors until notice can first end the contract, even if nothing converts"),
          N_("%s until notice can first end the contract, even if nothing converts")}};
  return _(forms[until][own]);
}

/* What vendors are owed in any case. Which shares are success and which are work that is done anyway, as
   second calls are, is taken from the funnel: so it is said what was taken as what. */
static void add_payable(const sai_check *check, const sai_offer *offer, const sai_outlook *o,
                        const char *label, size_t width) {
  if (!has_fees(offer)) return;
  sai_text line = {.whole = check->out}, least = {.whole = check->out}, stages = {.whole = check->out};
  sai_say_money(check, &least, o->minimum_payable);
  sai_text_format(&line, payable_form(is_own_work(offer), o->owed_beyond), sai_text_string(&least));
  sai_check_line(check, PART, label, width, sai_text_string(&line));
  bool drawn = false;
  for (size_t c = 0; c < offer->n_contracts; c++)
    drawn |= sai_contract_is_drawn(&offer->contracts[c], check->scenario->months);
  if (drawn)
    sai_check_line(check, PART, "", width,
                   _("counted from the possible start within the period that is nearest to the mean"));
  const char *const parts[] = {N_("every share counts as 0%%, so what comes by one is left out: %s"),
                               N_("counted as planned, since it is more work and no result (a later stage "
                                  "takes a share of it and of what "
                                  "it is a share of): %s")};
  for (int work = 0; work < 2; work++) {
    sai_text_clear(&line);
    sai_text_clear(&stages);
    name_paid(offer, work, &stages);
    sai_text_format(&line, _(parts[work]), sai_text_string(&stages));
    if (stages.length) sai_check_line(check, PART, "", width, sai_text_string(&line));
  }
  sai_text_free(&line);
  sai_text_free(&least);
  sai_text_free(&stages);
}

static void add_outlook(const sai_check *check, size_t offer) {
  const char *const labels[] = {_("Minimum payable"), _("As planned"), _("After the horizon")};
  size_t width = widest(labels, 3) + 2;
  const sai_offer *bought = &check->scenario->offers[offer];
  const sai_outlook *o = &check->outlooks[offer];
  sai_text line = {.whole = check->out};
  add_payable(check, bought, o, labels[0], width);
  add_orders(check, o, &line);
  sai_check_line(check, PART, labels[1], width, sai_text_string(&line));
  sai_text_clear(&line);
  add_pipeline(check, o, &line);
  sai_check_line(check, PART, labels[2], width, sai_text_string(&line));
  sai_text_free(&line);
  for (size_t c = 0; c < bought->n_contracts; c++) add_notice(check, &bought->contracts[c], o->missed[c]);
}

/* The lines of all contracts that go to vendors, or that are the buyer's own. */
static void add_bill(const sai_check *check, const sai_offer *offer, bool own, const char *title,
                     const char *none) {
  const sai_contract *last = NULL;
  bool any = false;
  for (size_t c = 0; c < offer->n_contracts; c++) {
    const sai_contract *contract = &offer->contracts[c];
    for (size_t f = 0; f < contract->n_fees; f++) {
      if (contract->fees[f].own != own) continue;
      if (!any || (contract != last && contract->listed)) {
        sai_text name = {.whole = check->out};
        if (contract->listed) sai_say_text(&name, contract->name);
        sai_check_line(check, PART, title, name.length ? sai_text_width(title) + 2 : 0,
                       sai_text_string(&name));
        sai_text_free(&name);
      }
      any = true;
      last = contract;
      sai_check_fee(check, contract, &contract->fees[f]);
    }
    for (size_t i = 0; i < contract->n_limits && !own; i++)
      sai_check_limit(check, contract, &contract->limits[i]);
  }
  if (!any && none) sai_check_line(check, PART, none, 0, "");
}

void sai_check_offer(const sai_check *check, size_t offer) {
  const sai_offer *o = &check->scenario->offers[offer];
  sai_text name = {.whole = check->out};
  sai_say_text(&name, o->name);
  sai_text_format(check->out, _("\nOffer %zu: %s\n"), offer + 1, sai_text_string(&name));
  sai_text_free(&name);
  for (size_t c = 0; c < o->n_contracts; c++)
    if (!o->contracts[c].buyer) add_contract(check, o, &o->contracts[c]);
  add_funnel(check, o);
  add_bill(check, o, false, _("Fees"), _("No fees"));
  add_bill(check, o, true, _("Own costs"), NULL);
  add_outlook(check, offer);
  sai_check_promises(check, o);
}
