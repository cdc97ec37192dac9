/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reader of the figures must know of the contracts behind them. Private to the analyses. */
#ifndef SAI_ANALYSIS_CAUTIONS_H
#define SAI_ANALYSIS_CAUTIONS_H

#include "result/result.h"
#include "scenario/scenario.h"

/** Fill the warnings of a result, translated: contracts of different length, orders on which no fee is due.
 */
SAI_MUST_USE sai_code sai_cautions_fill(const sai_scenario *scenario, sai_result *result, sai_error *err);

#endif
