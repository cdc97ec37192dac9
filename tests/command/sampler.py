# SPDX-License-Identifier: GPL-3.0-or-later
"""`saisan run --sampler sobol`: the same bytes for any number of threads and on every instruction set, earlier runs unchanged by
more of them, luck as without it, the same answer with `--precision`, and what it refuses. Over many seeds the spread of figures is
what their standard errors say, and smaller than that of pseudo-random runs; errors as if runs were independent are refused. With
sanitizers (the argument is not `none`) the latter is left out, and the bytes are those of fewer threads and runs."""
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

BINARY = pathlib.Path(os.environ["SAISAN_BINARY"])
TESTS = pathlib.Path(os.environ["SAISAN_TESTS"])
REFERENCE = TESTS / "bench/reference.yaml"
SIX = TESTS.parent / "scenarios/six-ways.yaml"
SANITIZED = len(sys.argv) > 1 and sys.argv[1] != "none"
SEEDS, RUNS = 40, 16384
STATISTICAL_CHECKS = 8
bad = []


def expect(ok, text):
    if not ok:
        bad.append(text)


def call(*arguments, **surroundings):
    return subprocess.run([BINARY, "--lang", "en", "run", *arguments], capture_output=True, text=True, timeout=600,
                          env=dict(os.environ, **surroundings))


def run(path, *arguments, sampler="sobol", fmt="json", **surroundings):
    done = call(path, "--sampler", sampler, "--format", fmt, *arguments, **surroundings)
    expect(done.returncode == 0 and done.stderr == "", f"{arguments}: {done.returncode} {done.stderr}")
    return done.stdout


def check_sameness():
    for path, runs in ((REFERENCE, "40000"),) if SANITIZED else ((REFERENCE, "150000"), (SIX, "50000")):
        one = run(path, "--runs", runs, "--threads", "1")
        for threads in ("3",) if SANITIZED else ("2", "3", "7"):
            expect(run(path, "--runs", runs, "--threads", threads) == one, f"{path.name}: other bytes with {threads} threads")
        for level in ("plain", "v2", "v3"):
            expect(run(path, "--runs", runs, SAISAN_LEVEL=level) == one, f"{path.name}: other bytes on {level}")
        expect(run(path, "--runs", runs, "--seed", "2") != one, f"{path.name}: another seed must be noticed")


def check_growth():
    few, more = (run(REFERENCE, "--each", "--runs", runs, fmt="csv").splitlines() for runs in ("3000", "40000"))
    expect(len(few) == 3001 and more[:3001] == few, "more runs change earlier ones")
    expect(run(REFERENCE, "--each", "--runs", "3000", sampler="pseudo", fmt="csv").splitlines() != few, "the sampler does nothing")


def check_luck_stays():
    """Without uncertain quantities the runs are those of pseudo-random luck; those drawn each month are luck too."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "luck.yaml"
        path.write_text("saisan: 1\nmonths: 3\ninputs:\n  p: 5 to 9, anew each month\nfunnel:\n  - call: 100 per month\n"
                        "  - order: 5% of call\noffers:\n  - name: A\n    fees:\n      - p per call\n")
        expect(run(path, "--each", "--runs", "20000", fmt="csv") == run(path, "--each", "--runs", "20000", sampler="pseudo", fmt="csv"),
               "luck is not pseudo-random")
        expect("sobol" not in json.loads(run(path, "--runs", "20000")), "dimensions where there are none")


def check_document():
    document = json.loads(run(REFERENCE))
    expect((document["sampler"], document["runs"], document["sobol"]) == ("sobol", 1 << 20, {"dimensions": 6, "pseudo": 0}),
           f"{document['sampler']} {document['runs']} {document.get('sobol')}")
    plain = json.loads(run(REFERENCE, "--runs", "20000", sampler="pseudo"))
    expect(plain["sampler"] == "pseudo" and "sobol" not in plain, "pseudo says sobol")
    expect("sobol" in run(REFERENCE, "--runs", "20000", fmt="table"), "the table does not say the sampler")


def check_precision():
    document = json.loads(run(REFERENCE, "--precision", "5%"))
    precision = document.pop("precision")
    expect(precision["reached"], "not reached")
    expect(json.loads(run(REFERENCE, "--runs", str(document["runs"]))) == document, "not as --runs")
    expect(json.loads(run(REFERENCE, "--precision", "5%", "--threads", "1")) == dict(document, precision=precision), "threads matter")
    plain = json.loads(run(REFERENCE, "--precision", "5%", sampler="pseudo"))
    expect(document["runs"] <= plain["runs"], f"{document['runs']} runs, {plain['runs']} pseudo-random ones")


def check_refused():
    for arguments, words in ((("--runs", "16383"), "--runs"), (("--point",), "--point")):
        done = call(REFERENCE, "--sampler", "sobol", *arguments)
        expect(done.returncode == 2 and words in done.stderr, f"{arguments}: {done.returncode} {done.stderr}")
    done = call(REFERENCE, "--sampler", "halton")
    expect(done.returncode == 2 and "halton" in done.stderr, f"halton: {done.returncode} {done.stderr}")


def looked_at(document):
    metrics = document["offers"][0]["metrics"]
    yield "mean cost", metrics["cost"]["mean"], metrics["cost"]["mean_se"]
    yield "mean net", metrics["net"]["mean"], metrics["net"]["mean_se"]
    yield "CPA", metrics["cpa"]["pooled"], metrics["cpa"]["pooled_se"]


def check_errors():
    """The variance over seeds against the mean of the squared standard errors: F with SEEDS - 1 and many degrees of freedom, by
    Wilson and Hilferty's normal approximation with room for tails that are longer than normal."""
    def ratios(sampler):
        seen = {}
        for seed in range(1, SEEDS + 1):
            for name, value, se in looked_at(json.loads(run(REFERENCE, "--runs", str(RUNS), "--seed", str(seed), sampler=sampler))):
                seen.setdefault(name, []).append((value, se))
        return {name: (statistics.variance(v for v, _ in pairs), statistics.fmean(s * s for _, s in pairs))
                for name, pairs in seen.items()}

    def agrees(variance, claimed):
        k = SEEDS - 1
        z = ((variance / claimed) ** (1 / 3) - 1 + 2 / (9 * k)) / math.sqrt(2 / (9 * k))
        return abs(z) < 7.5

    sobol, pseudo = ratios("sobol"), ratios("pseudo")
    for name, (variance, claimed) in sobol.items():
        expect(agrees(variance, claimed), f"{name}: variance {variance}, claimed {claimed}")
        gain = pseudo[name][0] / variance
        print(f"{name}: variance {gain:.1f} times smaller at {RUNS} runs, claimed {pseudo[name][1] / claimed:.1f}")
        expect(gain > 2, f"{name}: variance only {gain} times smaller")
    expect(not agrees(sobol["mean cost"][0], pseudo["mean cost"][1]), "errors of independent runs pass for those of scramblings")


for check in (check_sameness, check_growth, check_luck_stays, check_document, check_precision, check_refused):
    check()
if not SANITIZED:
    check_errors()
print("\n".join(f"FAIL {b}" for b in bad) or "ok")
sys.exit(1 if bad else 0)
