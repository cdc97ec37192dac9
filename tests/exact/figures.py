# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of `saisan run --format json` against distributions that are known: mean, standard error, deviation, quantiles and
intervals of each, within bounds that follow from the number of runs."""
import json
import math
import os
import pathlib
import re
import statistics
import subprocess
import sys

NORMAL = statistics.NormalDist()
LEVELS = {"p5": 0.05, "p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9, "p95": 0.95}


def alpha():
    text = (pathlib.Path(__file__).resolve().parent.parent / "support/budget.h").read_text()
    total, checks = (float(re.search(rf"#define {name}\s+(\S+)", text).group(1)) for name in ("SAI_FALSE_ALARM", "SAI_CHECKS_MAX"))
    return total / checks


Z = -NORMAL.inv_cdf(alpha() / 2)


def run(text, *options):
    done = subprocess.run([os.environ["SAISAN_BINARY"], "--lang", "en", "run", "-", "--format", "json", "--quiet", *options],
                          input=text, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"exit {done.returncode}\n{text}\n{done.stderr}")
    return json.loads(done.stdout)


def at(document, path):
    """`offers.0.metrics.cost` of a result."""
    for part in path.split("."):
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document


class Checks:
    def __init__(self, runs):
        self.n, self.runs = 0, runs

    def mean(self, holder, mean, sd, skew):
        self.n += 2
        bound = (Z + abs(skew) * (Z * Z - 1) / 6 / math.sqrt(self.runs)) * sd / math.sqrt(self.runs)
        se = sd / math.sqrt(self.runs)
        low, high = holder["interval90"]["mean"]
        half = NORMAL.inv_cdf(0.95) * se
        return abs(holder["mean"] - mean) <= bound + 1e-11 * abs(mean) and abs(holder["mean_se"] - se) <= 0.02 * se and \
            abs(high - holder["mean"] - half) <= 0.02 * half + 1e-11 * abs(mean) and abs(holder["mean"] - low - half) <= 0.02 * half + 1e-11 * abs(mean)

    def quantile(self, holder, key, distribution):
        q, error = LEVELS[key], math.sqrt(LEVELS[key] * (1 - LEVELS[key]) / self.runs)
        for x, middle in zip((holder[key], *holder["interval90"][key]), (0, -1.645, 1.645)):
            slack = 1e-9 + 1e-3 * abs(x) if middle else 1e-9 + 5e-4 * abs(x)
            below = sum(p for y, p in distribution if y < x - slack)
            until = sum(p for y, p in distribution if y <= x + slack)
            self.n += 1
            bound = Z * error + Z * Z / self.runs
            if below > q + middle * error + bound or until < q + middle * error - bound:
                return False
        return True

    def figures(self, holder, distribution):
        """Whether a metric or a band has this distribution."""
        mean = sum(x * p for x, p in distribution)
        sd = math.sqrt(sum((x - mean) ** 2 * p for x, p in distribution))
        skew = sum((x - mean) ** 3 * p for x, p in distribution) / sd**3 if sd > 0 else 0
        right = self.mean(holder, mean, sd, skew)
        if "sd" in holder:
            self.n += 1
            low, high = holder["interval90"]["sd"]
            right &= abs(holder["sd"] - sd) <= 0.02 * sd and low <= holder["sd"] <= high and high - low <= 0.1 * sd
        return right and all(self.quantile(holder, key, distribution) for key in LEVELS if key in holder)
