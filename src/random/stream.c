/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The name is hashed once by SHA-256; a stripe then costs eight 64-bit finalizers. The key's four words go
   into different words of state and increment, each added to its own mix of the stripe: generators of two
   stripes differ in all 255 bits, not by a stride or in the increment alone, which would correlate them. */
#include "random/stream.h"

#include "base/hash.h"

#include <string.h>

static const char domain_tag[] = "saisan stream 1";

/* Bytes are put together by hand, so that streams are the same on every byte order. */
static uint64_t word_at(const uint8_t *bytes) {
  uint64_t word = 0;
  for (int i = 7; i >= 0; i--) word = word << 8 | bytes[i];
  return word;
}

static void put_word(uint8_t *bytes, uint64_t word) {
  for (int i = 0; i < 8; i++) bytes[i] = (uint8_t)(word >> 8 * i);
}

/* The name is hashed on its own first: then what is hashed with the seed has a fixed length, and no memory is
   needed for long names. */
sai_stream sai_stream_named(uint64_t seed, const char *name) {
  uint8_t message[sizeof domain_tag + 8 + SAI_HASH_BYTES], digest[SAI_HASH_BYTES];
  memcpy(message, domain_tag, sizeof domain_tag);
  put_word(message + sizeof domain_tag, seed);
  sai_hash(name, strlen(name), message + sizeof domain_tag + 8);
  sai_hash(message, sizeof message, digest);
  sai_stream stream;
  for (int i = 0; i < 4; i++) stream.key[i] = word_at(digest + 8 * i);
  return stream;
}

/* A bijection of 64 bits in which every input bit reaches every output bit (D. Stafford's "Mix13", the
   finalizer of SplitMix64: Steele, Lea, Flood, OOPSLA 2014). */
static inline uint64_t mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

/* Word i of a generator: the counter is spread by an odd constant of its own (fractional parts of the golden
   ratio's and of three primes' square roots), mixed, added to the key and mixed again. */
static inline void start(const uint64_t key[4], uint64_t counter, sai_pcg64 *g) {
  static const uint64_t spread[4] = {0x9e3779b97f4a7c15U, 0x6a09e667f3bcc909U, 0xbb67ae8584caa73bU,
                                     0xa54ff53a5f1d36f1U};
  uint64_t word[4];
  for (int i = 0; i < 4; i++) word[i] = mix(key[i] + mix((counter + 1) * spread[i]));
  g->state = (sai_u128)word[0] << 64 | word[1];
  g->increment = (sai_u128)word[2] << 64 | word[3] | 1;
}

void sai_stream_start(const sai_stream *stream, uint64_t stripe, sai_pcg64 *g) {
  start(stream->key, stripe, g);
}

/* The stripe's generator is the key of its runs. */
void sai_stream_start_run(const sai_stream *stream, uint64_t stripe, size_t run, sai_pcg64 *g) {
  sai_pcg64 parent;
  start(stream->key, stripe, &parent);
  uint64_t key[4] = {(uint64_t)(parent.state >> 64), (uint64_t)parent.state,
                     (uint64_t)(parent.increment >> 64), (uint64_t)parent.increment};
  start(key, run, g);
}

void sai_stream_begin(const sai_stream *stream, uint64_t stripe, sai_stream_place *place) {
  sai_pcg64 g;
  sai_stream_start(stream, stripe, &g);
  sai_pcg64_begin(&g, place);
}

void sai_stream_continue(sai_stream_place *place, double *u, size_t n) {
  sai_pcg64_continue(place, u, n);
}

void sai_stream_fill(const sai_stream *stream, uint64_t stripe, double *u, size_t n) {
  sai_stream_place place;
  sai_stream_begin(stream, stripe, &place);
  sai_stream_continue(&place, u, n);
}
