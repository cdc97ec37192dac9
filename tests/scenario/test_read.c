/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scenarios come to mean: funnels, overrides, fees, calendars, names of randomness. */
#include "support.h"

#include <math.h>

Test(scenario_read, sources_of_a_stage) {
  sai_scenario *s =
      read_text(HEAD "funnel:\n  - letter: 500 per month\n  - call: 6,000 in all\n  - meeting:\n"
                     "      - 2% of letter\n      - 3%\n      - 3 per letter\n      - 5 per month\n"
                     "  - order: 25%\n" OFFERS);
  const sai_stage *meeting = &s->funnel->stages[2];
  static const sai_flow_kind kinds[] = {SAI_FLOW_RATE, SAI_FLOW_RATE, SAI_FLOW_PER_UNIT, SAI_FLOW_PER_MONTH};
  static const char *const paths[] = {"funnel.meeting", "funnel.meeting.2", "funnel.meeting.3",
                                      "funnel.meeting.4"};
  cr_assert_eq(meeting->n_flows, 4);
  for (size_t i = 0; i < 4; i++) {
    cr_assert_eq(meeting->flows[i].kind, kinds[i]);
    cr_assert_str_eq(meeting->flows[i].path, paths[i]);
  }
  cr_assert_eq(meeting->flows[0].parent, 0);
  cr_assert_eq(meeting->flows[1].parent, 1);
  cr_assert_eq(s->funnel->stages[1].flows[0].kind, SAI_FLOW_IN_ALL);
  cr_assert(quantity_at(s, "funnel.meeting.2.rate"));
  cr_assert(quantity_at(s, "funnel.meeting.4.volume"));
  sai_scenario_free(s);
}

Test(scenario_read, stages_may_name_later_ones) {
  sai_scenario *s = read_text(HEAD "funnel:\n  - b: 5% of a\n  - a: 10 per month\n  - order: 1% of b\n"
                                   "offers:\n  - name: A\n");
  cr_assert_eq(s->funnel->sorted[0], 1);
  cr_assert_eq(s->funnel->sorted[1], 0);
  cr_assert_eq(s->funnel->sorted[2], 2);
  sai_scenario_free(s);
}

#define OVERRIDE(lines) HEAD FUNNEL "offers:\n  - name: A\n  - name: B社\n    id: b\n    funnel:\n" lines

Test(scenario_read, an_override_makes_the_flow_the_offers_own) {
  sai_scenario *s = read_text(OVERRIDE("      - appointment: 2% of call\n"));
  cr_assert_eq(s->offers[0].funnel, s->funnel);
  const sai_funnel *f = s->offers[1].funnel;
  cr_assert_str_eq(f->stages[1].flows[0].path, "offers.b.funnel.appointment");
  cr_assert_str_eq(f->stages[1].flows[0].quantity->path, "offers.b.funnel.appointment.rate");
  cr_assert_str_eq(f->stages[0].flows[0].path, "funnel.call");
  cr_assert_eq(f->stages[2].flows[0].quantity, s->funnel->stages[2].flows[0].quantity);
  sai_scenario_free(s);
}

Test(scenario_read, a_label_or_delay_leaves_the_flow_common) {
  sai_scenario *s =
      read_text(OVERRIDE("      - appointment:\n          label: x\n          delay: 2 months\n"));
  const sai_stage *stage = &s->offers[1].funnel->stages[1];
  cr_assert_str_eq(stage->flows[0].path, "funnel.appointment");
  cr_assert_str_eq(stage->label, "x");
  cr_assert_str_eq(stage->delay->path, "offers.b.funnel.appointment.delay");
  cr_assert_null(s->funnel->stages[1].delay);
  sai_scenario_free(s);
}

Test(scenario_read, an_override_of_one_key_keeps_the_other) {
  sai_scenario *s = read_text(
      HEAD "funnel:\n  - call: 10 per month\n  - order:\n      volume: 3 per month\n      rate: 4% of call\n"
           "offers:\n  - name: A\n    funnel:\n      - order:\n          rate: 5% of call\n");
  const sai_stage *order = &s->offers[0].funnel->stages[1];
  cr_assert_eq(order->n_flows, 2);
  cr_assert_str_eq(order->flows[0].path, "funnel.order");
  cr_assert_str_eq(order->flows[1].path, "offers.A.funnel.order");
  sai_scenario_free(s);
}

