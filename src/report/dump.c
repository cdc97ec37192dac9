/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Written into memory that is there: measured first, or as much as may be. */
#include "report/dump.h"

#include <stdlib.h>
#include <string.h>

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

typedef struct line {
  char *text;
  size_t length, most;
  bool too_long;
} line;

/* Once too long, always: jansson 2.14 goes on after a name that was refused. */
static int take(const char *piece, size_t size, void *data) {
  line *l = data;
  l->too_long = l->too_long || size > l->most - l->length;
  if (l->too_long) return -1;
  memcpy(l->text + l->length, piece, size);
  l->length += size;
  return 0;
}

char *sai_json_line(const json_t *value, size_t flags, size_t most, bool *fits) {
  line l = {.text = malloc(most + 1), .most = most};
  const bool written = l.text && json_dump_callback(value, take, &l, flags) == 0;
  *fits = !l.too_long;
  if (!written && *fits) {
    free(l.text);
    return NULL;
  }
  l.text[l.length] = '\0';
  return l.text;
}
