"""Deputies whose desk stands in a thread of this process, and such that fail in some way."""

from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import Thread
from time import monotonic, sleep

from bot.ingest.crew import OwnHands
from bot.ingest.live.deputy import Deputy
from bot.ingest.live.desk import sit
from bot.ingest.stages import Stages


def in_thread(stages: Stages) -> tuple[Connection, Callable[[], None]]:
    ours, theirs = Pipe()
    Thread(target=sit, args=(theirs, stages), daemon=True).start()
    return ours, lambda: None


def empty(_: Stages) -> tuple[Connection, Callable[[], None]]:
    """A desk at which nobody sits."""
    ours, theirs = Pipe()
    theirs.close()
    return ours, lambda: None


class Silent:
    """A desk from which nothing is heard but that it is there."""

    def __init__(self) -> None:
        self.ended = 0

    def __call__(self, _: Stages) -> tuple[Connection, Callable[[], None]]:
        ours, self.theirs = Pipe()
        self.theirs.send_bytes(b"ready")
        return ours, self._end

    def _end(self) -> None:
        self.ended += 1
        self.theirs.close()


def seated(deputy: Deputy) -> Deputy:
    """The deputy, when it sits at its desk."""
    deadline = monotonic() + 60
    while not deputy.is_ready() and monotonic() < deadline:
        sleep(0.002)
    assert deputy.is_ready()
    return deputy


class Pair(OwnHands):
    """This process, and a deputy that is there at once."""

    def __init__(self, hire: Callable[[Stages], Deputy] = lambda s: Deputy(s, in_thread)) -> None:
        self._hire = hire
        self.hired: list[Deputy] = []

    def deputy(self, stages: Stages) -> Deputy:
        self.hired.append(seated(self._hire(stages)))
        return self.hired[-1]
