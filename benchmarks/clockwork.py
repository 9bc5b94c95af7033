"""Runs a command to its end, with its time and its peak memory."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

UNIT_OF_MAXRSS = 1 if sys.platform == "darwin" else 1024
"""Bytes in a unit of `getrusage().ru_maxrss`."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took, start-up and all: time, time on all cores, the most memory it held."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int


def timed(*command: str | Path, given: Path | None = None) -> Run:
    """Run a command with `given` as its standard input. Raises CalledProcessError."""
    with Path(given or os.devnull).open("rb") as source:
        start = perf_counter()
        process = subprocess.Popen(
            command, stdin=source, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        assert process.stderr is not None
        complaint = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=complaint)
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * UNIT_OF_MAXRSS)
