"""What speaks against a question, however it opens and ends.

Needs a reading, one of its clauses, its opening and the cues that count in it. Gives cues with the
words that they stand on.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.extraction.clauses import Clause
from bot.extraction.lexicon import Hit
from bot.extraction.openings import Opening
from bot.extraction.reading import Reading
from bot.extraction.tokens import Kind
from bot.model import Span

BUMPS: Final = frozenset({"bumps", "bumps-alone"})


def doubts(
    reading: Reading, clause: Clause, opening: Opening | None, hits: Sequence[Hit]
) -> Iterator[tuple[str, Span]]:
    """The cues against a question, with the words that they stand on."""
    cues = {hit.cue for hit in hits}
    sure = opening is not None and opening.sure
    if reading.sentence.states and not sure:
        yield "ends-in-full-stop", reading.sign
    found = (
        *_outcry(reading, clause, cues, sure=sure),
        *_setting(reading, clause, opening, cues),
        *_talk(reading, clause, hits),
    )
    for cue in dict.fromkeys(found):
        yield cue, reading.word_span(clause.start, clause.end)


def _outcry(reading: Reading, clause: Clause, cues: set[str], *, sure: bool) -> Iterator[str]:
    """What only has the words of a question: relative clauses, exclamations."""
    if "free-relative" in cues and not sure:
        yield "free-relative"
    if not clause.asked and ("exclaims" in cues or (reading.sentence.exclaims and not sure)):
        yield "exclaims"


def _setting(
    reading: Reading, clause: Clause, opening: Opening | None, cues: set[str]
) -> Iterator[str]:
    """What stands where nothing is asked: titles, labels, asides."""
    sentence = reading.sentence
    if not sentence.mark and (sentence.heading or _is_title(reading, clause, cues)):
        yield "heading"
    labels = clause.end < len(reading.words) and reading.gaps[clause.end] is Kind.COLON
    if labels or _is_condition(reading, clause):
        yield "introduces"
    if clause.asked and sentence.bracketed and opening is None:
        yield "bracketed-aside"


def _is_condition(reading: Reading, clause: Clause) -> bool:
    """Its order is that of a condition: "should you need more, write to me"."""
    supposes = reading.words[clause.start] in reading.lexicon.words.supposing
    leads_in = Kind.COMMA in reading.gaps[clause.start + 2 : clause.end + 1]
    return supposes and leads_in and not reading.sentence.asks


def _is_title(reading: Reading, clause: Clause, cues: set[str]) -> bool:
    """With a capital and without an end: "How to ..."."""
    return "heading" in cues and clause.first and reading.tokens[clause.start].capital


def _talk(reading: Reading, clause: Clause, hits: Sequence[Hit]) -> Iterator[str]:
    """What only talks about a question: bumps, offers, somebody else's."""
    for hit in hits:
        if hit.cue in ("joins-in", "offers-help"):
            yield hit.cue
        elif hit.cue in BUMPS:
            yield "bumps"
        elif hit.cue == "doubts-if" and _is_caveat(reading, clause):
            yield "caveat"
        elif hit.cue == "does-not-know" and _is_told(clause, hit, hits):
            yield hit.cue


def _is_told(clause: Clause, hit: Hit, hits: Sequence[Hit]) -> bool:
    """What is asked is only named: "why not the old one | I can't tell"."""
    doubts_itself = any(other.cue == "indirect-question" for other in hits)
    return hit.start > clause.start and not clause.asked and not doubts_itself


def _is_caveat(reading: Reading, clause: Clause) -> bool:
    """It limits what was said before: "try the old one, but | not sure if it fits"."""
    before = reading.words[max(clause.start - 1, 0)]
    limits = not reading.sentence.asks and before in reading.lexicon.words.contrast
    return reading.sentence.states or limits
