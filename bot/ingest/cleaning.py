"""Arrivals as the store can keep them. Pure.

No database holds a lone surrogate, and PostgreSQL no NUL. In what people wrote each becomes one
U+FFFD, so that offsets stay; in an id it is a fault, since two ids could fall together.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import assert_never

from bot.model import (
    AboutMessage,
    Arrival,
    Author,
    AuthorId,
    Cleared,
    Deleted,
    Edited,
    Gone,
    Judged,
    Left,
    Mark,
    Marked,
    Message,
    MessageId,
    MessageRef,
    Posted,
    Reacted,
    Reaction,
    Refined,
    Wished,
)

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def subject(arrival: AboutMessage) -> MessageRef:
    """The message that the arrival is about."""
    match arrival:
        case Posted(message=message):
            return message.ref
        case Marked(mark=mark):
            return mark.message
        case Refined(refinement=refinement):
            return refinement.message
        case Judged(judgement=judgement):
            return judgement.reply
        case Edited() | Deleted() | Reacted() | Cleared():
            return arrival.message
        case _:
            assert_never(arrival)


def is_faulty(arrival: Arrival) -> bool:
    """Whether its key or its time is of no use."""
    return not _is_key(_key(arrival)) or any(at.tzinfo is None for at in _times(arrival))


def _key(arrival: Arrival) -> tuple[str, ...]:
    match arrival:
        case Left(community=community, channel=channel):
            return (community,) if channel is None else (community, channel)
        case Gone(channel=channel):
            return (channel.community, channel.channel)
        case Wished(person=person):
            return (person.id,) if person.community is None else (person.id, person.community)
        case _:
            ref = subject(arrival)
            return (ref.channel.community, ref.channel.channel, ref.message)


def _is_key(ids: tuple[str, ...]) -> bool:
    return all(ids) and _storable("".join(ids))


def _times(arrival: Arrival) -> list[datetime]:
    match arrival:
        case Posted(message=message):
            times = [message.at, message.edited_at, *(r.at for r in message.reactions)]
        case Edited() | Deleted() | Gone() | Left() | Wished():
            times = [arrival.at]
        case Reacted(reaction=reaction):
            times = [reaction.at]
        case Cleared() | Refined() | Judged():
            times = []
        case Marked(mark=mark):
            times = [mark.at, mark.until, mark.undone_at]
        case _:
            assert_never(arrival)
    return [at for at in times if at is not None]


def cleaned(arrival: Arrival) -> Arrival:
    """The same arrival, times in UTC, without characters that cannot be stored."""
    match arrival:
        case Posted(message=message):
            return arrival if _is_clean(message) else replace(arrival, message=_message(message))
        case Edited():
            return replace(arrival, text=_text(arrival.text), at=_utc(arrival.at))
        case Deleted() | Gone() | Left() | Wished():
            return replace(arrival, at=_utc(arrival.at))
        case Reacted():
            return replace(arrival, reaction=_reaction(arrival.reaction))
        case Cleared(emoji=emoji):
            return replace(arrival, emoji=None if emoji is None else _text(emoji))
        case Marked():
            return Marked(_mark(arrival.mark))
        case Refined() | Judged():  # its words are those of a message that was cleaned
            return arrival
        case _:
            assert_never(arrival)


def _storable(text: str) -> bool:
    return (text.isascii() and "\0" not in text) or _UNSTORABLE.search(text) is None


def _is_clean(message: Message) -> bool:
    """A quick look that spares nearly every message the copying."""
    return (
        message.at.tzinfo is UTC
        and (message.edited_at is None or message.edited_at.tzinfo is UTC)
        and not message.reactions
        and not message.mentions
        and _storable(message.text)
        and _storable(f"{message.author.id}{message.author.name}{message.reply_to}{message.link}")
    )


def _message(message: Message) -> Message:
    return replace(
        message,
        author=Author(
            AuthorId(_text(message.author.id)), _text(message.author.name), message.author.is_bot
        ),
        at=_utc(message.at),
        text=_text(message.text),
        reply_to=None if message.reply_to is None else MessageId(_text(message.reply_to)),
        mentions=tuple(AuthorId(_text(person)) for person in message.mentions),
        reactions=tuple(_reaction(reaction) for reaction in message.reactions),
        edited_at=_utc_or_none(message.edited_at),
        link=None if message.link is None else _text(message.link),
    )


def _reaction(reaction: Reaction) -> Reaction:
    return Reaction(_text(reaction.emoji), AuthorId(_text(reaction.by)), _utc_or_none(reaction.at))


def _mark(mark: Mark) -> Mark:
    return replace(
        mark,
        id=_text(mark.id),
        quote=_text(mark.quote),
        by=AuthorId(_text(mark.by)),
        at=_utc(mark.at),
        answer=None if mark.answer is None else MessageId(_text(mark.answer)),
        until=_utc_or_none(mark.until),
        undone_at=_utc_or_none(mark.undone_at),
    )


def _text(text: str) -> str:
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _utc_or_none(at: datetime | None) -> datetime | None:
    return None if at is None else _utc(at)
