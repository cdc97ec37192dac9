/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop over stripes. Nothing in it allocates, locks or can fail; a stripe's number alone decides its
 * luck. */
#include "engine/simulate.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Few runs are kept as they are, as long as that takes no more than 64 MB. */
enum { KEPT_RUNS = 16384, KEPT_VALUES = 4 << 20 };
enum { TAKEN_AT_ONCE = 4 /* stripes */ };

typedef struct worker {
  sai_registers *registers;
  sai_tally *tally;
  uint64_t runs;
} worker;

static size_t runs_in(const sai_simulation *s, uint64_t stripe) {
  uint64_t first = stripe * SAI_STRIPE, left = s->runs - first;
  return left < SAI_STRIPE ? (size_t)left : SAI_STRIPE;
}

static void play(const sai_simulation *s, worker *w, uint64_t stripe) {
  size_t n = runs_in(s, stripe), last = sai_program_segments(s->program) - 1;
  uint64_t first = stripe * SAI_STRIPE;
  for (size_t segment = 0; segment <= last; segment++) {
    sai_program_run(s->program, segment, stripe, n, w->registers);
    if (segment == last || first < s->early_runs) sai_tally_update(w->tally, w->registers, segment, first, n);
  }
  w->runs += n;
}

/* Registers with the program's parameter set. */
static sai_registers *make_registers(const sai_simulation *s) {
  sai_registers *registers = sai_registers_create(s->program);
  double *parameter = registers ? sai_registers_parameter(registers) : NULL;
  for (size_t i = 0; parameter && i < SAI_STRIPE; i++) parameter[i] = s->parameter;
  return registers;
}

/* Units and centres of all sums, from the first stripe, so that they never depend on threads. */
static void find_scales(const sai_simulation *s, sai_registers *registers, sai_scale *scales) {
  size_t n = runs_in(s, 0);
  for (size_t segment = 0; segment < sai_program_segments(s->program); segment++) {
    sai_program_run(s->program, segment, 0, n, registers);
    for (size_t i = 0; i < s->watch->n; i++) {
      const sai_watched *w = &s->watch->columns[i];
      if (w->segment == segment && (w->how & SAI_WATCH_MOMENTS))
        scales[i] = sai_scale_of(sai_registers_column(registers, w->column), n);
    }
  }
}

static void free_workers(worker *workers, unsigned n) {
  for (unsigned i = 0; workers && i < n; i++) {
    sai_registers_free(workers[i].registers);
    sai_tally_free(workers[i].tally);
  }
  free(workers);
}

static size_t runs_to_keep(const sai_simulation *s) {
  return s->runs <= KEPT_RUNS && s->runs * s->watch->n <= KEPT_VALUES ? (size_t)s->runs : 0;
}

static bool make_worker(const sai_simulation *s, worker *w, sai_scale *scales, bool first) {
  w->registers = make_registers(s);
  if (w->registers && first) find_scales(s, w->registers, scales);
  if (w->registers) w->tally = sai_tally_create(s->watch, scales, runs_to_keep(s));
  return w->tally != NULL;
}

/* @return how many of n workers there is memory for */
static unsigned make_workers(const sai_simulation *s, worker *workers, unsigned n) {
  sai_scale *scales = calloc(s->watch->n + 1, sizeof *scales);
  unsigned made = 0;
  while (scales && made < n && make_worker(s, &workers[made], scales, made == 0)) made++;
  free(scales);
  return made;
}

/* Stripes are taken in their order by whoever is free. */
typedef struct crew {
  const sai_simulation *simulation;
  uint64_t stripes;
  _Atomic uint64_t next, done;
} crew;

typedef struct member {
  crew *crew;
  worker *worker;
  pthread_t thread;
  bool tells; /* of the progress */
} member;

static void play_stripe(const member *m, uint64_t stripe) {
  const sai_simulation *s = m->crew->simulation;
  play(s, m->worker, stripe);
  uint64_t played = ++m->crew->done;
  if (s->progress && m->tells) s->progress(s->context, played * SAI_STRIPE, s->runs);
}

