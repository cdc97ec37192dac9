/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reader of the figures must know of the contracts behind them. */
#ifndef SAI_ANALYSIS_CAUTIONS_H
#define SAI_ANALYSIS_CAUTIONS_H

#include "analysis/outlook.h"
#include "base/text.h"
#include "result/result.h"
#include "scenario/scenario.h"

/** Fill the warnings of a result, translated: contracts of different length, orders on which no fee is due.
 */
SAI_MUST_USE sai_code sai_cautions_fill(const sai_scenario *scenario, sai_result *result, sai_error *err);

/** Whether units come to a stage with a capacity that a promise is not about, beside those that it is about:
 * which of them are let in is known in proportion only. */
bool sai_promise_shares_capacity(const sai_offer *offer, const sai_promise *promise);
/** Append in which month the list of a stage runs out, translated; nothing if it does not within the horizon.
 */
void sai_caution_list(const sai_scenario *scenario, const sai_offer *offer, size_t stage,
                      const sai_outlook *outlook, sai_text *out);
/** Amounts that may lack a zero or a unit such as 万: budget, target CPA, gross profit per order. */
enum { SAI_CAUTION_AMOUNTS = 3 };
/** Append what is said of one of them, translated, if it is below a hundredth of the planned cost it belongs
 * to; else nothing. @param outlooks  [scenario->n_offers] @param which  below SAI_CAUTION_AMOUNTS */
void sai_caution_amount(const sai_scenario *scenario, const sai_outlook *outlooks, unsigned which,
                        sai_text *out);

/** Append what is said of units that wait above the capacity of a stage, translated; nothing if few do.
 *  @param waiting  their number at the end of the horizon
 *  @param left     their number when nothing more is played */
void sai_caution_waiting(const sai_offer *offer, size_t stage, double waiting, double left, sai_text *out);

/** Append how much of a contract's work arrives after its end, while another follows it, translated; nothing
 * if little does. @param contract  index */
void sai_caution_followed(const sai_offer *offer, size_t contract, const sai_outlook *outlook, sai_text *out);

/** Add that a contract of an offer is left inside a term with nothing due for it, unless none is. */
void sai_caution_left_early(const sai_offer *offer, sai_text *out);

#endif
