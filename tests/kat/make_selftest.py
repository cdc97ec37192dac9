# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the known answers for streams, intervals and summaries: python3 tests/kat/make_selftest.py FOLDER
(numpy, scipy and mpmath; a minute). Nothing of the program is used: SHA-256 is hashlib's, the generator NumPy's, uniforms and
summaries are exact fractions, intervals are roots of sums at 40 digits."""
import hashlib
import math
import pathlib
import sys
from fractions import Fraction

import numpy
from mpmath import mp, mpf
from numpy.random import PCG64DXSM
from scipy import stats

mp.dps = 40
FOLDER = pathlib.Path(sys.argv[1])
DATE = "2026-11-22"
MASK = 2**64 - 1


def write(name, source, columns, rows):
    lines = [f"# {source}; python3 tests/kat/make_selftest.py; {DATE}", ",".join(columns)]
    lines += [",".join(str(x) for x in row) for row in rows]
    (FOLDER / name).write_text("\n".join(lines) + "\n")


# ---- streams ----

def mix(x):
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9 & MASK
    x = (x ^ x >> 27) * 0x94d049bb133111eb & MASK
    return x ^ x >> 31


# Fractional parts of the golden ratio and of the square roots of 2, 3 and 7, made odd.
SPREAD = [math.isqrt(5 << 128) - 2**64 >> 1 & MASK | 1] + [math.isqrt(n << 128) & MASK | 1 for n in (2, 3, 7)]
assert SPREAD[0] == 0x9e3779b97f4a7c15 and SPREAD[3] == 0xa54ff53a5f1d36f1


def key_of(seed, name):
    message = b"saisan stream 1\0" + seed.to_bytes(8, "little") + hashlib.sha256(name.encode()).digest()
    digest = hashlib.sha256(message).digest()
    return [int.from_bytes(digest[8 * i:8 * i + 8], "little") for i in range(4)]


def start(key, counter):
    word = [mix((k + mix((counter + 1) * s & MASK)) & MASK) for k, s in zip(key, SPREAD)]
    return word[0] << 64 | word[1], word[2] << 64 | word[3] | 1


def words(state, inc, skip, n):
    g = PCG64DXSM(0)
    g.state = {"bit_generator": "PCG64DXSM", "state": {"state": state, "inc": inc}, "has_uint32": 0, "uinteger": 0}
    g.advance(skip)
    return [int(x) for x in g.random_raw(n)]


def uniform(word):
    exact = (Fraction(word >> 12) + Fraction(1, 2)) / 2**52
    assert Fraction(float(exact)) == exact and 0 < exact < 1
    return float(exact).hex()


def streams():
    rows = []
    names = ["inputs.win_rate", "funnel.appointment@2026-04", "offers.b.funnel.appointment.rate", "", "商談.成約率", "x" * 200]
    for seed in (0, 1, 2026, 2**53, MASK):
        for name in names:
            key = key_of(seed, name)
            for stripe in (0, 1, 976, 2**32 + 7):
                state, inc = start(key, stripe)
                for skip, n in ((0, 3), (1021, 3)):
                    rows += [(seed, name, stripe, "", skip + i, f"{w:016x}", uniform(w)) for i, w in enumerate(words(state, inc, skip, n))]
                run = start([state >> 64, state & MASK, inc >> 64, inc & MASK], 17)
                rows += [(seed, name, stripe, 17, i, f"{w:016x}", uniform(w)) for i, w in enumerate(words(*run, 0, 2))]
    write("streams.csv", f"hashlib and NumPy {numpy.__version__} numpy.random.PCG64DXSM, exact fractions",
          ("seed", "name", "stripe", "run", "index", "word", "uniform"), rows)


# ---- intervals ----

def tail(n, k, p, step):
    """P(B <= k) (step -1) or P(B >= k) (step 1), from k outward as long as terms count."""
    if step < 0 and k > n * p or step > 0 and k < n * p:
        return 1 - tail(n, k - step, p, -step)
    if not 0 <= k <= n:
        return mpf(0)
    odds = p / (1 - p)
    term = mp.exp(mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1) + k * mp.log(p) + (n - k) * mp.log1p(-p))
    total = term
    while 0 <= k + step <= n and term > total * mpf(10) ** -32:
        term *= odds * (n - k) / (k + 1) if step > 0 else k / (odds * (n - k + 1))
        k += step
        total += term
    return total


def end(n, k, step, beside):
    """p at which the tail from k is 1/20: Newton's method from a guess in double precision."""
    p = mpf(float(stats.beta.ppf(beside, *((k + 1, n - k) if step < 0 else (k, n - k + 1)))))
    for _ in range(6):
        density = mp.exp(mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)) * p**k * (1 - p) ** (n - k)
        slope = -density * (n - k) / (1 - p) if step < 0 else density * k / p
        p -= (tail(n, k, p, step) - mpf(1) / 20) / slope
    assert abs(tail(n, k, p, step) * 20 - 1) < mpf(10) ** -22
    return p


