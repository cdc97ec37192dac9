/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A radix sort from the least significant digit (D. E. Knuth, The Art of Computer Programming 3, 5.2.5). The
   bits of a double, with all of them turned over if it is negative and the sign alone if it is not, are in
   the order of the numbers. A digit that all share is passed over: whole numbers and amounts of money of one
   size have few others. */
#include "stats/sort.h"

#include <stdint.h>
#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 6, DIGIT_VALUES = 1 << DIGIT_BITS };

static uint64_t key_of(double x) {
  uint64_t bits;
  x += 0.0;
  memcpy(&bits, &x, sizeof bits);
  return bits ^ (-(bits >> 63) | UINT64_C(1) << 63);
}

static double number_of(uint64_t key) {
  const uint64_t bits = key ^ (((key >> 63) - 1) | UINT64_C(1) << 63);
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static size_t digit_of(uint64_t key, int digit) {
  return (size_t)(key >> (DIGIT_BITS * digit)) % DIGIT_VALUES;
}

/* Both columns hold keys on the way, which are copied in and out, since a double is no place for any bits. */
static uint64_t load(const double *x, size_t i) {
  uint64_t key;
  memcpy(&key, &x[i], sizeof key);
  return key;
}

static void store(double *x, size_t i, uint64_t key) {
  memcpy(&x[i], &key, sizeof key);
}

static void deal_out(const double *from, double *to, size_t n, int digit, uint32_t place[DIGIT_VALUES]) {
  for (size_t i = 0; i < n; i++) {
    const uint64_t key = load(from, i);
    store(to, place[digit_of(key, digit)]++, key);
  }
}

/* Counts become the place of the first of each value. */
static void add_up(uint32_t count[DIGIT_VALUES]) {
  uint32_t below = 0;
  for (size_t v = 0; v < DIGIT_VALUES; v++) {
    const uint32_t here = count[v];
    count[v] = below;
    below += here;
  }
}

void sai_sort_ascending(double *x, double *scratch, size_t n) {
  uint32_t count[DIGITS][DIGIT_VALUES] = {{0}};
  double *from = x, *to = scratch;
  for (size_t i = 0; i < n; i++) {
    const uint64_t key = key_of(x[i]);
    for (int d = 0; d < DIGITS; d++) count[d][digit_of(key, d)]++;
    store(x, i, key);
  }
  for (int d = 0; n > 0 && d < DIGITS; d++) {
    if (count[d][digit_of(load(from, 0), d)] == n) continue;
    add_up(count[d]);
    deal_out(from, to, n, d, count[d]);
    double *last = from;
    from = to;
    to = last;
  }
  for (size_t i = 0; i < n; i++) x[i] = number_of(load(from, i));
}
