/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sketch against sorted columns, adversarial ones too; its memory; sameness of merges; coverage of its
 * intervals. */
#include "stats/quantiles.h"

#include "local.h"
#include "support/budget.h"

#include <criterion/criterion.h>
#include <float.h>
#include <gsl/gsl_randist.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

SAI_STATISTICAL_CHECKS(36);

enum { LONG = 30011 };
/* Of docs/methods/summaries.md, which no rounding of doubles adds to: half a step of 10 mantissa bits. */
static const double BOUND = 0x1p-11;

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static sai_quantiles *sketch_of(const double *x, size_t n) {
  sai_quantiles *s = calloc(1, sai_quantiles_bytes());
  sai_quantiles_update(s, x, n);
  return s;
}

/* ---- values ---- */

static double column_value(int kind, uint64_t *state) {
  const double u = local_uniform(state), v = local_uniform(state);
  switch (kind) {
  case 0:
    return 160000 * exp(0.3 * local_normal(state));
  case 1:
    return (u - 0.5) * pow(10, 12 * v - 3);
  case 2:
    return u < 0.5 ? 1 : 3.3333;
  case 3:
    return u < 0.3 ? 0 : u < 0.6 ? INFINITY : 1 + v;
  case 4:
    return u < 0.01 ? -INFINITY : u < 0.02 ? INFINITY : local_normal(state);
  case 5:
    return -pow(10, 14 * u);
  case 6:
    return u < 0.5 ? -0.0 : 0.0;
  case 7:
    return INFINITY;
  case 8:
    return floor(2047.999 * u);
  case 9:
    return pow(2, 127 * u - 47.9);
  case 10:
    return u < 0.4 ? 0 : u < 0.7 ? -pow(10, -9 * v) : pow(10, -9 * v);
  case 11:
    return 12345.678;
  case 12:
    return 1e6 + floor(1000 * u);
  default:
    return u < 0.999 ? 0 : -5.5;
  }
}

static const double probabilities[] = {1e-9, 1e-4, 0.01, 0.05, 0.1,  0.25,   0.3, 0.5,
                                       0.6,  0.75, 0.9,  0.95, 0.99, 0.9999, 1};
enum { N_PROBABILITIES = sizeof probabilities / sizeof *probabilities };

static bool near_enough(double is, double should, double tolerance) {
  return is == should || (isfinite(should) && fabs(is - should) <= tolerance * fabs(should));
}

/* Compare a sketch with the sorted column at every probability; the number of values and ends that are wrong.
 */
static size_t count_wrong(const double *x, size_t n, double tolerance) {
  double *sorted = malloc(n * sizeof *sorted);
  memcpy(sorted, x, n * sizeof *sorted);
  qsort(sorted, n, sizeof *sorted, ascending);
  sai_quantiles *s = sketch_of(x, n);
  size_t wrong = 0;
  for (size_t i = 0; i < N_PROBABILITIES; i++) {
    const double q = probabilities[i];
    const sai_quantile a = sai_quantiles_at(s, q, 0.9), b = sai_quantiles_sorted(sorted, n, q, 0.9);
    wrong += !near_enough(a.value, b.value, tolerance);
    /* The ends take in their whole bucket, on the outer side. */
    wrong += !(a.low <= b.low && near_enough(a.low, b.low, 2 * tolerance));
    wrong += !(a.high >= b.high && near_enough(a.high, b.high, 2 * tolerance));
    wrong += !(a.low <= a.value && a.value <= a.high);
  }
  free(sorted);
  free(s);
  return wrong;
}

Test(quantiles, within_half_a_permille_of_the_order_statistic) {
  double *x = malloc(LONG * sizeof *x);
  for (int kind = 0; kind < 14; kind++) {
    uint64_t state = 31 + (uint64_t)kind;
    for (size_t i = 0; i < LONG; i++) x[i] = column_value(kind, &state);
    cr_expect_eq(count_wrong(x, LONG, BOUND), 0, "kind %d: %zu wrong", kind, count_wrong(x, LONG, BOUND));
    for (size_t n = 1; n < 40; n++) cr_expect_eq(count_wrong(x, n, BOUND), 0, "kind %d, first %zu", kind, n);
  }
  free(x);
}

