/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clauses of a fee line that say more than a price and its limits. */
#include "base/intl.h"
#include "scenario/read.h"

#include <string.h>

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
  return fee->when && sai_condition_contradiction(r, fee->when);
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

bool sai_fee_deposit_read(sai_reader *r, const sai_node *map, sai_within within, const sai_contract *contract,
                          const char *source, sai_fee *fee) {
  size_t before = r->n_reports;
  if (!map) return true;
  if (!sai_map_check(r, map, within, "deposit")) return false;
  const sai_node *paid = sai_tree_find(map, "paid");
  sai_use use = {.path = sai_reader_format(r, "%s.deposit.paid", fee->path),
                 .key = sai_schema_find(within, "paid"),
                 .unit = SAI_UNIT_MONEY,
                 .source = source};
  if (use.path) fee->deposit = sai_quantity_read(r, paid, (sai_scope){.inputs = true}, &use);
  sai_duration_read(r, map, sai_schema_find(within, "expires"), &fee->deposit_expires);
  fee->deposit_refunded = sai_choice_read(r, map, sai_schema_find(within, "unused")) == 1;
  if (r->n_reports == before) check_deposit(r, map, contract, fee);
  return r->n_reports == before;
}

static bool refuse_valid(sai_reader *r, sai_place place, const char *text, const char *hint) {
  sai_error_hint(sai_report(r, place, "%s", text), "%s", hint);
  return false;
}

/* Whether units of the valid stage are units of the charged one, of the same month, and nothing else; through
   any stages between. */
static bool is_straight(const sai_fee *fee, size_t valid) {
  const sai_stage *stages = fee->funnel->stages;
  size_t s = valid;
  while (stages[s].n_flows == 1 && stages[s].flows->kind == SAI_FLOW_RATE && !stages[s].delay &&
         !stages[s].capacity) {
    s = stages[s].flows->parent;
    if (s == fee->stage) return true;
  }
  return false;
}

/* `10,000 per valid_appointment` with `valid: valid_appointment`, as quotes word it. */
static bool report_valid_charged(sai_reader *r, const sai_node *node, const sai_fee *fee) {
  const sai_stage *stages = fee->funnel->stages, *stage = &stages[fee->stage];
  sai_error *err = sai_report(r, node->place, "%s", _("the charged stage is itself the one that is valid"));
  bool share =
      stage->n_flows == 1 && stage->flows->kind == SAI_FLOW_RATE && !stage->delay && !stage->capacity;
  const sai_stage *before = share ? &stages[stage->flows->parent] : NULL;
  if (before && before->n_flows && before->flows->kind == SAI_FLOW_RATE)
    sai_error_hint(err, _("charge `per %s` and keep `valid: %s`: then only these are paid for"), before->name,
                   stage->name);
  else
    sai_error_hint(err, "%s", _("leave out `valid` and `invalid`: nothing but valid units is charged here"));
  return false;
}

static bool read_valid_stage(sai_reader *r, const sai_node *node, sai_fee *fee) {
  sai_parser p;
  if (node->kind != SAI_NODE_TEXT || !*node->text)
    return refuse_valid(r, node->key->place, _("`valid` is one stage"),
                        _("write `valid: valid_appointment`"));
  if (!sai_parser_open(&p, r, node, (sai_scope){0})) return false;
  size_t valid = sai_stage_take(&p, fee->funnel);
  if (valid == SIZE_MAX || !sai_parser_finish(&p)) return false;
  fee->valid = valid;
  if (valid == fee->stage) return report_valid_charged(r, node, fee);
  return is_straight(fee, valid) ||
         refuse_valid(
             r, node->place,
             _("the valid stage must be a share of the charged one, or of shares of it, without another "
               "source, delay or capacity"),
             _("write behind the charged stage one such as `- valid_appointment: 80% of appointment`"));
}

static sai_invalid read_invalid(sai_reader *r, const sai_node *node) {
  sai_folded text = {0};
  bool right = node->kind == SAI_NODE_TEXT && *node->text && sai_fold(r, node->text, &text);
  for (int i = SAI_INVALID_CHARGED; right && i < SAI_INVALIDS; i++)
    if (strcmp(text.text, sai_invalid_word((sai_invalid)i)) == 0) return (sai_invalid)i;
  const char *meant = right ? sai_slip_invalid(text.text) : NULL;
  bool empty = node->kind == SAI_NODE_TEXT && !*node->text;
  sai_error *err =
      right ? sai_report(r, node->place, _("`%s` is no word for what becomes of invalid units"), node->text)
            : sai_report(r, empty ? node->key->place : node->place, "%s",
                         _("this does not say what becomes of invalid units"));
  if (meant)
    sai_error_hint(err, _("write `%s` instead"), meant);
  else
    sai_error_hint(err, "%s", _("write charged, credited, replaced, or replaced with calls charged"));
  return SAI_INVALID_NOTHING;
}

