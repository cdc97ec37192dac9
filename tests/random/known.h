/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's own comparisons with known answers, on the files in tests/kat/. */
#ifndef SAI_TEST_RANDOM_KNOWN_H
#define SAI_TEST_RANDOM_KNOWN_H

#include "base/file.h"
#include "selftest/known.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

/** The text of a file of known answers, to be freed. */
static inline char *known_text(const char *file) {
  char path[1024], *text;
  size_t size;
  sai_error err;
  snprintf(path, sizeof path, "%s/kat/%s", getenv("SAISAN_TESTS"), file);
  cr_assert_eq(sai_file_read(path, 1 << 24, &text, &size, &err), SAI_OK, "%s", err.text);
  return text;
}

static inline sai_audit known_answers(const char *file, void (*compare)(char *, bool, sai_audit *),
                                      bool fault) {
  char *text = known_text(file);
  sai_audit audit = {.alpha = 0.5};
  compare(text, fault, &audit);
  free(text);
  return audit;
}

#endif
