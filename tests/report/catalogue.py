# SPDX-License-Identifier: GPL-3.0-or-later
"""Every message of src/ has a Japanese translation that fits it: none is missing, fuzzy or empty."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(os.environ["SAISAN_TESTS"]).resolve().parent
po = root / "po/ja.po"
MARK = re.compile(r"(?<!\w)(?:_|N_|P_)\(")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True)


def complaints(catalogue, template):
    """What gettext's own tools find wrong with a catalogue."""
    with tempfile.NamedTemporaryFile("w", suffix=".po", encoding="utf-8") as file:
        file.write(catalogue)
        file.flush()
        checks = run("msgcmp", file.name, template), run("msgfmt", "-c", "-o", os.devnull, file.name)
    return "".join(check.stderr for check in checks if check.returncode)


def sources_with_messages():
    files = [p for p in sorted(root.glob("src/**/*.[ch]")) if p.name != "intl.h" and MARK.search(p.read_text())]
    return [str(p.relative_to(root)) for p in files]


bad = False
with tempfile.TemporaryDirectory() as folder:
    template = folder + "/saisan.pot"
    sources = sources_with_messages()
    made = run("xgettext", "--from-code=UTF-8", "--keyword=_", "--keyword=N_", "--keyword=P_:1,2", "-o", template,
               *(str(root / name) for name in sources))
    if made.returncode:
        sys.exit(made.stderr)
    text = po.read_text()
    found = complaints(text, template)
    if found:
        print(found)
        bad = True
    # The check rejects what it must: a translation too few, a fuzzy one, a wrong format.
    cut = re.sub(r'msgid "orders"\nmsgstr "[^"]*"\n', "", text)
    fuzzy = text.replace('msgid "orders"\n', '#, fuzzy\nmsgid "orders"\n')
    wrong = text.replace('msgstr "シード %llu"', 'msgstr "シード %s"')
    for name, planted in {"missing": cut, "fuzzy": fuzzy, "wrong format": wrong}.items():
        if planted == text or not complaints(planted, template):
            print(f"a planted fault was not found: {name}")
            bad = True

listed = (root / "po/POTFILES").read_text().split()
for name in sorted(set(sources) ^ set(listed)):
    print(f"po/POTFILES: {name} is {'missing' if name in sources else 'listed, but holds no message'}")
    bad = True
sys.exit(bad)
