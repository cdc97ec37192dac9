/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lognormal distribution, whose parameters go by name. */
#include "base/intl.h"
#include "scenario/distribution.h"

#include <math.h>

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

sai_expr *sai_lognormal_read(sai_parser *p, const sai_pattern *f, size_t begin) {
  named v[NAMED] = {{"mean"}, {"sd"}, {"median"}, {"meanlog"}, {"sdlog"}};
  bool more = true;
  size_t n = 0;
  for (sai_parser_next(p); more; n++)
    if (!read_named(p, v) || !sai_pattern_next(p, f, &more)) return NULL;
  bool pair = (v[MEAN].given && v[SD].given) || (v[MEDIAN].given && v[SDLOG].given) ||
              (v[MEANLOG].given && v[SDLOG].given);
  if (n != 2 || !pair) {
    sai_error_hint(sai_pattern_report(p, begin, "%s", _("these values of lognormal do not go together")),
                   "%s",
                   _("write lognormal(mean=.., sd=..), (median=.., sdlog=..) or (meanlog=.., sdlog=..)"));
    return NULL;
  }
  if (v[MEAN].percent != v[SD].percent || v[MEANLOG].percent || v[SDLOG].percent) {
    sai_error_hint(sai_pattern_report(p, begin, "%s", _("the percentages of lognormal do not fit together")),
                   "%s",
                   _("write mean and sd both with % or both without; meanlog and sdlog are plain numbers"));
    return NULL;
  }
  sai_dist d = {.family = SAI_LOGNORMAL};
  if (!solve_lognormal(v, &d)) {
    sai_error_hint(
        sai_pattern_report(p, begin, "%s", _("mean, sd and median of lognormal must be above zero")), "%s",
        _("for a quantity that can be zero or negative use normal(mean, sd)"));
    return NULL;
  }
  return sai_pattern_finish(p, &d, v[MEAN].percent || v[MEDIAN].percent, begin);
}
