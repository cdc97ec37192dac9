/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random/vmath.h"

#include "random/loops.h"
#include "random/vmath_inline.h"

double sai_exp(double x) {
  return sai_exp_inline(x);
}

double sai_log(double x) {
  return sai_log_inline(x);
}

void sai_exp_fill(const double *x, size_t n, double *y) {
  sai_random_loops_used()->exp(x, n, y);
}

void sai_log_fill(const double *x, size_t n, double *y) {
  sai_random_loops_used()->log(x, n, y);
}
