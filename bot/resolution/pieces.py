"""What a message is made of when it is read as a reply: pieces, with their cues and topics."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bot.model import Question, Span, Turn
from bot.resolution.lexicon import Hit, hits, light
from bot.words import content_stems

_BREAK: Final = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\n+")
_QUOTE: Final = re.compile(r"[ \t]*>[ \t]?")
_LINK: Final = re.compile(r"https?://\S+")
DOUBTFUL: Final = 0.3
"""Asking back needs no more than this probability that an answer is wanted."""
SUBJECT_WORDS: Final = 4
SUBJECT_REACH: Final = 60
"""How many words, in so many code points, "on ..." reaches."""
_WORD: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+(?:['’.-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of a reply, or a question in it.

    `stems` are its topic words, `subject` those that it names outright ("on the naming question,
    ..."); `size` counts its words; `quoted` is what it stands right under,
    in "> ..." style; pieces of one `paragraph` stay on their subject.
    """

    span: Span
    text: str
    hits: tuple[Hit, ...]
    cues: frozenset[str]
    stems: frozenset[str]
    size: int
    subject: frozenset[str]
    question: Question | None
    quoted: str
    paragraph: int

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
        return len(_WORD.findall(_LINK.sub(" ", self.words_of(span))))


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
    shift = span.start + len(said) - len(said.lstrip())
    said = said.strip()
    found = hits(said, language)
    return Piece(
        span=Span(shift, shift + len(said)),
        text=said,
        hits=tuple(Hit(h.cue, Span(h.span.start + shift, h.span.end + shift)) for h in found),
        cues=frozenset(hit.cue for hit in found),
        stems=frozenset(content_stems(said, language)) - light(language),
        size=len(_WORD.findall(_LINK.sub(" ", said))),
        subject=_subject(said, found, language),
        question=question,
        quoted=quoted,
        paragraph=paragraph,
    )


def _subject(said: str, found: Sequence[Hit], language: str) -> frozenset[str]:
    """The topic words in and right after "on ...", "as to ...", "the ... question"."""
    stems: list[str] = []
    for hit in (hit for hit in found if hit.cue == "regarding"):
        following = _WORD.findall(said, hit.span.end, hit.span.end + SUBJECT_REACH)[:SUBJECT_WORDS]
        stems += content_stems(
            f"{said[hit.span.start : hit.span.end]} {' '.join(following)}", language
        )
    return frozenset(stems) - light(language)
