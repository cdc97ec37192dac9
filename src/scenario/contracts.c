/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contracts: who does which stages, from when to when, and for which fees. An offer is one contract, or lists
   several. */
#include "base/intl.h"
#include "base/text.h"
#include "scenario/read.h"

#include <limits.h>
#include <math.h>
#include <string.h>

static const sai_key *key_of(const char *name) {
  return sai_schema_find(SAI_IN_CONTRACT, name);
}

static void cover(sai_contract *contract, size_t first, size_t last) {
  contract->covers_given = true;
  for (size_t i = first; i <= last; i++) contract->covers[i] = true;
}

static void read_covers(sai_reader *r, const sai_node *map, const sai_offer *offer, sai_contract *contract) {
  const sai_node *node = sai_tree_find(map, "covers");
  sai_parser p;
  if (!node) {
    for (size_t i = 0; i < SAI_STAGES_MAX; i++) contract->covers[i] = true;
    return;
  }
  if (node->kind == SAI_NODE_TEXT && strcmp(node->text, "none") == 0) {
    contract->covers_given = true;
    return;
  }
  if (node->kind != SAI_NODE_TEXT) {
    sai_error_hint(sai_report(r, node->place, _("`%s` takes one value, not a list or a mapping"), "covers"),
                   "%s", _("write the first and the last stage: call..appointment"));
    return;
  }
  if (!sai_parser_open(&p, r, node, (sai_scope){0})) return;
  size_t first = sai_stage_take(&p, offer->funnel), last = first;
  if (sai_parser_take_symbol(&p, '.')) last = sai_stage_take(&p, offer->funnel);
  if (p.failed) return;
  if (p.token.kind != SAI_TOKEN_END)
    sai_error_hint(sai_report(r, sai_parser_place(&p, p.token.begin, p.folded.n), "%s",
                              _("this does not belong to a range of stages")),
                   "%s", _("write the first and the last stage: call..appointment"));
  else if (first > last)
    sai_error_hint(
        sai_report(r, node->place, "%s", _("these stages stand the other way round in the funnel")),
        _("write %s..%s"), offer->funnel->stages[last].name, offer->funnel->stages[first].name);
  else
    cover(contract, first, last);
}

static void report_start(sai_reader *r, const sai_node *node) {
  const sai_scenario *s = r->scenario;
  char first[16], last[16];
  sai_scenario_month_name(s, 0, first);
  sai_scenario_month_name(s, s->months ? s->months - 1 : 0, last);
  sai_error_hint(
      sai_report(r, node->place, "%s", _("the contract begins outside the months of the scenario")),
      _("write a month from %s to %s"), first, last);
}

static bool read_start_month(sai_parser *p, const sai_scenario *s, long *index) {
  unsigned year, month;
  if (!sai_calendar_begins(p)) {
    const sai_number *x = &p->token.number;
    bool whole = p->token.kind == SAI_TOKEN_NUMBER && !x->percent && !x->money &&
                 x->value == (double)(long)(x->value < 1e6 ? x->value : 0);
    if (whole) *index = (long)x->value - 1;
    if (whole) sai_parser_next(p);
    return whole && !p->failed;
  }
  size_t begin = p->token.begin;
  if (!sai_calendar_read(p, &year, &month)) return false;
  if (p->r->start_wrong) p->failed = true;
  if (!s->start_month) {
    sai_error_hint(sai_parser_report(p, sai_parser_place(p, begin, p->last_end), "%s",
                                     _("calendar months need `start:` at the top of the scenario")),
                   "%s", _("add for example `start: 2026-04`, or write the number of the month: 3"));
    return false;
  }
  *index = 12L * ((long)year - (long)s->start_year) + (long)month - (long)s->start_month;
  return true;
}

