"""Stage 4, acts: a clause -> question, request, claim or other.

Needs a reading and its clauses. Gives what each clause does, with the cues that said so: their
weights (log-odds, `rules/cues.toml`) are added up, and the sum decides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp

from bot.extraction.clauses import Clause
from bot.extraction.lexicon import Hit, weights
from bot.extraction.openings import Opening, opening_at
from bot.extraction.reading import Reading
from bot.extraction.tokens import Kind
from bot.model import Form, Reason, Span

LOOK: int = 3
"""Words before the opening of a question that may be names or talk ("well anna what is ...")."""
ASKING: int = 6
"""Words among which a verb of telling makes a question of a request ("can you explain")."""
WORTH: int = 4
"""Words from which on a fragment without a verb may be a statement."""


def probability(log_odds: float) -> float:
    """The logistic function, rounded: more digits than hand-set weights deserve none."""
    return round(1 / (1 + exp(-log_odds)), 3)


@dataclass(frozen=True, slots=True)
class Asked:
    """What makes a clause a question, or not: the reasons, their sum, and the form it would have."""

    score: float
    form: Form
    reasons: tuple[Reason, ...]


def asked(reading: Reading, clause: Clause) -> Asked:
    """How far the clause is a question: positive score, it is one."""
    table = weights("question")
    opening = _opening(reading, clause)
    hits = list(reading.within(clause.start, clause.end))
    reasons = tuple(
        Reason(cue, table[cue], span)
        for cue, span in _question_cues(reading, clause, opening, hits)
    )
    score = table["bias"] + sum(reason.weight for reason in reasons)
    return Asked(score, _form(reading, clause, opening, hits), reasons)


def _opening(reading: Reading, clause: Clause) -> Opening | None:
    """The opening of the clause, or one behind openers and a name ("ok anna what did you ...")."""
    words = reading.lexicon.words
    if not clause.may_ask:
        return None
    for at in range(clause.opens, min(clause.opens + LOOK, clause.end)):
        found = opening_at(reading, at)
        if found is not None and (at == clause.opens or _addresses(reading, found)):
            return found
        word = reading.words[at]
        if word in words.known and word not in words.opener:
            return None
    return None


def _addresses(reading: Reading, opening: Opening) -> bool:
    """Sure enough to be looked for behind a name: a question word, or "... you"."""
    if opening.cue == "polar-start":
        return reading.words[opening.start + 1] in reading.lexicon.words.addressee
    follows = reading.words[opening.end] if opening.end < len(reading.words) else ""
    return opening.sure or follows in reading.lexicon.words.addressee


def _question_cues(
    reading: Reading, clause: Clause, opening: Opening | None, hits: Sequence[Hit]
) -> Iterator[tuple[str, Span]]:
    if clause.asked:
        end = reading.sentence.end
        yield "ends-in-question-mark", Span(max(end - 1, 0), end)
    if opening is not None and not _is_relative(reading, clause, opening):
        yield opening.cue, reading.word_span(opening.start, opening.end)
    for cue in ("indirect-question", "question-ending"):
        found = next((hit for hit in hits if hit.cue == cue and _counts(reading, hit)), None)
        if found is not None and (opening is None or opening.cue != cue):
            yield cue, reading.word_span(found.start, found.end)
    yield from _doubts(reading, clause, opening, hits)


def _doubts(
    reading: Reading, clause: Clause, opening: Opening | None, hits: Sequence[Hit]
) -> Iterator[tuple[str, Span]]:
    """What speaks against a question."""
    cues = {hit.cue: hit for hit in reversed(hits)}
    span = reading.word_span(clause.start, clause.end)
    if opening is not None and opening.cue == "wh-start" and not opening.sure:
        if "free-relative" in cues:
            yield (
                "free-relative",
                reading.word_span(cues["free-relative"].start, cues["free-relative"].end),
            )
    if not clause.asked and ("exclaims" in cues or _only_exclaims(reading, opening)):
        yield "exclaims", span
    if "heading" in cues and _is_heading(reading, clause):
        yield "heading", span
    sure = opening is not None and opening.sure and opening.cue != "polar-start"
    if reading.sentence.states and not sure and reading.tokens[0].kind is not Kind.CJK:
        end = reading.sentence.end
        yield "ends-in-full-stop", Span(end - 1, end)
    if clause.asked and reading.sentence.bracketed and opening is None:
        yield "bracketed-aside", span


def _only_exclaims(reading: Reading, opening: Opening | None) -> bool:
    return reading.sentence.exclaims and opening is not None and not opening.sure


def _is_relative(reading: Reading, clause: Clause, opening: Opening) -> bool:
    """ "..., which is late": not at the start of the sentence, and not inverted."""
    words = reading.lexicon.words
    inside = not clause.first and reading.words[clause.start] in words.relative
    return inside and not opening.sure and not clause.asked


def _is_heading(reading: Reading, clause: Clause) -> bool:
    first = reading.sentence.tokens[0]
    return not reading.sentence.mark and clause.start == 0 and first.word[:1] == "#"


def _counts(reading: Reading, hit: Hit) -> bool:
    """A tag makes a question of what is before it only after a comma ("..., right")."""
    if hit.cue != "question-ending" or reading.tokens[hit.start].kind is Kind.CJK:
        return True
    denies = reading.words[hit.start] in reading.lexicon.words.negative
    return hit.start > 0 and (denies or reading.gaps[hit.start] is not None)


def _form(reading: Reading, clause: Clause, opening: Opening | None, hits: Sequence[Hit]) -> Form:
    ending = next((h for h in hits if h.cue == "question-ending" and _counts(reading, h)), None)
    if opening is None:
        if any(hit.cue == "indirect-question" for hit in hits):
            return Form.INDIRECT
        return Form.DECLARATIVE if ending is None else Form.TAG
    alternatives = reading.lexicon.words.alternative
    inner = reading.words[clause.start + 1 : clause.end]
    if opening.form is not Form.INDIRECT and not alternatives.isdisjoint(inner):
        return Form.CHOICE
    return opening.form


def requested(reading: Reading, clause: Clause) -> Reason | None:
    """Why the clause asks for an action, None where it does not ask for one."""
    words = reading.lexicon.words
    if not words.telling.isdisjoint(reading.words[clause.start : clause.start + ASKING]):
        return None
    opening = _opening(reading, clause)
    starts = {clause.start, opening.start if opening else clause.start}
    for start in starts:
        for hit in reading.within(start, clause.end):
            if hit.cue == "asks-for-action" or (hit.cue == "asks-you" and not clause.asked):
                return _asks_for_action(reading, hit.start, hit.end)
    return None


def ordered(reading: Reading, clause: Clause) -> Reason | None:
    """Why the clause tells somebody to do something, None where it does not."""
    if reading.words[clause.start] in reading.lexicon.words.imperative:
        return _asks_for_action(reading, clause.start, clause.start + 1)
    return None


def _asks_for_action(reading: Reading, start: int, end: int) -> Reason:
    weight = weights("request")["asks-for-action"]
    return Reason("asks-for-action", weight, reading.word_span(start, end))
