"""A ledger of one post in memory, with the two ports that the verbs know."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot.commands import Context, Permission
from bot.errors import NotFound
from bot.model import (
    Arrival,
    Author,
    AuthorId,
    Belongings,
    Channel,
    ChannelId,
    ChannelRef,
    ClaimPage,
    ClaimQuery,
    CommunityId,
    Coverage,
    Entry,
    Form,
    Mark,
    Marked,
    Message,
    MessageId,
    MessageRef,
    Missing,
    Part,
    Person,
    Platform,
    Question,
    QuestionPage,
    QuestionQuery,
    Record,
    Reply,
    Role,
    Silences,
    Span,
    Standing,
    State,
    ThreadRecord,
    Turn,
    WaitingFor,
)

NOW = datetime(2026, 5, 11, 12, tzinfo=UTC)
ROOM = ChannelRef(Platform.IMPORT, CommunityId("allotment"), ChannelId("beds"))
MIRA, JON, TESS = (AuthorId(name) for name in ("mira", "jon", "tess"))
HER = Person(Platform.IMPORT, MIRA, CommunityId("allotment"))


def message(id_: str, author: str, text: str, hour: int = 9) -> Message:
    ref = MessageRef(ROOM, MessageId(id_))
    at = datetime(2026, 5, 2, hour, tzinfo=UTC)
    return Message(ref, Author(AuthorId(author), author.capitalize()), at, text)


ASKED = message("m1", "mira", "Morning! would liming in autumn still help before the frost?")
QUESTION = Question(span=Span(9, 60), form=Form.POLAR)
REPLIES = (
    message("m2", "jon", "only when the ground is dry", 10),
    message("m3", "jon", "so rather in March", 11),
    message("m4", "tess", "mine is sour too", 12),
)
STRAY = message("m5", "dov", "a frost is due on Friday", 13)
RECORD = Record(
    number=41,
    channel=Channel(ROOM, "beds"),
    message=ASKED,
    acts=(QUESTION,),
    entry=Entry(
        ASKED.id,
        0,
        QUESTION,
        Standing(
            State.PARTLY_ANSWERED,
            WaitingFor.HELPERS,
            tuple(Reply(reply.id, Role.PARTIAL) for reply in REPLIES),
        ),
    ),
    parts=(Part(41, 0, State.PARTLY_ANSWERED),),
    replies={reply.id: reply for reply in REPLIES},
)


@dataclass
class FakePeople:
    """What is kept of Mira, and of nobody else."""

    held: Belongings = field(
        default_factory=lambda: Belongings(
            HER, ("Mira",), ((RECORD.channel, ASKED),), questions=(RECORD,)
        )
    )

    async def belongings(self, person: Person) -> Belongings:
        return self.held if person == self.held.person else Belongings(person)

    async def called(self, name: str, community: CommunityId | None = None) -> Sequence[Person]:
        if name == "twins":
            return [Person(Platform.DISCORD, AuthorId("1")), HER]
        return [HER] if name == "Mira" else []

    async def silences(self) -> Silences:
        return Silences()

    async def last_forgotten(self) -> datetime | None:
        return None


@dataclass
class FakeLedger:
    """One question, #41, in one room; remembers what it was asked."""

    marks: tuple[Mark, ...] = ()
    empty: bool = False
    read: bool = True
    channel: Channel = RECORD.channel
    asked: list[QuestionQuery] = field(default_factory=list[QuestionQuery])
    claimed: list[ClaimQuery] = field(default_factory=list[ClaimQuery])
    people: FakePeople = field(default_factory=FakePeople)

    async def questions(self, query: QuestionQuery) -> QuestionPage:
        self.asked.append(query)
        records = () if self.empty or query.offset else (RECORD,)
        counts = {State.PARTLY_ANSWERED: len(records)}
        return QuestionPage(records, len(records), counts, len(records), NOW, query.offset)

    async def question(self, number: int, community: CommunityId | None = None) -> Record:
        if number != RECORD.number or community not in {None, ROOM.community}:
            message = f"There is no question #{number} in the ledger."
            raise NotFound(message)
        return replace(RECORD, marks=self.marks)

    async def claims(self, query: ClaimQuery) -> ClaimPage:
        self.claimed.append(query)
        return ClaimPage((), 0)

    async def thread(
        self,
        channel: str,
        community: CommunityId | None = None,
        within: frozenset[ChannelRef] | None = None,
    ) -> ThreadRecord:
        is_there = within is None or ROOM in within
        if channel != ROOM.channel or community not in {None, ROOM.community} or not is_there:
            message = f'There is no channel "{channel}".'
            raise NotFound(message)
        turns = tuple(Turn(said) for said in (ASKED, *REPLIES, STRAY))
        return ThreadRecord(RECORD.channel, turns, (RECORD,))

    async def turn(self, message: MessageRef) -> Turn:
        for said in (ASKED, *REPLIES, STRAY):
            if said.ref == message:
                return Turn(said, (QUESTION,) if said is ASKED else ())
        raise NotFound(f"There is no message {message.message} in the ledger.")

    async def channels(self, community: CommunityId | None = None) -> Sequence[Channel]:
        return [self.channel] if community in {None, ROOM.community} else []

    async def coverage(
        self,
        community: CommunityId | None = None,
        within: frozenset[ChannelRef] | None = None,
    ) -> Coverage:
        return (
            Coverage(1, 1, 5, 1, ASKED.at, NOW) if self.read else Coverage(0, 0, 0, 0, None, None)
        )

    async def missing(
        self,
        community: CommunityId | None = None,
        within: frozenset[ChannelRef] | None = None,
    ) -> Missing:
        return Missing()


@dataclass
class FakeRecorder:
    """Keeps the marks that it is given, and lets the ledger know of those that hold."""

    ledger: FakeLedger
    marks: list[Mark] = field(default_factory=list[Mark])

    async def ingest(self, arrivals: Sequence[Arrival]) -> None:
        for arrival in arrivals:
            assert isinstance(arrival, Marked)
            self.marks.append(arrival.mark)
        latest = {mark.id: mark for mark in self.marks}
        self.ledger.marks = tuple(mark for mark in latest.values() if mark.undone_at is None)


@dataclass
class Desk:
    """A viewer in front of the fakes: a moderator at the terminal, unless said otherwise."""

    ledger: FakeLedger = field(default_factory=FakeLedger)
    viewer: AuthorId = TESS
    rights: frozenset[Permission] = frozenset(Permission)
    within: frozenset[ChannelRef] | None = None
    settling: frozenset[ChannelRef] = frozenset()
    community: CommunityId | None = None

    def __post_init__(self) -> None:
        self.recorder = FakeRecorder(self.ledger)

    def context(self, now: datetime = NOW) -> Context:
        return Context(
            viewer=self.viewer,
            now=now,
            ledger=self.ledger,
            recorder=self.recorder,
            rights=self.rights,
            within=self.within,
            settling=self.settling,
            community=self.community,
        )