Test(scenario_read, own_funnel) {
  sai_scenario *s =
      read_text(HEAD FUNNEL "offers:\n  - name: A\n    kind: nothing\n    own_funnel: none\n"
                            "  - name: B\n    own_funnel:\n      - visit: 5 per month\n      - order: 4%\n"
                            "    covers: visit\n    fees:\n      - 9 per visit\n");
  cr_assert_null(s->offers[0].funnel);
  cr_assert(s->offers[0].own_funnel);
  cr_assert_eq(s->offers[0].contracts->kind, SAI_NOTHING);
  cr_assert_str_eq(s->offers[1].funnel->stages[1].flows[0].path, "offers.B.own_funnel.order");
  cr_assert(s->offers[1].contracts->covers[0]);
  cr_assert_not(s->offers[1].contracts->covers[1]);
  sai_scenario_free(s);
}

Test(scenario_read, delays) {
  sai_scenario *s = read_text(
      HEAD
      "funnel:\n  - a:\n      volume: 5 per month\n      delay: 0 months\n"
      "  - b:\n      rate: 5%\n      delay: 1 month\n  - c:\n      rate: 5%\n      delay: 1 to 3 months\n"
      "  - order:\n      rate: 5%\n      delay: discrete(0=50%, 1=50%)\noffers:\n  - name: A\n");
  cr_assert_eq(s->funnel->stages[0].delay->upper, 0);
  cr_assert_eq(s->funnel->stages[1].delay->upper, 1);
  cr_assert_eq(s->funnel->stages[2].delay->expr->dist->family, SAI_LOGNORMAL);
  cr_assert_eq(s->funnel->stages[3].delay->expr->dist->family, SAI_DISCRETE);
  cr_assert_eq(s->funnel->stages[3].delay->unit, SAI_UNIT_MONTHS);
  sai_scenario_free(s);
}

#define FEES(lines)                                                                                          \
  HEAD "start: 2026-04\nvalue:\n  revenue: 100 per order\n  margin: 50%\n" FUNNEL                            \
       "offers:\n  - name: A\n    start: 2026-06\n    term: 6 months\n    fees:\n" lines

Test(scenario_read, fees) {
  sai_scenario *s =
      read_text(FEES("      - 5 once\n      - 6 per month\n      - 7 per month\n      - 8 per call\n"
                     "      - 10% of revenue\n      - 20% of gross_profit\n"));
  const sai_fee *fees = s->offers[0].contracts->fees;
  static const sai_basis bases[] = {SAI_BASIS_ONCE,  SAI_BASIS_MONTH,   SAI_BASIS_MONTH,
                                    SAI_BASIS_STAGE, SAI_BASIS_REVENUE, SAI_BASIS_GROSS_PROFIT};
  static const char *const paths[] = {"once", "month", "month.2", "call", "revenue", "gross_profit"};
  cr_assert_eq(s->offers[0].contracts->n_fees, 6);
  for (size_t i = 0; i < 6; i++) {
    cr_assert_eq(fees[i].basis, bases[i]);
    cr_assert_str_eq(fees[i].path + strlen("offers.A.fees."), paths[i]);
    cr_assert_eq(fees[i].first_month, 1);
    cr_assert_eq(fees[i].last_month, 0);
  }
  cr_assert_eq(fees[4].amount->upper, 0.1);
  cr_assert_str_eq(fees[3].text, "8 per call");
  cr_assert_str_eq(fees[3].amount->text, "8");
  sai_scenario_free(s);
}

