/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building and sealing a program: value numbering over a hash table, then steps, tables and streams. */
#include "model/program_inside.h"

#include "base/intl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Room for one more element in a growing array. */
static bool room(sai_program *p, void *array, uint32_t n, uint32_t *capacity, size_t size) {
  if (n < *capacity) return true;
  uint32_t more = *capacity ? 2 * *capacity : 64;
  void *grown = realloc(*(void **)array, (size_t)more * size);
  if (!grown) {
    p->failed = true;
    return false;
  }
  *(void **)array = grown;
  *capacity = more;
  return true;
}

sai_program *sai_program_create(uint64_t seed) {
  sai_program *p = calloc(1, sizeof *p);
  if (!p) return NULL;
  p->seed = seed;
  p->parameter = SAI_NO_COLUMN;
  return p;
}

void sai_program_free(sai_program *p) {
  if (!p) return;
  sai_arena_free(&p->arena);
  free(p->code);
  free(p->table);
  free(p->stream_names);
  free(p->name_table);
  free(p->streams);
  free(p->dimensions);
  free(p->dists);
  free(p->samplers);
  free(p->means);
  free(p->segments);
  free(p->keeps);
  free(p->places);
  free(p->steps);
  free(p);
}

static uint64_t hash_instruction(const sai_instruction *i) {
  uint64_t bits, words[5] = {(uint64_t)i->op << 32 | i->a, (uint64_t)i->b << 32 | i->c,
                             (uint64_t)i->stream << 32 | i->dist, (uint64_t)i->month << 32 | i->of};
  memcpy(&bits, &i->k, sizeof bits);
  words[4] = bits;
  uint64_t h = 0;
  for (size_t w = 0; w < 5; w++) {
    h = (h ^ words[w]) * 0x9E3779B97F4A7C15u;
    h ^= h >> 29;
  }
  return h;
}

static bool same_instruction(const sai_instruction *x, const sai_instruction *y) {
  return x->op == y->op && x->a == y->a && x->b == y->b && x->c == y->c && x->stream == y->stream &&
         x->dist == y->dist && x->month == y->month && x->of == y->of &&
         memcmp(&x->k, &y->k, sizeof x->k) == 0;
}

static uint32_t *slot_of(sai_program *p, const sai_instruction *i) {
  uint32_t mask = p->table_size - 1, at = (uint32_t)hash_instruction(i) & mask;
  while (p->table[at] && !same_instruction(&p->code[p->table[at] - 1], i)) at = (at + 1) & mask;
  return &p->table[at];
}

static bool grow_table(sai_program *p) {
  if (2 * (p->n + 1) < p->table_size) return true;
  uint32_t size = p->table_size ? 2 * p->table_size : 1024;
  uint32_t *table = calloc(size, sizeof *table);
  if (!table) {
    p->failed = true;
    return false;
  }
  free(p->table);
  p->table = table;
  p->table_size = size;
  for (uint32_t i = 0; i < p->n; i++) *slot_of(p, &p->code[i]) = i + 1;
  return true;
}

bool sai_program_is_constant(const sai_program *p, sai_column value, double *k) {
  if (p->failed || p->code[value].op != SAI_OP_CONSTANT) return false;
  *k = p->code[value].k;
  return true;
}

static bool is_constant(const sai_program *p, sai_column value, double k) {
  double found;
  return value != SAI_NO_COLUMN && sai_program_is_constant(p, value, &found) && found == k;
}

