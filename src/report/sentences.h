/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found, said in plain sentences. */
#ifndef SAI_REPORT_SENTENCES_H
#define SAI_REPORT_SENTENCES_H

#include "report/report.h"

/** Append one paragraph a line: who is cheaper and in how many runs; then what can go wrong. May append
 * nothing. */
void sai_sentences_findings(const sai_result *result, sai_money_unit unit, sai_text *out);
/** Append one line for every pair of offers whose costs cross, a few at most. */
void sai_sentences_crossings(const sai_result *result, sai_money_unit unit, sai_text *out);

#endif
