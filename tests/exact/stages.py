# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of enumerate.py in which stages have a capacity, a list or a ramp. Queues are kept here unit by unit with their
ages; the program keeps no ages. `STAGE.peak_month` and `STAGE.waiting` are written as what they grow by each month."""
from exact import Money, binomial, play, product


def grown(peak, x):
    """The largest month so far, and what it has grown by."""
    return max(peak, x), max(0, x - peak)


def serve(queue, arriving, room, patience):
    """One month of a queue of ages, oldest first: (served, who waits on). Ages count months waited."""
    everyone = [*queue, *[0] * arriving]
    left = [age + 1 for age in everyone[room:]]
    return min(len(everyone), room), tuple(age for age in left if patience is None or age <= patience)


def capacity_lost(case):
    def step(m, peak):
        for (a, room), p in product(binomial(6, 0.5), ((1, 0.5), (3, 0.5))):
            meetings = min(a, room)
            for o, q in binomial(meetings, 0.4):
                now, more = grown(peak, meetings)
                yield p * q, now, [Money(o, 1000 * meetings + 5000 * o, stages=(meetings, more))]

    case("capacity-lost", "own meetings up to a capacity drawn anew each month, in whole units; the rest is lost", """
months: 3
funnel:
  - call: 6 per month
  - meeting:
      rate: 50% of call
      capacity: discrete(1.9=50%, 3=50%) per month, anew each month
      above: lost
      owner: own
  - order: 40% of meeting
offers:
  - name: A社
    kind: outsourcing
    fees:
      - 1,000 per meeting
      - 5,000 per order
""", play(3, {0: 1.0}, step), targets={"cpa": 8000, "orders": 2}, stages=[["meeting", "meeting.peak_month"]],
         point=[{"meeting": 7.35, "meeting.peak_month": 2.45, "orders": 2.94, "cost": 7350 + 14700}],
         faults=[("1.9=50%, 3=50%", "1.9=49%, 3=51%"), ("discrete(1.9=", "discrete(2="), (", anew each month", ""), ("above: lost", "above: waits")],
         ja="自社の商談に上限 (毎月引く、整数)。超えた分は失注")


def waiting(patience):
    def step(m, carry):
        queue, peak, before = carry
        for a, p in binomial(4, 0.5):
            served, left = serve(queue, a, 1, patience)
            later, rest = 0, left
            while m == 2 and rest:
                more, rest = serve(rest, 0, 1, patience)
                later += more
            now, bigger = grown(peak, served)
            for o, q in binomial(served, 0.5):
                for late, r in binomial(later, 0.5):
                    stages = (served, bigger, len(left) - before)
                    yield p * q * r, 0 if m == 2 else (left, now, len(left)), [Money(o, 1000 * served, later=late, stages=stages)]
    return play(3, {((), 0, 0): 1.0}, step)


def capacity_waits(case):
    case("capacity-waits", "room for one meeting a month: who is above it waits, as long as it takes or one month", """
months: 3
funnel:
  - call: 4 per month
  - meeting:
      rate: 50% of call
      capacity: 1 per month
      above: waits
      owner: own
  - order: 50% of meeting
offers:
  - name: patient
    kind: outsourcing
    fees:
      - 1,000 per meeting
  - name: leaves
    kind: outsourcing
    funnel:
      - meeting:
          above: waits 1 month
    fees:
      - 1,000 per meeting
""", [waiting(None), waiting(1)], offers=2, targets={"cpa": 2500},
         stages=[["meeting", "meeting.peak_month", "meeting.waiting"]] * 2,
         # 2 arrive each month and 1 is served: 3 wait in the end. Of those who wait a month at most, the 2 of the month before are
         # served first, so that from the second month on 2 wait: one more would have waited twice.
         point=[{"meeting": 3, "orders": 1.5, "pipeline_orders": 1.5, "meeting.waiting": 3},
                {"meeting": 3, "orders": 1.5, "pipeline_orders": 0.5, "meeting.waiting": 2}],
         faults=[("      above: waits\n", "      above: lost\n"), ("waits 1 month", "waits 2 months"), ("capacity: 1 per", "capacity: 2 per"),
                 ("50% of call", "51% of call")],
         ja="商談は月1件まで。超えた分は空くまで待つ、または1か月だけ待つ")


def listed(case):
    def step(m, left):
        for volume, p in ((2, 0.5), (4, 0.5)):
            put = min(volume, left)
            for a, q in binomial(put, 0.4):
                for o, r in binomial(a, 0.5):
                    yield p * q * r, left - put, [Money(o, 100 * put + 2000 * a, stages=(put, a))]

    case("list", "a list of 7 or 9 records, and 2 or 4 a month while there are any", """
months: 4
funnel:
  - company:
      volume: discrete(2=50%, 4=50%) per month, anew each month
      list: discrete(7=50%, 9.5=50%)
  - appointment: 40% of company
  - order: 50% of appointment
