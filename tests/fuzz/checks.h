/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conditions on what the scenario reader hands back, for several targets. */
#ifndef SAI_TESTS_FUZZ_CHECKS_H
#define SAI_TESTS_FUZZ_CHECKS_H

#include "fuzz/require.h"
#include "scenario/scenario.h"

/** A quantity (NULL: none) of a scenario; stage names in it belong to `stages`, or cannot stand if NULL. */
void sai_check_quantity(const sai_scenario *scenario, const sai_quantity *quantity, const sai_funnel *stages);
/** A scenario that was accepted. */
void sai_check_scenario(const sai_scenario *scenario);
/** Errors of one that was not: there is one, each has a text, and renders as clean UTF-8. */
void sai_check_errors(const sai_error_list *errors);

#endif
