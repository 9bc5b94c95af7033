"""Whatever happens, in whatever order and batches: the live ledger is the ledger of a replay.

The stages here are stand-ins that write down all that they may look at by contract, with a short
sight. So an entry that was not derived anew when it had to be shows, in channels of a few messages.
"""

import asyncio
import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.ingest import Ingest, derive
from bot.ingest.stages import Stages
from bot.model import (
    Act,
    Arrival,
    Author,
    AuthorId,
    Channel,
    ChannelId,
    ChannelKind,
    ChannelRef,
    CommunityId,
    Deleted,
    Edited,
    Entry,
    Form,
    Judged,
    Judgement,
    Link,
    Mark,
    Marked,
    MarkKind,
    Message,
    MessageId,
    MessageRef,
    Other,
    Platform,
    Posted,
    Question,
    Reacted,
    Reaction,
    Reason,
    Refined,
    Refinement,
    Reply,
    Role,
    Span,
    Standing,
    State,
    ThreadRecord,
    Turn,
    WaitingFor,
    fingerprint,
)
from bot.store import open_store, rows

LOOKBACK, LOOKAHEAD, HORIZON = 2, 1, 2
START = datetime(2024, 5, 1, 12, tzinfo=UTC)


class Splitter:
    """Every sentence is an act; one that ends in a question mark is a question."""

    version = "splitter"

    async def extract(self, messages: Sequence[Message]) -> Sequence[tuple[Act, ...]]:
        return [split(message.text) for message in messages]


def split(text: str) -> tuple[Act, ...]:
    acts: list[Act] = []
    start = 0
    for sentence in text.split(" / "):
        span = Span(start, start + len(sentence))
        is_question = sentence.endswith("?")
        # Of the others a model may say something else.
        other = Other(span=span, score=0.5 if sentence == "a b c d" else 1.0)
        acts.append(Question(span=span, form=Form.WH) if is_question else other)
        start = span.end + 3
    return tuple(acts)


def digest(*seen: object) -> Reason:
    return Reason("seen", 1.0, None, hashlib.sha256(repr(seen).encode()).hexdigest()[:12])


def link(
    turns: Sequence[Turn], *, focus: range | None = None, kind: ChannelKind = ChannelKind.ROOM
) -> list[Link]:
    found: list[Link] = []
    for i in range(len(turns)) if focus is None else focus:
        window = turns[max(0, i - LOOKBACK) : i + LOOKAHEAD + 1]
        seen = [(replace(turn.message, reactions=()), turn.acts) for turn in window]
        parent = turns[max(0, i - 1 - len(turns[i].message.text) % LOOKBACK)].message.id
        found.append(Link(turns[i].message.id, parent, reasons=(digest(kind, seen),)))
    return found


def resolve(
    turns: Sequence[Turn],
    links: Sequence[Link],
    marks: Sequence[Mark] = (),
    *,
    focus: Sequence[int] | None = None,
) -> list[Entry]:
    found: list[Entry] = []
    for i in range(len(turns)) if focus is None else focus:
        seen = list(turns[i : i + HORIZON + 1])
        reached = {turn.message.id for turn in seen}
        for turn in turns[i + HORIZON + 1 :]:
            if turn.message.reply_to in reached:
                reached.add(turn.message.id)
                seen.append(turn)
        why = digest(
            seen,
            sorted(repr(link) for link in links if link.child in reached),
            sorted(repr(mark) for mark in marks if mark.message.message in reached),
        )
        replies = tuple(Reply(turn.message.id, Role.ME_TOO) for turn in seen[1:])
        standing = Standing(State.OPEN, WaitingFor.HELPERS, replies, (why,))
        found += [
            Entry(turns[i].message.id, index, question, standing)
            for index, question in turns[i].questions
        ]
    return found


SHORT_SIGHTED = Stages(link, resolve, LOOKBACK, LOOKAHEAD, HORIZON, "short-sighted")

CHANNELS = [
    Channel(
        ChannelRef(Platform.IMPORT, CommunityId("garden"), ChannelId(name)), name, kind, None, "G"
    )
    for name, kind in (("beds", ChannelKind.ROOM), ("pump", ChannelKind.THREAD))
]
PEOPLE = [Author(AuthorId(name), name.title()) for name in ("ann", "bo", "cy")]

