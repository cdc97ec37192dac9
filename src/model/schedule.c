/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of a program's steps, and their registers.

   Counts are brought together: as early in some months as what they need allows, those that do not need each
   other side by side, by probability, so that what a kernel knows of a probability serves many months and
   doubtful counts of many months are decided together. All other steps stay in the order of the program, so
   that what a segment keeps is there when it ends. Registers are handed out by a linear scan that frees one
   after its last use. docs/adr/0012-order-of-steps.md */
#include "model/program_inside.h"

#include <stdlib.h>

/* Segments are one window for counts while they have no more of them than this, which then wait in columns
   until they are used: they should not leave the second cache. */
enum { WINDOW_COUNTS = 64 };

static bool is_count(const sai_instruction *i) {
  return i->op == SAI_OP_BINOMIAL || i->op == SAI_OP_EVENT;
}

/* What is known of a value. */
typedef struct value {
  bool needed, hoisted;
  uint32_t readers;
  uint32_t depth;     /* how many counts in a row it needs, those of windows before counted as in a row */
  uint32_t count;     /* the count that alone reads these uniforms, or SAI_NO_COLUMN */
  uint32_t last_read; /* step after which its register is free */
  uint32_t next;      /* in the list of those that are freed by one step */
} value;

/* Where a hoisted value goes. */
typedef struct rank {
  uint32_t depth, kind, probability, count, value;
} rank;

enum { COMES_FIRST, IS_COUNT };

typedef struct schedule {
  sai_program *p;
  value *values;
  rank *ranks;
  uint32_t *order; /* values by step */
  uint32_t n;      /* steps so far */
  uint32_t depth;  /* of what needs no count of the present window */
} schedule;

static void inputs_of(const sai_instruction *i, sai_column inputs[3]) {
  inputs[0] = i->a, inputs[1] = i->b, inputs[2] = i->c;
}

/* Backwards, so that readers come before what they read. */
static void find_needed(schedule *s) {
  const sai_program *p = s->p;
  for (uint32_t k = 0; k < p->n_keeps; k++) {
    s->values[p->keeps[k].value].needed = true;
    s->values[p->keeps[k].value].readers++;
  }
  for (uint32_t i = p->n; i-- > 0;) {
    sai_column inputs[3];
    inputs_of(&p->code[i], inputs);
    for (size_t j = 0; s->values[i].needed && j < 3; j++) {
      if (inputs[j] == SAI_NO_COLUMN) continue;
      s->values[inputs[j]].needed = true;
      s->values[inputs[j]].readers++;
    }
  }
}

static bool is_run(const schedule *s, uint32_t i) {
  return s->values[i].needed && !sai_is_pinned(&s->p->code[i]);
}

/* Counts of instructions `begin` to `end`, and all that they need of these. */
static void find_hoisted(schedule *s, uint32_t begin, uint32_t end) {
  for (uint32_t i = end; i-- > begin;) {
    const sai_instruction *code = &s->p->code[i];
    value *v = &s->values[i];
    if (!is_run(s, i)) continue;
    v->hoisted |= is_count(code);
    sai_column inputs[3];
    inputs_of(code, inputs);
    for (size_t j = 0; v->hoisted && j < 3; j++)
      if (inputs[j] != SAI_NO_COLUMN && inputs[j] >= begin)
        s->values[inputs[j]].hoisted = is_run(s, inputs[j]);
    if (!is_count(code) || code->c < begin) continue;
    value *uniforms = &s->values[code->c];
    if (s->p->code[code->c].op == SAI_OP_UNIFORM && uniforms->readers == 1) uniforms->count = i;
  }
}

static uint32_t depth_of(const schedule *s, uint32_t i, uint32_t begin) {
  uint32_t depth = s->depth;
  sai_column inputs[3];
  inputs_of(&s->p->code[i], inputs);
  for (size_t j = 0; j < 3; j++) {
    if (inputs[j] == SAI_NO_COLUMN || inputs[j] < begin || !s->values[inputs[j]].hoisted) continue;
    const uint32_t through = s->values[inputs[j]].depth + is_count(&s->p->code[inputs[j]]);
    if (through > depth) depth = through;
  }
  return depth;
}

/* A count's own uniforms go with it. */
static rank rank_of(const schedule *s, uint32_t i) {
  const value *v = &s->values[i];
  const uint32_t count = v->count != SAI_NO_COLUMN ? v->count : is_count(&s->p->code[i]) ? i : SAI_NO_COLUMN;
  if (count == SAI_NO_COLUMN) return (rank){v->depth, COMES_FIRST, 0, 0, i};
  return (rank){s->values[count].depth, IS_COUNT, s->p->code[count].b, count, i};
}