/* Values at the edge between two buckets, one below a power of two where steps are widest, in every octave
   and of either sign: the bound is reached, so a test of it that passes says something. */
static double edge_value(size_t i) {
  const double size = ldexp(1 + 0x1p-11, (int)(i % 120) - 47);
  return i / 120 % 2 ? -size : size;
}

static double worst_error(double (*value)(size_t)) {
  double worst = 0;
  for (size_t i = 0; i < 240; i++) {
    const double x[3] = {value(i), value(i) / 1.4, value(i) * 1.4};
    sai_quantiles *s = sketch_of(x, 3);
    worst = fmax(worst, fabs(sai_quantiles_at(s, 2. / 3, 0.9).value / value(i) - 1));
    free(s);
  }
  return worst;
}

Test(quantiles, the_bound_is_reached_and_never_passed) {
  const double worst = worst_error(edge_value);
  cr_expect_leq(worst, BOUND);
  cr_expect_gt(worst, 0.999 * BOUND, "%g: a bound of 11 bits would not be noticed", worst);
  double *x = malloc(LONG * sizeof *x);
  for (size_t i = 0; i < LONG; i++) x[i] = edge_value(i) * (1 + 0x1p-30 * (double)i);
  cr_expect_eq(count_wrong(x, LONG, BOUND), 0);
  cr_expect_gt(count_wrong(x, LONG, 0.99 * BOUND), 0);
  free(x);
}

/* Where all of one atom's share is used up the quantile is that atom, and one value later the other. */
Test(quantiles, two_atoms_change_over_at_their_rank) {
  static const double atoms[][2] = {{1, 3.3333},           {-1e6, 1e-6}, {0, 1e6},
                                    {-INFINITY, INFINITY}, {-3.3333, 0}, {1, 1 + 0x1p-9}};
  for (size_t k = 0; k < sizeof atoms / sizeof *atoms; k++) {
    double x[1000];
    for (size_t i = 0; i < 1000; i++) x[i] = atoms[k][i * 7 % 1000 >= 370];
    sai_quantiles *s = sketch_of(x, 1000);
    cr_expect(near_enough(sai_quantiles_at(s, 0.37, 0.9).value, atoms[k][0], BOUND));
    cr_expect(near_enough(sai_quantiles_at(s, 0.371, 0.9).value, atoms[k][1], BOUND));
    cr_expect(!near_enough(sai_quantiles_at(s, 0.371, 0.9).value, atoms[k][0], BOUND));
    free(s);
  }
}

Test(quantiles, the_comparison_takes_nothing_for_infinity) {
  cr_expect(near_enough(INFINITY, INFINITY, BOUND) && !near_enough(1e300, INFINITY, BOUND));
  cr_expect(!near_enough(-INFINITY, INFINITY, BOUND) && !near_enough(INFINITY, 1e300, BOUND));
}

Test(quantiles, the_comparison_notices_a_coarser_sketch) {
  double *x = malloc(LONG * sizeof *x);
  uint64_t state = 31;
  for (size_t i = 0; i < LONG; i++) x[i] = column_value(0, &state);
  cr_assert_gt(count_wrong(x, LONG, 0.00001), 0);
  free(x);
}

Test(quantiles, whole_numbers_below_2048_are_exact_even_among_others) {
  double x[4096];
  for (size_t i = 0; i < 2048; i++) {
    x[2 * i] = (double)i;
    x[2 * i + 1] = -1000 - 1000 * local_uniform(&(uint64_t){i});
  }
  sai_quantiles *s = sketch_of(x, 4096);
  for (size_t i = 0; i < 2048; i++)
    cr_assert_eq(sai_quantiles_at(s, (2049. + (double)i) / 4096, 0.9).value, (double)i);
  free(s);
  for (size_t i = 0; i < 2048; i++) x[i] = (double)i;
  s = sketch_of(x, 2048);
  for (size_t i = 10; i < N_PROBABILITIES; i++) {
    const double q = probabilities[i];
    const sai_quantile a = sai_quantiles_at(s, q, 0.9), b = sai_quantiles_sorted(x, 2048, q, 0.9);
    cr_assert(a.value == b.value && a.low == b.low && a.high == b.high, "ends of whole numbers are whole");
  }
  free(s);
}

