/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors: filling, cutting, collecting, and what people see. */
#include "base/error.h"
#include "base/text.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

static void check_render(const sai_error *err, const char *should) {
  sai_text t = {0};
  sai_error_render(err, &t);
  cr_expect_str_eq(sai_text_string(&t), should, "is:\n%sshould be:\n%s", sai_text_string(&t), should);
  sai_text_free(&t);
}

static sai_error located(unsigned line, unsigned column, unsigned length, const char *source) {
  sai_error err;
  const sai_code code = sai_error_set(&err, SAI_REJECTED, "%s", "unknown key");
  cr_assert_eq(code, SAI_REJECTED);
  err.place = (sai_place){line, column, length};
  sai_text_copy(err.file, sizeof err.file, "a.yaml");
  sai_text_copy(err.source, sizeof err.source, source);
  return err;
}

Test(error, plain_text) {
  sai_error err;
  cr_assert_eq(sai_error_set(&err, SAI_FAILURE, "%d of %s", 3, "five"), SAI_FAILURE);
  check_render(&err, "error: 3 of five\n");
  sai_error_hint(&err, "try %d", 5);
  check_render(&err, "error: 3 of five\n  hint: try 5\n");
  cr_assert_eq(sai_error_set(NULL, SAI_IO, "nobody listens"), SAI_IO);
  sai_error_hint(NULL, "nor here");
}

Test(error, setting_again_clears_everything) {
  sai_error err = located(3, 2, 1, "x");
  sai_error_hint(&err, "old");
  cr_assert_eq(sai_error_set(&err, SAI_IO, "new"), SAI_IO);
  check_render(&err, "error: new\n");
}

Test(error, source_line_and_caret) {
  sai_error err = located(7, 3, 4, "  rat: 5%");
  err.place.length = 3;
  sai_error_hint(&err, "did you mean rate?");
  check_render(&err, "a.yaml:7:3: error: unknown key\n"
                     "   7 |   rat: 5%\n"
                     "     |   ^~~\n"
                     "  hint: did you mean rate?\n");
}

Test(error, caret_under_full_width_text) {
  const sai_error err = located(12345, 5, 3, "受注: 率数値 5%");
  check_render(&err, "a.yaml:12345:5: error: unknown key\n"
                     "12345 | 受注: 率数値 5%\n"
                     "      |       ^~~~~~\n");
  const sai_error one = located(2, 1, 1, "率");
  check_render(&one, "a.yaml:2:1: error: unknown key\n   2 | 率\n     | ^~\n");
}

Test(error, tabs_are_one_column) {
  const sai_error err = located(1, 3, 2, "\t\tab");
  check_render(&err, "a.yaml:1:3: error: unknown key\n   1 |   ab\n     |   ^~\n");
}

Test(error, places_beyond_the_line_and_empty_places) {
  const sai_error beyond = located(1, 40, 4000000000u, "ab");
  check_render(&beyond, "a.yaml:1:40: error: unknown key\n   1 | ab\n     |   ^\n");
  const sai_error longer = located(1, 2, 4294967295u, "abc");
  check_render(&longer, "a.yaml:1:2: error: unknown key\n   1 | abc\n     |  ^~\n");
  const sai_error empty = located(1, 1, 0, "abc");
  check_render(&empty, "a.yaml:1:1: error: unknown key\n   1 | abc\n     | ^\n");
  const sai_error no_column = located(4, 0, 0, "abc");
  check_render(&no_column, "a.yaml:4: error: unknown key\n   4 | abc\n");
  const sai_error no_line = located(0, 0, 0, "abc");
  check_render(&no_line, "a.yaml: error: unknown key\n");
  const sai_error no_source = located(9, 2, 1, "");
  check_render(&no_source, "a.yaml:9:2: error: unknown key\n");
}

/* Files are not trusted: what they contain must not command the terminal, nor move the caret. */
Test(error, control_characters_are_blanked) {
  sai_error err = located(1, 3, 1, "\x1b[x\xC2\x9B\r");
  sai_text_copy(err.file, sizeof err.file, "a\n\x1b.yaml");
  sai_text_copy(err.text, sizeof err.text, "key \x1b]0;title\a");
  check_render(&err, "a  .yaml:1:3: error: key  ]0;title \n"
                     "   1 |  [x  \n"
                     "     |   ^\n");
}

Test(error, long_texts_are_cut_between_characters) {
  char text[3000] = "";
  for (int shift = 0; shift < 3; shift++) {
    sai_error err;
    size_t bad;
    memset(text, 'x', (size_t)shift);
    for (size_t i = 0; i < 900; i++) memcpy(text + shift + 3 * i, "率", 4);
    cr_assert_eq(sai_error_set(&err, SAI_IO, "%s", text), SAI_IO);
    sai_error_hint(&err, "%s", text);
    cr_assert(sai_text_is_utf8(err.text, strlen(err.text), &bad) &&
              sai_text_is_utf8(err.hint, strlen(err.hint), &bad));
    cr_assert(strlen(err.text) > SAI_ERROR_TEXT - 4 && strlen(err.hint) > SAI_ERROR_TEXT - 4);
  }
  /* An ill-formed name at the start does not take the rest with it. */
  sai_error err;
  memset(text, 'y', 900);
  memcpy(text, "\xFFname", 5);
  cr_assert_eq(sai_error_set(&err, SAI_IO, "%s", text), SAI_IO);
  cr_assert_eq(strlen(err.text), SAI_ERROR_TEXT - 1);
}

Test(error, the_reason_stays_whatever_the_path) {
  char path[5000];
  sai_error err;
  for (size_t i = 0; i + 1 < sizeof path; i++) path[i] = "\xE3\x81\x82"[i % 3];
  path[sizeof path - 1] = '\0';
  path[7] = '\n';
  errno = ENAMETOOLONG;
  cr_assert_eq(sai_error_errno(&err, path), SAI_IO);
  cr_assert_not_null(strstr(err.text, "…"));
  cr_assert_not_null(strstr(err.text, ": File name too long"));
  cr_assert_null(strchr(err.text, '\n'));
}

Test(error, from_errno) {
  sai_error err;
  errno = ENOENT;
  cr_assert_eq(sai_error_errno(&err, "a/b.yaml"), SAI_IO);
  cr_assert_str_eq(err.text, "a/b.yaml: No such file or directory");
  errno = ENOMEM;
  cr_assert_eq(sai_error_errno(&err, "x"), SAI_NO_MEMORY);
  cr_assert_eq(sai_error_no_memory(&err), SAI_NO_MEMORY);
}

Test(error, lists_stop_at_their_limit) {
  static sai_error_list list;
  for (int i = 0; i < 27; i++) {
    sai_error err;
    cr_assert_eq(sai_error_set(&err, SAI_REJECTED, "number %d", i), SAI_REJECTED);
    sai_error_list_add(&list, &err);
  }
  cr_assert(list.count == SAI_ERRORS_MAX && list.more == 7);
  cr_assert_str_eq(list.errors[19].text, "number 19");
}

Test(error, exit_codes) {
  const int exits[] = {0, 1, 2, 3, 4, 1, 130};
  for (int code = SAI_OK; code <= SAI_INTERRUPTED; code++)
    cr_assert_eq(sai_code_exit((sai_code)code), exits[code]);
}