def proportion(n, k):
    return mpf(0) if k == 0 else end(n, k, 1, 0.05), mpf(1) if k == n else end(n, k, -1, 0.95)


def ranks(n, q):
    """The largest r with P(B < r) <= 1/20 and the smallest with P(B >= r) <= 1/20, B ~ Bin(n, q); n and q exact."""
    q, limit = mpf(q), mpf(1) / 20
    low, high = int(stats.binom.ppf(0.05, n, float(q))), int(stats.binom.ppf(0.95, n, float(q))) + 1
    low, high = max(low - 2, 0), max(high - 2, 1)
    assert low == 0 or tail(n, low - 1, q, -1) <= limit
    while tail(n, low, q, -1) <= limit:
        low += 1
    assert tail(n, high - 1, q, 1) > limit
    while tail(n, high, q, 1) > limit:
        high += 1
    return low, high


def intervals():
    rows = []
    for n in (1, 10, 137, 2000, 100000, 1000000):
        for k in sorted({0, 1, n // 50, n // 3, n // 2, n - n // 7, n - 1, n}):
            if n > 100000 and 0 < k < n and k not in (1, n // 50, n - 1):
                continue
            low, high = proportion(n, k)
            rows.append(("share", n, k, "0.9", mp.nstr(low, 20), mp.nstr(high, 20)))
    for n in (2, 10, 137, 2000, 131072, 1000000):
        for q in ("0.05", "0.1", "0.25", "0.5", "0.75", "0.9", "0.95"):
            rows.append(("ranks", n, q, "0.9", *ranks(n, q)))
    write("intervals.csv", "mpmath at 40 digits: sums of binomial probabilities",
          ("kind", "n", "hits_or_q", "level", "low", "high"), rows)


# ---- summaries of a column ----

def root(x):
    return mp.nstr(mp.sqrt(mpf(x.numerator) / x.denominator), 20)


def nstr(x):
    return mp.nstr(mpf(x.numerator) / x.denominator, 20)


def covariance(a, b):
    n = len(a)
    ma, mb = sum(a) / n, sum(b) / n
    return sum((x - ma) * (y - mb) for x, y in zip(a, b)) / (n - 1)


def summaries():
    """x, y, v, w of run i are whole numbers by these formulas; moments are those of the n runs."""
    rows = []
    for n in (2, 7, 1000, 5000):
        x = [Fraction(400000 + 10000 * ((7 * i * i + 3 * i) % 101)) for i in range(n)]
        y = [Fraction((5 * i * i + i) % 13) for i in range(n)]
        v = [Fraction(80000 * ((5 * i * i + i) % 13) + 1000 * (i % 11)) for i in range(n)]
        w = [Fraction(1 + (3 * i * i + 2 * i) % 7) for i in range(n)]
        for name, column in (("x", x), ("y", y)):
            mean, var = sum(column) / n, covariance(column, column)
            m4 = sum((c - mean) ** 4 for c in column) / n
            rows.append((n, f"{name} mean", nstr(mean), root(var / n)))
            of_square = (m4 - var * var * (n - 3) / (n - 1)) / n
            rows.append((n, f"{name} sd", root(var), root(of_square / var / 4) if n > 2 else ""))
        r, s = sum(x) / sum(y), sum(v) / sum(w)
        part = [(a - r * b) * n / sum(y) for a, b in zip(x, y)]
        other = [(a - s * b) * n / sum(w) for a, b in zip(v, w)]
        both = [a - b for a, b in zip(part, other)]
        rows.append((n, "pooled", nstr(r), root(covariance(part, part) / n)))
        rows.append((n, "pooled difference", nstr(r - s), root(covariance(both, both) / n)))
        rows.append((n, "covariance", nstr(covariance(x, y)), ""))
        for q in ("0.05", "0.1", "0.25", "0.5", "0.75", "0.9", "0.95"):
            rank = math.ceil(Fraction(q) * n)
            low, high = ranks(n, q)
            column = sorted(y)
            ends = ["" if not 1 <= k <= n else int(column[k - 1]) for k in (low, high)]
            rows.append((n, f"quantile {q}", int(column[rank - 1]), *ends))
    write("summaries.csv", "exact fractions, of x = 400000 + 10000 ((7 i^2 + 3 i) mod 101); y = (5 i^2 + i) mod 13; "
          "v = 80000 y + 1000 (i mod 11); w = 1 + (3 i^2 + 2 i) mod 7; i from 0",
          ("n", "figure", "value", "se_or_low", "high"), rows)


streams()
intervals()
summaries()
