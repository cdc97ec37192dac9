/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/dump.h"
#include "report/local.h"
#include "report/report.h"
#include "report/sample.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static sai_text json_text(const sai_result *result) {
  sai_text text = {0};
  sai_error err;
  cr_assert(sai_report_json(result, &text, &err) == SAI_OK);
  return text;
}

static json_t *json_of(const sai_result *result) {
  sai_text text = json_text(result);
  json_t *root = json_loads(sai_text_string(&text), JSON_REJECT_DUPLICATES, NULL);
  cr_assert(root, "the document is well-formed");
  sai_text_free(&text);
  return root;
}

static const json_t *at(const json_t *value, const char *path) {
  char key[80];
  while (value && *path) {
    size_t n = strcspn(path, "/");
    snprintf(key, sizeof key, "%.*s", (int)n, path);
    value = json_is_array(value) ? json_array_get(value, (size_t)atoi(key)) : json_object_get(value, key);
    path += n + (path[n] == '/');
  }
  return value;
}

Test(json, golden) {
  sai_result *result = sample_two();
  result->horizon_months = 2;
  sai_text text = json_text(result);
  local_expect("two.json", &text);
  sai_text_free(&text);
  sai_result_free(result);
}

static const char *const keys_of_runs[] = {"saisan",
                                           "scenario/title",
                                           "scenario/file",
                                           "scenario/sha256",
                                           "runs",
                                           "seed",
                                           "sampler",
                                           "horizon_months",
                                           "currency",
                                           "months_runs",
                                           "targets/cpa",
                                           "targets/orders",
                                           "targets/budget",
                                           "assumptions/0/path",
                                           "assumptions/0/text",
                                           "assumptions/0/source",
                                           "warnings",
                                           "offers/0/name",
                                           "offers/0/metrics/cost/mean",
                                           "offers/0/metrics/cost/mean_se",
                                           "offers/0/metrics/cost/sd",
                                           "offers/0/metrics/cost/p5",
                                           "offers/0/metrics/cost/p95",
                                           "offers/0/metrics/cost/probability_within_budget",
                                           "offers/0/metrics/cost/interval90/mean/1",
                                           "offers/0/metrics/cost/interval90/p5/0",
                                           "offers/0/metrics/cost/interval90/sd/0",
                                           "offers/0/metrics/fees/mean",
                                           "offers/0/metrics/own_cost/mean",
                                           "offers/0/metrics/pipeline_orders/mean",
                                           "offers/0/metrics/orders/probability_reached_target",
                                           "offers/0/metrics/cpa/pooled",
                                           "offers/0/metrics/cpa/pooled_se",
                                           "offers/0/metrics/cpa/p5",
                                           "offers/0/metrics/cpa/probability_no_order",
                                           "offers/0/metrics/cpa/probability_within_target",
                                           "offers/0/metrics/cpa/interval90/pooled/0",
                                           "offers/0/metrics/cpa_fees/pooled",
                                           "offers/0/metrics/gross_profit/mean",
                                           "offers/0/metrics/net/probability_positive",
                                           "offers/0/metrics/roi/pooled_se",
                                           "offers/0/metrics/roi/p5",
                                           "offers/0/metrics/payback/probability_by_month/11",
                                           "offers/0/metrics/payback/probability_never",
                                           "offers/0/metrics/payback/lasting_by_month/0",
                                           "offers/0/metrics/payback/probability_never_lasting",
                                           "offers/0/metrics/payback/interval90/lasting_by_month/11/1",
                                           "offers/0/break_even/orders",
                                           "offers/0/break_even/gross_profit_per_order",
                                           "offers/0/stages/call/mean",
                                           "offers/0/stages/appointment/mean_se",
                                           "offers/0/stages/appointment/p10",
                                           "offers/0/months/0/month",
                                           "offers/0/months/0/orders/p90",
                                           "offers/0/months/0/cost/p50",
                                           "offers/0/months/11/cumulative_net/mean",
                                           "comparisons/0/a",
                                           "comparisons/0/b",
                                           "comparisons/0/metric",
                                           "comparisons/0/difference/mean",
                                           "comparisons/0/difference/mean_se",
                                           "comparisons/0/difference/p5",
                                           "comparisons/0/difference/p95",
                                           "comparisons/0/probability_a_lower",
                                           "comparisons/0/probability_equal",
                                           "crossings/0/units/0",
                                           "crossings/0/cost/0"};

Test(json, every_key_of_the_language) {
  sai_result *result = sample_two();
  json_t *root = json_of(result);
  for (size_t i = 0; i < sizeof keys_of_runs / sizeof *keys_of_runs; i++)
    cr_expect(at(root, keys_of_runs[i]), "%s is missing", keys_of_runs[i]);
  cr_expect_null(at(root, "offers/0/metrics/cpa/mean"), "a ratio has no mean");
  cr_expect_null(at(root, "offers/0/metrics/cpa/sd"));
  cr_expect_null(at(root, "no/such/key"), "the look-up can miss");
  json_decref(root);
  sai_result_free(result);
}

/** Every figure of a metric stands in interval90 and the other way round. */
Test(json, intervals_for_every_figure) {
  sai_result *result = sample_two();
  json_t *root = json_of(result);
  const json_t *metrics = at(root, "offers/1/metrics");
  const char *name, *key;
  json_t *metric, *value;
  size_t figures = 0;
  json_object_foreach((json_t *)metrics, name, metric) {
    json_object_foreach(metric, key, value) {
      size_t n = strlen(key);
      if (strcmp(key, "interval90") == 0 || (n > 3 && strcmp(key + n - 3, "_se") == 0)) continue;
      cr_expect(at(at(metric, "interval90"), key), "%s.%s has no interval", name, key);
      figures++;
    }
  }
  cr_expect(figures > 80);
  json_decref(root);
  sai_result_free(result);
}

