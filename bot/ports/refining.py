"""What the queue for a language model, and who pays for it, ask of the store."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Protocol

from bot.model import (
    Act,
    Backlog,
    Channel,
    ChannelRef,
    CommunityId,
    Inquiry,
    Message,
    MessageRef,
    Place,
    Platform,
    Refinement,
    Spending,
    Waiting,
)


class RefiningLog(Protocol):
    """What waits for a language model. Called by the queue of refinements.

    Every method may raise `StoreError`.
    """

    async def next(self, after: int, most: int, context: int) -> Waiting | None:
        """The first messages of the next channel that has some, on the round of all of them; None
        where nothing waits in any. Each comes with so much context at most.
        """
        ...

    async def dismiss(self, messages: Collection[MessageRef]) -> None:
        """They wait no longer: the rules' word is the last."""
        ...

    async def tried(self, messages: Collection[MessageRef]) -> None:
        """The model gave no answer that was of use; after some tries they are left alone."""
        ...

    async def known(self, keys: Collection[str]) -> Mapping[str, Refinement]:
        """What a model read where it was shown the very same, by the fingerprint of that."""
        ...

    async def channels(self, community: CommunityId | None = None) -> Sequence[Channel]:
        """As in `Ledger`."""
        ...

    async def inquiries(self, channel: ChannelRef, most: int) -> Sequence[Inquiry]:
        """Questions of a channel that nobody settled, newest first, with those of their replies
        that may answer them, as far as the rules can tell, and that no model has judged yet.
        """
        ...

    async def note_dropped(self, day: date, items: Mapping[str, int]) -> None:
        """Counts what the model said and could not prove, by the reason."""
        ...

    async def backlog(self) -> Backlog: ...

    async def unasked(
        self, channel: ChannelRef, after: Place, most: int
    ) -> Sequence[tuple[Message, tuple[Act, ...]]]:
        """The first messages behind a place that a model neither read nor is to read, in order,
        with what the rules read out of them.
        """
        ...

    async def put_off(self, messages: Collection[MessageRef]) -> None:
        """They wait for a model from now on."""
        ...


class Accounts(Protocol):
    """What was spent. Called by who pays, and by who tells of it. May raise `StoreError`."""

    async def spend(
        self,
        day: date,
        channel: ChannelRef,
        model: str,
        amount: Spending,
        allowed: Callable[[Spending, Spending], bool] = lambda _all, _its: True,
    ) -> bool:
        """Books it, if it is `allowed` beside what was spent that day in all, and by the channel's
        community: that and the booking are one transaction. Returns whether it was.
        """
        ...

    async def spent(
        self, since: date, community: tuple[Platform, CommunityId] | None = None
    ) -> Spending:
        """What was spent from that day on."""
        ...
