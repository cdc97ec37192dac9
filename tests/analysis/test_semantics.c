/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the language means, in cases small enough to do by hand. */
#include "exact_check.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static sai_result *simulated(const char *yaml, uint64_t runs) {
  sai_run_options options = {.runs = runs, .seed = 1};
  return exact_run(yaml, &options);
}

static sai_result *by_point(const char *yaml) {
  sai_run_options options = {.runs = 1, .seed = 1, .point = true};
  return exact_run(yaml, &options);
}

/* 3 deals a month with 1.5 meetings each: 54 meetings in a year, 50,000 each. */
Test(semantics, what_rounding_leaves_is_carried) {
  const char *yaml =
      "saisan: 1\nmonths: 12\nfunnel:\n  - deal: 3 per month\n  - meeting: 1.5 per deal\n"
      "  - order: 0% of meeting\noffers:\n  - name: A\n    fees:\n      - 50,000 per meeting\n";
  sai_result *r = simulated(yaml, 100), *p = by_point(yaml);
  cr_expect_eq(r->offers[0].metrics[SAI_COST].mean.value, 2700000);
  cr_expect_eq(p->offers[0].metrics[SAI_COST].mean.value, 2700000);
  sai_result_free(r);
  sai_result_free(p);
  r = simulated(
      "saisan: 1\nmonths: 12\nfunnel:\n  - seminar: 0.5 per month\n  - order: 100% of seminar\noffers:\n"
      "  - name: A\n    fees:\n      - 1,000 per order\n",
      100);
  cr_expect_eq(r->offers[0].metrics[SAI_ORDERS].mean.value, 6);
  sai_result_free(r);
}

/* The vendor works months 5 to 7 on calls that are the buyer's own: 40 appointments and 4 orders a month, 3
 * months. */
Test(semantics, a_contract_works_only_while_it_runs) {
  sai_result *r =
      by_point("saisan: 1\nmonths: 12\nfunnel:\n  - call: 1,000 per month\n  - appointment: 4% of call\n"
               "  - order: 10% of appointment\noffers:\n  - name: A\n    covers: appointment\n    start: 5\n"
               "    term: 3 months\n    fees:\n      - 10,000 per appointment\n");
  cr_expect_float_eq(r->offers[0].metrics[SAI_COST].mean.value, 1200000, 1e-6);
  cr_expect_float_eq(r->offers[0].metrics[SAI_ORDERS].mean.value, 12, 1e-9);
  cr_expect_float_eq(r->offers[0].metrics[SAI_CPA].pooled.value, 100000, 1e-6);
  sai_result_free(r);
}

/* Its own work goes on: calls of month 3 become appointments in month 4 and orders in month 5, after the
 * term. */
Test(semantics, work_begun_in_a_contract_goes_on) {
  sai_result *r =
      by_point("saisan: 1\nmonths: 6\nfunnel:\n  - call: 1,000 per month\n"
               "  - appointment: {rate: 4% of call, delay: 1 month}\n"
               "  - order: {rate: 10% of appointment, delay: 1 month}\noffers:\n  - name: A\n"
               "    covers: call..appointment\n    term: 3 months\n    fees:\n      - 100 per call\n");
  cr_expect_float_eq(r->offers[0].metrics[SAI_ORDERS].mean.value, 12, 1e-9);
  cr_expect_float_eq(r->offers[0].months[4].orders.mean.value, 4, 1e-9);
  cr_expect_eq(r->offers[0].months[5].orders.mean.value, 0);
  cr_expect_eq(r->offers[0].metrics[SAI_COST].mean.value, 300000);
  sai_result_free(r);
}

/* Every figure is a constant, and shown all the same: 20 orders for 100, worth 5 each. B comes to the same.
 */
