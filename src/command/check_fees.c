/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fees as sentences of a contract. */
#include "command/check.h"

#include "analysis/unit_words.h"
#include "base/intl.h"

#include <math.h>

enum { FEE = 4, CONDITION = 6 };

/* Each unit of a number, of an expression over what is counted, or where a condition holds. */
static void add_counted(const sai_check *check, const sai_fee *fee, sai_text *out) {
  const sai_expr *counted = fee->count->expr;
  if (counted->kind == SAI_EXPR_COUNTED && counted->index < SAI_PERSON) {
    sai_say_per_stage(out, &fee->funnel->stages[counted->index]);
    return;
  }
  const sai_quantity_summary *s = sai_check_summary(check, fee->count);
  const bool condition = sai_expr_is_condition(counted), number = s && !isnan(s->mean) && !condition,
             sum = !number && counted->kind >= SAI_EXPR_ADD && counted->kind <= SAI_EXPR_NEGATE;
  sai_text count = {.whole = out};
  if (sum) sai_text_add(&count, "(");
  if (number)
    sai_say_quantity(check, &count, fee->count);
  else
    sai_say_counted(&count, fee->count->text, fee->funnel);
  if (sum) sai_text_add(&count, ")");
  /* TRANSLATORS: an amount for each of a number, where a condition holds, and for each unit of an expression:
     `4,000 yen` `for each of 6 units`, `where order >= 4`, `for each of max(0, 10 - appointment)` */
  const char *form = number ? _("for each of %s units") : condition ? _("where %s") : _("for each of %s");
  sai_text_format(out, form, sai_text_string(&count));
  sai_text_free(&count);
}

/* What an amount is for: `once`, `per month`, `per call`, `of revenue`. */
static void add_basis(const sai_check *check, const sai_fee *fee, sai_text *out) {
  static const char *const words[] = {[SAI_BASIS_ONCE] = N_("once"),
                                      [SAI_BASIS_MONTH] = N_("per month"),
                                      [SAI_BASIS_REVENUE] = N_("of revenue"),
                                      [SAI_BASIS_GROSS_PROFIT] = N_("of gross profit"),
                                      [SAI_BASIS_FIRST_YEAR] = N_("of the first year's revenue"),
                                      [SAI_BASIS_RECURRING] = N_("of what customers pay each month"),
                                      [SAI_BASIS_CASH] = N_("of the revenue received in the month")};
  if (fee->basis == SAI_BASIS_STAGE && fee->stage >= SAI_PERSON) {
    sai_text_add(out, sai_per_work(fee->stage));
  } else if (fee->basis == SAI_BASIS_STAGE) {
    sai_say_per_stage(out, &fee->funnel->stages[fee->stage]);
  } else if (fee->basis == SAI_BASIS_COUNT) {
    add_counted(check, fee, out);
  } else {
    sai_text_add(out, _(words[fee->basis]));
  }
}

static void add_sentence(const sai_check *check, const sai_fee *fee, const sai_quantity *amount,
                         sai_text *out) {
  sai_text basis = {.whole = out}, price = {.whole = out};
  add_basis(check, fee, &basis);
  sai_say_quantity(check, &price, amount);
  bool share = sai_is_share(fee->basis);
  /* TRANSLATORS: an amount and what it is for: `400 yen` `per call`; the second form: `30%` `of revenue` */
  /* TRANSLATORS: an amount and what it is for, and in the last form that there is no tax on it */
  const char *const forms[] = {share ? N_("%s %s (both before tax)") : N_("%s %s (before tax)"),
                               N_("%s %s (with tax in it)"), N_("%s %s (no tax on it)")};
  sai_text_format(out, _(forms[fee->tax]), sai_text_string(&price), sai_text_string(&basis));
  sai_text_free(&basis);
  sai_text_free(&price);
}

/* Money is told by what it is, shares of it by their percentage; units by number. */
static void add_limit(const sai_check *check, const char *format, const sai_quantity *limit,
                      sai_period period) {
  if (!limit) return;
  sai_text value = {.whole = check->out}, when = {.whole = check->out}, line = {.whole = check->out};
  sai_say_quantity(check, &value, limit);
  sai_say_period(&when, period);
  sai_text_format(&line, format, sai_text_string(&value), sai_text_string(&when));
  sai_check_line(check, CONDITION, "- ", 2, sai_text_string(&line));
  sai_text_free(&value);
  sai_text_free(&when);
  sai_text_free(&line);
}

