# SPDX-License-Identifier: GPL-3.0-or-later
"""Clauses of contracts against brute force: every outcome of a few months is played with exact fractions, and billed by a few lines
that say what docs/adr/0009 and docs/scenario.md say. What the program gives must have the same distribution, figure by
figure; each scenario is also changed a little, and must be refused then."""
import sys
from fractions import Fraction as F
from math import comb

from figures import Checks, at, run

RUNS, FAULT_RUNS = 131072, 65536  # means by month rest on the first 131,072 runs
STATISTICAL_CHECKS = 5000
HALF = F(1, 2)


def binomial(n, p):
    return [(comb(n, k) * p**k * (1 - p) ** (n - k), k) for k in range(n + 1)]


def choice(**chances):
    return [(F(p, 100), int(x[1:])) for x, p in chances.items()]


def paths(months, step, carry=None):
    """All histories of a scenario with their chances: step(month, carry) gives (chance, carry, what is counted in the month)."""
    states = {(carry, ()): F(1)}
    for month in range(months):
        following = {}
        for (held, history), p in states.items():
            for q, after, counted in step(month, held):
                if q:
                    key = (after, (*history, counted))
                    following[key] = following.get(key, 0) + p * q
        states = following
    assert sum(states.values()) == 1
    return [(history, p) for (_, history), p in states.items()]


def free(*stages):
    """Months alike: each stage a share of the one before; the first is certain."""
    def step(month, carry):
        out = [(F(1), (stages[0],))]
        for share in stages[1:]:
            out = [(p * q, (*counts, k)) for p, counts in out for q, k in binomial(counts[-1], share)]
        return [(p, None, counts) for p, counts in out]
    return step


def distributions(histories, bill):
    """{path: [(value, chance)]} of what bill(history) says."""
    found = {}
    for history, p in histories:
        for path, value in bill(history).items():
            d = found.setdefault(path, {})
            d[value] = d.get(value, 0) + p
    return {path: sorted((float(x), float(p)) for x, p in d.items()) for path, d in found.items()}


def monthly(costs, orders=None, **others):
    """Totals and months of a list of costs, one for each month."""
    out = {"metrics.cost": sum(costs), **{f"months.{m}.cost": x for m, x in enumerate(costs)}}
    if orders is not None:
        out |= {"metrics.orders": sum(orders), **{f"months.{m}.orders": x for m, x in enumerate(orders)}}
    return out | {path.replace("__", "."): value for path, value in others.items()}


HEAD = """saisan: 1
start: 2026-04
months: {months}
funnel:
  - call: {calls} per month
  - appointment: 50% of call
  - order: 50% of appointment
offers:
"""


# ---- validity ----

def validity():
    """Calls of months 1 and 2 become appointments a month later; the contract has ended in month 3, where nothing is replaced or
    billed any more."""
    def played(replaces):
        def step(month, carry):
            return [(p * q * r, None, (a, g, o)) for p, a in binomial(2 if month else 0, HALF)
                    for q, g in (binomial(a, HALF) if month == 2 or not replaces else [(1, a)]) for r, o in binomial(g, HALF)]
        return paths(3, step)

    def bill(credited):
        def of(history):
            costs = [0 if m == 2 else 1000 * (g if credited else a) + 300 * g for m, (a, g, _) in enumerate(history)]
            return monthly(costs, [o for _, _, o in history], stages__good=sum(g for _, g, _ in history))
        return of

    offer = """  - name: {name}
    term: 2 months
    fees:
      - fee: 1,000 per appointment
        valid: good
        invalid: {name}
      - 300 per good
"""
    text = HEAD.format(months=3, calls=2).replace("  - order: 50% of appointment", "  - good: 50% of appointment\n  - order: 50% of good")
    text = text.replace("50% of call", "{rate: 50% of call, delay: 1 month}") + "".join(offer.format(name=name) for name in ("charged", "credited", "replaced"))
    return text, [(played(False), bill(False)), (played(False), bill(True)), (played(True), bill(False))], [
        ("invalid: charged", "invalid: credited"), ("invalid: credited", "invalid: charged"), ("invalid: replaced", "invalid: charged"),
        ("good: 50%", "good: 52%"), ("delay: 1 month", "delay: 2 months"), ("replaced\n    term: 2", "replaced\n    term: 3")]


