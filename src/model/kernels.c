/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each kernel is one loop over a column: no branch that depends on the scenario, no allocation, no libm.
   Compiled for each level. */
#include "model/kernels.h"

#include "random/binomial.h"
#include "random/trials.h"
#include "random/vmath.h"

#include <math.h>

/* `out` may be one of the inputs, place for place: that keeps no loop from becoming vectors. */
#ifdef __clang__
#define PLACE_FOR_PLACE _Pragma("clang loop vectorize(assume_safety)")
#else
#define PLACE_FOR_PLACE _Pragma("GCC ivdep") _Pragma("GCC unroll 4")
#endif

/* An elementwise kernel from an expression in a, b, c. */
#define ELEMENTWISE(name, expression)                                                                        \
  static void name(const sai_kernel_call *call) {                                                            \
    const double *pa = call->a, *pb = call->b, *pc = call->c;                                                \
    double *out = call->out;                                                                                 \
    const double month = call->step->month, of = call->step->of;                                             \
    (void)month, (void)of;                                                                                   \
    PLACE_FOR_PLACE                                                                                          \
    for (size_t i = 0; i < call->n; i++) {                                                                   \
      const double a = pa[i], b = pb[i], c = pc[i];                                                          \
      (void)b, (void)c;                                                                                      \
      out[i] = (expression);                                                                                 \
    }                                                                                                        \
  }

/* Nearest whole number, halves to even, for |x| < 2^51, by the classic addition: vectorises everywhere. */
static inline double whole(double x) {
  const double magic = 6755399441055744.0; /* 1.5 * 2^52 */
  return (x + magic) - magic;
}

/* Towards 0. 11,000 / 1.1 is no exact 10,000: what lies within 1e-6, or 1e-14 of itself, below a whole number
   is that number. */
static inline double down(double x) {
  double size = fabs(x), up = size + (1e-6 + 1e-14 * size), near = whole(up);
  return copysign(near > up ? near - 1 : near, x);
}

ELEMENTWISE(run_round, whole(a))
ELEMENTWISE(run_down, down(a))
ELEMENTWISE(run_share, whole(a *(month + 1) / of) - whole(a * month / of))
ELEMENTWISE(run_add, a + b)
ELEMENTWISE(run_subtract, a - b)
ELEMENTWISE(run_multiply, a *b)
ELEMENTWISE(run_divide, a / b)
ELEMENTWISE(run_negate, -a)
ELEMENTWISE(run_min, b < a ? b : a)
ELEMENTWISE(run_max, b > a ? b : a)
ELEMENTWISE(run_abs, fabs(a))
ELEMENTWISE(run_sqrt, sqrt(a))
ELEMENTWISE(run_less, a < b ? 1.0 : 0.0)
ELEMENTWISE(run_less_equal, a <= b ? 1.0 : 0.0)
ELEMENTWISE(run_equal, a == b ? 1.0 : 0.0)
ELEMENTWISE(run_select, a != 0 ? b : c)
ELEMENTWISE(run_per_unit, b > 0 ? a / b : (double)INFINITY)
ELEMENTWISE(run_return, b > 0 ? a / b : a == 0 ? 0.0 : (double)INFINITY)
ELEMENTWISE(run_gap, a == b ? 0.0 : a - b)
ELEMENTWISE(run_paid_back, ((a == of) & (b > 0) & (c >= 0)) ? month : a)
ELEMENTWISE(run_stays_paid, ((b > 0) & (c >= 0)) ? (a < month ? a : month) : of)
ELEMENTWISE(point_copy, a)
ELEMENTWISE(point_share, a / of)
ELEMENTWISE(point_event, a *of)
ELEMENTWISE(point_trials, a > 0 ? a / b : 0.0)

static void run_exp(const sai_kernel_call *call) {
  sai_exp_fill(call->a, call->n, call->out);
}

static void run_log(const sai_kernel_call *call) {
  sai_log_fill(call->a, call->n, call->out);
}

static void run_uniform(const sai_kernel_call *call) {
  if (call->first == 0) sai_stream_begin(call->step->stream, call->stripe, call->place);
  sai_stream_continue(call->place, call->out, call->n);
}

static void run_quantity(const sai_kernel_call *call) {
  if (call->step->dimension)
    sai_sobol_fill(call->step->dimension, call->stripe, call->first, call->out, call->n);
  else
    run_uniform(call);
}

static void run_draw(const sai_kernel_call *call) {
  sai_sampler_fill(call->step->sampler, call->a, call->n, call->out);
}

static void run_normal(const sai_kernel_call *call) {
  sai_normal_fill(call->a, call->n, call->out);
}

