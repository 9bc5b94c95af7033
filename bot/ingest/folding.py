"""What was known + what arrives -> what is known now. Pure.

Whatever the order in which a message, its edits and its reactions are read, the result is the same:
the newest text wins, a deletion wins over all, an undone mark stays undone. What a model said of
other words has no effect.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias, assert_never

from bot.model import (
    AuthorId,
    Cleared,
    Deleted,
    Edited,
    Judged,
    Judgement,
    Mark,
    Message,
    MessageId,
    Posted,
    Reacted,
    Reaction,
    Refined,
    Refinement,
    Sighting,
    Span,
    Trace,
    fingerprint,
)

Heard: TypeAlias = Posted | Edited | Deleted | Reacted | Cleared | Refined | Judged
"""What changes what is known of a message; marks stand beside it."""


def heard(trace: Trace, arrival: Heard) -> Trace:
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
        case Refined() | Judged():
            return _said(trace, arrival)
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
    sightings = {**trace.sightings, **unseen} if unseen else trace.sightings
    return _with(trace, bare, sightings)


def _edited(trace: Trace, text: str, at: datetime) -> Trace:
    if trace.message is None:
        is_newer = trace.early is None or (at, text) > (trace.early[1], trace.early[0])
        return replace(trace, early=(text, at)) if is_newer else trace
    if at <= _version(trace.message):
        return trace
    edited = replace(trace.message, text=text, edited_at=at)
    return _with(trace, edited, trace.sightings)


def _with(
    trace: Trace, message: Message, sightings: Mapping[tuple[str, AuthorId], Sighting]
) -> Trace:
    """What is known of a message that has been read; what was said of other words is not."""
    if trace.message is None or trace.message.text != message.text:
        return Trace(message, sightings)
    return Trace(message, sightings, refinement=trace.refinement, judgements=trace.judgements)


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


def _said(trace: Trace, arrival: Refined | Judged) -> Trace:
    """What a model said counts where the message has been read, and still says what it said."""
    said = arrival.refinement if isinstance(arrival, Refined) else arrival.judgement
    if trace.message is None or fingerprint(trace.message.text) != said.of:
        return trace
    if said == trace.refinement or said in trace.judgements:
        return trace
    if isinstance(said, Refinement):
        return replace(trace, refinement=said)
    return replace(trace, judgements=_with_judgement(trace.judgements, said))


def _with_judgement(known: Sequence[Judgement], judgement: Judgement) -> tuple[Judgement, ...]:
    """The last word on each question."""
    others = [each for each in known if _about(each) != _about(judgement)]
    return tuple(sorted((*others, judgement), key=_about))


def _about(judgement: Judgement) -> tuple[MessageId, Span]:
    return (judgement.question, judgement.asked)


def _version(message: Message) -> datetime:
    """Of two readings of a message the one edited last holds; of two alike the one read last."""
    return message.edited_at or message.at


def _key(reaction: Reaction) -> tuple[str, AuthorId]:
    return (reaction.emoji, reaction.by)
