/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What building a program, putting it into an order and running it share. */
#ifndef SAI_MODEL_PROGRAM_INSIDE_H
#define SAI_MODEL_PROGRAM_INSIDE_H

#include "model/kernels.h"
#include "model/program.h"

#include <stdbool.h>

/** Runs that a kernel works on at a time: some dozens of columns of this length stay in the nearest cache. */
enum { SAI_RUNS_AT_ONCE = 256 };

/** The instructions of a segment, and its steps. */
typedef struct sai_segment {
  uint32_t begin, end;
  uint32_t from, to;
} sai_segment;

/** A value to be read when a segment has run. */
typedef struct sai_keep {
  sai_column value;
  uint32_t segment;
} sai_keep;

struct sai_program {
  uint64_t seed;
  bool failed, sobol;
  sai_seal seal;
  const sai_program *tables; /* whose samplers may be borrowed, or NULL */
  sai_arena arena;
  uint32_t n, capacity;
  sai_instruction *code;
  uint32_t *table; /* hash table of instruction numbers + 1 */
  uint32_t table_size;
  uint32_t n_streams, streams_capacity;
  const char **stream_names;
  uint32_t *name_table; /* hash table of stream numbers + 1 */
  uint32_t name_table_size;
  sai_stream *streams;
  uint32_t n_quantities;        /* streams of quantities */
  const sai_sobol **dimensions; /* by stream, NULL: pseudo-random */
  uint32_t n_dists, dists_capacity;
  sai_dist *dists;
  const sai_sampler **samplers;
  double *means;
  uint32_t n_segments, segments_capacity;
  sai_segment *segments;
  uint32_t n_keeps, keeps_capacity;
  sai_keep *keeps;
  uint32_t n_steps;
  sai_step *steps;
  sai_operand *places; /* per value that is computed */
  uint32_t n_registers;
  sai_column parameter;
};

/** Constants and the parameter are filled once and keep their registers. */
static inline bool sai_is_pinned(const sai_instruction *i) {
  return i->op == SAI_OP_CONSTANT || i->op == SAI_OP_PARAMETER;
}

/** Find the steps of a program, their order and their registers, when its streams and samplers are there.
 *  @return false if there is no memory */
bool sai_program_schedule(sai_program *program);

#endif
