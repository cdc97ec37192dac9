# SPDX-License-Identifier: GPL-3.0-or-later
"""Odd inputs and real shortages: each is answered by a clear message with the right exit code, or simply works. Usage:
inputs.py"""
import os
import pathlib
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time

from allocations import OLD, OUT
from sandbox import HERE, SANITIZED, environment, files_in

BINARY = os.environ["SAISAN_BINARY"]
GOOD = (HERE / "work/one.yaml").read_bytes()
LIMIT = r"larger than [\d,]+ bytes"
SECONDS = 60
MB = 1 << 20


def run(arguments, folder, **options):
    try:
        done = subprocess.run([BINARY, *arguments], cwd=folder, env=environment(BINARY), capture_output=True,
                              timeout=SECONDS, stdin=options.pop("stdin", subprocess.DEVNULL), **options)
    except subprocess.TimeoutExpired:
        return "timeout", "", ""
    return done.returncode, done.stdout.decode(), done.stderr.decode(errors="backslashreplace")


# name -> bytes of a scenario, exit code, what standard error must say
CONTENTS = {
    "empty": (b"", 3, "empty|nothing|no scenario|needs|missing"),
    "blank": (b"\n\n# nothing\n", 3, "empty|nothing|no scenario|needs|missing"),
    "binary": (bytes(range(256)) * 50, 3, "not UTF-8"),
    "100 MB": (b"# " + b"x" * 100 * MB, 3, LIMIT),
    "a million lines": (b"a: 1\n" * 1000000, 3, LIMIT),
    "NUL": (GOOD.replace(b"months", b"mon\0ths"), 3, r"control character \(U\+0000\)"),
    "CR LF": (GOOD.replace(b"\n", b"\r\n"), 0, ""),
    "CR": (GOOD.replace(b"\n", b"\r"), 0, ""),
    "BOM": (b"\xef\xbb\xbf" + GOOD, 0, ""),
    "UTF-16": (GOOD.decode().encode("utf-16"), 3, "UTF-16"),
    "UTF-16 without a mark": (GOOD.decode().encode("utf-16-le"), 3, "control character|UTF-16"),
    "Shift_JIS": ("title: テレアポ代行".encode("shift_jis"), 3, "Shift_JIS"),
    "EUC-JP": ("title: テレアポ代行".encode("euc-jp"), 3, "not UTF-8"),
    "overlong": (b"title: \xc0\xaf", 3, "not UTF-8"),
    "surrogate": (b"title: \xed\xa0\x80", 3, "not UTF-8"),
    "cut short": (b"title: \xe3\x83", 3, "not UTF-8"),
}
# name -> path, exit code, what standard error must say
PATHS = {
    "zeros without end": ("/dev/zero", 3, LIMIT),
    "noise without end": ("/dev/urandom", 3, LIMIT),
    "folder": (".", 4, "Is a directory"),
    "socket": ("socket", 4, "No such device or address"),
    "component too long": ("x" * 300, 4, "File name too long"),
    "path too long": ("./" * 4000 + "one.yaml", 4, "File name too long"),
    "newline and quotes": ("a\n'\"`b.yaml", 0, ""),
    "nothing there": ("a\n\x1b[31m.yaml", 4, r"^error: a  \[31m.yaml: No such file"),
}


def judged(name, wanted, words, got):
    code, out, err = got
    ok = code == wanted and re.search(words, err) is not None and (wanted == 0 or out == "")
    print("ok  " if ok else "FAIL", name, "" if ok else f"exit code {code}, {err[:300]!r}", flush=True)
    return not ok


def contents_and_paths(folder):
    wrong = 0
    for name, (data, code, words) in CONTENTS.items():
        (folder / "odd.yaml").write_bytes(data)
        wrong += judged(name, code, words, run(["check", "odd.yaml"], folder))
        with (folder / "odd.yaml").open("rb") as stdin:
            wrong += judged(name + " on standard input", code, words, run(["check", "-"], folder, stdin=stdin))
    (folder / "a\n'\"`b.yaml").write_bytes(GOOD)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "socket"))
        for name, (path, code, words) in PATHS.items():
            wrong += judged(name, code, words, run(["check", path], folder))
    wrong += judged("out too long", 4, "File name too long",
                    run(["run", "one.yaml", "--runs", "10", "--quiet", "--out", "x/" * 3000], folder))
    return wrong


