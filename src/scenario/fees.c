/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fee lines: what is paid for what, and under which conditions. A condition that would change nothing is
   refused, since whoever wrote it meant something. */
#include "base/intl.h"
#include "base/text.h"
#include "scenario/read.h"

#include <math.h>
#include <string.h>

typedef struct fee_reader {
  sai_reader *r;
  const sai_funnel *funnel; /* NULL: none */
  const sai_contract *contract;
  const sai_node *node; /* the whole line */
  const sai_node *parts[12];
  sai_fee *fee;
  const char *source;
} fee_reader;

enum { FEE, COUNT, MONTHS, INCLUDED, MINIMUM, CAP, TIERS_ALL, TIERS_EXCESS, WHEN, DEPOSIT, WITHIN, CLAWBACK };
static const char *const part_names[] = {"fee",       "count",        "months", "included", "minimum", "cap",
                                         "tiers_all", "tiers_excess", "when",   "deposit",  "within",  "clawback"};

static const sai_node *tiers_of(const fee_reader *f) {
  return f->parts[TIERS_ALL] ? f->parts[TIERS_ALL] : f->parts[TIERS_EXCESS];
}

static const char basis_hint[] = N_("write 100,000 once, 250,000 per month, 400 per call (or another stage), "
                                    "30% of revenue, or 5% of gross_profit");

/* What a fee can be a share of. */
static const struct share_basis {
  const char *word;
  sai_basis basis;
} share_bases[] = {{"revenue", SAI_BASIS_REVENUE},
                   {"gross_profit", SAI_BASIS_GROSS_PROFIT},
                   {"first_year_revenue", SAI_BASIS_FIRST_YEAR},
                   {"recurring_revenue", SAI_BASIS_RECURRING},
                   {"cash_received", SAI_BASIS_CASH}};
enum { SHARE_BASES = sizeof share_bases / sizeof *share_bases };

/* Whether the scenario's value has what a fee is to be a share of. */
static bool check_share_basis(fee_reader *f, sai_parser *p, sai_place place, sai_basis basis) {
  const sai_value *value = &f->r->scenario->value;
  bool profit = basis == SAI_BASIS_GROSS_PROFIT;
  if (!value->revenue && !(profit && value->gross_profit)) {
    sai_error_hint(sai_parser_report(p, place, _("the scenario does not say what an order's %s is"),
                                     profit ? _("gross profit") : _("revenue")),
                   "%s",
                   profit ? _("add `value:` with `gross_profit: 200,000 per order`")
                          : _("add `value:` with `revenue: 1,000,000 per order` and `margin: 50%`"));
    return false;
  }
  if (basis == SAI_BASIS_REVENUE && value->recurring) {
    sai_error_hint(
        sai_parser_report(p, place, "%s",
                          _("revenue comes each month here, so it does not say how much of it")),
        "%s",
        _("write `of first_year_revenue` (once for each order) or `of recurring_revenue` (each month)"));
    return false;
  }
  if (basis == SAI_BASIS_RECURRING && !value->recurring) {
    sai_error_hint(sai_parser_report(p, place, "%s", _("an order is paid once here, not each month")), "%s",
                   _("write `of revenue`, or `revenue: 50,000 per month per order` under `value`"));
    return false;
  }
  return true;
}

static bool read_share_basis(fee_reader *f, sai_parser *p) {
  sai_place place = sai_parser_token_place(p);
  const char *word = sai_parser_token_text(p);
  for (size_t i = 0; i < SHARE_BASES; i++) {
    if (!sai_parser_is_word(p, share_bases[i].word)) continue;
    f->fee->basis = share_bases[i].basis;
    if (!check_share_basis(f, p, place, f->fee->basis)) return false;
    sai_parser_next(p);
    return true;
  }
  sai_error_hint(
      sai_parser_report(p, place, _("a fee cannot be a share of `%s`"), word), "%s",
      _("write `of revenue`, `of gross_profit`, `of first_year_revenue`, `of recurring_revenue` or "
        "`of cash_received`; for "
        "an amount per unit write `per` and the stage"));
  return false;
}

