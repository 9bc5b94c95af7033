"""What an edge does for digests."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from bot.digests.schedule import Schedule
from bot.model import ChannelId, ChannelRef, CommunityId, MessageId, Occurrence, Platform
from bot.views import DigestView, View


class Unsent(Exception):
    """It could not be posted now, and may be in a while."""


class NotThere(Exception):
    """It cannot be posted, now or later: the channel is gone, or we may not write there."""


@dataclass(frozen=True, slots=True)
class Audience:
    """What may be shown at a destination: the channels that everybody there may read. Those of
    them that are `near` are listed where a digest names no sources; None: all are.
    """

    community: CommunityId
    name: str
    within: frozenset[ChannelRef]
    near: frozenset[ChannelRef] | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message of a digest, to be posted once however often that is tried.

    `since` is when the first try may have been. `picture` is a PNG; `mention` whom it rings for.
    """

    schedule: Schedule
    occurrence: Occurrence
    part: int
    view: DigestView
    since: datetime
    picture: bytes | None = None
    mention: tuple[str, ...] = ()


class Outbox(Protocol):
    """Posts digests. Called by `Digests`; implemented by the edges."""

    @property
    def platform(self) -> Platform: ...

    @property
    def zone(self) -> tzinfo | None:
        """The zone that moments are written in, where it is not the schedule's: the reader's."""
        ...

    async def audience(self, to: ChannelId) -> Audience:
        """Who may read what at a destination, as of now. Raises Unsent or NotThere."""
        ...

    def holds(self, view: DigestView) -> bool:
        """Whether one message can hold it. Pure."""
        ...

    async def post(self, parcel: Parcel) -> MessageId:
        """Posts a message, or finds the one that was posted before. Raises Unsent or NotThere."""
        ...

    async def mend(
        self, to: ChannelId, message: MessageId, view: DigestView, *, is_deleted: bool
    ) -> MessageId:
        """Replaces what a message shows; returns the one that shows it now. Where it showed what
        `is_deleted`, nothing of the words before may be left. Raises Unsent or NotThere.
        """
        ...

    async def tell(self, to: ChannelId, notice: View, key: str) -> None:
        """Posts a notice, once for the key. Raises Unsent or NotThere."""
        ...
