/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arenas: pieces keep apart, absurd sizes are refused. */
#include "base/arena.h"

#include <criterion/criterion.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

Test(arena, pieces_are_zeroed_aligned_and_apart) {
  sai_arena arena = {0};
  enum { PIECES = 3000 };
  static unsigned char *piece[PIECES];
  static size_t size[PIECES];
  for (size_t i = 0; i < PIECES; i++) {
    size[i] = i % 7 == 0 ? 0 : i * 37 % 5000;
    piece[i] = sai_arena_alloc(&arena, size[i]);
    cr_assert_not_null(piece[i]);
    cr_assert_eq((uintptr_t)piece[i] % alignof(max_align_t), 0);
    for (size_t j = 0; j < size[i]; j++) cr_assert_eq(piece[i][j], 0);
    memset(piece[i], (int)(i % 251 + 1), size[i]);
  }
  for (size_t i = 0; i < PIECES; i++)
    for (size_t j = 0; j < size[i]; j++)
      cr_assert_eq(piece[i][j], i % 251 + 1, "piece %zu was written over", i);
  sai_arena_free(&arena);
}

Test(arena, large_pieces_and_small_ones_after) {
  sai_arena arena = {0};
  char *large = sai_arena_alloc(&arena, 5000000), *small = sai_arena_alloc(&arena, 10);
  cr_assert(large && small);
  memset(large, 1, 5000000);
  for (int i = 0; i < 10; i++) cr_assert_eq(small[i], 0);
  sai_arena_free(&arena);
}

Test(arena, absurd_sizes_are_refused) {
  sai_arena arena = {0};
  cr_assert_null(sai_arena_alloc(&arena, SIZE_MAX));
  cr_assert_null(sai_arena_alloc(&arena, SIZE_MAX - 20));
  cr_assert_null(sai_arena_array(&arena, SIZE_MAX / 4, 8));
  cr_assert_null(sai_arena_copy(&arena, "x", SIZE_MAX));
  cr_assert_not_null(sai_arena_array(&arena, 0, 8));
  cr_assert_not_null(sai_arena_alloc(&arena, 1), "still usable");
  sai_arena_free(&arena);
}

Test(arena, copies_end_with_nul) {
  sai_arena arena = {0};
  cr_assert_str_eq(sai_arena_copy(&arena, "受注率 rest", 9), "受注率");
  cr_assert_str_eq(sai_arena_copy(&arena, NULL, 0), "");
  sai_arena_free(&arena);
  sai_arena_free(&arena);
  cr_assert_str_eq(sai_arena_copy(&arena, "again", 5), "again");
  sai_arena_free(&arena);
}
