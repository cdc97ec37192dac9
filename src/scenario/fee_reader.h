/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the reader of fee lines share; private to the scenario. Each function reports what is
   wrong, and returns false (or NULL) then. */
#ifndef SAI_SCENARIO_FEE_READER_H
#define SAI_SCENARIO_FEE_READER_H

#include "scenario/read.h"

/** Keys of a line that stand beside each other under conditions. */
enum {
  SAI_PART_FEE,
  SAI_PART_COUNT,
  SAI_PART_MONTHS,
  SAI_PART_INCLUDED,
  SAI_PART_MINIMUM,
  SAI_PART_CAP,
  SAI_PART_TIERS_ALL,
  SAI_PART_TIERS_EXCESS,
  SAI_PART_WHEN,
  SAI_PART_DEPOSIT,
  SAI_PART_WITHIN,
  SAI_PART_CLAWBACK,
  SAI_PARTS
};

/** A line while it is read. */
typedef struct sai_fee_reader {
  sai_reader *r;
  const sai_funnel *funnel; /**< NULL: none */
  const sai_contract *contract;
  const sai_node *node; /**< the whole line */
  const sai_node *parts[SAI_PARTS];
  sai_fee *fee;
  const char *source;
} sai_fee_reader;

/** The tiers of a line, NULL if there are none. */
static inline const sai_node *sai_fee_tiers_of(const sai_fee_reader *f) {
  return f->parts[SAI_PART_TIERS_ALL] ? f->parts[SAI_PART_TIERS_ALL] : f->parts[SAI_PART_TIERS_EXCESS];
}

/** What can be written for a fee. */
const char *sai_fee_basis_hint(void);
/** `400 per call`: amount, basis and name of a line under `path`. */
bool sai_fee_amount_read(sai_fee_reader *f, const sai_node *node, const char *path);
/** `per STAGE` or `of revenue` without an amount: the tiers have it. */
bool sai_fee_bare_basis_read(sai_fee_reader *f, const sai_node *node, const char *path);
/** How an amount of the line is read: as money, or as a share. */
sai_use sai_fee_amount_use(const sai_fee_reader *f, const char *path);
/** Whether a share is written as one. */
bool sai_fee_share_check(sai_written *w, sai_basis basis);
/** `tiers_all` or `tiers_excess`. */
bool sai_fee_tiers_read(sai_fee_reader *f, const sai_node *map);
/** `months` of a line; without it all. */
bool sai_fee_months_read(sai_fee_reader *f);
/** `terms`: the months of these terms. */
bool sai_fee_terms_read(sai_fee_reader *f, const sai_node *node);
/** `at`. */
bool sai_fee_at_read(sai_fee_reader *f);

#endif
