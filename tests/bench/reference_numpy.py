# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference workload as an expert in NumPy writes it: blocks of columns that stay in the cache, one month at a time.
Prints its figures: the means of cost, orders and net with their standard errors, three quantiles of CPA, and how often
it never pays back. `reference_numpy.py RUNS reduced` plays the model without months and counts that Squiggle can say."""
import sys

import numpy as np

MONTHS, CALLS, BLOCK = 12, 1000, 10_000


def inputs(rng, runs):
    """Shares of appointments, meetings and orders, price of a call and an appointment, gross profit."""
    return (rng.beta(40, 960, runs), rng.beta(20, 20, runs), rng.beta(5, 15, runs), 300 + 200 * rng.beta(3, 3, runs),
            rng.triangular(8000, 10000, 20000, runs), rng.lognormal(np.log(200000), 0.3, runs))


def play(rng, runs):
    """Cost, orders, net, and the month of payback of each run."""
    appointment, meeting, order, per_call, per_appointment, profit = inputs(rng, runs)
    cost, orders, net = np.zeros(runs), np.zeros(runs), np.zeros(runs)
    payback = np.full(runs, MONTHS)
    for month in range(MONTHS):
        appointments = rng.binomial(CALLS, appointment)
        won = rng.binomial(rng.binomial(appointments, meeting), order)
        month_cost = CALLS * per_call + per_appointment * appointments
        cost += month_cost
        orders += won
        net += won * profit - month_cost
        payback[(payback == MONTHS) & (orders > 0) & (net >= 0)] = month
    return cost, orders, net, payback


def play_reduced(rng, runs):
    appointment, meeting, order, per_call, per_appointment, profit = inputs(rng, runs)
    appointments = MONTHS * CALLS * appointment
    cost, orders = MONTHS * CALLS * per_call + per_appointment * appointments, appointments * meeting * order
    net = orders * profit - cost
    return cost, orders, net, np.where(net >= 0, 0, MONTHS)


def figures(columns):
    cost, orders, net, payback = columns
    with np.errstate(divide="ignore"):
        cpa = np.where(orders > 0, cost / orders, np.inf)
    quantiles = np.quantile(cpa, [0.05, 0.5, 0.95], method="inverted_cdf")
    means = [x for column in (cost, orders, net) for x in (column.mean(), column.std() / len(column) ** 0.5)]
    return [*means, *quantiles, (payback == MONTHS).mean()]


if __name__ == "__main__":
    wanted = int(sys.argv[1])
    model = play_reduced if sys.argv[2:] == ["reduced"] else play
    generator = np.random.Generator(np.random.PCG64DXSM(1))
    blocks = [model(generator, min(BLOCK, wanted - first)) for first in range(0, wanted, BLOCK)]
    print(*figures([np.concatenate(column) for column in zip(*blocks)]))
