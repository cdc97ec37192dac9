/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop over stripes: the same sums for any number of threads, runs that keep their places, stopping. */
#include "engine/simulate.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A program with two segments: a count, and money that follows from it. */
typedef struct play {
  sai_program *program;
  sai_watch watch;
  size_t orders, money, early, few;
  size_t pair;
} play;

static play make(void) {
  sai_program *p = sai_program_create(11);
  const sai_dist rate = {.family = SAI_BETA, .p = {4, 96}}, worth = {.family = SAI_LOGNORMAL, .p = {2, 1}};
  sai_column share = sai_program_draw(p, "rate", &rate);
  sai_column orders = sai_program_ternary(p, SAI_OP_BINOMIAL, sai_program_constant(p, 100), share,
                                          sai_program_uniform(p, "luck"));
  sai_program_keep(p, orders);
  sai_program_end_segment(p);
  sai_column money = sai_program_sum_of_draws(p, orders, "worth", &worth);
  sai_column few = sai_program_binary(p, SAI_OP_LESS, orders, sai_program_constant(p, 3));
  sai_column per = sai_program_binary(p, SAI_OP_PER_UNIT, money, orders);
  sai_program_keep(p, orders);
  sai_program_keep(p, money);
  sai_program_keep(p, few);
  sai_program_keep(p, per);
  play x = {.program = p};
  const unsigned both = SAI_WATCH_MOMENTS | SAI_WATCH_QUANTILES;
  x.early = sai_watch_column(&x.watch, orders, 0, both, 0);
  x.orders = sai_watch_column(&x.watch, orders, 1, both, 0);
  x.money = sai_watch_column(&x.watch, money, 1, both, 0);
  x.few = sai_watch_column(&x.watch, few, 1, SAI_WATCH_COUNTS, 2);
  sai_watch_column(&x.watch, per, 1, SAI_WATCH_QUANTILES, 0);
  x.pair = sai_watch_pair(&x.watch, x.orders, x.money);
  sai_error err = {0};
  cr_assert_eq(sai_program_seal(p, SAI_SEAL_RUNS, &err), SAI_OK, "%s", err.text);
  return x;
}

static void finish(play *x) {
  sai_watch_free(&x->watch);
  sai_program_free(x->program);
}

static sai_tally *simulate(const play *x, uint64_t runs, unsigned threads) {
  sai_simulation s = {.program = x->program,
                      .watch = &x->watch,
                      .runs = runs,
                      .early_runs = 8 * SAI_STRIPE,
                      .parameter = 1,
                      .threads = threads};
  sai_tally *tally = NULL;
  uint64_t played = 0;
  sai_error err = {0};
  cr_assert_eq(sai_simulate(&s, &tally, &played, &err), SAI_OK, "%s", err.text);
  cr_assert_eq(played, runs);
  return tally;
}

static void same(double a, double b, const char *what, uint64_t runs) {
  cr_expect(memcmp(&a, &b, sizeof a) == 0, "%s of %llu runs: %.17g and %.17g", what, (unsigned long long)runs,
            a, b);
}

static void same_tallies(const play *x, const sai_tally *a, const sai_tally *b, uint64_t runs) {
  const size_t columns[] = {x->early, x->orders, x->money};
  for (size_t i = 0; i < 3; i++) {
    sai_estimate m = sai_moments_mean(sai_tally_moments(a, columns[i])),
                 n = sai_moments_mean(sai_tally_moments(b, columns[i]));
    same(m.value, n.value, "mean", runs);
    same(m.se, n.se, "its error", runs);
    same(sai_moments_sd(sai_tally_moments(a, columns[i])).se,
         sai_moments_sd(sai_tally_moments(b, columns[i])).se, "error of sd", runs);
    cr_expect_eq(sai_tally_runs(a, columns[i]), sai_tally_runs(b, columns[i]));
  }
  for (size_t i = 0; i < x->watch.n; i++)
    for (double q = 0.05; q < 1; q += 0.15) {
      if (!(x->watch.columns[i].how & SAI_WATCH_QUANTILES)) continue;
      sai_quantile v = sai_tally_quantile(a, i, q, 0.9), w = sai_tally_quantile(b, i, q, 0.9);
      same(v.value, w.value, "quantile", runs);
      same(v.low, w.low, "its lower end", runs);
      same(v.high, w.high, "its upper end", runs);
    }
  cr_expect_eq(sai_tally_count(a, x->few, 1), sai_tally_count(b, x->few, 1));
  same(sai_tally_covariance(a, x->pair), sai_tally_covariance(b, x->pair), "covariance", runs);
}

