/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the time of a simulation goes: a scenario's program alone, with all summaries, the merge of two
   threads' sums, one step of a root search; and what a partial result takes in bytes. Processor time of one
   thread, the smallest and the median of repeats that take turns. */
#include "analysis/outcome.h"
#include "engine/simulate.h"
#include "scenario/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { REPEATS = 15, STEPS = 70000, SEARCH_RUNS = 65536, LONG_RUNS = 1 << 20, TIMES = 8 };

typedef struct work {
  sai_plan *plan, *scaled;
  sai_watch all, few;
  sai_tally *tally, *other;
  sai_registers *registers;
  uint64_t stripe;
  int stripes; /* played at a time */
} work;

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void must(bool ok, const char *what) {
  if (ok) return;
  fprintf(stderr, "bench-parts: %s\n", what);
  exit(1);
}

/* As `run` does, comparisons apart. */
static void watch_all(sai_plan *plan, sai_watch *watch, sai_arena *arena) {
  sai_error err;
  sai_outcome_watch out;
  for (size_t i = 0; i < plan->scenario->n_offers; i++)
    must(!sai_outcome_start(plan, i, watch, arena, &out, &err), "cannot watch");
  must(!sai_program_seal(plan->program, SAI_SEAL_RUNS, &err), "cannot seal");
}

/* As a step of the search for break-even does. */
static void watch_few(sai_plan *plan, sai_watch *watch, const sai_program *tables) {
  sai_error err;
  const sai_column columns[] = {plan->offers[0].net, plan->offers[0].gross_profit, plan->offers[0].orders};
  for (size_t i = 0; i < 3; i++) {
    sai_watch_column(watch, columns[i], sai_program_segments(plan->program), SAI_WATCH_MOMENTS, 0);
    sai_program_keep(plan->program, columns[i]);
  }
  sai_program_share(plan->program, tables);
  must(!sai_program_seal(plan->program, SAI_SEAL_RUNS, &err), "cannot seal");
}

static sai_tally *empty_tally(work *w) {
  const size_t n = w->all.n;
  sai_scale *scales = calloc(n + 1, sizeof *scales);
  must(scales != NULL, "no memory");
  for (size_t segment = 0; segment < sai_program_segments(w->plan->program); segment++) {
    sai_program_run(w->plan->program, segment, 0, SAI_STRIPE, w->registers);
    for (size_t i = 0; i < n; i++)
      if (w->all.columns[i].segment == segment && (w->all.columns[i].how & SAI_WATCH_MOMENTS))
        scales[i] = sai_scale_of(sai_registers_column(w->registers, w->all.columns[i].column), SAI_STRIPE);
  }
  sai_tally *tally = sai_tally_create(&w->all, scales, 0, 0);
  must(tally != NULL, "no memory");
  free(scales);
  return tally;
}

/* As the engine does with early runs, and with the others. */
static void play_by_months(work *w) {
  const sai_program *p = w->plan->program;
  for (size_t segment = 0; segment < sai_program_segments(p); segment++) {
    sai_program_run(p, segment, w->stripe, SAI_STRIPE, w->registers);
    sai_tally_update(w->tally, w->registers, segment, w->stripe * SAI_STRIPE, SAI_STRIPE);
  }
  w->stripe++;
}

static void play_through(work *w, bool summaries) {
  const size_t last = sai_program_segments(w->plan->program) - 1;
  sai_program_run_through(w->plan->program, w->stripe, SAI_STRIPE, w->registers);
  if (summaries) sai_tally_update(w->tally, w->registers, last, w->stripe * SAI_STRIPE, SAI_STRIPE);
  w->stripe++;
}

static void program_alone(work *w) {
  for (int i = 0; i < w->stripes; i++) play_through(w, false);
}

static void with_summaries(work *w) {
  for (int i = 0; i < w->stripes; i++) play_through(w, true);
}

static void with_months(work *w) {
  for (int i = 0; i < w->stripes; i++) play_by_months(w);
}

static void simulate(const sai_program *program, const sai_watch *watch, uint64_t runs, double parameter) {
  sai_error err;
  sai_tally *tally = NULL;
  const sai_simulation s = {.program = program,
                            .watch = watch,
                            .runs = runs,
                            .early_runs = SAI_MONTHS_RUNS,
                            .parameter = parameter,
                            .threads = 1};
  must(!sai_simulate(&s, &tally, &runs, &err), "cannot simulate");
  sai_tally_free(tally);
}

static void single(work *w) {
  simulate(w->plan->program, &w->all, LONG_RUNS, 1);
}

static void search_step(work *w) {
  simulate(w->scaled->program, &w->few, SEARCH_RUNS, 0.5 + (double)(w->stripe++ % 64) / 64);
}

static void merge(work *w) {
  for (int i = 0; i < TIMES; i++) sai_tally_merge(w->other, w->tally);
}

typedef struct part {
  const char *name;
  void (*play)(work *w);
  double runs, unit; /* what one call does (0: the stripes of one time), and in what its time is told */
  const char *unit_name;
} part;

