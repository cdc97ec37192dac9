/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be summed up of a program's columns, and the sums: one set a worker, merged in any order to the
 * same bits. */
#ifndef SAI_ENGINE_OBSERVE_H
#define SAI_ENGINE_OBSERVE_H

#include "model/program.h"
#include "stats/moments.h"
#include "stats/proportion.h"
#include "stats/quantiles.h"

/** How a column is summed up; flags. */
enum {
  SAI_WATCH_MOMENTS = 1,   /**< mean, sd, covariances; finite values only */
  SAI_WATCH_QUANTILES = 2, /**< quantiles; may be infinite */
  SAI_WATCH_COUNTS = 4     /**< how often each whole number 0 .. n_counts - 1 comes */
};

typedef struct sai_watched {
  sai_column column;
  size_t segment; /**< after which it is read */
  unsigned how;
  size_t n_counts;
} sai_watched;

/** Columns and pairs of columns to watch. Zero-initialise; free with sai_watch_free(). */
typedef struct sai_watch {
  size_t n, capacity, n_pairs, pairs_capacity;
  sai_watched *columns;
  struct sai_watched_pair {
    size_t x, y; /**< indexes of watched columns */
  } * pairs;
  bool failed;
} sai_watch;

/** Watch a kept column; the same column in the same segment is watched once, for everything asked of it.
 *  @return its index. After a failed allocation `failed` is set and simulating fails. */
size_t sai_watch_column(sai_watch *watch, sai_column column, size_t segment, unsigned how, size_t n_counts);
/** Watch the covariance of two columns that are watched for moments. @return the pair's index */
size_t sai_watch_pair(sai_watch *watch, size_t x, size_t y);
void sai_watch_free(sai_watch *watch);

/** The sums of one worker, or of all. */
typedef struct sai_tally sai_tally;

/** Empty sums. `groups` > 0: sums are kept for so many groups of stripes, stripe s in group s modulo
 * `groups`, and finishing adds them up; then nothing is kept as it is. `keep` > 0: that many runs will be
 * kept as they are, for exact quantiles, instead of sketches. NULL if there is no memory. `scales` is
 * [watch->n], borrowed until the tally has been made. */
sai_tally *sai_tally_create(const sai_watch *watch, const sai_scale *scales, size_t keep, size_t groups);
void sai_tally_free(sai_tally *tally);
/** Add the columns of one segment of a stripe; `first_run` is the number of the stripe's first run. */
void sai_tally_update(sai_tally *tally, const sai_registers *registers, size_t segment, uint64_t first_run,
                      size_t n);
/** Add another worker's sums. Kept runs are copied to their places. */
void sai_tally_merge(sai_tally *tally, const sai_tally *other);
/** After the last merge, and again after more: make quantiles ready, and add groups up. */
void sai_tally_finish(sai_tally *tally);
/** Put kept runs into sketches, so that any number of runs can follow: the same sketches as if they had never
 * been kept. @return false if there is no memory; the tally is then as it was */
bool sai_tally_sketch(sai_tally *tally);

/** Groups of a tally, 0 if all runs are independent. */
size_t sai_tally_groups(const sai_tally *tally);
/** The sums of one group. */
const sai_tally *sai_tally_group(const sai_tally *tally, size_t group);

/** Runs that were summed up in a column. */
uint64_t sai_tally_runs(const sai_tally *tally, size_t index);
const sai_moments *sai_tally_moments(const sai_tally *tally, size_t index);
sai_quantile sai_tally_quantile(const sai_tally *tally, size_t index, double q, double level);
/** Runs in which the column was below x (in a sketch: in a bucket below that of x). */
double sai_tally_below(const sai_tally *tally, size_t index, double x);
/** Runs in which the column was `value`, 0 .. n_counts - 1. */
uint64_t sai_tally_count(const sai_tally *tally, size_t index, size_t value);
double sai_tally_covariance(const sai_tally *tally, size_t pair);

#endif
