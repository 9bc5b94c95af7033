"""Stage 5, genuineness: how probable it is that an answer is wanted.

Needs a question's reading and clause, what follows it, and the register of its message. Gives a
probability and its reasons: a logistic sum over cues (`rules/cues.toml`). Kinds of rhetorical
question after Frank 1990, J. Pragmatics 14, and Schmidt-Radefeldt 1977, J. Pragmatics 1.
"""

from collections.abc import Iterator

from bot.extraction.clauses import Clause
from bot.extraction.lexicon import Hit, probability, weights
from bot.extraction.questions import Asked
from bot.extraction.reading import Reading
from bot.extraction.surroundings import Surroundings
from bot.extraction.tokens import Kind
from bot.model import Form, Reason, Span

VERDICT: int = 2
"""Words up to which the sentence after a question is a verdict on it."""
LONG: int = 22
"""Words from which on a question argues."""
WARM: float = 0.015
HOT: float = 0.06
"""Shares of words of quarrel from which on a post argues, or argues hotly."""
MOCK: int = 5
"""Words of an answer that is only offered in mockery."""
ECHO: int = 4
"""Words up to which a question without a verb may echo another's word."""


_BY_FORM = {Form.CHOICE: "offers-alternatives", Form.INDIRECT: "says-does-not-know"}
_NO_VERDICT = frozenset({"social", "asks-for-action", "commits"})
_ELSEWHERE = frozenset({"own-conclusion"})
"""Cues that count in what follows a question, not in it."""
_WEAK = frozenset(
    {"challenges", "denies", "mock-answer", "negative-polar", "rhetorical-modal", "supposes"}
)
"""Cues that a chat turn bears in all innocence: "you mean like the old one?"."""


def genuineness(
    reading: Reading, clause: Clause, asked: Asked, around: Surroundings
) -> tuple[float, tuple[Reason, ...]]:
    """The probability that an answer is wanted, and why."""
    table = weights("genuine")
    weak = _WEAK if around.register.in_passing else frozenset[str]()
    fired: dict[str, Span | None] = {}
    for cue, span in _cues(reading, clause, asked, around):
        if cue not in weak:
            fired[cue] = fired.pop(cue, span)  # where it was seen first
    reasons = tuple(Reason(cue, table[cue], span) for cue, span in fired.items())
    return probability(table["bias"] + sum(r.weight for r in reasons)), reasons


def _cues(
    reading: Reading, clause: Clause, asked: Asked, around: Surroundings
) -> Iterator[tuple[str, Span | None]]:
    table = weights("genuine")
    for hit in clause.hits:
        where = reading.word_span(hit.start, hit.end)
        if hit.cue in table and _counts(clause, asked, hit):
            yield hit.cue, where
        elif hit.cue == "if-so":
            yield "presupposes-another", where
        elif hit.cue == "question-ending" and _is_tag(reading, asked, hit):
            yield "tag-in-argument", where
    yield from _shape(reading, clause, asked)
    yield from _beyond(reading, clause, asked, around)
    for cue in _talk(asked, around):
        yield cue, None


def _counts(clause: Clause, asked: Asked, hit: Hit) -> bool:
    """Whether a cue counts: "why is it A instead of B" suggests nothing, only its opening can."""
    if hit.cue == "suggests" and asked.form is Form.WH:
        return hit.start == clause.start
    return hit.cue not in _ELSEWHERE


def _shape(reading: Reading, clause: Clause, asked: Asked) -> Iterator[tuple[str, Span]]:
    """Cues from the form of the question."""
    if asked.form in _BY_FORM:
        yield _BY_FORM[asked.form], _whole(reading, clause)
    if reading.words[clause.start] in reading.lexicon.words.negative:
        yield "negative-polar", reading.word_span(clause.start, clause.start + 1)
    denial = _denial(reading, clause, asked)
    if denial is not None:
        yield "denies", denial
    if clause.asked and len(reading.sentence.mark) > 1:
        yield "emphatic-mark", _whole(reading, clause)
    if reading.sentence.states and not clause.asked and asked.form is not Form.INDIRECT:
        yield "states-flatly", _whole(reading, clause)
    answer = _mock_answer(reading, clause, asked)
    if answer is not None:
        yield "mock-answer", answer
    yield from _asks_for_action(reading, clause, asked)


