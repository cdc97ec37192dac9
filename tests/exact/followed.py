# SPDX-License-Identifier: GPL-3.0-or-later
"""One contract after another while units are under way: who is paid for which, against figures worked out by hand, and against the
moments of sums over single calls, each of which takes one of a few ways. Each expectation is also tried as it would be if the one
that follows were paid for what comes of the work of the one before, where that differs: it must be refused."""
import itertools
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


def z():
    text = (HERE.parent / "support/budget.h").read_text()
    total, checks = (float(re.search(rf"#define {name}\s+(\S+)", text).group(1)) for name in ("SAI_FALSE_ALARM", "SAI_CHECKS_MAX"))
    return -statistics.NormalDist().inv_cdf(total / checks / 2)


Z = z()
VALUE = "value:\n  revenue: 10,000 per order\n  margin: 40%\n"


def scenario(months, funnel, contracts, value=""):
    return (f"saisan: 1\nmonths: {months}\nfunnel:\n" + "".join(f"  - {line}\n" for line in funnel) + value
            + "offers:\n  - name: XY\n    contracts:\n" + "".join(f"      - {{{line}}}\n" for line in contracts))


def run(text, *options):
    done = subprocess.run([os.environ["SAISAN_BINARY"], "--lang", "en", "run", "-", "--format", "json", "--quiet", *options], input=text,
                          capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"exit {done.returncode}\n{text}\n{done.stderr}")
    return json.loads(done.stdout)


def parts(offer):
    """Money by contract, and what else is compared."""
    out = {f"{p['contract']} {p['owner']}": p for p in offer["by_contract"]}
    out.update({key: offer["metrics"][key] for key in ("cost", "orders", "net") if key in offer["metrics"]})
    out.update({name: offer["stages"][name] for name in ("call",)})
    return out


def call(delay=0):
    return f"call:\n      volume: 10 per month\n      delay: {delay} months" if delay else "call: 10 per month"


def late(rate, delay):
    return f"appointment:\n      rate: {rate} of call\n      delay: {delay}"


ORDER = "order: 50% of appointment"
X, Y = "name: X, covers: call..appointment, term: 2 months", "name: Y, covers: call..appointment, start: 3"

