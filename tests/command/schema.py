# SPDX-License-Identifier: GPL-3.0-or-later
"""What `saisan schema` says is true: it has every key of the table once, and the reader accepts each key at its bounds,
its choices, its default and its example, and refuses what lies outside; the pages docs/reference*.md are what it
prints."""
import copy
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLACES = ["scenario", "targets", "value", "input", "pair", "stage", "offer", "contract", "fee", "clawback", "deposit", "common_deposit", "limit", "tax", "term", "guarantee", "staff", "quantity"]
DATA = tempfile.TemporaryDirectory()
pathlib.Path(DATA.name, "deals.csv").write_text("profit\n200000\n300000\n")
FUNNEL = "funnel:\n  - call: 5 per month\n  - appointment: 4%\n  - valid_appointment: 80%\n  - order: 4% of appointment\n"


PAIRED = [f"x{i}" for i in range(42)]
PAIRS = [f"{a} and {b}: 0" for group in (PAIRED[:21], PAIRED[21:]) for i, a in enumerate(group) for b in group[:i]]


def saisan(*arguments, text=None):
    return subprocess.run([os.environ["SAISAN_BINARY"], *arguments], input=text, text=True, capture_output=True,
                          cwd=DATA.name)


def indent(text, n):
    return "".join(" " * n + line + "\n" for line in text.splitlines())


def fee_line(key, lines):
    others = "" if key == "fee" else "fee: 5 once\n" if key == "at" else "fee: 5\n" if key == "count" else "fee: per call\n" if key[:5] == "tiers" \
        else "fee: 5% of recurring_revenue\n" if key == "within" else "fee: 5 per call\n"
    others += "cap: 5\n" if key == "every" else "invalid: charged\n" if key == "valid" else "valid: valid_appointment\n" if key == "invalid" else ""
    if key in ("valid", "invalid"):
        others = others.replace("per call", "per appointment")
    first = "- source: s\n" if key == "name" else "- name: n\n"
    return indent(first, 6) + indent(others + lines, 8)


LIMITED = "    fees:\n      - 5 per appointment\n" + "".join(f"      - {{fee: 5 per call, name: f{i}}}\n" for i in range(1, 40))
RECURRING = "  revenue: 5 per month per order\n  margin: 5%\n"