Test(json, infinite_is_null) {
  static const sample_offer never[] = {{"受注なし", 1200000, 0, 0, 0, 230000, 1, 0, 1200000}};
  sai_result *result = sample_result("x", never, 1, 3);
  json_t *root = json_of(result);
  cr_expect(json_is_null(at(root, "offers/0/metrics/cpa/p95")));
  cr_expect(json_is_null(at(root, "offers/0/metrics/cpa/pooled")));
  cr_expect(json_is_null(at(root, "offers/0/metrics/cpa/interval90/p50/0")));
  cr_expect_null(at(root, "offers/0/metrics/cpa/pooled_se"), "no standard error of what is infinite");
  json_decref(root);
  sai_result_free(result);
}

Test(json, what_does_not_apply_is_absent) {
  sai_result *result = sample_two();
  sample_drop_value(result);
  result->target_cpa.present = false;
  result->offers[0].metrics[SAI_CPA].probability[1].present = false;
  json_t *root = json_of(result);
  static const char *const absent[] = {
      "offers/0/metrics/net", "offers/0/metrics/payback",
      "offers/0/break_even",  "offers/0/months/0/cumulative_net",
      "targets/cpa",          "offers/0/metrics/cpa/probability_within_target"};
  for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
    cr_expect_null(at(root, absent[i]), "%s", absent[i]);
  json_decref(root);
  sai_result_free(result);
}

Test(json, point_has_only_what_exists) {
  sai_result *result = sample_two();
  sample_make_point(result);
  json_t *root = json_of(result);
  cr_expect(json_is_true(at(root, "point")));
  cr_expect(at(root, "offers/0/metrics/cost/mean"));
  cr_expect(at(root, "offers/0/metrics/cpa/pooled"));
  static const char *const absent[] = {"offers/0/metrics/cost/p50",
                                       "offers/0/metrics/cost/mean_se",
                                       "offers/0/metrics/cost/interval90",
                                       "seed",
                                       "months_runs",
                                       "offers/0/metrics/payback/interval90"};
  for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
    cr_expect_null(at(root, absent[i]), "%s", absent[i]);
  json_decref(root);
  sai_result_free(result);
}

Test(json, twelve_digits) {
  sai_result *result = sample_two();
  sai_figure *mean = &result->offers[0].metrics[SAI_COST].mean;
  static const struct {
    double value;
    const char *written;
  } cases[] = {{800000, "\"mean\": 800000,"},
               {1.0 / 3, "\"mean\": 0.333333333333,"},
               {123456789012345, "\"mean\": 123456789012000,"},
               {-0.0, "\"mean\": 0,"},
               {1e20, "\"mean\": 1e20,"},
               {163265.30612244898, "\"mean\": 163265.306122,"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    mean->value = cases[i].value;
    sai_text text = json_text(result);
    cr_expect(strstr(sai_text_string(&text), cases[i].written), "%s", cases[i].written);
    sai_text_free(&text);
  }
  sai_result_free(result);
}

Test(json, texts_come_back_as_written) {
  static const char *const title = "\"q\" \\ `x` </script>\n\t\x01 名前 $(id) %s";
  static const sample_offer hostile[] = {{"{\"a\": 1}", 1200000, 0, 10, 3, 230000, 0, 0, 1200000}};
  sai_result *result = sample_result(title, hostile, 1, 2);
  result->file = "bad\xFF.yaml";
  json_t *root = json_of(result);
  cr_expect_str_eq(json_string_value(at(root, "scenario/title")), title);
  cr_expect_str_eq(json_string_value(at(root, "offers/0/name")), hostile[0].name);
  cr_expect_str_eq(json_string_value(at(root, "scenario/file")), "bad\xEF\xBF\xBD.yaml");
  json_decref(root);
  sai_result_free(result);
}

static size_t allocations_left;

static void *failing_malloc(size_t n) {
  if (allocations_left == 0) return NULL;
  allocations_left--;
  return malloc(n);
}

Test(json, every_failed_allocation_is_reported) {
  static const sample_offer small[] = {{"A", 1200000, 1000, 10, 3, 230000, 0, 0, 1200000}};
  sai_result *result = sample_result("x", small, 1, 1);
  sai_error err;
  size_t failures = 0;
  json_set_alloc_funcs(failing_malloc, free);
  for (size_t n = 0;; n += n < 50 ? 1 : 97) {
    sai_text text = {0};
    allocations_left = n;
    sai_code code = sai_report_json(result, &text, &err);
    size_t length = text.length;
    sai_text_free(&text);
    if (code == SAI_OK) break;
    cr_assert(code == SAI_NO_MEMORY && length == 0, "allocation %zu: code %d, %zu bytes", n, code, length);
    failures++;
  }
  json_set_alloc_funcs(malloc, free);
  cr_expect(failures > 60);
  sai_result_free(result);
}

/* What fits is whole; what does not is known not to, wherever it breaks off: in a name, between two, in a
 * number. */
Test(json, a_line_of_at_most_so_many_bytes) {
  const char *whole = "{\"first\": [1.25, null], \"second name\": {\"third\": \"text\"}}";
  json_t *value = json_loads(whole, 0, NULL);
  for (size_t most = 0; most < 2 * strlen(whole); most++) {
    bool fits;
    char *line = sai_json_line(value, 0, most, &fits);
    cr_assert_eq(fits, most >= strlen(whole), "%zu", most);
    cr_assert(strlen(line) <= most && strncmp(line, whole, strlen(line)) == 0, "%zu: %s", most, line);
    if (fits) cr_assert_str_eq(line, whole);
    free(line);
  }
  json_decref(value);
}
