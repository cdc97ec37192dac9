/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON as text, whole or not at all. */
#ifndef SAI_REPORT_DUMP_H
#define SAI_REPORT_DUMP_H

#include <jansson.h>
#include <stdbool.h>

/** As json_dumps(), which loses the names of members without a word where memory runs out (jansson 2.14).
 *  @return malloc'd text to be freed, or NULL if there is no memory */
char *sai_json_dump(const json_t *value, size_t flags);

/** The same if it takes at most so many bytes; if not, *fits is false, and what is returned is its beginning:
 * no more is written than that. */
char *sai_json_line(const json_t *value, size_t flags, size_t most, bool *fits);

#endif
