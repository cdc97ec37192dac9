/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "selftest/data.h"

#include <criterion/criterion.h>
#include <math.h>

Test(data, rows_are_read_in_order) {
  char text[] = "# source\na,b,c\n1,x,\n2.5,y,z\n";
  sai_kat kat = sai_kat_begin(text);
  cr_assert(sai_kat_next(&kat));
  cr_assert_eq(sai_kat_number(&kat, 0), 1);
  cr_assert_str_eq(kat.field[1], "x");
  cr_assert_str_eq(kat.field[2], "");
  cr_assert_null(kat.field[3]);
  cr_assert(isnan(sai_kat_number(&kat, 3)));
  cr_assert(sai_kat_next(&kat));
  cr_assert_eq(sai_kat_number(&kat, 0), 2.5);
  cr_assert_str_eq(kat.field[2], "z");
  cr_assert_not(sai_kat_next(&kat));
  cr_assert_not(sai_kat_next(&kat));
}

Test(data, nothing_is_no_row) {
  char empty[] = "", head[] = "# source\na,b";
  sai_kat none = sai_kat_begin(empty), only_head = sai_kat_begin(head);
  cr_assert_not(sai_kat_next(&none));
  cr_assert_not(sai_kat_next(&only_head));
}

Test(data, a_missing_folder_is_an_error) {
  char *text = NULL;
  json_t *document = NULL;
  sai_error err;
  cr_assert_eq(sai_selftest_read("/nowhere", "more.json", &text, &err), SAI_IO);
  cr_assert_null(text);
  cr_assert_neq(err.hint[0], '\0');
  cr_assert_eq(sai_selftest_load("/nowhere", "more.json", &document, &err), SAI_IO);
}