Test(quantiles, constants_are_exact) {
  const double values[] = {12345.678, -0.1, 1e-300, -1e300, DBL_MAX, 1e-307, 0, INFINITY, -INFINITY, 1. / 3};
  for (size_t i = 0; i < 10; i++) {
    double x[50];
    for (size_t j = 0; j < 50; j++) x[j] = values[i];
    sai_quantiles *s = sketch_of(x, 50);
    const sai_quantile a = sai_quantiles_at(s, 0.5, 0.9);
    cr_assert(a.value == values[i] && a.low == values[i] && a.high == values[i], "%g: %g [%g %g]", values[i],
              a.value, a.low, a.high);
    free(s);
  }
}

Test(quantiles, never_outside_what_was_seen) {
  const double x[] = {3.3337, 3.3338, 3.3339, 7.77777};
  sai_quantiles *s = sketch_of(x, 4);
  cr_assert_geq(sai_quantiles_at(s, 0.01, 0.5).value, 3.3337);
  cr_assert_eq(sai_quantiles_at(s, 0.25, 0.01).low, 3.3337);
  cr_assert_leq(sai_quantiles_at(s, 1, 0.9).value, 7.77777);
  free(s);
}

/* Sizes beyond the buckets stay on their side of everything else. */
Test(quantiles, beyond_the_buckets) {
  const double x[] = {-DBL_MAX, -1e-30, 0, 1e-30, 1, 1e30, DBL_MAX};
  sai_quantiles *s = sketch_of(x, 7);
  double last = -INFINITY;
  for (size_t i = 0; i < 7; i++) {
    const sai_quantile a = sai_quantiles_at(s, ((double)i + 1) / 7, 0.5);
    cr_assert(isfinite(a.value) && a.value >= last);
    cr_assert(a.low <= x[i] && x[i] <= a.high, "%zu: %g [%g %g]", i, x[i], a.low, a.high);
    last = a.value;
  }
  cr_assert_eq(sai_quantiles_at(s, 3. / 7, 0.5).value, 0);
  cr_assert_lt(fabs(sai_quantiles_at(s, 4. / 7, 0.5).value), 0x1p-47);
  free(s);
}

Test(quantiles, nothing_gives_nan) {
  sai_quantiles *s = calloc(1, sai_quantiles_bytes());
  cr_assert(sai_quantiles_count(s) == 0 && isnan(sai_quantiles_at(s, 0.5, 0.9).value));
  cr_assert(isnan(sai_quantiles_sorted(NULL, 0, 0.5, 0.9).value));
  free(s);
}

Test(quantiles, more_than_32_bits_give_nan_rather_than_wrapped_counts) {
  static double x[1024];
  sai_quantiles *a = sketch_of(x, 1024), *b = calloc(1, sai_quantiles_bytes());
  for (int i = 0; i < 22; i++) {
    memcpy(b, a, sai_quantiles_bytes());
    sai_quantiles_merge(a, b);
    if (i == 20) cr_assert_eq(sai_quantiles_at(a, 0.5, 0.9).value, 0);
  }
  cr_assert_eq(sai_quantiles_count(a), UINT64_C(1) << 32);
  cr_assert(isnan(sai_quantiles_at(a, 0.5, 0.9).value));
  free(a);
  free(b);
}

Test(quantiles, counts_of_values_below) {
  double *x = malloc(LONG * sizeof *x);
  for (int kind = 0; kind < 14; kind++) {
    uint64_t state = 77 + (uint64_t)kind;
    for (size_t i = 0; i < LONG; i++) x[i] = column_value(kind, &state);
    sai_quantiles *s = sketch_of(x, LONG);
    for (int trial = 0; trial < 30; trial++) {
      const double edge = column_value(kind, &state), slack = isfinite(edge) ? 0.001 * fabs(edge) : 0;
      size_t least = 0, most = 0;
      for (size_t i = 0; i < LONG; i++) least += x[i] < edge - slack, most += x[i] < edge;
      const uint64_t count = sai_quantiles_below(s, edge);
      cr_expect(least <= count && count <= most, "kind %d, %g: %zu, %zu to %zu", kind, edge, (size_t)count,
                least, most);
    }
    size_t finite = 0;
    for (size_t i = 0; i < LONG; i++) finite += x[i] < INFINITY;
    cr_expect_eq(sai_quantiles_below(s, INFINITY), finite);
    cr_expect_eq(sai_quantiles_below(s, NAN), 0);
    free(s);
  }
  free(x);
}

