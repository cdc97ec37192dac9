/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The column kernels behind the instructions of a program. */
#ifndef SAI_MODEL_KERNELS_H
#define SAI_MODEL_KERNELS_H

#include "base/level.h"
#include "model/program.h"
#include "random/binomial.h"
#include "random/sobol.h"

/** Where in a register an operand is: at its beginning whatever runs are played, as constants are; there only
 * if a piece of runs goes through all segments before the next one; or at the place of its run. */
typedef enum sai_operand_kind {
  SAI_OPERAND_CONSTANT,
  SAI_OPERAND_PASSING,
  SAI_OPERAND_LASTING
} sai_operand_kind;

typedef struct sai_operand {
  uint32_t at; /**< register */
  sai_operand_kind kind;
} sai_operand;

/** One instruction as it is run. */
typedef struct sai_step {
  sai_op op;
  sai_operand out, a, b, c; /**< operands that the instruction does not have are any */
  bool settles;             /**< of a count: what needs a count put off until now comes next */
  unsigned
      like; /**< of a count: what it has in common with those before and after, as for sai_counts_guess() */
  double month, of;
  double k; /**< mean of the distribution in point calculations */
  const sai_stream *stream;
  uint32_t place;             /**< of the stream, one for its uniforms and one for those of a quantity */
  const sai_sobol *dimension; /**< of a quantity; NULL: pseudo-random */
  const sai_sampler *sampler;
} sai_step;

/** A step with its columns. `out` may be any of the inputs, except for counts. */
typedef struct sai_kernel_call {
  double *out;
  const double *a, *b, *c; /**< [n] each */
  size_t first, n;         /**< runs first..first + n of the stripe; n is 1..SAI_STRIPE */
  uint64_t stripe;
  const sai_step *step;
  sai_stream_place *place; /**< where the step's stream is */
  sai_counts *counts;      /**< those that are put off */
} sai_kernel_call;

typedef void (*sai_kernel)(const sai_kernel_call *call);

/** By instruction; NULL for constants and parameters, which need no work. */
typedef struct sai_kernels {
  sai_kernel run[SAI_OPS];
  sai_kernel point[SAI_OPS]; /**< for point calculations */
} sai_kernels;

SAI_DECLARE_LEVELS(sai_kernels, sai_kernels);

/** Those of sai_level_used(). */
const sai_kernels *sai_kernels_used(void);

#endif
