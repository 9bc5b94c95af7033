"""A person who is forgotten is nowhere: in no table, not in the file, nor in what is beside it."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Table, Text

from bot.extraction.rules_extractor import RulesExtractor
from bot.ingest import Ingest
from bot.ingest.tidying import Terms, Tidying
from bot.model import (
    Author,
    AuthorId,
    Channel,
    ChannelId,
    ChannelRef,
    CommunityId,
    Edited,
    Letter,
    Mark,
    Marked,
    MarkKind,
    Message,
    MessageId,
    MessageRef,
    Person,
    Platform,
    Posted,
    Reacted,
    Reaction,
    Refined,
    Refinement,
    Relation,
    Sealed,
    Wish,
    Wished,
    fingerprint,
)
from bot.store import Store, open_store
from bot.store.database.copies import back_up, copies, let_go
from bot.store.schema import metadata
from tests.unit.store.garden import NOON, url

LATER = NOON + timedelta(hours=2)
ROOM = Channel(
    ChannelRef(Platform.MATRIX, CommunityId("example.org"), ChannelId("!beds:example.org")), "beds"
)
MIRA = Author(AuthorId("@xyzzymira:example.org"), "Xyzzymira")
JON = Author(AuthorId("@jon:example.org"), "Jon")
HER = Person(Platform.MATRIX, MIRA.id)
SECRET, NAME = b"quuxword", b"xyzzymira"

HOLDS_NO_WORDS: Final = {
    "blind_spot": "places alone",
    "channel": "what rooms are called",
    "community": "what communities are called",
    "dropped": "counts, with reasons of ours",
    "gap": "ids of places and messages",
    "gone_channel": "places alone",
    "heard": "places alone",
    "import_cursor": "what files are called",
    "listing": "numbers of questions",
    "meta": "counters, and tokens of edges",
    "occurrence": "names of schedules",
    "parting": "places alone",
    "posting": "ids of messages of ours",
    "quoted": "ids of messages and marks",
    "silence": "keyed hashes",
    "spending": "counts and prices",
    "tally": "counts",
    "tombstone": "ids of messages",
}
"""Tables that hold nothing of people, and what they hold."""
REACHED: Final = {
    "author",
    "early_edit",
    "forgetting",
    "letter",
    "mark",
    "reaction",
    "relation",
    "sealed",
}
"""Tables that forgetting goes through by itself."""
AGED: Final = {"early_edit", "sealed"}
"""Tables that what is too old leaves by itself."""
TIMELESS: Final = {
    "author": "names, for as long as a message of theirs is there",
    "forgetting": "whom there is nothing left of in a moment",
    "letter": "what is taken in in a moment",
    "mark": "verdicts of people, without words once their message is gone",
    "reaction": "a symbol and an id; those of a message that is gone count for nothing",
    "relation": "ids of events, with a symbol",
}
"""Tables of people that nothing in is too old for, and why."""


def goes_with_the_message(table: Table) -> bool:
    """Whether its rows go when a row of `message` goes."""
    if table.name == "message":
        return True
    return any(
        key.ondelete == "CASCADE" and goes_with_the_message(key.column.table)
        for key in table.foreign_keys
        if key.column.table is not table
    )


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_table_with_words_is_reached(table: Table) -> None:
    has_words = any(isinstance(column.type, Text) for column in table.columns)
    is_reached = goes_with_the_message(table) or table.name in REACHED

    assert is_reached or not has_words or table.name in HOLDS_NO_WORDS


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_table_with_words_lets_go_of_what_is_too_old(table: Table) -> None:
    has_words = any(isinstance(column.type, Text) for column in table.columns)
    lets_go = goes_with_the_message(table) or table.name in AGED
    holds_none = table.name in HOLDS_NO_WORDS or table.name in TIMELESS

    assert lets_go or not has_words or holds_none


def said(id_: str, by: Author, text: str, reply_to: str | None = None) -> Posted:
    at = NOON + timedelta(minutes=int(id_))
    ref = MessageRef(ROOM.ref, MessageId(id_))
    parent = None if reply_to is None else MessageId(reply_to)
    return Posted(ROOM, Message(ref, by, at, text, reply_to=parent, mentions=()))


def ref(id_: str) -> MessageRef:
    return MessageRef(ROOM.ref, MessageId(id_))


async def fill(store: Store, ingest: Ingest) -> None:
    """Words of Mira wherever there is room for them."""
    asked = "Where does the quuxword valve go? Is the quuxword too old?"
    await ingest.ingest(
        [
            said("1", MIRA, asked),
            Refined(Refinement(ref("1"), fingerprint(asked), "tiny", (), "k", "A quuxword valve")),
            said("2", JON, "The valve goes left of the pump, I think.", "1"),
            said("3", JON, "How deep should I sow the carrots in spring?"),
            said("4", MIRA, "Sow them two quuxword fingers deep, surely.", "3"),
            replace(
                said("5", JON, "Thanks, that helps a lot!", "4"),
                message=replace(
                    said("5", JON, "Thanks, that helps a lot!", "4").message, mentions=(MIRA.id,)
                ),
            ),
            said("6", MIRA, "The quuxword report is wrong: lime never helps in clay."),
            Edited(ref("6"), "Lime never helps in clay.", NOON + timedelta(minutes=9)),
            Edited(ref("99"), "a quuxword edit of what was never read", NOON),
            Reacted(ref("3"), Reaction("✅", MIRA.id)),
            Marked(Mark("a", MarkKind.RESOLVED, ref("3"), "How deep?", MIRA.id, NOON)),
            Marked(Mark("b", MarkKind.TAKEN, ref("1"), "Where does the quuxword", JON.id, NOON)),
        ]
    )
    raw = json.dumps({"sender": MIRA.id, "content": {"body": "quuxword in the queue"}})
    letter = Letter(Platform.MATRIX, ROOM.ref.channel, MessageId("$l"), "event", raw)
    others = replace(letter, event=MessageId("$m"), raw='{"sender": "@jon:example.org"}')
    broken = replace(letter, event=MessageId("$n"), raw="{")
    unopened = replace(letter, event=MessageId("$s"), raw=raw.replace("$l", "$s"))
    elsewhere = replace(unopened, channel=ChannelId("!never-read"), raw=raw)
    unknown = replace(others, event=MessageId("$t"))
    await store.desk.set_aside(
        [Sealed(each, ROOM.ref.community, "k") for each in (unopened, elsewhere, unknown)]
    )
    related = Relation(Platform.MATRIX, ROOM.ref.channel, MessageId("$r"), MessageId("3"), MIRA.id)
    await store.desk.accept([letter, others, broken], [related])


def found_in(folder: Path, words: bytes) -> list[str]:
    return [
        path.name
        for path in sorted(folder.rglob("*"))
        if path.is_file() and words in path.read_bytes().lower()
    ]


async def test_nothing_of_a_forgotten_person_is_left_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    async with open_store(url(path)) as store:
        ingest = Ingest(store, RulesExtractor())
        await fill(store, ingest)
        assert found_in(tmp_path, SECRET)

        await ingest.ingest([Wished(HER, Wish.FORGET, LATER)])

        # While it is open: what lies beside the file counts too.
        assert found_in(tmp_path, SECRET) == []
        assert found_in(tmp_path, NAME) == []
        assert await store.desk.take_up(Platform.MATRIX, ["k"]) == 1
        waiting = await store.desk.waiting(Platform.MATRIX)
        assert [letter.event for _, letter in waiting] == ["$m", "$n", "opened:$t"]
        await ingest.ingest([said("70", JON, "Anybody here?")])
    assert found_in(tmp_path, SECRET) + found_in(tmp_path, NAME) == []
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM message").fetchone() == (4,)


async def test_nothing_that_is_too_old_is_left_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    async with open_store(url(path)) as store:
        ingest = Ingest(store, RulesExtractor())
        await fill(store, ingest)
        waiting = [letter for _, letter in await store.desk.waiting(Platform.MATRIX)]
        await store.desk.answered(waiting)

        await Tidying(store, ingest, Terms(days=3)).tidy(NOON + timedelta(days=9))

        assert found_in(tmp_path, SECRET) == []
        assert await store.desk.sealed_places() == []


async def test_copies_from_before_somebody_was_forgotten_are_let_go(tmp_path: Path) -> None:
    path, folder = tmp_path / "ledger.db", tmp_path / "backups"
    async with open_store(url(path)) as store:
        ingest = Ingest(store, RulesExtractor())
        await fill(store, ingest)
        back_up(url(path), folder, NOON)
        assert found_in(folder, SECRET)

        await ingest.ingest([Wished(HER, Wish.FORGET, LATER)])
        back_up(url(path), folder, LATER + timedelta(minutes=1))
        let_go(folder, 9, await store.people.last_forgotten())

    assert len(copies(folder)) == 1
    assert found_in(tmp_path, SECRET) == []


async def test_question_that_was_edited_away_keeps_its_number_and_none_of_its_words(
    tmp_path: Path,
) -> None:
    path = tmp_path / "ledger.db"
    asked, hidden = "Does the quuxword pump leak at the valve?", "Never mind."
    async with open_store(url(path)) as store:
        ingest = Ingest(store, RulesExtractor())
        await ingest.ingest([said("0", JON, "Who waters the beds?"), said("1", MIRA, asked)])

        await ingest.ingest([Edited(ref("1"), hidden, NOON + timedelta(minutes=5))])
        await store.people.scrub()
        assert found_in(tmp_path, SECRET) == []

        again = "Does the quuxword pump still leak at the valve?"
        await ingest.ingest([Edited(ref("1"), again, NOON + timedelta(minutes=6))])
        assert (await store.question(2)).message.text == again
