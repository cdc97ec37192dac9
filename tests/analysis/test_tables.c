/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Start-up stays small: tables are counted as they are built. The linker puts these functions before the ones
   that build them (--wrap). */
#include "analysis/analysis.h"
#include "scenario/support.h"

static size_t n_tables, n_previews;

sai_code __real_sai_sampler_create(const sai_dist *d, sai_arena *arena, const sai_sampler **sampler,
                                   sai_error *err);
sai_code __wrap_sai_sampler_create(const sai_dist *d, sai_arena *arena, const sai_sampler **sampler,
                                   sai_error *err);
sai_code __real_sai_sampler_create_preview(const sai_dist *d, sai_arena *arena, const sai_sampler **sampler,
                                           sai_error *err);
sai_code __wrap_sai_sampler_create_preview(const sai_dist *d, sai_arena *arena, const sai_sampler **sampler,
                                           sai_error *err);

sai_code __wrap_sai_sampler_create(const sai_dist *d, sai_arena *arena, const sai_sampler **sampler,
                                   sai_error *err) {
  n_tables++;
  return __real_sai_sampler_create(d, arena, sampler, err);
}

sai_code __wrap_sai_sampler_create_preview(const sai_dist *d, sai_arena *arena, const sai_sampler **sampler,
                                           sai_error *err) {
  n_previews++;
  return __real_sai_sampler_create_preview(d, arena, sampler, err);
}

/* Drawn from: rate and, twice, its equal; profit, anew each month. The lead time is no draw, the unused
   inputs are not played. */
static const char text[] =
    HEAD "inputs:\n  rate: beta(40, 960)\n  unused: gamma(3, 7)\n  also: weibull(2, 5)\n"
         "  both: rate * uniform(0.8, 1.2)\n"
         "funnel:\n  - call: 1,000 per month\n  - appointment: rate of call\n"
         "  - order:\n      rate: beta(40, 960)\n      delay: pert(0, 1, 3)\n"
         "value:\n  gross_profit: pert(1000, 2000, 4000) per order, anew each month\n"
         "offers:\n  - name: A\n    fees:\n      - 400 per call\n"
         "  - name: B\n    fees:\n      - fee: 10,000 per order\n        cap: 50,000\n      - 5 per call\n"
         "    funnel:\n      - appointment: beta(40, 960) of call\n";

static void count(bool run, bool point) {
  sai_scenario *s = read_text(text);
  sai_quantity_summary *summaries;
  sai_result *result = NULL;
  const sai_run_options options = {.runs = 2000, .seed = 1, .threads = 1, .point = point};
  n_tables = n_previews = 0;
  if (run)
    cr_assert_eq(sai_analyse_run(s, &options, &result, NULL), SAI_OK);
  else
    cr_assert_eq(sai_analyse_quantities(s, NULL, &summaries, NULL), SAI_OK);
  sai_result_free(result);
  sai_scenario_free(s);
}

Test(tables, check_builds_none) {
  count(false, false);
  cr_expect_eq(n_tables, 0, "%zu", n_tables);
  cr_expect_eq(n_previews, 2, "the rate and the uniform factor of `both`: %zu", n_previews);
}

Test(tables, a_point_calculation_builds_none) {
  count(true, true);
  cr_expect_eq(n_tables, 0, "%zu", n_tables);
}

/* Break-even with the cap is searched for in programs of its own, which borrow. */
Test(tables, a_run_builds_one_for_each_distribution_that_is_drawn) {
  count(true, false);
  cr_expect_eq(n_tables, 2, "%zu", n_tables);
}
