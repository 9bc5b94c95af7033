"""The stages in their order."""

from collections.abc import Sequence
from typing import Final

from bot.extraction.acts import WORTH, asked, ordered, probability, requested
from bot.extraction.claims import certainty, source
from bot.extraction.clauses import Clause, clauses_of
from bot.extraction.context import Placed, with_context
from bot.extraction.genuineness import Surroundings, genuineness
from bot.extraction.lexicon import lexicon, weights
from bot.extraction.reading import Reading, read
from bot.extraction.sentences import sentences_of
from bot.extraction.tokens import tokens_of
from bot.model import Act, Claim, Other, Question, Reason, Request, Span
from bot.words import language_of

RULES_VERSION: Final = "1"
"""Changes whenever the same text may be split in another way."""


def extract(text: str, *, language: str | None = None) -> tuple[Act, ...]:
    """The acts of a message: sorted by start, without overlaps, within the text.

    `language` (ISO 639-1, one of `bot.words.LANGUAGES`) is told from the text where it is None.
    """
    cues = lexicon(language or language_of(text))
    readings = [read(sentence, cues) for sentence in sentences_of(tokens_of(text), text)]
    acts: list[Placed] = []
    heat = _heat(readings)
    for i, reading in enumerate(readings):
        following = readings[i + 1] if i + 1 < len(readings) else None
        for clause in clauses_of(reading):
            act = _act(reading, clause, Surroundings(following, len(readings) == 1, heat), text)
            acts.append(Placed(act, reading, clause))
    if not acts and text:
        return (Other(span=Span(0, len(text)), reasons=(Reason("no-words", 1.0),)),)
    return with_context(acts)


def _heat(readings: Sequence[Reading]) -> float:
    """The share of words of debate among all words."""
    total = sum(len(reading.words) for reading in readings)
    loaded = sum(w in reading.lexicon.words.loaded for reading in readings for w in reading.words)
    return loaded / total if total else 0.0


def _act(
    reading: Reading, clause: Clause, around: Surroundings, text: str
) -> Act:
    span = reading.span(clause.start, clause.end)
    request = requested(reading, clause)
    question = asked(reading, clause)
    if request is not None and question.form.value not in ("wh", "indirect"):
        return Request(span=span, score=0.9, reasons=(request,))
    if question.score >= 0:
        genuine, why = genuineness(reading, clause, question, around)
        return Question(
            span=span,
            score=probability(question.score),
            reasons=question.reasons + why,
            form=question.form,
            genuine=genuine,
        )
    order = ordered(reading, clause)
    if order is not None:
        return Request(span=span, score=0.9, reasons=(order,))
    return _statement(reading, clause, reading.span(clause.lead, clause.end), text)


def _statement(reading: Reading, clause: Clause, span: Span, text: str) -> Act:
    hits = {hit.cue for hit in reading.within(clause.start, clause.end)}
    for cue in weights("other"):
        if cue in hits:
            return Other(span=span, score=0.8, reasons=(Reason(cue, weights("other")[cue], span),))
    words = reading.words[clause.start : clause.end]
    verb = any(w in reading.lexicon.words.verb for w in words)
    if not verb and len(words) < WORTH:
        return Other(span=span, score=0.8, reasons=(Reason("too-little", 1.0, span),))
    level, why = certainty(reading, clause)
    named = source(reading, clause, text)
    return Claim(
        span=span,
        score=0.8,
        reasons=(Reason("states", 1.5, span), *why),
        certainty=level,
        attributed_to=named[0] if named else None,
    )
