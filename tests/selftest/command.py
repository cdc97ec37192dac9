# SPDX-License-Identifier: GPL-3.0-or-later
"""`saisan selftest` from outside: it passes, its planted faults are caught, other seeds pass, JSON and table agree, and
data that is missing, cut short or changed by a byte is an error. The program is copied with its data, as installed. With
sanitizers (the argument is not `none`) one short selftest is played instead of many."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

BINARY = pathlib.Path(os.environ["SAISAN_BINARY"])
TESTS = pathlib.Path(os.environ["SAISAN_TESTS"])
DATA = BINARY.parent / "selftest"
NAMES = [p.name for p in DATA.iterdir() if p.suffix in (".json", ".csv", ".yaml")]
bad = []


def expect(ok, text):
    if not ok:
        bad.append(text)


def run(binary, *arguments):
    return subprocess.run([binary, "--lang", "en", "selftest", *arguments], capture_output=True, text=True, timeout=600)


def check_answers():
    table, ja = run(BINARY), run(BINARY, "--lang", "ja", "--runs", "10K")
    answer = run(BINARY, "--format", "json")
    expect(table.returncode == 0 and table.stderr == "", f"selftest ends with {table.returncode}\n{table.stdout}{table.stderr}")
    expect(answer.returncode == 0, "selftest --format json fails")
    result = json.loads(answer.stdout)
    checks = result["checks"]
    expect(result["ok"] and all(c["ok"] and c["worst"] <= 1 and c["refused"] == 0 for c in checks), "not all ok in JSON")
    expect(result["figures"] == sum(c["figures"] for c in checks) and result["figures"] > 60000, "figures do not add up")
    expect(result["statistical"] == sum(c["statistical"] for c in checks), "statistical comparisons do not add up")
    expect(len([c for c in checks if c["part"] == "exact"]) >= 27, "too few exact cases")
    expect(f"All {len(checks)} checks passed: {result['figures']:,} figures." in table.stdout, "the table's last lines differ from JSON")
    expect("すべて" in ja.stdout and " ok " not in ja.stdout, "no Japanese answer")
    cases = json.loads((TESTS / "exact/more.json").read_text())["cases"]
    expect(all(c.get("what_ja", "") in ja.stdout for c in cases), "descriptions of cases are not in Japanese")
    expect(all(c.get("what_ja") for c in cases), "a case has no Japanese description")
    print(f"{result['figures']} figures, {result['statistical']} of them statistical, in {len(checks)} checks")
    return {c["name"] for c in checks}


def check_planted(normal):
    answer = run(BINARY, "--planted", "--format", "json")
    result = json.loads(answer.stdout)
    expect(answer.returncode == 0, "a planted fault was not caught")
    expect(all(c["ok"] and c["refused"] > 0 and c["planted"] for c in result["checks"]), "not all caught in JSON")
    expect(normal - {"budget"} <= {c["name"] for c in result["checks"]}, "a check has no planted fault")
    print(f"{len(result['checks'])} planted faults")


def check_seeds():
    for seed in ("0", str(2**53)):
        done = run(BINARY, "--seed", seed, "--runs", "50K")
        expect(done.returncode == 0, f"seed {seed}: {done.stdout}{done.stderr}")
    expect(run(BINARY, "--seed", "-1").returncode == 2, "a negative seed is accepted")
    expect(run(BINARY, "more").returncode == 2, "an argument is accepted")


def check_damage(top):
    """The program with its data as installed, then with one file damaged in several ways."""
    binary, data = top / "bin/saisan", top / "share/saisan/selftest"
    binary.parent.mkdir(parents=True)
    data.mkdir(parents=True)
    shutil.copy2(BINARY, binary)
    for name in NAMES:
        shutil.copy2(DATA / name, data / name)
    short = run(binary, "--runs", "10,000") if sys.argv[1:] == ["none"] else None
    expect(not short or short.returncode == 0, "the installed program does not find its data")
    for name in ("more.json", "binomial.csv", "limits.yaml"):
        whole = (data / name).read_bytes()
        middle = len(whole) // 2
        damaged = {"missing": None, "empty": b"", "cut": whole[:whole.rindex(b"\n", 0, middle) + 1],
                   "another byte": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1:]}
        for way, content in damaged.items():
            (data / name).unlink()
            if content is not None:
                (data / name).write_bytes(content)
            done = run(binary)
            expect(done.returncode == 4 and name in done.stderr and "hint:" in done.stderr and done.stdout == "",
                   f"{name} {way}: ends with {done.returncode}\n{done.stdout[-300:]}{done.stderr}")
            (data / name).write_bytes(whole)


def check_shortly():
    done = run(BINARY, "--runs", "10K", "--format", "json")
    expect(done.returncode == 0 and json.loads(done.stdout)["ok"], f"selftest ends with {done.returncode}\n{done.stderr}")


if sys.argv[1:] == ["none"]:
    check_planted(check_answers())
    check_seeds()
else:
    check_shortly()
with tempfile.TemporaryDirectory() as folder:
    check_damage(pathlib.Path(folder))
for text in bad:
    print("FAIL", text)
sys.exit(bool(bad))
