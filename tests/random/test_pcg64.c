/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random/known.h"
#include "random/pcg64.h"

Test(pcg64, words_are_numpys) {
  sai_audit right = known_answers("pcg64dxsm.csv", sai_known_words, false),
            wrong = known_answers("pcg64dxsm.csv", sai_known_words, true);
  cr_assert_eq(right.figures, 3 * (64 + 16 + 16));
  cr_assert_eq(right.refused, 0, "%s", right.told[0]);
  cr_assert_gt(wrong.refused, 200, "another increment must be noticed");
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

/* States and increments of long runs of ones and zeros, where carries go through all limbs of a vector. */
Test(pcg64, lanes_carry_like_the_generator) {
  static const int widths[] = {0, 1, 12, 24, 51, 52, 53, 64, 103, 104, 105, 127, 128};
  enum { WIDTHS = sizeof widths / sizeof *widths, N = 64 };
  for (int i = 0; i < WIDTHS * WIDTHS * 4; i++) {
    const sai_u128 all = ~(sai_u128)0;
    const int state = widths[i / 4 % WIDTHS], increment = widths[i / 4 / WIDTHS];
    const sai_u128 low = state ? all >> (128 - state) : 0, high = increment ? all >> (128 - increment) : 0;
    sai_pcg64 one = {i & 1 ? ~low : low, (i & 2 ? ~high : high) | 1}, many = one;
    double u[N];
    sai_pcg64_fill(&many, u, N);
    for (int j = 0; j < N; j++)
      cr_assert_eq(u[j], ((double)(int64_t)(sai_pcg64_next(&one) >> 12) + 0.5) * 0x1p-52, "%d: %d", i, j);
  }
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