/* The work that replaces must be known: so many units of the stages before, each with the same chance. */
static bool check_replaced(sai_reader *r, const sai_node *node, const sai_contract *contract,
                           const sai_fee *fee) {
  const sai_stage *stages = fee->funnel->stages, *charged = &stages[fee->stage];
  if (fee->invalid != SAI_INVALID_REPLACED_CHARGED) return true;
  if (charged->n_flows != 1 || charged->flows->kind != SAI_FLOW_RATE || charged->delay || charged->capacity)
    return refuse_valid(r, node->place,
                        _("the charged stage must be a share of one stage before it, without another source, "
                          "delay or capacity: what is worked to replace a unit is counted there"),
                        _("write `invalid: replaced`, or a stage such as `- appointment: 4% of call`"));
  size_t before = fee->stage;
  while ((before = sai_contract_work_before(contract, fee->funnel, before)) != SIZE_MAX) {
    if (!stages[before].capacity && !stages[before].list) continue;
    sai_error_hint(sai_report(r, node->place,
                              _("it cannot be told whether the work that replaces is within the list or the "
                                "capacity of `%s`"),
                              stages[before].name),
                   "%s", _("write `invalid: replaced`, or leave out `list` and `capacity`"));
    return false;
  }
  return true;
}

static bool report_no_valid(sai_reader *r, const sai_node *invalid, const sai_fee *fee) {
  bool units = !fee->own && fee->basis == SAI_BASIS_STAGE && fee->stage < SAI_PERSON;
  size_t valid = units ? sai_slip_valid_stage(fee->funnel, fee->stage) : SIZE_MAX;
  sai_error *err = sai_report(r, invalid->key->place, "%s", _("it is not said which units are valid"));
  if (valid == SIZE_MAX)
    sai_error_hint(err, "%s", _("add `valid:` and the stage that makes a unit valid"));
  else
    sai_error_hint(err, _("add `valid: %s`, or another stage that makes a unit valid"),
                   fee->funnel->stages[valid].name);
  read_invalid(r, invalid);
  return false;
}

bool sai_fee_valid_read(sai_reader *r, const sai_node *line, const sai_contract *contract, sai_fee *fee) {
  const sai_node *valid = sai_tree_find(line, "valid"), *invalid = sai_tree_find(line, "invalid");
  if (!valid && !invalid) return true;
  if (!valid) return report_no_valid(r, invalid, fee);
  if (!invalid)
    return refuse_valid(r, valid->key->place, _("it is not said what becomes of invalid units"),
                        _("add `invalid: charged`, `credited`, `replaced` or `replaced with calls charged`"));
  if (fee->own || fee->basis != SAI_BASIS_STAGE || fee->stage >= SAI_PERSON)
    return refuse_valid(r, valid->key->place,
                        _("`valid` stands beside an amount that a vendor gets for each unit of a stage"),
                        _("write it below `fee: 10,000 per appointment`"));
  size_t before = r->n_reports;
  fee->invalid = read_invalid(r, invalid);
  return read_valid_stage(r, valid, fee) && fee->invalid && check_replaced(r, invalid, contract, fee) &&
         r->n_reports == before;
}

/* Whether a line charges, or asks for, units of a stage. */
static bool minds(const sai_fee *fee, size_t stage) {
  const sai_quantity *asked[] = {fee->count, fee->when};
  for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
    if (asked[i] && sai_expr_counts(asked[i]->expr, stage)) return true;
  return !fee->own && fee->basis == SAI_BASIS_STAGE && fee->stage == stage;
}

void sai_fee_replaced_check(sai_reader *r, const sai_contract *contract) {
  for (size_t f = 0; f < contract->n_fees; f++) {
    const sai_fee *fee = &contract->fees[f];
    if (fee->invalid != SAI_INVALID_REPLACED_CHARGED) continue;
    size_t before = fee->stage, first = before;
    bool charged = false;
    while ((before = sai_contract_work_before(contract, fee->funnel, before)) != SIZE_MAX) {
      for (size_t k = 0; k < contract->n_fees; k++) charged |= minds(&contract->fees[k], before);
      first = before;
    }
    if (charged) continue;
    const char *name = fee->funnel->stages[first].name;
    sai_error_hint(
        sai_report(r, fee->place, _("no line of the contract charges `%s`, the work that replaces"), name),
        _("add a line per %s, or write `invalid: replaced`"), name);
  }
}
