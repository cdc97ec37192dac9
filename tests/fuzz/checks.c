/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scenario.h promises of every scenario that was accepted, and what every refusal owes its reader. */
#include "fuzz/checks.h"

#include "base/text.h"
#include "model/plan.h"
#include "scenario/describe.h"
#include "scenario/write.h"

#include <math.h>
#include <string.h>

static bool is_counted(const sai_funnel *stages, size_t i) {
  return (stages && i < stages->n_stages) || (i >= SAI_PERSON && i < SAI_COUNTED_MAX);
}

static void check_expr(const sai_scenario *s, const sai_expr *e, const sai_funnel *stages) {
  REQUIRE(e);
  if (e->kind == SAI_EXPR_NUMBER) REQUIRE(isfinite(e->number));
  if (e->kind == SAI_EXPR_DIST) REQUIRE(sai_dist_check(e->dist, NULL) == SAI_OK);
  if (e->kind == SAI_EXPR_INPUT) REQUIRE(e->index < s->n_inputs);
  if (e->kind == SAI_EXPR_COUNTED) REQUIRE(is_counted(stages, e->index));
  for (size_t i = 0; i < e->n_args; i++) check_expr(s, e->args[i], stages);
}

void fuzz_check_quantity(const sai_scenario *s, const sai_quantity *q, const sai_funnel *stages) {
  if (!q) return;
  REQUIRE(q->path && *q->path && strlen(q->path) < 560 && q->text && q->lower <= q->upper);
  check_expr(s, q->expr, stages);
}

static void check_flow(const sai_scenario *s, const sai_funnel *f, const sai_flow *flow) {
  REQUIRE(flow->quantity && flow->path && flow->parent < f->n_stages);
  fuzz_check_quantity(s, flow->quantity, NULL);
  REQUIRE(flow->quantity->lower >= 0);
  if (flow->kind == SAI_FLOW_RATE) REQUIRE(flow->quantity->upper <= 1);
}

static void check_funnel(const sai_scenario *s, const sai_funnel *f) {
  bool placed[SAI_STAGES_MAX] = {false};
  REQUIRE(f->n_stages >= SAI_STAGES_MIN && f->n_stages <= SAI_STAGES_MAX);
  for (size_t i = 0; i < f->n_stages; i++) {
    const sai_stage *stage = &f->stages[f->sorted[i]];
    REQUIRE(stage->n_flows >= 1 && stage->n_flows <= SAI_FLOWS_MAX && *stage->name && *stage->label);
    for (size_t k = 0; k < stage->n_flows; k++) {
      check_flow(s, f, &stage->flows[k]);
      if (stage->flows[k].kind >= SAI_FLOW_RATE) REQUIRE(placed[stage->flows[k].parent]);
    }
    fuzz_check_quantity(s, stage->delay, NULL);
    placed[f->sorted[i]] = true;
  }
}

static void check_fee(const sai_scenario *s, const sai_fee *fee) {
  REQUIRE(fee->path && fee->text && fee->first_month >= 1);
  REQUIRE(fee->n_tiers ? !fee->amount : !!fee->amount);
  REQUIRE((fee->basis == SAI_BASIS_COUNT) == !!fee->count);
  if (fee->basis == SAI_BASIS_STAGE) REQUIRE(is_counted(fee->funnel, fee->stage));
  for (size_t i = 0; i < fee->n_tiers; i++) fuzz_check_quantity(s, fee->tiers[i].price, NULL);
  fuzz_check_quantity(s, fee->amount, NULL);
  fuzz_check_quantity(s, fee->count, fee->funnel);
  fuzz_check_quantity(s, fee->when, fee->funnel);
  if (fee->invalid) REQUIRE(fee->basis == SAI_BASIS_STAGE && fee->valid < fee->funnel->n_stages);
  fuzz_check_quantity(s, fee->deposit, NULL);
  if (fee->deposit) REQUIRE(fee->deposit_expires && fee->deposit->lower >= 0);
  fuzz_check_quantity(s, fee->included, NULL);
}

static void check_contract(const sai_scenario *s, const sai_offer *offer, const sai_contract *contract) {
  const sai_renewal *renewal = &contract->renewal;
  REQUIRE(contract->start < s->months && contract->name && contract->id);
  REQUIRE(renewal->ending == SAI_ENDS_WHEN ? !!renewal->condition : !renewal->condition);
  if (renewal->months) REQUIRE(renewal->minimum);
  fuzz_check_quantity(s, contract->start_after, NULL);
  fuzz_check_quantity(s, renewal->condition, offer->funnel);
  fuzz_check_quantity(s, contract->guarantee.number, NULL);
  if (contract->guarantee.number)
    REQUIRE(contract->guarantee.works_on && renewal->minimum && !renewal->months && contract->covers[contract->guarantee.stage]);
  for (size_t f = 0; f < contract->n_fees; f++) check_fee(s, &contract->fees[f]);
  for (size_t i = 0; i < contract->n_limits; i++) {
    const sai_limit *limit = &contract->limits[i];
    REQUIRE((limit->fee.minimum || limit->fee.cap || limit->fee.deposit) && limit->fee.path && limit->fee.name);
    fuzz_check_quantity(s, limit->fee.deposit, NULL);
    fuzz_check_quantity(s, limit->fee.minimum, NULL);
    fuzz_check_quantity(s, limit->fee.cap, NULL);
    for (size_t f = 0; f < 2 * SAI_FEES_MAX; f++)
      if (limit->lines[f]) REQUIRE(f < contract->n_fees && !contract->fees[f].own);
  }
}

