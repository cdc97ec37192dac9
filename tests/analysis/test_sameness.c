/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must not change an answer, run by run: threads, the number of runs, other inputs and offers, the order
   of fees; and what must change it exactly so: prices, conversion, rates of one's own. */
#include "exact_check.h"

#include "report/report.h"
#include "support/budget.h"
#include "support/sanitized.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

SAI_STATISTICAL_CHECKS(4);

enum { RUNS = SAI_SANITIZED ? 20000 : 100000, SINGLE_RUNS = 5000 };

/* ---- every run, by column ---- */

typedef struct runs {
  sai_text text;
  size_t lines_wanted; /* stop after so many lines; 0: take all */
  size_t n, n_columns;
  char names[80][60];
  double *values; /* [n][n_columns]; empty cells are NAN */
} runs;

static sai_code take(void *context, const char *text, size_t n, sai_error *err) {
  runs *r = context;
  sai_text_add_bytes(&r->text, text, n);
  if (r->lines_wanted == 0) return SAI_OK;
  size_t lines = 0;
  for (const char *c = r->text.data; *c; c++) lines += *c == '\n';
  return lines > r->lines_wanted ? sai_error_set(err, SAI_INTERRUPTED, "enough") : SAI_OK;
}

static void parse_runs(runs *r) {
  char *save = NULL, *line = strtok_r(r->text.data, "\n", &save);
  for (char *cell; (cell = strsep(&line, ","));) {
    cr_assert_lt(r->n_columns, 80);
    snprintf(r->names[r->n_columns++], sizeof r->names[0], "%s", cell);
  }
  size_t room = 0;
  while ((line = strtok_r(NULL, "\n", &save))) {
    if (r->lines_wanted && r->n == r->lines_wanted) break;
    if (r->n == room)
      r->values = realloc(r->values, (room = 2 * room + 1024) * r->n_columns * sizeof(double));
    double *row = r->values + r->n++ * r->n_columns;
    for (char *cell; (cell = strsep(&line, ","));) *row++ = *cell ? strtod(cell, NULL) : (double)NAN;
    cr_assert(row == r->values + r->n * r->n_columns, "run %zu", r->n);
  }
}

static runs play_each(const char *yaml, uint64_t n, size_t lines_wanted) {
  sai_scenario *scenario = exact_parse(yaml);
  sai_run_options options = {.runs = n, .seed = 1};
  sai_error err = {0};
  runs r = {.lines_wanted = lines_wanted};
  sai_code code = sai_analyse_each(scenario, &options, take, &r, &err);
  cr_assert_eq(code, lines_wanted ? SAI_INTERRUPTED : SAI_OK, "%s", err.text);
  sai_scenario_free(scenario);
  parse_runs(&r);
  cr_assert_eq(r.n, lines_wanted ? lines_wanted : n);
  return r;
}

static void forget(runs *r) {
  sai_text_free(&r->text);
  free(r->values);
}

static size_t column_of(const runs *r, const char *name) {
  for (size_t i = 0; i < r->n_columns; i++)
    if (strcmp(r->names[i], name) == 0) return i;
  cr_assert(false, "no column %s", name);
  return 0;
}

static double at(const runs *r, size_t run, const char *name) {
  return r->values[run * r->n_columns + column_of(r, name)];
}

/* Runs in which columns that begin with `from` in x and with `to` in y differ. */
static size_t differences(const runs *x, const runs *y, const char *from, const char *to) {
  size_t differing = 0, compared = 0;
  for (size_t i = 0; i < x->n_columns; i++) {
    if (strncmp(x->names[i], from, strlen(from)) != 0) continue;
    char name[130];
    snprintf(name, sizeof name, "%s%s", to, x->names[i] + strlen(from));
    size_t j = column_of(y, name);
    compared++;
    for (size_t run = 0; run < x->n && run < y->n; run++)
      differing +=
          memcmp(&x->values[run * x->n_columns + i], &y->values[run * y->n_columns + j], sizeof(double)) != 0;
  }
  cr_assert_geq(compared, 5, "columns %s", from);
  return differing;
}

static size_t differences_after(const char *yaml, const char *old, const char *new, const char *columns) {
  char *edited = exact_edit(yaml, old, new);
  runs x = play_each(yaml, SINGLE_RUNS, 0), y = play_each(edited, SINGLE_RUNS, 0);
  size_t differing = differences(&x, &y, columns, columns);
  forget(&x);
  forget(&y);
  free(edited);
  return differing;
}

