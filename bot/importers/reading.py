"""What the importers are asked for and what they give."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import PurePath
from typing import Final

from bot.errors import BadInput
from bot.model import Arrival, CommunityId, Platform

COMMUNITY: Final = CommunityId("imports")
"""Where talk belongs that names no community: one for all, so that `#142` is one question."""
READING_VERSION: Final = "1"
"""Changes whenever a source may be read in another way: what was read before is read anew."""
TOLERANCE: Final = 100
"""Bad records that an import sets aside before it gives up."""
_HOPELESS: Final = 10
"""So many bad records, and not one good: this is not the format."""
_NAMED: Final = 5
"""Bad records that are told one by one; the others are only counted."""


class Format(StrEnum):
    """A kind of source."""

    FORUM = "forum"
    """A page of posts or comments, as copied from a web page."""
    TRANSCRIPT = "transcript"
    """A chat log as plain or Markdown text."""
    DISCORD = "discord"
    """JSON of DiscordChatExporter."""
    MATRIX = "matrix"
    """Events of a room: Element's JSON export, an array, or one event a line."""
    JSONL = "jsonl"
    """One message a line, in the fields of the JSONL protocol."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What the source itself may not say.

    `name` is the file's, for errors and for the channel's name; `dated` is when it was written
    (aware): it completes times such as "12:18", "2 May" or "3h". `community` and `channel` go
    before what the source says of itself. `encoding` is a codec's name; None: UTF-8, or what the
    byte order mark says.
    """

    dated: datetime
    name: str = "-"
    community: str | None = None
    channel: str | None = None
    encoding: str | None = None

    @property
    def stem(self) -> str:
        """The file's name without endings, as a channel's name."""
        return PurePath(self.name).name.split(".")[0] or "import"

    def home(self, platform: Platform, own: str) -> tuple[Platform, CommunityId]:
        """Where the talk belongs: where the source says that it took place, unless a community
        was named for it. Such a one is the importer's, not the platform's: its numbers are one
        series, whatever is read into it.
        """
        if self.community is not None:
            return Platform.IMPORT, CommunityId(self.community)
        return platform, CommunityId(own)


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that was read; `position` is how many bytes of the source were taken by then."""

    arrival: Arrival
    position: int


@dataclass(slots=True)
class Tally:
    """Counts what a reading left out, and decides when that is too much.

    With `tolerance` 0, the first bad record ends the reading.
    """

    tolerance: int = 0
    good: int = 0
    bad: int = 0
    named: list[BadInput] = field(default_factory=list[BadInput])
    passed_over: Counter[str] = field(default_factory=Counter[str])
    """What is well-formed but no message, by its kind: "m.room.topic", "thread-starter"."""

    def set_aside(self, error: BadInput) -> None:
        """Count a bad record. Raises BadInput where that is one too many."""
        self.bad += 1
        if self.tolerance == 0:
            raise error
        if self.bad <= _NAMED:
            self.named.append(error)
        first = self.named[0]
        if self.good == 0 and self.bad >= _HOPELESS:
            raise first
        if self.bad > self.tolerance:
            raise BadInput(
                f"more than {self.tolerance} bad records; the first: {first.problem}",
                source=first.source,
                line=first.line,
                remedy=first.remedy,
            )

    def pass_over(self, kind: str) -> None:
        """Count something that is no message."""
        self.passed_over[kind] += 1
