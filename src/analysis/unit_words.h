/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the figures of a quantity are in, in words of the current language. */
#ifndef SAI_ANALYSIS_UNIT_WORDS_H
#define SAI_ANALYSIS_UNIT_WORDS_H

#include "analysis/analysis.h"
#include "base/text.h"

/** `per hour of each person`, of what staff works (SAI_PERSON and behind). */
const char *sai_per_work(size_t counted);
/** Append what a quantity's figures are in: `of call`, `yen per call`, `each month`. Names of stages are as
 * the scenario has them. */
void sai_unit_words(const sai_scenario *scenario, const sai_quantity_summary *summary, sai_text *out);

#endif
