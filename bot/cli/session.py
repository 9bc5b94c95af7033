"""One call of the program: which database, which viewer, what to do with the ledger."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from bot.clock import utc_now
from bot.commands import Board, Context, Permission
from bot.model import Arrival, AuthorId, CommunityId, Wish, Wished

# What opens the database takes a while to import: `--help` does without it.
if TYPE_CHECKING:
    from bot.app import House
    from bot.settings import Settings

T = TypeVar("T")

KEEPER = "(keeper)"
"""Who marks at the terminal, unless LOOSEENDS_ME says otherwise: whoever keeps the database."""


def local_now() -> datetime:
    """This moment in the zone of the reader."""
    return utc_now().astimezone()


def settings_of(call: typer.Context, database: Path | None = None) -> "Settings":
    """The settings of this call, with this `database` in any case. Raises ConfigurationError."""
    from bot.settings import load_settings

    return load_settings(database_url=str(database) if database else call.find_root().obj)


def with_house(
    call: typer.Context, work: Callable[["House"], Awaitable[T]], *, database: Path | None = None
) -> T:
    """What `work` gives, with the ledger of this call (or this `database`) open meanwhile."""
    return asyncio.run(_with_house(settings_of(call, database), work))


async def _with_house(settings: "Settings", work: Callable[["House"], Awaitable[T]]) -> T:
    from bot.app import opened

    async with opened(settings) as house:
        return await work(house)


def log(house: "House", event: str, **keys: object) -> None:
    """Note on standard error what was written, for those who set LOOSEENDS_LOG_LEVEL=info."""
    from bot import logs

    logs.configure(house.settings.log_level, house.settings.log_format, sys.stderr)
    logs.note(event, **keys)


@dataclass(frozen=True, slots=True)
class _Recorder:
    """The house's ingest, put together only when something is to be written."""

    house: "House"

    async def ingest(self, arrivals: Sequence[Arrival]) -> object:
        receipt = await self.house.ingest.ingest(arrivals)
        if any(isinstance(a, Wished) and a.wish is Wish.FORGET for a in arrivals):
            from bot.upkeep import forget_copies

            await forget_copies(self.house.settings, self.house.store)
        log(self.house, "marks-recorded", marked=receipt.marked)
        return receipt


def viewing(
    house: "House", community: str | None = None, *, now: datetime | None = None
) -> Context:
    """Whoever sits at the terminal keeps the database, and may read and settle all of it."""
    return Context(
        viewer=AuthorId(house.settings.me or KEEPER),
        now=now or local_now(),
        ledger=house.store,
        recorder=_Recorder(house),
        rights=frozenset(Permission),
        community=None if community is None else CommunityId(community),
        board=_board(house),
        caretaker=house.caretaker(),
    )


def _board(house: "House") -> Board:
    """All digests: whoever keeps the database may see and post them."""
    digests = house.digests
    names = frozenset(schedule.name for schedule in digests.schedules)
    return Board(digests, digests.schedules, names)
