"""`looseends run` that kills itself, as kill -9 does, when it comes to a point for the n-th time.

python -m tests.matrix.dying POINT N
"""

import asyncio
import os
import signal
import sys
from typing import Any, Final

from bot import app
from bot.ingest import Ingest
from bot.settings import load_settings
from bot.store.listening.desk import Desk
from matrix.homeserver import Homeserver

POINTS: Final[dict[str, tuple[type[Any], str, bool]]] = {
    "after-a-page-of-history-came": (Homeserver, "page", True),
    "before-a-sync-is-kept": (Desk, "accept", False),
    "after-a-sync-is-kept": (Desk, "accept", True),
    "before-it-is-in-the-ledger": (Ingest, "ingest", False),
    "after-it-is-in-the-ledger": (Ingest, "ingest", True),
    "after-the-reply-is-posted": (Homeserver, "send", True),
    "before-the-letters-go": (Desk, "answered", False),
    "after-the-letters-went": (Desk, "answered", True),
}
"""Each point: a method of the house, and whether its work is done by then. In the order in which a
new ledger comes by them.
"""


def arm(point: str, times: int) -> None:
    owner, name, is_done = POINTS[point]
    method = getattr(owner, name)
    called = 0

    async def deadly(*given: Any, **named: Any) -> Any:
        nonlocal called
        called += 1
        is_last = called == times
        if is_last and not is_done:
            _die()
        result = await method(*given, **named)
        if is_last:
            _die()
        return result

    setattr(owner, name, deadly)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    arm(sys.argv[1], int(sys.argv[2]))
    asyncio.run(app.run(load_settings(), asyncio.Event()))


if __name__ == "__main__":
    main()
