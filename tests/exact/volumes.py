# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of enumerate.py whose volumes are drawn from continuous distributions and rounded to whole units: the probability
of k units is F(k + 1/2) - F(k - 1/2), with F by scipy."""
import math

import numpy as np
from scipy import stats

from exact import Money, binomial, play

Z95 = stats.norm.ppf(0.95)


def interval(low, high):
    """The lognormal distribution with these 5% and 95% points."""
    return stats.lognorm((math.log(high) - math.log(low)) / (2 * Z95), 0, math.sqrt(low * high))


def pert(low, mode, high):
    width = high - low
    return stats.beta(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, low, width)


def rounded(d, least=1e-13):
    """[(k, probability)] of what is drawn, at least 0, in whole units; each side from its own tail."""
    out, k = [], 0
    while True:
        above = d.sf(k + 0.5)
        p = d.cdf(0.5) if k == 0 else d.cdf(k + 0.5) - d.cdf(k - 0.5) if d.cdf(k) < 0.5 else d.sf(k - 0.5) - above
        if p > least:
            out.append((k, p))
        if above < least:
            return out
        k += 1


def alone(volume, price):
    """One month of calls at a price, of which one in five is an order at 3,000."""
    joint = {}
    for calls, p in volume:
        for o, q in binomial(calls, 0.2):
            joint[calls, o] = joint.get((calls, o), 0) + p * q
    return play(1, {0: 1.0}, lambda m, carry: [(p, 0, [Money(o, price * calls + 3000 * o, stages=(calls,))])
                                               for (calls, o), p in joint.items() if p > 1e-15])


HEAD = """
months: 1
funnel:
  - call: 10 per month
  - order: 20% of call
offers:
"""
OFFER = """  - name: {name}
    kind: outsourcing
    fees:
      - 500 per call
      - 3,000 per order
    funnel:
      - call: {volume} per month
      - order: 20% of call