offers:
  - name: A社
    kind: outsourcing
    fees:
      - 100 per company
      - 2,000 per appointment
""", play(4, {7: 0.5, 9: 0.5}, step), targets={"cpa": 4500, "orders": 2}, stages=[["company", "appointment"]],
         point=[{"company": 8.25, "appointment": 3.3, "orders": 1.65, "cost": 825 + 6600}],
         faults=[("9.5=50%", "10=50%"), ("discrete(7=", "discrete(6="), (", anew each month", ""), ("      list: discrete(7=50%, 9.5=50%)\n", "")],
         ja="リストは7件か9件、尽きるまで毎月2件か4件")


def ramp(case):
    """Shares of 10 calls: 20% or 40%, then 54%, then all. What rounding leaves is carried: 5.4 calls are 5 in month 3."""
    def step(m, first):
        calls = (first, 5, 10, 10)[m - 1] if 1 <= m < 5 else 0
        rate = 0.15 if m == 1 else 0.3
        for a, p in binomial(calls, rate):
            for o, q in binomial(a, 0.4):
                yield p * q, first, [Money(o, 300 * calls + 1000 * a, stages=(calls, a))]

    case("ramp", "a contract of months 2-5 whose calls, and whose rate, grow over its first months", """
months: 6
funnel:
  - call:
      volume: 10 per month
      ramp: discrete(20%=60%, 40%=40%), 54%, 100%
  - appointment:
      rate: 30% of call
      ramp: 50%, 100%
  - order: 40% of appointment
offers:
  - name: 派遣
    kind: dispatch
    start: 2
    term: 4 months
    fees:
      - 300 per call
      - 1,000 per appointment
""", play(6, {2: 0.6, 4: 0.4}, step), targets={"cpa": 6000, "orders": 4}, stages=[["call", "appointment"]],
         point=[{"call": 28.2, "appointment": 0.42 + 0.3 * 25.4, "cost": 300 * 28.2 + 1000 * (0.42 + 0.3 * 25.4), "orders": 0.4 * (0.42 + 0.3 * 25.4)}],
         faults=[("20%=60%, 40%=40%", "20%=59%, 40%=41%"), ("54%, 100%", "56%, 100%"), ("ramp: 50%, 100%", "ramp: 55%, 100%"), ("start: 2", "start: 1"),
                 ("54%, 100%", "54%, 100%, 90%")],
         ja="2〜5か月目の契約、件数と率が最初の月々に立ち上がる")


def capacity_delay_term(case):
    """Work in months 1 and 2 arrives a month later, where one a month has room and others wait a month; what is agreed on
    is ordered a month after that. The contract has ended then: its fee is due on the meeting of month 2 alone."""
    def step(m, carry):
        arriving, queue, won, peak, before = carry
        for x, p in binomial(3 if m < 2 else 0, 0.6):
            served, left = serve(queue, arriving, 1, 1)
            now, bigger = grown(peak, served)
            for o, q in binomial(served, 0.5):
                money = lambda later: [Money(won, 1000 * served + 500 * (3 if m < 2 else 0) if m < 2 else 0, later=later,
                                             stages=(served, bigger, len(left) - before))]
                if m < 2:
                    yield p * q, (x, left, o, now, len(left)), money(0)
                    continue
                late = serve(left, x, 1, 1)[0]  # nobody calls any more: x is 0
                for more, r in binomial(late, 0.5):
                    yield p * q * r, 0, money(o + more)

    case("capacity-delay-term", "a term of two months, meetings a month late with room for one, orders another month late", """
months: 3
funnel:
  - call: 3 per month
  - meeting:
      rate: 60% of call
      delay: 1 month
      capacity: 1 per month
      above: waits 1 month
      owner: own
  - order:
      rate: 50% of meeting
      delay: 1 month
offers:
  - name: A社
    kind: outsourcing
    term: 2 months
    fees:
      - 500 per call
      - 1,000 per meeting
""", play(3, {(0, (), 0, 0, 0): 1.0}, step), targets={"orders": 1}, stages=[["meeting", "meeting.peak_month", "meeting.waiting"]],
         # 1.8 arrive in months 2 and 3; 0.8 wait, then 0.8 and 1.8 of whom 1 is served: 1.6 wait, and 1 of them is served in month 4.
         point=[{"cost": 3000 + 1000, "meeting": 2, "meeting.waiting": 1.6, "orders": 0.5, "pipeline_orders": 1}],
         faults=[("term: 2 months", "term: 3 months"), ("waits 1 month", "waits 2 months"), ("waits 1 month", "lost"), ("capacity: 1 per", "capacity: 2 per"),
                 ("60% of call\n      delay: 1 month", "60% of call\n      delay: 2 months")],
         ja="契約2か月、1か月遅れの商談は月1件まで、受注はさらに1か月遅れ")


def limited(case):
    capacity_lost(case)
    capacity_waits(case)
    listed(case)
    ramp(case)
    capacity_delay_term(case)