def scenario(place, key, lines, without=()):
    """A whole file in which the key has these lines, and the keys `without` are missing."""
    parts = {"saisan": "saisan: 1\n", "start": "start: 2026-04\n", "months": "months: 12\n", "funnel": FUNNEL,
             "value": "value:\n  revenue: 5 per order\n  margin: 5%\n", "offers": "offers:\n  - name: A\n"}
    if place == "scenario":
        parts[key] = lines
        if key == "correlation":
            parts["inputs"] = "inputs:\n" + "".join(f"  {x}: 1 to 2\n" for x in ["win_rate", "deal", *PAIRED])
    elif place == "pair":
        parts["inputs"] = "inputs: {a: 1 to 2, b: 1 to 2}\n"
        parts["correlation"] = "correlation:\n  a and b:\n" + indent(lines, 4) + \
            ("" if key == "value" else "    value: 0.5\n")
    elif place == "targets":
        parts["targets"] = "targets:\n" + indent(lines, 2)
    elif place == "value":
        other = {"revenue": "  margin: 5%\n", "margin": "  revenue: 5 per order\n"}.get(key, "")
        other += RECURRING if key in ("churn", "lasts") else ""
        other += "  gross_profit: 5 per order\n" if key == "payment" else ""
        parts["value"] = "value:\n" + indent(lines, 2) + other
    elif place in ("input", "quantity"):
        parts["inputs"] = "inputs:\n  x:\n" + indent(lines, 4) + ("" if key == "value" else "    value: 5\n")
    elif place == "stage":
        other = "" if key in ("volume", "rate", "value") else "      rate: 4%\n"
        other += {"capacity": "      above: lost\n", "above": "      capacity: 30 per month\n",
                  "list": "      volume: 5 per month\n"}.get(key, "")
        parts["funnel"] = "funnel:\n  - call: 5 per month\n  - appointment: 4%\n  - order:\n" + indent(lines, 6) + other
    elif place == "offer":
        parts["offers"] = "offers:\n  - name: A\n" + indent(lines, 4) if key != "name" else "offers:\n" + \
            indent("- id: a\n", 2) + indent(lines, 4)
        if "own_funnel: none" not in lines and "kind: nothing" in lines:
            parts["offers"] += "    own_funnel: none\n"
    elif place == "contract":
        others = "- id: x\n" if key != "id" else "- covers: none\n"
        parts["offers"] += "    contracts:\n" + indent(others, 6) + \
            indent(lines + ("name: X\n" if key != "name" else "") + ("covers: none\n" if key != "id" else ""), 8)
    elif place == "tax":
        others = {"from": "rate: 10%\n", "rate": "from: 2019-10\n", "unregistered": "from: 2019-10\nrate: 10%\n"}[key]
        parts["tax"] = "tax:\n  -\n" + indent(lines + others, 4)
    elif place == "term":
        parts["offers"] += "    term:\n" + indent(lines, 6) + ("" if key == "minimum" else "      minimum: 120 months\n") + \
            ("" if key == "minimum" else "      renews: 120 months\n      ends: never\n" if key == "notice" else "      renews: 6 months\n" if key == "ends" else "      ends: never\n")
    elif place == "fee":
        parts["offers"] += {"at": "    term: {minimum: 6 months, ends: after month 3}\n",
                            "terms": "    term: {minimum: 6 months, renews: 6 months, ends: never}\n"}.get(key, "")
        parts["offers"] += "    fees:\n" + fee_line(key, lines)
        parts["value"] = "value:\n" + RECURRING if key == "within" else parts["value"]
        if key == "clawback":
            parts["value"] = "value:\n" + RECURRING + "  churn: 3% per month\n"
            parts["offers"] = parts["offers"].replace("per call", "per order")
    elif place == "guarantee":
        parts["offers"] += "    term: 6 months\n    guarantee:\n      appointment: 5\n" + indent(lines, 6)
    elif place == "staff":
        parts["offers"] += "    staff:\n" + indent(lines, 6) + ("" if key == "people" else "      people: 2\n")
    elif place == "clawback":
        other = {"within": "back: 5%\n", "back": "within: 3 months\n"}[key]
        return scenario("fee", "clawback", "clawback:\n" + indent(lines + other, 2))
    elif place == "deposit":
        whole = {"paid": "paid: 5\n", "expires": "expires: 3 months\n", "unused": "unused: lost\n"}
        return scenario("fee", "deposit", "deposit:\n" + indent(lines + "".join(text for name, text in whole.items() if name != key), 2))
    elif place == "common_deposit":
        whole = {"paid": "paid: 5\n", "expires": "expires: 3 months\n", "unused": "unused: lost\n"}
        parts["offers"] += LIMITED + "    deposit:\n" + indent(lines + "".join(text for name, text in whole.items() if name != key), 6)
    elif place == "limit":
        parts["offers"] += LIMITED + "    limits:\n" + indent("- source: s\n" if key == "name" else "- name: n\n", 6) + indent(lines, 8) + ("" if key in ("cap", "minimum") else "        cap: 5\n")
    if place in ("offer", "contract") and key in ("limits", "deposit"):
        parts["offers"] += LIMITED if place == "offer" else indent(LIMITED, 4)
    if key == "guarantee":
        parts["offers"] += indent("  works_on: 3 months\nterm: 6 months\n", 8 if place == "contract" else 4)
    if key == "registered":
        parts["tax"] = "tax:\n  - {from: 2019-10, rate: 10%, unregistered: 80%}\n"
    return "".join(text for name, text in parts.items() if name not in without)


