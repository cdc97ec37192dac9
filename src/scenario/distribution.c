/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions as they are written: parameters in order, or by name where an order would be ambiguous. */
#include "base/intl.h"
#include "base/text.h"
#include "scenario/expr.h"
#include "scenario/schema.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The parameters of a family that has a fixed number of them. */
typedef struct form {
  const char *name;
  sai_family family;
  size_t n;
  const char *written;
  bool shares; /* its values are shares whatever its numbers are */
} form;

static const form forms[] = {
    {"beta", SAI_BETA, 2, "beta(40, 960)", true},
    {"pert", SAI_PERT, 3, "pert(300, 400, 500)", false},
    {"triangular", SAI_TRIANGULAR, 3, "triangular(8000, 10000, 20000)", false},
    {"uniform", SAI_UNIFORM, 2, "uniform(300, 500)", false},
    {"normal", SAI_NORMAL, 2, "normal(400, 50)", false},
    {"exponential", SAI_EXPONENTIAL, 1, "exponential(3)", false},
};

static const char *const later[] = {"gamma",   "weibull",   "poisson",  "quantiles",
                                    "mixture", "truncated", "empirical"};

static const form *find_form(const char *name) {
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
    if (strcmp(forms[i].name, name) == 0) return &forms[i];
  return NULL;
}

bool sai_dist_is_name(const char *name) {
  const sai_form *found = sai_schema_form(name);
  return found && found->kind == SAI_FORM_DISTRIBUTION;
}

bool sai_dist_is_later(const char *name) {
  for (size_t i = 0; i < sizeof later / sizeof *later; i++)
    if (strcmp(later[i], name) == 0) return true;
  return false;
}

/* A checked distribution as a node; what the check says is shown at the distribution. */
static sai_expr *finish(sai_parser *p, const sai_dist *d, bool percent, size_t begin) {
  sai_error err;
  if (p->failed) return NULL;
  sai_place place = sai_parser_place(p, begin, p->last_end);
  if (sai_dist_check(d, &err)) {
    p->failed = true;
    sai_report_error(p->r, place, &err);
    return NULL;
  }
  sai_dist *copy = sai_reader_alloc(p->r, 1, sizeof *copy);
  sai_expr *e = sai_expr_new(p, SAI_EXPR_DIST, place);
  if (!copy || !e) return NULL;
  *copy = *d;
  e->dist = copy;
  e->percent = percent;
  return e;
}

bool sai_signed_number_read(sai_parser *p, const char *what, double *value, sai_number *number) {
  if (p->failed) return false;
  bool negative = sai_parser_take_symbol(p, '-');
  if (p->token.kind == SAI_TOKEN_NUMBER) {
    *number = p->token.number;
    *value = negative ? -number->value : number->value;
    sai_parser_next(p);
    return !p->failed;
  }
  if (p->token.kind == SAI_TOKEN_WORD) {
    const char *name = sai_parser_token_text(p);
    sai_error *err = sai_parser_report(p, sai_parser_token_place(p),
                                       _("inside %s only numbers can stand, not `%s`"), what, name);
    sai_error_hint(err, _("multiply instead, as in %s * uniform(0.8, 1.2), or write the numbers"), name);
    return false;
  }
  sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), _("a number is missing in %s"), what), "%s",
                 _("write numbers with a comma and a space between them"));
  return false;
}

static bool comma_or_close(sai_parser *p, const char *written, bool *more) {
  *more = sai_parser_is_symbol(p, ',');
  if (*more || sai_parser_is_symbol(p, ')')) {
    sai_parser_next(p);
    return !p->failed;
  }
  if (sai_parser_report_confusion(p)) return false;
  sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), "%s", _("a comma or `)` is missing here")),
                 _("write %s"), written);
  return false;
}

static void report_number_of_values(sai_parser *p, const form *f, size_t n, bool grouped, size_t begin) {
  sai_error *err = sai_parser_report(
      p, sai_parser_place(p, begin, p->last_end),
      P_("%s needs %zu value, and here is %zu", "%s needs %zu values, and here is %zu", f->n), f->name, f->n,
      n);
  if (grouped && n < f->n)
    sai_error_hint(err,
                   _("a comma without a space belongs to the number; between values write `, `, as in %s"),
                   f->written);
  else
    sai_error_hint(err, _("write for example %s"), f->written);
}

