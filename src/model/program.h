/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A straight-line program over columns: what one stripe of runs does, step by step, without branches on the
   scenario. The model writes it once as values (each computed by one instruction, never changed); equal
   instructions are one value, so offers that share a funnel share its work and its luck. Sealing assigns the
   values to few registers, each a column of SAI_STRIPE doubles that stays in cache. docs/adr/0003 says why.
 */
#ifndef SAI_MODEL_PROGRAM_H
#define SAI_MODEL_PROGRAM_H

#include "base/arena.h"
#include "base/error.h"
#include "random/dist.h"
#include "random/stream.h"

#include <stdint.h>

/** A column of the program, by the number of the instruction that computes it. */
typedef uint32_t sai_column;
#define SAI_NO_COLUMN UINT32_MAX

/** What an instruction computes from its columns a, b, c and its constants. All work run by run. */
typedef enum sai_op {
  SAI_OP_CONSTANT,   /**< k */
  SAI_OP_PARAMETER,  /**< given from outside when the program runs */
  SAI_OP_UNIFORM,    /**< uniforms of stream `stream` */
  SAI_OP_QUANTITY,   /**< the same, by which a quantity is drawn once a run: points of Sobol' if so sampled */
  SAI_OP_DRAW,       /**< a draw of distribution `dist` by inversion of a; point: its mean */
  SAI_OP_NORMAL,     /**< standard normal quantile of a */
  SAI_OP_NORMAL_CDF, /**< probability of a standard normal variable up to a; inside (0, 1) */
  SAI_OP_BINOMIAL,   /**< binomial count of a trials at probability b by inversion of c; point: a b */
  SAI_OP_EVENT, /**< 1 with probability b where a is 1, else 0, by inversion of c; point: a times `of`, since
                   what happens in a point calculation is settled beforehand */
  SAI_OP_SUM_OF_DRAWS, /**< sum of a independent draws of `dist` from `stream`, one generator a run; point: a
                          times mean */
  SAI_OP_TRIALS, /**< trials until success number a at probability b, from `stream`, one generator a run;
                    point: a / b, INFINITY if b is 0; 0 if a is 0 */
  SAI_OP_ROUND,  /**< a to the nearest whole number; point: a */
  SAI_OP_DOWN,   /**< a to a whole number towards 0; a value that is short of one by no more than rounding
                    errors   can bring is that number */
  SAI_OP_SHARE,  /**< month `month` of `of`'s even share of a whole number a; point: a / of */
  SAI_OP_ADD,
  SAI_OP_SUBTRACT,
  SAI_OP_MULTIPLY,
  SAI_OP_DIVIDE,
  SAI_OP_NEGATE,
  SAI_OP_MIN,
  SAI_OP_MAX,
  SAI_OP_ABS,
  SAI_OP_EXP,
  SAI_OP_LOG,
  SAI_OP_SQRT,
  SAI_OP_LESS,       /**< a < b: 1 or 0 */
  SAI_OP_LESS_EQUAL, /**< a <= b */
  SAI_OP_EQUAL,      /**< a = b; infinity equals infinity */
  SAI_OP_SELECT,     /**< b where a is not 0, else c */
  SAI_OP_PER_UNIT,   /**< a / b, INFINITY where b is 0: cost per order */
  SAI_OP_RETURN,     /**< a / b where b > 0; else 0 where a is 0, else INFINITY: ROI */
  SAI_OP_GAP,        /**< a - b, 0 where both are infinite: paired difference of ratios */
  SAI_OP_PAID_BACK,  /**< first payback: a, or `month` where a is `of` (never so far) and b > 0 and c >= 0 */
  SAI_OP_STAYS_PAID, /**< lasting payback: `of` (never) unless b > 0 and c >= 0, then the smaller of a and
                        `month` */
  SAI_OPS
} sai_op;

typedef struct sai_instruction {
  sai_op op;
  sai_column a, b, c;    /**< inputs; SAI_NO_COLUMN where there is none */
  uint32_t stream, dist; /**< indexes; 0 where unused */
  uint32_t month, of;
  double k;
} sai_instruction;

typedef struct sai_program sai_program;

/** An empty program in which every stream hangs on `seed`. NULL if there is no memory. */
sai_program *sai_program_create(uint64_t seed);
void sai_program_free(sai_program *program);

/** The value of an instruction: an equal one's if there is one, or a constant if it can be folded. After a
 * failed allocation every call returns 0 and sealing fails. */
