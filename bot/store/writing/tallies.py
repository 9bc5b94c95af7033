"""Keeps count of how many questions of each channel stand how."""

from collections import Counter
from collections.abc import Iterable
from operator import itemgetter

from sqlalchemy import bindparam, delete, select

from bot.store import schema
from bot.store.chunks import chunks
from bot.store.rows import Values
from bot.store.writing.transaction import Transaction

_t = schema.tally.c

_TALLIES = select(schema.tally).where(_t.channel_id.in_(bindparam("rows", expanding=True)))
_DELETE_TALLY = delete(schema.tally).where(_t.channel_id == bindparam("row"))
_COUNTED = itemgetter(
    *map([c.name for c in schema.standing.c].index, ("channel_id", "genuine", "state"))
)


def count(tx: Transaction, gone: Iterable[Values], come: Iterable[Values]) -> None:
    """Takes standings that went off the tallies of their channels, and adds those that came."""
    change = Counter(map(_COUNTED, come))
    change.subtract(map(_COUNTED, gone))
    channels = {channel for (channel, _, _), questions in change.items() if questions}
    for some in chunks(channels):
        for channel, genuine, state, questions in tx.connection.execute(_TALLIES, {"rows": some}):
            change[channel, genuine, state] += questions
    tx.many(_DELETE_TALLY, ({"row": channel} for channel in channels))
    tx.insert(
        schema.tally,
        (
            (channel, genuine, state, questions)
            for (channel, genuine, state), questions in change.items()
            if questions and channel in channels
        ),
    )
