/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loops over columns against plain definitions, and sketches made of blocks against sketches made value
   by value: where a block is looked at as a whole, nothing may be missed. Run at every level. */
#include "stats/loops.h"

#include "local.h"
#include "stats/moments.h"
#include "stats/quantiles.h"

#include <criterion/criterion.h>
#include <float.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1024, BLOCKS = 12, LONG = BLOCKS * BLOCK };

/* Twos to the power of -48 .. 79 are where pages of positive buckets begin. */
static double power_of_two(uint64_t *state) {
  return ldexp(1, (int)(local_word(state) % 140) - 54);
}

static double column_value(int kind, size_t i, uint64_t *state) {
  const double u = local_uniform(state), v = local_uniform(state);
  switch (kind) {
  case 0: /* signed, whole and other numbers in the same pages */
    return u < 0.5 ? floor(3000 * v) - 1500 : 3000 * (v - 0.5);
  case 1: /* on both sides of every page's edge */
    return (u < 0.5 ? -1 : 1) * power_of_two(state) * (v < 0.3 ? 1 - 0x1p-12 : v < 0.6 ? 1 : 1 - 0x1p-11);
  case 2: /* atoms at both zeros and infinities */
    return u < 0.2 ? 0.0 : u < 0.4 ? -0.0 : u < 0.5 ? INFINITY : u < 0.55 ? -INFINITY : local_normal(state);
  case 3: /* every block equal, but for one value in some */
    return i % (3 * BLOCK) == 77 ? 4.7 : (double)(i / BLOCK);
  case 4: /* beyond the buckets */
    return (u < 0.5 ? -1 : 1) * pow(10, 600 * v - 300);
  case 5: /* whole numbers, and late one that is no middle */
    return i == LONG - 500 ? 1000.25 : floor(2047.999 * u);
  case 6: /* the same, in the page that holds nothing but a zero */
    return i == LONG - 500 ? 0x1.0001p-48 : i == 3 ? 0 : floor(1000 * u + 1);
  case 7: /* a page that comes late, between others */
    return i == LONG - 500 ? 0.3 : u < 0.5 ? -100 - v : 100 + v;
  case 8: /* infinities of one sign, and late one of the other */
    return i == LONG - 500 ? -INFINITY : u < 0.01 ? INFINITY : 1 + v;
  case 9: /* what is counted as zero, and no number of 10 mantissa bits */
    return u < 0.001 ? 4e-320 : u < 0.3 ? -0.0 : 1 + v;
  case 10:
    return i < LONG / 2 ? INFINITY : -(double)INFINITY;
  case 11: /* a power of two below all buckets, where a zero was */
  case 12: /* the same below zero */
    return i == LONG - 500 ? (kind == 11 ? 0x1p-60 : -0x1p-60) : u < 0.5 ? 0 : kind == 11 ? -1 : 1;
  case 13: /* above all buckets */
  case 14:
    return (kind == 13 ? 1 : -1) * (i == LONG - 500 ? 0x1p90 : u < 0.5 ? 0 : 0x1p80 - 0x1p70);
  default: /* on both sides of 2^80 */
    return ldexp(1 - 0x1p-12 + 0x1p-13 * floor(3 * u), v < 0.5 ? 80 : 79);
  }
}
enum { KINDS = 16 };

static double *column(int kind) {
  uint64_t state = 97 + (uint64_t)kind;
  double *x = malloc(LONG * sizeof *x);
  for (size_t i = 0; i < LONG; i++) x[i] = column_value(kind, i, &state);
  return x;
}

/* ---- buckets ---- */

/* m as the file's head defines it, by arithmetic on the value. */
static int32_t distance_from_zero(double x) {
  const double size = fabs(x);
  int exponent;
  if (size == INFINITY) return x < 0 ? -SAI_BUCKET_SIZES - 1 : SAI_BUCKET_SIZES + 1;
  if (size < 0x1p-1033) return 0;
  const double fraction = frexp(size, &exponent);
  double m = 1 + 1024. * (exponent - 1 + 48) + floor((2 * fraction - 1) * 1024 + 0.5);
  m = fmin(fmax(m, 1), SAI_BUCKET_SIZES);
  return (int32_t)(x < 0 ? -m : m);
}

