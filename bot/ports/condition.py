"""What is asked about the house itself."""

from datetime import datetime
from typing import Protocol

from bot.model import CommunityId, Condition, Platform


class Caretaker(Protocol):
    """Knows how the house is. Called by `status`."""

    async def condition(
        self, now: datetime, community: tuple[Platform, CommunityId] | None
    ) -> Condition:
        """How it is; what it costs only of that community. May raise `StoreError`."""
        ...
