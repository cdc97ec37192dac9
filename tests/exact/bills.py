# SPDX-License-Identifier: GPL-3.0-or-later
"""Bills of random contracts, month by month, against a second reckoning of docs/adr/0009 that shares nothing with the program: counts
are certain, so a contract is a sum by hand. Periods, terms, conditions, tiers, limits over lines, deposits, exits, starts that
are drawn and tax act together here as nobody would write them. One word of each contract is also changed, and what
changes the bill by hand must not fit the program's."""
import json
import os
import random
import subprocess
import sys
from fractions import Fraction as F

SCENARIOS, OFFERS, MONTHS = 30, 16, 10
STAGES = ("call", "appointment", "order")
LENGTHS = {"month": 1, "quarter": 3, "year": 12}
COMPARE = {"<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b}


# ---- by hand ----

class Contract:
    """A contract that starts in month `start` (from 0): where its terms lie, and when it ends."""

    def __init__(self, contract, counts, start):
        self.counts, self.start, self.term = counts, start, contract.get("term")
        self.exit = None
        self.end = min(MONTHS, self.find_end())

    def term_of(self, age):
        """(number, first month of it, first month behind it or None)."""
        if not self.term:
            return 1, 0, None
        minimum, renews = self.term["minimum"], self.term.get("renews")
        if age < minimum or not renews:
            return 1, 0, minimum
        number = (age - minimum) // renews
        return number + 2, minimum + number * renews, minimum + (number + 1) * renews

    def find_end(self):
        if not self.term:
            return MONTHS
        if "renews" not in self.term:
            return self.start + self.term["minimum"]
        how, what = self.term["ends"]
        if how == "never":
            return MONTHS
        if how == "term":
            return self.start + self.term["minimum"] + (what - 1) * self.term["renews"]
        if how == "month":
            self.exit = self.start + what - 1
            return self.start + what
        end = self.start + self.term["minimum"]
        while end <= MONTHS:
            month = end - 1 - self.term["notice"]
            if month >= self.start and self.holds(what, self.start + self.term_of(month - self.start)[1], month):
                return end
            end += self.term["renews"]
        return MONTHS

    def holds(self, condition, first, last):
        stage, sign, number = condition
        return COMPARE[sign](sum(self.counts[m][stage] for m in range(first, last + 1)), number)

    def months_of(self, line):
        """Months in which a line holds."""
        out = range(self.start, self.end)
        if "months" in line:
            first, last = line["months"]
            out = [m for m in out if first <= m - self.start + 1 <= last]
        if "terms" in line:
            first, last = line["terms"]
            out = [m for m in out if first <= self.term_of(m - self.start)[0] <= last]
        return list(out)

    def periods(self, line):
        """Lists of months, one for each period of the line."""
        out, before = [], None
        for month in self.months_of(line):
            age = month - self.start
            every = line.get("every", "month")
            key = self.term_of(age)[0] if every == "term" else age // LENGTHS[every]
            if key != before:
                out.append([])
            before = key
            out[-1].append(month)
        return out


def units_charge(line, units):
    """What units of a period cost, before limits."""
    if "tiers" in line:
        rule, bounds, prices = line["tiers"]
        if rule == "all":
            return units * next(price for bound, price in zip((*bounds, 10**9), prices) if units <= bound)
        total, below = 0, 0
        for bound, price in zip((*bounds, 10**9), prices):
            total += price * max(0, min(units, bound) - below)
            below = bound
        return total
    return line["price"] * max(0, units - line.get("included", 0))


def bill_line(contract, line):
    """Its bill by month."""
    out = [F(0)] * MONTHS
    held = contract.months_of(line)
    if line["per"] == "once":
        if line.get("exit"):
            if contract.exit is not None and contract.exit < MONTHS:
                out[contract.exit] += line["price"]
        elif held:
            out[held[0]] += line["price"]
        return out
    for months in contract.periods(line):
        units, before = F(0), F(0)
        for month in months:
            units += 1 if line["per"] == "month" else contract.counts[month][line["per"]] if line["per"] != "count" else 0
            last = month == months[-1]
            if line["per"] == "count":
                stage, least = line["count"]
                charge = line["price"] * max(0, least - sum(contract.counts[m][stage] for m in months)) if last else 0
            else:
                charge = units_charge(line, units)
            if last:
                charge = max(charge, line.get("minimum", charge))
            charge = min(charge, line.get("cap", charge))
            if "when" in line and not (last and contract.holds(line["when"], months[0], month)):
                charge = F(0)
            out[month] += charge - before
            before = charge
    return out


def draw_deposit(contract, deposit, bill):
    paid, expires, refunded = deposit
    out, left = list(bill), paid
    until = min(contract.start + expires, contract.end)
    for month in range(contract.start, until):
        used = min(left, bill[month])
        left -= used
        out[month] -= used
    if contract.start < MONTHS:
        out[contract.start] += paid
        if refunded:
            out[until - 1] -= left
    return out


def limit_lines(contract, limit, bills):
    """What the limit adds by month to the sum of bills."""
    out = [F(0)] * MONTHS
    for months in contract.periods(limit):
        total, corrected = F(0), F(0)
        for month in months:
            total += sum(bill[month] for bill in bills)
            limited = max(total, limit.get("minimum", total)) if month == months[-1] else total
            limited = min(limited, limit.get("cap", limited))
            out[month] += limited - total - corrected
            corrected = limited - total
    return out


def bill_contract(offer, counts, start):
    """Costs by month, and the tax of all invoices."""
    contract = Contract(offer, counts, start)
    fees, named, taxed = [], {}, [F(0)] * MONTHS
    for line in offer["fees"]:
        bill = bill_line(contract, line)
        if "deposit" in line:
            bill = draw_deposit(contract, line["deposit"], bill)
        named[line["name"]] = bill
        tax = line.get("tax", "excluded")
        net = [F(x * 10, 11) for x in bill] if tax == "included" else bill
        fees.append(net)
        if tax != "none":
            taxed = [a + b for a, b in zip(taxed, net)]
    added = []
    if "deposit" in offer:
        lines = [named[name] for name in offer["deposit"]["lines"]]
        total = [sum(month) for month in zip(*lines)]
        drawn = [a - b for a, b in zip(draw_deposit(contract, offer["deposit"]["paid"], total), total)]
        tax = offer["deposit"]["tax"]
        net = [F(x * 10, 11) for x in drawn] if tax == "included" else drawn
        fees.append(net)
        if tax != "none":
            taxed = [a + b for a, b in zip(taxed, net)]
    for limit in offer.get("limits", []):
        inner = [named[name] for name in limit["lines"]] + [x for names, x in added if set(names) <= set(limit["lines"])]
        correction = limit_lines(contract, limit, inner)
        added.append((limit["lines"], correction))
        fees.append(correction)
        taxed = [a + b for a, b in zip(taxed, correction)]
    return [sum(bill[m] for bill in fees) for m in range(MONTHS)], sum(int(x / 10) for x in taxed)  # towards 0


def by_hand(offer, counts):
    """Costs by month and tax. A point calculation is one future, with the possible start nearest to the mean."""
    starts = offer.get("start", {0: F(1)})
    mean = sum(start * chance for start, chance in starts.items())
    start = min(starts, key=lambda s: (abs(s - mean), s))
    return bill_contract(offer, counts, start) if start < MONTHS else ([F(0)] * MONTHS, F(0))


# ---- at random ----

def condition(r):
    return r.choice(STAGES), r.choice(list(COMPARE)), r.randrange(1, 9)


def random_line(r, number, term):
    line = {"name": f"l{number}", "price": 10 * r.randrange(1, 60), "per": r.choice((*STAGES, *STAGES, "month", "once", "count"))}
    fixed = line["per"] in ("month", "once")
    if line["per"] == "once":
        if term and term.get("ends", ("",))[0] == "month" and r.random() < 0.5:
            line["exit"] = True
            return line
    elif line["per"] == "count":
        line |= {"count": (r.choice(STAGES), r.randrange(1, 20)), "every": r.choice(list(LENGTHS) + ["term"])}
        if r.random() < 0.4:
            line["price"] = -line["price"]
    elif not fixed:
        kind = r.randrange(4)
        if kind == 0:
            line["included"] = r.randrange(1, 8)
        if kind == 1:
            line["tiers"] = (r.choice(("all", "excess")), (r.randrange(1, 6), r.randrange(6, 14)), tuple(10 * r.randrange(1, 40) for _ in range(3)))
        if r.random() < 0.4:
            line["minimum"] = 100 * r.randrange(1, 20)
        if r.random() < 0.4:
            line["cap"] = 100 * r.randrange(20, 60)
    if not fixed and line["per"] != "count" and (set(line) & {"included", "tiers", "minimum", "cap"}):
        line["every"] = r.choice(list(LENGTHS) + ["term"])
    if line["per"] != "once" and r.random() < 0.3:
        line |= {"when": condition(r), "every": line.get("every", r.choice(list(LENGTHS) + ["term"]))}
        if line["per"] == "count":  # there are some to charge where the condition holds, else the line is refused
            line["count"] = (line["count"][0], line["count"][1] + 9)
    if term and "renews" in term and r.random() < 0.3:
        first = r.randrange(1, 3)
        line["terms"] = (first, r.choice((first, 99)))
    elif r.random() < 0.3:
        first = r.randrange(1, 3)
        line["months"] = (first, r.choice((first + 1, first + 3, 999)))
    if line["per"] in STAGES and r.random() < 0.25 and line.get("months", (1,))[0] == 1 and line.get("terms", (1,))[0] == 1:
        line["deposit"] = (100 * r.randrange(1, 60), r.randrange(1, term["minimum"] + 1 if term else 9), r.random() < 0.5)
    return line


def random_limits(r, lines):
    fit = [x["name"] for x in lines if "deposit" not in x and x["price"] > 0]
    growing = [x["name"] for x in lines if x["name"] in fit and x["per"] in (*STAGES, "count")]
    if not growing or r.random() < 0.5:
        return []
    one = [growing[0]]
    out = [{"lines": one, "cap": 100 * r.randrange(30, 80), "every": r.choice(list(LENGTHS) + ["term"])}]
    if len(fit) > 1:
        out.append({"lines": fit, "minimum": 100 * r.randrange(1, 30), "cap": 100 * r.randrange(30, 99), "every": r.choice(list(LENGTHS) + ["term"])})
    return out


def random_deposit(r, offer):
    """One that several lines draw from."""
    lines = [x for x in offer["fees"] if "deposit" not in x and x["price"] > 0 and not x.get("exit")]
    if len(lines) < 2 or r.random() < 0.3 or all(x.get("months", (1,))[0] > 1 or "terms" in x for x in lines):
        return None
    for line in lines:
        line["tax"] = lines[0]["tax"]
    paid = (100 * r.randrange(1, 90), r.randrange(1, offer["term"]["minimum"] + 1 if offer["term"] else 9), r.random() < 0.5)
    return {"lines": [x["name"] for x in lines], "paid": paid, "tax": lines[0]["tax"]}


def random_term(r):
    kind = r.randrange(7)
    if kind < 2:
        return None
    term = {"minimum": r.randrange(2, 6)}
    if kind == 2:
        return term
    term |= {"renews": r.randrange(1 + (kind == 5), 5), "notice": r.randrange(0, 6)}
    chance = 1 + max(0, term["notice"] - term["minimum"] + term["renews"]) // term["renews"]
    inside = next((m for m in range(term["minimum"] + 1, 20) if (m - term["minimum"]) % term["renews"]), None)
    term["ends"] = (("never", None), ("term", max(chance, r.randrange(2, 4))), ("month", inside), ("when", condition(r)))[kind - 3]
    return term


def random_offer(r):
    offer = {"term": random_term(r)}
    if r.random() < 0.5:
        offer["start"] = r.choice(({1: F(1)}, {2: F(1)}, {0: F(1, 4), 2: F(1, 2), 3: F(1, 4)}))
    offer["fees"] = [random_line(r, n, offer["term"]) for n in range(r.randrange(1, 5))]
    offer["limits"] = random_limits(r, offer["fees"])
    if not offer["limits"]:
        for line in offer["fees"]:
            line["tax"] = r.choice(("excluded", "excluded", "included", "none"))
        offer["deposit"] = random_deposit(random.Random(str(offer["fees"])), offer)
    return {key: x for key, x in offer.items() if x}


# ---- as a scenario ----

def words(x):
    return f"{x[0]} {x[1]} {x[2]}"


def written_deposit(paid, expires, refunded):
    return {"paid": paid, "expires": f"{expires} months", "unused": "refunded" if refunded else "lost"}


def written_line(line):
    out = {"name": line["name"], "fee": str(line["price"]) + ("" if line["per"] == "count" else " once" if line["per"] == "once" else f" per {line['per']}")}
    if "tiers" in line:
        rule, bounds, prices = line["tiers"]
        out["fee"] = f"per {line['per']}"
        out[f"tiers_{rule}"] = {**{f"up to {b}": p for b, p in zip(bounds, prices)}, "above": prices[-1]}
    if "count" in line:
        out["count"] = f"max(0, {line['count'][1]} - {line['count'][0]})"
    if "when" in line:
        out["when"] = words(line["when"])
    for key in ("included", "minimum", "cap", "every", "tax"):
        if key in line:
            out[key] = line[key]
    for key, none in (("months", 999), ("terms", 99)):
        if key in line:
            first, last = line[key]
            out[key] = f"{first}.." if last == none else f"{first}..{last}"
    if "deposit" in line:
        out["deposit"] = written_deposit(*line["deposit"])
    if line.get("exit"):
        out["at"] = "exit"
    return out


def written(offer, name):
    out = {"name": name, "covers": "none", "fees": [written_line(line) for line in offer["fees"]]}
    starts = offer.get("start")
    if starts and len(starts) == 1:
        out["start"] = next(iter(starts)) + 1
    elif starts:
        out["start"] = "after discrete(" + ", ".join(f"{s}={float(p * 100):g}%" for s, p in starts.items()) + ") months"
    if "term" in offer:
        term = {key: f"{offer['term'][key]} months" for key in ("minimum", "renews", "notice") if key in offer["term"]}
        if "ends" in offer["term"]:
            how, what = offer["term"]["ends"]
            term["ends"] = {"never": "never", "term": f"after term {what}", "month": f"after month {what}", "when": f"when {words(what)}" if how == "when" else ""}[how]
        out["term"] = term
    if "limits" in offer:
        out["limits"] = offer["limits"]
    if "deposit" in offer:
        out["deposit"] = written_deposit(*offer["deposit"]["paid"]) | {"lines": offer["deposit"]["lines"]}
    return out


def play(volumes, offers):
    document = {"saisan": 1, "start": "2026-04", "months": MONTHS, "funnel": [
        {"call": {"volume": "20 per month", "ramp": ", ".join(f"{5 * v}%" for v in volumes)}}, {"appointment": "50% of call"}, {"order": "50% of appointment"}],
        "offers": [written(offer, f"o{i}") for i, offer in enumerate(offers)]}
    text = json.dumps(document, indent=1)
    done = subprocess.run([os.environ["SAISAN_BINARY"], "--lang", "en", "run", "-", "--format", "json", "--quiet", "--point"], input=text, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"exit {done.returncode}\n{text}\n{done.stderr}")
    return json.loads(done.stdout)["offers"], document["offers"]


def differs(result, offer, counts):
    """Whether the program's bill is another one."""
    costs, tax = by_hand(offer, counts)
    got = [month["cost"]["mean"] for month in result["months"]]
    if any(abs(a - float(b)) > 1e-6 * max(1, abs(float(b))) for a, b in zip(got, costs)):
        return got, [float(x) for x in costs]
    if abs(result["metrics"]["tax"]["mean"] - float(tax)) > 1e-6:
        return result["metrics"]["tax"]["mean"], float(tax)
    return None


def changed(r, offer):
    """A planted fault: one word of the contract."""
    out = json.loads(json.dumps({key: x for key, x in offer.items() if key != "start"}))
    out["start"] = offer.get("start", {0: F(1)})
    if "deposit" in out and r.random() < 0.5:
        paid, expires, refunded = out["deposit"]["paid"]
        out["deposit"]["paid"] = [paid + 50, expires, not refunded]
        return out
    line = r.choice(out["fees"])
    key = r.choice([k for k in ("price", "every", "included", "minimum", "cap", "months", "terms", "deposit") if k in line])
    if key == "every":
        line[key] = "term" if line[key] != "term" else "month"
    elif key in ("months", "terms"):
        line[key] = [line[key][0] + 1, line[key][1] + 1]
    elif key == "deposit":
        line[key] = [line[key][0] + 50, line[key][1], not line[key][2]]
    else:
        line[key] += 10 if key == "price" else 1
    return out


def main():
    found, faults, unseen = [], 0, 0
    first, last = (int(x) for x in sys.argv[1:3]) if len(sys.argv) > 2 else (0, SCENARIOS)
    for seed in range(first, last):
        r = random.Random(seed)
        volumes = [4 * r.randrange(0, 6) for _ in range(MONTHS)]
        counts = [{"call": F(v), "appointment": F(v, 2), "order": F(v, 4)} for v in volumes]
        offers = [random_offer(r) for _ in range(OFFERS)]
        for offer, result, text in zip(offers, *play(volumes, offers)):
            wrong = differs(result, offer, counts)
            if wrong:
                found.append(f"round {seed}, volumes {volumes}: the program {wrong[0]}, by hand {wrong[1]}\n{json.dumps(text)}")
            other = changed(r, offer)
            if by_hand(other, counts) != by_hand(offer, counts):
                faults += 1
                unseen += not differs(result, other, counts)
    if unseen:
        found.append(f"{unseen} of {faults} planted faults were not seen")
    print(f"{(last - first) * OFFERS} contracts compared month by month, {faults} planted faults", *found, sep="\n")
    return bool(found)


sys.exit(main())
