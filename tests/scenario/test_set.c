/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A setting is the same as editing the file. */
#include "scenario/write.h"

#include "describe.h"
#include "support.h"

static const char base[] =
    "saisan: 1\nstart: 2026-04\nmonths: 12\ninputs:\n  win: 20% to 30%\n  m: {value: 40%, source: s}\n"
    "funnel:\n  - call: 1,000 per month\n  - appointment: beta(40, 960) of call\n  - meeting:\n      - 50% "
    "of appointment\n"
    "      - 5 per month\n  - order:\n      rate: win of meeting\n      delay: 1 month\n"
    "      capacity: 30 per month\n      above: lost\n"
    "value:\n  revenue: 100,000 to 200,000 per order, anew each order\n  margin: m\n"
    "offers:\n  - name: A.B社\n    fees:\n      - 0 once\n      - 400 per call\n      - 10,000 per "
    "appointment\n"
    "  - name: B\n    id: b\n    term: 6 months\n    fees:\n      - fee: 300 per call\n        cap: "
    "100,000\n        name: c\n"
    "      - fee: per meeting\n        tiers_all:\n          up to 1,000: 80\n          above: 55\n      - 5 "
    "per order\n      - 6 per order\n"
    "    limits:\n      - cap: 100,000\n        name: cap-all\n"
    "    promise:\n      order: 5 per month\n      meeting: [20 in all, 3 in 50 appointment]\n"
    "    funnel:\n      - appointment: 5% of call\n";

/* The same with customers who pay each month. */
static const char monthly[] =
    "saisan: 1\nmonths: 12\nfunnel:\n  - call: 1,000 per month\n  - order: 1% of call\n"
    "value:\n  revenue: 50,000 per month per order\n  margin: 40%\n  churn: 2% to 5% per month\n"
    "offers:\n  - name: A\n    fees:\n      - fee: 30% of first_year_revenue\n        clawback: {within: 3 "
    "months, "
    "back: 100%}\n"
    "  - name: B\n    fees:\n      - 20,000 per order\n      - fee: 10% of recurring_revenue\n        "
    "within: 12 months\n";

/* A file with `from` replaced by `to`. */
static void edit(const char *yaml, const char *from, const char *to, sai_text *out) {
  const char *at = strstr(yaml, from);
  cr_assert(at, "%s", from);
  sai_text_add_bytes(out, yaml, (size_t)(at - yaml));
  sai_text_add(out, to);
  sai_text_add(out, at + strlen(from));
}

typedef struct edit_case {
  const char *setting, *from, *to;
} edit_case;

