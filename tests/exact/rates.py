# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of enumerate.py with uncertain rates: counts given the rate are binomial, and are integrated over it. Integrals are
Gauss sums over the pieces of a density, or in the logit of the probability for the curve through quantiles. And inputs
that move together: the probabilities of pairs of values come from the bivariate normal distribution."""
import math

import numpy as np
from scipy import integrate, optimize, stats

from exact import Money, binomial, play

CALLS = 40
NODES, WEIGHTS = np.polynomial.legendre.leggauss(400)


def mixed(rates):
    """[(count, probability)] of Bin(CALLS, rate) over (rates, probabilities)."""
    x, p = rates
    assert abs(p.sum() - 1) < 1e-11, p.sum()
    k = np.arange(CALLS + 1)[:, None]
    log_choose = np.array([math.lgamma(CALLS + 1) - math.lgamma(i + 1) - math.lgamma(CALLS - i + 1) for i in range(CALLS + 1)])
    pmf = (np.exp(log_choose[:, None] + k * np.log(x) + (CALLS - k) * np.log1p(-x)) * p).sum(1)
    return [(i, float(q)) for i, q in enumerate(pmf) if q > 1e-15]


def by_density(density, *breaks):
    """Rates and their probabilities between breaks where the density is smooth."""
    xs, ps = [], []
    for low, high in zip(breaks, breaks[1:]):
        x = low + (high - low) * (NODES + 1) / 2
        xs.append(x)
        ps.append(density(x) * WEIGHTS * (high - low) / 2)
    return np.concatenate(xs), np.concatenate(ps)


def logit_metalog(points):
    """The curve through three points in logit form."""
    def logit(u):
        return np.log(u / (1 - u))

    u, x = (np.array(v) for v in zip(*points))
    rows = np.stack([np.ones(3), logit(u), (u - 0.5) * logit(u)], 1)
    a, b, c = np.linalg.solve(rows, logit(x))
    t = np.linspace(-40, 40, 16001)
    s = 1 / (1 + np.exp(-t))
    return 1 / (1 + np.exp(-(a + b * t + c * (s - 0.5) * t))), s * (1 - s) * (t[1] - t[0])


def beta_interval(low, high):
    """Parameters of the beta distribution with these 5% and 95% points."""
    def off(logs):
        d = stats.beta(*np.exp(logs))
        return d.cdf(low) / 0.05 - 1, d.sf(high) / 0.05 - 1
    found = optimize.root(off, (1.0, 3.0), tol=1e-13)
    assert found.success and max(map(abs, found.fun)) < 1e-10, found
    return np.exp(found.x)


def beta(a, b):
    return by_density(stats.beta(a, b).pdf, 0, 0.02, 0.1, 0.3, 0.6, 1)


def both(*parts):
    return np.concatenate([x for _, (x, _) in parts]), np.concatenate([w * p for w, (_, p) in parts])


OFFER = """  - name: {name}
    kind: outsourcing
    fees:
      - 400 per call
      - 2,000 per order
    funnel:
      - order: {rate} of call
