# SPDX-License-Identifier: GPL-3.0-or-later
"""Failing calls of the system: number n of every kind, for every n (or every STRIDEth), once and from n on, with the
reasons that happen. Signals and short transfers must change nothing. Usage: files.py LIBRARY STRIDE [CASE... | PART/PARTS]"""
import errno
import os
import re
import sys

from allocations import NEW, OLD, RUN
from sandbox import Case, calls, chosen, problems_of, sandboxes

CASES = [
    Case("table", RUN),
    Case("threads", ["run", "one.yaml", "--runs", "50K", "--threads", "3", "--format", "json"]),
    Case("stdin", ["check", "-"], stdin="small.yaml"),
    Case("wrong", ["run", "wrong.yaml"], 3),
    Case("init-file", ["init", "teleapo", "mine.yaml"]),
    Case("init-force", ["init", "teleapo", "small.yaml", "--force"]),
    Case("help", ["--help"]),
    Case("plot", ["plot", "out"], old=OLD),
    Case("out-again", NEW, old=OLD),
    Case("out-new", NEW + ["--charts", "svg"]),
]
ONCE, FOR_GOOD = False, True
BOTH = (ONCE, FOR_GOOD)
SHORT = 0
MIXED = "holds files of two results"
# kind -> what can happen to it: an errno (or SHORT), and when. What is NEVER seen must change nothing.
FAULTS = {
    "open": [(errno.EMFILE, BOTH), (errno.EACCES, (ONCE,))],
    "read": [(errno.EIO, BOTH), (errno.EINTR, (ONCE,)), (SHORT, (FOR_GOOD,))],
    "write": [(errno.ENOSPC, BOTH), (errno.EIO, (ONCE,)), (errno.EINTR, (ONCE,)), (SHORT, (FOR_GOOD,))],
    "flush": [(errno.ENOSPC, (ONCE,))],
    "close": [(errno.EIO, (ONCE,)), (errno.EINTR, (ONCE,))],
    "seek": [(errno.EIO, (ONCE,))],
    "sync": [(errno.EIO, BOTH), (errno.EINTR, (ONCE,))],
    "rename": [(errno.EACCES, BOTH), (errno.ENOSPC, (ONCE,))],
    "unlink": [(errno.EACCES, BOTH)],
    "mkdir": [(errno.EROFS, BOTH)],
    "stat": [(errno.EACCES, BOTH)],
    "list": [(errno.EIO, BOTH)],
    "spawn": [(errno.EAGAIN, BOTH)],
    "pipe": [(errno.EMFILE, BOTH)],
    "wait": [(errno.EINTR, (ONCE,))],
    "poll": [(errno.EINTR, (ONCE,))],
    "control": [(errno.EINTR, (ONCE,))],
    "thread": [(errno.EAGAIN, BOTH)],
    "child": [(errno.EPERM, BOTH)],
}
UNSEEN = {"thread"}


def judge(case, sandbox, plain, kind, error, for_good, got):
    unseen = error in (SHORT, errno.EINTR) or kind in UNSEEN
    words = f"{re.escape(os.strerror(error))}|out of memory" if kind not in ("stat", "list", "unlink") else "error: |エラー: "
    if kind == "child":  # which cannot say why where it cannot write, either
        words += "|gnuplot failed: no message"
    codes = set() if unseen else {4}
    found = problems_of(case, sandbox.old, plain, got, codes, words)
    if kind == "unlink":  # what cannot be removed stays: temporary files, and charts of the old result
        found = [f for f in found if not re.search(r"\.saisan-.* is left behind|an empty folder|another result", f)]
    if kind == "stat" and for_good:  # nothing can be known of the old charts either
        found = [f for f in found if "another result" not in f]
    if kind == "rename" and MIXED in got.stderr:  # nothing can be renamed any more, not even back
        found = [f for f in found if "not those of one result" not in f and "another result" not in f]
    return found


def faults_of(plain, stride):
    at = 0
    for kind, reasons in FAULTS.items():
        for error, when in reasons:
            for for_good in when:
                for n in range(1, calls(plain, kind) + 1):
                    at += 1
                    if at % stride == 0:
                        yield kind, n, error, for_good


def main(library, stride, names):
    failed = 0
    cases = chosen(CASES, names)
    for case, sandbox in sandboxes(os.environ["SAISAN_BINARY"], library, cases):
        plain, tried, wrong = sandbox.run(), 0, []
        if plain.code != case.code:
            wrong.append(("nothing", 0, 0, False, [f"exit code {plain.code}: {plain.stderr}"]))
        for kind, n, error, for_good in faults_of(plain, stride):
            tried += 1
            got = sandbox.run(f"{kind} {n} {10**9 if for_good else n} {error}")
            found = judge(case, sandbox, plain, kind, error, for_good, got)
            if found:
                wrong.append((kind, n, error, for_good, found))
        print("FAIL" if wrong else "ok  ", f"{case.name}: {tried} faults, {len(wrong)} wrong", flush=True)
        for kind, n, error, for_good, found in wrong[:12]:
            print(f"    {kind} {n}{' and all after it' if for_good else ''}, {os.strerror(error) if error else 'short'}:",
                  *found, sep="\n        ")
        failed += bool(wrong)
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