sai_column sai_program_add(sai_program *program, sai_instruction instruction);
sai_column sai_program_constant(sai_program *program, double k);
sai_column sai_program_unary(sai_program *program, sai_op op, sai_column a);
sai_column sai_program_binary(sai_program *program, sai_op op, sai_column a, sai_column b);
sai_column sai_program_ternary(sai_program *program, sai_op op, sai_column a, sai_column b, sai_column c);
/** The uniforms of a named stream. */
sai_column sai_program_uniform(sai_program *program, const char *name);
/** The same for what is drawn once a run, by the name of the quantity. */
sai_column sai_program_quantity(sai_program *program, const char *name);
/** A draw of a distribution (copied; its arrays borrowed) by inversion of a column of uniforms. */
sai_column sai_program_invert(sai_program *program, sai_column uniform, const sai_dist *dist);
/** The same by inversion of the stream of a name. */
sai_column sai_program_draw(sai_program *program, const char *name, const sai_dist *dist);
/** The sum of `count` draws under a name. */
sai_column sai_program_sum_of_draws(sai_program *program, sai_column count, const char *name,
                                    const sai_dist *dist);
/** How many trials at a probability, under a name, it takes until `successes` have succeeded. */
sai_column sai_program_trials(sai_program *program, sai_column successes, sai_column probability,
                              const char *name);
/** True, with its value in *k, if a value is a constant. */
bool sai_program_is_constant(const sai_program *program, sai_column value, double *k);

/** End a segment: the values that sai_program_keep() names in it can be read when it has run. */
void sai_program_end_segment(sai_program *program);
/** Keep a value readable at the end of the current segment (before that segment is ended). */
void sai_program_keep(sai_program *program, sai_column value);

/** What a program is sealed for: simulation, a look at it to about three digits, or point calculation only.
 */
typedef enum sai_seal { SAI_SEAL_RUNS, SAI_SEAL_PREVIEW, SAI_SEAL_POINT } sai_seal;

/** Use the samplers of another program, sealed for the same and freed later, for equal distributions. Before
 * sealing. */
void sai_program_share(sai_program *program, const sai_program *with);
/** Take the uniforms of quantities from points of Sobol'; luck stays pseudo-random. Before sealing. A
 * dimension is a quantity's rank by name; those from SAI_SOBOL_DIMENSIONS on are pseudo-random. */
void sai_program_use_sobol(sai_program *program);
/** Assign registers, and build one sampler for each distribution that is drawn from (none for point
 * calculation). */
SAI_MUST_USE sai_code sai_program_seal(sai_program *program, sai_seal seal, sai_error *err);

/** Groups of stripes that are independent of each other and alike, stripe s in group s modulo their number;
 * inside a group runs are not independent. 0: all runs are. */
unsigned sai_program_groups(const sai_program *program);
/** Quantities of a sealed program that are drawn by points of Sobol', and those that would be were there more
 * dimensions. */
size_t sai_program_dimensions(const sai_program *program, size_t *beyond);

/** True if both do the same under the same stream names: equal instructions, distributions, segments and kept
 * values.
 */
bool sai_program_equal(const sai_program *a, const sai_program *b);

size_t sai_program_segments(const sai_program *program);
/** Instructions, also those that nobody reads and are not run, and registers; for reports on size. */
size_t sai_program_length(const sai_program *program);
size_t sai_program_registers(const sai_program *program);

/** Columns of one worker. */
typedef struct sai_registers sai_registers;
/** Registers for a sealed program, constants filled in; NULL if there is no memory. */
sai_registers *sai_registers_create(const sai_program *program);
void sai_registers_free(sai_registers *registers);
/** The column of the parameter, [SAI_STRIPE], to be filled before running; 1 at first. NULL if the program
 * has none. */
double *sai_registers_parameter(sai_registers *registers);
/** The column of a kept value after its segment has run. */
const double *sai_registers_column(const sai_registers *registers, sai_column value);

/** Run one segment over the first n runs of a stripe; segments in order. Cannot fail, allocates nothing;
 * threads with registers of their own may run the same program. */
void sai_program_run(const sai_program *program, size_t segment, uint64_t stripe, size_t n,
                     sai_registers *registers);
/** Run all segments over the first n runs of a stripe; only what is kept in the last one can be read. */
void sai_program_run_through(const sai_program *program, uint64_t stripe, size_t n, sai_registers *registers);

/** One segment as a point calculation: no chance, every distribution at its mean, counts as real numbers.
 * Lanes differ only by the parameter. */
void sai_program_run_point(const sai_program *program, size_t segment, size_t n, sai_registers *registers);

#endif
