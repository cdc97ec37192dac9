/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clauses of a fee line that say more than a price and its limits. */
#include "base/intl.h"
#include "scenario/read.h"

bool sai_fee_when_read(sai_reader *r, const sai_node *line, const char *source, const sai_staff *staff,
                       sai_fee *fee) {
  const sai_node *node = sai_tree_find(line, "when");
  sai_written w;
  if (!node) return true;
  if (!sai_written_open(r, node, (sai_scope){.inputs = true, .counts = true, .staff = staff, .stages = fee->funnel}, &w) ||
      !sai_written_expr(&w) || !sai_condition_check(&w.p, w.expr))
    return false;
  sai_use use = {.path = sai_reader_format(r, "%s.when", fee->path),
                 .key = sai_schema_find(SAI_IN_FEE, "count"),
                 .unit = SAI_UNIT_COUNT,
                 .source = source};
  fee->when = sai_written_close(&w, &use);
  return fee->when;
}
