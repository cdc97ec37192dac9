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
# Without the flag ' ', so that "4% of" is no format.
CONVERSION = re.compile(r"%(\d+\$)?[-+#0]*(?:\d+)?(?:\.\d+)?((?:hh|ll|[hlzjt])?[diouxXeEfFgGcsp])")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True)


def arguments(text):
    """What a format takes, by place: {1: "s", 2: "zu"}."""
    taken, turn = {}, 0
    for place, kind in CONVERSION.findall(text.replace("%%", "")):
        turn += 1
        taken[int(place[:-1]) if place else turn] = kind
    return taken


def misfits(whole):
    """Translations that take other arguments than their message, or in another order. msgfmt looks only at the
    messages that are marked as formats, which ours are seldom: it does not know the functions they go to."""
    found = []
    for entry in re.split(r"\n\n+", whole):
        texts = dict(re.findall(r'^(msgid|msgid_plural|msgstr)(?:\[0\])? "(.*)"$', entry, re.M))
        wanted = arguments(texts.get("msgid_plural", texts.get("msgid", "")))
        if texts.get("msgid") and arguments(texts["msgstr"]) != wanted:
            found.append(f"other arguments: {texts['msgid']}\n")
    return found


def complaints(catalogue, template):
    """What gettext's own tools find wrong with a catalogue, and what its formats take."""
    with tempfile.NamedTemporaryFile("w", suffix=".po", encoding="utf-8") as file:
        file.write(catalogue)
        file.flush()
        checks = run("msgcmp", file.name, template), run("msgfmt", "-c", "-o", os.devnull, file.name)
        whole = run("msgcat", "--no-wrap", file.name).stdout
    return "".join([check.stderr for check in checks if check.returncode] + misfits(whole))


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
    swapped = text.replace('msgstr "1行目の %2$zu 列の中に、列 `%1$s` が', 'msgstr "1行目の %zu 列の中に、列 `%s` が')
    plural = text.replace('msgstr[0] "%s', 'msgstr[0] "%zu')
    faults = {"missing": cut, "fuzzy": fuzzy, "wrong format": wrong, "swapped": swapped, "plural": plural}
    for name, planted in faults.items():
        if planted == text or not complaints(planted, template):
            print(f"a planted fault was not found: {name}")
            bad = True

listed = (root / "po/POTFILES").read_text().split()
for name in sorted(set(sources) ^ set(listed)):
    print(f"po/POTFILES: {name} is {'missing' if name in sources else 'listed, but holds no message'}")
    bad = True
sys.exit(bad)
