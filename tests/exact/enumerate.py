# SPDX-License-Identifier: GPL-3.0-or-later
"""Exact answers by full enumeration, from the definitions of the scenario language and the metrics alone.

    /usr/bin/python3 tests/exact/enumerate.py     (Debian 12, python3-numpy and python3-scipy; minutes)

writes tests/exact/*.yaml and tests/exact/more.json and checks the worked examples against tests/exact/seed.json.
Every distribution is a sum over all paths; nothing is drawn. `steps` hold [x, P(X < x), P(X <= x)], all of them for
small supports, else those within 0.01 (coverage: 0.04) of the quantiles that results give. Estimated figures are [value, sd, skew,
sd of sd, skew of sd] as src/selftest/exact.h says. `point` is the point calculation by hand. `faults`
are edits of the scenario after which its figures must be refused.
"""
import json
import math
import pathlib
import time

import contracts
import customers
import exact
import rates
import stages
import volumes
from exact import (Exact, Money, beta_binomial, binomial, comparison_json, independent, multinomial, offer_json,
                   play, product)

HERE = pathlib.Path(__file__).parent
CASES = []

# What each case is about, in Japanese; the selftest says it.
JAPANESE = {
    "seed-month": "1か月の計算例、率は確定",
    "seed-month-uncertain": "1か月の計算例、率は不確か (ベータ分布、1回だけ引く)",
    "weak-month": "1か月の計算例、アポ率1%",
    "coverage": "粗利つきの計算例と成約課金の提案: 区間の検証に使う",
    "two-offers-shared": "同じファネルに2つの料金: 運は共通、アポ10件で同額",
    "two-offers-own": "率を自前で持つ提案: 運は独立",
    "months-payback": "5か月: 最初の回収と持続する回収、累計損益",
    "two-sources": "手紙と、手紙を受けた先への電話がともにアポにつながる",
    "tiers-month": "段階料金 (全数・超過分)、月ごと",
    "tiers-term": "段階料金 (全数・超過分)、契約期間ごと",
    "limits": "最低料金と込み数量は四半期、上限は月と契約期間、最低と上限の併用",
    "guarantee": "アポ10件保証、不足1件につき30,000円返金。min と abs を使う数量",
    "credited": "月300,000円をアポ単価30,000円に充当",
    "delay-fixed": "契約3か月と全期間の比較、商談と受注は1か月遅れ",
    "delay-random": "2〜4か月目の契約、受注は1件ごとに0・1・3か月後",
    "per-unit": "1社につき架電3回と資料1.2部 (整数に丸める)",
    "in-all": "2か月目から3か月の契約に合計100通、月により異なる料金",
    "once-or-anew": "3つの値をとる率、1回だけ引く場合と毎月引く場合",
    "inputs-shared": "ファネルと2社の料金で使う共通の入力は同じ値",
    "profit-once": "3つの値をとる粗利、1回だけ引く",
    "profit-month": "3つの値をとる粗利、毎月引く",
    "profit-order": "3つの値をとる粗利、受注ごとに引く",
    "revenue": "売上や粗利に対する割合の料金、上限つきと込み額つき",
    "nothing": "何もしない場合 (自然流入のみ): 費用0、CPAは0か無限大、ROIは0か無限大",
}


def case(name, what, yaml, result, offers=1, value=False, targets=None, stages=None, point=None, faults=(), extra=None, ja=None):
    """`result`: joint totals and months of all offers, or a list with those of each offer alone."""
    apart = isinstance(result, list)
    exacts = [(Exact(final), record) for final, record in (result if apart else [result])]
    e = exacts[0][0]
    targets = targets or {}
    text = f"saisan: 1\ntitle: {name}\n{yaml.strip()}\n"
    if targets:
        text = text.replace("\nfunnel:", "\ntargets:\n" + "".join(f"  {k}: {v:,}\n" for k, v in targets.items()) + "funnel:", 1)
    (HERE / f"{name}.yaml").write_text(text)
    for old, _ in faults:
        assert text.count(old) == 1, (name, old, text.count(old))
    stages = stages or [[]] * offers
    out = [offer_json(*((exacts[i][0], 0, exacts[i][1]) if apart else (e, i, exacts[0][1])), value, targets, stages[i])
           for i in range(offers)]
    for i, figures in (extra(e) if extra else {}).items():
        out[i]["break_even"] = figures
    pairs = [comparison_json(e, a, b, key) for a in range(0 if apart else offers) for b in range(a + 1, offers)
             for key in ("cost", "orders", "cpa", *(("net",) if value else ()))]
    CASES.append({"name": name, "what": what, "what_ja": ja or JAPANESE[name], "scenario": f"{name}.yaml", "offers": out, "comparisons": pairs,
                  "point": point or [], "faults": [list(f) for f in faults]})
    print(f"{time.process_time():6.1f} s  {name}: {sum(len(x.items) for x, _ in exacts)} outcomes", flush=True)
    return e


def once(results):
    """A step of a single month from {totals of the offers: probability}."""
    return lambda month, carry: [(p, 0, moneys) for moneys, p in results]


