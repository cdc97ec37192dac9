/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that a typed scenario means as one text, to compare scenarios that were read in different ways. */
#ifndef SAI_TESTS_SCENARIO_DESCRIBE_H
#define SAI_TESTS_SCENARIO_DESCRIBE_H

#include "base/text.h"
#include "scenario/scenario.h"

/** Append it: no places, no order of lines in the file, numbers by value and not as they were typed. */
void sai_describe(const sai_scenario *scenario, sai_text *out);

#endif
