/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Known answers of streams and summaries, and their twins; those of generator, distributions and counts are
   tested where these are. */
#include "random/known.h"

typedef struct known {
  const char *file;
  void (*compare)(char *text, bool fault, sai_audit *audit);
  size_t figures, noticed; /* at least */
} known;

static const known all[] = {{"streams.csv", sai_known_streams, 900, 900},
                            {"streams.csv", sai_known_uniforms, 900, 900},
                            {"intervals.csv", sai_known_intervals, 150, 100},
                            {"summaries.csv", sai_known_summaries, 100, 10}};

Test(known, answers_and_twins) {
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    sai_audit right = known_answers(all[i].file, all[i].compare, false),
              wrong = known_answers(all[i].file, all[i].compare, true);
    cr_expect_eq(right.refused, 0, "%s: %s", all[i].file, right.told[0]);
    cr_expect_geq(right.figures, all[i].figures, "%s: %zu figures", all[i].file, right.figures);
    cr_expect_geq(wrong.refused, all[i].noticed, "%s: %zu refused", all[i].file, wrong.refused);
  }
}

Test(known, draws_keep_their_bounds) {
  char *text = known_text("distributions.csv"), *again = known_text("distributions.csv");
  sai_audit right = {0}, wrong = {0};
  sai_error err;
  cr_assert_eq(sai_known_draws(text, false, &right, &err), SAI_OK);
  cr_assert_eq(sai_known_draws(again, true, &wrong, &err), SAI_OK);
  cr_assert_eq(right.refused, 0, "%s", right.told[0]);
  cr_assert_geq(right.figures, 50000);
  cr_assert_gt(wrong.refused, wrong.figures / 20);
  free(text);
  free(again);
}