/* The value that an instruction always has in simulations and point calculations alike, if that is known. */
static sai_column fold(sai_program *p, const sai_instruction *i) {
  double x[3] = {0};
  sai_column inputs[3] = {i->a, i->b, i->c};
  bool all = true;
  for (size_t j = 0; j < 3; j++)
    if (inputs[j] != SAI_NO_COLUMN) all &= sai_program_is_constant(p, inputs[j], &x[j]);
  switch (i->op) {
  case SAI_OP_CONSTANT:
  case SAI_OP_PARAMETER:
  case SAI_OP_UNIFORM:
  case SAI_OP_QUANTITY:
  case SAI_OP_DRAW:
    return SAI_NO_COLUMN;
  case SAI_OP_BINOMIAL:
  case SAI_OP_EVENT:
    if (is_constant(p, i->a, 0) || is_constant(p, i->b, 0)) return sai_program_constant(p, 0);
    return is_constant(p, i->b, 1) ? i->a : SAI_NO_COLUMN;
  case SAI_OP_TRIALS:
    return is_constant(p, i->a, 0) || is_constant(p, i->b, 1) ? i->a : SAI_NO_COLUMN;
  case SAI_OP_SUM_OF_DRAWS:
    return is_constant(p, i->a, 0) ? i->a : SAI_NO_COLUMN;
  case SAI_OP_ROUND:
    return all && x[0] == rint(x[0]) ? i->a : SAI_NO_COLUMN;
  case SAI_OP_SHARE:
    return is_constant(p, i->a, 0) || i->of == 1 ? i->a : SAI_NO_COLUMN;
  case SAI_OP_ADD:
    if (is_constant(p, i->a, 0)) return i->b;
    if (is_constant(p, i->b, 0)) return i->a;
    break;
  case SAI_OP_SUBTRACT:
    if (is_constant(p, i->b, 0)) return i->a;
    break;
  case SAI_OP_MULTIPLY:
    if (is_constant(p, i->a, 1)) return i->b;
    if (is_constant(p, i->b, 1)) return i->a;
    if (is_constant(p, i->a, 0) || is_constant(p, i->b, 0)) return sai_program_constant(p, 0);
    break;
  case SAI_OP_SELECT:
    if (i->b == i->c || is_constant(p, i->a, 0)) return i->c;
    if (is_constant(p, i->a, 1)) return i->b;
    break;
  default:
    break;
  }
  if (!all) return SAI_NO_COLUMN;
  double out;
  sai_kernels_used()->run[i->op](&(sai_kernel_call){.out = &out,
                                                    .a = &x[0],
                                                    .b = &x[1],
                                                    .c = &x[2],
                                                    .n = 1,
                                                    .step = &(sai_step){.month = i->month, .of = i->of}});
  return sai_program_constant(p, out);
}

sai_column sai_program_add(sai_program *p, sai_instruction i) {
  if (p->failed) return 0;
  sai_column folded = fold(p, &i);
  if (p->failed) return 0;
  if (folded != SAI_NO_COLUMN) return folded;
  if (!grow_table(p)) return 0;
  uint32_t *slot = slot_of(p, &i);
  if (*slot) return *slot - 1;
  if (!room(p, &p->code, p->n, &p->capacity, sizeof *p->code)) return 0;
  p->code[p->n] = i;
  *slot = ++p->n;
  if (i.op == SAI_OP_PARAMETER) p->parameter = p->n - 1;
  return p->n - 1;
}

#define NO_INPUTS .a = SAI_NO_COLUMN, .b = SAI_NO_COLUMN, .c = SAI_NO_COLUMN

sai_column sai_program_constant(sai_program *p, double k) {
  return sai_program_add(p, (sai_instruction){.op = SAI_OP_CONSTANT, NO_INPUTS, .k = k == 0 ? 0 : k});
}

sai_column sai_program_unary(sai_program *p, sai_op op, sai_column a) {
  return sai_program_ternary(p, op, a, SAI_NO_COLUMN, SAI_NO_COLUMN);
}

sai_column sai_program_binary(sai_program *p, sai_op op, sai_column a, sai_column b) {
  return sai_program_ternary(p, op, a, b, SAI_NO_COLUMN);
}

sai_column sai_program_ternary(sai_program *p, sai_op op, sai_column a, sai_column b, sai_column c) {
  return sai_program_add(p, (sai_instruction){.op = op, .a = a, .b = b, .c = c});
}

static uint32_t *name_slot(sai_program *p, const char *name) {
  uint64_t h = 14695981039346656037u; /* FNV-1a */
  for (const char *c = name; *c; c++) h = (h ^ (unsigned char)*c) * 1099511628211u;
  uint32_t mask = p->name_table_size - 1, at = (uint32_t)(h ^ h >> 32) & mask;
  while (p->name_table[at] && strcmp(p->stream_names[p->name_table[at] - 1], name) != 0) at = (at + 1) & mask;
  return &p->name_table[at];
}

static bool grow_name_table(sai_program *p) {
  if (2 * (p->n_streams + 1) < p->name_table_size) return true;
  uint32_t size = p->name_table_size ? 2 * p->name_table_size : 256;
  uint32_t *table = calloc(size, sizeof *table);
  if (!table) {
    p->failed = true;
    return false;
  }
  free(p->name_table);
  p->name_table = table;
  p->name_table_size = size;
  for (uint32_t i = 0; i < p->n_streams; i++) *name_slot(p, p->stream_names[i]) = i + 1;
  return true;
}

static uint32_t stream_index(sai_program *p, const char *name) {
  if (p->failed || !grow_name_table(p)) return 0;
  uint32_t *slot = name_slot(p, name);
  if (*slot) return *slot - 1;
  char *copy = sai_arena_copy(&p->arena, name, strlen(name));
  if (!copy) p->failed = true;
  if (!copy || !room(p, &p->stream_names, p->n_streams, &p->streams_capacity, sizeof *p->stream_names))
    return 0;
  p->stream_names[p->n_streams] = copy;
  *slot = ++p->n_streams;
  return p->n_streams - 1;
}