# ---- the worked example, one month ----

def month_of(appointments, meetings, orders):
    out = {}
    for a, p in appointments:
        for m, q in meetings(a):
            for o, r in orders(m):
                key = (a, m, o)
                out[key] = out.get(key, 0) + p * q * r
    return [([Money(o, 400 * 1000 + 10000 * a, stages=(1000, a, m, o))], p) for (a, m, o), p in out.items() if p > 1e-15]


WORKED = """
months: 1
funnel:
  - call: 1,000 per month
  - appointment: {a} of call
  - meeting: {b} of appointment
  - order: {c} of meeting
offers:
  - name: A社
    kind: outsourcing
    fees:
      - 400 per call
      - 10,000 per appointment
    promise:
      orders: 5 in all
"""
WORKED_STAGES = [["call", "appointment", "meeting", "order"]]
WORKED_TARGETS = {"cpa": 160000, "orders": 5, "budget": 850000}


def worked_cases():
    known = {x["name"]: x for x in json.loads((HERE / "seed.json").read_text())["cases"]}
    cases = [
        ("seed-month", ("4%", "50%", "25%"), binomial(1000, 0.04), lambda a: binomial(a, 0.5), lambda m: binomial(m, 0.25),
         [("4% of", "4.04% of"), ("10,000 per", "10,100 per"), ("25% of", "24.75% of")]),
        ("seed-month-uncertain", ("beta(40, 960)", "beta(20, 20)", "beta(5, 15)"), beta_binomial(1000, 40, 960),
         lambda a: beta_binomial(a, 20, 20), lambda m: beta_binomial(m, 5, 15),
         [("beta(40, 960)", "beta(960, 40)"), ("beta(40, 960)", "beta(41, 959)"), ("beta(5, 15)", "beta(5.05, 14.95)"),
          ("beta(20, 20) of", "beta(40, 40) of")]),
        ("weak-month", ("1%", "50%", "25%"), binomial(1000, 0.01), lambda a: binomial(a, 0.5), lambda m: binomial(m, 0.25),
         [("1% of", "1.01% of"), ("25% of", "25.5% of")]),
    ]
    for name, rates, appointments, meetings, orders, faults in cases:
        e = case(name, known[name]["what"], WORKED.format(a=rates[0], b=rates[1], c=rates[2]),
                 play(1, {0: 1.0}, once(month_of(appointments, meetings, orders))), stages=WORKED_STAGES,
                 targets=WORKED_TARGETS, faults=faults,
                 point=[{"cost": 500000 if name == "weak-month" else 800000, "orders": 1.25 if name == "weak-month" else 5,
                         "cpa": 400000 if name == "weak-month" else 160000,
                         "appointment": 10 if name == "weak-month" else 40, "meeting": 5 if name == "weak-month" else 20}])
        x = known[name]
        assert abs(e.chance(lambda t: t[0].orders == 0) - x["p_no_order"]) < 6e-7
        assert abs(e.chance(lambda t: t[0].cpa <= 160000) - x["p_cpa_le_target"]) < 6e-7
        assert abs(e.mean(lambda t: t[0].cost) - x["e_cost"]) < 1e-3 and abs(e.sd(lambda t: t[0].cost) - x["sd_cost"]) < 1e-3
        assert abs(e.sd(lambda t: t[0].orders) - x["sd_orders"]) < 1e-6
        for q in ("p5", "p10", "p25", "p50", "p75", "p90", "p95"):
            v = math.inf if x[q] is None else x[q]
            below, at = e.chance(lambda t: t[0].cpa < v - 1e-5), e.chance(lambda t: t[0].cpa <= v + 1e-5)
            assert abs(below - x[q + "_cdf_below_and_at"][0]) < 2e-6 and abs(at - x[q + "_cdf_below_and_at"][1]) < 2e-6
            assert below < int(q[1:]) / 100 <= at


# ---- the scenario that interval coverage is measured on ----

def coverage_case():
    results = []
    for o, a, p in worked_joint():
        profit = 200000 * o
        results.append(([Money(o, 400 * 1000 + 10000 * a, profit), Money(o, 400 * 1000 + 80000 * o, profit)], p))

    def extra(e):
        return {0: {"profit_per_order": e.ratio(lambda t: t[0].cost, lambda t: t[0].orders),
                    "orders": e.product((lambda t: t[0].orders, 1), (lambda t: t[0].cost, 1), (lambda t: t[0].profit, -1))},
                1: {"profit_per_order": e.ratio(lambda t: t[1].cost, lambda t: t[1].orders),
                    "orders": e.product((lambda t: t[1].orders, 1), (lambda t: t[1].cost - 80000 * t[1].orders, 1),
                                        (lambda t: t[1].profit - 80000 * t[1].orders, -1))}}

    case("coverage", "worked example with gross profit, and an offer paid by orders: intervals are measured on it", """
months: 1
funnel:
  - call: 1,000 per month
  - appointment: 4% of call
  - meeting: 50% of appointment
  - order: 25% of meeting
value:
  gross_profit: 200,000 per order
offers:
  - name: A社
    kind: outsourcing
    fees:
      - 400 per call
      - 10,000 per appointment
  - name: B社
    kind: outsourcing
    fees:
      - 400 per call
      - 80,000 per order
""", play(1, {0: 1.0}, once(results)), offers=2, value=True, targets={"cpa": 160000, "orders": 5, "budget": 850000},
         extra=extra, faults=[("80,000 per order", "80,800 per order"), ("200,000 per", "202,000 per")],
         point=[{"cost": 800000, "orders": 5, "cpa": 160000, "net": 200000, "roi": 0.25, "gross_profit": 1000000},
                {"cost": 800000, "orders": 5, "cpa": 160000, "net": 200000}])


