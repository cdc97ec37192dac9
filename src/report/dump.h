/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON as text, whole or not at all. */
#ifndef SAI_REPORT_DUMP_H
#define SAI_REPORT_DUMP_H

#include <jansson.h>

/** As json_dumps(), which loses the names of members without a word where memory runs out (jansson 2.14).
 *  @return malloc'd text to be freed, or NULL if there is no memory */
char *sai_json_dump(const json_t *value, size_t flags);

#endif
