/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Are intervals true? A case is played with many seeds, and it is counted how often each figure's 90%
   interval holds the exact value: in 90% for estimates, in at least 90% for probabilities and quantiles
   (whose steps may make it more). The same counts for intervals with a planted fault must be refused. */
#ifndef SAI_SELFTEST_COVERAGE_H
#define SAI_SELFTEST_COVERAGE_H

#include "scenario/scenario.h"
#include "selftest/exact.h"

#include <signal.h>

/** What is wrong with the intervals that are counted. */
typedef enum sai_coverage_fault {
  SAI_COVERAGE_TRUE,       /**< nothing */
  SAI_COVERAGE_LEVEL,      /**< estimates: level 80% */
  SAI_COVERAGE_COVARIANCE, /**< pooled ratios whose error this changes by a quarter: without its covariance */
  SAI_COVERAGE_BESIDE,     /**< quantiles of quantities with fine steps: those of a level 0.03 beside */
  SAI_COVERAGE_FAULTS
} sai_coverage_fault;

typedef struct sai_coverage_options {
  uint64_t seed, seeds;        /**< the first seed, and how many */
  uint64_t runs;               /**< of each */
  bool sobol;                  /**< quantities by points of Sobol': estimates, too, in 90% or more */
  volatile sig_atomic_t *stop; /**< or NULL; set: SAI_INTERRUPTED */
} sai_coverage_options;

/** The counts, opaque. */
typedef struct sai_coverage sai_coverage;

/** Play and count. @param coverage  sai_coverage_free() it */
SAI_MUST_USE sai_code sai_coverage_play(sai_scenario *scenario, const json_t *expected,
                                        const sai_coverage_options *options, sai_coverage **coverage,
                                        sai_error *err);
/** Compare the counts of all figures that the fault applies to. */
void sai_coverage_compare(const sai_coverage *coverage, sai_coverage_fault fault, sai_audit *audit);
/** Shares of seeds in which intervals held: least and most of estimates, least of the others. */
void sai_coverage_range(const sai_coverage *coverage, double *low, double *high, double *least);
void sai_coverage_free(sai_coverage *coverage);

#endif
