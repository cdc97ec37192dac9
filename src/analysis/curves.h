/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cost against the number of units of a stage, by point calculation, and where two offers' costs cross.
   Private to the analyses. */
#ifndef SAI_ANALYSIS_CURVES_H
#define SAI_ANALYSIS_CURVES_H

#include "base/arena.h"
#include "result/result.h"
#include "scenario/scenario.h"

/** Fill the crossings of every two offers (by the stage both are paid by, else appointments) and the cost
 * curves (over the stage that most offers are paid by). Arrays go into the result's arena. */
SAI_MUST_USE sai_code sai_curves_fill(const sai_scenario *scenario, sai_result *result, sai_error *err);

#endif