static int by_rank(const void *x, const void *y) {
  const uint32_t *a = x, *b = y;
  for (size_t i = 0; i < sizeof(rank) / sizeof(uint32_t); i++)
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  return 0;
}

static void order_hoisted(schedule *s, uint32_t begin, uint32_t end) {
  uint32_t n = 0, deepest = s->depth;
  for (uint32_t i = begin; i < end; i++) {
    if (!s->values[i].hoisted) continue;
    s->values[i].depth = depth_of(s, i, begin);
    if (s->values[i].depth > deepest) deepest = s->values[i].depth;
  }
  for (uint32_t i = begin; i < end; i++)
    if (s->values[i].hoisted) s->ranks[n++] = rank_of(s, i);
  qsort(s->ranks, n, sizeof *s->ranks, by_rank);
  for (uint32_t i = 0; i < n; i++) s->order[s->n++] = s->ranks[i].value;
  s->depth = deepest + 1;
}

static uint32_t counts_of(const schedule *s, const sai_segment *segment) {
  uint32_t n = 0;
  for (uint32_t i = segment->begin; i < segment->end; i++) n += is_run(s, i) && is_count(&s->p->code[i]);
  return n;
}

/* @return the segment after the window that begins with segment g */
static uint32_t window_end(const schedule *s, uint32_t g) {
  const sai_segment *segments = s->p->segments;
  uint32_t counts = counts_of(s, &segments[g++]);
  while (g < s->p->n_segments && (counts += counts_of(s, &segments[g])) <= WINDOW_COUNTS) g++;
  return g;
}

static void order_steps(schedule *s) {
  sai_program *p = s->p;
  for (uint32_t g = 0, next; g < p->n_segments; g = next) {
    next = window_end(s, g);
    p->segments[g].from = s->n;
    find_hoisted(s, p->segments[g].begin, p->segments[next - 1].end);
    order_hoisted(s, p->segments[g].begin, p->segments[next - 1].end);
    for (uint32_t h = g; h < next; h++) {
      if (h > g) p->segments[h].from = s->n;
      for (uint32_t i = p->segments[h].begin; i < p->segments[h].end; i++)
        if (is_run(s, i) && !s->values[i].hoisted) s->order[s->n++] = i;
      p->segments[h].to = s->n;
    }
  }
}

/* From the last step to the first: the first use met is the last. A kept value is readable after its
 * segment's last step, so free from the first one of the next. */
static void find_last_reads(schedule *s) {
  const sai_program *p = s->p;
  for (uint32_t k = 0; k < p->n_keeps; k++) {
    const uint32_t end = p->segments[p->keeps[k].segment].to;
    uint32_t *last = &s->values[p->keeps[k].value].last_read;
    if (*last < end) *last = end;
  }
  for (uint32_t at = s->n; at-- > 0;) {
    sai_column inputs[3];
    inputs_of(&p->code[s->order[at]], inputs);
    for (size_t j = 0; j < 3; j++)
      if (inputs[j] != SAI_NO_COLUMN && s->values[inputs[j]].last_read < at)
        s->values[inputs[j]].last_read = at;
  }
}

/* Constants, the parameter, and what is kept at the end, where no other may write: pieces of runs go through
 * all segments one after another. */
static void assign_lasting(schedule *s) {
  sai_program *p = s->p;
  for (uint32_t i = 0; i < p->n; i++)
    if (sai_is_pinned(&p->code[i]) && (s->values[i].needed || i == p->parameter))
      p->places[i] = (sai_operand){p->n_registers++, p->code[i].op == SAI_OP_CONSTANT ? SAI_OPERAND_CONSTANT
                                                                                      : SAI_OPERAND_LASTING};
  for (uint32_t k = 0; k < p->n_keeps; k++) {
    sai_operand *place = &p->places[p->keeps[k].value];
    if (p->keeps[k].segment + 1 == p->n_segments && place->at == SAI_NO_COLUMN)
      *place = (sai_operand){p->n_registers++, SAI_OPERAND_LASTING};
  }
}

/* Registers that are free, and lists of values by the step that frees them. */
typedef struct pool {
  uint32_t *free, n_free, *first;
} pool;

static void give_back(const schedule *s, uint32_t at, pool *of) {
  for (uint32_t v = of->first[at]; v != SAI_NO_COLUMN; v = s->values[v].next)
    of->free[of->n_free++] = s->p->places[v].at;
}

