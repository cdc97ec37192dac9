/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits over several fee lines of a contract, and deposits that several draw from. Where it could be asked
   which of two acts first, or whether a refund is in the sum, the scenario has to say. */
#include "base/intl.h"
#include "scenario/read.h"

#include <string.h>

enum { LINES_NAMED = 4 }; /* in the name of a limit */

typedef struct limit_reader {
  sai_reader *r;
  const sai_contract *contract;
  const sai_node *node;
  sai_limit *limit;
} limit_reader;

/* What the lines of the contract are called. */
static void hint_lines(const limit_reader *l, sai_error *err) {
  char room[SAI_ERROR_TEXT];
  sai_text all = SAI_TEXT_IN(room);
  for (size_t f = 0; f < l->contract->n_fees; f++)
    if (!l->contract->fees[f].own)
      sai_text_format(&all, "%s%s", all.length ? ", " : "", sai_fee_word(&l->contract->fees[f]));
  sai_error_hint(err, _("the lines of the contract are called %s"), sai_text_string(&all));
}

static bool read_line(limit_reader *l, const sai_node *node) {
  const sai_contract *contract = l->contract;
  size_t n = 0, found = 0;
  if (node->kind != SAI_NODE_TEXT) {
    hint_lines(l, sai_report(l->r, node->place, "%s", _("a line is written by its name")));
    return false;
  }
  for (size_t f = 0; f < contract->n_fees; f++) {
    if (contract->fees[f].own || strcmp(sai_fee_word(&contract->fees[f]), node->text) != 0) continue;
    found = f;
    n++;
  }
  if (n == 0) {
    hint_lines(l, sai_report(l->r, node->place, _("the contract has no fee line `%s`"), node->text));
  } else if (n > 1) {
    sai_error_hint(sai_report(l->r, node->place, _("%zu lines are called `%s`"), n, node->text), "%s",
                   _("give each its own `name`"));
  } else if (l->limit->lines[found]) {
    sai_error_hint(sai_report(l->r, node->place, _("`%s` stands here twice"), node->text), "%s",
                   _("delete one of them"));
  } else {
    l->limit->lines[found] = true;
    return true;
  }
  return false;
}

static bool read_lines(limit_reader *l) {
  const sai_node *list = sai_tree_find(l->node, "lines");
  if (!list) {
    for (size_t f = 0; f < l->contract->n_fees; f++) l->limit->lines[f] = !l->contract->fees[f].own;
    return true;
  }
  l->limit->lines_given = true;
  if (!sai_list_check(l->r, list, "lines", 1, SAI_FEES_MAX)) return false;
  bool right = true;
  for (const sai_node *child = list->child; child; child = child->next) right = read_line(l, child) && right;
  return right;
}

static const sai_quantity *read_amount(const limit_reader *l, const char *key, const char *source) {
  sai_use use = {.path = sai_reader_format(l->r, "%s.%s", l->limit->fee.path, key),
                 .key = sai_schema_find(SAI_IN_LIMIT, key),
                 .unit = SAI_UNIT_MONEY,
                 .source = source};
  const sai_node *node = sai_tree_find(l->node, key);
  return node && use.path ? sai_quantity_read(l->r, node, (sai_scope){.inputs = true}, &use) : NULL;
}

/* Lines whose sum says nothing, or not which sum. */
static void check_lines(const limit_reader *l) {
  for (size_t f = 0; f < l->contract->n_fees; f++) {
    const sai_fee *fee = &l->contract->fees[f];
    if (!l->limit->lines[f]) continue;
    if (fee->clawback) {
      sai_error_hint(
          sai_report(l->r, l->limit->place,
                     _("what `%s` pays for one order could not be told, which its `clawback` needs"),
                     fee->text),
          "%s", _("name the other lines under `lines`"));
      return;
    }
    if (fee->deposit) {
      sai_error_hint(
          sai_report(l->r, l->limit->place, _("is the deposit of `%s` in the sum or not?"), fee->text), "%s",
          _("name the other lines under `lines`"));
      return;
    }
    if (l->limit->lines_given || !sai_fee_can_be_negative(l->r->scenario, fee)) continue;
    sai_error_hint(
        sai_report(l->r, l->limit->place, _("`%s` can be negative: is it in the sum or not?"), fee->text),
        "%s", _("name the lines that are meant under `lines`"));
    return;
  }
}

