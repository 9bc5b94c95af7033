"""What a platform hands over once, and what must be remembered of it until it is taken in."""

from dataclasses import dataclass

from bot.model.ids import AuthorId, ChannelId, CommunityId, MessageId, Platform


@dataclass(frozen=True, slots=True)
class Letter:
    """What a platform sent, as it came (`raw`): kept until it has been taken in and answered.

    `event` is the platform's id of it, unique in the channel; `kind` is the edge's own word.
    """

    platform: Platform
    channel: ChannelId
    event: MessageId
    kind: str
    raw: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """A letter whose words nobody gave us the key of: the one called `key` opens it; "" where none
    ever will.
    """

    letter: Letter
    community: CommunityId
    key: str


@dataclass(frozen=True, slots=True)
class Relation:
    """An edit (no `emoji`) or a reaction that is an event of its own: when that event is deleted,
    nothing in it says any more what it was about.
    """

    platform: Platform
    channel: ChannelId
    event: MessageId
    target: MessageId
    by: AuthorId
    emoji: str = ""
