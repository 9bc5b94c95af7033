"""Stage 4, acts: how far a clause is a question.

Needs a reading and one of its clauses. Gives the form that the question would have and the cues
for and against it: their weights (log-odds, `rules/cues.toml`) are added up, and from zero on it
is one.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from bot.extraction.clausal import is_clausal
from bot.extraction.clauses import Clause
from bot.extraction.doubts import BUMPS, doubts
from bot.extraction.lexicon import Hit, weights
from bot.extraction.openings import Opening
from bot.extraction.reading import Reading
from bot.extraction.tokens import Kind
from bot.model import Form, Reason, Span

CHECKED: Final = 4
"""Words beyond which a statement may be put to the reader by a bare "right"."""
_ASKING: Final = ("indirect-question", "question-ending")
"""The cues inside a clause by which it may be a question, however it opens and ends."""


class Asked(NamedTuple):
    """How far a clause is a question: the reasons, their sum, the form that it would have."""

    score: float
    form: Form
    reasons: tuple[Reason, ...]
    opening: Opening | None


def asked(reading: Reading, clause: Clause, *, alone: bool) -> Asked:
    """How far the clause is a question: from a score of zero on it is one.

    `alone` tells that its message has no other sentence.
    """
    table = weights("question")
    opening = _opening(reading, clause)
    hits = [hit for hit in clause.hits if _counts(reading, clause, hit, alone=alone)]
    if opening is None and not clause.asked and not any(hit.cue in _ASKING for hit in hits):
        return Asked(table["bias"], Form.DECLARATIVE, (), None)
    cues = (
        *_signs(reading, clause, opening, hits),
        *doubts(reading, clause, opening, hits),
    )
    reasons = tuple(Reason(cue, table[cue], span) for cue, span in cues)
    score = table["bias"] + sum(reason.weight for reason in reasons)
    return Asked(score, _form(reading, clause, opening, hits), reasons, opening)


def _opening(reading: Reading, clause: Clause) -> Opening | None:
    """What makes the clause look like a question, unless it is a relative clause."""
    found = clause.opening if clause.may_ask else None
    return None if found is None or _is_relative(reading, clause, found) else found


def _is_relative(reading: Reading, clause: Clause, opening: Opening) -> bool:
    """A relative clause, "..., which is late": not first in its sentence, and not inverted."""
    relative = reading.words[clause.start] in reading.lexicon.words.relative
    inside = not clause.first or reading.sentence.bracketed
    return relative and inside and not clause.asked and not opening.sure


def _counts(reading: Reading, clause: Clause, hit: Hit, *, alone: bool) -> bool:
    """Whether a cue counts here."""
    if hit.cue in BUMPS:
        return _is_bump(clause, hit, alone=alone)
    spaced = reading.tokens[hit.start].kind is not Kind.CJK
    return hit.cue != "question-ending" or not spaced or _is_tag(reading, clause, hit)


def _is_tag(reading: Reading, clause: Clause, hit: Hit) -> bool:
    """It makes a question of what is before it: after a comma ("..., right"), or as "huh" does.

    A single word that a full stop follows, or that answers a condition, asks nothing: "so, yes."
    """
    words, first = reading.lexicon.words, reading.words[hit.start]
    if hit.start == clause.start:
        return False
    if first in words.negative:
        return True
    if first in words.particle:
        return hit.start > clause.start + 1
    if reading.gaps[hit.start] is None:
        return _checks(reading, clause, hit)
    conditional = reading.words[clause.start] in words.condition and not clause.asked
    answers = reading.sentence.states or conditional
    single = hit.end == hit.start + 1
    return not (single and answers)


def _checks(reading: Reading, clause: Clause, hit: Hit) -> bool:
    """A "right" that only seeks assent to a whole statement, and is no part of it: "turn right"."""
    words, before = reading.lexicon.words, reading.words[hit.start - 1]
    holds = (words.verb, words.determiner, words.preposition, words.pronoun, words.negation)
    seeks = reading.words[hit.start] in words.assent and not reading.sentence.states
    whole = hit.start - clause.start > CHECKED and is_clausal(reading, clause.start)
    return seeks and whole and not any(before in kind for kind in holds)


def _is_bump(clause: Clause, hit: Hit, *, alone: bool) -> bool:
    """It asks nothing itself: it is all that is said, or it begins where an opening would."""
    if hit.cue == "bumps-alone":
        return alone
    return clause.opening is None or hit.start == clause.start


def _signs(
    reading: Reading, clause: Clause, opening: Opening | None, hits: Sequence[Hit]
) -> Iterator[tuple[str, Span]]:
    """What speaks for a question."""
    if clause.asked:
        yield "ends-in-question-mark", reading.sign
    if opening is not None:
        yield opening.cue, reading.word_span(opening.start, opening.end)
    told = {opening.cue} if opening is not None else set[str]()
    for hit in hits:
        if hit.cue in _ASKING and hit.cue not in told:
            told.add(hit.cue)
            yield hit.cue, reading.word_span(hit.start, hit.end)


def _form(reading: Reading, clause: Clause, opening: Opening | None, hits: Sequence[Hit]) -> Form:
    cues = {hit.cue for hit in hits}
    if "indirect-question" in cues and not (opening and opening.sure):
        return Form.INDIRECT
    if opening is None:
        return _form_by_ending(reading, clause, cues)
    alternatives = reading.lexicon.words.alternative
    inner = reading.words[clause.start + 1 : clause.end]
    if opening.form is not Form.INDIRECT and not alternatives.isdisjoint(inner):
        return Form.CHOICE
    return opening.form


def _form_by_ending(reading: Reading, clause: Clause, cues: set[str]) -> Form:
    """A tag in English; in Japanese every question is told by its ending."""
    if "question-ending" not in cues:
        return Form.DECLARATIVE
    if reading.tokens[clause.end - 1].kind is not Kind.CJK:
        return Form.TAG
    return Form.WH if "asks-inside" in cues else Form.POLAR
