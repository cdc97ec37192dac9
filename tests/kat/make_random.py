# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the known answers for src/random: python3 tests/kat/make_random.py FOLDER [NAME...] (numpy, scipy and mpmath; minutes)."""
import pathlib
import sys

import numpy
import scipy
from mpmath import erfc, exp, expm1, fsum, log, mp, mpf, sqrt
from numpy.random import PCG64DXSM
from scipy import stats

mp.dps = 80
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


def gamma_below(k, x):
    """x^k e^-x / Gamma(k + 1) sum x^n / (k + 1)_n."""
    term = total = mpf(1)
    n = 0
    while term > total * mpf(10) ** -75:
        n += 1
        term *= x / (k + n)
        total += term
    return exp(k * log(x) - x - mp.loggamma(k + 1)) * total


def metalog(coefficients, logit):
    c = 1 / (1 + exp(-logit)) - mpf(1) / 2
    terms = [1, logit, c * logit, c, c**2, c**2 * logit, c**3, c**3 * logit, c**4, c**4 * logit]
    return fsum(mpf(a) * t for a, t in zip(coefficients, terms))


def metalog_tails(coefficients, m):
    """By halving in the logit, so that both tails keep their digits."""
    low, high = mpf(-200), mpf(200)
    for _ in range(230):
        middle = (low + high) / 2
        low, high = (middle, high) if metalog(coefficients, middle) < m else (low, middle)
    return 1 / (1 + exp(-low)), 1 / (1 + exp(low))


def truncated(part, low, high, x):
    start, end = (part(low)[0] if low > -mp.inf else mpf(0)), (part(high)[0] if high < mp.inf else mpf(1))
    inside = part(x)[0]
    return (inside - start) / (end - start), (end - inside) / (end - start)


def mixture(parts, x):
    both = [(w, part(x)) for w, part in parts]
    return fsum(mpf(w) * t[0] for w, t in both), fsum(mpf(w) * t[1] for w, t in both)


def of(family, *p):
    return lambda x: tails(family, p, x) if x > support[family] else (mpf(0), mpf(1))


support = {"beta": 0, "normal": -mp.inf, "lognormal": 0, "exponential": 0, "gamma": 0, "weibull": 0, "uniform": -mp.inf}


def atom(value):
    return lambda x: (mpf(1), mpf(0)) if x >= value else (mpf(0), mpf(1))


def beta_part(a, b):
    return lambda x: (mpf(0), mpf(1)) if x <= 0 else (mpf(1), mpf(0)) if x >= 1 else beta_tails(mpf(a), mpf(b), mpf(x))


# The same names, with the same numbers, stand in tests/random/nested.h.
NESTED = {
    "metalog_plain": lambda x: metalog_tails((200, 40, 12, -30), x),
    "metalog_log": lambda x: metalog_tails((12, 0.25, 0.125), log(x)),
    "metalog_logit": lambda x: metalog_tails((-3, 0.25, 0.0625, 0.5, 0.25), log(x / (1 - x))),
    "two_normals": lambda x: mixture(((0.75, of("normal", 100, 10)), (0.25, of("normal", 200, 5))), x),
    "maybe_gamma": lambda x: mixture(((0.25, atom(0)), (0.75, of("gamma", 0.5, 4))), x),
    "poles": lambda x: mixture(((0.5, beta_part(0.25, 3)), (0.5, of("normal", 0.5, 1))), x),
    "far_normal": lambda x: truncated(of("normal", 0, 1), 8, 9, x),
    "upper_normal": lambda x: truncated(of("normal", 0, 1), 8, mp.inf, x),
    "narrow_normal": lambda x: truncated(of("normal", 0, 1), 1, 1.00000011920928955078125, x),
    "cut_lognormal": lambda x: truncated(of("lognormal", 12, 0.5), 100000, 400000, x),
    "cut_mixture": lambda x: truncated(NESTED["two_normals"], 110, 195, x),
}