static void add_months(const sai_check *check, const sai_contract *contract, const sai_fee *fee) {
  if (fee->first_month <= 1 && !fee->last_month) return;
  sai_text line = {.whole = check->out};
  if (!fee->last_month)
    sai_text_format(&line, _("from month %u of the contract on"), fee->first_month);
  else if (fee->first_month == fee->last_month)
    sai_text_format(&line, _("only in month %u of the contract"), fee->first_month);
  else
    sai_text_format(&line, _("in months %u to %u of the contract"), fee->first_month, fee->last_month);
  if (check->scenario->start_year && !sai_contract_is_drawn(contract, check->scenario->months)) {
    const unsigned start = sai_contract_first_start(contract);
    char name[16];
    sai_scenario_month_name(check->scenario, start + fee->first_month - 1, name);
    sai_text_format(&line, " (%s", name);
    if (fee->last_month > fee->first_month)
      sai_scenario_month_name(check->scenario, start + fee->last_month - 1, name);
    if (!fee->last_month)
      sai_text_add(&line, _(" on"));
    else if (fee->last_month > fee->first_month)
      sai_text_format(&line, _(" to %s"), name);
    sai_text_add(&line, ")");
  }
  sai_check_line(check, CONDITION, "- ", 2, sai_text_string(&line));
  sai_text_free(&line);
}

/* When an amount for leaving is due. */
static void add_exit(const sai_check *check, const sai_contract *contract, const sai_fee *fee) {
  if (!fee->at_exit) return;
  const unsigned horizon = check->scenario->months, end = sai_contract_first_start(contract) + contract->term,
                 last = sai_contract_last_start(contract, horizon) + contract->term;
  bool dated = check->scenario->start_year && !sai_contract_is_drawn(contract, horizon);
  sai_text line = {.whole = check->out};
  sai_text_format(&line, _("due when the contract is left inside a term, after its month %u"),
                  contract->term);
  if (dated) {
    char name[16];
    sai_scenario_month_name(check->scenario, end - 1, name);
    sai_text_format(&line, " (%s)", name);
  }
  if (end > horizon)
    sai_text_add(&line, _("; that is after the period, so it is not counted"));
  else if (last > horizon)
    sai_text_add(&line, _("; where that is after the period, it is not counted"));
  sai_check_line(check, CONDITION, "- ", 2, sai_text_string(&line));
  sai_text_free(&line);
}

static void add_tier(const sai_check *check, const sai_fee *fee, size_t t) {
  sai_text line = {.whole = check->out}, price = {.whole = check->out}, edge = {.whole = check->out};
  add_sentence(check, fee, fee->tiers[t].price, &price);
  sai_unit unit = fee->basis == SAI_BASIS_STAGE ? SAI_UNIT_COUNT : SAI_UNIT_MONEY;
  if (isfinite(fee->tiers[t].up_to)) {
    sai_say_value(check, &edge, fee->tiers[t].up_to, unit, true);
    sai_text_format(&line, _("up to %s: %s"), sai_text_string(&edge), sai_text_string(&price));
  } else {
    if (t > 0) sai_say_value(check, &edge, fee->tiers[t - 1].up_to, unit, true);
    sai_text_format(&line, _("above %s: %s"), sai_text_string(&edge), sai_text_string(&price));
  }
  sai_check_line(check, CONDITION, "- ", 2, sai_text_string(&line));
  sai_text_free(&line);
  sai_text_free(&price);
  sai_text_free(&edge);
}

static void add_tiers(const sai_check *check, const sai_fee *fee, sai_text *line) {
  sai_text when = {.whole = line}, basis = {.whole = line};
  add_basis(check, fee, &basis);
  sai_say_period(&when, fee->every);
  const char *format = fee->tier_rule == SAI_TIERS_ALL
                           ? _("%s by tiers, counted %s; the tier reached prices all units")
                           : _("%s by tiers, counted %s; each tier prices only the units within it");
  sai_text_format(line, format, sai_text_string(&basis), sai_text_string(&when));
  sai_text_free(&when);
  sai_text_free(&basis);
  sai_check_line(check, FEE, "", 0, sai_text_string(line));
  for (size_t t = 0; t < fee->n_tiers; t++) add_tier(check, fee, t);
}