Test(simulate, threads_change_nothing) {
  play x = make();
  const uint64_t runs[] = {1, 5, 1000, 1024, 1025, 16384, 16385, 50000};
  for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
    sai_tally *one = simulate(&x, runs[i], 1), *two = simulate(&x, runs[i], 2),
              *seven = simulate(&x, runs[i], 7);
    same_tallies(&x, one, two, runs[i]);
    same_tallies(&x, one, seven, runs[i]);
    sai_tally_free(one);
    sai_tally_free(two);
    sai_tally_free(seven);
  }
  finish(&x);
}

/* Segments before the last are summed up over the first runs only, in whole stripes. */
Test(simulate, early_runs) {
  play x = make();
  sai_tally *tally = simulate(&x, 20000, 2);
  cr_expect_eq(sai_tally_runs(tally, x.early), 8 * SAI_STRIPE);
  cr_expect_eq(sai_tally_runs(tally, x.orders), 20000);
  sai_tally_free(tally);
  finish(&x);
}

/* ---- run by run ---- */

typedef struct collected {
  const play *x;
  double orders[20000], money[20000];
  size_t n;
} collected;

static sai_code collect(void *context, const sai_registers *registers, uint64_t first_run, size_t n,
                        sai_error *err) {
  collected *c = context;
  (void)err;
  cr_assert_eq(first_run, c->n);
  memcpy(c->orders + c->n, sai_registers_column(registers, c->x->watch.columns[c->x->orders].column),
         n * sizeof(double));
  memcpy(c->money + c->n, sai_registers_column(registers, c->x->watch.columns[c->x->money].column),
         n * sizeof(double));
  c->n += n;
  return SAI_OK;
}