def worked_joint():
    out = {}
    for a, p in binomial(1000, 0.04):
        for m, q in binomial(a, 0.5):
            for o, r in binomial(m, 0.25):
                out[o, a] = out.get((o, a), 0) + p * q * r
    return [(o, a, p) for (o, a), p in out.items() if p > 1e-15]


# ---- two offers ----

def funnel_pmf(calls, rate, win):
    """[(appointments, orders), probability]."""
    return [((a, o), p * q) for a, p in binomial(calls, rate) for o, q in binomial(a, win) if p * q > 1e-15]


def shared_offers():
    results = [([Money(o, 200 * 400 + 10000 * a, 150000 * o, stages=(a,)), Money(o, 18000 * a, 150000 * o, stages=(a,))], p)
               for (a, o), p in funnel_pmf(200, 0.05, 0.25)]
    case("two-offers-shared", "two fee schemes on one funnel: the same luck; equal cost at exactly 10 appointments", """
months: 1
funnel:
  - call: 200 per month
  - appointment: 5% of call
  - order: 25% of appointment
value:
  gross_profit: 150,000 per order
offers:
  - name: per call
    kind: outsourcing
    fees:
      - 400 per call
      - 10,000 per appointment
  - name: per appointment
    kind: outsourcing
    fees:
      - 18,000 per appointment
""", play(1, {0: 1.0}, once(results)), offers=2, value=True, targets={"cpa": 72000, "orders": 3, "budget": 200000},
         stages=[["appointment"]] * 2,
         point=[{"cost": 180000, "orders": 2.5, "cpa": 72000, "net": 195000}, {"cost": 180000, "orders": 2.5, "net": 195000}],
         faults=[("18,000 per", "18,180 per"), ("400 per", "404 per"), ("5% of call", "5.05% of call")])


def own_offers():
    one = play(1, {0: 1.0}, once([([Money(o, 60000 + 9000 * a)], p) for (a, o), p in funnel_pmf(150, 0.06, 0.3)]))
    two = play(1, {0: 1.0}, once([([Money(o, 150000)], p) for (a, o), p in funnel_pmf(150, 0.05, 0.3)]))
    yaml = """
months: 1
funnel:
  - call: 150 per month
  - appointment: 5% of call
  - order: 30% of appointment
offers:
  - name: own rate
    kind: outsourcing
    fees:
      - 400 per call
      - 9,000 per appointment
    funnel:
      - appointment: 6% of call
      - order: 30% of appointment
  - name: common rate
    kind: outsourcing
    fees:
      - 150,000 per month
"""
    case("two-offers-own", "one offer with rates of its own: independent luck", yaml, independent(one, two), offers=2,
         targets={"cpa": 60000, "orders": 3, "budget": 150000},
         point=[{"cost": 141000, "orders": 2.7}, {"cost": 150000, "orders": 2.25}],
         faults=[("6% of call", "6.1% of call"), ("150,000 per month", "151,500 per month"),
                 ("    funnel:\n      - appointment: 6% of call\n      - order: 30% of appointment\n", "")])


# ---- months ----

def months_case():
    month = funnel_pmf(50, 0.12, 0.25)

    def step(m, carry):
        for (a, o), p in month:
            cost = 20000 + 4000 * a + 10000 * o + (150000 if m == 0 else 0)
            yield p, 0, [Money(o, cost, 100000 * o, stages=(a,))]

    def extra(e):
        return {0: {"profit_per_order": e.ratio(lambda t: t[0].cost, lambda t: t[0].orders),
                    "orders": e.product((lambda t: t[0].orders, 1), (lambda t: t[0].cost - 10000 * t[0].orders, 1),
                                        (lambda t: t[0].profit - 10000 * t[0].orders, -1))}}

    case("months-payback", "five months: first and lasting payback, cumulative net", """
start: 2026-04
months: 5
funnel:
  - call: 50 per month
  - appointment: 12% of call
  - order: 25% of appointment
value:
  gross_profit: 100,000 per order
offers:
  - name: A社
    kind: outsourcing
    fees:
      - 150,000 once
      - 20,000 per month
      - 4,000 per appointment
      - 10,000 per order
""", play(5, {0: 1.0}, step), value=True, targets={"cpa": 60000, "orders": 8, "budget": 450000}, stages=[["appointment"]],
         extra=extra, point=[{"cost": 445000, "orders": 7.5, "net": 305000}],
         faults=[("4,000 per", "4,040 per"), ("100,000 per", "101,000 per"), ("25% of", "25.25% of"), ("150,000 once", "160,000 once")])


