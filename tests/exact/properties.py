# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold of contracts whatever they say, tried on random ones: two contracts that share all luck are compared run by run, so
that one run that is the other way round is seen. Each inequality is also tried the other way round, and each equality with a
price that is off by one; both must be refused at least once."""
import copy
import json
import os
import random
import subprocess
import sys

RUNS, ROUNDS, OFFERS = 1000, 4, 20
MONTHS = 7
STAGES = ("call", "appointment", "good", "order")
DRAWN = "after discrete(0=40%, 1=30%, 2=30%) months"
LEVELS = ("mean", "p5", "p10", "p25", "p50", "p75", "p90", "p95")
PERIODS = ("month", "quarter", "year", "term")


class Draw(random.Random):
    def price(self):
        return self.randrange(100, 3000)

    def stage(self):
        return self.choice(STAGES)

    def maybe(self, chance=0.5):
        return self.random() < chance


def amount(price, stage):
    return f"{price} per {stage}"


def plain(r, **more):
    """A line for the units of a stage, and what it can be changed by."""
    price, stage = r.price(), r.stage()
    line = {"fee": amount(price, stage), **more}
    return line, price, stage


def line_of(r):
    """Any line whose charge grows with the units, so that sums can be limited."""
    line, price, stage = plain(r)
    kind = r.randrange(7)
    if kind == 0:
        return {"fee": f"{price} per month"}
    if kind == 1:
        line |= {"included": r.randrange(1, 6)}
    if kind == 2:
        line |= {"minimum": 2 * price}
    if kind == 3:
        line |= {"cap": 5 * price}
    if kind == 4:
        line |= {"fee": f"per {stage}", "tiers_excess": {"up to 3": price, "above": max(1, price // 2)}}
    if kind == 5:
        return {"fee": f"{price} once"}
    if kind in (1, 2, 3, 4) and r.maybe():
        line["every"] = r.choice(PERIODS)
    if r.maybe(0.2):
        line["months"] = f"{r.randrange(1, 3)}..{r.randrange(3, 7)}"
    return line


def base_of(r):
    """A contract with some lines, and perhaps with a start, a term and a limit over all of them."""
    contract = {"fees": [line_of(r) for _ in range(r.randrange(0, 4))]}
    if r.maybe(0.4):
        contract["start"] = r.choice((2, 3, 2, 3, DRAWN))
    if r.maybe(0.4):
        contract["term"] = r.choice(("4 months", {"minimum": "2 months", "renews": "2 months", "ends": "when order < 2"},
                                     {"minimum": "3 months", "renews": "1 month", "ends": "after term 2"},
                                     {"minimum": "3 months", "renews": "3 months", "notice": "1 month", "ends": "when good < 3"}))
    return contract


def limited(r, contract):
    if contract["fees"] and r.maybe(0.3) and any("per month" not in x["fee"] and "once" not in x["fee"] for x in contract["fees"]):
        contract["limits"] = [{"minimum": 4000, "cap": 15000, "every": r.choice(PERIODS)}]
    return contract


def with_lines(contract, *lines, at=None):
    out = copy.deepcopy(contract)
    at = len(out["fees"]) if at is None else at
    out["fees"][at:at] = [copy.deepcopy(line) for line in lines]
    return out


# Each property takes luck and a contract, and gives x, y and what must hold of y against x; None where it does not apply.

def cap(r, base):
    """A cap, or a lower one, never raises the cost."""
    line, price, _ = plain(r, every=r.choice(PERIODS), cap=r.randrange(6, 20) * 1000)
    lower = line | {"cap": r.randrange(1, 6) * 1000}
    return with_lines(limited(r, base), line), with_lines(base, lower), "<="


def minimum(r, base):
    """A higher minimum never lowers it."""
    line, _, _ = plain(r, every=r.choice(PERIODS), minimum=r.randrange(1, 6) * 1000)
    return with_lines(limited(r, base), line), with_lines(base, line | {"minimum": r.randrange(6, 20) * 1000}), ">="


def free_units(r, base):
    """More included units never raise it."""
    line, _, _ = plain(r, every=r.choice(PERIODS), included=r.randrange(1, 4))
    return with_lines(limited(r, base), line), with_lines(base, line | {"included": r.randrange(4, 9)}), "<="


def free_period(r, base):
    """A longer free period never raises it, whatever the line's limits."""
    line, price, _ = plain(r, every=r.choice(PERIODS))
    line |= r.choice(({"cap": 4 * price}, {"minimum": 3 * price}, {"included": 2}))
    first = r.randrange(1, 3)
    return with_lines(base, line | {"months": f"{first}.."}), with_lines(base, line | {"months": f"{first + r.randrange(1, 3)}.."}), "<="


