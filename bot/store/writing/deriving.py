"""Writes what is derived, as far as it differs from what is there."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

from sqlalchemy import bindparam, delete, select, update

from bot.model import GENUINE, Anchor, ChannelRef, Line, MessageId, Turn
from bot.store import rows, schema
from bot.store.chunks import chunks
from bot.store.rows import Row, Values
from bot.store.writing.at_hand import Listed
from bot.store.writing.transaction import Transaction
from bot.words import faded

_l, _q, _s, _r, _t = (
    schema.link.c,
    schema.question.c,
    schema.standing.c,
    schema.reply.c,
    schema.tally.c,
)

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
    messages = tx.rows_of(focus)
    _look_up(tx, messages)
    questions = tx.at_hand.questions
    return {
        message: [Anchor(number, known.quote) for number, known in questions[row].items()]
        for row, message in messages.items()
        if questions[row]
    }


def are_at_hand(tx: Transaction, focus: Sequence[Turn]) -> bool:
    """Whether it is known what stands in the turns in focus."""
    return tx.at_hand.questions.keys() >= tx.rows_of(focus).keys()


def put_lines(
    tx: Transaction, channel: ChannelRef, focus: Sequence[Turn], lines: Sequence[Line]
) -> int:
    """Replaces the entries of the turns in focus. Returns how many numbers were given."""
    message_rows = {id_: row for row, id_ in tx.rows_of(focus).items()}
    here = tx.channel(channel)
    _look_up(tx, message_rows.values())
    questions = tx.at_hand.questions
    stored = {
        known.question: known
        for row in message_rows.values()
        for known in questions[row].values()
        if known.standing is not None
    }
    wanted = {
        question: Listed(
            question,
            line.quote,
            _standing_row(question, message_rows[line.entry.message], here, line),
            _reply_rows(question, line),
        )
        for question, line in _numbered(tx, channel, lines, message_rows)
    }
    changed = [each for each in wanted.values() if stored.get(each.question) != each]
    stale = [q for q in stored if q not in wanted] + [
        each.question for each in changed if each.question in stored
    ]
    tx.many(_DELETE_REPLIES, ({"row": question} for question in stale))
    tx.many(_DELETE_STANDING, ({"row": question} for question in stale))
    come = [each.standing for each in changed if each.standing is not None]
    tx.insert(schema.standing, come)
    tx.insert(schema.reply, (row for each in changed for row in each.replies))
    _count(tx, here, [stored[q].standing or () for q in stale], come)
    _put_at_hand(tx, wanted, zip(message_rows.values(), focus, strict=True))
    return sum(line.number is None for line in lines)


def _put_at_hand(
    tx: Transaction, wanted: Mapping[int, Listed], focus: Iterable[tuple[int, Turn]]
) -> None:
    """Keeps what is listed now at hand. Of a question that is asked no more there stay no words
    that its post does not hold either.
    """
    for row, turn in focus:
        known = tx.at_hand.questions[row]
        for number, before in known.items():
            bare = Listed(before.question, faded(before.quote, turn.message.text))
            known[number] = wanted.get(before.question, bare)
            if known[number].quote != before.quote and known[number] is bare:
                tx.connection.execute(_QUOTE, {"row": bare.question, "words": bare.quote})


def forget(tx: Transaction, messages: Iterable[tuple[int, int]]) -> None:
    """Takes the questions of some messages, given as (channel, message) rows, off the counts. The
    rows themselves go with the message.
    """
    by_channel: dict[int, list[int]] = defaultdict(list)
    for channel, message in messages:
        by_channel[channel].append(message)
    for channel, rows_ in by_channel.items():
        _look_up(tx, rows_)
        known = [each for row in rows_ for each in tx.at_hand.questions[row].values()]
        _count(tx, channel, [each.standing for each in known if each.standing is not None], [])


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
        message = message_rows[line.entry.message]
        if line.number is None:
            question, number = next(ids), next(numbers)
            given.append((question, community, number, message, line.quote))
            tx.at_hand.questions[message][number] = Listed(question, line.quote)
        else:
            known = tx.at_hand.questions[message][line.number]
            question = known.question
            if known.quote != line.quote:
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
