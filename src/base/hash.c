/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/hash.h"

#include <nettle/sha2.h>

void sai_hash(const void *bytes, size_t n, uint8_t digest[SAI_HASH_BYTES]) {
  struct sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, n, bytes);
  sha256_digest(&context, SAI_HASH_BYTES, digest);
}

void sai_hash_hex(const uint8_t digest[SAI_HASH_BYTES], char hex[2 * SAI_HASH_BYTES + 1]) {
  static const char digits[] = "0123456789abcdef";
  for (size_t i = 0; i < SAI_HASH_BYTES; i++) {
    hex[2 * i] = digits[digest[i] >> 4];
    hex[2 * i + 1] = digits[digest[i] & 15];
  }
  hex[2 * SAI_HASH_BYTES] = '\0';
}
