# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGINT, SIGTERM and SIGKILL at random moments (seeded) of `run --out` over an old result: the files are those of one
result, nothing temporary stays after a signal that can be caught, and after SIGKILL the next run has all right again.
Usage: signals.py TIMES"""
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

from allocations import OLD, OUT
from sandbox import Case, Sandbox, files_in, wrong_files

CASE = Case("out-again", [*OUT, "--charts", "svg"], old=[*OLD, "--charts", "svg"])
SECONDS = 20


def start(sandbox, place):
    return sandbox.start(place, {"LD_PRELOAD": ""})


def length_of_a_run(sandbox):
    begin = time.monotonic()
    start(sandbox, sandbox.copy("timed")).wait(SECONDS)
    return time.monotonic() - begin


def wrong_after(sandbox, new, place, code, wanted):
    files = files_in(place / "work")
    if wanted == signal.SIGKILL:  # what a killed run leaves is hidden, and the next run brings it to an end
        if start(sandbox, place).wait(SECONDS) != 0:
            return ["the next run failed: " + (place / "stderr").read_text()]
        ends = wrong_files(CASE, sandbox.old, new, files_in(place / "work"), True)
        halves = [n for n, data in files.items() if n in new and data not in (sandbox.old.get(n), new.get(n))]
        return ends + [f"{n} is neither old nor new" for n in halves]
    allowed = {0, 130, -wanted}  # the signal may come after the end, or before it is caught
    found = [] if code in allowed else [f"exit code {code}: " + (place / "stderr").read_text()[-300:]]
    return found + wrong_files(CASE, sandbox.old, new, files, code == 0)


def main(times):
    seeded, wrong = random.Random(1), 0
    codes = {}
    with tempfile.TemporaryDirectory(prefix="saisan-faults-") as top:
        sandbox = Sandbox(os.environ["SAISAN_BINARY"], "", CASE, top)
        done = sandbox.copy("done")
        assert start(sandbox, done).wait(SECONDS) == 0
        new, usual = files_in(done / "work"), min(length_of_a_run(sandbox) for _ in range(3))
        for i in range(times):
            wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)[i % 3]
            place = sandbox.copy("run")
            child = start(sandbox, place)
            time.sleep(seeded.uniform(0, 1.1 * usual))
            child.send_signal(wanted)
            try:
                code = child.wait(SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                code = "timeout"
            codes[wanted.name, code] = codes.get((wanted.name, code), 0) + 1
            found = wrong_after(sandbox, new, place, code, wanted)
            wrong += bool(found)
            if found:
                print(f"FAIL {wanted.name} number {i}, exit code {code}:", *found, sep="\n    ", flush=True)
        # A run that a signal never ended would have tested nothing.
        met = all(any(name == s and code != 0 for name, code in codes) for s in ("SIGINT", "SIGTERM", "SIGKILL"))
        print(times, "signals,", wrong, "wrong:", {f"{s} {c}": n for (s, c), n in sorted(codes.items(), key=str)})
        return 1 if wrong or not met else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
