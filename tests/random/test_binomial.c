/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random/binomial.h"
#include "random/binomial_inside.h"
#include "random/known.h"
#include "random/loops.h"
#include "random/pcg64.h"
#include "random/table.h"
#include "support/budget.h"

#include <criterion/criterion.h>
#include <math.h>

SAI_STATISTICAL_CHECKS(20);

Test(binomial, tails_agree_with_mpmath) {
  sai_audit right = known_answers("binomial.csv", sai_known_binomials, false),
            wrong = known_answers("binomial.csv", sai_known_binomials, true);
  cr_assert_eq(right.refused, 0, "%s", right.told[0]);
  cr_assert_gt(right.figures, 600);
  cr_assert_gt(wrong.refused, wrong.figures / 2, "the next count must be noticed");
}

Test(binomial, counts_beside_known_steps) {
  sai_audit right = known_answers("binomial.csv", sai_known_counts, false),
            wrong = known_answers("binomial.csv", sai_known_counts, true);
  cr_assert_eq(right.refused, 0, "%s", right.told[0]);
  cr_assert_gt(right.figures, 900);
  cr_assert_gt(wrong.refused, wrong.figures / 10, "rates 1%% too small must be noticed");
}

Test(binomial, ends) {
  cr_assert_eq(sai_binomial_cdf(-1, 5, 0.3), 0);
  cr_assert_eq(sai_binomial_cdf(5, 5, 0.3), 1);
  cr_assert_eq(sai_binomial_survival(5, 5, 0.3), 0);
  cr_assert_eq(sai_binomial_cdf(0, 5, 0), 1);
  cr_assert_eq(sai_binomial_cdf(4, 5, 1), 0);
  cr_assert_eq(sai_binomial_cdf(2.7, 5, 0.3), sai_binomial_cdf(2, 5, 0.3));
  cr_assert_eq(sai_binomial_pmf(0, 0, 0.3), 1);
  cr_assert_eq(sai_binomial_pmf(2, 5, 0), 0);
  cr_assert_eq(sai_binomial_pmf(5, 5, 1), 1);
  cr_assert_eq(sai_binomial_pmf(6, 5, 0.5), 0);
  cr_assert_eq(sai_binomial_pmf(1.5, 5, 0.5), 0);
  cr_assert_eq(sai_binomial_quantile(0.5, 0, 0.3), 0);
  cr_assert_eq(sai_binomial_quantile(0.5, 7, 0), 0);
  cr_assert_eq(sai_binomial_quantile(0.5, 7, 1), 7);
  cr_assert_eq(sai_binomial_quantile(1 - 1e-8, 10, 1e-310), 0);
}

/* Probabilities by recurrence outward from the mode, in extended precision, divided by their sum: nothing of
   what is tested is used. below[j] = F(low + j), above[j] = 1 - F(low + j), each from its own side. */
enum { WIDTH = 70000 };
typedef struct reference {
  double n, p;
  int low, count;
  long double below[WIDTH], above[WIDTH];
} reference;

static void make_reference(reference *r, double n, double p) {
  static long double term[WIDTH];
  double sd = sqrt(n * p * (1 - p));
  int low = (int)fmax(0, floor(n * p - 10 * sd - 60)), high = (int)fmin(n, n * p + 10 * sd + 60);
  int mode = (int)fmin(fmax(floor(n * p), low), high);
  long double q = 1 - (long double)p, sum = 0;
  cr_assert_lt(high - low, WIDTH);
  *r = (reference){.n = n, .p = p, .low = low, .count = high - low + 1};
  term[mode - low] = 1;
  for (int k = mode; k < high; k++) term[k + 1 - low] = term[k - low] * ((n - k) * p / ((k + 1) * q));
  for (int k = mode; k > low; k--) term[k - 1 - low] = term[k - low] * (k * q / ((n - k + 1.0L) * p));
  for (int j = 0; j < r->count; j++) r->below[j] = sum += term[j];
  r->above[r->count - 1] = 0;
  for (int j = r->count - 1; j > 0; j--) r->above[j - 1] = r->above[j] + term[j];
  for (int j = 0; j < r->count; j++) {
    r->below[j] /= sum;
    r->above[j] /= sum;
  }
}

