/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The atoms of a distribution, and draws from one that has nothing else. */
#ifndef SAI_RANDOM_ATOMS_H
#define SAI_RANDOM_ATOMS_H

#include "random/law.h"

#include <stdint.h>

typedef struct sai_atom {
  double x;
  long double probability;
} sai_atom;

/** The atoms of all leaves, sorted, each x once. With `ends` also the points, of probability 0, where the
   density is not smooth: ends of leaves, a triangle's mode. The caller frees *out. False if there is no
   memory. */
bool sai_law_atoms(const sai_law *law, bool ends, sai_atom **out, size_t *n);

/** Inversion by a guide table (H.-C. Chen, Y. Asau, 1974) and a short search. */
typedef struct sai_atom_table {
  size_t guides;
  const double *value;   /**< [..] ascending */
  const double *until;   /**< [..] the largest u that each value has; the last is 1 */
  const uint32_t *guide; /**< [guides] the first value that u >= i / guides can have */
} sai_atom_table;

/** Of a law without continuous leaves. */
SAI_MUST_USE sai_code sai_atom_table_build(const sai_law *law, sai_arena *arena, sai_atom_table *table,
                                           sai_error *err);
/** x[0..n): the smallest values with F(x) >= u. */
void sai_atom_table_fill(const sai_atom_table *table, const double *u, size_t n, double *x);

#endif
