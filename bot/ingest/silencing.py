"""What of a batch may be kept, since people have their say; what goes of those who are forgotten.
Pure.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from bot.model import (
    NOBODY,
    AboutMessage,
    AuthorId,
    Change,
    ChannelRef,
    Edited,
    Mark,
    Marked,
    Memory,
    Message,
    MessageRef,
    Person,
    Posted,
    Reacted,
    Reaction,
    Silences,
    Trace,
    Wished,
)

_UNHEARD_OF = Trace()


def after_wishes(silences: Silences, wishes: Iterable[Wished]) -> Silences:
    """Who is not kept after these wishes."""
    for wished in wishes:
        silences = silences.after(wished.person, wished.wish, wished.at)
    return silences


def keepable(arrivals: Iterable[AboutMessage], memory: Memory) -> Iterator[AboutMessage]:
    """What may be kept of the arrivals: nothing that is by people whose time it falls in. A verdict
    stays, without who gave it: it is about somebody's question.
    """
    for arrival in arrivals:
        kept = _kept(arrival, memory)
        if kept is not None:
            yield kept


def forgotten(person: Person, at: datetime, memory: Memory) -> tuple[list[Change], dict[str, Mark]]:
    """What of the messages and marks in memory is different when a person is forgotten."""
    changes = [
        Change(ref, before, after)
        for ref, before in memory.traces.items()
        if (after := _without(before, person, at)) is not before
    ]
    gone = {change.ref for change in changes if change.after.deleted_at is not None}
    marks = {
        id_: replace(mark, by=NOBODY)
        for id_, mark in memory.marks.items()
        if mark.by == person.id and mark.message not in gone
    }
    return changes, marks


def _without(trace: Trace, person: Person, at: datetime) -> Trace:
    message = trace.message
    if message is not None and message.author.id == person.id:
        return Trace(deleted_at=at)
    if message is not None and person.id in message.mentions:
        others = tuple(who for who in message.mentions if who != person.id)
        trace = replace(trace, message=replace(message, mentions=others))
    sightings = {key: seen for key, seen in trace.sightings.items() if key[1] != person.id}
    return trace if len(sightings) == len(trace.sightings) else replace(trace, sightings=sightings)


def _kept(arrival: AboutMessage, memory: Memory) -> AboutMessage | None:
    silences = memory.silences
    match arrival:
        case Posted(message=message):
            here, author = message.ref.channel, message.author.id
            moments = [message.at, *([message.edited_at] if message.edited_at else [])]
            if any(silences.cover(here, author, at) for at in moments):
                return None
            return replace(arrival, message=_unpeopled(message, silences))
        case Edited(message=ref):
            author = arrival.by or _author(memory.traces, ref)
            is_silent = author is not None and silences.cover(ref.channel, author, arrival.at)
            return None if is_silent else arrival
        case Reacted(message=ref, reaction=reaction):
            known = memory.traces.get(ref, _UNHEARD_OF)
            if not arrival.added and (reaction.emoji, reaction.by) in known.sightings:
                return arrival
            posted = known.message and known.message.at
            return None if _is_silent(ref.channel, reaction, posted, silences) else arrival
        case Marked(mark=mark):
            is_silent = silences.cover(mark.message.channel, mark.by, mark.at)
            return Marked(replace(mark, by=NOBODY)) if is_silent else arrival
        case _:
            return arrival


def _unpeopled(message: Message, silences: Silences) -> Message:
    """The message without those who are not kept: people who reacted, people who are addressed."""
    if not (message.reactions or message.mentions):
        return message
    here, at = message.ref.channel, message.at
    return replace(
        message,
        reactions=tuple(r for r in message.reactions if not _is_silent(here, r, at, silences)),
        mentions=tuple(who for who in message.mentions if not silences.cover(here, who, at)),
    )


def _is_silent(
    here: ChannelRef, reaction: Reaction, posted: datetime | None, silences: Silences
) -> bool:
    """Whether the reaction is not to be kept. One without a time is as old as its message, or of
    today; where nothing says how old that is, in doubt it is not kept.
    """
    at = reaction.at or posted
    if at is None:
        return silences.any(here, reaction.by)
    is_of_today = reaction.at is None and silences.last(here, reaction.by)
    return is_of_today or silences.cover(here, reaction.by, at)


def _author(traces: Mapping[MessageRef, Trace], ref: MessageRef) -> AuthorId | None:
    message = traces.get(ref, _UNHEARD_OF).message
    return message.author.id if message else None