static const edit_case cases[] = {
    {"months=24", "months: 12", "months: 24"},
    {"title=a: b", "saisan: 1\n", "saisan: 1\ntitle: \"a: b\"\n"},
    {"start=2027-01", "2026-04", "2027-01"},
    {"offers.b.promise.order=6", "order: 5 per", "order: 6 per"},
    {"offers.b.promise.meeting.2=4", "3 in 50", "4 in 50"},
    {"offers.b.promise.appointment=4% of call", "50 appointment]\n",
     "50 appointment]\n      appointment: 4% of call\n"},
    {"offers.1.promise.orders=9 in all", "appointment\n  - name: B", "appointment\n    promise:\n      orders: 9 in all\n  - name: B"},
    {"inputs.win=5%", "20% to 30%", "5%"},
    {"inputs.m=50%", "value: 40%", "value: 50%"},
    {"inputs.m.source=t", "source: s", "source: t"},
    {"funnel.call=500", "1,000 per", "500 per"},
    {"funnel.call.volume=500", "1,000 per", "500 per"},
    {"funnel.call=6,000 in all", "1,000 per month", "6,000 in all"},
    {"funnel.appointment.rate=3%", "beta(40, 960)", "3%"},
    {"funnel.appointment=3%", "beta(40, 960)", "3%"},
    {"funnel.appointment.delay=2", "appointment: beta(40, 960) of call",
     "appointment: {value: \"beta(40, 960) of call\", delay: 2 months}"},
    {"funnel.meeting.rate.1=60%", "50% of", "60% of"},
    {"funnel.meeting.2=7", "5 per month", "7 per month"},
    {"funnel.order.delay=2", "1 month", "2 month"},
    {"funnel.order.delay=1 to 3", "1 month", "1 to 3 months"},
    {"funnel.order.capacity=40", "30 per month", "40 per month"},
    {"funnel.order.capacity=20 to 40 per month, anew each month", "30 per month",
     "20 to 40 per month, anew each month"},
    {"funnel.order.above=waits 2 months", "above: lost", "above: waits 2 months"},
    {"funnel.order.owner=own", "above: lost", "above: lost\n      owner: own"},
    {"funnel.call.list=8,000", "call: 1,000 per month",
     "call: {value: \"1,000 per month\", list: \"8,000\"}"},
    {"funnel.call.ramp=40%, 70%", "call: 1,000 per month",
     "call: {value: \"1,000 per month\", ramp: \"40%, 70%\"}"},
    {"offers.b.funnel.order.capacity=40", "5% of call\n",
     "5% of call\n      - order:\n          capacity: 40 per month\n"},
    {"offers.b.funnel.order.above=waits", "5% of call\n",
     "5% of call\n      - order:\n          above: waits\n"},
    {"offers.b.funnel.call.list=500", "5% of call\n", "5% of call\n      - call:\n          list: 500\n"},
    {"offers.b.funnel.call.ramp=50%", "5% of call\n", "5% of call\n      - call:\n          ramp: 50%\n"},
    {"funnel.order.rate=10%", "win of", "10% of"},
    {"funnel.order=10%", "win of", "10% of"},
    {"funnel.order.label=受注", "rate: win of meeting", "rate: win of meeting\n      label: 受注"},
    {"value.revenue=5 to 6", "100,000 to 200,000", "5 to 6"},
    {"value.margin=30%", "margin: m", "margin: 30%"},
    {"targets.budget=1,000", "offers:", "targets:\n  budget: 1,000\noffers:"},
    {"offers.1.fees.call=350", "400", "350"},
    {"offers.1.fees.2=350", "400", "350"},
    {"offers.A.B社.fees.call=350", "400", "350"},
    {"offers.A.B社.fees.call=350 per appointment", "400 per call", "350 per appointment"},
    {"offers.1.fees.once=10", "0 once", "10 once"},
    {"offers.1.fees.call.cap=9", "- 400 per call", "- fee: 400 per call\n        cap: 9"},
    {"offers.1.covers=call", "name: A.B社", "name: A.B社\n    covers: call"},
    {"offers.b.fees.c=1", "300 per", "1 per"},
    {"offers.2.fees.call=1", "300 per", "1 per"},
    {"offers.B.fees.c.cap=1", "100,000\n        name", "1\n        name"},
    {"offers.b.fees.meeting.above=1", "above: 55", "above: 1"},
    {"offers.b.fees.meeting.up_to_1000=1", "1,000: 80", "1,000: 1"},
    {"offers.b.fees.meeting.tiers_all.above=1", "above: 55", "above: 1"},
    {"offers.b.fees.order.2=1", "6 per order", "1 per order"},
    {"offers.b.fees.order.1=1", "5 per order", "1 per order"},
    {"offers.b.term=3", "6 months", "3 months"},
    {"offers.b.term=1 year", "6 months", "1 year"},
    {"offers.b.funnel.appointment.rate=3%", "5% of", "3% of"},
    {"offers.b.funnel.call=500", "- appointment: 5% of call",
     "- appointment: 5% of call\n      - call: 500 per month"},
    {"offers.b.funnel.order.rate=5%", "- appointment: 5% of call",
     "- appointment: 5% of call\n      - order: {rate: 5% of meeting}"},
    {"offers.b.funnel.order.delay=4", "- appointment: 5% of call",
     "- appointment: 5% of call\n      - order: {delay: 4 months}"},
    {"offers.b.limits.cap-all.cap=90,000", "100,000\n        name: cap-all", "90,000\n        name: cap-all"},
    {"offers.b.limits.1.every=quarter", "        name: cap-all", "        every: quarter\n        name: cap-all"},
    {"offers.b.fees.meeting.when=meeting >= 20", "          above: 55\n",
     "          above: 55\n        when: meeting >= 20\n"},
    {"offers.1.funnel.appointment.rate=3%", "- 10,000 per appointment",
     "- 10,000 per appointment\n    funnel:\n      - appointment: {rate: 3% of call}"},
};

static const edit_case monthly_cases[] = {
    {"value.revenue=60,000", "50,000 per", "60,000 per"},
    {"value.revenue=600,000 per month per order", "50,000 per", "600,000 per"},
    {"value.churn=4%", "2% to 5%", "4%"},
    {"value.churn=4% per month", "2% to 5%", "4%"},
    {"value.lasts=24", "offers:", "  lasts: 24 months\noffers:"},
    {"value.lasts=2 years", "offers:", "  lasts: 24 months\noffers:"},
    {"value.payment=1", "offers:", "  payment: 1 month\noffers:"},
    {"offers.B.fees.recurring_revenue.within=6", "12 months\n", "6 months\n"},
    {"offers.B.fees.recurring_revenue=5%", "10% of", "5% of"},
    {"offers.A.fees.first_year_revenue.clawback.within=6", "3 months", "6 months"},
    {"offers.A.fees.1.clawback.back=50%", "100%}", "50%}"},
};