static const part parts[] = {
    {"program alone", program_alone, 0, 1e9, "ns a run"},
    {"with summaries", with_summaries, 0, 1e9, "ns a run"},
    {"with summaries of months", with_months, 0, 1e9, "ns a run"},
    {"1,048,576 runs, all summaries", single, LONG_RUNS, 1e9, "ns a run"},
    {"65,536 runs of a root search", search_step, SEARCH_RUNS, 1e9, "ns a run"},
    {"merge of two threads' sums", merge, TIMES, 1e6, "us"},
};
enum { PARTS = sizeof parts / sizeof *parts };

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The first n parts. */
static void print_times(work *w, int n) {
  double time[PARTS][REPEATS];
  for (int r = 0; r < REPEATS; r++)
    for (int i = 0; i < n; i++) {
      const double start = seconds(), runs = parts[i].runs > 0 ? parts[i].runs : w->stripes * SAI_STRIPE;
      parts[i].play(w);
      time[i][r] = (seconds() - start) / runs * parts[i].unit;
    }
  for (int i = 0; i < n; i++) {
    qsort(time[i], REPEATS, sizeof(double), ascending);
    printf("%-30s %8.1f %8.1f %s\n", parts[i].name, time[i][0], time[i][REPEATS / 2], parts[i].unit_name);
  }
}

/* Sketches of the last segment's columns after so many runs: words that are not zero. */
static size_t filled_words(work *w, uint64_t runs, size_t *n_sketches) {
  const size_t last = sai_program_segments(w->plan->program) - 1, bytes = sai_quantiles_bytes();
  size_t filled = 0;
  *n_sketches = 0;
  sai_quantiles **sketches = calloc(w->all.n + 1, sizeof(sai_quantiles *));
  must(sketches != NULL, "no memory");
  for (uint64_t stripe = 0; stripe < runs / SAI_STRIPE; stripe++) {
    sai_program_run_through(w->plan->program, stripe, SAI_STRIPE, w->registers);
    for (size_t i = 0; i < w->all.n; i++) {
      const sai_watched *x = &w->all.columns[i];
      if (x->segment != last || !(x->how & SAI_WATCH_QUANTILES)) continue;
      if (!sketches[i]) must((sketches[i] = calloc(1, bytes)) != NULL, "no memory");
      sai_quantiles_update(sketches[i], sai_registers_column(w->registers, x->column), SAI_STRIPE);
    }
  }
  for (size_t i = 0; i < w->all.n; i++) {
    uint32_t word;
    if (!sketches[i]) continue;
    ++*n_sketches;
    for (size_t at = 0; at + sizeof word <= bytes; at += sizeof word) {
      memcpy(&word, (const char *)sketches[i] + at, sizeof word);
      filled += word != 0;
    }
    free(sketches[i]);
  }
  free(sketches);
  return filled;
}

static void print_size(work *w) {
  const size_t last = sai_program_segments(w->plan->program) - 1;
  size_t moments = 0, without_months = 0, words = 0, sketches = 0;
  for (size_t i = 0; i < w->all.n; i++) {
    if (!(w->all.columns[i].how & SAI_WATCH_MOMENTS)) continue;
    moments++;
    without_months += w->all.columns[i].segment >= last;
  }
  printf("partial result: %zu moments (%zu without months) of %zu bytes, %zu pairs of %zu bytes\n", moments,
         without_months, sizeof(sai_moments), w->all.n_pairs, sizeof(sai_comoment));
  for (uint64_t runs = 65536; runs <= 256 * 65536; runs *= 16) {
    words = filled_words(w, runs, &sketches);
    printf("%zu sketches without months after %llu runs: %zu words filled, %zu bytes of 8 a word\n", sketches,
           (unsigned long long)runs, words, 8 * words);
  }
}

int main(int argc, char **argv) {
  sai_error err = {0};
  sai_error_list errors = {0};
  sai_scenario *scenario = NULL;
  sai_arena arena = {0};
  work w = {.stripe = 1};
  const bool brief = argc == 3 && strcmp(argv[2], "brief") == 0;
  must(argc == 2 || brief, "name a scenario, and `brief` for the first two lines");
  must(!sai_scenario_read(argv[1], NULL, 0, &scenario, &errors), "cannot read the scenario");
  const sai_plan_options plain = {.seed = 1}, scaled = {.seed = 1, .scaled = SAI_SCALE_ORDERS};
  must(!sai_plan_create(scenario, &plain, &w.plan, &err), "cannot plan");
  must(!sai_plan_create(scenario, &scaled, &w.scaled, &err), "cannot plan");
  watch_all(w.plan, &w.all, &arena);
  watch_few(w.scaled, &w.few, w.plan->program);
  must((w.registers = sai_registers_create(w.plan->program)) != NULL, "no memory");
  w.tally = empty_tally(&w);
  w.other = empty_tally(&w);
  printf("%zu instructions, %zu registers, %zu columns watched\n", sai_program_length(w.plan->program),
         sai_program_registers(w.plan->program), w.all.n);
  w.stripes = 4 + STEPS / (int)sai_program_length(w.plan->program);
  print_times(&w, brief ? 2 : PARTS);
  if (!brief) print_size(&w);
  sai_tally_free(w.tally);
  sai_tally_free(w.other);
  sai_registers_free(w.registers);
  sai_watch_free(&w.all);
  sai_watch_free(&w.few);
  sai_plan_free(w.scaled);
  sai_plan_free(w.plan);
  sai_arena_free(&arena);
  sai_scenario_free(scenario);
  return 0;
}
