# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads from an ELF file whether the protections of the build are in it. Usage:
hardened.py PROGRAM [--without PROPERTY]... [--twin PROPERTY FILE]...
PROGRAM must have every property but those left out; each twin is a program built without one protection, and must lack
that property and no other."""
import argparse
import pathlib
import struct
import sys

X86_64, DYN = 62, 3
PT_INTERP, PT_GNU_STACK, PT_GNU_RELRO = 3, 0x6474E551, 0x6474E552
DT_FLAGS, DT_FLAGS_1 = 30, 0x6FFFFFFB
SHT_SYMTAB, SHT_DYNAMIC, SHT_DYNSYM = 2, 6, 11


class Elf:
    """A little-endian 64-bit ELF file: headers, dynamic entries and symbols."""

    def __init__(self, path):
        self.data = data = pathlib.Path(path).read_bytes()
        if data[:6] != b"\x7fELF\x02\x01":
            raise SystemExit(f"{path}: not a 64-bit little-endian ELF file")
        (self.type, self.machine, _, _, programs, sections, _, _, size, n, section_size, n_sections, _) = struct.unpack_from(
            "<HHIQQQIHHHHHH", data, 16)
        self.segments = [struct.unpack_from("<IIQQQQQQ", data, programs + i * size) for i in range(n)]
        self.sections = [struct.unpack_from("<IIQQQQIIQQ", data, sections + i * section_size) for i in range(n_sections)]

    def table(self, kind, layout):
        """The entries of all sections of a kind, each with the section."""
        for section in self.sections:
            if section[1] == kind:
                for at in range(section[4], section[4] + section[5], struct.calcsize(layout)):
                    yield section, struct.unpack_from(layout, self.data, at)

    def dynamic(self, tag):
        return sum(value for _, (t, value) in self.table(SHT_DYNAMIC, "<QQ") if t == tag)

    def symbols(self, kind):
        """Name, section number and address of each symbol."""
        for section, (name, _, _, index, value, _) in self.table(kind, "<IBBHQQ"):
            start = self.sections[section[6]][4] + name
            yield self.data[start:self.data.index(b"\0", start)].decode(), index, value

    def imports(self):
        return {name for name, index, _ in self.symbols(SHT_DYNSYM) if index == 0}

    def code_of(self, name, size):
        for found, index, value in self.symbols(SHT_SYMTAB):
            if found == name and index:
                _, _, _, address, offset, *_ = self.sections[index]
                return self.data[offset + value - address:][:size]
        return b""


def has_segment(elf, kind, flags=None):
    return any(s[0] == kind and (flags is None or s[1] == flags) for s in elf.segments)


READ_WRITE = 6
PROPERTIES = {
    "pie": lambda e: e.type == DYN and has_segment(e, PT_INTERP) and bool(e.dynamic(DT_FLAGS_1) & 0x08000000),
    "relro": lambda e: has_segment(e, PT_GNU_RELRO),
    "now": lambda e: bool(e.dynamic(DT_FLAGS) & 8) and bool(e.dynamic(DT_FLAGS_1) & 1),
    "nx": lambda e: has_segment(e, PT_GNU_STACK, READ_WRITE),
    "canary": lambda e: "__stack_chk_fail" in e.imports(),
    "fortify": lambda e: any(n.startswith("__") and n.endswith("_chk") for n in e.imports()),
    "cet": lambda e: e.machine != X86_64 or e.code_of("main", 4) == b"\xf3\x0f\x1e\xfa",
}


def lacking(path):
    elf = Elf(path)
    return {name for name, holds in PROPERTIES.items() if not holds(elf)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--without", action="append", default=[], choices=PROPERTIES)
    parser.add_argument("--twin", action="append", nargs=2, default=[])
    options = parser.parse_args()
    wrong = sorted(lacking(options.program) - set(options.without))
    for name in wrong:
        print(f"{options.program}: lacks {name}")
    for name, path in options.twin:
        found = lacking(path)
        print(f"twin without {name}: lacks {', '.join(sorted(found)) or 'nothing'}")
        if found - set(options.without) != {name}:
            wrong.append(name)
    expected = set(PROPERTIES) - set(options.without)
    if {name for name, _ in options.twin} != expected:
        print("not every property has its twin")
        return 1
    print(f"{len(expected)} properties, {len(wrong)} wrong")
    return 1 if wrong else 0


sys.exit(main())
