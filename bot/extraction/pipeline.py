"""The stages in their order."""

from collections.abc import Sequence
from typing import Final

from bot.extraction.clauses import Clause, clauses_of
from bot.extraction.context import Placed, with_context
from bot.extraction.genuineness import Surroundings, genuineness
from bot.extraction.lexicon import Lexicon, lexicon, probability, weights
from bot.extraction.questions import asked
from bot.extraction.reading import Reading, read
from bot.extraction.sentences import sentences_of
from bot.extraction.statements import request, requested, stated
from bot.extraction.tokens import tokens_of
from bot.model import Act, Other, Question, Reason, Span
from bot.words import language_of

RULES_VERSION: Final = "1"
"""Changes whenever the same text may be split in another way."""


def extract(text: str, *, language: str | None = None) -> tuple[Act, ...]:
    """The acts of a message: sorted by start, without overlaps, within the text.

    `language` (ISO 639-1, one of `bot.words.LANGUAGES`) is told from the text where it is None.
    """
    rules = lexicon(language or language_of(text))
    readings = _readings(text, rules)
    heat, debate = (_share(readings, w) for w in (rules.words.loaded, rules.words.debated))
    placed: list[Placed] = []
    for i, reading in enumerate(readings):
        following = readings[i + 1] if i + 1 < len(readings) else None
        alone = len(readings) == 1
        around = Surroundings(following, alone=alone, heat=heat, debate=debate)
        placed.extend(
            Placed(_act(reading, clause, around, text), reading, clause)
            for clause in clauses_of(reading)
        )
    return with_context(placed) or _wordless(text)


def _readings(text: str, words: Lexicon) -> list[Reading]:
    sentences = sentences_of(tokens_of(text), text, words.words.abbreviation)
    return [reading for sentence in sentences if (reading := read(sentence, words)).words]


def _act(reading: Reading, clause: Clause, around: Surroundings, text: str) -> Act:
    question = asked(reading, clause)
    action = requested(reading, clause, question)
    span = reading.span(clause.start, clause.end)
    if action is not None:
        return request(span, action)
    if question.score < 0:
        return stated(reading, clause, text)
    genuine, why = genuineness(reading, clause, question, around)
    return Question(
        span=span,
        score=probability(question.score),
        reasons=question.reasons + why,
        form=question.form,
        genuine=genuine,
    )


def _share(readings: Sequence[Reading], words: frozenset[str]) -> float:
    """How many of all words are among `words`, as a share."""
    total = sum(len(reading.words) for reading in readings)
    found = sum(sum(map(words.__contains__, reading.words)) for reading in readings)
    return found / total if total else 0.0


def _wordless(text: str) -> tuple[Act, ...]:
    """Emoji, a quotation or a code block and nothing else is one `Other`; no text is no act."""
    reason = Reason("no-words", weights("other")["no-words"])
    whole = Other(span=Span(0, len(text)), score=probability(reason.weight), reasons=(reason,))
    return (whole,) if text else ()
