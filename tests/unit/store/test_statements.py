"""What is sent to the database: valid on PostgreSQL too, and never a walk over all messages."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from sqlalchemy import ClauseElement, Connection, create_engine, event
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Engine

from bot.ingest import ImportCursor, Ingest
from bot.model import (
    ClaimQuery,
    CommunityId,
    Deleted,
    Edited,
    Mark,
    Marked,
    MarkKind,
    Order,
    QuestionQuery,
    Reacted,
    Reaction,
    State,
)
from bot.store import Store
from tests.unit.store.garden import (
    BEDS,
    JON,
    NOON,
    PLAIN,
    PUMP,
    Splitter,
    channel,
    ledger,
    post,
    said,
)

Values: TypeAlias = tuple[Any, ...]
LATER = NOON + timedelta(hours=1)


@contextmanager
def overheard() -> Generator[tuple[list[ClauseElement], list[tuple[str, Values]]]]:
    """The statements of every engine, as written and as sent."""
    written: list[ClauseElement] = []
    sent: list[tuple[str, Values]] = []

    def writing(_c: Connection, statement: object, *_rest: object) -> None:
        if isinstance(statement, ClauseElement):
            written.append(statement)

    def sending(_c: object, _cursor: object, sql: str, values: Values, *_rest: object) -> None:
        sent.append((sql, values))

    event.listen(Engine, "before_execute", writing)
    event.listen(Engine, "before_cursor_execute", sending)
    try:
        yield written, sent
    finally:
        event.remove(Engine, "before_execute", writing)
        event.remove(Engine, "before_cursor_execute", sending)


async def use_everything(store: Store, ingest: Ingest) -> None:
    """Writes and reads in every way that there is."""
    ref = said("1", "").ref
    await ingest.ingest(
        [
            post("1", "is the soil wet?\nit rained", where=BEDS),
            *(post(str(i), "yes", by=JON, reply_to="1") for i in range(2, 90)),
            post("3", "which adapter?", where=PUMP),
            Edited(said("99", "").ref, "early", LATER),
            Reacted(ref, Reaction("✅", JON.id)),
        ],
        cursor=ImportCursor("a", "b", 1),
    )
    await ingest.ingest(
        [
            Edited(ref, "is the soil still wet?\nhow deep?", LATER),
            Marked(Mark("m", MarkKind.SNOOZED, ref, "wet?", JON.id, NOON, until=LATER)),
            post("99", "late", reply_to="3"),
            Reacted(ref, Reaction("✅", JON.id), added=False),
        ]
    )
    await ingest.ingest([Deleted(said("4", "").ref, LATER)])
    await Ingest(store, Splitter(), replace(PLAIN, version="newer")).rederive()
    every = QuestionQuery(
        channel="beds",
        community=CommunityId("garden"),
        asker="mira",
        text="wet soil",
        asked_before=LATER,
        asked_after=NOON,
        within=frozenset({BEDS.ref}),
    )
    for order in Order:
        await store.questions(QuestionQuery(order=order, states=frozenset(State), snoozed=True))
        await store.questions(replace(every, order=order))
    await store.questions(QuestionQuery(channel="beds", rhetorical=True))
    await store.question(1, CommunityId("garden"))
    await store.claims(ClaimQuery(channel="beds", author="mira", text="rained"))
    await store.thread("beds")
    await store.coverage()
    await store.verdicts(50)
    await store.cursor("a")


async def test_every_statement_compiles_on_postgresql(tmp_path: Path) -> None:
    with overheard() as (written, _):
        async with ledger(tmp_path / "ledger.db") as (store, ingest):
            written.clear()
            await use_everything(store, ingest)

    assert len({str(statement) for statement in written}) > 60
    for statement in written:
        statement.compile(
            dialect=postgresql.dialect(), compile_kwargs={"render_postcompile": False}
        )


LONG_WALK = re.compile(
    r"SCAN (message|standing|question|segment|reply|reaction|link)\b"
    r"(?! USING COVERING INDEX ix_standing_snoozed)|\(genuine=\?\)$"
)


def plans(path: Path, sent: list[tuple[str, Values]]) -> list[str]:
    """The steps by which SQLite answers the statements."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        found = [
            str(step)
            for sql, values in sent
            if sql.lstrip().upper().startswith(("SELECT", "WITH"))
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
        ]
    engine.dispose()
    return found


@pytest.mark.parametrize(
    "query",
    [
        QuestionQuery(),
        QuestionQuery(offset=40),
        QuestionQuery(order=Order.NEWEST),
        QuestionQuery(order=Order.MOST_ASKED),
        QuestionQuery(states=frozenset(State), rhetorical=True),
        QuestionQuery(channel="beds"),
        QuestionQuery(within=frozenset({BEDS.ref, PUMP.ref})),
    ],
)
async def test_page_of_questions_is_read_along_indexes(
    tmp_path: Path, query: QuestionQuery
) -> None:
    path = tmp_path / "ledger.db"
    async with ledger(path) as (store, ingest):
        await use_everything(store, ingest)
        with overheard() as (_, sent):
            await store.questions(query)

    steps = plans(path, sent)
    assert len(steps) > 20
    assert [step for step in steps if LONG_WALK.search(step)] == []


async def test_page_takes_as_many_statements_however_long_it_is(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        await ingest.ingest(
            [post(str(i), "wet?\ndry?\ncold?", reply_to=str(i // 2)) for i in range(1, 40)]
        )
        with overheard() as (_, one):
            await store.questions(QuestionQuery(limit=1, states=frozenset(State)))
        with overheard() as (_, many):
            page = await store.questions(QuestionQuery(limit=99, states=frozenset(State)))

    assert len(page.records) == 99
    assert len(many) == len(one) <= 9


async def test_one_more_message_costs_the_same_in_a_long_channel(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (_, ingest):
        await ingest.ingest([post(str(i), "wet?") for i in range(100, 200)])
        with overheard() as (_, early):
            await ingest.ingest([post("200", "wet?")])
        await ingest.ingest([post(str(i), "wet?") for i in range(201, 900)])
        with overheard() as (_, late):
            await ingest.ingest([post("900", "wet?")])

    assert len(late) == len(early) < 40
    assert max(len(values) for _, values in late) < 400


async def test_messages_of_many_rooms_take_as_many_statements_as_of_one(tmp_path: Path) -> None:
    rooms = [channel(f"room {n}") for n in range(9)]
    async with ledger(tmp_path / "ledger.db") as (_, ingest):
        await ingest.ingest([post("1", "wet?", where=room) for room in rooms])
        with overheard() as (_, one):
            await ingest.ingest([post(str(n), "wet?") for n in range(2, 11)])
        with overheard() as (_, many):
            await ingest.ingest([post("2", "wet?", where=room) for room in rooms])

    assert len(many) <= len(one)