static double true_count(const reference *r, double u) {
  int low = 0, high = r->count - 1;
  while (low < high) {
    int middle = (low + high) / 2;
    if (u <= 0.5 ? r->below[middle] >= u : r->above[middle] <= 1 - (long double)u)
      high = middle;
    else
      low = middle + 1;
  }
  return r->low + low;
}

/* Distance of u from the nearest step, for the few u whose count even the reference cannot tell. */
static bool on_a_step(const reference *r, double u, double k) {
  int j = (int)k - r->low;
  long double here = fabsl(u <= 0.5 ? r->below[j] - u : r->above[j] - (1 - (long double)u));
  long double before = j ? fabsl(u <= 0.5 ? r->below[j - 1] - u : r->above[j - 1] - (1 - (long double)u)) : 1;
  return fminl(here, before) < 1e-15L * fminl(u, 1 - (long double)u);
}

static int wrong_counts(const reference *r, const double *u, size_t m, double fault) {
  static double n[1024], p[1024], k[1024];
  int wrong = 0;
  for (size_t i = 0; i < m; i++) n[i] = r->n, p[i] = r->p + fault;
  sai_binomial_fill(n, p, u, m, k);
  for (size_t i = 0; i < m; i++) wrong += k[i] != true_count(r, u[i]) && !on_a_step(r, u[i], k[i]);
  return wrong;
}

/* Tails to 1e-15 on both sides, and random ones. */
static void make_uniforms(sai_pcg64 *g, double u[1024]) {
  sai_pcg64_fill(g, u, 1024);
  for (int i = 0; i < 256; i++) {
    u[i] = pow(10, -15.0 * (i + 1) / 256);
    u[256 + i] = 1 - u[i];
  }
}

static reference ref;

Test(binomial, counts_are_exact) {
  static const double ns[] = {1, 2, 3, 7, 10, 24, 40, 100, 333, 1000, 1134, 4000, 12000, 1e5, 1e6, 1e7};
  static const double ps[] = {1e-7, 1e-5, 1e-3, 0.01, 0.04, 0.1,    0.25,
                              0.5,  0.51, 0.77, 0.9,  0.98, 0.9999, 0.9999999};
  sai_pcg64 g;
  double u[1024];
  sai_pcg64_seed(&g, 9, 9);
  for (size_t i = 0; i < sizeof ns / sizeof *ns; i++)
    for (size_t j = 0; j < sizeof ps / sizeof *ps; j++) {
      size_t m = ns[i] > 2e4 ? 600 : 1024;
      make_uniforms(&g, u);
      make_reference(&ref, ns[i], ps[j]);
      cr_assert_eq(wrong_counts(&ref, u, m, 0), 0, "n = %g, p = %g", ns[i], ps[j]);
    }
  make_reference(&ref, 1000, 0.04);
  cr_assert_gt(wrong_counts(&ref, u, 1024, 4e-4), 5, "p one percent too large must be noticed");
}

/* The two kinds of guess: accepted[i] is 1 where k[i] is proven to be the count. */
typedef void guesser(const double *n, const double *p, const double *u, size_t m, double *k,
                     double *accepted);

typedef size_t block_guesser(const double *n, const double *p, const double *u, size_t m, double *k,
                             uint16_t *rejected);

static void in_blocks(block_guesser *loop, const double *n, const double *p, const double *u, size_t m,
                      double *k, double *accepted) {
  uint16_t rejected[SAI_TABLE_BLOCK];
  for (size_t i = 0; i < m; i += SAI_TABLE_BLOCK) {
    const size_t part = m - i < SAI_TABLE_BLOCK ? m - i : SAI_TABLE_BLOCK;
    const size_t listed = loop(n + i, p + i, u + i, part, k + i, rejected);
    for (size_t j = 0; j < part; j++) accepted[i + j] = listed != SAI_NONE_GUESSED;
    for (size_t j = 0; listed != SAI_NONE_GUESSED && j < listed; j++) accepted[i + rejected[j]] = 0;
  }
}

