# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault tests themselves: programs with a planted fault must be refused, each for its reason, the sound one must not.
Usage: must_fail.py LIBRARY PLANTED"""
import errno
import sys

from sandbox import Case, Sweep, problems_of, sandboxes

PLANTED = {  # fault -> what must be said
    "none": None,
    "crash": "ended by -11",
    "hang": "ended by timeout",
    "silent": "no message",
    "partial": "is left behind",
    "leak": "held program",
    "wrong-code": "exit code 7",
    "unseen": "other output",
}
SHORTAGE = "out of memory"
SECONDS = 2


def sweep_of(library, binary, fault):
    case = Case(fault, [fault])
    for case, sandbox in sandboxes(binary, library, [case]):
        plain = sandbox.run()
        sweep = Sweep(sandbox, "alloc", 1, [(errno.ENOMEM, False)],
                      lambda got: problems_of(case, sandbox.old, plain, got, {1}, SHORTAGE), SECONDS)
        sweep.run()
        return sweep


def mixture_is_seen(library, binary):
    for case, sandbox in sandboxes(binary, library, [Case("mixture", ["mixture"], old=["none"])]):
        (sandbox.base / "work/out/a").write_text("old")
        (sandbox.base / "work/out/b").write_text("old")
        sandbox.old |= {"out/a": b"old", "out/b": b"old"}
        plain, got = sandbox.run(), sandbox.run(f"rename 1 1 {errno.EACCES}")
        return any("not those of one result" in f
                   for f in problems_of(case, sandbox.old, plain, got, {4}, "Permission denied"))


def main(library, binary):
    failed = 0
    for fault, why in PLANTED.items():
        sweep = sweep_of(library, binary, fault)
        said = [text for _, _, _, found in sweep.wrong for text in found]
        ok = sweep.tried >= 2 and (any(why in text for text in said) if why else not said)
        print("ok  " if ok else "FAIL", fault, said[:1])
        failed += not ok
    ok = mixture_is_seen(library, binary)
    print("ok  " if ok else "FAIL", "mixture")
    return 1 if failed or not ok else 0


sys.exit(main(*sys.argv[1:]))