static bool is_stage(const fee_reader *f, const sai_parser *p) {
  return p->token.kind == SAI_TOKEN_WORD && sai_stage_find(f->funnel, sai_parser_token_text(p)) != SIZE_MAX;
}

/* What follows the amount, which is NULL where only tiers have one. */
static bool read_basis(fee_reader *f, sai_parser *p, const sai_expr *amount) {
  sai_fee *fee = f->fee;
  if (sai_parser_take_word(p, "once")) {
    fee->basis = SAI_BASIS_ONCE;
    return true;
  }
  if (sai_parser_take_word(p, "of")) return read_share_basis(f, p);
  if (sai_parser_take_word(p, "per")) {
    fee->basis = SAI_BASIS_MONTH;
    if (sai_parser_take_word(p, "month")) return true;
    fee->basis = SAI_BASIS_STAGE;
    size_t begin = p->token.begin;
    if (!is_stage(f, p) && f->contract->staff.people && sai_staff_take(p, &fee->stage))
      return sai_staff_check(p, sai_parser_place(p, begin, p->last_end), &f->contract->staff, fee->stage);
    if (p->failed || (!is_stage(f, p) && sai_slip_period(p, amount))) return false;
    fee->stage = sai_stage_take(p, f->funnel);
    return fee->stage != SIZE_MAX;
  }
  if (f->parts[COUNT] && (p->token.kind == SAI_TOKEN_END || sai_parser_is_symbol(p, ','))) {
    fee->basis = SAI_BASIS_COUNT;
    return true;
  }
  sai_error_hint(sai_parser_report(p, sai_parser_place(p, p->token.begin, p->folded.n), "%s",
                                   _("what is this amount paid for?")),
                 "%s", _(basis_hint));
  return false;
}

static sai_use amount_use(const fee_reader *f, const char *path) {
  bool share = sai_is_share(f->fee->basis);
  return (sai_use){.path = path,
                   .key =
                       share ? sai_schema_find(SAI_IN_VALUE, "margin") : sai_schema_find(SAI_IN_FEE, "fee"),
                   .unit = share ? SAI_UNIT_RATE : SAI_UNIT_MONEY,
                   .source = f->source};
}

static bool check_share(sai_written *w, sai_basis basis) {
  const sai_expr *e = w->expr;
  if (!sai_is_share(basis) || e->percent || e->kind != SAI_EXPR_NUMBER) return true;
  sai_error *err = sai_parser_report(&w->p, e->place, "%s", _("a share of money is a percentage"));
  if (!sai_slip_share_hint(e, err)) sai_error_hint(err, "%s", _("write for example 30% of revenue"));
  return false;
}

/* A line of one kind is named by it, the next ones of the same kind .2, .3. */
static const char *unique_path(fee_reader *f, const char *path, const char *last) {
  const char *full = sai_reader_format(f->r, "%s.%s", path, last);
  for (unsigned number = 2; full && number <= SAI_FEES_MAX + 1; number++) {
    bool taken = false;
    for (size_t i = 0; i < f->contract->n_fees; i++) taken |= strcmp(f->contract->fees[i].path, full) == 0;
    if (!taken) return full;
    full = sai_reader_format(f->r, "%s.%s.%u", path, last, number);
  }
  return full;
}

/* Points part the names of a path, so that the line `call.cap` is not the cap of the line `call`. */
static const char *without_points(sai_reader *r, const char *name) {
  size_t n = strlen(name);
  char *copy = sai_arena_copy(r->arena, name, n);
  if (!copy) sai_report_no_memory(r);
  for (size_t i = 0; copy && i < n; i++)
    if (copy[i] == '.') copy[i] = '_';
  return copy;
}

