/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One quantity as it stands behind a key; the first byte chooses which key's bounds and unit. There are two
   inputs, `x` and `rate`, and nothing else of a scenario, so that this is fast. */
#include "fuzz/checks.h"
#include "scenario/fields.h"

#include <string.h>

enum { SIZE_MOST = 1000, INPUTS = 2 };

typedef struct kind {
  sai_within within;
  const char *key;
  sai_unit unit;
} kind;

static const kind kinds[] = {
    {SAI_IN_INPUT, "value", SAI_UNIT_NUMBER}, {SAI_IN_STAGE, "rate", SAI_UNIT_RATE},
    {SAI_IN_FEE, "fee", SAI_UNIT_MONEY},      {SAI_IN_STAGE, "volume", SAI_UNIT_COUNT},
    {SAI_IN_STAGE, "delay", SAI_UNIT_MONTHS}, {SAI_IN_VALUE, "revenue", SAI_UNIT_MONEY}};

static const sai_quantity *read_quantity(sai_reader *r, const char *text, const kind *k) {
  sai_node node = {.kind = SAI_NODE_TEXT, .text = text, .exact = true, .place = {1, 1, 1}};
  sai_use use = {.path = "q",
                 .key = sai_schema_find(k->within, k->key),
                 .unit = k->unit,
                 .each_order = strcmp(k->key, "revenue") == 0};
  return sai_quantity_read(r, &node, (sai_scope){.inputs = k->unit != SAI_UNIT_MONTHS}, &use);
}

static void give_inputs(sai_reader *r, sai_input_table *table) {
  static const char *const names[INPUTS] = {"x", "rate"};
  static const sai_expr number = {.kind = SAI_EXPR_NUMBER, .number = 5};
  static const sai_quantity x = {.expr = &number, .lower = 5, .upper = 5},
                            rate = {.expr = &number, .lower = 0, .upper = 1};
  static const sai_quantity *const quantities[INPUTS] = {&x, &rate};
  static const double weights[INPUTS] = {1, 1};
  static const size_t index[INPUTS] = {0, 1};
  *table = (sai_input_table){INPUTS, names, quantities, weights, index, true};
  r->inputs = table;
  r->scenario->n_inputs = INPUTS;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1 || size > SIZE_MOST) return 0;
  char text[SIZE_MOST];
  memcpy(text, data + 1, size - 1);
  text[size - 1] = '\0';
  sai_scenario scenario = {.file = "fuzz.yaml", .text = text, .currency = "JPY"};
  sai_reader r = {.scenario = &scenario, .arena = &scenario.arena};
  sai_input_table table;
  give_inputs(&r, &table);
  const sai_quantity *q = read_quantity(&r, text, &kinds[data[0] % (sizeof kinds / sizeof *kinds)]);
  REQUIRE(!r.no_memory && (q ? r.n_reports == 0 : r.n_reports > 0));
  for (size_t i = 0; i < r.n_problems; i++) REQUIRE(r.problems[i].text[0]);
  fuzz_check_quantity(&scenario, q, NULL);
  free(r.problems);
  sai_arena_free(&r.scratch);
  sai_arena_free(&scenario.arena);
  return 0;
}
