"""Stage 6, context and dependence: what must be read before a question.

Needs the acts of a message with the clauses that they come from. Gives, for each question, the one
that it presupposes ("if so, ...") and the earlier acts without which it cannot be understood: of
its own paragraph first, nearest last.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from bot.extraction.clauses import Clause
from bot.extraction.lexicon import weights
from bot.extraction.reading import Reading
from bot.model import Act, Claim, Question, Reason

REACH: Final = 40
"""Earlier acts among which the context of a question is looked for."""
CHAIN: Final = 2
"""Acts that are given at most: one that points back itself needs the one before it."""
SUBJECT: Final = 6
"""Words from the opening on among which a pronoun is the subject."""
SHORT: Final = 4
"""Words up to which a question without a verb leaves out what was just said."""


_SAID: Final = (Claim, Question)


class Placed(NamedTuple):
    """An act, with the clause that it was read from."""

    act: Act
    reading: Reading
    clause: Clause

    @property
    def paragraph(self) -> int:
        return self.reading.sentence.paragraph

    @property
    def says_something(self) -> bool:
        """It can be what a later question points to."""
        return isinstance(self.act, _SAID) and not self.reading.sentence.bracketed


def with_context(placed: Sequence[Placed]) -> tuple[Act, ...]:
    """The acts, each question with what it depends on and what must be read before it."""
    if not any(isinstance(one.act, Question) for one in placed):
        return tuple(one.act for one in placed)
    back = [_points_back(one) if isinstance(one.act, _SAID) else None for one in placed]
    return tuple(
        _understood(placed, i, back) if isinstance(one.act, Question) else one.act
        for i, one in enumerate(placed)
    )


def _understood(placed: Sequence[Placed], at: int, back: Sequence[Reason | None]) -> Question:
    question = placed[at].act
    assert isinstance(question, Question)  # noqa: S101  # the caller asks only for these
    reason = back[at]
    if reason is None or not at:
        return question
    presupposes = reason.cue == "if-so"
    depends_on = _nearest(placed, at, questions_only=True) if presupposes else None
    context = _chain(placed, at, back) if depends_on is None else (depends_on,)
    reasons = (*question.reasons, reason)
    return replace(question, depends_on=depends_on, context=context, reasons=reasons)


def _chain(placed: Sequence[Placed], at: int, back: Sequence[Reason | None]) -> tuple[int, ...]:
    """What the question points to, and what that points to, oldest first."""
    found: list[int] = []
    while len(found) < CHAIN:
        before = _nearest(placed, at)
        if before is None:
            break
        found.append(before)
        if back[before] is None:
            break
        at = before
    return tuple(reversed(found))


def _nearest(placed: Sequence[Placed], at: int, *, questions_only: bool = False) -> int | None:
    """The nearest earlier act that says something: in the same paragraph, else before.

    Another entry of the same list is not what an entry points to.
    """
    own = placed[at].reading.sentence
    elsewhere: int | None = None
    for i in range(at - 1, max(at - 1 - REACH, -1), -1):
        one = placed[i]
        if not one.says_something or (questions_only and not isinstance(one.act, Question)):
            continue
        if one.paragraph == own.paragraph:
            return i
        if elsewhere is None and not (own.listed and one.reading.sentence.listed):
            elsewhere = i
    return elsewhere


def _points_back(placed: Placed) -> Reason | None:
    """Why the act cannot be understood alone, None where it can."""
    table = weights("context")
    reading, clause = placed.reading, placed.clause
    for hit in clause.hits:
        if hit.cue in table:
            return Reason(hit.cue, table[hit.cue], reading.word_span(hit.start, hit.end))
    pronoun = _pronoun(reading, clause)
    if pronoun is not None:
        return Reason("refers-back", table["refers-back"], reading.word_span(pronoun, pronoun + 1))
    if _leaves_out(reading, clause):
        span = reading.word_span(clause.start, clause.end)
        return Reason("elliptic", table["elliptic"], span)
    return None


def _pronoun(reading: Reading, clause: Clause) -> int | None:
    """The word by which the clause points back, if it does so near its subject."""
    words, text = reading.lexicon.words, reading.words
    for i in range(clause.start, min(clause.opens + SUBJECT, clause.end)):
        expletive = i + 1 < clause.end and text[i + 1] in words.expletive
        if text[i] in words.anaphor and not expletive and not _joins(reading, clause, i):
            return i
    return None


def _joins(reading: Reading, clause: Clause, at: int) -> bool:
    """A conjunction, not a pronoun: "do you think that the ..."."""
    words, text = reading.lexicon.words, reading.words
    if text[at] not in words.complementizer or at == clause.start:
        return False
    before = text[at - 1]
    return before not in words.auxiliary and before not in words.preposition


def _leaves_out(reading: Reading, clause: Clause) -> bool:
    words = reading.words[clause.start : clause.end]
    return len(words) <= SHORT and reading.lexicon.words.verb.isdisjoint(words)
