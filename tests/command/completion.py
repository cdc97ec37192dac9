# SPDX-License-Identifier: GPL-3.0-or-later
"""Completion in the shells themselves: in bash and zsh a line is typed and completed on a terminal, fish is asked by its
own `complete -C`; in bash the whole list of candidates is compared with the tables that `saisan schema` prints."""
import json
import os
import pathlib
import pty
import re
import select
import subprocess
import sys
import tempfile
import time

BINARY = os.environ["SAISAN_BINARY"]
# typed, what the line is after the tabulator key; a sign at its end that waits for more does not count
TYPED = [("saisan sch", "schema"), ("saisan run --for", "run --format"), ("saisan run --format j", "run --format json"),
         ("saisan run --format=cs", "run --format=csv"), ("saisan --lang j", "--lang ja"), ("saisan run com", "run compare.yaml"),
         ("saisan run --runs 5 com", "run --runs 5 compare.yaml"), ("saisan plot res", "plot results"),
         ("saisan init tel", "init teleapo"), ("saisan init in-h", "init in-house"), ("saisan init teleapo not", "init teleapo notes.txt"),
         ("saisan completion f", "completion fish"), ("saisan help che", "help check"), ("saisan check --market not", "check --market notes.txt"), ("saisan check --uni", "check --uni")]
ZSH = "autoload -Uz compinit; compinit -u -D; "
SHELLS = {"bash": ["bash", "--norc", "--noprofile", "-i"], "zsh": ["zsh", "-f", "-i"]}


def saisan(*arguments):
    return subprocess.run([BINARY, *arguments], check=True, capture_output=True, text=True).stdout


def read_until(terminal, marker, seconds=20):
    text, end = b"", time.monotonic() + seconds
    while not re.search(marker, text) and time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            text += os.read(terminal, 65536)
    return text


def start(shell, folder, script):
    """A shell on a terminal, where `saisan` only shows its arguments."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execvpe(shell, SHELLS[shell], {"PATH": os.environ["PATH"], "HOME": folder, "TERM": "dumb", "LC_ALL": "C.UTF-8"})
    ready = (ZSH if shell == "zsh" else "") + f"PS1=; source {script}; saisan() {{ echo \"<$*>\"; }}; echo rea''dy\n"
    os.write(terminal, ready.encode())
    read_until(terminal, b"ready\r")
    return child, terminal


def typed_in(shell, folder, script):
    """What the shell makes of each typed line."""
    child, terminal = start(shell, folder, script)
    found = []
    for text, _ in TYPED:
        os.write(terminal, (text + "\t").encode())
        time.sleep(0.3 if shell == "zsh" else 0.1)
        os.write(terminal, b"\n")
        match = re.search(rb"\n<(.*?) ?>\r", read_until(terminal, rb"\n<.*>\r"))
        found.append(match.group(1).decode().rstrip("=/") if match else None)
    os.write(terminal, b"exit\n")
    os.close(terminal)
    os.waitpid(child, 0)
    return found


def check_typed(shell, folder, script):
    return [f"{shell}: `{text}` becomes `{got}`, not `{wanted}`"
            for (text, wanted), got in zip(TYPED, typed_in(shell, folder, script)) if got != wanted]


def candidates(words, folder, script):
    """All that bash offers for the last word."""
    quoted = " ".join("'" + word + "'" for word in words)
    code = f"source {script}; compopt() {{ :; }}; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _saisan; " \
        "printf '%s\\n' \"${COMPREPLY[@]}\""
    done = subprocess.run(["bash", "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.split("\n")[:-1] if done.stdout != "\n" else []


def check_bash_lists(schema, folder, script):
    commands = {c["name"]: c for c in schema["commands"]}
    wanted = {("saisan", ""): [*commands, "help"], ("saisan", "run", "results/", ""): [], ("saisan", "run", "--seed", ""): [],
              ("saisan", "run", ""): ["compare.yaml", "with space.yml", "results"],
              ("saisan", "run", "--out", "="): ["results"]}
    for name, command in commands.items():
        wanted["saisan", name, "-"] = ["--" + o["name"] for o in command["options"]]
        for option in command["options"]:
            if "choices" in option:
                wanted["saisan", name, "--" + option["name"], ""] = option["choices"]
        if "choices" in command:
            wanted["saisan", name, ""] = command["choices"]
    return [f"bash: {words}: {got}, not {right}" for words, right in wanted.items()
            if sorted(got := candidates(words, folder, script)) != sorted(right)]


def check_fish(folder, script):
    found = []
    for text, wanted in TYPED:
        code = f"source {script}; complete -C '{text}'"
        done = subprocess.run(["fish", "--no-config", "-c", code], cwd=folder, capture_output=True, text=True, env=dict(os.environ, HOME=folder))
        got = [line.split("\t")[0].rstrip("/") for line in done.stdout.splitlines()]
        right = [] if text.endswith("--uni") else [wanted.split(" ")[-1] if "=csv" not in wanted else "--format=csv"]
        if got != right or done.stderr:
            found.append(f"fish: `{text}` gives {got}, not {right} {done.stderr}")
    return found


def check_fish_words(schema, script):
    """Every option of every command is offered, with its help."""
    found = []
    for command in schema["commands"]:
        code = f"source {script}; complete -C 'saisan {command['name']} --'"
        done = subprocess.run(["fish", "--no-config", "-c", code], capture_output=True, text=True)
        wanted = sorted(f"--{o['name']}\t{o['help']}" for o in command["options"])
        if sorted(line for line in done.stdout.splitlines()) != wanted:
            found.append(f"fish: options of {command['name']}: {done.stdout}")
    return found


def main():
    found = []
    with tempfile.TemporaryDirectory() as top:
        folder = top + "/work"
        os.makedirs(folder + "/results")
        for name in ("compare.yaml", "with space.yml", "notes.txt"):
            pathlib.Path(folder, name).touch()
        scripts = {}
        for shell in ("bash", "zsh", "fish"):
            scripts[shell] = f"{top}/{shell}"
            pathlib.Path(scripts[shell]).write_text(saisan("completion", shell, "--lang", "en"))
            found += [f"{shell} -n: {shell}"] if subprocess.run([shell, "-n", scripts[shell]]).returncode else []
        schema = json.loads(saisan("schema", "--lang", "en"))
        found += check_typed("bash", folder, scripts["bash"]) + check_typed("zsh", folder, scripts["zsh"])
        found += check_bash_lists(schema, folder, scripts["bash"])
        found += check_fish(folder, scripts["fish"]) + check_fish_words(schema, scripts["fish"])
        # What is not completed is noticed.
        pathlib.Path(top, "nothing").write_text("")
        if len(check_typed("bash", folder, top + "/nothing")) < 5:
            found.append("without completion the lines are the same")
    print(f"{len(TYPED)} lines in three shells", *found, sep="\n")
    return bool(found)


sys.exit(main())
