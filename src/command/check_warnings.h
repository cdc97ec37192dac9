/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the warnings of `saisan check` share; private to it. */
#ifndef SAI_COMMAND_CHECK_WARNINGS_H
#define SAI_COMMAND_CHECK_WARNINGS_H

#include "command/check.h"

/** What is allowed but seldom meant, while it is said. */
typedef struct sai_warner {
  const sai_check *check;
  size_t n;     /**< warnings so far */
  sai_text fee; /**< of sai_warned_fee() */
} sai_warner;

/** What a fee line is called, until the next one is asked for. */
const char *sai_warned_fee(sai_warner *w, const sai_fee *fee);

/** Say a warning of one offer, with its name before it. */
void sai_warn_offer(sai_warner *w, const sai_offer *offer, const char *format, ...) SAI_PRINTF(3, 4);
/** The warnings of an offer's clauses that do nothing, or more than they seem to. */
void sai_warn_clauses(sai_warner *w, size_t offer);
/** Of one contract: limits, tiers, deposits and payments beside all that can come. */
void sai_warn_bounds(sai_warner *w, const sai_offer *offer, const sai_contract *contract);
/** The largest counts of so many months of a contract, or with 0 of its longest term.
 *  @param whole  also of months behind the horizon
 *  @param most   [SAI_COUNTED_MAX] */
void sai_warn_counts(const sai_warner *w, const sai_offer *offer, const sai_contract *contract,
                     unsigned length, bool whole, double *most);

#endif
