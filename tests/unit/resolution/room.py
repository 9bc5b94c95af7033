"""A room in which tests let people talk, and ask how a question stands."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.model import (
    Act,
    Author,
    AuthorId,
    ChannelId,
    ChannelRef,
    Claim,
    CommunityId,
    Entry,
    Form,
    Link,
    Mark,
    MarkKind,
    Message,
    MessageId,
    MessageRef,
    Platform,
    Question,
    Reaction,
    Reason,
    Role,
    Span,
    Turn,
)
from bot.resolution import resolve
from bot.resolution.likely import GOES_ON

ROOM = ChannelRef(Platform.IMPORT, CommunityId("allotment"), ChannelId("shed"))
START = datetime(2026, 5, 2, 18, tzinfo=UTC)
_ASKED = re.compile(r"«(?P<rhetorical>!)?(?:(?P<form>\w+)<)?(?:(?P<on>\d+)\?)?(?P<text>[^»]*)»")


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def turn(
    number: int,
    author: str,
    text: str,
    *,
    to: int | None = None,
    explicit: bool = False,
    reactions: tuple[Reaction, ...] = (),
    system: bool = False,
) -> Turn:
    """A message whose questions stand in «...»: «form<text», «!text» if rhetorical.

    The n-th question «form<n?text» presupposes the question n; what stands before a question in
    its message is one claim.
    """
    plain, acts = "", list[Act]()
    rest = 0
    for match in _ASKED.finditer(text):
        plain += text[rest : match.start()]
        if plain.strip() and (not acts or acts[-1].span.end < len(plain.rstrip())):
            acts.append(Claim(span=Span(acts[-1].span.end if acts else 0, len(plain))))
        start = len(plain)
        plain += match["text"]
        acts.append(
            Question(
                span=Span(start, len(plain)),
                form=Form(match["form"] or "polar"),
                genuine=0.1 if match["rhetorical"] else 0.9,
                depends_on=_question(acts, int(match["on"])) if match["on"] else None,
            )
        )
        rest = match.end()
    plain += text[rest:]
    message = Message(
        ref=MessageRef(ROOM, MessageId(f"m{number}")),
        author=Author(AuthorId(author), author),
        at=at(number),
        text=plain,
        reply_to=MessageId(f"m{to}") if explicit and to is not None else None,
        reactions=reactions,
        system=system,
    )
    return Turn(message, tuple(acts))


def _question(acts: list[Act], nth: int) -> int:
    return [i for i, act in enumerate(acts) if isinstance(act, Question)][nth]


@dataclass
class Room:
    """What was said so far, and who replied to whom."""

    turns: list[Turn] = field(default_factory=list[Turn])
    links: list[Link] = field(default_factory=list[Link])
    marks: list[Mark] = field(default_factory=list[Mark])

    def say(
        self,
        author: str,
        text: str,
        *,
        to: int | None = None,
        sure: float = 1.0,
        ticked_by: str | None = None,
        ticked_at: float | None = None,
    ) -> int:
        """Say something in reply to the message `to`; the number of the new message."""
        number = len(self.turns)
        when = None if ticked_at is None else at(ticked_at)
        ticks = (Reaction("✅", AuthorId(ticked_by), when),) if ticked_by else ()
        self.turns.append(turn(number, author, text, to=to, reactions=ticks))
        parent = None if to is None else MessageId(f"m{to}")
        goes_on = to is not None and self.turns[to].message.author.id == author
        reasons = (Reason(GOES_ON, 1.0),) if goes_on else ()
        self.links.append(Link(MessageId(f"m{number}"), parent, sure, reasons))
        return number

    def mark(
        self,
        kind: MarkKind,
        number: int,
        quote: str,
        *,
        minute: float = 1000,
        answer: int | None = None,
        span: Span | None = None,
        undone: bool = False,
    ) -> None:
        self.marks.append(
            Mark(
                id=f"k{len(self.marks)}",
                kind=kind,
                message=MessageRef(ROOM, MessageId(f"m{number}")),
                quote=quote,
                by=AuthorId("keeper"),
                at=at(minute),
                answer=None if answer is None else MessageId(f"m{answer}"),
                span=span,
                undone_at=at(minute + 1) if undone else None,
            )
        )

    def entries(self) -> list[Entry]:
        return resolve(self.turns, self.links, self.marks)

    def entry(self, words: str) -> Entry:
        """The entry of the one question that holds these words."""
        texts = {turn.message.id: turn.message.text for turn in self.turns}
        found = [e for e in self.entries() if words in e.question.span.of(texts[e.message])]
        assert len(found) == 1, f"{len(found)} questions hold {words!r}"
        return found[0]

    def state(self, words: str) -> str:
        return self.entry(words).standing.state.value

    def turn_of(self, words: str) -> str:
        return self.entry(words).standing.waiting_for.value

    def roles(self, words: str) -> dict[int, Role]:
        """The role of each reply to the question, by the number of the message."""
        replies = self.entry(words).standing.replies
        return {int(reply.message.removeprefix("m")): reply.role for reply in replies}

    def cues(self, words: str) -> set[str]:
        """Every reason that the entry gives: of its state and of its replies."""
        standing = self.entry(words).standing
        of_replies = {reason.cue for reply in standing.replies for reason in reply.reasons}
        return of_replies | {reason.cue for reason in standing.reasons}
