/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Assembling an inverse table: critical points, the rows of both sides, the order of draws, the guide. */
#include "random/inverse.h"

#include "base/intl.h"
#include "random/inverse_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Two rows that begin at the same double: nothing is left for the earlier one. */
void sai_inverse_add(sai_inverse_rows *rows, const sai_inverse_row *row) {
  if (rows->n > rows->of_lower && rows->row[rows->n - 1].knot >= row->knot) rows->n--;
  if (rows->n == rows->capacity) {
    size_t capacity = rows->capacity ? 2 * rows->capacity : 512;
    sai_inverse_row *more = realloc(rows->row, capacity * sizeof *more);
    rows->no_memory |= !more;
    if (!more) return;
    rows->row = more;
    rows->capacity = capacity;
  }
  rows->row[rows->n++] = *row;
}

/* The order of draws. */

static double draw(const double *row, double v) {
  double d = v - row[0], y = row[6] + d * row[7];
  y = row[5] + d * y;
  y = row[4] + d * y;
  y = row[3] + d * y;
  y = row[2] + d * y;
  return row[1] + d * y;
}

/* Rounding may carry the end of a row, at v, past a bound; its slope is lowered by as little as mends that.
   Two doubles that are coarse beside the distribution may round from values that hardly differ: so the first
   trials are far below a unit in the last place. */
static bool trim(double *row, double v, double bound, double sign) {
  const double slope = row[2], past = sign * (draw(row, v) - bound);
  for (int i = -50; i < 1100; i++) {
    if (sign * (draw(row, v) - bound) <= 0) return true;
    row[2] = slope - sign * ldexp(past, i) / (v - row[0]);
  }
  return false;
}

static bool put_in_order(sai_inverse_rows *rows) {
  for (size_t i = 0; i + 1 < rows->n; i++) {
    if (i + 1 == rows->of_lower) continue;
    sai_inverse_row *row = &rows->row[i], *next = row + 1;
    double sign = i < rows->of_lower ? 1 : -1;
    if (!trim(row->c, nextafter(next->knot, 0), draw(next->c, next->knot), sign)) return false;
  }
  sai_inverse_row *lower = &rows->row[rows->of_lower - 1], *upper = &rows->row[rows->n - 1];
  return trim(upper->c, 0.5 - 0x1p-53, draw(lower->c, 0.5), -1);
}

/* What the columns read. */

/* Every place of the guide leads to the row of its first v; returns the jump that reaches the row of its
 * last. */
static size_t fill_guide(const sai_inverse_rows *rows, size_t begin, size_t end, uint32_t *guide) {
  const uint64_t first = 0x3ca0000000000000U;
  size_t row = begin, last = begin, jump = 0;
  for (uint64_t i = 0; i < SAI_INVERSE_GUIDES; i++) {
    double from = sai_from_bits(first + (i << (52 - SAI_INVERSE_BITS)));
    double to = sai_from_bits(first + ((i + 1) << (52 - SAI_INVERSE_BITS)) - 1);
    while (row + 1 < end && rows->row[row + 1].knot <= from) row++;
    while (last + 1 < end && rows->row[last + 1].knot <= to) last++;
    guide[i] = (uint32_t)row;
    while (row + (jump ? 2 * jump - 1 : 0) < last) jump = jump ? 2 * jump : 1;
  }
  return jump;
}

/* Rows begin at a line of the cache. */
static double *room_for_rows(sai_arena *arena, size_t n) {
  const size_t line = SAI_TABLE_ROW * sizeof(double);
  char *memory = sai_arena_array(arena, n + 1, line);
  return memory ? (double *)(void *)(memory + (line - (uintptr_t)memory % line) % line) : NULL;
}

static void put(const sai_inverse_rows *rows, size_t row, double *out, size_t at) {
  memcpy(out + at * SAI_TABLE_ROW, rows->row[row].c, SAI_TABLE_ROW * sizeof(double));
}

/* A row for every place of the guide: copies where cells are wider than that. */
static bool publish_direct(const sai_inverse_rows *rows, const uint32_t *guide, sai_arena *arena,
                           sai_inverse *out) {
  double *row = room_for_rows(arena, 2 * SAI_INVERSE_GUIDES);
  if (!row) return false;
  for (size_t i = 0; i < 2 * SAI_INVERSE_GUIDES; i++) put(rows, guide[i], row, i);
  *out = (sai_inverse){row, NULL, NULL, 0, 0, rows->n};
  return true;
}

