/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scenario's head and its offers in words: contract, funnel stage by stage, fees, and what follows from
   them without any simulation. */
#include "command/check.h"

#include "base/intl.h"

#include <math.h>

enum { PART = 2, LINE = 4 };

/* A share of orders that is not worth a figure. */
#define SCARCELY 0.001

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
  const char *const forms[] = {N_("CPA at most %s"), N_("orders: %s"), N_("budget %s")};
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
  if (value->recurring) add_customers(check, line);
  if (!value->payment) return;
  sai_text later = {.whole = line};
  sai_say_value(check, &later, value->payment, SAI_UNIT_MONTHS, true);
  sai_text_format(line, _("; paid %s later"), sai_text_string(&later));
  sai_text_free(&later);
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
  sai_text_format(&line, "%s%s%s", check->scenario->currency, _(" · "), _("all amounts before tax"));
  sai_check_line(check, PART, labels[1], width, sai_text_string(&line));
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
  else if (all)
    sai_text_add(&line, _("all stages"));
  else
    sai_text_format(&line, _("%s; the rest is the buyer's own"), sai_text_string(&list));
  sai_check_line(check, PART, _("Covers"), width, sai_text_string(&line));
  sai_text_free(&list);
  sai_text_free(&line);
}

static void add_contract(const sai_check *check, const sai_offer *offer, const sai_contract *contract) {
  static const char *const kinds[] = {N_("sales outsourcing"), N_("dispatched staff"), N_("in-house"),
                                      N_("nothing is bought")};
  const char *const labels[] = {_("Contract"), _("Covers")};
  size_t width = widest(labels, 2) + 2;
  sai_text line = {.whole = check->out};
  unsigned first, end;
  sai_check_months(check, contract, &first, &end);
  sai_text_format(&line, "%s%s", _(kinds[contract->kind]), _(" · "));
  if (end > first)
    sai_say_months(check, &line, first, end - 1);
  else
    sai_text_add(&line, _("never within the horizon"));
  if (contract->term == 0) sai_text_add(&line, _(", no term given: to the horizon"));
  sai_check_line(check, PART, labels[0], width, sai_text_string(&line));
  sai_text_free(&line);
  add_covers(check, offer, contract, width);
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
                                      [SAI_FLOW_PER_UNIT] = N_("%s for each %s")};
  sai_text value = {.whole = line}, parent = {.whole = line};
  sai_say_quantity(check, &value, flow->quantity);
  if (flow->kind >= SAI_FLOW_RATE) sai_say_stage(&parent, &funnel->stages[flow->parent]);
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
  sai_text_format(line, _("; at most %s each month, "), sai_text_string(&value));
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

static void add_outlook(const sai_check *check, size_t offer) {
  const char *const labels[] = {_("Minimum payable"), _("As planned"), _("After the horizon")};
  size_t width = widest(labels, 3) + 2;
  const sai_outlook *o = &check->outlooks[offer];
  sai_text line = {.whole = check->out}, least = {.whole = check->out};
  sai_say_money(check, &least, o->minimum_payable);
  sai_text_format(&line, _("%s, even if nothing converts"), sai_text_string(&least));
  sai_check_line(check, PART, labels[0], width, sai_text_string(&line));
  sai_text_clear(&line);
  add_orders(check, o, &line);
  sai_check_line(check, PART, labels[1], width, sai_text_string(&line));
  sai_text_clear(&line);
  add_pipeline(check, o, &line);
  sai_check_line(check, PART, labels[2], width, sai_text_string(&line));
  sai_text_free(&line);
  sai_text_free(&least);
}

void sai_check_offer(const sai_check *check, size_t offer) {
  const sai_offer *o = &check->scenario->offers[offer];
  sai_text name = {.whole = check->out};
  sai_say_text(&name, o->name);
  sai_text_format(check->out, _("\nOffer %zu: %s\n"), offer + 1, sai_text_string(&name));
  sai_text_free(&name);
  size_t fees = 0;
  for (size_t c = 0; c < o->n_contracts; c++) {
    add_contract(check, o, &o->contracts[c]);
    fees += o->contracts[c].n_fees;
  }
  add_funnel(check, o);
  sai_check_line(check, PART, fees ? _("Fees") : _("No fees"), 0, "");
  for (size_t c = 0; c < o->n_contracts; c++)
    for (size_t f = 0; f < o->contracts[c].n_fees; f++)
      sai_check_fee(check, o, &o->contracts[c], &o->contracts[c].fees[f]);
  add_outlook(check, offer);
}