/* ---- results as JSON ---- */

static char *json_of(const char *yaml, uint64_t n, unsigned threads) {
  sai_run_options options = {.runs = n, .seed = 1, .threads = threads};
  sai_result *result = exact_run(yaml, &options);
  sai_text text = {0};
  sai_error err = {0};
  cr_assert_eq(sai_report_json(result, &text, &err), SAI_OK);
  sai_result_free(result);
  return text.data;
}

static json_t *offer_of(const char *yaml, size_t offer) {
  char *text = json_of(yaml, RUNS, 2);
  json_t *document = json_loads(text, 0, NULL),
         *found = json_array_get(json_object_get(document, "offers"), offer);
  cr_assert(found);
  json_incref(found);
  json_decref(document);
  free(text);
  return found;
}

/* True if editing the scenario leaves every figure of one offer as it is. */
static bool same_offer(const char *yaml, const char *old, const char *new, size_t offer) {
  char *edited = exact_edit(yaml, old, new);
  json_t *x = offer_of(yaml, offer), *y = offer_of(edited, offer);
  cr_assert(json_object_get(x, "metrics"));
  bool same = json_equal(x, y);
  json_decref(x);
  json_decref(y);
  free(edited);
  return same;
}

/* ---- the scenario ---- */

static const char base[] = "saisan: 1\n"
                           "title: two offers\n"
                           "start: 2026-04\n"
                           "months: 3\n"
                           "inputs:\n"
                           "  win_rate: 15% to 35%\n"
                           "  worth: 150,000 to 400,000\n"
                           "funnel:\n"
                           "  - call: 300 per month\n"
                           "  - appointment: beta(40, 960) of call\n"
                           "  - meeting: 50% of appointment\n"
                           "  - order:\n"
                           "      rate: win_rate of meeting\n"
                           "      delay: discrete(0=50%, 1=50%)\n"
                           "value:\n"
                           "  gross_profit: worth per order\n"
                           "targets:\n"
                           "  cpa: 160,000\n"
                           "offers:\n"
                           "  - name: A社\n"
                           "    kind: outsourcing\n"
                           "    fees:\n"
                           "      - 400 per call\n"
                           "      - 8,000 to 12,000 per appointment\n"
                           "  - name: B社\n"
                           "    kind: outsourcing\n"
                           "    fees:\n"
                           "      - 200,000 per month\n"
                           "      - 20% of gross_profit\n"
                           "    funnel:\n"
                           "      - appointment: 3% to 6% of call\n";

Test(sameness, bytes_for_any_number_of_threads) {
  static const char *const files[] = {"months-payback.yaml", "profit-order.yaml", "tiers-term.yaml"};
  for (size_t i = 0; i <= sizeof files / sizeof *files; i++) {
    char *yaml = i < 3 ? exact_read(files[i]) : strdup(base);
    const uint64_t n[] = {1, 3000, RUNS};
    for (size_t k = 0; k < 3; k++) {
      char *one = json_of(yaml, n[k], 1), *two = json_of(yaml, n[k], 2), *seven = json_of(yaml, n[k], 7);
      cr_expect_str_eq(one, two);
      cr_expect_str_eq(one, seven);
      cr_expect_gt(strlen(one), 2000);
      free(one);
      free(two);
      free(seven);
    }
    char *one = json_of(yaml, 3000, 1), *more = json_of(yaml, 3001, 1);
    cr_expect_str_neq(one, more);
    free(one);
    free(more);
    free(yaml);
  }
}

Test(sameness, first_runs_of_a_million) {
  runs few = play_each(base, 1000, 0), many = play_each(base, 1000000, 1000);
  cr_expect_eq(few.n, 1000);
  cr_expect_eq(differences(&few, &many, "1.", "1."), 0);
  cr_expect_eq(differences(&few, &many, "2.", "2."), 0);
  forget(&few);
  forget(&many);
}

