# SPDX-License-Identifier: GPL-3.0-or-later
"""Tax of invoices that depend on chance, against their distribution by enumeration: mean, standard error, deviation, quantiles
and intervals of each figure. What rounds in another place, or not at all, must be refused."""
import math
import sys

from figures import Z, Checks, run

RUNS = 200000
STATISTICAL_CHECKS = 400


def binomial(n, p):
    return [(k, math.comb(n, k) * p**k * (1 - p) ** (n - k)) for k in range(n + 1)]


def product(a, b, join):
    """The distribution of join(x, y) for independent x and y."""
    out = {}
    for x, p in a:
        for y, q in b:
            out[join(x, y)] = out.get(join(x, y), 0) + p * q
    return sorted(out.items())


def of(distribution, f):
    return product(distribution, [(0, 1)], lambda x, _: f(x))


def floor_tax(amount, percent=10, coins=1):
    """Down to whole coins, in whole numbers: `amount` is in coins."""
    return amount * percent // 100 / coins


HEAD = "saisan: 1\nstart: {start}\nmonths: {months}\nfunnel:\n  - call: 12 per month\n  - order: 25% of call\n"
# X bills 333 an order and Y 777 a month; own costs of 15 an order, wages of 100.
TWO = HEAD.format(start="2026-04", months=1) + """
tax:
  - {from: 2019-10, rate: 10%, unregistered: 80%}
offers:
  - name: two
    contracts:
      - name: X
        covers: call..order
        registered: no
        fees:
          - 333 per order
      - name: Y
        covers: none
        fees:
          - 777 per month
    own_costs:
      - 15 per order
      - fee: 100 per month
        tax: none
"""
DOLLARS = HEAD.format(start="2026-04", months=2) + """
currency: USD
tax:
  - {from: 2026-04, rate: 0%}
  - {from: 2026-05, rate: 7%}
offers:
  - name: two
    fees:
      - 3.33 per order
"""


def two(c):
    k = binomial(12, 0.25)
    metrics = run(TWO, "--runs", str(RUNS))["offers"][0]["metrics"]

    def tax(n):
        return floor_tax(333 * n) + floor_tax(777) + floor_tax(15 * n)

    wrong = {
        "rounded once for all invoices": ("tax", lambda n: floor_tax(348 * n + 777)),
        "not rounded": ("tax", lambda n: (348 * n + 777) / 10),
        "rounded to the nearest": ("tax", lambda n: round(33.3 * n) + round(77.7) + round(1.5 * n)),
        "wages taxed": ("tax", lambda n: floor_tax(333 * n) + floor_tax(777) + floor_tax(15 * n + 100)),
        "own cost left out": ("cost_with_tax", lambda n: 333 * n + 777 + tax(n)),
        "of all vendors": ("tax_not_deductible", lambda n: 0.2 * (floor_tax(333 * n) + 77)),
    }
    right = {"tax": tax, "cost_with_tax": lambda n: 348 * n + 877 + tax(n), "tax_not_deductible": lambda n: 0.2 * floor_tax(333 * n)}
    found = [f"two: {key}" for key, f in right.items() if not c.figures(metrics[key], of(k, f))]
    return found + [f"would also pass: {what}" for what, (key, f) in wrong.items() if c.figures(metrics[key], of(k, f))]


