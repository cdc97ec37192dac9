/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tallies. Sketches live in one mapping of untouched zero pages, so a sketch costs what it touches. */
#include "engine/observe.h"

#include "stats/groups.h"
#include "stats/loops.h"
#include "stats/sort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

size_t sai_watch_column(sai_watch *watch, sai_column column, size_t segment, unsigned how, size_t n_counts) {
  for (size_t i = 0; i < watch->n; i++) {
    sai_watched *w = &watch->columns[i];
    if (w->column != column || w->segment != segment) continue;
    w->how |= how;
    if (n_counts > w->n_counts) w->n_counts = n_counts;
    return i;
  }
  if (watch->n == watch->capacity) {
    size_t capacity = watch->capacity ? 2 * watch->capacity : 64;
    sai_watched *grown = realloc(watch->columns, capacity * sizeof *grown);
    if (!grown) {
      watch->failed = true;
      return 0;
    }
    watch->columns = grown;
    watch->capacity = capacity;
  }
  watch->columns[watch->n] = (sai_watched){column, segment, how, n_counts};
  return watch->n++;
}

size_t sai_watch_pair(sai_watch *watch, size_t x, size_t y) {
  for (size_t i = 0; i < watch->n_pairs; i++)
    if (watch->pairs[i].x == x && watch->pairs[i].y == y) return i;
  if (watch->n_pairs == watch->pairs_capacity) {
    size_t capacity = watch->pairs_capacity ? 2 * watch->pairs_capacity : 64;
    struct sai_watched_pair *grown = realloc(watch->pairs, capacity * sizeof *grown);
    if (!grown) {
      watch->failed = true;
      return 0;
    }
    watch->pairs = grown;
    watch->pairs_capacity = capacity;
  }
  watch->pairs[watch->n_pairs] = (struct sai_watched_pair){x, y};
  return watch->n_pairs++;
}

void sai_watch_free(sai_watch *watch) {
  free(watch->columns);
  free(watch->pairs);
  *watch = (sai_watch){0};
}

/* The sums of one column; parts that are not watched are NULL. */
typedef struct summary {
  uint64_t runs;
  sai_moments moments;
  sai_quantiles *sketch;
  double *kept; /* [keep] */
  uint64_t *counts;
} summary;

struct sai_tally {
  const sai_watch *watch;
  size_t n_groups;
  sai_tally *groups[SAI_GROUPS_MAX];
  size_t n_segments, *first, *order; /* columns of segment s: order[first[s]] .. order[first[s + 1] - 1] */
  size_t keep, kept_runs;
  summary *summaries;
  sai_comoment *comoments;
  void *sketches;
  size_t sketches_size;
  double *kept, *scratch; /* what kept runs are sorted in is the first column */
  uint64_t *counts;
};

/* The watched columns by segment, so that a segment looks only at its own. */
static bool group_by_segment(sai_tally *t) {
  const sai_watch *watch = t->watch;
  for (size_t i = 0; i < watch->n; i++)
    if (watch->columns[i].segment >= t->n_segments) t->n_segments = watch->columns[i].segment + 1;
  t->first = calloc(t->n_segments + 1, sizeof *t->first);
  t->order = calloc(watch->n + 1, sizeof *t->order);
  if (!t->first || !t->order) return false;
  for (size_t s = 0, n = 0; s < t->n_segments; s++) {
    for (size_t i = 0; i < watch->n; i++)
      if (watch->columns[i].segment == s) t->order[n++] = i;
    t->first[s + 1] = n;
  }
  return true;
}

static size_t count_quantiles(const sai_watch *watch) {
  size_t n = 0;
  for (size_t i = 0; i < watch->n; i++) n += (watch->columns[i].how & SAI_WATCH_QUANTILES) != 0;
  return n;
}

