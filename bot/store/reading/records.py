"""Rows of questions -> Records with their surroundings: a few statements for a whole page."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from bot.model import (
    Act,
    AuthorId,
    ChannelRef,
    Entry,
    Mark,
    Message,
    MessageId,
    MessageRef,
    Part,
    Reaction,
    Record,
    Reply,
    Role,
    Span,
    Standing,
    State,
    Title,
    WaitingFor,
)
from bot.store import rows, schema
from bot.store.directory import CHANNEL_COLUMNS, channel_of, ref_of
from bot.store.messages import MESSAGE_COLUMNS, acts_of, marks_of, message_of, reactions_of
from bot.store.rows import Found, Query, Row

_s, _q, _r, _m = schema.standing.c, schema.question.c, schema.reply.c, schema.message.c
_a, _o = schema.author.c, schema.community.c

STANDINGS: Query = (
    select(*(c for c in schema.standing.c if c.name != "channel_id"), _q.number)
    .add_columns(*MESSAGE_COLUMNS, *CHANNEL_COLUMNS)
    .join_from(schema.standing, schema.question, _q.id == _s.question_id)
    .join(schema.message, _m.id == _s.message_id)
    .join(schema.author, schema.author.c.id == _m.author_id)
    .join(schema.channel, schema.channel.c.id == _m.channel_id)
    .join(schema.community, schema.community.c.id == schema.channel.c.community_id)
)
"""Every question with its post and its channel. `records` makes the values."""

_PARTS = (
    select(_s.message_id, _s.ordinal, _s.state, _s.genuine, _q.number)
    .join_from(schema.standing, schema.question, _q.id == _s.question_id)
    .where(_s.message_id.in_(bindparam("rows", expanding=True)))
    .order_by(_s.message_id, _s.ordinal, _q.number)
)
_REPLIES = (
    select(*schema.reply.c, *MESSAGE_COLUMNS)
    .join_from(schema.reply, schema.standing, _s.question_id == _r.question_id)
    .join(schema.message, (_m.channel_id == _s.channel_id) & (_m.external == _r.message))
    .join(schema.author, schema.author.c.id == _m.author_id)
    .where(_r.question_id.in_(bindparam("questions", expanding=True)))
    .order_by(_r.question_id, _r.ordinal)
)


_NAMES = (
    select(_a.external, _a.name, _o.platform, _o.external.label("community"))
    .join_from(schema.author, schema.community)
    .where(_a.external.in_(bindparam("people", expanding=True)))
    .order_by(_a.id)
)


_UNREAD = select(schema.pending.c.message_id).where(
    schema.pending.c.message_id.in_(bindparam("rows", expanding=True))
)


_f = schema.refinement.c
_TITLES = select(_f.message_id, _f.title, _f.model).where(
    _f.message_id.in_(bindparam("rows", expanding=True)), _f.title.is_not(None)
)


def records(connection: Connection, found: Sequence[Found]) -> list[Record]:
    """The records of the rows of `STANDINGS`, in their order."""
    if not found:
        return []
    refs = {row.message_id: MessageRef(ref_of(row), row.external) for row in found}
    these = {"questions": [row.question_id for row in found]}
    replies: dict[int, list[Found]] = defaultdict(list)
    for row in connection.execute(_REPLIES, these).all():
        replies[row.question_id].append(row)
    answering = {row.id for group in replies.values() for row in group}
    marks = _marks(connection, found, refs)
    page = _Page(
        acts=acts_of(connection, refs),
        parts=_parts(connection, {"rows": list(refs)}),
        replies=replies,
        reactions=reactions_of(connection, {*refs, *answering}),
        marks=marks,
        unread=_unread(connection, refs),
        titles=_titles(connection, refs),
        names=_names(connection, {mark.by for mark in marks.values()}),
    )
    return [page.record(row) for row in found]


def messages_of(connection: Connection, found: Collection[Found]) -> dict[int, Message]:
    """The messages of these rows, which bear their channels too, by row, with their reactions."""
    reactions = reactions_of(connection, {row.id for row in found})
    return {row.id: message_of(row, ref_of(row), reactions.get(row.id, ())) for row in found}


def _parts(connection: Connection, posts: Row) -> dict[int, list[Part]]:
    found: dict[int, list[Part]] = defaultdict(list)
    for row in connection.execute(_PARTS, posts).all():
        if row.genuine:
            found[row.message_id].append(Part(row.number, row.ordinal, State(row.state)))
    return found


def _marks(
    connection: Connection, found: Sequence[Found], refs: Mapping[int, MessageRef]
) -> dict[str, Mark]:
    """The marks that speak of the questions, by id."""
    marked = {row.message_id: refs[row.message_id] for row in found if row.marks}
    return {mark.id: mark for mark in marks_of(connection, marked)}


def _unread(connection: Connection, posts: Collection[int]) -> Collection[int]:
    """Those of the posts that a language model has yet to read, or failed at."""
    return set(connection.scalars(_UNREAD, {"rows": sorted(posts)}))


def _titles(connection: Connection, posts: Collection[int]) -> dict[int, Title]:
    """What a language model calls the posts, as far as it found a name for them."""
    found = connection.execute(_TITLES, {"rows": sorted(posts)})
    return {row.message_id: Title(row.title, row.model) for row in found}


def _names(
    connection: Connection, people: Collection[AuthorId]
) -> dict[tuple[str, str, AuthorId], str]:
    """What people call themselves in each platform's communities, by their latest name."""
    if not people:
        return {}
    found = connection.execute(_NAMES, {"people": sorted(people)}).all()
    return {(row.platform, row.community, row.external): row.name for row in found}


