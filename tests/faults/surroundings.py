# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole commands where what is around them is wrong: standard streams that are closed, or pipes that nobody reads; no
threads and processes; folders that are read only; a gnuplot that hangs or dies. Usage: surroundings.py LIBRARY"""
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time

from allocations import CASES, OLD, OUT
from sandbox import Case, Sandbox, environment, files_in, outcome_of, problems_of, sandboxes

BINARY = os.environ["SAISAN_BINARY"]
NOBODY = 65534
HASTE, LIMIT, SECONDS = 60, 60, 40
PLOT = ["plot", "out"]
STREAMS = [(0,), (1,), (2,), (0, 1, 2)]
NAMES = {0: "standard input", 1: "standard output", 2: "standard error"}
SAID = {0: "standard input", 1: "standard output|標準出力"}


class Judge:
    def __init__(self):
        self.wrong = self.tried = 0

    def __call__(self, name, found):
        self.tried += 1
        self.wrong += bool(found)
        if found:
            print(f"FAIL {name}", *found, sep="\n    ", flush=True)


def close(which):
    """In the child, before it becomes the program."""
    return lambda: [os.close(fd) for fd in which]


def break_pipes(which):
    def broken():
        for fd in which:
            reading, writing = os.pipe()
            os.dup2(writing, fd)
            os.close(reading)
            os.close(writing)
    return broken


def run(sandbox, before, extra=()):
    place = sandbox.copy("run")
    child = sandbox.start(place, dict(extra), preexec_fn=before)
    try:
        code = child.wait(SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        code = "timeout"
    return outcome_of(code, place)


def without(streams, plain, case):
    """What an undisturbed run would have left in the streams that are still there, and its exit codes."""
    unsaid = 1 in streams and plain.stdout != b""
    unread = 0 in streams and case.stdin
    out = b"" if 1 in streams or unread else plain.stdout
    return out, {4} if unsaid or unread else {plain.code}


def streams(judge, library):
    for case, sandbox in sandboxes(BINARY, library, CASES):
        plain = sandbox.run()
        for how, name in ((close, "closed"), (break_pipes, "nobody reads")):
            for which in STREAMS if how is close else [(1,), (2,), (1, 2)]:
                got, (out, codes) = run(sandbox, how(which)), without(which, plain, case)
                found = [] if got.code in codes else [f"exit code {got.code}, expected {codes}: {got.stderr[-300:]}"]
                found += [] if got.stdout == out else [f"other output: {got.stdout[:300]}"]
                silent = 2 in which or how is break_pipes
                lost = {fd for fd in which if fd < 2 and codes != {plain.code}}
                words = "" if silent or not lost else "|".join(SAID[fd] for fd in lost)
                if 2 not in which and not (got.stderr == plain.stderr or words and re.search(words, got.stderr)):
                    found.append(f"other messages: {got.stderr!r}")
                found += [f"{n} has changed" for n in set(plain.files) | set(got.files)
                          if got.files.get(n, "") != plain.files.get(n, "") and 0 not in which]
                judge(f"{case.name}, {', '.join(NAMES[fd] for fd in which)}: {name}", found)


def lives(number):
    """A process that has ended may still wait for somebody to ask how."""
    try:
        return pathlib.Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children_of(place):
    """Processes of a gnuplot stand-in, which wrote their numbers, that are still there."""
    numbers = (place / "alive").read_text().split() if (place / "alive").exists() else []
    return [n for n in numbers if lives(n)]


# name -> what the stand-in does, what must be said. It writes its number first: nothing may survive.
GNUPLOTS = {
    "hangs": ("exec sleep 1000", f"took longer than {LIMIT} seconds"),
    "hangs with children": ("sleep 1000 & echo $! >>\"$ALIVE\"; wait", f"took longer than {LIMIT} seconds"),
    "hangs and stays": ("trap '' TERM INT HUP; while :; do sleep 1; done", f"took longer than {LIMIT} seconds"),
    "hangs and speaks": ("while :; do echo more >&2; sleep 0.01; done", f"took longer than {LIMIT} seconds"),
    "dies": ("kill -SEGV $$", "gnuplot"),
    "fails": ("echo 'line 7: no such terminal' >&2; exit 1", "line 7: no such terminal"),
    "says nothing": ("exit 0", "gnuplot|complete"),
    "half a picture": ("printf '<svg'", "gnuplot|complete"),
}


def gnuplots(judge, library):
    for name, (script, words) in GNUPLOTS.items():
        for case in (Case(f"run, gnuplot {name}", OUT, 4), Case(f"plot, gnuplot {name}", PLOT, 4, old=OLD)):
            for case, sandbox in sandboxes(BINARY, library, [case]):
                alive = sandbox.top / "alive"
                tool = sandbox.top / "bin/gnuplot"
                tool.parent.mkdir()
                tool.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin ALIVE={alive}\necho $$ >>$ALIVE\n{script}\n")
                tool.chmod(0o755)
                plain = sandbox.run()
                begin = time.monotonic()
                got = run(sandbox, None, {"PATH": str(tool.parent), "SAISAN_FAULT_HASTE": str(HASTE)})
                took = time.monotonic() - begin
                found = problems_of(case, sandbox.old, plain, got, {4}, words)
                found += [] if got.code == 4 else [f"exit code {got.code}"]
                found += [] if "hangs" not in name or took >= LIMIT / HASTE else ["ended before its time"]
                missing = {n for n in plain.files if n.endswith((".csv", ".json")) and plain.files[n] != got.files.get(n)}
                found += [f"{n} is missing" for n in missing]
                found += [] if alive.exists() else ["gnuplot was not started"]
                time.sleep(0.05 if children_of(sandbox.top) else 0)
                found += [f"process {n} has survived" for n in children_of(sandbox.top)]
                judge(case.name, found)


def become_nobody(processes):
    def become():
        resource.setrlimit(resource.RLIMIT_NPROC, (processes, processes))
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    return become


def give_away(folder):
    os.chmod(folder, 0o755)
    for path in folder.rglob("*"):
        os.chown(path, NOBODY, NOBODY)


def reaches_as_nobody():
    try:
        done = subprocess.run([BINARY, "--version"], preexec_fn=become_nobody(1), capture_output=True)
    except (subprocess.SubprocessError, OSError):
        return False
    return done.returncode == 0


def shortages(judge, library):
    """Limits and permissions bind an ordinary user, not root."""
    if os.geteuid() != 0 or not reaches_as_nobody():
        print("skip limits of an ordinary user: cannot become one here that can start the program")
        return
    threads = Case("no threads", ["run", "one.yaml", "--runs", "50K", "--threads", "3", "--format", "json"])
    for case, words, codes in ((threads, "", set()), (Case("no processes", OUT), "temporarily unavailable", {4})):
        for case, sandbox in sandboxes(BINARY, library, [case]):
            give_away(sandbox.top)
            give_away(sandbox.base)
            plain = sandbox.run()
            place = sandbox.copy("run")
            give_away(sandbox.top)
            with (place / "stdout").open("wb") as out, (place / "stderr").open("wb") as err:
                code = subprocess.run([BINARY, *case.arguments], cwd=place / "work", env=environment(BINARY),
                                      stdout=out, stderr=err, preexec_fn=become_nobody(0), timeout=SECONDS).returncode
            got = outcome_of(code, place)
            found = problems_of(case, sandbox.old, plain, got, codes, words)
            found += ["nothing was short"] if codes and got.code not in codes else []
            judge(case.name, found)


READ_ONLY = [["run", "one.yaml", "--runs", "1000", "--quiet", "--out", "out"],
             ["run", "one.yaml", "--runs", "1000", "--quiet", "--out", "out/new/er"], PLOT,
             ["init", "teleapo", "out/mine.yaml"], ["init", "teleapo", "--force", "out/result.json"]]


def read_only(judge, library):
    """A mounted file system, which binds root too; then a folder without permission, for an ordinary user."""
    mount = 'mount --bind out out && mount -o remount,bind,ro out && cd . && exec "$SAISAN" "$@"'
    mounted = lambda arguments: (["unshare", "-rm", "sh", "-c", mount, "sh", *arguments], None, "Read-only file system")
    denied = lambda arguments: ([BINARY, *arguments], become_nobody(100), "Permission denied")
    ordinary = os.geteuid() == 0 and reaches_as_nobody()
    for how in (mounted, denied) if ordinary else (mounted,):
        for arguments in READ_ONLY:
            with tempfile.TemporaryDirectory(prefix="saisan-faults-") as top:
                sandbox = Sandbox(BINARY, library, Case("read only", arguments, old=OLD), top)
                os.chmod(top, 0o755)
                command, before, words = how(arguments)
                env = environment(BINARY, {"PATH": environment(BINARY)["PATH"] + ":/usr/bin:/bin"})
                done = subprocess.run(command, cwd=sandbox.base / "work", env=env, capture_output=True, text=True,
                                      preexec_fn=before, timeout=SECONDS)
                if re.search("^(mount|unshare)", done.stderr):
                    print("skip a read-only file system: mounting is not allowed here")
                    break
                found = [] if done.returncode == 4 and re.search(words, done.stderr) else [
                    f"exit code {done.returncode}, {done.stdout[:200]!r} {done.stderr!r}"]
                found += [] if files_in(sandbox.base / "work") == sandbox.old else ["files have changed"]
                judge(f"{words}: {' '.join(arguments)}", found)


def main(library):
    judge = Judge()
    for check in (streams, gnuplots, shortages, read_only):
        begin = time.monotonic()
        check(judge, library)
        print(f"{check.__name__}: {time.monotonic() - begin:.0f} s", flush=True)
    print(f"{judge.tried} tried, {judge.wrong} wrong")
    return 1 if judge.wrong or judge.tried < 100 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
