/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading distributions. One table says how the values of each are written. */
#ifndef SAI_SCENARIO_DISTRIBUTION_H
#define SAI_SCENARIO_DISTRIBUTION_H

#include "scenario/expr.h"

/** How the values of a distribution of sai_schema_forms() are written. */
typedef struct sai_pattern {
  const char *name;
  /** So many numbers of a family: `x` in the unit of the quantity, `n` without a unit. NULL: it has a reader
     of its own. */
  const char *values;
  sai_family family;
  bool share;               /**< its draws are shares, whatever its numbers are */
  const char *percent_hint; /**< untranslated; what to write where an `n` has a % */
  sai_expr *(*read)(sai_parser *p, const struct sai_pattern *f, size_t begin);
} sai_pattern;

/** The pattern of a name, or NULL. */
const sai_pattern *sai_pattern_find(const char *name);
/** How it is written, for example. */
const char *sai_pattern_example(const sai_pattern *f);

/** The readers of the table: the token is the `(` behind the name, which begins at the folded byte `begin`.
 *  NULL after a problem. */
sai_expr *sai_lognormal_read(sai_parser *p, const sai_pattern *f, size_t begin);
sai_expr *sai_discrete_read(sai_parser *p, const sai_pattern *f, size_t begin);
sai_expr *sai_quantiles_read(sai_parser *p, const sai_pattern *f, size_t begin);
sai_expr *sai_observed_read(sai_parser *p, const sai_pattern *f, size_t begin);
sai_expr *sai_empirical_read(sai_parser *p, const sai_pattern *f, size_t begin);
sai_expr *sai_mixture_read(sai_parser *p, const sai_pattern *f, size_t begin);
sai_expr *sai_truncated_read(sai_parser *p, const sai_pattern *f, size_t begin);

/** Step over `, ` or `)`; *more tells which. @return false after a problem */
bool sai_pattern_next(sai_parser *p, const sai_pattern *f, bool *more);
/** Report a problem of the whole distribution. @return the error, for a hint; NULL if nobody will see it */
sai_error *sai_pattern_report(sai_parser *p, size_t begin, const char *format, ...) SAI_PRINTF(3, 4);
/** Report unless all n values have a % or none has. @return true if they agree */
bool sai_pattern_units(sai_parser *p, const sai_pattern *f, size_t n, size_t n_percent, size_t begin);
/** A distribution as an expression, once sai_dist_check() accepts it; what that says is shown at its place.
 */
sai_expr *sai_pattern_finish(sai_parser *p, const sai_dist *d, bool percent, size_t begin);

#endif