def calls_charged():
    """Each further call becomes valid with 1/4; as many are made as it takes until all appointments are replaced, and charged."""
    def tries(k):
        """(chance, calls) until k are valid; what is beyond 200 calls, below 1e-20, is put there."""
        if not k:
            return [(F(1), 0)]
        out = [(comb(n - 1, k - 1) * F(1, 4) ** k * F(3, 4) ** (n - k), n) for n in range(k, 200)]
        return [*out, (1 - sum(p for p, _ in out), 200)]

    histories = paths(1, lambda m, c: [(p * q * s * t, None, (2 + n, a, o)) for p, a in binomial(2, HALF) for q, g in binomial(a, HALF)
                                       for s, n in tries(a - g) for t, o in binomial(a, HALF)])

    def bill(history):
        calls, a, o = history[0]
        return monthly([100 * calls + 1000 * a], [o], stages__call=calls, stages__appointment=a, stages__good=a)

    text = HEAD.format(months=1, calls=2).replace("  - order: 50% of appointment", "  - good: 50% of appointment\n  - order: 50% of good") + """  - name: A
    fees:
      - 100 per call
      - fee: 1,000 per appointment
        valid: good
        invalid: replaced with calls charged
"""
    return text, [(histories, bill)], [("replaced with calls charged", "replaced"), ("100 per call", "101 per call"), ("good: 50%", "good: 54%"),
                                       ("appointment: 50%", "appointment: 51%")]


def stages_between():
    """Stages between call, charged appointment and valid one. A call becomes valid with (3/4)^4; of those that do not, each connects with
    its chance. Calls are made until all appointments are replaced; they and the connects among them are charged. Other lines pay for
    valid ones alone, or have the vendor replace without pay those that are not."""
    rate = F(3, 4)
    valid, only = rate**4, rate * (1 - rate**3)

    def tries(k):
        """(chance, calls, connects) until k are valid; what is beyond 90 calls, below 1e-12, is put there."""
        if not k:
            return [(F(1), 0, 0)]
        out = [(comb(n - 1, k - 1) * valid**k * comb(n - k, c - k) * only ** (c - k) * (1 - rate) ** (n - c), n, c)
               for n in range(k, 90) for c in range(k, n + 1)]
        return [*out, (1 - sum(p for p, _, _ in out), 90, 90)]

    def step(replaces, charged):
        def played(month, carry):
            out = {}
            for p, c in binomial(2, rate):
                for q, a in binomial(c, rate):
                    for r, h in binomial(a, rate):
                        for s, g in binomial(h, rate):
                            for t, n, m in tries(a - g) if charged else [(F(1), 0, 0)]:
                                key = (2 + n, c + m, a, a if replaces else h, a if replaces else g)
                                out[key] = out.get(key, 0) + p * q * r * s * t
            return [(p * q, None, (*key, o)) for key, p in out.items() for q, o in binomial(key[-1], HALF)]
        return paths(1, played)

    def bill(price):
        def of(history):
            calls, connects, a, h, g, o = history[0]
            return monthly([price(calls, connects, a, g)], [o], stages__call=calls, stages__connect=connects, stages__appointment=a, stages__held=h,
                           stages__good=g)
        return of

    text = """saisan: 1
start: 2026-04
months: 1
funnel:
  - call: 2 per month
  - connect: 75% of call
  - appointment: 75% of connect
  - held: 75% of appointment
  - good: 75% of held
  - order: 50% of good
offers:
""" + "".join(f"""  - name: {name}
    fees:
      - 100 per call
      - 30 per connect
      - fee: 1,000 per appointment
        valid: good
        invalid: {invalid}
""" for name, invalid in (("A", "replaced with calls charged"), ("B", "credited"), ("C", "replaced")))
    return text, [(step(True, True), bill(lambda n, c, a, g: 100 * n + 30 * c + 1000 * a)), (step(False, False), bill(lambda n, c, a, g: 100 * n + 30 * c + 1000 * g)),
                  (step(True, False), bill(lambda n, c, a, g: 100 * n + 30 * c + 1000 * a))], [
        ("replaced with calls charged", "replaced"), ("invalid: credited", "invalid: charged"), ("held: 75%", "held: 72%"), ("connect: 75%", "connect: 73%"),
        ("valid: good\n        invalid: credited", "valid: held\n        invalid: credited"), ("valid: good\n        invalid: replaced\n", "valid: held\n        invalid: replaced\n")]


def guarantee():
    """A contract of months 2 and 3 that guarantees three appointments; below, one or two more months, as far as it takes, without fees.
    Its clauses hold in the term alone: in these months invalid appointments are not replaced. Own costs go on."""
    def played(free):
        def step(month, made):
            late = month >= 3
            if not month or (late and (made >= 3 or month >= 3 + free)):
                return [(F(1), made, (0, 0, 0))]
            return [(p * q * s, made + a, (2, a, o)) for p, a in binomial(2, HALF) for q, g in (binomial(a, HALF) if late else [(1, a)])
                    for s, o in binomial(g, HALF)]
        return paths(5, step, 0)

    def bill(history):
        fees = [1000 * a if m < 3 else 0 for m, (_, a, _) in enumerate(history)]
        fees[2] += max(0, 2500 - sum(fees))
        own = [700 + 10 * calls if calls else 0 for calls, _, _ in history]
        return monthly([x + y for x, y in zip(fees, own)], [o for _, _, o in history], metrics__own_cost=sum(own), stages__appointment=sum(a for _, a, _ in history),
                       guarantees__0__free_months=sum(calls > 0 for calls, _, _ in history[3:]))

    text = HEAD.format(months=5, calls=2).replace("  - order: 50% of appointment", "  - good: 50% of appointment\n  - order: 50% of good") + "".join(f"""  - name: works on {n}
    start: 2
    term: 2 months
    guarantee: {{appointment: 3, works_on: {n}}}
    fees:
      - fee: 1,000 per appointment
        minimum: 2,500
        every: term
        valid: good
        invalid: replaced
    own_costs:
      - 700 per month
      - 10 per call
""" for n in ("1 month", "2 months"))
    return text, [(played(1), bill), (played(2), bill)], [
        ("works_on: 1 month", "works_on: 2 months"), ("{appointment: 3, works_on: 2", "{appointment: 2, works_on: 2"), ("works on 1 month\n    start: 2", "works on 1 month\n    start: 1"),
        ("good: 50%", "good: 56%"), ("    guarantee: {appointment: 3, works_on: 1 month}\n", "")]


