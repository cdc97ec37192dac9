# SPDX-License-Identifier: GPL-3.0-or-later
"""Promises against their probabilities in closed form: binomial tails, mixtures and integrals of these, and cases without
chance. Each expected probability is also tried as it would be if a number just met were not reached, if it were the chance
of the contrary, and with a mean 2% off: these must be refused. The same by point calculation."""
import json
import math
import os
import pathlib
import re
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
RUNS = 200000
STATISTICAL_CHECKS = 200
NORMAL = statistics.NormalDist()


def alpha():
    text = (HERE.parent / "support/budget.h").read_text()
    total, checks = (float(re.search(rf"#define {name}\s+(\S+)", text).group(1)) for name in ("SAI_FALSE_ALARM", "SAI_CHECKS_MAX"))
    return total / checks


Z = -NORMAL.inv_cdf(alpha() / 2)

HEAD = "saisan: 1\nmonths: {months}\nfunnel:\n{funnel}offers:\n  - name: A\n{offer}    promise:\n{promises}"


def offer_of(months, funnel, offer, promises, *options):
    text = HEAD.format(months=months, funnel="".join(f"  - {line}\n" for line in funnel), offer="".join(f"    {line}\n" for line in offer),
                       promises="".join(f"      {line}\n" for line in promises))
    if not promises:
        text = text.replace("    promise:\n", "")
    done = subprocess.run([os.environ["SAISAN_BINARY"], "--lang", "en", "run", "-", "--format", "json", "--quiet", *options],
                          input=text, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"exit {done.returncode}\n{text}\n{done.stderr}")
    return json.loads(done.stdout)["offers"][0]


def run(*arguments):
    return offer_of(*arguments)["promises"]


def log_choose(n, k):
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def binomial(n, p):
    """[probability of k]."""
    if p in (0, 1):
        return [float(k == n * p) for k in range(n + 1)]
    return [math.exp(log_choose(n, k) + k * math.log(p) + (n - k) * math.log1p(-p)) for k in range(n + 1)]


def beta_binomial(n, a, b):
    def log_beta(x, y):
        return math.lgamma(x) + math.lgamma(y) - math.lgamma(x + y)
    return [math.exp(log_choose(n, k) + log_beta(k + a, n - k + b) - log_beta(a, b)) for k in range(n + 1)]


def mixed(*parts):
    """Distributions of one length, each with its weight."""
    return [math.fsum(w * pmf[k] for w, pmf in parts) for k in range(len(parts[0][1]))]


def tail(pmf, k):
    """(P(X >= k), P(X = k), mean, sd)."""
    mean = math.fsum(i * p for i, p in enumerate(pmf))
    return math.fsum(pmf[math.ceil(k):]), pmf[int(k)] if k == int(k) else 0.0, mean, math.sqrt(math.fsum((i - mean) ** 2 * p for i, p in enumerate(pmf)))


def certain(value, reached, equal=False):
    return float(reached), float(equal), value, 0.0


SUM = binomial(1500, 0.04)
MIXED = mixed((0.5, binomial(1500, 0.02)), (0.5, binomial(1500, 0.06)))
# Rates of 2% and 6%, then 50%: 500 calls give meetings at 1% and at 3%.
CHAIN = mixed((0.5, binomial(500, 0.01)), (0.5, binomial(500, 0.03)))
SEEN = beta_binomial(1500, 8.5, 492.5)
THREE = ["call: 500 per month", "appointment: {rate}", "order: 50% of appointment"]


def three(rate):
    return [line.format(rate=rate) for line in THREE]


LEADS = ["call: 10 per month", "appointment: 30% of call", "lead: 10 per month", "meeting: [50% of appointment, 20% of lead]", "order: 50% of meeting"]
# At least, and exactly half of so many appointments become meetings; a run without any has no share.
REACHED_HALF = math.fsum(p * tail(binomial(n, 0.5), n / 2)[0] for n, p in enumerate(binomial(20, 0.3)) if n)
EQUAL_HALF = math.fsum(p * tail(binomial(n, 0.5), n / 2)[1] for n, p in enumerate(binomial(20, 0.3)) if n)


def mixed_tail(*parts, k):
    """tail() of a mixture of binomials: (weight, n, p)."""
    longest = max(n for _, n, _ in parts)
    return tail(mixed(*((w, [*binomial(n, p), *[0.0] * (longest - n)]) for w, n, p in parts)), k)


