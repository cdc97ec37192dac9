/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a sampler holds, for the loops that draw from it. */
#ifndef SAI_RANDOM_SAMPLER_INSIDE_H
#define SAI_RANDOM_SAMPLER_INSIDE_H

#include "random/atoms.h"
#include "random/dist.h"
#include "random/inverse.h"

typedef enum sai_sampler_kind {
  KIND_CONSTANT,
  KIND_UNIFORM,
  KIND_TRIANGULAR,
  KIND_EXPONENTIAL,
  KIND_NORMAL,
  KIND_LOGNORMAL,
  KIND_WEIBULL,
  KIND_INVERSE,
  KIND_ATOMS
} sai_sampler_kind;

typedef struct sai_triangle {
  double low, mode, high, width, rise, fall, root_rise, root_fall, at_mode;
} sai_triangle;

struct sai_sampler {
  sai_sampler_kind kind;
  double c[3];           /* constants of a closed form; their meaning stands at each loop */
  sai_triangle triangle; /* with c[0] its median */
  sai_inverse inverse;
  sai_atom_table atoms;
};

/* Distance of a draw from the lower end (for u <= 1/2, v = 1 - u) or from the upper one. Where it is a
   difference, width - sqrt(...), it is rewritten so that it does not cancel. */
SAI_INLINE double sai_triangular_inline(const sai_triangle *t, double u, double v, double median) {
  double below = t->root_rise * sqrt(u), above = t->root_fall * sqrt(v);
  double from_low = u <= t->at_mode ? below : t->width * (t->rise + t->fall * u) / (t->width + above);
  double from_high = u <= t->at_mode ? t->width * (t->fall + t->rise * v) / (t->width + below) : above;
  double lower = t->low + from_low, upper = t->high - from_high;
  lower = lower < median ? lower : median;
  upper = upper > median ? upper : median;
  double x = u <= 0.5 ? lower : upper, before = x < t->mode ? x : t->mode, after = x > t->mode ? x : t->mode;
  return u <= t->at_mode ? before : after;
}

#endif