def two_sources():
    out = {}
    for calls, p in binomial(60, 0.7):
        for (x, y), q in product(binomial(60, 0.05), binomial(calls, 0.08)):
            for o, r in binomial(x + y, 0.25):
                key = (calls, x + y, o)
                out[key] = out.get(key, 0) + p * q * r
    month = [(key, p) for key, p in out.items() if p > 1e-14]
    results = [([Money(o, 300 * 60 + 200 * c + 5000 * a, stages=(60, c, a))], p) for (c, a, o), p in month]
    case("two-sources", "letters, and calls to most of those who got one, both feed appointments", """
months: 1
funnel:
  - letter: 60 per month
  - call: 70% of letter
  - appointment:
      rate:
        - 5% of letter
        - 8% of call
  - order: 25% of appointment
offers:
  - name: 手紙 + 電話
    kind: outsourcing
    fees:
      - 300 per letter
      - 200 per call
      - 5,000 per appointment
""", play(1, {0: 1.0}, once(results)), targets={"cpa": 40000, "budget": 60000}, stages=[["letter", "call", "appointment"]],
         point=[{"cost": 18000 + 8400 + 5000 * 6.36, "orders": 1.59, "appointment": 6.36}],
         faults=[("8% of call", "8.3% of call"), ("70% of letter", "70.7% of letter"), ("8% of call", "8% of letter")])


# ---- limits ----

TIERS = ((20, 1000), (30, 800), (None, 650))


def tiers_all(n, tiers=TIERS):
    return next(price for up_to, price in tiers if up_to is None or n <= up_to) * n


def tiers_excess(n, tiers=TIERS):
    total, below = 0, 0
    for up_to, price in tiers:
        upto = n if up_to is None else min(n, up_to)
        total += (upto - below) * price
        below = upto
    return total


def tiers_case(every, months, volume, scale):
    tiers = tuple((None if up is None else up * scale, price) for up, price in TIERS)

    def step(month, so_far):
        for n, p in binomial(volume, 0.5):
            before = so_far if every == "term" else 0
            bills = [f(before + n, tiers) - f(before, tiers) for f in (tiers_all, tiers_excess)]
            yield p, (so_far + n if every == "term" else 0), [Money(0, bill, stages=(n,)) for bill in bills]

    block = "".join(f"          up to {up}: {price:,}\n" if up else f"          above: {price:,}\n" for up, price in tiers)
    case(f"tiers-{every}", f"tiers over all units and over the excess, every {every}", f"""
months: {months}
funnel:
  - list: {volume} per month
  - piece: 50% of list
  - order: 0% of piece
offers:
  - name: all
    kind: outsourcing
    fees:
      - fee: per piece
        every: {every}
        tiers_all:
{block}  - name: excess
    kind: outsourcing
    fees:
      - fee: per piece
        every: {every}
        tiers_excess:
{block}""", play(months, {0: 1.0}, step), offers=2, targets={"budget": 20000 * months}, stages=[["piece"]] * 2,
         point=[{"cost": tiers_all(volume * months / 2, tiers) if every == "term" else months * tiers_all(volume / 2, tiers)},
                {"cost": tiers_excess(volume * months / 2, tiers) if every == "term" else months * tiers_excess(volume / 2, tiers)}],
         faults=[(f"tiers_all:\n          up to {20 * scale}:", f"tiers_all:\n          up to {20 * scale - 1}:"),
                 ("tiers_excess:", "tiers_all:"), (f"{volume} per month", f"{volume + 1} per month")])


