# SPDX-License-Identifier: GPL-3.0-or-later
"""Tools for enumerate.py: binomial probabilities, month-by-month enumeration, and distributions as JSON."""
import math
from collections import defaultdict
from functools import lru_cache

import numpy as np

INF = math.inf
LEAST = 1e-16  # branches below are dropped; what is lost in all is checked in finish()
LEVELS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
NEVER = 10**6
window = 0.01  # of F around each quantile that is written out

_logs = np.concatenate([[0], np.cumsum(np.log(np.arange(1, 20001, dtype=np.longdouble)))])


@lru_cache(None)
def binomial(n, p):
    """[(k, probability)] of Bin(n, p), in extended precision."""
    if n == 0 or p <= 0:
        return ((0, 1.0),)
    if p >= 1:
        return ((n, 1.0),)
    k = np.arange(n + 1)
    log = _logs[n] - _logs[k] - _logs[n - k] + k * np.log(np.longdouble(p)) + (n - k) * np.log1p(-np.longdouble(p))
    return tuple((int(i), float(x)) for i, x in zip(k, np.exp(log)) if x > LEAST)


@lru_cache(None)
def beta_binomial(n, a, b):
    """The same with p drawn from beta(a, b), whole a and b."""
    k = np.arange(n + 1)
    log = (_logs[n] - _logs[k] - _logs[n - k] + _logs[k + a - 1] + _logs[n - k + b - 1] - _logs[n + a + b - 1]
           - _logs[a - 1] - _logs[b - 1] + _logs[a + b - 1])
    return tuple((int(i), float(x)) for i, x in zip(k, np.exp(log)) if x > LEAST)


@lru_cache(None)
def multinomial(n, probabilities):
    """[(counts, probability)] of n units that part."""
    if len(probabilities) == 1:
        return (((n,), 1.0),)
    first, rest = probabilities[0], sum(probabilities[1:])
    return tuple(((k, *others), p * q) for k, p in binomial(n, first / (first + rest))
                 for others, q in multinomial(n - k, probabilities[1:]))


def product(*pmfs):
    """Independent draws: [(values, probability)]."""
    out = [((), 1.0)]
    for pmf in pmfs:
        out = [((*v, x), p * q) for v, p in out for x, q in pmf if p * q > LEAST]
    return out


class Money:
    """One offer in one month: what a path brings. `own` is what of the cost is no vendor's fee."""

    def __init__(self, orders, cost, profit=None, later=0, stages=(), own=0):
        self.orders, self.cost, self.profit, self.later, self.stages = orders, cost, profit, later, tuple(stages)
        self.own = own


class Total:
    """One offer over the horizon."""

    __slots__ = ("cost", "orders", "profit", "later", "stages", "first", "lasting", "own")

    def __init__(self, *fields):
        self.cost, self.orders, self.profit, self.later, self.stages, self.first, self.lasting, self.own = fields

    net = property(lambda t: t.profit - t.cost)
    fees = property(lambda t: t.cost - t.own)
    cpa = property(lambda t: t.cost / t.orders if t.orders else INF)
    cpa_fees = property(lambda t: t.fees / t.orders if t.orders else INF)

    @property
    def roi(self):
        if self.cost > 0:
            return self.net / self.cost
        return 0.0 if self.net == 0 else math.copysign(INF, self.net)


def play(months, carries, step):
    """Enumerate all paths, month by month.
    carries: {carry: probability} before the first month; step(month, carry) yields (probability, carry, [Money])."""
    states = {}
    record = []
    for carry, p in carries.items():
        states[(carry, None)] = p
    for month in range(months):
        seen = defaultdict(lambda: defaultdict(float))
        following = defaultdict(float)
        steps = {}
        for (carry, totals), p in states.items():
            if carry not in steps:
                steps[carry] = list(step(month, carry))
            for q, next_carry, moneys in steps[carry]:
                weight = p * q
                if weight < LEAST:
                    continue
                new = []
                for i, m in enumerate(moneys):
                    old = totals[i] if totals else (0, 0, None if m.profit is None else 0, 0, (0,) * len(m.stages), NEVER, NEVER, 0)
                    cost, orders, profit = old[0] + m.cost, old[1] + m.orders, None
                    first, lasting = old[5], old[6]
                    seen[i, "orders"][m.orders] += weight
                    seen[i, "cost"][m.cost] += weight
                    if m.profit is not None:
                        profit = old[2] + m.profit
                        seen[i, "cumulative_net"][profit - cost] += weight
                        paid = profit > 0 and profit - cost >= 0
                        if paid and first == NEVER:
                            first = month
                        lasting = min(lasting, month) if paid else NEVER
                    new.append((cost, orders, profit, old[3] + m.later,
                                tuple(a + b for a, b in zip(old[4], m.stages)), first, lasting,
                                old[7] + m.own))
                following[(next_carry, tuple(new))] += weight
        states = following
        record.append(seen)
    final = defaultdict(float)
    for (_, totals), p in states.items():
        final[totals] += p
    return final, record


