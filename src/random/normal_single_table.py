#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes normal_single_table.h: the standard normal quantile of a lower tail in single precision, by a
polynomial for each half of an octave.
Run: python3 src/random/normal_single_table.py > src/random/normal_single_table.h   (scipy; a second)"""
import numpy
from numpy.polynomial import chebyshev
from scipy.special import ndtri

DEGREE, ROWS = 5, 32
# The exponent's last four bits and the first bit of the mantissa choose the row.
EXPONENTS = range(-12, 0)


def polynomial(exponent, half):
    # Of 1/2 and above only 1/2 itself is asked for.
    low, high = (1.0, 1.001) if exponent == -1 else (1.0, 1.5) if half == 0 else (1.5, 2.0)
    x = numpy.cos((numpy.arange(400) + 0.5) * numpy.pi / 400)
    mantissa = ((high - low) * x + high + low) / 2
    fit = chebyshev.Chebyshev.fit(mantissa - 1.5, -ndtri(mantissa * 2.0 ** exponent), 1 if exponent == -1 else DEGREE)
    return numpy.pad(fit.convert(kind=numpy.polynomial.Polynomial).coef, (0, DEGREE + 1))[:DEGREE + 1]


rows = numpy.zeros((ROWS, DEGREE + 1))
for exponent in EXPONENTS:
    for half in (0, 1):
        if (exponent, half) != (-1, 1):
            rows[(exponent + 127) % 16 * 2 + half] = polynomial(exponent, half)
print("""/* SPDX-License-Identifier: GPL-3.0-or-later */
/* -z of a lower tail t = 2^e m: a polynomial in m - 3/2 for each half of an octave from 2^-12 to 1/2, within 2e-7; by
   power, then by row: the last four bits of the biased exponent, the first of the mantissa.
   Made by normal_single_table.py; not to be edited. */
#ifndef SAI_RANDOM_NORMAL_SINGLE_TABLE_H
#define SAI_RANDOM_NORMAL_SINGLE_TABLE_H

static const float sai_normal_single[%d][%d] = {""" % (DEGREE + 1, ROWS))
for power in range(DEGREE + 1):
    print("    {")
    for row in range(0, ROWS, 6):
        print("        " + ", ".join("%.8ef" % numpy.float32(c) for c in rows[row:row + 6, power]) + ",")
    print("    },")
print("};\n\n#endif")