/* Tax: rates, lines and vendors. */
static const char taxed[] =
    "saisan: 1\nmonths: 12\nstart: 2026-04\nfunnel:\n  - call: 1,000 per month\n  - order: 1% of call\n"
    "tax:\n  - {from: 2019-10, rate: 10%, unregistered: 80%}\n  - {from: 2026-10, rate: 10%, unregistered: 50%}\n"
    "offers:\n  - name: A\n    registered: no\n    fees:\n      - fee: 440 per call\n        tax: included\n"
    "      - 10,000 per order\n";

static const edit_case tax_cases[] = {
    {"tax.2019-10.rate=8%", "rate: 10%, unregistered: 80%", "rate: 8%, unregistered: 80%"},
    {"tax.2.unregistered=70%", "50%", "70%"},
    {"tax.2026-10.from=2027-01", "2026-10", "2027-01"},
    {"targets.budget=600,000 per fiscal year", "tax:\n", "targets: {budget: 600000 per fiscal year}\ntax:\n"},
    {"fiscal_year_starts=October", "tax:\n", "fiscal_year_starts: 10\ntax:\n"},
    {"offers.A.registered=yes", "    registered: no\n", ""},
    {"offers.A.payment=1", "    registered: no\n", "    registered: no\n    payment: 1 month\n"},
    {"offers.A.fees.call.tax=none", "included", "none"},
    {"offers.A.fees.order.tax=included", "- 10,000 per order", "- {fee: 10000 per order, tax: included}"},
};

static void check_case(const char *yaml, const edit_case *c) {
  sai_text edited = {0}, a = {0}, b = {0};
  edit(yaml, c->from, c->to, &edited);
  sai_scenario *set = read_with(yaml, &c->setting, 1, false), *file = read_text(sai_text_string(&edited));
  cr_assert(set, "%s", c->setting);
  sai_describe(set, &a);
  sai_describe(file, &b);
  cr_assert_str_eq(sai_text_string(&a), sai_text_string(&b), "%s\nset:\n%s\nedited:\n%s", c->setting, a.data,
                   b.data);
  sai_text_clear(&a);
  sai_text_clear(&b);
  sai_scenario_write(set, &a);
  sai_scenario_write(file, &b);
  cr_assert_str_eq(sai_text_string(&a), sai_text_string(&b), "%s", c->setting);
  cr_assert_eq(set->n_settings, 1);
  cr_assert_str_eq(set->settings[0], c->setting);
  sai_scenario_free(set);
  sai_scenario_free(file);
  sai_text_free(&edited);
  sai_text_free(&a);
  sai_text_free(&b);
}

Test(scenario_set, equals_editing_the_file) {
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check_case(base, &cases[i]);
  for (size_t i = 0; i < sizeof monthly_cases / sizeof *monthly_cases; i++)
    check_case(monthly, &monthly_cases[i]);
  for (size_t i = 0; i < sizeof tax_cases / sizeof *tax_cases; i++) check_case(taxed, &tax_cases[i]);
}

/* What is missing is made, key by key. */
Test(scenario_set, keys_that_were_not_there) {
  const char *const settings[] = {"value.churn=4%", "offers.B.fees.order.clawback.within=6",
                                  "offers.B.fees.order.clawback.back=80%"};
  sai_text edited = {0}, all = {0}, a = {0}, b = {0};
  edit(monthly, "  churn: 2% to 5% per month\n", "", &edited);
  edit(sai_text_string(&edited), "\n        clawback: {within: 3 months, back: 100%}", "", &all);
  sai_scenario *set = read_with(sai_text_string(&all), settings, 3, false);
  sai_text_clear(&edited);
  edit(sai_text_string(&all), "40%\n", "40%\n  churn: 4% per month\n", &edited);
  sai_text_clear(&all);
  edit(sai_text_string(&edited), "- 20,000 per order",
       "- fee: 20,000 per order\n        clawback: {within: 6 months, back: 80%}", &all);
  sai_scenario *file = read_text(sai_text_string(&all));
  cr_assert(set);
  sai_describe(set, &a);
  sai_describe(file, &b);
  cr_assert_str_eq(sai_text_string(&a), sai_text_string(&b));
  sai_scenario_free(set);
  sai_scenario_free(file);
  sai_text_free(&edited);
  sai_text_free(&all);
  sai_text_free(&a);
  sai_text_free(&b);
}

Test(scenario_set, describe_sees_a_difference) {
  sai_text a = {0}, b = {0};
  const char *setting = "offers.1.fees.call=401";
  sai_scenario *s = read_text(base), *t = read_with(base, &setting, 1, false);
  sai_describe(s, &a);
  sai_describe(t, &b);
  cr_assert_str_neq(sai_text_string(&a), sai_text_string(&b));
  sai_scenario_free(s);
  sai_scenario_free(t);
  sai_text_free(&a);
  sai_text_free(&b);
}

