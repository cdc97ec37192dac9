/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of keys. */
#include "scenario/schema.h"

#include "base/intl.h"

#include <math.h>
#include <string.h>

#define MONEY_MOST 1e13
#define UNITS_MOST 1e9

static const sai_key table[] = {
    /* clang-format off */
    {SAI_IN_SCENARIO, "saisan", SAI_KEY_WHOLE, 1, 1, .needed = true, .help = N_("version of the format, 1")},
    {SAI_IN_SCENARIO, "title", SAI_KEY_TEXT, 1, 600, .help = N_("what is shown above results")},
    {SAI_IN_SCENARIO, "currency", SAI_KEY_TEXT, 3, 3, .without = "JPY", .help = N_("ISO 4217 code of all amounts")},
    {SAI_IN_SCENARIO, "start", SAI_KEY_MONTH, .help = N_("the first month, such as 2026-04")},
    {SAI_IN_SCENARIO, "months", SAI_KEY_WHOLE, 1, SAI_MONTHS_MAX, .needed = true, .help = N_("how many months are played")},
    {SAI_IN_SCENARIO, "inputs", SAI_KEY_MAP, .help = N_("named quantities that everything can use")},
    {SAI_IN_SCENARIO, "funnel", SAI_KEY_LIST, SAI_STAGES_MIN, SAI_STAGES_MAX, .needed = true, .help = N_("the stages from work put in to the order")},
    {SAI_IN_SCENARIO, "value", SAI_KEY_MAP, .help = N_("what an order is worth")},
    {SAI_IN_SCENARIO, "targets", SAI_KEY_MAP, .help = N_("what results are compared with")},
    {SAI_IN_SCENARIO, "offers", SAI_KEY_LIST, 1, SAI_OFFERS_MAX, .needed = true, .help = N_("what is compared")},
    {SAI_IN_SCENARIO, "correlation", SAI_KEY_LATER, .help = N_("inputs that move together")},
    {SAI_IN_SCENARIO, "fiscal_year_starts", SAI_KEY_LATER, .help = N_("the first month of the fiscal year")},

    {SAI_IN_TARGETS, "cpa", SAI_KEY_NUMBER, 0, MONEY_MOST, .help = N_("cost per order to stay within")},
    {SAI_IN_TARGETS, "orders", SAI_KEY_NUMBER, 0, UNITS_MOST, .help = N_("orders to reach")},
    {SAI_IN_TARGETS, "budget", SAI_KEY_NUMBER, 0, MONEY_MOST, .help = N_("cost to stay within")},

    {SAI_IN_VALUE, "gross_profit", SAI_KEY_QUANTITY, -MONEY_MOST, MONEY_MOST, .open = true, .help = N_("gross profit per order")},
    {SAI_IN_VALUE, "revenue", SAI_KEY_QUANTITY, 0, MONEY_MOST, .open = true, .help = N_("revenue per order; needs `margin`")},
    {SAI_IN_VALUE, "margin", SAI_KEY_QUANTITY, 0, 1, .help = N_("share of revenue that is gross profit")},
    {SAI_IN_VALUE, "churn", SAI_KEY_LATER, .help = N_("share of customers that leave each month")},
    {SAI_IN_VALUE, "lasts", SAI_KEY_LATER, .help = N_("how long a customer stays at most")},

    {SAI_IN_INPUT, "value", SAI_KEY_QUANTITY, -INFINITY, INFINITY, .needed = true, .open = true, .help = N_("the quantity")},
    {SAI_IN_INPUT, "source", SAI_KEY_TEXT, 1, 600, .help = N_("where the number comes from")},
    {SAI_IN_INPUT, "label", SAI_KEY_TEXT, 1, 200, .help = N_("what people read")},

    {SAI_IN_STAGE, "volume", SAI_KEY_QUANTITY, 0, UNITS_MOST, .open = true, .help = N_("work put in: 1,000 per month, or 6,000 in all")},
    {SAI_IN_STAGE, "rate", SAI_KEY_QUANTITY, 0, 1, .help = N_("share of an earlier stage: 4% of call")},
    {SAI_IN_STAGE, "value", SAI_KEY_QUANTITY, 0, UNITS_MOST, .open = true, .help = N_("what the short form says, to give it a source")},
    {SAI_IN_STAGE, "delay", SAI_KEY_QUANTITY, 0, SAI_MONTHS_MAX, .open = true, .without = "0 months", .help = N_("months until a unit arrives")},
    {SAI_IN_STAGE, "label", SAI_KEY_TEXT, 1, 200, .help = N_("what people read")},
    {SAI_IN_STAGE, "source", SAI_KEY_TEXT, 1, 600, .help = N_("where the numbers come from")},
    {SAI_IN_STAGE, "capacity", SAI_KEY_LATER, .help = N_("most units a month")},
    {SAI_IN_STAGE, "above", SAI_KEY_LATER, .help = N_("what becomes of units above the capacity")},
    {SAI_IN_STAGE, "list", SAI_KEY_LATER, .help = N_("records that run out")},
    {SAI_IN_STAGE, "ramp", SAI_KEY_LATER, .help = N_("shares of the full volume in the first months")},

    {SAI_IN_OFFER, "name", SAI_KEY_TEXT, 1, 200, .needed = true, .help = N_("the offer's name")},
    {SAI_IN_OFFER, "id", SAI_KEY_TEXT, 1, 60, .help = N_("a short name without spaces; default: the name")},
    {SAI_IN_OFFER, "kind", SAI_KEY_CHOICE, .without = "outsourcing", .choices = "outsourcing dispatch in-house nothing", .help = N_("who does the work")},
    {SAI_IN_OFFER, "covers", SAI_KEY_STAGES, .help = N_("the stages this offer is paid to do; default: all")},
    {SAI_IN_OFFER, "start", SAI_KEY_MONTH, .help = N_("the contract's first month; default: the first")},
    {SAI_IN_OFFER, "term", SAI_KEY_DURATION, 1, SAI_MONTHS_MAX, .help = N_("how long the contract runs; default: to the horizon")},
    {SAI_IN_OFFER, "fees", SAI_KEY_LIST, 0, SAI_FEES_MAX, .help = N_("what is paid to the vendor")},
    {SAI_IN_OFFER, "funnel", SAI_KEY_LIST, 0, SAI_STAGES_MAX, .help = N_("stages that differ from the common funnel")},
    {SAI_IN_OFFER, "own_funnel", SAI_KEY_LIST, SAI_STAGES_MIN, SAI_STAGES_MAX, .help = N_("a funnel instead of the common one, or none")},
    {SAI_IN_OFFER, "contracts", SAI_KEY_LATER, .help = N_("several vendors in one offer")},
    {SAI_IN_OFFER, "own_costs", SAI_KEY_LATER, .help = N_("the buyer's own costs")},
    {SAI_IN_OFFER, "staff", SAI_KEY_LATER, .help = N_("people, days and hours")},
    {SAI_IN_OFFER, "limits", SAI_KEY_LATER, .help = N_("limits over several fee lines")},
    {SAI_IN_OFFER, "promise", SAI_KEY_LATER, .help = N_("what the vendor promises")},
    {SAI_IN_OFFER, "payment", SAI_KEY_LATER, .help = N_("when invoices are paid")},

    {SAI_IN_FEE, "fee", SAI_KEY_QUANTITY, -MONEY_MOST, MONEY_MOST, .needed = true, .open = true, .help = N_("the amount and what it is for")},
    {SAI_IN_FEE, "count", SAI_KEY_QUANTITY, -UNITS_MOST, UNITS_MOST, .open = true, .help = N_("how many units of the period are charged")},
    {SAI_IN_FEE, "every", SAI_KEY_CHOICE, .without = "month", .choices = "month quarter year term", .help = N_("the period of count, tiers and limits")},
    {SAI_IN_FEE, "months", SAI_KEY_RANGE, .help = N_("months of the contract in which the line holds")},
    {SAI_IN_FEE, "included", SAI_KEY_QUANTITY, 0, MONEY_MOST, .open = true, .help = N_("units of the period that cost nothing")},
    {SAI_IN_FEE, "minimum", SAI_KEY_QUANTITY, 0, MONEY_MOST, .open = true, .help = N_("least amount of the period")},
    {SAI_IN_FEE, "cap", SAI_KEY_QUANTITY, 0, MONEY_MOST, .open = true, .help = N_("largest amount of the period")},
    {SAI_IN_FEE, "tiers_all", SAI_KEY_MAP, .help = N_("prices by volume, the reached one for all units")},
    {SAI_IN_FEE, "tiers_excess", SAI_KEY_MAP, .help = N_("prices by volume, each for the units within it")},
    {SAI_IN_FEE, "name", SAI_KEY_TEXT, 1, 150, .help = N_("the line's name on the bill")},
    {SAI_IN_FEE, "source", SAI_KEY_TEXT, 1, 600, .help = N_("where the numbers come from")},
    {SAI_IN_FEE, "tax", SAI_KEY_CHOICE, .without = "excluded", .choices = "excluded included none", .help = N_("consumption tax in the amount")},
    {SAI_IN_FEE, "terms", SAI_KEY_LATER, .help = N_("terms of the contract in which the line holds")},
    {SAI_IN_FEE, "when", SAI_KEY_LATER, .help = N_("a condition on the counts of the period")},
    {SAI_IN_FEE, "valid", SAI_KEY_LATER, .help = N_("the stage that makes a unit valid")},
    {SAI_IN_FEE, "invalid", SAI_KEY_LATER, .help = N_("what becomes of invalid units")},
    {SAI_IN_FEE, "below_guarantee", SAI_KEY_LATER, .help = N_("what happens below a guaranteed number")},
    {SAI_IN_FEE, "deposit", SAI_KEY_LATER, .help = N_("an amount paid first and drawn down")},
    {SAI_IN_FEE, "clawback", SAI_KEY_LATER, .help = N_("what is paid back when customers leave")},

    {SAI_IN_QUANTITY, "value", SAI_KEY_QUANTITY, -INFINITY, INFINITY, .needed = true, .open = true, .help = N_("the quantity")},
    {SAI_IN_QUANTITY, "source", SAI_KEY_TEXT, 1, 600, .help = N_("where the number comes from")},
    /* clang-format on */
};

const sai_key *sai_schema(size_t *n) {
  *n = sizeof table / sizeof *table;
  return table;
}

const sai_key *sai_schema_find(sai_within within, const char *name) {
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (table[i].within == within && strcmp(table[i].name, name) == 0) return &table[i];
  return NULL;
}

const char *sai_schema_where(sai_within within) {
  static const char *const where[SAI_WITHINS] = {
      [SAI_IN_SCENARIO] = "",       [SAI_IN_TARGETS] = "targets", [SAI_IN_VALUE] = "value",
      [SAI_IN_INPUT] = "inputs",    [SAI_IN_STAGE] = "funnel",    [SAI_IN_OFFER] = "offers",
      [SAI_IN_FEE] = "offers.fees", [SAI_IN_QUANTITY] = ""};
  return where[within];
}
