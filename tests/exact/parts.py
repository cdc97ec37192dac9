# SPDX-License-Identifier: GPL-3.0-or-later
"""The cost of an offer by contract and by owner: each part against its distribution, which is a binomial one times a price, and
their sums against the cost and the lines of the bill. Parts that are exchanged, or in the wrong sum, must be noticed."""
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
STATISTICAL_CHECKS = 60
NORMAL = statistics.NormalDist()

# 3,000 calls in six months: X gets 10,000 for each appointment (4%), of which 500 more are own cost; dispatched staff 20,000 for
# each meeting (half of the appointments); own staff 100,000 a month. 1,000 for each order (a quarter of the meetings) follow no
# contract. By point 120 appointments, 60 meetings, 15 orders.
SCENARIO = """saisan: 1
months: 6
funnel:
  - call: 500 per month
  - appointment: 4% of call
  - meeting: 50% of appointment
  - order: 25% of meeting
own_costs:
  - 1,000 per order
offers:
  - name: team
    contracts:
      - name: X
        covers: call..appointment
        fees:
          - 10,000 per appointment
        limits:
          - cap: 10,000,000
        own_costs:
          - 500 per appointment
      - name: Y
        kind: dispatch
        covers: meeting
        fees:
          - 15,000 per meeting
          - 5,000 per meeting
      - name: Z
        kind: in-house
        covers: none
        fees:
          - 100,000 per month
  - name: one
    fees:
      - 12,000 per appointment
"""
CALLS = 3000
# (contract, owner): price, chance of a call, what is added; None: no contract.
CONTRACTS = {("X", "fees"): (10000, 0.04, 0), ("X", "own_cost"): (500, 0.04, 0), ("Y", "fees"): (20000, 0.02, 0), ("Z", "fees"): (0, 0.04, 600000),
             (None, "own_cost"): (1000, 0.005, 0)}
OWNERS = {"vendor": (10000, 0.04, 0), "dispatch": (20000, 0.02, 0)}


def alpha():
    text = (HERE.parent / "support/budget.h").read_text()
    total, checks = (float(re.search(rf"#define {name}\s+(\S+)", text).group(1)) for name in ("SAI_FALSE_ALARM", "SAI_CHECKS_MAX"))
    return total / checks


Z = -NORMAL.inv_cdf(alpha() / 2)


def run(*options):
    done = subprocess.run([os.environ["SAISAN_BINARY"], "--lang", "en", "run", "-", "--format", "json", "--quiet", *options],
                          input=SCENARIO, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"exit {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)["offers"]


def at_most(n, p, k):
    """P(Bin(n, p) <= k)."""
    return math.fsum(math.exp(math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) + i * math.log(p) + (n - i) * math.log1p(-p))
                     for i in range(math.floor(k) + 1))


class Checks:
    def __init__(self):
        self.n, self.wrong = 0, []

    def expect(self, ok, text):
        if not ok:
            self.wrong.append(text)

    def part(self, name, got, price, chance, more):
        mean, sd = price * CALLS * chance + more, price * math.sqrt(CALLS * chance * (1 - chance))
        self.n += 1
        self.expect(abs(got["mean"] - mean) <= Z * sd / math.sqrt(RUNS) + 1e-9 * mean, f"{name}: mean {got['mean']}, not {mean}")
        self.expect(abs(got["mean_se"] - sd / math.sqrt(RUNS)) <= 0.05 * sd / math.sqrt(RUNS), f"{name}: mean_se {got['mean_se']}")
        for key, q in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
            if not price:
                self.expect(got[key] == more, f"{name}: {key} {got[key]}")
                continue
            self.n += 1
            k = round(got[key] / price)  # a sketch is within 0.05%, and counts are below 200
            bound = Z * math.sqrt(q * (1 - q) / RUNS)
            self.expect(abs(got[key] / price - k) <= 0.001 * k + 1e-9 and at_most(CALLS, chance, k - 1) - bound <= q <= at_most(CALLS, chance, k) + bound,
                        f"{name}: {key} {got[key]}")


def adds_up(parts, whole):
    return abs(math.fsum(parts) - whole) <= 1e-10 * whole


def judge(offers, n=None):
    c = Checks()
    team, one = offers
    parts = {(p.get("contract"), p["owner"]): p for p in team["by_contract"]}
    c.expect(list(parts) == list(CONTRACTS), f"contracts are {list(parts)}")
    for key, wanted in CONTRACTS.items():
        if key in parts:
            c.part(str(key), parts[key], *wanted)
            lines = [b["mean"] for b in team["bill"] if (b.get("contract"), b["owner"]) == key]
            c.expect(adds_up(lines, parts[key]["mean"]), f"{key}: the lines of the bill come to {lines}")
    c.expect(list(team["by_owner"]) == ["vendor", "dispatch", "own"], str(list(team["by_owner"])))
    for key, wanted in OWNERS.items():
        c.part(key, team["by_owner"][key], *wanted)
    for offer in offers:
        cost = offer["metrics"]["cost"]["mean"]
        c.expect(adds_up([p["mean"] for p in offer["by_owner"].values()], cost), f"{offer['name']}: owners do not add up to {cost}")
    c.expect(adds_up([p["mean"] for p in team["by_contract"]], team["metrics"]["cost"]["mean"]), "contracts do not add up to the cost")
    own = one["by_owner"]
    c.expect("by_contract" not in one and list(own) == ["vendor", "own"], "one contract has no sums of its own")
    c.expect(own["vendor"]["mean"] == one["metrics"]["fees"]["mean"] and own["own"]["mean"] == one["metrics"]["own_cost"]["mean"], "one: fees and own cost")
    if n is not None:
        n.append(c.n)
    return c.wrong


def planted(offers):
    def swap(team):
        a, b = team["by_contract"][0], team["by_contract"][2]
        a["contract"], b["contract"] = b["contract"], a["contract"]

    def move(team):
        team["by_owner"]["vendor"]["mean"] += team["by_owner"]["own"]["mean"]
        team["by_owner"]["own"]["mean"] = 0

    faults = {"two contracts exchanged": swap, "own costs counted as the vendor's": move,
              "a part left out": lambda team: team["by_contract"].pop(),
              "a quantile of another part": lambda team: team["by_contract"][0].update(p90=team["by_contract"][0]["p50"]),
              "one part 1% off": lambda team: team["by_contract"][4].update(mean=team["by_contract"][4]["mean"] * 1.01)}
    for name, fault in faults.items():
        copy = json.loads(json.dumps(offers))
        fault(copy[0])
        if not judge(copy):
            yield f"a planted fault was not noticed: {name}"


def main():
    offers, n = run("--runs", str(RUNS)), []
    wrong = judge(offers, n) + list(planted(offers))
    point = run("--point")[0]
    if [p["mean"] for p in point["by_contract"]] != [1200000, 60000, 1200000, 600000, 15000]:
        wrong.append(f"point: {point['by_contract']}")
    if [p["mean"] for p in point["by_owner"].values()] != [1200000, 1200000, 675000]:
        wrong.append(f"point: {point['by_owner']}")
    if n[0] > STATISTICAL_CHECKS:
        wrong.append(f"declare {n[0]} statistical checks")
    print(f"{n[0]} comparisons")
    for text in wrong:
        print("FAIL", text)
    return bool(wrong)


sys.exit(main())