static bool map_sketches(sai_tally *t) {
  t->sketches_size = count_quantiles(t->watch) * sai_quantiles_bytes() + 1;
  void *pages = mmap(NULL, t->sketches_size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  t->sketches = pages == MAP_FAILED ? NULL : pages;
  return t->sketches != NULL;
}

static sai_quantiles *sketch_at(const sai_tally *t, size_t i) {
  return (sai_quantiles *)((char *)t->sketches + i * sai_quantiles_bytes());
}

static bool allocate(sai_tally *t) {
  if (!group_by_segment(t)) return false;
  size_t n_counts = 0;
  for (size_t i = 0; i < t->watch->n; i++) n_counts += t->watch->columns[i].n_counts;
  t->summaries = calloc(t->watch->n + 1, sizeof *t->summaries);
  t->comoments = calloc(t->watch->n_pairs + 1, sizeof *t->comoments);
  t->counts = calloc(n_counts + 1, sizeof *t->counts);
  if (t->keep) {
    t->kept = calloc((count_quantiles(t->watch) + 1) * t->keep, sizeof *t->kept);
    t->scratch = t->kept;
    return t->summaries && t->comoments && t->counts && t->kept;
  }
  return map_sketches(t) && t->summaries && t->comoments && t->counts;
}

/* Everything as it was before the first run. */
static void start(sai_tally *t, const sai_scale *scales) {
  size_t counts = 0, quantiles = 0;
  for (size_t i = 0; i < t->watch->n; i++) {
    const sai_watched *w = &t->watch->columns[i];
    summary *s = &t->summaries[i];
    if (w->how & SAI_WATCH_MOMENTS) sai_moments_start(&s->moments, scales[i]);
    s->counts = w->n_counts ? t->counts + counts : NULL;
    counts += w->n_counts;
    if (!(w->how & SAI_WATCH_QUANTILES)) continue;
    if (t->keep)
      s->kept = t->kept + ++quantiles * t->keep;
    else
      s->sketch = sketch_at(t, quantiles++);
  }
  for (size_t i = 0; i < t->watch->n_pairs; i++)
    sai_comoment_start(&t->comoments[i], scales[t->watch->pairs[i].x], scales[t->watch->pairs[i].y]);
}

sai_tally *sai_tally_create(const sai_watch *watch, const sai_scale *scales, size_t keep, size_t groups) {
  sai_tally *t = calloc(1, sizeof *t);
  if (!t) return NULL;
  t->watch = watch;
  t->keep = groups ? 0 : keep;
  bool made = allocate(t);
  for (; made && t->n_groups < groups; t->n_groups += made) {
    t->groups[t->n_groups] = sai_tally_create(watch, scales, 0, 0);
    made = t->groups[t->n_groups] != NULL;
  }
  if (!made) {
    sai_tally_free(t);
    return NULL;
  }
  start(t, scales);
  return t;
}

void sai_tally_free(sai_tally *t) {
  if (!t) return;
  for (size_t g = 0; g < t->n_groups; g++) sai_tally_free(t->groups[g]);
  if (t->sketches) munmap(t->sketches, t->sketches_size);
  free(t->first);
  free(t->order);
  free(t->summaries);
  free(t->comoments);
  free(t->counts);
  free(t->kept);
  free(t);
}

static void count_values(uint64_t *counts, size_t n_counts, const double *x, size_t n) {
  if (n_counts <= SAI_FEW_COUNTS)
    sai_stats_loops_used()->count_few(x, n, n_counts, counts);
  else
    for (size_t i = 0; i < n; i++) counts[(size_t)x[i]]++;
}

void sai_tally_update(sai_tally *t, const sai_registers *registers, size_t segment, uint64_t first_run,
                      size_t n) {
  if (segment >= t->n_segments) return;
  if (t->n_groups) {
    sai_tally_update(t->groups[first_run / SAI_STRIPE % t->n_groups], registers, segment, first_run, n);
    return;
  }
  for (size_t k = t->first[segment]; k < t->first[segment + 1]; k++) {
    const size_t i = t->order[k];
    const sai_watched *w = &t->watch->columns[i];
    const double *x = sai_registers_column(registers, w->column);
    summary *s = &t->summaries[i];
    s->runs += n;
    if (s->sketch && w->how & SAI_WATCH_MOMENTS)
      sai_quantiles_update_both(s->sketch, &s->moments, x, n);
    else if (s->sketch)
      sai_quantiles_update(s->sketch, x, n);
    else if (w->how & SAI_WATCH_MOMENTS)
      sai_moments_update(&s->moments, x, n);
    if (s->kept) memcpy(s->kept + first_run, x, n * sizeof *x);
    if (s->counts) count_values(s->counts, w->n_counts, x, n);
  }
  for (size_t i = 0; i < t->watch->n_pairs; i++) {
    const sai_watched *x = &t->watch->columns[t->watch->pairs[i].x],
                      *y = &t->watch->columns[t->watch->pairs[i].y];
    if (x->segment != segment) continue;
    sai_comoment_update(&t->comoments[i], sai_registers_column(registers, x->column),
                        sai_registers_column(registers, y->column), n);
  }
}

/* Runs that a worker did not play are zero in its copy, so places add up. Infinities are played by one worker
 * only. */
static void merge_kept(double *to, const double *from, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (from[i] != 0) to[i] = from[i];
}

static void add(sai_tally *t, const sai_tally *other) {
  for (size_t i = 0; i < t->watch->n; i++) {
    summary *s = &t->summaries[i];
    const summary *o = &other->summaries[i];
    s->runs += o->runs;
    if (t->watch->columns[i].how & SAI_WATCH_MOMENTS) sai_moments_merge(&s->moments, &o->moments);
    if (s->kept) merge_kept(s->kept, o->kept, t->keep);
    if (s->sketch) sai_quantiles_merge(s->sketch, o->sketch);
    for (size_t k = 0; k < t->watch->columns[i].n_counts; k++) s->counts[k] += o->counts[k];
  }
  for (size_t i = 0; i < t->watch->n_pairs; i++) sai_comoment_merge(&t->comoments[i], &other->comoments[i]);
}

void sai_tally_merge(sai_tally *t, const sai_tally *other) {
  if (!t->n_groups) add(t, other);
  for (size_t g = 0; g < t->n_groups; g++) add(t->groups[g], other->groups[g]);
}

/* From nothing, as more runs may have come since groups were added up before. */
static void add_groups(sai_tally *t) {
  for (size_t i = 0; i < t->watch->n; i++) {
    const sai_watched *w = &t->watch->columns[i];
    summary *s = &t->summaries[i];
    s->runs = 0;
    if (w->how & SAI_WATCH_MOMENTS) sai_moments_start(&s->moments, s->moments.scale);
    if (s->sketch) sai_quantiles_clear(s->sketch);
    if (s->counts) memset(s->counts, 0, w->n_counts * sizeof *s->counts);
  }
  for (size_t i = 0; i < t->watch->n_pairs; i++)
    sai_comoment_start(&t->comoments[i], t->comoments[i].x, t->comoments[i].y);
  for (size_t g = 0; g < t->n_groups; g++) add(t, t->groups[g]);
}

void sai_tally_finish(sai_tally *t) {
  if (t->n_groups) add_groups(t);
  for (size_t i = 0; i < t->watch->n; i++)
    if (t->summaries[i].kept) sai_sort_ascending(t->summaries[i].kept, t->scratch, t->summaries[i].runs);
}

bool sai_tally_sketch(sai_tally *t) {
  if (!t->keep) return true;
  if (!map_sketches(t)) return false;
  for (size_t i = 0, quantiles = 0; i < t->watch->n; i++) {
    summary *s = &t->summaries[i];
    if (!s->kept) continue;
    s->sketch = sketch_at(t, quantiles++);
    sai_quantiles_update(s->sketch, s->kept, s->runs);
    s->kept = NULL;
  }
  free(t->kept);
  t->kept = t->scratch = NULL;
  t->keep = 0;
  return true;
}

size_t sai_tally_groups(const sai_tally *t) {
  return t->n_groups;
}

const sai_tally *sai_tally_group(const sai_tally *t, size_t group) {
  return t->groups[group];
}

uint64_t sai_tally_runs(const sai_tally *t, size_t index) {
  return t->summaries[index].runs;
}

const sai_moments *sai_tally_moments(const sai_tally *t, size_t index) {
  return &t->summaries[index].moments;
}

static sai_quantile quantile_of_groups(const sai_tally *t, size_t index, double q, double level) {
  const sai_quantiles *groups[SAI_GROUPS_MAX];
  for (size_t g = 0; g < t->n_groups; g++) groups[g] = t->groups[g]->summaries[index].sketch;
  return sai_groups_quantile(t->summaries[index].sketch, groups, t->n_groups, q, level);
}

sai_quantile sai_tally_quantile(const sai_tally *t, size_t index, double q, double level) {
  const summary *s = &t->summaries[index];
  if (s->kept) return sai_quantiles_sorted(s->kept, s->runs, q, level);
  if (t->n_groups) return quantile_of_groups(t, index, q, level);
  return sai_quantiles_at(s->sketch, q, level);
}

double sai_tally_below(const sai_tally *t, size_t index, double x) {
  const summary *s = &t->summaries[index];
  if (s->sketch) return (double)sai_quantiles_below(s->sketch, x);
  size_t low = 0, high = s->runs;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (s->kept[middle] < x)
      low = middle + 1;
    else
      high = middle;
  }
  return (double)low;
}

uint64_t sai_tally_count(const sai_tally *t, size_t index, size_t value) {
  return t->summaries[index].counts[value];
}

double sai_tally_covariance(const sai_tally *t, size_t pair) {
  const struct sai_watched_pair *p = &t->watch->pairs[pair];
  return sai_comoment_covariance(&t->comoments[pair], &t->summaries[p->x].moments,
                                 &t->summaries[p->y].moments);
}
