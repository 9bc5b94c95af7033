"""Which questions a digest lists, why, and in which order. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.model import MarkKind, Past, Record, Role, Section, State, WaitingFor

OFTEN: Final = 3
"""After so many times a question that is still open is listed more rarely."""
RARELY: Final = timedelta(days=28)
THANKED: Final = 10
"""Answered questions that a digest lists at most."""
_ASKING: Final = frozenset({Role.ME_TOO, Role.BUMP})
_LONG: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Stock:
    """What there is to choose from.

    `unresolved` are open questions that are old enough, of `total` ones; `answered` those that were
    listed before and have an answer now; `past` tells of what was listed; `since` is when the last
    digest was made.
    """

    unresolved: Sequence[Record]
    total: int
    answered: Sequence[Record]
    past: Mapping[int, Past]
    since: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """What a digest lists, section by section; `more` open questions it leaves out. `is_news` where
    it says anything that was not said before.
    """

    sections: tuple[tuple[Section, tuple[Record, ...]], ...]
    more: int
    is_news: bool = False


_NEWS: Final = frozenset({Section.BACK, Section.NEW, Section.ANSWERED})
_ORDER: Final = (Section.NEW, Section.BACK, Section.STILL_OPEN, Section.ANSWERED)


def chosen(stock: Stock, cap: int) -> Choice:
    """The questions of a digest: at most `cap` open ones, those most in need of an answer; what is
    new or back has the first claim to a place, though not to all of them.
    """
    found: dict[Section, list[Record]] = {section: [] for section in _ORDER}
    for record in unique(stock.unresolved):
        if (section := section_of(record, stock)) is not None:
            found[section].append(record)
    in_need = {
        section: sorted(records, key=lambda record: _rank(record, stock.now))
        for section, records in found.items()
    }
    room = cap
    taken: dict[Section, list[Record]] = {section: [] for section in _ORDER}
    # A third is kept for what waits already: else a busy week would hide it.
    kept = min(len(in_need[Section.STILL_OPEN]), cap // 3)
    for section in (Section.BACK, Section.NEW):
        taken[section] = in_need[section][: max(0, room - kept)]
        room -= len(taken[section])
    taken[Section.STILL_OPEN] = in_need[Section.STILL_OPEN][:room]
    listed = cap - room + len(taken[Section.STILL_OPEN])
    taken[Section.ANSWERED] = list(unique(stock.answered))[:THANKED]
    sections = tuple((section, tuple(by_channel(taken[section]))) for section in _ORDER)
    is_news = any(
        section in _NEWS or record.number not in stock.past
        for section, records in sections
        for record in records
    )
    return Choice(sections, max(0, stock.total - listed), is_news)


def section_of(record: Record, stock: Stock) -> Section | None:
    """Where an open question belongs; None where it has been listed often enough for now."""
    past = stock.past.get(record.number)
    last = past.last if past else None
    if (woke := woken(record, stock.now)) is not None and woke > (last or stock.since):
        return Section.BACK
    if past is None:
        return Section.NEW if record.message.at > stock.since else Section.STILL_OPEN
    is_rare = past.times >= OFTEN and stock.now - past.last < RARELY
    return None if is_rare else Section.STILL_OPEN


def woken(record: Record, now: datetime) -> datetime | None:
    """When the rest that somebody gave to a question was over; None where nobody did, or it rests
    still.
    """
    rests = [mark.until for mark in record.marks if mark.kind is MarkKind.SNOOZED and mark.until]
    return max(rests) if rests and max(rests) <= now else None


def times_asked(record: Record) -> int:
    """How often it was asked, by whomever."""
    return 1 + sum(reply.role in _ASKING for reply in record.entry.standing.replies)


def need(record: Record, now: datetime) -> float:
    """How much a question needs somebody: by how many ask it, how long it waits, how little came,
    and whether it is anybody's turn who has not been asked yet.
    """
    standing = record.entry.standing
    waited = min(max(now - record.message.at, timedelta()), _LONG) / _LONG
    return (
        2.0 * (times_asked(record) - 1)
        + 3.0 * waited
        + (2.0 if standing.state is State.OPEN else 0.0)
        - (3.0 if standing.waiting_for is WaitingFor.ASKER else 0.0)
        - (3.0 if is_taken(record, now) else 0.0)
    )


def is_taken(record: Record, now: datetime) -> bool:
    """Whether somebody said to be on it."""
    return any(
        mark.kind is MarkKind.TAKEN and (mark.until is None or mark.until > now)
        for mark in record.marks
    )


def by_channel(records: Iterable[Record]) -> Iterator[Record]:
    """The same with those of a channel together; the channel with the first comes first."""
    places: dict[object, list[Record]] = {}
    for record in records:
        places.setdefault(record.channel.ref, []).append(record)
    for of_channel in places.values():
        yield from of_channel


def unique(records: Iterable[Record]) -> Iterable[Record]:
    """Each question once."""
    return {(record.channel.ref.community, record.number): record for record in records}.values()


def _rank(record: Record, now: datetime) -> tuple[float, datetime, int]:
    return (-need(record, now), record.message.at, record.number)
