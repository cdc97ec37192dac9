/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the selftest plays: scenarios, as they are or with something planted in them or in their results. */
#ifndef SAI_SELFTEST_CASES_H
#define SAI_SELFTEST_CASES_H

#include "result/result.h"
#include "selftest/coverage.h"
#include "selftest/selftest.h"

/** A scenario of the data, and how it is played. */
typedef struct sai_case {
  const char *file;
  const char *old, *new; /**< perhaps the only `old` in it is replaced by `new`; NULL: as it is */
  uint64_t runs;         /**< 0: point calculation */
  unsigned threads;
} sai_case;
/** Read and play it. @param result  sai_result_free() it */
SAI_MUST_USE sai_code sai_case_play(const sai_selftest_options *o, const sai_case *played,
                                    sai_result **result, sai_error *err);

/** What is planted in a result before it is compared. */
typedef enum sai_case_fault {
  SAI_CASE_TRUE,
  SAI_CASE_ERRORS,   /**< standard errors of estimates, and their intervals, 5% too wide */
  SAI_CASE_ENDS,     /**< intervals of estimates of level 80% */
  SAI_CASE_SHARES,   /**< intervals of probabilities by the normal distribution */
  SAI_CASE_QUANTILES /**< intervals of quantiles as far out as 50 standard errors of their rank */
} sai_case_fault;
void sai_case_plant(sai_result *result, sai_case_fault fault);

/** Results with 1, 2 and 7 threads, as JSON, byte by byte. Fault: one figure's last digit. */
SAI_MUST_USE sai_code sai_case_threads(const sai_selftest_options *o, bool fault, sai_audit *audit,
                                       sai_error *err);
/** Coverage of the case's intervals over 1,000 seeds of 600 runs. Fault: level 80%. */
SAI_MUST_USE sai_code sai_case_coverage(const sai_selftest_options *o, const json_t *expected, bool fault,
                                        sai_audit *audit, sai_error *err);

#endif
