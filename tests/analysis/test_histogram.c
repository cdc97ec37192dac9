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
