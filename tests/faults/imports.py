# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program imports is either made to fail by the fault tests' library, or on the list of what needs not be: a new
import fails here until somebody has said which. Usage: imports.py LIBRARY BINARY"""
import re
import subprocess
import sys

# What cannot fail, or why it needs no planted fault.
HARMLESS = {
    "computes only": r"""asinh?l? sinh?l? cosh?l? tanh?l? erfc?l? exp2?l? expm1l? f(max|min|mod)l? frexpl? hypotl? ilogbl? ldexpl?
        lgammal?_r log(10|1p|b|2)?l? nextafter powl? tgamma l?l?r(ound|int)l? ceill? floorl? bcmp mem(chr|cmp|cpy|mem|move|set)
        __mem(move|set|cpy)_chk qsort str(n?(chr|cmp|cpy|len|cspn|pbrk|rchr|sep|spn|str|cat)) __str(cat|cpy|ncpy|ncat)_chk
        str(tod|tol|toul|toull|error) strerror_r v?snprintf __v?snprintf_chk (__isoc\d+_)?sscanf dirname __sched_cpucount
        nettle_\w+ u8_\w+ uc_\w+ uninorm_nfkc""",
    "asks for memory by malloc() alone, which fails for it": r"""csv_\w+ gsl_\w+ json_\w+ yaml_\w+ setenv setlocale bindtextdomain
        bind_textdomain_codeset d?c?n?gettext""",
    "is checked for at the end of the program, by ferror() and fflush()": r"""fputs fputc putc(har)? puts (__)?f?printf(_chk)?
        fwrite ferror""",
    "always succeeds as it is used": r"""get(e?[ug]id|pp?id) getenv sigemptyset signal sigaction sigprocmask _exit kill pthread_join
        isatty free closedir __errno_location nanosleep""",
    "has another answer where it fails: one thread": "sched_getaffinity",
    "reads the command line": "getopt_long optarg opterr optind optopt",
    "is of the compiler and the loader": r"""_ITM_\w+ __cxa_\w+ __gmon_start__ __libc_start_main __stack_chk_fail __environ environ
        stdout stderr""",
}


def names(*arguments):
    listed = subprocess.run(["nm", "-D", *arguments], check=True, capture_output=True, text=True).stdout
    return {line.split()[-1].split("@")[0] for line in listed.splitlines()}


def unexplained(imports, failing):
    words = [word for group in HARMLESS.values() for word in group.split()]
    harmless = re.compile("|".join(f"(?:{word})" for word in words))
    return {name for name in imports - failing if not harmless.fullmatch(name)}


def main(library, binary):
    failing = names("--defined-only", library)
    imports = names("--undefined-only", binary)
    found = unexplained(imports, failing)
    for name in sorted(found):
        print(f"FAIL {name}() is imported: let {library} make it fail, or say here why not")
    # The check itself: it sees these imports, and refuses what nobody has named.
    seen = {"malloc", "write", "renameat", "fork"} <= imports and unexplained({"mkstemp", "sendfile"}, failing)
    print(len(imports), "imports,", len(imports & failing), "made to fail,", len(found), "unexplained")
    return 1 if found or not seen else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