/* q n is meant in decimals: 0.07 * 100 is 7.000000000000001 in doubles, but rank 7. */
Test(quantiles, ranks_of_decimal_probabilities) {
  double x[1000];
  for (size_t i = 0; i < 1000; i++) x[i] = (double)i + 1;
  for (size_t n = 1; n <= 1000; n++)
    for (size_t percent = 1; percent <= 100; percent++) {
      const size_t rank = (percent * n + 99) / 100;
      cr_assert_eq(sai_quantiles_sorted(x, n, (double)percent / 100, 0.9).value, (double)rank, "%zu%% of %zu",
                   percent, n);
    }
}

/* ---- sameness and memory ---- */

enum { PIECES = 30, PIECE = 1000 };

static sai_quantiles *merged_somehow(const double *x, size_t n_groups, uint64_t seed) {
  sai_quantiles *groups[PIECES], *all = calloc(1, sai_quantiles_bytes());
  size_t order[PIECES], group_order[PIECES];
  local_shuffle(order, PIECES, &seed);
  local_shuffle(group_order, n_groups, &seed);
  for (size_t g = 0; g < n_groups; g++) groups[g] = calloc(1, sai_quantiles_bytes());
  for (size_t i = 0; i < PIECES; i++)
    sai_quantiles_update(groups[local_word(&seed) % n_groups], x + order[i] * PIECE, PIECE);
  for (size_t g = 0; g < n_groups; g++) sai_quantiles_merge(all, groups[group_order[g]]);
  for (size_t g = 0; g < n_groups; g++) free(groups[g]);
  return all;
}

Test(quantiles, any_order_and_grouping_gives_the_same_bytes) {
  double *x = malloc(PIECES * PIECE * sizeof *x);
  for (int kind = 0; kind < 14; kind++) {
    uint64_t state = 310 + (uint64_t)kind;
    for (size_t i = 0; i < PIECES * PIECE; i++) x[i] = column_value(kind, &state);
    sai_quantiles *first = sketch_of(x, PIECES * PIECE);
    for (uint64_t seed = 1; seed < 5; seed++) {
      sai_quantiles *again = merged_somehow(x, 1 + local_word(&state) % PIECES, seed);
      cr_assert_eq(memcmp(first, again, sai_quantiles_bytes()), 0, "kind %d", kind);
      free(again);
    }
    x[5] = 77.7;
    sai_quantiles *other = merged_somehow(x, 1, 1);
    cr_assert_neq(memcmp(first, other, sai_quantiles_bytes()), 0);
    free(other);
    free(first);
  }
  free(x);
}

/* Partial sketches of pieces in trees of any form; with a fault, one piece is merged twice, or none of it. */
typedef enum { MERGED_RIGHT, MERGED_TWICE, MERGED_NEVER } merging;

static sai_quantiles *merged_as_a_tree(const double *x, merging how, uint64_t seed) {
  sai_quantiles *part[PIECES];
  size_t order[PIECES];
  local_shuffle(order, PIECES, &seed);
  for (size_t i = 0; i < PIECES; i++) part[i] = sketch_of(x + order[i] * PIECE, PIECE);
  for (size_t n = PIECES; n > 1; n--) {
    const size_t to = local_word(&seed) % (n - 1);
    const bool fault = n == PIECES / 2;
    if (!fault || how != MERGED_NEVER) sai_quantiles_merge(part[to], part[n - 1]);
    if (fault && how == MERGED_TWICE) sai_quantiles_merge(part[to], part[n - 1]);
    free(part[n - 1]);
  }
  return part[0];
}

