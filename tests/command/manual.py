# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command, option and exit code of the program stands in its manual page."""
import os
import pathlib
import re
import subprocess
import sys

PAGE = (pathlib.Path(__file__).resolve().parents[2] / "docs/saisan.1").read_text()


def ask(*arguments):
    return subprocess.run([os.environ["SAISAN_BINARY"], "--lang", "en", *arguments], check=True, text=True,
                          capture_output=True).stdout


def has_option(page, name):
    return re.search(rf"\bFl -{name}(?![\w-])", page.replace("\\-", "-")) is not None


def has_command(page, name):
    return re.search(rf"^\.It Cm {name}\b", page, re.M) is not None


assert not has_option(PAGE, "telepathy") and not has_option(".Fl -runs-away", "runs") and has_option(".Fl -runs Ns = N", "runs")
assert not has_command(PAGE, "guess")
missing = []
commands = re.findall(r"^  saisan (\S+) ", ask("--help"), re.M)
for command in commands:
    if not has_command(PAGE, command):
        missing.append(command)
    options = re.findall(r"^  (?:-\w, |    )--([\w-]+)", ask(command, "--help"), re.M)
    if "help" not in options:
        missing.append(f"{command}: no options found")
    missing += [f"{command} --{name}" for name in options if not has_option(PAGE, name)]
missing += [f"exit code {code}" for code in (0, 1, 2, 3, 4, 130) if not re.search(rf"^\.It {code}$", PAGE, re.M)]
print(f"{len(commands)} commands;", "missing in the manual page:" if missing else "nothing is missing")
for name in missing:
    print(" ", name)
sys.exit(len(commands) < 4 or bool(missing))