/* A limit, or a deposit, says of tax what its lines say. */
static void take_tax(const limit_reader *l) {
  bool any = false;
  const char *text =
      l->limit->fee.deposit
          ? _("the lines that are drawn from this deposit differ in `tax`: is it paid with it or without?")
          : _("the lines of this limit differ in `tax`: is the limit with it or without?");
  for (size_t f = 0; f < l->contract->n_fees; f++) {
    sai_tax tax = l->contract->fees[f].tax;
    if (!l->limit->lines[f]) continue;
    if (any && tax != l->limit->fee.tax) {
      sai_error_hint(sai_report(l->r, l->limit->place, "%s", text), "%s",
                     _("name lines with the same `tax` under `lines`"));
      return;
    }
    any = true;
    l->limit->fee.tax = tax;
  }
}

static bool is_within(const sai_limit *inner, const sai_limit *outer) {
  for (size_t f = 0; f < 2 * SAI_FEES_MAX; f++)
    if (inner->lines[f] && !outer->lines[f]) return false;
  return true;
}

/* Several limits of one line act in the order in which they are written, each on what the one before leaves,
   so each must lie within the next. */
static void check_order(const limit_reader *l) {
  for (size_t i = 0; i < l->contract->n_limits; i++) {
    const sai_limit *before = &l->contract->limits[i];
    bool shared = false, inside = is_within(before, l->limit), same = inside && is_within(l->limit, before);
    for (size_t f = 0; f < 2 * SAI_FEES_MAX; f++) shared |= before->lines[f] && l->limit->lines[f];
    if (!shared || (inside && !same) || (same && before->fee.every < l->limit->fee.every)) continue;
    sai_error_hint(
        sai_report(
            l->r, l->limit->place, "%s",
            _("this limit and one before it have lines in common, so it is open which of them acts first")),
        "%s",
        _("write the limit over fewer lines first, then that over all of these and more; over the same lines "
          "the one with the shorter period first"));
    return;
  }
}

/* A limit without a name is called by what it limits, and counted where that is limited already. */
static const char *name_of(const limit_reader *l) {
  sai_text text = {0};
  size_t named = 0;
  unsigned number = 1;
  sai_text_add(&text, "limit");
  for (size_t f = 0; l->limit->lines_given && f < l->contract->n_fees; f++) {
    if (!l->limit->lines[f] || named == LINES_NAMED) continue;
    sai_text_format(&text, named++ ? " + %s" : " of %s", sai_fee_word(&l->contract->fees[f]));
  }
  for (size_t i = 0; i < l->contract->n_limits; i++) {
    const sai_limit *before = &l->contract->limits[i];
    number += !before->name && memcmp(before->lines, l->limit->lines, sizeof before->lines) == 0;
  }
  if (number > 1) sai_text_format(&text, " (%u)", number);
  const char *name = sai_reader_copy(l->r, sai_text_string(&text), text.length);
  if (text.failed) sai_report_no_memory(l->r);
  sai_text_free(&text);
  return name;
}

static bool read_limit(limit_reader *l, const char *path, unsigned number) {
  sai_limit *limit = l->limit;
  size_t before = l->r->n_reports;
  if (!sai_map_check(l->r, l->node, SAI_IN_LIMIT, "limits")) return false;
  limit->place = limit->fee.place = l->node->place;
  limit->name = sai_text_read(l->r, l->node, sai_schema_find(SAI_IN_LIMIT, "name"));
  const char *source = sai_text_read(l->r, l->node, sai_schema_find(SAI_IN_LIMIT, "source"));
  limit->fee.path = sai_reader_format(l->r, "%s.limits.%u", path, number);
  limit->fee.basis = SAI_BASIS_ONCE;
  limit->fee.first_month = 1;
  limit->fee.every = (sai_period)sai_choice_read(l->r, l->node, sai_schema_find(SAI_IN_LIMIT, "every"));
  limit->fee.every_given = sai_tree_find(l->node, "every");
  limit->fee.minimum = read_amount(l, "minimum", source);
  limit->fee.cap = read_amount(l, "cap", source);
  if (!read_lines(l) || l->r->n_reports > before) return false;
  limit->fee.name = limit->fee.text = limit->name ? limit->name : name_of(l);
  if (!limit->fee.name) return false;
  if (!limit->fee.minimum && !limit->fee.cap)
    sai_error_hint(sai_report(l->r, limit->place, "%s", _("this limit limits nothing")), "%s",
                   _("add `minimum: 300,000` or `cap: 500,000`"));
  else if (limit->fee.minimum && limit->fee.cap && limit->fee.minimum->lower > limit->fee.cap->upper)
    sai_error_hint(sai_report(l->r, limit->fee.minimum->place, "%s", _("the minimum is above the cap")), "%s",
                   _("exchange them, or change one"));
  check_lines(l);
  take_tax(l);
  check_order(l);
  if (l->r->n_reports == before) sai_limit_contradiction(l->r, l->contract, limit);
  return l->r->n_reports == before;
}

