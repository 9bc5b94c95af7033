"""The tables, in words of the glossary. Moments are microseconds since 1970 in UTC.

Three layers, kept apart so that one can be thrown away and made again from the one above:
what people posted and said (message, reaction, mark, tombstone ...), the public numbers (question),
and what is derived from both (segment, link, standing, reply, tally).
"""

from bot.store.schema.derived import link, question, reply, segment, standing, tally
from bot.store.schema.digests import OF_A_MARK, listing, occurrence, posting, quoted
from bot.store.schema.heard import blind_spot, gap, gone_channel, heard
from bot.store.schema.kit import metadata
from bot.store.schema.letters import letter, relation, sealed
from bot.store.schema.people import forgetting, parting, silence
from bot.store.schema.posted import (
    author,
    channel,
    community,
    early_edit,
    import_cursor,
    mark,
    message,
    meta,
    reaction,
    tombstone,
)
from bot.store.schema.refining import dropped, judgement, pending, refinement, spending
from bot.store.schema.search import POSTGRESQL, SQLITE

REVISION = "0011"
"""The newest migration; stated here so that a start needs no Alembic when nothing is to be done."""

APPLICATION_ID = 0x4C454E44
"""Marks a SQLite file as ours ("LEND"), so that another program's database is never touched."""

__all__ = [
    "APPLICATION_ID",
    "OF_A_MARK",
    "POSTGRESQL",
    "REVISION",
    "SQLITE",
    "author",
    "blind_spot",
    "channel",
    "community",
    "dropped",
    "early_edit",
    "forgetting",
    "gap",
    "gone_channel",
    "heard",
    "import_cursor",
    "judgement",
    "letter",
    "link",
    "listing",
    "mark",
    "message",
    "meta",
    "metadata",
    "occurrence",
    "parting",
    "pending",
    "posting",
    "question",
    "quoted",
    "reaction",
    "refinement",
    "relation",
    "reply",
    "sealed",
    "segment",
    "silence",
    "spending",
    "standing",
    "tally",
    "tombstone",
]
