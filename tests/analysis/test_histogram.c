/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bins of CPA that charts draw. */
#include "exact_check.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

static sai_result *run(const char *fee) {
  char yaml[600];
  snprintf(yaml, sizeof yaml,
           "saisan: 1\nmonths: 6\nfunnel:\n  - call: 1,000 per month\n  - appointment: 2%% to 5%% of call\n"
           "  - order: 12%% of appointment\noffers:\n  - name: A\n    fees:\n      - %s\n",
           fee);
  sai_run_options options = {.runs = 20000, .seed = 1};
  return exact_run(yaml, &options);
}

static double sum_of(const sai_histogram *h) {
  double sum = h->below + h->beyond + h->infinite;
  for (size_t i = 0; i < h->n; i++) sum += h->share[i];
  return sum;
}

/** Bins without a run between others that have some, up to a value. */
static size_t holes(const sai_histogram *h, double high) {
  size_t n = 0;
  bool begun = false;
  for (size_t i = 0; i < h->n && h->start + h->width * (double)(i + 1) <= high; i++) {
    if (begun && h->share[i] == 0) n++;
    begun |= h->share[i] > 0;
  }
  return n;
}

/* 3.6 million over 12 to 39 orders: the values lie up to 23,000 apart. */
Test(histogram, a_fixed_fee_over_few_orders_is_no_comb) {
  sai_result *result = run("600,000 per month");
  const sai_histogram *h = &result->offers[0].cpa;
  double high = result->offers[0].metrics[SAI_CPA].quantile[SAI_P90].value;
  cr_expect_float_eq(sum_of(h), 1, 1e-9);
  cr_expect_eq(holes(h, high), 0, "width %g", h->width);
  double teeth[] = {0.2, 0, 0.1, 0, 0.3};
  sai_histogram comb = {.width = 1, .n = 5, .share = teeth};
  cr_expect_eq(holes(&comb, 5), 2, "the check finds holes");
  sai_result_free(result);
}

Test(histogram, one_value_has_one_bar_around_it) {
  sai_result *result = run("120,000 per order");
  const sai_histogram *h = &result->offers[0].cpa;
  cr_expect_eq(h->n, 1);
  cr_expect_float_eq(h->start + h->width / 2, 120000, 100);
  cr_expect_gt(h->width, 1000);
  cr_expect_float_eq(h->share[0] + h->infinite, 1, 1e-9);
  sai_result_free(result);
}

/* 7.2 million over 36, 40 or 45 orders are 200,000, 180,000 and 160,000 yen, all of them edges; 180,000 is
   not the middle of its bucket, 179,968 is. A bin holds its lower edge, whether runs are kept or sketched. */
static void check_edges(uint64_t runs) {
  static const char yaml[] =
      "saisan: 1\nmonths: 1\nfunnel:\n  - call: discrete(36=30%, 40=40%, 45=30%) per month\n"
      "  - order: 100% of call\noffers:\n  - name: A\n    fees:\n      - 7,200,000 once\n";
  sai_run_options options = {.runs = runs, .seed = 1};
  sai_result *result = exact_run(yaml, &options);
  const sai_histogram *h = &result->offers[0].cpa;
  size_t filled = 0;
  for (size_t i = 0; i < h->n; i++) {
    double edge = h->start + h->width * (double)i;
    if (h->share[i] == 0) continue;
    filled++;
    cr_expect(edge == 160000 || edge == 180000 || edge == 200000, "%g runs: %g in the bin at %g",
              (double)runs, h->share[i], edge);
  }
  cr_expect_eq(filled, 3);
  cr_expect_eq(h->below, 0);
  cr_expect_eq(h->beyond, 0);
  sai_result_free(result);
}

Test(histogram, a_value_on_an_edge_is_in_the_bin_that_begins_there) {
  check_edges(1000);
  check_edges(200000);
}
