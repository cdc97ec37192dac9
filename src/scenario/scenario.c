/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scenario's life: read, asked, freed. */
#include "scenario/scenario.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/intl.h"
#include "base/text.h"
#include "scenario/read.h"

#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool copy_settings(sai_reader *r, const char *const *settings, size_t n) {
  const char **copy = sai_reader_alloc(r, n, sizeof *copy);
  if (!copy) return false;
  for (size_t i = 0; i < n; i++)
    if (!(copy[i] = sai_reader_copy(r, settings[i], strlen(settings[i])))) return false;
  r->scenario->settings = copy;
  r->scenario->n_settings = n;
  return true;
}

static void read_text(sai_reader *r, const char *bytes, size_t n) {
  r->structural = true;
  sai_source_check(r, bytes, n);
  r->structural = false;
  if (r->n_problems) return;
  sai_node *root = sai_tree_read(r, bytes, n);
  if (!root) {
    sai_place top = {1, 1, 1};
    if (!r->n_problems && !r->no_memory)
      sai_error_hint(sai_report(r, top, "%s", _("the file is empty")), "%s",
                     _("`saisan init teleapo` prints a scenario to start from"));
    return;
  }
  size_t before = r->n_reports;
  for (size_t i = 0; i < r->scenario->n_settings; i++)
    sai_setting_apply(r, root, r->scenario->settings[i], (unsigned)i);
  if (r->n_reports == before && !r->no_memory) sai_scenario_fill(r, root);
}

static sai_code too_large(const char *file, sai_error_list *errors) {
  sai_error err;
  sai_error_set(&err, SAI_REJECTED, _("the file is larger than %d bytes"), SAI_SCENARIO_BYTES);
  sai_error_hint(&err, "%s", _("a scenario is a few pages of text; is this the right file?"));
  sai_text_copy(err.file, sizeof err.file, file);
  sai_error_list_add(errors, &err);
  return SAI_REJECTED;
}

static sai_code no_memory(sai_error_list *errors) {
  sai_error err;
  sai_error_no_memory(&err);
  sai_error_list_add(errors, &err);
  return SAI_NO_MEMORY;
}

sai_code sai_scenario_parse(const char *bytes, size_t n, const char *file, const char *const *settings,
                            size_t n_settings, sai_scenario **scenario, sai_error_list *errors) {
  if (n > SAI_SCENARIO_BYTES) return too_large(file, errors);
  sai_scenario *s = calloc(1, sizeof *s);
  if (!s) return no_memory(errors);
  sai_reader r = {.scenario = s, .arena = &s->arena};
  uint8_t digest[SAI_HASH_BYTES];
  sai_hash(bytes, n, digest);
  sai_hash_hex(digest, s->sha256);
  s->file = sai_reader_copy(&r, file, strlen(file));
  s->text = sai_reader_copy(&r, bytes, n);
  if (s->file && s->text && copy_settings(&r, settings, n_settings)) read_text(&r, s->text, n);
  sai_code code = sai_reader_finish(&r, errors);
  if (code)
    sai_scenario_free(s);
  else
    *scenario = s;
  return code;
}

sai_code sai_scenario_read(const char *path, const char *const *settings, size_t n_settings,
                           sai_scenario **scenario, sai_error_list *errors) {
  char *bytes;
  size_t n;
  sai_error err;
  sai_code code = sai_file_read(path, SAI_SCENARIO_BYTES, &bytes, &n, &err);
  if (code) {
    sai_error_list_add(errors, &err);
    return code;
  }
  code = sai_scenario_parse(bytes, n, path, settings, n_settings, scenario, errors);
  free(bytes);
  return code;
}

void sai_scenario_free(sai_scenario *scenario) {
  if (!scenario) return;
  sai_arena_free(&scenario->arena);
  free(scenario);
}

sai_code sai_scenario_error(const sai_scenario *scenario, sai_place place, sai_error *err, const char *format,
                            ...) {
  if (!err) return SAI_REJECTED;
  *err = (sai_error){.code = SAI_REJECTED};
  va_list args;
  va_start(args, format);
  sai_text_print(err->text, sizeof err->text, format, args);
  va_end(args);
  sai_source_locate(scenario, place, err);
  return SAI_REJECTED;
}

sai_owner sai_stage_owner(const sai_offer *offer, size_t stage) {
  static const sai_owner by_kind[] = {[SAI_OUTSOURCING] = SAI_OWNER_VENDOR,
                                      [SAI_DISPATCH] = SAI_OWNER_DISPATCH,
                                      [SAI_IN_HOUSE] = SAI_OWNER_OWN,
                                      [SAI_NOTHING] = SAI_OWNER_OWN};
  sai_owner said = offer->funnel->stages[stage].owner;
  if (said != SAI_OWNER_UNSAID) return said;
  for (size_t c = 0; c < offer->n_contracts; c++)
    if (offer->contracts[c].covers[stage]) return by_kind[offer->contracts[c].kind];
  return SAI_OWNER_OWN;
}

