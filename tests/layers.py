# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the #include lines of src/ and fails where a layer includes one it may not know."""
import os
import pathlib
import re
import sys

ALLOWED = {
    "base": "",
    "random": "base",
    "stats": "base",
    "scenario": "base random",
    "model": "base random scenario",
    "engine": "base random stats model",
    "result": "base stats",
    "analysis": "base random stats scenario model engine result",
    "report": "base result",
    "selftest": "base random stats scenario model engine result analysis report",
    "command": "base random stats scenario model engine result analysis report selftest",
}

root = pathlib.Path(os.environ["SAISAN_TESTS"]).parent / "src"


def wrong_includes(layer, text):
    allowed = set(ALLOWED[layer].split()) | {layer}
    return [name for name in re.findall(r'^\s*#\s*include\s+"([^"]+)"', text, re.M)
            if "/" not in name or name.split("/")[0] not in allowed]


assert wrong_includes("random", '#include "stats/moments.h"\n') == ["stats/moments.h"]
assert wrong_includes("report", '#include "result/result.h"\n') == []
bad = 0
for path in sorted(root.rglob("*.[ch]")):
    layer = path.relative_to(root).parts[0]
    if layer == "main.c":
        continue
    for name in wrong_includes(layer, path.read_text()):
        print(f"{path.relative_to(root)}: may not include {name}")
        bad = 1
sys.exit(bad)
