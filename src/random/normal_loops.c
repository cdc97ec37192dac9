/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of exp, log, standard normal quantiles and probabilities, compiled for each level, and the table of
   all loops of the level. */
#include "random/loops.h"
#include "random/table.h"

static void exponentials(const double *x, size_t n, double *y) {
  for (size_t i = 0; i < n; i++) y[i] = sai_exp_inline(x[i]);
}

static void logarithms(const double *x, size_t n, double *y) {
  for (size_t i = 0; i < n; i++) y[i] = sai_log_inline(x[i]);
}

static void quantiles(const double *u, size_t n, double *z) {
  double block[SAI_TABLE_BLOCK];
  sai_normal_column(u, n, block);
  for (size_t i = 0; i < n; i++) z[i] = block[i];
}

static void normal(const double *u, size_t n, double *z) {
  for (size_t i = 0; i < n; i += SAI_TABLE_BLOCK)
    quantiles(u + i, n - i < SAI_TABLE_BLOCK ? n - i : SAI_TABLE_BLOCK, z + i);
}

/* P(Z > x) exp(x^2 / 2) as a polynomial in t = (x - 5) / (x + 5), 0 <= x <= 37.5: made by normal_cdf.py. */
static const double scaled_tail[19] = {
    0x1.3b0fbcb4c77c7p-4,  -0x1.25cd1321c8d38p-3,  0x1.db6af8722c305p-4,   -0x1.4b4ce479f43afp-4,
    0x1.8807f2a03f616p-5,  -0x1.7f9d04387123ap-6,  0x1.26a115263ef3ap-7,   -0x1.37ccc54e79549p-9,
    0x1.cc6e96e54e16fp-13, 0x1.199963aadca57p-13,  -0x1.faeab5cf22aadp-15, 0x1.01b5ce95c9630p-20,
    0x1.be397a4ec3387p-18, -0x1.538be65c48acdp-20, -0x1.6e73348cfe862p-21, 0x1.f35c64d22f7dap-23,
    0x1.613748e699a6fp-24, -0x1.d6b05e00f1e40p-26, -0x1.6cf2571ec42fep-27};

/* z is first rounded to a multiple of 2^-40: what that moves the result, 2e-13, is far more than its rounding
   errors, so that the result never falls where z rises; on z > 0 it is 1 - P(Z > z), whose rounding keeps
   order. */
static void probabilities(const double *z, size_t n, double *u) {
  const double grid = 0x1.8p12, most = 37.5, below_one = 0x1.fffffffffffffp-1;
  for (size_t i = 0; i < n; i++) {
    double x = z[i] < 0 ? -z[i] : z[i];
    x = ((x < most ? x : most) + grid) - grid;
    double t = (x - 5) / (x + 5), p = scaled_tail[18];
    for (int j = 17; j >= 0; j--) p = scaled_tail[j] + t * p;
    double tail = p * sai_exp_inline(-0.5 * x * x), rest = 1 - tail;
    rest = rest < below_one ? rest : below_one;
    u[i] = z[i] > 0 ? rest : tail;
  }
}

const sai_random_loops SAI_AT_LEVEL(sai_random_loops) = {
    .exp = exponentials,
    .log = logarithms,
    .normal = normal,
    .normal_cdf = probabilities,
    .draw = SAI_AT_LEVEL(sai_draw_loop),
    .guess = SAI_AT_LEVEL(sai_guess_loop),
    .sums_single = SAI_AT_LEVEL(sai_sums_single_loop),
    .sums = SAI_AT_LEVEL(sai_sums_loop),
};