# Name, months, funnel, offer, [(promise, (P(reached), P(equal), mean, sd), scale)]: what is shown is the count times the scale.
CASES = [
    ("fixed rate", 3, three("4% of call"), [],
     [("appointment: [20 per month", tail(SUM, 60), 1 / 3), ("60 in all", tail(SUM, 60), 1), ("4% of call", tail(SUM, 60), 1 / 1500),
      ("19.9 per month", tail(SUM, 59.7), 1 / 3), ("20 in 500 call]", tail(binomial(500, 0.04), 20), 1),
      ("orders: [10 in 500 call]", tail(binomial(500, 0.02), 10), 1)]),
    # A rate that is one of two in all months of a run: 3% of the calls is then out of reach or nearly sure.
    ("one of two rates", 3, three("discrete(2%=50%, 6%=50%) of call"), [],
     [("appointment: [3.3% of call", tail(MIXED, 49.5), 1 / 1500), ("5 in 500 call]", tail(mixed((0.5, binomial(500, 0.02)), (0.5, binomial(500, 0.06))), 5), 1),
      ("order: 8 in 500 call", tail(CHAIN, 8), 1)]),
    # 3% promised, 8 in 500 seen: the posterior of the rate, and the luck of 1,500 more calls.
    ("promised and seen", 3, three("observed(8 of 500) of call"), [],
     [("appointment: [3% of call", tail(SEEN, 45), 1 / 1500), ("8 in 500 call]", tail(beta_binomial(500, 8.5, 492.5), 8), 1)]),
    # Two months of contract; what is called in the second arrives in the third: 20 in all are 10 a month.
    ("delay", 4, ["call: 10 per month", "meeting:\n      rate: 100% of call\n      delay: 1 month"], ["covers: call..call", "term: 2 months"],
     [("meeting: [10 per month", certain(10, True, True), 1), ("10.1 per month", certain(10, False), 1), ("9.9 per month", certain(10, True), 1),
      ("20 in all", certain(20, True, True), 1), ("21 in all", certain(20, False), 1), ("100% of call]", certain(1, True, True), 1)]),
    # The contract starts in the first or second month of three: 30 calls or 20, always 10 a month.
    ("drawn start", 3, ["call: 10 per month", "order: 100% of call"], ["start: after discrete(0=50%, 1=50%) months"],
     [("call: [10 per month", certain(10, True, True), 1), ("25 in all", (0.5, 0.0, 25, 5), 1), ("20 in all]", (1.0, 0.5, 25, 5), 1)]),
    # 20 calls in two months are short of 25, so a third month follows for free: 30 calls in the 3 months in which the vendor works.
    ("guarantee", 4, ["call: 10 per month", "order: 100% of call"], ["term: 2 months", "guarantee: {call: 25, works_on: 2 months}"],
     [("call: [10 per month", certain(10, True, True), 1), ("10.1 per month", certain(10, False), 1), ("30 in all]", certain(30, True, True), 1)]),
    # Of 20 calls in 2 months of contract come 15% meetings and 7.5% orders; what comes of the buyer's own leads in 5 months does not count.
    ("own leads", 5, LEADS, ["covers: call..appointment", "term: 2 months"],
     [("meeting: [1.5 per month", tail(binomial(20, 0.15), 3), 1 / 2), ("3 in all", tail(binomial(20, 0.15), 3), 1),
       ("15% of call", tail(binomial(20, 0.15), 3), 1 / 20), ("50% of appointment]", (REACHED_HALF, EQUAL_HALF, None, None), 1),
      ("orders: [1 per month", tail(binomial(20, 0.075), 2), 1 / 2), ("2 in all]", tail(binomial(20, 0.075), 2), 1)]),
    # The same in one stage: 20 calls at 30%; the buyer's own 50 at 40% do not count.
    ("own inquiries", 5, ["call: 10 per month", "web: 10 per month", "appointment: [30% of call, 40% of web]", "order: 50% of appointment"],
     ["covers: call", "term: 2 months"],
     [("appointment: [3 per month", tail(binomial(20, 0.3), 6), 1 / 2), ("30% of call", tail(binomial(20, 0.3), 6), 1 / 20),
       ("6 in all]", tail(binomial(20, 0.3), 6), 1)]),
    # Who takes over from the buyer: what comes to meetings in his 2 months is his work, a month later, too; before it nobody does.
    ("closer", 5, ["call: 10 per month", "meeting: 100% of call", "order:\n      rate: 50% of meeting\n      delay: 1 month"],
     ["covers: meeting", "start: 2", "term: 2 months"],
     [("meeting: [10 per month", certain(10, True, True), 1), ("20 in all]", certain(20, True, True), 1),
      ("orders: 5 per month", tail(binomial(20, 0.5), 10), 1 / 2)]),
    # The contract starts in the first or second month of three: 30 or 20 calls at 50%, and as many leads as always.
    ("drawn start, own leads", 3, ["call: 10 per month", "lead: 10 per month", "meeting: [50% of call, 20% of lead]", "order: 50% of meeting"],
     ["covers: call", "start: after discrete(0=50%, 1=50%) months"],
     [("meeting: [10 in all", mixed_tail((0.5, 30, 0.5), (0.5, 20, 0.5), k=10), 1),
       ("5 per month]", (0.5 * tail(binomial(30, 0.5), 15)[0] + 0.5 * tail(binomial(20, 0.5), 10)[0],
                        0.5 * tail(binomial(30, 0.5), 15)[1] + 0.5 * tail(binomial(20, 0.5), 10)[1], None, None), 1)]),
    # A capacity of 10 for 20 calls' and leads' meetings: 5 of the calls' in each of 2 months.
    ("capacity", 3, ["call: 10 per month", "lead: 10 per month", "meeting:\n      rate: [100% of call, 100% of lead]\n      capacity: 10 per month\n      above: lost",
                     "order: 100% of meeting"], ["covers: call", "term: 2 months"],
     [("meeting: [5 per month", certain(5, True, True), 1), ("10 in all]", certain(10, True, True), 1)]),
    # Where they wait: 5 of 10; 15 of 30 want, 5 of 10 reach it; 10 of 30 want then, 3 of 10 reach it, 3.33 being rounded.
    ("waiting", 3, ["call: 10 per month", "lead: 10 per month", "meeting:\n      rate: [100% of call, 100% of lead]\n      capacity: 10 per month\n      above: waits",
                    "order: 100% of meeting"], ["covers: call", "term: 2 months"],
     [("meeting: [6.5 per month", certain(6.5, True, True), 1), ("13 in all]", certain(13, True, True), 1)]),
    # No contract covers a stage: what is put in or goes on in its 2 months is its work.
    ("covers none", 4, ["call: 10 per month", "order: 50% of call"], ["contracts:\n      - {name: X, covers: none, term: 2 months}"],
     [("call: [10 per month", certain(10, True, True), 1), ("20 in all]", certain(20, True, True), 1), ("orders: 5 per month", tail(binomial(20, 0.5), 10), 1 / 2)]),
    # Half a unit for each of 5 calls a month, 2.5, of 3 months: 2, 5, 8 so far by rounding to even; leads bring others to the same stage.
    ("units of units", 5, ["call: 5 per month", "lead: 3 per month", "letter:\n      rate: [0.5 per call, 1 per lead]", "order: 100% of letter"],
     ["covers: call", "term: 3 months"], [("letter: [8 in all", certain(8, True, True), 1), ("2.6 per month]", certain(8 / 3, True), 1)]),
    # Half of the runs have no call, and so no rate.
    ("no call", 1, ["call: discrete(0=50%, 10=50%) per month", "order: 50% of call"], [],
     [("order: [10% of call", (0.5 * (1 - 0.5 ** 10), 0.5 * 10 * 0.5 ** 10, None, None), 1),
       ("4% of call]", (0.5 * (1 - 0.5 ** 10), 0.0, None, None), 1)]),
]

