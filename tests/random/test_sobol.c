/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "known.h"
#include "random/sobol.h"
#include "selftest/data.h"
#include "support/budget.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* 3 of uniformity, 52 of digits, 3 of scramblings; and their faults. */
SAI_STATISTICAL_CHECKS(120);

static uint32_t plain_point(unsigned dimension, uint32_t number) {
  uint32_t direction[SAI_SOBOL_BITS], point = 0;
  sai_sobol_directions(dimension, direction);
  for (unsigned b = 0; b < SAI_SOBOL_BITS; b++)
    if (number >> b & 1) point ^= direction[b];
  return point;
}

static sai_sobol scrambled(unsigned dimension, uint64_t seed) {
  sai_sobol s;
  char name[32];
  snprintf(name, sizeof name, "dimension %u", dimension);
  const sai_stream stream = sai_stream_named(seed, name);
  sai_sobol_scramble(dimension, &stream, &s);
  return s;
}

/* Rows of points that are not those of SciPy, which come in Gray code order; fault: in their own order. */
static size_t wrong_points(bool fault, size_t *compared) {
  char *text = known_text("sobol.csv");
  size_t wrong = 0;
  *compared = 0;
  for (sai_kat k = sai_kat_begin(text); sai_kat_next(&k); ++*compared) {
    const uint32_t row = (uint32_t)sai_kat_number(&k, 0), number = fault ? row : row ^ row >> 1;
    const unsigned dimension = (unsigned)sai_kat_number(&k, 1) - 1;
    wrong +=
        (double)((uint64_t)plain_point(dimension, number) << (32 - SAI_SOBOL_BITS)) != sai_kat_number(&k, 2);
  }
  free(text);
  return wrong;
}

Test(sobol, known_points) {
  size_t compared;
  cr_assert_eq(wrong_points(false, &compared), 0);
  cr_assert_geq(compared, 1000);
  cr_assert_geq(wrong_points(true, &compared), 100);
}

/* Every point is what sobol.h says, by its number alone. */
Test(sobol, stripes_hold_the_points_of_their_numbers) {
  static const uint64_t stripes[] = {0, 1, 15, 16, 37, 1000, 976562};
  static double u[SAI_STRIPE];
  const sai_sobol s = scrambled(6, 11);
  for (size_t k = 0; k < sizeof stripes / sizeof *stripes; k++) {
    const uint64_t r = stripes[k] % 16, first = stripes[k] / 16 * SAI_STRIPE;
    sai_sobol_fill(&s, stripes[k], 0, u, SAI_STRIPE);
    for (size_t i = 0; i < SAI_STRIPE; i++) {
      uint64_t point = s.shift[r];
      for (unsigned b = 0; b < SAI_SOBOL_BITS; b++)
        if ((first + i) >> b & 1) point ^= s.direction[r][b];
      cr_assert_eq(u[i], ((double)point + 0.5) * 0x1p-52, "stripe %zu run %zu", k, i);
      cr_assert(u[i] > 0 && u[i] < 1);
    }
  }
}

Test(sobol, fewer_runs_are_the_first_ones) {
  static double all[SAI_STRIPE], some[SAI_STRIPE];
  const sai_sobol s = scrambled(3, 5);
  sai_sobol_fill(&s, 23, 0, all, SAI_STRIPE);
  for (size_t n = 1; n <= SAI_STRIPE; n += n < 20 ? 1 : 167) {
    sai_sobol_fill(&s, 23, 0, some, n);
    cr_assert_arr_eq(some, all, n * sizeof *some);
  }
}

Test(sobol, pieces_are_parts_of_the_stripe) {
  static double all[SAI_STRIPE], some[SAI_STRIPE];
  const sai_sobol s = scrambled(3, 5);
  sai_sobol_fill(&s, 40, 0, all, SAI_STRIPE);
  for (size_t piece = 1; piece <= SAI_STRIPE; piece *= 2)
    for (size_t first = 0; first < SAI_STRIPE; first += piece) {
      const size_t n = piece - piece / 3;
      sai_sobol_fill(&s, 40, first, some, n);
      cr_assert_arr_eq(some, all + first, n * sizeof *some);
    }
}

enum { BLOCKS = 4, POINTS = BLOCKS * SAI_STRIPE, POINTS_BITS = 12 };

