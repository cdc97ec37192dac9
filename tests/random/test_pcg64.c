/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random/csv.h"
#include "random/pcg64.h"

static sai_u128 hexadecimal(const char *s) {
  sai_u128 x = 0;
  for (; *s; s++) x = x << 4 | (unsigned)(*s <= '9' ? *s - '0' : *s - 'a' + 10);
  return x;
}

/* Words that differ from NumPy's, of a generator whose increment is off by `fault`. */
static int wrong_words(sai_u128 fault, int *rows) {
  csv c = csv_open("pcg64dxsm.csv");
  int wrong = 0;
  for (*rows = 0; csv_next(&c); ++*rows) {
    sai_pcg64 g = {hexadecimal(c.field[0]), hexadecimal(c.field[1]) + fault};
    sai_pcg64_advance(&g, hexadecimal(c.field[2]) + strtoull(c.field[3], NULL, 10));
    wrong += sai_pcg64_next(&g) != (uint64_t)hexadecimal(c.field[4]);
  }
  return wrong;
}

Test(pcg64, words_are_numpys) {
  int rows;
  cr_assert_eq(wrong_words(0, &rows), 0);
  cr_assert_eq(rows, 3 * (64 + 16 + 16));
  cr_assert_gt(wrong_words(2, &rows), 200, "another increment must be noticed");
}

Test(pcg64, fill_gives_the_same_words_in_any_portions) {
  static const size_t portions[] = {0, 1, 2, 3, 4, 5, 7, 8, 64, 1023};
  sai_pcg64 one, many;
  double u[1023];
  sai_pcg64_seed(&one, 42, 7);
  many = one;
  for (size_t i = 0; i < sizeof portions / sizeof *portions; i++) {
    sai_pcg64_fill(&many, u, portions[i]);
    for (size_t j = 0; j < portions[i]; j++) {
      double expected = ((double)(int64_t)(sai_pcg64_next(&one) >> 12) + 0.5) * 0x1p-52;
      cr_assert_eq(u[j], expected);
      cr_assert(u[j] >= 0x1p-53 && u[j] <= 1 - 0x1p-53);
    }
  }
  cr_assert(one.state == many.state);
}

Test(pcg64, advancing_skips_words) {
  sai_pcg64 walked, jumped;
  sai_pcg64_seed(&walked, 1, 2);
  jumped = walked;
  for (int i = 0; i < 12345; i++) sai_pcg64_next(&walked);
  sai_pcg64_advance(&jumped, 12345);
  cr_assert(walked.state == jumped.state);
  sai_pcg64_advance(&jumped, -(sai_u128)12345);
  sai_pcg64_seed(&walked, 1, 2);
  cr_assert(walked.state == jumped.state, "the period is 2^128");
}

Test(pcg64, seeding_is_numpys) {
  sai_pcg64 g;
  sai_pcg64_seed(&g, 5, 9);
  sai_u128 multiplier = 0xda942042e4dd58b5U, increment = 19;
  cr_assert(g.increment == increment);
  cr_assert(g.state == (increment + 5) * multiplier + increment);
}

Test(pcg64, serves_gsl) {
  gsl_rng *r = gsl_rng_alloc(sai_gsl_rng_pcg64);
  sai_pcg64 g;
  gsl_rng_set(r, 77);
  sai_pcg64_seed(&g, 77, 77);
  cr_assert_eq(gsl_rng_get(r), sai_pcg64_next(&g));
  double u;
  sai_pcg64_fill(&g, &u, 1);
  cr_assert_eq(gsl_rng_uniform(r), u);
  cr_assert_str_eq(gsl_rng_name(r), "pcg64dxsm");
  gsl_rng_free(r);
}