def independent(*plays):
    """Joint totals of offers played apart, and their months."""
    final = {(): 1.0}
    for one, _ in plays:
        joint = defaultdict(float)
        for a, p in final.items():
            for b, q in one.items():
                if p * q > 1e-16:
                    joint[a + b] += p * q
        final = joint
    record = []
    for month in range(len(plays[0][1])):
        seen, at = {}, 0
        for _, months in plays:
            offers = {i for i, _ in months[month]}
            for (i, key), d in months[month].items():
                seen[at + i, key] = d
            at += len(offers)
        record.append(seen)
    return final, record


# ---- distributions as JSON ----

def number(x):
    if math.isinf(x):
        return "inf" if x > 0 else "-inf"
    return float("%.14g" % x)


def steps_of(d):
    """[x, P(X < x), P(X <= x)], all of them if few, else those near the quantiles that results give."""
    merged = defaultdict(float)
    for x, p in d.items():
        merged[x if math.isinf(x) else float("%.13g" % x)] += p
    out, below = [], 0.0
    for x in sorted(merged):
        at = below + merged[x]
        if len(merged) <= 40 or any(below - window < q < at + window for q in LEVELS):
            out.append([number(x), short(below), short(at)])
        below = at
    return out


def short(x):
    """Spreads need no more digits."""
    return float("%.9g" % x)


def figure(value, p, influence, of_sd):
    """[value, sd, skew, sd of sd, skew of sd] from the influence functions of an estimate and of its standard error
    (times the root of the runs), both arrays over the outcomes with probabilities p."""
    def spread(f):
        f = f - p @ f
        sd = math.sqrt(p @ (f * f))
        return (sd, (p @ f**3) / sd**3) if sd > 0 else (0.0, 0.0)

    sd, skew = spread(influence)
    if sd <= 1e-9 * max(1, abs(value)):
        return [number(value), 0.0, 0.0, 0.0, 0.0]
    return [number(value), *map(short, (sd, skew, *spread(of_sd(sd))))]


def moments_of(d):
    """The figures of mean and standard deviation."""
    p = np.array(list(d.values()))
    p = p / p.sum()
    x = np.array([float(v) for v in d])
    mean = float(p @ x)
    c = x - mean
    m2, m3, m4 = (float(p @ c**k) for k in (2, 3, 4))
    sd = math.sqrt(m2)
    if sd <= 1e-12 * max(1, abs(mean)):
        return {"mean": [number(mean), 0.0, 0.0, 0.0, 0.0], "sd": [0.0] * 5}
    of_sd = (c**2 - m2) / (2 * sd)
    noise = math.sqrt(max(m4 - m2 * m2, 0)) / (2 * sd)
    # noise^2 = (m4 / m2 - m2) / 4
    of_noise = ((c**4 - m4 - 4 * m3 * c) / m2 - m4 * (c**2 - m2) / m2**2 - (c**2 - m2)) / (8 * noise) if noise > 1e-9 * sd else 0 * c
    return {"mean": figure(mean, p, c, lambda _: of_sd), "sd": figure(sd, p, of_sd, lambda _: of_noise)}


def variable(d):
    return {**moments_of(d), "steps": steps_of(d)}


class Exact:
    """Expectations over the joint totals."""

    def __init__(self, final):
        total = math.fsum(final.values())
        assert abs(total - 1) < 1e-9, total
        self.items = [([Total(*t) for t in totals], p / total) for totals, p in final.items()]

    def mean(self, f):
        return math.fsum(f(t) * p for t, p in self.items)

    def chance(self, f):
        return min(1.0, math.fsum(p for t, p in self.items if f(t)))

    def pmf(self, f):
        d = defaultdict(float)
        for t, p in self.items:
            d[f(t)] += p
        return d

    def sd(self, f):
        mean = self.mean(f)
        return math.sqrt(math.fsum((f(t) - mean) ** 2 * p for t, p in self.items))

    def estimate(self, functions, value, gradient, hessian):
        """The figure of an estimate value(means of functions), by its first and second derivatives there."""
        p = np.array([q for _, q in self.items])
        c = np.array([[float(f(t)) for f in functions] for t, _ in self.items])
        means = [math.fsum(column * p) for column in c.T]
        c = c - means
        g, h = np.array(gradient(*means)), np.array(hessian(*means))
        influence = c @ g
        along = (c * p[:, None]).T @ influence  # covariance with each function
        return figure(value(*means), p, influence, lambda sd: (influence**2 - sd * sd) / (2 * sd) + c @ (h @ along) / sd)

    def ratio(self, over, under):
        """E[over] / E[under]; infinite with nothing in the denominator."""
        if self.mean(under) == 0:
            return ["inf", 0.0, 0.0, 0.0, 0.0]
        return self.estimate((over, under), lambda x, y: x / y, lambda x, y: (1 / y, -x / y**2),
                             lambda x, y: ((0, -1 / y**2), (-1 / y**2, 2 * x / y**3)))

    def ratios_apart(self, x, y, v, w):
        """E[x] / E[y] - E[v] / E[w]."""
        def hessian(x, y, v, w):
            out = np.zeros((4, 4))
            out[:2, :2] = ((0, -1 / y**2), (-1 / y**2, 2 * x / y**3))
            out[2:, 2:] = ((0, 1 / w**2), (1 / w**2, -2 * v / w**3))
            return out
        return self.estimate((x, y, v, w), lambda x, y, v, w: x / y - v / w,
                             lambda x, y, v, w: (1 / y, -x / y**2, -1 / w, v / w**2), hessian)

    def product(self, *factors):
        """A product of means to the powers +1 and -1 [(f, power)]."""
        powers = np.array([power for _, power in factors])

        def value(*m):
            return math.prod(x ** int(k) for x, k in zip(m, powers))

        def gradient(*m):
            return value(*m) * powers / m

        def hessian(*m):
            k = powers / np.array(m)
            return value(*m) * (np.outer(k, k) - np.diag(powers / np.array(m)**2))

        return self.estimate([f for f, _ in factors], value, gradient, hessian)


