/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prices to negotiate: what one fee line may cost until its offer earns nothing, or does as well as another
   one, everything else staying as it is. Private to the analyses; docs/methods/break-even.md has the
   formulas.
 */
#ifndef SAI_ANALYSIS_PRICES_H
#define SAI_ANALYSIS_PRICES_H

#include "analysis/analysis.h"
#include "model/plan.h"

/** Fill the prices of a result whose metrics and bill are there. Lines whose charge is a multiple of their
 * price are answered from as many runs as the result has; a line with a cap, minimum or deposit by a search
 * over at most 65,536.
 *  @param tables  the program that was played, sealed, whose tables serve here too; NULL in point
 * calculations After an interrupt what is not known stays absent. */
SAI_MUST_USE sai_code sai_prices_fill(const sai_scenario *scenario, const sai_plan *plan,
                                      const sai_run_options *options, const sai_program *tables,
                                      sai_result *result, sai_error *err);

#endif
