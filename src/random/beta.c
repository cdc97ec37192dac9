/* SPDX-License-Identifier: GPL-3.0-or-later */
/* long double has 64 bits of mantissa on x86 and more elsewhere; its functions have no FMA variants there, so
   they give the same bits on all machines with one libm. */
#include "random/beta.h"

#include "random/tail_solve.h"

#include <math.h>

static const long double two_pi = 6.283185307179586476925286766559L;

long double sai_stirling_error(long double a) {
  if (a < 20) {
    int sign; /* lgammal() itself writes to a global */
    return lgammal_r(a, &sign) - ((a - 0.5L) * logl(a) - a + 0.5L * logl(two_pi));
  }
  /* Abramowitz and Stegun 6.1.41; the first term left out is below 1e-19. */
  long double w = 1 / (a * a);
  return (1 / 12.0L -
          w * (1 / 360.0L - w * (1 / 1260.0L - w * (1 / 1680.0L - w * (1 / 1188.0L - w * (691 / 360360.0L -
                                                                                          w / 156.0L)))))) /
         a;
}

long double sai_deviance(long double x, long double m) {
  long double d = (x - m) / (x + m);
  if (fabsl(d) > 0.1L) return x * logl(x / m) + m - x;
  /* log(x/m) = 2 atanh(d): the terms of first order cancel by algebra. */
  long double square = d * d, power = 2 * x * d * square, sum = d * (x - m);
  for (int j = 3; j < 60; j += 2) {
    long double term = power / j;
    sum += term;
    if (fabsl(term) < 1e-21L * fabsl(sum)) break;
    power *= square;
  }
  return sum;
}

long double sai_beta_kernel(long double a, long double b, long double x, long double y) {
  if (!(x > 0) || !(y > 0)) return 0;
  /* The deviances hardly feel a rounded y, and what they leave out, n (1 - x - y), is zero for the exact one.
   */
  long double n = a + b;
  long double exponent = sai_deviance(a, n * x) + sai_deviance(b, n * y) + sai_stirling_error(a) +
                         sai_stirling_error(b) - sai_stirling_error(n);
  return sqrtl(a / n * b / two_pi) * expl(-exponent);
}

/* I_x(a, b) B(a, b) / (x^a y^b) for x below about the mean: the continued fraction of A. DiDonato and A.
   Morris (ACM TOMS 18, 1992, equation 9), by Lentz's method. distance = a - (a + b) x comes from the caller,
   who knows which of x and y is the exact one: a rounded y = 1 - x alone would cost a factor of b in
   accuracy. */
static long double fraction(long double a, long double b, long double x, long double y,
                            long double distance) {
  const long double tiny = 1e-4000L;
  long double c = a / (a + 1) * (distance + 1), d = 0, h;
  c = fabsl(c) < tiny ? tiny : c;
  h = 1 / c;
  for (long n = 1; n < 1000000; n++) {
    long double p = a + 2 * n - 1, e = n * (b - n) * x / p;
    long double alpha = (a + n - 1) * (a + b + n - 1) / p * e * x;
    long double beta = n + e + (a + n) / (p + 2) * (distance + 1 + n * (1 + y));
    d = beta + alpha * d;
    d = 1 / (fabsl(d) < tiny ? tiny : d);
    c = beta + alpha / c;
    c = fabsl(c) < tiny ? tiny : c;
    h /= c * d;
    if (fabsl(c * d - 1) < 1e-19L) break;
  }
  return h;
}

void sai_beta_tails(long double a, long double b, long double x, long double y, long double *lower,
                    long double *upper) {
  if (!(x > 0) || !(y > 0)) {
    *lower = x > 0;
    *upper = !(x > 0);
    return;
  }
  long double kernel = sai_beta_kernel(a, b, x, y), n = a + b;
  long double distance = x < y ? a - n * x : n * y - b;
  if (x * (a + b + 2) < a + 1) {
    *lower = kernel * fraction(a, b, x, y, distance);
    *lower = *lower < 1 ? *lower : 1;
    *upper = 1 - *lower;
  } else {
    *upper = kernel * fraction(b, a, y, x, -distance);
    *upper = *upper < 1 ? *upper : 1;
    *lower = 1 - *upper;
  }
}

/* x and y from s = log(x / y). */
static void logistic(long double s, long double *x, long double *y) {
  *x = 1 / (1 + expl(-s));
  *y = 1 / (1 + expl(s));
}

static long double tail_at(const long double *p, long double s, int upper, long double *density) {
  long double x, y, below, above;
  logistic(s, &x, &y);
  sai_beta_tails(p[0], p[1], x, y, &below, &above);
  *density = sai_beta_kernel(p[0], p[1], x, y);
  return upper ? above : below;
}

long double sai_beta_solve(long double a, long double b, long double tail, int upper, long double *y) {
  long double x, p[] = {a, b};
  logistic(sai_tail_solve(tail_at, p, logl(a / b), tail, upper, 1e-18L), &x, y);
  return x;
}
