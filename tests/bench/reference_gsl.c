/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reference workload as a plain loop over runs with GSL's samplers. Prints the same figures as its peers. */
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MONTHS = 12 };

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double triangular(const gsl_rng *rng, double low, double mode, double high) {
  double u = gsl_rng_uniform_pos(rng), cut = (mode - low) / (high - low);
  if (u < cut) return low + sqrt(u * (high - low) * (mode - low));
  return high - sqrt((1 - u) * (high - low) * (high - mode));
}

typedef struct totals {
  double cost, orders, net;
  int payback;
} totals;

static totals play(const gsl_rng *rng) {
  double appointment = gsl_ran_beta(rng, 40, 960), meeting = gsl_ran_beta(rng, 20, 20), order = gsl_ran_beta(rng, 5, 15);
  double per_call = 300 + 200 * gsl_ran_beta(rng, 3, 3), per_appointment = triangular(rng, 8000, 10000, 20000);
  double profit = gsl_ran_lognormal(rng, log(200000), 0.3);
  totals t = {0, 0, 0, MONTHS};
  for (int month = 0; month < MONTHS; month++) {
    unsigned appointments = gsl_ran_binomial(rng, appointment, 1000);
    unsigned won = gsl_ran_binomial(rng, order, gsl_ran_binomial(rng, meeting, appointments));
    double cost = 1000 * per_call + per_appointment * appointments;
    t.cost += cost;
    t.orders += won;
    t.net += won * profit - cost;
    if (t.payback == MONTHS && t.orders > 0 && t.net >= 0) t.payback = month;
  }
  return t;
}

/* Mean and standard error; the running form loses nothing to cancellation. */
typedef struct sums {
  double n, mean, squares;
} sums;

static void add(sums *s, double x) {
  double off = x - s->mean;
  s->mean += off / ++s->n;
  s->squares += off * (x - s->mean);
}

static void print_mean(const sums *s) {
  printf("%.10g %.10g ", s->mean, sqrt(s->squares / s->n / s->n));
}

int main(int argc, char **argv) {
  size_t runs = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000, never = 0;
  gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
  double *cpa = malloc(runs * sizeof *cpa);
  sums cost = {0}, orders = {0}, net = {0};
  if (!rng || !cpa || runs < 20) return 1;
  for (size_t i = 0; i < runs; i++) {
    totals t = play(rng);
    add(&cost, t.cost);
    add(&orders, t.orders);
    add(&net, t.net);
    cpa[i] = t.orders > 0 ? t.cost / t.orders : (double)INFINITY;
    never += t.payback == MONTHS;
  }
  qsort(cpa, runs, sizeof *cpa, ascending);
  print_mean(&cost);
  print_mean(&orders);
  print_mean(&net);
  printf("%.10g %.10g %.10g %.10g\n", cpa[runs / 20 - 1], cpa[runs / 2 - 1], cpa[runs - runs / 20 - 1],
         (double)never / (double)runs);
  free(cpa);
  gsl_rng_free(rng);
  return 0;
}
