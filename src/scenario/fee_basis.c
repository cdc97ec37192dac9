/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a fee line is paid for: the amount, and the words behind it; and what the line is called. */
#include "base/intl.h"
#include "scenario/fee_reader.h"

#include <string.h>

const char *sai_fee_basis_hint(void) {
  return _("write 100,000 once, 250,000 per month, 400 per call (or another stage), "
           "30% of revenue, or 5% of gross_profit");
}

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
static bool check_share_basis(sai_fee_reader *f, sai_parser *p, sai_place place, sai_basis basis) {
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

/* The shares that the scenario's value allows, and what they mean. */
static const char *share_hint(const sai_value *value) {
  if (!value->revenue && value->gross_profit)
    return _("write `of gross_profit`, or say under `value:` what the revenue of an order is; for an "
             "amount per unit write `per` and the stage");
  if (!value->revenue)
    return _("write `of revenue` or `of gross_profit`, and say under `value:` what an order brings; for an "
             "amount per unit write `per` and the stage");
  if (value->recurring)
    return _("write `of first_year_revenue` (12 months of each order, at once), `of recurring_revenue` (what "
             "all customers pay, each month), `of cash_received` (the same, when it is paid) or `of "
             "gross_profit`; for an amount per unit write `per` and the stage");
  return _("write `of revenue` (what orders bring, at once), `of gross_profit` (what is left of it after "
           "costs) or `of cash_received` (revenue when it is paid); for an amount per unit write `per` and "
           "the stage");
}

static bool read_share_basis(sai_fee_reader *f, sai_parser *p) {
  sai_place place = sai_parser_token_place(p);
  const char *word = sai_parser_token_text(p);
  for (size_t i = 0; i < SHARE_BASES; i++) {
    if (!sai_parser_is_word(p, share_bases[i].word)) continue;
    f->fee->basis = share_bases[i].basis;
    if (!check_share_basis(f, p, place, f->fee->basis)) return false;
    sai_parser_next(p);
    return true;
  }
  sai_error_hint(sai_parser_report(p, place, _("a fee cannot be a share of `%s`"), word), "%s",
                 share_hint(&f->r->scenario->value));
  return false;
}

static bool is_stage(const sai_fee_reader *f, const sai_parser *p) {
  return p->token.kind == SAI_TOKEN_WORD && sai_stage_find(f->funnel, sai_parser_token_text(p)) != SIZE_MAX;
}

/* What follows the amount, which is NULL where only tiers have one. */
static bool read_basis(sai_fee_reader *f, sai_parser *p, const sai_expr *amount) {
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
    if (p->failed || (!is_stage(f, p) && (sai_slip_period(p, amount) || sai_slip_valid(p, f->funnel))))
      return false;
    fee->stage = sai_stage_take(p, f->funnel);
    return fee->stage != SIZE_MAX;
  }
  if (f->parts[SAI_PART_COUNT] && (p->token.kind == SAI_TOKEN_END || sai_parser_is_symbol(p, ','))) {
    fee->basis = SAI_BASIS_COUNT;
    return true;
  }
  sai_error_hint(sai_parser_report(p, sai_parser_place(p, p->token.begin, p->folded.n), "%s",
                                   _("what is this amount paid for?")),
                 "%s", sai_fee_basis_hint());
  return false;
}

sai_use sai_fee_amount_use(const sai_fee_reader *f, const char *path) {
  /* A share may be a refund, as an amount may. */
  static const sai_key share_of_money = {
      SAI_IN_FEE, "fee", SAI_KEY_QUANTITY, -1, 1, .unit = SAI_UNIT_RATE, .example = "10% of revenue"};
  bool share = sai_is_share(f->fee->basis);
  return (sai_use){.path = path,
                   .key = share ? &share_of_money : sai_schema_find(SAI_IN_FEE, "fee"),
                   .unit = share ? SAI_UNIT_RATE : SAI_UNIT_MONEY,
                   .source = f->source};
}

bool sai_fee_share_check(sai_written *w, sai_basis basis) {
  const sai_expr *e = w->expr;
  if (!sai_is_share(basis) || e->percent || e->kind != SAI_EXPR_NUMBER) return true;
  sai_error *err = sai_parser_report(&w->p, e->place, "%s", _("a share of money is a percentage"));
  if (!sai_slip_share_hint(e, err)) sai_error_hint(err, "%s", _("write for example 30% of revenue"));
  return false;
}

/* A line of one kind is named by it, the next ones of the same kind .2, .3. */
static const char *unique_path(sai_fee_reader *f, const char *path, const char *last) {
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

static bool name_line(sai_fee_reader *f, const char *path) {
  sai_fee *fee = f->fee;
  const char *last = sai_fee_word(fee);
  if (fee->name) last = without_points(f->r, fee->name);
  if (!last) return false;
  fee->path = unique_path(f, path, last);
  return fee->path;
}

/* `per STAGE` or `of revenue` without an amount: the tiers have it. */
bool sai_fee_bare_basis_read(sai_fee_reader *f, const sai_node *node, const char *path) {
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

bool sai_fee_amount_read(sai_fee_reader *f, const sai_node *node, const char *path) {
  sai_written w;
  if (!sai_written_open(f->r, node, (sai_scope){.inputs = true}, &w)) return false;
  if (sai_parser_is_word(&w.p, "per")) {
    sai_error_hint(
        sai_parser_report(&w.p, w.p.node->place, "%s", _("an amount is missing before `per`")), "%s",
        _("write for example 400 per call; without an amount it needs `tiers_all` or `tiers_excess`"));
    return false;
  }
  if (!sai_written_expr(&w) || !read_basis(f, &w.p, w.expr) || !sai_fee_share_check(&w, f->fee->basis))
    return false;
  f->fee->text = sai_reader_copy(f->r, w.p.node->text, strlen(w.p.node->text));
  if (!f->fee->text || !name_line(f, path)) return false;
  sai_use use = sai_fee_amount_use(f, f->fee->path);
  f->fee->amount = sai_written_close(&w, &use);
  return f->fee->amount;
}
