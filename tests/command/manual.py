# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual page has every command, option and exit code of the program, with the same values, and no others."""
import json
import os
import pathlib
import re
import subprocess
import sys

PAGE = (pathlib.Path(__file__).resolve().parents[2] / "docs/saisan.1").read_text()
SCHEMA = json.loads(subprocess.run([os.environ["SAISAN_BINARY"], "schema"], check=True, text=True, capture_output=True).stdout)
TABLE = {c["name"]: {o["name"]: (o.get("value") or "").lower() for o in c["options"]} for c in SCHEMA["commands"]}


def options_of(page):
    """command -> option -> its value as the page shows it: `en|ja`, `dir`, or nothing for a flag."""
    found = {name: {} for name in TABLE}
    for title, body in re.findall(r"^\.Ss Of ([^\n]*)\n(.*?)(?=^\.S[sh] |\Z)", page, re.M | re.S):
        commands = list(TABLE) if title == "all commands" else title.split(" and ")
        for item in re.findall(r"^\.It (?:Fl \w , )?Fl -(.*)$", body, re.M):
            name, _, value = item.replace(" Ns", "").partition(" = ")
            for command in commands:
                found.setdefault(command, {})[name] = re.sub(r"\b(Cm|Ar) ", "", value).replace(" ", "")
    return found


def complaints(page):
    found = []
    if options_of(page) != TABLE:
        for command, options in options_of(page).items():
            differ = set(options.items()) ^ set(TABLE.get(command, {}).items())
            found += [f"{command} --{name}={value}: in only one of the two" for name, value in sorted(differ)]
    for command in SCHEMA["commands"]:
        if not re.search(rf"^\.It Cm {command['name']}\b", page, re.M):
            found.append(f"the command {command['name']} is missing")
        missing = [word for word in command.get("choices", []) if not re.search(rf"^\.Cm {word}\b", page, re.M)]
        found += [f"{command['name']} {word} is missing" for word in missing]
    found += [f"exit code {code} is missing" for code in (0, 1, 2, 3, 4, 130) if not re.search(rf"^\.It {code}$", page, re.M)]
    return found


PLANTED = {"an option more": (".It Fl -force", ".It Fl -telepathy\n.It Fl -force"), "another value": ("Cm json Ns | Ns Cm csv", "Cm jsons Ns | Ns Cm csv"),
           "a command less": (".It Cm plot", ".It Cm plots"), "an exit code less": (".It 130", ".It 13")}
problems = complaints(PAGE)
for name, (old, new) in PLANTED.items():
    if PAGE.count(old) != 1 or len(complaints(PAGE.replace(old, new))) <= len(problems):
        problems.append(f"a planted fault was not found: {name}")
print(f"{len(TABLE)} commands", *problems, sep="\n")
sys.exit(len(TABLE) < 5 or bool(problems))
