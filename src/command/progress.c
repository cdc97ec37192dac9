/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bar on standard error that shows how far a long command is. */
#include "command/command.h"

#include <stdio.h>
#include <string.h>

enum { BAR = 30 };

void sai_progress_show(void *context, uint64_t done, uint64_t runs) {
  int *shown = context;
  if (done > runs) done = runs;
  int part = (int)(100 * done / runs);
  if (part == *shown) return;
  *shown = part;
  char bar[BAR + 1];
  memset(bar, '.', BAR);
  memset(bar, '#', (size_t)(part * BAR / 100));
  bar[BAR] = '\0';
  fprintf(stderr, "\r  [%s] %3d%%", bar, part);
}

void sai_progress_clear(void) {
  fprintf(stderr, "\r%*s\r", BAR + 12, "");
  fflush(stderr);
}