/* As a block that shares nothing with the one before, or all. */
static size_t guess_once(const double *n, const double *p, const double *u, size_t m, double *k,
                         uint16_t *rejected) {
  sai_laws laws = {.probabilities_known = false};
  return sai_random_loops_used()->guess(n, p, u, m, k, rejected, &laws);
}

static size_t guess_twice(const double *n, const double *p, const double *u, size_t m, double *k,
                          uint16_t *rejected) {
  sai_laws laws = {.trials_again = true};
  double first[SAI_TABLE_BLOCK], elsewhere[SAI_TABLE_BLOCK];
  for (size_t i = 0; i < m; i++) elsewhere[i] = 1 - u[i];
  sai_random_loops_used()->guess(n, p, elsewhere, m, first, rejected, &laws);
  laws.trials_again = false;
  return sai_random_loops_used()->guess(n, p, u, m, k, rejected, &laws);
}

/* Behind a first run that decides how a block is guessed: without one, narrow variances are not guessed. */
static void guess_behind(block_guesser *guess, double n_first, double p_first, const double *n,
                         const double *p, const double *u, size_t m, double *k, double *accepted) {
  enum { REST = SAI_TABLE_BLOCK - 1 };
  for (size_t i = 0; i < m; i += REST) {
    double bn[SAI_TABLE_BLOCK] = {n_first}, bp[SAI_TABLE_BLOCK] = {p_first}, bu[SAI_TABLE_BLOCK] = {0.3},
           bk[SAI_TABLE_BLOCK], taken[SAI_TABLE_BLOCK];
    const size_t part = m - i < REST ? m - i : REST;
    memcpy(bn + 1, n + i, part * sizeof *n);
    memcpy(bp + 1, p + i, part * sizeof *p);
    memcpy(bu + 1, u + i, part * sizeof *u);
    in_blocks(guess, bn, bp, bu, part + 1, bk, taken);
    memcpy(k + i, bk + 1, part * sizeof *k);
    memcpy(accepted + i, taken + 1, part * sizeof *accepted);
  }
}

static void guess_near(const double *n, const double *p, const double *u, size_t m, double *k,
                       double *accepted) {
  guess_behind(guess_once, 1000, 0.1, n, p, u, m, k, accepted);
}

static void guess_near_again(const double *n, const double *p, const double *u, size_t m, double *k,
                             double *accepted) {
  guess_behind(guess_twice, 1000, 0.1, n, p, u, m, k, accepted);
}

static void guess_far(const double *n, const double *p, const double *u, size_t m, double *k,
                      double *accepted) {
  guess_behind(guess_once, 1e6, 0.1, n, p, u, m, k, accepted);
}

static void sum_in_single(const double *n, const double *p, const double *u, size_t m, double *k,
                          double *accepted) {
  in_blocks(sai_random_loops_used()->sums_single, n, p, u, m, k, accepted);
}

static void sum_in_double(const double *n, const double *p, const double *u, size_t m, double *k,
                          double *accepted) {
  in_blocks(sai_random_loops_used()->sums, n, p, u, m, k, accepted);
}

static void guess_in_double(const double *n, const double *p, const double *u, size_t m, double *k,
                            double *accepted) {
  for (size_t i = 0; i < m; i++) accepted[i] = sai_binomial_guess_again(n[i], p[i], u[i], &k[i]);
}

/* At u = F(k) and its neighbours the guess may fall on either side: there its guard must reject it. Near u =
   1 doubles are so coarse that they may lie beside the step; there what is accepted must be the count. */
static size_t unguarded(const reference *r, guesser *guess, double shift, size_t *tried) {
  static double n[3 * WIDTH], p[3 * WIDTH], u[3 * WIDTH], k[3 * WIDTH], accepted[3 * WIDTH];
  size_t m = 0, bad = 0;
  for (int j = 0; j + 1 < r->count; j++) {
    double step = r->below[j] < 0.5L ? (double)r->below[j] : (double)(1 - r->above[j]);
    if (step < 1e-7 || step > 1 - 1e-7) continue;
    step += shift;
    for (int side = -1; side <= 1; side++, m++) {
      n[m] = r->n;
      p[m] = r->p;
      u[m] = side ? nextafter(step, side) : step;
    }
  }
  guess(n, p, u, m, k, accepted);
  for (size_t i = 0; i < m; i++) bad += accepted[i] > 0 && (u[i] < 1 - 1e-4 || k[i] != true_count(r, u[i]));
  *tried += m;
  return bad;
}