static void run_normal_cdf(const sai_kernel_call *call) {
  sai_normal_cdf_fill(call->a, call->n, call->out);
}

static void run_binomial(const sai_kernel_call *call) {
  sai_counts_guess(call->counts, call->a, call->b, call->c, call->n, call->step->like, call->out);
  if (call->step->settles) sai_counts_settle(call->counts);
}

static double sum_of_draws(const sai_kernel_call *call, size_t run, double count) {
  double u[64], sum = 0;
  sai_pcg64 g;
  sai_stream_start_run(call->step->stream, call->stripe, call->first + run, &g);
  for (double left = count; left > 0;) {
    size_t n = left < 64 ? (size_t)left : 64;
    sai_pcg64_fill(&g, u, n);
    sai_sampler_fill(call->step->sampler, u, n, u);
    for (size_t i = 0; i < n; i++) sum += u[i];
    left -= (double)n;
  }
  return sum;
}

static void run_sum_of_draws(const sai_kernel_call *call) {
  for (size_t i = 0; i < call->n; i++) call->out[i] = sum_of_draws(call, i, call->a[i]);
}

static void run_trials(const sai_kernel_call *call) {
  for (size_t i = 0; i < call->n; i++) {
    sai_pcg64 g;
    if (call->a[i] > 0) sai_stream_start_run(call->step->stream, call->stripe, call->first + i, &g);
    call->out[i] = call->a[i] > 0 ? sai_trials_draw(call->a[i], call->b[i], &g) : 0;
  }
}

static void point_mean(const sai_kernel_call *call) {
  for (size_t i = 0; i < call->n; i++) call->out[i] = call->step->k;
}

static void point_times_mean(const sai_kernel_call *call) {
  for (size_t i = 0; i < call->n; i++) call->out[i] = call->a[i] * call->step->k;
}

static void point_nothing(const sai_kernel_call *call) {
  (void)call;
}

#define COMMON_KERNELS                                                                                       \
  [SAI_OP_ADD] = run_add, [SAI_OP_SUBTRACT] = run_subtract, [SAI_OP_MULTIPLY] = run_multiply,                \
  [SAI_OP_DIVIDE] = run_divide, [SAI_OP_NEGATE] = run_negate, [SAI_OP_MIN] = run_min,                        \
  [SAI_OP_MAX] = run_max, [SAI_OP_ABS] = run_abs, [SAI_OP_EXP] = run_exp, [SAI_OP_LOG] = run_log,            \
  [SAI_OP_SQRT] = run_sqrt, [SAI_OP_LESS] = run_less, [SAI_OP_LESS_EQUAL] = run_less_equal,                  \
  [SAI_OP_EQUAL] = run_equal, [SAI_OP_SELECT] = run_select, [SAI_OP_PER_UNIT] = run_per_unit,                \
  [SAI_OP_RETURN] = run_return, [SAI_OP_GAP] = run_gap, [SAI_OP_PAID_BACK] = run_paid_back,                  \
  [SAI_OP_STAYS_PAID] = run_stays_paid, [SAI_OP_DOWN] = run_down

const sai_kernels SAI_AT_LEVEL(sai_kernels) = {
    .run =
        {
            COMMON_KERNELS,
            [SAI_OP_UNIFORM] = run_uniform,
            [SAI_OP_QUANTITY] = run_quantity,
            [SAI_OP_DRAW] = run_draw,
            [SAI_OP_NORMAL] = run_normal,
            [SAI_OP_NORMAL_CDF] = run_normal_cdf,
            [SAI_OP_BINOMIAL] = run_binomial,
            [SAI_OP_EVENT] = run_binomial,
            [SAI_OP_SUM_OF_DRAWS] = run_sum_of_draws,
            [SAI_OP_TRIALS] = run_trials,
            [SAI_OP_ROUND] = run_round,
            [SAI_OP_SHARE] = run_share,
        },
    .point =
        {
            COMMON_KERNELS,
            [SAI_OP_UNIFORM] = point_nothing,
            [SAI_OP_QUANTITY] = point_nothing,
            [SAI_OP_DRAW] = point_mean,
            [SAI_OP_NORMAL] = point_nothing,
            [SAI_OP_NORMAL_CDF] = point_nothing,
            [SAI_OP_BINOMIAL] = run_multiply,
            [SAI_OP_EVENT] = point_event,
            [SAI_OP_SUM_OF_DRAWS] = point_times_mean,
            [SAI_OP_TRIALS] = point_trials,
            [SAI_OP_ROUND] = point_copy,
            [SAI_OP_SHARE] = point_share,
        },
};