/* `after 2 to 5 months`: how long it takes until the contract starts. */
static void read_wait(sai_reader *r, const sai_node *node, const char *path, sai_contract *contract) {
  sai_written w;
  if (!sai_written_open(r, node, (sai_scope){0}, &w)) return;
  sai_parser_next(&w.p);
  if (!sai_written_expr(&w)) return;
  const sai_expr *e = w.expr;
  bool simple = e->kind == SAI_EXPR_DIST || (e->kind == SAI_EXPR_NUMBER && e->number == floor(e->number));
  bool unit = sai_parser_take_word(&w.p, "months") || sai_parser_take_word(&w.p, "month");
  if (simple && !unit && !w.p.failed && w.p.token.kind == SAI_TOKEN_END) {
    sai_error_hint(
        sai_parser_report(&w.p, e->place, "%s", _("a wait is counted in months, and the word is missing")),
        _("write %.*s months"), (int)w.p.last_end, w.p.folded.text);
    return;
  }
  if (!simple || !unit) {
    sai_error_hint(
        sai_parser_report(&w.p, e->place, "%s", _("a wait is a whole number of months, or one distribution")),
        "%s", _("write after 3 months, or after 2 to 5 months"));
    return;
  }
  sai_use use = {.path = sai_reader_format(r, "%s.start", path),
                 .key = sai_schema_find(SAI_IN_STAGE, "delay"),
                 .unit = SAI_UNIT_MONTHS};
  contract->start_after = sai_written_close(&w, &use);
  contract->start_given = true;
  if (contract->start_after && rint(contract->start_after->lower) >= r->scenario->months &&
      r->scenario->months)
    report_start(r, node);
}

static sai_error *report_month(sai_reader *r, sai_place place) {
  sai_error *err = sai_report(r, place, "%s", _("this is not a month"));
  sai_error_hint(err, "%s",
                 _("write year and month as in 2026-04; a start that is uncertain is written "
                   "after 1 to 3 months"));
  return err;
}

/* `2027-05 to 2027-07` and `1 to 3 months`: a start that is uncertain. */
static void report_uncertain(sai_parser *p, const sai_node *node, long first) {
  const sai_scenario *s = p->r->scenario;
  const char *text = p->folded.text;
  bool calendar = s->start_month && first > 0 && sai_parser_take_word(p, "to") && sai_calendar_begins(p);
  unsigned year = 0, month = 0;
  if (p->failed || (calendar && !sai_calendar_read(p, &year, &month))) return;
  long last = calendar ? 12L * ((long)year - (long)s->start_year) + (long)month - (long)s->start_month : 0;
  sai_error *err = report_month(p->r, node->place);
  if (last > first)
    sai_error_hint(err, _("write after %ld to %ld months"), first, last);
  else if (!calendar && sai_number_begins(text, p->folded.n) && strstr(text, "month"))
    sai_error_hint(err, _("write after %s"), text);
}

/* Whether the text of a node, or of its `value` where it has a source, begins with a word: it is an
 * assumption. */
static bool begins_with(sai_reader *r, const sai_node *node, const char *word) {
  sai_parser p;
  if (node->kind == SAI_NODE_MAP) node = sai_tree_find(node, "value");
  return node && node->kind == SAI_NODE_TEXT && *node->text && sai_parser_open(&p, r, node, (sai_scope){0}) &&
         sai_parser_is_word(&p, word);
}

static void read_start(sai_reader *r, const sai_node *map, const char *path, sai_contract *contract) {
  const sai_node *node = sai_tree_find(map, "start");
  sai_parser p;
  long index = 0;
  if (!node) return;
  size_t before = r->n_reports;
  if (begins_with(r, node, "after")) {
    read_wait(r, node, path, contract);
    return;
  }
  if (r->n_reports > before) return;
  if (node->kind != SAI_NODE_TEXT || !*node->text) {
    report_month(r, node->key->place);
    return;
  }
  if (!sai_parser_open(&p, r, node, (sai_scope){0})) return;
  bool right = read_start_month(&p, r->scenario, &index);
  if (p.failed) return;
  if (!right || p.token.kind != SAI_TOKEN_END) {
    report_uncertain(&p, node, index);
    return;
  }
  contract->start_given = true;
  if (index < 0 || (r->scenario->months && index >= (long)r->scenario->months))
    report_start(r, node);
  else
    contract->start = (unsigned)index;
}

/* A whole number behind `after term` or `after month`. */
static bool read_number(sai_parser *p, unsigned most, unsigned *out) {
  const sai_number *x = &p->token.number;
  bool right = p->token.kind == SAI_TOKEN_NUMBER && !x->percent && !x->money && x->value >= 1 &&
               x->value <= most && x->value == floor(x->value);
  if (!right) return false;
  *out = (unsigned)x->value;
  sai_parser_next(p);
  return p->token.kind == SAI_TOKEN_END;
}

