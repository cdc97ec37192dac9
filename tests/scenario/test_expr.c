/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions, distributions and their ranges, through whole scenarios. */
#include "support.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

/* A scenario whose input `x` is the text; lines of other inputs may follow it. */
static sai_scenario *with_input(const char *x) {
  char text[2000];
  snprintf(text, sizeof text, HEAD "inputs:\n  x: %s\n%s", x, FUNNEL OFFERS);
  return read_with(text, NULL, 0, true);
}

static double constant(const sai_scenario *s, const sai_expr *e) {
  double a = e->n_args ? constant(s, e->args[0]) : 0, b = e->n_args > 1 ? constant(s, e->args[1]) : 0;
  switch (e->kind) {
  case SAI_EXPR_NUMBER:
    return e->number;
  case SAI_EXPR_INPUT:
    return constant(s, s->inputs[e->index].quantity->expr);
  case SAI_EXPR_ADD:
    return a + b;
  case SAI_EXPR_SUBTRACT:
    return a - b;
  case SAI_EXPR_MULTIPLY:
    return a * b;
  case SAI_EXPR_DIVIDE:
    return a / b;
  case SAI_EXPR_NEGATE:
    return -a;
  case SAI_EXPR_MIN:
    return fmin(a, b);
  case SAI_EXPR_MAX:
    return fmax(a, b);
  case SAI_EXPR_ABS:
    return fabs(a);
  case SAI_EXPR_SQRT:
    return sqrt(a);
  default:
    return NAN;
  }
}

Test(scenario_expr, arithmetic) {
  static const struct {
    const char *text;
    double value;
  } cases[] = {{"1 + 2 * 3", 7},      {"(1 + 2) * 3", 9}, {"10 - 3 - 2", 5},     {"24 / 4 / 2", 3},
               {"-3 + 5", 2},         {"-(3 + 5)", -8},   {"2 * -3", -6},        {"min(4, 2) + 1", 3},
               {"max(-1, -2)", -1},   {"abs(-4)", 4},     {"sqrt(16) * 50%", 2}, {"1 - -1", 2},
               {"（１＋２）＊３", 9}, {"1万 + 5", 10005}, {"min(y, 3)", 3}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[200];
    snprintf(text, sizeof text, "%s\n  y: 8", cases[i].text);
    sai_scenario *s = with_input(text);
    cr_assert(s, "%s", cases[i].text);
    const sai_quantity *x = quantity_at(s, "inputs.x");
    cr_assert_float_eq(constant(s, x->expr), cases[i].value, 1e-12, "%s", cases[i].text);
    cr_assert_float_eq(x->lower, cases[i].value, 1e-12, "%s", cases[i].text);
    cr_assert_float_eq(x->upper, cases[i].value, 1e-12, "%s", cases[i].text);
    sai_scenario_free(s);
  }
}