static size_t wrong_buckets(const double *x, size_t n, const uint32_t *bucket) {
  size_t wrong = 0;
  for (size_t i = 0; i < n; i++) wrong += bucket[i] != (uint32_t)(SAI_BUCKET_ZERO + distance_from_zero(x[i]));
  return wrong;
}

static bool survey_is_right(const double *x, size_t n, const sai_bucket_survey *is) {
  sai_bucket_survey should = {0, UINT32_MAX, UINT32_MAX, false};
  for (size_t i = 0; i < n; i++) {
    uint64_t bits;
    memcpy(&bits, &x[i], sizeof bits);
    const int32_t m = distance_from_zero(x[i]);
    should.bits |= bits;
    should.zero |= m == 0;
    if (m > 0 && (uint32_t)m - 1 < should.above) should.above = (uint32_t)m - 1;
    if (m < 0 && (uint32_t)-m - 1 < should.below) should.below = (uint32_t)-m - 1;
  }
  return is->bits == should.bits && is->zero == should.zero &&
         (is->above == should.above || (is->above >= SAI_BUCKET_SIZES && should.above >= SAI_BUCKET_SIZES)) &&
         (is->below == should.below || (is->below >= SAI_BUCKET_SIZES && should.below >= SAI_BUCKET_SIZES));
}

typedef sai_bucket_survey bucket_loop(const double *x, size_t n, uint32_t *bucket);

/* In blocks of all lengths. */
static void expect_definition(bucket_loop *loop, const double *x, int kind) {
  uint32_t bucket[BLOCK];
  for (size_t i = 0, n = 1; i + n <= LONG; i += n, n = n * 7 % 1021 + 1) {
    const sai_bucket_survey survey = loop(x + i, n, bucket);
    cr_assert_eq(wrong_buckets(x + i, n, bucket), 0, "kind %d, %zu of %zu", kind, i, n);
    cr_assert(survey_is_right(x + i, n, &survey), "kind %d, %zu of %zu", kind, i, n);
  }
}

Test(stats_loops, buckets_are_those_of_the_definition) {
  for (int kind = 0; kind < KINDS; kind++) {
    double *x = column(kind);
    expect_definition(sai_stats_loops_used()->buckets, x, kind);
    free(x);
  }
}

Test(stats_loops, positive_buckets_are_those_of_the_definition) {
  for (int kind = 0; kind < KINDS; kind++) {
    double *x = column(kind);
    for (size_t i = 0; i < LONG; i++) {
      x[i] = fabs(x[i]);
      if (!(x[i] >= 0x1p-48 && x[i] <= 0x1p79)) x[i] = i % 3 ? 0x1p-48 : 0x1p79;
    }
    expect_definition(sai_stats_loops_used()->positive_buckets, x, kind);
    free(x);
  }
}

/* Ends leave out what is no number, so that a column that seems positive may hold some. */
Test(stats_loops, what_is_no_number_has_a_bucket_that_there_is) {
  double x[BLOCK];
  uint32_t bucket[BLOCK];
  for (size_t i = 0; i < BLOCK; i++) x[i] = i % 7 == 0 ? copysign(NAN, i % 2 ? -1 : 1) : 1 + (double)i;
  for (size_t n = 1; n <= BLOCK; n = n * 2 + 1) {
    sai_stats_loops_used()->positive_buckets(x, n, bucket);
    for (size_t i = 0; i < n; i++)
      cr_assert_lt(bucket[i], SAI_BUCKET_PAGES * SAI_BUCKET_PAGE, "%zu of %zu", i, n);
  }
}

/* The last bucket is that of +infinity. */
Test(stats_loops, a_sketch_survives_what_is_no_number) {
  sai_quantiles *s = calloc(1, sai_quantiles_bytes());
  double x[BLOCK];
  for (size_t i = 0; i < BLOCK; i++) x[i] = i < 10 ? 5 + (double)i : -NAN;
  sai_quantiles_update(s, x, BLOCK);
  sai_quantiles_update(s, x + 10, BLOCK - 10);
  cr_expect_eq(sai_quantiles_count(s), 2 * BLOCK - 10);
  cr_expect_eq(sai_quantiles_below(s, 7.5), 3);
  free(s);
}

