/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of metrics, and the little that a result can do. */
#include "result/result.h"

#include "base/intl.h"

#include <stdlib.h>

const double sai_quantile_levels[SAI_QUANTILES] = {0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95};
const char *const sai_quantile_names[SAI_QUANTILES] = {"p5", "p10", "p25", "p50", "p75", "p90", "p95"};

const sai_metric_info sai_metric_infos[SAI_METRICS] = {
    [SAI_COST] = {"cost", N_("total cost"), SAI_MEASURE_MONEY, false, {"probability_within_budget"}},
    [SAI_FEES] = {"fees", N_("vendor fees"), SAI_MEASURE_MONEY, false, {NULL}},
    [SAI_OWN_COST] = {"own_cost", N_("own cost"), SAI_MEASURE_MONEY, false, {NULL}},
    [SAI_TAX] = {"tax", N_("consumption tax"), SAI_MEASURE_MONEY, false, {NULL}},
    [SAI_COST_WITH_TAX] = {"cost_with_tax", N_("total with tax"), SAI_MEASURE_MONEY, false, {NULL}},
    [SAI_TAX_NOT_DEDUCTIBLE] =
        {"tax_not_deductible", N_("tax that cannot be deducted"), SAI_MEASURE_MONEY, false, {NULL}},
    [SAI_ORDERS] = {"orders", N_("orders"), SAI_MEASURE_COUNT, false, {"probability_reached_target"}},
    [SAI_PIPELINE_ORDERS] =
        {"pipeline_orders", N_("orders after the horizon"), SAI_MEASURE_COUNT, false, {NULL}},
    [SAI_CPA] = {"cpa",
                 N_("CPA (cost per order)"),
                 SAI_MEASURE_MONEY,
                 true,
                 {"probability_no_order", "probability_within_target"}},
    [SAI_CPA_FEES] = {"cpa_fees", N_("CPA, vendor fees only"), SAI_MEASURE_MONEY, true, {NULL}},
    [SAI_GROSS_PROFIT] = {"gross_profit", N_("gross profit"), SAI_MEASURE_MONEY, false, {NULL}},
    [SAI_NET] = {"net", N_("net"), SAI_MEASURE_MONEY, false, {"probability_positive"}},
    [SAI_ROI] = {"roi", N_("ROI"), SAI_MEASURE_RATIO, true, {NULL}},
    [SAI_DEEPEST_CASH_NEED] =
        {"deepest_cash_need", N_("deepest cash need"), SAI_MEASURE_MONEY, false, {NULL}},
};

void sai_result_free(sai_result *result) {
  if (!result) return;
  sai_arena_free(&result->arena);
  free(result);
}

const sai_comparison *sai_result_comparison(const sai_result *result, size_t a, size_t b,
                                            sai_metric_id metric) {
  for (size_t i = 0; i < result->n_comparisons; i++) {
    const sai_comparison *c = &result->comparisons[i];
    if (c->a == a && c->b == b && c->metric == metric) return c;
  }
  return NULL;
}
