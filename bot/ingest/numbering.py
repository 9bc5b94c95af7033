"""Which question has which public number, and which marks speak of it. Pure.

A number holds on to the words of its question, not to its place: when a post is edited, each
number goes to the question that shares most words with it.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.model import Anchor, AuthorId, Entry, Line, Mark, MarkKind, Message, MessageId, Role
from bot.words import likeness

_ALIKE = 1 / 3
"""From this share of common words on (Jaccard) two wordings are the same question."""


def lines(
    entries: Sequence[Entry],
    message: Message,
    anchors: Sequence[Anchor],
    marks: Sequence[Mark],
    authors: Mapping[MessageId, AuthorId],
) -> list[Line]:
    """The entries of one message as they are listed."""
    quotes = [entry.question.span.of(message.text) for entry in entries]
    numbers = _matched(quotes, anchors)
    spoken_of = _spoken_of(quotes, [mark for mark in marks if mark.undone_at is None])
    return [
        Line(
            number=numbers[i],
            entry=entry,
            quote=quotes[i],
            asked_at=message.at,
            askers=_askers(entry, authors),
            snoozed_until=_snoozed_until(spoken_of[i]),
            marks=tuple(mark.id for mark in spoken_of[i]),
        )
        for i, entry in enumerate(entries)
    ]


def _matched(quotes: Sequence[str], anchors: Sequence[Anchor]) -> list[int | None]:
    """For each quote the number that it takes: the best match first, each number once."""
    numbers = _kept(quotes, anchors)
    if None not in numbers:
        return numbers
    pairs = [
        (likeness(quote, anchor.quote), i, anchor.number)
        for i, quote in enumerate(quotes)
        for anchor in anchors
        if numbers[i] is None and anchor.number not in numbers
    ]
    for share, i, number in sorted(pairs, key=lambda pair: (-pair[0], *pair[1:])):
        if share >= _ALIKE and numbers[i] is None and number not in numbers:
            numbers[i] = number
    return numbers


def _kept(quotes: Sequence[str], anchors: Sequence[Anchor]) -> list[int | None]:
    """The numbers of quotes that are worded as before, the best match that there is."""
    free: dict[str, list[int]] = defaultdict(list)
    for anchor in anchors:
        insort(free[anchor.quote], anchor.number)
    return [free[quote].pop(0) if free.get(quote) else None for quote in quotes]


def _spoken_of(quotes: Sequence[str], marks: Sequence[Mark]) -> list[list[Mark]]:
    """For each quote the marks that speak of it, oldest first."""
    spoken: list[list[Mark]] = [[] for _ in quotes]
    for mark in sorted(marks, key=lambda mark: (mark.at, mark.id)):
        shares = [likeness(quote, mark.quote) for quote in quotes]
        if best := max(shares, default=0.0):
            spoken[shares.index(best)].append(mark)
    return spoken


def _askers(entry: Entry, authors: Mapping[MessageId, AuthorId]) -> int:
    replies = entry.standing.replies
    return len({authors.get(r.message, r.message) for r in replies if r.role is Role.ME_TOO})


def _snoozed_until(marks: Sequence[Mark]) -> datetime | None:
    snoozes = [mark for mark in marks if mark.kind is MarkKind.SNOOZED]
    return snoozes[-1].until if snoozes else None