# ---- deposit ----

def drawn(charges, paid, expires, refunded, first=0):
    """What is due by month, where a deposit is paid in the first month and drawn for so many."""
    due, left = [], paid
    for age, charge in enumerate(charges):
        if age >= expires:
            due.append(charge)
            continue
        used = min(left, charge)
        left -= used
        due.append(charge - used + (paid if age == 0 else 0))
        if refunded and age == min(expires, len(charges)) - 1:
            due[-1] -= left
    return [0] * first + due


def deposit():
    histories = paths(4, free(2, HALF, HALF))

    def bill(charge, paid, expires, refunded, first=0):
        def of(history):
            charges = [charge(a) for _, a, _ in history]
            return monthly(drawn(charges[first:], paid, expires, refunded, first))
        return of

    each = lambda a: 10000 * a
    text = HEAD.format(months=4, calls=2) + """  - name: lost
    fees:
      - fee: 10,000 per appointment
        deposit: {paid: 30000, expires: 3 months, unused: lost}
  - name: refunded
    fees:
      - fee: 10,000 per appointment
        deposit: {paid: 30000, expires: 2 months, unused: refunded}
  - name: cut by the horizon
    covers: appointment..order
    start: 2
    fees:
      - fee: 10,000 per appointment
        deposit: {paid: 40000, expires: 12 months, unused: refunded}
  - name: limited
    fees:
      - fee: 11,000 per appointment
        included: 1
        deposit: {paid: 27500, expires: 3 months, unused: refunded}
        tax: included
"""
    text += """  - name: shared
    fees:
      - 3,000 per call
      - 5,000 per order
      - fee: 10,000 per appointment
        name: made
    deposit: {paid: 40000, expires: 3 months, unused: refunded, lines: [call, made]}
"""

    def shared(history):
        due = drawn([3000 * c + 10000 * a for c, a, _ in history], 40000, 3, True)
        return monthly([x + 5000 * o for x, (_, _, o) in zip(due, history)])

    # The third covers what its contract takes over from own calls, so that nobody makes appointments in the first month.
    late = lambda month, carry: free(2, HALF, HALF)(month, carry) if month else [(F(1), None, (2, 0, 0))]
    return text, [(histories, bill(each, 30000, 3, False)), (histories, bill(each, 30000, 2, True)),
                  (paths(4, late), bill(each, 40000, 12, True, first=1)),
                  (histories, bill(lambda a: 10000 * max(0, a - 1), 25000, 3, True)), (histories, shared)], [
        ("lines: [call, made]", "lines: [made]"), ("refunded, lines", "lost, lines"), ("paid: 40000, expires: 3", "paid: 40000, expires: 4"),
        ("paid: 30000, expires: 3", "paid: 30300, expires: 3"), ("3 months, unused: lost", "3 months, unused: refunded"),
        ("paid: 30000, expires: 2 months, unused: refunded", "paid: 30000, expires: 2 months, unused: lost"), ("expires: 2 ", "expires: 3 "), ("12 months, unused: refunded", "12 months, unused: lost"),
        ("expires: 12 months", "expires: 2 months"), ("start: 2\n", "start: 1\n"), ("27500", "27750"), ("        tax: included\n", ""), ("included: 1", "included: 2")]


def late_arrivals():
    """Orders of the last month come a month after the contract, without fee: with a capacity as without one, as far as there is room.
    Who waits above it is left with the contract."""
    def step(room):
        def of(month, carry):
            under_way, waiting = carry
            out = []
            for p, o in binomial(2 if month < 2 else 0, HALF):
                all_here = under_way + (waiting if month < 2 else 0)
                reached = min(room, all_here)
                out.append((p, (o, all_here - reached if month < 2 else 0), (reached,)))
            return out
        return paths(4, of, (0, 0))

    def bill(history):
        return monthly([1000 * o if m < 2 else 0 for m, (o,) in enumerate(history)], [o for o, in history])

    text = """saisan: 1
start: 2026-04
months: 4
funnel:
  - call: 2 per month
  - order:
      rate: 50% of call
      delay: 1 month
offers:
""" + "".join(f"""  - name: room {room}
    term: 2 months
    funnel:
      - order:
          capacity: {room} per month
          above: waits
    fees:
      - 1,000 per order
""" for room in (1, 2)) + """  - name: without
    term: 2 months
    fees:
      - 1,000 per order
"""
    return text, [(step(1), bill), (step(2), bill), (step(9), bill)], [
        ("capacity: 1 per", "capacity: 2 per"), ("capacity: 2 per", "capacity: 1 per"), ("without\n    term: 2", "without\n    term: 1"),
        ("room 1\n    term: 2", "room 1\n    term: 3")]