static uint32_t dist_index(sai_program *p, const sai_dist *dist) {
  for (uint32_t i = 0; i < p->n_dists; i++)
    if (sai_dist_equal(&p->dists[i], dist)) return i;
  if (!room(p, &p->dists, p->n_dists, &p->dists_capacity, sizeof *p->dists)) return 0;
  p->dists[p->n_dists] = *dist;
  return p->n_dists++;
}

sai_column sai_program_uniform(sai_program *p, const char *name) {
  return sai_program_add(p,
                         (sai_instruction){.op = SAI_OP_UNIFORM, NO_INPUTS, .stream = stream_index(p, name)});
}

sai_column sai_program_quantity(sai_program *p, const char *name) {
  return sai_program_add(
      p, (sai_instruction){.op = SAI_OP_QUANTITY, NO_INPUTS, .stream = stream_index(p, name)});
}

sai_column sai_program_draw(sai_program *p, const char *name, const sai_dist *dist) {
  if (dist->family == SAI_CONSTANT) return sai_program_constant(p, dist->p[0]);
  return sai_program_invert(p, sai_program_uniform(p, name), dist);
}

sai_column sai_program_invert(sai_program *p, sai_column uniform, const sai_dist *dist) {
  if (dist->family == SAI_CONSTANT) return sai_program_constant(p, dist->p[0]);
  return sai_program_add(p, (sai_instruction){.op = SAI_OP_DRAW,
                                              .a = uniform,
                                              .b = SAI_NO_COLUMN,
                                              .c = SAI_NO_COLUMN,
                                              .dist = dist_index(p, dist)});
}

sai_column sai_program_sum_of_draws(sai_program *p, sai_column count, const char *name,
                                    const sai_dist *dist) {
  return sai_program_add(p, (sai_instruction){.op = SAI_OP_SUM_OF_DRAWS,
                                              .a = count,
                                              .b = SAI_NO_COLUMN,
                                              .c = SAI_NO_COLUMN,
                                              .stream = stream_index(p, name),
                                              .dist = dist_index(p, dist)});
}

sai_column sai_program_trials(sai_program *p, sai_column successes, sai_column probability,
                              const char *name) {
  return sai_program_add(p, (sai_instruction){.op = SAI_OP_TRIALS,
                                              .a = successes,
                                              .b = probability,
                                              .c = SAI_NO_COLUMN,
                                              .stream = stream_index(p, name)});
}

void sai_program_end_segment(sai_program *p) {
  if (!room(p, &p->segments, p->n_segments, &p->segments_capacity, sizeof *p->segments)) return;
  uint32_t begin = p->n_segments ? p->segments[p->n_segments - 1].end : 0;
  p->segments[p->n_segments++] = (sai_segment){.begin = begin, .end = p->n};
}

void sai_program_keep(sai_program *p, sai_column value) {
  if (!room(p, &p->keeps, p->n_keeps, &p->keeps_capacity, sizeof *p->keeps)) return;
  p->keeps[p->n_keeps++] = (sai_keep){value, p->n_segments};
}

bool sai_program_equal(const sai_program *a, const sai_program *b) {
  bool same = a->seed == b->seed && a->sobol == b->sobol && a->n == b->n && a->n_streams == b->n_streams &&
              a->n_dists == b->n_dists && a->n_segments == b->n_segments && a->n_keeps == b->n_keeps;
  for (uint32_t i = 0; same && i < a->n; i++) same = same_instruction(&a->code[i], &b->code[i]);
  for (uint32_t i = 0; same && i < a->n_streams; i++)
    same = strcmp(a->stream_names[i], b->stream_names[i]) == 0;
  for (uint32_t i = 0; same && i < a->n_dists; i++) same = sai_dist_equal(&a->dists[i], &b->dists[i]);
  for (uint32_t i = 0; same && i < a->n_segments; i++)
    same = a->segments[i].begin == b->segments[i].begin && a->segments[i].end == b->segments[i].end;
  for (uint32_t i = 0; same && i < a->n_keeps; i++)
    same = a->keeps[i].value == b->keeps[i].value && a->keeps[i].segment == b->keeps[i].segment;
  return same;
}

size_t sai_program_segments(const sai_program *p) {
  return p->n_segments;
}

size_t sai_program_length(const sai_program *p) {
  return p->n;
}

size_t sai_program_registers(const sai_program *p) {
  return p->n_registers;
}

