# SPDX-License-Identifier: GPL-3.0-or-later
"""Cost per count over the range of what people plan: rates of 0.1% and 60%, 20 and 200,000 calls a month, 1 and 60 months,
1 and 8 offers with rates of their own. Each cell is played by bench-parts: nanoseconds per count of the program alone and
with the summaries of the offers, as ratios to the reference workload in the same run; and per variate, since with one month
three counts carry six inputs that are drawn once a run. counts.py BENCH_PARTS [ROUNDS]"""
import itertools
import os
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
RATES = {"0.1%": "beta(4, 3996)", "60%": "beta(60, 40)"}
STAGES = ("appointment", "meeting", "order")
WIDE = 1.5


def scenario(rate, volume, months, offers):
    lines = ["saisan: 1", "title: Counts", f"months: {months}", "funnel:", f"  - call: {volume} per month"]
    for of, stage in zip(("call",) + STAGES, STAGES):
        lines += [f"  - {stage}: {RATES[rate]} of {of}"]
    lines += ["value:", "  gross_profit: lognormal(median=200,000, sdlog=0.3) per order", "offers:"]
    for offer in range(offers):
        lines += [f"  - name: A{offer}", "    funnel:"]
        for stage in STAGES:
            lines += [f"      - {stage}:", f"          rate: {RATES[rate]}"]
        lines += ["    fees:", "      - pert(300, 400, 500) per call",
                  "      - triangular(8,000, 10,000, 20,000) per appointment"]
    return "\n".join(lines) + "\n"


def per_run(path):
    """Of the program alone, and with summaries."""
    output = subprocess.run([sys.argv[1], path, "brief"], check=True, capture_output=True, text=True).stdout
    return [float(line[30:].split()[0]) for line in output.splitlines()[1:3]]


def main():
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    cells = list(itertools.product(RATES, (20, 200000), (1, 60), (1, 8)))
    with tempfile.TemporaryDirectory() as folder:
        paths = {(): f"{here}/reference.yaml"}
        for i, cell in enumerate(cells):
            paths[cell] = f"{folder}/{i}.yaml"
            with open(paths[cell], "w", encoding="utf-8") as file:
                file.write(scenario(*cell))
        best = {cell: [float("inf")] * 2 for cell in paths}
        for _ in range(rounds):
            for cell, path in paths.items():
                best[cell] = [min(a, b) for a, b in zip(best[cell], per_run(path))]
    base = [x / 36 for x in best[()]]
    per_variate = best[()][0] / 42
    print(f"reference workload: {base[0]:.2f} ns per count, {base[1]:.2f} with summaries, {per_variate:.2f} per variate\n")
    print("| rate | calls a month | months | offers | ns per count | ratio | with summaries | ratio | per variate | ratio |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for rate, volume, months, offers in cells:
        n, whole = 3 * months * offers, best[rate, volume, months, offers]
        costs = zip((whole[0] / n, whole[1] / n, whole[0] / (n + 5 * offers + 1)), (*base, per_variate))
        shown = [f"{x:.2f} | " + (f"**{x / b:.2f}**" if x > WIDE * b else f"{x / b:.2f}") for x, b in costs]
        print(f"| {rate} | {volume:,} | {months} | {offers} | {' | '.join(shown)} |")


main()