static bool name_line(fee_reader *f, const char *path) {
  sai_fee *fee = f->fee;
  const char *last = sai_fee_word(fee);
  if (fee->name) last = without_points(f->r, fee->name);
  if (!last) return false;
  fee->path = unique_path(f, path, last);
  return fee->path;
}

/* `per STAGE` or `of revenue` without an amount: the tiers have it. */
static bool read_bare_basis(fee_reader *f, const sai_node *node, const char *path) {
  sai_parser p;
  if (!sai_parser_open(&p, f->r, node, (sai_scope){.inputs = true})) return false;
  if (!sai_parser_is_word(&p, "per") && !sai_parser_is_word(&p, "of")) {
    sai_error_hint(sai_report(f->r, node->place, "%s", _("with tiers the fee has no amount of its own")),
                   "%s", _("write `fee: per call`, and the prices in the tiers"));
    return false;
  }
  if (!read_basis(f, &p, NULL) || !sai_parser_finish(&p)) return false;
  f->fee->text = sai_reader_copy(f->r, node->text, strlen(node->text));
  if (f->fee->basis != SAI_BASIS_MONTH) return f->fee->text && name_line(f, path);
  sai_error_hint(
      sai_report(f->r, node->place, "%s", _("tiers go by a number of units, and a month is always one")),
      "%s", _("write `fee: per call` or another stage"));
  return false;
}

static bool read_amount(fee_reader *f, const sai_node *node, const char *path) {
  sai_written w;
  if (!sai_written_open(f->r, node, (sai_scope){.inputs = true}, &w)) return false;
  if (sai_parser_is_word(&w.p, "per")) {
    sai_error_hint(
        sai_parser_report(&w.p, w.p.node->place, "%s", _("an amount is missing before `per`")), "%s",
        _("write for example 400 per call; without an amount it needs `tiers_all` or `tiers_excess`"));
    return false;
  }
  if (!sai_written_expr(&w) || !read_basis(f, &w.p, w.expr) || !check_share(&w, f->fee->basis)) return false;
  f->fee->text = sai_reader_copy(f->r, w.p.node->text, strlen(w.p.node->text));
  if (!f->fee->text || !name_line(f, path)) return false;
  sai_use use = amount_use(f, f->fee->path);
  f->fee->amount = sai_written_close(&w, &use);
  return f->fee->amount;
}

static void report_tier(sai_parser *p, sai_place place, const char *text) {
  sai_error_hint(sai_parser_report(p, place, "%s", text), "%s",
                 _("write lines such as `up to 1,000: 80`, and `above: 55` as the last"));
}

/* `up to 1,000`, `above`. */
static bool read_bound(fee_reader *f, const sai_node *key, bool last, double *up_to) {
  sai_parser p;
  if (!sai_parser_open(&p, f->r, key, (sai_scope){0})) return false;
  if (sai_parser_take_word(&p, "above")) {
    *up_to = INFINITY;
    if (p.token.kind == SAI_TOKEN_END && last) return true;
    report_tier(&p, key->place,
                p.token.kind == SAI_TOKEN_END
                    ? _("the tier `above` is not the last one")
                    : _("the tier `above` has no number; it goes on from the tier before"));
    return false;
  }
  double low = *up_to;
  bool right = sai_parser_take_word(&p, "up") && sai_parser_take_word(&p, "to") &&
               p.token.kind == SAI_TOKEN_NUMBER && !p.token.number.percent;
  if (right) {
    *up_to = p.token.number.value;
    sai_parser_next(&p);
  }
  if (p.failed) return false;
  if (!right || p.token.kind != SAI_TOKEN_END)
    report_tier(&p, key->place, _("this is not a tier"));
  else if (!(*up_to > low))
    sai_error_hint(
        sai_parser_report(&p, key->place, "%s", _("this tier does not end above the one before it")), "%s",
        _("write the tiers from the smallest number to the largest"));
  else if (last)
    report_tier(&p, key->place, _("the last tier must be `above`, so that every number has a price"));
  return !p.failed;
}