static bool read_ending(sai_parser *p, sai_renewal *renewal) {
  if (sai_parser_take_word(p, "never")) return p->token.kind == SAI_TOKEN_END;
  if (!sai_parser_take_word(p, "after")) return false;
  bool term = sai_parser_take_word(p, "term");
  renewal->ending = term ? SAI_ENDS_AFTER_TERM : SAI_ENDS_AFTER_MONTH;
  return (term || sai_parser_take_word(p, "month")) && read_number(p, SAI_MONTHS_MAX, &renewal->after);
}

/* `when appointment < 60`. */
static void read_condition(sai_reader *r, const sai_node *node, const sai_funnel *funnel, const char *path,
                           const sai_staff *staff, sai_renewal *renewal) {
  sai_written w;
  if (!sai_written_open(r, node,
                        (sai_scope){.inputs = true, .counts = true, .staff = staff, .stages = funnel}, &w))
    return;
  sai_parser_next(&w.p);
  if (!sai_written_expr(&w) || !sai_condition_check(&w.p, w.expr)) return;
  sai_use use = {.path = sai_reader_format(r, "%s.term.ends", path),
                 .key = sai_schema_find(SAI_IN_FEE, "count"),
                 .unit = SAI_UNIT_COUNT};
  renewal->condition = sai_written_close(&w, &use);
  renewal->ending = SAI_ENDS_WHEN;
  if (renewal->condition) sai_condition_contradiction(r, renewal->condition);
}

static void read_ends(sai_reader *r, const sai_node *node, const sai_funnel *funnel, const char *path,
                      sai_contract *contract) {
  sai_renewal *renewal = &contract->renewal;
  sai_parser p;
  bool right = node->kind == SAI_NODE_TEXT && *node->text;
  size_t before = r->n_reports;
  if (begins_with(r, node, "when")) {
    read_condition(r, node, funnel, path, &contract->staff, renewal);
    return;
  }
  if (r->n_reports > before) return;
  if (right && !sai_parser_open(&p, r, node, (sai_scope){0})) return;
  right = right && read_ending(&p, renewal);
  if (right && renewal->ending == SAI_ENDS_AFTER_TERM && !renewal->months && renewal->after > 1)
    right = false;
  if (!right) {
    sai_error_hint(sai_report(r, node->place, "%s", _("this does not say when the contract ends")), "%s",
                   _("write never, after term 1, after month 8, or when appointment < 60"));
    return;
  }
  if (renewal->ending == SAI_ENDS_AFTER_TERM) contract->term = sai_renewal_length(renewal, renewal->after);
  if (renewal->ending == SAI_ENDS_AFTER_MONTH) contract->term = renewal->after;
}

/* Notice for the end of a later term may fall into a term before, but none can be given before the contract
   begins. */
static void check_notice(sai_reader *r, const sai_node *notice, const sai_renewal *renewal) {
  const unsigned first = sai_renewal_first_chance(renewal);
  if (!notice || renewal->notice < renewal->minimum) return;
  if (!renewal->months && renewal->ending == SAI_ENDS_AFTER_MONTH)
    sai_error_hint(
        sai_report(r, notice->place, "%s",
                   _("the notice is as long as the minimum term, so it can never be given in time")),
        P_("write fewer than %u month, or a longer term", "write fewer than %u months, or a longer term",
           renewal->minimum),
        renewal->minimum);
  else if (renewal->months && renewal->ending == SAI_ENDS_AFTER_TERM && renewal->after < first)
    sai_error_hint(
        sai_report(
            r, notice->place,
            _("the notice is too long to leave after term %u: it would be due before the contract begins"),
            renewal->after),
        _("write `after term %u`, or a shorter notice"), first);
}

/* How many terms are over after the month in which one ends. */
static unsigned terms_after(const sai_renewal *renewal) {
  return renewal->months && renewal->after > renewal->minimum
             ? 1 + (renewal->after - renewal->minimum) / renewal->months
             : 1;
}