Test(semantics, a_scenario_in_which_nothing_varies) {
  sai_result *r =
      simulated("saisan: 1\nmonths: 2\nfunnel:\n  - call: 10 per month\n  - order: 100% of call\nvalue:\n"
                "  gross_profit: 5 per order\noffers:\n  - name: A\n    fees:\n      - 100 once\n"
                "  - name: B\n    fees:\n      - 50 per month\n",
                3000);
  for (size_t i = 0; i < 2; i++) {
    const sai_metric *metrics = r->offers[i].metrics;
    cr_expect_eq(metrics[SAI_COST].mean.value, 100);
    cr_expect_eq(metrics[SAI_COST].quantile[SAI_P90].value, 100);
    cr_expect_eq(metrics[SAI_ORDERS].mean.value, 20);
    cr_expect_eq(metrics[SAI_CPA].pooled.value, 5);
    cr_expect_eq(metrics[SAI_CPA].probability[0].value, 0);
    cr_expect_eq(metrics[SAI_NET].mean.value, 0);
    cr_expect_eq(r->offers[i].months[1].orders.mean.value, 10);
  }
  cr_expect_eq(sai_result_comparison(r, 0, 1, SAI_COST)->equal.value, 1);
  sai_result_free(r);
}

/* Where the buyer is paid, a return on cost has no meaning but the sign of infinity: everywhere the same. */
/* Infinity less infinity would be no number, and no cost at all in a table. */
Test(semantics, what_is_too_large_for_numbers_stays_a_number) {
  sai_result *r = simulated(
      "saisan: 1\nmonths: 1\ninputs:\n  q:\n    value: exp(uniform(600, 760)) * exp(uniform(300, 760)) * "
      "exp(uniform(300, 760)) - exp(uniform(600, 760)) * exp(uniform(300, 760)) * exp(uniform(300, 760))\n"
      "funnel:\n  - call: 10 per month\n  - order: 50% of call\noffers:\n  - name: A\n    fees:\n"
      "      - q per order\n      - 1,000 per month\n",
      2000);
  const sai_metric *cost = &r->offers[0].metrics[SAI_COST];
  cr_expect(isfinite(cost->mean.value) && isfinite(cost->quantile[0].value), "%g", cost->mean.value);
  sai_result_free(r);
}

Test(semantics, roi_without_a_cost) {
  const char *yaml =
      "saisan: 1\nmonths: 1\nfunnel:\n  - call: 100 per month\n  - order: 5% of call\nvalue:\n"
      "  gross_profit: 100,000 per order\noffers:\n  - name: A\n    fees:\n      - -10,000 per month\n";
  sai_result *r = simulated(yaml, 1000), *p = by_point(yaml);
  cr_expect(isinf(r->offers[0].metrics[SAI_ROI].pooled.value));
  cr_expect(isinf(r->offers[0].metrics[SAI_ROI].quantile[SAI_P50].value));
  cr_expect(isinf(p->offers[0].metrics[SAI_ROI].pooled.value));
  sai_result_free(r);
  sai_result_free(p);
}

/* A cap that never binds changes nothing: the search must find what proportion gives, with random lead times
   and with the worth of orders drawn one by one. */
Test(semantics, break_even_by_search_agrees_with_proportion) {
  const char *form =
      "saisan: 1\nmonths: 6\nfunnel:\n  - call: 100 per month\n"
      "  - order: {rate: 3%% of call, delay: \"discrete(0=40%%, 1=30%%, 2=30%%)\"}\nvalue:\n"
      "  gross_profit: %s per order%s\noffers:\n  - name: A\n    fees:\n      - 50,000 per month\n"
      "      - fee: 50,000 per order\n%s";
  const char *worths[2][2] = {{"100,000", ""}, {"discrete(50,000=50%, 150,000=50%)", ", anew each order"}};
  for (size_t i = 0; i < 2; i++) {
    char searched[1000], plain[1000];
    snprintf(searched, sizeof searched, form, worths[i][0], worths[i][1], "        cap: 10,000,000\n");
    snprintf(plain, sizeof plain, form, worths[i][0], worths[i][1], "");
    sai_result *a = simulated(searched, 65536), *b = simulated(plain, 65536);
    cr_expect_float_eq(a->offers[0].break_even.orders.value, b->offers[0].break_even.orders.value, 1e-6,
                       "%g, not %g", a->offers[0].break_even.orders.value,
                       b->offers[0].break_even.orders.value);
    sai_result_free(a);
    sai_result_free(b);
  }
}

