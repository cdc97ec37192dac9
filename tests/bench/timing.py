# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks share: one process, timed."""
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

cache = tempfile.TemporaryDirectory()


@dataclass
class Timed:
    clock: float   # seconds from start to end
    cpu: float     # seconds of processor, user and system, of all threads
    memory: float  # peak, MB; never below what this program itself takes, about 15
    output: str


def timed(command, **variables):
    environment = dict(os.environ, NUMBA_CACHE_DIR=cache.name, PYTHONPYCACHEPREFIX=cache.name, **variables)
    with tempfile.TemporaryFile("w+") as output:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        clock = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{' '.join(command)} ended with {process.returncode}")
        output.seek(0)
        return Timed(clock, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output.read())
