/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether clauses over what is counted can hold together. */
#ifndef SAI_SCENARIO_POSSIBLE_H
#define SAI_SCENARIO_POSSIBLE_H

#include "scenario/expr.h"

/** An expression over counts, which is to be zero or anything else. */
typedef struct sai_clause {
  const sai_expr *expr;
  bool zero;
} sai_clause;

/** Bounds of what is counted, [SAI_COUNTED_MAX] each; NULL: none. */
typedef struct sai_counts {
  const double *least, *most;
} sai_counts;

/** Whether there are counts with which all of n clauses are what they are to be. Inputs and distributions may
 *  have any value of their ranges, so false is certain and true is not.
 *  @param scenario  what inputs are; NULL: they may be anything
 *  @param counts    what is counted lies within them; NULL: it may be any number
 *  Reentrant. */
bool sai_clauses_can_hold(const sai_scenario *scenario, const sai_counts *counts, const sai_clause *clauses,
                          size_t n);
/** The largest counts of an offer's stages in so many months, as its funnel is written; INFINITY where
 * nothing bounds them, and for what staff works. @param most  [SAI_COUNTED_MAX] */
void sai_counts_most(const sai_offer *offer, unsigned horizon, unsigned months, double *most);
/** The smallest counts of a contract's stages in each of its months: work of the same amount every month, and
 *  what is 100% of it; 0 for everything else.
 *  @param least  [SAI_COUNTED_MAX] */
void sai_counts_least(const sai_offer *offer, const sai_contract *contract, double *least);

#endif