Test(scenario_expr, distributions) {
  static const struct {
    const char *text;
    sai_family family;
    double p0, p1, p2;
    bool percent;
  } cases[] = {
      {"beta(40, 960)", SAI_BETA, 40, 960, 0, true},
      {"observed(40 of 1000)", SAI_BETA, 40.5, 960.5, 0, true},
      {"observed(0 of 10)", SAI_BETA, 0.5, 10.5, 0, true},
      {"pert(300, 400, 500)", SAI_PERT, 300, 400, 500, false},
      {"pert(1%, 2%, 5%)", SAI_PERT, 0.01, 0.02, 0.05, true},
      {"triangular(8,000, 10,000, 20,000)", SAI_TRIANGULAR, 8000, 10000, 20000, false},
      {"uniform(-1, 1)", SAI_UNIFORM, -1, 1, 0, false},
      {"normal(5, 2)", SAI_NORMAL, 5, 2, 0, false},
      {"exponential(3)", SAI_EXPONENTIAL, 3, 0, 0, false},
      {"gamma(2, 500)", SAI_GAMMA, 2, 500, 0, false},
      {"gamma(2, 1%)", SAI_GAMMA, 2, 0.01, 0, true},
      {"weibull(1.5, 2万)", SAI_WEIBULL, 1.5, 20000, 0, false},
      {"poisson(2.5)", SAI_POISSON, 2.5, 0, 0, false},
      {"truncated(normal(4, 5), -1, 6)", SAI_TRUNCATED, -1, 6, 0, false},
      {"truncated(2% to 6%, 1%, 10%)", SAI_TRUNCATED, 0.01, 0.1, 0, true},
      {"truncated(quantiles(10%=1, 90%=1000000), 0, 1億)", SAI_TRUNCATED, 0, 1e8, 0, false},
      {"lognormal(meanlog=2, sdlog=0.3)", SAI_LOGNORMAL, 2, 0.3, 0, false},
      {"lognormal(sdlog=0.3, median=5)", SAI_LOGNORMAL, 1.6094379124341003, 0.3, 0, false},
      {"lognormal(mean=200,000, sd=60,000)", SAI_LOGNORMAL, 12.162984, 0.293560, 0, false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    sai_scenario *s = with_input(cases[i].text);
    cr_assert(s, "%s", cases[i].text);
    const sai_expr *e = quantity_at(s, "inputs.x")->expr;
    cr_assert_eq(e->kind, SAI_EXPR_DIST);
    cr_assert_eq(e->dist->family, cases[i].family, "%s", cases[i].text);
    cr_assert_float_eq(e->dist->p[0], cases[i].p0, 1e-6, "%s: %.9g", cases[i].text, e->dist->p[0]);
    cr_assert_float_eq(e->dist->p[1], cases[i].p1, 1e-6, "%s: %.9g", cases[i].text, e->dist->p[1]);
    cr_assert_float_eq(e->dist->p[2], cases[i].p2, 1e-6, "%s", cases[i].text);
    cr_assert_eq(e->percent, cases[i].percent, "%s", cases[i].text);
    sai_scenario_free(s);
  }
}

static void check_interval(const char *text, sai_family family, double low, double high, double level) {
  sai_scenario *s = with_input(text);
  cr_assert(s, "%s", text);
  const sai_dist *d = quantity_at(s, "inputs.x")->expr->dist;
  cr_assert_eq(d->family, family, "%s", text);
  cr_assert_float_eq(sai_dist_cdf(d, low), (1 - level) / 2, 1e-8, "%s", text);
  cr_assert_float_eq(sai_dist_cdf(d, high), (1 + level) / 2, 1e-8, "%s", text);
  sai_scenario_free(s);
}

Test(scenario_expr, intervals) {
  check_interval("2% to 6%", SAI_BETA, 0.02, 0.06, 0.9);
  check_interval("2% to 6% (80%)", SAI_BETA, 0.02, 0.06, 0.8);
  check_interval("150,000 to 400,000", SAI_LOGNORMAL, 150000, 400000, 0.9);
  check_interval("15万 to 40万 (50%)", SAI_LOGNORMAL, 150000, 400000, 0.5);
  check_interval("5,000 to 2万", SAI_LOGNORMAL, 5000, 20000, 0.9);
}

Test(scenario_expr, discrete_is_sorted) {
  sai_scenario *s = with_input("discrete(3=10%, 1=60%, 2=30%)");
  const sai_dist *d = quantity_at(s, "inputs.x")->expr->dist;
  cr_assert_eq(d->n, 3);
  for (size_t i = 0; i < 3; i++) cr_assert_eq(d->value[i], (double)i + 1);
  cr_assert_eq(d->weight[0], 0.6);
  cr_assert_eq(d->weight[2], 0.1);
  sai_scenario_free(s);
}

Test(scenario_expr, quantiles_choose_their_form_by_what_is_written) {
  static const struct {
    const char *text;
    sai_metalog_form form;
    double u, x;
  } cases[] = {{"quantiles(10%=1%, 50%=3%, 90%=8%)", SAI_METALOG_LOGIT, 0.5, 0.03},
               {"quantiles(90%=800, 10%=300, 50%=400)", SAI_METALOG_LOG, 0.1, 300},
               {"quantiles(10%=-300, 90%=1,000)", SAI_METALOG_PLAIN, 0.9, 1000},
               {"quantiles(10%=0, 90%=1,000)", SAI_METALOG_PLAIN, 0.1, 0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    sai_scenario *s = with_input(cases[i].text);
    cr_assert(s, "%s", cases[i].text);
    const sai_expr *e = quantity_at(s, "inputs.x")->expr;
    cr_expect(e->dist->family == SAI_METALOG && e->dist->p[0] == (double)cases[i].form, "%s", cases[i].text);
    cr_expect_eq(e->percent, cases[i].form == SAI_METALOG_LOGIT);
    cr_expect_lt(fabs(sai_dist_cdf(e->dist, cases[i].x) - cases[i].u), 1e-9, "%s", cases[i].text);
    sai_scenario_free(s);
  }
}

Test(scenario_expr, mixtures_hold_anything) {
  sai_scenario *s =
      with_input("mixture(0 @ 30%, 200,000 to 400,000 (80%) @ 50%, mixture(discrete(1=50%, 2=50%) @ 0.25, "
                 "truncated(gamma(2, 5), 1, 9) @ 75%) @ 20%)");
  cr_assert(s);
  const sai_dist *d = quantity_at(s, "inputs.x")->expr->dist;
  cr_assert(d->family == SAI_MIXTURE && d->n == 3 && d->weight[0] == 0.3 && d->weight[2] == 0.2);
  cr_expect(d->part[0].family == SAI_CONSTANT && d->part[0].p[0] == 0);
  cr_expect(d->part[1].family == SAI_LOGNORMAL && fabs(sai_dist_cdf(&d->part[1], 200000) - 0.1) < 1e-9);
  cr_expect(d->part[2].family == SAI_MIXTURE && d->part[2].part[1].family == SAI_TRUNCATED);
  sai_scenario_free(s);
  s = with_input("min(mixture(1,000 @ 50%, 2,000 to 3,000 @ 50%), 2500)");
  cr_assert(s, "inside brackets of its own a comma is no question");
  sai_scenario_free(s);
  cr_expect(!with_input("mixture(1 @ 50%, 2 * uniform(1, 2) @ 50%)"));
  cr_expect(!with_input(
      "mixture(mixture(mixture(mixture(mixture(1 @ 50%, 2 @ 50%) @ 50%, 3 @ 50%) @ 50%, 4 @ 50%) @ 50%, "
      "5 @ 50%) @ 50%, 6 @ 50%)"));
}

Test(scenario_expr, deep_nesting_ends) {
  char text[20000] = "";
  for (int i = 0; i < 1000; i++) strcat(text, "truncated(");
  strcat(text, "normal(0, 1)");
  for (int i = 0; i < 1000; i++) strcat(text, ", 0, 1)");
  char file[21000];
  snprintf(file, sizeof file, "%sinputs:\n  x: %s\n%s", HEAD, text, FUNNEL OFFERS);
  cr_expect(is_refused(file));
}

Test(scenario_expr, ranges) {
  static const struct {
    const char *text;
    double lower, upper;
  } cases[] = {{"uniform(1, 2) * uniform(-3, 4)", -6, 8},
               {"uniform(1, 2) - uniform(1, 2)", -1, 1},
               {"1 / uniform(2, 4)", 0.25, 0.5},
               {"min(normal(0, 1), 3)", -INFINITY, 3},
               {"max(normal(0, 1), 0) * 0", 0, 0},
               {"abs(uniform(-3, 2))", 0, 3},
               {"-uniform(1, 2)", -2, -1},
               {"1 / gamma(2, 5)", 0, INFINITY},
               {"weibull(2, 5) - 1", -1, INFINITY},
               {"1 / truncated(normal(5, 1), 2, 4)", 0.25, 0.5},
               {"mixture(3 @ 50%, uniform(7, 9) @ 50%)", 3, 9},
               {"poisson(3)", 0, INFINITY},
               {"quantiles(10%=1%, 90%=8%)", 0, 1},
               {"quantiles(10%=-1, 90%=8)", -INFINITY, INFINITY},
               {"exp(uniform(0, 1))", 1, 2.718281828459045},
               {"log(uniform(1, 2))", 0, 0.6931471805599453},
               {"2% to 6%", DBL_MIN, 1},
               {"1 / (2 to 3)", 0, INFINITY},
               {"y * y", 1, 4}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[200];
    snprintf(text, sizeof text, "%s\n  y: uniform(1, 2)", cases[i].text);
    sai_scenario *s = with_input(text);
    cr_assert(s, "%s", cases[i].text);
    const sai_quantity *x = quantity_at(s, "inputs.x");
    cr_assert(x->lower == cases[i].lower || fabs(x->lower - cases[i].lower) < 1e-12 ||
                  (cases[i].upper == INFINITY && x->lower < 1e-300),
              "%s: %g", cases[i].text, x->lower);
    cr_assert(x->upper == cases[i].upper || fabs(x->upper - cases[i].upper) < 1e-12 ||
                  (cases[i].upper == INFINITY && x->upper > 1e300),
              "%s: %g", cases[i].text, x->upper);
    sai_scenario_free(s);
  }
}

Test(scenario_expr, inputs_come_before_their_users) {
  sai_scenario *s = read_text(HEAD "inputs:\n  a: b + c\n  b: 2 * c\n  c: 3 to 5\n  d: 7\n" FUNNEL OFFERS);
  cr_assert_eq(s->n_inputs, 4);
  for (size_t i = 0; i < 4; i++) {
    const sai_expr *e = s->inputs[i].quantity->expr;
    for (size_t k = 0; k < e->n_args; k++)
      if (e->args[k]->kind == SAI_EXPR_INPUT) cr_assert_lt(e->args[k]->index, i);
    cr_assert_eq(s->inputs[i].uncertain, strcmp(s->inputs[i].name, "d") != 0);
    cr_assert_eq(sai_expr_is_uncertain(s, e), s->inputs[i].uncertain);
  }
  sai_scenario_free(s);
}

Test(scenario_expr, anew) {
  sai_scenario *s = with_input("3 to 5, anew each month");
  cr_assert_eq(quantity_at(s, "inputs.x")->anew, SAI_ANEW_EACH_MONTH);
  cr_assert_str_eq(quantity_at(s, "inputs.x")->text, "3 to 5");
  sai_scenario_free(s);
}