Test(stats_loops, a_bucket_that_is_one_off_is_noticed) {
  double x[] = {1, 2.5, -3, 0, INFINITY};
  uint32_t bucket[5];
  sai_bucket_survey survey = sai_stats_loops_used()->buckets(x, 5, bucket);
  x[1] = 2.5 * (1 + 0x1p-10);
  cr_expect_eq(wrong_buckets(x, 5, bucket), 1);
  x[1] = 2.5, x[3] = 5;
  cr_expect(!survey_is_right(x, 5, &survey), "no zero");
  x[3] = 0, x[0] = 0.99;
  cr_expect(!survey_is_right(x, 5, &survey), "nearer to zero");
}

/* ---- ends ---- */

static sai_ends plain_ends(const double *x, size_t n, bool finite_only) {
  sai_ends e = {INFINITY, -(double)INFINITY};
  for (size_t i = 0; i < n; i++) {
    if (finite_only && isinf(x[i])) continue;
    e.low = fmin(e.low, x[i]), e.high = fmax(e.high, x[i]);
  }
  return e;
}

Test(stats_loops, ends_are_the_smallest_and_the_largest) {
  for (int kind = 0; kind < KINDS; kind++) {
    double *x = column(kind);
    for (size_t i = 0, n = 1; i + n <= LONG; i += n, n = n * 7 % 1021 + 1)
      for (int finite = 0; finite < 2; finite++) {
        const sai_stats_loops *loops = sai_stats_loops_used();
        const sai_ends e = (finite ? loops->finite_ends : loops->ends)(x + i, n),
                       p = plain_ends(x + i, n, finite);
        cr_assert(e.low == p.low && e.high == p.high, "kind %d, %zu of %zu: %g %g", kind, i, n, e.low,
                  e.high);
      }
    free(x);
  }
}

/* Wherever the end stands among the places of a block. */
Test(stats_loops, no_place_is_missed_by_the_ends) {
  double x[200] = {0};
  for (size_t n = 1; n <= 200; n++)
    for (size_t i = 0; i < n; i++) {
      x[i] = -1;
      cr_assert_eq(sai_stats_loops_used()->ends(x, n).low, -1);
      x[i] = 1;
      cr_assert_eq(sai_stats_loops_used()->finite_ends(x, n).high, 1);
      x[i] = 0;
    }
}

/* ---- counts of whole numbers ---- */

/* Places that hold the wrong count after two columns of n values below n_counts; every fourth value is the
   largest. */
static size_t wrong_counts(size_t n, size_t n_counts, double fault) {
  double x[BLOCK];
  uint64_t is[SAI_FEW_COUNTS] = {0}, should[SAI_FEW_COUNTS] = {0}, state = n;
  for (int times = 0; times < 2; times++) {
    for (size_t i = 0; i < n; i++) {
      const size_t v = i % 4 == 3 ? n_counts - 1 : local_word(&state) % n_counts;
      x[i] = (double)v;
      should[v]++;
    }
    if (n) x[n - 1] -= x[n - 1] > 0 ? fault : 0;
    sai_stats_loops_used()->count_few(x, n, n_counts, is);
  }
  size_t wrong = 0;
  for (size_t v = 0; v < n_counts; v++) wrong += is[v] != should[v];
  return wrong;
}

Test(stats_loops, few_whole_numbers_are_counted) {
  for (size_t n_counts = 1; n_counts <= SAI_FEW_COUNTS; n_counts++)
    for (size_t n = 0; n <= BLOCK; n += n < 140 ? 1 : 13)
      cr_assert_eq(wrong_counts(n, n_counts, 0), 0, "%zu of %zu", n, n_counts);
  cr_expect_eq(wrong_counts(BLOCK, SAI_FEW_COUNTS, 1), 2, "one that is counted in the place of another");
}

/* As many of one as a byte could not hold. */
Test(stats_loops, equal_whole_numbers_are_counted) {
  double x[BLOCK];
  uint64_t counts[3] = {0};
  for (size_t i = 0; i < BLOCK; i++) x[i] = 2;
  sai_stats_loops_used()->count_few(x, BLOCK, 3, counts);
  cr_assert(counts[0] == 0 && counts[1] == 0 && counts[2] == BLOCK);
}

