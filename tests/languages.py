# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of the manual that exist in English and in Japanese (docs/NAME.md, docs/NAME.ja.md) say the same: headings of the same
levels, and below each the same kinds of blocks with the same keys. The pages of facts also have the same commands, scenarios,
table rows, words of code and figures there. Free text in scenarios (titles, labels, sources, comments) is in the page's own
language. Whoever changes one page changes the other."""
import collections
import itertools
import os
import pathlib
import re
import sys

DOCS = pathlib.Path(os.environ["SAISAN_TESTS"]).parent / "docs"
FACTS = {"results", "scenario"}
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
HEADING = re.compile(r"^(#+) .*", re.M)
KEY = re.compile(r"(?:^|[\s{\[-])(\w+):(?=\s|$)", re.M)
OWN_LANGUAGE = re.compile(r" --lang ja|(?:^| +)# .*$|(?:(?<=\bname:)|(?<=\b(?:title|label):)|(?<=\bsource:))[^,}\n]*", re.M)
CODE = re.compile(r"`([^`]+)`")
FIGURE = re.compile(r"(?<![\d,.])-?\d{1,3}(?:,\d{3})+")


def told(code):
    """What of a scenario, a command or a word of code is the same in every language."""
    return " ".join(OWN_LANGUAGE.sub("", code).split())


def codes(text):
    return sorted({told(code) for code in CODE.findall(text)})


def sections(text):
    """(heading, its blocks, the rest of what stands below it) of every heading."""
    blocks = FENCED.findall(text)
    for part in re.split(r"^(?=#+ )", FENCED.sub("<block>", text), flags=re.M)[1:]:
        heading, _, body = part.partition("\n")
        count = body.count("<block>")
        yield heading, blocks[:count], body
        blocks = blocks[count:]


def contents(blocks, body, facts):
    """What both languages must have below one heading, in this order."""
    for kind, block in blocks:
        yield f"a block of {kind} " + " ".join(sorted(set(KEY.findall(OWN_LANGUAGE.sub("", block))) if kind == "yaml" else []))
        if facts:
            yield from filter(None, map(told, block.splitlines()))
    if facts:
        yield from ("a row with " + (", ".join(codes(row)) or "words alone") for row in re.findall(r"^\|.*\|$", body, re.M))
        yield from (f"`{code}`" for code in codes(body))
        yield from sorted(set(FIGURE.findall(body)))


def only_one_has(name, english, japanese):
    """Complaints: what one page has below a heading and the other has not."""
    bad = []
    for pair in itertools.zip_longest(sections(english), sections(japanese)):
        if not all(pair) or len({HEADING.match(heading).group(1) for heading, _, _ in pair}) > 1:
            there = ["nothing" if section is None else f"`{section[0]}`" for section in pair]
            return bad + [f"docs/{name}.md goes on with {there[0]}, docs/{name}.ja.md with {there[1]}"]
        first, second = (list(contents(blocks, body, name in FACTS)) for _, blocks, body in pair)
        more, less = collections.Counter(first), collections.Counter(second)
        more, less = more - less, less - more
        place = f"below `{pair[0][0]}`, in Japanese `{pair[1][0]}`"
        bad += [f"{place}: only docs/{name}.md has {line}" for line in more]
        bad += [f"{place}: only docs/{name}.ja.md has {line}" for line in less]
        if first != second and not more and not less:
            bad.append(f"{place}: not in the same order")
    return bad


def planted(name, english):
    """Changes of one page alone, each of which must be complained of."""
    last = list(HEADING.finditer(english))[-1]
    yield "a heading less", english[:last.start()] + english[last.end():]
    yield "a heading deeper", english[:last.start()] + "#" + english[last.start():]
    yield "a heading more", english + "\n## More\n"
    yield "a block more", english + "\n```sh\nsaisan check other.yaml\n```\n"
    if "```yaml\n" in english:
        yield "a key more", english.replace("```yaml\n", "```yaml\ntelepathy: yes\n", 1)
    if name in FACTS:
        yield "another word of code", english.replace("`" + CODE.findall(english)[0] + "`", "`telepathy`")
        yield "another figure", english.replace(FIGURE.findall(english)[0], "7,777")
        yield "a row less", re.sub(r"^\| .*\n", "", english, count=1, flags=re.M)


def main():
    bad, pages = 0, sorted(DOCS.glob("*.ja.md"))
    for page in pages:
        name = page.name.split(".")[0]
        english, japanese = (DOCS / f"{name}.md").read_text(), page.read_text()
        found = only_one_has(name, english, japanese)
        found += [f"docs/{name}.md: a planted fault was not found: {fault}" for fault, text in planted(name, english)
                  if not found and not only_one_has(name, text, japanese)]
        print(*(line + "\n" for line in found), end="", sep="")
        bad += len(found)
    lacking = sorted(FACTS - {page.name.split(".")[0] for page in pages})
    print(*(f"docs/{name}.ja.md is missing\n" for name in lacking), end="", sep="")
    print(f"{len(pages)} pages in two languages", "both change together" if bad else "")
    return bool(bad or lacking) or not pages


sys.exit(main())
