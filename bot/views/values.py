"""What people see, as values: structure and plain words, no markup.

Every string here is safe to show: whitespace collapsed, control and bidi characters neutralised,
quotes cut to length. A renderer only escapes for its medium. Words are for reading; what a script
needs (exact times, spans, scores) it takes from the stored `record` that each view keeps.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from bot.model import ClaimRecord, Condition, Coverage, Record, State
from bot.views.digest_values import DigestView, SchedulesView
from bot.views.privacy_values import ExportView, Fact, PrivacyView


@dataclass(frozen=True, slots=True)
class Hint:
    """What one could type next: "Why is one here?" and the words of the command, `("why", "42")`.

    The renderer puts its edge's prefix before the words (`looseends `, `!ends `).
    """

    label: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntryView:
    """One question of the ledger, readable alone.

    `age` is a phrase ("9 days ago"). `text` is the question's own clause. `context` is what it
    refers back to, "" where it stands alone. `happened` is what came of it ("nobody replied"),
    `state_words` its state in plain words, `turn` whose turn it is ("waiting for mira", "" for
    nobody), `taken` who is on it, or until when it sleeps.
    """

    number: int
    text: str
    context: str
    depends_on: int | None
    happened: str
    state: State
    state_words: str
    turn: str
    taken: str
    asker: str
    channel: str
    asked_at: datetime
    age: str
    link: str | None
    record: Record


@dataclass(frozen=True, slots=True)
class PostGroup:
    """The listed questions of one post, in its order.

    `title` is the thread's title; in a room that of a language model, where one found a title, and
    `titled` says so; else "". `part_count` counts all questions of the post, not
    only the listed ones ("2 of 5 answered"), and is "" where the post asks one thing only. `turn`
    is whose turn it is for the whole post, "" where its questions differ. `alone` says that the
    rules alone have read it, "" where that is as it should be.
    """

    title: str
    author: str
    channel: str
    asked_at: datetime
    age: str
    link: str | None
    part_count: str
    turn: str
    entries: tuple[EntryView, ...]
    titled: str = ""
    alone: str = ""

    def turn_of(self, entry: EntryView) -> str:
        """Whose turn the entry waits for, "" where the group has already said it."""
        return "" if entry.turn == self.turn else entry.turn


@dataclass(frozen=True, slots=True)
class ListView:
    """A page of questions, grouped by post.

    `summary` are the facts beside the title ("7 open, 3 partly answered", "4 channels"). `place`
    says which stretch of the list this is ("1–5 of 6"), "" when it is all. `coverage` says what has
    been read. Where nothing matched, `groups` is empty and `good_news` says so in a sentence: good
    news, unless something was searched for. `goes_on` says that there is more after this page,
    `unseen` what could not be in it since it was not read, `alone` that the rules alone have read
    any of it.
    """

    title: str
    summary: tuple[str, ...]
    groups: tuple[PostGroup, ...]
    good_news: str
    place: str
    coverage: str
    hints: tuple[Hint, ...]
    goes_on: bool = False
    unseen: str = ""
    alone: str = ""


@dataclass(frozen=True, slots=True)
class ReplyView:
    """A message that was weighed: who, when, the stretch that mattered, and what was made of it.

    `verdict` is its role in plain words ("answers it"), `why` the cues in words, strongest first.
    """

    author: str
    at: datetime
    when: str
    quote: str
    verdict: str
    why: tuple[str, ...]
    link: str | None


@dataclass(frozen=True, slots=True)
class WhyView:
    """A question in full, and every reason for where it stands.

    `kind` is its form and how sure it is that an answer is wanted. `counted` are the replies that
    led to the state, `not_counted` the others. `marks` are people's verdicts. `state_label` heads
    the reasons of the state ("Why partly answered"); `next_step` says what would change it.
    """

    entry: EntryView
    asked: str
    kind: str
    why_question: tuple[str, ...]
    state_label: str
    why_state: tuple[str, ...]
    counted: tuple[ReplyView, ...]
    not_counted: tuple[ReplyView, ...]
    marks: tuple[str, ...]
    whose_turn: str
    next_step: str
    hints: tuple[Hint, ...]


@dataclass(frozen=True, slots=True)
class Contest:
    """A later message that contests a claim."""

    author: str
    at: datetime
    when: str
    quote: str
    link: str | None


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim: its own clause, how firmly it is put, whom it credits, and who contests it.

    `certainty` is "" where it is put plainly, `attributed` where it credits nobody.
    """

    text: str
    author: str
    channel: str
    asserted_at: datetime
    age: str
    certainty: str
    attributed: str
    contested: tuple[Contest, ...]
    link: str | None
    record: ClaimRecord


@dataclass(frozen=True, slots=True)
class ClaimsView:
    """A page of claims. `empty` is the sentence to show where there are none; `goes_on` and
    `unseen` as in `ListView`.
    """

    title: str
    summary: tuple[str, ...]
    claims: tuple[ClaimView, ...]
    empty: str
    place: str
    goes_on: bool = False
    unseen: str = ""


@dataclass(frozen=True, slots=True)
class ThreadView:
    """The ledger of one thread: what is missing, what is settled, what was claimed.

    `rhetorical` are questions that want no answer; `unseen` and `alone` as in `ListView`.
    """

    title: str
    summary: tuple[str, ...]
    missing: tuple[PostGroup, ...]
    settled: tuple[PostGroup, ...]
    rhetorical: tuple[EntryView, ...]
    claims: tuple[ClaimView, ...]
    good_news: str
    hints: tuple[Hint, ...]
    unseen: str = ""
    alone: str = ""


@dataclass(frozen=True, slots=True)
class StatusView:
    """What the ledger holds, and what it has not seen."""

    title: str
    facts: tuple[Fact, ...]
    coverage: Coverage
    condition: Condition | None = None


class NoticeKind(StrEnum):
    """What a notice is about."""

    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One sentence: what was done, or what went wrong; then the remedy, or how to undo it."""

    kind: NoticeKind
    sentence: str
    remedy: str = ""
    hints: tuple[Hint, ...] = ()


View: TypeAlias = (
    ListView
    | WhyView
    | ClaimsView
    | ThreadView
    | StatusView
    | NoticeView
    | DigestView
    | SchedulesView
    | PrivacyView
    | ExportView
)
