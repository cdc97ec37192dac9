/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consumption tax: rates with the month from which each holds, as data of the scenario or of its currency. */
#include "base/intl.h"
#include "scenario/read.h"

#include <string.h>

/* Japan's consumption tax with its local part: National Tax Agency, Tax Answer No. 6303 (rates since
   2019-10) and the acts of 1988, 1994 and 2012 before; 10% is the standard rate. What buyers can deduct of
   the tax of a vendor who is not registered has no default, since that share has been changed by law more
   than once. */
static const sai_tax_rate japan[] = {
    {.year = 1989, .month = 4, .rate = 0.03},
    {.year = 1997, .month = 4, .rate = 0.05},
    {.year = 2014, .month = 4, .rate = 0.08},
    {.year = 2019, .month = 10, .rate = 0.10},
};

static const sai_key *key_of(const char *name) {
  return sai_schema_find(SAI_IN_TAX, name);
}

/* A plain percentage. */
static bool read_share(sai_reader *r, const sai_node *map, const char *name, double *out) {
  const sai_node *node = sai_tree_find(map, name);
  sai_parser p;
  if (!node) return false;
  bool right = node->kind == SAI_NODE_TEXT && *node->text;
  if (right && !sai_parser_open(&p, r, node, (sai_scope){0})) return false;
  right = right && p.token.kind == SAI_TOKEN_NUMBER && p.token.number.percent &&
          p.token.number.value >= key_of(name)->lower && p.token.number.value <= key_of(name)->upper;
  if (right) {
    *out = p.token.number.value;
    sai_parser_next(&p);
    right = !p.failed && p.token.kind == SAI_TOKEN_END;
  }
  if (right) return true;
  sai_error_hint(sai_report(r, node->place, _("`%s` takes one percentage from 0%% to 100%%"), name),
                 _("write for example %s"), key_of(name)->example);
  return false;
}

static bool read_from(sai_reader *r, const sai_node *map, sai_tax_rate *row) {
  const sai_node *node = sai_tree_find(map, "from");
  sai_parser p;
  if (!node) return false;
  bool right = node->kind == SAI_NODE_TEXT && *node->text;
  if (right && !sai_parser_open(&p, r, node, (sai_scope){0})) return false;
  if (!right || !sai_calendar_begins(&p)) {
    sai_error_hint(sai_report(r, node->place, "%s", _("this is not a month")), "%s",
                   _("write year and month as in 2026-04"));
    return false;
  }
  return sai_calendar_read(&p, &row->year, &row->month) && sai_parser_finish(&p);
}

static bool read_row(sai_reader *r, const sai_node *map, sai_tax_rate *row) {
  if (map->kind != SAI_NODE_MAP) {
    sai_error_hint(sai_report(r, map->place, "%s", _("a row of `tax` is a month and a rate")), "%s",
                   _("write `- from: 2019-10` and `rate: 10%` under it"));
    return false;
  }
  if (!sai_map_check(r, map, SAI_IN_TAX, "tax")) return false;
  if (!read_from(r, map, row) || !read_share(r, map, "rate", &row->rate)) return false;
  row->deductible_given = read_share(r, map, "unregistered", &row->deductible);
  return row->deductible_given || !sai_tree_find(map, "unregistered");
}

static unsigned month_number(unsigned year, unsigned month) {
  return 12 * year + month;
}

/* A rate of the first months that is not said is not 0%. */
static void check_first(sai_reader *r, const sai_node *row, const sai_scenario *s) {
  if (!s->start_month ||
      month_number(s->taxes->year, s->taxes->month) <= month_number(s->start_year, s->start_month))
    return;
  char first[16];
  sai_scenario_month_name(s, 0, first);
  sai_error_hint(
      sai_report(r, row->place, _("the first rate of tax begins after %s, the scenario's first month"),
                 first),
      _("add a row with the rate until then, as in `- {from: %s, rate: 10%%}`; without tax `rate: 0%%`"),
      first);
}

void sai_tax_read(sai_reader *r, const sai_node *list) {
  sai_scenario *s = r->scenario;
  if (!list) {
    bool yen = strcmp(s->currency, "JPY") == 0;
    s->taxes = japan;
    s->n_taxes = yen ? sizeof japan / sizeof *japan : 0;
    return;
  }
  s->taxes_given = true;
  if (!sai_list_check(r, list, "tax", 1, SAI_TAXES_MAX)) return;
  sai_tax_rate *rows = sai_reader_alloc(r, list->n, sizeof *rows);
  if (!rows) return;
  s->taxes = rows;
  for (const sai_node *child = list->child; child; child = child->next) {
    sai_tax_rate *row = &rows[s->n_taxes];
    if (!read_row(r, child, row)) continue;
    if (s->n_taxes && month_number(row->year, row->month) <= month_number(row[-1].year, row[-1].month)) {
      sai_error_hint(sai_report(r, child->place, "%s", _("this row is not later than the one before it")),
                     "%s", _("write the rows from the oldest to the latest, one for each month of change"));
      return;
    }
    s->n_taxes++;
  }
  if (s->n_taxes && !r->start_wrong) check_first(r, list->child, s);
}

const sai_tax_rate *sai_tax_at(const sai_scenario *s, unsigned month) {
  const sai_tax_rate *found = NULL;
  if (!s->start_month) return s->n_taxes ? &s->taxes[s->n_taxes - 1] : NULL;
  unsigned now = month_number(s->start_year, s->start_month) + month;
  for (size_t i = 0; i < s->n_taxes; i++)
    if (month_number(s->taxes[i].year, s->taxes[i].month) <= now) found = &s->taxes[i];
  return found;
}

double sai_tax_rate_at(const sai_scenario *s, unsigned month) {
  const sai_tax_rate *row = sai_tax_at(s, month);
  return row ? row->rate : 0;
}

bool sai_has_tax(const sai_scenario *s) {
  for (unsigned month = 0; month < s->months; month++)
    if (sai_tax_rate_at(s, month) > 0) return true;
  return false;
}

void sai_registered_read(sai_reader *r, const sai_node *map, sai_contract *contract) {
  const sai_scenario *s = r->scenario;
  contract->unregistered = sai_choice_read(r, map, sai_schema_find(SAI_IN_CONTRACT, "registered")) == 1;
  if (!contract->unregistered) return;
  if (contract->kind == SAI_IN_HOUSE) {
    sai_error_hint(sai_report(r, sai_tree_find(map, "registered")->key->place, "%s",
                              _("own people send no invoice: there is no vendor who could be registered")),
                   "%s",
                   _("delete it; a vendor who works beside them is a contract of his own under `contracts`"));
    return;
  }
  for (unsigned month = 0; month < s->months; month++) {
    const sai_tax_rate *row = sai_tax_at(s, month);
    if (row && row->deductible_given) continue;
    sai_error_hint(sai_report(r, sai_tree_find(map, "registered")->place, "%s",
                              _("how much of this vendor's tax can be deducted is not said for all months")),
                   "%s", _("add rows at the top: `tax:`, `- {from: 2023-10, rate: 10%, unregistered: 80%}`"));
    return;
  }
}
