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
  if (first >= s->early_runs) {
    sai_program_run_through(s->program, stripe, n, w->registers);
    sai_tally_update(w->tally, w->registers, last, first, n);
  }
  for (size_t segment = 0; first < s->early_runs && segment <= last; segment++) {
    sai_program_run(s->program, segment, stripe, n, w->registers);
    sai_tally_update(w->tally, w->registers, segment, first, n);
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
  const uint64_t runs = s->looks ? s->looks->first : s->runs;
  if (sai_program_groups(s->program)) return 0;
  return runs <= KEPT_RUNS && runs * s->watch->n <= KEPT_VALUES ? (size_t)runs : 0;
}

/* Stripes are taken in their order by whoever is free. */
typedef struct crew {
  const sai_simulation *simulation;
  worker *workers;
  sai_scale *scales;
  unsigned n, threads; /* workers that there was memory for, and that were asked for */
  size_t keep;         /* runs kept as they are */
  uint64_t stripes;    /* up to which is played now */
  uint64_t expected;   /* runs that it will take, as far as is known */
  _Atomic uint64_t next, done;
} crew;

static bool make_worker(crew *c, worker *w) {
  w->registers = make_registers(c->simulation);
  if (w->registers && w == c->workers) find_scales(c->simulation, w->registers, c->scales);
  if (w->registers)
    w->tally = sai_tally_create(c->simulation->watch, c->scales, c->keep,
                                sai_program_groups(c->simulation->program));
  return w->tally != NULL;
}

/* One worker is enough. */
static bool make_crew(const sai_simulation *s, unsigned threads, crew *c) {
  *c = (crew){.simulation = s, .threads = threads, .keep = runs_to_keep(s)};
  c->workers = calloc(threads, sizeof *c->workers);
  c->scales = calloc(s->watch->n + 1, sizeof *c->scales);
  while (c->workers && c->scales && c->n < threads && make_worker(c, &c->workers[c->n])) c->n++;
  return c->n > 0;
}

static void dismiss(crew *c) {
  free_workers(c->workers, c->threads);
  free(c->scales);
}

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
  if (s->progress && m->tells) s->progress(s->context, played * SAI_STRIPE, m->crew->expected);
}

static void *work(void *context) {
  const member *m = context;
  const sai_simulation *s = m->crew->simulation;
  /* Kept runs have their places, so all of them are played; they are soon done. So is a stripe of every
     group, without which there would be no errors. */
  const bool keeping = m->crew->keep > 0;
  const uint64_t least = sai_program_groups(s->program);
  uint64_t first;
  while ((first = atomic_fetch_add(&m->crew->next, TAKEN_AT_ONCE)) < m->crew->stripes)
    for (uint64_t stripe = first; stripe < first + TAKEN_AT_ONCE && stripe < m->crew->stripes; stripe++)
      if (keeping || stripe < least || !s->stop || !*s->stop) play_stripe(m, stripe);
  return NULL;
}

/* Where a thread cannot be started the others do its share. Stripes before the first of these have been
 * played.
 */
static void play_stripes(crew *c, uint64_t from, uint64_t to) {
  member members[SAI_THREADS_MAX];
  unsigned started = 1;
  c->next = from;
  c->stripes = to;
  for (unsigned i = 0; i < c->n; i++) members[i] = (member){c, &c->workers[i], .tells = i == 0};
  while (started < c->n && pthread_create(&members[started].thread, NULL, work, &members[started]) == 0)
    started++;
  work(&members[0]);
  for (unsigned i = 1; i < started; i++) pthread_join(members[i].thread, NULL);
}

/* Everything that was played goes to the first worker. */
static void gather(crew *c) {
  for (unsigned i = 1; i < c->n; i++) {
    sai_tally_merge(c->workers[0].tally, c->workers[i].tally);
    c->workers[0].runs += c->workers[i].runs;
    c->workers[i].runs = 0;
  }
  if (c->workers[0].runs > 0) sai_tally_finish(c->workers[0].tally);
}

/* After a look: the first worker keeps its sums, the others begin anew; those without memory drop out. */
static bool go_on(crew *c) {
  unsigned ready = 1;
  c->keep = 0;
  for (unsigned i = 1; i < c->n; i++) {
    sai_tally_free(c->workers[i].tally);
    c->workers[i].tally = NULL;
  }
  if (!sai_tally_sketch(c->workers[0].tally)) return false;
  for (; ready < c->n; ready++) {
    worker *w = &c->workers[ready];
    w->tally =
        sai_tally_create(c->simulation->watch, c->scales, 0, sai_program_groups(c->simulation->program));
    if (!w->tally) break;
  }
  c->n = ready;
  return true;
}

static uint64_t stripes_of(uint64_t runs) {
  return (runs + SAI_STRIPE - 1) / SAI_STRIPE;
}

/* Up to the first look that says so, or all; false if there is no memory to go on. */
static bool play_all(crew *c) {
  const sai_simulation *s = c->simulation;
  uint64_t from = 0, to = s->looks ? s->looks->first : s->runs;
  c->expected = to;
  for (;;) {
    play_stripes(c, from, stripes_of(to));
    gather(c);
    if (!s->looks || c->workers[0].runs < to) return true;
    const uint64_t needed = s->looks->needed(s->looks->context, c->workers[0].tally, to);
    if (needed <= to || to >= s->runs || (s->stop && *s->stop)) return true;
    if (!go_on(c)) return false;
    c->expected = needed < s->runs ? needed : s->runs;
    from = stripes_of(to);
    to *= 2;
  }
}

/* As many as there are processors that the program may use. */
static unsigned usual_threads(void) {
  cpu_set_t set;
  int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  return n < 1 ? 1 : (unsigned)n;
}

sai_code sai_simulate(const sai_simulation *s, sai_tally **tally, uint64_t *runs, sai_error *err) {
  if (s->watch->failed) return sai_error_no_memory(err);
  uint64_t stripes = stripes_of(s->runs);
  unsigned threads = s->threads ? s->threads : usual_threads();
  if (threads > SAI_THREADS_MAX) threads = SAI_THREADS_MAX;
  if (threads > stripes) threads = (unsigned)stripes;
  crew c;
  if (!make_crew(s, threads, &c) || !play_all(&c)) {
    dismiss(&c);
    return sai_error_no_memory(err);
  }
  const uint64_t played = c.workers[0].runs;
  if (played > 0) {
    *runs = played;
    *tally = c.workers[0].tally;
    c.workers[0].tally = NULL;
  }
  dismiss(&c);
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
