# SPDX-License-Identifier: GPL-3.0-or-later
"""How much sooner the reference workload's figures reach an accuracy than by NumPy's plain sampling: the time of a run by
NumPy over that of a run by saisan, one thread each, times the runs that are needed by pseudo-random numbers over those
by points of Sobol'. The latter is the ratio of the variances of a figure over many seeds, as they are, not as they are
estimated; NumPy draws as saisan does with pseudo-random numbers, so that its variances are theirs.

accuracy.py SAISAN [SEEDS]"""
import json
import os
import statistics
import subprocess
import sys

from timing import timed

here = os.path.dirname(os.path.abspath(__file__))
python = "/usr/bin/python3"
FIGURES = {"mean cost": ("cost", "mean"), "mean orders": ("orders", "mean"), "mean net": ("net", "mean"),
           "cost of an order": ("cpa", "pooled"), "CPA, p5": ("cpa", "p5"), "CPA, p50": ("cpa", "p50"),
           "CPA, p95": ("cpa", "p95"), "net, p50": ("net", "p50"), "chance of profit": ("net", "probability_positive"),
           "chance of no payback": ("payback", "probability_never")}


def saisan(runs, sampler, seed=1):
    return [sys.argv[1], "run", f"{here}/reference.yaml", "--format", "json", "--quiet", "--threads", "1", "--runs",
            str(runs), "--sampler", sampler, "--seed", str(seed)]


def variances(runs, sampler, seeds):
    values = {name: [] for name in FIGURES}
    for seed in range(1, seeds + 1):
        metrics = json.loads(timed(saisan(runs, sampler, seed)).output)["offers"][0]["metrics"]
        for name, (metric, key) in FIGURES.items():
            values[name].append(metrics[metric][key])
    return {name: statistics.variance(x) for name, x in values.items()}


def seconds_per_run(command, short, long):
    """Processor time, the smallest of five, start-up excluded."""
    least = [min(timed(command(runs)).cpu for _ in range(5)) for runs in (short, long)]
    return (least[1] - least[0]) / (long - short)


def main():
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    if subprocess.run([python, "-c", "import numpy"], capture_output=True, check=False).returncode:
        sys.exit("NumPy is not installed")
    numpy = seconds_per_run(lambda runs: [python, f"{here}/reference_numpy.py", str(runs)], 100_000, 500_000)
    times = {s: seconds_per_run(lambda runs, s=s: saisan(runs, s), 1_000_000, 4_000_000) for s in ("pseudo", "sobol")}
    print(f"ns per run: NumPy {numpy * 1e9:.0f}, saisan {times['pseudo'] * 1e9:.0f}, by Sobol' {times['sobol'] * 1e9:.0f}")
    print(f"{seeds} seeds; a ratio of variances is known to a factor of {1 + 2 * (2 / seeds) ** 0.5:.2f}")
    for runs in (65_536, 1_048_576):
        plain, sobol = (variances(runs, sampler, seeds) for sampler in ("pseudo", "sobol"))
        print(f"\n{runs:,} runs{'':14s} fewer runs   sooner by Sobol'   by pseudo-random numbers")
        for name in FIGURES:
            fewer = plain[name] / sobol[name]
            print(f"{name:26s} {fewer:10.1f} {fewer * numpy / times['sobol']:18.0f} {numpy / times['pseudo']:26.0f}")


main()
