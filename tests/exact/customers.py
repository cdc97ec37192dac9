# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of enumerate.py in which customers pay month by month and leave by chance."""
from exact import Money, binomial, play, product


def merged(step):
    """The same step with equal results added up."""
    def out(month, carry):
        seen = {}
        for p, following, moneys in step(month, carry):
            key = (following, *((x.orders, x.cost, x.profit) for x in moneys))
            seen[key] = seen.get(key, 0) + p
        return [(p, key[0], [Money(*fields) for fields in key[1:]]) for key, p in seen.items()]
    return out


def customers(case):
    """All customers as one number; their churn is drawn once in a run, and cash comes a month later."""
    def step(m, carry):
        churn, staying, before = carry
        for o, p in binomial(6, 0.25):
            paying = staying + o
            for left, q in binomial(paying, churn):
                profit = 20000 * paying
                yield p * q, (churn, paying - left, paying), [
                    Money(o, 30000 + 10000 * o, profit), Money(o, 8000 * paying, profit), Money(o, 12000 * before, profit)]

    def extra(e):
        """Orders: E[o] E[fixed] / E[profit - 10,000 o]; profit: E[cost] / E[o]; of all three months."""
        return {0: {"orders": e.product((lambda t: t[0].orders, 1), (lambda t: t[0].profit - 10000 * t[0].orders, -1), (lambda t: 90000, 1)),
                    "profit_per_order": e.product((lambda t: t[0].cost, 1), (lambda t: t[0].orders, -1))}}

    case("customers", "customers who pay each month and leave by chance, with shares of what they pay, at once or a month later", """
months: 3
funnel:
  - call: 6 per month
  - order: 25% of call
value:
  revenue: 40,000 per month per order
  margin: 50%
  churn: discrete(10%=50%, 40%=50%) per month
  payment: 1 month
offers:
  - name: fixed
    kind: outsourcing
    fees:
      - 30,000 per month
      - 10,000 per order
  - name: share
    kind: outsourcing
    fees:
      - 20% of recurring_revenue
  - name: received
    kind: outsourcing
    fees:
      - 30% of cash_received
""", play(3, {(0.1, 0, 0): 0.5, (0.4, 0, 0): 0.5}, merged(step)), offers=3, value=True,
         targets={"cpa": 30000, "orders": 5, "budget": 130000}, extra=extra,
         point=[{"cost": 135000, "orders": 4.5, "gross_profit": 20000 * (1.5 + 2.625 + 3.46875)},
                {"cost": 8000 * (1.5 + 2.625 + 3.46875)}, {"cost": 12000 * (1.5 + 2.625)}],
         faults=[("10%=50%, 40%=50%", "20%=50%, 30%=50%"), ("10%=50%, 40%=50%", "10%=55%, 40%=45%"), ("payment: 1", "payment: 2"),
                 ("20% of recurring_revenue", "20.2% of recurring_revenue"), ("of recurring_revenue", "of first_year_revenue"),
                 ("margin: 50%", "margin: 51%"), ("=50%) per month", "=50%) per month, anew each month"), ("payment: 1 month", "lasts: 2 months")],
         ja="毎月払い、偶然で離れる顧客と、その支払いに対する割合 (当月と1か月遅れ)")


def clawback(case):
    """Customers of the first two months are followed one month after the other."""
    def step(m, carry):
        young, older = carry
        for (o, l1, l2), p in product(binomial(6, 0.25), binomial(young, 0.25), binomial(older, 0.25)):
            for l0, q in binomial(o, 0.25):
                profit = 20000 * (o + young + older)
                yield p * q, (o - l0, young - l1 + older - l2), [
                    Money(o, 12000 + 48000 * o - 38400 * (l0 + l1), profit), Money(o, 8000 * (o + young), profit)]

    def extra(e):
        """The clawback follows orders: E[o] E[fixed] / E[profit - rest of cost]."""
        return {0: {"orders": e.product((lambda t: t[0].orders, 1), (lambda t: t[0].profit - (t[0].cost - 36000), -1), (lambda t: 36000, 1)),
                    "profit_per_order": e.product((lambda t: t[0].cost, 1), (lambda t: t[0].orders, -1))}}

    # Of 1.5 orders a month, 1.5 / 4 leave at once, and of 1.125 others 1.125 / 4 a month later.
    case("clawback", "what was paid for an order comes back in part when its customer leaves early; a share of the first two months", """
months: 3
funnel:
  - call: 6 per month
  - order: 25% of call
value:
  revenue: 40,000 per month per order
  margin: 50%
  churn: 25% per month
offers:
  - name: first year
    kind: outsourcing
    fees:
      - 12,000 per month
      - fee: 10% of first_year_revenue
        clawback: {within: 2 months, back: 80%}
  - name: young
    kind: outsourcing
    fees:
      - fee: 20% of recurring_revenue
        within: 2 months
""", play(3, {(0, 0): 1.0}, merged(step)), offers=2, value=True, targets={"cpa": 40000, "orders": 5, "budget": 180000}, extra=extra,
         point=[{"cost": 36000 + 48000 * 4.5 - 38400 * (3 * 0.375 + 2 * 0.28125), "gross_profit": 20000 * (1.5 + 2.625 + 3.46875)},
                {"cost": 8000 * (1.5 + 2 * 2.625)}],
         faults=[("within: 2 months, back", "within: 1 month, back"), ("within: 2 months, back", "within: 3 months, back"), ("back: 80%", "back: 82%"),
                 ("churn: 25%", "churn: 26%"), ("        within: 2 months", "        within: 3 months"), ("10% of first", "10.2% of first")],
         ja="顧客が早く離れたら戻る料金と、最初の2か月だけの割合")


def lasts(case):
    """Customers pay two months at most. The contract ends after two months, what comes back after it too."""
    def step(m, young):
        for o, p in binomial(6 if m < 2 else 0, 0.25):
            for left, q in binomial(o, 0.3):
                yield p * q, o - left, [Money(o, 6000 * o - 3000 * left, 20000 * (o + young))]

    case("lasts", "customers who pay two months at most, under a contract that ends before them", """
months: 3
funnel:
  - call: 6 per month
  - order: 25% of call
value:
  revenue: 40,000 per month per order
  margin: 50%
  churn: 30% per month
  lasts: 2 months
offers:
  - name: A
    kind: outsourcing
    term: 2 months
    fees:
      - fee: 7.5% of first_year_revenue
        clawback: {within: 12 months, back: 50%}
""", play(3, {0: 1.0}, merged(step)), offers=1, value=True, targets={"cpa": 5000, "orders": 3, "budget": 18000},
         point=[{"cost": 3 * (6000 - 900), "orders": 3, "gross_profit": 3 * 20000 * 1.7}],
         faults=[("lasts: 2", "lasts: 3"), ("lasts: 2", "lasts: 1"), ("back: 50%", "back: 52%"), ("churn: 30%", "churn: 31%"), ("term: 2", "term: 3")],
         ja="長くても2か月払う顧客と、それより先に終わる契約")