# ---- clawback under a contract that ends by what it has brought ----

def clawback():
    """Terms of a month each; without an order the contract ends. Of an order's customers each leaves at a month's end with 1/4,
    and what was paid comes back by half if that is within two months, also after the contract."""
    leave = F(1, 4)

    def step(month, carry):
        running, young = carry
        out = []
        for p, o in binomial(2 if running else 0, HALF):
            for q, soon in binomial(o, leave):
                for r, later in binomial(young, leave):
                    out.append((p * q * r, (running and o > 0, o - soon), (o, soon + later)))
        return out

    histories = paths(4, step, (True, 0))

    def bill(history):
        costs = [8000 * o - 4000 * left for o, left in history]
        return monthly(costs, [o for o, _ in history])

    text = """saisan: 1
months: 4
funnel:
  - call: 2 per month
  - order: 50% of call
value:
  revenue: 40,000 per month per order
  margin: 50%
  churn: 25% per month
offers:
  - name: A
    term: {minimum: 1 month, renews: 1 month, ends: when order < 1}
    fees:
      - fee: 8,000 per order
        clawback: {within: 2 months, back: 50%}
"""
    return text, [(histories, bill)], [("within: 2", "within: 1"), ("within: 2", "within: 3"), ("back: 50%", "back: 51%"), ("order < 1}", "order < 2}"),
                                       ("ends: when order < 1", "ends: never"), ("churn: 25%", "churn: 28%")]


def paid_once():
    """Orders that are paid once, and customers of whom each leaves at a month's end with 1/4: fees come back, what the order brought stays."""
    leave = F(1, 4)

    def step(month, carry):
        out = []
        for p, o in binomial(2 if month < 3 else 0, HALF):
            for q, first in binomial(o, leave):
                for r, second in binomial(carry[0], leave):
                    for s, third in binomial(carry[1], leave):
                        out.append((p * q * r * s, (o - first, carry[0] - second), (o, first, second, third)))
        return out

    histories = paths(4, step, (0, 0))

    def bill(fee, back):
        def of(history):
            costs = [fee * o - sum(back * left for left in gone) for o, *gone in history]
            return monthly(costs, [o for o, *_ in history], metrics__net=sum(20000 * o for o, *_ in history) - sum(costs))
        return lambda history: of([(o, *gone[: 2 if fee == 8000 else 3]) for o, *gone in history])

    text = """saisan: 1
months: 4
funnel:
  - call: 2 per month
  - order: 50% of call
value:
  revenue: 40,000 per order
  margin: 50%
  churn: 25% per month
offers:
  - name: A
    term: 3 months
    fees:
      - fee: 20% of revenue
        clawback: {within: 2 months, back: 50%}
  - name: B
    term: 3 months
    fees:
      - fee: 30% of gross_profit
        clawback: {within: 3 months, back: 100%}
"""
    return text, [(histories, bill(8000, 4000)), (histories, bill(6000, 6000))], [
        ("within: 2", "within: 1"), ("within: 3", "within: 2"), ("back: 50%", "back: 51%"), ("churn: 25%", "churn: 28%"), ("30% of", "31% of"),
        ("margin: 50%", "margin: 51%"), ("B\n    term: 3", "B\n    term: 2")]


# ---- limits within limits ----

def limits():
    """The cap of a month over one line, then minimum and cap of a quarter over two, then the minimum of the term over all."""
    histories = paths(4, free(3, HALF, HALF))

    def bill(history):
        successes, bills, quarter = [], [], 0
        for m, (_, a, o) in enumerate(history):
            success = min(1000 * a, 2000) + 3000 * o
            before = quarter
            quarter += success
            at_end = m in (2, 3)
            limited = min(max(quarter, 4000) if at_end else quarter, 9000) - min(before, 9000)
            bills.append(limited + 500)
            quarter = 0 if at_end else quarter
            successes.append(success)
        bills[-1] += max(0, 11000 - sum(bills))
        return monthly(bills)

    text = HEAD.format(months=4, calls=3) + """  - name: A
    fees:
      - {fee: 1000 per appointment, name: appointments}
      - {fee: 3000 per order, name: orders}
      - 500 per month
    limits:
      - lines: [appointments]
        cap: 2,000
      - lines: [appointments, orders]
        minimum: 4,000
        cap: 9,000
        every: quarter
      - minimum: 11,000
        every: term
"""
    return text, [(histories, bill)], [("cap: 2,000", "cap: 3,000"), ("minimum: 4,000", "minimum: 4,500"), ("cap: 9,000", "cap: 9,200"),
                                       ("minimum: 11,000", "minimum: 11,200"), ("every: quarter", "every: year"), ("500 per month", "510 per month")]