def limits_case():
    """Five months; quarters are months 1-3 and 4-5. Each offer is enumerated alone, so there are no comparisons."""
    month = funnel_pmf(30, 0.2, 0.3)

    def alone(bill):
        """bill(month, appointments before in the quarter, in the term, appointments) -> fee of the month."""
        def step(m, carry):
            quarter, term = carry
            if m == 3:
                quarter = 0
            for (a, o), p in month:
                yield p, bill.keeps((quarter + a, term + a)), [Money(o, bill(m, quarter, term, a))]
        return play(5, {(0, 0): 1.0}, step)

    def minimum(m, quarter, term, a):
        return 5000 * a + (max(0, 90000 - 5000 * (quarter + a)) if m in (2, 4) else 0)

    def cap_month(m, quarter, term, a):
        return min(5000 * a, 40000)

    def cap_term(m, quarter, term, a):
        return min(5000 * (term + a), 140000) - min(5000 * term, 140000)

    def included(m, quarter, term, a):
        return 8000 * (max(0, quarter + a - 15) - max(0, quarter - 15))

    def both(m, quarter, term, a):
        return min(max(4000 * a, 30000), 36000)

    minimum.keeps = included.keeps = lambda c: (c[0], 0)
    cap_term.keeps = lambda c: (0, c[1])
    cap_month.keeps = both.keeps = lambda c: (0, 0)
    case("limits", "minimum and included every quarter, cap every month and every term, minimum and cap together", """
months: 5
funnel:
  - call: 30 per month
  - appointment: 20% of call
  - order: 30% of appointment
offers:
  - name: minimum
    kind: outsourcing
    fees:
      - fee: 5,000 per appointment
        minimum: 90,000
        every: quarter
  - name: cap-month
    kind: outsourcing
    fees:
      - fee: 5,000 per appointment
        cap: 40,000
  - name: cap-term
    kind: outsourcing
    fees:
      - fee: 5,000 per appointment
        cap: 140,000
        every: term
  - name: included
    kind: outsourcing
    fees:
      - fee: 8,000 per appointment
        included: 15
        every: quarter
  - name: both
    kind: outsourcing
    fees:
      - fee: 4,000 per appointment
        minimum: 30,000
        cap: 36,000
""", [alone(f) for f in (minimum, cap_month, cap_term, included, both)], offers=5,
         targets={"budget": 150000, "cpa": 18000},
         point=[{"cost": 90000 + 90000}, {"cost": 150000}, {"cost": 140000}, {"cost": 8000 * 3}, {"cost": 150000}],
         faults=[("minimum: 90,000", "minimum: 90,900"), ("cap: 140,000", "cap: 141,000"), ("included: 15", "included: 16"),
                 ("cap: 40,000", "cap: 40,400"), ("minimum: 90,000\n        every: quarter", "minimum: 90,000\n        every: term")])


def guarantee_case():
    results = [([Money(0, 500000 - 30000 * max(0, 10 - a), stages=(a,)),
                 Money(0, 20000 * min(a, 12) + 1000 * abs(a - 12), stages=(a,))], p) for a, p in binomial(300, 0.04)]
    e = case("guarantee", "10 appointments guaranteed, 30,000 back for each that is missing; and counts with min and abs", """
months: 1
funnel:
  - call: 300 per month
  - appointment: 4% of call
  - order: 0% of appointment
offers:
  - name: guaranteed
    kind: outsourcing
    fees:
      - 500,000 per month
      - fee: -30,000
        count: max(0, 10 - appointment)
        name: 未達返金
  - name: counted
    kind: outsourcing
    fees:
      - fee: 20,000
        count: min(appointment, 12)
      - fee: 1,000
        count: abs(appointment - 12)
""", play(1, {0: 1.0}, once(results)), offers=2, targets={"budget": 499999}, stages=[["appointment"]] * 2,
             point=[{"cost": 500000, "appointment": 12}, {"cost": 240000}],
             faults=[("max(0, 10", "max(0, 11"), ("-30,000", "-30,300"), ("min(appointment, 12)", "min(appointment, 13)"),
                     ("abs(appointment - 12)", "abs(appointment - 11)")])
    assert round(e.mean(lambda t: t[0].cost)) == 483726
    assert round(e.chance(lambda t: t[0].cost < 500000), 3) == 0.237


def credited_case():
    results = [([Money(0, max(300000, 30000 * a))], p) for a, p in binomial(400, 0.025)]
    e = case("credited", "300,000 a month credited against 30,000 per appointment", """
months: 1
funnel:
  - call: 400 per month
  - appointment: 2.5% of call
  - order: 0% of appointment
offers:
  - name: A社
    kind: outsourcing
    fees:
      - fee: 30,000 per appointment
        minimum: 300,000
""", play(1, {0: 1.0}, once(results)), targets={"budget": 300000}, point=[{"cost": 300000}],
             faults=[("30,000 per", "30,300 per"), ("minimum: 300,000", "minimum: 297,000"), ("2.5%", "2.525%")])
    assert round(e.mean(lambda t: t[0].cost)) == 337061


# ---- lead times ----

def delayed_tail():
    """Contract of months 1-3, or to the horizon; meetings a month after appointments, orders a month after those."""
    def step(m, carry):
        held_a, held_b, won = carry
        for x, p in binomial(8, 0.25):
            for now_won, q in binomial(held_b, 0.4):
                for held, r in binomial(x, 0.6):
                    weight = p * q * r
                    if weight < 1e-16:
                        continue
                    a = x if m < 3 else 0
                    moneys = lambda tail_a, tail_b: [
                        Money(won, (3000 * a + 2000 * held_a) if m < 3 else 0, later=tail_a),
                        Money(won, 3000 * x + 2000 * held_b, later=tail_b)]
                    if m < 3:
                        yield weight, (held, held, now_won), moneys(0, 0)
                        continue
                    # Month 4 is the last: now_won arrive in month 5 in both, the meetings of month 5 only in B.
                    for late, s in binomial(held, 0.4):
                        yield weight * s, 0, moneys(now_won, now_won + late)

    return play(4, {(0, 0, 0): 1.0}, step)


