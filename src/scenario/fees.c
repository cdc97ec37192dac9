/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fee lines: what is paid for what, and under which conditions. A condition that would change nothing is
   refused, since whoever wrote it meant something. */
#include "base/intl.h"
#include "scenario/fee_reader.h"

static const char *const part_names[] = {"fee",     "count",   "months",    "included",
                                         "minimum", "cap",     "tiers_all", "tiers_excess",
                                         "when",    "deposit", "within",    "clawback"};

static const sai_quantity *read_part(sai_fee_reader *f, int part, sai_unit unit, sai_scope scope) {
  if (!f->parts[part]) return NULL;
  sai_use use = {.path = sai_reader_format(f->r, "%s.%s", f->fee->path, part_names[part]),
                 .key = sai_schema_find(SAI_IN_FEE, part_names[part]),
                 .unit = unit,
                 .source = f->source};
  return sai_quantity_read(f->r, f->parts[part], scope, &use);
}

static bool refuse(sai_fee_reader *f, int part, const char *text, const char *hint) {
  if (!f->parts[part]) return true;
  sai_error_hint(sai_report(f->r, f->parts[part]->key->place, text, part_names[part]), "%s", hint);
  return false;
}

/* Conditions beside each other and beside the basis. */
static bool check_conditions(sai_fee_reader *f) {
  bool right = true, fixed = f->fee->basis == SAI_BASIS_ONCE || f->fee->basis == SAI_BASIS_MONTH;
  const char *fixed_hint =
      _("change the amount itself; limits are for lines that grow with a number of units");
  for (int part = SAI_PART_INCLUDED; part <= SAI_PART_CAP && fixed; part++)
    right &= refuse(f, part, _("`%s` has no meaning for a fixed amount"), fixed_hint);
  if (sai_fee_tiers_of(f))
    right &= refuse(f, SAI_PART_INCLUDED, _("`%s` beside tiers can be read in two ways"),
                    _("write the free units as a first tier, such as `up to 500: 0`"));
  if (f->fee->basis != SAI_BASIS_RECURRING)
    right &= refuse(f, SAI_PART_WITHIN, _("`%s` has a meaning for shares of recurring_revenue only"),
                    _("leave it out; `months: 1..12` are the first months of the contract"));
  if (f->parts[SAI_PART_COUNT]) {
    const char *hint = _("put it into the count itself, as in max(0, appointment - 10)");
    right &= refuse(f, SAI_PART_INCLUDED, _("`%s` has no meaning beside `count`"), hint);
    right &= refuse(
        f, sai_fee_tiers_of(f) == f->parts[SAI_PART_TIERS_ALL] ? SAI_PART_TIERS_ALL : SAI_PART_TIERS_EXCESS,
        _("`%s` has no meaning beside `count`"), hint);
    if (f->fee->basis != SAI_BASIS_COUNT)
      right &= refuse(f, SAI_PART_COUNT, _("`%s` stands beside a fee that says itself what is counted"),
                      _("write the amount alone, as in `fee: -30,000`"));
  }
  return right;
}

/* Whether a line pays so much for each order: an amount, or a share of what the order brings at once. */
static bool is_for_order(const sai_fee_reader *f) {
  const sai_fee *fee = f->fee;
  if (fee->basis == SAI_BASIS_STAGE) return fee->stage + 1 == f->funnel->n_stages;
  bool once = !f->r->scenario->value.recurring;
  return fee->basis == SAI_BASIS_FIRST_YEAR ||
         (once && (fee->basis == SAI_BASIS_REVENUE || fee->basis == SAI_BASIS_GROSS_PROFIT));
}

static bool is_drawn_for_order(const sai_fee_reader *f) {
  const sai_value *value = &f->r->scenario->value;
  const sai_quantity *worth = value->revenue ? value->revenue : value->gross_profit;
  return sai_is_share(f->fee->basis) && worth && worth->anew == SAI_ANEW_EACH_ORDER;
}

/* What comes back is a share of what was paid for one order, so that must be known, and somebody must leave.
 */
