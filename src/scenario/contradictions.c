/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clauses that are right by themselves and contradict another one, or that could be read in two ways beside
   it (docs/adr/0009). What no run could ever bring about is refused here, too: whoever wrote it meant
   something else. */
#include "base/intl.h"
#include "scenario/possible.h"
#include "scenario/read.h"

#include <math.h>

typedef struct line_check {
  sai_reader *r;
  const sai_contract *contract;
  const sai_fee *fee;
  const sai_node *node;
} line_check;

static bool refuse_at(sai_reader *r, sai_place place, const char *text, const char *hint) {
  sai_error_hint(sai_report(r, place, "%s", text), "%s", hint);
  return false;
}

static bool refuse(const line_check *c, const char *key, const char *text, const char *hint) {
  return refuse_at(c->r, sai_tree_find(c->node, key)->key->place, text, hint);
}

bool sai_fee_can_be_negative(const sai_scenario *s, const sai_fee *fee) {
  if (fee->basis == SAI_BASIS_GROSS_PROFIT && s->value.gross_profit && s->value.gross_profit->lower < 0)
    return true;
  for (size_t t = 0; fee->tiers && t < fee->n_tiers; t++)
    if (fee->tiers[t].price && fee->tiers[t].price->lower < 0) return true;
  return (fee->amount && fee->amount->lower < 0) || (fee->count && fee->count->lower < 0);
}

/* Whether both can be other than zero in the same period; the second one may be NULL. */
static bool can_hold(const sai_quantity *a, const sai_quantity *b) {
  sai_clause clauses[2] = {{a->expr, false}};
  if (b) clauses[1].expr = b->expr;
  return sai_clauses_can_hold(NULL, NULL, clauses, b ? 2 : 1);
}

bool sai_condition_contradiction(sai_reader *r, const sai_quantity *condition) {
  const sai_clause fails = {condition->expr, true};
  if (condition->lower > 0 || !sai_clauses_can_hold(NULL, NULL, &fails, 1))
    return refuse_at(r, condition->place, _("this condition always holds"),
                     _("delete it, or compare with a number that need not be reached"));
  if (!(condition->upper > 0) || !can_hold(condition, NULL))
    return refuse_at(r, condition->place, _("this condition never holds"),
                     _("compare with a number that can be reached, as in appointment >= 40"));
  return true;
}

/* An amount that is paid once has one period: which one, if there are several? */
static bool check_once(const line_check *c) {
  const sai_fee *fee = c->fee;
  if (!fee->when || fee->basis != SAI_BASIS_ONCE) return true;
  if (fee->every != SAI_EVERY_TERM)
    return refuse(c, "when", _("is this paid once, or once in each period in which the condition holds?"),
                  _("write `every: term`, or `per month` and the period of the condition"));
  if (!c->contract->renewal.months || fee->first_term) return true;
  return refuse(c, "when",
                _("is this paid in the first term only, or in each one in which the condition holds?"),
                _("add `terms: 1`; for each term write the amount alone with `count: 1`"));
}

/* A number alone may be 0, as what nobody is paid for yet. */
static bool counts_anything(const sai_expr *e) {
  for (size_t i = 0; i < SAI_COUNTED_MAX; i++)
    if (sai_expr_counts(e, i)) return true;
  return false;
}

/* A count that is charged under a condition. */
static bool check_count(const line_check *c) {
  const sai_fee *fee = c->fee;
  if (!fee->count) return true;
  if (!can_hold(fee->count, NULL) && counts_anything(fee->count->expr))
    return refuse_at(c->r, fee->count->place, _("this count is always 0"),
                     _("write one that can be reached, as in max(0, appointment - 10)"));
  if (!fee->when || can_hold(fee->count, fee->when)) return true;
  return refuse(c, "when", _("where this condition holds the count is 0, so nothing is ever charged"),
                _("delete `when` or change it; the count has its own condition"));
}

