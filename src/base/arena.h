/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory with one lifetime: allocated piece by piece, freed at once. Not for the per-run loop. */
#ifndef SAI_BASE_ARENA_H
#define SAI_BASE_ARENA_H

#include <stddef.h>

typedef struct sai_arena {
  struct sai_arena_block *blocks; /**< newest first */
} sai_arena;

/** Zeroed memory of n bytes, aligned for any type; NULL if there is none. n = 0 gives a valid pointer. */
void *sai_arena_alloc(sai_arena *arena, size_t n);
/** Zeroed array; NULL also if count * size overflows. */
void *sai_arena_array(sai_arena *arena, size_t count, size_t size);
/** A copy of n bytes with a NUL after them; NULL if there is no memory. */
char *sai_arena_copy(sai_arena *arena, const char *bytes, size_t n);
/** Free everything; the arena can be used again. */
void sai_arena_free(sai_arena *arena);

#endif
