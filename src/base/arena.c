/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks that double in size, each the head of a list. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct sai_arena_block {
  struct sai_arena_block *next;
  size_t used, size;
  alignas(max_align_t) unsigned char bytes[];
};

static const size_t first_block = 4096, largest_block = 1 << 20;

static struct sai_arena_block *block_with(sai_arena *arena, size_t n) {
  struct sai_arena_block *block = arena->blocks;
  if (block && block->size - block->used >= n) return block;
  size_t size = block ? 2 * block->size : first_block;
  if (size > largest_block) size = largest_block;
  if (size < n) size = n;
  struct sai_arena_block *fresh = calloc(1, sizeof *fresh + size);
  if (!fresh) return NULL;
  fresh->size = size;
  fresh->next = block;
  arena->blocks = fresh;
  return fresh;
}

void *sai_arena_alloc(sai_arena *arena, size_t n) {
  if (n > SIZE_MAX / 2) return NULL;
  n = (n + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
  struct sai_arena_block *block = block_with(arena, n);
  if (!block) return NULL;
  void *p = block->bytes + block->used;
  block->used += n;
  return p;
}

void *sai_arena_array(sai_arena *arena, size_t count, size_t size) {
  size_t n;
  if (__builtin_mul_overflow(count, size, &n)) return NULL;
  return sai_arena_alloc(arena, n);
}

char *sai_arena_copy(sai_arena *arena, const char *bytes, size_t n) {
  if (n > SIZE_MAX / 2) return NULL;
  char *p = sai_arena_alloc(arena, n + 1);
  if (p && n) memcpy(p, bytes, n);
  return p;
}

void sai_arena_free(sai_arena *arena) {
  struct sai_arena_block *block = arena->blocks;
  while (block) {
    struct sai_arena_block *next = block->next;
    free(block);
    block = next;
  }
  arena->blocks = NULL;
}