/* Between the steps an accepted guess must be the count. */
static size_t wrong_guesses(const reference *r, guesser *guess, sai_pcg64 *g, size_t *accepted_ones) {
  double n[256], p[256], u[256], k[256], accepted[256];
  size_t wrong = 0;
  sai_pcg64_fill(g, u, 256);
  for (int i = 0; i < 256; i++) {
    n[i] = r->n;
    p[i] = r->p;
    if (i < 64) u[i] = i % 2 ? 3e-7 * exp(14.0 * i / 64) : 1 - 3e-7 * exp(14.0 * i / 64);
  }
  guess(n, p, u, 256, k, accepted);
  for (int i = 0; i < 256; i++) {
    *accepted_ones += accepted[i] > 0;
    wrong += accepted[i] > 0 && k[i] != true_count(r, u[i]);
  }
  return wrong;
}

/* n, and p from the Poisson end to the other, from where variances are just too small for a guess. */
static bool next_case(sai_pcg64 *g, double most, double *n, double *p) {
  const double least = 0.95 * SAI_LEAST_VARIANCE;
  double u[3];
  sai_pcg64_fill(g, u, 3);
  *n = floor(2 * pow(most / 2, u[0]));
  double rare = least / *n * pow(*n / (2 * least), u[1]);
  *p = u[2] < 0.4 ? rare : u[2] < 0.6 ? 1 - rare : u[1];
  return *n * *p * (1 - *p) > least;
}

/* The same for sums: means up to a limit, as they are and mirrored. */
static bool next_sum(sai_pcg64 *g, double most, double *n, double *p, double mean) {
  double u[3];
  sai_pcg64_fill(g, u, 3);
  *n = floor(1 + most * u[0] * u[0] * u[0]);
  double rare = fmin(0.5, mean * u[1] / *n);
  *p = u[2] < 0.5 ? rare : 1 - rare;
  return true;
}

static bool next_small_case(sai_pcg64 *g, double most, double *n, double *p) {
  return next_sum(g, most, n, p, 6);
}

static bool next_medium_case(sai_pcg64 *g, double most, double *n, double *p) {
  return next_sum(g, most, n, p, SAI_SUMS_MEAN);
}

typedef struct trial {
  double most;
  int times;
} trial;

static void prove_at_every_step(guesser *guess, bool (*next)(sai_pcg64 *g, double most, double *n, double *p),
                                const trial *trials, size_t n_trials, size_t fewest) {
  sai_pcg64 g;
  sai_pcg64_seed(&g, 21, 4);
  size_t tried = 0, accepted = 0;
  for (size_t i = 0; i < n_trials; i++)
    for (int t = 0; t < trials[i].times; t++) {
      double n, p;
      if (!next(&g, trials[i].most, &n, &p)) continue;
      make_reference(&ref, n, p);
      cr_assert_eq(unguarded(&ref, guess, 0, &tried), 0, "n = %g, p = %.17g", n, p);
      cr_assert_eq(wrong_guesses(&ref, guess, &g, &accepted), 0, "n = %g, p = %.17g", n, p);
    }
  cr_assert_gt(tried, fewest, "%zu", tried);
  cr_assert_gt(accepted, 500000, "%zu", accepted);
}

static const trial trials[] = {{14, 2000}, {60, 3000}, {4000, 9000}, {1e5, 300}, {1e7, 25}, {3e7, 4}};

static void prove_guess_in_single(guesser *guess) {
  size_t tried = 0;
  prove_at_every_step(guess, next_case, trials, sizeof trials / sizeof *trials, 1500000);
  make_reference(&ref, 400, 0.25);
  cr_assert_gt(unguarded(&ref, guess, 1e-3, &tried), 10, "u beside the steps is not rejected");
  make_reference(&ref, 40, 0.02);
  cr_assert_gt(unguarded(&ref, guess, 0.05, &tried), 3, "nor where variances are narrow");
}

Test(binomial, the_guard_is_proven_at_every_step) {
  prove_guess_in_single(guess_near);
}

