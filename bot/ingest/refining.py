"""Where a language model comes in: which messages it is to read, and what its word does. Pure."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from bot.ingest.batch import Changes
from bot.llm.later.hybrid import refined
from bot.model import Act, Change, Channel, Memory, Message, MessageRef

Doubts: TypeAlias = Callable[[Channel | None, Message, Sequence[Act]], bool]
"""Whether a language model is to read a message of a channel too, from which the rules read so."""


def doubtful(doubts: Doubts, memory: Memory, changes: Changes) -> list[MessageRef]:
    """The messages that were split by the rules alone, and that a model is to read too."""
    channels = {**memory.channels, **changes.channels}
    return [
        change.ref
        for change in changes.messages
        if change.acts is not None
        and change.after.message is not None
        and change.after.refinement is None
        and doubts(channels.get(change.ref.channel), change.after.message, change.acts)
    ]


def weighed(change: Change, by_rules: tuple[Act, ...] | None) -> tuple[Act, ...] | None:
    """What was read out of a message by the rules, and by a model where one did."""
    said = change.after.refinement
    return by_rules if said is None or by_rules is None else refined(by_rules, said)
