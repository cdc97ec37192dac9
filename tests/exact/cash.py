# SPDX-License-Identifier: GPL-3.0-or-later
"""Cash by month and the deepest need, against their distribution by enumeration of all futures of three months. What pays or
receives in another month, or looks at another sum, must be refused; and terms that say nothing change nothing."""
import csv
import io
import itertools
import json
import os
import subprocess
import sys

from figures import Checks, run
from tax import binomial, floor_tax

RUNS = 131072  # as many as months rest on
STATISTICAL_CHECKS = 100
MONTHS = 3
# 5 orders a month at most, 1,000 each, paid a month later. X bills 333 an order and 1,001 at the start, paid a month later; Y
# bills 200 a month, paid at once; own costs of 50 a month, the wages of them without tax.
BOTH = """
saisan: 1
start: 2026-04
months: 3
value: {gross_profit: 1000 per order, payment: 1 month}
funnel:
  - call: 5 per month
  - order: 40% of call
offers:
  - name: A
    contracts:
      - name: X
        covers: call..order
        payment: 1 month
        fees:
          - 333 per order
          - 1001 once
      - name: Y
        covers: none
        fees:
          - 200 per month
    own_costs:
      - fee: 50 per month
        tax: none
"""


def invoice(m, k):
    bill = 333 * k + (1001 if m == 0 else 0)
    return bill + floor_tax(bill)


def cash(orders, received=1, paid=1, gives=invoice, at_once=220 + 50):
    """Cumulative cash of the months of a future."""
    sums, now = [], 0
    for m in range(MONTHS):
        now += 1000 * orders[m - received] if m >= received else 0
        now -= gives(m - paid, orders[m - paid]) if m >= paid else 0
        now -= at_once
        sums.append(now)
    return sums


def need(sums):
    return max(0, -min(sums))


def distribution(f):
    """[(value, probability)] of f(orders of the months)."""
    out = {}
    for future in itertools.product(binomial(5, 0.4), repeat=MONTHS):
        p = 1
        for _, q in future:
            p *= q
        x = f([k for k, _ in future])
        out[x] = out.get(x, 0) + p
    return sorted(out.items())


def figures(c):
    offer = run(BOTH, "--runs", str(RUNS))["offers"][0]
    metric, months = offer["metrics"]["deepest_cash_need"], offer["months"]
    found = [] if c.figures(metric, distribution(lambda k: need(cash(k)))) else ["deepest_cash_need"]
    found += [] if {months[0]["cumulative_cash"][key] for key in ("mean", "p10", "p50", "p90")} == {-270} else ["cumulative_cash of month 1"]
    for m in range(1, MONTHS):
        if not c.figures(months[m]["cumulative_cash"], distribution(lambda k: cash(k)[m])):
            found.append(f"cumulative_cash of month {m + 1}")
    wrong = {
        "customers pay at once": lambda k: need(cash(k, received=0)),
        "invoices are paid at once": lambda k: need(cash(k, paid=0)),
        "no tax": lambda k: need(cash(k, gives=lambda m, n: 333 * n + (1001 if m == 0 else 0), at_once=250)),
        "wages taxed": lambda k: need(cash(k, at_once=275)),
        "own costs a month later": lambda k: need([s + 50 for s in cash(k)]),
        "the last month": lambda k: max(0, -cash(k)[-1]),
        "the worst month by itself": lambda k: max(0, -min(b - a for a, b in zip([0, *cash(k)], cash(k)))),
        "the opposite sign": lambda k: min(cash(k)),
    }
    found += [f"would also pass: {what}" for what, f in wrong.items() if c.figures(metric, distribution(f))]
    late = distribution(lambda k: cash(k, received=2)[2])
    return found + (["would also pass: two months later"] if c.figures(months[2]["cumulative_cash"], late) else [])


def each():
    """Run by run the need of the same futures; it is never negative."""
    out = subprocess.run([os.environ["SAISAN_BINARY"], "run", "-", "--runs", "100000", "--each", "--format", "csv", "--quiet"],
                         input=BOTH, capture_output=True, text=True, check=True).stdout
    seen = {float(row["1.deepest_cash_need"]) for row in csv.DictReader(io.StringIO(out))}
    known = {x for x, _ in distribution(lambda k: need(cash(k)))}
    return [] if seen == known and min(seen) >= 0 else ["--each has a need that no future has"]


PLAIN = """
saisan: 1
start: 2026-04
months: 4
tax:
  - {from: 1989-04, rate: RATE}
value: {gross_profit: 1000 per order VALUE}
funnel:
  - call: 5 per month
  - order: 40% of call
offers:
  - name: A
    fees:
      - 333 per order
      - 1001 once
  - name: B
    PAYMENT
    fees:
      - 250 per call
"""


def play(rate="0%", value="", payment=""):
    text = PLAIN.replace("RATE", rate).replace(" VALUE", value).replace("    PAYMENT\n", payment and f"    {payment}\n")
    return run(text, "--runs", "5000")


def before_cash(result):
    result = json.loads(json.dumps(result))
    result.pop("scenario")
    result["comparisons"] = [p for p in result["comparisons"] if p["metric"] != "deepest_cash_need"]
    for offer in result["offers"]:
        offer["metrics"].pop("deepest_cash_need")
        for month in offer["months"]:
            month.pop("cumulative_cash")
    return result


def same():
    """Without tax and terms cash is net, to the last digit; payment: 0 months says nothing; nothing but cash follows it."""
    found, plain = [], play()
    for offer in plain["offers"]:
        if any(m["cumulative_cash"] != m["cumulative_net"] for m in offer["months"]):
            found.append("cash without tax and terms is not net")
    if play(payment="payment: 0 months") != plain | {"scenario": play(payment="payment: 0 months")["scenario"]}:
        found.append("payment: 0 months says something")
    for what, other in {"tax": play("10%"), "payment": play(payment="payment: 1 month"), "value.payment": play(value=", payment: 1 month")}.items():
        if other["offers"][1]["months"] == plain["offers"][1]["months"]:
            found.append(f"{what} does not change cash")
        if what == "tax":
            continue
        if before_cash(other) != before_cash(plain):
            found.append(f"{what} changes other figures than cash")
    without = run(PLAIN.replace("value: {gross_profit: 1000 per order VALUE}\n", "").replace("RATE", "10%").replace("    PAYMENT\n", ""), "--point")
    for offer in without["offers"]:
        if "deepest_cash_need" in offer["metrics"] or "cumulative_cash" in offer["months"][0]:
            found.append("cash without `value`")
    return found


def main():
    c = Checks(RUNS)
    found = figures(c) + each() + same()
    if c.n > STATISTICAL_CHECKS:
        found.append(f"declare {c.n} statistical checks")
    print(f"{c.n} statistical comparisons", *found, sep="\n")
    return bool(found)


sys.exit(main())
