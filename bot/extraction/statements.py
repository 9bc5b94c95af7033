"""Stage 4, acts: what a clause does that asks nothing: request, claim or other.

Needs a reading and one of its clauses. Gives the act with its reasons; for a claim also how firmly
it is put and whom it names as its source.
"""

from collections.abc import Iterator
from typing import Final

from bot.extraction.clauses import Clause
from bot.extraction.lexicon import Hit, probability, weights
from bot.extraction.questions import Asked
from bot.extraction.reading import Reading
from bot.extraction.tokens import Kind
from bot.model import Certainty, Claim, Form, Other, Reason, Request, Span

ASKING: Final = 6
"""Words among which a verb of telling makes a question of a request ("can you explain ...")."""
NAME: Final = 1
"""Words of a name that may stand before the pronoun of a statement."""
WORTH: Final = 4
"""Words from which on a fragment without a verb may be a statement."""


def requested(reading: Reading, clause: Clause, question: Asked) -> Reason | None:
    """Why the clause asks for an action, as a question may; None where it does not."""
    if not reading.hits or question.form in (Form.WH, Form.INDIRECT):
        return None
    first = reading.words[clause.start : clause.start + ASKING]
    if not reading.lexicon.words.telling.isdisjoint(first):
        return None
    opening = question.opening
    starts = {clause.start, clause.start if opening is None else opening.start}
    for start in sorted(starts):
        for hit in reading.within(start, clause.end):
            if hit.cue == "asks-for-action" or (hit.cue == "asks-you" and not clause.asked):
                return _reason("request", hit.cue, reading.word_span(hit.start, hit.end))
    return None


def stated(reading: Reading, clause: Clause, text: str) -> Claim | Request | Other:
    """What a clause does that is no question."""
    span = reading.span(clause.lead, clause.end)
    if _is_order(reading, clause):
        first = reading.word_span(clause.start, clause.start + 1)
        return request(span, _reason("request", "asks-for-action", first))
    talk = _talk(clause)
    if talk is not None:
        return _other(span, talk.cue, reading.word_span(talk.start, talk.end))
    labels = clause.end < len(reading.words) and reading.gaps[clause.end] is Kind.COLON
    has_verb = _has_verb(reading, clause)
    finished = reading.sentence.states or reading.tokens[0].capital or clause.asked
    little = clause.end - clause.start < WORTH or labels or not finished
    if (little and not has_verb) or _only_nods(reading, clause):
        return _other(span, "too-little", span)
    return _claim(reading, clause, span, "states" if has_verb else "fragment", text)


def _talk(clause: Clause) -> Hit | None:
    """What says that nothing is claimed. "I met anyone" bumps no question."""
    table = weights("other")
    for hit in clause.hits:
        if hit.cue in table and (hit.cue != "bumps" or clause.asked or hit.start == clause.start):
            return hit
    return None


def _is_order(reading: Reading, clause: Clause) -> bool:
    """Opens like an order ("open the lid"), not like a thing ("open book is allowed")."""
    words, said = reading.lexicon.words, reading.words[clause.start : clause.end]
    thing = len(said) > 2 and said[2] in words.auxiliary and said[1] not in words.subject
    return said[0] in words.imperative and not thing


def _only_nods(reading: Reading, clause: Clause) -> bool:
    """Pronoun and auxiliary, which say nothing by themselves: "they do", "you're not"."""
    words, said = reading.lexicon.words, reading.words[clause.start : clause.end]
    nods = (words.pronoun, words.auxiliary, words.negation)
    return len(said) < WORTH and all(any(word in kind for kind in nods) for word in said)


def _has_verb(reading: Reading, clause: Clause) -> bool:
    """A verb is known, or a pronoun, behind a name perhaps, is followed by what must be one."""
    words, said = reading.lexicon.words, reading.words[clause.start : clause.end]
    spoken = not words.pronoun.isdisjoint(said[: min(NAME + 1, len(said) - 1)])
    return spoken or not words.verb.isdisjoint(said)


def request(span: Span, reason: Reason) -> Request:
    """A request that rests on one reason."""
    return Request(span=span, score=probability(reason.weight), reasons=(reason,))


def _other(span: Span, cue: str, where: Span) -> Other:
    reason = _reason("other", cue, where)
    return Other(span=span, score=probability(reason.weight), reasons=(reason,))


def _claim(reading: Reading, clause: Clause, span: Span, cue: str, text: str) -> Claim:
    said = next(
        (hit for hit in clause.hits if hit.cue in ("reports-speech", "said-in-general")), None
    )
    sources = () if said is None else (_reason("claim", said.cue, _source(reading, said)),)
    grounds = (_reason("claim", cue, span), *sources)
    firmness = tuple(_firmness(reading, clause))
    return Claim(
        span=span,
        score=probability(sum(reason.weight for reason in grounds)),
        reasons=grounds + firmness,
        certainty=_certainty(firmness),
        attributed_to=None if said is None else _source(reading, said).of(text),
    )


def _firmness(reading: Reading, clause: Clause) -> Iterator[Reason]:
    """The hedges and boosters of a claim. One that is put as a question is tentative."""
    if clause.asked:
        whole = reading.word_span(clause.start, clause.end)
        yield _reason("certainty", "tentative-aside", whole)
    for hit in clause.hits:
        if hit.cue in weights("certainty"):
            yield _reason("certainty", hit.cue, reading.word_span(hit.start, hit.end))


def _certainty(firmness: tuple[Reason, ...]) -> Certainty:
    """Hedged unless boosters outnumber the hedges."""
    if not firmness:
        return Certainty.PLAIN
    total = sum(reason.weight for reason in firmness)
    return Certainty.STRONG if total > 0 else Certainty.HEDGED


def _source(reading: Reading, hit: Hit) -> Span:
    """Whom a claim names: "you" of "you mention", "the authors", all of "it is often said"."""
    if hit.cue == "said-in-general":
        return reading.word_span(hit.start, hit.end)
    pair = reading.words[hit.start] in reading.lexicon.words.determiner
    return reading.word_span(hit.start, min(hit.start + 1 + pair, hit.end))


def _reason(decision: str, cue: str, span: Span) -> Reason:
    return Reason(cue, weights(decision)[cue], span)