static const char *tier_path(fee_reader *f, double up_to) {
  if (isinf(up_to)) return sai_reader_format(f->r, "%s.above", f->fee->path);
  return sai_reader_format(f->r, "%s.up_to_%.15g", f->fee->path, up_to);
}

static bool read_tiers(fee_reader *f, const sai_node *map) {
  sai_fee *fee = f->fee;
  sai_reader *r = f->r;
  if (map->kind != SAI_NODE_MAP || map->n < SAI_TIERS_MIN || map->n > SAI_TIERS_MAX) {
    sai_error_hint(
        sai_report(r, map->n ? map->place : map->key->place, _("tiers are 2 to %d lines"), SAI_TIERS_MAX),
        "%s", _("write lines such as `up to 1,000: 80`, and `above: 55` as the last"));
    return false;
  }
  sai_tier *tiers = sai_reader_alloc(r, map->n, sizeof *tiers);
  if (!tiers) return false;
  double up_to = -1;
  for (const sai_node *child = map->child; child; child = child->next) {
    sai_tier *tier = &tiers[fee->n_tiers++];
    if (!read_bound(f, child->key, !child->next, &up_to)) return false;
    tier->up_to = up_to;
    sai_use use = amount_use(f, tier_path(f, up_to));
    sai_written w;
    if (!sai_written_open(r, child, (sai_scope){.inputs = true}, &w) || !sai_written_expr(&w) ||
        !check_share(&w, fee->basis))
      return false;
    tier->price = sai_written_close(&w, &use);
    if (!tier->price) return false;
  }
  fee->tiers = tiers;
  fee->tier_rule = f->parts[TIERS_ALL] ? SAI_TIERS_ALL : SAI_TIERS_EXCESS;
  return true;
}

static const sai_quantity *read_part(fee_reader *f, int part, sai_unit unit, sai_scope scope) {
  if (!f->parts[part]) return NULL;
  sai_use use = {.path = sai_reader_format(f->r, "%s.%s", f->fee->path, part_names[part]),
                 .key = sai_schema_find(SAI_IN_FEE, part_names[part]),
                 .unit = unit,
                 .source = f->source};
  return sai_quantity_read(f->r, f->parts[part], scope, &use);
}

static bool refuse(fee_reader *f, int part, const char *text, const char *hint) {
  if (!f->parts[part]) return true;
  sai_error_hint(sai_report(f->r, f->parts[part]->key->place, text, part_names[part]), "%s", hint);
  return false;
}

/* Conditions beside each other and beside the basis. */
static bool check_conditions(fee_reader *f) {
  bool right = true, fixed = f->fee->basis == SAI_BASIS_ONCE || f->fee->basis == SAI_BASIS_MONTH;
  const char *fixed_hint =
      _("change the amount itself; limits are for lines that grow with a number of units");
  for (int part = INCLUDED; part <= CAP && fixed; part++)
    right &= refuse(f, part, _("`%s` has no meaning for a fixed amount"), fixed_hint);
  if (tiers_of(f))
    right &= refuse(f, INCLUDED, _("`%s` beside tiers can be read in two ways"),
                    _("write the free units as a first tier, such as `up to 500: 0`"));
  if (f->fee->basis != SAI_BASIS_RECURRING)
    right &= refuse(f, WITHIN, _("`%s` has a meaning for shares of recurring_revenue only"),
                    _("leave it out; `months: 1..12` are the first months of the contract"));
  if (f->parts[COUNT]) {
    const char *hint = _("put it into the count itself, as in max(0, appointment - 10)");
    right &= refuse(f, INCLUDED, _("`%s` has no meaning beside `count`"), hint);
    right &= refuse(f, tiers_of(f) == f->parts[TIERS_ALL] ? TIERS_ALL : TIERS_EXCESS,
                    _("`%s` has no meaning beside `count`"), hint);
    if (f->fee->basis != SAI_BASIS_COUNT)
      right &= refuse(f, COUNT, _("`%s` stands beside a fee that says itself what is counted"),
                      _("write the amount alone, as in `fee: -30,000`"));
  }
  return right;
}