static void check_renewal(sai_reader *r, const sai_node *map, const sai_renewal *renewal) {
  const sai_node *renews = sai_tree_find(map, "renews"), *notice = sai_tree_find(map, "notice"),
                 *ends = sai_tree_find(map, "ends");
  if (renews && !ends)
    sai_error_hint(
        sai_report(r, renews->key->place, "%s",
                   _("a contract that renews goes on until you end it: the scenario must say when")),
        "%s", _("add `ends: never`, `ends: after term 1`, or `ends: when appointment < 60`"));
  check_notice(r, notice, renewal);
  bool inside = renewal->ending == SAI_ENDS_AFTER_MONTH;
  if (inside && !renewal->months && renewal->after > renewal->minimum) {
    sai_error_hint(sai_report(r, ends->place, "%s", _("the contract has already ended by then")), "%s",
                   _("write a month inside the minimum, or say how it renews"));
    return;
  }
  if (inside &&
      sai_contract_term_at(&(sai_contract){.renewal = *renewal}, renewal->after - 1).months_left == 0) {
    sai_error_hint(sai_report(r, ends->place, "%s", _("after this month a term ends anyway")),
                   _("write `after term %u`, or a month inside a term"), terms_after(renewal));
    return;
  }
  if (notice && !renewal->months && !inside)
    sai_error_hint(sai_report(r, notice->key->place, "%s",
                              _("a contract that does not renew ends by itself, without notice")),
                   "%s", _("say how it renews, as in `renews: 6 months`, or delete `notice`"));
  if (!ends || renewal->months || renewal->ending == SAI_ENDS_AFTER_TERM || inside) return;
  sai_error_hint(sai_report(r, ends->place, "%s", _("a contract that does not renew ends with its minimum")),
                 "%s", _("add `renews: 6 months`, or delete `ends`"));
}

/* `6 months`, or what happens after the minimum. */
static void read_term(sai_reader *r, const sai_node *map, const sai_funnel *funnel, const char *path,
                      sai_contract *contract) {
  const sai_node *node = sai_tree_find(map, "term");
  sai_renewal *renewal = &contract->renewal;
  if (!node || node->kind != SAI_NODE_MAP) {
    if (sai_duration_read(r, map, key_of("term"), &contract->term)) renewal->minimum = contract->term;
    return;
  }
  size_t before = r->n_reports;
  if (!sai_map_check(r, node, SAI_IN_TERM, "term")) return;
  sai_duration_read(r, node, sai_schema_find(SAI_IN_TERM, "minimum"), &renewal->minimum);
  sai_duration_read(r, node, sai_schema_find(SAI_IN_TERM, "renews"), &renewal->months);
  renewal->notice_given =
      sai_duration_read(r, node, sai_schema_find(SAI_IN_TERM, "notice"), &renewal->notice);
  if (r->n_reports > before) return;
  contract->term = renewal->months ? 0 : renewal->minimum;
  const sai_node *ends = sai_tree_find(node, "ends");
  if (ends) read_ends(r, ends, funnel, path, contract);
  if (r->n_reports == before) check_renewal(r, node, renewal);
}

static void read_staff(sai_reader *r, const sai_node *map, const char *path, sai_staff *staff) {
  const struct {
    const char *key;
    const sai_quantity **quantity;
  } parts[] = {{"people", &staff->people},
               {"days_per_month", &staff->days_per_month},
               {"hours_per_day", &staff->hours_per_day},
               {"overtime_hours", &staff->overtime_hours}};
  if (!map || !sai_map_check(r, map, SAI_IN_STAFF, "staff")) return;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    const sai_node *node = sai_tree_find(map, parts[i].key);
    sai_use use = {.path = sai_reader_format(r, "%s.staff.%s", path, parts[i].key),
                   .key = sai_schema_find(SAI_IN_STAFF, parts[i].key),
                   .unit = SAI_UNIT_COUNT};
    if (node) *parts[i].quantity = sai_quantity_read(r, node, (sai_scope){.inputs = true}, &use);
  }
}

/* Volumes for each person, day or hour need a contract that covers the stage and says how much is worked. */
static void check_staffed(sai_reader *r, const sai_offer *offer) {
  for (size_t s = 0; offer->funnel && s < offer->funnel->n_stages; s++)
    for (size_t f = 0; f < offer->funnel->stages[s].n_flows; f++) {
      const sai_flow *flow = &offer->funnel->stages[s].flows[f];
      bool staffed = false, without = false;
      for (size_t c = 0; flow->per && c < offer->n_contracts; c++) {
        if (!offer->contracts[c].covers[s]) continue;
        staffed = true;
        without |= !sai_staff_says(&offer->contracts[c].staff, flow->per);
      }
      if (!flow->per || (staffed && !without)) continue;
      sai_error_hint(
          sai_report(r, offer->place, _("`%s` does not say how many people work on `%s`, and how long"),
                     offer->name, offer->funnel->stages[s].name),
          "%s",
          _("add `staff: {people: 2, days_per_month: 20, hours_per_day: 8}` to the contract that covers "
            "it, or write the volume per month"));
      return;
    }
}

