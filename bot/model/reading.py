"""What the store gives to a reader: stored values with all that a view needs, and the questions
put to it. No wording here: that is the views' part.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.coverage import BlindSpot
from bot.model.ids import AuthorId, ChannelRef, CommunityId, MessageId, Platform
from bot.model.mark import Mark
from bot.model.message import Channel, Message
from bot.model.segment import Act, Claim
from bot.model.standing import UNRESOLVED, Entry, State
from bot.model.turn import Turn


class Order(StrEnum):
    """What comes first in a list."""

    OLDEST = "oldest"
    NEWEST = "newest"
    MOST_ASKED = "most_asked"
    """Most people who said "me too" or asked again, then oldest."""


@dataclass(frozen=True, slots=True)
class QuestionQuery:
    """Which questions to list. None means: do not narrow by this.

    `channel` and `asker` match an id or a name, without a leading `#` or `@`, ignoring case.
    `text` matches words of the question or its post, `message` is that post. `within` are the
    channels that the viewer may read; None is a viewer who may read all (the terminal). Snoozed
    questions are left out while they sleep, unless `snoozed`.
    """

    states: frozenset[State] = UNRESOLVED
    community: CommunityId | None = None
    channel: str | None = None
    asker: str | None = None
    text: str | None = None
    message: MessageId | None = None
    asked_before: datetime | None = None
    asked_after: datetime | None = None
    snoozed: bool = False
    rhetorical: bool = False
    order: Order = Order.OLDEST
    limit: int = 20
    offset: int = 0
    within: frozenset[ChannelRef] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One of the genuine questions of a post: enough to count parts and to name a dependence."""

    number: int
    index: int
    state: State


@dataclass(frozen=True, slots=True)
class Title:
    """What the language model `by` calls a post, in the post's own words."""

    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Record:
    """A question with its surroundings: its post and what was read out of it, the other questions
    of the post, the messages of its replies, and people's marks on it (not those undone). `people`
    are the names of those who marked, as far as they ever wrote something in the community. It is
    `by_rules_alone` where a language model has yet to read the post, or could not; `title` is what
    one calls the post.
    """

    number: int
    channel: Channel
    message: Message
    acts: tuple[Act, ...]
    entry: Entry
    parts: tuple[Part, ...]
    replies: Mapping[MessageId, Message] = field(default_factory=dict[MessageId, Message])
    marks: tuple[Mark, ...] = ()
    people: Mapping[AuthorId, str] = field(default_factory=dict[AuthorId, str])
    by_rules_alone: bool = False
    title: Title | None = None


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """Some of the questions that a query matches, and how many there are in all."""

    records: tuple[Record, ...]
    total: int
    by_state: Mapping[State, int]
    channels: int
    """In how many channels the matching questions stand."""
    read_up_to: datetime | None
    """Time of the newest message in the ledger that the viewer may read."""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class ClaimQuery:
    """Which claims to list; the fields mean what they mean in `QuestionQuery`."""

    community: CommunityId | None = None
    channel: str | None = None
    author: str | None = None
    text: str | None = None
    limit: int = 20
    offset: int = 0
    within: frozenset[ChannelRef] | None = None


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """A claim with its post, and the messages of others that reply to the post, oldest first.

    `contested_by` are those of them that contest the claim: the verbs tell them from the others.
    """

    channel: Channel
    message: Message
    claim: Claim
    contested_by: tuple[Message, ...] = ()
    replies: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """Some of the claims that a query matches."""

    records: tuple[ClaimRecord, ...]
    total: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class ThreadRecord:
    """A whole channel or thread: what was said, and its questions (rhetorical ones too)."""

    channel: Channel
    turns: tuple[Turn, ...]
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """What the ledger does not hold, as far as that is known: `unread` counts channels of which a
    stretch has yet to be read, the oldest from `since` on (None: from before all that is held);
    `sealed` messages whose keys are missing. `heard` tells up to when all that was posted live has
    been taken in, by platform.
    """

    unread: int = 0
    since: datetime | None = None
    blind_spots: tuple[BlindSpot, ...] = ()
    sealed: int = 0
    heard: tuple[tuple[Platform, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the ledger holds, and what it does not."""

    communities: int
    channels: int
    messages: int
    questions: int
    read_from: datetime | None
    read_up_to: datetime | None
    missing: Missing = Missing()
