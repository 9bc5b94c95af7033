"""What a digest shows, as values."""

from dataclasses import dataclass
from datetime import datetime

from bot.model import Counts, Record, Section, Sources


@dataclass(frozen=True, slots=True)
class ListedView:
    """A question in a digest, readable alone: its own clause, and the lines under it."""

    number: int
    section: Section
    text: str
    channel: str
    notes: tuple[str, ...]
    link: str | None
    record: Record


@dataclass(frozen=True, slots=True)
class SectionView:
    """The questions that are listed for one reason, those of a channel together."""

    title: str
    facts: tuple[str, ...]
    entries: tuple[ListedView, ...]


@dataclass(frozen=True, slots=True)
class DigestView:
    """A digest, or a message of one: only the first has a title, only the last a footer.

    `more` says how many open questions it leaves out. `alt` puts into words what the picture of
    `counts` shows. `nothing` is the sentence to show where it lists nothing.
    """

    title: str
    summary: tuple[str, ...]
    sections: tuple[SectionView, ...]
    nothing: str = ""
    more: str = ""
    footer: str = ""
    counts: Counts | None = None
    alt: str = ""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The questions that it shows."""
        return tuple(entry.number for section in self.sections for entry in section.entries)

    @property
    def sources(self) -> Sources:
        """What it is made of."""
        records = [entry.record for section in self.sections for entry in section.entries]
        replies = (message.ref for record in records for message in record.replies.values())
        return Sources(
            frozenset((*(record.message.ref for record in records), *replies)),
            frozenset(mark.id for record in records for mark in record.marks),
        )


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """When a digest comes, and what became of the last one."""

    name: str
    words: tuple[str, ...]
    upcoming: datetime | None
    last: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class SchedulesView:
    """All schedules; `nothing` is the sentence to show where there are none."""

    title: str
    schedules: tuple[ScheduleView, ...]
    nothing: str