Test(quantiles, partial_sketches_merge_in_any_tree_and_faults_are_noticed) {
  double *x = malloc(PIECES * PIECE * sizeof *x);
  for (int kind = 0; kind < 14; kind++) {
    uint64_t state = 620 + (uint64_t)kind;
    for (size_t i = 0; i < PIECES * PIECE; i++) x[i] = column_value(kind, &state);
    sai_quantiles *whole = sketch_of(x, PIECES * PIECE);
    for (uint64_t seed = 1; seed < 4; seed++)
      for (merging how = MERGED_RIGHT; how <= MERGED_NEVER; how++) {
        sai_quantiles *merged = merged_as_a_tree(x, how, seed);
        const bool same = memcmp(whole, merged, sai_quantiles_bytes()) == 0;
        cr_expect_eq(same, how == MERGED_RIGHT, "kind %d, merging %d", kind, how);
        free(merged);
      }
    free(whole);
  }
  free(x);
}

static void *fresh_pages(size_t bytes) {
  void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  cr_assert_neq(p, MAP_FAILED);
  madvise(p, bytes, MADV_NOHUGEPAGE);
  return p;
}

static size_t resident_pages(void *p, size_t bytes) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE), n = (bytes + page - 1) / page;
  unsigned char *in = malloc(n);
  size_t count = 0;
  cr_assert_eq(mincore(p, bytes, in), 0);
  for (size_t i = 0; i < n; i++) count += in[i] & 1;
  free(in);
  return count;
}

Test(quantiles, a_narrow_distribution_touches_few_pages) {
  const size_t bytes = sai_quantiles_bytes();
  cr_assert_lt(bytes, (size_t)1100000);
  sai_quantiles *s = fresh_pages(bytes), *t = fresh_pages(bytes);
  double x[1000];
  uint64_t state = 4;
  for (size_t i = 0; i < 1000; i++) x[i] = 160000 + 5000 * local_normal(&state);
  sai_quantiles_update(s, x, 1000);
  cr_assert_leq(resident_pages(s, bytes), (size_t)6);
  sai_quantiles_merge(t, s);
  sai_quantiles_at(t, 0.5, 0.9);
  cr_assert_leq(resident_pages(t, bytes), (size_t)6);
  cr_assert_leq(resident_pages(s, bytes), (size_t)6);
  memset(t, 0, bytes);
  cr_assert_gt(resident_pages(t, bytes), (size_t)200, "the measurement itself works");
  munmap(s, bytes);
  munmap(t, bytes);
}

/* ---- coverage ---- */

enum { RUNS = 1500, SEEDS = 4000, N_TESTED = 4 };
static const double tested[N_TESTED] = {0.05, 0.1, 0.5, 0.9};

/* Twins with a planted fault ask for another level or another quantile than they are judged by, or shift the
 * ranks. */
typedef struct {
  double level, q_shift;
  bool sketch;
} question;

static void count_covered(double (*draw)(uint64_t *), double (*truth)(double), question how,
                          size_t count[N_TESTED]) {
  static double x[RUNS];
  memset(count, 0, N_TESTED * sizeof *count);
  for (uint64_t seed = 0; seed < SEEDS; seed++) {
    uint64_t state = seed * 1000003 + 99;
    for (size_t i = 0; i < RUNS; i++) x[i] = draw(&state);
    sai_quantiles *s = how.sketch ? sketch_of(x, RUNS) : NULL;
    if (!s) qsort(x, RUNS, sizeof *x, ascending);
    for (size_t i = 0; i < N_TESTED; i++) {
      const double q = tested[i] + how.q_shift, is = truth(tested[i]);
      const sai_quantile a =
          s ? sai_quantiles_at(s, q, how.level) : sai_quantiles_sorted(x, RUNS, q, how.level);
      count[i] += a.low <= is && is <= a.high;
    }
    free(s);
  }
}

static double draw_exponential(uint64_t *state) {
  return local_exponential(state);
}

static double exponential_quantile(double q) {
  return -log1p(-q);
}

/* The probability that X_(low) <= x_q < X_(high) of a continuous quantity: exactly known. */
static double exact_coverage(size_t n, double q, double level) {
  uint64_t low, high;
  double sum = 0;
  sai_quantile_ranks(n, q, level, &low, &high);
  for (uint64_t k = low; k < high; k++) sum += gsl_ran_binomial_pdf((unsigned)k, q, (unsigned)n);
  return sum;
}

