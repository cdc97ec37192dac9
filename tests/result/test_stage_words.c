/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/local.h"
#include "result/stage_words.h"

#include <criterion/criterion.h>

Test(stage_words, known_names_are_said_in_the_language) {
  local_language("en");
  cr_expect_str_eq(sai_stage_noun("key_person", "key_person"), "key person");
  cr_expect_str_eq(sai_stage_per("appointment", "appointment"), "per appointment");
  local_language("ja");
  cr_expect_str_eq(sai_stage_noun("appointment", "appointment"), "アポ");
  cr_expect_str_eq(sai_stage_per("call", "call"), "1コールあたり");
}

Test(stage_words, labels_are_kept) {
  local_language("ja");
  cr_expect_str_eq(sai_stage_noun("appointment", "訪問アポ"), "訪問アポ");
  cr_expect_null(sai_stage_per("appointment", "訪問アポ"));
  cr_expect_str_eq(sai_stage_noun("seminar", "seminar"), "seminar");
  cr_expect_null(sai_stage_per("seminar", "seminar"));
}
