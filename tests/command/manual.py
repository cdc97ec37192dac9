# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual page has every command, option and exit code of the program, with the same values, and no others; the manual of the
scenario file names every key, in both languages."""
import json
import os
import pathlib
import re
import subprocess
import sys

PAGE = (pathlib.Path(__file__).resolve().parents[2] / "docs/saisan.1").read_text()
KEYS = {name: (pathlib.Path(__file__).resolve().parents[2] / "docs" / name).read_text() for name in ("scenario.md", "scenario.ja.md")}
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


def unsaid_defaults(page):
    """Defaults of the table that the text of an option does not name, in the sections where that option stands."""
    found = []
    for command in SCHEMA["commands"]:
        sections = re.findall(rf"^\.Ss Of [^\n]*\b{command['name']}\b[^\n]*\n(.*?)(?=^\.S[sh] )", page, re.M | re.S)
        for option in (o for o in command["options"] if "default" in o):
            texts = re.findall(rf"^\.It Fl -{option['name']}\b(.*?)(?=^\.It |^\.El)", "".join(sections), re.M | re.S)
            if not any(re.search(rf"default is\s+(\.Cm )?{option['default']}( |\.|$)", text, re.M) for text in texts):
                found.append(f"{command['name']} --{option['name']}: the default {option['default']} is not told")
    return found


def complaints(page):
    found = unsaid_defaults(page)
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


def untold_keys(name, manual):
    keys = sorted({key["key"] for key in SCHEMA["keys"]})
    return [f"docs/{name} does not name the key {key}" for key in keys if not re.search(rf"\b{key}\b", manual, re.A)]


PLANTED = {"an option more": (".It Fl -force", ".It Fl -telepathy\n.It Fl -force"), "a command less": (".It Cm plot", ".It Cm plots"),
           "another value": ("Cm json Ns | Ns Cm csv", "Cm jsons Ns | Ns Cm csv"), "an exit code less": (".It 130", ".It 13"),
           "another default": ("The default is 1,000,000.", "The default is 100,000.")}
problems = complaints(PAGE)
for name, manual in KEYS.items():
    problems += untold_keys(name, manual)
    if not untold_keys(name, manual.replace("clawback", "claw-back")):
        problems.append(f"a planted fault was not found: a key that docs/{name} does not name")
for name, (old, new) in PLANTED.items():
    if PAGE.count(old) != 1 or len(complaints(PAGE.replace(old, new))) <= len(problems):
        problems.append(f"a planted fault was not found: {name}")
print(f"{len(TABLE)} commands", *problems, sep="\n")
sys.exit(len(TABLE) < 5 or bool(problems))
