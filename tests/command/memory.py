# SPDX-License-Identifier: GPL-3.0-or-later
"""Peak memory does not grow with the number of runs: 50,000,000 runs of the worked example against 1,000,000."""
import os
import pathlib
import sys

SKIPPED = 77
LIMIT_KB, GROWTH = 128 * 1024, 1.10
SCENARIO = pathlib.Path(__file__).resolve().parent / "shared/worked.yaml"


def peak_kb(runs):
    binary = os.environ["SAISAN_BINARY"]
    child = os.fork()
    if child == 0:
        out = os.open("/dev/null", os.O_WRONLY)
        os.dup2(out, 1)
        os.execv(binary, [binary, "run", str(SCENARIO), "--runs", str(runs), "--format", "json", "--quiet"])
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{runs} runs: exit code {os.waitstatus_to_exitcode(status)}")
    return usage.ru_maxrss


def is_flat(few, many):
    return many <= GROWTH * few and many < LIMIT_KB


# What must be refused: growth by a double a run, and a large but constant amount.
assert not is_flat(20_000, 20_000 + 49_000_000 * 8 // 1024)
assert not is_flat(LIMIT_KB, LIMIT_KB)
if sys.argv[1] != "none":
    sys.exit(SKIPPED)
few, many = peak_kb(1_000_000), peak_kb(50_000_000)
print(f"peak: {few} kB for 1,000,000 runs, {many} kB for 50,000,000")
sys.exit(not is_flat(few, many))
