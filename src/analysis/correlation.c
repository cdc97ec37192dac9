/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/correlation.h"

#include "random/copula.h"

double sai_correlation_reached(const sai_scenario *scenario, const sai_pair *pair) {
  const sai_dist *a = scenario->inputs[pair->a].quantity->expr->dist,
                 *b = scenario->inputs[pair->b].quantity->expr->dist;
  return sai_copula_reached(a, b, pair->rank);
}