/* What comes back is a share of what was paid for one order, so that must be known, and somebody must leave.
 */
static bool check_clawback(fee_reader *f) {
  const sai_fee *fee = f->fee;
  if (!f->parts[CLAWBACK]) return true;
  bool order = fee->basis == SAI_BASIS_STAGE && fee->stage + 1 == f->funnel->n_stages, right = true;
  if (!order && fee->basis != SAI_BASIS_FIRST_YEAR)
    right &= refuse(f, CLAWBACK, _("`%s` is for what is paid for each order"),
                    _("write it beside an amount per order, or a share of first_year_revenue"));
  else if (!f->r->scenario->value.churn)
    right &= refuse(
        f, CLAWBACK, _("`%s` has no meaning where no customer leaves"),
        _("say under `value` how many leave: `revenue: 50,000 per month per order`, `churn: 3% per month`"));
  for (int part = INCLUDED; part <= DEPOSIT; part++)
    right &=
        refuse(f, part, _("with `%s` it cannot be told what was paid for one order, which `clawback` needs"),
               _("leave one of the two out"));
  return right;
}

static void read_clawback(fee_reader *f) {
  const sai_node *map = f->parts[CLAWBACK];
  if (!map || !sai_map_check(f->r, map, SAI_IN_CLAWBACK, "clawback")) return;
  sai_duration_read(f->r, map, sai_schema_find(SAI_IN_CLAWBACK, "within"), &f->fee->clawback_within);
  sai_use use = {.path = sai_reader_format(f->r, "%s.clawback.back", f->fee->path),
                 .key = sai_schema_find(SAI_IN_CLAWBACK, "back"),
                 .unit = SAI_UNIT_RATE,
                 .source = f->source};
  f->fee->clawback = sai_quantity_read(f->r, sai_tree_find(map, "back"), (sai_scope){.inputs = true}, &use);
}

static bool check_every(fee_reader *f) {
  const sai_node *every = sai_tree_find(f->node, "every");
  bool used = f->parts[COUNT] || f->parts[INCLUDED] || f->parts[MINIMUM] || f->parts[CAP] || f->parts[WHEN] ||
              tiers_of(f);
  if (!every || used) return true;
  sai_error_hint(sai_report(f->r, every->key->place, "%s", _("`every` changes nothing in this line")), "%s",
                 _("it is the period of count, when, included, minimum, cap and tiers; for an amount each year "
                   "write it once, or a twelfth per month"));
  return false;
}

static bool report_range(sai_parser *p) {
  sai_error_hint(sai_parser_report(p, p->node->place, "%s", _("this is not a range of months")), "%s",
                 _("write 1..3, 4.., 2026-10..2027-03; months with numbers count from the contract's start"));
  return false;
}

/* One end of a range as a month of the contract, counted from 1; calendar months may lie before it. */
static bool read_end(fee_reader *f, sai_parser *p, long *month, bool *calendar) {
  const sai_scenario *s = f->r->scenario;
  *calendar = sai_calendar_begins(p);
  if (*calendar) {
    unsigned year, number;
    size_t begin = p->token.begin;
    if (!sai_calendar_read(p, &year, &number)) return false;
    if (p->r->start_wrong) p->failed = true;
    if (!s->start_month) {
      sai_error_hint(sai_parser_report(p, sai_parser_place(p, begin, p->last_end), "%s",
                                       _("calendar months need `start:` at the top of the scenario")),
                     "%s",
                     _("add for example `start: 2026-04`, or count months from the contract's start: 1..3"));
      return false;
    }
    if (f->contract->start_after) {
      sai_error_hint(sai_parser_report(p, sai_parser_place(p, begin, p->last_end), "%s",
                                       _("the contract has no fixed start, so its calendar months are not known")),
                     "%s", _("count months from the contract's start: 1..3"));
      return false;
    }
    *month = 12L * ((long)year - (long)s->start_year) + (long)number - (long)s->start_month -
             (long)f->contract->start + 1;
    return true;
  }
  const sai_number *x = &p->token.number;
  if (p->token.kind != SAI_TOKEN_NUMBER || x->percent || x->money || x->value < 1 ||
      x->value > 10 * SAI_MONTHS_MAX || x->value != floor(x->value))
    return report_range(p);
  *month = (long)x->value;
  sai_parser_next(p);
  return !p->failed;
}

