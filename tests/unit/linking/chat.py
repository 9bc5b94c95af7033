"""Invented talk, a line a message: "10:05 mira: text". The name "--" makes a system line."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.linking import link
from bot.model import (
    Author,
    AuthorId,
    ChannelId,
    ChannelKind,
    ChannelRef,
    CommunityId,
    Link,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Turn,
)

ROOM = ChannelRef(Platform.IMPORT, CommunityId("pottery"), ChannelId("kiln"))
_LINE = re.compile(r"(?P<hour>\d\d):(?P<minute>\d\d) (?P<name>[^:]+): ?(?P<text>.*)")


def said(
    name: str,
    text: str = "",
    *,
    id: str = "0",
    minutes: int = 0,
    reply_to: str | None = None,
    mentions: tuple[str, ...] = (),
) -> Message:
    return Message(
        ref=MessageRef(ROOM, MessageId(id)),
        author=Author(AuthorId(f"id-{name}"), name),
        at=datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(minutes=minutes),
        text=text,
        reply_to=None if reply_to is None else MessageId(reply_to),
        mentions=tuple(AuthorId(who) for who in mentions),
        system=name == "--",
    )


def talk(script: str) -> list[Turn]:
    turns: list[Turn] = []
    for line in filter(str.strip, script.splitlines()):
        found = _LINE.fullmatch(line.strip())
        assert found, line
        minutes = 60 * int(found["hour"]) + int(found["minute"])
        turns.append(Turn(said(found["name"], found["text"], id=str(len(turns)), minutes=minutes)))
    return turns


def replying(turns: list[Turn], place: int, to: str) -> list[Turn]:
    """The turns, with the one at `place` replying to the message `to` by the button."""
    answer = replace(turns[place].message, reply_to=MessageId(to))
    return [*turns[:place], replace(turns[place], message=answer), *turns[place + 1 :]]


def links_of(turns: list[Turn], place: int, kind: ChannelKind = ChannelKind.ROOM) -> list[Link]:
    return [one for one in link(turns, kind=kind) if one.child == turns[place].message.id]


def parents(turns: list[Turn], kind: ChannelKind = ChannelKind.ROOM) -> list[str | None]:
    """The first parent of each turn."""
    first: dict[str, str | None] = {}
    for one in link(turns, kind=kind):
        first.setdefault(one.child, one.parent)
    return list(first.values())


def cues(one: Link) -> set[str]:
    return {reason.cue for reason in one.reasons}
