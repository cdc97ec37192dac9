# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the known answers for src/random: python3 tests/kat/make_random.py FOLDER (numpy, scipy and mpmath; minutes)."""
import pathlib
import sys

import numpy
from mpmath import erfc, exp, expm1, log, mp, mpf, sqrt
from numpy.random import PCG64DXSM
from scipy import stats

mp.dps = 50
FOLDER = pathlib.Path(sys.argv[1])
DATE = "2026-11-21"


def write(name, source, columns, rows):
    lines = [f"# {source}; python3 tests/kat/make_random.py; {DATE}", ",".join(columns)]
    lines += [",".join(str(x) for x in row) for row in rows]
    (FOLDER / name).write_text("\n".join(lines) + "\n")


def words(state, inc, skip, n):
    g = PCG64DXSM(0)
    g.state = {"bit_generator": "PCG64DXSM", "state": {"state": state, "inc": inc}, "has_uint32": 0, "uinteger": 0}
    g.advance(skip)
    return [int(x) for x in g.random_raw(n)]


def pcg64():
    rows = []
    seeds = [(1, 3), (2**127 + 12345, 2**100 + 7), (0x0123456789ABCDEFFEDCBA9876543210, 0xFEDCBA98765432100123456789ABCDEF)]
    for state, inc in seeds:
        for skip in (0, 1000, 2**64 + 5):
            for i, word in enumerate(words(state, inc, skip, 16 if skip else 64)):
                rows.append((f"{state:032x}", f"{inc:032x}", f"{skip:x}", i, f"{word:016x}"))
    write("pcg64dxsm.csv", f"NumPy {numpy.__version__} numpy.random.PCG64DXSM with the state set",
          ("state", "increment", "skip", "index", "word"), rows)


def beta_below(a, b, x):
    """I_x(a, b) by its series of positive terms, x^a (1-x)^b / (a B(a, b)) sum (a+b)_n / (a+1)_n x^n."""
    term = total = mpf(1)
    n = 0
    while term > total * mpf(10) ** -46:
        term *= (a + b + n) / (a + 1 + n) * x
        total += term
        n += 1
    log_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    return exp(a * log(x) + b * log(1 - x) - log_beta) / a * total


def beta_tails(a, b, x):
    if x <= 0.5:
        below = beta_below(a, b, x)
        return below, 1 - below
    above = beta_below(b, a, 1 - x)
    return 1 - above, above


def tails(family, p, x):
    p, x = [mpf(q) for q in p], mpf(x)
    if family == "beta":
        return beta_tails(p[0], p[1], x)
    if family == "pert":
        w = p[2] - p[0]
        return beta_tails(1 + 4 * (p[1] - p[0]) / w, 1 + 4 * (p[2] - p[1]) / w, (x - p[0]) / w)
    if family == "triangular":
        low = (x - p[0]) ** 2 / (p[2] - p[0]) / (p[1] - p[0]) if x <= p[1] else None
        high = (p[2] - x) ** 2 / (p[2] - p[0]) / (p[2] - p[1]) if x > p[1] else None
        return (low, 1 - low) if high is None else (1 - high, high)
    if family == "exponential":
        return -expm1(-x / p[0]), exp(-x / p[0])
    z = ((log(x) if family == "lognormal" else x) - p[0]) / p[1] / sqrt(mpf(2))
    return erfc(-z) / 2, erfc(z) / 2


def somewhere(family, p, u):
    """A double near the quantile of u; exactness is not needed."""
    if family == "pert":
        w = p[2] - p[0]
        d = stats.beta(1 + 4 * (p[1] - p[0]) / w, 1 + 4 * (p[2] - p[1]) / w, p[0], w)
    elif family == "triangular":
        d = stats.triang((p[1] - p[0]) / (p[2] - p[0]), p[0], p[2] - p[0])
    elif family == "lognormal":
        d = stats.lognorm(p[1], 0, numpy.exp(p[0]))
    else:
        d = {"beta": lambda: stats.beta(*p), "normal": lambda: stats.norm(*p),
             "exponential": lambda: stats.expon(0, p[0])}[family]()
    return float(d.ppf(u) if u <= 0.5 else d.isf(1 - u))


def distributions():
    cases = [("beta", p) for p in (
        (40, 960), (20, 20), (5, 15), (2, 100000), (0.5, 0.5), (0.05, 5), (0.3, 0.25), (3, 0.5), (1, 1), (1, 30),
        (250000, 750000), (0.1, 0.9), (5000000, 2.5))]
    cases += [("pert", (300, 400, 500)), ("pert", (0.01, 0.01, 0.07)), ("triangular", (8000, 10000, 20000)),
              ("triangular", (0, 1, 1)), ("normal", (0, 1)), ("normal", (-5000, 12.5)), ("lognormal", (12.2, 0.3)),
              ("lognormal", (0, 3)), ("exponential", (7,))]
    us = [2.0**-53, 1e-15, 1e-12, 1e-9, 1e-6, 1e-4, 0.003, 0.02, 0.1, 0.3, 0.45, 0.5, 0.55, 0.8, 0.95, 0.99, 0.9999,
          1 - 1e-6, 1 - 1e-9, 1 - 1e-12, 1 - 1e-15]
    rows = []
    for family, p in cases:
        for u in us:
            x = somewhere(family, p, u)
            if not numpy.isfinite(x) or family == "beta" and not 0 < x < 1:
                continue
            below, above = tails(family, p, x)
            rows.append((family, *[repr(float(q)) for q in p], *["0"] * (3 - len(p)), repr(x), mp.nstr(below, 20),
                         mp.nstr(above, 20)))
    write("distributions.csv", "mpmath at 50 digits",
          ("family", "p0", "p1", "p2", "x", "cdf", "survival"), rows)


def binomial_tails(n, p, k):
    """Both tails by adding up probabilities outward from k and k + 1 until they no longer count."""
    p = mpf(p)
    q = 1 - p

    def pmf(j):
        return exp(mp.loggamma(n + 1) - mp.loggamma(j + 1) - mp.loggamma(n - j + 1) + j * log(p) + (n - j) * log(q))

    below = term = pmf(k)
    j = k
    while j > 0 and term > below * mpf(10) ** -32:
        term *= mpf(j) / (n - j + 1) * q / p
        below += term
        j -= 1
    above, j = mpf(0), k + 1
    term = pmf(j) if j <= n else mpf(0)
    while term > above * mpf(10) ** -32:
        above += term
        term *= mpf(n - j) / (j + 1) * p / q
        j += 1
    return below, above, pmf(k)


def binomials():
    rows = []
    for n in (1, 2, 5, 12, 40, 300, 1134, 12000, 10**6, 10**7, 10**9):
        for p in (1e-9, 1e-7, 1e-4, 0.02, 0.3, 0.5, 0.51, 0.98, 0.99999):
            sd = float((n * p * (1 - p)) ** 0.5)
            for z in (-7.5, -3, -0.5, 0, 0.7, 4, 7.9):
                k = int(n * p + z * sd)
                if 0 <= k < n and (rows == [] or rows[-1][:3] != (n, repr(p), k)):
                    below, above, at = binomial_tails(n, p, k)
                    rows.append((n, repr(p), k, mp.nstr(below, 20), mp.nstr(above, 20), mp.nstr(at, 20)))
    write("binomial.csv", "mpmath at 50 digits, sums of probabilities",
          ("n", "p", "k", "cdf", "survival", "pmf"), rows)


pcg64()
distributions()
binomials()
