"""What edges ask of their own listening, and what they keep."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model import (
    ChannelRef,
    CommunityId,
    Gap,
    Place,
    Platform,
)


class CoverageLog(Protocol):
    """What edges noted of their own listening. Called by edges that read what they missed.

    Every method may raise `StoreError`.
    """

    async def gaps(self, platform: Platform) -> Sequence[Gap]:
        """Every gap of the platform, with those that are closed already but tell that a channel
        was read from its first message on.
        """
        ...

    async def page(self, channel: ChannelRef, after: Place | None, limit: int) -> Sequence[Place]:
        """As in `MessageLog`: the places of a channel after that one, in order."""
        ...

    async def heard_until(self, platform: Platform) -> Mapping[CommunityId, datetime]: ...


class Keepsakes(Protocol):
    """Small facts that an edge keeps for its next start.

    Both methods may raise `StoreError`.
    """

    async def kept(self, key: str) -> str | None:
        """What was kept last under the key."""
        ...

    async def keep(self, key: str, value: str) -> None: ...
