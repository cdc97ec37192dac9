/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of standard normal quantiles and probabilities. */
#include "random/dist.h"
#include "random/loops.h"

void sai_normal_fill(const double *u, size_t n, double *z) {
  sai_random_loops_used()->normal(u, n, z);
}

void sai_normal_cdf_fill(const double *z, size_t n, double *u) {
  sai_random_loops_used()->normal_cdf(z, n, u);
}
