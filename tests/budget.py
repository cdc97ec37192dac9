# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up the statistical checks that the test files declare; more than the budget allows is a failure."""
import os
import pathlib
import re
import sys

root = pathlib.Path(os.environ["SAISAN_TESTS"])
limit = int(re.search(r"#define SAI_CHECKS_MAX\s+(\d+)", (root / "support/budget.h").read_text()).group(1))
total, silent = 0, []
for path in sorted(root.rglob("*.c")):
    text = path.read_text()
    declared = [int(n) for n in re.findall(r"^SAI_STATISTICAL_CHECKS\((\d+)\)", text, re.M)]
    total += sum(declared)
    if re.search(r"\bbudget_(alpha|z|binomial_ok|chi_square|kolmogorov)\(", text) and not declared:
        if path.parent.name != "support":
            silent.append(str(path.relative_to(root)))
for path in sorted(root.rglob("*.py")):
    total += sum(int(n) for n in re.findall(r"^STATISTICAL_CHECKS = (\d+)", path.read_text(), re.M))
print(f"{total} statistical checks declared, {limit} in the budget")
for path in silent:
    print(f"{path}: uses the budget but declares no SAI_STATISTICAL_CHECKS")
sys.exit(total > limit or bool(silent))