"""


def rates(case):
    cut = stats.truncnorm((0.01 - 0.15) / 0.1, (0.6 - 0.15) / 0.1, 0.15, 0.1)
    triangle = stats.triang(0.05 / 0.25, 0.05, 0.25)
    a, b = beta_interval(0.05, 0.3)
    drawn = {
        "interval": ("5% to 30%", beta(a, b), None),
        "observed": ("observed(12 of 80)", beta(12.5, 68.5), 12.5 / 81),
        "triangular": ("triangular(5%, 10%, 30%)", by_density(triangle.pdf, 0.05, 0.1, 0.3), 0.15),
        "uniform": ("uniform(5%, 25%)", by_density(lambda x: np.full_like(x, 5), 0.05, 0.25), 0.15),
        "truncated": ("truncated(normal(15%, 10%), 1%, 60%)", by_density(cut.pdf, 0.01, 0.2, 0.4, 0.6), None),
        "quantiles": ("quantiles(10%=5%, 50%=12%, 90%=25%)", logit_metalog(((0.1, 0.05), (0.5, 0.12), (0.9, 0.25))), None),
        "mixture": ("mixture(5% @ 50%, beta(20, 80) @ 50%)", both((0.5, (np.array([0.05]), np.array([1.0]))), (0.5, beta(20, 80))), 0.125),
    }
    yaml = f"\nmonths: 1\nfunnel:\n  - call: {CALLS} per month\n  - order: 10% of call\noffers:\n" + "".join(
        OFFER.format(name=name, rate=text) for name, (text, _, _) in drawn.items())

    def alone(x):
        counts = mixed(x)
        return play(1, {0: 1.0}, lambda m, carry: [(p, 0, [Money(o, 400 * CALLS + 2000 * o)]) for o, p in counts])

    case("rates", "rates drawn from interval, observed, triangular, uniform, truncated, quantiles, mixture", yaml,
         [alone(x) for _, x, _ in drawn.values()], offers=len(drawn), targets={"cpa": 5000, "orders": 6, "budget": 26000},
         point=[{"orders": CALLS * mean, "cost": 400 * CALLS + 2000 * CALLS * mean} if mean else {} for _, _, mean in drawn.values()],
         faults=[("5% to 30%", "5% to 31%"), ("observed(12 of 80)", "observed(12 of 78)"), ("triangular(5%, 10%", "triangular(5%, 11%"),
                 ("uniform(5%, 25%)", "uniform(5%, 25.5%)"), ("1%, 60%", "3%, 60%"), ("50%=12%", "50%=12.5%"),
                 ("5% @ 50%, beta(20, 80) @ 50%", "5% @ 49%, beta(20, 80) @ 51%"), ("beta(20, 80)", "beta(80, 320)")],
         ja="区間・実績・三角・一様・打ち切り・分位点・混合から引く率")


# ---- inputs that move together ----

def below(x, y, r):
    """P(X <= x, Y <= y) of standard normals with correlation r."""
    if x == math.inf or y == math.inf:
        return float(stats.norm.cdf(min(x, y)))
    if x == -math.inf or y == -math.inf:
        return 0.0
    root = math.sqrt(1 - r * r)
    value, _ = integrate.quad(lambda t: stats.norm.pdf(t) * stats.norm.cdf((y - r * t) / root), -12, x, epsabs=1e-14, epsrel=1e-12, limit=200)
    return value


def edges(pmf):
    """Normal scores where one value ends and the next begins."""
    p = np.array([q for _, q in pmf])
    under, over = np.cumsum(p)[:-1], np.cumsum(p[::-1])[::-1][1:]
    return [-math.inf, *(float(stats.norm.ppf(a) if a < 0.5 else stats.norm.isf(b)) for a, b in zip(under, over)), math.inf]


def joint(first, second, rank):
    """[((x, y), probability)] of two quantities with Spearman's rank correlation of their copula."""
    r = 2 * math.sin(math.pi * rank / 6)
    a, b = edges(first), edges(second)
    corner = [[below(x, y, r) for y in b] for x in a]
    return [((first[i][0], second[j][0]), corner[i + 1][j + 1] - corner[i][j + 1] - corner[i + 1][j] + corner[i][j])
            for i in range(len(first)) for j in range(len(second))]


def correlated(case):
    win, price = ((0.1, 0.5), (0.3, 0.3), (0.5, 0.2)), ((2000, 0.4), (5000, 0.6))
    volume = tuple((k, float(stats.poisson(12).pmf(k))) for k in range(45))
    fee = ((300, 0.25), (500, 0.5), (900, 0.25))
    one, two = {}, {}
    for (rate, each), p in joint(win, price, 0.6):
        for o, q in binomial(20, rate):
            one[o, each * o] = one.get((o, each * o), 0) + p * q
    for (calls, each), p in joint(volume, fee, -0.5):
        for o, q in binomial(calls, 0.25):
            two[o, each * calls] = two.get((o, each * calls), 0) + max(p, 0) * q

    def alone(d):
        return play(1, {0: 1.0}, lambda m, carry: [(p, 0, [Money(o, cost)]) for (o, cost), p in d.items() if p > 1e-14])

    case("correlated", "inputs that move together, and inputs that move against each other", """
months: 1
inputs:
  win: discrete(10%=50%, 30%=30%, 50%=20%)
  price: discrete(2000=40%, 5000=60%)
  volume: poisson(12)
  fee: discrete(300=25%, 500=50%, 900=25%)
correlation:
  win and price: 0.6
  volume and fee: -0.5
funnel:
  - call: 20 per month
  - order: 25% of call
offers:
  - name: together
    kind: outsourcing
    fees:
      - price per order
    funnel:
      - order: win of call
  - name: against
    kind: outsourcing
    fees:
      - fee per call
    funnel:
      - call: volume per month
      - order: 25% of call
""", [alone(one), alone(two)], offers=2, targets={"cpa": 3000, "orders": 4, "budget": 8000},
         point=[{"orders": 4.8, "cost": 3800 * 4.8}, {"orders": 3, "cost": 12 * 550}],
         faults=[("and price: 0.6", "and price: 0.55"), ("fee: -0.5", "fee: -0.45"), ("  win and price: 0.6\n", ""), ("fee: -0.5", "fee: 0.5")],
         ja="連動する入力と、逆に動く入力 (順位相関)")