def _asks_for_action(reading: Reading, clause: Clause, asked: Asked) -> Iterator[tuple[str, Span]]:
    """What would be done, if somebody said yes."""
    words, first = reading.lexicon.words, reading.words[clause.start]
    if asked.form is Form.DECLARATIVE and first in words.imperative:
        yield "proposes", reading.word_span(clause.start, clause.start + 1)
    for hit in clause.hits:
        if hit.cue == "asks-you":
            yield "wants-it-done", reading.word_span(hit.start, hit.end)


def _whole(reading: Reading, clause: Clause) -> Span:
    return reading.word_span(clause.start, clause.end)


def _denial(reading: Reading, clause: Clause, asked: Asked) -> Span | None:
    """A "not" inside the question, as in "who does not know that?"; "or not" offers a choice."""
    words = reading.lexicon.words
    if asked.form in _BY_FORM:
        return None
    for at in range(clause.opens + 1, clause.end):
        if reading.words[at] in words.negative or reading.words[at] in words.negation:
            return reading.word_span(at, at + 1)
    return None


def _mock_answer(reading: Reading, clause: Clause, asked: Asked) -> Span | None:
    """A thing behind a comma that nobody expects to be the answer: "..., the tooth fairy?"."""
    if asked.form is not Form.WH or not clause.asked:
        return None
    start = max(clause.start + 1, clause.end - MOCK)
    commas = [i for i in range(start, clause.end) if reading.gaps[i] is Kind.COMMA]
    if not commas:
        return None
    words, tail = reading.lexicon.words, reading.words[commas[-1] : clause.end]
    thing = tail[0] in words.determiner and words.verb.isdisjoint(tail)
    return reading.word_span(commas[-1], clause.end) if thing else None


def _is_tag(reading: Reading, asked: Asked, hit: Hit) -> bool:
    """The writer's own opinion, put to the vote: "..., aren't they?"; "right?" only checks."""
    return asked.form is Form.TAG and reading.words[hit.start] in reading.lexicon.words.auxiliary


def _beyond(
    reading: Reading, clause: Clause, asked: Asked, around: Surroundings
) -> Iterator[tuple[str, Span | None]]:
    """Cues from outside the question."""
    following = around.following
    last = clause.end == len(reading.words)
    in_passing = around.register.in_passing
    if last and following and _answers_itself(following, in_passing=in_passing):
        yield "self-answered", following.word_span(0, len(following.words))
    if asked.form is Form.DECLARATIVE and not around.own_line and _echoes(reading, clause):
        yield "echoes", _whole(reading, clause)
    if around.own_line and not around.alone:
        yield "stands-apart", _whole(reading, clause)
    spaced = reading.tokens[clause.end - 1].kind is not Kind.CJK
    if spaced and asked.form is not Form.INDIRECT and clause.end - clause.start > LONG:
        yield "long-winded", _whole(reading, clause)


def _talk(asked: Asked, around: Surroundings) -> Iterator[str]:
    """Cues from the register of the message."""
    register, following = around.register, around.following
    debates = register.debate >= WARM
    fires = {
        "debates": debates,
        "argues-hotly": register.heat >= HOT,
        "argues": WARM <= register.heat < HOT,
        "in-passing": register.in_passing,
        "seeks-help": register.seeks_help,
        "opposes": register.opposes,
        "argues-on": (register.opposes or debates) and following and not following.sentence.asks,
        "tells-by-asking": register.opposes and asked.form is Form.DECLARATIVE,
    }
    yield from (cue for cue, fired in fires.items() if fired)


def _echoes(reading: Reading, clause: Clause) -> bool:
    """A capital or a quotation mark, and hardly more than one word: "Coincidence?"."""
    first = reading.tokens[clause.start]
    short = clause.first and clause.end - clause.start <= ECHO
    return short and (first.capital or first.kind is Kind.OPAQUE)


def _answers_itself(following: Reading, *, in_passing: bool) -> bool:
    """A verdict follows: "I think not.", "Nothing, as usual."."""
    if following.sentence.asks or any(hit.cue in _NO_VERDICT for hit in following.hits):
        return False
    if any(hit.cue == "own-conclusion" for hit in following.starting(0)):
        return True
    if in_passing:
        return False
    said = following.tokens[0].kind is Kind.WORD
    prepositions = following.lexicon.words.preposition
    return said and len(following.words) <= VERDICT and following.words[0] not in prepositions
