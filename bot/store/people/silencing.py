"""Writes who does not want to be kept, and takes away what is left of those who are forgotten.

Their messages are not the matter of this module: those go as any message goes that is deleted.
"""

from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    select,
    true,
)

from bot.model import Person, Silences
from bot.store import rows, schema
from bot.store.listening.letters import sender_of
from bot.store.rows import Row
from bot.store.writing.transaction import Transaction

_z, _f, _o, _a, _e = (
    schema.silence.c,
    schema.forgetting.c,
    schema.community.c,
    schema.author.c,
    schema.early_edit.c,
)
_UNSILENCE = delete(schema.silence).where(_z.whom == bindparam("key"))
_FORGOTTEN = delete(schema.forgetting).where(
    _f.platform == bindparam("its_platform"),
    _f.community == bindparam("its_community"),
    _f.person == bindparam("its_person"),
)
_LETTERS = (schema.letter, schema.sealed)


def put_silences(tx: Transaction, person: Person, silences: Silences) -> None:
    key = silences.key(person)
    tx.connection.execute(_UNSILENCE, {"key": key})
    tx.many(
        insert(schema.silence),
        (
            {
                "whom": key,
                "place": place,
                "since": rows.moment_or_none(silence.since),
                "until": rows.moment_or_none(silence.until),
            }
            for place, silence in enumerate(silences.of(person))
        ),
    )
    tx.directory.silences = None


def begin_forgetting(tx: Transaction, person: Person, at: datetime) -> None:
    """Notes it; takes away what waits of the person, and edits of messages that were never read:
    nothing says whose those are, and whoever reads the message reads its newest words.
    """
    tx.connection.execute(_FORGOTTEN, _key(person))
    tx.connection.execute(insert(schema.forgetting), {**_row(person), "at": rows.moment(at)})
    for table in _LETTERS:
        _take_letters(tx.connection, table, person)
    related = schema.relation.c
    tx.connection.execute(
        delete(schema.relation).where(related.platform == person.platform, related.by == person.id)
    )
    tx.connection.execute(delete(schema.early_edit).where(_e.channel_id.in_(_channels(person))))
    tx.loses_words = True


def end_forgetting(tx: Transaction, person: Person) -> None:
    posted = select(schema.message.c.author_id)
    tx.connection.execute(
        delete(schema.author).where(
            _a.external == person.id,
            _a.community_id.in_(select(_o.id).where(_there(person))),
            _a.id.not_in(posted),
        )
    )
    tx.connection.execute(_FORGOTTEN, _key(person))
    tx.forget()


def _take_letters(connection: Connection, table: Table, person: Person) -> None:
    here = table.c.platform == person.platform
    for row in connection.execute(select(table).where(here)).mappings().all():
        if sender_of(row["raw"]) == person.id:
            key = [column == row[column.name] for column in table.primary_key]
            connection.execute(delete(table).where(*key))


def _channels(person: Person) -> rows.Query:
    return (
        select(schema.channel.c.id)
        .join_from(schema.channel, schema.community)
        .where(_there(person))
    )


def _there(person: Person) -> ColumnElement[bool]:
    here = true() if person.community is None else _o.external == person.community
    return and_(_o.platform == person.platform, here)


def _row(person: Person) -> Row:
    return {
        "platform": person.platform,
        "community": person.community or "",
        "person": person.id,
    }


def _key(person: Person) -> Row:
    return {f"its_{name}": value for name, value in _row(person).items()}