def dollars(c):
    """No tax in the first month, 7% down to cents in the second; the total is of both."""
    k = binomial(12, 0.25)
    metrics = run(DOLLARS, "--runs", str(RUNS))["offers"][0]["metrics"]
    found = [] if c.figures(metrics["tax"], of(k, lambda n: floor_tax(333 * n, 7, 100))) else ["dollars: tax"]
    both = product(k, k, lambda a, b: 3.33 * (a + b) + floor_tax(333 * b, 7, 100))
    found += [] if c.figures(metrics["cost_with_tax"], both) else ["dollars: cost_with_tax"]
    whole = of(k, lambda n: floor_tax(333 * n // 100, 7))
    return found + (["would also pass: whole dollars"] if c.figures(metrics["tax"], whole) else [])


YEARS = HEAD.format(start="2026-02", months=4) + """
fiscal_year_starts: APRIL
offers:
  - name: A
    fees:
      - 333 per order
"""


def fiscal(c):
    """Two months in each of two fiscal years from April; each month is an invoice."""
    month = of(binomial(12, 0.25), lambda n: 333 * n + floor_tax(333 * n))
    both = product(month, month, lambda a, b: a + b)
    plain = product(binomial(12, 0.25), binomial(12, 0.25), lambda a, b: 333 * (a + b))
    three = product(both, month, lambda a, b: a + b)
    years = run(YEARS.replace("APRIL", "April"), "--runs", str(RUNS))["offers"][0]["fiscal_years"]
    found = [] if [(y["year"], y["months"]) for y in years] == [(2025, 2), (2026, 2)] else ["fiscal: years or months"]
    for y in years:
        found += [] if c.figures(y["cost"], plain) else ["fiscal: cost"]
        found += [] if c.figures(y["cost_with_tax"], both) else ["fiscal: cost_with_tax"]
        found += ["would also pass: three months"] if c.figures(y["cost_with_tax"], three) else []
        found += ["would also pass: one month"] if c.figures(y["cost_with_tax"], month) else []
        found += ["would also pass: without tax"] if c.figures(y["cost_with_tax"], plain) else []
    for name, wanted in (("4", [(2025, 2), (2026, 2)]), ("January", [(2026, 4)]), ("March", [(2025, 1), (2026, 3)]), ("May", [(2025, 3), (2026, 1)]),
                         ("June", [(2025, 4)]), ("December", [(2025, 4)])):
        got = run(YEARS.replace("APRIL", name), "--point")["offers"][0]["fiscal_years"]
        if [(y["year"], y["months"]) for y in got] != wanted:
            found.append(f"{name}: {got}")
    if "fiscal_years" in run(YEARS.replace("start: 2026-02\n", "").replace("fiscal_year_starts: APRIL\n", ""), "--point")["offers"][0]:
        found.append("fiscal years without a calendar")
    usd = run("currency: USD\n" + YEARS.replace("fiscal_year_starts: APRIL\n", ""), "--point")["offers"][0]["fiscal_years"]
    return found + ([] if [y["year"] for y in usd] == [2026] and "cost_with_tax" not in usd[0] else ["USD: another year or tax"])


BUDGET = HEAD.format(start="2026-02", months=4) + """
targets:
  budget: BUDGET
offers:
  - name: A
    fees:
      - 333 per order
"""


def budget(c):
    """Orders of each month at most 4 of 12, or of each of two fiscal years of two months at most 7, or 14 of four months; the
    budget is before tax and may be met exactly."""
    month = binomial(12, 0.25)

    def at_most(n, d):
        return sum(p for k, p in d if k <= n)

    two = product(month, month, lambda a, b: a + b)
    four = product(two, two, lambda a, b: a + b)
    chances = {"1332 per month": at_most(4, month) ** 4, "2331 per fiscal year": at_most(7, two) ** 2, "4662 in all": at_most(14, four), "4662": at_most(14, four)}
    found = []
    for text, chance in chances.items():
        result = run(BUDGET.replace("BUDGET", text), "--runs", str(RUNS))
        got = result["offers"][0]["metrics"]["cost"]["probability_within_budget"]
        bound = Z * math.sqrt(chance * (1 - chance) / RUNS) + Z * Z / 3 / RUNS
        c.n += 1
        if abs(got - chance) > bound:
            found.append(f"budget {text}: {got}, not {chance}")
        if abs(at_most(4, month) ** 3 - got) <= bound or abs(at_most(8, two) ** 2 - got) <= bound:
            found.append(f"budget {text}: another chance would also pass")
        if result["targets"].get("budget_per") != {"month": "month", "year": "fiscal year"}.get(text.split()[-1]):
            found.append(f"budget {text}: {result['targets']}")
    return found


def unnamed(offers):
    """Without the words of the bill's lines, which are as written."""
    for offer in offers:
        for line in offer.get("bill", []):
            line.pop("line")
            line.pop("amount", None)
    return offers


def same():
    """440 with tax is 400 without; a scenario without tax is the same to the last digit before tax; JPY has 10%, USD none."""
    found = []
    plain = HEAD.format(start="2026-04", months=3) + "value:\n  gross_profit: 5,000 per order\noffers:\n  - name: A\n    fees:\n"
    lines = "      - {fee: FEE per call, cap: CAP, every: quarter, tax: TAX}\n      - {fee: 11 per month, tax: none}\n"
    got = [unnamed(run(plain + lines.replace("FEE", a).replace("CAP", b).replace("TAX", c), "--runs", "5000")["offers"])
           for a, b, c in (("440", "13200", "included"), ("400", "12000", "excluded"), ("440", "13200", "excluded"))]
    if got[0] != got[1]:
        found.append("440 with tax differs from 400 without")
    if got[0] == got[2]:
        found.append("440 with tax is 440 without")
    limited = plain + "      - {fee: FEE per call, tax: TAX}\n      - {fee: FEE per order, tax: TAX}\n    limits:\n      - {minimum: FEE0, cap: FEE00}\n"
    got = [unnamed(run(limited.replace("FEE", a).replace("TAX", b), "--runs", "5000")["offers"]) for a, b in (("440", "included"), ("400", "excluded"))]
    if got[0] != got[1]:
        found.append("a limit of 4,400 with tax differs from one of 4,000 without")
    nothing = run("tax:\n  - {from: 1989-04, rate: 0%}\n" + plain + "      - 333 per order\n", "--runs", "5000")["offers"][0]
    taxed = run(plain + "      - 333 per order\n", "--runs", "5000")["offers"][0]
    keys = set(taxed["metrics"]) - set(nothing["metrics"])
    if keys != {"tax", "cost_with_tax"}:
        found.append(f"only with tax: {sorted(keys)}")
    for offer in (taxed, nothing):
        for key in keys | {"deepest_cash_need"}:
            offer["metrics"].pop(key, None)
        for month in offer["months"]:
            month.pop("cumulative_cash")
    taxed.pop("fiscal_years", None), nothing.pop("fiscal_years", None)
    if taxed != nothing:
        found.append("tax changes figures before tax")
    if "tax" in run("currency: USD\n" + plain + "      - 333 per order\n", "--point")["offers"][0]["metrics"]:
        found.append("USD has tax")
    return found


def rates():
    """Each month has its own rate: 8% until September 2019, 10% from October; without a start the latest."""
    def tax(start, lines="      - 1,000 per month\n"):
        text = HEAD.format(start=start, months=2) + "offers:\n  - name: A\n    fees:\n" + lines
        return run(text.replace("start: none\n", ""), "--point")["offers"][0]["metrics"].get("tax", {}).get("mean", 0)

    wanted = {"2019-09": 180, "2019-10": 200, "2014-03": 130, "1997-03": 80, "1989-03": 30, "1988-01": 0, "none": 200}
    return [f"{start}: tax is {tax(start)}, not {value}" for start, value in wanted.items() if tax(start) != value]


def main():
    c = Checks(RUNS)
    found = two(c) + dollars(c) + fiscal(c) + budget(c) + same() + rates()
    if c.n > STATISTICAL_CHECKS:
        found.append(f"declare {c.n} statistical checks")
    print(f"{c.n} statistical comparisons", *found, sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