static sai_expr *read_form(sai_parser *p, const form *f, size_t begin) {
  sai_dist d = {.family = f->family};
  size_t n = 0, n_percent = 0;
  bool more = true, grouped = false;
  sai_parser_next(p);
  while (more) {
    double value;
    sai_number x;
    if (!sai_signed_number_read(p, f->name, &value, &x) || !comma_or_close(p, f->written, &more)) return NULL;
    if (n < f->n) d.p[n] = value;
    n++;
    n_percent += x.percent;
    grouped |= x.grouped;
  }
  if (n != f->n) {
    report_number_of_values(p, f, n, grouped, begin);
    return NULL;
  }
  if (n_percent && n_percent != n) {
    sai_error_hint(sai_parser_report(p, sai_parser_place(p, begin, p->last_end),
                                     _("some values of %s have a %%, others none"), f->name),
                   "%s", _("write all of them with %, or none"));
    return NULL;
  }
  if (f->shares && n_percent) {
    sai_error_hint(sai_parser_report(p, sai_parser_place(p, begin, p->last_end), "%s",
                                     _("beta counts successes and failures, not percentages")),
                   "%s", _("40 in 1,000 is beta(40, 960); for a range write 3% to 5%"));
    return NULL;
  }
  return finish(p, &d, f->shares || n_percent, begin);
}

/* Named parameters of the lognormal. */
typedef struct named {
  const char *name;
  bool given, percent;
  double value;
} named;

enum { MEAN, SD, MEDIAN, MEANLOG, SDLOG, NAMED };

static bool read_named(sai_parser *p, named values[NAMED]) {
  sai_place place = sai_parser_token_place(p);
  size_t i = 0;
  while (i < NAMED && !sai_parser_is_word(p, values[i].name)) i++;
  if (i == NAMED) {
    sai_error_hint(
        sai_parser_report(p, place, "%s",
                          _("lognormal takes its values by name only, since tools differ in their order")),
        "%s",
        _("write lognormal(mean=200000, sd=60000), (median=.., sdlog=..) or (meanlog=.., sdlog=..); or "
          "150,000 to 300,000"));
    return false;
  }
  sai_parser_next(p);
  if (!sai_parser_take_symbol(p, '=')) {
    sai_error_hint(sai_parser_report(p, place, _("`=` is missing after `%s`"), values[i].name),
                   _("write %s=.."), values[i].name);
    return false;
  }
  if (values[i].given) {
    sai_error_hint(sai_parser_report(p, place, _("`%s` is written twice"), values[i].name), "%s",
                   _("delete one of them"));
    return false;
  }
  sai_number x;
  values[i].given = true;
  if (!sai_signed_number_read(p, "lognormal", &values[i].value, &x)) return false;
  values[i].percent = x.percent;
  return true;
}

static bool solve_lognormal(const named v[NAMED], sai_dist *d) {
  if (v[MEAN].given && v[SD].given) {
    double ratio = v[SD].value / v[MEAN].value, variance = log1p(ratio * ratio);
    d->p[0] = log(v[MEAN].value) - variance / 2;
    d->p[1] = sqrt(variance);
    return v[MEAN].value > 0 && v[SD].value > 0;
  }
  d->p[0] = v[MEDIAN].given ? log(v[MEDIAN].value) : v[MEANLOG].value;
  d->p[1] = v[SDLOG].value;
  return !v[MEDIAN].given || v[MEDIAN].value > 0;
}

static sai_expr *read_lognormal(sai_parser *p, size_t begin) {
  named v[NAMED] = {{"mean"}, {"sd"}, {"median"}, {"meanlog"}, {"sdlog"}};
  bool more = true;
  size_t n = 0;
  for (sai_parser_next(p); more; n++)
    if (!read_named(p, v) || !comma_or_close(p, "lognormal(mean=200000, sd=60000)", &more)) return NULL;
  sai_place place = sai_parser_place(p, begin, p->last_end);
  bool pair = (v[MEAN].given && v[SD].given) || (v[MEDIAN].given && v[SDLOG].given) ||
              (v[MEANLOG].given && v[SDLOG].given);
  if (n != 2 || !pair) {
    sai_error_hint(sai_parser_report(p, place, "%s", _("these values of lognormal do not go together")), "%s",
                   _("write lognormal(mean=.., sd=..), (median=.., sdlog=..) or (meanlog=.., sdlog=..)"));
    return NULL;
  }
  if (v[MEAN].percent != v[SD].percent || v[MEANLOG].percent || v[SDLOG].percent) {
    sai_error_hint(sai_parser_report(p, place, "%s", _("the percentages of lognormal do not fit together")),
                   "%s",
                   _("write mean and sd both with % or both without; meanlog and sdlog are plain numbers"));
    return NULL;
  }
  sai_dist d = {.family = SAI_LOGNORMAL};
  if (!solve_lognormal(v, &d)) {
    sai_error_hint(
        sai_parser_report(p, place, "%s", _("mean, sd and median of lognormal must be above zero")), "%s",
        _("for a quantity that can be zero or negative use normal(mean, sd)"));
    return NULL;
  }
  return finish(p, &d, v[MEAN].percent || v[MEDIAN].percent, begin);
}

