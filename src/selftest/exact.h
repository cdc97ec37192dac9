/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A result beside exact distributions: every figure with its standard error and interval. What is expected
   comes from tests/exact/enumerate.py, by enumeration or closed form.

   An estimated figure is expected as [value, sd, skew, sd_of_sd, skew_of_sd]: the standard deviation and
   skewness of its influence function per run, and those of the influence function of its standard error
   (times the root of the runs). Distributions come as steps [x, P(X < x), P(X <= x)], all of them or those
   near the quantiles. Infinite values are "inf" and "-inf". */
#ifndef SAI_SELFTEST_EXACT_H
#define SAI_SELFTEST_EXACT_H

#include "result/result.h"
#include "selftest/audit.h"

#include <jansson.h>

/** Where a figure stands. */
typedef struct sai_exact_spot {
  char where[200];       /**< in words */
  uint64_t runs;         /**< that it rests on */
  const json_t *metrics; /**< expected metrics of its offer, or NULL */
  sai_metric_id metric;  /**< SAI_METRICS: of none */
} sai_exact_spot;

/** What is done with each figure that the case knows, always in the same order. */
typedef struct sai_exact_visitor {
  void *context;
  void (*estimate)(void *context, const sai_exact_spot *s, const char *figure, const sai_figure *f,
                   const json_t *expected);
  void (*share)(void *context, const sai_exact_spot *s, const char *figure, const sai_figure *f,
                double expected);
  void (*quantile)(void *context, const sai_exact_spot *s, const char *figure, const sai_figure *f,
                   const json_t *steps, double q);
  /** Not a figure: what must hold, e.g. that both sides have it. */
  void (*holds)(void *context, const sai_exact_spot *s, const char *what, bool ok);
} sai_exact_visitor;

void sai_exact_visit(const sai_exact_visitor *visitor, const json_t *expected, const sai_result *result);

/** Compare every figure, its standard error and its interval; a figure that only one side has is refused. */
void sai_exact_compare(sai_audit *audit, const json_t *expected, const sai_result *result);
/** Compare a point calculation with the figures by hand, to 1 in 1e12. */
void sai_exact_compare_point(sai_audit *audit, const json_t *expected, const sai_result *result);
/** Compare with a case of seed.json, which knows the CPA of the first offer only at its quantiles. */
void sai_exact_compare_seed(sai_audit *audit, const json_t *expected, const sai_result *result);

/** The number of a value: the first of an array, an infinity by its name, else NAN. */
double sai_exact_real(const json_t *value);
/** That of the value at a key. */
double sai_exact_number(const json_t *object, const char *key);
/** A malloc'd copy of `text` with the only `old` in it replaced by `new`; NULL if there is none, or more, or
 * no memory. */
char *sai_exact_edit(const char *text, const char *old, const char *new);

#endif