static bool take_term(sai_parser *p, unsigned *term) {
  const sai_number *x = &p->token.number;
  bool right = p->token.kind == SAI_TOKEN_NUMBER && !x->percent && !x->money && x->value >= 1 &&
               x->value <= SAI_MONTHS_MAX && x->value == floor(x->value);
  if (right) *term = (unsigned)x->value;
  if (right) sai_parser_next(p);
  return right && !p->failed;
}

/* `1`, `2..`, `2..3`: the months of these terms. */
static bool read_terms(fee_reader *f, const sai_node *node) {
  const sai_contract *contract = f->contract;
  sai_fee *fee = f->fee;
  sai_parser p;
  bool right = node->kind == SAI_NODE_TEXT && *node->text;
  if (right && !sai_parser_open(&p, f->r, node, (sai_scope){0})) return false;
  right = right && take_term(&p, &fee->first_term);
  fee->last_term = fee->first_term;
  if (right && sai_parser_take_symbol(&p, '.')) {
    fee->last_term = 0;
    if (p.token.kind != SAI_TOKEN_END)
      right = take_term(&p, &fee->last_term) && fee->last_term >= fee->first_term;
  }
  if (!right || p.token.kind != SAI_TOKEN_END) {
    sai_error_hint(sai_report(f->r, node->place, "%s", _("this is not a range of terms")), "%s",
                   _("write 1, 2.. or 2..3; term 1 is the minimum"));
    return false;
  }
  if (!contract->renewal.months || f->parts[MONTHS]) {
    sai_error_hint(sai_report(f->r, node->key->place, "%s",
                              f->parts[MONTHS] ? _("a line has `months` or `terms`, not both")
                                               : _("the contract does not renew, so it has one term only")),
                   "%s",
                   f->parts[MONTHS] ? _("delete one of them")
                                    : _("delete `terms`, or say how it renews under `term`"));
    return false;
  }
  fee->first_month = sai_contract_term_begin(contract, fee->first_term);
  fee->last_month = fee->last_term ? sai_contract_term_begin(contract, fee->last_term + 1) - 1 : 0;
  return true;
}

/* `at: exit`. */
static bool read_at(fee_reader *f) {
  const sai_node *node = sai_tree_find(f->node, "at");
  if (!node) return true;
  f->fee->at_exit = sai_choice_read(f->r, f->node, sai_schema_find(SAI_IN_FEE, "at")) == 1;
  bool once = f->fee->basis == SAI_BASIS_ONCE, leaves = f->contract->renewal.ending == SAI_ENDS_AFTER_MONTH;
  if (once && (leaves || !f->fee->at_exit)) return true;
  sai_error_hint(sai_report(f->r, node->key->place, "%s",
                            once ? _("the contract is not left inside a term, so this is never due")
                                 : _("`at` belongs to an amount that is paid once")),
                 "%s",
                 once ? _("add `ends: after month 8` under its `term`, or delete the line")
                      : _("write `500,000 once`"));
  return false;
}