# ---- conditions ----

def conditions():
    """A bonus each quarter (the second has one month), a refund that needs both, and one that needs one of two."""
    histories = paths(4, free(3, HALF, HALF))

    def quarters(history, due):
        out = [0, 0, 0, 0]
        for first, end in ((0, 3), (3, 4)):
            months = history[first:end]
            out[end - 1] = due(sum(a for _, a, _ in months), sum(o for _, _, o in months), len(months))
        return out

    def bonus(history):
        return monthly([x + 100 * a for x, (_, a, _) in zip(quarters(history, lambda a, o, n: 2000 * n if a >= 5 else 0), history)])

    def both(history):
        refund = quarters(history, lambda a, o, n: -700 * a if a < 4 and o <= 1 else 0)
        return monthly([9000 + x for x in refund])

    def either(history):
        return monthly([1500 * o if a > 2 or o >= 2 else 0 for _, a, o in history])

    text = HEAD.format(months=4, calls=3) + """  - name: bonus
    fees:
      - 100 per appointment
      - fee: 2,000 per month
        when: appointment >= 5
        every: quarter
  - name: both
    fees:
      - 9,000 per month
      - fee: -700 per appointment
        when: appointment < 4 and order <= 1
        every: quarter
  - name: either
    fees:
      - fee: 1,500 per order
        when: appointment > 2 or order >= 2
"""
    return text, [(histories, bonus), (histories, both), (histories, either)], [
        (">= 5", "> 5"), ("< 4 and", "<= 4 and"), (" and ", " or "), ("> 2 or", ">= 2 or"), (" or ", " and "), ("order <= 1", "order < 1"), ("2,000 per", "2,050 per"),
        ("appointment >= 5\n        every: quarter", "appointment >= 5\n        every: year")]


def one_line():
    """All in one line: prices by volume of valid appointments in a quarter, from month 2 on, at least and at most so much if there were
    two in it, with tax inside; and what it is short of three comes back. The quarters have months 2 to 3, and 4 to 5."""
    histories = paths(5, lambda m, c: [(p * q, None, (a, g)) for p, a in binomial(2, HALF) for q, g in binomial(a, F(4, 5))])

    def bill(history):
        costs = [0] * 5
        for first, end in ((1, 3), (3, 5)):
            counts = [g for _, g in history[first:end]]
            n = sum(counts)
            charge = min(max(n * (2200 if n <= 2 else 1500), 2500), 4600)
            costs[end - 1] = charge if sum(a for a, _ in history[first:end]) >= 2 else 0
        refund = [-300 * max(0, 3 - sum(a for a, _ in history[first:end])) for first, end in ((0, 3), (3, 5))]
        costs = [F(x * 10, 11) for x in costs]
        costs[2] += refund[0]
        costs[4] += refund[1]
        return monthly(costs)

    text = HEAD.format(months=5, calls=2).replace("  - order: 50% of appointment", "  - good: 80% of appointment\n  - order: 0% of good") + """  - name: A
    fees:
      - fee: per appointment
        tiers_all:
          up to 2: 2200
          above: 1500
        minimum: 2500
        cap: 4600
        every: quarter
        months: 2..
        when: appointment >= 2
        valid: good
        invalid: credited
        tax: included
      - fee: -300
        count: max(0, 3 - appointment)
        every: quarter
"""
    return text, [(histories, bill)], [("up to 2:", "up to 3:"), ("minimum: 2500", "minimum: 2000"), ("cap: 4600", "cap: 6000"), ("months: 2..", "months: 1.."), ("invalid: credited", "invalid: charged"),
                                       (">= 2", ">= 3"), ("        tax: included\n", ""), ("max(0, 3", "max(0, 4"), ("tiers_all", "tiers_excess")]


# ---- terms that renew ----

