# SPDX-License-Identifier: GPL-3.0-or-later
"""The same bytes on every instruction set: results with the loops of each level (SAISAN_LEVEL), and with the C library's
own variants for newer processors masked, against those of the best level. What the processor lacks is not tried."""
import os
import pathlib
import subprocess
import sys

TESTS = pathlib.Path(os.environ["SAISAN_TESTS"])
SCENARIOS = sorted((TESTS / "contracts").glob("*.yaml"))[::6] + [
    TESTS.parent / "scenarios/compare.yaml", TESTS.parent / "scenarios/six-ways.yaml", TESTS / "command/shared/laws.yaml"]
SURROUNDINGS = [{"SAISAN_LEVEL": level} for level in ("plain", "v2", "v3", "v4")] + [
    {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX2_Usable,-FMA_Usable"},
    {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA,-SSE4_1", "SAISAN_LEVEL": "plain"}]


def result(path, surroundings, *more):
    done = subprocess.run([os.environ["SAISAN_BINARY"], "run", path, "--runs", "20K", "--format", "json", *more],
                          capture_output=True, env=dict(os.environ, **surroundings))
    if done.returncode != 0:
        sys.exit(f"{path.name}: {done.stderr.decode()}")
    return done.stdout


failed = 0
for path in SCENARIOS:
    best = result(path, {})
    assert best != result(path, {}, "--seed", "2"), "another luck must be noticed"
    for surroundings in SURROUNDINGS:
        if result(path, surroundings) != best:
            print(f"FAIL {path.name}: other bytes with {surroundings}")
            failed = 1
print(len(SCENARIOS), "scenarios,", len(SURROUNDINGS), "surroundings")
sys.exit(failed)