static bool read_months(fee_reader *f) {
  const sai_node *node = f->parts[MONTHS];
  sai_fee *fee = f->fee;
  sai_parser p;
  long first, last = 0;
  bool calendar, last_calendar = false;
  fee->first_month = 1;
  if (!node) return true;
  if (node->kind != SAI_NODE_TEXT) {
    sai_error_hint(
        sai_report(f->r, node->place, _("`%s` takes one value, not a list or a mapping"), "months"), "%s",
        _("write 1..3 or 4.."));
    return false;
  }
  if (!sai_parser_open(&p, f->r, node, (sai_scope){0}) || !read_end(f, &p, &first, &calendar)) return false;
  if (!sai_parser_take_symbol(&p, '.')) return report_range(&p);
  bool open = p.token.kind == SAI_TOKEN_END;
  if (!open &&
      (!read_end(f, &p, &last, &last_calendar) || p.token.kind != SAI_TOKEN_END || calendar != last_calendar))
    return p.failed ? false : report_range(&p);
  long months =
      f->contract->term ? (long)f->contract->term : (long)f->r->scenario->months - (long)f->contract->start;
  if (!open && last < first) {
    sai_error_hint(sai_report(f->r, node->place, "%s", _("this range ends before it begins")), "%s",
                   _("write the earlier month first"));
    return false;
  }
  if (first > months || (!open && last < 1)) {
    sai_error_hint(sai_report(f->r, node->place, "%s",
                              _("the contract has none of these months, so nothing would be paid")),
                   _("it has %ld months; numbers count from its start"), months);
    return false;
  }
  fee->first_month = first < 1 ? 1 : (unsigned)first;
  fee->last_month = open ? 0 : (unsigned)last;
  return true;
}

/* What can be negative is a refund; a cap or minimum on it could be meant either way. */
static void check_refund(fee_reader *f) {
  const sai_fee *fee = f->fee;
  bool negative = (fee->amount && fee->amount->lower < 0) || (fee->count && fee->count->lower < 0);
  if (!negative) return;
  const char *hint = _("limit the count instead, as in min(5, max(0, 10 - appointment))");
  refuse(f, MINIMUM, _("`%s` beside an amount that can be negative can be read in two ways"), hint);
  refuse(f, CAP, _("`%s` beside an amount that can be negative can be read in two ways"), hint);
  refuse(f, DEPOSIT, _("`%s` beside an amount that can be negative can be read in two ways"), hint);
}

static bool is_monthly(const sai_quantity *quantity) {
  return quantity && quantity->anew == SAI_ANEW_EACH_MONTH;
}

/* Units of a longer period have one price once they stand behind a kink. */
static void check_prices(fee_reader *f) {
  const sai_fee *fee = f->fee;
  bool monthly = is_monthly(fee->amount) || is_monthly(fee->included);
  for (size_t t = 0; fee->tiers && t < fee->n_tiers; t++) monthly |= is_monthly(fee->tiers[t].price);
  if (!monthly || fee->every == SAI_EVERY_MONTH || (!fee->included && !fee->n_tiers)) return;
  sai_error_hint(
      sai_report(f->r, f->node->place, "%s",
                 _("with included units or tiers over a longer period nothing can be drawn anew each month")),
      "%s", _("delete `anew each month`, or write `every: month`"));
}