def tail(key):
    """What stands behind the number of a key."""
    place, name = key["place"], key["key"]
    if place == "value" and name in ("gross_profit", "revenue"):
        return " per order"
    if place == "term":
        return " months"
    behind = {("value", "churn"): " per month", ("value", "lasts"): " months", ("fee", "within"): " months",
              ("value", "payment"): " months", ("offer", "payment"): " months", ("clawback", "within"): " months", ("deposit", "expires"): " months", ("common_deposit", "expires"): " months", ("guarantee", "works_on"): " months",
              ("stage", "rate"): " of call", ("stage", "delay"): " months", ("stage", "volume"): " per month",
              ("stage", "value"): " per month", ("stage", "capacity"): " per month", ("offer", "term"): " months", ("fee", "fee"): " per call"}
    return behind.get((place, name), "")


def sized(key, n):
    """Lines with a text of n bytes, or with n entries."""
    name = key["key"]
    if key["kind"] == "text":
        return f"{name}: {'USD'.ljust(n, 'a')[:n]}\n"
    if n == 0:
        return f"{name}: " + ("[]" if key["kind"] == "list" else "{}") + "\n"
    entries = {"inputs": lambda i: f"x{i}: 5", "fees": lambda i: "- 5 per call", "offers": lambda i: f"- name: A{i}",
               "funnel": lambda i: f"- s{i}: " + ("4%" if i else "5 per month"),
               "correlation": lambda i: PAIRS[i], "own_costs": lambda i: "- 5 per month",
               "tax": lambda i: f"- from: {1990 + i}-04\n  rate: 10%",
               "contracts": lambda i: f"- name: X{i}\n  covers: none",
               "limits": lambda i: f"- lines: [{'f%d' % i if i else 'appointment'}]\n  cap: 5",
               "lines": lambda i: f"- f{i}" if i else "- appointment",
               "tiers_all": lambda i: f"up to {i + 1}: 5" if i + 1 < n else "above: 5"}
    entries["tiers_excess"], entries["own_funnel"] = entries["tiers_all"], entries["funnel"]
    rows = [entries[name](i) for i in range(n)]
    if key["path"] == "offers.OFFER.funnel":
        rows = ["- order: 5%"] * n
    return f"{name}:\n" + indent("\n".join(rows), 2)


def numbered(key, value):
    if key["kind"] == "above":
        return f"{key['key']}: waits {value:.15g} months\n"
    if key.get("unit") == "share":
        return f"{key['key']}: {100 * value:.15g}%{tail(key)}\n"
    return f"{key['key']}: {value:.15g}{tail(key)}\n"


def refused(text):
    done = saisan("check", "-", text=text)
    if done.returncode not in (0, 3):
        sys.exit(f"exit {done.returncode}\n{text}{done.stderr}")
    return done.returncode == 3


def bounds_of(key):
    """(lines, must it be accepted) at the bounds and behind them."""
    if key["kind"] in ("text", "list", "mapping"):
        write, step = sized, 1
    else:
        write, step = numbered, 0.01 if key.get("unit") == "share" else 1
    # A funnel's override cannot repeat a stage; how many entries it can have is bounded by the funnel.
    least, most = key["least"], 1 if key["path"] == "offers.OFFER.funnel" else key["most"]
    yield write(key, most), True
    yield write(key, most + step), False
    if least > 0 or write is numbered:
        yield write(key, least), not key.get("above_least")
        if key.get("above_least"):
            yield write(key, least + step), True
        yield write(key, least - step), False
    elif key["kind"] == "list" and key["path"] != "offers.OFFER.funnel":
        yield write(key, least), True


def trials(key):
    """(what, file, must it be accepted)."""
    place, name, kind = key["place"], key["key"], key["kind"]
    if "least" in key:
        for lines, right in bounds_of(key):
            yield "bound", scenario(place, name, lines), right
    for word in key.get("choices", []):
        yield "choice", scenario(place, name, f"{name}: {word}\n"), True
    if "choices" in key:
        yield "choice", scenario(place, name, f"{name}: wombat\n"), False
    example = key["example"]
    if kind == "mapping" and name.startswith("tiers"):
        example += "\nabove: 400"
    example += "\nback: 100%" if name == "clawback" else "\nexpires: 6 months\nunused: lost" if name == "deposit" else ""
    if place == "scenario" and name == "funnel":
        example = "- call: 5 per month\n" + example
    nested = kind in ("list", "mapping") and example != "none"
    yield "example", scenario(place, name, f"{name}:\n" + indent(example, 2) if nested else f"{name}: {example}\n"), True
    if key["needed"]:
        only = {"value": "source: s\n", "fee": "cap: 5\n", "name": "id: a\n", "minimum": "notice: 1 month\n", "people": "hours_per_day: 8\n"}.get(name, "")
        text = scenario(place, name, "", without=(name,)) if place == "scenario" else scenario(place, name, only)
        if place == "offer":
            text = scenario("scenario", "offers", "offers:\n  - id: a\n")
        yield "needed", text, False


