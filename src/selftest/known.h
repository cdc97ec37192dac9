/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Known answers of the random numbers and of the summaries. Each check takes the text of a file of known
   answers (cut up in place) and compares every row; with `fault` it compares something a little wrong, which
   must be refused. */
#ifndef SAI_SELFTEST_KNOWN_H
#define SAI_SELFTEST_KNOWN_H

#include "random/dist.h"
#include "selftest/audit.h"
#include "selftest/data.h"

/** pcg64dxsm.csv: raw words. Fault: another increment. */
void sai_known_words(char *text, bool fault, sai_audit *audit);
/** streams.csv: the words of named streams, of whole stripes and of single runs. Fault: another seed. */
void sai_known_streams(char *text, bool fault, sai_audit *audit);
/** streams.csv: uniforms, to the last bit. Fault: without the half step. */
void sai_known_uniforms(char *text, bool fault, sai_audit *audit);
/** distributions.csv: both tails of every family, to 4e-15 of themselves. Fault: x larger by 1e-12. */
void sai_known_tails(char *text, bool fault, sai_audit *audit);
/** distributions.csv: draws by inversion at 1,200 uniforms from 2^-53 to 1 - 2^-53 for every distribution:
 * the bounds of sai_sampler_fill(), by the distribution functions that sai_known_tails() compares. Fault:
 * draws larger by 1e-9. @return SAI_NO_MEMORY, or the error of a sampler that cannot be built */
SAI_MUST_USE sai_code sai_known_draws(char *text, bool fault, sai_audit *audit, sai_error *err);
/** binomial.csv: tails and probabilities, to 1e-13 of themselves. Fault: the next count. */
void sai_known_binomials(char *text, bool fault, sai_audit *audit);
/** binomial.csv: counts drawn just below, inside and just above the steps of F. Fault: p larger by 1%. */
void sai_known_counts(char *text, bool fault, sai_audit *audit);
/** intervals.csv: 90% intervals of shares, to 1e-10 of themselves, and ranks of those of quantiles. Fault: a
 *  level of 89%. */
void sai_known_intervals(char *text, bool fault, sai_audit *audit);
/** summaries.csv: mean, standard deviation, pooled ratio and difference with their standard errors, and
 *  quantiles of fixed columns, to 1e-11 of themselves (errors of the fourth moment: 1e-7). Fault: one value
 * in a thousand is another. */
void sai_known_summaries(char *text, bool fault, sai_audit *audit);

/** Distributions made of others, that distributions.csv has by name. */
enum { SAI_KNOWN_NESTEDS = 11 };
typedef struct sai_known_nested {
  const char *name;
  sai_dist d;
} sai_known_nested;
extern const sai_known_nested sai_known_nesteds[SAI_KNOWN_NESTEDS];

/** The distribution of a row of distributions.csv; a family of SAI_FAMILIES if its name is not known. */
sai_dist sai_known_dist(const sai_kat *row);

#endif
