# SPDX-License-Identifier: GPL-3.0-or-later
"""A program run in a sandbox with a planted fault, and the judgement of what became of it. A fault may end the program
with one of the allowed exit codes, after a message on standard error that names the shortage; or change nothing at all.
Never may it crash, hang, keep memory or files, leave a partial file, or mix the files of two results."""
import collections
import difflib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SANITIZED = os.environ.get("SAISAN_SANITIZE", "none") != "none"
SECONDS = 60 if SANITIZED else 20
FAULTY = range(120, 128)  # how the preloaded library itself ends the program, when it cannot work
SANITIZER_EXIT = 99

Case = collections.namedtuple("Case", "name arguments code stdin old folder prefix",
                              defaults=(0, None, None, "out", False))
Case.__doc__ = """A command line, and its exit code. stdin: file of the sandbox. old: arguments of a command that fills the sandbox
before. folder: what --out names. prefix: standard output comes piece by piece, and may end early."""

Outcome = collections.namedtuple("Outcome", "code stdout stderr files report")
"""files: name below work/ -> bytes, None for a folder. code: negative for a signal, "timeout" for none."""


def environment(binary, extra=()):
    env = {"PATH": str(HERE),  # `gnuplot` there is a quick stand-in; no other is to be found
           "HOME": "/nowhere", "LC_ALL": "C.UTF-8",
           "ASAN_OPTIONS": f"verify_asan_link_order=0:exitcode={SANITIZER_EXIT}:allocator_may_return_null=1",
           "UBSAN_OPTIONS": "print_stacktrace=1"}
    return env | {"SAISAN": str(binary)} | dict(extra)


def files_in(folder):
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        found[name] = None if path.is_dir() else path.read_bytes() if path.is_file() else b"?"
    return found


def marks_of(folder):
    """What changes when a file does, of all files: quicker to look at than what is in them."""
    found, todo = [], [str(folder)]
    while todo:
        for entry in os.scandir(todo.pop()):
            about = entry.stat(follow_symlinks=False)
            found.append((entry.path, about.st_mode, about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino))
            if entry.is_dir(follow_symlinks=False):
                todo.append(entry.path)
    return sorted(found)


def outcome_of(code, place, files=None):
    report = place / "report"
    return Outcome(code, (place / "stdout").read_bytes(), (place / "stderr").read_text(errors="backslashreplace"),
                   files_in(place / "work") if files is None else files, report.read_text() if report.exists() else "")


