# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference workload as an expert in Numba writes it: one compiled loop over runs on all threads, no columns in between.
`reference_numba.py RUNS THREADS` prints the same figures as its peers. Compiled code is kept in NUMBA_CACHE_DIR."""
import sys

import numba
import numpy as np

MONTHS, CALLS, BLOCK = 12, 1000, 10_000


@numba.njit(cache=True)
def play(cost, orders, net, payback, first, last):
    log_profit = np.log(200000.0)
    for i in range(first, last):
        appointment, meeting, order = np.random.beta(40, 960), np.random.beta(20, 20), np.random.beta(5, 15)
        per_call, per_appointment = 300 + 200 * np.random.beta(3, 3), np.random.triangular(8000, 10000, 20000)
        profit = np.random.lognormal(log_profit, 0.3)
        total, won, balance, paid = 0.0, 0, 0.0, MONTHS
        for month in range(MONTHS):
            appointments = np.random.binomial(CALLS, appointment)
            new = np.random.binomial(np.random.binomial(appointments, meeting), order)
            month_cost = CALLS * per_call + per_appointment * appointments
            total += month_cost
            won += new
            balance += new * profit - month_cost
            if paid == MONTHS and won > 0 and balance >= 0:
                paid = month
        cost[i], orders[i], net[i], payback[i] = total, won, balance, paid


@numba.njit(parallel=True, cache=True)
def play_all(runs, seed):
    cost, orders, net, payback = np.empty(runs), np.empty(runs), np.empty(runs), np.empty(runs, np.int64)
    for block in numba.prange((runs + BLOCK - 1) // BLOCK):
        np.random.seed(seed + block)
        play(cost, orders, net, payback, block * BLOCK, min(runs, (block + 1) * BLOCK))
    return cost, orders, net, payback


if __name__ == "__main__":
    from reference_numpy import figures

    numba.set_num_threads(int(sys.argv[2]))
    print(*figures(play_all(int(sys.argv[1]), 1)))
