/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random/atoms.h"

#include <math.h>
#include <stdlib.h>

static size_t add_end(sai_atom *out, size_t n, double x) {
  if (isinf(x)) return n;
  out[n] = (sai_atom){x, 0};
  return n + 1;
}

static size_t add_ends(const sai_leaf *leaf, sai_atom *out, size_t n) {
  double low = sai_leaf_low(leaf), high = sai_leaf_high(leaf), mode = leaf->d->p[1];
  n = add_end(out, n, low);
  if (leaf->d->family == SAI_TRIANGULAR && mode > low && mode < high) n = add_end(out, n, mode);
  return add_end(out, n, high);
}

static int by_value(const void *a, const void *b) {
  double x = ((const sai_atom *)a)->x, y = ((const sai_atom *)b)->x;
  return (x > y) - (x < y);
}

/* Sorted, each x once. */
static size_t merge(sai_atom *a, size_t n, bool sorted) {
  size_t kept = 0;
  if (!sorted) qsort(a, n, sizeof *a, by_value);
  for (size_t i = 0; i < n; i++) {
    if (kept && a[kept - 1].x == a[i].x)
      a[kept - 1].probability += a[i].probability;
    else
      a[kept++] = a[i];
  }
  return kept;
}

static size_t most_atoms(const sai_law *law) {
  size_t n = 0;
  for (size_t i = 0; i < law->n; i++) {
    const sai_leaf *leaf = &law->leaf[i];
    n += leaf->kind->atoms ? leaf->kind->atoms(leaf, leaf->low, leaf->high, NULL, NULL) : 3;
  }
  return n;
}

bool sai_law_atoms(const sai_law *law, bool ends, sai_atom **out, size_t *n) {
  size_t room = most_atoms(law) + 1, found = 0;
  sai_atom *all = malloc(room * sizeof *all);
  double *x = malloc(room * sizeof *x);
  long double *probability = malloc(room * sizeof *probability);
  bool ok = all && x && probability;
  for (size_t i = 0; ok && i < law->n; i++) {
    const sai_leaf *leaf = &law->leaf[i];
    if (ends && !leaf->kind->atoms) found = add_ends(leaf, all, found);
    if (!leaf->kind->atoms) continue;
    size_t of_leaf = leaf->kind->atoms(leaf, leaf->low, leaf->high, x, probability);
    for (size_t j = 0; j < of_leaf; j++)
      all[found++] = (sai_atom){x[j], leaf->weight / leaf->inside * probability[j]};
  }
  free(x);
  free(probability);
  if (ok) *out = all, *n = merge(all, found, law->n == 1);
  if (!ok) free(all);
  return ok;
}

/* u <= F exactly when u is at most the largest double that is not above F. From 1/2 on those are multiples of
   2^-53, and what is above says which: 1 - above itself would be rounded. */
static void fill_until(const sai_atom *atom, size_t n, double *value, double *until) {
  long double below = 0, above = 0;
  for (size_t i = n; i > 0; i--) {
    value[i - 1] = atom[i - 1].x;
    until[i - 1] = (double)(1 - ceill(above * 0x1p53L) * 0x1p-53L);
    above += atom[i - 1].probability;
  }
  for (size_t i = 0; i < n && below + atom[i].probability <= 0.5L; i++) {
    below += atom[i].probability;
    until[i] = (double)below <= below ? (double)below : nextafter((double)below, 0);
  }
  until[n - 1] = 1;
}

static void fill_guide(const double *until, size_t guides, uint32_t *guide) {
  for (size_t i = 0, k = 0; i < guides; i++) {
    while (until[k] < (double)i / (double)guides) k++;
    guide[i] = (uint32_t)k;
  }
}

sai_code sai_atom_table_build(const sai_law *law, sai_arena *arena, sai_atom_table *table, sai_error *err) {
  sai_atom *atom;
  size_t n, guides = 1;
  if (!sai_law_atoms(law, false, &atom, &n)) return sai_error_no_memory(err);
  while (guides < 2 * n) guides *= 2;
  double *value = sai_arena_array(arena, n, sizeof *value), *until = sai_arena_array(arena, n, sizeof *until);
  uint32_t *guide = sai_arena_array(arena, guides, sizeof *guide);
  if (value && until && guide) {
    fill_until(atom, n, value, until);
    fill_guide(until, guides, guide);
  }
  free(atom);
  if (!value || !until || !guide) return sai_error_no_memory(err);
  *table = (sai_atom_table){guides, value, until, guide};
  return SAI_OK;
}

void sai_atom_table_fill(const sai_atom_table *t, const double *u, size_t n, double *x) {
  for (size_t i = 0; i < n; i++) {
    size_t k = t->guide[(size_t)(u[i] * (double)t->guides)];
    while (t->until[k] < u[i]) k++;
    x[i] = t->value[k];
  }
}