static bool has_vendor_line(const sai_contract *contract) {
  for (size_t f = 0; f < contract->n_fees; f++)
    if (!contract->fees[f].own) return true;
  return false;
}

void sai_limits_read(sai_reader *r, const sai_node *list, const char *path, sai_contract *contract) {
  if (!list || !path || !sai_list_check(r, list, "limits", 1, SAI_LIMITS_MAX)) return;
  if (!has_vendor_line(contract)) {
    sai_error_hint(sai_report(r, list->place, "%s", _("the contract has no fee line that could be limited")),
                   "%s", _("write what is paid under `fees`"));
    return;
  }
  sai_limit *limits = sai_reader_alloc(r, list->n, sizeof *limits);
  if (!limits) return;
  contract->limits = limits;
  unsigned number = 0;
  for (const sai_node *child = list->child; child; child = child->next) {
    limit_reader l = {r, contract, child, &limits[contract->n_limits]};
    *l.limit = (sai_limit){0};
    contract->n_limits += read_limit(&l, path, ++number);
  }
}

static bool is_limited(const sai_contract *contract, size_t line) {
  for (size_t l = 0; l < contract->n_limits; l++)
    if (contract->limits[l].lines[line]) return true;
  return false;
}

/* What is open about a line that draws from a deposit of its contract; NULL if nothing is. */
static const char *open_question(const limit_reader *l, size_t line) {
  const sai_fee *fee = &l->contract->fees[line];
  if (fee->deposit) return _("`%s` has a deposit of its own: which of the two is it drawn from?");
  if (fee->clawback) return _("is what comes back by the `clawback` of `%s` put into the deposit?");
  if (sai_fee_can_be_negative(l->r->scenario, fee))
    return _("`%s` can be negative: is it put into the deposit then?");
  if (fee->basis == SAI_BASIS_ONCE && !l->limit->lines_given)
    return _("is `%s`, which is paid once, drawn from the deposit?");
  if (is_limited(l->contract, line)) return _("is `%s` drawn from the deposit before its `limits` or after?");
  return NULL;
}

/* Lines that draw from a deposit: which they are, and that one does. */
static bool check_drawn(const limit_reader *l) {
  bool any = false;
  for (size_t f = 0; f < l->contract->n_fees; f++) {
    const sai_fee *fee = &l->contract->fees[f];
    if (!l->limit->lines[f]) continue;
    const char *question = open_question(l, f);
    if (question) {
      sai_error_hint(sai_report(l->r, l->limit->place, question, fee->text), "%s",
                     _("name the lines that are drawn from it under `lines`, and this one not if it is not"));
      return false;
    }
    any |= fee->first_month <= l->limit->fee.deposit_expires;
  }
  if (any) return true;
  sai_error_hint(
      sai_report(l->r, l->limit->place, "%s",
                 _("the deposit has expired when its lines begin, so nothing is ever drawn from it")),
      "%s", _("give it longer under `expires`, or let a line begin earlier"));
  return false;
}

static bool read_common_deposit(limit_reader *l, const char *path) {
  sai_limit *limit = l->limit;
  size_t before = l->r->n_reports;
  limit->place = l->node->key->place;
  limit->fee = (sai_fee){
      .place = limit->place, .text = "deposit", .path = path, .basis = SAI_BASIS_ONCE, .first_month = 1};
  if (!sai_fee_deposit_read(l->r, l->node, SAI_IN_COMMON_DEPOSIT, l->contract, NULL, &limit->fee))
    return false;
  limit->fee.name = limit->fee.text;
  limit->fee.path = sai_reader_format(l->r, "%s.deposit", path);
  if (!limit->fee.path || !read_lines(l) || !check_drawn(l)) return false;
  take_tax(l);
  return l->r->n_reports == before;
}

void sai_deposit_read(sai_reader *r, const sai_node *map, const char *path, sai_contract *contract) {
  if (!map || !path) return;
  if (!has_vendor_line(contract)) {
    sai_error_hint(sai_report(r, map->key->place, "%s",
                              _("the contract has no fee line that could be drawn from the deposit")),
                   "%s", _("write what is paid under `fees`"));
    return;
  }
  sai_limit *limits = sai_reader_alloc(r, contract->n_limits + 1, sizeof *limits);
  if (!limits) return;
  for (size_t i = 0; i < contract->n_limits; i++) limits[i] = contract->limits[i];
  limit_reader l = {r, contract, map, &limits[contract->n_limits]};
  if (!read_common_deposit(&l, path)) return;
  contract->limits = limits;
  contract->n_limits++;
}