/* One value of a discrete distribution. */
typedef struct choice {
  double value, weight;
} choice;

static int by_value(const void *a, const void *b) {
  double x = ((const choice *)a)->value, y = ((const choice *)b)->value;
  return (x > y) - (x < y);
}

static const char discrete_form[] = "discrete(1=60%, 2=30%, 3=10%)";

static bool read_choice(sai_parser *p, choice *c, bool *percent) {
  sai_number x, weight;
  if (!sai_signed_number_read(p, "discrete", &c->value, &x)) return false;
  *percent = x.percent;
  if (!sai_parser_take_symbol(p, '=')) {
    sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), "%s",
                                     _("after each value of discrete `=` and its chance are needed")),
                   _("write %s"), discrete_form);
    return false;
  }
  return sai_signed_number_read(p, "discrete", &c->weight, &weight);
}

/* More than anybody types; data come from files. */
enum { CHOICES_MAX = 1000 };

static sai_expr *make_discrete(sai_parser *p, choice *choices, size_t n, bool percent, size_t begin) {
  qsort(choices, n, sizeof *choices, by_value);
  double *values = sai_reader_alloc(p->r, n, sizeof *values),
         *weights = sai_reader_alloc(p->r, n, sizeof *weights);
  if (!values || !weights) return NULL;
  for (size_t i = 0; i < n; i++) {
    values[i] = choices[i].value;
    weights[i] = choices[i].weight;
    if (i == 0 || values[i] > values[i - 1]) continue;
    sai_error_hint(sai_parser_report(p, sai_parser_place(p, begin, p->last_end),
                                     _("discrete names the value %g twice"), values[i]),
                   "%s", _("add their chances together"));
    return NULL;
  }
  sai_dist d = {.family = SAI_DISCRETE, .n = n, .value = values, .weight = weights};
  return finish(p, &d, percent, begin);
}

static sai_expr *read_discrete(sai_parser *p, size_t begin) {
  choice *choices = sai_reader_scratch(p->r, CHOICES_MAX, sizeof *choices);
  if (!choices) return NULL;
  bool more = true;
  size_t n = 0, n_percent = 0;
  for (sai_parser_next(p); more; n++) {
    bool percent;
    if (n == CHOICES_MAX) {
      sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), "%s", _("discrete has too many values")),
                     _("at most %d can stand here"), (int)CHOICES_MAX);
      return NULL;
    }
    if (!read_choice(p, &choices[n], &percent) || !comma_or_close(p, discrete_form, &more)) return NULL;
    n_percent += percent;
  }
  if (n_percent && n_percent != n) {
    sai_error_hint(sai_parser_report(p, sai_parser_place(p, begin, p->last_end),
                                     _("some values of %s have a %%, others none"), "discrete"),
                   "%s", _("write all of them with %, or none"));
    return NULL;
  }
  return make_discrete(p, choices, n, n_percent, begin);
}

static sai_expr *read_observed(sai_parser *p, size_t begin) {
  double k, n;
  sai_number x, y;
  sai_parser_next(p);
  if (!sai_signed_number_read(p, "observed", &k, &x)) return NULL;
  if (!sai_parser_take_word(p, "of")) {
    sai_error_hint(
        sai_parser_report(p, sai_parser_token_place(p), "%s", _("observed needs how many of how many")), "%s",
        _("write observed(40 of 1000)"));
    return NULL;
  }
  bool more;
  if (!sai_signed_number_read(p, "observed", &n, &y) || !comma_or_close(p, "observed(40 of 1000)", &more))
    return NULL;
  bool whole = k == floor(k) && n == floor(n) && !x.percent && !y.percent;
  if (more || !whole || k < 0 || n < 1 || k > n) {
    sai_error_hint(sai_parser_report(p, sai_parser_place(p, begin, p->last_end), "%s",
                                     _("observed counts whole units: from 0 to all of at least 1")),
                   "%s", _("write observed(40 of 1000) for 40 successes in 1,000 tries"));
    return NULL;
  }
  sai_dist d = {.family = SAI_BETA, .p = {k + 0.5, n - k + 0.5}};
  return finish(p, &d, true, begin);
}

