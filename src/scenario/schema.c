/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of keys, and the words that have a meaning in quantities. */
#include "scenario/schema.h"

#include "base/intl.h"

#include <math.h>
#include <string.h>

#define MONEY_MOST 1e13
#define UNITS_MOST 1e9

static const sai_key table[] = {
    /* clang-format off */
    {SAI_IN_SCENARIO, "saisan", SAI_KEY_WHOLE, 1, 1, .needed = true, .help = N_("version of the format, 1"),
     .example = "1", .note = N_("another version is refused")},
    {SAI_IN_SCENARIO, "title", SAI_KEY_TEXT, 1, 600, .help = N_("what is shown above results"),
     .example = "テレアポ代行 2社の比較", .note = N_("default: the name of the file")},
    {SAI_IN_SCENARIO, "currency", SAI_KEY_TEXT, 3, 3, .without = "JPY", .help = N_("ISO 4217 code of all amounts"),
     .example = "USD", .note = N_("three capital letters; amounts are not converted")},
    {SAI_IN_SCENARIO, "start", SAI_KEY_MONTH, .help = N_("the first month, such as 2026-04"),
     .example = "2026-04", .note = N_("without it months are 1, 2, 3 and calendar months cannot be written")},
    {SAI_IN_SCENARIO, "months", SAI_KEY_WHOLE, 1, SAI_MONTHS_MAX, .needed = true, .unit = SAI_UNIT_MONTHS, .help = N_("how many months are played"),
     .example = "12", .note = N_("orders dated later are shown apart, as pipeline")},
    {SAI_IN_SCENARIO, "inputs", SAI_KEY_MAP, 0, SAI_INPUTS_MAX, .help = N_("named quantities that everything can use"),
     .example = "win_rate: 15% to 35%", .note = N_("each is drawn once in a run and is the same wherever it is used; a name is one word")},
    {SAI_IN_SCENARIO, "funnel", SAI_KEY_LIST, SAI_STAGES_MIN, SAI_STAGES_MAX, .needed = true, .help = N_("the stages from work put in to the order"),
     .example = "- appointment: 4% of call", .note = N_("each entry is `NAME: SOURCE`, or a name with keys under it; the last stage is the order")},
    {SAI_IN_SCENARIO, "value", SAI_KEY_MAP, .help = N_("what an order is worth"),
     .example = "gross_profit: 200,000 per order", .note = N_("`gross_profit`, or `revenue` with `margin`; without it there is no net, ROI or payback")},
    {SAI_IN_SCENARIO, "targets", SAI_KEY_MAP, .help = N_("what results are compared with"),
     .example = "budget: 10,000,000", .note = N_("without a target its probability is not shown")},
    {SAI_IN_SCENARIO, "offers", SAI_KEY_LIST, 1, SAI_OFFERS_MAX, .needed = true, .help = N_("what is compared"),
     .example = "- name: A", .note = N_("each entry is one offer, with its keys in one column")},
    {SAI_IN_SCENARIO, "correlation", SAI_KEY_MAP, 0, SAI_PAIRS_MAX, .help = N_("inputs that move together"),
     .example = "win_rate and deal: 0.5", .note = N_("each line is two inputs with `and` between them and their rank correlation; pairs that are not listed are independent")},
    {SAI_IN_SCENARIO, "own_costs", SAI_KEY_LIST, 0, SAI_FEES_MAX, .help = N_("own costs of every offer"),
     .example = "- 20,000 per month", .note = N_("lines as in `fees`, over all months; a line for a stage that an offer does not have costs nothing there")},
    {SAI_IN_SCENARIO, "tax", SAI_KEY_LIST, 1, SAI_TAXES_MAX, .help = N_("rates of consumption tax and from when they hold"),
     .example = "- {from: 2019-10, rate: 10%}", .note = N_("they replace those of the currency: for JPY 3% from 1989-04, 5% from 1997-04, 8% from 2014-04 and 10% from 2019-10, for others none; without `start` the latest one holds")},
    {SAI_IN_SCENARIO, "seasonality", SAI_KEY_LATER, .help = N_("months that differ from the average one")},
    {SAI_IN_SCENARIO, "fiscal_year_starts", SAI_KEY_CLAUSE, 1, 12, .help = N_("the first month of the fiscal year"),
     .example = "April", .note = N_("an English name or a number from 1 to 12; default: April for JPY, January for others; a year is named by its first month and needs `start`")},

    {SAI_IN_TARGETS, "cpa", SAI_KEY_NUMBER, 0, MONEY_MOST, .above = true, .unit = SAI_UNIT_MONEY, .help = N_("cost per order to stay within"),
     .example = "160,000", .note = N_("it gives the chance that cost / orders stays within it")},
    {SAI_IN_TARGETS, "orders", SAI_KEY_NUMBER, 0, UNITS_MOST, .above = true, .unit = SAI_UNIT_COUNT, .help = N_("orders to reach"),
     .example = "60", .note = N_("it gives the chance of so many or more within the horizon")},
    {SAI_IN_TARGETS, "budget", SAI_KEY_NUMBER, 0, MONEY_MOST, .above = true, .unit = SAI_UNIT_MONEY, .help = N_("cost to stay within"),
     .example = "10,000,000", .note = N_("it gives the chance that the total cost of all months stays within it; `800,000 per month` or `6,000,000 per fiscal year`: that every month or fiscal year does")},

    {SAI_IN_VALUE, "gross_profit", SAI_KEY_QUANTITY, -MONEY_MOST, MONEY_MOST, .open = true, .unit = SAI_UNIT_MONEY, .help = N_("gross profit per order"),
     .example = "150,000 to 400,000 per order", .note = N_("`per month per order` for what comes each month while the customer stays; what is left before any sales cost; one value for all orders of a run, unless `anew each order` or `anew each month` follows")},
    {SAI_IN_VALUE, "revenue", SAI_KEY_QUANTITY, 0, MONEY_MOST, .open = true, .unit = SAI_UNIT_MONEY, .help = N_("revenue per order; needs `margin`"),
     .example = "500,000 per order", .note = N_("`per month per order` for what comes each month while the customer stays; fees as a share of revenue need it")},
    {SAI_IN_VALUE, "margin", SAI_KEY_QUANTITY, 0, 1, .unit = SAI_UNIT_RATE, .help = N_("share of revenue that is gross profit"),
     .example = "40%", .note = N_("gross profit is revenue x margin")},
    {SAI_IN_VALUE, "churn", SAI_KEY_QUANTITY, 0, 1, .unit = SAI_UNIT_RATE, .help = N_("share of customers that leave each month"),
     .example = "3% per month", .note = N_("each customer leaves by chance at the end of a month, from the month of the order on; without it customers stay. Where an order is paid once it decides about `clawback` alone: what the order brought stays")},
    {SAI_IN_VALUE, "lasts", SAI_KEY_DURATION, 1, 10 * SAI_MONTHS_MAX, .unit = SAI_UNIT_MONTHS, .help = N_("how long a customer stays at most"),
     .example = "24 months", .note = N_("for amounts `per month per order`: so many months are paid at most")},
    {SAI_IN_VALUE, "payment", SAI_KEY_DURATION, 0, SAI_MONTHS_MAX, .without = "0 months", .unit = SAI_UNIT_MONTHS, .help = N_("how much later customers pay"),
     .example = "2 months", .note = N_("cash and fees of cash_received follow it; revenue and gross profit stay in the month in which they arise")},

    {SAI_IN_INPUT, "value", SAI_KEY_QUANTITY, -INFINITY, INFINITY, .needed = true, .open = true, .help = N_("the quantity"),
     .example = "15% to 35%", .note = N_("it may use other inputs")},
    {SAI_IN_INPUT, "source", SAI_KEY_TEXT, 1, 600, .help = N_("where the number comes from"),
     .example = "our deals of 2025", .note = N_("reports count what has none")},
    {SAI_IN_INPUT, "label", SAI_KEY_TEXT, 1, 200, .help = N_("what people read"),
     .example = "win rate", .note = N_("default: the name itself")},

    {SAI_IN_PAIR, "value", SAI_KEY_QUANTITY, -0.9999, 0.9999, .needed = true, .help = N_("rank correlation of two inputs"),
     .example = "0.5", .note = N_("0 no link, 0.5 a moderate one, -0.5 one falls where the other rises; each input is one distribution, drawn once in a run")},
    {SAI_IN_PAIR, "source", SAI_KEY_TEXT, 1, 600, .help = N_("where the number comes from"),
     .example = "our deals of 2025", .note = N_("reports count what has none")},

    {SAI_IN_STAGE, "volume", SAI_KEY_QUANTITY, 0, UNITS_MOST, .open = true, .unit = SAI_UNIT_COUNT, .help = N_("work put in: 1,000 per month, or 6,000 in all"),
     .example = "1,000 per month", .note = N_("`in all` is spread evenly over the months of the contract that covers the stage; may stand beside `rate`")},
    {SAI_IN_STAGE, "rate", SAI_KEY_QUANTITY, 0, 1, .unit = SAI_UNIT_RATE, .help = N_("share of an earlier stage: 4% of call"),
     .example = "4% of call", .note = N_("without `of` a share of the stage before; `3 per company` may be above 1; a list of sources adds up")},
    {SAI_IN_STAGE, "value", SAI_KEY_QUANTITY, 0, UNITS_MOST, .open = true, .unit = SAI_UNIT_COUNT, .help = N_("what the short form says, to give it a source"),
     .example = "1,000 per month", .note = N_("it stands in place of `volume` and `rate`")},
    {SAI_IN_STAGE, "delay", SAI_KEY_QUANTITY, 0, SAI_MONTHS_MAX, .open = true, .without = "0 months", .unit = SAI_UNIT_MONTHS, .help = N_("months until a unit arrives"),
     .example = "1 to 3 months", .note = N_("each unit has its own, rounded to whole months; a distribution by name such as discrete(0=50%, 1=50%) needs no `months`")},
    {SAI_IN_STAGE, "label", SAI_KEY_TEXT, 1, 200, .help = N_("what people read"),
     .example = "valid appointments", .note = N_("free text for tables and charts; default: the name itself")},
    {SAI_IN_STAGE, "source", SAI_KEY_TEXT, 1, 600, .help = N_("where the numbers come from"),
     .example = "pilot in January", .note = N_("it holds for all numbers of the stage that have none of their own")},
    {SAI_IN_STAGE, "capacity", SAI_KEY_QUANTITY, 0, UNITS_MOST, .open = true, .unit = SAI_UNIT_COUNT, .help = N_("most units a month")
     , .example = "30 per month", .note = N_("it holds for all that reaches the stage in a month, after delays; only whole units count; needs `above`")},
    {SAI_IN_STAGE, "above", SAI_KEY_ABOVE, 1, SAI_WAIT_MAX, .unit = SAI_UNIT_MONTHS, .help = N_("what becomes of units above the capacity"),
     .example = "waits 2 months", .note = N_("`lost`; `waits` until there is room, first come, first served; `waits 2 months` at most so long, then lost")},
    {SAI_IN_STAGE, "seasonality", SAI_KEY_LATER, .help = N_("months that differ from the average one")},
    {SAI_IN_STAGE, "list", SAI_KEY_QUANTITY, 0, UNITS_MOST, .open = true, .unit = SAI_UNIT_COUNT, .help = N_("records that run out"),
     .example = "8,000", .note = N_("the volume of all months together stays within it: one month gets the rest, those after it nothing")},
    {SAI_IN_STAGE, "ramp", SAI_KEY_SHARES, 0, 1, .unit = SAI_UNIT_RATE, .help = N_("shares of the full volume in the first months"),
     .example = "40%, 70%, 100%", .note = N_("months of the contract that covers the stage; the last share holds on; without a volume it is the rate that grows")},
    {SAI_IN_STAGE, "owner", SAI_KEY_CHOICE, .choices = "own vendor dispatch nobody", .help = N_("who does the work of the stage"),
     .example = "own", .note = N_("default: by the contract that covers it, else `own`")},

    {SAI_IN_OFFER, "name", SAI_KEY_TEXT, 1, 200, .needed = true, .help = N_("the offer's name"),
     .example = "A社 (コール + アポ)", .note = N_("no two offers have the same")},
    {SAI_IN_OFFER, "id", SAI_KEY_TEXT, 1, 60, .help = N_("a short name without spaces; default: the name"),
     .example = "a", .note = N_("it makes `--set offers.a.term=6` possible")},
    {SAI_IN_OFFER, "kind", SAI_KEY_CHOICE, .contract = true, .without = "outsourcing", .choices = "outsourcing dispatch in-house nothing", .help = N_("who does the work"),
     .example = "in-house", .note = N_("`nothing` needs `own_funnel`, since the orders of the common funnel are not for free")},
    {SAI_IN_OFFER, "covers", SAI_KEY_STAGES, .contract = true, .help = N_("the stages this offer is paid to do; default: all"),
     .example = "call..appointment", .note = N_("first and last stage, or `none`; the others are your own, and their work goes on when the contract ends")},
    {SAI_IN_OFFER, "start", SAI_KEY_MONTH, .contract = true, .help = N_("the contract's first month; default: the first"),
     .example = "2026-05", .note = N_("a calendar month, or its number from 1; `after 2 to 5 months` is drawn once per run, and everything counts from then")},
    {SAI_IN_OFFER, "term", SAI_KEY_DURATION, 1, SAI_MONTHS_MAX, .contract = true, .help = N_("how long the contract runs; default: to the horizon"),
     .example = "6 months", .note = N_("at its end fees and covered work end; orders under way still arrive; keys under it say how the contract renews")},
    {SAI_IN_OFFER, "fees", SAI_KEY_LIST, 0, SAI_FEES_MAX, .contract = true, .help = N_("what is paid to the vendor"),
     .example = "- 400 per call", .note = N_("each entry is AMOUNT `once`, `per month`, `per STAGE`, `of revenue` or another sum, or a mapping that begins with `fee`; all lines add up")},
    {SAI_IN_OFFER, "funnel", SAI_KEY_LIST, 0, SAI_STAGES_MAX, .help = N_("stages that differ from the common funnel"),
     .example = "- appointment: 3% of call", .note = N_("keys that are not written stay as in the common funnel")},
    {SAI_IN_OFFER, "own_funnel", SAI_KEY_LIST, SAI_STAGES_MIN, SAI_STAGES_MAX, .help = N_("a funnel instead of the common one, or none"),
     .example = "none", .note = N_("a list of stages as in `funnel`; not beside `funnel`")},
    {SAI_IN_OFFER, "staff", SAI_KEY_MAP, .contract = true, .help = N_("people who work under the contract, and how long"),
     .example = "people: 2", .note = N_("fees can then be `per person`, `per day`, `per hour`, `per overtime_hour`, volumes `45 per day`; a day is a day of one person")},
    {SAI_IN_OFFER, "own_costs", SAI_KEY_LIST, 0, SAI_FEES_MAX, .contract = true, .help = N_("what the buyer pays to others than the vendor"),
     .example = "- 500,000 per month", .note = N_("lines as in `fees`; they are own cost and not vendor fees, and follow the months of the contract; beside `contracts` they run over all months")},
    {SAI_IN_OFFER, "contracts", SAI_KEY_LIST, 1, SAI_CONTRACTS_MAX, .help = N_("several contracts in one offer"),
     .example = "- name: X社", .note = N_("each entry has the keys of a contract; the offer itself then has none of `kind`, `covers`, `start`, `term`, `fees`")},
    {SAI_IN_OFFER, "limits", SAI_KEY_LIST, 1, SAI_LIMITS_MAX, .contract = true, .help = N_("limits over several fee lines"),
     .example = "- minimum: 300,000", .note = N_("each entry has `minimum` or `cap`, over all fee lines of the contract or over `lines`; own costs are never in it")},
    {SAI_IN_OFFER, "deposit", SAI_KEY_MAP, .contract = true, .help = N_("an amount paid first that several lines are drawn from"),
     .example = "paid: 500,000", .note = N_("as {paid: 500000, expires: 6 months, unused: lost}; all fee lines of the contract are drawn from it, or those under `lines`; for one line it stands in that line")},
    {SAI_IN_OFFER, "guarantee", SAI_KEY_MAP, .contract = true, .help = N_("what happens below a guaranteed number"),
     .example = "appointment: 10", .note = N_("as {appointment: 10, works_on: 3 months}; below that number of a covered stage at the end of the term the vendor works on for free until it is reached; needs a `term` that does not renew")},
    {SAI_IN_OFFER, "promise", SAI_KEY_MAP, .help = N_("what the vendor promises"),
     .example = "appointment: 8 per month", .note = N_("by stage, or `orders`: `8 per month` on average over the contract, `96 in all`, `3% of call`, `8 in 500 call`, or a list of these; it changes nothing, and the result says in how many runs it is reached")},
    {SAI_IN_OFFER, "payment", SAI_KEY_DURATION, 0, SAI_MONTHS_MAX, .contract = true, .without = "0 months", .unit = SAI_UNIT_MONTHS, .help = N_("how much later a month's invoice is paid"),
     .example = "1 month", .note = N_("with tax; deposits and own costs are paid in their month; only the figures of cash follow it, cost and net stay in the month that is billed")},
    {SAI_IN_OFFER, "registered", SAI_KEY_CHOICE, .contract = true, .without = "yes", .choices = "yes no", .help = N_("whether the vendor is registered for consumption tax"),
     .example = "no", .note = N_("of the tax of one who is not only a share can be deducted, which the rows of `tax` must say with `unregistered`")},

    {SAI_IN_CONTRACT, "name", SAI_KEY_TEXT, 1, 200, .needed = true, .help = N_("the contract's name"),
     .example = "X社", .note = N_("no two contracts of an offer have the same")},
    {SAI_IN_CONTRACT, "id", SAI_KEY_TEXT, 1, 60, .help = N_("a short name without spaces; default: the name"),
     .example = "x", .note = N_("it makes `--set offers.a.contracts.x.term=6` possible")},

    {SAI_IN_FEE, "fee", SAI_KEY_QUANTITY, -MONEY_MOST, MONEY_MOST, .needed = true, .open = true, .unit = SAI_UNIT_MONEY, .help = N_("the amount and what it is for"),
     .example = "10,000 per appointment", .note = N_("it can be a percentage of revenue, gross_profit, first_year_revenue, recurring_revenue or cash_received; `per STAGE` alone with tiers; an amount alone with `count`, where a negative one is a refund")},
    {SAI_IN_FEE, "count", SAI_KEY_QUANTITY, -UNITS_MOST, UNITS_MOST, .open = true, .unit = SAI_UNIT_COUNT, .help = N_("how many units of the period are charged"),
     .example = "max(0, 10 - appointment)", .note = N_("an expression with the stages of the period, settled in its last month")},
    {SAI_IN_FEE, "every", SAI_KEY_CHOICE, .without = "month", .choices = "month quarter year term", .help = N_("the period of count, condition, tiers and limits"),
     .example = "quarter", .note = N_("quarters and years count from the start of the contract; `term` is the whole contract, or each term of one that renews")},
    {SAI_IN_FEE, "when", SAI_KEY_CLAUSE, .help = N_("a condition on the counts of the period"),
     .example = "appointment >= 40", .note = N_("the line is charged only for periods in which it holds, and settled in their last month")},
    {SAI_IN_FEE, "months", SAI_KEY_RANGE, .help = N_("months of the contract in which the line holds"),
     .example = "4..", .note = N_("as 1..3, 4.. or 2026-10..2027-03; numbers count from the start of the contract")},
    {SAI_IN_FEE, "terms", SAI_KEY_CLAUSE, .help = N_("terms of a contract that renews in which the line holds"),
     .example = "2..", .note = N_("as 1, 2.. or 2..3; term 1 is the minimum; in place of `months`")},
    {SAI_IN_FEE, "at", SAI_KEY_CHOICE, .without = "start", .choices = "start exit", .help = N_("when an amount `once` is due"),
     .example = "exit", .note = N_("`exit`: when the contract is left inside a term (`ends: after month 8`)")},
    {SAI_IN_FEE, "included", SAI_KEY_QUANTITY, 0, MONEY_MOST, .open = true, .unit = SAI_UNIT_COUNT, .help = N_("units of the period that cost nothing"),
     .example = "800", .note = N_("with a share of revenue: an amount; not beside tiers or `count`")},
    {SAI_IN_FEE, "minimum", SAI_KEY_QUANTITY, 0, MONEY_MOST, .open = true, .unit = SAI_UNIT_MONEY, .help = N_("least amount of the period"),
     .example = "500,000", .note = N_("it holds for this line alone; what is missing is owed in the last month of the period")},
    {SAI_IN_FEE, "cap", SAI_KEY_QUANTITY, 0, MONEY_MOST, .open = true, .unit = SAI_UNIT_MONEY, .help = N_("largest amount of the period"),
     .example = "2,000,000", .note = N_("it holds for this line alone")},
    {SAI_IN_FEE, "tiers_all", SAI_KEY_MAP, SAI_TIERS_MIN, SAI_TIERS_MAX, .help = N_("prices by volume, the reached one for all units"),
     .example = "up to 800: 500", .note = N_("lines `up to NUMBER: PRICE` from small to large, the last one `above: PRICE`")},
    {SAI_IN_FEE, "tiers_excess", SAI_KEY_MAP, SAI_TIERS_MIN, SAI_TIERS_MAX, .help = N_("prices by volume, each for the units within it"),
     .example = "up to 800: 500", .note = N_("written as `tiers_all`; a line has one of the two")},
    {SAI_IN_FEE, "name", SAI_KEY_TEXT, 1, 150, .help = N_("the line's name on the bill"),
     .example = "monthly minimum", .note = N_("`--set` can go by it; default: what the line is for")},
    {SAI_IN_FEE, "source", SAI_KEY_TEXT, 1, 600, .help = N_("where the numbers come from"),
     .example = "quote of 2026-02-20", .note = N_("it holds for all numbers of the line that have none of their own")},
    {SAI_IN_FEE, "tax", SAI_KEY_CHOICE, .without = "excluded", .choices = "excluded included none", .help = N_("consumption tax in the amount"),
     .example = "included", .note = N_("it holds for all amounts of the line, limits and tiers too; `included`: they are divided by 1 + rate of the month, so that all costs are before tax; `none`: the line has no tax, as wages")},
    {SAI_IN_FEE, "within", SAI_KEY_DURATION, 1, 10 * SAI_MONTHS_MAX, .unit = SAI_UNIT_MONTHS, .help = N_("only what customers pay in their first months"),
     .example = "12 months", .note = N_("for a share of recurring_revenue; months count from the month of the order")},
    {SAI_IN_FEE, "valid", SAI_KEY_CLAUSE, .help = N_("the stage that makes a unit valid"),
     .example = "valid_appointment", .note = N_("a stage that is a share of the charged one, or of shares of it, without delay or capacity; needs `invalid`")},
    {SAI_IN_FEE, "invalid", SAI_KEY_CLAUSE, .help = N_("what becomes of invalid units"),
     .example = "credited", .note = N_("`charged`: all are paid; `credited`: only valid ones; `replaced`: all are paid, and the vendor works on until as many are valid; `replaced with calls charged`: the same, and the units of the stages before that this takes are charged as well")},
    {SAI_IN_FEE, "deposit", SAI_KEY_MAP, .help = N_("an amount paid first and drawn down"),
     .example = "paid: 500,000", .note = N_("as {paid: 500000, expires: 6 months, unused: lost}; paid in the first month of the contract, and what the line charges is drawn from it until it is used up or expires")},
    {SAI_IN_FEE, "clawback", SAI_KEY_MAP, .help = N_("what is paid back when customers leave"),
     .example = "within: 3 months", .note = N_("as {within: 3 months, back: 100%}; for amounts per order, shares of first_year_revenue and, where an order is paid once, of revenue and gross_profit; it needs `churn` and is due in the month in which the customer leaves")},

    {SAI_IN_CLAWBACK, "within", SAI_KEY_DURATION, 1, 10 * SAI_MONTHS_MAX, .needed = true, .unit = SAI_UNIT_MONTHS, .help = N_("how early a customer has to leave"),
     .example = "3 months", .note = N_("the month of the order is the first")},
    {SAI_IN_CLAWBACK, "back", SAI_KEY_QUANTITY, 0, 1, .needed = true, .above = true, .unit = SAI_UNIT_RATE, .help = N_("share of what was paid for the order"),
     .example = "100%", .note = N_("of the line's own amount for that order")},

    {SAI_IN_DEPOSIT, "paid", SAI_KEY_QUANTITY, 0, MONEY_MOST, .needed = true, .open = true, .above = true, .unit = SAI_UNIT_MONEY, .help = N_("the amount that is paid first"),
     .example = "500,000", .note = N_("due in the first month of the contract")},
    {SAI_IN_DEPOSIT, "expires", SAI_KEY_DURATION, 1, SAI_MONTHS_MAX, .needed = true, .unit = SAI_UNIT_MONTHS, .help = N_("how long charges are drawn from it"),
     .example = "6 months", .note = N_("months of the contract; later charges are billed as they come")},
    {SAI_IN_DEPOSIT, "unused", SAI_KEY_CHOICE, .needed = true, .choices = "lost refunded", .help = N_("what becomes of the rest when it expires"),
     .example = "lost", .note = N_("the end of the contract or of the period played is the expiry if it comes before")},

    {SAI_IN_COMMON_DEPOSIT, "paid", SAI_KEY_QUANTITY, 0, MONEY_MOST, .needed = true, .open = true, .above = true, .unit = SAI_UNIT_MONEY, .help = N_("the amount that is paid first"),
     .example = "500,000", .note = N_("due in the first month of the contract")},
    {SAI_IN_COMMON_DEPOSIT, "expires", SAI_KEY_DURATION, 1, SAI_MONTHS_MAX, .needed = true, .unit = SAI_UNIT_MONTHS, .help = N_("how long charges are drawn from it"),
     .example = "6 months", .note = N_("months of the contract; later charges are billed as they come")},
    {SAI_IN_COMMON_DEPOSIT, "unused", SAI_KEY_CHOICE, .needed = true, .choices = "lost refunded", .help = N_("what becomes of the rest when it expires"),
     .example = "lost", .note = N_("the end of the contract or of the period played is the expiry if it comes before")},
    {SAI_IN_COMMON_DEPOSIT, "lines", SAI_KEY_LIST, 1, SAI_FEES_MAX, .help = N_("the fee lines that are drawn from it; default: all"),
     .example = "- appointment", .note = N_("by their `name`, else by what they are for, such as call, month or revenue")},

    {SAI_IN_LIMIT, "lines", SAI_KEY_LIST, 1, SAI_FEES_MAX, .help = N_("the fee lines that are limited together; default: all"),
     .example = "- appointment", .note = N_("by their `name`, else by what they are for, such as call, month or revenue")},
    {SAI_IN_LIMIT, "every", SAI_KEY_CHOICE, .without = "month", .choices = "month quarter year term", .help = N_("the period of the limit"),
     .example = "quarter", .note = N_("quarters and years count from the start of the contract; `term` is the whole contract, or each term of one that renews")},
    {SAI_IN_LIMIT, "minimum", SAI_KEY_QUANTITY, 0, MONEY_MOST, .open = true, .unit = SAI_UNIT_MONEY, .help = N_("least amount of the lines together"),
     .example = "300,000", .note = N_("what is missing is owed in the last month of the period, as a line of its own")},
    {SAI_IN_LIMIT, "cap", SAI_KEY_QUANTITY, 0, MONEY_MOST, .open = true, .unit = SAI_UNIT_MONEY, .help = N_("largest amount of the lines together"),
     .example = "500,000", .note = N_("what is above is taken off in the month in which it comes, as a line of its own")},
    {SAI_IN_LIMIT, "name", SAI_KEY_TEXT, 1, 150, .help = N_("the line's name on the bill"),
     .example = "monthly minimum", .note = N_("`--set` can go by it; default: `limit`")},
    {SAI_IN_LIMIT, "source", SAI_KEY_TEXT, 1, 600, .help = N_("where the numbers come from"),
     .example = "quote of 2026-02-20", .note = N_("it holds for all numbers of the limit that have none of their own")},

    {SAI_IN_TAX, "from", SAI_KEY_MONTH, .needed = true, .help = N_("the first month with this rate"),
     .example = "2019-10", .note = N_("each row is later than the one before it")},
    {SAI_IN_TAX, "rate", SAI_KEY_CLAUSE, 0, 1, .unit = SAI_UNIT_RATE, .needed = true, .help = N_("rate of consumption tax"),
     .example = "10%", .note = N_("the tax of an invoice, which is one contract and one month, is rounded down")},
    {SAI_IN_TAX, "unregistered", SAI_KEY_CLAUSE, 0, 1, .unit = SAI_UNIT_RATE, .help = N_("share that can be deducted of the tax of vendors who are not registered"),
     .example = "80%", .note = N_("needed in all months if a contract has `registered: no`; laws change it, so it has no default")},

    {SAI_IN_TERM, "minimum", SAI_KEY_DURATION, 1, SAI_MONTHS_MAX, .needed = true, .help = N_("months of the first term"),
     .example = "6 months", .note = N_("the contract cannot be left before it ends, unless `ends: after month` says so")},
    {SAI_IN_TERM, "renews", SAI_KEY_DURATION, 1, SAI_MONTHS_MAX, .help = N_("months of each later term; without it the contract ends with the first"),
     .example = "6 months", .note = N_("needs `ends`")},
    {SAI_IN_TERM, "notice", SAI_KEY_DURATION, 0, SAI_MONTHS_MAX - 1, .help = N_("months before the end of a term by which notice must be given"),
     .example = "1 month", .note = N_("`check` shows the dates and what missing one costs")},
    {SAI_IN_TERM, "ends", SAI_KEY_CLAUSE, .help = N_("when you let a contract end that renews"),
     .example = "after term 1", .note = N_("`never`, `after term 2` (the minimum is term 1), `after month 8` inside a term, or `when appointment < 60`: looked at once for each term, in the month by whose end notice must be given, over what the term of that month has counted so far")},

    {SAI_IN_GUARANTEE, "works_on", SAI_KEY_DURATION, 1, SAI_MONTHS_MAX, .needed = true, .unit = SAI_UNIT_MONTHS, .help = N_("months that the vendor works on for free at most"),
     .example = "3 months", .note = N_("within the months of the scenario; no fee line is charged in them, own costs of the contract go on")},

    {SAI_IN_STAFF, "people", SAI_KEY_QUANTITY, 0, 1e5, .needed = true, .open = true, .unit = SAI_UNIT_COUNT, .help = N_("how many people"),
     .example = "2", .note = N_("they need not be whole: 0.5 is half of someone's time")},
    {SAI_IN_STAFF, "days_per_month", SAI_KEY_QUANTITY, 0, 31, .unit = SAI_UNIT_COUNT, .help = N_("days that each works in a month"),
     .example = "20", .note = N_("needed for what is counted by day or hour")},
    {SAI_IN_STAFF, "hours_per_day", SAI_KEY_QUANTITY, 0, 24, .unit = SAI_UNIT_COUNT, .help = N_("hours that each works on a day"),
     .example = "8", .note = N_("needed for what is counted by the hour")},
    {SAI_IN_STAFF, "overtime_hours", SAI_KEY_QUANTITY, 0, 744, .unit = SAI_UNIT_COUNT, .help = N_("overtime hours of each in a month"),
     .example = "10", .note = N_("for fees per overtime_hour; `hour` does not include them")},

    {SAI_IN_QUANTITY, "value", SAI_KEY_QUANTITY, -INFINITY, INFINITY, .needed = true, .open = true, .help = N_("the quantity"),
     .example = "4%", .note = N_("wherever a number can stand")},
    {SAI_IN_QUANTITY, "source", SAI_KEY_TEXT, 1, 600, .help = N_("where the number comes from"),
     .example = "A社提案書 2026-03-12", .note = N_("inside { } write numbers without commas")},
    /* clang-format on */
};

