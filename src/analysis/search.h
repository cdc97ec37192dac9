/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the searches for a break-even and for a price share: a program with something scaled, played at one
   scale, and the scale at which a figure is zero. Private to the analyses. */
#ifndef SAI_ANALYSIS_SEARCH_H
#define SAI_ANALYSIS_SEARCH_H

#include "analysis/analysis.h"
#include "engine/simulate.h"

/** Play a program that is sealed for point calculation at one scale.
 *  @param out  what its columns hold; the caller frees them */
SAI_MUST_USE sai_code sai_search_point(const sai_program *program, double scale, sai_registers **out,
                                       sai_error *err);
/** Play a program that is sealed for runs at one scale: as many runs as are asked for, 65,536 at most.
 *  @param out  what was watched; the caller frees it
 *  @return SAI_INTERRUPTED if it was stopped before the last run */
SAI_MUST_USE sai_code sai_search_runs(const sai_program *program, const sai_watch *watch,
                                      const sai_run_options *options, double scale, sai_tally **out,
                                      sai_error *err);

/** A figure that depends on a scale. */
typedef struct sai_search {
  sai_code (*look)(const void *of, double scale, double *value, sai_error *err);
  const void *of;
  double limit; /**< the largest scale that is tried, a power of 4 */
} sai_search;

/** Find where a figure changes its sign once, looking upwards from 1: regula falsi with the Illinois step
 *  (Dowell and Jarratt 1971), one evaluation where the figure is linear in the scale.
 *  @param at_0, at_1  the figure at the scales 0 and 1; 0 counts as positive
 *  @param scale       where it is zero but for 1e-12 of what it changes; INFINITY if it keeps its sign up to
 *                     the limit */
SAI_MUST_USE sai_code sai_search_zero(const sai_search *search, double at_0, double at_1, double *scale,
                                      sai_error *err);

#endif
