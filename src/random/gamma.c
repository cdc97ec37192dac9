/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random/gamma.h"

#include "random/beta.h"
#include "random/tail_solve.h"

#include <math.h>

long double sai_gamma_kernel(long double k, long double x) {
  if (!(x > 0) || isinf(x)) return 0;
  return sqrtl(k / 6.283185307179586476925286766559L) * expl(-sai_deviance(k, x) - sai_stirling_error(k));
}

/* P(X <= x) over the kernel: sum of x^n / (k (k+1) ... (k+n)), all positive (DLMF 8.7.1). */
static long double series(long double k, long double x) {
  long double term = 1 / k, sum = term;
  for (long n = 1; n < 1000000; n++) {
    term *= x / (k + n);
    sum += term;
    if (term < 1e-20L * sum) break;
  }
  return sum;
}

/* P(X > x) over the kernel: Legendre's continued fraction (DLMF 8.9.2, contracted) by Lentz's method. */
static long double fraction(long double k, long double x) {
  const long double tiny = 1e-4000L;
  long double b = x + 1 - k, c = 1 / tiny, d = 1 / (fabsl(b) < tiny ? tiny : b), h = d;
  for (long n = 1; n < 1000000; n++) {
    long double a = n * (k - n);
    b += 2;
    d = b + a * d;
    d = 1 / (fabsl(d) < tiny ? tiny : d);
    c = b + a / c;
    c = fabsl(c) < tiny ? tiny : c;
    h *= c * d;
    if (fabsl(c * d - 1) < 1e-19L) break;
  }
  return h;
}

void sai_gamma_tails(long double k, long double x, long double *lower, long double *upper) {
  if (!(x > 0) || isinf(x)) {
    *lower = x > 0;
    *upper = !(x > 0);
    return;
  }
  long double kernel = sai_gamma_kernel(k, x);
  if (x < k + 1) {
    *lower = fminl(kernel * series(k, x), 1);
    *upper = 1 - *lower;
  } else {
    *upper = fminl(kernel * fraction(k, x), 1);
    *lower = 1 - *upper;
  }
}

static long double tail_at(const long double *k, long double s, int upper, long double *density) {
  long double x = expl(s), below, above;
  sai_gamma_tails(*k, x, &below, &above);
  *density = sai_gamma_kernel(*k, x);
  return upper ? above : below;
}

long double sai_gamma_solve(long double k, long double tail, int upper) {
  return expl(sai_tail_solve(tail_at, &k, logl(k), tail, upper, 1e-19L));
}
