# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the reference workload through saisan and its peers in one go, checks that all find the same figures, and prints
nanoseconds per run, and ratios. Each time is the difference between a long run, of a second or two, and a short run of the
whole process, so that start-up does not count. All take turns, several times over, since the machine is shared: ratios are
of smallest times, their range is that of the rounds. Processor time is what a run costs on one thread; the clock also shows what threads
bring, on a machine with nothing else to do. Peers that are not installed are skipped and named.

side_by_side.py SAISAN GSL [ROUNDS]; SQUIGGLE names the folder where `npm install @quri/squiggle-lang` was run."""
import json
import math
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Callable

from timing import timed

here = os.path.dirname(os.path.abspath(__file__))
python = "/usr/bin/python3"
squiggle = os.environ.get("SQUIGGLE", ".")
MEANS, QUANTILES = ("cost", "orders", "net"), ("p5", "p50", "p95")
SKETCH = 2 ** -11  # of a quantile: what saisan's sketch may be off


@dataclass
class Peer:
    name: str
    probe: list          # ends with 0 if it is installed
    command: Callable    # of the number of runs
    short: int
    long: int
    reduced: bool = False


def saisan_command(*options, level=None):
    chosen = ["env", f"SAISAN_LEVEL={level}"] if level else []
    return lambda runs: [*chosen, sys.argv[1], "run", f"{here}/reference.yaml", "--format", "json", "--quiet", "--runs",
                         str(runs), *options]


def script(*words):
    return lambda runs: [*words[:2], str(runs), *words[2:]]


def peers(gsl):
    numba = [python, "-c", "import numba"]
    numpy = [python, "-c", "import numpy"]
    return [
        Peer("saisan, 1 thread", [], saisan_command("--threads", "1"), 1_000_000, 16_000_000),
        Peer("saisan, 2 threads", [], saisan_command("--threads", "2"), 1_000_000, 16_000_000),
        Peer("saisan, AVX2", [], saisan_command("--threads", "1", level="v3"), 1_000_000, 16_000_000),
        Peer("NumPy, 1 thread", numpy, script(python, f"{here}/reference_numpy.py"), 100_000, 500_000),
        Peer("R, 1 thread", ["Rscript", "--version"], lambda runs: ["Rscript", "--vanilla", f"{here}/reference.R", str(runs)],
             100_000, 500_000),
        Peer("GSL, plain C loop", [], lambda runs: [gsl, str(runs)], 100_000, 500_000),
        Peer("Numba, 1 thread", numba, script(python, f"{here}/reference_numba.py", "1"), 100_000, 500_000),
        Peer("Numba, 2 threads", numba, script(python, f"{here}/reference_numba.py", "2"), 100_000, 500_000),
        Peer("NumPy, reduced", numpy, script(python, f"{here}/reference_numpy.py", "reduced"), 100_000, 500_000, True),
        Peer("Squiggle, reduced", ["node", "-e", f"require('fs').statSync({json.dumps(squiggle)}"
                                   " + '/node_modules/@quri/squiggle-lang')"],
             script("node", f"{here}/reference_squiggle.mjs", squiggle), 50_000, 250_000, True),
    ]


def installed(peer):
    try:
        return not peer.probe or subprocess.run(peer.probe, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def figures_of(output, runs):
    """{name: (figure, standard error)}; those of quantiles are left to saisan, which has intervals."""
    if output.startswith("{"):
        metrics = json.loads(output)["offers"][0]["metrics"]
        cpa, never = metrics["cpa"], metrics["payback"]["probability_never"]
        figures = {m: (metrics[m]["mean"], metrics[m]["mean_se"]) for m in MEANS}
        for q in QUANTILES:
            low, high = cpa["interval90"][q]
            figures[q] = cpa[q], (high - low) / 2 / 1.6449
    else:
        x = [float(word) for word in output.split()]
        figures = {m: (x[2 * i], x[2 * i + 1]) for i, m in enumerate(MEANS)}
        figures.update({q: (x[6 + i], None) for i, q in enumerate(QUANTILES)})
        never = x[9]
    figures["never"] = never, math.sqrt(never * (1 - never) / runs)
    return figures


def differences(of, runs, reference, reference_runs):
    """Figures farther apart than 5 combined standard errors; a quantile has that of the reference, scaled."""
    apart = []
    for name, (value, se) in of.items():
        base, base_se = reference[name]
        if base_se is None:
            continue  # neither says how sure its quantile is
        if se is None:
            se, off = base_se * math.sqrt(reference_runs / runs), SKETCH * abs(base)
        else:
            off = SKETCH * abs(base) if name in QUANTILES else 0
        if abs(value - base) > 5 * math.hypot(se, base_se) + off:
            apart.append(f"{name}: {value:g} instead of {base:g}")
    return apart


def prove_comparison(figures, runs):
    """A peer that is 1% off in any figure must be noticed."""
    for name in figures:
        if figures[name][1] is None:
            continue
        value, se = figures[name]
        wrong = dict(figures, **{name: (value + max(0.01 * abs(value), 8 * se), se)})
        if not differences(wrong, runs, figures, runs):
            sys.exit(f"a wrong figure of {name} would not be noticed")


def play_rounds(present, rounds):
    """{peer's name: [(short, long) process]} and what the last long one printed."""
    times = {p.name: [] for p in present}
    outputs = {}
    for peer in present:
        timed(peer.command(peer.short))  # what is compiled once, or read from the disk
    for _ in range(rounds):
        for peer in present:
            times[peer.name].append((timed(peer.command(peer.short)), timed(peer.command(peer.long))))
            outputs[peer.name] = times[peer.name][-1][1].output
    return times, outputs


def check_figures(present, outputs):
    references = {}
    for peer in present:
        figures = figures_of(outputs[peer.name], peer.long)
        reference, runs = references.setdefault(peer.reduced, (figures, peer.long))
        apart = differences(figures, peer.long, reference, runs)
        if apart:
            sys.exit(f"{peer.name} finds other figures: {'; '.join(apart)}")
    prove_comparison(*references[False])


def per_run(times, peer, kind):
    """From the smallest of all rounds, and from each round: ns per run."""
    scale = 1e9 / (peer.long - peer.short)
    each = [(getattr(long, kind) - getattr(short, kind)) * scale for short, long in times]
    best = min(getattr(long, kind) for _, long in times) - min(getattr(short, kind) for short, _ in times)
    return best * scale, each


def print_table(present, times):
    print(f"{'':20s} {'ns per run':>11s} {'ratio':>7s} {'of the rounds':>15s}   {'by the clock':>12s} {'ratio':>7s}"
          f"   {'memory':>8s}")
    base, base_each = per_run(times[present[0].name], present[0], "cpu")
    clock_base, _ = per_run(times[present[0].name], present[0], "clock")
    for peer in present:
        ns, each = per_run(times[peer.name], peer, "cpu")
        clock, _ = per_run(times[peer.name], peer, "clock")
        ratios = sorted(a / b for a, b in zip(each, base_each))
        memory = times[peer.name][-1][1].memory
        by_clock = f"{clock:12.0f} {clock / clock_base:7.2f}" if min(clock, clock_base) > 0 else f"{'too noisy':>20s}"
        print(f"{peer.name:20s} {ns:11.0f} {ns / base:7.2f} {ratios[0]:7.2f} to {ratios[-1]:4.2f}   {by_clock}"
              f"   {memory:5.0f} MB")


def print_whole(present, rounds):
    """From start to end for a million runs, saisan on all threads with all summaries; and `saisan check`."""
    numpy, check = "NumPy, 1 thread", "saisan check"
    commands = {"saisan, all threads": saisan_command()(1_000_000)}
    commands |= {p.name: p.command(1_000_000) for p in present if p.name in ("saisan, 1 thread", numpy)}
    commands[check] = [sys.argv[1], "check", f"{here}/reference.yaml"]
    times = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(timed(command))
    clock = {name: min(t.clock for t in times[name]) for name in commands}
    cpu = {name: min(t.cpu for t in times[name]) for name in commands}
    print("\nWhole process, 1,000,000 runs, start to end: clock, processor")
    for name in commands:
        share = (f"   1/{clock[numpy] / clock[name]:.1f} of NumPy by the clock, 1/{cpu[numpy] / cpu[name]:.1f}"
                 " of the processor" if numpy in clock and name not in (numpy, check) else "")
        print(f"{name:20s} {1000 * clock[name]:8.1f} ms {1000 * cpu[name]:8.1f} ms{share}")


def main():
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    everyone = peers(sys.argv[2])
    present = [peer for peer in everyone if installed(peer)]
    for peer in everyone:
        if peer not in present:
            print(f"{peer.name}: not installed, skipped")
    times, outputs = play_rounds(present, rounds)
    check_figures(present, outputs)
    print_table(present, times)
    print_whole(present, rounds)


main()