/* The keys of one contract, which stand in the offer itself or in an entry of `contracts`. */
static void read_contract(sai_reader *r, const sai_node *map, const sai_offer *offer, const char *path,
                          bool funnel_right, sai_contract *contract) {
  contract->place = map->place;
  contract->kind = (sai_kind)sai_choice_read(r, map, key_of("kind"));
  if (contract->kind == SAI_NOTHING) sai_nothing_contradiction(r, map);
  read_start(r, map, path, contract);
  read_staff(r, sai_tree_find(map, "staff"), path, &contract->staff);
  const char *fees = sai_reader_format(r, "%s.fees", path), *own = sai_reader_format(r, "%s.own_costs", path);
  read_term(r, map, funnel_right ? offer->funnel : NULL, path, contract);
  sai_registered_read(r, map, contract);
  sai_duration_read(r, map, key_of("payment"), &contract->payment);
  if (!funnel_right || !fees || !own) return;
  read_covers(r, map, offer, contract);
  sai_guarantee_read(r, map, offer->funnel, path, contract);
  size_t before = r->n_reports;
  sai_fees_read(r, sai_tree_find(map, "fees"), false, offer->funnel, fees, contract);
  if (r->n_reports == before) sai_fee_replaced_check(r, contract);
  if (r->n_reports == before) sai_limits_read(r, sai_tree_find(map, "limits"), path, contract);
  if (r->n_reports == before) sai_deposit_read(r, sai_tree_find(map, "deposit"), path, contract);
  if (sai_tree_find(map, "contracts")) return;
  sai_fees_read(r, sai_tree_find(map, "own_costs"), true, offer->funnel, own, contract);
}

static bool is_taken(const sai_contract *contracts, size_t n, const char *id) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(contracts[i].id, id) == 0 || strcmp(contracts[i].name, id) == 0) return true;
  return false;
}

static bool read_listed(sai_reader *r, const sai_node *map, const sai_offer *offer, bool funnel_right,
                        sai_contract *contracts, size_t n) {
  sai_contract *contract = &contracts[n];
  if (map->kind != SAI_NODE_MAP) {
    sai_error_hint(
        sai_report(r, map->place, "%s", _("a contract is a group of lines, the first of them `- name: ...`")),
        "%s", _("write `- name: X社` and the other keys under it, in the same column as `name`"));
    return false;
  }
  if (!sai_map_check(r, map, SAI_IN_CONTRACT, "contracts") && !sai_tree_find(map, "name")) return false;
  const char *name = sai_text_read(r, map, key_of("name")), *id = sai_id_read(r, map, SAI_IN_CONTRACT);
  if (!name) return false;
  const char *taken = is_taken(contracts, n, name) ? name : id && is_taken(contracts, n, id) ? id : NULL;
  if (taken) {
    sai_error_hint(sai_report(r, map->place, _("two contracts of the offer are called `%s`"), taken), "%s",
                   _("give each its own name"));
    return false;
  }
  bool alone = !map->next && n == 0;
  if (!alone && !sai_tree_find(map, "covers") && offer->funnel) {
    sai_error_hint(sai_report(r, sai_tree_find(map, "name")->place, "%s",
                              _("beside other contracts each must say which stages it covers")),
                   "%s", _("add `covers: call..appointment`, or `covers: none`"));
    return false;
  }
  contract->listed = true;
  contract->name = name;
  contract->id = id ? id : name;
  const char *path = sai_reader_format(r, "offers.%s.contracts.%s", offer->id, contract->id);
  if (path) read_contract(r, map, offer, path, funnel_right, contract);
  return path;
}

/* The month after the last in which a contract can work, in any run. */
static unsigned end_of_work(const sai_reader *r, const sai_contract *contract) {
  if (!contract->term) return UINT_MAX;
  return sai_contract_last_start(contract, r->scenario->months) + contract->term +
         contract->guarantee.works_on;
}