/* Counts are computed beside their inputs, everything else may be written in their place. */
static void assign_passing(schedule *s, pool *of) {
  sai_program *p = s->p;
  for (uint32_t at = 0; at <= s->n; at++) of->first[at] = SAI_NO_COLUMN;
  for (uint32_t at = 0; at < s->n; at++) {
    const uint32_t i = s->order[at];
    const bool in_place = !is_count(&p->code[i]), shared = p->places[i].at == SAI_NO_COLUMN;
    if (in_place) give_back(s, at, of);
    if (shared) {
      const uint32_t found = of->n_free ? of->free[--of->n_free] : p->n_registers++;
      p->places[i] = (sai_operand){found, SAI_OPERAND_PASSING};
      s->values[i].next = of->first[s->values[i].last_read];
      of->first[s->values[i].last_read] = i;
    }
    if (!in_place) give_back(s, at, of);
  }
}

static sai_step step_of(const schedule *s, uint32_t at) {
  const sai_program *p = s->p;
  const uint32_t i = s->order[at];
  const sai_instruction *code = &p->code[i];
  const sai_operand out = p->places[i], a = code->a == SAI_NO_COLUMN ? out : p->places[code->a];
  return (sai_step){.op = code->op,
                    .out = out,
                    .a = a,
                    .b = code->b == SAI_NO_COLUMN ? a : p->places[code->b],
                    .c = code->c == SAI_NO_COLUMN ? a : p->places[code->c],
                    .month = code->month,
                    .of = code->of,
                    .k = p->means[code->dist],
                    .stream = &p->streams[code->stream],
                    .place = 2 * code->stream + (code->op == SAI_OP_QUANTITY),
                    .dimension = p->dimensions ? p->dimensions[code->stream] : NULL,
                    .sampler = p->samplers[code->dist]};
}

static void mark_beside(const schedule *s, uint32_t before, uint32_t at) {
  sai_step *steps = s->p->steps;
  const sai_instruction *first = &s->p->code[s->order[before]], *second = &s->p->code[s->order[at]];
  steps[before].settles = false;
  if (first->b != second->b) return;
  steps[at].like |= SAI_SAME_PROBABILITIES;
  if (first->a != second->a) return;
  steps[before].like |= SAI_TRIALS_AGAIN;
  steps[at].like |= SAI_SAME_TRIALS;
}

/* Between two counts of one depth there are only uniforms of theirs. */
static void mark_counts(const schedule *s) {
  sai_program *p = s->p;
  uint32_t before = SAI_NO_COLUMN;
  for (uint32_t at = 0; at < s->n; at++) {
    const uint32_t i = s->order[at];
    if (!is_count(&p->code[i])) {
      if (s->values[i].count == SAI_NO_COLUMN) before = SAI_NO_COLUMN;
      continue;
    }
    const bool beside = before != SAI_NO_COLUMN && s->values[s->order[before]].depth == s->values[i].depth;
    p->steps[at].settles = true;
    if (beside) mark_beside(s, before, at);
    before = at;
  }
}

static bool allocate(schedule *s, pool *of) {
  sai_program *p = s->p;
  s->values = calloc(p->n + 1, sizeof *s->values);
  s->ranks = calloc(p->n + 1, sizeof *s->ranks);
  s->order = calloc(p->n + 1, sizeof *s->order);
  of->free = calloc(p->n + 1, sizeof *of->free);
  of->first = calloc(p->n + 1, sizeof *of->first);
  p->places = calloc(p->n + 1, sizeof *p->places);
  p->steps = calloc(p->n + 1, sizeof *p->steps);
  return s->values && s->ranks && s->order && of->free && of->first && p->places && p->steps;
}

static void find_steps(schedule *s, pool *of) {
  sai_program *p = s->p;
  for (uint32_t i = 0; i < p->n; i++) {
    s->values[i].count = SAI_NO_COLUMN;
    p->places[i].at = SAI_NO_COLUMN;
  }
  find_needed(s);
  order_steps(s);
  find_last_reads(s);
  assign_lasting(s);
  assign_passing(s, of);
  p->n_steps = s->n;
  for (uint32_t at = 0; at < s->n; at++) p->steps[at] = step_of(s, at);
  mark_counts(s);
}

bool sai_program_schedule(sai_program *p) {
  schedule s = {.p = p};
  pool of = {0};
  const bool made = allocate(&s, &of);
  if (made) find_steps(&s, &of);
  free(s.values);
  free(s.ranks);
  free(s.order);
  free(of.free);
  free(of.first);
  return made;
}