# Without chance: months, funnel, contracts, {what: expected}, {what: if who follows were paid}. Ten calls a month, all of which become
# appointments a month later: months 2, 3, ... X works in months 1 and 2, so that its second ten come in month 3.
CERTAIN = [
    ("per appointment", 6, [call(), late("100%", "1 month"), "order: 100% of appointment"],
     [f"{X}, fees: [100 per appointment]", f"{Y}, fees: [70 per appointment]"],
     # 10 of month 2; those of months 4, 5 and 6.
     {"X fees": 1000, "Y fees": 2100, "cost": 3100, "orders": 50}, {"Y fees": 2800}),
    ("per order, behind the stages of both", 6, [call(), late("100%", "1 month"), "order: 100% of appointment"],
     [f"{X}, fees: [100 per order]", f"{Y}, fees: [70 per order]"], {"X fees": 1000, "Y fees": 2100}, {"Y fees": 2800}),
    # Own costs are for what arrives, whose work it was: 10 in month 2, 40 in months 3 to 6.
    ("own costs", 6, [call(), late("100%", "1 month"), "order: 100% of appointment"],
     [f"{X}, fees: [100 per appointment], own_costs: [1 per appointment]", f"{Y}, fees: [70 per appointment], own_costs: [2 per appointment]"],
     {"X own_cost": 10, "Y own_cost": 80, "Y fees": 2100}, {"Y fees": 2800}),
    # A condition over what the contract has made: in month 3 there is none; months 4 to 6.
    ("condition", 6, [call(), late("100%", "1 month"), "order: 100% of appointment"],
     [f"{X}, fees: [100 per appointment]", f"{Y}, fees: [{{fee: 500 per month, when: appointment >= 1}}]"],
     {"Y fees": 1500}, {"Y fees": 2000}),
    ("count", 6, [call(), late("100%", "1 month"), "order: 100% of appointment"],
     [f"{X}, fees: [100 per appointment]", f"{Y}, fees: [{{fee: 3, count: 'max(0, appointment - 4)'}}]"], {"Y fees": 54}, {"Y fees": 72}),
    # Tiers over Y's 30 in its term, not over 40.
    ("tiers", 6, [call(), late("100%", "1 month"), "order: 100% of appointment"],
     [f"{X}, fees: [100 per appointment]",
      f"{Y}, term: 4 months, fees: [{{fee: per appointment, tiers_excess: {{up to 20: 10, above: 5}}, every: term}}]"],
     {"Y fees": 250}, {"Y fees": 300}),
    # Y guarantees 15 in months 3 and 4 and has made 10: a month of free work, 50 calls in all. With X's it would have 20.
    ("guarantee", 6, [call(), late("100%", "1 month"), "order: 100% of appointment"],
     [f"{X}, fees: [100 per appointment]", f"{Y}, term: 2 months, fees: [1 per month], guarantee: {{appointment: 15, works_on: 2 months}}"],
     {"call": 50}, {"call": 40}),
    # The calls of month 2 are connects in month 3, and Y makes no appointments of them: what X has begun in its stages stays X's. Who closes is
    # another contract, which takes over what comes, from whom ever: 10 in months 2 to 6.
    ("within the stages, and behind", 6, [call(), "connect:\n      rate: 100% of call\n      delay: 1 month", "appointment: 100% of connect", "order: 100% of appointment"],
     ["name: X, covers: call..appointment, term: 2 months, fees: [100 per appointment]",
      "name: Y, covers: call..appointment, start: 3, fees: [70 per appointment]", "name: Z, covers: order, fees: [10 per order]"],
     {"X fees": 1000, "Y fees": 2100, "Z fees": 500}, {"Y fees": 2800}),
    # Half a letter for each of 10 calls a month later, of those of month 2 for X.
    ("units for units", 6, [call(), "appointment:\n      rate: 0.5 per call\n      delay: 1 month", "order: 100% of appointment"],
     [f"{X}, fees: [100 per appointment]", f"{Y}, fees: [70 per appointment]"], {"X fees": 500, "Y fees": 1050, "orders": 25}, {"Y fees": 1400}),
    # X is paid for its late ones after all, by a contract that covers nothing in the month in which they come.
    ("paid after all", 6, [call(), late("100%", "1 month"), "order: 100% of appointment"],
     [f"{X}, fees: [100 per appointment]", f"{Y}, fees: [70 per appointment]", "name: X later, covers: none, start: 3, term: 1 month, fees: [100 per appointment]"],
     {"X fees": 1000, "X later fees": 1000, "Y fees": 2100, "cost": 4100}, {"Y fees": 2800}),
    # Nobody takes over: Y does other stages, and what X has called in month 2 are its orders in month 3.
    ("other stages", 6, [call(), late("100%", "1 month"), "order: 100% of appointment"],
     [f"{X}, fees: [100 per appointment]", "name: Y, covers: order, start: 3, fees: [70 per order]"], {"X fees": 1000, "Y fees": 700}, {}),
    # A capacity of 12 a month: 10 in month 2; in month 3 X's 10 late ones; then Y's 10 each month.
    ("capacity", 6, [call(), "appointment:\n      rate: 100% of call\n      delay: 1 month\n      capacity: 12 per month\n      above: lost", "order: 100% of appointment"],
     [f"{X}, fees: [100 per appointment]", f"{Y}, fees: [70 per appointment]"], {"X fees": 1000, "Y fees": 2100, "orders": 50}, {"Y fees": 2800}),
]

# With chance. Each call is of one kind, and takes its ways independently of all others: kinds are (calls, [(probability, {what: amount})]);
# a way that is not listed brings nothing.
P, A = 0.3, 0.5
HALF = "discrete(0=50%, 1=50%) months"


def kinds_at_once(x_late, y_last):
    """Appointments of 30% of calls in the same month or the next, orders of half of these: 4,000 each. X's of month 2 that come late; Y's of
    month 4 that come after the horizon."""
    paid_x = [(P * A, {"X fees": 1100, "cost": 1100, "orders": 1, "net": 2900}), (P * (1 - A), {"X fees": 100, "cost": 100, "net": -100})]
    paid_y = [(P * A, {"Y fees": 770, "cost": 770, "orders": 1, "net": 3230}), (P * (1 - A), {"Y fees": 70, "cost": 70, "net": -70})]
    unpaid = [(P * A, x_late)]

    def half(ways, others):
        return [(p / 2, way) for p, way in ways] + [(p / 2, way) for p, way in others]
    return [(10, paid_x), (10, half(paid_x, unpaid)), (10, paid_y), (10, half(paid_y, y_last))]


FREE = {"orders": 1, "net": 4000}
TAKEN = {"Y fees": 1100 - 400 + 70, "cost": 770, "orders": 1, "net": 3230}
CHANCE = [
    ("mixed month", scenario(4, [call(), late("30%", HALF), ORDER],
                             [f"{X}, fees: [100 per appointment, '1,000 per order']", f"{Y}, fees: [70 per appointment, 700 per order]"], VALUE),
     kinds_at_once(FREE, []), kinds_at_once(TAKEN, [])),
    # 10% and 7% of revenue are the same amounts per order.
    ("shares of revenue", scenario(4, [call(), late("30%", HALF), ORDER],
                                   [f"{X}, fees: [100 per appointment, 10% of revenue]", f"{Y}, fees: [70 per appointment, 7% of revenue]"], VALUE),
     kinds_at_once(FREE, []), kinds_at_once(TAKEN, [])),
]


