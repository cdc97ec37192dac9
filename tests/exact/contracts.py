# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of enumerate.py in which several terms of a contract act together."""
from exact import Money, binomial, play, product


def combined(case):
    """Tiers over the excess, minimum, cap, refund, fees on orders a month late and a term, beside an offer with a price drawn
    anew each month; both on one funnel."""
    def bill(a):
        tiers = 5000 * min(a, 1) + 4000 * max(0, min(a, 3) - 1) + 3000 * max(0, a - 3)
        return min(max(tiers, 6000), 15500) - 2000 * max(0, 2 - a)

    def step(m, won):
        for (a, price), p in product(binomial(5, 0.3), ((4000, 0.5), (5000, 0.5))):
            for next_won, q in binomial(a, 0.4):
                working, last = m < 3, m == 3
                first = Money(won, (bill(a) + 8000 * won) if working else 0, 30000 * won, stages=(a if working else 0,))
                other = Money(won, (10000 if m == 0 else 0) + price * a, 30000 * won, later=next_won if last else 0, stages=(a,))
                yield p * q, 0 if last else next_won, [first, other]

    def merged(m, won):
        out = {}
        for p, carry, moneys in step(m, won):
            key = (carry, *((x.orders, x.cost, x.profit, x.later, x.stages) for x in moneys))
            out[key] = out.get(key, 0) + p
        return [(p, key[0], [Money(*fields) for fields in key[1:]]) for key, p in out.items()]

    case("combined", "tiers, minimum, cap, refund, late orders and a term together, beside a price drawn anew each month", """
months: 4
funnel:
  - call: 5 per month
  - appointment: 30% of call
  - order:
      rate: 40% of appointment
      delay: 1 month
value:
  gross_profit: 30,000 per order
offers:
  - name: limited
    kind: outsourcing
    term: 3 months
    fees:
      - fee: per appointment
        tiers_excess:
          up to 1: 5,000
          up to 3: 4,000
          above: 3,000
        minimum: 6,000
        cap: 15,500
      - fee: -2,000
        count: max(0, 2 - appointment)
      - 8,000 per order
  - name: plain
    kind: outsourcing
    fees:
      - 10,000 once
      - discrete(4000=50%, 5000=50%) per appointment, anew each month
""", play(4, {0: 1.0}, merged), offers=2, value=True, targets={"cpa": 20000, "orders": 2, "budget": 30000},
         stages=[["appointment"]] * 2,
         point=[{"orders": 1.8, "appointment": 4.5}, {"cost": 10000 + 6 * 4500, "orders": 1.8, "pipeline_orders": 0.6}],
         faults=[("max(0, 2 -", "max(0, 1 -"), ("cap: 15,500", "cap: 15,000"), ("minimum: 6,000", "minimum: 6,100"),
                 ("8,000 per order", "8,100 per order"), ("above: 3,000", "above: 2,000"), (", anew each month", ""), ("term: 3", "term: 4"),
                 ("4000=50%, 5000=50%", "4000=45%, 5000=55%")],
         ja="段階・最低・上限・返金・受注の遅れ・契約期間の併用と、毎月引く単価")


def years(case):
    """A contract of fourteen months: its second year has two of them."""
    month = binomial(4, 0.5)

    def alone(bill, keeps):
        def step(m, carry):
            for a, p in month:
                yield p, keeps(m, carry + a), [Money(0, bill(m, carry, a))]
        return play(14, {0: 1.0}, step)

    def of_year(m, n):
        return 0 if m in (11, 13) else n

    def of_quarter(m, n):
        return 0 if m % 3 == 2 else n

    def included(m, before, a):
        return 1000 * (max(0, before + a - 10) - max(0, before - 10))

    def minimum(m, before, a):
        return 1000 * a + (max(0, 24000 - 1000 * (before + a)) if m in (11, 13) else 0)

    def tiers(m, before, a):
        def total(n):
            return n * (2000 if n <= 4 else 1500)
        return total(before + a) - total(before)

    case("years", "included units and a minimum every year, tiers every quarter, over fourteen months", """
months: 14
funnel:
  - call: 4 per month
  - appointment: 50% of call
  - order: 0% of appointment
offers:
  - name: included
    kind: outsourcing
    fees:
      - fee: 1,000 per appointment
        included: 10
        every: year
  - name: minimum
    kind: outsourcing
    fees:
      - fee: 1,000 per appointment
        minimum: 24,000
        every: year
  - name: tiers
    kind: outsourcing
    fees:
      - fee: per appointment
        every: quarter
        tiers_all:
          up to 4: 2,000
          above: 1,500
""", [alone(included, of_year), alone(minimum, of_year), alone(tiers, of_quarter)], offers=3, targets={"budget": 42000},
         point=[{"cost": 14000}, {"cost": 48000}, {"cost": 4 * 9000 + 8000}],
         faults=[("included: 10", "included: 11"), ("minimum: 24,000", "minimum: 24,500"), ("up to 4", "up to 5"),
                 ("months: 14", "months: 13"), ("every: quarter", "every: year")],
         ja="14か月の契約: 込み数量と最低料金は年ごと、段階料金は四半期ごと")


def first_stage_common(case):
    """Calls and appointments are common, the last rate is one's own in one offer: luck is shared as far as it can be."""
    results = {}
    for a, p in binomial(60, 0.1):
        for (x, y), q in product(binomial(a, 0.3), binomial(a, 0.2)):
            key = (a, x, y)
            results[key] = results.get(key, 0) + p * q
    moneys = [([Money(x, 30000 + 4000 * a, 50000 * x, stages=(a,)), Money(y, 20000 * y, 50000 * y, stages=(a,))], p)
              for (a, x, y), p in results.items() if p > 1e-15]
    case("first-stage-common", "the same appointments, but a closing rate of one's own: luck is shared up to there", """
months: 1
funnel:
  - call: 60 per month
  - appointment: 10% of call
  - order: 20% of appointment
value:
  gross_profit: 50,000 per order
offers:
  - name: own closers
    kind: outsourcing
    fees:
      - 30,000 once
      - 4,000 per appointment
    funnel:
      - order: 30% of appointment
  - name: success
    kind: outsourcing
    fees:
      - 20,000 per order
""", play(1, {0: 1.0}, lambda m, carry: [(p, 0, x) for x, p in moneys]), offers=2, value=True,
         targets={"cpa": 25000, "orders": 2, "budget": 50000}, stages=[["appointment"]] * 2,
         point=[{"cost": 54000, "orders": 1.8, "net": 36000}, {"cost": 24000, "orders": 1.2, "net": 36000}],
         faults=[("4,000 per", "4,040 per"), ("order: 30% of", "order: 30.3% of"), ("10% of call", "10.1% of call"),
                 ("    funnel:\n      - order: 30% of appointment\n", "")],
         ja="アポまでは共通で成約率だけ自前: 運はそこまで共通")
