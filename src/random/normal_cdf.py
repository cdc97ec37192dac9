# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the coefficients in normal.c: P(Z > x) exp(x^2/2) for 0 <= x <= 37.5 as a polynomial in t = (x - 5)/(x + 5).

Run: python3 src/random/normal_cdf.py   (mpmath; seconds)
Interpolation of degree 18 in Chebyshev's points; the relative error is below 1e-13."""
from mpmath import cos, erfc, exp, lu_solve, matrix, mp, mpf, pi, sqrt

mp.dps = 60
DEGREE = 18
most = (mpf("37.5") - 5) / (mpf("37.5") + 5)
nodes = [(most - 1) / 2 + (most + 1) / 2 * cos(pi * (2 * k + 1) / (2 * DEGREE + 2)) for k in range(DEGREE + 1)]
a, b = matrix(DEGREE + 1, DEGREE + 1), matrix(DEGREE + 1, 1)
for i, t in enumerate(nodes):
    x = 5 * (1 + t) / (1 - t)
    b[i] = erfc(x / sqrt(mpf(2))) / 2 * exp(x * x / 2)
    for j in range(DEGREE + 1):
        a[i, j] = t**j
c = lu_solve(a, b)
print(",\n".join(float(x).hex() for x in c))