sai_expr *sai_dist_read(sai_parser *p, const char *name, sai_place place) {
  if (sai_dist_is_later(name)) {
    sai_error_hint(sai_parser_report(p, place, _("this version cannot do `%s` yet"), name), "%s",
                   _("it knows a to b, observed, beta, pert, triangular, uniform, normal, lognormal, "
                     "exponential and discrete"));
    return NULL;
  }
  size_t begin = p->last_end - strlen(name);
  if (strcmp(name, "lognormal") == 0) return read_lognormal(p, begin);
  if (strcmp(name, "discrete") == 0) return read_discrete(p, begin);
  if (strcmp(name, "observed") == 0) return read_observed(p, begin);
  return read_form(p, find_form(name), begin);
}

static bool read_level(sai_parser *p, double *level) {
  *level = 0.9;
  if (!sai_parser_is_symbol(p, '(')) return true;
  sai_parser_next(p);
  bool right = p->token.kind == SAI_TOKEN_NUMBER && p->token.number.percent;
  sai_place place = sai_parser_token_place(p);
  if (right) {
    *level = p->token.number.value;
    sai_parser_next(p);
    if (sai_parser_take_symbol(p, ')') && *level >= 0.01 && *level <= 0.9999) return true;
  }
  sai_error_hint(sai_parser_report(p, place, "%s",
                                   _("in brackets after a range stands how sure it is, from 1% to 99.99%")),
                 "%s", _("write for example 2% to 6% (80%); without brackets it is 90%"));
  return false;
}

static void report_ends(sai_parser *p, sai_place place, double low, double high, bool percent) {
  if (low <= 0) {
    sai_error *err = sai_parser_report(p, place, "%s", _("the lower end of a range must be above zero"));
    sai_error_hint(err, "%s",
                   percent ? _("write for example 0.1% to 2%, or beta(1, 99)")
                           : _("a quantity that can be zero or negative is normal(mean, sd), pert(min, mode, "
                               "max) or uniform(min, max)"));
  } else if (percent && high >= 1) {
    sai_error_hint(
        sai_parser_report(p, place, "%s", _("the upper end of a range of percentages must be below 100%")),
        "%s", _("for a share write for example 80% to 99%; for a factor write 0.8 to 1.2"));
  } else if (!(low < high)) {
    sai_error_hint(
        sai_parser_report(p, place, "%s", _("the lower end of this range is not below its upper end")), "%s",
        _("write the smaller number first; for a value that is certain write one number"));
  }
}

static void report_units(sai_parser *p, sai_place place, const sai_number *low, const sai_number *high) {
  if (low->percent != high->percent)
    sai_error_hint(sai_parser_report(p, place, "%s", _("one end of this range has a %, the other none")),
                   "%s", _("write both ends with it, as in 10% to 20%, or none"));
  else if (low->scale == 1 && high->scale > 1 && low->value * high->scale < high->value)
    sai_error_hint(
        sai_parser_report(p, place, "%s", _("does the unit of the upper end belong to the lower end too?")),
        "%s", _("write the unit at both ends, as in 40万 to 50万, or no unit at all"));
}

sai_expr *sai_interval_read(sai_parser *p, const sai_number *low, bool negative, sai_place place) {
  size_t begin = p->token.begin;
  sai_parser_next(p);
  bool minus = sai_parser_take_symbol(p, '-');
  if (p->token.kind != SAI_TOKEN_NUMBER) {
    sai_error_hint(sai_parser_report(p, sai_parser_place(p, begin, p->token.end), "%s",
                                     _("`to` stands between two plain numbers only")),
                   "%s", _("multiply the whole instead, as in (2 to 3) * x"));
    return NULL;
  }
  sai_number high = p->token.number;
  double level, a = negative ? -low->value : low->value, b = minus ? -high.value : high.value;
  if (p->ungrouped && high.grouped) {
    sai_error_hint(sai_parser_report(p, sai_parser_token_place(p), "%s",
                                     _("inside min and max a number with commas could be two numbers")),
                   "%s", _("write it without commas, or a space after the comma between two numbers"));
    return NULL;
  }
  sai_parser_next(p);
  place.length = sai_parser_place(p, begin, p->last_end).column +
                 sai_parser_place(p, begin, p->last_end).length - place.column;
  report_units(p, place, low, &high);
  report_ends(p, place, a, b, low->percent);
  if (p->failed || !read_level(p, &level)) return NULL;
  sai_dist d;
  sai_error err;
  sai_code code = low->percent ? sai_dist_beta_interval(a, b, level, &d, &err)
                               : sai_dist_lognormal_interval(a, b, level, &d, &err);
  if (code) {
    p->failed = true;
    sai_report_error(p->r, place, &err);
    return NULL;
  }
  sai_expr *e = finish(p, &d, low->percent, 0);
  if (!e) return NULL;
  e->place = place;
  p->bare_interval = e;
  return e;
}
