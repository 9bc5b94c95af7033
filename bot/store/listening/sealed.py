"""Letters that wait for their keys."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, bindparam, delete, insert, select

from bot.model import ChannelId, ChannelRef, Letter, MessageId, Platform, Sealed, Silences
from bot.store.listening.coverage import ref_in
from bot.store.listening.letters import accept, sender_of, sent_at
from bot.store.people.traces import silences
from bot.store.schema import sealed

_s = sealed.c
_OPENED = "opened:"
"""What the id of a letter begins with that was sealed: it may come while the one that told of it
has yet to be let go.
"""
_WITH_KEY = (
    _s.platform == bindparam("its_platform"),
    _s.key.in_(bindparam("its_keys", expanding=True)),
)
_FOUND = select(sealed).where(*_WITH_KEY)
_TAKE = delete(sealed).where(*_WITH_KEY)
_MISSING = (
    select(_s.channel, _s.key)
    .where(_s.platform == bindparam("its_platform"), _s.key != "")
    .distinct()
)
_HERE = (
    _s.platform == bindparam("its_platform"),
    _s.channel == bindparam("its_channel"),
    _s.event == bindparam("its_event"),
)
_IS_HERE = select(_s.event).where(*_HERE)
_LET_GO = delete(sealed).where(*_HERE)
_PLACES = select(_s.platform, _s.community, _s.channel).distinct()


def set_aside(connection: Connection, found: Sequence[Sealed]) -> None:
    """Keeps them until their keys come, but for those of people who are not kept. What is kept
    already stays as it is: read again as history, it would not be answered.
    """
    silent = silences(connection)
    for each in found:
        letter = each.letter
        if _is_silent(each, silent):
            continue
        key = _key(letter.platform, letter.channel, letter.event)
        if connection.execute(_IS_HERE, key).first() is None:
            own = {"event": key["its_event"], "community": each.community, "key": each.key}
            connection.execute(insert(sealed), {**asdict(letter), **own})


def missing(connection: Connection, platform: Platform) -> list[tuple[ChannelId, str]]:
    """The keys that letters wait for, each with its channel."""
    found = connection.execute(_MISSING, {"its_platform": platform})
    return [(ChannelId(row.channel), row.key) for row in found]


def take_up(connection: Connection, platform: Platform, keys: Sequence[str]) -> int:
    """Lets the letters that these keys open wait to be taken in; returns how many."""
    asked = {"its_platform": platform, "its_keys": list(keys)}
    found = [
        Letter(platform, ChannelId(row.channel), MessageId(_OPENED + row.event), row.kind, row.raw)
        for row in connection.execute(_FOUND, asked)
    ]
    accept(connection, found, (), (), {})
    connection.execute(_TAKE, asked)
    return len(found)


def let_go(
    connection: Connection, platform: Platform, channel: ChannelId, event: MessageId
) -> None:
    """Nobody is to read it any more: its event was deleted."""
    connection.execute(_LET_GO, _key(platform, channel, event))


def places(connection: Connection) -> list[ChannelRef]:
    """The channels of which some wait."""
    return [ref_in(row) for row in connection.execute(_PLACES)]


def _is_silent(each: Sealed, silent: Silences) -> bool:
    """Whether it is of somebody who is not kept. In doubt of when it was sent, it is."""
    letter = each.letter
    sender, at = sender_of(letter.raw), sent_at(letter.raw)
    here = ChannelRef(letter.platform, each.community, letter.channel)
    if sender is None:
        return False
    return silent.any(here, sender) if at is None else silent.cover(here, sender, at)


def _key(platform: Platform, channel: ChannelId, event: MessageId) -> dict[str, str]:
    own = event.removeprefix(_OPENED)
    return {"its_platform": platform, "its_channel": channel, "its_event": own}
