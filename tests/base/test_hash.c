/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Known answers: the examples of FIPS 180-4 (NIST "SHA256.pdf"), and coreutils' sha256sum. */
#include "base/hash.h"

#include <criterion/criterion.h>
#include <string.h>

static void check(const char *bytes, size_t n, const char *should) {
  uint8_t digest[SAI_HASH_BYTES];
  char hex[2 * SAI_HASH_BYTES + 1];
  sai_hash(bytes, n, digest);
  sai_hash_hex(digest, hex);
  cr_expect_str_eq(hex, should);
}

Test(hash, known_answers) {
  static char million[1000000];
  memset(million, 'a', sizeof million);
  check("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  check("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  check("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  check(million, sizeof million, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
