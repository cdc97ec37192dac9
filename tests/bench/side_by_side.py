# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the reference workload through saisan and its peers in one go, checks that all find the same figures, and prints
nanoseconds per run and thread, and ratios. Each time is the difference between a long and a short run of the whole
process, so that start-up does not count; the smallest of several repeats is taken, since the machine is shared."""
import json
import os
import subprocess
import sys
import time

here = os.path.dirname(os.path.abspath(__file__))
saisan, gsl = sys.argv[1], sys.argv[2]
REPEATS = 5


def saisan_command(threads):
    return lambda runs: [saisan, "run", f"{here}/reference.yaml", "--format", "json", "--quiet",
                         "--threads", str(threads), "--runs", str(runs)]


def saisan_figures(output):
    offer = json.loads(output)["offers"][0]["metrics"]
    cpa = offer["cpa"]
    return [offer["cost"]["mean"], offer["orders"]["mean"], cpa["p5"], cpa["p50"], cpa["p95"],
            offer["payback"]["probability_never"]]


def plain_figures(output):
    return [float(x) for x in output.split()]


PEERS = [
    ("saisan, 1 thread", saisan_command(1), saisan_figures, 1_000_000, 3_000_000),
    ("saisan, 2 threads", saisan_command(2), saisan_figures, 1_000_000, 3_000_000),
    ("NumPy, 1 thread", lambda runs: ["/usr/bin/python3", f"{here}/reference_numpy.py", str(runs)], plain_figures,
     100_000, 500_000),
    ("GSL, plain C loop", lambda runs: [gsl, str(runs)], plain_figures, 100_000, 400_000),
]


def seconds(command):
    best, output = float("inf"), None
    for _ in range(REPEATS):
        begin = time.perf_counter()
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        best = min(best, time.perf_counter() - begin)
    return best, output


def agree(figures, reference, runs):
    """Means and shares within 6 standard errors at the peers' runs, as fractions of the reference's figures."""
    relative = 6 / runs ** 0.5
    scale = [0.16, 0.47, 0.6, 1.0, 2.5, 1.5]
    return all(abs(a - b) <= relative * s * abs(b) for a, b, s in zip(figures, reference, scale))


results, reference = [], None
for name, command, parse, short, long in PEERS:
    try:
        before, _ = seconds(command(short))
        after, output = seconds(command(long))
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"{name}: skipped ({error})")
        continue
    figures = parse(output)
    reference = reference or figures
    if not agree(figures, reference, long):
        sys.exit(f"{name}: finds other figures: {figures} instead of {reference}")
    results.append((name, 1e9 * (after - before) / (long - short), after, long))
base = results[0][1]
for name, ns, whole, runs in results:
    print(f"{name:20s} {ns:8.0f} ns per run   {ns / base:6.2f} x   whole process {whole:6.2f} s for {runs:,} runs")
