# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every command that README.md and docs/ show in ```sh blocks, as printed, from a copy of the tree's root. A ```text block
right behind one shows what its last command prints, where a line `...` stands for any number of lines. A ```yaml block that
is a whole file (it holds `saisan: 1`) must be accepted; if it begins with a comment `# NAME.yaml`, commands find it under
that name. `./start`, `./test` and what installs or builds is left to those scripts. A block of commands that is to fail says
so in its first line: `# fails`. Links lead to files and headings that are there, and tables of what saisan says hold its
messages, and fee lines have the bill that stands below them. With --update what is shown is replaced by what is printed;
pages can be named, as in `docs.py --update docs/faq.md`, or left out with --but. With SAISAN_QUICK set, as it is for
sanitizers, few runs are played, and what they print is not compared."""
import difflib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

root = pathlib.Path(os.environ["SAISAN_TESTS"]).parent
quick = bool(os.environ.get("SAISAN_QUICK"))
binary = pathlib.Path(os.environ["SAISAN_BINARY"])
LEFT_OUT = re.compile(r"^(\./start|\./test|\.ci/|git |sudo |apt|meson |ninja |tests/fuzz/)")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


def run(command, folder):
    environment = dict(os.environ, PATH=f"{folder}/bin:{os.environ['PATH']}", LC_ALL="C.UTF-8")
    return subprocess.run(["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


def is_shown(shown, printed):
    if quick:
        return True
    parts = [re.escape(part) for part in re.split(r"^\.\.\.\n", shown, flags=re.M)]
    return re.fullmatch(r"(?:.*\n)*".join(parts), printed) is not None


def put_program(folder):
    """`saisan` on the path of the commands."""
    (folder / "bin").mkdir()
    program = folder / "bin/saisan"
    few = '[ "$1" != run ] || set -- "$@" --runs 2000\n' if quick else ""
    program.write_text(f'#!/bin/sh\n{few}exec {binary} "$@"\n')
    program.chmod(0o755)


def run_block(block, folder):
    """(complaints, what the last command prints)."""
    fails, printed, bad = block.startswith("# fails"), "", []
    for line in block.replace("\\\n", "").splitlines():
        line = line.strip()
        if not line or line.startswith("#") or LEFT_OUT.match(line):
            continue
        done = run(line, folder)
        printed = done.stderr if fails else done.stdout
        if (done.returncode != 0) != fails:
            bad.append(f"`{line}` ends with {done.returncode}\n{done.stderr}")
    return bad, printed


def check_scenario(block, folder):
    if not re.search(r"^saisan: 1$", block, re.M):
        return []
    (folder / "shown.yaml").write_text(block)
    done = run("saisan check shown.yaml", folder)
    return [f"a scenario is rejected\n{done.stderr}"] if done.returncode else []


def save_scenarios(pages, folder):
    """Every named scenario of every page, so that pages can use those of others."""
    named = [block for page in pages for block in re.findall(r"^```yaml\n(# \S+\.yaml\n.*?)^```$", page.read_text(), re.M | re.S)]
    texts = {re.match(r"# (\S+)", block).group(1): block for block in named}
    for name, block in texts.items():
        (folder / name).write_text(block)
    if len(texts) < len(set(named)):
        print("two scenarios of the pages have the same name")
    return len(texts) < len(set(named))


def difference(shown, printed):
    return "what is shown is not what is printed (tests/docs.py --update replaces it)\n" + "".join(
        difflib.unified_diff(shown.splitlines(True), printed.splitlines(True), "shown", "printed"))


def check_page(text, folder):
    """(complaints, the text with what is printed)."""
    bad, printed, end, pieces = [], None, 0, []
    for match in BLOCK.finditer(text):
        language, block = match.groups()
        between = text[end:match.start()]
        pieces.append(between)
        end = match.end()
        if language == "text" and printed is not None and not between.strip() and not is_shown(block, printed):
            bad.append(difference(block, printed))
            block = block if "...\n" in block else printed
        pieces.append(f"```{language}\n{block}```")
        printed = None
        if language == "yaml":
            bad += check_scenario(block, folder)
        if language == "sh":
            found, printed = run_block(block, folder)
            bad += found
    return bad, "".join(pieces) + text[end:]


def anchors(text):
    """What links to the headings of a page end in: small letters, no punctuation, hyphens for blanks."""
    headings = re.findall(r"^#+ (.*)$", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S), re.M)
    return [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]


def leads_nowhere(link, anchor, text, page):
    if not (page.parent / link).exists():
        return True
    return bool(anchor) and anchor not in anchors((page.parent / link).read_text() if link else text)


def broken_links(text, page):
    """Links to files or headings that are not there."""
    links = re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", re.sub(r"^```.*?^```$|`[^`]*`", "", text, flags=re.M | re.S))
    return [f"a link to {link}#{anchor}, which is not there" for link, anchor in links
            if leads_nowhere(link, anchor, text, page)]


def message_patterns():
    """What the program can say, in both languages, as the catalogue has it; a value stands for anything."""
    texts = re.findall(r'^msg(?:id|str)(?:_plural|\[0\])? ((?:".*"\n)+)', (root / "po/ja.po").read_text(), re.M)
    texts = ["".join(re.findall(r'"(.*)"', text)).replace('\\"', '"') for text in texts]
    parts = [re.split(r"%(?:\d\$)?[-+ .*\d]*[a-z]+", text.replace("%%", "\0")) for text in texts]
    return [".+".join(map(re.escape, part)).replace("\0", "%") for part in parts if len("".join(part)) > 6]


def unsaid_messages(text, patterns):
    """Messages of tables of what saisan says that it does not say."""
    tables = re.findall(r"^\|[^|]*\| (?:what saisan says|saisanの答え) \|.*\n\|-.*\n((?:\|.*\n)*)", text, re.M)
    said = [row.split("|")[2].strip() for table in tables for row in table.splitlines()]
    return [f"saisan does not say: {line}" for line in said if not any(re.fullmatch(pattern, line) for pattern in patterns)]


def bills(text):
    """(scenario, bill) of ```text blocks with fee lines, which stand for those of the section's `fees: [400 per call]`."""
    for section in re.split(r"^(?=## )", text, flags=re.M):
        example = re.search(r"^```yaml\n(saisan: 1\n.*)    fees: \[400 per call\]\n```$", section, re.M | re.S)
        for block, after in re.findall(r"^```text\n((?:fees:|- fee).*?)^```\n(.*?)(?=^```|\Z)", section, re.M | re.S):
            bill = re.search(r"[=:] \*\*(-?[\d,]+) yen\*\*", after)
            if example and bill:
                funnel = example.group(1).replace("  - order:", "  - valid_appointment: 80% of appointment\n  - order:")
                lines = block if block.startswith("fees:") else "fees:\n" + block
                yield funnel + re.sub("^", "    ", lines, flags=re.M).rstrip(" "), int(bill.group(1).replace(",", ""))


