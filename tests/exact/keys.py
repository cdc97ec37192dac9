# SPDX-License-Identifier: GPL-3.0-or-later
"""Every key of `saisan run --format json`, and what pins its figure. Each exact case is played from outside and its JSON
compared with tests/exact/more.json, by arithmetic of Python's own; what is compared is noted by its path. A path that is
neither compared nor named below with the test that pins it is a failure: so is a new key without a test. The table CSV
holds the same figures as the JSON."""
import csv
import io
import json
import math
import os
import pathlib
import re
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
BINARY = os.environ["SAISAN_BINARY"]
RUNS = 200000
STATISTICAL_CHECKS = 25000
NORMAL = statistics.NormalDist()
LEVELS = {"p5": 0.05, "p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9, "p95": 0.95}

# Paths that are pinned elsewhere: in words, as a regular expression, and where.
ELSEWHERE = [
    ("`saisan`, `scenario`, `currency`, `sampler`", r"saisan|scenario\..*|currency|sampler", "report-json; fingerprints: scenario-read"),
    ("`runs`, `runs_asked`, `seed`, `months_runs`, `horizon_months`", r"runs|runs_asked|seed|horizon_months|months_runs", "exact-keys: as asked"),
    ("`targets`; `name` of `offers[]`", r"targets\..*|offers\[\]\.name", "exact-keys: as written in the scenario"),
    ("`id`, `kind` of `offers[]`; `month` of `months[]`", r"offers\[\]\.(id|kind)|offers\[\]\.months\[\]\.month", "report-json"),
    ("`owner`, `label` of `stages`; `contract`, `line`, `amount`, `per`, `owner` of `bill[]`", r"offers\[\]\.(stages\.\*\.(owner|label)|bill\[\]\.(contract|line|amount|per|owner))", "analysis-semantics"),
    ("`assumptions[]`, `warnings[]`", r"assumptions\[\]\..*|warnings\[\]", "scenario-read, analysis-semantics; goldens: command-run_cases"),
    ("`tax`, `cost_with_tax`, `tax_not_deductible`", r"offers\[\]\.metrics\.(tax|cost_with_tax|tax_not_deductible)\..*", "exact-tax"),
    ("`deepest_cash_need`; `cumulative_cash` of `months[]`", r"offers\[\]\.(metrics\.deepest_cash_need|months\[\]\.cumulative_cash)\..*", "exact-cash"),
    ("`fiscal_years[]`", r"offers\[\]\.fiscal_years\[\]\..*", "exact-tax"),
    ("`promises[]`", r"offers\[\]\.promises\[\]\..*", "exact-promises"),
    ("`a`, `b`, `metric` of `comparisons[]`", r"comparisons\[\]\.(a|b|metric)", "exact-keys: to find the pair"),
    ("`crossings[]`, `cost_curve`", r"crossings\[\]\..*|cost_curve\.(stage|most_units\[\])", "analysis-crossings: lines and broken lines, and limits, by hand"),
    ("`break_even` where limits or tiers stand between", r"offers\[\]\.break_even\..*", "analysis-break-even: roots of exact sums, coverage"),
]


def is_elsewhere(path):
    return any(re.fullmatch(pattern, path) for _, pattern, _ in ELSEWHERE)


def budget():
    text = (HERE.parent / "support/budget.h").read_text()
    total, checks = (float(re.search(rf"#define {name}\s+(\S+)", text).group(1)) for name in ("SAI_FALSE_ALARM", "SAI_CHECKS_MAX"))
    return total / checks


ALPHA = budget()
Z = -NORMAL.inv_cdf(ALPHA / 2)


def real(x):
    """A number of more.json, or of a result, in which null is infinite."""
    x = x[0] if isinstance(x, list) else x
    return math.inf if x in ("inf", None) else -math.inf if x == "-inf" else x


class Comparison:
    """What was compared, by path, and what did not agree."""

    def __init__(self, name):
        self.name, self.paths, self.wrong, self.statistical = name, set(), [], 0

    def expect(self, path, ok, text):
        self.paths.add(re.sub(r"\[\d+\]", "[]", path))
        if not ok:
            self.wrong.append(f"{self.name}: {path}: {text}")

    def number(self, path, got, wanted, bound):
        got, wanted = real(got), real(wanted)
        ok = got == wanted or abs(got - wanted) <= bound + 2e-11 * abs(wanted)
        self.expect(path, ok, f"{got:.12g}, expected {wanted:.12g} (bound {bound:.3g})")

    def estimate(self, path, holder, key, wanted, runs=RUNS):
        """Value, standard error and interval."""
        value, sd, skew, sd_of_sd, skew_of_sd = wanted
        z = {k: Z + abs(s) * (Z * Z - 1) / 6 / math.sqrt(runs) for k, s in (("value", skew), ("se", skew_of_sd))}
        self.statistical += 2 * (sd > 0)
        self.number(f"{path}.{key}", holder[key], value, z["value"] * sd / math.sqrt(runs))
        if math.isinf(real(wanted)):
            return
        low, high = holder["interval90"][key]
        half = NORMAL.inv_cdf(0.95) * sd / math.sqrt(runs)
        bound = NORMAL.inv_cdf(0.95) * z["se"] * sd_of_sd / runs + 1e-9 * abs(real(value)) + 1e-4 * half
        if f"{key}_se" in holder:
            self.number(f"{path}.{key}_se", holder[f"{key}_se"], sd / math.sqrt(runs), bound)
        if low == 0 and key == "sd":
            self.number(f"{path}.interval90.{key}", high - real(holder[key]), half, bound)
        else:
            self.number(f"{path}.interval90.{key}", (high - low) / 2, half, bound)
            self.number(f"{path}.interval90.{key}", (high + low) / 2, holder[key], 1e-4 * half + 1e-9 * abs(holder[key]))

    def share(self, path, holder, key, wanted, interval=None, value=None, runs=RUNS):
        got = holder[key] if value is None else value
        low, high = holder["interval90"][key] if interval is None else interval
        spread = math.sqrt(wanted * (1 - wanted) / runs)
        # Binomial tails are wider than the normal one: Bernstein's bound at the same probability.
        self.statistical += 1
        self.number(f"{path}.{key}", got, wanted, Z * spread + Z * Z / 3 / runs if 0 < wanted < 1 - 1e-12 else 0)
        half = NORMAL.inv_cdf(0.95) * math.sqrt(got * (1 - got) / runs)
        # Exact intervals differ from these by a few runs; they are compared exactly in src/selftest/compare.c.
        self.expect(f"{path}.interval90.{key}", all(0.5 * half - 1e-12 <= side <= 1.1 * half + 6 / runs for side in (got - low, high - got)),
                    f"[{low}, {high}] around {got}")

    def quantile(self, path, holder, key, steps, runs=RUNS):
        """F at the value, and at the ends of its interval, which are 1.645 standard errors of F away. null does not tell the
        sign of infinity, which differences can have: there either will do."""
        q, intervals = LEVELS[key], holder["interval90"][key]
        error = math.sqrt(q * (1 - q) / runs)
        for end, x, middle in (("", holder[key], 0), ("interval90.", intervals[0], -1.645), ("interval90.", intervals[1], 1.645)):
            x = -math.inf if x is None and steps and real(steps[0][0]) == -math.inf and q < 0.5 else real(x)
            slack = 0 if math.isinf(x) else (1e-3 if end else 5e-4) * abs(x)
            below = max((s[2] for s in steps if real(s[0]) < x - slack), default=0)
            at = next((s[1] for s in steps if real(s[0]) > x + slack), 1)
            wanted = q + middle * error
            self.statistical += 1
            bound = Z * error + Z * Z / runs
            self.expect(f"{path}.{end}{key}", below <= wanted + bound and at >= wanted - bound, f"{x:.12g}: F from {below} to {at}, not {wanted}")

    def band(self, path, holder, wanted, runs=RUNS):
        self.estimate(path, holder, "mean", wanted["mean"], runs)
        for key in ("p10", "p50", "p90"):
            self.quantile(path, holder, key, wanted["steps"], runs)


def compare_metric(c, path, got, wanted):
    for key in ("mean", "sd", "pooled"):
        c.expect(f"{path}.{key}", (key in got) == (key in wanted), "in only one of the two")
        if key in wanted and key in got:
            c.estimate(path, got, key, wanted[key])
    for key in LEVELS:
        c.quantile(path, got, key, wanted["steps"])
    for key in set(got) | set(wanted):
        if key.startswith("probability"):
            c.expect(f"{path}.{key}", key in got and key in wanted, "in only one of the two")
            if key in got and key in wanted:
                c.share(path, got, key, wanted[key])


def compare_payback(c, path, got, wanted):
    for ours, theirs in (("probability_by_month", "by_month"), ("lasting_by_month", "lasting_by_month")):
        c.expect(f"{path}.{ours}", len(got[ours]) == len(wanted[theirs]), "another number of months")
        for m, p in enumerate(wanted[theirs]):
            c.share(path, got, ours, p, got["interval90"][ours][m], got[ours][m])
    c.share(path, got, "probability_never", wanted["never"])
    c.share(path, got, "probability_never_lasting", wanted["never_lasting"])


def compare_offer(c, path, got, wanted, months_runs):
    c.expect(f"{path}.metrics", set(got["metrics"]) - {"payback", "tax", "cost_with_tax", "deepest_cash_need"} == set(wanted["metrics"]), str(sorted(got["metrics"])))
    for key, metric in wanted["metrics"].items():
        compare_metric(c, f"{path}.metrics.{key}", got["metrics"][key], metric)
    c.expect(f"{path}.metrics.payback", ("payback" in got["metrics"]) == ("payback" in wanted), "in only one of the two")
    if "payback" in wanted:
        compare_payback(c, f"{path}.metrics.payback", got["metrics"]["payback"], wanted["payback"])
    for name, stage in wanted["stages"].items():
        name, *parts = name.split(".")
        holder = got["stages"][name]
        for part in parts:
            holder = holder.get(part, {})
        c.expect(f"{path}.stages.*", "mean" in holder, f"{name} is missing")
        c.band(".".join([f"{path}.stages.*", *parts]), holder, stage)
    for m, month in enumerate(wanted["months"]):
        for key, band in month.items():
            c.band(f"{path}.months[].{key}", got["months"][m][key], band, months_runs)
    for key, ours in (("orders", "orders"), ("profit_per_order", "gross_profit_per_order")):
        if key in wanted.get("break_even", {}):
            c.estimate(f"{path}.break_even", got["break_even"], ours, wanted["break_even"][key])


def compare_bill(c, path, offer):
    """The lines add up to the fees and own costs, and in each month to its cost, all of which are compared with exact
    figures; the error of a line beside which nothing varies is that of the sum."""
    lines = offer["bill"]

    def adds_up(key, parts, whole):
        c.expect(f"{path}.bill[].{key}", abs(sum(parts) - whole) <= 1e-11 * (sum(map(abs, parts)) + abs(whole)), f"{parts}, in all {whole}")

    for owner in ("fees", "own_cost"):
        part = [line for line in lines if line["owner"] == owner]
        adds_up("mean", [line["mean"] for line in part], offer["metrics"][owner]["mean"])
        varying = [line["mean_se"] for line in part if line["mean_se"]]
        if len(varying) <= 1:
            adds_up("mean_se", varying, offer["metrics"][owner]["mean_se"])
    for m, month in enumerate(offer["months"]):
        adds_up("months[]", [line["months"][m] for line in lines], month["cost"]["mean"])


def compare_pair(c, path, result, wanted):
    names = [o["name"] for o in result["offers"]]
    got = next((p for p in result["comparisons"] if (p["a"], p["b"], p["metric"]) == (names[wanted["a"]], names[wanted["b"]], wanted["metric"])), None)
    c.expect(path, got is not None, "is missing")
    for key in ("mean", "pooled"):
        c.expect(f"{path}.difference.{key}", (key in got["difference"]) == (key in wanted), "in only one of the two")
        if key in wanted:
            c.estimate(f"{path}.difference", got["difference"], key, wanted[key])
    for key in ("p5", "p95"):
        c.quantile(f"{path}.difference", got["difference"], key, wanted["steps"])
    for key in ("probability_a_lower", "probability_equal"):
        c.share(path, got, key, wanted[key])


def compare(case, result):
    c = Comparison(case["name"])
    c.expect("offers", len(result["offers"]) == len(case["offers"]), "another number")
    for i, offer in enumerate(case["offers"]):
        compare_offer(c, f"offers[{i}]", result["offers"][i], offer, result["months_runs"])
        compare_bill(c, f"offers[{i}]", result["offers"][i])
    for i, pair in enumerate(case["comparisons"]):
        compare_pair(c, f"comparisons[{i}]", result, pair)
    return c


def paths_of(value, path=""):
    """The paths of all figures and texts; names of stages are *."""
    if isinstance(value, dict):
        for key, member in value.items():
            inner = "*" if path.endswith(".stages") else key
            yield from paths_of(member, f"{path}.{inner}" if path else inner)
    elif isinstance(value, list) and not (re.search(r"interval90\.[^.]*$", path) or path.endswith("by_month")):
        for member in value:
            yield from paths_of(member, path + "[]")
    else:
        yield path


def play(case, *options):
    return subprocess.run([BINARY, "--lang", "en", "run", HERE / case["scenario"], "--runs", str(RUNS), "--quiet", *options],
                          check=True, capture_output=True, text=True).stdout


def check_frame(case, result):
    """What stands beside the figures: as asked for, and as written in the scenario."""
    text = (HERE / case["scenario"]).read_text()
    wrong = []
    if (result["runs"], result["seed"], result["months_runs"]) != (RUNS, 1, min(RUNS, 131072)):
        wrong.append("runs, seed or months_runs")
    if result["horizon_months"] != int(re.search(r"^months: (\d+)", text, re.M).group(1)):
        wrong.append("horizon_months")
    targets = {k: float(v.replace(",", "")) for k, v in re.findall(r"^  (cpa|orders|budget): ([\d,]+)$", text, re.M)}
    if {k: float(v) for k, v in result["targets"].items()} != targets:
        wrong.append("targets")
    if [o["name"] for o in result["offers"]] != re.findall(r"^  - name: (.*)$", text, re.M):
        wrong.append("names of offers")
    return [f"{case['name']}: {w}" for w in wrong]


def flat(result):
    """(offer, metric, figure): value of the metrics in JSON."""
    return {(o["name"], metric, key): real(value) for o in result["offers"] for metric, figures in o["metrics"].items()
            for key, value in figures.items() if not isinstance(value, (dict, list))}


def check_csv(case, result):
    rows = list(csv.DictReader(io.StringIO(play(case, "--format", "csv"))))
    known, seen, wrong = flat(result), 0, []
    bill = [(o["name"], f"bill.{i} {line['contract']}: {line['line']}" if "contract" in line else f"bill.{i} {line['line']}", line["mean"])
            for o in result["offers"] for i, line in enumerate(o["bill"], 1)]
    if bill != [(r["offer"], r["metric"], float(r["value"])) for r in rows if r["metric"].startswith("bill.") and r["figure"] == "mean"]:
        wrong.append(f"{case['name']}: CSV has another bill")
    for row in rows:
        key = (row["offer"], row["metric"], row["figure"])
        if key in known:
            seen += 1
            if float(row["value"]) != known[key]:
                wrong.append(f"{case['name']}: CSV has {row['value']} for {key}")
    return wrong if seen >= 0.6 * len(known) else wrong + [f"{case['name']}: CSV has only {seen} of {len(known)} figures"]


def planted(case, result):
    """Faults in the JSON, each of which must be noticed."""
    def with_fault(edit):
        copy = json.loads(json.dumps(result))
        edit(copy["offers"][0])
        return compare(case, copy).wrong

    def swap(d, a, b):
        d[a], d[b] = d[b], d[a]

    cost = lambda o: o["metrics"]["cost"]
    faults = {
        "a mean 1% off": lambda o: cost(o).update(mean=cost(o)["mean"] * 1.01),
        "se 5% off": lambda o: cost(o).update(mean_se=cost(o)["mean_se"] * 1.05),
        "sd 2% off": lambda o: cost(o).update(sd=cost(o)["sd"] * 1.02),
        "p5 and p95 swapped": lambda o: swap(cost(o), "p5", "p95"),
        "cost and orders swapped": lambda o: swap(o["metrics"], "cost", "orders"),
        "an interval twice as wide": lambda o: cost(o)["interval90"].update(mean=[cost(o)["interval90"]["mean"][0] * 2 - cost(o)["mean"], cost(o)["interval90"]["mean"][1] * 2 - cost(o)["mean"]]),
        "the opposite probability": lambda o: o["metrics"]["net"].update(probability_positive=1 - o["metrics"]["net"]["probability_positive"]),
        "first and lasting payback swapped": lambda o: swap(o["metrics"]["payback"], "probability_by_month", "lasting_by_month"),
        "two months swapped": lambda o: swap(o["months"], 0, 1),
        "a bill 1% too high": lambda o: o["bill"][0].update(mean=o["bill"][0]["mean"] * 1.01),
        "a month's bill one too high": lambda o: o["bill"][0]["months"].__setitem__(0, o["bill"][0]["months"][0] + 1),
        "an own cost among the fees": lambda o: o["bill"][0].update(owner="own_cost"),
    }
    return [f"a planted fault was not noticed: {name}" for name, edit in faults.items() if not with_fault(edit)]


def table(found, compared):
    """Where each key is pinned, for docs/validation.md: one row for all holders with the same keys."""
    holders = {}
    for path in found & compared:
        holder, key = path.rsplit(".", 1)
        interval = holder.endswith(".interval90")
        holders.setdefault(holder.removesuffix(".interval90"), {}).setdefault(key, set()).add(interval)
    rows = {}
    for holder, keys in sorted(holders.items()):
        order = ["mean", "mean_se", "pooled", "pooled_se", "sd", *LEVELS]
        named = sorted(keys, key=lambda k: (order.index(k) if k in order else 99, k))
        words = " ".join("`p5` to `p95`" if k == "p25" else f"`{k}`" for k in named if "p25" not in keys or k == "p25" or k not in LEVELS)
        rows.setdefault(words, []).append(holder)
    lines = ["| where | keys, each with its `interval90` | pinned by |", "|---|---|---|"]
    lines += [f"| {', '.join(f'`{h}`' for h in names)} | {words} | exact-figures, exact-keys |" for words, names in rows.items()]
    return lines + [f"| {what} | | {where} |" for what, _, where in ELSEWHERE]


def main():
    cases = json.loads((HERE / "more.json").read_text())["cases"]
    compared, found, wrong, statistical = set(), set(), [], 0
    for case in cases:
        result = json.loads(play(case, "--format", "json"))
        c = compare(case, result)
        wrong += c.wrong + check_frame(case, result) + check_csv(case, result)
        compared |= c.paths
        found |= set(paths_of(result))
        statistical += c.statistical
        if case["name"] == "months-payback":
            wrong += planted(case, result)
    free = sorted(p for p in found if p not in compared and not is_elsewhere(p))
    wrong += [f"{path}: nothing pins this figure" for path in free]
    unused = [what for what, pattern, _ in ELSEWHERE if not any(re.fullmatch(pattern, p) for p in found)]
    wrong += [f"no result has {e}" for e in unused]
    if not [p for p in found if p not in compared - {"offers[].metrics.cost.mean"} and not is_elsewhere(p)]:
        wrong.append("a figure without a test would not be noticed")
    if statistical > STATISTICAL_CHECKS:
        wrong.append(f"declare {statistical} statistical checks")
    rows = "\n".join(table(found, compared))
    if sys.argv[1:] == ["--table"]:
        print(rows)
    if rows not in (HERE.parent.parent / "docs/validation.md").read_text():
        wrong.append("docs/validation.md does not hold what `python3 tests/exact/keys.py --table` prints")
    print(f"{len(found)} keys of results: {len(found & compared)} compared with exact figures in {len(cases)} cases, "
          f"{len(found - compared)} pinned elsewhere; {statistical} statistical comparisons")
    for text in wrong[:60]:
        print("FAIL", text)
    return bool(wrong)


sys.exit(main())
