/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out at a chosen allocation. The linker puts this before the C library's functions: a
   program with memory.c is linked with --wrap for malloc, calloc and realloc. */
#ifndef SAI_TESTS_SUPPORT_MEMORY_H
#define SAI_TESTS_SUPPORT_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/** Let the n-th allocation from now on fail, and no other. */
void memory_fail_at(size_t n);
/** Let all succeed again. @return true if one has failed */
bool memory_has_failed(void);

#endif
