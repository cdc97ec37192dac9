/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random/trials.h"

#include "support/budget.h"

#include <criterion/criterion.h>
#include <math.h>

SAI_STATISTICAL_CHECKS(20);

/* The closed form C(t - 1, k - 1) p^k (1 - p)^(t - k) and its sums, in extended precision, from lgammal
   alone. below[j] = F(low + j), above[j] = 1 - F(low + j), each summed from its own side. */
enum { WIDTH = 200000 };
typedef struct reference {
  double k, p;
  int low, count;
  long double below[WIDTH], above[WIDTH];
} reference;

static reference ref;

static void make_reference(reference *r, double k, double p) {
  static long double term[WIDTH];
  double mean = k / p, sd = sqrt(k * (1 - p)) / p;
  int low = (int)fmax(k, floor(mean - 12 * sd)), high = (int)(mean + 14 * sd + 40 / p);
  long double sum = 0, log_p = logl(p), log_q = log1pl(-(long double)p);
  cr_assert_lt(high - low, WIDTH);
  r->k = k, r->p = p, r->low = low, r->count = high - low + 1;
  for (int t = low; t <= high; t++)
    term[t - low] = expl(lgammal(t) - lgammal((long double)k) - lgammal(t - (long double)k + 1) + k * log_p +
                         (t - k) * log_q);
  for (int j = 0; j < r->count; j++) r->below[j] = sum += term[j];
  cr_assert_float_eq((double)sum, 1, 1e-13);
  r->above[r->count - 1] = 0;
  for (int j = r->count - 1; j > 0; j--) r->above[j - 1] = r->above[j] + term[j];
}

static const struct {
  double k, p;
} cases[] = {{1, 0.5},     {1, 0.01},    {2, 0.9},    {8, 0.032}, {40, 0.8},
             {100, 0.002}, {1000, 0.25}, {2049, 0.5}, {5000, 0.1}};
enum { CASES = sizeof cases / sizeof *cases };

/* Values of the distribution function that are off by more than 1e-10 of themselves, where what lies below
   the reference does not count. */
static int wrong_values(const reference *r, double fault) {
  int wrong = 0;
  for (int j = 0; j < r->count; j += 1 + r->count / 500) {
    long double found = sai_trials_cdf(r->low + j, r->k, r->p + fault);
    if (r->below[j] > 1e-15L && r->below[j] < 0.999L)
      wrong += fabsl(found - r->below[j]) > 1e-10L * r->below[j];
  }
  return wrong;
}

static double true_trials(const reference *r, double u) {
  int j = 0;
  while (u <= 0.5 ? r->below[j] < u : r->above[j] > 1 - (long double)u) j++;
  return r->low + j;
}

/* Quantiles to 1e-8 on both sides; no u is a step. */
static int wrong_quantiles(const reference *r, double fault) {
  int wrong = 0;
  for (int i = 1; i < 400; i++) {
    double u = i < 100 ? pow(10, -i / 12.1) : i < 200 ? 1 - pow(10, -(i - 99) / 12.1) : (i - 199.5) / 201.3;
    wrong += sai_trials_quantile(u, r->k, r->p + fault) != true_trials(r, u);
  }
  return wrong;
}

Test(trials, values_and_quantiles_of_the_closed_form) {
  for (size_t i = 0; i < CASES; i++) {
    make_reference(&ref, cases[i].k, cases[i].p);
    cr_assert_eq(wrong_values(&ref, 0), 0, "k = %g, p = %g", ref.k, ref.p);
    cr_assert_eq(wrong_quantiles(&ref, 0), 0, "k = %g, p = %g", ref.k, ref.p);
  }
  make_reference(&ref, 8, 0.032);
  cr_assert_gt(wrong_values(&ref, 3.2e-4), 50, "p one percent too large must be noticed");
  cr_assert_gt(wrong_quantiles(&ref, 3.2e-4), 50, "p one percent too large must be noticed");
}

