# SPDX-License-Identifier: GPL-3.0-or-later
"""Every text of the scenario reader that a user can see must stand in one of the goldens in errors/."""
import os
import pathlib
import re
import sys

tests = pathlib.Path(os.environ["SAISAN_TESTS"]).resolve()
sources = tests.parent / "src" / "scenario"

# Texts that no file can bring about, and why.
EXEMPT = {
    "the file is too long": "needs a million lines; test_csv.c has it",
    "at most %d lines are read": "the same",
    "the column has %zu different values": "needs a hundred thousand values; test_csv.c has it",
    "at most %d are read; round them": "the same",
    "the file is larger than %d bytes": "needs a file of more than a megabyte; test_scenario.c has it",
    "a scenario is a few pages of text; is this the right file?": "the same",
}


def literals(text):
    """All strings inside _(), N_() and P_(), joined as the compiler joins them, one by one."""
    for call in re.finditer(r'\b(?:_|N_|P_)\(\s*((?:"(?:[^"\\]|\\.)*"[\s,]*)+)', text):
        parts = re.findall(r'"((?:[^"\\]|\\.)*)"(\s*,)?', call.group(1))
        joined = ""
        for part, comma in parts:
            joined += part
            if comma:
                yield joined
                joined = ""
        if joined:
            yield joined


def pattern(literal):
    plain = literal.replace('\\"', '"').replace("\\\\", "\\")
    pieces = re.split(r"%(?:\.\*s|\.\d+[fg]|zu|ld|04X|02X|04u|02u|[a-z]|%)", plain)
    specs = re.findall(r"%(?:\.\*s|\.\d+[fg]|zu|ld|04X|02X|04u|02u|[a-z]|%)", plain)
    out = re.escape(pieces[0])
    for spec, piece in zip(specs, pieces[1:]):
        out += ("%" if spec == "%%" else ".*") + re.escape(piece)
    return re.compile(out)


def is_covered(literal, goldens):
    candidates = [pattern(literal)]
    if "%" in literal:  # a text that is printed with "%s" holds its % as they are
        candidates.append(re.compile(re.escape(literal.replace('\\"', '"').replace("\\\\", "\\"))))
    return any(c.search(goldens) for c in candidates)


goldens = "\n".join(path.read_text() for path in sorted((tests / "scenario" / "errors").glob("*.txt")))
assert is_covered("there is no stage `%s`", goldens)
assert not is_covered("there is no wombat `%s`", goldens)
missing = 0
for path in sorted(sources.glob("*.c")):
    if path.name in ("schema.c", "forms.c"):
        continue  # help texts, not errors
    for literal in literals(path.read_text()):
        if literal not in EXEMPT and not is_covered(literal, goldens):
            print(f"{path.name}: no golden shows: {literal}")
            missing += 1
sys.exit(missing > 0)
