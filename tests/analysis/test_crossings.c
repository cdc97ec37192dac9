/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Crossings of costs and the curves behind the chart, against lines and broken lines solved by hand. */
#include "exact_check.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const char *const yaml =
    "saisan: 1\nmonths: 2\nfunnel:\n  - call: 100 per month\n  - appointment: 10% of call\n"
    "  - order: 50% of appointment\noffers:\n"
    "  - name: fixed\n    kind: outsourcing\n    fees:\n      - 50,000 per month\n      - 5,000 per "
    "appointment\n"
    "  - name: success\n    kind: outsourcing\n    fees:\n      - 12,000 per appointment\n"
    "  - name: tiers\n    kind: outsourcing\n    fees:\n      - fee: per appointment\n        every: term\n"
    "        tiers_excess:\n          up to 10: 15,000\n          above: 6,000\n"
    "  - name: dear\n    kind: outsourcing\n    fees:\n      - 13,000 per appointment\n      - 1,000 once\n"
    "  - name: success again\n    kind: outsourcing\n    fees:\n      - 12,000 per appointment\n";

static double cost_of(size_t offer, double n) {
  switch (offer) {
  case 0:
    return 100000 + 5000 * n;
  case 1:
  case 4:
    return 12000 * n;
  case 2:
    return 15000 * fmin(n, 10) + 6000 * fmax(0, n - 10);
  default:
    return 1000 + 13000 * n;
  }
}

/* Where the lines cross, by hand: 100,000 + 5,000 n = 12,000 n at 100,000 / 7,000; 90,000 + 6,000 n = 12,000
   n at 15 and = 100,000 + 5,000 n at 10: both sides meet there in the kink, and cross; = 1,000 + 13,000 n at
   89,000 / 7,000; 100,000 + 5,000 n = 1,000 + 13,000 n at 99,000 / 8,000. */
static const struct {
  size_t a, b;
  double units;
} known[] = {{0, 1, 100000.0 / 7000},
             {1, 2, 15},
             {0, 2, 10},
             {2, 3, 0.5},
             {2, 3, 89000.0 / 7000},
             {0, 3, 99000.0 / 8000},
             {2, 4, 15},
             {0, 4, 100000.0 / 7000}};
enum { KNOWN = sizeof known / sizeof *known };

static const sai_crossing *find(const sai_result *r, size_t a, size_t b) {
  for (size_t i = 0; i < r->n_crossings; i++)
    if (r->crossings[i].a == a && r->crossings[i].b == b) return &r->crossings[i];
  return NULL;
}

/* Interpolation between neighbouring scales leaves 2e-5 at a kink. */
static bool is_right(const sai_crossing *c, double units, double cost) {
  for (size_t i = 0; c && i < c->n; i++)
    if (fabs(c->units[i] - units) <= 1e-4 * units && fabs(c->cost[i] - cost) <= 1e-4 * cost) return true;
  return false;
}

Test(crossings, are_where_lines_cross) {
  sai_run_options options = {.runs = 1000, .seed = 1};
  sai_result *r = exact_run(yaml, &options);
  for (size_t i = 0; i < KNOWN; i++) {
    const sai_crossing *c = find(r, known[i].a, known[i].b);
    double cost = cost_of(known[i].a, known[i].units);
    cr_expect(is_right(c, known[i].units, cost), "%zu and %zu: %g units, %g", known[i].a, known[i].b,
              c && c->n ? c->units[0] : -1, c && c->n ? c->cost[0] : -1);
    cr_expect(!is_right(c, known[i].units * 1.01, cost), "the check can fail");
    if (c) cr_expect_str_eq(c->stage_label, "appointment");
  }
  const sai_crossing *same = find(r, 1, 4), *never = find(r, 1, 3);
  cr_expect(same && same->same && same->n == 0, "equal offers are the same at every number");
  cr_expect(!never || never->n == 0, "12,000 and 13,000 + 1,000 never cross");
  sai_result_free(r);
}

