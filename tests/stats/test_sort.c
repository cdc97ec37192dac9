/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorting by digits against the library's sort, with numbers of every kind. */
#include "stats/sort.h"

#include "local.h"

#include <criterion/criterion.h>
#include <float.h>
#include <stdlib.h>
#include <string.h>

enum { LONG = 16384, KINDS = 8 };

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double any_bits(uint64_t *state) {
  double x;
  do {
    const uint64_t bits = local_word(state);
    memcpy(&x, &bits, sizeof x);
  } while (isnan(x));
  return x;
}

static double value_of(int kind, uint64_t *state) {
  static const double odd[] = {0,         -0.0,       INFINITY, -INFINITY, DBL_MAX, -DBL_MAX,
                               0x1p-1074, -0x1p-1074, DBL_MIN,  -DBL_MIN,  1,       -1};
  switch (kind) {
  case 0:
    return 160000 * exp(0.3 * local_normal(state));
  case 1:
    return local_normal(state);
  case 2:
    return floor(100 * local_uniform(state));
  case 3:
    return odd[local_word(state) % 12];
  case 4:
    return any_bits(state);
  case 5:
    return 12345.678;
  case 6:
    return local_uniform(state) < 0.5 ? INFINITY : 1 + local_uniform(state) * 0x1p-40;
  default:
    return -pow(10, 14 * local_uniform(state));
  }
}

/* Whether `is` is what sorting x gives; zeros of either sign are equal. */
static bool sorts_to(const double *x, const double *is, size_t n) {
  double *should = malloc((n + 1) * sizeof *should);
  memcpy(should, x, n * sizeof *x);
  qsort(should, n, sizeof *should, ascending);
  bool same = true;
  for (size_t i = 0; i < n; i++) same = same && should[i] == is[i] && !(is[i] == 0 && signbit(is[i]));
  free(should);
  return same;
}

static void each_kind(size_t n, void (*look)(int kind, const double *x, double *sorted, size_t n)) {
  double *x = malloc((n + 1) * sizeof *x), *sorted = malloc((n + 1) * sizeof *x),
         *scratch = malloc((n + 1) * sizeof *x);
  for (int kind = 0; kind < KINDS; kind++) {
    uint64_t state = 5 + (uint64_t)kind;
    for (size_t i = 0; i < n; i++) x[i] = value_of(kind, &state);
    memcpy(sorted, x, n * sizeof *x);
    sai_sort_ascending(sorted, scratch, n);
    look(kind, x, sorted, n);
  }
  free(x);
  free(sorted);
  free(scratch);
}

static void expect_sorted(int kind, const double *x, double *sorted, size_t n) {
  cr_expect(sorts_to(x, sorted, n), "kind %d, %zu numbers", kind, n);
}

Test(sort, as_the_library_sorts) {
  for (size_t n = 0; n < 40; n++) each_kind(n, expect_sorted);
  each_kind(1000, expect_sorted);
  each_kind(LONG, expect_sorted);
}

/* Two neighbours that differ change places, and a number is lost to its neighbour. */
static void expect_noticed(int kind, const double *x, double *sorted, size_t n) {
  size_t i = 1;
  while (i < n && sorted[i] == sorted[i - 1]) i++;
  if (i == n) return;
  const double low = sorted[i - 1], high = sorted[i];
  sorted[i - 1] = high, sorted[i] = low;
  cr_expect(!sorts_to(x, sorted, n), "kind %d: out of order", kind);
  sorted[i - 1] = low, sorted[i] = low;
  cr_expect(!sorts_to(x, sorted, n), "kind %d: lost", kind);
}

Test(sort, the_comparison_notices_a_fault) {
  each_kind(1000, expect_noticed);
}
