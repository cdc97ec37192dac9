/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the documents of `saisan schema` share. */
#ifndef SAI_COMMAND_SCHEMA_H
#define SAI_COMMAND_SCHEMA_H

#include "base/text.h"
#include "scenario/schema.h"

/** What the numbers of a key count: money, share, units, months, bytes (of texts), entries (of lists and
 *  mappings); NULL: nothing in particular. */
const char *sai_schema_unit(const sai_key *key);
/** True if `lower` and `upper` bound the values of a key, or the size of its text or list. */
bool sai_schema_has_bounds(const sai_key *key);
/** The reference of the manual, in the chosen language. */
void sai_schema_markdown(sai_text *out);

#endif