void fuzz_check_scenario(const sai_scenario *s) {
  REQUIRE(s->title && s->currency && s->funnel && s->n_offers >= 1 && s->months >= 1 &&
          s->months <= SAI_MONTHS_MAX);
  check_funnel(s, s->funnel);
  for (size_t i = 0; i < s->n_inputs; i++) fuzz_check_quantity(s, s->inputs[i].quantity, NULL);
  for (size_t i = 0; i < s->n_offers; i++) {
    const sai_offer *offer = &s->offers[i];
    REQUIRE(*offer->id && *offer->name && offer->n_contracts >= 1 && (offer->funnel || offer->own_funnel));
    if (offer->funnel) check_funnel(s, offer->funnel);
    for (size_t c = 0; c < offer->n_contracts; c++) check_contract(s, offer, &offer->contracts[c]);
  }
  for (size_t i = 0; i < s->n_quantities; i++)
    for (size_t k = 0; k < i; k++) REQUIRE(strcmp(s->quantities[i]->path, s->quantities[k]->path) != 0);
}

void fuzz_check_errors(const sai_error_list *errors) {
  sai_text text = {0};
  REQUIRE(errors->count > 0);
  for (size_t i = 0; i < errors->count; i++) {
    const sai_error *err = &errors->errors[i];
    size_t bad;
    REQUIRE(err->text[0]);
    sai_text_clear(&text);
    sai_error_render(err, &text);
    REQUIRE(sai_text_is_utf8(sai_text_string(&text), text.length, &bad));
    for (size_t k = 0; k < text.length; k++)
      REQUIRE((unsigned char)text.data[k] >= 0x20 || text.data[k] == '\n');
  }
  sai_text_free(&text);
}

static size_t find_settings(char *text, const char *settings[FUZZ_SETTINGS]) {
  size_t n = 0;
  for (char *at = strstr(text, "#set "); at && n < FUZZ_SETTINGS; at = strstr(at, "#set ")) {
    at += 5;
    settings[n++] = at;
    at += strcspn(at, "\r\n");
    if (*at) *at++ = '\0';
  }
  return n;
}

void fuzz_open(fuzz_input *input, const uint8_t *data, size_t size) {
  *input = (fuzz_input){.exact = malloc(size ? size : 1), .size = size, .copy = malloc(size + 1)};
  REQUIRE(input->exact && input->copy);
  if (size) memcpy(input->exact, data, size);
  if (size) memcpy(input->copy, data, size);
  input->copy[size] = '\0';
  input->n_settings = find_settings(input->copy, input->settings);
}

void fuzz_close(fuzz_input *input) {
  free(input->exact);
  free(input->copy);
}

sai_scenario *fuzz_read_bytes(const char *bytes, size_t n, const char *const *settings, size_t n_settings) {
  sai_error_list *errors = calloc(1, sizeof *errors);
  REQUIRE(errors);
  sai_scenario *scenario = NULL;
  if (sai_scenario_parse(bytes, n, "fuzz.yaml", settings, n_settings, &scenario, errors)) {
    fuzz_check_errors(errors);
  } else {
    REQUIRE(errors->count == 0);
    fuzz_check_scenario(scenario);
  }
  free(errors);
  return scenario;
}

sai_scenario *fuzz_read(const fuzz_input *input) {
  return fuzz_read_bytes(input->exact, input->size, input->settings, input->n_settings);
}

/* Compiling takes time for every month of every stage of every offer. */
static bool is_small(const sai_scenario *s) {
  enum { MOST = 1500 };
  size_t n = 0;
  for (size_t i = 0; i < s->n_offers; i++) n += s->offers[i].funnel ? s->offers[i].funnel->n_stages : 1;
  return n * s->months <= MOST;
}

static void check_same_plan(const sai_scenario *a, const sai_scenario *b) {
  sai_plan_options options = {.seed = 1};
  sai_plan *x = NULL, *y = NULL;
  sai_code code = sai_plan_create(a, &options, &x, NULL);
  REQUIRE(sai_plan_create(b, &options, &y, NULL) == code);
  if (!code) REQUIRE(sai_plan_equal(x, y));
  sai_plan_free(x);
  sai_plan_free(y);
}

void fuzz_check_same(const sai_scenario *a, const sai_scenario *b) {
  sai_text x = {0}, y = {0};
  sai_describe(a, &x);
  sai_describe(b, &y);
  if (strcmp(sai_text_string(&x), sai_text_string(&y)) != 0) fprintf(stderr, "%s\n---\n%s\n", x.data, y.data);
  REQUIRE(strcmp(sai_text_string(&x), sai_text_string(&y)) == 0);
  sai_text_free(&x);
  sai_text_free(&y);
  if (is_small(a)) check_same_plan(a, b);
}

void fuzz_check_written(const sai_scenario *scenario) {
  sai_text once = {0}, twice = {0};
  sai_scenario_write(scenario, &once);
  REQUIRE(!once.failed);
  if (once.length <= SAI_SCENARIO_BYTES) {
    sai_scenario *again = fuzz_read_bytes(once.data, once.length, NULL, 0);
    if (!again) fprintf(stderr, "refused:\n%s", once.data);
    REQUIRE(again);
    fuzz_check_same(scenario, again);
    sai_scenario_write(again, &twice);
    REQUIRE(twice.length == once.length && memcmp(once.data, twice.data, once.length) == 0);
    sai_scenario_free(again);
  }
  sai_text_free(&once);
  sai_text_free(&twice);
}