/* Every order loses: no number of them pays, and an order would have to bring what it costs. */
Test(semantics, an_offer_that_loses_with_every_order) {
  const char *yaml =
      "saisan: 1\nmonths: 12\nfunnel:\n  - call: 1,000 per month\n  - order: 0.5% of call\nvalue:\n"
      "  revenue: 700,000 per order\n  margin: 25%\noffers:\n  - name: A\n    fees:\n"
      "      - 30% of revenue\n";
  sai_result *r = simulated(yaml, 10000), *p = by_point(yaml);
  cr_expect(isinf(r->offers[0].break_even.orders.value) && isinf(p->offers[0].break_even.orders.value));
  cr_expect_float_eq(r->offers[0].break_even.profit_per_order.value, 210000, 1e-6);
  cr_expect_float_eq(p->offers[0].break_even.profit_per_order.value, 210000, 1e-3);
  sai_result_free(r);
  sai_result_free(p);
}

static const char *owner_of(const sai_result *r, size_t offer, size_t stage) {
  return r->offers[offer].stages[stage].owner;
}

/* Who does a stage: what the stage says, else the contract that covers it, else the buyer. Only what own
 * people do has a busiest month. */
Test(semantics, who_owns_a_stage) {
  sai_result *r =
      by_point("saisan: 1\nmonths: 3\nfunnel:\n  - call: 10 per month\n  - talk: 50% of call\n"
               "  - meeting:\n      rate: 50% of talk\n      owner: nobody\n  - order: 50% of meeting\n"
               "offers:\n  - name: A\n    covers: call..talk\n"
               "  - name: B\n    kind: dispatch\n"
               "  - name: C\n    kind: in-house\n    funnel:\n      - talk:\n          owner: vendor\n"
               "      - meeting:\n          owner: dispatch\n"
               "  - name: D\n    kind: nothing\n    own_funnel:\n      - lead: 5 per month\n"
               "      - order: 10% of lead\n");
  static const char *const owners[3][4] = {{"vendor", "vendor", "nobody", "own"},
                                           {"dispatch", "dispatch", "nobody", "dispatch"},
                                           {"own", "vendor", "dispatch", "own"}};
  for (size_t o = 0; o < 3; o++)
    for (size_t s = 0; s < 4; s++) {
      cr_expect_str_eq(owner_of(r, o, s), owners[o][s], "offer %zu, stage %zu", o, s);
      cr_expect_eq(r->offers[o].stages[s].peak_month.mean.present, strcmp(owners[o][s], "own") == 0);
    }
  cr_expect_str_eq(owner_of(r, 3, 0), "own");
  sai_result_free(r);
}

/* 10, 20 and 40 meetings: the busiest month has 40. Once in a run the rate is drawn: 40 x 50% or 40 x 100%.
 */
Test(semantics, the_busiest_month) {
  const char *yaml =
      "saisan: 1\nmonths: 3\nfunnel:\n  - call:\n      volume: 40 per month\n      ramp: 25%, 50%, 100%\n"
      "  - meeting: discrete(0.5=50%, 1=50%) per call\n  - order: 0% of meeting\n"
      "offers:\n  - name: A\n    kind: in-house\n";
  sai_result *p = by_point(yaml), *r = simulated(yaml, 1000);
  const sai_band *peak = &r->offers[0].stages[1].peak_month;
  cr_expect_eq(p->offers[0].stages[1].peak_month.mean.value, 30);
  cr_expect_eq(peak->p10.value, 20);
  cr_expect_eq(peak->p90.value, 40);
  cr_expect_eq(r->offers[0].stages[0].peak_month.p90.value, 40);
  sai_result_free(p);
  sai_result_free(r);
}

