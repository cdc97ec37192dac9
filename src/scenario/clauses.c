/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clauses of a fee line that say more than a price and its limits. */
#include "base/intl.h"
#include "scenario/read.h"

bool sai_fee_when_read(sai_reader *r, const sai_node *line, const char *source, const sai_staff *staff,
                       sai_fee *fee) {
  const sai_node *node = sai_tree_find(line, "when");
  sai_written w;
  if (!node) return true;
  if (!sai_written_open(
          r, node, (sai_scope){.inputs = true, .counts = true, .staff = staff, .stages = fee->funnel}, &w) ||
      !sai_written_expr(&w) || !sai_condition_check(&w.p, w.expr))
    return false;
  sai_use use = {.path = sai_reader_format(r, "%s.when", fee->path),
                 .key = sai_schema_find(SAI_IN_FEE, "count"),
                 .unit = SAI_UNIT_COUNT,
                 .source = source};
  fee->when = sai_written_close(&w, &use);
  return fee->when;
}

static void check_deposit(sai_reader *r, const sai_node *map, const sai_contract *contract,
                          const sai_fee *fee) {
  if (fee->deposit_expires > contract->term && contract->term)
    sai_error_hint(sai_report(r, sai_tree_find(map, "expires")->place, "%s",
                              _("the deposit expires after the contract has ended")),
                   _("write at most %u months"), contract->term);
  if (fee->amount && fee->amount->lower == 0 && fee->amount->upper == 0)
    sai_error_hint(sai_report(r, map->key->place, "%s",
                              _("nothing is charged here that could be drawn from the deposit")),
                   "%s", _("write the price of a unit, as in `fee: 25,000 per appointment`"));
}

bool sai_fee_deposit_read(sai_reader *r, const sai_node *map, const sai_contract *contract,
                          const char *source, sai_fee *fee) {
  size_t before = r->n_reports;
  if (!map) return true;
  if (!sai_map_check(r, map, SAI_IN_DEPOSIT, "deposit")) return false;
  const sai_node *paid = sai_tree_find(map, "paid");
  sai_use use = {.path = sai_reader_format(r, "%s.deposit.paid", fee->path),
                 .key = sai_schema_find(SAI_IN_DEPOSIT, "paid"),
                 .unit = SAI_UNIT_MONEY,
                 .source = source};
  if (use.path) fee->deposit = sai_quantity_read(r, paid, (sai_scope){.inputs = true}, &use);
  sai_duration_read(r, map, sai_schema_find(SAI_IN_DEPOSIT, "expires"), &fee->deposit_expires);
  fee->deposit_refunded = sai_choice_read(r, map, sai_schema_find(SAI_IN_DEPOSIT, "unused")) == 1;
  if (r->n_reports == before) check_deposit(r, map, contract, fee);
  return r->n_reports == before;
}
