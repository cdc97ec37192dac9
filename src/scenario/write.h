/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A typed scenario as a file again: what was understood, in one canonical form. */
#ifndef SAI_SCENARIO_WRITE_H
#define SAI_SCENARIO_WRITE_H

#include "base/text.h"
#include "scenario/scenario.h"

/** Append a scenario as a file that reads to the same plan: settings applied, inputs before what uses them,
 *  numbers as they were understood, sources, labels and names quoted where YAML needs it. Written, read and
 *  written again it has the same bytes. A failed allocation is in *out. Reentrant. */
void sai_scenario_write(const sai_scenario *scenario, sai_text *out);

/** Append a quantity without what belongs to its key: `2% to 6%`, `(win_rate + 1%) * 2`. Stage names in it
 * are those of `stages`, which may be NULL if there are none. */
void sai_quantity_write(const sai_scenario *scenario, const sai_quantity *quantity, const sai_funnel *stages,
                        sai_text *out);

/** Append a fee line of a contract as an entry of its list. */
void sai_fee_write(const sai_scenario *scenario, const sai_contract *contract, const sai_fee *fee,
                   sai_text *out);

/** Append text as a scalar of YAML in block style: plain where that is safe, else in double quotes. */
void sai_scalar_write(const char *text, sai_text *out);

#endif
