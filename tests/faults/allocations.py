# SPDX-License-Identifier: GPL-3.0-or-later
"""Failing allocation number n: for every n (or every STRIDEth, but some of each command) of whole commands, once and from
n on. Usage: allocations.py LIBRARY STRIDE [CASE... | PART/PARTS]"""
import errno
import os
import sys

from sandbox import Case, Sweep, calls, chosen, problems_of, sandboxes

OUT = ["run", "small.yaml", "--runs", "2000", "--threads", "1", "--out", "out", "--quiet"]
OLD = ["run", "one.yaml", "--runs", "1000", "--out", "out", "--quiet"]
NEW = ["run", "one.yaml", "--runs", "1100", "--threads", "1", "--out", "out", "--quiet"]
RUN = ["run", "small.yaml", "--runs", "1100", "--threads", "1"]
CASES = [
    Case("table", RUN),
    Case("table-ja", RUN + ["--lang", "ja"]),
    Case("many-runs", ["run", "one.yaml", "--runs", "20K", "--threads", "1"]),
    Case("json", ["run", "one.yaml", "--runs", "1100", "--threads", "1", "--format", "json"]),
    Case("csv", RUN + ["--format", "csv", "--excel"]),
    Case("sobol", ["run", "drawn.yaml", "--runs", "16384", "--sampler", "sobol", "--threads", "1", "--format", "json"]),
    Case("each", ["run", "one.yaml", "--runs", "3000", "--format", "csv", "--each"], prefix=True),
    Case("point", ["run", "small.yaml", "--point"]),
    Case("prices", RUN + ["--prices", "--lang", "ja"]),
    Case("prices-json", ["run", "odd.yaml", "--runs", "1100", "--threads", "1", "--prices", "--format=json"]),
    Case("prices-brings", ["run", "brings.yaml", "--point", "--prices", "--lang", "ja"]),
    Case("prices-point", ["run", "small.yaml", "--point", "--prices", "--format", "csv"]),
    Case("set", ["run", "small.yaml", "--point", "--set", "offers.1.fees.call=350", "--set=funnel.order.rate=20%"]),
    Case("set-wrong", ["run", "small.yaml", "--set", "offers.1.fees.cal=350", "--set", "months=0"], 3),
    Case("stdin", ["run", "-", "--point"], stdin="small.yaml"),
    Case("check", ["check", "small.yaml"]),
    Case("check-ja", ["check", "small.yaml", "--lang=ja"]),
    Case("check-odd", ["check", "odd.yaml", "--lang=ja", "--market=market.csv"]),
    Case("check-terms", ["check", "terms.yaml", "--lang=ja"]),
    Case("json-odd", ["run", "odd.yaml", "--runs", "1100", "--threads", "1", "--format=json", "--market=market.csv"]),
    Case("csv-odd", ["run", "odd.yaml", "--runs", "1100", "--threads", "1", "--format=csv", "--market=market.csv"]),
    Case("wrong", ["run", "wrong.yaml"], 3),
    Case("wrong-ja", ["run", "wrong.yaml", "--lang", "ja"], 3),
    Case("sjis", ["check", "sjis.yaml"], 3),
    Case("missing", ["run", "missing.yaml"], 4),
    Case("out-new", OUT),
    Case("out-again", NEW, old=OLD),
    Case("plot", ["plot", "out", "--lang", "ja"], old=OUT),
    Case("init", ["init", "teleapo"]),
    Case("init-file", ["init", "teleapo", "mine.yaml"]),
    Case("init-force", ["init", "teleapo", "small.yaml", "--force"]),
    Case("schema", ["schema"]),
    Case("schema-markdown", ["schema", "--format", "markdown", "--lang", "ja"]),
    Case("completion", ["completion", "bash"]),
    Case("help", ["--help"]),
    Case("help-ja", ["help", "--lang", "ja"]),
    Case("help-run", ["run", "--help", "--lang", "ja"]),
    Case("version", ["--version"]),
    Case("option", ["run", "small.yaml", "--formt", "json"], 2),
    Case("value", ["run", "small.yaml", "--runs", "1e3"], 2),
    Case("command", ["rnu", "small.yaml"], 2),
]
SHORTAGE = "out of memory|[Cc]annot allocate memory|メモリ"
FEWEST = 10
FAULTS = [(errno.ENOMEM, False), (errno.ENOMEM, True)]


def main(library, stride, names):
    failed = 0
    cases = chosen(CASES, names)
    for case, sandbox in sandboxes(os.environ["SAISAN_BINARY"], library, cases):
        plain = sandbox.run()
        step = max(1, min(stride, calls(plain, "alloc") // FEWEST))
        sweep = Sweep(sandbox, "alloc", step, FAULTS,
                      lambda got: problems_of(case, sandbox.old, plain, got, {1}, SHORTAGE))
        end = sweep.run()
        wrong = sweep.wrong
        undisturbed = problems_of(case, sandbox.old, plain, end, set(), "")
        if end.code != case.code or undisturbed:
            wrong.append(("none", 0, False, [f"exit code {end.code}, expected {case.code}: {end.stderr}", *undisturbed]))
        if sweep.tried != len(FAULTS) * (calls(end, "alloc") // step):
            wrong.append(("end", 0, False, [f"{sweep.tried} faults tried of {calls(end, 'alloc')} calls"]))
        print("FAIL" if wrong else "ok  ", f"{case.name}: {calls(end, 'alloc')} allocations, {sweep.tried} faults,",
              f"{len(wrong)} wrong", flush=True)
        for n, _, for_good, found in wrong[:8]:
            print(f"    allocation {n}{' and all after it' if for_good else ''}:", *found, sep="\n        ")
        failed += bool(wrong)
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