channels = st.sampled_from(CHANNELS)
people = st.sampled_from(PEOPLE)
ids = st.integers(0, 11).map(lambda i: MessageId(f"m{i:02}"))
moments = st.integers(0, 40).map(lambda minutes: START + timedelta(minutes=minutes))
sentences = st.sampled_from(["is it wet?", "why so cold?", "it is", "who knows?", "a b c d"])
texts = st.lists(sentences, max_size=3).map(" / ".join)
reactions = st.builds(
    Reaction, st.sampled_from(["✅", "👀"]), people.map(lambda a: a.id), st.none() | moments
)


@st.composite
def messages(draw: st.DrawFn) -> tuple[Channel, Message]:
    channel, id_ = draw(channels), draw(ids)
    # Mostly the same time for the same message, as platforms do.
    at = draw(st.just(START + timedelta(minutes=int(id_[1:]))) | moments)
    return channel, Message(
        MessageRef(channel.ref, id_),
        draw(people),
        at,
        draw(texts),
        reply_to=draw(st.none() | ids),
        reactions=tuple(draw(st.lists(reactions, max_size=2))),
        edited_at=draw(st.none() | moments),
    )


class Ledger:
    """One database and what writes it."""

    def __init__(self, folder: Path, template: Path, name: str) -> None:
        self.path = folder / name
        shutil.copy(template, self.path)
        self._opened = open_store(f"sqlite+aiosqlite:///{self.path}", clock=lambda: START)

    async def open(self) -> None:
        self.store = await self._opened.__aenter__()
        self.ingest = Ingest(self.store, Splitter(), SHORT_SIGHTED)

    async def close(self) -> None:
        await self._opened.__aexit__(None, None, None)

    def rows(self, statement: str, *values: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(statement, values).fetchall()

    def channels(self) -> list[str]:
        return [str(name) for (name,) in self.rows("SELECT external FROM channel WHERE kind != ''")]

    async def contents(self) -> dict[str, tuple[object, ...]]:
        """All that can be read from outside, numbers apart."""
        found: dict[str, tuple[object, ...]] = {}
        for name in sorted(self.channels()):
            thread = await self.store.thread(name)
            entries = [replace(record, number=0, parts=()) for record in thread.records]
            found[name] = (thread.channel, thread.turns, entries, sorted(self.links(name)))
        return found

    def links(self, channel: str) -> list[tuple[object, ...]]:
        return self.rows(
            "SELECT message.external, link.parent, link.reasons "
            "FROM link JOIN message ON message_id = message.id "
            "JOIN channel ON channel.id = channel_id WHERE channel.external = ?",
            channel,
        )


@pytest.fixture(scope="module", autouse=True)
def template() -> Iterator[Path]:
    """An empty database, made once: the migrations have their own test."""
    with tempfile.TemporaryDirectory() as folder:
        Machine.template = Path(folder) / "empty.db"
        asyncio.run(_make(Machine.template))
        yield Machine.template


async def _make(path: Path) -> None:
    async with open_store(f"sqlite+aiosqlite:///{path}"):
        pass


class Machine(RuleBasedStateMachine):
    template: ClassVar[Path]

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.live = Ledger(Path(self.folder.name), self.template, "live.db")
        self.runner.run(self.live.open())
        self.batch: list[Arrival] = []
        self.marks: dict[str, Mark] = {}
        self.deleted: dict[MessageRef, Deleted] = {}
        self.numbers: dict[int, MessageRef] = {}
        self.said: list[tuple[MessageRef, str]] = []

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            try:
                self.take_in()
                self.runner.run(self.replay())
            finally:
                self.runner.run(self.live.close())
                self.runner.close()
                self.folder.cleanup()

    @rule(post=messages())
    def post(self, post: tuple[Channel, Message]) -> None:
        self.batch.append(Posted(*post))
        self.said.append((post[1].ref, post[1].text))

    @rule(posts=st.lists(messages(), min_size=3, max_size=8))
    def post_many(self, posts: list[tuple[Channel, Message]]) -> None:
        self.batch += [Posted(*post) for post in posts]
        self.said += [(message.ref, message.text) for _, message in posts]

    @rule(channel=channels, id_=ids, text=texts, at=moments)
    def edit(self, channel: Channel, id_: MessageId, text: str, at: datetime) -> None:
        self.batch.append(Edited(MessageRef(channel.ref, id_), text, at))
        self.said.append((MessageRef(channel.ref, id_), text))

    @rule(channel=channels, id_=ids, at=moments)
    def delete(self, channel: Channel, id_: MessageId, at: datetime) -> None:
        deletion = Deleted(MessageRef(channel.ref, id_), at)
        self.deleted.setdefault(deletion.message, deletion)
        self.batch.append(deletion)

    @rule(channel=channels, id_=ids, reaction=reactions, added=st.booleans())
    def react(self, channel: Channel, id_: MessageId, reaction: Reaction, added: bool) -> None:
        self.batch.append(Reacted(MessageRef(channel.ref, id_), reaction, added))

    @rule(
        channel=channels,
        id_=ids,
        quote=sentences,
        by=people,
        at=moments,
        kind=st.sampled_from(MarkKind),
    )
    def mark(
        self, channel: Channel, id_: MessageId, quote: str, by: Author, at: datetime, kind: MarkKind
    ) -> None:
        ref = MessageRef(channel.ref, id_)
        self._say(Mark(f"mark{len(self.marks)}", kind, ref, quote, by.id, at, until=at))

    @precondition(lambda self: self.said)
    @rule(
        data=st.data(),
        key=st.sampled_from(["first", "second"]),
        title=st.sampled_from(["", "Pears"]),
    )
    def read_by_model(self, data: st.DataObject, key: str, title: str) -> None:
        """A model reads a message, perhaps in words that it has no more, or not yet."""
        ref, text = data.draw(st.sampled_from(self.said))
        acts = (Question(span=Span(0, len(text)), form=Form.POLAR, genuine=0.8),) if text else ()
        self.batch.append(Refined(Refinement(ref, fingerprint(text), "tiny", acts, key, title)))

    @precondition(lambda self: self.said)
    @rule(data=st.data(), role=st.none() | st.sampled_from(Role))
    def judged_by_model(self, data: st.DataObject, role: Role | None) -> None:
        reply, text = data.draw(st.sampled_from(self.said))
        question, asked = data.draw(st.sampled_from(self.said))
        of, to, where = fingerprint(text), fingerprint(asked), Span(0, 9)
        said = Judgement(reply, of, question.message, to, where, "tiny", role, 0.9)
        self.batch.append(Judged(said))

    @precondition(lambda self: self.marks)
    @rule(data=st.data(), at=moments)
    def undo(self, data: st.DataObject, at: datetime) -> None:
        mark = data.draw(st.sampled_from(sorted(self.marks.values(), key=lambda mark: mark.id)))
        self._say(replace(mark, undone_at=at))

    def _say(self, mark: Mark) -> None:
        self.marks[mark.id] = mark
        self.batch.append(Marked(mark))

    @rule()
    def take_in(self) -> None:
        """The batch ends here; what is derived is what would be derived from all of it."""
        self.runner.run(self.live.ingest.ingest(self.batch))
        self.batch = []
        self.runner.run(self.check())

    async def check(self) -> None:
        for name in self.live.channels():
            thread = await self.live.store.thread(name)
            marks = [m for m in self.marks.values() if m.message.channel == thread.channel.ref]
            whole = derive(thread.turns, marks, kind=thread.channel.kind, stages=SHORT_SIGHTED)
            assert [record.entry for record in thread.records] == list(whole.entries)
            assert sorted(self.live.links(name)) == sorted(
                (link.child, link.parent, rows.reasons(link.reasons)) for link in whole.links
            )
            self._check_numbers(thread)
        counted = "SELECT channel_id, genuine, state, count(*) FROM standing GROUP BY 1, 2, 3"
        assert self.live.rows(counted) == self.live.rows("SELECT * FROM tally ORDER BY 1, 2, 3")

    def _check_numbers(self, thread: ThreadRecord) -> None:
        """No number ever belongs to another message."""
        for record in thread.records:
            where = self.numbers.setdefault(record.number, record.message.ref)
            assert where == record.message.ref

    async def replay(self) -> None:
        """A new database that is told the messages, the marks and what a model said comes to the
        same.
        """
        live = await self.live.contents()
        again = Ledger(Path(self.folder.name), self.template, "again.db")
        await again.open()
        try:
            await again.ingest.ingest([Marked(mark) for mark in self.marks.values()])
            await again.ingest.ingest(list(self.deleted.values()))
            threads = [await self.live.store.thread(name) for name in self.live.channels()]
            for thread in threads:
                for turn in reversed(thread.turns):
                    await again.ingest.ingest([Posted(thread.channel, turn.message)])
            known = await self.live.store.recall({ref for ref, _ in self.said}, ())
            for trace in known.traces.values():
                said = [Refined(trace.refinement)] if trace.refinement else []
                await again.ingest.ingest([*said, *map(Judged, trace.judgements)])
            posted = {name: kept for name, kept in live.items() if kept[1]}
            assert {n: kept for n, kept in (await again.contents()).items() if kept[1]} == posted
        finally:
            await again.close()


TestReplay = Machine.TestCase
TestReplay.settings = settings(
    max_examples=20,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