POINTS = [
    ("point", 3, three("4% of call"), [], [("appointment: [20 per month", certain(20, True, True)), ("20.1 per month", certain(20, False)), ("60 in all", certain(60, True, True)),
     ("4% of call", certain(0.04, True, True)), ("20 in 500 call", certain(20, True, True)), ("21 in 500 call]", certain(20, False)),
     ("orders: 10 per month", certain(10, True, True))]),
    # The mean rate, and thirds that no binary fraction holds.
    ("thirds", 3, three("discrete(2%=50%, 6%=50%) of call"), [], [("appointment: [20 per month", certain(20, True, True)), ("4% of call]", certain(0.04, True, True))]),
]


class Checks:
    def __init__(self):
        self.n, self.wrong = 0, []

    def share(self, p):
        """How far a share of the runs may be from its probability: Bernstein's bound, whose tails are those of small chances."""
        self.n += 1
        return Z * math.sqrt(p * (1 - p) / RUNS) + Z * Z / 3 / RUNS if 0 < p < 1 else 0

    def errors(self, got, wanted, scale=1):
        """What does not agree."""
        reached, equal, mean, sd = wanted
        found = []
        for key, p in (("reached", reached), ("equal", equal), ("below", 1 - reached)):
            value, interval = got[f"probability_{key}"], got["interval90"][f"probability_{key}"]
            if abs(value - p) > self.share(p) + 1e-11:
                found.append(f"probability_{key} is {value}, not {p}")
            if not interval[0] - 1e-12 <= value <= interval[1] + 1e-12:
                found.append(f"probability_{key} {value} is outside of {interval}")
        if mean is None:
            return found
        key = "mean" if "mean" in got["simulated"] else "pooled"
        self.n += 1
        if abs(got["simulated"][key] - mean * scale) > Z * sd * scale / math.sqrt(RUNS) + 1e-11 * mean * scale:
            found.append(f"{key} is {got['simulated'][key]}, not {mean * scale}")
        # The standard error of a standard deviation is below 2% of it at so many runs.
        if abs(got["simulated"][key + "_se"] - sd * scale / math.sqrt(RUNS)) > 0.05 * sd * scale / math.sqrt(RUNS):
            found.append(f"{key}_se is {got['simulated'][key + '_se']}, not {sd * scale / math.sqrt(RUNS)}")
        return found