Test(binomial, the_guard_by_known_laws_is_proven_at_every_step) {
  prove_guess_in_single(guess_near_again);
}

Test(binomial, the_guard_of_large_means_is_proven_at_every_step) {
  prove_guess_in_single(guess_far);
}

Test(binomial, the_guard_in_double_precision_is_proven_at_every_step) {
  size_t tried = 0;
  prove_at_every_step(guess_in_double, next_case, trials, sizeof trials / sizeof *trials, 1500000);
  make_reference(&ref, 400, 0.25);
  cr_assert_gt(unguarded(&ref, guess_in_double, 1e-3, &tried), 10, "u beside the steps is not rejected");
}

Test(binomial, the_margin_of_sums_is_proven_at_every_step) {
  static const trial small[] = {{12, 3000}, {400, 6000}, {1e6, 6000}, {1e9, 3000}};
  size_t tried = 0;
  prove_at_every_step(sum_in_single, next_small_case, small, sizeof small / sizeof *small, 500000);
  make_reference(&ref, 40, 0.1);
  cr_assert_gt(unguarded(&ref, sum_in_single, 1e-3, &tried), 10, "u beside the steps is not rejected");
}

Test(binomial, the_margin_of_sums_in_double_precision_is_proven_at_every_step) {
  static const trial medium[] = {{12, 300}, {400, 1200}, {1e6, 1000}, {1e9, 300}};
  size_t tried = 0;
  prove_at_every_step(sum_in_double, next_medium_case, medium, sizeof medium / sizeof *medium, 150000);
  make_reference(&ref, 400, 0.1);
  cr_assert_gt(unguarded(&ref, sum_in_double, 1e-9, &tried), 10, "u beside the steps is not rejected");
}

/* Columns that share their probabilities, or their trials too, with the one before, or neither; what is true
   of them, or that all of them share all. */
static size_t wrong_beside(bool honest, unsigned *likes) {
  enum { COLUMNS = 64, RUNS = SAI_TABLE_BLOCK };
  static double n[COLUMNS][RUNS], p[COLUMNS][RUNS], u[COLUMNS][RUNS], k[COLUMNS][RUNS], alone[RUNS];
  sai_counts *counts = sai_counts_create();
  cr_assert_not_null(counts);
  sai_pcg64 g;
  sai_pcg64_seed(&g, 8, 15);
  unsigned shared[COLUMNS + 1] = {0};
  for (size_t c = 1; c < COLUMNS; c++) {
    double choice;
    sai_pcg64_fill(&g, &choice, 1);
    shared[c] = choice < 0.3   ? 0
                : choice < 0.6 ? SAI_SAME_PROBABILITIES
                               : SAI_SAME_PROBABILITIES | SAI_SAME_TRIALS;
    *likes |= 1U << shared[c];
  }
  sai_pcg64_fill(&g, u[0], sizeof u / sizeof u[0][0]);
  for (size_t c = 0; c < COLUMNS; c++)
    for (size_t i = 0; i < RUNS; i++) {
      double draws[2];
      sai_pcg64_fill(&g, draws, 2);
      n[c][i] = shared[c] & SAI_SAME_TRIALS ? n[c - 1][i] : floor(1000 * draws[0]);
      p[c][i] = shared[c] & SAI_SAME_PROBABILITIES ? p[c - 1][i] : draws[1] * draws[1];
    }
  size_t wrong = 0;
  for (size_t c = 0; c < COLUMNS; c++) {
    const unsigned again = shared[c + 1] & SAI_SAME_TRIALS ? SAI_TRIALS_AGAIN : 0,
                   all = SAI_SAME_PROBABILITIES | SAI_SAME_TRIALS | SAI_TRIALS_AGAIN;
    sai_counts_guess(counts, n[c], p[c], u[c], RUNS, honest ? shared[c] | again : all, k[c]);
  }
  sai_counts_settle(counts);
  sai_counts_free(counts);
  for (size_t c = 0; c < COLUMNS; c++) {
    sai_binomial_fill(n[c], p[c], u[c], RUNS, alone);
    for (size_t i = 0; i < RUNS; i++) wrong += k[c][i] != alone[i];
  }
  return wrong;
}