bool sai_stage_is_covered(const sai_offer *offer, size_t stage) {
  for (size_t c = 0; c < offer->n_contracts; c++)
    if (offer->contracts[c].covers[stage]) return true;
  return false;
}

static bool covers_any(const sai_offer *offer, const sai_contract *contract) {
  for (size_t s = 0; offer->funnel && s < offer->funnel->n_stages; s++)
    if (contract->covers[s]) return true;
  return false;
}

bool sai_contracts_cover(const sai_offer *offer) {
  for (size_t c = 0; c < offer->n_contracts; c++)
    if (covers_any(offer, &offer->contracts[c])) return true;
  return false;
}

bool sai_promise_follows(const sai_offer *offer, const sai_promise *promise, const sai_contract *contract) {
  if (sai_stage_is_covered(offer, promise->stage)) return contract->covers[promise->stage];
  return !contract->buyer && (covers_any(offer, contract) || !sai_contracts_cover(offer));
}

bool sai_stage_has_volume(const sai_stage *stage) {
  for (size_t f = 0; f < stage->n_flows; f++)
    if (stage->flows[f].kind == SAI_FLOW_PER_MONTH || stage->flows[f].kind == SAI_FLOW_IN_ALL) return true;
  return false;
}

bool sai_expr_is_uncertain(const sai_scenario *scenario, const sai_expr *expr) {
  if (expr->kind == SAI_EXPR_DIST) return true;
  if (expr->kind == SAI_EXPR_INPUT) return scenario->inputs[expr->index].uncertain;
  for (size_t i = 0; i < expr->n_args; i++)
    if (sai_expr_is_uncertain(scenario, expr->args[i])) return true;
  return false;
}

const char *sai_quantity_source(const sai_scenario *scenario, const sai_quantity *quantity) {
  while (!quantity->source && quantity->expr->kind == SAI_EXPR_INPUT)
    quantity = scenario->inputs[quantity->expr->index].quantity;
  return quantity->source;
}

void sai_scenario_month_name(const sai_scenario *scenario, unsigned index, char name[16]) {
  if (!scenario->start_month) {
    snprintf(name, 16, "%u", index + 1);
    return;
  }
  unsigned month = scenario->start_month - 1 + index;
  snprintf(name, 16, "%04u-%02u", (scenario->start_year + month / 12) % 10000, month % 12 + 1);
}

sai_term_month sai_contract_term_at(const sai_contract *contract, unsigned age) {
  const sai_renewal *renewal = &contract->renewal;
  unsigned minimum = renewal->minimum;
  if (!minimum) return (sai_term_month){1, UINT_MAX, age == 0};
  if (age < minimum || !renewal->months)
    return (sai_term_month){1, age < minimum ? minimum - 1 - age : 0, age == 0};
  unsigned at = (age - minimum) % renewal->months;
  return (sai_term_month){2 + (age - minimum) / renewal->months, renewal->months - 1 - at, at == 0};
}

unsigned sai_contract_term_begin(const sai_contract *contract, unsigned number) {
  const sai_renewal *renewal = &contract->renewal;
  return number < 2 ? 1 : renewal->minimum + (number - 2) * renewal->months + 1;
}

unsigned sai_contract_first_start(const sai_contract *contract) {
  return contract->start +
         (contract->start_after ? (unsigned)fmax(rint(contract->start_after->lower), 0) : 0);
}

unsigned sai_contract_last_start(const sai_contract *contract, unsigned horizon) {
  if (!contract->start_after) return contract->start;
  double wait = rint(contract->start_after->upper);
  return wait < horizon - contract->start ? contract->start + (unsigned)wait : horizon;
}

bool sai_contract_is_drawn(const sai_contract *contract, unsigned horizon) {
  return sai_contract_first_start(contract) != sai_contract_last_start(contract, horizon);
}

unsigned sai_renewal_first_chance(const sai_renewal *renewal) {
  if (!renewal->months || renewal->notice < renewal->minimum) return 1;
  return 2 + (renewal->notice - renewal->minimum) / renewal->months;
}

unsigned sai_renewal_length(const sai_renewal *renewal, unsigned terms) {
  return renewal->minimum + (terms - 1) * renewal->months;
}

static const char *const staff_words[] = {"person", "day", "hour", "overtime_hour"};

size_t sai_stage_find(const sai_funnel *funnel, const char *name) {
  for (size_t i = 0; funnel && i < funnel->n_stages; i++)
    if (strcmp(funnel->stages[i].name, name) == 0) return i;
  return SIZE_MAX;
}