const sai_key *sai_schema(size_t *n) {
  *n = sizeof table / sizeof *table;
  return table;
}

const sai_key *sai_schema_find(sai_within within, const char *name) {
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (sai_schema_belongs(&table[i], within) && strcmp(table[i].name, name) == 0) return &table[i];
  return NULL;
}

bool sai_schema_belongs(const sai_key *key, sai_within within) {
  return key->within == within || (key->contract && within == SAI_IN_CONTRACT);
}

const char *sai_schema_where(sai_within within) {
  static const char *const where[SAI_WITHINS] = {
      [SAI_IN_SCENARIO] = "",        [SAI_IN_TARGETS] = "targets",
      [SAI_IN_VALUE] = "value",      [SAI_IN_INPUT] = "inputs",
      [SAI_IN_PAIR] = "correlation", [SAI_IN_STAGE] = "funnel",
      [SAI_IN_OFFER] = "offers",     [SAI_IN_CONTRACT] = "offers.contracts",
      [SAI_IN_TERM] = "offers.term", [SAI_IN_GUARANTEE] = "offers.guarantee", [SAI_IN_STAFF] = "offers.staff",
      [SAI_IN_FEE] = "offers.fees",  [SAI_IN_CLAWBACK] = "offers.fees.clawback", [SAI_IN_LIMIT] = "offers.limits", [SAI_IN_TAX] = "tax",
      [SAI_IN_DEPOSIT] = "offers.fees.deposit", [SAI_IN_COMMON_DEPOSIT] = "offers.deposit",
      [SAI_IN_QUANTITY] = ""};
  return where[within];
}

