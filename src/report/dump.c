/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measured first, then written into memory that is there. */
#include "report/dump.h"

#include <stdlib.h>

char *sai_json_dump(const json_t *value, size_t flags) {
  size_t n = value ? json_dumpb(value, NULL, 0, flags) : 0;
  char *text = n ? malloc(n + 1) : NULL;
  if (!text) return NULL;
  if (json_dumpb(value, text, n, flags) != n) {
    free(text);
    return NULL;
  }
  text[n] = '\0';
  return text;
}