Test(scenario_read, conditions) {
  sai_scenario *s = read_text(
      FEES("      - fee: 350 per call\n        included: 500\n        minimum: 10,000\n        cap: 50万\n"
           "        every: quarter\n        name: 超過\n        months: 2026-07..2026-09\n"
           "      - fee: -30,000\n        count: max(0, 10 - appointment)\n        every: term\n"
           "      - fee: per call\n        tiers_excess:\n          up to 1,000: 80\n          above: 55\n"
           "        months: 2026-01..2026-06\n      - fee: 5 once\n        months: 4..\n"));
  const sai_fee *fees = s->offers[0].contracts->fees;
  cr_assert_eq(fees[0].included->upper, 500);
  cr_assert_eq(fees[0].minimum->upper, 10000);
  cr_assert_eq(fees[0].cap->upper, 500000);
  cr_assert_eq(fees[0].every, SAI_EVERY_QUARTER);
  cr_assert_str_eq(fees[0].path, "offers.A.fees.超過");
  cr_assert_eq(fees[0].first_month, 2);
  cr_assert_eq(fees[0].last_month, 4);
  cr_assert_eq(fees[1].basis, SAI_BASIS_COUNT);
  cr_assert_eq(fees[1].count->expr->kind, SAI_EXPR_MAX);
  cr_assert_eq(fees[1].every, SAI_EVERY_TERM);
  cr_assert_eq(fees[2].tier_rule, SAI_TIERS_EXCESS);
  cr_assert_eq(fees[2].tiers[0].up_to, 1000);
  cr_assert_eq(fees[2].tiers[1].up_to, INFINITY);
  cr_assert_eq(fees[2].tiers[1].price->upper, 55);
  cr_assert_str_eq(fees[2].tiers[0].price->path, "offers.A.fees.call.up_to_1000");
  cr_assert_eq(fees[2].first_month, 1);
  cr_assert_eq(fees[2].last_month, 1);
  cr_assert_eq(fees[3].first_month, 4);
  cr_assert_eq(fees[3].last_month, 0);
  sai_scenario_free(s);
}

Test(scenario_read, contract_calendar) {
  sai_scenario *s = read_text(FEES("      - 5 once\n"));
  cr_assert_eq(s->offers[0].contracts->start, 2);
  cr_assert_eq(s->offers[0].contracts->term, 6);
  char name[16];
  sai_scenario_month_name(s, 0, name);
  cr_assert_str_eq(name, "2026-04");
  sai_scenario_month_name(s, 9, name);
  cr_assert_str_eq(name, "2027-01");
  sai_scenario_free(s);
  s = read_text(HEAD FUNNEL "offers:\n  - name: A\n    start: 3\n    term: 1 year\n");
  cr_assert_eq(s->offers[0].contracts->start, 2);
  cr_assert_eq(s->offers[0].contracts->term, 12);
  sai_scenario_month_name(s, 9, name);
  cr_assert_str_eq(name, "10");
  sai_scenario_free(s);
}

Test(scenario_read, quantities_stand_in_the_order_of_the_file) {
  sai_scenario *s =
      read_text("offers:\n  - name: A\n    fees:\n      - 4 per call\nsaisan: 1\nmonths: 3\n" FUNNEL
                "inputs:\n  y: x + 1\n  x: 3\n");
  static const char *const paths[] = {"offers.A.fees.call", "funnel.call.volume", "funnel.appointment.rate",
                                      "funnel.order.rate",  "inputs.y",           "inputs.x"};
  cr_assert_eq(s->n_quantities, 6);
  for (size_t i = 0; i < 6; i++) cr_assert_str_eq(s->quantities[i]->path, paths[i]);
  sai_scenario_free(s);
}

Test(scenario_read, sources_of_numbers) {
  sai_scenario *s = read_text(
      HEAD "funnel:\n  - call:\n      volume: {value: \"1,000 per month\", source: a}\n      source: b\n"
           "  - order:\n      rate: 4%\n      source: c\noffers:\n  - name: A\n    fees:\n"
           "      - {value: 5 per call, source: d}\n      - fee: 6 per order\n        source: e\n");
  cr_assert_str_eq(quantity_at(s, "funnel.call.volume")->source, "a");
  cr_assert_str_eq(quantity_at(s, "funnel.order.rate")->source, "c");
  cr_assert_str_eq(quantity_at(s, "offers.A.fees.call")->source, "d");
  cr_assert_str_eq(quantity_at(s, "offers.A.fees.order")->source, "e");
  sai_scenario_free(s);
}

