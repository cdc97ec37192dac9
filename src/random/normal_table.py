# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints normal_table.c, the inverse of the standard normal distribution in the lower tail.

Run: python3 src/random/normal_table.py > src/random/normal_table.c   (mpmath; about 10 s)
The layout is that of table.h with two mantissa bits. Every cell interpolates at eight Chebyshev-Lobatto points;
coefficient 0 is the left knot rounded to a double, and the last one is lowered where rounding would carry the end
of a cell past the next knot."""
from mpmath import cos, erfc, exp, findroot, lu_solve, matrix, mp, mpf, pi, sqrt

mp.dps = 40
BITS, DEGREE, FIRST = 2, 7, -53


def quantile(v, guess):
    if v == mpf(1) / 2:
        return mpf(0)
    z = guess
    while True:  # Newton on log Phi, which is concave: it cannot overshoot from the left for long
        tail = erfc(-z / sqrt(mpf(2))) / 2
        step = (mp.log(tail) - mp.log(v)) * tail * sqrt(2 * pi) * exp(z * z / 2)
        z -= step
        if abs(step) < mpf(10) ** -36:
            return z


def evaluate(c, t):
    y = c[DEGREE]
    for j in range(DEGREE - 1, -1, -1):
        y = c[j] + t * y
    return y


rows, z = [], mpf(-8.2)
nodes = [(1 - cos(pi * j / DEGREE)) / 2 for j in range(DEGREE + 1)]
for cell in range((-1 - FIRST) << BITS):
    octave = mpf(2) ** (FIRST + (cell >> BITS))
    left = octave * (1 + mpf(cell % 2**BITS) / 2**BITS)
    values = []
    for t in nodes:
        z = quantile(left + t * octave / 2**BITS, z)
        values.append(z)
    c0 = float(values[0])
    a = matrix(DEGREE, DEGREE)
    b = matrix(DEGREE, 1)
    for i in range(DEGREE):
        b[i] = (values[i + 1] - values[0]) / nodes[i + 1]
        for j in range(DEGREE):
            a[i, j] = nodes[i + 1] ** j
    rows.append([c0] + [float(x) for x in lu_solve(a, b)])
rows.append([0.0] * (DEGREE + 1))
for row, after in zip(rows, rows[1:]):
    while evaluate(row, 1 - 2.0 ** (BITS - 52)) > after[0]:
        row[1] -= 2.0 ** -52

print("""/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The standard normal distribution's inverse by table, in the layout of table.h with two mantissa bits.
   Made by normal_table.py (mpmath, 40 digits); not to be edited. */
#include "random/table.h"

const double sai_normal_rows[SAI_TABLE_ROWS(SAI_NORMAL_BITS) * SAI_TABLE_ROW] __attribute__((aligned(64))) = {""")
for row in rows:
    half = len(row) // 2
    print("    " + ", ".join(x.hex() for x in row[:half]) + ",")
    print("    " + ", ".join(x.hex() for x in row[half:]) + ",")
print("};")