def renewal():
    """Two months at least, then two more each time. Looked at a month before a term ends, so over its first month alone. From
    the second term on another price holds; the cap is of a term, and the minimum of the last one is settled where it ends."""
    def step(month, carry):
        running, left = carry  # whether the contract runs, and whether notice has been given
        if not running:
            return [(F(1), (False, False), (0, 0, 0))]
        out = []
        for p, _, (calls, a, o) in free(2, HALF, HALF)(month, None):
            notice = left or (month % 2 == 0 and a < 1)
            out.append((p, (not (month % 2 == 1 and notice), month % 2 == 0 and notice), (calls, a, o)))
        return out

    histories = paths(5, step, (True, False))

    def bill(history):
        costs = []
        for m, (calls, a, o) in enumerate(history):
            if not calls:
                costs.append(0)
                continue
            term = history[m // 2 * 2:m + 1]
            capped = [min(2500, (2000 if m < 2 else 1000) * sum(x[1] for x in term[:i])) for i in range(len(term) + 1)]
            if m % 2 == 1 or m == 4:  # the horizon cuts the third term
                capped[-1] = max(capped[-1], 1500)
            costs.append(100 * calls + capped[-1] - capped[-2])
        return monthly(costs, [o for _, _, o in history])

    text = HEAD.format(months=5, calls=2) + """  - name: A
    term: {minimum: 2 months, renews: 2 months, notice: 1 month, ends: when appointment < 1}
    fees:
      - 100 per call
      - {fee: 2000 per appointment, terms: 1, every: term, minimum: 1500, cap: 2500}
      - {fee: 1000 per appointment, terms: 2.., every: term, minimum: 1500, cap: 2500}
"""
    return text, [(histories, bill)], [("notice: 1 month, ", ""), ("appointment < 1", "appointment < 2"), ("ends: when appointment < 1", "ends: never"), ("terms: 1", "terms: 1.."),
                                       ("2.., every: term, minimum: 1500", "2.., every: term, minimum: 1600"), ("cap: 2500}\n      - {fee: 1000", "cap: 2700}\n      - {fee: 1000"),
                                       ("renews: 2 months", "renews: 3 months")]


def long_notice():
    """Two months at least, then month by month, with two months' notice: the first end that it can bring about is that of month 3.
    Each month is looked at with what its term has counted, the first of two months, the others of one; two notices may be on
    their way at once. What the minimum of the last quarter lacks is due where the contract ends."""
    def step(month, carry):
        end, before = carry
        if end is not None and month > end:
            return [(F(1), (end, 0), (0, 0, 0))]
        out = []
        for p, _, (calls, a, o) in free(2, HALF, HALF)(month, None):
            counted = a + (before if month == 1 else 0)
            notice = month + 2 if end is None and counted < 1 else end
            out.append((p, (notice, counted if month == 0 else 0), (calls, a, o)))
        return out

    histories = paths(5, step, (None, 0))

    def bill(history):
        costs = [100 * calls + 1000 * a for calls, a, _ in history]
        costs[2] += max(0, 2500 - sum(1000 * a for _, a, _ in history[:3]))
        last = max(m for m in range(5) if history[m][0])
        if last > 2:
            costs[last] += max(0, 2500 - sum(1000 * a for _, a, _ in history[3:]))
        return monthly(costs, [o for _, _, o in history])

    text = HEAD.format(months=5, calls=2) + """  - name: A
    term: {minimum: 2 months, renews: 1 month, notice: 2 months, ends: when appointment < 1}
    fees:
      - 100 per call
      - {fee: 1000 per appointment, every: quarter, minimum: 2500}
"""
    return text, [(histories, bill)], [("notice: 2", "notice: 1"), ("notice: 2", "notice: 3"), ("appointment < 1", "appointment < 2"), ("ends: when appointment < 1", "ends: never"),
                                       ("renews: 1", "renews: 2"), ("minimum: 2 months, renews", "minimum: 1 month, renews")]


def left_early():
    """Renewal, a price change and an exit: four months of a second term of three are played, then the contract is left for a fee,
    and what the minimum of its last term lacks is due with it. The horizon is behind it; own calls go on, unused."""
    histories = paths(6, lambda m, c: free(2, HALF, HALF)(m, c) if m < 4 else [(F(1), None, (0, 0, 0))])

    def bill(history):
        a = [x[1] for x in history]
        costs = [1000 * a[0], 1000 * a[1], 0, 0, 0, 0]
        costs[1] += max(0, 2600 - sum(costs))
        costs[2], costs[3] = 800 * a[2], 800 * a[3]
        costs[3] += max(0, 1700 - costs[2] - costs[3]) + 5000
        return monthly([x + (300 if m < 4 else 0) for m, x in enumerate(costs)], [x[2] for x in history])

    text = HEAD.format(months=6, calls=2) + """  - name: A
    term: {minimum: 2 months, renews: 3 months, notice: 1 month, ends: after month 4}
    fees:
      - 300 per month
      - {fee: 1000 per appointment, terms: 1, minimum: 2600, every: term}
      - {fee: 800 per appointment, terms: 2.., minimum: 1700, every: term}
      - {fee: 5000 once, at: exit}
"""
    return text, [(histories, bill)], [("month 4", "month 3"), ("minimum: 2 months", "minimum: 3 months"), (", at: exit", ""), ("2600", "2700"), ("1700", "1800"), ("fee: 800", "fee: 808")]


# ---- a start that is drawn ----

def drawn_start():
    """The contract starts in month 1, 2 or behind the horizon of three; own leads are only worked on while it runs."""
    def step(month, start):
        if start is None:
            return [(q * p, s, r) for q, s in choice(_0=25, _1=50, _3=25) for p, _, r in step(month, s)]
        running = month >= start
        return [(p * q, start, (month - start, a, o)) for p, a in binomial(2 if running else 0, HALF) for q, o in binomial(a, HALF)]

    histories = paths(3, step)

    def bill(history):
        costs = [0 if age < 0 else 20000 * (age == 0) + 5000 * (age < 2) + 1000 * a + 700 for age, a, _ in history]
        running = [m for m, (age, _, _) in enumerate(history) if age >= 0]
        if running:
            costs[-1] += max(0, 2500 - sum(1000 * a for age, a, _ in history if age >= 0))
        return monthly(costs, [o for _, _, o in history], metrics__own_cost=700 * len(running), stages__call=6)

    text = HEAD.format(months=3, calls=2) + """  - name: A
    covers: appointment..order
    start: after discrete(0=25%, 1=50%, 3=25%) months
    fees:
      - 20,000 once
      - fee: 5,000 per month
        months: ..2
      - fee: 1,000 per appointment
        minimum: 2,500
        every: term
    own_costs:
      - 700 per month
""".replace("..2", "1..2")
    return text, [(histories, bill)], [("0=25%, 1=50%, 3=25%", "0=25%, 1=47%, 3=28%"), ("0=25%, 1=50%, 3=25%", "0=25%, 1=50%, 2=25%"), ("months: 1..2", "months: 1..1"),
                                       ("20,000 once", "20,500 once"), ("minimum: 2,500", "minimum: 2,600"), ("covers: appointment..order", "covers: call..order")]


# ---- lists, ramps and capacity under a contract ----

def work():
    """Calls from a list of 7 grow with the contract, which begins in month 2; one meeting a month is held, the others wait a month
    or are lost; the peak month is of what was held."""
    def played(patience):
        def step(month, carry):
            left, queue, peak = carry
            calls = min(left, (0, 2, 4, 4, 4)[month])
            out = []
            for p, m in binomial(calls, HALF):
                held = min(1, queue + m)
                waiting = min(queue + m - held, m) if patience else 0
                for q, o in binomial(held, HALF):
                    out.append((p * q, (left - calls, waiting, max(peak, held)), (calls, held, o, max(peak, held), waiting)))
            return out
        return paths(5, step, (7, 0, 0))

    def bill(history):
        costs = [100 * calls + (2000 * held if month else 0) for month, (calls, held, *_) in enumerate(history)]
        return monthly(costs, [x[2] for x in history], stages__call=sum(x[0] for x in history), stages__meeting=sum(x[1] for x in history),
                       stages__meeting__peak_month=history[-1][3], stages__meeting__waiting=history[-1][4])

    text = """saisan: 1
months: 5
funnel:
  - call:
      volume: 4 per month
      ramp: 50%, 100%
      list: 7
  - meeting:
      rate: 50% of call
      capacity: 1 per month
      above: lost
      owner: own
  - order: 50% of meeting
offers:
  - name: lost
    start: 2
    fees: [100 per call, 2000 per meeting]
  - name: waits
    start: 2
    fees: [100 per call, 2000 per meeting]
    funnel:
      - meeting: {above: waits 1 month}
"""
    lost = lambda history: {k: v for k, v in bill(history).items() if not k.endswith("waiting")}
    return text, [(played(False), lost), (played(True), bill)], [("list: 7", "list: 8"), ("ramp: 50%, 100%", "ramp: 50%, 75%, 100%"), ("capacity: 1 per", "capacity: 2 per"),
                                                                 ("waits 1 month", "waits 2 months"), ("above: lost", "above: waits"), ("waits\n    start: 2", "waits\n    start: 1")]


def own_peak():
    """Own meetings two months after calls of a contract of two months: how many the fullest month has."""
    def step(month, carry):
        young, older, peak = carry
        return [(p * q, (x, young, max(peak, older)), (x, older, o, max(peak, older)))
                for p, x in binomial(4 if month < 2 else 0, HALF) for q, o in binomial(older, HALF)]

    histories = paths(4, step, (0, 0, 0))

    def bill(history):
        return monthly([1500 * held for _, held, _, _ in history], [x[2] for x in history], stages__meeting=sum(x[1] for x in history),
                       stages__meeting__peak_month=history[-1][3], metrics__own_cost=sum(1500 * x[1] for x in history))

    text = """saisan: 1
months: 4
funnel:
  - call: 4 per month
  - meeting: {rate: 50% of call, delay: 2 months}
  - order: 50% of meeting
own_costs:
  - 1,500 per meeting
offers:
  - name: A
    covers: call
    term: 2 months
    fees: []
"""
    return text, [(histories, bill)], [("delay: 2", "delay: 1"), ("term: 2", "term: 1"), ("1,500", "1,530"), ("meeting: {rate: 50%", "meeting: {rate: 51%")]


# ---- recurring revenue ----

def recurring():
    """Customers pay at most two months, 1/4 leave after the first; a share of what they pay at first, one of what is received a month
    later while the contract runs, and one of the first year, which is two months here."""
    def step(month, carry):
        young, before = carry
        out = []
        for p, o in binomial(2, HALF):
            for q, stay in binomial(o, F(3, 4)):
                paying = o + young
                out.append((p * q, (stay, paying), (o, paying, before)))
        return out

    histories = paths(4, step, (0, 0))

    def shares(f):
        return lambda history: monthly([f(m, x) for m, x in enumerate(history)], [x[0] for x in history], metrics__gross_profit=sum(20000 * x[1] for x in history))

    # The contract of the second begins in month 2 and has two months; its calls are own work, which goes on.
    text = """saisan: 1
months: 4
funnel:
  - call: 2 per month
  - order: 50% of call
value:
  revenue: 40,000 per month per order
  margin: 50%
  churn: 25% per month
  lasts: 2 months
  payment: 1 month
offers:
  - name: recurring
    fees:
      - fee: 10% of recurring_revenue
        within: 1 month
      - 1% of recurring_revenue
  - name: received
    covers: none
    start: 2
    term: 2 months
    fees:
      - 10% of cash_received
  - name: first year
    fees:
      - 10% of first_year_revenue
"""
    return text, [(histories, shares(lambda m, x: 4000 * x[0] + 400 * x[1])), (histories, shares(lambda m, x: 4000 * x[2] if m in (1, 2) else 0)),
                  (histories, shares(lambda m, x: 8000 * x[0]))], [
        ("within: 1 month", "within: 2 months"), ("lasts: 2", "lasts: 3"), ("payment: 1", "payment: 2"), ("churn: 25%", "churn: 28%"), ("term: 2", "term: 3"),
        ("- 1% of", "- 1.2% of"), ("10% of first", "10.2% of first"), ("start: 2", "start: 1")]


# ---- tax ----

def taxes():
    """8% and then 10%, down to whole yen once for each contract and month; a line with tax inside, one without tax, and an own cost."""
    histories = paths(3, free(2, HALF, HALF))

    def bill(history):
        tax, costs = 0, []
        for m, (_, a, o) in enumerate(history):
            rate = 8 if m < 1 else 10
            inside = F(777 * a * 100, 100 + rate)
            costs.append(inside + 333 * o + 111 * o + 50 + 29 * a)
            tax += ((inside + 333 * o) * rate // 100) + (111 * o * rate // 100) + (29 * a * rate // 100)
        return {**monthly(costs), "metrics.tax": tax, "metrics.cost_with_tax": tax + sum(costs)}

    text = HEAD.format(months=3, calls=2).replace("2026-04", "2019-09") + """  - name: two
    contracts:
      - name: X
        covers: call..order
        fees:
          - {fee: 777 per appointment, tax: included}
          - 333 per order
          - {fee: 50 per month, tax: none}
      - name: Y
        covers: none
        fees:
          - 111 per order
    own_costs:
      - 29 per appointment
"""
    return text, [(histories, bill)], [("2019-09", "2019-08"), (", tax: included", ""), (", tax: none", ""), ("777", "780"), ("29 per", "28 per"), ("111 per order", "115 per order")]


CASES = {"validity": validity, "calls charged": calls_charged, "stages between": stages_between, "guarantee": guarantee, "deposit": deposit, "clawback": clawback, "paid once": paid_once, "late arrivals": late_arrivals, "limits": limits, "conditions": conditions, "one line": one_line, "renewal": renewal, "long notice": long_notice,
         "left early": left_early, "drawn start": drawn_start, "work": work, "peak": own_peak, "recurring": recurring, "taxes": taxes}


def wrong_figures(c, text, expected):
    """Paths of figures that do not have their distribution."""
    document = run(text, "--runs", str(c.runs))
    def is_wrong(offer, path, wanted):
        try:
            return not c.figures(at(offer, path), wanted)
        except KeyError:  # a figure that does not apply is absent
            return True
    return [f"{i}.{path}" for i, wanted in enumerate(expected) for path, d in wanted.items() if is_wrong(document["offers"][i], path, d)]


def main():
    found, figures, faults = [], 0, 0
    c = Checks(RUNS)
    for name, case in CASES.items():
        if len(sys.argv) > 1 and name not in sys.argv[1:]:
            continue
        text, offers, edits = case()
        expected = [distributions(histories, bill) for histories, bill in offers]
        figures += sum(len(wanted) for wanted in expected)
        found += [f"{name}: {path}" for path in wrong_figures(c, text, expected)]
        for old, new in edits:
            assert text.count(old) == 1, (name, old, text.count(old))
            faults += 1
            if not wrong_figures(Checks(FAULT_RUNS), text.replace(old, new), expected):
                found.append(f"{name}: not seen that `{old}` became `{new}`")
    if c.n > STATISTICAL_CHECKS:
        found.append(f"declare {c.n} statistical checks")
    print(f"{figures} distributions, {c.n} statistical comparisons, {faults} planted faults", *found, sep="\n")
    return bool(found)


sys.exit(main())
