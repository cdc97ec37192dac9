/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/memory.h"

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);

static size_t countdown; /* allocations until one fails; 0: none does */
static bool failed;

void memory_fail_at(size_t n) {
  countdown = n;
  failed = false;
}

bool memory_has_failed(void) {
  countdown = 0;
  return failed;
}

static bool fails(void) {
  if (countdown == 0 || --countdown > 0) return false;
  failed = true;
  return true;
}

void *__wrap_malloc(size_t n) {
  return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size) {
  return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n) {
  return fails() ? NULL : __real_realloc(p, n);
}