static bool check_clawback(sai_fee_reader *f) {
  if (!f->parts[SAI_PART_CLAWBACK]) return true;
  bool right = true;
  if (!is_for_order(f))
    right &= refuse(f, SAI_PART_CLAWBACK, _("`%s` is for what is paid for each order"),
                    _("write it beside an amount per order, or a share of first_year_revenue"));
  else if (!f->r->scenario->value.churn)
    right &= refuse(f, SAI_PART_CLAWBACK, _("`%s` has no meaning where no customer leaves"),
                    _("say under `value` how many leave, or cancel: `churn: 3% per month`"));
  else if (is_drawn_for_order(f))
    right &=
        refuse(f, SAI_PART_CLAWBACK,
               _("`%s` needs to know what was paid for the order that is lost, but each has its own draw"),
               _("leave `anew each order` out, or write `anew each month`"));
  for (int part = SAI_PART_INCLUDED; part <= SAI_PART_DEPOSIT; part++)
    right &=
        refuse(f, part, _("with `%s` it cannot be told what was paid for one order, which `clawback` needs"),
               _("leave one of the two out"));
  return right;
}

/* `back: all`. */
static bool report_share_word(sai_reader *r, const sai_node *back) {
  sai_folded text = {0};
  bool read = back && back->kind == SAI_NODE_TEXT && sai_fold(r, back->text, &text);
  unsigned share = read ? sai_slip_share(text.text) : 0;
  if (share)
    sai_error_hint(sai_report(r, back->place, "%s", _("a share of money is a percentage")), _("write %u%%"),
                   share);
  return share;
}

static void read_clawback(sai_fee_reader *f) {
  const sai_node *map = f->parts[SAI_PART_CLAWBACK];
  if (!map || !sai_map_check(f->r, map, SAI_IN_CLAWBACK, "clawback")) return;
  sai_duration_read(f->r, map, sai_schema_find(SAI_IN_CLAWBACK, "within"), &f->fee->clawback_within);
  if (report_share_word(f->r, sai_tree_find(map, "back"))) return;
  sai_use use = {.path = sai_reader_format(f->r, "%s.clawback.back", f->fee->path),
                 .key = sai_schema_find(SAI_IN_CLAWBACK, "back"),
                 .unit = SAI_UNIT_RATE,
                 .source = f->source};
  f->fee->clawback = sai_quantity_read(f->r, sai_tree_find(map, "back"), (sai_scope){.inputs = true}, &use);
}

static bool check_every(sai_fee_reader *f) {
  const sai_node *every = sai_tree_find(f->node, "every");
  bool used = f->parts[SAI_PART_COUNT] || f->parts[SAI_PART_INCLUDED] || f->parts[SAI_PART_MINIMUM] ||
              f->parts[SAI_PART_CAP] || f->parts[SAI_PART_WHEN] || sai_fee_tiers_of(f);
  if (!every || used) return true;
  sai_error_hint(
      sai_report(f->r, every->key->place, "%s", _("`every` changes nothing in this line")), "%s",
      _("it is the period of count, when, included, minimum, cap and tiers; for an amount each year "
        "write it once, or a twelfth per month"));
  return false;
}

/* What can be negative is a refund; a cap or minimum on it could be meant either way. */
static void check_refund(sai_fee_reader *f) {
  const sai_fee *fee = f->fee;
  if (!sai_fee_can_be_negative(f->r->scenario, fee)) return;
  bool share = sai_is_share(fee->basis), refund = !fee->amount || fee->amount->lower < 0;
  const char *hint = share && refund ? _("write the refund as a line of its own, without limits")
                     : fee->basis == SAI_BASIS_GROSS_PROFIT
                         ? _("write a gross profit that cannot be negative, as in truncated(normal(300000, "
                             "90000), 0, 900000)")
                         : _("limit the count instead, as in min(5, max(0, 10 - appointment))");
  refuse(f, SAI_PART_MINIMUM, _("`%s` beside an amount that can be negative can be read in two ways"), hint);
  refuse(f, SAI_PART_CAP, _("`%s` beside an amount that can be negative can be read in two ways"), hint);
  refuse(f, SAI_PART_DEPOSIT, _("`%s` beside an amount that can be negative can be read in two ways"), hint);
}

