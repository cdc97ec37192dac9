# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference workload as an expert in NumPy writes it: whole columns, one month at a time. Prints its figures."""
import sys

import numpy as np


def simulate(runs, seed=1, months=12):
    rng = np.random.Generator(np.random.PCG64DXSM(seed))
    appointment = rng.beta(40, 960, runs)
    meeting = rng.beta(20, 20, runs)
    order = rng.beta(5, 15, runs)
    low, mode, high = 300, 400, 500
    per_call = low + (high - low) * rng.beta(1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low), runs)
    per_appointment = rng.triangular(8000, 10000, 20000, runs)
    profit = rng.lognormal(np.log(200000), 0.3, runs)
    cost, orders, net = np.zeros(runs), np.zeros(runs), np.zeros(runs)
    payback = np.full(runs, months)
    for month in range(months):
        appointments = rng.binomial(1000, appointment)
        won = rng.binomial(rng.binomial(appointments, meeting), order)
        month_cost = 1000 * per_call + per_appointment * appointments
        cost += month_cost
        orders += won
        net += won * profit - month_cost
        payback[(payback == months) & (orders > 0) & (net >= 0)] = month
    with np.errstate(divide="ignore"):
        cpa = np.where(orders > 0, cost / orders, np.inf)
    quantiles = np.quantile(cpa, [0.05, 0.5, 0.95], method="inverted_cdf")
    return cost.mean(), orders.mean(), quantiles, (payback == months).mean()


if __name__ == "__main__":
    cost, orders, quantiles, never = simulate(int(sys.argv[1]))
    print(cost, orders, *quantiles, never)
