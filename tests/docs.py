# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every command that README.md and docs/ show in ```sh blocks, as printed, from a copy of the tree's root, and checks
that scenarios shown in ```yaml blocks that are whole files (they begin with `saisan: 1`) are accepted. `./start`, `./test`
and what installs or builds is left to those scripts. A block that is to fail says so in its first line: `# fails`."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

root = pathlib.Path(os.environ["SAISAN_TESTS"]).parent
binary = pathlib.Path(os.environ["SAISAN_BINARY"])
LEFT_OUT = re.compile(r"^(\./start|\./test|\.ci/|git |sudo |apt|meson |ninja |tests/fuzz/)")


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)


def run(command, folder):
    environment = dict(os.environ, PATH=f"{folder}/bin:{os.environ['PATH']}")
    return subprocess.run(["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


def check_commands(path, folder):
    bad = 0
    for block in blocks(path.read_text(), "sh"):
        fails = block.startswith("# fails")
        for line in block.splitlines():
            line = line.strip()
            if not line or line.startswith("#") or LEFT_OUT.match(line):
                continue
            done = run(line, folder)
            if (done.returncode != 0) != fails:
                print(f"{path.name}: `{line}` ends with {done.returncode}\n{done.stderr}")
                bad += 1
    return bad


def check_scenarios(path, folder):
    bad = 0
    for block in blocks(path.read_text(), "yaml"):
        if not block.startswith("saisan: 1"):
            continue
        (folder / "shown.yaml").write_text(block)
        done = run("saisan check shown.yaml", folder)
        if done.returncode:
            print(f"{path.name}: a scenario is rejected\n{done.stderr}")
            bad += 1
    return bad


def main():
    bad = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "bin").mkdir()
        (folder / "bin/saisan").symlink_to(binary)
        shutil.copytree(root / "scenarios", folder / "scenarios")
        pages = [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
        shown = 0
        for page in pages:
            shown += len(blocks(page.read_text(), "sh"))
            bad += check_commands(page, folder) + check_scenarios(page, folder)
        if run("saisan run missing.yaml", folder).returncode == 0:
            print("the runner does not notice failures")
            bad += 1
        print(f"{shown} blocks of commands in {len(pages)} pages")
    return bad > 0 or shown == 0


sys.exit(main())