def delay_cases():
    case("delay-fixed", "a term of three months against the whole horizon; meetings and orders a month late each", """
months: 4
funnel:
  - call: 8 per month
  - appointment: 25% of call
  - meeting:
      rate: 60% of appointment
      delay: 1 month
  - order:
      rate: 40% of meeting
      delay: 1 month
offers:
  - name: three
    kind: outsourcing
    term: 3 months
    fees:
      - 3,000 per appointment
      - 2,000 per meeting
  - name: four
    kind: outsourcing
    fees:
      - 3,000 per appointment
      - 2,000 per meeting
""", delayed_tail(), offers=2, targets={"cpa": 20000},
         point=[{"cost": 18000 + 2000 * 2.4, "orders": 0.96, "pipeline_orders": 0.48},
                {"cost": 24000 + 2000 * 3.6, "orders": 0.96, "pipeline_orders": 0.96}],
         faults=[("term: 3 months", "term: 2 months"), ("25% of call", "25.4% of call"),
                 ("rate: 60% of appointment\n      delay: 1 month", "rate: 60% of appointment\n      delay: 2 months")])

    spread = (0.3, 0.5, 0.0, 0.2)

    def step(m, carry):
        later = carry  # orders of the next three months
        work = multinomials(10, 0.3, spread) if 1 <= m < 4 else (((0, 0, 0, 0), 1.0),)
        for parts, p in work:
            now = later[0] + parts[0]
            following = (later[1] + parts[1], later[2] + parts[2], parts[3])
            cost = 10 * 500 + 4000 * now if 1 <= m < 4 else 0
            end = m == 4
            yield p, (0 if end else following), [Money(now, cost, later=sum(following) if end else 0)]

    case("delay-random", "contract of months 2-4 of 5; orders after 0, 1 or 3 months, unit by unit", """
months: 5
funnel:
  - call: 10 per month
  - order:
      rate: 30% of call
      delay: discrete(0=30%, 1=50%, 3=20%)
offers:
  - name: A社
    kind: outsourcing
    start: 2
    term: 3 months
    fees:
      - 500 per call
      - 4,000 per order
""", play(5, {(0, 0, 0): 1.0}, step), targets={"cpa": 4000, "orders": 8},
         point=[{"cost": 15000 + 4000 * (0.9 * 3 + 1.5 * 2), "orders": 2.7 + 4.5 + 0.6, "pipeline_orders": 1.2}],
         faults=[("1=50%, 3=20%", "1=49%, 3=21%"), ("1=50%, 3=20%", "1=50%, 2=20%"), ("start: 2", "start: 1"), ("30% of call", "30.3% of call")])


def multinomials(n, rate, spread):
    out = {}
    for won, p in binomial(n, rate):
        for parts, q in multinomial(won, tuple(x for x in spread if x)):
            full = (parts[0], parts[1], 0, parts[2])
            out[full] = out.get(full, 0) + p * q
    return tuple((k, p) for k, p in out.items() if p > 1e-12)


# ---- several for each, work in all, months of a line ----

def per_unit():
    out = {}
    for c, p in binomial(25, 0.4):
        calls = 3 * c
        kits = round(1.2 * c)
        for a, q in binomial(calls, 0.1):
            for o, r in binomial(a, 0.3):
                out[calls, kits, a, o] = out.get((calls, kits, a, o), 0) + p * q * r
    results = [([Money(o, 200 * calls + 500 * kits + 7000 * a, stages=(calls, kits, a))], p)
               for (calls, kits, a, o), p in out.items() if p > 1e-14]
    case("per-unit", "three calls and 1.2 kits (rounded to whole units) for each company", """
months: 1
funnel:
  - record: 25 per month
  - company: 40% of record
  - kit: 1.2 per company
  - call: 3 per company
  - appointment: 10% of call
  - order: 30% of appointment
offers:
  - name: A社
    kind: outsourcing
    fees:
      - 200 per call
      - 500 per kit
      - 7,000 per appointment
""", play(1, {0: 1.0}, once(results)), targets={"cpa": 35000}, stages=[["call", "kit", "appointment"]],
         point=[{"cost": 6000 + 6000 + 21000, "orders": 0.9, "call": 30, "kit": 12}],
         faults=[("3 per company\n  - app", "4 per company\n  - app"), ("40% of", "40.4% of"), ("500 per kit", "600 per kit")])


def in_all():
    share = (33, 34, 33)

    def step(m, carry):
        if m == 0:
            yield 1.0, 0, [Money(0, 0)]
            return
        for o, p in binomial(share[m - 1], 0.1):
            cost = 100 * share[m - 1] + (20000 if m == 1 else 0) + (9000 if m <= 2 else 6000) + (5000 * o if m >= 2 else 0)
            yield p, 0, [Money(o, cost)]

    case("in-all", "100 in all over a contract of three months that begins in the second; fees in some of its months", """
start: 2026-04
months: 4
funnel:
  - letter: 100 in all
  - order: 10% of letter
offers:
  - name: A社
    kind: outsourcing
    start: 2026-05
    fees:
      - 20,000 once
      - 100 per letter
      - fee: 9,000 per month
        months: 1..2
      - fee: 6,000 per month
        months: 3..
      - fee: 5,000 per order
        months: 2..
""", play(4, {0: 1.0}, step), targets={"cpa": 9000},
         point=[{"cost": 20000 + 10000 + 24000 + 5000 * 20 * 2 / 3 / 2, "orders": 10}],
         faults=[("5,000 per order\n        months: 2..", "5,000 per order\n        months: 1.."), ("10% of", "10.1% of"), ("start: 2026-05", "start: 2026-04")])


