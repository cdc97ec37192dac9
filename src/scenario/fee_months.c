/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The months of a contract in which a fee line holds: by number, calendar or term, or where it is left. */
#include "base/intl.h"
#include "scenario/fee_reader.h"

#include <math.h>

static bool report_range(sai_parser *p) {
  sai_error_hint(sai_parser_report(p, p->node->place, "%s", _("this is not a range of months")), "%s",
                 _("write 1..3, 4.., 2026-10..2027-03; months with numbers count from the contract's start"));
  return false;
}

/* One end of a range as a month of the contract, counted from 1; calendar months may lie before it. */
static bool read_end(sai_fee_reader *f, sai_parser *p, long *month, bool *calendar) {
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
      sai_error_hint(
          sai_parser_report(p, sai_parser_place(p, begin, p->last_end), "%s",
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
bool sai_fee_terms_read(sai_fee_reader *f, const sai_node *node) {
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
  if (!contract->renewal.months || f->parts[SAI_PART_MONTHS]) {
    sai_error_hint(sai_report(f->r, node->key->place, "%s",
                              f->parts[SAI_PART_MONTHS]
                                  ? _("a line has `months` or `terms`, not both")
                                  : _("the contract does not renew, so it has one term only")),
                   "%s",
                   f->parts[SAI_PART_MONTHS] ? _("delete one of them")
                                             : _("delete `terms`, or say how it renews under `term`"));
    return false;
  }
  fee->first_month = sai_contract_term_begin(contract, fee->first_term);
  fee->last_month = fee->last_term ? sai_contract_term_begin(contract, fee->last_term + 1) - 1 : 0;
  return true;
}

/* `at: exit`. */
bool sai_fee_at_read(sai_fee_reader *f) {
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

bool sai_fee_months_read(sai_fee_reader *f) {
  const sai_node *node = f->parts[SAI_PART_MONTHS];
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