METRICS = {"cost": lambda t: t.cost, "fees": lambda t: t.fees, "own_cost": lambda t: t.own, "orders": lambda t: t.orders,
           "pipeline_orders": lambda t: t.later}
RATIOS = {"cpa": ("cpa", lambda t: t.cost, lambda t: t.orders), "cpa_fees": ("cpa_fees", lambda t: t.fees, lambda t: t.orders)}
VALUE_METRICS = {"gross_profit": lambda t: t.profit, "net": lambda t: t.net}
VALUE_RATIOS = {"roi": ("roi", lambda t: t.net, lambda t: t.cost)}


def offer_json(e, i, record, has_value, targets, stage_names):
    metrics = {}
    for key, f in {**METRICS, **(VALUE_METRICS if has_value else {})}.items():
        metrics[key] = variable(e.pmf(lambda t: f(t[i])))
    for key, (name, over, under) in {**RATIOS, **(VALUE_RATIOS if has_value else {})}.items():
        if key == "roi" and e.mean(lambda t: t[i].cost) == 0:
            gain = e.mean(lambda t: t[i].net)
            metrics[key] = {"pooled": [number(math.copysign(INF, gain)) if gain else 0.0, 0.0, 0.0, 0.0, 0.0],
                            "steps": steps_of(e.pmf(lambda t: getattr(t[i], name)))}
            continue
        metrics[key] = {"pooled": e.ratio(lambda t: over(t[i]), lambda t: under(t[i])),
                        "steps": steps_of(e.pmf(lambda t: getattr(t[i], name)))}
    metrics["cpa"]["probability_no_order"] = e.chance(lambda t: t[i].orders == 0)
    if "budget" in targets:
        metrics["cost"]["probability_within_budget"] = e.chance(lambda t: t[i].cost <= targets["budget"])
    if "orders" in targets:
        metrics["orders"]["probability_reached_target"] = e.chance(lambda t: t[i].orders >= targets["orders"])
    if "cpa" in targets:
        metrics["cpa"]["probability_within_target"] = e.chance(lambda t: t[i].cpa <= targets["cpa"])
    out = {"metrics": metrics}
    if has_value:
        metrics["net"]["probability_positive"] = e.chance(lambda t: t[i].net > 0)
        months = range(len(record))
        out["payback"] = {
            "by_month": [e.chance(lambda t: t[i].first <= m) for m in months],
            "never": e.chance(lambda t: t[i].first == NEVER),
            "lasting_by_month": [e.chance(lambda t: t[i].lasting <= m) for m in months],
            "never_lasting": e.chance(lambda t: t[i].lasting == NEVER)}
    out["stages"] = {name: variable(e.pmf(lambda t: t[i].stages[s])) for s, name in enumerate(stage_names)}
    out["months"] = [{key: variable(seen[j, key]) for j, key in seen if j == i} for seen in record]
    return out


def gap(x, y):
    return 0.0 if x == y else x - y


def comparison_json(e, a, b, key):
    f = {"cost": lambda t: t.cost, "orders": lambda t: t.orders, "cpa": lambda t: t.cpa, "net": lambda t: t.net}[key]
    d = e.pmf(lambda t: gap(f(t[a]), f(t[b])))
    out = {"a": a, "b": b, "metric": key, "steps": steps_of(d),
           "probability_a_lower": e.chance(lambda t: f(t[a]) < f(t[b])),
           "probability_equal": e.chance(lambda t: f(t[a]) == f(t[b]))}
    if key != "cpa":
        return {**out, **moments_of(d)}
    if e.mean(lambda t: t[a].orders) == 0 or e.mean(lambda t: t[b].orders) == 0:
        return out
    return {**out, "pooled": e.ratios_apart(lambda t: t[a].cost, lambda t: t[a].orders, lambda t: t[b].cost, lambda t: t[b].orders)}