# ---- uncertain quantities with few values ----

def rates_once_and_anew():
    def month(rate):
        return binomial(40, rate)

    once_play = play(3, {0.1: 0.5, 0.3: 0.3, 0.2: 0.2},
                     lambda m, rate: [(p, rate, [Money(o, 5000 + 1000 * o)]) for o, p in month(rate)])
    anew = {}
    for rate, w in ((0.1, 0.5), (0.3, 0.3), (0.2, 0.2)):
        for o, p in month(rate):
            anew[o] = anew.get(o, 0) + w * p
    anew_play = play(3, {0: 1.0}, lambda m, c: [(p, 0, [Money(o, 5000 + 1000 * o)]) for o, p in anew.items()])
    case("once-or-anew", "a rate with three values, drawn once and anew each month", """
months: 3
funnel:
  - call: 40 per month
  - order: 20% of call
offers:
  - name: once
    kind: outsourcing
    fees:
      - 5,000 per month
      - 1,000 per order
    funnel:
      - order: discrete(10%=50%, 30%=30%, 20%=20%) of call
  - name: anew
    kind: outsourcing
    fees:
      - 5,000 per month
      - 1,000 per order
    funnel:
      - order: discrete(10%=50%, 30%=30%, 20%=20%) of call, anew each month
""", independent(once_play, anew_play), offers=2, targets={"orders": 20, "cpa": 1700},
         point=[{"cost": 15000 + 21600, "orders": 21.6}, {"cost": 15000 + 21600, "orders": 21.6}],
         faults=[("of call, anew each month", "of call"), ("40 per month", "41 per month")])


def inputs_case():
    results = []
    for (rate, price), w in (((r, c), p * q) for r, p in ((0.1, 0.5), (0.2, 0.5)) for c, q in ((8000, 0.25), (12000, 0.75))):
        for o, p in binomial(50, rate):
            x = (300 if rate == 0.1 else 400) * 50
            results.append(([Money(o, x + price * o), Money(o, 2 * price * o)], w * p))
    merged = {}
    for moneys, p in results:
        key = tuple((m.orders, m.cost) for m in moneys)
        merged[key] = merged.get(key, 0) + p
    case("inputs-shared", "inputs used in the funnel and in the fees of two offers are one draw", """
months: 1
inputs:
  win_rate: discrete(10%=50%, 20%=50%)
  price: discrete(8000=25%, 12000=75%)
  per_call: 200 + win_rate * 1000
funnel:
  - call: 50 per month
  - order: win_rate of call
offers:
  - name: mixed
    kind: outsourcing
    fees:
      - per_call per call
      - price per order
  - name: success
    kind: outsourcing
    fees:
      - price * 2 per order
""", play(1, {0: 1.0}, once([([Money(o, c) for o, c in key], p) for key, p in merged.items()])), offers=2,
         targets={"cpa": 14000, "budget": 100000},
         point=[{"cost": 350 * 50 + 11000 * 7.5, "orders": 7.5}, {"cost": 22000 * 7.5, "orders": 7.5}],
         faults=[("12000=75%", "12120=75%"), ("win_rate * 1000", "win_rate * 1100"), ("10%=50%", "10.1%=50%")])


PROFITS = ((50000, 0.5), (150000, 0.3), (400000, 0.2))


def sum_of(n):
    out = {0: 1.0}
    for _ in range(n):
        new = {}
        for x, p in out.items():
            for y, q in PROFITS:
                new[x + y] = new.get(x + y, 0) + p * q
        out = new
    return out


def profit_cases():
    month = binomial(12, 0.25)
    sums = {n: sum_of(n) for n, _ in month}
    ways = {"once": "", "month": ", anew each month", "order": ", anew each order"}
    for way, words in ways.items():
        def step(m, profit):
            for o, p in month:
                if way == "once":
                    yield p, profit, [Money(o, 150000, profit * o)]
                elif way == "month":
                    for x, q in PROFITS:
                        yield p * q, 0, [Money(o, 150000, x * o)]
                else:
                    for x, q in sums[o].items():
                        yield p * q, 0, [Money(o, 150000, x)]

        start = {x: p for x, p in PROFITS} if way == "once" else {0: 1.0}
        others = [w for w in ways.values() if w != words]
        faults = [("50000=50%, 150000=30%", "50000=48%, 150000=32%"), ("12 per month", "13 per month")]
        if words:
            faults += [(f"per order{words}", f"per order{w}") for w in others]
        else:
            faults += [("20%) per order", f"20%) per order{w}") for w in others]
        case(f"profit-{way}", f"gross profit with three values, drawn {'once' if way == 'once' else 'anew each ' + way}", f"""
months: 3
funnel:
  - call: 12 per month
  - order: 25% of call
value:
  gross_profit: discrete(50000=50%, 150000=30%, 400000=20%) per order{words}
offers:
  - name: A社
    kind: outsourcing
    fees:
      - 150,000 per month
""", play(3, start, step), value=True, targets={"orders": 9},
             point=[{"cost": 450000, "orders": 9, "gross_profit": 150000 * 9, "net": 900000, "roi": 2.0}], faults=faults)


