/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Break-even points where limits stand between orders and fees, so that proportion does not hold: against
   roots of the exact expected net, summed over the binomial. */
#include "exact_check.h"

#include "support/budget.h"
#include "support/sanitized.h"

#include <criterion/criterion.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

SAI_STATISTICAL_CHECKS(28);

enum { CALLS = 100 };
static const double rate = 0.1;

/* An offer with a fixed fee and one that is capped: a share of every order's value, or so much per order. */
typedef struct offer {
  const char *fee, *cap_key;
  double fixed, per_order, share, cap;
} offer;

static double net_of(const offer *o, double orders, double worth) {
  double capped = fmin(o->per_order * orders + o->share * worth * orders, o->cap);
  return worth * orders - o->fixed - capped;
}

/* Expected net if orders, or what each is worth, are scaled. */
static double expected_net(const offer *o, double orders_scale, double worth) {
  double sum = 0;
  for (unsigned k = 0; k <= CALLS; k++)
    sum += gsl_ran_binomial_pdf(k, rate, CALLS) * net_of(o, k * orders_scale, worth);
  return sum;
}

static double root(const offer *o, bool scale_orders) {
  double low = 0, high = 100;
  for (int i = 0; i < 200; i++) {
    double middle = (low + high) / 2;
    double net = scale_orders ? expected_net(o, middle, 100000) : expected_net(o, 1, 100000 * middle);
    *(net < 0 ? &low : &high) = middle;
  }
  return low;
}

static void write_yaml(const offer *o, char yaml[1000]) {
  snprintf(yaml, 1000,
           "saisan: 1\nmonths: 1\nfunnel:\n  - call: %d per month\n  - order: 10%% of call\nvalue:\n"
           "  gross_profit: 100,000 per order\noffers:\n  - name: A\n    kind: outsourcing\n    fees:\n"
           "      - %.0f per month\n      - fee: %s\n        %s\n",
           CALLS, o->fixed, o->fee, o->cap_key);
}

static sai_result *run(const offer *o, bool point) {
  char yaml[1000];
  write_yaml(o, yaml);
  sai_run_options options = {.runs = SAI_SANITIZED ? 100000 : 400000, .seed = 1, .point = point};
  return exact_run(yaml, &options);
}

static bool agrees(const sai_figure *f, double exact) {
  return f->present && f->se > 0 && f->se < 0.02 * exact && fabs(f->value - exact) <= budget_z() * f->se;
}

static void check(const offer *o, const offer *wrong) {
  sai_result *result = run(o, false);
  const sai_break_even *even = &result->offers[0].break_even;
  double orders = root(o, true) * CALLS * rate, profit = root(o, false) * 100000;
  cr_expect(agrees(&even->orders, orders), "%s: %g (se %g), not %g orders", o->fee, even->orders.value,
            even->orders.se, orders);
  cr_expect(agrees(&even->profit_per_order, profit), "%s: %g (se %g), not %g an order", o->fee,
            even->profit_per_order.value, even->profit_per_order.se, profit);
  cr_expect(!agrees(&even->orders, root(wrong, true) * CALLS * rate), "%s: a wrong cap is not noticed",
            o->fee);
  cr_expect(!agrees(&even->profit_per_order, root(wrong, false) * 100000), "%s: a wrong cap is not noticed",
            o->fee);
  sai_result_free(result);
}

Test(break_even, fee_per_order_with_a_cap) {
  const offer o = {"50,000 per order", "cap: 400,000", 450000, 50000, 0, 400000};
  const offer wrong = {"", "", 450000, 50000, 0, 370000};
  check(&o, &wrong);
}

Test(break_even, share_of_profit_with_a_cap) {
  const offer o = {"20% of gross_profit", "cap: 150,000", 700000, 0, 0.2, 150000};
  const offer wrong = {"", "", 700000, 0, 0.2, 135000};
  check(&o, &wrong);
}

/* ---- coverage ---- */

enum { SEEDS = SAI_SANITIZED ? 500 : 1000, FEW = 1000 };

/* How often the 90% intervals of orders and of profit, and intervals half as wide and twice, hold the root.
 */
typedef struct held {
  size_t right[2], narrow[2], wide[2];
} held;

static void count(const sai_figure *f, double exact, size_t i, held *h) {
  double off = fabs(f->value - exact), half = f->high - f->value;
  h->right[i] += f->low <= exact && exact <= f->high;
  h->narrow[i] += off <= 0.75 * half;
  h->wide[i] += off <= 2 * half;
}

static void check_coverage(const offer *o) {
  const double orders = root(o, true) * CALLS * rate, profit = root(o, false) * 100000;
  char yaml[1000];
  held h = {{0}, {0}, {0}};
  write_yaml(o, yaml);
  for (uint64_t seed = 1; seed <= SEEDS; seed++) {
    sai_run_options options = {.runs = FEW, .seed = seed, .threads = 1};
    sai_result *result = exact_run(yaml, &options);
    count(&result->offers[0].break_even.orders, orders, 0, &h);
    count(&result->offers[0].break_even.profit_per_order, profit, 1, &h);
    sai_result_free(result);
  }
  for (size_t i = 0; i < 2; i++) {
    cr_expect(budget_binomial_ok(h.right[i], SEEDS, 0.9), "%s, %zu: %zu of %d", o->fee, i, h.right[i], SEEDS);
    cr_expect(!budget_binomial_ok(h.narrow[i], SEEDS, 0.9) || SAI_SANITIZED, "%s, %zu: a quarter too narrow",
              o->fee, i);
    cr_expect(!budget_binomial_ok(h.wide[i], SEEDS, 0.9), "%s, %zu: twice too wide", o->fee, i);
  }
}