/* sup |F_n - F| of draws of T + `shift` with chance p (1 + fault). */
static double distance(const reference *r, size_t draws, double fault, double shift) {
  static double seen[WIDTH];
  double worst = 0, sum = 0;
  sai_pcg64 g;
  sai_pcg64_seed(&g, 17, 3);
  for (int j = 0; j < r->count; j++) seen[j] = 0;
  for (size_t i = 0; i < draws; i++) {
    double at = sai_trials_draw(r->k, r->p * (1 + fault), &g) + shift - r->low;
    seen[(int)fmin(fmax(at, 0), r->count - 1)]++;
  }
  for (int j = 0; j < r->count; j++) {
    sum += seen[j];
    worst = fmax(worst, fabs(sum / (double)draws - (double)r->below[j]));
  }
  return worst;
}

Test(trials, draws_follow_the_closed_form) {
  for (size_t i = 0; i < CASES; i++) {
    size_t draws = cases[i].k > 500 ? 20000 : 100000;
    make_reference(&ref, cases[i].k, cases[i].p);
    cr_assert_lt(distance(&ref, draws, 0, 0), budget_kolmogorov(draws), "k = %g, p = %g", ref.k, ref.p);
  }
  make_reference(&ref, 40, 0.8);
  cr_assert_gt(distance(&ref, 100000, 0.01, 0), budget_kolmogorov(100000), "p one percent too large");
  cr_assert_gt(distance(&ref, 100000, 0, -40), budget_kolmogorov(100000), "failures instead of trials");
  cr_assert_gt(distance(&ref, 100000, 0, 1), budget_kolmogorov(100000), "one trial too many");
  make_reference(&ref, 5000, 0.1);
  cr_assert_gt(distance(&ref, 20000, 0.01, 0), budget_kolmogorov(20000), "p one percent too large");
}

static double drawn(double k, double p, unsigned seed) {
  sai_pcg64 g;
  sai_pcg64_seed(&g, seed, 5);
  return sai_trials_draw(k, p, &g);
}

Test(trials, more_successes_and_smaller_chances_take_no_less) {
  static const double ks[] = {0, 1, 2, 63, 64, 65, 2047, 2048, 2049, 2050, 3000, 10000};
  for (unsigned seed = 1; seed < 40; seed++)
    for (double p = 0.9; p > 0.003; p *= 0.8)
      for (size_t i = 1; i < sizeof ks / sizeof *ks; i++) {
        cr_assert_leq(drawn(ks[i - 1], p, seed), drawn(ks[i], p, seed), "k = %g, p = %g", ks[i], p);
        cr_assert_leq(drawn(ks[i], p, seed), drawn(ks[i], 0.99 * p, seed), "k = %g, p = %g", ks[i], p);
        cr_assert_geq(drawn(ks[i], p, seed), ks[i]);
      }
}

Test(trials, ends) {
  cr_assert_eq(drawn(0, 0, 1), 0);
  cr_assert_eq(drawn(-3, 0.5, 1), 0);
  cr_assert_eq(drawn(7, 1, 1), 7);
  cr_assert_eq(drawn(1, 0, 1), INFINITY);
  cr_assert_eq(drawn(1, 1e-300, 1), INFINITY);
  cr_assert_eq(drawn(3000, 1e-12, 1), INFINITY);
  cr_assert_eq(drawn(3e9, 0.5, 1), INFINITY);
  cr_assert_eq(sai_trials_cdf(4, 5, 0.3), 0);
  cr_assert_eq(sai_trials_cdf(5, 5, 1), 1);
  cr_assert_float_eq(sai_trials_cdf(5.9, 5, 0.3), pow(0.3, 5), 1e-15);
  cr_assert_eq(sai_trials_quantile(0.5, 9, 1), 9);
  cr_assert_eq(sai_trials_quantile(0.9, 1, 1e-10), INFINITY);
}
