/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 (FIPS 180-4, by nettle): names of random streams, and the fingerprint of a scenario. */
#ifndef SAI_BASE_HASH_H
#define SAI_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

enum { SAI_HASH_BYTES = 32 };

/** The digest of n bytes. Reentrant. */
void sai_hash(const void *bytes, size_t n, uint8_t digest[SAI_HASH_BYTES]);
/** The digest as 64 lower-case hexadecimal digits and a NUL. */
void sai_hash_hex(const uint8_t digest[SAI_HASH_BYTES], char hex[2 * SAI_HASH_BYTES + 1]);

#endif