def refund(r, base):
    """Removing a refund never lowers it."""
    back = {"fee": -r.price(), "count": f"max(0, {r.randrange(2, 30)} - {r.stage()})", "every": r.choice(PERIODS)}
    return with_lines(base, back), base, ">="


def halves(r, base):
    """Two halves of a constant fee are the whole."""
    line, price, stage = plain(r)
    line |= r.choice(({}, {"included": 2, "every": "quarter"}, {"months": "2.."}, {"when": f"{stage} >= 2", "every": "quarter"}))
    whole = line | {"fee": amount(2 * price, stage)}
    return with_lines(limited(r, base), whole), with_lines(base, line, line), "="


def order(r, base):
    """The order of the lines changes nothing."""
    out = copy.deepcopy(with_lines(base, line_of(r), plain(r)[0]))
    limited(r, out)
    turned = copy.deepcopy(out)
    r.shuffle(turned["fees"])
    return out, turned, "="


def with_tax(r, base):
    """An amount with 10% tax in it is the same without."""
    line, price, stage = plain(r)
    line |= {"cap": 500 * r.randrange(2, 9), "every": r.choice(PERIODS)}
    return with_lines(base, line | {"fee": amount(100 * price, stage), "cap": 100 * line["cap"]}), \
        with_lines(base, line | {"fee": amount(110 * price, stage), "cap": 110 * line["cap"], "tax": "included"}), "="


def listed(r, base):
    """A list of one contract is the flat form."""
    out = limited(r, with_lines(base, plain(r)[0]))
    if out.get("start") == DRAWN:
        return None  # its luck goes by its place
    return out, {"contracts": [{"name": "only", **copy.deepcopy(out)}]}, "="


def own_or_fee(r, base):
    """Whoever is paid, the cost is the same."""
    line, _, _ = plain(r, every=r.choice(PERIODS), cap=4000)
    return with_lines(base, line), copy.deepcopy(base) | {"own_costs": [line]}, "="


def split_months(r, base):
    """A line over all months is one over the first and one over the others."""
    line, price, stage = plain(r)
    line |= r.choice(({}, {"cap": 3 * price}, {"minimum": 3 * price}, {"included": 1}, {"when": f"{stage} >= 2"}))
    k = r.randrange(1, 4)
    return with_lines(base, line), with_lines(base, line | {"months": f"1..{k}"}, line | {"months": f"{k + 1}.."}), "="