static void add_count(const sai_check *check, const sai_fee *fee) {
  sai_text when = {.whole = check->out}, end = {.whole = check->out}, line = {.whole = check->out};
  sai_say_period(&when, fee->every);
  sai_say_period_end(&end, fee->every);
  const sai_quantity_summary *s = sai_check_summary(check, fee->amount);
  /* TRANSLATORS: `each quarter` and `the quarter's end` */
  sai_text_format(&line,
                  s && s->p95 < 0 ? _("counted %s, settled at %s; the negative amount is a refund")
                                  : _("counted %s, settled at %s"),
                  sai_text_string(&when), sai_text_string(&end));
  sai_check_line(check, CONDITION, "- ", 2, sai_text_string(&line));
  sai_text_free(&when);
  sai_text_free(&end);
  sai_text_free(&line);
}

static void add_when(const sai_check *check, const sai_fee *fee) {
  if (!fee->when) return;
  sai_text condition = {.whole = check->out}, when = {.whole = check->out}, end = {.whole = check->out},
           line = {.whole = check->out};
  sai_say_counted(&condition, fee->when->text, fee->funnel);
  sai_say_period(&when, fee->every);
  sai_say_period_end(&end, fee->every);
  sai_text_format(&line, _("charged only where %s, counted %s and settled at %s"),
                  sai_text_string(&condition), sai_text_string(&when), sai_text_string(&end));
  sai_check_line(check, CONDITION, "- ", 2, sai_text_string(&line));
  sai_text *const all[] = {&condition, &when, &end, &line};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) sai_text_free(all[i]);
}

static void add_within(const sai_check *check, const sai_fee *fee) {
  if (!fee->within) return;
  sai_text line = {.whole = check->out}, months = {.whole = check->out};
  sai_say_value(check, &months, fee->within, SAI_UNIT_MONTHS, true);
  sai_text_format(&line, _("only of what a customer pays in the first %s, the month of the order included"),
                  sai_text_string(&months));
  sai_check_line(check, CONDITION, "- ", 2, sai_text_string(&line));
  sai_text_free(&line);
  sai_text_free(&months);
}

static void add_clawback(const sai_check *check, const sai_fee *fee) {
  if (!fee->clawback) return;
  sai_text line = {.whole = check->out}, share = {.whole = check->out}, months = {.whole = check->out};
  sai_say_quantity(check, &share, fee->clawback);
  sai_say_value(check, &months, fee->clawback_within, SAI_UNIT_MONTHS, true);
  sai_text_format(&line,
                  _("%s of what was paid for an order comes back if its customer leaves in the first %s"),
                  sai_text_string(&share), sai_text_string(&months));
  sai_check_line(check, CONDITION, "- ", 2, sai_text_string(&line));
  sai_text_free(&line);
  sai_text_free(&share);
  sai_text_free(&months);
}

static void add_deposit(const sai_check *check, const sai_fee *fee) {
  if (!fee->deposit) return;
  sai_text line = {.whole = check->out}, paid = {.whole = check->out}, months = {.whole = check->out};
  sai_say_quantity(check, &paid, fee->deposit);
  sai_say_value(check, &months, fee->deposit_expires, SAI_UNIT_MONTHS, true);
  sai_text_format(
      &line,
      fee->deposit_refunded
          ? _("drawn from a deposit of %s, paid in the contract's first month; after %s the rest is paid "
              "back")
          : _("drawn from a deposit of %s, paid in the contract's first month; after %s the rest is lost"),
      sai_text_string(&paid), sai_text_string(&months));
  sai_check_line(check, CONDITION, "- ", 2, sai_text_string(&line));
  sai_text_free(&line);
  sai_text_free(&paid);
  sai_text_free(&months);
}

