"""Writes what is derived, as far as it differs from what is there."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

from sqlalchemy import bindparam, delete, select, update

from bot.model import GENUINE, Anchor, ChannelRef, Line, MessageId, Turn
from bot.store import rows, schema
from bot.store.chunks import chunks
from bot.store.rows import Query, Row, Values
from bot.store.transaction import Transaction

_l, _q, _s, _r, _t = (
    schema.link.c,
    schema.question.c,
    schema.standing.c,
    schema.reply.c,
    schema.tally.c,
)

_ANCHORS = (
    select(_q.id, _q.number, _q.quote, _q.message_id)
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
_QUOTE = update(schema.question).where(_q.id == bindparam("row")).values(quote=bindparam("words"))
_LAST_NUMBER = select(schema.community.c.last_number).where(
    schema.community.c.id == bindparam("row")
)
_SET_LAST_NUMBER = (
    update(schema.community)
    .where(schema.community.c.id == bindparam("row"))
    .values(last_number=bindparam("number"))
)
_TALLY = select(_t.genuine, _t.state, _t.questions).where(_t.channel_id == bindparam("channel"))
_COUNTED = itemgetter(*map([c.name for c in _s].index, ("genuine", "state")))
_DELETE_TALLY = delete(schema.tally).where(_t.channel_id == bindparam("channel"))


def anchors(tx: Transaction, focus: Sequence[Turn]) -> Mapping[MessageId, Sequence[Anchor]]:
    """The public numbers given in these messages so far."""
    messages = {tx.message_rows[turn.message.ref]: turn.message for turn in focus}
    found: dict[MessageId, list[Anchor]] = defaultdict(list)
    for some in chunks(row for row in messages if row not in tx.unlisted):
        for row in tx.connection.execute(_ANCHORS, {"rows": some}):
            message = messages[row.message_id]
            found[message.id].append(Anchor(row.number, row.quote))
            tx.questions[tx.community(message.ref.channel), row.number] = (row.id, row.quote)
    return found


def put_lines(
    tx: Transaction, channel: ChannelRef, focus: Sequence[Turn], lines: Sequence[Line]
) -> int:
    """Replaces the entries of the turns in focus. Returns how many numbers were given."""
    message_rows = {turn.message.id: tx.message_rows[turn.message.ref] for turn in focus}
    here = tx.channel(channel)
    numbered = _numbered(tx, channel, lines, message_rows)
    listed = (row for row in message_rows.values() if row not in tx.unlisted)
    stored = _stored(tx, _STANDINGS, listed)
    replies = _stored(tx, _REPLIES, stored)
    wanted = {
        question: [_standing_row(question, message_rows[line.entry.message], here, line)]
        for question, line in numbered
    }
    answers = {question: _reply_rows(question, line) for question, line in numbered}
    tx.unlisted.difference_update(message_rows[line.entry.message] for line in lines)
    changed = [
        question
        for question in wanted
        if stored.get(question) != wanted[question]
        or replies.get(question, []) != answers[question]
    ]
    stale = [q for q in stored if q not in wanted] + [q for q in changed if q in stored]
    tx.many(_DELETE_REPLIES, ({"row": question} for question in stale))
    tx.many(_DELETE_STANDING, ({"row": question} for question in stale))
    tx.insert(schema.standing, (row for q in changed for row in wanted[q]))
    tx.insert(schema.reply, (row for q in changed for row in answers[q]))
    _count(
        tx, here, (row for q in stale for row in stored[q]), (r for q in changed for r in wanted[q])
    )
    return sum(line.number is None for line in lines)


def forget(tx: Transaction, messages: Iterable[tuple[int, int]]) -> None:
    """Takes the questions of some messages, given as (channel, message) rows, off the counts. The
    rows themselves go with the message.
    """
    by_channel: dict[int, list[int]] = defaultdict(list)
    for channel, message in messages:
        by_channel[channel].append(message)
    for channel, rows_ in by_channel.items():
        stored = _stored(tx, _STANDINGS, rows_)
        _count(tx, channel, [row for group in stored.values() for row in group], [])


def _numbered(
    tx: Transaction,
    channel: ChannelRef,
    lines: Sequence[Line],
    message_rows: Mapping[MessageId, int],
) -> list[tuple[int, Line]]:
    """The lines with the rows of their questions, new ones for those that have no number yet."""
    community = tx.community(channel)
    new = [line for line in lines if line.number is None]
    numbers = iter(_next_numbers(tx, community, len(new)))
    ids = iter(tx.next_ids(schema.question, len(new)))
    numbered: list[tuple[int, Line]] = []
    given: list[Values] = []
    reworded: list[Row] = []
    for line in lines:
        if line.number is None:
            question = next(ids)
            message = message_rows[line.entry.message]
            given.append((question, community, next(numbers), message, line.quote))
        else:
            question, quote = tx.questions[community, line.number]
            if quote != line.quote:
                reworded.append({"row": question, "words": line.quote})
        numbered.append((question, line))
    tx.insert(schema.question, given)
    tx.many(_QUOTE, reworded)
    return numbered


def _next_numbers(tx: Transaction, community: int, count: int) -> range:
    if not count:
        return range(0)
    last = tx.connection.execute(_LAST_NUMBER, {"row": community}).scalar_one()
    tx.connection.execute(_SET_LAST_NUMBER, {"row": community, "number": last + count})
    return range(last + 1, last + count + 1)


def _stored(tx: Transaction, statement: Query, keys: Iterable[int]) -> dict[int, list[Values]]:
    """The rows that there are, by the question, which is their first column."""
    found: dict[int, list[Values]] = {}
    for some in chunks(keys):
        for row in tx.connection.execute(statement, {"rows": some}).all():
            found.setdefault(row[0], []).append(tuple(row))
    return found


def _count(tx: Transaction, channel: int, gone: Iterable[Values], come: Iterable[Values]) -> None:
    """Keeps the tally of a channel."""
    change = Counter(map(_COUNTED, come))
    change.subtract(map(_COUNTED, gone))
    if not any(change.values()):
        return
    for row in tx.connection.execute(_TALLY, {"channel": channel}):
        change[row.genuine, row.state] += row.questions
    tx.connection.execute(_DELETE_TALLY, {"channel": channel})
    tx.insert(
        schema.tally,
        (
            (channel, genuine, state, questions)
            for (genuine, state), questions in change.items()
            if questions
        ),
    )


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


def _reply_rows(question: int, line: Line) -> list[Values]:
    return [
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
    ]
