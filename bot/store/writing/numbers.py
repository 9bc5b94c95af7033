"""Gives out public numbers: each question of a community has one, whatever becomes of its words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import bindparam, select, update

from bot.model import ChannelRef, Line, MessageId, Turn
from bot.store import schema
from bot.store.writing.transaction import Transaction

_q, _c = schema.question.c, schema.community.c

_QUOTE = update(schema.question).where(_q.id == bindparam("row")).values(quote=bindparam("words"))
_LAST_NUMBER = select(_c.last_number).where(_c.id == bindparam("row"))
_SET_LAST_NUMBER = (
    update(schema.community)
    .where(_c.id == bindparam("row"))
    .values(last_number=bindparam("number"))
)


class Listing(NamedTuple):
    """What is listed of some turns of a channel: all their lines, and the rows of the turns."""

    channel: ChannelRef
    focus: Sequence[Turn]
    lines: Sequence[Line]
    messages: Mapping[int, MessageId]


class Numbered(NamedTuple):
    """A line with its number, and the rows of its question and its message."""

    line: Line
    number: int
    question: int
    message: int
    channel: ChannelRef


def numbered(tx: Transaction, listings: Iterable[Listing]) -> list[Numbered]:
    """The lines, those that have no number with the next one of their community. The questions of
    these turns are at hand.
    """
    found = [each for listing in listings for each in _numbered(tx, listing)]
    new = [each for each in found if each.number not in tx.at_hand.questions[each.message]]
    tx.insert(
        schema.question,
        (
            (each.question, tx.community(each.channel), each.number, each.message, each.line.quote)
            for each in new
        ),
    )
    last = {tx.community(each.channel): each.number for each in new}
    tx.many(_SET_LAST_NUMBER, ({"row": row, "number": number} for row, number in last.items()))
    return found


def _numbered(tx: Transaction, listing: Listing) -> Iterator[Numbered]:
    channel, rows = listing.channel, {id_: row for row, id_ in listing.messages.items()}
    for line in listing.lines:
        message = rows[line.entry.message]
        if line.number is None:
            [question] = tx.next_ids(schema.question, 1)
            number = _next_number(tx, tx.community(channel))
            yield Numbered(replace(line, number=number), number, question, message, channel)
        else:
            known = tx.at_hand.questions[message][line.number]
            yield Numbered(line, line.number, known.question, message, channel)


def _next_number(tx: Transaction, community: int) -> int:
    last = tx.directory.last_numbers
    if community not in last:
        last[community] = tx.connection.execute(_LAST_NUMBER, {"row": community}).scalar_one()
    last[community] += 1
    return last[community]


def put_words(tx: Transaction, words: Iterable[tuple[int, str]]) -> None:
    """Writes by which words the questions with these rows are found again."""
    tx.many(_QUOTE, ({"row": question, "words": quote} for question, quote in words))
