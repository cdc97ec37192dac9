/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random/vmath.h"

#include "random/vmath_inline.h"

double sai_exp(double x) {
  return sai_exp_inline(x);
}

double sai_log(double x) {
  return sai_log_inline(x);
}

SAI_COLUMN_LOOP void sai_exp_fill(const double *x, size_t n, double *y) {
  for (size_t i = 0; i < n; i++) y[i] = sai_exp_inline(x[i]);
}

SAI_COLUMN_LOOP void sai_log_fill(const double *x, size_t n, double *y) {
  for (size_t i = 0; i < n; i++) y[i] = sai_log_inline(x[i]);
}
