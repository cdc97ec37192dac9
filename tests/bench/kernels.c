/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the column kernels of src/random/ in nanoseconds per draw, minimum and median of repeats, one
   thread, with a checksum that shows that the work was done and that it was the same work. */
#include "random/binomial.h"
#include "random/dist.h"
#include "random/stream.h"
#include "random/vmath.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { N = SAI_STRIPE, REPEATS = 31, ROUNDS = 100 };

typedef struct work {
  const sai_sampler *sampler;
  double u[N], n[N], p[N], x[N];
  double sum;
  sai_stream stream;
  uint64_t stripe;
} work;

static double nanoseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void measure(const char *name, void (*kernel)(work *), work *w) {
  double time[REPEATS];
  w->sum = 0;
  w->stripe = 0;
  for (int r = 0; r < REPEATS; r++) {
    double start = nanoseconds();
    for (int i = 0; i < ROUNDS; i++) kernel(w);
    time[r] = (nanoseconds() - start) / ROUNDS / N;
    for (int i = 0; i < N; i++) w->sum += w->x[i];
  }
  qsort(time, REPEATS, sizeof *time, ascending);
  printf("%-34s %8.2f %8.2f   %.15g\n", name, time[0], time[REPEATS / 2], w->sum);
}

static void uniforms(work *w) {
  sai_stream_fill(&w->stream, w->stripe++, w->x, N);
}

static void draws(work *w) {
  sai_sampler_fill(w->sampler, w->u, N, w->x);
}

static void counts(work *w) {
  sai_binomial_fill(w->n, w->p, w->u, N, w->x);
}

static void exps(work *w) {
  sai_exp_fill(w->u, N, w->x);
}

static void logs(work *w) {
  sai_log_fill(w->u, N, w->x);
}

static void measure_draws(const char *name, sai_dist d, work *w) {
  sai_arena arena = {0};
  sai_error err;
  double start = nanoseconds();
  if (sai_dist_check(&d, &err) || sai_sampler_create(&d, &arena, &w->sampler, &err)) {
    printf("%s: %s\n", name, err.text);
    exit(1);
  }
  double built = nanoseconds() - start;
  measure(name, draws, w);
  if (built > 1e5) printf("%-34s %8.2f ms\n", "  its table", built / 1e6);
  sai_arena_free(&arena);
}

/* Families by table, nested ones, and lists. */
static void measure_new_families(work *w) {
  static const double terms[] = {200, 40, 12, -30}, shares[] = {0.75, 0.25};
  static const sai_dist parts[] = {{SAI_NORMAL, {100, 10}}, {SAI_NORMAL, {200, 5}}},
                        whole = {SAI_NORMAL, {0, 1}};
  static double value[SAI_DISCRETE_MAX], weight[SAI_DISCRETE_MAX];
  for (int i = 0; i < SAI_DISCRETE_MAX; i++) value[i] = i, weight[i] = 1.0 / SAI_DISCRETE_MAX;
  measure_draws("gamma(2, 1000)", (sai_dist){SAI_GAMMA, {2, 1000}}, w);
  measure_draws("gamma(0.1, 1)", (sai_dist){SAI_GAMMA, {0.1, 1}}, w);
  measure_draws("weibull(1.5, 30)", (sai_dist){SAI_WEIBULL, {1.5, 30}}, w);
  measure_draws("poisson(40)", (sai_dist){SAI_POISSON, {40}}, w);
  measure_draws("poisson(1000000)", (sai_dist){SAI_POISSON, {1e6}}, w);
  measure_draws("metalog of 4 terms", (sai_dist){.family = SAI_METALOG, .n = 4, .value = terms}, w);
  measure_draws("mixture of 2 normals",
                (sai_dist){.family = SAI_MIXTURE, .n = 2, .weight = shares, .part = parts}, w);
  measure_draws("truncated normal", (sai_dist){.family = SAI_TRUNCATED, .p = {1, 5}, .n = 1, .part = &whole},
                w);
  measure_draws("100,000 values",
                (sai_dist){.family = SAI_DISCRETE, .n = SAI_DISCRETE_MAX, .value = value, .weight = weight},
                w);
}

/* n is common to the column, p varies by a tenth. */
static void measure_counts(double n, double p, work *w) {
  char name[64];
  for (int i = 0; i < N; i++) {
    w->n[i] = n;
    w->p[i] = p * (0.9 + 0.2 * w->u[(i * 7) % N]);
  }
  snprintf(name, sizeof name, "binomial n = %g, mean %g", n, n * p);
  measure(name, counts, w);
}

int main(void) {
  static work w;
  w.stream = sai_stream_named(1, "bench");
  sai_stream_fill(&w.stream, 12345, w.u, N);
  printf("%-34s %8s %8s   %s\n", "kernel", "min ns", "median", "checksum");
  measure("uniform", uniforms, &w);
  measure("exp", exps, &w);
  measure("log", logs, &w);
  measure_draws("uniform(2, 3)", (sai_dist){.family = SAI_UNIFORM, .p = {2, 3}}, &w);
  measure_draws("triangular(8000, 10000, 20000)", (sai_dist){.family = SAI_TRIANGULAR, .p = {8e3, 1e4, 2e4}},
                &w);
  measure_draws("exponential(7)", (sai_dist){.family = SAI_EXPONENTIAL, .p = {7}}, &w);
  measure_draws("normal(0, 1)", (sai_dist){.family = SAI_NORMAL, .p = {0, 1}}, &w);
  measure_draws("lognormal(12.2, 0.3)", (sai_dist){.family = SAI_LOGNORMAL, .p = {12.2, 0.3}}, &w);
  measure_draws("beta(40, 960)", (sai_dist){.family = SAI_BETA, .p = {40, 960}}, &w);
  measure_draws("beta(0.05, 5)", (sai_dist){.family = SAI_BETA, .p = {0.05, 5}}, &w);
  measure_draws("pert(300, 400, 500)", (sai_dist){.family = SAI_PERT, .p = {300, 400, 500}}, &w);
  measure_new_families(&w);
  static const double cases[][2] = {{0, 0.5},   {4, 0.1},     {20, 0.1},     {40, 0.1},   {100, 0.1},
                                    {400, 0.1}, {1000, 0.04}, {12000, 0.04}, {1e6, 0.04}, {1e7, 0.5}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) measure_counts(cases[i][0], cases[i][1], &w);
  return 0;
}