/* A month has 100 calls and, from month 2 on, 10 appointments. X bills a base fee, and calls at 50 up to a
   limit of 4,500 a month: 20,000 + 5,000 - 500. Y bills 10 x 1,000 from month 2 on, in which own meetings
   cost 10 x 300. */
#define BILL                                                                                                 \
  "saisan: 1\nmonths: 3\nfunnel:\n  - call: 100 per month\n  - appointment: 10% of call\n"                   \
  "  - order: 20% of appointment\noffers:\n  - name: XY\n    own_costs: [300 per appointment]\n"             \
  "    contracts:\n      - name: X\n        covers: call\n        fees:\n"                                   \
  "          - {fee: \"20,000 per month\", name: base}\n          - {fee: 50 per call, name: calls}\n"       \
  "        limits: [{lines: [calls], cap: \"4,500\", name: limit of calls, every: month}]\n"                 \
  "      - name: Y\n        covers: appointment\n        start: 2\n        fees: [\"1,000 per "              \
  "appointment\"]\n"

static const struct {
  const char *contract, *line, *amount, *per;
  bool own;
  double months[3];
} billed[] = {{"X", "base", "", "", false, {20000, 20000, 20000}},
              {"X", "calls", "", "", false, {5000, 5000, 5000}},
              {"X", "limit of calls", "", "", false, {-500, -500, -500}},
              {"Y", "1,000 per appointment", "1,000", "appointment", false, {0, 10000, 10000}},
              {NULL, "300 per appointment", "300", "appointment", true, {0, 3000, 3000}}};
enum { BILLED = sizeof billed / sizeof *billed };

Test(semantics, the_bill_line_by_line) {
  sai_result *r = by_point(BILL);
  const sai_offer_result *offer = &r->offers[0];
  cr_assert_eq(offer->n_bill, BILLED);
  for (size_t i = 0; i < BILLED; i++) {
    const sai_bill_result *line = &offer->bill[i];
    const char *contract = line->contract ? line->contract : "-";
    cr_expect_str_eq(contract, billed[i].contract ? billed[i].contract : "-");
    cr_expect_str_eq(line->line, billed[i].line);
    cr_expect_str_eq(line->amount ? line->amount : "", billed[i].amount);
    cr_expect_str_eq(line->per ? line->per : "", billed[i].per);
    cr_expect_eq(line->own, billed[i].own, "%s", line->line);
    for (unsigned m = 0; m < 3; m++)
      cr_expect_float_eq(line->months[m].value, billed[i].months[m], 1e-9, "%s in month %u: %.12g",
                         line->line, m + 1, line->months[m].value);
    cr_expect_float_eq(line->total.value, billed[i].months[0] + billed[i].months[1] + billed[i].months[2],
                       1e-9);
  }
  sai_result_free(r);
}

static void expect_sum(double sum, double whole) {
  cr_expect_float_eq(sum, whole, 1e-12 * fabs(whole), "%.15g, not %.15g", sum, whole);
}

/* In simulation, in which appointments vary: all months and all owners to the last digits. */
Test(semantics, the_bill_adds_up) {
  sai_result *r = simulated(BILL, 5000);
  const sai_offer_result *offer = &r->offers[0];
  double owner[2] = {0};
  for (unsigned m = 0; m < 3; m++) {
    double sum = 0;
    for (size_t i = 0; i < offer->n_bill; i++) sum += offer->bill[i].months[m].value;
    expect_sum(sum, offer->months[m].cost.mean.value);
  }
  for (size_t i = 0; i < offer->n_bill; i++) owner[offer->bill[i].own] += offer->bill[i].total.value;
  expect_sum(owner[0], offer->metrics[SAI_FEES].mean.value);
  expect_sum(owner[1], offer->metrics[SAI_OWN_COST].mean.value);
  cr_expect_gt(offer->bill[3].total.se, 0);
  sai_result_free(r);
}