static bool read_conditions(fee_reader *f) {
  sai_fee *fee = f->fee;
  size_t before = f->r->n_reports;
  if (!check_conditions(f) || !check_clawback(f) || !check_every(f)) return false;
  const sai_node *terms = sai_tree_find(f->node, "terms");
  if (!read_at(f) || !(terms ? read_terms(f, terms) : read_months(f))) return false;
  sai_duration_read(f->r, f->node, sai_schema_find(SAI_IN_FEE, "within"), &fee->within);
  read_clawback(f);
  if (tiers_of(f)) read_tiers(f, tiers_of(f));
  fee->included = read_part(f, INCLUDED, sai_is_share(fee->basis) ? SAI_UNIT_MONEY : SAI_UNIT_COUNT,
                            (sai_scope){.inputs = true});
  fee->minimum = read_part(f, MINIMUM, SAI_UNIT_MONEY, (sai_scope){.inputs = true});
  fee->cap = read_part(f, CAP, SAI_UNIT_MONEY, (sai_scope){.inputs = true});
  fee->count = read_part(
      f, COUNT, SAI_UNIT_COUNT,
      (sai_scope){.inputs = true, .counts = true, .staff = &f->contract->staff, .stages = f->funnel});
  sai_fee_when_read(f->r, f->node, f->source, &f->contract->staff, fee);
  sai_fee_valid_read(f->r, f->node, fee);
  sai_fee_deposit_read(f->r, f->parts[DEPOSIT], f->contract, f->source, fee);
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
static void check_tax(fee_reader *f) {
  if (f->fee->tax != SAI_TAX_INCLUDED || (!f->r->scenario->n_taxes && f->r->scenario->taxes_given)) return;
  bool known = true;
  for (unsigned month = 0; month < f->r->scenario->months; month++)
    known &= sai_tax_at(f->r->scenario, month) != NULL;
  if (known && f->r->scenario->n_taxes) return;
  sai_error_hint(sai_report(f->r, sai_tree_find(f->node, "tax")->place, "%s",
                            _("the rate of the tax in this amount is not known")),
                 "%s", _("add rows at the top: `tax:`, `- {from: 2019-10, rate: 10%}`"));
}

static bool read_mapping(fee_reader *f, const char *path) {
  sai_reader *r = f->r;
  if (!sai_map_check(r, f->node, SAI_IN_FEE, "fees")) return false;
  for (size_t i = 0; i < sizeof part_names / sizeof *part_names; i++)
    f->parts[i] = sai_tree_find(f->node, part_names[i]);
  if (f->parts[TIERS_ALL] && f->parts[TIERS_EXCESS]) {
    sai_error_hint(sai_report(r, f->parts[TIERS_EXCESS]->key->place, "%s",
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
  const sai_node *fee = f->parts[FEE];
  bool bare = tiers_of(f) && fee->kind == SAI_NODE_TEXT && !f->parts[COUNT];
  return (bare ? read_bare_basis(f, fee, path) : read_amount(f, fee, path)) && read_conditions(f);
}

static bool read_line(fee_reader *f, const char *path) {
  f->fee->place = f->node->place;
  f->fee->funnel = f->funnel;
  f->fee->first_month = 1;
  bool mapping = f->node->kind == SAI_NODE_MAP;
  if (mapping && f->node->n == 1 && !sai_tree_find(f->node, "fee")) {
    sai_error_hint(sai_report(f->r, f->node->child->key->place, "%s",
                              _("a fee is an amount and what it is for, without a colon")),
                   "%s", _(basis_hint));
    return false;
  }
  bool short_form = !mapping || (sai_tree_find(f->node, "value") && !sai_tree_find(f->node, "fee"));
  return short_form ? read_amount(f, f->node, path) : read_mapping(f, path);
}

void sai_fees_read(sai_reader *r, const sai_node *list, bool own, const sai_funnel *funnel, const char *path,
                   sai_contract *contract) {
  if (!list || !sai_list_check(r, list, own ? "own_costs" : "fees", 0, SAI_FEES_MAX)) return;
  sai_fee *fees = sai_reader_alloc(r, contract->n_fees + list->n, sizeof *fees);
  if (!fees) return;
  for (size_t i = 0; i < contract->n_fees; i++) fees[i] = contract->fees[i];
  contract->fees = fees;
  for (const sai_node *child = list->child; child; child = child->next) {
    fee_reader f = {
        .r = r, .funnel = funnel, .contract = contract, .node = child, .fee = &fees[contract->n_fees]};
    f.fee->own = own;
    if (read_line(&f, path))
      contract->n_fees++;
    else
      fees[contract->n_fees] = (sai_fee){0};
  }
}
