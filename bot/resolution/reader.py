"""Reads the turns of a channel, each once and only as far as it is asked for."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from bot.model import MessageId, Turn
from bot.resolution.asked import SEVERAL, Agenda, agenda
from bot.resolution.course import Course, begun
from bot.resolution.pieces import Piece, pieces
from bot.resolution.sifting import worth_hearing
from bot.resolution.talk import Conversation
from bot.words import content_stems, language_of

ASIDES: Final = frozenset({"laughter", "bump"})
RHETORICAL: Final = 0.3
"""Below this probability that an answer is wanted a question is plain rhetoric."""
_TOO_MANY: Final = 2
"""From so many times the turns at hand on, others are forgotten."""
AROUND: Final = 8
"""How many turns after a post that asks around an offer is made to it."""


@dataclass(frozen=True)
class _Read:
    """One turn as read in a language, only as far as it is asked for."""

    turn: Turn
    language: str

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        return pieces(self.turn, self.language)

    @cached_property
    def topic(self) -> frozenset[str]:
        return frozenset[str]().union(*(piece.stems for piece in self.pieces))

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(content_stems(self.turn.message.text, self.language))

    @cached_property
    def worth_hearing(self) -> tuple[Piece, ...]:
        return worth_hearing(self.pieces)

    @cached_property
    def is_beside(self) -> bool:
        return bool(self.turn.questions) or any(piece.cues & ASIDES for piece in self.pieces)

    @cached_property
    def argues(self) -> bool:
        rhetoric = [q for _, q in self.turn.questions if q.genuine < RHETORICAL]
        return len(rhetoric) >= SEVERAL

    @cached_property
    def agenda(self) -> Agenda:
        return agenda(self.turn.questions, self.pieces)


class Readings:
    """What was read of a channel's turns, for when they are read again, as they are while its talk
    goes on, and the `talk` as it stood last. A message that is deleted or reworded is to be
    unlearnt there.
    """

    def __init__(self) -> None:
        self._read: dict[str, dict[MessageId, _Read]] = {}
        self._spoken: dict[MessageId, tuple[str, str]] = {}
        self._courses: dict[MessageId, Course] = {}
        self.talk = Conversation()

    def in_language(self, language: str) -> Callable[[Turn], _Read]:
        """How a turn is read in a language."""
        read = self._read.setdefault(language, {})

        def of(turn: Turn) -> _Read:
            id_ = turn.message.ref.message
            known = read.get(id_)
            if known is None or (known.turn is not turn and known.turn != turn):
                known = read[id_] = _Read(turn, language)
            return known

        return of

    def language_of(self, turn: Turn) -> str:
        text, language = self._spoken.get(turn.message.id, (None, ""))
        if text != turn.message.text:
            language = language_of(turn.message.text)
            self._spoken[turn.message.id] = turn.message.text, language
        return language

    def course(self, turn: Turn, post: int, agenda: Agenda) -> Course:
        """How far the talk about the turn at the position `post` was heard."""
        known = self._courses.get(turn.message.id)
        if known is None or known.post != post or known.turn != turn:
            known = self._courses[turn.message.id] = begun(turn, post, agenda)
        return known

    def unlearn(self, ids: Collection[MessageId]) -> None:
        """Forgets what these messages said, and what came of it."""
        for known in (*self._read.values(), self._spoken, self._courses):
            for id_ in ids:
                known.pop(id_, None)
        for course in self._courses.values():
            course.unlearn(ids)
        self.talk.unlearn(ids)

    def keep(self, turns: Sequence[Turn]) -> None:
        """Remembers these turns, and few others."""
        if sum(map(len, self._read.values())) < _TOO_MANY * len(turns):
            return
        ids = {turn.message.ref.message for turn in turns}
        self._courses = {id_: known for id_, known in self._courses.items() if id_ in ids}
        self._spoken = {id_: known for id_, known in self._spoken.items() if id_ in ids}
        for language, known in self._read.items():
            self._read[language] = {id_: read for id_, read in known.items() if id_ in ids}


class Reader:
    """The turns at their positions, read as being in one language: the `pieces` that each is made
    of, the words of its `topic`, and the `agenda` of what it asks.
    """

    def __init__(self, turns: Sequence[Turn], language: str, readings: Readings) -> None:
        of = readings.in_language(language)

        @cache
        def read(at: int) -> _Read:
            return of(turns[at])

        self._read = read

    def pieces(self, at: int) -> tuple[Piece, ...]:
        return self._read(at).pieces

    def worth_hearing(self, at: int, since: int = 0) -> Sequence[Piece]:
        """The pieces that may say something to a question, from that place in the text on."""
        read = self._read(at)
        if not since:
            return read.worth_hearing
        return worth_hearing([piece for piece in read.pieces if piece.span.start >= since])

    def is_beside(self, at: int) -> bool:
        """Whether it does something else than answer: it asks, laughs, or asks again."""
        return self._read(at).is_beside

    def argues(self, at: int) -> bool:
        """Whether it asks several things of nobody, as people do who take a stand."""
        return self._read(at).argues

    def topic(self, at: int) -> frozenset[str]:
        return self._read(at).topic

    def agenda(self, at: int) -> Agenda:
        return self._read(at).agenda

    def naming(self, post: int, strays: Iterable[int]) -> Iterator[int]:
        """Those whose words name the post without a link to it, or who offer what it asks around
        for.
        """
        asked, read = self.agenda(post), self._read
        stems, seeks = asked.stems, asked.seeks_offers
        for at in strays:
            words = read(at).words
            # Most have no word in common, which is the quickest to see.
            named = not stems.isdisjoint(words) and asked.is_named_by(words)
            if (named and self._names(at, post)) or (
                seeks and at - post <= AROUND and self._offers(at)
            ):
                yield at

    def may_name(self, at: int, post: int) -> bool:
        """Whether it shares enough words with all of the post, or offers anything: what names the
        post does, and this is told without reading what exactly was asked.
        """
        shared = self.topic(at) & self.topic(post)
        return len(shared) >= SEVERAL or (at - post <= AROUND and self._offers(at))

    def _names(self, at: int, post: int) -> bool:
        return any(self.agenda(post).is_named_by(piece.stems) for piece in self.pieces(at))

    def _offers(self, at: int) -> bool:
        return any("offers" in piece.cues for piece in self.pieces(at))


class Readers:
    """Readers of one channel's turns, each in the language of the post that it reads for."""

    def __init__(self, turns: Sequence[Turn], readings: Readings | None = None) -> None:
        known = Readings() if readings is None else readings

        @cache
        def reader(language: str) -> Reader:
            return Reader(turns, language, known)

        self._turns, self._known, self._reader = turns, known, reader

    def of(self, post: int) -> Reader:
        return self._reader(self._known.language_of(self._turns[post]))
