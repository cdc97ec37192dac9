/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of patterns. */
#include "base/intl.h"
#include "scenario/distribution.h"
#include "scenario/schema.h"

#include <string.h>

static const sai_pattern patterns[] = {
    /* clang-format off */
    {"observed", .share = true, .read = sai_observed_read},
    {"beta", "nn", SAI_BETA, true, N_("40 in 1,000 is beta(40, 960); for a range write 3% to 5%")},
    {"pert", "xxx", SAI_PERT},
    {"triangular", "xxx", SAI_TRIANGULAR},
    {"uniform", "xx", SAI_UNIFORM},
    {"normal", "xx", SAI_NORMAL},
    {"lognormal", .read = sai_lognormal_read},
    {"exponential", "x", SAI_EXPONENTIAL},
    {"gamma", "nx", SAI_GAMMA, .percent_hint = N_("the shape has no unit; the scale is in the unit of the quantity: gamma(2, 500)")},
    {"weibull", "nx", SAI_WEIBULL, .percent_hint = N_("the shape has no unit; the scale is in the unit of the quantity: weibull(1.5, 500)")},
    {"poisson", "n", SAI_POISSON, .percent_hint = N_("it counts whole units: poisson(2.5); for a share write 3% to 5%")},
    {"quantiles", .read = sai_quantiles_read},
    {"discrete", .read = sai_discrete_read},
    {"mixture", .read = sai_mixture_read},
    {"truncated", .read = sai_truncated_read},
    {"empirical", .read = sai_empirical_read},
    /* clang-format on */
};

const sai_pattern *sai_pattern_find(const char *name) {
  for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
    if (strcmp(patterns[i].name, name) == 0) return &patterns[i];
  return NULL;
}

const char *sai_pattern_example(const sai_pattern *f) {
  const sai_form *form = sai_schema_form(f->name);
  return form ? form->example : f->name;
}
