# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of a scenario on every way out of the program: terminal, errors, JSON, CSV, spreadsheets, SVG, gnuplot. None may be
a command, a formula, an element or a control sequence there. Each detector must find its planted twin."""
import csv
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

BINARY = os.environ["SAISAN_BINARY"]
TERMINAL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
FORMULA = re.compile("[\t\r ]*[=+\\-@＝＋－＠|%]")
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[-+]?\d+)?|-?inf")

# As YAML double-quoted scalars; {touch} makes a file if it is ever run.
NAMES = [r"=cmd|' /C calc'!A0", r"+1+1", r"-2+3", r"@SUM(A1)", r"＝1+1", r"`{touch}` $({touch}) '; system('{touch}')",
         r"</text><script>alert(1)</script>&amp;]]>", r"\\n%s%n {{/Bold x}} @x ''' \\", r"a,\"c\";d", r"\uE000x %d %%", r"|x", r"%x",
         r"\uFFFE\uFFFFx", r"\u202Egnp.exe \u2066x", r"a\u2028=1"]
# Texts that no scenario may hold: the reader refuses them.
REFUSED = [r"\r=1", r"a\e[2J", r"a\e]0;owned\a", r"\x7f", r"\x9b31m", r"\0", r"\b"]

problems = []


def scenario(names, touch):
    offers = "".join(f'  - name: "{n.format(touch=touch)}"\n    fees:\n      - {i + 1},000 per call\n' for i, n in enumerate(names))
    title = names[5].format(touch=touch) + names[6]
    return (f'saisan: 1\ntitle: "{title}"\nmonths: 2\nfunnel:\n  - call: 100 per month\n  - order:\n      rate: '
            f'{{value: 2% to 5%, source: "{names[0]}"}}\n      label: "{names[5].format(touch=touch)}"\n'
            f"value:\n  gross_profit: 100,000 per order\noffers:\n{offers}")


def expect(ok, text):
    if not ok:
        problems.append(text)


def has_controls(text):
    return CONTROLS.search(text.replace("\r\n", "\n")) is not None


def formulas(text):
    """Cells that a spreadsheet would compute: those that begin like a formula and are no plain number."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    return [cell for row in rows for cell in row if FORMULA.match(cell) and not NUMBER.fullmatch(cell)]


def xml_problem(text):
    try:
        tags = {e.tag.rpartition("}")[2] for e in xml.etree.ElementTree.fromstring(text).iter()}
    except xml.etree.ElementTree.ParseError as error:
        return f"not well formed: {error}"
    return "a script" if "script" in tags else None


def saisan(folder, *arguments):
    done = subprocess.run([BINARY, *arguments], cwd=folder, capture_output=True, timeout=300, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def check_printed(folder):
    commands = [("run", "h.yaml", "--runs", "2000"), ("run", "h.yaml", "--runs", "2000", "--lang", "ja"), ("run", "h.yaml", "--point"),
                ("check", "h.yaml"), ("check", "h.yaml", "--lang", "ja"), ("run", "h.yaml", "--runs", "2000", "--format", "csv"),
                ("run", "h.yaml", "--runs", "5", "--format", "csv", "--each"), ("run", "h.yaml", "--runs", "2000", "--format", "json"),
                ("check", "h.yaml", "--format", "json"), ("check", "h.yaml", "--format", "yaml")]
    for command in commands:
        code, out, err = saisan(folder, *command)
        if code == 2 and "--format" in command and command[0] == "check":
            continue
        expect(code == 0, f"{command} ends with {code}: {err[:300]}")
        # JSON and YAML keep every character of a text; a terminal must still not be steered by it.
        keeps = "json" in command or "yaml" in command
        found = (TERMINAL if keeps else CONTROLS).findall(out.replace("\r\n", "\n") + err)
        expect(not found, f"{command}: control characters: {found[:5]!r}")
        if "csv" in command:
            expect(not formulas(out), f"{command}: formulas {formulas(out)[:3]}")
        if "json" in command and code == 0:
            json.loads(out)


def check_refused(folder):
    for text in REFUSED:
        (folder / "refused.yaml").write_text(scenario([text, *NAMES], "x"))
        code, _, err = saisan(folder, "check", "refused.yaml")
        expect(code == 3 and not has_controls(err), f"{text} is not refused: {err!r}")


def check_errors(folder):
    (folder / "bad.yaml").write_text('saisan: 1\n"ti\\e[2J": "x"\nmonths: "\\e[31m\\x9b2J\\u202E12"\n')
    for command in (("check", "bad.yaml"), ("run", "\x1b[2Jno.yaml"), ("run", "h.yaml", "--set", "offers.\x1b[2J=\x9b"),
                    ("\x1b]0;x\a",), ("run", "--\x1b[2J"), ("run", "h.yaml", "--runs", "\x1b[2J"), ("plot", "\x1b[2J"),
                    ("run", "h.yaml", "--out", "h.yaml/\x1b[2J")):
        code, out, err = saisan(folder, *command)
        expect(code != 0 and err, f"{command!r} does not fail")
        expect(not has_controls(out) and not has_controls(err), f"{command!r}: control characters in errors: {err!r}")


def check_files(folder):
    for excel in ((), ("--excel",)):
        code, _, err = saisan(folder, "run", "h.yaml", "--runs", "2000", "--out", "out", "--quiet", *excel)
        expect(code == 0, f"--out ends with {code}: {err}")
        if code:
            return
        for path in sorted((folder / "out").iterdir()):
            if path.suffix == ".csv":
                text = path.read_bytes().decode()
                expect(not formulas(text) and not has_controls(text), f"{path.name}: {formulas(text)[:3]}")
                expect(text.startswith("\ufeff") == bool(excel) and ("\r\n" in text) == bool(excel), f"{path.name}: for Excel?")
            if path.suffix == ".svg":
                expect(xml_problem(path.read_text()) is None, f"{path.name}: {xml_problem(path.read_text())}")
                expect(not has_controls(path.read_text().replace("\t", "")), f"{path.name}: control characters")
    names = {p.name for p in (folder / "out").iterdir()}
    expect(all(re.fullmatch(r"[a-z-]+\.(json|csv|svg|png)", n) for n in names), f"file names: {names}")


def check_detectors():
    """Each detector finds what it is there for."""
    for planted in ("a\x1b[2J", "a\x9bb", "a\u202eb", "a\tb"):
        expect(has_controls(planted), f"not found: {planted!r}")
    for planted in ("=1", "x,+1+1", 'x,"\t=1"', "-2+3", "＝1", "@x"):
        expect(formulas(planted), f"not found: {planted!r}")
    expect(not formulas("-5,1e-7,-inf,'=1,x"), "numbers and escaped texts are no formulas")
    expect(xml_problem("<svg><text>&</text></svg>") and xml_problem("<svg><script/></svg>") and not xml_problem("<svg/>"), "XML")


def main():
    check_detectors()
    with tempfile.TemporaryDirectory() as top:
        folder = pathlib.Path(top)
        touched = folder / "touched"
        (folder / "h.yaml").write_text(scenario(NAMES, f"touch {touched}"))
        check_printed(folder)
        check_refused(folder)
        check_errors(folder)
        check_files(folder)
        expect(not touched.exists(), "a text was run as a command")
    print("\n".join(problems))
    print(f"{len(NAMES)} hostile texts, {len(problems)} problems")
    return bool(problems)


sys.exit(main())