Test(crossings, curves_are_the_costs) {
  sai_run_options options = {.runs = 1000, .seed = 1};
  sai_result *r = exact_run(yaml, &options);
  const sai_cost_curves *curves = &r->curves;
  cr_assert_str_eq(curves->stage_label, "appointment");
  cr_assert_gt(curves->n, 10);
  for (size_t o = 0; o < r->n_offers; o++) {
    cr_expect_float_eq(curves->expected[o], 20, 1e-9);
    for (size_t i = 0; i < curves->n; i++) {
      double n = curves->units[i], cost = cost_of(o, n);
      cr_expect(fabs(curves->cost[o][i] - cost) <= 1e-9 * (cost + 1), "offer %zu at %g: %g, not %g", o, n,
                curves->cost[o][i], cost);
    }
  }
  sai_result_free(r);
}

/* What an offer can deliver within four months, by hand: capacities let through 4 x 7 = 28 and 4 x 8 = 32 appointments;
   lists of 28 and 29 records give no more appointments than that; a capacity of calls no more than calls; a contract
   of two months has its capacity of 14 in these alone; a start after a month leaves 3 x 9. */
static const char *const limited =
    "saisan: 1\nmonths: 4\nfunnel:\n  - call: 100 per month\n  - appointment: 10% of call\n"
    "  - order: 50% of appointment\noffers:\n"
    "  - name: fixed\n    kind: outsourcing\n    fees:\n      - 50,000 per month\n      - 5,000 per appointment\n"
    "  - name: seven\n    covers: call..appointment\n    fees:\n      - 12,000 per appointment\n"
    "    funnel:\n      - appointment: {capacity: 7 per month, above: lost}\n"
    "  - name: eight\n    covers: call..appointment\n    fees:\n      - 12,000 per appointment\n"
    "    funnel:\n      - appointment: {capacity: 8 per month, above: waits}\n"
    "  - name: list of 28\n    covers: call..appointment\n    fees:\n      - 12,000 per appointment\n"
    "    funnel:\n      - call: {list: 28}\n"
    "  - name: list of 29\n    covers: call..appointment\n    fees:\n      - 12,000 per appointment\n"
    "    funnel:\n      - call: {list: 29}\n"
    "  - name: seven calls\n    covers: call..appointment\n    fees:\n      - 12,000 per appointment\n"
    "    funnel:\n      - call: {capacity: 7 per month, above: lost}\n"
    "  - name: two months\n    covers: call..appointment\n    term: 2 months\n    fees:\n"
    "      - 12,000 per appointment\n    funnel:\n      - appointment: {capacity: 14 per month, above: lost}\n"
    "  - name: starts late\n    start: after 1 month\n    covers: call..appointment\n    fees:\n"
    "      - 12,000 per appointment\n    funnel:\n      - appointment: {capacity: 9 per month, above: lost}\n";
static const double limits[] = {INFINITY, 28, 32, 28, 29, 28, 28, 27};
enum { LIMITED = sizeof limits / sizeof *limits };

/* All cost 12,000 an appointment and the first 200,000 + 5,000: equal at 200,000 / 7,000 = 28.57 alone. */
Test(crossings, lie_where_both_offers_can_deliver) {
  sai_run_options options = {.runs = 1000, .seed = 1};
  sai_result *r = exact_run(limited, &options);
  cr_assert_eq(r->n_offers, LIMITED);
  for (size_t o = 1; o < LIMITED; o++) {
    const sai_crossing *c = find(r, 0, o);
    cr_assert(c, "offer %zu", o);
    cr_expect_eq(c->n, limits[o] > 200000.0 / 7000, "offer %zu can deliver %g", o, limits[o]);
    if (c->n) cr_expect(is_right(c, 200000.0 / 7000, 12000 * 200000.0 / 7000));
  }
  sai_result_free(r);
}