Test(scenario_set, several_apply_in_order) {
  const char *settings[] = {"months=3", "offers.1.fees.call=1", "months=4", "offers.1.fees.call=2"};
  sai_scenario *s = read_with(base, settings, 4, false);
  cr_assert(s);
  cr_assert_eq(s->months, 4);
  cr_assert_eq(quantity_at(s, "offers.A.B社.fees.call")->upper, 2);
  sai_scenario_free(s);
}

/* Paths that results name are keys of settings. */
static void check_paths(const char *yaml) {
  sai_scenario *s = read_text(yaml);
  for (size_t i = 0; i < s->n_quantities; i++) {
    const sai_quantity *q = s->quantities[i];
    /* Of two that go by one name, the first has to be told by a number. */
    if (strcmp(q->path, "offers.b.fees.order") == 0 || strcmp(q->path, "funnel.meeting.rate") == 0) continue;
    sai_text setting = {0};
    sai_text_format(&setting, "%s=%s", q->path, q->text);
    const char *text = sai_text_string(&setting);
    sai_scenario *t = read_with(yaml, &text, 1, false);
    cr_assert(t, "%s", text);
    const sai_quantity *again = quantity_at(t, q->path);
    cr_assert(again, "%s", text);
    cr_assert_str_eq(again->text, q->text);
    cr_assert_eq(t->n_quantities, s->n_quantities, "%s", text);
    sai_scenario_free(t);
    sai_text_free(&setting);
  }
  sai_scenario_free(s);
}

Test(scenario_set, every_path_can_be_set) {
  check_paths(base);
  check_paths(monthly);
}

Test(scenario_set, the_two_parts_of_a_guarantee) {
  static const char format[] =
      "saisan: 1\nmonths: 12\nfunnel:\n  - call: 5 per month\n  - appointment: 4%%\noffers:\n  - name: A\n"
      "    term: 6 months\n    guarantee: {appointment: %u, works_on: %u months}\n";
  const char *const settings[] = {"offers.A.guarantee.appointment=12", "offers.A.guarantee.works_on=2"};
  sai_text before = {0}, after = {0}, a = {0}, b = {0};
  sai_text_format(&before, format, 10, 3);
  sai_text_format(&after, format, 12, 2);
  sai_scenario *set = read_with(sai_text_string(&before), settings, 2, false),
               *file = read_text(sai_text_string(&after));
  cr_assert(set);
  sai_scenario_write(set, &a);
  sai_scenario_write(file, &b);
  cr_assert_str_eq(sai_text_string(&a), sai_text_string(&b));
  cr_assert(strstr(sai_text_string(&a), "appointment: 12\n      works_on: 2 months"));
  sai_scenario_free(set);
  sai_scenario_free(file);
  sai_text_free(&before);
  sai_text_free(&after);
  sai_text_free(&a);
  sai_text_free(&b);
}

Test(scenario_set, a_deposit_of_a_contract) {
  const char *const settings[] = {"offers.B.deposit.paid=500,000", "offers.B.deposit.expires=6", "offers.B.deposit.unused=refunded"};
  sai_text edited = {0}, a = {0}, b = {0};
  edit(monthly, "- name: B", "- name: B\n    deposit: {paid: 500000, expires: 6 months, unused: refunded}", &edited);
  sai_scenario *set = read_with(monthly, settings, 3, false), *file = read_text(sai_text_string(&edited));
  cr_assert(set);
  sai_scenario_write(set, &a);
  sai_scenario_write(file, &b);
  cr_assert_str_eq(sai_text_string(&a), sai_text_string(&b));
  cr_assert(strstr(sai_text_string(&a), "deposit:\n      paid: 500,000"));
  sai_scenario_free(set);
  sai_scenario_free(file);
  sai_text_free(&edited);
  sai_text_free(&a);
  sai_text_free(&b);
}

Test(scenario_set, a_deposit_that_was_not_there) {
  const char *const settings[] = {"offers.B.fees.order.deposit.paid=500,000", "offers.B.fees.order.deposit.expires=6",
                                  "offers.B.fees.order.deposit.unused=refunded"};
  sai_text edited = {0}, a = {0}, b = {0};
  edit(monthly, "- 20,000 per order",
       "- fee: 20,000 per order\n        deposit: {paid: 500000, expires: 6 months, unused: refunded}", &edited);
  sai_scenario *set = read_with(monthly, settings, 3, false), *file = read_text(sai_text_string(&edited));
  cr_assert(set);
  sai_scenario_write(set, &a);
  sai_scenario_write(file, &b);
  cr_assert_str_eq(sai_text_string(&a), sai_text_string(&b));
  sai_scenario_free(set);
  sai_scenario_free(file);
  sai_text_free(&edited);
  sai_text_free(&a);
  sai_text_free(&b);
}