/* A refund at the end of the term that is due only where fewer units came than are guaranteed. */
static bool check_guaranteed(const line_check *c) {
  const sai_fee *fee = c->fee;
  const sai_guarantee *guarantee = &c->contract->guarantee;
  const sai_quantity *counts[] = {fee->count, fee->when};
  if (!guarantee->number || fee->every != SAI_EVERY_TERM || !fee->amount || fee->amount->upper > 0)
    return true;
  double least[SAI_COUNTED_MAX] = {0};
  least[guarantee->stage] = guarantee->number->upper;
  sai_clause clauses[2];
  size_t n = 0;
  bool asks = false;
  for (size_t i = 0; i < 2; i++) {
    if (!counts[i]) continue;
    asks |= sai_expr_counts(counts[i]->expr, guarantee->stage);
    clauses[n++] = (sai_clause){counts[i]->expr, false};
  }
  if (!asks || sai_clauses_can_hold(NULL, &(sai_counts){.least = least}, clauses, n)) return true;
  return refuse(c, "fee", _("below the guarantee the vendor works on for free: is this paid back as well?"),
                _("delete `guarantee` or this line; a refund for single months has `every: month`"));
}

static bool check_exit(const line_check *c) {
  const sai_fee *fee = c->fee;
  unsigned left = c->contract->renewal.after;
  if (!fee->at_exit || (left >= fee->first_month && (!fee->last_month || left <= fee->last_month)))
    return true;
  return refuse(c, "at", _("the contract is left in a month in which this line does not hold"),
                _("delete its `months` or `terms`"));
}

static bool check_deposit(const line_check *c) {
  const sai_fee *fee = c->fee;
  if (!fee->deposit) return true;
  if (fee->basis == SAI_BASIS_ONCE)
    return refuse(c, "deposit",
                  _("is the amount that is paid once drawn from the deposit, or the deposit itself?"),
                  _("write the price of a unit beside `deposit`, as in `fee: 25,000 per appointment`"));
  if (fee->first_month > fee->deposit_expires)
    return refuse(c, "deposit",
                  _("the deposit has expired when this line begins, so nothing is ever drawn from it"),
                  _("give it longer under `expires`, or let the line begin earlier"));
  return true;
}

static bool check_clawback(const line_check *c) {
  const sai_fee *fee = c->fee;
  if (!fee->clawback || !sai_fee_can_be_negative(c->r->scenario, fee)) return true;
  return refuse(c, "clawback", _("what is paid for an order can be negative here: who pays it back to whom?"),
                _("write a `clawback` beside amounts that the vendor gets"));
}

/* Who replaces units makes them, and what they take. */
static bool check_worker(const line_check *c) {
  const sai_fee *fee = c->fee;
  if (fee->invalid < SAI_INVALID_REPLACED) return true;
  size_t work = fee->stage;
  if (c->contract->covers[work] && fee->invalid == SAI_INVALID_REPLACED_CHARGED)
    work = fee->funnel->stages[work].flows->parent;
  if (c->contract->covers[work]) return true;
  sai_error_hint(sai_report(c->r, sai_tree_find(c->node, "invalid")->key->place,
                            _("the contract does not cover `%s`, which is made until all are replaced"),
                            fee->funnel->stages[work].name),
                 "%s", _("write the stage into `covers`, or `invalid: credited`"));
  return false;
}

/* Whether a line holds no more when another one begins to. */
static bool ends_before(const sai_fee *fee, const sai_fee *other) {
  return fee->last_month && fee->last_month < other->first_month;
}

/* Whether a line replaces what another one says something else about: units, or the work that they take. */
static bool replaces_against(const sai_fee *fee, const sai_fee *other) {
  if (fee->invalid < SAI_INVALID_REPLACED || other->invalid == SAI_INVALID_NOTHING) return false;
  if (ends_before(fee, other) || ends_before(other, fee)) return false;
  bool same =
      fee->invalid == other->invalid && (fee->invalid == SAI_INVALID_REPLACED || fee->stage == other->stage);
  return !same && sai_fee_decides(fee, other->valid);
}

/* Where invalid units are replaced, there are none left that another line could say something else about. */
static bool check_invalid(const line_check *c) {
  const sai_fee *fee = c->fee;
  if (fee->invalid == SAI_INVALID_NOTHING) return true;
  if (!check_worker(c)) return false;
  for (size_t f = 0; f < c->contract->n_fees; f++) {
    const sai_fee *other = &c->contract->fees[f];
    if (!replaces_against(fee, other) && !replaces_against(other, fee)) continue;
    return refuse(c, "invalid", _("a line before says something else about the same invalid units"),
                  _("let both lines say the same"));
  }
  return true;
}

static bool check_terms(const line_check *c) {
  const sai_fee *fee = c->fee;
  unsigned term = c->contract->term;
  if (!fee->first_term || !term || fee->first_month <= term) return true;
  return refuse(c, "terms", _("the contract has ended before these terms, so nothing would be paid"),
                _("change `terms`, or say under `ends` that it goes on for longer"));
}