/* ---- moments beside a sketch ---- */

static bool same_sums(const sai_moments *a, const sai_moments *b) {
  bool same = a->n == b->n;
  for (int k = 0; k < 4; k++)
    same = same && a->power[k].units == b->power[k].units && a->power[k].coarse == b->power[k].coarse &&
           a->power[k].saturated == b->power[k].saturated;
  return same;
}

/* x in a sketch and in moments, both at once, against y one after the other; pieces of all sizes. */
static bool same_together(const double *x, const double *y) {
  sai_quantiles *s = calloc(1, sai_quantiles_bytes()), *t = calloc(1, sai_quantiles_bytes());
  sai_moments m, l;
  const sai_scale scale = sai_scale_of(x, BLOCK);
  sai_moments_start(&m, scale);
  sai_moments_start(&l, scale);
  for (size_t i = 0, n = BLOCK; i < LONG; i += n, n = n * 7 % 1021 + 1) {
    if (n > LONG - i) n = LONG - i;
    sai_quantiles_update_both(s, &m, x + i, n);
    sai_quantiles_update(t, y + i, n);
    sai_moments_update(&l, y + i, n);
  }
  const bool same = same_sums(&m, &l) && memcmp(s, t, sai_quantiles_bytes()) == 0;
  free(s);
  free(t);
  return same;
}

static bool all_finite(const double *x) {
  for (size_t i = 0; i < LONG; i++)
    if (isinf(x[i])) return false;
  return true;
}

Test(stats_loops, a_sketch_and_moments_together_are_as_each_alone) {
  int tried = 0;
  for (int kind = 0; kind < KINDS; kind++) {
    double *x = column(kind);
    if (all_finite(x)) {
      tried++;
      cr_expect(same_together(x, x), "kind %d", kind);
    }
    free(x);
  }
  cr_expect_gt(tried, KINDS / 2);
}

/* Values that all equal the centre, or one another: sums are left alone for the former only. */
Test(stats_loops, equal_values_in_a_sketch_and_in_moments) {
  double *x = malloc(LONG * sizeof *x), *y = malloc(LONG * sizeof *y);
  for (size_t i = 0; i < LONG; i++) x[i] = i < 2 * BLOCK ? 3.7 : 4.7;
  cr_expect(same_together(x, x));
  memcpy(y, x, LONG * sizeof *y);
  y[LONG - 1] = 3.7;
  cr_expect(!same_together(x, y), "one value differs");
  free(x);
  free(y);
}

/* ---- sketches ---- */

static sai_quantiles *in_blocks(const double *x, size_t largest) {
  sai_quantiles *s = calloc(1, sai_quantiles_bytes());
  for (size_t i = 0, n; i < LONG; i += n) {
    n = LONG - i < largest ? LONG - i : largest;
    sai_quantiles_update(s, x + i, n);
  }
  return s;
}

static bool same(const double *x, const double *y) {
  sai_quantiles *blocks = in_blocks(x, BLOCK), *pieces = in_blocks(x, 100), *one = in_blocks(y, 1);
  const bool are =
      memcmp(blocks, one, sai_quantiles_bytes()) == 0 && memcmp(pieces, one, sai_quantiles_bytes()) == 0;
  free(blocks);
  free(pieces);
  free(one);
  return are;
}

Test(stats_loops, blocks_give_the_bytes_that_single_values_give) {
  for (int kind = 0; kind < KINDS; kind++) {
    double *x = column(kind);
    cr_expect(same(x, x), "kind %d", kind);
    free(x);
  }
}

/* The smallest thing that can be missed: the first value of a page that is not the middle of its bucket. */
Test(stats_loops, a_missed_value_is_noticed) {
  const int kinds[] = {5, 6, 7, 8, 11, 12, 13, 14};
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
    const int kind = kinds[k];
    double *x = column(kind), *y = column(kind);
    y[LONG - 500] = kind == 5 ? 1000 : y[LONG - 501];
    cr_expect(!same(x, y), "kind %d", kind);
    free(x);
    free(y);
  }
}