Test(break_even, intervals_of_a_searched_root_cover, .timeout = 300) {
  check_coverage(&(offer){"50,000 per order", "cap: 400,000", 450000, 50000, 0, 400000});
  check_coverage(&(offer){"20% of gross_profit", "cap: 150,000", 700000, 0, 0.2, 150000});
}

/* Without chance the root is that of the broken line, to rounding. */
Test(break_even, point_calculation) {
  const offer o = {"50,000 per order", "cap: 400,000", 450000, 50000, 0, 400000};
  sai_result *result = run(&o, true);
  const sai_break_even *even = &result->offers[0].break_even;
  /* 100,000 n - 450,000 - 400,000 = 0 beyond 8 orders; at 10 orders 400,000 are capped, so 85,000 each. */
  cr_expect_float_eq(even->orders.value, 8.5, 1e-8, "%.12g", even->orders.value);
  cr_expect_float_eq(even->profit_per_order.value, 85000, 1e-4, "%.12g", even->profit_per_order.value);
  sai_result_free(result);
}

/* Orders that are known to be none at all leave no column of their own to divide by. */
Test(break_even, never_an_order) {
  const char *yaml =
      "saisan: 1\nmonths: 2\nfunnel:\n  - call: 100 per month\n  - order: 0% of call\nvalue:\n"
      "  gross_profit: 100,000 per order\noffers:\n  - name: A\n    fees:\n"
      "      - 300,000 per month\n  - name: B\n    kind: nothing\n    own_funnel: none\n    fees: []\n";
  sai_run_options options = {.runs = 2000, .seed = 1};
  sai_result *result = exact_run(yaml, &options);
  cr_expect(isinf(result->offers[0].break_even.orders.value));
  cr_expect(isinf(result->offers[0].break_even.profit_per_order.value));
  cr_expect_eq(result->offers[0].metrics[SAI_COST].mean.value, 600000);
  cr_expect_eq(result->offers[1].metrics[SAI_COST].mean.value, 0);
  sai_result_free(result);
}

/* Fees beside customers who pay month by month. */
static const char *const monthly_fees[] = {
    "      - fee: 10% of first_year_revenue\n        clawback: {within: 3 months, back: 100%}\n",
    "      - 2,000 per order\n      - fee: 20% of recurring_revenue\n        within: 2 months\n",
    "      - 30% of gross_profit\n      - 10% of cash_received\n",
    "      - fee: 20% of recurring_revenue\n        cap: 60,000\n",
};
enum { MONTHLY_FEES = 4, CAPPED = 3 };

static sai_result *run_monthly(size_t fees, double calls, double margin, bool point) {
  char yaml[1500];
  snprintf(yaml, sizeof yaml,
           "saisan: 1\nmonths: 6\nfunnel:\n  - call: %.15g in all\n  - order: 10%% of call\nvalue:\n"
           "  revenue: 10,000 per month per order\n  margin: %.15g\n  churn: 20%% per month\n"
           "  payment: 1 month\noffers:\n  - name: A\n    fees:\n      - 40,000 per month\n%s",
           calls, margin, monthly_fees[fees]);
  sai_run_options options = {.runs = 100000, .seed = 1, .point = point};
  return exact_run(yaml, &options);
}

static double point_net(size_t fees, double calls, double margin) {
  sai_result *result = run_monthly(fees, calls, margin, true);
  double net = result->offers[0].metrics[SAI_NET].mean.value;
  sai_result_free(result);
  return net;
}

/* The scenario written anew with so many calls, or with such a margin, loses and earns nothing; a bit more
 * earns. */
Test(break_even, of_customers_who_pay_each_month) {
  const double calls = 600, margin = 0.6;
  for (size_t i = 0; i < MONTHLY_FEES; i++) {
    sai_result *result = run_monthly(i, calls, margin, true);
    const sai_offer_result *a = &result->offers[0];
    const double orders = a->metrics[SAI_ORDERS].mean.value,
                 each = a->metrics[SAI_GROSS_PROFIT].mean.value / orders;
    const sai_break_even at = a->break_even;
    double n = calls * at.orders.value / orders, m = margin * at.profit_per_order.value / each;
    cr_expect(n > 1 && m > 0.01 && m < 0.9, "%zu: %g calls, margin %g", i, n, m);
    cr_expect_float_eq(point_net(i, n, margin), 0, 0.1, "%zu: %g", i, point_net(i, n, margin));
    cr_expect_float_eq(point_net(i, calls, m), 0, 0.1, "%zu: %g", i, point_net(i, calls, m));
    cr_expect_gt(point_net(i, 1.001 * n, margin), 1);
    cr_expect_gt(point_net(i, calls, 1.001 * m), 1);
    sai_result_free(result);
    if (i == CAPPED) continue;
    /* Without a limit means are those of the point calculation. */
    result = run_monthly(i, calls, margin, false);
    const sai_break_even *drawn = &result->offers[0].break_even;
    cr_expect(agrees(&drawn->orders, at.orders.value), "%zu: %.12g", i, drawn->orders.value);
    cr_expect(agrees(&drawn->profit_per_order, at.profit_per_order.value), "%zu: %.12g", i,
              drawn->profit_per_order.value);
    cr_expect_not(agrees(&drawn->orders, 1.02 * at.orders.value));
    cr_expect_not(agrees(&drawn->profit_per_order, 1.02 * at.profit_per_order.value));
    sai_result_free(result);
  }
}
