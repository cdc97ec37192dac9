/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that build inverse tables share. */
#ifndef SAI_RANDOM_INVERSE_INSIDE_H
#define SAI_RANDOM_INVERSE_INSIDE_H

#include "random/atoms.h"
#include "random/inverse.h"

/** A row being built, with the v where it begins. */
typedef struct sai_inverse_row {
  double knot, c[SAI_TABLE_ROW];
} sai_inverse_row;

/** Rows of both sides as they come, ascending in each side. */
typedef struct sai_inverse_rows {
  sai_inverse_row *row;
  size_t n, capacity, of_lower; /* the first of_lower rows belong to the lower side */
  bool no_memory;
} sai_inverse_rows;

/** A side on its way from its tail to the median. */
typedef struct sai_inverse_side {
  const sai_law *law; /* its continuous leaves only */
  const sai_inverse_aim *aim;
  const sai_atom *critical; /* atoms, and points where the density is not smooth */
  size_t n_critical;
  long double least_x, most_x; /* hardly anything lies beyond these */
  bool upper;
  sai_inverse_rows *rows;
} sai_inverse_side;

/** Make the rows of a side; false if a cell cannot keep the bounds. */
bool sai_inverse_fill_side(const sai_inverse_side *side);
void sai_inverse_add(sai_inverse_rows *rows, const sai_inverse_row *row);

#endif
