/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canonical form: of numbers, expressions, texts and whole files. That it means the same is the business
   of the target fuzz-write, which also runs over all scenarios of the tests. */
#include "scenario/write.h"

#include "model/plan.h"
#include "scenario/number.h"

#include "support.h"

typedef struct pair {
  const char *read, *written;
} pair;

static const pair quantities[] = {
    {"1.2億", "120,000,000"},
    {"５０万円", "500,000"},
    {"2.9%", "2.9%"},
    {"0.1", "0.1"},
    {"-  3", "-3"},
    {"0.30", "0.3"},
    {"1234.5", "1,234.5"},
    {"0.1234567890123456789", "0.12345678901234568"},
    {"999999999999999000000000000000兆", "999,999,999,999,999,000,000,000,000,000兆"},
    {"40万円 to 50万円", "400,000 to 500,000"},
    {"2％  to 6% (80%)", "2% to 6% (80%)"},
    {"beta( 40,  960 )", "beta(40, 960)"},
    {"discrete(1 = 60%,2=40%)", "discrete(1=60%, 2=40%)"},
    {"observed(40  of 1,000)", "observed(40 of 1000)"},
    {"triangular(-1万, 0, 2万)", "triangular(-10000, 0, 20000)"},
    {"lognormal(mean=2万, sd=5,000)", "lognormal(mean=20000, sd=5000)"},
    {"(1 to 2)", "1 to 2"},
    {"((1 to 2)) * 3", "(1 to 2) * 3"},
    {"1 - (2 - 3)", "1 - (2 - 3)"},
    {"(1 - 2) - 3", "1 - 2 - 3"},
    {"2 * (3 + 4) / (5 * 6)", "2 * (3 + 4) / (5 * 6)"},
    {"-(3)", "-(3)"},
    {"-(-y)", "-(-y)"},
    {"-(y + 1) * 2", "-(y + 1) * 2"},
    {"-y", "-y"},
    {"4 - -3", "4 - -3"},
    {"min( max(y, 1000), 2000 )", "min(max(y, 1000), 2000)"},
    {"abs(1,000)", "abs(1000)"},
    {"beta(2, 3) * 1000", "beta(2, 3) * 1,000"},
    {"mixture( 0@30%,  20万 to 40万 (80%) @70% )", "mixture(0 @ 30%, 200000 to 400000 (80%) @ 70%)"},
    {"quantiles(10% = -300, 90%=1,000)", "quantiles(10%=-300, 90%=1000)"},
    {"truncated( normal(400,  50), 300, 6百万)", "truncated(normal(400, 50), 300, 6000000)"},
    {"gamma(2 , 1.5K) + 1000", "gamma(2, 1500) + 1,000"},
};

Test(scenario_write, quantities) {
  for (size_t i = 0; i < sizeof quantities / sizeof *quantities; i++) {
    sai_text text = {0}, out = {0};
    sai_text_format(&text, "%sinputs:\n  y: 5\n  x: \"%s\"\n%s", HEAD, quantities[i].read, FUNNEL OFFERS);
    sai_scenario *s = read_text(sai_text_string(&text));
    sai_quantity_write(s, quantity_at(s, "inputs.x"), NULL, &out);
    cr_assert_str_eq(sai_text_string(&out), quantities[i].written);
    sai_scenario_free(s);
    sai_text_free(&text);
    sai_text_free(&out);
  }
}

static const pair scalars[] = {
    {"A社 (コール + アポ)", "A社 (コール + アポ)"},
    {"a: b", "\"a: b\""},
    {"a:b", "a:b"},
    {"a #b", "\"a #b\""},
    {"a:", "\"a:\""},
    {"- a", "\"- a\""},
    {"-5", "-5"},
    {"---", "\"---\""},
    {" a", "\" a\""},
    {"a ", "\"a \""},
    {"\"\\", "\"\\\"\\\\\""},
    {"a\nb\tc", "\"a\\nb\\tc\""},
    {"'a'", "\"'a'\""},
    {"[a]", "\"[a]\""},
    {"{a}", "\"{a}\""},
    {"@a", "\"@a\""},
    {"*a", "\"*a\""},
    {"! a", "\"! a\""},
    {"a\xE2\x80\xA8", "\"a\\u2028\""},
    {"`touch x`", "\"`touch x`\""},
};

Test(scenario_write, scalars) {
  for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++) {
    sai_text out = {0}, file = {0};
    sai_scalar_write(scalars[i].read, &out);
    cr_assert_str_eq(sai_text_string(&out), scalars[i].written);
    sai_text_format(&file, "title: %s\n%s", sai_text_string(&out), HEAD FUNNEL OFFERS);
    sai_scenario *s = read_text(sai_text_string(&file));
    cr_assert_str_eq(s->title, scalars[i].read);
    sai_scenario_free(s);
    sai_text_free(&out);
    sai_text_free(&file);
  }
}

/* A value of the language's size has the largest number and the smallest. */
Test(scenario_write, a_text_that_would_grow_too_long_stays_as_written) {
  enum { VALUES = 900 };
  sai_text text = {0}, out = {0};
  sai_text_add(&text, HEAD "inputs:\n  x: discrete(");
  for (int i = 1; i <= VALUES; i++)
    sai_text_format(&text, "%s%d兆=%s%%", i > 1 ? "," : "", i, i > 1 ? "0.1" : "10.1");
  sai_text_add(&text, ")\n" FUNNEL OFFERS);
  sai_scenario *s = read_text(sai_text_string(&text));
  sai_scenario_write(s, &out);
  sai_scenario *again = read_text(sai_text_string(&out));
  cr_assert_str_eq(quantity_at(again, "inputs.x")->text, quantity_at(s, "inputs.x")->text);
  sai_scenario_free(s);
  sai_scenario_free(again);
  sai_text_free(&text);
  sai_text_free(&out);
}

static sai_plan *plan_of(const sai_scenario *s) {
  sai_plan_options options = {.seed = 1};
  sai_plan *plan = NULL;
  cr_assert_eq(sai_plan_create(s, &options, &plan, NULL), SAI_OK);
  return plan;
}

/* What the comparison of plans must see, each against the same base. */
Test(scenario_write, plans_that_differ_are_not_equal) {
  static const char *const settings[] = {"months=13",
                                         "funnel.call=1,001",
                                         "funnel.appointment.rate=4.0001%",
                                         "funnel.order.delay=1 month",
                                         "funnel.call.list=5",
                                         "funnel.call.ramp=50%",
                                         "funnel.call.owner=own",
                                         "offers.1.fees.call=401",
                                         "offers.1.fees.call=400 per appointment",
                                         "offers.1.term=6 months",
                                         "offers.1.funnel.appointment.rate=4%"};
  sai_scenario *base = read_text(HEAD FUNNEL OFFERS);
  sai_plan *plan = plan_of(base), *same = plan_of(base);
  cr_assert(sai_plan_equal(plan, same));
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
    sai_scenario *s = read_with(HEAD FUNNEL OFFERS, &settings[i], 1, false);
    cr_assert(s, "%s", settings[i]);
    sai_plan *other = plan_of(s);
    cr_assert(!sai_plan_equal(plan, other), "%s", settings[i]);
    sai_plan_free(other);
    sai_scenario_free(s);
  }
  sai_plan_free(plan);
  sai_plan_free(same);
  sai_scenario_free(base);
}
