/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cost of an offer by contract and by who does the work that it pays for, out of the lines of its bill.
 */
#include "model/build.h"

/* Own costs are the buyer's, fees go with the kind of the contract. */
static sai_owner owner_of(const sai_bill_line *line) {
  static const sai_owner owners[] = {[SAI_OUTSOURCING] = SAI_OWNER_VENDOR,
                                     [SAI_DISPATCH] = SAI_OWNER_DISPATCH,
                                     [SAI_IN_HOUSE] = SAI_OWNER_OWN,
                                     [SAI_NOTHING] = SAI_OWNER_OWN};
  return line->fee->own ? SAI_OWNER_OWN : owners[line->contract->kind];
}

static bool belongs(const sai_cost_part *part, const sai_bill_line *line) {
  if (!part->contract) return owner_of(line) == part->owner;
  return line->contract == part->contract && line->fee->own == part->own;
}

/* A part with the sum of its lines, unless there is none. */
static void add_part(sai_builder *b, sai_offer_columns *v, sai_cost_part part) {
  bool any = false;
  part.sum = b->zero;
  for (size_t i = 0; i < v->n_lines; i++) {
    if (!belongs(&part, &v->lines[i])) continue;
    any = true;
    part.sum = sai_build_add(b, part.sum, v->lines[i].total);
  }
  if (any) v->parts[v->n_parts++] = part;
}

void sai_build_parts(sai_builder *b, const sai_offer *offer, sai_offer_columns *v) {
  static const sai_owner owners[] = {SAI_OWNER_VENDOR, SAI_OWNER_DISPATCH, SAI_OWNER_OWN};
  bool own = false;
  size_t bought = 0;
  for (size_t i = 0; i < v->n_lines; i++) own |= v->lines[i].fee->own;
  for (size_t c = 0; c < offer->n_contracts; c++) bought += !offer->contracts[c].buyer;
  bool several = bought > 1;
  for (size_t c = 0; c < offer->n_contracts && several; c++)
    for (int k = 0; k < 2; k++) add_part(b, v, (sai_cost_part){.contract = &offer->contracts[c], .own = k});
  for (size_t i = 0; i < sizeof owners / sizeof *owners && (several || own); i++)
    add_part(b, v, (sai_cost_part){.owner = owners[i]});
}