def nested():
    rows = []
    us = [2.0**-53, 1e-12, 1e-6, 0.003, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999, 1 - 1e-6, 1 - 1e-12]
    ranges = {"metalog_log": (1e-9, 1e40), "metalog_logit": (1e-30, 1 - 2.0**-53), "far_normal": (8, 9),
              "upper_normal": (8, 40), "narrow_normal": (1, 1.00000011920928955078125),
              "cut_lognormal": (100000, 400000), "cut_mixture": (110, 195)}
    for name, function in NESTED.items():
        for u in us:
            low, high = (mpf(v) for v in ranges.get(name, (-5000, 5000)))
            for _ in range(90):
                middle = (low + high) / 2
                low, high = (middle, high) if function(middle)[0] < u else (low, middle)
            x = float(high)
            below, above = function(mpf(x))
            if below > 0 and above > 0:
                rows.append((name, 0, 0, 0, repr(x), mp.nstr(below, 20), mp.nstr(above, 20)))
    return rows


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
    if family == "weibull":
        z = (x / p[1]) ** p[0]
        return -expm1(-z), exp(-z)
    if family == "gamma":
        below = gamma_below(p[0], x / p[1])
        return below, 1 - below
    if family == "poisson":
        below = fsum(exp(k * log(p[0]) - p[0] - mp.loggamma(k + 1)) for k in range(int(x) + 1))
        return below, 1 - below
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
        d = {"gamma": lambda: stats.gamma(p[0], 0, p[1]), "weibull": lambda: stats.weibull_min(p[0], 0, p[1]),
             "poisson": lambda: stats.poisson(p[0]),
             "beta": lambda: stats.beta(*p), "normal": lambda: stats.norm(*p),
             "exponential": lambda: stats.expon(0, p[0])}[family]()
    return float(d.ppf(u) if u <= 0.5 else d.isf(1 - u))


def distributions():
    cases = [("beta", p) for p in (
        (40, 960), (20, 20), (5, 15), (2, 100000), (0.5, 0.5), (0.05, 5), (0.3, 0.25), (3, 0.5), (1, 1), (1, 30),
        (250000, 750000), (0.1, 0.9), (5000000, 2.5))]
    cases += [("pert", (300, 400, 500)), ("pert", (0.01, 0.01, 0.07)), ("triangular", (8000, 10000, 20000)),
              ("triangular", (0, 1, 1)), ("normal", (0, 1)), ("normal", (-5000, 12.5)), ("lognormal", (12.2, 0.3)),
              ("lognormal", (0, 3)), ("exponential", (7,))]
    cases += [("gamma", p) for p in ((0.05, 1), (0.5, 2), (1, 3), (2.5, 1000), (30, 0.25), (4000, 1), (1e6, 1e-3))]
    cases += [("weibull", p) for p in ((0.1, 1), (0.75, 5), (2, 30), (50, 1), (100000, 2))]
    cases += [("poisson", p) for p in ((0.01,), (3.5,), (40,), (1000,), (20000,))]
    us = [2.0**-53, 1e-15, 1e-12, 1e-9, 1e-6, 1e-4, 0.003, 0.02, 0.1, 0.3, 0.45, 0.5, 0.55, 0.8, 0.95, 0.99, 0.9999,
          1 - 1e-6, 1 - 1e-9, 1 - 1e-12, 1 - 1e-15]
    rows = []
    for family, p in cases:
        for u in us:
            x = somewhere(family, p, u)
            if not numpy.isfinite(x) or family == "beta" and not 0 < x < 1 or x <= 0 and family in ("gamma", "weibull"):
                continue
            below, above = tails(family, p, x)
            rows.append((family, *[repr(float(q)) for q in p], *["0"] * (3 - len(p)), repr(x), mp.nstr(below, 20),
                         mp.nstr(above, 20)))
    rows += nested()
    write("distributions.csv", "mpmath at 80 digits",
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


def sobol():
    """Points in Gray code order, as SciPy has them: row i is point number i ^ i >> 1."""
    dimensions = (1, 2, 3, 4, 5, 7, 13, 60, 250, 777, 1024)
    engine = stats.qmc.Sobol(1024, scramble=False, bits=32)
    points = engine.random(4)
    engine.fast_forward(2**20 + 3 - 4)
    rows = []
    for start, block in ((0, points), (2**20 + 3, engine.random(30))):
        for i, point in enumerate(block):
            rows += [(start + i, d, int(point[d - 1] * 2**32)) for d in dimensions]
    engine = stats.qmc.Sobol(13, scramble=False, bits=32)
    rows += [(i, d, int(point[d - 1] * 2**32)) for i, point in enumerate(engine.random(64)) if i >= 4 for d in range(1, 14)]
    write("sobol.csv", f"SciPy {scipy.__version__} scipy.stats.qmc.Sobol, times 2^32", ("row", "dimension", "point"), rows)


for name in sys.argv[2:] or ("pcg64", "distributions", "binomials", "sobol"):
    globals()[name]()
