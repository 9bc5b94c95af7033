"""A small community to write down: two channels, three people, an extractor without subtlety."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.ingest import Ingest
from bot.ingest.stages import Stages
from bot.model import (
    Act,
    Author,
    AuthorId,
    Channel,
    ChannelId,
    ChannelKind,
    ChannelRef,
    Claim,
    CommunityId,
    Entry,
    Form,
    Link,
    Mark,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Posted,
    Question,
    Reason,
    Reply,
    Role,
    Span,
    Standing,
    State,
    Turn,
    WaitingFor,
)
from bot.store import Store, open_store

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
MIRA, JON, TESS = (Author(AuthorId(name.lower()), name) for name in ("Mira", "Jon", "Tess"))


def channel(name: str, community: str = "garden", kind: ChannelKind = ChannelKind.ROOM) -> Channel:
    ref = ChannelRef(Platform.IMPORT, CommunityId(community), ChannelId(f"id-{name}"))
    return Channel(ref, name, kind, None, community.title())


BEDS, PUMP = channel("beds"), channel("pump")


def said(
    id_: str, text: str, *, by: Author = MIRA, where: Channel = BEDS, minutes: int | None = None
) -> Message:
    """A message; without `minutes` its id says how many minutes past noon it was posted."""
    at = NOON + timedelta(minutes=int(id_) if minutes is None else minutes)
    return Message(MessageRef(where.ref, MessageId(id_)), by, at, text)


def post(
    id_: str,
    text: str,
    *,
    by: Author = MIRA,
    where: Channel = BEDS,
    minutes: int | None = None,
    reply_to: str | None = None,
) -> Posted:
    message = said(id_, text, by=by, where=where, minutes=minutes)
    return Posted(
        where, replace(message, reply_to=None if reply_to is None else MessageId(reply_to))
    )


class Splitter:
    """A sentence a line: "...?" asks, "...~?" asks rhetorically, the others claim."""

    version = "splitter"

    async def extract(self, messages: Sequence[Message]) -> Sequence[tuple[Act, ...]]:
        return [tuple(self._acts(message.text)) for message in messages]

    def _acts(self, text: str) -> Sequence[Act]:
        acts: list[Act] = []
        start = 0
        for line in text.split("\n"):
            span, why = Span(start, start + len(line)), (Reason("line", 1.0, None, line[:3]),)
            genuine = 0.1 if line.endswith("~?") else 0.9
            if line.endswith("?"):
                acts.append(Question(span=span, form=Form.WH, genuine=genuine, reasons=why))
            else:
                acts.append(Claim(span=span, reasons=why))
            start = span.end + 1
        return acts


def link_to_parent(
    turns: Sequence[Turn], *, focus: range | None = None, kind: ChannelKind = ChannelKind.ROOM
) -> list[Link]:
    messages = [turns[i].message for i in (range(len(turns)) if focus is None else focus)]
    return [Link(message.id, message.reply_to) for message in messages]


def resolve_by_replies(
    turns: Sequence[Turn],
    links: Sequence[Link],
    marks: Sequence[Mark] = (),
    *,
    focus: Sequence[int] | None = None,
) -> list[Entry]:
    """ "same" is a me-too; any other reply answers all that the post asks."""
    found: list[Entry] = []
    said = {turn.message.id: turn.message for turn in turns}
    for i in range(len(turns)) if focus is None else focus:
        replies = tuple(
            Reply(link.child, Role.ME_TOO if said[link.child].text == "same" else Role.ANSWER)
            for link in links
            if link.parent == turns[i].message.id
        )
        answered = any(reply.role is Role.ANSWER for reply in replies)
        state = State.ANSWERED if answered else State.OPEN
        standing = Standing(state, WaitingFor.HELPERS, replies, (Reason("counted", 1.0),))
        found += [
            Entry(turns[i].message.id, index, question, standing)
            for index, question in turns[i].questions
        ]
    return found


PLAIN = Stages(link_to_parent, resolve_by_replies, 3, 0, 50, "plain")
"""Stages that do what a test can foresee."""


def url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


@asynccontextmanager
async def ledger(
    path: Path, stages: Stages = PLAIN, now: datetime = NOON
) -> AsyncGenerator[tuple[Store, Ingest]]:
    async with open_store(url(path), clock=lambda: now) as store:
        yield store, Ingest(store, Splitter(), stages)
