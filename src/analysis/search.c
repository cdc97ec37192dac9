/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/search.h"

#include <math.h>

enum { RUNS = 65536, STEPS = 60 };

sai_code sai_search_point(const sai_program *program, double scale, sai_registers **out, sai_error *err) {
  sai_registers *registers = sai_registers_create(program);
  if (!registers) return sai_error_no_memory(err);
  double *parameter = sai_registers_parameter(registers);
  if (parameter) parameter[0] = scale;
  for (size_t i = 0; i < sai_program_segments(program); i++) sai_program_run_point(program, i, 1, registers);
  *out = registers;
  return SAI_OK;
}

sai_code sai_search_runs(const sai_program *program, const sai_watch *watch, const sai_run_options *options,
                         double scale, sai_tally **out, sai_error *err) {
  const uint64_t runs = options->runs < RUNS ? options->runs : RUNS;
  const sai_simulation simulation = {.program = program,
                                     .watch = watch,
                                     .runs = runs,
                                     .early_runs = 1,
                                     .parameter = scale,
                                     .threads = options->threads,
                                     .stop = options->stop};
  sai_tally *tally = NULL;
  uint64_t played = 0;
  SAI_TRY(sai_simulate(&simulation, &tally, &played, err));
  if (played < runs) {
    sai_tally_free(tally);
    return sai_error_set(err, SAI_INTERRUPTED, "interrupted");
  }
  *out = tally;
  return SAI_OK;
}

typedef struct end {
  double scale, value;
} end;

/* From the two ends of a bracket: where the figure is not negative, and where it is. */
static sai_code close_in(const sai_search *s, end plus, end minus, double *scale, sai_error *err) {
  const double tiny = 1e-12 * (plus.value - minus.value);
  for (int step = 0, side = 0; step < STEPS; step++) {
    if (!(fabs(plus.scale - minus.scale) > 1e-10 * fmax(plus.scale, minus.scale))) return SAI_OK;
    double value;
    *scale = plus.scale + plus.value * (minus.scale - plus.scale) / (plus.value - minus.value);
    SAI_TRY(s->look(s->of, *scale, &value, err));
    if (fabs(value) <= tiny) return SAI_OK;
    const int found = value > 0 ? 1 : -1;
    end *moved = found > 0 ? &plus : &minus, *kept = found > 0 ? &minus : &plus;
    *moved = (end){*scale, value};
    if (side == found) kept->value /= 2;
    side = found;
  }
  return SAI_OK;
}

sai_code sai_search_zero(const sai_search *search, double at_0, double at_1, double *scale, sai_error *err) {
  end low = {0, at_0}, high = {1, at_1};
  const bool positive = low.value >= 0;
  while ((high.value >= 0) == positive && high.scale < search->limit) {
    low = high;
    high.scale *= 4;
    SAI_TRY(search->look(search->of, high.scale, &high.value, err));
  }
  *scale = INFINITY;
  if ((high.value >= 0) == positive) return SAI_OK;
  return close_in(search, positive ? low : high, positive ? high : low, scale, err);
}