Test(quantiles, intervals_of_a_continuous_quantity_cover) {
  size_t count[N_TESTED];
  count_covered(draw_exponential, exponential_quantile, (question){0.9, 0, false}, count);
  for (size_t i = 0; i < N_TESTED; i++) {
    const double exact = exact_coverage(RUNS, tested[i], 0.9);
    cr_assert(exact >= 0.9 && exact < 0.93);
    cr_expect(budget_binomial_ok(count[i], SEEDS, exact), "q %g: %zu of %d", tested[i], count[i], SEEDS);
  }
}

/* Too low only counts: the share of seeds may exceed the level. */
static bool covers_at_least(size_t count, double level) {
  return (double)count >= level * SEEDS || budget_binomial_ok(count, SEEDS, level);
}

Test(quantiles, intervals_of_the_sketch_cover) {
  size_t count[N_TESTED];
  count_covered(draw_exponential, exponential_quantile, (question){0.9, 0, true}, count);
  for (size_t i = 0; i < N_TESTED; i++)
    cr_expect(covers_at_least(count[i], 0.9), "q %g: %zu", tested[i], count[i]);
}

Test(quantiles, planted_faults_are_noticed) {
  size_t narrow[N_TESTED], shifted[N_TESTED];
  count_covered(draw_exponential, exponential_quantile, (question){0.8, 0, true}, narrow);
  count_covered(draw_exponential, exponential_quantile, (question){0.9, 0.02, true}, shifted);
  for (size_t i = 0; i < N_TESTED; i++) {
    cr_expect(!covers_at_least(narrow[i], 0.9), "level 0.8 at %g: %zu", tested[i], narrow[i]);
    cr_expect(!covers_at_least(shifted[i], 0.9), "ranks off at %g: %zu", tested[i], shifted[i]);
  }
}

/* Zero with 0.07, 1 to 3, infinity with 0.08: the knife's edges F(0) = 0.07, F(3) = 0.92 lie between the
   tested ones; and F(1) = 0.5 exactly on one. */
static double draw_discrete(uint64_t *state) {
  const double u = local_uniform(state);
  return u < 0.07 ? 0 : u < 0.5 ? 1 : u < 0.7 ? 2 : u < 0.92 ? 3 : INFINITY;
}

static double discrete_quantile(double q) {
  return q <= 0.07 ? 0 : q <= 0.5 ? 1 : q <= 0.7 ? 2 : q <= 0.92 ? 3 : INFINITY;
}

Test(quantiles, intervals_of_a_discrete_quantity_cover) {
  size_t count[N_TESTED];
  count_covered(draw_discrete, discrete_quantile, (question){0.9, 0, true}, count);
  for (size_t i = 0; i < N_TESTED; i++)
    cr_expect(covers_at_least(count[i], 0.9), "q %g: %zu", tested[i], count[i]);
  count_covered(draw_discrete, discrete_quantile, (question){0.9, 0.03, true}, count);
  cr_expect(!covers_at_least(count[2], 0.9), "ranks off on the knife's edge: %zu", count[2]);
}

/* Negative values, zero, positive values over 12 orders of magnitude each, and infinity. The quantile at u is
   the draw for u, so a draw is one by inversion. */
static double wide_quantile(double u) {
  return u < 0.25 ? -pow(10, 6 - 48 * u) : u < 0.45 ? 0 : u < 0.93 ? pow(10, 25 * (u - 0.45) - 6) : INFINITY;
}

static double draw_wide(uint64_t *state) {
  return wide_quantile(local_uniform(state));
}

Test(quantiles, intervals_of_a_wide_signed_quantity_with_atoms_cover) {
  size_t right[N_TESTED], narrow[N_TESTED], shifted[N_TESTED];
  count_covered(draw_wide, wide_quantile, (question){0.9, 0, true}, right);
  count_covered(draw_wide, wide_quantile, (question){0.8, 0, true}, narrow);
  count_covered(draw_wide, wide_quantile, (question){0.9, 0.02, true}, shifted);
  for (size_t i = 0; i < N_TESTED; i++) {
    cr_expect(covers_at_least(right[i], 0.9), "q %g: %zu", tested[i], right[i]);
    cr_expect(!covers_at_least(narrow[i], 0.9), "level 0.8 at %g: %zu", tested[i], narrow[i]);
    cr_expect(!covers_at_least(shifted[i], 0.9), "ranks off at %g: %zu", tested[i], shifted[i]);
  }
}
