/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scenario's head in words: period, money, taxes, targets and what an order brings. */
#include "command/check.h"

#include "base/intl.h"

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
  sai_check_line(check, SAI_CHECK_PART, "", width, last ? sai_text_string(&line) : _("no consumption tax"));
  sai_text_free(&line);
}

void sai_check_head(const sai_check *check) {
  const char *const labels[] = {_("Period"), _("Money"), _("Targets"), _("An order brings")};
  size_t width = sai_check_widest(labels, 4) + 2;
  sai_say_text(check->out, check->scenario->title);
  sai_text_add(check->out, "\n");
  sai_text line = {.whole = check->out};
  sai_say_months(check, &line, 0, check->scenario->months - 1);
  sai_check_line(check, SAI_CHECK_PART, labels[0], width, sai_text_string(&line));
  sai_text_clear(&line);
  if (check->scenario->fiscal_start_given) {
    sai_text_format(&line, _("fiscal years start in month %u"), check->scenario->fiscal_start);
    sai_check_line(check, SAI_CHECK_PART, "", width, sai_text_string(&line));
    sai_text_clear(&line);
  }
  sai_text_format(&line, "%s%s%s", check->scenario->currency, _(" · "), _("all amounts before tax"));
  sai_check_line(check, SAI_CHECK_PART, labels[1], width, sai_text_string(&line));
  add_taxes(check, width);
  sai_text_clear(&line);
  add_targets(check, &line);
  sai_check_line(check, SAI_CHECK_PART, labels[2], width, line.length ? sai_text_string(&line) : _("none"));
  sai_text_clear(&line);
  add_value(check, &line);
  sai_check_line(check, SAI_CHECK_PART, labels[3], width, sai_text_string(&line));
  sai_text_free(&line);
}