Test(crossings, curves_end_where_offers_cannot_deliver_more) {
  sai_run_options options = {.runs = 1000, .seed = 1};
  sai_result *r = exact_run(limited, &options);
  const sai_cost_curves *curves = &r->curves;
  for (size_t o = 0; o < LIMITED; o++) {
    cr_expect(curves->most[o] == limits[o] || fabs(curves->most[o] - limits[o]) <= 1e-9, "offer %zu: %.12g, not %g", o,
              curves->most[o], limits[o]);
    double last = 0;
    for (size_t i = 0; i < curves->n; i++) {
      cr_expect(i == 0 || curves->units[i] > curves->units[i - 1]);
      bool drawn = !isnan(curves->cost[o][i]);
      cr_expect_eq(drawn, curves->units[i] <= curves->most[o], "offer %zu at %g", o, curves->units[i]);
      if (drawn) last = curves->units[i];
    }
    cr_expect_eq(last, fmin(curves->most[o], curves->units[curves->n - 1]), "offer %zu is drawn up to %g", o, last);
  }
  sai_result_free(r);
}

/* Contracts of two months that run on for two more only where at least 15 appointments have come by then. Of 5 a month
   10 come, and the contract ends; 15 / 10 times as many, and it runs on with 30: no number between 15 and 30 comes of
   it. A capacity of 8 a month allows 32; one of 7 never lets it come to 15. */
static const char *const jumping =
    "saisan: 1\nmonths: 4\nfunnel:\n  - call: 100 per month\n  - appointment: 5% of call\n"
    "  - order: 50% of appointment\noffers:\n"
    "  - name: fixed\n    kind: outsourcing\n    fees:\n      - 50,000 per month\n      - 5,500 per appointment\n"
    "  - name: runs on\n    covers: call..appointment\n    term: {minimum: 2 months, renews: 2 months, ends: when "
    "appointment < 15}\n    fees:\n      - 12,000 per appointment\n    funnel:\n"
    "      - appointment: {capacity: 8 per month, above: lost}\n"
    "  - name: ends\n    covers: call..appointment\n    term: {minimum: 2 months, renews: 2 months, ends: when "
    "appointment < 15}\n    fees:\n      - 12,000 per appointment\n      - 30,000 per month\n    funnel:\n"
    "      - appointment: {capacity: 7 per month, above: lost}\n";

/* Equal to the fixed one: 200,000 + 5,500 n = 12,000 n at 30.77, where it runs on. */
Test(crossings, know_that_units_jump_where_contracts_run_on) {
  sai_run_options options = {.runs = 1000, .seed = 1};
  sai_result *r = exact_run(jumping, &options);
  const sai_cost_curves *curves = &r->curves;
  const sai_crossing *c = find(r, 0, 1);
  cr_expect(c && c->n == 1 && is_right(c, 200000.0 / 6500, 12000 * 200000.0 / 6500), "at %g", c && c->n ? c->units[0] : -1);
  cr_expect_float_eq(curves->most[1], 32, 1e-9);
  cr_expect(curves->most[2] > 14.5 && curves->most[2] < 15, "%g", curves->most[2]);
  cr_expect_float_eq(curves->expected[1], 10, 1e-9);
  size_t drawn = 0;
  for (size_t i = 0; i < curves->n; i++) {
    double n = curves->units[i], cost = curves->cost[1][i];
    if (n > 15 && n < 30) cr_expect(isnan(cost), "%g never come, and would cost %g", n, cost);
    if (!isnan(cost)) cr_expect(fabs(cost - 12000 * n) <= 1e-6 * cost, "%g cost %g", n, cost);
    drawn += !isnan(cost);
    if (!isnan(curves->cost[2][i])) cr_expect(fabs(curves->cost[2][i] - 12000 * n - 60000) <= 1e-6 * (cost + 60000));
  }
  cr_expect(drawn > 10, "%zu points", drawn);
  sai_result_free(r);
}
