"""The entries of a part, as they are listed. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from bot.ingest.numbering import lines
from bot.ingest.parts import Part
from bot.model import Anchor, AuthorId, Entry, Line, MessageId, Role

_T = TypeVar("_T")


def listed(
    part: Part, entries: Sequence[Entry], anchors: Mapping[MessageId, Sequence[Anchor]]
) -> list[Line]:
    """The entries with their numbers, in order of talk."""
    authors = _authors(part, entries)
    asked = by_message((entry.message, entry) for entry in entries)
    marked = by_message((mark.message.message, mark) for mark in part.marks)
    return [
        line
        for turn in part.own
        if turn.message.id in asked
        for line in lines(
            asked[turn.message.id],
            turn.message,
            anchors.get(turn.message.id, ()),
            marked.get(turn.message.id, ()),
            authors,
        )
    ]


def _authors(part: Part, entries: Sequence[Entry]) -> dict[MessageId, AuthorId]:
    """Who wrote the replies that ask the same."""
    replies = (reply for entry in entries for reply in entry.standing.replies)
    asking = {reply.message for reply in replies if reply.role is Role.ME_TOO}
    said = (turn.message for turn in part.turns) if asking else ()
    return {message.id: message.author.id for message in said if message.id in asking}


def by_message(pairs: Iterable[tuple[MessageId, _T]]) -> dict[MessageId, list[_T]]:
    found: dict[MessageId, list[_T]] = defaultdict(list)
    for message, value in pairs:
        found[message].append(value)
    return found
