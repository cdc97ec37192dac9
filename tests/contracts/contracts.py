# SPDX-License-Identifier: GPL-3.0-or-later
"""The eighteen contracts of docs/adr/0009, and clauses beside them, each a scenario with the figures that were worked out by hand for it:
`# expect: KEY = VALUE [point]` is compared with a point calculation to 11 digits, `[mean]` with the mean of 200,000 runs
within 5 of its standard errors. VALUE is a number, or `E` and an expression in one count such as Bin(2000, 2%), whose mean is
enumerated here. Every expected value is also tried wrong, and must be refused then."""
import decimal
import json
import math
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
EXPECT = re.compile(r"^# expect: (\S+) = (\S+|E .+) \[(point|mean)\]$", re.M)
BINOMIAL = re.compile(r"Bin\((\d+), ([\d.]+)%\)")
RUNS, ERRORS, DIGITS = 200_000, 5, 1e-11  # JSON has 12 digits


def play(path, kind):
    how = ["--point"] if kind == "point" else ["--runs", str(RUNS)]
    how += ["--prices"] if ".prices." in path.read_text() else []
    done = subprocess.run([os.environ["SAISAN_BINARY"], "run", *how, "--format", "json", str(path)],
                          capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{path.name}: exit {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)


def at(document, key):
    for part in key.split("."):
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document


def value_of(written):
    if not written.startswith("E "):
        return float(decimal.Decimal(written))
    n, p = int(BINOMIAL.search(written).group(1)), float(BINOMIAL.search(written).group(2)) / 100
    expression = compile(BINOMIAL.sub("k", written[2:]), written, "eval")
    chance = lambda k: math.exp(math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
                                + k * math.log(p) + (n - k) * math.log1p(-p))
    return math.fsum(chance(k) * eval(expression, {"k": k, "min": min, "max": max}) for k in range(n + 1))


def error_of(document, key):
    within, _, figure = key.rpartition(".")
    if figure != "sd" and not figure.startswith("probability"):
        return at(document, key + "_se")
    low, high = at(document, f"{within}.interval90.{figure}")
    return (high - low) / 2 / 1.6448536269514722  # a standard error from a 90% interval


def tolerance(document, key, kind, value):
    if kind == "point":
        return DIGITS * max(1, abs(value))
    return max(ERRORS * error_of(document, key), DIGITS * max(1, abs(value)))


def fits(document, key, kind, value):
    found = at(document, key)
    return math.isfinite(found) and abs(found - value) <= tolerance(document, key, kind, value)


def wrong_values(document, key, kind, value):
    """Neighbours that a check worth its name refuses: 1% off, and twice the tolerance off."""
    yield value + 2 * tolerance(document, key, kind, value) * 1.01
    yield value * 1.01 if value else 1


def check(path):
    text, found, played = path.read_text(), [], {}
    expected = EXPECT.findall(text)
    if len(expected) != text.count("# expect:") or not expected:
        found.append(f"{path.name}: an `# expect:` line is missing or cannot be read")
    for key, written, kind in expected:
        value = value_of(written)
        if kind not in played:
            played[kind] = play(path, kind)
        document = played[kind]
        if not fits(document, key, kind, value):
            found.append(f"{path.name}: {key} [{kind}] is {at(document, key)}, not {written}")
            continue
        for wrong in wrong_values(document, key, kind, at(document, key)):
            if fits(document, key, kind, wrong):
                found.append(f"{path.name}: {key} [{kind}] would also pass as {wrong}")
    return len(expected), found


def main():
    checked, found = 0, []
    for path in sorted(HERE.glob("*.yaml")):
        n, wrong = check(path)
        checked += n
        found += wrong
    print(f"{checked} figures", *found, sep="\n")
    return bool(found) or checked == 0


sys.exit(main())
