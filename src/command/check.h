/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of `saisan check` share; private to it. Texts of the scenario are made harmless where they
 * are said. */
#ifndef SAI_COMMAND_CHECK_H
#define SAI_COMMAND_CHECK_H

#include "analysis/analysis.h"
#include "analysis/outlook.h"
#include "base/text.h"

typedef struct sai_check {
  const sai_scenario *scenario;
  const sai_quantity_summary *summaries; /**< [scenario->n_quantities] */
  const sai_outlook *outlooks;           /**< [scenario->n_offers] */
  const char *market_file;               /**< what numbers are compared with, if it was given; else NULL */
  sai_text *out;
} sai_check;

/** Columns of a line, and how far the parts of an offer and the entries of a part are indented. */
enum { SAI_CHECK_WIDTH = 100, SAI_CHECK_PART = 2, SAI_CHECK_ENTRY = 4 };

/** Append a stage as people call it: its label, or for a well-known name the word of the current language. */
void sai_say_stage(sai_text *out, const sai_stage *stage);
/** Append `per call`. */
void sai_say_per_stage(sai_text *out, const sai_stage *stage);
/** Append a text of the scenario as one harmless line. */
void sai_say_text(sai_text *out, const char *text);
/** Append an amount of money with its currency. */
void sai_say_money(const sai_check *check, sai_text *out, double value);
/** Append one value in a unit. `exact`: as it is; else rounded to three digits, as means and quantiles are.
 */
void sai_say_value(const sai_check *check, sai_text *out, double value, sai_unit unit, bool exact);
/** Append a quantity: `400 yen`, or `on average 4% (90%: 3% to 5.1%)`, and how often it is drawn anew. */
void sai_say_quantity(const sai_check *check, sai_text *out, const sai_quantity *quantity);
/** Append what a fee line is called: its name, else its amount and what it is for. */
void sai_say_fee(const sai_check *check, sai_text *out, const sai_fee *fee);
/** Append months first..last (index from 0, last included): `2026-04 to 2026-09 (6 months)`. */
void sai_say_months(const sai_check *check, sai_text *out, unsigned first, unsigned last);
/** Append a condition or number over what is counted, as it was written, but with stages as people call them
 *  and `and`, `or` in the current language. */
void sai_say_counted(sai_text *out, const char *text, const sai_funnel *funnel);
/** Append `the month's end`, ... */
void sai_say_period_end(sai_text *out, sai_period period);
/** Append `each month`, `each quarter`, ... */
void sai_say_period(sai_text *out, sai_period period);
/** Append what a quantity's figures are in: `% of call`, `yen per call`, `per month`. */
void sai_say_unit(const sai_check *check, sai_text *out, const sai_quantity_summary *summary);

/** The summary of a quantity; NULL if it has none. */
const sai_quantity_summary *sai_check_summary(const sai_check *check, const sai_quantity *quantity);
/** Months in a period of limits; 0 for the whole term. */
unsigned sai_check_period_months(sai_period period);

/** The parts of the answer, in order. */
void sai_check_head(const sai_check *check);
void sai_check_offer(const sai_check *check, size_t offer);
void sai_check_contract(const sai_check *check, const sai_offer *offer, const sai_contract *contract);
void sai_check_funnel(const sai_check *check, const sai_offer *offer);
void sai_check_fee(const sai_check *check, const sai_contract *contract, const sai_fee *fee);
/** A limit over several lines of a contract. */
void sai_check_limit(const sai_check *check, const sai_contract *contract, const sai_limit *limit);
/** What follows from an offer without any simulation. */
void sai_check_outlook(const sai_check *check, size_t offer);
/** When notice is due; nothing for a contract without one.
 *  @param missed  what the contract costs more if the date is missed */
void sai_check_notice(const sai_check *check, const sai_contract *contract, double missed);
/** What is promised, and how it is understood. */
void sai_check_promises(const sai_check *check, const sai_offer *offer);
void sai_check_draws(const sai_check *check);
void sai_check_warnings(const sai_check *check);
void sai_check_quantities(const sai_check *check);

/** The columns of the widest label. */
size_t sai_check_widest(const char *const *labels, size_t n);
/** Append a line: `indent` blanks, a label padded to `width` columns, and the text. */
void sai_check_line(const sai_check *check, size_t indent, const char *label, size_t width, const char *text);

#endif