static bool is_monthly(const sai_quantity *quantity) {
  return quantity && quantity->anew == SAI_ANEW_EACH_MONTH;
}

/* Units of a longer period have one price once they stand behind a kink. */
static void check_prices(sai_fee_reader *f) {
  const sai_fee *fee = f->fee;
  bool monthly = is_monthly(fee->amount) || is_monthly(fee->included);
  for (size_t t = 0; fee->tiers && t < fee->n_tiers; t++) monthly |= is_monthly(fee->tiers[t].price);
  if (!monthly || fee->every == SAI_EVERY_MONTH || (!fee->included && !fee->n_tiers)) return;
  sai_error_hint(
      sai_report(f->r, f->node->place, "%s",
                 _("with included units or tiers over a longer period nothing can be drawn anew each month")),
      "%s", _("delete `anew each month`, or write `every: month`"));
}

static bool read_conditions(sai_fee_reader *f) {
  sai_fee *fee = f->fee;
  size_t before = f->r->n_reports;
  if (!check_conditions(f) || !check_clawback(f) || !check_every(f)) return false;
  const sai_node *terms = sai_tree_find(f->node, "terms");
  if (!sai_fee_at_read(f) || !(terms ? sai_fee_terms_read(f, terms) : sai_fee_months_read(f))) return false;
  sai_duration_read(f->r, f->node, sai_schema_find(SAI_IN_FEE, "within"), &fee->within);
  read_clawback(f);
  if (sai_fee_tiers_of(f)) sai_fee_tiers_read(f, sai_fee_tiers_of(f));
  fee->included = read_part(f, SAI_PART_INCLUDED, sai_is_share(fee->basis) ? SAI_UNIT_MONEY : SAI_UNIT_COUNT,
                            (sai_scope){.inputs = true});
  fee->minimum = read_part(f, SAI_PART_MINIMUM, SAI_UNIT_MONEY, (sai_scope){.inputs = true});
  fee->cap = read_part(f, SAI_PART_CAP, SAI_UNIT_MONEY, (sai_scope){.inputs = true});
  fee->count = read_part(
      f, SAI_PART_COUNT, SAI_UNIT_COUNT,
      (sai_scope){.inputs = true, .counts = true, .staff = &f->contract->staff, .stages = f->funnel});
  sai_fee_when_read(f->r, f->node, f->source, &f->contract->staff, fee);
  sai_fee_valid_read(f->r, f->node, f->contract, fee);
  sai_fee_deposit_read(f->r, f->parts[SAI_PART_DEPOSIT], SAI_IN_DEPOSIT, f->contract, f->source, fee);
  if (fee->minimum && fee->cap && fee->minimum->lower > fee->cap->upper)
    sai_error_hint(sai_report(f->r, fee->minimum->place, "%s", _("the minimum is above the cap")), "%s",
                   _("exchange them, or change one"));
  if (f->r->n_reports > before) return false;
  check_refund(f);
  check_prices(f);
  sai_fee_contradiction(f->r, f->node, f->contract, fee);
  return f->r->n_reports == before;
}

/* An amount with a tax that nobody knows cannot be freed from it. */
static void check_tax(sai_fee_reader *f) {
  if (f->fee->tax != SAI_TAX_INCLUDED || f->r->scenario->taxes_given) return;
  bool known = true;
  for (unsigned month = 0; month < f->r->scenario->months; month++)
    known &= sai_tax_at(f->r->scenario, month) != NULL;
  if (known && f->r->scenario->n_taxes) return;
  sai_error_hint(sai_report(f->r, sai_tree_find(f->node, "tax")->place, "%s",
                            _("the rate of the tax in this amount is not known")),
                 "%s", _("add rows at the top: `tax:`, `- {from: 2019-10, rate: 10%}`"));
}