def shown(key):
    return f"{key['path']} ({', '.join(f'{k} {key[k]}' for k in ('kind', 'unit', 'least', 'most') if k in key)})"


def wrong_keys(keys):
    found = []
    for key in keys:
        for what, text, right in trials(key):
            if refused(text) == right:
                found.append(f"{shown(key)}: {what} is {'refused' if right else 'accepted'}:\n{text}")
        if "default" in key:
            plain = saisan("check", "-", text=scenario(key["place"], key["key"], "")).stdout
            said = saisan("check", "-", text=scenario(key["place"], key["key"], f"{key['key']}: {key['default']}\n")).stdout
            if key["path"] not in ("funnel.STAGE.delay",) and (not said or plain != said):
                found.append(f"{shown(key)}: its default is not what happens without it")
    return found


def table_of_source():
    """(place, key) of every key in the source's table that this version reads."""
    text = (ROOT / "src/scenario/schema.c").read_text()
    rows = re.findall(r'^\s*\{SAI_IN_(\w+), "(\w+)", SAI_KEY_(\w+)', text, re.M)
    return [(place.lower(), name) for place, name, kind in rows if kind != "LATER"]


def missing_keys(keys):
    listed = [(key["place"], key["key"]) for key in keys]
    return [] if listed == table_of_source() else ["the keys are not those of the table, once each and in its order"]


def wrong_words(schema):
    found = []
    for form in schema["distributions"] + schema["functions"]:
        if refused(scenario("input", "value", f"value: {form['example']}\n")):
            found.append(f"the example of {form['name']} is refused")
    for word in schema["reserved"]:
        if not refused(scenario("scenario", "inputs", f"inputs:\n  {word}: 5\n")):
            found.append(f"{word} is reserved, but can be the name of an input")
    return found


def without_help(value):
    if isinstance(value, dict):
        return {k: without_help(v) for k, v in value.items() if k not in ("help", "note")}
    return [without_help(v) for v in value] if isinstance(value, list) else value


def wrong_pages():
    found = []
    for language, name in (("en", "reference.md"), ("ja", "reference.ja.md")):
        command = ["schema", "--format", "markdown", "--lang", language]
        if saisan(*command).stdout != (ROOT / "docs" / name).read_text():
            found.append(f"docs/{name} is not up to date: run `saisan {' '.join(command)} > docs/{name}`")
    return found


def planted(schema):
    """Faults that must be found: a bound too high, a wrong default, a key too few."""
    months = next(k for k in schema["keys"] if k["path"] == "months")
    every = next(k for k in schema["keys"] if k["path"] == "offers.OFFER.fees.FEE.every")
    high, other = copy.deepcopy(months), copy.deepcopy(every)
    high["most"] += 1
    other["default"] = "term"
    missed = [name for name, found in (("bound", wrong_keys([high])), ("default", wrong_keys([other])),
                                       ("missing key", missing_keys(schema["keys"][1:]))) if not found]
    return [f"a planted fault was not found: {name}" for name in missed]


def main():
    schema, japanese = (json.loads(saisan("schema", "--lang", language).stdout) for language in ("en", "ja"))
    found = missing_keys(schema["keys"]) + wrong_keys(schema["keys"]) + wrong_words(schema) + wrong_pages()
    if without_help(schema) != without_help(japanese) or schema == japanese:
        found.append("the language changes something else than help and notes")
    found += planted(schema)
    print(f"{len(schema['keys'])} keys", *found, sep="\n")
    return bool(found) or len(schema["keys"]) < 40


sys.exit(main())
