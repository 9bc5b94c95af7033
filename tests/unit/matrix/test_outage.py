"""A server that is gone for two minutes is heard within ten seconds of its return."""

import asyncio
import selectors
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pydantic import SecretStr

from bot.meters import Meters
from bot.settings import MatrixSettings
from matrix import edge
from matrix.hearing.listener import Listener
from matrix.homeserver import Homeserver
from matrix.house import House
from matrix.rooms.known import Rooms
from matrix.wire import Json, Pace, Refused, Unreachable, Wire
from tests.unit.matrix.drawer import Drawer
from tests.unit.matrix.payloads import ME

GONE = 120.0


class Clock(selectors.DefaultSelector):
    """Waits by moving the time on."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        self.now += timeout or 0.0
        return super().select(0)


class Loop(asyncio.SelectorEventLoop):
    """An event loop in which nobody really waits."""

    def __init__(self) -> None:
        self._own = Clock()
        super().__init__(self._own)

    def time(self) -> float:
        return self._own.now


class Gone(Homeserver):
    """A server that is not there for two minutes; an attempt to reach it takes as long as told."""

    def __init__(self, fault: Exception, takes: float) -> None:
        self.fault, self.takes = fault, takes
        self.attempts: list[float] = []

    async def sync(self, since: str | None) -> Json:
        time = asyncio.get_running_loop().time
        self.attempts.append(time())
        if time() < GONE:
            await asyncio.sleep(self.takes)
            raise self.fault
        raise asyncio.CancelledError


class Memory:
    """Keeps nothing."""

    async def kept(self, key: str) -> str | None:
        return "s1"

    async def gaps(self, platform: object) -> list[Any]:
        return []


def test_server_that_was_gone_at_the_start_is_asked_within_ten_seconds_of_its_return(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    attempts: list[float] = []

    async def life(_house: House, _wire: Wire) -> None:
        attempts.append(asyncio.get_running_loop().time())
        raise Unreachable if attempts[-1] < GONE else asyncio.CancelledError

    monkeypatch.setattr(edge, "_connected", life)
    settings = MatrixSettings(homeserver="http://example.org", token=SecretStr("t"))
    house = SimpleNamespace(settings=settings, meters=Meters(), pace=Pace())
    loop = Loop()
    try:
        with pytest.raises(asyncio.CancelledError):
            loop.run_until_complete(edge.serve(cast("House", house)))
    finally:
        loop.close()

    assert attempts[-1] - GONE < 10
    assert len(attempts) < GONE


@pytest.mark.parametrize(
    ("fault", "takes"),
    [
        (Unreachable(), 0.0),
        (Unreachable(), 3.0),
        (Refused(502, ""), 0.1),
        (Refused(429, "M_LIMIT_EXCEEDED", 2.0), 0.0),
    ],
)
def test_server_that_was_gone_is_asked_within_ten_seconds_of_its_return(
    fault: Exception, takes: float
) -> None:
    server = Gone(fault, takes)
    memory = Memory()
    parts = {"keepsakes": memory, "coverage": memory, "keyring": None, "meters": Meters()}
    house = SimpleNamespace(**parts, pace=Pace())
    loop = Loop()
    try:
        listener = Listener(cast("Any", house), server, Rooms(server, Drawer()), ME, lambda: None)
        with pytest.raises(asyncio.CancelledError):
            loop.run_until_complete(listener.run())
    finally:
        loop.close()

    assert server.attempts[-1] - GONE < 10
    assert len(server.attempts) < GONE