static void *work(void *context) {
  const member *m = context;
  const sai_simulation *s = m->crew->simulation;
  /* Kept runs have their places, so all of them are played; they are soon done. */
  const bool keeping = runs_to_keep(s) > 0;
  uint64_t first;
  while ((first = atomic_fetch_add(&m->crew->next, TAKEN_AT_ONCE)) < m->crew->stripes)
    for (uint64_t stripe = first; stripe < first + TAKEN_AT_ONCE && stripe < m->crew->stripes; stripe++)
      if (keeping || !s->stop || !*s->stop) play_stripe(m, stripe);
  return NULL;
}

/* Where a thread cannot be started the others do its share. */
static void play_all(const sai_simulation *s, worker *workers, unsigned n) {
  crew all = {.simulation = s, .stripes = (s->runs + SAI_STRIPE - 1) / SAI_STRIPE};
  member members[SAI_THREADS_MAX];
  unsigned started = 1;
  for (unsigned i = 0; i < n; i++) members[i] = (member){&all, &workers[i], .tells = i == 0};
  while (started < n && pthread_create(&members[started].thread, NULL, work, &members[started]) == 0)
    started++;
  work(&members[0]);
  for (unsigned i = 1; i < started; i++) pthread_join(members[i].thread, NULL);
}

/* As many as there are processors that the program may use. */
static unsigned usual_threads(void) {
  cpu_set_t set;
  int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  return n < 1 ? 1 : (unsigned)n;
}

sai_code sai_simulate(const sai_simulation *s, sai_tally **tally, uint64_t *runs, sai_error *err) {
  if (s->watch->failed) return sai_error_no_memory(err);
  uint64_t stripes = (s->runs + SAI_STRIPE - 1) / SAI_STRIPE;
  unsigned threads = s->threads ? s->threads : usual_threads();
  if (threads > SAI_THREADS_MAX) threads = SAI_THREADS_MAX;
  if (threads > stripes) threads = (unsigned)stripes;
  worker *workers = calloc(threads, sizeof *workers);
  const unsigned made = workers ? make_workers(s, workers, threads) : 0;
  if (made == 0) {
    free_workers(workers, threads);
    return sai_error_no_memory(err);
  }
  play_all(s, workers, made);
  for (unsigned i = 1; i < made; i++) {
    sai_tally_merge(workers[0].tally, workers[i].tally);
    workers[0].runs += workers[i].runs;
  }
  uint64_t played = workers[0].runs;
  if (played > 0) {
    sai_tally_finish(workers[0].tally);
    *runs = played;
    *tally = workers[0].tally;
    workers[0].tally = NULL;
  }
  free_workers(workers, threads);
  return played > 0 ? SAI_OK : sai_error_set(err, SAI_INTERRUPTED, "interrupted");
}

sai_code sai_simulate_each(const sai_simulation *s,
                           sai_code (*visit)(void *context, const sai_registers *registers,
                                             uint64_t first_run, size_t n, sai_error *err),
                           void *context, sai_error *err) {
  sai_registers *registers = make_registers(s);
  if (!registers) return sai_error_no_memory(err);
  uint64_t stripes = (s->runs + SAI_STRIPE - 1) / SAI_STRIPE;
  sai_code code = SAI_OK;
  for (uint64_t stripe = 0; stripe < stripes && !code; stripe++) {
    if (s->stop && *s->stop) code = sai_error_set(err, SAI_INTERRUPTED, "interrupted");
    size_t n = runs_in(s, stripe);
    for (size_t segment = 0; !code && segment < sai_program_segments(s->program); segment++)
      sai_program_run(s->program, segment, stripe, n, registers);
    if (!code) code = visit(context, registers, stripe * SAI_STRIPE, n, err);
    if (s->progress) s->progress(s->context, stripe * SAI_STRIPE + n, s->runs);
  }
  sai_registers_free(registers);
  return code;
}