static const sai_sampler *borrow_sampler(const sai_program *p, const sai_dist *dist) {
  const sai_program *from = p->tables && p->tables->seal == p->seal ? p->tables : NULL;
  for (uint32_t d = 0; from && d < from->n_dists; d++)
    if (from->samplers[d] && sai_dist_equal(&from->dists[d], dist)) return from->samplers[d];
  return NULL;
}

static sai_code build_sampler(sai_program *p, uint32_t d, sai_error *err) {
  if (p->samplers[d] || p->seal == SAI_SEAL_POINT) return SAI_OK;
  p->samplers[d] = borrow_sampler(p, &p->dists[d]);
  if (p->samplers[d]) return SAI_OK;
  if (p->seal == SAI_SEAL_PREVIEW)
    return sai_sampler_create_preview(&p->dists[d], &p->arena, &p->samplers[d], err);
  return sai_sampler_create(&p->dists[d], &p->arena, &p->samplers[d], err);
}

/* Only what an instruction draws from has a sampler: others were folded away. */
static sai_code build_tables(sai_program *p, sai_error *err) {
  for (uint32_t s = 0; s < p->n_streams; s++) p->streams[s] = sai_stream_named(p->seed, p->stream_names[s]);
  for (uint32_t d = 0; d < p->n_dists; d++) p->means[d] = sai_dist_mean(&p->dists[d]);
  for (uint32_t i = 0; i < p->n; i++)
    if (p->code[i].op == SAI_OP_DRAW || p->code[i].op == SAI_OP_SUM_OF_DRAWS)
      SAI_TRY(build_sampler(p, p->code[i].dist, err));
  return SAI_OK;
}

/* The stream of a quantity. */
typedef struct ranked {
  const char *name;
  uint32_t stream;
} ranked;

static int by_name(const void *a, const void *b) {
  return strcmp(((const ranked *)a)->name, ((const ranked *)b)->name);
}

static void rank_quantities(sai_program *p, ranked *list) {
  for (uint32_t i = 0; i < p->n; i++)
    if (p->code[i].op == SAI_OP_QUANTITY)
      list[p->n_quantities++] = (ranked){p->stream_names[p->code[i].stream], p->code[i].stream};
  qsort(list, p->n_quantities, sizeof *list, by_name);
}

static uint32_t dimensions_of(const sai_program *p) {
  return p->n_quantities < SAI_SOBOL_DIMENSIONS ? p->n_quantities : SAI_SOBOL_DIMENSIONS;
}

static sai_code build_dimensions(sai_program *p, sai_error *err) {
  p->dimensions = calloc(p->n_streams + 1, sizeof(const sai_sobol *));
  ranked *list = calloc(p->n_streams + 1, sizeof *list);
  if (list) rank_quantities(p, list);
  const uint32_t n = dimensions_of(p);
  sai_sobol *points = sai_arena_array(&p->arena, n + 1, sizeof *points);
  const bool made = p->dimensions && list && points;
  for (uint32_t d = 0; made && d < n; d++) {
    sai_sobol_scramble(d, &p->streams[list[d].stream], &points[d]);
    p->dimensions[list[d].stream] = &points[d];
  }
  free(list);
  return made ? SAI_OK : sai_error_no_memory(err);
}

void sai_program_use_sobol(sai_program *p) {
  p->sobol = true;
}

unsigned sai_program_groups(const sai_program *p) {
  return p->sobol ? SAI_SOBOL_SCRAMBLINGS : 0;
}

size_t sai_program_dimensions(const sai_program *p, size_t *beyond) {
  *beyond = p->n_quantities - dimensions_of(p);
  return dimensions_of(p);
}

void sai_program_share(sai_program *p, const sai_program *with) {
  p->tables = with;
}

sai_code sai_program_seal(sai_program *p, sai_seal seal, sai_error *err) {
  bool kept = p->n_keeps &&
              p->keeps[p->n_keeps - 1].segment == p->n_segments; /* constants alone need no instruction */
  if (kept || p->n_segments == 0 || p->segments[p->n_segments - 1].end < p->n) sai_program_end_segment(p);
  if (p->failed) return sai_error_no_memory(err);
  p->seal = seal;
  p->streams = calloc(p->n_streams + 1, sizeof *p->streams);
  p->samplers = calloc(p->n_dists + 1, sizeof *p->samplers);
  p->means = calloc(p->n_dists + 1, sizeof *p->means);
  if (!p->streams || !p->samplers || !p->means) return sai_error_no_memory(err);
  SAI_TRY(build_tables(p, err));
  if (p->sobol && seal != SAI_SEAL_POINT) SAI_TRY(build_dimensions(p, err));
  return sai_program_schedule(p) ? SAI_OK : sai_error_no_memory(err);
}