Test(sameness, unrelated_inputs_and_offers) {
  const char *input = "inputs:\n  other: 1 to 2\n",
             *offer = "offers:\n  - name: Z社\n    kind: outsourcing\n    fees:\n"
                      "      - 100 to 900 per call\n    funnel:\n"
                      "      - appointment: 1% to 9% of call\n";
  cr_expect(same_offer(base, "inputs:\n", input, 0));
  cr_expect(same_offer(base, "inputs:\n", input, 1));
  char *edited = exact_edit(base, "offers:\n", offer);
  json_t *a = offer_of(base, 0), *still_a = offer_of(edited, 1), *b = offer_of(base, 1),
         *still_b = offer_of(edited, 2);
  cr_expect(json_equal(a, still_a));
  cr_expect(json_equal(b, still_b));
  cr_expect(!json_equal(a, b));
  json_decref(a);
  json_decref(b);
  json_decref(still_a);
  json_decref(still_b);
  free(edited);
  cr_expect(!same_offer(base, "win_rate: 15% to 35%", "win_rate: 15% to 36%", 0),
            "a related one does change it");
}

/* Changing one offer leaves the other's runs alone, to the last bit. */
Test(sameness, what_if_of_one_offer) {
  cr_expect_eq(differences_after(base, "200,000 per month", "250,000 per month", "1."), 0);
  cr_expect_eq(differences_after(base, "3% to 6% of call", "3% to 7% of call", "1."), 0);
  cr_expect_eq(differences_after(base, "400 per call", "450 per call", "2."), 0);
  cr_expect_eq(differences_after(base, "400 per call", "400 per call\n      - 5,000 once", "2."), 0);
  cr_expect_eq(differences_after(base, "8,000 to 12,000 per", "8,000 to 13,000 per", "2."), 0);
  cr_expect_gt(differences_after(base, "win_rate: 15%", "win_rate: 14%", "1."), 0);
  cr_expect_gt(differences_after(base, "400 per call", "450 per call", "1."), 0);
}

/* ---- own rates and common rates ---- */

static char *pair(const char *common, const char *own, const char *price) {
  char *yaml = malloc(2000);
  snprintf(yaml, 2000,
           "saisan: 1\nmonths: 2\nfunnel:\n  - call: 1,000 per month\n  - appointment: %s of call\n"
           "  - order: 25%% of appointment\noffers:\n"
           "  - name: A\n    kind: outsourcing\n    fees:\n      - 400 per call\n      - 10,000 per "
           "appointment\n%s"
           "  - name: B\n    kind: outsourcing\n    fees:\n      - %s per call\n      - 10,000 per "
           "appointment\n%s",
           common, own, price, own);
  return yaml;
}

/* True if neither offer is cheaper per order more often than by chance. */
static bool fair(const sai_result *result) {
  const sai_comparison *c = sai_result_comparison(result, 0, 1, SAI_CPA);
  double n = (double)result->runs;
  size_t lower = (size_t)llround(c->a_lower.value * n), equal = (size_t)llround(c->equal.value * n);
  return budget_binomial_ok(lower, result->runs - equal, 0.5);
}

Test(sameness, own_and_common_rates) {
  const char *own = "    funnel:\n      - appointment: 2% to 6% of call\n";
  sai_run_options options = {.runs = RUNS, .seed = 1};
  char *own_equal = pair("5%", own, "400"), *own_dearer = pair("5%", own, "420"),
       *common_equal = pair("2% to 6%", "", "400"), *common_dearer = pair("2% to 6%", "", "420");
  sai_result *r = exact_run(own_equal, &options);
  cr_expect(fair(r), "equal rates of one's own win half the time each");
  cr_expect_lt(sai_result_comparison(r, 0, 1, SAI_CPA)->equal.value, 0.05);
  sai_result_free(r);
  r = exact_run(own_dearer, &options);
  cr_expect(!fair(r), "a price that is 5%% higher shows");
  cr_expect_lt(sai_result_comparison(r, 0, 1, SAI_CPA)->a_lower.value, 0.7, "but does not win always");
  sai_result_free(r);
  r = exact_run(common_equal, &options);
  cr_expect_eq(sai_result_comparison(r, 0, 1, SAI_COST)->equal.value, 1, "a common rate ties");
  cr_expect_eq(sai_result_comparison(r, 0, 1, SAI_CPA)->equal.value, 1);
  sai_result_free(r);
  r = exact_run(common_dearer, &options);
  cr_expect_eq(sai_result_comparison(r, 0, 1, SAI_COST)->a_lower.value, 1, "and orders by price in all runs");
  sai_result_free(r);
  free(own_equal);
  free(own_dearer);
  free(common_equal);
  free(common_dearer);
}

/* ---- properties, run by run ---- */

