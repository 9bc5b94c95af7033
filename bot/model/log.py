"""What passes between `ingest` and the store: what was known, what is so now, what follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from bot.model.ids import AuthorId, ChannelRef, MessageId, MessageRef
from bot.model.mark import Mark
from bot.model.message import Channel, Message, Reaction
from bot.model.person import Silences
from bot.model.refinement import Judgement, Refinement
from bot.model.segment import Act
from bot.model.standing import Entry
from bot.model.turn import Link, Turn

Place: TypeAlias = tuple[datetime, MessageId]
"""Where a message stands in the order of its channel: `Message.order`."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A reaction as last heard of; one that was taken away stays known as `removed`."""

    reaction: Reaction
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """All that is known of one message, also before it was read and after it was deleted.

    `message` bears no reactions: they are `sightings`, by emoji and person. `early` is the newest
    edit of a message that has not been read yet. `refinement` and `judgements` are of the text as
    it stands.
    """

    message: Message | None = None
    sightings: Mapping[tuple[str, AuthorId], Sighting] = field(
        default_factory=dict[tuple[str, AuthorId], Sighting]
    )
    early: tuple[str, datetime] | None = None
    deleted_at: datetime | None = None
    refinement: Refinement | None = None
    judgements: tuple[Judgement, ...] = ()

    @property
    def reactions(self) -> tuple[Reaction, ...]:
        """Those that stand, in an order that does not depend on when they were read."""
        return tuple(
            self.sightings[key].reaction
            for key in sorted(self.sightings)
            if not self.sightings[key].removed
        )


@dataclass(frozen=True, slots=True)
class Memory:
    """What the store knew of some messages, marks and channels when it had written `generation`
    times. What it never heard of is left out; so is a channel of which it knows the id alone.
    `gone` are those of the messages' channels that were deleted; `silences` tell of all people.
    """

    generation: int
    traces: Mapping[MessageRef, Trace]
    marks: Mapping[str, Mark]
    channels: Mapping[ChannelRef, Channel]
    gone: frozenset[ChannelRef] = frozenset()
    silences: Silences = field(default_factory=Silences)


@dataclass(frozen=True, slots=True)
class Change:
    """One message before and after; `acts` where its text is new, None where they stay."""

    ref: MessageRef
    before: Trace
    after: Trace
    acts: tuple[Act, ...] | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of a channel's turns in order, without gaps, and then the `echoes`: later turns that
    reply to the run by an explicit chain. `first` is how many turns of margin stand before what
    was asked for, `last` the position after its end. After a tail the channel has no more turns.
    """

    turns: tuple[Turn, ...]
    first: int
    last: int
    is_tail: bool
    links: tuple[Link, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Anchor:
    """A public number, and the words by which its question is found again in its message."""

    number: int
    quote: str


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it is listed. `number` is None for a question that has none yet.

    `marks` are the ids of those that speak of this question; `askers` counts the people who said
    that they ask the same.
    """

    number: int | None
    entry: Entry
    quote: str
    asked_at: datetime
    askers: int = 0
    snoozed_until: datetime | None = None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportCursor:
    """How far an archive was read.

    `source` names the archive, `position` is in bytes, `fingerprint` is the importer's proof that
    the archive still begins as it did.
    """

    source: str
    fingerprint: str
    position: int
