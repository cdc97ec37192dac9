/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random streams by name. Every random variable has a name (its dotted path in the scenario); its uniforms
   for stripe s come from a generator whose state and increment are both a hash of (seed, name, s). So adding
   a variable shifts no other, and run i is the same run whatever the number of threads or runs. */
#ifndef SAI_RANDOM_STREAM_H
#define SAI_RANDOM_STREAM_H

#include "random/pcg64.h"

/** Runs in a stripe, and the length of every column. */
enum { SAI_STRIPE = 1024 };

/** A named stream under one seed: 256 bits of SHA-256, computed once when the plan is made. */
typedef struct sai_stream {
  uint64_t key[4];
} sai_stream;

/** Where a stream is in a stripe. */
typedef sai_pcg64_lanes sai_stream_place;

/** The stream of a name (NUL-terminated, any length) under a seed. */
sai_stream sai_stream_named(uint64_t seed, const char *name);
/** Start the generator of one stripe of the stream. */
void sai_stream_start(const sai_stream *stream, uint64_t stripe, sai_pcg64 *g);
/** Start the generator of one run of a stripe, for variables that use a varying number of draws. */
void sai_stream_start_run(const sai_stream *stream, uint64_t stripe, size_t run, sai_pcg64 *g);
/** The place before the first uniform of a stripe. */
void sai_stream_begin(const sai_stream *stream, uint64_t stripe, sai_stream_place *place);
/** Fill u[0..n) with the next uniforms of the stripe; n is a multiple of 16, but for the last piece. */
void sai_stream_continue(sai_stream_place *place, double *u, size_t n);
/** Fill u[0..n), n <= SAI_STRIPE, with the stream's uniforms for a stripe. */
void sai_stream_fill(const sai_stream *stream, uint64_t stripe, double *u, size_t n);

#endif