static void add_valid(const sai_check *check, const sai_fee *fee) {
  static const char *const forms[] = {
      [SAI_INVALID_CHARGED] = N_("all are paid, also those that do not become %s"),
      [SAI_INVALID_CREDITED] = N_("only those that become %s are paid"),
      [SAI_INVALID_REPLACED] =
          N_("all are paid; those that do not become %s the vendor replaces without pay"),
      [SAI_INVALID_REPLACED_CHARGED] = N_("all are paid; those that do not become %s the vendor replaces, "
                                          "and the work that it takes is charged")};
  if (!fee->invalid) return;
  sai_text line = {.whole = check->out}, stage = {.whole = check->out};
  sai_say_stage(&stage, &fee->funnel->stages[fee->valid]);
  sai_text_format(&line, _(forms[fee->invalid]), sai_text_string(&stage));
  sai_check_line(check, CONDITION, "- ", 2, sai_text_string(&line));
  sai_text_free(&line);
  sai_text_free(&stage);
}

void sai_say_fee(const sai_check *check, sai_text *out, const sai_fee *fee) {
  if (fee->name) {
    sai_say_text(out, fee->name);
    return;
  }
  sai_text basis = {.whole = out}, price = {.whole = out};
  add_basis(check, fee, &basis);
  if (fee->n_tiers) {
    sai_text_format(out, _("%s by tiers"), sai_text_string(&basis));
  } else {
    if (fee->amount->expr->kind == SAI_EXPR_NUMBER)
      sai_say_quantity(check, &price, fee->amount);
    else
      sai_say_text(&price, fee->amount->text);
    /* TRANSLATORS: an amount and what it is for: `400 yen` `per call` */
    sai_text_format(out, _("%s %s"), sai_text_string(&price), sai_text_string(&basis));
  }
  sai_text_free(&basis);
  sai_text_free(&price);
}

void sai_check_fee(const sai_check *check, const sai_contract *contract, const sai_fee *fee) {
  sai_text line = {.whole = check->out};
  if (fee->name) {
    sai_say_text(&line, fee->name);
    sai_text_add(&line, _(": "));
  }
  if (fee->n_tiers) {
    add_tiers(check, fee, &line);
  } else {
    add_sentence(check, fee, fee->amount, &line);
    sai_check_line(check, FEE, "", 0, sai_text_string(&line));
  }
  sai_text_free(&line);
  add_months(check, contract, fee);
  add_exit(check, contract, fee);
  if (fee->basis == SAI_BASIS_COUNT) add_count(check, fee);
  add_when(check, fee);
  add_within(check, fee);
  add_limit(check,
            sai_is_share(fee->basis) ? _("the first %s %s are free of it")
                                     : _("the first %s units %s are included"),
            fee->included, fee->every);
  add_clawback(check, fee);
  add_valid(check, fee);
  add_deposit(check, fee);
  add_limit(check, _("at least %s %s"), fee->minimum, fee->every);
  add_limit(check, _("at most %s %s"), fee->cap, fee->every);
}

void sai_check_limit(const sai_check *check, const sai_contract *contract, const sai_limit *limit) {
  sai_text line = {.whole = check->out}, names = {.whole = check->out};
  size_t n = 0;
  for (size_t f = 0; f < contract->n_fees; f++) {
    if (!limit->lines[f]) continue;
    if (n++) sai_text_add(&names, _(" + "));
    sai_say_fee(check, &names, &contract->fees[f]);
  }
  if (limit->name) {
    sai_say_text(&line, limit->name);
    sai_text_add(&line, _(": "));
  }
  if (limit->fee.deposit && limit->lines_given)
    sai_text_format(&line, _("deposit for %s"), sai_text_string(&names));
  else if (limit->fee.deposit)
    sai_text_add(&line, _("deposit for all fees of the contract together"));
  else if (limit->lines_given)
    sai_text_format(&line,
                    n == 1 ? _("limit over %s (before tax)") : _("limit over %s together (before tax)"),
                    sai_text_string(&names));
  else
    sai_text_add(&line, _("limit over all fees of the contract together (before tax)"));
  sai_check_line(check, FEE, "", 0, sai_text_string(&line));
  sai_text_free(&line);
  sai_text_free(&names);
  add_deposit(check, &limit->fee);
  add_limit(check, _("at least %s %s"), limit->fee.minimum, limit->fee.every);
  add_limit(check, _("at most %s %s"), limit->fee.cap, limit->fee.every);
}