static bool read_mapping(sai_fee_reader *f, const char *path) {
  sai_reader *r = f->r;
  if (!sai_map_check(r, f->node, SAI_IN_FEE, "fees")) return false;
  for (size_t i = 0; i < sizeof part_names / sizeof *part_names; i++)
    f->parts[i] = sai_tree_find(f->node, part_names[i]);
  if (f->parts[SAI_PART_TIERS_ALL] && f->parts[SAI_PART_TIERS_EXCESS]) {
    sai_error_hint(sai_report(r, f->parts[SAI_PART_TIERS_EXCESS]->key->place, "%s",
                              _("a line has `tiers_all` or `tiers_excess`, not both")),
                   "%s",
                   _("tiers_all: the price reached holds for all units; tiers_excess: each price holds for "
                     "the units within its tier"));
    return false;
  }
  const char *name = sai_text_read(r, f->node, sai_schema_find(SAI_IN_FEE, "name"));
  f->source = sai_text_read(r, f->node, sai_schema_find(SAI_IN_FEE, "source"));
  f->fee->name = name;
  f->fee->every = (sai_period)sai_choice_read(r, f->node, sai_schema_find(SAI_IN_FEE, "every"));
  f->fee->every_given = sai_tree_find(f->node, "every");
  f->fee->tax = (sai_tax)sai_choice_read(r, f->node, sai_schema_find(SAI_IN_FEE, "tax"));
  check_tax(f);
  const sai_node *fee = f->parts[SAI_PART_FEE];
  bool bare = sai_fee_tiers_of(f) && fee->kind == SAI_NODE_TEXT && !f->parts[SAI_PART_COUNT];
  return (bare ? sai_fee_bare_basis_read(f, fee, path) : sai_fee_amount_read(f, fee, path)) &&
         read_conditions(f);
}

static bool read_line(sai_fee_reader *f, const char *path) {
  f->fee->place = f->node->place;
  f->fee->funnel = f->funnel;
  f->fee->first_month = 1;
  bool mapping = f->node->kind == SAI_NODE_MAP;
  const sai_node *deposit = mapping ? sai_tree_find(f->node, "deposit") : NULL;
  if (deposit && !sai_tree_find(f->node, "fee")) {
    sai_error_hint(sai_report(f->r, deposit->key->place, "%s",
                              _("a deposit without a price: it is not said what is drawn from it")),
                   "%s", _("add the price of a unit above it, as in `fee: 25,000 per appointment`"));
    return false;
  }
  if (mapping && f->node->n == 1 && !sai_tree_find(f->node, "fee") &&
      !sai_schema_find(SAI_IN_FEE, f->node->child->key->text)) {
    sai_error_hint(sai_report(f->r, f->node->child->key->place, "%s",
                              _("a fee is an amount and what it is for, without a colon")),
                   "%s", sai_fee_basis_hint());
    return false;
  }
  bool short_form = !mapping || (sai_tree_find(f->node, "value") && !sai_tree_find(f->node, "fee"));
  return short_form ? sai_fee_amount_read(f, f->node, path) : read_mapping(f, path);
}

void sai_fees_read(sai_reader *r, const sai_node *list, bool own, const sai_funnel *funnel, const char *path,
                   sai_contract *contract) {
  if (!list || !sai_list_check(r, list, own ? "own_costs" : "fees", 0, SAI_FEES_MAX)) return;
  sai_fee *fees = sai_reader_alloc(r, contract->n_fees + list->n, sizeof *fees);
  if (!fees) return;
  for (size_t i = 0; i < contract->n_fees; i++) fees[i] = contract->fees[i];
  contract->fees = fees;
  for (const sai_node *child = list->child; child; child = child->next) {
    sai_fee_reader f = {
        .r = r, .funnel = funnel, .contract = contract, .node = child, .fee = &fees[contract->n_fees]};
    f.fee->own = own;
    if (read_line(&f, path))
      contract->n_fees++;
    else
      fees[contract->n_fees] = (sai_fee){0};
  }
}
