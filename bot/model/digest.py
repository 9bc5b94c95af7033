"""What is kept of digests: when they were due, what became of them, and what they listed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.ids import ChannelId, CommunityId, MessageId, MessageRef, Platform


class Section(StrEnum):
    """Why a question stands in a digest."""

    BACK = "back"
    """It rested for a while, and is open still."""
    NEW = "new"
    STILL_OPEN = "still_open"
    ANSWERED = "answered"
    """It was listed as open, and has an answer now."""


class Outcome(StrEnum):
    """What became of an occurrence of a digest."""

    BEGUN = "begun"
    """The schedule is watched from here on: nothing was due."""
    WISHED = "wished"
    """Somebody wants one now."""
    CLAIMED = "claimed"
    """Somebody is about to post it."""
    POSTED = "posted"
    SILENT = "silent"
    """There was nothing new."""
    FAILED = "failed"
    """It could not be posted, and is not tried again."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time at which a digest is due. There is one row of it, and so one claim."""

    schedule: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Listing:
    """A question of a digest, and in which of its messages it stands."""

    number: int
    section: Section
    part: int = 0


@dataclass(frozen=True, slots=True)
class Edition:
    """What a digest lists, decided when it is claimed: a second try posts the same."""

    platform: Platform
    community: CommunityId
    listings: tuple[Listing, ...] = ()
    more: int = 0
    """How many open questions it leaves out."""

    @property
    def parts(self) -> int:
        return max((listing.part for listing in self.listings), default=-1) + 1


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to post an occurrence, until somebody else may think that we crashed."""

    occurrence: Occurrence
    by: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """What became of an occurrence so far, and when that was noted."""

    occurrence: Occurrence
    outcome: Outcome
    at: datetime
    listed: int = 0


@dataclass(frozen=True, slots=True)
class Posting:
    """One message of a digest."""

    occurrence: Occurrence
    part: int
    channel: ChannelId
    message: MessageId


@dataclass(frozen=True, slots=True)
class Sources:
    """What a message of a digest is made of: posts whose words or authors it may show, and marks
    (by id) whose makers it may name.
    """

    posts: frozenset[MessageRef] = frozenset()
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Stale:
    """A message of a digest that shows what is not so any more; `is_deleted` where words in it, or
    a name, are to be seen by nobody.
    """

    posting: Posting
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class Past:
    """How often a question was listed as open by a schedule, and when last."""

    times: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions were asked in each week and are open or answered now; and when those were
    asked that are open. Weeks and ages are the oldest first; `since` is when the first week begins.
    """

    since: datetime
    weeks: tuple[tuple[int, int], ...]
    """Open and answered ones."""
    ages: tuple[int, ...]
    """Open ones, by the steps that were asked for."""