static const char *const reserved[] = {"cost",  "orders", "cpa",  "revenue", "gross_profit", "net",
                                       "month", "term",   "per",  "of",      "to",           "once",
                                       "in",    "all",    "each", "anew"};

const char *const *sai_schema_reserved(size_t *n) {
  *n = sizeof reserved / sizeof *reserved;
  return reserved;
}

static const sai_form forms[] = {
    /* clang-format off */
    {"to", SAI_FORM_RANGE, "LOW to HIGH", "2% to 5%",
     N_("9 times in 10 it lies between these, 1 in 20 below, 1 in 20 above: a beta distribution for percentages, else lognormal with both ends above 0; `(80%)` behind it for 8 times in 10")},
    {"observed", SAI_FORM_DISTRIBUTION, "observed(SUCCESSES of TRIALS)", "observed(40 of 1000)",
     N_("a rate seen in data; few data give a wide range")},
    {"beta", SAI_FORM_DISTRIBUTION, "beta(A, B)", "beta(40, 960)", N_("a rate, as if A of A + B had succeeded")},
    {"pert", SAI_FORM_DISTRIBUTION, "pert(LEAST, LIKELY, MOST)", "pert(300, 400, 500)",
     N_("least, most likely and most, with little weight at the ends")},
    {"triangular", SAI_FORM_DISTRIBUTION, "triangular(LEAST, LIKELY, MOST)", "triangular(300, 400, 500)",
     N_("least, most likely and most, with straight lines between them")},
    {"uniform", SAI_FORM_DISTRIBUTION, "uniform(LEAST, MOST)", "uniform(300, 500)",
     N_("anything between the two, equally likely")},
    {"normal", SAI_FORM_DISTRIBUTION, "normal(MEAN, SD)", "normal(400, 50)",
     N_("mean and standard deviation; it can be below 0, so it is not for rates")},
    {"lognormal", SAI_FORM_DISTRIBUTION, "lognormal(mean=M, sd=S)", "lognormal(mean=200000, sd=60000)",
     N_("above 0 with a long tail to the right; also (median=.., sdlog=..) and (meanlog=.., sdlog=..), always by name")},
    {"exponential", SAI_FORM_DISTRIBUTION, "exponential(MEAN)", "exponential(3)",
     N_("often small, sometimes large")},
    {"gamma", SAI_FORM_DISTRIBUTION, "gamma(SHAPE, SCALE)", "gamma(2, 500)",
     N_("above 0; its mean is SHAPE x SCALE, and the larger SHAPE the narrower it is")},
    {"weibull", SAI_FORM_DISTRIBUTION, "weibull(SHAPE, SCALE)", "weibull(1.5, 500)",
     N_("above 0; 63 of 100 lie below SCALE, and the larger SHAPE the narrower it is")},
    {"poisson", SAI_FORM_DISTRIBUTION, "poisson(MEAN)", "poisson(2.5)", N_("a count: 0, 1, 2 and so on, with this mean")},
    {"quantiles", SAI_FORM_DISTRIBUTION, "quantiles(PERCENT=VALUE, ...)", "quantiles(10%=300, 50%=400, 90%=800)",
     N_("a smooth curve (metalog) through 2 to 10 points: in 10 of 100 cases it is 300 or less; within 0% and 100% if all values have a %, above 0 if all are, else without ends")},
    {"discrete", SAI_FORM_DISTRIBUTION, "discrete(VALUE=CHANCE, ...)", "discrete(1=60%, 2=30%, 3=10%)",
     N_("one of these values, with these chances")},
    {"mixture", SAI_FORM_DISTRIBUTION, "mixture(X @ CHANCE, ...)", "mixture(0 @ 30%, 200,000 to 400,000 @ 70%)",
     N_("one of several distributions or numbers, with these chances")},
    {"truncated", SAI_FORM_DISTRIBUTION, "truncated(X, LEAST, MOST)", "truncated(normal(400, 50), 300, 600)",
     N_("a distribution, given that it lies between the two")},
    {"empirical", SAI_FORM_DISTRIBUTION, "empirical(FILE, COLUMN)", "empirical(deals.csv, profit)",
     N_("one of the numbers in a column of a CSV file, each line equally likely; the file lies in the folder of the scenario or below")},
    {"min", SAI_FORM_FUNCTION, "min(A, B, ...)", "min(0.3, 100%)", N_("the smallest")},
    {"max", SAI_FORM_FUNCTION, "max(A, B, ...)", "max(0, 5)", N_("the largest")},
    {"abs", SAI_FORM_FUNCTION, "abs(X)", "abs(-2)", N_("without its sign")},
    {"exp", SAI_FORM_FUNCTION, "exp(X)", "exp(1)", N_("e to the power of X")},
    {"log", SAI_FORM_FUNCTION, "log(X)", "log(10)", N_("natural logarithm of a number above 0")},
    {"sqrt", SAI_FORM_FUNCTION, "sqrt(X)", "sqrt(2)", N_("square root of a number not below 0")},
    /* clang-format on */
};

const sai_form *sai_schema_forms(size_t *n) {
  *n = sizeof forms / sizeof *forms;
  return forms;
}

const sai_form *sai_schema_form(const char *name) {
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
    if (strcmp(forms[i].name, name) == 0) return &forms[i];
  return NULL;
}