def planted(wanted):
    """Expectations that are wrong, where they differ enough to be told apart."""
    reached, equal, mean, sd = wanted
    if equal > 0.01:
        yield "a number just met is not reached", (reached - equal, equal, mean, sd)
        yield "it is never just met", (reached, 0.0, mean, sd)
    if abs(reached - 0.5) > 0.02:
        yield "the chance of the contrary", (1 - reached, equal, mean, sd)
    if mean:
        yield "a mean 2% off", (reached, equal, mean * 1.02, sd)


def main():
    c, points = Checks(), 0
    for name, months, funnel, offer, promises in CASES:
        results = run(months, funnel, offer, lines([p for p, _, _ in promises]), "--runs", str(RUNS))
        for got, (text, wanted, scale) in zip(results, promises, strict=True):
            c.wrong += [f"{name}: {text}: {e}" for e in c.errors(got, wanted, scale)]
            for what, fault in planted(wanted):
                if not Checks().errors(got, fault, scale):
                    c.wrong.append(f"{name}: {text}: a planted fault was not noticed: {what}")
    for name, months, funnel, offer, promises in CASES:
        both = [offer_of(months, funnel, offer, lines(p), "--runs", "2000") for p in ([p for p, _, _ in promises], [])]
        del both[0]["promises"]
        if both[0] != both[1]:
            c.wrong.append(f"{name}: the promises change other figures")
    for name, months, funnel, offer, promises in POINTS:
        results = run(months, funnel, offer, lines([p for p, _ in promises]), "--point")
        for got, (text, (reached, equal, value, _)) in zip(results, promises, strict=True):
            points += 1
            found = [*got["simulated"].values()]
            if abs(found[0] - value) > 1e-11 * value or len(found) != 1:
                c.wrong.append(f"{name}: {text}: {found}, not {value}")
            if (got["probability_reached"], got["probability_equal"], got["probability_below"]) != (reached, equal, 1 - reached):
                c.wrong.append(f"{name}: {text}: {got}")
    if c.n > STATISTICAL_CHECKS:
        c.wrong.append(f"declare {c.n} statistical checks")
    print(f"{c.n} comparisons, {points} by point calculation")
    for text in c.wrong:
        print("FAIL", text)
    return bool(c.wrong)


def lines(promises):
    """Promises of one stage follow each other in a list."""
    joined, out = ", ".join(promises), []
    if not promises:
        return out
    for part in re.split(r"(?<=\]), |, (?=\w+: )", joined):
        out.append(part)
    return out


sys.exit(main())