static collected *each(const play *x, uint64_t runs) {
  collected *c = calloc(1, sizeof *c);
  sai_simulation s = {.program = x->program, .runs = runs, .parameter = 1};
  sai_error err = {0};
  c->x = x;
  cr_assert_eq(sai_simulate_each(&s, collect, c, &err), SAI_OK);
  cr_assert_eq(c->n, runs);
  return c;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* What is summed up is what the runs are: moments, order statistics and counts computed here from all runs.
 */
static void check_against_runs(const play *x, size_t runs, double tolerance) {
  sai_tally *tally = simulate(x, runs, 2);
  collected *c = each(x, runs);
  double mean = 0, cross = 0, mean_orders = 0;
  size_t few = 0;
  for (size_t i = 0; i < runs; i++) {
    mean += c->money[i] / (double)runs;
    mean_orders += c->orders[i] / (double)runs;
    few += c->orders[i] < 3;
  }
  for (size_t i = 0; i < runs; i++)
    cross += (c->money[i] - mean) * (c->orders[i] - mean_orders) / ((double)runs - 1);
  cr_expect_lt(fabs(sai_moments_mean(sai_tally_moments(tally, x->money)).value / mean - 1), 1e-12);
  cr_expect_lt(fabs(sai_tally_covariance(tally, x->pair) / cross - 1), 1e-11);
  cr_expect_eq(sai_tally_count(tally, x->few, 1), few);
  qsort(c->money, runs, sizeof *c->money, by_value);
  for (size_t tenths = 1; tenths < 10; tenths++) {
    double is = sai_tally_quantile(tally, x->money, (double)tenths / 10, 0.9).value;
    double order = c->money[(tenths * runs + 9) / 10 - 1];
    cr_expect_leq(fabs(is - order), tolerance * order, "%zu runs, %zu/10: %.17g, not %.17g", runs, tenths, is,
                  order);
  }
  sai_tally_free(tally);
  free(c);
}

Test(simulate, sums_are_those_of_the_runs) {
  play x = make();
  check_against_runs(&x, 3000, 0);
  check_against_runs(&x, 20000, 5e-4);
  finish(&x);
}

Test(simulate, fewer_runs_are_the_first_ones) {
  play x = make();
  collected *many = each(&x, 20000), *few = each(&x, 1000);
  cr_expect(memcmp(many->orders, few->orders, 1000 * sizeof(double)) == 0);
  cr_expect(memcmp(many->money, few->money, 1000 * sizeof(double)) == 0);
  cr_expect(memcmp(many->money, many->money + SAI_STRIPE, 1000 * sizeof(double)) != 0);
  free(many);
  free(few);
  finish(&x);
}

/* ---- stopping ---- */

typedef struct stopping {
  volatile sig_atomic_t stop;
  uint64_t seen;
} stopping;

static void stop_soon(void *context, uint64_t done, uint64_t runs) {
  stopping *s = context;
  (void)runs;
  s->seen = done;
  s->stop = 1;
}

Test(simulate, stops_when_asked) {
  play x = make();
  stopping s = {0};
  sai_simulation simulation = {.program = x.program,
                               .watch = &x.watch,
                               .runs = 100000000,
                               .parameter = 1,
                               .threads = 2,
                               .stop = &s.stop,
                               .progress = stop_soon,
                               .context = &s};
  sai_tally *tally = NULL;
  uint64_t played = 0;
  sai_error err = {0};
  cr_assert_eq(sai_simulate(&simulation, &tally, &played, &err), SAI_OK);
  cr_expect(played > 0 && played < 1000000, "%llu", (unsigned long long)played);
  cr_expect_eq(sai_tally_runs(tally, x.money), played, "what was played is summed up");
  sai_tally_free(tally);
  tally = NULL;
  cr_expect_eq(sai_simulate(&simulation, &tally, &played, &err), SAI_INTERRUPTED, "stopped before it began");
  cr_expect_null(tally);
  finish(&x);
}

/* ---- looks on the way ---- */

typedef struct watching {
  const play *play;
  uint64_t needed, at[8]; /* what the looks say, and after how many runs they were taken */
  size_t n;
  bool alike; /* compare each with the same number of runs played at once */
  volatile sig_atomic_t stop, *stop_at_first;
} watching;

static uint64_t look(void *context, const sai_tally *tally, uint64_t runs) {
  watching *w = context;
  cr_assert_lt(w->n, 8);
  w->at[w->n++] = runs;
  if (w->alike) {
    sai_tally *plain = simulate(w->play, runs, 2);
    same_tallies(w->play, tally, plain, runs);
    sai_tally_free(plain);
  }
  if (w->stop_at_first) *w->stop_at_first = 1;
  return w->needed;
}

static sai_tally *simulate_with_looks(watching *w, uint64_t first, uint64_t runs, unsigned threads,
                                      uint64_t *played) {
  const sai_looks looks = {first, look, w};
  sai_simulation s = {.program = w->play->program,
                      .watch = &w->play->watch,
                      .runs = runs,
                      .looks = &looks,
                      .early_runs = 8 * SAI_STRIPE,
                      .parameter = 1,
                      .threads = threads,
                      .stop = &w->stop};
  sai_tally *tally = NULL;
  sai_error err = {0};
  cr_assert_eq(sai_simulate(&s, &tally, played, &err), SAI_OK, "%s", err.text);
  return tally;
}

/* Sums grow from look to look, first with kept runs, and are at each those of so many runs. */
Test(simulate, growing_is_playing_at_once) {
  play x = make();
  const uint64_t firsts[] = {16384, 32768};
  for (size_t i = 0; i < 2; i++)
    for (unsigned threads = 1; threads <= 3; threads++) {
      watching w = {.play = &x, .needed = UINT64_MAX, .alike = true};
      uint64_t played = 0;
      sai_tally *tally = simulate_with_looks(&w, firsts[i], 4 * firsts[i], threads, &played);
      cr_expect_eq(played, 4 * firsts[i]);
      cr_expect(w.n == 3 && w.at[0] == firsts[i] && w.at[1] == 2 * firsts[i] && w.at[2] == 4 * firsts[i]);
      sai_tally_free(tally);
    }
  finish(&x);
}

Test(simulate, a_look_ends_it) {
  play x = make();
  const uint64_t needed[] = {1, 16384, 16385, 32768, 32769, 65537};
  const uint64_t ends[] = {16384, 16384, 32768, 32768, 65536, 131072};
  for (size_t i = 0; i < 6; i++) {
    watching w = {.play = &x, .needed = needed[i]};
    uint64_t played = 0;
    sai_tally *tally = simulate_with_looks(&w, 16384, 131072, 2, &played);
    cr_expect_eq(played, ends[i], "%llu needed, %llu played", (unsigned long long)needed[i],
                 (unsigned long long)played);
    cr_expect_eq(sai_tally_runs(tally, x.money), played);
    cr_expect_eq(w.at[w.n - 1], played);
    sai_tally_free(tally);
  }
  finish(&x);
}

/* A stop at a look leaves what was looked at. */
Test(simulate, stops_at_a_look) {
  play x = make();
  watching w = {.play = &x, .needed = UINT64_MAX};
  w.stop_at_first = &w.stop;
  uint64_t played = 0;
  sai_tally *tally = simulate_with_looks(&w, 16384, 131072, 2, &played);
  cr_expect(played == 16384 && w.n == 1);
  sai_tally_free(tally);
  finish(&x);
}
