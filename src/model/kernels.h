/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The column kernels behind the instructions of a program. */
#ifndef SAI_MODEL_KERNELS_H
#define SAI_MODEL_KERNELS_H

#include "base/level.h"
#include "model/program.h"
#include "random/sobol.h"

/** One instruction with its columns. `out` may be any of the inputs. */
typedef struct sai_kernel_call {
  double *out;
  const double *a, *b, *c; /**< [n] each, NULL where unused */
  size_t n;                /**< runs, 1..SAI_STRIPE */
  double k;                /**< mean of the distribution in point calculations */
  double month, of;
  uint64_t stripe;
  const sai_stream *stream;
  const sai_sobol *dimension; /**< of a quantity; NULL: pseudo-random */
  const sai_sampler *sampler;
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