/* The points with numbers first .. first + POINTS - 1 of a scrambling, first a multiple of POINTS. */
static void points_of(const sai_sobol *s, uint64_t scrambling, uint64_t first, double *u) {
  for (uint64_t block = 0; block < BLOCKS; block++)
    sai_sobol_fill(s, (first / SAI_STRIPE + block) * 16 + scrambling, 0, u + block * SAI_STRIPE, SAI_STRIPE);
}

/* True if each of the 2^bits boxes, of 2^-a by 2^-(bits - a), holds equally many of the points. */
static bool is_even(const double *x, const double *y, unsigned a, unsigned bits) {
  static unsigned held[POINTS];
  memset(held, 0, sizeof held);
  for (size_t i = 0; i < POINTS; i++)
    held[((size_t)ldexp(x[i], (int)a) << (bits - a)) + (size_t)ldexp(y[i], (int)(bits - a))]++;
  for (size_t i = 0; i < (size_t)1 << bits; i++)
    if (held[i] != (unsigned)POINTS >> bits) return false;
  return true;
}

enum { FAULT_NONE, FAULT_MATRIX, FAULT_CHANCE, FAULTS };

/* Two directions that are the same in their first digits; a point drawn by chance. */
static void plant(int fault, sai_sobol *s) {
  for (unsigned r = 0; r < 16 && fault == FAULT_MATRIX; r++) s->direction[r][4] = s->direction[r][2] ^ 1;
}

static void plant_point(int fault, double *u) {
  if (fault == FAULT_CHANCE) u[1234] = fmod(u[1234] + 0.37, 1);
}

Test(sobol, every_scrambling_is_a_net_in_every_dimension) {
  static double u[POINTS];
  for (int fault = 0; fault < FAULTS; fault++)
    for (unsigned dimension = 0; dimension < SAI_SOBOL_DIMENSIONS;
         dimension += fault ? 1000 : 1 + dimension / 40) {
      sai_sobol s = scrambled(dimension, 7);
      plant(fault, &s);
      for (uint64_t r = 0; r < 16; r++) {
        points_of(&s, r, (r % 3) * POINTS, u);
        plant_point(fault, u);
        cr_assert_eq(is_even(u, u, POINTS_BITS, POINTS_BITS), fault == FAULT_NONE, "%u %u", dimension,
                     (unsigned)r);
      }
    }
}

/* The first two dimensions are a (0, m, 2)-net. */
Test(sobol, the_first_pair_is_as_even_as_can_be) {
  static double x[POINTS], y[POINTS];
  for (int fault = 0; fault < FAULTS; fault++)
    for (uint64_t r = 0; r < 16; r++) {
      sai_sobol first = scrambled(0, 3), second = scrambled(1, 3);
      plant(fault, &second);
      points_of(&first, r, 2 * POINTS, x);
      points_of(&second, r, 2 * POINTS, y);
      plant_point(fault, y);
      bool even = true;
      for (unsigned a = 0; a <= POINTS_BITS; a++) even = even && is_even(x, y, a, POINTS_BITS);
      cr_assert_eq(even, fault == FAULT_NONE);
    }
}

/* Scrambling keeps the boxes of all pairs that are even without it, and those alone are kept. */
Test(sobol, scrambling_keeps_what_is_even) {
  static const unsigned pairs[][2] = {{0, 5}, {2, 3}, {4, 9}, {11, 30}, {99, 512}, {1022, 1023}};
  static double x[POINTS], y[POINTS], plain_x[POINTS], plain_y[POINTS];
  size_t boxes = 0, lost = 0;
  for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++) {
    for (uint32_t i = 0; i < POINTS; i++) {
      plain_x[i] = ldexp(plain_point(pairs[k][0], i), -SAI_SOBOL_BITS);
      plain_y[i] = ldexp(plain_point(pairs[k][1], i), -SAI_SOBOL_BITS);
    }
    const sai_sobol one = scrambled(pairs[k][0], 4);
    sai_sobol two = scrambled(pairs[k][1], 4);
    for (int fault = 0; fault < 2; fault++) {
      plant(fault, &two);
      points_of(&one, 9, 0, x);
      points_of(&two, 9, 0, y);
      for (unsigned bits = 1; bits <= POINTS_BITS; bits++)
        for (unsigned a = 0; a <= bits; a++) {
          const bool even = is_even(plain_x, plain_y, a, bits), kept = is_even(x, y, a, bits);
          if (!fault) cr_assert_eq(kept, even, "pair %zu, %u of %u bits", k, a, bits);
          boxes += !fault && even;
          lost += fault && even && !kept;
        }
    }
  }
  cr_assert_geq(boxes, 300, "%zu", boxes);
  cr_assert_geq(lost, 10, "%zu", lost);
}