Test(scenario_read, any_text_can_be_a_title) {
  sai_scenario *s = read_text("title: \"q\\\" `x` $(y) <script>\\n'z'\"\n" HEAD FUNNEL OFFERS);
  cr_assert_str_eq(s->title, "q\" `x` $(y) <script>\n'z'");
  sai_scenario_free(s);
  s = read_text(HEAD FUNNEL OFFERS);
  cr_assert_str_eq(s->title, "test.yaml");
  sai_scenario_free(s);
}

Test(scenario_read, byte_order_mark_and_crlf) {
  sai_scenario *s =
      read_text("\xEF\xBB\xBFsaisan: 1\r\nmonths: 12\r\nfunnel:\r\n  - a: 5 per month\r\n  - order: 4%\r\n"
                "offers:\r\n  - name: A\r\n");
  cr_assert_eq(s->months, 12);
  sai_error err;
  sai_scenario_error(s, s->funnel->stages[0].place, &err, "x");
  cr_assert_str_eq(err.source, "  - a: 5 per month");
  cr_assert_eq(err.place.column, 5);
  sai_scenario_free(s);
}

Test(scenario_read, sha256_is_of_the_bytes) {
  sai_scenario *a = read_text(HEAD FUNNEL OFFERS), *b = read_text(HEAD FUNNEL OFFERS "# x\n");
  cr_assert_eq(strlen(a->sha256), 64);
  cr_assert_str_neq(a->sha256, b->sha256);
  sai_scenario_free(a);
  sai_scenario_free(b);
}

Test(scenario_read, a_file_too_large) {
  static char text[SAI_SCENARIO_BYTES + 2];
  static sai_error_list errors;
  sai_scenario *s = NULL;
  memset(text, '#', sizeof text - 1);
  cr_assert_eq(sai_scenario_parse(text, sizeof text - 1, "big.yaml", NULL, 0, &s, &errors), SAI_REJECTED);
  cr_assert_str_eq(errors.errors[0].text, "the file is larger than 1048576 bytes");
  cr_assert_str_eq(errors.errors[0].hint, "a scenario is a few pages of text; is this the right file?");
  cr_assert_null(s);
}

Test(scenario_read, a_missing_file) {
  static sai_error_list errors;
  sai_scenario *s = NULL;
  cr_assert_eq(sai_scenario_read("/nowhere/x.yaml", NULL, 0, &s, &errors), SAI_IO);
  cr_assert_eq(errors.count, 1);
}

/* Two readings with different money are an error, not a default. */
Test(scenario_read, refused_for_being_ambiguous) {
  static const char *const fees[] = {"400",
                                     "30% per call",
                                     "1,00 per call",
                                     "400 per call per month",
                                     "400 per calls",
                                     "100 to 200 * 2 per call",
                                     "40 to 50万 per call",
                                     "400, per call"};
  for (size_t i = 0; i < sizeof fees / sizeof *fees; i++) {
    char text[600];
    snprintf(text, sizeof text, "%s      - %s\n", HEAD FUNNEL "offers:\n  - name: A\n    fees:\n", fees[i]);
    cr_assert(is_refused(text), "%s", fees[i]);
  }
}

Test(scenario_read, paths_are_unique) {
  sai_scenario *s = read_text(
      FEES("      - fee: 5 per call\n        cap: 6\n      - fee: 7 per call\n        name: call.cap\n"
           "      - fee: 8 per order\n        name: call\n"));
  cr_assert_eq(quantity_at(s, "offers.A.fees.call.cap")->upper, 6);
  cr_assert_eq(quantity_at(s, "offers.A.fees.call_cap")->upper, 7);
  cr_assert_eq(quantity_at(s, "offers.A.fees.call.2")->upper, 8);
  sai_scenario_free(s);
}
