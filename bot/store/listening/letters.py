"""What a platform handed over, until it is taken in; what edits and reactions are about."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, bindparam, delete, insert, select

from bot.model import (
    AuthorId,
    ChannelId,
    CoverageNote,
    Letter,
    MessageId,
    Platform,
    Relation,
)
from bot.store import rows
from bot.store.listening.coverage import put_coverage
from bot.store.listening.keepsakes import keep, kept
from bot.store.schema import letter, relation

_l, _r = letter.c, relation.c
_NUMBERED = "letters"
"""How many letters there ever were: no number is given twice, though letters do not stay."""
_KNOWN = select(_l.channel, _l.event).where(_l.platform == bindparam("its_platform"))
_WAITING = (
    select(letter)
    .where(_l.platform == bindparam("its_platform"), _l.id > bindparam("after"))
    .order_by(_l.id)
    .limit(bindparam("most"))
)
_HERE = (
    _l.platform == bindparam("its_platform"),
    _l.channel == bindparam("its_channel"),
    _l.event == bindparam("its_event"),
)
_THERE = (
    _r.platform == bindparam("its_platform"),
    _r.channel == bindparam("its_channel"),
    _r.event == bindparam("its_event"),
)
_ANSWERED = delete(letter).where(*_HERE)
_SENDERS = ("sender", "by")
_SENT = "origin_server_ts"
_UNRELATE = delete(relation).where(*_THERE)
_RELATION = select(relation).where(*_THERE)


def accept(
    connection: Connection,
    letters: Sequence[Letter],
    relations: Sequence[Relation],
    notes: Sequence[CoverageNote],
    keepsakes: Mapping[str, str],
) -> None:
    """Keeps all that came at once; letters that wait already are kept once."""
    waiting = _known(connection, {each.platform for each in letters})
    new = {(each.platform, each.channel, each.event): each for each in letters}
    rows = [each for key, each in new.items() if key not in waiting]
    if rows:
        first = int(kept(connection, _NUMBERED) or 0) + 1
        numbered = [{"id": first + place, **asdict(each)} for place, each in enumerate(rows)]
        connection.execute(insert(letter), numbered)
        keep(connection, _NUMBERED, str(first + len(rows) - 1))
    for each in relations:
        connection.execute(_UNRELATE, _key(each))
        connection.execute(insert(relation), asdict(each))
    put_coverage(connection, notes)
    for key, value in keepsakes.items():
        keep(connection, key, value)


def _known(connection: Connection, platforms: set[Platform]) -> set[tuple[str, str, str]]:
    return {
        (platform, row.channel, row.event)
        for platform in platforms
        for row in connection.execute(_KNOWN, {"its_platform": platform})
    }


def waiting(
    connection: Connection, platform: Platform, after: int, most: int
) -> list[tuple[int, Letter]]:
    """The letters of a platform in the order in which they came, each with its row."""
    found = connection.execute(
        _WAITING, {"its_platform": platform, "after": after, "most": most}
    ).all()
    return [
        (
            row.id,
            Letter(platform, ChannelId(row.channel), MessageId(row.event), row.kind, row.raw),
        )
        for row in found
    ]


def answered(connection: Connection, letters: Sequence[Letter]) -> None:
    """They have been taken in: their words are in the ledger, or nowhere."""
    connection.execute(_ANSWERED, [_key(each) for each in letters])


def related(
    connection: Connection, platform: Platform, channel: ChannelId, event: MessageId
) -> Relation | None:
    key = {"its_platform": platform, "its_channel": channel, "its_event": event}
    row = connection.execute(_RELATION, key).one_or_none()
    if row is None:
        return None
    return Relation(platform, channel, event, MessageId(row.target), AuthorId(row.by), row.emoji)


def sender_of(raw: str) -> AuthorId | None:
    """Who sent what came, by its JSON; None where that does not say."""
    told = _told(raw)
    found = next((told[name] for name in _SENDERS if name in told), None)
    return AuthorId(found) if isinstance(found, str) else None


def sent_at(raw: str) -> datetime | None:
    """When what came was sent, by its JSON; None where that does not say."""
    sent = _told(raw).get(_SENT)
    try:
        return rows.as_datetime(sent * 1000) if isinstance(sent, int) else None
    except (OverflowError, ValueError):
        return None


def _told(raw: str) -> Mapping[str, object]:
    try:
        told = json.loads(raw)
    except ValueError:
        return {}
    return cast("Mapping[str, object]", told) if isinstance(told, dict) else {}


def _key(each: Letter | Relation) -> dict[str, str]:
    return {
        "its_platform": each.platform,
        "its_channel": each.channel,
        "its_event": each.event,
    }
