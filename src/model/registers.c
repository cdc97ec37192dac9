/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Running a program: pieces of a stripe's runs go through its steps, one kernel a step. */
#include "model/program_inside.h"

#include "random/table.h"

#include <stdlib.h>
#include <string.h>

/* From one column to the next, so that the pieces of neighbours do not share lines of the nearest cache. */
enum { STRIDE = SAI_STRIPE + SAI_RUNS_AT_ONCE };

_Static_assert((int)SAI_RUNS_AT_ONCE <= (int)SAI_TABLE_BLOCK,
               "what counts know of their distributions serves a whole piece");
_Static_assert((int)SAI_STRIPE % (int)SAI_RUNS_AT_ONCE == 0 &&
                   (SAI_RUNS_AT_ONCE & (SAI_RUNS_AT_ONCE - 1)) == 0,
               "points of Sobol' and uniforms come in pieces of a power of two");

struct sai_registers {
  const sai_program *program;
  double *columns;          /* [n_registers][STRIDE] */
  sai_stream_place *places; /* [2 n_streams]: where each stream is in the present stripe */
  sai_counts *counts;
};

static double *column(const sai_registers *r, sai_column value) {
  return r->columns + (size_t)r->program->places[value].at * STRIDE;
}

static bool allocate(sai_registers *r) {
  const sai_program *p = r->program;
  const size_t size = ((size_t)p->n_registers + 1) * STRIDE * sizeof *r->columns;
  r->columns = aligned_alloc(64, size);
  r->places = aligned_alloc(64, (2 * (size_t)p->n_streams + 1) * sizeof *r->places);
  r->counts = sai_counts_create();
  if (!r->columns || !r->places || !r->counts) return false;
  memset(r->columns, 0, size);
  return true;
}

sai_registers *sai_registers_create(const sai_program *p) {
  sai_registers *r = calloc(1, sizeof *r);
  if (!r) return NULL;
  r->program = p;
  if (!allocate(r)) {
    sai_registers_free(r);
    return NULL;
  }
  for (uint32_t i = 0; i < p->n; i++) {
    if (!sai_is_pinned(&p->code[i]) || p->places[i].at == SAI_NO_COLUMN) continue;
    double *x = column(r, i), k = p->code[i].op == SAI_OP_PARAMETER ? 1 : p->code[i].k;
    for (size_t j = 0; j < SAI_STRIPE; j++) x[j] = k;
  }
  return r;
}

void sai_registers_free(sai_registers *r) {
  if (!r) return;
  free(r->columns);
  free(r->places);
  sai_counts_free(r->counts);
  free(r);
}

double *sai_registers_parameter(sai_registers *r) {
  return r->program->parameter == SAI_NO_COLUMN ? NULL : column(r, r->program->parameter);
}

const double *sai_registers_column(const sai_registers *r, sai_column value) {
  return column(r, value);
}

/* Steps `from` to `to` for runs `first` to `first + n` of a stripe. */
typedef struct piece {
  uint32_t from, to;
  size_t first, n;
  uint64_t stripe;
  bool through; /* passing columns are read by no later piece */
} piece;

static void run_piece(const piece *of, const sai_kernel kernels[SAI_OPS], sai_registers *r) {
  const size_t shift[] = {[SAI_OPERAND_CONSTANT] = 0,
                          [SAI_OPERAND_PASSING] = of->through ? 0 : of->first,
                          [SAI_OPERAND_LASTING] = of->first};
  sai_kernel_call call = {.first = of->first, .n = of->n, .stripe = of->stripe, .counts = r->counts};
  for (uint32_t at = of->from; at < of->to; at++) {
    const sai_step *step = &r->program->steps[at];
    call.out = r->columns + (size_t)step->out.at * STRIDE + shift[step->out.kind];
    call.a = r->columns + (size_t)step->a.at * STRIDE + shift[step->a.kind];
    call.b = r->columns + (size_t)step->b.at * STRIDE + shift[step->b.kind];
    call.c = r->columns + (size_t)step->c.at * STRIDE + shift[step->c.kind];
    call.place = &r->places[step->place];
    call.step = step;
    kernels[step->op](&call);
  }
}

static void run(piece steps, size_t n, const sai_kernel kernels[SAI_OPS], sai_registers *r) {
  for (size_t first = 0; first < n; first += SAI_RUNS_AT_ONCE) {
    steps.first = first;
    steps.n = n - first < SAI_RUNS_AT_ONCE ? n - first : SAI_RUNS_AT_ONCE;
    run_piece(&steps, kernels, r);
  }
}

void sai_program_run(const sai_program *p, size_t segment, uint64_t stripe, size_t n, sai_registers *r) {
  const sai_segment *s = &p->segments[segment];
  run((piece){.from = s->from, .to = s->to, .stripe = stripe}, n, sai_kernels_used()->run, r);
}

void sai_program_run_through(const sai_program *p, uint64_t stripe, size_t n, sai_registers *r) {
  run((piece){.to = p->n_steps, .stripe = stripe, .through = true}, n, sai_kernels_used()->run, r);
}

void sai_program_run_point(const sai_program *p, size_t segment, size_t n, sai_registers *r) {
  const sai_segment *s = &p->segments[segment];
  run((piece){.from = s->from, .to = s->to}, n, sai_kernels_used()->point, r);
}
