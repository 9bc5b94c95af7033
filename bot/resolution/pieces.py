"""What a message is made of when it is read as a reply: pieces, with their cues and topics."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from bot.model import Question, Span, Turn
from bot.resolution.lexicon import Hit, hits, light
from bot.words import content_stems

_BREAK: Final = re.compile(
    r"(?<=[.!?…])(?<!^\d\.)\s+|(?<=[。！？])|\n+|(?<=\S)[ \t]+(?=[(\[]?[1-9]\)\s)", re.MULTILINE
)
"""Between sentences, lines, and the points of a list; "2." belongs to what it counts."""
_QUOTE: Final = re.compile(r"[ \t]*>[ \t]?")
_LINK: Final = re.compile(r"https?://\S+")
DOUBTFUL: Final = 0.45
"""Asking back needs no more than this probability that an answer is wanted."""
SUBJECT_WORDS: Final = 4
SUBJECT_REACH: Final = 60
"""How many words, in so many code points, "on ..." reaches."""
_WORD: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+(?:['’.-][^\W_]+)*")


@dataclass(frozen=True)
class Piece:
    """A sentence of a reply, or a question in it, read as `language`.

    `quoted` is what it stands right under, in "> ..." style; pieces of one `paragraph` stay on
    their subject; `lead` is what leads into a question within its sentence. What the words say is
    only read where it is asked for: of most messages the topic is enough.
    """

    span: Span
    text: str
    language: str
    question: Question | None
    quoted: str
    paragraph: int
    lead: "Piece | None" = None

    @cached_property
    def hits(self) -> tuple[Hit, ...]:
        """Its cue phrases, by their place in the message."""
        shift = self.span.start
        return tuple(
            Hit(hit.cue, Span(hit.span.start + shift, hit.span.end + shift))
            for hit in hits(self.text, self.language)
        )

    @cached_property
    def cues(self) -> frozenset[str]:
        return frozenset(hit.cue for hit in self.hits)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Its topic words, with those of its lead."""
        own = frozenset(content_stems(self.text, self.language)) - light(self.language)
        return own if self.lead is None else own | self.lead.stems

    @cached_property
    def subject(self) -> frozenset[str]:
        """The topic words that it names outright: "on ...", "as to ...", "the ... question"."""
        own = frozenset(self._named()) - light(self.language)
        return own if self.lead is None else own | self.lead.subject

    @cached_property
    def size(self) -> int:
        """How many words it has."""
        return _words_in(self.text)

    @property
    def asks(self) -> bool:
        return self.question is not None

    @property
    def wants(self) -> bool:
        """Whether it asks and may well want an answer."""
        return self.question is not None and self.question.genuine >= DOUBTFUL

    @property
    def links(self) -> bool:
        return _LINK.search(self.text) is not None

    def words_of(self, span: Span) -> str:
        """The words at this stretch of the message, which lies in the piece."""
        return self.text[max(0, span.start - self.span.start) : span.end - self.span.start]

    def size_of(self, span: Span) -> int:
        """How many words stand in this stretch of the piece."""
        return _words_in(self.words_of(span))

    def _named(self) -> Iterator[str]:
        for hit in (hit for hit in self.hits if hit.cue == "regarding"):
            end = hit.span.end - self.span.start
            following = _WORD.findall(self.text, end, end + SUBJECT_REACH)[:SUBJECT_WORDS]
            yield from content_stems(
                f"{self.words_of(hit.span)} {' '.join(following)}", self.language
            )


def _words_in(said: str) -> int:
    return len(_WORD.findall(_LINK.sub(" ", said) if "://" in said else said))


def pieces(turn: Turn, language: str) -> tuple[Piece, ...]:
    """The pieces of a message, in order, quoted lines left out. Words are read as `language`."""
    text = turn.message.text
    found: list[Piece] = []
    quoted, quoting, paragraph = "", False, 0
    for span, question, fresh_line, blank in _stretches(turn):
        said = span.of(text)
        if fresh_line and (quote := _QUOTE.match(said)):
            paragraph += 1
            quoted = f"{quoted} {said[quote.end() :]}" if quoting else said[quote.end() :]
            quoting = True
        elif quoting and not fresh_line:
            quoted = f"{quoted} {said}"
        elif said.strip():
            if blank and not quoting:
                paragraph += 1
            quoting = False
            found.append(_piece(said, span, language, question, quoted, paragraph))
            quoted = ""
    return tuple(found)


def _stretches(turn: Turn) -> Iterator[tuple[Span, Question | None, bool, bool]]:
    """Where to cut: at the ends of sentences and lines and around questions.

    Gives the stretch, the question that it is, and whether it begins a line, and a paragraph.
    """
    text = turn.message.text
    breaks = {m.end(): m.group().count("\n") for m in _BREAK.finditer(text)}
    asked = {q.span.start: q for _, q in turn.questions}
    ends = {question.span.end for question in asked.values()}
    cuts: list[int] = []
    for point in sorted({0, len(text)} | asked.keys() | ends | breaks.keys()):
        if not cuts or cuts[-1] not in asked or point >= asked[cuts[-1]].span.end:
            cuts.append(point)
    for start, end in pairwise(cuts):
        newlines = breaks.get(start, 0) if start else 1
        yield Span(start, end), asked.get(start), newlines > 0, newlines > 1


def _piece(
    said: str, span: Span, language: str, question: Question | None, quoted: str, paragraph: int
) -> Piece:
    start = span.start + len(said) - len(said.lstrip())
    said = said.strip()
    return Piece(Span(start, start + len(said)), said, language, question, quoted, paragraph)
