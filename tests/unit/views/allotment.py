"""An invented thread about sour soil, as stored values."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot.model import (
    Act,
    Author,
    AuthorId,
    Certainty,
    Channel,
    ChannelId,
    ChannelKind,
    ChannelRef,
    Claim,
    ClaimPage,
    ClaimRecord,
    CommunityId,
    Entry,
    Form,
    Mark,
    MarkKind,
    Message,
    MessageId,
    MessageRef,
    Part,
    Platform,
    Question,
    QuestionPage,
    Reason,
    Record,
    Reply,
    Role,
    Span,
    Standing,
    State,
    ThreadRecord,
    Turn,
    WaitingFor,
)

NOW = datetime(2026, 5, 11, 18, 30, tzinfo=UTC)
ASKED_AT = datetime(2026, 5, 2, 18, 4, tzinfo=UTC)

THREAD = Channel(
    ChannelRef(Platform.IMPORT, CommunityId("garden"), ChannelId("soil")),
    "Soil test results",
    ChannelKind.THREAD,
    community_name="Allotment",
)
ROOM = Channel(
    ChannelRef(Platform.IMPORT, CommunityId("garden"), ChannelId("workshop")), "workshop"
)

POST = (
    "The report says pH 5.1 in the lower beds. Would liming in autumn still help before the frost? "
    "Is it the compost or the old pine needles that made it so acid? "
    "If it's the needles, how long until raking them away shows?"
)


def said(
    who: str, text: str, *, minutes: int = 0, channel: Channel = THREAD, link: str | None = None
) -> Message:
    """A message; its id is made of its author and its minute."""
    return Message(
        ref=MessageRef(channel.ref, MessageId(f"{who}-{minutes}")),
        author=Author(AuthorId(f"@{who}"), who),
        at=ASKED_AT + timedelta(minutes=minutes),
        text=text,
        link=link,
    )


def span(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part))


def question(
    text: str,
    part: str,
    *,
    form: Form = Form.WH,
    context: tuple[int, ...] = (),
    depends_on: int | None = None,
    reasons: tuple[Reason, ...] = (),
) -> Question:
    return Question(
        span=span(text, part),
        form=form,
        genuine=0.97,
        context=context,
        depends_on=depends_on,
        reasons=reasons,
    )


MIRA = said("mira", POST, link="https://forum.example/t/41")
JON = said("jon", "most likely the needles, but compost from bark can do it too", minutes=68)
TESS = said("tess", "mine is acid too!", minutes=900)
ACTS: tuple[Act, ...] = (
    Claim(
        span=span(POST, "The report says pH 5.1 in the lower beds."),
        certainty=Certainty.HEDGED,
        attributed_to="the report",
    ),
    question(POST, "Would liming in autumn still help before the frost?", context=(0,)),
    question(
        POST,
        "Is it the compost or the old pine needles that made it so acid?",
        form=Form.CHOICE,
        reasons=(
            Reason("ends-in-question-mark", 2.0),
            Reason("polar-start", 1.0, span(POST, "Is it")),
            Reason("own-conclusion", -0.5),
        ),
    ),
    question(
        POST,
        "If it's the needles, how long until raking them away shows?",
        depends_on=2,
        context=(2,),
    ),
)
PARTS = (
    Part(41, 1, State.OPEN),
    Part(42, 2, State.PARTLY_ANSWERED),
    Part(43, 3, State.OPEN),
)
OPEN = Standing(State.OPEN, WaitingFor.HELPERS)
PARTLY = Standing(
    State.PARTLY_ANSWERED,
    WaitingFor.HELPERS,
    (
        Reply(JON.id, Role.PARTIAL, 0.8, Span(0, 23), (Reason("some-cue", 1.0),)),
        Reply(TESS.id, Role.ME_TOO),
    ),
)


def standing(
    state: State, *replies: Reply, waiting_for: WaitingFor = WaitingFor.NOBODY
) -> Standing:
    return Standing(state, waiting_for, replies)


def record(
    index: int = 1,
    stands: Standing = OPEN,
    *,
    message: Message = MIRA,
    replies: Sequence[Message] = (JON, TESS),
    marks: tuple[Mark, ...] = (),
) -> Record:
    """The record of the question at `index` of the post."""
    act = ACTS[index]
    assert isinstance(act, Question)
    return Record(
        number=40 + index,
        channel=THREAD,
        message=message,
        acts=ACTS,
        entry=Entry(message.id, index, act, stands),
        parts=PARTS,
        replies=by_id(*replies),
        marks=marks,
    )


def lone(text: str, *, who: str = "dov", stands: Standing = OPEN) -> Record:
    """The record of a message that is one question, in a room."""
    message = said(who, text, minutes=9000, channel=ROOM)
    act = question(text, text)
    entry = Entry(message.id, 0, act, stands)
    return Record(57, ROOM, message, (act,), entry, (Part(57, 0, stands.state),))


def by_id(*messages: Message) -> Mapping[MessageId, Message]:
    return {message.id: message for message in messages}


def mark(
    kind: MarkKind,
    *,
    by: str = "@jon",
    answer: MessageId | None = None,
    until: datetime | None = None,
) -> Mark:
    return Mark(f"{kind}-1", kind, MIRA.ref, "", AuthorId(by), NOW, answer=answer, until=until)


def page(*records: Record, total: int | None = None, offset: int = 0) -> QuestionPage:
    states = [each.entry.standing.state for each in records]
    return QuestionPage(
        records=records,
        total=len(records) if total is None else total,
        by_state={state: states.count(state) for state in states},
        channels=len({each.channel.ref for each in records}),
        read_up_to=NOW - timedelta(minutes=2) if records else None,
        offset=offset,
    )


def claims(*contesting: Message) -> ClaimPage:
    """The one claim of the post, contested by these."""
    act = ACTS[0]
    assert isinstance(act, Claim)
    return ClaimPage((ClaimRecord(THREAD, MIRA, act, contesting),), total=1)


def thread(*records: Record) -> ThreadRecord:
    return ThreadRecord(THREAD, (Turn(MIRA, ACTS), Turn(JON), Turn(TESS)), records)


def soil() -> Sequence[Record]:
    """The three questions of the post, the second partly answered."""
    return record(1), record(2, PARTLY), record(3)
