# SPDX-License-Identifier: GPL-3.0-or-later
"""Command-line tests, one folder a case: `command` (run by sh in a copy of the folder and of shared/, with $SAISAN and
$SCENARIOS set), `exit` (default 0), `stdout` and `stderr` (default empty; exact, or with the suffix .glob by lines: `*` is
anything within a line, a line `...` any number of lines). Folders in must-fail/ must fail, each for the reason that its
file `why` names."""
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SECONDS = 120


def environment(top):
    keep = {k: v for k, v in os.environ.items() if k in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")}
    return keep | {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(top), "LC_ALL": "C.UTF-8",
                   "SAISAN": os.environ["SAISAN_BINARY"], "SCENARIOS": str(HERE.parent.parent / "scenarios")}


def line_matches(pattern, line):
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("*")), line) is not None


def lines_match(patterns, lines):
    """Whether lines fit the patterns; `...` stands for any number of lines."""
    fits = [True] + [False] * len(lines)
    for pattern in patterns:
        if pattern == "...":
            first = fits.index(True) if True in fits else len(fits)
            fits = [i >= first for i in range(len(fits))]
        else:
            fits = [False] + [fits[i] and line_matches(pattern, lines[i]) for i in range(len(lines))]
    return fits[-1]


def compare(case, name, got):
    """None if a stream is as expected, else what is wrong."""
    glob, exact = case / (name + ".glob"), case / name
    if glob.exists():
        if lines_match(glob.read_text().splitlines(), got.splitlines()):
            return None
        return f"{name} does not match {glob.name}:\n{got}"
    wanted = exact.read_text() if exact.exists() else ""
    if got == wanted:
        return None
    diff = difflib.unified_diff(wanted.splitlines(True), got.splitlines(True), "expected", "got")
    return f"{name} differs:\n" + "".join(diff)


def problems_of(case):
    with tempfile.TemporaryDirectory() as top:
        work = pathlib.Path(top) / "work"
        shutil.copytree(HERE / "shared", work)
        shutil.copytree(case, work, dirs_exist_ok=True)
        try:
            done = subprocess.run(["sh", "-c", (case / "command").read_text()], cwd=work, env=environment(top),
                                  stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return [f"timeout after {SECONDS} s"]
    wanted = int((case / "exit").read_text()) if (case / "exit").exists() else 0
    found = [] if done.returncode == wanted else [f"exit code {done.returncode}, expected {wanted}"]
    streams = {"stdout": done.stdout, "stderr": done.stderr}
    texts = [compare(case, name, data.decode(errors="backslashreplace")) for name, data in streams.items()]
    return found + [text for text in texts if text]


def cases_in(folder, names):
    return [c for c in sorted((HERE / folder).iterdir()) if c.is_dir() and (not names or c.name in names)]


def main(names):
    failed = 0
    cases = cases_in("cases", names)
    for case in cases:
        found = problems_of(case)
        print("FAIL" if found else "ok  ", case.name)
        for text in found:
            print("    " + text.replace("\n", "\n    "))
        failed += bool(found)
    twins = cases_in("must-fail", names)
    for case in twins:
        found, why = problems_of(case), (case / "why").read_text().strip()
        ok = len(found) == 1 and why in found[0]
        print("ok  " if ok else "FAIL", case.name, "must fail:", why)
        if not ok:
            print("    " + "\n    ".join(found or ["it passed"]))
        failed += not ok
    print(f"{len(cases)} cases, {len(twins)} that must fail, {failed} wrong")
    return 1 if failed or not cases + twins else 0


sys.exit(main(sys.argv[1:]))
