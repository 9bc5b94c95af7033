"""Writes what is derived, as far as it differs from what is there."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import bindparam, delete, select

from bot.model import GENUINE, Anchor, Line, MessageId
from bot.store import rows, schema
from bot.store.chunks import chunks
from bot.store.rows import Values
from bot.store.writing.at_hand import Listed
from bot.store.writing.numbers import Listing, Numbered, numbered, put_words
from bot.store.writing.tallies import count
from bot.store.writing.transaction import Transaction
from bot.words import faded

_q, _s, _r = schema.question.c, schema.standing.c, schema.reply.c

_QUESTIONS = (
    select(_q.message_id, _q.number, _q.id, _q.quote)
    .where(_q.message_id.in_(bindparam("rows", expanding=True)))
    .order_by(_q.message_id, _q.number)
)
_STANDINGS = select(schema.standing).where(_s.message_id.in_(bindparam("rows", expanding=True)))
_REPLIES = (
    select(schema.reply)
    .where(_r.question_id.in_(bindparam("rows", expanding=True)))
    .order_by(_r.question_id, _r.ordinal)
)
_DELETE_STANDING = delete(schema.standing).where(_s.question_id == bindparam("row"))
_DELETE_REPLIES = delete(schema.reply).where(_r.question_id == bindparam("row"))


def anchors(
    tx: Transaction, messages: Mapping[int, MessageId]
) -> Mapping[MessageId, Sequence[Anchor]]:
    """The public numbers given in the messages with these rows so far."""
    _look_up(tx, messages)
    questions = tx.at_hand.questions
    return {
        message: [Anchor(number, known.quote) for number, known in questions[row].items()]
        for row, message in messages.items()
        if questions[row]
    }


def are_at_hand(tx: Transaction, messages: Mapping[int, MessageId]) -> bool:
    """Whether it is known what stands in the messages with these rows."""
    return tx.at_hand.questions.keys() >= messages.keys()


def put_lines(tx: Transaction, listings: Sequence[Listing]) -> None:
    """Replaces the entries of the turns in focus; no turn is in two of the listings."""
    messages = [row for listing in listings for row in listing.messages]
    _look_up(tx, messages)
    stored = {known.question: known for known in _known(tx, messages) if known.standing is not None}
    lines = numbered(tx, listings)
    wanted = {each.question: _listed(tx, each, stored.get(each.question)) for each in lines}
    changed = [each for each in wanted.values() if stored.get(each.question) != each]
    stale = [q for q in stored if q not in wanted] + [
        each.question for each in changed if each.question in stored
    ]
    tx.many(_DELETE_REPLIES, ({"row": question} for question in stale))
    tx.many(_DELETE_STANDING, ({"row": question} for question in stale))
    come = list(_standings(changed))
    tx.insert(schema.standing, come)
    tx.insert(schema.reply, (row for each in changed for row in each.replies))
    count(tx, _standings(stored[question] for question in stale), come)
    _keep(tx, ((each.message, each.number, wanted[each.question]) for each in lines))
    _keep(tx, list(_faded(tx, listings, wanted)))


def forget(tx: Transaction, messages: Collection[int]) -> None:
    """Takes the questions of the messages with these rows off the counts. Their own rows go with
    the messages.
    """
    _look_up(tx, messages)
    count(tx, _standings(_known(tx, messages)), ())


def _known(tx: Transaction, messages: Iterable[int]) -> Iterator[Listed]:
    return (known for row in messages for known in tx.at_hand.questions[row].values())


def _standings(listed: Iterable[Listed]) -> Iterator[Values]:
    return (each.standing for each in listed if each.standing is not None)


def _listed(tx: Transaction, each: Numbered, stored: Listed | None) -> Listed:
    """What is to stand there: the very same where the line is the one that stands there."""
    line, question = each.line, each.question
    if stored is not None and stored.line == line:
        return stored
    standing = _standing_row(question, each.message, tx.channel(each.channel), line)
    return Listed(question, line.quote, standing, _reply_rows(question, line), line)


def _faded(
    tx: Transaction, listings: Iterable[Listing], wanted: Collection[int]
) -> Iterator[tuple[int, int, Listed]]:
    """The questions that are asked no more, by row of message and number: there stay no words that
    their post does not hold either.
    """
    for listing in listings:
        for row, turn in zip(listing.messages, listing.focus, strict=True):
            for number, known in tx.at_hand.questions[row].items():
                if known.question not in wanted:
                    quote = faded(known.quote, turn.message.text)
                    yield row, number, Listed(known.question, quote)


def _keep(tx: Transaction, listed: Iterable[tuple[int, int, Listed]]) -> None:
    """Keeps at hand what is listed now, and writes the words that are others."""
    reworded: list[tuple[int, str]] = []
    for row, number, now in listed:
        known = tx.at_hand.questions[row]
        if number in known and known[number].quote != now.quote:
            reworded.append((now.question, now.quote))
        known[number] = now
    put_words(tx, reworded)


def _look_up(tx: Transaction, messages: Iterable[int]) -> None:
    """Learns the questions of the messages with these rows, where they are not at hand."""
    missing = [row for row in messages if row not in tx.at_hand.questions]
    for some in chunks(missing):
        tx.at_hand.questions.update((row, {}) for row in some)
        standings = {
            row[0]: tuple(row) for row in tx.connection.execute(_STANDINGS, {"rows": some})
        }
        replies: dict[int, list[Values]] = defaultdict(list)
        for part in chunks(standings):
            for row in tx.connection.execute(_REPLIES, {"rows": part}):
                replies[row[0]].append(tuple(row))
        for row in tx.connection.execute(_QUESTIONS, {"rows": some}):
            known = Listed(row.id, row.quote, standings.get(row.id), tuple(replies[row.id]))
            tx.at_hand.questions[row.message_id][row.number] = known


def _standing_row(question: int, message: int, channel: int, line: Line) -> Values:
    asked, standing = line.entry.question, line.entry.standing
    return (
        question,
        message,
        channel,
        line.entry.index,
        asked.span.start,
        asked.span.end,
        float(asked.score),
        rows.traits(asked),
        rows.reasons(asked.reasons),
        standing.state.value,
        standing.waiting_for.value,
        rows.reasons(standing.reasons),
        rows.moment(line.asked_at),
        int(asked.genuine >= GENUINE),
        line.askers,
        rows.moment_or_none(line.snoozed_until),
        rows.strings(line.marks),
    )


def _reply_rows(question: int, line: Line) -> tuple[Values, ...]:
    return tuple(
        (
            question,
            ordinal,
            reply.message,
            reply.role.value,
            float(reply.score),
            reply.span.start if reply.span else None,
            reply.span.end if reply.span else None,
            rows.reasons(reply.reasons),
        )
        for ordinal, reply in enumerate(line.entry.standing.replies)
    )