@dataclass(frozen=True, slots=True)
class _Page:
    """All that the records of a page are made of, by row."""

    acts: Mapping[int, tuple[Act, ...]]
    parts: Mapping[int, Sequence[Part]]
    replies: Mapping[int, Sequence[Found]]
    reactions: Mapping[int, tuple[Reaction, ...]]
    marks: Mapping[str, Mark]
    unread: Collection[int]
    titles: Mapping[int, Title]
    names: Mapping[tuple[str, str, AuthorId], str]

    def record(self, row: Found) -> Record:
        replies = self.replies.get(row.question_id, ())
        channel = channel_of(row)
        message = self._message(row, channel.ref)
        marks = tuple(self.marks[mark] for mark in rows.as_strings(row.marks))
        answering = [self._message(reply, channel.ref) for reply in replies]
        return Record(
            number=row.number,
            channel=channel,
            message=message,
            acts=self.acts.get(row.message_id, ()),
            entry=_entry(row, message.id, tuple(_reply(reply) for reply in replies)),
            parts=tuple(self.parts.get(row.message_id, ())),
            replies={reply.id: reply for reply in answering},
            marks=marks,
            by_rules_alone=row.message_id in self.unread,
            title=self.titles.get(row.message_id),
            people={
                mark.by: self.names[named]
                for mark in marks
                if (named := (row.platform, row.community, mark.by)) in self.names
            },
        )

    def _message(self, row: Found, home: ChannelRef) -> Message:
        return message_of(row, home, self.reactions.get(row.id, ()))


def _reply(row: Found) -> Reply:
    span = rows.span_or_none(row.start, row.end)
    return Reply(row.message, Role(row.role), row.score, span, rows.as_reasons(row.reasons))


def _entry(row: Found, message: MessageId, replies: tuple[Reply, ...]) -> Entry:
    reasons = rows.as_reasons(row.question_reasons)
    state, turn = State(row.state), WaitingFor(row.waiting_for)
    return Entry(
        message,
        row.ordinal,
        rows.as_question(Span(row.start, row.end), row.score, reasons, row.traits),
        Standing(state, turn, replies, rows.as_reasons(row.reasons)),
    )
