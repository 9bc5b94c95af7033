"""Runs a command to its end, with its time and its peak memory."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

UNIT_OF_MAXRSS = 1 if sys.platform == "darwin" else 1024
"""Bytes in a unit of `getrusage().ru_maxrss`."""
PAUSE = 0.1
"""Seconds between two looks at the memory of all processes."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took, start-up and all: time, time on all cores, the most memory it held.

    Where Linux tells, that is the memory of the process and all that it started, each shared page
    counted once; elsewhere that of the largest of them.
    """

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
        with Scales(process.pid) as scales:
            assert process.stderr is not None
            complaint = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=complaint)
    peak = scales.peak or usage.ru_maxrss * UNIT_OF_MAXRSS
    return Run(seconds, usage.ru_utime + usage.ru_stime, peak)


@dataclass(slots=True)
class Scales:
    """Weighs a process and its descendants again and again; `peak` bytes were the most."""

    pid: int
    peak: int = 0
    _over: Event = field(default_factory=Event)
    _weighing: Thread | None = None

    def __enter__(self) -> "Scales":
        self._weighing = Thread(target=self._weigh, daemon=True)
        self._weighing.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        assert self._weighing is not None
        self._weighing.join()

    def _weigh(self) -> None:
        while not self._over.wait(PAUSE):
            self.peak = max(self.peak, sum(_proportional_bytes(pid) for pid in _family(self.pid)))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in children.read_text().split():
                yield from _family(int(child))


def _proportional_bytes(pid: int) -> int:
    """Its share of the memory: what it shares with others counts in parts. 0 where it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, *value = line.split()
            if name == "Pss:":
                return int(value[0]) * 1024
    return 0
