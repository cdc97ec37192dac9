/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the committed known answers: a comment line, a line of names, then rows of plain fields. */
#ifndef SAI_TEST_RANDOM_CSV_H
#define SAI_TEST_RANDOM_CSV_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CSV_FIELDS = 8 };

typedef struct csv {
  FILE *file;
  char line[512];
  char *field[CSV_FIELDS];
} csv;

static inline csv csv_open(const char *name) {
  csv c = {0};
  char path[1024];
  const char *tests = getenv("SAISAN_TESTS");
  cr_assert_not_null(tests, "SAISAN_TESTS is not set");
  snprintf(path, sizeof path, "%s/kat/%s", tests, name);
  c.file = fopen(path, "r");
  cr_assert_not_null(c.file, "%s cannot be opened", path);
  cr_assert(fgets(c.line, sizeof c.line, c.file) && c.line[0] == '#');
  cr_assert_not_null(fgets(c.line, sizeof c.line, c.file));
  return c;
}

/* False at the end, where the file is closed. */
static inline int csv_next(csv *c) {
  if (!fgets(c->line, sizeof c->line, c->file)) {
    fclose(c->file);
    return 0;
  }
  char *rest = c->line;
  for (int i = 0; i < CSV_FIELDS; i++) {
    c->field[i] = rest ? strsep(&rest, ",\n") : NULL;
  }
  return 1;
}

static inline double csv_number(const csv *c, int i) {
  return strtod(c->field[i], NULL);
}

#endif
