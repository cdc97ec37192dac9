/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests do with exact cases and scenarios in memory; the comparisons themselves are
 * src/selftest/exact.h. */
#ifndef SAI_TEST_EXACT_CHECK_H
#define SAI_TEST_EXACT_CHECK_H

#include "analysis/analysis.h"
#include "selftest/exact.h"

#include <jansson.h>

/** A JSON document from tests/exact/; the test aborts if there is none. */
json_t *exact_load(const char *file);
/** Text of a file in tests/exact/, to be freed. */
char *exact_read(const char *file);
/** A copy of `text` with the only `old` in it replaced; the test aborts if there is none or more. To be
 * freed. */
char *exact_edit(const char *text, const char *old, const char *new);
/** Print the refusals of an audit. */
void exact_print(const char *name, const sai_audit *audit);
/** Parse and run a scenario; the test aborts with the errors if it is rejected. sai_result_free() the result.
 */
sai_result *exact_run(const char *yaml, const sai_run_options *options);
sai_scenario *exact_parse(const char *yaml);
/** The same as if the text stood in a file of tests/exact/, beside its data. */
sai_result *exact_run_as(const char *file, const char *yaml, const sai_run_options *options);
sai_scenario *exact_parse_as(const char *file, const char *yaml);

#endif