def wrong_bills(text, folder):
    """Bills that the point calculation does not give."""
    bad = []
    for scenario, bill in bills(text):
        (folder / "bill.yaml").write_text(scenario)
        done = run("saisan run bill.yaml --point --format json", folder)
        if done.returncode or json.loads(done.stdout)["offers"][0]["metrics"]["fees"]["mean"] != bill:
            bad.append(f"this does not cost {bill:,}:\n{scenario}{done.stderr}")
    return bad


# Each must be complained of.
PLANTED = ["```sh\nsaisan run missing.yaml\n```\n", "```sh\n# fails\nsaisan --version\n```\n", "```yaml\nsaisan: 1\n```\n",
           "```sh\nsaisan run scenarios/worked-example.yaml --point\n```\n\n```text\n...\n  orders  6\n...\n```\n"]


def wanted(page, arguments):
    names = [name for name in arguments if not name.startswith("--")]
    return not names or (str(page.relative_to(root)) in names) != ("--but" in arguments)


def main(arguments):
    bad = shown = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        put_program(folder)
        shutil.copytree(root / "scenarios", folder / "scenarios")
        patterns = message_patterns()
        pages = [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
        bad += save_scenarios(pages, folder)
        for page in [page for page in pages if wanted(page, arguments)]:
            text = page.read_text()
            found, updated = check_page(text, folder)
            found += broken_links(text, page) + unsaid_messages(text, patterns)
            found += wrong_bills(text, folder)
            if page.name == "scenario.md" and len(wrong_bills(text.replace(",000 yen**", ",001 yen**"), folder)) < 10:
                found.append("wrong bills are not found")
            shown += len(re.findall(r"^```sh\n", text, re.M))
            for complaint in found:
                print(f"{page.relative_to(root)}: {complaint}")
            bad += len(found)
            if "--update" in arguments and updated != text:
                page.write_text(updated)
        broken = ["[a](missing.md)", "[a](docs/faq.md#missing)", "# A b\n[a](#a)\n"]
        sound = "# A, b\n[a](docs/faq.md) [b](#a-b)"
        if not all(broken_links(text, pages[0]) for text in broken) or broken_links(sound, pages[0]):
            print("links are not looked at")
            bad += 1
        says = "| written | what saisan says |\n|---|---|\n| `4 of call` | this is 400%, but must be from 0% to 100% |\n"
        if unsaid_messages(says, patterns) or not unsaid_messages(says.replace("must", "has to"), patterns):
            print("what saisan says is not looked at")
            bad += 1
        for text in PLANTED:
            if not (quick and "```text" in text) and not check_page(text, folder)[0]:
                print(f"a planted fault was not found:\n{text}")
                bad += 1
        print(f"{shown} blocks of commands in {len(pages)} pages")
    return bad > 0 or shown == 0


sys.exit(main(sys.argv[1:]))
