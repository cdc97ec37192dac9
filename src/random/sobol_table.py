# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints sobol_table.c, Joe and Kuo's polynomials and initial direction numbers of the first 1,024 dimensions.

Run: /usr/bin/python3 src/random/sobol_table.py > src/random/sobol_table.c   (numpy, scipy; about 10 s)
The numbers are those of the file new-joe-kuo-6.21201, which SciPy carries. They are checked before they are printed:
polynomials primitive and all different, numbers odd and small enough, and Sobol's property A (the first 2^d points of d
dimensions lie one in each of the cube's 2^d orthants) for every d, which Joe and Kuo's set has up to 1,111."""
import pathlib

import numpy
import scipy.stats

DIMENSIONS = 1024
with numpy.load(pathlib.Path(scipy.stats.__file__).parent / "_sobol_direction_numbers.npz") as file:
    polys = [int(p) for p in file["poly"][:DIMENSIONS]]
    rows = [[int(m) for m in row] for row in file["vinit"][:DIMENSIONS]]


def prime_factors(n):
    return {p for p in range(2, n + 1) if n % p == 0 and all(p % q for q in range(2, int(p**0.5) + 1))}


def power_of_x(e, poly):
    degree, x = poly.bit_length() - 1, 1
    for bit in bin(e)[2:]:
        square = 0
        for i in range(degree):
            square |= (x >> i & 1) << 2 * i
        x = square << int(bit)
        while x.bit_length() > degree:
            x ^= poly << x.bit_length() - 1 - degree
    return x


def is_primitive(poly):
    order = 2 ** (poly.bit_length() - 1) - 1
    return power_of_x(order, poly) == 1 and all(power_of_x(order // p, poly) != 1 for p in prime_factors(order) - {order}) \
        if order > 1 else poly == 3


def first_digits(dimension, n):
    """Bit k: the first digit of direction number k + 1."""
    m = numbers(dimension, n)
    return sum((m[k] >> k & 1) << k for k in range(n))


def numbers(dimension, n):
    poly, degree = polys[dimension], polys[dimension].bit_length() - 1
    if degree == 0:
        return [1] * n
    m = rows[dimension][:degree]
    while len(m) < n:
        new = m[-degree] ^ m[-degree] << degree
        for k in range(1, degree):
            if poly >> degree - k & 1:
                new ^= m[-k] << k
        m.append(new)
    return m[:n]


assert len(set(polys)) == DIMENSIONS and polys[0] == 1 and all(is_primitive(p) for p in polys[1:])
for poly, row in zip(polys[1:], rows[1:]):
    assert all(m % 2 == 1 and m < 2 ** (i + 1) for i, m in enumerate(row[:poly.bit_length() - 1]))
# Property A: the first d digits of the first d dimensions are independent, for every d if elimination needs no exchange of
# rows.
pivots = []
for d in range(DIMENSIONS):
    row = first_digits(d, DIMENSIONS)
    for j, pivot in enumerate(pivots):
        if row >> j & 1:
            row ^= pivot
    assert row >> d & 1, f"property A fails in {d + 1} dimensions"
    pivots.append(row)

print("""/* SPDX-License-Identifier: GPL-3.0-or-later AND BSD-3-Clause */
/* Primitive polynomials and initial direction numbers of S. Joe and F. Y. Kuo's set D(6), file
   new-joe-kuo-6.21201, first 1,024 dimensions. Made by sobol_table.py; not to be edited. The numbers:

   Copyright (c) 2008, Frances Y. Kuo and Stephen Joe. All rights reserved.

   Redistribution and use in source and binary forms, with or without modification, are permitted provided that
   the following conditions are met: Redistributions of source code must retain the above copyright notice, this
   list of conditions and the following disclaimer. Redistributions in binary form must reproduce the above
   copyright notice, this list of conditions and the following disclaimer in the documentation and/or other
   materials provided with the distribution. Neither the names of the copyright holders nor the names of the
   University of New South Wales and the University of Waikato and its contributors may be used to endorse or
   promote products derived from this software without specific prior written permission.

   THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING,
   BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
   DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDERS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL,
   EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
   SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF
   LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY
   WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE. */
#include "random/sobol.h"

/* clang-format off */
const sai_sobol_row sai_sobol_rows[SAI_SOBOL_DIMENSIONS] = {""")
for poly, row in zip(polys, rows):
    degree = max(poly.bit_length() - 1, 1)
    print(f"    {{{poly}, {{{', '.join(str(m) for m in row[:degree])}}}}},")
print("};")