def waiting_for_a_pipe(folder):
    """Ctrl-C ends the program while it waits for a pipe that says nothing."""
    os.mkfifo(folder / "pipe")
    keep = os.open(folder / "pipe", os.O_RDWR)
    with subprocess.Popen([BINARY, "check", "pipe"], cwd=folder, env=environment(BINARY)) as child:
        time.sleep(0.5)
        waited = child.poll() is None
        child.send_signal(signal.SIGINT)
        code = child.wait(SECONDS)
    os.close(keep)
    return judged("interrupted at a pipe", 0, "", (0 if waited and code == -signal.SIGINT else 1, "", f"{waited} {code}"))


def little_memory(folder):
    """With so much address space, and no more: success, or a message."""
    wrong, codes = 0, set()
    for size in range(12, 140, 4):
        limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (size * MB, size * MB))
        code, _, err = run(["run", "small.yaml", "--runs", "30K", "--threads", "8", "--quiet"], folder, preexec_fn=limit)
        codes.add(code)
        loader = code == 127 and "error while loading" in err  # before the program has begun
        ok = loader or code == 0 or (code == 1 and re.search("out of memory|Cannot allocate memory", err))
        wrong += 0 if ok else judged(f"{size} MB", 0, "", (code, "", err))
    return wrong + judged("little memory", 0, "", (0 if {0, 1} <= codes else 1, "", str(codes)))


def full_disk(folder):
    """A small file system that is full, of every size up to what the files need."""
    script = 'mount -t tmpfs -o size=$1k none out && cp -r old/. out/ && { "$SAISAN" $2; s=$?; cp -r out/. kept/; exit $s; }'
    wrong, codes = 0, set()
    subprocess.run([BINARY, *OLD], cwd=folder, env=environment(BINARY), check=True, capture_output=True)
    old = files_in(folder)
    old = {n: d for n, d in old.items() if n.startswith("out/")}
    os.rename(folder / "out", folder / "old")
    (folder / "out").mkdir()
    for size in range(120, 400, 20):
        kept = folder / f"kept{size}"
        kept.mkdir()
        text = script.replace("kept", kept.name)
        done = subprocess.run(["unshare", "-rm", "sh", "-c", text, "sh", str(size), " ".join(OUT)], cwd=folder,
                              env=environment(BINARY, {"PATH": f"{HERE}:/usr/bin:/bin"}), capture_output=True,
                              timeout=SECONDS)
        if b"mount" in done.stderr or b"unshare" in done.stderr:
            print("skip full disk: mounting is not allowed here")
            return 0
        codes.add(done.returncode)
        got = {f"out/{n}": d for n, d in files_in(kept).items()}
        if done.returncode == 0:
            break
        wrong += judged(f"disk of {size} kB", 4, "No space left|Is the disk full", (done.returncode, "", done.stderr.decode()))
        temporary = [n for n in got if ".saisan-" in n]
        whole = all(got.get(n) == d for n, d in old.items() if not n.endswith((".svg", ".png"))) or "out/quantiles.csv" in got
        wrong += bool(temporary) or not whole
        if temporary or not whole:
            print("FAIL", size, temporary, sorted(got))
    return wrong + judged("full disk", 0, "", (0 if codes == {0, 4} else 1, "", str(codes)))


def main():
    with tempfile.TemporaryDirectory(prefix="saisan-faults-") as top:
        folder = pathlib.Path(top)
        for name in ("one.yaml", "small.yaml"):
            (folder / name).write_bytes((HERE / "work" / name).read_bytes())
        wrong = contents_and_paths(folder) + waiting_for_a_pipe(folder) + full_disk(folder)
        if not SANITIZED:  # which reserves all addresses that there are
            wrong += little_memory(folder)
    print(wrong, "wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
