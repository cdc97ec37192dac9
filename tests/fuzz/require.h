/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every target is made of: one function that libFuzzer, or the replay of the kept corpus, calls with
   bytes, and conditions that hold whatever the bytes are. */
#ifndef SAI_TESTS_FUZZ_REQUIRE_H
#define SAI_TESTS_FUZZ_REQUIRE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/** Abort with the condition and its place unless it holds. */
#define REQUIRE(condition)                                                                                   \
  do {                                                                                                       \
    if (!(condition)) {                                                                                      \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                        \
      abort();                                                                                               \
    }                                                                                                        \
  } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
