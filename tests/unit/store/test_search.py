"""Words find their messages, in every script, whatever is asked; words that are gone are gone."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select
from sqlalchemy.dialects import postgresql

from bot.model import ClaimQuery, Deleted, Edited, Gone, QuestionQuery
from bot.store import Store, schema
from bot.store.database.sqlite import claim
from bot.store.database.upgrade import MIGRATIONS
from bot.store.search import with_words
from tests.unit.store.garden import BEDS, NOON, PUMP, ledger, post, said

LATER = NOON + timedelta(hours=1)
TEXTS = {
    "1": "Does the café open early?",
    "2": "who waters the greenhouse-beds in v1.2?",
    "3": "is C++ faster than C here?",
    "4": "温室の水はどこですか?",
    "5": "Почему НАСОС гудит?",
    "6": 'does "NEAR" or AND mean anything?',
    "7": "how are 50% of_all seeds lost?",
}


async def found(store: Store, text: str) -> list[str]:
    page = await store.questions(QuestionQuery(text=text))
    assert page.total == len(page.records)
    return [record.message.id for record in page.records]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cafe", "1"),
        ("CAFÉ early", "1"),
        ("early cafe", "1"),
        ("green", "2"),
        ("house", ""),
        ("beds", "2"),
        ("greenhouse-beds", "2"),
        ("v1.2", "2"),
        ("v1.3", ""),
        ("C++", "3"),
        ("c", "13"),
        ("水", "4"),
        ("どこ", "4"),
        ("насос", "5"),
        ("50%", "7"),
        ("%", "7"),
        ("of_all", "7"),
        ("?", "1234567"),
        ("", "1234567"),
        ("  \n ", "1234567"),
    ],
)
async def test_question_is_found_by_its_words(tmp_path: Path, text: str, expected: str) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        await ingest.ingest([post(id_, text) for id_, text in TEXTS.items()])

        assert await found(store, text) == list(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"', "6"),
        ('"near"', "6"),
        ("NEAR(does anything)", ""),
        ("does NOT", ""),
        ("AND", "6"),
        ("OR", "6"),
        ("mean AND anything", "6"),
        ("text:does", ""),
        ("*", ""),
        ("does*", ""),
        ("^does", ""),
        ("'; DROP TABLE message; --", ""),
        ("does\0anything", "6"),
        ("\ud83d", "1234567"),
        ("does " * 5000, "16"),
        (" ".join(map(str, range(5000))), ""),
        ("a" * 100_000, ""),
    ],
)
async def test_no_query_is_a_command(tmp_path: Path, text: str, expected: str) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        await ingest.ingest([post(id_, text) for id_, text in TEXTS.items()])

        assert await found(store, text) == list(expected)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=30))
async def test_any_query_is_answered(tmp_path: Path, text: str) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, _):
        assert await found(store, text) == []
        assert (await store.claims(ClaimQuery(text=text))).total == 0


async def test_claim_is_found_by_its_words(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        await ingest.ingest([post("1", "the naïve pump leaks"), post("2", "it rained")])
        page = await store.claims(ClaimQuery(text="naive leak"))

    assert [record.message.id for record in page.records] == ["1"]


async def test_reworded_message_is_found_by_its_new_words_alone(tmp_path: Path) -> None:
    async with ledger(tmp_path / "ledger.db") as (store, ingest):
        await ingest.ingest([post("1", "is it wet?")])
        await ingest.ingest([Edited(said("1", "").ref, "is it dry?", LATER)])

        assert (await found(store, "wet"), await found(store, "dry")) == ([], ["1"])


def words_in(path: Path) -> set[str]:
    """The words that the index holds, those marked as gone too."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE temp.term USING fts5vocab(main, message_words, row)"
        )
        return {word for word, *_ in connection.execute("SELECT * FROM temp.term")}


@pytest.mark.parametrize(
    "loss",
    [
        Deleted(said("1", "").ref, LATER),
        Edited(said("1", "").ref, "is it wet?", LATER),
        Gone(BEDS.ref, LATER),
    ],
)
async def test_words_that_are_gone_leave_the_file(
    tmp_path: Path, loss: Deleted | Edited | Gone
) -> None:
    path = tmp_path / "ledger.db"
    async with ledger(path) as (_, ingest):
        await ingest.ingest(
            [post("1", "is it wet?\nmy passphrase: xyzzyquux"), post("2", "ok", where=PUMP)]
        )
        await ingest.ingest([loss])
    assert "ok" in words_in(path)
    assert "xyzzyquux" not in words_in(path)

    assert b"xyzzyquux" not in path.read_bytes()


def migrated_to(path: Path, revision: str) -> None:
    """An empty ledger of an older release."""
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        claim(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


async def test_ledger_from_before_the_index_gets_one(tmp_path: Path) -> None:
    today, path = tmp_path / "today.db", tmp_path / "ledger.db"
    async with ledger(today) as (_, ingest):
        await ingest.ingest([post("1", "is it wet?"), post("2", "is it dry?")])
    migrated_to(path, "0004")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("ATTACH ? AS today", (str(today),))
        posted = ("community", "channel", "author", "message")
        for table in (*posted, "question", "segment", "link", "standing", "tally"):
            connection.execute(f"INSERT INTO {table} SELECT * FROM today.{table}")  # noqa: S608

    async with ledger(path) as (store, ingest):
        assert await found(store, "wet") == ["1"]
        await ingest.ingest([post("3", "wet again?")])
        assert await found(store, "wet") == ["1", "3"]


def test_postgresql_is_asked_in_its_own_way() -> None:
    [condition] = with_words("it's wet", schema.standing.c.message_id)[:1]
    asked = select(schema.standing.c.question_id).where(condition)
    compiled = asked.compile(dialect=postgresql.dialect())

    assert "to_tsvector('simple', worded.text) @@ to_tsquery('simple'," in str(compiled)
    assert "'it''s':* & 'wet':*" in compiled.params.values()
    assert [sql for sql in schema.POSTGRESQL if "to_tsvector('simple', text)" in sql]