"""


def volumes(case, name, what, ja, drawn, faults):
    """drawn: {offer: (as written, distribution, mean in the point calculation)}."""
    yaml = HEAD + "".join(OFFER.format(name=offer, volume=text) for offer, (text, _, _) in drawn.items())
    case(name, what, yaml, [alone(rounded(d), 500) for _, d, _ in drawn.values()], offers=len(drawn),
         targets={"cpa": 5500, "orders": 8, "budget": 45000}, stages=[["call"]] * len(drawn),
         point=[{"cost": 500 * mean + 600 * mean, "orders": mean / 5, "call": mean} if mean else {} for _, _, mean in drawn.values()],
         faults=faults, ja=ja)


def closed_forms(case):
    low, high = 30, 80
    volumes(case, "volumes", "volumes drawn from triangular, lognormal, exponential, uniform, PERT and cut normal distributions",
            "三角・対数正規・指数・一様・PERT・正規 (0で打ち切り) から引く件数", {
                "triangular": ("triangular(20, 40, 90)", stats.triang(20 / 70, 20, 70), 50),
                "interval": ("30 to 80", interval(low, high), float(interval(low, high).mean())),
                "exponential": ("exponential(25)", stats.expon(0, 25), 25),
                "uniform": ("uniform(10, 40)", stats.uniform(10, 30), 25),
                "pert": ("pert(10, 30, 80)", pert(10, 30, 80), 35),
                "normal": ("max(0, normal(40, 15))", stats.norm(40, 15), 40)},
            [("triangular(20, 40, 90)", "triangular(20, 41, 90)"), ("30 to 80", "30 to 81"), ("exponential(25)", "exponential(25.3)"),
             ("uniform(10, 40)", "uniform(10, 40.3)"), ("pert(10, 30, 80)", "pert(10, 31, 80)"), ("normal(40, 15)", "normal(40, 15.3)")])


class Metalog:
    """The distribution through three points in log form: ln x = a + b logit(u) + c (u - 1/2) logit(u). Its function by
    halving in the logit, so that both tails keep their digits."""

    def __init__(self, points):
        rows = [(1, self.logit(u), (u - 0.5) * self.logit(u)) for u, _ in points]
        self.terms = np.linalg.solve(np.array(rows), np.array([math.log(x) for _, x in points]))

    @staticmethod
    def logit(u):
        return math.log(u / (1 - u))

    def log_value(self, t):
        a, b, c = self.terms
        return a + b * t + c * (1 / (1 + math.exp(-t)) - 0.5) * t

    def at(self, x):
        low, high = -200.0, 200.0
        for _ in range(100):
            middle = (low + high) / 2
            low, high = (middle, high) if self.log_value(middle) < math.log(x) else (low, middle)
        return low

    def cdf(self, x):
        return 1 / (1 + math.exp(-self.at(x))) if x > 0 else 0.0

    def sf(self, x):
        return 1 / (1 + math.exp(self.at(x))) if x > 0 else 1.0


class Counts:
    """A distribution of whole numbers {k: probability}."""

    def __init__(self, probabilities):
        total = math.fsum(probabilities.values())
        self.values = np.array(sorted(probabilities))
        self.at = np.array([probabilities[k] / total for k in sorted(probabilities)])
        self.below, self.above = np.cumsum(self.at), np.cumsum(self.at[::-1])[::-1]

    def cdf(self, x):
        i = int(np.searchsorted(self.values, x, side="right"))
        return float(self.below[i - 1]) if i else 0.0

    def sf(self, x):
        i = int(np.searchsorted(self.values, x, side="right"))
        return float(self.above[i]) if i < len(self.values) else 0.0

    def mean(self):
        return float(self.values @ self.at)


class Mixture:
    def __init__(self, *parts):
        self.parts = parts

    def cdf(self, x):
        return math.fsum(w * d.cdf(x) for w, d in self.parts)

    def sf(self, x):
        return math.fsum(w * d.sf(x) for w, d in self.parts)

    def mean(self):
        return math.fsum(w * float(d.mean()) for w, d in self.parts)


DATA = (18, 25, 25, 31, 40, 40, 40, 52, 66, 90)


def poisson(mean, low=0, high=200):
    return Counts({k: float(stats.poisson(mean).pmf(k)) for k in range(low, high)})


def families(case, folder):
    (folder / "volumes.csv").write_text("row,calls\n" + "".join(f"{i + 1},{x}\n" for i, x in enumerate(DATA)))
    gamma, weibull = stats.gamma(4, 0, 10), stats.weibull_min(2, 0, 40)
    cut = stats.truncnorm((10 - 40) / 20, (80 - 40) / 20, 40, 20)
    mixed = Mixture((0.7, poisson(20)), (0.3, interval(40, 80)))
    data = Counts({x: DATA.count(x) / len(DATA) for x in set(DATA)})
    volumes(case, "volumes-more", "volumes drawn from gamma, Weibull, Poisson, quantiles, mixture, truncated, empirical",
            "ガンマ・ワイブル・ポアソン・分位点・混合・打ち切り・実績データから引く件数", {
                "gamma": ("gamma(4, 10)", gamma, 40),
                "weibull": ("weibull(2, 40)", weibull, 40 * math.gamma(1.5)),
                "poisson": ("poisson(35)", poisson(35), 35),
                "quantiles": ("quantiles(10%=20, 50%=35, 90%=50)", Metalog(((0.1, 20), (0.5, 35), (0.9, 50))), None),
                "mixture": ("mixture(poisson(20) @ 70%, 40 to 80 @ 30%)", mixed, mixed.mean()),
                "truncated": ("truncated(normal(40, 20), 10, 80)", cut, None),
                "truncated counts": ("truncated(poisson(30), 20, 35)", poisson(30, 20, 36), poisson(30, 20, 36).mean()),
                "empirical": ("empirical(volumes.csv, calls)", data, data.mean())},
            [("gamma(4, 10)", "gamma(4, 10.1)"), ("weibull(2, 40)", "weibull(2.05, 40)"), ("poisson(35)", "poisson(35.3)"),
             ("50%=35", "50%=36"), ("@ 70%, 40 to 80 @ 30%", "@ 69%, 40 to 80 @ 31%"), ("normal(40, 20), 10", "normal(40, 20), 11"),
             ("20, 35)", "20, 36)"), ("gamma(4, 10)", "gamma(10, 4)"), ("volumes.csv, calls", "volumes.csv, row")])
