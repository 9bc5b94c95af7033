"""What the Matrix edge is handed by the composition root; tests hand in what they like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bot.clock import Clock, utc_now
from bot.digests.runner import Digests
from bot.ingest import Ingest
from bot.ingest.intake import Intake
from bot.meters import Meters
from bot.model import ChannelId, CoverageNote, Letter, MessageId, Platform, Relation, Sealed
from bot.ports import Caretaker, CoverageLog, Keepsakes, Ledger
from bot.settings import MatrixSettings
from matrix.wire import Pace


class Desk(Protocol):
    """Where what came is kept until it is taken in. Every method may raise `StoreError`."""

    async def accept(
        self,
        arrived: Sequence[Letter],
        relations: Sequence[Relation] = (),
        notes: Sequence[CoverageNote] = (),
        keepsakes: Mapping[str, str] | None = None,
    ) -> None:
        """Keeps all that came at once, in one transaction. A letter that waits is kept once."""
        ...

    async def waiting(
        self, platform: Platform, after: int = 0, most: int = 500
    ) -> Sequence[tuple[int, Letter]]:
        """The letters that have yet to be taken in, in the order in which they came, each with a
        number that grows; those with numbers above `after`.
        """
        ...

    async def answered(self, done: Sequence[Letter]) -> None:
        """They have been taken in, and need not be kept any longer."""
        ...

    async def related(
        self, platform: Platform, channel: ChannelId, event: MessageId
    ) -> Relation | None:
        """What an event is about, where it is an edit or a reaction."""
        ...

    async def set_aside(self, found: Sequence[Sealed]) -> None:
        """Keeps letters whose keys are missing until these come."""
        ...

    async def missing(self, platform: Platform) -> Sequence[tuple[ChannelId, str]]:
        """The keys that letters wait for, each with its channel."""
        ...

    async def take_up(self, platform: Platform, keys: Sequence[str]) -> int:
        """Lets the letters that these keys open wait to be taken in; returns how many."""
        ...

    async def let_go(self, platform: Platform, channel: ChannelId, event: MessageId) -> None:
        """Keeps a sealed letter no longer, since what is in it was deleted."""
        ...


@dataclass(frozen=True, slots=True)
class Keyring:
    """The file of the keys of encrypted rooms, and that of the key with which our account signs."""

    keys: Path
    recovery: Path


@dataclass(frozen=True, slots=True)
class House:
    """The parts of the house that the edge uses. Without a `keyring`, encrypted rooms are not read.

    `desk` keeps what came until it is taken in: what happens in rooms goes from there through the
    `intake`, which somebody else runs; what is read from history goes straight to the `recorder`.
    """

    settings: MatrixSettings
    ledger: Ledger
    recorder: Ingest
    intake: Intake
    coverage: CoverageLog
    desk: Desk
    keepsakes: Keepsakes
    keyring: Keyring | None = None
    meters: Meters = field(default_factory=Meters)
    clock: Clock = utc_now
    pace: Pace = field(default_factory=Pace)
    digests: Digests | None = None
    caretaker: Caretaker | None = None