/* Property A: 2^d points in a row lie one in each orthant of d dimensions. */
Test(sobol, orthants_hold_one_point_each) {
  static double u[10][SAI_STRIPE];
  for (int fault = 0; fault < 2; fault++)
    for (uint64_t stripe = 0; stripe < 48; stripe++) {
      unsigned held[SAI_STRIPE] = {0}, most = 0;
      for (unsigned d = 0; d < 10; d++) {
        const sai_sobol s = scrambled(d, 12);
        sai_sobol_fill(&s, stripe, 0, u[fault && d == 7 ? 2 : d], SAI_STRIPE);
      }
      for (size_t i = 0; i < SAI_STRIPE; i++) {
        size_t orthant = 0;
        for (unsigned d = 0; d < 10; d++) orthant = 2 * orthant + (u[d][i] >= 0.5);
        if (++held[orthant] > most) most = held[orthant];
      }
      cr_assert_eq(most == 1, !fault);
    }
}

enum { SEEDS = 20000, BINS = 64, LOOKED_AT = 3 };

static double chi_square(const size_t held[BINS]) {
  double sum = 0;
  for (size_t i = 0; i < BINS; i++)
    sum += pow((double)held[i] - (double)SEEDS / BINS, 2) / ((double)SEEDS / BINS);
  return sum;
}

/* What is seen of the scramblings of many seeds: where single points lie; whether two points that part at
   their first digit differ in those after it; whether two scramblings do. */
typedef struct seen {
  size_t held[LOOKED_AT][BINS], digits[52], scramblings[LOOKED_AT];
} seen;

static void look(uint64_t seed, int fault, seen *out) {
  static double u[SAI_STRIPE], v[SAI_STRIPE];
  static const size_t numbers[LOOKED_AT] = {0, 1, 777};
  sai_sobol s = scrambled(8, seed);
  if (fault == 1) s.shift[5] &= ~(UINT64_C(1) << 47);
  for (size_t j = 0; fault == 2 && j < SAI_SOBOL_BITS; j++) s.direction[5][j] &= ~UINT64_C(0xffff);
  if (fault == 3) memcpy(s.direction[6], s.direction[5], sizeof s.direction[6]), s.shift[6] = s.shift[5];
  sai_sobol_fill(&s, 5, 0, u, SAI_STRIPE);
  sai_sobol_fill(&s, 6, 0, v, SAI_STRIPE);
  const uint64_t parted = (uint64_t)ldexp(u[0], 52) ^ (uint64_t)ldexp(u[1], 52);
  for (size_t k = 0; k < LOOKED_AT; k++) {
    out->held[k][(size_t)(u[numbers[k]] * BINS)]++;
    out->scramblings[k] += (u[numbers[k]] < 0.5) == (v[numbers[k]] < 0.5);
  }
  for (unsigned digit = 0; digit < 52; digit++) out->digits[digit] += parted >> digit & 1;
}

static size_t refused(const seen *s) {
  size_t n = 0;
  for (size_t k = 0; k < LOOKED_AT; k++) {
    n += chi_square(s->held[k]) > budget_chi_square(BINS - 1);
    n += !budget_binomial_ok(s->scramblings[k], SEEDS, 0.5);
  }
  for (unsigned digit = 0; digit < 51; digit++) n += !budget_binomial_ok(s->digits[digit], SEEDS, 0.5);
  return n + (s->digits[51] != SEEDS);
}

Test(sobol, scramblings_are_uniform_and_independent) {
  static const size_t least[] = {0, 1, 16, 2};
  for (int fault = 0; fault < 4; fault++) {
    seen s = {0};
    for (uint64_t seed = 0; seed < SEEDS; seed++) look(seed, fault, &s);
    if (fault)
      cr_assert_geq(refused(&s), least[fault], "fault %d", fault);
    else
      cr_assert_eq(refused(&s), 0);
  }
}
