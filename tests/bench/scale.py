# SPDX-License-Identifier: GPL-3.0-or-later
"""How cost grows: with runs (and peak memory), offers, months and stages; and what playing one scenario again costs, as
`--set` sweeps do. Processor time, smallest of the rounds. scale.py SAISAN BENCH_PARTS [ROUNDS [LARGEST_RUNS]]"""
import os
import subprocess
import sys
import tempfile

from timing import timed

here = os.path.dirname(os.path.abspath(__file__))
reference = f"{here}/reference.yaml"


def scenario(offers, months, stages):
    names = ["call"] + [f"stage_{i}" for i in range(1, stages)] + ["order"]
    rates = {name: "beta(40, 20)" for name in names[1:]}
    lines = ["saisan: 1", "title: Scale", f"months: {months}", "funnel:", "  - call: 1,000 per month"]
    lines += [f"  - {name}: {rates[name]} of {of}" for of, name in zip(names, names[1:])]
    lines += ["value:", "  gross_profit: lognormal(median=200,000, sdlog=0.3) per order", "offers:"]
    for offer in range(offers):
        lines += [f"  - name: A{offer}", "    funnel:"]
        for name in names[1:]:
            lines += [f"      - {name}:", f"          rate: {rates[name]}"]
        lines += ["    fees:", "      - pert(300, 400, 500) per call", "      - triangular(8,000, 10,000, 20,000) per order"]
    return "\n".join(lines) + "\n"


def run(path, runs, *options):
    return timed([sys.argv[1], "run", path, "--format", "json", "--quiet", "--runs", str(runs), *options])


def print_runs(rounds, largest):
    print("runs, one thread: processor ns per run, ns per run beyond the row before, peak memory in MB")
    runs, before = 10_000, None
    while runs <= largest:
        results = [run(reference, runs, "--threads", "1") for _ in range(rounds if runs <= 10_000_000 else 1)]
        cpu = min(t.cpu for t in results)
        further = f"{1e9 * (cpu - before[1]) / (runs - before[0]):8.0f}" if before else f"{'':8s}"
        print(f"{runs:13,} {1e9 * cpu / runs:10.0f} {further} {results[0].memory:8.1f}", flush=True)
        runs, before = 10 * runs, (runs, cpu)


def per_run(path, rounds):
    """Of the program alone, with summaries, and of the whole command with comparisons of all pairs."""
    parts = []
    for _ in range(rounds):
        output = subprocess.run([sys.argv[2], path, "brief"], check=True, capture_output=True, text=True).stdout
        parts.append([float(line[30:].split()[0]) for line in output.splitlines()[1:3]])
    short, long = 140_000, 240_000
    times = [(run(path, short, "--threads", "1").cpu, run(path, long, "--threads", "1").cpu) for _ in range(rounds)]
    whole = 1e9 * (min(t[1] for t in times) - min(t[0] for t in times)) / (long - short)
    return [min(column) for column in zip(*parts)] + [whole]


def print_growth(rounds):
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/scale.yaml"
        for what, values in (("offers", (1, 2, 4, 8, 16)), ("months", (6, 12, 24, 48)), ("stages", (2, 4, 8, 16))):
            print(f"\n{what}: ns per run of the program alone, with summaries, of the command; each per {what[:-1]}")
            for value in values:
                shape = {"offers": 1, "months": 12, "stages": 3, what: value}
                with open(path, "w", encoding="utf-8") as file:
                    file.write(scenario(**shape))
                costs = per_run(path, rounds)
                print(f"{value:4d} " + " ".join(f"{x:9.0f}" for x in costs) + "    "
                      + " ".join(f"{x / value:8.1f}" for x in costs), flush=True)


def print_sweep(rounds):
    """A sweep plays the scenario once per value, each time with a start of its own."""
    runs = 1_000_000
    values = [f"offers.1.fees.call={v}" for v in (300, 350, 400, 450)]
    start = min(run(reference, 1_000).cpu for _ in range(rounds))
    alone = min(run(reference, runs, "--threads", "1").cpu for _ in range(rounds))
    swept = min(sum(run(reference, runs, "--threads", "1", "--set", v).cpu for v in values) for _ in range(rounds))
    print(f"\nstart of `run`: {1e3 * start:.1f} ms; one simulation of {runs:,} runs {1e3 * alone:.0f} ms;"
          f" a sweep of {len(values)} by --set {1e3 * swept / len(values):.0f} ms each:"
          f" {100 * alone * len(values) / swept:.0f}% of the throughput")


def main():
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    print_runs(rounds, int(float(sys.argv[4])) if len(sys.argv) > 4 else 10_000_000)
    print_growth(rounds)
    print_sweep(rounds)


main()