def revenue_case():
    results = []
    for (a, o), p in funnel_pmf(40, 0.2, 0.3):
        profit = 80000 * o
        results.append(([Money(o, 100 * 40 + 40000 * o, profit), Money(o, min(40000 * o // 5, 20000), profit),
                         Money(o, max(0, 200000 * o - 300000) // 10 + 500 * 40, profit)], p))

    def extra(e):
        """Orders: E[o] E[fixed] / E[profit - 20% of revenue]; profit: E[cost] / E[o], as no fee follows profit."""
        fixed, kept = (lambda t: 4000), (lambda t: t[0].profit - 40000 * t[0].orders)
        return {0: {"orders": e.product((lambda t: t[0].orders, 1), (kept, -1), (fixed, 1)),
                    "profit_per_order": e.product((lambda t: t[0].cost, 1), (lambda t: t[0].orders, -1))}}

    case("revenue", "fees as shares of revenue and of gross profit, with a cap and with an included part", """
months: 1
funnel:
  - call: 40 per month
  - appointment: 20% of call
  - order: 30% of appointment
value:
  revenue: 200,000 per order
  margin: 40%
offers:
  - name: share
    kind: outsourcing
    fees:
      - 100 per call
      - 20% of revenue
  - name: capped
    kind: outsourcing
    fees:
      - fee: 10% of gross_profit
        cap: 20,000
  - name: beyond
    kind: outsourcing
    fees:
      - 500 per call
      - fee: 10% of revenue
        included: 300,000
""", play(1, {0: 1.0}, once(results)), offers=3, value=True, targets={"cpa": 42000, "budget": 100000}, extra=extra,
         point=[{"cost": 4000 + 96000, "orders": 2.4, "net": 92000}, {"cost": 19200}, {"cost": 20000 + 18000}],
         faults=[("20% of revenue", "20.2% of revenue"), ("margin: 40%", "margin: 40.4%"), ("cap: 20,000", "cap: 20,200"),
                 ("included: 300,000", "included: 310,000")])


def nothing_case():
    results = [([Money(x, 0, 100000 * x), Money(y, 1000 * 20 + 0, 100000 * y)], p)
               for (x, y), p in product(binomial(6, 0.25), binomial(20, 0.1))]
    case("nothing", "doing nothing with an inbound flow of one's own: cost 0, CPA 0 or infinite, ROI 0 or infinite", """
months: 1
funnel:
  - call: 20 per month
  - order: 10% of call
value:
  gross_profit: 100,000 per order
offers:
  - name: 現状維持
    kind: nothing
    own_funnel:
      - inquiry: 6 per month
      - order: 25% of inquiry
  - name: A社
    kind: outsourcing
    fees:
      - 1,000 per call
""", play(1, {0: 1.0}, once(results)), offers=2, value=True, targets={"cpa": 10000, "budget": 20000, "orders": 2},
         point=[{"cost": 0, "orders": 1.5, "cpa": 0, "net": 150000}, {"cost": 20000, "orders": 2, "cpa": 10000}],
         faults=[("25% of inquiry", "25.5% of inquiry"), ("1,000 per call", "1,010 per call")])


def main():
    worked_cases()
    exact.window = 0.04
    coverage_case()
    exact.window = 0.01
    shared_offers()
    own_offers()
    months_case()
    two_sources()
    tiers_case("month", 3, 50, 1)
    tiers_case("term", 3, 50, 3)
    limits_case()
    guarantee_case()
    credited_case()
    delay_cases()
    stages.limited(case)
    per_unit()
    in_all()
    rates_once_and_anew()
    inputs_case()
    profit_cases()
    revenue_case()
    nothing_case()
    contracts.combined(case)
    contracts.years(case)
    contracts.first_stage_common(case)
    customers.customers(case)
    customers.clawback(case)
    customers.lasts(case)
    volumes.closed_forms(case)
    volumes.families(case, HERE)
    rates.rates(case)
    rates.correlated(case)
    lines = ",\n".join(json.dumps(c, ensure_ascii=False, separators=(",", ":")) for c in CASES)
    (HERE / "more.json").write_text('{"command":"/usr/bin/python3 tests/exact/enumerate.py","cases":[\n' + lines + "\n]}\n")


if __name__ == "__main__":
    main()