static bool overlap(const sai_reader *r, const sai_contract *a, const sai_contract *b) {
  return sai_contract_first_start(a) < end_of_work(r, b) && sai_contract_first_start(b) < end_of_work(r, a);
}

/* Two contracts for the same work at the same time: who does it, and is it done twice? */
static void check_overlaps(sai_reader *r, const sai_offer *offer) {
  for (size_t i = 0; i < offer->n_contracts; i++)
    for (size_t j = 0; j < i; j++) {
      const sai_contract *a = &offer->contracts[j], *b = &offer->contracts[i];
      if (!offer->funnel || !overlap(r, a, b)) continue;
      for (size_t s = 0; s < offer->funnel->n_stages; s++) {
        if (!a->covers[s] || !b->covers[s]) continue;
        sai_error_hint(sai_report(r, b->place, _("`%s` and `%s` cover the stage `%s` at the same time"),
                                  a->name, b->name, offer->funnel->stages[s].name),
                       "%s", _("let one of them cover it, or let the second start when the first has ended"));
        break;
      }
    }
}

/* Keys of a contract that stand in the offer beside `contracts`. */
static void refuse_mixed(sai_reader *r, const sai_node *map) {
  static const char *const own[] = {"own_costs", "name", "id"};
  for (const sai_node *child = map->child; child; child = child->next) {
    bool free = false;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) free |= strcmp(child->key->text, own[i]) == 0;
    if (free || !sai_schema_find(SAI_IN_CONTRACT, child->key->text)) continue;
    sai_error_hint(sai_report(r, child->key->place,
                              _("an offer that lists `contracts` has no `%s` of its own"), child->key->text),
                   "%s", _("move it into one of the contracts"));
  }
}

const sai_contract *sai_own_costs_read(sai_reader *r, const sai_node *list, const sai_funnel *funnel,
                                       const char *path) {
  if (!list) return NULL;
  sai_contract *contract = sai_reader_alloc(r, 1, sizeof *contract);
  if (!contract || !path) return NULL;
  *contract = (sai_contract){.name = "", .id = "", .place = list->place, .kind = SAI_IN_HOUSE, .buyer = true};
  contract->covers_given = true;
  sai_fees_read(r, list, true, funnel, path, contract);
  return contract;
}

/* One contract from the offer's own keys. */
static size_t read_flat(sai_reader *r, const sai_node *map, const sai_offer *offer, bool funnel_right,
                        sai_contract *contract) {
  const char *path = sai_reader_format(r, "offers.%s", offer->id);
  contract->name = offer->name;
  contract->id = offer->id;
  if (path) read_contract(r, map, offer, path, funnel_right, contract);
  return 1;
}

void sai_contracts_read(sai_reader *r, const sai_node *map, sai_offer *offer, bool funnel_right) {
  const sai_node *list = sai_tree_find(map, "contracts");
  if (list && !sai_list_check(r, list, "contracts", 1, SAI_CONTRACTS_MAX)) return;
  sai_contract *contracts = sai_reader_alloc(r, (list ? list->n : 1) + 2, sizeof *contracts);
  if (!contracts) return;
  offer->contracts = contracts;
  size_t before = r->n_reports;
  if (!list) {
    offer->n_contracts = read_flat(r, map, offer, funnel_right, contracts);
  } else {
    refuse_mixed(r, map);
    for (const sai_node *child = list->child; child; child = child->next)
      offer->n_contracts += read_listed(r, child, offer, funnel_right, contracts, offer->n_contracts);
    if (r->n_reports == before) check_overlaps(r, offer);
  }
  if (r->n_reports == before && funnel_right) check_staffed(r, offer);
  if (r->n_reports == before && funnel_right) sai_offer_contradiction(r, offer);
  const sai_contract *own[] = {NULL, r->scenario->own_costs};
  if (list && funnel_right)
    own[0] = sai_own_costs_read(r, sai_tree_find(map, "own_costs"), offer->funnel,
                                sai_reader_format(r, "offers.%s.own_costs", offer->id));
  for (size_t i = 0; i < 2; i++)
    if (own[i]) contracts[offer->n_contracts++] = *own[i];
}
