"""Stage 3, clauses: a sentence -> stretches with a function of their own.

Needs a reading. Gives clauses in order, without overlaps: half-open ranges of words. A sentence is
cut before a question ("It is said that X, | would that hold here?"), between two statements that
both have subject and verb, and before a reason that trails a question. A leading condition stays
with what it leads ("If so, why ...?"); "or" does not part the halves of a choice question.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from bot.extraction.clausal import has_subject, is_clausal, is_verb
from bot.extraction.leads import clause_start, content_start, lead_start
from bot.extraction.openings import Opening, opening_at, opening_near
from bot.extraction.reading import Reading
from bot.extraction.tokens import Kind
from bot.model import Form

SPLICE: Final = 3
"""Words of a statement to which another may be spliced by a bare comma."""
_TALK: Final = frozenset({"social", "does-not-know"})
RELATIVE: Final = 4
"""Words from which on a relative clause is a statement of its own."""
RELATIVE_END: Final = 40
"""Words among which it must end."""


class Clause(NamedTuple):
    """The words [start, end) of a sentence.

    `opens` is where a question opens in it: behind a leading condition, else at its start.
    `lead` is where it begins with the conjunction or adverb that leads the sentence.
    `asked` is True where it may claim the question mark, `first` where it begins the sentence,
    `may_ask` unless a full stop says that its word order is no question's.
    """

    start: int
    end: int
    opens: int
    lead: int
    asked: bool = False
    first: bool = True
    may_ask: bool = True


def clauses_of(reading: Reading) -> list[Clause]:
    """The clauses of a sentence, leading conjunctions, openers and names cut off."""
    return _Cutter(reading).clauses() if reading.words else []


class _Cutter:
    """One pass over the words; the state is the clause that is being read."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.words = reading.lexicon.words
        self.text = reading.words
        self.asks: list[bool] = []
        self.subordinate = False
        ended = reading.sentence.mark and not reading.sentence.asks
        self.may_ask = not ended or opening_at(reading, 0) is not None
        self._enter(0)

    def clauses(self) -> list[Clause]:
        pieces = list(self._pieces())
        asking = [k for k, asks in enumerate(self.asks) if asks] or [len(pieces) - 1]
        marked = asking[-1] if self.reading.sentence.asks else None
        return [
            piece._replace(asked=k == marked, first=k == 0, may_ask=self.may_ask or k == 0)
            for k, piece in enumerate(pieces)
        ]

    def _pieces(self) -> Iterator[Clause]:
        for at in range(1, len(self.text)):
            if at > self.opens and self._is_cut(at):
                self.asks.append(self.is_question)
                yield Clause(self.start, at, self.opens, self.lead)
                self._enter(at)
            self.has_verb = self.has_verb or is_verb(self.reading, at)
            self.subordinate = self._subordinates(at)
        self.asks.append(self.is_question)
        yield Clause(self.start, len(self.text), self.opens, self.lead)

    def _enter(self, at: int) -> None:
        """Begin a clause at the word `at`."""
        self.start = self.opens = clause_start(self.reading, at)
        self.lead = lead_start(self.reading, self.start) if at == 0 else self.start
        self.has_verb = is_verb(self.reading, self.start)
        self.subordinate = False
        self.subordinate = self._subordinates(self.start)
        self.conditional = self.text[self.start] in self.words.condition
        opening = self._opening()
        self.is_question = opening is not None and (opening.sure or self._trusted(opening, at))

    def _trusted(self, opening: Opening, at: int) -> bool:
        """Whether an unsure opening counts: at the start of the sentence, not as a condition."""
        if self.conditional:
            return False
        return at == 0 and (opening.cue != "bare-polar-start" or self.reading.sentence.asks)

    def _opening(self) -> Opening | None:
        """The opening of the clause, behind an "if so" where there is one."""
        ends = [hit.end for hit in self.reading.starting(self.start) if hit.cue == "if-so"]
        if ends:
            begins = content_start(self.reading, max(ends))
            behind = opening_at(self.reading, begins)
            if behind is not None:
                self.opens, self.conditional = begins, False
                return behind._replace(sure=True)
        return opening_near(self.reading, self.start, len(self.text))

    def _is_cut(self, at: int) -> bool:
        gap, joined = self.reading.gaps[at], self.text[at] in self.words.conjunction
        if gap is None and not joined:
            return self.conditional and self._asks_behind_condition(at)
        if gap is Kind.ASKS:
            return not self._is_tag(at)
        begins = content_start(self.reading, at)
        if gap is Kind.COMMA and self._joined(at):
            return True
        if self._asks_at(begins) or self._goes_on_asking(at, begins):
            return self._parts_question(at, begins)
        apart = gap is not None
        return apart and (self._talks(at, begins) or self._parts_statement(at, begins))

    def _asks_behind_condition(self, at: int) -> bool:
        """No cut, but the opening of what a condition leads: "when you start it do you see ..."."""
        opening = None if self.reading.sentence.states else opening_at(self.reading, at)
        if opening is not None and opening.sure and at > self.start + 2:
            follows = self.text[at + 1]
            if opening.cue == "wh-start" or follows in self.words.pronoun:
                self.opens, self.conditional, self.is_question = at, False, True
        return False

    def _asks_at(self, at: int) -> bool:
        opening = opening_at(self.reading, at)
        if opening is None:
            return self.may_ask and self._follow_up(at)
        if opening.form is not Form.INDIRECT and not self.may_ask:
            return False
        return opening.sure or self.reading.gaps[at] is Kind.COLON

    def _joined(self, at: int) -> bool:
        """The clause before the comma says that it goes on: "...が、"."""
        return "".join(self.text[max(at - 2, self.start) : at]).endswith(self.words.joint)

    def _goes_on_asking(self, at: int, begins: int) -> bool:
        """A bare auxiliary behind a conjunction: "... on, and does firefox ...?"."""
        opening = opening_at(self.reading, begins) if begins > at else None
        return opening is not None and self.reading.sentence.asks

    def _follow_up(self, at: int) -> bool:
        """A condition on the question before, then a question: "... and if so, who ..."."""
        ends = [hit.end for hit in self.reading.starting(at) if hit.cue == "if-so"]
        return (
            bool(ends)
            and opening_at(self.reading, content_start(self.reading, max(ends))) is not None
        )

    def _parts_question(self, at: int, begins: int) -> bool:
        """Whether the question that opens at `begins` stands apart from what is before."""
        apart = self.reading.gaps[at] is not None
        joined = self.text[at] in self.words.junction
        if self.is_question:
            alternative = self.text[at] in self.words.alternative
            return (apart or joined) and not alternative and not self._prods(begins)
        if self.conditional and self.has_verb:
            self.conditional, self.is_question, self.opens = False, True, begins
            return False
        return apart or (joined and self.has_verb)

    def _prods(self, at: int) -> bool:
        """Only asks for the answer to the question before it: "..., any ideas?"."""
        return any(
            hit.cue == "elliptic-question"
            or (hit.cue == "question-ending" and hit.end == len(self.text))
            for hit in self.reading.starting(at)
        )

    def _parts_statement(self, at: int, begins: int) -> bool:
        """Whether a statement begins at `begins` that is not part of what is before."""
        if self.conditional or begins >= len(self.text):
            self.conditional = self.conditional and not has_subject(self.reading, begins)
            return False
        gap, word = self.reading.gaps[at], self.text[at]
        if self.is_question and self.reading.sentence.asks and word not in self.words.reason:
            return False
        if gap is Kind.COLON or gap is Kind.DASH:
            return is_clausal(self.reading, begins)
        if word in self.words.aside:
            return self._runs_on(at)
        leads = word in self.words.conjunction or word in self.words.reason
        joined = leads or self._splices(begins)
        return (
            self.has_verb
            and joined
            and is_clausal(self.reading, begins)
            and not self._is_tag(begins)
        )

    def _talks(self, at: int, begins: int) -> bool:
        """Thanks and the like stand apart: "it works now, thank you"."""
        if self.is_question:
            return False
        before = self.reading.within(self.start, at)
        return any(hit.cue in _TALK for hit in self.reading.starting(begins)) or (
            any(hit.cue in _TALK for hit in before) and is_clausal(self.reading, begins)
        )

    def _splices(self, at: int) -> bool:
        """A bare comma parts two statements: both have a subject where one is looked for."""
        words = self.words
        before = self.text[self.start : at]
        if self.subordinate or len(before) < SPLICE or not words.condition.isdisjoint(before):
            return False
        loose = not self.reading.sentence.states
        named = loose and at + 1 < len(self.text) and self.text[at + 1] in words.verb
        return named or self.text[at] in words.pronoun or self.text[at] in words.determiner

    def _runs_on(self, at: int) -> bool:
        """A relative clause that ends the statement, not one in its middle."""
        near = range(at + 1, min(at + RELATIVE_END, len(self.text)))
        closes = next((i for i in near if self.reading.gaps[i] is not None), len(self.text))
        ends = closes == len(self.text) or self.text[closes] in self.words.skipped
        return self.has_verb and ends and closes - at >= RELATIVE

    def _is_tag(self, at: int) -> bool:
        return any(
            hit.cue in ("question-ending", "hedge") and hit.end == len(self.text)
            for hit in self.reading.starting(at)
        )

    def _subordinates(self, at: int) -> bool:
        """Since the last comma a part began that leads to a main one: "he says that once I am"."""
        words, begins = self.words, at == self.start or self.reading.gaps[at] is not None
        if self.subordinate and not (begins and at > self.start):
            return True
        before = "" if begins else self.text[at - 1]
        leads = begins or before in words.complementizer or before in words.skipped
        return leads and (self.text[at] in words.condition or self.text[at] in words.reason)