/* Behind each side stand knots that the search never passes, as many as it can jump over. */
static bool publish_searched(const sai_inverse_rows *rows, const uint32_t *guide, size_t jump,
                             sai_arena *arena, sai_inverse *out) {
  size_t gap = jump, all = rows->n + 2 * gap;
  double *row = room_for_rows(arena, all), *knots = sai_arena_array(arena, all, sizeof *knots);
  int64_t *places = sai_arena_array(arena, 2 * SAI_INVERSE_GUIDES, sizeof *places);
  if (!row || !knots || !places) return false;
  for (size_t i = 0; i < all; i++) knots[i] = INFINITY;
  for (size_t i = 0; i < rows->n; i++) {
    size_t at = i < rows->of_lower ? i : i + gap;
    put(rows, i, row, at);
    knots[at] = rows->row[i].knot;
  }
  for (size_t i = 0; i < 2 * SAI_INVERSE_GUIDES; i++)
    places[i] = (int64_t)(guide[i] + (i < SAI_INVERSE_GUIDES ? 0 : gap));
  *out = (sai_inverse){row, knots, places, (int64_t)jump, 0, rows->n};
  return true;
}

static bool publish(const sai_inverse_rows *rows, sai_arena *arena, sai_inverse *out) {
  uint32_t guide[2 * SAI_INVERSE_GUIDES];
  size_t jump = fill_guide(rows, 0, rows->of_lower, guide);
  size_t other = fill_guide(rows, rows->of_lower, rows->n, guide + SAI_INVERSE_GUIDES);
  jump = jump > other ? jump : other;
  return jump ? publish_searched(rows, guide, jump, arena, out) : publish_direct(rows, guide, arena, out);
}

static sai_law continuous_part(const sai_law *law) {
  sai_law out = {.n = 0, .least = law->least};
  for (size_t i = 0; i < law->n; i++)
    if (!law->leaf[i].kind->atoms) out.leaf[out.n++] = law->leaf[i];
  return out;
}

/* Beyond these lies less than any uniform can reach. */
static void find_range(const sai_law *law, sai_inverse_side *side) {
  side->least_x = INFINITY, side->most_x = -INFINITY;
  for (size_t i = 0; i < law->n; i++) {
    side->least_x = fminl(side->least_x, sai_leaf_window_quantile(&law->leaf[i], 0x1p-64L, false));
    side->most_x = fmaxl(side->most_x, sai_leaf_window_quantile(&law->leaf[i], 0x1p-64L, true));
  }
}

static bool fill_rows(const sai_law *law, const sai_inverse_aim *aim, sai_inverse_rows *rows,
                      bool *no_memory) {
  sai_atom *critical = NULL;
  sai_law continuous = continuous_part(law);
  sai_inverse_side side = {.law = &continuous, .aim = aim, .rows = rows};
  *no_memory = !sai_law_atoms(law, true, &critical, &side.n_critical);
  side.critical = critical;
  find_range(&continuous, &side);
  bool ok = !*no_memory && sai_inverse_fill_side(&side);
  rows->of_lower = rows->n;
  side.upper = true;
  ok = ok && sai_inverse_fill_side(&side);
  free(critical);
  *no_memory |= rows->no_memory;
  return ok && !*no_memory && rows->of_lower > 0 && rows->of_lower < rows->n && put_in_order(rows);
}

sai_code sai_inverse_build(const sai_law *law, const sai_inverse_aim *aim, sai_arena *arena,
                           sai_inverse *inverse, sai_error *err) {
  sai_inverse_rows rows = {NULL, 0, 0, 0, false};
  bool no_memory;
  bool ok = fill_rows(law, aim, &rows, &no_memory);
  if (ok) no_memory = !publish(&rows, arena, inverse);
  free(rows.row);
  if (no_memory) return sai_error_no_memory(err);
  if (!ok)
    return sai_error_set(err, SAI_FAILURE, _("no table of this distribution keeps the sampling bounds"));
  inverse->least = aim->least;
  return SAI_OK;
}