bool sai_fee_contradiction(sai_reader *r, const sai_node *line, const sai_contract *contract,
                           const sai_fee *fee) {
  static bool (*const checks[])(const line_check *) = {check_once,    check_count,   check_guaranteed,
                                                       check_exit,    check_deposit, check_clawback,
                                                       check_invalid, check_terms};
  const line_check c = {r, contract, fee, line};
  bool right = true;
  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) right = checks[i](&c) && right;
  return right;
}

/* How an amount of work `in all` is spread, where there is one contract that lasts as long as the plan says.
 */
static bool check_in_all(sai_reader *r, const sai_offer *offer, size_t stage) {
  size_t n = 0;
  bool open = false;
  for (size_t c = 0; c < offer->n_contracts; c++) {
    if (!offer->contracts[c].covers[stage]) continue;
    open |= offer->contracts[c].renewal.condition != NULL;
    n++;
  }
  if (n <= 1 && !open) return true;
  const char *name = offer->funnel->stages[stage].name;
  sai_error_hint(
      open ? sai_report(r, offer->place,
                        _("how is the work of `%s` in all spread over a contract that may end early?"), name)
           : sai_report(r, offer->place, _("which of the contracts does the work of `%s` in all?"), name),
      "%s", _("write the volume per month"));
  return false;
}

bool sai_offer_contradiction(sai_reader *r, const sai_offer *offer) {
  for (size_t s = 0; offer->funnel && s < offer->funnel->n_stages; s++)
    for (size_t f = 0; f < offer->funnel->stages[s].n_flows; f++)
      if (offer->funnel->stages[s].flows[f].kind == SAI_FLOW_IN_ALL && !check_in_all(r, offer, s))
        return false;
  return true;
}

bool sai_nothing_contradiction(sai_reader *r, const sai_node *map) {
  static const char *const keys[] = {"fees",       "term",      "limits",  "staff",
                                     "registered", "guarantee", "payment", "deposit"};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    const sai_node *node = sai_tree_find(map, keys[i]);
    if (!node || (node->kind == SAI_NODE_LIST && node->n == 0)) continue;
    sai_error_hint(sai_report(r, node->key->place, _("doing nothing has no contract, so no `%s`"), keys[i]),
                   "%s", _("delete it; what the own work costs stands under `own_costs`"));
    return false;
  }
  return true;
}

static bool is_fixed(const sai_fee *fee) {
  return (fee->basis == SAI_BASIS_ONCE || fee->basis == SAI_BASIS_MONTH) && !fee->when;
}

/* The sum of a bound of the lines of a limit in a period like its own; `missing` where one has none. */
static double sum_of(const sai_contract *contract, const sai_limit *limit, bool caps, double missing) {
  double sum = 0;
  for (size_t f = 0; f < contract->n_fees; f++) {
    const sai_fee *fee = &contract->fees[f];
    const sai_quantity *bound = caps ? fee->cap : fee->minimum;
    bool same = fee->every == limit->fee.every && fee->first_month == 1 && !fee->last_month && !fee->when;
    if (!limit->lines[f]) continue;
    sum += bound && same ? (caps ? bound->upper : bound->lower) : missing;
  }
  return sum;
}

bool sai_limit_contradiction(sai_reader *r, const sai_contract *contract, const sai_limit *limit) {
  bool fixed = true;
  for (size_t f = 0; f < contract->n_fees; f++) fixed &= !limit->lines[f] || is_fixed(&contract->fees[f]);
  const sai_quantity *minimum = limit->fee.minimum, *cap = limit->fee.cap;
  if (fixed)
    return refuse_at(
        r, limit->place,
        _("all lines of this limit are fixed amounts, so it changes nothing or is itself the price"),
        _("change the amounts themselves; limits are for lines that grow with a number of units"));
  if (minimum && sum_of(contract, limit, true, INFINITY) < minimum->lower)
    return refuse_at(r, minimum->place, _("the caps of the lines do not let them reach this minimum"),
                     _("raise a `cap`, or write the amount `per month`, if it is due in any case"));
  if (cap && sum_of(contract, limit, false, 0) > cap->upper)
    return refuse_at(r, cap->place, _("the minimums of the lines are above this cap"),
                     _("lower a `minimum`, or raise the cap"));
  return true;
}
