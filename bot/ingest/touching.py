"""Where channels changed. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.model import Change, ChannelRef, Link, Message, MessageId, Place


@dataclass(slots=True)
class Touched:
    """Where a channel changed: `turns` that were posted, edited or deleted, `judged` ones that got
    a reaction, a mark or other links, and the messages that these reply to, before or after.
    `replaced` are links that there were. The channel `went_on` where nothing but its end is new.
    """

    turns: set[Place] = field(default_factory=set[Place])
    judged: set[Place] = field(default_factory=set[Place])
    parents: set[MessageId] = field(default_factory=set[MessageId])
    replaced: list[Link] = field(default_factory=list[Link])
    went_on: bool = True

    @property
    def places(self) -> set[Place]:
        return self.turns | self.judged

    def add(self, message: Message, *, judged: bool = False) -> None:
        (self.judged if judged else self.turns).add(message.order)
        if message.reply_to is not None:
            self.parents.add(message.reply_to)


def touched(changes: Sequence[Change], marked: Iterable[Message]) -> dict[ChannelRef, Touched]:
    """Where each channel changed; `marked` are the messages that marks speak of."""
    by_channel: dict[ChannelRef, Touched] = defaultdict(Touched)
    for change in changes:
        before, after = change.before.message, change.after.message
        here = by_channel[change.ref.channel]
        is_judged = before == after and change.acts is None
        here.went_on = here.went_on and (is_judged or before is None)
        for message in (before, after):
            if message is not None:
                here.add(message, judged=is_judged)
    for message in marked:
        by_channel[message.ref.channel].add(message, judged=True)
    return by_channel
