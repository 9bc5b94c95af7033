"""What was known + what arrives -> what is known now. Pure.

Whatever the order in which a message, its edits and its reactions are read, the result is the same:
the newest text wins, a deletion wins over all, an undone mark stays undone.
"""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.model import (
    AuthorId,
    Cleared,
    Deleted,
    Edited,
    Mark,
    Message,
    Posted,
    Reacted,
    Reaction,
    Sighting,
    Trace,
)


def heard(trace: Trace, arrival: Posted | Edited | Deleted | Reacted | Cleared) -> Trace:
    """The trace of a message after one more arrival about it."""
    if trace.deleted_at is not None:
        return trace
    match arrival:
        case Posted():
            return _posted(trace, arrival.message)
        case Edited():
            return _edited(trace, arrival.text, arrival.at)
        case Deleted():
            return Trace(deleted_at=arrival.at)
        case Reacted():
            return _reacted(trace, arrival.reaction, removed=not arrival.added)
        case Cleared():
            return _cleared(trace, arrival.emoji)
        case _:
            assert_never(arrival)


def agreed(known: Mark | None, heard: Mark) -> Mark:
    """What holds of a mark that is heard of again: what was undone stays so."""
    if known is None or known.undone_at is None or heard.undone_at is not None:
        return heard
    return replace(heard, undone_at=known.undone_at)


def _posted(trace: Trace, message: Message) -> Trace:
    unseen = {
        _key(reaction): Sighting(reaction)
        for reaction in message.reactions
        if _key(reaction) not in trace.sightings
    }
    bare = replace(message, reactions=()) if message.reactions else message
    if trace.message is not None and _version(trace.message) > _version(bare):
        bare = trace.message
    if trace.early is not None and trace.early[1] > _version(bare):
        bare = replace(bare, text=trace.early[0], edited_at=trace.early[1])
    if bare == trace.message and not unseen:
        return trace
    return Trace(bare, {**trace.sightings, **unseen} if unseen else trace.sightings)


def _edited(trace: Trace, text: str, at: datetime) -> Trace:
    if trace.message is None:
        is_newer = trace.early is None or (at, text) > (trace.early[1], trace.early[0])
        return replace(trace, early=(text, at)) if is_newer else trace
    if at <= _version(trace.message):
        return trace
    return replace(trace, message=replace(trace.message, text=text, edited_at=at))


def _reacted(trace: Trace, reaction: Reaction, *, removed: bool) -> Trace:
    known = trace.sightings.get(_key(reaction))
    if known is not None and known.removed == removed:
        return trace
    sighting = Sighting(reaction if known is None else known.reaction, removed)
    return replace(trace, sightings={**trace.sightings, _key(reaction): sighting})


def _cleared(trace: Trace, emoji: str | None) -> Trace:
    taken = {
        key: replace(sighting, removed=True)
        for key, sighting in trace.sightings.items()
        if emoji in {None, key[0]} and not sighting.removed
    }
    return replace(trace, sightings={**trace.sightings, **taken}) if taken else trace


def _version(message: Message) -> datetime:
    """Of two readings of a message the one edited last holds; of two alike the one read last."""
    return message.edited_at or message.at


def _key(reaction: Reaction) -> tuple[str, AuthorId]:
    return (reaction.emoji, reaction.by)