def split_terms(r, base):
    """A line over all terms is one over the first and one over the later ones, also with limits of a term."""
    line, price, stage = plain(r, every=r.choice(("month", "term")))
    line |= r.choice(({"cap": 3 * price}, {"minimum": 3 * price}, {"included": 2}, {"when": f"{stage} >= 3"},
                      {"fee": f"per {stage}", "tiers_all": {"up to 2": price, "above": price // 2}}))
    base = base | {"term": {"minimum": "2 months", "renews": "2 months", "ends": r.choice(("never", "after term 3", "when good < 3", "after month 5"))}}
    return with_lines(base, line), with_lines(base, line | {"terms": 1}, line | {"terms": "2.."}), "="


def either(r, base):
    """A line under a condition and the same under its opposite are the line."""
    line, price, _ = plain(r, every=r.choice(PERIODS))
    line |= r.choice(({}, {"cap": 3 * price}, {"included": 2}))
    stage, k = r.stage(), r.randrange(1, 12)
    whole = {key: x for key, x in line.items() if key != "every" or len(line) > 2}
    return with_lines(base, whole), with_lines(base, line | {"when": f"{stage} < {k}"}, line | {"when": f"{stage} >= {k}"}), "="


def both_or_either(r, base):
    """a and b, and a or b, are together what a and b are each; neither holds always, nor never."""
    line, _, _ = plain(r, every=r.choice(PERIODS))
    early, late = sorted(r.sample(range(len(STAGES)), 2))
    most = r.randrange(1, 8)
    a, b = f"{STAGES[early]} >= {most + r.randrange(1, 8)}", f"{STAGES[late]} < {most}"
    return with_lines(base, line | {"when": a}, line | {"when": b}), with_lines(base, line | {"when": f"{a} and {b}"}, line | {"when": f"{a} or {b}"}), "="


def short_minimum(r, base):
    """A minimum each month is never less than the same for all months of the term together."""
    line, _, _ = plain(r, minimum=r.randrange(1, 9) * 500)
    base = base | {"term": "4 months", "start": r.randrange(1, 4)}
    return with_lines(base, line | {"minimum": 4 * line["minimum"], "every": "term"}), with_lines(base, line), ">="


def short_cap(r, base):
    """A cap each month never lets through more than the same for all months together."""
    line, _, _ = plain(r, cap=r.randrange(1, 9) * 500)
    base = base | {"term": "4 months", "start": r.randrange(1, 4)}
    return with_lines(base, line | {"cap": 4 * line["cap"], "every": "term"}), with_lines(base, line), "<="


def waited(r, base):
    """A wait that is certain is a later start."""
    base = with_lines(base, plain(r)[0])
    return base | {"start": 3}, base | {"start": r.choice(("after 2 months", "after discrete(2=100%) months"))}, "="


def plain_term(r, base):
    """A renewal that is ended after two terms of three months is a term of six."""
    base = with_lines(base, plain(r)[0])
    if any(line.get("every") == "term" for line in base["fees"]):
        return None
    return base | {"term": "6 months"}, base | {"term": {"minimum": "3 months", "renews": "3 months", "ends": "after term 2"}}, "="


def longer_term(r, base):
    """A longer minimum never costs less, where nothing is paid back and no price falls."""
    base = with_lines({key: x for key, x in base.items() if key != "term"}, plain(r)[0])
    limited(r, base)
    return base | {"term": "3 months"}, base | {"term": f"{r.randrange(4, 8)} months"}, ">="


def lost_deposit(r, base):
    """A deposit that is lost never costs less than none."""
    line, price, _ = plain(r)
    deposit = {"paid": r.randrange(1, 30) * price, "expires": f"{r.randrange(1, 4)} months", "unused": "lost"}
    return with_lines(base, line), with_lines(base, line | {"deposit": deposit}), ">="


def refunded_deposit(r, base):
    """A deposit that is refunded changes when is paid, not how much."""
    line, price, _ = plain(r)
    line |= r.choice(({}, {"cap": 3 * price}, {"minimum": 2 * price}, {"included": 2, "every": "quarter"}))
    deposit = {"paid": r.randrange(1, 30) * price, "expires": f"{r.randrange(1, 4)} months", "unused": "refunded"}
    return with_lines(base, line), with_lines(base, line | {"deposit": deposit}), "="


def credited(r, base):
    """To pay for valid units alone never costs more."""
    line = {"fee": amount(r.price(), "appointment"), "valid": "good", "invalid": "charged"}
    return with_lines(base, line), with_lines(base, line | {"invalid": "credited"}), "<="


def replaced(r, base):
    """Replacement never brings fewer orders."""
    if not isinstance(base.get("term", ""), str):
        return None  # what ends a contract would be counted otherwise
    line = {"fee": amount(r.price(), "appointment"), "valid": "good", "invalid": "charged"}
    return with_lines(base, line), with_lines(base, line | {"invalid": "replaced"}), ">=", "orders"


def clawback(r, base):
    """A larger share back, or for longer, never costs more."""
    line = {"fee": r.choice((amount(r.price(), "order"), "20% of first_year_revenue")), "clawback": {"within": "2 months", "back": "40%"}}
    more = r.choice(({"back": "70%"}, {"within": "4 months"}))
    return with_lines(base, line), with_lines(base, line | {"clawback": line["clawback"] | more}), "<="


def capacity(r, base):
    """Capacity never brings more orders."""
    if not isinstance(base.get("term", ""), str):
        return None
    stage = r.choice(("appointment", "order"))
    return base, base | {"funnel": [{stage: {"capacity": f"{r.randrange(1, 5)} per month", "above": "lost"}}]}, "<=", "orders"


def waits(r, base):
    """Who may wait is never more often lost."""
    if not isinstance(base.get("term", ""), str):
        return None
    room = {"capacity": f"{r.randrange(1, 4)} per month", "above": "lost"}
    return base | {"funnel": [{"order": room}]}, base | {"funnel": [{"order": room | {"above": r.choice(("waits", "waits 1 month"))}}]}, ">=", "orders"


def longer_list(r, base):
    """A longer list never brings fewer orders."""
    if not isinstance(base.get("term", ""), str):
        return None
    return base | {"funnel": [{"call": {"list": r.randrange(5, 30)}}]}, base | {"funnel": [{"call": {"list": r.randrange(30, 60)}}]}, ">=", "orders"


def level_tiers(r, base):
    """Tiers of one price are the price."""
    line, price, stage = plain(r)
    tiers = line | {"fee": f"per {stage}", r.choice(("tiers_all", "tiers_excess")): {"up to 3": price, "up to 7": price, "above": price}, "every": r.choice(PERIODS)}
    return with_lines(base, line), with_lines(base, tiers), "="


def counted(r, base):
    """A count of the units of a stage is the amount per unit."""
    line, price, stage = plain(r)
    return with_lines(base, line), with_lines(base, {"fee": price, "count": stage, "every": r.choice(PERIODS)}), "="


def counted_included(r, base):
    """Included units are a count above them."""
    line, price, stage = plain(r, included=r.randrange(1, 9), every=r.choice(PERIODS))
    return with_lines(base, line), with_lines(base, {"fee": price, "count": f"max(0, {stage} - {line['included']})", "every": line["every"]}), "="


def counted_minimum(r, base):
    """A minimum is the line and what it lacks."""
    line, price, stage = plain(r, minimum=r.randrange(1, 9) * 1000, every=r.choice(PERIODS))
    lack = {"fee": 1, "count": f"max(0, {line['minimum']} - {price} * {stage})", "every": line["every"]}
    return with_lines(base, line), with_lines(base, {"fee": line["fee"]}, lack), "="


def counted_cap(r, base):
    """A cap is the line less what is above it."""
    line, price, stage = plain(r, cap=r.randrange(1, 9) * 1000, every=r.choice(PERIODS))
    excess = {"fee": -1, "count": f"max(0, {price} * {stage} - {line['cap']})", "every": line["every"]}
    return with_lines(base, line), with_lines(base, {"fee": line["fee"]}, excess), "="


def counted_tiers(r, base):
    """Tiers over the excess are a price and less from each bound on."""
    line, price, stage = plain(r)
    every = r.choice(PERIODS)
    tiers = {"fee": f"per {stage}", "tiers_excess": {"up to 4": 3 * price, "above": price}, "every": every}
    return with_lines(base, tiers), with_lines(base, line, {"fee": 2 * price, "count": f"min({stage}, 4)", "every": every}), "="


def one_line_limit(r, base):
    """A limit over one line is the line's own."""
    own, _, _ = plain(r, name="limited")
    bounds = {"minimum": r.randrange(1, 4) * 1000, "cap": r.randrange(4, 12) * 1000, "every": r.choice(PERIODS)}
    return with_lines(base, own | bounds), with_lines(base, own) | {"limits": [{"lines": ["limited"], **bounds}]}, "="


def limit_of_all(r, base):
    """A cap over all lines never raises the cost."""
    base = with_lines(base, plain(r)[0])
    return base, base | {"limits": [{"cap": r.randrange(2, 20) * 1000, "every": r.choice(PERIODS)}]}, "<="


def minimum_of_all(r, base):
    """A minimum over all lines never lowers it, and is reached."""
    base = with_lines(base, plain(r)[0])
    return base, base | {"limits": [{"minimum": r.randrange(2, 20) * 1000, "every": r.choice(PERIODS)}]}, ">="


def nested_limits(r, base):
    """A limit over lines that one before it leaves within its own bounds changes nothing."""
    base = with_lines(base, plain(r, name="a")[0], plain(r, name="b")[0])
    inner = {"lines": ["a"], "cap": r.randrange(1, 4) * 1000}
    outer = {"lines": ["a", "b"], "cap": r.randrange(3, 9) * 1000, "every": r.choice(PERIODS)}
    return base | {"limits": [inner, outer]}, base | {"limits": [inner, outer, {"lines": ["a", "b"], "cap": 10**9, "every": "term"}]} \
        if outer["every"] != "term" else None, "="


def dearer(r, base):
    """A higher price never lowers the cost. (It may under a limit with a shorter period than the line's cap, which is reached sooner.)"""
    line, price, stage = plain(r, every=r.choice(PERIODS), cap=8000, minimum=1000)
    return with_lines(base, line), with_lines(base, line | {"fee": amount(price + r.randrange(1, 900), stage)}), ">="


PROPERTIES = [cap, minimum, free_units, free_period, refund, halves, order, with_tax, listed, own_or_fee, split_months, split_terms, either, both_or_either,
              short_minimum, short_cap, waited, plain_term, longer_term, lost_deposit, refunded_deposit, credited, replaced, clawback, capacity, waits,
              longer_list, level_tiers, counted, counted_included, counted_minimum, counted_cap, counted_tiers, one_line_limit, limit_of_all, minimum_of_all,
              nested_limits, dearer]


def scenario(r, offers):
    value = {"revenue": "50,000 per month per order", "margin": "40%", "churn": "20% per month"}
    funnel = [{"call": f"{r.randrange(4, 14)} per month"}, {"appointment": f"{r.randrange(20, 80)}% of call"}, {"good": f"{r.randrange(30, 90)}% of appointment"},
              {"order": {"rate": f"{r.randrange(30, 90)}% of good", "delay": "discrete(0=50%, 1=30%, 2=20%)"} if r.maybe() else "60% of good"}]
    return {"saisan": 1, "start": "2026-04", "months": MONTHS, "funnel": funnel, "value": value, "offers": offers}


def play(document):
    text = json.dumps(document, indent=1)
    done = subprocess.run([os.environ["SAISAN_BINARY"], "--lang", "en", "run", "-", "--format", "json", "--quiet", "--runs", str(RUNS)],
                          input=text, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"exit {done.returncode}\n{text}\n{done.stderr}")
    return json.loads(done.stdout)


def holds(pair, relation):
    """Whether y stands so to x in every run; x is `a` of the pair."""
    lower, equal = pair["probability_a_lower"], pair["probability_equal"]
    return {"=": equal == 1, "<=": lower == 0, ">=": lower + equal > 1 - 1e-9}[relation]


def fails(pair, relation):
    """Whether the opposite inequality is refused."""
    return pair["probability_a_lower"] + pair["probability_equal"] < 1 if relation == "<=" else pair["probability_a_lower"] > 0


def dearer_by_one(offer):
    """A planted fault: something is paid once that is not in the contract."""
    out = copy.deepcopy(offer)
    (out["contracts"][0] if "contracts" in out else out)["fees"].append({"fee": "1 once"})
    return out


def apart(document, x, y, metric):
    """A pair as in `comparisons`, for contracts that start when their own luck will: each is played alone under one name, so the luck
    is the same, and what holds in every run holds of the mean and of each quantile."""
    a, b = (play(document | {"offers": [offer | {"name": "A"}]})["offers"][0]["metrics"][metric] for offer in (x, y))
    lower = any(a[level] < b[level] - 1e-9 * abs(b[level]) for level in LEVELS)
    higher = any(a[level] > b[level] + 1e-9 * abs(b[level]) for level in LEVELS)
    return {"x": a, "y": b, "probability_a_lower": lower / 2, "probability_equal": 1 - lower / 2 - higher / 2}


def try_round(seed, properties, found, seen):
    """One scenario with the pairs of some properties, each beside its planted fault if it is an equality."""
    r = Draw(f"{seed} {[p.__name__ for p in properties]}")
    offers, claims = [], []
    for p in properties:
        drawn = p(r, base_of(r))
        if not drawn or drawn[1] is None:
            continue
        x, y, relation, metric = *drawn[:3], (drawn[3] if len(drawn) > 3 else "cost")
        name = p.__name__
        wrong = dearer_by_one(y)
        claims.append((name, relation, metric, x, y, wrong))
        if x.get("start") != DRAWN:
            offers += [x | {"name": f"{name} x"}, y | {"name": f"{name} y"}, wrong | {"name": f"{name} wrong"}]
    document = scenario(r, offers)
    pairs = {(pair["a"], pair["b"], pair["metric"]): pair for pair in play(document)["comparisons"]} if len(offers) > 1 else {}
    for name, relation, metric, x, y, wrong in claims:
        together = x.get("start") != DRAWN
        pair = pairs[f"{name} x", f"{name} y", metric] if together else apart(document, x, y, metric)
        if not holds(pair, relation):
            found.append(f"{name}: not {relation} in round {seed}: {pair}\n{json.dumps(document | {'offers': [x, y]})}")
        if relation == "=":
            fault = pairs[f"{name} x", f"{name} wrong", metric] if together else apart(document, x, wrong, metric)
        if not holds(fault, "=") if relation == "=" else fails(pair, relation):
            seen.add(name)


def main():
    found, seen, tried = [], set(), 0
    for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else 0, int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS):
        group = OFFERS // 3
        for first in range(0, len(PROPERTIES), group):
            properties = PROPERTIES[first:first + group]
            try_round(seed, properties, found, seen)
            tried += len(properties)
    found += [f"{p.__name__}: its planted fault was never seen" for p in PROPERTIES if p.__name__ not in seen]
    print(f"{len(PROPERTIES)} properties, {tried} pairs of contracts, {RUNS} runs each", *found, sep="\n")
    return bool(found)


sys.exit(main())