class Sandbox:
    """A folder with work/ (where the program runs), stdout, stderr and report."""

    def __init__(self, binary, library, case, top):
        self.binary, self.library = pathlib.Path(binary).resolve(), pathlib.Path(library).resolve()
        self.case, self.top = case, pathlib.Path(top)
        self.base = self.top / "base"
        shutil.copytree(HERE / "work", self.base / "work")
        (self.base / "work/note.txt").write_text("not ours\n")
        if case.old:
            subprocess.run([self.binary, *case.old], cwd=self.base / "work", env=environment(self.binary), check=True,
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for name in ("stdout", "stderr"):
            (self.base / name).write_bytes(b"")
        self.old = files_in(self.base / "work")
        self.marks = self.files = None

    def copy_again(self):
        """As copy(), but where neither the original nor the last copy has changed only the streams are new."""
        place = self.top / "copy"
        if not place.exists() or self.marks != (marks_of(self.base / "work"), marks_of(place / "work")):
            self.copy("copy")
            self.marks = marks_of(self.base / "work"), marks_of(place / "work")
            self.files = files_in(place / "work")
            return place
        for stream in ("stdout", "stderr"):
            shutil.copyfile(self.base / stream, place / stream)
        (place / "report").unlink(missing_ok=True)
        return place

    def outcome_of_copy(self, code):
        place = self.top / "copy"
        return outcome_of(code, place, self.files if marks_of(place / "work") == self.marks[1] else None)

    def copy(self, name):
        place = self.top / name
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.base, place, symlinks=True)
        return place

    def start(self, place, extra, **options):
        """The program in a place, with variables for the preloaded library."""
        env = environment(self.binary, {"LD_PRELOAD": str(self.library), "SAISAN_FAULT_REPORT": str(place / "report"),
                                        **extra})
        stdin = (place / "work" / self.case.stdin).open("rb") if self.case.stdin else subprocess.DEVNULL
        return subprocess.Popen([self.binary, *self.case.arguments], cwd=place / "work", env=env, stdin=stdin,
                                stdout=(place / "stdout").open("ab"), stderr=(place / "stderr").open("ab"), **options)

    def run(self, fault=None):
        place = self.copy("run")
        child = self.start(place, {"SAISAN_FAULT": fault} if fault else {})
        try:
            code = child.wait(SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            code = "timeout"
        if not fault and not calls(outcome_of(code, place), "alloc"):
            sys.exit(f"{self.library} counts nothing in {self.binary}")
        return outcome_of(code, place)


def calls(outcome, kind):
    found = re.search(rf"^calls {kind} (\d+)$", outcome.report, re.M)
    return int(found[1]) if found else 0


def data_files(names, folder):
    return {n for n in names if n.startswith(folder + "/") and not n.endswith((".svg", ".png", ".pdf"))}


def groups_of(names, folder):
    """Files that must be replaced together: the data, and each chart's pictures."""
    groups = {"data": data_files(names, folder)}
    for name in names:
        if name.startswith(folder + "/") and name not in groups["data"]:
            groups.setdefault(name.rsplit(".", 1)[0], set()).add(name)
    return groups


def wrong_files(case, old, new, got, done):
    """What is wrong with the files that a run left: `old` before, `new` after an undisturbed one."""
    folder, found = case.folder, []
    known = set(old) | set(new)
    found += [f"{name} is left behind" for name in got if name not in known]
    for name in known:
        if name.startswith(folder + "/") or name == folder:
            continue
        if got.get(name, "absent") not in (old.get(name, "absent"), new.get(name, "absent")):
            found.append(f"{name} is neither the old nor the new one")
    states = {}
    for group, names in groups_of({n for n in known if (old.get(n) or new.get(n)) is not None}, folder).items():
        state = {which for which, files in (("old", old), ("new", new), ("none", {}))
                 if all(got.get(n) == files.get(n) for n in names)}
        states[group] = state
        if not state or (done and "new" not in state):
            found.append(f"{group}: files of {sorted(names)} are not those of one result")
    data = states.get("data", {"new"})
    for group, state in states.items():
        if group != "data" and not state & (data | {"none"}):
            found.append(f"{group} belongs to another result than the data")
    if data == {"none"}:
        found.append("the old data has gone")
    if folder in got and folder not in old and not any(n.startswith(folder + "/") for n in got):
        found.append(f"an empty folder {folder} is left behind")
    return found


def difference(plain, got):
    sides = [(side.stdout.decode(errors="backslashreplace") + side.stderr).splitlines() for side in (plain, got)]
    return "\n".join(list(difflib.unified_diff(*sides, "undisturbed", "with the fault", lineterm=""))[:20])


def held(outcome):
    return re.findall(r"^(?:held|table) .*$", outcome.report, re.M)


def problems_of(case, old, plain, got, codes, words):
    """What is wrong with an outcome; plain is the undisturbed one, words a pattern that names the shortage."""
    if got.code == "timeout" or not isinstance(got.code, int) or got.code < 0:
        return [f"ended by {got.code}: {got.stderr[-1500:]}"]
    if got.code in FAULTY or got.code == SANITIZER_EXIT:
        return [f"exit code {got.code}: {got.stderr[-3000:]}"]
    found = held(got)
    same = got.code == plain.code and got.stdout == plain.stdout and got.stderr == plain.stderr
    if got.code != plain.code and got.code not in codes:
        found.append(f"exit code {got.code}: {got.stderr[-500:]}")
    also = got.code == plain.code != 0 and got.stderr.startswith(plain.stderr) and re.search(words, got.stderr)
    if not same and not also and (got.code == 0 or got.code not in codes):
        found.append(f"other output with exit code {got.code}:\n{difference(plain, got)}")
    if got.code in codes and not same and not re.search(words, got.stderr):
        found.append(f"no message: {got.stderr[-500:]!r}")
    if "error: " in got.stderr and re.search(r"error: *\n|: \(null\)", got.stderr):
        found.append(f"an empty message: {got.stderr!r}")
    whole = got.stdout in (b"", plain.stdout) or (case.prefix and plain.stdout.startswith(got.stdout))
    if not whole and got.code != 0:
        found.append(f"part of the output: {len(got.stdout)} of {len(plain.stdout)} bytes")
    return found + wrong_files(case, old, plain.files, got.files, got.code == 0)


class Sweep:
    """Meets every STRIDEth call of a kind with faults, in copies forked from one run of the program."""

    def __init__(self, sandbox, kind, stride, faults, judge, seconds=SECONDS):
        self.sandbox, self.kind, self.stride, self.faults, self.judge = sandbox, kind, stride, faults, judge
        self.tried, self.wrong, self.seconds = 0, [], seconds

    def run(self):
        base, (ours, theirs) = self.sandbox.base, socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours, theirs:
            ours.settimeout(self.seconds)
            asked = f"{self.kind} {self.stride} {theirs.fileno()}"
            self.program = self.sandbox.start(base, {"SAISAN_FAULT_SWEEP": asked}, pass_fds=[theirs.fileno()])
            theirs.close()
            try:
                while line := ours.recv(256).decode():
                    self.at(ours, int(line.split()[1]))
            finally:
                self.program.kill() if self.program.poll() is None and sys.exc_info()[0] else None
                self.program.wait()
        return outcome_of(self.program.returncode, base)

    def at(self, ours, n):
        for error, for_good in self.faults:
            place = self.sandbox.copy_again()
            ours.send(f"fork {error} {int(for_good)} {self.sandbox.base} {place}".encode())
            child = int(ours.recv(256).decode().split()[1])
            try:
                status = int(ours.recv(256).decode().split()[1])
                code = os.waitstatus_to_exitcode(status)
            except TimeoutError:
                os.kill(child, 9)
                ours.recv(256)
                code = "timeout"
            self.tried += 1
            found = self.judge(self.sandbox.outcome_of_copy(code))
            if found:
                self.wrong.append((n, error, for_good, found))
        ours.send(b"go")


def chosen(cases, names):
    """The named cases; or the share PART of PARTS, from 0 on; or all."""
    if len(names) == 1 and (share := re.fullmatch(r"(\d+)/(\d+)", names[0])):
        return cases[int(share[1])::int(share[2])]
    return [c for c in cases if not names or c.name in names]


def sandboxes(binary, library, cases):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))  # and leave no folder behind
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else None  # each fault has a copy of all files
    for case in cases:
        with tempfile.TemporaryDirectory(prefix="saisan-faults-", dir=memory) as top:
            yield case, Sandbox(binary, library, case, top)
