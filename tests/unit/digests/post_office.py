"""A place where digests are posted that one can look into."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from bot.digests.composing import Composer
from bot.digests.outbox import Audience, NotThere, Parcel, Unsent
from bot.digests.runner import Digests, key_of
from bot.digests.schedule import Schedule
from bot.ingest import Ingest
from bot.model import Channel, ChannelId, ChannelRef, MessageId, Platform
from bot.store import Store
from bot.views import DigestView, View
from tests.unit.store.garden import BEDS, NOON, PUMP, post

WEEKLY = Schedule(
    "weekly", Platform.IMPORT, ChannelId("board"), "0 9 * * *", minimum_age=timedelta()
)


@dataclass
class Clock:
    """Moved by hand."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Office:
    """What was posted, by the key that makes it one message. Posts what it is told `size` entries
    at a time.
    """

    within: frozenset[ChannelRef] = frozenset({BEDS.ref, PUMP.ref})
    near: frozenset[ChannelRef] | None = None
    size: int = 3
    posted: dict[str, list[DigestView]] = field(default_factory=dict[str, list[DigestView]])
    parcels: list[Parcel] = field(default_factory=list[Parcel])
    notes: dict[str, View] = field(default_factory=dict[str, View])
    trouble: type[Exception] | None = None
    deleted: set[str] = field(default_factory=set[str])

    @property
    def platform(self) -> Platform:
        return Platform.IMPORT

    @property
    def zone(self) -> tzinfo | None:
        return None

    async def audience(self, to: ChannelId) -> Audience:
        if self.trouble is Unsent:
            raise Unsent
        return Audience(BEDS.ref.community, f"#{to}", self.within, self.near)

    def holds(self, view: DigestView) -> bool:
        return len(view.numbers) <= self.size

    async def post(self, parcel: Parcel) -> MessageId:
        if self.trouble is not None:
            raise self.trouble
        key = f"{key_of(parcel.occurrence)}.{parcel.part}"
        if key not in self.posted:
            self.posted[key] = [parcel.view]
            self.parcels.append(parcel)
        return MessageId(key)

    async def mend(
        self, to: ChannelId, message: MessageId, view: DigestView, *, is_deleted: bool
    ) -> MessageId:
        if self.trouble is NotThere or to != WEEKLY.to:
            raise NotThere
        if is_deleted:
            self.deleted.add(message)
        self.posted[message].append(view)
        return message

    async def tell(self, to: ChannelId, notice: View, key: str) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.notes[f"{to}:{key}"] = notice

    @property
    def shown(self) -> list[tuple[int, ...]]:
        """The questions of each message, as they stand now."""
        return [views[-1].numbers for views in self.posted.values()]


def digests(store: Store, clock: Clock, *schedules: Schedule, me: str = "a") -> Digests:
    return Digests(schedules or (WEEKLY,), Composer(store, store.digests), clock, me)


async def ask(ingest: Ingest, number: int, at: datetime, where: Channel = BEDS) -> None:
    """Somebody asks a question of that number."""
    minutes = (at - NOON) // timedelta(minutes=1)
    asked = f"How wet is bed {number}?"
    await ingest.ingest([post(str(number), asked, where=where, minutes=minutes)])