def by_kinds(kinds):
    """{what: (mean, sd)}."""
    out = {}
    for what in ("X fees", "Y fees", "cost", "orders", "net"):
        mean = variance = 0
        for calls, ways in kinds:
            m = math.fsum(p * way.get(what, 0) for p, way in ways)
            s = math.fsum(p * way.get(what, 0) ** 2 for p, way in ways)
            mean, variance = mean + calls * m, variance + calls * (s - m * m)
        out[what] = (mean, math.sqrt(variance))
    return out


# Z closes from month 3 or 4 of 6 on whatever comes, 10 a month: 40 or 30 orders, and X and Y are paid for appointments as without Z.
DRAWN = scenario(6, [call(), late("100%", "1 month"), "order: 100% of appointment"],
                 [f"{X}, fees: [100 per appointment]", f"{Y}, fees: [70 per appointment]",
                  "name: Z, covers: order, start: 'after discrete(2=50%, 3=50%) months', fees: [10 per order]"])
# Y's guarantee is met or not, by a number that is drawn: 10 are made in month 4, in months 3 and 4 as X's successor. Where 15 are guaranteed it
# calls in month 5 for free, and not in month 6, since 20 are made then; Z starts with month 7 of 8 and is paid for the calls of month 7 that come in 8, while
# in month 7 nobody is for what Y has called for free.
FREE_MONTHS = scenario(8, [call(), late("100%", "1 month"), "order: 100% of appointment"],
                       [f"{X}, fees: [100 per appointment]",
                        f"{Y}, term: 2 months, fees: [70 per appointment], guarantee: {{appointment: 'discrete(5=50%, 15=50%)', works_on: 2 months}}",
                        "name: Z, covers: call..appointment, start: 7, fees: [50 per appointment]"])


class Checks:
    def __init__(self):
        self.n = 0

    def errors(self, got, wanted):
        found = []
        for what, (mean, sd) in wanted.items():
            self.n += 2
            value, error = got[what]["mean"], got[what].get("mean_se", 0)
            if abs(value - mean) > Z * sd / math.sqrt(RUNS) + 1e-9 * abs(mean):
                found.append(f"{what} is {value}, not {mean}")
            # The standard error of a standard deviation is below 0.5% of it here.
            if abs(error * math.sqrt(RUNS) - sd) > 0.03 * sd + 1e-9:
                found.append(f"the standard deviation of {what} is {error * math.sqrt(RUNS)}, not {sd}")
        return found


def main():
    c, wrong = Checks(), []
    for name, months, funnel, contracts, wanted, taken in CERTAIN:
        text = scenario(months, funnel, contracts)
        for options in (["--point"], ["--runs", "1000"]):
            got = {what: cell["mean"] for what, cell in parts(run(text, *options)["offers"][0]).items()}
            wrong += [f"{name} {options[0]}: {what} is {got[what]}, not {value}" for what, value in wanted.items() if abs(got[what] - value) > 1e-9 * value]
            wrong += [f"{name}: {what} is what it is if who follows is paid" for what, value in taken.items() if abs(got[what] - value) <= 1e-9 * value]
    for name, months, funnel, contracts, _, _ in CERTAIN[:1] + CERTAIN[-2:-1]:
        said = [text for text in run(scenario(months, funnel, contracts), "--point")["warnings"] if "arrive after its end" in text]
        if (said == ["XY: about 10 units of the work of X arrive after its end; `100 per appointment` is not due on them, and whoever follows is not "
                     "paid for them"]) != (name == "per appointment"):
            wrong.append(f"{name}: {said}")
    for name, text, kinds, taken in CHANCE:
        got = parts(run(text, "--runs", str(RUNS))["offers"][0])
        wrong += [f"{name}: {e}" for e in c.errors(got, by_kinds(kinds))]
        if not Checks().errors(got, by_kinds(taken)):
            wrong.append(f"{name}: it was not noticed that who follows was paid")
    for name, text, wanted in (("drawn start", DRAWN, {"X fees": (1000, 0), "Y fees": (2100, 0), "Z fees": (350, 50)}),
                               ("free months", FREE_MONTHS, {"X fees": (1000, 0), "Y fees": (700, 0), "Z fees": (500, 0), "call": (65, 5)})):
        wrong += [f"{name}: {e}" for e in c.errors(parts(run(text, "--runs", str(RUNS))["offers"][0]), wanted)]
    if c.n > STATISTICAL_CHECKS:
        wrong.append(f"declare {c.n} statistical checks")
    print(f"{c.n} comparisons with chance, {sum(len(case[4]) for case in CERTAIN)} figures without")
    for text in wrong:
        print("FAIL", text)
    return bool(wrong)


sys.exit(main())