size_t sai_counted_find(const sai_funnel *funnel, const char *name) {
  size_t stage = sai_stage_find(funnel, name);
  for (size_t i = 0; stage == SIZE_MAX && i < sizeof staff_words / sizeof *staff_words; i++)
    if (strcmp(staff_words[i], name) == 0) return SAI_PERSON + i;
  return stage;
}

const char *sai_counted_name(const sai_funnel *funnel, size_t counted) {
  return counted < SAI_PERSON ? funnel->stages[counted].name : staff_words[counted - SAI_PERSON];
}

const char *sai_fee_word(const sai_fee *fee) {
  static const char *const bases[] = {
      "once",          "month", "", "revenue", "gross_profit", "first_year_revenue", "recurring_revenue",
      "cash_received", "count"};
  if (fee->name) return fee->name;
  return fee->basis == SAI_BASIS_STAGE ? sai_counted_name(fee->funnel, fee->stage) : bases[fee->basis];
}

bool sai_expr_counts(const sai_expr *e, size_t counted) {
  if (e->kind == SAI_EXPR_COUNTED && e->index == counted) return true;
  for (size_t i = 0; i < e->n_args; i++)
    if (sai_expr_counts(e->args[i], counted)) return true;
  return false;
}

bool sai_expr_is_condition(const sai_expr *e) {
  return e->kind >= SAI_EXPR_LESS && e->kind <= SAI_EXPR_OR;
}

/* Offers that change the common funnel keep its stages in their places. */
size_t sai_stage_in(const sai_funnel *funnel, const sai_funnel *from, size_t stage) {
  if (!funnel || !from || stage >= from->n_stages) return SIZE_MAX;
  if (funnel == from) return stage;
  return sai_stage_find(funnel, from->stages[stage].name);
}

static bool takes_share(const sai_stage *stage, size_t parent) {
  for (size_t f = 0; f < stage->n_flows; f++)
    if (stage->flows[f].kind == SAI_FLOW_RATE && stage->flows[f].parent == parent) return true;
  return false;
}

bool sai_flow_is_work(const sai_funnel *funnel, size_t stage, const sai_flow *flow) {
  if (flow->kind != SAI_FLOW_RATE) return false;
  for (size_t s = 0; s < funnel->n_stages; s++)
    if (takes_share(&funnel->stages[s], stage) && takes_share(&funnel->stages[s], flow->parent)) return true;
  return false;
}

const char *sai_invalid_word(sai_invalid invalid) {
  static const char *const words[SAI_INVALIDS] = {"", "charged", "credited", "replaced",
                                                  "replaced with calls charged"};
  return words[invalid];
}

size_t sai_fee_charged(const sai_fee *fee) {
  return fee->invalid == SAI_INVALID_CREDITED ? fee->valid : fee->stage;
}

bool sai_fee_decides(const sai_fee *fee, size_t stage) {
  if (fee->invalid == SAI_INVALID_NOTHING) return false;
  size_t s = fee->valid;
  while (s != fee->stage && s != stage) s = fee->funnel->stages[s].flows->parent;
  return s != fee->stage;
}

size_t sai_contract_work_before(const sai_contract *contract, const sai_funnel *funnel, size_t stage) {
  const sai_stage *s = &funnel->stages[stage];
  if (s->n_flows != 1 || s->flows->kind != SAI_FLOW_RATE || s->delay || s->capacity) return SIZE_MAX;
  return contract->covers[s->flows->parent] ? s->flows->parent : SIZE_MAX;
}

size_t sai_fee_stage(const sai_offer *offer, const sai_fee *fee) {
  return fee->basis == SAI_BASIS_STAGE ? sai_stage_in(offer->funnel, fee->funnel, sai_fee_charged(fee))
                                       : SIZE_MAX;
}

void sai_contract_months(const sai_contract *contract, unsigned horizon, unsigned *first, unsigned *end) {
  unsigned start = sai_contract_first_start(contract);
  *first = start < horizon ? start : horizon;
  bool ends =
      contract->term && !sai_contract_is_drawn(contract, horizon) && contract->term < horizon - *first;
  *end = ends ? *first + contract->term : horizon;
}

unsigned sai_contract_played(const sai_contract *contract, unsigned horizon) {
  unsigned start = sai_contract_first_start(contract), left = start < horizon ? horizon - start : 0;
  return contract->term && contract->term < left ? contract->term : left;
}

bool sai_staff_says(const sai_staff *staff, size_t counted) {
  if (!staff->people) return false;
  switch (counted) {
  case SAI_DAY:
    return staff->days_per_month;
  case SAI_HOUR:
    return staff->days_per_month && staff->hours_per_day;
  case SAI_OVERTIME_HOUR:
    return staff->overtime_hours;
  default:
    return true;
  }
}
