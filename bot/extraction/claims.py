"""Stage 4, claims: how firmly a claim is put, and to whom it is attributed."""

from bot.extraction.clauses import Clause
from bot.extraction.lexicon import Hit, weights
from bot.extraction.reading import Reading
from bot.model import Certainty, Reason, Span

_SAYS = "reports-speech"
_GENERALLY = "said-in-general"


def certainty(reading: Reading, clause: Clause) -> tuple[Certainty, tuple[Reason, ...]]:
    """Hedged where hedges are not outnumbered by boosters, strong where only boosters are."""
    table = weights("certainty")
    reasons = tuple(
        Reason(hit.cue, table[hit.cue], reading.word_span(hit.start, hit.end))
        for hit in reading.within(clause.start, clause.end)
        if hit.cue in table
    )
    total = sum(reason.weight for reason in reasons)
    if not reasons or total > 0:
        return (Certainty.STRONG if reasons else Certainty.PLAIN), reasons
    return Certainty.HEDGED, reasons


def source(reading: Reading, clause: Clause, text: str) -> tuple[str, Reason] | None:
    """Whom the claim names as its source, as written, with the reason; None where it is nobody."""
    for hit in reading.within(clause.start, clause.end):
        if hit.cue in (_SAYS, _GENERALLY):
            span = _named(reading, hit)
            return span.of(text), Reason(hit.cue, weights("claim")[hit.cue], span)
    return None


def _named(reading: Reading, hit: Hit) -> Span:
    """ "you" of "you mention", "the authors" of "the authors state", all of "it is often said"."""
    if hit.cue == _GENERALLY:
        return reading.word_span(hit.start, hit.end)
    pair = reading.words[hit.start] in reading.lexicon.words.determiner
    return reading.word_span(hit.start, min(hit.start + 1 + pair, hit.end))
