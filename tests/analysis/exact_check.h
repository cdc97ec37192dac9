/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A result against exact distributions (tests/exact/more.json): every figure is a statistical check whose
   threshold comes from the number of runs and the suite's budget. */
#ifndef SAI_TEST_EXACT_CHECK_H
#define SAI_TEST_EXACT_CHECK_H

#include "analysis/analysis.h"

#include <jansson.h>

/** Checks made and refused; `report` prints every refusal. */
typedef struct exact_tally {
  const char *name;
  bool report;
  size_t checks, refused;
} exact_tally;

/** Compare every figure that the case knows. */
void exact_check_result(exact_tally *tally, const json_t *expected, const sai_result *result);
/** Compare a point calculation with the figures by hand, to 1 in 1e12. */
void exact_check_point(exact_tally *tally, const json_t *expected, const sai_result *result);
/** Compare with a case of seed.json, which knows the CPA of the first offer only at its quantiles. */
void exact_check_seed(exact_tally *tally, const json_t *expected, const sai_result *result);

/** A JSON document from tests/exact/; the test aborts if there is none. */
json_t *exact_load(const char *file);
/** Text of a file in tests/exact/, to be freed. */
char *exact_read(const char *file);
/** A copy of `text` with the only `old` in it replaced; the test aborts if there is none or more. To be
 * freed. */
char *exact_edit(const char *text, const char *old, const char *new);
/** Parse and run a scenario; the test aborts with the errors if it is rejected. sai_result_free() the result.
 */
sai_result *exact_run(const char *yaml, const sai_run_options *options);
sai_scenario *exact_parse(const char *yaml);

#endif