Test(binomial, columns_side_by_side_are_as_alone) {
  unsigned likes = 0;
  cr_expect_eq(wrong_beside(true, &likes), 0);
  cr_expect_eq(likes, 1U << 0 | 1U << 1 | 1U << 3, "every kind of neighbour was met");
  cr_expect_gt(wrong_beside(false, &likes), 1000, "laws are used again");
}

Test(binomial, counts_are_monotone) {
  sai_pcg64 g;
  double u[1024], n[1024], p[1024], k[1024];
  sai_pcg64_seed(&g, 2, 8);
  for (int t = 0; t < 200; t++) {
    sai_pcg64_fill(&g, u, 3);
    double n0 = floor(3 * pow(3000, u[0])), p0 = u[1], u0 = u[2];
    for (int i = 0; i < 1024; i++) {
      n[i] = t % 3 == 0 ? n0 + i : n0;
      p[i] = t % 3 == 1 ? (i + 0.5) / 1024 : p0;
      u[i] = t % 3 == 2 ? (i + 0.5) / 1024 : u0;
    }
    sai_binomial_fill(n, p, u, 1024, k);
    for (int i = 1; i < 1024; i++) cr_assert_leq(k[i - 1], k[i], "n %g p %g u %g", n[i], p[i], u[i]);
  }
}

Test(binomial, quantile_and_column_agree_up_to_a_thousand_million) {
  sai_pcg64 g;
  double n[64], p[64], u[64], k[64];
  sai_pcg64_seed(&g, 6, 6);
  for (int t = 0; t < 4; t++) {
    sai_pcg64_fill(&g, u, 64);
    for (int i = 0; i < 64; i++) {
      n[i] = t == 3 ? 1e9 : floor(pow(10, 9 * u[(i * 7 + 3) % 64]));
      p[i] = t == 3 ? 0.003 : u[(i * 5 + 1) % 64];
    }
    sai_binomial_fill(n, p, u, 64, k);
    for (int i = 0; i<64; i += n[i]> 1e7 ? 8 : 1)
      cr_assert_eq(k[i], sai_binomial_quantile(u[i], n[i], p[i]), "n %g p %g u %g", n[i], p[i], u[i]);
  }
}

Test(binomial, column_ends) {
  double n[6] = {0, 5, 5, 1, 1e9, 1e9}, p[6] = {0.5, 0, 1, 0.5, 0, 1},
         u[6] = {0.5, 0.999, 0.001, 0.5, 0.9, 0.1}, k[6];
  sai_binomial_fill(n, p, u, 6, k);
  static const double expected[6] = {0, 0, 5, 0, 0, 1e9};
  cr_assert_arr_eq(k, expected, sizeof expected);
  sai_binomial_fill(n, p, u, 0, k);
  cr_assert_arr_eq(k, expected, sizeof expected);
}

static double chi_square(const reference *r, double fault) {
  enum { DRAWS = 20 * 1024 };
  static double n[DRAWS], p[DRAWS], u[DRAWS], k[DRAWS];
  double count[64] = {0}, sum = 0;
  sai_pcg64 g;
  sai_pcg64_seed(&g, 30, 1);
  sai_pcg64_fill(&g, u, DRAWS);
  for (int i = 0; i < DRAWS; i++) n[i] = r->n, p[i] = r->p * (1 + fault);
  sai_binomial_fill(n, p, u, DRAWS, k);
  for (int i = 0; i < DRAWS; i++) count[(int)fmin(fmax(k[i] - r->low, 0), 63)]++;
  for (int j = 0; j < 64 && j < r->count; j++) {
    double expected = DRAWS * (double)(j ? r->below[j] - r->below[j - 1] : r->below[0]);
    if (expected > 5) sum += (count[j] - expected) * (count[j] - expected) / expected;
  }
  return sum;
}

Test(binomial, random_counts_follow_their_distribution) {
  make_reference(&ref, 100, 0.2);
  cr_assert_lt(chi_square(&ref, 0), budget_chi_square(63));
  cr_assert_gt(chi_square(&ref, 0.02), budget_chi_square(63), "p two percent too large");
}