static const char plain[] = "saisan: 1\n"
                            "months: 4\n"
                            "funnel:\n"
                            "  - call: 500 per month\n"
                            "  - appointment: 2% to 6% of call\n"
                            "  - order: 20% of appointment\n"
                            "offers:\n"
                            "  - name: A\n"
                            "    kind: outsourcing\n"
                            "    fees:\n"
                            "      - 100,000 once\n"
                            "      - 300 per call\n"
                            "      - 9,000 per appointment\n";

static size_t runs_where(const char *edited,
                         bool (*holds)(const runs *before, const runs *after, size_t run)) {
  runs x = play_each(plain, SINGLE_RUNS, 0), y = play_each(edited, SINGLE_RUNS, 0);
  size_t n = 0;
  for (size_t run = 0; run < x.n; run++) n += holds(&x, &y, run);
  forget(&x);
  forget(&y);
  return n;
}

static bool doubled(const runs *x, const runs *y, size_t run) {
  return at(y, run, "1.fees") == 2 * at(x, run, "1.fees") && at(y, run, "1.orders") == at(x, run, "1.orders");
}

static bool same_fees(const runs *x, const runs *y, size_t run) {
  return at(y, run, "1.fees") == at(x, run, "1.fees") && at(y, run, "1.orders") == at(x, run, "1.orders");
}

static bool no_dearer(const runs *x, const runs *y, size_t run) {
  return at(y, run, "1.cpa") <= at(x, run, "1.cpa") && at(y, run, "1.orders") >= at(x, run, "1.orders");
}

static bool cheaper(const runs *x, const runs *y, size_t run) {
  return at(y, run, "1.cpa") < at(x, run, "1.cpa");
}

static size_t with_fees(const char *fees, bool (*holds)(const runs *, const runs *, size_t)) {
  char *edited =
      exact_edit(plain, "      - 100,000 once\n      - 300 per call\n      - 9,000 per appointment\n", fees);
  size_t n = runs_where(edited, holds);
  free(edited);
  return n;
}

Test(property, prices) {
  cr_expect_eq(
      with_fees("      - 200,000 once\n      - 600 per call\n      - 18,000 per appointment\n", doubled),
      SINGLE_RUNS);
  cr_expect_lt(
      with_fees("      - 200,000 once\n      - 600 per call\n      - 18,001 per appointment\n", doubled),
      SINGLE_RUNS);
  cr_expect_eq(
      with_fees(
          "      - 100,000 once\n      - 150 per call\n      - 150 per call\n      - 4,500 per appointment\n"
          "      - 4,500 per appointment\n",
          same_fees),
      SINGLE_RUNS, "two halves are the whole");
  cr_expect_eq(
      with_fees("      - 9,000 per appointment\n      - 100,000 once\n      - 300 per call\n", same_fees),
      SINGLE_RUNS, "in any order");
  cr_expect_eq(
      with_fees("      - 25,000 per month\n      - 300 per call\n      - 9,000 per appointment\n", same_fees),
      SINGLE_RUNS, "once, or a quarter in each of four months");
  cr_expect_lt(
      with_fees("      - 25,000 per month\n      - 301 per call\n      - 9,000 per appointment\n", same_fees),
      SINGLE_RUNS);
}

Test(property, better_conversion_never_raises_cpa) {
  char *better = exact_edit(plain, "20% of appointment", "24% of appointment"),
       *worse = exact_edit(plain, "20% of appointment", "16% of appointment");
  cr_expect_eq(runs_where(better, no_dearer), SINGLE_RUNS);
  cr_expect_gt(runs_where(better, cheaper), SINGLE_RUNS / 2);
  cr_expect_lt(runs_where(worse, no_dearer), SINGLE_RUNS);
  free(better);
  free(worse);
}

/* Uncertain prices keep their own draws when lines change places. */
Test(property, order_of_uncertain_fees) {
  char *before = exact_edit(plain, "      - 300 per call\n      - 9,000 per appointment\n",
                            "      - 200 to 400 per call\n      - 8,000 to 12,000 per appointment\n"),
       *after = exact_edit(plain, "      - 300 per call\n      - 9,000 per appointment\n",
                           "      - 8,000 to 12,000 per appointment\n      - 200 to 400 per call\n");
  runs x = play_each(before, SINGLE_RUNS, 0), y = play_each(after, SINGLE_RUNS, 0);
  for (size_t run = 0; run < x.n; run++)
    cr_assert_lt(fabs(at(&x, run, "1.fees") / at(&y, run, "1.fees") - 1), 1e-13, "run %zu", run);
  forget(&x);
  forget(&y);
  free(before);
  free(after);
}
